//! Refusals of plans, with the place, the value and the way out.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde_json::Value as Json;

use crate::error::{Refusal, Said, shortened};
use crate::kinds::plan::KIND;
use crate::model::document::plain;
use crate::model::plan::{DATED, PlanFault, PlanFlaw, place};
use crate::text::Lang;

/// Reasons for which a plan or a setting is refused.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The phase of this number is closed, and keeps its rules and days.
    ClosedPhase(i64),
    /// The plan of the campaign is the leading group's to change as a whole.
    NotLeading,
    /// A year to which no plan can be moved, or the campaign's own.
    NoOtherYear { year: i32, own: i32 },
    /// A plan with other days than the campaign.
    OtherDays(NaiveDate, NaiveDate),
    /// A text that is no JSON, from this line and column on.
    NotJson {
        name: String,
        line: usize,
        column: usize,
    },
    /// The file `name` makes no plan; perhaps `near` was meant.
    Plan {
        name: String,
        fault: PlanFault,
        near: Option<String>,
    },
    /// A setting cannot have the value that was typed for it.
    Setting {
        place: String,
        value: String,
        present: Json,
        fault: PlanFault,
    },
    /// One setting is given two values.
    SettingTwice(String),
    /// A day from which nothing can hold any more.
    TooLate { day: NaiveDate, closes: NaiveDate },
    /// A setting that holds for the whole campaign, or names its days itself.
    Undated(String),
    /// No setting has this name; perhaps that one was meant.
    Unknown { place: String, near: Option<String> },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::ClosedPhase(number) => Said::new("phase-closed", lang.pick(
                (format!("第{number}阶段已结束，保留原来的规则和日期"), format!("确需修改请先重新启动：huiyin phase reopen {number} --reason 原因")),
                (format!("phase {number} is closed and keeps its rules and days"), format!("to change them first open it again: huiyin phase reopen {number} --reason REASON")),
            )),
            Self::NotLeading => Said::new("not-leading", lang.pick(
                ("本文件的方案由领导小组办公室下发，不能整份替换", "请用 huiyin merge 合并领导小组办公室的文件；有不同意见可用 huiyin plan set 逐项提出"),
                ("this file's plan is issued by the leading group's office and is not replaced whole", "take it over with huiyin merge of that office's file, or propose single settings with huiyin plan set"),
            )),
            Self::NoOtherYear { year, own } => Said::new("no-other-year", lang.pick(
                (format!("不能平移到“{year}”年"), format!("请写1900到2200之间、{own}以外的年份，例如 {}", own + 1)),
                (format!("the plan cannot be moved to “{year}”"), format!("name a year from 1900 to 2200 other than {own}, such as {}", own + 1)),
            )).of("YEAR").with(year.to_string()),
            Self::OtherDays(opens, closes) => Said::new("other-campaign", lang.pick(
                (format!("这份方案的日期（{opens} 至 {closes}）与本次活动没有一天相同，是另一次活动"), "请用 huiyin init --plan 为它另建文件"),
                (format!("the plan's days ({opens} to {closes}) are none of this campaign's: it is another campaign"), "make a file for it with huiyin init --plan"),
            )),
            Self::SettingTwice(place) => Said::usage("given-twice", lang.pick(
                (format!("设置 {} 写了两次", named(place, lang)), "请只写一个值"),
                (format!("the setting {} is given twice", named(place, lang)), "give it one value"),
            )).at(place),
            Self::TooLate { day, closes } => Said::new("after-the-campaign", lang.pick(
                (format!("--from “{day}”晚于活动最后一天（{closes}）"), "请写明更早的日期"),
                (format!("--from “{day}” is after the campaign's last day ({closes})"), "name an earlier one"),
            )).of("from").with(day.to_string()),
            Self::Undated(place) => {
                let dated = lang.join(DATED);
                Said::new("setting-without-days", lang.pick(
                    (format!("{place} 不能从某一天起另定，只有 {dated} 可以"), "请去掉 --from"),
                    (format!("{place} cannot be set from a day on, only {dated} can"), "leave out --from"),
                )).at(place)
            }
            Self::NotJson { name, line, column } => Said::new(
                "plan-not-json",
                lang.pick(
                    (
                        format!("{name} 第{line}行第{column}列起不是 JSON"),
                        "请改正，样子请看 huiyin plan show --format json",
                    ),
                    (
                        format!("{name} is not JSON from line {line}, column {column} on"),
                        "correct it, or see a plan with huiyin plan show --format json",
                    ),
                ),
            )
            .with(name),
            Self::Plan { name, fault, near } => {
                let why = why(fault, lang);
                let near = near.as_ref().map_or_else(String::new, |near| {
                    lang.pick(
                        format!("是不是“{near}”？"),
                        format!("did you mean “{near}”? Or "),
                    )
                });
                Said::new(
                    code(&fault.flaw),
                    lang.pick(
                        (
                            format!("{name} 不是可用的活动方案：{why}"),
                            format!("{near}样子请看 huiyin plan show --format json"),
                        ),
                        (
                            format!("{name} does not make a plan: {why}"),
                            format!("{near}see one with huiyin plan show --format json"),
                        ),
                    ),
                )
                .at(&fault.place)
                .with(value_of(&fault.flaw).unwrap_or(name))
            }
            Self::Setting {
                place,
                value,
                present,
                fault,
            } => {
                let (message, hint) = setting(place, value, present, fault, lang);
                Said::new(code(&fault.flaw), (message, hint))
                    .at(&fault.place)
                    .with(value)
            }
            Self::Unknown { place, near } => {
                let shown = shortened(place);
                let message = lang.pick(
                    format!("方案没有设置“{shown}”"),
                    format!("the plan has no setting “{shown}”"),
                );
                let hint = match near {
                    Some(near) => lang.pick(
                        format!("是不是“{near}”？全部设置请看 huiyin plan show"),
                        format!("did you mean “{near}”? See all with huiyin plan show"),
                    ),
                    None => lang
                        .pick(
                            "全部设置请看 huiyin plan show",
                            "see all with huiyin plan show",
                        )
                        .to_owned(),
                };
                Said::new("plan-setting-unknown", (message, hint)).at(place)
            }
        }
    }
}

