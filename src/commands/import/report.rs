//! Words the outcome of an import: what it brought, or all that is wrong.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::Options;
use super::differs::{Cell, Elsewhere};
use super::flaws;
use super::heads::Meaning;
use super::lines::Balance;
use super::notes::{Note, ditto_note};
use super::source::Source;
use super::table::{RowFlaw, SheetTable};
use super::triage::{Refs, Triaged, WrittenSheet};
use crate::desk::{Answer, Desk};
use crate::error::{Error, Refusal, Said};
use crate::model::columns::Columns;
use crate::model::kind::Field;
use crate::model::page::Page;
use crate::text::{Lang, plural, text};

/// Outcome of an import, done or tried.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Per sheet, the flaws of its rows.
    pub(super) flaws: Vec<Vec<RowFlaw>>,
    /// Per sheet.
    pub(super) balances: Vec<Balance>,
    /// Days that may be others, with the first of a sheet.
    pub(super) tenths: Vec<(String, usize)>,
    /// Rows that name something with another place than its own.
    pub(super) elsewhere: Vec<Elsewhere>,
    /// True if a row was given the day of all that have none.
    pub(super) dated: bool,
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
    /// Rows that correct what is there, and were left out.
    corrected: Vec<(usize, Vec<Cell>)>,
    /// Per sheet, new rows that say what another says.
    equal: Vec<Vec<(usize, usize)>>,
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
        let corrected = triaged.iter().flat_map(|one| one.corrected.iter().cloned());
        self.corrected = corrected.collect();
        self.equal = triaged.iter().map(|one| one.equal.clone()).collect();
        self.already = triaged.iter().map(|one| one.already.clone()).collect();
        let again: usize = triaged.iter().map(|one| one.again).sum();
        let already: usize = self.already.iter().map(Refs::count).sum();
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
    let sheets = sheets(tables, outcome, options);
    let mut answer = if outcome.is_flawed() {
        flawed(&sheets, tables, &outcome.flaws, options, lang)
    } else if let Some(refusal) = outcome.refused {
        let mut report = columns(lang).report(&sheets);
        report.blocks.clear();
        report.json = machine(&sheets, options);
        Answer {
            failure: Some(refused(outcome, refusal)),
            ..Answer::page(Page::Report(report))
        }
    } else {
        done(&sheets, options, lang)
    };
    for remark in remarks(sources, tables, outcome) {
        answer.also(remark);
    }
    if options.date.is_some() && !outcome.dated && !outcome.is_flawed() {
        answer.also(Note::DateUnused);
    }
    answer
}

/// Tells what is wrong with sheets, of which nothing is taken.
pub(super) fn flawed(
    sheets: &[ImportedSheet],
    tables: &[SheetTable],
    flaws: &[Vec<RowFlaw>],
    options: Options,
    lang: Lang,
) -> Answer {
    let mut report = flaws::report(tables, flaws, lang);
    let mut json = machine(sheets, options);
    if let (Json::Object(json), Json::Object(told)) = (&mut json, &mut report.json) {
        json.append(told);
    }
    report.json = json;
    Answer {
        failure: Some(flaws::Flawed::of(flaws).into()),
        ..Answer::page(Page::Report(report))
    }
}

/// A sheet, and what became of its rows: each is added, there already, or left out.
pub(super) struct ImportedSheet<'a> {
    pub(super) table: &'a SheetTable,
    pub(super) balance: Balance,
    pub(super) added: usize,
    pub(super) already: usize,
    /// Rows of records that are not taken because the whole is refused.
    pub(super) refused: Vec<usize>,
    /// First and last ref; `None` where nothing was written.
    pub(super) refs: Option<(String, String)>,
}

impl ImportedSheet<'_> {
    fn left(&self) -> usize {
        self.balance.left_rows() + self.refused.len()
    }

    fn file(&self) -> String {
        let file = self.table.path.file_name().unwrap_or_default();
        file.to_string_lossy().into_owned()
    }
}

