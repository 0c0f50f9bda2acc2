//! What a check found: a light, whom and what it is about, and a sentence for people. Worded
//! here and nowhere else.

use std::fmt;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::codes::Code;
use crate::model::plan::Wording;
use crate::model::value::RecordId;
use crate::text::{Lang, Text, text};

/// The keys of a finding for machines, in order.
pub(crate) const KEYS: [&str; 8] = [
    "code",
    "light",
    "requirement",
    "unit",
    "person",
    "ref",
    "period",
    "message",
];

/// How a thing stands; the word goes wherever the colour does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Light {
    /// Past its day and not done.
    Red,
    /// Done, but late; or behind its schedule with leave.
    Yellow,
    /// Due within the warn-ahead days.
    Blue,
    /// Permissive: encouraged, or to be looked at; never a violation.
    Notice,
    /// Done in time, or not due for a while.
    Green,
}

impl Light {
    /// Returns its identifier for machines.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Blue => "blue",
            Self::Notice => "notice",
            Self::Green => "green",
        }
    }

    /// Returns its colour with the word that says the same.
    pub(crate) const fn label(self) -> Text {
        match self {
            Self::Red => text("红·逾期", "red, overdue or missed"),
            Self::Yellow => text("黄·迟办", "yellow, late or behind"),
            Self::Blue => text("蓝·临期", "blue, due soon"),
            Self::Notice => text("提示", "notice"),
            Self::Green => text("绿·正常", "green, in order"),
        }
    }

    /// Tells whether something is to be done or was done too late.
    pub(crate) const fn is_concern(self) -> bool {
        matches!(self, Self::Red | Self::Yellow | Self::Blue)
    }
}

/// A record under its ref and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: RecordId,
    pub(crate) reference: String,
    pub(crate) name: String,
}

/// When something was to be done, and when it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The day from which it is asked.
    pub(crate) opened: NaiveDate,
    /// The last day on which it is in time.
    pub(crate) due: NaiveDate,
    /// The day on which it was done, or entered so late that it counts as done then.
    pub(crate) done: Option<NaiveDate>,
}

impl Term {
    /// Returns the light of a duty on a day; what was done after the day does not count.
    pub(crate) fn light(&self, day: NaiveDate, warn_ahead_days: i64) -> Light {
        match self.done.filter(|done| *done <= day) {
            Some(done) if done <= self.due => Light::Green,
            Some(_) => Light::Yellow,
            None if day > self.due => Light::Red,
            None if (self.due - day).num_days() <= warn_ahead_days => Light::Blue,
            None => Light::Green,
        }
    }
}

/// One thing that a check found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) code: &'static Code,
    pub(crate) light: Light,
    /// The number of the requirement.
    pub(crate) requirement: i64,
    pub(crate) unit: Option<Named>,
    pub(crate) person: Option<Named>,
    pub(crate) reference: Option<String>,
    /// A month, an ISO week or a day.
    pub(crate) period: Option<String>,
    /// What the sentence begins with: a title or a name.
    pub(crate) subject: Wording,
    /// What is missing in particular, where the code alone does not say it.
    pub(crate) detail: Option<Wording>,
    pub(crate) term: Term,
    /// The day for which it was computed.
    pub(crate) day: NaiveDate,
    /// What stands for the other names in the remedy of its code.
    pub(crate) parameters: Vec<(&'static str, Wording)>,
}

impl Finding {
    /// Tells whether what is asked was done by the day, in time or not.
    pub(crate) fn is_met(&self) -> bool {
        self.term.done.is_some_and(|done| done <= self.day)
    }

