//! Which records are about which, and so may count otherwise when that one does.

use std::collections::{BTreeSet, HashMap};

use rusqlite::OptionalExtension;

use super::Projector;
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::value::RecordId;
use crate::store::fold::Touched;
use crate::store::fold::authority::Office;

impl Projector<'_> {
    /// Returns whose record one is that the tables have.
    pub(super) fn owner_known(&self, kind: &Kind, id: RecordId) -> Result<Option<Office>> {
        let sql = format!("select origin from main.\"{}\" where record = ?1", kind.id);
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }

    /// Returns the records that are about one, by what any change of theirs says.
    pub(super) fn about(&self, kind: &Kind, id: RecordId) -> Result<Touched> {
        let speaking = self.kinds.iter().filter(|known| {
            let about = known.about.as_ref().map_or(&[][..], |about| about.fields);
            about.iter().any(|field| field.may_name(kind))
        });
        self.naming(speaking, id)
    }

    pub(super) fn naming<'k>(
        &self,
        kinds: impl Iterator<Item = &'k &'static Kind>,
        target: RecordId,
    ) -> Result<Touched> {
        let mut statement = self.connection.prepare_cached(
            "select record from link where target = ?1 and kind = ?2
             union select record from about where target = ?1 and kind = ?2",
        )?;
        let mut found = Touched::new();
        for kind in kinds {
            let rows = statement.query_map((target.0, kind.id), |row| Ok(RecordId(row.get(0)?)))?;
            for record in rows {
                found.insert((kind.id, record?));
            }
        }
        Ok(found)
    }

    /// Returns the records that are about units which belong elsewhere now: these, and all below them.
    pub(super) fn about_units(&self, moved: BTreeSet<RecordId>) -> Result<Touched> {
        let mut found = Touched::new();
        if moved.is_empty() {
            return Ok(found);
        }
        let mut below: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
        let sql = "select parent, record from main.unit where parent is not null";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let unit = RecordId(row.get(1)?);
            below.entry(RecordId(row.get(0)?)).or_default().push(unit);
        }
        for (one, stands) in &self.joined {
            below.entry(*stands).or_default().push(*one);
        }
        let mut seen = moved.clone();
        let mut open: Vec<RecordId> = moved.into_iter().collect();
        while let Some(unit) = open.pop() {
            let kinds = self.kinds.iter().filter(|kind| is_of_units(kind));
            found.append(&mut self.naming(kinds, unit)?);
            let below = below.get(&unit).into_iter().flatten();
            open.extend(below.filter(|unit| seen.insert(**unit)));
        }
        Ok(found)
    }

    /// Returns every record of a kind that may be about a unit.
    pub(super) fn about_all_units(&self) -> Result<Touched> {
        let mut found = Touched::new();
        for kind in self.kinds.iter().filter(|kind| is_of_units(kind)) {
            let sql = format!(
                "select record from main.\"{}\" union select record from proposal where kind = ?1",
                kind.id
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement
                .query_map([kind.id], |row| Ok(RecordId(row.get(0)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            found.extend(rows.into_iter().map(|record| (kind.id, record)));
        }
        Ok(found)
    }
}

/// Tells whether it follows from what units and offices are which records of a kind count.
pub(super) fn is_of_units(kind: &Kind) -> bool {
    kind.addressed.is_some() || kind.about.as_ref().is_some_and(|about| about.of_unit)
}
