//! Takes back operations, one after the other, and brings back what was taken back last.
//!
//! A command is taken back by changes that restore what it found, so that this travels with the log
//! as all else does; a merge by taking its rows out again. Which took back which is in the journal:
//! an operation stands where an even number of others has turned it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value as Json;

use super::fold::answers::undone;
use super::fold::entries::entries;
use super::fold::project::Projector;
use super::fold::{Entry, Folded, Layout};
use super::journal::{self, Barrier, Deed, Journal, Logged, Operation, Resting};
use super::log::change::ChangeId;
use super::log::remains::REDACTION;
use super::log::rows::last_row;
use super::writing::{Author, Writing};
use super::{Store, conflict};
use crate::error::{Error, Result};
use crate::model::identity::{IDENTITY, JOINABLE};
use crate::model::kind::{Field, Kind, Since, UNDONE, VOID};
use crate::model::record::Record;
use crate::model::value::RecordId;

type Body = BTreeMap<String, Json>;
/// What is set again, with the change of which it is the word where another record said it.
type Bodies = Vec<(Option<ChangeId>, Body)>;

/// An operation that was taken back or brought back.
#[derive(Debug)]
pub(crate) struct Turned {
    pub(crate) operation: Logged,
    /// The records that changed with it, where it was no merge.
    pub(crate) records: Vec<Record>,
    /// How many rows were taken out of the log.
    pub(crate) taken_out: usize,
}

impl Store {
    /// Takes back an operation, or the last that stands, if `agree` lets it.
    ///
    /// # Errors
    /// If there is none, something rests on it, or it cannot be taken back; those of `agree`.
    pub(crate) fn undo(
        &self,
        author: &Author,
        number: Option<i64>,
        agree: impl FnOnce(&Logged) -> Result<()>,
    ) -> Result<Turned> {
        self.turn(author, |store, journal, writing| {
            let operation = journal.to_undo(number)?;
            agree(operation)?;
            let mut turned = Turned::of(operation);
            match operation.deed {
                Deed::Merge => turned.taken_out = store.take_out(journal, operation)?,
                Deed::Restore => return Err(Barrier::Restored(operation.clone()).into()),
                _ => {
                    let own = journal.rows_from(operation);
                    turned.records = writing.take_back(journal, operation, operation, &own)?;
                }
            }
            Ok(turned)
        })
    }

    /// Brings back what was taken back last, if `agree` lets it.
    ///
    /// # Errors
    /// If nothing was, or something was entered since; those of `agree`.
    pub(crate) fn redo(
        &self,
        author: &Author,
        agree: impl FnOnce(&Logged) -> Result<()>,
    ) -> Result<Turned> {
        self.turn(author, |store, journal, writing| {
            let undo = journal.to_redo()?;
            agree(undo)?;
            let operation = journal.subject(undo);
            let mut turned = Turned::of(operation);
            if operation.deed == Deed::Merge {
                store.bring_again(author, operation)?;
            } else {
                let own = journal.turns_from(undo);
                turned.records = writing.take_back(journal, operation, undo, &own)?;
            }
            Ok(turned)
        })
    }

    /// Turns an operation in one transaction, and notes in the journal what did it.
    fn turn(
        &self,
        author: &Author,
        work: impl FnOnce(&Self, &Journal, &mut Writing) -> Result<Turned>,
    ) -> Result<Turned> {
        self.make_room()?;
        let transaction = self.begin()?;
        let before = last_row(&transaction)?;
        let journal = self.journal()?;
        let mut writing = Writing::new(self, author)?;
        let last = writing.last;
        let turned = work(self, &journal, &mut writing)?;
        conflict::number_new(&transaction)?;
        let written = writing.last.filter(|written| Some(*written) != last);
        let before = writing.before.unwrap_or(before);
        if written.is_some() {
            writing.seal()?;
        }
        let operation = Operation::of(author);
        // A merge that is brought back has noted itself.
        if (turned.operation.deed, operation.deed) != (Deed::Merge, Deed::Redo) {
            journal::append(&transaction, before, &operation)?;
        }
        let last = journal.chain(&turned.operation).last();
        let by = journal::newest(&transaction)?;
        journal::note_undone(&transaction, last.map_or(0, |last| last.number), by)?;
        match written {
            Some(_) => self.commit(transaction, written)?,
            None => self.commit_log(transaction)?,
        }
        Ok(turned)
    }
}

