//! Checks what is to be put right: problems that an organisation found in itself (requirement 9),
//! what an inspection required and an issued sheet asks for (31), and waits that were longer than promised (27).

use super::case::Case;
use super::codes::{self, Code};
use super::finding::{Entry, Finding};
use super::rows;
use super::term::{Light, Term};
use crate::error::Result;
use crate::kinds::notice;
use crate::model::kind::Choice;
use crate::model::plan::Wording;
use crate::store::Cells;
use crate::text::Lang;

const PROBLEMS: &str = "select p.record, ref, content as title, unit, responsible as person, date, deadline as due,
    null as level, fixed_on as done, e.change as done_said from problem as p
    left join entered as e on e.record = p.record and e.kind = 'problem' and e.field = 'fixed_on' and e.since = p.fixed_on
    where void is null and date <= ?1 order by office, number, copy, p.record";
const INSPECTIONS: &str = "select i.record, ref, requirement as title, unit, null as person, date, due,
    null as level, rectified_on as done, e.change as done_said from inspection as i
    left join entered as e on e.record = i.record and e.kind = 'inspection' and e.field = 'rectified_on' and e.since = i.rectified_on
    where void is null and requirement is not null and date <= ?1
    order by office, number, copy, i.record";
const NOTICES: &str = "select n.record, ref, document_no as title, unit, null as person, issued_on as date, due,
    level, replied_on as done, e.change as done_said from notice as n
    left join entered as e on e.record = n.record and e.kind = 'notice' and e.field = 'replied_on' and e.since = n.replied_on
    where void is null and issued_on <= ?1 order by office, number, copy, n.record";
const SERVICES: &str = "select ref, unit, date, minutes, promised_minutes from service
    where void is null and date <= ?1 and minutes > promised_minutes
    order by office, number, copy, record";

/// The longest that a text is quoted, in characters.
const QUOTED: usize = 30;

/// Checks problems, inspections and issued sheets; where they name no day, the campaign's last is theirs.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let store = case.store;
    for (kind, code, sql) in [
        ("problem", &codes::PROBLEM, PROBLEMS),
        ("inspection", &codes::INSPECTION, INSPECTIONS),
        ("notice", &codes::NOTICE, NOTICES),
    ] {
        store.rows(sql, &[&case.day.to_string()], |row| {
            open(case, row, kind, code)
        })?;
    }
    Ok(())
}

fn open(
    case: &mut Case,
    row: &Cells,
    kind: &'static str,
    code: &'static Code,
) -> rusqlite::Result<()> {
    let Some(opened) = rows::day(row, "date")? else {
        return Ok(());
    };
    let due = rows::day(row, "due")?.unwrap_or(case.plan.closes.max(opened));
    let done = rows::step(case.store, row, kind, ("done", "done_said"))?;
    let person = rows::id(row, "person")?;
    let unit = rows::id(row, "unit")?;
    let (reference, title) = (rows::text(row, "ref")?, rows::text(row, "title")?);
    let level = rows::text(row, "level")?;
    let level = notice::LEVELS.iter().find(|choice| choice.id == level);
    case.add(
        code,
        Term::new(opened, due).done_by(done),
        |case, finding| {
            let of_person = |person| case.roster.unit_of(person, case.day);
            let finding = Finding {
                unit: case.roster.unit_named(unit.or(person.and_then(of_person))),
                person: case.roster.person_named(person),
                entry: Some(Entry::new(&reference, &quoted(&title))),
                ..finding
            };
            match level {
                Some(level) => finding.saying(|one| one.detail = Some(unanswered(level))),
                None => finding,
            }
        },
    );
    Ok(())
}

/// Says of a sheet without a reply how far it has come.
fn unanswered(level: &Choice) -> Wording {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| level.label.get(lang));
    Wording::both(
        format!("督办单没有回复（{zh}色督办）"),
        format!("no reply to the supervision sheet (level {en})"),
    )
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
    let store = case.store;
    store.rows(SERVICES, &[&case.day.to_string()], |row| {
        let Some(date) = rows::day(row, "date")? else {
            return Ok(());
        };
        let term = Term {
            lapses: date.pred_opt(),
            ..Term::new(date, date)
        };
        let (minutes, promised): (i64, i64) = (row.get("minutes")?, row.get("promised_minutes")?);
        let (reference, unit) = (rows::text(row, "ref")?, rows::id(row, "unit")?);
        case.add_as(&codes::PROMISE, term, Light::Yellow, |case, finding| {
            let finding = Finding {
                unit: case.roster.unit_named(unit),
                entry: Some(Entry::new(&reference, &date.to_string())),
                ..finding
            };
            finding.saying(|one| {
                one.detail = Some(Wording::both(
                    format!("最长用时{minutes}分钟，超过承诺的{promised}分钟"),
                    format!("{minutes} minutes, {promised} were promised"),
                ));
                one.parameters = vec![("kind", Wording::from("service".to_owned()))];
            })
        });
        Ok(())
    })?;
    Ok(())
}
