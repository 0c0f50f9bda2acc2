//! Redaction, for a person's right to erasure: a statement in the log names changes of a record,
//! and their bodies are blank wherever that statement is known.
//!
//! Which bodies are blank is a function of the set of rows alone: those that a row of kind
//! [`REDACTION`] names, of the same record. A body that is missing without such a row was not
//! redacted, and the file that has it so is refused: nobody erases by leaving out. Ids, hashes and
//! order stay, since an id commits to the hash of a body and not to the body.
//!
//! What else a blanked body set is kept by rows of kind [`REMAINS`], one for each: folding reads
//! the remains in the place of the body, so that heads, conflicts and clocks are as they were.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json, json};

use super::Store;
use super::change::{Change, ChangeId};
use super::fold::Layout;
use super::log::{Author, Writing, parse_body};
use super::project::{Projector, Touched};
use crate::error::{Error, Result};
use crate::model::kind::{Field, Kind};
use crate::model::value::{RecordId, hex};

/// The kind of the rows that name what is blank: `changes`, `field`, `noun` and `reason`.
pub(super) const REDACTION: &str = "redaction";
/// The kind of the rows that keep the other fields of a blank body: `of` and `fields`.
pub(super) const REMAINS: &str = "remains";

/// Tells whether rows of a kind speak of changes to a record, rather than set its fields.
pub(super) fn is_statement(kind: &str) -> bool {
    [REDACTION, REMAINS].contains(&kind)
}

/// What a redaction did.
#[derive(Debug)]
pub(crate) struct Redacted {
    /// How many bodies it blanked.
    pub(crate) bodies: usize,
    /// Whether the file was written anew, so that none of its pages holds an old text.
    pub(crate) rewritten: bool,
}

/// A redaction as the history tells it.
#[derive(Debug)]
pub(crate) struct Redaction {
    /// The kind of the record.
    pub(crate) kind: String,
    pub(crate) field: String,
    pub(crate) reason: String,
}

impl Redaction {
    /// Reads what a row says of itself.
    pub(super) fn of(body: &Map<String, Json>) -> Self {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        Self {
            kind: text("noun").to_owned(),
            field: text("field").to_owned(),
            reason: text("reason").to_owned(),
        }
    }
}

/// Tells whether a body is missing that no redaction names, in one file or log.
#[derive(Debug, Default)]
pub(super) struct Cover {
    blank: BTreeSet<(RecordId, ChangeId)>,
    named: HashSet<(RecordId, ChangeId)>,
}

impl Cover {
    /// Adds a row, in whatever order.
    pub(super) fn add(&mut self, change: &Change) {
        let Some(body) = &change.body else {
            self.blank.insert((change.record, change.id));
            return;
        };
        if change.kind == REDACTION {
            let named = named(&parse_body(Some(body)));
            let named = named.into_iter().map(|id| (change.record, id));
            self.named.extend(named);
        }
    }

    /// Returns the bodies that are missing without a redaction.
    pub(super) fn bare(&self) -> impl Iterator<Item = ChangeId> {
        let bare = self.blank.iter().filter(|one| !self.named.contains(one));
        bare.map(|(_, id)| *id)
    }
}

