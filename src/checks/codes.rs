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
    /// The thing asked for.
    pub(crate) label: Text,
    /// The fault if it is not met.
    pub(crate) missing: Text,
    /// The remedy, with its command.
    pub(crate) remedy: Text,
    /// Says what counts, as far as the source leaves that open.
    pub(crate) counts: Text,
    /// Of whom it is asked.
    pub(crate) whom: Text,
    /// The settings of the plan that it goes by, beside the quotas that ask for it.
    pub(crate) settings: &'static [&'static str],
}

/// Every code, in the order in which findings of one light are listed.
pub(crate) static CODES: &[&Code] = &[
    &RECEPTION_MONTHLY,
    &RECEPTION_WEEKLY,
    &DUTY_MISSED,
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
    &NOTICE,
    &COMMENT,
    &REPORT,
    &EVALUATION,
    &MILESTONE,
    &SURVEY,
    &PUBLICATION,
    &MECHANISM,
    &SUBMISSION,
    &DUPLICATE,
    &INVALID,
    &PROPOSAL,
    &NOT_RECEIVED,
];

/// Finds a code by its identifier.
pub(crate) fn find(id: &str) -> Option<&'static Code> {
    CODES.iter().copied().find(|code| code.id == id)
}

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
pub(crate) static RECEPTION_MONTHLY: Code = Code {
    id: "reception-monthly",
    requirement: 12,
    label: text("每月接待群众", "Reception every month"),
    missing: text("当月没有接待群众", "no reception in this month"),
    remedy: text(
        "安排接待并登记 huiyin reception add --leader {person} --date 日期；如当时确已接待，照此补录",
        "receive the public and log it with huiyin reception add --leader {person} --date DATE; log it the same way if it did take place",
    ),
    counts: text(
        "一个自然月内接待群众的天数，一天多次算一次；只算定额所列渠道；剩余工作日太少的月份不要求；当月结束后只能补录",
        "the days of a calendar month on which the public was received, two on one day being one, over the channels that the quota names; a month with too few working days left is not asked; once it is over it can only be entered late",
    ),
    whom: text(
        "定额所列职级的人，按当月的任职",
        "whoever holds a rank of the quota in that month",
    ),
    settings: &["limits.partial_month_workdays"],
};
/// Requirement 11: whoever was announced received the public on that day. One that is held on another
/// day does not fill it.
pub(super) static DUTY_MISSED: Code = Code {
    id: "duty-missed",
    requirement: 11,
    label: text("按值班表接待", "Reception by the roster"),
    missing: text("值班当天没有接待群众", "no reception on the day of duty"),
    remedy: text(
        "接待后登记 huiyin reception add --leader {person} --date 日期；换班请用 huiyin duty swap {ref} 另一编号",
        "receive the public and log it with huiyin reception add --leader {person} --date DATE; to swap use huiyin duty swap {ref} OTHER",
    ),
    counts: text(
        "值班领导当天的接待；值班表写明接待方式的，方式也要相同；过后只能补录",
        "a reception by that leader on that day, over the channel of the roster where it names one; once the day is over it can only be entered late",
    ),
    whom: text("值班表上的每一次值班", "each turn of the roster"),
    settings: &[],
};
/// Requirement 13, as above by the week.
pub(crate) static RECEPTION_WEEKLY: Code = Code {
    id: "reception-weekly",
    requirement: 13,
    label: text("每周接待群众", "Reception every week"),
    missing: text("当周没有接待群众", "no reception in this week"),
    remedy: text(
        "安排接待并登记 huiyin reception add --leader {person} --date 日期；如当时确已接待，照此补录",
        "receive the public and log it with huiyin reception add --leader {person} --date DATE; log it the same way if it did take place",
    ),
    counts: text(
        "一周（周一至周日）内接待群众的天数，一人一天多次算一次，几个人合计时按人天；只算定额所列渠道；剩余工作日太少的一周不要求；当周结束后只能补录",
        "the days of a week, Monday to Sunday, on which the public was received, two on one day being one, over the channels that the quota names; a week with too few working days left is not asked; once it is over it can only be entered late",
    ),
    whom: text(
        "定额所列职级的人，按当周的任职；team 为合计",
        "whoever holds a rank of the quota in that week, or all of them together where it counts the team",
    ),
    settings: &["limits.partial_week_workdays"],
};
/// Requirement 6. Caught up by a session on one of the six days after the Friday.
pub(crate) static STUDY_FRIDAY: Code = Code {
    id: "study-friday",
    requirement: 6,
    label: text("周五集中学习", "Friday study"),
    missing: text("没有组织集中学习", "no study session"),
    remedy: text(
        "六天内可以补课，登记 huiyin study add --study-kind friday --unit {unit} --date 日期；当时已学习的照此补录",
        "make it up within six days, and log it with huiyin study add --study-kind friday --unit {unit} --date DATE; log it the same way if it did take place",
    ),
    counts: text(
        "每个工作的周五有一次集中学习，下级单位的也算；其后六天内补课算迟办，过后只能补录",
        "one session on each Friday that is worked, of the unit or one below it; one on the six days after it is late, and after those it can only be entered late",
    ),
    whom: text(
        "定额所列类别的单位",
        "each unit of a kind that the quota names",
    ),
    settings: &["holidays", "workdays"],
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
    counts: text(
        "连续的工作日，每天都有集中学习周、周五学习或组织生活会的记录；第一个够数的一段，最后一天算完成",
        "working days one after another, each with a session of the study week, of Friday or an organisation-life meeting; done on the last day of the first run that is long enough",
    ),
    whom: text(
        "定额所列类别的单位",
        "each unit of a kind that the quota names",
    ),
    settings: &["limits.study_week_days", "holidays", "workdays"],
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
    counts: text(
        "专题大讨论，下级单位的也算",
        "discussions of the unit or one below it",
    ),
    whom: text(
        "定额所列类别的单位",
        "each unit of a kind that the quota names",
    ),
    settings: &[],
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
    counts: text(
        "讲党课和大讲堂；只提示",
        "lectures and forums; only ever a notice",
    ),
    whom: text("活动整体", "the campaign as a whole"),
    settings: &[],
};
/// Requirement 16: three places times three services, by each division's visits.
pub(super) static THREE_ENTRIES: Code = Code {
    id: "three-entries",
    requirement: 16,
    label: text("三进三送", "Three entries, three services"),
    missing: text("三进三送没有覆盖", "not covered"),
    remedy: text(
        "走访后登记 huiyin visit add --unit {unit} --place-kind village --brought policy",
        "go, and log it with huiyin visit add --unit {unit} --place-kind village --brought policy",
    ),
    counts: text(
        "进基层、进共建村、进农户各送政策、送温暖、送服务，九项齐全；单位登记的走访和本单位人员参加的走访都算",
        "nine cells, three kinds of place times three services, by visits that the unit logged or its people took part in",
    ),
    whom: text(
        "定额所列类别的单位",
        "each unit of a kind that the quota names",
    ),
    settings: &[],
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
    counts: text(
        "本人署名并有提交日期的调研报告，按篇计",
        "research reports by that author with a day of submission, counted one by one",
    ),
    whom: text(
        "定额所列职级的人；上任晚的另有期限",
        "whoever holds a rank of the quota; whoever joined late has days of grace",
    ),
    settings: &["limits.joining_days"],
};
/// Requirement 20, and as a notice requirement 21: a pairing must be in force on the day.
pub(super) static PAIRING: Code = Code {
    id: "pairing-missing",
    requirement: 20,
    label: text("结对联系困难户", "A paired household"),
    missing: text("没有结对联系户", "no paired household"),
    remedy: text(
        "结对后登记 huiyin pair add --helper {helper} --household 户 --pair-kind household",
        "pair one and log it with huiyin pair add --helper {helper} --household HOUSEHOLD --pair-kind household",
    ),
    counts: text(
        "在有效期内的困难户结对；最后一个结对结束后，另有期限再结一户，原来的一项不变",
        "pairings in force with households in difficulty; when the last one ends there are days for the next, and the first term stays as it is",
    ),
    whom: text(
        "定额所列职级的人；对单位只提示",
        "whoever holds a rank of the quota; for units only a notice",
    ),
    settings: &["limits.joining_days"],
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
    counts: text(
        "结对人（单位结对为该单位任何人）到户走访；从结对或上一次走访起算，到结对或活动结束为止；活动结束后到期的不要求",
        "visits to the household by the helper, or anybody of the unit that helps, each within the interval after the one before, until the pairing or the campaign ends; what would be due after the campaign is not asked",
    ),
    whom: text(
        "每一个困难户结对",
        "each pairing with a household in difficulty",
    ),
    settings: &["limits.visit_interval_days"],
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
    counts: text(
        "意见写明首问责任人，收到当日到期",
        "that an opinion names who was asked first, due on the day on which it came",
    ),
    whom: text("每一条意见", "each opinion"),
    settings: &[],
};
pub(crate) static REPLY: Code = Code {
    id: "opinion-reply",
    requirement: 35,
    label: text("意见答复", "Reply to an opinion"),
    missing: text("没有答复（无回音）", "no reply"),
    remedy: text(
        "答复后登记 huiyin opinion reply {ref} --text 答复内容",
        "reply and log it with huiyin opinion reply {ref} --text TEXT",
    ),
    counts: text(
        "答复日期；期限为意见自己的答复时限，没有的按天数算",
        "the day of the reply; due on the opinion's own day, or so many days after it came",
    ),
    whom: text(
        "每一条意见：归其单位，由现责任人办",
        "each opinion: of its unit, by whoever owns it",
    ),
    settings: &["limits.reply_days"],
};
pub(super) static RESULT: Code = Code {
    id: "opinion-result",
    requirement: 35,
    label: text("意见办理结果", "Outcome of an opinion"),
    missing: text("没有办理结果（无结果）", "no outcome"),
    remedy: text(
        "办结后登记 huiyin opinion finish {ref} --outcome resolved，采纳为实事用 huiyin opinion adopt {ref} --title 项目",
        "settle it and log it with huiyin opinion finish {ref} --outcome resolved, or huiyin opinion adopt {ref} --title TITLE",
    ),
    counts: text(
        "办理结果，期限按收到之日起的天数；继续办理的到写明的新期限再查，没有写明的从转继续办理之日起按同样天数；转为实事而实事撤回的，从撤回之日起重新查",
        "the outcome, so many days after it came; one that is continued is asked again by the day that was named, or else so many days after it was continued; one adopted into a pledge that is withdrawn, so many days after that",
    ),
    whom: text(
        "每一条意见：归其单位，由现责任人办",
        "each opinion: of its unit, by whoever owns it",
    ),
    settings: &["limits.result_days"],
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
    counts: text(
        "窗口最长用时不超过承诺分钟数；意见按自己的答复时限答复；违反的不能补救",
        "no wait at the desk longer than the promised minutes, and a reply by the day that the opinion names; what is broken stays broken",
    ),
    whom: text(
        "每一条服务记录和写明时限的意见",
        "each service record, and each opinion with a day of its own",
    ),
    settings: &[],
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
    counts: text(
        "已上报且当时没有撤回的实事，按项计，下级单位的也算",
        "pledges handed in and standing at the time, counted one by one, of the unit or one below it",
    ),
    whom: text(
        "定额所列类别的单位",
        "each unit of a kind that the quota names",
    ),
    settings: &[],
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
    counts: text(
        "实事内容、办理时限、推进措施、责任人四要素；公开承诺之日必须齐全",
        "content, deadline, measures and responsible person; all four are needed on the day of publication",
    ),
    whom: text("每一项实事", "each pledge"),
    settings: &["limits.publish_days"],
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
    counts: text(
        "在时限内办结；按时限转为继续办理的，原时限一项结束，按新时限另算；超过时限才转的，原一项算迟办",
        "done by its deadline; one that is continued by then has that term ended and another until the new deadline, one that is continued later was late",
    ),
    whom: text("每一项已公开的实事", "each published pledge"),
    settings: &[],
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
    counts: text(
        "从公开承诺到时限已过时间的百分比减进度百分比；进度取最近一条写明百分比的进展，没有的算0；只在办理中、时限前",
        "the share of the time from publication to the deadline that is gone less the percentage of the newest progress that names one, none being 0; only while it is open and before its deadline",
    ),
    whom: text("每一项已公开的实事", "each published pledge"),
    settings: &["behind_by"],
};
pub(super) static PLEDGE_SILENT: Code = Code {
    id: "pledge-silent",
    requirement: 34,
    label: text("公布进展", "Progress"),
    missing: text("没有公布进展", "no progress published"),
    remedy: text(
        "公布进展并登记 huiyin pledge progress {ref} --text 进展",
        "publish the progress and log it with huiyin pledge progress {ref} --text TEXT",
    ),
    counts: text(
        "公布进展；从公开承诺或上一次进展起算，到办结、撤回或活动结束为止；转为继续办理不算进展",
        "progress that is published, each within so many days after the one before, until the pledge is done or withdrawn or the campaign ends; that it is continued is no progress",
    ),
    whom: text("每一项已公开的实事", "each published pledge"),
    settings: &["limits.silence_days"],
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
    counts: text("公开承诺的日期", "the day of publication"),
    whom: text("每一项实事", "each pledge"),
    settings: &["limits.publish_days"],
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
    counts: text(
        "活动结束前已办结，或已转为继续办理，以先者为准",
        "done or continued by the end of the campaign, whichever came first",
    ),
    whom: text("每一项已公开的重点实事", "each published key pledge"),
    settings: &["closes"],
};
/// Requirement 4: whoever has left is responsible for nothing.
pub(super) static LEFT: Code = Code {
    id: "left-responsible",
    requirement: 4,
    label: text("离任移交", "Matters of who has left"),
    missing: text("责任人已离任，没有移交", "whoever is responsible has left"),
    remedy: text("{how}", "{how}"),
    counts: text(
        "责任人已离任而未移交的实事、意见、问题和结对，任职的最后一天到期",
        "pledges, opinions, problems and pairings that are open in the name of somebody who has left, due on the last day in office",
    ),
    whom: text("每一件未办结的", "each that is open"),
    settings: &[],
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
    counts: text(
        "整改日期；没有写期限的为活动最后一天",
        "the day on which it was put right; where no day is named it is the campaign's last",
    ),
    whom: text("每一个查摆问题", "each problem"),
    settings: &["closes"],
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
    counts: text(
        "整改日期；没有写期限的为活动最后一天",
        "the day on which it was done; where no day is named it is the campaign's last",
    ),
    whom: text(
        "每一次有整改要求的督查",
        "each inspection that requires something",
    ),
    settings: &["closes"],
};
/// Chased until the unit has replied; what is sent back is open again.
pub(crate) static NOTICE: Code = Code {
    id: "notice-open",
    requirement: 31,
    label: text("督办单回复", "Reply to a supervision sheet"),
    missing: text("督办单没有回复", "no reply to the supervision sheet"),
    remedy: text(
        "落实后登记 huiyin notice reply {ref} --text 落实情况",
        "do it and log it with huiyin notice reply {ref} --text TEXT",
    ),
    counts: text(
        "回复日期；退回重办的从原时限算；到期未回复的级别由蓝转黄、转红",
        "the day of the reply; one that was sent back is due by the first day; without one the sheet turns from blue to yellow and red",
    ),
    whom: text("督办单发给的单位", "the unit to which a sheet was issued"),
    settings: &["limits.notice_yellow_days", "limits.notice_red_days"],
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
    counts: text(
        "由点评当日分管该单位的领导所作的点评；对单位、其下级、其实事或其人员的都算；其他人的点评不算",
        "comments by the leader who has the unit in charge on the day of the comment, on the unit, what is below it, its pledges or its people; nobody else's count",
    ),
    whom: text(
        "定额所列类别、有分管领导的单位",
        "each unit of a kind that the quota names that a leader has in charge",
    ),
    settings: &[],
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
    counts: text(
        "公开承诺后的述职，对本人（单位）或其任何一项实事，按次计",
        "reports on themselves or any of their pledges, counted one by one",
    ),
    whom: text(
        "公开承诺过的单位和党员",
        "whoever pledged something in public",
    ),
    settings: &[],
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
    counts: text(
        "组织评价和群众评价各查一项，对本人（单位）或其任何一项实事，按次计",
        "evaluations by the organisation and by the masses, each a term of its own, counted one by one",
    ),
    whom: text(
        "公开承诺过的单位和党员",
        "whoever pledged something in public",
    ),
    settings: &[],
};
pub(super) static MILESTONE: Code = Code {
    id: "milestone",
    requirement: 10,
    label: text("活动节点", "Milestone"),
    missing: text("没有完成", "not done"),
    remedy: text("完成后登记 {how}", "do it, and log it with {how}"),
    counts: text(
        "计划所列的记录；every 为每一类都要有；总结报告为报送每一个对象；没有记录可查的，由 done_on 写明",
        "the records that the plan names; with every, one of each kind; a report is handed in when every addressee has it; where no record proves it, done_on says so",
    ),
    whom: text("活动整体", "the campaign as a whole"),
    settings: &["milestones"],
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
    counts: text(
        "满意度测评，类别以定额为准",
        "satisfaction surveys of the kinds that the quota names",
    ),
    whom: text("活动整体", "the campaign as a whole"),
    settings: &[],
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
    counts: text(
        "写明公布哪一份名单的宣传记录，标题不作数",
        "publicity records that say which list was published, whatever their title",
    ),
    whom: text("活动整体", "the campaign as a whole"),
    settings: &[],
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
    counts: text(
        "已印发并有印发日期的制度，按项计",
        "mechanisms that are issued, with their day, counted one by one",
    ),
    whom: text("活动整体", "the campaign as a whole"),
    settings: &[],
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
    counts: text(
        "最后一个阶段开始后报送每个对象的记录",
        "a submission to each addressee since the last phase began",
    ),
    whom: text("每一个报送对象", "each addressee"),
    settings: &["addressees", "closes"],
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
    counts: text(
        "没有任何记录提到该单位、其下级或其人员；代替对它的全部督导",
        "that no record names the unit, one below it or its people; it stands for all that would be asked of it",
    ),
    whom: text("本处以外的单位", "units other than the file's own"),
    settings: &[],
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
    counts: text(
        "姓名相同，且单位（村）或电话也相同；或证件号、工号相同；只提示",
        "the same name with the same unit, village or telephone, or the same number; only ever a notice",
    ),
    whom: text("人员和联系户", "persons and households"),
    settings: &[],
};
/// Not a duty: what a command refuses may come from another file.
pub(super) static INVALID: Code = Code {
    id: "record-invalid",
    requirement: 28,
    label: text("记录不合规定", "Records that break a rule"),
    missing: text("不合规定", "it breaks a rule"),
    remedy: text(
        "核对后更正 huiyin {kind} edit {ref}，登记错的用 huiyin {kind} void {ref} --reason 原因 作废",
        "correct it with huiyin {kind} edit {ref}, or take it out with huiyin {kind} void {ref} --reason REASON",
    ),
    counts: text(
        "必填的没有填、日期前后颠倒、数目不合、所填的不是要填的那一类，或同一人的任职重叠；本机登记时不会收，合并或恢复来的仍收下；只提示",
        "a required field left empty, days in the wrong order, counts that do not agree, a record of another sort than is asked for, or posts of one person that overlap; such is not taken at entry, but is when it comes by merge or restore; only ever a notice",
    ),
    whom: text(
        "各类记录，作废的除外",
        "records of every kind, void ones aside",
    ),
    settings: &[],
};
/// Not a duty: what other offices would have otherwise.
pub(super) static PROPOSAL: Code = Code {
    id: "proposal-open",
    requirement: 28,
    label: text("其他处室的建议", "Proposals of other offices"),
    missing: text("有建议待答复", "proposals wait"),
    remedy: text(
        "请看 huiyin proposal list，采纳用 huiyin proposal accept 序号，不采纳用 huiyin proposal refuse 序号",
        "see huiyin proposal list, and answer with huiyin proposal accept N or refuse N",
    ),
    counts: text(
        "其他处室对本处室决定的记录提出、还没有采纳或不采纳的改动；只提示",
        "changes that other offices propose to what this office decides about, neither accepted nor refused; only ever a notice",
    ),
    whom: text("有权决定的处室", "the office that decides"),
    settings: &[],
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
