//! Reports: figures from the records, and documents made of them.

pub(crate) mod against;
mod attachments;
mod breakdown;
pub(crate) mod bulletin;
pub(crate) mod calendar;
pub(crate) mod card;
pub(crate) mod count;
pub(crate) mod drafts;
pub(crate) mod duty;
pub(crate) mod evaluation;
pub(crate) mod examined;
pub(crate) mod explained;
pub(crate) mod figures;
pub(crate) mod forms;
pub(crate) mod grouped;
pub(crate) mod interval;
#[cfg(test)]
mod laws;
mod narrative;
pub(crate) mod notices;
pub(crate) mod passages;
mod problems;
pub(crate) mod prose;
pub(crate) mod public;
pub(crate) mod rates;
pub(crate) mod rates_report;
mod readings;
mod share;
pub(crate) mod sheet;
pub(crate) mod summary;
pub(crate) mod tables;
pub(crate) mod tally;
mod telling;
pub(crate) mod templates;
mod themes;
mod withdrawn;

use chrono::NaiveDate;

use crate::model::date::in_words;
use crate::model::plan::Plan;
use crate::store::Store;
use crate::text::Lang;
use count::Coverage;

/// Basis of a report: the file, the plan, the day and the language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The file, or what it knew on an earlier day.
    pub(crate) store: &'a Store,
    pub(crate) plan: &'a Plan,
    pub(crate) as_of: NaiveDate,
    /// The last day of what counts as known, where an earlier one was asked for.
    pub(crate) known_on: Option<NaiveDate>,
    pub(crate) lang: Lang,
    /// The office that speaks, where it is not the leading group: it signs for itself alone.
    pub(crate) own: Option<&'a str>,
    /// An office's own wording in place of the built-in template.
    pub(crate) template: Option<&'a str>,
}

impl View<'_> {
    /// Returns who signs: the host of the campaign, or an office for itself.
    pub(crate) fn signer(&self) -> &str {
        self.own.unwrap_or(self.plan.host.get(self.lang))
    }

    /// Takes everything up to the day.
    pub(crate) fn scope(&self) -> Coverage {
        Coverage::up_to(self.as_of)
    }

    /// Says up to which day a report tells, and from what was known when.
    pub(crate) fn until(&self) -> String {
        let day = in_words(self.as_of, self.lang);
        match self.known_on.map(|day| in_words(day, self.lang)) {
            None => self.lang.pick(format!("截至{day}"), format!("As of {day}")),
            Some(known_on) => self.lang.pick(
                format!("截至{day}，按{known_on}已登记或收到的数据"),
                format!("As of {day}, from what had been entered or had arrived by {known_on}"),
            ),
        }
    }
}
