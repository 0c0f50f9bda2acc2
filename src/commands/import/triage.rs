//! Decides for each draft if it is new, there already, or differs from what is there, and writes
//! those that are new.

use std::collections::{HashMap, HashSet};

use super::Options;
use super::identity::occurrence;
use super::table::{Draft, Drafts, Identity, Reason, RowFlaw, SheetTable};
use crate::desk::Desk;
use crate::desk::bearing::bearing;
use crate::error::{Refusal, Result, Said};
use crate::model::kind::{Field, Kind, REF, UNDONE};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::store::{Body, NewRecord, Writing};
use crate::text::Lang;

/// Drafts of one sheet that are to be written.
#[derive(Debug, Default)]
pub(super) struct Triaged {
    /// New records; the ref is that of those that were exported.
    new: Vec<(RecordId, Option<Ref>, Body)>,
    /// Records that only making the file wrote, and what they are to be.
    replaced: Vec<(Record, Ref)>,
    /// Refs of the records that are there already.
    pub(super) already: Vec<String>,
    /// Of these, those that came without a ref: somebody imports a sheet again.
    pub(super) again: usize,
    pub(super) flaws: Vec<RowFlaw>,
}

/// Records of one sheet that were written.
#[derive(Debug, Default)]
pub(super) struct WrittenSheet {
    pub(super) added: usize,
    pub(super) first: String,
    pub(super) last: String,
}

impl Triaged {
    /// Counts the records that are to be written.
    pub(super) fn count(&self) -> usize {
        self.new.len() + self.replaced.len()
    }
}

/// Looks up what the file knows of each draft.
pub(super) fn triage(
    desk: &Desk,
    table: &SheetTable,
    read: Drafts,
    options: Options,
) -> Result<Triaged> {
    let mut triaged = Triaged::default();
    let mut next: HashMap<[u8; 16], u32> = HashMap::new();
    let mut taken: HashSet<RecordId> = HashSet::new();
    for draft in read.records {
        let row = draft.row;
        let reason = match draft.identity {
            Identity::Content(content) => {
                let number = next.entry(content).or_insert(1);
                triaged.of_content(desk, table.kind, draft.body, content, number, options)?
            }
            Identity::Official(id) if !taken.insert(id) => Some(Reason::Double),
            Identity::Official(id) => {
                triaged.official(desk, table.kind, id, draft.body, options)?
            }
            Identity::Exported(id, _) if !taken.insert(id) => Some(Reason::Double),
            Identity::Exported(id, ref reference) => {
                let reference = reference.clone();
                triaged.exported(desk, table.kind, id, reference, draft)?
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
    Ok(triaged)
}

impl Triaged {
    /// Finds the first occurrence of a content that is not there; one that is void does not count.
    fn of_content(
        &mut self,
        desk: &Desk,
        kind: &'static Kind,
        body: Body,
        content: [u8; 16],
        number: &mut u32,
        options: Options,
    ) -> Result<Option<Reason>> {
        loop {
            let id = occurrence(content, *number);
            *number += 1;
            match desk.store.known(kind, id)? {
                None => {
                    self.new.push((id, None, body));
                    return Ok(None);
                }
                Some((reference, None)) if !options.again => {
                    self.already.push(reference);
                    self.again += 1;
                    return Ok(None);
                }
                Some(_) => {}
            }
        }
    }

    fn official(
        &mut self,
        desk: &Desk,
        kind: &'static Kind,
        id: RecordId,
        body: Body,
        options: Options,
    ) -> Result<Option<Reason>> {
        match desk.store.known(kind, id)? {
            None => self.new.push((id, None, body)),
            Some((reference, Some(void))) if void == UNDONE => {
                let known = Ref::parse(&reference, "");
                self.replaced
                    .extend(known.map(|known| (body.record(kind, id), known)));
            }
            Some((reference, _)) if options.again => {
                return Ok(Some(Reason::There(reference)));
            }
            Some((reference, _)) => {
                self.already.push(reference);
                self.again += 1;
            }
        }
        Ok(None)
    }

    fn exported(
        &mut self,
        desk: &Desk,
        kind: &'static Kind,
        id: RecordId,
        reference: Ref,
        draft: Draft,
    ) -> Result<Option<Reason>> {
        let by_id = desk.store.get(kind, id)?;
        let Some(known) = by_id.or(desk.store.by_ref(kind, &reference)?) else {
            self.new.push((id, Some(reference), draft.body));
            return Ok(None);
        };
        let wanted = draft.body.record(kind, known.id);
        // Also by a ref that another office gave it.
        let same_ref = known.ref_text() == reference.to_string()
            || desk
                .store
                .by_ref(kind, &reference)?
                .is_some_and(|other| other.id == known.id);
        let same = |field: &&'static Field| {
            field.id == REF.id
                || !field.first_of.is_empty()
                || known.value(field) == wanted.value(field)
        };
        if same_ref && kind.all_fields().all(|field| same(&field)) {
            self.already.push(reference.to_string());
            return Ok(None);
        }
        // The office's own unit, to which the office that keeps the roster gave another ref.
        if known.id == id && (known.is_undone() || desk.store.is_as_made(kind, id)?) {
            self.replaced.push((wanted, reference));
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
            .filter_map(|(_, reference, _)| reference.as_ref());
        let most = exported
            .filter(|one| one.office == next.office)
            .map(|one| one.number)
            .max();
        next.number = most.map_or(next.number, |most| next.number.max(most + 1));
        let mut copies = Vec::new();
        let mut unnumbered = Vec::new();
        let mut records = Vec::with_capacity(self.new.len());
        for (id, reference, body) in self.new {
            let reference = reference.unwrap_or_else(|| {
                unnumbered.push(id);
                let own = next.clone();
                next.number += 1;
                own
            });
            written.note([reference.to_string()]);
            let given = Ref {
                copy: 1,
                ..reference.clone()
            }
            .to_string();
            if reference.copy > 1 {
                copies.push((id, reference.to_string()));
            }
            records.push(NewRecord::new(id, &given, body));
        }
        writing.add_all(kind, records, tick)?;
        // What was exported has its posts in a sheet of their own.
        if let Some(bearing) = bearing(kind) {
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
