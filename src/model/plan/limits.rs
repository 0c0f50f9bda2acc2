//! The numbers that the opinion leaves to the plan.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// Limits for which the opinion gives no number, in days unless they say otherwise; reports state those
/// they used.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
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
    /// Days after which an issued sheet that has no reply by its day is yellow, and days after which it is
    /// red then.
    pub(crate) notice_yellow_days: i64,
    pub(crate) notice_red_days: i64,
    /// The most rows of a table of an attachment; of what is more the refs alone are named.
    pub(crate) attachment_rows: i64,
    /// The most megabytes, of 1024 × 1024 bytes, of a file that is attached to a record.
    pub(crate) attachment_mb: i64,
    /// The most files that are attached to one record.
    pub(crate) attachment_files: i64,
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
            notice_yellow_days: 1,
            notice_red_days: 3,
            attachment_rows: 500,
            attachment_mb: 20,
            attachment_files: 20,
        }
    }
}

impl Limits {
    /// Returns every limit under its name.
    pub(crate) fn all(&self) -> Map<String, Json> {
        match serde_json::to_value(self) {
            Ok(Json::Object(limits)) => limits,
            // Numbers under fixed names are always an object.
            _ => Map::new(),
        }
    }
}
