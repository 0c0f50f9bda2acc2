//! The language of a paper: punctuation (GB/T 15834), numbers and days (GB/T 15835), and what was left
//! in it that nobody is to read.

use chrono::NaiveDate;

use super::{Fault, around, is_han};
use crate::model::document::GAP;
use crate::model::laid::Paragraph;
use crate::model::reference::Ref;
use crate::render;
use crate::text::Lang;

/// What is put where somebody is to write.
const PLACEHOLDERS: [&str; 9] = [
    "××",
    "XX",
    "{{",
    "{%",
    "TODO",
    "待补充",
    "此处填写",
    "某年某月",
    "Lorem ipsum",
];
const STOPS: &str = "。，、；：";
const PAIRS: [(char, char); 6] = [
    ('（', '）'),
    ('“', '”'),
    ('《', '》'),
    ('〔', '〕'),
    ('【', '】'),
    ('‘', '’'),
];
/// What may stand before the year of a document number.
const CLOSERS: [(char, char); 5] = [
    ('[', ']'),
    ('［', '］'),
    ('(', ')'),
    ('（', '）'),
    ('【', '】'),
];

/// Tells what is wrong with the words of a paragraph.
pub(super) fn faults(at: usize, paragraph: &Paragraph, is_main: bool, lang: Lang) -> Vec<Fault> {
    let text = paragraph.text.as_str();
    let mut found = left_over(at, paragraph);
    if lang == Lang::Zh {
        let characters: Vec<char> = text.chars().collect();
        let mut push = |code, (from, until)| {
            found.push(Fault::new(at, code, around(&characters, from, until), ""));
        };
        punctuation(&characters, &mut push);
        days(&characters, &mut push);
        numbers(&characters, &mut push);
        if text.contains("..") || text.contains("。。。") {
            push("ellipsis", (0, 0));
        }
        let set = render::typeset(text, Lang::Zh);
        let wide = text
            .chars()
            .zip(set.chars())
            .position(|(one, other)| one != other);
        if let Some(wide) = wide {
            push("bracket-width", (wide, wide));
        }
        if PAIRS
            .iter()
            .any(|(open, close)| text.matches(*open).count() != text.matches(*close).count())
        {
            push("unbalanced", (0, 0));
        }
    }
    if is_main && paragraph.cell.is_none() {
        found.extend(codes(at, text));
    }
    found
}

/// Finds what is not to be in a paper that is signed.
fn left_over(at: usize, paragraph: &Paragraph) -> Vec<Fault> {
    let text = paragraph.text.as_str();
    let is_gap = [Lang::Zh, Lang::En]
        .iter()
        .any(|lang| text.contains(GAP.get(*lang)));
    let mut found = Vec::new();
    if is_gap {
        found.push(Fault::new(at, "gap", text.trim(), ""));
    }
    if let Some(word) = PLACEHOLDERS.iter().find(|word| text.contains(**word)) {
        found.push(Fault::new(at, "placeholder", *word, ""));
    }
    if paragraph.is_marked && !is_gap {
        found.push(Fault::new(at, "highlight", text.trim(), ""));
    }
    found
}

/// Finds refs, weeks and names of settings.
fn codes(at: usize, text: &str) -> Option<Fault> {
    let is_code = |word: &&str| {
        let word = word.trim_matches(['.', ',', ';', '-']);
        let is_ref = word.contains('-')
            && Ref::parse(word, "")
                .is_some_and(|one| one.office.bytes().all(|one| one.is_ascii_uppercase()))
            && word.bytes().all(|one| !one.is_ascii_lowercase());
        let week = word.split_once("-W").is_some_and(|(year, week)| {
            year.len() == 4 && week.len() == 2 && week.bytes().all(|one| one.is_ascii_digit())
        });
        is_ref || week || word.starts_with("limits.")
    };
    let mut words = text.split(|one: char| !(one.is_ascii_alphanumeric() || "-._".contains(one)));
    words
        .find(is_code)
        .map(|word| Fault::new(at, "internal-code", word, ""))
}

