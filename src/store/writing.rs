//! Writing to the log: what a command changes, signed by its author.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use serde_json::Value as Json;

use super::fold::entries::entries;
use super::fold::project::Projector;
use super::fold::{Folded, Layout};
use super::log::attest::{is_signing, seal};
use super::log::canonical::canonical;
use super::log::change::{Change, ChangeId, MAX_OVER, begun_by, body_hash, time_after};
use super::log::claim::office_of;
use super::log::remains::{ADMIT, REVOKE};
use super::log::rows::{admit, last_row, writer_and_last};
use super::read::{Heard, codes};
use super::{INIT, Store};
use crate::error::{Error, Result};
use crate::files::system;
use crate::model::kind::{BECAUSE_KEY, Field, Kind, SALT_KEY};
use crate::model::office::{self, OF};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value, hex};

/// Actor, time and verb: the same for every change of one command.
#[derive(Debug)]
pub(crate) struct Author {
    pub(crate) actor: String,
    /// The command, such as `pledge finish`.
    pub(crate) verb: String,
    /// The clock, in milliseconds since 1970 in UTC.
    pub(crate) now: i64,
    /// Id of the command's changes, which `undo` takes back together.
    pub(crate) command: [u8; 16],
    /// Reason of a correction.
    pub(crate) because: Option<String>,
    /// The files that it reads.
    pub(crate) reads: Vec<PathBuf>,
}

impl Author {
    /// Gives the reason of a correction.
    pub(crate) fn because(self, because: Option<String>) -> Self {
        Self { because, ..self }
    }

    /// Names the files from which it takes what it writes.
    pub(crate) fn reading(self, reads: Vec<PathBuf>) -> Self {
        Self { reads, ..self }
    }
}

/// Draws a salt, which nobody can guess.
pub(super) fn salt() -> Result<String> {
    let bytes = system::random().map_err(|source| Error::Io {
        path: PathBuf::from("random"),
        source,
    })?;
    Ok(hex(&bytes))
}

