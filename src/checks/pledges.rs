//! Pledges: what they state (requirement 32), when they are published, done (35) and told of (34),
//! and the two lists at the end (38).
//!
//! That a pledge goes on past its deadline, or was withdrawn, has no day of its own in the record:
//! it is taken as it stands now, whatever the day. One that went on and was done later goes on until
//! the day on which it was done.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Row;

use super::cadence;
use super::case::{Case, after};
use super::codes;
use super::finding::{Finding, Light, Term};
use super::rows;
use crate::error::Result;
use crate::model::plan::Wording;
use crate::model::value::RecordId;
use crate::text::{Lang, Text, text};

const PLEDGES: &str =
    "select record, ref, title, unit, responsible, \"key\", status, pledged_on, published_on,
    deadline, case when status in ('continuing', 'done') then new_deadline end as new_deadline,
    case status when 'done' then finished_on end as finished_on,
    content is null as no_content, deadline is null as no_deadline,
    measures is null as no_measures, responsible is null as no_responsible
    from pledge where void is null and status is not 'withdrawn' and pledged_on <= ?1
    order by office, number, copy, record";
const PROGRESS: &str = "select pledge, date from progress
    where void is null and date <= ?1 and pledge is not null order by pledge, date";

/// The four things that a pledge states in public, with the columns that tell what it lacks.
const STATED: &[(&str, Text)] = &[
    ("no_content", text("实事内容", "content")),
    ("no_deadline", text("办理时限", "deadline")),
    ("no_measures", text("推进措施", "measures")),
    ("no_responsible", text("责任人", "responsible person")),
];

/// A pledge as far as its days go.
struct Days {
    pledged: NaiveDate,
    published: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
    new_deadline: Option<NaiveDate>,
    finished: Option<NaiveDate>,
}

/// Checks every pledge that was made by the day and not withdrawn.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let store = case.store;
    let day = case.day.to_string();
    let mut told: HashMap<RecordId, Vec<NaiveDate>> = HashMap::new();
    store.rows(PROGRESS, &[&day], |row| {
        if let (Some(pledge), Some(date)) = (rows::id(row, "pledge")?, rows::day(row, "date")?) {
            told.entry(pledge).or_default().push(date);
        }
        Ok(())
    })?;
    let mut found = Vec::new();
    store.rows(PLEDGES, &[&day], |row| {
        let Some(pledged) = rows::day(row, "pledged_on")? else {
            return Ok(());
        };
        let by_then = |day: Option<NaiveDate>| day.filter(|day| *day <= case.day);
        let days = Days {
            pledged,
            published: by_then(rows::day(row, "published_on")?),
            deadline: rows::day(row, "deadline")?,
            new_deadline: rows::day(row, "new_deadline")?,
            finished: by_then(rows::day(row, "finished_on")?),
        };
        publication(case, row, &days, &mut found)?;
        if let Some(published) = days.published {
            completion(case, row, &days, published, &mut found)?;
            let id = RecordId(row.get("record")?);
            let told = told.get(&id).map_or(&[][..], Vec::as_slice);
            silence(case, row, &days, published, told, &mut found)?;
            lists(case, row, &days, published, &mut found)?;
        }
        Ok(())
    })?;
    case.found.extend(found);
    Ok(())
}

/// Published within so many days of being made; and before that, complete.
fn publication(
    case: &Case,
    row: &Row,
    days: &Days,
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    let term = Term {
        opened: days.pledged,
        due: after(days.pledged, case.plan.on(days.pledged).limits.publish_days),
        done: days.published,
    };
    add(
        case,
        row,
        case.begin(&codes::PLEDGE_UNPUBLISHED, term),
        found,
    )?;
    let mut lacks = Vec::new();
    for (column, name) in STATED {
        if row.get::<_, bool>(*column)? {
            lacks.push(name);
        }
    }
    if lacks.is_empty() {
        return Ok(());
    }
    // What the public was told must be complete at once.
    let due = days.published.unwrap_or(term.due);
    let term = Term {
        due,
        done: None,
        ..term
    };
    let names = |lang| lacks.iter().map(|name| name.get(lang)).collect::<Vec<_>>();
    let (zh, en) = (Lang::Zh, Lang::En);
    let finding = case
        .begin(&codes::PLEDGE_INCOMPLETE, term)
        .map(|finding| Finding {
            detail: Some(Wording::both(
                format!("承诺要素不全，缺{}", zh.join(&names(zh))),
                format!("incomplete, without {}", en.join(&names(en))),
            )),
            ..finding
        });
    add(case, row, finding, found)
}

/// Done by the first deadline; one that goes on with leave is behind until its new deadline, and
/// overdue after it.
fn completion(
    case: &Case,
    row: &Row,
    days: &Days,
    published: NaiveDate,
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    let Some(deadline) = days.deadline else {
        return Ok(());
    };
    let term = Term {
        opened: published,
        due: deadline,
        done: days.finished,
    };
    let extended = days
        .new_deadline
        .filter(|new| days.finished.is_none() && *new >= deadline && case.day > deadline);
    let finding = match extended {
        Some(new) if case.day <= new => case
            .begin_as(
                &codes::PLEDGE_OVERDUE,
                Term { due: new, ..term },
                Light::Yellow,
            )
            .map(|finding| Finding {
                detail: Some(Wording::both(
                    format!("原时限{deadline}没有办结，已转继续办理，新时限{new}"),
                    format!("not done by {deadline}, continuing until {new}"),
                )),
                ..finding
            }),
        Some(new) => case.begin(&codes::PLEDGE_OVERDUE, Term { due: new, ..term }),
        None => case.begin(&codes::PLEDGE_OVERDUE, term),
    };
    add(case, row, finding, found)
}

/// From its publication until it is done, never longer than the plan allows without a word.
fn silence(
    case: &Case,
    row: &Row,
    days: &Days,
    published: NaiveDate,
    told: &[NaiveDate],
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    let interval = case.plan.on(published).limits.silence_days;
    let end = days.finished.unwrap_or(case.day_within());
    let term = cadence::term(published, told, end, days.finished.is_some(), interval);
    let light = term.light(
        end.max(published),
        case.plan.on(case.day).limits.warn_ahead_days,
    );
    add(
        case,
        row,
        case.begin_as(&codes::PLEDGE_SILENT, term, light),
        found,
    )
}

/// Every key pledge is completed or continuing when the campaign ends.
fn lists(
    case: &Case,
    row: &Row,
    days: &Days,
    published: NaiveDate,
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    if row.get::<_, Option<bool>>("key")? != Some(true) {
        return Ok(());
    }
    let continuing = days.finished.is_none() && days.new_deadline.is_some();
    let term = Term {
        opened: published,
        due: case.plan.closes,
        done: days.finished.or(continuing.then_some(published)),
    };
    add(case, row, case.begin(&codes::PLEDGE_LISTS, term), found)
}

fn add(
    case: &Case,
    row: &Row,
    finding: Option<Finding>,
    found: &mut Vec<Finding>,
) -> rusqlite::Result<()> {
    let Some(finding) = finding else {
        return Ok(());
    };
    let responsible = rows::id(row, "responsible")?;
    let of_person = |id| case.roster.unit_of(id);
    let unit = rows::id(row, "unit")?.or(responsible.and_then(of_person));
    let reference = rows::text(row, "ref")?;
    found.push(Finding {
        unit: case.roster.unit_named(unit),
        person: case.roster.person_named(responsible),
        subject: Wording::from(format!("{reference} {}", rows::text(row, "title")?)),
        reference: Some(reference),
        ..finding
    });
    Ok(())
}
