//! 户: poor households, low-income families and neighbours (结穷亲, 联四邻).

use super::unit;
use crate::model::kind::{Carry, Choice, Decides, Field, Kind, Shape, choice};
use crate::model::personal::Personal;
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "household",
    letter: Some('H'),
    name: text("联系户", "household"),
    fields: &[
        &NAME,
        &Field::new(
            "household_kind",
            Shape::Choice(HOUSEHOLD_KINDS),
            text("户别", "Household kind"),
        )
        .headed(&["户类型", "家庭类别", "类别"])
        .required()
        .brief(),
        &VILLAGE,
        &Field::new("address", Shape::Text, text("住址", "Address"))
            .headed(&["家庭住址", "地址", "家庭地址"])
            .personal(Personal::Address),
        &Field::new("phone", Shape::Text, text("电话", "Phone"))
            .headed(&["联系电话", "手机", "手机号", "联系方式"])
            .personal(Personal::Phone),
        &Field::new("id_no", Shape::Text, text("身份证号", "ID number"))
            .headed(&["身份证号码", "身份证", "公民身份号码"])
            .personal(Personal::IdNumber),
        &Field::new("people", Shape::Count, text("人口", "People"))
            .counted_in(&["人", "口", "口人", "people", "persons"])
            .headed(&["家庭人口", "人口数", "家庭人数"])
            .brief(),
        &DIFFICULTY,
        &NEED,
    ],
    title: Some(&NAME),
    named: true,
    known_by: &[&[&NAME, &VILLAGE], &[&NAME]],
    told_by: &[&NAME, &VILLAGE],
    carry: Some(Carry::REST),
    decides: Decides::Shared,
    ..Kind::PLAIN
};

pub(crate) static NAME: Field = Field::new("name", Shape::Text, text("户主", "Householder"))
    .headed(&["户主姓名", "姓名"])
    .personal(Personal::Name)
    .required()
    .brief();

pub(crate) static VILLAGE: Field = Field::new(
    "village",
    Shape::Reference(&["unit"]),
    text("所在村居", "Village"),
)
.headed(&["村居", "所在村", "村"])
.brief()
.having(&unit::UNIT_KIND, unit::VILLAGES);
pub(crate) static DIFFICULTY: Field =
    Field::new("difficulty", Shape::Text, text("主要困难", "Difficulty"))
        .headed(&["困难情况", "困难原因", "致困原因", "致贫原因"])
        .brief();
pub(crate) static NEED: Field =
    Field::new("need", Shape::Text, text("需求", "Need")).headed(&["帮扶需求", "主要需求", "诉求"]);

const HOUSEHOLD_KINDS: &[Choice] = &[
    choice("rural", "困难农户", "rural household in difficulty"),
    choice("urban", "城市低收入家庭", "urban low-income family"),
    choice("neighbour", "邻户", "neighbour"),
];
