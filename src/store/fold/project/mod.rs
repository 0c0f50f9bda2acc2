//! The computed tables: written from folded states, record by record or all anew.
//!
//! Total: a value that does not fit its field becomes NULL and a row of `defect`. A pure function
//! of the log: whatever the order in which its rows came, the tables end up the same.

mod concern;
mod numbers;
mod row;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use rusqlite::{Connection, OptionalExtension, Statement};
use serde_json::Value as Json;

use concern::is_of_units;
use numbers::{number_copies, number_every_copy, own_ref};

use super::authority::{Authority, Office, Waiting, Written, waiting};
use super::entered::Entered;
use super::entries::{entries, read_entry};
use super::{Folded, Layout, Origin, Touched, joined, member};
use crate::error::Result;
use crate::model::identity::{IDENTITY, JOINABLE};
use crate::model::kind::Kind;
use crate::model::office;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::store::indexes::Indexes;
use crate::store::log::remains::Remaining;
use crate::store::log::rows::CHANGE_COLUMNS;
use crate::store::shape::computed_tables;
use crate::store::words;
use crate::store::{COMPUTED, Observer, SCHEMA, fold};

/// Writes rows of computed tables, for one command or one rebuild.
pub(crate) struct Projector<'c> {
    connection: &'c Connection,
    kinds: &'static [&'static Kind],
    tables: BTreeMap<&'static str, ProjectedTable<'c>>,
    authority: Authority<'c>,
    /// During a rebuild, the records that wait for what units and offices are.
    of_units: Touched,
    /// Record that stands for each record that is joined to another.
    joined: HashMap<RecordId, RecordId>,
    /// During a rebuild, the records that stand for others.
    leading: HashSet<RecordId>,
    /// True if the tables were empty at the start, so that there is nothing to replace.
    fresh: bool,
    /// While many records are computed, the refs whose holders are numbered at the end: once each,
    /// so that many records of one ref are no long work.
    unnumbered: Option<BTreeSet<(&'static str, Ref)>>,
    /// Observer that is told how many changes were read, and the number to read.
    telling: Option<(Observer<'c>, usize)>,
    read: usize,
    /// While many new records are written, the links that are written at the end.
    unlinked: Option<Vec<Link>>,
}

/// The most links that are put off.
const MOST_LINKS: usize = 200_000;

/// Whose an office or a unit is, and where it belongs.
type Place = (Office, Option<[u8; 16]>);

/// A row of `link`: the record that is named; the kind, the field and the record that name it.
type Link = (RecordId, &'static str, &'static str, RecordId);

/// A list of a log may name a record twice.
const INSERT_LINK: &str = "insert into link (target, kind, field, record) values (?1, ?2, ?3, ?4)
     on conflict (target, kind, field, record) do nothing";

/// Statements of a kind's table, worked out once.
#[derive(Debug)]
struct ProjectedTable<'c> {
    layout: Rc<Layout>,
    insert: Statement<'c>,
}

/// Makes the computed tables anew and empty; those of another version may lack what a projector reads.
pub(crate) fn clear(connection: &Connection) -> Result<()> {
    for table in computed_tables(connection)? {
        let sql = format!("drop table \"{}\"", table.replace('"', "\"\""));
        connection.execute_batch(&sql)?;
    }
    let (_, computed) = SCHEMA.split_once(COMPUTED).unwrap_or_default();
    Ok(connection.execute_batch(computed)?)
}

