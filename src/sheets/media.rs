//! Files that are attached as evidence: of what type they are by their content, whatever they are called;
//! when a photo was taken; and where, which is taken out of it.
//!
//! Nothing is rendered. A place is overwritten where it stands, so that no byte of the picture moves.

use std::io::Cursor;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use exif::{Context, Exif, In, Reader, Tag, Value};

/// A file that is to be attached, as far as it was looked into.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Examined {
    pub(crate) media_type: &'static str,
    /// The day that the camera wrote into it.
    pub(crate) taken_on: Option<NaiveDate>,
    pub(crate) place: Place,
}

/// What became of the place that a photo or film says it was taken at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It says none.
    None,
    /// It was taken out.
    Gone,
    /// It stands in it, and was left there or cannot be taken out.
    Stays,
    /// It may say one, and cannot be examined.
    Unknown,
}

/// Beginnings of files: where the bytes stand, and the type.
const TYPES: &[(usize, &[u8], &str)] = &[
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (8, b"WEBP", WEBP),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", TIFF),
    (0, b"MM\0*", TIFF),
    (4, b"ftypheic", HEIC),
    (4, b"ftypheix", HEIC),
    (4, b"ftyphevc", HEIC),
    (4, b"ftypmif1", HEIC),
    (4, b"ftypmsf1", HEIC),
    (4, b"ftypavif", AVIF),
    (4, b"ftypavis", AVIF),
    (4, b"ftypqt  ", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"{\\rtf", "application/rtf"),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "application/x-ole-storage",
    ),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"PK\x03\x04", "application/zip"),
];
/// Names within a zip that tell what it is.
const PACKED: &[(&[u8], &str)] = &[
    (
        b"word/",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        b"xl/",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        b"ppt/",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    (b"OFD.xml", "application/ofd"),
];
/// Texts of a certain form, by how they begin.
const TEXTS: &[(&str, &str)] = &[
    ("#!", "text/x-shellscript"),
    ("<!doctype html", "text/html"),
    ("<html", "text/html"),
    ("<svg", "image/svg+xml"),
    ("<?xml", "application/xml"),
];

pub(crate) const JPEG: &str = "image/jpeg";
pub(crate) const PNG: &str = "image/png";
const WEBP: &str = "image/webp";
const TIFF: &str = "image/tiff";
const HEIC: &str = "image/heic";
const AVIF: &str = "image/avif";
/// The types whose data of the camera can be read.
const PHOTOS: [&str; 6] = [JPEG, PNG, WEBP, TIFF, HEIC, AVIF];

/// Texts by which a place is told outside of the camera's own data, in XMP.
const TELLING: [&[u8]; 3] = [b"GPSLatitude", b"GPSLongitude", b"GPSCoordinates"];
/// Texts by which phones tell it in films: too short to be looked for among the pixels of a photo.
const TELLING_IN_FILMS: [&[u8]; 2] = [b"com.apple.quicktime.location", b"\xa9xyz"];
/// What stands before the camera's data in most formats.
const BEFORE_EXIF: &[u8] = b"Exif\0\0";
/// What stands before XMP in a JPEG.
const BEFORE_XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The tag under which a place is pointed at.
const PLACE: u16 = 0x8825;
/// The most bytes of the camera's data in a part of a JPEG.
const MOST_BLOCK: usize = 0xffff;
/// Most lists of tags that are followed.
const MOST_LISTS: usize = 16;

/// Looks into a file, and takes the place out of it unless it is to stay.
pub(crate) fn examine(bytes: &mut [u8], keep: bool) -> Examined {
    let media_type = media_type(bytes);
    let is_photo = PHOTOS.contains(&media_type);
    let is_film = media_type.starts_with("video/");
    if !is_photo && !is_film {
        return Examined {
            media_type,
            taken_on: None,
            place: Place::None,
        };
    }
    let read = if is_photo {
        data(bytes, media_type)
    } else {
        Ok(None)
    };
    let taken_on = read.as_ref().ok().and_then(|data| taken_on(data.as_ref()?));
    let blocks = blocks(bytes, read.as_ref().ok().and_then(Option::as_ref));
    let has_place = |bytes: &[u8]| {
        tells(bytes)
            || is_film
                && TELLING_IN_FILMS
                    .iter()
                    .any(|words| find(bytes, words).is_some())
            || blocks
                .iter()
                .any(|block| !places(&bytes[block.clone()]).is_empty())
    };
    let place = match (&read, has_place(bytes)) {
        (Err(()), false) => Place::Unknown,
        (_, false) => Place::None,
        (_, true) if keep => Place::Stays,
        (_, true) => {
            for block in &blocks {
                take_out(&mut bytes[block.clone()]);
            }
            if media_type == JPEG {
                blank_xmp(bytes);
            }
            if media_type == PNG {
                sum_anew(bytes);
            }
            let says_none = |data: &Exif| {
                let mut fields = data.fields();
                !fields.any(|field| field.tag.context() == Context::Gps)
            };
            let again =
                data(bytes, media_type).is_ok_and(|data| data.as_ref().is_none_or(says_none));
            if again && !has_place(bytes) {
                Place::Gone
            } else {
                Place::Stays
            }
        }
    };
    Examined {
        media_type,
        taken_on,
        place,
    }
}

/// Tells the type of a file by its content.
pub(crate) fn media_type(bytes: &[u8]) -> &'static str {
    let begins = |(at, beginning, _): &&(usize, &[u8], &str)| {
        bytes
            .get(*at..)
            .is_some_and(|rest| rest.starts_with(beginning))
            && (*at != 8 || bytes.starts_with(b"RIFF"))
    };
    match TYPES.iter().find(begins) {
        Some((_, beginning, zip)) if *beginning == b"PK\x03\x04" => {
            // The names of what is packed stand at the end as well, before the last list.
            let packed = PACKED.iter().find(|(name, _)| find(bytes, name).is_some());
            packed.map_or(zip, |(_, known)| known)
        }
        Some((.., known)) => known,
        None => text_type(bytes),
    }
}

