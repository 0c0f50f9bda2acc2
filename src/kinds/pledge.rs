//! 实事项目: a practical deed that an organisation or a member promises in public.

use crate::model::kind::{
    Choice, Default, Field, Frozen, Guard, Kind, Need, Rule, Set, Shape, Step, Take, choice,
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
        &MEASURES,
        &DEADLINE,
        &Field::new(
            "beneficiaries",
            Shape::Count,
            text("预计受益人数", "Beneficiaries"),
        ),
        &PLEDGED_ON,
        &PUBLISHED_ON,
        &STATUS,
        &PERCENT,
        &RESULT,
        &FINISHED_ON,
        &REASON,
        &NEW_DEADLINE,
        &ACTUAL_BENEFICIARIES,
        &OPINION,
    ],
    title: Some(&TITLE),
    day: Some(&PLEDGED_ON),
    groups: &[&[&STATUS, &RESULT, &FINISHED_ON, &REASON, &NEW_DEADLINE]],
    rules: &[
        Rule::NotBefore {
            earlier: &PLEDGED_ON,
            later: &DEADLINE,
        },
        Rule::NotBefore {
            earlier: &PLEDGED_ON,
            later: &FINISHED_ON,
        },
        Rule::NotBefore {
            earlier: &DEADLINE,
            later: &NEW_DEADLINE,
        },
    ],
    steps: &[PUBLISH, PROGRESS, FINISH, CONTINUE, WITHDRAW],
    frozen: Some(Frozen {
        state: &STATUS,
        first: "draft",
        fields: &[&DEADLINE],
        verb: "continue",
        kept: &[&CONTENT, &MEASURES, &RESPONSIBLE],
    }),
    ..Kind::PLAIN
};

pub(crate) static TITLE: Field = Field::new("title", Shape::Text, text("项目名称", "Title"))
    .required()
    .brief();
pub(crate) static CONTENT: Field = Field::new("content", Shape::Text, text("实事内容", "Content"));
pub(crate) static CATEGORY: Field =
    Field::new("category", Shape::Category, text("服务类别", "Category")).brief();
pub(crate) static KEY: Field =
    Field::new("key", Shape::Flag, text("重点项目", "Key pledge")).defaults(Default::Id("false"));
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
.brief();
pub(crate) static MEASURES: Field =
    Field::new("measures", Shape::Text, text("推进措施", "Measures"));
pub(crate) static DEADLINE: Field =
    Field::new("deadline", Shape::Day, text("办理时限", "Deadline")).brief();
pub(crate) static PLEDGED_ON: Field =
    Field::new("pledged_on", Shape::Day, text("承诺日期", "Pledged on")).happened();
pub(crate) static PUBLISHED_ON: Field =
    Field::new("published_on", Shape::Day, text("公示日期", "Published on")).set_by_steps();
pub(crate) static STATUS: Field =
    Field::new("status", Shape::Choice(STATUSES), text("状态", "Status"))
        .defaults(Default::Id("draft"))
        .set_by_steps()
        .brief();
pub(crate) static PERCENT: Field =
    Field::new("percent", Shape::Percent, text("进度%", "Percent")).brief();
pub(crate) static RESULT: Field =
    Field::new("result", Shape::Text, text("办理结果", "Result")).set_by_steps();
pub(crate) static FINISHED_ON: Field =
    Field::new("finished_on", Shape::Day, text("办结日期", "Finished on")).set_by_steps();
pub(crate) static REASON: Field =
    Field::new("reason", Shape::Text, text("原因", "Reason")).set_by_steps();
pub(crate) static NEW_DEADLINE: Field =
    Field::new("new_deadline", Shape::Day, text("新时限", "New deadline")).set_by_steps();
pub(crate) static ACTUAL_BENEFICIARIES: Field = Field::new(
    "actual_beneficiaries",
    Shape::Count,
    text("实际受益人数", "Actual beneficiaries"),
);
pub(crate) static OPINION: Field = Field::new(
    "opinion",
    Shape::Reference(&["opinion"]),
    text("来源意见", "From opinion"),
);

const PLEDGER_KINDS: &[Choice] = &[
    choice("organisation", "组织", "organisation"),
    choice("member", "党员", "member"),
];

pub(crate) const STATUSES: &[Choice] = &[
    choice("draft", "草稿", "draft"),
    choice("published", "已公示", "published"),
    choice("in_progress", "办理中", "in progress"),
    choice("done", "已办结", "done"),
    choice("continuing", "继续办理", "continuing"),
    choice("withdrawn", "已撤回", "withdrawn"),
];

const UNDER_WAY: &[Guard] = &[Guard {
    field: &STATUS,
    among: &["published", "in_progress", "continuing"],
}];

/// The four mandatory fields of a public promise (requirement 32).
pub(crate) const PUBLISH: Step = Step {
    verb: "publish",
    about: text("公开承诺", "Publish pledges"),
    guards: &[Guard {
        field: &STATUS,
        among: &["draft"],
    }],
    takes: &[Take {
        flag: "published-on",
        field: &PUBLISHED_ON,
        need: Need::Today,
    }],
    needs: &[&CONTENT, &DEADLINE, &MEASURES, &RESPONSIBLE],
    sets: &[(&STATUS, Set::Id("published"))],
};

/// Its text and percentage become a record of their own (requirement 34).
pub(crate) const PROGRESS: Step = Step {
    verb: "progress",
    about: text("登记进展", "Log progress"),
    guards: UNDER_WAY,
    takes: &[],
    needs: &[],
    sets: &[],
};

pub(crate) const FINISH: Step = Step {
    verb: "finish",
    about: text("办结", "Finish a pledge"),
    guards: UNDER_WAY,
    takes: &[
        Take {
            flag: "result",
            field: &RESULT,
            need: Need::Required,
        },
        Take {
            flag: "finished-on",
            field: &FINISHED_ON,
            need: Need::Today,
        },
        Take {
            flag: "actual-beneficiaries",
            field: &ACTUAL_BENEFICIARIES,
            need: Need::Optional,
        },
    ],
    needs: &[],
    sets: &[(&STATUS, Set::Id("done")), (&PERCENT, Set::Number(100))],
};

pub(crate) const CONTINUE: Step = Step {
    verb: "continue",
    about: text("转为继续办理", "Continue a pledge past its deadline"),
    guards: UNDER_WAY,
    takes: &[
        Take {
            flag: "reason",
            field: &REASON,
            need: Need::Required,
        },
        Take {
            flag: "new-deadline",
            field: &NEW_DEADLINE,
            need: Need::Required,
        },
    ],
    needs: &[],
    sets: &[(&STATUS, Set::Id("continuing"))],
};

pub(crate) const WITHDRAW: Step = Step {
    verb: "withdraw",
    about: text("撤回承诺", "Withdraw a pledge"),
    guards: &[Guard {
        field: &STATUS,
        among: &["draft", "published", "in_progress", "continuing"],
    }],
    takes: &[Take {
        flag: "reason",
        field: &REASON,
        need: Need::Required,
    }],
    needs: &[],
    sets: &[(&STATUS, Set::Id("withdrawn"))],
};
