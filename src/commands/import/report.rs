//! Words the outcome of an import: what it brought, or all that is wrong.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::Options;
use super::flaws;
use super::lines::Balance;
use super::notes::Note;
use super::source::Source;
use super::table::{RowFlaw, SheetTable};
use super::triage::{Refs, Triaged, WrittenSheet};
use crate::desk::{Answer, Desk};
use crate::error::{Error, Refusal, Said};
use crate::model::columns::Columns;
use crate::model::kind::Field;
use crate::model::page::Page;
use crate::text::{Lang, text};

/// Outcome of an import, done or tried.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Per sheet, the flaws of its rows.
    pub(super) flaws: Vec<Vec<RowFlaw>>,
    /// Per sheet.
    pub(super) balances: Vec<Balance>,
    /// Days that may be others, with the first of a sheet.
    pub(super) tenths: Vec<(String, usize)>,
    /// Numbers in another unit than that of their field, each once.
    pub(super) converted: BTreeMap<String, String>,
    /// Per kind, field and value, what it was read as.
    pub(super) readings: BTreeMap<(&'static str, &'static str, String), String>,
    /// Per sheet, the number of new records.
    new: Vec<usize>,
    /// Per sheet, the records that were there.
    already: Vec<Refs>,
    /// Records that are there, each with what of them only a sheet tells.
    behind: Vec<(String, Vec<&'static Field>)>,
    /// Set if all of it is refused, though no row is wrong.
    refused: Option<Whole>,
    /// Per sheet; empty where nothing was to be written.
    pub(super) written: Vec<WrittenSheet>,
}

/// Reasons for which an import is refused as a whole.
#[derive(Clone, Copy, Debug)]
enum Whole {
    /// Some rows were imported before.
    Again,
    /// Every row is there already.
    Nothing,
}

impl Outcome {
    /// Tells whether any row is wrong.
    pub(super) fn is_flawed(&self) -> bool {
        self.flaws.iter().any(|flaws| !flaws.is_empty())
    }

    /// Tells whether nothing is to be written.
    pub(super) fn is_refused(&self) -> bool {
        self.is_flawed() || self.refused.is_some()
    }

    /// Takes over what the file knows of each draft.
    pub(super) fn look(&mut self, triaged: &[Triaged], options: Options) {
        for (flaws, triaged) in self.flaws.iter_mut().zip(triaged) {
            flaws.extend(triaged.flaws.iter().cloned());
        }
        self.new = triaged.iter().map(Triaged::count).collect();
        let behind = triaged.iter().flat_map(|one| one.behind.iter().cloned());
        self.behind = behind.collect();
        self.already = triaged.iter().map(|one| one.already.clone()).collect();
        let again: usize = triaged.iter().map(|one| one.again).sum();
        let already: usize = self.already.iter().map(|refs| refs.count).sum();
        self.refused = if again > 0 && !options.again && !options.new_only {
            Some(Whole::Again)
        } else if already > 0
            && self.new.iter().sum::<usize>() == 0
            && !options.again
            && !options.new_only
        {
            Some(Whole::Nothing)
        } else {
            None
        };
    }
}

pub(super) fn answer(
    desk: &Desk,
    sources: &[Source],
    tables: &[SheetTable],
    outcome: &Outcome,
    options: Options,
) -> Answer {
    let lang = desk.context.lang;
    let mut answer = if outcome.is_flawed() {
        let report = flaws::report(tables, &outcome.flaws, lang);
        let count = outcome.flaws.iter().map(Vec::len).sum();
        Answer {
            failure: Some(flaws::Flawed(count).into()),
            ..Answer::page(Page::Report(report))
        }
    } else {
        done(tables, outcome, options, lang)
    };
    for remark in remarks(sources, tables, outcome) {
        answer.also(remark);
    }
    answer
}

/// Sheet that was imported, or tried.
struct ImportedSheet<'a> {
    table: &'a SheetTable,
    file: String,
    balance: Balance,
    added: usize,
    already: usize,
    /// First and last ref; `None` where nothing was written.
    refs: Option<(String, String)>,
}

