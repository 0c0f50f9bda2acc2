//! Corrections: what steps have set is given another value, or a step is said not to have happened.
//!
//! A correction never takes a step: a state that was not reached is reached by its step alone, and
//! one that was reached keeps what it cannot be without.

use serde_json::Value as Json;

use super::Desk;
use super::entry::Patch;
use super::input;
use super::transition::{not_before_last, way_to};
use super::way::Way;
use crate::error::{Error, Fault, Refusal, Result, Said, shortened};
use crate::kinds;
use crate::model::kind::{EntryKind, Field, Kind, NOTE, Need, Since, State, Step, VOID};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::store::{Filter, HistoryEntry};
use crate::text::{Lang, Words};

/// Checks what a correction says of the states of a record.
///
/// # Errors
/// If it would take a step, or take one back by halves, or put it into the future or before the
/// time before.
pub(crate) fn check(desk: &Desk, before: &Record, after: &Record) -> Result<()> {
    for state in before.kind.states {
        let Since::Day(day) = state.since else {
            continue;
        };
        let is_changed = |field: &&&Field| before.value(field) != after.value(field);
        let fields = std::iter::once(&day).chain(state.fields);
        let changed: Vec<&'static Field> = fields.filter(is_changed).copied().collect();
        let own = |field: &&&'static Field| !is_said_beside(before, state, field);
        let own: Vec<&'static Field> = changed.iter().filter(own).copied().collect();
        if before.value(day).is_none() {
            // What it said from the beginning is anybody's to correct.
            if let Some(field) = own.iter().find(|field| field.by_step) {
                return Err(not_reached(desk, before, state, field)?);
            }
            continue;
        }
        let emptied = own.iter().find(|field| {
            after.value(field).is_none()
                && (field.id == day.id && !state.has_beginning()
                    || is_required(before.kind, state, field))
        });
        if let Some(field) = emptied
            && !is_taken_back(after, state)
        {
            return Err(Refused::Halved {
                reference: before.ref_text().to_owned(),
                field,
                way: taking_back(before, state),
                is_last: is_last(before, state),
            }
            .into());
        }
        if let (true, Some(now)) = (
            changed.iter().any(|field| field.id == day.id),
            after.day(day),
        ) {
            let today = desk.context.today;
            if now > today {
                return Err(input::bad(day, &now.to_string(), Fault::NotYet { today }));
            }
            let said = desk.store.said_before(before.kind, before.id)?;
            let ends = |field: &Field| field.id == day.id || state.clears(field);
            let last = said.iter().rev().find_map(|(field, value)| match value {
                Some(Value::Day(last)) if ends(field) => Some((*field, *last)),
                _ => None,
            });
            if let Some(last) = last {
                not_before_last(before, day, last, now)?;
            }
        }
    }
    Ok(())
}

/// Tells whether a state is the last that a record has reached.
fn is_last(record: &Record, state: &State) -> bool {
    let reached = |state: &&State| {
        let day = state.since.day();
        day.is_some_and(|day| record.value(day).is_some())
    };
    let last = record.kind.states.iter().rfind(reached);
    last.is_none_or(|last| std::ptr::eq(last, state))
}

/// Tells whether another state that was reached says something of a field.
fn is_said_beside(record: &Record, state: &State, field: &Field) -> bool {
    record.kind.states.iter().any(|other| {
        let is_reached = other
            .since
            .day()
            .is_some_and(|day| record.value(day).is_some());
        !std::ptr::eq(other, state) && is_reached && other.says(field)
    })
}

/// Tells whether a state cannot be without a field.
fn is_required(kind: &'static Kind, state: &State, field: &Field) -> bool {
    let steps = kind.steps.iter().filter(|step| step.begins(state));
    let mut takes = steps.flat_map(|step| step.takes);
    takes.any(|take| take.need == Need::Required && take.field.id == field.id)
}

/// Tells whether nothing is left of a state that stands beside others; those that follow one another
/// are taken back by [`reopened`], which brings back what was said before.
fn is_taken_back(after: &Record, state: &State) -> bool {
    let mut said = state
        .since
        .day()
        .into_iter()
        .chain(state.fields.iter().copied());
    after.kind.status.is_none() && said.all(|field| after.value(field).is_none())
}

