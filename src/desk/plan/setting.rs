//! A single setting of the plan.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::kinds::setting::{PLACE, SINCE, VALUE};
use crate::model::record::Record;

/// A setting as a record holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    pub(crate) place: String,
    /// `None` for what holds from the beginning.
    pub(crate) since: Option<NaiveDate>,
    /// Null for what was set back.
    pub(crate) value: Json,
}

impl Setting {
    pub(super) fn of(record: &Record) -> Option<Self> {
        Some(Self {
            place: record.text(&PLACE)?.to_owned(),
            since: record.day(&SINCE),
            value: record.json(&VALUE)?.clone(),
        })
    }

    /// Reads one of what a plan's JSON sets anew later.
    pub(super) fn of_change(change: &Json) -> Option<Self> {
        Some(Self {
            place: change["place"].as_str()?.to_owned(),
            since: Some(change["from"].as_str()?.parse().ok()?),
            value: change["value"].clone(),
        })
    }

    pub(super) fn change(&self, from: &Json) -> Json {
        let from = self.since.map_or_else(|| from.clone(), |day| json!(day));
        json!({"place": self.place, "from": from, "value": self.value})
    }
}
