//! How figures and rates are to be read: what the opinion leaves open, and by which setting of the plan
//! it is decided. Every report of figures ends with it, in an attachment.

use super::View;
use super::rates::{RATES, Rate};
use crate::kinds::post;
use crate::kinds::reception::CHANNELS;
use crate::model::document::{Block, Cell, Role, Table};
use crate::model::kind::Choice;
use crate::model::plan::{Counting, LateEntry, Per, Quota};
use crate::text::{Lang, Text, plural, text};

/// Sentence on what each limit decides; `{}` stands for its value, `{days}` for
/// so many days in English.
const LIMITS: &[(&str, Text)] = &[
    (
        "reply_days",
        text("意见{}天内答复", "an opinion is answered within {days}"),
    ),
    (
        "result_days",
        text("意见{}天内有结果", "an opinion is settled within {days}"),
    ),
    (
        "publish_days",
        text("承诺{}天内公开", "a pledge is published within {days}"),
    ),
    (
        "silence_days",
        text("{}天内公布进展", "progress is told of within {days}"),
    ),
    (
        "visit_interval_days",
        text("走访间隔不超过{}天", "visits are at most {days} apart"),
    ),
    (
        "joining_days",
        text("新到人员{}天内落实", "whoever joins late has {days}"),
    ),
    (
        "study_week_days",
        text("集中学习一周为{}天", "a week of study is {days}"),
    ),
    (
        "warn_ahead_days",
        text(
            "到期前{}天内为临期",
            "what is due within {days} is warned of",
        ),
    ),
    (
        "late_entry_days",
        text(
            "事后超过{}天登记的为补录",
            "what is entered more than {days} after its day is a late entry",
        ),
    ),
    (
        "partial_week_workdays",
        text(
            "不足{}个工作日的周不计",
            "weeks of fewer than {} working days do not count",
        ),
    ),
    (
        "notice_yellow_days",
        text(
            "督办单过期{}天转黄",
            "an issued sheet is yellow {days} after its day",
        ),
    ),
    (
        "notice_red_days",
        text("转黄{}天后转红", "and red {days} after that"),
    ),
    (
        "attachment_rows",
        text(
            "附件每表最多列{}行",
            "a table of an attachment has {} rows at most",
        ),
    ),
    (
        "attachment_mb",
        text(
            "一份附件最大{}MB",
            "a file that is attached has {} MB at most",
        ),
    ),
    (
        "attachment_files",
        text(
            "一条记录最多{}份附件",
            "a record has {} attached files at most",
        ),
    ),
    (
        "partial_month_workdays",
        text(
            "不足{}个工作日的月不计",
            "months of fewer than {} working days do not count",
        ),
    ),
];

/// Sentences that hold whatever the plan says.
const ALWAYS: &[Text] = &[
    text(
        "本期为期内发生或进入该状态的数，期末为最后一天处于该状态的数",
        "a period counts what came about or entered a state in it; the last day counts what is in the state then",
    ),
    text(
        "继续办理的意见不算办结",
        "an opinion that goes on is not settled",
    ),
    text(
        "到期后撤回的实事仍计入按期率的分母",
        "withdrawing a pledge after its deadline does not take it out of the on-time rate",
    ),
    text(
        "未注明单位的意见和实事，归责任人所在单位",
        "an opinion or pledge that names no unit is under that of whoever answers for it",
    ),
    text(
        "干部职工和党员按任职记录，包括截止前已离岗的",
        "staff and party members are those who held a post, also if they left before the cut-off",
    ),
    text(
        "满意率只按总体测评，单项测评另列",
        "satisfaction is that of overall surveys; those of single pledges and units stand apart",
    ),
];

/// A rule that a setting of the plan makes, and the name of the setting.
type Setting = [String; 2];

/// Says which settings of the plan were used.
fn settings(view: &View) -> Vec<Setting> {
    let rules = view.plan.on(view.as_of);
    let values = rules.limits.all();
    let limit = |(name, words): &(&str, Text)| {
        let value = values.get(*name)?.to_string();
        let words = words.get(view.lang).replace("{}", &value);
        let words = words.replace("{days}", &plural(&value, "day", "days"));
        Some([words, format!("limits.{name}")])
    };
    let behind_by = rules.behind_by;
    let behind_by = view.lang.pick(
        format!("已过时间的百分比比进度多出{behind_by}以上为慢序时"),
        format!("a pledge is behind when the share of its time that is gone is more than {behind_by} points above its progress"),
    );
    let late_entry = match rules.late_entry {
        LateEntry::InTime => text(
            "补录的按发生的日期算",
            "a late entry counts for the day on which it happened",
        ),
        LateEntry::Late => text("补录的算迟办", "a late entry is late itself"),
    };
    let rules_told = [
        [behind_by, "behind_by".to_owned()],
        [
            late_entry.get(view.lang).to_owned(),
            "late_entry".to_owned(),
        ],
    ];
    let receptions = rules.quotas.iter();
    let receptions = receptions.filter(|quota| quota.what == "reception");
    let receptions = receptions.map(|quota| reception(quota, view.lang));
    let headline = rules.satisfaction.headline.rate();
    let headline = RATES.iter().find(|rate| rate.id == headline);
    let headline = headline.map(|rate| {
        let rate = rate.label.get(view.lang);
        let words = view.lang.pick(
            format!("满意度以{rate}为准"),
            format!("satisfaction is the rate “{rate}”"),
        );
        [words, "satisfaction.headline".to_owned()]
    });
    let limits = LIMITS.iter().filter_map(limit).chain(rules_told);
    limits.chain(receptions).chain(headline).collect()
}

