//! 制度机制: working rules that outlast the campaign (长效机制, requirement 40).

use crate::model::kind::{Choice, Default, Field, Kind, Shape, choice, needed_when, only_when};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "mechanism",
    letter: Some('Z'),
    name: text("制度机制", "mechanism"),
    fields: &[
        &TITLE,
        &DOCUMENT_NO,
        &STATE,
        &ISSUED_ON,
        &Field::new("summary", Shape::Text, text("主要内容", "Summary")),
    ],
    title: Some(&TITLE),
    known_by: &[&[&TITLE]],
    day: Some(&ISSUED_ON),
    groups: &[&[&STATE, &ISSUED_ON]],
    rules: &[
        needed_when(&STATE, &["issued"], &ISSUED_ON),
        only_when(&STATE, &["issued"], &ISSUED_ON),
    ],
    ..Kind::PLAIN
};

pub(crate) static TITLE: Field = Field::new("title", Shape::Text, text("制度名称", "Title"))
    .headed(&["名称"])
    .required()
    .brief();
pub(crate) static DOCUMENT_NO: Field =
    Field::new("document_no", Shape::Text, text("文号", "Document no."))
        .headed(&["发文字号", "文件号"])
        .brief();
pub(crate) static STATE: Field = Field::new("state", Shape::Choice(STATES), text("状态", "State"))
    .defaults(Default::Id("draft"))
    .brief();
/// Empty as long as it is a draft.
pub(crate) static ISSUED_ON: Field =
    Field::new("issued_on", Shape::Day, text("印发日期", "Issued on"))
        .headed(&["印发时间"])
        .happened()
        .defaults(Default::None)
        .brief();

pub(crate) const STATES: &[Choice] = &[
    choice("draft", "拟定", "draft"),
    choice("issued", "已印发", "issued"),
];
