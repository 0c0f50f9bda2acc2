//! Settings that came from another office after this one had closed a phase: the phase keeps the rules
//! and days that it was closed with, and what came holds from the day after it (DOMAIN.md, section
//! 10.4).

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::setting::Setting;
use super::settings::lay_over;
use super::{KeptBack, official_id};
use crate::desk::phase::CLOSING;
use crate::error::Result;
use crate::kinds::phase;
use crate::kinds::setting::VALUE;
use crate::model::plan::{DATED, place};
use crate::model::value::{RecordId, day};
use crate::store::Store;

/// What of a plan is closed.
pub(super) struct Closed {
    /// The closings of the phases, one after another from the first.
    closings: Vec<Closing>,
    /// The plan as it stood at the last of them.
    held: Json,
}

/// The closing of a phase: its last day, and the row of the log that closed it.
struct Closing {
    closes: NaiveDate,
    row: i64,
}

/// The days of a plan that a closed phase keeps, item by item: the list, and where an item has its day.
const DAYS: [(&str, &str); 2] = [("holidays", "from"), ("workdays", "")];

impl Closed {
    /// Finds out what is closed of a plan, before its settings lie over it.
    pub(super) fn of(
        store: &Store,
        plan: &Map<String, Json>,
        settings: &[(RecordId, Setting)],
    ) -> Result<Option<Self>> {
        let rows = if settings.is_empty() || store.is_empty()? {
            Vec::new()
        } else {
            closing_rows(store, plan.get("phases"))?
        };
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        let mut held = plan.clone();
        let mut then = Vec::new();
        for (record, setting) in settings {
            let value = store.said_by(*record, &VALUE, *last)?;
            let value = value.filter(|value| !value.is_null());
            then.extend(value.map(|value| Setting {
                value,
                ..setting.clone()
            }));
        }
        lay_over(&mut held, then);
        let held = Json::Object(held);
        let closing = |(at, row)| {
            let closes = held["phases"][at]["closes"].as_str().and_then(day)?;
            Some(Closing { closes, row })
        };
        let closings = rows.into_iter().enumerate().map_while(closing).collect();
        Ok(Some(Self { closings, held }))
    }

    /// Puts off what came too late for a closed phase.
    pub(super) fn put_off(
        &self,
        store: &Store,
        settings: &[(RecordId, Setting)],
    ) -> Result<Vec<Setting>> {
        let mut all: Vec<Setting> = Vec::new();
        for (record, setting) in settings {
            let row = store.last_row(*record)?;
            let is_late = |closing: &&Closing| {
                row > closing.row && setting.since.is_none_or(|since| since <= closing.closes)
            };
            let dated = DATED.contains(&place::top(&setting.place));
            let mut closings = self.closings.iter().rev();
            let Some(closing) = closings.find(is_late).filter(|_| dated) else {
                all.push(setting.clone());
                continue;
            };
            let before = store.said_by(*record, &VALUE, closing.row)?;
            let before = before.filter(|value| !value.is_null());
            all.extend(before.map(|value| Setting {
                value,
                ..setting.clone()
            }));
            let from = closing.closes.succ_opt();
            let mut others = settings.iter().map(|(_, other)| other);
            if !others.any(|other| other.place == setting.place && other.since == from) {
                all.push(Setting {
                    since: from,
                    ..setting.clone()
                });
            }
        }
        Ok(all)
    }

    /// Puts the days of the closed phases back into a plan, and which of them were worked. Returns the
    /// settings that would be others, each with what it would be.
    pub(super) fn keep_days(&self, plan: &mut Map<String, Json>) -> KeptBack {
        let Some(closes) = self.closings.last().map(|closing| closing.closes) else {
            return Vec::new();
        };
        let mut whole = Json::Object(std::mem::take(plan));
        let mut kept_back = Vec::new();
        let mut places = vec!["opens".to_owned()];
        for at in 0..self.closings.len() {
            places.extend(["opens", "closes"].map(|key| format!("phases[{at}].{key}")));
        }
        // The next begins on the day after.
        places.push(format!("phases[{}].opens", self.closings.len()));
        for at in places {
            let held = place::get(&self.held, &at).cloned();
            let now = place::get(&whole, &at).cloned();
            if let Some(held) = held.filter(|held| Some(held) != now.as_ref())
                && place::put(&mut whole, &at, held)
            {
                kept_back.extend(now.map(|now| (at, now)));
            }
        }
        for (list, key) in DAYS {
            let is_closed = |item: &Json| {
                let first = if key.is_empty() { item } else { &item[key] };
                first
                    .as_str()
                    .and_then(day)
                    .is_some_and(|day| day <= closes)
            };
            let items = |plan: &Json, closed: bool| -> Vec<Json> {
                let items = plan[list].as_array().into_iter().flatten();
                let wanted = items.filter(|item| is_closed(item) == closed);
                wanted.cloned().collect()
            };
            let held = items(&self.held, true);
            if items(&whole, true) != held {
                kept_back.push((list.to_owned(), whole[list].clone()));
                let open = items(&whole, false);
                whole[list] = held.into_iter().chain(open).collect();
            }
        }
        if let Json::Object(whole) = whole {
            *plan = whole;
        }
        kept_back
    }
}

/// Lists the rows of the log that closed phases, one after another from the first.
fn closing_rows(store: &Store, phases: Option<&Json>) -> Result<Vec<i64>> {
    let count = phases.and_then(Json::as_array).map_or(0, Vec::len);
    let code = store.own_office()?.first_code;
    let mut rows = Vec::new();
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