impl Store {
    /// Blanks every body that sets a field of a record, and keeps what else they set.
    ///
    /// # Errors
    /// Where nothing sets it, or the file cannot be written.
    pub(crate) fn redact(
        &self,
        author: &Author,
        (kind, record): (&'static Kind, RecordId),
        field: &'static Field,
        reason: &str,
    ) -> Result<Redacted> {
        let bodies = self.write(author, |writing| {
            writing.redact(kind, record, field, reason)
        })?;
        if bodies == 0 {
            return Ok(Redacted {
                bodies,
                rewritten: false,
            });
        }
        // Deleted content was overwritten; this also leaves no page that was moved or given up.
        let rewritten = self.connection.execute_batch("vacuum").is_ok();
        Ok(Redacted { bodies, rewritten })
    }
}

impl Writing<'_> {
    fn redact(
        &mut self,
        kind: &'static Kind,
        record: RecordId,
        field: &'static Field,
        reason: &str,
    ) -> Result<usize> {
        let connection = &self.store.connection;
        let found = setting(connection, kind, record, field)?;
        if found.is_empty() {
            return Ok(0);
        }
        let mut kept = Vec::new();
        for id in &found.changes {
            let mut fields = body_of(connection, record, *id)?;
            fields.remove(field.id);
            if !fields.is_empty() {
                kept.push(json!({"fields": fields, "of": hex(&id.0)}));
            }
        }
        let ids: BTreeSet<&ChangeId> = found.changes.iter().chain(&found.remains).collect();
        let ids: Vec<Json> = ids.iter().map(|id| hex(&id.0).into()).collect();
        let statement =
            json!({"changes": ids, "field": field.id, "noun": kind.id, "reason": reason});
        self.state(REDACTION, record, statement)?;
        for remains in kept {
            self.state(REMAINS, record, remains)?;
        }
        blank(&self.store.connection)?;
        let mut projector = Projector::new(&self.store.connection, self.store.kinds)?;
        projector.refold_all(&Touched::from([(kind.id, record)]))?;
        Ok(found.changes.len())
    }

    /// Enters a row about a record that sets none of its fields.
    fn state(&mut self, kind: &str, record: RecordId, body: Json) -> Result<()> {
        let Json::Object(body) = body else {
            return Ok(());
        };
        let newest = newest(&self.store.connection, record)?;
        self.enter(kind, record, Vec::new(), newest, body).map(drop)
    }
}

/// The rows in which a field of a record is set.
#[derive(Debug, Default)]
struct Setting {
    /// Changes of the record itself, whether their bodies are there or only their remains.
    changes: BTreeSet<ChangeId>,
    remains: BTreeSet<ChangeId>,
}

