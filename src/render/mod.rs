//! From an answer to bytes, one file per format. Never sees the database, the clock or the place
//! where the bytes go: the same answer gives the same bytes.

mod alike;
mod csv;
mod datapackage;
mod docx;
mod fit;
mod html;
mod ics;
mod json;
mod markdown;
mod marked;
mod markup;
mod narrow;
mod package;
mod records;
mod stretches;
mod svg;
mod table;
mod template;
mod typeset;
mod xlsx;

use std::borrow::Cow;

use crate::error::{Refusal, Result, Said};
use crate::files::Made;
use crate::model::document::{Block, SOURCES, Source, Table};
use crate::model::kind::Shape;
use crate::model::listing::Listing;
use crate::model::page::{Agenda, Page, Rows};
use crate::text::{Lang, Text, marked, text};

#[cfg(test)]
pub(crate) use csv::defused;
pub(crate) use csv::{FORMAT as CSV, undefused};
pub(crate) use datapackage::{DATAPACKAGE, Resource, datapackage};
pub(crate) use docx::FORMAT as DOCX;
pub(crate) use html::FORMAT as HTML;
pub(crate) use json::FORMAT as JSON;
pub(crate) use markdown::FORMAT as MD;
pub(crate) use marked::{FAULTS, Marked, MarkedCell, handed_back};
pub(crate) use narrow::narrowed;
pub(crate) use package::{Remarks, remarked};
pub(crate) use records::{RECORDS_FORMATS, RecordsFormat};
pub(crate) use table::FORMAT as TABLE;
pub(crate) use template::{EXAMPLE, example_in, template};
pub(crate) use typeset::{typeset, unjoined};
pub(crate) use xlsx::FORMAT as XLSX;

/// The colours of a chart's series, which the colour-blind can tell apart.
const PALETTE: [u32; 6] = [
    0x0000_72B2,
    0x00E6_9F00,
    0x0000_9E73,
    0x00CC_79A7,
    0x0056_B4E9,
    0x00D5_5E00,
];

/// A format of lists and reports, declared once, beside what writes it.
#[derive(Debug)]
pub(crate) struct Format {
    /// The name that it has on the command line and as a file's ending.
    pub(crate) id: &'static str,
    /// True if it is for programs alone, and would upset a terminal.
    pub(crate) is_binary: bool,
    /// True if it holds nothing but calendars.
    pub(crate) is_of_calendars: bool,
    bytes: fn(&Page, Lang, Screen) -> Result<Vec<u8>>,
    /// Writes a long list piece by piece, where it can.
    pieces: Option<Pieces>,
}

/// Writes a long list piece by piece: for whom, and where it is read.
type Pieces = fn(&dyn Rows, (Lang, Screen), &mut Made) -> Result<()>;

/// Every format, in the order of help.
pub(crate) static FORMATS: &[&Format] = &[
    &table::FORMAT,
    &csv::FORMAT,
    &json::FORMAT,
    &markdown::FORMAT,
    &html::FORMAT,
    &docx::FORMAT,
    &xlsx::FORMAT,
    &ics::FORMAT,
];

impl Format {
    /// Finds a format by its name or a file's ending.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        FORMATS.iter().copied().find(|known| known.id == name)
    }

    /// Tells whether an answer can be put into it.
    pub(crate) fn fits(&self, page: &Page) -> bool {
        !self.is_of_calendars || matches!(page, Page::Agenda(_))
    }

    /// Renders an answer, however long, for a file.
    ///
    /// # Errors
    /// If it cannot hold what is in the answer.
    pub(crate) fn made(&self, page: &Page, lang: Lang, screen: Screen) -> Result<Made> {
        let (Page::Rows(rows), Some(pieces)) = (page, self.pieces) else {
            return Ok(self.render(page, lang, screen)?.into());
        };
        let mut made = Made::empty();
        pieces(&**rows, (lang, screen), &mut made)?;
        Ok(made)
    }

    /// Tells whether only programs read it.
    pub(crate) fn is_for_programs(&self) -> bool {
        [csv::FORMAT.id, json::FORMAT.id].contains(&self.id)
    }

    /// Renders an answer.
    ///
    /// # Errors
    /// If it cannot hold what is in the answer.
    pub(crate) fn render(&self, page: &Page, lang: Lang, screen: Screen) -> Result<Vec<u8>> {
        (self.bytes)(page, lang, screen)
    }
}

/// Medium on which people read the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// By a voice, or on a terminal that only types: nothing is drawn.
    Aloud,
    /// In a file or by another program: no line is broken.
    Elsewhere,
    /// On a terminal of so many columns.
    Terminal(u16),
}

impl Screen {
    fn width(self) -> Option<u16> {
        match self {
            Self::Terminal(width) => Some(width),
            Self::Aloud | Self::Elsewhere => None,
        }
    }
}

/// Renders an answer for a terminal, in colour.
pub(crate) fn painted(page: &Page, lang: Lang, screen: Screen) -> Vec<u8> {
    table::render(&blocks(page, lang), screen, lang, true).into_bytes()
}

