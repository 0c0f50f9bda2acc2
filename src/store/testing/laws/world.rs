//! Plays a history twice: on real files, and in the oracle; and compares them after every step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::params;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::dump;
use super::mirror::{self, Mirror, Operation};
use super::oracle::{Body, Event, Key, Oracle, Row, Seen};
use super::step::{Edit, History, Step};
use crate::error::{Error, Result};
use crate::kinds::{KINDS, household, person, pledge, unit, visit};
use crate::model::identity::{IDENTITY, ONE, OTHER};
use crate::model::kind::{Field, Kind, NOTE, REF, SALT_KEY, Shape, VOID};
use crate::model::share;
use crate::model::value::{RecordId, Value, day, hex};
use crate::store::log::change::ChangeId;
use crate::store::{
    Author, Cells, Deed, Merged, Mode, Recipient, Store, Turned, Writing, conflict,
};

/// 2011-04-01, in milliseconds since 1970.
const SPRING: i64 = 1_301_616_000_000;
/// Copies make no more files than this.
const MOST_FILES: usize = 6;
/// Kinds that histories add.
const ADDED: &[&Kind] = &[&person::KIND, &pledge::KIND, &household::KIND, &visit::KIND];

/// Files, and what is known of them.
#[derive(Debug)]
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) oracle: Oracle,
    pub(super) files: Vec<File>,
    /// In the order in which they were first added anywhere.
    records: Vec<(&'static Kind, RecordId)>,
    now: i64,
    commands: usize,
}

/// An office's file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) store: Option<Store>,
    pub(super) writer: [u8; 16],
    office: String,
    /// Lead of its clock, in milliseconds.
    ahead: i64,
    pub(super) seen: Seen,
    last: Option<usize>,
    pub(super) mirror: Mirror,
    saved: Option<(Vec<u8>, Seen, Option<usize>, Mirror)>,
}

impl File {
    pub(super) fn store(&self) -> &Store {
        self.store.as_ref().expect("the file is open")
    }
}

/// End of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    Refused,
}

/// Ways to turn an operation.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Redo,
    /// The last one, or that of a number.
    Undo(Option<i64>),
}

impl Turn {
    fn verb(self) -> &'static str {
        match self {
            Self::Redo => "redo",
            Self::Undo(_) => "undo",
        }
    }
}

impl World {
    pub(super) fn new(files: usize) -> Self {
        let mut world = Self {
            folder: tempfile::tempdir().unwrap(),
            oracle: Oracle::default(),
            files: Vec::new(),
            records: Vec::new(),
            now: SPRING,
            commands: 0,
        };
        for _ in 0..files {
            world.new_file();
        }
        world
    }

    /// Makes one more file; returns its number.
    pub(super) fn new_file(&mut self) -> usize {
        let number = self.files.len();
        let path = self.folder.path().join(format!("{number}.db"));
        let writer = derived(&["writer", &number.to_string()]).0;
        self.files.push(File {
            store: Some(new_store(&path, writer)),
            path,
            writer,
            office: format!("F{number}"),
            ahead: 0,
            seen: Seen::new(),
            last: None,
            mirror: Mirror::default(),
            saved: None,
        });
        number
    }

    /// Plays a whole history, with a check after every step.
    pub(super) fn of(history: &History, check: impl Fn(&World, usize)) -> Self {
        let mut world = Self::new(history.0);
        for step in &history.1 {
            let file = world.play(step);
            check(&world, file);
        }
        world
    }

    fn file(&self, number: u8) -> usize {
        usize::from(number) % self.files.len()
    }

    /// Plays one step; returns the number of the file that it was about.
    pub(super) fn play(&mut self, step: &Step) -> usize {
        match step {
            Step::Add { file, kind } => self.add(self.file(*file), ADDED[usize::from(*kind) % 4]),
            Step::AddOfficial { file, value } => self.add_official(self.file(*file), *value),
            Step::Edit { file, edits } => self.edit(self.file(*file), edits),
            Step::Void {
                file,
                record,
                reason,
            } => self.void(self.file(*file), *record, *reason),
            Step::Same {
                file,
                one,
                other,
                apart,
            } => self.same(self.file(*file), *one, *other, *apart),
            Step::Undo { file } => {
                self.undo(self.file(*file));
                self.file(*file)
            }
            Step::UndoAt { file, operation } => {
                let file = self.file(*file);
                let all = self.files[file].mirror.operations.len();
                if all > 0 {
                    self.undo_at(file, usize::from(*operation) % all);
                }
                file
            }
            Step::Redo { file } => {
                self.redo(self.file(*file));
                self.file(*file)
            }
            Step::Decide {
                file,
                conflict,
                head,
            } => self.decide(self.file(*file), *conflict, *head),
            Step::Merge { into, from } => {
                let into = self.file(*into);
                let from: Vec<usize> = from.iter().map(|one| self.file(*one)).collect();
                self.merge(into, &from);
                into
            }
            Step::Copy { file } => self.copy(self.file(*file)),
            Step::Share { file, other } => self.share(self.file(*file), self.file(*other)),
            Step::Save { file } => self.save(self.file(*file)),
            Step::Restore { file } => self.restore(self.file(*file)),
            Step::Clock { file, ahead } => {
                let file = self.file(*file);
                self.files[file].ahead = *ahead;
                file
            }
            Step::Wait { milliseconds } => {
                self.now += i64::from(*milliseconds);
                0
            }
            Step::Vacuum { file } => {
                let file = self.file(*file);
                let store = self.files[file].store();
                store.connection.execute_batch("vacuum").unwrap();
                file
            }
        }
    }

