//! Dates as people in an office write them, in Chinese, in English and in digits (date habits).
//!
//! Never guesses between two readings, never asks the clock, and never fails loudly: what is
//! wrong with a text comes back as data, worded elsewhere.

mod spoken;

use std::ops::RangeInclusive;

use chrono::{Datelike, Months, NaiveDate, TimeDelta, Weekday};

use super::value::day as stored_day;
use crate::text::{Lang, folded};
pub(crate) use spoken::is_worded;

/// Writes a day as an official document does: Arabic numerals, no leading zeros.
pub(crate) fn in_words(day: NaiveDate, lang: Lang) -> String {
    lang.pick(
        format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        day.format("%-d %B %Y").to_string(),
    )
}

/// The years that a date may fall in; any other is taken for a slip of the pen.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// The longest text that is looked at, in characters.
const MAX_LENGTH: usize = 40;

/// Words for the days around today, with their distance in days.
const NEAR: &[(&str, i64)] = &[
    ("大前天", -3),
    ("前天", -2),
    ("前日", -2),
    ("昨天", -1),
    ("昨日", -1),
    ("昨", -1),
    ("yesterday", -1),
    ("last night", -1),
    ("今天", 0),
    ("今日", 0),
    ("今", 0),
    ("today", 0),
    ("this morning", 0),
    ("this afternoon", 0),
    ("this evening", 0),
    ("tonight", 0),
    ("明天", 1),
    ("明", 1),
    ("明日", 1),
    ("tomorrow", 1),
    ("后天", 2),
    ("后日", 2),
    ("大后天", 3),
];

/// Words that pick the week of a weekday or a month, with its distance from this one; weeks run
/// Monday to Sunday.
const AROUND: &[(&str, i64)] = &[
    ("上", -1),
    ("last ", -1),
    ("本", 0),
    ("这", 0),
    ("this ", 0),
    ("下", 1),
    ("next ", 1),
];

const MONTHS: &[(&str, ())] = &[("个月", ()), ("月", ()), ("month", ())];

const WEEKS: &[(&str, ())] = &[("周", ()), ("星期", ()), ("个星期", ()), ("week", ())];

const QUARTERS: &[(&str, ())] = &[("季度", ()), ("季", ()), ("quarter", ())];

/// Halves of a year, with their first months.
const HALVES: &[(&str, u32)] = &[("上半年", 1), ("下半年", 7)];

/// Words for the years around this one.
const NEAR_YEARS: &[(&str, i32)] = &[
    ("前年", -2),
    ("去年", -1),
    ("last year", -1),
    ("今年", 0),
    ("this year", 0),
    ("明年", 1),
    ("next year", 1),
];

const WEEKDAY_PREFIXES: &[&str] = &["周", "星期", "礼拜"];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("一", Weekday::Mon),
    ("二", Weekday::Tue),
    ("三", Weekday::Wed),
    ("四", Weekday::Thu),
    ("五", Weekday::Fri),
    ("六", Weekday::Sat),
    ("日", Weekday::Sun),
    ("天", Weekday::Sun),
];

/// Words that may follow a month in place of a day.
const PARTS: &[(&str, MonthPart)] = &[
    ("", MonthPart::From(1)),
    ("上旬", MonthPart::Days(1, 10)),
    ("中旬", MonthPart::Days(11, 20)),
    ("下旬", MonthPart::From(21)),
    ("底", MonthPart::End),
    ("末", MonthPart::End),
];

/// Endings that fit two readings, with the ending of each.
const UNCLEAR: &[(&str, [&str; 2])] = &[
    ("上中旬", ["上旬", "中旬"]),
    ("上、中旬", ["上旬", "中旬"]),
    ("中下旬", ["中旬", "下旬"]),
    ("中、下旬", ["中旬", "下旬"]),
];

/// Signs that are typed for the dash in 2011-05-26.
const DASHES: &[char] = &['–', '—', '‐', '‑', '−', '―', '－'];

/// Words that begin the part of a day at which something happened.
const DAYTIMES: &[&str] = &[
    "上午",
    "下午",
    "中午",
    "晚上",
    "凌晨",
    "早上",
    "早晨",
    "清晨",
    "傍晚",
    "午后",
    "夜里",
    "夜间",
    "晚",
    "早",
    "晨",
    "夜",
    "全天",
    "morning",
    "afternoon",
    "evening",
];

/// Words that stand for no day, where one is asked for.
const ENDLESS: &[&str] = &[
    "长期",
    "常年",
    "持续",
    "每月",
    "每年",
    "每周",
    "适时",
    "尽快",
    "随时",
    "经常",
    "全年",
    "待定",
    "另行通知",
];

