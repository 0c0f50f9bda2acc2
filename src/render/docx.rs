//! Documents for a word processor, in the form of official documents (GB/T 9704-2012): A4 with
//! its margins, 22 lines a page, real styles and headings, page numbers between dashes.
//!
//! The parts of the package are written here: the crates that write this format leave out the
//! repeated heads of tables, indents counted in characters or the fallbacks of fonts, on which
//! this form rests. No clock goes into it: the same blocks give the same bytes.

mod columns;
mod paper;
mod pictures;

use std::borrow::Cow;
use std::io::{Cursor, Write as _};
use std::ops::Range;

use serde_json::Value as Json;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::alike::alike;
use super::markup::{escaped, pieces};
use super::typeset::{joined, typeset};
use super::{Format, blocks};
use crate::error::{Error, Result};
use crate::model::document::{Block, Cell, Chart, DOCUMENT, Role, Table};
use crate::model::page::Page;
use crate::model::printed::{BULLET, MARKS, PROPERTY, Printed, printed};
use crate::text::Lang;
use paper::{Paper, sections};

pub(crate) static FORMAT: Format = Format {
    id: "docx",
    is_binary: true,
    is_of_calendars: false,
    bytes: |page, lang, _| {
        let (document, is_for_wall) = match page {
            Page::Report(report) => (&report.json[DOCUMENT], report.is_for_wall),
            _ => (&Json::Null, false),
        };
        render(&blocks(page, lang), document, is_for_wall, lang)
    },
    pieces: None,
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

/// Width of a title's line, a Chinese character counting two: 20 of them at 22 points.
const TITLE_WIDTH: usize = 40;
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

pub(super) fn render(
    blocks: &[Block],
    document: &Json,
    is_for_wall: bool,
    lang: Lang,
) -> Result<Vec<u8>> {
    let blocks = &*titled(blocks);
    let kept = kept(blocks, document, lang);
    let sections = sections(blocks, is_for_wall, lang);
    let text = format!("{BEGIN}{}{END}", body(blocks, &sections, lang));
    let mut styles = sections[0].1.styled(STYLES);
    if sections.iter().any(|(_, paper)| *paper == Paper::Small) {
        styles = Paper::with_small(&styles);
    }
    // Latin letters and digits are of no Chinese: else a ref would be broken anywhere.
    let tag = lang.pick("en-US", "en-GB");
    let parts = [
        (
            "[Content_Types].xml",
            pictures::typed(CONTENT_TYPES, blocks),
        ),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", properties(blocks)),
        ("docProps/custom.xml", kept),
        (
            "word/_rels/document.xml.rels",
            pictures::related(DOCUMENT_RELATIONS, blocks),
        ),
        ("word/document.xml", text),
        (
            "word/styles.xml",
            styles
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
    package(&parts, blocks).map_err(|source| Error::Io {
        path: "docx".into(),
        source,
    })
}

fn package(parts: &[(&str, String)], blocks: &[Block]) -> std::io::Result<Vec<u8>> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        package.start_file(*name, options)?;
        package.write_all(text.as_bytes())?;
    }
    // A photo is packed already.
    let options = options.compression_method(zip::CompressionMethod::Stored);
    for one in pictures::numbered(blocks) {
        package.start_file(format!("word/{}", pictures::part(one)), options)?;
        package.write_all(&one.1.bytes)?;
    }
    Ok(alike(package.finish()?.into_inner()))
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

fn body(blocks: &[Block], sections: &[(Range<usize>, Paper)], lang: Lang) -> String {
    let mut body = String::new();
    let mut heading = "";
    let mut before = None;
    let mut gaps = Vec::new();
    let mut sections = sections.iter().peekable();
    let mut paper = Paper::Upright;
    let mut photos = 0;
    for (at, block) in blocks.iter().enumerate() {
        if let Some((_, next)) = sections.next_if(|(range, _)| range.start == at) {
            if at > 0 {
                end_section(&mut body, paper);
            }
            paper = *next;
        }
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
        // Who signs is never alone on a page, nor is a note; a day stays with what comes next by its style.
        let keeps = matches!(
            next,
            Some(Block::Line(
                Role::Enclosure | Role::Signature | Role::Date | Role::Footnote,
                _
            ))
        ) && !matches!(block, Block::Line(Role::Date, _));
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
            Block::Picture(picture) => {
                photos += 1;
                body += &pictures::paragraph(photos, picture, lang);
                body += &paragraph("Caption", &picture.line(lang));
            }
            Block::PageBreak => {
                body += "<w:p><w:pPr></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>";
            }
            Block::Gap(_) | Block::Tone(..) | Block::Passage(_) | Block::Place(_) => {}
        }
        gaps.clear();
    }
    body + &paper.section()
}

/// Ends a section with the last paragraph that was written.
fn end_section(body: &mut String, paper: Paper) {
    const END_OF_PROPERTIES: &str = "</w:pPr>";
    if let Some(at) = body.rfind(END_OF_PROPERTIES) {
        body.insert_str(at, &paper.section());
    }
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

/// How a run differs from its paragraph.
const HIGHLIGHTED: &str = "<w:rPr><w:highlight w:val=\"yellow\"/></w:rPr>";
/// By the rules of Chinese a line would end within a number and what it counts, however they are joined.
const UNBROKEN: &str = "<w:rPr><w:lang w:eastAsia=\"en-US\"/></w:rPr>";

/// Makes runs of a text, in which what is still to be written stands out.
fn runs(text: &str, gaps: &[usize], lang: Lang) -> String {
    let run = |piece: &str, properties: &str| {
        let lines: Vec<String> = piece
            .split('\n')
            .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)))
            .collect();
        format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
    };
    let mut written = String::new();
    for (piece, is_gap) in pieces(text, gaps, lang) {
        if is_gap {
            written += &run(piece, HIGHLIGHTED);
            continue;
        }
        for (piece, is_joined) in joined(&typeset(piece, lang)) {
            written += &run(&piece, if is_joined { UNBROKEN } else { "" });
        }
    }
    written
}

/// Writes a table whose head is repeated on every page that it runs over; a small one is never torn, and
/// of a longer one no row is left alone. What `keeps` stays on one page with what comes next.
fn grid(table: &Table, keeps: bool, paper: Paper, lang: Lang) -> String {
    let widths = paper.columns(table, lang);
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
        .map(|(head, width)| cell(&paper.style("TableHead"), head, *width, stays, lang))
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
            .map(|(one, width)| {
                cell(
                    &paper.style(cell_style(one)),
                    &one.told(lang),
                    *width,
                    layout,
                    lang,
                )
            })
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
            render(&blocks, &Json::Null, false, Lang::Zh).unwrap(),
            render(&blocks, &Json::Null, false, Lang::Zh).unwrap()
        );
        let text = body(&blocks, &sections(&blocks, false, Lang::Zh), Lang::Zh);
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
}
