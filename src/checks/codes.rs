//! The codes of findings: one row each, with what is checked, what is missing where it fails, and
//! what to do about it. Nothing here computes.
//!
//! In `remedy`, `{ref}`, `{unit}`, `{person}` and `{period}` stand for those of the finding.

use crate::model::kind::Choice;
use crate::text::{Text, text};

/// One check.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) id: &'static str,
    /// The number of the requirement that it comes from; a quota of the plan may name another.
    pub(crate) requirement: i64,
    /// What is asked for.
    pub(crate) label: Text,
    /// What is wrong where it is not met.
    pub(crate) missing: Text,
    /// What to do, by which command.
    pub(crate) remedy: Text,
}

/// Every code, in the order in which findings of one light are listed.
pub(crate) static CODES: &[&Code] = &[
    &RECEPTION_MONTHLY,
    &RECEPTION_WEEKLY,
    &STUDY_FRIDAY,
    &STUDY_WEEK,
    &DISCUSSION,
    &LECTURE,
    &THREE_ENTRIES,
    &RESEARCH,
    &PAIRING,
    &PAIRING_VISIT,
    &FIRST_ASKED,
    &REPLY,
    &RESULT,
    &PROMISE,
    &PLEDGE_NONE,
    &PLEDGE_INCOMPLETE,
    &PLEDGE_OVERDUE,
    &PLEDGE_BEHIND,
    &PLEDGE_SILENT,
    &PLEDGE_UNPUBLISHED,
    &PLEDGE_LISTS,
    &LEFT,
    &PROBLEM,
    &INSPECTION,
    &COMMENT,
    &REPORT,
    &EVALUATION,
    &MILESTONE,
    &SURVEY,
    &PUBLICATION,
    &MECHANISM,
    &SUBMISSION,
    &DUPLICATE,
    &NOT_RECEIVED,
];

/// Returns every code as a choice, with what it asks for.
pub(crate) fn choices() -> Vec<Choice> {
    let choice = |code: &&Code| Choice {
        id: code.id,
        label: code.label,
    };
    CODES.iter().map(choice).collect()
}

/// Returns where in the table a code stands.
pub(super) fn position(code: &Code) -> usize {
    let mut rows = CODES.iter();
    rows.position(|known| known.id == code.id)
        .unwrap_or(CODES.len())
}

