//! The journal is a file's own, and turning back and forth leaves nothing behind.

use proptest::prelude::*;

use super::step::histories;
use super::world::{End, World, check_rebuilt};
use super::{dump, on};

proptest! {
    #![proptest_config(on(20))]

    /// What is taken back and brought back is as it was, however far one goes back.
    #[test]
    fn undo_and_then_redo_changes_nothing(history in histories(), file in any::<prop::sample::Index>(), far in 1..6_usize) {
        let mut world = World::of(&history, |_, _| {});
        let file = file.index(world.files.len());
        let mut stood = Vec::new();
        for _ in 0..far {
            let content = dump::content(world.files[file].store());
            if world.undo(file) == End::Refused {
                break;
            }
            world.check(file);
            check_rebuilt(world.files[file].store());
            stood.push(content);
        }
        for content in stood.into_iter().rev() {
            if world.redo(file) == End::Refused {
                break;
            }
            world.check(file);
            prop_assert_eq!(dump::content(world.files[file].store()), content);
        }
        check_rebuilt(world.files[file].store());
    }

    /// The journal never travels: whoever merges a file has one operation more, and no other.
    #[test]
    fn a_merge_brings_no_operations(history in histories(), into in any::<prop::sample::Index>()) {
        let mut world = World::of(&history, |_, _| {});
        for file in &world.files {
            let journal = file.store().journal().unwrap();
            let numbers: Vec<i64> = journal.operations.iter().map(|one| one.number).collect();
            prop_assert_eq!(numbers, (1..=file.mirror.noted).collect::<Vec<_>>());
            for operation in &file.mirror.operations {
                let own = journal.find(operation.number).unwrap();
                prop_assert_eq!(journal.is_undone(own), operation.is_undone());
            }
        }
        let into = into.index(world.files.len());
        let noted = world.files[into].mirror.noted;
        let all: Vec<usize> = (0..world.files.len()).collect();
        world.merge(into, &all);
        let journal = world.files[into].store().journal().unwrap();
        prop_assert!(journal.operations.len() <= usize::try_from(noted).unwrap() + 1);
        prop_assert_eq!(world.files[into].mirror.noted, i64::try_from(journal.operations.len()).unwrap());
    }
}
