//! 值班: the roster that is announced of who receives the public when, where and how; the leading group's
//! office keeps it.

use crate::model::kind::{Decides, Field, Kind, Rota, Shape, Spread};
use crate::text::text;

use super::reception::CHANNELS;

pub(crate) static KIND: Kind = Kind {
    id: "duty",
    letter: Some('A'),
    name: text("值班", "duty"),
    fields: &[&DATE, &LEADER, &PLACE, &CHANNEL, &SWAPPED_WITH],
    title: Some(&PLACE),
    day: Some(&DATE),
    spread: Spread::Shared,
    decides: Decides::Leading,
    rota: Some(Rota {
        day: &DATE,
        who: &LEADER,
        swapped: &SWAPPED_WITH,
    }),
    ..Kind::PLAIN
};

/// A day to come as a rule.
pub(crate) static DATE: Field = Field::new("date", Shape::Day, text("值班日期", "Date"))
    .headed(&["日期", "值班时间"])
    .required()
    .brief();
pub(crate) static LEADER: Field = Field::new(
    "leader",
    Shape::Reference(&["person"]),
    text("值班领导", "Leader"),
)
.headed(&["领导", "带班领导", "接待领导"])
.required()
.brief();
pub(crate) static PLACE: Field = Field::new("place", Shape::Text, text("地点", "Place"))
    .headed(&["值班地点", "接待地点"])
    .brief();
pub(crate) static CHANNEL: Field =
    Field::new("channel", Shape::Choice(CHANNELS), text("渠道", "Channel"))
        .headed(&["接待方式"])
        .brief();
/// The turn whose leader took this one, and the other way round.
pub(crate) static SWAPPED_WITH: Field = Field::new(
    "swapped_with",
    Shape::Reference(&["duty"]),
    text("与哪次调换", "Swapped with"),
);
