//! Merging: rows that other files know enter the log by the same door as our own.
//!
//! Whatever the order, grouping and repetition of files, the log ends up as their union and the
//! computed tables as its fold. Other files are only read. One transaction; a file that is refused
//! contributes nothing.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row};

use super::foreign::{Foreign, hash};
use crate::error::{Error, ForeignFault, Result, RowFault};
use crate::files::system::is_same_file;
use crate::model::campaign::Campaign;
use crate::model::kind::{Decides, Kind, Spread};
use crate::model::reference::Ref;
use crate::model::value::{RecordId, hex};
use crate::store::became::{self, News};
use crate::store::conflict::{self, Conflict};
use crate::store::content::{self, Content, ContentHash};
use crate::store::fold::Touched;
use crate::store::fold::project::Projector;
use crate::store::journal::{self, Deed, FileHash, Operation, Source};
use crate::store::log::attest::{Chains, Proof, is_signing, signing};
use crate::store::log::blanks::Blanks;
use crate::store::log::chain::{self, Forks, WriterChain};
use crate::store::log::change::{Change, ChangeId};
use crate::store::log::erasure;
use crate::store::log::remains::{self, REDACTION, STATEMENTS};
use crate::store::log::root::set_root;
use crate::store::log::rows::{admit, find_change, last_row, writer_and_last};
use crate::store::proposal::{self, Proposal};
use crate::store::read::{Heard, Named};
use crate::store::{Observer, Store, copy, row_error};

/// Lead of another machine's clock over ours, in milliseconds, from which on it is reported.
const CLOCK_SLACK: i64 = 24 * 3_600_000;
/// Share of touched records from which on everything is computed anew: one in so many.
pub(super) const REBUILD_SHARE: usize = 3;

/// Memory that SQLite may use while bytes of attached files pass through, in KiB.
const PASSING_MEMORY: i64 = 8 << 10;

/// Options of a merge.
#[derive(Clone, Copy)]
pub(crate) struct Mode<'a> {
    /// Take nothing unless every file can be taken.
    pub(crate) strict: bool,
    /// Only tell what would happen.
    pub(crate) dry_run: bool,
    /// Take the bytes of attached files along.
    pub(crate) contents: bool,
    /// Path for a copy of the file as it was.
    pub(crate) backup: Option<&'a Path>,
    /// A merge, or one that is brought back.
    pub(crate) deed: Deed,
    /// The one who merges.
    pub(crate) actor: &'a str,
    /// The clock, in milliseconds since 1970 in UTC.
    pub(crate) now: i64,
    /// Told how many of all files are done.
    pub(crate) progress: Observer<'a>,
}

/// Result of a merge.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) files: Vec<MergedFile>,
    /// The conflicts that it brought.
    pub(crate) conflicts: Vec<Conflict>,
    /// The changes that wait since then for whoever decides about their records.
    pub(crate) proposals: Vec<Proposal>,
    /// What may have become of those that waited.
    pub(crate) news: News,
    /// The changes of records that were here which another office made than the one whose they are, each
    /// with its record.
    pub(crate) by_others: Vec<(ChangeId, RecordId)>,
    /// The erasures that were carried out, which it brought or lets count: the rows that say so, each with its record, in their order.
    pub(crate) erasures: Vec<(ChangeId, RecordId)>,
    /// How many changes came in the name of the file's own writer that it did not sign.
    pub(crate) in_own_name: usize,
    /// How many erasures came of what those who stated them do not decide about: nothing was erased.
    pub(crate) not_erased: usize,
    /// The records of before that have another ref now, since the number was given out twice.
    pub(crate) renumbered: Vec<Renumbered>,
    /// The last row of the log before it.
    pub(crate) after: i64,
    /// Path of the copy that was kept, if any.
    pub(crate) backed_up: Option<PathBuf>,
    /// The row that it took last.
    last: Option<ChangeId>,
}

/// A record that was there under another ref.
#[derive(Debug)]
pub(crate) struct Renumbered {
    pub(crate) before: String,
    pub(crate) reference: String,
    pub(crate) title: String,
}

