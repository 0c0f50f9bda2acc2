//! 阶段: what became of one of the plan's phases: opened, closed, its figures frozen
//! (requirement 37). Its name and days are the plan's.

use crate::model::kind::{Choice, Field, Kind, Shape, Spread, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "phase",
    name: text("阶段", "phase"),
    fields: &[
        &STATE, &OPENED_ON, &CLOSED_ON, &REASON, &FORCED, &UNMET, &FIGURES,
    ],
    groups: &[&[
        &STATE, &OPENED_ON, &CLOSED_ON, &REASON, &FORCED, &UNMET, &FIGURES,
    ]],
    spread: Spread::Shared,
    sums: Some(&FIGURES),
    ..Kind::PLAIN
};

pub(crate) static STATE: Field = Field::new("state", Shape::Choice(STATES), text("状态", "State"));
pub(crate) static OPENED_ON: Field =
    Field::new("opened_on", Shape::Day, text("启动日期", "Opened on"));
pub(crate) static CLOSED_ON: Field =
    Field::new("closed_on", Shape::Day, text("结束日期", "Closed on"));
/// Reason for which it was last closed with unmet requirements, or opened again.
pub(crate) static REASON: Field = Field::new("reason", Shape::Text, text("原因", "Reason"));
/// Reason for which it is closed before its last day, or with unmet requirements; empty once it is
/// opened again.
pub(crate) static FORCED: Field = Field::new(
    "forced",
    Shape::Text,
    text("强制结束原因", "Reason for forced closing"),
);
/// Requirements unmet when it was last closed by force.
pub(crate) static UNMET: Field =
    Field::new("unmet", Shape::Json, text("未落实事项", "Unmet at closing"));
pub(crate) static FIGURES: Field = Field::new(
    "figures",
    Shape::Json,
    text("结束时数据", "Figures at closing"),
);

pub(crate) const STATES: &[Choice] = &[
    choice("open", "进行中", "open"),
    choice("closed", "已结束", "closed"),
];
