//! Documents for a word processor, in the form of official documents (GB/T 9704-2012): A4 with
//! its margins, 22 lines a page, real styles and headings, page numbers between dashes.
//!
//! The parts of the package are written here: the crates that write this format leave out the
//! repeated heads of tables, indents counted in characters or the fallbacks of fonts, on which
//! this form rests. No clock goes into it: the same blocks give the same bytes.

use std::borrow::Cow;
use std::io::{Cursor, Write as _};

use serde_json::Value as Json;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::markup::{escaped, pieces};
use super::typeset::typeset;
use super::{Format, blocks};
use crate::error::{Error, Result};
use crate::model::document::{Block, Cell, Chart, DOCUMENT, Role, Table};
use crate::model::page::Page;
use crate::model::printed::{BULLET, MARKS, PROPERTY, Printed, printed};
use crate::text::Lang;

pub(crate) static FORMAT: Format = Format {
    id: "docx",
    is_binary: true,
    is_of_calendars: false,
    bytes: |page, lang, _| {
        let document = match page {
            Page::Report(report) => &report.json[DOCUMENT],
            _ => &Json::Null,
        };
        render(&blocks(page, lang), document, lang)
    },
};

const CONTENT_TYPES: &str = include_str!("docx/content_types.xml");
const RELATIONS: &str = include_str!("docx/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("docx/document_relations.xml");
const STYLES: &str = include_str!("docx/styles.xml");
const FONTS: &str = include_str!("docx/fonts.xml");
const SETTINGS: &str = include_str!("docx/settings.xml");
/// Numbers of pages stand outside: those of odd ones to the right, those of even ones to the left.
const FOOTER: &str = include_str!("docx/footer.xml");
/// Parts of the document before and after the body; the latter holds paper, margins and lines.
const BEGIN: &str = include_str!("docx/begin.xml");
const END: &str = include_str!("docx/end.xml");

/// What makes 28 characters fill a line of 156 mm: each a quarter of a point narrower, with no space of
/// its own between Chinese and digits.
const SPACING: &str = "<w:spacing w:val=\"-5\"/>";
const JOINED: &str = "<w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>";
/// What tells headings from text where they have no font of their own.
const BOLD: &str = "<w:b/><w:bCs/>";
/// Up to how many rows a table is never torn.
const SMALL: usize = 12;

/// The width of the text on a page, in twentieths of a point: 210 mm less 28 and 26.
const TEXT_WIDTH: usize = 8845;
/// Width of a title's line, a Chinese character counting two: 20 of them at 22 points.
const TITLE_WIDTH: usize = 40;
/// The width of a Latin character of a table, half that of a Chinese one, and of the margins of
/// a cell, in twentieths of a point.
const CHARACTER: usize = 112;
/// The same of a letter in a head, where the font may be a wide one.
const LETTER: usize = 115;
/// Width of a cell's margins, with nothing to spare.
const INSET: usize = 220;
const MARGINS: usize = 300;
/// Up to how many characters a column is not broken, and from how many on it asks for a quarter of
/// what is more, up to as much again.
const SHORT: usize = 12;
const LONG: usize = 24;
/// Width of a name or a ref that is kept on one line, a Chinese character counting two.
const NAME: usize = 12;

/// Returns blocks with a title: where none is, that of the first table.
fn titled(blocks: &[Block]) -> Cow<'_, [Block]> {
    let first = blocks.iter().find_map(|block| match block {
        Block::Table(table) if !table.title.is_empty() => Some(table.title.clone()),
        _ => None,
    });
    let has_title = blocks
        .iter()
        .any(|block| matches!(block, Block::Heading(1, _)));
    match first.filter(|_| !has_title) {
        Some(title) => [&[Block::Heading(1, title)], blocks].concat().into(),
        None => blocks.into(),
    }
}

