//! `import`: the rows of a sheet become records, all of them or none. Everything that is wrong is
//! listed by row and column in one pass.
//!
//! A row without a ref is a new record. Its identity follows from what it says, so that the same row
//! is noticed when it comes again, from this file or another that was merged. A row with a ref was
//! exported: it becomes that record again, with its identity, ref and state.

mod cells;
mod heads;
mod identity;
mod report;
mod roster;
mod rows;
mod table;
mod triage;

use std::path::{Path, PathBuf};

use super::everywhere::{FORMAT, STANDARD};
use super::verb::{Does, Verb};
use crate::desk::{Answer, Context, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::model::kind::Kind;
use crate::options::{FUTURE, Given, LATE, OR_ALL, Opt, Takes};
use crate::sheets::Sheet;
use crate::text::{Lang, text};
use crate::{kinds, sheets};
use heads::Heads;
use report::Outcome;
use roster::NameBook;
use table::{Drafts, SheetTable};
use triage::{Triaged, triage};

/// The endings under which `import all` looks for a kind's file.
const ENDINGS: &[&str] = &["csv", "xlsx", "jsonl", "json", "xls", "ods"];

/// Options of an import.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Options<'a> {
    /// Take rows again that were imported before.
    again: bool,
    /// Leave out the rows that were imported before.
    new_only: bool,
    dry_run: bool,
    future: bool,
    late: Option<&'a str>,
    /// The sheet of a workbook.
    sheet: Option<&'a str>,
}

const KIND: Opt = Opt::place("KIND", Takes::Kind(OR_ALL), text("种类", "Kind"))
    .required()
    .such_as("opinion", "opinion")
    .more("或 all(导出的文件夹)", "or all for the folder of an export");
const FILE: Opt = Opt::place("FILE", Takes::File, text("要导入的文件", "The file"))
    .required()
    .such_as("opinions.xlsx", "opinions.xlsx")
    .more(
        "可用 xlsx、xls、ods、csv、json、jsonl",
        "xlsx, xls, ods, csv, json or jsonl",
    );
