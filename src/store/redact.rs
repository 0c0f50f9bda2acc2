//! `redact`: states which changes of a record are to be blank, keeps what else they set, and leaves
//! no page of the file that holds an old text.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::fold::Touched;
use super::fold::project::Projector;
use super::log::change::{ChangeId, is_name};
use super::log::remains::{REDACTION, REMAINS, RowAbout, blank_bodies, rows_about};
use super::writing::{Author, Writing};
use super::{Store, words};
use crate::error::Result;
use crate::model::kind::{Field, Kind};
use crate::model::value::{RecordId, hex};

/// Result of a redaction.
#[derive(Debug)]
pub(crate) struct Redacted {
    /// Number of bodies that it blanked.
    pub(crate) bodies: usize,
    /// True if the file was written anew, so that none of its pages holds an old text.
    pub(crate) rewritten: bool,
}

impl Store {
    /// Blanks every body that sets a field of a record, and keeps what else they set. Nobody may
    /// know `secret`, from which the salts are made.
    ///
    /// # Errors
    /// If no change sets the field.
    pub(crate) fn redact(
        &self,
        author: &Author,
        (kind, record): (&'static Kind, RecordId),
        field: &'static Field,
        reason: &str,
        secret: [u8; 16],
    ) -> Result<Redacted> {
        let records = self.one_with(record)?;
        let bodies = self.write(author, |writing| {
            let redacted = records
                .iter()
                .map(|one| writing.redact(kind, *one, field, reason, secret));
            redacted.sum::<Result<usize>>()
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

    /// Blanks the bodies that redactions name, and forgets which words stood in them.
    pub(super) fn erase(&self) -> Result<()> {
        match blank_bodies(&self.connection)? {
            0 => Ok(()),
            _ => words::forget(&self.connection),
        }
    }
}

impl Writing<'_> {
    fn redact(
        &mut self,
        kind: &'static Kind,
        record: RecordId,
        field: &'static Field,
        reason: &str,
        secret: [u8; 16],
    ) -> Result<usize> {
        let connection = &self.store.connection;
        let found = rows_setting(connection, kind, record, field)?;
        let changes: BTreeSet<ChangeId> = found.iter().map(|setting| setting.of).collect();
        if changes.is_empty() {
            return Ok(0);
        }
        let rows = found.iter().map(|setting| setting.row);
        let ids: BTreeSet<ChangeId> = rows.chain(changes.iter().copied()).collect();
        let ids: Vec<Json> = ids.iter().map(|id| hex(&id.0).into()).collect();
        let statement =
            json!({"changes": ids, "field": field.id, "noun": kind.id, "reason": reason});
        let verb = &self.author.verb;
        self.state((REDACTION, verb), record, Vec::new(), statement)?;
        for FieldRow { of, others, .. } in found {
            for (name, value) in others {
                let verb = if is_name(&name) { &name } else { verb };
                let salt = Sha256::digest([&secret[..], &of.0, name.as_bytes()].concat());
                let kept = json!({"fields": {&name: value}, "salt": hex(&salt[..16])});
                self.state((REMAINS, verb), record, vec![of], kept)?;
            }
        }
        self.store.erase()?;
        let mut projector = Projector::new(&self.store.connection, self.store.kinds)?;
        projector.refold_all(&Touched::from([(kind.id, record)]))?;
        Ok(changes.len())
    }

    /// Enters a row about a record that sets none of its fields.
    fn state(
        &mut self,
        (kind, verb): (&str, &str),
        record: RecordId,
        over: Vec<ChangeId>,
        body: Json,
    ) -> Result<()> {
        let Json::Object(body) = body else {
            return Ok(());
        };
        let newest = newest(&self.store.connection, record)?;
        self.enter((kind, verb), record, over, newest, body)
    }
}

/// A row in which a field of a record is set.
#[derive(Debug)]
struct FieldRow {
    row: ChangeId,
    /// The change that set it: the row itself, or that of which the row is remains.
    of: ChangeId,
    /// Other values in the row's body.
    others: Map<String, Json>,
}

fn rows_setting(
    connection: &Connection,
    kind: &Kind,
    record: RecordId,
    field: &Field,
) -> Result<Vec<FieldRow>> {
    let mut found = Vec::new();
    let mut add = |row, of, mut others: Map<String, Json>| {
        if others.remove(field.id).is_some_and(|json| !json.is_null()) {
            found.push(FieldRow { row, of, others });
        }
    };
    for RowAbout { id, body, .. } in rows_about(connection, record, kind.id)? {
        add(id, id, body);
    }
    // Of what is not blank nothing remains, whatever a row says.
    let mut whole =
        connection.prepare_cached("select 1 from change where id = ?1 and body is not null")?;
    for row in rows_about(connection, record, REMAINS)? {
        let id = row.id;
        if let Some((of, fields)) = row.kept() {
            add(id, if whole.exists([of.0])? { id } else { of }, fields);
        }
    }
    Ok(found)
}

/// Returns the newest row of a record, of whatever kind.
fn newest(connection: &Connection, record: RecordId) -> Result<Option<ChangeId>> {
    let mut statement =
        connection.prepare_cached("select max(id) from change where record = ?1")?;
    let newest: Option<[u8; 24]> = statement.query_row([record.0], |row| row.get(0))?;
    Ok(newest.map(ChangeId))
}
