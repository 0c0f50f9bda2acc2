//! 调研报告: what someone found out at the grass roots and handed in (民情专题调研, requirement
//! 17). The trips themselves are visits.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "research",
    letter: Some('Y'),
    name: text("调研报告", "research report"),
    fields: &[
        &TITLE,
        &AUTHOR,
        &Field::new("topic", Shape::Text, text("调研专题", "Topic")),
        &SUBMITTED_ON,
        &Field::new("file", Shape::Text, text("存放位置", "File")),
    ],
    title: Some(&TITLE),
    known_by: &[&[&TITLE]],
    day: Some(&SUBMITTED_ON),
    ..Kind::PLAIN
};

pub(crate) static TITLE: Field = Field::new("title", Shape::Text, text("报告题目", "Title"))
    .headed(&["题目", "调研题目"])
    .required()
    .brief();
pub(crate) static AUTHOR: Field = Field::new(
    "author",
    Shape::Reference(&["person"]),
    text("执笔人", "Author"),
)
.headed(&["作者"])
.required()
.brief();
pub(crate) static SUBMITTED_ON: Field =
    Field::new("submitted_on", Shape::Day, text("提交日期", "Submitted on"))
        .headed(&["完成日期", "上报日期"])
        .happened()
        .brief();
