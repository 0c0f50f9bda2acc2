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

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json};

use super::change::{Change, ChangeId, over_ids};
use super::rows::{CHANGE_COLUMNS, parse_body, read_change};
use crate::error::Result;
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
    fn of(connection: &Connection, record: RecordId) -> rusqlite::Result<Self> {
        let mut found = Self::default();
        for row in rows_about(connection, record, REDACTION)? {
            let field = Redaction::of(&row.body).field;
            for id in redacted_changes(&row.body) {
                let erased = found.erased.entry(id).or_default();
                erased.insert(field.clone());
            }
        }
        if found.erased.is_empty() {
            return Ok(found);
        }
        for row in rows_about(connection, record, REMAINS)? {
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

    /// Returns what the remains of a blanked body keep, and no redaction of it took.
    fn remaining(&self, id: ChangeId) -> Map<String, Json> {
        let both = self.erased.get(&id).zip(self.kept.get(&id));
        let Some((erased, kept)) = both else {
            return Map::new();
        };
        let kept = kept.iter().filter(|(field, _)| !erased.contains(*field));
        kept.map(|(field, json)| (field.clone(), json.clone()))
            .collect()
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

/// Tells whether a redaction may erase of its record; given the kind that it names.
pub(crate) type May<'m> = &'m dyn Fn(&str, &Change) -> Result<bool>;

/// Blanks every body that a redaction names which may, and that is there, and what remains of it that
/// keeps the field. One pass over the redactions of a whole log, since a file may bring a body that
/// another's redaction named long ago.
pub(crate) fn blank_bodies(connection: &Connection, may: May) -> Result<usize> {
    // The index is a fraction of the table, and has them record by record.
    let mut statement = connection.prepare_cached(&format!(
        "select {CHANGE_COLUMNS} from change where rowid in
         (select rowid from change indexed by change_of_record where kind = 'redaction')
         order by record, id"
    ))?;
    let mut rows = statement.query([])?;
    let mut blanked = 0;
    let mut current: Option<(RecordId, Erased)> = None;
    while let Some(row) = rows.next()? {
        let change = read_change(row)?;
        // What is not what its hashes say says nothing.
        if change.check().is_err() {
            continue;
        }
        if current.as_ref().is_none_or(|(of, _)| *of != change.record) {
            let done = current.replace((change.record, Erased::new()));
            blanked += done.map_or(Ok(0), |(of, erased)| blank(connection, of, &erased))?;
        }
        let body = parse_body(change.body.as_deref());
        let Redaction { kind, field, .. } = Redaction::of(&body);
        if !may(&kind, &change)? {
            continue;
        }
        if let Some((_, erased)) = &mut current {
            let named = redacted_changes(&body).into_iter();
            erased.extend(named.map(|id| (id, field.clone())));
        }
    }
    blanked += current.map_or(Ok(0), |(of, erased)| blank(connection, of, &erased))?;
    Ok(blanked)
}

/// The changes of a record that redactions name, each with a field.
type Erased = BTreeSet<(ChangeId, String)>;

/// Blanks the bodies of a record that redactions name, and its remains that keep what these took.
fn blank(connection: &Connection, record: RecordId, erased: &Erased) -> Result<usize> {
    let mut update = connection.prepare_cached(
        "update change set body = null
         where id = ?1 and record = ?2 and kind <> 'redaction' and body is not null",
    )?;
    let mut blanked = 0;
    let mut statement = connection.prepare_cached(
        "select id, over, verb from change
         where record = ?1 and kind = 'remains' and body is not null order by id",
    )?;
    let mut rows = statement.query([record.0])?;
    let mut all: BTreeSet<ChangeId> = erased.iter().map(|(id, _)| *id).collect();
    while let Some(row) = rows.next()? {
        let over = row.get_ref("over")?.as_blob().unwrap_or_default();
        let over = over_ids(over).unwrap_or_default();
        let verb: String = row.get("verb")?;
        let kept = over.first().map(|of| (*of, verb));
        if kept.is_some_and(|kept| erased.contains(&kept)) {
            all.insert(ChangeId(row.get("id")?));
        }
    }
    for id in all {
        blanked += update.execute((id.0, record.0))?;
    }
    Ok(blanked)
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
