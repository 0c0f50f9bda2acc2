//! Notes on how figures and rates are to be read: what the opinion leaves open, and by which
//! setting of the plan it is decided. Every report of figures ends with it.

use super::View;
use super::rates::{RATES, Rate};
use crate::model::document::{Block, Role};
use crate::text::{Lang, Text, text};

/// Sentence on what each limit decides; `{}` stands for its value.
const LIMITS: &[(&str, Text)] = &[
    (
        "reply_days",
        text("意见{}天内答复", "an opinion is answered within {} days"),
    ),
    (
        "result_days",
        text("意见{}天内有结果", "an opinion is settled within {} days"),
    ),
    (
        "publish_days",
        text("承诺{}天内公开", "a pledge is published within {} days"),
    ),
    (
        "silence_days",
        text("{}天内公布进展", "progress is told of within {} days"),
    ),
    (
        "visit_interval_days",
        text("走访间隔不超过{}天", "visits are at most {} days apart"),
    ),
    (
        "joining_days",
        text("新到人员{}天内落实", "whoever joins late has {} days"),
    ),
    (
        "study_week_days",
        text("集中学习一周为{}天", "a week of study is {} days"),
    ),
    (
        "late_entry_days",
        text(
            "事后超过{}天登记的为补录",
            "what is entered more than {} days after its day is a late entry",
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
        "a stretch counts what came about or entered a state in it; the last day counts what is in the state then",
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
        "干部职工和党员包括截止前已离岗的",
        "staff and party members include those who left before the cut-off",
    ),
    text(
        "满意率只按总体测评，单项测评另列",
        "satisfaction is that of overall surveys; those of single pledges and units stand apart",
    ),
];

/// Says which settings of the plan were used, each with its name.
pub(super) fn settings(view: &View) -> Vec<String> {
    let rules = view.plan.on(view.as_of);
    let values = rules.limits.all();
    let limit = |(name, words): &(&str, Text)| {
        let value = values.get(*name)?.to_string();
        let words = words.get(view.lang).replace("{}", &value);
        Some(named(&words, &format!("limits.{name}"), view.lang))
    };
    let headline = rules.satisfaction.headline.rate();
    let headline = RATES.iter().find(|rate| rate.id == headline);
    let headline = headline.map(|rate| {
        let rate = rate.label.get(view.lang);
        let words = view.lang.pick(
            format!("满意度以{rate}为准"),
            format!("satisfaction is the rate “{rate}”"),
        );
        named(&words, "satisfaction.headline", view.lang)
    });
    LIMITS.iter().filter_map(limit).chain(headline).collect()
}

fn named(words: &str, setting: &str, lang: Lang) -> String {
    lang.pick(
        format!("{words}（{setting}）"),
        format!("{words} ({setting})"),
    )
}

/// Says what counts for figures and rates.
pub(super) fn readings(lang: Lang) -> Vec<String> {
    let always = ALWAYS.iter().map(|words| words.get(lang).to_owned());
    always
        .chain(RATES.iter().map(|rate| formula(rate, lang)))
        .collect()
}

fn formula(rate: &Rate, lang: Lang) -> String {
    let (label, formula) = (rate.label.get(lang), rate.formula.get(lang));
    lang.pick(format!("{label}={formula}"), format!("{label} = {formula}"))
}

/// Makes the note below a report of figures.
pub(super) fn note(view: &View) -> Block {
    let lang = view.lang;
    let [settings, readings] =
        [settings(view), readings(lang)].map(|all| all.join(lang.pick("；", "; ")));
    Block::Line(
        Role::Footnote,
        lang.pick(
            format!("注：采用的设置：{settings}。口径：{readings}。"),
            format!("Note: settings used: {settings}. How to read it: {readings}."),
        ),
    )
}