fn columns<'a>(lang: Lang) -> Columns<ImportedSheet<'a>> {
    Columns::<ImportedSheet>::new(lang)
        .column("kind", text("种类", "Kind"), |one| one.table.kind.id)
        .column("file", text("文件", "File"), ImportedSheet::file)
        .key("sheet", |one| one.table.sheet.name.clone())
        .column("rows", text("行数", "Rows"), |one| one.balance.rows)
        .column("added", text("新增", "Added"), |one| one.added)
        .column("already", text("已有", "Already"), |one| one.already)
        .words(text("未导入", "Left out"), |one| {
            i64::try_from(one.left()).unwrap_or(i64::MAX)
        })
        .key("left_out", left_out)
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

fn left_out(one: &ImportedSheet) -> Json {
    let left = one.balance.left.iter();
    let left = left.map(|(why, rows)| json!({"reason": why.id(), "rows": rows}));
    let refused = Some(&one.refused).filter(|rows| !rows.is_empty());
    let refused = refused.map(|rows| json!({"reason": "refused", "rows": rows}));
    left.chain(refused).collect()
}

/// Tells machines what became of sheets, whether taken or refused.
pub(super) fn machine(sheets: &[ImportedSheet], options: Options) -> Json {
    let sum = |count: fn(&ImportedSheet) -> usize| sheets.iter().map(count).sum::<usize>();
    let left: usize = sheets.iter().map(ImportedSheet::left).sum();
    json!({
        "added": sum(|one| one.added),
        "already": sum(|one| one.already),
        "dry_run": options.dry_run,
        "rows": sum(|one| one.balance.rows),
        "left_out": left,
        "unaccounted": sum(|one| one.balance.cells.unaccounted()),
        "bad": [],
        "files": columns(Lang::En).machine(sheets).json,
    })
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

/// Tells what became of each sheet.
fn sheets<'t>(
    tables: &'t [SheetTable],
    outcome: &Outcome,
    options: Options,
) -> Vec<ImportedSheet<'t>> {
    let sheets = tables.iter().enumerate().map(|(at, table)| {
        let written = outcome.written.get(at);
        let balance = outcome.balances.get(at).cloned().unwrap_or_default();
        let already = outcome.already.get(at).cloned().unwrap_or_default();
        let is_there: HashSet<usize> = already.rows.iter().copied().collect();
        let mut refused = Vec::new();
        if outcome.is_refused() {
            let records = balance.records.iter();
            refused.extend(records.filter(|row| !is_there.contains(row)));
        }
        ImportedSheet {
            table,
            balance,
            added: match written {
                _ if outcome.is_refused() => 0,
                _ if options.dry_run => outcome.new.get(at).copied().unwrap_or(0),
                None => 0,
                Some(written) => written.added,
            },
            already: already.count(),
            refused,
            refs: written
                .filter(|written| !written.first.is_empty())
                .map(|written| (written.first.clone(), written.last.clone())),
        }
    });
    sheets.collect()
}

