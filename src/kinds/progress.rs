//! 进展: what was done for a pledge, and when the public was told (requirement 34).

use crate::model::kind::{About, DATE, Field, Kind, Rule, Shape, not_before};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "progress",
    letter: Some('G'),
    name: text("进展", "progress"),
    fields: &[&DATE, &PLEDGE, &TEXT, &PERCENT, &EVIDENCE, &PUBLISHED_ON],
    title: Some(&TEXT),
    known_by: &[&[&DATE, &PLEDGE]],
    day: Some(&DATE),
    rules: &[
        not_before(&DATE, &PUBLISHED_ON),
        Rule::WithinOf {
            names: &PLEDGE,
            kind: "pledge",
            day: &DATE,
            since: &["published_on"],
            until: &["finished_on", "withdrawn_on"],
        },
    ],
    about: Some(About::these(&[&PLEDGE])),
    ..Kind::PLAIN
};

pub(crate) static PLEDGE: Field = Field::new(
    "pledge",
    Shape::Reference(&["pledge"]),
    text("实事项目", "Pledge"),
)
.headed(&["项目名称", "项目"])
.required()
.brief();
pub(crate) static TEXT: Field = Field::new("text", Shape::Text, text("进展情况", "Progress"))
    .headed(&["进展", "办理进展", "推进情况"])
    .required()
    .brief();
pub(crate) static PERCENT: Field = Field::new("percent", Shape::Percent, text("进度%", "Percent"))
    .headed(&["进度", "完成进度"])
    .brief();
pub(crate) static EVIDENCE: Field =
    Field::new("evidence", Shape::Text, text("佐证", "Evidence")).headed(&["佐证材料"]);
pub(crate) static PUBLISHED_ON: Field =
    Field::new("published_on", Shape::Day, text("公布日期", "Published on"));
