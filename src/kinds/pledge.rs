//! 实事项目: a practical deed that an organisation or a member promises in public.

use super::progress;
use crate::model::kind::{
    About, Awaited, Carry, Choice, DATE, Default, EntryKind, Field, Follow, Freeze, Guard,
    HANDED_ON, Kind, Makes, Passes, Shape, Since, State, Step, Take, Unfinished, choice,
    not_before,
};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "pledge",
    letter: Some('P'),
    name: text("实事项目", "pledge"),
    fields: &[
        &TITLE,
        &CONTENT,
        &CATEGORY,
        &KEY,
        &PLEDGER_KIND,
        &RESPONSIBLE,
        &HANDED_ON,
        &MEASURES,
        &DEADLINE,
        &Field::new(
            "beneficiaries",
            Shape::Count,
            text("预计受益人数", "Beneficiaries"),
        )
        .headed(&["受益人数", "预计受益人次"])
        .counted_in(&["人", "名", "人次", "people", "persons"]),
        &PLEDGED_ON,
        &PUBLISHED_ON,
        &STATUS,
        &PERCENT,
        &PERCENT_ON,
        &RESULT,
        &FINISHED_ON,
        &CONTINUED_ON,
        &WITHDRAWN_ON,
        &REASON,
        &NEW_DEADLINE,
        &ACTUAL_BENEFICIARIES,
        &OPINION,
        &CARRIED_FROM,
    ],
    title: Some(&TITLE),
    told_by: &[&TITLE],
    known_by: &[&[&TITLE]],
    day: Some(&PLEDGED_ON),
    turns: &[&DEADLINE],
    groups: &[
        &[
            &STATUS,
            &RESULT,
            &FINISHED_ON,
            &CONTINUED_ON,
            &WITHDRAWN_ON,
            &REASON,
            &NEW_DEADLINE,
        ],
        &[&PERCENT, &PERCENT_ON],
        &[&RESPONSIBLE, &HANDED_ON],
    ],
    rules: &[
        not_before(&PLEDGED_ON, &DEADLINE),
        not_before(&PLEDGED_ON, &HANDED_ON),
        not_before(&PLEDGED_ON, &PUBLISHED_ON),
        not_before(&PLEDGED_ON, &CONTINUED_ON),
        not_before(&PLEDGED_ON, &FINISHED_ON),
        not_before(&PLEDGED_ON, &WITHDRAWN_ON),
        not_before(&PUBLISHED_ON, &CONTINUED_ON),
        not_before(&PUBLISHED_ON, &FINISHED_ON),
        not_before(&PUBLISHED_ON, &WITHDRAWN_ON),
        not_before(&CONTINUED_ON, &FINISHED_ON),
        not_before(&CONTINUED_ON, &WITHDRAWN_ON),
        not_before(&DEADLINE, &NEW_DEADLINE),
        not_before(&CONTINUED_ON, &NEW_DEADLINE),
    ],
    steps: &[PUBLISH, PROGRESS, FINISH, CONTINUE, WITHDRAW, HAND_OVER],
    states: &[
        State::since("", &HANDED_ON, &[&RESPONSIBLE]),
        State::since("published", &PUBLISHED_ON, &[]),
        State {
            id: "in_progress",
            since: Since::Entry(TOLD),
            fields: &[],
            clears: &[],
        },
        State::since("continuing", &CONTINUED_ON, &[&REASON, &NEW_DEADLINE]),
        State::since("done", &FINISHED_ON, &[&RESULT]),
        State::since("withdrawn", &WITHDRAWN_ON, &[&REASON]),
        State {
            id: "",
            since: Since::Entered(&PERCENT_ON),
            fields: &[&PERCENT],
            clears: &[],
        },
    ],
    status: Some(&STATUS),
    open: UNFINISHED,
    follows: &[Follow::Latest {
        value: &PERCENT,
        day: &PERCENT_ON,
        entry: TOLD,
        given: &progress::PERCENT,
        full: "done",
    }],
    frozen: Some(Freeze {
        since: &PUBLISHED_ON,
        fields: &[&DEADLINE],
        verb: "continue",
        kept: &[&CONTENT, &MEASURES, &RESPONSIBLE],
    }),
    carry: Some(Carry {
        unfinished: Some(Unfinished {
            promised_on: &PUBLISHED_ON,
            first_day: &DEADLINE,
            put_off_on: &CONTINUED_ON,
            new_day: &NEW_DEADLINE,
            reason: &REASON,
            old_ref: &CARRIED_FROM,
        }),
        ..Carry::REST
    }),
    about: Some(About {
        fields: &[&OPINION],
        whole: false,
        only_these: true,
        of_unit: false,
    }),
    ..Kind::PLAIN
};

