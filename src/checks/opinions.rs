//! Opinions: who was asked first (requirement 26), the reply and the outcome (35), and days that
//! were promised (27).

use rusqlite::Row;

use super::case::{Case, after};
use super::codes::{self, Code};
use super::finding::{Finding, Light, Term};
use super::rows;
use crate::error::Result;
use crate::model::plan::Wording;

const OPINIONS: &str = "select ref, topic, unit, date, due, replied_on,
    case when outcome is not null then finished_on end as settled_on,
    first_asked, case when handed_on <= ?1 or handed_on is null then handed_to end as handed_to
    from opinion where void is null and date <= ?1 order by office, number, copy, record";

/// Checks every opinion that was received by the day. It is asked of whoever owns it then: those
/// to whom it was handed over, else the first person asked, else the unit that logged it.
///
/// A reply is due on the day that the opinion names, or so many days after it came; an outcome,
/// which may be 继续办理, so many days after it came.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let store = case.store;
    let mut found = Vec::new();
    store.rows(OPINIONS, &[&case.day.to_string()], |row| {
        let Some(date) = rows::day(row, "date")? else {
            return Ok(());
        };
        let (replied, settled) = (rows::day(row, "replied_on")?, rows::day(row, "settled_on")?);
        let promised = rows::day(row, "due")?;
        let limits = &case.plan.on(date).limits;
        let term = |due, done| Term {
            opened: date,
            due,
            done,
        };
        let reply = term(promised.unwrap_or(after(date, limits.reply_days)), replied);
        add(case, row, &codes::REPLY, reply, &mut found)?;
        let result = term(after(date, limits.result_days), settled);
        add(case, row, &codes::RESULT, result, &mut found)?;
        if rows::id(row, "first_asked")?.is_none() {
            add(case, row, &codes::FIRST_ASKED, term(date, None), &mut found)?;
        }
        if let Some(promised) = promised {
            broken(case, row, term(promised, replied), &mut found)?;
        }
        Ok(())
    })?;
    case.found.extend(found);
    Ok(())
}

/// A promised day is a matter of its own only once it is broken.
fn broken(case: &Case, row: &Row, term: Term, found: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let light = term.light(case.day, case.plan.on(case.day).limits.warn_ahead_days);
    if matches!(light, Light::Red | Light::Yellow) {
        add(case, row, &codes::PROMISE, term, found)?;
    }
    Ok(())
}

fn add(
    case: &Case,
    row: &Row,
    code: &'static Code,
    term: Term,
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    let Some(finding) = case.begin(code, term) else {
        return Ok(());
    };
    let (first_asked, handed_to) = (rows::id(row, "first_asked")?, rows::id(row, "handed_to")?);
    let owner = handed_to.or(first_asked);
    let unit = owner
        .and_then(|owner| case.roster.unit_of(owner))
        .or(rows::id(row, "unit")?);
    let reference = rows::text(row, "ref")?;
    found.push(Finding {
        unit: case.roster.unit_named(unit),
        person: case.roster.person_named(owner),
        subject: Wording::from(format!("{reference} {}", rows::text(row, "topic")?)),
        reference: Some(reference),
        parameters: vec![("kind", Wording::from("opinion".to_owned()))],
        ..finding
    });
    Ok(())
}
