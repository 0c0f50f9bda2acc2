//! The journal of operations: which rows of the log came into this copy of the file when, at whose
//! hand, and from where. It is this copy's own and never merged. Rows only ever join the end of the
//! log, so that what an operation brought is a range of them.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::content::{self, ContentHash};
use super::log::change::ChangeId;
use super::log::remains::id_from_hex;
use super::log::rows::last_row;
use super::schema::statement;
use super::writing::Author;
use super::{INIT, Store};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::share;
use crate::model::value::{RecordId, hex};

pub(super) use super::schema::JOURNAL as TABLE;

pub(super) const COLUMNS: &str = "number, time, actor, kind, verb, first, last, sources, undone_by";

/// Verbs of the operations that are never taken back: making a file, this one or another.
const FIXED: [&str; 2] = [INIT, share::KIND.id];

/// Verbs of the operations that last: what counts, and what was erased, rests on them in every file.
const LASTING: [&str; 5] = [
    "campaign close-gate",
    "campaign trust",
    "office admit",
    "office adopt",
    "office revoke",
];

/// SHA-256 of a file's bytes.
pub(super) type FileHash = [u8; 32];

/// What an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Command,
    Import,
    Merge,
    Redo,
    Restore,
    Undo,
}

/// A write, merge or restoration: all that one transaction does to the file.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    /// Milliseconds since 1970 in UTC.
    pub(super) time: i64,
    pub(super) actor: &'a str,
    pub(super) deed: Deed,
    pub(super) verb: &'a str,
    pub(super) sources: &'a [Source],
}

/// A file that an operation read, and the rows that came from it: the first and the last.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: PathBuf,
    pub(super) hash: FileHash,
    /// Whose file it was, if it was an office's.
    pub(crate) writer: Option<RecordId>,
    pub(super) rows: (i64, i64),
    /// The changes whose bodies were missing here, and came from it.
    pub(super) filled: Vec<ChangeId>,
    /// The hashes of the attached files whose bytes came from it.
    pub(super) contents: Vec<ContentHash>,
    /// The copy of our file that was kept before.
    pub(crate) kept: Option<PathBuf>,
    /// The last change of the file's own writer in it.
    pub(super) head: Option<ChangeId>,
}

/// An operation as the journal has it.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) number: i64,
    /// Milliseconds since 1970 in UTC.
    pub(crate) time: i64,
    pub(crate) actor: String,
    pub(crate) deed: Deed,
    /// The command, such as `pledge finish`.
    pub(crate) verb: String,
    /// First and last row of the log that came with it; the last is below the first where none came,
    /// or all were taken out again.
    pub(super) rows: (i64, i64),
    pub(crate) sources: Vec<Source>,
    /// The operation that took it back, or brought back what it took back.
    undone_by: Option<i64>,
}

/// The operations of a file in their order, and which took back which.
#[derive(Debug)]
pub(crate) struct Journal {
    pub(crate) operations: Vec<Logged>,
    /// Of each operation that took back another, the number of that other.
    turned: HashMap<i64, i64>,
}

/// What keeps an operation from being taken back or brought back.
#[derive(Debug)]
pub(crate) enum Barrier {
    /// It is taken back already.
    Already(i64),
    /// Something was entered since that it would come on top of.
    Entered(Logged),
    /// It gave a file away, or made this one.
    Fixed(Logged),
    /// It says who counts, which others rest on.
    Lasting(Logged),
    /// There is nothing to take back.
    Nothing,
    /// There is nothing that was taken back.
    NothingUndone,
    NoSuch(i64),
    /// Something rests on it.
    Rests {
        operation: Logged,
        on: Vec<Resting>,
    },
    /// A restoration, which the copy that was kept before it takes back.
    Restored(Logged),
    /// A file that it read is gone, or is another by now.
    SourceGone(PathBuf),
    /// It took back or brought back another.
    Turns(Logged),
}

/// A record that rests on an operation, and the operation by which it does.
#[derive(Debug)]
pub(crate) struct Resting {
    pub(crate) kind: String,
    pub(crate) reference: String,
    pub(crate) by: Option<Logged>,
}

