//! Remarks put into a workbook of Excel as it is: its own parts are kept, with their widths, fonts and
//! merged cells, and only the cells that are wrong get a red fill and a comment. What cannot be
//! followed is refused, and the sheets are written anew instead.

mod comments;
mod relations;
mod styles;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor, Read, Write};

use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer, XmlVersion};
use rust_xlsxwriter::utility::row_col_to_cell;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use comments::{commented, drawn, worded};
use relations::{Relation, new_id, no_relations, relation, relations, relations_part};
use styles::Reds;
use xml::{appended, attribute, column_of, copy, with, write};

use super::FAULTS;
use super::alike::alike;
use super::xlsx::sheet_name;
use crate::model::document::Table;
use crate::text::Lang;

/// Remarks on the cells of a sheet, by row and column from 0.
pub(crate) type Remarks = BTreeMap<(u32, u16), String>;

/// The most bytes of a part that is held whole.
const MOST_PART: u64 = 64 << 20;
const BOOK: &str = "xl/workbook.xml";
const BOOK_RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const TYPES: &str = "[Content_Types].xml";
const STYLES: &str = "xl/styles.xml";
const MACROS: &str = "macroEnabled";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Elements of a sheet before which its drawing of comments stands.
const AFTER_DRAWING: &[&str] = &[
    "AlternateContent",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];
/// A workbook that is written anew, part by part.
struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    out: ZipWriter<Cursor<Vec<u8>>>,
    /// The parts that are written already, and those that were there.
    written: BTreeSet<String>,
    there: BTreeSet<String>,
    /// Content types of new parts.
    types: Vec<(String, &'static str)>,
}

/// Puts a list of what is wrong and remarks on cells into a workbook; `None` where it is no workbook of
/// which every part that must change can be followed.
pub(crate) fn remarked(
    bytes: &[u8],
    list: &Table,
    sheets: &[(&str, Remarks)],
    lang: Lang,
) -> Option<Vec<u8>> {
    let mut package = Package::open(bytes)?;
    if package.text(TYPES)?.contains(MACROS) {
        return None;
    }
    let styles = package.text(STYLES)?;
    let mut reds = Reds::of_styles(&styles)?;
    let book = package.text(BOOK)?;
    let own = relations(&package.text(BOOK_RELATIONS)?, BOOK)?;
    let known = sheets_of(&book)?;
    for (name, remarks) in sheets {
        let (_, id, _) = known.iter().find(|(own, ..)| own == name)?;
        let target = own.iter().find(|one| one.id == *id)?;
        package.remark(&target.target, remarks, &mut reds)?;
    }
    package.put(STYLES, reds.added_to(&styles)?.as_bytes())?;
    package.list(list, &book, &own, &known, lang)?;
    package.finish()
}

