//! Checks: what is due, late or missing on a day, computed from records and plan and never stored.
//!
//! Everything is as it was known to have happened by that day: what is dated after it does not
//! count, and a state counts from the day that goes with it. Nothing here writes, prints or asks the
//! clock. The codes are declared in [`codes`]; each subject has a file of its own, which says what
//! counts as done late.

pub(crate) mod codes;
pub(crate) mod duties;
pub(crate) mod finding;
pub(crate) mod settings;

mod cadence;
mod case;
#[cfg(test)]
mod cases;
mod deeds;
mod duplicates;
mod entries;
mod evaluations;
mod milestones;
mod opinions;
mod pairings;
mod periods;
mod pledges;
mod quotas;
mod rectifying;
mod roster;
mod rows;
mod scope;
mod study;

use chrono::NaiveDate;

use crate::error::Result;
use crate::model::document::Block;
use crate::model::plan::{Phase, Plan, Quota, What};
use crate::model::value::RecordId;
use crate::store::Store;
use crate::text::Lang;
use case::Case;
pub(crate) use finding::{Finding, Light};

/// Makes every check for a day, for whatever the file answers for; returns what is red, yellow or
/// blue, and the notices.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn findings(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Finding>> {
    let mut found = run(store, plan, day, false)?;
    found.retain(|finding| finding.light != Light::Green);
    Ok(found)
}

/// Makes every check for a day; returns what is in order as well.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn everything(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Finding>> {
    run(store, plan, day, true)
}

fn run(store: &Store, plan: &Plan, day: NaiveDate, all: bool) -> Result<Vec<Finding>> {
    let mut case = Case::open(store, plan, day, all)?;
    for wanted in &plan.quotas(day) {
        quota(&mut case, wanted)?;
    }
    pairings::visits(&mut case)?;
    opinions::check(&mut case)?;
    rectifying::services(&mut case)?;
    pledges::check(&mut case)?;
    rectifying::check(&mut case)?;
    milestones::check(&mut case)?;
    milestones::submissions(&mut case)?;
    duplicates::check(&mut case)?;
    let scope = scope::Scope::of(store, &case.roster)?;
    let mut found = case.found;
    found.retain(|finding| scope.holds(finding));
    found.sort_by_key(|finding| {
        let code = codes::position(finding.code);
        let met = finding.light == Light::Green && finding.is_met();
        (finding.light, met, code)
    });
    Ok(found)
}

fn quota(case: &mut Case, quota: &Quota) -> Result<()> {
    match quota.what {
        What::Pairing => pairings::quota(case, quota),
        What::StudyFriday => study::fridays(case, quota),
        What::ThreeEntries => entries::check(case, quota),
        What::Comment | What::Report | What::Evaluation => evaluations::check(case, quota),
        what => match deeds::code(what, quota.per) {
            Some(code) => quotas::check(case, quota, code),
            None => Ok(()),
        },
    }
}

/// Keeps the findings about a unit, what is below it and its people.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn of_unit(store: &Store, found: Vec<Finding>, unit: RecordId) -> Result<Vec<Finding>> {
    let roster = roster::Roster::read(store)?;
    let within = |finding: &Finding| {
        let named = finding.unit.as_ref();
        named.is_some_and(|named| roster.is_within(named.id, unit))
    };
    Ok(found.into_iter().filter(within).collect())
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
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn unmet(
    store: &Store,
    plan: &Plan,
    phase: &Phase,
    day: NaiveDate,
) -> Result<Vec<Finding>> {
    let mut found = everything(store, plan, day)?;
    found.retain(|finding| {
        let asked = phase
            .before_closing
            .iter()
            .any(|code| code == finding.code.id);
        let due = finding.term.due;
        let open = !finding.is_met() && !matches!(finding.light, Light::Yellow | Light::Notice);
        let here = finding.period.is_none() || due >= phase.opens;
        asked && open && here && due <= phase.closes
    });
    Ok(found)
}

/// Writes findings for people, under a heading for each light.
pub(crate) fn blocks(findings: &[Finding], lang: Lang) -> Vec<Block> {
    let mut blocks = Vec::new();
    for group in findings.chunk_by(|one, next| one.standing(lang) == next.standing(lang)) {
        let standing = group[0].standing(lang);
        blocks.push(Block::Heading(2, format!("{standing} ({})", group.len())));
        blocks.extend(
            group
                .iter()
                .map(|finding| Block::Item(finding.message(lang))),
        );
    }
    blocks
}
