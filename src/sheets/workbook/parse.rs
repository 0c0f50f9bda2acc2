//! Within the process that reads workbooks: from bytes to rows of cells, within bounds. Nothing here
//! is believed by whoever started it.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Seek};

use calamine::{Data, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx};

use super::super::{Layout, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, SheetCell, form, guard};
use super::Message;
use super::layout::{self, Shown};
use crate::error::{FileForm, SheetFault};

/// The days that a spreadsheet counts, to the end of the year 9999.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;

/// Takes lines; returns false once it wants no more.
type Sink<'t> = &'t mut dyn FnMut(&Message) -> bool;
type Parsed<T> = std::result::Result<T, SheetFault>;

/// Reads a workbook and tells its sheets and rows one by one; returns the last line.
pub(super) fn parse(bytes: Vec<u8>, tell: Sink) -> Parsed<Message> {
    let form = form::packed(&bytes)?;
    let from_1904 = match form {
        FileForm::Xls => {
            let mut book = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
            let shown = |book: &mut Xls<_>, name: &str| {
                let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
                Shown {
                    layout: Layout {
                        areas: layout::areas(&merged),
                        ..Layout::default()
                    },
                    ..Shown::default()
                }
            };
            whole(&mut book, shown, tell)?;
            book.has_1904_epoch()
        }
        FileForm::Ods => {
            guard::check(&bytes)?;
            guard::check_open_document(&bytes)?;
            let mut sheets = layout::of_open_document(&bytes);
            let mut book = Ods::new(Cursor::new(bytes)).map_err(damaged)?;
            whole(
                &mut book,
                |_, name| sheets.remove(name).unwrap_or_default(),
                tell,
            )?;
            // Its days are written out, whatever it counts from.
            false
        }
        _ => {
            guard::check(&bytes)?;
            by_cells(&bytes, tell)?
        }
    };
    Ok(Message::End { form, from_1904 })
}

fn damaged(error: impl std::fmt::Display) -> SheetFault {
    let words = error.to_string();
    if words.contains("password") {
        SheetFault::Locked
    } else {
        SheetFault::Damaged(words)
    }
}

/// Reads the sheets of Excel cell by cell; tells whether days are counted from 1904.
fn by_cells(bytes: &[u8], tell: Sink) -> Parsed<bool> {
    let parts = layout::parts(bytes);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let from_1904 = book.has_1904_epoch();
    for (name, hidden) in sheets(&book, tell)? {
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut reader = book.worksheet_cells_reader(&name).map_err(damaged)?;
        let part = parts.get(&name);
        let mut shown = part.map_or_else(Shown::default, |part| {
            layout::of_excel(bytes, part, reader.styles())
        });
        shown.layout.areas = layout::areas(&merged);
        let mut rows = RowGatherer::begin(name, hidden, shown, tell)?;
        let mut formulas = 0;
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
            let is_formula = cell.formula.is_some();
            formulas += usize::from(is_formula);
            rows.add(cell.pos, Data::from(cell.value), is_formula)?;
        }
        rows.end(formulas)?;
    }
    Ok(from_1904)
}

/// Reads the sheets of a form that is parsed whole.
fn whole<R, B>(book: &mut B, mut shown: impl FnMut(&mut B, &str) -> Shown, tell: Sink) -> Parsed<()>
where
    R: Read + Seek,
    B: Reader<R>,
    B::Error: std::fmt::Display,
{
    for (name, hidden) in sheets(book, tell)? {
        let shown = shown(book, &name);
        let range = book.worksheet_range(&name).map_err(damaged)?;
        // Formulas that cannot be read have been computed all the same.
        let formulas = book.worksheet_formula(&name).unwrap_or_default();
        let start = formulas.start().unwrap_or_default();
        let used = formulas
            .used_cells()
            .filter(|(.., formula)| !formula.is_empty());
        let places: HashSet<(u32, u32)> = used
            .map(|(row, column, _)| place((row, column), start))
            .collect();
        let start = range.start().unwrap_or_default();
        let mut rows = RowGatherer::begin(name, hidden, shown, tell)?;
        // Only what has a formula matters of what is empty.
        let mut unsaved: Vec<(u32, u32)> = places
            .iter()
            .filter(|at| {
                range
                    .get_value(**at)
                    .is_none_or(|data| *data == Data::Empty)
            })
            .copied()
            .collect();
        unsaved.sort_unstable_by(|one, other| other.cmp(one));
        for (row, column, data) in range.used_cells() {
            let at = place((row, column), start);
            while let Some(before) = unsaved.pop_if(|one| *one < at) {
                rows.add(before, Data::Empty, true)?;
            }
            rows.add(at, data.clone(), places.contains(&at))?;
        }
        while let Some(at) = unsaved.pop() {
            rows.add(at, Data::Empty, true)?;
        }
        rows.end(places.len())?;
    }
    Ok(())
}

fn place((row, column): (usize, usize), start: (u32, u32)) -> (u32, u32) {
    let moved = |offset: usize, start: u32| {
        u32::try_from(offset)
            .unwrap_or(u32::MAX)
            .saturating_add(start)
    };
    (moved(row, start.0), moved(column, start.1))
}

/// Returns the sheets that hold cells, each with whether it is hidden, and tells of the others.
fn sheets<R: Read + Seek>(book: &impl Reader<R>, tell: Sink) -> Parsed<Vec<(String, bool)>> {
    let mut sheets = Vec::new();
    for sheet in book.sheets_metadata() {
        let name = sheet.name.clone();
        let form = match sheet.typ {
            SheetType::WorkSheet => {
                sheets.push((name, sheet.visible != SheetVisible::Visible));
                continue;
            }
            SheetType::ChartSheet => FileForm::Chart,
            SheetType::DialogSheet => FileForm::Dialog,
            SheetType::MacroSheet | SheetType::Vba => FileForm::Macro,
        };
        told(tell(&Message::Passed(name, form)))?;
    }
    Ok(sheets)
}

