//! Another file, opened as if it were hostile: looked at before it is opened, copied, checked
//! against the shapes that we know, and only read.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

use crate::error::{Error, ForeignFault, Result};
use crate::files::{self, Passing, system};
use crate::model::campaign::Campaign;
use crate::model::kind::Kind;
use crate::model::value::{RecordId, hex};
use crate::store::content::{self, Content, ContentHash};
use crate::store::journal::FileHash;
use crate::store::log::attest::{self, Attest, Chains};
use crate::store::log::change::{Change, ChangeId};
use crate::store::log::claim::claimed_office_of;
use crate::store::log::root::known_root;
use crate::store::log::rows::{CHANGE_COLUMNS, find_change, read_change, writer_and_last};
use crate::store::read::{Heard, Named, campaign, codes, first_word, is_practice};
use crate::store::schema::{ATTEST, CONTENT, JOURNAL, LATER, ROOT};
use crate::store::shape::{SchemaPart, known_parts, shape, unknown_parts};
use crate::store::verify::{Flaw, Pass, Verified};
use crate::store::{APPLICATION_ID, COMPUTED_VERSION, LOG_FORMAT, Store};

/// The largest file that is taken, in bytes.
const MOST_BYTES: u64 = 16 << 30;

/// The longest text or blob that is read from it, in bytes: a body, and some more.
const MOST_LENGTH: i32 = 5 << 20;

/// Most of SQLite's virtual instructions that checking a file may take: so many, and so many for
/// each of its bytes.
const PATIENCE: (u64, u64) = (50_000_000, 50);

/// Number of virtual instructions after which the budget is looked at.
const STEP: i32 = 100_000;

/// Size of SQLite's header, which is looked at before SQLite sees the file.
const HEADER: usize = 100;

/// An opened copy of another file.
#[derive(Debug)]
pub(crate) struct Foreign {
    connection: Connection,
    /// The copy, which stands after the connection: it is removed once that is closed.
    _copy: Passing,
    pub(crate) writer: [u8; 16],
    /// The writer under whom its office began.
    pub(crate) office: [u8; 16],
    pub(crate) last: Option<ChangeId>,
}

/// Looks at a file from outside and hashes it, without letting SQLite near it.
pub(crate) fn hash(path: &Path) -> Result<FileHash> {
    let file = open_regular(path)?;
    copy(path, file, &mut std::io::sink(), path)
}

