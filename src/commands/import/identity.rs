//! Finds the record that a row is: the one that its ref or official name says, or else a new one
//! that its content tells from others, so that a row that comes again is noticed.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::cells::{self, Manner};
use super::rows::RowReader;
use super::table::Identity;
use crate::desk::{input, official_id};
use crate::model::date;
use crate::model::kind::{Choice, Field, Shape};
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::sheets::{Row, SheetCell};
use crate::text::Lang;

impl RowReader<'_> {
    /// Tells whether a row is a new record that only its content tells from others.
    pub(super) fn is_new(&self, row: &Row) -> bool {
        !self.table.kind.official && self.reference.is_none_or(|at| words(row, at).is_none())
    }

    /// Returns which record a row is; `None` where its ref or identity is none.
    pub(super) fn identity(&self, row: &Row) -> Option<Identity> {
        let reference = self.reference.and_then(|at| words(row, at));
        let Some(reference) = reference else {
            if self.table.kind.official {
                let name = self.official_name(row).unwrap_or_default();
                return Some(Identity::Official(official_id(self.table.kind.id, &name)));
            }
            return Some(Identity::Content(self.content(row)));
        };
        let reference = Ref::parse(&input::normalised(&reference), &self.desk.office)
            .filter(|one| Some(one.letter) == self.table.kind.letter)?;
        let id = match self.record.and_then(|at| words(row, at)) {
            Some(hex) => RecordId::from_hex(hex.trim())?,
            None if self.table.kind.official => official_id(
                self.table.kind.id,
                &self.official_name(row).unwrap_or_default(),
            ),
            None => RecordId(self.content(row)),
        };
        Some(Identity::Exported(id, reference))
    }

    pub(super) fn official_name(&self, row: &Row) -> Option<String> {
        Some(input::normalised(&words(row, self.name?)?))
    }

    /// Hashes what a row says: its fields in a fixed order, each in one form whatever that of the
    /// cell; columns that are no field's have no part in it.
    fn content(&self, row: &Row) -> [u8; 16] {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        part("import");
        part(self.table.kind.id);
        part(&self.desk.office);
        for (at, field) in self.fields.iter().enumerate() {
            let column = self.table.heads.column(at);
            if let Some(words) = column.and_then(|column| words(row, column)) {
                part(field.id);
                part(&self.in_one_form(field, &words));
            }
        }
        first_half(&hash.finalize())
    }

    /// Writes what a cell says in one form.
    fn in_one_form(&self, field: &Field, words: &str) -> String {
        let plain = input::normalised(words);
        let manner = Manner {
            restores: false,
            from_1904: self.table.sheet.from_1904,
        };
        let typed = || {
            let typed = cells::inputs(field, &SheetCell::Text(plain.clone()), manner);
            typed.ok().and_then(|mut typed| typed.pop())
        };
        let same = match field.shape {
            Shape::Day => {
                let day = typed().and_then(|typed| date::parse(&typed, self.desk.calendar()).ok());
                day.map(|span| span.last.to_string())
            }
            Shape::Choice(choices) => {
                let labelled = |one: &&Choice| {
                    [Lang::Zh, Lang::En]
                        .map(|lang| one.label.get(lang))
                        .contains(&plain.as_str())
                };
                choices.iter().find(labelled).map(|one| one.id.to_owned())
            }
            Shape::Count | Shape::Flag | Shape::Money | Shape::Percent => typed(),
            _ => None,
        };
        same.unwrap_or(plain)
    }
}

/// Id of the `number`-th record with this content, from 1.
pub(super) fn occurrence(content: [u8; 16], number: u32) -> RecordId {
    if number == 1 {
        return RecordId(content);
    }
    let mut hash = Sha256::new();
    hash.update(content);
    hash.update(number.to_be_bytes());
    RecordId(first_half(&hash.finalize()))
}

fn first_half(digest: &[u8]) -> [u8; 16] {
    digest.first_chunk().copied().unwrap_or_default()
}

/// Returns what a cell says; `None` where it is empty.
fn words(row: &Row, column: usize) -> Option<Cow<'_, str>> {
    let cell = row.cells.get(column)?;
    let words = match cell {
        SheetCell::Empty => return None,
        SheetCell::Text(text) | SheetCell::Broken(text) => Cow::Borrowed(text.as_str()),
        SheetCell::Number(number) => number.to_string().into(),
        SheetCell::Flag(flag) => flag.to_string().into(),
        SheetCell::Day(day) => day.to_string().into(),
        SheetCell::Many(items) => items.join("、").into(),
    };
    (!words.trim().is_empty()).then_some(words)
}
