//! Finds the record that a row is: the one that its identity or official name says, or else a new one
//! that its values tell from others, so that a row that comes again is noticed in whatever form.

use std::borrow::Cow;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::draft::Identity;
use super::events::is_event;
use super::rows::RowReader;
use super::table::Says;
use crate::desk::{Desk, input, official_id};
use crate::error::{Error, Result};
use crate::model::kind::Field;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::sheets::{Row, SheetCell};

impl RowReader<'_> {
    /// Returns what a row says of itself.
    pub(super) fn says(&self, row: &Row) -> Says {
        let Some(reference) = self.reference.and_then(|at| words(row, at)) else {
            return Says::New;
        };
        let plain = input::normalised(&reference);
        // A ledger marks what is void behind the ref.
        let plain = plain.split(['(', ' ']).next().unwrap_or_default();
        let reference = Ref::parse(plain, &self.desk.office)
            .filter(|one| Some(one.letter) == self.table.kind.letter);
        let Some(reference) = reference else {
            return Says::Unclear;
        };
        match self.record.and_then(|at| words(row, at)) {
            Some(hex) => match RecordId::from_hex(hex.trim()) {
                Some(id) => Says::Exported(id, reference),
                None => Says::Unclear,
            },
            None => Says::Numbered(reference),
        }
    }

    /// Returns the identity of a new record, by its official name or by what it says.
    pub(super) fn identity(&self, says: Says, record: &Record) -> Option<Identity> {
        let kind = self.table.kind;
        Some(match says {
            Says::Unclear => return None,
            Says::Exported(id, reference) => Identity::Exported(id, reference),
            _ if kind.official => {
                Identity::Official(official_id(kind.id, &input::normalised(record.title())))
            }
            Says::New => Identity::Content(content(self.desk, record), None),
            Says::Numbered(reference) => {
                Identity::Content(content(self.desk, record), Some(reference))
            }
        })
    }

    pub(super) fn official_name(&self, row: &Row) -> Option<String> {
        Some(input::normalised(&words(row, self.name?)?))
    }
}

/// Hashes what a new record says: the values that are entered, in a fixed order, lists in theirs.
/// What becomes of it later has no part in it.
fn content(desk: &Desk, record: &Record) -> [u8; 16] {
    hashed(desk, record, |field| !is_event(record.kind, field))
}

/// Returns the content under which a record is known: of one that was imported when what is entered
/// with its day was still part of it, that.
pub(super) fn known_content(desk: &Desk, record: &Record, content: [u8; 16]) -> Result<[u8; 16]> {
    let kind = record.kind;
    let was_part = |field: &&'static Field| is_event(kind, field) && !field.by_step;
    let mut fields = kind.all_fields().filter(was_part);
    let is_known =
        |content| Ok::<_, Error>(desk.store.known(kind, occurrence(content, 1))?.is_some());
    if !fields.any(|field| record.value(field).is_some()) || is_known(content)? {
        return Ok(content);
    }
    let former = hashed(desk, record, |field| !field.by_step);
    Ok(if is_known(former)? { former } else { content })
}

fn hashed(desk: &Desk, record: &Record, is_told: impl Fn(&Field) -> bool) -> [u8; 16] {
    // Hashed as a whole, since each row has many short parts.
    let mut parts = Vec::with_capacity(512);
    let mut part = |text: &str| {
        parts.extend((text.len() as u64).to_be_bytes());
        parts.extend(text.as_bytes());
    };
    part("import");
    part(record.kind.id);
    part(&desk.office);
    for (field, value) in record.kind.all_fields().zip(&record.values) {
        let Some(value) = value.as_ref().filter(|_| is_told(field)) else {
            continue;
        };
        part(field.id);
        part(&in_one_form(value));
    }
    first_half(&Sha256::digest(&parts))
}

/// Writes a value in one form, a list in the order of its items.
fn in_one_form(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) => input::normalised(text).into(),
        Value::List(items) => {
            let items = items.iter().map(|item| item.to_json().to_string());
            let mut items: Vec<String> = items.collect();
            items.sort();
            Json::from(items).to_string().into()
        }
        value => value.to_json().to_string().into(),
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
        SheetCell::Empty | SheetCell::Unsaved => return None,
        SheetCell::Text(text) | SheetCell::Broken(text) | SheetCell::Time(text) => {
            Cow::Borrowed(text.as_str())
        }
        SheetCell::Number(number) | SheetCell::Share(number) => number.to_string().into(),
        SheetCell::Flag(flag) => flag.to_string().into(),
        SheetCell::Day(day) => day.to_string().into(),
        SheetCell::Many(items) => items.join("、").into(),
    };
    (!words.trim().is_empty()).then_some(words)
}
