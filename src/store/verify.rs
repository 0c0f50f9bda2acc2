//! Verification: that the file is sound, that every row of the log is what its hash says, and that
//! the computed tables are what the log gives.

use std::collections::{BTreeMap, HashMap};

use chrono::DateTime;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::content::{self, Content, ContentHash};
use super::fold::project::Projector;
use super::log::attest::{self, Chains};
use super::log::blanks::Blanks;
use super::log::chain::{Forks, WriterChain};
use super::log::change::{Change, ChangeId};
use super::log::rows::{CHANGE_COLUMNS, read_change, writer_and_last};
use super::read::OwnOffice;
use super::shape::{Unknown, computed_tables, unknown_parts};
use super::{Filter, Observer, Store, conflict, copy, words};
use crate::error::{Result, RowFault};
use crate::files::bagit::BagFault;
use crate::files::system;
use crate::model::kind::LOGGED_ON;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value, day, hex};

/// Most missing numbers that are listed of one run.
const MOST_NUMBERS: usize = 20;

/// Result of verifying a file.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    pub(crate) changes: usize,
    /// How many of them a signature proves to be their writers'.
    pub(crate) signed: usize,
    /// How many others write for the office of the file.
    pub(crate) copies: usize,
    /// Of all ids in order, so that two files with the same digest know the same.
    pub(crate) digest: String,
    pub(crate) flaws: Vec<Flaw>,
}

/// The four natures by which archives test a record, after DA/T 70-2018.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// 真实性: it is what its writers wrote.
    Authentic,
    /// 完整性: nothing is missing.
    Complete,
    /// 可用性: it can be found, read and shown.
    Usable,
    /// 安全性: it is private, and carries nothing that acts.
    Safe,
}

/// One thing that verification found.
#[derive(Debug)]
pub(crate) enum Flaw {
    /// A part of the file's structure that is not ours, such as a trigger.
    Active { part: String },
    /// A file of a bag is not what its lists say, or not what the file in it gives.
    Bag { path: String, fault: BagFault },
    /// A bag that another version of the program made, which may word things otherwise, so that nothing
    /// was made anew from the file in it.
    BagOfVersion { agent: String },
    /// A computed table is not what the log gives; to compute it anew helps where the log is what its
    /// writers wrote.
    Computed { table: String, is_authentic: bool },
    /// Conflicts that nobody has decided.
    Conflicts { count: usize },
    /// A part of the file's structure that another program put beside ours, and that does nothing.
    Foreign { part: String },
    /// Changes that two copies of a file made side by side.
    Forks { count: usize },
    /// Changes of the file's own writer that are missing.
    Gaps { count: usize },
    /// A record that breaks a rule of its kind, in the words of both languages.
    Invalid {
        reference: String,
        words: [String; 2],
    },
    /// An attached file whose bytes are not what their hash says: its ref, or where nothing names it the
    /// hash.
    Content { reference: String },
    /// Attached files whose bytes have not come.
    ContentMissing { references: Vec<String> },
    /// References of a part that was shared to records that are not part of it.
    LeftOut { count: usize },
    /// Records of a real file that say they were entered on another day than that of the clock.
    OtherDay { count: usize },
    /// Changes that wait for whoever decides about their records.
    Proposals { count: usize },
    /// A number of this office that no record has.
    Number { reference: String },
    /// Others on this machine may read or write the file.
    OpenToOthers,
    /// A row that is not what its hash says, and the record that it is of.
    Row {
        id: String,
        reference: String,
        fault: RowFault,
    },
    /// Something that cannot be shown.
    Unreadable { what: String, why: String },
    /// Changes in the name of a writer who signs that bear no signature of it.
    Unsigned { label: String, count: usize },
    /// A page that one format cannot hold, and others can.
    Unwritable { what: String, why: String },
    /// Signatures that are not what their writers signed.
    FalseSignatures { count: usize },
    /// Copies of the office's own file whose writers nobody has admitted.
    Copies { count: usize },
    /// Changes that do not count, since the gate is closed and nothing proves them.
    Unproved { count: usize },
    /// SQLite's words for what is damaged.
    Structure { what: String },
    /// A reference to a record that is not there.
    Unresolved { reference: String, field: String },
    /// A value that does not fit its field.
    Unfit {
        reference: String,
        field: String,
        value: String,
    },
}

