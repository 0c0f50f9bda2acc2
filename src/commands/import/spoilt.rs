//! What spreadsheets spoil: long numbers, errors of formulas, and why such a cell is refused.

use crate::model::personal::is_id_number;
use crate::sheets::SheetCell;
use crate::text::{Text, text};

/// Number of digits that a spreadsheet keeps.
const DIGITS_KEPT: usize = 15;
/// How errors of spreadsheets begin, in whatever file they end up.
const ERRORS: &[&str] = &[
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
];

/// Tells whether a text is an error of a formula.
pub(super) fn is_error(text: &str) -> bool {
    let text = text.trim();
    let coded = text.strip_prefix("Err:");
    ERRORS.contains(&text) || coded.is_some_and(|code| code.parse::<u16>().is_ok())
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
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let power = power.strip_prefix('+');
    digits(whole) && digits(decimals) && power.is_some_and(digits)
}

/// How people say that a cell is as the one above it.
const DITTOS: &[&str] = &[
    "同上",
    "同前",
    "同上行",
    "同上一行",
    "〃",
    "″",
    "\"",
    "''",
    "'",
    "“",
    "”",
    "〞",
    "ditto",
];

/// Tells whether a cell says that it is as the one above it.
pub(super) fn is_ditto(cell: &SheetCell) -> bool {
    let SheetCell::Text(text) = cell else {
        return false;
    };
    let plain = text.trim().trim_end_matches(['。', '.']);
    plain.len() <= 15 && DITTOS.contains(&plain)
}

/// How people say that a row does not count any more.
const VOIDS: &[&str] = &[
    "作废",
    "已作废",
    "此条作废",
    "本条作废",
    "该条作废",
    "此行作废",
    "作废件",
    "void",
    "voided",
];

/// Tells whether a cell says that its row does not count: in a column `beside` what the record says also in
/// front of a reason or behind a number.
pub(super) fn says_void(text: &str, beside: bool) -> bool {
    let around = |one: char| !one.is_alphanumeric();
    let plain = text.trim_matches(around);
    if VOIDS.iter().any(|word| plain.eq_ignore_ascii_case(word)) {
        return true;
    }
    if !beside {
        return false;
    }
    let begins = |word: &&str| {
        let parts = plain.split_at_checked(word.len());
        parts.is_some_and(|(first, rest)| {
            first.eq_ignore_ascii_case(word) && rest.starts_with(around)
        })
    };
    let is_number = |rest: &str| {
        let rest = rest.trim_end_matches(|one: char| one == '已' || around(one));
        !rest.is_empty()
            && rest
                .chars()
                .all(|one| one.is_ascii_alphanumeric() || one == '-')
    };
    VOIDS.iter().any(begins) || plain.strip_suffix("作废").is_some_and(is_number)
}

pub(super) const DITTO: Text = text(
    "是“同上”，上面却没有内容；请写明",
    "says that it is as above, where nothing stands; write it out",
);
pub(super) const BROKEN: Text = text(
    "单元格是公式错误；请改成内容",
    "is an error of a formula; put the content there",
);
pub(super) const CHECK_DIGIT: Text = text(
    "身份证号的校验位不对；请核对，确实如此的请加 --force",
    "is an ID number against its own check digit; check it, and if it is so add --force",
);
/// A day without its year, below a title that names another year than the campaign's.
pub(super) const NO_YEAR: Text = text(
    "没有写年份，表题上却是另一年；请写明年份",
    "has no year, and the title names another than the campaign's; write the year",
);
pub(super) const EXCEL_1900: Text = text(
    "是 Excel 把数字当成了日期；请把单元格设为文本格式后重新填写",
    "is a number that Excel has made a date of; format the cell as text and type it again",
);
pub(super) const MOMENT: Text = text(
    "是世界时，可能差一天；请写成当地日期，如 2011-05-26",
    "is a time of UTC, which may be another day here; write the day, such as 2011-05-26",
);
pub(super) const TIME: Text = text(
    "只有钟点，没有日期；请填日期",
    "is a time of day without a day; write the day",
);
pub(super) const UNSAVED: Text = text(
    "是公式，文件里没有它的结果；请用 Excel 或 WPS 打开并保存一次，或改成内容",
    "is a formula saved without its value; open and save the file in Excel or WPS, or put the content there",
);
pub(super) const DAY: Text = text(
    "被电子表格变成了日期；请把这一列设为文本格式后重新填写",
    "was turned into a date by the spreadsheet; format the column as text and type it again",
);
pub(super) const MANGLED: Text = text(
    "长号码被电子表格改坏了；请把这一列设为文本格式后重新填写",
    "is a long number that the spreadsheet spoilt; format the column as text and type it again",
);
pub(super) const NUMBER: Text = text(
    "这一列是文本，单元格却是数字，开头的0和末尾的数字可能已丢失；请把这一列设为文本格式后重新填写",
    "is a number in a column of texts, which may have lost digits; format the column as text and type it again",
);
pub(super) const PERCENT: Text = text(
    "分不清是百分之几；请把这一列设为常规格式，填0到100的整数，1% 请在前面加一个单引号",
    "may be either of two percentages; format the column as General and type a whole number from 0 to 100, 1 as text",
);
pub(super) const TENTH: Text = text(
    "分不清是几日（5.10 会变成 5.1）；请写成 5月10日 或 2011-05-10",
    "may be either of two days, since 5.10 becomes 5.1; write it as 2011-05-10",
);
