//! Tables of web pages, which many systems hand out under the name of a workbook.

use super::{Area, MOST_COLUMNS, Row, Sheet, SheetCell};
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
        if let Some(comment) = rest.strip_prefix("<!--") {
            // Where nothing ends it, it is what the next sign ends.
            let end = comment.find("-->").map(|end| end + 3);
            let end = end.or_else(|| comment.find('>').map(|end| end + 1));
            rest = &comment[end.unwrap_or(comment.len())..];
            continue;
        }
        // As a sign of less it is no tag.
        if !rest[1..].starts_with(|one: char| one.is_ascii_alphabetic() || "/!?".contains(one)) {
            reader.say("<");
            rest = &rest[1..];
            continue;
        }
        // Of a quoted value that nothing ends, the tag ends where another would.
        let Some(end) = tag_end(rest).or_else(|| rest.find('>')) else {
            break;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(silent) = SILENT
            .iter()
            .find(|silent| !tag.starts_with('/') && name(tag) == **silent)
        {
            rest = after_closing(rest, silent);
        } else {
            reader.tag(tag, &mut sheet)?;
        }
    }
    reader.end_row(&mut sheet)?;
    Ok(sheet)
}

/// Tags whose inside is no part of the page, and in which others are none.
const SILENT: &[&str] = &["script", "style", "title", "textarea"];

/// Returns where a tag ends: at the first sign that does not stand within a quoted value.
fn tag_end(text: &str) -> Option<usize> {
    let mut quoted = None;
    let mut before = ' ';
    text.char_indices().find_map(|(at, one)| {
        match (quoted, one) {
            (Some(mark), one) if one == mark => quoted = None,
            (None, '"' | '\'') if before == '=' => quoted = Some(one),
            (None, '>') => return Some(at),
            _ => {}
        }
        if !one.is_whitespace() {
            before = one;
        }
        None
    })
}

/// Returns what follows the tag that closes another.
fn after_closing<'t>(text: &'t str, name: &str) -> &'t str {
    let closing = |at: &usize| {
        let after = text.get(at + 2..at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name))
    };
    let at = text.match_indices("</").map(|(at, _)| at).find(closing);
    let rest = at.map_or("", |at| &text[at..]);
    rest.split_once('>').map_or("", |(_, after)| after)
}

/// Returns the name of a tag.
fn name(tag: &str) -> String {
    let name = tag.split(|one: char| one.is_whitespace() || one == '/');
    let name = name.into_iter().find(|one| !one.is_empty());
    name.unwrap_or_default().to_ascii_lowercase()
}

/// Follows the tags of a page.
#[derive(Default)]
struct PageReader {
    number: usize,
    row: Option<Vec<SheetCell>>,
    cell: Option<String>,
    /// Columns and rows that the cell stands for.
    span: (usize, usize),
    /// Per column, of how many rows from this one on it is taken by a cell of an earlier row.
    reaching: Vec<usize>,
}

