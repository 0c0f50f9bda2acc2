//! Redaction and merging obey the laws of merging together: whatever the order, files end up the
//! same, nothing that was erased is left, and nothing else is lost or put into conflict.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rusqlite::types::Value as Sql;

use super::on;
use crate::kinds::{KINDS, household};
use crate::model::kind::Field;
use crate::model::value::{RecordId, Value};
use crate::store::{Author, Erasing, Mode, Store};

const FILES: usize = 3;
const RECORD: RecordId = RecordId([7; 16]);

#[derive(Clone, Debug)]
enum Step {
    /// In a file, gives each of some fields a value of its own.
    Edit(usize, Vec<usize>),
    Redact(usize, usize),
    /// Into the first file comes the second.
    Merge(usize, usize),
}

fn fields() -> [&'static Field; 4] {
    let field = |id| household::KIND.field(id).unwrap();
    [
        field("phone"),
        field("address"),
        field("need"),
        field("name"),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let file = 0..FILES;
    prop_oneof![
        4 => (file.clone(), proptest::collection::btree_set(0..4_usize, 1..4))
            .prop_map(|(file, set)| Step::Edit(file, set.into_iter().collect())),
        2 => (file.clone(), 0..3_usize).prop_map(|(file, field)| Step::Redact(file, field)),
        4 => (file.clone(), file).prop_map(|(to, from)| Step::Merge(to, from)),
    ]
}

/// Files of offices in a folder.
struct World {
    folder: tempfile::TempDir,
    /// The fields that were redacted.
    redacted: BTreeSet<usize>,
    /// Erased texts that were known there.
    erased: BTreeSet<String>,
}

/// The text that a step gives to a field.
fn text(at: u8, field: usize) -> String {
    format!("text-{at}-{field}")
}

impl World {
    fn path(&self, name: impl std::fmt::Display) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    /// Plays steps, with or without their redactions.
    fn played(steps: &[Step], redacting: bool) -> Self {
        let mut world = Self {
            folder: tempfile::tempdir().unwrap(),
            redacted: BTreeSet::new(),
            erased: BTreeSet::new(),
        };
        for file in 0..FILES {
            let writer = [u8::try_from(file).unwrap() + 1; 16];
            Store::create(&world.path(file), KINDS, writer, None, |_| Ok(())).unwrap();
        }
        let all = Step::Edit(0, vec![0, 1, 2, 3]);
        let start = [all, Step::Merge(1, 0), Step::Merge(2, 0)];
        for (at, step) in (1..).zip(start.iter().chain(steps)) {
            world.play(step, at, redacting);
        }
        world
    }

    fn play(&mut self, step: &Step, at: u8, redacting: bool) {
        let author = Author {
            actor: "王芳".to_owned(),
            verb: "household edit".to_owned(),
            now: 1_301_619_600_000 + 1000 * i64::from(at),
            command: [at; 16],
            because: None,
            reads: Vec::new(),
        };
        match step {
            Step::Edit(file, set) => {
                let value = |field: &usize| Some(Value::Text(text(at, *field)));
                let set: Vec<_> = set.iter().map(|one| (fields()[*one], value(one))).collect();
                let store = Store::open(&self.path(file), KINDS).unwrap();
                let written = store.write(&author, |writing| {
                    writing.change(&household::KIND, RECORD, &set)
                });
                written.unwrap();
            }
            Step::Redact(file, field) if redacting => {
                let store = Store::open(&self.path(file), KINDS).unwrap();
                let known = Told::of(&store);
                let said = (1..at).map(|at| text(at, *field));
                self.erased.extend(said.filter(|text| known.says(text)));
                let erasing = Erasing {
                    kind: &household::KIND,
                    record: RECORD,
                    field: fields()[*field],
                    reason: "r",
                    everywhere: false,
                    whole: &[],
                };
                let sought = store
                    .sought(&household::KIND, RECORD, erasing.field)
                    .unwrap();
                let done = store.redact(&author, &erasing, &sought).unwrap();
                if done.bodies > 0 {
                    self.redacted.insert(*field);
                }
            }
            Step::Merge(to, from) if to != from => merge(&self.path(to), &[self.path(from)]),
            Step::Redact(..) | Step::Merge(..) => {}
        }
    }

    /// Brings all files together in this order; tells of the outcome.
    fn together(&self, order: [usize; FILES], one_by_one: bool) -> Told {
        let all = self.path("all");
        drop(std::fs::remove_file(&all));
        std::fs::copy(self.path(order[0]), &all).unwrap();
        let others: Vec<PathBuf> = order[1..].iter().map(|file| self.path(file)).collect();
        if one_by_one {
            for other in &others {
                merge(&all, std::slice::from_ref(other));
            }
        } else {
            merge(&all, &others);
        }
        let store = Store::open(&all, KINDS).unwrap();
        // Computed anew in a copy, the tables are as they became step by step.
        assert!(!store.verify(&|_, _| ()).unwrap().is_damaged());
        Told::of(&store)
    }
}

fn merge(to: &Path, from: &[PathBuf]) {
    let mode = Mode {
        deed: crate::store::Deed::Merge,
        actor: "王芳",
        strict: true,
        progress: &|_, _| (),
        dry_run: false,
        contents: true,
        backup: None,
        now: 1_301_700_000_000,
    };
    Store::open(to, KINDS)
        .unwrap()
        .merge_only(from, mode)
        .unwrap();
}

/// A file's answers.
#[derive(Debug, PartialEq)]
struct Told {
    changes: Vec<Vec<Sql>>,
    households: Vec<Vec<Sql>>,
    conflicts: Vec<Vec<Sql>>,
}

impl Told {
    fn of(store: &Store) -> Self {
        let rows = |sql: &str| {
            let mut statement = store.connection.prepare(sql).unwrap();
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect());
            let rows: rusqlite::Result<_> = rows.unwrap().collect();
            rows.unwrap()
        };
        Self {
            changes: rows("select id, kind, body from change order by id"),
            households: rows("select phone, address, need, name from household"),
            conflicts: rows("select distinct field from conflict order by field"),
        }
    }

    /// Tells whether any row says a text.
    fn says(&self, text: &str) -> bool {
        let text = format!("\"{text}\"");
        let mut bodies = self.changes.iter().map(|row| &row[2]);
        bodies.any(|body| matches!(body, Sql::Text(body) if body.contains(&text)))
    }
}

