//! Numbers in refs, which two copies of a file may have given out twice.

use rusqlite::Connection;

use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::reference::Ref;

/// Reads a ref of a kind as its first writer gave it.
pub(super) fn own_ref(kind: &Kind, given: &str) -> Option<Ref> {
    Ref::parse(given, "").filter(|given| Some(given.letter) == kind.letter && given.copy == 1)
}

/// Numbers the records that were given one ref, the earliest first. Returns whether there is more
/// than one.
pub(super) fn number_copies(connection: &Connection, kind: &Kind, given: &Ref) -> Result<bool> {
    let table = kind.id;
    // Nobody takes a number from an office whose code it has, nor from one that was admitted, by whatever
    // time it gives.
    let sql = format!(
        "select t.record, t.copy from main.\"{table}\" as t
         left join member as m on m.writer = t.origin and m.office = t.origin and m.admitted = 1
         left join office_code as c on c.office = t.origin and c.code = t.office
         where t.office = ?1 and t.number = ?2
         order by c.office is null, m.writer is null, t.created, t.record"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((&given.office, given.number), |row| {
        Ok((
            row.get::<_, [u8; 16]>("record")?,
            row.get::<_, i64>("copy")?,
        ))
    })?;
    let holders = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let sql = format!("update main.\"{table}\" set copy = ?1, ref = ?2 where record = ?3");
    for (copy, (holder, known)) in (1..).zip(&holders) {
        if copy != *known {
            let shown = Ref {
                copy,
                ..given.clone()
            };
            connection
                .prepare_cached(&sql)?
                .execute((copy, shown.to_string(), holder))?;
        }
    }
    Ok(holders.len() > 1)
}

/// Does for a whole table what [`number_copies`] does for one ref.
pub(super) fn number_every_copy(connection: &Connection, kind: &Kind) -> Result<()> {
    let Some(letter) = kind.letter else {
        return Ok(());
    };
    let sql = format!(
        "select office, number from main.\"{}\" where office is not null
         group by office, number having count(*) > 1 order by office, number",
        kind.id
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Ref {
            office: row.get("office")?,
            letter,
            number: row.get("number")?,
            copy: 1,
        })
    })?;
    for given in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        number_copies(connection, kind, &given)?;
    }
    Ok(())
}
