//! 段落: what only a person can write in a report (指导思想、经验、打算), kept over every regeneration:
//! which report, at which place, in which words, and who has approved them.

use crate::model::kind::{
    About, Choice, Default, Field, Kind, Lapse, Shape, State, Step, Take, choice,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "passage",
    letter: Some('C'),
    name: text("段落", "passage"),
    fields: &[
        &REPORT,
        &PERIOD,
        &PLACE,
        &POSITION,
        &TEXT,
        &AUTHOR,
        &LANGUAGE,
        &APPROVED_BY,
        &APPROVED_ON,
    ],
    title: Some(&TEXT),
    told_by: &[&REPORT, &PERIOD, &PLACE, &POSITION, &LANGUAGE],
    placed: true,
    groups: &[&[&TEXT, &APPROVED_BY, &APPROVED_ON]],
    lapses: &[Lapse {
        once: &TEXT,
        fields: &[&APPROVED_BY, &APPROVED_ON],
    }],
    steps: &[APPROVE],
    states: &[State::since("", &APPROVED_ON, &[&APPROVED_BY])],
    about: Some(About::CAMPAIGN),
    ..Kind::PLAIN
};

pub(crate) static REPORT: Field =
    Field::new("report", Shape::Choice(REPORTS), text("报告", "Report"))
        .required()
        .brief();
/// The month as 2011-05 or the number of the phase; empty where the report is of the whole campaign.
pub(crate) static PERIOD: Field =
    Field::new("period", Shape::Text, text("月份或阶段", "Period")).brief();
/// The key of the heading below which it stands.
pub(crate) static PLACE: Field = Field::new("place", Shape::Text, text("位置", "Place"))
    .required()
    .brief();
pub(crate) static POSITION: Field = Field::new(
    "position",
    Shape::Choice(POSITIONS),
    text("前后", "Position"),
)
.defaults(Default::Id("after"));
/// Markdown.
pub(crate) static TEXT: Field = Field::new("text", Shape::Text, text("内容", "Text"))
    .required()
    .brief();
pub(crate) static AUTHOR: Field = Field::new(
    "author",
    Shape::Reference(&["person"]),
    text("执笔人", "Author"),
)
.brief();
pub(crate) static LANGUAGE: Field = Field::new(
    "language",
    Shape::Choice(LANGUAGES),
    text("语言", "Language"),
)
.defaults(Default::Id("zh"));
pub(crate) static APPROVED_BY: Field = Field::new(
    "approved_by",
    Shape::Reference(&["person"]),
    text("审定人", "Approved by"),
)
.set_by_steps();
pub(crate) static APPROVED_ON: Field =
    Field::new("approved_on", Shape::Day, text("审定日期", "Approved on"))
        .set_by_steps()
        .brief();

/// The reports that have places for passages.
pub(crate) const REPORTS: &[Choice] = &[
    choice("summary", "总结", "summary"),
    choice("monthly", "月报", "monthly report"),
    choice("phase", "阶段报告", "phase report"),
];
/// Before what the program writes below the heading, or after it.
pub(crate) const POSITIONS: &[Choice] = &[
    choice("before", "数据之前", "before the figures"),
    choice("after", "数据之后", "after the figures"),
];
pub(crate) const LANGUAGES: &[Choice] = &[
    choice("zh", "中文", "Chinese"),
    choice("en", "英文", "English"),
];

const APPROVE: Step = Step {
    verb: "approve",
    called: "审定",
    about: text("审定", "Approve the words of a passage"),
    takes: &[
        Take::acting("by", &APPROVED_BY),
        Take::today("approved-on", &APPROVED_ON),
    ],
    ..Step::PLAIN
};
