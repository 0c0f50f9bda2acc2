//! The one door into the log: local edits, undo and merge all enter rows by [`admit`].

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value as Json};

use super::Store;
use super::fold::project::Projector;
use super::fold::{Entry, Layout, State};
use super::log::canonical::canonical;
use super::log::change::{Change, ChangeId, body_hash, over_bytes, over_ids, time_after};
use super::log::remains;
use crate::error::Result;
use crate::model::kind::{Field, Kind};
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
    pub(super) store: &'a Store,
    pub(super) author: &'a Author,
    pub(super) writer: [u8; 16],
    pub(super) last: Option<ChangeId>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(store: &'a Store, author: &'a Author) -> Result<Self> {
        let (writer, last) = identity(&store.connection)?;
        Ok(Self {
            store,
            author,
            writer,
            last,
        })
    }

    /// Returns the identity of the writer of this file, which is that of its office's record.
    pub(crate) fn writer(&self) -> RecordId {
        RecordId(self.writer)
    }

    /// Sets fields of a record, new or known, and returns what became of it.
    ///
    /// Fields of a group are written together, as they are after the change; a field that only
    /// repeats others is not written.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn change(
        &mut self,
        kind: &'static Kind,
        id: RecordId,
        fields: &[(&'static Field, Option<Value>)],
    ) -> Result<Record> {
        let layout = Layout::of(kind);
        let state = layout.fold(&entries(&self.store.connection, &layout, id)?);
        let mut body: BTreeMap<String, Json> = BTreeMap::new();
        let fields = || fields.iter().filter(|(field, _)| field.first_of.is_empty());
        for (field, _) in fields() {
            for member in kind.group_of(field) {
                let known = state
                    .as_ref()
                    .zip(layout.position(member.id))
                    .and_then(|(state, at)| state.values[at].clone());
                body.insert(member.id.to_owned(), known.unwrap_or_default());
            }
        }
        for (field, value) in fields() {
            let json = value.as_ref().map(Value::to_json).unwrap_or_default();
            body.insert(field.id.to_owned(), json);
        }
        self.append(&layout, id, state.as_ref(), body)
    }

    /// Takes the changes of these kinds from another office's file.
    ///
    /// # Errors
    /// Where the other file is refused, or our own cannot be written.
    pub(crate) fn take_over(&mut self, other: &Path, kinds: &[&'static Kind]) -> Result<()> {
        self.store.take_over(other, kinds)
    }

    pub(super) fn append(
        &mut self,
        layout: &Layout,
        record: RecordId,
        state: Option<&State>,
        body: BTreeMap<String, Json>,
    ) -> Result<Record> {
        let set: Vec<usize> = body.keys().filter_map(|key| layout.position(key)).collect();
        let over = state.map_or_else(Vec::new, |state| state.over(layout, &set));
        let newest = state.map(|state| state.newest);
        self.append_over(layout, record, newest, over, body)
    }

    /// Appends a change that replaces these; `newest` is the record's newest change.
    pub(super) fn append_over(
        &mut self,
        layout: &Layout,
        record: RecordId,
        newest: Option<ChangeId>,
        over: Vec<ChangeId>,
        body: BTreeMap<String, Json>,
    ) -> Result<Record> {
        let author = self.author;
        self.enter((layout.kind.id, &author.verb), record, over, newest, body)?;
        let connection = &self.store.connection;
        Projector::new(connection, self.store.kinds)?.refold_one(layout.kind, record)
    }

    /// Puts a change into the log; `newest` is the record's newest change. Nothing is computed.
    pub(super) fn enter(
        &mut self,
        (kind, verb): (&str, &str),
        record: RecordId,
        over: Vec<ChangeId>,
        newest: Option<ChangeId>,
        body: impl IntoIterator<Item = (String, Json)>,
    ) -> Result<()> {
        let body = canonical(body);
        let mut change = Change {
            id: ChangeId([0; 24]),
            record,
            kind: kind.to_owned(),
            writer: self.writer,
            wprev: self.last,
            command: self.author.command,
            verb: verb.to_owned(),
            actor: self.author.actor.clone(),
            over,
            body_hash: body_hash(&body),
            body: Some(body),
        };
        change.id = change.id_at(time_after(self.author.now, newest));
        let connection = &self.store.connection;
        change
            .check()
            .map_err(|fault| super::row_error(&self.store.path, fault, &change))?;
        admit(connection, &change)?;
        self.last = Some(change.id);
        self.set_last()
    }

    /// Keeps in the file which change it wrote last.
    pub(super) fn set_last(&self) -> Result<()> {
        self.store
            .connection
            .prepare_cached("update file set last = ?1")?
            .execute([self.last.map(|last| last.0)])?;
        Ok(())
    }

    /// Returns the next ref of this office for a kind: its numbers are never given out again.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn next_ref(&self, office: &str, kind: &'static Kind) -> Result<String> {
        let letter = kind.letter.unwrap_or('?');
        let sql = format!(
            "select max(coalesce((select max(number) from {} where office = ?1), 0),
                        coalesce((select max(number) from alias where kind = ?2 and office = ?1), 0))",
            kind.id
        );
        let most: i64 = self
            .store
            .connection
            .prepare_cached(&sql)?
            .query_row([office, kind.id], |row| row.get(0))?;
        let next = Ref {
            office: office.to_owned(),
            letter,
            number: most + 1,
            copy: 1,
        };
        Ok(next.to_string())
    }
}

