//! Restoring: the log of a backup takes the place of ours, whole or not at all, and what it
//! replaces is kept. A file that other programs may have open is never moved away from under them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, ErrorCode};

use super::foreign::Foreign;
use crate::error::{Error, ForeignFault, Result};
use crate::files::system::is_same_file;
use crate::files::{self, Beside};
use crate::model::kind::Kind;
use crate::model::value::RecordId;
use crate::store::fold::project::Projector;
use crate::store::journal::{self, COLUMNS, Operation, Source, TABLE};
use crate::store::log::rows::{admit, last_row};
use crate::store::verify::Flaw;
use crate::store::writing::Author;
use crate::store::{APPLICATION_ID, COMPUTED_VERSION, Store, conflict, copy};

/// Result of a restoration.
#[derive(Debug)]
pub(crate) struct Restored {
    pub(crate) changes: usize,
    /// True if there was a file, which is now kept under another name.
    pub(crate) kept: bool,
}

/// Contents of the place that the file is to take.
enum Target {
    Nothing,
    Sound(Box<Store>),
    /// A file of ours that cannot be read through.
    Damaged,
}

impl Store {
    /// Puts the log of the file `from` into the place of that of `to`, and keeps what was there
    /// as `keep`; `author` is told whether the file is for practice, which has a clock of its own.
    ///
    /// # Errors
    /// If `from` is no sound file of ours, or `to` is somebody else's.
    pub(crate) fn restore(
        from: &Path,
        to: &Path,
        keep: &Path,
        author: impl Fn(bool) -> Result<Author>,
        kinds: &'static [&'static Kind],
    ) -> Result<Restored> {
        if is_same_file(from, to) {
            return Err(Error::Foreign {
                path: from.to_owned(),
                fault: ForeignFault::Itself,
            });
        }
        let (foreign, hash) = Foreign::open(from, to)?;
        let verified = foreign.verify(from, kinds)?;
        // What is missing was missing when the copy was made; what was altered is not taken.
        let spoilt = |flaw: &Flaw| !matches!(flaw, Flaw::Gaps { .. }) && flaw.is_damage();
        if verified.flaws.iter().any(spoilt) {
            return Err(Error::Damaged {
                path: from.to_owned(),
            });
        }
        let author = author(foreign.is_practice(from)?)?;
        let source = Source {
            name: from.to_owned(),
            hash,
            writer: Some(RecordId(foreign.office)),
            rows: (1, i64::try_from(verified.changes).unwrap_or(i64::MAX)),
            filled: Vec::new(),
            contents: Vec::new(),
            kept: to.exists().then(|| keep.to_owned()),
            head: foreign.last,
        };
        let operation = Operation {
            sources: &[source],
            ..Operation::of(&author)
        };
        let found = find_target(to, kinds)?;
        if let Target::Sound(store) = &found {
            foreign.check_practice(from, store.is_practice()?)?;
            foreign.check_campaign(from, store.campaign()?.as_ref())?;
            foreign.check_office(from, &store.codes(store.writer()?)?)?;
        }
        let kept = !matches!(found, Target::Nothing);
        match found {
            Target::Sound(store) => store.replace_log(&foreign, from, keep, &operation)?,
            Target::Nothing => renew(&foreign, from, to, &operation, kinds)?.put()?,
            Target::Damaged => {
                let beside = renew(&foreign, from, to, &operation, kinds)?;
                keep_bytes(to, keep)?;
                beside.put_over()?;
            }
        }
        Ok(Restored {
            changes: verified.changes,
            kept,
        })
    }

    /// Replaces the log in the file itself, in one transaction, so that nobody writes to a file
    /// that is no more.
    fn replace_log(
        &self,
        foreign: &Foreign,
        from: &Path,
        keep: &Path,
        operation: &Operation,
    ) -> Result<()> {
        self.make_room()?;
        let transaction = self.begin()?;
        copy::copy(&self.path, keep)?;
        self.fill(foreign, from, operation)
            .map_err(|error| error.at(&self.path))?;
        self.commit_log(transaction)
    }

    /// Fills the file with another's log and what that file knew of itself.
    fn fill(&self, foreign: &Foreign, from: &Path, operation: &Operation) -> Result<()> {
        let connection = &self.connection;
        connection.execute_batch(
            "delete from change; delete from file; delete from file_merged;
             delete from file_conflict; delete from file_proposal; delete from file_root;
             delete from file_operation; delete from attest; delete from content;",
        )?;
        foreign.changes(from, None, |change| admit(connection, &change))?;
        for hash in foreign.contents()? {
            foreign.give_content(from, connection, &hash)?;
        }
        foreign.copy_own(connection)?;
        foreign.attest(from, connection)?;
        self.erase()?;
        journal::append(connection, last_row(connection)?, operation)?;
        Projector::new(connection, self.kinds)?.rebuild()?;
        conflict::number_new(connection)?;
        Ok(connection.pragma_update(None, "user_version", COMPUTED_VERSION)?)
    }
}

/// Makes a file of another's log beside a place.
fn renew(
    foreign: &Foreign,
    from: &Path,
    to: &Path,
    operation: &Operation,
    kinds: &'static [&'static Kind],
) -> Result<Beside> {
    let beside = Beside::new(to)?;
    let filled = Store::begin_file(&beside, kinds, foreign.writer).and_then(|store| {
        let transaction = store.begin()?;
        store.fill(foreign, from, operation)?;
        Ok(transaction.commit()?)
    });
    match filled {
        Ok(()) => Ok(beside),
        Err(error) => Err(beside.blame(error.at(beside.path()))),
    }
}

