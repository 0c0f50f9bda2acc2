//! Chinese text as it is typed on a Latin keyboard, and as a Chinese roster sorts it: by pinyin.

use std::collections::BTreeSet;

use pinyin::{ToPinyin, ToPinyinMulti};

/// Surnames that are read otherwise than their characters usually are.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("长孙", &["zhang", "sun"]),
    ("乐", &["yue"]),
    ("仇", &["qiu"]),
    ("冼", &["xian"]),
    ("区", &["ou"]),
    ("单", &["shan"]),
    ("员", &["yun"]),
    ("曾", &["zeng"]),
    ("朴", &["piao"]),
    ("查", &["zha"]),
    ("盖", &["ge"]),
    ("缪", &["miao"]),
    ("翟", &["zhai"]),
    ("覃", &["qin"]),
    ("解", &["xie"]),
];

/// Returns what a name is sorted by: its syllables, then its characters.
pub(crate) fn sort_key(name: &str) -> (Vec<String>, String) {
    let surname = SURNAMES
        .iter()
        .find(|(surname, _)| name.starts_with(surname));
    let (head, rest) = match surname {
        Some((surname, reading)) => (*reading, &name[surname.len()..]),
        None => (&[][..], name),
    };
    let syllable = |one: char| {
        one.to_pinyin().map_or_else(
            || one.to_lowercase().collect(),
            // ü comes right after u.
            |reading| reading.plain().replace('ü', "u!"),
        )
    };
    let syllables = head.iter().map(|one| (*one).to_owned());
    (
        syllables.chain(rest.chars().map(syllable)).collect(),
        name.to_owned(),
    )
}

/// Tells whether what was typed fits some stretch of a text: each of its characters by itself or
/// by the beginning of any of its readings, so that `zs`, `zhangs` and `张s` all find 张三.
pub(crate) fn fits(text: &str, typed: &str) -> bool {
    let typed: String = typed.to_lowercase().split_whitespace().collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    typed.is_empty() || (0..text.len()).any(|start| begins(&text[start..], &typed))
}

/// Tells whether a text begins with what was typed.
fn begins(text: &[char], typed: &str) -> bool {
    // How much of what was typed the characters so far may account for.
    let mut ends = BTreeSet::from([0]);
    for one in text.iter().filter(|one| !one.is_whitespace()) {
        ends = ends
            .iter()
            .flat_map(|end| advances(*one, &typed[*end..]).map(move |length| end + length))
            .collect();
        if ends.contains(&typed.len()) {
            return true;
        }
        if ends.is_empty() {
            return false;
        }
    }
    false
}

/// Returns how much of what was typed one character can account for.
fn advances(one: char, typed: &str) -> impl Iterator<Item = usize> {
    let itself = typed.starts_with(one).then_some(one.len_utf8());
    let spelled = readings(one).flat_map(move |reading| {
        let letters = reading.chars().zip(typed.chars());
        letters
            .take_while(|(spelled, typed)| is_typed_as(*spelled, *typed))
            .scan(0, |end, (_, typed)| {
                *end += typed.len_utf8();
                Some(*end)
            })
    });
    itself.into_iter().chain(spelled)
}

/// Returns the readings of a character, without their tones; of single letters, as in 嗯, the vowels.
pub(crate) fn readings(one: char) -> impl Iterator<Item = &'static str> {
    let readings = one.to_pinyin_multi().into_iter().flatten();
    let plain = readings.map(pinyin::Pinyin::plain);
    plain.filter(|reading| reading.len() > 1 || matches!(*reading, "a" | "e" | "o"))
}

/// Tells whether a letter of a reading is typed so: a keyboard has no ü, and v or u stands for it.
fn is_typed_as(spelled: char, typed: char) -> bool {
    spelled == typed || (spelled == 'ü' && matches!(typed, 'u' | 'v'))
}

/// Returns how many of a text's first characters what was typed spells: each by its first letter, or
/// each in full.
pub(crate) fn spelled(text: &[char], typed: &str) -> Option<usize> {
    let is_initial = |(one, letter): (&char, char)| {
        *one == letter
            || readings(*one).any(|reading| {
                reading
                    .chars()
                    .next()
                    .is_some_and(|first| is_typed_as(first, letter))
            })
    };
    let length = typed.len();
    let initials = text.len() >= length && text.iter().zip(typed.chars()).all(is_initial);
    if initials {
        return Some(length);
    }
    spelled_in_full(text, typed)
}

fn spelled_in_full(text: &[char], typed: &str) -> Option<usize> {
    if typed.is_empty() {
        return Some(0);
    }
    let (first, rest) = text.split_first()?;
    let mut spelled = readings(*first).filter_map(|reading| {
        let length = reading.chars().count();
        let begins = reading
            .chars()
            .zip(typed.chars())
            .all(|(one, other)| is_typed_as(one, other));
        typed.get(length..).filter(|_| begins)
    });
    spelled.find_map(|left| Some(1 + spelled_in_full(rest, left)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_characters_and_by_pinyin() {
        let cases = [
            ("张三", "zs", true),
            ("张三", "张", true),
            ("张三", "ZhangSan", true),
            ("张三", "zhs", true),
            ("张三", "张s", true),
            ("张三", "san", true),
            ("张三", "zsf", false),
            ("张三", "sz", false),
            ("单雄信", "sxx", true),
            ("单雄信", "dxx", true),
            ("LY-M1 张三", "m1", true),
            ("LY-M1 张三", "m1 zs", true),
            ("Wang Wei", "wangw", true),
            ("张三", "", true),
            ("", "z", false),
            ("吕梁", "lvl", true),
            ("吕梁", "lul", true),
        ];
        for (text, typed, expected) in cases {
            assert_eq!(fits(text, typed), expected, "{text} {typed}");
        }
    }

    #[test]
    fn names_sort_by_syllables_and_surnames_by_their_own_reading() {
        let mut names = ["张三", "曾国", "Bao", "李四", "单一", "李", "陈一", "林一"];
        names.sort_by_key(|name| sort_key(name));
        let expected = ["Bao", "陈一", "李", "李四", "林一", "单一", "曾国", "张三"];
        assert_eq!(names, expected);
    }

    proptest::proptest! {
        #[test]
        fn every_text_finds_itself(text in "\\PC{0,20}") {
            assert!(fits(&text, &text.to_lowercase()));
        }
    }
}
