//! The text of a file in any of the encodings in which offices save: UTF-8 and UTF-16 with or
//! without a mark, and GB18030.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Of how many characters at the beginning the order of bytes is judged.
const SAMPLE: usize = 64;

/// Decodes a file; `None` where it is no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[mark..]);
    }
    let unmarked = unmarked_utf_16(bytes);
    [Some(UTF_8), unmarked, Some(GB18030)]
        .into_iter()
        .flatten()
        .find_map(|encoding| decode_as(encoding, bytes))
}

/// Text holds no NUL: a workbook or picture with the wrong ending, or UTF-16 taken for another.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.contains('\0')).then(|| text.into_owned())
}

/// UTF-16 of which at least the separators are ASCII: a NUL is every second byte somewhere.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let sample = || pairs.iter().take(SAMPLE);
    let little = sample().filter(|pair| pair[1] == 0).count();
    let big = sample().filter(|pair| pair[0] == 0).count();
    match little.cmp(&big) {
        std::cmp::Ordering::Less => Some(UTF_16BE),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(UTF_16LE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_an_office_is_read() {
        let text = "日期,主题\r\n5月26日,查档“等候”𠮷\r\n";
        let utf_16 =
            |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let little = utf_16(u16::to_le_bytes);
        let big = utf_16(u16::to_be_bytes);
        let (gb18030, ..) = GB18030.encode(text);
        let cases: [&[u8]; 7] = [
            text.as_bytes(),
            &[b"\xef\xbb\xbf", text.as_bytes()].concat(),
            &little,
            &[b"\xff\xfe", &little[..]].concat(),
            &big,
            &[b"\xfe\xff", &big[..]].concat(),
            &gb18030,
        ];
        for bytes in cases {
            assert_eq!(decode(bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let cases: [&[u8]; 3] = [b"PK\x03\x04\0\0\0\0", b"\xff\xfe\x00\xd8", b"\xff\xff\xff"];
        for bytes in cases {
            assert!(decode(bytes).is_none(), "{bytes:?}");
        }
    }
}
