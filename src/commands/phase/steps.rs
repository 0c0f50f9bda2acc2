//! Opens, closes and reopens phases. Closing freezes its figures.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::{FORCE, N, REASON as WHY, status};
use crate::checks::{self, Evidence, Finding};
use crate::desk::phase::{id, record, state, state_label, unmet};
use crate::desk::{Answer, Desk, json_value};
use crate::error::{Error, Refusal, Result, Said};
use crate::kinds::phase::{CLOSED_ON, FIGURES, FORCED, KIND, OPENED_ON, REASON, STATE, UNMET};
use crate::model::kind::{Field, REF};
use crate::model::page::Page;
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::reports::tally::Tally;
use crate::text::{Lang, Text, Words, plural};

fn save(
    desk: &Desk,
    phase: &Phase,
    verb: &'static str,
    fields: &[(&'static Field, Option<Value>)],
) -> Result<Answer> {
    let mut all = vec![(&REF, Some(Value::Text(format!("phase-{}", phase.number))))];
    all.extend_from_slice(fields);
    let author = desk.author(&format!("phase {verb}"))?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, id(desk, phase.number), &all)
    })?;
    let table = status::table(desk, std::slice::from_ref(phase))?;
    let number = phase.number;
    Ok(Answer::noted(
        Page::Report(table),
        StepTaken { number, verb },
    ))
}

fn set_state(id: &str) -> Value {
    Value::Text(id.to_owned())
}

fn impossible(phase: &Phase, record: &Record, verb: &'static str) -> Error {
    Refused::Impossible {
        number: phase.number,
        state: state_label(record),
        verb,
        way: match state(record) {
            None => Way::Open,
            Some("closed") => Way::Reopen,
            Some(_) => Way::Status,
        },
    }
    .into()
}

/// Ways out of an impossible step.
#[derive(Clone, Copy, Debug)]
enum Way {
    Open,
    Reopen,
    /// Nothing needs to be done.
    Status,
}

/// Reasons for which a step of a phase is refused.
#[derive(Debug)]
enum Refused {
    /// Its state does not allow the step.
    Impossible {
        number: i64,
        state: Text,
        verb: &'static str,
        way: Way,
    },
    /// It is not its last day yet.
    Early {
        number: i64,
        closes: NaiveDate,
        days: i64,
    },
    /// Findings that must be met before it is closed; and its last day with the days until then, where
    /// that is still to come.
    Unmet {
        number: i64,
        findings: Vec<Finding>,
        early: Option<(NaiveDate, i64)>,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Impossible {
                number,
                state,
                verb,
                way,
            } => {
                let about = match *verb {
                    "open" => "启动",
                    "close" => "结束",
                    _ => "重新启动",
                };
                let state = state.get(lang);
                let (said, command) = match way {
                    Way::Open => (("请先用", "first use"), format!("open {number}")),
                    Way::Reopen => {
                        let reason = lang.pick("原因", "REASON");
                        (
                            ("确需改动请用", "to change it use"),
                            format!("reopen {number} --reason {reason}"),
                        )
                    }
                    Way::Status => (("请看", "see"), format!("status {number}")),
                };
                let said = lang.pick(said.0, said.1);
                let message = lang.pick(
                    format!("第{number}阶段{state}，不能{about}"),
                    format!("phase {number} cannot {verb} now ({state})"),
                );
                Said::new(
                    "step-impossible",
                    (message, format!("{said} huiyin phase {command}")),
                )
                .of("N")
                .with(number.to_string())
            }
            Self::Early {
                number,
                closes,
                days,
            } => Said::new(
                "phase-early",
                lang.pick(
                    (
                        format!("第{number}阶段到 {closes} 为止，还有{days}天，不能结束"),
                        "确需提前结束请加 --force --reason 原因",
                    ),
                    (
                        format!(
                            "phase {number} runs until {closes}, for {} more",
                            plural(days, "day", "days")
                        ),
                        "to close it all the same add --force --reason REASON",
                    ),
                ),
            )
            .of("N")
            .with(number.to_string()),
            Self::Unmet {
                number,
                findings,
                early,
            } => {
                let count = findings.len();
                let early = early.map_or_else(String::new, |(closes, days)| {
                    lang.pick(
                        format!("到 {closes} 为止，还有{days}天，且"),
                        format!(
                            "runs until {closes}, for {} more, and ",
                            plural(days, "day", "days")
                        ),
                    )
                });
                let sentences = findings.iter().map(|finding| finding.message(lang));
                let list = sentences.collect::<Vec<_>>().join("\n  ");
                Said::new(
                    "phase-unmet",
                    lang.pick(
                        (
                            format!("第{number}阶段{early}还有{count}项未落实，不能结束"),
                            format!("确需结束请加 --force --reason 原因：\n  {list}"),
                        ),
                        (
                            format!("phase {number} {early}has {count} unmet requirements"),
                            format!(
                                "to close it all the same add --force --reason REASON:\n  {list}"
                            ),
                        ),
                    ),
                )
                .of("N")
                .with(number.to_string())
            }
        }
    }
}

