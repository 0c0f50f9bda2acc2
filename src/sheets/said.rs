//! What a file says, whatever it is: to find in it what somebody wants erased.

use std::io::Cursor;

use quick_xml::events::Event;
use zip::ZipArchive;

use super::guard;
use super::paper::each_event;
use crate::files;

/// Stands between two pieces of text that no words run across.
const BREAK: char = '|';
/// Elements at whose end a piece of text ends: a paragraph, a cell, a text that cells share.
const PIECES: [&str; 5] = ["p", "c", "si", "h", "table-cell"];

/// Returns the texts of a file: of a package that of each of its parts, without the marks between words, and
/// of any other all of it.
pub(crate) fn texts_in(bytes: &[u8]) -> Vec<String> {
    if guard::check(bytes).is_err() {
        let lossy = || String::from_utf8_lossy(bytes).into_owned();
        return vec![files::decode(bytes).unwrap_or_else(lossy)];
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else {
            continue;
        };
        let mut text = String::new();
        // What cannot be read to its end was read up to there.
        let _ = each_event(part, &mut |event| {
            match event {
                Event::Text(piece) => text += &piece.xml10_content(),
                Event::End(tag) if PIECES.contains(&tag.local_name().as_ref()) => text.push(BREAK),
                _ => {}
            }
            Ok(())
        });
        texts.push(text);
    }
    texts
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn words_that_are_broken_up_are_found_and_none_across_cells() {
        let mut package = ZipWriter::new(Cursor::new(Vec::new()));
        let name = SimpleFileOptions::default();
        package.start_file("word/document.xml", name).unwrap();
        let body = "<w:document><w:p><w:r><w:t>电话138</w:t></w:r><w:r><w:t>12345678</w:t></w:r></w:p>\
                    <w:p><w:t>9</w:t></w:p></w:document>";
        package.write_all(body.as_bytes()).unwrap();
        let bytes = package.finish().unwrap().into_inner();
        assert_eq!(texts_in(&bytes), ["电话13812345678|9|"]);
        assert_eq!(texts_in("电话13812345678".as_bytes()), ["电话13812345678"]);
    }
}
