//! From rows to drafts of records, with everything that is wrong with them, in one pass.
//!
//! A row with an identity is a record that was exported: it is restored as it was. One without is a
//! new record, checked as `add` checks it and as the steps that follow would; nothing in it becomes
//! today.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use chrono::Days;

use super::Options;
use super::cells::{self, Manner};
use super::events::{is_history, missteps};
use super::heads::Meaning;
use super::lines::{Balance, Left, Lines, after_example, filled};
use super::merged::MergedColumns;
use super::notes::MOST_CONVERTED;
use super::roster::NameBook;
use super::spoilt::NO_YEAR;
use super::table::{Drafts, Reason, RowFlaw, Says, SheetTable};
use crate::desk::bearing::InOffice;
use crate::desk::entry::{entered_days, fill_in};
use crate::desk::field::{enterable, set_elsewhere};
use crate::desk::input::SEPARATORS;
use crate::desk::requirements::day_fault;
use crate::desk::rules::{check_own, check_rules};
use crate::desk::{Desk, input, phase};
use crate::error::{Error, Result, shortened};
use crate::model::kind::{DATE, Default as Preset, Field, LATE, LOGGED_ON, REF, Shape, VOID};
use crate::model::record::Record;
use crate::model::value::{Value, yuan};
use crate::sheets::{Row, SheetCell};
use crate::store::Bodies;
use crate::store::rules::missing;

/// Signs of words by which a day is told from today.
const BY_TODAY: &str = "今昨前本这上下去明后tylnTYLN";
/// How many days earlier such a day is another, whatever the word.
const ANOTHER_DAY: u64 = 1000;

