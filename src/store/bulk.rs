//! Many new records at once, as a sheet brings them: by the same door, with no look at what the
//! log has of them, since it has nothing.

use super::fold::entered::Entered;
use super::fold::project::Projector;
use super::indexes::Indexes;
use super::log::change::{Change, ChangeId, body_hash, time_after};
use super::log::rows::{admit, parse_body};
use super::writing::{Writing, salt};
use crate::error::Result;
use crate::model::kind::{Kind, REF, SALT_KEY};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};

/// The fields of a kind in the order in which a body has them.
#[derive(Debug)]
pub(crate) struct Bodies {
    fields: Vec<BodyField>,
    /// The place of the status.
    status: Option<usize>,
}

#[derive(Debug)]
struct BodyField {
    id: &'static str,
    at: usize,
    /// The places of the fields that conflict as one with it, itself included.
    group: Vec<usize>,
    is_personal: bool,
}

/// Memory that SQLite may use while rows are added in order, and then while indexes are made of them,
/// which go through each table once; in KiB.
const ADDING: i64 = 32 << 10;
const INDEXING: i64 = 2 << 10;

/// Stands for a salt until the record is written.
const UNSALTED: &str = "\"salt\":\"00000000000000000000000000000000\"";

/// The body of a new record, but for its ref.
#[derive(Debug)]
pub(crate) struct Body {
    text: String,
    /// Position of the ref among keys in order.
    gap: usize,
}

/// A record that the log has not.
#[derive(Debug)]
pub(crate) struct NewRecord {
    id: RecordId,
    /// The body in canonical form: read again for the tables, since the values of all records at
    /// once take much memory.
    body: String,
}

impl Bodies {
    /// Sorts a kind's fields into canonical order.
    pub(crate) fn of(kind: &'static Kind) -> Self {
        let place = |id: &str| kind.all_fields().position(|field| field.id == id);
        let mut fields: Vec<BodyField> = kind
            .all_fields()
            .enumerate()
            .filter(|(_, field)| field.first_of.is_empty())
            .map(|(at, field)| {
                let group = kind.group_of(field);
                BodyField {
                    id: field.id,
                    at,
                    group: group.iter().filter_map(|one| place(one.id)).collect(),
                    is_personal: field.personal.is_some(),
                }
            })
            .collect();
        fields.sort_unstable_by_key(|field| field.id);
        let status = kind.status.and_then(|status| place(status.id));
        Self { fields, status }
    }

    /// Writes what a record holds; fields of a group are written together.
    pub(crate) fn body(&self, record: &Record) -> Body {
        let mut text = Vec::with_capacity(256);
        let mut gap = 0;
        // A status is read off the days, but where the day is not known.
        let silent = self.status.filter(|_| !record.is_undated());
        let value = |at: usize| record.values[at].as_ref().filter(|_| silent != Some(at));
        let says = |field: &BodyField| field.is_personal && value(field.at).is_some();
        let mut salted = !self.fields.iter().any(says);
        for field in &self.fields {
            if !salted && field.id > SALT_KEY {
                text.push(b',');
                text.extend(UNSALTED.as_bytes());
                salted = true;
            }
            if field.id == REF.id {
                gap = text.len();
                continue;
            }
            if silent == Some(field.at) || field.group.iter().all(|at| value(*at).is_none()) {
                continue;
            }
            text.push(b',');
            write_json(&mut text, field.id);
            text.push(b':');
            match value(field.at) {
                Some(Value::Text(words)) => write_json(&mut text, words.as_str()),
                Some(value) => write_json(&mut text, &value.to_json()),
                None => text.extend(b"null"),
            }
        }
        if !salted {
            text.push(b',');
            text.extend(UNSALTED.as_bytes());
        }
        Body {
            text: String::from_utf8(text).unwrap_or_default(),
            gap,
        }
    }
}

/// Writing JSON to memory cannot fail.
fn write_json<T: serde::Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) {
    let _ = serde_json::to_writer(text, value);
}

impl Body {
    /// Returns what it is made of: the place of the ref, and the text around it.
    pub(crate) fn parts(&self) -> (usize, &str) {
        (self.gap, &self.text)
    }

