//! Quotas: what is asked of whom, and how often.

use chrono::{Datelike, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Wording;

/// Asks that something be done so often by each person of some ranks, by each unit of some kinds,
/// or, if it names neither, by the campaign as a whole.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub(crate) struct Quota {
    #[serde(default)]
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) name: Option<Wording>,
    /// Number of the requirement; if it names none, the one of the check holds.
    #[serde(default)]
    pub(crate) requirement: Option<i64>,
    /// The name of what it counts; one that only a newer program knows is not checked here, and
    /// refused where it is typed.
    pub(crate) what: String,
    #[serde(default)]
    pub(crate) ranks: Vec<String>,
    #[serde(default)]
    pub(crate) units: Vec<String>,
    #[serde(default = "one")]
    pub(crate) count: i64,
    #[serde(default)]
    pub(crate) per: Per,
    #[serde(default)]
    pub(crate) counting: Counting,
    /// Channels or kinds that count; empty for all.
    #[serde(default, alias = "kinds")]
    pub(crate) channels: Vec<String>,
    /// Words of which the title has one; empty for any title.
    #[serde(default)]
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) from: Option<NaiveDate>,
    #[serde(default)]
    pub(crate) until: Option<NaiveDate>,
    /// True if it is only encouraged: then it is a notice, never a violation.
    #[serde(default)]
    pub(crate) permissive: bool,
}

const fn one() -> i64 {
    1
}

/// The stretch within which a quota is to be met.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Per {
    Week,
    Month,
    #[default]
    Once,
}

impl Per {
    /// Returns the first day, this one or later, on which a week or month begins.
    pub(super) fn first_from(self, day: NaiveDate) -> NaiveDate {
        let begins = |day: &NaiveDate| match self {
            Self::Week => day.weekday() == Weekday::Mon,
            Self::Month => day.day() == 1,
            Self::Once => true,
        };
        day.iter_days().find(begins).unwrap_or(day)
    }
}

/// Tells if each person meets a quota, or all together.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Counting {
    #[default]
    Each,
    Team,
}
