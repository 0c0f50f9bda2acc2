//! What is to be put right: problems that an organisation found in itself (requirement 9), what an
//! inspection required (31), and waits that were longer than promised (27).

use rusqlite::Row;

use super::case::Case;
use super::codes::{self, Code};
use super::finding::{Finding, Light, Term};
use super::rows;
use crate::error::Result;
use crate::model::plan::Wording;

const PROBLEMS: &str = "select ref, content as title, unit, responsible as person, date, deadline as due, fixed_on as done
    from problem where void is null and date <= ?1 order by office, number, copy, record";
const INSPECTIONS: &str =
    "select ref, requirement as title, unit, null as person, date, due, rectified_on as done
    from inspection where void is null and requirement is not null and date <= ?1
    order by office, number, copy, record";
const SERVICES: &str = "select ref, unit, date, minutes, promised_minutes from service
    where void is null and date <= ?1 and minutes > promised_minutes
    order by office, number, copy, record";

/// The longest that a text is quoted, in characters.
const QUOTED: usize = 30;

/// Checks problems and inspections; where they name no day, the campaign's last is theirs.
pub(super) fn check(case: &mut Case) -> Result<()> {
    for (code, sql) in [
        (&codes::PROBLEM, PROBLEMS),
        (&codes::INSPECTION, INSPECTIONS),
    ] {
        let mut found = Vec::new();
        case.store.rows(sql, &[&case.day.to_string()], |row| {
            open(case, row, code, &mut found)
        })?;
        case.found.extend(found);
    }
    Ok(())
}

fn open(
    case: &Case,
    row: &Row,
    code: &'static Code,
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    let Some(opened) = rows::day(row, "date")? else {
        return Ok(());
    };
    let term = Term {
        opened,
        due: rows::day(row, "due")?.unwrap_or(case.plan.closes.max(opened)),
        done: rows::day(row, "done")?,
    };
    let Some(finding) = case.begin(code, term) else {
        return Ok(());
    };
    let person = rows::id(row, "person")?;
    let unit = rows::id(row, "unit")?.or(person.and_then(|person| case.roster.unit_of(person)));
    let reference = rows::text(row, "ref")?;
    found.push(Finding {
        unit: case.roster.unit_named(unit),
        person: case.roster.person_named(person),
        subject: Wording::from(format!(
            "{reference} {}",
            quoted(&rows::text(row, "title")?)
        )),
        reference: Some(reference),
        ..finding
    });
    Ok(())
}

fn quoted(text: &str) -> String {
    let mut quoted: String = text.chars().take(QUOTED).collect();
    if text.chars().nth(QUOTED).is_some() {
        quoted.push('…');
    }
    quoted
}

/// Checks that nobody waited longer at the desk than was promised. What is broken stays late: there
/// is nothing that would make it good.
pub(super) fn services(case: &mut Case) -> Result<()> {
    let mut found = Vec::new();
    case.store.rows(SERVICES, &[&case.day.to_string()], |row| {
        let Some(date) = rows::day(row, "date")? else {
            return Ok(());
        };
        let term = Term {
            opened: date,
            due: date,
            done: None,
        };
        let Some(finding) = case.begin_as(&codes::PROMISE, term, Light::Yellow) else {
            return Ok(());
        };
        let (minutes, promised): (i64, i64) = (row.get("minutes")?, row.get("promised_minutes")?);
        let reference = rows::text(row, "ref")?;
        found.push(Finding {
            unit: case.roster.unit_named(rows::id(row, "unit")?),
            subject: Wording::from(format!("{reference} {date}")),
            reference: Some(reference),
            detail: Some(Wording::both(
                format!("最长用时{minutes}分钟，超过承诺的{promised}分钟"),
                format!("{minutes} minutes, {promised} were promised"),
            )),
            parameters: vec![("kind", Wording::from("service".to_owned()))],
            ..finding
        });
        Ok(())
    })?;
    case.found.extend(found);
    Ok(())
}
