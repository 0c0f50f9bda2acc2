//! What a file is by its first bytes and parts, whatever its name says.

use std::io::Cursor;

use encoding_rs::{BIG5, GB18030};
use zip::ZipArchive;

use crate::error::{FileForm, SheetFault};

/// Names of the forms that are text, by which standard input is told.
pub(super) const TEXTS: &[&str] = &["csv", "tsv", "txt", "json", "jsonl", "ndjson"];
/// First bytes of old workbooks, and of those locked with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// First bytes of every zip file.
const ZIP: &[u8] = b"PK\x03\x04";
/// Of how many bytes an encoding is judged.
pub(super) const SAMPLE: u64 = 1 << 16;

/// Tells whether a file begins as workbooks do.
pub(super) fn is_packed(beginning: &[u8]) -> bool {
    beginning.starts_with(COMPOUND) || beginning.starts_with(ZIP)
}

/// Finds out which form of workbook a file is.
///
/// # Errors
/// If it is none, with what it is.
pub(super) fn packed(bytes: &[u8]) -> Result<FileForm, SheetFault> {
    if bytes.starts_with(COMPOUND) {
        return compound(bytes);
    }
    let archive = ZipArchive::new(Cursor::new(bytes));
    let archive = archive.map_err(|error| SheetFault::Damaged(error.to_string()))?;
    let begins = |path: &str| {
        let mut names = archive.file_names();
        names.any(|name| name.is_ok_and(|name| name.starts_with(path)))
    };
    let others = [
        ("xl/workbook.bin", FileForm::Xlsb),
        ("word/", FileForm::Document),
        ("ppt/", FileForm::Slides),
        ("Index/", FileForm::Numbers),
    ];
    if let Some((_, form)) = others.iter().find(|(path, _)| begins(path)) {
        return Err(SheetFault::Other(*form));
    }
    match (begins("xl/"), begins("content.xml")) {
        (true, _) => Ok(FileForm::Xlsx),
        (false, true) => Ok(FileForm::Ods),
        (false, false) => Err(SheetFault::Other(FileForm::Archive)),
    }
}

/// Finds out what lies in a compound file, by the names of its parts.
fn compound(bytes: &[u8]) -> Result<FileForm, SheetFault> {
    let named = |name: &str| {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(units.len()).any(|window| window == units)
    };
    if named("EncryptedPackage") {
        Err(SheetFault::Locked)
    } else if named("WordDocument") {
        Err(SheetFault::Other(FileForm::Document))
    } else {
        Ok(FileForm::Xls)
    }
}

/// First bytes of files that are neither text nor a workbook of ours.
const BEGINNINGS: &[(&[u8], FileForm)] = &[
    (b"%PDF", FileForm::Pdf),
    (b"\x89PNG", FileForm::Picture),
    (b"\xff\xd8\xff", FileForm::Picture),
    (b"GIF8", FileForm::Picture),
    (b"{\\rtf", FileForm::Document),
    (b"Rar!", FileForm::Archive),
    (b"7z\xbc\xaf", FileForm::Archive),
    (b"\x1f\x8b\x08", FileForm::Archive),
    (b"SQLite format 3", FileForm::Database),
    (b"\x09\x08\x08\x00", FileForm::OldExcel),
    (b"\x09\x08\x10\x00", FileForm::OldExcel),
    (b"\x09\x04\x06\x00", FileForm::OldExcel),
    (b"\x09\x02\x06\x00", FileForm::OldExcel),
    (b"MIME-Version:", FileForm::WebArchive),
];

/// Refuses what is by its beginning neither text nor a workbook, and names what it is.
///
/// # Errors
/// If it is such a file, or a text in an encoding that would be read as another.
pub(super) fn check_no_other(sample: &[u8]) -> Result<(), SheetFault> {
    let mut known = BEGINNINGS.iter();
    if let Some((_, form)) = known.find(|(first, _)| sample.starts_with(first)) {
        return Err(SheetFault::Other(*form));
    }
    let beginning = String::from_utf8_lossy(&sample[..sample.len().min(1024)]).to_lowercase();
    if beginning.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && !beginning.contains("<html")
    {
        return Err(SheetFault::Other(FileForm::XmlSpreadsheet));
    }
    if is_big5(sample) {
        return Err(SheetFault::Other(FileForm::Big5));
    }
    Ok(())
}

/// Tells whether a text is Big5: read as GB18030 it would come out as other characters. The second
/// bytes of common characters are below A1 in half of Big5, and in few of GB18030.
fn is_big5(sample: &[u8]) -> bool {
    // The sample may end within a character.
    let is_utf_8 =
        str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true);
    if is_utf_8 || sample.contains(&0) {
        return false;
    }
    let (mut pairs, mut low, mut at) = (0_usize, 0_usize, 0);
    while at + 1 < sample.len() {
        if sample[at] < 0x80 {
            at += 1;
            continue;
        }
        if sample[at + 1].is_ascii_digit() {
            // Four bytes, which Big5 has not.
            return false;
        }
        pairs += 1;
        low += usize::from(sample[at + 1] < 0xa1);
        at += 2;
    }
    let whole = &sample[..at.min(sample.len())];
    let is = |encoding: &'static encoding_rs::Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(whole)
            .is_some()
    };
    pairs >= 4 && low * 4 > pairs && is(BIG5) && (low * 3 > pairs || !is(GB18030))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big5_is_told_from_gb18030() {
        let texts = [
            "日期,渠道,主題\n5.3,服務熱線,查檔慢，無座位\n",
            "姓名,職級\n張三,幹部職工\n",
        ];
        for words in texts {
            assert!(is_big5(&BIG5.encode(words).0), "{words}");
        }
        let texts = [
            "日期,渠道,主题\n5.3,服务热线,查档慢，无座位\n",
            "姓名,职级\n张三,其他干部职工\n",
            "备注\n镕堃喆珺\n",
        ];
        for words in texts {
            assert!(!is_big5(&GB18030.encode(words).0), "{words}");
            assert!(!is_big5(words.as_bytes()), "{words}");
        }
    }
}
