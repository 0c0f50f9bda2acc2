//! `redact`: states which changes of a record are to be blank, keeps what else they set, and leaves
//! no page of the file that holds an old text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rusqlite::Connection;
use serde_json::{Map, Value as Json, json};

use super::fold::Touched;
use super::fold::project::Projector;
use super::log::change::{ChangeId, is_name};
use super::log::remains::{self, REDACTION, REMAINS, Remaining, RowAbout, rows_about};
use super::log::rows::{find_change, parse_body, writer_and_last};
use super::writing::{Author, Writing, salt};
use super::{Store, content, journal, words};
use crate::error::{Error, Result};
use crate::model::kind::{Field, Kind, SALT_KEY};
use crate::model::personal::{Known, MASKED};
use crate::model::value::{RecordId, Value, hex};

/// What is to be erased: a field of a record, and why.
#[derive(Debug)]
pub(crate) struct Erasing<'a> {
    pub(crate) kind: &'static Kind,
    pub(crate) record: RecordId,
    pub(crate) field: &'static Field,
    pub(crate) reason: &'a str,
    /// True if the same text is to be erased wherever it stands.
    pub(crate) everywhere: bool,
    /// Fields that say it in another way than in plain words, to be erased whole.
    pub(crate) whole: &'a [Place],
}

/// What a field of a record says and ever said, to be found again.
#[derive(Debug)]
pub(crate) struct Sought {
    pub(crate) texts: Vec<String>,
    /// What can be told from other words; of a field that is told of somebody in words nothing can.
    known: Option<Known>,
}

impl Sought {
    /// Tells whether a text says it, in whatever width and however spaced.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let known = self.known.as_ref();
        known.is_some_and(|known| known.place(text).is_some())
    }
}

/// Result of a redaction.
#[derive(Debug, Default)]
pub(crate) struct Redacted {
    /// Number of bodies that it blanked.
    pub(crate) bodies: usize,
    /// Other fields of which this office may erase, in which one of the texts stands, or stood until now.
    pub(crate) places: Vec<Place>,
    /// Fields of records about which others decide, in which one still stands.
    pub(crate) of_others: Vec<Place>,
    /// Number of changes whose writer called himself so, which no redaction takes from a change.
    pub(crate) as_actor: usize,
    /// True if the file was written anew, so that none of its pages holds an old text.
    pub(crate) rewritten: bool,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) kind: &'static str,
    pub(crate) record: RecordId,
    pub(crate) field: &'static str,
}

