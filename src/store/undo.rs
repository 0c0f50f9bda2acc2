//! Undoes the last command by changes that restore what it found.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value as Json;

use super::fold::entries::entries;
use super::fold::{Entry, Folded, Layout};
use super::log::change::{Change, ChangeId};
use super::log::rows::find_change;
use super::writing::Writing;
use super::{INIT, redact};
use crate::error::{Error, Result};
use crate::model::identity::IDENTITY;
use crate::model::kind::VOID;
use crate::model::record::Record;
use crate::model::share;
use crate::model::value::RecordId;

type Body = BTreeMap<String, Json>;

/// A command that is taken back.
struct Command {
    /// Its changes.
    own: HashSet<ChangeId>,
    /// Changes that it replaced.
    seen: HashSet<ChangeId>,
}

impl Writing<'_> {
    /// Takes back this file's last command: every field it set is again what the command found,
    /// a conflict it decided is undecided again, and what it added is void. Returns what the
    /// command was, and the records.
    ///
    /// # Errors
    /// If there is nothing to take back, or a record has since been changed elsewhere.
    pub(crate) fn undo(
        &mut self,
        nothing: impl Fn() -> Error,
        since: impl Fn(&str) -> Error,
    ) -> Result<(String, Vec<Record>)> {
        let mut undone = self.last_command()?;
        // Without what `init` wrote, a file has neither plan nor office.
        if undone.iter().all(|change| change.verb == INIT) {
            return Err(nothing());
        }
        redact::refuse_undo(&undone)?;
        let command = Command {
            own: undone.iter().map(|change| change.id).collect(),
            seen: undone
                .iter()
                .flat_map(|change| &change.over)
                .copied()
                .collect(),
        };
        // Records are parted before what was decided of them as one is taken back.
        undone.sort_by_key(|change| change.kind != IDENTITY.id);
        let mut taken_back = HashSet::new();
        let mut records = Vec::new();
        for change in &undone {
            let kind = self.store.kinds.iter().find(|kind| kind.id == change.kind);
            if let Some(kind) = kind
                && taken_back.insert((kind.id, change.record))
            {
                let layout = Layout::of(kind);
                records.push(self.take_back(&layout, change.record, &command, &since)?);
            }
        }
        let verb = undone.into_iter().next().map(|change| change.verb);
        Ok((verb.unwrap_or_default(), records))
    }

    /// Returns the changes of this file's last command, the newest first; a file that was given away
    /// is not taken back.
    fn last_command(&self) -> Result<Vec<Change>> {
        let mut found: Vec<Change> = Vec::new();
        let mut next = self.last;
        while let Some(id) = next
            && let Some(change) = find_change(&self.store.connection, id)?
            && found
                .first()
                .is_none_or(|first| first.command == change.command)
        {
            next = change.wprev;
            if change.kind != share::KIND.id {
                found.push(change);
            }
        }
        Ok(found)
    }

    /// Takes back all that a command did to one record, so that no change of it is lost that the
    /// command had not seen.
    fn take_back(
        &mut self,
        layout: &Layout,
        record: RecordId,
        command: &Command,
        since: impl Fn(&str) -> Error,
    ) -> Result<Record> {
        let own = |id: &ChangeId| command.own.contains(id);
        let is_computed = |at: usize| {
            let mut fields = layout.kind.all_fields();
            fields
                .nth(at)
                .is_some_and(|field| layout.kind.is_computed(field))
        };
        let mut entries = entries(&self.store.connection, layout, record)?;
        let state = layout.fold(&entries);
        let set: BTreeSet<usize> = entries
            .iter()
            .filter(|entry| own(&entry.id))
            .flat_map(|entry| entry.values.iter().map(|(field, _)| *field))
            .filter(|field| *field != layout.reference)
            .flat_map(|field| layout.decided_with(layout.fields[field]).iter().copied())
            .filter(|field| !is_computed(*field))
            .collect();
        let was_new = entries.first().is_some_and(|first| own(&first.id));
        entries.retain(|entry| !was_new && !own(&entry.id));
        let found = layout.fold(&entries);
        let bodies = restoring(layout, &entries, found.as_ref(), &set);
        let fields: Vec<usize> = bodies
            .iter()
            .flat_map(|body| body.keys().filter_map(|field| layout.position(field)))
            .collect();
        let mut over = state
            .as_ref()
            .map_or_else(Vec::new, |state| state.over(layout, &fields));
        if over.iter().any(|id| !own(id) && !command.seen.contains(id)) {
            let reference = state
                .as_ref()
                .and_then(|state| state.values[layout.reference].as_ref()?.as_str());
            return Err(since(reference.unwrap_or_default()));
        }
        if let (Some(found), true) = (&found, fields.contains(&layout.void)) {
            // A voiding is again one that had not seen the edits with which it was in conflict.
            over.retain(|id| !found.is_rival(*id));
        }
        let mut newest = state.map(|state| state.newest);
        let mut shown = Record::empty(layout.kind, record);
        for body in bodies {
            shown = self.append_over(layout, record, newest, over.clone(), body)?;
            newest = self.last;
        }
        Ok(shown)
    }
}

/// Returns what to set so that these fields are as they were found; the last of it is what was
/// shown, and what stands before it the other sides of conflicts.
fn restoring(
    layout: &Layout,
    entries: &[Entry],
    found: Option<&Folded>,
    set: &BTreeSet<usize>,
) -> Vec<Body> {
    let Some(found) = found else {
        if layout.kind.letter.is_some() {
            return vec![Body::from([(VOID.id.to_owned(), Json::from("undo"))])];
        }
        let empty = |field: &usize| (layout.fields[*field].to_owned(), Json::Null);
        return vec![set.iter().map(empty).collect()];
    };
    let mut bodies = Vec::new();
    for (unit, heads) in &found.conflicts {
        let fields = layout.decided_with(unit);
        if !fields.iter().any(|field| set.contains(field)) {
            continue;
        }
        let sides = entries.iter().filter(|entry| heads.contains(&entry.id));
        let sides = sides.map(|entry| entry.body(layout, fields));
        let mut sides: Vec<Body> = sides.filter(|body| !body.is_empty()).collect();
        sides.pop();
        bodies.append(&mut sides);
    }
    let shown = |field: &usize| {
        let value = found.values[*field].clone().unwrap_or_default();
        (layout.fields[*field].to_owned(), value)
    };
    bodies.push(set.iter().map(shown).collect());
    bodies
}
