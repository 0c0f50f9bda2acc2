//! Sheets that others made, as rows of cells: CSV, JSON, HTML, and workbooks of Excel, WPS and
//! LibreOffice, told apart by what is in them and not by their names.
//!
//! Whatever is read here is hostile: sizes and counts are bounded before memory is taken, and
//! workbooks are read in a process of their own. Never decides what a cell means, and never sees
//! the database.

mod areas;
mod delimited;
mod form;
#[cfg(test)]
mod fuzz;
mod guard;
mod html;
mod json;
mod laid;
pub(crate) mod media;
mod paper;
mod rows;
mod said;
mod workbook;

use std::io::{Cursor, ErrorKind, Read, Seek};
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, FileForm, Result, SheetFault};
use crate::files;

pub(crate) use areas::Area;
use areas::Falling;
pub(crate) use laid::laid;
pub(crate) use paper::{Paper, is_changed, paper};
pub(crate) use rows::Rows;
pub(crate) use said::texts_in;
pub(crate) use workbook::serve;

/// The largest file that is read.
pub(crate) const MOST_BYTES: u64 = 256 << 20;
/// The most rows of one sheet: a million, below heads and titles.
const MOST_ROWS: usize = 1_000_100;
/// The most cells in a row.
const MOST_COLUMNS: usize = 500;
/// The most cells of a sheet.
const MOST_CELLS: usize = 20_000_000;

/// One cell as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum SheetCell {
    Empty,
    Text(String),
    Number(f64),
    /// A number that is shown as so many per cent, 1 as 100.
    Share(f64),
    Flag(bool),
    Day(NaiveDate),
    /// A time of day without a day.
    Time(String),
    /// Several texts in one, which only JSON can have.
    Many(Vec<String>),
    /// An error of the spreadsheet's, such as `#REF!`.
    Broken(String),
    /// A formula that was saved without its value.
    Unsaved,
}

/// One row, with the number that a spreadsheet shows beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) number: usize,
    pub(crate) cells: Vec<SheetCell>,
}

/// The rows of one sheet, blank ones left out.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) rows: Rows,
    /// Number of cells of the longest row.
    pub(crate) width: usize,
    /// Number of cells that were filled from merged areas above them.
    pub(crate) filled: usize,
    falling: Falling,
    /// Number of cells of all rows, empty ones included, and what long texts take beyond that.
    cells: usize,
    /// What it is called in its workbook.
    pub(crate) name: Option<String>,
    /// True if its workbook does not show it.
    pub(crate) hidden: bool,
    /// Number of formulas, of which the value last computed was taken.
    pub(crate) formulas: usize,
    /// True if days are counted from 1904, as old Macs did.
    pub(crate) from_1904: bool,
    /// True if each row names its columns itself, so that without rows there are no heads.
    pub(crate) keyed: bool,
    pub(crate) layout: Layout,
}

/// What a spreadsheet shows of a sheet beside its values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Layout {
    /// Cells that are merged into one.
    pub(crate) areas: Vec<Area>,
    /// Numbers of the rows that are hidden, by hand or by a filter, in order.
    pub(crate) hidden: Vec<usize>,
    /// Columns that are hidden, as the first and the last of each stretch.
    pub(crate) hidden_columns: Vec<(usize, usize)>,
    /// Rows and columns of the cells that are struck out.
    pub(crate) struck: Vec<(usize, usize)>,
}

/// The sheets of a file.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    /// Sheets that hold no cells, and what they are.
    pub(crate) passed: Vec<(String, FileForm)>,
    /// What the file is, where its ending says otherwise.
    pub(crate) is: Option<FileForm>,
}

impl Row {
    /// Tells whether nothing is in it.
    fn is_blank(&self) -> bool {
        self.cells.iter().all(SheetCell::is_blank)
    }
}

impl SheetCell {
    /// Returns the text in it; of what is none nothing.
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Broken(text) | Self::Time(text) => text,
            _ => "",
        }
    }

    /// Tells whether nothing is in it that anybody sees.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

