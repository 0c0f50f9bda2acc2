//! 结对: a person or unit that looks after a household or a village.

use super::unit;
use crate::model::kind::{
    Carry, Choice, Default, Field, Guard, HANDED_ON, Kind, Passes, Rule, Shape, State, Step, Take,
    choice, not_before,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "pair",
    letter: Some('T'),
    name: text("结对", "pairing"),
    fields: &[
        &HELPER, &HANDED_ON, &HOUSEHOLD, &VILLAGE, &PAIR_KIND, &SINCE, &UNTIL, &MEASURES,
    ],
    told_by: &[&HELPER, &HOUSEHOLD, &VILLAGE, &PAIR_KIND, &UNTIL],
    known_by: &[&[&HELPER, &HOUSEHOLD], &[&HELPER, &VILLAGE]],
    day: Some(&SINCE),
    turns: &[&UNTIL],
    groups: &[&[&HELPER, &HANDED_ON]],
    rules: &[
        Rule::ExactlyOne(&[&HOUSEHOLD, &VILLAGE]),
        not_before(&SINCE, &UNTIL),
        not_before(&SINCE, &HANDED_ON),
    ],
    steps: &[END, HAND_OVER],
    states: &[State::since("", &HANDED_ON, &[&HELPER])],
    open: IN_FORCE,
    carry: Some(Carry {
        until: Some(&UNTIL),
        ..Carry::REST
    }),
    each: Some(&HOUSEHOLD),
    ..Kind::PLAIN
};

pub(crate) static HELPER: Field = Field::new(
    "helper",
    Shape::Reference(&["person", "unit"]),
    text("联系人或单位", "Helper"),
)
.headed(&[
    "联系人",
    "结对人",
    "帮扶人",
    "帮扶干部",
    "帮扶责任人",
    "结对干部",
    "结对单位",
])
.required()
.brief()
.answers();
pub(crate) static HOUSEHOLD: Field = Field::new(
    "household",
    Shape::Reference(&["household"]),
    text("联系户", "Household"),
)
.headed(&[
    "户主",
    "结对户",
    "帮扶户",
    "帮扶对象",
    "结对对象",
    "帮扶户主",
])
.brief();
pub(crate) static VILLAGE: Field = Field::new(
    "village",
    Shape::Reference(&["unit"]),
    text("共建村", "Village"),
)
.headed(&["村", "村居", "所在村"])
.brief()
.having(&unit::UNIT_KIND, unit::VILLAGES);
pub(crate) static PAIR_KIND: Field = Field::new(
    "pair_kind",
    Shape::Choice(PAIR_KINDS),
    text("结对类别", "Pairing kind"),
)
.headed(&["类别", "结对类型", "帮扶类别"])
.required()
.defaults(Default::ByField(
    &[(&VILLAGE, "village")],
    Some("household"),
))
.spare(1);
pub(crate) static SINCE: Field = Field::new("since", Shape::Day, text("起", "Since"))
    .headed(&["结对日期", "结对时间"])
    .defaults(Default::Today)
    .brief();
pub(crate) static UNTIL: Field = Field::new("until", Shape::Day, text("止", "Until")).brief();
pub(crate) static MEASURES: Field =
    Field::new("measures", Shape::Text, text("帮扶措施", "Measures")).headed(&["措施"]);

const END: Step = Step {
    verb: "end",
    called: "结束",
    done: "ended",
    about: text("结束结对", "End a pairing"),
    guards: IN_FORCE,
    takes: &[Take::today("until", &UNTIL)],
    ..Step::PLAIN
};

/// Another looks after the same household or village from a day on.
const HAND_OVER: Step = Step {
    verb: "hand-over",
    called: "移交",
    done: "handed over",
    about: text("移交他人或单位联系", "Hand it over to another helper"),
    guards: IN_FORCE,
    takes: &[
        Take::required("to", &HELPER),
        Take::today("handed-on", &HANDED_ON),
    ],
    passes: Some(Passes::along(&HELPER)),
    ..Step::PLAIN
};

const IN_FORCE: &[Guard] = &[Guard {
    field: &UNTIL,
    among: &[""],
}];

pub(crate) const PAIR_KINDS: &[Choice] = &[
    choice("household", "结穷亲", "household in difficulty"),
    choice("village", "共建村", "co-built village"),
    choice("neighbour", "联四邻", "neighbour"),
];
