//! Single settings of the plan, each a record: what `plan set` changes. They lie over the plan that a
//! file was made with; what is set of a part alone stands over what is set of the whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::setting::Setting;
use super::{Refused, checked, mend, official_id, unknown};
use crate::desk::{Desk, input, json_value, phase};
use crate::error::Result;
use crate::kinds::plan;
use crate::kinds::setting::{KIND, PLACE, SINCE, VALUE};
use crate::model::date;
use crate::model::kind::REF;
use crate::model::plan::{CHANGES, DATED, Phase, Plan, PlanFault, PlanFlaw, place};
use crate::model::value::Value;
use crate::store::{Filter, Store, Writing};

/// Reads the settings of a file, up to a row of the log or in the end.
pub(super) fn records(store: &Store, row: Option<i64>) -> Result<Vec<Setting>> {
    if !store.has_any(&KIND)? {
        return Ok(Vec::new());
    }
    let records = match row {
        None => store.list(&KIND, &Filter::default())?,
        Some(row) => {
            let ever = store.ever(&KIND)?.into_iter();
            let known = ever.map(|id| store.up_to(&KIND, id, row));
            let known = known.collect::<Result<Vec<_>>>()?;
            known.into_iter().flatten().collect()
        }
    };
    let stands = records.iter().filter(|record| !record.is_void());
    Ok(stands.filter_map(Setting::of).collect())
}

/// Lays settings over a plan, those of a part upon those of the whole. One that has no place in it is
/// left among the changes, where it is told as one that cannot be used.
pub(super) fn lay_over(plan: &mut Map<String, Json>, mut settings: Vec<Setting>) {
    settings.sort_by_key(|setting| {
        let depth = place::parts(&setting.place).count();
        (setting.since, depth, setting.place.clone())
    });
    let mut whole = Json::Object(std::mem::take(plan));
    let mut changes = Vec::new();
    for setting in settings {
        let laid = setting.since.is_none()
            && plan::KIND.field(place::top(&setting.place)).is_some()
            && place::put(&mut whole, &setting.place, setting.value.clone());
        if !laid {
            changes.push(setting.change(&whole["opens"]));
        }
    }
    if let Json::Object(whole) = whole {
        *plan = whole;
    }
    if !changes.is_empty() {
        plan.insert(CHANGES.to_owned(), Json::Array(changes));
    }
}

/// Writes a setting; of one that came with the plan of a new file where that was taken from.
pub(super) fn write(writing: &mut Writing, setting: &Setting, source: Option<&str>) -> Result<()> {
    let name = match setting.since {
        Some(since) => format!("{} {since}", setting.place),
        None => setting.place.clone(),
    };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let mut fields = vec![
        (&REF, text(&name)),
        (&PLACE, text(&setting.place)),
        (&SINCE, setting.since.map(Value::Day)),
        (&VALUE, json_value(setting.value.clone())),
    ];
    fields.extend(source.map(|source| (&plan::SOURCE, text(source))));
    let id = official_id(KIND.id, &name);
    writing.change(&KIND, id, &fields).map(drop)
}

/// A setting with its old and new value.
#[derive(Debug)]
pub(crate) struct Changed {
    /// As it was typed.
    pub(crate) place: String,
    pub(crate) since: Option<NaiveDate>,
    pub(crate) before: Json,
    pub(crate) now: Json,
}

/// A setting that somebody wants.
#[derive(Debug)]
pub(super) struct Wanted {
    /// As it was typed.
    place: String,
    said: String,
    /// What its value may be meant as, the likeliest first.
    meant: Vec<Json>,
    /// The first day, where one after the campaign's was named.
    since: Option<NaiveDate>,
    /// True if none was named: it holds for all phases that are not closed.
    for_all: bool,
}

impl Wanted {
    /// Wants what a plan says; from a day on, or for all phases that are not closed.
    pub(super) fn exactly(place: String, value: Json, since: Option<NaiveDate>) -> Self {
        Self {
            place,
            said: value.to_string(),
            meant: vec![value],
            since,
            for_all: since.is_none(),
        }
    }
}

/// A setting that is written: the value that was typed for it, or one that holds again.
#[derive(Debug)]
struct Edit {
    /// Index among the settings that were typed.
    of: usize,
    place: String,
    since: Option<NaiveDate>,
    again: Option<Json>,
    /// True if it holds for all phases that are not closed, whatever was set for later days.
    for_all: bool,
}

