//! Hostile sheets: separated values, JSON and workbooks.

use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::LazyLock;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use encoding_rs::GB18030;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Row, Sheet, SheetCell, delimited, json, workbook};
use crate::error::{Error, SheetFault};
use crate::fuzz::{
    Damage, ODD, Slip, check_sentence, damaged, damages, on, slipped, slips, texts, values,
};
use crate::render::defused;

/// Texts of cells.
const WORDS: &[&str] = &[
    "日期",
    "主题",
    "5月26日",
    "2011-05-26",
    "张三",
    "1.5",
    "-5",
    "'",
    "=1",
    "＝1",
    "1,000",
    ";",
    "a;b\tc",
    "\"引\"",
    "第一行\n第二行",
    "#REF!",
    " ",
];
/// Words of attributes and texts in a workbook's parts.
const XML_WORDS: &[&str] = &[
    "0",
    "1",
    "-1",
    "A1",
    "ZZZZZZ99999999",
    "XFD1048576",
    "A0",
    "1:1",
    "A1:XFD1048576",
    "s",
    "b",
    "e",
    "d",
    "str",
    "inlineStr",
    "n",
    "4294967295",
    "1e308",
    "1e999",
    "-1e999",
    "NaN",
    "inf",
    "999999999999",
    "rId1",
    "rId99",
    "/xl/worksheets/sheet1.xml",
    "../../x",
    "hidden",
    "true",
    "&#0;",
    "&lt;",
    "&x;",
    "<",
    ">",
    "</c>",
    "<v>",
    "yyyy-mm-dd",
    "[h]:mm",
    "preserve",
];

fn refused(fault: SheetFault) {
    let path = PathBuf::from("表.xlsx");
    check_sentence(&Error::Sheet { path, fault });
}

fn cells(sheet: &Sheet) -> Vec<Vec<SheetCell>> {
    sheet
        .rows
        .first()
        .iter()
        .map(|row| row.cells.clone())
        .collect()
}

/// Writes cells in the one form that leaves nothing to be guessed.
fn quoted(
    rows: &[Vec<SheetCell>],
    style: QuoteStyle,
    delimiter: u8,
    terminator: Terminator,
) -> Vec<u8> {
    let builder = &mut WriterBuilder::new();
    let mut writer = builder
        .flexible(true)
        .quote_style(style)
        .delimiter(delimiter)
        .terminator(terminator)
        .from_writer(Vec::new());
    for row in rows {
        let texts = row.iter().map(|cell| match cell {
            SheetCell::Text(text) => defused(text).into_owned(),
            _ => String::new(),
        });
        writer.write_record(texts).unwrap();
    }
    writer.into_inner().unwrap()
}

fn plainly(rows: &[Vec<SheetCell>]) -> Vec<u8> {
    quoted(rows, QuoteStyle::Always, b',', Terminator::Any(b'\n'))
}

fn tables() -> impl Strategy<Value = Vec<Vec<SheetCell>>> {
    let cell = texts(WORDS).prop_map(|text| {
        let text = text.replace(['\0', '\u{feff}'], "");
        if text.is_empty() {
            SheetCell::Empty
        } else {
            SheetCell::Text(text)
        }
    });
    vec(vec(cell, 1..6), 1..6)
}

