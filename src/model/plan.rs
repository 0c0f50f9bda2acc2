//! The plan: the campaign as data. Titles, days, phases, quotas, limits, categories, addressees
//! and holidays all come from here; nothing of one bureau or one year is in the code.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::text::Lang;

/// The campaign of 2011, which is the plan of a file that names no other.
pub(crate) const DEFAULT: &str = include_str!("../../examples/plan-2011.json");

/// The years in which a campaign can lie, as in dates that are typed.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// The days that a limit can be; more is taken for a slip of the pen.
const LIMIT: RangeInclusive<i64> = 0..=3660;

/// How many of a thing a quota can ask for.
const COUNT: RangeInclusive<i64> = 1..=366;

/// The settings of a phase.
pub(crate) const PHASE: &[&str] = &["number", "name", "opens", "closes", "before_closing"];
/// The settings of a milestone.
pub(crate) const MILESTONE: &[&str] = &[
    "key",
    "name",
    "date",
    "requirement",
    "what",
    "kinds",
    "channels",
    "words",
    "from",
    "every",
    "done_on",
];
/// The settings of a quota.
pub(crate) const QUOTA: &[&str] = &[
    "key",
    "name",
    "requirement",
    "what",
    "ranks",
    "units",
    "count",
    "per",
    "counting",
    "channels",
    "kinds",
    "words",
    "from",
    "until",
    "permissive",
];
/// The settings of the satisfaction.
pub(crate) const SATISFACTION: &[&str] = &["scale", "headline"];
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

/// Why a plan cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanFault {
    /// Something is missing or not of its form, in the words of the JSON reader.
    Form(String),
    /// Days at this place are out of order, overlap, or lie in no year of our time.
    Order(String),
    /// The number at this place is no whole one, or out of its bounds.
    Number {
        path: String,
        value: String,
        within: Option<RangeInclusive<i64>>,
    },
    /// The number at this place is another's already.
    Taken { path: String, number: i64 },
    /// The value at this place is none of those that are known.
    Value {
        path: String,
        value: String,
        known: Vec<String>,
    },
}

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
    pub(crate) milestones: Vec<Milestone>,
    #[serde(default)]
    pub(crate) quotas: Vec<Quota>,
    pub(crate) limits: Limits,
    pub(crate) categories: Vec<Category>,
    #[serde(default)]
    pub(crate) satisfaction: Satisfaction,
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

/// A day by which the campaign is to have come so far (requirement 10). The records prove it: those
/// of a kind of deed, or where it names none, the day that somebody set.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Milestone {
    pub(crate) name: Wording,
    pub(crate) date: NaiveDate,
    #[serde(default)]
    pub(crate) requirement: Option<i64>,
    #[serde(default)]
    pub(crate) what: Option<What>,
    /// Kinds or channels of the deeds that prove it; empty for all.
    #[serde(default, alias = "channels")]
    pub(crate) kinds: Vec<String>,
    /// Words of which a deed's title has one; empty for any title.
    #[serde(default)]
    pub(crate) words: Vec<String>,
    /// Deeds before this day do not prove it.
    #[serde(default)]
    pub(crate) from: Option<NaiveDate>,
    /// Whether every one of the kinds is needed.
    #[serde(default)]
    pub(crate) every: bool,
    #[serde(default)]
    pub(crate) done_on: Option<NaiveDate>,
}

/// How often something is to be done, by whom: each person of some ranks, each unit of some
/// kinds, or where it names neither, the campaign as a whole.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Quota {
    #[serde(default)]
    pub(crate) name: Option<Wording>,
    /// Where it is none, that of the check.
    #[serde(default)]
    pub(crate) requirement: Option<i64>,
    pub(crate) what: What,
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
    /// Whether it is only encouraged: then it is a notice, never a violation.
    #[serde(default)]
    pub(crate) permissive: bool,
}

const fn one() -> i64 {
    1
}

/// What a quota or a milestone counts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    Comment,
    Discussion,
    Evaluation,
    Lecture,
    Mechanism,
    Meeting,
    Opinion,
    Pairing,
    Pledge,
    Publication,
    Reception,
    Report,
    Research,
    StudyFriday,
    StudyWeek,
    Submission,
    Survey,
    ThreeEntries,
    Visit,
    /// What a newer program's plan asks for; not checked here, and refused where it is typed.
    #[serde(other)]
    Unknown,
}

impl What {
    /// The names of all, as the plan writes them.
    pub(crate) const NAMES: &[&str] = &[
        "comment",
        "discussion",
        "evaluation",
        "lecture",
        "mechanism",
        "meeting",
        "opinion",
        "pairing",
        "pledge",
        "publication",
        "reception",
        "report",
        "research",
        "study-friday",
        "study-week",
        "submission",
        "survey",
        "three-entries",
        "visit",
    ];
}

/// The stretch within which a quota is to be met.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Per {
    Week,
    Month,
    #[default]
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

/// One of the services that pledges are sorted by (requirement 5).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Category {
    pub(crate) key: String,
    pub(crate) name: Wording,
}

/// How the ballots of a survey are summed up (requirement 39).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Satisfaction {
    /// Which of the rates a report names first.
    pub(crate) headline: Headline,
}

/// Which ballots are for it.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Headline {
    Satisfied,
    /// Also what a newer program's plan asks for.
    #[default]
    #[serde(other)]
    SatisfiedOrMostly,
}

