//! Repairing: right rows of another file take the places of rows here that are not what their hashes
//! say, and of those that a chain names and that are not here. The id of a row commits to all that
//! is in it, and to the row before it, so that it does not matter whose file brings it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::Connection;

use super::foreign::Foreign;
use crate::error::{Error, ForeignFault, Result};
use crate::files::system::is_same_file;
use crate::model::value::RecordId;
use crate::store::content::{self, ContentHash};
use crate::store::fold::project::Projector;
use crate::store::journal::{self, Deed, Operation, Source};
use crate::store::log::blanks::Blanks;
use crate::store::log::change::{Change, ChangeId};
use crate::store::log::rows::{
    CHANGE_COLUMNS, admit, admit_as, find_change, last_row, read_change, writer_and_last,
};
use crate::store::writing::Author;
use crate::store::{Store, conflict, copy};

/// The verb under which the journal knows a repair.
const REPAIR: &str = "repair";

/// What a repair did.
#[derive(Debug, Default)]
pub(crate) struct Repaired {
    /// Refs of the records of which rows were put right, or their kinds, each once.
    pub(crate) records: Vec<String>,
    /// Rows that were put into the places of others.
    pub(crate) replaced: usize,
    /// Rows that were missing.
    pub(crate) added: usize,
    /// Attached files whose bytes were put right, or were missing.
    pub(crate) contents: usize,
    /// Rows, and bytes of attached files, that are still not what their hashes say.
    pub(crate) left: usize,
}

impl Repaired {
    /// Tells whether nothing was put right.
    pub(crate) fn is_nothing(&self) -> bool {
        self.replaced + self.added + self.contents == 0
    }
}

/// The place of a row in its writer's chain: the writer and the row before.
type Place = ([u8; 16], Option<ChangeId>);

/// A row here that is not what its hashes say.
struct Spoilt {
    row: i64,
    id: Option<ChangeId>,
    place: Option<Place>,
    /// True if its body is not there, which a redaction may have taken.
    blank: bool,
}

/// A right row, and the one that is to make way for it.
struct Right {
    change: Change,
    instead: Option<i64>,
}

impl Store {
    /// Takes right rows from another file for those that are spoilt or missing here, and first keeps
    /// the file as it was as `keep`.
    ///
    /// # Errors
    /// If the other file is none of ours, or ours cannot be written.
    pub(crate) fn repair(&self, from: &Path, keep: &Path, author: &Author) -> Result<Repaired> {
        if is_same_file(from, &self.path) {
            let (path, fault) = (from.to_owned(), ForeignFault::Itself);
            return Err(Error::Foreign { path, fault });
        }
        let (foreign, hash) = Foreign::open(from, &self.path)?;
        self.make_room()?;
        let transaction = self.begin()?;
        let spoilt = self.spoilt()?;
        let count = spoilt.len();
        let (rights, stale) = self.rights(&foreign, from, spoilt)?;
        let of_kind = |right: &Right| (right.change.kind.clone(), right.change.record);
        let mut touched: Vec<(String, RecordId)> = rights.iter().map(of_kind).collect();
        let replaced = rights.iter().filter(|one| one.instead.is_some()).count() + stale.len();
        let mut repaired = Repaired {
            added: rights.len() + stale.len() - replaced,
            left: count - replaced,
            replaced,
            ..Repaired::default()
        };
        let (wanted, spoilt) = self.wanted_contents(&foreign)?;
        if repaired.is_nothing() && wanted.is_empty() {
            repaired.left += spoilt;
            return Ok(repaired);
        }
        copy::copy_as_it_is(&self.path, keep)?;
        let before = last_row(&self.connection)?;
        self.put_right(rights, &stale)?;
        let contents = self.contents_right(&foreign, from, wanted)?;
        repaired.contents = contents.len();
        repaired.left += self.spoilt_contents()?.len();
        let source = Source {
            name: from.to_owned(),
            hash,
            writer: Some(RecordId(foreign.office)),
            rows: (before + 1, last_row(&self.connection)?),
            filled: Vec::new(),
            contents: contents.clone(),
            kept: Some(keep.to_owned()),
            head: None,
        };
        let operation = Operation {
            deed: Deed::Restore,
            verb: REPAIR,
            sources: &[source],
            ..Operation::of(author)
        };
        journal::append(&self.connection, before, &operation)?;
        touched.sort_unstable();
        touched.dedup();
        for (kind, record) in touched {
            let called = self.called(&kind, record.0)?;
            if !repaired.records.contains(&called) {
                repaired.records.push(called);
            }
        }
        for hash in &contents {
            repaired.records.extend(self.called_by(hash)?);
        }
        self.commit_log(transaction)?;
        Ok(repaired)
    }

    /// Lists the attached files of which another file has the bytes, and this one has none or spoilt ones;
    /// and counts the spoilt ones.
    fn wanted_contents(&self, foreign: &Foreign) -> Result<(Vec<ContentHash>, usize)> {
        let spoilt = self.spoilt_contents()?;
        let count = spoilt.len();
        let mut wanted = content::missing(&self.connection, self.kinds)?;
        wanted.extend(spoilt);
        let offered = foreign.contents()?;
        let wanted = wanted.intersection(&offered).copied().collect();
        Ok((wanted, count))
    }

