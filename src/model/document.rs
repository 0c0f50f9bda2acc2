//! A document: headings, paragraphs, tables and charts. Every renderer shares it. It says what a part is, never how it looks.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::date::in_words;
use super::reference::ranges;
use super::value::{day, decimal, yuan};
use crate::text::{Lang, Text, is_hidden, marked, text};

/// Stands where only a person can write, in templates and in what is made of them.
pub(crate) const GAP: Text = text("【待补】", "【to be written】");

/// The key in the JSON of a document that says which it is.
pub(crate) const DOCUMENT: &str = "document";

/// A document for people, with the same figures for machines.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) blocks: Vec<Block>,
    pub(crate) json: Json,
    /// Rows for CSV; identifiers as heads.
    pub(crate) sheet: Table,
    /// True if it is put up where people read it from afar.
    pub(crate) is_for_wall: bool,
    /// The records behind its figures, for formats in which one can follow them.
    pub(crate) sources: Vec<Source>,
}

/// The records behind one figure of a report.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path of the figure in the report's JSON.
    pub(crate) key: String,
    /// The figure as people call it.
    pub(crate) words: String,
    pub(crate) value: i64,
    pub(crate) refs: Vec<String>,
}

/// The title of the table of sources.
pub(crate) const SOURCES: Text = text("数据来源", "Sources");
/// The most bytes of refs in a cell: a workbook holds a few more.
const MOST_REFS: usize = 30_000;

impl Source {
    /// Lists figures with the refs behind them.
    pub(crate) fn table(sources: &[Self], lang: Lang) -> Table {
        let heads = lang.pick(["数据", "数值", "编号"], ["Figure", "Value", "Refs"]);
        let mut table = Table::new::<Cell>(heads, []).titled(SOURCES.get(lang));
        for source in sources {
            let told = ranges(&source.refs);
            // What no cell holds goes on in the next row.
            let mut rest = told.as_str();
            let mut row = vec![
                Cell::from(source.words.as_str()),
                Cell::Integer(source.value),
            ];
            table.anchors.insert(table.rows.len(), source.key.clone());
            loop {
                let end = match rest.get(..MOST_REFS) {
                    Some(first) => first.rfind(' ').unwrap_or(rest.len()),
                    None => rest.len(),
                };
                row.push(Cell::from(&rest[..end]));
                table.push(row);
                rest = rest[end..].trim_start();
                if rest.is_empty() {
                    break;
                }
                row = vec![Cell::from(""), Cell::from("")];
            }
        }
        table
    }
}

impl Report {
    /// Tells whether the records behind its figures are listed among its blocks.
    pub(crate) fn is_explained(&self) -> bool {
        let lists =
            |block: &Block| matches!(block, Block::Table(table) if !table.anchors.is_empty());
        self.blocks.iter().any(lists)
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    /// From 1, the title.
    Heading(u8, String),
    /// A paragraph of the body.
    Paragraph(String),
    /// A paragraph that has a place of its own.
    Line(Role, String),
    /// One of a list, without a number or with one.
    Item(String),
    Numbered(u64, String),
    Table(Table),
    Chart(Chart),
    Picture(Picture),
    PageBreak,
    /// The heading, paragraph or item that comes next has a [`GAP`] at this byte.
    Gap(usize),
    /// The heading or item that comes next begins with so many bytes in a tone.
    Tone(Tone, usize),
    /// What a person wrote begins here, or ends.
    Passage(bool),
    /// The heading that comes next is a place for passages, under this key; without one, the text of
    /// the section ends here.
    Place(String),
}

/// A photo, printed with its caption below it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    /// Names it, such as `LY-F1`.
    pub(crate) reference: String,
    pub(crate) caption: String,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Arc<[u8]>,
    /// Width and height in pixels, as it lies in the file.
    pub(crate) pixels: (usize, usize),
    /// Quarters of a turn to the right after which it stands upright.
    pub(crate) turns: u8,
}

impl Picture {
    /// Returns what stands below it.
    pub(crate) fn line(&self, lang: Lang) -> String {
        match self.caption.as_str() {
            "" => self.reference.clone(),
            caption => lang.pick(
                format!("{}　{caption}", self.reference),
                format!("{} {caption}", self.reference),
            ),
        }
    }
}