/// Contribution of one file. Counts are of records, but for `changes`.
#[derive(Debug, Default)]
pub(crate) struct MergedFile {
    pub(crate) path: PathBuf,
    pub(crate) writer: Option<RecordId>,
    pub(crate) new: usize,
    pub(crate) changed: usize,
    pub(crate) known: usize,
    pub(crate) conflicts: usize,
    /// New rows of the log.
    pub(crate) changes: usize,
    /// Of these, rows of kinds that this program does not know.
    pub(crate) unknown: usize,
    /// Rows of the file's own writer that are missing from its middle.
    pub(crate) gaps: usize,
    /// Changes that two copies of one file made side by side.
    pub(crate) forks: usize,
    /// Changes in the names of writers who sign that bear no signature of theirs.
    pub(crate) unsigned: usize,
    /// Bodies that were missing here.
    pub(crate) filled: usize,
    /// Statements that something is to be erased.
    pub(crate) redactions: usize,
    /// Attached files whose bytes came, which were not here.
    pub(crate) contents: usize,
    /// Attached files whose bytes it has and that were left there, as was asked for.
    pub(crate) left: usize,
    /// Attached files whose bytes are not what their hash says, which were not taken: their hashes.
    pub(crate) spoilt: Vec<ContentHash>,
    /// Rows whose clock was ahead of ours.
    pub(crate) ahead: usize,
    pub(crate) refused: Option<Error>,
}

/// A record of the file that is being merged.
#[derive(Clone, Copy)]
struct MergedRecord {
    /// True if our log had it before.
    known: bool,
    /// True if the file brought a row of it that our log had not.
    brought: bool,
}

struct Merge<'a> {
    store: &'a Store,
    writer: [u8; 16],
    mode: Mode<'a>,
    /// The last row of the log before the merge and after each of its files: rows are only ever
    /// added at the end, so that these tell which file brought which, however many they are.
    ends: Vec<i64>,
    /// The changes whose bodies came and were missing here.
    filled: Vec<ChangeId>,
    /// The files that were merged before, byte for byte, each with whose it is.
    known: Vec<(PathBuf, FileHash, RecordId)>,
    /// Number of records that the files brought rows of; one in several files counts once for each.
    touched: usize,
    forks: Option<Forks>,
    /// True if changes came that our own file wrote, as a copy or before a backup was restored.
    own_came_back: bool,
    backed_up: Option<PathBuf>,
    last: Option<ChangeId>,
    /// The files that were read whole for the first time.
    sources: Vec<Source>,
    /// True if our own file is for practice.
    practice: bool,
    campaign: Option<Campaign>,
    /// The office that leads.
    root: Option<Named>,
    /// Our own office.
    office: RecordId,
    /// True if signatures came that were not here.
    is_attested: bool,
    /// What changes named that answer proposals.
    answered: Vec<ChangeId>,
    /// The changes of a file that came after the same one as others.
    forked: Vec<ChangeId>,
    /// The changes of a file to records that were here which are neither its own writer's nor ours, each
    /// with its writer.
    for_others: Vec<(ChangeId, [u8; 16])>,
    /// The changes that came of records that were here.
    of_known: Vec<ChangeId>,
}

impl Store {
    /// Brings what other files know into this one; `tell` sees it as it will be, in a dry run too.
    ///
    /// # Errors
    /// If our own file cannot be written, or, in strict mode, if one of the others is refused.
    pub(crate) fn merge<T>(
        &self,
        paths: &[PathBuf],
        mode: Mode,
        tell: impl FnOnce(&Merged) -> Result<T>,
    ) -> Result<(Merged, T)> {
        self.make_room().map_err(|error| error.at(&self.path))?;
        let transaction = self.begin()?;
        let merged = self
            .merge_within(paths, mode)
            .map_err(|error| error.at(&self.path))?;
        let told = tell(&merged)?;
        if mode.dry_run {
            let ended = transaction.rollback();
            ended.map_err(|error| Error::from(error).at(&self.path))?;
        } else {
            self.commit(transaction, merged.last)?;
        }
        Ok((merged, told))
    }

    fn named_root(&self) -> Result<Option<Named>> {
        let root = self.root()?;
        let named = root.map(|root| Named::of(&self.connection, root, Heard::AllWhoMay));
        Ok(named.transpose()?)
    }

    /// Returns the rows by which something is erased.
    pub(crate) fn erasures(&self) -> Result<HashSet<ChangeId>> {
        erasure::carrying(&self.connection)
    }

    /// Returns the rows by which something is erased but for some, each with its record, in their order.
    pub(crate) fn erasures_but(
        &self,
        known: &HashSet<ChangeId>,
    ) -> Result<Vec<(ChangeId, RecordId)>> {
        erasure::carried_but(&self.connection, known)
    }

    /// Merges where nothing is to be told.
    #[cfg(test)]
    pub(crate) fn merge_only(&self, paths: &[PathBuf], mode: Mode) -> Result<Merged> {
        self.merge(paths, mode, |_| Ok(()))
            .map(|(merged, ())| merged)
    }

