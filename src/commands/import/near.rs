//! Knows a record again by what people tell it by, though other cells of its row were corrected since,
//! or it was entered by hand: such a row is never a second record without anybody saying so.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::Options;
use super::differs::{Cell, cells, differing, never_said};
use super::draft::DraftList;
use super::table::{Reason, RowFlaw, SheetTable};
use super::triage::{Brought, Triaged};
use crate::desk::Desk;
use crate::error::Result;
use crate::model::kind::{Field, Kind, UNIT};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::store::Filter;

/// The records of a kind by what they are known by, read day by day as they are asked for.
pub(super) struct Known<'d> {
    desk: &'d Desk<'d>,
    kind: &'static Kind,
    /// The days that were read; `None` stands for all of a kind that has no day.
    read: HashSet<Option<NaiveDate>>,
    found: HashMap<u64, Vec<RecordId>>,
}

impl<'d> Known<'d> {
    /// Returns `None` where nobody would know a record of the kind again, or there is none.
    pub(super) fn of(desk: &'d Desk, kind: &'static Kind) -> Result<Option<Self>> {
        if kind.known_by.is_empty() {
            return Ok(None);
        }
        let first = Filter {
            limit: Some(1),
            ..Filter::default()
        };
        let is_empty = desk.store.in_the_end(|| desk.store.list(kind, &first))?;
        Ok((!is_empty.is_empty()).then(|| Self {
            desk,
            kind,
            read: HashSet::new(),
            found: HashMap::new(),
        }))
    }

