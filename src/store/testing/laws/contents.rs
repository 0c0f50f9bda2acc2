//! The bytes of attached files obey the laws of merging: whatever the order of files, and whichever of
//! them left bytes out on the way, in the end there are those that a row names, each once, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::on;
use super::union::mode;
use super::world::derived;
use crate::kinds::{self, KINDS, attachment, pledge};
use crate::model::kind::{REF, VOID};
use crate::model::value::{RecordId, Value};
use crate::store::content::{self, Content, ContentHash};
use crate::store::{Author, Mode, Store};

const FILES: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    /// In a file, attaches one of some contents to one of two records.
    Attach(usize, u8, usize),
    /// Into the first file comes the second, with its bytes or without.
    Merge(usize, usize, bool),
    /// In a file, erases the attachment of a number, where it may.
    Redact(usize, usize),
    /// Takes back what a file did last.
    Undo(usize),
    /// In a file, voids the attachment of a number.
    Void(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let file = 0..FILES;
    prop_oneof![
        5 => (file.clone(), 0..4_u8, 0..2_usize)
            .prop_map(|(file, content, subject)| Step::Attach(file, content, subject)),
        5 => (file.clone(), file.clone(), any::<bool>())
            .prop_map(|(to, from, whole)| Step::Merge(to, from, whole)),
        2 => (file.clone(), 0..6_usize).prop_map(|(file, number)| Step::Redact(file, number)),
        2 => file.clone().prop_map(Step::Undo),
        1 => (file, 0..6_usize).prop_map(|(file, number)| Step::Void(file, number)),
    ]
}

/// Returns some bytes: nothing, less than a part, a part, and more than one.
fn bytes(content: u8) -> Vec<u8> {
    let length = [0, 1000, 1 << 20, (1 << 20) + 1][usize::from(content)];
    vec![content + 1; length]
}

fn hash(content: u8) -> ContentHash {
    Sha256::digest(bytes(content)).into()
}

struct World {
    folder: tempfile::TempDir,
    /// What was attached, by its record.
    attached: BTreeMap<RecordId, u8>,
    erased: BTreeSet<RecordId>,
    at: u8,
}

impl World {
    fn played(steps: &[Step]) -> Self {
        let mut world = Self {
            folder: tempfile::tempdir().unwrap(),
            attached: BTreeMap::new(),
            erased: BTreeSet::new(),
            at: 0,
        };
        for file in 0..FILES {
            let writer = [u8::try_from(file).unwrap() + 1; 16];
            Store::create(&world.path(file), KINDS, writer, None, |_| Ok(())).unwrap();
        }
        for step in steps {
            world.at += 1;
            world.play(step);
            for file in 0..FILES {
                check(&Store::open(&world.path(file), KINDS).unwrap());
            }
        }
        world
    }

    fn path(&self, name: impl std::fmt::Display) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    fn play(&mut self, step: &Step) {
        let author = |verb: &str| Author {
            actor: "王芳".to_owned(),
            verb: verb.to_owned(),
            now: 1_301_619_600_000 + 1000 * i64::from(self.at),
            command: [self.at; 16],
            because: None,
            reads: Vec::new(),
        };
        let (Step::Attach(file, ..)
        | Step::Merge(file, ..)
        | Step::Redact(file, _)
        | Step::Undo(file)
        | Step::Void(file, _)) = step;
        let store = Store::open(&self.path(file), KINDS).unwrap();
        let kind = kinds::attached();
        let numbered = |number: usize| self.attached.keys().nth(number).copied();
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        match step {
            Step::Attach(file, content, subject) => {
                let id = derived(&["attachment", &self.at.to_string()]);
                let subject = derived(&["pledge", &file.to_string(), &subject.to_string()]);
                let written = store.write(&author("attach"), |writing| {
                    writing.change(&pledge::KIND, subject, &[(&pledge::TITLE, text("修路"))])?;
                    let hash = writing.keep(&bytes(*content))?;
                    let reference = format!("F{file}-F{}", self.at);
                    let fields = [
                        (&REF, text(&reference)),
                        (&attachment::SUBJECT, Some(Value::Reference(subject))),
                        (&attachment::FILE_NAME, text("照片.jpg")),
                        (&attachment::HASH, text(&hash)),
                    ];
                    writing.change(kind, id, &fields)
                });
                written.unwrap();
                self.attached.insert(id, *content);
            }
            Step::Merge(to, from, whole) if to != from => {
                let mode = Mode {
                    contents: *whole,
                    ..mode()
                };
                store.merge_only(&[self.path(from)], mode).unwrap();
            }
            Step::Redact(_, number) => {
                let known = numbered(*number).filter(|id| {
                    store.get(kind, *id).unwrap().is_some() && store.may_erase(kind, *id).unwrap()
                });
                if let Some(id) = known {
                    let fields = [&attachment::HASH, &attachment::FILE_NAME];
                    store
                        .redact_fields(&author("redact"), kind, id, &fields, "r")
                        .unwrap();
                    self.erased.insert(id);
                }
            }
            Step::Undo(_) => drop(store.undo(&author("undo"), None, |_| Ok(()))),
            Step::Void(_, number) => {
                let known = numbered(*number).filter(|id| store.get(kind, *id).unwrap().is_some());
                if let Some(id) = known {
                    let void = [(&VOID, text("重复"))];
                    let written = store.write(&author("attachment void"), |writing| {
                        writing.change(kind, id, &void)
                    });
                    written.unwrap();
                }
            }
            Step::Merge(..) => {}
        }
    }

    /// Brings all files together in this order; returns the hashes of what is kept then.
    fn together(&self, order: [usize; FILES], one_by_one: bool) -> BTreeSet<ContentHash> {
        let all = self.path("all");
        drop(std::fs::remove_file(&all));
        std::fs::copy(self.path(order[0]), &all).unwrap();
        let others: Vec<PathBuf> = order[1..].iter().map(|file| self.path(file)).collect();
        let store = Store::open(&all, KINDS).unwrap();
        if one_by_one {
            for other in &others {
                store
                    .merge_only(std::slice::from_ref(other), mode())
                    .unwrap();
            }
        } else {
            store.merge_only(&others, mode()).unwrap();
        }
        check(&store);
        // Whoever has all of it is brought nothing by merging again.
        let again = store.merge_only(&others, mode()).unwrap();
        assert!(again.files.iter().all(|file| file.contents == 0));
        content::kept(&store.connection).unwrap()
    }
}

/// Checks that what a file keeps is what its hashes say, and named.
fn check(store: &Store) {
    let kept = content::kept(&store.connection).unwrap();
    let named = content::named(&store.connection, KINDS, 0).unwrap();
    assert!(kept.is_subset(&named), "{kept:?} of {named:?}");
    for hash in kept {
        let found = content::read(&store.connection, &hash, |_, _| Ok(())).unwrap();
        assert_eq!(found, Content::Sound);
    }
}

proptest! {
    #![proptest_config(on(12))]

    #[test]
    fn the_bytes_of_attached_files_are_those_that_are_named_in_any_order(
        steps in proptest::collection::vec(step(), 1..16)
    ) {
        let world = World::played(&steps);
        let kept = world.together([0, 1, 2], true);
        prop_assert_eq!(&kept, &world.together([2, 0, 1], true));
        prop_assert_eq!(&kept, &world.together([1, 2, 0], false));
        // A row that stands anywhere names them, and nothing that was erased does.
        let standing = world.attached.iter().filter(|(id, _)| !world.erased.contains(id));
        let expected: BTreeSet<ContentHash> = standing.map(|(_, content)| hash(*content)).collect();
        prop_assert_eq!(kept, expected);
    }
}