impl Flaw {
    /// Tells whether it is damage, rather than something that offices settle among themselves.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::Active { .. }
            | Self::Bag { .. }
            | Self::Computed { .. }
            | Self::Content { .. }
            | Self::FalseSignatures { .. }
            | Self::Gaps { .. }
            | Self::Number { .. }
            | Self::Row { .. }
            | Self::Structure { .. }
            | Self::Unreadable { .. } => true,
            Self::BagOfVersion { .. }
            | Self::Conflicts { .. }
            | Self::ContentMissing { .. }
            | Self::Copies { .. }
            | Self::Unproved { .. }
            | Self::Unsigned { .. }
            | Self::Foreign { .. }
            | Self::Forks { .. }
            | Self::Invalid { .. }
            | Self::LeftOut { .. }
            | Self::OpenToOthers
            | Self::OtherDay { .. }
            | Self::Proposals { .. }
            | Self::Unfit { .. }
            | Self::Unresolved { .. }
            | Self::Unwritable { .. } => false,
        }
    }

    const fn is_row(&self) -> bool {
        matches!(self, Self::Row { .. })
    }

    /// Tells which of the four natures it touches.
    pub(crate) fn nature(&self) -> Nature {
        match self {
            Self::Bag {
                fault: BagFault::Changed | BagFault::Differs,
                ..
            }
            | Self::BagOfVersion { .. }
            | Self::Conflicts { .. }
            | Self::Content { .. }
            | Self::Copies { .. }
            | Self::FalseSignatures { .. }
            | Self::Unproved { .. }
            | Self::Unsigned { .. }
            | Self::Forks { .. }
            | Self::OtherDay { .. }
            | Self::Proposals { .. }
            | Self::Row { .. } => Nature::Authentic,
            Self::Bag { .. }
            | Self::ContentMissing { .. }
            | Self::Gaps { .. }
            | Self::LeftOut { .. }
            | Self::Number { .. }
            | Self::Structure { .. }
            | Self::Unresolved { .. } => Nature::Complete,
            Self::Computed { .. }
            | Self::Invalid { .. }
            | Self::Unfit { .. }
            | Self::Unreadable { .. }
            | Self::Unwritable { .. } => Nature::Usable,
            Self::Active { .. } | Self::Foreign { .. } | Self::OpenToOthers => Nature::Safe,
        }
    }

    /// Returns the ref of the record that it touches, where it touches one.
    pub(crate) fn reference(&self) -> Option<&str> {
        match self {
            Self::Content { reference }
            | Self::Invalid { reference, .. }
            | Self::Number { reference }
            | Self::Row { reference, .. }
            | Self::Unfit { reference, .. }
            | Self::Unresolved { reference, .. } => Some(reference),
            _ => None,
        }
    }
}

/// Gathered in one pass over a log.
#[derive(Default)]
pub(super) struct Pass {
    ids: Vec<ChangeId>,
    rows: Vec<Flaw>,
    /// The records of these rows.
    spoilt: Vec<RecordId>,
    forks: Forks,
    forked: usize,
    gaps: WriterChain,
    blanks: Blanks,
    /// What is in somebody's name without a signature, which tells nothing of the chain of that one.
    unsigned: HashMap<ChangeId, RecordId>,
    /// True if the file is for practice, where the day is whatever was chosen.
    practice: bool,
    on_other_days: usize,
}

