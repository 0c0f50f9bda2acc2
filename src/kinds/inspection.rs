//! 督查: what an inspector found at a unit, which is the record's unit, what is to be put right,
//! and whether it was (requirement 31).

use crate::model::kind::{
    Awaited, DATE, Decides, Field, Guard, Kind, Shape, State, Step, Take, not_before,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "inspection",
    letter: Some('D'),
    name: text("督查", "inspection"),
    fields: &[
        &DATE,
        &INSPECTOR,
        &FINDINGS,
        &REQUIREMENT,
        &DUE,
        &RECTIFIED_ON,
        &RESULT,
    ],
    title: Some(&FINDINGS),
    known_by: &[&[&DATE, &FINDINGS]],
    day: Some(&DATE),
    groups: &[&[&RECTIFIED_ON, &RESULT]],
    rules: &[not_before(&DATE, &DUE), not_before(&DATE, &RECTIFIED_ON)],
    steps: &[RECTIFY],
    states: &[State::since("", &RECTIFIED_ON, &[&RESULT])],
    decides: Decides::ByOthers(None),
    ..Kind::PLAIN
};

pub(crate) static INSPECTOR: Field = Field::new(
    "inspector",
    Shape::Reference(&["person", "unit"]),
    text("督查人或单位", "Inspector"),
)
.headed(&["督查人", "督查人员", "督查组", "督查单位"])
.required()
.brief();
pub(crate) static FINDINGS: Field =
    Field::new("findings", Shape::Text, text("督查情况", "Findings"))
        .headed(&["情况", "发现问题", "发现的问题"])
        .required()
        .brief();
/// Empty where all was well: then there is nothing to put right.
pub(crate) static REQUIREMENT: Field =
    Field::new("requirement", Shape::Text, text("整改要求", "Requirement")).headed(&["要求"]);
pub(crate) static DUE: Field = Field::new("due", Shape::Day, text("整改时限", "Due"))
    .headed(&["时限"])
    .brief()
    .deadline();
pub(crate) static RECTIFIED_ON: Field =
    Field::new("rectified_on", Shape::Day, text("整改日期", "Rectified on"))
        .headed(&["整改完成日期"])
        .set_by_steps()
        .brief();
pub(crate) static RESULT: Field = Field::new("result", Shape::Text, text("整改结果", "Result"))
    .headed(&["整改情况", "整改完成情况"])
    .set_by_steps();

const RECTIFY: Step = Step {
    verb: "rectify",
    called: "整改",
    done: "rectified",
    about: text("落实整改", "Log how the requirement was met"),
    guards: &[Guard::new(&RECTIFIED_ON, &[""])],
    takes: &[
        Take::required("result", &RESULT),
        Take::today("rectified-on", &RECTIFIED_ON),
    ],
    needs: &[&REQUIREMENT],
    awaited: Some(Awaited {
        by: &[&DUE],
        within: None,
    }),
    ..Step::PLAIN
};
