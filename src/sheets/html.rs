//! Tables of web pages, which many systems hand out under the name of a workbook.

use super::{Area, Row, Sheet, SheetCell};
use crate::error::SheetFault;
use crate::files::decode;

/// Of how many bytes at the beginning it is judged whether a text is a page.
const SAMPLE: usize = 4096;

/// Tells whether a text is a page with a table.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    let sample = String::from_utf8_lossy(&bytes[..bytes.len().min(SAMPLE)]);
    let sample = sample.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let sample = sample.to_ascii_lowercase();
    sample.starts_with('<') && (sample.contains("<table") || sample.contains("<html"))
}

/// Reads the cells of all tables, one below the other.
///
/// # Errors
/// If it is no text, has no table, or too many rows or cells.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetFault> {
    let text = decode(bytes).ok_or(SheetFault::NotText)?;
    let mut sheet = Sheet::default();
    let mut reader = PageReader::default();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        reader.say(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find('>') else {
            break;
        };
        reader.tag(&rest[1..end], &mut sheet)?;
        rest = &rest[end + 1..];
    }
    reader.end_row(&mut sheet)?;
    Ok(sheet)
}

/// Follows the tags of a page.
#[derive(Default)]
struct PageReader {
    number: usize,
    row: Option<Vec<SheetCell>>,
    cell: Option<String>,
    /// Columns and rows that the cell stands for.
    span: (usize, usize),
    /// Cells of earlier rows that reach into this one: column, and rows that are left.
    reaching: Vec<(usize, usize)>,
    /// Within a script or a style.
    silent: bool,
}

impl PageReader {
    fn say(&mut self, text: &str) {
        if let (Some(cell), false) = (&mut self.cell, self.silent) {
            cell.push_str(&unescaped(text));
        }
    }

    fn tag(&mut self, tag: &str, sheet: &mut Sheet) -> Result<(), SheetFault> {
        let name = tag
            .split([' ', '\n', '\r', '\t', '/'])
            .find(|one| !one.is_empty());
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let closes = tag.starts_with('/');
        match (name.as_str(), closes) {
            ("script" | "style", _) => self.silent = !closes,
            ("tr", false) => {
                self.end_row(sheet)?;
                self.number += 1;
                self.row = Some(Vec::new());
            }
            ("tr" | "table", true) => self.end_row(sheet)?,
            ("td" | "th", false) => {
                self.end_cell(sheet);
                let span = |name| attribute(tag, name).unwrap_or(1).clamp(1, 500);
                self.span = (span("colspan"), span("rowspan"));
                self.cell = self.row.as_ref().map(|_| String::new());
            }
            ("td" | "th", true) => self.end_cell(sheet),
            ("br" | "p", false) => self.say("\n"),
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, sheet: &mut Sheet) {
        let (Some(text), Some(row)) = (self.cell.take(), &mut self.row) else {
            return;
        };
        // A cell of a row above stands here.
        while self
            .reaching
            .iter()
            .any(|(column, left)| *column == row.len() && *left > 0)
        {
            row.push(SheetCell::Empty);
        }
        let left = row.len();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let text = lines.join("\n").trim().to_owned();
        row.push(if text.is_empty() {
            SheetCell::Empty
        } else {
            SheetCell::Text(text)
        });
        let (columns, rows) = self.span;
        for _ in 1..columns {
            row.push(SheetCell::Empty);
        }
        if rows > 1 {
            self.reaching
                .extend((left..left + columns).map(|column| (column, rows)));
        }
        if rows > 1 || columns > 1 {
            sheet.layout.areas.push(Area {
                top: self.number,
                left,
                bottom: self.number + rows - 1,
                right: left + columns - 1,
            });
        }
    }

    fn end_row(&mut self, sheet: &mut Sheet) -> Result<(), SheetFault> {
        self.end_cell(sheet);
        let Some(cells) = self.row.take() else {
            return Ok(());
        };
        for (_, left) in &mut self.reaching {
            *left = left.saturating_sub(1);
        }
        self.reaching.retain(|(_, left)| *left > 0);
        let number = self.number;
        sheet.push(Row { number, cells })
    }
}

/// Reads a number that an attribute gives.
fn attribute(tag: &str, name: &str) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let rest = lower.split(name).nth(1)?.trim_start().strip_prefix('=')?;
    let digits = rest.trim_start_matches([' ', '"', '\'']);
    let end = digits
        .find(|one: char| !one.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// Reads the characters that a page writes by name or number.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let known = piece.split_once(';').and_then(|(name, rest)| {
            let character = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => ' ',
                _ => numbered(name)?,
            };
            Some((character, rest))
        });
        if let Some((character, rest)) = known {
            plain.push(character);
            plain.push_str(rest);
        } else {
            plain.push('&');
            plain.push_str(piece);
        }
    }
    plain
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(number).filter(|one| !one.is_control() || *one == '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_page_are_read_as_they_are_shown() {
        let page = "<html><style>td{}</style><table><tr><th>日期<th rowspan=2>渠道</tr>\
                    <tr><td>5.3&nbsp;</td></tr><tr><td colspan=\"2\">甲&amp;乙<br>丙&#20013;</td></tr></table>";
        assert!(is_html(page.as_bytes()));
        let mut sheet = read(page.as_bytes()).unwrap();
        assert_eq!(sheet.fill_down(), 1);
        let text = |text: &str| SheetCell::Text(text.to_owned());
        let rows: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| (row.number, row.cells.clone()))
            .collect();
        let expected = [
            (1, vec![text("日期"), text("渠道")]),
            (2, vec![text("5.3"), text("渠道")]),
            (3, vec![text("甲&乙\n丙中"), SheetCell::Empty]),
        ];
        assert_eq!(rows, expected);
        assert!(!is_html("日期,主题\n<b>".as_bytes()));
    }
}
