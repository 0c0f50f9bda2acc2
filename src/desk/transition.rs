//! Steps in the life of a record, from their declarations: whether one is possible now, and what it
//! sets.

use chrono::NaiveDate;

use super::bearing::refuse_absent;
use super::entry::Patch;
use super::requirements::refuse_void;
use super::rules::check_rules;
use super::way::Way;
use super::{Desk, input};
use crate::error::{Error, Fault, Named, Refusal, Result, Said};
use crate::kinds::opinion;
use crate::model::kind::{Field, Guard, Need, Passes, State, Step, Take};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes, of_take};
use crate::text::{Lang, Words};

/// Works out what a step sets, and checks what it needs.
pub(crate) fn patch(
    desk: &Desk,
    step: &'static Step,
    record: &Record,
    given: Given,
) -> Result<Patch> {
    let mut patch = needed(desk, step, given)?;
    let mut complete = record.clone();
    for (field, value) in &patch {
        complete.set(field, value.clone());
    }
    check_needs(desk, step, &complete)?;
    for (field, id) in step.sets {
        patch.push((field, Some(Value::Text((*id).to_owned()))));
    }
    for take in step.takes {
        let value = match given.text(&of_take(take)) {
            Some(typed) => desk
                .value(take.field, &[typed.to_owned()])
                .map_err(|error| renamed(error, take))?,
            None => match take.need {
                Need::Today => Some(Value::Day(desk.context.today)),
                Need::Acting => Some(acting(desk, take)?),
                Need::Optional | Need::Required => continue,
            },
        };
        patch.push((take.field, value));
    }
    // What was said when the state was reached before is not said again.
    for state in record.kind.states.iter().filter(|state| step.begins(state)) {
        let others = state.fields.iter().chain(state.clears);
        let unsaid = |field: &&&Field| !patch.iter().any(|(own, _)| own.id == field.id);
        let unsaid: Vec<&Field> = others.filter(unsaid).copied().collect();
        patch.extend(unsaid.into_iter().map(|field| (field, None)));
    }
    let mut after = record.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    check_taken(desk, step, record, &after)?;
    if step.verb == "finish" {
        refuse_bare_adoption(record, &after)?;
    }
    if let Some(passes) = &step.passes {
        check_passes(desk, passes, record, &after)?;
    }
    Ok(patch)
}

/// Finds whoever is acting, who is meant where nobody is named.
fn acting(desk: &Desk, take: &'static Take) -> Result<Value> {
    let actor = || desk.context.actor.clone();
    let found = desk.acting()?.map(|person| Value::Reference(person.id));
    found.ok_or_else(|| Refused::NotOnRoster(actor(), take).into())
}

/// Reads what was typed of the fields that must have been filled in before.
fn needed(desk: &Desk, step: &'static Step, given: Given) -> Result<Patch> {
    let mut patch: Patch = Vec::new();
    for field in step.needs {
        let opt = Opt::flag(field.id, Takes::Value(field), field.label);
        let typed: Vec<String> = given.texts(&opt).map(str::to_owned).collect();
        if !typed.is_empty() {
            patch.push((field, desk.value(field, &typed)?));
        }
    }
    Ok(patch)
}

/// Checks what a step has set so far.
pub(crate) fn check_taken(
    desk: &Desk,
    step: &'static Step,
    before: &Record,
    after: &Record,
) -> Result<()> {
    let today = desk.context.today;
    for take in step.takes {
        if let Some(day) = after.day(take.field)
            && begun(step, before).any(|own| own.id == take.field.id)
            && day > today
        {
            let fault = Fault::NotYet { today };
            return Err(input::bad(Named::Taken(take), &day.to_string(), fault));
        }
    }
    check_days(step, before, after)?;
    let on = begun(step, before).find_map(|day| after.day(day));
    let named = step.needs.iter().copied();
    let named = named.chain(step.takes.iter().map(|take| take.field));
    refuse_absent(desk, after, named, on.unwrap_or(today))?;
    check_rules(desk, after)
}

