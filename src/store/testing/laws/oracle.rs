//! Foretells what the tables must say, from what every author's file held when he wrote.
//!
//! It must never call the fold: an event gives way to another only where that one's author had
//! seen it, whatever the log says of `over`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::model::identity::{IDENTITY, JOINABLE, JOINED};
use crate::model::kind::{Field, Kind, REF, Shape, VOID};
use crate::model::value::{RecordId, hex};
use crate::store::log::change::ChangeId;

/// Numbers of events.
pub(super) type Seen = BTreeSet<usize>;
/// Field to value.
pub(super) type Body = BTreeMap<&'static str, Json>;
/// A kind and a record.
pub(super) type Key = (&'static str, RecordId);

/// A change, and what its author's file held.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) id: ChangeId,
    pub(super) record: RecordId,
    pub(super) kind: &'static Kind,
    pub(super) writer: [u8; 16],
    /// The change that its file wrote before.
    pub(super) before: Option<usize>,
    pub(super) body: Body,
    pub(super) seen: Seen,
    /// Its record and those that were one with it, for its author.
    pub(super) group: BTreeSet<RecordId>,
}

/// Everything that was ever written anywhere.
#[derive(Debug, Default)]
pub(super) struct Oracle {
    pub(super) events: Vec<Event>,
}

/// A record as the tables show it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Row {
    pub(super) values: Body,
    pub(super) conflicts: BTreeMap<&'static str, BTreeSet<ChangeId>>,
    pub(super) aliases: BTreeSet<String>,
    pub(super) defects: Body,
}

/// A record as the log has it, before other records have a say in it.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) values: Body,
    /// By the first field of each unit.
    pub(super) heads: BTreeMap<&'static str, Vec<usize>>,
    /// By the first field of each unit, in the order of the fields.
    pub(super) conflicts: Vec<(&'static str, Vec<usize>)>,
    given: Vec<String>,
}

