//! From a cell to what a person might have typed for its field, and no further: what a spreadsheet
//! has mangled is refused, never mended by guessing.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate};

use super::spoilt::{
    BROKEN, CHECK_DIGIT, DAY, EXCEL_1900, MANGLED, MOMENT, NUMBER, PERCENT, TENTH, TIME, UNSAVED,
    is_error, is_mangled, is_scientific,
};
use crate::desk::input;
use crate::model::kind::{Field, Shape, YES_NO};
use crate::model::personal::{Personal, is_against_check_digit};
use crate::sheets::SheetCell;
use crate::text::{Lang, Text};

/// Days of a spreadsheet that are taken for days although they are shown as numbers: from 1954 to
/// 2100, so that neither a year nor a month and day is taken for one.
const SERIALS: std::ops::RangeInclusive<u32> = 20_000..=73_050;
/// Days by which the count from 1904 is behind that from 1900.
const FROM_1904: u32 = 1462;
/// The last year of which a spreadsheet makes days out of small numbers.
const SMALL_YEARS: i32 = 1904;
/// Seconds by which the clock here is before that of UTC.
const EAST: i32 = 8 * 3600;
/// Signs that people put for yes and for no.
const YES: &[&str] = &["√", "✓", "✔", "☑", "y", "1", "yes", "有"];
const NO: &[&str] = &["×", "✗", "✘", "☐", "n", "0", "no", "无"];
/// What people write where there is nothing to write.
const NOTHING: &[&str] = &[
    "无", "暂无", "没有", "/", "//", "\\", "-", "--", "—", "——", "－", "／", "、",
];
/// Ways of reading the cells of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// True if the row is a record that was exported, whose texts stand as they are.
    pub(super) restores: bool,
    /// True if the sheet counts days from 1904.
    pub(super) from_1904: bool,
    /// True if numbers that are against their own check digit are taken all the same.
    pub(super) force: bool,
}

/// Returns what was typed for a field, none where the cell says that there is nothing.
pub(super) fn inputs(
    field: &Field,
    head: &str,
    cell: &SheetCell,
    manner: Manner,
) -> Result<Vec<String>, Text> {
    let one = match cell {
        SheetCell::Empty => return Ok(Vec::new()),
        SheetCell::Broken(_) => return Err(BROKEN),
        SheetCell::Unsaved => return Err(UNSAVED),
        SheetCell::Time(_) => return Err(TIME),
        SheetCell::Many(items) => return Ok(items.clone()),
        SheetCell::Text(text) if text.trim().is_empty() => return Ok(Vec::new()),
        SheetCell::Text(text) if manner.restores => {
            let text = one_line_ends(text);
            let forced = forced(&text).filter(|inner| is_digits(inner));
            typed(field, &forced.map_or(text, Cow::Owned), manner)?
        }
        SheetCell::Text(text) => {
            let text = cleaned(text);
            if is_error(&text) {
                return Err(BROKEN);
            }
            if says_nothing(field, &text) {
                return Ok(Vec::new());
            }
            typed(field, &text, manner)?
        }
        // Under a head that counts in per cent, 1 is no share.
        SheetCell::Number(1.0) if names_per_cent(field, head) => "1".to_owned(),
        SheetCell::Number(number) => number_input(field, *number, manner)?,
        SheetCell::Share(share) => share_input(field, *share),
        SheetCell::Flag(flag) if matches!(field.shape, Shape::Flag) => flag.to_string(),
        SheetCell::Flag(flag) => YES_NO[usize::from(!flag)].get(Lang::Zh).to_owned(),
        SheetCell::Day(day) if day.year() <= SMALL_YEARS => return Err(EXCEL_1900),
        SheetCell::Day(day) if matches!(field.shape, Shape::Day) => day.to_string(),
        SheetCell::Day(_) => return Err(DAY),
    };
    let is_asked = !manner.force && !manner.restores;
    let is_id_number = field.personal == Some(Personal::IdNumber);
    if is_asked && is_id_number && is_against_check_digit(&input::normalised(&one)) {
        return Err(CHECK_DIGIT);
    }
    Ok(vec![one])
}

fn names_per_cent(field: &Field, head: &str) -> bool {
    let head = input::normalised(head).to_lowercase();
    let words = ["%", "percent", "per cent", "百分"];
    matches!(field.shape, Shape::Percent) && words.iter().any(|word| head.contains(word))
}

/// Tells whether a cell says in words that there is nothing.
pub(super) fn is_nothing(field: &Field, cell: &SheetCell) -> bool {
    matches!(cell, SheetCell::Text(text) if says_nothing(field, text))
}

fn says_nothing(field: &Field, text: &str) -> bool {
    NOTHING.contains(&text.trim()) && !matches!(field.shape, Shape::Flag)
}

/// Writes the ends of lines in one way.
fn one_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

