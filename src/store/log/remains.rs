//! Redaction, for a person's right to erasure: a statement in the log names changes of a record,
//! and their bodies are blank wherever that statement is known.
//!
//! Which bodies are blank is a function of the set of rows alone: those that a row of kind
//! [`REDACTION`] names whose writer may erase, of the record and of the kind that it says, and the
//! remains of such a change that keep the field which that row erases. A file in
//! which a body is missing without such a row is refused: nobody erases by leaving out. Ids, hashes
//! and order stay, since an id commits to the hash of a body and not to the body.
//!
//! What else a blanked body set is kept by rows of kind [`REMAINS`], one for each field, which is
//! the row's verb; the change is what the row is over. Folding reads the remains in the place of
//! the body, so that heads, conflicts and clocks are as they were. Since a row of remains says of
//! which field it is even once it is blank, two offices that erase two fields of one change leave
//! neither, though each had kept what the other erased. It is salted, since what is as short as a
//! number of a telephone could be found by its hash.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json};

use super::change::{ChangeId, over_ids};
use super::rows::parse_body;
use crate::error::Result;
use crate::model::kind::VOID;
use crate::model::personal::MASKED;
use crate::model::value::RecordId;

/// The kind of the rows that name what is blank: `changes`, `field`, `noun` and `reason`.
pub(crate) const REDACTION: &str = "redaction";
/// The kind of the rows that keep the other fields of a blank body: `fields` and `salt`.
pub(crate) const REMAINS: &str = "remains";

/// The kind of the rows by which somebody lets a writer, the record, write for an office: `of`.
pub(crate) const ADMIT: &str = "admit";
/// The kind of the rows by which the leading office answers for changes of a writer that signs nothing:
/// `heads`, and the records that they `began`.
pub(crate) const ADOPT: &str = "adopt";
/// The kind of the rows by which the leading office lets nothing count any more that is not proved.
pub(crate) const CLOSE: &str = "close";
/// The kind of the rows after which nothing of a writer counts but up to its change `last`.
pub(crate) const REVOKE: &str = "revoke";

/// The kinds of the rows that speak of changes to a record, or of its writer, rather than set fields.
pub(crate) const STATEMENTS: [&str; 6] = [ADMIT, ADOPT, CLOSE, REDACTION, REMAINS, REVOKE];

/// Tells whether rows of a kind speak of changes to a record, rather than set its fields.
pub(crate) fn is_statement(kind: &str) -> bool {
    STATEMENTS.contains(&kind)
}

/// A redaction as the history tells it.
#[derive(Clone, Debug)]
pub(crate) struct Redaction {
    /// The kind of the record.
    pub(crate) kind: String,
    pub(crate) field: String,
    pub(crate) reason: String,
    /// False if nothing is erased by it: who wrote it may not, or nothing proves it.
    pub(crate) counts: bool,
}

impl Redaction {
    /// Reads what a row says of itself.
    pub(crate) fn of(body: &Map<String, Json>) -> Self {
        let text = |key: &str| body.get(key).and_then(Json::as_str).unwrap_or_default();
        Self {
            kind: text("noun").to_owned(),
            field: text("field").to_owned(),
            reason: text("reason").to_owned(),
            counts: true,
        }
    }
}

/// A row about a record whose body is there.
#[derive(Debug)]
pub(crate) struct RowAbout {
    pub(crate) id: ChangeId,
    pub(crate) writer: [u8; 16],
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
        "select id, writer, over, body from change where record = ?1 and kind = ?2
         and body is not null order by id",
    )?;
    let rows = statement.query_map((record.0, kind), |row| {
        let body: String = row.get("body")?;
        Ok(RowAbout {
            id: ChangeId(row.get("id")?),
            writer: row.get("writer")?,
            over: over_ids(row.get_ref("over")?.as_blob()?).unwrap_or_default(),
            body: parse_body(Some(&body)),
        })
    })?;
    rows.collect()
}

/// What the redactions and the remains of a record say, read once for all its changes.
#[derive(Debug, Default)]
struct Statements {
    /// Per blanked change, the fields that were taken from it.
    erased: HashMap<ChangeId, BTreeSet<String>>,
    /// Per change, what its remains keep: of several that set one field the earliest.
    kept: HashMap<ChangeId, Map<String, Json>>,
}

