//! What is wrong with whole columns, said once rather than for every row.

use super::heads::{Meaning, near};
use super::rows::RowReader;
use super::table::{Reason, RowFlaw, Says};
use crate::model::kind::{Default as Preset, Field, LOGGED_ON, Shape};
use crate::sheets::{Row, SheetCell, letters};

impl RowReader<'_> {
    /// Says that whole columns are missing, once rather than for every row.
    pub(super) fn missing_columns(&self, rows: &[&Row]) -> Vec<RowFlaw> {
        let lang = self.desk.context.lang;
        let mut flaws = Vec::new();
        let is_new = |row: &&&Row| !matches!(self.says(row), Says::Exported(..));
        let Some(head) = self.table.sheet.rows.get(self.table.heads.at) else {
            return flaws;
        };
        if !rows.iter().any(|row| is_new(&row)) {
            return flaws;
        }
        let needed = |field: &&&Field| field.required && self.column(field).is_none();
        let missing: Vec<&str> = self
            .fields
            .iter()
            .filter(needed)
            .map(|field| field.label.get(lang))
            .collect();
        if !missing.is_empty() {
            flaws.push(RowFlaw {
                head: lang.join(&missing),
                ..self.flaw(head, None, Reason::ColumnMissing)
            });
        }
        for field in self.fields.iter().filter(|field| self.day_is_missed(field)) {
            let perhaps = self.column(&LOGGED_ON);
            let perhaps = perhaps.map(|column| self.table.heads.handle(column));
            flaws.push(RowFlaw {
                head: field.label.get(lang).to_owned(),
                ..self.flaw(head, None, Reason::DayColumnMissing { perhaps })
            });
        }
        flaws
    }

    /// Tells whether a day that nobody may guess has no column, and was not said for all rows.
    pub(super) fn day_is_missed(&self, field: &Field) -> bool {
        let is_day = matches!(field.default, Preset::Today);
        is_day && self.column(field).is_none() && self.options.date.is_none()
    }

    /// Names the columns that hold something and that nobody knows.
    pub(super) fn unknown_columns(&self, rows: &[&Row]) -> Vec<RowFlaw> {
        let meanings = self.table.heads.meanings.iter().enumerate();
        let unknown = meanings.filter(|(_, meaning)| **meaning == Meaning::Unknown);
        let flaw = |(column, _): (usize, &Meaning)| {
            let holds = |row: &&&Row| row.cells.get(column).is_some_and(|cell| !cell.is_blank());
            let first = rows.iter().find(holds)?;
            let word = self.table.heads.word(column);
            let reason = Reason::UnknownHead {
                cells: rows.iter().filter(holds).count(),
                handle: self.table.heads.handle(column),
                near: near(self.table.kind, word).filter(|field| self.column(field).is_none()),
            };
            let mut flaw = self.flaw(first, Some(column), reason);
            if word.is_empty() {
                flaw.head = letters(column);
            }
            Some(flaw)
        };
        unknown.filter_map(flaw).collect()
    }

    /// Finds days such as 5.1 in text, where others of the column have two digits, and none of them
    /// ends in the nought that a spreadsheet would have dropped.
    pub(super) fn tenths(&self, rows: &[&Row]) -> Option<(String, usize)> {
        let days = self
            .fields
            .iter()
            .filter(|field| matches!(field.shape, Shape::Day));
        let mut found: Option<(String, usize)> = None;
        for column in days.filter_map(|field| self.column(field)) {
            let texts = || {
                rows.iter().filter_map(|row| match row.cells.get(column) {
                    Some(SheetCell::Text(text)) => Some(text.trim()),
                    _ => None,
                })
            };
            let part = |text: &str, ends: &[&str]| {
                let parts = text.split_once('.');
                parts.is_some_and(|(month, day)| month.len() <= 2 && ends.contains(&day))
            };
            let is_long = |text: &str| {
                let parts = text.split_once('.');
                parts.is_some_and(|(month, day)| month.len() <= 2 && day.len() == 2)
            };
            let is_whole = texts().any(|text| part(text, &["10", "20", "30"]));
            if is_whole || !texts().any(is_long) {
                continue;
            }
            for text in texts().filter(|text| part(text, &["1", "2", "3"])) {
                found.get_or_insert_with(|| (text.to_owned(), 0)).1 += 1;
            }
        }
        found
    }
}
