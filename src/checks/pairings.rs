//! Households in care: who must have one (requirement 20), who may (21), and visits to them (22).

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cadence;
use super::case::Case;
use super::codes;
use super::finding::{Finding, Light, Term};
use super::quotas;
use super::rows;
use crate::error::Result;
use crate::model::plan::{Quota, Wording};
use crate::model::value::RecordId;

const PAIRS: &str = "select helper, since, until from pair
    where void is null and household is not null and since <= ?1 order by since, office, number, copy, record";
const HOUSEHOLD_PAIRS: &str = "select t.ref, t.helper, t.household, t.unit, t.since, t.until,
    h.ref as household_ref, h.name from pair as t join household as h on h.record = t.household
    where t.void is null and t.pair_kind = 'household' and t.since <= ?1
    order by t.office, t.number, t.copy, t.record";
const VISITS: &str = "select household, date, visitors, unit from visit
    where void is null and household is not null and date <= ?1 order by date, office, number, copy, record";

/// The time for which a pairing is in force.
struct Force {
    since: NaiveDate,
    until: Option<NaiveDate>,
}

/// Checks that each of those whom a quota asks has as many households in care as it says, in force
/// on the day. It is due on the quota's last day, for whoever joined late some days after; once
/// lapsed after that day it is missing again.
pub(super) fn quota(case: &mut Case, quota: &Quota) -> Result<()> {
    let mut force: HashMap<RecordId, Vec<Force>> = HashMap::new();
    case.store.rows(PAIRS, &[&case.day.to_string()], |row| {
        if let (Some(helper), Some(since)) = (rows::id(row, "helper")?, rows::day(row, "since")?) {
            let until = rows::day(row, "until")?;
            force
                .entry(helper)
                .or_default()
                .push(Force { since, until });
        }
        Ok(())
    })?;
    let day = case.day_within();
    let mut found = Vec::new();
    for subject in quotas::subjects(case, quota) {
        let Some(period) = quotas::once(case, quota, &subject) else {
            continue;
        };
        let own = subject
            .key
            .and_then(|key| force.get(&key))
            .map_or(&[][..], Vec::as_slice);
        let in_force: Vec<NaiveDate> = own
            .iter()
            .filter(|force| force.until.is_none_or(|until| until >= day))
            .map(|force| force.since)
            .collect();
        let wanted = usize::try_from(quota.count).unwrap_or(1);
        let term = Term {
            opened: period.first,
            due: period.last,
            done: in_force.get(wanted - 1).copied(),
        };
        let helper = subject.reference();
        if let Some(finding) = quotas::begin(case, quota, &codes::PAIRING, term) {
            found.push(subject.fill(Finding {
                parameters: vec![("helper", Wording::from(helper))],
                ..finding
            }));
        }
    }
    case.found.extend(found);
    Ok(())
}

/// Checks each pairing with a household in difficulty: a visit by the helper, or by anybody of the
/// unit that helps, before the interval is over. A pairing that has ended is looked at until then.
pub(super) fn visits(case: &mut Case) -> Result<()> {
    let by_household = visits_by_household(case)?;
    let mut found = Vec::new();
    case.store
        .rows(HOUSEHOLD_PAIRS, &[&case.day.to_string()], |row| {
            let since = rows::day(row, "since")?.map(|since| since.max(case.plan.opens));
            let (Some(since), Some(helper)) = (since, rows::id(row, "helper")?) else {
                return Ok(());
            };
            let household = rows::id(row, "household")?;
            let visits = household.and_then(|household| by_household.get(&household));
            let days: Vec<NaiveDate> = visits
                .into_iter()
                .flatten()
                .filter(|visit| visit.is_by(helper, case))
                .map(|visit| visit.date)
                .collect();
            let until = rows::day(row, "until")?.filter(|until| *until < case.day);
            let end = until
                .unwrap_or(case.day_within())
                .min(case.day_within())
                .max(since);
            let term = cadence::term(
                since,
                &days,
                end,
                false,
                case.plan.limits.visit_interval_days,
            );
            let light = term.light(end, case.plan.limits.warn_ahead_days);
            // What is not yet due when a pairing ends is asked no more.
            let light = if until.is_some() && light == Light::Blue {
                Light::Green
            } else {
                light
            };
            let Some(finding) = case.begin_as(&codes::PAIRING_VISIT, term, light) else {
                return Ok(());
            };
            let unit = case.roster.unit_of(helper).or(rows::id(row, "unit")?);
            let person = case.roster.person_named(Some(helper));
            let named = person.clone().or(case.roster.unit_named(Some(helper)));
            let helper = named.map(|named| named.name).unwrap_or_default();
            let (reference, name) = (rows::text(row, "ref")?, rows::text(row, "name")?);
            found.push(Finding {
                unit: case.roster.unit_named(unit),
                person,
                subject: Wording::both(
                    format!("{reference} {helper}联系{name}"),
                    format!("{reference} {helper} for {name}"),
                ),
                reference: Some(reference),
                parameters: vec![(
                    "household",
                    Wording::from(rows::text(row, "household_ref")?),
                )],
                ..finding
            });
            Ok(())
        })?;
    case.found.extend(found);
    Ok(())
}

/// A visit to a household.
struct Visit {
    date: NaiveDate,
    visitors: Vec<RecordId>,
    unit: Option<RecordId>,
}

impl Visit {
    fn is_by(&self, helper: RecordId, case: &Case) -> bool {
        if case.roster.unit(helper).is_none() {
            return self.visitors.contains(&helper);
        }
        let units = self
            .visitors
            .iter()
            .filter_map(|visitor| case.roster.unit_of(*visitor));
        units
            .chain(self.unit)
            .any(|unit| case.roster.is_within(unit, helper))
    }
}

fn visits_by_household(case: &Case) -> Result<HashMap<RecordId, Vec<Visit>>> {
    let mut visits: HashMap<RecordId, Vec<Visit>> = HashMap::new();
    case.store.rows(VISITS, &[&case.day.to_string()], |row| {
        if let (Some(household), Some(date)) =
            (rows::id(row, "household")?, rows::day(row, "date")?)
        {
            visits.entry(household).or_default().push(Visit {
                date,
                visitors: rows::ids(row, "visitors")?,
                unit: rows::id(row, "unit")?,
            });
        }
        Ok(())
    })?;
    Ok(visits)
}
