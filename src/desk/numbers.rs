//! Numbers as people write them: with units, separators, and words for many at once.

use std::borrow::Cow;

use crate::model::kind::{Field, Shape};
use crate::model::value;

/// Units of which a field that counts in another takes so many of its own. A day of study has eight
/// hours.
const MULTIPLES: &[(&str, &str, i64)] = &[("小时", "分钟", 60), ("天", "学时", 8)];
/// Small numbers in words, from 0.
const WORDS: &[&str] = &[
    "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
];
/// Units that stand behind a head in brackets.
const UNITS: &[&str] = &[
    "亿元",
    "千万元",
    "百万元",
    "十万元",
    "万元",
    "千元",
    "百元",
    "元",
    "角",
    "分",
    "小时",
    "分钟",
    "秒",
    "天",
    "日",
    "周",
    "月",
    "年",
    "学时",
    "课时",
    "学分",
    "人",
    "名",
    "人次",
    "户",
    "次",
    "件",
    "条",
    "项",
    "%",
    "‰",
    "百人",
    "千人",
    "万人",
    "百人次",
    "千人次",
    "万人次",
    "百户",
    "千户",
    "万户",
    "百万",
    "千万",
    "万",
    "千",
    "百",
    "美元",
    "美金",
    "欧元",
    "港元",
    "港币",
    "日元",
    "英镑",
];
/// Further units in which people count, none of which stands behind a head.
const MORE_UNITS: &[&str] = &[
    "个",
    "位",
    "口",
    "家",
    "场",
    "期",
    "本",
    "册",
    "份",
    "卷",
    "张",
    "台",
    "套",
    "页",
    "箱",
    "袋",
    "桶",
    "公里",
    "里",
    "米",
    "平方米",
    "亩",
    "斤",
    "公斤",
    "吨",
    "块",
    "块钱",
    "个小时",
    "个月",
    "个人",
];
/// Words around an amount of money.
const YUAN: &[&str] = &[
    "人民币",
    "元整",
    "块钱",
    "元",
    "块",
    "￥",
    "¥",
    "rmb",
    "yuan",
    "cny",
];
/// Words for many at once, with their zeros.
const MYRIADS: &[(&str, u32)] = &[
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("万", 4),
    ("亿", 8),
    ("千", 3),
    ("百", 2),
];

/// What an amount that is not written as a number consists of: 三百元, 300多元.
const ROUGHLY: &str = "0123456789.,零〇一二三四五六七八九十百千万亿两几半多余约近来上-~至到";
/// The signs of a number in words.
const NUMERALS: &str = "0123456789一二三四五六七八九十百千两半";

/// Reads the number of a field, in the unit in which it counts or without: 12人次, 2小时 as 120 minutes,
/// 半天 as 40 tenths of an hour, 1.2万元 as fen.
pub(super) fn number(field: &Field, input: &str) -> Option<i64> {
    let input = &*input.to_lowercase();
    let number = match field.shape {
        Shape::Money => fen(input),
        Shape::Percent => count(unmeasured(field, input)),
        Shape::Count => multiple(field, input)
            .and_then(|hundredths| whole(hundredths, 100))
            .or_else(|| count(unmeasured(field, input))),
        Shape::Decimal => {
            let mut measures = field.measures.iter();
            let own = || measures.find_map(|unit| of_unit(input, unit));
            let hundredths = multiple(field, input).or_else(own);
            hundredths
                .and_then(|hundredths| whole(hundredths, 10))
                .or_else(|| decimal(input, 1))
        }
        _ => None,
    };
    number.filter(|number| value::is_bounded(field.shape, *number))
}

/// Writes what a number in another unit was taken for, in that of the field: 半天 is 4学时.
pub(crate) fn converted(field: &Field, input: &str) -> Option<String> {
    let hundredths = multiple(field, input)?;
    let number = match field.shape {
        Shape::Decimal => value::decimal(whole(hundredths, 10)?),
        _ => whole(hundredths, 100)?.to_string(),
    };
    Some(number + field.measures.first()?)
}