    /// Returns those that a record may be, and in which of the fields that are told each is another,
    /// the nearest first; none of those that are taken.
    pub(super) fn like(
        &mut self,
        record: &Record,
        taken: &HashSet<RecordId>,
        told: &dyn Fn(&Field) -> bool,
    ) -> Result<Vec<(Record, Vec<&'static Field>)>> {
        let mut like: Vec<(Record, Vec<&'static Field>)> = Vec::new();
        for (set, fields) in (0..).zip(self.kind.known_by) {
            if !is_filled(record, fields) {
                continue;
            }
            let day = self.kind.day.filter(|day| has(fields, day));
            self.read_day(day, day.and_then(|day| record.day(day)))?;
            let found = self.found.get(&key(set, fields, record));
            let found = found.into_iter().flatten();
            let new = found.filter(|id| !taken.contains(id));
            for id in new {
                let store = &self.desk.store;
                let known = store.in_the_end(|| store.get(self.kind, *id))?;
                let is_seen = like.iter().any(|(known, _)| known.id == *id);
                let is_other =
                    |known: &Record| is_other(set, known, record) || self.is_others(known, record);
                let Some(known) = known.filter(|known| !is_seen && !is_other(known)) else {
                    continue;
                };
                let is_told = |field: &Field| told(field) && record.value(field).is_some();
                let fields = differing(self.desk, &known, record, &is_told)?;
                like.push((known, fields));
            }
        }
        like.sort_by_key(|(_, fields)| fields.len());
        Ok(like)
    }

    /// Tells whether what a record is known by is that of several which are there and have no title: then it
    /// tells none of them from another, as where each visitor of a day has a row.
    fn tells_little(&self, record: &Record) -> bool {
        let sets = (0..).zip(self.kind.known_by);
        let mut filled = sets.filter(|(_, fields)| is_filled(record, fields));
        let is_shared = |(set, fields): (usize, &&[&Field])| {
            let found = self.found.get(&key(set, fields, record));
            found.is_some_and(|found| found.len() > 1)
        };
        self.kind.title.is_none() && filled.any(is_shared)
    }

    /// Tells whether a record came from another office and is of another unit: people may say the same to
    /// both on one day.
    fn is_others(&self, known: &Record, record: &Record) -> bool {
        if self.kind.named || known.value(&UNIT) == record.value(&UNIT) {
            return false;
        }
        let office = Ref::parse(known.ref_text(), "").map(|reference| reference.office);
        office.is_some_and(|code| code != self.desk.office && !self.desk.codes.contains(&code))
    }

    fn read_day(&mut self, field: Option<&'static Field>, day: Option<NaiveDate>) -> Result<()> {
        if !self.read.insert(day) {
            return Ok(());
        }
        let mut filter = Filter::default();
        if let (Some(field), Some(day)) = (field, day) {
            filter.equals(field, &Value::Day(day));
        }
        let store = &self.desk.store;
        for known in store.in_the_end(|| store.list(self.kind, &filter))? {
            for (set, fields) in (0..).zip(self.kind.known_by) {
                if is_filled(&known, fields) {
                    let same = self.found.entry(key(set, fields, &known)).or_default();
                    same.push(known.id);
                }
            }
        }
        Ok(())
    }
}

/// Tells whether two records are told apart by what comes before a set: the household that was visited, and
/// only where none is named what was found.
fn is_other(set: usize, known: &Record, record: &Record) -> bool {
    let before = known.kind.known_by.iter().take(set);
    let mut tells = before.filter_map(|fields| fields.last());
    tells.any(|field| {
        let both = is_filled(known, &[field]) && is_filled(record, &[field]);
        both && key(0, &[field], known) != key(0, &[field], record)
    })
}

/// Tells whether a record says all of these; what says something by being empty, it says.
fn is_filled(record: &Record, fields: &[&Field]) -> bool {
    let says = |field: &&Field| record.value(field).is_some() || !field.empties.is_empty();
    fields.iter().all(says)
}

fn has(fields: &[&Field], field: &Field) -> bool {
    fields.iter().any(|own| own.id == field.id)
}

fn key(set: usize, fields: &[&Field], record: &Record) -> u64 {
    let mut hasher = DefaultHasher::new();
    set.hash(&mut hasher);
    for field in fields {
        match record.value(field) {
            Some(Value::Text(text)) => words(text).hash(&mut hasher),
            Some(Value::List(items)) => {
                let items = items.iter().map(|item| item.to_json().to_string());
                let mut items: Vec<String> = items.collect();
                items.sort();
                items.hash(&mut hasher);
            }
            value => value
                .map(|value| value.to_json().to_string())
                .hash(&mut hasher),
        }
    }
    hasher.finish()
}

/// Leaves of a text its words: a full stop or a blank more makes no other record.
fn words(text: &str) -> String {
    let words: String = text.chars().filter(|one| one.is_alphanumeric()).collect();
    if words.is_empty() {
        text.to_owned()
    } else {
        words
    }
}

/// Takes from the new records of a sheet those that are there already or that a row corrects: the one is
/// told as what is there, the other by what is different.
pub(super) fn know_again(
    desk: &Desk,
    table: &SheetTable,
    drafts: &DraftList,
    triaged: &mut Triaged,
    brought: &mut Brought,
    options: Options,
) -> Result<()> {
    let kind = table.kind;
    if triaged.unnumbered() == 0 || kind.named || kind.official {
        return Ok(());
    }
    let Some(mut known) = Known::of(desk, kind)? else {
        return Ok(());
    };
    let told = |field: &Field| table.column(field).is_some();
    let mut reader = drafts.reader();
    let mut new = Vec::with_capacity(triaged.new.len());
    for (id, reference, place) in std::mem::take(&mut triaged.new) {
        if reference.is_some() {
            new.push((id, reference, place));
            continue;
        }
        let draft = reader.at(place)?;
        let wanted = draft.body.record(kind, id);
        let like = known.like(&wanted, &brought.known, &told)?;
        let mut like = like.into_iter().next();
        if let Some((same, fields)) = &mut like {
            never_said(desk, same.id, &wanted, fields)?;
        }
        if like.is_some() && known.tells_little(&wanted) {
            like = like.filter(|(_, fields)| fields.is_empty());
        }
        match like {
            None => new.push((id, reference, place)),
            Some((same, fields)) if fields.is_empty() => {
                brought.known.insert(same.id);
                triaged.note_there(draft.row, same.ref_text());
            }
            Some((corrected, fields)) => {
                let cells = cells(desk, &corrected, &wanted, &fields)?;
                if options.new_only {
                    triaged.corrected.push((draft.row, cells));
                    triaged.already.rows.push(draft.row);
                } else {
                    triaged.flaws.push(flaw(table, draft.row, &fields, cells));
                }
            }
        }
    }
    triaged.new = new;
    Ok(())
}

fn flaw(table: &SheetTable, row: usize, fields: &[&'static Field], cells: Vec<Cell>) -> RowFlaw {
    // Where one cell says otherwise it is told there.
    let column = match fields {
        [field] => table.column(field),
        _ => None,
    };
    let value = cells.first().filter(|_| column.is_some());
    RowFlaw {
        row,
        column,
        head: column.map_or("", |at| table.heads.word(at)).to_owned(),
        value: value.map(|cell| cell.said.clone()).unwrap_or_default(),
        reason: Reason::Corrects(cells),
    }
}
