//! 写法对应: what an office's own sheets say of a record or a choice, and what it has once said is
//! meant by that.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "spelling",
    name: text("写法对应", "spelling"),
    fields: &[&NOUN, &FIELD, &TYPED, &MEANS],
    title: Some(&TYPED),
    ..Kind::PLAIN
};

pub(crate) static NOUN: Field = Field::new("noun", Shape::Text, text("种类", "Kind"));
/// The identifier of the field.
pub(crate) static FIELD: Field = Field::new("field", Shape::Text, text("字段", "Field"));
pub(crate) static TYPED: Field = Field::new("typed", Shape::Text, text("写法", "Typed"));
/// A ref, a name, or a choice.
pub(crate) static MEANS: Field = Field::new("means", Shape::Text, text("所指", "Means"));
