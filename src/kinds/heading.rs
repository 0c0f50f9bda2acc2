//! 表头对应: a head of an office's own sheets that it has once said is a field.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "heading",
    name: text("表头对应", "heading"),
    fields: &[&NOUN, &HEAD, &FIELD],
    title: Some(&HEAD),
    ..Kind::PLAIN
};

pub(crate) static NOUN: Field = Field::new("noun", Shape::Text, text("种类", "Kind"));
pub(crate) static HEAD: Field = Field::new("head", Shape::Text, text("表头", "Head"));
/// The identifier of the field.
pub(crate) static FIELD: Field = Field::new("field", Shape::Text, text("字段", "Field"));
