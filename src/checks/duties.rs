//! Days of duty that are still to come: the working day by which a reception is held in each week or
//! month, and Fridays of study. A calendar is made of them; nothing is late here.

use chrono::NaiveDate;

use super::case::Case;
use super::codes::{self, Code};
use super::finding::Named;
use super::periods;
use super::quotas;
use super::scope::Scope;
use super::study;
use crate::error::Result;
use crate::model::plan::{Per, Plan, Quota, What};
use crate::store::Store;

/// The checks whose days of duty are known ahead.
pub(crate) static CODES: [&Code; 3] = [
    &codes::RECEPTION_MONTHLY,
    &codes::RECEPTION_WEEKLY,
    &codes::STUDY_FRIDAY,
];

/// Something that several share on one day.
#[derive(Debug)]
pub(crate) struct Duty {
    pub(crate) code: &'static Code,
    pub(crate) day: NaiveDate,
    /// The month, the ISO week, or the day.
    pub(crate) period: String,
    pub(crate) who: Vec<Named>,
}

/// Returns the days of duty from a day to the end of the campaign, for those for whom the file
/// answers.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn coming(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Duty>> {
    let case = Case::open(store, plan, day, true)?;
    let scope = Scope::of(store, &case.roster)?;
    let mut duties = Vec::new();
    let asked = plan.quotas(plan.closes);
    for quota in asked.iter().filter(|quota| !quota.permissive) {
        match quota.what {
            What::Reception => duties.extend(receptions(&case, &scope, quota)),
            What::StudyFriday => duties.extend(fridays(&case, &scope, quota)),
            _ => {}
        }
    }
    duties.sort_by_key(|duty| (duty.day, codes::position(duty.code)));
    Ok(duties)
}

fn receptions(case: &Case, scope: &Scope, quota: &Quota) -> Vec<Duty> {
    let code = match quota.per {
        Per::Month => &codes::RECEPTION_MONTHLY,
        _ => &codes::RECEPTION_WEEKLY,
    };
    let mut duties = Vec::new();
    for period in periods::begun(case.plan, quota, case.plan.closes) {
        let worked = period
            .first
            .iter_days()
            .take_while(|day| *day <= period.last);
        let day = worked.filter(|day| case.plan.is_workday(*day)).last();
        let Some(day) = day.filter(|day| *day >= case.day) else {
            continue;
        };
        let who = quotas::subjects(case, quota).into_iter().filter(|subject| {
            subject.asked_in(case.plan, quota.per, &period) && scope.asks(subject.unit.as_ref())
        });
        let who: Vec<Named> = who.filter_map(|subject| subject.person).collect();
        let period = period.name.unwrap_or_else(|| day.to_string());
        duties.extend((!who.is_empty()).then_some(Duty {
            code,
            day,
            period,
            who,
        }));
    }
    duties
}

fn fridays(case: &Case, scope: &Scope, quota: &Quota) -> Vec<Duty> {
    let who = quotas::subjects(case, quota)
        .into_iter()
        .filter_map(|subject| subject.unit);
    let who: Vec<Named> = who.filter(|unit| scope.asks(Some(unit))).collect();
    let days = study::asked(case.plan, quota).filter(|day| *day >= case.day);
    let duty = |day: NaiveDate| Duty {
        code: &codes::STUDY_FRIDAY,
        day,
        period: day.to_string(),
        who: who.clone(),
    };
    days.filter(|_| !who.is_empty()).map(duty).collect()
}