    /// Returns the records, of kinds that we know, of which some rows of the log are, or of which they
    /// erased something.
    pub(super) fn touched(&self, (first, last): (i64, i64)) -> Result<Touched> {
        let known = |id: &str| self.kinds.iter().find(|known| known.id == id);
        let sql = "select kind, record from change where rowid between ?1 and ?2";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([first, last])?;
        let mut touched = Touched::new();
        // Many statements about one record are no long work.
        let mut erased_of: HashSet<RecordId> = HashSet::new();
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str().unwrap_or_default();
            let record = RecordId(row.get(1)?);
            if remains::is_statement(id) && erased_of.insert(record) {
                let erased = remains::kinds_of(&self.connection, record)?;
                let erased = erased.iter().filter_map(|id| known(id));
                touched.extend(erased.map(|kind| (kind.id, record)));
            }
            touched.extend(known(id).map(|kind| (kind.id, record)));
        }
        Ok(touched)
    }

    /// Returns the records of which some changes are, or of what remains of which.
    pub(super) fn touched_by<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i ChangeId>,
    ) -> Result<Touched> {
        let mut row = self
            .connection
            .prepare_cached("select rowid from change where id = ?1")?;
        let mut touched = Touched::new();
        for id in ids {
            if let Some(row) = row.query_row([id.0], |row| row.get(0)).optional()? {
                touched.append(&mut self.touched((row, row))?);
            }
        }
        Ok(touched)
    }

    pub(super) fn merge_within(&self, paths: &[PathBuf], mode: Mode) -> Result<Merged> {
        let before = conflict::heads(&self.connection)?;
        let waiting = proposal::open(&self.connection)?;
        let erasures = self.erasures()?;
        let mut merge = Merge {
            store: self,
            writer: writer_and_last(&self.connection)?.0,
            mode,
            ends: vec![last_row(&self.connection)?],
            filled: Vec::new(),
            known: Vec::new(),
            touched: 0,
            forks: None,
            own_came_back: false,
            backed_up: None,
            last: None,
            sources: Vec::new(),
            practice: self.is_practice()?,
            campaign: self.campaign()?,
            root: self.named_root()?,
            office: self.writer()?,
            is_attested: false,
            answered: Vec::new(),
            forked: Vec::new(),
            for_others: Vec::new(),
            of_known: Vec::new(),
        };
        let mut files = Vec::new();
        for path in paths {
            let file = merge.file(path)?;
            merge.ends.push(last_row(&self.connection)?);
            match file.refused {
                Some(error) if mode.strict => {
                    (mode.progress)(paths.len(), paths.len());
                    return Err(error);
                }
                _ => files.push(file),
            }
            (mode.progress)(files.len(), paths.len());
        }
        if merge.own_came_back {
            chain::go_to_end(&self.connection)?;
        }
        let is_moved = merge.erase(&mut files)?;
        merge.project(is_moved)?;
        for file in &mut files {
            let sources = merge
                .sources
                .iter()
                .filter(|source| source.name == file.path);
            file.filled = sources.map(|source| source.filled.len()).sum();
        }
        merge.note()?;
        let mut conflicts = self.conflicts()?;
        conflicts.retain(|one| before.get(&one.key) != Some(&one.head_ids()));
        for one in &conflicts {
            if let Some(at) = merge.last_to_touch(one)? {
                files[at].conflicts += 1;
            }
        }
        let proposals = match merge.last {
            Some(_) => self.proposals_but(&waiting)?,
            None => Vec::new(),
        };
        let by_others = self.by_others(&merge.of_known)?;
        let news = News {
            waited: waiting,
            answered: std::mem::take(&mut merge.answered),
        };
        Ok(Merged {
            files,
            conflicts,
            proposals,
            news,
            by_others,
            in_own_name: merge.in_own_name()?,
            not_erased: erasure::idle_since(&self.connection, merge.ends[0])?,
            erasures: self.erasures_but(&erasures)?,
            renumbered: merge.renumbered()?,
            after: merge.ends[0],
            backed_up: merge.backed_up,
            last: merge.last,
        })
    }

    /// Takes the changes of some kinds from another file.
    pub(crate) fn take_over(&self, other: &Path, kinds: &[&'static Kind]) -> Result<()> {
        let (foreign, _) = Foreign::open(other, &self.path)?;
        let mut touched = Touched::new();
        let mut blanks = Blanks::default();
        let mut take = |change: &Change| {
            blanks.add(change);
            match had(&self.connection, other, change)? {
                Had::Nothing => admit(&self.connection, change),
                Had::Blank => fill(&self.connection, change),
                Had::All => Ok(()),
            }
        };
        for kind in kinds {
            foreign.changes(other, Some(kind.id), |change| {
                touched.insert((kind.id, change.record));
                take(&change)
            })?;
        }
        let taken: HashSet<RecordId> = touched.iter().map(|(_, record)| *record).collect();
        for kind in STATEMENTS {
            foreign.changes(other, Some(kind), |change| {
                if taken.contains(&change.record) {
                    take(&change)?;
                }
                Ok(())
            })?;
        }
        refuse_bare(&blanks, other)?;
        foreign.attest(other, &self.connection)?;
        if let (None, Some(root)) = (self.root()?, foreign.root(other)?) {
            set_root(&self.connection, Some(root))?;
        }
        let is_moved = self.erase()?;
        let mut projector = Projector::new(&self.connection, self.kinds)?;
        if is_moved {
            projector.rebuild()?;
        } else {
            projector.refold_all(&touched)?;
        }
        conflict::number_new(&self.connection)
    }
}

