//! Plays a history twice: on real files, and in the oracle; and compares them after every step.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::params;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::dump;
use super::oracle::{Body, Event, Key, Oracle, Row, Seen};
use super::step::{Edit, History, Step};
use crate::error::{Error, Result};
use crate::kinds::{KINDS, household, person, pledge, unit, visit};
use crate::model::identity::{IDENTITY, ONE, OTHER};
use crate::model::kind::{Field, Kind, NOTE, REF, Shape, VOID};
use crate::model::value::{RecordId, Value, day, hex};
use crate::store::log::change::ChangeId;
use crate::store::{Author, Merged, Mode, Store, conflict};

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
    saved: Option<(Vec<u8>, Seen, Option<usize>)>,
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
            command: self.commands,
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
            let expected = serde_json::to_string(&event.body).unwrap();
            assert_eq!((record, kind.as_str()), (event.record, event.kind.id));
            assert_eq!(body, expected);
            event.id = id;
        }
        self.commands += 1;
    }

    /// Takes back the file's last command, and checks that the oracle would have.
    pub(super) fn undo(&mut self, file: usize) -> End {
        let refused = |_: &str| Error::Left;
        let store = self.files[file].store();
        let undone = store.write(&self.author(file), |writing| {
            writing.undo(|| refused(""), refused)
        });
        let first = self.oracle.events.len();
        let before = (self.files[file].seen.clone(), self.files[file].last);
        let end = self.foretell_undo(file);
        match (undone, end) {
            (Ok(_), End::Done) => self.agree(file, first),
            (Err(Error::Left), End::Refused) => {
                self.oracle.events.truncate(first);
                (self.files[file].seen, self.files[file].last) = before;
            }
            (real, foretold) => {
                let real = real.map(|(_, records)| records.len());
                panic!("undo gave {real:?} and should have been {foretold:?}")
            }
        }
        end
    }

    fn foretell_undo(&mut self, file: usize) -> End {
        let mut command: Vec<usize> = Vec::new();
        let mut next = self.files[file].last;
        while let Some(at) = next {
            let event = &self.oracle.events[at];
            let same = |first: &usize| self.oracle.events[*first].command == event.command;
            if !command.first().is_none_or(same) {
                break;
            }
            command.push(at);
            next = event.before;
        }
        if command.is_empty() {
            return End::Refused;
        }
        let mut records: Vec<(&'static Kind, RecordId)> = Vec::new();
        for at in &command {
            let event = &self.oracle.events[*at];
            if records.iter().all(|(_, record)| *record != event.record) {
                records.push((event.kind, event.record));
            }
        }
        for (kind, record) in records {
            if self.foretell_undone(file, kind, record, &command) == End::Refused {
                return End::Refused;
            }
        }
        End::Done
    }

    /// Foretells how what a command did to one record is taken back: what its author found is
    /// restored, a conflict with both its sides; refused where another change would be lost with
    /// it.
    fn foretell_undone(
        &mut self,
        file: usize,
        kind: &'static Kind,
        record: RecordId,
        command: &[usize],
    ) -> End {
        let own = |one: &usize| command.contains(one);
        let events = &self.oracle.events;
        let changes: Vec<Event> = command
            .iter()
            .rev()
            .map(|at| events[*at].clone())
            .filter(|event| (event.kind.id, event.record) == (kind.id, record))
            .collect();
        let base = &changes[0].seen;
        let found = self.oracle.raw(base, kind, record);
        let first_of_all = self.files[file]
            .seen
            .iter()
            .map(|one| (self.oracle.events[*one].id, *one))
            .filter(|(_, one)| {
                let event = &self.oracle.events[*one];
                (event.kind.id, event.record) == (kind.id, record)
            })
            .min();
        let was_there = first_of_all.is_some_and(|(_, one)| !own(&one));
        let mut last = Body::new();
        let mut sides: Vec<Body> = Vec::new();
        if !was_there && kind.letter.is_some() {
            last.insert(VOID.id, Json::from("undo"));
        } else {
            let fields = changes.iter().flat_map(|event| event.body.keys());
            let units = fields
                .filter(|field| **field != REF.id)
                .flat_map(|field| written(kind, kind.field(field).unwrap()));
            for field in units {
                let value = found.values.get(field.id).cloned().unwrap_or_default();
                last.insert(field.id, value);
            }
            for (unit, heads) in &found.conflicts {
                let unit_field = kind.field(unit).unwrap();
                let is_set = written(kind, unit_field).any(|field| last.contains_key(field.id));
                for head in heads.iter().filter(|_| is_set) {
                    let body = &self.oracle.events[*head].body;
                    let side: Body = written(kind, unit_field)
                        .filter_map(|field| Some((field.id, body.get(field.id)?.clone())))
                        .collect();
                    if !side.is_empty() && Some(head) != found.heads[unit].last() {
                        sides.push(side);
                    }
                }
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
        let is_lost = |head: &usize| !own(head) && !saw(head);
        if replaced.flat_map(|(_, heads)| heads).any(is_lost) {
            return End::Refused;
        }
        let mut seen = self.files[file].seen.clone();
        if last.contains_key(VOID.id) {
            let of_void = found.conflicts.iter().filter(|(unit, _)| *unit == VOID.id);
            for head in of_void.flat_map(|(_, heads)| heads) {
                let is_void = found.heads[VOID.id].contains(head);
                if !is_void {
                    seen.remove(head);
                }
            }
        }
        for body in sides.into_iter().chain([last]) {
            self.foretell(file, kind, record, body, seen.clone());
        }
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
        file
    }

    /// Merges files into one; its own number among them stands for nothing.
    pub(super) fn merge(&mut self, into: usize, from: &[usize]) -> Merged {
        let merged = self.try_merge(into, from, false).unwrap();
        for other in from {
            let seen = self.files[*other].seen.clone();
            self.files[into].seen.extend(seen);
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
            backup: None,
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
            saved: None,
        });
        number
    }

    fn save(&mut self, file: usize) -> usize {
        let saved = &mut self.files[file];
        let bytes = std::fs::read(&saved.path).unwrap();
        saved.saved = Some((bytes, saved.seen.clone(), saved.last));
        file
    }

    fn restore(&mut self, file: usize) -> usize {
        let restored = &mut self.files[file];
        if let Some((bytes, seen, last)) = restored.saved.clone() {
            restored.store = None;
            std::fs::write(&restored.path, bytes).unwrap();
            restored.store = Some(Store::open(&restored.path, KINDS).unwrap());
            (restored.seen, restored.last) = (seen, last);
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
    Store::create(path, KINDS, writer, |_| Ok(())).unwrap();
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
    let everything = crate::store::Filter {
        voided: true,
        ..crate::store::Filter::default()
    };
    for kind in KINDS {
        for record in store.list(kind, &everything).unwrap() {
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
