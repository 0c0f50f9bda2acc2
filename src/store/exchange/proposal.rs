//! Proposals: changes to a record that another office than its own has written. They stand in the
//! log like any, and the fold says what becomes of them; here is only told that they came.
//!
//! A record is its ref's office's; one without a number is that of the office which began it. Not
//! proposals are what `init` writes everywhere, and that two offices began one record of one name.

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::INIT;
use crate::store::log::change::ChangeId;

/// A change by another office than the record's own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub(crate) id: ChangeId,
    pub(crate) record: RecordId,
}

/// Adds those among the changes to a record that came into the log after a row.
pub(crate) fn add(
    proposals: &mut Vec<Proposal>,
    connection: &Connection,
    (kind, record): (&str, RecordId),
    after: i64,
) -> Result<()> {
    let owner = owner(connection, kind, record)?;
    let mut statement = connection.prepare_cached(
        "select c.id from change as c left join member as m on m.writer = c.writer
             left join office as o on o.record = coalesce(m.office, c.writer)
         where c.record = ?1 and c.kind = ?2 and c.rowid > ?3 and o.code is not ?4
         and c.verb <> ?5 and json_extract(c.body, '$.ref') is null order by c.id",
    )?;
    let rows = statement.query_map((record.0, kind, after, owner, INIT), |row| {
        let id = ChangeId(row.get("id")?);
        Ok(Proposal { id, record })
    })?;
    for row in rows {
        proposals.push(row?);
    }
    Ok(())
}

/// Returns the code of the office whose record it is, where that is known.
fn owner(connection: &Connection, kind: &str, record: RecordId) -> Result<Option<String>> {
    let sql = format!(
        "select coalesce(t.office, o.code) from {kind} as t join change as c on c.id = t.created
         left join member as m on m.writer = c.writer
             left join office as o on o.record = coalesce(m.office, c.writer) where t.record = ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let owner = statement.query_row([record.0], |row| row.get(0)).optional();
    Ok(owner?.flatten())
}
