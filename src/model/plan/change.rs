//! Settings that change from a day on: the plan's JSON holds it beside what holds from the
//! beginning.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::{PlanFault, PlanFlaw, place};

/// The top key under which a plan's JSON holds what is set anew from later days on.
pub(crate) const CHANGES: &str = "changes";

/// Keys that can be set anew from a day on: all that [`super::Rules`] read. Days of phases,
/// milestones and holidays name their days themselves.
pub(crate) const DATED: &[&str] = &[
    "quotas",
    "limits",
    "satisfaction",
    "behind_by",
    "late_entry",
    "floor",
    "rank_by",
];

/// A setting that holds from a day on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct DatedSetting {
    pub(crate) place: String,
    pub(crate) from: NaiveDate,
    pub(crate) value: Json,
}

/// A plan as it is from a day on.
#[derive(Debug)]
pub(crate) struct Dated {
    pub(crate) from: NaiveDate,
    pub(crate) json: Json,
    /// Number and place of the changes that made it so.
    made_by: Vec<(usize, String)>,
}

/// Returns what a plan is from each day on which something is set anew, the earliest first. Where
/// changes of one day overlap, what is set of a part alone stands.
pub(super) fn dated(json: &Json, changes: &[DatedSetting]) -> Result<Vec<Dated>, PlanFault> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let mut ordered: Vec<(usize, &DatedSetting)> = changes.iter().enumerate().collect();
    ordered.sort_by_key(|(_, change)| (change.from, place::parts(&change.place).count()));
    let mut plan = json.clone();
    place::take_out(&mut plan, CHANGES);
    let mut dated: Vec<Dated> = Vec::new();
    for of_day in ordered.chunk_by(|(_, one), (_, next)| one.from == next.from) {
        let mut made_by = Vec::new();
        for (at, change) in of_day {
            let known = DATED.contains(&place::top(&change.place));
            if !known || !place::put(&mut plan, &change.place, change.value.clone()) {
                return Err(PlanFlaw::Unknown.at(format!("{CHANGES}[{at}].place")));
            }
            made_by.push((*at, change.place.clone()));
        }
        dated.push(Dated {
            from: of_day[0].1.from,
            json: plan.clone(),
            made_by,
        });
    }
    Ok(dated)
}

impl Dated {
    /// Places a fault of the plan in the change that made it: the last that set what is at fault.
    pub(crate) fn blame(&self, fault: PlanFault) -> PlanFault {
        let touches = |(_, place): &&(usize, String)| {
            place::is_within(&fault.place, place) || place::is_within(place, &fault.place)
        };
        let found = self.made_by.iter().rev().find(touches);
        let Some((at, place)) = found.or(self.made_by.last()) else {
            return fault;
        };
        if fault.flaw == PlanFlaw::Unknown {
            return fault.flaw.at(format!("{CHANGES}[{at}].place"));
        }
        let value = format!("{CHANGES}[{at}].value");
        let part = place::parts(&fault.place).skip(place::parts(place).count());
        let place = place::joined(place::parts(&value).chain(part));
        fault.flaw.at(place)
    }
}
