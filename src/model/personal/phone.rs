//! The number of a telephone: 3 to 20 digits, with the signs that people write between them.

use unicode_normalization::UnicodeNormalization;

/// Words that part several numbers, or a number from its extension.
const BETWEEN: &[&str] = &["转", "、", "，", ",", "/", ";", "；", "或"];

/// Returns a telephone's number as it is kept, in plain digits and signs; `None` where a text is none.
pub(crate) fn phone(text: &str) -> Option<String> {
    const FEWEST: usize = 3;
    const MOST: usize = 20;
    let bare = text.trim();
    if (FEWEST..=MOST).contains(&bare.len()) && bare.bytes().all(|one| one.is_ascii_digit()) {
        return Some(bare.to_owned());
    }
    let plain: String = bare.nfkc().map(dash).collect();
    let mut rest = plain.clone();
    for word in BETWEEN {
        rest = rest.replace(word, " ");
    }
    let is_sign = |one: char| one.is_ascii_digit() || "+-() ".contains(one);
    let numbers = plain.split(['、', '，', ',', '/', ';', '；', '或']);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let mut lengths = numbers.map(digits);
    let fits = rest.chars().all(is_sign) && lengths.all(|length| (FEWEST..=MOST).contains(&length));
    fits.then_some(plain)
}

fn dash(one: char) -> char {
    match one {
        '–' | '—' | '‐' | '‑' | '−' | '―' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_text() {
        for (typed, kept) in [
            ("13800001111", Some("13800001111")),
            ("138 0000 1111", Some("138 0000 1111")),
            ("+86 138-0000-1111", Some("+86 138-0000-1111")),
            ("（０２１）６２７５１２３４", Some("(021)62751234")),
            ("021—62751234转8012", Some("021-62751234转8012")),
            ("62751234、62751235", Some("62751234、62751235")),
            ("12345", Some("12345")),
            ("8101", Some("8101")),
            ("81", None),
            ("问门卫", None),
            ("138a0001111", None),
            ("1380000111113800001111", None),
            ("", None),
        ] {
            assert_eq!(phone(typed).as_deref(), kept, "{typed}");
        }
    }
}
