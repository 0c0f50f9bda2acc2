//! Reads from the log what folding needs of a record's changes.

use rusqlite::{Connection, Row};
use serde_json::Value as Json;

use super::authority::{Authority, Written};
use super::{Entry, Layout};
use crate::error::Result;
use crate::model::identity::JOINABLE;
use crate::model::value::RecordId;
use crate::store::log::change::ChangeId;
use crate::store::log::remains::Remaining;
use crate::store::log::rows::{CHANGE_COLUMNS, read_change};

/// Reads what folding needs of a record's changes, in ascending order of their ids: of one that stands
/// for others that are one with it also theirs, as if all had been written to it, and tells which of
/// them count. A record of which there is nothing stands for none.
pub(crate) fn entries(
    connection: &Connection,
    authority: &Authority,
    layout: &Layout,
    record: RecordId,
) -> Result<Vec<Entry>> {
    let joined = if JOINABLE.contains(&layout.kind.id) {
        "or record in (select record from standing where stands = ?1)"
    } else {
        ""
    };
    let sql = format!(
        "select {CHANGE_COLUMNS} from change
         where (record = ?1 {joined}) and kind = ?2 order by id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut remaining = Remaining::new(connection);
    let rows = statement.query_map((record.0, layout.kind.id), |row| {
        read_entry(&mut remaining, layout, record, row)
    })?;
    let entries = rows.filter_map(rusqlite::Result::transpose);
    let mut entries: Vec<Entry> = entries.collect::<rusqlite::Result<_>>()?;
    if !entries.iter().any(|entry| entry.own) {
        entries.clear();
    }
    authority.leave_out(&mut entries)?;
    authority.judge(layout, &mut entries)?;
    Ok(entries)
}

/// Reads a row of [`CHANGE_COLUMNS`] for a record; `None` for one that is not what its hashes say,
/// which counts for nothing.
pub(crate) fn read_entry(
    remaining: &mut Remaining,
    layout: &Layout,
    of: RecordId,
    row: &Row,
) -> rusqlite::Result<Option<Entry>> {
    let change = read_change(row)?;
    if change.check().is_err() {
        return Ok(None);
    }
    let own = change.record == of;
    let mut values = match &change.body {
        Some(body) => layout.values(body),
        None => remaining_values(remaining, layout, change.record, change.id)?,
    };
    // Each keeps the number that it was given.
    values.retain(|(field, _)| own || *field != layout.reference);
    Ok(Some(Entry {
        id: change.id,
        over: change.over,
        values,
        origin: layout.origin(&change.verb),
        own,
        by: Written {
            record: change.record,
            writer: change.writer,
            wprev: change.wprev,
            command: change.command,
        },
        counts: true,
        masked: Vec::new(),
    }))
}

/// Reads the fields of a layout that a change sets, where its body was redacted.
fn remaining_values(
    remaining: &mut Remaining,
    layout: &Layout,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Vec<(usize, Json)>> {
    let fields = remaining.fields(record, id)?.into_iter();
    Ok(fields
        .filter_map(|(field, json)| Some((layout.position(&field)?, json)))
        .collect())
}