impl<'b> Package<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let names: Option<BTreeSet<String>> = archive
            .file_names()
            .map(|name| Some(name.ok()?.into_owned()))
            .collect();
        let there = names?;
        Some(Self {
            archive,
            out: ZipWriter::new(Cursor::new(Vec::new())),
            written: BTreeSet::new(),
            there,
            types: Vec::new(),
        })
    }

    fn text(&mut self, part: &str) -> Option<String> {
        let part = self.archive.by_name(part).ok()?;
        let mut text = String::new();
        let read = part.take(MOST_PART).read_to_string(&mut text).ok()?;
        ((read as u64) < MOST_PART).then_some(())?;
        Some(text.trim_start_matches('\u{feff}').to_owned())
    }

    fn put(&mut self, part: &str, bytes: &[u8]) -> Option<()> {
        self.begin(part)?;
        self.out.write_all(bytes).ok()
    }

    fn begin(&mut self, part: &str) -> Option<()> {
        self.out
            .start_file(part, SimpleFileOptions::default())
            .ok()?;
        self.written.insert(part.to_owned()).then_some(())
    }

    /// Returns a name that no part has.
    fn new_part(&self, begins: &str, ending: &str) -> Option<String> {
        let names = (1..10_000).map(|number| format!("{begins}{number}.{ending}"));
        let is_free = |name: &String| !self.there.contains(name) && !self.written.contains(name);
        names.into_iter().find(is_free)
    }

    /// Marks the cells of a sheet.
    fn remark(&mut self, part: &str, remarks: &Remarks, reds: &mut Reds) -> Option<()> {
        if self.written.contains(part) {
            return remarks.is_empty().then_some(());
        }
        let related = relations_part(part);
        let relations_text = self.text(&related).unwrap_or_else(no_relations);
        let own = relations(&relations_text, part)?;
        let new = new_id(&own);
        let comments = own.iter().find(|one| one.kind.ends_with("/comments"));
        let old = match comments {
            Some(one) => Some(self.text(&one.target)?),
            None => None,
        };
        let commented = match &old {
            None if remarks.is_empty() => return Some(()),
            _ => commented(old.as_deref(), remarks)?,
        };
        if remarks.is_empty() && commented.former.is_empty() {
            return Some(());
        }
        self.begin(part)?;
        let source = self.archive.by_name(part).ok()?;
        let mut marking = Marking {
            places: remarks.keys().copied().collect(),
            former: commented.former.iter().copied().collect(),
            reds,
            drawing: new.clone(),
            known: None,
            row: 0,
            column: 0,
            style: None,
            depth: 0,
            prefix: String::new(),
        };
        let mut writer = Writer::new(&mut self.out);
        marking.pass(BufReader::new(source), &mut writer)?;
        let known = marking.known.take();
        let mut added = Vec::new();

        let comments_part = match comments {
            Some(one) => one.target.clone(),
            None => self.new_part("xl/comments", "xml")?,
        };
        if old.is_none() {
            added.push((format!("{new}c"), "comments", comments_part.clone()));
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
            self.types.push((comments_part.clone(), kind));
        }
        self.put(&comments_part, commented.text.as_bytes())?;

        let (drawing_part, old) = match &known {
            Some(id) => {
                let one = own.iter().find(|one| one.id == *id)?;
                (one.target.clone(), Some(self.text(&one.target)?))
            }
            None => (self.new_part("xl/drawings/vmlDrawing", "vml")?, None),
        };
        if old.is_none() {
            added.push((new, "vmlDrawing", drawing_part.clone()));
        }
        let drawing = drawn(old.as_deref(), &commented.fresh, &commented.bare)?;
        self.put(&drawing_part, drawing.as_bytes())?;
        if added.is_empty() {
            return Some(());
        }
        let added: String = added
            .iter()
            .map(|(id, kind, part)| relation(id, kind, part))
            .collect::<Vec<_>>()
            .concat();
        let text = appended(&relations_text, &added)?;
        self.put(&related, text.as_bytes())
    }

    /// Adds the list of what is wrong as the first sheet.
    fn list(
        &mut self,
        list: &Table,
        book: &str,
        own: &[Relation],
        known: &[(String, String, u32)],
        lang: Lang,
    ) -> Option<()> {
        if let Some((_, id, _)) = known.first()
            && let Some(first) = own.iter().find(|one| one.id == *id)
            && self.is_list(&first.target, list)
        {
            return self.put(&first.target, listed(list).as_bytes());
        }
        let part = self.new_part("xl/worksheets/faults", "xml")?;
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
        self.put(&part, listed(list).as_bytes())?;
        self.types.push((part.clone(), kind));
        let mut names: BTreeSet<String> =
            known.iter().map(|(name, ..)| name.to_lowercase()).collect();
        let name = sheet_name(FAULTS.get(lang), &mut names);
        let number = known.iter().map(|(.., number)| number).max()? + 1;
        let id = new_id(own);
        let first = BytesStart::new("sheet").with_attributes([
            ("name", &*name),
            ("sheetId", &*number.to_string()),
            ("xmlns:own", RELATIONS),
            ("own:id", &*id),
        ]);
        let book = with_first(book, &first)?;
        self.put(BOOK, book.as_bytes())?;
        let relations = self.text(BOOK_RELATIONS)?;
        let relations = appended(&relations, &relation(&id, "worksheet", &part))?;
        self.put(BOOK_RELATIONS, relations.as_bytes())
    }

    /// Tells whether a sheet begins with the heads of such a list: it was put there before.
    fn is_list(&mut self, part: &str, list: &Table) -> bool {
        let Some(sheet) = self.text(part) else {
            return false;
        };
        let first = sheet.split("</row>").next().unwrap_or_default();
        let strings = self.text("xl/sharedStrings.xml").unwrap_or_default();
        let shared: Vec<&str> = strings.split("<si>").skip(1).collect();
        let word = |cell: &str| {
            let text = |xml: &str| {
                let inside = xml.split("<t").nth(1)?.split_once('>')?.1;
                inside.split_once("</t>").map(|(text, _)| text.to_owned())
            };
            if cell.contains("t=\"s\"") {
                let number = cell.split_once("<v>")?.1.split_once("</v>")?.0;
                return text(shared.get(number.parse::<usize>().ok()?)?);
            }
            text(cell)
        };
        let words: Vec<String> = first.split("<c ").skip(1).filter_map(word).collect();
        !words.is_empty() && list.heads.iter().all(|head| words.contains(head))
    }

    /// Writes the content types, and all other parts as they were.
    fn finish(mut self) -> Option<Vec<u8>> {
        let types = self.text(TYPES)?;
        let mut added = String::new();
        if !types.contains("\"vml\"") && !types.contains("'vml'") {
            added += "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>";
        }
        for (part, kind) in &self.types {
            added += &format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>");
        }
        let types = appended(&types, &added)?;
        self.put(TYPES, types.as_bytes())?;
        for at in 0..self.archive.len() {
            let file = self.archive.by_index_raw(at).ok()?;
            if !self.written.contains(&*file.name().ok()?) {
                self.out.raw_copy_file(file).ok()?;
            }
        }
        Some(alike(self.out.finish().ok()?.into_inner()))
    }
}