pub(super) fn render(blocks: &[Block], document: &Json, lang: Lang) -> Result<Vec<u8>> {
    let blocks = &*titled(blocks);
    let kept = kept(blocks, document, lang);
    let paper = Paper::of(blocks, lang);
    let end = END.replace("{SIZE}", paper.size());
    let text = format!("{BEGIN}{}{end}", body(blocks, paper, lang));
    // Latin letters and digits are of no Chinese: else a ref would be broken anywhere.
    let tag = lang.pick("en-US", "en-GB");
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", properties(blocks)),
        ("docProps/custom.xml", kept),
        (
            "word/_rels/document.xml.rels",
            DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/document.xml", text),
        (
            "word/styles.xml",
            STYLES
                .replace("{LANG}", tag)
                .replace("{CHARACTERS}", lang.pick("200", "0"))
                .replace("{BOLD}", lang.pick("", BOLD))
                .replace("{INDENT}", lang.pick("640", "0"))
                .replace("{SPACING}", lang.pick(SPACING, ""))
                .replace("{JOINED}", lang.pick(JOINED, "")),
        ),
        ("word/fontTable.xml", FONTS.to_owned()),
        ("word/settings.xml", SETTINGS.to_owned()),
        ("word/footer1.xml", FOOTER.replace("{STYLE}", "FooterOdd")),
        ("word/footer2.xml", FOOTER.replace("{STYLE}", "FooterEven")),
    ];
    package(&parts).map_err(|source| Error::Io {
        path: "docx".into(),
        source,
    })
}

fn package(parts: &[(&str, String)]) -> std::io::Result<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        package.start_file(*name, options)?;
        package.write_all(text.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

/// The most characters of a property, beyond which word processors cut it.
const MOST_PROPERTY: usize = 252;

/// Says of which report the paper is, and keeps a mark of each piece that the program wrote, so that what
/// a person changes in it is known: word processors keep such properties when they save the paper.
fn kept(blocks: &[Block], document: &Json, lang: Lang) -> String {
    let mut properties: Vec<(String, String)> = Vec::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        if let Some(text) = value.as_str() {
            properties.push((format!("{PROPERTY}{key}"), text.to_owned()));
        }
    }
    if !properties.is_empty() {
        let marks: String = printed(blocks, lang).iter().map(Printed::mark).collect();
        for (number, part) in (1..).zip(marks.as_bytes().chunks(MOST_PROPERTY)) {
            let part = String::from_utf8_lossy(part).into_owned();
            properties.push((format!("{MARKS}{number}"), part));
        }
    }
    let mut listed = String::new();
    for (id, (name, value)) in (2..).zip(&properties) {
        let value = escaped(value);
        listed += &format!(
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{id}\" name=\"{name}\"><vt:lpwstr>{value}</vt:lpwstr></property>"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">{listed}</Properties>"
    )
}

fn properties(blocks: &[Block]) -> String {
    let title = blocks.iter().find_map(|block| match block {
        Block::Heading(1, title) => Some(escaped(title)),
        _ => None,
    });
    let title = title.unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title></cp:coreProperties>"
    )
}

/// The paper lies on its side where an upright one would break the words of a wide table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paper {
    Upright,
    Sideways,
}

impl Paper {
    fn of(blocks: &[Block], lang: Lang) -> Self {
        let is_wide = |block: &Block| match block {
            Block::Table(table) | Block::Chart(Chart { table, .. }) => {
                let columns = 0..table.heads.len();
                let least: usize = columns.map(|column| least(table, column, lang)).sum();
                least * 5 > TEXT_WIDTH * 6
            }
            _ => false,
        };
        if blocks.iter().any(is_wide) {
            Self::Sideways
        } else {
            Self::Upright
        }
    }

    const fn size(self) -> &'static str {
        match self {
            Self::Upright => "w:w=\"11906\" w:h=\"16838\"",
            Self::Sideways => "w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"",
        }
    }

    /// Returns the width of the text on it.
    const fn width(self) -> usize {
        match self {
            Self::Upright => TEXT_WIDTH,
            Self::Sideways => TEXT_WIDTH + 16838 - 11906,
        }
    }
}