impl Foreign {
    /// Copies a file beside our own, or where nothing can be written there to where the system keeps
    /// what passes, and opens the copy.
    pub(crate) fn open(path: &Path, beside: &Path) -> Result<(Self, FileHash)> {
        let file = open_regular(path)?;
        let private = files::beside(beside).or_else(|_| files::passing());
        let (mut bytes, private) = private.map_err(|source| Error::Io {
            path: files::folder(beside).to_owned(),
            source,
        })?;
        let place = files::folder(private.path()).to_owned();
        let copied = copy(path, file, &mut bytes, &place);
        let length = bytes.metadata().map_or(0, |found| found.len());
        drop(bytes);
        let hash = copied?;
        let opened = move || -> Result<Self> {
            let mut connection = Connection::open_with_flags(
                private.path(),
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            defend(&mut connection, length)?;
            check_shape(&connection, path)?;
            let (writer, last) = writer_and_last(&connection)?;
            let office = claimed_office_of(&connection, writer)?;
            Ok(Self {
                connection,
                _copy: private,
                writer,
                office,
                last,
            })
        };
        let foreign = opened().map_err(|error| blame(error, path))?;
        Ok((foreign, hash))
    }

    /// Tells whether the file is for practice.
    pub(super) fn is_practice(&self, path: &Path) -> Result<bool> {
        is_practice(&self.connection, self.office).map_err(|error| blame(error.into(), path))
    }

    /// Refuses it where one of both files is for practice and the other is not.
    pub(crate) fn check_practice(&self, path: &Path, own: bool) -> Result<()> {
        let other = self.is_practice(path)?;
        if other == own {
            return Ok(());
        }
        let words = [self.office, self.writer].map(|one| first_word(&self.connection, one));
        if words.into_iter().all(|word| matches!(word, Ok(None))) {
            return Err(refuse(path, ForeignFault::NoOffice));
        }
        Err(refuse(path, ForeignFault::Practice { other }))
    }

    /// Refuses it where it is of another campaign than our own file.
    pub(crate) fn check_campaign(&self, path: &Path, own: Option<&Campaign>) -> Result<()> {
        let other = campaign(&self.connection).map_err(|error| blame(error.into(), path))?;
        let both = own.cloned().zip(other);
        match both.filter(|(own, other)| !own.is(other)) {
            Some(both) => Err(refuse(path, ForeignFault::Campaign(Box::new(both)))),
            None => Ok(()),
        }
    }

    /// Returns the office that leads there, which files of the first versions do not keep.
    pub(crate) fn root(&self, path: &Path) -> Result<Option<RecordId>> {
        if !self.has(ROOT)? {
            return Ok(None);
        }
        let known = known_root(&self.connection).map_err(|error| blame(error, path))?;
        Ok(known)
    }

    /// Names one of its offices.
    pub(super) fn named(&self, office: RecordId) -> Result<Named> {
        Ok(Named::of(&self.connection, office, Heard::ItsOwn)?)
    }

    /// Refuses it where another office leads there than in our own file.
    pub(super) fn check_root(&self, path: &Path, own: Option<&Named>) -> Result<Option<RecordId>> {
        let other = self.root(path)?;
        match own.zip(other.as_ref()) {
            Some((own, other)) if own.office != *other => {
                let other = self.named(*other)?;
                let both = Box::new([own, &other].map(Named::called));
                Err(refuse(path, ForeignFault::Root(both)))
            }
            _ => Ok(other),
        }
    }

    /// Refuses it where it is the file of another office than ours.
    pub(super) fn check_office(&self, path: &Path, own: &[String]) -> Result<()> {
        let codes = codes(&self.connection, self.office, Heard::ItsOwn)
            .map_err(|error| blame(error.into(), path))?;
        let last = |codes: &[String]| codes.last().cloned();
        match last(own).zip(last(&codes)) {
            Some((own_code, other)) if !codes.iter().any(|code| own.contains(code)) => {
                let own = own_code;
                Err(refuse(path, ForeignFault::Office { own, other }))
            }
            _ => Ok(()),
        }
    }

    /// Tells whether it has one of the tables that files of the first versions have not.
    pub(crate) fn has(&self, table: &str) -> Result<bool> {
        Ok(self.connection.table_exists(None, table)?)
    }

    /// Brings the signatures of changes that a log has; returns whether it had not all of them. What has
    /// not the shape of one is none.
    pub(crate) fn attest(&self, path: &Path, to: &Connection) -> Result<bool> {
        if !self.has(ATTEST)? {
            return Ok(false);
        }
        let sql = format!(
            "select {} from attest order by writer, head",
            attest::COLUMNS
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut is_new = false;
        while let Some(row) = rows.next().map_err(|error| blame(error.into(), path))? {
            if let Ok(attest) = Attest::read(row) {
                is_new |= attest.take(to)?;
            }
        }
        Ok(is_new)
    }

    /// Lists the hashes of the attached files whose bytes it has.
    pub(super) fn contents(&self) -> Result<BTreeSet<ContentHash>> {
        if !self.has(CONTENT)? {
            return Ok(BTreeSet::new());
        }
        content::kept(&self.connection)
    }

    /// Tells whether the bytes of an attached file are here, and what their hash says.
    pub(super) fn has_sound(&self, path: &Path, hash: &ContentHash) -> Result<bool> {
        let found = content::read(&self.connection, hash, |_, _| Ok(()));
        Ok(found.map_err(|error| blame(error, path))? == Content::Sound)
    }

    /// Gives the bytes of an attached file to another, where they are what their hash says.
    pub(super) fn give_content(
        &self,
        path: &Path,
        to: &Connection,
        hash: &ContentHash,
    ) -> Result<Content> {
        content::take(to, &self.connection, hash).map_err(|error| blame(error, path))
    }

    /// Reads the rows of a query of what the file knows of itself.
    pub(crate) fn own(&self, sql: &str) -> Result<Vec<Vec<rusqlite::types::Value>>> {
        let mut statement = self.connection.prepare(sql)?;
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Hands over every change, of one kind or of all, in the order in which they stand.
    pub(crate) fn changes(
        &self,
        path: &Path,
        kind: Option<&str>,
        mut take: impl FnMut(Change) -> Result<()>,
    ) -> Result<()> {
        let condition = if kind.is_some() {
            "where kind = ?1"
        } else {
            "where ?1 is null"
        };
        let sql = format!("select {CHANGE_COLUMNS} from change not indexed {condition}");
        let mut read = || -> Result<()> {
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([kind])?;
            while let Some(row) = rows.next()? {
                take(read_change(row)?)?;
            }
            Ok(())
        };
        read().map_err(|error| blame(error, path))
    }

    /// Finds a change that is what its hashes say.
    pub(crate) fn right(&self, path: &Path, id: ChangeId) -> Result<Option<Change>> {
        let found = find_change(&self.connection, id).map_err(|error| blame(error, path))?;
        Ok(found.filter(|change| change.check().is_ok()))
    }

    pub(crate) fn verify(&self, path: &Path, kinds: &[&Kind]) -> Result<Verified> {
        let unsigned = || -> Result<_> {
            if self.has(ATTEST)? && self.has(JOURNAL)? {
                return Chains::of(&self.connection)?.unsigned(&self.connection);
            }
            Ok(HashMap::new())
        };
        let unsigned = unsigned().map_err(|error| blame(error, path))?;
        let mut pass = Pass::of(self.is_practice(path)?, unsigned);
        self.changes(path, None, |change| {
            pass.add(&change, self.writer);
            Ok(())
        })?;
        let mut verified = pass.end(self.last, |writer| {
            let named = self.named(writer).map(|named| named.called());
            named.unwrap_or_else(|_| writer.fingerprint())
        });
        if self.connection.table_exists(None, ATTEST)? {
            verified.signed =
                attest::signed(&self.connection).map_err(|error| blame(error, path))?;
            let count = attest::count_false(&self.connection);
            verified.add_false_signatures(count.map_err(|error| blame(error, path))?);
        }
        for hash in self.contents().map_err(|error| blame(error, path))? {
            if !self.has_sound(path, &hash)? {
                let reference = hex(&hash);
                verified.flaws.push(Flaw::Content { reference });
            }
        }
        if self.has(CONTENT)? {
            let missing = content::missing(&self.connection, kinds);
            let missing = missing.map_err(|error| blame(error, path))?;
            let references: Vec<String> = missing.iter().map(|hash| hex(&hash[..8])).collect();
            let is_missing = !references.is_empty();
            verified
                .flaws
                .extend(is_missing.then_some(Flaw::ContentMissing { references }));
        }
        // What is not as our version makes it may be what another computed.
        if is_of_our_version(&self.connection)? {
            verified.add_parts(unknown_parts(&self.connection)?);
        }
        Ok(verified)
    }
}

impl Store {
    /// Tells whether another file is for practice; what is copied of it lies beside our own.
    pub(crate) fn is_other_practice(path: &Path, own: &Path) -> Result<bool> {
        let (foreign, _) = Foreign::open(path, own)?;
        foreign.is_practice(path)
    }

    /// Verifies another file's log; what is copied of it lies beside our own, which need not be there.
    pub(crate) fn verify_other(path: &Path, own: &Path, kinds: &[&Kind]) -> Result<Verified> {
        let (foreign, _) = Foreign::open(path, own)?;
        foreign.verify(path, kinds)
    }
}

/// Says of which file an error of SQLite's is, and that it is a foreign one.
fn blame(error: Error, path: &Path) -> Error {
    match error {
        // What the disk of the private copy does is no fault of the file.
        Error::Sqlite { path: own, source } if is_of_the_disk(&source) => {
            Error::Sqlite { path: own, source }
        }
        Error::Sqlite { path: own, source } if own.as_os_str().is_empty() => {
            let code = source.sqlite_error_code();
            let fault = match (code, &source) {
                (Some(rusqlite::ErrorCode::TooBig), _) => ForeignFault::TooLong,
                (Some(rusqlite::ErrorCode::OperationInterrupted), _) => ForeignFault::Endless,
                (Some(rusqlite::ErrorCode::NotADatabase), _) => ForeignFault::NotOurs,
                (Some(_), _) => ForeignFault::Damaged(source.to_string()),
                // What SQLite's library says of a value means nothing to people.
                (None, _) => ForeignFault::Damaged(String::new()),
            };
            refuse(path, fault)
        }
        other => other,
    }
}

fn is_of_the_disk(source: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, OutOfMemory, SystemIoFailure};
    let code = source.sqlite_error_code();
    matches!(
        code,
        Some(CannotOpen | DiskFull | OutOfMemory | SystemIoFailure)
    )
}

fn refuse(path: &Path, fault: ForeignFault) -> Error {
    Error::Foreign {
        path: path.to_owned(),
        fault,
    }
}

/// Opens a regular file for reading, after a look at its name, size, header and neighbours.
fn open_regular(path: &Path) -> Result<File> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => refuse(path, ForeignFault::NotThere),
        _ => Error::Io {
            path: path.to_owned(),
            source,
        },
    };
    let found = std::fs::symlink_metadata(path).map_err(io)?;
    if found.is_symlink() {
        return Err(refuse(path, ForeignFault::Link));
    }
    if !found.is_file() {
        return Err(refuse(path, ForeignFault::NotAFile));
    }
    if system::is_hard_linked(path, &found) {
        return Err(Error::HardLinked {
            path: path.to_owned(),
        });
    }
    if found.len() == 0 {
        return Err(refuse(path, ForeignFault::Empty));
    }
    if found.len() > MOST_BYTES {
        return Err(refuse(path, ForeignFault::TooLarge));
    }
    for ending in ["-journal", "-wal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        if std::fs::symlink_metadata(&name).is_ok_and(|found| found.len() > 0) {
            return Err(refuse(path, ForeignFault::InUse));
        }
    }
    // Somebody may have put a pipe or a link there since.
    system::open_plainly(path).map_err(io)
}

