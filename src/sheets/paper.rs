//! A document of a word processor (.docx) as others have left it: its paragraphs and tables in their order,
//! and the properties that it keeps. Looks are not read, nor what was struck out as a change.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::guard;
use crate::error::{Error, Result, SheetFault};
use crate::files;
use crate::model::printed::{BULLET, MARK, MARKS, Piece};
use crate::render::unjoined;

/// The largest paper that is read, and the most bytes of one of its parts, unpacked.
pub(super) const MOST_BYTES: u64 = 64 << 20;
const MOST_UNPACKED: u64 = 256 << 20;
/// The most pieces and cells of a paper.
pub(super) const MOST_PIECES: usize = 1_000_000;
/// How deep paragraphs and tables may stand in one another.
const MOST_DEPTH: usize = 64;
pub(super) const BODY: &str = "word/document.xml";
const PROPERTIES: &str = "docProps/custom.xml";

/// A paper as it is.
#[derive(Debug, Default)]
pub(crate) struct Paper {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) properties: BTreeMap<String, String>,
}

/// Reads a paper.
///
/// # Errors
/// If it is none, is damaged, or would unpack to more than is sensible.
pub(crate) fn paper(path: &Path) -> Result<Paper> {
    read(path, parse)
}

/// Reads the bytes of a paper, and what they say.
pub(super) fn read<T>(
    path: &Path,
    parse: fn(&[u8]) -> std::result::Result<T, SheetFault>,
) -> Result<T> {
    let mut bytes = Vec::new();
    let read = files::open(path, MOST_BYTES)?.read_to_end(&mut bytes);
    read.map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    parse(&bytes).map_err(|fault| Error::Sheet {
        path: path.to_owned(),
        fault,
    })
}

/// Tells whether a file is a paper that the program wrote and somebody changed, by the marks that it keeps.
pub(crate) fn is_changed(path: &Path) -> bool {
    if path.extension().is_none_or(|ending| ending != "docx") {
        return false;
    }
    let Ok(paper) = paper(path) else {
        return false;
    };
    let marks = paper.marks();
    let marks = marks.as_bytes().chunks(MARK);
    let then: Vec<&[u8]> = marks.map(|mark| &mark[1..]).collect();
    let now: Vec<String> = paper.pieces.iter().map(Piece::digest).collect();
    !then.is_empty() && !then.iter().copied().eq(now.iter().map(String::as_bytes))
}

impl Paper {
    /// Returns the marks of what the program wrote, one behind the other.
    pub(crate) fn marks(&self) -> String {
        let parts = (1..).map_while(|number| self.properties.get(&format!("{MARKS}{number}")));
        parts.map(String::as_str).collect()
    }
}

fn damaged(error: &dyn std::fmt::Display) -> SheetFault {
    SheetFault::Damaged(error.to_string())
}

/// Opens the package that a paper is.
pub(super) fn package(bytes: &[u8]) -> std::result::Result<ZipArchive<Cursor<&[u8]>>, SheetFault> {
    if !bytes.starts_with(b"PK") {
        return Err(SheetFault::NoPaper);
    }
    guard::check(bytes)?;
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let has_body = archive.index_for_name(BODY).is_some();
    has_body.then_some(archive).ok_or(SheetFault::NoPaper)
}

pub(super) fn parse(bytes: &[u8]) -> std::result::Result<Paper, SheetFault> {
    let mut archive = package(bytes)?;
    let mut body = Body::default();
    let part = archive.by_name(BODY).map_err(|_| damaged(&BODY))?;
    each_event(part, &mut |event| body.take(event))?;
    if !body.open.is_empty() {
        return Err(damaged(&BODY));
    }
    let mut properties = Properties::default();
    if let Ok(part) = archive.by_name(PROPERTIES) {
        each_event(part, &mut |event| {
            properties.take(event);
            Ok(())
        })?;
    }
    Ok(Paper {
        pieces: body.pieces,
        properties: properties.known,
    })
}

/// Hands on every event of a part.
pub(super) fn each_event(
    part: impl Read,
    take: &mut dyn FnMut(Event) -> std::result::Result<(), SheetFault>,
) -> std::result::Result<(), SheetFault> {
    let limited = part.take(MOST_UNPACKED);
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(limited));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => take(event)?,
            Err(error) => return Err(damaged(&error)),
        }
    }
}

/// Reads the body.
#[derive(Default)]
struct Body {
    pieces: Vec<Piece>,
    /// The paragraphs and tables that are open, one in the other.
    open: Vec<Open>,
    in_text: bool,
    /// How many elements are open of which nothing is read.
    skipped: usize,
    read: usize,
}

enum Open {
    Paragraph(Words),
    Table(Vec<Vec<String>>),
}

#[derive(Default)]
struct Words {
    text: String,
    is_heading: bool,
    is_item: bool,
}

