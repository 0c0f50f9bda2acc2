//! From rows to drafts of records, with everything that is wrong with them, in one pass.
//!
//! A row with a ref is a record that was exported: it is restored as it was. One without is a new
//! record, checked as `add` checks it.

use std::collections::HashMap;
use std::rc::Rc;

use super::Options;
use super::cells::{self, Manner};
use super::heads::Meaning;
use super::roster::NameBook;
use super::table::{Draft, Drafts, Identity, Reason, RowFlaw, SheetTable};
use crate::desk::entry::fill_in;
use crate::desk::field::{enterable, set_elsewhere};
use crate::desk::requirements::day_fault;
use crate::desk::rules::check_rules;
use crate::desk::{Desk, input, phase};
use crate::error::{Error, Result, shortened};
use crate::model::kind::{Field, LATE, REF, Shape};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::render::EXAMPLE;
use crate::sheets::{Row, SheetCell};
use crate::store::Bodies;
use crate::store::rules::missing;

impl SheetTable {
    /// Takes note of the records that the sheet is about to bring and that may be named.
    pub(super) fn announce(&self, desk: &Desk, roster: &mut NameBook) -> Result<()> {
        let reader = RowReader::new(desk, self, Options::default());
        for row in self.records() {
            if reader.is_new(row) {
                continue;
            }
            match reader.identity(row) {
                Some(Identity::Exported(id, reference)) => {
                    // One that is there already is that one, whatever the sheet says.
                    let known = desk.store.by_ref(self.kind, &reference)?;
                    let id = known.map_or(id, |known| known.id);
                    roster.expect(self.kind.id, reference.to_string(), id);
                    if let Some(name) = reader.official_name(row) {
                        roster.expect(self.kind.id, name, id);
                    }
                }
                Some(Identity::Official(id)) => {
                    let name = reader.official_name(row).unwrap_or_default();
                    roster.expect(self.kind.id, name, id);
                }
                Some(Identity::Content(_)) | None => {}
            }
        }
        Ok(())
    }

    /// Reads every row.
    ///
    /// # Errors
    /// If the file cannot be read; what is wrong with the rows is among the drafts.
    pub(super) fn drafts(
        &self,
        desk: &Desk,
        roster: &mut NameBook,
        options: Options,
        tick: &mut dyn FnMut(),
    ) -> Result<Drafts> {
        let mut reader = RowReader::new(desk, self, options);
        let mut read = Drafts::default();
        if let Some(flaw) = reader.missing_column() {
            read.flaws.push(flaw);
            return Ok(read);
        }
        let mut record = Record::empty(self.kind, RecordId([0; 16]));
        for row in self.records() {
            tick();
            if is_example(row) {
                read.examples += 1;
                continue;
            }
            record.values.fill(None);
            let before = read.flaws.len();
            let identity = reader.read(row, &mut record, roster, &mut read.flaws)?;
            if let (Some(identity), true) = (identity, read.flaws.len() == before) {
                read.records.push(Draft {
                    row: row.number,
                    body: reader.bodies.body(&record),
                    identity,
                });
            }
        }
        Ok(read)
    }

    /// Returns the rows below the heads.
    pub(super) fn records(&self) -> &[Row] {
        self.sheet.rows.get(self.heads.at + 1..).unwrap_or_default()
    }
}

/// Tells whether a row is the example of a template: its first cell says so.
fn is_example(row: &Row) -> bool {
    let first = row
        .cells
        .iter()
        .find(|cell| !matches!(cell, SheetCell::Empty));
    let Some(SheetCell::Text(first)) = first else {
        return false;
    };
    let rest = EXAMPLE
        .iter()
        .find_map(|word| first.trim_start().strip_prefix(word));
    rest.is_some_and(|rest| rest.trim_start().starts_with(['：', ':']))
}