/// Marking the cells of one sheet, as its part goes by.
struct Marking<'r> {
    /// The cells that are still to come.
    places: BTreeSet<(u32, u16)>,
    /// The cells that were marked before.
    former: BTreeSet<(u32, u16)>,
    reds: &'r mut Reds,
    /// The id of a drawing of comments, where the sheet has none.
    drawing: String,
    /// The id of that which it has.
    known: Option<String>,
    /// The row and the column that are next, from 0.
    row: u32,
    column: u16,
    /// The format of the row.
    style: Option<u32>,
    depth: usize,
    /// What stands before the names of elements, with its colon.
    prefix: String,
}

impl Marking<'_> {
    fn pass<W: Write>(&mut self, source: impl BufRead, out: &mut Writer<W>) -> Option<()> {
        let mut reader = Reader::from_reader(source);
        let mut buffer = Vec::new();
        let (mut is_drawn, mut in_data) = (false, false);
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).ok()?;
            let (tag, is_empty) = match event {
                Event::Start(tag) => (tag, false),
                Event::Empty(tag) => (tag, true),
                Event::End(end) => {
                    self.depth = self.depth.checked_sub(1)?;
                    match end.local_name().as_ref() {
                        "row" if in_data => self.end_row(out)?,
                        "sheetData" if self.depth == 1 => {
                            self.rows_before(u32::MAX, out)?;
                            in_data = false;
                        }
                        "worksheet" if !is_drawn => self.draw(out)?,
                        _ => {}
                    }
                    write(out, Event::End(end))?;
                    continue;
                }
                Event::Eof => return (self.depth == 0 && self.places.is_empty()).then_some(()),
                other => {
                    write(out, other)?;
                    continue;
                }
            };
            let name = tag.local_name().as_ref().to_owned();
            match &*name {
                "worksheet" if self.depth == 0 => {
                    if is_empty || !tag.attributes().flatten().any(|one| one.value == MAIN) {
                        return None;
                    }
                    let whole = tag.name().as_ref().to_owned();
                    whole
                        .strip_suffix("worksheet")?
                        .clone_into(&mut self.prefix);
                    write(out, Event::Start(tag.borrow()))?;
                }
                "sheetData" if self.depth == 1 => {
                    write(out, Event::Start(tag.borrow()))?;
                    in_data = true;
                    if is_empty {
                        self.rows_before(u32::MAX, out)?;
                        write(out, Event::End(tag.to_end()))?;
                        in_data = false;
                    }
                }
                "row" if in_data => self.start_row(&tag, is_empty, out)?,
                "c" if in_data => self.cell(&tag, is_empty, out)?,
                "legacyDrawing" if self.depth == 1 => {
                    self.known = Some(attribute(&tag, "id")?);
                    is_drawn = true;
                    copy(out, &tag, is_empty)?;
                }
                after if self.depth == 1 && AFTER_DRAWING.contains(&after) && !is_drawn => {
                    self.draw(out)?;
                    is_drawn = true;
                    copy(out, &tag, is_empty)?;
                }
                _ => copy(out, &tag, is_empty)?,
            }
            if !is_empty {
                self.depth += 1;
            }
        }
    }

    fn start_row<W: Write>(
        &mut self,
        tag: &BytesStart,
        is_empty: bool,
        out: &mut Writer<W>,
    ) -> Option<()> {
        let row = match attribute(tag, "r") {
            Some(number) => number.parse::<u32>().ok()?.checked_sub(1)?,
            None => self.row,
        };
        self.rows_before(row, out)?;
        (self.row, self.column) = (row, 0);
        let is_own = attribute(tag, "customFormat").is_some_and(|own| own == "1" || own == "true");
        self.style = attribute(tag, "s")
            .filter(|_| is_own)
            .and_then(|style| style.parse().ok());
        if self.places.range((row, 0)..(row + 1, 0)).next().is_none() {
            copy(out, tag, is_empty)?;
            self.row = row + u32::from(is_empty);
            return Some(());
        }
        // Cells may come that it does not span.
        let tag = with(tag, "spans", None);
        write(out, Event::Start(tag.borrow()))?;
        if is_empty {
            self.end_row(out)?;
            write(out, Event::End(tag.to_end()))?;
        }
        Some(())
    }

    fn end_row<W: Write>(&mut self, out: &mut Writer<W>) -> Option<()> {
        self.cells_before(u16::MAX, out)?;
        self.row += 1;
        Some(())
    }

    fn cell<W: Write>(
        &mut self,
        tag: &BytesStart,
        is_empty: bool,
        out: &mut Writer<W>,
    ) -> Option<()> {
        let column = match attribute(tag, "r") {
            Some(place) => column_of(&place)?,
            None => self.column,
        };
        self.cells_before(column, out)?;
        self.column = column + 1;
        let style = attribute(tag, "s").and_then(|style| style.parse().ok());
        let style = style.unwrap_or(0);
        if !self.places.remove(&(self.row, column)) {
            if !self.former.contains(&(self.row, column)) {
                return copy(out, tag, is_empty);
            }
            let plain = self.reds.without(style)?;
            return copy(out, &with(tag, "s", Some(&plain.to_string())), is_empty);
        }
        let red = self.reds.of(style)?;
        copy(out, &with(tag, "s", Some(&red.to_string())), is_empty)
    }

    /// Writes the cells of the row that are to be marked and are not there, before a column.
    fn cells_before<W: Write>(&mut self, column: u16, out: &mut Writer<W>) -> Option<()> {
        let row = self.row;
        let places = self.places.range((row, 0)..(row, column));
        let missing: Vec<(u32, u16)> = places.copied().collect();
        for place in missing {
            self.places.remove(&place);
            let red = self.reds.of(self.style.unwrap_or(0))?;
            let tag = BytesStart::new(format!("{}c", self.prefix)).with_attributes([
                ("r", &*row_col_to_cell(place.0, place.1)),
                ("s", &*red.to_string()),
            ]);
            write(out, Event::Empty(tag))?;
        }
        Some(())
    }

    /// Writes the rows with cells to be marked that are not there, before a row.
    fn rows_before<W: Write>(&mut self, row: u32, out: &mut Writer<W>) -> Option<()> {
        while let Some((next, _)) = self.places.first().copied().filter(|(at, _)| *at < row) {
            let name = format!("{}row", self.prefix);
            let number = (next + 1).to_string();
            let tag = BytesStart::new(&*name).with_attributes([("r", &*number)]);
            write(out, Event::Start(tag))?;
            (self.row, self.style) = (next, None);
            self.cells_before(u16::MAX, out)?;
            write(out, Event::End(BytesEnd::new(&*name)))?;
        }
        Some(())
    }

    fn draw<W: Write>(&self, out: &mut Writer<W>) -> Option<()> {
        let tag = BytesStart::new(format!("{}legacyDrawing", self.prefix))
            .with_attributes([("xmlns:own", RELATIONS), ("own:id", &*self.drawing)]);
        write(out, Event::Empty(tag))
    }
}

