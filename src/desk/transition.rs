//! Steps in the life of a record, from their declarations: whether one is possible now, and what it
//! sets.

use chrono::NaiveDate;

use super::bearing::refuse_leavers;
use super::entry::Patch;
use super::requirements::refuse_void;
use super::rules::check_rules;
use super::{Desk, input};
use crate::error::{Error, Fault, Named, Refusal, Result, Said};
use crate::kinds::opinion;
use crate::model::kind::{Field, Need, Step, Take};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, of_take};
use crate::text::Lang;

/// Works out what a step sets, and checks what it needs.
pub(crate) fn patch(
    desk: &Desk,
    step: &'static Step,
    record: &Record,
    given: Given,
) -> Result<Patch> {
    check_needs(step, record)?;
    let mut patch: Patch = Vec::new();
    for (field, id) in step.sets {
        patch.push((field, Some(Value::Text((*id).to_owned()))));
    }
    for take in step.takes {
        let value = match given.text(&of_take(take)) {
            Some(typed) => desk
                .value(take.field, &[typed.to_owned()])
                .map_err(|error| renamed(error, take))?,
            None if take.need == Need::Today => Some(Value::Day(desk.context.today)),
            None => continue,
        };
        if let Some(Value::Day(day)) = value
            && begun(step, record).any(|own| own.id == take.field.id)
            && day > desk.context.today
        {
            let today = desk.context.today;
            return Err(input::bad(
                Named::Taken(take),
                &day.to_string(),
                Fault::NotYet { today },
            ));
        }
        patch.push((take.field, value));
    }
    // What was said when the state was reached before is not said again.
    for state in record.kind.states.iter().filter(|state| step.begins(state)) {
        let unsaid = |field: &&&Field| !patch.iter().any(|(own, _)| own.id == field.id);
        let unsaid: Vec<&Field> = state.fields.iter().filter(unsaid).copied().collect();
        patch.extend(unsaid.into_iter().map(|field| (field, None)));
    }
    let mut after = record.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    check_days(step, record, &after)?;
    let on = begun(step, record).find_map(|day| after.day(day));
    let named = step.needs.iter().copied();
    let named = named.chain(step.takes.iter().map(|take| take.field));
    refuse_leavers(desk, &after, named, on.unwrap_or(desk.context.today))?;
    check_rules(desk, &after)?;
    refuse_bare_adoption(step, &after)?;
    if step.verb == opinion::HAND_OVER.verb {
        check_hand_over(desk, record, &after)?;
    }
    Ok(patch)
}

/// An opinion is adopted only together with its pledge.
fn refuse_bare_adoption(step: &Step, after: &Record) -> Result<()> {
    let adopted =
        after.text(&opinion::OUTCOME) == Some("adopted") && after.value(&opinion::PLEDGE).is_none();
    if !adopted || step.verb != "finish" {
        return Ok(());
    }
    Err(Refused::BareAdoption(after.ref_text().to_owned()).into())
}

