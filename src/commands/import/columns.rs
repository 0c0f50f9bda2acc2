//! What is wrong with whole columns, said once rather than for every row.

use super::heads::{Meaning, near};
use super::rows::RowReader;
use super::table::{Reason, RowFlaw, Says};
use super::whole::may_stay_empty;
use crate::model::kind::{Default as Preset, Field, LOGGED_ON, Shape};
use crate::sheets::{Row, SheetCell, letters};

/// What the rows of a sheet hold in columns that are to be spoken of as a whole.
#[derive(Debug)]
pub(super) struct ColumnsSeen {
    /// True if any row is a new record.
    new: bool,
    /// Columns that nobody knows: the first cell in each, and how many there are.
    unknown: Vec<(usize, Option<RowFlaw>, usize)>,
    days: Vec<DaysSeen>,
}

/// Days of a column that are written as 5.1.
#[derive(Debug, Default)]
struct DaysSeen {
    column: usize,
    /// True if one ends in the nought that a spreadsheet would have dropped.
    whole: bool,
    /// True if one has two digits.
    long: bool,
    /// The first of those that may have lost a nought, and how many there are.
    first: Option<String>,
    cells: usize,
}

impl ColumnsSeen {
    pub(super) fn new(reader: &RowReader) -> Self {
        let meanings = reader.table.heads.meanings.iter().enumerate();
        let unknown = meanings.filter(|(_, meaning)| **meaning == Meaning::Unknown);
        let fields = reader.fields.iter();
        let days = fields.filter(|field| matches!(field.shape, Shape::Day));
        let day = |column| DaysSeen {
            column,
            ..DaysSeen::default()
        };
        Self {
            new: false,
            unknown: unknown.map(|(column, _)| (column, None, 0)).collect(),
            days: days
                .filter_map(|field| reader.column(field))
                .map(day)
                .collect(),
        }
    }

    /// Looks at a row that is a record.
    pub(super) fn see(&mut self, reader: &RowReader, row: &Row) {
        self.new = self.new || !matches!(reader.says(row), Says::Exported(..));
        for (column, first, cells) in &mut self.unknown {
            if row.cells.get(*column).is_none_or(SheetCell::is_blank) {
                continue;
            }
            *cells += 1;
            if first.is_none() {
                *first = Some(reader.unknown_column(row, *column));
            }
        }
        for days in &mut self.days {
            if let Some(SheetCell::Text(text)) = row.cells.get(days.column) {
                days.see(text.trim());
            }
        }
    }

    /// Returns what is wrong with whole columns.
    pub(super) fn flaws(&mut self, reader: &RowReader) -> Vec<RowFlaw> {
        let mut flaws = Vec::new();
        if self.new {
            flaws.extend(reader.missing_columns());
        }
        flaws.extend(self.unknown());
        flaws
    }

    /// Names the columns that hold something and that nobody knows.
    pub(super) fn unknown(&mut self) -> Vec<RowFlaw> {
        let unknown = self.unknown.iter_mut();
        let flaw = |(_, first, count): &mut (usize, Option<RowFlaw>, usize)| {
            let mut flaw = first.take()?;
            if let Reason::UnknownHead { cells, .. } = &mut flaw.reason {
                *cells = *count;
            }
            Some(flaw)
        };
        unknown.filter_map(flaw).collect()
    }

    /// Finds days such as 5.1 in text, where others of the column have two digits, and none of them
    /// ends in the nought that a spreadsheet would have dropped.
    pub(super) fn tenths(self) -> Option<(String, usize)> {
        let mut doubtful = self
            .days
            .into_iter()
            .filter(|days| days.long && !days.whole);
        let (mut first, mut cells) = (None, 0);
        for days in &mut doubtful {
            first = first.or(days.first);
            cells += days.cells;
        }
        first.map(|first| (first, cells))
    }
}

impl DaysSeen {
    fn see(&mut self, text: &str) {
        let parts = text.split_once('.');
        let Some((_, day)) = parts.filter(|(month, _)| month.len() <= 2) else {
            return;
        };
        match day {
            "10" | "20" | "30" => (self.whole, self.long) = (true, true),
            "1" | "2" | "3" => {
                self.cells += 1;
                self.first.get_or_insert_with(|| text.to_owned());
            }
            day => self.long = self.long || day.len() == 2,
        }
    }
}

impl RowReader<'_> {
    /// Says that whole columns are missing, once rather than for every row.
    fn missing_columns(&self) -> Vec<RowFlaw> {
        let lang = self.desk.context.lang;
        let mut flaws = Vec::new();
        let Some(head) = self.table.sheet.rows.first().get(self.table.heads.at) else {
            return flaws;
        };
        let needed = |field: &&&Field| self.column_is_missed(field);
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

    /// Tells whether a field that every record needs has no column, nor one that it follows from.
    pub(super) fn column_is_missed(&self, field: &Field) -> bool {
        let follows = match field.default {
            Preset::ByField(sources, rest) => {
                rest.is_some() || sources.iter().any(|(of, _)| self.column(of).is_some())
            }
            _ => false,
        };
        field.required && !follows && self.column(field).is_none()
    }

    /// Tells whether a day that nobody may guess has no column, and was not said for all rows.
    pub(super) fn day_is_missed(&self, field: &Field) -> bool {
        let is_day = matches!(field.default, Preset::Today) && !may_stay_empty(field);
        is_day && self.column(field).is_none() && self.options.date.is_none()
    }

    /// Says that nobody knows a column which holds something in a row.
    fn unknown_column(&self, row: &Row, column: usize) -> RowFlaw {
        let word = self.table.heads.word(column);
        let reason = Reason::UnknownHead {
            cells: 1,
            handle: self.table.heads.handle(column),
            near: near(self.table.kind, word).filter(|field| self.column(field).is_none()),
        };
        let mut flaw = self.flaw(row, Some(column), reason);
        if word.is_empty() {
            flaw.head = letters(column);
        }
        flaw
    }
}
