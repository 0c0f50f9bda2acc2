//! Friday study (requirement 6): each organisation on every working Friday of its quota; and the week
//! of study (7): so many working days one after another.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};

use super::activity::{self, Activity};
use super::case::Case;
use super::codes;
use super::days::after;
use super::quotas;
use super::term::{Deed, Term};
use crate::error::Result;
use crate::model::plan::{Plan, Quota, Wording};
use crate::model::value::RecordId;

/// Days within which a Friday can be made up for.
const CATCH_UP_DAYS: i64 = 6;

/// The sessions of each unit and of those below it, by day: of a day that which was entered first.
type Sessions = HashMap<RecordId, BTreeMap<NaiveDate, Deed>>;

/// Checks every working Friday up to the day. A session on the Friday is in time; one on another
/// day makes up for the Friday before it, and is late. A Friday that is a holiday is not asked.
pub(super) fn fridays(case: &mut Case, quota: &Quota, activity: &'static Activity) -> Result<()> {
    let sessions = sessions(case, quota, activity)?;
    let subjects = quotas::subjects(case, quota);
    let fridays = asked(case.plan, quota).take_while(|friday| *friday <= case.day);
    for friday in fridays.collect::<Vec<_>>() {
        let last = after(friday, CATCH_UP_DAYS);
        for subject in &subjects {
            let own = subject.key().and_then(|key| sessions.get(&key));
            let session = own.and_then(|own| own.range(friday..=last).next());
            let term = Term {
                lapses: Some(last),
                ..Term::new(friday, friday).done_by(session.map(|(_, deed)| *deed))
            };
            quotas::add(case, quota, &codes::STUDY_FRIDAY, term, |case, finding| {
                let period = Some(friday.to_string());
                subject.fill(case, finding.saying(|one| one.period = period))
            });
        }
    }
    Ok(())
}

/// Returns the working Fridays of a quota within the campaign.
pub(super) fn asked<'a>(
    plan: &'a Plan,
    quota: &Quota,
) -> impl Iterator<Item = NaiveDate> + use<'a> {
    let from = quota.from.unwrap_or(plan.opens).max(plan.opens);
    let until = quota.until.unwrap_or(plan.closes).min(plan.closes);
    let days = from.iter_days().take_while(move |day| *day <= until);
    days.filter(|day| day.weekday() == Weekday::Fri && plan.is_workday(*day))
}

/// Checks that there is a week of study: as many working days one after another as the quota counts,
/// or `study_week_days`. It is done on the last of them.
pub(super) fn week(case: &mut Case, quota: &Quota, activity: &'static Activity) -> Result<()> {
    let sessions = sessions(case, quota, activity)?;
    for subject in quotas::subjects(case, quota) {
        let Some(period) = quotas::once(case, quota, &subject) else {
            continue;
        };
        let wanted = match quota.count {
            1 => case.plan.on(period.first).limits.study_week_days,
            count => count,
        };
        let wanted = usize::try_from(wanted).unwrap_or(1).max(1);
        let own = subject.key().and_then(|key| sessions.get(&key));
        let days = own.into_iter().flat_map(|own| own.range(period.first..));
        let run = longest(case.plan, days.map(|(_, deed)| *deed), wanted);
        let so_far = run.len();
        let last = run.get(wanted - 1).map(|deed| deed.day);
        let term = period.term().done_with(last, run);
        quotas::add(case, quota, &codes::STUDY_WEEK, term, |case, finding| {
            let detail = Wording::both(
                format!("集中学习天数不够，连续已有{so_far}天，应{wanted}天"),
                format!("too few days of study: {so_far} of {wanted} one after another"),
            );
            let detail = Some(detail);
            subject.fill(case, finding.saying(|one| one.detail = detail))
        });
    }
    Ok(())
}

/// Returns the first run of so many sessions on working days between which there is no other, or else
/// the longest that there is. What was held on a day off is left out.
fn longest(plan: &Plan, sessions: impl Iterator<Item = Deed>, wanted: usize) -> Vec<Deed> {
    let (mut longest, mut run): (Vec<Deed>, Vec<Deed>) = (Vec::new(), Vec::new());
    for deed in sessions.filter(|deed| plan.is_workday(deed.day)) {
        let follows = |last: &Deed| {
            let mut between = last.day.iter_days().skip(1);
            between.find(|day| plan.is_workday(*day)) == Some(deed.day)
        };
        if !run.last().is_some_and(follows) {
            run.clear();
        }
        run.push(deed);
        if run.len() > longest.len() {
            longest.clone_from(&run);
        }
        if longest.len() == wanted {
            break;
        }
    }
    longest
}

fn sessions(case: &Case, quota: &Quota, activity: &'static Activity) -> Result<Sessions> {
    let mut sessions = Sessions::new();
    for done in activity::read(case, &quotas::wanted(case, quota, activity))? {
        let units = done.unit.into_iter();
        for unit in units.flat_map(|unit| case.roster.upwards(unit)) {
            let days = sessions.entry(unit.named.id).or_default();
            let known = days.entry(done.deed.day).or_insert(done.deed);
            if done.deed.entered < known.entered {
                *known = done.deed;
            }
        }
    }
    Ok(sessions)
}