/// A transaction that writes.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    pub(super) store: &'a Store,
    pub(super) author: &'a Author,
    pub(super) writer: [u8; 16],
    pub(super) last: Option<ChangeId>,
    /// The office for which it writes, by the writer under whom that began.
    office: [u8; 16],
    /// The key of the writer, once it is at hand.
    key: Option<SigningKey>,
    /// The last row of the log before the command's own, where the file went on under another writer.
    pub(super) before: Option<i64>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(store: &'a Store, author: &'a Author) -> Result<Self> {
        let (writer, last) = writer_and_last(&store.connection)?;
        Ok(Self {
            store,
            author,
            writer,
            last,
            office: office_of(&store.connection, writer)?,
            key: None,
            before: None,
        })
    }

    /// Returns the identity of the record of this file's office: the writer under whom it began.
    pub(crate) fn office(&self) -> RecordId {
        RecordId(self.office)
    }

    /// Gives an identity to a record that the next change begins. It follows from that change, so that
    /// nobody else can have begun it.
    pub(crate) fn new_id(&mut self, kind: &Kind) -> Result<RecordId> {
        self.take_key()?;
        Ok(begun_by(
            self.writer,
            self.last,
            self.author.command,
            kind.id,
        ))
    }

    /// Signs on: takes the writer's key, or goes on as a new writer where it is not on this machine.
    pub(super) fn take_key(&mut self) -> Result<()> {
        let Some(keys) = self.store.keys.as_ref().filter(|_| self.key.is_none()) else {
            return Ok(());
        };
        self.key = keys.of(self.writer)?;
        if self.key.is_none() {
            let writer = keys.make()?;
            self.key = keys.of(writer)?;
            self.go_on_as(writer)?;
        }
        Ok(())
    }

    /// Goes on as another writer for the same office. One without a key, as the first versions had,
    /// admits it; of a copy whose key is elsewhere somebody else has to.
    fn go_on_as(&mut self, writer: [u8; 16]) -> Result<()> {
        let connection = &self.store.connection;
        let office = RecordId(self.office);
        let verb = INIT;
        let of = || [(OF.id.to_owned(), Json::from(office.to_hex()))];
        let is_copy = is_signing(connection, self.writer)?;
        if !is_copy {
            self.append_row((ADMIT, verb), RecordId(writer), Vec::new(), None, of())?;
        }
        let sql = "update file set writer = ?1, last = null";
        connection.prepare_cached(sql)?.execute([writer])?;
        (self.writer, self.last) = (writer, None);
        self.append_row(
            (office::KIND.id, verb),
            RecordId(writer),
            Vec::new(),
            None,
            of(),
        )?;
        let mut projector = Projector::new(connection, self.store.kinds)?;
        projector.refold_one(&office::KIND, RecordId(writer))?;
        self.before = Some(last_row(connection)?);
        if is_copy {
            let mut members = self.store.members()?.into_iter();
            let own = members.find(|one| one.writer.0 == writer);
            own.map(|own| self.store.went_on.get_or_init(|| own));
        }
        Ok(())
    }

    /// Signs the newest change, and with it all before it.
    pub(super) fn seal(&self) -> Result<()> {
        match self.key.as_ref().zip(self.last) {
            Some((key, last)) => seal(&self.store.connection, key, last),
            None => Ok(()),
        }
    }

    /// Sets fields of a record, new or known, and returns what became of it.
    ///
    /// Fields of a group are written together, as they are after the change; a field that is read
    /// off others is not written.
    pub(crate) fn change(
        &mut self,
        kind: &'static Kind,
        id: RecordId,
        fields: &[(&'static Field, Option<Value>)],
    ) -> Result<Record> {
        let layout = Layout::of(kind);
        let state = self.state(&layout, id)?;
        let mut body: BTreeMap<String, Json> = BTreeMap::new();
        let fields = || fields.iter().filter(|(field, _)| !kind.is_computed(field));
        for (field, _) in fields() {
            let group = kind.group_of(field).into_iter();
            for member in group.filter(|member| !kind.is_computed(member)) {
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
        for lapse in kind.lapses {
            let is_set = |field: &Field| fields().any(|(own, _)| own.id == field.id);
            let known = state
                .as_ref()
                .zip(layout.position(lapse.once.id))
                .and_then(|(state, at)| state.values[at].clone());
            let is_other = body
                .get(lapse.once.id)
                .is_some_and(|now| *now != known.unwrap_or_default());
            let left = lapse.fields.iter().filter(|field| !is_set(field));
            if is_other {
                body.extend(left.map(|field| (field.id.to_owned(), Json::Null)));
            }
        }
        self.append(&layout, id, state.as_ref(), body)
    }

    /// Folds a record, or where nothing of it counts, what is proposed.
    pub(super) fn state(&self, layout: &Layout, id: RecordId) -> Result<Option<Folded>> {
        let store = self.store;
        let entries = entries(&store.connection, &store.authority()?, layout, id)?;
        let state = layout.fold(&entries);
        Ok(state.or_else(|| layout.fold_proposed(&entries)))
    }

    /// Takes the changes of these kinds from another office's file.
    pub(crate) fn take_over(&mut self, other: &Path, kinds: &[&'static Kind]) -> Result<()> {
        self.store.take_over(other, kinds)
    }

    pub(super) fn append(
        &mut self,
        layout: &Layout,
        record: RecordId,
        state: Option<&Folded>,
        body: BTreeMap<String, Json>,
    ) -> Result<Record> {
        let set: Vec<usize> = body.keys().filter_map(|key| layout.position(key)).collect();
        let over = state.map_or_else(Vec::new, |state| state.over(layout, &set));
        if over.len() > MAX_OVER {
            let state = self.gathered(layout, record)?;
            return self.append(layout, record, state.as_ref(), body);
        }
        let newest = state.map(|state| state.newest);
        self.append_over(layout, record, newest, over, body)
    }

    /// Gathers the heads of a record that are more than one change can replace: changes before that one
    /// say of the field, or group of fields, that has most of them what is shown of it now.
    fn gathered(&mut self, layout: &Layout, record: RecordId) -> Result<Option<Folded>> {
        let store = self.store;
        let entries = entries(&store.connection, &store.authority()?, layout, record)?;
        let state = layout.fold(&entries);
        let Some((fields, heads)) = state.as_ref().and_then(|state| state.most_heads(layout))
        else {
            return Ok(state);
        };
        let over: Vec<ChangeId> = heads.iter().take(MAX_OVER).copied().collect();
        let shown = heads.last().and_then(|shown| {
            let place = entries.binary_search_by(|entry| entry.id.cmp(shown));
            place.ok().map(|place| &entries[place])
        });
        let body = shown.map_or_else(BTreeMap::new, |shown| shown.body(layout, fields));
        let newest = state.as_ref().map(|state| state.newest);
        let verb = &self.author.verb;
        self.enter((layout.kind.id, verb), record, over, newest, body)?;
        self.state(layout, record)
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
        let store = self.store;
        let mut projector = Projector::new(&store.connection, store.kinds)?;
        if self.is_revoked()? {
            projector.know_offices()?;
        }
        let shown = projector.refold_one(layout.kind, record)?;
        // What follows from other records, and from the day, is read.
        Ok(store.get(layout.kind, record)?.unwrap_or(shown))
    }

    /// Tells whether anybody said of the file's writer that it writes no more.
    fn is_revoked(&self) -> Result<bool> {
        let sql = "select 1 from change where record = ?1 and kind = ?2 limit 1";
        let mut revoked = self.store.connection.prepare_cached(sql)?;
        Ok(revoked.exists((self.writer, REVOKE))?)
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
        self.take_key()?;
        self.append_row((kind, verb), record, over, newest, body)
    }

    fn append_row(
        &mut self,
        (kind, verb): (&str, &str),
        record: RecordId,
        over: Vec<ChangeId>,
        newest: Option<ChangeId>,
        body: impl IntoIterator<Item = (String, Json)>,
    ) -> Result<()> {
        let because = self.author.because.as_deref().map(Json::from);
        let because = because.map(|reason| (BECAUSE_KEY.to_owned(), reason));
        let mut body: Vec<(String, Json)> = body.into_iter().chain(because).collect();
        let says = |field: &&&Field| {
            body.iter()
                .any(|(key, json)| *key == field.id && !json.is_null())
        };
        let known = self.store.kinds.iter().find(|known| known.id == kind);
        let mut personal = known.into_iter().flat_map(|kind| kind.personal_fields());
        if personal.any(|field| says(&&field)) {
            body.push((SALT_KEY.to_owned(), salt()?.into()));
        }
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

    /// Returns the next ref of this office for a kind: its numbers are never given out again, under
    /// whichever of its codes they were.
    pub(crate) fn next_ref(&self, office: &str, kind: &'static Kind) -> Result<String> {
        let letter = kind.letter.unwrap_or('?');
        let mut own = codes(&self.store.connection, self.office, Heard::AllWhoMay)?;
        own.push(office.to_owned());
        let number = self.store.next_number(&own, kind)?;
        let next = Ref {
            office: office.to_owned(),
            letter,
            number,
            copy: 1,
        };
        Ok(next.to_string())
    }
}