/// Writes the list as a sheet.
fn listed(list: &Table) -> String {
    let mut sheet = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>"
    );
    for number in 1..=list.heads.len() {
        let width = if number == list.heads.len() { 80 } else { 14 };
        sheet += &format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        );
    }
    sheet += "</cols><sheetData>";
    let heads = [list.heads.clone()].into_iter();
    let rows = list.rows.iter();
    let rows = rows.map(|cells| cells.iter().map(ToString::to_string).collect::<Vec<_>>());
    for (row, cells) in (0..).zip(heads.chain(rows)) {
        sheet += &format!("<row r=\"{}\">", row + 1);
        for (column, words) in (0..).zip(cells) {
            let place = row_col_to_cell(row, column);
            let words = worded("", &words);
            sheet += &format!("<c r=\"{place}\" t=\"inlineStr\"><is>{words}</is></c>");
        }
        sheet += "</row>";
    }
    sheet + "</sheetData></worksheet>"
}

/// Returns the sheets of a workbook: the name, the id of its relation and its number.
fn sheets_of(book: &str) -> Option<Vec<(String, String, u32)>> {
    let mut reader = Reader::from_str(book);
    let mut sheets = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sheet" => {
                let number = attribute(&tag, "sheetId")?.parse().ok()?;
                let id = tag
                    .attributes()
                    .flatten()
                    .find(|one| one.key.as_ref().ends_with(":id"))?;
                let id = id.normalized_value(XmlVersion::Implicit1_0).ok()?;
                sheets.push((attribute(&tag, "name")?, id.into_owned(), number));
            }
            Event::Eof => return Some(sheets),
            _ => {}
        }
    }
}