/// Returns the command that takes a state back.
fn taking_back(record: &Record, state: &'static State) -> Way {
    if record.kind.status.is_some() {
        return Way::reopen(record);
    }
    let said = state
        .since
        .day()
        .into_iter()
        .chain(state.fields.iter().copied());
    let filled: Vec<&Field> = said.filter(|field| record.value(field).is_some()).collect();
    Way::clear(record, &filled)
}

fn not_reached(
    desk: &Desk,
    record: &Record,
    state: &State,
    field: &'static Field,
) -> Result<Error> {
    let mut steps = record.kind.steps.iter();
    let step = steps.find(|step| step.begins(state));
    let way = match step {
        Some(step) => Some(way_to(desk, step, record)?),
        None => None,
    };
    let reference = record.ref_text().to_owned();
    Ok(Refused::NotReached {
        reference,
        field,
        step,
        way,
    }
    .into())
}

/// The last thing that happened to a record.
enum Last {
    /// Another record was made about it.
    Told(&'static EntryKind),
    Taken(&'static Step),
}

/// Finds the step that a record took last: by its states where they follow one another, unless one that
/// stands beside them was taken since; else by the log, and of those of which it does not tell by day.
fn last(desk: &Desk, record: &Record, entries: &[HistoryEntry]) -> Result<Option<Last>> {
    let kind = record.kind;
    let begins = |state: &State| kind.steps.iter().find(|step| step.begins(state));
    // The day of a step, and the entry that took it.
    let taken = |step: &'static Step| {
        let day = step.takes.iter().find(|take| take.need == Need::Today)?;
        let on = record.day(day.field)?;
        let mut own = entries.iter().rev();
        let own = own
            .by_ref()
            .filter(|entry| is_of(entries, entry, step, kind));
        let own: Vec<&HistoryEntry> = own.collect();
        // Of several the one that still stands; its day may have been corrected.
        let said = |entry: &&&HistoryEntry| {
            let said = entry.said(day.field.id).and_then(Json::as_str);
            said == Some(&on.to_string())
        };
        let entry = own.iter().find(said).or(own.first())?;
        Some((entry.id, on, step))
    };
    let Some(status) = kind.status else {
        let last = kind.steps.iter().filter_map(taken);
        let last = last.max_by_key(|(entry, day, _)| (*entry, *day));
        return Ok(last.map(|(_, _, step)| Last::Taken(step)));
    };
    let now = record.text(status);
    let state = kind.states.iter().find(|state| Some(state.id) == now);
    let (last, entry) = match state.map(|state| (&state.since, state)) {
        None => (None, None),
        Some((Since::Entry(entry), _)) => {
            let told = newest(desk, record, entry)?;
            let told = told.map(|told| desk.store.history(told.id)).transpose()?;
            let first = told.and_then(|told| Some(told.first()?.id));
            (Some(Last::Told(entry)), first)
        }
        Some((_, state)) => {
            let step = begins(state);
            let entry = step.and_then(taken).map(|(entry, _, _)| entry);
            (step.map(Last::Taken), entry)
        }
    };
    let is_beside = |step: &&&'static Step| {
        let mut begun = kind.states.iter().filter(|state| step.begins(state));
        begun.clone().next().is_some() && begun.all(|state| state.id.is_empty())
    };
    let steps: Vec<&'static Step> = kind.steps.iter().collect();
    let beside = steps
        .iter()
        .filter(is_beside)
        .filter_map(|step| taken(step));
    let beside = beside.max_by_key(|(entry, _, _)| *entry);
    Ok(match beside {
        Some((since, _, step)) if last.is_none() || entry.is_some_and(|entry| since > entry) => {
            Some(Last::Taken(step))
        }
        _ => last,
    })
}

/// Tells whether an entry of the log is of a step, or accepts one that was proposed.
fn is_of(entries: &[HistoryEntry], entry: &HistoryEntry, step: &Step, kind: &Kind) -> bool {
    let verb = format!("{} {}", kind.id, step.verb);
    let proposed = || {
        let mut answered = entries.iter().filter(|one| entry.answers.contains(&one.id));
        answered.any(|one| one.verb == verb)
    };
    !entry.only_proposes() && (entry.verb == verb || entry.verb == "proposal accept" && proposed())
}

