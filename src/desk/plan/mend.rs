//! Reads a plan from what a file holds. Two offices may each have set what makes a plan alone and
//! none together, and a file may come from anywhere; whatever was merged, the record must stay
//! open, so that somebody can set it right. It never writes.

use serde_json::{Map, Value as Json};

use crate::model::plan::{CHANGES, DEFAULT, Plan, PlanFault, PlanFlaw, place};

/// Most parts of one setting that are left out before all of it is.
const MOST_PARTS: usize = 8;

/// A plan, and what had to be left out of what a file holds to make it one.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) plan: Plan,
    pub(crate) json: Json,
    pub(crate) unfit: Vec<String>,
}

/// Makes a plan of settings: a part that does not fit is left out, a setting that cannot do without
/// it is the default's.
pub(crate) fn mend(given: Map<String, Json>) -> Result<Mended, PlanFault> {
    let mut json = Json::Object(given);
    let mut unfit: Vec<String> = Vec::new();
    let mut default = None;
    loop {
        let fault = match Plan::from_json(&json) {
            Ok(plan) => return Ok(Mended { plan, json, unfit }),
            Err(fault) => fault,
        };
        let default = match &mut default {
            Some(default) => default,
            absent => absent.insert(read_default()?),
        };
        let path = part_of(&fault.place);
        let field = place::top(&path).to_owned();
        let name = name_of(&json, &path);
        let before = unfit.iter().filter(|one| within(one, &field)).count();
        let known = super::parts().any(|part| part.id == field) || field == CHANGES;
        if unfit.contains(&field) || !known {
            // The default's own setting does not go with the others.
            if json == *default {
                return Err(fault);
            }
            json = default.clone();
            unfit = all_fields();
        } else if before < MOST_PARTS && path != field && place::take_out(&mut json, &path) {
            unfit.push(name);
        } else {
            json[&field] = replacement(&field, &json, default);
            unfit.push(field);
        }
    }
}

fn read_default() -> Result<Json, PlanFault> {
    serde_json::from_str(DEFAULT).map_err(|_| PlanFlaw::Form.at(""))
}

fn all_fields() -> Vec<String> {
    super::parts().map(|field| field.id.to_owned()).collect()
}

fn within(place: &str, field: &str) -> bool {
    place::top(place) == field
}

/// Returns the item of a list, or the key of a setting, in which a fault lies.
fn part_of(place: &str) -> String {
    place::joined(place::parts(place).take(2))
}

/// Names a part for people: of what is set anew later, the setting.
fn name_of(json: &Json, part: &str) -> String {
    match place::get(json, &format!("{part}.place")).and_then(Json::as_str) {
        Some(setting) if within(part, CHANGES) => format!("{CHANGES}.{setting}"),
        _ => part.to_owned(),
    }
}

/// Returns what stands for a setting that is of no use: for the days of the campaign those of its
/// phases, for all else the default.
fn replacement(field: &str, json: &Json, default: &Json) -> Json {
    let phases = json["phases"].as_array().into_iter().flatten();
    let days = phases.filter_map(|phase| phase[field].as_str());
    let day = match field {
        "opens" => days.min(),
        "closes" => days.max(),
        CHANGES => return Json::Array(Vec::new()),
        _ => None,
    };
    day.map_or_else(|| default[field].clone(), Json::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// JSON put into the default plan, and the keys that are left out for it.
    fn cases() -> Vec<(Json, Vec<&'static str>)> {
        let holiday = |from: &str| json!({"name": "x", "from": from, "until": "2011-05-03"});
        vec![
            (json!({}), vec![]),
            (json!({"opens": "zz"}), vec!["opens"]),
            (json!({"title": null, "phases": 5}), vec!["title", "phases"]),
            (json!({"opens": "2012-01-01"}), vec!["opens"]),
            (
                json!({"limits": {"reply_days": -5}}),
                vec!["limits.reply_days"],
            ),
            (json!({"limits": 3}), vec!["limits"]),
            (
                json!({"holidays": [holiday("2011-05-01"), holiday("2011-06-01")]}),
                vec!["holidays[1]"],
            ),
            (json!({"quotas": {"a": 1}}), vec!["quotas"]),
            (
                json!({"changes": [
                    {"place": "limits.reply_days", "from": "2011-05-01", "value": 10},
                    {"place": "limits.reply_days", "from": "2011-06-01", "value": -1},
                    {"place": "title", "from": "2011-07-01", "value": "x"},
                ]}),
                vec!["changes.title", "changes.limits.reply_days"],
            ),
            (json!({"changes": 5}), vec!["changes"]),
        ]
    }

    #[test]
    fn a_plan_comes_of_whatever_a_file_holds() {
        let default = read_default().unwrap();
        for (held, unfit) in cases() {
            let mut given = default.as_object().unwrap().clone();
            given.extend(held.as_object().unwrap().clone());
            let mended = mend(given).unwrap();
            assert_eq!(mended.unfit, unfit, "{held}");
            assert!(Plan::from_json(&mended.json).is_ok(), "{held}");
        }
        for nothing in [json!({}), json!({"opens": 1, "zz": 2})] {
            let mended = mend(nothing.as_object().unwrap().clone()).unwrap();
            assert!(!mended.unfit.is_empty(), "{nothing}");
        }
    }

    #[test]
    fn days_that_two_offices_set_apart_are_those_of_the_phases() {
        let mut given = read_default().unwrap().as_object().unwrap().clone();
        given.insert("opens".to_owned(), json!("2011-08-01"));
        given.insert("closes".to_owned(), json!("2011-07-31"));
        given.insert("quotas".to_owned(), json!([]));
        let mended = mend(given).unwrap();
        assert_eq!(mended.unfit, ["opens"]);
        assert_eq!(mended.json["opens"], "2011-03-01");
        assert_eq!(mended.json["closes"], "2011-07-31");
    }

    #[test]
    fn a_long_list_of_faults_costs_no_more_than_a_short_one() {
        let mut given = read_default().unwrap().as_object().unwrap().clone();
        let holiday = json!({"name": "x", "from": "2011-06-01", "until": "2011-05-03"});
        given.insert("holidays".to_owned(), Json::from(vec![holiday; 5000]));
        assert_eq!(mend(given).unwrap().unfit.len(), MOST_PARTS + 1);
    }
}
