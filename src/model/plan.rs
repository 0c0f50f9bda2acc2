//! The plan: the campaign as data. Titles, days, phases, quotas, limits, categories, addressees
//! and holidays all come from here; nothing of one bureau or one year is in the code.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::text::Lang;

/// The campaign of 2011, which is the plan of a file that names no other.
pub(crate) const DEFAULT: &str = include_str!("../../examples/plan-2011.json");

/// The years in which a campaign can lie, as in dates that are typed.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// The fault of a plan whose days are out of order.
pub(crate) const OUT_OF_ORDER: &str = "opens > closes";

/// A campaign.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Plan {
    pub(crate) title: Wording,
    pub(crate) host: Wording,
    pub(crate) leading_group: Wording,
    pub(crate) leading_group_office: Wording,
    #[serde(default)]
    pub(crate) basis: Vec<Basis>,
    pub(crate) addressees: Vec<Wording>,
    pub(crate) opens: NaiveDate,
    pub(crate) closes: NaiveDate,
    pub(crate) phases: Vec<Phase>,
    #[serde(default)]
    pub(crate) quotas: Vec<Quota>,
    pub(crate) limits: Limits,
    pub(crate) categories: Vec<Category>,
    #[serde(default)]
    pub(crate) holidays: Vec<Holiday>,
    /// Saturdays and Sundays that are worked to make up for a holiday.
    #[serde(default)]
    pub(crate) workdays: Vec<NaiveDate>,
}

/// A text of the plan: the same in both languages, or one for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Wording {
    Both { zh: String, en: String },
    Same(String),
}

/// A document that the campaign rests on (requirement 1).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Basis {
    pub(crate) title: Wording,
    pub(crate) number: String,
}

/// A stretch of the campaign, both days included (requirement 37).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Phase {
    pub(crate) number: i64,
    pub(crate) name: Wording,
    pub(crate) opens: NaiveDate,
    pub(crate) closes: NaiveDate,
    /// Codes of checks that must find nothing before it is closed.
    #[serde(default)]
    pub(crate) before_closing: Vec<String>,
}

/// How often something is to be done, by whom.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Quota {
    pub(crate) requirement: i64,
    pub(crate) what: String,
    pub(crate) ranks: Vec<String>,
    pub(crate) count: i64,
    pub(crate) per: Per,
    #[serde(default)]
    pub(crate) counting: Counting,
    /// Channels that count; empty for all.
    #[serde(default)]
    pub(crate) channels: Vec<String>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
}

/// The stretch within which a quota is to be met.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Per {
    Week,
    Month,
    Once,
}

/// Whether each person meets a quota, or all together.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Counting {
    #[default]
    Each,
    Team,
}

/// Limits for which the opinion gives no number, in days; reports state those they used.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub(crate) struct Limits {
    pub(crate) reply_days: i64,
    pub(crate) silence_days: i64,
    pub(crate) visit_interval_days: i64,
    pub(crate) warn_ahead_days: i64,
    pub(crate) study_week_days: i64,
    pub(crate) late_entry_days: i64,
    /// The working days that a week cut by the campaign must have to count.
    pub(crate) partial_week_workdays: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reply_days: 15,
            silence_days: 45,
            visit_interval_days: 60,
            warn_ahead_days: 7,
            study_week_days: 5,
            late_entry_days: 3,
            partial_week_workdays: 3,
        }
    }
}

/// One of the services that pledges are sorted by (requirement 5).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Category {
    pub(crate) key: String,
    pub(crate) name: Wording,
}

/// Days on which nobody works, both included.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Holiday {
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
}

impl Wording {
    /// Returns the text in a language.
    pub(crate) fn get(&self, lang: Lang) -> &str {
        match self {
            Self::Same(text) => text,
            Self::Both { zh, en } => lang.pick(zh, en),
        }
    }
}

impl Plan {
    /// Reads a plan from its JSON.
    ///
    /// # Errors
    /// What is missing, or not of its form, in the words of the JSON reader; or [`OUT_OF_ORDER`].
    pub(crate) fn from_json(json: &Json) -> Result<Self, String> {
        let plan = Self::deserialize(json).map_err(|error| error.to_string())?;
        let days = plan
            .phases
            .iter()
            .flat_map(|phase| [Some(phase.opens), Some(phase.closes)])
            .chain(
                plan.quotas
                    .iter()
                    .flat_map(|quota| [quota.from, quota.until]),
            )
            .flatten()
            .chain([plan.opens, plan.closes]);
        let within = days.into_iter().all(|day| YEARS.contains(&day.year()));
        let ordered = within
            && plan.opens <= plan.closes
            && plan.phases.iter().all(|phase| phase.opens <= phase.closes)
            && plan
                .phases
                .windows(2)
                .all(|pair| pair[0].closes < pair[1].opens);
        ordered
            .then_some(plan)
            .ok_or_else(|| OUT_OF_ORDER.to_owned())
    }

    /// Tells whether a day lies within the campaign.
    pub(crate) fn covers(&self, day: NaiveDate) -> bool {
        (self.opens..=self.closes).contains(&day)
    }

    /// Returns the phase in which a day lies.
    pub(crate) fn phase_on(&self, day: NaiveDate) -> Option<&Phase> {
        self.phases
            .iter()
            .find(|phase| (phase.opens..=phase.closes).contains(&day))
    }

    /// Returns a phase by its number.
    pub(crate) fn phase(&self, number: i64) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.number == number)
    }

    /// Returns the name of a category; its key where the plan does not know it.
    pub(crate) fn category<'a>(&'a self, key: &'a str, lang: Lang) -> &'a str {
        let found = self.categories.iter().find(|category| category.key == key);
        found.map_or(key, |category| category.name.get(lang))
    }

    /// Tells whether people work on a day.
    pub(crate) fn is_workday(&self, day: NaiveDate) -> bool {
        if self.workdays.contains(&day) {
            return true;
        }
        let off = self
            .holidays
            .iter()
            .any(|holiday| (holiday.from..=holiday.until).contains(&day));
        !off && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_plan_is_sound_and_knows_its_working_days() {
        let plan = Plan::from_json(&serde_json::from_str(DEFAULT).unwrap()).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(plan.phase_on(day("2011-04-20")).unwrap().number, 1);
        assert_eq!(plan.phase_on(day("2011-04-21")).unwrap().number, 2);
        assert!(plan.phase_on(day("2011-12-01")).is_none());
        assert!(!plan.covers(day("2011-02-28")));
        assert!(
            plan.is_workday(day("2011-04-02")),
            "a Saturday made up for Qingming"
        );
        assert!(!plan.is_workday(day("2011-04-04")), "Qingming");
        assert!(!plan.is_workday(day("2011-10-06")), "National Day");
        assert!(plan.is_workday(day("2011-10-10")));
    }
}
