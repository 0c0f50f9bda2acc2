//! Whose word counts (AUTHORITY.md), held to random histories of several offices: the leading one, two
//! others, and a copy of one's file that was opened elsewhere. Proposals are made and answered, records
//! erased, backups restored and operations taken back; one file forges what it likes under its own name.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::union::mode;
use super::world::{check_rebuilt, derived, new_store};
use super::{dump, on};
use crate::error::Error;
use crate::kinds::{KINDS, household, person, pledge, progress, unit};
use crate::model::kind::{Decides, Field, Kind, NOTE, REF, VOID};
use crate::model::office::{self, CODE, LEADING, NAME, OF, ROLE};
use crate::model::value::{RecordId, Value, hex};
use crate::store::fold::authority::{CONTROL, Control};
use crate::store::fold::entries::entries;
use crate::store::fold::{Entry, Layout};
use crate::store::log::change::{Change, begun_by};
use crate::store::log::remains::{REDACTION, REMAINS, Redaction, redacted_changes};
use crate::store::log::rows::{admit, parse_body};
use crate::store::{Author, Erasing, Store};

/// The leading office's file, two others', and a copy of the second's under a key of its own.
const FILES: usize = 4;
const ZD: usize = 0;
const LY: usize = 1;
const JD: usize = 2;
const COPY: usize = 3;
const CODES: [&str; FILES] = ["ZD", "LY", "JD", "LY"];
const ADDED: [&Kind; 4] = [
    &pledge::KIND,
    &progress::KIND,
    &household::KIND,
    &person::KIND,
];