impl Statements {
    /// Reads of those that count.
    fn of(connection: &Connection, record: RecordId) -> rusqlite::Result<Self> {
        let mut found = Self::default();
        let mut erased = connection.prepare_cached(
            "select change, field from erasure where record = ?1 and keeps = 0 and counts = 1",
        )?;
        let mut rows = erased.query([record.0])?;
        while let Some(row) = rows.next()? {
            let erased = found.erased.entry(ChangeId(row.get(0)?)).or_default();
            erased.insert(row.get(1)?);
        }
        if found.erased.is_empty() {
            return Ok(found);
        }
        let mut counting = connection.prepare_cached(
            "select by from erasure where record = ?1 and keeps = 1 and counts = 1",
        )?;
        let counting = counting.query_map([record.0], |row| row.get(0))?;
        let counting: HashSet<[u8; 24]> = counting.collect::<rusqlite::Result<_>>()?;
        for row in rows_about(connection, record, REMAINS)? {
            if !counting.contains(&row.id.0) {
                continue;
            }
            let Some((of, keeps)) = row.kept() else {
                continue;
            };
            let kept = found.kept.entry(of).or_default();
            for (field, json) in keeps {
                kept.entry(field).or_insert(json);
            }
        }
        Ok(found)
    }

    /// Returns what the remains of a blanked body keep, and no redaction of it took. What voided its
    /// record does so without the words in which it said why.
    fn remaining(&self, id: ChangeId) -> Map<String, Json> {
        let Some(erased) = self.erased.get(&id) else {
            return Map::new();
        };
        let kept = self.kept.get(&id).into_iter().flatten();
        let kept = kept.filter(|(field, _)| !erased.contains(*field));
        let kept = kept.map(|(field, json)| (field.clone(), json.clone()));
        let void = erased.get(VOID.id).cloned();
        kept.chain(void.map(|void| (void, MASKED.into()))).collect()
    }
}

/// Reads what is left of bodies, and of each record only once what was said of them: many redactions
/// of one record are no long work.
#[derive(Debug)]
pub(crate) struct Remaining<'c> {
    connection: &'c Connection,
    known: HashMap<RecordId, Statements>,
}

impl<'c> Remaining<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        let known = HashMap::new();
        Self { connection, known }
    }

    /// Forgets the records that were read before another.
    pub(crate) fn forget_but(&mut self, record: RecordId) {
        self.known.retain(|known, _| *known == record);
    }

    fn of(&mut self, record: RecordId) -> rusqlite::Result<&Statements> {
        Ok(match self.known.entry(record) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Statements::of(self.connection, record)?),
        })
    }

    /// Returns what is left of a change's body: all of it, or after redaction what its remains keep.
    pub(crate) fn body(
        &mut self,
        record: RecordId,
        id: ChangeId,
    ) -> rusqlite::Result<Map<String, Json>> {
        let mut statement = self
            .connection
            .prepare_cached("select body from change where id = ?1")?;
        let body: Option<Option<String>> =
            statement.query_row([id.0], |row| row.get(0)).optional()?;
        match body.flatten() {
            Some(body) => Ok(parse_body(Some(&body))),
            None => self.fields(record, id),
        }
    }

    /// Returns what the remains of a blanked body keep.
    pub(crate) fn fields(
        &mut self,
        record: RecordId,
        id: ChangeId,
    ) -> rusqlite::Result<Map<String, Json>> {
        Ok(self.of(record)?.remaining(id))
    }

    /// Returns the fields that redactions took from a blanked body.
    pub(crate) fn erased(
        &mut self,
        record: RecordId,
        id: ChangeId,
    ) -> rusqlite::Result<BTreeSet<String>> {
        Ok(self
            .of(record)?
            .erased
            .get(&id)
            .cloned()
            .unwrap_or_default())
    }
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

pub(crate) fn id_from_hex(text: &str) -> Option<ChangeId> {
    let (time, hash) = text.split_at_checked(16)?;
    let hash = RecordId::from_hex(hash)?;
    let time = RecordId::from_hex(&format!("{time}0000000000000000"))?;
    let mut id = [0; 24];
    id[..8].copy_from_slice(&time.0[..8]);
    id[8..].copy_from_slice(&hash.0);
    Some(ChangeId(id))
}