/// Returns the fields of a kind, those that are decided together in one list.
pub(super) fn units(kind: &'static Kind) -> Vec<Vec<&'static str>> {
    let mut units: Vec<Vec<&'static str>> = Vec::new();
    for field in kind.all_fields() {
        let unit: Vec<_> = kind.group_of(field).iter().map(|field| field.id).collect();
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    units
}

impl Oracle {
    fn of_record(&self, seen: &Seen, (kind, record): Key) -> Vec<usize> {
        let own = |at: &usize| {
            let event = &self.events[*at];
            event.kind.id == kind && event.record == record
        };
        let mut found: Vec<usize> = seen.iter().copied().filter(own).collect();
        found.sort_by_key(|at| self.events[*at].id);
        found
    }

    /// Returns the events that set a unit and that nobody who set it had seen.
    fn heads(&self, events: &[usize], unit: &[&'static str]) -> Vec<usize> {
        let sets = |at: &&usize| {
            let body = &self.events[**at].body;
            unit.iter().any(|field| body.contains_key(field))
        };
        let setters: Vec<usize> = events.iter().filter(sets).copied().collect();
        let replaced = |one: usize| setters.iter().any(|other| self.saw(*other, one));
        let heads = setters.iter().filter(|one| !replaced(**one));
        heads.copied().collect()
    }

    /// Tells whether the author of an event had seen another, and what it was about as one record.
    pub(super) fn saw(&self, one: usize, other: usize) -> bool {
        let event = &self.events[one];
        event.seen.contains(&other) && event.group.contains(&self.events[other].record)
    }

    /// Returns a record, and those for which it stands to those who have seen these events.
    pub(super) fn group(&self, seen: &Seen, (kind, record): Key) -> BTreeSet<RecordId> {
        let mut group = BTreeSet::from([record]);
        if JOINABLE.contains(&kind) {
            let joined = self.joined(seen).into_iter();
            let own = joined.filter(|(_, stands)| *stands == record);
            group.extend(own.map(|(other, _)| other));
        }
        group
    }

    /// Tells who stands for whom to those who have seen these events.
    fn joined(&self, seen: &Seen) -> BTreeMap<RecordId, RecordId> {
        let statements = seen.iter().map(|at| &self.events[*at]);
        let statements = statements.filter(|event| event.kind.id == IDENTITY.id);
        let keys: BTreeSet<RecordId> = statements.map(|event| event.record).collect();
        let raw = |record: RecordId| self.raw(seen, &IDENTITY, record);
        Self::standing(
            &keys
                .into_iter()
                .map(|id| ((IDENTITY.id, id), raw(id)))
                .collect(),
        )
    }

    fn value(&self, at: usize, field: &str) -> Json {
        self.events[at].body.get(field).cloned().unwrap_or_default()
    }

    /// Tells what a record is to those who have seen these events.
    pub(super) fn raw(&self, seen: &Seen, kind: &'static Kind, record: RecordId) -> Raw {
        let mut raw = Raw::default();
        let own = self.of_record(seen, (kind.id, record));
        if own.is_empty() {
            return raw;
        }
        let group = self.group(seen, (kind.id, record)).into_iter();
        let mut events: Vec<usize> = group
            .flat_map(|one| self.of_record(seen, (kind.id, one)))
            .collect();
        events.sort_by_key(|at| self.events[*at].id);
        for unit in units(kind) {
            // Each record keeps the number that it was given.
            let setters = if unit[0] == REF.id { &own } else { &events };
            let heads = self.heads(setters, &unit);
            let Some(shown) = heads.last().copied() else {
                continue;
            };
            let differs = |field: &&str| {
                let shown = self.value(shown, field);
                heads.iter().any(|head| self.value(*head, field) != shown)
            };
            if unit[0] != REF.id && unit.iter().any(differs) {
                raw.conflicts.push((unit[0], heads.clone()));
            }
            for field in &unit {
                raw.values.insert(field, self.value(shown, field));
            }
            raw.heads.insert(unit[0], heads);
        }
        raw.given = own
            .iter()
            .filter_map(|at| Some(self.value(*at, REF.id).as_str()?.to_owned()))
            .collect();
        if let Some(first) = raw.given.first() {
            raw.values.insert(REF.id, Json::from(first.as_str()));
        }
        self.void_conflict(&mut raw, kind);
        raw.values.retain(|_, value| !value.is_null());
        raw
    }

    /// A void and an edit whose authors knew nothing of each other, nor of one that says the same.
    fn void_conflict(&self, raw: &mut Raw, kind: &'static Kind) {
        let decided = raw.conflicts.iter().all(|(field, _)| *field != VOID.id);
        let is_void = raw
            .values
            .get(VOID.id)
            .is_some_and(|value| !value.is_null());
        if !decided || !is_void {
            return;
        }
        let voids = raw.heads[VOID.id].clone();
        let mut rivals: Vec<usize> = Vec::new();
        for unit in units(kind) {
            let Some(heads) = raw.heads.get(unit[0]) else {
                continue;
            };
            if [REF.id, VOID.id].contains(&unit[0]) {
                continue;
            }
            let said = |head: usize| -> Vec<Json> {
                unit.iter().map(|field| self.value(head, field)).collect()
            };
            let unknown = |head: &usize| {
                let alike = |other: &&usize| said(**other) == said(*head);
                let alike: Vec<usize> = heads.iter().filter(alike).copied().collect();
                let is_empty = said(*head).iter().all(Json::is_null);
                !voids.iter().all(|void| {
                    is_empty && self.had_nothing(*void)
                        || alike.iter().any(|other| self.know_of(*void, *other))
                })
            };
            rivals.extend(heads.iter().copied().filter(unknown));
        }
        if !rivals.is_empty() {
            let heads: BTreeSet<usize> = rivals.into_iter().chain(voids).collect();
            raw.conflicts.push((VOID.id, heads.into_iter().collect()));
        }
    }

    /// Tells whether the author of one of two events had seen the other.
    fn know_of(&self, one: usize, other: usize) -> bool {
        one == other || self.saw(one, other) || self.saw(other, one)
    }

    /// Tells whether the author of an event had nothing of its record.
    fn had_nothing(&self, at: usize) -> bool {
        let event = &self.events[at];
        self.of_record(&event.seen, (event.kind.id, event.record))
            .is_empty()
    }

    /// Tells who stands for whom.
    fn standing(raws: &BTreeMap<Key, Raw>) -> BTreeMap<RecordId, RecordId> {
        let mut groups: Vec<BTreeSet<RecordId>> = Vec::new();
        for ((kind, _), raw) in raws {
            let named = |field: &str| RecordId::from_hex(raw.values.get(field)?.as_str()?);
            if *kind != IDENTITY.id || raw.values.contains_key(VOID.id) {
                continue;
            }
            let (Some(one), Some(other)) = (named("one"), named("other")) else {
                continue;
            };
            let (with, without): (Vec<_>, Vec<_>) = groups
                .into_iter()
                .partition(|group| group.contains(&one) || group.contains(&other));
            let joined = with.into_iter().flatten().chain([one, other]).collect();
            groups = without.into_iter().chain([joined]).collect();
        }
        let stands = |group: &BTreeSet<RecordId>| {
            let smallest = group.first().copied();
            let others = group.iter().skip(1).copied();
            others
                .filter_map(|other| Some((other, smallest?)))
                .collect::<Vec<_>>()
        };
        groups.iter().flat_map(stands).collect()
    }

    /// Foretells the tables of a file that has seen these events.
    pub(super) fn view(&self, seen: &Seen) -> BTreeMap<Key, Row> {
        let kinds: BTreeMap<Key, &'static Kind> = seen
            .iter()
            .map(|at| &self.events[*at])
            .map(|event| ((event.kind.id, event.record), event.kind))
            .collect();
        let raws: BTreeMap<Key, Raw> = kinds
            .iter()
            .map(|(key, kind)| (*key, self.raw(seen, kind, key.1)))
            .collect();
        let standing = Self::standing(&raws);
        let mut view = BTreeMap::new();
        for (key, raw) in &raws {
            let mut row = self.row(kinds[key], raw, &standing);
            if standing.contains_key(&key.1) && JOINABLE.contains(&key.0) {
                row.values.insert(VOID.id, Json::from(JOINED));
                row.conflicts.clear();
            }
            view.insert(*key, row);
        }
        self.number_copies(seen, &kinds, &mut view);
        view
    }

    fn row(&self, kind: &'static Kind, raw: &Raw, standing: &BTreeMap<RecordId, RecordId>) -> Row {
        let mut row = Row::default();
        for (field, value) in &raw.values {
            let declared = kind.field(field).expect("a field of the kind");
            if !fits(field, value) {
                row.defects.insert(field, value.clone());
            } else if matches!(declared.shape, Shape::Reference(_)) && kind.id != IDENTITY.id {
                row.values.insert(field, stood_for(value, standing));
            } else {
                row.values.insert(field, value.clone());
            }
        }
        let ids = |heads: &Vec<usize>| heads.iter().map(|at| self.events[*at].id).collect();
        let differ = |(unit, heads): &&(&str, Vec<usize>)| {
            let fields = kind.group_of(kind.field(unit).expect("a field of the kind"));
            let said = |at: &usize| -> Vec<Json> {
                let said = |field: &&Field| match field.shape {
                    Shape::Reference(_) => stood_for(&self.value(*at, field.id), standing),
                    _ => self.value(*at, field.id),
                };
                fields.iter().map(said).collect()
            };
            *unit == VOID.id
                || heads
                    .windows(2)
                    .any(|pair| said(&pair[0]) != said(&pair[1]))
        };
        row.conflicts = raw
            .conflicts
            .iter()
            .filter(differ)
            .map(|(field, heads)| (*field, ids(heads)))
            .collect();
        let first = raw.given.first();
        let others = raw.given.iter().filter(|given| Some(*given) != first);
        row.aliases = others.cloned().collect();
        row
    }

    /// The earliest record keeps a ref that was given twice; the others get `.2` and up.
    fn number_copies(
        &self,
        seen: &Seen,
        kinds: &BTreeMap<Key, &'static Kind>,
        view: &mut BTreeMap<Key, Row>,
    ) {
        let mut holders: BTreeMap<(&str, String), Vec<(ChangeId, Key)>> = BTreeMap::new();
        for (key, row) in view.iter() {
            let given = row.values.get(REF.id).and_then(Json::as_str);
            if let (Some(given), true) = (given, kinds[key].letter.is_some()) {
                let first = self.of_record(seen, *key)[0];
                holders
                    .entry((key.0, given.to_owned()))
                    .or_default()
                    .push((self.events[first].id, *key));
            }
        }
        for ((_, given), mut holders) in holders {
            holders.sort_unstable();
            for (copy, (_, key)) in (1..).zip(&holders).skip(1) {
                let shown = Json::from(format!("{given}.{copy}"));
                let row = view.get_mut(key).expect("a holder is there");
                row.values.insert(REF.id, shown);
            }
        }
    }
}

/// Of all that histories write, only this does not fit its field.
fn fits(field: &str, value: &Json) -> bool {
    field != "percent" || value.as_i64().is_some_and(|percent| percent <= 100)
}

fn stood_for(value: &Json, standing: &BTreeMap<RecordId, RecordId>) -> Json {
    match value {
        Json::Array(items) => items.iter().map(|item| stood_for(item, standing)).collect(),
        Json::String(text) => RecordId::from_hex(text)
            .and_then(|id| standing.get(&id))
            .map_or_else(|| value.clone(), |stands| Json::from(hex(&stands.0))),
        other => other.clone(),
    }
}