/// Sets places of the plan to values that a person typed: from a day on, or else for all phases that
/// are not closed.
///
/// # Errors
/// If a place or value is not one of the plan's, or a closed phase would change.
pub(crate) fn set(desk: &Desk, typed: &[(&str, &str)], from: Option<&str>) -> Result<Vec<Changed>> {
    let phases = phases(desk)?;
    let from = from
        .map(|from| first_day(desk, &phases, from))
        .transpose()?;
    let wanted = typed.iter().map(|(place, said)| Wanted {
        place: (*place).to_owned(),
        said: (*said).to_owned(),
        meant: meant(desk, said),
        since: from.flatten(),
        for_all: from.is_none(),
    });
    let wanted: Vec<Wanted> = wanted.collect();
    change(desk, &wanted, &[], "plan set")
}

/// Sets what is wanted, and sets back those of later days that are gone, in one command.
pub(super) fn change(
    desk: &Desk,
    wanted: &[Wanted],
    gone: &[Setting],
    verb: &str,
) -> Result<Vec<Changed>> {
    let held = super::json(&desk.store)?;
    let plan = base(held.clone(), wanted);
    let phases = phases(desk)?;
    let (mut edits, mut changed) = (Vec::new(), Vec::new());
    for (of, one) in wanted.iter().enumerate() {
        let at = &one.place;
        let top = place::top(at);
        let known = plan::KIND.field(top).is_some() && place::is_written(at);
        if !known || !place::put(&mut plan.clone(), at, Json::Null) {
            return Err(unknown(&Json::Object(held), at).into());
        }
        let spans = match one.for_all {
            _ if DATED.contains(&top) => spans(&phases, one.since)?,
            false => return Err(Refused::Undated(at.clone()).into()),
            true => vec![(None, true)],
        };
        let place = place::lasting(&plan, at);
        let others = wanted[..of].iter();
        if others
            .map(|one| place::lasting(&plan, &one.place))
            .any(|other| other == place)
        {
            return Err(Refused::SettingTwice(at.clone()).into());
        }
        let present = |day| {
            place::get(&on(&plan, day), &place)
                .cloned()
                .unwrap_or_default()
        };
        let since = spans.first().and_then(|(since, _)| *since);
        changed.push(Changed {
            place: at.clone(),
            since,
            before: present(since),
            now: Json::Null,
        });
        for (since, is_new) in spans {
            let again = (!is_new).then(|| as_it_was(&on(&plan, since), &place));
            let (place, again) = again.map_or((place.clone(), None), |(at, was)| (at, Some(was)));
            edits.push(Edit {
                of,
                place,
                since,
                again,
                for_all: one.for_all,
            });
        }
    }
    let known = records(&desk.store, None)?;
    let replaced = replaced(&known, &edits, gone, &phases);
    let plan = without(plan, &replaced);
    let values = fit(desk, &plan, &edits, wanted, &changed)?;
    for (changed, value) in changed.iter_mut().zip(&values) {
        changed.now.clone_from(value);
    }
    let is_same = |one: &Changed| one.before == one.now;
    if replaced.is_empty() && changed.iter().all(is_same) {
        return Ok(Vec::new());
    }
    let mut written = replaced;
    written.extend(edits.iter().map(|edit| edit.setting(&values)));
    if written.is_empty() {
        return Ok(changed);
    }
    let author = desk.author(verb)?;
    desk.store.write(&author, |writing| {
        let mut written = written.iter();
        written.try_for_each(|setting| write(writing, setting, None))
    })?;
    Ok(changed)
}

impl Edit {
    fn setting(&self, values: &[Json]) -> Setting {
        Setting {
            place: self.place.clone(),
            since: self.since,
            value: self.again.as_ref().unwrap_or(&values[self.of]).clone(),
        }
    }
}

/// Returns the plan that is changed. What others hold that makes no plan must not keep anybody from
/// setting this right.
fn base(held: Map<String, Json>, wanted: &[Wanted]) -> Json {
    let own: Vec<_> = wanted
        .iter()
        .filter_map(|one| held.get_key_value(place::top(&one.place)))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mended = mend::mend(held.clone());
    let mut plan = mended.map_or(Json::Object(held), |mended| mended.json);
    for (key, value) in own {
        plan[key] = value;
    }
    plan
}

/// Returns the plan as it is on a day; without one, from its beginning.
pub(super) fn on(plan: &Json, day: Option<NaiveDate>) -> Json {
    let dated = Plan::from_json(plan).and_then(|read| read.dated(plan));
    let dated = dated.unwrap_or_default().into_iter().rev();
    let then = dated.into_iter().find(|dated| Some(dated.from) <= day);
    then.map_or_else(|| plan.clone(), |dated| dated.json)
}

