//! What a file's journal must say: its operations, what each brought, and what turned it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::oracle::Seen;

/// The operations of one file, those that turned others within the one they turned.
#[derive(Clone, Debug, Default)]
pub(super) struct Mirror {
    pub(super) operations: Vec<Operation>,
    /// How many operations were noted, those that turned others too.
    pub(super) noted: i64,
    /// The bytes of the files that were merged.
    pub(super) merged: BTreeSet<Vec<u8>>,
}

/// A command or merge.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) number: i64,
    /// The events that came with it.
    pub(super) events: Vec<usize>,
    /// Number and events of what took it back, brought it back, and so on.
    pub(super) turns: Vec<(i64, Vec<usize>)>,
    pub(super) merge: Option<Merged>,
    /// True if it gave a part of the file away, or made it, which nobody takes back.
    pub(super) is_fixed: bool,
}

/// A merge: what is needed to take it back and to bring it back.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    /// The files that were not known byte for byte, with their bytes.
    pub(super) sources: Vec<(PathBuf, Vec<u8>)>,
    /// The tables before it.
    pub(super) before: String,
}

impl Operation {
    pub(super) fn is_undone(&self) -> bool {
        !self.turns.len().is_multiple_of(2)
    }

    /// Returns its events and those of what turned it.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> {
        let turned = self.turns.iter().flat_map(|(_, events)| events);
        self.events.iter().chain(turned).copied()
    }

    /// Returns the number of what turned it last, or its own.
    pub(super) fn last(&self) -> i64 {
        self.turns.last().map_or(self.number, |(number, _)| *number)
    }
}

impl Mirror {
    /// Tells whether it goes on from what another said.
    pub(super) fn goes_on_from(&self, before: &Self) -> bool {
        let is_same = |(now, before): (&Operation, &Operation)| {
            (now.number, &now.events) == (before.number, &before.events)
                && now.turns.starts_with(&before.turns)
        };
        before.operations.len() <= self.operations.len()
            && self.operations.iter().zip(&before.operations).all(is_same)
    }

    /// Notes an operation that is no turn of another.
    pub(super) fn note(&mut self, events: Vec<usize>, merge: Option<Merged>) {
        self.noted += 1;
        self.operations.push(Operation {
            number: self.noted,
            events,
            turns: Vec::new(),
            merge,
            is_fixed: false,
        });
    }

    /// Notes that a part was given away, or that the file was made as one.
    pub(super) fn note_part(&mut self, events: Vec<usize>) {
        self.note(events, None);
        if let Some(noted) = self.operations.last_mut() {
            noted.is_fixed = true;
        }
    }

    /// Notes what turned an operation.
    pub(super) fn turn(&mut self, at: usize, events: Vec<usize>) {
        self.noted += 1;
        self.operations[at].turns.push((self.noted, events));
    }

    /// Returns the place of the last operation that stands.
    pub(super) fn standing(&self) -> Option<usize> {
        let stands = |one: &Operation| !one.is_undone() && !one.is_fixed;
        self.operations.iter().rposition(stands)
    }

    /// Returns the place of the operation that was taken back last, if nothing was entered since.
    pub(super) fn to_redo(&self) -> Option<usize> {
        let undone = self.operations.iter().enumerate();
        let undone = undone.filter(|(_, one)| one.is_undone());
        let (at, last) = undone.max_by_key(|(_, one)| one.last())?;
        let newest = self.operations.last()?.number;
        (newest < last.last()).then_some(at)
    }

    /// Returns the events of a command, of what turned it, and of every later command that is taken back.
    pub(super) fn from(&self, at: usize) -> Seen {
        let later = self.operations[at + 1..].iter();
        let later = later.filter(|one| one.is_undone());
        let own = std::iter::once(&self.operations[at]).chain(later);
        let commands = own.filter(|one| one.merge.is_none());
        commands.flat_map(Operation::all).collect()
    }

    /// Returns the events of all that turned a command since an operation was taken back last.
    pub(super) fn turns_from(&self, at: usize) -> Seen {
        let first = self.operations[at].last();
        let commands = self.operations.iter().filter(|one| one.merge.is_none());
        let turns = commands.flat_map(|one| &one.turns);
        let later = turns.filter(|(number, _)| *number >= first);
        later
            .flat_map(|(_, events)| events.iter().copied())
            .collect()
    }

    /// Returns every event that was written after the operation of a number, also in turning one.
    pub(super) fn after(&self, number: i64) -> Seen {
        let own = self.operations.iter().filter(|one| one.merge.is_none());
        let own = own.flat_map(|one| {
            let first = std::iter::once((one.number, &one.events));
            first.chain(one.turns.iter().map(|(number, events)| (*number, events)))
        });
        let later = own.filter(|(own, _)| *own > number);
        later
            .flat_map(|(_, events)| events.iter().copied())
            .collect()
    }
}