impl Deed {
    const ALL: [Self; 6] = [
        Self::Command,
        Self::Import,
        Self::Merge,
        Self::Redo,
        Self::Restore,
        Self::Undo,
    ];

    /// Returns its name in the table.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Import => "import",
            Self::Merge => "merge",
            Self::Redo => "redo",
            Self::Restore => "restore",
            Self::Undo => "undo",
        }
    }

    /// Finds what is called so; a command is called as it will.
    fn of(name: &str) -> Self {
        let known = Self::ALL.into_iter().find(|deed| deed.id() == name);
        known.unwrap_or(Self::Command)
    }

    /// Tells whether it takes back or brings back another.
    pub(crate) fn turns(self) -> bool {
        matches!(self, Self::Redo | Self::Undo)
    }
}

impl<'a> Operation<'a> {
    pub(super) fn of(author: &'a Author) -> Self {
        Self {
            time: author.now,
            actor: &author.actor,
            deed: Deed::of(&author.verb),
            verb: &author.verb,
            sources: &[],
        }
    }
}

impl Source {
    /// Counts the rows of the log that came from it.
    pub(crate) fn changes(&self) -> i64 {
        self.rows.1 - self.rows.0 + 1
    }

    /// Returns the hash of its bytes, as `sha256sum` writes it.
    pub(crate) fn sha256(&self) -> String {
        hex(&self.hash)
    }

    fn json(&self) -> Json {
        let mut json = json!({
            "first": self.rows.0, "hash": hex(&self.hash),
            "head": self.head.map(|head| hex(&head.0)),
            "kept": self.kept.as_ref().map(|kept| kept.to_string_lossy()), "last": self.rows.1,
            "name": self.name.to_string_lossy(), "writer": self.writer.map(RecordId::to_hex),
        });
        if !self.filled.is_empty() {
            json["filled"] = self.filled.iter().map(|id| hex(&id.0)).collect();
        }
        if !self.contents.is_empty() {
            json["contents"] = self.contents.iter().map(|hash| hex(hash)).collect();
        }
        json
    }

    /// Reads what [`Self::json`] wrote.
    fn of(json: &Json) -> Option<Self> {
        let text = |key: &str| json[key].as_str();
        let listed = |key: &str| {
            let items = json[key].as_array().into_iter().flatten();
            items.filter_map(Json::as_str).collect::<Vec<_>>()
        };
        Some(Self {
            name: text("name")?.into(),
            hash: content::parse(text("hash")?)?,
            writer: text("writer").and_then(RecordId::from_hex),
            rows: (json["first"].as_i64()?, json["last"].as_i64()?),
            filled: listed("filled")
                .into_iter()
                .filter_map(id_from_hex)
                .collect(),
            contents: listed("contents")
                .into_iter()
                .filter_map(content::parse)
                .collect(),
            kept: text("kept").map(PathBuf::from),
            head: text("head").and_then(id_from_hex),
        })
    }
}

impl Logged {
    fn read(row: &Row) -> rusqlite::Result<Self> {
        let kind: String = row.get("kind")?;
        let sources: Option<String> = row.get("sources")?;
        let sources = sources.and_then(|text| serde_json::from_str::<Vec<Json>>(&text).ok());
        let sources = sources.unwrap_or_default();
        Ok(Self {
            number: row.get("number")?,
            time: row.get("time")?,
            actor: row.get("actor")?,
            deed: Deed::of(&kind),
            verb: row.get("verb")?,
            rows: (row.get("first")?, row.get("last")?),
            sources: sources.iter().filter_map(Source::of).collect(),
            undone_by: row.get("undone_by")?,
        })
    }

    /// Tells whether a row of the log came with it.
    pub(super) fn brought(&self, row: i64) -> bool {
        (self.rows.0..=self.rows.1).contains(&row)
    }
}