/// Returns what stands at a place, to be set there again; where nothing does, what it would be in.
fn as_it_was(plan: &Json, at: &str) -> (String, Json) {
    let parts: Vec<&str> = place::parts(at).collect();
    let above = (1..=parts.len()).rev();
    let mut above = above.map(|length| place::joined(parts[..length].iter().copied()));
    let known = above.find_map(|at| {
        let value = place::get(plan, &at).filter(|value| !value.is_null());
        value.cloned().map(|value| (at, value))
    });
    known.unwrap_or_else(|| (at.to_owned(), Json::Null))
}

/// Returns the phases of the plan in order, and whether each is closed.
fn phases(desk: &Desk) -> Result<Vec<(Phase, bool)>> {
    let phases = desk.plan.phases.iter();
    let told = phases.map(|one| Ok((one.clone(), phase::is_closed(desk, one.number)?)));
    told.collect()
}

/// Reads from which day something holds; `None` for all that comes before the campaign's second day.
fn first_day(desk: &Desk, phases: &[(Phase, bool)], typed: &str) -> Result<Option<NaiveDate>> {
    let day = input::day("from", typed, desk.calendar(), false)?;
    let (opens, closes) = (desk.plan.opens, desk.plan.closes);
    if day > closes {
        return Err(Refused::TooLate { day, closes }.into());
    }
    let of_day = phases.iter().rev().find(|(phase, _)| phase.opens <= day);
    match of_day.or(phases.first()) {
        Some((phase, true)) => Err(Refused::ClosedPhase(phase.number).into()),
        _ => Ok(Some(day).filter(|day| *day > opens)),
    }
}

/// Returns from which days a value is to hold, and from which what held before is to hold again, so
/// that closed phases keep what they had.
fn spans(
    phases: &[(Phase, bool)],
    from: Option<NaiveDate>,
) -> Result<Vec<(Option<NaiveDate>, bool)>> {
    let mut spans: Vec<(Option<NaiveDate>, bool)> = Vec::new();
    for (at, (phase, closed)) in phases.iter().enumerate() {
        let last = phases.get(at + 1).is_none();
        if from.is_some_and(|from| phase.closes < from) && !last {
            continue;
        }
        let begins = if at == 0 {
            from
        } else {
            from.max(Some(phase.opens))
        };
        let is_new = !closed;
        if spans.last().map_or(is_new, |(_, before)| *before != is_new) {
            spans.push((begins, is_new));
        }
    }
    match (spans.is_empty(), phases.last()) {
        (true, Some((phase, _))) => Err(Refused::ClosedPhase(phase.number).into()),
        (true, None) => Ok(vec![(from, true)]),
        _ => Ok(spans),
    }
}

/// Returns the settings that are set back: of a part, where the whole is set; and of a later day,
/// where what is set is to hold for all phases that are not closed.
fn replaced(
    known: &[Setting],
    edits: &[Edit],
    gone: &[Setting],
    phases: &[(Phase, bool)],
) -> Vec<Setting> {
    let in_closed = |day: NaiveDate| {
        let mut phases = phases.iter();
        phases.any(|(phase, closed)| *closed && (phase.opens..=phase.closes).contains(&day))
    };
    let is_open = |day: Option<NaiveDate>| day.is_some_and(|day| !in_closed(day));
    let is_replaced = |setting: &&Setting| {
        let is_gone = gone.contains(setting) && is_open(setting.since);
        is_gone
            || edits.iter().any(|edit| {
                let within = place::is_within(&setting.place, &edit.place);
                let part = setting.since == edit.since && setting.place != edit.place;
                let later = edit.for_all && setting.since > edit.since && is_open(setting.since);
                within && (part || later)
            })
    };
    let set_back = |setting: &Setting| Setting {
        value: Json::Null,
        ..setting.clone()
    };
    known.iter().filter(is_replaced).map(set_back).collect()
}

/// Returns a plan without what is set back of its later days.
fn without(mut plan: Json, replaced: &[Setting]) -> Json {
    if let Some(changes) = plan.get_mut(CHANGES).and_then(Json::as_array_mut) {
        changes.retain(|change| {
            let known = Setting::of_change(change);
            let same = |one: &&Setting, other: &Setting| {
                (&one.place, one.since) == (&other.place, other.since)
            };
            !known.is_some_and(|known| replaced.iter().any(|one| same(&one, &known)))
        });
    }
    plan
}

