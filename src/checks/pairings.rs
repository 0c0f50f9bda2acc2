//! Households in care: who must have one (requirement 20), who may (21), and visits to them (22).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::activity::Activity;
use super::case::Case;
use super::codes;
use super::days::after;
use super::finding::{Entry, Finding};
use super::periods::Period;
use super::quotas;
use super::rows;
use super::term::{Deed, Ended, Term, Why, repeated};
use crate::error::Result;
use crate::model::plan::{Quota, Wording};
use crate::model::value::RecordId;
use crate::store::Cells;

const PAIRS: &str = "select record, helper, since, until, logged_on from pair
    where void is null and pair_kind = 'household' and since <= ?1 order by since, office, number, copy, record";
const HOUSEHOLD_PAIRS: &str = "select t.ref, t.helper, t.household, t.unit, t.since, t.until,
    h.ref as household_ref, h.name from pair as t join household as h on h.record = t.household
    where t.void is null and t.pair_kind = 'household' and t.since <= ?1
    order by t.office, t.number, t.copy, t.record";
const VISITS: &str = "select record, household, date, logged_on, visitors, unit from visit
    where void is null and household is not null and date <= ?1 order by date, office, number, copy, record";

/// Checks that each of those whom a quota asks has as many households in difficulty in care as it
/// says. The first term is due on the quota's last day, for whoever joined late some days after. When
/// there are too few again, a new one is due `joining_days` after the last day on which there were
/// enough; a pairing that follows another without a gap carries it on.
pub(super) fn quota(case: &mut Case, quota: &Quota, _: &'static Activity) -> Result<()> {
    let mut pairings: HashMap<RecordId, Vec<Deed>> = HashMap::new();
    case.store.rows(PAIRS, &[&case.day.to_string()], |row| {
        if let (Some(helper), Some(pairing)) =
            (rows::id(row, "helper")?, rows::deed(row, "pair", "since")?)
        {
            let until = rows::day(row, "until")?;
            pairings.entry(helper).or_default().push(Deed {
                until: until.map(|until| after(until, 1)),
                ..pairing
            });
        }
        Ok(())
    })?;
    let wanted = usize::try_from(quota.count).unwrap_or(1).max(1);
    for subject in quotas::subjects(case, quota) {
        let Some(period) = quotas::once(case, quota, &subject) else {
            continue;
        };
        let own = subject.key().and_then(|key| pairings.get(&key));
        let own = own.map_or(&[][..], Vec::as_slice);
        let plan = case.plan;
        let joining_days = |day| plan.on(day).limits.joining_days;
        for term in in_care(&period, own, wanted, joining_days) {
            quotas::add(case, quota, &codes::PAIRING, term, |case, finding| {
                let helper = subject.named(case).map(|named| named.reference.clone());
                let helper = helper.map(|helper| ("helper", Wording::from(helper)));
                subject.fill(case, finding.saying(|one| one.parameters.extend(helper)))
            });
        }
    }
    Ok(())
}

/// Returns the terms of having so many pairings in force: the first, and one each time that there are
/// too few again.
fn in_care(
    period: &Period,
    pairings: &[Deed],
    wanted: usize,
    joining_days: impl Fn(NaiveDate) -> i64,
) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut next = period.term();
    for (since, until, enough) in stretches(pairings, wanted) {
        if until.is_some_and(|until| until <= next.opened) {
            continue;
        }
        terms.push(next.done_with(Some(since), enough));
        let Some(until) = until else {
            return terms;
        };
        next = Period {
            first: until,
            last: after(until, joining_days(until) - 1),
            ..period.clone()
        }
        .term();
    }
    terms.push(next);
    let last = period
        .left
        .map_or(period.closes, |left| left.min(period.closes));
    terms.retain(|term| term.opened <= last);
    terms
}

/// Returns the stretches in which so many were in force: the first day, the first on which it was over,
/// and what was in force on the first day.
fn stretches(pairings: &[Deed], wanted: usize) -> Vec<(NaiveDate, Option<NaiveDate>, Vec<Deed>)> {
    let days = pairings.iter().flat_map(|one| [Some(one.day), one.until]);
    let days: BTreeSet<NaiveDate> = days.flatten().collect();
    let mut stretches: Vec<(NaiveDate, Option<NaiveDate>, Vec<Deed>)> = Vec::new();
    for day in days {
        let in_force = |one: &&Deed| one.day <= day && one.until.is_none_or(|until| until > day);
        let in_force: Vec<Deed> = pairings.iter().filter(in_force).copied().collect();
        let runs = stretches.last_mut().filter(|(_, over, _)| over.is_none());
        match (runs, in_force.len() >= wanted) {
            (None, true) => stretches.push((day, None, in_force)),
            (Some((_, over, _)), false) => *over = Some(day),
            _ => {}
        }
    }
    stretches
}

/// Checks each pairing with a household in difficulty: a visit by the helper, or by anybody of the
/// unit that helps, before the interval is over, from one visit to the next until the pairing ends.
pub(super) fn visits(case: &mut Case) -> Result<()> {
    let by_household = visits_by_household(case)?;
    let store = case.store;
    store.rows(HOUSEHOLD_PAIRS, &[&case.day.to_string()], |row| {
        let household = rows::id(row, "household")?;
        let visits = household.and_then(|household| by_household.get(&household));
        visited(case, row, visits.map_or(&[][..], Vec::as_slice))
    })?;
    Ok(())
}