/// The forms of a date; no text has more than one of them.
const FORMS: &[fn(&str, Calendar) -> Option<Written>] = &[
    near,
    spoken::ago,
    weekday,
    week,
    near_month,
    quarter,
    months,
    compact,
    separated,
    end,
    worded,
    spoken::english,
];

/// A stretch of days that a person named; a single day has `first == last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

impl Span {
    /// Returns the month of a day.
    pub(crate) fn month_of(day: NaiveDate) -> Self {
        Self {
            first: day.with_day(1).unwrap_or(day),
            last: day.with_day(day.num_days_in_month().into()).unwrap_or(day),
        }
    }
}

/// Completes dates that leave something out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    pub(crate) today: NaiveDate,
    /// The campaign's year, meant wherever a date names none.
    pub(crate) year: i32,
}

/// Reasons for which a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// Fits two readings, as 4月中下旬 does; each choice is itself a date.
    Ambiguous { choices: [String; 2] },
    /// Is only a time of the day.
    Clock,
    /// Has the shape of a date, but there is no such day, or it is outside 1900 to 2200.
    NoSuchDay,
    /// Is no day at all, such as 长期.
    Endless,
    /// Names another weekday than that of the day.
    OtherWeekday { is: &'static str },
    /// Goes from one day to another.
    Range,
    /// Is not in any accepted form.
    Unreadable,
}

/// A date as it was written, which may turn out not to exist.
#[derive(Clone, Copy)]
enum Written {
    /// So many days after today.
    Near(i64),
    /// The week so many weeks after this one.
    Week(i64),
    /// So many whole months.
    Months { year: i32, first: u32, count: u32 },
    Dated {
        year: i32,
        month: u32,
        part: MonthPart,
    },
}

/// The days of a month that are meant.
#[derive(Clone, Copy)]
enum MonthPart {
    Days(u32, u32),
    /// From this day to the last of the month.
    From(u32),
    /// The last day of the month.
    End,
}

/// Reads a date in any of the accepted forms (date habits); a week, a third of a month, a month, a
/// quarter, half a year or a year is the whole stretch of its days, while 月底 and 年底 are one day.
///
/// # Errors
///
/// Tells texts that fit two readings and days that do not exist from texts that are no date.
pub(crate) fn parse(input: &str, calendar: Calendar) -> Result<Span, DateFault> {
    // Most days come in the form in which they are stored, which needs no folding.
    if let Some(day) = stored_day(input).filter(|day| YEARS.contains(&day.year())) {
        let (first, last) = (day, day);
        return Ok(Span { first, last });
    }
    let text = fold(input).ok_or(DateFault::Unreadable)?;
    for (ending, clear) in UNCLEAR {
        if let Some(head) = text.strip_suffix(ending) {
            let choices = clear.map(|part| format!("{head}{part}"));
            read(&choices[0], calendar)?;
            return Err(DateFault::Ambiguous { choices });
        }
    }
    match read(&text, calendar) {
        Err(DateFault::Unreadable) => read_kept(&text, calendar),
        read => read,
    }
}

/// Returns the date in full that may be meant by a text that is none: 11.5.18, 五一.
pub(crate) fn meant(input: &str, calendar: Calendar) -> Option<String> {
    spoken::meant(input, calendar)
}

/// Reads a last day as documents set it: 11月底前, 年底前, 9月30日以前.
pub(crate) fn last_day(input: &str, calendar: Calendar) -> Result<Span, DateFault> {
    let text = fold(input).unwrap_or_default();
    let mut by = ["之前", "以前", "前"].iter();
    let head = by.find_map(|word| text.strip_suffix(word));
    // Before May is not by the end of May.
    let is_day = |head: &&str| {
        let ends = ["底", "末", "日", "号", "旬"];
        ends.iter().any(|end| head.ends_with(end)) || head.contains(['.', '-', '/'])
    };
    let span = match head.filter(is_day) {
        Some(head) => parse(head, calendar)?,
        None => parse(input, calendar)?,
    };
    // By Monday, said on a Friday, is not by the last one.
    if span.last < calendar.today && bare_weekday(&text).is_some() {
        let ways = if text.is_ascii() {
            ["this ", "next "]
        } else {
            ["本", "下"]
        };
        let choices = ways.map(|way| format!("{way}{text}"));
        return Err(DateFault::Ambiguous { choices });
    }
    Ok(span)
}

