//! Masking what is personal, for lists that the public reads (personal data): names, phones, ID
//! numbers, addresses, and whatever of them stands inside free text. It would rather hide too much.

mod id_number;
mod known;
mod numbers;
mod phone;

use unicode_normalization::UnicodeNormalization;

pub(crate) use id_number::{
    has_shape_of_id_number, is_against_check_digit, is_id_number, tidied as tidied_id_number,
};
pub(crate) use known::Known;
pub(crate) use phone::phone;

/// Stands for a text of which nothing is shown, or nothing is left.
pub(crate) const MASKED: &str = "***";

/// Kinds of personal data that a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Personal {
    Address,
    IdNumber,
    Name,
    Phone,
    /// What is of somebody as a whole, such as a photo: nothing of it is shown, and nothing of it is
    /// looked for in other words.
    Whole,
}

/// Surnames of two characters, which are kept whole.
const COMPOUND_SURNAMES: &str = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 宇文 长孙 夏侯 轩辕 端木 \
    百里 呼延 南宫 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 亓官 司寇 巫马 公西 \
    漆雕 乐正 公良 拓跋 夹谷 宰父 谷梁 东郭 南门 西门 第五 独孤 赫连 万俟 公羊 左丘 梁丘 羊舌 颛孙 太史 东门 \
    完颜 纳兰 微生 子书 叶赫 钟吾 巫咸 段干 壤驷 公仪";

/// Words that clerks write for a name if nobody gave one.
const NOBODY: &str = "匿名 匿名者 群众 群众代表 居民 居民代表 村民 村民代表 市民 市民代表 热心市民 职工 干部 党员 学生 \
    老人 网友 读者 用户 业主 农户 服务对象 查档人 查档群众 利用者 来访人 来访者 来访群众 来信人 来电人 anonymous";

/// Words at which an address may end: at a township or a street office, else at a county or
/// district.
const ADDRESS_ENDS: &[&[&str]] = &[&["街道", "镇", "乡"], &["县", "区", "市"]];

/// Returns the surnames of two characters.
pub(crate) fn compound_surnames() -> impl Iterator<Item = &'static str> {
    COMPOUND_SURNAMES.split_whitespace()
}

impl Personal {
    pub(crate) fn masked(self, value: &str) -> String {
        match self {
            Self::Address => address(value),
            Self::IdNumber | Self::Phone => number(value),
            Self::Name => name(value),
            Self::Whole => MASKED.to_owned(),
        }
    }
}

fn name(value: &str) -> String {
    let value = value.trim();
    let mut characters = value.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    if !is_han(first) {
        return format!("{first}***");
    }
    let two: String = value.chars().take(2).collect();
    let is_compound = compound_surnames().any(|known| known == two);
    if is_compound && value.chars().count() > 2 {
        return format!("{two}某某");
    }
    format!("{first}某某")
}

fn address(value: &str) -> String {
    format!("{}***", &value[..address_end(value)])
}

/// Returns where the part of an address ends that everybody may know.
fn address_end(value: &str) -> usize {
    let first = |ends: &&[&str]| {
        let found = ends.iter().filter_map(|end| {
            let mut places = value.char_indices().skip(1);
            let at = places.find(|(at, _)| value[*at..].starts_with(end));
            at.map(|(at, _)| at + end.len())
        });
        found.min()
    };
    ADDRESS_ENDS.iter().find_map(first).unwrap_or(0)
}

/// Masks a number by its length: a mobile phone, an ID number, or another.
fn number(value: &str) -> String {
    let plain: String = value.nfkc().filter(char::is_ascii_alphanumeric).collect();
    // The country's number before a mobile phone's is nobody's.
    let mobile = ["0086", "86"].iter().find_map(|country| {
        let rest = plain.strip_prefix(country)?;
        (rest.len() == 11 && rest.starts_with('1')).then_some(rest)
    });
    let plain = mobile.unwrap_or(&plain);
    match plain.len() {
        11 if plain.starts_with('1') => format!("{}****{}", &plain[..3], &plain[7..]),
        length @ (15 | 18) => {
            let hidden = "*".repeat(length - 5);
            format!("{}{hidden}{}", &plain[..2], &plain[length - 3..])
        }
        _ => "****".to_owned(),
    }
}

/// Tells whether a value of a name field is one of nobody in particular.
fn is_nobody(value: &str) -> bool {
    NOBODY.split_whitespace().any(|word| word == value)
}

const fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Tells whether a character may stand between the parts of a name or a number without dividing it.
fn is_joint(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '－' | '\u{2010}'..='\u{2015}' | '−' | '·' | '•' | '‧' | '・' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
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
            (Personal::Name, "万俟春", "万俟某某"),
            (Personal::Name, "买买提·吐尔逊", "买某某"),
            (Personal::Name, "Zhang San", "Z***"),
            (Personal::Name, "Émile", "É***"),
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
            (Personal::IdNumber, "370102500101123", "37**********123"),
            (Personal::Phone, "+86 138-1234-1234", "138****1234"),
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
}
