//! What every check works on: the file, its plan, its roster, and the day for which all is
//! computed; and the findings so far.

use chrono::{Days, NaiveDate};

use super::codes::Code;
use super::finding::{Finding, Light, Term};
use super::roster::Roster;
use crate::error::Result;
use crate::model::plan::{Plan, Wording};
use crate::store::Store;

/// The work of one run of the checks.
pub(super) struct Case<'a> {
    pub(super) store: &'a Store,
    pub(super) plan: &'a Plan,
    pub(super) day: NaiveDate,
    pub(super) roster: Roster,
    /// Whether green findings are wanted too.
    pub(super) all: bool,
    pub(super) found: Vec<Finding>,
}

impl<'a> Case<'a> {
    /// Opens the work.
    pub(super) fn open(
        store: &'a Store,
        plan: &'a Plan,
        day: NaiveDate,
        all: bool,
    ) -> Result<Self> {
        Ok(Self {
            store,
            plan,
            day,
            roster: Roster::read(store)?,
            all,
            found: Vec::new(),
        })
    }

    /// Returns the day on which what is asked within the campaign is looked at: today, or once it
    /// is over, its last day.
    pub(super) fn day_within(&self) -> NaiveDate {
        self.day.min(self.plan.closes)
    }

    /// Returns the day on which a deed counts as done: its own, or where it was entered later than
    /// the plan allows after it was due, that of its entry.
    pub(super) fn counted_on(&self, deed: (NaiveDate, NaiveDate), due: NaiveDate) -> NaiveDate {
        let (day, logged) = deed;
        if logged > after(due, self.plan.on(due).limits.late_entry_days) {
            logged.max(day)
        } else {
            day
        }
    }

    /// Begins a finding with the light of its term; `None` where nobody wants it.
    pub(super) fn begin(&self, code: &'static Code, term: Term) -> Option<Finding> {
        let light = term.light(self.day, self.plan.on(self.day).limits.warn_ahead_days);
        self.begin_as(code, term, light)
    }

    /// Begins a finding with a light of its own.
    pub(super) fn begin_as(
        &self,
        code: &'static Code,
        term: Term,
        light: Light,
    ) -> Option<Finding> {
        (self.all || light != Light::Green).then(|| Finding {
            code,
            light,
            requirement: code.requirement,
            unit: None,
            person: None,
            reference: None,
            period: None,
            subject: Wording::from(String::new()),
            detail: None,
            term,
            day: self.day,
            parameters: Vec::new(),
        })
    }
}

/// Counts days on from a day; the plan bounds both, so that there always is such a day.
pub(super) fn after(day: NaiveDate, days: i64) -> NaiveDate {
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    day.checked_add_days(days).unwrap_or(day)
}
