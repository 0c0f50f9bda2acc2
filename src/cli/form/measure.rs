//! How wide text is on a terminal, and how it is cut where it is too wide: with “…”, and within no
//! number, day or ref.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns how many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Returns how many columns a character takes.
pub(super) fn width_of(one: char) -> usize {
    one.width().unwrap_or(0)
}

/// Writes a text on one line of so many columns at most.
pub(super) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let line: Cow<str> = if text.contains('\n') {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" / ").into()
    } else {
        text.into()
    };
    if width(&line) <= most {
        return line;
    }
    let room = most.saturating_sub(1);
    let mut taken = 0;
    let mut end = 0;
    for (at, one) in line.char_indices() {
        taken += width_of(one);
        if taken > room {
            break;
        }
        end = at + one.len_utf8();
    }
    let kept = line[..whole(&line, end)].trim_end();
    format!("{kept}…").into()
}

/// Moves a place in a text to the beginning of the number, day or ref within which it lies, unless that
/// begins the text.
fn whole(text: &str, at: usize) -> usize {
    let joins = |one: char| one.is_ascii_alphanumeric() || "-./:%".contains(one);
    let (before, after) = text.split_at(at);
    if !after.starts_with(joins) {
        return at;
    }
    let start = before.trim_end_matches(joins).len();
    let end = at + (after.len() - after.trim_start_matches(joins).len());
    let has_digit = text[start..end].contains(|one: char| one.is_ascii_digit());
    if has_digit && start > 0 { start } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_wide_is_cut_within_no_number_day_or_ref() {
        let cases = [
            ("查档等候时间长", 14, "查档等候时间长"),
            ("查档等候时间长", 13, "查档等候时间…"),
            ("查档等候时间长", 12, "查档等候时…"),
            ("到 2011-05-26 为止", 8, "到…"),
            ("见 LY-P12", 7, "见…"),
            ("LY-P12 张三", 4, "LY-…"),
            ("abc def", 5, "abc…"),
            ("一\n二", 9, "一 / 二"),
            ("用 100% 的力", 5, "用…"),
        ];
        for (text, most, shown) in cases {
            assert_eq!(cut(text, most), shown, "{text}");
            assert!(width(&cut(text, most)) <= most, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_cut_is_never_too_wide(text in "\\PC{0,40}", most in 1usize..50) {
            proptest::prop_assert!(width(&cut(&text, most)) <= most.max(1));
        }
    }
}
