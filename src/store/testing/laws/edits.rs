//! Causality, conflicts, undo, and copies of files: what one change does to another.

use proptest::prelude::*;

use super::on;
use super::step::histories;
use super::world::{World, check_rebuilt};

proptest! {
    #![proptest_config(on(40))]

    /// Invariants 5, 6, 8 and 11: the oracle knows nothing of clocks, of who wrote, or of `over`.
    #[test]
    fn every_file_says_what_its_authors_knew(history in histories()) {
        World::of(&history, World::check);
    }

    /// Invariant 2.
    #[test]
    fn what_is_computed_step_by_step_is_what_is_computed_at_once(history in histories()) {
        World::of(&history, |world, file| check_rebuilt(world.files[file].store()));
    }
}
