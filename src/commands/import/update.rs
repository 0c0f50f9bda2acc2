//! `import --update`: an exported sheet with corrected cells, or an office's own ledger that tells what
//! became of records since. Each difference is checked as `edit` and the steps check it; all are
//! written as one, or none.

use serde_json::{Map, Value as Json, json};

use super::Options;
use super::columns::ColumnsSeen;
use super::differs::{Cell, agree, cells, former};
use super::heads::Meaning;
use super::lines::{Balance, Lines};
use super::near::Known;
use super::notes::{Note, ditto_note};
use super::report::{ImportedSheet, flawed, machine};
use super::roster::NameBook;
use super::rows::RowReader;
use super::shown::{ShownColumns, shows};
use super::table::{Reason, RowFlaw, SheetTable};
use super::whole::may_stay_empty;
use super::whose::{Named, Of, Told};
use crate::commands::record::BECAUSE;
use crate::commands::record::edit::{is_editable, write};
use crate::commands::set;
use crate::desk::entry::Patch;
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::{Default as Preset, Field, LATE, LOGGED_ON, REF, VOID};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::sheets::{Row, SheetCell};
use crate::text::{Lang, Words, plural};

/// A record with what is to change in it.
pub(super) type Edit = (Record, Patch);

/// A field that changes, and what it is to be.
type Change = (&'static Field, Option<Value>);

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
                Ok(Of::Told(known, told)) => {
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
        let history = self.desk.store.history(known.id)?;
        let was = |field: &'static Field, value: &Option<Value>| {
            let former = former(&history, field);
            former
                .iter()
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
                format!(
                    "{} as in this file, and nothing is to change; nothing was written",
                    plural(rows, "row is", "rows are")
                ),
            );
        }
        if *dry_run {
            return lang.pick(
                format!("试运行：{changed}条有改动（{cells}处），{same}条相同；没有写入"),
                format!(
                    "{} would change in {}, {same} are the same; nothing was written",
                    plural(changed, "record", "records"),
                    plural(cells, "cell", "cells")
                ),
            );
        }
        lang.pick(
            format!("已更新{changed}条（{cells}处），{same}条相同"),
            format!(
                "Updated {} in {}, {same} are the same",
                plural(changed, "record", "records"),
                plural(cells, "cell", "cells")
            ),
        )
    }
}