impl<'c> Projector<'c> {
    pub(crate) fn new(connection: &'c Connection, kinds: &'static [&'static Kind]) -> Result<Self> {
        Ok(Self {
            connection,
            kinds,
            tables: BTreeMap::new(),
            authority: Authority::of(connection, kinds)?,
            of_units: Touched::new(),
            joined: joined::read(connection)?,
            leading: HashSet::new(),
            fresh: false,
            unnumbered: None,
            telling: None,
            read: 0,
            unlinked: None,
        })
    }

    /// Tells how far a rebuild has come.
    pub(crate) fn telling(mut self, progress: Observer<'c>) -> Result<Self> {
        let count = "select count(*) from change";
        let changes: usize = self.connection.query_row(count, [], |row| row.get(0))?;
        // Each is read twice: for who is one with another, then for the rest.
        self.telling = Some((progress, 2 * changes));
        Ok(self)
    }

    fn table(&mut self, kind: &'static Kind) -> Result<&mut ProjectedTable<'c>> {
        Ok(match self.tables.entry(kind.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(ProjectedTable::of(self.connection, kind)?),
        })
    }

    /// Computes the rows of these records, and of those that name a person or household which is
    /// now, or no longer, one with another.
    pub(crate) fn refold_all(&mut self, touched: &Touched) -> Result<()> {
        self.unnumbered = Some(BTreeSet::new());
        if !self.refold_each(touched)? {
            self.unnumbered = None;
            return self.rebuild();
        }
        for (kind, given) in self.unnumbered.take().unwrap_or_default() {
            if let Some(kind) = self.kinds.iter().find(|known| known.id == kind) {
                number_copies(self.connection, kind, &given)?;
            }
        }
        // Whose code it is decides whose a number is that was given twice.
        if touched.iter().any(|(kind, _)| *kind == office::KIND.id) {
            for kind in self.kinds {
                number_every_copy(self.connection, kind)?;
            }
        }
        Ok(())
    }

    /// Computes the rows of these records, and of those that say something else because of them; not
    /// where it is otherwise now whose word counts.
    fn refold_each(&mut self, touched: &Touched) -> Result<bool> {
        let kinds = self.kinds;
        let of = |kind: &'static str| touched.iter().filter(move |one| one.0 == kind);
        let offices: BTreeSet<RecordId> = of(office::KIND.id).map(|(_, id)| *id).collect();
        if !offices.is_empty() && self.members(offices)? {
            return Ok(false);
        }
        let mut affected = Touched::new();
        for (_, id) in of(IDENTITY.id) {
            self.refold(&IDENTITY, *id)?;
        }
        if of(IDENTITY.id).next().is_some() {
            affected = self.restand()?;
        }
        let first = [office::KIND.id, UNIT_KIND];
        let all: Touched = touched.union(&affected).copied().collect();
        let mut moved = BTreeSet::new();
        for (kind, id) in all.iter().filter(|one| first.contains(&one.0)) {
            moved.extend(self.refold_placed(kind, *id)?);
        }
        let others = all
            .iter()
            .filter(|one| one.0 != IDENTITY.id && !first.contains(&one.0));
        let mut others: Touched = others.copied().collect();
        let standing = all
            .iter()
            .filter_map(|(kind, id)| self.standing(kind, *id))
            .collect::<Vec<_>>();
        others.extend(standing);
        let mut about = Touched::new();
        for (kind, id) in &others {
            if let Some(kind) = kinds.iter().find(|known| known.id == *kind) {
                let before = self.owner_known(kind, *id)?;
                self.refold(kind, *id)?;
                if before != self.owner_known(kind, *id)? {
                    about.extend(self.about(kind, *id)?);
                }
            }
        }
        if affected.is_empty() {
            about.extend(self.about_units(moved)?);
        } else {
            about.extend(self.about_all_units()?);
        }
        let statements = about.iter().any(|(kind, _)| *kind == IDENTITY.id);
        for (kind, id) in &about {
            if let Some(kind) = kinds.iter().find(|known| known.id == *kind) {
                self.refold(kind, *id)?;
            }
        }
        if statements {
            let affected = self.restand()?;
            if !affected.is_empty() {
                return self.refold_each(&affected);
            }
        }
        Ok(true)
    }

    /// Computes an office or a unit; returns the units that belong elsewhere now for that.
    fn refold_placed(&mut self, kind: &str, id: RecordId) -> Result<Vec<RecordId>> {
        let Some(kind) = self.kinds.iter().copied().find(|known| known.id == kind) else {
            return Ok(Vec::new());
        };
        let is_unit = kind.id == UNIT_KIND;
        let place = |connection: &Connection| -> Result<Option<Place>> {
            let field = if is_unit { "parent" } else { "unit" };
            let sql = format!(
                "select origin, {field} from main.\"{}\" where record = ?1",
                kind.id
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let place = statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)));
            Ok(place.optional()?)
        };
        let before = place(self.connection)?;
        self.refold(kind, id)?;
        let now = place(self.connection)?;
        if before == now {
            return Ok(Vec::new());
        }
        if is_unit {
            return Ok(vec![id]);
        }
        let places = [before, now].into_iter().flatten();
        Ok(places.filter_map(|(_, unit)| unit.map(RecordId)).collect())
    }

    /// Returns the record that stands for another, which says what that one says.
    fn standing(&self, kind: &'static str, id: RecordId) -> Option<(&'static str, RecordId)> {
        let stands = self.joined.get(&id).filter(|_| JOINABLE.contains(&kind))?;
        Some((kind, *stands))
    }

