//! The comments of a sheet, and the boxes that show them.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
use quick_xml::events::{BytesText, Event};
use quick_xml::{Reader, Writer};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::xml::{attribute, write};
use super::{MAIN, Remarks};
use crate::render::marked::shortened;

const AUTHOR: &str = "huiyin";

/// Where the numbers of shapes begin.
const FIRST_SHAPE: u32 = 1025;

/// Adds comments to those that a sheet has; returns the cells that had none too.
pub(super) fn commented(old: Option<&str>, remarks: &Remarks) -> Option<(String, Vec<(u32, u16)>)> {
    let mut left: BTreeMap<String, (&(u32, u16), &String)> = remarks
        .iter()
        .map(|(place, remark)| (row_col_to_cell(place.0, place.1), (place, remark)))
        .collect();
    let empty = format!(
        "<comments xmlns=\"{MAIN}\"><authors></authors><commentList></commentList></comments>"
    );
    let mut reader = Reader::from_str(old.unwrap_or(&empty));
    let mut out = Writer::new(Vec::new());
    if old.is_none() {
        let begins = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        out.get_mut().extend(begins.as_bytes());
    }
    let (mut authors, mut own) = (0, None);
    let mut prefix = String::new();
    let mut fresh = Vec::new();
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "comments" => tag
                    .name()
                    .as_ref()
                    .strip_suffix("comments")?
                    .clone_into(&mut prefix),
                "author" => authors += 1,
                "comment" => own = left.remove(&attribute(tag, "ref")?),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "author" => authors += 1,
                "authors" | "commentList" | "text" => return None,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "text" => {
                    if let Some((_, remark)) = own.take() {
                        let run = format!(
                            "<{prefix}r>{}</{prefix}r>",
                            worded(&prefix, &format!("\n{remark}"))
                        );
                        write(&mut out, Event::Text(BytesText::from_escaped(run)))?;
                    }
                }
                "comment" if own.is_some() => return None,
                "authors" => {
                    let author = format!("<{prefix}author>{AUTHOR}</{prefix}author>");
                    write(&mut out, Event::Text(BytesText::from_escaped(author)))?;
                }
                "commentList" => {
                    for (cell, (place, remark)) in &left {
                        let words = worded(&prefix, remark);
                        let comment = format!(
                            "<{prefix}comment ref=\"{cell}\" authorId=\"{authors}\"><{prefix}text><{prefix}r>{words}</{prefix}r></{prefix}text></{prefix}comment>"
                        );
                        write(&mut out, Event::Text(BytesText::from_escaped(comment)))?;
                        fresh.push(**place);
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        write(&mut out, event)?;
    }
    Some((String::from_utf8(out.into_inner()).ok()?, fresh))
}

pub(super) fn worded(prefix: &str, words: &str) -> String {
    let words = escape(shortened(words));
    format!("<{prefix}t xml:space=\"preserve\">{words}</{prefix}t>")
}

/// Adds the boxes of comments to the drawing of a sheet.
pub(super) fn drawn(old: Option<&str>, places: &[(u32, u16)]) -> Option<String> {
    // A drawing of another's hand may have other prefixes.
    const NAMES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";
    const TYPE: &str = "id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/>";
    let blocks = places.len() / 1024 + 1;
    let blocks: Vec<String> = (1..=blocks).map(|block| block.to_string()).collect();
    let empty = format!(
        "<xml {NAMES}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout></xml>",
        blocks.join(",")
    );
    let old = old.unwrap_or(&empty);
    let numbers = old.split("_x0000_s").skip(1).filter_map(|rest| {
        let digits = rest.split(|one: char| !one.is_ascii_digit()).next()?;
        digits.parse::<u32>().ok()
    });
    let first = numbers
        .max()
        .map_or(FIRST_SHAPE, |last| last.saturating_add(1));
    let mut shapes = String::new();
    if !old.contains("_x0000_t202") {
        shapes += &format!("<v:shapetype {NAMES} {TYPE}</v:shapetype>");
    }
    for (number, (row, column)) in (first..).zip(places) {
        let (right, bottom) = (column.saturating_add(4), row.saturating_add(5));
        let (left, top) = (column.saturating_add(1), row);
        shapes += &format!(
            "<v:shape {NAMES} id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:5pt;width:190pt;height:80pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        );
    }
    // It need not be sound XML.
    let end = old.rfind("</xml>")?;
    Some(format!("{}{shapes}{}", &old[..end], &old[end..]))
}
