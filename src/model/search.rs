//! Words in texts, also inside Chinese, where no blank parts them.
//!
//! Texts are compared by their letters and digits alone, in lower case and plain width; names also
//! by pinyin, in full or by initials. Whatever holds a word bears the marks of that word, so that an
//! index which knows the texts of every mark tells where to look.

use std::collections::HashSet;
use std::iter::once;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

use super::pinyin::{readings, spelled};

/// A sign by which an index knows a text: what it is of, then two parts of it.
pub(crate) type Mark = i64;
/// The bits of a character.
const CHARACTER: u32 = 21;
/// The bits of a letter in a syllable.
const LETTER: u32 = 5;
/// The most letters of a syllable, as in zhuang.
const SYLLABLE: usize = 6;

/// The most ways in which letters are split into syllables, as xian into one or two.
const SPLITS: usize = 64;

/// Two characters that stand side by side; the last of a text alone.
const PAIR: Mark = 0;
/// The first letters of two characters of a name.
const INITIALS: Mark = 1 << (2 * CHARACTER);
/// The reading of a character of a name.
const READING: Mark = 2 << (2 * CHARACTER);
/// The kind of the record, by its letter.
const KIND: Mark = 3 << (2 * CHARACTER);
/// The month of the record's day.
const MONTH: Mark = 4 << (2 * CHARACTER);

/// A text as it is compared.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    chars: Vec<char>,
    /// Where each of them begins in the text, in bytes.
    places: Vec<usize>,
}

/// A word that is looked for.
#[derive(Debug)]
pub(crate) struct Word {
    chars: Vec<char>,
    /// It may be pinyin: two letters or more, and nothing else.
    letters: Option<String>,
}

impl Plain {
    pub(crate) fn of(text: &str) -> Self {
        let mut plain = Self::default();
        for (place, one) in text.char_indices() {
            if matches!(one, '\u{4e00}'..='\u{9fff}') {
                plain.push(one, place);
                continue;
            }
            let lower = once(one).nfkc().flat_map(char::to_lowercase);
            lower.for_each(|one| plain.push(one, place));
        }
        plain
    }

    fn push(&mut self, one: char, place: usize) {
        if one.is_alphanumeric() {
            self.chars.push(one);
            self.places.push(place);
        }
    }

    /// Adds the marks of the text.
    pub(crate) fn mark(&self, is_name: bool, marks: &mut Vec<Mark>) {
        let next = self.chars.iter().skip(1).copied().chain(once('\0'));
        marks.extend(
            self.chars
                .iter()
                .zip(next)
                .map(|(one, next)| pair(*one, next)),
        );
        if !is_name {
            return;
        }
        marks.extend(self.chars.iter().flat_map(|one| syllables(*one)));
        let firsts: Vec<Vec<char>> = self.chars.iter().map(|one| first_letters(*one)).collect();
        for two in firsts.windows(2) {
            let both = two[0]
                .iter()
                .flat_map(|one| two[1].iter().map(move |next| (*one, *next)));
            marks.extend(both.map(|(one, next)| initials(one, next)));
        }
    }
}

impl Word {
    /// Reads what was typed; `None` where it has neither letter nor digit.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        let chars = Plain::of(typed).chars;
        let is_pinyin = chars.len() > 1 && chars.iter().all(char::is_ascii_lowercase);
        let letters = is_pinyin.then(|| chars.iter().collect());
        (!chars.is_empty()).then_some(Self { chars, letters })
    }

    /// Finds it in `text`, which `plain` is of; returns where, in bytes.
    pub(crate) fn find(&self, text: &str, plain: &Plain, is_name: bool) -> Option<Range<usize>> {
        let mut windows = plain.chars.windows(self.chars.len());
        let itself = windows.position(|window| window == self.chars);
        let found = itself.map(|start| start..start + self.chars.len());
        let found = found.or_else(|| {
            let letters = self.letters.as_ref().filter(|_| is_name)?;
            let mut starts = 0..plain.chars.len();
            starts.find_map(|start| Some(start..start + spelled(&plain.chars[start..], letters)?))
        })?;
        let (first, last) = (plain.places[found.start], plain.places[found.end - 1]);
        let length = text[last..].chars().next().map_or(0, char::len_utf8);
        Some(first..last + length)
    }

    /// Returns the ways in which a text may hold it: all marks of one of them, each of which is one
    /// of a range.
    pub(crate) fn ways(&self) -> Vec<Vec<RangeInclusive<Mark>>> {
        let exactly = |mark: Mark| mark..=mark;
        let itself = match self.chars[..] {
            [only] => vec![pair(only, '\0')..=pair(only, char::MAX)],
            _ => self
                .chars
                .windows(2)
                .map(|two| exactly(pair(two[0], two[1])))
                .collect(),
        };
        let mut ways = vec![itself];
        if let Some(letters) = &self.letters {
            let letters: Vec<char> = letters.chars().collect();
            ways.push(
                letters
                    .windows(2)
                    .map(|two| exactly(initials(two[0], two[1])))
                    .collect(),
            );
            let splits = splits(&letters, &SYLLABLES);
            ways.extend(
                splits
                    .into_iter()
                    .map(|marks| marks.into_iter().map(exactly).collect()),
            );
        }
        ways
    }
}

/// Returns the mark of a record's kind.
pub(crate) fn kind_mark(letter: char) -> Mark {
    KIND | Mark::from(u32::from(letter))
}

