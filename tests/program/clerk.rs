//! Sheets as clerks keep them, and what an import says of them.

use std::collections::HashMap;

use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::Value as Json;

use crate::harness::Office;

pub fn office() -> Office {
    let mut office = Office::new();
    for name in ["张三", "李四", "王芳"] {
        office.does(&format!("person add --name {name} --rank staff"));
    }
    office.on("2011-06-20");
    office
}

pub fn write(office: &Office, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(office.path().join(name), bytes).unwrap();
}

/// Imports, and returns what became of it as JSON.
pub fn taken(office: &Office, line: &str) -> Json {
    let run = office.does(&format!("import {line} --format json"));
    serde_json::from_str(&run.out).expect(&run.out)
}

/// Returns row, column and reason of every cell that is wrong.
pub fn wrong(office: &Office, line: &str) -> Vec<(u64, String, String)> {
    let words = format!("import {line} --format json");
    let words = shlex::split(&words).unwrap();
    let run = office.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.code, 1, "{run:?}");
    let told: Json = serde_json::from_str(&run.out).expect(&run.err);
    let cells = told["bad"].as_array().expect(&run.out).iter();
    let text = |one: &Json| one.as_str().unwrap_or_default().to_owned();
    cells
        .map(|one| {
            (
                one["row"].as_u64().unwrap(),
                text(&one["column"]),
                text(&one["reason"]),
            )
        })
        .collect()
}

pub fn places(wrong: &[(u64, String, String)]) -> Vec<(u64, &str)> {
    wrong
        .iter()
        .map(|(row, column, _)| (*row, column.as_str()))
        .collect()
}

/// Returns one field of every record of a kind.
pub fn column(office: &Office, kind: &str, field: &str) -> Vec<Json> {
    let list = office.json(&[kind, "list"]);
    let list = list.as_array().unwrap().iter();
    list.map(|one| one[field].clone()).collect()
}

pub fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (at, row) in (0..).zip(rows) {
        for (column, word) in (0..).zip(*row).filter(|(_, word)| !word.is_empty()) {
            sheet.write(at, column, *word).unwrap();
        }
    }
}

pub fn save(office: &Office, name: &str, book: &mut Workbook) {
    // A workbook is told by what is in it, whatever it is called.
    let bytes = book.save_to_buffer().unwrap();
    write(office, name, bytes);
}

/// Packs parts as a workbook.
pub fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Makes a workbook of Excel out of the XML of its one sheet, as other programs write it.
pub fn excel(inside: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    packed(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            &format!(
                "<Relationships><Relationship Id='r1' Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns='{main}' xmlns:r='{office}'><sheets><sheet name='台账' sheetId='1' r:id='r1'/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships><Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet xmlns='{main}'>{inside}</worksheet>"),
        ),
    ])
}

/// Makes a workbook of LibreOffice out of the XML of its rows.
pub fn open_document(rows: &str) -> Vec<u8> {
    let names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='台账'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>",
        ),
    ])
}

/// Reads the parts of a workbook that are text.
pub fn unpacked(office: &Office, name: &str) -> HashMap<String, String> {
    let bytes = std::fs::read(office.path().join(name)).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = HashMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        if std::io::Read::read_to_string(&mut part, &mut text).is_ok() {
            parts.insert(name, text);
        }
    }
    parts
}