fn columns<'a>(lang: Lang) -> Columns<ImportedSheet<'a>> {
    Columns::<ImportedSheet>::new(lang)
        .column("kind", text("种类", "Kind"), |one| one.table.kind.id)
        .column("file", text("文件", "File"), |one| one.file.clone())
        .key("sheet", |one| one.table.sheet.name.clone())
        .column("rows", text("行数", "Rows"), |one| one.balance.rows)
        .column("added", text("新增", "Added"), |one| one.added)
        .column("already", text("已有", "Already"), |one| one.already)
        .words(text("未导入", "Left out"), |one| {
            i64::try_from(one.balance.left_rows()).unwrap_or(i64::MAX)
        })
        .key("left_out", |one| left_out(&one.balance))
        .column("first", text("首号", "First"), |one| {
            one.refs.clone().map(|(first, _)| first)
        })
        .column("last", text("末号", "Last"), |one| {
            one.refs.clone().map(|(_, last)| last)
        })
        .key("cells", |one| cells(&one.balance))
        .column(
            "ignored_columns",
            text("未导入的列", "Ignored columns"),
            |one| one.table.heads.ignored(),
        )
}

fn left_out(balance: &Balance) -> Json {
    let left = balance.left.iter();
    left.map(|(why, rows)| json!({"reason": why.id(), "rows": rows}))
        .collect()
}

fn cells(balance: &Balance) -> Json {
    let cells = balance.cells;
    let counts = [
        ("all", cells.all),
        ("taken", cells.taken),
        ("nothing", cells.nothing),
        ("computed", cells.computed),
        ("numbers", cells.numbers),
        ("ignored", cells.ignored),
        ("struck", cells.struck),
        ("left_out", cells.left),
        ("unaccounted", cells.unaccounted()),
    ];
    let counts = counts.map(|(name, count)| (name.to_owned(), Json::from(count)));
    Json::Object(Map::from_iter(counts))
}

/// Tells how many records came of each sheet.
fn done(tables: &[SheetTable], outcome: &Outcome, options: Options, lang: Lang) -> Answer {
    if let Some(refusal) = outcome.refused {
        return Answer {
            failure: Some(refused(outcome, refusal)),
            ..Answer::default()
        };
    }
    let taken = tables.iter().enumerate().map(|(at, table)| {
        let written = outcome.written.get(at);
        let new = outcome.new.get(at).copied().unwrap_or(0);
        let file = table.path.file_name().unwrap_or_default();
        ImportedSheet {
            table,
            file: file.to_string_lossy().into_owned(),
            balance: outcome.balances.get(at).cloned().unwrap_or_default(),
            added: match written {
                _ if options.dry_run => new,
                None => 0,
                Some(written) => written.added,
            },
            already: outcome.already.get(at).map_or(0, |refs| refs.count),
            refs: written
                .filter(|written| !written.first.is_empty())
                .map(|written| (written.first.clone(), written.last.clone())),
        }
    });
    let taken: Vec<ImportedSheet> = taken.collect();
    let mut report = columns(lang).report(&taken);
    let sum = |count: fn(&ImportedSheet) -> usize| taken.iter().map(count).sum::<usize>();
    let (new, already) = (sum(|one| one.added), sum(|one| one.already));
    report.json = json!({"added": new, "already": already, "dry_run": options.dry_run,
        "rows": sum(|one| one.balance.rows), "left_out": sum(|one| one.balance.left_rows()),
        "cells_unaccounted": sum(|one| one.balance.cells.unaccounted()),
        "bad": [], "files": report.json});
    if tables.len() == 1 {
        report.blocks.clear();
    }
    let note = Note::Done {
        dry_run: options.dry_run,
        new,
        already,
        range: match &taken[..] {
            [one] => one.refs.clone(),
            _ => None,
        },
    };
    let mut answer = Answer::noted(Page::Report(report), note);
    for one in taken.iter().filter(|one| one.balance.rows > 0) {
        answer.also(Note::Balance {
            sheet: (taken.len() > 1).then(|| one.table.name()),
            dry_run: options.dry_run,
            rows: one.balance.rows,
            added: one.added,
            already: one.already,
            left: one.balance.left.clone(),
            cells: one.balance.cells.all,
            unaccounted: one.balance.cells.unaccounted(),
        });
    }
    answer
}