/// Looks at the place to which is to be restored.
fn find_target(path: &Path, kinds: &'static [&'static Kind]) -> Result<Target> {
    let opened = Store::open(path, kinds).and_then(|store| {
        let read = || {
            store
                .connection
                .query_row("pragma quick_check(1)", [], |row| row.get(0))
        };
        let verdict: String = read().map_err(|error| Error::from(error).at(path))?;
        Ok((store, verdict == "ok"))
    });
    match opened {
        Ok((store, true)) => Ok(Target::Sound(Box::new(store))),
        Ok((_, false)) => Ok(Target::Damaged),
        Err(Error::NoFile { .. }) => Ok(Target::Nothing),
        Err(error) if is_damage(&error) && is_marked(path) => Ok(Target::Damaged),
        Err(error) if is_damage(&error) => Err(Error::NotOurs {
            path: path.to_owned(),
        }),
        Err(error) => Err(error),
    }
}

fn is_damage(error: &Error) -> bool {
    let source = match error {
        Error::Sqlite { source, .. } => source,
        Error::Foreign { fault, .. } => {
            return matches!(fault, ForeignFault::Shape(_) | ForeignFault::Lacks(_));
        }
        _ => return false,
    };
    // A file whose tables are gone fails with an error of no kind.
    matches!(
        source.sqlite_error_code(),
        None | Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown)
    )
}

/// Tells by its header whether a file was ours; no connection to it is open.
fn is_marked(path: &Path) -> bool {
    let mut header = [0; 72];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[68..] == APPLICATION_ID.to_be_bytes()
}

/// Keeps a damaged file byte by byte; no connection to it is open.
fn keep_bytes(from: &Path, to: &Path) -> Result<()> {
    let kept = || -> std::io::Result<()> {
        let (mut copy, passing) = files::beside(to)?;
        let copied = std::io::copy(&mut File::open(from)?, &mut copy);
        let synced = copied.and_then(|_| copy.sync_all());
        drop(copy);
        synced?;
        passing.put(to, false)
    };
    kept().map_err(|source| Error::Io {
        path: to.to_owned(),
        source,
    })?;
    files::sync_folder(to)
}

impl Foreign {
    /// Copies what the file knows of itself: whose it is, and how it numbers its conflicts.
    fn copy_own(&self, to: &Connection) -> Result<()> {
        let mut rows = self.own("select one, log_format, writer, last from file")?;
        let insert = "insert into file (one, log_format, writer, last) values (?1, ?2, ?3, ?4)";
        insert_all(to, insert, rows)?;
        rows = self.own("select hash, writer, records from file_merged order by hash")?;
        let insert = "insert into file_merged (hash, writer, records) values (?1, ?2, ?3)";
        insert_all(to, insert, rows)?;
        rows = self.own("select number, record, kind, field from file_conflict order by number")?;
        let insert =
            "insert into file_conflict (number, record, kind, field) values (?1, ?2, ?3, ?4)";
        insert_all(to, insert, rows)?;
        if self.has("file_root")? {
            rows = self.own("select one, writer from file_root")?;
            insert_all(
                to,
                "insert into file_root (one, writer) values (?1, ?2)",
                rows,
            )?;
        }
        if self.has("file_proposal")? {
            rows = self.own("select number, change from file_proposal order by number")?;
            let insert = "insert into file_proposal (number, change) values (?1, ?2)";
            insert_all(to, insert, rows)?;
        }
        copy_journal(self, to)
    }
}

/// Reads a whole number.
fn number(value: &Sql) -> i64 {
    match value {
        Sql::Integer(number) => *number,
        _ => 0,
    }
}

fn insert_all(to: &Connection, sql: &str, rows: Vec<Vec<Sql>>) -> Result<()> {
    let mut insert = to.prepare(sql)?;
    for row in rows {
        insert.execute(rusqlite::params_from_iter(row))?;
    }
    Ok(())
}

/// Copies the journal of a copy of this file, whose rows are numbered anew from 1.
fn copy_journal(from: &Foreign, to: &Connection) -> Result<()> {
    if from
        .own(&format!(
            "select 1 from sqlite_schema where name = '{TABLE}'"
        ))?
        .is_empty()
    {
        return Ok(());
    }
    // How many rows of the log stand up to a row.
    let ends = from.own("select rowid from change order by rowid")?;
    let ends: Vec<i64> = ends.iter().flatten().map(number).collect();
    let up_to = |row: i64| i64::try_from(ends.partition_point(|own| *own <= row)).unwrap_or(0);
    let mut rows = from.own(&format!("select {COLUMNS} from {TABLE} order by number"))?;
    let columns: Vec<&str> = COLUMNS.split(", ").collect();
    let at = |name: &str| {
        columns
            .iter()
            .position(|column| *column == name)
            .unwrap_or(0)
    };
    let (first, last, sources) = (at("first"), at("last"), at("sources"));
    for row in &mut rows {
        row[first] = Sql::Integer(1 + up_to(number(&row[first]).saturating_sub(1)));
        row[last] = Sql::Integer(up_to(number(&row[last])));
        if let Sql::Text(told) = &mut row[sources] {
            *told = journal::numbered_anew(told, up_to);
        }
    }
    let insert =
        format!("insert into {TABLE} ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    insert_all(to, &insert, rows)
}