impl Journal {
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let sql = format!("select {COLUMNS} from {TABLE} order by number");
        let mut statement = connection.prepare(&sql)?;
        let operations = statement.query_map([], Logged::read)?;
        let operations: Vec<Logged> = operations.collect::<rusqlite::Result<_>>()?;
        let turned = operations
            .iter()
            .filter_map(|one| Some((one.undone_by?, one.number)));
        Ok(Self {
            turned: turned.collect(),
            operations,
        })
    }

    pub(crate) fn find(&self, number: i64) -> Option<&Logged> {
        let place = self
            .operations
            .binary_search_by_key(&number, |one| one.number);
        place.ok().map(|place| &self.operations[place])
    }

    /// Returns an operation, what took it back, what brought that back, and so on.
    pub(super) fn chain<'j>(&'j self, first: &'j Logged) -> impl Iterator<Item = &'j Logged> {
        let next = |one: &&'j Logged| {
            let next = one.undone_by.filter(|next| *next > one.number);
            next.and_then(|next| self.find(next))
        };
        std::iter::successors(Some(first), next)
    }

    /// Tells whether what an operation did is taken back now.
    pub(crate) fn is_undone(&self, operation: &Logged) -> bool {
        self.chain(operation).count().is_multiple_of(2)
    }

    /// Returns the operation that one took back or brought back; of any other, itself.
    pub(crate) fn subject<'j>(&'j self, operation: &'j Logged) -> &'j Logged {
        let before = |one: &&'j Logged| self.turned.get(&one.number).and_then(|at| self.find(*at));
        std::iter::successors(Some(operation), before)
            .last()
            .unwrap_or(operation)
    }

    /// Returns the operation with which a row of the log came, or which was turned with it, if it stands.
    pub(super) fn bringing(&self, row: i64) -> Option<&Logged> {
        let bringing = self.operations.iter().rfind(|one| one.brought(row));
        let subject = bringing.map(|one| self.subject(one));
        subject.filter(|one| !self.is_undone(one))
    }

    /// Returns the operations that could be taken back, the newest first.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Logged> {
        self.operations.iter().rev().filter(|one| {
            !one.deed.turns() && !FIXED.contains(&one.verb.as_str()) && !self.is_undone(one)
        })
    }

    /// Finds what is to be taken back: the operation of a number, or else the last one that is not
    /// taken back yet.
    pub(crate) fn to_undo(&self, number: Option<i64>) -> Result<&Logged> {
        let lasting = |found: &Logged| {
            let is_lasting = LASTING.contains(&found.verb.as_str());
            is_lasting.then(|| Barrier::Lasting(found.clone()))
        };
        let Some(number) = number else {
            let found = self.standing().next().ok_or(Barrier::Nothing)?;
            return lasting(found).map_or(Ok(found), |barrier| Err(barrier.into()));
        };
        let found = self.find(number).ok_or(Barrier::NoSuch(number))?;
        match found {
            turn if turn.deed.turns() => Err(Barrier::Turns(turn.clone()).into()),
            fixed if FIXED.contains(&fixed.verb.as_str()) => {
                Err(Barrier::Fixed(fixed.clone()).into())
            }
            undone if self.is_undone(undone) => Err(Barrier::Already(number).into()),
            open => lasting(open).map_or(Ok(open), |barrier| Err(barrier.into())),
        }
    }

    /// Tells whether what was done last is what would be taken back.
    pub(crate) fn ends_undoable(&self) -> bool {
        let (last, found) = (self.operations.last(), self.to_undo(None));
        last.is_some_and(|last| found.is_ok_and(|found| found.number == last.number))
    }

    /// Finds what took back last and was not brought back, as long as nothing was entered since.
    pub(crate) fn to_redo(&self) -> Result<&Logged> {
        let is_open = |one: &&Logged| one.deed == Deed::Undo && one.undone_by.is_none();
        let mut newest = self.operations.iter().rev();
        let open = newest.clone().find(is_open).ok_or(Barrier::NothingUndone)?;
        match newest.find(|one| !one.deed.turns()) {
            Some(since) if since.number > open.number => {
                Err(Barrier::Entered(since.clone()).into())
            }
            _ => Ok(open),
        }
    }
}