/// Reads a number in a unit of which the field's own are a part, as hundredths of its own.
fn multiple(field: &Field, input: &str) -> Option<i64> {
    let mut multiples = MULTIPLES.iter();
    multiples.find_map(|(unit, own, times)| {
        let is_its = field.measures.contains(own);
        of_unit(input, unit).filter(|_| is_its)?.checked_mul(*times)
    })
}

/// Reads a number in a unit as hundredths: 1.5天, 半天, 一天半, 一个半小时.
fn of_unit(input: &str, unit: &str) -> Option<i64> {
    let input = input.trim();
    if let Some(number) = input.strip_suffix(unit) {
        return hundredths(number);
    }
    let number = input.strip_suffix('半')?.strip_suffix(unit)?;
    Some(hundredths(number).filter(|number| number % 100 == 0)? + 50)
}

/// Reads a number, in words where it is small, as hundredths.
fn hundredths(number: &str) -> Option<i64> {
    let plain = |number: &str| {
        let number = number.trim().trim_end_matches('个').trim();
        let number = if number == "两" { "二" } else { number };
        let word = WORDS.iter().zip(0..).find(|(word, _)| **word == number);
        word.map_or_else(|| decimal(number, 2), |(_, number)| Some(number * 100))
    };
    match number.trim().trim_end_matches('个').strip_suffix('半') {
        Some("") => Some(50),
        Some(number) => Some(plain(number).filter(|number| number % 100 == 0)? + 50),
        None => plain(number),
    }
}

/// Returns a number of hundredths as so many of larger parts, where it is.
fn whole(hundredths: i64, of: i64) -> Option<i64> {
    (hundredths % of == 0).then_some(hundredths / of)
}

/// Tells whether a text is a number in the unit of a field.
pub(super) fn measures(field: &Field, input: &str) -> bool {
    number(field, input).is_some() && !is_bare(input)
}

/// Finds in a head such as 慰问金额(万元) the unit of its numbers, where it is another than that in which
/// its field counts.
pub(crate) fn other_unit<'h>(field: &Field, head: &'h str) -> Option<&'h str> {
    let counts = matches!(
        field.shape,
        Shape::Count | Shape::Decimal | Shape::Money | Shape::Percent
    );
    let head = head.trim();
    let unit = if let Some((_, rest)) = head.rsplit_once(['(', '（', '/', '／', '[', '【']) {
        rest.trim_end_matches([')', '）', ']', '】']).trim()
    } else {
        // Without a sign before it, as in 慰问金额万元.
        let ends = |unit: &&&str| unit.chars().nth(1).is_some() && head.ends_with(**unit);
        let known = UNITS.iter().filter(ends).max_by_key(|unit| unit.len());
        match known {
            Some(unit) => unit,
            None => many_at_end(field, head)?,
        }
    };
    let unit = unit.strip_prefix("单位").unwrap_or(unit);
    let unit = unit.trim_start_matches([':', '：']).trim();
    let is_other = is_unit(unit) || many_at_end(field, unit) == Some(unit);
    (counts && is_other && !field.measures.contains(&unit)).then_some(unit)
}

/// Finds at the end of a head a unit that is many of the field's own: 百卷, 千册.
fn many_at_end<'h>(field: &Field, head: &'h str) -> Option<&'h str> {
    let measures = field.measures.iter();
    measures.into_iter().find_map(|unit| {
        let before = head.strip_suffix(unit)?;
        let plain = MYRIADS
            .iter()
            .find_map(|(word, _)| before.strip_suffix(word))?;
        head.get(plain.len()..)
    })
}

