//! 任职: what a person is, from when to when: rank, unit, party membership, divisions in charge.

use crate::model::kind::{
    About, Carry, Choice, Decides, Default, Field, Kind, Rule, Shape, Spread, TermKind, choice,
    not_before,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "post",
    letter: Some('B'),
    name: text("任职", "post"),
    fields: &[&PERSON, &RANK, &PARTY_MEMBER, &IN_CHARGE, &SINCE, &UNTIL],
    title: Some(&RANK),
    turns: &[&SINCE, &UNTIL],
    rules: &[
        not_before(&SINCE, &UNTIL),
        Rule::Apart {
            names: &PERSON,
            since: &SINCE,
            until: &UNTIL,
        },
    ],
    carry: Some(Carry {
        until: Some(&UNTIL),
        ..Carry::ROSTER
    }),
    spread: Spread::Everywhere,
    decides: Decides::Leading,
    about: Some(About::these(&[&PERSON])),
    ..Kind::PLAIN
};

pub(crate) static PERSON: Field = Field::new(
    "person",
    Shape::Reference(&["person"]),
    text("人员", "Person"),
)
.required()
.brief();
pub(crate) static RANK: Field = Field::new("rank", Shape::Choice(RANKS), text("职级", "Rank"))
    .required()
    .brief();
pub(crate) static PARTY_MEMBER: Field =
    Field::new("party_member", Shape::Flag, text("党员", "Party member"))
        .defaults(Default::Id("false"))
        .brief();
pub(crate) static IN_CHARGE: Field = Field::new(
    "in_charge",
    Shape::Reference(&["unit"]),
    text("分管单位", "In charge of"),
)
.many()
.brief();
pub(crate) static SINCE: Field = Field::new("since", Shape::Day, text("任职起", "Since")).brief();
pub(crate) static UNTIL: Field = Field::new("until", Shape::Day, text("任职止", "Until")).brief();

pub(crate) const RANKS: &[Choice] = &[
    choice("principal", "主要负责同志", "principal"),
    choice("leader", "班子成员", "leader"),
    choice(
        "deputy_division",
        "副处级以上",
        "deputy division head or above",
    ),
    choice("staff", "其他干部职工", "staff"),
];

/// From when to when a post is held; without a first day, since the campaign began.
pub(crate) const TERM: TermKind = TermKind {
    kind: "post",
    names: &PERSON,
    lists: &IN_CHARGE,
    since: &SINCE,
    until: &UNTIL,
};