/// Whoever reads may have had enough.
fn told(more: bool) -> Parsed<()> {
    more.then_some(()).ok_or(SheetFault::Exhausted)
}

/// Gathers the cells of a sheet into rows.
struct RowGatherer<'t> {
    tell: Sink<'t>,
    row: Row,
    cells: usize,
    told: usize,
    shares: HashSet<(u32, u32)>,
    measured: HashMap<(u32, u32), usize>,
    units: Vec<String>,
    months: HashSet<(u32, u32)>,
}

impl<'t> RowGatherer<'t> {
    fn begin(name: String, hidden: bool, shown: Shown, tell: Sink<'t>) -> Parsed<Self> {
        let Shown {
            layout,
            shares,
            measured,
            units,
            months,
        } = shown;
        told(tell(&Message::Sheet {
            name,
            hidden,
            layout,
        }))?;
        let row = Row {
            number: 0,
            cells: Vec::new(),
        };
        Ok(Self {
            tell,
            row,
            cells: 0,
            told: 0,
            shares,
            measured,
            units,
            months,
        })
    }

    /// Adds a cell; of a formula that was saved without a value, that it was.
    fn add(&mut self, at: (u32, u32), data: Data, is_formula: bool) -> Parsed<()> {
        let cell = match cell_of(data) {
            SheetCell::Empty if is_formula => SheetCell::Unsaved,
            SheetCell::Number(number) if self.shares.contains(&at) => SheetCell::Share(number),
            SheetCell::Number(number) => match self.unit(at) {
                Some(unit) => SheetCell::Text(format!("{number}{unit}")),
                None => SheetCell::Number(number),
            },
            // Whoever typed 5月 sees that, and a spreadsheet keeps the 1st.
            SheetCell::Day(day) if self.months.contains(&at) => {
                SheetCell::Text(day.format("%Y年%-m月").to_string())
            }
            // A formula whose text is empty says nothing, and was computed.
            SheetCell::Text(text) if text.is_empty() => return Ok(()),
            SheetCell::Empty => return Ok(()),
            cell => cell,
        };
        let (number, column) = (at.0 as usize + 1, at.1 as usize);
        if number != self.row.number {
            if number < self.row.number {
                return Err(SheetFault::Damaged("rows out of order".to_owned()));
            }
            self.end_row()?;
            self.row.number = number;
        }
        self.cells += 1;
        if column >= MOST_COLUMNS {
            return Err(SheetFault::TooManyColumns {
                row: number,
                most: MOST_COLUMNS,
            });
        }
        if self.cells > MOST_CELLS {
            return Err(SheetFault::TooManyCells { most: MOST_CELLS });
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, SheetCell::Empty);
        }
        self.row.cells[column] = cell;
        Ok(())
    }

    /// Returns the unit with which a number is shown.
    fn unit(&self, at: (u32, u32)) -> Option<&str> {
        let unit = self.measured.get(&at)?;
        self.units.get(*unit).map(String::as_str)
    }

    fn end_row(&mut self) -> Parsed<()> {
        if self.row.cells.is_empty() {
            return Ok(());
        }
        self.told += 1;
        if self.told > MOST_ROWS {
            return Err(SheetFault::TooManyRows { most: MOST_ROWS });
        }
        let row = Row {
            number: self.row.number,
            cells: std::mem::take(&mut self.row.cells),
        };
        told((self.tell)(&Message::Row(row)))
    }

    fn end(mut self, formulas: usize) -> Parsed<()> {
        self.end_row()?;
        told((self.tell)(&Message::Formulas(formulas)))
    }
}

fn cell_of(data: Data) -> SheetCell {
    match data {
        Data::Empty => SheetCell::Empty,
        #[expect(
            clippy::cast_precision_loss,
            reason = "what is longer is refused in every form"
        )]
        Data::Int(number) => SheetCell::Number(number as f64),
        Data::Float(number) => number_cell(number),
        Data::String(text) => SheetCell::Text(text),
        Data::DurationIso(text) => SheetCell::Time(text),
        Data::Bool(flag) => SheetCell::Flag(flag),
        Data::DateTime(time) => {
            let value = time.as_f64();
            // Counting to a day that is further away can panic.
            let is_day = time.is_datetime() && DAYS.contains(&value);
            match is_day.then(|| time.as_datetime()).flatten() {
                Some(time) if value < 1.0 && value > 0.0 => {
                    SheetCell::Time(time.format("%H:%M").to_string())
                }
                Some(time) => SheetCell::Day(time.date()),
                None if value.is_finite() && !time.is_datetime() => {
                    SheetCell::Time(format!("{:.2}", value * 24.0))
                }
                None => number_cell(value),
            }
        }
        Data::DateTimeIso(text) => {
            // A time of UTC may be another day here, which whoever reads it knows.
            let is_of_utc = text.ends_with(['Z', 'z']) || text.rfind('+').is_some_and(|at| at > 10);
            let day = text.get(..10).and_then(|day| day.parse().ok());
            let day = day.filter(|_| !is_of_utc);
            day.map_or(SheetCell::Text(text), SheetCell::Day)
        }
        Data::Error(error) => SheetCell::Broken(error.to_string()),
    }
}

/// Reads a number; one that is not finite is a broken cell, since JSON could not hold it.
fn number_cell(number: f64) -> SheetCell {
    if number.is_finite() {
        SheetCell::Number(number)
    } else {
        SheetCell::Broken("#NUM!".to_owned())
    }
}
