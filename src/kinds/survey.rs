//! 满意度测评: ballots on one pledge, one unit, or the campaign as a whole (requirement 39).

use crate::model::kind::{About, DATE, Field, Kind, Rule, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "survey",
    letter: Some('Q'),
    name: text("满意度测评", "survey"),
    fields: &[
        &DATE,
        &SUBJECT,
        &ISSUED,
        &RETURNED,
        &VALID,
        &SATISFIED,
        &MOSTLY,
        &DISSATISFIED,
        &Field::new("comment", Shape::Text, text("意见", "Comment")),
    ],
    known_by: &[&[&DATE, &SUBJECT]],
    day: Some(&DATE),
    groups: &[&[
        &ISSUED,
        &RETURNED,
        &VALID,
        &SATISFIED,
        &MOSTLY,
        &DISSATISFIED,
    ]],
    rules: &[
        Rule::AtMost {
            less: &RETURNED,
            more: &ISSUED,
        },
        Rule::AtMost {
            less: &VALID,
            more: &RETURNED,
        },
        Rule::Sum {
            parts: &[&SATISFIED, &MOSTLY, &DISSATISFIED],
            whole: &VALID,
        },
    ],
    about: Some(About {
        fields: &[&SUBJECT],
        whole: true,
        only_these: false,
        of_unit: true,
    }),
    ..Kind::PLAIN
};

/// Empty for the campaign as a whole; `overall` and 总体 say so in words.
pub(crate) static SUBJECT: Field = Field::new(
    "subject",
    Shape::Reference(&["pledge", "unit"]),
    text("测评对象(空为总体)", "Subject (empty: overall)"),
)
.empty_by(&["overall", "总体"])
.brief();
pub(crate) static ISSUED: Field = count("issued", "发放", "Issued");
pub(crate) static RETURNED: Field = count("returned", "收回", "Returned");
pub(crate) static VALID: Field = count("valid", "有效", "Valid");
pub(crate) static SATISFIED: Field = count("satisfied", "满意", "Satisfied");
pub(crate) static MOSTLY: Field = count("mostly", "基本满意", "Mostly satisfied");
pub(crate) static DISSATISFIED: Field = count("dissatisfied", "不满意", "Dissatisfied");

const fn count(id: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::new(id, Shape::Count, text(zh, en))
        .counted_in(&["份", "票", "张", "copies", "forms"])
        .required()
        .brief()
}
