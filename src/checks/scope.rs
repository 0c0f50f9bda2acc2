//! What a file is asked about (section 12).
//!
//! - A file that was made from nothing holds a whole bureau, or what others hand in: it is asked about
//!   everything in it. The campaign as a whole is a matter of whoever issued the plan.
//! - A file that was made from another is asked about its own unit, what is below it and its people,
//!   and about whatever records it numbered itself; taking in other files widens that not at all.

use std::collections::HashSet;

use super::finding::Finding;
use super::roster::Named;
use super::roster::Roster;
use super::rows;
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::Store;

/// What findings a file is asked about.
#[derive(Debug)]
pub(super) struct Scope {
    /// Whether it is asked about every unit.
    whole: bool,
    /// Whether it is asked about the campaign as a whole.
    leading: bool,
    /// The code under which it numbers its records.
    code: String,
    /// Its own unit and those below it.
    own: HashSet<RecordId>,
}

/// Who issued the plan.
const ISSUER: &str = "select c.writer from plan as p join change as c on c.id = p.created";
/// Who wrote the first row that the file took: itself, unless it was made from another.
const FIRST: &str = "select writer from change order by rowid limit 1";
const OWN: &str = "select f.writer, o.code, u.record as unit from file as f
    left join office as o on o.record = f.writer
    left join unit as u on u.name = o.name and u.void is null";

impl Scope {
    /// Finds out what the file is asked about.
    pub(super) fn of(store: &Store, roster: &Roster) -> Result<Self> {
        let writer = |sql| -> Result<Option<RecordId>> {
            let found = store.rows(sql, &[], |row| rows::id(row, "writer"))?;
            Ok(found.into_iter().next().flatten())
        };
        let own = store.rows(OWN, &[], |row| {
            Ok((
                rows::id(row, "writer")?,
                rows::text(row, "code")?,
                rows::id(row, "unit")?,
            ))
        })?;
        let (myself, code, unit) = own.into_iter().next().unwrap_or_default();
        let is_own = |writer: &Option<RecordId>| writer.is_none() || *writer == myself;
        let below = |id: &RecordId| unit.is_some_and(|unit| roster.is_within(*id, unit));
        let units = roster.units.iter().map(|unit| unit.named.id);
        Ok(Self {
            whole: is_own(&writer(FIRST)?),
            leading: is_own(&writer(ISSUER)?),
            code,
            own: units.filter(below).collect(),
        })
    }

    /// Tells whether the file is asked about a finding.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        let numbered = |reference: &String| {
            let office = reference.rsplit_once('-');
            office.is_some_and(|(office, _)| office == self.code)
        };
        finding.reference.as_ref().is_some_and(numbered) || self.asks(finding.unit.as_ref())
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
