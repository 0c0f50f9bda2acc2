//! Checks that a plan makes sense: days in order, numbers of a plausible size.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::{Phase, Plan};

/// The years in which a campaign can lie, as in dates that are typed.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// The days that a limit can be; more is taken for a slip of the pen.
const LIMIT: RangeInclusive<i64> = 0..=3660;

/// Numbers that a quota can ask for.
const COUNT: RangeInclusive<i64> = 1..=366;

/// A fault that makes a plan unusable, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlanFault {
    /// Place in the JSON, such as `quotas[3].count`.
    pub(crate) place: String,
    pub(crate) flaw: PlanFlaw,
}

/// Faults at a place of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanFlaw {
    /// A phase does not open on the day after the one before it closes: days are in both or in none.
    Apart { closes: NaiveDate, opens: NaiveDate },
    /// The first phase does not open with the campaign, or the last does not close with it.
    Edge {
        campaign: NaiveDate,
        phase: NaiveDate,
    },
    /// It is not of its form: a text where there must be a number, no day, no list.
    Form,
    /// There is nothing, and there must be.
    Missing,
    /// No whole number, or one out of its bounds.
    Number {
        value: String,
        within: Option<RangeInclusive<i64>>,
    },
    /// Days are out of order, or lie in no year of our time.
    Order,
    /// A text is empty or longer than anybody reads.
    Length { characters: usize, most: usize },
    /// The number is another's already.
    Taken { number: i64 },
    /// No setting has this name.
    Unknown,
    /// The value is none of those that are known.
    Value { value: String, known: Vec<String> },
}

impl PlanFlaw {
    pub(crate) fn at(self, place: impl Into<String>) -> PlanFault {
        PlanFault {
            place: place.into(),
            flaw: self,
        }
    }
}

impl Plan {
    /// Checks that what opens does not close before, and that no day is so far off that counting
    /// from it could fail.
    pub(super) fn check_order(&self) -> Result<(), PlanFault> {
        let stretch = |place: String, first: NaiveDate, last: NaiveDate| {
            let within = YEARS.contains(&first.year()) && YEARS.contains(&last.year());
            let sound = within && first <= last;
            if sound {
                Ok(())
            } else {
                Err(PlanFlaw::Order.at(place))
            }
        };
        stretch("opens".to_owned(), self.opens, self.closes)?;
        for (at, phase) in self.phases.iter().enumerate() {
            stretch(format!("phases[{at}]"), phase.opens, phase.closes)?;
            let before = at.checked_sub(1).map(|before| &self.phases[before]);
            if let Some(before) = before.filter(|before| before.closes >= phase.opens) {
                return Err(apart(at, before, phase));
            }
        }
        for (at, quota) in self.rules.quotas.iter().enumerate() {
            let (from, until) = (
                quota.from.unwrap_or(self.opens),
                quota.until.unwrap_or(self.closes),
            );
            stretch(format!("quotas[{at}]"), from, until)?;
        }
        for (at, milestone) in self.milestones.iter().enumerate() {
            let from = milestone.from.unwrap_or(milestone.date);
            stretch(
                format!("milestones[{at}]"),
                from.min(milestone.date),
                milestone.date,
            )?;
        }
        for (at, holiday) in self.holidays.iter().enumerate() {
            stretch(format!("holidays[{at}]"), holiday.from, holiday.until)?;
        }
        Ok(())
    }

    /// Checks that no day of the campaign is in no phase, and none of a phase outside the campaign.
    pub(crate) fn check_whole(&self) -> Result<(), PlanFault> {
        if let (Some(first), Some(last)) = (self.phases.first(), self.phases.last()) {
            let ends = [
                ("opens", 0, self.opens, first.opens),
                ("closes", self.phases.len() - 1, self.closes, last.closes),
            ];
            for (name, at, campaign, phase) in ends {
                if campaign != phase {
                    let flaw = PlanFlaw::Edge { campaign, phase };
                    return Err(flaw.at(format!("phases[{at}].{name}")));
                }
            }
        }
        let mut pairs = self.phases.windows(2).zip(1..);
        let gap = pairs.find(|(pair, _)| pair[0].closes.succ_opt() != Some(pair[1].opens));
        gap.map_or(Ok(()), |(pair, at)| Err(apart(at, &pair[0], &pair[1])))
    }

    /// Checks that limits and counts are of a size that can be meant, and phases numbered once.
    pub(super) fn check_numbers(&self) -> Result<(), PlanFault> {
        let check = |place: String, number: i64, within: RangeInclusive<i64>| {
            if within.contains(&number) {
                return Ok(());
            }
            let (value, within) = (number.to_string(), Some(within));
            Err(PlanFlaw::Number { value, within }.at(place))
        };
        for (name, days) in self.rules.limits.all() {
            let days = days.as_i64().unwrap_or_default();
            check(format!("limits.{name}"), days, LIMIT)?;
        }
        check("behind_by".to_owned(), self.rules.behind_by, 0..=100)?;
        let floor = self.rules.floor.unwrap_or_default();
        check("floor".to_owned(), floor, 0..=100)?;
        for (at, quota) in self.rules.quotas.iter().enumerate() {
            check(format!("quotas[{at}].count"), quota.count, COUNT)?;
        }
        for (at, phase) in self.phases.iter().enumerate() {
            let number = phase.number;
            if self.phases[..at].iter().any(|one| one.number == number) {
                return Err(PlanFlaw::Taken { number }.at(format!("phases[{at}].number")));
            }
        }
        Ok(())
    }
}

/// Says that a phase does not follow the one before it.
fn apart(at: usize, before: &Phase, phase: &Phase) -> PlanFault {
    let (closes, opens) = (before.closes, phase.opens);
    PlanFlaw::Apart { closes, opens }.at(format!("phases[{at}].opens"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::super::DEFAULT;
    use super::*;

    #[test]
    fn a_plan_that_cannot_be_meant_is_refused_with_its_place() {
        let cases = [
            ("/closes", "\"2011-02-01\"", "opens"),
            ("/phases/1/opens", "\"2011-04-20\"", "phases[1].opens"),
            ("/phases/1/number", "1", "phases[1].number"),
            ("/milestones/0/date", "\"0001-01-01\"", "milestones[0]"),
            ("/quotas/0/count", "0", "quotas[0].count"),
            ("/quotas/0/until", "\"2010-01-01\"", "quotas[0]"),
            ("/limits/silence_days", "-1", "limits.silence_days"),
            ("/holidays/0/until", "\"2010-12-31\"", "holidays[0]"),
        ];
        for (pointer, value, place) in cases {
            let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
            *json.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
            let fault = Plan::from_json(&json).unwrap_err();
            assert_eq!(fault.place, place, "{pointer} = {value}");
        }
        let mut json: Json = serde_json::from_str(DEFAULT).unwrap();
        json["floor"] = 101.into();
        assert_eq!(Plan::from_json(&json).unwrap_err().place, "floor");
    }
}
