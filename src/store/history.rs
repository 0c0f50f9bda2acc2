//! The history: the log as people ask for it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value as Json};

use super::journal::Arrivals;
use super::log::change::{ChangeId, over_ids};
use super::log::erasure;
use super::log::remains::{ADMIT, ADOPT, CLOSE, REDACTION, REMAINS, REVOKE, Redaction, Remaining};
use super::log::rows::parse_body;
use super::{Became, Store};
use crate::error::Result;
use crate::model::office;
use crate::model::value::RecordId;

/// One change as the history tells it.
#[derive(Clone, Debug)]
pub(crate) struct HistoryEntry {
    pub(crate) id: ChangeId,
    pub(crate) record: RecordId,
    pub(crate) kind: String,
    pub(crate) verb: String,
    pub(crate) actor: String,
    /// The code of the office that wrote it, where this file knows it.
    pub(crate) office: Option<String>,
    /// Names that office to people, or the writer who is not known to be of it.
    pub(crate) writer_label: String,
    /// When it came into this file, in milliseconds since 1970 in UTC.
    pub(crate) arrived: i64,
    pub(crate) body: Map<String, Json>,
    /// The changes whose values it replaced.
    pub(crate) over: Vec<ChangeId>,
    /// The fields that it set and that have been erased since.
    pub(crate) erased: BTreeSet<String>,
    /// Set if the row is no change of the record but says that one of its fields was erased.
    pub(crate) redaction: Option<Redaction>,
    pub(super) writer: [u8; 16],
    /// Set if it was written by an office that does not decide about the record, or in part.
    pub(crate) proposal: Option<Became>,
    /// The fields of which it only proposes what it says.
    pub(crate) proposed: BTreeSet<String>,
    /// The proposals that it answers.
    pub(crate) answers: Vec<ChangeId>,
    /// True if it is one itself, answered or not.
    pub(super) is_proposal: bool,
    /// True if it was taken back and not brought back: then it answers nothing any more.
    pub(super) is_taken_back: bool,
}

impl HistoryEntry {
    /// Returns what it says of a field, unless it only proposes that.
    pub(crate) fn said(&self, field: &str) -> Option<&Json> {
        let counts = !self.proposed.contains(field);
        self.body.get(field).filter(|_| counts)
    }

    /// Tells whether it only proposes what it says.
    pub(crate) fn only_proposes(&self) -> bool {
        self.proposal.is_some() && self.proposed.len() == self.body.len()
    }
}

/// Changes that may be asked for; what the file can tell of them without reading them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sought<'a> {
    pub(crate) kind: Option<&'a str>,
    pub(crate) by: Option<&'a str>,
    /// The first moment, and the first after the last one, in milliseconds since 1970 in UTC.
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
}

/// Returns what the ids of all changes from a moment on are not less than.
fn first_id(moment: i64) -> Vec<u8> {
    let moment = u64::try_from(moment).unwrap_or(0);
    moment.saturating_mul(1 << 16).to_be_bytes().to_vec()
}

