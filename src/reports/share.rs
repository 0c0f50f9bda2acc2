//! Shares as people say them: 近三分之二, 九成以上. The exact figure stands in a table.

use crate::text::{Lang, Text, text};

/// A share that has a name of its own, in thousandths of a third of the whole, so that all are whole.
const NAMED: &[(i128, Text)] = &[
    (750, text("四分之一", "a quarter")),
    (1000, text("三分之一", "a third")),
    (1500, text("一半", "half")),
    (2000, text("三分之二", "two thirds")),
    (2250, text("四分之三", "three quarters")),
];
/// How far below a share one still says that it is nearly that.
const NEARLY: i128 = 75;
/// The whole, in the same parts.
const WHOLE: i128 = 3000;
const TENTHS: [Text; 9] = [
    text("一", "one"),
    text("二", "two"),
    text("三", "three"),
    text("四", "four"),
    text("五", "five"),
    text("六", "six"),
    text("七", "seven"),
    text("八", "eight"),
    text("九", "nine"),
];

/// Says what share one count is of another; nothing where there is nothing to divide by.
pub(super) fn said(numerator: i64, denominator: i64, lang: Lang) -> String {
    let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
    if denominator <= 0 {
        return String::new();
    }
    if numerator >= denominator {
        return lang.pick("百分之百", "all").to_owned();
    }
    if numerator <= 0 {
        return lang.pick("零", "none").to_owned();
    }
    let share = numerator * WHOLE;
    for (named, words) in NAMED {
        let (exact, words) = (named * denominator, words.get(lang));
        if share == exact {
            return words.to_owned();
        }
        if share < exact && share >= (named - NEARLY) * denominator {
            return lang.pick(format!("近{words}"), format!("nearly {words}"));
        }
    }
    // In whole tenths from here on.
    let tenths = numerator * 10 / denominator;
    let Some(words) = usize::try_from(tenths - 1)
        .ok()
        .and_then(|at| TENTHS.get(at))
    else {
        return lang.pick("不足一成", "less than one in ten").to_owned();
    };
    let words = words.get(lang);
    let is_exact = numerator * 10 == tenths * denominator;
    match (is_exact, tenths) {
        (true, _) => lang.pick(format!("{words}成"), format!("{words} in ten")),
        (false, 5) => lang.pick("一半以上", "more than half").to_owned(),
        (false, 9) => lang.pick("九成以上", "more than nine in ten").to_owned(),
        (false, _) => lang.pick(format!("{words}成多"), format!("more than {words} in ten")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_said_as_people_say_them() {
        let cases = [
            ((0, 0), "", ""),
            ((0, 7), "零", "none"),
            ((1, 800), "不足一成", "less than one in ten"),
            ((1, 10), "一成", "one in ten"),
            ((6, 26), "近四分之一", "nearly a quarter"),
            ((1, 3), "三分之一", "a third"),
            ((6, 14), "四成多", "more than four in ten"),
            ((48, 100), "近一半", "nearly half"),
            ((1, 2), "一半", "half"),
            ((8, 15), "一半以上", "more than half"),
            ((9, 14), "近三分之二", "nearly two thirds"),
            ((2, 3), "三分之二", "two thirds"),
            ((22, 26), "八成多", "more than eight in ten"),
            ((24, 26), "九成以上", "more than nine in ten"),
            ((799, 800), "九成以上", "more than nine in ten"),
            ((7, 7), "百分之百", "all"),
            (
                (i64::MAX - 1, i64::MAX),
                "九成以上",
                "more than nine in ten",
            ),
        ];
        for ((numerator, denominator), zh, en) in cases {
            let told = [Lang::Zh, Lang::En].map(|lang| said(numerator, denominator, lang));
            assert_eq!(told, [zh, en], "{numerator} of {denominator}");
        }
    }
}