impl Turned {
    fn of(operation: &Logged) -> Self {
        Self {
            operation: operation.clone(),
            records: Vec::new(),
            taken_out: 0,
        }
    }
}

/// What an operation and all that was taken back since wrote, and what is turned of it.
type Sets<'s> = (&'s HashSet<ChangeId>, &'s HashSet<ChangeId>);
/// Ranges of rows of the log.
type Rows = Vec<(i64, i64)>;

impl Journal {
    /// Returns the rows of an operation, of what turned it, and of all that was taken back since: without
    /// them the log is as the operation found it, but for what still stands.
    fn rows_from(&self, operation: &Logged) -> Rows {
        let later = |one: &&Logged| {
            one.number > operation.number && !one.deed.turns() && self.is_undone(one)
        };
        let undone = self.operations.iter().filter(later);
        let own = std::iter::once(operation).chain(undone);
        own.filter(|one| one.deed != Deed::Merge)
            .flat_map(|one| self.chain(one))
            .map(|one| one.rows)
            .collect()
    }

    /// Returns the rows of what took back or brought back a command from an operation on: without them
    /// the log is as that operation found it.
    fn turns_from(&self, undo: &Logged) -> Rows {
        let turns = self.operations.iter().filter(|one| {
            let is_turn = one.number >= undo.number && one.deed.turns();
            is_turn && self.subject(one).deed != Deed::Merge
        });
        turns.map(|one| one.rows).collect()
    }
}

/// What is taken back of one record.
struct TakenBack {
    layout: Layout,
    entries: Vec<Entry>,
    /// The changes of the operation, and others that count as not made.
    own: HashSet<ChangeId>,
    /// The changes that are turned.
    turned: HashSet<ChangeId>,
    /// Those of all its changes that are taken back already.
    undone: HashSet<ChangeId>,
    state: Folded,
}

