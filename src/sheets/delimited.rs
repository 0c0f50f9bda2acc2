//! CSV, and the same with tabs, semicolons or bars.

use std::io::{Cursor, Read, Seek};

use csv::{ReaderBuilder, StringRecord};

use super::{Row, Sheet, SheetCell};
use crate::error::SheetFault;
use crate::files::decoding;
use crate::render::undefused;

/// A row put behind the last. Where it is not met, it was taken into a cell that is never closed.
const END: &str = "\n\u{1e}\n";

/// Number of bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// Number of characters and lines at the beginning that decide which sign separates cells.
const SAMPLE: usize = 10_000;
const SAMPLE_LINES: usize = 20;

/// Reads a file of separated values, of which only a part is in memory at once.
///
/// # Errors
/// If it is no text, or has too many rows or cells.
pub(super) fn read(input: impl Read + Seek) -> Result<Sheet, SheetFault> {
    let damaged = |error: &dyn std::fmt::Display| SheetFault::Damaged(error.to_string());
    let mut decoding = decoding(input)
        .map_err(|error| damaged(&error))?
        .ok_or(SheetFault::NotText)?;
    let beginning = decoding.beginning(BUFFER);
    let beginning = beginning.map_err(|error| damaged(&error))?;
    let whole = beginning.utf8_chunks().next();
    let whole = whole.map_or("", |chunk| chunk.valid());
    let (text, said, passed) = after_hint(whole);
    let delimiter = match said {
        Some(said) => said,
        None => delimiter(text)?,
    };
    let begins = whole.len() - text.len();
    let text = Cursor::new(&beginning[begins..]).chain(decoding);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(BUFFER)
        .from_reader(Remembering::new(text).chain(END.as_bytes()));
    let mut sheet = Sheet::default();
    let mut record = StringRecord::new();
    let (mut number, mut inner, mut last) = (1 + passed, 0, 1);
    loop {
        let more = reader
            .read_record(&mut record)
            .map_err(|error| damaged(&error))?;
        if !more {
            return Err(SheetFault::Unclosed { row: last });
        }
        let place = record.position().map_or(0, csv::Position::byte);
        let Some(passed) = reader.get_mut().get_mut().0.pass(place) else {
            return Ok(sheet);
        };
        number += passed.saturating_sub(inner);
        inner = record.iter().map(|cell| line_ends(cell.as_bytes())).sum();
        let row = Row {
            number,
            cells: record.iter().map(cell).collect(),
        };
        last = if row.is_blank() { last } else { number };
        sheet.push(row)?;
    }
}

/// A text of which is remembered what was read and not yet counted.
struct Remembering<R> {
    inner: R,
    bytes: Vec<u8>,
    /// How many bytes were forgotten.
    forgotten: u64,
    /// The first of the bytes that is not counted.
    counted: usize,
}

impl<R> Remembering<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            bytes: Vec::new(),
            forgotten: 0,
            counted: 0,
        }
    }

    /// Passes on to the first cell of the row at a place: before it the reader may have passed over
    /// blank lines, and over the second half of what ends a line on Windows. Returns the number of ends
    /// of lines that were passed; `None` at the end of the text.
    fn pass(&mut self, place: u64) -> Option<usize> {
        let from = usize::try_from(place.saturating_sub(self.forgotten)).ok()?;
        let from = from.clamp(self.counted, self.bytes.len());
        let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let start = from + self.bytes[from..].iter().take_while(blank).count();
        if start == self.bytes.len() {
            return None;
        }
        let passed = line_ends(&self.bytes[self.counted..start]);
        self.counted = start;
        if self.counted > BUFFER {
            self.bytes.drain(..self.counted);
            self.forgotten += self.counted as u64;
            self.counted = 0;
        }
        Some(passed)
    }
}

impl<R: Read> Read for Remembering<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.extend(&buffer[..read]);
        Ok(read)
    }
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
            let sheet = read(Cursor::new(written.replace('\n', end))).unwrap();
            let text = |text: &str| SheetCell::Text(text.replace('\n', end));
            let expected = [
                (1, vec![text("a"), text("b")]),
                (2, vec![text("x\ny"), text("1,5")]),
                (6, vec![text("=1"), text("z")]),
                (9, vec![SheetCell::Empty, text("w")]),
            ];
            let rows = sheet.rows.first().iter().cloned();
            let rows = rows.map(|row| (row.number, row.cells));
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
            assert_eq!(read(Cursor::new(text)).err(), Some(unclosed), "{text}");
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
            assert!(read(Cursor::new(text)).is_ok(), "{text}");
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
            let sheet = read(Cursor::new(text)).unwrap();
            assert!(
                sheet.rows.first().iter().all(|row| row.cells.len() == 2),
                "{text}"
            );
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
            let sheet = read(Cursor::new(text)).unwrap();
            assert!(
                sheet.rows.first().iter().all(|row| row.cells.len() == 2),
                "{text}"
            );
        }
        let fault = SheetFault::Separator { sign: '，' };
        let read = read(Cursor::new("日期，主题\n5.26，甲\n"));
        assert_eq!(read.err(), Some(fault));
    }
}