/// Works out what takes back the last step of a record, or that it is void: the records that change,
/// and how.
///
/// # Errors
/// If no step was taken, or what the last one made has gone on since.
pub(crate) fn reopened(desk: &Desk, record: &Record, reason: &str) -> Result<Vec<(Record, Patch)>> {
    if record.is_void() {
        return Ok(vec![(record.clone(), vec![(&VOID, None)])]);
    }
    let void = |record: Record| {
        let reason = Some(Value::Text(reason.to_owned()));
        (record, vec![(&VOID, reason)])
    };
    let entries = desk.store.history(record.id)?;
    match last(desk, record, &entries)? {
        None => Err(nothing_taken(desk, record)?),
        Some(Last::Told(entry)) => match newest(desk, record, entry)? {
            Some(told) => Ok(vec![void(told)]),
            None => Err(nothing_taken(desk, record)?),
        },
        Some(Last::Taken(step)) => {
            let mut changed = vec![(record.clone(), without(desk, record, step, &entries)?)];
            changed.extend(made(desk, record, step)?.map(void));
            Ok(changed)
        }
    }
}

fn nothing_taken(desk: &Desk, record: &Record) -> Result<Error> {
    let mut steps = record.kind.steps.iter();
    let way = match steps.find(|step| record.allows(step)) {
        Some(step) => Way::step(desk, record, step)?,
        None => Way::fill_in(desk, record, &[&NOTE])?,
    };
    let reference = record.ref_text().to_owned();
    Ok(Refused::NothingTaken { reference, way }.into())
}

/// Finds the last record that was made about another.
fn newest(desk: &Desk, record: &Record, entry: &EntryKind) -> Result<Option<Record>> {
    let Some(kind) = kinds::find(entry.kind) else {
        return Ok(None);
    };
    let mut filter = Filter::default();
    filter.equals(entry.names, &Value::Reference(record.id));
    let told = desk.store.list(kind, &filter)?;
    Ok(told.into_iter().max_by_key(|told| told.day(entry.day)))
}

/// Returns what fields were before a step.
fn without(
    desk: &Desk,
    record: &Record,
    step: &'static Step,
    entries: &[HistoryEntry],
) -> Result<Patch> {
    let kind = record.kind;
    let said = desk.store.said_before(kind, record.id)?;
    let is_said = |field: &Field| {
        let mut states = kind.states.iter().filter(|state| step.begins(state));
        states.any(|state| state.decides(field))
    };
    let mut patch: Patch = Vec::new();
    for field in kind.all_fields().filter(|field| is_said(field)) {
        let before = said.iter().rfind(|(own, _)| own.id == field.id);
        patch.push((field, before.and_then(|(_, value)| value.clone())));
    }
    for take in step.takes.iter().filter(|take| !is_said(take.field)) {
        let mut set = entries.iter().rev();
        let mut set = set
            .by_ref()
            .filter_map(|entry| Some((entry, entry.said(take.field.id)?)));
        let is_own = set
            .next()
            .is_some_and(|(entry, _)| is_of(entries, entry, step, kind));
        if take.need == Need::Today {
            patch.push((take.field, None));
        } else if is_own {
            let before = set
                .next()
                .and_then(|(_, json)| Value::from_json(take.field, json));
            patch.push((take.field, before));
        }
    }
    Ok(patch)
}

/// Finds what a step made: the pledge of an opinion that was adopted.
fn made(desk: &Desk, record: &Record, step: &Step) -> Result<Option<Record>> {
    let mut makes = record
        .kind
        .steps
        .iter()
        .filter_map(|step| step.makes.as_ref());
    let found = makes.find_map(|makes| Some((kinds::find(makes.kind)?, makes.named_by?)));
    let Some((kind, named_by)) = found else {
        return Ok(None);
    };
    let says = |state: &State| step.begins(state) && state.says(named_by);
    let Some(Value::Reference(id)) = record.value(named_by) else {
        return Ok(None);
    };
    if !record.kind.states.iter().any(says) {
        return Ok(None);
    }
    let made = desk.store.get(kind, *id)?;
    let Some(made) = made.filter(|made| !made.is_void()) else {
        return Ok(None);
    };
    let mut days = kind.states.iter().filter_map(|state| state.since.day());
    if days.any(|day| made.value(day).is_some()) {
        let way = Way::reopen(&made);
        let [reference, made] = [record, &made].map(|one| one.ref_text().to_owned());
        return Err(Refused::WentOn {
            reference,
            made,
            way,
        }
        .into());
    }
    Ok(Some(made))
}

