//! How text is set: in Chinese brackets as wide as the characters around them (GB/T 15834), and no line that
//! ends within a number, a day or a ref (GB/T 15835).

use std::borrow::Cow;

use crate::text::Lang;

/// Makes brackets wide that stand behind a Chinese character or hold one.
pub(crate) fn typeset(text: &str, lang: Lang) -> Cow<'_, str> {
    if lang != Lang::Zh || !text.contains('(') {
        return text.into();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut set = characters.clone();
    let mut open = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        match character {
            '(' => open.push(at),
            ')' => {
                let Some(from) = open.pop() else {
                    continue;
                };
                let behind = from
                    .checked_sub(1)
                    .is_some_and(|before| is_wide(characters[before]));
                if behind || characters[from..at].iter().any(|one| is_wide(*one)) {
                    (set[from], set[at]) = ('（', '）');
                }
            }
            _ => {}
        }
    }
    set.into_iter().collect::<String>().into()
}

fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}' | '“' | '”')
}

/// Joins characters between which no line ends (Unicode's annex 14).
const JOINER: char = '\u{2060}';
/// A space at which no line ends.
const FIXED_SPACE: &str = "\u{a0}";
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Joins what is one day, ref or number of a document, so that no line ends within; returns the pieces of the
/// text, each with whether something in it is joined. Digits alone are broken nowhere.
pub(super) fn joined(text: &str) -> Vec<(String, bool)> {
    let characters: Vec<char> = english_days(text).chars().collect();
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut whole = String::new();
    for (at, one) in characters.iter().enumerate() {
        if at > 0 && is_within(&characters, at) {
            if !(is_latin(characters[at - 1]) && is_latin(*one)) {
                whole.push(JOINER);
            }
        } else {
            put(&mut pieces, std::mem::take(&mut whole));
        }
        whole.push(*one);
    }
    put(&mut pieces, whole);
    pieces
}

fn put(pieces: &mut Vec<(String, bool)>, piece: String) {
    let is_joined = piece.contains(JOINER);
    match pieces.last_mut() {
        Some((last, was)) if *was == is_joined => *last += &piece,
        _ if piece.is_empty() => {}
        _ => pieces.push((piece, is_joined)),
    }
}

const fn is_latin(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// Tells whether a character goes on with what stands before it.
fn is_within(text: &[char], at: usize) -> bool {
    let of = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(' ');
    let (before, next) = (of(at.checked_sub(1)), of(at.checked_add(1)));
    let before_that = of(at.checked_sub(2));
    let is_digit = |one: char| one.is_ascii_digit();
    match text[at] {
        '年' | '月' | '日' | '号' => is_digit(before),
        '〕' => is_digit(before) && is_digit(next),
        '-' => is_latin(before) && is_latin(next),
        one if is_latin(one) => match before {
            '-' => is_latin(before_that),
            '年' | '月' | '〕' => is_digit(before_that) && is_digit(one),
            before => is_latin(before),
        },
        _ => false,
    }
}

/// Joins the day, the month and the year of English.
fn english_days(text: &str) -> String {
    let mut set = String::with_capacity(text.len());
    for word in text.split(' ') {
        let before = set.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
        let is_month = |word: &str| MONTHS.contains(&word.trim_end_matches([',', '.', ';', ')']));
        let is_number = |word: &str| word.starts_with(|one: char| one.is_ascii_digit());
        let is_day =
            is_number(before) && is_month(word) || MONTHS.contains(&before) && is_number(word);
        set += if is_day { FIXED_SPACE } else { " " };
        set += word;
    }
    set.split_off(1)
}

/// Takes out what joins characters, as whoever wrote them would not.
pub(crate) fn unjoined(text: &str) -> String {
    text.replace(JOINER, "").replace(FIXED_SPACE, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_day_and_a_ref_are_one() {
        let cases = [
            ("自2011年3月1日至", "自[2011~年~3~月~1~日]至"),
            ("走访27次，占92.31%", "走访27次，占92.31%"),
            ("见LY-P1", "见[LY~-~P1]"),
            ("2011-05-26", "[2011~-~05~-~26]"),
            ("济发〔2011〕4号", "济发〔[2011~〕~4~号]"),
            ("on 30 November 2011, as", "on 30_November_2011, as"),
            ("in May 2011. In May we", "in May_2011. In May we"),
            ("（2011）；三月 一次，", "（2011）；三月 一次，"),
            ("", ""),
        ];
        for (text, expected) in cases {
            let pieces = joined(text);
            let told = pieces.iter().map(|(piece, is_joined)| {
                let piece = piece.replace(JOINER, "~").replace(FIXED_SPACE, "_");
                if *is_joined {
                    format!("[{piece}]")
                } else {
                    piece
                }
            });
            assert_eq!(told.collect::<String>(), expected);
            let whole: String = pieces.into_iter().map(|(piece, _)| piece).collect();
            assert_eq!(unjoined(&whole), text);
        }
    }

    #[test]
    fn brackets_are_as_wide_as_what_they_hold() {
        let cases = [
            ("济南市档案局(馆)关于", "济南市档案局（馆）关于"),
            ("f(x)", "f(x)"),
            ("甲(LY)", "甲（LY）"),
            ("(甲(b)", "(甲（b）"),
            ("a) 甲 (b", "a) 甲 (b"),
        ];
        for (text, expected) in cases {
            assert_eq!(typeset(text, Lang::Zh), expected);
            assert_eq!(typeset(text, Lang::En), text);
        }
    }
}
