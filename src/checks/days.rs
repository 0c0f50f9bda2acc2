//! Counting days.

use chrono::{Days, NaiveDate};

/// Counts days on from a day; the plan bounds both, so that there always is such a day.
pub(super) fn after(day: NaiveDate, days: i64) -> NaiveDate {
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    day.checked_add_days(days).unwrap_or(day)
}

/// Returns the day before a day.
pub(super) fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}
