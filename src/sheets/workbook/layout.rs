//! What a workbook shows beside its values: merged cells, hidden rows, shares shown as per cents, and
//! what is struck out. Parts that cannot be followed say nothing: values are read by others.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Cursor};

use calamine::{Dimensions, NumberFormat, Style};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::super::{Area, Layout};

/// The most places that are remembered of one sheet.
const MOST_PLACES: usize = 2_000_000;
const CONTENT: &str = "content.xml";

/// Layout of a sheet, and how the numbers of cells are shown: row and column from 0.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) layout: Layout,
    /// Cells whose numbers are shown as per cents.
    pub(super) shares: HashSet<(u32, u32)>,
    /// Cells whose numbers are shown with a unit behind them, each with its place among the units.
    pub(super) measured: HashMap<(u32, u32), usize>,
    pub(super) units: Vec<String>,
    /// Cells whose days are shown as their month alone.
    pub(super) months: HashSet<(u32, u32)>,
}

/// The formats of Excel that a Chinese one shows as a year and a month, and whose code no file has.
const MONTHS: &[u32] = &[27, 36, 50, 52, 57];

/// Tells whether a format shows of a day the month, and not which day of it.
fn shows_a_month(format: &NumberFormat) -> bool {
    let code = &format.format_code;
    if code == "General" {
        return format.format_id.is_some_and(|id| MONTHS.contains(&id));
    }
    code_shows_a_month(code)
}

fn code_shows_a_month(code: &str) -> bool {
    let section = code.split(';').next().unwrap_or_default();
    let (mut until, mut skips) = (None, false);
    let (mut month, mut other) = (false, false);
    for one in section.chars() {
        match (until, one) {
            _ if std::mem::take(&mut skips) => {}
            (Some(end), _) => until = Some(end).filter(|end| *end != one),
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, '\\' | '!' | '_' | '*') => skips = true,
            (None, 'y' | 'Y' | 'm' | 'M') => month = true,
            (None, 'd' | 'D' | 'h' | 'H' | 's' | 'S' | '0' | '#' | '?') => other = true,
            _ => {}
        }
    }
    month && !other
}

/// Finds the unit that a format of numbers shows behind them, as 0.00"万元" does; of one that divides by
/// thousands before the number is in its own unit.
fn unit_of(format: &str) -> Option<String> {
    let section = format.split(';').next()?;
    let general = section.find("General").map(|at| at + "General".len());
    let (_, behind) = section.split_at_checked(after_digits(section).or(general)?)?;
    if behind.starts_with(',') || section.contains('!') {
        return None;
    }
    let mut unit = String::new();
    let mut rest = behind.chars();
    while let Some(one) = rest.next() {
        match one {
            '"' => unit.extend(rest.by_ref().take_while(|one| *one != '"')),
            '\\' => unit.extend(rest.next()),
            // Room as wide as a sign, a sign as often as it fits, a currency or a colour.
            '_' | '*' => drop(rest.next()),
            '[' => {
                let inner: String = rest.by_ref().take_while(|one| *one != ']').collect();
                let sign = inner.strip_prefix('$');
                unit += sign
                    .and_then(|sign| sign.split('-').next())
                    .unwrap_or_default();
            }
            one if one.is_ascii() => {}
            one => unit.push(one),
        }
    }
    let unit = unit.trim();
    let is_word = unit.chars().next().is_some_and(char::is_alphabetic);
    is_word.then(|| unit.to_owned())
}

/// Returns the place behind the last digit of a format, of those that are neither in quotes nor in
/// brackets.
fn after_digits(section: &str) -> Option<usize> {
    let (mut last, mut until) = (None, None);
    for (at, one) in section.char_indices() {
        match (until, one) {
            (Some(end), _) if one == end => until = None,
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, '0' | '#' | '?') => last = Some(at + 1),
            _ => {}
        }
    }
    last
}

/// Reads merged areas as the library gives them.
pub(super) fn areas(merged: &[Dimensions]) -> Vec<Area> {
    let area = |one: &Dimensions| Area {
        top: one.start.0 as usize + 1,
        left: one.start.1 as usize,
        bottom: one.end.0 as usize + 1,
        right: one.end.1 as usize,
    };
    let mut areas: Vec<Area> = merged.iter().map(area).collect();
    areas.sort_by_key(|area| (area.top, area.left));
    areas
}

/// Returns the value of an attribute by its name without a prefix.
fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|one| one.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()?
            .into_owned(),
    )
}

fn number(tag: &BytesStart, name: &str) -> usize {
    let number = attribute(tag, name).and_then(|value| value.parse().ok());
    number.unwrap_or(1).max(1)
}