/// Copies a file to a place and hashes it on the way; refuses one whose header is not that of our files.
fn copy(path: &Path, mut file: File, to: &mut impl Write, place: &Path) -> Result<FileHash> {
    let io = |source| Error::Io {
        path: path.to_owned(),
        source,
    };
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes: u64 = 0;
    let mut pages = None;
    loop {
        let read = file.read(&mut buffer).map_err(io)?;
        if read == 0 {
            break;
        }
        if bytes == 0 {
            pages = Some(check_header(&buffer[..read], path)?);
        }
        bytes += read as u64;
        if bytes > MOST_BYTES {
            return Err(refuse(path, ForeignFault::TooLarge));
        }
        hash.update(&buffer[..read]);
        // A disk that is full here is no fault of the other file.
        to.write_all(&buffer[..read]).map_err(|source| Error::Io {
            path: place.to_owned(),
            source,
        })?;
    }
    if pages != Some(bytes) {
        return Err(refuse(path, ForeignFault::Truncated));
    }
    Ok(hash.finalize().into())
}

/// Returns how long the file should be by its header.
fn check_header(start: &[u8], path: &Path) -> Result<u64> {
    let not_ours = || refuse(path, ForeignFault::NotOurs);
    if !start.starts_with(b"SQLite format 3\0") {
        return Err(not_ours());
    }
    if start.len() < HEADER {
        return Err(refuse(path, ForeignFault::Truncated));
    }
    let number = |at: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&start[at..at + 4]);
        u32::from_be_bytes(bytes)
    };
    let (utf_8, journal) = (number(56) == 1, &start[18..20]);
    if number(68) != APPLICATION_ID.cast_unsigned() || !utf_8 {
        return Err(not_ours());
    }
    match journal {
        [1, 1] => (),
        [2, 2] => return Err(refuse(path, ForeignFault::WriteAhead)),
        _ => return Err(not_ours()),
    }
    let page = match u16::from_be_bytes([start[16], start[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    Ok(page * u64::from(number(28)))
}

/// Keeps the file's triggers and views from running, and bounds the cost of reading it.
fn defend(connection: &mut Connection, bytes: u64) -> rusqlite::Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        connection.set_db_config(setting, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, MOST_LENGTH),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 200),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 50),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 3),
        (Limit::SQLITE_LIMIT_VDBE_OP, 100_000),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, most)?;
    }
    let mut left = (PATIENCE.0 + PATIENCE.1 * bytes) / u64::from(STEP.unsigned_abs());
    connection.progress_handler(
        STEP,
        Some(move || {
            left = left.saturating_sub(1);
            left == 0
        }),
    )?;
    connection.execute_batch(
        "pragma query_only = on; pragma cell_size_check = on; pragma mmap_size = 0;
         pragma temp_store = memory;",
    )
}

