//! The one door into the log: local edits, undo and merge all enter rows by [`admit`]; and reading
//! them back.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value as Json};

use super::change::{Change, ChangeId, over_bytes, over_ids};
use crate::error::Result;
use crate::model::value::RecordId;

/// Returns the writer of a file and the last change that it wrote.
pub(crate) fn writer_and_last(connection: &Connection) -> Result<([u8; 16], Option<ChangeId>)> {
    Ok(
        connection.query_row("select writer, last from file", [], |row| {
            let last: Option<[u8; 24]> = row.get("last")?;
            Ok((row.get("writer")?, last.map(ChangeId)))
        })?,
    )
}

/// Returns the rowid of the row that entered the log last.
pub(crate) fn last_row(connection: &Connection) -> Result<i64> {
    let mut statement = connection.prepare_cached("select coalesce(max(rowid), 0) from change")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Puts a row that was checked, and that the log has not, into the log.
pub(crate) fn admit(connection: &Connection, change: &Change) -> Result<()> {
    admit_as(connection, None, change)
}

/// Puts a row into the log under a number; without one at its end.
pub(crate) fn admit_as(connection: &Connection, row: Option<i64>, change: &Change) -> Result<()> {
    connection
        .prepare_cached(
            "insert into change
             (id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash, rowid)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute((
            change.id.0,
            change.record.0,
            &change.kind,
            change.writer,
            change.wprev.map(|id| id.0),
            change.command,
            &change.verb,
            &change.actor,
            over_bytes(&change.over),
            &change.body,
            change.body_hash,
            row,
        ))?;
    Ok(())
}

/// The columns of [`read_change`], in its order.
pub(crate) const CHANGE_COLUMNS: &str =
    "id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash";

pub(crate) fn find_change(connection: &Connection, id: ChangeId) -> Result<Option<Change>> {
    let sql = format!("select {CHANGE_COLUMNS} from change where id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([id.0], read_change).optional()?)
}

/// Reads a row of [`CHANGE_COLUMNS`], each by its place, since merging reads millions.
pub(crate) fn read_change(row: &Row) -> rusqlite::Result<Change> {
    Ok(Change {
        id: ChangeId(row.get(0)?),
        record: RecordId(row.get(1)?),
        kind: row.get(2)?,
        writer: row.get(3)?,
        wprev: row.get::<_, Option<[u8; 24]>>(4)?.map(ChangeId),
        command: row.get(5)?,
        verb: row.get(6)?,
        actor: row.get(7)?,
        over: read_over(row, 8)?,
        body: row.get(9)?,
        body_hash: row.get(10)?,
    })
}

/// Reads ids; what is no whole number of them is a broken row.
fn read_over(row: &Row, at: usize) -> rusqlite::Result<Vec<ChangeId>> {
    let bytes = row.get_ref(at)?.as_blob()?;
    over_ids(bytes).ok_or(rusqlite::Error::InvalidColumnType(
        at,
        "over".to_owned(),
        rusqlite::types::Type::Blob,
    ))
}

/// A body that is no object, or was redacted, sets nothing.
pub(crate) fn parse_body(body: Option<&str>) -> Map<String, Json> {
    body.and_then(|body| serde_json::from_str(body).ok())
        .unwrap_or_default()
}
