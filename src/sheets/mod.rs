//! Sheets that others made, as rows of cells: CSV, JSON, and workbooks of Excel and LibreOffice.
//!
//! Whatever is read here is hostile: sizes and counts are bounded before memory is taken, and
//! workbooks are read in a process of their own. Never decides what a cell means, and never sees
//! the database.

mod delimited;
#[cfg(test)]
mod fuzz;
mod guard;
mod json;
mod workbook;

use std::io::{ErrorKind, Read};
use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, SheetFault};
use crate::files;

pub(crate) use workbook::serve;

/// The largest file that is read.
const MOST_BYTES: u64 = 256 << 20;
/// The most rows of one sheet.
const MOST_ROWS: usize = 1_000_000;
/// The most cells in a row.
const MOST_COLUMNS: usize = 500;

/// Endings of the files that are text.
const TEXTS: &[&str] = &["csv", "tsv", "txt", "json", "jsonl", "ndjson"];

/// One cell as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum SheetCell {
    Empty,
    Text(String),
    Number(f64),
    Flag(bool),
    Day(NaiveDate),
    /// Several texts in one, which only JSON can have.
    Many(Vec<String>),
    /// An error of the spreadsheet's, such as `#REF!`.
    Broken(String),
}

/// One row, with the number that a spreadsheet shows beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) number: usize,
    pub(crate) cells: Vec<SheetCell>,
}

/// The rows of one sheet, blank ones left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) rows: Vec<Row>,
    /// The sheet of a workbook that was read.
    pub(crate) name: Option<String>,
    /// The workbook's other sheets that hold something, which were not.
    pub(crate) others: Vec<String>,
    /// Number of formulas, of which the value last computed was taken.
    pub(crate) formulas: usize,
    /// True if days are counted from 1904, as old Macs did.
    pub(crate) from_1904: bool,
    /// True if each row names its columns itself, so that without rows there are no heads.
    pub(crate) keyed: bool,
}

impl Row {
    /// Tells whether nothing is in it.
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| match cell {
            SheetCell::Empty => true,
            SheetCell::Text(text) => text.trim().is_empty(),
            _ => false,
        })
    }
}

impl Sheet {
    /// Adds a row, unless it is blank.
    fn push(&mut self, row: Row) -> std::result::Result<(), SheetFault> {
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
        self.rows.push(row);
        Ok(())
    }
}

/// Reads a file; of a workbook the named sheet, or the first that holds something.
///
/// # Errors
/// If it is no regular file, too large, or of no known form.
pub(crate) fn read(path: &Path, sheet: Option<&str>) -> Result<Sheet> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let ending = ending.unwrap_or_default().to_lowercase();
    let read = match ending.as_str() {
        known if workbook::ENDINGS.contains(&known) => workbook::read(path, known, sheet)?,
        text if TEXTS.contains(&text) => read_text(&bytes(path)?, text),
        _ => Err(SheetFault::UnknownEnding(ending)),
    };
    read.map_err(|fault| Error::Sheet {
        path: path.to_owned(),
        fault,
    })
}

/// Reads a text that is no file of its own, such as standard input, which errors call `path`.
///
/// # Errors
/// If it is too large, or its form is none of those that are text.
pub(crate) fn read_from(input: impl Read, format: &str, path: &Path) -> Result<Sheet> {
    let bytes = limited(input, path)?;
    read_text(&bytes, format).map_err(|fault| Error::Sheet {
        path: path.to_owned(),
        fault,
    })
}

/// Reads text of a form that is named by the ending of its files.
fn read_text(bytes: &[u8], ending: &str) -> std::result::Result<Sheet, SheetFault> {
    match ending {
        "csv" | "tsv" | "txt" => delimited::read(bytes),
        "json" => json::read_array(bytes),
        "jsonl" | "ndjson" => json::read_lines(bytes),
        _ => Err(SheetFault::UnknownEnding(ending.to_owned())),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    limited(files::open(path, MOST_BYTES)?, path)
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