impl PageReader {
    fn say(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.push_str(&unescaped(text));
        }
    }

    fn tag(&mut self, tag: &str, sheet: &mut Sheet) -> Result<(), SheetFault> {
        let closes = tag.starts_with('/');
        match (name(tag).as_str(), closes) {
            ("tr", false) => {
                self.end_row(sheet)?;
                self.number += 1;
                self.row = Some(Vec::new());
                if is_hidden(tag) {
                    sheet.layout.hidden.push(self.number);
                }
            }
            ("tr" | "table", true) => self.end_row(sheet)?,
            ("td" | "th", false) => {
                self.end_cell(sheet)?;
                let span = |name| attribute(tag, name).unwrap_or(1).clamp(1, MOST_COLUMNS);
                self.span = (span("colspan"), span("rowspan"));
                self.cell = self.row.as_ref().map(|_| String::new());
            }
            ("td" | "th", true) => self.end_cell(sheet)?,
            ("br" | "p", false) => self.say("\n"),
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, sheet: &mut Sheet) -> Result<(), SheetFault> {
        let (Some(text), Some(row)) = (self.cell.take(), &mut self.row) else {
            return Ok(());
        };
        // A cell of a row above stands here.
        while self.reaching.get(row.len()).is_some_and(|left| *left > 0) {
            row.push(SheetCell::Empty);
        }
        let left = row.len();
        let (columns, rows) = self.span;
        if left + columns > MOST_COLUMNS {
            return Err(SheetFault::TooManyColumns {
                row: self.number,
                most: MOST_COLUMNS,
            });
        }
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let text = lines.join("\n").trim().to_owned();
        row.push(if text.is_empty() {
            SheetCell::Empty
        } else {
            SheetCell::Text(text)
        });
        row.resize(left + columns, SheetCell::Empty);
        if rows > 1 {
            let width = self.reaching.len().max(row.len());
            self.reaching.resize(width, 0);
            self.reaching[left..left + columns].fill(rows);
        }
        if rows > 1 || columns > 1 {
            sheet.layout.areas.push(Area {
                top: self.number,
                left,
                bottom: self.number + rows - 1,
                right: left + columns - 1,
            });
        }
        Ok(())
    }

    fn end_row(&mut self, sheet: &mut Sheet) -> Result<(), SheetFault> {
        self.end_cell(sheet)?;
        let Some(cells) = self.row.take() else {
            return Ok(());
        };
        for left in &mut self.reaching {
            *left = left.saturating_sub(1);
        }
        let number = self.number;
        sheet.push(Row { number, cells })
    }
}

/// Tells whether a browser does not show what a tag begins.
fn is_hidden(tag: &str) -> bool {
    let plain: String = tag.chars().filter(|one| !one.is_whitespace()).collect();
    let plain = plain.to_ascii_lowercase();
    let mut words = tag.split_whitespace().skip(1);
    plain.contains("display:none") || words.any(|word| word.eq_ignore_ascii_case("hidden"))
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
        let sheet = read(page.as_bytes()).unwrap();
        assert_eq!(sheet.filled, 1);
        let text = |text: &str| SheetCell::Text(text.to_owned());
        let rows: Vec<_> = sheet
            .rows
            .first()
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

    #[test]
    fn what_a_page_does_not_show_is_not_read() {
        let page = "<html><script>if (1<2) document.write('<tr><td>x</td></tr>')</script>\
                    <!-- <table><tr><td>旧</td></tr></table> > --><table>\
                    <tr><td title=\"a>b\" class='c>d'>日期</td><td data-x=it's>1 < 2</td></tr>\
                    <STYLE>td>b{}</STYLE><tr><td>5.3<!-- 注 --></td></tr></table>";
        let sheet = read(page.as_bytes()).unwrap();
        let text = |text: &str| SheetCell::Text(text.to_owned());
        let rows: Vec<_> = sheet
            .rows
            .first()
            .iter()
            .map(|row| row.cells.clone())
            .collect();
        let expected = [vec![text("日期"), text("1 < 2")], vec![text("5.3")]];
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_page_of_few_bytes_does_not_take_much_memory() {
        let most = MOST_COLUMNS;
        let wide = format!(
            "<table><tr><td>x</tr><tr>{}",
            "<td colspan=500>y".repeat(100_000)
        );
        let fault = SheetFault::TooManyColumns { row: 2, most };
        assert_eq!(read(wide.as_bytes()).err(), Some(fault));
    }

    #[test]
    fn what_nothing_ends_hides_no_row() {
        let rows = |page: &str| {
            let sheet = read(page.as_bytes()).unwrap();
            sheet.rows.first().iter().count()
        };
        let page = |between: &str| {
            format!(
                "<table><tr><td>a</td></tr>{between}<tr><td>b</td></tr><tr><td>c</td></tr></table>"
            )
        };
        for between in ["", "</title>", "</script>", "<!-- x>", "<p title=\"x>"] {
            assert_eq!(rows(&page(between)), 3, "{between}");
        }
    }
}
