//! Checks: what is due, late or missing on a day, computed from records and plan and never stored.
//!
//! Everything is as it had happened by that day: what is dated after it does not count, and a state
//! counts from the day that goes with it. Every check yields [`term::Term`]s, each of which becomes a
//! [`Finding`]. Nothing here writes, prints or asks the clock. The codes are declared in [`codes`],
//! what a plan can count in [`activities`]; each other subject has a file of its own.

pub(crate) mod codes;
pub(crate) mod duties;
pub(crate) mod finding;
pub(crate) mod settings;

mod activities;
mod activity;
mod case;
#[cfg(test)]
mod cases;
mod days;
mod departures;
mod duplicates;
mod entries;
mod evaluations;
mod invalid;
mod milestones;
mod on_duty;
mod opinions;
mod pairings;
mod periods;
mod pledges;
mod proposals;
mod quotas;
mod receipts;
mod rectifying;
mod remedy;
mod roster;
mod rows;
mod scope;
mod study;
mod term;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

use chrono::NaiveDate;

use crate::error::Result;
use crate::model::document::Block;
use crate::model::plan::{Phase, Plan, Quota};
use crate::model::value::RecordId;
use crate::store::Store;
use crate::text::Lang;
use case::{Case, Wanted};
pub(crate) use departures::{Held, open_of};
pub(crate) use finding::{Evidence, Finding, Light, columns};
pub(crate) use on_duty::on_duty;
use receipts::Silence;
pub(crate) use receipts::is_of_silence;
pub(crate) use roster::Named;
use scope::Scope;
pub(crate) use scope::role;

/// The checks that no quota of the plan asks for.
const CHECKS: &[fn(&mut Case) -> Result<()>] = &[
    pairings::visits,
    opinions::check,
    rectifying::services,
    pledges::check,
    rectifying::check,
    departures::check,
    on_duty::missed,
    milestones::check,
    milestones::submissions,
    duplicates::check,
    invalid::check,
    proposals::check,
];

