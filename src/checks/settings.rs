//! Checks the values of settings that a person types into a plan. A plan that came from another
//! file may hold what a newer program knows; it is read all the same, and not checked here.

use serde_json::Value as Json;

use super::activities::{self, ACTIVITIES};
use super::activity::{Activity, Asks};
use super::codes;
use crate::kinds::{person, survey, unit};
use crate::model::kind::Field;
use crate::model::plan::{
    Headline, LateEntry, Per, Plan, PlanFault, PlanFlaw, Quota, RankBy, place,
};
use crate::text::is_hidden;

/// Checks that every name in a plan is one that is known.
pub(crate) fn check(plan: &Plan, json: &Json) -> Result<(), PlanFault> {
    sayable("", json)?;
    if let Some(unknown) = Plan::unknown(json) {
        return Err(unknown);
    }
    check_satisfaction(&json["satisfaction"])?;
    for (at, phase) in plan.phases.iter().enumerate() {
        let known = codes::CODES.iter().map(|code| code.id);
        among(
            &format!("phases[{at}].before_closing"),
            &phase.before_closing,
            known,
        )?;
    }
    if let Some(late_entry) = json["late_entry"].as_str() {
        let names = LateEntry::NAMES.into_iter();
        among("late_entry", &[late_entry.to_owned()], names)?;
    }
    if let Some(rank_by) = json["rank_by"].as_str() {
        let names = RankBy::ALL.into_iter().map(RankBy::rate);
        among("rank_by", &[rank_by.to_owned()], names)?;
    }
    for (at, quota) in plan.on(plan.opens).quotas.iter().enumerate() {
        check_quota(&format!("quotas[{at}]"), quota)?;
    }
    for (at, milestone) in plan.milestones.iter().enumerate() {
        let place = format!("milestones[{at}]");
        if let Some(what) = &milestone.what {
            let activity = activity(&place, what, Activity::is_for_milestones)?;
            kinds(&format!("{place}.kinds"), activity, &milestone.kinds)?;
        }
    }
    Ok(())
}

/// Finds an activity among those that may stand in a place.
fn activity(
    place: &str,
    what: &str,
    fits: impl Fn(&Activity) -> bool,
) -> Result<&'static Activity, PlanFault> {
    let known = || ACTIVITIES.iter().filter(|activity| fits(activity));
    let found = activities::find(what).filter(|activity| fits(activity));
    found.ok_or_else(|| {
        let known = known().map(|activity| activity.id.to_owned()).collect();
        let value = what.to_owned();
        PlanFlaw::Value { value, known }.at(format!("{place}.what"))
    })
}

/// Checks that a survey is summed up by what its ballots say.
fn check_satisfaction(json: &Json) -> Result<(), PlanFault> {
    let texts = |json: &Json| -> Vec<String> {
        let one = std::slice::from_ref(json);
        let texts = json.as_array().map_or(one, Vec::as_slice).iter();
        texts.filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let ballots = [&survey::SATISFIED, &survey::MOSTLY, &survey::DISSATISFIED];
    let ballots = ballots.into_iter().map(|field| field.id);
    among("satisfaction.scale", &texts(&json["scale"]), ballots)?;
    let headline = texts(&json["headline"]);
    among(
        "satisfaction.headline",
        &headline,
        Headline::NAMES.into_iter(),
    )
}

/// The longest text of a setting, in characters.
const MOST_CHARACTERS: usize = 500;

/// Checks that the log can hold a value, and a page too: it has no numbers but whole ones, no control
/// characters, and no text that is empty or endless.
fn sayable(place: &str, json: &Json) -> Result<(), PlanFault> {
    let text = |place: &str, text: &str| {
        let plain: String = text
            .chars()
            .filter(|one| *one != '\n' && !is_hidden(*one))
            .collect();
        let (characters, most) = (text.trim().chars().count(), MOST_CHARACTERS);
        if characters == 0 || characters > most {
            return Err(PlanFlaw::Length { characters, most }.at(place));
        }
        if plain == text {
            return Ok(());
        }
        let (value, known) = (text.to_owned(), vec![plain]);
        Err(PlanFlaw::Value { value, known }.at(place))
    };
    match json {
        Json::Number(number) if !number.is_i64() => {
            let (value, within) = (number.to_string(), None);
            Err(PlanFlaw::Number { value, within }.at(place))
        }
        Json::String(said) => text(place, said),
        Json::Array(items) => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(at, item)| sayable(&format!("{place}[{at}]"), item))
        }
        Json::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            let place = place::below(place, key);
            text(&place, key)?;
            sayable(&place, value)
        }),
        _ => Ok(()),
    }
}

