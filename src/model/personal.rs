//! Masking what is personal, for lists that the public reads (personal data): names, phones, ID
//! numbers, addresses, and such numbers inside free text. It would rather hide too much.

use unicode_normalization::UnicodeNormalization;

/// What kind of personal thing a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Personal {
    Address,
    IdNumber,
    Name,
    Phone,
}

/// Surnames of two characters, which are kept whole.
const COMPOUND_SURNAMES: &str = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 宇文 长孙 夏侯 轩辕 端木 \
    百里 呼延 南宫 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 亓官 司寇 巫马 公西 \
    漆雕 乐正 公良 拓跋 夹谷 宰父 谷梁 东郭 南门 西门 第五 独孤 赫连";

/// Where an address may end: at a township or a street office, else at a county or district.
const ADDRESS_ENDS: &[&[&str]] = &[&["街道", "镇", "乡"], &["县", "区", "市"]];

/// The fewest digits of a number that may be somebody's.
const FEWEST_DIGITS: usize = 10;

impl Personal {
    /// Masks a value.
    pub(crate) fn masked(self, value: &str) -> String {
        match self {
            Self::Address => address(value),
            Self::IdNumber | Self::Phone => number(value),
            Self::Name => name(value),
        }
    }
}

fn name(value: &str) -> String {
    let value = value.trim();
    let mut characters = value.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    if first.is_ascii_alphabetic() {
        return format!("{first}***");
    }
    let two: String = value.chars().take(2).collect();
    let is_compound = COMPOUND_SURNAMES
        .split_whitespace()
        .any(|known| known == two);
    if is_compound && value.chars().count() > 2 {
        return format!("{two}某某");
    }
    format!("{first}某某")
}

fn address(value: &str) -> String {
    for ends in ADDRESS_ENDS {
        let found = ends.iter().filter_map(|end| {
            let at = value
                .char_indices()
                .skip(1)
                .find(|(at, _)| value[*at..].starts_with(end));
            at.map(|(at, _)| at + end.len())
        });
        if let Some(end) = found.min() {
            return format!("{}***", &value[..end]);
        }
    }
    "***".to_owned()
}

/// Masks a number by its length: a mobile phone, an ID number, or another.
fn number(value: &str) -> String {
    let plain: Vec<char> = value.nfkc().filter(char::is_ascii_alphanumeric).collect();
    let text = |characters: &[char]| characters.iter().collect::<String>();
    match plain.len() {
        11 if plain[0] == '1' => format!("{}****{}", text(&plain[..3]), text(&plain[7..])),
        15 | 18 => {
            let (head, tail) = (&plain[..2], &plain[plain.len() - 3..]);
            format!(
                "{}{}{}",
                text(head),
                "*".repeat(plain.len() - 5),
                text(tail)
            )
        }
        _ => "****".to_owned(),
    }
}

/// Masks what looks like a phone or an ID number in a text: runs of ten digits and more, full-width
/// ones too, with single spaces or dashes between them.
pub(crate) fn scanned(text: &str) -> String {
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
        let digits = run.chars().filter(|one| is_digit(*one)).count();
        out += &if digits >= FEWEST_DIGITS {
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
        } else if digits > 0
            && characters.get(end).copied().is_some_and(is_separator)
            && digit(end + 1)
        {
            end += 1;
        } else {
            break;
        }
    }
    let is_x = |one: &char| matches!(one, 'x' | 'X' | 'ｘ' | 'Ｘ');
    if digits == 17 && characters.get(end).is_some_and(is_x) {
        end += 1;
    }
    end
}

const fn is_digit(character: char) -> bool {
    matches!(character, '0'..='9' | '０'..='９')
}

const fn is_separator(character: char) -> bool {
    matches!(
        character,
        ' ' | '-' | '－' | '–' | '—' | '\u{3000}' | '\u{a0}' | '.'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_personal_is_masked() {
        let cases = [
            (Personal::Name, "秦桂英", "秦某某"),
            (Personal::Name, "欧阳修", "欧阳某某"),
            (Personal::Name, "司马", "司某某"),
            (Personal::Name, "Zhang San", "Z***"),
            (Personal::Name, "", ""),
            (Personal::Phone, "13812341234", "138****1234"),
            (Personal::Phone, "１３８ 1234-1234", "138****1234"),
            (Personal::Phone, "0531-66601234", "****"),
            (
                Personal::IdNumber,
                "370102195001011234",
                "37*************234",
            ),
            (
                Personal::IdNumber,
                "37010219500101123x",
                "37*************23x",
            ),
            (
                Personal::Address,
                "历城区港沟镇南坡村12号",
                "历城区港沟镇***",
            ),
            (
                Personal::Address,
                "历下区泉城路街道5号院",
                "历下区泉城路街道***",
            ),
            (Personal::Address, "历下区某路5号", "历下区***"),
            (Personal::Address, "5号", "***"),
        ];
        for (personal, value, expected) in cases {
            assert_eq!(personal.masked(value), expected, "{value}");
        }
    }

    #[test]
    fn numbers_in_a_text_are_masked_and_others_left_alone() {
        let cases = [
            ("电话13812341234。", "电话138****1234。"),
            ("电话 138 1234 1234", "电话 138****1234"),
            (
                "证号３７０１０２１９５００１０１１２３Ｘ号",
                "证号37*************23X号",
            ),
            ("2011-10-31前办结1200000元", "2011-10-31前办结1200000元"),
            ("热线0531-66601234", "热线****"),
            ("3项、15人", "3项、15人"),
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