fn body(blocks: &[Block], paper: Paper, lang: Lang) -> String {
    let mut body = String::new();
    let mut heading = "";
    let mut before = None;
    let mut gaps = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if let Block::Gap(at) = block {
            gaps.push(*at);
            continue;
        }
        if let Block::Tone(..) | Block::Passage(_) | Block::Place(_) = block {
            continue;
        }
        let next = blocks[at + 1..].iter().find(|next| {
            !matches!(
                next,
                Block::Gap(_) | Block::Tone(..) | Block::Passage(_) | Block::Place(_)
            )
        });
        // Who signs is never alone on a page.
        let keeps = matches!(
            next,
            Some(Block::Line(
                Role::Enclosure | Role::Signature | Role::Date,
                _
            ))
        );
        let indent = match (block, next) {
            (Block::Line(Role::Signature, who), Some(Block::Line(Role::Date, day))) => {
                signed(&typeset(who, lang), day, lang).map(|(who, _)| who)
            }
            (Block::Line(Role::Date, day), _) => match at.checked_sub(1).map(|at| &blocks[at]) {
                Some(Block::Line(Role::Signature, who)) => {
                    signed(&typeset(who, lang), day, lang).map(|(_, day)| day)
                }
                _ => None,
            },
            _ => None,
        };
        let layout = Layout { keeps, indent };
        let paragraph = |style: &str, text: &str| paragraph(style, text, layout, &gaps, lang);
        let attached = matches!(
            before.replace(block),
            Some(Block::Line(Role::Attachment | Role::Explanation, _))
        );
        match block {
            Block::Heading(_, text) if attached => {
                heading = text;
                body += &paragraph("AttachmentTitle", text);
            }
            Block::Heading(1, text) => {
                heading = text;
                body += &paragraph("Title", &title_lines(&typeset(text, lang)));
            }
            Block::Heading(level, text) => {
                heading = text;
                let style = format!("Heading{}", (level - 1).min(4));
                body += &paragraph(&style, text);
            }
            Block::Paragraph(text) => body += &paragraph("Normal", text),
            Block::Item(text) => body += &item(BULLET, text, &gaps, lang),
            Block::Numbered(number, text) => {
                body += &item(&format!("{number}. "), text, &gaps, lang);
            }
            Block::Line(role, text) => body += &paragraph(style(*role), text),
            Block::Table(table) | Block::Chart(Chart { table, .. }) => {
                if !table.title.is_empty() && table.title != heading {
                    body += &paragraph("Caption", &table.title);
                }
                body += &grid(table, keeps, paper, lang);
            }
            Block::PageBreak => body += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>",
            Block::Gap(_) | Block::Tone(..) | Block::Passage(_) | Block::Place(_) => {}
        }
        gaps.clear();
    }
    body
}

/// Breaks a title that is longer than a line where its sense allows, into lines as alike as can be:
/// between what a quotation or brackets hold and the rest, and before a number. One that has no
/// such place is left to the word processor.
fn title_lines(title: &str) -> String {
    let whole = title.width_cjk();
    if whole <= TITLE_WIDTH {
        return title.to_owned();
    }
    let (mut depth, mut before) = (0_usize, ' ');
    let mut places = Vec::new();
    for (at, character) in title.char_indices() {
        let opens = matches!(character, '“' | '《' | '（');
        let closed = matches!(before, '”' | '》' | '）' | '，' | '：');
        let number = character.is_ascii_digit() && before.width() == Some(2) && before != '第';
        if depth == 0 && at > 0 && (opens || closed || number) {
            places.push(at);
        }
        depth += usize::from(opens);
        depth = depth.saturating_sub(usize::from(matches!(character, '”' | '》' | '）')));
        before = character;
    }
    let longer = |at: &usize| {
        let first = title[..*at].width_cjk();
        first.max(whole - first)
    };
    let best = places.into_iter().min_by_key(longer);
    match best.filter(|at| longer(at) <= TITLE_WIDTH) {
        Some(at) => format!("{}\n{}", &title[..at], &title[at..]),
        None => title.to_owned(),
    }
}

