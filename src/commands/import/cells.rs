//! From a cell to what a person might have typed for its field, and no further: what a spreadsheet
//! has mangled is refused, never mended by guessing.

use chrono::{Days, NaiveDate};

use crate::desk::input;
use crate::model::kind::{Field, Shape, YES_NO};
use crate::sheets::SheetCell;
use crate::text::{Lang, Text, text};

/// Days of a spreadsheet that are taken for days although they are shown as numbers: from 1954 to
/// 2100, so that neither a year nor a month and day is taken for one.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=73_050;
/// Days by which the count from 1904 is behind that from 1900.
const FROM_1904: u32 = 1462;
/// Number of digits that a spreadsheet keeps.
const DIGITS_KEPT: usize = 15;
/// Signs that people put for yes and for no.
const YES: &[&str] = &["√", "✓", "✔", "☑", "y", "1", "yes", "有"];
const NO: &[&str] = &["×", "✗", "✘", "☐", "n", "0", "no", "无"];

/// Ways of reading the cells of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// True if the row is a record that was exported, whose texts stand as they are.
    pub(super) restores: bool,
    /// True if the sheet counts days from 1904.
    pub(super) from_1904: bool,
}

/// Returns what was typed for a field, none where the cell is empty.
pub(super) fn inputs(field: &Field, cell: &SheetCell, manner: Manner) -> Result<Vec<String>, Text> {
    let one = match cell {
        SheetCell::Empty => return Ok(Vec::new()),
        SheetCell::Broken(_) => return Err(BROKEN),
        SheetCell::Many(items) => return Ok(items.clone()),
        SheetCell::Text(text) if text.trim().is_empty() => return Ok(Vec::new()),
        SheetCell::Text(text) => typed(field, text, manner)?,
        SheetCell::Number(number) => number_input(field, *number, manner)?,
        SheetCell::Flag(flag) if matches!(field.shape, Shape::Flag) => flag.to_string(),
        SheetCell::Flag(flag) => YES_NO[usize::from(!flag)].get(Lang::Zh).to_owned(),
        SheetCell::Day(day) if matches!(field.shape, Shape::Day) => day.to_string(),
        SheetCell::Day(_) => return Err(DAY),
    };
    Ok(vec![one])
}

fn typed(field: &Field, text: &str, manner: Manner) -> Result<String, Text> {
    match field.shape {
        // A note may well say 1.38E+10; where a number belongs, it is what a spreadsheet left of it.
        Shape::Text if manner.restores && !field.long_number => Ok(text.to_owned()),
        Shape::Text if is_mangled(text) => Err(MANGLED),
        Shape::Reference(_) if is_scientific(text.trim()) => Err(MANGLED),
        Shape::Flag => Ok(flag_words(text)),
        Shape::Count | Shape::Percent | Shape::Money => Ok(without_thousands(text)),
        Shape::Day => Ok(day_words(text, manner)),
        _ => Ok(text.to_owned()),
    }
}

fn number_input(field: &Field, number: f64, manner: Manner) -> Result<String, Text> {
    match field.shape {
        Shape::Text => Err(NUMBER),
        Shape::Day => numbered_day(number, manner),
        // LibreOffice keeps yes as 1.
        Shape::Flag => Ok(flag_words(&plain(number))),
        // 100% is kept as 1, so that 1 may be either.
        Shape::Percent if number > 0.0 && number <= 1.0 && !manner.restores => Err(PERCENT),
        _ => Ok(plain(number)),
    }
}

/// Writes a number in the shortest form that is the same number; what is longer is left to be
/// refused by its field.
fn plain(number: f64) -> String {
    format!("{number}")
}

fn flag_words(text: &str) -> String {
    let word = input::normalised(text).to_lowercase();
    match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => "true".to_owned(),
        (_, true) => "false".to_owned(),
        _ => word,
    }
}

/// Drops the commas of 12,345 where they stand every three digits.
fn without_thousands(text: &str) -> String {
    let plain = input::normalised(text);
    let whole = plain.split(['.', '元']).next().unwrap_or_default();
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
        plain.replace(',', "")
    } else {
        text.to_owned()
    }
}

