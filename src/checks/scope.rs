//! What a file is asked about: an office answers for its own part, a merged file for the whole.
//!
//! - A file that took in another office's by `merge` is asked about everything; taking in only the
//!   file of the office that issued the plan, as one does to bring the roster up to date, does not
//!   make it one; nor does another file of the same office, such as one that was shared with it.
//! - Before that, the office that issued the plan, which is the leading group's, is asked about all
//!   that is in no division but its own: the campaign as a whole, leaders, party branches.
//! - Any other office is asked about its own unit, what is below it and its people, and about
//!   whatever records it numbered itself.

use std::collections::HashSet;

use super::finding::{Finding, Named};
use super::roster::Roster;
use super::rows;
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::Store;

/// What findings a file is asked about.
#[derive(Debug)]
pub(super) enum Scope {
    Whole,
    Office {
        code: String,
        units: HashSet<RecordId>,
        /// Whether it is the leading group's office.
        leading: bool,
    },
}

/// Who issued the plan.
const ISSUER: &str = "select c.writer from plan as p join change as c on c.id = p.created";
/// Whose files were merged into this one.
const MERGED: &str = "select distinct m.writer from file_merged as m, file as f
    left join office as own on own.record = f.writer
    left join office as other on other.record = m.writer
    where m.writer <> f.writer and other.code is not own.code order by m.writer";
const OWN: &str = "select o.code, o.name, o.record as writer, u.record as unit from office as o
    join file as f on f.writer = o.record left join unit as u on u.name = o.name and u.void is null";

impl Scope {
    /// Finds out what the file is asked about.
    pub(super) fn of(store: &Store, roster: &Roster) -> Result<Self> {
        let issuer = store.rows(ISSUER, &[], |row| rows::id(row, "writer"))?;
        let issuer = issuer.into_iter().next().flatten();
        let merged = store.rows(MERGED, &[], |row| rows::id(row, "writer"))?;
        if merged.iter().any(|writer| *writer != issuer) {
            return Ok(Self::Whole);
        }
        let own = store.rows(OWN, &[], |row| {
            Ok((
                rows::text(row, "code")?,
                rows::id(row, "writer")?,
                rows::id(row, "unit")?,
            ))
        })?;
        let Some((code, writer, unit)) = own.into_iter().next() else {
            return Ok(Self::Whole);
        };
        let leading = issuer.is_none() || writer == issuer;
        let asked = |id: RecordId| {
            let own = unit.is_some_and(|unit| roster.is_within(id, unit));
            let elsewhere = roster.upwards(id).any(|unit| unit.kind == "division");
            own || (leading && !elsewhere)
        };
        let units = roster.units.iter().map(|unit| unit.named.id);
        Ok(Self::Office {
            code,
            units: units.filter(|id| asked(*id)).collect(),
            leading,
        })
    }

    /// Tells whether the file is asked about a finding.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        let Self::Office { code, .. } = self else {
            return true;
        };
        let office = finding
            .reference
            .as_ref()
            .and_then(|reference| reference.rsplit_once('-'));
        if office.is_some_and(|(office, _)| office == code) {
            return true;
        }
        self.asks(finding.unit.as_ref())
    }

    /// Tells whether the file is asked about a unit, or without one about the campaign as a whole.
    pub(super) fn asks(&self, unit: Option<&Named>) -> bool {
        match (self, unit) {
            (Self::Whole, _) => true,
            (Self::Office { units, .. }, Some(unit)) => units.contains(&unit.id),
            (Self::Office { leading, .. }, None) => *leading,
        }
    }
}
