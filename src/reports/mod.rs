//! Reports: figures from the records, and documents made of them.

pub(crate) mod against;
pub(crate) mod calendar;
pub(crate) mod card;
pub(crate) mod count;
pub(crate) mod evaluation;
mod explained;
pub(crate) mod figures;
pub(crate) mod grouped;
pub(crate) mod interval;
#[cfg(test)]
mod laws;
pub(crate) mod passages;
mod problems;
pub(crate) mod prose;
pub(crate) mod public;
pub(crate) mod rates;
pub(crate) mod rates_report;
mod readings;
pub(crate) mod sheet;
pub(crate) mod summary;
pub(crate) mod tables;
pub(crate) mod tally;
mod withdrawn;

use chrono::NaiveDate;

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
}

impl View<'_> {
    /// Takes everything up to the day.
    pub(crate) fn scope(&self) -> Coverage {
        Coverage::up_to(self.as_of)
    }

    /// Says up to which day a report tells, and from what was known when.
    pub(crate) fn until(&self) -> String {
        let day = self.as_of;
        match self.known_on {
            None => self
                .lang
                .pick(format!("截至 {day}"), format!("As of {day}")),
            Some(known_on) => self.lang.pick(
                format!("截至 {day}，按 {known_on} 已登记或收到的数据"),
                format!("As of {day}, from what had been entered or had arrived by {known_on}"),
            ),
        }
    }
}