/// An opinion is adopted only together with its pledge.
pub(crate) fn refuse_bare_adoption(before: &Record, after: &Record) -> Result<()> {
    let is_adopted = after.text(&opinion::OUTCOME) == Some("adopted");
    if !is_adopted || after.value(&opinion::PLEDGE).is_some() {
        return Ok(());
    }
    let reference = before.ref_text().to_owned();
    Err(match before.text(&opinion::OUTCOME) {
        None | Some("continuing") => Refused::BareAdoption(reference),
        Some(_) => Refused::AdoptedLate(Way::reopen(before)),
    }
    .into())
}

/// Returns the days of the states that a step begins.
fn begun(step: &'static Step, record: &Record) -> impl Iterator<Item = &'static Field> {
    let states = record.kind.states.iter().filter(|state| step.begins(state));
    states.filter_map(|state| state.since.day())
}

/// A step is not taken before the last time that it was, nor before what it sends back.
fn check_days(step: &'static Step, before: &Record, after: &Record) -> Result<()> {
    for state in before.kind.states.iter().filter(|state| step.begins(state)) {
        let Some(day) = state.since.day() else {
            continue;
        };
        let ends = std::iter::once(day).chain(state.clears.iter().copied());
        let last = ends.filter_map(|last| Some((last, before.day(last)?)));
        if let (Some((which, last)), Some(now)) =
            (last.max_by_key(|(_, last)| *last), after.day(day))
        {
            not_before_last(before, day, (which, last), now)?;
        }
    }
    Ok(())
}

/// Refuses a day of a step before the last one of those that it follows: its own, or of what it ends.
pub(crate) fn not_before_last(
    record: &Record,
    day: &'static Field,
    (which, last): (&'static Field, NaiveDate),
    now: NaiveDate,
) -> Result<()> {
    if now >= last {
        return Ok(());
    }
    let reference = record.ref_text().to_owned();
    Err(Refused::BeforeLast {
        reference,
        day,
        which,
        last,
        now,
    }
    .into())
}

/// A record passes on to somebody else than its owner.
fn check_passes(desk: &Desk, passes: &Passes, before: &Record, after: &Record) -> Result<()> {
    if before.value(passes.owner) == after.value(passes.to) {
        let listing = desk.listing(before.kind, vec![before.clone()])?;
        let owner = listing.people(before, passes.owner, desk.context.lang);
        let reference = before.ref_text().to_owned();
        let to = passes.to;
        return Err(Refused::OwnerAlready {
            reference,
            to,
            owner,
        }
        .into());
    }
    Ok(())
}

/// Reasons for which a step is not possible.
#[derive(Debug)]
enum Refused {
    /// An opinion that is settled is said to have been adopted.
    AdoptedLate(Way),
    /// An opinion is adopted without its pledge.
    BareAdoption(String),
    /// A step is taken before the last time, or before what it ends.
    BeforeLast {
        reference: String,
        day: &'static Field,
        which: &'static Field,
        last: NaiveDate,
        now: NaiveDate,
    },
    /// The state of the record does not allow the step.
    Impossible {
        reference: String,
        step: &'static Step,
        /// Field that tells the state, and the state as people read it.
        state: Option<(&'static Field, String)>,
        way: Way,
    },
    /// Fields must be filled in before the step.
    Incomplete {
        reference: String,
        step: &'static Step,
        fields: Vec<&'static Field>,
        way: Way,
    },
    /// Whoever is acting, and so is meant, is not on the roster.
    NotOnRoster(String, &'static Take),
    /// Whoever it is handed to has it already.
    OwnerAlready {
        reference: String,
        to: &'static Field,
        owner: String,
    },
    /// It was taken on this day.
    Taken {
        reference: String,
        step: &'static Step,
        day: NaiveDate,
        way: Way,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::AdoptedLate(way) => {
                let way = way.words(lang);
                Said::new(
                    "pledge-needed",
                    lang.pick(
                        (
                            "采纳须同时形成实事项目，已有结果的不能直接改".to_owned(),
                            format!("请先用 {way}"),
                        ),
                        (
                            "what is adopted becomes a pledge, which an edit cannot make"
                                .to_owned(),
                            format!("first use {way}"),
                        ),
                    ),
                )
                .of(&opinion::OUTCOME)
                .with("adopted")
            }
            Self::BareAdoption(reference) => Said::new(
                "pledge-needed",
                lang.pick(
                    (
                        "--outcome “adopted”须同时形成实事项目".to_owned(),
                        format!("请用 huiyin opinion adopt {reference} --title 项目名称"),
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
                which,
                last,
                now,
            } => {
                let (flag, label) = (day.flag(), which.label.get(lang));
                let sentence = if which.id == day.id {
                    lang.pick(
                        format!("--{flag} “{now}”早于 {reference} 上次的{label} {last}"),
                        format!(
                            "--{flag} “{now}” is before that of {reference} the last time, {last}"
                        ),
                    )
                } else {
                    lang.pick(
                        format!("--{flag} “{now}”早于 {reference} 的{label} {last}"),
                        format!("--{flag} “{now}” is before “{label}” of {reference}, {last}"),
                    )
                };
                let sentence = (sentence, lang.pick("请核对", "check it"));
                Said::new("day-before", sentence)
                    .of(*day)
                    .with(now.to_string())
            }
            Self::Impossible {
                reference,
                step,
                state,
                way,
            } => {
                let state = state.as_ref().map_or_else(String::new, |(field, value)| {
                    let label = field.label.get(lang);
                    lang.pick(format!("{label}：{value}"), format!("{label}: {value}"))
                });
                let (about, verb, way) = (step.about.get(lang), step.verb, way.words(lang));
                Said::new(
                    "step-impossible",
                    lang.pick(
                        (
                            format!("{reference} 现在不能{about}（{state}）"),
                            format!("请先用 {way}"),
                        ),
                        (
                            format!("“{verb}” is not possible for {reference} now ({state})"),
                            format!("first use {way}"),
                        ),
                    ),
                )
                .of("REF")
                .with(reference)
            }
            Self::Incomplete {
                reference,
                step,
                fields,
                way,
            } => {
                let (about, verb, way) = (step.about.get(lang), step.verb, way.words(lang));
                let labels: Vec<&str> = fields.iter().map(|field| field.label.get(lang)).collect();
                let labels = lang.join(&labels);
                Said::new(
                    "fields-missing",
                    lang.pick(
                        (
                            format!("{reference} 还不能{about}，缺{labels}"),
                            format!("补齐请用 {way}"),
                        ),
                        (
                            format!("{reference} is not ready for “{verb}”: missing {labels}"),
                            format!("fill in with {way}"),
                        ),
                    ),
                )
                .of_all(fields)
            }
            Self::NotOnRoster(actor, take) => {
                let (flag, label) = (take.flag, take.field.label.get(lang));
                let sentence = lang.pick(
                    (
                        format!("名册里没有经办人“{actor}”，不知道{label}是谁"),
                        format!("请加 --{flag} 姓名"),
                    ),
                    (
                        format!("“{actor}”, who is acting, is not on the roster"),
                        format!("name who it is with --{flag} NAME"),
                    ),
                );
                Said::new("not-on-the-roster", sentence)
                    .of(take.field)
                    .with(actor)
            }
            Self::OwnerAlready {
                reference,
                to,
                owner,
            } => Said::new(
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
            .of(*to)
            .with(owner),
            Self::Taken {
                reference,
                step,
                day,
                way,
            } => {
                let (about, verb, way) = (step.about.get(lang), step.verb, way.words(lang));
                Said::new(
                    "step-impossible",
                    lang.pick(
                        (
                            format!("{reference} 已于{day}{about}"),
                            format!("要更正请用 {way}"),
                        ),
                        (
                            format!("{reference} took this step ({verb}) on {day}"),
                            format!("to correct it use {way}"),
                        ),
                    ),
                )
                .of("REF")
                .with(reference)
            }
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

fn check_needs(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    let needs = step.needs.iter().copied();
    let fields: Vec<&Field> = needs
        .filter(|field| record.value(field).is_none())
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    let refused = Refused::Incomplete {
        reference: record.ref_text().to_owned(),
        step,
        way: Way::fill_in(desk, record, &fields)?,
        fields,
    };
    Err(refused.into())
}

/// Checks that a step is possible now.
pub(crate) fn check(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    refuse_void(record)?;
    check_guards(desk, step, record)
}

fn check_guards(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    if record.allows(step) {
        return Ok(());
    }
    let reference = record.ref_text().to_owned();
    let way = way_to(desk, step, record)?;
    if let Some(day) = taken_on(step, record) {
        return Err(Refused::Taken {
            reference,
            step,
            day,
            way,
        }
        .into());
    }
    let listing = desk.listing(record.kind, vec![record.clone()])?;
    let state = failed(step, record).map(|guard| {
        let value = listing.people(record, guard.field, desk.context.lang);
        let dash = || "—".to_owned();
        let value = Some(value).filter(|value| !value.is_empty());
        (guard.field, value.unwrap_or_else(dash))
    });
    Err(Refused::Impossible {
        reference,
        step,
        state,
        way,
    }
    .into())
}

/// Returns the condition that keeps a step from being possible.
fn failed(step: &'static Step, record: &Record) -> Option<&'static Guard> {
    let mut guards = step.guards.iter();
    guards.find(|guard| !record.meets(guard))
}

/// Returns the day on which a step was taken that is taken once, where that is why it is impossible.
fn taken_on(step: &'static Step, record: &Record) -> Option<NaiveDate> {
    let (kind, guard) = (record.kind, failed(step, record)?);
    let begun = || kind.states.iter().filter(|state| step.begins(state));
    let is_own = if kind
        .status
        .is_some_and(|status| status.id == guard.field.id)
    {
        let mut own = begun().filter(|state| !state.id.is_empty()).peekable();
        own.peek().is_some() && own.all(|state| !guard.among.contains(&state.id))
    } else {
        step.takes
            .iter()
            .any(|take| take.field.id == guard.field.id)
            || begun().any(|state| state.says(guard.field))
    };
    let mut sets = step.sets.iter();
    if !is_own || !sets.all(|(field, id)| record.text(field) == Some(id)) {
        return None;
    }
    record.day(day_of(step)?)
}

/// Returns the field that bears the day on which a step is taken.
fn day_of(step: &'static Step) -> Option<&'static Field> {
    let take = step.takes.iter().find(|take| take.need == Need::Today)?;
    Some(take.field)
}

/// Finds what to do in the place of a step: it is corrected where it was taken, another step comes
/// first, or the last one is taken back.
pub(crate) fn way_to(desk: &Desk, step: &'static Step, record: &Record) -> Result<Way> {
    if record.allows(step) {
        return Way::step(desk, record, step);
    }
    if taken_on(step, record).is_some() {
        let needed = |take: &&Take| take.need == Need::Required;
        let fields = step.takes.iter().filter(needed).map(|take| take.field);
        let mut fields: Vec<&Field> = fields.collect();
        if fields.is_empty() {
            fields.extend(day_of(step));
        }
        return Way::fill_in(desk, record, &fields);
    }
    let leads = |other: &&&'static Step| {
        let states = record.kind.states.iter();
        let mut begun = states.filter(|state| other.begins(state));
        let wants = |state: &State| {
            step.guards
                .iter()
                .any(|guard| guard.among.contains(&state.id) || state.fills(guard))
        };
        record.allows(other) && begun.any(wants)
    };
    let steps = record.kind.steps.iter().collect::<Vec<_>>();
    match steps.iter().find(leads) {
        Some(other) => Way::step(desk, record, other),
        None => Ok(Way::reopen(record)),
    }
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
