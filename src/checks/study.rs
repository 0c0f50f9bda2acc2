//! Friday study (requirement 6): each organisation on every working Friday of its quota.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::case::Case;
use super::codes;
use super::deeds::{self, Wanted};
use super::finding::{Finding, Term};
use super::quotas;
use crate::error::Result;
use crate::model::plan::{Plan, Quota};
use crate::model::value::RecordId;

/// Checks every working Friday up to the day. A session on the Friday is in time; one on another
/// day makes up for the Friday before it, and is late, as is one that was entered more than
/// `late_entry_days` after the Friday. A Friday that is a holiday is not asked.
pub(super) fn fridays(case: &mut Case, quota: &Quota) -> Result<()> {
    let wanted = Wanted {
        what: quota.what,
        kinds: &quota.channels,
        words: &quota.words,
        from: quota.from.unwrap_or(case.plan.opens),
    };
    let done = done(case, &wanted)?;
    let subjects = quotas::subjects(case, quota);
    let mut found = Vec::new();
    for friday in asked(case.plan, quota).take_while(|friday| *friday <= case.day) {
        for subject in &subjects {
            let own = subject.key.and_then(|key| done.get(&key));
            let term = Term {
                opened: friday,
                due: friday,
                done: own.and_then(|own| own.get(&friday)).copied(),
            };
            if let Some(finding) = quotas::begin(case, quota, &codes::STUDY_FRIDAY, term) {
                found.push(subject.fill(Finding {
                    period: Some(friday.to_string()),
                    ..finding
                }));
            }
        }
    }
    case.found.extend(found);
    Ok(())
}

/// Returns the working Fridays of a quota within the campaign.
pub(super) fn asked<'a>(plan: &'a Plan, quota: &Quota) -> impl Iterator<Item = NaiveDate> + 'a {
    let from = quota.from.unwrap_or(plan.opens).max(plan.opens);
    let until = quota.until.unwrap_or(plan.closes).min(plan.closes);
    let days = from.iter_days().take_while(move |day| *day <= until);
    days.filter(|day| day.weekday() == Weekday::Fri && plan.is_workday(*day))
}

/// Returns for every unit the Fridays that it kept, with the day on which each counts as done.
fn done(case: &Case, wanted: &Wanted) -> Result<HashMap<RecordId, BTreeMap<NaiveDate, NaiveDate>>> {
    let mut done: HashMap<RecordId, BTreeMap<NaiveDate, NaiveDate>> = HashMap::new();
    for deed in deeds::read(case, wanted)? {
        let friday = friday_of(deed.day);
        let counts = case.counted_on((deed.day, deed.logged), friday);
        for unit in deed
            .unit
            .into_iter()
            .flat_map(|unit| case.roster.upwards(unit))
        {
            let kept = done
                .entry(unit.named.id)
                .or_default()
                .entry(friday)
                .or_insert(counts);
            *kept = counts.min(*kept);
        }
    }
    Ok(done)
}

/// Returns the Friday that a session is for: its own day, or the one before it.
fn friday_of(day: NaiveDate) -> NaiveDate {
    let since = (u64::from(day.weekday().num_days_from_monday()) + 3) % 7;
    day - Days::new(since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_for_its_friday_or_the_one_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // 25 March 2011 was a Friday.
        for (session, friday) in [
            ("2011-03-25", "2011-03-25"),
            ("2011-03-26", "2011-03-25"),
            ("2011-03-31", "2011-03-25"),
            ("2011-04-01", "2011-04-01"),
        ] {
            assert_eq!(friday_of(day(session)), day(friday), "{session}");
        }
    }
}
