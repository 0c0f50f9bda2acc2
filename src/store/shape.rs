//! The shape of a file: the parts that SQLite's schema lists, held against those that `schema.sql`
//! makes.

use std::sync::OnceLock;

use rusqlite::Connection;

use super::schema::{LOG_TABLES, SCHEMA};
use crate::error::Result;

/// Tables, views and indices that `schema.sql` makes.
static KNOWN: OnceLock<Vec<SchemaPart>> = OnceLock::new();

/// One row of SQLite's schema.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SchemaPart {
    kind: String,
    pub(super) name: String,
    pub(super) table: String,
    sql: Option<String>,
}

impl SchemaPart {
    /// Tells whether it is part of the log and of what belongs to the file alone.
    pub(super) fn is_log(&self) -> bool {
        LOG_TABLES.contains(&self.table.as_str())
    }

    /// Tells whether it is a plain table or index beside the log, which does nothing.
    pub(super) fn is_inert(&self) -> bool {
        let sql = self.sql.as_deref().unwrap_or_default();
        let plain = match self.kind.as_str() {
            "table" => sql.starts_with("CREATE TABLE "),
            "index" => self.sql.is_none() || sql.starts_with("CREATE "),
            _ => false,
        };
        plain && !self.is_log()
    }
}

/// Names what a file of our version has beside what `schema.sql` makes, or has otherwise: a
/// trigger, a view, a changed table.
pub(super) fn unknown_parts(connection: &Connection) -> Result<Vec<String>> {
    let known = known_parts()?;
    let mut found = shape(connection)?;
    found.retain(|part| !known.contains(part));
    Ok(found.into_iter().map(|part| part.name).collect())
}

pub(super) fn known_parts() -> Result<&'static [SchemaPart]> {
    if let Some(known) = KNOWN.get() {
        return Ok(known);
    }
    let empty = Connection::open_in_memory()?;
    empty.execute_batch(SCHEMA)?;
    let known = shape(&empty)?;
    Ok(KNOWN.get_or_init(|| known))
}

pub(super) fn shape(connection: &Connection) -> Result<Vec<SchemaPart>> {
    let mut statement = connection
        .prepare("select type, name, tbl_name, sql from sqlite_schema order by type, name")?;
    let parts = statement.query_map([], |row| {
        Ok(SchemaPart {
            kind: row.get("type")?,
            name: row.get("name")?,
            table: row.get("tbl_name")?,
            sql: row.get("sql")?,
        })
    })?;
    Ok(parts.collect::<rusqlite::Result<_>>()?)
}
