//! 督办单: a supervision sheet as it was issued to a unit, which is the record's unit, with what was
//! found, frozen, and what became of it (requirement 31). The leading office issues it; the unit's
//! own office says that it was received, and replies.

use super::opinion;
use crate::model::kind::{
    Addressed, Awaited, Choice, Decides, Default, FILLED, Field, Follow, Guard, Kind, Shape, State,
    Step, Take, choice, not_before,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "notice",
    letter: Some('J'),
    name: text("督办单", "notice"),
    fields: &[
        &NUMBER,
        &ISSUED_ON,
        &DUE,
        &FINDINGS,
        &LEVEL,
        &RECEIVED_ON,
        &RECEIVED_BY,
        &REPLIED_ON,
        &REPLY,
        &RETURNED_ON,
        &REASON,
        &YELLOW_DAYS,
        &RED_DAYS,
    ],
    title: Some(&NUMBER),
    known_by: &[&[&NUMBER]],
    day: Some(&ISSUED_ON),
    groups: &[
        &[&RECEIVED_ON, &RECEIVED_BY],
        &[&REPLIED_ON, &REPLY, &RETURNED_ON, &REASON],
    ],
    rules: &[
        not_before(&ISSUED_ON, &DUE),
        not_before(&ISSUED_ON, &RECEIVED_ON),
        not_before(&ISSUED_ON, &REPLIED_ON),
        not_before(&ISSUED_ON, &RETURNED_ON),
    ],
    steps: &[RECEIVE, REPLY_STEP, RETURN],
    states: &[
        State::since("", &RECEIVED_ON, &[&RECEIVED_BY]),
        State::since("", &REPLIED_ON, &[&REPLY]).clearing(&[&RETURNED_ON, &REASON]),
        State::since("", &RETURNED_ON, &[&REASON]).clearing(&[&REPLIED_ON, &REPLY]),
    ],
    follows: &[Follow::Overdue {
        field: &LEVEL,
        due: &DUE,
        done: &REPLIED_ON,
        after: &[("yellow", &YELLOW_DAYS), ("red", &RED_DAYS)],
    }],
    decides: Decides::Leading,
    addressed: Some(Addressed {
        fields: &[&RECEIVED_ON, &RECEIVED_BY, &REPLIED_ON, &REPLY],
    }),
    ..Kind::PLAIN
};

/// Counted by the year, in the form of an official document.
pub(crate) static NUMBER: Field =
    Field::new("document_no", Shape::Text, text("督办文号", "Number"))
        .keyed("number")
        .set_by_steps()
        .defaults(Default::Serial(["督办〔", "〕", "号"]))
        .brief();
pub(crate) static ISSUED_ON: Field =
    Field::new("issued_on", Shape::Day, text("下发日期", "Issued on"))
        .happened()
        .brief();
/// Within the campaign, and after the day on which it is issued.
pub(crate) static DUE: Field = Field::new("due", Shape::Day, text("回复时限", "Due"))
    .required()
    .brief()
    .deadline()
    .ahead();
/// What was found as it was issued, a line each, without who is helped.
pub(crate) static FINDINGS: Field =
    Field::new("findings", Shape::Text, text("督办事项", "Findings")).required();
/// Read off the days; once there is a reply it stays what it was then.
pub(crate) static LEVEL: Field =
    Field::new("level", Shape::Choice(LEVELS), text("督办级别", "Level"))
        .set_by_steps()
        .brief();
pub(crate) static RECEIVED_ON: Field =
    Field::new("received_on", Shape::Day, text("签收日期", "Received on"))
        .set_by_steps()
        .brief();
pub(crate) static RECEIVED_BY: Field = Field::new(
    "received_by",
    Shape::Reference(&["person"]),
    text("签收人", "Received by"),
)
.set_by_steps();
pub(crate) static REPLIED_ON: Field =
    Field::new("replied_on", Shape::Day, text("回复日期", "Replied on"))
        .set_by_steps()
        .brief();
pub(crate) static REPLY: Field =
    Field::new("reply", Shape::Text, text("落实情况", "Reply")).set_by_steps();
/// Day on which the reply was sent back to be done again; the days run on from the first.
pub(crate) static RETURNED_ON: Field =
    Field::new("returned_on", Shape::Day, opinion::RETURNED_ON.label).set_by_steps();
pub(crate) static REASON: Field =
    Field::new("reason", Shape::Text, opinion::RETURNED.label).set_by_steps();
/// The rule of the plan as it was issued: so many days after `due` it is yellow, and so many after that
/// red.
pub(crate) static YELLOW_DAYS: Field = Field::new(
    "yellow_days",
    Shape::Count,
    text("过期几天转黄", "Yellow after days"),
)
.set_by_steps()
.defaults(Default::Limit("notice_yellow_days"));
pub(crate) static RED_DAYS: Field = Field::new(
    "red_days",
    Shape::Count,
    text("转黄几天转红", "Red after days more"),
)
.set_by_steps()
.defaults(Default::Limit("notice_red_days"));

pub(crate) const LEVELS: &[Choice] = &[
    choice("blue", "蓝", "blue"),
    choice("yellow", "黄", "yellow"),
    choice("red", "红", "red"),
];

const RECEIVE: Step = Step {
    verb: "receive",
    called: "签收",
    done: "receipt recorded",
    about: text("签收督办单", "Log that the sheet was received"),
    guards: &[Guard::new(&RECEIVED_ON, &[""])],
    takes: &[
        Take::optional("by", &RECEIVED_BY),
        Take::today("received-on", &RECEIVED_ON),
    ],
    ..Step::PLAIN
};

const REPLY_STEP: Step = Step {
    verb: "reply",
    called: "回复",
    done: "reply recorded",
    about: text("回复督办单", "Reply to the sheet"),
    guards: &[Guard::new(&REPLIED_ON, &[""])],
    takes: &[
        Take::required("text", &REPLY),
        Take::today("replied-on", &REPLIED_ON),
    ],
    awaited: Some(Awaited {
        by: &[&DUE],
        within: None,
    }),
    ..Step::PLAIN
};

/// What was done is not enough.
const RETURN: Step = Step {
    verb: "return",
    called: "退回重办",
    done: "reply sent back",
    about: text("退回重办", "Send a poor reply back to be done again"),
    guards: &[Guard::new(&REPLIED_ON, &[FILLED])],
    takes: &[
        Take::required("reason", &REASON),
        Take::today("returned-on", &RETURNED_ON),
    ],
    ..Step::PLAIN
};