/// Requirement 12: the principal receives the public once a calendar month. Caught up by entering
/// a reception that did take place in the month; one held later does not fill it.
pub(super) static RECEPTION_MONTHLY: Code = Code {
    id: "reception-monthly",
    requirement: 12,
    label: text("每月接待群众", "Reception every month"),
    missing: text("当月没有接待群众", "no reception in this month"),
    remedy: text(
        "安排接待并登记 huiyin reception add --leader {person} --date 日期；如当时确已接待，照此补录",
        "receive the public and log it with huiyin reception add --leader {person} --date DATE; log it the same way if it did take place",
    ),
};
/// Requirement 13, as above by the week.
pub(super) static RECEPTION_WEEKLY: Code = Code {
    id: "reception-weekly",
    requirement: 13,
    label: text("每周接待群众", "Reception every week"),
    missing: text("当周没有接待群众", "no reception in this week"),
    remedy: text(
        "安排接待并登记 huiyin reception add --leader {person} --date 日期；如当时确已接待，照此补录",
        "receive the public and log it with huiyin reception add --leader {person} --date DATE; log it the same way if it did take place",
    ),
};
/// Requirement 6. Caught up by a session on one of the six days after the Friday.
pub(super) static STUDY_FRIDAY: Code = Code {
    id: "study-friday",
    requirement: 6,
    label: text("周五集中学习", "Friday study"),
    missing: text("没有组织集中学习", "no study session"),
    remedy: text(
        "六天内可以补课，登记 huiyin study add --study-kind friday --unit {unit} --date 日期；当时已学习的照此补录",
        "make it up within six days, and log it with huiyin study add --study-kind friday --unit {unit} --date DATE; log it the same way if it did take place",
    ),
};
/// Requirement 7: so many days of study, each one a record.
pub(super) static STUDY_WEEK: Code = Code {
    id: "study-week",
    requirement: 7,
    label: text("集中学习一周", "A week of study"),
    missing: text("集中学习天数不够", "too few days of study"),
    remedy: text(
        "补足并逐日登记 huiyin study add --study-kind study_week --unit {unit} --date 日期",
        "make up the days and log each with huiyin study add --study-kind study_week --unit {unit} --date DATE",
    ),
};
pub(super) static DISCUSSION: Code = Code {
    id: "discussion-missing",
    requirement: 9,
    label: text("专题大讨论", "Discussion"),
    missing: text("没有开展大讨论", "no discussion was held"),
    remedy: text(
        "开展讨论并登记 huiyin study add --study-kind discussion --unit {unit} --date 日期",
        "hold it and log it with huiyin study add --study-kind discussion --unit {unit} --date DATE",
    ),
};
/// Requirement 8 is encouraged: only ever a notice.
pub(super) static LECTURE: Code = Code {
    id: "lecture-none",
    requirement: 8,
    label: text("大讲堂、讲党课", "Lectures"),
    missing: text("还没有大讲堂或党课", "no lecture yet"),
    remedy: text(
        "如已举办，请登记 huiyin study add --study-kind lecture",
        "if one was held, log it with huiyin study add --study-kind lecture",
    ),
};
/// Requirement 16: three places times three services, by each division's visits.
pub(super) static THREE_ENTRIES: Code = Code {
    id: "three-entries",
    requirement: 16,
    label: text("三进三送", "Three entries, three services"),
    missing: text("三进三送没有覆盖", "not covered"),
    remedy: text(
        "走访后登记 huiyin visit add --unit {unit} --place-kind 进 --brought 送",
        "go, and log it with huiyin visit add --unit {unit} --place-kind PLACE --brought SERVICE",
    ),
};
pub(super) static RESEARCH: Code = Code {
    id: "research-missing",
    requirement: 17,
    label: text("调研报告", "Research report"),
    missing: text("没有提交调研报告", "no research report was handed in"),
    remedy: text(
        "提交后登记 huiyin research add --author {person} --title 题目 --submitted-on 日期",
        "hand it in and log it with huiyin research add --author {person} --title TITLE --submitted-on DATE",
    ),
};
/// Requirement 20, and as a notice requirement 21: a pairing must be in force on the day.
pub(super) static PAIRING: Code = Code {
    id: "pairing-missing",
    requirement: 20,
    label: text("结对联系困难户", "A household in care"),
    missing: text("没有结对联系户", "no household in care"),
    remedy: text(
        "结对后登记 huiyin pair add --helper {helper} --household 户 --pair-kind household",
        "take one into care and log it with huiyin pair add --helper {helper} --household HOUSEHOLD --pair-kind household",
    ),
};
/// Requirement 22: the helper's own visits to the household, no further apart than the interval.
pub(super) static PAIRING_VISIT: Code = Code {
    id: "pairing-visit",
    requirement: 22,
    label: text("定期走访联系户", "Regular visits to a household"),
    missing: text("没有按期走访", "not visited in time"),
    remedy: text(
        "走访后登记 huiyin visit add --place-kind household --household {household}",
        "visit them and log it with huiyin visit add --place-kind household --household {household}",
    ),
};
pub(super) static FIRST_ASKED: Code = Code {
    id: "opinion-first-asked",
    requirement: 26,
    label: text("首问责任人", "First person asked"),
    missing: text("没有写明首问责任人", "does not name who was asked first"),
    remedy: text(
        "请用 huiyin opinion edit {ref} --first-asked 姓名",
        "use huiyin opinion edit {ref} --first-asked NAME",
    ),
};
pub(super) static REPLY: Code = Code {
    id: "opinion-reply",
    requirement: 35,
    label: text("意见答复", "Reply to an opinion"),
    missing: text("没有答复(无回音)", "no reply"),
    remedy: text(
        "答复后登记 huiyin opinion reply {ref} --text 答复内容",
        "reply and log it with huiyin opinion reply {ref} --text TEXT",
    ),
};
pub(super) static RESULT: Code = Code {
    id: "opinion-result",
    requirement: 35,
    label: text("意见办理结果", "Outcome of an opinion"),
    missing: text("没有办理结果(无结果)", "no outcome"),
    remedy: text(
        "办结后登记 huiyin opinion finish {ref} --outcome 结果，采纳为实事用 huiyin opinion adopt {ref}",
        "settle it and log it with huiyin opinion finish {ref} --outcome OUTCOME, or huiyin opinion adopt {ref}",
    ),
};
/// Requirement 27: a promised limit, in minutes at the desk or a day for an answer. What is broken
/// stays broken: it is late, and never green.
pub(super) static PROMISE: Code = Code {
    id: "promise-limit",
    requirement: 27,
    label: text("服务承诺时限", "Promised time limit"),
    missing: text("超过承诺时限", "beyond the promised limit"),
    remedy: text(
        "请查明原因、作出说明，并备注 huiyin {kind} edit {ref} --note 原因",
        "find out why, explain it, and note it with huiyin {kind} edit {ref} --note REASON",
    ),
};
pub(super) static PLEDGE_NONE: Code = Code {
    id: "pledge-none",
    requirement: 30,
    label: text("上报办实事项目", "Pledges of a division"),
    missing: text("没有上报办实事项目", "no pledge was handed in"),
    remedy: text(
        "上报后登记 huiyin pledge add --unit {unit} --title 项目",
        "hand one in and log it with huiyin pledge add --unit {unit} --title TITLE",
    ),
};
pub(super) static PLEDGE_INCOMPLETE: Code = Code {
    id: "pledge-incomplete",
    requirement: 32,
    label: text("承诺四要素", "What a pledge must state"),
    missing: text("承诺要素不全", "incomplete"),
    remedy: text(
        "请用 huiyin pledge edit {ref} 补齐",
        "fill in with huiyin pledge edit {ref}",
    ),
};
pub(super) static PLEDGE_OVERDUE: Code = Code {
    id: "pledge-overdue",
    requirement: 35,
    label: text("实事办结", "Completion of a pledge"),
    missing: text("没有办结", "not done"),
    remedy: text(
        "办结用 huiyin pledge finish {ref} --result 结果，转继续办理用 huiyin pledge continue {ref}",
        "use huiyin pledge finish {ref} --result RESULT, or huiyin pledge continue {ref}",
    ),
};
/// Requirement 34: the share of its time that is gone, less its percentage, is more than the plan
/// allows.
pub(crate) static PLEDGE_BEHIND: Code = Code {
    id: "pledge-behind",
    requirement: 34,
    label: text("办理进度", "Schedule of a pledge"),
    missing: text("慢于时序", "behind schedule"),
    remedy: text(
        "抓紧办理，并登记进度 huiyin pledge progress {ref} --text 进展 --percent 进度",
        "speed it up, and log how far it is with huiyin pledge progress {ref} --text TEXT --percent N",
    ),
};
pub(super) static PLEDGE_SILENT: Code = Code {
    id: "pledge-silent",
    requirement: 34,
    label: text("公布进展", "Progress"),
    missing: text("没有公布进展", "no progress was told"),
    remedy: text(
        "公布进展并登记 huiyin pledge progress {ref} --text 进展",
        "tell the progress and log it with huiyin pledge progress {ref} --text TEXT",
    ),
};
pub(super) static PLEDGE_UNPUBLISHED: Code = Code {
    id: "pledge-unpublished",
    requirement: 32,
    label: text("公开承诺", "Publication of a pledge"),
    missing: text("没有公开承诺", "not published"),
    remedy: text(
        "请用 huiyin pledge publish {ref}",
        "use huiyin pledge publish {ref}",
    ),
};
/// Requirement 38: every key pledge is on exactly one of the two lists.
pub(super) static PLEDGE_LISTS: Code = Code {
    id: "pledge-lists",
    requirement: 38,
    label: text("重点项目列入公布名单", "Key pledge on one list"),
    missing: text(
        "既不在完成名单，也不在继续办理名单",
        "neither on the list of completed pledges nor on that of continuing ones",
    ),
    remedy: text(
        "请用 huiyin pledge finish {ref} --result 结果 或 huiyin pledge continue {ref}",
        "use huiyin pledge finish {ref} --result RESULT or huiyin pledge continue {ref}",
    ),
};
/// Requirement 4: whoever has left is responsible for nothing.
pub(super) static LEFT: Code = Code {
    id: "left-responsible",
    requirement: 4,
    label: text("离任移交", "Matters of who has left"),
    missing: text("责任人已离任，没有移交", "whoever is responsible has left"),
    remedy: text("请用 {how} 移交", "hand it over with {how}"),
};
pub(super) static PROBLEM: Code = Code {
    id: "problem-open",
    requirement: 9,
    label: text("查摆问题整改", "Problem put right"),
    missing: text("没有整改", "not put right"),
    remedy: text(
        "整改后登记 huiyin problem fix {ref} --result 结果",
        "put it right and log it with huiyin problem fix {ref} --result RESULT",
    ),
};
pub(super) static INSPECTION: Code = Code {
    id: "inspection-open",
    requirement: 31,
    label: text("督查整改", "Inspection answered"),
    missing: text("没有落实整改要求", "what was required is not done"),
    remedy: text(
        "落实后登记 huiyin inspection rectify {ref} --result 结果",
        "do it and log it with huiyin inspection rectify {ref} --result RESULT",
    ),
};
pub(super) static COMMENT: Code = Code {
    id: "comment-missing",
    requirement: 43,
    label: text("分管领导点评", "Leader’s comment"),
    missing: text("分管领导没有点评", "no comment by the leader in charge"),
    remedy: text(
        "点评后登记 huiyin evaluation add --subject {unit} --step leader_comment --by {person}",
        "comment and log it with huiyin evaluation add --subject {unit} --step leader_comment --by {person}",
    ),
};
pub(super) static REPORT: Code = Code {
    id: "report-missing",
    requirement: 33,
    label: text("双述", "Report on promises"),
    missing: text("没有述职", "no report on the promises"),
    remedy: text(
        "述职后登记 huiyin evaluation add --subject {subject} --step report",
        "report and log it with huiyin evaluation add --subject {subject} --step report",
    ),
};
pub(super) static EVALUATION: Code = Code {
    id: "evaluation-missing",
    requirement: 33,
    label: text("双评", "Evaluation of promises"),
    missing: text("没有评价", "no evaluation of the promises"),
    remedy: text(
        "评价后登记 huiyin evaluation add --subject {subject} --step {step}",
        "evaluate and log it with huiyin evaluation add --subject {subject} --step {step}",
    ),
};
pub(super) static MILESTONE: Code = Code {
    id: "milestone",
    requirement: 10,
    label: text("活动节点", "Milestone"),
    missing: text("没有完成", "not done"),
    remedy: text("完成后登记 {how}", "do it, and log it with {how}"),
};
pub(super) static SURVEY: Code = Code {
    id: "survey-missing",
    requirement: 39,
    label: text("满意度测评", "Satisfaction survey"),
    missing: text("没有进行满意度测评", "no satisfaction survey was taken"),
    remedy: text(
        "测评后登记 huiyin survey add",
        "take it and log it with huiyin survey add",
    ),
};
pub(super) static PUBLICATION: Code = Code {
    id: "publication-missing",
    requirement: 38,
    label: text("公开公布", "Publication"),
    missing: text("没有公布", "not published"),
    remedy: text(
        "公布后登记 huiyin publicity add --list {list} --title 标题 --channel 渠道",
        "publish it and log it with huiyin publicity add --list {list} --title TITLE --channel CHANNEL",
    ),
};
pub(super) static MECHANISM: Code = Code {
    id: "mechanism-missing",
    requirement: 40,
    label: text("长效机制", "Lasting mechanisms"),
    missing: text("没有印发制度", "no mechanism was issued"),
    remedy: text(
        "印发后登记 huiyin mechanism add --title 名称 --state issued --issued-on 日期",
        "issue one and log it with huiyin mechanism add --title TITLE --state issued --issued-on DATE",
    ),
};
pub(super) static SUBMISSION: Code = Code {
    id: "summary-submission",
    requirement: 44,
    label: text("报送总结报告", "Summary handed in"),
    missing: text("总结报告没有报送", "the summary was not submitted"),
    remedy: text(
        "报送后登记 huiyin submission add --report 总结报告 --addressee {addressee}",
        "submit it and log it with huiyin submission add --report SUMMARY --addressee {addressee}",
    ),
};
/// Requirement 2: whoever merges says of whom there is nothing. It stands for all that would be asked.
pub(super) static NOT_RECEIVED: Code = Code {
    id: "not-received",
    requirement: 2,
    label: text("各处上报", "What units hand in"),
    missing: text(
        "没有收到该处文件，也没有记录",
        "its file has not come, and there is no record of it",
    ),
    remedy: text(
        "收到后用 huiyin merge 文件 合并；由本处代记的，登记时写 --unit {unit}",
        "take its file in with huiyin merge FILE; what is entered here for it names --unit {unit}",
    ),
};
/// Not a duty: only ever a notice.
pub(super) static DUPLICATE: Code = Code {
    id: "duplicate",
    requirement: 19,
    label: text("疑似重复登记", "Likely doubles"),
    missing: text("疑似重复登记", "likely the same"),
    remedy: text(
        "核对后，同一个用 huiyin {kind} same {ref} {other} 合并，不同的不必处理",
        "if they are one, join them with huiyin {kind} same {ref} {other}; if not, leave them",
    ),
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_stands_once_in_the_table() {
        let ids: BTreeSet<_> = CODES.iter().map(|code| code.id).collect();
        assert_eq!(ids.len(), CODES.len());
        let positions = CODES.iter().map(|code| position(code));
        assert!(positions.eq(0..CODES.len()));
    }
}