fn is_of_our_version(connection: &Connection) -> rusqlite::Result<bool> {
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version == COMPUTED_VERSION)
}

/// Checks that the file has our shape: no trigger or virtual table, the log exactly as we know it,
/// and of our own version what `schema.sql` makes. What another program put beside is left there.
fn check_shape(connection: &Connection, path: &Path) -> Result<()> {
    let known = known_parts()?;
    let found = shape(connection)?;
    let log_only = !is_of_our_version(connection)?;
    let fits = |part: &SchemaPart| {
        known.contains(part) || part.is_foreign(known) || log_only && part.is_of_a_version()
    };
    if let Some(part) = found.iter().find(|part| !fits(part)) {
        return Err(refuse(path, ForeignFault::Shape(part.name.clone())));
    }
    // Files of the first versions keep no journal, and sign nothing.
    let is_kept = |part: &&SchemaPart| part.is_log() && !LATER.contains(&part.table.as_str());
    let needed = known.iter().filter(|part| !log_only || is_kept(part));
    let lacking = needed.filter(|part| !found.contains(part));
    if let Some(part) = lacking.min_by_key(|part| part.name != part.table) {
        let is_there = found.iter().any(|one| one.name == part.name);
        let lacks = || ForeignFault::Lacks(part.name.clone());
        let fault = is_there.then(|| ForeignFault::Shape(part.name.clone()));
        return Err(refuse(path, fault.unwrap_or_else(lacks)));
    }
    let verdict: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(refuse(path, ForeignFault::Damaged(verdict)));
    }
    let formats: Vec<i64> = connection
        .prepare("select log_format from file")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    match formats[..] {
        [LOG_FORMAT] => Ok(()),
        [format] if format > LOG_FORMAT => Err(Error::Newer {
            path: path.to_owned(),
        }),
        _ => Err(refuse(path, ForeignFault::Shape("file".to_owned()))),
    }
}