impl Pass {
    pub(super) fn of(practice: bool, unsigned: HashMap<ChangeId, RecordId>) -> Self {
        Self {
            unsigned,
            practice,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, change: &Change, writer: [u8; 16]) {
        if let Err(fault) = change.check() {
            let id = hex(&change.id.0);
            let reference = change.kind.clone();
            self.rows.push(Flaw::Row {
                id,
                reference,
                fault,
            });
            self.spoilt.push(change.record);
        }
        if !self.unsigned.contains_key(&change.id) {
            self.forked += usize::from(!self.forks.add(change));
            if change.writer == writer {
                self.gaps.add(change);
            }
        }
        self.blanks.add(change);
        self.on_other_days += usize::from(!self.practice && is_on_other_day(change));
        self.ids.push(change.id);
    }

    /// Ends it; writers are named as `label` has it.
    pub(super) fn end(
        mut self,
        last: Option<ChangeId>,
        label: impl Fn(RecordId) -> String,
    ) -> Verified {
        self.ids.sort_unstable();
        let mut hash = Sha256::new();
        self.ids.iter().for_each(|id| hash.update(id.0));
        let mut flaws = self.rows;
        flaws.extend(self.blanks.bare().map(|id| Flaw::Row {
            id: hex(&id.0),
            reference: String::new(),
            fault: RowFault::Bare,
        }));
        let (forks, gaps) = (self.forked, self.gaps.count(last));
        flaws.extend((gaps > 0).then_some(Flaw::Gaps { count: gaps }));
        flaws.extend((forks > 0).then_some(Flaw::Forks { count: forks }));
        let mut unsigned: BTreeMap<String, usize> = BTreeMap::new();
        for writer in self.unsigned.values() {
            *unsigned.entry(label(*writer)).or_default() += 1;
        }
        let unsigned = unsigned.into_iter();
        flaws.extend(unsigned.map(|(label, count)| Flaw::Unsigned { label, count }));
        let count = self.on_other_days;
        flaws.extend((count > 0).then_some(Flaw::OtherDay { count }));
        Verified {
            changes: self.ids.len(),
            signed: 0,
            copies: 0,
            digest: hex(&hash.finalize()[..8]),
            flaws,
        }
    }
}

/// Tells whether a change says that it was entered on another day than that on which it was written, by
/// more than what machines in two zones may differ.
fn is_on_other_day(change: &Change) -> bool {
    let body = change.body.as_deref().unwrap_or_default();
    // Canonical JSON: within a text this would have its marks escaped.
    let said = body.split_once(&format!("\"{}\":\"", LOGGED_ON.id));
    let said = said.and_then(|(_, rest)| day(rest.split('"').next()?));
    let written = DateTime::from_timestamp_millis(change.id.milliseconds());
    let both = said.zip(written);
    both.is_some_and(|(said, written)| (said - written.date_naive()).num_days().abs() > 1)
}

impl Store {
    pub(crate) fn verify(&self, progress: Observer) -> Result<Verified> {
        let connection = &self.connection;
        let mut statement = connection.prepare("pragma integrity_check(20)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        let lines = lines.collect::<rusqlite::Result<Vec<_>>>()?;
        let structure = lines.into_iter().filter(|line| line != "ok");
        let structure: Vec<Flaw> = structure.map(|what| Flaw::Structure { what }).collect();
        if !structure.is_empty() {
            return Ok(Verified {
                flaws: structure,
                ..Verified::default()
            });
        }
        let (writer, last) = writer_and_last(connection)?;
        let unsigned = Chains::of(connection)?.unsigned(connection)?;
        let mut pass = Pass::of(self.is_practice()?, unsigned);
        let sql = format!("select {CHANGE_COLUMNS} from change order by id");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            pass.add(&read_change(row)?, writer);
        }
        for (flaw, record) in pass.rows.iter_mut().zip(&pass.spoilt) {
            if let Flaw::Row { reference, .. } = flaw {
                *reference = self.called(reference, record.0)?;
            }
        }
        let members = self.members()?;
        let mut verified = pass.end(last, |writer| {
            let member = members.iter().find(|one| one.writer == writer);
            match member {
                Some(member) => member.label(),
                None => writer.fingerprint(),
            }
        });
        verified.signed = attest::signed(connection)?;
        verified.add_false_signatures(attest::count_false(connection)?);
        verified.add_parts(unknown_parts(connection)?);
        verified.flaws.extend(self.content_flaws()?);
        if system::is_open_to_others(&self.path) {
            verified.flaws.push(Flaw::OpenToOthers);
        }
        let is_authentic = !verified.flaws.iter().any(Flaw::is_row);
        let computed = self.computed_flaws(progress, is_authentic)?;
        let there = computed_tables(connection)?;
        let is_gone =
            |flaw: &Flaw| matches!(flaw, Flaw::Computed { table, .. } if !there.contains(table));
        if computed.iter().any(is_gone) {
            // All that follows reads the tables.
            verified.flaws.extend(computed);
            return Ok(verified);
        }
        verified.flaws.extend(self.missing_numbers()?);
        verified.flaws.extend(computed);
        verified.flaws.extend(self.unfit()?);
        verified.flaws.extend(self.unresolved()?);
        let count = conflict::heads(connection)?.len();
        let conflicts = (count > 0).then_some(Flaw::Conflicts { count });
        verified.flaws.extend(conflicts);
        let count = usize::try_from(self.proposal_count()?).unwrap_or(usize::MAX);
        verified
            .flaws
            .extend((count > 0).then_some(Flaw::Proposals { count }));
        let count = self.unproved()?.values().sum();
        verified
            .flaws
            .extend((count > 0).then_some(Flaw::Unproved { count }));
        let own = self.writer()?;
        let mut copies = self.members()?;
        copies.retain(|one| one.office == own && !one.is_first());
        verified.copies = copies.len();
        let count = copies.iter().filter(|one| !one.is_admitted).count();
        verified
            .flaws
            .extend((count > 0).then_some(Flaw::Copies { count }));
        Ok(verified)
    }