/// Drops the time of day, and reads a day that is written as the spreadsheet's number.
fn day_words(text: &str, manner: Manner) -> String {
    let plain = input::normalised(text);
    let day = match plain.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day.to_owned(),
        _ => plain,
    };
    let serial = day.parse().ok().filter(|_| day.len() == 5);
    serial
        .and_then(|serial| serial_day(serial, manner))
        .map_or(day, |day| day.to_string())
}

/// Reads a number in a column of days: a day of the spreadsheet's, 20110526, or 5.26.
fn numbered_day(number: f64, manner: Manner) -> Result<String, Text> {
    let words = plain(number);
    if let Some((month, day)) = words.split_once('.')
        && month.len() <= 2
    {
        // 5.10 is kept as 5.1.
        return if matches!(day, "1" | "2" | "3") {
            Err(TENTH)
        } else {
            Ok(words)
        };
    }
    let whole = words.split('.').next().unwrap_or_default();
    let day = whole
        .parse()
        .ok()
        .and_then(|serial| serial_day(serial, manner));
    Ok(day.map_or(words, |day| day.to_string()))
}

fn serial_day(serial: u32, manner: Manner) -> Option<NaiveDate> {
    let days = serial + if manner.from_1904 { FROM_1904 } else { 0 };
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    SERIALS
        .contains(&days)
        .then(|| first.checked_add_days(Days::new(days.into())))
        .flatten()
}

/// Tells whether a text is what a spreadsheet makes of a long number.
pub(super) fn is_mangled(text: &str) -> bool {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let zeros =
        digits && text.len() > DIGITS_KEPT && text[DIGITS_KEPT..].bytes().all(|byte| byte == b'0');
    (zeros && !is_id_number(text)) || is_scientific(text)
}

/// Tells whether a text is a number such as 1.38E+10.
fn is_scientific(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let power = power.strip_prefix('+');
    digits(whole) && digits(decimals) && power.is_some_and(digits)
}

/// Checks the last character of a citizen's number (GB 11643).
fn is_id_number(text: &str) -> bool {
    let weighted =
        |(place, digit): (u32, char)| Some(digit.to_digit(10)? * (2_u32.pow(17 - place) % 11));
    let Some((body, last)) = text.split_at_checked(17) else {
        return false;
    };
    let sum: Option<u32> = (0..).zip(body.chars()).map(weighted).sum();
    let expected = sum.and_then(|sum| "10X98765432".get((sum % 11) as usize..=(sum % 11) as usize));
    expected == Some(last)
}