    /// Takes the bytes of attached files; spoilt ones make way for sound ones alone.
    fn contents_right(
        &self,
        foreign: &Foreign,
        from: &Path,
        wanted: Vec<ContentHash>,
    ) -> Result<Vec<ContentHash>> {
        let mut taken = Vec::new();
        for hash in wanted {
            if foreign.has_sound(from, &hash)? {
                content::remove(&self.connection, &hash)?;
                foreign.give_content(from, &self.connection, &hash)?;
                taken.push(hash);
            }
        }
        Ok(taken)
    }

    /// Finds the rows that are not what their hashes say, or whose bodies are missing without a word.
    fn spoilt(&self) -> Result<Vec<Spoilt>> {
        let connection = &self.connection;
        let sql = format!("select {CHANGE_COLUMNS}, rowid from change");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut spoilt = Vec::new();
        let mut blanks = Blanks::default();
        while let Some(read) = rows.next()? {
            let row = read.get("rowid")?;
            spoilt.extend(match read_change(read) {
                Ok(change) if change.check().is_ok() => {
                    blanks.add(&change);
                    None
                }
                Ok(change) => Some(Spoilt {
                    row,
                    id: Some(change.id),
                    place: Some((change.writer, change.wprev)),
                    blank: change.body.is_none(),
                }),
                Err(_) => Some(Spoilt {
                    row,
                    id: read.get("id").ok().map(ChangeId),
                    place: None,
                    blank: false,
                }),
            });
        }
        for id in blanks.bare() {
            let sql = "select rowid from change where id = ?1";
            spoilt.push(Spoilt {
                row: connection.query_row(sql, [id.0], |row| row.get(0))?,
                id: Some(id),
                place: None,
                blank: false,
            });
        }
        Ok(spoilt)
    }

    /// Finds the right rows of another file, and the rows here whose right ones are here already.
    fn rights(
        &self,
        foreign: &Foreign,
        from: &Path,
        spoilt: Vec<Spoilt>,
    ) -> Result<(Vec<Right>, Vec<i64>)> {
        let connection = &self.connection;
        let (mut rights, mut stale) = (Vec::new(), Vec::new());
        let mut places: HashMap<Place, i64> = HashMap::new();
        for one in spoilt {
            let right = one.id.map(|id| foreign.right(from, id)).transpose()?;
            match right.flatten() {
                Some(change) if change.body.is_some() || one.blank => rights.push(Right {
                    change,
                    instead: Some(one.row),
                }),
                Some(_) => {}
                // Perhaps it is the id that was altered.
                None => drop(one.place.map(|place| places.insert(place, one.row))),
            }
        }
        let mut taken: HashSet<ChangeId> = rights.iter().map(|one| one.change.id).collect();
        if !places.is_empty() {
            foreign.changes(from, None, |change| {
                let place = (change.writer, change.wprev);
                if !places.contains_key(&place) || change.check().is_err() {
                    return Ok(());
                }
                let here = find_change(connection, change.id)?;
                match here.map(|here| here.check().is_ok()) {
                    Some(true) => stale.extend(places.remove(&place)),
                    Some(false) => {}
                    None => {
                        taken.insert(change.id);
                        let instead = places.remove(&place);
                        rights.push(Right { change, instead });
                    }
                }
                Ok(())
            })?;
        }
        let mut wanted = self.missing()?;
        while let Some(id) = wanted.pop() {
            if !taken.insert(id) || find_change(connection, id)?.is_some() {
                continue;
            }
            if let Some(change) = foreign.right(from, id)? {
                wanted.extend(change.wprev);
                let instead = None;
                rights.push(Right { change, instead });
            }
        }
        Ok((rights, stale))
    }

    /// Returns the rows that chains name and that are not here; of a part only those of its own writer,
    /// since it has others' rows without those before them.
    fn missing(&self) -> Result<Vec<ChangeId>> {
        let (writer, last) = writer_and_last(&self.connection)?;
        let only = self.is_part()?.then_some(writer);
        let sql = "select wprev from change as one where wprev is not null
             and (?1 is null or writer = ?1)
             and not exists (select 1 from change as before where before.id = one.wprev)";
        let named = self.plain_rows(sql, [only], |row| Ok(ChangeId(row.get(0)?)))?;
        Ok(named.into_iter().chain(last).collect())
    }

    /// Puts rows into the log, and computes everything anew.
    fn put_right(&self, rights: Vec<Right>, stale: &[i64]) -> Result<()> {
        let connection = &self.connection;
        for row in stale {
            connection.execute("delete from change where rowid = ?1", [row])?;
        }
        let (replacing, missing): (Vec<Right>, Vec<Right>) =
            rights.into_iter().partition(|one| one.instead.is_some());
        for Right { change, instead } in replacing {
            replace(connection, instead, &change)?;
        }
        // Ids begin with their time: as they were written.
        let mut missing: Vec<Change> = missing.into_iter().map(|one| one.change).collect();
        missing.sort_by_key(|change| change.id);
        for change in &missing {
            admit(connection, change)?;
        }
        self.erase()?;
        Projector::new(connection, self.kinds)?.rebuild()?;
        conflict::number_new(connection)
    }
}

/// Puts a change into the place of a row.
fn replace(connection: &Connection, row: Option<i64>, change: &Change) -> Result<()> {
    connection
        .prepare_cached("delete from change where rowid = ?1")?
        .execute([row])?;
    admit_as(connection, row, change)
}