/// The encodings in which offices save.
fn encoded(text: &str, encoding: u8) -> Vec<u8> {
    let units =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    match encoding % 6 {
        0 => text.into(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => [b"\xff\xfe", &units(u16::to_le_bytes)[..]].concat(),
        3 => [b"\xfe\xff", &units(u16::to_be_bytes)[..]].concat(),
        4 => units(u16::to_le_bytes),
        _ => GB18030.encode(text).0.into_owned(),
    }
}

/// Checks that what was taken for a sheet is the same when it is written and read again.
fn check_table(bytes: &[u8]) {
    match delimited::read(Cursor::new(bytes)) {
        Ok(sheet) => {
            let rows = cells(&sheet);
            let again = delimited::read(Cursor::new(plainly(&rows))).unwrap();
            assert_eq!(cells(&again), rows, "{:?}", String::from_utf8_lossy(bytes));
        }
        Err(fault) => refused(fault),
    }
}

fn check_json(sheet: Result<Sheet, SheetFault>) {
    match sheet {
        Ok(sheet) => assert!(sheet.keyed && !sheet.rows.is_empty()),
        Err(fault) => refused(fault),
    }
}

// ===== Workbooks =====

/// Damages to a packed workbook.
#[derive(Clone, Debug)]
enum Spoilt {
    /// The packed bytes.
    Packed(Vec<Damage>),
    /// The bytes of one part, packed as they should be.
    Part(u8, Vec<Damage>),
    /// The letters of one part.
    Letters(u8, Vec<Slip>),
    /// Words between marks in one part: attributes, texts, or marks.
    Words(u8, Vec<(u8, u16, String)>),
    /// One part is gone, or is another's.
    Gone(u8),
    Instead(u8, u8),
}

fn spoilt() -> impl Strategy<Value = Vec<Spoilt>> {
    let word = prop_oneof![
        4 => select(XML_WORDS).prop_map(str::to_owned),
        1 => select(ODD).prop_map(str::to_owned),
    ];
    let one = prop_oneof![
        2 => damages(6).prop_map(Spoilt::Packed),
        2 => (any::<u8>(), damages(6)).prop_map(|(at, damages)| Spoilt::Part(at, damages)),
        1 => (any::<u8>(), slips(6)).prop_map(|(at, slips)| Spoilt::Letters(at, slips)),
        6 => (any::<u8>(), vec((any::<u8>(), any::<u16>(), word), 1..6))
            .prop_map(|(at, words)| Spoilt::Words(at, words)),
        1 => any::<u8>().prop_map(Spoilt::Gone),
        1 => any::<(u8, u8)>().prop_map(|(at, other)| Spoilt::Instead(at, other)),
    ];
    vec(one, 0..3)
}

type Parts = Vec<(String, Vec<u8>)>;

/// A workbook with a cell of every kind, one of OpenDocument, and the parts of both.
static BOOKS: LazyLock<[(&str, Parts); 2]> =
    LazyLock::new(|| [("xlsx", unpacked(&book())), ("ods", open_document())]);

fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let shown = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_row(0, 0, ["日期", "主题", "金额"]).unwrap();
    for row in 1..4 {
        let day = ExcelDateTime::from_ymd(2011, 5, 26).unwrap();
        sheet.write_with_format(row, 0, &day, &shown).unwrap();
        sheet.write(row, 1, "查档等候").unwrap();
        sheet.write(row, 2, 1.5).unwrap();
        sheet.write(row, 3, true).unwrap();
        let formula = Formula::new("=C2*2").set_result("3");
        sheet.write_formula(row, 4, formula).unwrap();
    }
    sheet
        .merge_range(5, 0, 5, 2, "合并", &Format::new())
        .unwrap();
    book.add_worksheet().write(0, 0, "第二张").unwrap();
    book.add_worksheet()
        .set_hidden(true)
        .write(0, 0, "隐藏")
        .unwrap();
    book.save_to_buffer().unwrap()
}

fn open_document() -> Parts {
    let content = r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="表"><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>日期</text:p></table:table-cell><table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="1.5"><text:p>1.5</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="date" office:date-value="2011-05-26"><text:p>5-26</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:covered-table-cell/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let manifest = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#;
    [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    ]
    .map(|(name, text)| (name.to_owned(), text.into()))
    .into()
}

fn unpacked(book: &[u8]) -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        archive
            .by_name(&name)
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

/// Packs parts; of those that share a name only the first can be.
fn packed(parts: &Parts) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let method = CompressionMethod::Stored;
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Puts words in the place of what stands between marks.
fn reworded(text: &str, words: &[(u8, u16, String)]) -> String {
    let mut text = text.to_owned();
    for (kind, at, word) in words {
        let (open, close) = [('"', '"'), ('>', '<'), ('<', '>')][usize::from(*kind % 3)];
        let opens: Vec<usize> = text.match_indices(open).map(|(at, _)| at + 1).collect();
        let Some(start) = opens.get(usize::from(*at) % opens.len().max(1)) else {
            continue;
        };
        let end = text[*start..]
            .find(close)
            .map_or(text.len(), |length| start + length);
        text.replace_range(*start..end, word);
    }
    text
}

/// Returns a workbook that is spoilt in these ways.
fn spoil(parts: &Parts, ways: &[Spoilt]) -> Vec<u8> {
    let mut parts = parts.clone();
    let mut after = Vec::new();
    for way in ways {
        let count = parts.len();
        let place = |at: &u8| usize::from(*at) % count;
        let text = |at: usize| String::from_utf8_lossy(&parts[at].1).into_owned();
        match way {
            Spoilt::Packed(damages) => after.extend(damages.iter().cloned()),
            Spoilt::Part(at, damages) => {
                let at = place(at);
                parts[at].1 = damaged(&parts[at].1, damages);
            }
            Spoilt::Letters(at, slips) => {
                let at = place(at);
                parts[at].1 = slipped(&text(at), slips).into();
            }
            Spoilt::Words(at, words) => {
                let at = place(at);
                parts[at].1 = reworded(&text(at), words).into();
            }
            Spoilt::Gone(at) if count > 1 => drop(parts.remove(place(at))),
            Spoilt::Gone(_) => {}
            Spoilt::Instead(at, other) => parts[place(at)].1 = parts[place(other)].1.clone(),
        }
    }
    damaged(&packed(&parts), &after)
}