/// Follows the tags that open in a part of a packed workbook, and those that close.
fn follow(bytes: &[u8], part: &str, mut tag: impl FnMut(&BytesStart, bool)) -> Option<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let part = archive.by_name(part).ok()?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    follow_tags(&mut reader, &mut tag)
}

fn follow_tags<R: BufRead>(
    reader: &mut Reader<R>,
    tag: &mut impl FnMut(&BytesStart, bool),
) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) => tag(&start, false),
            Event::Empty(start) => tag(&start, true),
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

/// Finds the parts of a workbook of Excel in which its sheets are, by their names.
pub(super) fn parts(bytes: &[u8]) -> HashMap<String, String> {
    let mut targets = HashMap::new();
    follow(bytes, "xl/_rels/workbook.xml.rels", |tag, _| {
        if tag.local_name().as_ref() == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            let target = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, target);
        }
    });
    let mut parts = HashMap::new();
    follow(bytes, "xl/workbook.xml", |tag, _| {
        if tag.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(target) = targets.get(&id)
        {
            parts.insert(name, target.clone());
        }
    });
    parts
}

/// Reads what a sheet of Excel shows beside its values.
pub(super) fn of_excel(bytes: &[u8], part: &str, styles: &[Style]) -> Shown {
    let is_share = |style: &Style| {
        let format = style.number_format.as_ref();
        format.is_some_and(|format| format.format_code.contains('%'))
    };
    let is_struck = |style: &Style| {
        let font = style.font.as_ref();
        font.is_some_and(|font| font.strikethrough)
    };
    let is_month = |style: &Style| style.number_format.as_ref().is_some_and(shows_a_month);
    let marks: Vec<(bool, bool, bool)> = styles
        .iter()
        .map(|style| (is_share(style), is_struck(style), is_month(style)))
        .collect();
    let mut shown = Shown::default();
    // Per style, the place of its unit.
    let units: Vec<Option<usize>> = styles
        .iter()
        .map(|style| {
            let unit = unit_of(&style.number_format.as_ref()?.format_code)?;
            shown.units.push(unit);
            Some(shown.units.len() - 1)
        })
        .collect();
    let (mut row, mut column) = (0, 0);
    follow(bytes, part, |tag, _| match tag.local_name().as_ref() {
        "col" => {
            let hidden = attribute(tag, "hidden");
            if hidden.is_some_and(|hidden| hidden == "1" || hidden == "true")
                && shown.layout.hidden_columns.len() < MOST_PLACES
            {
                let columns = (number(tag, "min") - 1, number(tag, "max") - 1);
                shown.layout.hidden_columns.push(columns);
            }
        }
        "row" => {
            let told = attribute(tag, "r").and_then(|told| told.parse().ok());
            row = told.unwrap_or(row + 1);
            column = 0;
            let hidden = attribute(tag, "hidden");
            if hidden.is_some_and(|hidden| hidden == "1" || hidden == "true")
                && shown.layout.hidden.len() < MOST_PLACES
            {
                shown.layout.hidden.push(row);
            }
        }
        "c" => {
            let told = attribute(tag, "r").and_then(|place| column_of(&place));
            column = told.unwrap_or(column);
            let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok());
            let unit = style.and_then(|style| units.get(style).copied().flatten());
            let marks = style.and_then(|style| marks.get(style));
            let (share, struck, month) = marks.copied().unwrap_or_default();
            let place = (
                u32::try_from(row).unwrap_or(1).saturating_sub(1),
                u32::try_from(column).unwrap_or(0),
            );
            if share && shown.shares.len() < MOST_PLACES {
                shown.shares.insert(place);
            }
            if month && shown.months.len() < MOST_PLACES {
                shown.months.insert(place);
            }
            if let Some(unit) = unit.filter(|_| shown.measured.len() < MOST_PLACES) {
                shown.measured.insert(place, unit);
            }
            if struck && shown.layout.struck.len() < MOST_PLACES {
                shown.layout.struck.push((row, column));
            }
            column += 1;
        }
        _ => {}
    });
    shown
}

/// Reads the column of a place such as AB12, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