impl Body {
    fn take(&mut self, event: Event) -> std::result::Result<(), SheetFault> {
        match event {
            Event::Start(tag) => self.start(&tag)?,
            Event::End(tag) => self.end(tag.local_name().as_ref())?,
            Event::Text(text) if self.in_text && self.skipped == 0 => {
                self.write(&text.xml10_content());
            }
            Event::GeneralRef(reference) if self.in_text && self.skipped == 0 => {
                let name: &str = reference.as_ref();
                let known = quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned);
                let number = || Some(reference.resolve_char_ref().ok()??.to_string());
                self.write(&known.or_else(number).unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart) -> std::result::Result<(), SheetFault> {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        // What was moved or struck out, what a field computes, and the second of two ways to show it.
        if self.skipped > 0 || matches!(name, "del" | "moveFrom" | "Fallback" | "instrText") {
            self.skipped += 1;
            return Ok(());
        }
        match name {
            "p" => self.open.push(Open::Paragraph(Words::default())),
            "tbl" => self.open.push(Open::Table(Vec::new())),
            "tr" => {
                if let Some(Open::Table(rows)) = self.open.last_mut() {
                    rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(Open::Table(rows)) = self.open.last_mut()
                    && let Some(row) = rows.last_mut()
                {
                    row.push(String::new());
                    self.read += 1;
                }
            }
            "t" => self.in_text = true,
            "tab" if self.in_run() => self.write(" "),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "pStyle" => {
                let style = value(tag).to_lowercase();
                if let Some(Open::Paragraph(words)) = self.open.last_mut() {
                    words.is_heading = style.contains("heading") || style.contains("标题");
                }
            }
            "numPr" => {
                if let Some(Open::Paragraph(words)) = self.open.last_mut() {
                    words.is_item = true;
                }
            }
            _ => {}
        }
        if self.open.len() > MOST_DEPTH || self.read + self.pieces.len() > MOST_PIECES {
            return Err(SheetFault::Unpacks);
        }
        Ok(())
    }

    /// Tells whether a tabulator is one that is printed, and not one that a paragraph declares.
    fn in_run(&self) -> bool {
        matches!(self.open.last(), Some(Open::Paragraph(words)) if !words.text.is_empty())
    }

    fn end(&mut self, name: &str) -> std::result::Result<(), SheetFault> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "t" => self.in_text = false,
            "p" => match self.open.pop() {
                Some(Open::Paragraph(words)) => self.put(words),
                _ => return Err(damaged(&BODY)),
            },
            "tbl" => match (self.open.pop(), self.open.last_mut()) {
                // A table within another is told as the words of its cell.
                (Some(Open::Table(inner)), Some(Open::Table(rows))) => {
                    let words = inner.concat().join(" ");
                    if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                        *cell += &words;
                    }
                }
                (Some(Open::Table(rows)), _) => self.pieces.push(Piece::Table(rows)),
                _ => return Err(damaged(&BODY)),
            },
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if let Some(Open::Paragraph(words)) = self.open.last_mut() {
            words.text += &unjoined(text);
        }
    }

    /// Puts a paragraph into its cell, or among the pieces.
    fn put(&mut self, words: Words) {
        let table = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Table(rows) => Some(rows),
            Open::Paragraph(_) => None,
        });
        if let Some(rows) = table {
            if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                if !cell.is_empty() && !words.text.is_empty() {
                    cell.push('\n');
                }
                *cell += &words.text;
            }
            return;
        }
        let text = words.text;
        if text.trim().is_empty() {
            return;
        }
        self.pieces.push(match (words.is_heading, words.is_item) {
            (true, _) => Piece::Heading(text),
            (_, true) => Piece::Paragraph(format!("{BULLET}{text}")),
            _ => Piece::Paragraph(text),
        });
    }
}

fn value(tag: &BytesStart) -> String {
    let own = tag.attributes().flatten().find(|one| {
        let name = one.key.local_name();
        let name: &str = name.as_ref();
        name == "val"
    });
    own.map_or_else(String::new, |own| own.value.to_string())
}

/// Reads the properties that a paper keeps.
#[derive(Default)]
struct Properties {
    known: BTreeMap<String, String>,
    name: Option<String>,
}

impl Properties {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => {
                let is_property = tag.local_name().as_ref() == "property";
                if is_property {
                    let name = tag
                        .attributes()
                        .flatten()
                        .find(|one| one.key.as_ref() == "name");
                    self.name = name.map(|name| name.value.to_string());
                }
            }
            Event::Text(text) => {
                if let Some(name) = &self.name
                    && self.known.len() < MOST_PIECES
                {
                    *self.known.entry(name.clone()).or_default() += text.xml10_content().trim();
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut package = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            package
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            package.write_all(text.as_bytes()).unwrap();
        }
        package.finish().unwrap().into_inner()
    }

    fn pieces(body: &str) -> Vec<Piece> {
        let body = format!("<w:document><w:body>{body}</w:body></w:document>");
        parse(&packed(&[(BODY, &body)])).unwrap().pieces
    }

    #[test]
    fn words_are_read_as_they_are_printed_and_what_was_struck_out_is_not() {
        let cases = [
            (
                "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙&amp;&#x4e19;</w:t></w:r></w:p><w:p/>",
                "甲 乙&丙",
            ),
            (
                "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del></w:p>",
                "新",
            ),
            (
                "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/></w:numPr></w:pPr><w:r><w:t>项</w:t></w:r></w:p>",
                "• 项",
            ),
        ];
        for (body, words) in cases {
            assert_eq!(pieces(body), [Piece::Paragraph(words.to_owned())], "{body}");
        }
        let cell = |words: &str| format!("<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>");
        let table = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("一"), cell("二"));
        let row = ["一", "二"].map(str::to_owned).to_vec();
        assert_eq!(pieces(&table), [Piece::Table(vec![row])]);
    }

    #[test]
    fn what_is_no_paper_is_refused_within_bounds() {
        let deep = "<w:tbl><w:tr><w:tc>".repeat(MOST_DEPTH + 1);
        for body in ["<w:p>", "</w:p>", "<w:p></w:tbl>", "<", &deep] {
            assert!(parse(&packed(&[(BODY, body)])).is_err(), "{body}");
        }
        assert!(parse(&packed(&[("x", "y")])).is_err());
        assert!(parse(b"PK").is_err() && parse(b"").is_err());
        let whole = packed(&[(BODY, "<w:document/>"), (PROPERTIES, "<x>")]);
        for end in 0..whole.len() {
            let _ = parse(&whole[..end]);
        }
    }
}
