//! What counts for quotas and milestones: one query for each kind of deed, with the same columns:
//! who did it, on which day, when it was entered, of which kind it is, and its title.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::case::Case;
use super::codes::{self, Code};
use super::rows;
use crate::error::Result;
use crate::model::plan::{Per, What};
use crate::model::value::RecordId;

/// The days on which something was done, each with the day on which it was first entered.
pub(super) type Days = BTreeMap<NaiveDate, NaiveDate>;

/// Which deeds are looked for.
pub(super) struct Wanted<'a> {
    pub(super) what: What,
    /// Empty for those of the deed itself.
    pub(super) kinds: &'a [String],
    pub(super) words: &'a [String],
    pub(super) from: NaiveDate,
}

/// One thing that was done.
pub(super) struct Deed {
    pub(super) unit: Option<RecordId>,
    pub(super) person: Option<RecordId>,
    pub(super) day: NaiveDate,
    pub(super) logged: NaiveDate,
    pub(super) kind: String,
}

/// The kinds of a survey: of the campaign as a whole, or of one pledge or unit.
pub(super) const SURVEYED: &[&str] = &["overall", "subject"];

const STUDY: &str = "select unit, null as person, date as day, logged_on, study_kind as kind, topic as title
    from study where void is null and date between ?1 and ?2 order by date, office, number, copy, record";

/// Returns the query of a kind of deed, and the kinds that count where the plan names none.
fn source(what: What) -> Option<(&'static str, &'static [&'static str])> {
    Some(match what {
        What::Discussion => (STUDY, &["discussion"]),
        What::Lecture => (STUDY, &["lecture", "forum"]),
        What::Meeting => (STUDY, &["meeting"]),
        What::StudyFriday => (STUDY, &["friday"]),
        What::StudyWeek => (STUDY, &["study_week"]),
        What::Mechanism => (
            "select unit, null as person, issued_on as day, logged_on, state as kind, title
             from mechanism where void is null and state = 'issued' and issued_on between ?1 and ?2
             order by issued_on, office, number, copy, record",
            &[],
        ),
        What::Opinion => (
            "select unit, first_asked as person, date as day, logged_on, channel as kind, topic as title
             from opinion where void is null and date between ?1 and ?2
             order by date, office, number, copy, record",
            &[],
        ),
        What::Pledge => (
            "select unit, responsible as person, pledged_on as day, logged_on, category as kind, title
             from pledge where void is null and status is not 'withdrawn' and pledged_on between ?1 and ?2
             order by pledged_on, office, number, copy, record",
            &[],
        ),
        What::Publication => (
            "select unit, null as person, date as day, logged_on, channel as kind, title
             from publicity where void is null and date between ?1 and ?2
             order by date, office, number, copy, record",
            &[],
        ),
        What::Reception => (
            "select unit, leader as person, date as day, logged_on, channel as kind, content as title
             from reception where void is null and date between ?1 and ?2
             order by date, office, number, copy, record",
            &[],
        ),
        What::Research => (
            "select unit, author as person, submitted_on as day, logged_on, topic as kind, title
             from research where void is null and submitted_on between ?1 and ?2
             order by submitted_on, office, number, copy, record",
            &[],
        ),
        What::Submission => (
            "select unit, null as person, submitted_on as day, logged_on, addressee as kind, report as title
             from submission where void is null and submitted_on between ?1 and ?2
             order by submitted_on, office, number, copy, record",
            &[],
        ),
        What::Survey => (
            "select unit, null as person, date as day, logged_on,
             case when subject is null then 'overall' else 'subject' end as kind, comment as title
             from survey where void is null and date between ?1 and ?2
             order by date, office, number, copy, record",
            &[],
        ),
        What::Visit => (
            "select unit, null as person, date as day, logged_on, visit_kind as kind, findings as title
             from visit where void is null and date between ?1 and ?2
             order by date, office, number, copy, record",
            &[],
        ),
        What::Comment
        | What::Evaluation
        | What::Pairing
        | What::Report
        | What::ThreeEntries
        | What::Unknown => return None,
    })
}

/// Returns the code of a quota that counts deeds; of the others the checks of their own tell.
pub(super) fn code(what: What, per: Per) -> Option<&'static Code> {
    Some(match (what, per) {
        (What::Reception, Per::Month) => &codes::RECEPTION_MONTHLY,
        (What::Reception, _) => &codes::RECEPTION_WEEKLY,
        (What::Discussion, _) => &codes::DISCUSSION,
        (What::Lecture, _) => &codes::LECTURE,
        (What::Mechanism, _) => &codes::MECHANISM,
        (What::Pledge, _) => &codes::PLEDGE_NONE,
        (What::Publication, _) => &codes::PUBLICATION,
        (What::Research, _) => &codes::RESEARCH,
        (What::StudyWeek, _) => &codes::STUDY_WEEK,
        (What::Survey, _) => &codes::SURVEY,
        _ => return None,
    })
}

/// Reads the deeds that are wanted, up to the day, in the order of their days.
pub(super) fn read(case: &Case, wanted: &Wanted) -> Result<Vec<Deed>> {
    let Some((sql, own)) = source(wanted.what) else {
        return Ok(Vec::new());
    };
    let counts = |kind: &str| match wanted.kinds {
        [] => own.is_empty() || own.contains(&kind),
        kinds => kinds.iter().any(|known| known == kind),
    };
    let (from, until) = (wanted.from.to_string(), case.day.to_string());
    let deeds = case.store.rows(sql, &[&from, &until], |row| {
        let Some(day) = rows::day(row, "day")? else {
            return Ok(None);
        };
        let kind = rows::text(row, "kind")?;
        let named = wanted.words.is_empty() || {
            let title = rows::text(row, "title")?;
            wanted.words.iter().any(|word| title.contains(word))
        };
        let deed = Deed {
            unit: rows::id(row, "unit")?,
            person: rows::id(row, "person")?,
            day,
            logged: rows::day(row, "logged_on")?.unwrap_or(day),
            kind,
        };
        Ok((named && counts(&deed.kind)).then_some(deed))
    })?;
    Ok(deeds.into_iter().flatten().collect())
}

/// Adds a deed to days: two on one day are one.
pub(super) fn add(days: &mut Days, deed: &Deed) {
    let logged = days.entry(deed.day).or_insert(deed.logged);
    *logged = deed.logged.min(*logged);
}
