//! 常用清单: the options of a `list` that an office has given a name, for each kind of its own.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "saved_list",
    name: text("常用清单", "saved list"),
    fields: &[&NOUN, &NAME, &OPTIONS],
    title: Some(&NAME),
    ..Kind::PLAIN
};

pub(crate) static NOUN: Field = Field::new("noun", Shape::Text, text("种类", "Kind"));
pub(crate) static NAME: Field = Field::new("name", Shape::Text, text("名称", "Name"));
/// The words of the command line.
pub(crate) static OPTIONS: Field = Field::new("options", Shape::Json, text("选项", "Options"));