/// Names a flaw to a program.
fn code(flaw: &PlanFlaw) -> &'static str {
    match flaw {
        PlanFlaw::Apart { .. } => "plan-phases-apart",
        PlanFlaw::Edge { .. } => "plan-phases-edge",
        PlanFlaw::Form => "plan-form",
        PlanFlaw::Length { .. } => "plan-text",
        PlanFlaw::Missing => "plan-setting-missing",
        PlanFlaw::Number { .. } => "plan-number",
        PlanFlaw::Order => "plan-order",
        PlanFlaw::Taken { .. } => "plan-number-taken",
        PlanFlaw::Unknown => "plan-setting-unknown",
        PlanFlaw::Value { .. } => "plan-value",
    }
}

fn value_of(flaw: &PlanFlaw) -> Option<&str> {
    match flaw {
        PlanFlaw::Number { value, .. } | PlanFlaw::Value { value, .. } => Some(value),
        _ => None,
    }
}

/// Says why a setting cannot have a value, and what to write instead.
fn setting(
    at: &str,
    value: &str,
    present: &Json,
    fault: &PlanFault,
    lang: Lang,
) -> (String, String) {
    let structured = match present {
        Json::Array(items) => items.iter().any(Json::is_object),
        other => other.is_object(),
    };
    let (value, present) = (shortened(value), shortened(&plain(present)));
    let here = place::parts(at).eq(place::parts(&fault.place));
    let at_words = named(at, lang);
    let refused = lang.pick(
        format!("{at_words} 不能设为“{value}”"),
        format!("{at_words} cannot be “{value}”"),
    );
    let now = lang.pick(
        format!("{refused}（现为 {present}）"),
        format!("{refused} (now {present})"),
    );
    match &fault.flaw {
        PlanFlaw::Apart { closes, opens } => {
            let why = why(fault, lang);
            let command = joining(at, &fault.place, *closes, *opens);
            (
                lang.pick(format!("{refused}：{why}"), format!("{refused}: {why}")),
                lang.pick(
                    format!("相邻两阶段请一起改：{command}"),
                    format!("change both phases at once: {command}"),
                ),
            )
        }
        PlanFlaw::Edge { campaign, phase } => {
            let why = why(fault, lang);
            let command = meeting(at, &fault.place, *campaign, *phase);
            (
                lang.pick(format!("{refused}：{why}"), format!("{refused}: {why}")),
                lang.pick(
                    format!("活动和阶段请一起改：{command}"),
                    format!("change campaign and phase at once: {command}"),
                ),
            )
        }
        PlanFlaw::Order => (
            now,
            lang.pick(
                "开始日期不能晚于结束日期".to_owned(),
                "what opens must close later".to_owned(),
            ),
        ),
        PlanFlaw::Number { within, .. } if here => {
            let what = number_words(within.as_ref(), lang);
            (now, lang.pick(what.clone(), format!("it {what}")))
        }
        PlanFlaw::Length { characters, most } if here => {
            let what = length_words(*characters, *most, lang);
            (refused, lang.pick(what.clone(), format!("it {what}")))
        }
        PlanFlaw::Taken { .. } if here => lang.pick(
            (
                format!("{refused}，另一个已用这个序号"),
                "请换一个".to_owned(),
            ),
            (
                format!("{refused}, which is another's number"),
                "choose one of its own".to_owned(),
            ),
        ),
        PlanFlaw::Form if here && structured => (
            refused,
            lang.pick(
                "格式请看 huiyin plan show --format json".to_owned(),
                "see its form with huiyin plan show --format json".to_owned(),
            ),
        ),
        PlanFlaw::Form if here => (
            refused,
            lang.pick(
                format!("现为 {present}，请照这样的格式写"),
                format!("it is {present} now, write the new value in that form"),
            ),
        ),
        _ => {
            let why = why(fault, lang);
            (
                lang.pick(format!("{refused}：{why}"), format!("{refused}: {why}")),
                lang.pick("请改正".to_owned(), "correct it".to_owned()),
            )
        }
    }
}