/// Takes out what programs leave in cells and nobody typed: ends of lines of other systems, tabs, the
/// sign with which text is forced, blanks that do not break.
fn cleaned(text: &str) -> Cow<'_, str> {
    let mut plain = one_line_ends(text);
    if plain.contains("_x000D_") {
        plain = plain
            .replace("_x000D_\n", "\n")
            .replace("_x000D_", "\n")
            .into();
    }
    let odd = |one: char| matches!(one, '\t' | '\u{a0}' | '\u{b}' | '\u{c}');
    if plain.contains(odd) {
        plain = plain
            .replace(['\u{b}', '\u{c}'], "\n")
            .replace(['\t', '\u{a0}'], " ")
            .into();
    }
    match forced(&plain) {
        Some(inner) => inner.into(),
        None => plain,
    }
}

/// Takes off the sign with which a spreadsheet is made to keep text: ="0531".
fn forced(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    Some(inner.replace("\"\"", "\""))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn typed(field: &Field, text: &str, manner: Manner) -> Result<String, Text> {
    match field.shape {
        Shape::Text if field.long_number && !manner.restores => long_number(text),
        // A note may well say 1.38E+10; where a number belongs, it is what a spreadsheet left of it.
        Shape::Text if manner.restores && !field.long_number => Ok(text.to_owned()),
        Shape::Text if is_mangled(text) => Err(MANGLED),
        Shape::Reference(_) if is_scientific(text.trim()) => Err(MANGLED),
        Shape::Flag => Ok(flag_words(text)),
        Shape::Decimal => Ok(rounded_text(text, 10.0)),
        Shape::Money => Ok(rounded_text(text, 100.0)),
        Shape::Day => day_words(text, manner),
        _ => Ok(text.to_owned()),
    }
}

/// Reads a number of many digits as text, where none of them is lost.
fn long_number(text: &str) -> Result<String, Text> {
    let text = text.trim().trim_start_matches(['\'', '’', '‘']);
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let text = if is_digits(digits) { digits } else { text };
    if is_mangled(text) {
        return Err(MANGLED);
    }
    Ok(text.to_owned())
}

/// Rounds what a spreadsheet computed to so many parts: 300.29999999999995 is 300.30.
fn rounded_text(text: &str, parts: f64) -> String {
    let decimals = text
        .trim()
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let number = text.trim().parse().ok().filter(|_| decimals > 6);
    let number = number.and_then(|number| rounded(number, parts));
    number.unwrap_or_else(|| text.to_owned())
}

fn rounded(number: f64, parts: f64) -> Option<String> {
    let whole = (number * parts).round();
    let is_near = (number * parts - whole).abs() < 1e-4;
    is_near.then(|| plain(whole / parts))
}

fn number_input(field: &Field, number: f64, manner: Manner) -> Result<String, Text> {
    match field.shape {
        Shape::Text if field.long_number && is_mobile(number) => Ok(plain(number)),
        Shape::Text => Err(NUMBER),
        Shape::Day => numbered_day(number, manner),
        // LibreOffice keeps yes as 1.
        Shape::Flag => Ok(flag_words(&plain(number))),
        // 100% is kept as 1, so that 1 may be either.
        Shape::Percent if number > 0.0 && number <= 1.0 && !manner.restores => Err(PERCENT),
        Shape::Decimal => Ok(rounded(number, 10.0).unwrap_or_else(|| plain(number))),
        Shape::Money => Ok(rounded(number, 100.0).unwrap_or_else(|| plain(number))),
        _ => Ok(plain(number)),
    }
}

/// Tells whether a number is that of a mobile telephone, which begins with no 0 that is lost.
fn is_mobile(number: f64) -> bool {
    (13_000_000_000.0..20_000_000_000.0).contains(&number) && number.fract() == 0.0
}

/// Writes a share as the number of per cent that is shown.
fn share_input(field: &Field, share: f64) -> String {
    let percent = plain((share * 1e8).round() / 1e6);
    match field.shape {
        Shape::Percent => percent,
        _ => format!("{percent}%"),
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

/// Drops the time of day, and reads a day that is written as the spreadsheet's number. A time of UTC
/// is told by the clock here, where it may be another day.
fn day_words(text: &str, manner: Manner) -> Result<String, Text> {
    let plain = input::normalised(text);
    if plain.contains('T')
        && let Ok(moment) = DateTime::parse_from_rfc3339(&plain)
    {
        let here = FixedOffset::east_opt(EAST).map(|east| moment.with_timezone(&east));
        let day = here.map_or(moment.date_naive(), |here| here.date_naive());
        return Ok(day.to_string());
    }
    let day = match plain.split_once([' ', 'T']) {
        Some((_, time)) if time.contains(':') && time.ends_with('Z') => return Err(MOMENT),
        Some((day, time)) if time.contains(':') => day.to_owned(),
        _ => plain,
    };
    let serial = day.parse().ok().filter(|_| day.len() == 5);
    Ok(serial
        .and_then(|serial| serial_day(serial, manner))
        .map_or(day, |day| day.to_string()))
}

/// Reads a number in a column of days: a day of the spreadsheet's, 20110526, or 5.26.
fn numbered_day(number: f64, manner: Manner) -> Result<String, Text> {
    if number > 0.0 && number < 1.0 {
        return Err(TIME);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;
    use crate::kinds::pledge::{KEY, PERCENT as PROGRESS};
    use crate::model::kind::{DATE, NOTE};

    const MANNER: Manner = Manner {
        restores: false,
        from_1904: false,
        force: false,
    };

    fn read(field: &Field, cell: &SheetCell) -> Option<String> {
        inputs(field, "", cell, MANNER).ok()?.pop()
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
            inputs(&DATE, "", &SheetCell::Number(39_227.0), old).unwrap(),
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
                    inputs(field, "", &cell, restores).is_err(),
                    "{} {text}",
                    field.id
                );
            }
            assert_eq!(inputs(&NOTE, "", &cell, restores).unwrap(), [text]);
        }
        let phone = fields[0];
        let cell = SheetCell::Text(" 0531-82061234".to_owned());
        assert_eq!(
            inputs(phone, "", &cell, restores).unwrap(),
            [" 0531-82061234"]
        );
    }

    #[test]
    fn flags_are_read_from_signs_and_numbers() {
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
    }

    fn reason(field: &Field, cell: &SheetCell) -> Option<&'static str> {
        inputs(field, "", cell, MANNER)
            .err()
            .map(|reason| reason.get(Lang::En))
    }

    #[test]
    fn what_programs_leave_in_cells_is_taken_out() {
        let phone = crate::kinds::household::KIND.field("phone").unwrap();
        let text = |text: &str| SheetCell::Text(text.to_owned());
        let cases = [
            (phone, text("=\"13800001234\""), Some("13800001234")),
            (phone, text("'13800001234"), Some("13800001234")),
            (phone, text("13800001234.0"), Some("13800001234")),
            (
                phone,
                SheetCell::Number(13_800_001_234.0),
                Some("13800001234"),
            ),
            (phone, SheetCell::Number(53_182_061_234.0), None),
            (&NOTE, text("a\r\nb\tc_x000D_\nd"), Some("a\nb c\nd")),
            (&NOTE, text("#N/A"), None),
            (&NOTE, text("Err:502"), None),
            (&NOTE, text("无"), None),
            (&NOTE, SheetCell::Unsaved, None),
            (&DATE, text("2011-05-02T16:00:00.000Z"), Some("2011-05-03")),
            (&DATE, SheetCell::Time("09:30".to_owned()), None),
            (&DATE, SheetCell::Number(0.4), None),
            (&DATE, SheetCell::Day("1900-01-05".parse().unwrap()), None),
            (&PROGRESS, SheetCell::Share(0.4), Some("40")),
            (&PROGRESS, SheetCell::Share(0.29), Some("29")),
            (&NOTE, SheetCell::Share(0.4), Some("40%")),
        ];
        for (field, cell, expected) in cases {
            assert_eq!(read(field, &cell).as_deref(), expected, "{cell:?}");
        }
        let excel = SheetCell::Day("1900-01-05".parse().unwrap());
        assert!(reason(&DATE, &excel).unwrap().contains("Excel"));
        assert_eq!(inputs(&NOTE, "", &text(" / "), MANNER).unwrap(), [""; 0]);
        let one = SheetCell::Number(1.0);
        assert_eq!(
            inputs(&PROGRESS, "进度（％）", &one, MANNER).unwrap(),
            ["1"]
        );
    }

    #[test]
    fn amounts_that_were_computed_are_rounded_to_the_fen() {
        let aid = crate::kinds::visit::KIND.field("aid").unwrap();
        for cell in [
            SheetCell::Number(300.299_999_999_999_95),
            SheetCell::Text("300.29999999999995".to_owned()),
        ] {
            assert_eq!(read(aid, &cell).as_deref(), Some("300.3"));
        }
        assert_eq!(
            read(aid, &SheetCell::Number(1.234)).as_deref(),
            Some("1.234")
        );
    }

    #[test]
    fn an_id_number_against_its_check_digit_is_told() {
        let number = crate::kinds::household::KIND.field("id_no").unwrap();
        let cell = |text: &str| SheetCell::Text(text.to_owned());
        assert!(read(number, &cell("11010519491231002X")).is_some());
        assert!(
            reason(number, &cell("110105194912310021"))
                .unwrap()
                .contains("--force")
        );
        let force = Manner {
            force: true,
            ..MANNER
        };
        assert!(inputs(number, "", &cell("110105194912310021"), force).is_ok());
    }
}