    /// Makes it of its parts again.
    pub(crate) fn of_parts(gap: usize, text: &str) -> Self {
        let text = text.to_owned();
        Self { text, gap }
    }

    /// Reads the record back that it was written from, but for its ref.
    pub(crate) fn record(&self, kind: &'static Kind, id: RecordId) -> Record {
        let mut record = Record::empty(kind, id);
        for (key, json) in parse_body(Some(&self.without_ref())) {
            if let Some(field) = kind.field(&key) {
                record.set(field, Value::from_json(field, &json));
            }
        }
        record
    }

    fn without_ref(&self) -> String {
        format!("{{{}}}", self.text.trim_start_matches(','))
    }

    /// Returns the whole body, in its canonical form.
    fn with_ref(self, reference: &str) -> String {
        let mut whole = self.text;
        // A ref has no character that JSON escapes.
        whole.insert_str(self.gap, &format!(",\"ref\":\"{reference}\""));
        // Each field has a comma before it.
        whole.replace_range(..1, "{");
        whole.push('}');
        whole
    }
}

impl Writing<'_> {
    /// Adds records of a kind that neither the log nor another of these has, in this order;
    /// `tick` is told of each.
    pub(crate) fn add_all(
        &mut self,
        kind: &'static Kind,
        count: usize,
        records: impl Iterator<Item = Result<NewRecord>>,
        tick: impl FnMut(),
    ) -> Result<()> {
        let connection = &self.store.connection;
        self.store.use_memory(ADDING)?;
        self.store.unview()?;
        // Rows of the log never go, so that its last row counts them all.
        let known: i64 =
            connection.query_row("select coalesce(max(rowid), 0) from change", [], |row| {
                row.get(0)
            })?;
        let most = usize::try_from(known).is_ok_and(|known| count >= known);
        let indexes = Indexes::of(connection, ["change", "link", kind.id])?;
        if most {
            indexes.drop(connection)?;
        }
        let entered = self.enter_all(kind, count, records, tick)?;
        let mut projector = Projector::new(connection, self.store.kinds)?;
        projector.add_all(kind, self.writer, &entered)?;
        // What is sorted for the indexes takes its place in memory.
        drop(entered);
        if most {
            self.store.use_memory(INDEXING)?;
            indexes.make(connection)?;
        }
        projector.number(kind)
    }

    /// Puts the records into the log; returns them in the order of the tables.
    fn enter_all(
        &mut self,
        kind: &'static Kind,
        count: usize,
        records: impl Iterator<Item = Result<NewRecord>>,
        mut tick: impl FnMut(),
    ) -> Result<Entered> {
        self.take_key()?;
        let mut entered = Entered::with_room(count);
        // Ascending, so that of two that bear one ref the first comes first.
        for (time, record) in (time_after(self.author.now, None)..).zip(records) {
            let change = self.first_change(kind, record?, time)?;
            change
                .check_form()
                .map_err(|fault| super::row_error(&self.store.path, fault, &change))?;
            admit(&self.store.connection, &change)?;
            self.last = Some(change.id);
            let body = change.body.unwrap_or_default();
            entered.push(change.record, change.id, &body)?;
            tick();
        }
        self.set_last()?;
        Ok(entered.sorted())
    }

    fn first_change(&self, kind: &'static Kind, record: NewRecord, time: u64) -> Result<Change> {
        let mut body = record.body;
        // Within a text its marks would be escaped.
        if body.contains(UNSALTED) {
            let salted = format!("\"{SALT_KEY}\":\"{}\"", salt()?);
            body = body.replacen(UNSALTED, &salted, 1);
        }
        let mut change = Change {
            id: ChangeId([0; 24]),
            record: record.id,
            kind: kind.id.to_owned(),
            writer: self.writer,
            wprev: self.last,
            command: self.author.command,
            verb: self.author.verb.clone(),
            actor: self.author.actor.clone(),
            over: Vec::new(),
            body_hash: body_hash(&body),
            body: Some(body),
        };
        change.id = change.id_at(time);
        Ok(change)
    }
}

impl NewRecord {
    /// Completes a record by the ref that its first writer gives it, without a copy's number.
    pub(crate) fn new(id: RecordId, reference: &str, body: Body) -> Self {
        let body = body.with_ref(reference);
        Self { id, body }
    }
}