const fn style(role: Role) -> &'static str {
    match role {
        Role::Addressee => "Addressee",
        Role::Attachment | Role::Explanation => "Attachment",
        Role::Date => "SignatureDate",
        Role::Enclosure => "Enclosure",
        Role::Footnote => "Footnote",
        Role::Signature => "Signed",
    }
}

/// How a paragraph differs from its style.
#[derive(Clone, Copy, Default)]
struct Layout {
    /// True if it stays on one page with what comes next.
    keeps: bool,
    /// Its distance from the right edge, in hundredths of a character.
    indent: Option<usize>,
}

/// Returns how far from the right edge who signs and the day stand (GB/T 9704, 7.3.5.2): the day begins
/// two characters behind who signs, who ends two characters from the edge; where the day is the longer,
/// it ends there itself.
fn signed(who: &str, day: &str, lang: Lang) -> Option<(usize, usize)> {
    if lang != Lang::Zh {
        return None;
    }
    // In halves of a character.
    let (who, day) = (who.width_cjk(), day.width_cjk());
    let (who, day) = if day > who {
        (4 + 4 + day - who, 4)
    } else {
        (4, who - day)
    };
    Some((who * 50, day * 50))
}

fn paragraph(style: &str, text: &str, layout: Layout, gaps: &[usize], lang: Lang) -> String {
    let keep = if layout.keeps { "<w:keepNext/>" } else { "" };
    let indent = layout.indent.map(|right| {
        let twips = right * 16 / 5;
        format!("<w:ind w:rightChars=\"{right}\" w:right=\"{twips}\" w:firstLineChars=\"0\" w:firstLine=\"0\"/>")
    });
    let indent = indent.unwrap_or_default();
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{keep}{indent}</w:pPr>{}</w:p>",
        runs(text, gaps, lang)
    )
}

/// Writes one of a list behind its mark, which stands in the text, so that whoever edits it sees it.
fn item(mark: &str, text: &str, gaps: &[usize], lang: Lang) -> String {
    let gaps: Vec<usize> = gaps.iter().map(|at| at + mark.len()).collect();
    paragraph(
        "Normal",
        &format!("{mark}{text}"),
        Layout::default(),
        &gaps,
        lang,
    )
}

/// Makes runs of a text, in which what is still to be written stands out.
fn runs(text: &str, gaps: &[usize], lang: Lang) -> String {
    let run = |(piece, is_gap): (&str, bool)| {
        let properties = if is_gap {
            "<w:rPr><w:highlight w:val=\"yellow\"/></w:rPr>"
        } else {
            ""
        };
        let piece = typeset(piece, lang);
        let lines: Vec<String> = piece
            .split('\n')
            .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)))
            .collect();
        format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
    };
    pieces(text, gaps, lang).into_iter().map(run).collect()
}

/// Writes a table whose head is repeated on every page that it runs over; a small one is never torn, and
/// of a longer one no row is left alone. What `keeps` stays on one page with what comes next.
fn grid(table: &Table, keeps: bool, paper: Paper, lang: Lang) -> String {
    let widths = widths(table, paper.width(), lang);
    let mut columns = String::new();
    for width in &widths {
        columns += &format!("<w:gridCol w:w=\"{width}\"/>");
    }
    let stays = Layout {
        keeps: true,
        ..Layout::default()
    };
    let heads: String = table
        .heads
        .iter()
        .zip(&widths)
        .map(|(head, width)| cell("TableHead", head, *width, stays, lang))
        .collect();
    let mut rows = format!("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>");
    let all = table.lines().count();
    for (at, row) in table.lines().enumerate() {
        let is_last = at + 1 == all;
        let is_edge = at == 0 || at + 2 == all;
        let layout = Layout {
            keeps: if is_last {
                keeps
            } else {
                all <= SMALL || is_edge
            },
            ..Layout::default()
        };
        let cells: String = row
            .iter()
            .zip(&widths)
            .map(|(one, width)| cell(cell_style(one), &one.told(lang), *width, layout, lang))
            .collect();
        rows += &format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>");
    }
    let whole = paper.width();
    let after = if keeps { "<w:keepNext/>" } else { "" };
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/>{after}</w:pPr></w:p>"
    )
}

