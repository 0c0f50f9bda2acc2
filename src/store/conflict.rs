//! Conflicts: fields, or groups of fields, whose heads differ.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use super::fold::entries::entries;
use super::fold::{Entry, Layout};
use super::log::change::ChangeId;
use super::log::remains::Remaining;
use super::writing::Writing;
use super::{Store, proposal};
use crate::error::Result;
use crate::model::kind::{Field, Kind, VOID};
use crate::model::record::Record;
use crate::model::value::RecordId;

/// Most sides of a conflict whose origins are looked for: of more nobody can make sense, and each takes
/// a look at the record's whole past.
const MOST_TRACED: usize = 50;

/// Names an undecided field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ConflictKey {
    pub(crate) record: RecordId,
    pub(crate) kind: String,
    /// The field, or the first of its group; `void` where one office voided what another edited.
    pub(crate) field: String,
}

/// An undecided field and the values it could have.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// Stays with it in this file.
    pub(crate) number: i64,
    pub(crate) key: ConflictKey,
    pub(crate) kind: &'static Kind,
    /// In the order of their ids: the last is shown until it is decided.
    pub(crate) heads: Vec<Head>,
    /// What its fields were when the sides parted; none where the record was new to both.
    pub(crate) base: Option<Map<String, Json>>,
}

/// One of the changes between which a conflict is.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) id: ChangeId,
    /// The record that it was written to, which may be one with that of the conflict.
    pub(crate) record: RecordId,
    /// The change that said it first, where taking back another brought it back; else itself.
    pub(crate) stated: ChangeId,
    pub(crate) actor: String,
    /// The code of the office that wrote it, where this file knows it.
    pub(crate) office: Option<String>,
    pub(crate) body: Map<String, Json>,
}

impl Conflict {
    pub(super) fn head_ids(&self) -> Vec<ChangeId> {
        self.heads.iter().map(|head| head.id).collect()
    }

    /// Returns the fields that are decided together; of a void beside an edit, what either set.
    pub(crate) fn fields(&self) -> Vec<&'static Field> {
        if self.key.field != VOID.id {
            let first = self.kind.field(&self.key.field);
            return first.map_or_else(Vec::new, |first| self.kind.group_of(first));
        }
        let set = |field: &&Field| {
            self.heads
                .iter()
                .any(|head| head.body.contains_key(field.id))
        };
        self.kind.all_fields().filter(set).collect()
    }
}

/// Returns the heads of every conflict.
pub(super) fn heads(connection: &Connection) -> Result<HashMap<ConflictKey, Vec<ChangeId>>> {
    let mut statement =
        connection.prepare("select record, kind, field, change from conflict order by change")?;
    let mut rows = statement.query([])?;
    let mut heads: HashMap<ConflictKey, Vec<ChangeId>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let key = ConflictKey {
            record: RecordId(row.get("record")?),
            kind: row.get("kind")?,
            field: row.get("field")?,
        };
        heads
            .entry(key)
            .or_default()
            .push(ChangeId(row.get("change")?));
    }
    Ok(heads)
}

/// Numbers the conflicts, and the proposals, that have no number yet, the oldest first.
pub(super) fn number_new(connection: &Connection) -> Result<()> {
    proposal::number_new(connection)?;
    connection.execute(
        "insert into file_conflict (record, kind, field)
         select c.record, c.kind, c.field from conflict as c
         left join file_conflict as f
         on f.record = c.record and f.kind = c.kind and f.field = c.field
         where f.number is null group by c.record, c.kind, c.field order by min(c.change)",
        [],
    )?;
    Ok(())
}

impl Store {
    /// Counts what is undecided.
    pub(crate) fn conflict_count(&self) -> Result<i64> {
        let sql = "select count(*) from (select distinct record, kind, field from conflict)";
        self.count(sql, &[])
    }

