//! 查摆问题: a shortcoming that an organisation or a member found in its own work, what is done
//! about it, and when it was put right (requirement 9).

use crate::model::kind::{
    Awaited, Choice, DATE, Field, Guard, HANDED_ON, Kind, Passes, Shape, State, Step, Take, choice,
    not_before,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "problem",
    letter: Some('W'),
    name: text("查摆问题", "problem"),
    fields: &[
        &DATE,
        &AREA,
        &CONTENT,
        &MEASURE,
        &RESPONSIBLE,
        &HANDED_ON,
        &DEADLINE,
        &FIXED_ON,
        &RESULT,
    ],
    title: Some(&CONTENT),
    known_by: &[&[&DATE, &CONTENT]],
    day: Some(&DATE),
    groups: &[&[&FIXED_ON, &RESULT], &[&RESPONSIBLE, &HANDED_ON]],
    rules: &[
        not_before(&DATE, &DEADLINE),
        not_before(&DATE, &HANDED_ON),
        not_before(&DATE, &FIXED_ON),
    ],
    steps: &[FIX, HAND_OVER],
    states: &[
        State::since("", &HANDED_ON, &[&RESPONSIBLE]),
        State::since("", &FIXED_ON, &[&RESULT]),
    ],
    open: FIX.guards,
    ..Kind::PLAIN
};

pub(crate) static AREA: Field = Field::new("area", Shape::Choice(AREAS), text("问题方面", "Area"))
    .headed(&["方面", "问题类别"])
    .required()
    .brief();
pub(crate) static CONTENT: Field = Field::new("content", Shape::Text, text("问题表现", "Content"))
    .headed(&["问题", "存在问题", "查摆问题", "具体问题"])
    .required()
    .brief();
pub(crate) static MEASURE: Field =
    Field::new("measure", Shape::Text, text("整改措施", "Measure")).headed(&["措施"]);
pub(crate) static RESPONSIBLE: Field = Field::new(
    "responsible",
    Shape::Reference(&["person"]),
    text("责任人", "Responsible"),
)
.headed(&["整改责任人", "负责人", "责任领导"])
.brief()
.answers();
pub(crate) static DEADLINE: Field =
    Field::new("deadline", Shape::Day, text("整改时限", "Deadline"))
        .headed(&["完成时限", "整改期限", "时限"])
        .brief()
        .deadline();
pub(crate) static FIXED_ON: Field =
    Field::new("fixed_on", Shape::Day, text("整改日期", "Fixed on"))
        .headed(&["整改完成日期", "完成日期", "完成时间"])
        .set_by_steps()
        .brief();
pub(crate) static RESULT: Field = Field::new("result", Shape::Text, text("整改结果", "Result"))
    .headed(&["整改情况", "结果", "完成情况", "整改完成情况"])
    .set_by_steps();

/// The four areas in which problems are looked for, in the words of the implementation opinion.
pub(crate) const AREAS: &[Choice] = &[
    choice("viewpoint", "群众观点", "view of the masses"),
    choice("mass_line", "群众立场", "mass line"),
    choice("methods", "群众工作方法", "methods of mass work"),
    choice("interests", "维护群众利益", "interests of the masses"),
];

const FIX: Step = Step {
    verb: "fix",
    called: "整改",
    done: "fixed",
    about: text("整改", "Log how a problem was put right"),
    guards: &[Guard::new(&FIXED_ON, &[""])],
    takes: &[
        Take::required("result", &RESULT),
        Take::today("fixed-on", &FIXED_ON),
    ],
    awaited: Some(Awaited {
        by: &[&DEADLINE],
        within: None,
    }),
    ..Step::PLAIN
};

const HAND_OVER: Step = Step {
    verb: "hand-over",
    called: "移交",
    done: "handed over",
    about: text("移交他人整改", "Hand it over to somebody else"),
    guards: FIX.guards,
    takes: &[
        Take::required("to", &RESPONSIBLE),
        Take::today("handed-on", &HANDED_ON),
    ],
    passes: Some(Passes::along(&RESPONSIBLE)),
    ..Step::PLAIN
};
