//! The looks of a paper that others have left: which style, font, size and indent each paragraph has, on
//! what paper, and what stands at the foot of its pages.

use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};

use super::paper::{BODY, MOST_PIECES, each_event, package, read};
use crate::error::{Result, SheetFault};
use crate::model::laid::{Foot, Laid, Looks, Paragraph, Sheet};
use crate::render::unjoined;

const STYLES: &str = "word/styles.xml";
const RELATIONS: &str = "word/_rels/document.xml.rels";
const SETTINGS: &str = "word/settings.xml";

/// Reads how a paper looks.
///
/// # Errors
/// If it is none, is damaged, or would unpack to more than is sensible.
pub(crate) fn laid(path: &Path) -> Result<Laid> {
    read(path, parse)
}

type Parsed<T> = std::result::Result<T, SheetFault>;

fn parse(bytes: &[u8]) -> Parsed<Laid> {
    let damaged = |error: &dyn std::fmt::Display| SheetFault::Damaged(error.to_string());
    let mut archive = package(bytes)?;
    let mut styles = Styles::default();
    if let Ok(part) = archive.by_name(STYLES) {
        let mut reader = Reader::default();
        each_event(part, &mut |event| {
            reader.take(event);
            reader.bounded()
        })?;
        styles = Styles(std::mem::take(&mut reader.styles));
    }
    let mut body = Reader::default();
    let part = archive.by_name(BODY).map_err(|_| damaged(&BODY))?;
    each_event(part, &mut |event| {
        body.take(event);
        body.bounded()
    })?;
    let mut targets = BTreeMap::new();
    if let Ok(part) = archive.by_name(RELATIONS) {
        each_event(part, &mut |event| {
            if let Event::Start(tag) = event {
                targets.insert(own(&tag, "Id"), own(&tag, "Target"));
            }
            Ok(())
        })?;
    }
    let mut laid = Laid {
        sheets: body.sheets,
        has_changes: body.has_changes,
        has_comments: body.has_comments,
        tables: body.tables,
        ..Laid::default()
    };
    laid.paragraphs = body
        .read
        .into_iter()
        .map(|one| styles.dressed(one))
        .collect();
    for (kind, id) in body.feet {
        let Some(Ok(part)) = targets
            .get(&id)
            .map(|name| archive.by_name(&format!("word/{name}")))
        else {
            continue;
        };
        let mut reader = Reader::default();
        each_event(part, &mut |event| {
            reader.take(event);
            reader.bounded()
        })?;
        let has_number = reader.has_number;
        let mut paragraphs = reader.read.into_iter().map(|one| styles.dressed(one));
        let told = paragraphs.find(|one| !one.text.trim().is_empty());
        let told = told.unwrap_or_default();
        laid.feet.push(Foot {
            is_even: kind == "even",
            text: told.text,
            looks: told.looks,
            has_number,
        });
    }
    if let Ok(part) = archive.by_name(SETTINGS) {
        each_event(part, &mut |event| {
            if let Event::Start(tag) = event {
                laid.is_two_sided |= tag.local_name().as_ref() == "evenAndOddHeaders";
            }
            Ok(())
        })?;
    }
    Ok(laid)
}

/// Returns an attribute by the name that it has without its prefix.
fn own(tag: &BytesStart, name: &str) -> String {
    let found = tag.attributes().flatten().find(|one| {
        let known = one.key.local_name();
        let known: &str = known.as_ref();
        known == name
    });
    found.map_or_else(String::new, |own| own.value.to_string())
}

/// A style: what it is based on, its name, its looks, and whether it begins a page.
#[derive(Clone, Debug, Default)]
struct Style {
    above: String,
    looks: Looks,
    breaks: bool,
}

#[derive(Default)]
struct Styles(BTreeMap<String, Style>);

/// What every style rests on.
const DEFAULTS: &str = "";
/// How many styles may stand on one another.
const MOST_STYLES: usize = 20;

impl Styles {
    fn of(&self, id: &str) -> (Looks, bool) {
        let (mut looks, mut breaks, mut at) = (Looks::default(), false, id.to_owned());
        for _ in 0..MOST_STYLES {
            let Some(style) = self.0.get(&at) else {
                break;
            };
            looks = looks.over(&style.looks);
            breaks |= style.breaks;
            at.clone_from(&style.above);
            if at.is_empty() {
                break;
            }
        }
        let defaults = self.0.get(DEFAULTS).map(|style| &style.looks);
        (looks.over(defaults.unwrap_or(&Looks::default())), breaks)
    }

