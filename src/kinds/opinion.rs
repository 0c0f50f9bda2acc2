//! 意见建议: what someone raised, who owns it, the reply and the outcome (事事有回音、件件有结果).

use super::pledge;
use crate::model::kind::{
    Awaited, Choice, DATE, FILLED, Field, Follow, Guard, HANDED_ON, Kind, Makes, Passes, Rule,
    Shape, State, Step, Take, choice, not_before, only_when,
};
use crate::model::personal::Personal;
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "opinion",
    letter: Some('O'),
    name: text("意见建议", "opinion"),
    fields: &[
        &DATE,
        &CHANNEL,
        &Field::new("from_name", Shape::Text, text("反映人", "From"))
            .headed(&[
                "提出人",
                "来电人",
                "来访人",
                "意见人",
                "群众姓名",
                "反映人姓名",
            ])
            .personal(Personal::Name)
            .asked(),
        &Field::new("from_phone", Shape::Text, text("反映人电话", "Phone"))
            .headed(&["联系电话", "联系方式", "电话", "手机", "反映人联系电话"])
            .personal(Personal::Phone)
            .asked(),
        &Field::new(
            "from_kind",
            Shape::Choice(FROM_KINDS),
            text("反映人类别", "From kind"),
        )
        .headed(&["人员类别"]),
        &TOPIC,
        &CONTENT,
        &FIRST_ASKED,
        &HANDED_TO,
        &HANDED_ON,
        &OWNER,
        &DUE,
        &REPLIED_ON,
        &REPLY,
        &RETURNED_ON,
        &RETURNED,
        &CALLED_BACK_ON,
        &CALL_BACK,
        &OUTCOME,
        &FINISHED_ON,
        &NEXT_DUE,
        &Field::new("rating", Shape::Choice(RATINGS), text("群众评价", "Rating")).headed(&[
            "满意度",
            "评价",
            "群众满意度",
        ]),
        &Field::new(
            "reception",
            Shape::Reference(&["reception"]),
            text("来自接待", "Reception"),
        ),
        &Field::new(
            "visit",
            Shape::Reference(&["visit"]),
            text("来自走访", "Visit"),
        ),
        &PLEDGE,
        &SAME_AS,
    ],
    title: Some(&TOPIC),
    known_by: &[&[&DATE, &TOPIC]],
    day: Some(&DATE),
    groups: &[
        &[
            &REPLIED_ON,
            &REPLY,
            &RETURNED_ON,
            &RETURNED,
            &CALLED_BACK_ON,
            &CALL_BACK,
        ],
        &[&OUTCOME, &FINISHED_ON, &NEXT_DUE, &PLEDGE],
        &[&HANDED_TO, &HANDED_ON],
    ],
    rules: &[
        not_before(&DATE, &HANDED_ON),
        not_before(&DATE, &REPLIED_ON),
        not_before(&DATE, &RETURNED_ON),
        not_before(&DATE, &CALLED_BACK_ON),
        not_before(&REPLIED_ON, &CALLED_BACK_ON),
        not_before(&DATE, &FINISHED_ON),
        not_before(&FINISHED_ON, &NEXT_DUE),
        only_when(&OUTCOME, &["continuing"], &NEXT_DUE),
        only_when(&OUTCOME, &["adopted"], &PLEDGE),
        Rule::NamesAbove(&SAME_AS),
    ],
    steps: &[REPLY_STEP, RETURN, CALL_BACK_STEP, FINISH, ADOPT, HAND_OVER],
    states: &[
        State::since("", &HANDED_ON, &[&HANDED_TO]),
        State::since("", &REPLIED_ON, &[&REPLY]).clearing(&[
            &RETURNED_ON,
            &RETURNED,
            &CALLED_BACK_ON,
            &CALL_BACK,
        ]),
        State::since("", &CALLED_BACK_ON, &[&CALL_BACK]),
        State::since("", &RETURNED_ON, &[&RETURNED]).clearing(&[
            &REPLIED_ON,
            &REPLY,
            &CALLED_BACK_ON,
            &CALL_BACK,
        ]),
        State::since("", &FINISHED_ON, &[&OUTCOME, &NEXT_DUE, &PLEDGE]),
    ],
    open: &[
        Guard {
            field: &REPLIED_ON,
            among: &[""],
        },
        Guard {
            field: &OUTCOME,
            among: &["", "continuing"],
        },
    ],
    follows: &[Follow::WhileStands {
        state: &OUTCOME,
        value: "adopted",
        on: ("pledge", &PLEDGE),
        until: &pledge::WITHDRAWN_ON,
    }],
    ..Kind::PLAIN
};

