//! Which proposals of a record are open: not accepted, refused or replaced by who decides, and not
//! taken back or replaced by their own office. An answer that was taken back is none.

use std::collections::{HashMap, HashSet};

use super::{Entry, Layout, Origin};
use crate::store::log::change::ChangeId;

/// What was said of the proposals of a record.
#[derive(Debug, Default)]
pub(crate) struct Answers<'e> {
    undone: HashSet<ChangeId>,
    /// Per proposal, the changes over it that were not taken back.
    later: HashMap<ChangeId, Vec<&'e Entry>>,
}

impl<'e> Answers<'e> {
    /// Reads the changes of a record, of which is known which count.
    pub(crate) fn of(entries: &'e [Entry]) -> Self {
        let proposals = entries.iter().filter(|entry| entry.is_proposal());
        let proposals: HashSet<ChangeId> = proposals.map(|entry| entry.id).collect();
        if proposals.is_empty() {
            return Self::default();
        }
        let undone = undone(entries);
        let mut later: HashMap<ChangeId, Vec<&Entry>> = HashMap::new();
        for entry in entries.iter().filter(|entry| !undone.contains(&entry.id)) {
            for id in entry.over.iter().filter(|id| proposals.contains(id)) {
                later.entry(*id).or_default().push(entry);
            }
        }
        Self { undone, later }
    }

    /// Tells whether a change is a proposal that is open; what takes back or brings back others is one
    /// only where these were accepted. `is_own` tells of a later one whether it is by
    /// whoever proposed.
    pub(crate) fn is_open(
        &self,
        layout: &Layout,
        one: &Entry,
        is_own: impl Fn(&Entry) -> bool,
    ) -> bool {
        let (values, masked) = (&one.values, &one.masked);
        let is_empty = masked.is_empty() && (one.counts || values.is_empty());
        let is_turn = match one.origin {
            Origin::Redo => true,
            Origin::Undo => !one.over.iter().any(|id| self.was_accepted(*id)),
            _ => false,
        };
        if is_empty || is_turn || self.undone.contains(&one.id) {
            return false;
        }
        let sets = |entry: &Entry, at: usize| {
            entry.value(at).is_some() || entry.masked.iter().any(|(own, _)| *own == at)
        };
        let unit = |(at, _): &(usize, _)| layout.unit_of[*at];
        let mut left: HashSet<usize> = values.iter().map(unit).collect();
        for later in self.later.get(&one.id).into_iter().flatten() {
            let own = is_own(later);
            if one.counts {
                if masked.iter().all(|(at, _)| sets(later, *at)) && (own || later.counts) {
                    return false;
                }
            } else if later.counts || own && later.values.is_empty() {
                return false;
            } else if own {
                left.retain(|known| !later.values.iter().any(|set| unit(set) == *known));
            }
        }
        one.counts || !left.is_empty()
    }

    /// Tells whether who decides has set something in the place of a proposal.
    fn was_accepted(&self, id: ChangeId) -> bool {
        let mut later = self.later.get(&id).into_iter().flatten();
        later.any(|later| later.counts && !later.values.is_empty())
    }
}

/// Returns the changes of a record that were taken back and not brought back. Which an undo took back
/// and a redo brings back they name; what they name beside it was seen by what they turned. It takes who
/// decides, or who wrote what is turned.
pub(crate) fn undone(entries: &[Entry]) -> HashSet<ChangeId> {
    let find = |id: &ChangeId| {
        let place = entries.binary_search_by(|entry| entry.id.cmp(id));
        place.ok().map(|place| &entries[place])
    };
    let mut undone = HashSet::new();
    if !entries.iter().any(Entry::turns) {
        return undone;
    }
    let mut seen_by: HashMap<ChangeId, Vec<&Entry>> = HashMap::new();
    for entry in entries {
        for id in &entry.over {
            seen_by.entry(*id).or_default().push(entry);
        }
    }
    for entry in entries.iter().rev().filter(|entry| entry.turns()) {
        if undone.contains(&entry.id) {
            continue;
        }
        let is_redo = matches!(entry.origin, Origin::Redo);
        let is_turned = |one: &&Entry| match one.origin {
            Origin::Undo => is_redo,
            _ => !is_redo,
        };
        let earlier = entry.over.iter().filter(|id| **id < entry.id);
        for one in earlier.filter_map(find).filter(is_turned) {
            let since = |other: &&Entry| {
                is_turned(other) && other.by.command != one.by.command && other.is_over(one.id)
            };
            let seen = &seen_by[&one.id];
            // Whichever are fewer: many of either are no long work.
            let is_only_seen = if seen.len() < entry.over.len() {
                let named = |other: &&&Entry| entry.is_over(other.id);
                seen.iter().filter(named).any(since)
            } else {
                entry
                    .over
                    .iter()
                    .filter_map(find)
                    .any(|other| since(&other))
            };
            if !is_only_seen && (entry.counts || entry.by.writer == one.by.writer) {
                undone.insert(one.id);
            }
        }
    }
    undone
}
