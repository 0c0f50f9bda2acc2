//! Merging is a set union: neither order nor grouping nor repetition has a say in it, and nothing
//! is lost, whatever rows a file has and lacks.

use std::path::PathBuf;

use proptest::prelude::*;
use rusqlite::Connection;

use super::step::{History, histories};
use super::world::{World, check_rebuilt, derived, new_store};
use super::{dump, on};
use crate::store::log::change::Change;
use crate::store::log::rows::admit;
use crate::store::{Deed, Merged, Mode, Store};

/// Returns a history and how to shuffle what it made.
fn shuffled() -> impl Strategy<Value = (History, Vec<usize>, usize)> {
    let order = Just((0..6).collect::<Vec<usize>>()).prop_shuffle();
    (histories(), order, 1..5_usize)
}

pub(super) fn mode() -> Mode<'static> {
    Mode {
        deed: Deed::Merge,
        actor: "王芳",
        strict: true,
        progress: &|_, _| (),
        dry_run: false,
        contents: true,
        backup: None,
        now: 0,
    }
}

/// Makes a file that has no changes of its own.
fn empty(world: &World, name: &str) -> Store {
    let path = world.folder.path().join(name);
    new_store(&path, derived(&[name]).0)
}

fn paths(world: &World) -> Vec<PathBuf> {
    world.files.iter().map(|file| file.path.clone()).collect()
}

/// Writes a file that has just these rows, in this order.
pub(super) fn write_rows(world: &World, name: &str, rows: &[Change]) -> PathBuf {
    let store = empty(world, name);
    let transaction = store.begin().unwrap();
    for row in rows {
        admit(&transaction, row).unwrap();
    }
    transaction.commit().unwrap();
    world.folder.path().join(name)
}

proptest! {
    #![proptest_config(on(20))]

    /// Invariant 2: A⊔B = B⊔A, (A⊔B)⊔C = A⊔(B⊔C), L⊔L = L, of as many files as there are.
    #[test]
    fn order_grouping_and_repetition_make_no_difference((history, order, split) in shuffled()) {
        let world = World::of(&history, |_, _| {});
        let files = paths(&world);
        let expected = empty(&world, "all.db");
        expected.merge_only(&files, mode()).unwrap();
        let listed = dump::listed(&expected);
        let expected = (dump::log(&expected), dump::computed(&expected));

        let order: Vec<PathBuf> = order.iter().filter_map(|at| files.get(*at).cloned()).collect();
        let (some, others) = order.split_at(split.min(order.len()));
        let [left, right] = ["left.db", "right.db"].map(|name| empty(&world, name));
        left.merge_only(some, mode()).unwrap();
        for file in others {
            right.merge_only(std::slice::from_ref(file), mode()).unwrap();
            right.merge_only(std::slice::from_ref(file), mode()).unwrap();
        }
        let path = |name: &str| world.folder.path().join(name);
        right.merge_only(&[path("left.db")], mode()).unwrap();
        left.merge_only(&[path("right.db")], mode()).unwrap();
        for store in [&left, &right] {
            prop_assert!(dump::log(store) == expected.0);
            prop_assert_eq!(dump::computed(store), expected.1.as_str());
            prop_assert_eq!(dump::listed(store), listed.as_str());
        }
        // Each into the files themselves, where all is known of some records already.
        for file in &world.files {
            file.store().merge_only(&[path("left.db")], mode()).unwrap();
            prop_assert_eq!(dump::computed(file.store()), expected.1.as_str());
            prop_assert_eq!(dump::listed(file.store()), listed.as_str());
        }
    }

    /// Invariants 2 and 9: rows may come in any portions, what follows before what it follows.
    #[test]
    fn rows_in_any_portions_end_the_same(
        (history, _, portions) in shuffled(),
        places in prop::collection::vec(any::<u16>(), 64),
    ) {
        let world = World::of(&history, |_, _| {});
        let whole = empty(&world, "all.db");
        whole.merge_only(&paths(&world), mode()).unwrap();
        let mut rows: Vec<Change> = dump::log(&whole).into_values().collect();
        let place = |at: usize| places[at % places.len()].wrapping_mul(u16::try_from(at).unwrap_or(1) | 1);
        let mut keyed: Vec<(u16, Change)> = rows.drain(..).enumerate().map(|(at, row)| (place(at), row)).collect();
        keyed.sort_by_key(|(place, _)| *place);
        rows.extend(keyed.into_iter().map(|(_, row)| row));
        let target = empty(&world, "target.db");
        for (at, portion) in rows.chunks(rows.len() / portions + 1).enumerate() {
            let file = write_rows(&world, &format!("portion-{at}.db"), portion);
            target.merge_only(&[file], mode()).unwrap();
            check_rebuilt(&target);
        }
        prop_assert_eq!(dump::computed(&target), dump::computed(&whole));
        prop_assert_eq!(dump::listed(&target), dump::listed(&whole));
    }

    /// Invariant 3, and what is told of it; a dry run tells the same and does nothing.
    #[test]
    fn nothing_is_lost_and_a_dry_run_foretells_it(history in histories(), from in any::<prop::sample::Index>()) {
        let mut world = World::of(&history, |_, _| {});
        let into = from.index(world.files.len());
        let from: Vec<usize> = (0..world.files.len()).filter(|other| *other != into).collect();
        let (known, before) = (dump::log(world.files[into].store()), dump::computed(world.files[into].store()));
        let everything = raw(&world.files[into].path);
        let foretold = world.try_merge(into, &from, true).unwrap();
        prop_assert!(raw(&world.files[into].path) == everything, "a dry run writes nothing");
        let merged = world.merge(into, &from);
        prop_assert_eq!(told(&foretold), told(&merged));
        let now = dump::log(world.files[into].store());
        let mut offered = known.clone();
        for (other, file) in from.iter().zip(&merged.files) {
            let log = dump::log(world.files[*other].store());
            let added = log.keys().filter(|id| !offered.contains_key(id)).count();
            prop_assert_eq!(file.changes, added);
            offered.extend(log);
        }
        prop_assert!(now == offered, "the union, byte for byte");
        prop_assert!(known.iter().all(|(id, row)| now.get(id) == Some(row)));
        let again = world.merge(into, &from);
        prop_assert!(again.files.iter().all(|file| (file.new, file.changed, file.changes) == (0, 0, 0)));
        prop_assert!(again.conflicts.is_empty());
        if known == now {
            prop_assert_eq!(dump::computed(world.files[into].store()), before);
        }
    }
}

/// Returns the bytes of a file.
fn raw(path: &PathBuf) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// Returns what a merge tells, as text.
fn told(merged: &Merged) -> String {
    let conflicts: Vec<_> = merged
        .conflicts
        .iter()
        .map(|one| (one.number, one.key.clone(), one.head_ids()))
        .collect();
    format!("{:#?}\n{conflicts:#?}", merged.files)
}

#[test]
fn other_bytes_of_one_log_bring_nothing() {
    let world = World::new(2);
    let path = &world.files[0].path;
    let renamed = world.folder.path().join("另一个名字.db");
    std::fs::copy(path, &renamed).unwrap();
    Connection::open(&renamed)
        .unwrap()
        .execute_batch("pragma page_size = 8192; vacuum")
        .unwrap();
    assert!(raw(path) != raw(&renamed));
    let merged = world.files[0]
        .store()
        .merge_only(&[renamed], mode())
        .unwrap();
    assert_eq!((merged.files[0].changes, merged.files[0].forks), (0, 0));
}