/// Reads a day as ledgers keep it: with its weekday, a part of the day, a time, or a dot behind it.
fn read_kept(text: &str, calendar: Calendar) -> Result<Span, DateFault> {
    if ENDLESS.iter().any(|word| text.starts_with(word)) {
        return Err(DateFault::Endless);
    }
    let text = without_marks(&text.replace(DASHES, "-"));
    let text = text.trim_end_matches(['.', '-', '、']);
    let in_days: String = DAYTIMES
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, ""));
    if is_range(&in_days, calendar) {
        return Err(DateFault::Range);
    }
    let without_time = before_clock(spoken::without_time(text));
    if without_time.len() < text.len()
        && let Ok(span) = read(without_time, calendar)
    {
        return Ok(span);
    }
    // A wrong time of a day that is well written is not the fault of no day.
    let has_day = |text: &str| {
        let day = text.split_once(' ').map(|(day, _)| read(day, calendar));
        day.is_some_and(|day| day.is_ok())
    };
    if spoken::is_clock(text) && !has_day(text) {
        return Err(DateFault::Clock);
    }
    let weekday = WEEKDAY_PREFIXES.iter().find_map(|prefix| {
        let (head, name) = without_time.split_once(prefix)?;
        Some((head.trim_end(), lookup(WEEKDAYS, name)?))
    });
    let head = weekday.map_or(without_time, |(head, _)| head);
    let plain = match head.strip_suffix(['日', '号']) {
        Some(head) if !head.contains('月') && head.contains(['.', '-', '/']) => head,
        _ => head,
    };
    match read(plain, calendar) {
        Ok(span) => match weekday {
            Some((_, named)) if span.first.weekday() != named => {
                let is = WEEKDAYS
                    .iter()
                    .find(|(_, day)| *day == span.first.weekday());
                let is = is.map_or("", |(name, _)| *name);
                Err(DateFault::OtherWeekday { is })
            }
            _ => Ok(span),
        },
        fault => fault,
    }
}

/// Leaves out brackets and commas, but for those without which two numbers would be one: 5月1,3日.
fn without_marks(text: &str) -> String {
    let mut plain = String::new();
    for (at, one) in text.char_indices() {
        let next = text[at + one.len_utf8()..].chars().next();
        let stands = |other: Option<char>| other.is_some_and(|other| other.is_ascii_digit());
        let divides = stands(plain.chars().next_back()) && stands(next);
        if !matches!(one, '(' | ')' | ',') || divides {
            plain.push(one);
        }
    }
    plain
}

/// Takes a time of the clock off the end of a text: 9:30, 23:59:59.
fn before_clock(text: &str) -> &str {
    if let Some(head) = text.strip_suffix(['点', '半', '分', '时', '整']) {
        let head =
            head.trim_end_matches(|one: char| one.is_ascii_digit() || one == '点' || one == '时');
        let ends = head.ends_with(['日', '号', '天', ' ', '一', '二', '三', '四', '五', '六']);
        return if ends && spoken::is_clock(&text[head.len()..]) {
            head.trim_end()
        } else {
            text
        };
    }
    let is_part = |one: char| one.is_ascii_digit() || one == ':';
    let head = text.trim_end_matches(is_part);
    let clock = &text[head.len()..];
    // The blank between day and time may have gone: 5月3日9:30.
    let mut parts = clock.split(':').zip([24, 60, 60]);
    let is_clock = clock.contains(':')
        && clock.split(':').count() <= 3
        && parts.all(|(part, most)| part.parse().is_ok_and(|number: u32| number < most));
    if is_clock { head.trim_end() } else { text }
}

/// Tells whether a text goes from one day to another: 5.3-5.5, 5月3日至5日.
fn is_range(text: &str, calendar: Calendar) -> bool {
    let is_day = |part: &str| number(part.trim_end_matches(['日', '号'])).is_some();
    ["至", "到", "~", "-"].iter().any(|sign| {
        text.match_indices(sign).any(|(at, _)| {
            let (first, last) = (&text[..at], &text[at + sign.len()..]);
            let is_end = read(last, calendar).is_ok()
                || is_day(last) && (*sign != "-" || first.contains(['月', '.']));
            read(first, calendar).is_ok() && is_end
        })
    })
}

/// Reads a month in any of the forms that are a whole one as a date, and more briefly where only a
/// month can be meant: 5, 201105, last. `None` where it is no month.
pub(crate) fn month(input: &str, calendar: Calendar) -> Option<Span> {
    let text = fold(input)?;
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match text.as_str() {
        "last" | "this" | "next" => format!("{text} month"),
        _ if number(&text).is_some() => format!("{text}月"),
        _ if is_digits && text.len() == 6 => format!("{}-{}", &text[..4], &text[4..]),
        _ => text,
    };
    let span = read(&whole, calendar).ok()?;
    (span == Span::month_of(span.first)).then_some(span)
}

