//! Sharing: a file for another office with what all offices have in common, and of all else only
//! that office's own records. It merges back like any file, since of a record that it has it has
//! every change; and it is a writer of its own, so that its chain has no gap.
//!
//! An office's own are the records whose refs have its code, or that belong to its unit or one
//! below; of what has no number, what a file of that office began. Nothing of any other record goes
//! along, not even where an own one names it: such a reference resolves once the files are merged.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::files::{self, Beside};
use crate::model::identity::IDENTITY;
use crate::model::kind::{Kind, Spread};
use crate::model::value::{RecordId, Value, hex};
use crate::store::fold::project::Projector;
use crate::store::journal::{self, Operation};
use crate::store::log::attest;
use crate::store::log::change::Change;
use crate::store::log::remains;
use crate::store::log::root::{known_root, set_root};
use crate::store::log::rows::{CHANGE_COLUMNS, admit, read_change};
use crate::store::writing::{Author, Writing};
use crate::store::{Filter, Store, conflict, content};

/// The office and units to share with.
#[derive(Debug)]
pub(crate) struct Recipient<'a> {
    /// The identity under which the new file will write.
    pub(crate) writer: RecordId,
    /// The code of the office that it is for.
    pub(crate) office: &'a str,
    /// The units whose records are the office's own.
    pub(crate) units: &'a [RecordId],
}

/// Result of sharing.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Number of records of the office's own.
    pub(crate) records: usize,
    pub(crate) changes: usize,
    /// Number of attached files whose bytes do not go along, since they tell of somebody.
    pub(crate) kept_back: usize,
}

/// The records that go along, by their kinds.
type Selection = HashMap<String, HashSet<RecordId>>;

impl Store {
    /// Makes a file with a part of this one, where there is none yet; `state` writes into this one
    /// that it was made, and `sign` into the new one whose it is.
    pub(crate) fn share(
        &self,
        author: &Author,
        to: &Path,
        part: &Recipient,
        state: impl FnOnce(&mut Writing) -> Result<()>,
        sign: impl FnOnce(&Self) -> Result<()>,
    ) -> Result<Shared> {
        files::check_free(to)?;
        self.make_room().map_err(|error| error.at(&self.path))?;
        let beside = Beside::new(to)?;
        // Nobody is given a file of which this one does not tell: it is named once this is saved.
        let shared = self.write(author, |writing| {
            state(writing)?;
            let target = Self::begin_file(&beside, self.kinds, part.writer.0)
                .map_err(|error| error.at(beside.path()))?;
            let shared = self.copy_part(&target, author, part)?;
            sign(&target)?;
            Ok(shared)
        });
        let shared = shared.map_err(|error| not_made(beside.blame(error.at(&self.path))))?;
        beside.put()?;
        Ok(shared)
    }

    /// Copies the changes of what is shared, in the order in which they came, and computes the
    /// tables of the new file.
    fn copy_part(&self, to: &Self, author: &Author, part: &Recipient) -> Result<Shared> {
        let selection = self.selection(part)?;
        let mut shared = Shared::default();
        let mut filled = || -> Result<()> {
            let transaction = to.begin()?;
            self.each_change(|change| {
                if goes_along(&selection, &change) {
                    shared.changes += 1;
                    admit(&transaction, &change).map_err(|error| error.at(&to.path))?;
                }
                Ok(())
            })?;
            for attest in attest::all(&self.connection)? {
                attest.take(&transaction)?;
            }
            self.copy_contents(&transaction, &selection, &mut shared)?;
            set_root(&transaction, known_root(&self.connection)?)?;
            Projector::new(&transaction, to.kinds)?.rebuild()?;
            conflict::number_new(&transaction)?;
            journal::append(&transaction, 0, &Operation::of(author))?;
            Ok(transaction.commit()?)
        };
        filled().map_err(|error| error.at(&to.path))?;
        shared.records = self.count_own(&selection);
        Ok(shared)
    }

    /// Copies the bytes of the attached files that go along, but for those of what is personal: whoever is
    /// given them is to ask for them by merging the whole file.
    fn copy_contents(
        &self,
        to: &Connection,
        selection: &Selection,
        shared: &mut Shared,
    ) -> Result<()> {
        let private = self.private_subjects()?;
        let kinds = self.kinds.iter().copied();
        for (kind, holds) in kinds.filter_map(|kind| Some((kind, kind.content.as_ref()?))) {
            let selected = selection.get(kind.id);
            let along = self.list(kind, &Filter::default())?.into_iter();
            for record in along.filter(|one| selected.is_some_and(|all| all.contains(&one.id))) {
                let Some(hash) = content::hash_of(&record) else {
                    continue;
                };
                let is_private = match record.value(holds.subject) {
                    Some(Value::Reference(subject)) => private.contains(subject),
                    _ => true,
                };
                if is_private {
                    shared.kept_back += usize::from(self.has_content(&record)?);
                } else if !content::is_kept(to, &hash)? {
                    content::take(to, &self.connection, &hash)?;
                }
            }
        }
        Ok(())
    }

