//! Checks a record that a row says, as a whole: what `add` and the steps that follow would ask of it.

use chrono::NaiveDate;

use super::events::missteps;
use super::rows::RowReader;
use super::table::{Reason, RowFlaw};
use crate::desk::entry::{entered_days, fill_in};
use crate::desk::requirements::day_fault;
use crate::desk::rules::{check_own, check_rules};
use crate::desk::{input, phase};
use crate::error::{Fault, Result};
use crate::model::kind::{DATE, Default as Preset, Field, LATE};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::sheets::Row;
use crate::store::rules::missing;

impl RowReader<'_> {
    /// Checks a record that comes back by itself: what other records say of it may be still to come.
    pub(super) fn check_restored(
        &self,
        row: &Row,
        record: &Record,
        flaws: &mut Vec<RowFlaw>,
        first: usize,
    ) {
        if flaws.len() > first || self.options.force || record.is_void() {
            return;
        }
        for field in missing(record) {
            flaws.push(self.missing_value(row, field));
        }
        if flaws.len() == first
            && let Err(error) = check_own(self.desk, record)
        {
            flaws.push(self.flaw(row, None, self.error(error)));
        }
    }

    /// Fills in the presets of a new record, and checks it as a whole; its cells have the flaws
    /// from `first` on.
    pub(super) fn complete(
        &mut self,
        row: &Row,
        record: &mut Record,
        flaws: &mut Vec<RowFlaw>,
        first: usize,
    ) -> Result<()> {
        let bad: Vec<Option<usize>> = flaws[first..].iter().map(|flaw| flaw.column).collect();
        let is_bad = |column: Option<usize>| column.is_some() && bad.contains(&column);
        for field in self.days(record) {
            if record.value(field).is_some() || is_bad(self.column(field)) {
                continue;
            }
            match self.options.date {
                _ if may_stay_empty(field) => {}
                Some(date) => {
                    self.dated = true;
                    record.set(field, Some(Value::Day(date)));
                }
                // Of a column that is missing it was said once.
                None if self.column(field).is_none() && self.day_is_missed(field) => {}
                None => flaws.push(RowFlaw {
                    reason: Reason::NoDay,
                    ..self.missing_value(row, field)
                }),
            }
        }
        let steps = missteps(self.desk, record, &|error| self.error(error));
        for (field, reason) in steps {
            if !is_bad(self.column(field)) {
                flaws.push(RowFlaw {
                    reason,
                    ..self.missing_value(row, field)
                });
            }
        }
        self.preset(record)?;
        for field in missing(record) {
            let is_told = flaws[first..]
                .iter()
                .any(|flaw| flaw.column == self.column(field));
            let column = self.column(field);
            // Of a column that is missing it was said once.
            if is_bad(column) || column.is_some() && is_told || self.column_is_missed(field) {
                continue;
            }
            flaws.push(self.missing_value(row, field));
        }
        // Rules speak of whole records.
        if flaws.len() == first
            && let Err(error) = check_rules(self.desk, record)
        {
            flaws.push(self.flaw(row, None, self.error(error)));
        }
        self.check_days(row, record, flaws, &is_bad)?;
        let day = record.kind.day.and_then(|day| record.day(day));
        let day = day.unwrap_or(self.desk.context.today);
        let answers = self.fields.iter().copied().filter(|field| field.answers);
        let absent = self.in_office.absent(self.desk, record, answers, day)?;
        if let Some(absent) = absent {
            let column = self.column(absent.field);
            flaws.push(self.flaw(row, column, self.error(absent.into())));
        }
        Ok(())
    }

    /// Fills in what a new record has of itself, but no day.
    pub(super) fn preset(&self, record: &mut Record) -> Result<()> {
        let days = self.days(record).into_iter();
        let days: Vec<_> = days.map(|day| (day, record.value(day).cloned())).collect();
        fill_in(self.desk, record)?;
        for (day, on) in days {
            record.set(day, on);
        }
        Ok(())
    }

    /// Returns the days that a new record has of itself and that are nobody's to guess.
    pub(super) fn days(&self, record: &Record) -> Vec<&'static Field> {
        let own = self.fields.iter().copied();
        let mut days: Vec<&'static Field> = own
            .filter(|field| matches!(field.default, Preset::Today))
            .collect();
        days.extend(entered_days(record.kind, |field| {
            record.value(field).is_some()
        }));
        days
    }

    /// Checks the days of a new record; one that comes too late is given why, where that was said.
    fn check_days(
        &mut self,
        row: &Row,
        record: &mut Record,
        flaws: &mut Vec<RowFlaw>,
        is_bad: &dyn Fn(Option<usize>) -> bool,
    ) -> Result<()> {
        let mut fault = self.day_fault(record)?;
        if let (Some((.., Fault::Outside { .. } | Fault::Closed { .. })), Some(late)) =
            (&fault, self.options.late)
        {
            record.set(&LATE, Some(Value::Text(late.to_owned())));
            fault = self.day_fault(record)?;
        }
        if let Some((field, day, fault)) = fault
            && !is_bad(self.column(field))
        {
            let value = day.to_string();
            let reason = self.error(input::bad(field, &value, fault));
            flaws.push(RowFlaw {
                value,
                ..self.flaw(row, self.column(field), reason)
            });
        }
        Ok(())
    }

    /// Returns what is wrong with a day of a record.
    pub(super) fn day_fault(
        &mut self,
        record: &Record,
    ) -> Result<Option<(&'static Field, NaiveDate, Fault)>> {
        let closed = &mut |number| {
            if let Some(known) = self.closed.get(&number) {
                return Ok(*known);
            }
            let closed = phase::is_closed(self.desk, number)?;
            self.closed.insert(number, closed);
            Ok(closed)
        };
        day_fault(self.desk, record, self.options.future, closed)
    }
}

/// Tells whether a day that a command would take for today stays empty in a sheet: only what happened
/// has to say when.
pub(super) fn may_stay_empty(field: &Field) -> bool {
    matches!(field.default, Preset::Today) && field.id != DATE.id
}