#[derive(Clone, Debug)]
enum Step {
    Add(usize, usize),
    /// Of a record a field.
    Edit(usize, usize, usize),
    Void(usize, usize),
    /// A proposal, and whether it is accepted.
    Answer(usize, usize, bool),
    Undo(usize),
    Redo(usize),
    Redact(usize, usize, usize),
    /// A redaction under the own name: of a record, a kind and a field, with remains.
    Forge(usize, usize, usize),
    Merge(usize, usize),
    Admit,
    Save(usize),
    Restore(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let file = || 0..FILES;
    let (record, field) = (|| 0..6_usize, || 0..4_usize);
    let step = prop_oneof![
        6 => (file(), 0..4_usize).prop_map(|(file, kind)| Step::Add(file, kind)),
        8 => (file(), record(), field()).prop_map(|(file, record, field)| Step::Edit(file, record, field)),
        1 => (file(), record()).prop_map(|(file, record)| Step::Void(file, record)),
        5 => (file(), record(), any::<bool>()).prop_map(|(file, which, yes)| Step::Answer(file, which, yes)),
        3 => file().prop_map(Step::Undo),
        2 => file().prop_map(Step::Redo),
        2 => (file(), record(), field()).prop_map(|(file, record, field)| Step::Redact(file, record, field)),
        2 => (record(), 0..5_usize, field()).prop_map(|(record, kind, field)| Step::Forge(record, kind, field)),
        9 => (file(), file()).prop_map(|(to, from)| Step::Merge(to, from)),
        1 => Just(Step::Admit),
        1 => file().prop_map(Step::Save),
        1 => file().prop_map(Step::Restore),
    ];
    proptest::collection::vec(step, 12..40)
}

struct World {
    folder: tempfile::TempDir,
    records: Vec<(&'static Kind, RecordId)>,
    saved: HashMap<usize, Vec<u8>>,
    commands: u8,
}

fn writer(file: usize) -> RecordId {
    derived(&["office", &file.to_string()])
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

/// Returns the office of a writer, as the rows of a file have it.
fn office_of(viewer: usize, log: &BTreeMap<impl Ord, Change>, of: [u8; 16]) -> [u8; 16] {
    let is_admitted = |change: &Change| {
        let by = [writer(ZD).0, writer(LY).0];
        change.kind == "admit" && change.record == writer(COPY) && by.contains(&change.writer)
    };
    if of == writer(COPY).0 && (viewer == COPY || log.values().any(is_admitted)) {
        return writer(LY).0;
    }
    of
}

/// Returns whose record one is: whose first change gave it its identity.
fn owner_of(
    viewer: usize,
    log: &BTreeMap<impl Ord, Change>,
    of: (&str, RecordId),
) -> Option<[u8; 16]> {
    let mut own = log
        .values()
        .filter(|one| (one.kind.as_str(), one.record) == of);
    let began = own.find(|one| begun_by(one.writer, one.wprev, one.command, of.0) == of.1)?;
    Some(office_of(viewer, log, began.writer))
}

/// The fields that are edited, erased and forged.
fn fields(kind: &'static Kind) -> [&'static Field; 4] {
    let first = kind.title.unwrap_or(&NOTE);
    let second = kind.field("phone").unwrap_or(first);
    [&NOTE, first, second, &REF]
}

impl World {
    fn path(&self, name: impl std::fmt::Display) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    fn open(&self, file: impl std::fmt::Display) -> Store {
        Store::open(&self.path(file), KINDS).unwrap()
    }

    fn author(&mut self, verb: &str) -> Author {
        self.commands += 1;
        Author {
            actor: "王芳".to_owned(),
            verb: verb.to_owned(),
            now: 1_301_619_600_000 + 1000 * i64::from(self.commands),
            command: [self.commands; 16],
            because: None,
            reads: Vec::new(),
        }
    }

    fn played(steps: &[Step]) -> Self {
        CONTROL.set(Some(Control::NothingIsSigned));
        let mut world = Self {
            folder: tempfile::tempdir().unwrap(),
            records: Vec::new(),
            saved: HashMap::new(),
            commands: 0,
        };
        for file in [ZD, LY, JD, COPY] {
            let store = new_store(&world.path(file), writer(file).0);
            // JD's file does not know at first that another leads.
            match file {
                LY => drop(store.merge_only(&[world.path(ZD)], mode()).unwrap()),
                COPY => drop(store.merge_only(&[world.path(LY)], mode()).unwrap()),
                _ => {}
            }
            let mut said = vec![
                (&CODE, Some(text(CODES[file]))),
                (&NAME, Some(text(CODES[file]))),
            ];
            match file {
                ZD => said.push((&ROLE, Some(text(LEADING)))),
                COPY => said.push((&OF, Some(Value::Reference(writer(LY))))),
                _ => {}
            }
            let author = world.author("init");
            let write = store.write(&author, |writing| {
                writing.change(&office::KIND, writer(file), &said)
            });
            write.unwrap();
        }
        for step in steps {
            world.play(step);
        }
        world
    }

    fn play(&mut self, step: &Step) {
        match *step {
            Step::Add(file, kind) => self.add(file, ADDED[kind]),
            Step::Edit(file, at, field) => {
                if let Some((kind, record)) = self.record(at) {
                    let field = fields(kind)[field % 3];
                    let value = Some(text(&format!("话{}", self.commands)));
                    self.change(file, kind, record, &[(field, value)]);
                }
            }
            Step::Void(file, at) => {
                if let Some((kind, record)) = self.record(at) {
                    self.change(file, kind, record, &[(&VOID, Some(text("重复")))]);
                }
            }
            Step::Answer(file, which, yes) => self.answer(file, which, yes),
            Step::Undo(file) => {
                let author = self.author("undo");
                let done = self.open(file).undo(&author, None, |_| Ok(()));
                assert!(
                    matches!(done, Ok(_) | Err(Error::Refusal(_) | Error::Irrevocable)),
                    "{done:?}"
                );
            }
            Step::Redo(file) => {
                let author = self.author("redo");
                let done = self.open(file).redo(&author, |_| Ok(()));
                assert!(matches!(done, Ok(_) | Err(Error::Refusal(_))), "{done:?}");
            }
            Step::Redact(file, at, field) => self.redact(file, at, field),
            Step::Forge(at, kind, field) => self.forge(at, kind, field),
            Step::Merge(to, from) if to != from => {
                let store = self.open(to);
                store.merge_only(&[self.path(from)], mode()).unwrap();
            }
            Step::Merge(..) => {}
            Step::Admit => {
                let author = self.author("office admit");
                let write = self
                    .open(ZD)
                    .write(&author, |writing| writing.admit(writer(COPY), writer(LY)));
                write.unwrap();
                self.open(ZD).rebuild(&|_, _| ()).unwrap();
            }
            Step::Save(file) => {
                self.saved
                    .insert(file, std::fs::read(self.path(file)).unwrap());
            }
            Step::Restore(file) => {
                if let Some(saved) = self.saved.get(&file) {
                    std::fs::write(self.path(file), saved).unwrap();
                }
            }
        }
    }

    fn record(&self, at: usize) -> Option<(&'static Kind, RecordId)> {
        let count = self.records.len();
        (count > 0).then(|| self.records[at % count])
    }

    /// Changes a record, where the file knows of it.
    fn change(
        &mut self,
        file: usize,
        kind: &'static Kind,
        record: RecordId,
        fields: &[(&'static Field, Option<Value>)],
    ) {
        let author = self.author(&format!("{} edit", kind.id));
        let store = self.open(file);
        if store.get(kind, record).unwrap().is_some() {
            let write = store.write(&author, |writing| writing.change(kind, record, fields));
            write.unwrap();
        }
    }

    fn add(&mut self, file: usize, kind: &'static Kind) {
        let mut pledges = self.records.iter().filter(|(kind, _)| kind.id == "pledge");
        let about = pledges.next_back().map(|(_, record)| *record);
        if kind.id == "progress" && about.is_none() {
            return;
        }
        let author = self.author(&format!("{} add", kind.id));
        let mut said: Vec<_> = fields(kind)[1..3]
            .iter()
            .map(|field| (*field, Some(text("甲"))))
            .collect();
        if kind.id == "progress" {
            said.push((&progress::PLEDGE, about.map(Value::Reference)));
        }
        let mut added = None;
        let write = self.open(file).write(&author, |writing| {
            let id = writing.new_id(kind)?;
            said.push((&REF, Some(text(&writing.next_ref(CODES[file], kind)?))));
            added = Some((kind, id));
            writing.change(kind, id, &said)
        });
        write.unwrap();
        self.records.extend(added);
    }

    fn answer(&mut self, file: usize, which: usize, yes: bool) {
        let author = self.author(if yes {
            "proposal accept"
        } else {
            "proposal refuse"
        });
        let store = self.open(file);
        let proposals = store.proposals().unwrap();
        if proposals.is_empty() {
            return;
        }
        let proposal = &proposals[which % proposals.len()];
        let write = store.write(&author, |writing| {
            if yes {
                writing.accept(&[proposal])
            } else {
                writing.refuse(&[proposal])
            }
        });
        write.unwrap();
    }

    fn redact(&mut self, file: usize, at: usize, field: usize) {
        let Some((kind, record)) = self.record(at) else {
            return;
        };
        let author = self.author("redact");
        let store = self.open(file);
        if store.may_erase(kind, record).unwrap() {
            let erasing = Erasing {
                kind,
                record,
                field: fields(kind)[field % 3],
                reason: "r",
                everywhere: false,
                whole: &[],
            };
            let sought = store.sought(kind, record, erasing.field).unwrap();
            store.redact(&author, &erasing, &sought).unwrap();
        }
    }

    /// JD's file says that something of a record is erased, and what remains.
    fn forge(&mut self, at: usize, noun: usize, field: usize) {
        let Some((kind, record)) = self.record(at) else {
            return;
        };
        let field = fields(kind)[field].id;
        let author = self.author("redact");
        let store = self.open(JD);
        let own = |change: &&Change| change.record == record && change.kind == kind.id;
        let ids: Vec<_> = dump::log(&store)
            .values()
            .filter(own)
            .map(|one| one.id)
            .collect();
        let noun = ["pledge", "progress", "household", "person", kind.id][noun];
        let write = store.write(&author, |writing| {
            let hexes: Vec<String> = ids.iter().map(|id| hex(&id.0)).collect();
            let stated = json!({"changes": hexes, "field": field, "noun": noun, "reason": "x"});
            let mut enter = |kind: &str, verb: &str, over, body: Json| {
                let Json::Object(body) = body else {
                    return Ok(());
                };
                writing.enter((kind, verb), record, over, ids.last().copied(), body)
            };
            enter(noun, "x", Vec::new(), json!({"note": "假"}))?;
            enter(REDACTION, "redact", Vec::new(), stated)?;
            for id in &ids {
                enter(
                    REMAINS,
                    "name",
                    vec![*id],
                    json!({"fields": {"name": "假"}}),
                )?;
            }
            Ok(())
        });
        write.unwrap();
        // Nothing was computed of it.
        store.rebuild(&|_, _| ()).unwrap();
    }

    /// Brings all files into a copy of one, in an order; tells what its tables say.
    fn together(&self, viewer: usize, order: &[usize], one_by_one: bool) -> Store {
        let all = self.path("all");
        drop(std::fs::remove_file(&all));
        std::fs::copy(self.path(viewer), &all).unwrap();
        let store = Store::open(&all, KINDS).unwrap();
        let others: Vec<PathBuf> = order.iter().map(|file| self.path(file)).collect();
        if one_by_one {
            for other in &others {
                store
                    .merge_only(std::slice::from_ref(other), mode())
                    .unwrap();
            }
        } else {
            store.merge_only(&others, mode()).unwrap();
        }
        store
    }

    /// Checks of a file that has everything that each record's owner is he who began it, that what waits
    /// is of who does not decide, and that exactly those bodies are missing which were erased by right.
    fn check(&self, viewer: usize, store: &Store) {
        let log = dump::log(store);
        for kind in ADDED {
            let sql = format!("select record, origin from main.\"{}\"", kind.id);
            let origins = store.plain_rows(&sql, [], |row| {
                Ok((RecordId(row.get(0)?), row.get::<_, [u8; 16]>(1)?))
            });
            for (record, origin) in origins.unwrap() {
                if let Some(owner) = owner_of(viewer, &log, (kind.id, record)) {
                    assert_eq!(origin, owner, "{} {record:?}", kind.id);
                }
            }
        }
        let sql = "select change from proposal";
        let read = |row: &rusqlite::Row| Ok(crate::store::ChangeId(row.get(0)?));
        for id in store.plain_rows(sql, [], read).unwrap() {
            let change = &log[&id];
            let office = office_of(viewer, &log, change.writer);
            let kind = KINDS.iter().find(|kind| kind.id == change.kind).unwrap();
            let owner = owner_of(viewer, &log, (kind.id, change.record));
            assert_ne!(office, writer(ZD).0, "{change:?}");
            let is_owners = matches!(kind.decides, Decides::Owner) && kind.about.is_none();
            assert!(!is_owners || owner != Some(office), "{change:?}");
        }
        Self::check_about(viewer, store);
        self.check_bodies(viewer, store);
    }

    /// Checks that what is said about another's pledge counts only where one said so who decides about
    /// that.
    fn check_about(viewer: usize, store: &Store) {
        let log = dump::log(store);
        let sql = "select record, pledge from main.progress where pledge is not null";
        let read = |row: &rusqlite::Row| Ok((RecordId(row.get(0)?), RecordId(row.get(1)?)));
        for (record, about) in store.plain_rows(sql, [], read).unwrap() {
            let Some(owner) = owner_of(viewer, &log, ("pledge", about)) else {
                continue;
            };
            let decides = |row: &&Change| {
                let office = office_of(viewer, &log, row.writer);
                office == writer(ZD).0 || office == owner
            };
            let mut said = log.values().filter(|row| row.record == record);
            assert!(said.any(|row| decides(&row)), "{record:?} about {about:?}");
        }
    }

    fn check_bodies(&self, viewer: usize, store: &Store) {
        let log = dump::log(store);
        let mut had = BTreeSet::new();
        for file in 0..FILES {
            let own = dump::log(&self.open(file)).into_values();
            had.extend(own.filter(|one| one.body.is_some()).map(|one| one.id));
        }
        let mut erased = BTreeSet::new();
        for row in log.values().filter(|row| row.kind == REDACTION) {
            let body = parse_body(row.body.as_deref());
            let told = Redaction::of(&body);
            let kind = KINDS.iter().find(|kind| kind.id == told.kind).unwrap();
            let office = office_of(viewer, &log, row.writer);
            let owner = owner_of(viewer, &log, (kind.id, row.record));
            let may = office == writer(ZD).0 || owner == Some(office);
            if may && told.field != REF.id {
                let named = redacted_changes(&body).into_iter();
                erased
                    .extend(named.filter(|id| log.get(id).is_some_and(|one| one.kind == kind.id)));
            }
        }
        for one in log
            .values()
            .filter(|one| ADDED.iter().any(|kind| kind.id == one.kind))
        {
            let is_there = had.contains(&one.id) && !erased.contains(&one.id);
            assert_eq!(one.body.is_some(), is_there, "in {viewer}: {one:?}");
        }
    }
}

/// Returns what the tables say but for what tells of rows without authority.
fn but_for_proposals(store: &Store) -> Vec<String> {
    let computed = dump::computed(store);
    let lines = computed.lines().filter(|line| {
        ["about", "alias", "erasure", "proposal"]
            .iter()
            .all(|table| !line.starts_with(&format!("insert into {table} ")))
    });
    lines.map(str::to_owned).collect()
}

/// Returns the rows of a file of which none without authority is, but for what was answered.
fn with_authority(store: &Store) -> Vec<Change> {
    let log = dump::log(store);
    let keys: BTreeSet<(String, RecordId)> = log
        .values()
        .map(|one| (one.kind.clone(), one.record))
        .collect();
    let (mut idle, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for (kind, record) in keys {
        let Some(kind) = KINDS.iter().find(|known| known.id == kind) else {
            continue;
        };
        let layout = Layout::of(kind);
        let authority = store.authority().unwrap();
        let entries: Vec<Entry> = entries(&store.connection, &authority, &layout, record).unwrap();
        for entry in &entries {
            if entry.counts {
                answered.extend(entry.over.iter().copied());
            } else {
                idle.insert(entry.id);
            }
        }
    }
    let sql = "select by from erasure group by by having max(counts) = 0";
    let read = |row: &rusqlite::Row| Ok(crate::store::ChangeId(row.get(0)?));
    idle.extend(store.plain_rows(sql, [], read).unwrap());
    let rows = log.into_values();
    rows.filter(|one| !idle.contains(&one.id) || answered.contains(&one.id))
        .collect()
}

/// Returns a copy of a file of which the log has these rows alone.
fn only(world: &World, rows: &[Change]) -> Store {
    let path = world.path("only");
    drop(std::fs::remove_file(&path));
    std::fs::copy(world.path("all"), &path).unwrap();
    let store = Store::open(&path, KINDS).unwrap();
    let transaction = store.begin().unwrap();
    transaction.execute("delete from change", []).unwrap();
    for row in rows {
        admit(&transaction, row).unwrap();
    }
    transaction.commit().unwrap();
    store.rebuild(&|_, _| ()).unwrap();
    store
}

proptest! {
    #![proptest_config(on(16))]

    /// A2 and A9, A5, A7, A8: whatever the order, grouping and repetition.
    #[test]
    fn whose_word_counts_is_a_function_of_the_rows(steps in steps(), viewer in 0..FILES) {
        let world = World::played(&steps);
        for file in 0..FILES {
            check_rebuilt(&world.open(file));
        }
        let mut others: Vec<usize> = (0..FILES).filter(|file| *file != viewer).collect();
        let store = world.together(viewer, &others, true);
        let told = dump::computed(&store);
        check_rebuilt(&store);
        world.check(viewer, &store);
        drop(store);
        others.reverse();
        prop_assert_eq!(&told, &dump::computed(&world.together(viewer, &others, true)));
        let again: Vec<usize> = others.iter().chain(&others[..2]).copied().collect();
        prop_assert_eq!(&told, &dump::computed(&world.together(viewer, &again, false)));
    }

    /// A4: what has no authority changes no table but those that tell of it.
    #[test]
    fn rows_without_authority_change_nothing(steps in steps(), viewer in 0..FILES) {
        let world = World::played(&steps);
        let others: Vec<usize> = (0..FILES).filter(|file| *file != viewer).collect();
        let store = world.together(viewer, &others, false);
        let rows = with_authority(&store);
        let told = but_for_proposals(&store);
        drop(store);
        prop_assert_eq!(told, but_for_proposals(&only(&world, &rows)));
    }
}

/// A world in which JD's file has LY's pledge.
fn with_pledge() -> World {
    let steps = [Step::Merge(JD, ZD), Step::Add(LY, 0), Step::Merge(JD, LY)];
    World::played(&steps)
}

/// Counts the rows that a step writes, to whatever table.
fn written(world: &mut World, file: usize, kind: &'static Kind) -> u64 {
    let author = world.author("x");
    let store = world.open(file);
    let before = store.connection.total_changes();
    let write = store.write(&author, |writing| {
        let id = writing.new_id(kind)?;
        let reference = writing.next_ref(CODES[file], kind)?;
        writing.change(kind, id, &[(&REF, Some(text(&reference)))])
    });
    write.unwrap();
    store.connection.total_changes() - before
}

#[test]
fn a_new_record_costs_no_more_for_what_waits() {
    let mut world = with_pledge();
    for kind in [&pledge::KIND, &unit::KIND] {
        written(&mut world, JD, kind);
        let before = written(&mut world, JD, kind);
        for _ in 0..30 {
            world.play(&Step::Add(JD, 1));
        }
        assert!(world.open(JD).proposal_count().unwrap() >= 30);
        assert_eq!(written(&mut world, JD, kind), before, "{}", kind.id);
    }
}

#[test]
fn what_is_proposed_again_and_again_names_only_what_it_replaces() {
    let mut world = with_pledge();
    for _ in 0..30 {
        world.play(&Step::Edit(JD, 0, 0));
    }
    let store = world.open(JD);
    let log = dump::log(&store);
    let own = log
        .values()
        .filter(|one| one.kind == "pledge" && one.writer == writer(JD).0);
    let most = own.clone().map(|one| one.over.len()).max();
    assert_eq!((own.count(), most), (30, Some(1)));
    assert_eq!(store.proposals().unwrap().len(), 1);
}
