//! From the cells of a row to values of their fields: by the unit of their head, by the roster, and by what
//! somebody said of values that nobody knows.

use std::collections::BTreeSet;

use chrono::Days;

use super::cells::{self, Manner};
use super::events::is_history;
use super::lines::after_example;
use super::roster::NameBook;
use super::rows::RowReader;
use super::spoilt::{DITTO, is_ditto};
use super::table::Reason;
use crate::desk::field::{enterable, set_elsewhere};
use crate::desk::input;
use crate::desk::input::SEPARATORS;
use crate::error::Result;
use crate::model::kind::{Field, LATE, Shape};
use crate::model::value::{Value, yuan};
use crate::sheets::SheetCell;

/// Signs of words by which a day is told from today.
const BY_TODAY: &str = "今昨前本这上下去明后tylnTYLN";
/// How many days earlier such a day is another, whatever the word.
const ANOTHER_DAY: u64 = 1000;

impl RowReader<'_> {
    pub(super) fn value(
        &self,
        field: &'static Field,
        column: usize,
        cell: &SheetCell,
        manner: Manner,
        roster: &mut NameBook,
    ) -> std::result::Result<Option<Value>, Reason> {
        if let (SheetCell::Text(text), false) = (cell, manner.restores)
            && after_example(text).is_some()
        {
            return Err(Reason::Example);
        }
        if !manner.restores && is_ditto(cell) {
            return Err(Reason::Spoilt(DITTO));
        }
        let head = self.table.heads.word(column);
        let inputs = cells::inputs(field, head, cell, manner).map_err(Reason::Spoilt)?;
        if inputs.is_empty() {
            return Ok(None);
        }
        let is_open = enterable(field) || field.id == LATE.id || is_history(self.table.kind, field);
        if !manner.restores && !is_open {
            return Err(self.error(set_elsewhere(self.table.kind, field)));
        }
        if manner.restores && matches!(field.shape, Shape::Text) {
            return restored(&inputs)
                .map(Some)
                .map_err(|error| self.error(error));
        }
        let find = &mut |kinds: &'static [&'static str], name: &str| {
            let error = match roster.find(kinds, name) {
                Err(error) => error,
                found => return found,
            };
            let means = self.reading(field, name);
            let Some((means, Ok(found))) = means.map(|one| (one, roster.find(kinds, one))) else {
                return Err(error);
            };
            let reading = (field.id, name.to_owned(), means.to_owned());
            self.readings.borrow_mut().insert(reading);
            Ok(found)
        };
        let value = self.desk.value_by(field, &inputs, find);
        let value = value.or_else(|error| match self.chosen(field, &inputs) {
            Some(inputs) => self.desk.value_by(field, &inputs, find),
            None => Err(error),
        });
        value.map_err(|error| self.error(error))
    }

    /// Returns a bare number with the unit of its head, where its field counts in another.
    pub(super) fn measured(
        &self,
        column: usize,
        cell: &SheetCell,
        manner: Manner,
    ) -> Option<SheetCell> {
        let unit = self
            .units
            .get(column)?
            .as_ref()
            .filter(|_| !manner.restores)?;
        let number = match cell {
            SheetCell::Number(number) => number.to_string(),
            SheetCell::Text(text) => {
                Some(input::normalised(text)).filter(|one| input::is_bare(one))?
            }
            _ => return None,
        };
        Some(SheetCell::Text(number + unit))
    }

    /// Writes what a value was taken for that says something else: a number in another unit, or a day by
    /// how far it is from today.
    pub(super) fn converted(
        &self,
        field: &'static Field,
        typed: &str,
        value: Option<&Value>,
        is_measured: bool,
    ) -> Option<String> {
        match value {
            Some(Value::Day(day)) if typed.contains(|one: char| BY_TODAY.contains(one)) => {
                let mut calendar = self.desk.calendar();
                calendar.today = calendar.today.checked_sub_days(Days::new(ANOTHER_DAY))?;
                let other = input::day(field, typed, calendar, field.deadline);
                (other.ok() != Some(*day)).then(|| day.to_string())
            }
            // Of an amount by the unit of its head.
            Some(Value::Integer(fen)) if is_measured && matches!(field.shape, Shape::Money) => {
                Some(format!("{}元", yuan(*fen)))
            }
            Some(Value::Integer(_) | Value::Decimal(_)) => {
                input::converted(field, &input::normalised(typed))
            }
            _ => None,
        }
    }

    /// Tells whether a day has no year of its own, below a title that is of another than the campaign's.
    pub(super) fn lacks_year(
        &self,
        field: &'static Field,
        cell: &SheetCell,
        value: Option<&Value>,
    ) -> bool {
        let (Some(year), Some(Value::Day(day))) = (self.title_year, value) else {
            return false;
        };
        let typed = match cell {
            SheetCell::Text(typed) => typed.clone(),
            SheetCell::Number(number) => number.to_string(),
            _ => return false,
        };
        let mut calendar = self.desk.calendar();
        calendar.year = year;
        let other = input::day(field, &typed, calendar, field.deadline);
        other.is_ok_and(|other| other != *day)
    }

    /// Returns what is meant by a value that is not known, as was said.
    pub(super) fn reading(&self, field: &Field, value: &str) -> Option<&str> {
        let plain = input::normalised(value);
        let is_of = |of: &(String, String)| of.0 == self.table.kind.id && of.1 == field.id;
        let mut readings = self.options.readings.iter();
        let found = readings.find(|one| one.typed == plain && one.of.as_ref().is_none_or(is_of))?;
        Some(&found.means)
    }

    /// Returns the choices that are meant by others, where that was said of any.
    pub(super) fn chosen(&self, field: &'static Field, inputs: &[String]) -> Option<Vec<String>> {
        if !matches!(field.shape, Shape::Choice(_) | Shape::Category) {
            return None;
        }
        let items = inputs.iter().flat_map(|input| input.split(SEPARATORS));
        let mut readings = BTreeSet::new();
        let chosen = items.map(|item| match self.reading(field, item) {
            Some(means) => {
                readings.insert((field.id, item.trim().to_owned(), means.to_owned()));
                means.to_owned()
            }
            None => item.to_owned(),
        });
        let chosen: Vec<String> = chosen.collect();
        (!readings.is_empty()).then(|| {
            self.readings.borrow_mut().append(&mut readings);
            chosen
        })
    }
}

/// Takes a text as it was exported, blanks at its ends included.
fn restored(inputs: &[String]) -> Result<Value> {
    let whole = inputs.concat();
    input::text("", &whole)?;
    Ok(Value::Text(whole))
}