const fn cell_style(cell: &Cell) -> &'static str {
    match cell {
        Cell::Text(_) | Cell::Toned(..) => "TableText",
        Cell::Day(_) | Cell::Decimal(_) | Cell::Integer(_) | Cell::Money(_) | Cell::Rate(..) => {
            "TableFigure"
        }
    }
}

fn cell(style: &str, text: &str, width: usize, layout: Layout, lang: Lang) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>",
        paragraph(style, text, layout, &[], lang)
    )
}

/// Shares the width of the page among the columns: what is short, such as a ref or a day, stands
/// on one line, and the longer texts have the rest, the longest the most. What is empty is left to be
/// filled in by hand.
fn widths(table: &Table, whole: usize, lang: Lang) -> Vec<usize> {
    let wish = |column: usize| {
        let cells = table.lines().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| cell.told(lang).width()).max();
        let least = if cells == Some(0) { SHORT } else { 0 };
        let widest = cells
            .unwrap_or(0)
            .max(table.heads[column].width())
            .max(least);
        let beyond = widest.saturating_sub(LONG) / 4;
        (widest.min(LONG) + beyond.min(LONG)) * CHARACTER + MARGINS
    };
    let wishes: Vec<usize> = (0..table.heads.len()).map(wish).collect();
    let is_short = |wish: &usize| *wish <= SHORT * CHARACTER + MARGINS;
    let all: usize = wishes.iter().sum::<usize>().max(1);
    let short: usize = wishes.iter().filter(|wish| is_short(wish)).sum();
    // With too many short columns, or nothing but them, all give or take alike.
    let alike = short == all || short * 8 > whole * 7;
    let share = |wish: &usize| match is_short(wish) {
        _ if alike => wish * whole / all,
        true => *wish,
        false => wish * (whole - short) / (all - short),
    };
    let shares = wishes.iter().map(share).collect();
    let least: Vec<usize> = (0..table.heads.len())
        .map(|column| least(table, column, lang))
        .collect();
    if least.iter().sum::<usize>() > whole {
        let heads = table.heads.iter().map(|head| least_of_head(head));
        return widened(shares, &heads.collect::<Vec<_>>(), whole);
    }
    widened(shares, &least, whole)
}

/// Returns the width below which a column breaks a word of its head.
fn least_of_head(head: &str) -> usize {
    let words = head.split_whitespace().map(|word| {
        if word.is_ascii() {
            word.len() * LETTER
        } else {
            word.width().min(NAME) * CHARACTER
        }
    });
    words.max().unwrap_or(0) + INSET
}

/// Returns the width below which a column breaks a name, or a word of its head.
fn least(table: &Table, column: usize, lang: Lang) -> usize {
    let cells = table.lines().filter_map(|row| row.get(column));
    let cells = cells.map(|cell| match (cell, cell.told(lang).width()) {
        (Cell::Text(_) | Cell::Toned(..), width) => width.min(NAME) * CHARACTER,
        // A word processor may put a little between digits and what they count.
        (Cell::Day(_), width) => (width + 2) * CHARACTER,
        (_, width) => width * CHARACTER,
    });
    let names = cells.max().unwrap_or(0) + INSET;
    names.max(least_of_head(&table.heads[column]))
}