/// A tone in which a word stands out; it repeats what the word says, and says nothing of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Blue,
    Red,
    Yellow,
}

/// The place that a paragraph has in an official document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Names the addressee, above the body.
    Addressee,
    /// The label of an attachment, such as 附件1, where its pages begin.
    Attachment,
    /// The day on which it was signed.
    Date,
    /// Names an attachment below the body.
    Enclosure,
    /// The label of the attachment that says how figures are to be read, as far as the end; on a
    /// terminal it is only named.
    Explanation,
    /// Tells what the figures rest on.
    Footnote,
    /// Names the one who signs.
    Signature,
}

impl Role {
    /// Those that a template may give.
    pub(crate) const ALL: [Self; 6] = [
        Self::Addressee,
        Self::Attachment,
        Self::Date,
        Self::Enclosure,
        Self::Footnote,
        Self::Signature,
    ];

    /// Returns the word that marks it in a template and in HTML.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Addressee => "addressee",
            Self::Attachment | Self::Explanation => "attachment",
            Self::Date => "date",
            Self::Enclosure => "enclosure",
            Self::Footnote => "footnote",
            Self::Signature => "signature",
        }
    }
}

/// A table with one head row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// Title where the table stands apart from the text, as on a sheet of its own.
    pub(crate) title: String,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Rows below that sum the others up: no part of a picture, and sorted with none.
    pub(crate) totals: Vec<Vec<Cell>>,
    /// Present where each row is a line of a list, of which long texts are cut on a terminal: the columns
    /// that stand back where room is short, in this order.
    pub(crate) spare: Option<Vec<usize>>,
    /// Names of rows to which a page can lead, by their places.
    pub(crate) anchors: BTreeMap<usize, String>,
    /// The named rows to which figures lead: by line and column.
    pub(crate) links: BTreeMap<(usize, usize), String>,
}

/// Content of one place in a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Day(NaiveDate),
    /// A number with at most one decimal, in tenths.
    Decimal(i64),
    Integer(i64),
    /// An amount in fen.
    Money(i64),
    /// A share, of which both counts are known; a dash where there is nothing to divide by.
    Rate(i64, i64),
    Text(String),
    /// A word in a tone.
    Toned(Tone, &'static str),
}

/// A picture of a table: a row is a place on its axis, and each column after the first a series.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    pub(crate) form: Form,
    pub(crate) table: Table,
}

/// Ways in which a chart shows its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Beside one another.
    Bars,
    /// From month to month.
    Lines,
    /// On one another, as parts of a whole.
    Stacked,
}

impl Form {
    /// Returns what such a chart is called.
    pub(crate) const fn name(self) -> Text {
        match self {
            Self::Bars => text("柱状图", "bar chart"),
            Self::Lines => text("折线图", "line chart"),
            Self::Stacked => text("堆积条形图", "stacked bar chart"),
        }
    }
}

impl Block {
    /// Returns the text of a heading, a paragraph or an item.
    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Heading(_, text)
            | Self::Paragraph(text)
            | Self::Line(_, text)
            | Self::Item(text)
            | Self::Numbered(_, text) => text,
            Self::Table(_)
            | Self::Chart(_)
            | Self::Picture(_)
            | Self::PageBreak
            | Self::Gap(_)
            | Self::Tone(..)
            | Self::Passage(_)
            | Self::Place(_) => "",
        }
    }

    /// Tells whether something in it is hidden, or does something to whatever shows it.
    pub(crate) fn hides(&self) -> bool {
        match self {
            Self::Table(table) | Self::Chart(Chart { table, .. }) => table.hides(),
            Self::Picture(picture) => picture.caption.chars().any(is_hidden),
            other => other.words().chars().any(is_hidden),
        }
    }

    /// Shows what is hidden in it by marks.
    pub(crate) fn marked(&self) -> Self {
        let shown = |text: &str| marked(text).into_owned();
        match self {
            Self::Heading(level, text) => Self::Heading(*level, shown(text)),
            Self::Paragraph(text) => Self::Paragraph(shown(text)),
            Self::Line(role, text) => Self::Line(*role, shown(text)),
            Self::Item(text) => Self::Item(shown(text)),
            Self::Numbered(number, text) => Self::Numbered(*number, shown(text)),
            Self::Picture(picture) => Self::Picture(Picture {
                caption: shown(&picture.caption),
                ..picture.clone()
            }),
            Self::Table(table) => Self::Table(table.marked()),
            Self::Chart(Chart { form, table }) => Self::Chart(Chart {
                form: *form,
                table: table.marked(),
            }),
            other => other.clone(),
        }
    }
}

