//! Words the outcome of an import: what it brought, or all that is wrong.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::Options;
use super::table::{RowFlaw, SheetTable};
use super::triage::{Triaged, WrittenSheet};
use crate::desk::{Answer, Desk};
use crate::error::{Error, Refusal, Said};
use crate::model::columns::Columns;
use crate::model::page::Page;
use crate::sheets::letters;
use crate::text::{Lang, Words, text};

/// Outcome of an import, done or tried.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Per sheet, the flaws of its rows.
    pub(super) flaws: Vec<Vec<RowFlaw>>,
    pub(super) examples: usize,
    /// Per sheet, the number of new records.
    new: Vec<usize>,
    /// Per sheet, the refs of the records that were there.
    already: Vec<Vec<String>>,
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
        self.already = triaged.iter().map(|one| one.already.clone()).collect();
        let again: usize = triaged.iter().map(|one| one.again).sum();
        let already: usize = self.already.iter().map(Vec::len).sum();
        self.refused = if again > 0 && !options.again && !options.new_only {
            Some(Whole::Again)
        } else if already > 0 && self.new.iter().sum::<usize>() == 0 && !options.again {
            Some(Whole::Nothing)
        } else {
            None
        };
    }
}

pub(super) fn answer(
    desk: &Desk,
    tables: &[(SheetTable, PathBuf)],
    outcome: &Outcome,
    options: Options,
) -> Answer {
    let mut answer = if outcome.is_flawed() {
        flawed(desk, tables, outcome)
    } else {
        done(desk, tables, outcome, options)
    };
    for remark in remarks(tables, outcome) {
        answer.also(remark);
    }
    answer
}

/// Cell that is wrong, and the file that it is in.
type Wrong<'a> = (String, &'a RowFlaw);

/// Returns the columns of wrong cells; which file it is goes without saying where there is one.
fn wrong<'a>(several: bool, lang: Lang) -> Columns<Wrong<'a>> {
    let columns = Columns::<Wrong>::new(lang);
    let file = |(file, _): &Wrong| file.clone();
    let columns = if several {
        columns.column("file", text("文件", "File"), file)
    } else {
        columns.key("file", file)
    };
    columns
        .column("row", text("行", "Row"), |(_, flaw)| flaw.row)
        .column("column", text("列", "Column"), |(_, flaw)| {
            flaw.column.map(letters)
        })
        .column("head", text("表头", "Head"), |(_, flaw)| {
            flaw.head.clone()
        })
        .column("value", text("内容", "Value"), |(_, flaw)| {
            flaw.value.clone()
        })
        .column("reason", text("原因", "Reason"), move |(_, flaw)| {
            flaw.reason.words(lang)
        })
}