/// Reads the rows of one sheet; holds what is worked out once.
pub(super) struct RowReader<'t> {
    pub(super) desk: &'t Desk<'t>,
    pub(super) table: &'t SheetTable,
    pub(super) options: Options<'t>,
    pub(super) fields: Vec<&'static Field>,
    pub(super) bodies: Bodies,
    /// Head that the sheet has for each field.
    heads: Rc<[(&'static str, String)]>,
    /// The columns of the ref, of the identity, of the official name, and of why it is void.
    pub(super) reference: Option<usize>,
    pub(super) record: Option<usize>,
    pub(super) name: Option<usize>,
    void: Option<usize>,
    struck: HashSet<(usize, usize)>,
    merged: MergedColumns,
    /// Phases, and whether each is closed.
    closed: HashMap<i64, bool>,
    in_office: InOffice,
    /// Per column the unit of its head, where its field counts in another.
    units: Vec<Option<String>>,
    /// The year that the title names, where it is another than the campaign's.
    title_year: Option<i32>,
    /// Remarks that tell the unit of amounts.
    pub(super) told_units: RefCell<Vec<RowFlaw>>,
    /// Values that were read as another, with their fields.
    readings: RefCell<BTreeSet<(&'static str, String, String)>>,
}

impl<'t> RowReader<'t> {
    pub(super) fn new(desk: &'t Desk<'t>, table: &'t SheetTable, options: Options<'t>) -> Self {
        let kind = table.kind;
        let column = |id: &str| {
            let at = kind.all_fields().position(|field| field.id == id)?;
            table.heads.column(at)
        };
        let title = kind.title.filter(|_| kind.official);
        let heads = kind.all_fields().filter_map(|field| {
            let head = table.heads.word(column(field.id)?);
            Some((field.id, head.to_owned()))
        });
        let meanings = table.heads.meanings.iter();
        let struck = table.sheet.layout.struck.iter().copied();
        Self {
            desk,
            table,
            options,
            fields: kind.all_fields().collect(),
            bodies: Bodies::of(kind),
            heads: heads.collect(),
            reference: column(REF.id),
            record: meanings.clone().position(|one| *one == Meaning::Record),
            name: title.and_then(|title| column(title.id)),
            void: column(VOID.id),
            struck: struck.collect(),
            merged: MergedColumns::of(&table.sheet.layout.areas),
            closed: HashMap::new(),
            in_office: InOffice::default(),
            units: units(table),
            title_year: title_year(table, desk.calendar().year),
            told_units: RefCell::default(),
            readings: RefCell::default(),
        }
    }

    /// Tells whether a row is a record that is wanted; of others the balance is told why not.
    pub(super) fn takes(&self, row: &Row, lines: &mut Lines, balance: &mut Balance) -> bool {
        balance.cells.all += filled(row);
        let hidden = &self.table.sheet.layout.hidden;
        let hidden = hidden.binary_search(&row.number).is_ok();
        let left = match lines.left(row) {
            Some(left) if left.is_by_its_words() && self.is_whole(row) => {
                lines.go_on();
                None
            }
            Some(left) => Some(left),
            None if hidden && self.options.visible => Some(Left::Hidden),
            None if self.is_title(row) => Some(Left::Title),
            None if self.is_void(row) => Some(Left::Void),
            None => None,
        };
        let Some(left) = left else {
            balance.keep(row);
            if hidden {
                balance.hidden.push(row.number);
            }
            return true;
        };
        balance.leave(left, row);
        let told = self.told_unit(left, row);
        self.told_units.borrow_mut().extend(told);
        false
    }

    /// Tells whether all that is in a row are cells merged over several columns: 一、服务热线.
    fn is_title(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().enumerate();
        let mut filled = filled.by_ref().filter(|(_, cell)| !cell.is_blank());
        let (Some((column, _)), None) = (filled.next(), filled.next()) else {
            return false;
        };
        let areas = &self.table.sheet.layout.areas;
        let first = areas.partition_point(|area| area.top < row.number);
        let mut own = areas[first..]
            .iter()
            .take_while(|area| area.top == row.number);
        own.any(|area| area.bottom == row.number && area.left == column && area.right > column)
    }

    /// Says that a remark tells the unit of amounts whose heads do not.
    fn told_unit(&self, left: Left, row: &Row) -> Option<RowFlaw> {
        if !matches!(left, Left::Note | Left::Signature | Left::Title) {
            return None;
        }
        let (at, unit) = row
            .cells
            .iter()
            .enumerate()
            .find_map(|(at, cell)| match cell {
                SheetCell::Text(text) => Some((at, input::told_unit(&input::normalised(text))?)),
                _ => None,
            })?;
        let meanings = self.table.heads.meanings.iter().enumerate();
        let mut open = meanings.filter_map(|(column, meaning)| {
            let head = self.table.heads.word(column);
            let field = self.fields[meaning.field()?];
            let is_open = is_of_no_unit(field, head) && self.units.get(column)?.is_none();
            is_open.then(|| head.to_owned())
        });
        let head = open.next()?;
        Some(self.flaw(row, Some(at), Reason::UnitBelow { unit, head }))
    }

    /// Tells whether a row has all that a record needs, whatever its first word: 小计 may be a topic.
    fn is_whole(&self, row: &Row) -> bool {
        let needed = self.fields.iter().copied();
        let needed = needed.filter(|field| field.required || field.id == DATE.id);
        let mut columns = 0;
        for field in needed {
            let Some(column) = self.column(field) else {
                continue;
            };
            let empty = SheetCell::Empty;
            let cell = row.cells.get(column).unwrap_or(&empty);
            let inputs = cells::inputs(field, "", cell, self.manner(false)).unwrap_or_default();
            let is_said = match field.shape {
                _ if inputs.is_empty() => false,
                Shape::Day | Shape::Choice(_) | Shape::Category => {
                    self.desk.value(field, &inputs).is_ok()
                }
                _ => true,
            };
            if !is_said {
                return false;
            }
            columns += 1;
        }
        columns > 1
    }

    /// Tells whether a cell is struck out.
    pub(super) fn is_struck(&self, row: &Row, column: usize) -> bool {
        self.struck.contains(&(row.number, column))
    }

    /// Tells whether a row without an identity is of a record that is void in the ledger it is from.
    fn is_void(&self, row: &Row) -> bool {
        let cell = self.void.and_then(|at| row.cells.get(at));
        cell.is_some_and(|cell| !cell.is_blank()) && matches!(self.says(row), Says::Numbered(_))
    }

    /// Reads one row into a record.
    pub(super) fn read(
        &mut self,
        row: &Row,
        record: &mut Record,
        roster: &mut NameBook,
        read: &mut Drafts,
    ) -> Result<Says> {
        let says = self.says(row);
        if matches!(says, Says::Unclear) {
            read.flaws.push(self.unclear(row));
        }
        let manner = self.manner(matches!(says, Says::Exported(..)));
        let before = read.flaws.len();
        self.read_cells(row, record, manner, roster, read);
        match says {
            Says::Unclear => {}
            Says::Exported(..) => self.check_restored(row, record, &mut read.flaws, before),
            Says::New | Says::Numbered(_) => {
                self.complete(row, record, &mut read.flaws, before)?;
                // What is of no column comes last.
                read.flaws[before..].sort_by_key(|flaw| (flaw.column.is_none(), flaw.column));
            }
        }
        Ok(says)
    }

    pub(super) fn manner(&self, restores: bool) -> Manner {
        Manner {
            restores,
            from_1904: self.table.sheet.from_1904,
            force: self.options.force,
        }
    }

    /// Reads the cells of a row as values of their fields.
    pub(super) fn read_cells(
        &self,
        row: &Row,
        record: &mut Record,
        manner: Manner,
        roster: &mut NameBook,
        read: &mut Drafts,
    ) {
        if !manner.restores {
            let cells = row.cells.iter().enumerate();
            let cells = cells.filter_map(|(column, cell)| {
                let meaning = self.table.heads.meanings.get(column)?;
                let field = self.fields[meaning.field()?];
                (!cell.is_blank()).then_some((column, field))
            });
            let wrong = self.merged.against(self.table.kind, row.number, cells);
            let wrong = wrong.into_iter();
            let flaws = wrong.map(|(column, reason)| self.flaw(row, Some(column), reason));
            read.flaws.extend(flaws);
        }
        for (column, cell) in row.cells.iter().enumerate() {
            if cell.is_blank() {
                continue;
            }
            let meaning = self.table.heads.meanings.get(column).copied();
            let is_struck = self.is_struck(row, column);
            if is_struck && !self.options.visible {
                read.balance.struck += 1;
            }
            let cells = &mut read.balance.cells;
            let at = match meaning.unwrap_or(Meaning::Unknown) {
                _ if is_struck && self.options.visible => {
                    cells.struck += 1;
                    continue;
                }
                Meaning::Field(at) => at,
                Meaning::Record => {
                    cells.taken += 1;
                    continue;
                }
                Meaning::Computed | Meaning::Named(_) => {
                    cells.computed += 1;
                    continue;
                }
                Meaning::Number => {
                    cells.numbers += 1;
                    continue;
                }
                Meaning::Ignored => {
                    cells.ignored += 1;
                    continue;
                }
                Meaning::Unknown => {
                    cells.unknown += 1;
                    continue;
                }
            };
            let field = self.fields[at];
            match () {
                () if field.id == REF.id => cells.taken += 1,
                // Of a new record the program keeps it.
                () if field.id == LOGGED_ON.id && !manner.restores => {
                    cells.computed += 1;
                    continue;
                }
                () if !manner.restores && cells::is_nothing(field, cell) => cells.nothing += 1,
                () => cells.taken += 1,
            }
            if field.id == REF.id {
                continue;
            }
            let measured = self.measured(column, cell, manner);
            let cell = measured.as_ref().unwrap_or(cell);
            match self.value(field, column, cell, manner, roster) {
                Ok(value) if self.lacks_year(field, cell, value.as_ref()) => {
                    let reason = Reason::Spoilt(NO_YEAR);
                    read.flaws.push(self.flaw(row, Some(column), reason));
                }
                Ok(value) => {
                    if let SheetCell::Text(typed) = cell
                        && read.converted.len() <= MOST_CONVERTED
                        && let Some(own) =
                            self.converted(field, typed, value.as_ref(), measured.is_some())
                    {
                        read.converted.insert(shortened(typed), own);
                    }
                    record.values[at] = value;
                }
                Err(reason) => read.flaws.push(self.flaw(row, Some(column), reason)),
            }
        }
    }

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
    fn measured(&self, column: usize, cell: &SheetCell, manner: Manner) -> Option<SheetCell> {
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
    fn converted(
        &self,
        field: &'static Field,
        typed: &str,
        value: Option<&Value>,
        is_measured: bool,
    ) -> Option<String> {
        let day = match value {
            Some(Value::Day(day)) => day,
            // Of an amount by the unit of its head.
            Some(Value::Integer(fen)) if is_measured && matches!(field.shape, Shape::Money) => {
                return Some(format!("{}元", yuan(*fen)));
            }
            _ => return input::converted(field, &input::normalised(typed)),
        };
        let mut calendar = self.desk.calendar();
        calendar.today = calendar.today.checked_sub_days(Days::new(ANOTHER_DAY))?;
        let is_by_today = typed.contains(|one: char| BY_TODAY.contains(one))
            && input::day(field, typed, calendar, field.deadline).ok() != Some(*day);
        is_by_today.then(|| day.to_string())
    }

    /// Tells whether a day has no year of its own, below a title that is of another than the campaign's.
    fn lacks_year(&self, field: &'static Field, cell: &SheetCell, value: Option<&Value>) -> bool {
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
    fn reading(&self, field: &Field, value: &str) -> Option<&str> {
        let plain = input::normalised(value);
        let is_of = |of: &(String, String)| of.0 == self.table.kind.id && of.1 == field.id;
        let mut readings = self.options.readings.iter();
        let found = readings.find(|one| one.typed == plain && one.of.as_ref().is_none_or(is_of))?;
        Some(&found.means)
    }

    /// Returns the choices that are meant by others, where that was said of any.
    fn chosen(&self, field: &'static Field, inputs: &[String]) -> Option<Vec<String>> {
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

    /// Returns the values that were read as another.
    pub(super) fn read_as(self) -> BTreeSet<(&'static str, String, String)> {
        self.readings.into_inner()
    }

    /// Words what is refused by the heads of the sheet.
    pub(super) fn error(&self, error: Error) -> Reason {
        Reason::Error(Rc::new(error), Rc::clone(&self.heads))
    }

    /// Checks a record that comes back by itself: what other records say of it may be still to come.
    fn check_restored(&self, row: &Row, record: &Record, flaws: &mut Vec<RowFlaw>, first: usize) {
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
    fn complete(
        &mut self,
        row: &Row,
        record: &mut Record,
        flaws: &mut Vec<RowFlaw>,
        first: usize,
    ) -> Result<()> {
        if let (None, Some(late)) = (record.value(&LATE), self.options.late) {
            record.set(&LATE, Some(Value::Text(late.to_owned())));
        }
        let bad: Vec<Option<usize>> = flaws[first..].iter().map(|flaw| flaw.column).collect();
        let is_bad = |column: Option<usize>| column.is_some() && bad.contains(&column);
        for field in self.days(record) {
            if record.value(field).is_some() || is_bad(self.column(field)) {
                continue;
            }
            match self.options.date {
                Some(date) => record.set(field, Some(Value::Day(date))),
                None if may_stay_empty(field) => {}
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
            if is_bad(self.column(field)) || self.column(field).is_some() && is_told {
                continue;
            }
            if self.column(field).is_some() {
                flaws.push(self.missing_value(row, field));
            }
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
    fn days(&self, record: &Record) -> Vec<&'static Field> {
        let own = self.fields.iter().copied();
        let mut days: Vec<&'static Field> = own
            .filter(|field| matches!(field.default, Preset::Today))
            .collect();
        days.extend(entered_days(record.kind, |field| {
            record.value(field).is_some()
        }));
        days
    }

    fn check_days(
        &mut self,
        row: &Row,
        record: &Record,
        flaws: &mut Vec<RowFlaw>,
        is_bad: &dyn Fn(Option<usize>) -> bool,
    ) -> Result<()> {
        let closed = &mut |number| {
            if let Some(known) = self.closed.get(&number) {
                return Ok(*known);
            }
            let closed = phase::is_closed(self.desk, number)?;
            self.closed.insert(number, closed);
            Ok(closed)
        };
        let fault = day_fault(self.desk, record, self.options.future, closed)?;
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

    /// Says that a field of a row is left open.
    pub(super) fn missing_value(&self, row: &Row, field: &'static Field) -> RowFlaw {
        let column = self.column(field);
        let mut flaw = self.flaw(row, column, Reason::Required);
        if column.is_none() {
            let lang = self.desk.context.lang;
            field.label.get(lang).clone_into(&mut flaw.head);
        }
        flaw
    }

    /// Returns the column of a field.
    pub(super) fn column(&self, field: &Field) -> Option<usize> {
        let at = self.fields.iter().position(|own| own.id == field.id)?;
        self.table.heads.column(at)
    }

    pub(super) fn flaw(&self, row: &Row, column: Option<usize>, reason: Reason) -> RowFlaw {
        let cell = column.and_then(|column| row.cells.get(column));
        RowFlaw {
            row: row.number,
            column,
            head: column
                .map_or("", |column| self.table.heads.word(column))
                .to_owned(),
            value: cell.map_or_else(String::new, shown),
            reason,
        }
    }

    /// Says why a ref or an identity is none.
    pub(super) fn unclear(&self, row: &Row) -> RowFlaw {
        let kind = self.table.kind;
        let letter = kind.letter.unwrap_or('?');
        let such = format!("{}-{letter}1", self.desk.office);
        self.flaw(row, self.reference, Reason::NoRef { kind, such })
    }
}

/// Tells whether a day that a command would take for today stays empty in a sheet: only what happened
/// has to say when.
pub(super) fn may_stay_empty(field: &Field) -> bool {
    matches!(field.default, Preset::Today) && field.id != DATE.id
}

/// Finds the units that heads name and their fields do not count in.
fn units(table: &SheetTable) -> Vec<Option<String>> {
    let fields: Vec<&'static Field> = table.kind.all_fields().collect();
    // 单位：万元 stands above many a table.
    let above = above(table);
    let caption = above.iter().find_map(|text| input::told_unit(text));
    let columns = table.heads.meanings.iter().enumerate();
    let units = columns.map(|(column, meaning)| {
        let Meaning::Field(at) = meaning else {
            return None;
        };
        let (field, head) = (fields.get(*at)?, table.heads.word(column));
        let unit = input::other_unit(field, head);
        let unit = unit.map(str::to_owned);
        let caption = caption.filter(|_| is_of_no_unit(field, head));
        unit.or_else(|| caption.map(str::to_owned))
    });
    units.collect()
}

/// Tells whether a head says nothing of the unit of its amounts.
fn is_of_no_unit(field: &Field, head: &str) -> bool {
    matches!(field.shape, Shape::Money) && !input::has_unit(head)
}

/// Returns the texts above the heads.
fn above(table: &SheetTable) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rows = table.sheet.rows.from(0);
    for _ in 0..table.heads.at {
        // What cannot be read is told where the rows are.
        let Ok(Some(row)) = rows.next() else {
            break;
        };
        let cells = row.cells.iter();
        texts.extend(cells.filter_map(|cell| match cell {
            SheetCell::Text(text) => Some(input::normalised(text)),
            _ => None,
        }));
    }
    texts
}

/// Finds the year that stands above the heads of a sheet; none where the campaign's is named too, or no
/// other is.
fn title_year(table: &SheetTable, own: i32) -> Option<i32> {
    let mut years = Vec::new();
    for text in above(table) {
        let parts: Vec<&str> = text.split('年').collect();
        let named = parts.iter().rev().skip(1).filter_map(|part| {
            let start = part.len().checked_sub(4)?;
            part.get(start..)?.parse::<i32>().ok()
        });
        years.extend(named.filter(|year| (1990..2100).contains(year)));
    }
    let first = years.first().copied();
    first.filter(|_| !years.contains(&own))
}

/// Takes a text as it was exported, blanks at its ends included.
fn restored(inputs: &[String]) -> Result<Value> {
    let whole = inputs.concat();
    input::text("", &whole)?;
    Ok(Value::Text(whole))
}

pub(super) fn shown(cell: &SheetCell) -> String {
    match cell {
        SheetCell::Empty | SheetCell::Unsaved => String::new(),
        SheetCell::Text(text) | SheetCell::Broken(text) | SheetCell::Time(text) => shortened(text),
        SheetCell::Number(number) => number.to_string(),
        SheetCell::Share(share) => format!("{}%", share * 100.0),
        SheetCell::Flag(flag) => flag.to_string(),
        SheetCell::Day(day) => day.to_string(),
        SheetCell::Many(items) => shortened(&items.join("、")),
    }
}
