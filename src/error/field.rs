//! Reasons for which a field refuses a value.

use chrono::NaiveDate;

use super::{Said, shortened};
use crate::model::date::DateFault;
use crate::text::{Lang, Text};

/// Reasons for which a field refuses a value.
#[derive(Debug)]
pub(crate) enum Fault {
    Closed {
        phase: i64,
    },
    /// A character that is not seen, or that does something to a terminal, and its place from 1 on.
    Hidden {
        at: usize,
        one: char,
    },
    /// No date, and the word for one that it may have been.
    Date {
        fault: DateFault,
        near: Option<String>,
    },
    Empty,
    /// Nothing was typed for a field of a record that is being edited.
    EmptyEdit,
    Future {
        today: NaiveDate,
    },
    NotACode,
    NotAMonth,
    NotAStretch,
    NotChoice {
        choices: Vec<String>,
        near: Option<String>,
    },
    /// No whole number, which this is counted in.
    NotCount(Option<&'static str>),
    /// A list of nothing.
    NoneAtMost,
    /// No number with at most one decimal, which this is counted in.
    NotDecimal(Option<&'static str>),
    /// Not a day of the campaign that is still to come.
    NotAhead {
        today: NaiveDate,
        closes: NaiveDate,
    },
    NotFlag,
    NotMoney,
    /// Neither the number of an operation nor a ref.
    NotOperation,
    NotPercent,
    NotPhone,
    /// Names a record of another sort than those that are asked for.
    OfAnotherSort {
        is: Option<Text>,
        wanted: Vec<Text>,
    },
    /// A later day than today, which nothing excuses.
    NotYet {
        today: NaiveDate,
    },
    Outside {
        opens: NaiveDate,
        closes: NaiveDate,
    },
    /// Has several lines, where there is room for one.
    SeveralLines,
    TooLong {
        characters: usize,
        most: usize,
    },
    /// A second value for a field that holds one.
    Twice {
        first: String,
    },
}

impl Fault {
    /// Says what is wrong with a value that is named before it.
    pub(crate) fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Closed { phase } => Said::new(
                "phase-closed",
                lang.pick(
                    (
                        format!("属于第{phase}阶段，该阶段已结束"),
                        "确需补录请加 --late 原因",
                    ),
                    (
                        format!("lies in phase {phase}, which is closed"),
                        "to log it all the same add --late REASON",
                    ),
                ),
            ),
            Self::OfAnotherSort { is, wanted } => {
                let wanted: Vec<&str> = wanted.iter().map(|one| one.get(lang)).collect();
                let is = is.map_or("", |is| is.get(lang));
                let (zh, en) = (wanted.join("或"), wanted.join(" or "));
                Said::new(
                    "of-another-sort",
                    lang.pick(
                        (format!("是{is}"), format!("这里须填{zh}")),
                        (format!("is a {is}"), format!("name a {en}")),
                    ),
                )
            }
            Self::Hidden { at, one } => {
                let number = format!("U+{:04X}", u32::from(*one));
                Said::new(
                    "control-characters",
                    lang.pick(
                        (
                            format!("第{at}个字符看不见（{number}，控制或零宽字符）"),
                            "请删去后重试",
                        ),
                        (
                            format!("has a character at place {at} that is not seen ({number}, a control or of no width)"),
                            "remove it",
                        ),
                    ),
                )
            }
            Self::Date { fault, near } => date_said(fault, near.as_deref(), lang),
            Self::Empty => Said::new(
                "empty",
                lang.pick(("不能为空", "请填写内容"), ("is empty", "fill it in")),
            ),
            Self::EmptyEdit => Said::new(
                "empty",
                lang.pick(
                    ("不能为空", "要清空这个字段请用 --clear"),
                    ("is empty", "to empty the field use --clear"),
                ),
            ),
            Self::Future { today } => Said::new(
                "in-future",
                lang.pick(
                    (
                        format!("晚于今天（{today}），还没有发生"),
                        "如确认无误请加 --future",
                    ),
                    (
                        format!("is after today ({today}) and has not happened"),
                        "if it is right add --future",
                    ),
                ),
            ),
            Self::NotACode => Said::new(
                "not-a-code",
                lang.pick(
                    (
                        "不是处室代码",
                        "代码须为大写字母开头的字母和数字，最多8位，例如 LY",
                    ),
                    (
                        "is no office code",
                        "it is a letter followed by letters and digits, 8 at most, such as LY",
                    ),
                ),
            ),
            Self::NotAMonth => Said::new(
                "not-a-month",
                lang.pick(
                    ("看不懂这个月份", "可写 2011-05、5月、本月、上月"),
                    ("is not a month", "write for example 2011-05, this or last"),
                ),
            ),
            Self::NotAStretch => Said::new(
                "not-one-day",
                lang.pick(
                    ("是一段时间", "请写明是哪一天"),
                    ("is a stretch of days", "name the one day"),
                ),
            ),
            Self::NotChoice { choices, near } => {
                let near = near.as_ref().map_or_else(String::new, |near| {
                    lang.pick(
                        format!("是不是“{near}”？"),
                        format!("did you mean “{near}”? Or "),
                    )
                });
                Said::new(
                    "not-a-choice",
                    lang.pick(
                        (
                            "不是可选的值".to_owned(),
                            format!("{near}可选：{}", lang.join(choices)),
                        ),
                        (
                            "is not one of the values".to_owned(),
                            format!("{near}choose among {}", lang.join(choices)),
                        ),
                    ),
                )
            }
            Self::NotCount(unit) => Said::new("not-a-count", not_count(*unit, lang)),
            Self::NoneAtMost => Said::new(
                "not-a-count",
                lang.pick(
                    ("须为1以上的整数", "请改写，或去掉这个选项按缺省"),
                    (
                        "must be a whole number from 1 on",
                        "give such a number, or leave the option out for its default",
                    ),
                ),
            ),
            Self::NotOperation => Said::new(
                "not-an-operation",
                lang.pick(
                    ("须为操作序号或记录编号", "序号请看 huiyin log"),
                    (
                        "must be the number of an operation or a ref",
                        "the numbers are told by huiyin log",
                    ),
                ),
            ),
            Self::NotDecimal(unit) => Said::new("not-a-decimal", not_decimal(*unit, lang)),
            Self::NotFlag => Said::new(
                "not-yes-or-no",
                lang.pick(
                    ("既不是“是”也不是“否”", "请写 是 或 否（true、false）"),
                    ("is neither yes nor no", "write true or false"),
                ),
            ),
            Self::NotMoney => Said::new(
                "not-an-amount",
                lang.pick(
                    "须为不小于0的金额（元），最多两位小数",
                    "must be an amount in yuan, with at most two decimals",
                ),
            ),
            Self::NotAhead { today, closes } => {
                let first = today.succ_opt().unwrap_or(*today);
                let hint = if first <= *closes {
                    lang.pick(
                        format!("请写 {first} 至 {closes} 之间的日期"),
                        format!("give a day from {first} to {closes}"),
                    )
                } else {
                    lang.pick(
                        format!("活动已于 {closes} 结束"),
                        format!("the campaign ended on {closes}"),
                    )
                };
                let fault = lang.pick(
                    "须晚于今天，且不晚于活动最后一天",
                    "must be after today and within the campaign",
                );
                Said::new("not-ahead", (fault.to_owned(), hint))
            }
            Self::NotYet { today } => Said::new(
                "in-future",
                lang.pick(
                    (format!("晚于今天（{today}），还没有发生"), "请核对"),
                    (
                        format!("is after today ({today}) and has not happened"),
                        "check it",
                    ),
                ),
            ),
            Self::NotPercent => Said::new(
                "not-a-percentage",
                lang.pick("请填0到100的整数", "must be a whole number from 0 to 100"),
            ),
            Self::NotPhone => Said::new(
                "not-a-phone",
                lang.pick(
                    (
                        "不是电话号码",
                        "请只写3到20位数字，可用 + - 和空格；没有电话的请留空",
                    ),
                    (
                        "is no telephone number",
                        "write 3 to 20 digits, with + - and spaces between them, or leave it empty",
                    ),
                ),
            ),
            Self::Outside { opens, closes } => Said::new(
                "outside-campaign",
                lang.pick(
                    (
                        format!("不在活动期间（{opens} 至 {closes}）内"),
                        "确需登记请加 --late 原因",
                    ),
                    (
                        format!("is outside the campaign ({opens} to {closes})"),
                        "to log it all the same add --late REASON",
                    ),
                ),
            ),
            Self::SeveralLines => Said::new(
                "several-lines",
                lang.pick(
                    ("不能换行", "请写在一行内"),
                    ("has several lines", "write it in one"),
                ),
            ),
            Self::TooLong { characters, most } => Said::new(
                "too-long",
                lang.pick(
                    (format!("有{characters}个字，最多{most}个"), "请缩短"),
                    (
                        format!("has {characters} characters, {most} at most"),
                        "shorten it",
                    ),
                ),
            ),
            Self::Twice { first } => {
                let first = shortened(first);
                Said::new(
                    "given-twice",
                    lang.pick(
                        (format!("已经填了“{first}”，只能填一个"), "请去掉一个"),
                        (
                            format!("comes after “{first}”, but only one is taken"),
                            "leave one out",
                        ),
                    ),
                )
            }
        }
    }
}