    fn dressed(&self, read: Written) -> Paragraph {
        let style = if read.style.is_empty() {
            USUAL
        } else {
            &read.style
        };
        let (looks, breaks) = self.of(style);
        let most = read.runs.iter().max_by_key(|(_, length)| *length);
        let mut run = most.map(|(looks, _)| looks.clone()).unwrap_or_default();
        // A few characters of another size are seen, however much stands beside them.
        let other = read.runs.iter().find(|(looks, length)| {
            *length >= A_FEW && looks.size.is_some() && looks.size != run.size
        });
        run.size = other.map_or(run.size, |(looks, _)| looks.size);
        Paragraph {
            looks: run.over(&read.looks).over(&looks),
            breaks: breaks || read.breaks,
            text: read.text,
            is_marked: read.is_marked,
            is_item: read.is_item,
            cell: read.cell,
        }
    }
}

/// The bytes of four Chinese characters.
const A_FEW: usize = 12;
/// The style of a paragraph that names none.
const USUAL: &str = "Normal";

/// A paragraph as it is written, without what its style says.
#[derive(Default)]
struct Written {
    style: String,
    looks: Looks,
    runs: Vec<(Looks, usize)>,
    text: String,
    is_marked: bool,
    is_item: bool,
    breaks: bool,
    cell: Option<(usize, usize)>,
}

/// Reads the body, the styles or a foot.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Reader {
    path: Vec<String>,
    read: Vec<Written>,
    open: Vec<Written>,
    /// The tables that are open, by their numbers.
    within: Vec<usize>,
    tables: Vec<Vec<Vec<String>>>,
    styles: BTreeMap<String, Style>,
    style: Option<String>,
    sheets: Vec<Sheet>,
    feet: Vec<(String, String)>,
    run: Looks,
    has_number: bool,
    has_changes: bool,
    has_comments: bool,
    skipped: usize,
    breaks_next: bool,
}

