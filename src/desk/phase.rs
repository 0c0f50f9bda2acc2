//! The phases of the plan as this office opened and closed them.

use super::{Desk, input, official_id};
use crate::checks::{self, Finding};
use crate::error::{Error, Fault, Result};
use crate::kinds::phase::{KIND, STATE, STATES};
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::model::value::RecordId;
use crate::text::{Text, text};

/// Tells whether a phase is closed.
pub(crate) fn is_closed(desk: &Desk, number: i64) -> Result<bool> {
    Ok(state(&record(desk, number)?) == Some("closed"))
}

/// Each office opens and closes a phase for itself.
pub(crate) fn id(desk: &Desk, number: i64) -> RecordId {
    official_id(KIND.id, &format!("{}-{number}", desk.first_office))
}

pub(crate) fn record(desk: &Desk, number: i64) -> Result<Record> {
    let known = desk.store.get(&KIND, id(desk, number))?;
    Ok(known.unwrap_or_else(|| Record::empty(&KIND, id(desk, number))))
}

pub(crate) fn state(record: &Record) -> Option<&str> {
    record.text(&STATE)
}

pub(crate) fn state_label(record: &Record) -> Text {
    let id = state(record).unwrap_or_default();
    let known = STATES.iter().find(|choice| choice.id == id);
    known.map_or(text("未启动", "not opened"), |choice| choice.label)
}

/// Returns what must still be met before a phase is closed.
pub(crate) fn unmet(desk: &Desk, phase: &Phase) -> Result<Vec<Finding>> {
    checks::unmet(&desk.store, &desk.plan, phase, desk.context.today)
}

/// Finds a phase of the plan by the number that was typed.
pub(crate) fn named(desk: &Desk, flag: &str, typed: &str) -> Result<Phase> {
    let number = input::normalised(typed).parse().ok();
    let phase = number.and_then(|number| desk.plan.phase(number));
    phase.cloned().ok_or_else(|| no_phase(flag, typed, desk))
}

pub(crate) fn no_phase(flag: &str, typed: &str, desk: &Desk) -> Error {
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