fn punctuation(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let get = |at: usize| characters.get(at).copied().unwrap_or('\n');
    for at in 0..characters.len() {
        let (before, one, next) = (at.checked_sub(1).map_or('\n', get), get(at), get(at + 1));
        let is_edge = is_han(next) || next == '\n';
        if ",;:!?".contains(one) && is_han(before) && is_edge {
            push("punctuation-width", (at, at));
        }
        if one == '.' && is_han(before) && next == '\n' {
            push("punctuation-width", (at, at));
        }
        if STOPS.contains(one) && STOPS.contains(next) && get(at + 2) != '。' {
            push("punctuation-twice", (at, at + 1));
        }
        if one == '"' && (is_han(before) || is_han(next)) {
            push("quotes-straight", (at, at));
        }
        if one == '-' && next == '-' && is_han(before) {
            push("dash", (at, at + 1));
        }
        if one == ' ' && is_han(before) && is_han(next) {
            push("space-inside", (at, at));
        }
        if matches!(one, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
            && !matches!(before, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
        {
            push("digits-wide", (at, at));
        }
    }
}

/// Returns the number that begins at a place, and where it ends.
pub(super) fn number(characters: &[char], at: usize) -> Option<(i64, usize)> {
    let digits = characters[at..]
        .iter()
        .take_while(|one| one.is_ascii_digit())
        .count();
    let text: String = characters[at..at + digits].iter().collect();
    text.parse().ok().map(|number| (number, at + digits))
}

fn days(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let get = |at: usize| characters.get(at).copied().unwrap_or('\n');
    let begins = |at: usize| {
        get(at).is_ascii_digit()
            && !at
                .checked_sub(1)
                .is_some_and(|before| get(before).is_ascii_digit())
    };
    for at in (0..characters.len()).filter(|at| begins(*at)) {
        let Some((year, end)) = number(characters, at) else {
            continue;
        };
        let sign = get(end);
        let month = number(characters, (end + 1).min(characters.len()));
        let is_year = end - at == 4 && (1900..2200).contains(&year) && "-./".contains(sign);
        if let (true, Some((month, next))) = (is_year, month) {
            let day = number(characters, (next + 1).min(characters.len()));
            if (1..=12).contains(&month) && get(next) == sign && day.is_some() {
                push("date-prose", (at, day.map_or(next, |(_, end)| end)));
            }
        }
        if (sign == '月' || sign == '日') && get(at) == '0' {
            push("date-zero", (at, end));
        }
        let is_month = sign == '月' && get(end + 1).is_ascii_digit();
        if let (true, Some((day, next))) = (is_month, month) {
            let before = at.checked_sub(1).filter(|before| get(*before) == '年');
            let known = before.and_then(|before| {
                let year: String = characters[before.checked_sub(4)?..before].iter().collect();
                year.parse::<i32>().ok()
            });
            let there = u32::try_from(year)
                .ok()
                .zip(u32::try_from(day).ok())
                .and_then(|(month, day)| {
                    NaiveDate::from_ymd_opt(known.unwrap_or(2000), month, day)
                });
            if get(next) == '日' && there.is_none() {
                push("date-impossible", (at, next));
            }
        }
    }
}

fn numbers(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let get = |at: usize| characters.get(at).copied().unwrap_or('\n');
    for at in 0..characters.len() {
        if get(at) == '第'
            && let Some((_, end)) = number(characters, at + 1)
            && get(end) == '阶'
            && get(end + 1) == '段'
        {
            push("phase-numeral", (at, end + 1));
        }
        let closer = CLOSERS.iter().find(|(open, _)| *open == get(at));
        if let Some((_, close)) = closer
            && let Some((year, end)) = number(characters, at + 1)
            && (1900..2200).contains(&year)
            && get(end) == *close
            && let Some((_, last)) = number(characters, (end + 1).min(characters.len()))
            && get(last) == '号'
        {
            push("document-number", (at, last));
        }
    }
}
