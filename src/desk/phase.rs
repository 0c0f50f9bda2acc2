//! The phases of the plan as this office opened and closed them.

use chrono::NaiveDate;

use super::{Desk, input, official_id};
use crate::checks::{self, Finding};
use crate::error::{Error, Fault, Result};
use crate::kinds::phase::{KIND, STATE, STATES};
use crate::model::kind::Field;
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::text::{Lang, Text, Words, text};

/// Verb of the log's rows that close a phase.
pub(crate) const CLOSING: &str = "phase close";

/// Tells whether a phase is closed.
pub(crate) fn is_closed(desk: &Desk, number: i64) -> Result<bool> {
    Ok(state(&record(desk, number)?) == Some("closed"))
}

/// Remarks, once, that a command changes what happened on a day of a closed phase.
pub(crate) fn remark_on(desk: &Desk, days: impl IntoIterator<Item = NaiveDate>) -> Result<()> {
    for day in days {
        let phase = desk.plan.phase_on(day).map(|phase| phase.number);
        if let Some(phase) = phase
            && is_closed(desk, phase)?
        {
            let remark = || ClosedRemark { phase };
            desk.context.remarks.phase.get_or_init(remark);
            break;
        }
    }
    Ok(())
}

/// Returns the days of states that a change sets or takes away.
pub(crate) fn turned(
    record: &Record,
    patch: &[(&'static Field, Option<Value>)],
) -> impl Iterator<Item = NaiveDate> {
    let is_state = |field: &Field| {
        let states = record.kind.states.iter();
        let mut days = states.filter_map(|state| state.since.day());
        days.any(|day| day.id == field.id)
    };
    let is_set = |field: &Field| {
        patch
            .iter()
            .any(|(own, value)| own.id == field.id && value.is_some())
    };
    // What a state empties stays as it was before its day.
    let emptied: Vec<&str> = record.kind.emptied(is_set).map(|field| field.id).collect();
    let set = patch
        .iter()
        .filter(move |(field, _)| is_state(field) && !emptied.contains(&field.id));
    set.flat_map(|(field, value)| {
        let now = match value {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        };
        record.day(field).into_iter().chain(now)
    })
}

/// What is changed lies in a closed phase, of which the figures stay.
#[derive(Clone, Debug)]
pub(crate) struct ClosedRemark {
    phase: i64,
}

impl Words for ClosedRemark {
    fn words(&self, lang: Lang) -> String {
        let phase = self.phase;
        lang.pick(
            format!("第{phase}阶段已结束，其固定的数据不变；这次改动另列在 huiyin report phase {phase} 的“结束后的变化”中"),
            format!("phase {phase} is closed, and its figures stay; this change is told apart in huiyin report phase {phase}"),
        )
    }
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
pub(crate) fn find(desk: &Desk, flag: &str, typed: &str) -> Result<Phase> {
    let number = input::normalised(typed).parse().ok();
    let phase = number.and_then(|number| desk.plan.phase(number));
    phase.cloned().ok_or_else(|| no_phase(flag, typed, desk))
}

pub(crate) fn no_phase(flag: &str, typed: &str, desk: &Desk) -> Error {
    let lang = desk.context.lang;
    let named = |phase: &Phase| {
        lang.pick(
            format!("{}（{}）", phase.number, phase.name.get(lang)),
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