/// A field that a command changed, with both values as people read them.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) field: &'static Field,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// Tells field by field what is another in a record than before.
pub(crate) fn changes(desk: &Desk, before: &Record, after: &Record) -> Result<Vec<Changed>> {
    let lang = desk.context.lang;
    let listing = desk.listing(before.kind, vec![before.clone(), after.clone()])?;
    let fields = before.kind.all_fields();
    let fields = fields.filter(|field| before.value(field) != after.value(field));
    let told = |record, field| match listing.people(record, field, lang) {
        empty if empty.is_empty() => "—".to_owned(),
        words => shortened(&words),
    };
    let changes = fields.map(|field| Changed {
        field,
        old: told(before, field),
        new: told(after, field),
    });
    Ok(changes.collect())
}

/// Words what was changed, the old before the new.
pub(crate) fn told(changes: &[Changed], lang: Lang) -> String {
    let told = changes.iter().map(|changed| {
        let Changed { field, old, new } = changed;
        let label = field.label.get(lang);
        format!("{label} {old} → {new}")
    });
    let told: Vec<String> = told.collect();
    told.join(lang.pick("；", "; "))
}

/// Reasons for which a correction is refused.
#[derive(Debug)]
enum Refused {
    /// A state would be left without what it cannot be without.
    Halved {
        reference: String,
        field: &'static Field,
        way: Way,
        /// False if further steps have to be taken back before it.
        is_last: bool,
    },
    /// The state that says something of the field was not reached.
    NotReached {
        reference: String,
        field: &'static Field,
        step: Option<&'static Step>,
        way: Option<Way>,
    },
    NothingTaken {
        reference: String,
        way: Way,
    },
    /// The pledge that the step made was promised in public since.
    WentOn {
        reference: String,
        made: String,
        way: Way,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Halved {
                reference,
                field,
                way,
                is_last,
            } => {
                let (label, way) = (field.label.get(lang), way.words(lang));
                Said::new(
                    "needed-by-step",
                    lang.pick(
                        (
                            format!("{reference} 的{label}不能单独清空"),
                            if *is_last {
                                format!("这一步确实没有办过，请用 {way}")
                            } else {
                                format!("这一步确实没有办过，请从最后一步起逐步退回到它，每次用 {way}")
                            },
                        ),
                        (
                            format!("{reference} cannot be without its {label}"),
                            if *is_last {
                                format!("if that step did not happen, use {way}")
                            } else {
                                format!("if that step did not happen, take back the later ones first, each with {way}")
                            },
                        ),
                    ),
                )
                .of(*field)
            }
            Self::NotReached {
                reference,
                field,
                step,
                way,
            } => {
                let label = field.label.get(lang);
                let about = step.map_or("", |step| step.about.get(Lang::Zh));
                let verb = step.map_or("", |step| step.verb);
                let way = way.as_ref().map(|way| way.words(lang));
                let hint = way.map(|way| lang.pick(format!("请用 {way}"), format!("use {way}")));
                Said::new(
                    "step-not-taken",
                    lang.pick(
                        (
                            format!("{reference} 还没有{about}，没有{label}可以更正"),
                            hint.clone(),
                        ),
                        (
                            format!("{reference} has no {label} to correct before {verb}"),
                            hint,
                        ),
                    ),
                )
                .of(*field)
            }
            Self::NothingTaken { reference, way } => {
                let way = way.words(lang);
                Said::new(
                    "nothing-to-reopen",
                    lang.pick(
                        (
                            format!("{reference} 没有可退回的步骤"),
                            format!("现在可用 {way}"),
                        ),
                        (
                            format!("{reference} has taken no step that could be taken back"),
                            format!("now there is {way}"),
                        ),
                    ),
                )
                .of("REF")
                .with(reference)
            }
            Self::WentOn {
                reference,
                made,
                way,
            } => {
                let way = way.words(lang);
                Said::new(
                    "step-went-on",
                    lang.pick(
                        (
                            format!("{reference} 采纳成的 {made} 已公开承诺，不能直接退回"),
                            format!("请先用 {way}"),
                        ),
                        (
                            format!("{reference} became {made}, which has been published"),
                            format!("first use {way}"),
                        ),
                    ),
                )
                .of("REF")
                .with(reference)
            }
        }
    }
}