    /// Computes one record, and what follows from it; returns it as it is proposed where nothing stands.
    pub(crate) fn refold_one(&mut self, kind: &'static Kind, id: RecordId) -> Result<Record> {
        if [office::KIND.id, IDENTITY.id, UNIT_KIND].contains(&kind.id) {
            self.refold_all(&Touched::from([(kind.id, id)]))?;
            return match self.owner_known(kind, id)? {
                Some(_) => Ok(Record::empty(kind, id)),
                None => self.refold(kind, id),
            };
        }
        let before = self.owner_known(kind, id)?;
        let record = self.refold(kind, id)?;
        if before != self.owner_known(kind, id)? {
            let about = self.about(kind, id)?;
            if !about.is_empty() {
                self.refold_all(&about)?;
            }
        }
        if let Some((_, stands)) = self.standing(kind.id, id) {
            self.refold(kind, stands)?;
        }
        Ok(record)
    }

    /// Computes who stands for whom; returns the records that this changes.
    fn restand(&mut self) -> Result<Touched> {
        let (joined, changed) = joined::compute(self.connection, &self.joined)?;
        self.joined = joined;
        if !changed.is_empty() {
            // A record says now what rows of another say.
            words::forget(self.connection)?;
        }
        joined::with_referrers(self.connection, self.kinds, &changed)
    }

    /// Computes who writes for whom, where nothing else is computed yet; returns whether it is otherwise
    /// now whose word counts.
    pub(crate) fn know_offices(&mut self) -> Result<bool> {
        let offices = self.all_offices()?;
        self.members(offices)
    }

    /// Computes who writes for whom, from the log's records of offices; returns whether it is otherwise
    /// now whose word counts.
    fn members(&mut self, touched: BTreeSet<RecordId>) -> Result<bool> {
        let sql = "select record from main.office";
        let mut statement = self.connection.prepare_cached(sql)?;
        let offices = statement.query_map([], |row| Ok(RecordId(row.get(0)?)))?;
        let mut offices: BTreeSet<RecordId> = offices.collect::<rusqlite::Result<_>>()?;
        offices.extend(touched);
        let is_moved = member::compute(self.connection, &offices)?;
        Ok(self.authority.renew()? || is_moved)
    }

    /// Computes the row of one record from its changes.
    fn refold(&mut self, kind: &'static Kind, id: RecordId) -> Result<Record> {
        let connection = self.connection;
        let layout = Rc::clone(&self.table(kind)?.layout);
        let layout = &*layout;
        let entries = entries(connection, &self.authority, layout, id)?;
        if let Some(record) = self.settle(layout, id, &entries)? {
            return Ok(record);
        }
        let proposed = layout.fold_proposed(&entries);
        Ok(match proposed {
            Some(state) => as_said(kind, id, &state),
            None => Record::empty(kind, id),
        })
    }

    /// Writes what a record's changes say, of which is known which count: its row, if any counts, and
    /// what waits.
    fn settle(
        &mut self,
        layout: &Layout,
        id: RecordId,
        entries: &[fold::Entry],
    ) -> Result<Option<Record>> {
        let kind = layout.kind;
        let state = layout.fold(entries);
        let waiting = waiting(&self.authority, layout, entries, state.as_ref());
        let record = if let Some(state) = &state {
            let owner = self.authority.owner(kind, entries).unwrap_or_default();
            Some(self.write(kind, id, owner, state)?)
        } else {
            if !self.fresh {
                self.remove(kind, id)?;
            }
            if waiting.is_empty() && entries.iter().any(|entry| entry.own) {
                self.keep_refs(layout, id, entries)?;
                self.connection
                    .prepare_cached("insert into gone (kind, record) values (?1, ?2)")?
                    .execute((kind.id, id.0))?;
            }
            None
        };
        self.propose(kind, id, &waiting)?;
        self.bear(layout, id, entries, state.as_ref())?;
        Ok(record)
    }

    /// Writes what a record is about by any of its changes, but for what it says now.
    fn bear(
        &self,
        layout: &Layout,
        id: RecordId,
        entries: &[fold::Entry],
        state: Option<&Folded>,
    ) -> Result<()> {
        let mut insert = self.connection.prepare_cached(
            "insert into about (target, kind, record) values (?1, ?2, ?3) on conflict do nothing",
        )?;
        let fields = layout.kind.about.as_ref();
        let fields = fields.map_or(&[][..], |about| about.fields);
        for at in fields.iter().filter_map(|field| layout.position(field.id)) {
            let named = |json: &Json| json.as_str().and_then(RecordId::from_hex);
            let now = state.and_then(|state| state.values[at].as_ref());
            let said = entries
                .iter()
                .flat_map(|one| one.values.iter().chain(&one.masked));
            let said = said.filter(|(own, json)| *own == at && Some(json) != now);
            for target in said.filter_map(|(_, json)| named(json)) {
                insert.execute((target.0, layout.kind.id, id.0))?;
            }
        }
        Ok(())
    }

