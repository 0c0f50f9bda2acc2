//! What may be personal in a paper, for somebody to look at: numbers and accounts however they are written,
//! number plates, doors, and whom neighbours would know. It would rather tell of too much.

use super::{Fault, around};
use crate::model::laid::Paragraph;
use crate::model::personal::Known;

/// Everything that it finds.
pub(super) const CODES: [&str; 13] = [
    "address",
    "bank-card",
    "chinese-digits",
    "email",
    "family-name",
    "household-name",
    "id-number",
    "landline",
    "mobile",
    "plate",
    "qq",
    "split-number",
    "wechat",
];
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟万段雷钱汤尹黎易常武乔贺赖龚";
const PEOPLE: [&str; 14] = [
    "大爷", "大妈", "大娘", "大嫂", "大叔", "大伯", "大婶", "大姐", "大哥", "奶奶", "爷爷", "阿姨",
    "老汉", "老太",
];
/// What makes a surname and 家 the name of a place.
const PLACES: &str = "庄村屯湾峪沟营寨坡岭台埠桥店集洼河";
const TOWARDS: &str = "为到给去在帮入往";
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新渝";
const NUMERALS: &str = "零〇一二三四五六七八九幺";
/// The fewest digits in Chinese that may be a number to dial.
const FEWEST_NUMERALS: usize = 7;
const ACCOUNTS: [(&str, &[&str]); 2] = [
    (
        "wechat",
        &["微信", "wechat", "WeChat", "weixin", "薇信", "VX", "vx"],
    ),
    ("qq", &["QQ", "qq", "扣扣"]),
];
const DIALLED: [&str; 7] = ["电话", "座机", "热线", "传真", "联系方式", "tel", "Tel"];

/// Looks for what may be personal in a paragraph; `known` are the names and doors of the file.
pub(super) fn faults(
    at: usize,
    paragraph: &Paragraph,
    known: &Known,
    open: &[String],
) -> Vec<Fault> {
    let mut text = paragraph.text.clone();
    for one in open {
        text = text.replace(one.as_str(), &"＊".repeat(one.chars().count()));
    }
    let characters: Vec<char> = text.chars().map(narrow).collect();
    let mut found = Vec::new();
    let mut push = |code, (from, until)| {
        found.push(Fault::new(at, code, around(&characters, from, until), ""));
    };
    accounts(&characters, &mut push);
    plates(&characters, &mut push);
    runs(&characters, &mut push);
    numerals(&characters, &mut push);
    people(&characters, &mut push);
    doors(&characters, &mut push);
    if let Some(place) = known.place(&text) {
        found.push(Fault::new(at, "household-name", &text[place], ""));
    }
    found
}

/// Returns a digit or letter as wide as a Latin one.
fn narrow(one: char) -> char {
    match one {
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(one) - 0xfee0).unwrap_or(one),
        other => other,
    }
}

fn ends_with(characters: &[char], end: usize, words: &[&str]) -> bool {
    let words = words.iter().map(|word| word.chars().collect::<Vec<_>>());
    words
        .into_iter()
        .any(|word| characters[..end].ends_with(&word))
}

/// Counts from a place what is such.
fn run(characters: &[char], at: usize, is: impl Fn(char) -> bool) -> usize {
    let rest = characters.get(at..).unwrap_or_default();
    rest.iter().take_while(|one| is(**one)).count()
}

fn accounts(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    for at in 0..characters.len() {
        let is_part = |one: char| one.is_ascii_alphanumeric() || "._-".contains(one);
        if characters[at] == '@' {
            let after = run(characters, at + 1, is_part);
            let is_host = characters[at + 1..at + 1 + after].contains(&'.');
            if is_host && at > 0 && is_part(characters[at - 1]) {
                push("email", (at, at + after));
            }
        }
        for (code, words) in ACCOUNTS {
            if !ends_with(characters, at, words) {
                continue;
            }
            let gap = run(characters, at, |one| "号：:为是 　".contains(one));
            let length = run(characters, at + gap, |one| {
                one.is_ascii_alphanumeric() || "_-".contains(one)
            });
            if length >= 5 && gap <= 4 {
                push(code, (at, at + gap + length));
            }
        }
    }
}

fn plates(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    for (at, pair) in characters.windows(2).enumerate() {
        if !PROVINCES.contains(pair[0]) || !pair[1].is_ascii_uppercase() {
            continue;
        }
        let gap = run(characters, at + 2, |one| "·•. -".contains(one)).min(1);
        let length = run(characters, at + 2 + gap, |one| {
            one.is_ascii_uppercase() || one.is_ascii_digit()
        });
        let number = &characters[at + 2 + gap..at + 2 + gap + length];
        if (5..=6).contains(&length) && number.iter().any(char::is_ascii_digit) {
            push("plate", (at, at + 2 + gap + length));
        }
    }
}

/// Looks at runs of digits, and at several that little stands between.
fn runs(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let mut at = 0;
    while at < characters.len() {
        let length = run(characters, at, |one| one.is_ascii_digit());
        if length == 0 {
            at += 1;
            continue;
        }
        let mut pieces = vec![(at, length)];
        let mut end = at + length;
        loop {
            let gap = run(characters, end, |one| "/_-—,，.·|、 ()（）".contains(one));
            let next = run(characters, end + gap, |one| one.is_ascii_digit());
            if !(1..=2).contains(&gap) || next == 0 {
                break;
            }
            pieces.push((end + gap, next));
            end += gap + next;
        }
        let end = look(characters, &pieces, push);
        at = end;
    }
}

