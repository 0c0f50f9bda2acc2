//! Whoever has left is responsible for nothing any more: what is still open in the leaver's name is to
//! be handed over (requirement 4).

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Row;

use super::case::Case;
use super::codes;
use super::finding::Finding;
use super::rows;
use super::term::Term;
use crate::error::Result;
use crate::model::plan::Wording;
use crate::model::value::RecordId;

/// Queries of what is open in somebody's name on a day: by kind, the records with `ref`, `title`,
/// `unit`, `person`, and the field that is set to hand it over.
const OPEN: &[(&str, &str, &str)] = &[
    (
        "pledge",
        "responsible",
        "select ref, title, unit, responsible as person from pledge
         where void is null and responsible is not null and pledged_on <= ?1
         and status not in ('done', 'withdrawn')
         order by office, number, copy, record",
    ),
    (
        "opinion",
        "to",
        "select ref, topic as title, unit, coalesce(handed_to, first_asked) as person from opinion
         where void is null and coalesce(handed_to, first_asked) is not null and date <= ?1
         and (replied_on is null or outcome is null or outcome = 'continuing')
         order by office, number, copy, record",
    ),
    (
        "problem",
        "responsible",
        "select ref, content as title, unit, responsible as person from problem
         where void is null and responsible is not null and date <= ?1 and fixed_on is null
         order by office, number, copy, record",
    ),
    (
        "pair",
        "helper",
        "select t.ref, h.name as title, t.unit, t.helper as person from pair as t
         left join household as h on h.record = t.household
         where t.void is null and t.since <= ?1 and (t.until is null or t.until >= ?1)
         order by t.office, t.number, t.copy, t.record",
    ),
];

/// Checks whatever is open on the day. It was to be handed over by the leaver's last day in office.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let store = case.store;
    let persons = case.roster.persons.iter();
    let left = persons.filter_map(|person| Some((person.named.id, person.left(case.day)?)));
    let left: HashMap<RecordId, NaiveDate> = left.collect();
    if left.is_empty() {
        return Ok(());
    }
    for (kind, field, sql) in OPEN {
        store.rows(sql, &[&case.day.to_string()], |row| {
            let person = rows::id(row, "person")?;
            match person.and_then(|person| Some((person, *left.get(&person)?))) {
                Some(leaver) => open(case, row, (kind, field), leaver),
                None => Ok(()),
            }
        })?;
    }
    Ok(())
}

fn open(
    case: &mut Case,
    row: &Row,
    (kind, field): (&'static str, &'static str),
    (person, left): (RecordId, NaiveDate),
) -> rusqlite::Result<()> {
    let Some(leaver) = case.roster.person_named(Some(person)) else {
        return Ok(());
    };
    let (reference, title) = (rows::text(row, "ref")?, rows::text(row, "title")?);
    let unit = rows::id(row, "unit")?;
    let command = match kind {
        "opinion" => format!("opinion hand-over {reference} --{field}"),
        _ => format!("{kind} edit {reference} --{field}"),
    };
    case.add(&codes::LEFT, Term::new(left, left), |case, finding| {
        Finding {
            unit: case.roster.unit_named(unit),
            detail: Some(Wording::both(
                format!("{}已于{left}离任，没有移交", leaver.name),
                format!("{} left on {left}, and it is not handed over", leaver.name),
            )),
            person: Some(leaver),
            subject: Wording::from(format!("{reference} {title}")),
            reference: Some(reference),
            parameters: vec![(
                "how",
                Wording::both(
                    format!("huiyin {command} 姓名"),
                    format!("huiyin {command} NAME"),
                ),
            )],
            ..finding
        }
    });
    Ok(())
}
