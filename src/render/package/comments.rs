//! The comments of a sheet, and the boxes that show them.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
use quick_xml::events::{BytesText, Event};
use quick_xml::{Reader, Writer};
use rust_xlsxwriter::utility::row_col_to_cell;

use super::xml::{attribute, column_of, write};
use super::{MAIN, Remarks};
use crate::render::marked::shortened;

const AUTHOR: &str = "huiyin";

/// Where the numbers of shapes begin.
const FIRST_SHAPE: u32 = 1025;

/// The comments of a sheet with new ones in them.
pub(super) struct Commented {
    pub(super) text: String,
    /// The cells that had none.
    pub(super) fresh: Vec<(u32, u16)>,
    /// The cells that had one of ours, which is gone, and of these those that have none now.
    pub(super) former: Vec<(u32, u16)>,
    pub(super) bare: Vec<(u32, u16)>,
}

/// Adds comments to those that a sheet has, in place of those that were added before.
pub(super) fn commented(old: Option<&str>, remarks: &Remarks) -> Option<Commented> {
    let mut left: BTreeMap<String, (&(u32, u16), &String)> = remarks
        .iter()
        .map(|(place, remark)| (row_col_to_cell(place.0, place.1), (place, remark)))
        .collect();
    let empty = format!(
        "<comments xmlns=\"{MAIN}\"><authors></authors><commentList></commentList></comments>"
    );
    let old_text = old.map(without_ours).unwrap_or_default();
    let (kept, former, rest) = match old {
        Some(_) => old_text?,
        None => (empty, Vec::new(), Vec::new()),
    };
    let mut reader = Reader::from_str(&kept);
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
                        // The box of one that is replaced is there.
                        fresh.extend((!rest.contains(*place)).then_some(**place));
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        write(&mut out, event)?;
    }
    let bare = rest
        .into_iter()
        .filter(|place| !remarks.contains_key(place));
    Some(Commented {
        text: String::from_utf8(out.into_inner()).ok()?,
        fresh,
        former,
        bare: bare.collect(),
    })
}

type Places = Vec<(u32, u16)>;

/// Takes the comments out that were added before, and what was added to those of others; returns the cells
/// of both, and of those that were ours alone.
fn without_ours(old: &str) -> Option<(String, Places, Places)> {
    let mut reader = Reader::from_str(old);
    let mut out = Writer::new(Vec::new());
    let (mut authors, mut is_author) = (Vec::new(), false);
    let (mut former, mut ours) = (Vec::new(), Vec::new());
    let (mut place, mut is_ours) = (None, false);
    // The run that is read, and how many there were before it.
    let (mut run, mut runs): (Option<Vec<Event<'static>>>, usize) = (None, 0);
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "author" => {
                    is_author = true;
                    authors.push(String::new());
                }
                "comment" => {
                    let author = attribute(tag, "authorId").and_then(|id| id.parse().ok());
                    let author: Option<&String> = author.and_then(|id: usize| authors.get(id));
                    is_ours = author.is_some_and(|author| author == AUTHOR);
                    place = place_of(&attribute(tag, "ref")?);
                    runs = 0;
                    former.extend(place.filter(|_| is_ours));
                    ours.extend(place.filter(|_| is_ours));
                }
                "r" => run = Some(Vec::new()),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "author" => {
                authors.push(String::new());
            }
            Event::Text(text) if is_author => authors.last_mut()?.push_str(text),
            _ => {}
        }
        let end = match &event {
            Event::End(end) => end.local_name().as_ref().to_owned(),
            _ => String::new(),
        };
        match &mut run {
            _ if is_ours => {}
            Some(events) => events.push(event.clone().into_owned()),
            None => write(&mut out, event.clone())?,
        }
        match &*end {
            "author" => is_author = false,
            "r" => {
                let events = run.take().unwrap_or_default();
                if runs > 0 && is_added(&events) {
                    former.extend(place);
                } else {
                    for event in events {
                        write(&mut out, event)?;
                    }
                }
                runs += 1;
            }
            "comment" => is_ours = false,
            _ => {}
        }
    }
    Some((String::from_utf8(out.into_inner()).ok()?, former, ours))
}

/// Tells whether a run is one that was put behind another's words: plain, on a line of its own.
fn is_added(run: &[Event]) -> bool {
    let is_plain = run.iter().all(|event| match event {
        Event::Start(tag) | Event::Empty(tag) => tag.local_name().as_ref() != "rPr",
        _ => true,
    });
    let mut texts = run.iter().filter_map(|event| match event {
        Event::Text(text) => Some(text.to_string()),
        _ => None,
    });
    is_plain && texts.next().is_some_and(|text| text.starts_with('\n'))
}

/// Reads a place such as B3, from 0.
fn place_of(cell: &str) -> Option<(u32, u16)> {
    let digits = cell.trim_start_matches(|one: char| one.is_ascii_alphabetic());
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    Some((row, column_of(cell)?))
}

pub(super) fn worded(prefix: &str, words: &str) -> String {
    let words = escape(shortened(words));
    format!("<{prefix}t xml:space=\"preserve\">{words}</{prefix}t>")
}

/// Takes the boxes of cells out of a drawing.
fn without_boxes(drawing: &str, bare: &[(u32, u16)]) -> String {
    let mut kept = String::with_capacity(drawing.len());
    for piece in drawing.split_inclusive("shape>") {
        let is_bare = bare.iter().any(|(row, column)| {
            piece.contains(&format!("Row>{row}</")) && piece.contains(&format!("Column>{column}</"))
        });
        let begins = piece.rfind(":shape ").and_then(|at| piece[..at].rfind('<'));
        match begins {
            Some(at) if is_bare => kept += &piece[..at],
            _ => kept += piece,
        }
    }
    kept
}

/// Adds the boxes of comments to the drawing of a sheet, and takes those of others out.
pub(super) fn drawn(
    old: Option<&str>,
    places: &[(u32, u16)],
    bare: &[(u32, u16)],
) -> Option<String> {
    // A drawing of another's hand may have other prefixes.
    const NAMES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";
    const TYPE: &str = "id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/>";
    let blocks = places.len() / 1024 + 1;
    let blocks: Vec<String> = (1..=blocks).map(|block| block.to_string()).collect();
    let empty = format!(
        "<xml {NAMES}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout></xml>",
        blocks.join(",")
    );
    let old = without_boxes(old.unwrap_or(&empty), bare);
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
