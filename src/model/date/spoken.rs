//! Words that people say for days and times: what is one of them and names no day, and the day that may
//! be meant by it, written in full. Nothing is guessed here: a suggestion is only ever told.

use chrono::NaiveDate;

use super::{
    Calendar, DAYTIMES, ENDLESS, Written, YEARS, dated, digit, fold, number, read, strip_any,
    year_number,
};

/// Feasts on a fixed day, with month and day.
const FEASTS: &[(&str, [u32; 2])] = &[
    ("元旦", [1, 1]),
    ("三八", [3, 8]),
    ("妇女节", [3, 8]),
    ("五一", [5, 1]),
    ("劳动节", [5, 1]),
    ("五四", [5, 4]),
    ("青年节", [5, 4]),
    ("六一", [6, 1]),
    ("儿童节", [6, 1]),
    ("七一", [7, 1]),
    ("建党节", [7, 1]),
    ("八一", [8, 1]),
    ("建军节", [8, 1]),
    ("教师节", [9, 10]),
    ("十一", [10, 1]),
    ("国庆", [10, 1]),
];

/// Words for times that are no one day of the calendar.
const VAGUE: &[&str] = &[
    "春节",
    "清明",
    "端午",
    "中秋",
    "元宵",
    "重阳",
    "除夕",
    "大年初一",
    "假期",
    "节前",
    "节后",
    "节日",
    "周末",
    "本周末",
    "上周末",
    "这周末",
    "下周末",
    "月初",
    "月中",
    "年初",
    "年中",
    "前几天",
    "前些天",
    "前两天",
    "这几天",
    "这两天",
    "几天前",
    "近日",
    "近期",
    "日前",
    "当天",
    "当日",
    "同日",
    "次日",
    "刚才",
    "刚刚",
    "现在",
    "近来",
    "最近",
    "平时",
    "平日",
    "工作日",
    "半个月前",
    "半月前",
    "半年前",
    "月前",
    "weekend",
    "last weekend",
    "this weekend",
    "now",
    "recently",
    "the other day",
    "a week ago",
    "last night's",
    "noon",
    "midnight",
];

/// Words behind a number that count back or on from today in something longer than days.
const LONG_AGO: &[&str] = &[
    "周前",
    "周后",
    "个星期前",
    "个星期后",
    "星期前",
    "个月前",
    "个月后",
    "年前",
    "年后",
    "weeks ago",
    "week ago",
    "months ago",
    "month ago",
    "years ago",
    "year ago",
];

/// Words of an English day that say nothing.
const FILLING: &[&str] = &["of", "the", "st", "nd", "rd", "th"];

/// Words between the parts of the clock.
const CLOCK: &str = "0123456789:点时分秒半刻整至到-~约许左右多零一二三四五六七八九十两钟";

/// Reads 3天前, 三天后, 3 days ago.
pub(super) fn ago(text: &str, _: Calendar) -> Option<Written> {
    const AGO: &[(&str, i64)] = &[
        ("天之前", -1),
        ("天以前", -1),
        ("天前", -1),
        ("天之后", 1),
        ("天以后", 1),
        ("天后", 1),
        (" days ago", -1),
        (" day ago", -1),
    ];
    let (sign, days) = AGO
        .iter()
        .find_map(|(ending, sign)| Some((*sign, text.strip_suffix(ending)?)))?;
    let days = match days {
        "a" | "one" => 1,
        "两" | "two" => 2,
        "three" => 3,
        _ => number(days)?,
    };
    Some(Written::Near(sign * i64::from(days)))
}

/// Reads May 3, 3 May 2011, May 3rd, end of May, and May as the whole month.
pub(super) fn english(text: &str, calendar: Calendar) -> Option<Written> {
    let (ends, text) = match text.strip_prefix("end of ") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut month, mut day, mut year) = (None, None, None);
    for word in words(text)? {
        if let Some(number) = word.parse::<u32>().ok().filter(|_| word.len() <= 2) {
            day.replace(number).is_none().then_some(())?;
        } else if word.len() == 4 && year_number(word).is_some() {
            year.replace(year_number(word)?).is_none().then_some(())?;
        } else if let Some(number) = month_called(word) {
            month.replace(number).is_none().then_some(())?;
        } else if !FILLING.contains(&word) {
            return None;
        }
    }
    let year = year.unwrap_or(calendar.year);
    match (month?, day, ends) {
        (month, Some(day), false) => dated(year, month, day),
        (month, None, ends) => Some(Written::Dated {
            year,
            month,
            part: if ends {
                super::MonthPart::End
            } else {
                super::MonthPart::From(1)
            },
        }),
        _ => None,
    }
}

/// Returns the words and numbers of an English text; `None` where it holds anything else.
fn words(text: &str) -> Option<Vec<&str>> {
    let (mut words, mut from) = (Vec::new(), 0);
    let is_sign = |one: char| matches!(one, ' ' | ',' | '.' | '-' | '/');
    let sort = |one: char| (one.is_ascii_digit(), one.is_ascii_lowercase());
    let mut last = None;
    for (at, one) in text.char_indices() {
        if !is_sign(one) && !one.is_ascii_digit() && !one.is_ascii_lowercase() {
            return None;
        }
        if last.is_some_and(|last| sort(last) != sort(one)) {
            words.push(&text[from..at]);
            from = at;
        }
        last = Some(one);
    }
    words.push(&text[from..]);
    words.retain(|word| !word.chars().all(is_sign));
    Some(words)
}

fn month_called(word: &str) -> Option<u32> {
    if word == "sept" {
        return Some(9);
    }
    let month: chrono::Month = word.parse().ok()?;
    Some(month.number_from_month())
}