impl Writing<'_> {
    /// Takes back what an operation did, as the rows of `about` name its records: every field that its
    /// `rows` set is again what they found, a conflict they decided is undecided again, and what they
    /// added is taken back.
    fn take_back(
        &mut self,
        journal: &Journal,
        operation: &Logged,
        about: &Logged,
        rows: &Rows,
    ) -> Result<Vec<Record>> {
        let own = self.changes_in(rows)?;
        let chain = journal.chain(about).map(|one| one.rows);
        let turned = self.changes_in(&chain.collect())?;
        let sets = (&own, &turned);
        let mut records = Vec::new();
        let mut on = Vec::new();
        let told = self.records_of(about)?;
        for (kind, record) in told.iter().copied() {
            let Some(taken) = self.look_back(kind, record, sets)? else {
                continue;
            };
            let stands = self.store.standing(record)?;
            if stands != record
                && about.deed.turns()
                && told
                    .iter()
                    .any(|(own, id)| own.id == kind.id && *id == stands)
            {
                // What it said again goes with what the one that it is one with says.
                continue;
            }
            on.extend(self.in_the_way(journal, record, &taken)?);
            if on.is_empty() {
                let first = taken.first_state();
                let restored = self.restore_found(record, &taken)?;
                self.say_again(record, &taken, sets)?;
                if first.is_some_and(|day| restored.value(day).is_none()) {
                    on.extend(self.without_ground(journal, &restored)?);
                }
                records.push(restored);
            }
        }
        for undone in records.iter().filter(|record| record.is_undone()) {
            let named = self.naming(journal, undone.id, None)?;
            let stays = |one: &(RecordId, Resting)| records.iter().all(|own| own.id != one.0);
            on.extend(named.into_iter().filter(stays).map(|(_, resting)| resting));
        }
        if on.is_empty() {
            return Ok(records);
        }
        let operation = operation.clone();
        Err(Barrier::Rests { operation, on }.into())
    }

    /// Returns the changes that rows of the log are.
    fn changes_in(&self, rows: &Rows) -> Result<HashSet<ChangeId>> {
        let mut own = HashSet::new();
        for range in rows {
            let sql = "select id from change where rowid between ?1 and ?2 order by rowid";
            own.extend(
                self.store
                    .plain_rows(sql, *range, |row| Ok(ChangeId(row.get("id")?)))?,
            );
        }
        Ok(own)
    }

    /// Returns the records of which an operation wrote rows, the last first; but records are parted
    /// before what was decided of them as one is taken back.
    ///
    /// # Errors
    /// If it erased something: that is gone.
    fn records_of(&self, operation: &Logged) -> Result<Vec<(&'static Kind, RecordId)>> {
        let sql = "select kind, record from change where rowid between ?1 and ?2
             group by kind, record order by max(rowid) desc";
        let (first, last) = operation.rows;
        let rows = self.store.plain_rows(sql, (first, last), |row| {
            Ok((row.get::<_, String>("kind")?, RecordId(row.get("record")?)))
        })?;
        if rows.iter().any(|(kind, _)| kind == REDACTION) {
            return Err(Error::Irrevocable);
        }
        let known = |id: &str| self.store.kinds.iter().find(|kind| kind.id == id).copied();
        let records = rows.into_iter();
        let records = records.filter_map(|(kind, record)| Some((known(&kind)?, record)));
        let mut records: Vec<(&'static Kind, RecordId)> = records.collect();
        records.sort_by_key(|(kind, _)| kind.id != IDENTITY.id);
        Ok(records)
    }

    fn look_back(
        &self,
        kind: &'static Kind,
        record: RecordId,
        (own, turned): Sets,
    ) -> Result<Option<TakenBack>> {
        let layout = Layout::of(kind);
        let entries = entries(
            &self.store.connection,
            &self.store.authority()?,
            &layout,
            record,
        )?;
        let made = entries.iter().map(|entry| entry.id);
        let own = made.clone().filter(|id| own.contains(id)).collect();
        let turned = made.filter(|id| turned.contains(id)).collect();
        let state = layout.fold(&entries);
        let state = state.or_else(|| layout.fold_proposed(&entries));
        Ok(state.map(|state| TakenBack {
            layout,
            undone: undone(&entries),
            entries,
            own,
            turned,
            state,
        }))
    }

    /// Returns what has replaced the operation's changes since.
    fn in_the_way(
        &self,
        journal: &Journal,
        record: RecordId,
        taken: &TakenBack,
    ) -> Result<Vec<Resting>> {
        let mut on = Vec::new();
        for id in taken.foreign_heads().into_iter().chain(taken.answers()) {
            on.push(self.resting(journal, taken.layout.kind, record, Some(id))?);
        }
        Ok(on)
    }

    /// Writes what was found; returns the record as it is then.
    fn restore_found(&mut self, record: RecordId, taken: &TakenBack) -> Result<Record> {
        let (bodies, found) = taken.restoring();
        self.restore_bodies(record, taken, bodies, found.as_ref())
    }

    fn restore_bodies(
        &mut self,
        record: RecordId,
        taken: &TakenBack,
        bodies: Bodies,
        found: Option<&Folded>,
    ) -> Result<Record> {
        let mut over = taken.over(&bodies);
        let layout = &taken.layout;
        let sets_void = bodies.iter().any(|(_, body)| body.contains_key(VOID.id));
        if let (Some(found), true) = (found, sets_void) {
            // A voiding is again one that had not seen the edits with which it was in conflict.
            over.retain(|id| !found.is_rival(*id));
        }
        let mut newest = Some(taken.state.newest);
        let mut changed = BTreeSet::new();
        let verb = &self.author.verb;
        for (said_by, body) in bodies {
            let of = match said_by {
                Some(change) => self.record_of(layout.kind, change)?.unwrap_or(record),
                None => record,
            };
            self.enter((layout.kind.id, verb), of, over.clone(), newest, body)?;
            newest = self.last;
            changed.insert(of);
        }
        // Once each: a conflict that is there again may have any number of sides.
        let mut projector = Projector::new(&self.store.connection, self.store.kinds)?;
        let mut shown = Record::empty(layout.kind, record);
        for of in changed {
            shown = projector.refold_one(layout.kind, of)?;
        }
        Ok(self.store.get(layout.kind, record)?.unwrap_or(shown))
    }

    /// Returns the record of a kind to which a change was written.
    fn record_of(&self, kind: &Kind, change: ChangeId) -> Result<Option<RecordId>> {
        let sql = "select record from change where id = ?1 and kind = ?2";
        self.store
            .plain_row(sql, (change.0, kind.id), |row| Ok(RecordId(row.get(0)?)))
    }

    /// Has others say again what the operation decided of them while they were one with a record from
    /// which they are parted now: else they would have nothing to say when they are one again.
    fn say_again(&mut self, record: RecordId, taken: &TakenBack, sets: Sets) -> Result<()> {
        let kind = taken.layout.kind;
        if !JOINABLE.contains(&kind.id) {
            return Ok(());
        }
        let known: HashSet<ChangeId> = taken.entries.iter().map(|entry| entry.id).collect();
        let mut others: BTreeMap<RecordId, BTreeSet<usize>> = BTreeMap::new();
        for entry in taken.entries.iter().filter(|entry| taken.is_own(entry)) {
            for id in entry.over.iter().filter(|id| !known.contains(id)) {
                let other = self.record_of(kind, *id)?;
                if let Some(other) = other.filter(|other| *other != record) {
                    let set = entry.values.iter().map(|(field, _)| *field);
                    others.entry(other).or_default().extend(set);
                }
            }
        }
        for (other, set) in others {
            if let Some(parted) = self.look_back(kind, other, sets)? {
                let (bodies, _) = parted.restoring_of(&set);
                self.restore_bodies(other, &parted, bodies, None)?;
            }
        }
        Ok(())
    }

    /// Returns what has let a record go on from the first of its states, which it is without again.
    fn without_ground(&self, journal: &Journal, record: &Record) -> Result<Vec<Resting>> {
        let mut on = Vec::new();
        let later = record.kind.named_states().skip(1);
        for state in later.filter(|_| !record.is_void()) {
            match &state.since {
                Since::Entry(entry) => {
                    let told = self.naming(journal, record.id, Some(entry.kind))?;
                    on.extend(told.into_iter().map(|(_, resting)| resting));
                }
                since if since.day().is_some_and(|day| record.value(day).is_some()) => {
                    on.push(self.resting(journal, record.kind, record.id, None)?);
                }
                _ => {}
            }
        }
        Ok(on)
    }

    /// Returns the records that name a record and stand, of one kind or of any.
    fn naming(
        &self,
        journal: &Journal,
        target: RecordId,
        of: Option<&str>,
    ) -> Result<Vec<(RecordId, Resting)>> {
        let sql = "select distinct kind, record from link where target = ?1 order by kind, record";
        let rows = self.store.plain_rows(sql, [target.0], |row| {
            Ok((row.get::<_, String>("kind")?, RecordId(row.get("record")?)))
        })?;
        let mut naming = Vec::new();
        for (id, record) in rows {
            let kind = self.store.kinds.iter().find(|kind| kind.id == id);
            let Some(kind) = kind.filter(|_| of.is_none_or(|of| of == id)) else {
                continue;
            };
            let stands = |record: &Record| !record.is_void();
            if self.store.get(kind, record)?.as_ref().is_some_and(stands) {
                naming.push((record, self.resting(journal, kind, record, None)?));
            }
        }
        Ok(naming)
    }

    /// Names a record, and the operation that brought one of its changes, or the last.
    fn resting(
        &self,
        journal: &Journal,
        kind: &Kind,
        record: RecordId,
        change: Option<ChangeId>,
    ) -> Result<Resting> {
        let sql = "select max(rowid) as row from change
             where case when ?3 is null then record = ?1 and kind = ?2 else id = ?3 end";
        let id = change.map(|id| id.0);
        let rows = self.store.plain_rows(sql, (record.0, kind.id, id), |row| {
            row.get::<_, Option<i64>>("row")
        })?;
        let row = rows.into_iter().flatten().next();
        let name = self.store.name(&[kind.id], record)?;
        Ok(Resting {
            kind: kind.id.to_owned(),
            reference: name.unwrap_or_default().0,
            by: row.and_then(|row| journal.bringing(row)).cloned(),
        })
    }
}