impl Sheet {
    /// Adds a row, unless it is blank; what stands in merged areas that reach into it, it holds too.
    pub(crate) fn push(&mut self, mut row: Row) -> std::result::Result<(), SheetFault> {
        if row.is_blank() {
            return Ok(());
        }
        if row.cells.len() > MOST_COLUMNS {
            return Err(SheetFault::TooManyColumns {
                row: row.number,
                most: MOST_COLUMNS,
            });
        }
        if self.rows.len() >= MOST_ROWS {
            return Err(SheetFault::TooManyRows { most: MOST_ROWS });
        }
        let (filled, room) = self.falling.fill(&mut row, &self.layout.areas);
        self.filled += filled;
        self.cells += row.cells.len() + room;
        if self.cells > MOST_CELLS {
            return Err(SheetFault::TooManyCells { most: MOST_CELLS });
        }
        self.width = self.width.max(row.cells.len());
        self.rows.push(row).map_err(SheetFault::unkept)
    }
}

/// Reads a file, whatever its name.
///
/// # Errors
/// If it is no regular file, too large, or of no known form.
pub(crate) fn read(path: &Path) -> Result<Book> {
    let fault = |fault| Error::Sheet {
        path: path.to_owned(),
        fault,
    };
    let ending = path.extension().and_then(|ending| ending.to_str());
    let ending = ending.unwrap_or_default().to_lowercase();
    let mut file = files::open(path, MOST_BYTES)?;
    let io = |source| Error::Io {
        path: path.to_owned(),
        source,
    };
    if form::is_packed(&beginning(&mut file).map_err(io)?) {
        return workbook::read(path, &ending)?.map_err(fault);
    }
    read_text(file, &ending, path)
}

/// Reads the beginning of a file, by which its form is told, and goes back to it.
fn beginning(input: &mut (impl Read + Seek)) -> std::io::Result<Vec<u8>> {
    let mut beginning = Vec::new();
    input.take(form::SAMPLE).read_to_end(&mut beginning)?;
    input.rewind()?;
    Ok(beginning)
}

/// Reads a text that is no file of its own, such as standard input, which errors call `path`.
///
/// # Errors
/// If it is too large, or its form is none of those that are text.
pub(crate) fn read_from(input: impl Read, format: &str, path: &Path) -> Result<Book> {
    let bytes = limited(input, path)?;
    if form::TEXTS.contains(&format) {
        return read_text(Cursor::new(bytes), format, path);
    }
    Err(Error::Sheet {
        path: path.to_owned(),
        fault: SheetFault::UnknownEnding(format.to_owned()),
    })
}

/// Reads text; only JSON is told by the ending, since a line of it may be a row as well.
fn read_text(mut input: impl Read + Seek, ending: &str, path: &Path) -> Result<Book> {
    let fault = |fault| Error::Sheet {
        path: path.to_owned(),
        fault,
    };
    let beginning = beginning(&mut input).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    form::check_no_other(&beginning).map_err(fault)?;
    let (sheet, is) = match ending {
        "json" => (json::read_array(&limited(input, path)?), None),
        "jsonl" | "ndjson" => (json::read_lines(&limited(input, path)?), None),
        _ if html::is_html(&beginning) => {
            let page = limited(input, path)?;
            (html::read(&page), unlike(FileForm::Html, ending))
        }
        _ => (delimited::read(input), unlike(FileForm::Separated, ending)),
    };
    let sheets = vec![sheet.map_err(fault)?];
    Ok(Book {
        sheets,
        is,
        ..Book::default()
    })
}

/// Names a form where the ending of a file says otherwise.
fn unlike(form: FileForm, ending: &str) -> Option<FileForm> {
    (!form.endings().contains(&ending)).then_some(form)
}

/// Reads all of an input that is no larger than a sheet may be.
fn limited(input: impl Read, path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    let read = read.and_then(|read| match u64::try_from(read) {
        Ok(read) if read <= MOST_BYTES => Ok(()),
        _ => Err(ErrorKind::FileTooLarge.into()),
    });
    let (path, done) = (path.to_owned(), bytes);
    read.map(|()| done)
        .map_err(|source| Error::Io { path, source })
}

/// Names a column as spreadsheets do: A to Z, then AA.
pub(crate) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        if column < 26 {
            return letters.iter().rev().collect();
        }
        column = column / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let cases = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ];
        for (column, expected) in cases {
            assert_eq!(letters(column), expected);
        }
    }
}
