//! On which page and line a paragraph of a paper stands: where a word processor has set it, or by our own
//! measure of 28 characters a line and 22 lines a page.

use super::form::main_end;
use super::{Fault, is_han, is_prose, language};
use crate::model::laid::{Laid, Paragraph};
use crate::model::printed::plain;
use crate::text::Lang;

/// The lines of a page, in twentieths of a point, of text and of a table.
const PITCH: i64 = 560;
const ROW: i64 = 360;
/// Width of a character in a table, and of what a cell has beside it.
const CHARACTER: i64 = 210;
const INSET: i64 = 220;
/// Up to how many rows a table is never torn.
const SMALL: usize = 13;
/// By how many characters the beginning of a paragraph is known again, and that of a cell.
const KNOWN: usize = 12;
const KNOWN_CELL: usize = 4;

/// Where each paragraph begins.
#[derive(Debug)]
pub(crate) struct Places {
    /// The page and the line, from 1, of each paragraph.
    of: Vec<(usize, usize)>,
    /// How many characters of text a line holds, where it was measured.
    measured: Option<usize>,
    /// The text of all lines without blanks, and of each character where it stands.
    text: Vec<char>,
    at: Vec<(usize, usize)>,
    /// Where each paragraph begins in it.
    begins: Vec<usize>,
    /// The last line of each page that is no number of it.
    last: Vec<usize>,
}

impl Places {
    /// Measures a paper.
    pub(crate) fn measured(laid: &Laid) -> Self {
        let sheet = laid.sheets.first().copied().unwrap_or_default();
        let [top, right, bottom, left] = sheet.margins;
        let (width, height) = (sheet.width - left - right, sheet.height - top - bottom);
        let (width, height) = (width.max(CHARACTER * 10), height.max(PITCH * 2));
        let mut of = Vec::new();
        let (mut page, mut line, mut used) = (1, 0, 0);
        let mut row: Option<(usize, usize)> = None;
        for one in &laid.paragraphs {
            let (lines, pitch) = size(laid, one, width);
            if one.cell.is_some() && one.cell == row {
                of.push((page, line.max(1)));
                continue;
            }
            row = one.cell;
            let needed = if one.cell.is_some() {
                lines * pitch
            } else {
                pitch
            };
            if (one.breaks && used > 0) || used + needed > height {
                (page, line, used) = (page + 1, 0, 0);
            }
            of.push((page, line + 1));
            for _ in 0..lines {
                if used + pitch > height {
                    (page, line, used) = (page + 1, 0, 0);
                }
                (line, used) = (line + 1, used + pitch);
            }
        }
        Self {
            of,
            measured: Some(usize::try_from(width / 316).unwrap_or(28)),
            text: Vec::new(),
            at: Vec::new(),
            begins: Vec::new(),
            last: Vec::new(),
        }
    }

    /// Finds the paragraphs of a paper in the lines of its pages.
    pub(crate) fn read(laid: &Laid, pages: &[Vec<String>]) -> Self {
        let (mut text, mut at, mut last) = (Vec::new(), Vec::new(), Vec::new());
        for (page, lines) in (1..).zip(pages) {
            let is_number = |line: &str| line.starts_with('—') && line.ends_with('—');
            let lines: Vec<&String> = lines.iter().filter(|line| !is_number(line)).collect();
            last.push(lines.len());
            for (number, line) in (1..).zip(lines) {
                for one in plain(line).chars() {
                    text.push(one);
                    at.push((page, number));
                }
            }
        }
        let (mut from, mut begins) = (0, Vec::new());
        let mut row = None;
        for one in &laid.paragraphs {
            // The cells of a row stand side by side, and their lines among one another.
            let is_begun = one.cell.is_some() && one.cell == row;
            row = one.cell;
            let wanted = match one.cell {
                Some(_) if is_begun => begin(&one.text, KNOWN_CELL),
                Some((table, row)) => beginning(&laid.tables[table][row]),
                None => begin(&one.text, KNOWN),
            };
            let found = find(&text, &wanted, from);
            begins.push(found.unwrap_or(from));
            if let Some(found) = found.filter(|_| !is_begun) {
                let passed = if one.cell.is_some() { 1 } else { wanted.len() };
                from = found + passed;
            }
        }
        let place = |begin: &usize| at.get(*begin).or(at.last()).copied().unwrap_or((1, 1));
        Self {
            of: begins.iter().map(place).collect(),
            measured: None,
            text,
            at,
            begins,
            last,
        }
    }

