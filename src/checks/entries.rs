//! Three entries, three services (requirement 16): each unit of a quota goes to every kind of
//! place and brings every service.

use std::collections::HashMap;

use super::activity::Activity;
use super::case::Case;
use super::codes;
use super::quotas;
use super::rows;
use super::term::Deed;
use crate::error::Result;
use crate::kinds::visit::{PLACE_KINDS, SERVICES};
use crate::model::kind::Choice;
use crate::model::plan::{Quota, Wording};
use crate::model::value::RecordId;
use crate::text::Lang;

const VISITS: &str =
    "select record, unit, date, logged_on, visitors, place_kind, brought from visit
    where void is null and date between ?1 and ?2 order by date, office, number, copy, record";

/// One of the nine: a kind of place, and a service.
type PlaceService = (&'static Choice, &'static Choice);
/// The first visit with which a unit brought each service to each kind of place.
type Covered = HashMap<(String, String), Deed>;

/// Checks the nine cells of each unit by the visits that it logged, or in which somebody of it took
/// part. They are covered on the day on which the last of the nine is.
pub(super) fn check(case: &mut Case, quota: &Quota, _: &'static Activity) -> Result<()> {
    let covered = covered(case, quota)?;
    for subject in quotas::subjects(case, quota) {
        let Some(period) = quotas::once(case, quota, &subject) else {
            continue;
        };
        let own = subject.key().and_then(|key| covered.get(&key));
        let (mut empty, mut visits): (Vec<PlaceService>, Vec<Deed>) = (Vec::new(), Vec::new());
        for (place, service) in cells() {
            let cell = (place.id.to_owned(), service.id.to_owned());
            match own.and_then(|own| own.get(&cell)) {
                Some(visit) => visits.push(*visit),
                None => empty.push((place, service)),
            }
        }
        visits.sort_unstable_by_key(|visit| (visit.day, visit.record));
        visits.dedup();
        let last = visits.last().filter(|_| empty.is_empty());
        let last = last.map(|visit| visit.day);
        let term = period.term().done_with(last, visits);
        quotas::add(case, quota, &codes::THREE_ENTRIES, term, |case, finding| {
            let detail = Some(lacking(&empty));
            subject.fill(case, finding.saying(|one| one.detail = detail))
        });
    }
    Ok(())
}

fn lacking(empty: &[PlaceService]) -> Wording {
    let names = |lang: Lang| -> Vec<String> {
        let name = |(place, service): &PlaceService| {
            let (place, service) = (place.label.get(lang), service.label.get(lang));
            lang.pick(format!("{place}{service}"), format!("{service} to {place}"))
        };
        empty.iter().map(name).collect()
    };
    let (count, zh, en) = (empty.len(), names(Lang::Zh), names(Lang::En));
    Wording::both(
        format!("三进三送九项中缺{count}项：{}", Lang::Zh.join(&zh)),
        format!("{count} of the nine not covered: {}", Lang::En.join(&en)),
    )
}

fn cells() -> impl Iterator<Item = PlaceService> {
    PLACE_KINDS
        .iter()
        .flat_map(|place| SERVICES.iter().map(move |service| (place, service)))
}

fn covered(case: &Case, quota: &Quota) -> Result<HashMap<RecordId, Covered>> {
    let from = quota.from.unwrap_or(case.plan.opens).to_string();
    let mut covered: HashMap<RecordId, Covered> = HashMap::new();
    case.store
        .rows(VISITS, &[&from, &case.day.to_string()], |row| {
            let Some(visit) = rows::deed(row, "visit", "date")? else {
                return Ok(());
            };
            let visitors = rows::ids(row, "visitors")?;
            let units = visitors
                .iter()
                .filter_map(|visitor| case.roster.unit_of(*visitor, visit.day));
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
                        .or_insert(visit);
                }
            }
            Ok(())
        })?;
    Ok(covered)
}
