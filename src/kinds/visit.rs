//! 走访: going to the grass roots, co-built villages and households (三进三送).

use super::unit;
use crate::model::kind::{Choice, DATE, Default, Field, Kind, Rule, Shape, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "visit",
    letter: Some('V'),
    name: text("走访", "visit"),
    fields: &[
        &DATE,
        &VISITORS,
        &PLACE_KIND,
        &BROUGHT,
        &VISIT_KIND,
        &HOUSEHOLD,
        &VILLAGE,
        &FINDINGS,
        &Field::new("solved", Shape::Text, text("解决问题", "Solved"))
            .headed(&["解决的问题", "帮助解决问题"]),
        &Field::new("aid", Shape::Money, text("慰问金额(元)", "Aid (yuan)"))
            .headed(&["慰问金额", "慰问金", "慰问金(元)", "金额"])
            .asked(),
        &Field::new(
            "people_reached",
            Shape::Count,
            text("服务人次", "People reached"),
        )
        .headed(&["惠及人次", "受益人次"])
        .counted_in(&["人次", "人", "people", "persons"]),
    ],
    title: Some(&FINDINGS),
    told_by: &[
        &DATE,
        &VISITORS,
        &PLACE_KIND,
        &HOUSEHOLD,
        &VILLAGE,
        &FINDINGS,
    ],
    known_by: &[
        &[&DATE, &HOUSEHOLD],
        &[&DATE, &VISITORS, &VILLAGE],
        &[&DATE, &FINDINGS],
    ],
    day: Some(&DATE),
    rules: &[
        Rule::NeededWhen {
            state: &PLACE_KIND,
            among: &["household"],
            field: &HOUSEHOLD,
            instead: None,
        },
        Rule::OnlyWhen {
            state: &PLACE_KIND,
            among: &["household", "village"],
            field: &HOUSEHOLD,
        },
    ],
    each: Some(&HOUSEHOLD),
    ..Kind::PLAIN
};

pub(crate) static VISITORS: Field = Field::new(
    "visitors",
    Shape::Reference(&["person"]),
    text("走访人", "Visitors"),
)
.headed(&["走访人员", "参加人员", "参加人", "走访干部"])
.many()
.required()
.brief();
pub(crate) static PLACE_KIND: Field = Field::new(
    "place_kind",
    Shape::Choice(PLACE_KINDS),
    text("进", "Place"),
)
.asked_as("去了哪里（三进）", "Where to")
.headed(&["走访去处", "三进"])
.required()
.defaults(Default::ByField(
    &[(&HOUSEHOLD, "household"), (&VILLAGE, "village")],
    None,
))
.spare(2);
pub(crate) static BROUGHT: Field =
    Field::new("brought", Shape::Choice(SERVICES), text("送", "Brought"))
        .asked_as("送了什么（三送，可多选）", "What was brought")
        .headed(&["三送", "送的内容"])
        .many()
        .spare(1);
pub(crate) static VISIT_KIND: Field = Field::new(
    "visit_kind",
    Shape::Choice(VISIT_KINDS),
    text("走访类别", "Visit kind"),
);
pub(crate) static HOUSEHOLD: Field = Field::new(
    "household",
    Shape::Reference(&["household"]),
    text("联系户", "Household"),
)
.headed(&["走访户", "走访对象", "户主", "户"])
.brief();
pub(crate) static VILLAGE: Field = Field::new(
    "village",
    Shape::Reference(&["unit"]),
    text("村居", "Village"),
)
.headed(&["走访村", "所在村", "村"])
.brief()
.having(&unit::UNIT_KIND, unit::VILLAGES);
pub(crate) static FINDINGS: Field =
    Field::new("findings", Shape::Text, text("了解情况", "Findings")).headed(&[
        "走访情况",
        "走访内容",
        "了解的情况",
        "反映情况",
        "民情",
    ]);

pub(crate) const PLACE_KINDS: &[Choice] = &[
    choice("grassroots", "进基层", "grass roots"),
    choice("village", "进共建村", "co-built village"),
    choice("household", "进农户", "household"),
];

pub(crate) const SERVICES: &[Choice] = &[
    choice("policy", "送政策", "policy"),
    choice("warmth", "送温暖", "warmth"),
    choice("service", "送服务", "service"),
];

pub(crate) const VISIT_KINDS: &[Choice] = &[
    choice("three_entries", "三进三送", "three entries"),
    choice("consolation", "走访慰问", "consolation"),
    choice("regular", "定期走访", "regular"),
    choice("role_swap", "换位体验", "role swap"),
    choice("research", "民情调研", "research"),
    choice("volunteer", "义务奉献", "volunteer work"),
];