/// Looks at the first of some pieces of digits, or at those that make one number; returns where it ends.
fn look(
    characters: &[char],
    pieces: &[(usize, usize)],
    push: &mut impl FnMut(&'static str, (usize, usize)),
) -> usize {
    let (at, length) = pieces[0];
    let digits =
        |from: usize, length: usize| characters[from..from + length].iter().collect::<String>();
    let is_mobile = |number: &str| {
        let mut bytes = number.bytes();
        number.len() == 11
            && bytes.next() == Some(b'1')
            && bytes.next().is_some_and(|one| one >= b'3')
    };
    let first = digits(at, length);
    let is_x = matches!(characters.get(at + length), Some('x' | 'X'));
    let code = match length {
        11 if is_mobile(&first) => Some("mobile"),
        17 if is_x => Some("id-number"),
        15 | 18 => Some("id-number"),
        16 | 17 | 19 => Some("bank-card"),
        11 | 12 if first.starts_with('0') => Some("landline"),
        7 | 8 if is_dialled(characters, at) => Some("landline"),
        _ => None,
    };
    if let Some(code) = code {
        push(code, (at, at + length));
        return at + length;
    }
    for many in 2..=pieces.len().min(4) {
        let whole: String = pieces[..many]
            .iter()
            .map(|(at, length)| digits(*at, *length))
            .collect();
        let (last, of_last) = pieces[many - 1];
        let end = last + of_last;
        let is_long = pieces[..many].iter().all(|(_, length)| *length >= 3);
        if is_long && is_mobile(&whole) {
            push("split-number", (at, end));
            return end;
        }
        let is_area = first.starts_with('0') && (3..=4).contains(&length);
        if many == 2 && is_area && (7..=8).contains(&of_last) {
            push("landline", (at, end));
            return end;
        }
    }
    at + length
}

fn is_dialled(characters: &[char], at: usize) -> bool {
    let gap = characters[..at]
        .iter()
        .rev()
        .take_while(|one| "：:为是 　号".contains(**one))
        .count();
    gap <= 3 && ends_with(characters, at - gap, &DIALLED)
}

fn numerals(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let mut at = 0;
    while at < characters.len() {
        let length = run(characters, at, |one| NUMERALS.contains(one));
        if length >= FEWEST_NUMERALS {
            push("chinese-digits", (at, at + length));
        }
        at += length.max(1);
    }
}

fn people(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let get = |at: usize| characters.get(at).copied().unwrap_or('\n');
    for at in (0..characters.len()).filter(|at| SURNAMES.contains(characters[*at])) {
        let next: String = [get(at + 1), get(at + 2)].iter().collect();
        let before = at.checked_sub(1).map_or('\n', get);
        let is_house =
            get(at + 1) == '家' && TOWARDS.contains(before) && !PLACES.contains(get(at + 2));
        let after: String = [get(at + 1), get(at + 2), get(at + 3)].iter().collect();
        let is_said = ["户主：", "户主是", "户主叫"]
            .iter()
            .any(|word| ends_with(characters, at, &[word]));
        if PEOPLE.contains(&&*next) || is_house || (is_said && !after.starts_with('某')) {
            push("family-name", (at, at + 2));
        }
    }
}

fn doors(characters: &[char], push: &mut impl FnMut(&'static str, (usize, usize))) {
    let get = |at: usize| characters.get(at).copied().unwrap_or('\n');
    let is_number = |one: char| one.is_ascii_digit() || "一二三四五六七八九十".contains(one);
    for at in 1..characters.len() {
        if !is_number(get(at - 1)) {
            continue;
        }
        let next: String = [get(at), get(at + 1)].iter().collect();
        let is_door =
            next == "单元" || next == "号楼" || (get(at) == '室' && get(at - 1).is_ascii_digit());
        let begin = at
            - characters[..at]
                .iter()
                .rev()
                .take_while(|one| is_number(**one))
                .count();
        let is_group = get(at) == '组'
            && ends_with(
                characters,
                begin,
                &["村", "庄", "屯", "社区", "居委会", "大队", "村第", "庄第"],
            );
        if is_door || is_group {
            push("address", (begin, at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_personal_is_found_however_it_is_written() {
        let known = Known::new([], []).unwrap();
        let cases = [
            ("信箱wang@example.com", "email"),
            ("微信号：wangfang_88", "wechat"),
            ("加QQ 12345678", "qq"),
            ("车牌鲁A·12345", "plate"),
            ("鲁AD12345", "plate"),
            ("拨打0531-66601234", "landline"),
            ("电话：66601234", "landline"),
            ("手机13812341234", "mobile"),
            ("手机１３８１２３４１２３４", "mobile"),
            ("138/1234/1234", "split-number"),
            ("138_1234_1234", "split-number"),
            ("138，1234，1234", "split-number"),
            ("一三八一二三四一二三四", "chinese-digits"),
            ("证号370102195001011234", "id-number"),
            ("卡号6222021602001234567", "bank-card"),
            ("看望王大爷", "family-name"),
            ("到李家走访", "family-name"),
            ("贾庄村3组", "address"),
            ("贾庄村三组", "address"),
            ("3号楼2单元501室", "address"),
        ];
        let of = |text: &str| {
            let paragraph = Paragraph {
                text: text.to_owned(),
                ..Paragraph::default()
            };
            faults(0, &paragraph, &known, &["0531-66601235".to_owned()])
        };
        for (text, code) in cases {
            let found = of(text);
            assert_eq!(found.first().map(|one| one.code), Some(code), "{text}");
        }
        for text in [
            "贾家庄、到王家庄走访",
            "2011年11月30日",
            "138****1234",
            "监督电话：0531-66601235",
            "二〇一一年",
            "1、2、3、4、5、6、7、8、9、10、11",
            "整理66601234卷",
            "第三组织生活会",
            "分3组走访",
            "秦某某",
            "16640卷件",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", of(text));
        }
    }
}
