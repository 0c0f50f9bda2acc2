//! 学习: study sessions, discussions, lectures and meetings of an organisation, which is the
//! record's unit (requirements 6 to 10). A session that lasts several days is a record a day.

use crate::model::kind::{Choice, DATE, Field, Kind, Shape, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "study",
    letter: Some('L'),
    name: text("学习活动", "study"),
    fields: &[
        &DATE,
        &STUDY_KIND,
        &TOPIC,
        &Field::new("speaker", Shape::Text, text("主讲人", "Speaker")).headed(&["主讲", "授课人"]),
        &ATTENDED,
        &ABSENT,
        &HOURS,
    ],
    title: Some(&TOPIC),
    known_by: &[&[&DATE, &TOPIC], &[&DATE, &STUDY_KIND]],
    day: Some(&DATE),
    groups: &[&[&ATTENDED, &ABSENT]],
    ..Kind::PLAIN
};

pub(crate) static STUDY_KIND: Field = Field::new(
    "study_kind",
    Shape::Choice(STUDY_KINDS),
    text("学习类别", "Study kind"),
)
.headed(&["类别", "学习形式", "活动形式"])
.required()
.brief();
pub(crate) static TOPIC: Field = Field::new("topic", Shape::Text, text("主题", "Topic"))
    .headed(&["学习主题", "学习内容", "内容", "活动主题", "议题"])
    .required()
    .brief();
pub(crate) static ATTENDED: Field =
    Field::new("attended", Shape::Count, text("参加人数", "Attended"))
        .headed(&["参加", "出席人数", "人数", "实到", "实到人数", "参学人数"])
        .counted_in(&["人", "名", "人次", "people", "persons"])
        .brief();
pub(crate) static ABSENT: Field = Field::new("absent", Shape::Count, text("缺席人数", "Absent"))
    .headed(&["缺席", "请假人数", "请假", "缺勤", "缺勤人数"])
    .counted_in(&["人", "名", "人次", "people", "persons"])
    .brief();

pub(crate) static HOURS: Field = Field::new("hours", Shape::Decimal, text("学时", "Hours"))
    .headed(&["学习时间(小时)", "课时"])
    .counted_in(&["学时", "课时", "小时", "hours", "hour"]);

pub(crate) const STUDY_KINDS: &[Choice] = &[
    choice("friday", "党员集中学习日", "party members’ study day"),
    choice("centre_group", "党组中心组学习", "centre group study"),
    choice("discussion", "专题大讨论", "discussion"),
    choice("lecture", "讲党课", "party lecture"),
    choice("forum", "大讲堂", "forum"),
    choice("meeting", "组织生活会等会议", "meeting"),
    choice("study_week", "集中学习周", "study week"),
];
