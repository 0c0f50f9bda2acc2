//! Finds the known word that an unknown one means: a slip of the keyboard, an abbreviation, or
//! another character that is read the same. A word that is merely less unlike than the others is
//! never suggested.

use crate::model::pinyin;

/// Least length of an abbreviation, in bytes.
const SHORTEST: usize = 3;

/// Returns the word that is most like another, the first of those that are equally so, if any is.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    let alike = |other: &'a str| Some((slips(&word, &other.to_lowercase())?, other));
    let best = words
        .into_iter()
        .filter_map(alike)
        .min_by_key(|one| one.0)?;
    Some(best.1.to_owned())
}

/// Tells whether a word becomes another by one slip, or is read the same.
pub(crate) fn is_one_slip(word: &str, other: &str) -> bool {
    let digits = |word: &str| -> String { word.chars().filter(char::is_ascii_digit).collect() };
    let (word, other) = (word.to_lowercase(), other.to_lowercase());
    let is_read_alike = || pinyin::sort_key(&word).0 == pinyin::sort_key(&other).0;
    digits(&word) == digits(&other) && (strsim::osa_distance(&word, &other) <= 1 || is_read_alike())
}

/// Counts the slips that make one word another; `None` where they are too many, or the two are
/// different numbers.
fn slips(word: &str, other: &str) -> Option<usize> {
    let digits = |word: &str| -> String { word.chars().filter(char::is_ascii_digit).collect() };
    if word.is_empty() || digits(word) != digits(other) {
        return None;
    }
    let is_short_for = word.len() >= SHORTEST && other.starts_with(word);
    let is_read_alike = || pinyin::sort_key(word).0 == pinyin::sort_key(other).0;
    if is_short_for || is_read_alike() {
        return Some(0);
    }
    // Two persons of one surname are told apart by one character.
    let has_same_surname = || {
        let mut first = word.chars().zip(other.chars());
        word.chars().all(|one| one >= '\u{3400}')
            && first.next().is_some_and(|(one, other)| one == other)
    };
    let forgiven = match word.chars().count().max(other.chars().count()) {
        2 if has_same_surname() => 1,
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    };
    let slips = strsim::osa_distance(word, other);
    (slips <= forgiven).then_some(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_told_from_another_word() {
        for (word, other, expected) in [
            ("张四", "张三", true),
            ("章三", "张三", true),
            ("张三丰", "张三", true),
            ("户主7", "户主6", false),
            ("李四", "张三", false),
            ("hotlne", "hotline", true),
        ] {
            assert_eq!(is_one_slip(word, other), expected, "{word}");
        }
    }

    #[test]
    fn slips_abbreviations_and_characters_read_alike_are_taken_for_what_they_mean() {
        let words = [
            "pledge",
            "list",
            "responsible",
            "LY-P12",
            "张三",
            "档案利用处",
        ];
        for (typed, meant) in [
            ("pledeg", Some("pledge")),
            ("plegde", Some("pledge")),
            ("lits", Some("list")),
            ("RESP", Some("responsible")),
            ("LY_P12", Some("LY-P12")),
            ("章三", Some("张三")),
            ("档案利用", Some("档案利用处")),
            ("张四", Some("张三")),
            ("档案整理科", None),
            ("LY-P13", None),
            ("ledger", None),
            ("李四", None),
            ("re", None),
            ("", None),
            ("12", None),
        ] {
            assert_eq!(nearest(typed, words).as_deref(), meant, "{typed}");
        }
    }
}
