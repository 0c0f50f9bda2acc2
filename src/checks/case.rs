//! Shared by all checks: the file, its plan, its roster, and the day for which all is computed; and
//! the findings so far.

use chrono::NaiveDate;

use super::codes::Code;
use super::days::after;
use super::finding::Finding;
use super::roster::Roster;
use super::term::{Light, Term};
use crate::error::{Error, Result};
use crate::model::plan::{LateEntry, Plan};
use crate::store::Store;

/// Number of findings that are gathered before somebody takes them.
const TOGETHER: usize = 1000;

/// Takes what is found.
pub(super) type Take<'t> = &'t mut dyn FnMut(Finding);

/// Tells of what is found whether it is passed on.
pub(super) type IsTold<'t> = &'t dyn Fn(&Case, &Finding) -> Result<bool>;

/// Passes on what is found.
struct Passing<'a> {
    is_told: IsTold<'a>,
    take: Take<'a>,
    failure: Option<Error>,
}

/// Selects findings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Only those that are not in order.
    Concerns,
    /// Those in order too.
    All,
    /// Also terms that open on a later day.
    Ahead,
    /// Only those that are not in order once the day is over.
    Over,
}

/// The work of one run of the checks.
pub(super) struct Case<'a> {
    pub(super) store: &'a Store,
    pub(super) plan: &'a Plan,
    pub(super) day: NaiveDate,
    pub(super) roster: Roster,
    wanted: Wanted,
    /// What was found and nobody took.
    pub(super) found: Vec<Finding>,
    passing: Option<Passing<'a>>,
}

impl<'a> Case<'a> {
    /// Opens the work.
    pub(super) fn open(
        store: &'a Store,
        plan: &'a Plan,
        day: NaiveDate,
        wanted: Wanted,
    ) -> Result<Self> {
        Ok(Self {
            store,
            plan,
            day,
            roster: Roster::read(store)?,
            wanted,
            found: Vec::new(),
            passing: None,
        })
    }

    /// Gives of what is found from now on what is told to somebody, and keeps none of it.
    pub(super) fn pass_on(&mut self, is_told: IsTold<'a>, take: Take<'a>) {
        self.passing = Some(Passing {
            is_told,
            take,
            failure: None,
        });
    }

    /// Gives away what is left, and keeps what is found from now on; returns who took it.
    ///
    /// # Errors
    /// If of some of it nothing could be said whether it is told.
    pub(super) fn end(&mut self) -> Result<Option<Take<'a>>> {
        self.pass();
        let Some(passing) = self.passing.take() else {
            return Ok(None);
        };
        passing.failure.map_or(Ok(Some(passing.take)), Err)
    }

    fn pass(&mut self) {
        let Some(mut passing) = self.passing.take() else {
            return;
        };
        let mut found = std::mem::take(&mut self.found);
        for finding in found.drain(..) {
            match (passing.is_told)(self, &finding) {
                Ok(true) => (passing.take)(finding),
                Ok(false) => {}
                Err(error) => passing.failure = Some(error),
            }
        }
        self.found = found;
        self.passing = Some(passing);
    }

    /// Adds the finding of a term as it stands on the day, if anybody wants it; only then is it
    /// `told`, whom and what it is about.
    pub(super) fn add(
        &mut self,
        code: &'static Code,
        term: Term,
        tell: impl FnOnce(&Self, Finding) -> Finding,
    ) {
        let term = term.told_on(self.day);
        let light = self.light(&term);
        self.add_as(code, term, light, tell);
    }

    /// Tells whether also what is in order is asked for.
    pub(super) fn wants_what_is_in_order(&self) -> bool {
        matches!(self.wanted, Wanted::All | Wanted::Ahead)
    }

    /// Returns the day on which lights are read: a day that is over leaves no time to do what was due on
    /// it.
    pub(super) fn read_on(&self) -> NaiveDate {
        match self.wanted {
            Wanted::Over => after(self.day, 1),
            Wanted::Concerns | Wanted::All | Wanted::Ahead => self.day,
        }
    }

    /// Returns the light of a term on the day.
    pub(super) fn light(&self, term: &Term) -> Light {
        let rules = self.plan.on(self.day);
        let light = term.light(self.read_on(), rules.limits.warn_ahead_days);
        let mut entries = term.late_entries(self.plan);
        let late = entries.any(|rules| rules.late_entry == LateEntry::Late);
        match light {
            Light::Green if late => Light::Yellow,
            light => light,
        }
    }

    /// Adds a finding with a light of its own; of its term nothing is told that came after the day.
    pub(super) fn add_as(
        &mut self,
        code: &'static Code,
        term: Term,
        light: Light,
        tell: impl FnOnce(&Self, Finding) -> Finding,
    ) {
        let unwanted = match self.wanted {
            Wanted::Concerns | Wanted::Over => light == Light::Green || term.opened > self.day,
            Wanted::All => term.opened > self.day,
            Wanted::Ahead => false,
        };
        if unwanted {
            return;
        }
        let entered_late = term.late_entries(self.plan).next().is_some();
        let finding = Finding {
            code,
            light,
            requirement: code.requirement,
            unit: None,
            person: None,
            entry: None,
            entered_late,
            term,
            day: self.day,
            particulars: None,
        };
        let finding = tell(self, finding);
        self.found.push(finding);
        if self.found.len() >= TOGETHER {
            self.pass();
        }
    }
}