/// Returns the words that are dates by themselves.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let whole = |name: &&str| name.chars().nth(1).is_some();
    NEAR.iter().map(|(name, _)| *name).filter(whole)
}

/// Folds full-width and other variant characters and letter case, and drops the spaces inside,
/// save where two words or numbers would run together. `None` where the text is too long.
fn fold(input: &str) -> Option<String> {
    let trimmed = input.trim();
    if trimmed.chars().nth(MAX_LENGTH).is_some() {
        return None;
    }
    // A Chinese keyboard gives 。 for the point in 5.26, which normalization leaves alone.
    let plain = trimmed.replace('。', ".");
    let mut text = String::new();
    for word in folded(&plain).to_lowercase().split_whitespace() {
        if text.ends_with(is_latin) && word.starts_with(is_latin) {
            text.push(' ');
        }
        text.push_str(word);
    }
    Some(text)
}

fn is_latin(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

fn read(text: &str, calendar: Calendar) -> Result<Span, DateFault> {
    let mut readings = FORMS.iter().filter_map(|form| form(text, calendar));
    let written = readings.next().ok_or(DateFault::Unreadable)?;
    span(written, calendar.today).ok_or(DateFault::NoSuchDay)
}

/// Finds the days that were meant; `None` where they do not exist.
fn span(written: Written, today: NaiveDate) -> Option<Span> {
    let (first, last) = match written {
        Written::Near(days) => {
            let day = today.checked_add_signed(TimeDelta::days(days))?;
            (day, day)
        }
        Written::Week(weeks) => {
            let week = today.week(Weekday::Mon);
            let moved = |day: NaiveDate| day.checked_add_signed(TimeDelta::try_weeks(weeks)?);
            (moved(week.first_day())?, moved(week.last_day())?)
        }
        Written::Months { year, first, count } => {
            let start = NaiveDate::from_ymd_opt(year, first, 1)?;
            (
                start,
                start.checked_add_months(Months::new(count))?.pred_opt()?,
            )
        }
        Written::Dated { year, month, part } => {
            let start = NaiveDate::from_ymd_opt(year, month, 1)?;
            let end = u32::from(start.num_days_in_month());
            let (first, last) = match part {
                MonthPart::Days(first, last) => (first, last),
                MonthPart::From(first) => (first, end),
                MonthPart::End => (end, end),
            };
            (start.with_day(first)?, start.with_day(last)?)
        }
    };
    YEARS
        .contains(&first.year())
        .then_some(Span { first, last })
}

/// Reads 今天, yesterday.
fn near(text: &str, _: Calendar) -> Option<Written> {
    lookup(NEAR, text).map(Written::Near)
}

/// Reads 周一 and monday, which are of this week.
fn bare_weekday(text: &str) -> Option<Weekday> {
    weekday_called(text).filter(|_| !text.starts_with('个'))
}

fn weekday_called(name: &str) -> Option<Weekday> {
    chinese_weekday(name).or_else(|| name.parse().ok())
}

/// Reads 上周三, 这个星期天, next monday, 周一.
fn weekday(text: &str, calendar: Calendar) -> Option<Written> {
    let near = strip_any(AROUND, text);
    let named = near.and_then(|(weeks, name)| Some((weeks, weekday_called(name)?)));
    let (weeks, weekday) = match named {
        Some(named) => named,
        None => (0, bare_weekday(text)?),
    };
    let today = calendar.today.weekday();
    let days = i64::from(weekday.num_days_from_monday()) - i64::from(today.num_days_from_monday());
    Some(Written::Near(7 * weeks + days))
}

fn strip_any<'a, T: Copy>(table: &[(&str, T)], text: &'a str) -> Option<(T, &'a str)> {
    let mut rows = table.iter();
    rows.find_map(|(prefix, value)| Some((*value, text.strip_prefix(prefix)?)))
}

fn chinese_weekday(name: &str) -> Option<Weekday> {
    let name = name.strip_prefix('个').unwrap_or(name);
    let mut days = WEEKDAY_PREFIXES
        .iter()
        .filter_map(|prefix| name.strip_prefix(prefix));
    lookup(WEEKDAYS, days.next()?)
}

/// Reads 上月, 本月底, 这个月5日, next month.
fn near_month(text: &str, calendar: Calendar) -> Option<Written> {
    let (distance, rest) = strip_any(AROUND, text)?;
    let ((), rest) = strip_any(MONTHS, rest)?;
    let part = part(rest)?;
    let today = calendar.today;
    let months = i64::from(today.year()) * 12 + i64::from(today.month0()) + distance;
    Some(Written::Dated {
        year: months.div_euclid(12).try_into().ok()?,
        month: (months.rem_euclid(12) + 1).try_into().ok()?,
        part,
    })
}

