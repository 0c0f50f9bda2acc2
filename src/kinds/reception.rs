//! 接待: a leader receives the public (群众接待日).

use crate::model::kind::{Choice, DATE, Field, Kind, Shape, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "reception",
    letter: Some('R'),
    name: text("接待", "reception"),
    fields: &[
        &DATE,
        &LEADER,
        &CHANNEL,
        &Field::new("place", Shape::Text, text("地点", "Place")).headed(&["接待地点"]),
        &Field::new("visitors", Shape::Count, text("来访人数", "Visitors"))
            .headed(&["接待人数", "人数"])
            .counted_in(&["人", "人次", "名", "位", "people", "persons"])
            .brief(),
        &CONTENT,
    ],
    title: Some(&CONTENT),
    known_by: &[&[&DATE, &CONTENT], &[&DATE, &LEADER]],
    day: Some(&DATE),
    ..Kind::PLAIN
};

pub(crate) static LEADER: Field = Field::new(
    "leader",
    Shape::Reference(&["person"]),
    text("接待领导", "Leader"),
)
.headed(&["接访领导", "接待人", "领导"])
.required()
.brief();
pub(crate) static CHANNEL: Field =
    Field::new("channel", Shape::Choice(CHANNELS), text("渠道", "Channel"))
        .headed(&["接待方式"])
        .required()
        .spare(1);
pub(crate) static CONTENT: Field = Field::new("content", Shape::Text, text("接待内容", "Content"))
    .headed(&["内容", "接访内容", "来访内容", "反映内容"])
    .brief();

pub(crate) const CHANNELS: &[Choice] = &[
    choice("in_person", "面对面", "in person"),
    choice("hotline", "服务热线", "hotline"),
    choice("online", "网上互动", "online"),
    choice("mailbox", "公开信箱", "mailbox"),
];
