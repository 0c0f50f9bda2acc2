//! From a record's changes to its values: which changes are heads, and where heads differ.
//!
//! A head of a field is a change that sets it and is not replaced by another change that sets it.
//! The clocks of the authors have no say in it; the greatest id only chooses which of several
//! differing heads is shown. Linear in the number of changes.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::change::ChangeId;
use crate::model::kind::{Kind, REF, VOID};

/// What folding reads of a change.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: ChangeId,
    pub(crate) over: Vec<ChangeId>,
    /// Empty where the body was redacted.
    pub(crate) body: Map<String, Json>,
}

/// A set of fields that are decided together: one field, or a declared group. A bit each.
type Mask = u64;

/// What the log says of one record.
#[derive(Debug)]
pub(crate) struct State {
    /// Field to value, as in the log; of fields that the kind knows.
    pub(crate) values: BTreeMap<&'static str, Json>,
    /// Per undecided field or group, the first field's identifier and the heads that differ.
    pub(crate) conflicts: Vec<(&'static str, Vec<ChangeId>)>,
    heads: Vec<(&'static str, Vec<ChangeId>)>,
    /// The first and the last change.
    pub(crate) first: ChangeId,
    pub(crate) newest: ChangeId,
}

/// Folds the changes of one record, given in ascending order of their ids and not empty.
pub(crate) fn fold(kind: &'static Kind, entries: &[Entry]) -> Option<State> {
    let (first, newest) = (entries.first()?.id, entries.last()?.id);
    let units = units(kind);
    let sets: Vec<Mask> = entries.iter().map(|entry| mask(&units, entry)).collect();
    let replaced = replaced(entries, &sets);
    let mut state = State {
        values: BTreeMap::new(),
        conflicts: Vec::new(),
        heads: Vec::new(),
        first,
        newest,
    };
    for (bit, unit) in units.iter().enumerate() {
        let is_head = |at: &usize| sets[*at] & !replaced[*at] & (1 << bit) != 0;
        let heads: Vec<&Entry> = (0..entries.len())
            .filter(is_head)
            .map(|at| &entries[at])
            .collect();
        state.settle(unit, &heads);
    }
    state.settle_ref(entries);
    state.settle_void(entries);
    Some(state)
}

impl State {
    /// Returns the changes that a new change to these fields replaces: their heads and the heads
    /// of `void`; a change of `void` itself replaces every head.
    pub(crate) fn over(&self, kind: &'static Kind, fields: &[&str]) -> Vec<ChangeId> {
        let units = units(kind);
        let voids = fields.contains(&VOID.id);
        let touched = |first: &str| {
            voids
                || first == VOID.id
                || units
                    .iter()
                    .any(|unit| unit[0] == first && unit.iter().any(|field| fields.contains(field)))
        };
        let mut over: Vec<ChangeId> = self
            .heads
            .iter()
            .filter(|(first, _)| touched(first))
            .flat_map(|(_, heads)| heads.iter().copied())
            .collect();
        over.sort_unstable();
        over.dedup();
        over
    }

    fn settle(&mut self, unit: &[&'static str], heads: &[&Entry]) {
        let Some(shown) = heads.last() else {
            return;
        };
        for field in unit {
            if let Some(value) = shown.body.get(*field).filter(|value| !value.is_null()) {
                self.values.insert(field, value.clone());
            }
        }
        let differs = |head: &&Entry| {
            let value =
                |entry: &Entry, field: &str| entry.body.get(field).cloned().unwrap_or_default();
            unit.iter()
                .any(|field| value(head, field) != value(shown, field))
        };
        let ids: Vec<ChangeId> = heads.iter().map(|head| head.id).collect();
        // A ref is given once; the earliest stands.
        if unit[0] != REF.id && heads.iter().copied().any(|head| differs(&head)) {
            self.conflicts.push((unit[0], ids.clone()));
        }
        self.heads.push((unit[0], ids));
    }

    fn settle_ref(&mut self, entries: &[Entry]) {
        if let Some(given) = entries.iter().find_map(|entry| entry.body.get(REF.id)) {
            self.values.insert(REF.id, given.clone());
        }
    }

    /// A void beside an edit that neither had seen is a conflict of `void`.
    fn settle_void(&mut self, entries: &[Entry]) {
        let undecided = self.conflicts.iter().any(|(field, _)| *field == VOID.id);
        if undecided || !self.values.contains_key(VOID.id) {
            return;
        }
        let find = |id: &ChangeId| {
            entries
                .binary_search_by(|entry| entry.id.cmp(id))
                .ok()
                .map(|at| &entries[at])
        };
        let void_heads: Vec<&Entry> = self
            .heads
            .iter()
            .filter(|(field, _)| *field == VOID.id)
            .flat_map(|(_, heads)| heads.iter().filter_map(find))
            .collect();
        let unseen = |head: &&Entry| {
            void_heads.iter().any(|void| {
                void.id != head.id && !void.over.contains(&head.id) && !head.over.contains(&void.id)
            })
        };
        let mut rivals: Vec<ChangeId> = self
            .heads
            .iter()
            .filter(|(field, _)| *field != VOID.id && *field != REF.id)
            .flat_map(|(_, heads)| heads.iter().filter_map(find))
            .filter(unseen)
            .map(|head| head.id)
            .collect();
        if rivals.is_empty() {
            return;
        }
        rivals.extend(void_heads.iter().map(|void| void.id));
        rivals.sort_unstable();
        rivals.dedup();
        self.conflicts.push((VOID.id, rivals));
    }
}

/// The fields of a kind, those of a group together.
fn units(kind: &'static Kind) -> Vec<Vec<&'static str>> {
    let mut units: Vec<Vec<&'static str>> = Vec::new();
    for field in kind.all_fields() {
        let group: Vec<&str> = kind
            .group_of(field)
            .iter()
            .map(|member| member.id)
            .collect();
        if group[0] == field.id {
            units.push(group);
        }
    }
    units
}

fn mask(units: &[Vec<&'static str>], entry: &Entry) -> Mask {
    let sets = |unit: &Vec<&str>| unit.iter().any(|field| entry.body.contains_key(*field));
    let bits = units.iter().enumerate().filter(|(_, unit)| sets(unit));
    bits.fold(0, |mask, (bit, _)| mask | 1 << bit)
}

/// Per change, the fields for which another change replaces it.
fn replaced(entries: &[Entry], sets: &[Mask]) -> Vec<Mask> {
    let mut replaced = vec![0; entries.len()];
    for (entry, set) in entries.iter().zip(sets) {
        for id in entry.over.iter().filter(|id| **id != entry.id) {
            if let Ok(at) = entries.binary_search_by(|other| other.id.cmp(id)) {
                replaced[at] |= set;
            }
        }
    }
    replaced
}