/// Finds the unit of money of which a line above or below a table says that amounts are in it, where it is
/// another than yuan: 金额单位：万元, 以万元为单位.
pub(crate) fn told_unit(line: &str) -> Option<&'static str> {
    let money = || UNITS.iter().filter(|unit| unit.ends_with('元'));
    let longest = |fits: &dyn Fn(&str) -> bool| {
        let fitting = money().filter(|unit| fits(unit));
        fitting.max_by_key(|unit| unit.len()).copied()
    };
    let mut parts = line.split("单位");
    let before = parts.next()?.trim_end_matches(['为', '作', ' ']);
    let mut behind = parts.map(|rest| {
        let rest = rest.trim_start_matches([':', '：', ' ', '为', '是', '均', '(']);
        longest(&|unit| rest.starts_with(unit))
    });
    let unit = behind.find_map(|unit| unit);
    let unit = unit.or_else(|| {
        let is_told = line.contains("为单位");
        longest(&|unit| before.ends_with(unit)).filter(|_| is_told)
    });
    unit.filter(|unit| *unit != "元")
}

/// Tells whether a head names a unit.
pub(crate) fn has_unit(head: &str) -> bool {
    UNITS
        .iter()
        .any(|unit| head.trim_end_matches([')', '）']).ends_with(unit))
}

pub(crate) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

/// Tells whether a text is a number without any unit.
pub(crate) fn is_bare(input: &str) -> bool {
    decimal(input, 2).is_some()
}

/// Tells whether a text is a number with a unit that no field counts in, or with what looks like one: 3户,
/// 12ppl, $300.
pub(super) fn is_counted(input: &str) -> bool {
    const LONGEST: usize = 8;
    let input = without_rough(input);
    let (amount, sign) = match input.strip_prefix(['$', '€', '£', '¥', '￥']) {
        Some(amount) => (amount, true),
        None => (input, false),
    };
    let is_numeral = |one: char| NUMERALS.contains(one) || ".,-~至到余多几".contains(one);
    let unit = amount.trim_start_matches(is_numeral);
    let number = &amount[..amount.len() - unit.len()];
    let (unit, begins) = (
        unit.trim(),
        number.starts_with(|one: char| one.is_ascii_digit()),
    );
    let is_latin = unit.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_short = !unit.is_empty() && unit.len() <= LONGEST;
    sign && begins && unit.is_empty()
        || !number.is_empty() && (is_unit(unit) || MORE_UNITS.contains(&unit))
        || begins && is_latin && is_short
}

/// Takes the words off an amount that say that it is about so much: 约300元, 300元左右, 每户300元.
fn without_rough(input: &str) -> &str {
    let mut plain = input.trim();
    for word in ["每户", "每人", "各", "共", "合计", "约", "大约"] {
        plain = plain.strip_prefix(word).unwrap_or(plain).trim_start();
    }
    for word in ["左右", "上下", "以上", "以内", "以下", "/户", "/人"] {
        plain = plain.strip_suffix(word).unwrap_or(plain).trim_end();
    }
    plain
}

/// Tells whether a text is a number in the unit of a field, as nobody can keep it: 三百元, 300多元.
pub(super) fn measures_roughly(field: &Field, input: &str) -> bool {
    let input = without_rough(input);
    let plain = match field.shape {
        Shape::Money => without_yuan(input),
        _ => unmeasured(field, input),
    };
    plain.len() < input.len()
        && plain.contains(|one| NUMERALS.contains(one))
        && plain.chars().all(|one| ROUGHLY.contains(one))
}

/// Takes the word off a number in which its field is counted.
fn unmeasured<'a>(field: &Field, number: &'a str) -> &'a str {
    let measures = field.measures.iter();
    let bare = measures.filter_map(|measure| number.strip_suffix(measure));
    let shortest = bare.min_by_key(|bare| bare.len());
    shortest.unwrap_or(number).trim_end()
}

/// Reads a whole number, with separators: 1,000, 1万, 3.0.
pub(super) fn count(input: &str) -> Option<i64> {
    decimal(input, 0)
}