/// Refuses a file in which a body is missing that none of its own redactions names.
fn refuse_bare(blanks: &Blanks, path: &Path) -> Result<()> {
    match blanks.bare().next() {
        Some(id) => Err(Error::Foreign {
            path: path.to_owned(),
            fault: ForeignFault::Row(RowFault::Bare, hex(&id.0)),
        }),
        None => Ok(()),
    }
}

/// Tells whether a change is its writer's of what that one began and decides about alone.
fn is_of_its_own(
    connection: &Connection,
    kind: Option<&&'static Kind>,
    change: &Change,
) -> Result<bool> {
    let is_its = |kind: &&Kind| {
        matches!(kind.decides, Decides::Owner) && matches!(kind.spread, Spread::Merged)
    };
    if !kind.is_some_and(is_its) {
        return Ok(false);
    }
    let sql = "select writer from change where record = ?1 and kind = ?2 order by id limit 1";
    let mut first = connection.prepare_cached(sql)?;
    let first = first.query_row((change.record.0, &change.kind), |row| row.get(0));
    Ok(first.optional()? == Some(change.writer))
}

/// Counts those of some changes, each with its writer, that are in the name of one who signs and bear no
/// signature of it.
fn unsigned_among(connection: &Connection, changes: &[(ChangeId, [u8; 16])]) -> Result<usize> {
    if changes.is_empty() {
        return Ok(0);
    }
    let (proof, signing) = (Proof::new(connection), signing(connection)?);
    let mut count = 0;
    for (id, writer) in changes {
        let is_signing = signing.contains(&RecordId(*writer));
        count += usize::from(is_signing && !proof.proves(*writer, *id)?);
    }
    Ok(count)
}

/// What our log has of a row that comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Had {
    Nothing,
    /// All but its body, which comes.
    Blank,
    All,
}

/// Tells what our log has of a row; one that it has must be the same in every byte, but that either
/// may be redacted, and one that it has not must be acceptable.
fn had(connection: &Connection, path: &Path, change: &Change) -> Result<Had> {
    let Some(mut known) = find_change(connection, change.id)? else {
        return acceptable(path, change).map(|()| Had::Nothing);
    };
    let is_filled = known.body.is_none() && change.body.is_some();
    if known.body.is_none() || change.body.is_none() {
        known.body.clone_from(&change.body);
    }
    if known != *change {
        return Err(differs(path, change));
    }
    if is_filled {
        acceptable(path, change)?;
        return Ok(Had::Blank);
    }
    Ok(Had::All)
}

/// Puts a body that comes into the place of one that is missing; where it was erased by right, it goes
/// again with the rest that is to.
fn fill(connection: &Connection, change: &Change) -> Result<()> {
    let sql = "update change set body = ?2 where id = ?1 and body is null";
    connection
        .prepare_cached(sql)?
        .execute((change.id.0, &change.body))?;
    Ok(())
}

fn acceptable(path: &Path, change: &Change) -> Result<()> {
    change
        .check()
        .map_err(|fault| row_error(path, fault, change))
}

fn differs(path: &Path, change: &Change) -> Error {
    Error::Foreign {
        path: path.to_owned(),
        fault: ForeignFault::Differs(hex(&change.id.0)),
    }
}

/// Says of a row that could not enter because its id is another record's that it differs.
fn refused(error: Error, path: &Path, change: &Change) -> Error {
    match error.sqlite_code() {
        Some(ErrorCode::ConstraintViolation) => differs(path, change),
        _ => error,
    }
}