    fn add(&mut self, file: usize, kind: &'static Kind) -> usize {
        let record = derived(&["record", &self.oracle.events.len().to_string()]);
        let title = kind.title.unwrap_or(&NOTE);
        let words = Value::Text(format!("第{}条", self.records.len()));
        let store = self.files[file].store();
        let author = Author {
            command: [0; 16],
            because: None,
            ..self.author(file)
        };
        let reference = store.write(&author, |writing| {
            writing.next_ref(&self.files[file].office, kind)
        });
        let reference = Value::Text(reference.unwrap());
        self.records.push((kind, record));
        self.change(
            file,
            &[(
                kind,
                record,
                vec![(&REF, Some(reference)), (title, Some(words))],
            )],
        );
        file
    }

    /// Adds a unit that has one identity everywhere.
    fn add_official(&mut self, file: usize, value: u8) -> usize {
        let record = derived(&["unit", "查阅大厅"]);
        let kind = &unit::KIND;
        if self.files[file]
            .store()
            .get(kind, record)
            .unwrap()
            .is_some()
        {
            return file;
        }
        if !self.records.iter().any(|(_, known)| *known == record) {
            self.records.push((kind, record));
        }
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let reference = format!("{}-U1", self.files[file].office);
        let fields = vec![
            (&REF, text(&reference)),
            (&unit::NAME, text("查阅大厅")),
            (&NOTE, text(["", "甲", "乙"][usize::from(value) % 3])),
        ];
        self.change(file, &[(kind, record, fields)]);
        file
    }

    fn edit(&mut self, file: usize, edits: &[Edit]) -> usize {
        if self.records.is_empty() {
            return file;
        }
        let changes: Vec<Change> = edits
            .iter()
            .map(|edit| {
                let (kind, record) = self.records[usize::from(edit.record) % self.records.len()];
                let fields = editable(kind);
                let field = fields[usize::from(edit.field) % fields.len()];
                let value = self.value(field, edit.value);
                let mut fields = vec![(field, value)];
                if field.id == pledge::PERCENT.id {
                    // What is entered by hand has the day on which it was.
                    let day = fields[0].1.as_ref().and_then(|_| day("2011-05-01"));
                    fields.push((&pledge::PERCENT_ON, day.map(Value::Day)));
                }
                (kind, record, fields)
            })
            .collect();
        self.change(file, &changes);
        file
    }

    fn void(&mut self, file: usize, record: u8, reason: u8) -> usize {
        if self.records.is_empty() {
            return file;
        }
        let (kind, record) = self.records[usize::from(record) % self.records.len()];
        let reason = ["重复", "误登", "重复"][usize::from(reason) % 3];
        let fields = vec![(&VOID, Some(Value::Text(reason.to_owned())))];
        self.change(file, &[(kind, record, fields)]);
        file
    }

    fn same(&mut self, file: usize, one: u8, other: u8, apart: bool) -> usize {
        let persons: Vec<RecordId> = self.of_kind(&person::KIND);
        if persons.len() < 2 {
            return file;
        }
        let at = |number: u8| persons[usize::from(number) % persons.len()];
        let (one, other) = (at(one).min(at(other)), at(one).max(at(other)));
        let statement = derived(&["identity", &hex(&one.0), &hex(&other.0)]);
        let fields = if apart {
            vec![(&VOID, Some(Value::Text("apart".to_owned())))]
        } else {
            vec![
                (&ONE, Some(Value::Reference(one))),
                (&OTHER, Some(Value::Reference(other))),
                (&VOID, None),
            ]
        };
        self.change(file, &[(&IDENTITY, statement, fields)]);
        file
    }

    fn of_kind(&self, kind: &Kind) -> Vec<RecordId> {
        let own = self.records.iter().filter(|(known, _)| known.id == kind.id);
        own.map(|(_, record)| *record).collect()
    }

