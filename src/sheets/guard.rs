//! Checks a packed workbook before anything reads its parts: sizes are counted by unpacking, not
//! believed.

use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::error::SheetFault;

/// First bytes of every zip file.
const ZIP: &[u8] = b"PK\x03\x04";
/// The most parts of a workbook.
const MOST_PARTS: usize = 5000;
/// The most bytes of all parts together, unpacked.
const MOST_UNPACKED: u64 = 512 << 20;
/// The most shared texts that a workbook may announce.
const MOST_STRINGS: u64 = 1_000_000;
const STRINGS: &str = "xl/sharedStrings.xml";
/// The most rows of a sheet, which one row at its end may stand for.
const MOST_REPEATS: u64 = 1 << 20;
const CONTENT: &str = "content.xml";
/// Within how many bytes a part announces how much it holds.
const BEGINNING: usize = 4096;

/// Checks a packed workbook.
///
/// # Errors
/// If it is none, or would unpack to more than is sensible.
pub(super) fn check(bytes: &[u8]) -> Result<(), SheetFault> {
    let damaged = |what: String| SheetFault::Damaged(what);
    if !bytes.starts_with(ZIP) {
        return Err(damaged("no zip".to_owned()));
    }
    let archive = ZipArchive::new(Cursor::new(bytes));
    let mut archive = archive.map_err(|error| damaged(error.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(SheetFault::Unpacks);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at);
        let mut part = part.map_err(|error| damaged(error.to_string()))?;
        let mut beginning = vec![0; BEGINNING];
        let read = fill(&mut part, &mut beginning).map_err(|error| damaged(error.to_string()))?;
        if part.name().is_ok_and(|name| name == STRINGS) && announces_too_many(&beginning[..read]) {
            return Err(SheetFault::Unpacks);
        }
        let rest = std::io::copy(&mut part.take(left), &mut std::io::sink());
        let rest = rest.map_err(|error| damaged(error.to_string()))?;
        left = left.saturating_sub(rest).saturating_sub(read as u64);
        if left == 0 {
            return Err(SheetFault::Unpacks);
        }
    }
    Ok(())
}

/// Checks that the contents of an OpenDocument sheet end where they should, since of a part that
/// breaks off its reader would wait for the end for ever; and that they repeat nothing too often.
///
/// # Errors
/// If it is no such sheet, breaks off, or would unpack to more than is sensible.
pub(super) fn check_open_document(bytes: &[u8]) -> Result<(), SheetFault> {
    let damaged = |error: &dyn std::fmt::Display| SheetFault::Damaged(error.to_string());
    let archive = ZipArchive::new(Cursor::new(bytes));
    let mut archive = archive.map_err(|error| damaged(&error))?;
    let part = archive.by_name(CONTENT).map_err(|error| damaged(&error))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let (mut buffer, mut open) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                check_repeats(&tag)?;
                open += 1;
            }
            Ok(Event::Empty(tag)) => check_repeats(&tag)?,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) if open == 0 => return Ok(()),
            Ok(Event::Eof) => return Err(damaged(&CONTENT)),
            Ok(_) => {}
            Err(error) => return Err(damaged(&error)),
        }
    }
}

/// Refuses a row or cell that stands for more of its like than any sheet has.
fn check_repeats(tag: &BytesStart) -> Result<(), SheetFault> {
    for attribute in tag.attributes().flatten() {
        let repeats = attribute.key.local_name().as_ref().ends_with("-repeated");
        let count = attribute.value.parse().ok();
        if repeats && count.is_none_or(|count: u64| count > MOST_REPEATS) {
            return Err(SheetFault::Unpacks);
        }
    }
    Ok(())
}

fn fill(part: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match part.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Readers take memory for as many texts as are announced.
fn announces_too_many(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let mut counts = text.split("ount=\"").skip(1);
    counts.any(|rest| {
        let digits = rest.split('"').next().unwrap_or_default();
        digits
            .parse()
            .map_or(true, |count: u64| count > MOST_STRINGS)
    })
}