/// Tells how many records came of each sheet.
fn done(sheets: &[ImportedSheet], options: Options, lang: Lang) -> Answer {
    let mut report = columns(lang).report(sheets);
    report.json = machine(sheets, options);
    if sheets.len() == 1 {
        report.blocks.clear();
    }
    let sum = |count: fn(&ImportedSheet) -> usize| sheets.iter().map(count).sum::<usize>();
    let note = Note::Done {
        dry_run: options.dry_run,
        new: sum(|one| one.added),
        already: sum(|one| one.already),
        range: match sheets {
            [one] => one.refs.clone(),
            _ => None,
        },
    };
    let mut answer = Answer::noted(Page::Report(report), note);
    for one in sheets.iter().filter(|one| one.balance.rows > 0) {
        answer.also(Note::Balance {
            sheet: (sheets.len() > 1).then(|| one.table.name()),
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
        first: first.take(Refs::SHOWN).cloned().collect(),
        rows: outcome
            .already
            .iter()
            .flat_map(|refs| refs.rows.clone())
            .collect(),
    };
    let tells_more = !outcome.behind.is_empty();
    match whole {
        Whole::Again => Refused::Again(refs, tells_more),
        Whole::Nothing => Refused::Nothing(refs, tells_more),
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
        let hidden = table.hidden_columns().filter(|at| {
            let meaning = table.heads.meanings.get(*at);
            meaning.is_some_and(|one| !matches!(one, Meaning::Ignored | Meaning::Unknown))
        });
        let hidden: Vec<String> = hidden.map(|at| table.heads.name(at)).collect();
        let notes = [
            (outcome.is_flawed() && !balance.left.is_empty())
                .then(|| Note::Left(balance.left.clone())),
            (!ignored.is_empty()).then_some(Note::Ignored(ignored)),
            (balance.filled > 0).then_some(Note::Filled(balance.filled)),
            (table.sheet.formulas > 0).then_some(Note::Formulas(table.sheet.formulas)),
            (!balance.hidden.is_empty()).then(|| Note::Hidden(balance.hidden.clone())),
            (!hidden.is_empty()).then_some(Note::HiddenColumns(hidden)),
            (balance.struck > 0).then_some(Note::Struck(balance.struck)),
            ditto_note(balance),
            (!balance.kept.is_empty()).then(|| {
                let kept = balance.kept.iter().map(|at| table.heads.name(*at));
                Note::Kept(kept.collect())
            }),
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
    if !outcome.elsewhere.is_empty() {
        remarks.push(Note::Elsewhere(outcome.elsewhere.clone()));
    }
    if !outcome.behind.is_empty() {
        remarks.push(Note::Behind(outcome.behind.clone()));
    }
    if !outcome.corrected.is_empty() {
        remarks.push(Note::Corrected(outcome.corrected.clone()));
    }
    let equal = outcome
        .equal
        .iter()
        .filter(|rows| !rows.is_empty() && !outcome.is_refused());
    remarks.extend(equal.map(|rows| Note::Equal(rows.clone())));
    let tenths = outcome.tenths.iter().cloned();
    remarks.extend(tenths.map(|(first, cells)| Note::Tenths { first, cells }));
    remarks
}

/// Reasons for which nothing is imported.
#[derive(Debug)]
enum Refused {
    /// Rows were imported before, as these refs; and whether the sheet tells more of them.
    Again(Refs, bool),
    /// Every row is there already, as these refs; and the same.
    Nothing(Refs, bool),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let (Self::Again(refs, tells_more) | Self::Nothing(refs, tells_more)) = self;
        let count = refs.count();
        let more = if count > refs.first.len() { "…" } else { "" };
        let shown = format!("{}{more}", lang.join(&refs.first));
        let take = tells_more.then(|| {
            lang.pick(
                "采入其中的新内容请加 --update",
                "to take what is new of them add --update",
            )
        });
        match self {
            Self::Again(..) => {
                let what = lang.pick(
                    format!("有{count}行以前导入过（{shown}），没有导入任何一行"),
                    format!(
                        "{} imported before ({shown}) and nothing was imported",
                        plural(count, "row was", "rows were")
                    ),
                );
                let ways = [
                    take,
                    Some(lang.pick(
                        "只要新的行请加 --new-only",
                        "for the new rows alone add --new-only",
                    )),
                    Some(lang.pick(
                        "确实要再登记一次请加 --again",
                        "to log all once more add --again",
                    )),
                ];
                let ways: Vec<&str> = ways.into_iter().flatten().collect();
                let way = ways.join(lang.pick("，", ", "));
                Said::new("imported-before", (what, way))
            }
            Self::Nothing(..) => {
                let what = lang.pick(
                    format!("全部{count}行都已经在本文件中（{shown}），没有可导入的"),
                    format!(
                        "{} in this file already ({shown}) and there is nothing to import",
                        plural(count, "row is", "rows are")
                    ),
                );
                let check = lang.pick("请核对是否给错了文件", "check that it is the right one");
                Said::new("nothing-new", (what, take.unwrap_or(check).to_owned()))
            }
        }
    }
}