impl Store {
    /// Reads the journal of this copy of the file.
    pub(crate) fn journal(&self) -> Result<Journal> {
        Journal::read(&self.connection)
    }

    /// Returns the refs of the records of which changes came with an operation, kind by kind in the order
    /// in which they came; empty for what has none.
    pub(crate) fn came_with(
        &self,
        operation: &Logged,
    ) -> Result<Vec<(&'static Kind, Vec<String>)>> {
        let (first, last) = operation.rows;
        let sql = "select kind from change where rowid between ?1 and ?2
             group by kind order by min(rowid)";
        let came: Vec<String> = self.plain_rows(sql, (first, last), |row| row.get("kind"))?;
        let known = |id: &String| self.kinds.iter().find(|kind| kind.id == id).copied();
        let mut refs = Vec::new();
        for kind in came.iter().filter_map(known) {
            let sql = format!(
                "select coalesce(ref, '') as ref from main.\"{}\" where record in
                 (select record from change where rowid between ?1 and ?2 and kind = ?3)
                 order by office, number, copy, record",
                kind.id
            );
            let own = self.plain_rows(&sql, (first, last, kind.id), |row| row.get("ref"))?;
            refs.push((kind, own));
        }
        Ok(refs)
    }
}

/// Numbers the rows that came from files anew, as the journal keeps them; `up_to` tells how many rows
/// stand up to one.
pub(super) fn numbered_anew(sources: &str, up_to: impl Fn(i64) -> i64) -> String {
    let told = serde_json::from_str::<Vec<Json>>(sources).unwrap_or_default();
    let anew = told.iter().filter_map(Source::of).map(|source| {
        let (first, last) = source.rows;
        let rows = (1 + up_to(first.saturating_sub(1)), up_to(last));
        Source { rows, ..source }.json()
    });
    anew.collect::<Json>().to_string()
}

/// Calls the files of which it tells otherwise, where one is to be.
pub(super) fn rename(
    connection: &Connection,
    otherwise: impl Fn(&str) -> Option<String>,
) -> Result<()> {
    let sql =
        "select number, sources from file_operation where sources is not null order by number";
    let mut told = connection.prepare_cached(sql)?;
    let told = told.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let told: Vec<(i64, String)> = told.collect::<rusqlite::Result<_>>()?;
    let sql = "update file_operation set sources = ?2 where number = ?1";
    let mut write = connection.prepare_cached(sql)?;
    for (number, sources) in told {
        let mut sources: Vec<Json> = serde_json::from_str(&sources).unwrap_or_default();
        let mut is_changed = false;
        for source in &mut sources {
            for key in ["name", "kept"] {
                let name = source.get(key).and_then(Json::as_str).and_then(&otherwise);
                if let Some(name) = name {
                    source[key] = name.into();
                    is_changed = true;
                }
            }
        }
        if is_changed {
            write.execute((number, Json::from(sources).to_string()))?;
        }
    }
    Ok(())
}

/// Hashes the bytes of a file; `None` of what is no file that can be read again.
pub(super) fn hash(path: &Path) -> Option<FileHash> {
    let is_file = std::fs::metadata(path).is_ok_and(|found| found.is_file());
    let mut file = is_file.then(|| File::open(path).ok()).flatten()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hash.finalize().into()),
            read => hash.update(&buffer[..read]),
        }
    }
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
            operation.deed.id(),
            operation.verb,
            before + 1,
            last_row(connection)?,
            sources,
        ))?;
    Ok(())
}

