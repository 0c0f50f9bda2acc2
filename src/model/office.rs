//! 建档单位: which office writes into a file. Its record has the identity of the writer, so that
//! every change can be traced to its office. Declared here, and not with the other kinds, since
//! reading the log depends on it.

use super::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "office",
    name: text("建档单位", "office"),
    fields: &[&CODE, &NAME, &PRACTICE],
    title: Some(&NAME),
    ..Kind::PLAIN
};

pub(crate) static CODE: Field = Field::new("code", Shape::Text, text("代码", "Code"));
/// True if the file is for practice: only there is the chosen day also the clock's.
pub(crate) static PRACTICE: Field = Field::new("practice", Shape::Flag, text("练习", "Practice"));
pub(crate) static NAME: Field = Field::new("name", Shape::Text, text("名称", "Name"));
