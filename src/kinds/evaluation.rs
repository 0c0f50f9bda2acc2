//! 述评: the second and third of 双诺、双述、双评, and leaders' comments: an organisation or a
//! member reports on its promises, and is evaluated by its organisation and by the masses
//! (requirements 33 and 43). The promises themselves are pledges.

use super::service::RATINGS;
use crate::model::kind::{
    About, Choice, DATE, Decides, Field, Kind, Rule, Shape, Steps, choice, needed_when, only_when,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "evaluation",
    letter: Some('E'),
    name: text("述评", "evaluation"),
    fields: &[
        &DATE, &SUBJECT, &STEP, &BY, &RATING, &ISSUED, &RETURNED, &VALID, &GOOD, &FAIR, &POOR,
        &TEXT,
    ],
    title: Some(&TEXT),
    known_by: &[&[&DATE, &SUBJECT, &STEP, &BY], &[&DATE, &SUBJECT, &STEP]],
    day: Some(&DATE),
    groups: &[&[&ISSUED, &RETURNED, &VALID, &GOOD, &FAIR, &POOR]],
    rules: &[
        needed_when(&STEP, &["report", "leader_comment"], &TEXT),
        Rule::NeededWhen {
            state: &STEP,
            among: &["by_organisation", "by_masses"],
            field: &RATING,
            instead: Some(&VALID),
        },
        only_when(&STEP, &["by_organisation", "by_masses"], &ISSUED),
        only_when(&STEP, &["by_organisation", "by_masses"], &RETURNED),
        only_when(&STEP, &["by_organisation", "by_masses"], &VALID),
        only_when(&STEP, &["by_organisation", "by_masses"], &GOOD),
        only_when(&STEP, &["by_organisation", "by_masses"], &FAIR),
        only_when(&STEP, &["by_organisation", "by_masses"], &POOR),
        needed_when(&STEP, &["leader_comment"], &BY),
        Rule::AtMost {
            less: &RETURNED,
            more: &ISSUED,
        },
        Rule::AtMost {
            less: &VALID,
            more: &RETURNED,
        },
        Rule::Sum {
            parts: &[&GOOD, &FAIR, &POOR],
            whole: &VALID,
        },
        Rule::NamesWhen {
            state: &STEP,
            among: &["leader_comment"],
            field: &BY,
            kind: "person",
        },
    ],
    decides: Decides::ByOthers(Some(Steps {
        field: &STEP,
        leading: &["leader_comment"],
        owner: &["report"],
    })),
    about: Some(About {
        fields: &[&SUBJECT],
        whole: false,
        only_these: false,
        of_unit: true,
    }),
    ..Kind::PLAIN
};

/// Subject of the evaluation: one pledge, all of a person's, or all of a unit's.
pub(crate) static SUBJECT: Field = Field::new(
    "subject",
    Shape::Reference(&["pledge", "person", "unit"]),
    text("述评对象", "Subject"),
)
.headed(&["述职人", "述评人", "评议对象", "被评议人"])
.required()
.brief();
pub(crate) static STEP: Field = Field::new("step", Shape::Choice(STEPS), text("环节", "Step"))
    .required()
    .brief();
/// The leader who comments, or the organisation or group of the masses that evaluates.
pub(crate) static BY: Field = Field::new(
    "by",
    Shape::Reference(&["person", "unit"]),
    text("评价人或单位", "By"),
)
.headed(&["评议人", "评价人", "点评人", "点评领导"])
.brief();
pub(crate) static RATING: Field =
    Field::new("rating", Shape::Choice(RATINGS), text("评价", "Rating"))
        .headed(&["等次", "评价等次", "评议等次"])
        .brief();
/// A pile of ballots that was counted, in the place of a single rating or beside it. One person's
/// ballots are never added to another's.
pub(crate) static ISSUED: Field = count("issued", "发出", "Issued");
pub(crate) static RETURNED: Field = count("returned", "收回", "Returned");
pub(crate) static VALID: Field = count("valid", "有效", "Valid");
pub(crate) static GOOD: Field = count("good", "好", "Good");
pub(crate) static FAIR: Field = count("fair", "一般", "Fair");
pub(crate) static POOR: Field = count("poor", "差", "Poor");

const fn count(id: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::new(id, Shape::Count, text(zh, en))
}

pub(crate) static TEXT: Field = Field::new("text", Shape::Text, text("内容", "Text")).headed(&[
    "评价内容",
    "述评内容",
    "点评内容",
]);

pub(crate) const STEPS: &[Choice] = &[
    choice("report", "述职", "report"),
    choice(
        "by_organisation",
        "组织评价",
        "evaluation by the organisation",
    ),
    choice("by_masses", "群众评价", "evaluation by the masses"),
    choice("leader_comment", "领导点评", "leader’s comment"),
];
