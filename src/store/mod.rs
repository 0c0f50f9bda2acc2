//! The office's file: opening it, and reading and writing it in transactions.
//!
//! It knows what *a* kind is, and three by name, in which files tell of themselves: offices, shares
//! and who is one with whom. All others are handed in.

mod became;
mod bulk;
mod cells;
mod conflict;
mod content;
mod copy;
mod dated;
mod exchange;
mod filter;
mod fold;
mod glimpse;
mod history;
mod indexes;
mod journal;
mod keys;
mod known;
mod log;
mod offices;
mod pending;
mod proposal;
mod read;
mod received;
mod redact;
pub(crate) mod rules;
mod schema;
mod search;
mod shape;
#[cfg(test)]
mod testing;
mod texts;
mod undo;
mod verify;
mod words;
mod writing;

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{Error, ForeignFault, Result, RowFault};
use crate::files::{self, Beside};
use crate::model::kind::Kind;
pub(crate) use became::{Answered, Became, News};
pub(crate) use bulk::{Bodies, Body, NewRecord};
pub(crate) use cells::Cells;
pub(crate) use conflict::{Conflict, Head};
pub(crate) use content::Content;
pub(crate) use dated::{Entering, was_there};
pub(crate) use exchange::merge::{Merged, MergedFile, Mode, Renumbered};
pub(crate) use exchange::postgresql::{Script, schema::schema as postgresql_schema};
pub(crate) use exchange::repair::Repaired;
pub(crate) use exchange::share::Recipient;
pub(crate) use filter::{Filter, Sign, sorts_by};
use fold::authority::Authority;
use fold::project;
pub(crate) use glimpse::Window;
pub(crate) use history::{HistoryEntry, Sought};
pub(crate) use journal::{Barrier, Deed, Journal, Logged, Resting, Source as FileRead};
use journal::{Operation, Source, hash};
pub(crate) use keys::Keys;
pub(crate) use known::Cut;
pub(crate) use log::change::ChangeId;
pub(crate) use log::remains::Redaction;
use log::{change, rows};
pub(crate) use offices::Member;
pub(crate) use proposal::{Made, Proposal};
pub(crate) use read::{Arrival, Found, OwnOffice, Writer};
pub(crate) use received::{Reach, Received};
pub(crate) use redact::{Erasing, Place};
pub(crate) use rules::Outside;
use schema::{COMPUTED, COMPUTED_VERSION, SCHEMA, is_newer};
pub(crate) use search::{Hit, Passage, Search};
pub(crate) use undo::Turned;
pub(crate) use verify::{Flaw, Nature, Verified};
pub(crate) use writing::{Author, Writing};

/// Marks a file as ours: “hyin”.
const APPLICATION_ID: i32 = 0x6879_696e;
/// The number of the log's format, which a newer program may raise.
const LOG_FORMAT: i64 = 1;
/// Memory that SQLite may use while most of the file is read or written, in KiB.
const WORKING_MEMORY: i64 = 64 << 10;
/// The verb of the changes that make a file, which are nobody's work: they are no proposals to
/// others, and cannot be taken back.
pub(crate) const INIT: &str = "init";
/// Flags for opening a file of ours: only `init` makes one, and no link is followed.
const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE
    .union(OpenFlags::SQLITE_OPEN_NO_MUTEX)
    .union(OpenFlags::SQLITE_OPEN_NOFOLLOW);
/// Longest time that a command waits for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause before asking again for a file that another program holds.
const PAUSE: Duration = Duration::from_millis(50);

/// Told by long work how many of all its steps are done.
pub(crate) type Observer<'o> = &'o dyn Fn(usize, usize);

#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    kinds: &'static [&'static Kind],
    path: PathBuf,
    /// True once changes of this run are in it for good.
    saved: Arc<AtomicBool>,
    /// What changes of this run wait for whoever decides about their records.
    made: Rc<RefCell<Made>>,
    /// The writer as whom a copy went on in this run, which is to be admitted.
    went_on: Arc<OnceLock<Member>>,
    asked: dated::Asked,
    /// True if a newer program computed the tables of the file, and these are a copy in memory.
    used_by_newer: bool,
    /// The copy that was kept before this run computed the tables anew.
    kept: OnceCell<PathBuf>,
    /// The keys of whoever uses the machine; without them, as in tests, nothing is signed.
    keys: Option<Keys>,
}

/// Who computed the tables of a file.
enum Computed {
    /// This version of the program, by now.
    Here,
    ByNewer,
}

