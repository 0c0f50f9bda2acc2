//! Who and what there is: units with the tree that they form, and persons with the days on which
//! they hold their rank. Read once for all checks.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::finding::Named;
use super::rows::{day, id};
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::Store;

/// A unit of the roster.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) named: Named,
    pub(super) kind: String,
    parent: Option<RecordId>,
    pub(super) in_charge: Option<RecordId>,
}

/// A person of the roster.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) named: Named,
    pub(super) rank: String,
    pub(super) unit: Option<RecordId>,
    pub(super) since: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

/// Units and persons, in the order in which lists show them.
#[derive(Debug)]
pub(super) struct Roster {
    pub(super) units: Vec<Unit>,
    pub(super) persons: Vec<Person>,
    unit_at: HashMap<RecordId, usize>,
    person_at: HashMap<RecordId, usize>,
}

const UNITS: &str = "select record, ref, name, unit_kind, parent, in_charge from unit
    where void is null order by office, number, copy, record";
const PERSONS: &str = "select record, ref, name, rank, unit, since, until from person
    where void is null order by seniority is null, seniority, office, number, copy, record";

impl Roster {
    /// Reads the roster.
    pub(super) fn read(store: &Store) -> Result<Self> {
        let named = |row: &rusqlite::Row| -> rusqlite::Result<Named> {
            Ok(Named {
                id: RecordId(row.get("record")?),
                reference: row.get::<_, Option<_>>("ref")?.unwrap_or_default(),
                name: row.get::<_, Option<_>>("name")?.unwrap_or_default(),
            })
        };
        let text = |row: &rusqlite::Row, column: &str| -> rusqlite::Result<String> {
            Ok(row.get::<_, Option<_>>(column)?.unwrap_or_default())
        };
        let units = store.rows(UNITS, &[], |row| {
            Ok(Unit {
                named: named(row)?,
                kind: text(row, "unit_kind")?,
                parent: id(row, "parent")?,
                in_charge: id(row, "in_charge")?,
            })
        })?;
        let persons = store.rows(PERSONS, &[], |row| {
            Ok(Person {
                named: named(row)?,
                rank: text(row, "rank")?,
                unit: id(row, "unit")?,
                since: day(row, "since")?,
                until: day(row, "until")?,
            })
        })?;
        let unit_at = (0..)
            .zip(&units)
            .map(|(at, unit)| (unit.named.id, at))
            .collect();
        let person_at = (0..)
            .zip(&persons)
            .map(|(at, person)| (person.named.id, at))
            .collect();
        Ok(Self {
            units,
            persons,
            unit_at,
            person_at,
        })
    }

    /// Returns a unit.
    pub(super) fn unit(&self, id: RecordId) -> Option<&Unit> {
        self.unit_at.get(&id).map(|at| &self.units[*at])
    }

    /// Returns a person.
    pub(super) fn person(&self, id: RecordId) -> Option<&Person> {
        self.person_at.get(&id).map(|at| &self.persons[*at])
    }

    /// Returns a unit under its ref and name.
    pub(super) fn unit_named(&self, id: Option<RecordId>) -> Option<Named> {
        Some(self.unit(id?)?.named.clone())
    }

    /// Returns a person under ref and name.
    pub(super) fn person_named(&self, id: Option<RecordId>) -> Option<Named> {
        Some(self.person(id?)?.named.clone())
    }

    /// Returns the unit that a record names, itself a unit or a person in one.
    pub(super) fn unit_of(&self, id: RecordId) -> Option<RecordId> {
        if self.unit_at.contains_key(&id) {
            return Some(id);
        }
        self.person(id)?.unit
    }

    /// Returns a unit and those above it, the nearest first. Parents that run in a circle, as a
    /// merge may leave them, end it.
    pub(super) fn upwards(&self, id: RecordId) -> impl Iterator<Item = &Unit> {
        let above = |unit: &&Unit| self.unit(unit.parent?);
        std::iter::successors(self.unit(id), above).take(self.units.len())
    }

    /// Tells whether a unit is another or below it.
    pub(super) fn is_within(&self, id: RecordId, above: RecordId) -> bool {
        id == above || self.upwards(id).any(|unit| unit.named.id == above)
    }
}
