//! Taking back the last command, by changes that restore what it found.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::change::Change;
use super::fold::{Entry, Layout};
use super::log::{Writing, entries, find_change};
use crate::error::{Error, Result};
use crate::model::kind::VOID;
use crate::model::record::Record;

impl Writing<'_> {
    /// Takes back this file's last command: every field it set is again what the command found,
    /// and what it added is void. Returns the records.
    ///
    /// # Errors
    /// Where there is nothing to take back, or a record has since been changed elsewhere.
    pub(crate) fn undo(
        &mut self,
        nothing: impl Fn() -> Error,
        since: impl Fn(&str) -> Error,
    ) -> Result<Vec<Record>> {
        let undone = self.last_command()?;
        if undone.is_empty() {
            return Err(nothing());
        }
        let mut records = Vec::new();
        for change in &undone {
            let kind = self.store.kinds.iter().find(|kind| kind.id == change.kind);
            if let Some(kind) = kind {
                records.push(self.take_back(&Layout::of(kind), change, &undone, &since)?);
            }
        }
        Ok(records)
    }

    /// Returns the changes of this file's last command, the newest first.
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
            found.push(change);
        }
        Ok(found)
    }

    fn take_back(
        &mut self,
        layout: &Layout,
        change: &Change,
        command: &[Change],
        since: impl Fn(&str) -> Error,
    ) -> Result<Record> {
        let entries = entries(&self.store.connection, layout, change.record)?;
        let state = layout.fold(&entries);
        let set: Vec<usize> = entries
            .iter()
            .filter(|entry| entry.id == change.id)
            .flat_map(|entry| entry.values.iter().map(|(field, _)| *field))
            .collect();
        // Undoing appends to the record itself, so that the command's own later changes do not count.
        let overtaken = entries.iter().any(|entry| {
            entry.over.contains(&change.id)
                && entry.values.iter().any(|(field, _)| set.contains(field))
                && !command.iter().any(|own| own.id == entry.id)
                && self.last != Some(entry.id)
        });
        if overtaken {
            let reference = state
                .as_ref()
                .and_then(|state| state.values[layout.reference].as_ref()?.as_str());
            return Err(since(reference.unwrap_or_default()));
        }
        let was_new = entries.first().is_some_and(|first| first.id == change.id);
        let body = if was_new && layout.kind.letter.is_some() {
            BTreeMap::from([(VOID.id.to_owned(), Json::from("undo"))])
        } else {
            set.iter()
                .filter(|field| **field != layout.reference)
                .map(|field| {
                    let before = before(&entries, change, *field);
                    (layout.fields[*field].to_owned(), before)
                })
                .collect()
        };
        self.append(layout, change.record, state.as_ref(), body)
    }
}

/// Returns what a field was before a change: what the greatest of the changes it replaces set.
fn before(entries: &[Entry], change: &Change, field: usize) -> Json {
    let replaced = entries
        .iter()
        .rev()
        .filter(|entry| change.over.contains(&entry.id));
    let mut values = replaced.filter_map(|entry| entry.value(field));
    values.next().cloned().unwrap_or_default()
}