/// Reads a workbook as the process of its own does, and takes what it prints of its first sheet.
fn read_workbook(bytes: Vec<u8>, ending: &str) -> Result<Sheet, SheetFault> {
    let mut printed = Vec::new();
    assert!(workbook::print(bytes, &mut printed));
    let book = workbook::collect(&printed[..], ending)?;
    Ok(book.sheets.into_iter().next().unwrap_or_default())
}

/// Returns a sound workbook with one text of a part in another's place.
fn altered(which: usize, part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut parts = BOOKS[which].1.clone();
    let (_, bytes) = parts.iter_mut().find(|(name, _)| name == part).unwrap();
    let text = String::from_utf8_lossy(bytes).into_owned();
    assert!(text.contains(from), "{text}");
    *bytes = text.replacen(from, to, 1).into();
    packed(&parts)
}

#[test]
fn a_number_that_is_too_large_is_an_error_of_its_cell() {
    for (column, from, to) in [(2, "<v>1.5<", "<v>1e999<"), (0, "<v>40689<", "<v>-1e999<")] {
        let bytes = altered(0, "xl/worksheets/sheet1.xml", from, to);
        let sheet = read_workbook(bytes, "xlsx").unwrap();
        assert_eq!(
            sheet.rows.first()[1].cells[column],
            SheetCell::Broken("#NUM!".to_owned())
        );
    }
}

#[test]
fn an_open_document_that_breaks_off_or_repeats_without_end_is_refused() {
    for (from, to) in [
        (
            "</table:table></office:spreadsheet></office:body></office:document-content>",
            "",
        ),
        ("rows-repeated=\"2\"", "rows-repeated=\"4294967295\""),
        ("columns-repeated=\"3\"", "columns-repeated=\"x\""),
    ] {
        let read = read_workbook(altered(1, "content.xml", from, to), "ods");
        assert!(
            matches!(read, Err(SheetFault::Damaged(_) | SheetFault::Unpacks)),
            "{to}"
        );
    }
}

proptest! {
    #![proptest_config(on(500))]

    #[test]
    fn separated_values_read_back(
        rows in tables(), delimiter in select(&b",;\t"[..]), encoding: u8, always: bool,
        lines in select(&[Terminator::CRLF, Terminator::Any(b'\n'), Terminator::Any(b'\r')][..]),
        damages in damages(4),
    ) {
        let sheet = delimited::read(Cursor::new(plainly(&rows))).unwrap();
        let is_told = |row: &Vec<SheetCell>| {
            let row = Row { number: 1, cells: row.clone() };
            !row.is_blank()
        };
        let expected: Vec<_> = rows.iter().filter(|row| is_told(row)).cloned().collect();
        prop_assert_eq!(cells(&sheet), expected);
        let style = if always { QuoteStyle::Always } else { QuoteStyle::Necessary };
        let text = String::from_utf8(quoted(&rows, style, delimiter, lines)).unwrap();
        let bytes = encoded(&text, encoding);
        check_table(&bytes);
        check_table(&damaged(&bytes, &damages));
    }

    #[test]
    fn no_json_stops_the_reader(
        rows in vec(values(WORDS), 0..4), damages in damages(4), encoding: u8,
    ) {
        let text = serde_json::to_string(&rows).unwrap();
        let lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
        for (text, read) in [
            (text, json::read_array as fn(&[u8]) -> _),
            (lines.join("\n"), json::read_lines),
        ] {
            let bytes = encoded(&text, encoding);
            check_json(read(&bytes));
            check_json(read(&damaged(&bytes, &damages)));
        }
    }

    #[test]
    fn what_is_read_of_a_workbook_is_told_or_refused(which in 0..2_usize, ways in spoilt()) {
        let (ending, parts) = &BOOKS[which];
        match read_workbook(spoil(parts, &ways), ending) {
            Ok(sheet) => prop_assert!(!ways.is_empty() || sheet.rows.len() > 2),
            Err(fault) => {
                prop_assert!(!ways.is_empty() && fault != SheetFault::Exhausted, "{:?}", fault);
                refused(fault);
            }
        }
    }
}
