//! CSV, and the same with tabs or semicolons.

use csv::{ReaderBuilder, StringRecord};

use super::encoding::decode;
use super::{Cell, Row, Sheet};
use crate::error::SheetFault;
use crate::render::undefused;

/// How many characters and lines at the beginning tell what separates cells.
const SAMPLE: usize = 10_000;
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

/// Returns what separates cells in most of the first lines, and of several the most often: a note
/// may well hold more of another mark. What stands in quotation marks is not counted.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let outside = text.chars().take(SAMPLE).filter(|one| {
        quoted ^= *one == '"';
        !quoted
    });
    let plain: String = outside.collect();
    let lines = || plain.split(['\n', '\r']).filter(|line| !line.is_empty());
    let rank = |delimiter: &u8| {
        let counts = lines().take(SAMPLE_LINES).map(|line| {
            let found = line.bytes().filter(|byte| byte == delimiter).count();
            (usize::from(found > 0), found)
        });
        counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    // Of equals the last is the greatest.
    let delimiters = [b';', b'\t', b','];
    delimiters.into_iter().max_by_key(rank).unwrap_or(b',')
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
    fn what_a_cell_says_does_not_separate_cells() {
        let cases = [
            "日期,主题\n5.26,一;二;三;四\n",
            "日期,主题\n5.26,\"一;二\n;;;;\"\n",
            "日期;主题\n5.26;1,5\n5.27;1,5\n",
        ];
        for text in cases {
            let sheet = read(text.as_bytes()).unwrap();
            assert!(sheet.rows.iter().all(|row| row.cells.len() == 2), "{text}");
        }
    }

    #[test]
    fn tabs_and_semicolons_separate_too() {
        for text in ["日期\t主题\n5.26\ta,b\n", "日期;主题\n5.26;a\n"] {
            let sheet = read(text.as_bytes()).unwrap();
            assert!(sheet.rows.iter().all(|row| row.cells.len() == 2), "{text}");
        }
    }
}