fn not_count(unit: Option<&str>, lang: Lang) -> String {
    let unit = unit.map_or_else(String::new, |unit| format!("，以{unit}计"));
    lang.pick(
        format!("须为不小于0的整数，最多12位{unit}"),
        "must be a whole number, not negative, of 12 digits at most".to_owned(),
    )
}

fn not_decimal(unit: Option<&str>, lang: Lang) -> String {
    let unit = unit.map_or_else(String::new, |unit| format!("，以{unit}计"));
    lang.pick(
        format!("须为不小于0的数，最多一位小数{unit}"),
        "must be a number, not negative, with at most one decimal".to_owned(),
    )
}

fn date_said(fault: &DateFault, near: Option<&str>, lang: Lang) -> Said {
    match (fault, near) {
        (
            DateFault::Ambiguous {
                choices: [first, second],
            },
            _,
        ) => Said::new(
            "ambiguous-date",
            lang.pick(
                (
                    "有两种理解".to_owned(),
                    format!("请写明“{first}”还是“{second}”"),
                ),
                (
                    "can be read in two ways".to_owned(),
                    format!("write “{first}” or “{second}”"),
                ),
            ),
        ),
        (DateFault::Clock, _) => Said::new(
            "not-a-date",
            lang.pick(
                ("只是钟点，没有日期", "这里只填日期，例如 5月26日、昨天"),
                (
                    "is a time of the day",
                    "write the date alone, for example 5.26 or yesterday",
                ),
            ),
        ),
        (DateFault::Endless, _) => Said::new(
            "no-one-day",
            lang.pick(
                (
                    "不是日期",
                    "请写要有结果的那一天，例如 12月31日；长期坚持的写在内容里",
                ),
                (
                    "is no day",
                    "write the day by which there is to be a result, such as 12.31",
                ),
            ),
        ),
        (DateFault::OtherWeekday { is }, _) => Said::new(
            "other-weekday",
            lang.pick(
                (format!("那天是星期{is}"), "请核对日期".to_owned()),
                (
                    "names another weekday than that of the day".to_owned(),
                    "check it".to_owned(),
                ),
            ),
        ),
        (DateFault::Range, _) => Said::new(
            "not-one-day",
            lang.pick(
                (
                    "是从一天到另一天，这里只填一天",
                    "请填第一天；每天都算的请一天登记一条",
                ),
                (
                    "goes from one day to another, and one day is asked for",
                    "give the first; where each day counts, make a record a day",
                ),
            ),
        ),
        (DateFault::NoSuchDay, _) => Said::new(
            "no-such-day",
            lang.pick(
                ("没有这一天", "请核对年月日"),
                ("is no day of the calendar", "check year, month and day"),
            ),
        ),
        (DateFault::Unreadable, Some(near)) => Said::new(
            "not-a-date",
            lang.pick(
                ("看不懂这个日期".to_owned(), format!("是不是“{near}”？")),
                (
                    "is not a date".to_owned(),
                    format!("did you mean “{near}”?"),
                ),
            ),
        ),
        (DateFault::Unreadable, None) => Said::new(
            "not-a-date",
            lang.pick(
                (
                    "看不懂这个日期",
                    "可写 2011-05-26、5月26日、5.26、昨天、本周五、4月下旬、5月底",
                ),
                (
                    "is not a date",
                    "write for example 2011-05-26, 5.26, yesterday or last friday",
                ),
            ),
        ),
    }
}