    /// Returns the page and the line of a fault.
    pub(crate) fn of(&self, laid: &Laid, fault: &Fault) -> (usize, usize) {
        let (page, line) = self.of.get(fault.at).copied().unwrap_or((1, 1));
        let Some(paragraph) = laid
            .paragraphs
            .get(fault.at)
            .filter(|one| one.cell.is_none())
        else {
            return (page, line);
        };
        let text = fault.text.trim();
        if let (Some(width), Some(place)) = (self.measured, paragraph.text.find(text)) {
            let before = paragraph.text[..place].chars().count() + 2;
            return (page, line + before / width.max(1));
        }
        let wanted: Vec<char> = plain(text).chars().take(KNOWN).collect();
        let begin = self.begins.get(fault.at).copied().unwrap_or(0);
        let found = find(&self.text, &wanted, begin).filter(|_| !wanted.is_empty());
        let near = found.filter(|found| found - begin <= plain(&paragraph.text).chars().count());
        near.and_then(|found| self.at.get(found))
            .copied()
            .unwrap_or((page, line))
    }

    /// Tells what is wrong with where something stands: small tables that run over two pages, headings at the
    /// end of one, and a day alone.
    pub(crate) fn faults(&self, laid: &Laid) -> Vec<Fault> {
        let mut found = Vec::new();
        let page = |at: usize| self.of[at].0;
        for (table, rows) in laid.tables.iter().enumerate() {
            let of = |row: usize| {
                laid.paragraphs
                    .iter()
                    .position(|one| one.cell == Some((table, row)))
            };
            let ends = of(0).zip(of(rows.len().saturating_sub(1)));
            // Our own measure sets no rows together, so that only a word processor knows.
            if let Some((first, last)) =
                ends.filter(|_| self.measured.is_none() && rows.len() <= SMALL)
                && page(first) != page(last)
            {
                let text = rows[0].join(" ");
                found.push(Fault::new(first, "table-torn", text, ""));
            }
        }
        for (at, one) in laid
            .paragraphs
            .iter()
            .enumerate()
            .filter(|_| self.measured.is_none())
        {
            let is_heading = one.looks.level.is_some() && one.cell.is_none();
            let is_last = self.last.get(page(at) - 1) == Some(&self.of[at].1);
            if is_heading && is_last && at + 1 < laid.paragraphs.len() && self.of[at].1 > 1 {
                found.push(Fault::new(at, "heading-last", one.text.trim(), ""));
            }
        }
        // A blank page, or one with a line that belongs to the page before.
        let pages = (1..).zip(&self.last).skip(1);
        for (page, _) in pages.filter(|(_, lines)| **lines <= 1) {
            let on_it = |(at, _): &(usize, &Paragraph)| self.of[*at].0 == page;
            let first = laid.paragraphs.iter().enumerate().find(on_it);
            let (at, text) = first.map_or((0, ""), |(at, one)| (at, one.text.trim()));
            found.push(Fault::new(at, "page-line", text, ""));
        }
        found.extend(self.characters(laid));
        let main = main_end(laid);
        let is_day = |one: &Paragraph| {
            let text = one.text.trim();
            one.cell.is_none()
                && text.ends_with('日')
                && text.starts_with("20")
                && text.chars().count() <= 12
        };
        let day = laid.paragraphs[..main].iter().rposition(is_day);
        if let Some(day) = day.filter(|day| *day > 1 && (1..*day).any(|at| page(at) < page(*day))) {
            let alone = laid.paragraphs[..day]
                .iter()
                .zip(0..)
                .all(|(_, at)| page(at) < page(day));
            if alone {
                found.push(Fault::new(
                    day,
                    "date-alone",
                    laid.paragraphs[day].text.trim(),
                    "",
                ));
            }
        }
        found
    }
}

impl Places {
    /// Tells where a full line of the body holds other than 28 characters, as a word processor has set it: a little
    /// less where digits have a space beside them, or a number that is not broken begins the next line.
    fn characters(&self, laid: &Laid) -> Option<Fault> {
        const HALVES: std::ops::RangeInclusive<usize> = 52..=58;
        const ENOUGH: usize = 5;
        if language(laid) != Lang::Zh || self.measured.is_some() {
            return None;
        }
        let mut full = Vec::new();
        let main = &laid.paragraphs[..main_end(laid)];
        let body = main.iter().zip(&self.begins);
        for (one, begin) in body.filter(|(one, _)| is_prose(one) && one.looks.is_indented()) {
            let end = begin + plain(&one.text).chars().count();
            let places = self.at.get(*begin..end.min(self.at.len()));
            let characters = places.into_iter().flatten().zip(&self.text[*begin..]);
            let characters: Vec<_> = characters.collect();
            let lines: Vec<_> = characters
                .chunk_by(|(one, _), (other, _)| one == other)
                .collect();
            // The first is indented, and the last may be short.
            for line in lines.iter().skip(1).rev().skip(1) {
                let halves = line
                    .iter()
                    .map(|(_, one)| if one.is_ascii_alphanumeric() { 1 } else { 2 });
                full.push(halves.sum::<usize>());
            }
        }
        full.sort_unstable();
        let middle = *full.get(full.len() / 2).filter(|_| full.len() >= ENOUGH)?;
        let told = || Fault::new(0, "line-characters", "", (middle / 2).to_string());
        (!HALVES.contains(&middle)).then(told)
    }
}

