//! Households in care: who must have one (requirement 20), who may (21), and visits to them (22).

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Row;

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
    where void is null and pair_kind = 'household' and since <= ?1 order by since, office, number, copy, record";
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

/// Checks that each of those whom a quota asks has as many households in difficulty in care as it
/// says, in force on the day. It is due on the quota's last day, for whoever joined late some days
/// after; once lapsed after that day it is missing again. One that follows another without a gap
/// carries it on.
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
        let wanted = usize::try_from(quota.count).unwrap_or(1);
        let term = Term {
            opened: period.first,
            due: period.last,
            done: covered_since(own, wanted, day),
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

/// Returns since when so many have been in force without a break up to a day; where they were not
/// on that day, the first day after it on which they were.
fn covered_since(force: &[Force], wanted: usize, day: NaiveDate) -> Option<NaiveDate> {
    let covered = |day: NaiveDate| {
        let holds = |one: &&Force| one.since <= day && one.until.is_none_or(|until| until >= day);
        force.iter().filter(holds).count() >= wanted
    };
    let mut begun = force.iter().map(|one| one.since);
    if !covered(day) {
        return begun.find(|since| *since > day && covered(*since));
    }
    let broken_before = |since: &NaiveDate| since.pred_opt().is_none_or(|before| !covered(before));
    begun
        .rev()
        .filter(|since| *since <= day)
        .find(broken_before)
}

/// Checks each pairing with a household in difficulty: a visit by the helper, or by anybody of the
/// unit that helps, before the interval is over. A pairing that has ended is looked at until then.
pub(super) fn visits(case: &mut Case) -> Result<()> {
    let by_household = visits_by_household(case)?;
    let mut found = Vec::new();
    case.store
        .rows(HOUSEHOLD_PAIRS, &[&case.day.to_string()], |row| {
            let household = rows::id(row, "household")?;
            let visits = household.and_then(|household| by_household.get(&household));
            let visits = visits.map_or(&[][..], Vec::as_slice);
            found.extend(visited(case, row, visits)?);
            Ok(())
        })?;
    case.found.extend(found);
    Ok(())
}

/// Checks the pairing of a row by the visits to its household.
fn visited(case: &Case, row: &Row, visits: &[Visit]) -> rusqlite::Result<Option<Finding>> {
    let since = rows::day(row, "since")?.map(|since| since.max(case.plan.opens));
    let (Some(since), Some(helper)) = (since, rows::id(row, "helper")?) else {
        return Ok(None);
    };
    let own = visits.iter().filter(|visit| visit.is_by(helper, case));
    let days: Vec<NaiveDate> = own.map(|visit| visit.date).collect();
    let until = rows::day(row, "until")?.filter(|until| *until < case.day);
    let last = case.day_within();
    let end = until.map_or(last, |until| until.min(last)).max(since);
    let interval = case.plan.on(since).limits.visit_interval_days;
    let term = cadence::term(since, &days, end, false, interval);
    let light = match term.light(end, case.plan.on(case.day).limits.warn_ahead_days) {
        // What is not yet due when a pairing ends is asked no more.
        Light::Blue if until.is_some() => Light::Green,
        light => light,
    };
    let Some(finding) = case.begin_as(&codes::PAIRING_VISIT, term, light) else {
        return Ok(None);
    };
    let unit = case.roster.unit_of(helper).or(rows::id(row, "unit")?);
    let person = case.roster.person_named(Some(helper));
    let named = person.clone().or(case.roster.unit_named(Some(helper)));
    let helper = named.map(|named| named.name).unwrap_or_default();
    let (reference, name) = (rows::text(row, "ref")?, rows::text(row, "name")?);
    let household = Wording::from(rows::text(row, "household_ref")?);
    Ok(Some(Finding {
        unit: case.roster.unit_named(unit),
        person,
        subject: Wording::both(
            format!("{reference} {helper}联系{name}"),
            format!("{reference} {helper} for {name}"),
        ),
        reference: Some(reference),
        parameters: vec![("household", household)],
        ..finding
    }))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last days of pairings by their first days, how many are wanted, and since when
    /// they were in force on 31 October.
    type Case = (
        &'static [(&'static str, &'static str)],
        usize,
        Option<&'static str>,
    );

    #[test]
    fn a_pairing_that_follows_another_without_a_gap_carries_it_on() {
        let day = |text: &str| format!("2011-{text}").parse::<NaiveDate>().unwrap();
        let cases: &[Case] = &[
            (&[], 1, None),
            (&[("03-10", "")], 1, Some("03-10")),
            // In force on its last day, no longer on the day after.
            (&[("03-10", "10-31")], 1, Some("03-10")),
            (&[("03-10", "10-30")], 1, None),
            // The next day, overlapping, and with a gap of one day.
            (&[("03-10", "06-30"), ("07-01", "")], 1, Some("03-10")),
            (&[("03-10", "07-20"), ("07-01", "")], 1, Some("03-10")),
            (&[("03-10", "06-30"), ("07-02", "")], 1, Some("07-02")),
            // Two are wanted: the second came in May.
            (&[("03-10", ""), ("05-01", "")], 2, Some("05-01")),
            (&[("03-10", ""), ("05-01", "09-30")], 2, None),
            // None on the last day looked at, but one since.
            (&[("11-05", "")], 1, Some("11-05")),
        ];
        for (days, wanted, expected) in cases {
            let force: Vec<Force> = days
                .iter()
                .map(|(since, until)| Force {
                    since: day(since),
                    until: (!until.is_empty()).then(|| day(until)),
                })
                .collect();
            let since = covered_since(&force, *wanted, day("10-31"));
            assert_eq!(since, expected.map(day), "{days:?}");
        }
    }
}