impl TakenBack {
    fn is_own(&self, entry: &Entry) -> bool {
        self.own.contains(&entry.id)
    }

    /// Returns the day of the first of several states that follow one another, where it was reached.
    fn first_state(&self) -> Option<&'static Field> {
        let kind = self.layout.kind;
        let first = kind.named_states().next()?;
        let day = first.since.day()?;
        let value = self.state.values[self.layout.position(day.id)?].as_ref();
        value.map(|_| day)
    }

    /// Returns what to set so that the record is as it was found, and how that was.
    fn restoring(&self) -> (Bodies, Option<Folded>) {
        self.restoring_of(&self.set())
    }

    /// Returns what to set so that some fields are as they were found, and how the record was.
    fn restoring_of(&self, set: &BTreeSet<usize>) -> (Bodies, Option<Folded>) {
        let layout = &self.layout;
        let first = self.entries.iter().find(|entry| entry.own);
        let is_new = first.is_some_and(|first| first.counts && self.is_own(first));
        let kept = self
            .entries
            .iter()
            .filter(|one| !is_new && !self.is_own(one));
        let kept: Vec<Entry> = kept.cloned().collect();
        let found = layout.fold(&kept);
        if set.is_empty() && !is_new {
            // It only proposed or answered.
            return (vec![(None, Body::new())], found);
        }
        let bodies = restoring(layout, &kept, found.as_ref(), set);
        (bodies, found)
    }

    /// Returns the positions of the fields that the operation set in the record itself.
    fn set(&self) -> BTreeSet<usize> {
        let layout = &self.layout;
        let is_computed = |at: usize| {
            let mut fields = layout.kind.all_fields();
            let field = fields.nth(at);
            field.is_some_and(|field| layout.kind.is_computed(field))
        };
        let own = self.entries.iter();
        let own = own.filter(|entry| entry.own && entry.counts && self.is_own(entry));
        own.flat_map(|entry| entry.values.iter().map(|(field, _)| *field))
            .filter(|field| *field != layout.reference)
            .flat_map(|field| layout.decided_with(layout.fields[field]).iter().copied())
            .filter(|field| !is_computed(*field))
            .collect()
    }

    /// Returns the changes that what sets these bodies replaces: those that count; and of what is
    /// turned what was only proposed or answered what was, which the values alone do not take back.
    fn over(&self, bodies: &[(Option<ChangeId>, Body)]) -> Vec<ChangeId> {
        let fields = bodies.iter().flat_map(|(_, body)| body.keys());
        let fields: Vec<usize> = fields
            .filter_map(|field| self.layout.position(field))
            .collect();
        let mut over = self.state.over(&self.layout, &fields);
        over.retain(|id| self.entry(*id).is_none_or(|entry| entry.counts));
        let proposals = self.entries.iter().filter(|entry| entry.is_proposal());
        let proposals: HashSet<ChangeId> = proposals.map(|entry| entry.id).collect();
        let answers = |entry: &Entry| entry.over.iter().any(|id| proposals.contains(id));
        let speaks =
            |entry: &Entry| entry.values.is_empty() || entry.is_proposal() || answers(entry);
        let took_back = |entry: &Entry| {
            let mut over = entry.over.iter().filter_map(|id| self.entry(*id));
            entry.turns() && over.any(speaks)
        };
        let turned = self.entries.iter().filter(|entry| {
            let is_turned = entry.own && self.turned.contains(&entry.id);
            is_turned && !self.undone.contains(&entry.id) && (speaks(entry) || took_back(entry))
        });
        over.extend(turned.map(|entry| entry.id));
        over.sort_unstable();
        over.dedup();
        over
    }

    fn entry(&self, id: ChangeId) -> Option<&Entry> {
        let place = self.entries.binary_search_by(|entry| entry.id.cmp(&id));
        place.ok().map(|place| &self.entries[place])
    }

    /// Returns what answered or replaced since what the operation proposed.
    fn answers(&self) -> Vec<ChangeId> {
        let answers = self.entries.iter().filter(|later| {
            let answers = |id: &ChangeId| {
                let one = self
                    .entry(*id)
                    .filter(|one| one.is_proposal() && self.is_own(one));
                one.is_some_and(|one| later.counts || later.by.writer == one.by.writer)
            };
            let is_open = !self.is_own(later) && !self.undone.contains(&later.id);
            is_open && later.over.iter().any(answers)
        });
        answers.map(|entry| entry.id).collect()
    }

    /// Returns those of the changes that would be replaced which the operation neither made nor had
    /// seen: no change of another is taken back with it.
    fn foreign_heads(&self) -> Vec<ChangeId> {
        let own = self.entries.iter().filter(|entry| self.is_own(entry));
        let seen: HashSet<ChangeId> = own.flat_map(|entry| &entry.over).copied().collect();
        let mut over = self.over(&self.restoring().0);
        over.retain(|id| !self.own.contains(id) && !seen.contains(id));
        over
    }
}

