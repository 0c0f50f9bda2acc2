//! What another office set of the plan after this one had closed a phase: up to its last day the plan
//! stays what it was at the closing, and what came holds from the day after it (DOMAIN.md, section
//! 10.4).

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::settings::{lay_over, on};
use super::{KIND, below_settings, official_id};
use crate::desk::phase::CLOSING;
use crate::error::Result;
use crate::kinds::{phase, setting};
use crate::model::plan::{CHANGES, DATED, place};
use crate::model::value::day;
use crate::store::Store;

/// Places of settings that are kept back, each with what it would be.
pub(crate) type KeptBack = Vec<(String, Json)>;

/// Lists of days, of which a closed phase keeps its own: the list, and where an item has its day.
const DAYS: [(&str, &str); 2] = [("holidays", "from"), ("workdays", "")];

/// Reads the plan of a file, and what of it the days of closed phases keep back.
pub(super) fn in_force(store: &Store) -> Result<(Map<String, Json>, KeptBack)> {
    let now = up_to(store, None)?;
    let rows = closing_rows(store, now.get("phases"))?;
    if rows.is_empty() {
        return Ok((now, KeptBack::new()));
    }
    let newest = newest_row(store)?;
    let mut held: Option<(Map<String, Json>, NaiveDate)> = None;
    // What was closed after all that was set keeps nothing back.
    let before = rows.into_iter().enumerate();
    for (at, row) in before.filter(|(_, row)| *row < newest) {
        let then = up_to(store, Some(row))?;
        let then = match &held {
            Some((held, last)) => keep(held, (at, *last), then).0,
            None => then,
        };
        // What a repair has left of a plan may have no phases.
        let Some(last) = closings(&then).nth(at).flatten() else {
            break;
        };
        held = Some((then, last));
    }
    Ok(match held {
        Some((held, last)) => {
            let closed =
                closings(&held).filter(|closes| closes.is_some_and(|closes| closes <= last));
            let closed = closed.count();
            keep(&held, (closed, last), now)
        }
        None => (now, KeptBack::new()),
    })
}

/// Returns the last day of each phase of a plan.
fn closings(plan: &Map<String, Json>) -> impl Iterator<Item = Option<NaiveDate>> {
    let phases = plan.get("phases").and_then(Json::as_array);
    let phases = phases.into_iter().flatten();
    phases.map(|phase| phase["closes"].as_str().and_then(day))
}

/// Reads the plan as all offices set it, up to a row of the log or in the end.
fn up_to(store: &Store, row: Option<i64>) -> Result<Map<String, Json>> {
    let mut plan = below_settings(store, row)?;
    let settings = super::settings::records(store, row)?;
    lay_over(&mut plan, settings);
    Ok(plan)
}

/// Returns the last row of the log that says something of the plan.
fn newest_row(store: &Store) -> Result<i64> {
    let mut newest = store.last_row(official_id(KIND.id, KIND.id))?;
    for record in store.ever(&setting::KIND)? {
        newest = newest.max(store.last_row(record)?);
    }
    Ok(newest)
}

/// Lists the rows of the log that closed phases, one after another from the first.
fn closing_rows(store: &Store, phases: Option<&Json>) -> Result<Vec<i64>> {
    let count = phases.and_then(Json::as_array).map_or(0, Vec::len);
    let mut rows = Vec::new();
    if count == 0 || !store.has_any(&phase::KIND)? || store.is_empty()? {
        return Ok(rows);
    }
    let code = store.own_office()?.first_code;
    for number in 1..=count {
        let id = official_id(phase::KIND.id, &format!("{code}-{number}"));
        let known = store.get(&phase::KIND, id)?;
        if known.is_none_or(|known| known.text(&phase::STATE) != Some("closed")) {
            break;
        }
        rows.push(store.last_row_of(id, CLOSING)?);
    }
    Ok(rows)
}

/// Puts back into a plan what held up to the last day of so many closed phases; returns the days that
/// would be others, each with what it would be.
fn keep(
    held: &Map<String, Json>,
    (closed, last): (usize, NaiveDate),
    now: Map<String, Json>,
) -> (Map<String, Json>, KeptBack) {
    let held = Json::Object(held.clone());
    let mut plan = Json::Object(now);
    keep_rules(&held, last, &mut plan);
    let mut kept_back = KeptBack::new();
    let mut places = vec!["opens".to_owned()];
    for at in 0..closed {
        places.extend(["opens", "closes"].map(|key| format!("phases[{at}].{key}")));
    }
    // The next begins on the day after.
    places.push(format!("phases[{closed}].opens"));
    for at in places {
        let before = place::get(&held, &at).cloned();
        let now = place::get(&plan, &at).cloned();
        if let Some(before) = before.filter(|before| Some(before) != now.as_ref())
            && place::put(&mut plan, &at, before)
        {
            kept_back.extend(now.map(|now| (at, now)));
        }
    }
    for (list, key) in DAYS {
        let items = |plan: &Json, is_closed: bool| -> Vec<Json> {
            let items = plan[list].as_array().into_iter().flatten();
            let wanted = items.filter(|item| {
                let first = if key.is_empty() { item } else { &item[key] };
                let first = first.as_str().and_then(day);
                first.is_some_and(|day| day <= last) == is_closed
            });
            wanted.cloned().collect()
        };
        let before = items(&held, true);
        if items(&plan, true) != before {
            kept_back.push((list.to_owned(), plan[list].clone()));
            let open = items(&plan, false);
            plan[list] = before.into_iter().chain(open).collect();
        }
    }
    let plan = match plan {
        Json::Object(plan) => plan,
        _ => Map::new(),
    };
    (plan, kept_back)
}

/// Lets the rules of a plan be up to a day what they were, and from the next one on what they are.
fn keep_rules(held: &Json, last: NaiveDate, plan: &mut Json) {
    let Some(next) = last.succ_opt() else {
        return;
    };
    let changes = |plan: &Json, top: &str, until: NaiveDate| -> Vec<Json> {
        let changes = plan[CHANGES].as_array().into_iter().flatten();
        let of_top = changes.filter(|change| {
            let is_its = change["place"]
                .as_str()
                .is_some_and(|at| place::top(at) == top);
            is_its && change["from"].as_str().and_then(day) <= Some(until)
        });
        of_top.cloned().collect()
    };
    let from_then = on(plan, Some(next));
    for top in DATED {
        let before = changes(held, top, last);
        if held[top] == plan[top] && before == changes(plan, top, last) {
            continue;
        }
        let is_over = changes(plan, top, next);
        let mut all = plan[CHANGES].as_array().cloned().unwrap_or_default();
        all.retain(|change| !is_over.contains(change));
        all.extend(before);
        all.push(json!({"place": top, "from": next, "value": from_then[top]}));
        plan[*top] = held[top].clone();
        plan[CHANGES] = all.into();
    }
}