/// Writes the command by which a phase opens on the day after the one before it closes; what was
/// set at `at` stays.
fn joining(at: &str, place: &str, closes: NaiveDate, opens: NaiveDate) -> String {
    let number = |place: &str| {
        place::parts(place)
            .nth(1)
            .and_then(|at| at.parse::<usize>().ok())
    };
    let phase = number(place).unwrap_or_default();
    let before = phase.saturating_sub(1);
    let (closes, opens) = if number(at) == Some(before) {
        (closes, closes.succ_opt().unwrap_or(closes))
    } else {
        (opens.pred_opt().unwrap_or(opens), opens)
    };
    format!("huiyin plan set phases.{before}.closes {closes} phases.{phase}.opens {opens}")
}

/// Writes the command by which a phase opens or closes with the campaign; what was set at `at` stays.
fn meeting(at: &str, place: &str, campaign: NaiveDate, phase: NaiveDate) -> String {
    let of_phase: Vec<&str> = place::parts(place).collect();
    let day = if place::top(at) == "phases" {
        phase
    } else {
        campaign
    };
    let (name, path) = (
        of_phase.last().copied().unwrap_or_default(),
        of_phase.join("."),
    );
    format!("huiyin plan set {name} {day} {path} {day}")
}

/// Says what number there must be.
fn number_words(within: Option<&RangeInclusive<i64>>, lang: Lang) -> String {
    match within.map(|within| (within.start(), within.end())) {
        Some((least, most)) => lang.pick(
            format!("须为{least}到{most}的整数"),
            format!("must be a whole number from {least} to {most}"),
        ),
        None => lang.pick("须为整数", "must be a whole number").to_owned(),
    }
}

/// Says how long a text must be.
fn length_words(characters: usize, most: usize, lang: Lang) -> String {
    match characters {
        0 => lang.pick("不能为空", "must not be empty").to_owned(),
        _ => lang.pick(
            format!("有{characters}个字，最多{most}个"),
            format!("has {characters} characters, and must have {most} at most"),
        ),
    }
}

/// Names a place of a plan to people, who count phases from one.
pub(crate) fn named(place: &str, lang: Lang) -> String {
    let mut parts = place::parts(place);
    let number = match (parts.next(), parts.next()) {
        (Some("phases"), Some(at)) => at.parse().ok().and_then(|at: usize| at.checked_add(1)),
        _ => None,
    };
    let shown = shortened(place);
    match number {
        None => shown,
        Some(number) => lang.pick(
            format!("第{number}阶段的 {shown}"),
            format!("{shown} (phase {number})"),
        ),
    }
}

