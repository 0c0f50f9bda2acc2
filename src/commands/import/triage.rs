//! Decides for each draft if it is new, there already, or differs from what is there, and writes
//! those that are new.

use std::collections::{HashMap, HashSet};

use super::Options;
use super::differs::{Cell, cells, differing, never_said};
use super::draft::{Draft, DraftList, Identity};
use super::events::is_history;
use super::identity::{known_content, occurrence};
use super::table::{Reason, RowFlaw, SheetTable};
use crate::desk::bearing::bearing;
use crate::desk::same::same as same_record;
use crate::desk::{Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::model::kind::{Field, Kind, REF, State, UNDONE};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::store::{NewRecord, Writing};
use crate::text::Lang;

/// Drafts of one sheet that are to be written.
#[derive(Debug, Default)]
pub(super) struct Triaged {
    /// New records, by the places of their drafts; the ref is that of those that were exported or
    /// numbered.
    pub(super) new: Vec<(RecordId, Option<Box<Ref>>, u64)>,
    /// Records that only making the file wrote, and what they are to be.
    replaced: Vec<(Record, Ref)>,
    /// Refs of the records that are there already.
    pub(super) already: Refs,
    /// Of these, those that came without a ref: somebody imports a sheet again.
    pub(super) again: usize,
    /// Rows that correct what is there, and are left out.
    pub(super) corrected: Vec<(usize, Vec<Cell>)>,
    /// New rows that say what another new row of the sheet says, each behind the first of them.
    pub(super) equal: Vec<(usize, usize)>,
    /// Records that are there, of which the sheet tells what became of them and they do not.
    pub(super) behind: Vec<(String, Vec<&'static Field>)>,
    pub(super) flaws: Vec<RowFlaw>,
}

/// Refs of which the first few are told.
#[derive(Clone, Debug, Default)]
pub(super) struct Refs {
    pub(super) first: Vec<String>,
    /// The rows that they are in.
    pub(super) rows: Vec<usize>,
}

impl Refs {
    pub(super) const SHOWN: usize = 3;

    fn add(&mut self, row: usize, reference: String) {
        self.rows.push(row);
        if self.first.len() < Self::SHOWN {
            self.first.push(reference);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }
}

/// Records of one sheet that were written.
#[derive(Debug, Default)]
pub(super) struct WrittenSheet {
    pub(super) added: usize,
    pub(super) first: String,
    pub(super) last: String,
}

/// What the sheets have brought, of any kind.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// The next occurrence of each content in the sheet that is looked at, and the row of its first.
    next: HashMap<[u8; 16], (u32, usize)>,
    /// Records of the file that rows without a number are, in all that they say.
    pub(super) known: HashSet<RecordId>,
    /// New records of the sheets before it.
    before: HashSet<RecordId>,
    taken: HashSet<RecordId>,
    /// Per kind, the next number of this office.
    numbers: HashMap<&'static str, i64>,
}

impl Triaged {
    /// Counts the records that are to be written.
    pub(super) fn count(&self) -> usize {
        self.new.len() + self.replaced.len()
    }

    /// Counts the new records that have no ref yet.
    pub(super) fn unnumbered(&self) -> usize {
        let new = self.new.iter();
        new.filter(|(_, reference, _)| reference.is_none()).count()
    }

    /// Takes note of a row without a number that is a record of the file.
    pub(super) fn note_there(&mut self, row: usize, reference: &str) {
        self.already.add(row, reference.to_owned());
        self.again += 1;
    }
}

/// Looks up what the file knows of each draft.
pub(super) fn triage(
    desk: &Desk,
    table: &SheetTable,
    read: &DraftList,
    brought: &mut Brought,
    options: Options,
) -> Result<Triaged> {
    let mut triaged = Triaged {
        new: Vec::with_capacity(read.count),
        ..Triaged::default()
    };
    // What the sheet says nothing of is not compared.
    let told = |field: &Field| table.column(field).is_some();
    let mut drafts = read.reader();
    while let Some((place, draft)) = drafts.next()? {
        let (row, kind) = (draft.row, table.kind);
        let taken = &mut brought.taken;
        let reason = match &draft.identity {
            Identity::Content(content, None) => {
                let mut content = *content;
                if kind.states.iter().any(State::is_entered) {
                    let record = draft.body.record(kind, RecordId(content));
                    content = known_content(desk, &record, content)?;
                }
                triaged.of_content(desk, table, (place, &draft), content, brought, options)?
            }
            Identity::Content(content, Some(reference)) => {
                let numbered = (*content, reference);
                triaged.numbered(desk, kind, (place, &draft), numbered, brought, &told)?
            }
            Identity::Official(id) | Identity::Exported(id, _) if !taken.insert(*id) => {
                Some(Reason::Double)
            }
            Identity::Official(id) => {
                triaged.official(desk, kind, (place, &draft), *id, options)?
            }
            Identity::Exported(id, reference) => {
                triaged.exported(desk, kind, (place, &draft), *id, reference)?
            }
        };
        triaged.flaws.extend(reason.map(|reason| RowFlaw {
            row,
            column: None,
            head: String::new(),
            value: String::new(),
            reason,
        }));
    }
    brought.next.clear();
    let new = triaged.new.iter().map(|(id, ..)| *id);
    brought.before.extend(new);
    Ok(triaged)
}

impl Triaged {
    /// Finds the first occurrence of a content that is not there; one that is void does not count.
    fn of_content(
        &mut self,
        desk: &Desk,
        table: &SheetTable,
        (place, draft): (u64, &Draft),
        content: [u8; 16],
        brought: &mut Brought,
        options: Options,
    ) -> Result<Option<Reason>> {
        let kind = table.kind;
        let (number, first) = brought.next.entry(content).or_insert((1, draft.row));
        loop {
            let id = occurrence(content, *number);
            *number += 1;
            if brought.before.contains(&id) {
                if options.again {
                    continue;
                }
                if options.new_only {
                    self.already.rows.push(draft.row);
                    return Ok(None);
                }
                return Ok(Some(Reason::InSheetBefore));
            }
            match desk.store.known(kind, id)? {
                None => {
                    if *first != draft.row {
                        self.equal.push((*first, draft.row));
                    }
                    if kind.named && !options.again && !options.as_new {
                        return self.unless_same(desk, table, (place, draft), id, options);
                    }
                    self.new.push((id, None, place));
                    return Ok(None);
                }
                Some((reference, None)) if !options.again => {
                    let wanted = draft.body.record(kind, id);
                    let fields = became(desk, &wanted)?;
                    self.note_behind(desk, (&reference, id), &wanted, fields)?;
                    self.note_there(draft.row, &reference);
                    brought.known.insert(id);
                    return Ok(None);
                }
                Some(_) => {}
            }
        }
    }

    /// Takes note of what only the sheet tells of a record that is there.
    fn note_behind(
        &mut self,
        desk: &Desk,
        (there, id): (&str, RecordId),
        wanted: &Record,
        mut fields: Vec<&'static Field>,
    ) -> Result<()> {
        never_said(desk, id, wanted, &mut fields)?;
        if !fields.is_empty() {
            self.behind.push((there.to_owned(), fields));
        }
        Ok(())
    }

    /// Takes a new record, unless one of its name is there: the same, or another.
    fn unless_same(
        &mut self,
        desk: &Desk,
        table: &SheetTable,
        (place, draft): (u64, &Draft),
        id: RecordId,
        options: Options,
    ) -> Result<Option<Reason>> {
        let kind = table.kind;
        let wanted = draft.body.record(kind, id);
        let namesake = same_record(desk, &wanted)?;
        let is_namesake = namesake.is_some();
        let Some(same) = namesake.or_else(|| called_with_a_remark(desk, &wanted)) else {
            self.new.push((id, None, place));
            return Ok(None);
        };
        let there = same.ref_text().to_owned();
        let fields = differing(desk, &same, &wanted, &|field| {
            table.column(field).is_some() && wanted.value(field).is_some()
        })?;
        if fields.is_empty() {
            self.note_there(draft.row, &there);
            return Ok(None);
        }
        if !is_namesake {
            return Ok(Some(Reason::Same { kind, there }));
        }
        let cells = cells(desk, &same, &wanted, &fields)?;
        if options.new_only {
            self.corrected.push((draft.row, cells));
            self.already.rows.push(draft.row);
            return Ok(None);
        }
        Ok(Some(Reason::Corrects(cells)))
    }

    /// Takes a record that somebody has numbered: the one of that ref, or a new one where it is this
    /// office's next.
    fn numbered(
        &mut self,
        desk: &Desk,
        kind: &'static Kind,
        (place, draft): (u64, &Draft),
        (content, reference): ([u8; 16], &Ref),
        brought: &mut Brought,
        told: &dyn Fn(&Field) -> bool,
    ) -> Result<Option<Reason>> {
        let id = occurrence(content, 1);
        let wanted = draft.body.record(kind, id);
        if let Some(known) = desk.store.by_ref(kind, reference)? {
            let there = known.ref_text().to_owned();
            brought.known.insert(known.id);
            if !brought.taken.insert(known.id) {
                return Ok(Some(Reason::Double));
            }
            let fields = differing(desk, &known, &wanted, told)?;
            let is_new = |field: &&Field| {
                is_history(kind, field)
                    && !kind.is_computed(field)
                    && known.value(field).is_none()
                    && wanted.value(field).is_some()
            };
            if !fields.iter().all(is_new) {
                return Ok(Some(Reason::Differs {
                    kind,
                    there,
                    fields,
                    is_exported: false,
                }));
            }
            self.note_behind(desk, (&there, known.id), &wanted, fields)?;
            self.already.add(draft.row, there);
            return Ok(None);
        }
        let next = if let Some(next) = brought.numbers.get(kind.id) {
            *next
        } else {
            let own = [&desk.codes[..], std::slice::from_ref(&desk.office)].concat();
            desk.store.next_number(&own, kind)?
        };
        let (number, _) = brought.next.entry(content).or_insert((1, draft.row));
        let id = occurrence(content, *number);
        if reference.office != desk.office || reference.number != next || reference.copy > 1 {
            let next = Ref {
                office: desk.office.clone(),
                number: next,
                copy: 1,
                ..reference.clone()
            };
            let next = next.to_string();
            return Ok(Some(Reason::NotNext { next }));
        }
        if let Some((there, _)) = desk.store.known(kind, id)? {
            let reference = reference.to_string();
            return Ok(Some(Reason::Renumbered { there, reference }));
        }
        *number += 1;
        brought.numbers.insert(kind.id, next + 1);
        self.new
            .push((id, Some(Box::new(reference.clone())), place));
        Ok(None)
    }

    fn official(
        &mut self,
        desk: &Desk,
        kind: &'static Kind,
        (place, draft): (u64, &Draft),
        id: RecordId,
        options: Options,
    ) -> Result<Option<Reason>> {
        match desk.store.known(kind, id)? {
            None => self.new.push((id, None, place)),
            Some((reference, Some(void))) if void == UNDONE => {
                let known = Ref::parse(&reference, "");
                self.replaced
                    .extend(known.map(|known| (draft.body.record(kind, id), known)));
            }
            Some((reference, _)) if options.again => {
                return Ok(Some(Reason::There(reference)));
            }
            Some((reference, _)) => {
                self.already.add(draft.row, reference);
                self.again += 1;
            }
        }
        Ok(None)
    }

    fn exported(
        &mut self,
        desk: &Desk,
        kind: &'static Kind,
        (place, draft): (u64, &Draft),
        id: RecordId,
        reference: &Ref,
    ) -> Result<Option<Reason>> {
        let by_id = desk.store.get(kind, id)?;
        let by_ref = desk.store.by_ref(kind, reference)?;
        let Some(known) = by_id.or(by_ref) else {
            self.new
                .push((id, Some(Box::new(reference.clone())), place));
            return Ok(None);
        };
        let wanted = draft.body.record(kind, known.id);
        // Also by a ref that another office gave it.
        let same_ref = known.ref_text() == reference.to_string()
            || desk
                .store
                .by_ref(kind, reference)?
                .is_some_and(|other| other.id == known.id);
        let same = |field: &&'static Field| {
            field.id == REF.id
                || kind.is_computed(field)
                || known.value(field) == wanted.value(field)
        };
        if same_ref && kind.all_fields().all(|field| same(&field)) {
            self.already.add(draft.row, reference.to_string());
            return Ok(None);
        }
        // The office's own unit, to which the office that keeps the roster gave another ref.
        if known.id == id && (known.is_undone() || desk.store.is_as_made(kind, id)?) {
            self.replaced.push((wanted, reference.clone()));
            return Ok(None);
        }
        let there = known.ref_text().to_owned();
        let fields: Vec<&Field> = kind.all_fields().filter(|field| !same(field)).collect();
        Ok(Some(if known.id == id && fields.is_empty() {
            let reference = reference.to_string();
            Reason::Renumbered { there, reference }
        } else {
            Reason::Differs {
                kind,
                there,
                fields,
                is_exported: true,
            }
        }))
    }

    /// Writes what is new.
    ///
    /// # Errors
    /// If the file cannot be written, or a ref came out as another.
    pub(super) fn write(
        self,
        desk: &Desk,
        kind: &'static Kind,
        drafts: &DraftList,
        writing: &mut Writing,
        tick: &mut dyn FnMut(),
    ) -> Result<WrittenSheet> {
        let mut written = WrittenSheet {
            added: self.count(),
            ..WrittenSheet::default()
        };
        for (record, reference) in &self.replaced {
            let mut fields: Vec<_> = kind
                .all_fields()
                .filter(|field| field.id != REF.id)
                .map(|field| (field, record.value(field).cloned()))
                .collect();
            if desk.store.by_ref(kind, reference)?.is_none() {
                fields.push((&REF, Some(Value::Text(reference.to_string()))));
            }
            writing.change(kind, record.id, &fields)?;
        }
        let refs = self
            .replaced
            .iter()
            .map(|(_, reference)| reference.to_string());
        written.note(refs);
        let next = writing.next_ref(&desk.office, kind)?;
        let mut next = Ref::parse(&next, "").ok_or(Misnumbered {
            expected: next,
            is: String::new(),
        })?;
        let exported = self
            .new
            .iter()
            .filter_map(|(_, reference, _)| reference.as_deref());
        let most = exported
            .filter(|one| one.office == next.office)
            .map(|one| one.number)
            .max();
        next.number = most.map_or(next.number, |most| next.number.max(most + 1));
        let bearing = bearing(kind);
        let (mut copies, mut unnumbered) = (Vec::new(), Vec::new());
        let (count, mut drafts) = (self.new.len(), drafts.reader());
        let records = self.new.into_iter().map(|(id, reference, place)| {
            let reference = reference.map_or_else(
                || {
                    unnumbered.extend(bearing.as_ref().map(|_| id));
                    let own = next.clone();
                    next.number += 1;
                    own
                },
                |known| *known,
            );
            written.note([reference.to_string()]);
            let given = Ref {
                copy: 1,
                ..reference.clone()
            }
            .to_string();
            if reference.copy > 1 {
                copies.push((id, reference.to_string()));
            }
            Ok(NewRecord::new(id, &given, drafts.at(place)?.body))
        });
        writing.add_all(kind, count, records, tick)?;
        // What was exported has its posts in a sheet of their own.
        if let Some(bearing) = bearing {
            for id in unnumbered {
                if let Some(bearer) = desk.store.get(kind, id)? {
                    bearing.first(desk, &bearer)?.write(desk, writing)?;
                }
            }
        }
        for (id, expected) in copies {
            let known = desk.store.known(kind, id)?.map(|(reference, _)| reference);
            if known.as_ref() != Some(&expected) {
                let is = known.unwrap_or_default();
                return Err(Misnumbered { expected, is }.into());
            }
        }
        Ok(written)
    }
}

impl WrittenSheet {
    fn note(&mut self, refs: impl IntoIterator<Item = String>) {
        for reference in refs {
            if self.first.is_empty() {
                self.first.clone_from(&reference);
            }
            self.last = reference;
        }
    }
}

/// Finds the record that a name with a remark behind it in brackets means, as 李四（女）.
fn called_with_a_remark(desk: &Desk, record: &Record) -> Option<Record> {
    let name = input::normalised(record.title());
    let (bare, _) = name.split_once(['(', '['])?;
    let is_called = !bare.trim().is_empty();
    desk.find(&[record.kind.id], bare)
        .ok()
        .filter(|_| is_called)
}

/// Returns the fields of which a sheet tells what became of a record, and the record does not.
fn became(desk: &Desk, wanted: &Record) -> Result<Vec<&'static Field>> {
    let kind = wanted.kind;
    if !kind
        .all_fields()
        .any(|field| is_history(kind, field) && wanted.value(field).is_some())
    {
        return Ok(Vec::new());
    }
    differing(desk, wanted, wanted, &|field| {
        is_history(kind, field) && wanted.value(field).is_some()
    })
}

/// A ref that came out as another: a number that was given out twice has its first holder in the
/// file before the second.
#[derive(Debug)]
struct Misnumbered {
    expected: String,
    is: String,
}

impl Refusal for Misnumbered {
    fn said(&self, lang: Lang) -> Said {
        let Self { expected, is } = self;
        Said::new(
            "misnumbered",
            lang.pick(
                (
                    format!("{expected} 会变成 {is}，因为同号的前一条不在"),
                    "请把导出的全部行一起导入",
                ),
                (
                    format!("{expected} would become {is}, since the one before it is not there"),
                    "import all rows of the export together",
                ),
            ),
        )
        .of("ref")
        .with(expected)
    }
}
