//! Numbers as people write them: with units, separators, and words for many at once.

use std::borrow::Cow;

/// Units in which people count, which say nothing that a field does not.
const UNITS: &[&str] = &[
    "人次", "户次", "小时", "学时", "课时", "分钟", "人", "户", "件", "次", "个", "名", "份", "天",
    "场", "期", "篇", "条", "项", "张", "卷", "票", "位",
];
/// Words around an amount of money.
const YUAN: &[&str] = &["人民币", "元整", "元", "￥", "¥", "rmb"];
/// Words for many at once, with their zeros.
const MYRIADS: &[(&str, u32)] = &[("万", 4), ("亿", 8)];

/// Reads a whole number, with a unit or separators: 12人次, 1,000, 1万, 3.0.
pub(super) fn count(input: &str) -> Option<i64> {
    let unit = UNITS.iter().find_map(|unit| input.strip_suffix(unit));
    decimal(unit.unwrap_or(input), 0)
}

/// Reads an amount in yuan, with two decimals at most, as fen: ￥1,000.50, 500元, 1.2万元.
pub(super) fn fen(input: &str) -> Option<i64> {
    let mut plain = input;
    for word in YUAN {
        plain = plain.strip_prefix(word).unwrap_or(plain).trim();
        plain = plain.strip_suffix(word).unwrap_or(plain).trim();
    }
    decimal(plain, 2)
}

/// Reads a number as so many of its `places`-th decimals.
fn decimal(input: &str, places: u32) -> Option<i64> {
    const MOST_DIGITS: usize = 12;
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
    if whole.is_empty() || whole.len() > MOST_DIGITS || !digits(whole) || !digits(decimals) {
        return None;
    }
    let shift = usize::try_from(zeros + places).ok()?;
    let (kept, lost) = decimals.split_at_checked(shift).unwrap_or((decimals, ""));
    if lost.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let text = format!("{whole}{kept:0<shift$}");
    (text.trim_start_matches('0').len() <= MOST_DIGITS + 2)
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

    #[test]
    fn reads_counts_as_people_write_them() {
        let cases = [
            ("12人次", Some(12)),
            ("3户", Some(3)),
            ("1,000", Some(1000)),
            ("1万", Some(10_000)),
            ("1.25万人", Some(12_500)),
            ("3.0", Some(3)),
            ("03", Some(3)),
            ("1.5", None),
            ("约30", None),
            ("500元", None),
            ("1.00001万", None),
            ("", None),
            ("万", None),
        ];
        for (input, expected) in cases {
            assert_eq!(count(input), expected, "{input}");
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
