//! The one door into the log, for local edits; undo; and the history.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value as Json};

use super::change::{Change, ChangeId, body_hash, canonical, over_bytes, over_ids, time_after};
use super::fold::{Entry, State, fold};
use super::{Store, project};
use crate::error::{Error, Result};
use crate::model::kind::{Field, Kind, REF, VOID};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};

/// Who does what, when: the same for every change of one command.
#[derive(Debug)]
pub(crate) struct Author {
    pub(crate) actor: String,
    /// What the command is, such as `pledge finish`.
    pub(crate) verb: String,
    /// The clock, in milliseconds since 1970 in UTC.
    pub(crate) now: i64,
    /// What `undo` takes back together.
    pub(crate) command: [u8; 16],
}

/// A transaction that writes.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    store: &'a Store,
    author: &'a Author,
    writer: [u8; 16],
    last: Option<ChangeId>,
}

/// One change as the history tells it.
#[derive(Debug)]
pub(crate) struct HistoryEntry {
    pub(crate) id: ChangeId,
    pub(crate) record: RecordId,
    pub(crate) kind: String,
    pub(crate) verb: String,
    pub(crate) actor: String,
    /// The code of the office that wrote it, where this file knows it.
    pub(crate) office: Option<String>,
    pub(crate) body: Map<String, Json>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(store: &'a Store, author: &'a Author) -> Result<Self> {
        let (writer, last) =
            store
                .connection
                .query_row("select writer, last from file", [], |row| {
                    Ok((row.get("writer")?, row.get::<_, Option<[u8; 24]>>("last")?))
                })?;
        Ok(Self {
            store,
            author,
            writer,
            last: last.map(ChangeId),
        })
    }

    /// Returns the identity of the writer of this file, which is that of its office's record.
    pub(crate) fn writer(&self) -> RecordId {
        RecordId(self.writer)
    }

