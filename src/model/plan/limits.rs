//! The numbers that the opinion leaves to the plan.

use serde::Deserialize;

/// The limits.
pub(crate) const LIMITS: [&str; 11] = [
    "reply_days",
    "result_days",
    "publish_days",
    "joining_days",
    "silence_days",
    "visit_interval_days",
    "warn_ahead_days",
    "study_week_days",
    "late_entry_days",
    "partial_week_workdays",
    "partial_month_workdays",
];

/// Limits for which the opinion gives no number, in days; reports state those they used.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub(crate) struct Limits {
    /// Days within which an opinion is answered, unless it names a day itself.
    pub(crate) reply_days: i64,
    /// Days within which an opinion has an outcome.
    pub(crate) result_days: i64,
    /// Days within which a pledge is published.
    pub(crate) publish_days: i64,
    /// Days within which whoever joins late does what is asked once.
    pub(crate) joining_days: i64,
    pub(crate) silence_days: i64,
    pub(crate) visit_interval_days: i64,
    pub(crate) warn_ahead_days: i64,
    pub(crate) study_week_days: i64,
    pub(crate) late_entry_days: i64,
    /// The working days that a week must have to count, where the campaign, a term of office or a
    /// holiday cuts it.
    pub(crate) partial_week_workdays: i64,
    /// The same of a month.
    pub(crate) partial_month_workdays: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reply_days: 15,
            result_days: 60,
            publish_days: 15,
            joining_days: 30,
            silence_days: 45,
            visit_interval_days: 60,
            warn_ahead_days: 7,
            study_week_days: 5,
            late_entry_days: 3,
            partial_week_workdays: 3,
            partial_month_workdays: 10,
        }
    }
}

impl Limits {
    /// Returns every limit under its name.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, i64)> {
        let values = [
            self.reply_days,
            self.result_days,
            self.publish_days,
            self.joining_days,
            self.silence_days,
            self.visit_interval_days,
            self.warn_ahead_days,
            self.study_week_days,
            self.late_entry_days,
            self.partial_week_workdays,
            self.partial_month_workdays,
        ];
        LIMITS.iter().copied().zip(values)
    }
}