    /// Hands over every change in the order in which they came.
    fn each_change(&self, mut take: impl FnMut(Change) -> Result<()>) -> Result<()> {
        let mut read = || -> Result<()> {
            let sql = format!("select {CHANGE_COLUMNS} from change order by rowid");
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                take(read_change(row)?)?;
            }
            Ok(())
        };
        read().map_err(|error| error.at(&self.path))
    }

    fn count_own(&self, selection: &Selection) -> usize {
        let kinds = self.kinds.iter().filter(|kind| kind.letter.is_some());
        let own = kinds.filter(|kind| kind.spread == Spread::Merged);
        own.filter_map(|kind| selection.get(kind.id))
            .map(HashSet::len)
            .sum()
    }

    fn selection(&self, part: &Recipient) -> Result<Selection> {
        let mut selection = Selection::new();
        let mut begun = self.begun(part)?;
        let kinds = self.rows(
            "select distinct kind from change order by kind",
            &[],
            |row| row.get::<String>("kind"),
        )?;
        for kind in kinds {
            let known = self.kinds.iter().find(|known| known.id == kind);
            let records = match known {
                _ if remains::is_statement(&kind) || kind == IDENTITY.id => continue,
                Some(known) if known.spread != Spread::Merged => self.all(&kind)?,
                Some(known) if known.letter.is_some() => self.numbered(known, part)?,
                _ => begun.remove(&kind).unwrap_or_default(),
            };
            selection.insert(kind, records);
        }
        let joined = self.joined(&selection)?;
        selection.insert(IDENTITY.id.to_owned(), joined);
        Ok(selection)
    }

    fn all(&self, kind: &str) -> Result<HashSet<RecordId>> {
        let sql = "select distinct record from change where kind = ?1 order by record";
        self.records_of(sql, &[&kind])
    }

    /// Returns the records that have the office's code, or belong to its unit or one below.
    fn numbered(&self, kind: &Kind, part: &Recipient) -> Result<HashSet<RecordId>> {
        let sql = format!(
            "select record from {} where office = ?1
             or unit in (select unhex(value) from json_each(?2)) order by record",
            kind.id
        );
        let units: Vec<String> = part.units.iter().map(|unit| hex(&unit.0)).collect();
        self.records_of(&sql, &[&part.office, &Json::from(units).to_string()])
    }

    /// Returns of every kind the records that a file of the office began, and the one that tells of the
    /// new file: of all kinds at once, since there may be as many as there are rows.
    fn begun(&self, part: &Recipient) -> Result<Selection> {
        let sql = "select c.kind, c.record from change as c
             join (select min(id) as id from change group by record, kind) as f on f.id = c.id
             left join member as m on m.writer = c.writer
             where coalesce(m.office, c.writer) in (select record from office where code = ?1)
                 or c.record = ?2
             order by c.kind, c.record";
        let begun = self.rows(sql, &[&part.office, &part.writer.0], |row| {
            Ok((row.get::<String>("kind")?, RecordId(row.get("record")?)))
        })?;
        let mut selection = Selection::new();
        for (kind, record) in begun {
            selection.entry(kind).or_default().insert(record);
        }
        Ok(selection)
    }

    /// Returns the statements of who is one with whom, where all of them go along.
    fn joined(&self, selection: &Selection) -> Result<HashSet<RecordId>> {
        let sql = "select record, target from link where kind = 'identity' order by record, field";
        let pairs = self.rows(sql, &[], |row| {
            Ok((RecordId(row.get("record")?), RecordId(row.get("target")?)))
        })?;
        let mut joined: HashSet<RecordId> = pairs.iter().map(|(record, _)| *record).collect();
        for (record, target) in pairs {
            if !selection.values().any(|records| records.contains(&target)) {
                joined.remove(&record);
            }
        }
        Ok(joined)
    }

    /// Tells whether this file was made as a part of another.
    pub(crate) fn is_part(&self) -> Result<bool> {
        let sql = "select count(*) from share where record = ?1";
        Ok(self.count(sql, &[&self.writer()?.0])? > 0)
    }

    fn records_of(
        &self,
        sql: &str,
        parameters: &[&dyn rusqlite::ToSql],
    ) -> Result<HashSet<RecordId>> {
        let records = self.rows(sql, parameters, |row| Ok(RecordId(row.get("record")?)))?;
        Ok(records.into_iter().collect())
    }
}

/// Says of a commit that may have been made all the same only that it failed: there is no file.
fn not_made(error: Error) -> Error {
    match error {
        Error::PerhapsSaved { path, source } | Error::SavedAllTheSame { path, source } => {
            Error::Sqlite { path, source }
        }
        other => other,
    }
}

/// Tells whether a change is of a record that goes along, or says what was erased of one.
fn goes_along(selection: &Selection, change: &Change) -> bool {
    let of = |records: &HashSet<RecordId>| records.contains(&change.record);
    match selection.get(&change.kind) {
        Some(records) => of(records),
        None => remains::is_statement(&change.kind) && selection.values().any(of),
    }
}
