//! Within the process that reads workbooks: from bytes to rows of cells, within bounds. Nothing here
//! is believed by whoever started it.

use std::io::{Cursor, Read};

use calamine::{Data, Ods, Reader, SheetVisible, Xls, Xlsx};

use super::super::{MOST_COLUMNS, MOST_ROWS, Row, SheetCell, guard};
use super::Message;
use crate::error::SheetFault;

/// First bytes of old workbooks, and of those locked with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// The days that a spreadsheet counts, to the end of the year 9999.
const DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;
/// The most cells of a sheet.
const MOST_CELLS: usize = 20_000_000;

/// Takes rows; returns false once it wants no more.
type RowSink<'t> = &'t mut dyn FnMut(Row) -> bool;

/// Reads a workbook and tells its rows one by one; returns the last line.
pub(super) fn parse(
    bytes: Vec<u8>,
    ending: &str,
    sheet: Option<&str>,
    tell: RowSink,
) -> std::result::Result<Message, SheetFault> {
    let compound = bytes.starts_with(COMPOUND);
    match ending {
        "xls" if !compound => Err(SheetFault::Damaged("no xls".to_owned())),
        "xls" => {
            let book = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
            let from_1904 = book.has_1904_epoch();
            whole(book, from_1904, sheet, tell)
        }
        _ if compound => Err(SheetFault::Locked),
        "ods" => {
            guard::check(&bytes)?;
            guard::check_open_document(&bytes)?;
            // Its days are written out, whatever it counts from.
            let book = Ods::new(Cursor::new(bytes)).map_err(damaged)?;
            whole(book, false, sheet, tell)
        }
        _ => {
            guard::check(&bytes)?;
            by_cells(bytes, sheet, tell)
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> SheetFault {
    let words = error.to_string();
    if words.contains("password") {
        SheetFault::Locked
    } else {
        SheetFault::Damaged(words)
    }
}

/// Reads a sheet cell by cell.
fn by_cells(
    bytes: Vec<u8>,
    wanted: Option<&str>,
    tell: RowSink,
) -> std::result::Result<Message, SheetFault> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let from_1904 = book.has_1904_epoch();
    let mut chosen = Chosen::new(visible(&book), wanted)?;
    for name in chosen.names.clone() {
        let mut reader = book.worksheet_cells_reader(&name).map_err(damaged)?;
        let mut rows = RowGatherer::new(tell);
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
            // Also one that was saved without its value, which is empty here.
            let read = chosen.name.as_ref().is_none_or(|chosen| *chosen == name);
            chosen.formulas += usize::from(read && cell.formula.is_some());
            let value = cell_of(Data::from(cell.value));
            if value != SheetCell::Empty {
                if !chosen.take(&name) {
                    break;
                }
                rows.add(cell.pos, value)?;
            }
        }
        rows.end()?;
        chosen.formulas = if chosen.name.is_some() {
            chosen.formulas
        } else {
            0
        };
    }
    Ok(chosen.end(from_1904))
}

/// Reads a sheet of a form that is parsed whole.
fn whole<R, B>(
    mut book: B,
    from_1904: bool,
    wanted: Option<&str>,
    tell: RowSink,
) -> std::result::Result<Message, SheetFault>
where
    R: Read + std::io::Seek,
    B: Reader<R>,
    B::Error: std::fmt::Display,
{
    let mut chosen = Chosen::new(visible(&book), wanted)?;
    for name in chosen.names.clone() {
        let range = book.worksheet_range(&name).map_err(damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = RowGatherer::new(tell);
        for (row, column, data) in range.used_cells() {
            let value = cell_of(data.clone());
            if value != SheetCell::Empty {
                if !chosen.take(&name) {
                    break;
                }
                let place = |offset: usize, start: u32| {
                    u32::try_from(offset)
                        .unwrap_or(u32::MAX)
                        .saturating_add(start)
                };
                rows.add((place(row, top), place(column, left)), value)?;
            }
        }
        rows.end()?;
        if chosen.name.as_ref() == Some(&name) {
            // Formulas that cannot be read have been computed all the same.
            let formulas = book.worksheet_formula(&name).ok();
            chosen.formulas = formulas.map_or(0, |range| range.used_cells().count());
        }
    }
    Ok(chosen.end(from_1904))
}

fn visible<R: Read + std::io::Seek>(book: &impl Reader<R>) -> Vec<String> {
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible);
    sheets.map(|sheet| sheet.name.clone()).collect()
}

/// The sheet that is read, and the others that hold something too.
struct Chosen {
    /// The sheets to look at.
    names: Vec<String>,
    name: Option<String>,
    others: Vec<String>,
    formulas: usize,
}

impl Chosen {
    fn new(known: Vec<String>, wanted: Option<&str>) -> std::result::Result<Self, SheetFault> {
        let names = match wanted {
            None => known,
            Some(name) if known.iter().any(|known| known == name) => vec![name.to_owned()],
            Some(name) => {
                let name = name.to_owned();
                return Err(SheetFault::NoSheet { name, known });
            }
        };
        Ok(Self {
            names,
            name: None,
            others: Vec::new(),
            formulas: 0,
        })
    }

    /// Takes note that a sheet holds something; tells whether it is the one that is read.
    fn take(&mut self, name: &str) -> bool {
        let first = self.name.get_or_insert_with(|| name.to_owned()) == name;
        if !first {
            self.others.push(name.to_owned());
        }
        first
    }

    fn end(self, from_1904: bool) -> Message {
        Message::End {
            name: self.name.unwrap_or_default(),
            others: self.others,
            formulas: self.formulas,
            from_1904,
        }
    }
}

/// Gathers cells into rows.
struct RowGatherer<'t> {
    tell: RowSink<'t>,
    row: Row,
    cells: usize,
    told: usize,
}

impl<'t> RowGatherer<'t> {
    fn new(tell: RowSink<'t>) -> Self {
        let row = Row {
            number: 0,
            cells: Vec::new(),
        };
        Self {
            tell,
            row,
            cells: 0,
            told: 0,
        }
    }

    fn add(
        &mut self,
        (row, column): (u32, u32),
        cell: SheetCell,
    ) -> std::result::Result<(), SheetFault> {
        let number = row as usize + 1;
        let column = column as usize;
        if number != self.row.number {
            if number < self.row.number {
                return Err(SheetFault::Damaged("rows out of order".to_owned()));
            }
            self.end()?;
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
            return Err(SheetFault::TooManyRows { most: MOST_ROWS });
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, SheetCell::Empty);
        }
        self.row.cells[column] = cell;
        Ok(())
    }

    fn end(&mut self) -> std::result::Result<(), SheetFault> {
        if self.row.cells.is_empty() {
            return Ok(());
        }
        self.told += 1;
        if self.told > MOST_ROWS {
            return Err(SheetFault::TooManyRows { most: MOST_ROWS });
        }
        let cells = std::mem::take(&mut self.row.cells);
        let row = Row {
            number: self.row.number,
            cells,
        };
        // Whoever reads may have had enough.
        (self.tell)(row).then_some(()).ok_or(SheetFault::Exhausted)
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
        Data::String(text) if text.is_empty() => SheetCell::Empty,
        Data::String(text) | Data::DurationIso(text) => SheetCell::Text(text),
        Data::Bool(flag) => SheetCell::Flag(flag),
        Data::DateTime(time) => {
            // Counting to a day that is further away can panic.
            let is_day = time.is_datetime() && DAYS.contains(&time.as_f64());
            match is_day.then(|| time.as_datetime()).flatten() {
                Some(time) => SheetCell::Day(time.date()),
                None => number_cell(time.as_f64()),
            }
        }
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
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