    /// Reads the bytes of every attached file, and says which are not what their hash says, and of which
    /// nothing is here.
    fn content_flaws(&self) -> Result<Vec<Flaw>> {
        let connection = &self.connection;
        let mut flaws = Vec::new();
        for hash in self.spoilt_contents()? {
            let reference = self.called_by(&hash)?.pop().unwrap_or_else(|| hex(&hash));
            flaws.push(Flaw::Content { reference });
        }
        let mut references = Vec::new();
        for hash in content::missing(connection, self.kinds)? {
            references.extend(self.called_by(&hash)?);
        }
        references.sort();
        flaws.extend((!references.is_empty()).then_some(Flaw::ContentMissing { references }));
        Ok(flaws)
    }

    /// Lists the hashes under which bytes are kept that are others.
    pub(super) fn spoilt_contents(&self) -> Result<Vec<ContentHash>> {
        let mut spoilt = Vec::new();
        for hash in content::kept(&self.connection)? {
            if content::read(&self.connection, &hash, |_, _| Ok(()))? != Content::Sound {
                spoilt.push(hash);
            }
        }
        Ok(spoilt)
    }

    /// Returns the refs of the records whose file has a hash.
    pub(super) fn called_by(&self, hash: &ContentHash) -> Result<Vec<String>> {
        let mut refs = Vec::new();
        let kinds = self.kinds.iter().copied();
        for (kind, holds) in kinds.filter_map(|kind| Some((kind, kind.content.as_ref()?))) {
            let mut filter = Filter {
                voided: true,
                ..Filter::default()
            };
            filter.equals(holds.hash, &Value::Text(hex(hash)));
            let found = self.list(kind, &filter)?;
            refs.extend(found.iter().map(Record::name));
        }
        Ok(refs)
    }

    /// Counts the rows of the log that are not what their hashes say, and that no table counts. What got
    /// into the log was taken by its form, which need not be asked again.
    pub(crate) fn altered(&self) -> Result<usize> {
        let sql = format!("select {CHANGE_COLUMNS} from change");
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut altered = 0;
        while let Some(row) = rows.next()? {
            altered += usize::from(read_change(row)?.check_hashes().is_err());
        }
        Ok(altered)
    }

    /// Computes the tables anew in a copy, and tells which of them were otherwise; the file itself
    /// is only read.
    fn computed_flaws(&self, progress: Observer, is_authentic: bool) -> Result<Vec<Flaw>> {
        let copy = copy::scratch(&self.path)?;
        let scratch = &copy.connection;
        let before = fingerprints(scratch)?;
        scratch.execute_batch("begin")?;
        let projector = Projector::new(scratch, self.kinds)?;
        projector.telling(progress)?.rebuild()?;
        let after = fingerprints(scratch)?;
        let tables = before.keys().chain(after.keys());
        let mut differing: Vec<&String> = tables
            .filter(|table| before.get(*table) != after.get(*table))
            .collect();
        differing.sort_unstable();
        differing.dedup();
        let flaw = |table: &String| Flaw::Computed {
            table: table.clone(),
            is_authentic,
        };
        Ok(differing.into_iter().map(flaw).collect())
    }

    /// Lists the numbers of this office that were given out, since a greater one was, and that no
    /// record has: a number stays, even where its record is void.
    fn missing_numbers(&self) -> Result<Vec<Flaw>> {
        let Ok(OwnOffice { code: office, .. }) = self.own_office() else {
            return Ok(Vec::new());
        };
        let mut flaws = Vec::new();
        for kind in self.kinds {
            let Some(letter) = kind.letter else {
                continue;
            };
            let sql = format!(
                "with own as (select number from {} where office = ?1
                     union select number from alias where kind = ?2 and office = ?1
                     union select number from proposal where kind = ?2 and office = ?1)
                 select number from own order by number",
                kind.id
            );
            let mut statement = self.connection.prepare(&sql)?;
            let numbers = statement.query_map([&office, kind.id], |row| row.get::<_, i64>(0))?;
            let mut expected = 1;
            for number in numbers {
                let number = number?;
                // Of a long run the first few tell enough.
                flaws.extend(
                    (expected..number)
                        .take(MOST_NUMBERS)
                        .map(|missing| Flaw::Number {
                            reference: format!("{office}-{letter}{missing}"),
                        }),
                );
                expected = number + 1;
            }
        }
        Ok(flaws)
    }

