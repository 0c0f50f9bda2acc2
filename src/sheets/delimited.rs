//! CSV, and the same with tabs or semicolons.

use csv::{ReaderBuilder, StringRecord};

use super::encoding::decode;
use super::{Cell, Row, Sheet, SheetFault};
use crate::render::undefused;

/// How many lines at the beginning tell what separates cells.
const SAMPLE_LINES: usize = 20;

/// Reads a file of separated values.
///
/// # Errors
/// Where it is no text, or has too many rows or cells.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetFault> {
    let text = decode(bytes)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let mut record = StringRecord::new();
    // Lines that are within cells, which a spreadsheet does not count.
    let mut inner = 0;
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| SheetFault::Damaged(error.to_string()))?;
        if !more {
            return Ok(sheet);
        }
        let line = record.position().map_or(1, csv::Position::line);
        let number = usize::try_from(line)
            .unwrap_or(usize::MAX)
            .saturating_sub(inner);
        inner += record.as_slice().matches('\n').count();
        sheet.push(Row {
            number,
            cells: record.iter().map(cell).collect(),
        })?;
    }
}

fn cell(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(undefused(text).to_owned())
    }
}

/// Returns what separates most cells of the first lines.
fn delimiter(text: &str) -> u8 {
    let count = |delimiter: char| {
        let lines = text.lines().take(SAMPLE_LINES);
        lines
            .map(|line| line.matches(delimiter).count())
            .sum::<usize>()
    };
    let (comma, tab, semicolon) = (count(','), count('\t'), count(';'));
    if tab > comma && tab >= semicolon {
        b'\t'
    } else if semicolon > comma {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let sheet = read("a,b\n\"x\ny\",\"1,5\"\n\n , \n'=1,z\r\n".as_bytes()).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        let expected = [
            (1, vec![text("a"), text("b")]),
            (2, vec![text("x\ny"), text("1,5")]),
            (5, vec![text("=1"), text("z")]),
        ];
        let rows: Vec<_> = sheet
            .rows
            .into_iter()
            .map(|row| (row.number, row.cells))
            .collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn tabs_and_semicolons_separate_too() {
        for text in ["日期\t主题\n5.26\ta,b\n", "日期;主题\n5.26;a\n"] {
            let sheet = read(text.as_bytes()).unwrap();
            assert!(sheet.rows.iter().all(|row| row.cells.len() == 2), "{text}");
        }
    }
}