/// Says how often who receives the public, and over which channels.
fn reception(quota: &Quota, lang: Lang) -> Setting {
    let words = |choices: &[Choice], ids: &[String]| {
        let named = choices
            .iter()
            .filter(|choice| ids.iter().any(|id| id == choice.id));
        let labels: Vec<&str> = named.map(|choice| choice.label.get(lang)).collect();
        lang.join(&labels)
    };
    let whom = words(post::RANKS, &quota.ranks);
    let together = match quota.counting {
        Counting::Each => text("每人", "each"),
        Counting::Team => text("合计", "together"),
    };
    let per = match quota.per {
        Per::Week => text("每周", "a week"),
        Per::Month => text("每月", "a month"),
        Per::Once => text("共", "in all"),
    };
    let [together, per] = [together, per].map(|words| words.get(lang));
    let channels = match &quota.channels[..] {
        [] => lang.pick("渠道不限", "over any channel").to_owned(),
        some => {
            let channels = words(CHANNELS, some);
            lang.pick(format!("渠道为{channels}"), format!("over {channels}"))
        }
    };
    let count = quota.count;
    let words = lang.pick(
        format!("{whom}接待群众{together}{per}{count}次，{channels}"),
        format!("{whom}: receptions, {together}, {count} {per}, {channels}"),
    );
    let key = quota.key.as_deref().unwrap_or(&quota.what);
    [words, format!("quotas.{key}")]
}

/// What the attachment is called.
pub(super) const TITLE: Text = text("指标说明", "How to read the figures");

/// Lists how each rate is computed.
fn formulas(lang: Lang) -> Table {
    let heads = [text("指标", "Rate"), text("算法", "Formula")];
    let row = |rate: &Rate| vec![rate.label.get(lang), rate.formula.get(lang)];
    let title = text("比率算法", "Formulas of the rates");
    titled(&heads, RATES.iter().map(row), title, lang)
}

/// Lists what counts for figures and rates.
fn always(lang: Lang) -> Table {
    let heads = [text("序号", "No."), text("统计口径", "What counts")];
    let rows = (1..).zip(ALWAYS);
    let rows =
        rows.map(|(number, words): (i64, _)| vec![number.to_string(), words.get(lang).to_owned()]);
    titled(&heads, rows, text("统计口径", "What counts"), lang)
}

/// Lists the settings of the plan that were used.
fn used(view: &View) -> Table {
    let heads = [text("规定", "Rule"), text("设置项", "Setting")];
    let rows = settings(view).into_iter().map(Vec::from);
    let title = text("采用的设置", "Settings used");
    titled(&heads, rows, title, view.lang)
}

fn titled<C: Into<Cell>>(
    heads: &[Text; 2],
    rows: impl Iterator<Item = Vec<C>>,
    title: Text,
    lang: Lang,
) -> Table {
    let heads = heads.iter().map(|head| head.get(lang));
    Table::new(heads, rows).titled(title.get(lang))
}

/// The tables of the attachment.
pub(super) fn tables(view: &View) -> [Table; 3] {
    [formulas(view.lang), always(view.lang), used(view)]
}

/// Makes the attachment of a report that has so many before it.
pub(super) fn attachment(view: &View, before: usize) -> impl Iterator<Item = Block> {
    let lang = view.lang;
    let label = match before {
        0 => lang.pick("附件", "Attachment").to_owned(),
        some => lang.pick(
            format!("附件{}", some + 1),
            format!("Attachment {}", some + 1),
        ),
    };
    let title = TITLE.get(lang).to_owned();
    let opening = [
        Block::Line(Role::Explanation, label),
        Block::Heading(2, title),
    ];
    opening.into_iter().chain(tables(view).map(Block::Table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Limits;

    #[test]
    fn every_limit_of_the_plan_is_told() {
        let mut told: Vec<&str> = LIMITS.iter().map(|(name, _)| *name).collect();
        told.sort_unstable();
        let all = Limits::default().all();
        let mut all: Vec<&str> = all.keys().map(String::as_str).collect();
        all.sort_unstable();
        assert_eq!(told, all);
    }
}
