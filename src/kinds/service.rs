//! 服务: what the access desk did for the public, volumes filed, guidance given to departments,
//! and spot checks of windows (建档立档, 档案利用; requirements 24, 25 and 27).

use crate::model::kind::{Choice, DATE, Field, Kind, Shape, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "service",
    letter: Some('S'),
    name: text("服务记录", "service"),
    fields: &[
        &DATE,
        &SERVICE_KIND,
        &DEPARTMENT,
        &PEOPLE,
        &VOLUMES,
        &MINUTES,
        &PROMISED_MINUTES,
        &RATING,
    ],
    known_by: &[
        &[&DATE, &SERVICE_KIND, &DEPARTMENT],
        &[&DATE, &SERVICE_KIND],
    ],
    day: Some(&DATE),
    ..Kind::PLAIN
};

pub(crate) static SERVICE_KIND: Field = Field::new(
    "service_kind",
    Shape::Choice(SERVICE_KINDS),
    text("服务类别", "Service kind"),
)
.required()
.brief();
/// The department that was guided or whose records were filed, or the window that was checked.
pub(crate) static DEPARTMENT: Field = Field::new(
    "department",
    Shape::Reference(&["unit"]),
    text("服务部门", "Department"),
)
.brief();
pub(crate) static PEOPLE: Field =
    Field::new("people", Shape::Count, text("服务人次", "People served"))
        .counted_in(&["人次", "人", "people", "persons"])
        .brief();
pub(crate) static VOLUMES: Field =
    Field::new("volumes", Shape::Count, text("档案卷(件)数", "Volumes"))
        .counted_in(&["卷", "件", "volumes", "files"])
        .brief();
/// The longest that anybody waited, so that one broken promise is not lost in an average.
pub(crate) static MINUTES: Field = Field::new(
    "minutes",
    Shape::Count,
    text("最长用时(分钟)", "Longest wait (minutes)"),
)
.counted_in(&["分钟", "分", "minutes", "minute", "min"])
.brief();
/// The time limit that was promised to the public; whether it was kept is for the checks.
pub(crate) static PROMISED_MINUTES: Field = Field::new(
    "promised_minutes",
    Shape::Count,
    text("承诺时限(分钟)", "Promised limit (minutes)"),
)
.counted_in(&["分钟", "分", "minutes", "minute", "min"])
.brief();
pub(crate) static RATING: Field =
    Field::new("rating", Shape::Choice(RATINGS), text("评价", "Rating")).brief();

pub(crate) const SERVICE_KINDS: &[Choice] = &[
    choice("access", "查档利用", "access to archives"),
    choice("filing", "建档立档", "filing"),
    choice("guidance", "监督指导", "guidance"),
    choice("spot_check", "窗口抽查", "spot check of a window"),
];

/// The scale of whoever judges work that was done, here and in evaluations.
pub(crate) const RATINGS: &[Choice] = &[
    choice("good", "好", "good"),
    choice("fair", "一般", "fair"),
    choice("poor", "差", "poor"),
];
