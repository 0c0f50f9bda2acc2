//! Reads from the log what folding needs of a record's changes.

use rusqlite::{Connection, Row};
use serde_json::Value as Json;

use super::{Entry, Layout};
use crate::error::Result;
use crate::model::identity::JOINABLE;
use crate::model::value::RecordId;
use crate::store::log::change::{ChangeId, over_ids};
use crate::store::log::remains::remaining_fields;

/// Reads what folding needs of a record's changes, in ascending order of their ids: of one that stands
/// for others that are one with it also theirs, as if all had been written to it. A record of which
/// there is nothing stands for none.
pub(crate) fn entries(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
) -> Result<Vec<Entry>> {
    let joined = if JOINABLE.contains(&layout.kind.id) {
        "or record in (select record from standing where stands = ?1)"
    } else {
        ""
    };
    let sql = format!(
        "select id, over, body, verb, record from change
         where (record = ?1 {joined}) and kind = ?2 order by id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((record.0, layout.kind.id), |row| {
        read_entry(connection, layout, record, row)
    })?;
    let mut entries: Vec<Entry> = rows.collect::<rusqlite::Result<_>>()?;
    if !entries.iter().any(|entry| entry.own) {
        entries.clear();
    }
    Ok(entries)
}

/// Reads `id`, `over`, `body`, `verb` and `record`, which stand first in the row, for a record.
pub(crate) fn read_entry(
    connection: &Connection,
    layout: &Layout,
    of: RecordId,
    row: &Row,
) -> rusqlite::Result<Entry> {
    let (id, record) = (ChangeId(row.get(0)?), RecordId(row.get(4)?));
    let own = record == of;
    let mut values = match row.get_ref(2)?.as_str_or_null()? {
        Some(body) => layout.values(body),
        None => remaining_values(connection, layout, record, id)?,
    };
    // Each keeps the number that it was given.
    values.retain(|(field, _)| own || *field != layout.reference);
    Ok(Entry {
        id,
        over: over_ids(row.get_ref(1)?.as_blob()?).unwrap_or_default(),
        values,
        origin: layout.origin(row.get_ref(3)?.as_str()?),
        own,
    })
}

/// Reads the fields of a layout that a change sets, where its body was redacted.
fn remaining_values(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Vec<(usize, Json)>> {
    let fields = remaining_fields(connection, record, id)?.into_iter();
    Ok(fields
        .filter_map(|(field, json)| Some((layout.position(&field)?, json)))
        .collect())
}