/// Returns the writer of a file and the last change that it wrote.
pub(super) fn identity(connection: &Connection) -> Result<([u8; 16], Option<ChangeId>)> {
    Ok(
        connection.query_row("select writer, last from file", [], |row| {
            let last: Option<[u8; 24]> = row.get("last")?;
            Ok((row.get("writer")?, last.map(ChangeId)))
        })?,
    )
}

/// Puts a row that was checked, and that the log has not, into the log.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn admit(connection: &Connection, change: &Change) -> Result<()> {
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
    Ok(())
}

/// The columns of [`read_change`], in its order.
pub(super) const CHANGE_COLUMNS: &str =
    "id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash";

pub(super) fn find_change(connection: &Connection, id: ChangeId) -> Result<Option<Change>> {
    let sql = format!("select {CHANGE_COLUMNS} from change where id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([id.0], read_change).optional()?)
}

/// Reads a row of [`CHANGE_COLUMNS`], each by its place, since merging reads millions.
pub(super) fn read_change(row: &Row) -> rusqlite::Result<Change> {
    Ok(Change {
        id: ChangeId(row.get(0)?),
        record: RecordId(row.get(1)?),
        kind: row.get(2)?,
        writer: row.get(3)?,
        wprev: row.get::<_, Option<[u8; 24]>>(4)?.map(ChangeId),
        command: row.get(5)?,
        verb: row.get(6)?,
        actor: row.get(7)?,
        over: over(row, 8)?,
        body: row.get(9)?,
        body_hash: row.get(10)?,
    })
}

/// Reads ids; what is no whole number of them is a broken row.
fn over(row: &Row, at: usize) -> rusqlite::Result<Vec<ChangeId>> {
    let bytes = row.get_ref(at)?.as_blob()?;
    over_ids(bytes).ok_or(rusqlite::Error::InvalidColumnType(
        at,
        "over".to_owned(),
        rusqlite::types::Type::Blob,
    ))
}

/// Reads what folding needs of a record's changes, in ascending order of their ids.
pub(super) fn entries(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
) -> Result<Vec<Entry>> {
    let mut statement = connection.prepare_cached(
        "select id, over, body from change where record = ?1 and kind = ?2 order by id",
    )?;
    let rows = statement.query_map((record.0, layout.kind.id), |row| {
        read_entry(connection, layout, record, row)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Reads `id`, `over` and `body`, which stand first in the row.
pub(super) fn read_entry(
    connection: &Connection,
    layout: &Layout,
    record: RecordId,
    row: &Row,
) -> rusqlite::Result<Entry> {
    let id = ChangeId(row.get(0)?);
    Ok(Entry {
        id,
        over: over_ids(row.get_ref(1)?.as_blob()?).unwrap_or_default(),
        values: match row.get_ref(2)?.as_str_or_null()? {
            Some(body) => layout.values(body),
            None => remains::remaining_values(connection, layout, record, id)?,
        },
    })
}

/// A body that is no object, or was redacted, sets nothing.
pub(super) fn parse_body(body: Option<&str>) -> Map<String, Json> {
    body.and_then(|body| serde_json::from_str(body).ok())
        .unwrap_or_default()
}