pub(crate) static CHANNEL: Field =
    Field::new("channel", Shape::Choice(CHANNELS), text("渠道", "Channel"))
        .headed(&["反映渠道", "来源", "来源渠道", "反映方式", "受理渠道"])
        .required()
        .spare(2);
pub(crate) static TOPIC: Field = Field::new("topic", Shape::Text, text("主题", "Topic"))
    .headed(&["事由", "标题", "反映问题", "意见主题", "问题"])
    .required()
    .brief();
pub(crate) static CONTENT: Field = Field::new("content", Shape::Text, text("内容", "Content"))
    .headed(&[
        "意见内容",
        "反映内容",
        "意见建议内容",
        "具体内容",
        "意见建议",
    ]);
pub(crate) static FIRST_ASKED: Field = Field::new(
    "first_asked",
    Shape::Reference(&["person"]),
    text("首问责任人", "First asked"),
)
.headed(&["首问负责人", "首问人", "接待人", "受理人", "接听人"])
.spare(1)
.answers();
/// To whom the first person asked, or a later owner, has handed it over; the history keeps the
/// trail.
pub(crate) static HANDED_TO: Field = Field::new(
    "handed_to",
    Shape::Reference(&["unit", "person"]),
    text("移交给", "Handed to"),
)
.headed(&["转办", "承办", "承办人", "承办单位", "转办单位"])
.set_by_steps()
.answers();
/// The owner now: always one person or unit (首问负责制, requirement 26).
pub(crate) static OWNER: Field = Field::new(
    "owner",
    Shape::Reference(&["unit", "person"]),
    text("现责任人", "Owner"),
)
.repeats(&[&HANDED_TO, &FIRST_ASKED]);
/// Day by which whoever raised it was promised a reply.
pub(crate) static DUE: Field = Field::new("due", Shape::Day, text("答复时限", "Due"))
    .headed(&["办理时限", "答复期限", "应答复日期"])
    .deadline();
pub(crate) static REPLIED_ON: Field =
    Field::new("replied_on", Shape::Day, text("答复日期", "Replied on"))
        .headed(&["答复时间", "回复日期", "回复时间", "反馈日期", "反馈时间"])
        .set_by_steps()
        .brief();
pub(crate) static REPLY: Field = Field::new("reply", Shape::Text, text("答复内容", "Reply"))
    .headed(&[
        "答复",
        "回复",
        "回复内容",
        "答复情况",
        "反馈情况",
        "反馈内容",
    ])
    .set_by_steps();
/// Day on which the reply was sent back to be done again: from then on it is without one, and the days
/// run on from the first. A new reply empties it; what was returned stays in the history.
pub(crate) static RETURNED_ON: Field = Field::new(
    "returned_on",
    Shape::Day,
    text("退回重办日期", "Returned on"),
)
.headed(&["退回日期"])
.set_by_steps();
/// Why it was sent back.
pub(crate) static RETURNED: Field = Field::new(
    "returned",
    Shape::Text,
    text("退回重办原因", "Returned because"),
)
.headed(&["退回原因"])
.set_by_steps();
/// Day on which whoever raised it was asked what became of it.
pub(crate) static CALLED_BACK_ON: Field = Field::new(
    "called_back_on",
    Shape::Day,
    text("回访日期", "Called back on"),
)
.headed(&["回访时间"])
.set_by_steps();
/// How content whoever raised it was with the reply, asked afterwards.
pub(crate) static CALL_BACK: Field = Field::new(
    "call_back",
    Shape::Choice(RATINGS),
    text("回访评价", "Call-back"),
)
.headed(&["回访结果", "回访满意度"])
.set_by_steps();
pub(crate) static OUTCOME: Field = Field::new(
    "outcome",
    Shape::Choice(OUTCOMES),
    text("办理结果", "Outcome"),
)
.headed(&["结果", "处理结果", "办结结果"])
.set_by_steps()
.brief();
pub(crate) static FINISHED_ON: Field =
    Field::new("finished_on", Shape::Day, text("办结日期", "Finished on"))
        .headed(&["办结时间", "完成日期", "完成时间"])
        .set_by_steps();
/// Day on which the outcome of what goes on is due; `due` is the reply's.
pub(crate) static NEXT_DUE: Field =
    Field::new("next_due", Shape::Day, text("下次办理时限", "Next due"))
        .headed(&["继续办理时限"])
        .set_by_steps()
        .deadline();
pub(crate) static PLEDGE: Field = Field::new(
    "pledge",
    Shape::Reference(&["pledge"]),
    text("转为实事", "Pledge"),
)
.set_by_steps();

/// An earlier opinion that says the same. Each was received, and each is replied to.
pub(crate) static SAME_AS: Field = Field::new(
    "same_as",
    Shape::Reference(&["opinion"]),
    text("与哪件重复", "Same as"),
)
.headed(&["重复件"]);

