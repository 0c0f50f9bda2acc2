//! The plan: the campaign as data. Titles, days, phases, quotas, limits, categories, addressees
//! and holidays all come from here; nothing of one bureau or one year is in the code.

mod change;
mod limits;
pub(crate) mod place;
mod quota;
mod sound;

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::text::Lang;
pub(crate) use change::{CHANGES, DATED, Dated, DatedSetting};
pub(crate) use limits::Limits;
pub(crate) use quota::{Counting, Per, Quota};
pub(crate) use sound::{PlanFault, PlanFlaw};

/// The campaign of 2011, which is the plan of a file that names no other.
pub(crate) const DEFAULT: &str = include_str!("../../../examples/plan-2011.json");

#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
    pub(crate) categories: Vec<Category>,
    #[serde(default)]
    pub(crate) publication: Publication,
    #[serde(default)]
    pub(crate) holidays: Vec<Holiday>,
    /// Saturdays and Sundays that are worked to make up for a holiday.
    #[serde(default)]
    pub(crate) workdays: Vec<NaiveDate>,
    #[serde(default)]
    changes: Vec<DatedSetting>,
    /// Rules from the beginning.
    #[serde(skip)]
    rules: Rules,
    /// Rules that replace them from later days on, the earliest first.
    #[serde(skip)]
    later: Vec<(NaiveDate, Rules)>,
}

/// Rules of a plan from one day until they are set anew (requirement 4 of section 10).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct Rules {
    pub(crate) limits: Limits,
    #[serde(default)]
    pub(crate) quotas: Vec<Quota>,
    #[serde(default)]
    pub(crate) satisfaction: Satisfaction,
    /// By how many points a pledge may be behind the share of its time that is gone.
    #[serde(default = "twenty")]
    pub(crate) behind_by: i64,
    #[serde(default)]
    pub(crate) late_entry: LateEntry,
    /// The per cent below which a bulletin names a unit; where there is none it names nobody.
    #[serde(default)]
    pub(crate) floor: Option<i64>,
    #[serde(default)]
    pub(crate) rank_by: RankBy,
}

const fn twenty() -> i64 {
    20
}

/// Treatment of deeds that were entered late.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LateEntry {
    /// It is late itself.
    Late,
    /// It counts for its own day, with the remark that it was entered late (补录).
    #[default]
    #[serde(other)]
    InTime,
}

impl LateEntry {
    /// The names of all, as the plan writes them.
    pub(crate) const NAMES: [&str; 2] = ["in_time", "late"];
}

/// The rate by which a bulletin ranks units, unless another is asked for.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
pub(crate) enum RankBy {
    #[serde(rename = "resolution_rate")]
    Resolution,
    #[serde(rename = "on_time_rate")]
    OnTime,
    /// Also what a newer program's plan asks for.
    #[default]
    #[serde(other)]
    Reply,
}

impl RankBy {
    /// All, in the order in which a bulletin tells of the rates.
    pub(crate) const ALL: [Self; 3] = [Self::Reply, Self::Resolution, Self::OnTime];

    /// Returns the identifier of its rate, as the plan writes it.
    pub(crate) const fn rate(self) -> &'static str {
        match self {
            Self::Reply => "reply_rate",
            Self::Resolution => "resolution_rate",
            Self::OnTime => "on_time_rate",
        }
    }
}

/// A text of the plan: the same in both languages, or one for each.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(untagged)]
pub(crate) enum Wording {
    Both { zh: String, en: String },
    Same(String),
}

/// A document that the campaign rests on (requirement 1).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct Basis {
    pub(crate) title: Wording,
    pub(crate) number: String,
}

/// A stretch of the campaign, both days included (requirement 37).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct Milestone {
    #[serde(default)]
    pub(crate) key: Option<String>,
    pub(crate) name: Wording,
    pub(crate) date: NaiveDate,
    #[serde(default)]
    pub(crate) requirement: Option<i64>,
    #[serde(default)]
    pub(crate) what: Option<String>,
    /// Kinds or channels of the deeds that prove it; empty for all.
    #[serde(default, alias = "channels")]
    pub(crate) kinds: Vec<String>,
    /// Words of which a deed's title has one; empty for any title.
    #[serde(default)]
    pub(crate) words: Vec<String>,
    /// Deeds before this day do not prove it.
    #[serde(default)]
    pub(crate) from: Option<NaiveDate>,
    /// True if every one of the kinds is needed.
    #[serde(default)]
    pub(crate) every: bool,
    #[serde(default)]
    pub(crate) done_on: Option<NaiveDate>,
}

