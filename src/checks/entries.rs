//! Three entries, three services (requirement 16): each unit of a quota goes to every kind of
//! place and brings every service.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::case::Case;
use super::codes;
use super::finding::{Finding, Term};
use super::quotas;
use super::rows;
use crate::error::Result;
use crate::kinds::visit::{PLACE_KINDS, SERVICES};
use crate::model::kind::Choice;
use crate::model::plan::{Quota, Wording};
use crate::model::value::RecordId;
use crate::text::Lang;

const VISITS: &str = "select unit, date, visitors, place_kind, brought from visit
    where void is null and date between ?1 and ?2 order by date, office, number, copy, record";

/// The first day on which a unit brought each service to each kind of place.
type Covered = HashMap<(String, String), NaiveDate>;

/// Checks the nine cells of each unit by the visits that it logged, or in which somebody of it took
/// part. They are covered on the day on which the last of the nine is.
pub(super) fn check(case: &mut Case, quota: &Quota) -> Result<()> {
    let covered = covered(case, quota)?;
    let none = Covered::new();
    let mut found = Vec::new();
    for subject in quotas::subjects(case, quota) {
        let Some(period) = quotas::once(case, quota, &subject) else {
            continue;
        };
        let own = subject
            .key
            .and_then(|key| covered.get(&key))
            .unwrap_or(&none);
        let mut empty = Vec::new();
        let mut last = None;
        for (place, service) in cells() {
            match own.get(&(place.id.to_owned(), service.id.to_owned())) {
                Some(day) => last = last.max(Some(*day)),
                None => empty.push((place, service)),
            }
        }
        let term = Term {
            opened: period.first,
            due: period.last,
            done: last.filter(|_| empty.is_empty()),
        };
        if let Some(finding) = quotas::begin(case, quota, &codes::THREE_ENTRIES, term) {
            let names = |lang: Lang| -> Vec<String> {
                let name = |(place, service): &(&Choice, &Choice)| {
                    let (place, service) = (place.label.get(lang), service.label.get(lang));
                    lang.pick(format!("{place}{service}"), format!("{service} to {place}"))
                };
                empty.iter().map(name).collect()
            };
            found.push(subject.fill(Finding {
                detail: Some(Wording::both(
                    format!(
                        "三进三送九项中缺{}项：{}",
                        empty.len(),
                        Lang::Zh.join(&names(Lang::Zh))
                    ),
                    format!(
                        "{} of the nine not covered: {}",
                        empty.len(),
                        Lang::En.join(&names(Lang::En))
                    ),
                )),
                ..finding
            }));
        }
    }
    case.found.extend(found);
    Ok(())
}

fn cells() -> impl Iterator<Item = (&'static Choice, &'static Choice)> {
    PLACE_KINDS
        .iter()
        .flat_map(|place| SERVICES.iter().map(move |service| (place, service)))
}

fn covered(case: &Case, quota: &Quota) -> Result<HashMap<RecordId, Covered>> {
    let from = quota.from.unwrap_or(case.plan.opens).to_string();
    let mut covered: HashMap<RecordId, Covered> = HashMap::new();
    case.store
        .rows(VISITS, &[&from, &case.day.to_string()], |row| {
            let Some(date) = rows::day(row, "date")? else {
                return Ok(());
            };
            let visitors = rows::ids(row, "visitors")?;
            let units = visitors
                .iter()
                .filter_map(|visitor| case.roster.unit_of(*visitor));
            let units: Vec<RecordId> = units
                .chain(rows::id(row, "unit")?)
                .flat_map(|unit| case.roster.upwards(unit))
                .map(|unit| unit.named.id)
                .collect();
            let place = rows::text(row, "place_kind")?;
            for service in rows::texts(row, "brought")? {
                for unit in &units {
                    let cells = covered.entry(*unit).or_default();
                    cells
                        .entry((place.clone(), service.clone()))
                        .or_insert(date);
                }
            }
            Ok(())
        })?;
    Ok(covered)
}