/// Tells whether a text is only a part of the day or a time of the clock: 下午, 15:30, 上午9点半, 3pm.
pub(super) fn is_clock(text: &str) -> bool {
    let mut rest = text.to_owned();
    for word in DAYTIMES {
        rest = rest.replace(word, "");
    }
    let bare = rest.trim_end_matches("am").trim_end_matches("pm").trim();
    let ends = rest != bare
        && bare
            .chars()
            .next_back()
            .is_some_and(|one| one.is_ascii_digit());
    let counts = bare.contains(['点', ':', '时']) && bare.contains(|one| digit(one).is_some());
    let is_tail = bare.chars().all(|one| CLOCK.contains(one) || one == ' ');
    let is_part = rest.len() < text.len() && bare.chars().all(|one| "至到-~".contains(one));
    is_tail && (is_part || counts && !bare.contains("小时") || ends)
}

/// Takes what only says at what time of the day it was off the end of a text.
pub(super) fn without_time(text: &str) -> &str {
    let at = DAYTIMES.iter().filter_map(|word| text.find(word)).min();
    match at {
        Some(at) if is_clock(&text[at..]) => text[..at].trim_end(),
        _ => text,
    }
}

/// Returns the date in full that may be meant by what is written in a form that fits several years or
/// two orders, or by a feast.
pub(super) fn meant(input: &str, calendar: Calendar) -> Option<String> {
    let text = fold(input)?;
    let feast = text.strip_suffix('节').unwrap_or(&text);
    let called = |(name, _): &&(&str, [u32; 2])| *name == feast || *name == text;
    if let Some((_, [month, day])) = FEASTS.iter().find(called) {
        return Some(format!("{month}月{day}日"));
    }
    let parts: Vec<&str> = text.split(['.', '-', '/', '年', '月', ' ']).collect();
    let day = match parts[..] {
        [one, two, three] => {
            let three = three.trim_end_matches(['日', '号']);
            // In the orders of other countries, where it fits one of them alone.
            let other = || match [
                full(three, one, two, calendar),
                full(three, two, one, calendar),
            ] {
                [Some(day), None] | [None, Some(day)] if three.len() > 2 => Some(day),
                _ => None,
            };
            full(one, two, three, calendar).or_else(other)
        }
        [digits] if digits.len() == 6 && digits.is_ascii() => {
            full(&digits[..2], &digits[2..4], &digits[4..], calendar)
        }
        _ => None,
    };
    day.map(|day| day.to_string())
}

/// Tells whether a text is three numbers with the same sign of a date between them.
fn is_in_three(text: &str) -> bool {
    ['.', '-', '/'].into_iter().any(|sign| {
        let is_short = |part: &str| {
            (1..=4).contains(&part.len()) && part.bytes().all(|one| one.is_ascii_digit())
        };
        text.split(sign).count() == 3 && text.split(sign).all(is_short)
    })
}

/// Returns a day whose year is written with two digits or four, where it is one near the campaign's.
fn full(year: &str, month: &str, day: &str, calendar: Calendar) -> Option<NaiveDate> {
    const NEAR: i32 = 10;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
    if ![year, month, day].into_iter().all(is_digits) || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year: i32 = match year.len() {
        2 => calendar.year / 100 * 100 + year.parse::<i32>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    let is_near = YEARS.contains(&year) && (year - calendar.year).abs() <= NEAR;
    let day = NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?);
    day.filter(|_| is_near)
}

/// Tells whether a text is written as a day or a time, be it one or not: 上周八, 4月中下旬, 32日, 五一,
/// 两周前, 下午3点, 11.5.18, last weekend.
pub(crate) fn is_worded(input: &str, calendar: Calendar) -> bool {
    fold(input).is_some_and(|text| {
        consists_of_words(&text)
            || VAGUE.contains(&text.strip_suffix('节').unwrap_or(&text))
            || VAGUE.contains(&&*text)
            || ENDLESS.contains(&&*text)
            || is_long_ago(&text)
            || is_clock(&text)
            || is_in_three(&text)
            || is_day_and_part(&text, calendar)
            || meant(&text, calendar).is_some()
    })
}

/// Tells whether a text consists of the words of dates alone.
fn consists_of_words(text: &str) -> bool {
    const WORDS: &str = "年月日号旬上中初底末本这周星期礼拜大前后今昨明天至到和与及两几半.-/~、,";
    const TELLING: [&str; 9] = [
        "月", "周", "星期", "礼拜", "旬", "号", "前天", "后天", "天前",
    ];
    let is_number = |one: char| digit(one).is_some() || one == '十';
    let is_of_date = |one: char| WORDS.contains(one) || is_number(one);
    let mut days = text.match_indices('日');
    let is_day = days.any(|(at, _)| text[..at].ends_with(is_number));
    !text.contains("周年")
        && (is_day || TELLING.iter().any(|word| text.contains(word)))
        && text.chars().all(is_of_date)
}

fn is_long_ago(text: &str) -> bool {
    let is_number = |one: char| digit(one).is_some() || "十两几多半个a".contains(one) || one == ' ';
    LONG_AGO.iter().any(|ending| {
        text.strip_suffix(ending)
            .is_some_and(|head| !head.is_empty() && head.chars().all(is_number))
    })
}

/// Tells whether a text begins with the word for a day and goes on with a part of it that no day has.
fn is_day_and_part(text: &str, calendar: Calendar) -> bool {
    let head = without_time(text);
    head.len() < text.len()
        && (read(head, calendar).is_ok() || strip_any(super::AROUND, head).is_some())
}