/// Returns the mark of the month of a record's day.
pub(crate) fn month_mark(day: NaiveDate) -> Mark {
    MONTH + Mark::from(day.year()) * 12 + Mark::from(day.month0())
}

/// Returns the marks of the months of some days.
pub(crate) fn month_marks(
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> RangeInclusive<Mark> {
    from.map_or(MONTH, month_mark)..=until.map_or(Mark::MAX, month_mark)
}

fn pair(one: char, next: char) -> Mark {
    PAIR | Mark::from(u32::from(one)) << CHARACTER | Mark::from(u32::from(next))
}

fn initials(one: char, next: char) -> Mark {
    INITIALS | pair(one, next)
}

/// Returns the mark of a syllable; `None` where it is none.
fn syllable(reading: &str) -> Option<Mark> {
    let is_one = reading.len() <= SYLLABLE && reading.bytes().all(|one| one.is_ascii_lowercase());
    let letters = reading.bytes().map(|one| Mark::from(one - b'a' + 1));
    is_one.then(|| READING | letters.fold(0, |mark, letter| mark << LETTER | letter))
}

/// Returns the marks of what a character of a name is read as, with either letter that stands for ü.
fn syllables(one: char) -> impl Iterator<Item = Mark> {
    let typed = |reading: &'static str| {
        let other = reading.contains('ü').then(|| reading.replace('ü', "u"));
        std::iter::once(reading.replace('ü', "v")).chain(other)
    };
    readings(one)
        .flat_map(typed)
        .filter_map(|reading| syllable(&reading))
}

/// Returns the letters by which a character of a name is typed in short.
fn first_letters(one: char) -> Vec<char> {
    if one.is_ascii() {
        return vec![one];
    }
    let mut letters: Vec<char> = readings(one)
        .filter_map(|reading| reading.chars().next())
        .collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

/// The marks of all syllables.
static SYLLABLES: LazyLock<HashSet<Mark>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').flat_map(syllables).collect());

/// Splits letters into syllables, in the first [`SPLITS`] ways.
fn splits(letters: &[char], known: &HashSet<Mark>) -> Vec<Vec<Mark>> {
    let mut ways: Vec<Vec<Vec<Mark>>> = vec![vec![Vec::new()]];
    for end in 1..=letters.len() {
        let mut here = Vec::new();
        for start in end.saturating_sub(SYLLABLE)..end {
            let piece: String = letters[start..end].iter().collect();
            let mark = syllable(&piece).filter(|mark| known.contains(mark));
            for before in mark.iter().flat_map(|_| &ways[start]) {
                here.push(before.iter().copied().chain(mark).collect());
            }
        }
        here.truncate(SPLITS);
        ways.push(here);
    }
    ways.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found<'t>(text: &'t str, typed: &str, is_name: bool) -> Option<&'t str> {
        let word = Word::of(typed)?;
        word.find(text, &Plain::of(text), is_name)
            .map(|place| &text[place])
    }

    /// Tells whether an index would look at a text for a word.
    fn is_marked(text: &str, typed: &str, is_name: bool) -> bool {
        let mut marks = Vec::new();
        Plain::of(text).mark(is_name, &mut marks);
        let has = |range: &RangeInclusive<Mark>| marks.iter().any(|mark| range.contains(mark));
        let ways = Word::of(typed).map_or_else(Vec::new, |word| word.ways());
        ways.iter().any(|way| way.iter().all(has))
    }

    #[test]
    fn words_are_found_inside_texts_and_names_by_pinyin() {
        let cases = [
            ("档案室空调漏水", "空调", Some("空调")),
            ("档案室空调漏水", "水", Some("水")),
            ("档案室空调漏水", "空水", None),
            (
                "电话１３８-0000 1234",
                "13800001234",
                Some("１３８-0000 1234"),
            ),
            ("联系Ａｂｃ公司", "aBC公", Some("Ａｂｃ公")),
            ("面积30㎡", "m2", Some("㎡")),
            ("张 三", "张三", Some("张 三")),
            ("档案利用处", "daly", Some("档案利用")),
            ("档案利用处", "liyong", Some("利用")),
            ("西安馆", "xian", Some("西安")),
            ("吕梁", "lv", Some("吕")),
            ("吕梁", "luliang", Some("吕梁")),
            ("单雄信", "shanxiong", Some("单雄")),
            ("A区窗口", "aqck", Some("A区窗口")),
            ("档案", "……", None),
            ("", "档案", None),
        ];
        for (text, typed, expected) in cases {
            assert_eq!(found(text, typed, true), expected, "{text} {typed}");
        }
        assert_eq!(found("档案利用处", "daly", false), None, "no name");
    }

    proptest! {
        #[test]
        fn what_holds_a_word_bears_its_marks(
            text in "([张三单吕档案长乐西安区Aａb3㎡ é，-]|\\PC){0,12}",
            start in 0_usize..12, length in 1_usize..6, short in any::<bool>(), full in "[a-z]{2,6}",
        ) {
            let part: String = text.chars().skip(start).take(length).collect();
            let reading = |one: char| readings(one).next().map_or(String::new(), str::to_owned);
            let typed: String = part.chars().map(|one| if short {
                first_letters(one).into_iter().take(1).collect()
            } else {
                reading(one)
            }).collect();
            for typed in [part, typed, full] {
                for is_name in [false, true] {
                    let seen = found(&text, &typed, is_name).is_some();
                    prop_assert!(!seen || is_marked(&text, &typed, is_name), "{text} {typed}");
                }
            }
        }
    }
}
