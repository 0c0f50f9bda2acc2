//! 建档单位: which office writes into a file. Its record has the identity of the writer, so that
//! every change can be traced to its office. Declared here, and not with the other kinds, since
//! reading the log depends on it. Its common field of a unit is the unit that the office is, whatever
//! either is called later.

use super::kind::{Choice, Field, Kind, Shape, Spread, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "office",
    name: text("建档单位", "office"),
    fields: &[&CODE, &NAME, &OF, &PRACTICE, &ROLE],
    title: Some(&NAME),
    spread: Spread::Everywhere,
    ..Kind::PLAIN
};

pub(crate) static CODE: Field = Field::new("code", Shape::Text, text("代码", "Code"));
/// The office, by the writer under whom it began, for which this writer writes.
pub(crate) static OF: Field = Field::new(
    "of",
    Shape::Reference(&["office"]),
    text("所属建档单位", "Office"),
);
/// True if the file is for practice: only there is the chosen day also the clock's.
pub(crate) static PRACTICE: Field = Field::new("practice", Shape::Flag, text("练习", "Practice"));
pub(crate) static NAME: Field = Field::new("name", Shape::Text, text("名称", "Name"));

/// Role by which the file is asked about all or a part; files of the first versions do not say.
pub(crate) static ROLE: Field = Field::new("role", Shape::Choice(ROLES), text("角色", "Role"));
/// The office of the leading group: everything, and the campaign as a whole.
pub(crate) const LEADING: &str = "leading";
/// A file that was made from nothing: everything in it.
pub(crate) const WHOLE: &str = "whole";
/// A file that was made from another: the own unit, what is below it, and their people.
pub(crate) const PART: &str = "part";

const ROLES: &[Choice] = &[
    choice(LEADING, "领导小组办公室", "the leading group's office"),
    choice(WHOLE, "独立建档", "a file of its own"),
    choice(PART, "本处室", "a part"),
];
