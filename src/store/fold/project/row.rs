//! The rows of one record in the computed tables.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params_from_iter};
use serde_json::Value as Json;

use super::numbers::{number_copies, own_ref};
use super::{INSERT_LINK, Projector};
use crate::error::Result;
use crate::model::identity::{IDENTITY, JOINED};
use crate::model::kind::{Field, Kind, REF, Shape, VOID};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::store::fold::Folded;
use crate::store::fold::authority::Office;
use crate::store::log::change::ChangeId;
use crate::store::log::remains::Remaining;
use crate::store::log::rows::find_change;
use crate::store::read::to_sql;

impl Projector<'_> {
    /// Writes what a state says of a record.
    pub(crate) fn write(
        &mut self,
        kind: &'static Kind,
        id: RecordId,
        owner: Office,
        state: &Folded,
    ) -> Result<Record> {
        if !self.fresh {
            self.clear(kind, id)?;
        }
        let mut record = Record::empty(kind, id);
        for (at, field) in kind.all_fields().enumerate() {
            // What a log says of a field that is read off others has no say.
            let Some(json) = state.values[at]
                .as_ref()
                .filter(|_| !kind.is_computed(field))
            else {
                continue;
            };
            let value = Value::from_json(field, json);
            match &value {
                Some(value) => self.link(&record, field.id, value)?,
                None => self.defect(&record, field.id, json)?,
            }
            // Who stands for whom follows from the statements of identity, which keep their words.
            record.values[at] = match value {
                Some(value) if kind.id != IDENTITY.id => Some(self.stood_for(value)),
                value => value,
            };
        }
        record.compute();
        self.earlier(&record, state)?;
        self.entered(&record, state)?;
        if self.standing(kind.id, id).is_some() {
            record.set(&VOID, Some(Value::Text(JOINED.to_owned())));
        } else {
            self.conflicts(&record, state)?;
            self.former(&record, state)?;
        }
        self.aliases(&record, state)?;
        self.write_row(&mut record, owner, state)?;
        Ok(record)
    }

    pub(super) fn clear(&self, kind: &Kind, id: RecordId) -> Result<()> {
        for sql in [
            "delete from conflict where record = ?1 and kind = ?2",
            "delete from defect where record = ?1 and kind = ?2",
            "delete from link where record = ?1 and kind = ?2",
            "delete from alias where record = ?1 and kind = ?2",
            "delete from dated where record = ?1 and kind = ?2",
            "delete from former where record = ?1 and kind = ?2",
            "delete from entered where record = ?1 and kind = ?2",
            "delete from proposal where record = ?1 and kind = ?2",
            "delete from about where record = ?1 and kind = ?2",
            "delete from gone where record = ?1 and kind = ?2",
        ] {
            self.connection
                .prepare_cached(sql)?
                .execute((id.0, kind.id))?;
        }
        Ok(())
    }

    /// Writes what a record's fields said before a step set them again.
    pub(super) fn earlier(&self, record: &Record, state: &Folded) -> Result<()> {
        for one in &state.earlier {
            let Some(field) = record.kind.all_fields().nth(one.field) else {
                continue;
            };
            let value = Value::from_json(field, &one.value).map(|value| self.stood_for(value));
            let value = value.as_ref().map_or(Sql::Null, to_sql);
            self.connection
                .prepare_cached(
                    "insert or replace into dated (record, kind, field, since, value)
                     values (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute((record.id.0, record.kind.id, field.id, &one.since, value))?;
        }
        Ok(())
    }

    /// Writes which change first said the days of steps that were entered on another day.
    pub(super) fn entered(&self, record: &Record, state: &Folded) -> Result<()> {
        for one in &state.entered {
            let Some(field) = record.kind.all_fields().nth(one.field) else {
                continue;
            };
            self.connection
                .prepare_cached(
                    "insert or replace into entered (record, kind, field, since, change)
                     values (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute((
                    record.id.0,
                    record.kind.id,
                    field.id,
                    &one.since,
                    one.change.0,
                ))?;
        }
        Ok(())
    }

    pub(super) fn defect(&self, record: &Record, field: &str, json: &Json) -> Result<()> {
        self.connection
            .prepare_cached(
                "insert into defect (record, kind, field, value) values (?1, ?2, ?3, ?4)",
            )?
            .execute((record.id.0, record.kind.id, field, json.to_string()))?;
        Ok(())
    }

    pub(super) fn link(
        &mut self,
        record: &Record,
        field: &'static str,
        value: &Value,
    ) -> Result<()> {
        for target in value.references() {
            if let Some(links) = &mut self.unlinked {
                links.push((target, record.kind.id, field, record.id));
                continue;
            }
            self.connection.prepare_cached(INSERT_LINK)?.execute((
                target.0,
                record.kind.id,
                field,
                record.id.0,
            ))?;
        }
        Ok(())
    }

    /// Puts the record that stands for another in the place of that other.
    pub(super) fn stood_for(&self, value: Value) -> Value {
        match value {
            Value::Reference(id) => Value::Reference(*self.joined.get(&id).unwrap_or(&id)),
            Value::List(items) => {
                Value::List(items.into_iter().map(|item| self.stood_for(item)).collect())
            }
            other => other,
        }
    }

    /// Writes what is undecided; of a record that is one with another, that one's row tells it.
    pub(super) fn conflicts(&mut self, record: &Record, state: &Folded) -> Result<()> {
        for (field, heads) in &state.conflicts {
            if !self.joined.is_empty() && self.agree(record.kind, field, heads)? {
                continue;
            }
            let mut insert = self.connection.prepare_cached(
                "insert into conflict (record, kind, field, change) values (?1, ?2, ?3, ?4)",
            )?;
            for head in heads {
                insert.execute((record.id.0, record.kind.id, *field, head.0))?;
            }
        }
        Ok(())
    }

    /// Tells whether heads name in a field, or a group of fields, records that are one, and say
    /// otherwise the same.
    pub(super) fn agree(
        &mut self,
        kind: &'static Kind,
        field: &str,
        heads: &[ChangeId],
    ) -> Result<bool> {
        let layout = &self.table(kind)?.layout;
        let fields = layout.decided_with(field);
        let fields: Vec<&Field> = kind
            .all_fields()
            .enumerate()
            .filter(|(at, _)| fields.contains(at))
            .map(|(_, field)| field)
            .collect();
        let is_naming = |field: &&Field| matches!(field.shape, Shape::Reference(_));
        if field == VOID.id || !fields.iter().any(is_naming) {
            return Ok(false);
        }
        let mut remaining = Remaining::new(self.connection);
        let mut said = |head: &ChangeId| -> Result<Vec<Json>> {
            let Some(change) = find_change(self.connection, *head)? else {
                return Ok(Vec::new());
            };
            let body = remaining.body(change.record, *head)?;
            let said = |field: &&Field| {
                let said = body.get(field.id).cloned().unwrap_or_default();
                let named = Value::from_json(field, &said).filter(|_| is_naming(field));
                named.map_or(said, |named| self.stood_for(named).to_json())
            };
            Ok(fields.iter().map(said).collect())
        };
        let said: Vec<_> = heads.iter().map(&mut said).collect::<Result<_>>()?;
        Ok(said.windows(2).all(|pair| pair[0] == pair[1]))
    }

    pub(super) fn former(&self, record: &Record, state: &Folded) -> Result<()> {
        for (name, change) in &state.former {
            self.connection
                .prepare_cached(
                    "insert into former (kind, name, record, change) values (?1, ?2, ?3, ?4)",
                )?
                .execute((record.kind.id, name, record.id.0, change.0))?;
        }
        Ok(())
    }

    pub(super) fn aliases(&self, record: &Record, state: &Folded) -> Result<()> {
        for given in &state.aliases {
            self.alias(record.kind, record.id, given)?;
        }
        Ok(())
    }

    pub(super) fn alias(&self, kind: &Kind, record: RecordId, given: &str) -> Result<()> {
        if let Some(alias) = own_ref(kind, given) {
            self.connection
                .prepare_cached(
                    "insert or replace into alias (kind, office, number, record)
                     values (?1, ?2, ?3, ?4)",
                )?
                .execute((kind.id, alias.office, alias.number, record.0))?;
        }
        Ok(())
    }

    pub(super) fn write_row(
        &mut self,
        record: &mut Record,
        owner: Office,
        state: &Folded,
    ) -> Result<()> {
        let kind = record.kind;
        let given = record.text(&REF).and_then(|given| own_ref(kind, given));
        let before = if self.fresh {
            None
        } else {
            self.former_ref(kind, record.id)?
        };
        let place = |at: &Option<Ref>| {
            at.as_ref().map_or([Sql::Null, Sql::Null], |at| {
                [Sql::Text(at.office.clone()), Sql::Integer(at.number)]
            })
        };
        let mut values = vec![
            Sql::Blob(record.id.0.to_vec()),
            Sql::Blob(state.first.0.to_vec()),
        ];
        values.extend(place(&given));
        values.push(Sql::Integer(1));
        values.push(Sql::Blob(owner.to_vec()));
        let fields = record.values.iter();
        values.extend(fields.map(|value| value.as_ref().map_or(Sql::Null, to_sql)));
        let insert = &mut self.table(kind)?.insert;
        insert.execute(params_from_iter(values))?;
        if self.fresh {
            return Ok(());
        }
        let (before, now) = (
            before.filter(|before| given.as_ref().is_none_or(|given| given != before)),
            given,
        );
        if let Some(unnumbered) = &mut self.unnumbered {
            let refs = before.into_iter().chain(now);
            unnumbered.extend(refs.map(|given| (kind.id, given)));
            return Ok(());
        }
        if let Some(before) = before {
            number_copies(self.connection, kind, &before)?;
        }
        if let Some(now) = now
            && number_copies(self.connection, kind, &now)?
            && let Some(shown) = self.shown_ref(kind, record.id)?
        {
            record.set(&REF, Some(Value::Text(shown)));
        }
        Ok(())
    }

    /// Finds the ref that a record had before, without its copy.
    pub(super) fn former_ref(&self, kind: &Kind, id: RecordId) -> Result<Option<Ref>> {
        let sql = format!(
            "select office, number from main.\"{}\" where record = ?1",
            kind.id
        );
        let row = self
            .connection
            .prepare_cached(&sql)?
            .query_row([id.0], |row| {
                Ok((
                    row.get::<_, Option<String>>("office")?,
                    row.get::<_, Option<i64>>("number")?,
                ))
            })
            .optional()?;
        Ok(row.and_then(|(office, number)| {
            Some(Ref {
                office: office?,
                letter: kind.letter?,
                number: number?,
                copy: 1,
            })
        }))
    }

    pub(super) fn shown_ref(&self, kind: &Kind, id: RecordId) -> Result<Option<String>> {
        let sql = format!("select ref from main.\"{}\" where record = ?1", kind.id);
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([id.0], |row| row.get(0))?)
    }
}