fn text_type(bytes: &[u8]) -> &'static str {
    let shown = |text: &str| {
        let is_odd = |one: char| one.is_control() && !one.is_whitespace() && one != '\u{feff}';
        !text.chars().any(is_odd)
    };
    let Some(text) = crate::files::decode(bytes).filter(|text| shown(text)) else {
        return "application/octet-stream";
    };
    let start = text.trim_start().trim_start_matches('\u{feff}');
    let start: String = start.chars().take(20).collect::<String>().to_lowercase();
    let known = TEXTS
        .iter()
        .find(|(beginning, _)| start.starts_with(beginning));
    known.map_or("text/plain", |(_, known)| known)
}

/// Reads what the camera wrote; `None` where it wrote nothing.
fn data(bytes: &[u8], media_type: &str) -> Result<Option<Exif>, ()> {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let read = if media_type == JPEG {
        // It has a mark of its own, whatever the pixels look like.
        let Some(start) = find(bytes, BEFORE_EXIF).map(|at| at + BEFORE_EXIF.len()) else {
            return Ok(None);
        };
        reader.read_raw(bytes[start..end_of_block(bytes, start)].to_vec())
    } else {
        reader.read_from_container(&mut Cursor::new(bytes))
    };
    match read.or_else(|error| error.distill_partial_result(|_| ())) {
        Ok(data) => Ok(Some(data)),
        Err(exif::Error::NotFound(_)) => Ok(None),
        Err(_) => Err(()),
    }
}

/// Tells whether a photo ends before its end, as one does that has not come over whole.
pub(crate) fn is_cut(bytes: &[u8], media_type: &str) -> bool {
    let end: &[u8] = match media_type {
        JPEG => b"\xff\xd9",
        PNG => b"IEND\xaeB`\x82",
        _ => return false,
    };
    // Cameras and phones write more behind it.
    find(bytes, end).is_none()
}

/// Returns how wide and high a photo is in pixels, and after how many quarters of a turn to the right it
/// stands upright; `None` where it is none that can be shown.
pub(crate) fn shape(bytes: &[u8], media_type: &str) -> Option<((usize, usize), u8)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let data = data(bytes, media_type).ok().flatten();
    let held = data.as_ref().and_then(|data| {
        let field = data.get_field(Tag::Orientation, In::PRIMARY)?;
        field.value.get_uint(0)
    });
    // Mirrored ones, which no camera makes, are left as they lie.
    let turns = match held {
        Some(6) => 1,
        Some(3) => 2,
        Some(8) => 3,
        _ => 0,
    };
    Some(((size.width, size.height), turns))
}

fn taken_on(data: &Exif) -> Option<NaiveDate> {
    let tags = [Tag::DateTimeOriginal, Tag::DateTimeDigitized, Tag::DateTime];
    let field = tags
        .iter()
        .find_map(|tag| data.get_field(*tag, In::PRIMARY))?;
    let Value::Ascii(texts) = &field.value else {
        return None;
    };
    let text = std::str::from_utf8(texts.first()?).ok()?;
    let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y:%m:%d").ok()?;
    // A clock that was never set says nothing.
    (day.year() > 1980).then_some(day)
}