proptest! {
    #![proptest_config(on(8))]

    #[test]
    fn redaction_obeys_the_laws_of_merging(steps in proptest::collection::vec(step(), 1..14)) {
        let world = World::played(&steps, true);
        let told = world.together([0, 1, 2], true);
        prop_assert_eq!(&told, &world.together([2, 0, 1], true));
        prop_assert_eq!(&told, &world.together([1, 2, 0], false));
        // What a redaction names is blank, and nothing else is.
        let blank = told.changes.iter().filter(|row| row[2] == Sql::Null).count();
        prop_assert_eq!(blank > 0, !world.redacted.is_empty());
        // What was erased anywhere is in no row.
        prop_assert_eq!(world.erased.iter().find(|text| told.says(text)), None);
        // All else is as if nothing had been redacted.
        let plain = World::played(&steps, false).together([0, 1, 2], true);
        for field in (0..4).filter(|field| !world.redacted.contains(field)) {
            let id = Sql::Text(fields()[field].id.to_owned());
            let of = |told: &Told| told.households.iter().map(|row| row[field].clone()).collect::<Vec<_>>();
            let conflicts = |told: &Told| told.conflicts.iter().any(|row| row[0] == id);
            prop_assert_eq!(of(&told), of(&plain));
            prop_assert_eq!(conflicts(&told), conflicts(&plain));
        }
    }
}
