//! A workbook handed back with what is wrong marked in it: a sheet with the list, and each sheet as it
//! was, with red cells and a remark on each.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

use super::Refused;
use super::alike::alike;
use super::xlsx::{parts, sheet_name};
use crate::error::Result;
use crate::model::document::Table;
use crate::text::{Lang, Text, text};

/// Content of a cell.
#[derive(Debug)]
pub(crate) enum Marked {
    Day(NaiveDate),
    Flag(bool),
    Number(f64),
    /// A number that is shown as so many per cent.
    Share(f64),
    Text(String),
}

/// A cell by its row and column from 0, with what is wrong with it.
#[derive(Debug)]
pub(crate) struct MarkedCell {
    pub(crate) row: u32,
    pub(crate) column: u16,
    pub(crate) value: Marked,
    pub(crate) remark: Option<String>,
}

/// What the sheet is called that lists what is wrong.
pub(crate) const FAULTS: Text = text("问题", "Faults");

/// Writes a list of what is wrong, and the sheets with their marks.
///
/// # Errors
/// If a sheet is larger than a workbook can hold.
pub(crate) fn handed_back(
    list: &Table,
    sheets: &[(String, Vec<MarkedCell>)],
    lang: Lang,
) -> Result<Vec<u8>> {
    workbook(list, sheets, lang).map_err(|error| {
        let (error, instead) = (error.to_string(), text("json", "json"));
        Refused::Workbook { error, instead }.into()
    })
}

fn workbook(
    list: &Table,
    sheets: &[(String, Vec<MarkedCell>)],
    lang: Lang,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let first = book.add_worksheet();
    let mut names = BTreeSet::new();
    first.set_name(sheet_name(FAULTS.get(lang), &mut names))?;
    first.set_freeze_panes(1, 0)?;
    for (column, head) in (0..).zip(&list.heads) {
        first.write_string_with_format(0, column, head, &bold)?;
        first.set_column_width(
            column,
            if usize::from(column) + 1 == list.heads.len() {
                80
            } else {
                14
            },
        )?;
    }
    for (row, cells) in (1..).zip(&list.rows) {
        for (column, cell) in (0..).zip(cells) {
            first.write_string(row, column, shortened(&cell.to_string()))?;
        }
    }
    for (name, cells) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(name, &mut names))?;
        for cell in cells {
            write(sheet, cell)?;
        }
    }
    book.save_to_buffer().map(alike)
}

fn write(sheet: &mut Worksheet, cell: &MarkedCell) -> std::result::Result<(), XlsxError> {
    let (row, column) = (cell.row, cell.column);
    let mut format = match cell.value {
        Marked::Day(_) => Format::new().set_num_format("yyyy-mm-dd"),
        Marked::Share(_) => Format::new().set_num_format("0.##%"),
        Marked::Text(_) => Format::new().set_num_format("@"),
        Marked::Flag(_) | Marked::Number(_) => Format::new(),
    };
    if cell.remark.is_some() {
        format = format.set_background_color(Color::RGB(0x00FF_9999));
    }
    match &cell.value {
        Marked::Day(day) => sheet.write_date_with_format(row, column, day, &format)?,
        Marked::Flag(flag) => sheet.write_boolean_with_format(row, column, *flag, &format)?,
        Marked::Number(number) | Marked::Share(number) => {
            sheet.write_number_with_format(row, column, *number, &format)?
        }
        Marked::Text(text) if text.is_empty() => sheet.write_blank(row, column, &format)?,
        Marked::Text(text) => {
            sheet.write_string_with_format(row, column, shortened(text), &format)?
        }
    };
    if let Some(remark) = &cell.remark {
        let note = Note::new(shortened(remark)).set_author("huiyin");
        sheet.insert_note(row, column, &note)?;
    }
    Ok(())
}

/// Returns as much of a text as a cell holds.
pub(super) fn shortened(text: &str) -> &str {
    parts(text)[0]
}