fn refused(outcome: &Outcome, whole: Whole) -> Error {
    let first = outcome.already.iter().flat_map(|refs| &refs.first);
    let refs = Refs {
        count: outcome.already.iter().map(|refs| refs.count).sum(),
        first: first.take(Refs::SHOWN).cloned().collect(),
    };
    match whole {
        Whole::Again => Refused::Again(refs),
        Whole::Nothing => Refused::Nothing(refs),
    }
    .into()
}

/// Tells what of the sheets was left aside, and what is to be looked at.
fn remarks(sources: &[Source], tables: &[SheetTable], outcome: &Outcome) -> Vec<Note> {
    let mut remarks = Vec::new();
    for source in sources {
        let file = source.file.clone();
        remarks.extend(source.is.map(|is| Note::Unlike {
            file: file.clone(),
            is,
        }));
        if !(source.others.is_empty() && source.hidden.is_empty() && source.passed.is_empty()) {
            let own = tables
                .iter()
                .filter(|table| table.path.ends_with(&source.file));
            remarks.push(Note::Sheets {
                file,
                read: own.filter_map(|table| table.sheet.name.clone()).collect(),
                others: source.others.clone(),
                hidden: source.hidden.clone(),
                passed: source.passed.clone(),
            });
        }
    }
    for (table, balance) in tables.iter().zip(&outcome.balances) {
        let ignored = table.heads.ignored();
        let notes = [
            (outcome.is_flawed() && !balance.left.is_empty())
                .then(|| Note::Left(balance.left.clone())),
            (!ignored.is_empty()).then_some(Note::Ignored(ignored)),
            (balance.filled > 0).then_some(Note::Filled(balance.filled)),
            (table.sheet.formulas > 0).then_some(Note::Formulas(table.sheet.formulas)),
            (!balance.hidden.is_empty()).then(|| Note::Hidden(balance.hidden.clone())),
            (balance.struck > 0).then_some(Note::Struck(balance.struck)),
        ];
        remarks.extend(notes.into_iter().flatten());
    }
    if !outcome.readings.is_empty() {
        let readings = outcome.readings.iter();
        let readings = readings.map(|((.., typed), means)| (typed.clone(), means.clone()));
        remarks.push(Note::ReadAs(readings.collect()));
    }
    if !outcome.converted.is_empty() {
        let converted = outcome.converted.clone().into_iter();
        remarks.push(Note::Converted(converted.collect()));
    }
    if !outcome.behind.is_empty() {
        remarks.push(Note::Behind(outcome.behind.clone()));
    }
    let tenths = outcome.tenths.iter().cloned();
    remarks.extend(tenths.map(|(first, cells)| Note::Tenths { first, cells }));
    remarks
}

/// Reasons for which nothing is imported.
#[derive(Debug)]
enum Refused {
    /// Rows were imported before, as these refs.
    Again(Refs),
    /// Every row is there already, as these refs.
    Nothing(Refs),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let shown = |refs: &Refs| {
            let more = if refs.count > refs.first.len() {
                "…"
            } else {
                ""
            };
            (refs.count, format!("{}{more}", lang.join(&refs.first)))
        };
        match self {
            Self::Again(refs) => {
                let (count, shown) = shown(refs);
                Said::new("imported-before", lang.pick(
                    (
                        format!("有{count}行以前导入过({shown})，没有导入任何一行"),
                        "只要新的行请加 --new-only，确实要再登记一次请加 --again",
                    ),
                    (
                        format!("{count} rows were imported before ({shown}) and nothing was imported"),
                        "for the new rows alone add --new-only, to log all once more add --again",
                    ),
                ))
            }
            Self::Nothing(refs) => {
                let (count, shown) = shown(refs);
                Said::new("nothing-new", lang.pick(
                    (
                        format!("全部{count}行都已经在本文件中({shown})，没有可导入的"),
                        "请核对是否给错了文件",
                    ),
                    (
                        format!("all {count} rows are in this file already ({shown}) and there is nothing to import"),
                        "check that it is the right one",
                    ),
                ))
            }
        }
    }
}
