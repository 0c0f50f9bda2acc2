//! 人员: the roster of leaders and staff.

use super::post::{self, RANKS};
use crate::model::kind::{
    Carry, Decides, Default, Field, Follow, Kind, Shape, Spread, UNIT, not_before,
};
use crate::model::personal::Personal;
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "person",
    letter: Some('M'),
    name: text("人员", "person"),
    fields: &[
        &NAME,
        &EMPLOYEE_NO,
        &RANK,
        &PARTY_MEMBER,
        &Field::new("phone", Shape::Text, text("电话", "Phone"))
            .personal(Personal::Phone)
            .headed(&["联系电话", "手机", "手机号", "手机号码"])
            .long_number(),
        &Field::new("seniority", Shape::Count, text("排序", "Seniority")),
        &SINCE,
        &UNTIL,
    ],
    title: Some(&NAME),
    named: true,
    known_by: &[&[&EMPLOYEE_NO], &[&NAME]],
    told_by: &[&NAME],
    also_named: &[&EMPLOYEE_NO],
    turns: &[&SINCE, &UNTIL],
    rules: &[not_before(&SINCE, &UNTIL)],
    follows: &[Follow::Term {
        term: post::TERM,
        fields: &[&RANK, &PARTY_MEMBER, &UNIT],
    }],
    carry: Some(Carry {
        until: Some(&UNTIL),
        ..Carry::ROSTER
    }),
    spread: Spread::Everywhere,
    decides: Decides::Leading,
    ..Kind::PLAIN
};

pub(crate) static NAME: Field = Field::new("name", Shape::Text, text("姓名", "Name"))
    .headed(&["名字", "干部姓名"])
    .name_of_somebody()
    .required()
    .brief();
pub(crate) static EMPLOYEE_NO: Field =
    Field::new("employee_no", Shape::Text, text("工号", "Employee no."))
        .headed(&["人员编号", "职工编号"])
        .long_number();
pub(crate) static RANK: Field = Field::new("rank", Shape::Choice(RANKS), text("职级", "Rank"))
    .headed(&["职务级别", "级别", "职别"])
    .usually("staff")
    .required()
    .brief();
pub(crate) static PARTY_MEMBER: Field =
    Field::new("party_member", Shape::Flag, text("党员", "Party member"))
        .headed(&["是否党员", "中共党员"])
        .defaults(Default::Id("false"))
        .brief();
pub(crate) static SINCE: Field =
    Field::new("since", Shape::Day, text("任职起", "Since")).headed(&["任职时间", "任职日期"]);
pub(crate) static UNTIL: Field = Field::new("until", Shape::Day, text("任职止", "Until"));
