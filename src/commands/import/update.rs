//! `import --update`: an exported sheet with corrected cells, or an office's own ledger that tells what
//! became of records since. Each difference is checked as `edit` and the steps check it; all are
//! written as one, or none.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::Options;
use super::columns::ColumnsSeen;
use super::events::is_history;
use super::heads::Meaning;
use super::lines::{Balance, Lines};
use super::near::{Known, cells};
use super::notes::{Cell, Note, ditto_note};
use super::report::{ImportedSheet, flawed, machine};
use super::roster::NameBook;
use super::rows::RowReader;
use super::shown::{ShownColumns, shows};
use super::table::{Drafts, Reason, RowFlaw, Says, SheetTable};
use super::triage::{agree, differing};
use super::whole::may_stay_empty;
use crate::commands::record::BECAUSE;
use crate::commands::record::edit::{is_editable, write};
use crate::commands::set;
use crate::desk::entry::Patch;
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::{Default as Preset, Field, LATE, LOGGED_ON, REF, UNIT, VOID};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};
use crate::options::Given;
use crate::sheets::{Row, SheetCell};
use crate::text::{Lang, Words};

use super::draft::Identity;
use super::identity::{known_content, occurrence};

/// A record with what is to change in it.
pub(super) type Edit = (Record, Patch);

/// What is wrong with a row, or what it is good for.
pub(super) type Told<T> = std::result::Result<T, Vec<RowFlaw>>;

