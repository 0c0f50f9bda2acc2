//! Redaction, for a person's right to erasure: a statement in the log names changes of a record,
//! and their bodies are blank wherever that statement is known.
//!
//! Which bodies are blank is a function of the set of rows alone: those that a row of kind
//! [`REDACTION`] names, of the same record, and the remains of such a change that keep the field
//! which that row erases. A body that is missing without such a row was not redacted, and the file
//! that has it so is refused: nobody erases by leaving out. Ids, hashes and order stay, since an id
//! commits to the hash of a body and not to the body.
//!
//! What else a blanked body set is kept by rows of kind [`REMAINS`], one for each field, which is
//! the row's verb; the change is what the row is over. Folding reads the remains in the place of
//! the body, so that heads, conflicts and clocks are as they were. Since a row of remains says of
//! which field it is even once it is blank, two offices that erase two fields of one change leave
//! neither, though each had kept what the other erased. It is salted, since what is as short as a
//! number of a telephone could be found by its hash.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json};

use super::change::{ChangeId, over_ids};
use super::rows::parse_body;
use crate::error::Result;
use crate::model::value::RecordId;

/// The kind of the rows that name what is blank: `changes`, `field`, `noun` and `reason`.
pub(crate) const REDACTION: &str = "redaction";
/// The kind of the rows that keep the other fields of a blank body: `fields` and `salt`.
pub(crate) const REMAINS: &str = "remains";

/// Tells whether rows of a kind speak of changes to a record, rather than set its fields.
pub(crate) fn is_statement(kind: &str) -> bool {
    [REDACTION, REMAINS].contains(&kind)
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
    pub(crate) fn of(body: &Map<String, Json>) -> Self {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        Self {
            kind: text("noun").to_owned(),
            field: text("field").to_owned(),
            reason: text("reason").to_owned(),
        }
    }
}

/// A row about a record whose body is there.
#[derive(Debug)]
pub(crate) struct RowAbout {
    pub(crate) id: ChangeId,
    over: Vec<ChangeId>,
    pub(crate) body: Map<String, Json>,
}

impl RowAbout {
    /// Reads of which change remains are, and what they keep.
    pub(crate) fn kept(mut self) -> Option<(ChangeId, Map<String, Json>)> {
        match (self.over.first(), self.body.remove("fields")) {
            (Some(of), Some(Json::Object(fields))) => Some((*of, fields)),
            _ => None,
        }
    }
}

/// Reads a record's rows of one kind whose bodies are there, in the order of their ids.
pub(crate) fn rows_about(
    connection: &Connection,
    record: RecordId,
    kind: &str,
) -> rusqlite::Result<Vec<RowAbout>> {
    let mut statement = connection.prepare_cached(
        "select id, over, body from change where record = ?1 and kind = ?2 and body is not null
         order by id",
    )?;
    let rows = statement.query_map((record.0, kind), |row| {
        let body: String = row.get("body")?;
        Ok(RowAbout {
            id: ChangeId(row.get("id")?),
            over: over_ids(row.get_ref("over")?.as_blob()?).unwrap_or_default(),
            body: parse_body(Some(&body)),
        })
    })?;
    rows.collect()
}

/// Returns what is left of a change's body: all of it, or after redaction what its remains keep.
pub(crate) fn body_of(
    connection: &Connection,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Map<String, Json>> {
    let mut statement = connection.prepare_cached("select body from change where id = ?1")?;
    let body: Option<Option<String>> = statement.query_row([id.0], |row| row.get(0)).optional()?;
    match body.flatten() {
        Some(body) => Ok(parse_body(Some(&body))),
        None => remaining_fields(connection, record, id),
    }
}

/// Returns what the remains of a blanked body keep: of several that set one field the earliest,
/// and nothing that any redaction of it took.
pub(crate) fn remaining_fields(
    connection: &Connection,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<Map<String, Json>> {
    let mut fields = Map::new();
    let erased = erased_fields(connection, record, id)?;
    if erased.is_empty() {
        return Ok(fields);
    }
    for row in rows_about(connection, record, REMAINS)? {
        let Some((_, keeps)) = row.kept().filter(|(of, _)| *of == id) else {
            continue;
        };
        for (field, json) in keeps {
            fields.entry(field).or_insert(json);
        }
    }
    fields.retain(|field, _| !erased.contains(field));
    Ok(fields)
}

/// Returns the fields that redactions took from a blanked body.
pub(crate) fn erased_fields(
    connection: &Connection,
    record: RecordId,
    id: ChangeId,
) -> rusqlite::Result<BTreeSet<String>> {
    let redactions = rows_about(connection, record, REDACTION)?.into_iter();
    let of_it = redactions.filter(|row| redacted_changes(&row.body).contains(&id));
    Ok(of_it.map(|row| Redaction::of(&row.body).field).collect())
}

/// Blanks every body that a redaction names and that is there, and what remains of it that keeps
/// the field. One pass over the redactions of a whole log, since a file may bring a body that
/// another's redaction named long ago.
pub(crate) fn blank_bodies(connection: &Connection) -> Result<usize> {
    let mut blanked = 0;
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
        let body = parse_body(body.as_deref());
        let named: BTreeSet<ChangeId> = redacted_changes(&body).into_iter().collect();
        let kept = kept_of(connection, record, &Redaction::of(&body).field, &named)?;
        for id in named.iter().chain(&kept) {
            blanked += update.execute((id.0, record))?;
        }
    }
    Ok(blanked)
}

/// Returns the remains of some changes of a record that keep a field.
fn kept_of(
    connection: &Connection,
    record: [u8; 16],
    field: &str,
    changes: &BTreeSet<ChangeId>,
) -> rusqlite::Result<Vec<ChangeId>> {
    let mut statement = connection.prepare_cached(
        "select id, over from change
         where record = ?1 and kind = 'remains' and verb = ?2 and body is not null order by id",
    )?;
    let mut rows = statement.query((record, field))?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        let over = over_ids(row.get_ref("over")?.as_blob()?).unwrap_or_default();
        if over.first().is_some_and(|of| changes.contains(of)) {
            kept.push(ChangeId(row.get("id")?));
        }
    }
    Ok(kept)
}

/// Returns the kinds of a record's rows, whose folding a redaction of it may change.
pub(crate) fn kinds_of(connection: &Connection, record: RecordId) -> Result<Vec<String>> {
    let mut statement = connection
        .prepare_cached("select distinct kind from change where record = ?1 order by kind")?;
    let rows = statement.query_map([record.0], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Reads the changes that a redaction names; what is no id names nothing.
pub(crate) fn redacted_changes(body: &Map<String, Json>) -> Vec<ChangeId> {
    let ids = body.get("changes").and_then(Json::as_array);
    let ids = ids.into_iter().flatten().filter_map(Json::as_str);
    ids.filter_map(id_from_hex).collect()
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