/// Names a place of a plan in words, where nobody is to type it.
pub(crate) fn spoken(place: &str, lang: Lang) -> String {
    let parts: Vec<&str> = place::parts(place).collect();
    let (key, number) = match parts[..] {
        ["phases", at, day @ ("opens" | "closes")] => (day, at.parse::<usize>().ok()),
        [top] => (top, None),
        _ => return named(place, lang),
    };
    let Some(field) = KIND.field(key) else {
        return named(place, lang);
    };
    let label = field.label.get(lang);
    match number {
        None => label.to_owned(),
        Some(at) => {
            let number = at + 1;
            lang.pick(
                format!("第{number}阶段的{label}"),
                format!("{label} of phase {number}"),
            )
        }
    }
}

/// Says what is wrong at a place of a plan.
fn why(fault: &PlanFault, lang: Lang) -> String {
    let place = named(&fault.place, lang);
    match &fault.flaw {
        PlanFlaw::Apart { closes, opens } if closes < opens => {
            let (first, last) = (
                closes.succ_opt().unwrap_or(*closes),
                opens.pred_opt().unwrap_or(*opens),
            );
            lang.pick(
                format!("{first} 至 {last} 不在任何阶段内（{place}）"),
                format!("the days from {first} to {last} are in no phase ({place})"),
            )
        }
        PlanFlaw::Apart { closes, opens } => lang.pick(
            format!("{opens} 至 {closes} 同在两个阶段内（{place}）"),
            format!("the days from {opens} to {closes} are in two phases ({place})"),
        ),
        PlanFlaw::Edge { campaign, phase } => {
            let is_last = fault.place.ends_with("closes");
            let (zh, en) = if is_last {
                ("结束", "closes")
            } else {
                ("开始", "opens")
            };
            lang.pick(
                format!("活动 {campaign} {zh}，与它相接的阶段 {phase} {zh}，之间的日子不属于任何阶段或在活动之外（{place}）"),
                format!("the campaign {en} on {campaign} and its phase there on {phase}: the days between are in no phase, or outside the campaign ({place})"),
            )
        }
        PlanFlaw::Form if place.is_empty() => lang
            .pick("不是一组设置", "it is no set of settings")
            .to_owned(),
        PlanFlaw::Form => lang.pick(
            format!("设置 {place} 的格式不对"),
            format!("the setting {place} is not of its form"),
        ),
        PlanFlaw::Length { characters, most } => {
            let what = length_words(*characters, *most, lang);
            lang.pick(format!("{place} {what}"), format!("{place} {what}"))
        }
        PlanFlaw::Missing => lang.pick(
            format!("缺少设置 {place}"),
            format!("the setting {place} is missing"),
        ),
        PlanFlaw::Number { value, within } => {
            let value = shortened(value);
            let what = number_words(within.as_ref(), lang);
            lang.pick(
                format!("{place} 不能是“{value}”，{what}"),
                format!("{place} cannot be “{value}”, it {what}"),
            )
        }
        PlanFlaw::Order => lang.pick(
            format!("{place} 的开始日期晚于结束日期"),
            format!("a day of opening comes after its closing, at {place}"),
        ),
        PlanFlaw::Taken { number } => lang.pick(
            format!("{place} 的“{number}”已被另一个使用"),
            format!("{place} is {number}, which is another's number"),
        ),
        PlanFlaw::Unknown => lang.pick(
            format!("没有设置“{place}”"),
            format!("there is no setting “{place}”"),
        ),
        PlanFlaw::Value { value, known } => {
            let (value, known) = (shortened(value), lang.join(known));
            if value.is_empty() {
                return lang.pick(
                    format!("{place} 不能为空，可填：{known}"),
                    format!("{place} is empty, where there must be one of {known}"),
                );
            }
            lang.pick(
                format!("{place} 中没有“{value}”这一项，可填：{known}"),
                format!("{place} knows no “{value}”, but {known}"),
            )
        }
    }
}