    /// Keeps the refs that were given to what was refused or taken back: no number is given again.
    fn keep_refs(&self, layout: &Layout, id: RecordId, entries: &[fold::Entry]) -> Result<()> {
        let given = entries
            .iter()
            .filter_map(|entry| entry.value(layout.reference));
        for given in given.filter_map(Json::as_str) {
            self.alias(layout.kind, id, given)?;
        }
        Ok(())
    }

    /// Writes which changes of a record wait.
    fn propose(&self, kind: &Kind, id: RecordId, waiting: &[Waiting]) -> Result<()> {
        for one in waiting {
            let given = one
                .reference
                .as_deref()
                .and_then(|given| own_ref(kind, given));
            let (office, number) = given.map(|given| (given.office, given.number)).unzip();
            self.connection
                .prepare_cached(
                    "insert into proposal (record, kind, change, office, number)
                     values (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute((id.0, kind.id, one.change.0, office, number))?;
        }
        Ok(())
    }

    /// Removes the row of a record of which the log has no change any more.
    fn remove(&mut self, kind: &'static Kind, id: RecordId) -> Result<()> {
        let before = self.former_ref(kind, id)?;
        self.clear(kind, id)?;
        let sql = format!("delete from main.\"{}\" where record = ?1", kind.id);
        self.connection.prepare_cached(&sql)?.execute([id.0])?;
        match (before, &mut self.unnumbered) {
            (Some(before), Some(unnumbered)) => drop(unnumbered.insert((kind.id, before))),
            (Some(before), None) => drop(number_copies(self.connection, kind, &before)?),
            (None, _) => {}
        }
        Ok(())
    }

    /// Writes the rows of records that the tables have not and that have one change each, by a writer;
    /// their refs are not looked at before [`Self::number`].
    pub(crate) fn add_all(
        &mut self,
        kind: &'static Kind,
        writer: [u8; 16],
        entered: &Entered,
    ) -> Result<()> {
        self.fresh = true;
        self.unlinked = Some(Vec::new());
        entered.each(|id, change, body| {
            let layout = Rc::clone(&self.table(kind)?.layout);
            let by = Written {
                record: id,
                writer,
                wprev: None,
                command: [0; 16],
            };
            let mut entry = [fold::Entry {
                id: change,
                over: Vec::new(),
                values: layout.values(body),
                origin: Origin::Other,
                own: true,
                by,
                counts: true,
                masked: Vec::new(),
            }];
            self.authority.judge(&layout, &mut entry)?;
            self.settle(&layout, id, &entry)?;
            if self
                .unlinked
                .as_ref()
                .is_some_and(|links| links.len() > MOST_LINKS)
            {
                self.link_all()?;
                self.unlinked = Some(Vec::new());
            }
            Ok(())
        })?;
        self.fresh = false;
        self.link_all()
    }

    /// Numbers the records of a kind that were given one ref.
    pub(crate) fn number(&self, kind: &Kind) -> Result<()> {
        number_every_copy(self.connection, kind)
    }

    /// Writes the links that were put off, in the order of their table.
    fn link_all(&mut self) -> Result<()> {
        let mut links = self.unlinked.take().unwrap_or_default();
        links.sort_unstable();
        let mut insert = self.connection.prepare(INSERT_LINK)?;
        for (target, kind, field, record) in links {
            insert.execute((target.0, kind, field, record.0))?;
        }
        Ok(())
    }

    /// Counts the records of every table.
    pub(crate) fn records(&self) -> Result<usize> {
        let mut records = 0;
        for kind in self.kinds {
            let sql = format!("select count(*) from main.\"{}\"", kind.id);
            let count: usize = self.connection.query_row(&sql, [], |row| row.get(0))?;
            records += count;
        }
        Ok(records)
    }

    /// Drops every computed table, makes them as the schema says, and fills them from the log.
    pub(crate) fn rebuild(&mut self) -> Result<()> {
        clear(self.connection)?;
        let indexes = Indexes::of(self.connection, self.kinds.iter().map(|kind| kind.id))?;
        indexes.drop(self.connection)?;
        self.fresh = true;
        self.joined.clear();
        self.members(self.all_offices()?)?;
        self.authority.erase(None)?;
        self.fold_all("kind = ?1")?;
        self.joined = joined::compute(self.connection, &HashMap::new())?.0;
        self.leading = self.joined.values().copied().collect();
        self.fold_all("kind <> ?1")?;
        indexes.make(self.connection)?;
        // What units and offices are is known by now.
        self.fresh = false;
        for (kind, id) in std::mem::take(&mut self.of_units) {
            if let Some(kind) = self.kinds.iter().find(|known| known.id == kind) {
                self.refold(kind, id)?;
            }
        }
        self.fresh = true;
        for kind in self.kinds {
            number_every_copy(self.connection, kind)?;
        }
        self.fresh = false;
        Ok(())
    }

    /// Returns the records of offices that the log has.
    fn all_offices(&self) -> Result<BTreeSet<RecordId>> {
        let sql = "select distinct record from change indexed by change_of_record where kind = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([office::KIND.id], |row| Ok(RecordId(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Folds in one pass over the log the statements of identity, ?1, or all others. SQLite passes
    /// over what is not wanted by the index alone.
    fn fold_all(&mut self, wanted: &str) -> Result<()> {
        let kinds = self.kinds;
        let connection = self.connection;
        let mut statement = connection.prepare(&format!(
            "select {CHANGE_COLUMNS} from change where {wanted}
             order by record, kind, id"
        ))?;
        let mut rows = statement.query([IDENTITY.id])?;
        let mut current: Option<(&'static Kind, RecordId)> = None;
        let mut entries: Vec<fold::Entry> = Vec::new();
        let mut remaining = Remaining::new(connection);
        while let Some(row) = rows.next()? {
            self.read += 1;
            if let Some((progress, all)) = self.telling {
                progress(self.read, all);
            }
            let id = row.get_ref(2)?.as_str().unwrap_or_default();
            let Some(kind) = kinds.iter().find(|kind| kind.id == id) else {
                continue;
            };
            let record = RecordId(row.get(1)?);
            if current.is_none_or(|current| current.0.id != kind.id || current.1 != record) {
                self.finish(current, &mut entries)?;
                current = Some((kind, record));
                remaining.forget_but(record);
            }
            let layout = &self.table(kind)?.layout;
            entries.extend(read_entry(&mut remaining, layout, record, row)?);
        }
        self.finish(current, &mut entries)
    }

    fn finish(
        &mut self,
        current: Option<(&'static Kind, RecordId)>,
        entries: &mut Vec<fold::Entry>,
    ) -> Result<()> {
        if let Some((kind, id)) = current {
            if is_of_units(kind) {
                self.of_units.insert((kind.id, id));
            } else if JOINABLE.contains(&kind.id) && self.leading.contains(&id) {
                // What others say that are one with it stands elsewhere in the log.
                self.refold(kind, id)?;
            } else {
                let layout = Rc::clone(&self.table(kind)?.layout);
                let layout = &*layout;
                self.authority.leave_out(entries)?;
                self.authority.judge(layout, entries)?;
                self.settle(layout, id, entries)?;
            }
        }
        entries.clear();
        Ok(())
    }
}

impl<'c> ProjectedTable<'c> {
    fn of(connection: &'c Connection, kind: &'static Kind) -> Result<Self> {
        let columns: Vec<String> = kind
            .all_fields()
            .map(|field| format!("\"{}\"", field.id))
            .collect();
        let marks = vec!["?"; columns.len() + 6].join(", ");
        let sql = format!(
            "insert or replace into main.\"{}\" (record, created, office, number, copy, origin, {}) values ({marks})",
            kind.id,
            columns.join(", ")
        );
        Ok(Self {
            layout: Rc::new(Layout::of(kind)),
            insert: connection.prepare(&sql)?,
        })
    }
}

/// The kind of the units, to which offices belong.
const UNIT_KIND: &str = "unit";

/// Returns a record as its proposals say.
fn as_said(kind: &'static Kind, id: RecordId, state: &Folded) -> Record {
    let mut record = Record::empty(kind, id);
    for (field, json) in kind.all_fields().zip(&state.values) {
        let json = json.as_ref().filter(|json| !json.is_null());
        record.set(field, json.and_then(|json| Value::from_json(field, json)));
    }
    record.compute();
    record
}
