//! Reads from the log what folding needs of a record's changes.

use rusqlite::{Connection, Row};
use serde_json::Value as Json;

use super::{Entry, Layout};
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::log::change::{ChangeId, over_ids};
use crate::store::log::remains::remaining_fields;

/// Reads what folding needs of a record's changes, in ascending order of their ids.
pub(crate) fn entries(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
) -> Result<Vec<Entry>> {
    let mut statement = connection.prepare_cached(
        "select id, over, body, verb from change where record = ?1 and kind = ?2 order by id",
    )?;
    let rows = statement.query_map((record.0, layout.kind.id), |row| {
        read_entry(connection, layout, record, row)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Reads `id`, `over`, `body` and `verb`, which stand first in the row.
pub(crate) fn read_entry(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
    row: &Row,
) -> rusqlite::Result<Entry> {
    let id = ChangeId(row.get(0)?);
    Ok(Entry {
        id,
        over: over_ids(row.get_ref(1)?.as_blob()?).unwrap_or_default(),
        values: match row.get_ref(2)?.as_str_or_null()? {
            Some(body) => layout.values(body),
            None => remaining_values(connection, layout, record, id)?,
        },
        origin: layout.origin(row.get_ref(3)?.as_str()?),
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