const BROKEN: Text = text(
    "单元格是公式错误；请改成内容",
    "is an error of a formula; put the content there",
);
const DAY: Text = text(
    "被电子表格变成了日期；请把这一列设为文本格式后重新填写",
    "was turned into a date by the spreadsheet; format the column as text and type it again",
);
const MANGLED: Text = text(
    "长号码被电子表格改坏了；请把这一列设为文本格式后重新填写",
    "is a long number that the spreadsheet spoilt; format the column as text and type it again",
);
const NUMBER: Text = text(
    "这一列是文本，单元格却是数字，开头的0和末尾的数字可能已丢失；请把这一列设为文本格式后重新填写",
    "is a number in a column of texts, which may have lost digits; format the column as text and type it again",
);
const PERCENT: Text = text(
    "分不清是百分之几；请把这一列设为常规格式，填0到100的整数，1% 请在前面加一个单引号",
    "may be either of two percentages; format the column as General and type a whole number from 0 to 100, 1 as text",
);
const TENTH: Text = text(
    "分不清是几日(5.10 会变成 5.1)；请写成 5月10日 或 2011-05-10",
    "may be either of two days, since 5.10 becomes 5.1; write it as 2011-05-10",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;
    use crate::kinds::pledge::{KEY, PERCENT as PROGRESS};
    use crate::model::kind::{DATE, NOTE};

    const MANNER: Manner = Manner {
        restores: false,
        from_1904: false,
    };

    fn read(field: &Field, cell: &SheetCell) -> Option<String> {
        inputs(field, cell, MANNER).ok()?.pop()
    }

    #[test]
    fn days_are_read_in_every_form_of_a_spreadsheet() {
        let cases = [
            (SheetCell::Number(40_689.0), Some("2011-05-26")),
            (SheetCell::Number(40_689.5), Some("2011-05-26")),
            (SheetCell::Number(20_110_526.0), Some("20110526")),
            (SheetCell::Number(5.26), Some("5.26")),
            (SheetCell::Number(5.1), None),
            (SheetCell::Text("40689".to_owned()), Some("2011-05-26")),
            (
                SheetCell::Text("2011/5/26 0:00:00".to_owned()),
                Some("2011/5/26"),
            ),
            (
                SheetCell::Text("２０１１年５月２６日".to_owned()),
                Some("2011年5月26日"),
            ),
        ];
        for (cell, expected) in cases {
            assert_eq!(read(&DATE, &cell).as_deref(), expected, "{cell:?}");
        }
        let old = Manner {
            from_1904: true,
            ..MANNER
        };
        assert_eq!(
            inputs(&DATE, &SheetCell::Number(39_227.0), old).unwrap(),
            ["2011-05-26"]
        );
    }

    #[test]
    fn what_a_spreadsheet_spoilt_is_refused() {
        let cases = [
            ("1.38E+10", false),
            ("1E+5", false),
            ("370102195001011000", false),
            ("1234567890123450000", false),
            ("110105194912310020", true),
            ("11010519491231002X", true),
            ("13800001234", true),
            ("E+10", true),
            ("2e", true),
        ];
        for (text, taken) in cases {
            assert_eq!(
                read(&NOTE, &SheetCell::Text(text.to_owned())).is_some(),
                taken,
                "{text}"
            );
        }
        assert_eq!(read(&NOTE, &SheetCell::Number(13_800_001_234.0)), None);
        assert_eq!(read(&PROGRESS, &SheetCell::Number(1.0)), None);
    }

    #[test]
    fn a_long_number_that_a_spreadsheet_spoilt_is_refused_in_an_export_too() {
        let restores = Manner {
            restores: true,
            ..MANNER
        };
        let names = ["phone", "from_phone", "id_no", "employee_no"];
        let fields = KINDS.iter().flat_map(|kind| kind.fields);
        let fields: Vec<&Field> = fields
            .copied()
            .filter(|one| names.contains(&one.id))
            .collect();
        assert_eq!(
            fields.len(),
            5,
            "persons, households and opinions have them"
        );
        for text in ["1.38E+10", "370102195001011000"] {
            let cell = SheetCell::Text(text.to_owned());
            for field in &fields {
                assert!(
                    inputs(field, &cell, restores).is_err(),
                    "{} {text}",
                    field.id
                );
            }
            assert_eq!(inputs(&NOTE, &cell, restores).unwrap(), [text]);
        }
        let phone = fields[0];
        let cell = SheetCell::Text(" 0531-82061234".to_owned());
        assert_eq!(inputs(phone, &cell, restores).unwrap(), [" 0531-82061234"]);
    }

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        assert!(is_id_number("11010519491231002X"));
        assert!(!is_id_number("110105194912310021"));
        assert!(!is_id_number("1101051949123100"));
    }

    #[test]
    fn flags_and_thousands() {
        for (text, expected) in [("√", "true"), ("是", "是"), ("×", "false"), ("Ｙ", "true")]
        {
            assert_eq!(
                read(&KEY, &SheetCell::Text(text.to_owned())).as_deref(),
                Some(expected)
            );
        }
        for (number, expected) in [(1.0, "true"), (0.0, "false"), (2.0, "2")] {
            assert_eq!(
                read(&KEY, &SheetCell::Number(number)).as_deref(),
                Some(expected)
            );
        }
        for (text, expected) in [
            ("12,345", "12345"),
            ("1,234.50元", "1234.50元"),
            ("1,23", "1,23"),
        ] {
            assert_eq!(without_thousands(text), expected);
        }
    }
}
