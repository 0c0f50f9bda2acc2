//! Taking a whole plan from a file, setting by setting; and making one of it for another year.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json};

use super::setting::Setting;
use super::settings::{self, Changed, Wanted};
use super::{Refused, days};
use crate::checks;
use crate::desk::Desk;
use crate::error::Result;
use crate::model::office;
use crate::model::plan::{CHANGES, Plan, place};

/// Sets every setting in which a plan differs from that of the file; returns those.
///
/// # Errors
/// If the file's plan is the leading group's and that is another, the plan is of another campaign, or a
/// closed phase would change.
pub(crate) fn replace(desk: &Desk, (json, plan): &(Json, Plan)) -> Result<Vec<Changed>> {
    if is_issued(desk)? {
        return Err(Refused::NotLeading.into());
    }
    if plan.closes < desk.plan.opens || plan.opens > desk.plan.closes {
        return Err(Refused::OtherDays(plan.opens, plan.closes).into());
    }
    let held = Json::Object(super::json(&desk.store)?);
    let mut wanted = Vec::new();
    differences(&held, json, "", &mut wanted);
    let mut wanted: Vec<Wanted> = wanted
        .into_iter()
        .map(|(place, value)| Wanted::exactly(place, value, None))
        .collect();
    let later = |plan: &Json| -> Vec<Setting> {
        let changes = plan[CHANGES].as_array().into_iter().flatten();
        changes.filter_map(Setting::of_change).collect()
    };
    let (then, now) = (later(&held), later(json));
    let new = now.iter().filter(|setting| !then.contains(setting));
    wanted.extend(new.map(|setting| {
        Wanted::exactly(setting.place.clone(), setting.value.clone(), setting.since)
    }));
    let is_gone = |setting: &&Setting| {
        let mut kept = now.iter();
        !kept.any(|one| (&one.place, one.since) == (&setting.place, setting.since))
    };
    let gone: Vec<Setting> = then.iter().filter(is_gone).cloned().collect();
    settings::change(desk, &wanted, &gone, "plan load")
}

/// Tells whether the plan of a file is another's to change as a whole: it was given the plan as it was
/// made, or has taken in the file of the leading group.
fn is_issued(desk: &Desk) -> Result<bool> {
    let role = checks::role(&desk.store, Some(&desk.store.own_office()?))?;
    let mut writers = desk.store.writers()?.into_iter();
    let is_led = writers
        .any(|one| one.role.as_deref() == Some(office::LEADING) && one.unit != Some(desk.own_unit));
    Ok(role == office::PART || role != office::LEADING && is_led)
}

/// Lists the places at which a plan differs from another, each with what it says there.
fn differences(held: &Json, now: &Json, at: &str, found: &mut Vec<(String, Json)>) {
    if held == now {
        return;
    }
    match (held, now) {
        (Json::Object(held), Json::Object(now)) if at.is_empty() => {
            for (key, value) in now.iter().filter(|(key, _)| *key != CHANGES) {
                differences(held.get(key).unwrap_or(&Json::Null), value, key, found);
            }
            found.extend(left_out(held, now));
        }
        (Json::Object(held), Json::Object(now)) if held.keys().eq(now.keys()) => {
            for (key, value) in now {
                differences(&held[key], value, &place::below(at, key), found);
            }
        }
        (Json::Array(held), Json::Array(now)) if are_alike(held, now) => {
            for (number, (held, now)) in held.iter().zip(now).enumerate() {
                differences(held, now, &format!("{at}[{number}]"), found);
            }
        }
        _ => found.push((at.to_owned(), now.clone())),
    }
}

/// Tells whether the items of two lists are the same, one by one, however they differ within.
fn are_alike(held: &[Json], now: &[Json]) -> bool {
    let is_pair = |(held, now): (&Json, &Json)| {
        held.is_object() && now.is_object() && held["key"] == now["key"]
    };
    held.len() == now.len() && held.iter().zip(now).all(is_pair)
}

/// Returns what a plan that leaves out a key says of it: nothing, where it was a list; else what the
/// built-in one says.
fn left_out(held: &Map<String, Json>, now: &Map<String, Json>) -> Vec<(String, Json)> {
    let default: Json = serde_json::from_str(super::DEFAULT).unwrap_or_default();
    let gone = held
        .iter()
        .filter(|(key, _)| *key != CHANGES && !now.contains_key(*key));
    let said = gone.map(|(key, value)| match value {
        Json::Array(_) => (key.clone(), Json::from(Vec::<Json>::new())),
        _ => (key.clone(), default[key].clone()),
    });
    said.filter(|(key, value)| held[key] != *value).collect()
}

/// Makes a plan for another year of a file's own, by moving its days.
///
/// # Errors
/// If it is for that year already.
pub(crate) fn shifted(desk: &Desk, year: i32) -> Result<Json> {
    let json = Json::Object(super::json(&desk.store)?);
    let own = desk.plan.opens.year();
    if year == own {
        return Err(Refused::NoOtherYear { year, own }.into());
    }
    moved(json, own, year)
}

/// Makes the built-in plan one for a year.
///
/// # Errors
/// If no campaign is in that year.
pub(crate) fn built_in_of(year: i32) -> Result<(Json, Plan)> {
    let (json, plan) = super::built_in()?;
    let json = moved(json, plan.opens.year(), year)?;
    super::parse(&json.to_string(), "plan.json", NaiveDate::default())
}

/// Returns the year for which the built-in plan is of use on a day: its own, unless it is over by then.
///
/// # Errors
/// If the built-in plan cannot be read.
pub(crate) fn year_for(today: NaiveDate) -> Result<i32> {
    let (_, plan) = super::built_in()?;
    let is_over = (today.month(), today.day()) > (plan.closes.month(), plan.closes.day());
    Ok(today.year() + i32::from(is_over))
}

fn moved(mut json: Json, own: i32, year: i32) -> Result<Json> {
    if !(1900..=2200).contains(&year) {
        return Err(Refused::NoOtherYear { year, own }.into());
    }
    days::shift(&mut json, year - own);
    Ok(json)
}