/// Breaks a sentence into lines as a terminal shows them.
pub(crate) fn broken(sentence: &str, screen: Screen) -> String {
    table::wrapped(sentence, screen.width())
}

/// Returns what people see of an answer where nothing is painted.
fn plain_blocks(page: &Page, lang: Lang) -> Cow<'_, [Block]> {
    let is_paint =
        |block: &Block| matches!(block, Block::Tone(..) | Block::Passage(_) | Block::Place(_));
    let blocks = blocks(page, lang);
    if !blocks.iter().any(is_paint) {
        return blocks;
    }
    let mut plain = blocks.into_owned();
    plain.retain(|block| !is_paint(block));
    plain.into()
}

/// Returns the same, with the records behind the figures of a report below, to which a reader can follow
/// them.
fn with_sources(page: &Page, lang: Lang) -> Cow<'_, [Block]> {
    let blocks = plain_blocks(page, lang);
    let Page::Report(report) = page else {
        return blocks;
    };
    if report.sources.is_empty() || report.is_explained() {
        return blocks;
    }
    let heading = Block::Heading(2, SOURCES.get(lang).to_owned());
    let table = Block::Table(Source::table(&report.sources, lang).marked());
    [&*blocks, &[heading, table]].concat().into()
}

/// Reasons for which a format cannot hold an answer.
#[derive(Debug)]
pub(crate) enum Refused {
    /// No calendar.
    NoCalendar,
    /// A text that is too long for a cell, in the row with this first cell.
    TooLong { first: String, text: String },
    /// Message of the library that writes workbooks, and the formats that can be had instead.
    Workbook { error: String, instead: Text },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoCalendar => Said::usage(
                "no-calendar",
                lang.pick(
                    (
                        "日历文件（.ics）只能由 calendar 和 report notices 生成",
                        "请换一种格式",
                    ),
                    (
                        "only calendar and report notices make a calendar (.ics)",
                        "choose another format",
                    ),
                ),
            )
            .of("format")
            .with("ics"),
            Self::TooLong { first, text } => {
                let most = xlsx::MOST_TEXT;
                Said::new("too-long-for-xlsx", lang.pick(
                    (format!("“{first}”中的“{text}”超过{most}个字，Excel单元格放不下"), "请改用 csv 或 json"),
                    (format!("“{text}” in {first} has more than {most} characters, which no Excel cell holds"), "use csv or json"),
                )).of("format").with("xlsx")
            }
            Self::Workbook { error, instead } => {
                let instead = instead.get(lang);
                Said::new(
                    "no-xlsx",
                    lang.pick(
                        (
                            format!("不能写成 xlsx（{error}）"),
                            format!("请改用 {instead}"),
                        ),
                        (
                            format!("cannot be written as xlsx ({error})"),
                            format!("use {instead}"),
                        ),
                    ),
                )
                .of("format")
                .with("xlsx")
            }
        }
    }
}

/// Returns what people see of an answer: all that they see passes here, and is only data.
fn blocks(page: &Page, lang: Lang) -> Cow<'_, [Block]> {
    shown(unmarked_blocks(page, lang))
}

fn shown(blocks: Cow<'_, [Block]>) -> Cow<'_, [Block]> {
    if blocks.iter().any(Block::hides) {
        return Cow::Owned(with_marks(&blocks));
    }
    blocks
}

/// Shows by marks what is hidden in texts, and moves what points into them.
fn with_marks(blocks: &[Block]) -> Vec<Block> {
    let mut shown: Vec<Block> = blocks.iter().map(Block::marked).collect();
    let mut text = "";
    for (block, shown) in blocks.iter().zip(&mut shown).rev() {
        let length = |bytes: usize| text.get(..bytes).map_or(bytes, |part| marked(part).len());
        match shown {
            Block::Gap(at) => *at = length(*at),
            Block::Tone(_, end) => *end = length(*end),
            _ => text = block.words(),
        }
    }
    shown
}

fn unmarked_blocks(page: &Page, lang: Lang) -> Cow<'_, [Block]> {
    match page {
        Page::Report(report) | Page::Agenda(Agenda { report, .. }) => (&report.blocks).into(),
        Page::Deferred(_) => Vec::new().into(),
        Page::Rows(rows) => rows.blocks().flatten().collect::<Vec<_>>().into(),
        Page::Listing(listing) if listing.single => single(listing, lang).into(),
        Page::Listing(listing) => vec![Block::Table(listing.table(lang))].into(),
    }
}

fn single(listing: &Listing, lang: Lang) -> Vec<Block> {
    let mut rows = Vec::new();
    for record in &listing.records {
        for field in listing
            .kind
            .all_fields()
            .filter(|field| !matches!(field.shape, Shape::Json))
            .filter(|field| record.value(field).is_some())
        {
            let label = field.label.get(lang).to_owned();
            rows.push(vec![label, listing.people(record, field, lang)]);
        }
    }
    let heads = [text("字段", "Field"), text("内容", "Value")].map(|head| head.get(lang));
    let table = Table::new(heads, rows).titled(listing.kind.name.get(lang));
    let mut blocks = vec![Block::Table(table)];
    blocks.extend(listing.more.iter().cloned());
    blocks
}