/// Reads what the sheets of an OpenDocument show beside their values, by their names.
pub(super) fn of_open_document(bytes: &[u8]) -> HashMap<String, Shown> {
    let mut sheets = HashMap::new();
    let mut name = String::new();
    let mut shown = Shown::default();
    // Of the row that is read and of the next cell.
    let (mut first, mut repeats, mut column) = (0, 0, 0);
    let mut columns = 0;
    let mut months = MonthStyles::default();
    follow(bytes, "styles.xml", |tag, _| months.see(tag));
    // The styles of the columns of the sheet, for cells without one of their own.
    let mut defaults: Vec<(usize, bool)> = Vec::new();
    follow(bytes, CONTENT, |tag, _| match tag.local_name().as_ref() {
        "table" => {
            defaults.clear();
            let before = std::mem::take(&mut shown);
            sheets.insert(std::mem::take(&mut name), before);
            name = attribute(tag, "name").unwrap_or_default();
            (first, repeats, column) = (0, 0, 0);
            columns = 0;
        }
        "table-column" => {
            let wide = number(tag, "number-columns-repeated");
            let hidden = attribute(tag, "visibility");
            if hidden.is_some_and(|how| how == "collapse" || how == "filter")
                && shown.layout.hidden_columns.len() < MOST_PLACES
            {
                let stretch = (columns, columns + wide - 1);
                shown.layout.hidden_columns.push(stretch);
            }
            columns += wide;
            let style = attribute(tag, "default-cell-style-name");
            defaults.push((
                columns,
                style.is_some_and(|style| months.cells.contains(&style)),
            ));
        }
        "table-row" => {
            first += repeats;
            repeats = number(tag, "number-rows-repeated");
            column = 0;
            let hidden = attribute(tag, "visibility");
            if hidden.is_some_and(|how| how == "collapse" || how == "filter")
                && shown.layout.hidden.len() + repeats < MOST_PLACES
            {
                shown.layout.hidden.extend(first + 1..=first + repeats);
            }
        }
        "table-cell" | "covered-table-cell" => {
            let wide = number(tag, "number-columns-repeated");
            let (rows, columns) = (
                number(tag, "number-rows-spanned"),
                number(tag, "number-columns-spanned"),
            );
            if (rows > 1 || columns > 1) && shown.layout.areas.len() < MOST_PLACES {
                shown.layout.areas.push(Area {
                    top: first + 1,
                    left: column,
                    bottom: first + rows,
                    right: column + columns - 1,
                });
            }
            let is_month = || match attribute(tag, "style-name") {
                Some(style) => months.cells.contains(&style),
                None => defaults
                    .iter()
                    .find(|(end, _)| column < *end)
                    .is_some_and(|(_, is_month)| *is_month),
            };
            let places = match attribute(tag, "value-type").as_deref() {
                Some("percentage") => Some(&mut shown.shares),
                Some("date") if is_month() => Some(&mut shown.months),
                _ => None,
            };
            if let Some(places) = places
                && places.len() + wide * repeats < MOST_PLACES
            {
                for row in first..first + repeats {
                    for at in column..column + wide {
                        let place = (u32::try_from(row), u32::try_from(at));
                        if let (Ok(row), Ok(at)) = place {
                            places.insert((row, at));
                        }
                    }
                }
            }
            column += wide;
        }
        _ => months.see(tag),
    });
    sheets.insert(name, shown);
    sheets
}

/// The styles of an OpenDocument that show of a day its month alone.
#[derive(Default)]
struct MonthStyles {
    /// Those of dates, and the one that is read.
    dates: HashSet<String>,
    now: Option<String>,
    /// Those of cells.
    cells: HashSet<String>,
}

impl MonthStyles {
    fn see(&mut self, tag: &BytesStart) {
        match tag.local_name().as_ref() {
            "date-style" => {
                self.now = attribute(tag, "name");
                self.dates.extend(self.now.clone());
            }
            "day" | "hours" => {
                let other = self.now.take();
                other.map(|name| self.dates.remove(&name));
            }
            "style" => {
                self.now = None;
                let shown = attribute(tag, "data-style-name");
                if shown.is_some_and(|shown| self.dates.contains(&shown)) {
                    self.cells.extend(attribute(tag, "name"));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_shows_no_day_is_told() {
        let cases = [
            ("yyyy\"年\"m\"月\"", true),
            ("yyyy年m月", true),
            ("mmm-yy", true),
            ("[$-804]yyyy\"年\"m\"月\";@", true),
            ("yyyy\"年\"m\"月\"d\"日\"", false),
            ("m/d", false),
            ("h:mm", false),
            ("mm:ss", false),
            ("0.00", false),
            ("General", false),
        ];
        for (code, expected) in cases {
            assert_eq!(code_shows_a_month(code), expected, "{code}");
        }
    }

    #[test]
    fn the_unit_that_a_format_shows_is_told() {
        let cases = [
            ("0.00\"万元\"", Some("万元")),
            ("#,##0.00\"元\"", Some("元")),
            ("0\\人", Some("人")),
            ("#,##0.00[$美元-804]", Some("美元")),
            ("0元;-0元", Some("元")),
            ("General\"人\"", Some("人")),
            ("0!.0,\"万元\"", None),
            ("0.00,\"千元\"", None),
            ("\"No.\"0", None),
            ("_ \"¥\"* #,##0.00_ ", None),
            ("0%", None),
            ("General", None),
            ("0.00E+00", None),
            ("@", None),
        ];
        for (format, expected) in cases {
            assert_eq!(unit_of(format).as_deref(), expected, "{format}");
        }
    }
}
