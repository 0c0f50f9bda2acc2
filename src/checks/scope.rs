//! Selects what a file is asked about (section 12).
//!
//! - The leading group's file is asked about everything in it, and about the campaign as a whole.
//! - A file that was made from nothing holds a whole bureau, or what others hand in: it is asked about
//!   everything in it.
//! - A file that was made from another is asked about its own unit, what is below it and its people,
//!   and about whatever records it numbered itself; taking in other files widens that not at all.
//!
//! A file says which of these it is since it was made; who its unit is does not hang on a name.

use std::collections::HashSet;

use super::finding::Finding;
use super::roster::Named;
use super::roster::Roster;
use crate::error::Result;
use crate::model::office;
use crate::model::value::RecordId;
use crate::store::{OwnOffice, Store};

/// Returns what a file is, one of `model::office`, by what was written when it was made.
pub(crate) fn role(store: &Store, own: Option<&OwnOffice>) -> Result<&'static str> {
    let roles = office::ROLE.choices().iter().map(|role| role.id);
    let said = own.and_then(|own| own.role.as_deref());
    Ok(
        match said.map(|said| roles.clone().find(|role| *role == said)) {
            Some(role) => role.unwrap_or(office::PART),
            // Files of the first versions do not say.
            None if store.is_made_from_nothing()? => office::LEADING,
            None => office::PART,
        },
    )
}

/// Findings that a file is asked about.
#[derive(Debug)]
pub(super) struct Scope {
    /// True if it is asked about every unit.
    whole: bool,
    /// True if it is asked about the campaign as a whole.
    leading: bool,
    /// The codes under which it numbered its records.
    codes: Vec<String>,
    /// Its own unit and those below it.
    own: HashSet<RecordId>,
}

impl Scope {
    /// Finds out what the file is asked about.
    pub(super) fn of(store: &Store, roster: &Roster) -> Result<Self> {
        let codes = store.codes(store.writer()?)?;
        let own = if codes.is_empty() {
            None
        } else {
            Some(store.own_office()?)
        };
        let role = role(store, own.as_ref())?;
        let (whole, leading) = (role != office::PART, role == office::LEADING);
        let unit = own.and_then(|own| own.unit);
        let below = |id: &RecordId| unit.is_some_and(|unit| roster.is_within(*id, unit));
        let units = roster.units.iter().map(|unit| unit.named.id);
        Ok(Self {
            whole,
            leading,
            codes,
            own: units.filter(below).collect(),
        })
    }

    /// Tells whether the file is asked about a finding.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        let numbered = |reference: &str| {
            let office = reference.rsplit_once('-');
            office.is_some_and(|(office, _)| self.codes.iter().any(|code| code == office))
        };
        finding.reference().is_some_and(numbered) || self.asks(finding.unit.as_deref())
    }

    /// Tells whether the file is asked about a unit, or without one about the campaign as a whole.
    pub(super) fn asks(&self, unit: Option<&Named>) -> bool {
        match unit {
            Some(unit) => self.whole || self.is_own(unit.id),
            None => self.leading,
        }
    }

    /// Tells whether a unit is the file's own, or below it.
    pub(super) fn is_own(&self, unit: RecordId) -> bool {
        self.own.contains(&unit)
    }
}
