//! CSV, and the same with tabs, semicolons or bars.

use std::io::Read as _;

use csv::{ReaderBuilder, StringRecord};

use super::{Row, Sheet, SheetCell};
use crate::error::SheetFault;
use crate::files::decode;
use crate::render::undefused;

/// A row put behind the last. Where it is not met, it was taken into a cell that is never closed.
const END: &str = "\n\u{1e}\n";

/// Number of characters and lines at the beginning that decide which sign separates cells.
const SAMPLE: usize = 10_000;
const SAMPLE_LINES: usize = 20;

/// Reads a file of separated values.
///
/// # Errors
/// If it is no text, or has too many rows or cells.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetFault> {
    let decoded = decode(bytes).ok_or(SheetFault::NotText)?;
    let (text, said, passed) = after_hint(&decoded);
    let delimiter = match said {
        Some(said) => said,
        None => delimiter(text)?,
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes().chain(END.as_bytes()));
    let mut sheet = Sheet::default();
    let mut record = StringRecord::new();
    let (mut number, mut counted, mut inner) = (1 + passed, 0, 0);
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| SheetFault::Damaged(error.to_string()))?;
        if !more {
            let row = sheet.rows.last().map_or(1, |row| row.number);
            return Err(SheetFault::Unclosed { row });
        }
        let start = start(text.as_bytes(), record.position());
        if start == text.len() {
            return Ok(sheet);
        }
        let passed = text.as_bytes().get(counted..start).unwrap_or_default();
        number += line_ends(passed).saturating_sub(inner);
        counted = start;
        inner = record.iter().map(|cell| line_ends(cell.as_bytes())).sum();
        sheet.push(Row {
            number,
            cells: record.iter().map(cell).collect(),
        })?;
    }
}

/// Returns where the first cell of a row begins: before it the reader may have passed over blank
/// lines, and over the second half of what ends a line on Windows.
fn start(bytes: &[u8], position: Option<&csv::Position>) -> usize {
    let from = position.and_then(|position| usize::try_from(position.byte()).ok());
    let from = from.unwrap_or_default().min(bytes.len());
    let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    from + bytes[from..].iter().take_while(blank).count()
}

/// Counts the ends of lines, as any system writes them. Those within cells are no rows of a
/// spreadsheet.
fn line_ends(bytes: &[u8]) -> usize {
    let pairs = bytes.windows(2).filter(|two| two == b"\r\n").count();
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n'));
    ends.count() - pairs
}

fn cell(text: &str) -> SheetCell {
    if text.is_empty() {
        SheetCell::Empty
    } else {
        SheetCell::Text(undefused(text).to_owned())
    }
}

/// Takes off the line with which Excel is told what separates cells; returns that, and the number of
/// lines that were taken.
fn after_hint(text: &str) -> (&str, Option<u8>, usize) {
    let hint = text.split(['\n', '\r']).next().unwrap_or_default();
    match hint
        .to_ascii_lowercase()
        .strip_prefix("sep=")
        .map(str::as_bytes)
    {
        Some([said]) if !matches!(said, b'"') => {
            let rest = &text[hint.len()..];
            let rest = rest
                .strip_prefix("\r\n")
                .or(rest.get(1..))
                .unwrap_or_default();
            (rest, Some(*said), 1)
        }
        _ => (text, None, 0),
    }
}

/// Returns what separates cells in most of the first lines, and of several the most often: a note
/// may well hold more of another mark. What stands in quotation marks is not counted.
///
/// # Errors
/// If it is a mark that is taken for no separator.
fn delimiter(text: &str) -> Result<u8, SheetFault> {
    let mut quoted = false;
    let outside = text.chars().take(SAMPLE).filter(|one| {
        quoted ^= *one == '"';
        !quoted
    });
    let plain: String = outside.collect();
    let lines = || {
        let lines = plain.split(['\n', '\r']).filter(|line| !line.is_empty());
        lines.take(SAMPLE_LINES)
    };
    let rank = |delimiter: &u8| {
        let counts = lines().map(|line| {
            let found = line.bytes().filter(|byte| byte == delimiter).count();
            (usize::from(found > 0), found)
        });
        counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    // Of equals the last is the greatest.
    let delimiters = [b'|', b';', b'\t', b','];
    let best = delimiters.into_iter().max_by_key(rank).unwrap_or(b',');
    if rank(&best).0 == 0
        && let Some(sign) = ['，', '；', '｜', '^']
            .into_iter()
            .find(|sign| lines().count() > 1 && lines().all(|line| line.contains(*sign)))
    {
        return Err(SheetFault::Separator { sign });
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let written = "a,b\n\"x\ny\",\"1,5\"\n\n , \n\n'=1,z\n\n\n\"\",w\n";
        for end in ["\n", "\r\n", "\r"] {
            let sheet = read(written.replace('\n', end).as_bytes()).unwrap();
            let text = |text: &str| SheetCell::Text(text.replace('\n', end));
            let expected = [
                (1, vec![text("a"), text("b")]),
                (2, vec![text("x\ny"), text("1,5")]),
                (6, vec![text("=1"), text("z")]),
                (9, vec![SheetCell::Empty, text("w")]),
            ];
            let rows = sheet.rows.into_iter().map(|row| (row.number, row.cells));
            assert_eq!(rows.collect::<Vec<_>>(), expected, "{end:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_does_not_take_in_the_rows_below() {
        for (text, row) in [
            ("a,b\n1,\"2\n3,4\n", 2),
            ("a,b\n1,2\n3,\"4", 3),
            ("a,b\n1,\"2\"\"", 2),
            ("\"", 1),
        ] {
            let unclosed = SheetFault::Unclosed { row };
            assert_eq!(read(text.as_bytes()).err(), Some(unclosed), "{text}");
        }
        for text in [
            "",
            "\n",
            "a\n",
            "a",
            "\"a\"",
            "5\",6\n",
            "\"a\n\"\r\n\r\n",
            "\u{1e}",
        ] {
            assert!(read(text.as_bytes()).is_ok(), "{text}");
        }
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
        for text in [
            "日期\t主题\n5.26\ta,b\n",
            "日期;主题\n5.26;a\n",
            "日期|主题\n5.26|a,b\n",
            "sep=;\r\n日期;主题\r\n5.26;a,b,c\r\n",
        ] {
            let sheet = read(text.as_bytes()).unwrap();
            assert!(sheet.rows.iter().all(|row| row.cells.len() == 2), "{text}");
        }
        let fault = SheetFault::Separator { sign: '，' };
        let read = read("日期，主题\n5.26，甲\n".as_bytes());
        assert_eq!(read.err(), Some(fault));
    }
}