fn begin(text: &str, most: usize) -> Vec<char> {
    plain(text).chars().take(most).collect()
}

/// Returns how a row begins, as far as its cells stand on one line.
fn beginning(cells: &[String]) -> Vec<char> {
    let of = |at: usize| {
        cells
            .get(at)
            .map_or(Vec::new(), |cell| begin(cell, KNOWN_CELL))
    };
    let first = of(0);
    let is_whole = cells
        .first()
        .is_some_and(|cell| plain(cell).chars().count() == first.len());
    if is_whole {
        [first, of(1)].concat()
    } else {
        first
    }
}

fn find(text: &[char], wanted: &[char], from: usize) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let rest = text.get(from..)?;
    rest.windows(wanted.len())
        .position(|one| one == wanted)
        .map(|at| from + at)
}

/// Returns how many lines a paragraph takes, and how high each is; of a table, those of its row.
fn size(laid: &Laid, one: &Paragraph, width: i64) -> (i64, i64) {
    let lines = |text: &str, line: i64, character: i64| {
        let units: i64 = text
            .chars()
            .map(|one| if is_han(one) || !one.is_ascii() { 2 } else { 1 })
            .sum();
        let needed = units * character / 2;
        ((needed + line - 1) / line.max(1)).max(1)
    };
    if let Some((table, row)) = one.cell {
        let cells = &laid.tables[table][row];
        let own = width / i64::try_from(cells.len().max(1)).unwrap_or(1) - INSET;
        let most = cells
            .iter()
            .map(|cell| lines(cell, own.max(CHARACTER * 2), CHARACTER))
            .max();
        return (most.unwrap_or(1), ROW);
    }
    let character = one.looks.size.unwrap_or(32) * 10 - 5;
    let indent = if one.looks.is_indented() {
        2 * character
    } else {
        0
    };
    let units = lines(&one.text, width, character);
    let pitch = one.looks.pitch.unwrap_or(PITCH).max(200);
    let more = i64::from(indent > 0 && units * width - indent < 0);
    (units + more, pitch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::laid::Looks;

    fn paper(text: &str) -> Laid {
        let looks = Looks {
            first_characters: Some(200),
            ..Looks::default()
        };
        let paragraph = Paragraph {
            text: text.to_owned(),
            looks,
            ..Paragraph::default()
        };
        Laid {
            paragraphs: vec![paragraph],
            ..Laid::default()
        }
    }

    /// Sets a text in lines of so many characters, the first of which is indented.
    fn set(text: &str, characters: usize) -> Vec<String> {
        let mut rest: Vec<char> = text.chars().collect();
        let mut lines = Vec::new();
        let mut most = characters - 2;
        while !rest.is_empty() {
            let line: String = rest.drain(..most.min(rest.len())).collect();
            lines.push(line);
            most = characters;
        }
        lines
    }

    #[test]
    fn a_line_holds_28_characters() {
        let text: String = (0..300)
            .filter_map(|at| char::from_u32(0x4e00 + at))
            .collect();
        let laid = paper(&text);
        for (characters, expected) in [(18, 1), (24, 1), (28, 0), (27, 0), (31, 1)] {
            let places = Places::read(&laid, &[set(&text, characters)]);
            let found = places.faults(&laid);
            let found = found.iter().filter(|one| one.code == "line-characters");
            assert_eq!(found.count(), expected, "{characters}");
        }
    }

    #[test]
    fn a_page_holds_more_than_one_line() {
        let text: String = (0..84)
            .filter_map(|at| char::from_u32(0x4e00 + at))
            .collect();
        let laid = paper(&text);
        let lines = set(&text, 28);
        for (on_first, expected) in [(1, 0), (2, 0), (lines.len() - 1, 1)] {
            let pages = [lines[..on_first].to_vec(), lines[on_first..].to_vec()];
            let found = Places::read(&laid, &pages).faults(&laid);
            let found = found.iter().filter(|one| one.code == "page-line");
            assert_eq!(found.count(), expected, "{on_first}");
        }
    }
}