pub(crate) static TITLE: Field = Field::new("title", Shape::Text, text("项目名称", "Title"))
    .headed(&[
        "实事名称",
        "承诺事项",
        "实事项目",
        "实事项目名称",
        "项目",
        "承诺内容名称",
    ])
    .required()
    .brief();
pub(crate) static CONTENT: Field = Field::new("content", Shape::Text, text("实事内容", "Content"))
    .headed(&["承诺内容", "内容", "项目内容", "具体内容"]);
pub(crate) static CATEGORY: Field =
    Field::new("category", Shape::Category, text("服务类别", "Category")).spare(2);
pub(crate) static KEY: Field = Field::new("key", Shape::Flag, text("重点项目", "Key pledge"))
    .headed(&["是否重点"])
    .defaults(Default::Id("false"));
pub(crate) static PLEDGER_KIND: Field = Field::new(
    "pledger_kind",
    Shape::Choice(PLEDGER_KINDS),
    text("承诺主体", "Pledged by"),
)
.defaults(Default::Id("organisation"));
pub(crate) static RESPONSIBLE: Field = Field::new(
    "responsible",
    Shape::Reference(&["person"]),
    text("责任人", "Responsible"),
)
.headed(&["负责人", "承诺人", "项目负责人"])
.spare(1)
.answers();
pub(crate) static MEASURES: Field =
    Field::new("measures", Shape::Text, text("推进措施", "Measures")).headed(&[
        "措施",
        "具体措施",
        "办理措施",
    ]);
pub(crate) static DEADLINE: Field =
    Field::new("deadline", Shape::Day, text("办理时限", "Deadline"))
        .headed(&[
            "完成时限",
            "办结时限",
            "时限",
            "完成期限",
            "办理期限",
            "计划完成时间",
        ])
        .brief()
        .deadline();
pub(crate) static PLEDGED_ON: Field =
    Field::new("pledged_on", Shape::Day, text("承诺日期", "Pledged on"))
        .headed(&["承诺时间", "日期"])
        .happened();
pub(crate) static PUBLISHED_ON: Field = Field::new(
    "published_on",
    Shape::Day,
    text("公开承诺日期", "Published on"),
)
.headed(&["公示日期", "公开日期", "公布日期", "公开时间", "公示时间"])
.set_by_steps();
pub(crate) static STATUS: Field =
    Field::new("status", Shape::Choice(STATUSES), text("状态", "Status"))
        .headed(&["办理状态", "进展状态"])
        .set_by_steps()
        .brief();
pub(crate) static PERCENT: Field = Field::new("percent", Shape::Percent, text("进度%", "Percent"))
    .headed(&["进度", "完成进度", "完成百分比", "完成率"])
    .brief();
pub(crate) static PERCENT_ON: Field =
    Field::new("percent_on", Shape::Day, text("进度日期", "Percent on")).set_by_steps();
pub(crate) static RESULT: Field = Field::new("result", Shape::Text, text("办理结果", "Result"))
    .headed(&["结果", "完成情况", "办结情况"])
    .set_by_steps();
pub(crate) static FINISHED_ON: Field =
    Field::new("finished_on", Shape::Day, text("办结日期", "Finished on"))
        .headed(&["完成日期", "完成时间", "办结时间"])
        .set_by_steps();
pub(crate) static CONTINUED_ON: Field = Field::new(
    "continued_on",
    Shape::Day,
    text("转继续办理日期", "Continued on"),
)
.set_by_steps();
pub(crate) static WITHDRAWN_ON: Field =
    Field::new("withdrawn_on", Shape::Day, text("撤回日期", "Withdrawn on"))
        .headed(&["撤销日期"])
        .set_by_steps();
pub(crate) static REASON: Field =
    Field::new("reason", Shape::Text, text("原因", "Reason")).set_by_steps();
pub(crate) static NEW_DEADLINE: Field =
    Field::new("new_deadline", Shape::Day, text("新时限", "New deadline"))
        .headed(&["延期至", "新完成时限"])
        .set_by_steps()
        .deadline();