/// Returns the days of the states that a step begins.
fn begun(step: &'static Step, record: &Record) -> impl Iterator<Item = &'static Field> {
    let states = record.kind.states.iter().filter(|state| step.begins(state));
    states.filter_map(|state| state.since.day())
}

/// A step that is taken again is not taken before the last time.
fn check_days(step: &'static Step, before: &Record, after: &Record) -> Result<()> {
    for day in begun(step, before) {
        if let (Some(last), Some(now)) = (before.day(day), after.day(day))
            && now < last
        {
            let reference = before.ref_text().to_owned();
            return Err(Refused::BeforeLast {
                reference,
                day,
                last,
                now,
            }
            .into());
        }
    }
    Ok(())
}

/// An opinion moves on to somebody else.
fn check_hand_over(desk: &Desk, before: &Record, after: &Record) -> Result<()> {
    if before.value(&opinion::OWNER) == after.value(&opinion::HANDED_TO) {
        let listing = desk.listing(before.kind, vec![before.clone()])?;
        let owner = listing.people(before, &opinion::OWNER, desk.context.lang);
        let reference = before.ref_text().to_owned();
        return Err(Refused::OwnerAlready { reference, owner }.into());
    }
    Ok(())
}

/// Reasons for which a step is not possible.
#[derive(Debug)]
enum Refused {
    /// An opinion is adopted without its pledge.
    BareAdoption(String),
    /// A step is taken again, and before the last time.
    BeforeLast {
        reference: String,
        day: &'static Field,
        last: NaiveDate,
        now: NaiveDate,
    },
    /// The state of the record does not allow the step; those that it allows.
    Impossible {
        reference: String,
        step: &'static Step,
        /// Field that tells the state, and the state as people read it.
        state: Option<(&'static Field, String)>,
        possible: Vec<&'static Step>,
    },
    /// Whoever it is handed to has it already.
    OwnerAlready { reference: String, owner: String },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::BareAdoption(reference) => Said::new(
                "pledge-needed",
                lang.pick(
                    (
                        "--outcome “adopted”须同时形成实事项目".to_owned(),
                        format!("请用 huiyin opinion adopt {reference} --title 名称"),
                    ),
                    (
                        "--outcome “adopted” needs a pledge".to_owned(),
                        format!("use huiyin opinion adopt {reference} --title TITLE"),
                    ),
                ),
            )
            .of(&opinion::OUTCOME)
            .with("adopted"),
            Self::BeforeLast {
                reference,
                day,
                last,
                now,
            } => {
                let (flag, label) = (day.flag(), day.label.get(lang));
                let sentence = lang.pick(
                    (
                        format!("--{flag} “{now}”早于 {reference} 上次的{label} {last}"),
                        "请核对",
                    ),
                    (
                        format!(
                            "--{flag} “{now}” is before that of {reference} the last time, {last}"
                        ),
                        "check it",
                    ),
                );
                Said::new("day-before", sentence)
                    .of(*day)
                    .with(now.to_string())
            }
            Self::Impossible {
                reference,
                step,
                state,
                possible,
            } => {
                let step = step.called(lang);
                let state = state.as_ref().map_or_else(String::new, |(field, value)| {
                    let label = field.label.get(lang);
                    lang.pick(format!("{label}：{value}"), format!("{label}: {value}"))
                });
                let possible: Vec<String> = possible.iter().map(|step| step.called(lang)).collect();
                let hint = match &possible[..] {
                    [] => lang
                        .pick("没有后续步骤", "no step is possible any more")
                        .to_owned(),
                    steps => lang.pick(
                        format!("现在可以：{}", lang.join(steps)),
                        format!("possible now: {}", lang.join(steps)),
                    ),
                };
                let message = lang.pick(
                    format!("{reference} 现在不能 {step}，{state}"),
                    format!("{reference} cannot {step} now ({state})"),
                );
                Said::new("step-impossible", (message, hint))
                    .of("REF")
                    .with(reference)
            }
            Self::OwnerAlready { reference, owner } => Said::new(
                "owner-already",
                lang.pick(
                    (
                        format!("{reference} 现在就由“{owner}”负责"),
                        "--to 请写另外的人或单位",
                    ),
                    (
                        format!("{reference} is with “{owner}” already"),
                        "give another person or unit as --to",
                    ),
                ),
            )
            .of(&opinion::HANDED_TO)
            .with(owner),
        }
    }
}

fn renamed(error: Error, to: &'static Take) -> Error {
    match error {
        Error::BadValue {
            named: Named::Field(_),
            value,
            fault,
        } => Error::BadValue {
            named: Named::Taken(to),
            value,
            fault,
        },
        other => other,
    }
}

fn check_needs(step: &'static Step, record: &Record) -> Result<()> {
    let needs = step.needs.iter().copied();
    let fields: Vec<&Field> = needs
        .filter(|field| record.value(field).is_none())
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    Err(Error::Missing {
        reference: record.ref_text().to_owned(),
        step,
        fields,
    })
}

/// Tells whether a step is possible now.
pub(crate) fn is_possible(step: &Step, record: &Record) -> bool {
    step.guards
        .iter()
        .all(|guard| guard.among.contains(&state(record, guard.field).as_str()))
}

/// Returns what a guard compares: an identifier, some text for any other value, or nothing.
fn state(record: &Record, field: &Field) -> String {
    match record.value(field) {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(other) => other.to_json().to_string(),
    }
}

/// Checks that a step is possible now.
pub(crate) fn check(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    refuse_void(record)?;
    check_guards(desk, step, record)
}

fn check_guards(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    if is_possible(step, record) {
        return Ok(());
    }
    let listing = desk.listing(record.kind, vec![record.clone()])?;
    let failed = step
        .guards
        .iter()
        .find(|guard| !guard.among.contains(&state(record, guard.field).as_str()));
    let state = failed.map(|guard| {
        let value = listing.people(record, guard.field, desk.context.lang);
        let dash = || "—".to_owned();
        let value = Some(value).filter(|value| !value.is_empty());
        (guard.field, value.unwrap_or_else(dash))
    });
    let steps = record.kind.steps.iter();
    let refused = Refused::Impossible {
        reference: record.ref_text().to_owned(),
        step,
        state,
        possible: steps.filter(|step| is_possible(step, record)).collect(),
    };
    Err(refused.into())
}

#[cfg(test)]
mod tests {
    use crate::kinds::KINDS;
    use crate::model::kind::Shape;

    #[test]
    fn every_step_takes_fields_that_words_can_fill() {
        for step in KINDS.iter().flat_map(|kind| kind.steps) {
            assert!(
                step.takes
                    .iter()
                    .all(|take| !matches!(take.field.shape, Shape::Json)),
                "{}",
                step.verb
            );
        }
    }
}