/// Finds values of what was typed that make a plan, and refuses what makes none.
fn fit(
    desk: &Desk,
    plan: &Json,
    edits: &[Edit],
    wanted: &[Wanted],
    changed: &[Changed],
) -> Result<Vec<Json>> {
    let mut tried = vec![0; wanted.len()];
    let mut first = BTreeMap::new();
    loop {
        let values: Vec<Json> = wanted
            .iter()
            .zip(&tried)
            .map(|(one, at)| one.meant[*at].clone())
            .collect();
        let json = laid(plan.clone(), edits, &values);
        let of_days =
            |one: &Wanted| ["closes", "opens", "phases"].contains(&place::top(&one.place));
        let of_phases = wanted.iter().any(of_days);
        let whole = |made: Plan| {
            let checked = if of_phases {
                made.check_whole()
            } else {
                Ok(())
            };
            checked.map(|()| made)
        };
        let fault = match checked(&json).and_then(whole) {
            Ok(made) => {
                keep_closed(desk, &made)?;
                return Ok(values);
            }
            Err(fault) => fault,
        };
        let (of, place) = blamed(&json, edits, &fault);
        // It may be meant as something else.
        if fault.flaw == PlanFlaw::Form && tried[of] + 1 < wanted[of].meant.len() {
            tried[of] += 1;
            first.entry(of).or_insert((fault, place));
            continue;
        }
        let (fault, place) = match first.remove(&of) {
            Some(first) if fault.flaw == PlanFlaw::Form => first,
            _ => (fault, place),
        };
        let Wanted {
            place: at, said, ..
        } = &wanted[of];
        return Err(match fault.flaw {
            PlanFlaw::Unknown => unknown(plan, at).into(),
            flaw => Refused::Setting {
                place: at.clone(),
                value: said.clone(),
                present: changed[of].before.clone(),
                fault: flaw.at(place.unwrap_or_else(|| at.clone())),
            }
            .into(),
        });
    }
}

/// Returns what a typed value may mean, what is likeliest first: JSON, a text, a day, several.
fn meant(desk: &Desk, value: &str) -> Vec<Json> {
    let day = |value: &str| Some(date::parse(value, desk.calendar()).ok()?.last.to_string());
    let items = || input::separated(value);
    let days: Option<Vec<String>> = items().map(day).collect();
    let all = [
        serde_json::from_str(value).ok(),
        serde_json::from_str(&input::normalised(value))
            .ok()
            .filter(Json::is_number),
        Some(Json::from(value)),
        day(value).map(Json::from),
        days.map(Json::from),
        Some(items().map(Json::from).collect()),
    ];
    all.into_iter().flatten().collect()
}

/// Returns a plan with what is set in it.
fn laid(mut plan: Json, edits: &[Edit], values: &[Json]) -> Json {
    let opens = plan["opens"].clone();
    for setting in edits.iter().map(|edit| edit.setting(values)) {
        if setting.since.is_none() {
            place::put(&mut plan, &setting.place, setting.value);
            continue;
        }
        plan = without(plan, std::slice::from_ref(&setting));
        if !plan[CHANGES].is_array() {
            plan[CHANGES] = json!([]);
        }
        if let Some(changes) = plan[CHANGES].as_array_mut() {
            changes.push(setting.change(&opens));
        }
    }
    plan
}

/// Returns which of what was typed is at fault; and where, unless it is the very place that was
/// typed.
fn blamed(json: &Json, edits: &[Edit], fault: &PlanFault) -> (usize, Option<String>) {
    let mut at = fault.place.clone();
    if place::top(&at) == CHANGES {
        let change = place::joined(place::parts(&at).take(2));
        let of_change = place::get(json, &format!("{change}.place"));
        if let Some(Json::String(of_change)) = of_change {
            let part = place::parts(&fault.place).skip(3);
            at = place::joined(place::parts(of_change).chain(part));
        }
    }
    let lasting = place::lasting(json, &at);
    let touches = |edit: &&Edit| {
        place::is_within(&lasting, &edit.place) || place::is_within(&edit.place, &lasting)
    };
    let found = edits.iter().rev().find(touches).or(edits.last());
    let is_same = found.is_some_and(|edit| edit.place == lasting);
    (found.map_or(0, |edit| edit.of), (!is_same).then_some(at))
}

/// Refuses to change the days of a phase that is closed, or which of them are worked.
fn keep_closed(desk: &Desk, after: &Plan) -> Result<()> {
    for (phase, closed) in phases(desk)? {
        let days = phase
            .opens
            .iter_days()
            .take_while(|day| *day <= phase.closes);
        let mut days = days.filter(|day| desk.plan.is_workday(*day) != after.is_workday(*day));
        let kept = after
            .phase(phase.number)
            .is_some_and(|other| (other.opens, other.closes) == (phase.opens, phase.closes));
        if closed && (!kept || days.next().is_some()) {
            return Err(Refused::ClosedPhase(phase.number).into());
        }
    }
    Ok(())
}