impl Headline {
    /// The names of all, as the plan writes them.
    pub(crate) const NAMES: [&str; 2] = ["satisfied", "satisfied_or_mostly"];

    /// Returns the identifier of its rate.
    pub(crate) const fn rate(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfaction_rate",
            Self::SatisfiedOrMostly => "satisfied_or_mostly_rate",
        }
    }
}

/// Days on which nobody works, both included.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Holiday {
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
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

impl From<String> for Wording {
    fn from(text: String) -> Self {
        Self::Same(text)
    }
}

impl Wording {
    /// Pairs a Chinese text with its English counterpart.
    pub(crate) fn both(zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        Self::Both { zh, en }
    }

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
    /// What is missing, not of its form, or out of order, and where.
    pub(crate) fn from_json(json: &Json) -> Result<Self, PlanFault> {
        let plan = Self::deserialize(json).map_err(|error| PlanFault::Form(error.to_string()))?;
        plan.check_order()?;
        plan.check_numbers()?;
        Ok(plan)
    }

    /// Checks that what opens does not close before, and that no day is so far off that counting
    /// from it could fail.
    fn check_order(&self) -> Result<(), PlanFault> {
        let stretch = |path: String, first: NaiveDate, last: NaiveDate| {
            let within = YEARS.contains(&first.year()) && YEARS.contains(&last.year());
            let sound = within && first <= last;
            if sound {
                Ok(())
            } else {
                Err(PlanFault::Order(path))
            }
        };
        stretch("opens".to_owned(), self.opens, self.closes)?;
        for (at, phase) in self.phases.iter().enumerate() {
            stretch(format!("phases.{at}"), phase.opens, phase.closes)?;
            let before = at.checked_sub(1).map(|before| &self.phases[before]);
            if before.is_some_and(|before| before.closes >= phase.opens) {
                return Err(PlanFault::Order(format!("phases.{at}.opens")));
            }
        }
        for (at, quota) in self.quotas.iter().enumerate() {
            let (from, until) = (
                quota.from.unwrap_or(self.opens),
                quota.until.unwrap_or(self.closes),
            );
            stretch(format!("quotas.{at}"), from, until)?;
        }
        for (at, milestone) in self.milestones.iter().enumerate() {
            let from = milestone.from.unwrap_or(milestone.date);
            stretch(
                format!("milestones.{at}"),
                from.min(milestone.date),
                milestone.date,
            )?;
        }
        for (at, holiday) in self.holidays.iter().enumerate() {
            stretch(format!("holidays.{at}"), holiday.from, holiday.until)?;
        }
        Ok(())
    }

    /// Checks that limits and counts are of a size that can be meant, and phases numbered once.
    fn check_numbers(&self) -> Result<(), PlanFault> {
        let check = |path: String, number: i64, within: RangeInclusive<i64>| {
            if within.contains(&number) {
                return Ok(());
            }
            Err(PlanFault::Number {
                path,
                value: number.to_string(),
                within: Some(within),
            })
        };
        for (name, days) in self.limits.named() {
            check(format!("limits.{name}"), days, LIMIT)?;
        }
        for (at, quota) in self.quotas.iter().enumerate() {
            check(format!("quotas.{at}.count"), quota.count, COUNT)?;
        }
        for (at, phase) in self.phases.iter().enumerate() {
            let number = phase.number;
            if self.phases[..at].iter().any(|one| one.number == number) {
                let path = format!("phases.{at}.number");
                return Err(PlanFault::Taken { path, number });
            }
        }
        Ok(())
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

    /// Returns the phase to which a duty that is due on a day belongs: that in which the day lies,
    /// or else the last before it, or the first.
    pub(crate) fn phase_due(&self, day: NaiveDate) -> Option<&Phase> {
        let opened = self.phases.iter().rev().find(|phase| phase.opens <= day);
        opened.or(self.phases.first())
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

    #[test]
    fn a_plan_that_cannot_be_meant_is_refused_with_its_place() {
        let cases = [
            ("/closes", "\"2011-02-01\"", "opens"),
            ("/phases/1/opens", "\"2011-04-20\"", "phases.1.opens"),
            ("/phases/1/number", "1", "phases.1.number"),
            ("/milestones/0/date", "\"0001-01-01\"", "milestones.0"),
            ("/quotas/0/count", "0", "quotas.0.count"),
            ("/quotas/0/until", "\"2010-01-01\"", "quotas.0"),
            ("/limits/silence_days", "-1", "limits.silence_days"),
            ("/holidays/0/until", "\"2010-12-31\"", "holidays.0"),
        ];
        for (pointer, value, place) in cases {
            let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
            *json.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
            let fault = Plan::from_json(&json).unwrap_err();
            let (PlanFault::Form(path)
            | PlanFault::Order(path)
            | PlanFault::Number { path, .. }
            | PlanFault::Taken { path, .. }
            | PlanFault::Value { path, .. }) = fault;
            assert_eq!(path, place, "{pointer} = {value}");
        }
    }

    #[test]
    fn what_a_newer_plan_asks_for_does_not_stop_an_older_program() {
        let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
        json["quotas"][0]["what"] = Json::from("telepathy");
        assert_eq!(
            Plan::from_json(&json).unwrap().quotas[0].what,
            What::Unknown
        );
        for name in What::NAMES {
            json["quotas"][0]["what"] = Json::from(*name);
            assert_ne!(
                Plan::from_json(&json).unwrap().quotas[0].what,
                What::Unknown,
                "{name}"
            );
        }
    }
}