impl Merge<'_> {
    /// Merges one file in a savepoint; one that is refused contributes nothing.
    fn file(&mut self, path: &Path) -> Result<MergedFile> {
        let connection = &self.store.connection;
        connection.execute_batch("savepoint one_file")?;
        let last = self.last;
        let filled = self.filled.len();
        let told = (self.answered.len(), self.of_known.len());
        let error = match self.take_file(path) {
            Ok(file) => {
                connection.execute_batch("release one_file")?;
                self.forks.iter_mut().for_each(Forks::keep);
                self.touched += file.new + file.changed;
                return Ok(file);
            }
            Err(error) => error,
        };
        // A disk that fails where our own file lies fails for every file.
        let is_ours = matches!(&error, Error::Io { path: of, .. } if of != path);
        if is_ours || error.is_of(&self.store.path) {
            return Err(error);
        }
        connection.execute_batch("rollback to one_file; release one_file")?;
        // What the refused rows told of it is not so.
        self.forks.iter_mut().for_each(Forks::forget);
        self.last = last;
        self.filled.truncate(filled);
        self.forked.clear();
        self.for_others.clear();
        self.answered.truncate(told.0);
        self.of_known.truncate(told.1);
        Ok(MergedFile {
            path: path.to_owned(),
            refused: Some(error),
            ..MergedFile::default()
        })
    }

    fn take_file(&mut self, path: &Path) -> Result<MergedFile> {
        if is_same_file(path, &self.store.path) {
            return Err(Error::Foreign {
                path: path.to_owned(),
                fault: ForeignFault::Itself,
            });
        }
        let mut file = MergedFile {
            path: path.to_owned(),
            ..MergedFile::default()
        };
        let own = |error: Error| error.at(&self.store.path);
        let bytes = hash(path)?;
        if let Some((writer, known)) = self.merged_before(&bytes).map_err(own)? {
            file.writer = Some(writer);
            file.known = known;
            self.known.push((path.to_owned(), bytes, writer));
            return Ok(file);
        }
        let filled = self.filled.len();
        let (foreign, hash) = Foreign::open(path, &self.store.path).map_err(own)?;
        let before = last_row(&self.store.connection).map_err(own)?;
        foreign.check_practice(path, self.practice)?;
        foreign.check_campaign(path, self.campaign.as_ref())?;
        let root = foreign.check_root(path, self.root.as_ref())?;
        file.writer = Some(RecordId(foreign.office));
        let mut records = Records::default();
        let mut gaps = WriterChain::default();
        let mut blanks = Blanks::default();
        foreign.changes(path, None, |change| {
            blanks.add(&change);
            if change.writer == foreign.writer {
                gaps.add(&change);
            }
            let taken = self.take_row((path, foreign.writer), &change, &mut file, &mut records);
            taken.map_err(|error| error.at(&self.store.path))
        })?;
        refuse_bare(&blanks, path)?;
        self.is_attested |= foreign.attest(path, &self.store.connection).map_err(own)?;
        self.count_forks(&mut file, before).map_err(own)?;
        if self.root.is_none() {
            self.root = root.map(|root| foreign.named(root)).transpose()?;
        }
        let contents = self.take_contents(&foreign, &mut file).map_err(own)?;
        records.count(&mut file);
        let counted = file.new + file.changed + file.known;
        file.gaps = gaps.count(foreign.last);
        self.remember(&hash, foreign.office, counted).map_err(own)?;
        self.sources.push(Source {
            name: path.to_owned(),
            hash,
            writer: Some(RecordId(foreign.office)),
            rows: (before + 1, last_row(&self.store.connection).map_err(own)?),
            filled: self.filled[filled..].to_vec(),
            contents,
            kept: self.backed_up.clone(),
            head: foreign.last,
        });
        Ok(file)
    }

    /// Takes the bytes of attached files that rows here name and that are not here; returns their hashes.
    fn take_contents(
        &mut self,
        foreign: &Foreign,
        file: &mut MergedFile,
    ) -> Result<Vec<ContentHash>> {
        let connection = &self.store.connection;
        let offered = foreign.contents()?;
        if offered.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = content::missing(connection, self.store.kinds)?;
        let wanted: Vec<ContentHash> = offered.intersection(&wanted).copied().collect();
        if !self.mode.contents {
            file.left = wanted.len();
            return Ok(Vec::new());
        }
        let mut taken = Vec::new();
        // They pass through, and are not needed again: what is kept of them in memory is of no use.
        if !wanted.is_empty() {
            self.store.use_memory(PASSING_MEMORY)?;
        }
        for hash in wanted {
            self.keep_backup()?;
            match foreign.give_content(&file.path, connection, &hash)? {
                Content::Sound => taken.push(hash),
                Content::Spoilt => file.spoilt.push(hash),
                Content::Missing => {}
            }
        }
        file.contents = taken.len();
        self.store.make_room()?;
        Ok(taken)
    }

    fn take_row(
        &mut self,
        (path, sender): (&Path, [u8; 16]),
        change: &Change,
        file: &mut MergedFile,
        records: &mut Records,
    ) -> Result<()> {
        let connection = &self.store.connection;
        let found = records.of(connection, change)?;
        let kinds = self.store.kinds;
        let known = kinds.iter().find(|known| known.id == change.kind);
        // Of a record that our log has no row of, it has none of these rows to look up.
        let had = if found.known {
            had(connection, path, change)?
        } else {
            acceptable(path, change)?;
            Had::Nothing
        };
        if had == Had::All {
            return Ok(());
        }
        self.keep_backup()?;
        if had == Had::Blank {
            self.filled.push(change.id);
            return fill(connection, change);
        }
        let forked = !self.forks()?.add(change);
        admit(connection, change).map_err(|error| refused(error, path, change))?;
        self.last = Some(change.id);
        self.own_came_back |= change.writer == self.writer;
        // A part that was shared bears no signatures: the leading office alone has nothing of one. To others
        // comes so what any office may say, and of itself what concerns them, but nothing that an office
        // says of its own records.
        let leads = || {
            let root = self.root.as_ref();
            root.is_some_and(|root| root.office == self.office)
        };
        if found.known
            && ![sender, self.writer].contains(&change.writer)
            && (leads() || is_of_its_own(connection, known, change)?)
        {
            self.for_others.push((change.id, change.writer));
        }
        if became::is_answer(&change.verb) {
            self.answered.extend(&change.over);
        }
        if found.known && change.writer != self.writer {
            self.of_known.push(change.id);
        }
        found.brought = true;
        file.redactions += usize::from(change.kind == REDACTION);
        file.changes += 1;
        file.unknown += usize::from(known.is_none() && !remains::is_statement(&change.kind));
        self.forked.extend(forked.then_some(change.id));
        file.ahead += usize::from(change.id.milliseconds() > self.mode.now + CLOCK_SLACK);
        Ok(())
    }

    /// Counts the forks of the chains of a file; what is in the name of a writer who signs, without a
    /// signature of it, tells of no copy.
    fn count_forks(&mut self, file: &mut MergedFile, before: i64) -> Result<()> {
        let mut forked = std::mem::take(&mut self.forked);
        let for_others = std::mem::take(&mut self.for_others);
        let connection = &self.store.connection;
        if forked.is_empty() {
            file.unsigned = unsigned_among(connection, &for_others)?;
            return Ok(());
        }
        let chains = Chains::of(connection)?;
        let unsigned = chains.unsigned(connection)?;
        forked.retain(|id| !unsigned.contains_key(id));
        // What was there before in the place of one that is signed is no copy's either.
        let false_ones = chains.beside(&forked);
        let false_ones = false_ones
            .into_iter()
            .filter(|(_, one)| unsigned.contains_key(one));
        let false_ones: HashMap<ChangeId, ChangeId> = false_ones.collect();
        forked.retain(|id| !false_ones.contains_key(id));
        file.forks = forked.len();
        file.unsigned = false_ones.len();
        let mut came =
            connection.prepare_cached("select 1 from change where id = ?1 and rowid > ?2")?;
        for id in unsigned.keys() {
            file.unsigned += usize::from(came.exists((id.0, before))?);
        }
        Ok(())
    }

    /// Counts what came in the name of our own writer, where it signs, without a signature of it: what a
    /// backup or a copy had written since is signed.
    fn in_own_name(&self) -> Result<usize> {
        let connection = &self.store.connection;
        if !self.own_came_back || !is_signing(connection, self.writer)? {
            return Ok(0);
        }
        let signed = Chains::of(connection)?.signed_by(connection, RecordId(self.writer))?;
        let mut own =
            connection.prepare_cached("select id from change where writer = ?1 and rowid > ?2")?;
        let came = own.query_map((self.writer, self.ends[0]), |row| Ok(ChangeId(row.get(0)?)))?;
        let came: Vec<ChangeId> = came.collect::<rusqlite::Result<_>>()?;
        Ok(came.iter().filter(|id| !signed.contains(id)).count())
    }

    /// Keeps a copy of our file before the first row is taken.
    fn keep_backup(&mut self) -> Result<()> {
        match self.mode.backup {
            Some(to) if self.backed_up.is_none() && !self.mode.dry_run => {
                // Another merge may have kept one a moment ago; from now on none does.
                let to = copy::free_name(to);
                copy::copy(&self.store.path, &to)?;
                self.backed_up = Some(to);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Returns what tells forks, read from our log when it is first asked for.
    fn forks(&mut self) -> Result<&mut Forks> {
        let forks = match self.forks.take() {
            Some(forks) => forks,
            None => Forks::of(&self.store.connection)?,
        };
        Ok(self.forks.insert(forks))
    }

    /// Returns whose file it is whose very bytes were merged before, and how many records it has.
    fn merged_before(&self, hash: &FileHash) -> Result<Option<(RecordId, usize)>> {
        let sql = "select writer, records from file_merged where hash = ?1";
        let read = |row: &Row| Ok((RecordId(row.get(0)?), row.get(1)?));
        self.store.plain_row(sql, [hash], read)
    }

    fn remember(&self, hash: &FileHash, writer: [u8; 16], records: usize) -> Result<()> {
        self.store
            .connection
            .prepare_cached(
                "insert or replace into file_merged (hash, writer, records) values (?1, ?2, ?3)",
            )?
            .execute((hash, writer, records))?;
        Ok(())
    }

    /// Blanks what is erased by right, and fills what is missing without: also from files that were merged
    /// before. Returns whether it is otherwise now whose word counts.
    fn erase(&mut self, files: &mut [MergedFile]) -> Result<bool> {
        let connection = &self.store.connection;
        // Signatures may prove now what was stated before.
        let carried = || erasure::carried_until(connection, self.ends[0]);
        let before = carried()?;
        let mut is_moved = if self.last.is_some() || !self.filled.is_empty() || self.is_attested {
            self.store.erase()? || carried()? != before
        } else {
            false
        };
        if !self.known.is_empty()
            && (erasure::is_wanting(connection)?
                || !content::missing(connection, self.store.kinds)?.is_empty())
        {
            for (path, hash, writer) in std::mem::take(&mut self.known) {
                let file = files.iter_mut().find(|file| file.path == path);
                if let Some(file) = file {
                    self.fill_from(file, hash, writer)?;
                }
            }
            is_moved |= self.store.erase()?;
        }
        let mut there =
            connection.prepare_cached("select 1 from change where id = ?1 and body is not null")?;
        for ids in std::iter::once(&mut self.filled)
            .chain(self.sources.iter_mut().map(|source| &mut source.filled))
        {
            let mut left = Vec::new();
            for id in ids.iter() {
                if there.exists([id.0])? {
                    left.push(*id);
                }
            }
            *ids = left;
        }
        Ok(is_moved)
    }

    /// Takes from a file whose rows are here the bodies that are missing, and the bytes of attached files.
    fn fill_from(&mut self, file: &mut MergedFile, hash: FileHash, writer: RecordId) -> Result<()> {
        let path = file.path.clone();
        let (foreign, _) = Foreign::open(&path, &self.store.path)?;
        let before = self.filled.len();
        foreign.changes(&path, None, |change| {
            if had(&self.store.connection, &path, &change)? == Had::Blank {
                self.keep_backup()?;
                self.filled.push(change.id);
                fill(&self.store.connection, &change)?;
            }
            Ok(())
        })?;
        let filled = self.filled[before..].to_vec();
        let contents = self.take_contents(&foreign, file)?;
        if !filled.is_empty() || !contents.is_empty() {
            let last = last_row(&self.store.connection)?;
            self.sources.push(Source {
                name: path,
                hash,
                writer: Some(writer),
                rows: (last + 1, last),
                filled,
                contents,
                kept: self.backed_up.clone(),
                head: foreign.last,
            });
        }
        Ok(())
    }

    /// Puts the merge into the journal, where a file of it was not known byte for byte.
    fn note(&self) -> Result<()> {
        if self.sources.is_empty() {
            return Ok(());
        }
        let operation = Operation {
            time: self.mode.now,
            actor: self.mode.actor,
            deed: self.mode.deed,
            verb: self.mode.deed.id(),
            sources: &self.sources,
        };
        journal::append(&self.store.connection, self.ends[0], &operation)
    }

    /// Computes what was touched, or everything where that is most of it.
    fn project(&mut self, is_moved: bool) -> Result<()> {
        // It names every change of the log, and is of no use from here on.
        self.forks = None;
        let connection = &self.store.connection;
        let kinds = self.store.kinds;
        let mut projector = Projector::new(connection, kinds)?;
        if is_moved || self.touched * REBUILD_SHARE > projector.records()? {
            projector.rebuild()?;
        } else {
            let mut touched = self.store.touched((self.ends[0] + 1, i64::MAX))?;
            touched.extend(self.store.touched_by(&self.filled)?);
            projector.refold_all(&touched)?;
        }
        conflict::number_new(connection)
    }

    /// Returns the records of before that have another ref now. Of those that were given one number, ours
    /// had the suffixes that follow from their own order.
    fn renumbered(&self) -> Result<Vec<Renumbered>> {
        let mut renumbered = Vec::new();
        if self.last.is_none() {
            return Ok(renumbered);
        }
        for kind in self.store.kinds.iter().copied() {
            let Some(letter) = kind.letter else {
                continue;
            };
            let sql = format!(
                "select t.record, t.office, t.number, t.copy
                 from (select distinct office, number from main.\"{0}\" where copy > 1) as d
                 join main.\"{0}\" as t on t.office = d.office and t.number = d.number
                 where exists (select 1 from change as c
                               where c.record = t.record and c.kind = ?1 and c.rowid <= ?2)
                 order by t.office, t.number, t.copy",
                kind.id
            );
            let ours = self
                .store
                .plain_rows(&sql, (kind.id, self.ends[0]), |row| {
                    let given = Ref {
                        office: row.get("office")?,
                        letter,
                        number: row.get("number")?,
                        copy: row.get("copy")?,
                    };
                    Ok((RecordId(row.get("record")?), given))
                })?;
            let is_one = |(_, one): &(RecordId, Ref), (_, other): &(RecordId, Ref)| {
                one.office == other.office && one.number == other.number
            };
            for given in ours.chunk_by(is_one) {
                for (copy, (record, now)) in (1..).zip(given) {
                    if copy == now.copy {
                        continue;
                    }
                    let before = Ref {
                        copy,
                        ..now.clone()
                    };
                    let known = self.store.get(kind, *record)?;
                    renumbered.push(Renumbered {
                        before: before.to_string(),
                        reference: now.to_string(),
                        title: known.map_or_else(String::new, |one| one.title().to_owned()),
                    });
                }
            }
        }
        Ok(renumbered)
    }

    /// Returns which of the files brought a row of the record last.
    fn last_to_touch(&self, conflict: &Conflict) -> Result<Option<usize>> {
        let mut statement = self
            .store
            .connection
            .prepare_cached("select max(rowid) from change where record = ?1 and kind = ?2")?;
        let key = (conflict.key.record.0, &conflict.key.kind);
        let row: Option<i64> = statement.query_row(key, |row| row.get(0))?;
        let at = row.map_or(0, |row| self.ends.partition_point(|end| *end < row));
        Ok(at.checked_sub(1))
    }
}

/// The records of the file that is being merged, each with its kind by its place in a list.
#[derive(Default)]
struct Records {
    found: HashMap<(RecordId, usize), MergedRecord>,
    kinds: Vec<String>,
    /// The place of each kind, of which a file may have as many as it has rows.
    places: HashMap<String, usize>,
}

impl Records {
    /// Returns what is known of the record that a change is of.
    fn of(&mut self, connection: &Connection, change: &Change) -> Result<&mut MergedRecord> {
        let known = self.places.get(&change.kind).copied();
        let kind = known.unwrap_or_else(|| {
            self.kinds.push(change.kind.clone());
            self.places.insert(change.kind.clone(), self.places.len());
            self.kinds.len() - 1
        });
        Ok(match self.found.entry((change.record, kind)) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => {
                // Most records that come are new: that the index alone tells.
                let sql = "select 1 from change where record = ?1 and kind = ?2 limit 1";
                let mut known = connection.prepare_cached(sql)?;
                place.insert(MergedRecord {
                    known: known.exists((change.record.0, &change.kind))?,
                    brought: false,
                })
            }
        })
    }

    /// Counts those that are new, changed and known already.
    fn count(&self, file: &mut MergedFile) {
        for ((_, kind), found) in &self.found {
            if remains::is_statement(&self.kinds[*kind]) {
                continue;
            }
            match (found.brought, found.known) {
                (true, false) => file.new += 1,
                (true, true) => file.changed += 1,
                (false, _) => file.known += 1,
            }
        }
    }
}