/// Reads an amount in yuan, with two decimals at most, as fen: ￥1,000.50, 500元, 1.2万元.
pub(super) fn fen(input: &str) -> Option<i64> {
    decimal(without_yuan(input), 2)
}

fn without_yuan(input: &str) -> &str {
    let mut plain = input;
    for word in YUAN {
        plain = plain.strip_prefix(word).unwrap_or(plain).trim();
        plain = plain.strip_suffix(word).unwrap_or(plain).trim();
    }
    plain
}

/// Reads a number as so many of its `places`-th decimals.
fn decimal(input: &str, places: u32) -> Option<i64> {
    let input = input.trim();
    let many = MYRIADS
        .iter()
        .find_map(|(word, zeros)| Some((input.strip_suffix(word)?, *zeros)));
    let (plain, zeros) = many.unwrap_or((input, 0));
    let plain = without_thousands(plain.trim());
    let (whole, decimals) = match plain.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return None,
        None => (&*plain, ""),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let most = usize::try_from(value::MOST_DIGITS).ok()?;
    if whole.is_empty() || whole.len() > most || !digits(whole) || !digits(decimals) {
        return None;
    }
    let shift = usize::try_from(zeros + places).ok()?;
    let (kept, lost) = decimals.split_at_checked(shift).unwrap_or((decimals, ""));
    if lost.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let text = format!("{whole}{kept:0<shift$}");
    (text.trim_start_matches('0').len() <= most + 2)
        .then(|| text.parse().ok())
        .flatten()
}

