//! Days of duty that are still to come: the working day by which a reception is held in each week or
//! month, and Fridays of study. A calendar is made of them; nothing is late here.

use std::rc::Rc;

use chrono::NaiveDate;

use super::activities;
use super::case::{Case, Wanted};
use super::codes::{self, Code};
use super::periods;
use super::quotas;
use super::roster::Named;
use super::scope::Scope;
use super::study;
use crate::error::Result;
use crate::model::plan::{Plan, Quota};
use crate::store::Store;

/// The checks whose days of duty are known ahead.
pub(crate) static CODES: [&Code; 3] = [
    &codes::RECEPTION_MONTHLY,
    &codes::RECEPTION_WEEKLY,
    &codes::STUDY_FRIDAY,
];

/// Those that a turn of duty fills.
pub(crate) static RECEPTIONS: [&Code; 2] = [&codes::RECEPTION_MONTHLY, &codes::RECEPTION_WEEKLY];

/// Something that several share on one day.
#[derive(Debug)]
pub(crate) struct Duty {
    pub(crate) code: &'static Code,
    pub(crate) day: NaiveDate,
    /// The month, the ISO week, or the day.
    pub(crate) period: String,
    /// The last day of that.
    pub(crate) due: NaiveDate,
    /// True if it is a thing of units, else of persons.
    pub(crate) is_of_units: bool,
    pub(crate) who: Vec<Rc<Named>>,
}

/// Returns the days of duty from a day to the end of the campaign, for those for whom the file
/// answers.
pub(crate) fn coming(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Duty>> {
    let case = Case::open(store, plan, day, Wanted::Ahead)?;
    let scope = Scope::of(store, &case.roster)?;
    let mut duties = Vec::new();
    let asked = plan.quotas(plan.closes);
    for quota in asked.iter().filter(|quota| !quota.permissive) {
        let Some(activity) = activities::find(&quota.what) else {
            continue;
        };
        match activity.code(quota.per) {
            Some(code) if activity.is_periodic() => {
                duties.extend(receptions(&case, &scope, quota, code));
            }
            Some(code) if code.id == codes::STUDY_FRIDAY.id => {
                duties.extend(fridays(&case, &scope, quota));
            }
            _ => {}
        }
    }
    duties.sort_by_key(|duty| (duty.day, codes::position(duty.code)));
    Ok(duties)
}

fn receptions(case: &Case, scope: &Scope, quota: &Quota, code: &'static Code) -> Vec<Duty> {
    let mut duties = Vec::new();
    let subjects = quotas::subjects(case, quota);
    for period in periods::begun(case.plan, quota, case.plan.closes) {
        let worked = period
            .first
            .iter_days()
            .take_while(|day| *day <= period.last);
        let day = worked.filter(|day| case.plan.is_workday(*day)).last();
        let Some(day) = day.filter(|day| *day >= case.day) else {
            continue;
        };
        let who = subjects.iter().filter(|subject| {
            let unit = subject.unit_on(case, day);
            subject.asked_in(case.plan, quota.per, &period) && scope.asks(unit.as_deref())
        });
        let who: Vec<Rc<Named>> = who.filter_map(|subject| subject.named(case)).collect();
        let due = period.last;
        let period = period.name.unwrap_or_else(|| day.to_string());
        duties.extend((!who.is_empty()).then_some(Duty {
            code,
            day,
            period,
            due,
            is_of_units: false,
            who,
        }));
    }
    duties
}

fn fridays(case: &Case, scope: &Scope, quota: &Quota) -> Vec<Duty> {
    let who = quotas::subjects(case, quota).into_iter();
    let who = who.filter_map(|subject| subject.named(case));
    let who: Vec<Rc<Named>> = who.filter(|unit| scope.asks(Some(unit))).collect();
    let days = study::asked(case.plan, quota).filter(|day| *day >= case.day);
    let duty = |day: NaiveDate| Duty {
        code: &codes::STUDY_FRIDAY,
        day,
        period: day.to_string(),
        due: day,
        is_of_units: true,
        who: who.clone(),
    };
    days.filter(|_| !who.is_empty()).map(duty).collect()
}