/// Finds where the camera's data stand, in this picture and in any that is packed behind it.
fn blocks(bytes: &[u8], data: Option<&Exif>) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    if let Some(data) = data.map(Exif::buf)
        && let Some(start) = find(bytes, data)
    {
        blocks.push(start..start + data.len());
    }
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], BEFORE_EXIF) {
        from += at + BEFORE_EXIF.len();
        let is_known = blocks.iter().any(|known| known.contains(&from));
        if !is_known && Block::of(&bytes[from..]).is_some() {
            blocks.push(from..end_of_block(bytes, from));
        }
    }
    blocks
}

/// Returns where the camera's data end that begin somewhere: in a JPEG their length stands before their
/// mark, and counts itself.
fn end_of_block(bytes: &[u8], start: usize) -> usize {
    let part = start.saturating_sub(BEFORE_EXIF.len() + 2);
    let length = usize::from(u16::from_be_bytes([bytes[part], bytes[part + 1]]));
    let is_jpeg = part >= 2 && bytes[part - 2..part] == *b"\xff\xe1";
    let length = if is_jpeg { length } else { MOST_BLOCK };
    bytes.len().min(part + length).max(start)
}

/// Returns the ending that a file of a type has.
pub(crate) fn ending(media_type: &str) -> &'static str {
    const ENDINGS: &[(&str, &str)] = &[
        (JPEG, "jpg"),
        (PNG, "png"),
        (WEBP, "webp"),
        (TIFF, "tif"),
        (HEIC, "heic"),
        (AVIF, "avif"),
        ("image/gif", "gif"),
        ("video/mp4", "mp4"),
        ("video/quicktime", "mov"),
        ("audio/mpeg", "mp3"),
        ("application/pdf", "pdf"),
        ("application/ofd", "ofd"),
        ("application/zip", "zip"),
        (PACKED[0].1, "docx"),
        (PACKED[1].1, "xlsx"),
        (PACKED[2].1, "pptx"),
        ("text/plain", "txt"),
    ];
    let known = ENDINGS.iter().find(|(known, _)| *known == media_type);
    known.map_or("bin", |(_, ending)| ending)
}

/// Tells whether a place is told in words.
fn tells(bytes: &[u8]) -> bool {
    TELLING.iter().any(|words| find(bytes, words).is_some())
}

/// Finds bytes in others.
fn find(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    let first = *sought.first()?;
    let mut from = 0;
    loop {
        from += bytes.get(from..)?.iter().position(|one| *one == first)?;
        if bytes[from..].starts_with(sought) {
            return Some(from);
        }
        from += 1;
    }
}

/// Lists of tags as TIFF has them, in either order of bytes.
struct Block<'b> {
    bytes: &'b [u8],
    big: bool,
}

impl<'b> Block<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let big = match bytes.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        Some(Self { bytes, big })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let two = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big {
            u16::from_be_bytes(two)
        } else {
            u16::from_le_bytes(two)
        })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let four = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let long = if self.big {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        };
        usize::try_from(long).ok()
    }

    /// Returns where each tag of a list stands, and where the list ends.
    fn tags(&self, list: usize) -> Option<(Vec<usize>, usize)> {
        let count = usize::from(self.short(list)?);
        let end = list.checked_add(2 + 12 * count)?;
        let tags = (0..count).map(|number| list + 2 + 12 * number);
        (end <= self.bytes.len()).then(|| (tags.collect(), end))
    }

    /// Returns where the value of a tag stands.
    fn value(&self, tag: usize) -> Option<(usize, usize)> {
        let size: usize = match self.short(tag + 2)? {
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        let length = size.checked_mul(self.long(tag + 4)?)?;
        let start = if length > 4 {
            self.long(tag + 8)?
        } else {
            tag + 8
        };
        let end = start.checked_add(length)?;
        (end <= self.bytes.len()).then_some((start, end))
    }
}

/// Finds the tags that point at a place: each with the list in which it stands.
fn places(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let Some(block) = Block::of(bytes) else {
        return found;
    };
    let mut next = block.long(4);
    for _ in 0..MOST_LISTS {
        let Some(list) = next.filter(|list| *list > 0) else {
            break;
        };
        let Some((tags, end)) = block.tags(list) else {
            break;
        };
        let place = tags
            .into_iter()
            .find(|tag| block.short(*tag) == Some(PLACE));
        found.extend(place.map(|tag| (list, tag)));
        next = block.long(end);
    }
    found
}

