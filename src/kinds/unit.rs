//! 单位: divisions, party branches and groups, villages, communities, departments and windows.

use super::post;
use crate::model::kind::{
    Carry, Choice, Decides, Field, Follow, Kind, Rule, Shape, Spread, choice,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "unit",
    letter: Some('U'),
    name: text("单位", "unit"),
    fields: &[&NAME, &UNIT_KIND, &PARENT, &IN_CHARGE],
    title: Some(&NAME),
    named: true,
    official: true,
    rules: &[Rule::NamesAbove(&PARENT)],
    follows: &[Follow::ListedBy {
        field: &IN_CHARGE,
        term: post::TERM,
    }],
    carry: Some(Carry::ROSTER),
    spread: Spread::Everywhere,
    decides: Decides::Leading,
    ..Kind::PLAIN
};

pub(crate) static NAME: Field = Field::new("name", Shape::Text, text("名称", "Name"))
    .required()
    .brief();
pub(crate) static UNIT_KIND: Field = Field::new(
    "unit_kind",
    Shape::Choice(UNIT_KINDS),
    text("单位类别", "Unit kind"),
)
.headed(&["类别"])
.required()
.brief();
pub(crate) static PARENT: Field = Field::new(
    "parent",
    Shape::Reference(&["unit"]),
    text("上级单位", "Parent"),
)
.headed(&["上级"])
.brief();
pub(crate) static IN_CHARGE: Field = Field::new(
    "in_charge",
    Shape::Reference(&["person"]),
    text("分管领导", "Leader in charge"),
)
.headed(&["分管"])
.brief();

/// The kinds of units that are visited and that households live in.
pub(crate) const VILLAGES: &[&str] = &["village", "community"];
/// The kind of a unit that keeps a file of its own.
pub(crate) const DIVISION: &str = "division";

const UNIT_KINDS: &[Choice] = &[
    choice(DIVISION, "处室", "division"),
    choice("branch", "党支部", "party branch"),
    choice("party_group", "党小组", "party group"),
    choice("village", "村", "village"),
    choice("community", "社区", "community"),
    choice("department", "部门", "department"),
    choice("window", "窗口", "window"),
];
