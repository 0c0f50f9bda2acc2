//! The shape of a file: the parts that SQLite's schema lists, held against those that `schema.sql`
//! makes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use rusqlite::Connection;

use super::schema::{COMPUTED_VERSION, LOG_TABLES, SCHEMA};
use crate::error::{Error, ForeignFault, Result};

/// Tables, views and indices that `schema.sql` makes.
static KNOWN: OnceLock<Vec<SchemaPart>> = OnceLock::new();

/// The statements of `schema.sql`.
static OWN: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();

/// End of the statement that makes a computed table.
const MANNER: &str = "strict, without rowid";

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

    /// Tells whether it is a plain table, index or view, or a table for full-text search.
    fn is_inert(&self) -> bool {
        let sql = self.sql.as_deref().unwrap_or_default();
        match self.kind.as_str() {
            "table" => self.is_plain_table() || self.searches(),
            "index" => self.sql.is_none() || sql.starts_with("CREATE "),
            "view" => sql.starts_with("CREATE VIEW "),
            _ => false,
        }
    }

    fn is_plain_table(&self) -> bool {
        let sql = self.sql.as_deref().unwrap_or_default();
        sql.starts_with("CREATE TABLE ")
    }

    /// Tells whether it is a table of SQLite's own full-text search, which does nothing unless it is asked;
    /// of other modules nobody knows what they do.
    fn searches(&self) -> bool {
        let sql = self.sql.as_deref().unwrap_or_default().to_lowercase();
        let made = sql.strip_prefix("create virtual table ");
        let module = made
            .and_then(|rest| rest.split_once(" using "))
            .map(|(_, module)| module);
        let module = module.and_then(|module| module.split(['(', ' ']).next());
        module.is_some_and(|module| ["fts3", "fts4", "fts5"].contains(&module))
    }

    /// Tells whether another program put it beside our parts, such as what SQLite's `analyze` counts:
    /// it does nothing to them, and stands in the place of none.
    pub(super) fn is_foreign(&self, known: &[Self]) -> bool {
        let stands_for = |one: &Self| one.name.eq_ignore_ascii_case(&self.name);
        let is_of = |one: &Self| one.name.eq_ignore_ascii_case(&self.table);
        let acts = self.kind == "index" && known.iter().any(is_of) && !self.is_plain_index();
        self.is_inert() && !acts && !known.iter().any(stands_for)
    }

    /// Tells whether it is an index of columns alone: one that is unique, partial or of an expression
    /// changes or refuses what is written to its table.
    fn is_plain_index(&self) -> bool {
        let Some(sql) = self.sql.as_deref() else {
            return true;
        };
        let is_column = |one: char| one.is_alphanumeric() || "_, \"".contains(one);
        sql.strip_prefix("CREATE INDEX ")
            .and_then(|sql| sql.split_once('('))
            .and_then(|(_, columns)| columns.strip_suffix(')'))
            .is_some_and(|columns| columns.chars().all(is_column))
    }

    /// Tells whether it is made by a statement, of which the first words are left out.
    fn says(&self, statement: &str) -> bool {
        let beginning = format!("CREATE {} ", self.kind.to_uppercase());
        let sql = self.sql.as_deref().unwrap_or_default();
        sql.strip_prefix(&beginning) == Some(statement)
    }

    /// Tells whether an index is of what is computed, or of some rows by what is.
    fn computes(&self) -> bool {
        let sql = self.sql.as_deref().unwrap_or_default();
        sql.matches('(').count() > 1
    }

    /// Tells whether it is a table that has keys of our tables, which then cannot go.
    fn refers_to(&self, known: &[Self], connection: &Connection) -> Result<bool> {
        let mut statement =
            connection.prepare_cached("select \"table\" from pragma_foreign_key_list(?1)")?;
        let mut named = statement.query([&self.name])?;
        while let Some(row) = named.next()? {
            let name: String = row.get(0)?;
            if known.iter().any(|one| one.name.eq_ignore_ascii_case(&name)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells whether another version of the program may have computed it.
    pub(super) fn is_of_a_version(&self) -> bool {
        self.is_inert() && self.kind != "view" && !self.searches() && !self.is_log()
    }

    /// Tells whether it follows from another part, as the index of a primary key does.
    const fn is_implied(&self) -> bool {
        self.sql.is_none()
    }
}

/// What a file has beside what `schema.sql` makes, or has otherwise.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// Names of what other programs put there, and is no matter of ours.
    pub(super) foreign: Vec<String>,
    /// Names of what may act, or stands in the place of a part: a trigger, a changed table.
    pub(super) active: Vec<String>,
}

/// Names what a file of our version has beside what `schema.sql` makes, or has otherwise.
pub(super) fn unknown_parts(connection: &Connection) -> Result<Unknown> {
    let known = known_parts()?;
    let mut unknown = Unknown::default();
    for part in shape(connection)? {
        if known.contains(&part) {
            continue;
        }
        if !part.is_foreign(known) || part.refers_to(known, connection)? {
            unknown.active.push(part.name);
        } else if !part.is_implied() {
            unknown.foreign.push(part.name);
        }
    }
    Ok(unknown)
}

/// Refuses a file in which something stands in the place of one of our tables, or runs what it likes
/// whenever one of them is read or written: a view, a table with columns that are computed, an index of
/// expressions. Tables that another version computed go before they are read. A table of the log that is
/// gone is named as well.
pub(super) fn refuse_acting(connection: &Connection, path: &Path) -> Result<()> {
    if is_as_made(connection)? {
        return Ok(());
    }
    let own = OWN.get_or_init(|| statements(SCHEMA));
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let acts = |part: &SchemaPart| match own.get(part.name.to_lowercase().as_str()) {
        Some(known) => (part.is_log() || version == COMPUTED_VERSION) && !part.says(known),
        None => {
            part.kind == "index" && own.contains_key(&*part.table.to_lowercase()) && part.computes()
        }
    };
    let parts = shape(connection)?;
    let is_gone =
        |known: &&SchemaPart| known.is_log() && !parts.iter().any(|part| part.name == known.name);
    // What a version before did not have, it is given; what this one has, somebody took away.
    // With a table its indexes are gone too.
    let lacking = known_parts()?.iter().filter(is_gone);
    let lacking = lacking.min_by_key(|part| part.name != part.table);
    let lacking = lacking.filter(|_| version == COMPUTED_VERSION);
    let lacking = lacking.map(|part| ForeignFault::Lacks(part.name.clone()));
    let acting = parts.into_iter().find(acts);
    match acting
        .map(|part| ForeignFault::Shape(part.name))
        .or(lacking)
    {
        Some(fault) => Err(Error::Foreign {
            path: path.to_owned(),
            fault,
        }),
        None => Ok(()),
    }
}

/// Tells whether a file has just the parts of `schema.sql`: so it is with nearly every one, and costs a
/// fraction of looking at each.
fn is_as_made(connection: &Connection) -> Result<bool> {
    let named = |made: &'static str| Some((made.split(' ').nth(1)?, made));
    // From line to line: to look for the word itself through the whole text costs as much as the rest.
    let begins = |(at, _): (usize, &str)| SCHEMA[at..].strip_prefix("\ncreate ");
    let parts = SCHEMA.match_indices('\n').filter_map(begins);
    let mut own: HashMap<&str, &str> = parts.filter_map(named).collect();
    let mut made =
        connection.prepare("select name, sql from sqlite_schema where sql is not null")?;
    let mut parts = made.query([])?;
    while let Some(part) = parts.next()? {
        let text =
            |column| Ok::<_, rusqlite::Error>(part.get_ref(column)?.as_str().unwrap_or_default());
        let (name, made) = (text(0)?, text(1)?);
        // SQLite writes the first two words in capitals, and keeps the others as they were.
        let made = made
            .strip_prefix("CREATE ")
            .and_then(|rest| rest.split_once(' '));
        let known = own
            .remove(name)
            .and_then(|known| known.split_once(' '))
            .zip(made);
        let is_same = known.is_some_and(|((what, known), (kind, made))| {
            kind.eq_ignore_ascii_case(what)
                && known
                    .strip_prefix(made)
                    .is_some_and(|end| end.starts_with(';'))
        });
        if !is_same {
            return Ok(false);
        }
    }
    Ok(own.is_empty())
}

/// Returns the statements of a schema by the names of what they make, without the words before these:
/// read off the text, which costs a fraction of making it all.
fn statements(schema: &'static str) -> HashMap<&'static str, &'static str> {
    // Comments hold semicolons too: a statement of several lines ends with one of its own.
    const ENDS: [&str; 3] = [") strict, without rowid;", ") strict;", ");"];
    let statement = |chunk: &'static str| {
        let (_, rest) = chunk.split_once(' ')?;
        let name = rest.split([' ', '\n']).next()?;
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            let bare = line.trim_end_matches('\n');
            let is_only = end == line.len() && bare.ends_with(';');
            if is_only || ENDS.contains(&bare) {
                return Some((name, rest[..end].trim_end().strip_suffix(';')?));
            }
        }
        None
    };
    let chunks = schema.split("\ncreate ").skip(1);
    chunks.filter_map(statement).collect()
}

/// Lists the tables that we compute. Those that another version of the program computed are told
/// by the manner in which we make them.
pub(super) fn computed_tables(connection: &Connection) -> Result<Vec<String>> {
    let known = known_parts()?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let is_ours = |part: &SchemaPart| {
        let sql = part.sql.as_deref().unwrap_or_default();
        let manner = version != COMPUTED_VERSION && sql.ends_with(MANNER);
        manner || known.iter().any(|known| known.name == part.name)
    };
    let mut parts = shape(connection)?;
    parts.retain(|part| part.kind == "table" && !part.is_log() && is_ours(part));
    Ok(parts.into_iter().map(|part| part.name).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statements_are_those_that_make_the_schema() {
        let own = statements(SCHEMA);
        let known = known_parts().unwrap();
        let made = known.iter().filter(|part| !part.is_implied());
        assert_eq!(made.clone().count(), own.len());
        for part in made {
            assert!(part.says(own[part.name.as_str()]), "{}", part.name);
        }
    }
}