impl Table {
    fn hides(&self) -> bool {
        let hides = |text: &String| text.chars().any(is_hidden);
        let cell = |cell: &Cell| matches!(cell, Cell::Text(text) if hides(text));
        hides(&self.title) || self.heads.iter().any(hides) || self.lines().flatten().any(cell)
    }

    /// Shows what is hidden in it by marks.
    pub(crate) fn marked(&self) -> Self {
        let shown = |text: &String| marked(text).into_owned();
        let cell = |cell: &Cell| match cell {
            Cell::Text(text) => Cell::Text(shown(text)),
            other => other.clone(),
        };
        let rows = |rows: &[Vec<Cell>]| {
            let row = |row: &Vec<Cell>| row.iter().map(cell).collect();
            rows.iter().map(row).collect()
        };
        Self {
            title: shown(&self.title),
            heads: self.heads.iter().map(shown).collect(),
            rows: rows(&self.rows),
            totals: rows(&self.totals),
            spare: self.spare.clone(),
            anchors: self.anchors.clone(),
            links: self.links.clone(),
        }
    }

    /// Returns its rows, and those below that sum them up.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Vec<Cell>> {
        self.rows.iter().chain(&self.totals)
    }

    /// Adds a row below that sums up every column of whole numbers, where there is more than one row.
    pub(crate) fn summed(mut self, label: &str) -> Self {
        if self.rows.len() > 1 {
            let sum = |at: usize| {
                let cells = self.rows.iter().filter_map(|row| row.get(at));
                let numbers = cells.map(|cell| match cell {
                    Cell::Integer(number) => Some(*number),
                    _ => None,
                });
                let sum = numbers.sum::<Option<i64>>();
                sum.map_or_else(|| Cell::from(""), Cell::Integer)
            };
            let sums = (1..self.heads.len()).map(sum);
            let row = [Cell::from(label)].into_iter().chain(sums).collect();
            self.totals.push(row);
        }
        self
    }

    /// Returns a table of some of its columns.
    pub(crate) fn part(&self, columns: &[usize]) -> Self {
        let part = |row: &Vec<Cell>| columns.iter().map(|at| row[*at].clone()).collect();
        Self {
            heads: columns.iter().map(|at| self.heads[*at].clone()).collect(),
            rows: self.rows.iter().map(part).collect(),
            totals: self.totals.iter().map(part).collect(),
            ..Self::default()
        }
    }

    /// Keeps so many rows; returns those that it had beyond them.
    pub(crate) fn cut(&mut self, most: usize) -> Vec<Vec<Cell>> {
        let most = most.min(self.rows.len());
        self.rows.split_off(most)
    }

    /// Makes a table without a title.
    pub(crate) fn new<C: Into<Cell>>(
        heads: impl IntoIterator<Item = impl Into<String>>,
        rows: impl IntoIterator<Item = Vec<C>>,
    ) -> Self {
        let mut table = Self {
            heads: heads.into_iter().map(Into::into).collect(),
            ..Self::default()
        };
        rows.into_iter().for_each(|row| table.push(row));
        table
    }

    /// Returns what is to stand above it in running text: its title, unless the last heading says
    /// as much, or no heading came before and the table is all there is.
    pub(crate) fn caption(&self, heading: &str) -> Option<&str> {
        let title = &self.title;
        let told = heading.is_empty() || title.is_empty() || heading.starts_with(title);
        (!told).then_some(title)
    }

    pub(crate) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    pub(crate) fn push<C: Into<Cell>>(&mut self, row: Vec<C>) {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// Tells whether a column holds amounts, which stand to the right.
    pub(crate) fn is_numeric(&self, column: usize) -> bool {
        self.is_all(column, |cell| {
            !matches!(cell, Cell::Day(_) | Cell::Text(_) | Cell::Toned(..))
        })
    }

    /// Tells whether all that is filled in of a column is such, and something is.
    fn is_all(&self, column: usize, is_such: impl Fn(&Cell) -> bool) -> bool {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let mut filled = cells.filter(|cell| **cell != Cell::Text(String::new()));
        filled.next().is_some_and(&is_such) && filled.all(is_such)
    }
}