/// Overwrites every place that a block points at, and takes the tags out that do.
fn take_out(bytes: &mut [u8]) {
    for (list, tag) in places(bytes) {
        let Some(block) = Block::of(bytes) else {
            return;
        };
        let mut blank: Vec<(usize, usize)> = Vec::new();
        if let Some((tags, end)) = block.long(tag + 8).and_then(|at| block.tags(at)) {
            blank.extend(tags.iter().filter_map(|tag| block.value(*tag)));
            blank.extend(tags.first().map(|first| (first - 2, end)));
        }
        let (big, count) = (block.big, block.short(list).unwrap_or(1));
        for (start, end) in blank {
            bytes[start..end].fill(0);
        }
        // The tags behind it, and where the next list begins, move up by one.
        let end = (list + 2 + 12 * usize::from(count) + 4).min(bytes.len());
        if tag + 12 <= end {
            bytes.copy_within(tag + 12..end, tag);
            bytes[end - 12..end].fill(0);
        }
        let left = count.saturating_sub(1);
        let left = if big {
            left.to_be_bytes()
        } else {
            left.to_le_bytes()
        };
        bytes[list..list + 2].copy_from_slice(&left);
    }
}

/// Overwrites with blanks the XMP of a JPEG that tells of a place.
fn blank_xmp(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], BEFORE_XMP) {
        let start = from + at;
        from = start + BEFORE_XMP.len();
        // The length of the part stands before it, and counts itself.
        let Some(length) = start.checked_sub(2).and_then(|at| bytes.get(at..start)) else {
            continue;
        };
        let end = start - 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
        if let Some(part) = bytes.get_mut(from..end)
            && tells(part)
        {
            part.fill(b' ');
        }
    }
}

/// Computes the sums of the parts of a PNG that hold the camera's data.
fn sum_anew(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(length) = bytes.get(at..at + 4) {
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let Some(end) = at
            .checked_add(8 + length)
            .filter(|end| end + 4 <= bytes.len())
        else {
            return;
        };
        if bytes[at + 4..].starts_with(b"eXIf") {
            let sum = crc32(&bytes[at + 4..end]);
            bytes[end..end + 4].copy_from_slice(&sum.to_be_bytes());
        }
        at = end + 4;
    }
}

