//! Hostile dates and refs.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::date::{Calendar, DateFault, Span, parse};
use super::reference::Ref;
use crate::fuzz::{on, slipped, slips, texts};

/// Pieces of dates.
const DATE_WORDS: &[&str] = &[
    "前",
    "昨",
    "今",
    "明",
    "后",
    "天",
    "日",
    "上",
    "下",
    "本",
    "这",
    "个",
    "周",
    "星期",
    "礼拜",
    "一",
    "二",
    "三",
    "十",
    "二十",
    "三十一",
    "〇",
    "年",
    "月",
    "号",
    "底",
    "末",
    "上旬",
    "中旬",
    "下旬",
    "、",
    "-",
    "/",
    ".",
    "。",
    "2011",
    "2012",
    "二〇一二",
    "02",
    "2",
    "29",
    "31",
    "5",
    "26",
    "0",
    " ",
    "\u{3000}",
    "last ",
    "next ",
    "monday",
    "sunday",
    "today",
    "tomorrow",
];
/// Pieces of refs.
const REF_WORDS: &[&str] = &[
    "LY",
    "ly",
    "-",
    "P",
    "p",
    "3",
    "0",
    "12",
    "999999999",
    "9999999999",
    ".",
    ".2",
    "Ｐ",
    "张三",
    " ",
];

/// The forms in which a whole date can be written.
fn written(day: NaiveDate, form: u8) -> String {
    let (year, month, date) = (day.year(), day.month(), day.day());
    match form % 11 {
        0 => day.to_string(),
        1 => format!("{year}/{month}/{date}"),
        2 => format!("{year}.{month:02}.{date:02}"),
        3 => day.format("%Y%m%d").to_string(),
        4 => format!("{year}年{month}月{date}日"),
        5 => format!("{year}年{month:02}月{date}号"),
        6 => {
            let digits: Vec<char> = "〇一二三四五六七八九".chars().collect();
            let year = year.to_string();
            let year = year
                .chars()
                .filter_map(|one| digits.get(one.to_digit(10)? as usize));
            let year: String = year.collect();
            format!("{year}年{}月{}日", chinese(month), chinese(date))
        }
        7 => wide(&day.to_string()),
        8 => format!(" {year} 年 {month} 月 {date} 日 "),
        9 => wide(&format!("{month}月{date}日")),
        _ => format!("{month}-{date}"),
    }
}

fn wide(text: &str) -> String {
    let widened = |one: char| char::from_u32(one as u32 + 0xfee0).filter(|_| one.is_ascii());
    text.chars()
        .map(|one| widened(one).unwrap_or(one))
        .collect()
}

fn chinese(number: u32) -> String {
    let digit = |digit: u32| "一二三四五六七八九".chars().nth(digit as usize - 1);
    let ones = digit((number % 10).max(1)).filter(|_| !number.is_multiple_of(10));
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", digit(tens).unwrap()),
    };
    tens + &ones.map(String::from).unwrap_or_default()
}

/// Any day that the calendar has, most of them near.
fn days() -> impl Strategy<Value = NaiveDate> {
    let of_days = |count: i32| NaiveDate::from_num_days_from_ce_opt(count).unwrap();
    prop_oneof![
        8 => (693_596..=803_533_i32).prop_map(of_days),
        1 => (NaiveDate::MIN.num_days_from_ce()..=NaiveDate::MAX.num_days_from_ce()).prop_map(of_days),
        1 => Just(NaiveDate::MIN),
        1 => Just(NaiveDate::MAX),
    ]
}

/// Asserts what must hold of every text, whatever it is read as.
fn check_date(text: &str, calendar: Calendar) {
    match parse(text, calendar) {
        Ok(Span { first, last }) => {
            assert!(first <= last, "{text}");
            for day in [first, last] {
                let again = parse(&day.to_string(), calendar);
                assert_eq!(
                    again,
                    Ok(Span {
                        first: day,
                        last: day
                    }),
                    "{text}"
                );
            }
        }
        Err(DateFault::Ambiguous { choices }) => {
            for choice in choices {
                assert!(parse(&choice, calendar).is_ok(), "{text}: {choice}");
            }
        }
        Err(_) => {}
    }
}

proptest! {
    #![proptest_config(on(2000))]

    #[test]
    fn a_date_in_any_form_is_that_day(
        day in days(), form: u8, today in days(), slips in slips(3),
    ) {
        let text = written(day, form);
        let calendar = Calendar { today, year: day.year() };
        if (1900..=2200).contains(&day.year()) {
            prop_assert_eq!(parse(&text, calendar), Ok(Span { first: day, last: day }), "{}", text);
        }
        check_date(&slipped(&text, &slips), calendar);
    }

    #[test]
    fn no_words_of_dates_stop_the_parser(text in texts(DATE_WORDS), today in days(), year: i32) {
        check_date(&text, Calendar { today, year });
    }

    #[test]
    fn a_ref_reads_back(
        text in texts(REF_WORDS), number in 1..=999_999_999_i64, copy in 1..=99_i64,
        slips in slips(3),
    ) {
        let copy_text = if copy > 1 { format!(".{copy}") } else { String::new() };
        let sound = format!("ly-p{number}{copy_text}");
        let known = Ref { office: "LY".to_owned(), letter: 'P', number, copy };
        prop_assert_eq!(Ref::parse(&sound, "JD"), Some(known));
        for text in [text, slipped(&sound, &slips)] {
            if let Some(read) = Ref::parse(&text, "LY") {
                prop_assert_eq!(Ref::parse(&read.to_string(), ""), Some(read), "{}", text);
            }
        }
    }
}