/// Reads 本周, 上个星期, next week.
fn week(text: &str, _: Calendar) -> Option<Written> {
    let (weeks, name) = strip_any(AROUND, text)?;
    lookup(WEEKS, name).map(|()| Written::Week(weeks))
}

/// Reads 本季度, last quarter.
fn quarter(text: &str, calendar: Calendar) -> Option<Written> {
    let (distance, name) = strip_any(AROUND, text)?;
    lookup(QUARTERS, name)?;
    let today = calendar.today;
    let quarters = i64::from(today.year()) * 4 + i64::from(today.month0() / 3) + distance;
    Some(Written::Months {
        year: quarters.div_euclid(4).try_into().ok()?,
        first: u32::try_from(quarters.rem_euclid(4)).ok()? * 3 + 1,
        count: 3,
    })
}

/// Reads 三季度, 2011年第三季度, 2011Q3, 去年下半年, 今年, 2011年.
fn months(text: &str, calendar: Calendar) -> Option<Written> {
    let half = HALVES
        .iter()
        .find_map(|(name, first)| Some((text.strip_suffix(name)?, *first)));
    let (head, first, count) = match (half, numbered_quarter(text)) {
        (Some((head, first)), _) => (head, first, 6),
        (_, Some((head, number))) => (head, number * 3 - 2, 3),
        _ => (Some(text).filter(|text| !text.is_empty())?, 1, 12),
    };
    let year = match lookup(NEAR_YEARS, head) {
        Some(distance) => calendar.today.year().checked_add(distance)?,
        None if head.is_empty() => calendar.year,
        None => match head.strip_suffix('年') {
            Some(year) => year_number(year)?,
            None if text.contains('q') => year_number(head)?,
            None => return None,
        },
    };
    Some(Written::Months { year, first, count })
}

/// Takes the number of a quarter from the end of a text.
fn numbered_quarter(text: &str) -> Option<(&str, u32)> {
    let (head, quarter) = match text.strip_suffix("季度") {
        Some(rest) => {
            let at = rest.char_indices().next_back()?.0;
            (rest[..at].trim_end_matches('第'), &rest[at..])
        }
        None => text.split_once('q')?,
    };
    let number = number(quarter).filter(|number| (1..=4).contains(number))?;
    Some((head.trim_end(), number))
}

/// Reads 20110526.
fn compact(text: &str, _: Calendar) -> Option<Written> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    if day.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    dated(year_number(year)?, number(month)?, number(day)?)
}

/// Reads 2011-05-26, 5/26, and by its four digits 2011.5 as a month.
fn separated(text: &str, calendar: Calendar) -> Option<Written> {
    let separator = text.chars().find(|character| "-/.".contains(*character))?;
    let parts: Vec<&str> = text.split(separator).collect();
    match (parts.as_slice(), year_number(parts[0])) {
        ([_, month, day], Some(year)) => dated(year, number(month)?, number(day)?),
        ([_, month], Some(year)) => Some(Written::Dated {
            year,
            month: number(month)?,
            part: MonthPart::From(1),
        }),
        ([month, day], None) => dated(calendar.year, number(month)?, number(day)?),
        _ => None,
    }
}

/// Reads 月底, which is this month's, and 年底 or 2011年底.
fn end(text: &str, calendar: Calendar) -> Option<Written> {
    let head = text.strip_suffix(['底', '末'])?;
    let (year, month) = match head {
        "月" => (calendar.today.year(), calendar.today.month()),
        "年" => (calendar.year, 12),
        _ => (
            year_named(head.strip_suffix('年').unwrap_or(head), calendar)?,
            12,
        ),
    };
    Some(Written::Dated {
        year,
        month,
        part: MonthPart::End,
    })
}

/// Reads 2011年5月26日, 5月26号, 五月, 4月上旬, 5月底.
fn worded(text: &str, calendar: Calendar) -> Option<Written> {
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (year_named(year, calendar)?, rest),
        None => (calendar.year, text),
    };
    let (month, rest) = rest.split_once('月')?;
    Some(Written::Dated {
        year,
        month: number(month)?,
        part: part(rest)?,
    })
}

/// Reads what follows a month: 26日, 上旬, 底, or nothing for the whole of it.
fn part(text: &str) -> Option<MonthPart> {
    lookup(PARTS, text).or_else(|| {
        let day = number(text.strip_suffix(['日', '号']).unwrap_or(text))?;
        Some(MonthPart::Days(day, day))
    })
}

