//! Conflicts: fields, or groups of fields, whose heads differ.

use std::collections::HashMap;

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use super::Store;
use super::fold::Layout;
use super::fold::entries::entries;
use super::log::change::ChangeId;
use super::log::remains;
use super::writing::Writing;
use crate::error::Result;
use crate::model::kind::{Field, Kind, VOID};
use crate::model::record::Record;
use crate::model::value::RecordId;

/// Names an undecided field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ConflictKey {
    pub(crate) record: RecordId,
    pub(crate) kind: String,
    /// The field, or the first of its group; `void` where one office voided what another edited.
    pub(crate) field: String,
}

/// An undecided field and the values it could have.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// Stays with it in this file.
    pub(crate) number: i64,
    pub(crate) key: ConflictKey,
    pub(crate) kind: &'static Kind,
    /// In the order of their ids: the last is shown until it is decided.
    pub(crate) heads: Vec<Head>,
}

/// One of the changes between which a conflict is.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) id: ChangeId,
    /// The record that it was written to, which may be one with that of the conflict.
    pub(crate) record: RecordId,
    pub(crate) actor: String,
    /// The code of the office that wrote it, where this file knows it.
    pub(crate) office: Option<String>,
    pub(crate) body: Map<String, Json>,
}

impl Conflict {
    pub(super) fn head_ids(&self) -> Vec<ChangeId> {
        self.heads.iter().map(|head| head.id).collect()
    }

    /// Returns the fields that are decided together; of a void beside an edit, what either set.
    pub(crate) fn fields(&self) -> Vec<&'static Field> {
        if self.key.field != VOID.id {
            let first = self.kind.field(&self.key.field);
            return first.map_or_else(Vec::new, |first| self.kind.group_of(first));
        }
        let set = |field: &&Field| {
            self.heads
                .iter()
                .any(|head| head.body.contains_key(field.id))
        };
        self.kind.all_fields().filter(set).collect()
    }
}

/// Returns the heads of every conflict.
pub(super) fn heads(connection: &Connection) -> Result<HashMap<ConflictKey, Vec<ChangeId>>> {
    let mut statement =
        connection.prepare("select record, kind, field, change from conflict order by change")?;
    let mut rows = statement.query([])?;
    let mut heads: HashMap<ConflictKey, Vec<ChangeId>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let key = ConflictKey {
            record: RecordId(row.get("record")?),
            kind: row.get("kind")?,
            field: row.get("field")?,
        };
        heads
            .entry(key)
            .or_default()
            .push(ChangeId(row.get("change")?));
    }
    Ok(heads)
}

/// Numbers the conflicts that have no number yet, the oldest first.
pub(super) fn number_new(connection: &Connection) -> Result<()> {
    connection.execute(
        "insert into file_conflict (record, kind, field)
         select c.record, c.kind, c.field from conflict as c
         left join file_conflict as f
         on f.record = c.record and f.kind = c.kind and f.field = c.field
         where f.number is null group by c.record, c.kind, c.field order by min(c.change)",
        [],
    )?;
    Ok(())
}

impl Store {
    /// Counts what is undecided.
    pub(crate) fn conflict_count(&self) -> Result<i64> {
        let sql = "select count(*) from (select distinct record, kind, field from conflict)";
        self.count(sql, &[])
    }

    /// Lists what is undecided, by their numbers.
    pub(crate) fn conflicts(&self) -> Result<Vec<Conflict>> {
        let mut statement = self.connection.prepare(
            "select f.number, c.record, c.kind, c.field, c.change, l.record as written, l.actor, o.code
             from conflict as c
             join file_conflict as f on f.record = c.record and f.kind = c.kind and f.field = c.field
             join change as l on l.id = c.change
             left join office as o on o.record = l.writer
             order by f.number, c.change",
        )?;
        let mut rows = statement.query([])?;
        let mut conflicts: Vec<Conflict> = Vec::new();
        while let Some(row) = rows.next()? {
            let number = row.get("number")?;
            let kind: String = row.get("kind")?;
            let Some(kind) = self.kinds.iter().find(|known| known.id == kind) else {
                continue;
            };
            if conflicts.last().is_none_or(|last| last.number != number) {
                conflicts.push(Conflict {
                    number,
                    key: ConflictKey {
                        record: RecordId(row.get("record")?),
                        kind: kind.id.to_owned(),
                        field: row.get("field")?,
                    },
                    kind,
                    heads: Vec::new(),
                });
            }
            let written = RecordId(row.get("written")?);
            let id = ChangeId(row.get("change")?);
            let head = Head {
                id,
                record: written,
                actor: row.get("actor")?,
                office: row.get("code")?,
                body: remains::body_of(&self.connection, written, id)?,
            };
            if let Some(last) = conflicts.last_mut() {
                last.heads.push(head);
            }
        }
        Ok(conflicts)
    }
}

impl Writing<'_> {
    /// Numbers the conflicts that the transaction has made so far.
    pub(crate) fn number_conflicts(&self) -> Result<()> {
        number_new(&self.store.connection)
    }

    /// Decides a conflict for what one of its heads set, as it stands in the log.
    pub(crate) fn decide(&mut self, conflict: &Conflict, head: &Head) -> Result<Record> {
        let layout = Layout::of(conflict.kind);
        let entries = entries(&self.store.connection, &layout, conflict.key.record)?;
        let fields = if conflict.key.field == VOID.id {
            vec![&VOID]
        } else {
            conflict.fields()
        };
        let value = |field: &Field| head.body.get(field.id).cloned().unwrap_or_default();
        let written = fields
            .iter()
            .filter(|field| !conflict.kind.is_computed(field));
        let body = written.map(|field| (field.id.to_owned(), value(field)));
        let state = layout.fold(&entries);
        self.append(&layout, conflict.key.record, state.as_ref(), body.collect())
    }
}
