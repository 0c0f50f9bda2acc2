//! Settings that came from another office after this one had closed a phase of theirs: the phase keeps
//! the rules that it was closed with, and what came holds from the day after it (DOMAIN.md, section
//! 10.4).

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::official_id;
use super::setting::Setting;
use crate::desk::phase::CLOSING;
use crate::error::Result;
use crate::kinds::phase;
use crate::kinds::setting::VALUE;
use crate::model::plan::{DATED, place};
use crate::model::value::{RecordId, day};
use crate::store::Store;

/// The closing of a phase: its last day, and the row of the log that closed it.
struct Closing {
    closes: NaiveDate,
    row: i64,
}

/// Puts off what came too late for a closed phase; `phases` are those of the plan.
pub(super) fn put_off(
    store: &Store,
    phases: Option<&Json>,
    settings: &[(RecordId, Setting)],
) -> Result<Vec<Setting>> {
    let closings = if settings.is_empty() || store.is_empty()? {
        Vec::new()
    } else {
        closings(store, phases)?
    };
    let mut all: Vec<Setting> = Vec::new();
    for (record, setting) in settings {
        let row = store.last_row(*record)?;
        let is_late = |closing: &&Closing| {
            row > closing.row && setting.since.is_none_or(|since| since <= closing.closes)
        };
        let dated = DATED.contains(&place::top(&setting.place));
        let Some(closing) = closings.iter().rev().filter(|_| dated).find(is_late) else {
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

/// Lists the phases that this office has closed, one after another from the first, in their order.
fn closings(store: &Store, phases: Option<&Json>) -> Result<Vec<Closing>> {
    let phases = phases.and_then(Json::as_array).into_iter().flatten();
    let code = store.own_office()?.first_code;
    let mut closings = Vec::new();
    for (number, one) in (1..).zip(phases) {
        let id = official_id(phase::KIND.id, &format!("{code}-{number}"));
        let known = store.get(&phase::KIND, id)?;
        let is_closed = known.is_some_and(|known| known.text(&phase::STATE) == Some("closed"));
        let closes = one["closes"].as_str().and_then(day);
        let Some(closes) = closes.filter(|_| is_closed) else {
            break;
        };
        let row = store.last_row_of(id, CLOSING)?;
        closings.push(Closing { closes, row });
    }
    Ok(closings)
}
