//! `phase`: list, status, open, close and reopen. Closing freezes the phase's figures.

mod status;
mod steps;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value as Json;

use super::value_arg;
use super::{Answer, Context, Desk, input, json_value, official_id};
use crate::checks::{self, Finding};
use crate::error::{Error, Fault, Result};
use crate::kinds::phase::{FIGURES, KIND, STATE, STATES};
use crate::model::document::Page;
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::model::value::RecordId;
use crate::text::{Lang, text};

/// Builds `phase`.
pub(crate) fn cli(lang: Lang) -> Command {
    let number = || Arg::new("N").help(text("阶段序号", "Number of the phase").get(lang));
    let reason = || value_arg("reason", "TEXT").help(text("原因", "Why").get(lang));
    Command::new("phase")
        .about(text("查看、启动、结束阶段", "Show, open and close the phases").get(lang))
        .subcommand(Command::new("list").about(text("列出各阶段", "List the phases").get(lang)))
        .subcommand(
            Command::new("status")
                .about(text("查看阶段进度和未落实事项", "Show how a phase stands").get(lang))
                .arg(number()),
        )
        .subcommand(
            Command::new("open")
                .about(text("启动一个阶段", "Open a phase").get(lang))
                .arg(number().required(true)),
        )
        .subcommand(
            Command::new("close")
                .about(text("结束一个阶段", "Close a phase").get(lang))
                .arg(number().required(true))
                .arg(
                    Arg::new("force")
                        .long("force")
                        .action(ArgAction::SetTrue)
                        .help(
                            text("有未落实事项也结束", "Close it with requirements unmet")
                                .get(lang),
                        ),
                )
                .arg(reason().requires("force")),
        )
        .subcommand(
            Command::new("reopen")
                .about(text("重新启动阶段", "Open a closed phase again").get(lang))
                .arg(number().required(true))
                .arg(reason().required(true)),
        )
}

/// Runs a verb of `phase`.
pub(crate) fn run(verb: &str, matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    match verb {
        "status" => status::run(&desk, matches),
        "open" => steps::open(&desk, matches),
        "close" => steps::close(&desk, matches),
        "reopen" => steps::reopen(&desk, matches),
        _ => Ok(Answer::page(Page::Report(status::table(
            &desk,
            &desk.plan.phases,
        )?))),
    }
}

/// Tells whether a phase is closed.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn is_closed(desk: &Desk, number: i64) -> Result<bool> {
    Ok(state(&record(desk, number)?) == Some("closed"))
}

/// Each office opens and closes a phase for itself.
fn id(desk: &Desk, number: i64) -> RecordId {
    official_id(KIND.id, &format!("{}-{number}", desk.office))
}

fn record(desk: &Desk, number: i64) -> Result<Record> {
    let known = desk.store.get(&KIND, id(desk, number))?;
    Ok(known.unwrap_or_else(|| Record::empty(&KIND, id(desk, number))))
}

fn state(record: &Record) -> Option<&str> {
    record.text(&STATE)
}

/// Returns the counts that were frozen when a phase was closed; `None` while it is not.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn frozen(desk: &Desk, phase: &Phase) -> Result<Option<Json>> {
    let known = record(desk, phase.number)?;
    let counts = known.json(&FIGURES).cloned();
    Ok(counts.filter(|_| state(&known) == Some("closed")))
}

fn state_words(record: &Record, lang: Lang) -> String {
    let id = state(record).unwrap_or_default();
    let known = STATES.iter().find(|choice| choice.id == id);
    known
        .map_or(text("未启动", "not opened"), |choice| choice.label)
        .get(lang)
        .to_owned()
}

/// Returns what must still be met before a phase is closed.
fn unmet(desk: &Desk, phase: &Phase) -> Result<Vec<Finding>> {
    checks::unmet(&desk.store, &desk.plan, phase, desk.context.today)
}

pub(super) fn chosen(desk: &Desk, matches: &ArgMatches) -> Result<Phase> {
    named(
        desk,
        "N",
        matches.get_one::<String>("N").map_or("", String::as_str),
    )
}

/// Finds a phase of the plan by the number that was typed.
///
/// # Errors
/// Where the plan has none of that number.
pub(crate) fn named(desk: &Desk, flag: &str, typed: &str) -> Result<Phase> {
    let number = input::normalised(typed).parse().ok();
    let phase = number.and_then(|number| desk.plan.phase(number));
    phase.cloned().ok_or_else(|| no_phase(flag, typed, desk))
}

fn no_phase(flag: &str, typed: &str, desk: &Desk) -> Error {
    let lang = desk.context.lang;
    let named = |phase: &Phase| {
        lang.pick(
            format!("{}({})", phase.number, phase.name.get(lang)),
            phase.number.to_string(),
        )
    };
    let choices = desk.plan.phases.iter().map(named).collect();
    input::bad(
        flag,
        typed,
        Fault::NotChoice {
            choices,
            near: None,
        },
    )
}
