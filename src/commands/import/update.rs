//! `import --update`: an exported sheet with corrected cells. Each difference is an edit of its
//! record, checked as `edit` checks it; all are written as one, or none.

use std::collections::HashSet;

use super::cells::Manner;
use super::columns::ColumnsSeen;
use super::heads::{Meaning, computed_heads, folded};
use super::lines::{Balance, Lines};
use super::notes::Note;
use super::roster::NameBook;
use super::rows::RowReader;
use super::table::{Reason, RowFlaw, Says, SheetTable};
use super::triage::agree;
use super::{Options, flaws};
use crate::commands::record::edit::{is_editable, planned, write};
use crate::commands::set;
use crate::desk::entry::Patch;
use crate::desk::requirements::refuse_void;
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::model::document::plain;
use crate::model::kind::{Field, LATE, REF, Shape};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::Given;
use crate::sheets::{Row, SheetCell};
use crate::text::{Lang, Words};

/// A record with what is to change in it.
type Edit = (Record, Patch);

/// Shows what sheets change, and changes it; returns what is wrong with each too.
pub(super) fn update(
    desk: &Desk,
    tables: &[SheetTable],
    options: Options,
    given: Given,
) -> Result<(Answer, Vec<Vec<RowFlaw>>)> {
    let mut roster = NameBook::new(desk);
    let (mut edits, mut wrong, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut named = HashSet::new();
    let mut rows = 0;
    for table in tables {
        let mut flaws = Vec::new();
        let reader = RowReader::new(desk, table, options);
        let mut lines = Lines::new(table.kind, &table.heads, &desk.plan);
        let mut balance = Balance::default();
        let mut columns = ColumnsSeen::new(&reader);
        table.each(|row| {
            if !reader.takes(row, &mut lines, &mut balance) {
                return Ok(());
            }
            rows += 1;
            columns.see(&reader, row);
            match reader.edit(row, &mut roster, &mut named, given)? {
                Ok(edit) => edits.extend(edit),
                Err(found) => flaws.extend(found),
            }
            Ok(())
        })?;
        flaws.splice(0..0, columns.unknown());
        wrong.push(flaws);
        let left = (!balance.left.is_empty()).then_some(Note::Left(balance.left));
        let hidden = (!balance.hidden.is_empty()).then_some(Note::Hidden(balance.hidden));
        notes.extend(left.into_iter().chain(hidden));
    }
    let mut answer = if wrong.iter().any(|flaws| !flaws.is_empty()) {
        let report = flaws::report(tables, &wrong, desk.context.lang);
        let count = wrong.iter().map(Vec::len).sum();
        Answer {
            failure: Some(flaws::Flawed(count).into()),
            ..Answer::page(Page::Report(report))
        }
    } else {
        changed(desk, tables, &edits, rows, options)?
    };
    for note in notes {
        answer.also(note);
    }
    Ok((answer, wrong))
}

/// Changes what the sheets have changed, or only shows it.
fn changed(
    desk: &Desk,
    tables: &[SheetTable],
    edits: &[Edit],
    rows: usize,
    options: Options,
) -> Result<Answer> {
    if edits.is_empty() {
        return Err(Unchanged(rows).into());
    }
    let author = desk.author("import")?;
    let reads = tables.iter().map(|table| table.path.clone());
    let author = author.reading(reads.collect());
    let before: Vec<Record> = edits.iter().map(|(known, _)| known.clone()).collect();
    let after = set::carry_out(desk, &author, options.dry_run, |writing| {
        let changed = edits
            .iter()
            .map(|(known, patch)| Ok(write(desk, writing, known, patch)?.0));
        changed.collect::<Result<Vec<_>>>()
    })?;
    let report = set::report(desk, &before, &after)?;
    let note = Updated {
        rows,
        changed: edits.len(),
        cells: edits.iter().map(|(_, patch)| patch.len()).sum(),
        dry_run: options.dry_run,
    };
    Ok(Answer::noted(Page::Report(report), note))
}

impl RowReader<'_> {
    /// Reads what a row changes in its record; none where it changes nothing.
    fn edit(
        &self,
        row: &Row,
        roster: &mut NameBook,
        named: &mut HashSet<RecordId>,
        given: Given,
    ) -> Result<std::result::Result<Option<Edit>, Vec<RowFlaw>>> {
        let (id, reference) = match self.says(row) {
            Says::Exported(id, reference) => (id, reference),
            Says::Unclear => return Ok(Err(vec![self.unclear(row)])),
            Says::New | Says::Numbered(_) => {
                return Ok(Err(vec![self.flaw(row, self.record, Reason::NotExported)]));
            }
        };
        let Some(known) = desk_record(self.desk, self.table, id)? else {
            return Ok(Err(vec![self.flaw(row, self.reference, Reason::NotThere)]));
        };
        if known.ref_text() != reference.to_string() {
            let there = known.ref_text().to_owned();
            let reference = reference.to_string();
            let reason = Reason::Renumbered { there, reference };
            return Ok(Err(vec![self.flaw(row, self.reference, reason)]));
        }
        if !named.insert(id) {
            return Ok(Err(vec![self.flaw(row, self.record, Reason::Double)]));
        }
        let (mut patch, mut flaws): (Patch, Vec<RowFlaw>) = (Vec::new(), Vec::new());
        let seen = |column: &usize| !(self.options.visible && self.is_struck(row, *column));
        let meanings = self.table.heads.meanings.iter().enumerate();
        let meanings = meanings.filter(|(column, _)| seen(column));
        for (column, meaning) in meanings.clone() {
            let empty = SheetCell::Empty;
            let cell = row.cells.get(column).unwrap_or(&empty);
            match *meaning {
                Meaning::Field(at) if self.fields[at].id != REF.id => {
                    match self.change(self.fields[at], cell, &known, roster) {
                        Ok(change) => patch.extend(change),
                        Err(reason) => flaws.push(self.flaw(row, Some(column), reason)),
                    }
                }
                _ => {}
            }
        }
        for (column, meaning) in meanings {
            let cell = row.cells.get(column).filter(|cell| !cell.is_blank());
            if let (Meaning::Computed, Some(cell)) = (meaning, cell)
                && let Some(field) = self.named_by(column)
                && !sets(&patch, field)
                && !self.shows(&known, field, cell)?
            {
                let reason = Reason::Computed { from: field };
                flaws.push(self.flaw(row, Some(column), reason));
            }
        }
        if !flaws.is_empty() {
            return Ok(Err(flaws));
        }
        if patch.is_empty() {
            return Ok(Ok(None));
        }
        let moved = known.kind.day.is_some_and(|day| sets(&patch, day));
        if let (Some(late), true) = (self.options.late, moved)
            && !sets(&patch, &LATE)
        {
            patch.push((&LATE, Some(Value::Text(late.to_owned()))));
        }
        let planned = refuse_void(&known).and_then(|()| planned(self.desk, &known, patch, given));
        Ok(match planned {
            Ok(patch) if patch.is_empty() => Ok(None),
            Ok(patch) => Ok(Some((known, patch))),
            Err(error) => Err(vec![self.flaw(row, None, self.error(error))]),
        })
    }

    /// Returns what a cell makes of a field, where that is another value than before.
    fn change(
        &self,
        field: &'static Field,
        cell: &SheetCell,
        known: &Record,
        roster: &mut NameBook,
    ) -> std::result::Result<Option<(&'static Field, Option<Value>)>, Reason> {
        let manner = Manner {
            restores: true,
            from_1904: self.table.sheet.from_1904,
            force: self.options.force,
        };
        let value = self.value(field, cell, manner, roster)?;
        if agree(known.value(field), value.as_ref()) {
            return Ok(None);
        }
        if known.kind.is_computed(field) || !is_editable(known.kind, field) {
            return Err(Reason::Kept);
        }
        if value.is_none() && field.required {
            return Err(Reason::Required);
        }
        Ok(Some((field, value)))
    }

    /// Returns the field of whose record a column shows the title.
    fn named_by(&self, column: usize) -> Option<&'static Field> {
        let head = folded(self.table.heads.word(column));
        let named = self
            .fields
            .iter()
            .copied()
            .filter(|field| matches!(field.shape, Shape::Reference(_)));
        let mut named = named.filter(|field| {
            let mut heads = computed_heads(field);
            heads.any(|way| folded(&way) == head)
        });
        named.next()
    }

    /// Tells whether a cell says what an export shows of the record that a field names.
    fn shows(&self, known: &Record, field: &Field, cell: &SheetCell) -> Result<bool> {
        let listing = self.desk.listing(known.kind, vec![known.clone()])?;
        let titles = known.value(field).map(|value| listing.titles(value));
        let (SheetCell::Text(said), Some(titles)) = (cell, titles) else {
            return Ok(matches!(cell, SheetCell::Many(_)));
        };
        let lists = [Lang::Zh, Lang::En].map(|lang| listing.people(known, field, lang));
        Ok(*said == plain(&titles) || lists.contains(said))
    }
}

fn sets(patch: &Patch, field: &Field) -> bool {
    patch.iter().any(|(one, _)| one.id == field.id)
}

fn desk_record(desk: &Desk, table: &SheetTable, id: RecordId) -> Result<Option<Record>> {
    desk.store.in_the_end(|| desk.store.get(table.kind, id))
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
        if *dry_run {
            return lang.pick(
                format!("试运行：{changed}条有改动({cells}处)，{same}条相同；没有写入"),
                format!("{changed} records would change in {cells} cells, {same} are the same; nothing was written"),
            );
        }
        lang.pick(
            format!("已更新{changed}条({cells}处)，{same}条相同"),
            format!("Updated {changed} records in {cells} cells, {same} are the same"),
        )
    }
}

/// A sheet that changes nothing.
#[derive(Debug)]
struct Unchanged(usize);

impl Refusal for Unchanged {
    fn said(&self, lang: Lang) -> Said {
        let rows = self.0;
        Said::new(
            "nothing-to-change",
            lang.pick(
                (
                    format!("{rows}行都与本文件相同，没有要改的"),
                    "请核对是否给错了文件",
                ),
                (
                    format!("all {rows} rows are as in this file, and nothing is to change"),
                    "check that it is the right one",
                ),
            ),
        )
    }
}
