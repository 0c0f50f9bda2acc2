//! The office that leads, as a file keeps it: the first that it met, or one that was set by hand.

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::model::value::RecordId;

/// Returns the office that leads, as a file keeps it.
pub(crate) fn known_root(connection: &Connection) -> Result<Option<RecordId>> {
    let mut kept = connection.prepare_cached("select writer from file_root")?;
    let kept = kept.query_row([], |row| Ok(RecordId(row.get(0)?)));
    Ok(kept.optional()?)
}

/// Keeps in a file which office leads.
pub(crate) fn set_root(connection: &Connection, root: Option<RecordId>) -> Result<()> {
    if known_root(connection)? == root {
        return Ok(());
    }
    connection
        .prepare_cached("delete from file_root")?
        .execute([])?;
    if let Some(root) = root {
        let sql = "insert into file_root (one, writer) values (1, ?1)";
        connection.prepare_cached(sql)?.execute([root.0])?;
    }
    Ok(())
}