/// Puts a sheet before the others, and counts on what counts sheets by their places.
fn with_first(book: &str, first: &BytesStart) -> Option<String> {
    let mut reader = Reader::from_str(book);
    let mut out = Writer::new(Vec::new());
    let mut prefix = String::new();
    loop {
        let event = reader.read_event().ok()?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let whole = tag.name().as_ref().to_owned();
                let next = |name: &str| {
                    let place = attribute(&tag, name).and_then(|place| place.parse::<u32>().ok());
                    place.map(|place| place.saturating_add(1))
                };
                match tag.local_name().as_ref() {
                    "workbook" => whole.strip_suffix("workbook")?.clone_into(&mut prefix),
                    "sheets" if is_empty => return None,
                    _ => {}
                }
                let shifted = match tag.local_name().as_ref() {
                    "definedName" => match next("localSheetId") {
                        Some(place) => with(&tag, "localSheetId", Some(&place.to_string())),
                        None => tag.to_owned(),
                    },
                    "workbookView" => {
                        let active = next("activeTab").unwrap_or(1).to_string();
                        with(&tag, "activeTab", Some(&active))
                    }
                    _ => tag.to_owned(),
                };
                copy(&mut out, &shifted, is_empty)?;
                if tag.local_name().as_ref() == "sheets" {
                    let mut first = first.to_owned();
                    first.set_name(&format!("{prefix}sheet"));
                    write(&mut out, Event::Empty(first))?;
                }
            }
            Event::Eof => break,
            other => write(&mut out, other)?,
        }
    }
    String::from_utf8(out.into_inner()).ok()
}

#[cfg(test)]
mod tests {
    use quick_xml::NsReader;
    use quick_xml::name::ResolveResult;

    use super::*;

    #[test]
    fn boxes_fit_into_a_drawing_with_other_prefixes() {
        let old = "<xml xmlns:ns0=\"urn:schemas-microsoft-com:vml\"><ns0:shape id=\"_x0000_s1030\"/></xml>";
        let drawn = drawn(Some(old), &[(3, 1), (4, 2)], &[]).unwrap();
        let mut reader = NsReader::from_str(&drawn);
        let mut shapes = 0;
        loop {
            let (space, event) = reader.read_resolved_event().unwrap();
            assert!(!matches!(space, ResolveResult::Unknown(_)), "{drawn}");
            match event {
                Event::Start(tag) => shapes += u32::from(tag.local_name().as_ref() == "shape"),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(shapes, 2);
        assert!(drawn.contains("_x0000_s1031") && drawn.contains("_x0000_s1032"));
    }

    #[test]
    fn a_sheet_before_the_others_moves_what_counts_them() {
        let book = "<x:workbook xmlns:x='m'><x:bookViews><x:workbookView activeTab=\"2\"/></x:bookViews><x:sheets><x:sheet name=\"a\" sheetId=\"1\"/></x:sheets><x:definedNames><x:definedName name='n' comment='\"' localSheetId=\"0\">a!A1</x:definedName></x:definedNames></x:workbook>";
        let first = BytesStart::new("sheet").with_attributes([("name", "问题")]);
        let book = with_first(book, &first).unwrap();
        for part in [
            "<x:sheets><x:sheet name=\"问题\"/><x:sheet name=\"a\"",
            "activeTab=\"3\"",
            "comment=\"&quot;\" localSheetId=\"1\"",
        ] {
            assert!(book.contains(part), "{part}: {book}");
        }
    }
}
