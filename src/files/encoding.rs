//! The text of a file in any of the encodings in which offices save: UTF-8 and UTF-16 with or
//! without a mark, and GB18030.

use std::borrow::Cow;
use std::io::{ErrorKind, Read, Result, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Of how many characters at the beginning the order of bytes is judged.
const SAMPLE: usize = 64;
/// Number of bytes that are decoded at once.
const BUFFER: usize = 1 << 16;
/// The fewest bytes into which is decoded: a character is not divided.
const ROOM: usize = 16;

/// Decodes a file; `None` where it is no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let (encodings, mark) = candidates(bytes, bytes.len() as u64);
    let mut encodings = encodings.into_iter();
    encodings.find_map(|encoding| decode_as(encoding, &bytes[mark..]))
}

/// Finds the encoding of a file that is too large to be decoded at once, by reading it through, and
/// begins to decode it; `None` where it is no text.
pub(crate) fn decoding<R: Read + Seek>(mut input: R) -> Result<Option<Decoding<R>>> {
    let mut beginning = Vec::new();
    (&mut input)
        .take(2 * SAMPLE as u64)
        .read_to_end(&mut beginning)?;
    let length = input.seek(SeekFrom::End(0))?;
    let (encodings, mark) = candidates(&beginning, length);
    let begin = |input: &mut R| input.seek(SeekFrom::Start(mark as u64)).map(drop);
    for encoding in encodings {
        begin(&mut input)?;
        if is_whole(Decoding::new(encoding, &mut input))? {
            begin(&mut input)?;
            return Ok(Some(Decoding::new(encoding, input)));
        }
    }
    Ok(None)
}

/// Encodes a text in GB18030, of which code page 936 is a part; what is no text stays as it is.
pub(crate) fn encoded(text: &[u8]) -> Cow<'_, [u8]> {
    std::str::from_utf8(text).map_or(Cow::Borrowed(text), |text| GB18030.encode(text).0)
}

/// Returns what was meant where Chinese in UTF-8 was read as if it were in code page 936, as of a batch
/// file that an editor saved so: each character of three bytes and half of the next became one and
/// a half others. What is left of one at the end, or before a character of one byte, became a question
/// mark, and may have taken that with it.
pub(crate) fn mistaken(text: &str) -> Option<String> {
    /// What stands for a byte that is not known.
    const UNKNOWN: [char; 2] = ['?', '\u{fffd}'];
    let mut bytes = Vec::new();
    for one in text.chars() {
        match GBK.encode(one.encode_utf8(&mut [0; 4])) {
            _ if UNKNOWN.contains(&one) => bytes.push(b'?'),
            (_, _, true) => return None,
            (own, ..) => bytes.extend_from_slice(&own),
        }
    }
    let mut meant = String::new();
    let (mut count, mut rest) = (0, &bytes[..]);
    while let [first, after @ ..] = rest {
        if first.is_ascii() {
            meant.push(char::from(*first));
            rest = after;
            continue;
        }
        let [second, third, after @ ..] = after else {
            return None;
        };
        let third = if *third == b'?' { &0x80 } else { third };
        let one = std::str::from_utf8(&[*first, *second, *third])
            .ok()?
            .chars()
            .next()?;
        let is_chinese = matches!(one, '\u{2014}'..='\u{2026}' | '\u{3000}'..='\u{303f}'
            | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
        if !is_chinese {
            return None;
        }
        let is_whole = rest[2] != b'?';
        meant.push(if is_whole { one } else { '□' });
        count += 1;
        rest = after;
    }
    (count > 0).then_some(meant)
}

/// Returns the encodings in which a text may be, and the length of the mark that says so.
fn candidates(beginning: &[u8], length: u64) -> (Vec<&'static Encoding>, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(beginning) {
        return (vec![encoding], mark);
    }
    let unmarked = unmarked_utf_16(beginning).filter(|_| length.is_multiple_of(2));
    let encodings = [Some(UTF_8), unmarked, Some(GB18030)];
    (encodings.into_iter().flatten().collect(), 0)
}