/// Reads the year that stands before 年: 2011, 去.
fn year_named(name: &str, calendar: Calendar) -> Option<i32> {
    let near = lookup(NEAR_YEARS, &format!("{name}年"));
    match near {
        Some(distance) => calendar.today.year().checked_add(distance),
        None => year_number(name),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the forms end in it")]
fn dated(year: i32, month: u32, day: u32) -> Option<Written> {
    let part = MonthPart::Days(day, day);
    Some(Written::Dated { year, month, part })
}

/// Reads a year of exactly four digits: 2011, 二〇一一.
fn year_number(text: &str) -> Option<i32> {
    if text.chars().count() != 4 {
        return None;
    }
    text.chars()
        .try_fold(0, |sum, character| Some(sum * 10 + digit(character)?))
        .and_then(|year| year.try_into().ok())
}

/// Reads the number of a month or day: 5, 05, 五, 十二, 二十六.
fn number(text: &str) -> Option<u32> {
    let digits: Vec<char> = text.chars().collect();
    match digits.as_slice() {
        ['十'] => Some(10),
        [ones] => digit(*ones),
        ['十', ones] => Some(10 + digit(*ones)?),
        [tens, '十'] => Some(digit(*tens)? * 10),
        [tens, ones] | [tens, '十', ones] => Some(digit(*tens)? * 10 + digit(*ones)?),
        _ => None,
    }
}

fn digit(character: char) -> Option<u32> {
    if matches!(character, '○' | '◯' | '零') {
        return Some(0);
    }
    let chinese = || "〇一二三四五六七八九".chars().zip(0..);
    let found = chinese().find(|(name, _)| *name == character);
    found
        .map(|(_, value)| value)
        .or_else(|| character.to_digit(10))
}

fn lookup<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    let row = table.iter().find(|(name, _)| *name == word)?;
    Some(row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday 2011-05-23 to Sunday 2011-05-29 is the week of today.
    const TODAY: &str = "2011-05-26";

    /// A day, or a stretch as `first..last`, or what is wrong.
    const CASES: &[(&str, &str)] = &[
        ("2011-05-26", "2011-05-26"),
        ("2011-5-6", "2011-05-06"),
        ("2011.5.26", "2011-05-26"),
        ("2011/5/26", "2011-05-26"),
        ("20110526", "2011-05-26"),
        ("2011年5月26日", "2011-05-26"),
        ("2011年5月26号", "2011-05-26"),
        ("2011 年 5 月 26 日", "2011-05-26"),
        ("5月26日", "2011-05-26"),
        ("5.26", "2011-05-26"),
        ("5-26", "2011-05-26"),
        ("5/26", "2011-05-26"),
        (" 5.26 ", "2011-05-26"),
        ("２０１１－０５－２６", "2011-05-26"),
        ("５月２６日", "2011-05-26"),
        ("五月二十六日", "2011-05-26"),
        ("十月十日", "2011-10-10"),
        ("今天", "2011-05-26"),
        ("昨天", "2011-05-25"),
        ("前天", "2011-05-24"),
        ("明天", "2011-05-27"),
        ("today", "2011-05-26"),
        ("Yesterday", "2011-05-25"),
        ("本周五", "2011-05-27"),
        ("这周五", "2011-05-27"),
        ("上周三", "2011-05-18"),
        ("下周一", "2011-05-30"),
        ("本周日", "2011-05-29"),
        ("上周天", "2011-05-22"),
        ("上星期三", "2011-05-18"),
        ("last wednesday", "2011-05-18"),
        ("4月上旬", "2011-04-01..2011-04-10"),
        ("4月中旬", "2011-04-11..2011-04-20"),
        ("4月下旬", "2011-04-21..2011-04-30"),
        ("2月下旬", "2011-02-21..2011-02-28"),
        ("2012年2月下旬", "2012-02-21..2012-02-29"),
        ("5月底", "2011-05-31"),
        ("2011年9月底", "2011-09-30"),
        ("2011-05", "2011-05-01..2011-05-31"),
        ("2011.5", "2011-05-01..2011-05-31"),
        ("5月", "2011-05-01..2011-05-31"),
        ("本月", "2011-05-01..2011-05-31"),
        ("上个月", "2011-04-01..2011-04-30"),
        ("next month", "2011-06-01..2011-06-30"),
        ("上月底", "2011-04-30"),
        ("这个月中旬", "2011-05-11..2011-05-20"),
        ("上月26日", "2011-04-26"),
        ("上月31日", "no such day"),
        ("本周", "2011-05-23..2011-05-29"),
        ("上个星期", "2011-05-16..2011-05-22"),
        ("next week", "2011-05-30..2011-06-05"),
        ("三季度", "2011-07-01..2011-09-30"),
        ("2012年第一季度", "2012-01-01..2012-03-31"),
        ("4 季度", "2011-10-01..2011-12-31"),
        ("2011Q3", "2011-07-01..2011-09-30"),
        ("q1", "2011-01-01..2011-03-31"),
        ("本季度", "2011-04-01..2011-06-30"),
        ("last quarter", "2011-01-01..2011-03-31"),
        ("上半年", "2011-01-01..2011-06-30"),
        ("去年下半年", "2010-07-01..2010-12-31"),
        ("今年", "2011-01-01..2011-12-31"),
        ("2012年", "2012-01-01..2012-12-31"),
        ("五季度", "unreadable"),
        ("季度", "unreadable"),
        ("年", "unreadable"),
        ("2012-02-29", "2012-02-29"),
        ("2011-02-29", "no such day"),
        ("2011-02-30", "no such day"),
        ("2011-13-01", "no such day"),
        ("5.32", "no such day"),
        ("0.1", "no such day"),
        ("4月31日", "no such day"),
        ("20110231", "no such day"),
        ("4月中下旬", "ambiguous"),
        ("上中旬", "unreadable"),
        ("", "unreadable"),
        ("二〇一一年五月三日", "2011-05-03"),
        ("二○一一年五月三日", "2011-05-03"),
        ("二零一一年五月三日", "2011-05-03"),
        ("5月3日(星期二)", "2011-05-03"),
        ("2011年5月3日 周二", "2011-05-03"),
        ("5月3日星期三", "other weekday"),
        ("5月3日上午", "2011-05-03"),
        ("5月3日下午3时", "2011-05-03"),
        ("5月3日 9:30", "2011-05-03"),
        ("5月3日 9:60", "unreadable"),
        ("2011-05-26 23:59:60", "unreadable"),
        ("2011–05–26", "2011-05-26"),
        ("5.3.", "2011-05-03"),
        ("5.3日", "2011-05-03"),
        ("5.3-5.5", "range"),
        ("5月3日-5日", "range"),
        ("5月3日至5月5日", "range"),
        ("5.3—5.5", "range"),
        ("5月3日上午至5月5日下午", "range"),
        ("5月3日上午-5日", "range"),
        ("5月3日上午至下午", "2011-05-03"),
        ("5月3日上午9:00-11:00", "2011-05-03"),
        ("5月1,3日", "unreadable"),
        ("5.1,3", "unreadable"),
        ("5.1(3)", "unreadable"),
        ("5月3日，(星期二)", "2011-05-03"),
        ("长期", "endless"),
        ("常年坚持", "endless"),
        ("周五", "2011-05-27"),
        ("周一上午", "2011-05-23"),
        ("monday", "2011-05-23"),
        ("上周三下午3点", "2011-05-18"),
        ("三天前", "2011-05-23"),
        ("3天前", "2011-05-23"),
        ("两天后", "2011-05-28"),
        ("3 days ago", "2011-05-23"),
        ("大前天", "2011-05-23"),
        ("昨晚", "2011-05-25"),
        ("昨晚8点", "2011-05-25"),
        ("昨天下午", "2011-05-25"),
        ("昨天下午3点半", "2011-05-25"),
        ("昨天15点", "2011-05-25"),
        ("昨天下午停电", "unreadable"),
        ("今晚报", "unreadable"),
        ("今早", "2011-05-26"),
        ("last night", "2011-05-25"),
        ("yesterday afternoon", "2011-05-25"),
        ("去年5月18日", "2010-05-18"),
        ("明年3月底", "2012-03-31"),
        ("去年底", "2010-12-31"),
        ("May 3", "2011-05-03"),
        ("3 May", "2011-05-03"),
        ("May 3rd, 2012", "2012-05-03"),
        ("3-may-2011", "2011-05-03"),
        ("Sept 30", "2011-09-30"),
        ("end of May", "2011-05-31"),
        ("may", "2011-05-01..2011-05-31"),
        ("May 32", "no such day"),
        ("May 3 4", "unreadable"),
        ("maybe 3", "unreadable"),
        ("15:30", "clock"),
        ("下午3点", "clock"),
        ("上午", "clock"),
        ("3pm", "clock"),
        ("11.5.18", "unreadable"),
        ("五一", "unreadable"),
        ("3小时", "unreadable"),
        ("tomorow", "unreadable"),
        ("2011", "unreadable"),
        ("1e5", "unreadable"),
        ("-5", "unreadable"),
        ("2011-05-26-01", "unreadable"),
        ("月日", "unreadable"),
        ("五", "unreadable"),
    ];

    #[test]
    fn dates_are_read_as_people_write_them() {
        let calendar = Calendar {
            today: TODAY.parse().unwrap(),
            year: 2011,
        };
        let mut wrong = Vec::new();
        for (input, expected) in CASES {
            let read = match parse(input, calendar) {
                Ok(span) if span.first == span.last => span.first.to_string(),
                Ok(span) => format!("{}..{}", span.first, span.last),
                Err(DateFault::NoSuchDay) => "no such day".to_owned(),
                Err(DateFault::Ambiguous { .. }) => "ambiguous".to_owned(),
                Err(DateFault::Clock) => "clock".to_owned(),
                Err(DateFault::Endless) => "endless".to_owned(),
                Err(DateFault::OtherWeekday { .. }) => "other weekday".to_owned(),
                Err(DateFault::Range) => "range".to_owned(),
                Err(DateFault::Unreadable) => "unreadable".to_owned(),
            };
            if read != *expected {
                wrong.push((input, read));
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn what_is_written_as_a_day_is_told_from_text_and_what_may_be_meant_is_told() {
        let calendar = Calendar {
            today: TODAY.parse().unwrap(),
            year: 2011,
        };
        let cases = [
            ("11.5.18", Some("2011-05-18")),
            ("11年5月18日", Some("2011-05-18")),
            ("18/5/2011", Some("2011-05-18")),
            ("5/18/2011", Some("2011-05-18")),
            ("110518", Some("2011-05-18")),
            ("五一", Some("5月1日")),
            ("国庆节", Some("10月1日")),
            ("99.5.18", None),
            ("11.13.18", None),
            ("1.2.3", None),
        ];
        for (text, expected) in cases {
            assert_eq!(meant(text, calendar).as_deref(), expected, "{text}");
        }
        for text in [
            "上周八",
            "32日",
            "春节",
            "两周前",
            "2 weeks ago",
            "下午3点",
            "15:30",
            "月初",
            "周末",
            "刚才",
            "5月1日和3日",
            "前几天",
        ] {
            assert!(is_worded(text, calendar), "{text}");
        }
        for text in [
            "第3日",
            "日常走访",
            "大家都好",
            "五一慰问",
            "下午停电",
            "建馆50周年",
            "夜校",
            "早餐",
            "3小时",
            "now hiring",
            "和谐",
        ] {
            assert!(!is_worded(text, calendar), "{text}");
        }
    }

    #[test]
    fn last_days_are_read_as_documents_set_them() {
        let calendar = Calendar {
            today: TODAY.parse().unwrap(),
            year: 2011,
        };
        let cases = [
            ("11月底前", Some("2011-11-30")),
            ("9月30日前", Some("2011-09-30")),
            ("9月30日之前", Some("2011-09-30")),
            ("年底前", Some("2011-12-31")),
            ("12.20前", Some("2011-12-20")),
            ("三季度", Some("2011-09-30")),
            ("9月底", Some("2011-09-30")),
            ("5月前", None),
            ("长期", None),
            ("周五", Some("2011-05-27")),
            ("周一", None),
            ("本周一", Some("2011-05-23")),
        ];
        for (input, expected) in cases {
            let read = last_day(input, calendar).ok();
            let read = read.map(|span| span.last.to_string());
            assert_eq!(read.as_deref(), expected, "{input}");
        }
    }

    #[test]
    fn months_are_read_as_people_write_them() {
        let calendar = Calendar {
            today: TODAY.parse().unwrap(),
            year: 2010,
        };
        let cases = [
            ("2011-05", Some("2011-05-01")),
            ("2011-5", Some("2011-05-01")),
            ("201105", Some("2011-05-01")),
            ("2011年5月", Some("2011-05-01")),
            ("２０１１年５月", Some("2011-05-01")),
            ("5月", Some("2010-05-01")),
            ("五月", Some("2010-05-01")),
            ("5", Some("2010-05-01")),
            ("12", Some("2010-12-01")),
            ("本月", Some("2011-05-01")),
            ("上月", Some("2011-04-01")),
            ("上个月", Some("2011-04-01")),
            ("last", Some("2011-04-01")),
            ("This Month", Some("2011-05-01")),
            ("2011-13", None),
            ("201113", None),
            ("13", None),
            ("0", None),
            ("5.26", None),
            ("5月底", None),
            ("4月上旬", None),
            ("2011", None),
            ("2011-05-01", None),
            ("上周", None),
            ("", None),
        ];
        for (input, expected) in cases {
            let read = month(input, calendar).map(|span| span.first.to_string());
            assert_eq!(read.as_deref(), expected, "{input}");
        }
    }
}