/// A step that was taken.
#[derive(Debug)]
struct StepTaken {
    number: i64,
    verb: &'static str,
}

impl Words for StepTaken {
    fn words(&self, lang: Lang) -> String {
        let number = self.number;
        match self.verb {
            "open" => lang.pick(
                format!("已启动第{number}阶段"),
                format!("Opened phase {number}"),
            ),
            "close" => lang.pick(
                format!("已结束第{number}阶段，数据已固定"),
                format!("Closed phase {number}; its figures are frozen"),
            ),
            _ => lang.pick(
                format!("已重新启动第{number}阶段"),
                format!("Reopened phase {number}"),
            ),
        }
    }
}

pub(super) fn open(given: Given, desk: &Desk) -> Result<Answer> {
    let phase = given.phase(&N, desk)?;
    let known = record(desk, phase.number)?;
    if state(&known).is_some() {
        return Err(impossible(&phase, &known, "open"));
    }
    let fields = [
        (&STATE, Some(set_state("open"))),
        (&OPENED_ON, Some(Value::Day(desk.context.today))),
    ];
    save(desk, &phase, "open", &fields)
}

pub(super) fn close(given: Given, desk: &Desk) -> Result<Answer> {
    let phase = given.phase(&N, desk)?;
    let known = record(desk, phase.number)?;
    match state(&known) {
        Some("closed") => return Err(impossible(&phase, &known, "close")),
        // One that nobody opened began on its day all the same.
        None if desk.context.today < phase.opens => {
            return Err(impossible(&phase, &known, "close"));
        }
        _ => {}
    }
    let findings = unmet(desk, &phase)?;
    let reason = given.optional(&WHY, Given::sentence, desk)?;
    let days = (phase.closes - desk.context.today).num_days();
    let is_forced = given.has(&FORCE) && reason.is_some();
    let (number, closes) = (phase.number, phase.closes);
    if !findings.is_empty() && !is_forced {
        let early = (days > 0).then_some((closes, days));
        return Err(Refused::Unmet {
            number,
            findings,
            early,
        }
        .into());
    }
    if days > 0 && !is_forced {
        return Err(Refused::Early {
            number,
            closes,
            days,
        }
        .into());
    }
    let is_forced = days > 0 || !findings.is_empty();
    let unmet = findings.iter().map(kept).collect();
    let figures = Tally::of(&desk.view(), phase.opens, phase.closes)?;
    let fields = [
        (&STATE, Some(set_state("closed"))),
        (&CLOSED_ON, Some(Value::Day(desk.context.today))),
        (&REASON, reason.clone().map(Value::Text)),
        (&FIGURES, json_value(figures.to_json())),
        (&FORCED, reason.filter(|_| is_forced).map(Value::Text)),
        (&UNMET, json_value(unmet).filter(|_| !findings.is_empty())),
    ];
    save(desk, &phase, "close", &fields)
}

/// Returns a finding as it is kept for good: for machines, its sentence in both languages.
fn kept(finding: &Finding) -> Json {
    let mut object = checks::columns(Lang::Zh, &Evidence::default()).object(finding);
    let message = json!({"zh": finding.message(Lang::Zh), "en": finding.message(Lang::En)});
    object.insert("message".to_owned(), message);
    Json::Object(object)
}

pub(super) fn reopen(given: Given, desk: &Desk) -> Result<Answer> {
    let phase = given.phase(&N, desk)?;
    let known = record(desk, phase.number)?;
    if state(&known) != Some("closed") {
        return Err(impossible(&phase, &known, "reopen"));
    }
    let reason = given.sentence(&WHY, desk)?;
    let fields = [
        (&STATE, Some(set_state("open"))),
        (&REASON, Some(Value::Text(reason))),
        (&FORCED, None),
        (&UNMET, None),
    ];
    save(desk, &phase, "reopen", &fields)
}