/// The sum by which PNG checks its parts.
fn crc32(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::day;

    /// What a camera writes, in either order of bytes: when the photo was taken, and 36° 40′ as where.
    fn camera(big: bool) -> Vec<u8> {
        let short = |value: u16| {
            if big {
                value.to_be_bytes()
            } else {
                value.to_le_bytes()
            }
        };
        let long = |value: u32| {
            if big {
                value.to_be_bytes()
            } else {
                value.to_le_bytes()
            }
        };
        let tag = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [&short(tag)[..], &short(kind), &long(count), &value].concat()
        };
        let mut out = if big {
            b"MM\0*".to_vec()
        } else {
            b"II*\0".to_vec()
        };
        out.extend(long(8));
        // A list of three tags at 8, its values at 50, the list of the place at 70, its value at 88.
        out.extend(short(3));
        out.extend(tag(0x0132, 2, 20, long(50)));
        out.extend(tag(PLACE, 4, 1, long(70)));
        out.extend(tag(0x9c9b, 1, 2, *b"ab\0\0"));
        out.extend(long(0));
        out.extend(b"2011:05:26 09:30:00\0");
        out.extend(short(1));
        out.extend(tag(2, 5, 3, long(88)));
        out.extend(long(0));
        for part in [36, 1, 40, 1, 1_234_567, 10_000] {
            out.extend(long(part));
        }
        out
    }

    fn jpeg(big: bool) -> Vec<u8> {
        let data = [BEFORE_EXIF, &camera(big)].concat();
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [
            &b"\xff\xd8\xff\xe1"[..],
            &length,
            &data,
            b"\xff\xda\0\x02pixels\xff\xd9",
        ]
        .concat()
    }

    fn png() -> Vec<u8> {
        let part = |name: &[u8], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            let named = [name, data].concat();
            [&length[..], &named, &crc32(&named).to_be_bytes()].concat()
        };
        let parts = [
            part(b"IHDR", &[0; 13]),
            part(b"eXIf", &camera(true)),
            part(b"IEND", b""),
        ];
        [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
    }

    /// The parts of 36° 40′ 123.4567″ that no other number of the file has.
    fn tells_seconds(bytes: &[u8]) -> bool {
        [1_234_567_u32.to_be_bytes(), 1_234_567_u32.to_le_bytes()]
            .iter()
            .any(|number| find(bytes, number).is_some())
    }

    #[test]
    fn a_place_is_taken_out_where_it_stands_and_nothing_else_moves() {
        let taken_on = day("2011-05-26");
        for (before, media_type) in [
            (jpeg(true), JPEG),
            (jpeg(false), JPEG),
            (png(), PNG),
            (camera(false), TIFF),
            (camera(true), TIFF),
            // A picture that is packed behind another.
            ([jpeg(true), jpeg(false)].concat(), JPEG),
        ] {
            let mut kept = before.clone();
            let place = Place::Stays;
            assert_eq!(
                examine(&mut kept, true),
                Examined {
                    media_type,
                    taken_on,
                    place
                }
            );
            assert_eq!(kept, before, "{media_type}");
            assert!(tells_seconds(&kept));
            let mut bytes = before.clone();
            let place = Place::Gone;
            assert_eq!(
                examine(&mut bytes, false),
                Examined {
                    media_type,
                    taken_on,
                    place
                }
            );
            assert!(!tells_seconds(&bytes), "{media_type}");
            assert_eq!(bytes.len(), before.len());
            // Whoever looks again finds when, and no place.
            let place = Place::None;
            assert_eq!(
                examine(&mut bytes, false),
                Examined {
                    media_type,
                    taken_on,
                    place
                }
            );
        }
        // The sum of a part of a PNG is right again.
        let mut bytes = png();
        examine(&mut bytes, false);
        let at = find(&bytes, b"eXIf").unwrap();
        let end = at + 4 + camera(true).len();
        assert_eq!(bytes[end..end + 4], crc32(&bytes[at..end]).to_be_bytes());
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn a_place_in_words_is_blanked_in_a_jpeg_and_stays_elsewhere() {
        let words = b"<x exif:GPSLatitude='36,40.5N'/>";
        let xmp = [BEFORE_XMP, words].concat();
        let length = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
        let mut bytes = [
            &b"\xff\xd8\xff\xe1"[..],
            &length,
            &xmp,
            b"\xff\xda\0\x02x\xff\xd9",
        ]
        .concat();
        assert_eq!(examine(&mut bytes, false).place, Place::Gone);
        assert!(find(&bytes, b"36,40").is_none());
        // Pixels may be any bytes.
        let mut pixels = jpeg(true);
        pixels.extend(b"\xa9xyz");
        assert_eq!(examine(&mut pixels, false).place, Place::Gone);
        let mut film = b"\0\0\0\x18ftypqt  \0\0\0\0moov\xa9xyz+36.6000+117.0000/".to_vec();
        assert_eq!(examine(&mut film, false).place, Place::Stays);
        assert!(find(&film, b"+36.6000").is_some());
    }

    #[test]
    fn a_file_is_what_it_holds_and_not_what_it_is_called() {
        for (bytes, media_type) in [
            (&b"\xff\xd8\xff\xe0"[..], JPEG),
            (b"GIF89a", "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", WEBP),
            (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
            (b"\0\0\0\x18ftypheic", HEIC),
            (b"\0\0\0\x18ftypisom", "video/mp4"),
            (b"%PDF-1.7", "application/pdf"),
            (b"PK\x03\x04....word/document.xml", PACKED[0].1),
            (b"PK\x03\x04....OFD.xml", "application/ofd"),
            (b"PK\x03\x04", "application/zip"),
            (b"MZ\x90\0", "application/vnd.microsoft.portable-executable"),
            (b"#!/bin/sh\n", "text/x-shellscript"),
            (b"<!DOCTYPE html><p>", "text/html"),
            ("会议纪要\n".as_bytes(), "text/plain"),
            (b"\xbb\xe1\xd2\xe9\xbc\xcd\xd2\xaa", "text/plain"),
            (b"\0\x01\x02\x03", "application/octet-stream"),
        ] {
            assert_eq!(super::media_type(bytes), media_type, "{bytes:?}");
        }
    }

    /// Whatever is done to a photo, looking into it ends, and never tells of a place that it left.
    #[test]
    fn spoilt_photos_are_looked_into_without_harm() {
        let whole = [jpeg(false), png(), camera(true)];
        for (seed, before) in (0..2000).zip(whole.iter().cycle()) {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut bytes = before.clone();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..bytes.len());
                bytes[at] = random.u8(..);
            }
            bytes.truncate(random.usize(1..=bytes.len()));
            let length = bytes.len();
            let media = examine(&mut bytes, false);
            assert_eq!(bytes.len(), length);
            if media.place == Place::Gone {
                assert_eq!(examine(&mut bytes, false).place, Place::None, "{seed}");
            }
        }
    }
}
