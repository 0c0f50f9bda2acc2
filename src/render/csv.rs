//! CSV for machines: identifiers as heads, UTF-8, LF. Text that a spreadsheet would run as a
//! formula is defused by a leading `'`, and a text that begins so already gets one more.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::{Format, Screen};
use crate::model::document::{Table, plain};
use crate::model::page::{Agenda, Page};
use crate::text::marked;

pub(crate) static FORMAT: Format = Format {
    id: "csv",
    is_binary: false,
    is_of_calendars: false,
    bytes: |page, _, screen| Ok(shown(render(page), screen).into_bytes()),
    pieces: Some(|rows, (_, screen), made| {
        let part = |heads: Option<&[String]>, rows: &mut dyn Iterator<Item = Vec<String>>| {
            shown(written(heads, rows), screen)
        };
        made.push(part(Some(&rows.keys()), &mut std::iter::empty()).as_bytes())?;
        for object in rows.objects() {
            let cells = object.values().map(plain).collect();
            made.push(part(None, &mut std::iter::once(cells)).as_bytes())?;
        }
        Ok(())
    }),
};

/// For a program it keeps what it has; a terminal would do what that says.
fn shown(csv: String, screen: Screen) -> String {
    match screen {
        Screen::Elsewhere => csv,
        Screen::Aloud | Screen::Terminal(_) => marked(&csv).into_owned(),
    }
}

fn render(page: &Page) -> String {
    match page {
        Page::Listing(listing) => {
            let records = listing.records.iter();
            written(
                Some(&listing.keys()),
                records.map(|record| listing.cells(record)),
            )
        }
        Page::Report(report) | Page::Agenda(Agenda { report, .. }) => of_table(&report.sheet),
        Page::Rows(rows) => {
            let cells = |object: Map<String, Json>| object.values().map(plain).collect();
            written(Some(&rows.keys()), rows.objects().map(cells))
        }
        Page::Deferred(report) => of_table(&report.sheet()),
    }
}

fn of_table(table: &Table) -> String {
    let rows = table.rows.iter();
    written(
        Some(&table.heads),
        rows.map(|row| row.iter().map(ToString::to_string).collect()),
    )
}

fn written(heads: Option<&[String]>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has the length of the heads.
    let _ = heads.map(|heads| writer.write_record(heads));
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| defused(cell).into_owned()));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

pub(crate) fn defused(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Takes back what defusing did to a cell.
pub(crate) fn undefused(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| is_risky(rest))
        .unwrap_or(cell)
}

fn is_risky(cell: &str) -> bool {
    let trimmed = cell.trim_start_matches([' ', '\'']);
    let beginnings = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
    trimmed.starts_with(beginnings) && cell.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_left_alone() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("  @x", "'  @x"),
            ("'=1", "''=1"),
            ("'\r\n", "''\r\n"),
            ("-5", "-5"),
            ("-5a", "'-5a"),
            ("＝1", "'＝1"),
            ("张三", "张三"),
            ("", ""),
        ];
        for (cell, expected) in cases {
            assert_eq!(defused(cell), expected);
            assert_eq!(undefused(expected), cell);
        }
    }
}