/// Drops the commas of 12,345 where they stand every three digits.
fn without_thousands(plain: &str) -> Cow<'_, str> {
    let whole = plain.split('.').next().unwrap_or_default();
    let groups: Vec<&str> = whole.split(',').collect();
    let fits = |(at, group): (usize, &&str)| {
        let long = if at == 0 {
            (1..=3).contains(&group.len())
        } else {
            group.len() == 3
        };
        long && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    if groups.len() > 1 && groups.iter().enumerate().all(fits) {
        plain.replace(',', "").into()
    } else {
        plain.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{service, study};

    #[test]
    fn a_field_counts_in_its_own_unit_and_takes_no_other() {
        let cases = [
            (&service::MINUTES, "40分钟", Some(40)),
            (&service::MINUTES, "2小时", Some(120)),
            (&service::MINUTES, "1.5 小时", Some(90)),
            (&service::MINUTES, "0.01小时", None),
            (&service::MINUTES, "2天", None),
            (&service::MINUTES, "40人", None),
            (&service::MINUTES, "半小时", Some(30)),
            (&service::MINUTES, "一个半小时", Some(90)),
            (&study::HOURS, "2.5", Some(25)),
            (&study::HOURS, "2.50", Some(25)),
            (&study::HOURS, "2.5小时", Some(25)),
            (&study::HOURS, "2.5 个小时", Some(25)),
            (&study::HOURS, "3.0", Some(30)),
            (&study::HOURS, "0.5", Some(5)),
            (&study::HOURS, "半小时", Some(5)),
            (&study::HOURS, "两个半小时", Some(25)),
            (&study::HOURS, "半天", Some(40)),
            (&study::HOURS, "1.5天", Some(120)),
            (&study::HOURS, "一天半", Some(120)),
            (&study::HOURS, "4学时", Some(40)),
            (&study::HOURS, "2.55", None),
            (&study::HOURS, "0.05小时", None),
            (&study::HOURS, "1.5天半", None),
            (&study::HOURS, "-2.5", None),
            (&study::HOURS, "2人", None),
            (&study::HOURS, "半", None),
            (&study::HOURS, "", None),
            (&study::ATTENDED, "12人", Some(12)),
            (&study::ATTENDED, "12 People", Some(12)),
            (&study::ATTENDED, "1.25万人", Some(12_500)),
            (&study::ATTENDED, "12户", None),
            (&study::ATTENDED, "2小时", None),
        ];
        for (field, input, expected) in cases {
            assert_eq!(number(field, input), expected, "{}: {input}", field.id);
        }
    }

    #[test]
    fn a_number_with_any_unit_is_told_from_text() {
        for input in [
            "3户",
            "两次",
            "12ppl",
            "5 km",
            "$300",
            "300元左右",
            "每户300元",
            "3项",
        ] {
            assert!(is_counted(input), "{input}");
        }
        for input in [
            "三进三送",
            "一户漏雨",
            "第3项",
            "户",
            "公里",
            "A4纸",
            "4楼漏水",
            "5G",
        ] {
            assert_eq!(is_counted(input), input == "5G", "{input}");
        }
    }

    #[test]
    fn reads_counts_as_people_write_them() {
        let cases = [
            ("1,000", Some(1000)),
            ("1万", Some(10_000)),
            ("3.0", Some(3)),
            ("03", Some(3)),
            ("1.5", None),
            ("约30", None),
            ("500元", None),
            ("3户", None),
            ("1.00001万", None),
            ("", None),
            ("1.5千", Some(1500)),
            ("3百", Some(300)),
            ("1.5百万", Some(1_500_000)),
            ("万", None),
        ];
        for (input, expected) in cases {
            assert_eq!(count(input), expected, "{input}");
        }
    }

    #[test]
    fn the_unit_of_a_head_is_told_where_it_is_another() {
        let aid = crate::kinds::visit::KIND.field("aid").unwrap();
        let cases = [
            (aid, "慰问金额(元)", None),
            (aid, "慰问金额（万元）", Some("万元")),
            (aid, "慰问金额/万元", Some("万元")),
            (aid, "慰问金额 万元", Some("万元")),
            (aid, "慰问金额万元", Some("万元")),
            (&study::HOURS, "学时", None),
            (&service::MINUTES, "最长用时小时", Some("小时")),
            (aid, "慰问金额（单位：千元）", Some("千元")),
            (aid, "慰问金额(必填)", None),
            (aid, "慰问金额(美元)", Some("美元")),
            (&study::ATTENDED, "到会(百人)", Some("百人")),
            (aid, "慰问金额", None),
            (&service::MINUTES, "最长用时(分钟)", None),
            (&service::MINUTES, "最长用时(小时)", Some("小时")),
            (&study::HOURS, "学时(天)", Some("天")),
            (&study::TOPIC, "主题(天)", None),
        ];
        for (field, head, expected) in cases {
            assert_eq!(other_unit(field, head), expected, "{head}");
        }
    }

    #[test]
    fn the_unit_that_a_line_tells_is_found() {
        let cases = [
            ("单位:万元", Some("万元")),
            ("填报单位:利用处 金额单位:万元", Some("万元")),
            ("注:金额单位为千元,人数单位为人", Some("千元")),
            ("注:以万元为单位", Some("万元")),
            ("单位:元", None),
            ("填报单位:利用处", None),
            ("注:总投资3万元", None),
        ];
        for (line, expected) in cases {
            assert_eq!(told_unit(line), expected, "{line}");
        }
    }

    #[test]
    fn reads_amounts_in_yuan() {
        let cases = [
            ("200", Some(20_000)),
            ("￥1,000.50", Some(100_050)),
            ("1.2万元", Some(1_200_000)),
            ("300.10", Some(30_010)),
            ("1,23", None),
            ("5.", None),
            ("200.5", Some(20_050)),
            ("200.05", Some(20_005)),
            ("0", Some(0)),
            ("500元", Some(50_000)),
            ("-1", None),
            ("1.234", None),
            ("1e5", None),
            ("", None),
            ("99999999999999", None),
        ];
        for (input, expected) in cases {
            assert_eq!(fen(input), expected, "{input}");
        }
    }
}