/// Widens what is narrower than its least, at the cost of what has more; where a page does not hold
/// them all, each is as much too narrow as the others.
fn widened(mut widths: Vec<usize>, least: &[usize], whole: usize) -> Vec<usize> {
    let pairs = || widths.iter().zip(least);
    let lacking: usize = pairs()
        .map(|(width, least)| least.saturating_sub(*width))
        .sum();
    let spare: usize = pairs()
        .map(|(width, least)| width.saturating_sub(*least))
        .sum();
    if lacking > spare {
        let all: usize = least.iter().sum();
        return least.iter().map(|one| one * whole / all).collect();
    }
    for (width, least) in widths.iter_mut().zip(least) {
        *width = match width.checked_sub(*least) {
            Some(more) if more > 0 => *width - (more * lacking).div_ceil(spare),
            _ => *least,
        };
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::GAP;

    #[test]
    fn the_same_blocks_give_the_same_bytes_and_what_stands_in_them_is_escaped() {
        let hostile = "<w:p>&\u{1}";
        let blocks = [
            Block::Heading(1, hostile.to_owned()),
            Block::Gap(hostile.len()),
            Block::Paragraph(format!("{hostile}{}", GAP.get(Lang::Zh))),
            Block::Table(Table::new([hostile], [vec![hostile]])),
        ];
        assert_eq!(
            render(&blocks, &Json::Null, Lang::Zh).unwrap(),
            render(&blocks, &Json::Null, Lang::Zh).unwrap()
        );
        let text = body(&blocks, Paper::Upright, Lang::Zh);
        assert!(text.contains("&lt;w:p&gt;&amp;\u{fffd}") && !text.contains("<w:p>&"));
        assert!(text.contains("w:highlight"));
    }

    #[test]
    fn a_title_is_broken_where_its_sense_allows() {
        let cases = [
            ("督办单（利用处）", "督办单（利用处）"),
            (
                "“深入基层、服务群众”主题活动实事项目公示",
                "“深入基层、服务群众”\n主题活动实事项目公示",
            ),
            (
                "济南市档案局(馆)关于“深入基层、服务群众”主题活动的总结报告",
                "济南市档案局(馆)关于\n“深入基层、服务群众”主题活动的总结报告",
            ),
            (
                "市图书馆关于服务读者活动的总结报告和2024年2月月报",
                "市图书馆关于服务读者活动的总结报告和\n2024年2月月报",
            ),
            // No place at all: the word processor breaks it.
            (
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
                "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
            ),
        ];
        for (title, lines) in cases {
            assert_eq!(title_lines(title), lines);
        }
    }

    #[test]
    fn no_head_is_broken_within_a_word() {
        let long = "长".repeat(400);
        let heads = [
            "Ref",
            "Pledge",
            "Unit",
            "Content",
            "Deadline",
            "Responsible",
            "Progress",
        ];
        let row = [
            "LY-P1",
            &long,
            "领导小组办公室",
            &long,
            "2011-10-31",
            "李建军",
            "已完成",
        ];
        let table = Table::new(heads, [row.to_vec()]);
        let widths = widths(&table, TEXT_WIDTH, Lang::En);
        for (column, width) in widths.iter().enumerate() {
            assert!(*width >= least_of_head(heads[column]), "{}", heads[column]);
        }
        assert!(widths.iter().sum::<usize>() <= TEXT_WIDTH);
        // Twenty of them are more than a page holds.
        assert_eq!(widened(vec![440; 20], &[900; 20], TEXT_WIDTH), [442; 20]);
    }

    #[test]
    fn columns_fill_the_page() {
        let table = Table::new(["编号", "内容"], [vec!["LY-P1", &"长".repeat(400)]]);
        let sum: usize = widths(&table, TEXT_WIDTH, Lang::Zh).iter().sum();
        assert!((TEXT_WIDTH - 4..=TEXT_WIDTH).contains(&sum));
    }
}
