//! Finds the record that a row of a sheet is, by its identity, by its number, by what it says, or by what
//! people tell it by.

use std::collections::{HashMap, HashSet};

use super::differs::differing;
use super::draft::Identity;
use super::identity::{known_content, occurrence};
use super::near::Known;
use super::roster::NameBook;
use super::rows::RowReader;
use super::table::{Drafts, Reason, RowFlaw, Says, SheetTable};
use crate::desk::Desk;
use crate::error::Result;
use crate::model::kind::{Field, UNIT};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::sheets::Row;

/// What is wrong with a row, or what it is good for.
pub(super) type Told<T> = std::result::Result<T, Vec<RowFlaw>>;

/// The records that the sheets have named so far.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) records: HashSet<RecordId>,
    /// The next occurrence of each content.
    next: HashMap<[u8; 16], u32>,
}

/// What a row says of a record that is there.
pub(super) enum Of {
    /// All that its columns hold: it was exported.
    Whole(Record),
    /// What its cells say otherwise, in an office's own sheet; the row as a record.
    Told(Record, Record),
    /// Of a record that is still to be found: the row as it is told, and with what goes without saying.
    Open(Record, Record),
}

impl RowReader<'_> {
    /// Finds the record that a row is of, which no other row may name.
    pub(super) fn names(
        &self,
        row: &Row,
        named: &mut Named,
        roster: &mut NameBook,
    ) -> Result<Told<Of>> {
        let flaw = |column, reason| Ok(Err(vec![self.flaw(row, column, reason)]));
        let says = self.says(row);
        let of = match says {
            Says::Unclear => return Ok(Err(vec![self.unclear(row)])),
            Says::Exported(id, reference) => {
                let Some(known) = known(self.desk, self.table, id)? else {
                    return flaw(self.reference, Reason::NotThere);
                };
                if known.ref_text() != reference.to_string() {
                    let there = known.ref_text().to_owned();
                    let reference = reference.to_string();
                    return flaw(self.reference, Reason::Renumbered { there, reference });
                }
                Of::Whole(known)
            }
            Says::Numbered(reference) if self.table.heads.are_of_a_ledger(self.table.kind) => {
                match self.desk.store.by_ref(self.table.kind, &reference)? {
                    Some(known) => Of::Whole(known),
                    None => return flaw(self.reference, Reason::NotThere),
                }
            }
            Says::New | Says::Numbered(_) if self.record.is_some() => {
                return flaw(self.record, Reason::NotExported);
            }
            Says::New | Says::Numbered(_) => match self.by_content(row, says, named, roster)? {
                Ok(of) => of,
                Err(found) => return Ok(Err(found)),
            },
        };
        let (Of::Whole(known) | Of::Told(known, _)) = &of else {
            return Ok(Ok(of));
        };
        if !named.records.insert(known.id) {
            return flaw(self.record.or(self.reference), Reason::Double);
        }
        Ok(Ok(of))
    }

    /// Finds the record that a row of an office's own sheet is, by what it says or by its number.
    fn by_content(
        &self,
        row: &Row,
        says: Says,
        named: &mut Named,
        roster: &mut NameBook,
    ) -> Result<Told<Of>> {
        let (desk, kind) = (self.desk, self.table.kind);
        let mut read = Drafts::default();
        let mut told = Record::empty(kind, RecordId([0; 16]));
        self.read_cells(row, &mut told, self.manner(false), roster, &mut read);
        if !read.flaws.is_empty() {
            return Ok(Err(read.flaws));
        }
        let mut whole = told.clone();
        self.preset(&mut whole)?;
        let known = match self.identity(says, &whole) {
            Some(Identity::Content(_, Some(reference))) => {
                return self.by_number(row, &reference, told);
            }
            Some(Identity::Content(content, None)) => {
                let content = known_content(desk, &whole, content)?;
                self.occurring(content, named)?
            }
            Some(Identity::Official(id)) => known(desk, self.table, id)?,
            _ => None,
        };
        Ok(Ok(match known {
            Some(known) => Of::Told(known, told),
            None => Of::Open(told, whole),
        }))
    }

    /// Finds the record that a row is though some of its cells were corrected.
    pub(super) fn like(
        &self,
        row: &Row,
        whole: &Record,
        book: Option<&mut Known>,
        named: &mut Named,
    ) -> Result<Told<Record>> {
        let flaw = |reason| Ok(Err(vec![self.flaw(row, None, reason)]));
        let told = |field: &Field| self.column(field).is_some();
        let like = match book {
            Some(book) => book.like(whole, &named.records, &told)?,
            None => Vec::new(),
        };
        let nearest = like.first().map_or(0, |(_, fields)| fields.len());
        let mut like = like.into_iter();
        let mut like = like
            .by_ref()
            .take_while(|(_, fields)| fields.len() == nearest);
        let Some((known, _)) = like.next() else {
            return flaw(Reason::NotKnown);
        };
        let others: Vec<String> = like.map(|(other, _)| other.ref_text().to_owned()).collect();
        if !others.is_empty() {
            let first = std::iter::once(known.ref_text().to_owned());
            return flaw(Reason::SeveralLike(first.chain(others).collect()));
        }
        named.records.insert(known.id);
        Ok(Ok(known))
    }

    /// Finds the next record of a content; one that is void does not count.
    fn occurring(&self, content: [u8; 16], named: &mut Named) -> Result<Option<Record>> {
        let number = named.next.entry(content).or_insert(1);
        loop {
            let id = occurrence(content, *number);
            let Some((_, void)) = self.desk.store.known(self.table.kind, id)? else {
                return Ok(None);
            };
            *number += 1;
            if void.is_none() {
                return known(self.desk, self.table, id);
            }
        }
    }

    /// Finds the record of a number, of which the row must say something that is so.
    fn by_number(&self, row: &Row, reference: &Ref, told: Record) -> Result<Told<Of>> {
        let (desk, kind) = (self.desk, self.table.kind);
        let flaw = |reason| Ok(Err(vec![self.flaw(row, self.reference, reason)]));
        let Some(known) = desk.store.by_ref(kind, reference)? else {
            return flaw(Reason::NotThere);
        };
        let known = desk
            .store
            .in_the_end(|| desk.store.get(kind, known.id))?
            .unwrap_or(known);
        let is_said = |field: &Field| told.value(field).is_some() && field.id != UNIT.id;
        let said = kind.all_fields().filter(|field| is_said(field)).count();
        let fields = differing(desk, &known, &told, &is_said)?;
        if said > 1 && fields.len() == said {
            let there = known.ref_text().to_owned();
            return flaw(Reason::Differs {
                kind,
                there,
                fields,
                is_exported: false,
            });
        }
        Ok(Ok(Of::Told(known, told)))
    }
}

/// Finds a record as it is seen now, or else with what is still to come.
pub(super) fn known(desk: &Desk, table: &SheetTable, id: RecordId) -> Result<Option<Record>> {
    match desk.store.get(table.kind, id)? {
        None => desk.store.in_the_end(|| desk.store.get(table.kind, id)),
        found => Ok(found),
    }
}