pub(crate) static ACTUAL_BENEFICIARIES: Field = Field::new(
    "actual_beneficiaries",
    Shape::Count,
    text("实际受益人数", "Actual beneficiaries"),
)
.counted_in(&["人", "名", "人次", "people", "persons"]);
pub(crate) static OPINION: Field = Field::new(
    "opinion",
    Shape::Reference(&["opinion"]),
    text("来源意见", "From opinion"),
);
/// The ref under which an earlier campaign knew it, and the year of that.
pub(crate) static CARRIED_FROM: Field =
    Field::new("carried_from", Shape::Text, text("原编号", "Carried from")).set_by_steps();

const PLEDGER_KINDS: &[Choice] = &[
    choice("organisation", "组织", "organisation"),
    choice("member", "党员", "member"),
];

pub(crate) const STATUSES: &[Choice] = &[
    choice("draft", "草稿", "draft"),
    choice("published", "已公开承诺", "published"),
    choice("in_progress", "办理中", "in progress"),
    choice("done", "已办结", "done"),
    choice("continuing", "继续办理", "continuing"),
    choice("withdrawn", "已撤回", "withdrawn"),
];

/// Entries of a pledge's progress.
const TOLD: EntryKind = EntryKind {
    kind: "progress",
    names: &progress::PLEDGE,
    day: &DATE,
};

const UNFINISHED: &[Guard] = &[Guard::new(
    &STATUS,
    &["draft", "published", "in_progress", "continuing"],
)];

const UNDER_WAY: &[Guard] = &[Guard::new(
    &STATUS,
    &["published", "in_progress", "continuing"],
)];

/// The four mandatory fields of a public promise (requirement 32).
pub(crate) const PUBLISH: Step = Step {
    verb: "publish",
    called: "公开承诺",
    done: "published",
    about: text("公开承诺", "Publish pledges"),
    guards: &[Guard::new(&STATUS, &["draft"])],
    takes: &[Take::today("published-on", &PUBLISHED_ON)],
    needs: &[&CONTENT, &DEADLINE, &MEASURES, &RESPONSIBLE],
    awaited: Some(Awaited {
        by: &[],
        within: Some((&PLEDGED_ON, "publish_days")),
    }),
    ..Step::PLAIN
};

/// Its text and percentage become a record of their own (requirement 34).
pub(crate) const PROGRESS: Step = Step {
    verb: "progress",
    called: "进展",
    done: "progress logged",
    about: text("登记进展", "Log progress"),
    guards: UNDER_WAY,
    makes: Some(Makes {
        kind: "progress",
        names: "pledge",
        named_by: None,
        says: text("已登记进展 {made}", "Logged progress {made}"),
    }),
    ..Step::PLAIN
};

pub(crate) const FINISH: Step = Step {
    verb: "finish",
    called: "办结",
    done: "finished",
    about: text("办结", "Finish a pledge"),
    guards: UNDER_WAY,
    takes: &[
        Take::required("result", &RESULT),
        Take::today("finished-on", &FINISHED_ON),
        Take::optional("actual-beneficiaries", &ACTUAL_BENEFICIARIES),
    ],
    awaited: Some(Awaited {
        by: &[&NEW_DEADLINE, &DEADLINE],
        within: None,
    }),
    ..Step::PLAIN
};

pub(crate) const CONTINUE: Step = Step {
    verb: "continue",
    called: "续办",
    done: "continued",
    about: text("转为继续办理", "Continue a pledge past its deadline"),
    guards: UNDER_WAY,
    takes: &[
        Take::required("reason", &REASON),
        Take::required("new-deadline", &NEW_DEADLINE),
        Take::today("continued-on", &CONTINUED_ON),
    ],
    ..Step::PLAIN
};

pub(crate) const WITHDRAW: Step = Step {
    verb: "withdraw",
    called: "撤回",
    done: "withdrawn",
    about: text("撤回承诺", "Withdraw a pledge"),
    guards: UNFINISHED,
    takes: &[
        Take::required("reason", &REASON),
        Take::today("withdrawn-on", &WITHDRAWN_ON),
    ],
    ..Step::PLAIN
};

/// Another answers for it from a day on; what was before stays with whoever answered for it then.
const HAND_OVER: Step = Step {
    verb: "hand-over",
    called: "移交",
    done: "handed over",
    about: text("移交他人负责", "Hand it over to somebody else"),
    guards: UNFINISHED,
    takes: &[
        Take::required("to", &RESPONSIBLE),
        Take::today("handed-on", &HANDED_ON),
    ],
    passes: Some(Passes::along(&RESPONSIBLE)),
    ..Step::PLAIN
};
