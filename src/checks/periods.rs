//! Months and ISO weeks, cut by the campaign, by a quota's own days and by terms of office.
//!
//! A week that is cut, or has holidays, is asked if at least `partial_week_workdays` of its days
//! are working days of the stretch that is left; a month if `partial_month_workdays` are.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::roster::Office;
use crate::model::plan::{Per, Plan, Quota};

/// A stretch within which a quota is to be met, both days included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// `2011-06` or `2011-W19`; `None` for the whole time of a quota.
    pub(super) name: Option<String>,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// The last day in office of whoever has it, if that is known.
    pub(super) left: Option<NaiveDate>,
    /// Last day on which anything can be due.
    pub(super) closes: NaiveDate,
}

/// Returns the periods of a quota that have begun by a day, whether they are asked or not.
pub(super) fn begun(plan: &Plan, quota: &Quota, day: NaiveDate) -> Vec<Period> {
    let from = quota.from.unwrap_or(plan.opens).max(plan.opens);
    let until = quota.until.unwrap_or(plan.closes).min(plan.closes);
    let mut periods = Vec::new();
    let mut first = from;
    while first <= until && first <= day {
        let (name, end) = match quota.per {
            Per::Once => (None, until),
            Per::Month => (Some(first.format("%Y-%m").to_string()), month_end(first)),
            Per::Week => (Some(week_name(first)), week_end(first)),
        };
        periods.push(Period {
            name,
            first,
            last: end.min(until),
            left: None,
            closes: until.max(plan.closes),
        });
        first = end + Days::new(1);
    }
    periods
}

/// Returns what is left of a period for somebody who holds office for some of it, if that is
/// enough to ask for anything.
pub(super) fn asked(
    plan: &Plan,
    per: Per,
    period: &Period,
    Office { since, until }: Office,
) -> Option<Period> {
    let first = since.map_or(period.first, |since| since.max(period.first));
    let last = until.map_or(period.last, |until| until.min(period.last));
    let limits = &plan.on(period.first).limits;
    let wanted = match per {
        Per::Week => limits.partial_week_workdays,
        Per::Month => limits.partial_month_workdays,
        Per::Once => 0,
    };
    let days = first.iter_days().take_while(|day| *day <= last);
    let worked = days.filter(|day| plan.is_workday(*day)).count();
    let enough = first <= last && i64::try_from(worked).unwrap_or(i64::MAX) >= wanted;
    enough.then(|| Period {
        first,
        last,
        ..period.clone()
    })
}

/// Returns the name of a day's ISO week.
pub(super) fn week_name(day: NaiveDate) -> String {
    day.format("%G-W%V").to_string()
}

fn week_end(day: NaiveDate) -> NaiveDate {
    day + Days::new(6 - u64::from(day.weekday().num_days_from_monday()))
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first + Months::new(1) - Days::new(1)
}
