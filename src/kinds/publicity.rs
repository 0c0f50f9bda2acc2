//! 宣传: what was told of the campaign, and through which channel; model cases among it
//! (requirements 41 and 42).

use crate::model::kind::{Choice, DATE, Default, Field, Kind, Shape, choice};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "publicity",
    letter: Some('X'),
    name: text("宣传报道", "publicity"),
    fields: &[
        &DATE,
        &CHANNEL,
        &TITLE,
        &MODEL_CASE,
        &LIST,
        &Field::new("link", Shape::Text, text("链接或刊期", "Link"))
            .headed(&["链接", "网址", "刊期"]),
    ],
    title: Some(&TITLE),
    known_by: &[&[&DATE, &CHANNEL, &TITLE]],
    day: Some(&DATE),
    ..Kind::PLAIN
};

pub(crate) static CHANNEL: Field =
    Field::new("channel", Shape::Choice(CHANNELS), text("渠道", "Channel"))
        .headed(&["媒体", "刊发媒体", "报道渠道"])
        .required()
        .brief();
pub(crate) static TITLE: Field = Field::new("title", Shape::Text, text("标题", "Title"))
    .headed(&["题目", "报道标题"])
    .required()
    .brief();
/// True if it holds up an advanced deed or person as an example (先进事例和先进典型).
pub(crate) static MODEL_CASE: Field =
    Field::new("model_case", Shape::Flag, text("先进典型", "Model case"))
        .defaults(Default::Id("false"))
        .brief();

/// The public list that it publishes: that a list was published is a fact of its own, whatever its
/// title (requirement 38).
pub(crate) static LIST: Field =
    Field::new("list", Shape::Choice(LISTS), text("公布名单", "List")).brief();

pub(crate) const LISTS: &[Choice] = &[
    choice("published", "公开承诺名单", "published pledges"),
    choice("completed", "完成名单", "completed pledges"),
    choice("continuing", "继续办理名单", "continuing pledges"),
];

pub(crate) const CHANNELS: &[Choice] = &[
    choice("website", "网站", "website"),
    choice("bulletin", "信息简报", "bulletin"),
    choice("board", "宣传栏", "notice board"),
    choice("column", "专栏", "column"),
    choice("lecture", "专题讲座", "lecture"),
    choice("media", "新闻媒体", "media"),
];
