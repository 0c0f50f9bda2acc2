//! Events of a history.

use proptest::collection::vec;
use proptest::prelude::*;

/// One thing that happens to one file, or between two.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A new record, under the next number of the file's office.
    Add {
        file: u8,
        kind: u8,
    },
    /// An office adds the unit that every office knows by the same name.
    AddOfficial {
        file: u8,
        value: u8,
    },
    /// A command that sets fields of one or two records.
    Edit {
        file: u8,
        edits: Vec<Edit>,
    },
    Void {
        file: u8,
        record: u8,
        reason: u8,
    },
    /// Two persons are said to be one, or no longer.
    Same {
        file: u8,
        one: u8,
        other: u8,
        apart: bool,
    },
    Undo {
        file: u8,
    },
    /// An operation of the file's journal is taken back, wherever it stands in it.
    UndoAt {
        file: u8,
        operation: u8,
    },
    Redo {
        file: u8,
    },
    Decide {
        file: u8,
        conflict: u8,
        head: u8,
    },
    Merge {
        into: u8,
        from: Vec<u8>,
    },
    /// The file is copied, and the copy goes on beside it.
    Copy {
        file: u8,
    },
    /// A part of the file is made for the office of another, and is used beside it.
    Share {
        file: u8,
        other: u8,
    },
    Save {
        file: u8,
    },
    /// The file is again what it was when it was saved.
    Restore {
        file: u8,
    },
    /// The file's clock goes wrong, by up to years.
    Clock {
        file: u8,
        ahead: i64,
    },
    /// Time passes, or does not.
    Wait {
        milliseconds: u16,
    },
    /// The same log in other bytes.
    Vacuum {
        file: u8,
    },
}

/// A field of a record, and the number of a value.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) record: u8,
    pub(super) field: u8,
    pub(super) value: u8,
}

/// Number of files that a history begins with, and its events.
pub(super) type History = (usize, Vec<Step>);

/// Draws histories of 2 to 4 files, which copying may make 6.
pub(super) fn histories() -> impl Strategy<Value = History> {
    (2..=4_usize, vec(step(), 4..36))
}

const YEARS: i64 = 5 * 365 * 24 * 3_600_000;

fn step() -> impl Strategy<Value = Step> {
    let edit = (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(record, field, value)| Edit {
        record,
        field,
        value,
    });
    prop_oneof![
        4 => (any::<u8>(), any::<u8>()).prop_map(|(file, kind)| Step::Add { file, kind }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(file, value)| Step::AddOfficial { file, value }),
        9 => (any::<u8>(), vec(edit, 1..4)).prop_map(|(file, edits)| Step::Edit { file, edits }),
        2 => (any::<u8>(), any::<u8>(), any::<u8>())
            .prop_map(|(file, record, reason)| Step::Void { file, record, reason }),
        3 => (any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>())
            .prop_map(|(file, one, other, apart)| Step::Same { file, one, other, apart }),
        3 => any::<u8>().prop_map(|file| Step::Undo { file }),
        1 => (any::<u8>(), any::<u8>())
            .prop_map(|(file, operation)| Step::UndoAt { file, operation }),
        2 => any::<u8>().prop_map(|file| Step::Redo { file }),
        2 => (any::<u8>(), any::<u8>(), any::<u8>())
            .prop_map(|(file, conflict, head)| Step::Decide { file, conflict, head }),
        7 => (any::<u8>(), vec(any::<u8>(), 1..4))
            .prop_map(|(into, from)| Step::Merge { into, from }),
        1 => any::<u8>().prop_map(|file| Step::Copy { file }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(file, other)| Step::Share { file, other }),
        1 => any::<u8>().prop_map(|file| Step::Save { file }),
        1 => any::<u8>().prop_map(|file| Step::Restore { file }),
        1 => (any::<u8>(), -YEARS..YEARS).prop_map(|(file, ahead)| Step::Clock { file, ahead }),
        1 => (0..3000_u16).prop_map(|milliseconds| Step::Wait { milliseconds }),
        1 => any::<u8>().prop_map(|file| Step::Vacuum { file }),
    ]
}