/// Reads the rows of one sheet; holds what is worked out once.
pub(super) struct RowReader<'t> {
    pub(super) desk: &'t Desk<'t>,
    pub(super) table: &'t SheetTable,
    options: Options<'t>,
    pub(super) fields: Vec<&'static Field>,
    bodies: Bodies,
    /// Head that the sheet has for each field.
    heads: Rc<[(&'static str, String)]>,
    /// The columns of the ref, of the identity, and of the official name.
    pub(super) reference: Option<usize>,
    pub(super) record: Option<usize>,
    pub(super) name: Option<usize>,
    /// Phases, and whether each is closed.
    closed: HashMap<i64, bool>,
}

impl<'t> RowReader<'t> {
    fn new(desk: &'t Desk<'t>, table: &'t SheetTable, options: Options<'t>) -> Self {
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
        Self {
            desk,
            table,
            options,
            fields: kind.all_fields().collect(),
            bodies: Bodies::of(kind),
            heads: heads.collect(),
            reference: column(REF.id),
            record: table
                .heads
                .meanings
                .iter()
                .position(|one| *one == Meaning::Record),
            name: title.and_then(|title| column(title.id)),
            closed: HashMap::new(),
        }
    }

    /// Reads one row into a record; `None` where its identity cannot be made out.
    fn read(
        &mut self,
        row: &Row,
        record: &mut Record,
        roster: &mut NameBook,
        flaws: &mut Vec<RowFlaw>,
    ) -> Result<Option<Identity>> {
        let identity = self.identity(row);
        if identity.is_none() {
            flaws.push(self.unclear(row));
        }
        let restores = matches!(identity, Some(Identity::Exported(..)));
        let manner = Manner {
            restores,
            from_1904: self.table.sheet.from_1904,
        };
        let before = flaws.len();
        for (column, cell) in row.cells.iter().enumerate() {
            let Some(Meaning::Field(at)) = self.table.heads.meanings.get(column).copied() else {
                continue;
            };
            let field = self.fields[at];
            if field.id == REF.id {
                continue;
            }
            match self.value(field, cell, manner, roster) {
                Ok(value) => record.values[at] = value,
                Err(reason) => flaws.push(self.flaw(row, Some(column), reason)),
            }
        }
        if !restores && identity.is_some() {
            self.complete(row, record, flaws, before)?;
            // What is of no column comes last.
            flaws[before..].sort_by_key(|flaw| (flaw.column.is_none(), flaw.column));
        }
        Ok(identity)
    }

    fn value(
        &self,
        field: &'static Field,
        cell: &SheetCell,
        manner: Manner,
        roster: &mut NameBook,
    ) -> std::result::Result<Option<Value>, Reason> {
        let inputs = cells::inputs(field, cell, manner).map_err(Reason::Spoilt)?;
        if inputs.is_empty() {
            return Ok(None);
        }
        if !manner.restores && !enterable(field) && field.id != LATE.id {
            return Err(self.error(set_elsewhere(self.table.kind, field)));
        }
        if manner.restores && matches!(field.shape, Shape::Text) {
            return restored(&inputs)
                .map(Some)
                .map_err(|error| self.error(error));
        }
        let find = &mut |kinds: &'static [&'static str], name: &str| roster.find(kinds, name);
        self.desk
            .value_by(field, &inputs, find)
            .map_err(|error| self.error(error))
    }

    /// Words what is refused by the heads of the sheet.
    fn error(&self, error: Error) -> Reason {
        Reason::Error(Rc::new(error), Rc::clone(&self.heads))
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
        fill_in(self.desk, record);
        let bad: Vec<Option<usize>> = flaws[first..].iter().map(|flaw| flaw.column).collect();
        let is_bad = |column: Option<usize>| column.is_some() && bad.contains(&column);
        for field in missing(record) {
            let column = self.column(field);
            if is_bad(column) {
                continue;
            }
            let mut flaw = self.flaw(row, column, Reason::Required);
            if column.is_none() {
                let lang = self.desk.context.lang;
                field.label.get(lang).clone_into(&mut flaw.head);
            }
            flaws.push(flaw);
        }
        // Rules speak of whole records.
        if flaws.len() == first
            && let Err(error) = check_rules(self.desk, record)
        {
            flaws.push(self.flaw(row, None, self.error(error)));
        }
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

    fn column(&self, field: &Field) -> Option<usize> {
        let at = self.fields.iter().position(|own| own.id == field.id)?;
        self.table.heads.column(at)
    }

    fn flaw(&self, row: &Row, column: Option<usize>, reason: Reason) -> RowFlaw {
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

    /// Says that a whole column is missing, once rather than for every row.
    fn missing_column(&self) -> Option<RowFlaw> {
        let lang = self.desk.context.lang;
        let needed = |field: &&&Field| field.required && self.column(field).is_none();
        let missing: Vec<&str> = self
            .fields
            .iter()
            .filter(needed)
            .map(|field| field.label.get(lang))
            .collect();
        let restores = self.reference.is_some() || self.table.records().is_empty();
        let head = self.table.sheet.rows.get(self.table.heads.at)?;
        (!missing.is_empty() && !restores).then(|| RowFlaw {
            head: lang.join(&missing),
            ..self.flaw(head, None, Reason::ColumnMissing)
        })
    }

    /// Says why a ref or an identity is none.
    fn unclear(&self, row: &Row) -> RowFlaw {
        let kind = self.table.kind;
        let letter = kind.letter.unwrap_or('?');
        let such = format!("{}-{letter}1", self.desk.office);
        self.flaw(row, self.reference, Reason::NoRef { kind, such })
    }
}

/// Takes a text as it was exported, blanks at its ends included.
fn restored(inputs: &[String]) -> Result<Value> {
    let whole = inputs.concat();
    input::text("", &whole)?;
    Ok(Value::Text(whole))
}

fn shown(cell: &SheetCell) -> String {
    match cell {
        SheetCell::Empty => String::new(),
        SheetCell::Text(text) | SheetCell::Broken(text) => shortened(text),
        SheetCell::Number(number) => number.to_string(),
        SheetCell::Flag(flag) => flag.to_string(),
        SheetCell::Day(day) => day.to_string(),
        SheetCell::Many(items) => shortened(&items.join("、")),
    }
}