    fn unfit(&self) -> Result<Vec<Flaw>> {
        let mut statement = self.connection.prepare(
            "select record, kind, field, value from defect order by kind, record, field",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, [u8; 16]>("record")?,
                row.get::<_, String>("kind")?,
                row.get("field")?,
                row.get("value")?,
            ))
        })?;
        let mut flaws = Vec::new();
        for row in rows {
            let (record, kind, field, value) = row?;
            let reference = self.called(&kind, record)?;
            flaws.push(Flaw::Unfit {
                reference,
                field,
                value,
            });
        }
        Ok(flaws)
    }

    /// Lists the references to records that are not here; one that waits to be accepted is.
    fn unresolved(&self) -> Result<Vec<Flaw>> {
        let tables: Vec<String> = self
            .kinds
            .iter()
            .map(|kind| format!("select record from {}", kind.id))
            .collect();
        let sql = format!(
            "select kind, field, record from link where target not in ({})
             and target not in (select record from proposal) order by kind, record, field",
            tables.join(" union all ")
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>("kind")?,
                row.get("field")?,
                row.get::<_, [u8; 16]>("record")?,
            ))
        })?;
        let mut flaws = Vec::new();
        for row in rows {
            let (kind, field, record) = row?;
            let reference = self.called(&kind, record)?;
            flaws.push(Flaw::Unresolved { reference, field });
        }
        let count = flaws.len();
        if count > 0 && self.is_part()? {
            return Ok(vec![Flaw::LeftOut { count }]);
        }
        Ok(flaws)
    }

    /// Returns the ref of a record, or its kind where it has none.
    pub(super) fn called(&self, kind: &str, record: [u8; 16]) -> Result<String> {
        let id = RecordId(record);
        let name = self.name(&[kind], id)?.map(|(reference, _)| reference);
        Ok(name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| kind.to_owned()))
    }
}

impl Verified {
    /// Adds that signatures are not what their writers signed.
    pub(super) fn add_false_signatures(&mut self, count: usize) {
        let is_false = (count > 0).then_some(Flaw::FalseSignatures { count });
        self.flaws.extend(is_false);
    }

    /// Adds what the file has beside our parts.
    pub(super) fn add_parts(&mut self, unknown: Unknown) {
        let Unknown { foreign, active } = unknown;
        let active = active.into_iter().map(|part| Flaw::Active { part });
        let foreign = foreign.into_iter().map(|part| Flaw::Foreign { part });
        self.flaws.extend(active.chain(foreign));
    }

    /// Tells whether any of what was found is damage.
    pub(crate) fn is_damaged(&self) -> bool {
        self.flaws.iter().any(Flaw::is_damage)
    }
}

/// Hashes every computed table, but for that of words, which is filled as somebody looks for some.
fn fingerprints(connection: &Connection) -> Result<BTreeMap<String, [u8; 32]>> {
    let mut fingerprints = BTreeMap::new();
    let mut tables = computed_tables(connection)?;
    tables.retain(|table| table != words::TABLE);
    for table in tables {
        let columns: Vec<String> = connection
            .prepare("select name from pragma_table_info(?1) order by cid")?
            .query_map([&table], |row| row.get::<_, String>("name"))?
            .collect::<rusqlite::Result<_>>()?;
        let columns: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let all = columns.join(", ");
        let sql = format!("select {all} from \"{table}\" order by {all}");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut hash = Sha256::new();
        while let Some(row) = rows.next()? {
            for at in 0..columns.len() {
                hash_value(&mut hash, row.get_ref(at)?);
            }
        }
        fingerprints.insert(table, hash.finalize().into());
    }
    Ok(fingerprints)
}

fn hash_value(hash: &mut Sha256, value: ValueRef) {
    let (mark, bytes): (u8, Vec<u8>) = match value {
        ValueRef::Null => (0, Vec::new()),
        ValueRef::Integer(number) => (1, number.to_be_bytes().to_vec()),
        ValueRef::Real(number) => (2, number.to_be_bytes().to_vec()),
        ValueRef::Text(bytes) => (3, bytes.to_vec()),
        ValueRef::Blob(bytes) => (4, bytes.to_vec()),
    };
    hash.update([mark]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
