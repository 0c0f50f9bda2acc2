//! 方案设置: one setting of the plan, as it holds from a day on, or from the campaign's beginning. Its
//! identity follows from place and day, so that offices which set different things never conflict,
//! and those which set one thing differently do.

use super::plan;
use crate::model::kind::{Decides, Field, Kind, Shape, Spread};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "setting",
    name: text("方案设置", "plan setting"),
    fields: &[&PLACE, &SINCE, &VALUE, &plan::SOURCE],
    preset: Some(plan::PRESET),
    spread: Spread::Everywhere,
    decides: Decides::Leading,
    ..Kind::PLAIN
};

/// Place in the plan's JSON; an item of a list by its key.
pub(crate) static PLACE: Field = Field::new("place", Shape::Text, text("设置项", "Setting"));
/// First day on which it holds; empty for what holds from the beginning.
pub(crate) static SINCE: Field = Field::new("since", Shape::Day, text("起始日期", "Since"));
/// Empty where it was set back to what holds without it.
pub(crate) static VALUE: Field = Field::new("value", Shape::Json, text("内容", "Value"));