fn check_quota(place: &str, quota: &Quota) -> Result<(), PlanFault> {
    let activity = activity(place, &quota.what, |activity| activity.asks().is_some())?;
    among(&format!("{place}.ranks"), &quota.ranks, ids(&person::RANK))?;
    among(
        &format!("{place}.units"),
        &quota.units,
        ids(&unit::UNIT_KIND),
    )?;
    kinds(&format!("{place}.kinds"), activity, &quota.channels)?;
    let lacking = |part: &str, field: &'static Field| {
        let known = ids(field).map(str::to_owned).collect();
        let value = String::new();
        Err(PlanFlaw::Value { value, known }.at(format!("{place}.{part}")))
    };
    match activity.asks() {
        Some(Asks::Persons) if quota.ranks.is_empty() => lacking("ranks", &person::RANK),
        Some(Asks::Units) if quota.units.is_empty() => lacking("units", &unit::UNIT_KIND),
        _ if activity.is_periodic() && quota.per == Per::Once => among(
            &format!("{place}.per"),
            &["once".to_owned()],
            ["week", "month"].into_iter(),
        ),
        _ => Ok(()),
    }
}

fn ids(field: &'static Field) -> impl Iterator<Item = &'static str> {
    field.choices().iter().map(|choice| choice.id)
}

/// Checks the kinds or channels of a deed that are to count.
fn kinds(path: &str, activity: &Activity, values: &[String]) -> Result<(), PlanFault> {
    match activity.kinds.known() {
        Some(known) => among(path, values, known.into_iter()),
        None => Ok(()),
    }
}

fn among<'a>(
    place: &str,
    values: &[String],
    known: impl Iterator<Item = &'a str>,
) -> Result<(), PlanFault> {
    let known: Vec<&str> = known.collect();
    match values.iter().find(|value| !known.contains(&value.as_str())) {
        None => Ok(()),
        Some(value) => {
            let known = known.into_iter().map(str::to_owned).collect();
            let value = value.clone();
            Err(PlanFlaw::Value { value, known }.at(place))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::DEFAULT;

    #[test]
    fn a_name_that_is_not_known_is_refused_with_its_place() {
        let cases = [
            (
                "/phases/0/before_closing/0",
                "\"reception-dayly\"",
                "phases[0].before_closing",
            ),
            ("/quotas/0/what", "\"telepathy\"", "quotas[0].what"),
            ("/quotas/0/what", "\"visit\"", "quotas[0].what"),
            ("/quotas/0/ranks", "[\"king\"]", "quotas[0].ranks"),
            ("/quotas/0/ranks", "[]", "quotas[0].ranks"),
            ("/quotas/0/channels", "[\"smoke\"]", "quotas[0].kinds"),
            ("/quotas/0/per", "\"once\"", "quotas[0].per"),
            ("/late_entry", "\"forgiven\"", "late_entry"),
            ("/limits", "{\"reply_day\": 3}", "limits.reply_day"),
            (
                "/satisfaction/headline",
                "\"contented\"",
                "satisfaction.headline",
            ),
            ("/satisfaction/scale/0", "\"poor\"", "satisfaction.scale"),
            ("/satisfaction", "{\"formula\": 1}", "satisfaction.formula"),
            ("/milestones/0/what", "\"pairing\"", "milestones[0].what"),
            (
                "/milestones/0",
                "{\"key\":\"k\",\"name\":\"n\",\"date\":\"2011-03-09\",\"did\":1}",
                "milestones[0].did",
            ),
        ];
        for (pointer, value, place) in cases {
            let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
            *json.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
            let plan = Plan::from_json(&json).unwrap();
            let fault = check(&plan, &json).unwrap_err();
            assert_eq!(fault.place, place, "{pointer} = {value}");
            assert!(matches!(
                fault.flaw,
                PlanFlaw::Unknown | PlanFlaw::Value { .. }
            ));
        }
    }

    #[test]
    fn the_plan_that_is_built_in_knows_only_what_is_known() {
        let json = serde_json::from_str(DEFAULT).unwrap();
        assert_eq!(check(&Plan::from_json(&json).unwrap(), &json), Ok(()));
    }
}