/// What a list for the public says of itself (requirement 32).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Publication {
    /// Days for which it is on display, the first included.
    pub(crate) days: Option<i64>,
    /// Under which whoever has something against it calls.
    pub(crate) telephone: Option<String>,
    /// Says how to object to it.
    pub(crate) objection: Option<Wording>,
}

/// One of the services that pledges are sorted by (requirement 5).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct Category {
    pub(crate) key: String,
    pub(crate) name: Wording,
}

/// Says how the ballots of a survey are summed up (requirement 39).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Satisfaction {
    /// The ballots that are counted, in order.
    #[serde(rename = "scale")]
    _scale: Vec<String>,
    /// The rate that a report names first.
    pub(crate) headline: Headline,
}

/// Ballots that count as satisfied.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct Holiday {
    #[serde(default, rename = "name")]
    _name: Option<Wording>,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
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
    pub(crate) fn from_json(json: &Json) -> Result<Self, PlanFault> {
        let mut plan = Self::at_once(json)?;
        for dated in change::dated(json, &plan.changes)? {
            let later = Self::at_once(&dated.json).map_err(|fault| dated.blame(fault))?;
            plan.later.push((dated.from, later.rules));
        }
        Ok(plan)
    }

    /// Reads a plan without what is set anew later.
    fn at_once(json: &Json) -> Result<Self, PlanFault> {
        let mut plan: Self = read(json)?;
        plan.rules = read(json)?;
        plan.check_order()?;
        plan.check_numbers()?;
        Ok(plan)
    }

    /// Returns its JSON as it is from each day on which something is set anew, the earliest first.
    pub(crate) fn dated(&self, json: &Json) -> Result<Vec<Dated>, PlanFault> {
        change::dated(json, &self.changes)
    }

    /// Finds a setting that no plan has, such as one whose name was mistyped.
    pub(crate) fn unknown(json: &Json) -> Option<PlanFault> {
        let (plan, rules) = (ignored::<Self>(json), ignored::<Rules>(json));
        // Each reads some of the top keys alone.
        let is_top = |place: &&String| place::parts(place).count() == 1;
        let mut unknown = plan
            .iter()
            .chain(&rules)
            .filter(|place| !is_top(place) || plan.contains(place) && rules.contains(place));
        unknown.next().map(|place| PlanFlaw::Unknown.at(place))
    }

    /// Returns the rules in force on a day. A week or month is under those of its first day, a limit
    /// under those of the day from which it counts: what begins under a rule keeps it.
    pub(crate) fn on(&self, day: NaiveDate) -> &Rules {
        let set = self.later.iter().rev().find(|(from, _)| *from <= day);
        set.map_or(&self.rules, |(_, rules)| rules)
    }

    /// Returns the least that a limit ever is.
    pub(crate) fn least(&self, limit: fn(&Limits) -> i64) -> i64 {
        let later = self.later.iter().map(|(_, rules)| limit(&rules.limits));
        later.fold(limit(&self.rules.limits), i64::min)
    }

    /// Tells whether something ever holds of its rules.
    pub(crate) fn ever(&self, holds: fn(&Rules) -> bool) -> bool {
        holds(&self.rules) || self.later.iter().any(|(_, rules)| holds(rules))
    }

    /// Returns what is asked until a day: each quota for the weeks and months that begin under rules
    /// which have it; one that is to be met once as the rules of the day say, or those of its last.
    pub(crate) fn quotas(&self, day: NaiveDate) -> Vec<Quota> {
        let mut quotas = Vec::new();
        for (days, rules) in self.ruled() {
            let (first, next) = (*days.start(), *days.end() + Days::new(1));
            for quota in &rules.quotas {
                let (from, until) = (
                    quota.from.unwrap_or(self.opens),
                    quota.until.unwrap_or(self.closes),
                );
                let begins = |day: NaiveDate| match day {
                    day if day == self.opens || day > self.closes => day,
                    day => quota.per.first_from(day),
                };
                let once = until.min(day).clamp(self.opens, self.closes);
                let (from, until) = match quota.per {
                    Per::Once if days.contains(&once) => (from, until),
                    Per::Once => continue,
                    _ => (
                        from.max(begins(first)),
                        until.min(begins(next) - Days::new(1)),
                    ),
                };
                quotas.extend((from <= until).then(|| Quota {
                    from: Some(from),
                    until: Some(until),
                    ..quota.clone()
                }));
            }
        }
        quotas
    }

    /// Returns the stretches of the campaign under one set of rules, both days included.
    fn ruled(&self) -> Vec<(RangeInclusive<NaiveDate>, &Rules)> {
        let mut firsts = vec![self.opens];
        let later = self.later.iter().map(|(from, _)| *from);
        firsts.extend(later.filter(|from| *from > self.opens && *from <= self.closes));
        let lasts = firsts.iter().skip(1).map(|first| *first - Days::new(1));
        let lasts = lasts.chain([self.closes]);
        let stretch = |(first, last): (&NaiveDate, NaiveDate)| (*first..=last, self.on(*first));
        firsts.iter().zip(lasts).map(stretch).collect()
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

/// Reads a part of a plan; where it cannot, once more to find the place.
fn read<T: DeserializeOwned>(json: &Json) -> Result<T, PlanFault> {
    T::deserialize(json).or_else(|_| {
        serde_path_to_error::deserialize(json).map_err(|error| {
            let place = match error.path().to_string().as_str() {
                "." => String::new(),
                place => place.to_owned(),
            };
            // Which key is missing is told in words alone.
            let words = error.inner().to_string();
            let missing = words.strip_prefix("missing field `");
            match missing.and_then(|rest| rest.split('`').next()) {
                Some(key) => PlanFlaw::Missing.at(place::below(&place, key)),
                None => PlanFlaw::Form.at(place),
            }
        })
    })
}

/// Returns the places that are not read.
fn ignored<T: DeserializeOwned>(json: &Json) -> Vec<String> {
    let mut ignored = Vec::new();
    let note = |path: serde_ignored::Path| {
        // A value that may be left out stands below a mark of its own.
        let path = path.to_string();
        let parts = place::parts(&path).filter(|part| *part != "?");
        ignored.push(place::joined(parts));
    };
    let read: Result<T, _> = serde_ignored::deserialize(json, note);
    // What cannot be read at all is told of elsewhere.
    drop(read);
    ignored
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
    fn what_is_set_from_a_day_on_holds_for_what_begins_from_then() {
        let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
        let change = |place: &str, from: &str, value: i64| serde_json::json!({"place": place, "from": from, "value": value});
        // A Wednesday in the middle of a month, and a quota of weeks.
        let count = "quotas.leader-reception.count";
        json["changes"] = vec![
            change(count, "2011-06-15", 2),
            change("limits.reply_days", "2011-05-10", 5),
            change("limits.reply_days", "2011-08-01", 20),
        ]
        .into();
        let plan = Plan::from_json(&json).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (on, days) in [
            ("2011-02-01", 15),
            ("2011-05-09", 15),
            ("2011-05-10", 5),
            ("2011-07-31", 5),
            ("2012-01-01", 20),
        ] {
            assert_eq!(plan.on(day(on)).limits.reply_days, days, "{on}");
        }
        let leaders = |on: &str| -> Vec<(i64, String, String)> {
            let asked = plan.quotas(day(on)).into_iter();
            let weekly = asked.filter(|quota| quota.per == Per::Week && quota.what == "reception");
            let told = |day: Option<NaiveDate>| day.unwrap().to_string();
            weekly
                .map(|quota| (quota.count, told(quota.from), told(quota.until)))
                .collect()
        };
        let spans = leaders("2011-11-30");
        let counts: Vec<i64> = spans.iter().map(|(count, ..)| *count).collect();
        assert!(
            counts.windows(2).all(|pair| pair[0] <= pair[1]),
            "{spans:?}"
        );
        let first = spans.iter().find(|(count, ..)| *count == 2).unwrap();
        assert_eq!(first.1, "2011-06-20", "the Monday after: {spans:?}");
        assert!(
            spans
                .iter()
                .any(|(count, _, until)| *count == 1 && until == "2011-06-19")
        );
        let once = |on: &str| {
            plan.quotas(day(on))
                .iter()
                .filter(|one| one.per == Per::Once)
                .count()
        };
        let in_plan = plan
            .rules
            .quotas
            .iter()
            .filter(|one| one.per == Per::Once)
            .count();
        for on in ["2011-01-01", "2011-05-09", "2011-07-01", "2012-02-02"] {
            assert_eq!(once(on), in_plan, "each once, on {on}");
        }
    }

    #[test]
    fn what_a_newer_plan_asks_for_does_not_stop_an_older_program() {
        let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
        json["quotas"][0]["what"] = Json::from("telepathy");
        json["late_entry"] = Json::from("forgiven");
        let plan = Plan::from_json(&json).unwrap();
        assert_eq!(plan.rules.quotas[0].what, "telepathy");
        assert_eq!(plan.rules.late_entry, LateEntry::InTime);
    }
}