    fn author(&self, file: usize) -> Author {
        Author {
            actor: "王芳".to_owned(),
            verb: "law".to_owned(),
            now: self.now + self.files[file].ahead,
            command: derived(&["command", &self.commands.to_string()]).0,
            because: None,
            reads: Vec::new(),
        }
    }

    /// Changes fields of records in one command, in a file and in the oracle.
    pub(super) fn change(&mut self, file: usize, changes: &[Change]) {
        let store = self.files[file].store();
        store
            .write(&self.author(file), |writing| {
                for (kind, record, fields) in changes {
                    writing.change(kind, *record, fields)?;
                }
                Ok(())
            })
            .unwrap();
        let first = self.oracle.events.len();
        for (kind, record, fields) in changes {
            let seen = self.files[file].seen.clone();
            let known = self.oracle.raw(&seen, kind, *record).values;
            let mut body = Body::new();
            for member in fields.iter().flat_map(|(field, _)| written(kind, field)) {
                let value = known.get(member.id).cloned().unwrap_or_default();
                body.insert(member.id, value);
            }
            for (field, value) in fields {
                let json = value.as_ref().map(Value::to_json).unwrap_or_default();
                body.insert(field.id, json);
            }
            self.foretell(file, kind, *record, body, seen);
        }
        self.agree(file, first);
        self.note(file, first);
    }

    /// Notes the events from one on as a command of a file.
    fn note(&mut self, file: usize, first: usize) {
        let events = (first..self.oracle.events.len()).collect();
        self.files[file].mirror.note(events, None);
    }

    /// Adds an event to the oracle, as one that this file wrote.
    fn foretell(
        &mut self,
        file: usize,
        kind: &'static Kind,
        record: RecordId,
        body: Body,
        seen: Seen,
    ) {
        let number = self.oracle.events.len();
        // Later than everything, until it is known what it really is.
        let mut id = [0xff; 24];
        id[16..].copy_from_slice(&number.to_be_bytes());
        let group = self.oracle.group(&self.files[file].seen, (kind.id, record));
        let file = &mut self.files[file];
        self.oracle.events.push(Event {
            id: ChangeId(id),
            record,
            kind,
            writer: file.writer,
            before: file.last,
            body,
            seen,
            group,
        });
        file.seen.insert(number);
        file.last = Some(number);
    }

    /// Checks that the file wrote what was foretold from an event on, and takes over the ids.
    fn agree(&mut self, file: usize, first: usize) {
        let store = self.files[file].store();
        let known: usize = store
            .connection
            .query_row("select count(*) from change", [], |row| row.get(0))
            .unwrap();
        assert_eq!(known, self.files[file].seen.len(), "rows in the log");
        let mut statement = store
            .connection
            .prepare("select id, record, kind, body from change order by rowid limit -1 offset ?1")
            .unwrap();
        let written = known - (self.oracle.events.len() - first);
        let rows = statement
            .query_map([written], |row| {
                Ok((
                    ChangeId(row.get("id")?),
                    RecordId(row.get("record")?),
                    row.get::<_, String>("kind")?,
                    row.get::<_, String>("body")?,
                ))
            })
            .unwrap();
        for (event, row) in self.oracle.events[first..].iter_mut().zip(rows) {
            let (id, record, kind, body) = row.unwrap();
            // What salts a body nobody can foretell.
            let mut body: Map<String, Json> = serde_json::from_str(&body).unwrap();
            body.shift_remove(SALT_KEY);
            let expected = serde_json::to_string(&event.body).unwrap();
            assert_eq!((record, kind.as_str()), (event.record, event.kind.id));
            assert_eq!(serde_json::to_string(&body).unwrap(), expected);
            event.id = id;
        }
        self.commands += 1;
    }

    /// Takes back the file's last operation that stands, and checks that the oracle would have.
    pub(super) fn undo(&mut self, file: usize) -> End {
        match self.files[file].mirror.standing() {
            Some(at) => self.turn(file, at, Turn::Undo(None)),
            None => self.is_refused(file, Turn::Undo(None)),
        }
    }

    /// Takes back an operation wherever it stands in the journal.
    pub(super) fn undo_at(&mut self, file: usize, at: usize) -> End {
        let operation = &self.files[file].mirror.operations[at];
        let turn = Turn::Undo(Some(operation.number));
        if operation.is_undone() || operation.is_fixed {
            return self.is_refused(file, turn);
        }
        self.turn(file, at, turn)
    }

    /// Brings back what was taken back last.
    pub(super) fn redo(&mut self, file: usize) -> End {
        match self.files[file].mirror.to_redo() {
            Some(at) => self.turn(file, at, Turn::Redo),
            None => self.is_refused(file, Turn::Redo),
        }
    }