/// Changes of the log that are read.
#[derive(Clone, Copy, Debug)]
enum Which<'a> {
    /// Those before one, the newest first; others than those that are sought may be among them.
    Before(Option<ChangeId>, Sought<'a>),
    /// Those of some records, the oldest first.
    Of(&'a [RecordId]),
}

impl Store {
    /// Returns the changes to one record and to those that are one with it, oldest first.
    pub(crate) fn history(&self, record: RecordId) -> Result<Vec<HistoryEntry>> {
        self.histories(&self.one_with(record)?)
    }

    /// Returns all changes to some records, oldest first.
    pub(crate) fn histories(&self, records: &[RecordId]) -> Result<Vec<HistoryEntry>> {
        self.entries(Which::Of(records), None)
    }

    /// Returns as many changes before one, or before the end, as `most`, the newest first; what became of
    /// those that were proposed follows from all changes to their records, and is not told.
    pub(crate) fn changes_before(
        &self,
        before: Option<ChangeId>,
        sought: Sought,
        most: usize,
    ) -> Result<Vec<HistoryEntry>> {
        self.changes(Which::Before(before, sought), Some(most))
    }

    /// Returns the day on which the first row of a record came into this file.
    pub(crate) fn arrived_on(&self, record: RecordId) -> Result<Option<NaiveDate>> {
        let arrivals = Arrivals::of(&self.connection)?;
        let sql = "select rowid, id from change where record = ?1";
        let times = self.plain_rows(sql, [record.0], |row| {
            Ok(arrivals.time(row.get("rowid")?, ChangeId(row.get("id")?)))
        })?;
        Ok(times.into_iter().min().map(|time| self.day_at(time)))
    }

    /// Returns the last changes, newest first.
    pub(crate) fn latest(&self, most: usize) -> Result<Vec<HistoryEntry>> {
        self.entries(Which::Before(None, Sought::default()), Some(most))
    }

    fn entries(&self, which: Which, most: Option<usize>) -> Result<Vec<HistoryEntry>> {
        let mut entries = self.changes(which, most)?;
        self.tell_proposals(&mut entries)?;
        if entries.iter().any(|entry| entry.redaction.is_some()) {
            let carrying = erasure::carrying(&self.connection)?;
            for entry in &mut entries {
                if let Some(redaction) = &mut entry.redaction {
                    redaction.counts = carrying.contains(&entry.id);
                }
            }
        }
        Ok(entries)
    }

    /// Reads changes, each for itself.
    fn changes(&self, which: Which, most: Option<usize>) -> Result<Vec<HistoryEntry>> {
        // Each record is looked up: by its ids SQLite would go through the whole log.
        let (source, condition, parameter, order, sought) = match which {
            Which::Of(records) => {
                let records: Json = records.iter().map(|record| record.to_hex()).collect();
                let source =
                    "json_each(?1) as r cross join change as c on c.record = unhex(r.value)";
                let records = Sql::Text(records.to_string());
                (source, "true", records, "asc", Sought::default())
            }
            Which::Before(None, sought) => ("change as c", "?1 is null", Sql::Null, "desc", sought),
            Which::Before(Some(ChangeId(id)), sought) => {
                let id = Sql::Blob(id.to_vec());
                ("change as c", "c.id < ?1", id, "desc", sought)
            }
        };
        // What speaks of a record of another kind may be told of that.
        let others = [REDACTION, ADMIT, ADOPT, CLOSE, REVOKE].map(|kind| format!("'{kind}'"));
        let others = others.join(", ");
        let most = most.map_or(-1, |most| i64::try_from(most).unwrap_or(i64::MAX));
        let sql = format!(
            "select c.id, c.record, c.kind, c.verb, c.actor, o.code, c.body, c.over, c.rowid as row,
                 c.writer
             from {source} left join member as m on m.writer = c.writer
             left join office as o on o.record = coalesce(m.office, c.writer)
             where {condition} and c.kind <> ?2
                 and (?3 is null or c.kind in (?3, {others})) and (?4 is null or c.actor = ?4)
                 and c.id >= ?5 and c.id < ?6
             order by c.id {order} limit {most}"
        );
        let strangers = self.strangers()?;
        let arrivals = Arrivals::of(&self.connection)?;
        let mut remaining = Remaining::new(&self.connection);
        let mut statement = self.connection.prepare(&sql)?;
        let from = sought.from.map(first_id).unwrap_or_default();
        let until = sought.until.map_or_else(|| vec![u8::MAX; 24], first_id);
        let sought = (parameter, REMAINS, sought.kind, sought.by, from, until);
        let rows = statement.query_map(sought, |row| {
            let (id, record) = (ChangeId(row.get("id")?), RecordId(row.get("record")?));
            let body: Option<String> = row.get("body")?;
            let blank = body.is_none();
            let (office, writer): (Option<String>, _) = (row.get("code")?, row.get("writer")?);
            let label = strangers.get(&writer).or(office.as_ref()).cloned();
            let mut entry = HistoryEntry {
                id,
                record,
                kind: row.get("kind")?,
                verb: row.get("verb")?,
                actor: row.get("actor")?,
                office,
                writer_label: label.unwrap_or_else(|| "?".to_owned()),
                arrived: arrivals.time(row.get("row")?, id),
                body: match body {
                    Some(body) => parse_body(Some(&body)),
                    None => remaining.fields(record, id)?,
                },
                over: over_ids(&row.get::<_, Vec<u8>>("over")?).unwrap_or_default(),
                erased: BTreeSet::new(),
                redaction: None,
                writer,
                proposal: None,
                proposed: BTreeSet::new(),
                answers: Vec::new(),
                is_proposal: false,
                is_taken_back: false,
            };
            if blank {
                entry.erased = remaining.erased(record, id)?;
                entry.body.retain(|field, _| !entry.erased.contains(field));
            }
            if [ADMIT, ADOPT, CLOSE, REVOKE].contains(&entry.kind.as_str()) {
                // It speaks of who writes for an office, and sets nothing that people read.
                office::KIND.id.clone_into(&mut entry.kind);
                entry.body.clear();
            }
            if entry.kind == REDACTION {
                let told = Redaction::of(&std::mem::take(&mut entry.body));
                entry.kind.clone_from(&told.kind);
                entry.redaction = Some(told);
            }
            Ok(entry)
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