    /// Lists what is undecided, by their numbers.
    pub(crate) fn conflicts(&self) -> Result<Vec<Conflict>> {
        let sql = "select f.number, c.record, c.kind, c.field, c.change from conflict as c
             join file_conflict as f on f.record = c.record and f.kind = c.kind and f.field = c.field
             order by f.number, c.change";
        let rows = self.plain_rows(sql, [], |row| {
            let key = ConflictKey {
                record: RecordId(row.get("record")?),
                kind: row.get("kind")?,
                field: row.get("field")?,
            };
            Ok((row.get("number")?, key, ChangeId(row.get("change")?)))
        })?;
        let mut remaining = Remaining::new(&self.connection);
        let one = |one: &(i64, _, _), other: &(i64, _, _)| one.0 == other.0;
        let mut conflicts = Vec::new();
        for rows in rows.chunk_by(one) {
            let (number, key, _) = &rows[0];
            let heads: Vec<ChangeId> = rows.iter().map(|(.., head)| *head).collect();
            let kind = self.kinds.iter().find(|known| known.id == key.kind);
            if let Some(kind) = kind {
                let authors = self.authors(key)?;
                let mut conflict = Conflict {
                    number: *number,
                    key: key.clone(),
                    kind,
                    heads: Vec::new(),
                    base: None,
                };
                for id in heads {
                    let record = authors.get(&id).map_or(key.record, |author| author.record);
                    let body = remaining.body(record, id)?;
                    conflict.heads.push(Head::new((record, id), body, &authors));
                }
                if conflict.heads.len() <= MOST_TRACED {
                    self.trace(&mut conflict, &authors)?;
                }
                conflicts.push(conflict);
            }
        }
        Ok(conflicts)
    }

    /// Returns who made each change of a record, in which office, and whether it turned another.
    fn authors(&self, key: &ConflictKey) -> Result<HashMap<ChangeId, ChangeAuthor>> {
        let sql = "select l.id, l.record, l.actor, l.verb, o.code from change as l
             left join member as m on m.writer = l.writer
             left join office as o on o.record = coalesce(m.office, l.writer)
             where l.kind = ?2 and (l.record = ?1 or l.record in
                 (select record from standing where stands = ?1))";
        let authors = self.plain_rows(sql, (key.record.0, &key.kind), |row| {
            let verb: String = row.get("verb")?;
            let author = ChangeAuthor {
                record: RecordId(row.get("record")?),
                actor: row.get("actor")?,
                office: row.get("code")?,
                turns: ["redo", "undo"].contains(&verb.as_str()),
            };
            Ok((ChangeId(row.get("id")?), author))
        })?;
        Ok(authors.into_iter().collect())
    }

    /// Finds who said each side first, and what was there when they parted.
    fn trace(
        &self,
        conflict: &mut Conflict,
        authors: &HashMap<ChangeId, ChangeAuthor>,
    ) -> Result<()> {
        let layout = Layout::of(conflict.kind);
        let entries = entries(
            &self.connection,
            &self.authority()?,
            &layout,
            conflict.key.record,
        )?;
        let fields = conflict.fields();
        let places = fields.iter().filter_map(|field| layout.position(field.id));
        let places: Vec<usize> = places.collect();
        for head in &mut conflict.heads {
            head.stated = stated(head.id, &entries, &places, authors);
            if let Some(author) = authors.get(&head.stated) {
                head.actor.clone_from(&author.actor);
                head.office.clone_from(&author.office);
            }
        }
        let seen = conflict
            .heads
            .iter()
            .map(|head| seen_by(head.stated, &entries));
        let common = seen.reduce(|one, other| &one & &other).unwrap_or_default();
        let is_head = |id| conflict.heads.iter().any(|head| head.stated == id);
        let begun = entries.iter().map(|entry| entry.id).min();
        let mut heads = conflict.heads.iter();
        let are_of_one = heads.all(|head| head.record == conflict.key.record);
        let is_new = begun.is_none_or(is_head) || !are_of_one;
        let common: Vec<Entry> = entries
            .into_iter()
            // A field that was empty names no earlier change: the one that began the record was known.
            .filter(|entry| common.contains(&entry.id) || !is_new && Some(entry.id) == begun)
            .collect();
        conflict.base = layout.fold(&common).map(|found| {
            let value = |place: &usize| found.values[*place].clone().unwrap_or_default();
            let values = places
                .iter()
                .map(|place| (layout.fields[*place].to_owned(), value(place)));
            values.collect()
        });
        Ok(())
    }
}