/// Returns the number of the operation that was noted last.
pub(super) fn newest(connection: &Connection) -> Result<i64> {
    let sql = "select coalesce(max(number), 0) from file_operation";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Notes that an operation was taken back by another.
pub(super) fn note_undone(connection: &Connection, operation: i64, by: i64) -> Result<()> {
    let sql = "update file_operation set undone_by = ?2 where number = ?1";
    connection.execute(sql, [operation, by])?;
    Ok(())
}

/// Notes that no row that came with an operation is left.
pub(super) fn note_emptied(connection: &Connection, operation: i64) -> Result<()> {
    let sql = "update file_operation set last = first - 1 where number = ?1";
    connection.execute(sql, [operation])?;
    Ok(())
}

/// Gives a journal to a file of the first versions, which kept none.
pub(super) fn make(connection: &Connection) -> Result<()> {
    if connection.table_exists(None, TABLE)? {
        return Ok(());
    }
    connection.execute_batch(statement(TABLE))?;
    fill(connection)
}

/// Notes the commands of this file that came before it had a journal, by the rows of its own writer.
/// Of what came from other files nobody knows when it did.
fn fill(connection: &Connection) -> Result<()> {
    let mut own = connection.prepare(
        "select id, actor, verb, min(rowid), max(rowid) from change
         where writer = (select writer from file) group by command order by min(rowid)",
    )?;
    let mut rows = own.query([])?;
    let mut last = 0;
    // What one that took back took back: those of the first versions took back the command before.
    let mut before: Option<(i64, Deed)> = None;
    while let Some(row) = rows.next()? {
        let (id, verb) = (ChangeId(row.get(0)?), row.get::<_, String>(2)?);
        let (first, end): (i64, i64) = (row.get(3)?, row.get(4)?);
        // What came back from a copy of this file stands among other rows.
        if first <= last {
            continue;
        }
        last = end;
        let deed = match (Deed::of(&verb), before) {
            (Deed::Undo, Some((_, Deed::Undo))) => Deed::Redo,
            (deed, _) => deed,
        };
        let sql = "insert into file_operation (time, actor, kind, verb, first, last)
             values (?1, ?2, ?3, ?4, ?5, ?6)";
        let actor: String = row.get(1)?;
        let noted = (id.milliseconds(), actor, deed.id(), &verb, first, end);
        connection.prepare_cached(sql)?.execute(noted)?;
        let number = connection.last_insert_rowid();
        if let (true, Some((turned, _))) = (deed.turns(), before) {
            note_undone(connection, turned, number)?;
        }
        if verb != share::KIND.id {
            before = Some((number, deed));
        }
    }
    Ok(())
}

/// When the rows of the log came.
#[derive(Debug)]
pub(super) struct Arrivals {
    /// First row, last row and time of the operations, in ascending order and apart.
    ranges: Vec<(i64, i64, i64)>,
}

impl Arrivals {
    pub(super) fn of(connection: &Connection) -> Result<Self> {
        let sql =
            format!("select first, last, time from {TABLE} where last >= first order by number");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut ranges: Vec<(i64, i64, i64)> = Vec::new();
        while let Some(row) = rows.next()? {
            ranges.push((row.get(0)?, row.get(1)?, row.get(2)?));
        }
        Ok(Self { ranges })
    }

    /// Returns when a row came, in milliseconds since 1970 in UTC: of what no operation brought,
    /// when it was written.
    pub(super) fn time(&self, row: i64, id: ChangeId) -> i64 {
        let place = self.ranges.partition_point(|(_, last, _)| *last < row);
        match self.ranges.get(place) {
            Some((first, _, time)) if *first <= row => *time,
            _ => id.milliseconds(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What filling the journal reads.
    const LOG: &str = "create table change (id, actor, verb, command, writer);
         create table file (writer);";

    #[test]
    fn a_file_of_the_first_versions_gets_the_journal_of_a_new_one() {
        let tables = |sql: &str| -> Vec<String> {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(LOG).unwrap();
            connection.execute_batch(sql).unwrap();
            make(&connection).unwrap();
            let mut made = connection
                .prepare("select sql from sqlite_schema where name = ?1")
                .unwrap();
            let rows = made.query_map([TABLE], |row| row.get(0)).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        };
        let (_, own) = crate::store::SCHEMA
            .split_once(&format!("create table {TABLE} ("))
            .unwrap();
        let (own, _) = own.split_once(") strict;").unwrap();
        let own = format!("create table {TABLE} ({own}) strict;");
        assert_eq!(tables(""), tables(&own));
    }
}