pub(crate) const CHANNELS: &[Choice] = &[
    choice("in_person", "面对面", "in person"),
    choice("hotline", "服务热线", "hotline"),
    choice("online", "网上互动", "online"),
    choice("mailbox", "公开信箱", "mailbox"),
    choice("visit", "走访", "visit"),
    choice("study", "学习讨论", "study"),
    choice("other", "其他", "other"),
];

pub(crate) const FROM_KINDS: &[Choice] = &[
    choice("client", "服务对象", "client"),
    choice("grassroots", "基层群众", "grass roots"),
    choice("cadre", "干部职工", "cadre"),
];

pub(crate) const OUTCOMES: &[Choice] = &[
    choice("resolved", "已解决", "resolved"),
    choice("explained", "已解释说明", "explained"),
    choice("adopted", "已采纳为实事", "adopted"),
    choice("continuing", "继续办理", "continuing"),
    choice("referred", "已转有关部门", "referred"),
];

const RATINGS: &[Choice] = &[
    choice("satisfied", "满意", "satisfied"),
    choice("mostly", "基本满意", "mostly satisfied"),
    choice("dissatisfied", "不满意", "dissatisfied"),
];

const REPLIED: &[Guard] = &[Guard::new(&REPLIED_ON, &[FILLED])];

const UNSETTLED: &[Guard] = &[Guard::new(&OUTCOME, &["", "continuing"])];

const REPLY_STEP: Step = Step {
    verb: "reply",
    called: "答复",
    done: "reply recorded",
    about: text("答复反映人", "Reply to whoever raised it"),
    guards: &[Guard::new(&REPLIED_ON, &[""])],
    takes: &[
        Take::required("text", &REPLY),
        Take::today("replied-on", &REPLIED_ON),
    ],
    awaited: Some(Awaited {
        by: &[&DUE],
        within: Some((&DATE, "reply_days")),
    }),
    ..Step::PLAIN
};

/// A poor reply is sent back to be done again.
const RETURN: Step = Step {
    verb: "return",
    called: "退回重办",
    done: "reply sent back",
    about: text("退回重办", "Send a poor reply back to be done again"),
    guards: REPLIED,
    takes: &[
        Take::required("reason", &RETURNED),
        Take::today("returned-on", &RETURNED_ON),
    ],
    ..Step::PLAIN
};

/// Whoever raised it is asked afterwards; asked again, the last word stands.
const CALL_BACK_STEP: Step = Step {
    verb: "call-back",
    called: "回访",
    done: "call-back recorded",
    about: text(
        "回访反映人",
        "Log how content whoever raised it is with the reply",
    ),
    guards: REPLIED,
    takes: &[
        Take::required("rating", &CALL_BACK),
        Take::today("called-back-on", &CALLED_BACK_ON),
    ],
    ..Step::PLAIN
};

const FINISH: Step = Step {
    verb: "finish",
    called: "办结",
    done: "outcome recorded",
    about: text("登记办理结果", "Log the outcome"),
    guards: UNSETTLED,
    takes: &[
        Take::required("outcome", &OUTCOME),
        Take::today("finished-on", &FINISHED_ON),
        Take::optional("due", &NEXT_DUE),
    ],
    awaited: Some(Awaited {
        by: &[&NEXT_DUE],
        within: Some((&DATE, "result_days")),
    }),
    ..Step::PLAIN
};

/// Makes a pledge of it (requirement 29).
const ADOPT: Step = Step {
    verb: "adopt",
    called: "采纳",
    done: "adopted",
    about: text("采纳为实事项目", "Adopt it as a pledge"),
    guards: UNSETTLED,
    takes: &[Take::today("finished-on", &FINISHED_ON)],
    sets: &[(&OUTCOME, "adopted")],
    makes: Some(Makes {
        kind: "pledge",
        names: "opinion",
        named_by: Some(&PLEDGE),
        says: text("{of} 已采纳为实事项目 {made}", "{of} was adopted as {made}"),
    }),
    ..Step::PLAIN
};

/// Requirement 26: whoever was asked first owns it until it is handed over.
const HAND_OVER: Step = Step {
    verb: "hand-over",
    called: "移交",
    done: "handed over",
    about: text("移交他人或单位", "Hand it over"),
    guards: UNSETTLED,
    takes: &[
        Take::required("to", &HANDED_TO),
        Take::today("handed-on", &HANDED_ON),
    ],
    passes: Some(Passes {
        owner: &OWNER,
        to: &HANDED_TO,
        day: &HANDED_ON,
    }),
    ..Step::PLAIN
};
