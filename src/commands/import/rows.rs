//! From rows to drafts of records, with everything that is wrong with them, in one pass.
//!
//! A row with an identity is a record that was exported: it is restored as it was. One without is a
//! new record, checked as `add` checks it and as the steps that follow would; nothing in it becomes
//! today.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::Options;
use super::cells::{self, Manner};
use super::heads::Meaning;
use super::merged::MergedColumns;
use super::notes::MOST_CONVERTED;
use super::roster::NameBook;
use super::spoilt::NO_YEAR;
use super::table::{Drafts, Reason, RowFlaw, Says, SheetTable};
use crate::desk::bearing::InOffice;
use crate::desk::{Desk, input};
use crate::error::{Error, Result, shortened};
use crate::model::kind::{Field, LOGGED_ON, REF, Shape, VOID};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::sheets::{Row, SheetCell};
use crate::store::Bodies;

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
    pub(super) void: Option<usize>,
    /// The cells of the row above, with what 同上 stood for.
    pub(super) above: Vec<SheetCell>,
    /// Set once a row was given the day of all that have none.
    pub(super) dated: bool,
    struck: HashSet<(usize, usize)>,
    merged: MergedColumns,
    /// Phases, and whether each is closed.
    pub(super) closed: HashMap<i64, bool>,
    pub(super) in_office: InOffice,
    /// Per column the unit of its head, where its field counts in another.
    pub(super) units: Vec<Option<String>>,
    /// The year that the title names, where it is another than the campaign's.
    pub(super) title_year: Option<i32>,
    /// Remarks that tell the unit of amounts.
    pub(super) told_units: RefCell<Vec<RowFlaw>>,
    /// What the records that rows name are of.
    pub(super) beside: HashMap<RecordId, Option<RecordId>>,
    /// Values that were read as another, with their fields.
    pub(super) readings: RefCell<BTreeSet<(&'static str, String, String)>>,
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
            above: Vec::new(),
            dated: false,
            struck: struck.collect(),
            merged: MergedColumns::of(&table.sheet.layout.areas),
            closed: HashMap::new(),
            in_office: InOffice::default(),
            units: units(table),
            title_year: title_year(table, desk.calendar().year),
            told_units: RefCell::default(),
            beside: HashMap::new(),
            readings: RefCell::default(),
        }
    }

    /// Tells whether a cell is struck out.
    pub(super) fn is_struck(&self, row: &Row, column: usize) -> bool {
        self.struck.contains(&(row.number, column))
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
                read.elsewhere.extend(self.elsewhere(row, record)?);
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
                    if !manner.restores {
                        read.balance.kept.insert(column);
                    }
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
                    read.balance.kept.insert(column);
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
                    record.values[at] = match (record.values[at].take(), value) {
                        (Some(Value::List(mut before)), Some(Value::List(more))) => {
                            // Of a second column of the field.
                            let is_new = |one: &Value| !before.contains(one);
                            let more: Vec<Value> = more.into_iter().filter(is_new).collect();
                            before.extend(more);
                            Some(Value::List(before))
                        }
                        (before, None) => before,
                        (_, value) => value,
                    };
                }
                Err(_) if measured.is_some() => {
                    let unit = self.units[column].clone().unwrap_or_default();
                    let reason = Reason::HeadUnit { field, unit };
                    read.flaws.push(self.flaw(row, Some(column), reason));
                }
                Err(reason) => match self.told_apart(row, field, cell, roster) {
                    Some(value) => record.values[at] = Some(value),
                    None => read.flaws.push(self.flaw(row, Some(column), reason)),
                },
            }
        }
        self.drop_told_apart(record);
    }

    /// Returns the values that were read as another.
    pub(super) fn read_as(self) -> BTreeSet<(&'static str, String, String)> {
        self.readings.into_inner()
    }

    /// Words what is refused by the heads of the sheet.
    pub(super) fn error(&self, error: Error) -> Reason {
        Reason::Error(Rc::new(error), Rc::clone(&self.heads))
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
        let head = self.reference.map(|at| self.table.heads.handle(at));
        let head = head.unwrap_or_default();
        self.flaw(row, self.reference, Reason::NoRef { kind, such, head })
    }
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
pub(super) fn is_of_no_unit(field: &Field, head: &str) -> bool {
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