    /// Returns the colour of its light with the word that says the same.
    pub(crate) fn standing(&self, lang: Lang) -> &'static str {
        match self.light {
            Light::Green if !self.is_met() => text("绿·未到期", "green, not yet due").get(lang),
            light => light.label().get(lang),
        }
    }

    /// Says what is wrong and what to do about it, by which command.
    pub(crate) fn message(&self, lang: Lang) -> String {
        let (subject, stands) = (self.subject.get(lang), self.stands(lang));
        // What is asked of the campaign as a whole is called like its check.
        let stands = match stands.strip_prefix(subject) {
            Some(_) => stands,
            None => format!("{subject}{}{stands}", lang.pick("：", ": ")),
        };
        let then = if self.is_met() {
            lang.pick("不必再办", "nothing more to do").to_owned()
        } else {
            self.remedy(lang)
        };
        format!("{stands}{}{then}", lang.pick("；", "; "))
    }

    /// Says how it stands on the day.
    fn stands(&self, lang: Lang) -> String {
        let label = self.code.label.get(lang);
        let missing = match &self.detail {
            Some(detail) => detail.get(lang),
            None => self.code.missing.get(lang),
        };
        let due = self.term.due;
        let days = (self.day - due).num_days();
        match (self.light, self.term.done.filter(|_| self.is_met())) {
            (Light::Red, _) => lang.pick(
                format!("{missing}，期限{due}，已过{days}天"),
                format!("{missing}, due {due}, {} past", count(days)),
            ),
            (Light::Blue, _) if days == 0 => lang.pick(
                format!("{missing}，今天到期"),
                format!("{missing}, due today"),
            ),
            (Light::Blue, _) => lang.pick(
                format!("{missing}，期限{due}，还有{}天", -days),
                format!("{missing}, due {due}, {} left", count(-days)),
            ),
            (Light::Yellow, Some(done)) => {
                let late = (done - due).num_days();
                lang.pick(
                    format!("{label}迟办，期限{due}，{done}才办理或补录，晚{late}天"),
                    format!(
                        "{label} late, due {due}, done or entered on {done}, {} late",
                        count(late)
                    ),
                )
            }
            (Light::Yellow | Light::Notice, _) => missing.to_owned(),
            (Light::Green, Some(done)) => lang.pick(
                format!("{label}已于{done}落实"),
                format!("{label}, done on {done}"),
            ),
            (Light::Green, None) => {
                lang.pick(format!("{label}，期限{due}"), format!("{label}, due {due}"))
            }
        }
    }

    fn remedy(&self, lang: Lang) -> String {
        let reference = |named: &Option<Named>| named.as_ref().map(|named| named.reference.clone());
        let own = [
            ("ref", self.reference.clone()),
            ("unit", reference(&self.unit)),
            ("person", reference(&self.person)),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let given = self
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.get(lang).to_owned()));
        own.chain(given).fold(
            self.code.remedy.get(lang).to_owned(),
            |remedy, (name, value)| remedy.replace(&format!("{{{name}}}"), &value),
        )
    }

    /// Returns the finding for machines.
    pub(crate) fn json(&self, lang: Lang) -> Json {
        let reference = |named: &Option<Named>| named.as_ref().map(|named| named.reference.clone());
        json!({
            "code": self.code.id, "light": self.light.id(), "requirement": self.requirement,
            "unit": reference(&self.unit), "person": reference(&self.person),
            "ref": self.reference, "period": self.period, "message": self.message(lang),
        })
    }
}

/// Writes a number of days in English.
fn count(days: i64) -> impl fmt::Display {
    format!("{days} day{}", if days == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_after_the_day_is_not_told_of_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let told = |on: &str, done: Option<&str>, light, subject: &str| {
            let finding = Finding {
                code: &super::super::codes::REPLY,
                light,
                requirement: 35,
                unit: None,
                person: None,
                reference: Some("LY-O1".to_owned()),
                period: None,
                subject: Wording::from(subject.to_owned()),
                detail: None,
                term: Term {
                    opened: day("2011-05-26"),
                    due: day("2011-06-10"),
                    done: done.map(day),
                },
                day: day(on),
                parameters: Vec::new(),
            };
            finding.message(Lang::Zh)
        };
        let todo = "答复后登记 huiyin opinion reply LY-O1 --text 答复内容";
        assert_eq!(
            told("2011-06-01", Some("2011-06-08"), Light::Green, "查档"),
            format!("查档：意见答复，期限2011-06-10；{todo}")
        );
        assert_eq!(
            told("2011-06-08", Some("2011-06-08"), Light::Green, "查档"),
            "查档：意见答复已于2011-06-08落实；不必再办"
        );
        assert_eq!(
            told("2011-06-11", Some("2011-06-12"), Light::Red, "查档"),
            format!("查档：没有答复(无回音)，期限2011-06-10，已过1天；{todo}")
        );
        assert_eq!(
            told("2011-06-01", None, Light::Green, "意见答复"),
            format!("意见答复，期限2011-06-10；{todo}")
        );
    }

    #[test]
    fn a_catch_up_is_yellow_and_never_green() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Due on 20 April, seven days ahead are blue.
        let cases = [
            (None, "2011-04-12", Light::Green),
            (None, "2011-04-13", Light::Blue),
            (None, "2011-04-20", Light::Blue),
            (None, "2011-04-21", Light::Red),
            (Some("2011-04-20"), "2011-04-20", Light::Green),
            // Done on the 25th: on the 24th nobody knew.
            (Some("2011-04-25"), "2011-04-24", Light::Red),
            (Some("2011-04-25"), "2011-04-25", Light::Yellow),
            (Some("2011-04-25"), "2011-11-30", Light::Yellow),
        ];
        for (done, on, expected) in cases {
            let term = Term {
                opened: day("2011-03-01"),
                due: day("2011-04-20"),
                done: done.map(day),
            };
            assert_eq!(term.light(day(on), 7), expected, "{done:?} on {on}");
        }
    }
}