/// Makes every check for a day, for whatever the file answers for; returns what is red, yellow or
/// blue, and the notices.
pub(crate) fn findings(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Finding>> {
    told(store, plan, day, Wanted::Concerns)
}

/// Makes every check for a day; returns also what is asked from a later day on, such as milestones.
pub(crate) fn ahead(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Finding>> {
    told(store, plan, day, Wanted::Ahead)
}

/// Makes every check for the last of some days, which is over or not; returns of what is not in order what
/// was due on one of them.
pub(crate) fn due_within(
    store: &Store,
    plan: &Plan,
    days: RangeInclusive<NaiveDate>,
    is_over: bool,
) -> Result<Vec<Finding>> {
    let wanted = if is_over {
        Wanted::Over
    } else {
        Wanted::Concerns
    };
    told_where(store, plan, *days.end(), wanted, |one| {
        days.contains(&one.term.due)
    })
}

/// Makes every check for a day, and tells of each unit all that was found, in no order; with what is in
/// order where `all` is asked for.
pub(crate) fn in_full(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    all: bool,
) -> Result<Vec<Finding>> {
    let wanted = if all { Wanted::All } else { Wanted::Concerns };
    store.on(day, || Ok(run(store, plan, day, wanted)?.0.found))
}

/// Makes every check for a day, whatever the file answers for; gives what is found to somebody as it is found,
/// also what is in order.
pub(crate) fn of_everybody(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    take: &mut dyn FnMut(Finding),
) -> Result<()> {
    store.on(day, || {
        let mut case = Case::open(store, plan, day, Wanted::All)?;
        let all = |_: &Case, _: &Finding| Ok(true);
        case.pass_on(&all, take);
        make_all(&mut case)?;
        case.end().map(drop)
    })
}

/// Puts what was found for a day as people are told of it: in the order of section 11, and with one
/// finding for a unit of which the file holds nothing.
pub(crate) fn folded(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    found: Vec<Finding>,
) -> Result<Vec<Finding>> {
    store.on(day, || {
        let mut case = Case::open(store, plan, day, Wanted::Concerns)?;
        case.found = found;
        let scope = Scope::of(store, &case.roster)?;
        receipts::check(&mut case, &scope)?;
        Ok(sorted(case.found))
    })
}

/// Makes every check for a day as [`findings`] does, and gives what is found to somebody as it is found: it
/// may be more than fits into memory.
pub(crate) fn each(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    take: &mut dyn FnMut(Finding),
) -> Result<()> {
    store.on(day, || passed(store, plan, day, Wanted::Concerns, take))
}

fn passed(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    wanted: Wanted,
    take: &mut dyn FnMut(Finding),
) -> Result<()> {
    let mut case = Case::open(store, plan, day, wanted)?;
    let scope = Scope::of(store, &case.roster)?;
    let silence = RefCell::new(Silence::default());
    let is_told = |case: &Case, finding: &Finding| {
        let mut silence = silence.borrow_mut();
        Ok(scope.holds(finding) && silence.leaves(case, &scope, finding)?)
    };
    case.pass_on(&is_told, take);
    make_all(&mut case)?;
    let take = case.end()?;
    silence.take().tell(&mut case);
    if let Some(take) = take {
        case.found.drain(..).for_each(take);
    }
    Ok(())
}

/// Makes every check, as people are told of it.
fn told(store: &Store, plan: &Plan, day: NaiveDate, wanted: Wanted) -> Result<Vec<Finding>> {
    told_where(store, plan, day, wanted, |_| true)
}

/// Makes every check, and keeps of what people are told of it what is such.
fn told_where(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    wanted: Wanted,
    is_such: impl Fn(&Finding) -> bool,
) -> Result<Vec<Finding>> {
    store.on(day, || {
        let mut found = Vec::new();
        let take = &mut |finding| found.extend(Some(finding).filter(&is_such));
        passed(store, plan, day, wanted, take)?;
        Ok(sorted(found))
    })
}

/// Sorts what was found: what can still be done first; within it by unit and person, then by day.
fn sorted(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_cached_key(|finding| (finding.is_settled(), finding.rank()));
    found
}

/// Makes every check for a day within the scope of the file.
fn run<'a>(
    store: &'a Store,
    plan: &'a Plan,
    day: NaiveDate,
    wanted: Wanted,
) -> Result<(Case<'a>, Scope)> {
    let mut case = all(store, plan, day, wanted)?;
    let scope = Scope::of(store, &case.roster)?;
    case.found.retain(|finding| scope.holds(finding));
    Ok((case, scope))
}

/// Makes every check for a day, of everybody.
fn all<'a>(store: &'a Store, plan: &'a Plan, day: NaiveDate, wanted: Wanted) -> Result<Case<'a>> {
    let mut case = Case::open(store, plan, day, wanted)?;
    make_all(&mut case)?;
    Ok(case)
}

fn make_all(case: &mut Case) -> Result<()> {
    for quota in &case.plan.quotas(case.day) {
        let activity = activities::find(&quota.what);
        if let Some((activity, check)) = activity.and_then(|one| Some((one, one.quota.as_ref()?))) {
            (check.run)(case, quota, activity)?;
        }
    }
    for check in CHECKS {
        check(case)?;
    }
    Ok(())
}

/// Returns the quotas that ask for what a check checks, as they are on a day.
pub(crate) fn quotas_of(plan: &Plan, day: NaiveDate, code: &codes::Code) -> Vec<Quota> {
    let mut quotas = plan.quotas(day);
    quotas.retain(|quota| {
        let activity = activities::find(&quota.what);
        let own = activity.and_then(|activity| activity.code(quota.per));
        own.is_some_and(|own| own.id == code.id)
    });
    quotas
}

/// Returns what tells of a finding whether it is about a unit, what is below it or its people.
pub(crate) fn of_unit(store: &Store, unit: RecordId) -> Result<impl Fn(&Finding) -> bool> {
    let roster = roster::Roster::read(store)?;
    Ok(move |finding: &Finding| {
        let named = finding.unit.as_ref();
        named.is_some_and(|named| roster.is_within(named.id, unit))
    })
}

/// Returns what tells of a person or a unit whether it is within a unit on a day.
pub(crate) fn within(
    store: &Store,
    unit: RecordId,
) -> Result<impl Fn(RecordId, NaiveDate) -> bool> {
    let roster = roster::Roster::read(store)?;
    Ok(move |id, day| {
        let own = roster.unit_of(id, day);
        own.is_some_and(|own| roster.is_within(own, unit))
    })
}

/// Names the leader who has a unit in charge on a day.
pub(crate) fn leader_of(store: &Store, unit: RecordId, day: NaiveDate) -> Result<Option<String>> {
    let leader = leaders(store, day)?(unit);
    Ok(leader.map(|leader| leader.name.clone()))
}

/// Returns what names the leader who has a unit in charge on a day.
pub(crate) fn leaders(
    store: &Store,
    day: NaiveDate,
) -> Result<impl Fn(RecordId) -> Option<Rc<Named>>> {
    let roster = roster::Roster::read(store)?;
    Ok(move |unit| {
        let leader = roster.leader_of(unit, day);
        leader.map(|leader| Rc::clone(&leader.named))
    })
}

/// Keeps the findings whose day is in a phase of the plan.
pub(crate) fn of_phase(plan: &Plan, found: Vec<Finding>, number: i64) -> Vec<Finding> {
    let within = |finding: &Finding| {
        let phase = plan.phase_due(finding.term.due);
        phase.is_some_and(|phase| phase.number == number)
    };
    found.into_iter().filter(within).collect()
}

/// Returns what must still be done before a phase is closed: of the checks that the plan names for
/// it, what is not done and was due by its last day; of what is asked for a period, only the periods
/// that ended in the phase.
pub(crate) fn unmet(
    store: &Store,
    plan: &Plan,
    phase: &Phase,
    day: NaiveDate,
) -> Result<Vec<Finding>> {
    let mut found = store.on(day, || {
        Ok(sorted(run(store, plan, day, Wanted::Ahead)?.0.found))
    })?;
    found.retain(|finding| {
        let asked = phase
            .before_closing
            .iter()
            .any(|code| code == finding.code.id);
        let due = finding.term.due;
        let here = finding.period().is_none() || due >= phase.opens;
        asked && finding.is_unmet() && here && due <= phase.closes
    });
    Ok(found)
}

/// Writes findings for people: what can still be done before what cannot, each under its unit; those that
/// differ only in their period as one with their number.
pub(crate) fn blocks(findings: &[Finding], lang: Lang) -> impl Iterator<Item = Vec<Block>> {
    let groups = findings.chunk_by(|one, next| one.is_settled() == next.is_settled());
    groups.flat_map(move |group| {
        let heading = if group[0].is_settled() {
            lang.pick("已办或已过", "Done or past")
        } else {
            lang.pick("待办", "To be done")
        };
        let heading = vec![Block::Heading(2, lang.remarked(heading, group.len()))];
        let units = group.chunk_by(|one, next| one.unit == next.unit);
        std::iter::once(heading).chain(units.flat_map(move |own| {
            let unit = own[0].unit.as_ref().map(|unit| unit.name.as_str());
            let unit = unit.unwrap_or(lang.pick("活动整体", "The campaign as a whole"));
            let heading = vec![Block::Heading(3, lang.remarked(unit, own.len()))];
            let mut alike: Vec<Vec<&Finding>> = Vec::new();
            let mut known = HashMap::new();
            for finding in own {
                let at = match finding.likeness() {
                    Some(likeness) => *known.entry(likeness).or_insert(alike.len()),
                    None => alike.len(),
                };
                match alike.get_mut(at) {
                    Some(some) => some.push(finding),
                    None => alike.push(vec![finding]),
                }
            }
            let items = alike.into_iter();
            std::iter::once(heading).chain(items.map(move |some| Finding::items(&some, lang)))
        }))
    })
}