impl Setting {
    fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

fn setting(
    connection: &Connection,
    kind: &Kind,
    record: RecordId,
    field: &Field,
) -> Result<Setting> {
    let sets =
        |fields: &Map<String, Json>| fields.get(field.id).is_some_and(|json| !json.is_null());
    let mut found = Setting::default();
    for (id, body) in bodies(connection, record, kind.id)? {
        if sets(&body) {
            found.changes.insert(id);
        }
    }
    for (id, body) in bodies(connection, record, REMAINS)? {
        if let Some((of, fields)) = kept(&body)
            && sets(fields)
        {
            found.remains.insert(id);
            found.changes.insert(of);
        }
    }
    Ok(found)
}

/// Reads the bodies that are there, of a record's rows of one kind, in the order of their ids.
fn bodies(
    connection: &Connection,
    record: RecordId,
    kind: &str,
) -> rusqlite::Result<Vec<(ChangeId, Map<String, Json>)>> {
    let mut statement = connection.prepare_cached(
        "select id, body from change where record = ?1 and kind = ?2 and body is not null
         order by id",
    )?;
    let rows = statement.query_map((record.0, kind), |row| {
        let body: String = row.get("body")?;
        Ok((ChangeId(row.get("id")?), parse_body(Some(&body))))
    })?;
    rows.collect()
}

/// Returns what is left of a change's body: all of it, or after redaction what its remains keep.
pub(super) fn body_of(
    connection: &Connection,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Map<String, Json>> {
    let mut statement = connection.prepare_cached("select body from change where id = ?1")?;
    let body: Option<Option<String>> = statement.query_row([id.0], |row| row.get(0)).optional()?;
    match body.flatten() {
        Some(body) => Ok(parse_body(Some(&body))),
        None => remaining(connection, record, id),
    }
}

/// Returns what the remains of a blanked body keep: of several that set one field the earliest,
/// and nothing that any redaction of it took.
pub(super) fn remaining(
    connection: &Connection,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Map<String, Json>> {
    let mut fields = Map::new();
    let redactions: Vec<_> = bodies(connection, record, REDACTION)?
        .into_iter()
        .filter(|(_, body)| named(body).contains(&id))
        .collect();
    if redactions.is_empty() {
        return Ok(fields);
    }
    for (_, body) in bodies(connection, record, REMAINS)? {
        let Some((_, keeps)) = kept(&body).filter(|(of, _)| *of == id) else {
            continue;
        };
        for (field, json) in keeps {
            fields.entry(field.as_str()).or_insert_with(|| json.clone());
        }
    }
    for (_, body) in redactions {
        fields.remove(&Redaction::of(&body).field);
    }
    Ok(fields)
}

/// Returns the fields that redactions took from a blanked body.
pub(super) fn erased(
    connection: &Connection,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<BTreeSet<String>> {
    let redactions = bodies(connection, record, REDACTION)?.into_iter();
    let of_it = redactions.filter(|(_, body)| named(body).contains(&id));
    Ok(of_it.map(|(_, body)| Redaction::of(&body).field).collect())
}

/// Blanks every body that a redaction names and that is there. One pass over the redactions of a
/// whole log, since a file may bring a body that another's redaction named long ago.
pub(super) fn blank(connection: &Connection) -> Result<()> {
    // The index is a fraction of the table.
    let mut statement = connection.prepare_cached(
        "select record, body from change where rowid in
         (select rowid from change indexed by change_of_record where kind = 'redaction')
         order by id",
    )?;
    let mut update = connection.prepare_cached(
        "update change set body = null
         where id = ?1 and record = ?2 and kind <> 'redaction' and body is not null",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let record: [u8; 16] = row.get("record")?;
        let body: Option<String> = row.get("body")?;
        for id in named(&parse_body(body.as_deref())) {
            update.execute((id.0, record))?;
        }
    }
    Ok(())
}

/// Returns the kinds of a record's rows, whose folding a redaction of it may change.
pub(super) fn kinds_of(connection: &Connection, record: RecordId) -> Result<Vec<String>> {
    let mut statement = connection
        .prepare_cached("select distinct kind from change where record = ?1 order by kind")?;
    let rows = statement.query_map([record.0], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns the newest row of a record, of whatever kind.
fn newest(connection: &Connection, record: RecordId) -> Result<Option<ChangeId>> {
    let mut statement =
        connection.prepare_cached("select max(id) from change where record = ?1")?;
    let newest: Option<[u8; 24]> = statement.query_row([record.0], |row| row.get(0))?;
    Ok(newest.map(ChangeId))
}

/// Reads the changes that a redaction names; what is no id names nothing.
fn named(body: &Map<String, Json>) -> Vec<ChangeId> {
    let ids = body.get("changes").and_then(Json::as_array);
    let ids = ids.into_iter().flatten().filter_map(Json::as_str);
    ids.filter_map(id_from_hex).collect()
}

/// Reads of which change remains are, and what they keep.
fn kept(body: &Map<String, Json>) -> Option<(ChangeId, &Map<String, Json>)> {
    let of = id_from_hex(body.get("of")?.as_str()?)?;
    Some((of, body.get("fields")?.as_object()?))
}

fn id_from_hex(text: &str) -> Option<ChangeId> {
    let (time, hash) = text.split_at_checked(16)?;
    let hash = RecordId::from_hex(hash)?;
    let time = RecordId::from_hex(&format!("{time}0000000000000000"))?;
    let mut id = [0; 24];
    id[..8].copy_from_slice(&time.0[..8]);
    id[8..].copy_from_slice(&hash.0);
    Some(ChangeId(id))
}

/// Refuses to take back a command that redacted: what is erased is gone.
///
/// # Errors
/// Where one of its changes is a redaction.
pub(super) fn refuse_undo(changes: &[Change]) -> Result<()> {
    if changes.iter().any(|change| change.kind == REDACTION) {
        return Err(Error::Irrevocable);
    }
    Ok(())
}

/// Reads the fields of a layout that a change sets, where its body was redacted.
pub(super) fn remaining_values(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Vec<(usize, Json)>> {
    let fields = remaining(connection, record, id)?.into_iter();
    Ok(fields
        .filter_map(|(field, json)| Some((layout.position(&field)?, json)))
        .collect())
}