    /// Sets fields of a record, new or known, and returns what became of it.
    ///
    /// Fields of a group are written together, as they are after the change.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn change(
        &mut self,
        kind: &'static Kind,
        id: RecordId,
        fields: &[(&'static Field, Option<Value>)],
    ) -> Result<Record> {
        let state = state(&self.store.connection, kind, id)?;
        let mut body: BTreeMap<String, Json> = BTreeMap::new();
        for (field, _) in fields {
            for member in kind.group_of(field) {
                let known = state.as_ref().and_then(|state| state.values.get(member.id));
                body.insert(member.id.to_owned(), known.cloned().unwrap_or_default());
            }
        }
        for (field, value) in fields {
            let json = value.as_ref().map(Value::to_json).unwrap_or_default();
            body.insert(field.id.to_owned(), json);
        }
        self.append(kind, id, state.as_ref(), body)
    }

    /// Takes the changes of these kinds from another office's file; returns how many were new.
    ///
    /// # Errors
    /// Where the other file cannot be read, or has a row that is not acceptable.
    pub(crate) fn take_over(&mut self, other: &Path, kinds: &[&'static Kind]) -> Result<usize> {
        let mut taken = 0;
        for kind in kinds {
            let mut touched = BTreeSet::new();
            for change in super::foreign_changes(other, kind.id)? {
                taken += usize::from(admit(&self.store.connection, &change)?);
                touched.insert(change.record);
            }
            for record in touched {
                project::refold(&self.store.connection, kind, record)?;
            }
        }
        Ok(taken)
    }

    fn append(
        &mut self,
        kind: &'static Kind,
        record: RecordId,
        state: Option<&State>,
        body: BTreeMap<String, Json>,
    ) -> Result<Record> {
        let names: Vec<&str> = body.keys().map(String::as_str).collect();
        let over = state.map_or_else(Vec::new, |state| state.over(kind, &names));
        let body = canonical(body);
        let mut change = Change {
            id: ChangeId([0; 24]),
            record,
            kind: kind.id.to_owned(),
            writer: self.writer,
            wprev: self.last,
            command: self.author.command,
            verb: self.author.verb.clone(),
            actor: self.author.actor.clone(),
            over,
            body_hash: body_hash(&body),
            body: Some(body),
        };
        change.id = change.id_at(time_after(self.author.now, state.map(|state| state.newest)));
        admit(&self.store.connection, &change)?;
        self.last = Some(change.id);
        self.store
            .connection
            .prepare_cached("update file set last = ?1")?
            .execute([change.id.0])?;
        project::refold(&self.store.connection, kind, record)
    }

    /// Returns the next ref of this office for a kind: its numbers are never given out again.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn next_ref(&self, office: &str, kind: &'static Kind) -> Result<String> {
        let letter = kind.letter.unwrap_or('?');
        let sql = format!("select max(number) from {} where office = ?1", kind.id);
        let most: Option<i64> = self
            .store
            .connection
            .prepare_cached(&sql)?
            .query_row([office], |row| row.get(0))?;
        let next = Ref {
            office: office.to_owned(),
            letter,
            number: most.unwrap_or(0) + 1,
            copy: 1,
        };
        Ok(next.to_string())
    }

    /// Takes back this file's last command: every field it set is again what the command found,
    /// and what it added is void. Returns the records.
    ///
    /// # Errors
    /// Where there is nothing to take back, or a record has since been changed elsewhere.
    pub(crate) fn undo(
        &mut self,
        nothing: impl Fn() -> Error,
        since: impl Fn(&str) -> Error,
    ) -> Result<Vec<Record>> {
        let mut undone = Vec::new();
        let mut next = self.last;
        let mut command = None;
        while let Some(id) = next {
            let Some(change) = find_change(&self.store.connection, id)? else {
                break;
            };
            if *command.get_or_insert(change.command) != change.command {
                break;
            }
            next = change.wprev;
            undone.push(change);
        }
        if undone.is_empty() {
            return Err(nothing());
        }
        let mut records = Vec::new();
        for change in undone {
            let Some(kind) = self
                .store
                .kinds
                .iter()
                .copied()
                .find(|kind| kind.id == change.kind)
            else {
                continue;
            };
            records.push(self.take_back(kind, &change, &since)?);
        }
        Ok(records)
    }

    fn take_back(
        &mut self,
        kind: &'static Kind,
        change: &Change,
        since: impl Fn(&str) -> Error,
    ) -> Result<Record> {
        let entries = entries(&self.store.connection, kind, change.record)?;
        let state = fold(kind, &entries);
        let set: Vec<String> = parse_body(change.body.as_deref())
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        let names: Vec<&str> = set.iter().map(String::as_str).collect();
        let overtaken = entries.iter().any(|entry| {
            entry.over.contains(&change.id)
                && names.iter().any(|name| entry.body.contains_key(*name))
                && !self.is_own(entry.id)
        });
        if overtaken {
            let reference = state
                .as_ref()
                .and_then(|state| state.values.get(REF.id)?.as_str().map(str::to_owned));
            return Err(since(&reference.unwrap_or_default()));
        }
        let was_new =
            entries.first().is_some_and(|first| first.id == change.id) && kind.letter.is_some();
        let body = if was_new {
            BTreeMap::from([(VOID.id.to_owned(), Json::from("undo"))])
        } else {
            names
                .iter()
                .filter(|name| **name != REF.id)
                .map(|name| ((*name).to_owned(), before(&entries, change, name)))
                .collect()
        };
        self.append(kind, change.record, state.as_ref(), body)
    }

    fn is_own(&self, id: ChangeId) -> bool {
        self.last.is_some_and(|last| last == id)
    }
}

/// Returns what a field was before a change: what the greatest of the changes it replaces set.
fn before(entries: &[Entry], change: &Change, field: &str) -> Json {
    let replaced = entries
        .iter()
        .rev()
        .filter(|entry| change.over.contains(&entry.id));
    let mut values = replaced.filter_map(|entry| entry.body.get(field));
    values.next().cloned().unwrap_or_default()
}

impl Store {
    /// Returns the changes to one record, or all of them, oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn history(&self, record: Option<RecordId>) -> Result<Vec<HistoryEntry>> {
        let condition = if record.is_some() {
            "c.record = ?1"
        } else {
            "?1 is null"
        };
        let sql = format!(
            "select c.id, c.record, c.kind, c.verb, c.actor, o.code, c.body
             from change as c left join office as o on o.record = c.writer
             where {condition} order by c.id"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([record.map(|id| id.0)], |row| {
            Ok(HistoryEntry {
                id: ChangeId(row.get("id")?),
                record: RecordId(row.get("record")?),
                kind: row.get("kind")?,
                verb: row.get("verb")?,
                actor: row.get("actor")?,
                office: row.get("code")?,
                body: parse_body(row.get::<_, Option<String>>("body")?.as_deref()),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Puts an acceptable row into the log; one that is there already is left as it is.
///
/// # Errors
/// Where the row is not acceptable, or the file cannot be written.
pub(super) fn admit(connection: &Connection, change: &Change) -> Result<bool> {
    if let Err(fault) = change.check() {
        return Err(Error::Refused {
            sentence: format!(
                "change {}: {fault:?}",
                crate::model::value::hex(&change.id.0)
            ),
        });
    }
    if find_change(connection, change.id)?.is_some() {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "insert into change
             (id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute((
            change.id.0,
            change.record.0,
            &change.kind,
            change.writer,
            change.wprev.map(|id| id.0),
            change.command,
            &change.verb,
            &change.actor,
            over_bytes(&change.over),
            &change.body,
            change.body_hash,
        ))?;
    Ok(true)
}

fn find_change(connection: &Connection, id: ChangeId) -> Result<Option<Change>> {
    let mut statement = connection.prepare_cached(
        "select id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash
         from change where id = ?1",
    )?;
    Ok(statement.query_row([id.0], read_change).optional()?)
}

pub(super) fn read_change(row: &Row) -> rusqlite::Result<Change> {
    Ok(Change {
        id: ChangeId(row.get("id")?),
        record: RecordId(row.get("record")?),
        kind: row.get("kind")?,
        writer: row.get("writer")?,
        wprev: row.get::<_, Option<[u8; 24]>>("wprev")?.map(ChangeId),
        command: row.get("command")?,
        verb: row.get("verb")?,
        actor: row.get("actor")?,
        over: over_ids(&row.get::<_, Vec<u8>>("over")?).unwrap_or_default(),
        body: row.get("body")?,
        body_hash: row.get("body_hash")?,
    })
}

/// Reads what folding needs of a record's changes, in ascending order of their ids.
pub(super) fn entries(
    connection: &Connection,
    kind: &'static Kind,
    record: RecordId,
) -> Result<Vec<Entry>> {
    let mut statement = connection.prepare_cached(
        "select id, over, body from change where record = ?1 and kind = ?2 order by id",
    )?;
    let rows = statement.query_map((record.0, kind.id), read_entry)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn read_entry(row: &Row) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: ChangeId(row.get("id")?),
        over: over_ids(&row.get::<_, Vec<u8>>("over")?).unwrap_or_default(),
        body: parse_body(row.get::<_, Option<String>>("body")?.as_deref()),
    })
}

pub(super) fn state(
    connection: &Connection,
    kind: &'static Kind,
    record: RecordId,
) -> Result<Option<State>> {
    Ok(fold(kind, &entries(connection, kind, record)?))
}

/// A body that is no object, or was redacted, sets nothing.
fn parse_body(body: Option<&str>) -> Map<String, Json> {
    body.and_then(|body| serde_json::from_str(body).ok())
        .unwrap_or_default()
}
