//! What became of a record before the sheet came: replies, results, publications, with their days, as
//! the steps of its kind would have set them (dated states).

use super::table::Reason;
use crate::desk::{Desk, input};
use crate::error::{Error, Fault};
use crate::model::kind::{Field, Guard, Kind, Need, Since, State, Step};
use crate::model::record::Record;
use crate::model::value::Value;

/// A fault, and the field that it is told at.
pub(super) type Misstep = (&'static Field, Reason);

/// Tells whether a field says what became of a record from a day on, so that a sheet may bring both.
pub(super) fn is_history(kind: &'static Kind, field: &Field) -> bool {
    let is_status = kind.status.is_some_and(|status| status.id == field.id);
    let says = |state: &State| match state.since {
        Since::Day(_) => field.by_step && state.says(field),
        Since::Entered(_) => state.says(field),
        Since::Entry(_) => false,
    };
    is_status || kind.states.iter().any(says)
}

/// Tells whether a field has no part in what a record is told from others by: what became of it, and
/// what the program keeps.
pub(super) fn is_event(kind: &'static Kind, field: &Field) -> bool {
    field.by_step || is_history(kind, field)
}

/// Checks that what became of a record could have become of it step by step, and takes its status
/// out, which is read off the days; `error` words a fault of any input.
pub(super) fn missteps(
    desk: &Desk,
    record: &mut Record,
    error: &dyn Fn(Error) -> Reason,
) -> Vec<Misstep> {
    let kind = record.kind;
    let mut found: Vec<Misstep> = Vec::new();
    let mut reached: Vec<&'static State> = Vec::new();
    for state in kind.states {
        let Since::Day(day) = state.since else {
            continue;
        };
        let Some(on) = record.day(day) else {
            continue;
        };
        if on > desk.context.today {
            let today = desk.context.today;
            let fault = input::bad(day, &on.to_string(), Fault::NotYet { today });
            found.push((day, error(fault)));
        }
        for step in kind.steps.iter().filter(|step| step.begins(state)) {
            found.extend(unprepared(kind, step, record, day, &reached));
        }
        reached.push(state);
    }
    for state in kind.states {
        let Since::Day(day) = state.since else {
            continue;
        };
        let is_said = |field: &&&Field| reached.iter().any(|state| state.says(field));
        let said = state
            .fields
            .iter()
            .find(|field| field.by_step && record.value(field).is_some() && !is_said(field));
        if let Some(said) = said
            && record.day(day).is_none()
            && !found.iter().any(|(field, _)| field.id == said.id)
        {
            found.push((said, Reason::Undated { day }));
        }
    }
    found.extend(other_status(record));
    if found.is_empty() {
        found.extend(adopted_alone(record));
    }
    found
}

/// Finds a step that makes another record which the record does not name.
fn adopted_alone(record: &Record) -> Option<Misstep> {
    let mut steps = record.kind.steps.iter();
    steps.find_map(|step| {
        let pledge = step.makes.as_ref()?.named_by?;
        let (field, id) = step.sets.first()?;
        let is_alone = record.text(field) == Some(*id) && record.value(pledge).is_none();
        is_alone.then_some((*field, Reason::AdoptedAlone { pledge }))
    })
}

/// Returns what a step would have asked for and is not there.
fn unprepared(
    kind: &'static Kind,
    step: &'static Step,
    record: &Record,
    day: &'static Field,
    reached: &[&'static State],
) -> Vec<Misstep> {
    let required = step.takes.iter().filter(|take| take.need == Need::Required);
    let asked = step
        .needs
        .iter()
        .copied()
        .chain(required.map(|take| take.field));
    let missing = asked.filter(|field| record.value(field).is_none());
    let mut found: Vec<Misstep> = missing
        .map(|field| (field, Reason::Needs { day }))
        .collect();
    let is_status = |guard: &&Guard| {
        kind.status
            .is_some_and(|status| status.id == guard.field.id)
    };
    let first = kind.status.and_then(|status| status.choices().first());
    let named = reached.iter().rev().find(|state| !state.id.is_empty());
    let before = named.map_or(first.map_or("", |first| first.id), |state| state.id);
    if let Some(guard) = step.guards.iter().find(is_status)
        && !guard.among.contains(&before)
    {
        // The earliest state from which the step is possible.
        let needed = kind
            .states
            .iter()
            .find(|state| guard.among.contains(&state.id));
        if let Some(needed) = needed.and_then(|state| state.since.day()) {
            found.push((needed, Reason::Needs { day }));
        }
    }
    found
}

/// Takes out the status of a record; returns what is wrong where its days say another.
fn other_status(record: &mut Record) -> Option<Misstep> {
    let kind = record.kind;
    let status = kind.status?;
    let told = record.text(status)?.to_owned();
    record.set(status, None);
    let is = kind
        .state_by(|field| record.value(field).is_some())
        .unwrap_or_default();
    if told == is {
        return None;
    }
    let state = kind.states.iter().find(|state| state.id == told);
    let named = kind.states.iter().filter(|state| !state.id.is_empty());
    let before = named.take_while(|state| state.id != told).last();
    // What only entries bring about is taken as the state before, which the entries follow.
    if matches!(state.map(|state| &state.since), Some(Since::Entry(_)))
        && before.is_some_and(|before| before.id == is)
    {
        return None;
    }
    let reason = match state.map(|state| &state.since) {
        Some(Since::Day(day) | Since::Entered(day)) if record.day(day).is_none() => {
            Reason::Undated { day }
        }
        Some(Since::Entry(entry)) => match before.and_then(|before| before.since.day()) {
            Some(day) if record.day(day).is_none() => Reason::Undated { day },
            _ => Reason::ByEntry { kind: entry.kind },
        },
        _ => Reason::OtherStatus {
            is: status
                .choices()
                .iter()
                .find(|one| one.id == is)
                .map(|one| one.label),
        },
    };
    record.set(status, Some(Value::Text(told)));
    Some((status, reason))
}
