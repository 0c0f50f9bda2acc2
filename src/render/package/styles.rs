//! The formats of cells, with a red one for each that is needed.

use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::xml::{attribute, with, write};

/// The most formats of cells that a workbook may have.
const MOST_STYLES: u32 = 64_000;

/// Formats of cells, and those that are added for them: in red, or without.
pub(super) struct Reds {
    formats: u32,
    /// Each with whether it is red.
    added: Vec<(u32, bool)>,
    /// Of each format what it is but for its fill, and whether that is red.
    known: Vec<(String, bool)>,
}

/// The colour of what is wrong.
const RED: &str = "FFFF9999";

impl Reds {
    pub(super) fn of_styles(styles: &str) -> Option<Self> {
        Some(Self {
            formats: format_count(styles)?,
            added: Vec::new(),
            known: known_formats(styles)?,
        })
    }

    /// Returns the number of the red form of a format.
    pub(super) fn of(&mut self, style: u32) -> Option<u32> {
        let style = if style < self.formats { style } else { 0 };
        match self.known.get(style as usize) {
            Some((_, true)) => Some(style),
            _ => self.add(style, true),
        }
    }

    /// Returns the number of the form of a format that is not red.
    pub(super) fn without(&mut self, style: u32) -> Option<u32> {
        let Some((own, true)) = self.known.get(style as usize) else {
            return Some(style);
        };
        let mut others = self.known.iter();
        match others.position(|(other, is_red)| !is_red && other == own) {
            Some(at) => u32::try_from(at).ok(),
            None => self.add(style, false),
        }
    }

    fn add(&mut self, style: u32, is_red: bool) -> Option<u32> {
        let known = self.added.iter().position(|own| *own == (style, is_red));
        if known.is_none() {
            self.added.push((style, is_red));
        }
        let at = known.unwrap_or(self.added.len() - 1);
        let number = self.formats + u32::try_from(at).ok()?;
        (number < MOST_STYLES).then_some(number)
    }

    /// Adds a red fill and the formats that have it.
    pub(super) fn added_to(&self, styles: &str) -> Option<String> {
        let mut reader = Reader::from_str(styles);
        let mut out = Writer::new(Vec::new());
        let mut path: Vec<String> = Vec::new();
        let mut fills = 0;
        // The formats one by one, each with all that is in it.
        let mut formats: Vec<Vec<Event<'static>>> = Vec::new();
        let mut prefix = String::new();
        loop {
            let event = reader.read_event().ok()?;
            let in_formats = path.get(1).is_some_and(|one| one == "cellXfs");
            match &event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.local_name().as_ref().to_owned();
                    let is_empty = matches!(event, Event::Empty(_));
                    let level = path.len();
                    match (level, &*name) {
                        (0, _) => {
                            tag.name()
                                .as_ref()
                                .strip_suffix("styleSheet")?
                                .clone_into(&mut prefix);
                        }
                        (1, "fills" | "cellXfs") if is_empty => return None,
                        (2, "fill") if path[1] == "fills" => fills += 1,
                        (2, "xf") if in_formats => formats.push(Vec::new()),
                        _ => {}
                    }
                    let counted = level == 1 && matches!(&*name, "fills" | "cellXfs");
                    let tag = if counted {
                        with(tag, "count", None)
                    } else {
                        tag.to_owned()
                    };
                    if !is_empty {
                        path.push(name);
                    }
                    let event = if is_empty {
                        Event::Empty(tag)
                    } else {
                        Event::Start(tag)
                    };
                    if in_formats {
                        formats.last_mut()?.push(event.clone());
                    }
                    write(&mut out, event)?;
                }
                Event::End(end) => {
                    let name = path.pop()?;
                    if path.len() == 1 && name == "fills" {
                        let red = format!(
                            "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"{RED}\"/><{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>"
                        );
                        write(&mut out, Event::Text(BytesText::from_escaped(red)))?;
                    }
                    if path.len() == 1 && name == "cellXfs" {
                        self.write(&formats, fills, &mut out)?;
                    } else if in_formats {
                        formats
                            .last_mut()?
                            .push(Event::End(end.clone().into_owned()));
                    }
                    write(&mut out, event.clone())?;
                }
                Event::Eof => break,
                _ => write(&mut out, event.clone())?,
            }
        }
        (path.is_empty() && formats.len() == self.formats as usize).then_some(())?;
        String::from_utf8(out.into_inner()).ok()
    }

    fn write(
        &self,
        formats: &[Vec<Event<'static>>],
        fill: u32,
        out: &mut Writer<Vec<u8>>,
    ) -> Option<()> {
        for (style, is_red) in &self.added {
            let fill = if *is_red { fill } else { 0 };
            for (at, event) in formats.get(*style as usize)?.iter().enumerate() {
                let red = |tag: &BytesStart| {
                    let tag = with(tag, "fillId", Some(&fill.to_string()));
                    with(&tag, "applyFill", Some("1"))
                };
                let event = match event {
                    Event::Start(tag) if at == 0 => Event::Start(red(tag)),
                    Event::Empty(tag) if at == 0 => Event::Empty(red(tag)),
                    other => other.clone(),
                };
                write(out, event)?;
            }
        }
        Some(())
    }
}

/// Reads of each format what it is but for its fill, and whether that is red.
fn known_formats(styles: &str) -> Option<Vec<(String, bool)>> {
    let mut reader = Reader::from_str(styles);
    let mut path: Vec<String> = Vec::new();
    let (mut reds, mut formats): (Vec<bool>, Vec<(String, usize)>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                let within = path.get(1).map_or("", String::as_str);
                match (within, path.len(), &*name) {
                    ("fills", 2, "fill") => reds.push(false),
                    ("fills", _, "fgColor") => {
                        let is_red = attribute(tag, "rgb").is_some_and(|colour| colour == RED);
                        *reds.last_mut()? |= is_red;
                    }
                    ("cellXfs", 2, "xf") => {
                        let fill = attribute(tag, "fillId").and_then(|fill| fill.parse().ok());
                        let rest = with(&with(tag, "fillId", None), "applyFill", None);
                        formats.push((format!("{rest:?}"), fill.unwrap_or(0)));
                    }
                    ("cellXfs", ..) if path.len() > 2 => {
                        formats.last_mut()?.0 += &format!("{tag:?}");
                    }
                    _ => {}
                }
                if matches!(event, Event::Start(_)) {
                    path.push(name);
                }
            }
            Event::End(_) => drop(path.pop()?),
            Event::Eof => break,
            _ => {}
        }
    }
    let formats = formats.into_iter();
    let known = formats.map(|(own, fill)| (own, reds.get(fill).copied().unwrap_or(false)));
    Some(known.collect())
}

/// Counts the formats of cells.
pub(super) fn format_count(styles: &str) -> Option<u32> {
    let mut reader = Reader::from_str(styles);
    let (mut depth, mut inside, mut count) = (0, false, 0);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                inside |= depth == 1 && tag.local_name().as_ref() == "cellXfs";
                count += u32::from(inside && depth == 2);
                depth += 1;
            }
            Event::Empty(_) => count += u32::from(inside && depth == 2),
            Event::End(_) => {
                depth -= 1;
                inside &= depth > 1;
            }
            Event::Eof => return (count > 0).then_some(count),
            _ => {}
        }
    }
}