/// Returns what to set so that these fields are as they were found; the last of it is what was
/// shown, and what stands before it the other sides of conflicts.
fn restoring(
    layout: &Layout,
    entries: &[Entry],
    found: Option<&Folded>,
    set: &BTreeSet<usize>,
) -> Bodies {
    let Some(found) = found else {
        if layout.kind.letter.is_some() {
            let undone = Body::from([(VOID.id.to_owned(), Json::from(UNDONE))]);
            return vec![(None, undone)];
        }
        let empty = |field: &usize| (layout.fields[*field].to_owned(), Json::Null);
        return vec![(None, set.iter().map(empty).collect())];
    };
    let mut bodies = Bodies::new();
    let mut set = set.clone();
    for (unit, heads) in &found.conflicts {
        let fields = layout.decided_with(unit);
        if !fields.iter().any(|field| set.contains(field)) {
            continue;
        }
        let sides = entries.iter().filter(|entry| heads.contains(&entry.id));
        let is_of_several = sides.clone().any(|entry| !entry.own);
        let sides = sides.map(|entry| {
            let said_by = (!entry.own).then_some(entry.id);
            (said_by, entry.body(layout, fields))
        });
        let mut sides: Bodies = sides.filter(|(_, body)| !body.is_empty()).collect();
        if is_of_several {
            // Each says it for itself, so that they may be parted.
            set.retain(|field| !fields.contains(field));
        } else {
            sides.pop();
        }
        bodies.append(&mut sides);
    }
    let shown = |field: &usize| {
        let value = found.values[*field].clone().unwrap_or_default();
        (layout.fields[*field].to_owned(), value)
    };
    if !set.is_empty() || bodies.is_empty() {
        bodies.push((None, set.iter().map(shown).collect()));
    }
    bodies
}