/// The author of a change.
struct ChangeAuthor {
    /// The record that it was written to.
    record: RecordId,
    actor: String,
    office: Option<String>,
    /// True if the change took back or brought back others.
    turns: bool,
}

impl Head {
    fn new(
        (record, id): (RecordId, ChangeId),
        body: Map<String, Json>,
        authors: &HashMap<ChangeId, ChangeAuthor>,
    ) -> Self {
        let author = authors.get(&id);
        Self {
            id,
            record,
            stated: id,
            actor: author.map_or_else(String::new, |author| author.actor.clone()),
            office: author.and_then(|author| author.office.clone()),
            body,
        }
    }
}

/// Finds the change that said first what one says that turned another.
fn stated(
    id: ChangeId,
    entries: &[Entry],
    places: &[usize],
    authors: &HashMap<ChangeId, ChangeAuthor>,
) -> ChangeId {
    let turns = |id: &ChangeId| authors.get(id).is_some_and(|author| author.turns);
    let head = entries.iter().find(|entry| entry.id == id);
    let Some(head) = head.filter(|_| turns(&id)) else {
        return id;
    };
    let seen = seen_by(id, entries);
    let says_the_same = |entry: &&Entry| {
        let mut set = places.iter().filter(|place| head.value(**place).is_some());
        set.all(|place| entry.value(*place) == head.value(*place))
    };
    let mut before = entries.iter().rev().filter(|entry| !turns(&entry.id));
    let said = before.find(|entry| seen.contains(&entry.id) && says_the_same(entry));
    // A decision says again what one side said.
    let again = |entry: &&Entry| {
        let mut over = entries
            .iter()
            .filter(|other| entry.over.contains(&other.id));
        over.find(says_the_same)
    };
    let first = std::iter::successors(said, again).last();
    first.map_or(id, |entry| entry.id)
}

/// Returns the changes of a record that one was made upon, near or far.
fn seen_by(id: ChangeId, entries: &[Entry]) -> HashSet<ChangeId> {
    let mut seen = HashSet::new();
    let mut next = vec![id];
    while let Some(id) = next.pop() {
        let place = entries.binary_search_by(|entry| entry.id.cmp(&id));
        let over = place.iter().flat_map(|place| &entries[*place].over);
        next.extend(over.filter(|over| seen.insert(**over)));
    }
    seen
}

impl Writing<'_> {
    /// Numbers the conflicts that the transaction has made so far.
    pub(crate) fn number_conflicts(&self) -> Result<()> {
        number_new(&self.store.connection)
    }

    /// Decides a conflict for what one of its heads set, as it stands in the log.
    pub(crate) fn decide(&mut self, conflict: &Conflict, head: &Head) -> Result<Record> {
        let layout = Layout::of(conflict.kind);
        let entries = entries(
            &self.store.connection,
            &self.store.authority()?,
            &layout,
            conflict.key.record,
        )?;
        let fields = if conflict.key.field == VOID.id {
            vec![&VOID]
        } else {
            conflict.fields()
        };
        let value = |field: &Field| head.body.get(field.id).cloned().unwrap_or_default();
        let written = fields
            .iter()
            .filter(|field| !conflict.kind.is_computed(field));
        let body = written.map(|field| (field.id.to_owned(), value(field)));
        let state = layout.fold(&entries);
        self.append(&layout, conflict.key.record, state.as_ref(), body.collect())
    }
}