    /// Turns an operation of the file itself.
    fn try_turn(&self, file: usize, turn: Turn) -> Result<Turned> {
        let (store, author) = (self.files[file].store(), self.author(file));
        let verb = turn.verb().to_owned();
        let author = Author { verb, ..author };
        match turn {
            Turn::Undo(number) => store.undo(&author, number, |_| Ok(())),
            Turn::Redo => store.redo(&author, |_| Ok(())),
        }
    }

    fn is_refused(&self, file: usize, turn: Turn) -> End {
        let refused = self.try_turn(file, turn);
        assert!(matches!(refused, Err(Error::Refusal(_))), "{refused:?}");
        End::Refused
    }

    fn turn(&mut self, file: usize, at: usize, turn: Turn) -> End {
        if self.files[file].mirror.operations[at].merge.is_some() {
            return match turn {
                Turn::Undo(_) => self.unmerge(file, at, turn),
                Turn::Redo => self.merge_again(file, at),
            };
        }
        let first = self.oracle.events.len();
        let before = (self.files[file].seen.clone(), self.files[file].last);
        let end = self.foretell_turn(file, at, turn);
        match (self.try_turn(file, turn), end) {
            (Ok(_), End::Done) => {
                self.agree(file, first);
                let events = (first..self.oracle.events.len()).collect();
                self.files[file].mirror.turn(at, events);
            }
            (Err(Error::Refusal(_)), End::Refused) => {
                self.oracle.events.truncate(first);
                (self.files[file].seen, self.files[file].last) = before;
            }
            (real, foretold) => panic!("{turn:?} gave {real:?} and should have been {foretold:?}"),
        }
        end
    }