/// A field that changes, and what it is to be.
type Change = (&'static Field, Option<Value>);

/// The records that the sheets have named so far.
#[derive(Debug, Default)]
struct Named {
    records: HashSet<RecordId>,
    /// The next occurrence of each content.
    next: HashMap<[u8; 16], u32>,
}

/// What a row says of a record that is there.
enum Of {
    /// All that its columns hold: it was exported.
    Whole(Record),
    /// What became of it, in an office's own sheet; the row as a record.
    Became(Record, Record),
    /// What its cells say otherwise: its number names it.
    Corrects(Record, Record),
    /// Of a record that is still to be found: the row as it is told, and with what goes without saying.
    Open(Record, Record),
}

/// Shows what sheets change, and changes it; returns what is wrong with each too.
pub(super) fn update(
    desk: &Desk,
    tables: &[SheetTable],
    options: Options,
    given: Given,
) -> Result<(Answer, Vec<Vec<RowFlaw>>)> {
    let mut roster = NameBook::new(desk);
    let (mut edits, mut wrong, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut named = Named::default();
    let mut newer = Vec::new();
    let mut sheets = Vec::new();
    for table in tables {
        let mut flaws = Vec::new();
        let mut reader = RowReader::new(desk, table, options);
        let shown = ShownColumns::of(desk, table)?;
        let mut lines = Lines::new(table.kind, &table.heads, &desk.plan);
        let mut balance = Balance {
            rows: table.count(),
            filled: table.sheet.filled,
            ..Balance::default()
        };
        let mut columns = ColumnsSeen::new(&reader);
        let mut known = 0;
        let mut stale = Vec::new();
        let mut open = Vec::new();
        table.each(|row| {
            if !reader.takes(row, &mut lines, &mut balance) {
                return Ok(());
            }
            let row = &*reader.spelt_out(row, &mut balance);
            columns.see(&reader, row);
            reader.count(row, &mut balance);
            let edit = match reader.names(row, &mut named, &mut roster)? {
                Err(found) => Err(found),
                Ok(Of::Became(known, told)) => reader.became(row, known, &told, given)?,
                Ok(Of::Corrects(known, told)) => {
                    reader.corrects(row, known, &told, &mut newer, given)?
                }
                Ok(Of::Open(told, whole)) => {
                    open.push((row.clone(), told, whole));
                    return Ok(());
                }
                Ok(Of::Whole(known)) => {
                    match reader.changes(row, &known, &shown, &mut stale, &mut roster)? {
                        Err(found) => Err(found),
                        Ok((patch, status)) => {
                            let (patch, status) =
                                reader.still_new(&known, patch, status, &mut newer)?;
                            reader.settled(row, known, patch, status, given)?
                        }
                    }
                }
            };
            match edit {
                Ok(edit) => {
                    known += 1;
                    edits.extend(edit);
                }
                Err(found) => flaws.extend(found),
            }
            Ok(())
        })?;
        // Once it is known which records the other rows are.
        let mut book = Known::of(desk, table.kind)?;
        for (row, told, whole) in open {
            let edit = match reader.like(&row, &whole, book.as_mut(), &mut named)? {
                Err(found) => Err(found),
                Ok(known) => reader.corrects(&row, known, &told, &mut newer, given)?,
            };
            match edit {
                Ok(edit) => {
                    known += 1;
                    edits.extend(edit);
                }
                Err(found) => flaws.extend(found),
            }
        }
        flaws.sort_by_key(|flaw| flaw.row);
        flaws.splice(0..0, columns.unknown());
        wrong.push(flaws);
        let left = (!balance.left.is_empty()).then_some(Note::Left(balance.left.clone()));
        let hidden = (!balance.hidden.is_empty()).then_some(Note::Hidden(balance.hidden.clone()));
        let stale = stale.iter().map(|column| table.heads.name(*column));
        let stale: Vec<String> = stale.collect();
        let stale = (!stale.is_empty()).then_some(Note::Stale(stale));
        let ditto = ditto_note(&balance);
        notes.extend(left.into_iter().chain(hidden).chain(stale).chain(ditto));
        sheets.push(ImportedSheet {
            table,
            balance,
            added: 0,
            already: known,
            refused: Vec::new(),
            refs: None,
        });
    }
    let mut answer = if wrong.iter().any(|flaws| !flaws.is_empty()) {
        for sheet in &mut sheets {
            sheet.already = 0;
            sheet.refused = sheet.balance.records.iter().collect();
        }
        let mut answer = flawed(&sheets, tables, &wrong, options, desk.context.lang);
        if let Some(Page::Report(report)) = &mut answer.page {
            report.json["changes"] = json!([]);
        }
        answer
    } else {
        changed(desk, &sheets, &edits, options, given)?
    };
    if !newer.is_empty() {
        notes.push(Note::Newer(newer));
    }
    for note in notes {
        answer.also(note);
    }
    Ok((answer, wrong))
}

/// Changes what the sheets have changed, or only shows it.
fn changed(
    desk: &Desk,
    sheets: &[ImportedSheet],
    edits: &[Edit],
    options: Options,
    given: Given,
) -> Result<Answer> {
    let rows = sheets.iter().map(|sheet| sheet.already).sum();
    let before: Vec<Record> = edits.iter().map(|(known, _)| known.clone()).collect();
    // Also of what is only proposed because others decide about it.
    let after = edits.iter().map(|(known, patch)| {
        let mut after = known.clone();
        for (field, value) in patch {
            after.set(field, value.clone());
        }
        after
    });
    let after: Vec<Record> = after.collect();
    if !edits.is_empty() {
        let reads = sheets.iter().map(|sheet| sheet.table.path.clone());
        let author = desk.author("import")?.reading(reads.collect());
        let author = author.because(given.optional(&BECAUSE, Given::sentence, desk)?);
        set::carry_out(desk, &author, options.dry_run, |writing| {
            let mut edits = edits.iter();
            edits.try_for_each(|(known, patch)| write(desk, writing, known, patch).map(drop))
        })?;
    }
    let mut report = set::report(desk, &before, &after)?;
    let mut json = machine(sheets, options);
    json["changes"] = flat(&report.json);
    report.json = json;
    if edits.is_empty() {
        report.blocks.clear();
    }
    let note = Updated {
        rows,
        changed: edits.len(),
        cells: edits.iter().map(cell_count).sum(),
        dry_run: options.dry_run,
    };
    Ok(Answer::noted(Page::Report(report), note))
}

/// Counts the fields of a record that change.
fn cell_count((known, patch): &Edit) -> usize {
    let changes = patch.iter();
    let changes = changes.filter(|(field, value)| known.value(field) != value.as_ref());
    changes.count()
}

/// Lists the changes of records one by one, each with its ref.
fn flat(records: &Json) -> Json {
    let records = match records {
        Json::Array(records) => &records[..],
        one => std::slice::from_ref(one),
    };
    let changes = records.iter().filter_map(|record| {
        let changes = record["changes"].as_array()?.iter();
        let changes = changes.map(|change| {
            let mut flat = Map::from_iter([(REF.id.to_owned(), record[REF.id].clone())]);
            flat.extend(change.as_object().cloned().unwrap_or_default());
            Json::Object(flat)
        });
        Some(changes.collect::<Vec<_>>())
    });
    changes.flatten().collect()
}

impl RowReader<'_> {
    /// Counts the cells of a row by what becomes of them.
    fn count(&self, row: &Row, balance: &mut Balance) {
        let filled = row.cells.iter().enumerate();
        for (column, _) in filled.filter(|(_, cell)| !cell.is_blank()) {
            let is_struck = self.is_struck(row, column);
            if is_struck && !self.options.visible {
                balance.struck += 1;
            }
            let cells = &mut balance.cells;
            match self.table.heads.meanings.get(column) {
                _ if is_struck && self.options.visible => cells.struck += 1,
                Some(Meaning::Field(_) | Meaning::Record) => cells.taken += 1,
                Some(Meaning::Computed | Meaning::Named(_)) => cells.computed += 1,
                Some(Meaning::Number) => cells.numbers += 1,
                Some(Meaning::Ignored) => cells.ignored += 1,
                Some(Meaning::Unknown) | None => cells.unknown += 1,
            }
        }
    }

    /// Finds the record that a row is of, which no other row may name.
    fn names(&self, row: &Row, named: &mut Named, roster: &mut NameBook) -> Result<Told<Of>> {
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
        let (Of::Whole(known) | Of::Became(known, _) | Of::Corrects(known, _)) = &of else {
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
            Some(known) => Of::Became(known, told),
            None => Of::Open(told, whole),
        }))
    }

    /// Finds the record that a row is though some of its cells were corrected.
    fn like(
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
        Ok(Ok(Of::Corrects(known, told)))
    }

    /// Works out what an office's own sheet tells of a record and the record does not.
    fn became(
        &mut self,
        row: &Row,
        known: Record,
        told: &Record,
        given: Given,
    ) -> Result<Told<Option<Edit>>> {
        let kind = known.kind;
        let is_new = |field: &&'static Field| {
            let value = told.value(field);
            is_history(kind, field) && value.is_some() && !agree(known.value(field), value)
        };
        let fields = kind.all_fields().filter(is_new);
        let mut patch: Patch = fields
            .map(|field| (field, told.value(field).cloned()))
            .collect();
        let status = self.status(&mut patch);
        self.settled(row, known, patch, status, given)
    }

    /// Works out what a row of an office's own sheet says otherwise than its record; an empty cell says
    /// nothing.
    fn corrects(
        &mut self,
        row: &Row,
        known: Record,
        told: &Record,
        newer: &mut Vec<Cell>,
        given: Given,
    ) -> Result<Told<Option<Edit>>> {
        let kind = known.kind;
        let is_other = |field: &&'static Field| {
            let value = told.value(field);
            ![REF.id, LOGGED_ON.id].contains(&field.id)
                && value.is_some()
                && !agree(known.value(field), value)
        };
        let fields = kind.all_fields().filter(is_other);
        let mut patch: Patch = fields
            .map(|field| (field, told.value(field).cloned()))
            .collect();
        let status = self.status(&mut patch);
        let (patch, status) = self.still_new(&known, patch, status, newer)?;
        self.settled(row, known, patch, status, given)
    }

    /// Leaves of what changes in a record that which it did not say before: what it said was corrected in the
    /// file since the sheet was made, and is told.
    fn still_new(
        &self,
        known: &Record,
        patch: Patch,
        status: Option<Value>,
        newer: &mut Vec<Cell>,
    ) -> Result<(Patch, Option<Value>)> {
        if self.options.revert || patch.is_empty() {
            return Ok((patch, status));
        }
        let history = self.desk.store.history(Some(known.id))?;
        let was = |field: &'static Field, value: &Option<Value>| {
            let said = history.iter().filter_map(|entry| entry.said(field.id));
            let mut said: Vec<Option<Value>> =
                said.map(|json| Value::from_json(field, json)).collect();
            if history
                .first()
                .is_some_and(|first| first.said(field.id).is_none())
            {
                said.insert(0, None);
            }
            said.pop();
            said.iter()
                .any(|former| agree(former.as_ref(), value.as_ref()))
        };
        let (old, new): (Patch, Patch) = patch
            .into_iter()
            .partition(|(field, value)| was(field, value));
        if old.is_empty() {
            return Ok((new, status));
        }
        let mut before = known.clone();
        for (field, value) in &old {
            before.set(field, value.clone());
        }
        let fields: Vec<&'static Field> = old.iter().map(|(field, _)| *field).collect();
        newer.extend(cells(self.desk, known, &before, &fields)?);
        // A status follows from the days, which the sheet has as they were.
        Ok((new, None))
    }

    /// Takes the status out of what changes, since it follows from the days.
    fn status(&self, patch: &mut Patch) -> Option<Value> {
        let status = self.table.kind.status?;
        let at = patch.iter().position(|(field, _)| field.id == status.id)?;
        patch.remove(at).1
    }

    /// Works out what an exported row changes in its record, with the status that it gives where that is
    /// another.
    fn changes(
        &self,
        row: &Row,
        known: &Record,
        shown: &ShownColumns,
        stale: &mut Vec<usize>,
        roster: &mut NameBook,
    ) -> Result<Told<(Patch, Option<Value>)>> {
        let (mut patch, mut flaws): (Patch, Vec<RowFlaw>) = (Vec::new(), Vec::new());
        let meanings = self.table.heads.meanings.iter().enumerate();
        let seen = |column: &usize| !(self.options.visible && self.is_struck(row, *column));
        for (column, meaning) in meanings.filter(|(column, _)| seen(column)) {
            let cell = row.cells.get(column).unwrap_or(&SheetCell::Empty);
            if let Meaning::Field(at) = *meaning
                && self.fields[at].id != REF.id
            {
                match self.change(self.fields[at], column, cell, known, roster)? {
                    Ok(change) => patch.extend(change),
                    Err(reason) => flaws.push(self.flaw(row, Some(column), reason)),
                }
            }
        }
        for wrong in shown.changed(self, row, known, &patch)? {
            match wrong {
                Ok(column) => {
                    if !stale.contains(&column) {
                        stale.push(column);
                    }
                }
                Err(flaw) => flaws.push(flaw),
            }
        }
        if !flaws.is_empty() {
            return Ok(Err(flaws));
        }
        let status = self.status(&mut patch);
        Ok(Ok((patch, status)))
    }

    /// Returns what a cell makes of a field, where that is another value than before.
    fn change(
        &self,
        field: &'static Field,
        column: usize,
        cell: &SheetCell,
        known: &Record,
        roster: &mut NameBook,
    ) -> Result<std::result::Result<Option<Change>, Reason>> {
        let value = self.value(field, column, cell, self.manner(true), roster);
        let is_same = value
            .as_ref()
            .is_ok_and(|value| agree(known.value(field), value.as_ref()));
        if is_same || shows(self.desk, known, field, cell)? {
            return Ok(Ok(None));
        }
        let kind = known.kind;
        let is_status = kind.status.is_some_and(|status| status.id == field.id);
        let is_dated = kind.states.iter().any(|state| {
            state.is_entered() && state.since.day().is_some_and(|day| day.id == field.id)
        });
        let is_open = is_editable(kind, field) || is_status || is_dated || field.id == LATE.id;
        let is_kept = kind.is_computed(field) && !is_status;
        Ok(match value {
            _ if is_kept || !is_open || [LOGGED_ON.id, VOID.id].contains(&field.id) => {
                Err(Reason::Kept)
            }
            Ok(None) if field.required || is_status || is_own_day(field) => Err(Reason::Required),
            Ok(value) => Ok(Some((field, value))),
            Err(reason) => Err(reason),
        })
    }
}