impl Store {
    /// Makes a new file for a writer, which `fill` fills; it gets its name when it is whole.
    ///
    /// # Errors
    /// If there is a file at the path already, or it cannot be made; those of `fill`.
    pub(crate) fn create(
        path: &Path,
        kinds: &'static [&'static Kind],
        writer: [u8; 16],
        keys: Option<&Keys>,
        fill: impl FnOnce(&Self) -> Result<()>,
    ) -> Result<()> {
        files::check_free(path)?;
        let beside = Beside::new(path)?;
        let filled = Self::begin_file(&beside, kinds, writer).and_then(|store| {
            let keys = keys.cloned();
            fill(&Self { keys, ..store })
        });
        match filled {
            Ok(()) => beside.put(),
            Err(error) => Err(beside.blame(error.at(beside.path()))),
        }
    }

    /// Begins a file beside its place.
    fn begin_file(
        beside: &Beside,
        kinds: &'static [&'static Kind],
        writer: [u8; 16],
    ) -> Result<Self> {
        let store = Self::connect(beside.path(), kinds)?;
        let transaction = store.begin()?;
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", COMPUTED_VERSION)?;
        transaction.execute(
            "insert into file (one, log_format, writer, last) values (1, ?1, ?2, null)",
            (LOG_FORMAT, writer),
        )?;
        transaction.commit()?;
        Ok(store)
    }

    /// Opens a file; where another version computed its tables, keeps a copy and computes them
    /// anew.
    ///
    /// # Errors
    /// If there is no such file, it is not ours, or a newer program wrote its log.
    pub(crate) fn open(path: &Path, kinds: &'static [&'static Kind]) -> Result<Self> {
        Self::open_telling(path, kinds, &|_, _| ())
    }

    /// Opens a file as [`Self::open`] does, and tells how far computing its tables has come.
    pub(crate) fn open_telling(
        path: &Path,
        kinds: &'static [&'static Kind],
        progress: Observer,
    ) -> Result<Self> {
        files::check_file(path)?;
        let store = Self::connect(path, kinds)?;
        let found = store.check_format(progress);
        match found.map_err(|error| error.at(path))? {
            Computed::Here => Ok(store),
            Computed::ByNewer => store.in_memory(progress).map_err(|error| error.at(path)),
        }
    }

    fn connect(path: &Path, kinds: &'static [&'static Kind]) -> Result<Self> {
        let opened = Connection::open_with_flags(files::real(path)?, FLAGS).map_err(Error::from);
        let connection = opened.map_err(|error| error.at(path))?;
        set_up(&connection).map_err(|error| Error::from(error).at(path))?;
        Ok(Self::over(connection, kinds, path))
    }

    /// Makes a store of an open connection.
    fn over(connection: Connection, kinds: &'static [&'static Kind], path: &Path) -> Self {
        Self {
            connection,
            kinds,
            path: path.to_owned(),
            saved: Arc::default(),
            made: Rc::default(),
            went_on: Arc::default(),
            asked: dated::Asked::default(),
            used_by_newer: false,
            kept: OnceCell::new(),
            keys: None,
        }
    }

    /// Signs what it writes with the keys of whoever uses the machine.
    pub(crate) fn signing(self, keys: &Keys) -> Self {
        let keys = Some(keys.clone());
        Self { keys, ..self }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn check_format(&self, progress: Observer) -> Result<Computed> {
        let pragma = |name: &str| {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, i32>(0))
        };
        if pragma("application_id")? != APPLICATION_ID {
            return Err(Error::NotOurs {
                path: self.path.clone(),
            });
        }
        shape::refuse_acting(&self.connection, &self.path)?;
        self.leave_wal()?;
        let format: i64 = self
            .connection
            .query_row("select log_format from file", [], |row| row.get(0))?;
        if format > LOG_FORMAT {
            return Err(Error::Newer {
                path: self.path.clone(),
            });
        }
        match pragma("user_version")? {
            COMPUTED_VERSION => {}
            newer if is_newer(newer) => return Ok(Computed::ByNewer),
            _ => self.upgrade(progress)?,
        }
        Ok(Computed::Here)
    }

    /// Copies a file into memory, whose tables a newer program computed, and computes them there: the
    /// file itself is left as that program needs it.
    fn in_memory(self, progress: Observer) -> Result<Self> {
        let mut memory = Connection::open_in_memory()?;
        Backup::new(&self.connection, &mut memory)?.run_to_completion(i32::MAX, PAUSE, None)?;
        set_up(&memory)?;
        let copy = Self::over(memory, self.kinds, &self.path);
        let transaction = copy.begin()?;
        project::clear(&transaction)?;
        project::Projector::new(&transaction, self.kinds)?
            .telling(progress)?
            .rebuild()?;
        conflict::number_new(&transaction)?;
        transaction.commit()?;
        Ok(Self {
            used_by_newer: true,
            ..copy
        })
    }

    /// Tells whether a newer program uses the file, so that this one only reads it.
    pub(crate) fn is_used_by_newer(&self) -> bool {
        self.used_by_newer
    }

    /// Gives the file a rollback journal again where another program took it away: whoever copies a
    /// file with a write-ahead log while it is open copies it without what was written last.
    fn leave_wal(&self) -> rusqlite::Result<()> {
        let mode = |row: &rusqlite::Row| row.get::<_, String>(0);
        let connection = &self.connection;
        if connection.pragma_query_value(None, "journal_mode", mode)? == "wal" {
            connection.pragma_update_and_check(None, "journal_mode", "delete", mode)?;
        }
        Ok(())
    }

    /// Computes the tables that another version of the program computed.
    fn upgrade(&self, progress: Observer) -> Result<()> {
        // Another program may have done it meanwhile.
        self.compute(progress, |version| version != COMPUTED_VERSION)
    }

    /// Computes tables anew that are not what the log gives.
    pub(crate) fn rebuild(&self, progress: Observer) -> Result<()> {
        self.compute(progress, |_| true)
    }

    /// Computes every table from the log anew, in one transaction, and first keeps a copy of the
    /// file beside it.
    fn compute(&self, progress: Observer, is_due: impl Fn(i32) -> bool) -> Result<()> {
        self.make_room()?;
        let transaction = self.begin()?;
        let version: i32 =
            transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if !is_due(version) {
            return Ok(());
        }
        let kept = copy::name_before_upgrade(&self.path, version);
        copy::copy(&self.path, &kept)?;
        let computed = || -> Result<()> {
            journal::make(&transaction)?;
            for later in schema::LATER {
                if !transaction.table_exists(None, *later)? {
                    transaction.execute_batch(schema::statement(later))?;
                }
            }
            project::clear(&transaction)?;
            let projector = project::Projector::new(&transaction, self.kinds)?;
            projector.telling(progress)?.rebuild()?;
            // What it erases nothing names any more.
            content::sweep(&transaction, self.kinds)?;
            conflict::number_new(&transaction)?;
            transaction.pragma_update(None, "user_version", COMPUTED_VERSION)?;
            Ok(transaction.commit()?)
        };
        // A copy of what did not change is of no use.
        computed().inspect_err(|_| drop(std::fs::remove_file(&kept)))?;
        self.kept.get_or_init(|| kept);
        Ok(())
    }

    /// Returns the copy that was kept before this run computed the tables anew, if it did.
    pub(crate) fn kept_copy(&self) -> Option<&Path> {
        self.kept.get().map(PathBuf::as_path)
    }

    /// Sets `saved` once changes are saved, so that a later failure can be told from one of
    /// writing; tells in `made` which of them wait; and names in `went_on` the writer as whom a copy
    /// goes on.
    pub(crate) fn noting(
        self,
        saved: &Arc<AtomicBool>,
        made: &Rc<RefCell<Made>>,
        went_on: &Arc<OnceLock<Member>>,
    ) -> Self {
        Self {
            saved: Arc::clone(saved),
            made: Rc::clone(made),
            went_on: Arc::clone(went_on),
            ..self
        }
    }

    /// Allows SQLite much memory, for work on all of it.
    pub(crate) fn make_room(&self) -> Result<()> {
        self.use_memory(WORKING_MEMORY)
    }

    /// Lets SQLite keep so many KiB of the file in memory, and gives back what it has beyond that.
    fn use_memory(&self, most: i64) -> Result<()> {
        let set = format!("pragma cache_size = -{most}; pragma shrink_memory");
        Ok(self.connection.execute_batch(&set)?)
    }

    /// Does a command's work in one transaction: whole or not at all.
    ///
    /// # Errors
    /// If the file is busy, read-only or full; those of `work`.
    pub(crate) fn write<T>(
        &self,
        author: &Author,
        work: impl FnOnce(&mut Writing) -> Result<T>,
    ) -> Result<T> {
        let transaction = self.begin()?;
        let before = rows::last_row(&transaction)?;
        let mut writing = Writing::new(self, author)?;
        let last = writing.last;
        let done = work(&mut writing)?;
        let written = writing.last.filter(|written| Some(*written) != last);
        if written.is_some() {
            conflict::number_new(&transaction)?;
            writing.seal()?;
            let before = writing.before.unwrap_or(before);
            proposal::since(&transaction, before, &mut self.made.borrow_mut())?;
            let sources = self.read_by(author, before)?;
            let sources = sources.as_slice();
            let operation = Operation::of(author);
            journal::append(
                &transaction,
                before,
                &Operation {
                    sources,
                    ..operation
                },
            )?;
        }
        self.commit(transaction, written)?;
        Ok(done)
    }

    /// Does what [`Self::write`] does, and then takes it all back: what it answers is what would be.
    pub(crate) fn rehearse<T>(
        &self,
        author: &Author,
        work: impl FnOnce(&mut Writing) -> Result<T>,
    ) -> Result<T> {
        let transaction = self.begin()?;
        let done = work(&mut Writing::new(self, author)?)?;
        transaction.rollback()?;
        Ok(done)
    }

    /// Names the files from which a command took what it wrote after a row of the log; what can be read
    /// only once, as from a pipe, is not named.
    fn read_by(&self, author: &Author, before: i64) -> Result<Vec<Source>> {
        let rows = (before + 1, rows::last_row(&self.connection)?);
        let source = |name: &PathBuf| {
            Some(Source {
                name: name.clone(),
                hash: hash(name)?,
                writer: None,
                rows,
                filled: Vec::new(),
                contents: Vec::new(),
                kept: None,
                head: None,
            })
        };
        Ok(author.reads.iter().filter_map(source).collect())
    }

    /// Returns whose word counts.
    fn authority(&self) -> Result<Authority<'_>> {
        Authority::of(&self.connection, self.kinds)
    }

    /// Commits; of a failure it says whether `written`, a change of the transaction, is saved.
    ///
    /// # Errors
    /// If closing fails: the disk may report an error only after everything was written.
    fn commit(&self, transaction: Transaction, written: Option<ChangeId>) -> Result<()> {
        let Err(source) = transaction.commit() else {
            self.saved.fetch_or(written.is_some(), Ordering::Relaxed);
            return Ok(());
        };
        let Some(written) = written else {
            return Err(Error::from(source).at(&self.path));
        };
        // Asked anew of the file itself, by a connection that knows nothing of what went before.
        let saved = Self::connect(&self.path, self.kinds)
            .and_then(|again| rows::find_change(&again.connection, written));
        let path = self.path.clone();
        Err(match saved {
            Ok(Some(_)) => Error::SavedAllTheSame { path, source },
            Ok(None) => Error::Sqlite { path, source },
            Err(_) => Error::PerhapsSaved { path, source },
        })
    }

    /// Commits another log than before, or one without some rows: no change tells which of both stands.
    ///
    /// # Errors
    /// If closing fails, after which either may be saved.
    fn commit_log(&self, transaction: Transaction) -> Result<()> {
        let path = self.path.clone();
        transaction
            .commit()
            .map_err(|source| Error::PerhapsSaved { path, source })?;
        self.saved.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn begin(&self) -> Result<Transaction<'_>> {
        if self.used_by_newer {
            return Err(Error::UsedByNewer {
                path: self.path.clone(),
            });
        }
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(|error| Error::from(error).at(&self.path))
    }
}

/// Settings of our own file; why each: a clerk copies one file, so no WAL; `extra` also syncs the
/// folder after the journal is gone; nothing in the file may run code.
fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    set_up_waiting(connection, PATIENCE)
}

/// Does what [`set_up`] does, and waits so long for another program that holds the file.
fn set_up_waiting(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(patience)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.execute_batch(
        "pragma synchronous = extra; pragma fullfsync = on; pragma cell_size_check = on;
         pragma foreign_keys = on;
         pragma secure_delete = on; pragma temp_store = memory; pragma mmap_size = 0;",
    )
}

/// Makes the error of a row that is not acceptable.
fn row_error(path: &Path, fault: RowFault, change: &change::Change) -> Error {
    Error::Foreign {
        path: path.to_owned(),
        fault: ForeignFault::Row(fault, crate::model::value::hex(&change.id.0)),
    }
}