/// Where a text stands: a change, a field that it sets, and the bytes of its text.
type Passage = (ChangeId, &'static str, Range<usize>);

/// The key under which a redaction says where a text of what it erased still stands, by which the rest
/// can be found as long as it does.
const ALSO: &str = "also";

impl Store {
    /// Reads what a field of a record says and ever said.
    pub(crate) fn sought(
        &self,
        kind: &'static Kind,
        record: RecordId,
        field: &'static Field,
    ) -> Result<Sought> {
        let mut texts: BTreeSet<String> = BTreeSet::new();
        for record in self.one_with(record)? {
            texts.extend(texts_of(&self.connection, kind, record, field)?);
            texts.extend(self.still_said(record, field)?);
        }
        let said = texts.iter().cloned();
        // What is told of somebody in words is found nowhere else.
        let said = said.filter_map(|text| Some((field.personal?, text)));
        let known = Known::whole(said).filter(|known| !known.is_empty());
        let texts = texts.into_iter().collect();
        Ok(Sought { texts, known })
    }

    /// Blanks every body that sets a field of a record, and keeps what else they set; finds the same
    /// text in other fields, and erases it there as well where that is asked for.
    pub(crate) fn redact(
        &self,
        author: &Author,
        erasing: &Erasing,
        sought: &Sought,
    ) -> Result<Redacted> {
        let Erasing { kind, field, .. } = *erasing;
        let records = self.one_with(erasing.record)?;
        let mut found = match &sought.known {
            Some(known) => self.saying(known)?,
            None => BTreeMap::new(),
        };
        let is_own = |place: &Place| {
            (place.kind, place.field) == (kind.id, field.id) && records.contains(&place.record)
        };
        found.retain(|place, _| !is_own(place));
        let (writer, _) = writer_and_last(&self.connection)?;
        let authority = self.authority()?;
        let (mut places, mut of_others, mut also) = (Vec::new(), Vec::new(), Vec::new());
        for (place, passage) in found {
            let is_ours = authority.may_erase(place.kind, place.record, writer)?;
            let list = if is_ours { &mut places } else { &mut of_others };
            list.push(place);
            // What stays the longest leads to the rest.
            also.extend(passage.map(|passage| (is_ours, passage)));
        }
        also.retain(|(is_ours, _)| !is_ours || !erasing.everywhere);
        also.sort_by_key(|(is_ours, _)| *is_ours);
        let also = self.passages(also.into_iter().map(|(_, passage)| passage))?;
        let bodies = self.write(author, |writing| {
            let mut bodies = 0;
            for record in &records {
                let what = Erased { field, only: None };
                bodies += writing.redact(kind, *record, &what, erasing.reason, &also)?;
            }
            if erasing.everywhere {
                bodies += writing.redact_everywhere(erasing, sought, &places)?;
            }
            Ok(bodies)
        })?;
        // Deleted content was overwritten; this also leaves no page that was moved or given up.
        let rewritten = bodies > 0 && self.rewrite().is_ok();
        Ok(Redacted {
            bodies,
            places,
            of_others,
            as_actor: self.calling_themselves(sought)?,
            rewritten,
        })
    }

    /// Erases what some fields of a record say and ever said.
    pub(crate) fn redact_fields(
        &self,
        author: &Author,
        kind: &'static Kind,
        record: RecordId,
        fields: &[&'static Field],
        reason: &str,
    ) -> Result<Redacted> {
        let bodies = self.write(author, |writing| {
            let mut bodies = 0;
            for field in fields {
                let what = Erased { field, only: None };
                bodies += writing.redact(kind, record, &what, reason, &[])?;
            }
            Ok(bodies)
        })?;
        Ok(Redacted {
            bodies,
            rewritten: bodies > 0 && self.rewrite().is_ok(),
            ..Redacted::default()
        })
    }

    /// Writes the file anew, so that none of its pages holds what was overwritten before; where it has the
    /// bytes of attached files, by way of the disk, since memory may not hold them.
    fn rewrite(&self) -> Result<()> {
        let by_disk = !content::kept(&self.connection)?.is_empty();
        let temporary = |place: &str| {
            let set = format!("pragma temp_store = {place}");
            self.connection.execute_batch(&set)
        };
        if by_disk {
            temporary("file")?;
        }
        let rewritten = self.connection.execute_batch("vacuum");
        temporary("memory")?;
        Ok(rewritten?)
    }

    /// Counts the changes whose writers called themselves by what is sought.
    fn calling_themselves(&self, sought: &Sought) -> Result<usize> {
        let sql = "select actor, count(*) from change group by actor order by actor";
        let actors = self.plain_rows(sql, (), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, usize>(1)?))
        })?;
        let them = actors.iter().filter(|(actor, _)| sought.is_in(actor));
        Ok(them.map(|(_, count)| count).sum())
    }

    /// Finds the fields of all records that say or said one of some texts, each with where it stands
    /// by itself, if it does.
    fn saying(&self, known: &Known) -> Result<BTreeMap<Place, Option<Passage>>> {
        let connection = &self.connection;
        let mut found = BTreeMap::new();
        let sql = "select id, record, kind, body from change where body is not null and kind <> ?1";
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([REDACTION])?;
        while let Some(row) = rows.next()? {
            let (id, record) = (ChangeId(row.get("id")?), RecordId(row.get("record")?));
            let (kind, body): (String, String) = (row.get("kind")?, row.get("body")?);
            let mut body = parse_body(Some(&body));
            let kinds = if kind == REMAINS {
                body = match body.remove("fields") {
                    Some(Json::Object(fields)) => fields,
                    _ => continue,
                };
                remains::kinds_of(connection, record)?
            } else {
                vec![kind]
            };
            let kinds = self
                .kinds
                .iter()
                .filter(|known| kinds.iter().any(|id| *id == known.id));
            for kind in kinds {
                for (key, json) in &body {
                    let Some(field) = kind.field(key).filter(|field| field.is_of_words()) else {
                        continue;
                    };
                    if !says(json, known) {
                        continue;
                    }
                    let place = Place {
                        kind: kind.id,
                        record,
                        field: field.id,
                    };
                    let range = json.as_str().and_then(|text| known.place(text));
                    let passage = range.map(|range| (id, field.id, range));
                    let known = found.entry(place).or_insert(None);
                    *known = known.take().or(passage);
                }
            }
        }
        Ok(found)
    }

    /// Writes where texts stand, each text once.
    fn passages(&self, passages: impl Iterator<Item = Passage>) -> Result<Vec<Json>> {
        let mut texts: BTreeSet<String> = BTreeSet::new();
        let mut also = Vec::new();
        for (id, field, range) in passages {
            let text = self.text_at(id, field, range.clone())?;
            if text.is_some_and(|text| texts.insert(text)) {
                let (from, until) = (range.start, range.end);
                also.push(
                    json!({"change": hex(&id.0), "field": field, "from": from, "until": until}),
                );
            }
        }
        Ok(also)
    }

    /// Returns the texts that redactions of a field said to stand elsewhere, as far as they do.
    fn still_said(&self, record: RecordId, field: &Field) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for row in rows_about(&self.connection, record, REDACTION)? {
            let also = row.body.get(ALSO).and_then(Json::as_array);
            let is_of = row.body.get("field").and_then(Json::as_str) == Some(field.id);
            for one in also.into_iter().flatten().filter(|_| is_of) {
                let number = |key: &str| one[key].as_u64().and_then(|at| usize::try_from(at).ok());
                let id = one["change"].as_str().and_then(remains::id_from_hex);
                let range = number("from").zip(number("until"));
                if let (Some(id), Some((from, until))) = (id, range) {
                    let field = one["field"].as_str().unwrap_or_default();
                    texts.extend(self.text_at(id, field, from..until)?);
                }
            }
        }
        Ok(texts)
    }

    /// Reads some bytes of what a change says in a field.
    fn text_at(&self, id: ChangeId, field: &str, range: Range<usize>) -> Result<Option<String>> {
        let Some(change) = find_change(&self.connection, id)? else {
            return Ok(None);
        };
        let body = Remaining::new(&self.connection).body(change.record, id)?;
        let fields = body.get("fields").and_then(Json::as_object);
        let fields = fields.filter(|_| change.kind == REMAINS).unwrap_or(&body);
        let text = fields.get(field).and_then(Json::as_str);
        Ok(text.and_then(|text| text.get(range)).map(str::to_owned))
    }

    /// Blanks the bodies that redactions name which may, and forgets which words stood in them. Returns
    /// whether it is otherwise now whose word counts.
    pub(super) fn erase(&self) -> Result<bool> {
        let is_moved = Projector::new(&self.connection, self.kinds)?.know_offices()?;
        self.erase_of(None)?;
        Ok(is_moved)
    }

    /// Does so for one record, or for all.
    fn erase_of(&self, record: Option<RecordId>) -> Result<()> {
        if self.authority()?.erase(record)? > 0 {
            words::forget(&self.connection)?;
            content::sweep(&self.connection, self.kinds)?;
        }
        Ok(())
    }

    /// Tells whether this office may erase something of a record.
    pub(crate) fn may_erase(&self, kind: &Kind, record: RecordId) -> Result<bool> {
        let (writer, _) = writer_and_last(&self.connection)?;
        self.authority()?.may_erase(kind.id, record, writer)
    }
}

