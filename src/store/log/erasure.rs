//! Which bodies are blank by right: the computed table `erasure`, a row for each field of a change that
//! a redaction erases or a row of remains keeps, and whether its writer may. Only what may counts: it
//! alone blanks, keeps, and is told; a body that is missing without it is filled when a file brings it.
//! What was erased is gone, so that nothing is blanked at the word of a row which anybody may have
//! written: one that came with a merge is carried out once it is proved.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::change::ChangeId;
use super::remains::{REMAINS, Redaction, redacted_changes};
use super::rows::{CHANGE_COLUMNS, parse_body, read_change};
use crate::error::Result;
use crate::model::value::RecordId;

/// Tells whether a writer may erase what a field of a record says: the kind, the field if it is one to
/// be erased, the record and the writer.
pub(crate) type May<'m> = &'m dyn Fn(&str, Option<&str>, RecordId, [u8; 16]) -> Result<bool>;

/// Tells whether a row of the log is proved to be its writer's, or was written here.
pub(crate) type Proves<'p> = &'p dyn Fn([u8; 16], ChangeId) -> Result<bool>;

/// Fills the table, or the rows of one record, from the rows of the log that speak of erasing.
pub(crate) fn compute(
    connection: &Connection,
    of: Option<RecordId>,
    may: May,
    proves: Proves,
) -> Result<()> {
    let record = of.map(|record| record.0);
    connection
        .prepare_cached("delete from erasure where ?1 is null or record = ?1")?
        .execute([record])?;
    // The index is a fraction of the table, and has them record by record.
    let wanted = match of {
        Some(_) => "record = ?1 and kind in ('redaction', 'remains')",
        None => {
            "?1 is null and rowid in (select rowid from change indexed by change_of_record
             where kind in ('redaction', 'remains'))"
        }
    };
    // Nothing says what it says once the gate is closed that nobody has proved.
    let sql = format!(
        "select {CHANGE_COLUMNS} from change as c where {wanted}
         and not exists (select 1 from unproved where change = c.id and revoked = 0)
         order by record, id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([record])?;
    let mut insert = connection.prepare_cached(
        "insert into erasure (record, change, field, by, keeps, counts, carried)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing",
    )?;
    while let Some(row) = rows.next()? {
        let change = read_change(row)?;
        // What is not what its hashes say says nothing.
        if change.check().is_err() {
            continue;
        }
        let (record, writer) = (change.record, change.writer);
        let mut add = |of: ChangeId, field: &str, keeps: bool, counts: bool| {
            let carried = counts && !keeps && proves(writer, change.id)?;
            let row = (record.0, of.0, field, change.id.0, keeps, counts, carried);
            Ok::<_, crate::error::Error>(insert.execute(row)?)
        };
        if change.kind == REMAINS {
            if let Some(of) = change.over.first() {
                let kind = kind_of(connection, *of, record)?;
                let counts = kind.map(|kind| may(&kind, None, record, writer));
                add(
                    *of,
                    &change.verb,
                    true,
                    counts.transpose()?.unwrap_or(false),
                )?;
            }
            continue;
        }
        let body = parse_body(change.body.as_deref());
        let Redaction { kind, field, .. } = Redaction::of(&body);
        let may_erase = may(&kind, Some(&field), record, writer)?;
        for of in redacted_changes(&body) {
            let is_its = || {
                Ok::<_, crate::error::Error>(
                    kind_of(connection, of, record)?.is_some_and(|own| own == kind),
                )
            };
            add(of, &field, false, may_erase && is_its()?)?;
        }
    }
    Ok(())
}

/// Returns the kind of which a change to a record is.
fn kind_of(connection: &Connection, id: ChangeId, record: RecordId) -> Result<Option<String>> {
    let mut statement =
        connection.prepare_cached("select kind from change where id = ?1 and record = ?2")?;
    let kind = statement.query_row((id.0, record.0), |row| row.get(0));
    Ok(kind.optional()?)
}

/// The rows whose bodies are erased by right: the changes, and what remains of them that keeps the field.
const ERASED: &str = "select change from erasure where carried = 1
     union select k.by from erasure as k join erasure as e
     on e.record = k.record and e.change = k.change and e.field = k.field
     where k.keeps = 1 and e.carried = 1";

/// Blanks every body that is erased by right and that is there, of one record or of all; returns how many.
pub(crate) fn blank(connection: &Connection, of: Option<RecordId>) -> Result<usize> {
    let sql = format!(
        "update change set body = null where body is not null and (?1 is null or record = ?1)
         and id in ({ERASED})"
    );
    let record = of.map(|record| record.0);
    Ok(connection.prepare_cached(&sql)?.execute([record])?)
}

/// Tells whether a body may be missing that nobody erased by right, and that a file may therefore fill.
pub(crate) fn is_wanting(connection: &Connection) -> Result<bool> {
    let sql = format!(
        "select 1 from (select change as id from erasure where keeps = 0 and carried = 0
         union select by from erasure where keeps = 1) as one
         join change as c on c.id = one.id
         where c.body is null and one.id not in ({ERASED}) limit 1"
    );
    Ok(connection.prepare_cached(&sql)?.exists([])?)
}

/// Returns the rows by which something is erased, each with its record, but for some.
pub(crate) fn carried_but(
    connection: &Connection,
    known: &HashSet<ChangeId>,
) -> Result<Vec<(ChangeId, RecordId)>> {
    let sql = "select distinct by, record from erasure where carried = 1 order by by";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((ChangeId(row.get(0)?), RecordId(row.get(1)?))))?;
    let mut rows: Vec<(ChangeId, RecordId)> = rows.collect::<rusqlite::Result<_>>()?;
    rows.retain(|(by, _)| !known.contains(by));
    Ok(rows)
}

/// Returns the rows of the log by which something is erased.
pub(crate) fn carrying(connection: &Connection) -> Result<HashSet<ChangeId>> {
    let sql = "select distinct by from erasure where carried = 1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(ChangeId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Counts what is erased by rows up to one of the log.
pub(crate) fn carried_until(connection: &Connection, row: i64) -> Result<i64> {
    let sql = "select count(*) from erasure as e join change as c on c.id = e.by
         where e.carried = 1 and c.rowid <= ?1";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([row], |row| row.get(0))?)
}

/// Counts the redactions after a row of the log that name what is here, and erase none of it.
pub(crate) fn idle_since(connection: &Connection, row: i64) -> Result<usize> {
    let sql = "select count(*) from (
             select e.by from erasure as e
             join change as c on c.id = e.by join change as named on named.id = e.change
             where c.rowid > ?1 and e.keeps = 0 group by e.by having max(e.carried) = 0)";
    Ok(connection
        .prepare_cached(sql)?
        .query_row([row], |row| row.get(0))?)
}

/// Tells whether some rows of the log erased what other rows said, and no others did.
pub(crate) fn erased_by(connection: &Connection, rows: (i64, i64)) -> Result<bool> {
    let sql = "select 1 from (select e.change as id, e.by from erasure as e
             where e.carried = 1
             union select k.by, e.by from erasure as k join erasure as e
             on e.record = k.record and e.change = k.change and e.field = k.field
             where k.keeps = 1 and e.carried = 1) as one
         join change as said on said.id = one.id join change as by on by.id = one.by
         where said.rowid not between ?1 and ?2 and said.body is null
         group by one.id having min(by.rowid between ?1 and ?2) = 1 limit 1";
    Ok(connection.prepare_cached(sql)?.exists(rows)?)
}