/// Lists every cell that is wrong.
fn flawed(desk: &Desk, tables: &[(SheetTable, PathBuf)], outcome: &Outcome) -> Answer {
    let lang = desk.context.lang;
    let rows: Vec<Wrong> = tables
        .iter()
        .zip(&outcome.flaws)
        .flat_map(|((_, path), flaws)| flaws.iter().map(|flaw| (file_name(path), flaw)))
        .collect();
    let mut report = wrong(tables.len() > 1, lang).report(&rows);
    report.json = json!({"added": 0, "already": 0, "bad": report.json});
    Answer {
        failure: Some(Refused::Flawed(rows.len()).into()),
        ..Answer::page(Page::Report(report))
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Sheet that was imported, or tried.
struct ImportedSheet<'a> {
    table: &'a SheetTable,
    file: String,
    added: usize,
    already: usize,
    /// First and last ref; `None` where nothing was written.
    refs: Option<(String, String)>,
}

fn columns<'a>(lang: Lang) -> Columns<ImportedSheet<'a>> {
    Columns::<ImportedSheet>::new(lang)
        .column("kind", text("种类", "Kind"), |one| one.table.kind.id)
        .column("file", text("文件", "File"), |one| one.file.clone())
        .column("rows", text("行数", "Rows"), |one| {
            one.table.records().len()
        })
        .column("added", text("新增", "Added"), |one| one.added)
        .column("already", text("已有", "Already"), |one| one.already)
        .column("first", text("首号", "First"), |one| {
            one.refs.clone().map(|(first, _)| first)
        })
        .column("last", text("末号", "Last"), |one| {
            one.refs.clone().map(|(_, last)| last)
        })
        .column(
            "ignored_columns",
            text("未导入的列", "Ignored columns"),
            |one| one.table.heads.ignored(),
        )
}

/// Tells how many records came of each sheet.
fn done(
    desk: &Desk,
    tables: &[(SheetTable, PathBuf)],
    outcome: &Outcome,
    options: Options,
) -> Answer {
    if let Some(refusal) = outcome.refused {
        return Answer {
            failure: Some(refused(outcome, refusal)),
            ..Answer::default()
        };
    }
    let taken = tables.iter().enumerate().map(|(at, (table, path))| {
        let written = outcome.written.get(at);
        let new = outcome.new.get(at).copied().unwrap_or(0);
        ImportedSheet {
            table,
            file: file_name(path),
            added: match written {
                _ if options.dry_run => new,
                None => 0,
                Some(written) => written.added,
            },
            already: outcome.already.get(at).map_or(0, Vec::len),
            refs: written
                .filter(|written| !written.first.is_empty())
                .map(|written| (written.first.clone(), written.last.clone())),
        }
    });
    let taken: Vec<ImportedSheet> = taken.collect();
    let mut report = columns(desk.context.lang).report(&taken);
    let already = taken.iter().map(|one| one.already).sum();
    let new = taken.iter().map(|one| one.added).sum();
    report.json = json!({"added": new, "already": already, "dry_run": options.dry_run,
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
    Answer::noted(Page::Report(report), note)
}

fn refused(outcome: &Outcome, whole: Whole) -> Error {
    let refs: Vec<String> = outcome.already.iter().flatten().cloned().collect();
    match whole {
        Whole::Again => Refused::Again(refs),
        Whole::Nothing => Refused::Nothing(refs),
    }
    .into()
}

/// Reasons for which nothing is imported.
#[derive(Debug)]
enum Refused {
    /// Rows were imported before, as these refs.
    Again(Vec<String>),
    /// So many cells are wrong.
    Flawed(usize),
    /// Every row is there already, as these refs.
    Nothing(Vec<String>),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        const SHOWN: usize = 3;
        let shown = |refs: &[String]| {
            let more = if refs.len() > SHOWN { "…" } else { "" };
            let first = refs.iter().take(SHOWN).collect::<Vec<_>>();
            (refs.len(), format!("{}{more}", lang.join(&first)))
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
            Self::Flawed(count) => Said::new(
                "rows-wrong",
                lang.pick(
                    (
                        format!("有{count}处有误，没有导入任何一行"),
                        "请改正后重新导入",
                    ),
                    (
                        format!("{count} cells are wrong and nothing was imported"),
                        "put them right and import again",
                    ),
                ),
            ),
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

/// Remarks on an import.
#[derive(Debug)]
enum Note {
    /// Numbers of records that were imported, or could be.
    Done {
        dry_run: bool,
        new: usize,
        already: usize,
        /// The first and the last ref.
        range: Option<(String, String)>,
    },
    /// Rows with the example of a template.
    Examples,
    Formulas(usize),
    /// Columns that were left out.
    Ignored(Vec<String>),
    /// The sheet that was read, and those that were not.
    OneSheet {
        name: String,
        others: Vec<String>,
    },
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Done {
                dry_run,
                new,
                already,
                range,
            } => {
                let skipped = match already {
                    0 => String::new(),
                    _ => lang.pick(
                        format!("，已有{already}条未动"),
                        format!(", {already} were there already"),
                    ),
                };
                if *dry_run {
                    return lang.pick(
                        format!("检查通过：可导入{new}条{skipped}；没有写入"),
                        format!("All is well: {new} to import{skipped}; nothing was written"),
                    );
                }
                let range = match range {
                    Some((first, last)) if first == last => {
                        lang.pick(format!("：{first}"), format!(": {first}"))
                    }
                    Some((first, last)) => lang.pick(
                        format!("：{first} 至 {last}"),
                        format!(": {first} to {last}"),
                    ),
                    None => String::new(),
                };
                lang.pick(
                    format!("已导入{new}条{range}{skipped}"),
                    format!("Imported {new}{range}{skipped}"),
                )
            }
            Self::Examples => lang
                .pick("示例行没有导入", "The row with the example was left out")
                .to_owned(),
            Self::Formulas(count) => lang.pick(
                format!("有{count}个单元格是公式，取其现有的值；请核对"),
                format!(
                    "{count} cells are formulas, of which the present value was taken; check them"
                ),
            ),
            Self::Ignored(heads) => {
                let heads = lang.join(heads);
                lang.pick(
                    format!("未导入的列：{heads}"),
                    format!("Columns that were left out: {heads}"),
                )
            }
            Self::OneSheet { name, others } => {
                let others = lang.join(others);
                lang.pick(
                    format!("只读了工作表“{name}”；另有：{others}"),
                    format!("Only the sheet “{name}” was read; there are also {others}"),
                )
            }
        }
    }
}

/// Tells what of the sheets was left aside.
fn remarks(tables: &[(SheetTable, PathBuf)], outcome: &Outcome) -> Vec<Note> {
    let mut remarks = Vec::new();
    for (table, _) in tables {
        let ignored = table.heads.ignored();
        if !ignored.is_empty() {
            remarks.push(Note::Ignored(ignored));
        }
        if let (Some(name), false) = (&table.sheet.name, table.sheet.others.is_empty()) {
            let (name, others) = (name.clone(), table.sheet.others.clone());
            remarks.push(Note::OneSheet { name, others });
        }
        if table.sheet.formulas > 0 {
            remarks.push(Note::Formulas(table.sheet.formulas));
        }
    }
    if outcome.examples > 0 {
        remarks.push(Note::Examples);
    }
    remarks
}
