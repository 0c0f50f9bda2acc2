//! Looks up what completion offers: a few records, found by an index, in a file for which it does
//! not wait.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::shape::refuse_acting;
use super::{APPLICATION_ID, COMPUTED_VERSION, Store, set_up_waiting};
use crate::error::{Error, Result};
use crate::files;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::model::value::RecordId;

/// Longest time that completion waits for another program that holds the file.
const PATIENCE: Duration = Duration::from_millis(100);
/// SQLite's virtual instructions after which the budget of completion is looked at, and how often it is
/// before that is spent: much more than looking up a few records takes.
const STEP: i32 = 100_000;
const BUDGET: u32 = 500;
/// Most records among which fitting ones are looked for by reading each.
const MOST_RECORDS: usize = 1_000;
/// The same where their names stand in an index.
const MOST_NAMES: usize = 10_000;

/// Range of records to look among.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Window<'a> {
    /// Those whose name begins so.
    Named(&'a str),
    /// The newest, whatever their office.
    Newest,
    /// Those of an office with numbers from one to another, the newest first.
    Numbers(&'a str, i64, i64),
}

impl Store {
    /// Opens a file to look at it; waits for nobody, and computes nothing.
    ///
    /// # Errors
    /// If the file is not ours, is busy, or another version computed its tables.
    pub(crate) fn glance(path: &Path, kinds: &'static [&'static Kind]) -> Result<Self> {
        files::check_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let mut connection = Connection::open_with_flags(files::real(path)?, flags)?;
        set_up_waiting(&connection, PATIENCE)?;
        let mut left = BUDGET;
        connection.progress_handler(
            STEP,
            Some(move || {
                left = left.saturating_sub(1);
                left == 0
            }),
        )?;
        let is = |pragma: &str, number: i32| {
            let read = connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
            Ok::<_, Error>(read? == number)
        };
        if !is("application_id", APPLICATION_ID)? || !is("user_version", COMPUTED_VERSION)? {
            return Err(Error::NotOurs {
                path: path.to_owned(),
            });
        }
        refuse_acting(&connection, path)?;
        Ok(Self::over(connection, kinds, path))
    }

    /// Returns at most so many records of a kind that lie in a window, have a title that fits if
    /// that is asked for, and fit themselves; void ones aside.
    pub(crate) fn glimpse(
        &self,
        kind: &'static Kind,
        window: Window,
        called: Option<&dyn Fn(&str) -> bool>,
        fits: &dyn Fn(&Record) -> bool,
        most: usize,
    ) -> Result<Vec<Record>> {
        let name = kind.title.map_or("''", |title| title.id);
        // Where no title is asked for, the index alone is read.
        let title = called.map_or("''", |_| name);
        let newest = "order by office desc, number desc, copy desc";
        let (within, bounds) = match window {
            Window::Named(beginning) => (
                format!("where {name} >= ? and {name} < ? order by {name} limit {MOST_NAMES}"),
                // Behind every text that begins so.
                vec![
                    Sql::Text(beginning.to_owned()),
                    Sql::Text(format!("{beginning}\u{10ffff}")),
                ],
            ),
            Window::Newest => (format!("{newest} limit {MOST_RECORDS}"), Vec::new()),
            Window::Numbers(office, first, last) => (
                format!(
                    "where office = ? and number between ? and ? {newest} limit {MOST_RECORDS}"
                ),
                vec![
                    Sql::Text(office.to_owned()),
                    Sql::Integer(first),
                    Sql::Integer(last),
                ],
            ),
        };
        let sql = format!(
            "select record, {title} as title from main.\"{}\" {within}",
            kind.id
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(bounds))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()?
            && found.len() < most
        {
            let title: Option<String> = row.get("title")?;
            if called.is_some_and(|called| !called(&title.unwrap_or_default())) {
                continue;
            }
            let record = self.get(kind, RecordId(row.get("record")?))?;
            found.extend(record.filter(|record| !record.is_void() && fits(record)));
        }
        Ok(found)
    }
}