impl Reader {
    fn bounded(&self) -> Parsed<()> {
        if self.read.len() + self.styles.len() > MOST_PIECES || self.path.len() > 256 {
            return Err(SheetFault::Unpacks);
        }
        Ok(())
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag.local_name().as_ref()),
            Event::Text(text) if self.is_in("t") => self.write(&text.xml10_content()),
            Event::Text(text) if self.is_in("instrText") => {
                self.has_number |= text.xml10_content().contains("PAGE");
            }
            Event::GeneralRef(reference) if self.is_in("t") => {
                let name: &str = reference.as_ref();
                let known = quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned);
                let number = || Some(reference.resolve_char_ref().ok()??.to_string());
                self.write(&known.or_else(number).unwrap_or_default());
            }
            _ => {}
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.skipped == 0 && self.path.last().is_some_and(|last| last == name)
    }

    fn write(&mut self, text: &str) {
        let text = &*unjoined(text);
        let run = self.run.clone();
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text += text;
            match paragraph.runs.last_mut() {
                Some((looks, length)) if *looks == run => *length += text.len(),
                _ => paragraph.runs.push((run, text.len())),
            }
        }
    }

    fn start(&mut self, tag: &BytesStart) {
        let name = tag.local_name();
        let name: &str = name.as_ref();
        self.path.push(name.to_owned());
        if self.skipped > 0 || matches!(name, "del" | "moveFrom" | "Fallback") {
            self.has_changes |= matches!(name, "del" | "moveFrom");
            self.skipped += 1;
            return;
        }
        match name {
            "p" => {
                let table = self.within.last().copied();
                let row = |table: usize| self.tables[table].len().saturating_sub(1);
                self.open.push(Written {
                    cell: table.map(|table| (table, row(table))),
                    breaks: std::mem::take(&mut self.breaks_next),
                    ..Written::default()
                });
            }
            "r" => self.run = Looks::default(),
            "tbl" => {
                self.within.push(self.tables.len());
                self.tables.push(Vec::new());
            }
            "tr" => self.table(|rows| rows.push(Vec::new())),
            "tc" => self.table(|rows| {
                if let Some(row) = rows.last_mut() {
                    row.push(String::new());
                }
            }),
            "ins" | "moveTo" => self.has_changes = true,
            "commentReference" => self.has_comments = true,
            "tab" if self.is_below("r") => self.write(" "),
            "br" if own(tag, "type") == "page" => self.breaks_next = true,
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "fldSimple" => self.has_number |= own(tag, "instr").contains("PAGE"),
            "style" => {
                let id = own(tag, "styleId");
                self.styles.insert(id.clone(), Style::default());
                self.style = Some(id);
            }
            "docDefaults" => {
                self.styles.insert(DEFAULTS.to_owned(), Style::default());
                self.style = Some(DEFAULTS.to_owned());
            }
            "basedOn" => {
                if let Some(style) = self.styled() {
                    style.above = own(tag, "val");
                }
            }
            "pStyle" => self.paragraph(|one| one.style = own(tag, "val")),
            "numPr" => self.paragraph(|one| one.is_item = true),
            "highlight" if own(tag, "val") != "none" => {
                self.paragraph(|one| one.is_marked = true);
            }
            "pageBreakBefore" if !matches!(&*own(tag, "val"), "0" | "false") => {
                if let Some(style) = self.styled() {
                    style.breaks = true;
                } else {
                    self.paragraph(|one| one.breaks = true);
                }
            }
            "footerReference" => self.feet.push((own(tag, "type"), own(tag, "id"))),
            "pgSz" | "pgMar" => self.sheet(tag, name),
            _ => self.look(tag, name),
        }
    }

    fn is_below(&self, name: &str) -> bool {
        self.path
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|above| above == name)
    }

    fn table(&mut self, change: impl FnOnce(&mut Vec<Vec<String>>)) {
        if let Some(table) = self.within.last() {
            change(&mut self.tables[*table]);
        }
    }

    fn styled(&mut self) -> Option<&mut Style> {
        self.styles.get_mut(self.style.as_ref()?)
    }

    fn paragraph(&mut self, change: impl FnOnce(&mut Written)) {
        if let Some(paragraph) = self.open.last_mut() {
            change(paragraph);
        }
    }

    fn sheet(&mut self, tag: &BytesStart, name: &str) {
        let length = |name| own(tag, name).parse().unwrap_or(0);
        if name == "pgSz" {
            self.sheets.push(Sheet {
                width: length("w"),
                height: length("h"),
                ..Sheet::default()
            });
        } else if let Some(sheet) = self.sheets.last_mut() {
            sheet.margins = ["top", "right", "bottom", "left"].map(length);
        }
    }

    /// Reads how something looks: a style, a paragraph, or the run at hand.
    fn look(&mut self, tag: &BytesStart, name: &str) {
        let number = |name| own(tag, name).parse::<i64>().ok();
        let text = |name| Some(own(tag, name)).filter(|text| !text.is_empty());
        let mut looks = Looks::default();
        match name {
            "rFonts" => looks.font = text("eastAsia"),
            "sz" => looks.size = number("val"),
            "spacing" => looks.pitch = number("line"),
            "ind" => {
                looks.first = number("firstLine");
                looks.first_characters = number("firstLineChars");
            }
            "jc" => looks.align = text("val"),
            "outlineLvl" => looks.level = number("val"),
            _ => return,
        }
        let of_mark =
            self.path.iter().any(|one| one == "pPr") && self.path.iter().any(|one| one == "rPr");
        if let Some(style) = self.styled() {
            style.looks = looks.over(&style.looks);
        } else if self.path.iter().any(|one| one == "r") {
            self.run = looks.over(&self.run);
        } else if !of_mark {
            self.paragraph(|one| one.looks = looks.over(&one.looks));
        }
    }

    fn end(&mut self, name: &str) {
        self.path.pop();
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => {
                let Some(paragraph) = self.open.pop() else {
                    return;
                };
                let text = paragraph.text.clone();
                self.table(|rows| {
                    if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                        *cell += &text;
                    }
                });
                self.read.push(paragraph);
            }
            "tbl" => drop(self.within.pop()),
            "style" | "docDefaults" => self.style = None,
            _ => {}
        }
    }
}
