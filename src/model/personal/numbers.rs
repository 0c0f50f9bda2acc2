//! Numbers of phones and of identity cards in free text, however they are written.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::{is_joint, number};

/// The fewest digits of a number that may be somebody's wherever it stands, and of one that stands
/// behind a word for a telephone.
const FEWEST_DIGITS: usize = 10;
pub(super) const FEWEST_DIALLED: usize = 7;
/// The most characters between two digits of one number.
const MOST_JOINTS: usize = 3;
/// Words that a local number follows: one of these, or another number that is hidden.
const DIALLED: &[&str] = &[
    "电话",
    "手机",
    "座机",
    "热线",
    "号码",
    "联系方式",
    "tel",
    "phone",
    "mobile",
    "hotline",
    "****",
];

/// Most characters of one of them.
const LONGEST_WORD: usize = 8;

/// Masks what looks like a phone or an ID number: runs of ten digits and more, full-width ones too,
/// with spaces or dashes between them; fewer behind a word for a telephone. Days are left alone.
pub(super) fn scanned(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < characters.len() {
        let end = run_end(&characters, at);
        if end == at {
            out.push(characters[at]);
            at += 1;
            continue;
        }
        let run: String = characters[at..end].iter().collect();
        let plain: String = run.nfkc().collect();
        let digits = plain.chars().filter(char::is_ascii_digit).count();
        let fewest = if is_dialled(&out) {
            FEWEST_DIALLED
        } else {
            FEWEST_DIGITS
        };
        out += &if digits >= fewest && !is_days(&plain) {
            number(&run)
        } else {
            run
        };
        at = end;
    }
    out
}

/// Returns where a run of digits ends that begins here; the X of an ID number belongs to it.
fn run_end(characters: &[char], start: usize) -> usize {
    let digit = |at: usize| characters.get(at).copied().is_some_and(is_digit);
    let mut end = start;
    let mut digits = 0;
    loop {
        if digit(end) {
            (end, digits) = (end + 1, digits + 1);
            continue;
        }
        if digits == 0 {
            break;
        }
        let between = |one: &&char| is_joint(**one) || matches!(**one, '.' | '．' | ')' | '）');
        let near = characters[end..].iter().take(MOST_JOINTS + 1);
        let joints = near.take_while(between).count();
        let joined = joints <= MOST_JOINTS && digit(end + joints);
        if !joined {
            break;
        }
        end += joints;
    }
    let is_x = |one: &char| matches!(one, 'x' | 'X' | 'ｘ' | 'Ｘ');
    if digits == 17 && characters.get(end).is_some_and(is_x) {
        end += 1;
    }
    end
}

/// Tells whether a character is a decimal digit of any width or style.
fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
        || (character.is_numeric() && {
            let mut plain = character.nfkc();
            plain.next().is_some_and(|one| one.is_ascii_digit()) && plain.next().is_none()
        })
}

/// Tells whether a text ends so that a number behind it is one to dial.
fn is_dialled(before: &str) -> bool {
    let divides = |one: char| {
        is_joint(one)
            || matches!(
                one,
                ':' | '：' | '、' | '，' | ',' | '/' | '(' | '（' | '为' | '是'
            )
    };
    let before = before.trim_end_matches(divides);
    // No more than the longest of the words is looked at, since a text may have as many numbers as words.
    let last = before.char_indices().rev().take(LONGEST_WORD).last();
    let last = before[last.map_or(0, |(at, _)| at)..].to_lowercase();
    DIALLED.iter().any(|word| last.ends_with(word))
}

/// Tells whether a run of digits is made of days, as in 2011-05-01—2011-06-30 or 20110501-20110630:
/// it begins with a year, and each part is a year, a day in eight digits, or a month or day.
fn is_days(run: &str) -> bool {
    const YEARS: Range<u32> = 1900..2100;
    let mut parts = run
        .split(|one: char| !one.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let begins = |part: &str| match (part.len(), part.parse::<u32>()) {
        (4, Ok(year)) => YEARS.contains(&year),
        (8, Ok(day)) => {
            YEARS.contains(&(day / 10_000))
                && (1..=12).contains(&(day / 100 % 100))
                && (1..=31).contains(&(day % 100))
        }
        _ => false,
    };
    let goes_on = |part: &str| {
        begins(part)
            || (part.len() <= 2 && part.parse().is_ok_and(|day: u32| (1..=31).contains(&day)))
    };
    parts.next().is_some_and(begins) && parts.all(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_text_are_masked_and_others_left_alone() {
        let cases = [
            ("电话13812341234。", "电话138****1234。"),
            ("电话 138 1234 1234", "电话 138****1234"),
            ("手机138－1234－1234", "手机138****1234"),
            ("手机138.1234·1234", "手机138****1234"),
            ("138 - 1234 - 1234", "138****1234"),
            ("138\u{200b}1234\u{200b}1234", "138****1234"),
            ("𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟏𝟐𝟑𝟒", "138****1234"),
            ("+86 13812341234", "+138****1234"),
            ("0086-138-1234-1234", "138****1234"),
            (
                "证号３７０１０２１９５００１０１１２３Ｘ号",
                "证号37*************23X号",
            ),
            ("证号37010219500101123x", "证号37*************23x"),
            ("证号370102500101123", "证号37**********123"),
            ("370102 19500101 1234", "37*************234"),
            ("热线0531-66601234", "热线****"),
            ("(0531)66601234", "(****"),
            ("电话：66601234、66601235", "电话：****、****"),
            ("家里座机为6660123", "家里座机为****"),
            ("3项、15人", "3项、15人"),
            ("2011-10-31前办结1200000元", "2011-10-31前办结1200000元"),
            ("整理66601234卷", "整理66601234卷"),
            ("2011-05-01—2011-06-30", "2011-05-01—2011-06-30"),
            ("2011.5.1-2011.12.31开放", "2011.5.1-2011.12.31开放"),
            ("20110501-20110630", "20110501-20110630"),
            ("2011-05-01 13812341234", "****"),
        ];
        for (text, expected) in cases {
            assert_eq!(scanned(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_keeps_ten_digits_in_a_row(text in "[0-9０-９ \\-x甲]{0,60}") {
            let shown: String = scanned(&text).nfkc().collect();
            let longest = shown.split(|one: char| !one.is_ascii_digit()).map(str::len).max();
            proptest::prop_assert!(longest.unwrap_or(0) < FEWEST_DIGITS, "{shown}");
        }
    }
}