    /// Foretells how a command is turned: what it set, or what took it back set, is as it was without
    /// that; refused where another change would be lost with it, or a record is named that would be gone.
    fn foretell_turn(&mut self, file: usize, at: usize, turn: Turn) -> End {
        let mirror = &self.files[file].mirror;
        let operation = &mirror.operations[at];
        let (about, own) = match turn {
            Turn::Undo(_) => (operation.events.clone(), mirror.from(at)),
            Turn::Redo => {
                let last = operation.turns.last().map(|(_, events)| events.clone());
                (last.unwrap_or_default(), mirror.turns_from(at))
            }
        };
        let mut records: Vec<(&'static Kind, RecordId)> = Vec::new();
        for event in about.iter().rev().map(|one| &self.oracle.events[*one]) {
            if records.iter().all(|known| known.1 != event.record) {
                records.push((event.kind, event.record));
            }
        }
        for (kind, record) in &records {
            if self.foretell_restored(file, kind, *record, &own) == End::Refused {
                return End::Refused;
            }
        }
        let view = self.oracle.view(&self.files[file].seen);
        let is_void = |key: &Key| view[key].values.contains_key(VOID.id);
        let undone = Json::from("undo");
        for (kind, gone) in &records {
            if view[&(kind.id, *gone)].values.get(VOID.id) != Some(&undone) {
                continue;
            }
            let others = view
                .keys()
                .filter(|key| records.iter().all(|own| own.1 != key.1));
            for key in others.filter(|key| !is_void(key)) {
                if self.names(&self.files[file].seen, key, *gone) {
                    return End::Refused;
                }
            }
        }
        End::Done
    }

    /// Tells whether a record names another, to those who have seen these events.
    fn names(&self, seen: &Seen, key: &Key, target: RecordId) -> bool {
        let kind = KINDS.iter().find(|kind| kind.id == key.0).unwrap();
        let target = hex(&target.0);
        let raw = self.oracle.raw(seen, kind, key.1);
        let named = |json: &Json| match json {
            Json::Array(items) => items.iter().any(|item| *item == target.as_str()),
            other => *other == target.as_str(),
        };
        raw.values.iter().any(|(field, json)| {
            let shape = kind.field(field).unwrap().shape;
            matches!(shape, Shape::Reference(_)) && named(json)
        })
    }

    /// Foretells how one record is without some events: what is set is what stands without them, a
    /// conflict with both its sides.
    fn foretell_restored(
        &mut self,
        file: usize,
        kind: &'static Kind,
        record: RecordId,
        own: &Seen,
    ) -> End {
        let of_record = |one: &usize| {
            let event = &self.oracle.events[*one];
            (event.kind.id, event.record) == (kind.id, record)
        };
        let seen = &self.files[file].seen;
        let all: Seen = seen.iter().copied().filter(of_record).collect();
        let rest: Seen = seen.difference(own).copied().collect();
        let group = self.oracle.group(seen, (kind.id, record));
        let event = |one: &usize| self.oracle.events[*one].clone();
        let of_group = |event: &Event| event.kind.id == kind.id && group.contains(&event.record);
        let changes: Vec<Event> = own.iter().map(event).filter(of_group).collect();
        let found = self.oracle.raw(&rest, kind, record);
        let first = all.iter().min_by_key(|one| self.oracle.events[**one].id);
        let is_new = first.is_some_and(|first| own.contains(first));
        let mut last = Body::new();
        let mut sides: Vec<Body> = Vec::new();
        if is_new && kind.letter.is_some() {
            last.insert(VOID.id, Json::from("undo"));
        } else {
            let set = changes.iter().filter(|event| event.record == record);
            let fields = set.flat_map(|event| event.body.keys());
            let units = fields
                .filter(|field| **field != REF.id)
                .flat_map(|field| written(kind, kind.field(field).unwrap()));
            for field in units {
                let value = found.values.get(field.id).filter(|_| !is_new);
                last.insert(field.id, value.cloned().unwrap_or_default());
            }
            for (unit, heads) in found.conflicts.iter().filter(|_| !is_new) {
                let unit_field = kind.field(unit).unwrap();
                let is_set = written(kind, unit_field).any(|field| last.contains_key(field.id));
                let said = heads.iter().filter(|_| is_set).map(|head| {
                    let body = &self.oracle.events[*head].body;
                    let side = written(kind, unit_field)
                        .filter_map(|field| Some((field.id, body.get(field.id)?.clone())));
                    side.collect::<Body>()
                });
                let mut said: Vec<Body> = said.filter(|side| !side.is_empty()).collect();
                said.pop();
                sides.append(&mut said);
            }
        }
        let now = self.oracle.raw(&self.files[file].seen, kind, record);
        let replaced = now.heads.iter().filter(|(unit, _)| {
            let fields = kind.group_of(kind.field(unit).unwrap());
            last.contains_key(VOID.id)
                || **unit == VOID.id
                || fields.iter().any(|field| last.contains_key(field.id))
        });
        let saw = |head: &usize| {
            let record = self.oracle.events[*head].record;
            let mut changes = changes.iter();
            changes.any(|event| event.seen.contains(head) && event.group.contains(&record))
        };
        let is_lost = |head: &usize| !own.contains(head) && !saw(head);
        if replaced.flat_map(|(_, heads)| heads).any(is_lost) {
            return End::Refused;
        }
        let mut seen = self.files[file].seen.clone();
        if last.contains_key(VOID.id) && !is_new {
            let of_void = found.conflicts.iter().filter(|(unit, _)| *unit == VOID.id);
            for head in of_void.flat_map(|(_, heads)| heads) {
                if !found.heads[VOID.id].contains(head) {
                    seen.remove(head);
                }
            }
        }
        for body in sides.into_iter().chain([last]) {
            self.foretell(file, kind, record, body, seen.clone());
        }
        End::Done
    }

    /// Takes a merge back: what came with it is gone, and the tables are again what they were.
    fn unmerge(&mut self, file: usize, at: usize, turn: Turn) -> End {
        let mirror = &self.files[file].mirror;
        let operation = mirror.operations[at].clone();
        let live = operation
            .turns
            .last()
            .map_or(&operation.events, |(_, events)| events);
        let came: Seen = live.iter().copied().collect();
        if self.rests(file, operation.last(), &came) {
            return self.is_refused(file, turn);
        }
        self.try_turn(file, turn).unwrap();
        let nothing_since = mirror.after(operation.number).is_empty();
        let turned = &mut self.files[file];
        turned.seen.retain(|one| !came.contains(one));
        while let Some(last) = turned.last.filter(|last| came.contains(last)) {
            turned.last = self.oracle.events[last].before;
        }
        turned.mirror.turn(at, Vec::new());
        let merge = operation.merge.expect("it is a merge");
        for (_, bytes) in &merge.sources {
            turned.mirror.merged.remove(bytes);
        }
        if nothing_since {
            assert_eq!(dump::computed(turned.store()), merge.before);
        }
        End::Done
    }

    /// Tells whether anything that came to a file after an operation rests on some events: another
    /// merge, a change of one of their records or after one of them, or a record that names one of theirs
    /// of which nothing else is known.
    fn rests(&self, file: usize, number: i64, came: &Seen) -> bool {
        let file = &self.files[file];
        let merged =
            |one: &&Operation| one.merge.is_some() && !one.is_undone() && one.last() > number;
        if file.mirror.operations.iter().any(|one| merged(&one)) {
            return true;
        }
        let event = |one: &usize| &self.oracle.events[*one];
        let later = file.mirror.after(number);
        let records: BTreeSet<RecordId> = came.iter().map(|one| event(one).record).collect();
        let rest = file.seen.difference(came).map(|one| event(one).record);
        let rest: BTreeSet<RecordId> = rest.collect();
        later.iter().map(event).any(|later| {
            let key = (later.kind.id, later.record);
            let body = serde_json::to_string(&later.body).unwrap();
            let names = |gone: &RecordId| {
                body.contains(&hex(&gone.0)) && self.names(&file.seen, &key, *gone)
            };
            records.contains(&later.record)
                || later.before.is_some_and(|before| came.contains(&before))
                || records.difference(&rest).any(names)
        })
    }

    /// Brings a merge back, if its files are still as they were.
    fn merge_again(&mut self, file: usize, at: usize) -> End {
        let operation = &self.files[file].mirror.operations[at];
        let merge = operation.merge.clone().expect("it is a merge");
        let is_there = |(path, bytes): &(PathBuf, Vec<u8>)| std::fs::read(path).unwrap() == *bytes;
        if !merge.sources.iter().all(is_there) {
            return self.is_refused(file, Turn::Redo);
        }
        let events = operation.events.clone();
        self.try_turn(file, Turn::Redo).unwrap();
        let turned = &mut self.files[file];
        turned.seen.extend(&events);
        let bytes = merge.sources.into_iter().map(|(_, bytes)| bytes);
        turned.mirror.merged.extend(bytes);
        turned.mirror.turn(at, events);
        self.go_to_the_end_of_the_chain(file);
        End::Done
    }

    /// Decides one of a file's conflicts for one of its heads.
    pub(super) fn decide(&mut self, file: usize, conflict: u8, head: u8) -> usize {
        let store = self.files[file].store();
        let conflicts = store.conflicts().unwrap();
        if conflicts.is_empty() {
            return file;
        }
        let conflict = &conflicts[usize::from(conflict) % conflicts.len()];
        let head = &conflict.heads[usize::from(head) % conflict.heads.len()];
        let author = self.author(file);
        store
            .write(&author, |writing| writing.decide(conflict, head))
            .unwrap();
        let chosen = self.oracle.events.iter().find(|event| event.id == head.id);
        let chosen = chosen.expect("the head is known").body.clone();
        let field = conflict.kind.field(&conflict.key.field).unwrap();
        let body = written(conflict.kind, field)
            .map(|field| (field.id, chosen.get(field.id).cloned().unwrap_or_default()))
            .collect();
        let first = self.oracle.events.len();
        let seen = self.files[file].seen.clone();
        self.foretell(file, conflict.kind, conflict.key.record, body, seen);
        self.agree(file, first);
        self.note(file, first);
        file
    }

    /// Merges files into one; its own number among them stands for nothing.
    pub(super) fn merge(&mut self, into: usize, from: &[usize]) -> Merged {
        let before = dump::computed(self.files[into].store());
        let seen = self.files[into].seen.clone();
        let merged = self.try_merge(into, from, false).unwrap();
        let mut sources = Vec::new();
        for other in from.iter().filter(|other| **other != into) {
            let (path, seen) = (
                self.files[*other].path.clone(),
                self.files[*other].seen.clone(),
            );
            let bytes = std::fs::read(&path).unwrap();
            let target = &mut self.files[into];
            target.seen.extend(seen);
            if target.mirror.merged.insert(bytes.clone()) {
                sources.push((path, bytes));
            }
        }
        if !sources.is_empty() {
            let target = &mut self.files[into];
            let came = target.seen.difference(&seen).copied().collect();
            let merge = mirror::Merged { sources, before };
            target.mirror.note(came, Some(merge));
        }
        self.go_to_the_end_of_the_chain(into);
        merged
    }

    /// Merges files, or only tells what would happen.
    pub(super) fn try_merge(&self, into: usize, from: &[usize], dry_run: bool) -> Result<Merged> {
        let paths: Vec<PathBuf> = from
            .iter()
            .filter(|other| **other != into)
            .map(|other| self.files[*other].path.clone())
            .collect();
        let mode = Mode {
            strict: true,
            progress: &|_, _| (),
            dry_run,
            contents: true,
            backup: None,
            deed: Deed::Merge,
            actor: "王芳",
            now: self.now + self.files[into].ahead,
        };
        self.files[into].store().merge_only(&paths, mode)
    }

    /// A file to which its own later changes come back goes on after them.
    fn go_to_the_end_of_the_chain(&mut self, file: usize) {
        let file = &mut self.files[file];
        let events = &self.oracle.events;
        let next = |last: Option<usize>| {
            let own = file
                .seen
                .iter()
                .filter(|at| events[**at].writer == file.writer && events[**at].before == last);
            own.copied().max_by_key(|at| events[*at].id)
        };
        while let Some(after) = next(file.last) {
            file.last = Some(after);
        }
    }

    /// Copies a file, which both go on under one writer.
    pub(super) fn copy(&mut self, file: usize) -> usize {
        let number = self.files.len();
        if number == MOST_FILES {
            return file;
        }
        let path = self.folder.path().join(format!("{number}.db"));
        std::fs::copy(&self.files[file].path, &path).unwrap();
        let original = &self.files[file];
        self.files.push(File {
            store: Some(Store::open(&path, KINDS).unwrap()),
            path,
            writer: original.writer,
            office: original.office.clone(),
            ahead: original.ahead,
            seen: original.seen.clone(),
            last: original.last,
            mirror: original.mirror.clone(),
            saved: None,
        });
        number
    }

    /// Makes a part of a file for the office of another, which goes on as a writer of its own.
    fn share(&mut self, file: usize, other: usize) -> usize {
        let number = self.files.len();
        if number == MOST_FILES {
            return file;
        }
        let path = self.folder.path().join(format!("{number}.db"));
        let writer = derived(&["writer", &number.to_string()]);
        let office = self.files[other].office.clone();
        let part = Recipient {
            writer,
            office: &office,
            units: &[],
        };
        let author = Author {
            verb: "share".to_owned(),
            ..self.author(file)
        };
        let told = (&share::RECIPIENT, Some(Value::Text(office.clone())));
        let state = |writing: &mut Writing| {
            writing
                .change(&share::KIND, writer, std::slice::from_ref(&told))
                .map(drop)
        };
        let store = self.files[file].store();
        store
            .share(&author, &path, &part, state, |_| Ok(()))
            .unwrap();
        let (first, seen) = (self.oracle.events.len(), self.files[file].seen.clone());
        let body = Body::from([(told.0.id, Json::from(office.as_str()))]);
        self.foretell(file, &share::KIND, writer, body, seen);
        self.agree(file, first);
        self.files[file].mirror.note_part(vec![first]);
        let store = Store::open(&path, KINDS).unwrap();
        let given = dump::log(&store);
        let mut mirror = Mirror::default();
        let seen = self.files[file].seen.iter().copied();
        let seen: Seen = seen
            .filter(|one| given.contains_key(&self.oracle.events[*one].id))
            .collect();
        assert_eq!(seen.len(), given.len(), "rows of the part");
        mirror.note_part(seen.iter().copied().collect());
        let ahead = self.files[file].ahead;
        self.files.push(File {
            store: Some(store),
            path,
            writer: writer.0,
            office,
            ahead,
            seen,
            last: None,
            mirror,
            saved: None,
        });
        number
    }

    fn save(&mut self, file: usize) -> usize {
        let saved = &mut self.files[file];
        let bytes = std::fs::read(&saved.path).unwrap();
        saved.saved = Some((bytes, saved.seen.clone(), saved.last, saved.mirror.clone()));
        file
    }

    fn restore(&mut self, file: usize) -> usize {
        let restored = &mut self.files[file];
        if let Some((bytes, seen, last, mirror)) = restored.saved.clone() {
            restored.store = None;
            std::fs::write(&restored.path, bytes).unwrap();
            restored.store = Some(Store::open(&restored.path, KINDS).unwrap());
            (restored.seen, restored.last, restored.mirror) = (seen, last, mirror);
        }
        file
    }

    fn value(&self, field: &'static Field, number: u8) -> Option<Value> {
        let number = usize::from(number);
        if number.is_multiple_of(5) {
            return None;
        }
        let pick = |texts: &[&str]| Value::Text(texts[number % texts.len()].to_owned());
        Some(match field.shape {
            Shape::Choice(choices) => Value::Text(choices[number % choices.len()].id.to_owned()),
            Shape::Count | Shape::Money => Value::Integer(i64::try_from(number % 3).unwrap()),
            Shape::Day => Value::Day(day(["2011-05-01", "2011-06-01"][number % 2]).unwrap()),
            Shape::Decimal => Value::Decimal([5, 20, 25][number % 3]),
            Shape::Flag => Value::Flag(number.is_multiple_of(2)),
            Shape::Percent => Value::Integer([0, 40, 100, 500][number % 4]),
            Shape::Reference(targets) => {
                let mut targets: Vec<RecordId> = self
                    .records
                    .iter()
                    .filter(|(kind, _)| targets.contains(&kind.id))
                    .map(|(_, record)| *record)
                    .collect();
                // One that never comes.
                targets.push(derived(&["nobody"]));
                let target = |at: usize| Value::Reference(targets[at % targets.len()]);
                if field.many {
                    Value::List(vec![target(number), target(number / 2)])
                } else {
                    target(number)
                }
            }
            _ => pick(&["甲", "乙", "丙"]),
        })
    }

    /// Checks that a file says what the oracle foretells.
    pub(super) fn check(&self, file: usize) {
        let foretold = self.oracle.view(&self.files[file].seen);
        let said = said(self.files[file].store());
        for (key, row) in &foretold {
            let Some(said) = said.get(key) else {
                panic!("{key:?} is missing in file {file}");
            };
            assert_eq!(said, row, "{key:?} in file {file}");
        }
        assert_eq!(said.len(), foretold.len(), "records in file {file}");
    }
}

/// Fields of one record that are changed together.
pub(super) type Change = (
    &'static Kind,
    RecordId,
    Vec<(&'static Field, Option<Value>)>,
);

/// The fields that a change of one of them writes.
fn written(kind: &'static Kind, field: &'static Field) -> impl Iterator<Item = &'static Field> {
    let group = kind.group_of(field).into_iter();
    group.filter(|member| !kind.is_computed(member))
}

/// The fields that histories edit: of every shape that there is.
fn editable(kind: &'static Kind) -> Vec<&'static Field> {
    let wanted = [
        "name",
        "rank",
        "party_member",
        "title",
        "continued_on",
        "finished_on",
        "reason",
        "responsible",
        "percent",
        "visitors",
        "household",
        "people",
        "note",
    ];
    let fields = kind.all_fields();
    fields.filter(|field| wanted.contains(&field.id)).collect()
}

/// Makes a file without changes.
pub(super) fn new_store(path: &Path, writer: [u8; 16]) -> Store {
    Store::create(path, KINDS, writer, None, |_| Ok(())).unwrap();
    Store::open(path, KINDS).unwrap()
}

/// Returns an identity that follows from words.
pub(super) fn derived(words: &[&str]) -> RecordId {
    let mut id = [0; 16];
    id.copy_from_slice(&Sha256::digest(words.join("\0"))[..16]);
    RecordId(id)
}

/// Returns what the tables of a file say.
fn said(store: &Store) -> BTreeMap<Key, Row> {
    let mut said: BTreeMap<Key, Row> = BTreeMap::new();
    for kind in KINDS {
        let sql = format!("select record from main.\"{}\" order by record", kind.id);
        let read = |row: &Cells| Ok(RecordId(row.get("record")?));
        // Also what was taken back, which is in no list.
        let records = store.rows(&sql, &[], read).unwrap().into_iter();
        for record in records.filter_map(|record| store.get(kind, record).unwrap()) {
            let fields = kind.all_fields().zip(&record.values);
            // What is read off other fields is in no log.
            let fields = fields.filter(|(field, _)| !kind.is_computed(field));
            let values = fields
                .filter_map(|(field, value)| Some((field.id, value.as_ref().map(Value::to_json)?)));
            let row = Row {
                values: values.collect(),
                ..Row::default()
            };
            said.insert((kind.id, record.id), row);
        }
    }
    let known = |kind: &str, record: RecordId| {
        let kind = KINDS.iter().find(|known| known.id == kind).unwrap();
        ((kind.id, record), *kind)
    };
    for (key, heads) in conflict::heads(&store.connection).unwrap() {
        let (place, kind) = known(&key.kind, key.record);
        let field = kind.field(&key.field).unwrap().id;
        let row = said.get_mut(&place).unwrap();
        row.conflicts.insert(field, heads.into_iter().collect());
    }
    let mut statement = store
        .connection
        .prepare(
            "select kind, record, null, null, office, number from alias
             union all select kind, record, field, value, null, null from defect",
        )
        .unwrap();
    let mut rows = statement.query(params![]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let kind: String = row.get(0).unwrap();
        let (place, kind) = known(&kind, RecordId(row.get(1).unwrap()));
        let said = said.get_mut(&place).unwrap();
        if let Some(office) = row.get::<_, Option<String>>(4).unwrap() {
            let number: i64 = row.get(5).unwrap();
            let letter = kind.letter.unwrap();
            said.aliases.insert(format!("{office}-{letter}{number}"));
        } else {
            let (field, value): (String, String) = (row.get(2).unwrap(), row.get(3).unwrap());
            let field = kind.field(&field).unwrap().id;
            said.defects
                .insert(field, serde_json::from_str(&value).unwrap());
        }
    }
    said
}

/// Checks that what was computed step by step is what is computed at once.
pub(super) fn check_rebuilt(store: &Store) {
    let (computed, rebuilt) = (dump::computed(store), dump::rebuilt(store));
    if computed != rebuilt {
        let lines = |text: &str, other: &str| {
            let unlike = text
                .lines()
                .filter(|line| !other.lines().any(|known| known == *line));
            unlike.collect::<Vec<_>>().join("\n  ")
        };
        panic!(
            "step by step:\n  {}\nat once:\n  {}",
            lines(&computed, &rebuilt),
            lines(&rebuilt, &computed)
        );
    }
}