/// Checks the pairing of a row by the visits to its household.
fn visited(case: &mut Case, row: &Cells, visits: &[Visit]) -> rusqlite::Result<()> {
    let since = rows::day(row, "since")?.map(|since| since.max(case.plan.opens));
    let (Some(since), Some(helper)) = (since, rows::id(row, "helper")?) else {
        return Ok(());
    };
    let own = visits.iter().filter(|visit| visit.is_by(helper, case));
    let own: Vec<Deed> = own.map(|visit| visit.deed).collect();
    let ended = rows::day(row, "until")?.map(|until| Ended {
        on: after(until, 1),
        why: Why::PairingEnded,
    });
    let plan = case.plan;
    let interval = |day| plan.on(day).limits.visit_interval_days;
    let terms = repeated(since, own, interval, ended, case.plan.closes);
    let (reference, name) = (rows::text(row, "ref")?, rows::text(row, "name")?);
    let household = rows::text(row, "household_ref")?;
    let unit = rows::id(row, "unit")?;
    for term in terms {
        case.add(&codes::PAIRING_VISIT, term, |case, finding| {
            let day = finding.term.due.min(case.day);
            let unit = case.roster.unit_of(helper, day).or(unit);
            let person = case.roster.person_named(Some(helper));
            let named = person.clone().or(case.roster.unit_named(Some(helper)));
            let helper = named.map(|named| named.name.clone()).unwrap_or_default();
            let finding = Finding {
                unit: case.roster.unit_named(unit),
                person,
                entry: Some(Entry::new(&reference, &name)),
                ..finding
            };
            finding.saying(|one| {
                one.subject = Some(Wording::both(
                    format!("{reference} {helper}联系{name}"),
                    format!("{reference} {helper} for {name}"),
                ));
                one.parameters = vec![("household", Wording::from(household.clone()))];
            })
        });
    }
    Ok(())
}

/// A visit to a household.
struct Visit {
    deed: Deed,
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
            .filter_map(|visitor| case.roster.unit_of(*visitor, self.deed.day));
        units
            .chain(self.unit)
            .any(|unit| case.roster.is_within(unit, helper))
    }
}

fn visits_by_household(case: &Case) -> Result<HashMap<RecordId, Vec<Visit>>> {
    let mut visits: HashMap<RecordId, Vec<Visit>> = HashMap::new();
    case.store.rows(VISITS, &[&case.day.to_string()], |row| {
        if let (Some(household), Some(deed)) = (
            rows::id(row, "household")?,
            rows::deed(row, "visit", "date")?,
        ) {
            visits.entry(household).or_default().push(Visit {
                deed,
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

    /// First and last days of pairings by their first days, how many are wanted, and the terms: opened,
    /// due, done.
    type Case = (
        &'static [(&'static str, &'static str)],
        usize,
        &'static [(&'static str, &'static str, &'static str)],
    );

    fn day(text: &str) -> NaiveDate {
        format!("2011-{text}").parse().unwrap()
    }

    /// Asked from 1 March to 30 April; thirty days are given when there are too few again.
    #[test]
    fn a_gap_between_two_pairings_is_a_term_of_its_own() {
        const FIRST: (&str, &str, &str) = ("03-01", "04-30", "03-10");
        let cases: &[Case] = &[
            (&[], 1, &[("03-01", "04-30", "")]),
            (&[("03-10", "")], 1, &[FIRST]),
            // Over on its last day: the day after opens a term that is due on the thirtieth.
            (&[("03-10", "06-30")], 1, &[FIRST, ("07-01", "07-30", "")]),
            // The next day, and overlapping: carried on.
            (&[("03-10", "06-30"), ("07-01", "")], 1, &[FIRST]),
            (&[("03-10", "07-20"), ("07-01", "")], 1, &[FIRST]),
            // A gap of four days is no delay of the first.
            (
                &[("03-10", "06-30"), ("07-05", "")],
                1,
                &[FIRST, ("07-01", "07-30", "07-05")],
            ),
            // Two are wanted: the second came in May and went in September.
            (
                &[("03-10", ""), ("05-01", "09-30")],
                2,
                &[("03-01", "04-30", "05-01"), ("10-01", "10-30", "")],
            ),
            // One that ended before anything was asked is none.
            (&[("02-01", "02-20")], 1, &[("03-01", "04-30", "")]),
        ];
        for (days, wanted, expected) in cases {
            let pairing = |(since, until): &(&str, &str)| Deed {
                kind: "pair",
                record: RecordId([0; 16]),
                day: day(since),
                entered: None,
                until: (!until.is_empty()).then(|| after(day(until), 1)),
            };
            let pairings: Vec<Deed> = days.iter().map(pairing).collect();
            let period = Period {
                name: None,
                first: day("03-01"),
                last: day("04-30"),
                left: None,
                closes: day("11-30"),
            };
            let told: Vec<_> = in_care(&period, &pairings, *wanted, |_| 30)
                .into_iter()
                .map(|term| (term.opened, term.due, term.done))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(opened, due, done)| {
                    (day(opened), day(due), (!done.is_empty()).then(|| day(done)))
                })
                .collect();
            assert_eq!(told, expected, "{days:?}");
        }
    }
}