impl Writing<'_> {
    fn redact(
        &mut self,
        kind: &'static Kind,
        record: RecordId,
        what: &Erased,
        reason: &str,
        also: &[Json],
    ) -> Result<usize> {
        let connection = &self.store.connection;
        let field = what.field;
        let found = rows_setting(connection, kind, record, what)?;
        let changes: BTreeSet<ChangeId> = found.iter().map(|setting| setting.of).collect();
        if changes.is_empty() {
            return Ok(0);
        }
        let rows = found.iter().map(|setting| setting.row);
        let ids: BTreeSet<ChangeId> = rows.chain(changes.iter().copied()).collect();
        let ids: Vec<Json> = ids.iter().map(|id| hex(&id.0).into()).collect();
        let mut statement =
            json!({"changes": ids, "field": field.id, "noun": kind.id, "reason": reason});
        if !also.is_empty() {
            statement[ALSO] = also.into();
        }
        let author = self.author;
        let verb = &author.verb;
        let mut newest = newest(connection, record)?;
        let mut state = |kind: (&str, &str), over, body: Json| {
            let Json::Object(body) = body else {
                return Ok(());
            };
            // The one before is the record's newest.
            self.enter(kind, record, over, newest, body)?;
            newest = self.last;
            Ok::<_, Error>(())
        };
        state((REDACTION, verb), Vec::new(), statement)?;
        for FieldRow { of, others, .. } in found {
            for (name, value) in others {
                let verb = if is_name(&name) { &name } else { verb };
                let kept = json!({"fields": {&name: value}, SALT_KEY: salt()?});
                state((REMAINS, verb), vec![of], kept)?;
            }
        }
        self.store.erase_of(Some(record))?;
        let mut projector = Projector::new(&self.store.connection, self.store.kinds)?;
        projector.refold_all(&Touched::from([(kind.id, record)]))?;
        Ok(changes.len())
    }

    /// Erases what was found elsewhere: in fields, in what says it in another way, and in the names of the
    /// files that were merged.
    fn redact_everywhere(
        &mut self,
        erasing: &Erasing,
        sought: &Sought,
        places: &[Place],
    ) -> Result<usize> {
        let (store, reason) = (self.store, erasing.reason);
        let mut bodies = 0;
        for (place, known) in places.iter().zip(sought.known.iter().cycle()) {
            bodies += self.redact_elsewhere(place, known, reason)?;
        }
        for place in erasing.whole {
            let kind = store.kinds.iter().find(|kind| kind.id == place.kind);
            let found = kind.and_then(|kind| Some((*kind, kind.field(place.field)?)));
            let Some((kind, field)) = found else { continue };
            let what = Erased { field, only: None };
            bodies += self.redact(kind, place.record, &what, reason, &[])?;
        }
        if let Some(known) = &sought.known {
            journal::rename(&store.connection, |name| {
                known.place(name).map(|_| known.masked(name))
            })?;
        }
        Ok(bodies)
    }

    /// Erases what a field said in which a text stands that was erased elsewhere, and nothing that it said
    /// without; of what it says now only that text is gone.
    fn redact_elsewhere(&mut self, place: &Place, known: &Known, reason: &str) -> Result<usize> {
        let store = self.store;
        let kind = store.kinds.iter().find(|kind| kind.id == place.kind);
        let Some((kind, field)) = kind.and_then(|kind| Some((*kind, kind.field(place.field)?)))
        else {
            return Ok(0);
        };
        let now = store.get(kind, place.record)?;
        let now = now.and_then(|record| record.value(field).map(Value::to_json));
        let now = now.filter(|json| says(json, known));
        let only = Some(known);
        let what = Erased { field, only };
        let bodies = self.redact(kind, place.record, &what, reason, &[])?;
        let masked = now.map(|mut json| {
            mask(&mut json, known);
            json
        });
        let is_all = masked.as_ref().is_some_and(|json| json == MASKED);
        let value = masked.filter(|_| !is_all || field.personal.is_none());
        if let Some(value) = value.and_then(|json| Value::from_json(field, &json)) {
            self.change(kind, place.record, &[(field, Some(value))])?;
        }
        Ok(bodies)
    }
}

