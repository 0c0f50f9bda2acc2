//! The journal of operations: which rows of the log came into this copy of the file when, at whose
//! hand, and from where. It is this copy's own and never merged. Rows only ever join the end of the
//! log, so that what an operation brought is a range of them.

use std::path::PathBuf;

use rusqlite::Connection;
use serde_json::{Value as Json, json};

use super::SCHEMA;
use super::log::change::ChangeId;
use super::writing::Author;
use crate::error::Result;
use crate::model::value::hex;

pub(super) const TABLE: &str = "file_operation";
pub(super) const COLUMNS: &str = "number, time, actor, kind, verb, first, last, sources, undone_by";

/// SHA-256 of a file's bytes.
pub(super) type FileHash = [u8; 32];

/// A write, merge or restoration: all that one transaction does to the file.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    /// Milliseconds since 1970 in UTC.
    pub(super) time: i64,
    pub(super) actor: &'a str,
    pub(super) kind: &'static str,
    pub(super) verb: &'a str,
    pub(super) sources: &'a [Source],
}

/// A file that an operation read, and the rows that came from it: the first and the last.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: PathBuf,
    pub(super) hash: FileHash,
    pub(super) writer: [u8; 16],
    pub(super) rows: (i64, i64),
}

impl<'a> Operation<'a> {
    pub(super) fn of(author: &'a Author) -> Self {
        let kinds = ["import", "redo", "restore", "undo"];
        let kind = kinds.into_iter().find(|kind| *kind == author.verb);
        Self {
            time: author.now,
            actor: &author.actor,
            kind: kind.unwrap_or("command"),
            verb: &author.verb,
            sources: &[],
        }
    }
}

impl Source {
    fn json(&self) -> Json {
        json!({
            "first": self.rows.0, "hash": hex(&self.hash), "last": self.rows.1,
            "name": self.name.to_string_lossy(), "writer": hex(&self.writer),
        })
    }
}

/// Returns the rowid of the row that entered the log last.
pub(super) fn last_row(connection: &Connection) -> Result<i64> {
    let mut statement = connection.prepare_cached("select coalesce(max(rowid), 0) from change")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Notes an operation, in its own transaction: all rows after `before` came with it.
pub(super) fn append(connection: &Connection, before: i64, operation: &Operation) -> Result<()> {
    let sources: Vec<Json> = operation.sources.iter().map(Source::json).collect();
    let sources = (!sources.is_empty()).then(|| Json::from(sources).to_string());
    connection
        .prepare_cached(
            "insert into file_operation (time, actor, kind, verb, first, last, sources)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            operation.time,
            operation.actor,
            operation.kind,
            operation.verb,
            before + 1,
            last_row(connection)?,
            sources,
        ))?;
    Ok(())
}

/// Gives a journal to a file of the first versions, which kept none.
pub(super) fn make(connection: &Connection) -> Result<()> {
    if connection.table_exists(None, TABLE)? {
        return Ok(());
    }
    // Its comments hold semicolons too: the statement ends with a line of its own.
    let statement = SCHEMA
        .find(&format!("create table {TABLE} ("))
        .and_then(|start| SCHEMA[start..].split_inclusive(") strict;").next());
    Ok(connection.execute_batch(statement.unwrap_or_default())?)
}

/// When the rows of the log came, asked for in their order.
#[derive(Debug)]
pub(super) struct Arrivals {
    /// First row, last row and time of the operations, in ascending order and apart.
    ranges: Vec<(i64, i64, i64)>,
    next: usize,
}

impl Arrivals {
    pub(super) fn of(connection: &Connection) -> Result<Self> {
        let sql =
            format!("select first, last, time from {TABLE} where last >= first order by number");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut ranges: Vec<(i64, i64, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            let range @ (first, ..) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // Rows that were taken out again leave their numbers to those that come next.
            while let Some(before) = ranges.last_mut()
                && before.1 >= first
            {
                before.1 = first - 1;
                if before.1 >= before.0 {
                    break;
                }
                ranges.pop();
            }
            ranges.push(range);
        }
        Ok(Self { ranges, next: 0 })
    }

    /// Returns when a row came, in milliseconds since 1970 in UTC: of what no operation brought,
    /// when it was written. Rows are asked for in ascending order.
    pub(super) fn time(&mut self, row: i64, id: ChangeId) -> i64 {
        while self
            .ranges
            .get(self.next)
            .is_some_and(|(_, last, _)| *last < row)
        {
            self.next += 1;
        }
        match self.ranges.get(self.next) {
            Some((first, _, time)) if *first <= row => *time,
            _ => id.milliseconds(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_first_versions_gets_the_journal_of_a_new_one() {
        let tables = |sql: &str| -> Vec<String> {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(sql).unwrap();
            make(&connection).unwrap();
            let mut made = connection
                .prepare("select sql from sqlite_schema where name = ?1")
                .unwrap();
            let rows = made.query_map([TABLE], |row| row.get(0)).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        };
        assert_eq!(tables(""), tables(SCHEMA));
    }
}