impl Cell {
    /// Writes it as a document does: a day in words.
    pub(crate) fn told(&self, lang: Lang) -> String {
        match self {
            Self::Day(day) => in_words(*day, lang),
            other => other.to_string(),
        }
    }

    /// Returns the number that it stands for: yuan for money, per cent for a rate.
    pub(crate) fn amount(&self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss)] // counts of records, and far below 2^53 fen
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Decimal(tenths) => Some(*tenths as f64 / 10.0),
            Self::Money(fen) => Some(*fen as f64 / 100.0),
            Self::Rate(_, 0) | Self::Day(_) | Self::Text(_) | Self::Toned(..) => None,
            Self::Rate(numerator, denominator) => {
                Some(*numerator as f64 * 100.0 / *denominator as f64)
            }
        }
    }
}

impl fmt::Display for Cell {
    /// Writes it as people read it: a day by its digits, money in yuan, a rate as a percentage
    /// with two decimals.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(out),
            Self::Decimal(tenths) => decimal(*tenths).fmt(out),
            Self::Integer(number) => number.fmt(out),
            Self::Money(fen) => plain(&yuan(*fen)).fmt(out),
            Self::Rate(_, 0) => "—".fmt(out),
            Self::Rate(numerator, denominator) => {
                // Rounded half up, in whole numbers that cannot overflow.
                let (numerator, denominator) = (i128::from(*numerator), i128::from(*denominator));
                let hundredths = (numerator * 20_000 + denominator) / (2 * denominator);
                format!("{}.{:02}%", hundredths / 100, hundredths % 100).fmt(out)
            }
            Self::Text(text) => text.fmt(out),
            Self::Toned(_, word) => word.fmt(out),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Number as a number, a day as a day, anything else as CSV has it.
impl From<Json> for Cell {
    fn from(json: Json) -> Self {
        let text = plain(&json);
        match json.as_i64() {
            Some(number) => Self::Integer(number),
            None => day(&text).map_or(Self::Text(text), Self::Day),
        }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl Chart {
    /// Says in words what the picture shows.
    pub(crate) fn in_words(&self, lang: Lang) -> String {
        let row = |row: &Vec<Cell>| {
            let mut cells = row.iter();
            let label = cells.next().map(Cell::to_string).unwrap_or_default();
            let values: Vec<String> = self.table.heads[1..]
                .iter()
                .zip(cells)
                .map(|(head, cell)| format!("{head} {cell}"))
                .collect();
            format!("{label}{}{}", lang.pick("：", ": "), lang.join(&values))
        };
        let rows: Vec<String> = self.table.rows.iter().map(row).collect();
        let (title, form) = (&self.table.title, self.form.name().get(lang));
        lang.pick(
            format!("{title}（{form}）。{}。", rows.join("；")),
            format!("{title} ({form}). {}.", rows.join("; ")),
        )
    }
}

/// Writes a JSON value as a cell of CSV: nothing for null, texts as they are.
pub(crate) fn plain(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_have_two_decimals_and_nothing_is_divided_by_zero() {
        let cases = [
            ((0, 0), "—"),
            ((0, 3), "0.00%"),
            ((1, 3), "33.33%"),
            ((2, 3), "66.67%"),
            ((7, 7), "100.00%"),
            ((1, 800), "0.13%"),
            ((i64::MAX, i64::MAX), "100.00%"),
        ];
        for ((numerator, denominator), expected) in cases {
            assert_eq!(Cell::Rate(numerator, denominator).to_string(), expected);
        }
    }

    #[test]
    fn a_column_is_numeric_where_all_that_is_filled_in_is() {
        let table = Table::new(
            ["a", "b", "c"],
            [
                vec![Cell::from(1), Cell::from(""), Cell::from("")],
                vec![Cell::from(2), Cell::Money(150), Cell::from("x")],
            ],
        );
        assert!(table.is_numeric(0) && table.is_numeric(1));
        assert!(!table.is_numeric(2) && !table.is_numeric(3));
    }
}