/// Tells whether all of a text can be decoded, and holds no NUL.
fn is_whole(mut text: impl Read) -> Result<bool> {
    let mut buffer = vec![0; BUFFER];
    loop {
        match text.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(read) if buffer[..read].contains(&0) => return Ok(false),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}

/// A text that is read as UTF-8, whatever its encoding.
pub(crate) struct Decoding<R> {
    input: R,
    decoder: Decoder,
    /// Bytes of the input, of which those from `at` on are not decoded.
    raw: Vec<u8>,
    at: usize,
    /// True once the input is at its end.
    ended: bool,
    /// True once all of it is decoded.
    finished: bool,
}

impl<R: Read> Decoding<R> {
    fn new(encoding: &'static Encoding, input: R) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: Vec::new(),
            at: 0,
            ended: false,
            finished: false,
        }
    }

    /// Reads so many bytes or, at the end or of a last character, a few less.
    pub(crate) fn beginning(&mut self, most: usize) -> Result<Vec<u8>> {
        let (mut bytes, mut filled) = (vec![0; most], 0);
        while most - filled >= ROOM {
            match self.read(&mut bytes[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if buffer.len() < ROOM {
            return Err(ErrorKind::InvalidInput.into());
        }
        while !self.finished {
            if self.at == self.raw.len() && !self.ended {
                self.raw.resize(BUFFER, 0);
                let read = self.input.read(&mut self.raw)?;
                self.raw.truncate(read);
                self.at = 0;
                self.ended = read == 0;
            }
            let raw = &self.raw[self.at..];
            let decoder = &mut self.decoder;
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(raw, buffer, self.ended);
            self.at += read;
            match result {
                DecoderResult::Malformed(..) => return Err(ErrorKind::InvalidData.into()),
                DecoderResult::InputEmpty => self.finished = self.ended,
                DecoderResult::OutputFull => {}
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// Text holds no NUL: a workbook or picture with the wrong ending, or UTF-16 taken for another.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.contains('\0')).then(|| text.into_owned())
}

/// UTF-16 of which at least the separators are ASCII: a NUL is every second byte somewhere.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes.as_chunks::<2>();
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
    use std::io::Cursor;

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
            // In parts, whose ends fall within characters.
            let mark = Encoding::for_bom(bytes).map_or(0, |(_, mark)| mark);
            let long = [&bytes[..mark], &bytes[mark..].repeat(7000)].concat();
            let mut decoding = decoding(Cursor::new(long)).unwrap().unwrap();
            let beginning = decoding.beginning(1000).unwrap();
            let mut parts = String::from_utf8(beginning).unwrap().into_bytes();
            let mut buffer = [0; 777];
            while let read @ 1.. = decoding.read(&mut buffer).unwrap() {
                parts.extend(&buffer[..read]);
            }
            assert!(parts == text.repeat(7000).as_bytes());
        }
    }

    #[test]
    fn utf_8_that_was_read_as_936_is_recognised() {
        // As Windows reads it: what is no character becomes a question mark.
        let read = |text: &str| {
            let (read, ..) = GBK.decode_without_bom_handling(text.as_bytes());
            read.replace('\u{fffd}', "?")
        };
        for meant in [
            "张三",
            "查档等候",
            "走访 5 户，送米面",
            "利用处",
            "男",
            "--title=查档窗口排队时间过长",
            "“送温暖”：300元",
            "D:\\回音\\利用处.db",
        ] {
            let found = mistaken(&read(meant)).unwrap_or_else(|| panic!("{meant}"));
            let fits = found
                .chars()
                .zip(meant.chars())
                .all(|(found, one)| found == one || found == '□');
            assert!(
                fits && found.chars().count() == meant.chars().count(),
                "{meant}: {found}"
            );
        }
        for right in [
            "张三",
            "查档等候",
            "走访5户",
            "男",
            "沈婷婷",
            "闫妍",
            "联通",
            "娄婵媛",
            "为什么?",
            "a?",
            "",
            "huiyin",
            "LY-P1",
            "濮阳",
            "滕王阁",
            "浏览",
            "妍?",
            "𠮷野家",
            "café",
            "鑫淼焱垚",
            "①②③",
            "№ ℃ ※",
        ] {
            assert_eq!(mistaken(right), None, "{right}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let cases: [&[u8]; 3] = [b"PK\x03\x04\0\0\0\0", b"\xff\xfe\x00\xd8", b"\xff\xff\xff"];
        for bytes in cases {
            assert!(decode(bytes).is_none(), "{bytes:?}");
            assert!(decoding(Cursor::new(bytes)).unwrap().is_none(), "{bytes:?}");
        }
    }
}