const DRY_RUN: Opt = Opt::flag(
    "dry-run",
    Takes::Flag,
    text("只检查，不导入", "Only check, import nothing"),
);
const AGAIN: Opt = Opt::flag(
    "again",
    Takes::Flag,
    text(
        "以前导入过的行再登记一次",
        "Log rows once more that were imported before",
    ),
)
.excludes(NEW_ONLY.id);
const NEW_ONLY: Opt = Opt::flag(
    "new-only",
    Takes::Flag,
    text(
        "跳过以前导入过的行",
        "Leave out rows that were imported before",
    ),
);
const SHEET: Opt = Opt::flag(
    "sheet",
    Takes::Name,
    text(
        "工作表名称，缺省为第一个有内容的",
        "Sheet of a workbook; by default the first with content",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "import",
    called: "导入",
    about: text("导入表格", "Import a sheet"),
    options: &[KIND, FILE, DRY_RUN, AGAIN, NEW_ONLY, SHEET, LATE, FUTURE],
    does: Does::Answer(run),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let late = given
        .text(&LATE)
        .map(|reason| input::text(LATE.id, reason))
        .transpose()?;
    let options = Options {
        again: given.has(&AGAIN),
        new_only: given.has(&NEW_ONLY),
        dry_run: given.has(&DRY_RUN),
        future: given.has(&FUTURE),
        late: late.as_deref(),
        sheet: given.text(&SHEET),
    };
    let path = given.path(&FILE).unwrap_or(Path::new(""));
    let mut tables = Vec::new();
    if path == Path::new(STANDARD) {
        let kind = given.kind(&KIND)?;
        let Some((kind, format)) = kind.zip(given.text(&FORMAT)) else {
            return Err(Refused::FormatMissing.into());
        };
        let sheet = sheets::read_from(std::io::stdin().lock(), format, path)?;
        tables.push((table(kind, sheet, path)?, path.to_owned()));
    } else {
        for (kind, path) in files(given.kind(&KIND)?, &context.path(path))? {
            let sheet = sheets::read(&path, options.sheet)?;
            tables.push((table(kind, sheet, &path)?, path));
        }
    }
    let desk = Desk::open(context)?;
    let outcome = import(&desk, &tables, options)?;
    Ok(report::answer(&desk, &tables, &outcome, options))
}

/// Returns the files to import, in the order in which the roster comes before what names it.
fn files(only: Option<&'static Kind>, path: &Path) -> Result<Vec<(&'static Kind, PathBuf)>> {
    if let Some(kind) = only {
        return if path.is_dir() {
            Err(Refused::IsFolder(path.to_owned()).into())
        } else {
            Ok(vec![(kind, path.to_owned())])
        };
    }
    let mut files = Vec::new();
    for kind in kinds::nouns() {
        let names = ENDINGS
            .iter()
            .map(|ending| path.join(format!("{}.{ending}", kind.id)));
        files.extend(names.filter(|name| name.is_file()).map(|name| (kind, name)));
    }
    let double = files.windows(2).find(|pair| pair[0].0.id == pair[1].0.id);
    if let Some([(_, first), (_, second)]) = double {
        return Err(Refused::OneKind(first.clone(), second.clone()).into());
    }
    if files.is_empty() {
        return Err(Refused::NothingThere(path.to_owned()).into());
    }
    Ok(files)
}

/// Finds the heads of a sheet.
fn table(kind: &'static Kind, sheet: Sheet, path: &Path) -> Result<SheetTable> {
    let file = || path.to_owned();
    let nothing = sheet.keyed && sheet.rows.len() == 1;
    let heads = Heads::find(kind, &sheet).or_else(|| nothing.then(Heads::default));
    let heads = heads.ok_or_else(|| Refused::NoHeads { file: file(), kind })?;
    if let Some((first, second)) = heads.double() {
        let refused = Refused::TwiceOneHead {
            file: file(),
            head: heads.word(second).to_owned(),
            columns: [first, second].map(sheets::letters),
        };
        return Err(refused.into());
    }
    Ok(SheetTable { kind, sheet, heads })
}

/// Reads every row, and writes the records if nothing is wrong with any.
fn import(desk: &Desk, tables: &[(SheetTable, PathBuf)], options: Options) -> Result<Outcome> {
    let rows: usize = tables.iter().map(|(table, _)| table.records().len()).sum();
    let mut tick = desk.context.progress(text("行", "rows")).counting(rows);
    let mut roster = NameBook::new(desk);
    for (table, _) in tables {
        table.announce(desk, &mut roster)?;
    }
    let mut outcome = Outcome::default();
    let mut read = Vec::new();
    for (table, _) in tables {
        let mut drafts = table.drafts(desk, &mut roster, options, &mut tick)?;
        outcome.flaws.push(std::mem::take(&mut drafts.flaws));
        outcome.examples += drafts.examples;
        read.push(drafts);
    }
    drop(tick);
    if outcome.is_flawed() {
        return Ok(outcome);
    }
    if options.dry_run {
        let triaged = triage_all(desk, tables, read, options)?;
        outcome.look(&triaged, options);
        return Ok(outcome);
    }
    let mut tick = desk.context.progress(text("行", "rows")).counting(rows);
    let reads = tables.iter().map(|(_, path)| path.clone());
    let author = desk.author("import")?.reading(reads.collect());
    desk.store.write(&author, |writing| {
        let triaged = triage_all(desk, tables, read, options)?;
        outcome.look(&triaged, options);
        if outcome.is_refused() {
            return Ok(());
        }
        for ((table, _), triaged) in tables.iter().zip(triaged) {
            outcome
                .written
                .push(triaged.write(desk, table.kind, writing, &mut tick)?);
        }
        Ok(())
    })?;
    Ok(outcome)
}

fn triage_all(
    desk: &Desk,
    tables: &[(SheetTable, PathBuf)],
    read: Vec<Drafts>,
    options: Options,
) -> Result<Vec<Triaged>> {
    let tables = tables.iter().zip(read);
    tables
        .map(|((table, _), drafts)| triage(desk, table, drafts, options))
        .collect()
}

/// Reasons for which nothing is imported.
#[derive(Debug)]
enum Refused {
    /// Standard input without its kind or format.
    FormatMissing,
    IsFolder(PathBuf),
    /// No row that is a kind's heads.
    NoHeads {
        file: PathBuf,
        kind: &'static Kind,
    },
    NothingThere(PathBuf),
    /// Two files of a folder.
    OneKind(PathBuf, PathBuf),
    /// Two columns of a sheet.
    TwiceOneHead {
        file: PathBuf,
        head: String,
        columns: [String; 2],
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::IsFolder(path) => {
                let folder = path.display();
                Said::new(
                    "is-a-folder",
                    lang.pick(
                        (
                            format!("{folder} 是文件夹"),
                            "请给出其中的文件，导出的文件夹请用“import all”",
                        ),
                        (
                            format!("{folder} is a folder"),
                            "name a file in it, or take the folder of an export with “import all”",
                        ),
                    ),
                )
                .of("FILE")
                .with(folder.to_string())
            }
            Self::FormatMissing => Said::usage(
                "format-missing",
                lang.pick(
                    (
                        "从标准输入导入要写明种类和格式",
                        "例如 huiyin import visit - --format csv",
                    ),
                    (
                        "to import from standard input name the kind and the format",
                        "such as huiyin import visit - --format csv",
                    ),
                ),
            )
            .of("format"),
            Self::NoHeads { file, kind } => {
                let labels = kind.fields.iter().map(|field| field.label.get(lang));
                let known = lang.join(&labels.collect::<Vec<_>>());
                let (file, kind) = (file.display(), kind.id);
                Said::new(
                    "no-heads",
                    lang.pick(
                        (
                            format!("{file}：找不到表头"),
                            format!("表头应有：{known}；空表可用 huiyin template {kind} 生成"),
                        ),
                        (
                            format!("{file}: no heads are found"),
                            format!(
                                "they are {known}; make an empty sheet with huiyin template {kind}"
                            ),
                        ),
                    ),
                )
                .of("FILE")
                .with(file.to_string())
            }
            Self::NothingThere(path) => {
                let folder = path.display();
                Said::new(
                    "nothing-to-import",
                    lang.pick(
                        (
                            format!("文件夹 {folder} 里没有可导入的文件"),
                            "应如 unit.csv、person.csv",
                        ),
                        (
                            format!("there is nothing to import in the folder {folder}"),
                            "files are called unit.csv, person.csv and so on",
                        ),
                    ),
                )
                .of("FILE")
                .with(folder.to_string())
            }
            Self::OneKind(first, second) => {
                let (first, second) = (first.display(), second.display());
                Said::new(
                    "two-files-of-one-kind",
                    lang.pick(
                        (format!("{first} 和 {second} 是同一种类"), "请只留一个"),
                        (
                            format!("{first} and {second} are of one kind"),
                            "keep only one",
                        ),
                    ),
                )
                .of("FILE")
                .with(second.to_string())
            }
            Self::TwiceOneHead {
                file,
                head,
                columns: [first, second],
            } => {
                let file = file.display();
                Said::new(
                    "two-columns-of-one-head",
                    lang.pick(
                        (
                            format!("{file}：{first} 列和 {second} 列都是“{head}”"),
                            "请只留一列",
                        ),
                        (
                            format!("{file}: columns {first} and {second} are both “{head}”"),
                            "keep only one",
                        ),
                    ),
                )
                .of("FILE")
                .with(head)
            }
        }
    }
}