fn says(json: &Json, known: &Known) -> bool {
    match json {
        Json::String(text) => known.place(text).is_some(),
        Json::Array(items) => items.iter().any(|item| says(item, known)),
        Json::Object(fields) => fields.values().any(|item| says(item, known)),
        _ => false,
    }
}

fn mask(json: &mut Json, known: &Known) {
    match json {
        Json::String(text) => *text = known.masked(text),
        Json::Array(items) => items.iter_mut().for_each(|item| mask(item, known)),
        Json::Object(fields) => fields.values_mut().for_each(|item| mask(item, known)),
        _ => {}
    }
}

/// Returns what a field of a record says and ever said.
fn texts_of(
    connection: &Connection,
    kind: &Kind,
    record: RecordId,
    field: &Field,
) -> Result<Vec<String>> {
    let own = rows_about(connection, record, kind.id)?.into_iter();
    let own = own.map(|row| row.body);
    let kept = rows_about(connection, record, REMAINS)?.into_iter();
    let kept = kept.filter_map(|row| row.kept().map(|(_, fields)| fields));
    let said = own.chain(kept).filter_map(|mut body| body.remove(field.id));
    Ok(said
        .filter_map(|json| json.as_str().map(str::to_owned))
        .collect())
}

/// A field that is erased: all that it said, or only where it says one of some texts.
struct Erased<'k> {
    field: &'static Field,
    only: Option<&'k Known>,
}

impl Erased<'_> {
    fn is_in(&self, json: &Json) -> bool {
        !json.is_null() && self.only.is_none_or(|known| says(json, known))
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
    what: &Erased,
) -> Result<Vec<FieldRow>> {
    let mut found = Vec::new();
    let mut add = |row, of, mut others: Map<String, Json>| {
        others.remove(SALT_KEY);
        let said = others.remove(what.field.id);
        if said.is_some_and(|json| what.is_in(&json)) {
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
