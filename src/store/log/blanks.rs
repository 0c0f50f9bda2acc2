//! Checks that every body missing from a log is missing by right: nobody erases by leaving out.

use std::collections::{BTreeMap, HashSet};

use super::change::{Change, ChangeId};
use super::remains::{REDACTION, REMAINS, Redaction, redacted_changes};
use super::rows::parse_body;
use crate::model::value::RecordId;

/// A change whose body is gone, and a field that it set.
type Remnant = (ChangeId, String);

/// Tells which bodies are missing that no redaction names, in one file or log.
#[derive(Debug, Default)]
pub(crate) struct Blanks {
    /// Bodies that are blank; of remains, with what they kept.
    blank: BTreeMap<(RecordId, ChangeId), Option<Remnant>>,
    named: HashSet<(RecordId, ChangeId)>,
    erased: HashSet<(RecordId, Remnant)>,
}

impl Blanks {
    /// Adds a row, in whatever order.
    pub(crate) fn add(&mut self, change: &Change) {
        let record = change.record;
        let Some(body) = &change.body else {
            let of = change.over.first().filter(|_| change.kind == REMAINS);
            let kept = of.map(|of| (*of, change.verb.clone()));
            self.blank.insert((record, change.id), kept);
            return;
        };
        if change.kind == REDACTION {
            let body = parse_body(Some(body));
            let field = Redaction::of(&body).field;
            for id in redacted_changes(&body) {
                self.named.insert((record, id));
                self.erased.insert((record, (id, field.clone())));
            }
        }
    }

    /// Returns the bodies that are missing without a redaction.
    pub(crate) fn bare(&self) -> impl Iterator<Item = ChangeId> {
        let bare = self.blank.iter().filter(|(row, kept)| {
            let erased = |kept: &Remnant| self.erased.contains(&(row.0, kept.clone()));
            !self.named.contains(row) && !kept.as_ref().is_some_and(erased)
        });
        bare.map(|((_, id), _)| *id)
    }
}