/// Tells whether a record is nothing without a day, which nobody may take out.
fn is_own_day(field: &Field) -> bool {
    matches!(field.default, Preset::Today) && !may_stay_empty(field)
}

/// Finds a record as it is seen now, or else with what is still to come.
pub(super) fn known(desk: &Desk, table: &SheetTable, id: RecordId) -> Result<Option<Record>> {
    match desk.store.get(table.kind, id)? {
        None => desk.store.in_the_end(|| desk.store.get(table.kind, id)),
        found => Ok(found),
    }
}

/// What was changed, or would be.
#[derive(Debug)]
struct Updated {
    rows: usize,
    changed: usize,
    cells: usize,
    dry_run: bool,
}

impl Words for Updated {
    fn words(&self, lang: Lang) -> String {
        let Self {
            rows,
            changed,
            cells,
            dry_run,
        } = self;
        let same = rows.saturating_sub(*changed);
        if *changed == 0 {
            return lang.pick(
                format!("{rows}行都与本文件相同，没有要改的；没有写入"),
                format!("All {rows} rows are as in this file, and nothing is to change; nothing was written"),
            );
        }
        if *dry_run {
            return lang.pick(
                format!("试运行：{changed}条有改动（{cells}处），{same}条相同；没有写入"),
                format!("{changed} records would change in {cells} cells, {same} are the same; nothing was written"),
            );
        }
        lang.pick(
            format!("已更新{changed}条（{cells}处），{same}条相同"),
            format!("Updated {changed} records in {cells} cells, {same} are the same"),
        )
    }
}
