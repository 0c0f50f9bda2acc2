//! `import`: the rows of a sheet become records, all of them or none. Everything that is wrong is
//! listed by row and column in one pass, and every row and cell is accounted for.
//!
//! A row without an identity is a new record. Its own identity follows from what it says, so that the
//! same row is noticed when it comes again, from this file or another that was merged. A row with one
//! was exported: it becomes that record again, with its ref and state.

mod cells;
mod columns;
mod differs;
mod doubts;
mod draft;
mod events;
mod fitting;
mod flaws;
mod heads;
mod identity;
mod lines;
mod mark;
mod memory;
mod merged;
mod namesakes;
mod near;
mod notes;
mod reading;
mod report;
mod roster;
mod rows;
mod settle;
mod shown;
mod sorting;
mod source;
mod spoilt;
mod table;
mod triage;
mod update;
mod values;
mod whole;
mod whose;
mod wishes;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::everywhere::{FORMAT, STANDARD};
use super::record::BECAUSE;
use super::verb::{Does, Verb};
use crate::desk::field::known_field;
use crate::desk::{Answer, Context, Delivery, Desk, input};
use crate::error::{Error, Refusal, Result, Said};
use crate::files::{replace, several};
use crate::model::kind::Kind;
use crate::options::{FUTURE, Given, LATE, OR_ALL, Opt, Takes};
use crate::text::{Lang, quoted, text};
use crate::{kinds, sheets};
pub(crate) use fitting::{fitting, is_like_a_file};
use heads::unmet;
use near::know_again;
use report::Outcome;
use roster::NameBook;
use source::{Wanted, take};
use table::{Drafts, SheetTable};
use triage::{Brought, Triaged, triage};
use update::update;
use wishes::{Known, Reading, Wishes};

/// The endings under which `import all` looks for a kind's file.
const ENDINGS: &[&str] = &["csv", "xlsx", "jsonl", "json", "xls", "ods"];

/// Options of an import.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Options<'a> {
    /// Take rows again that were imported before.
    again: bool,
    /// Take rows that say otherwise than a record of the file for others.
    as_new: bool,
    /// Leave out the rows that were imported before.
    new_only: bool,
    /// Put back what was corrected in the file since the sheet was made.
    revert: bool,
    dry_run: bool,
    /// Take what is doubtful.
    force: bool,
    future: bool,
    /// Leave out what the sheet hides.
    visible: bool,
    /// The day of all rows that have none.
    date: Option<NaiveDate>,
    late: Option<&'a str>,
    /// What is meant by values that are no name and no choice, the first first.
    readings: &'a [Reading],
}

pub(crate) const KIND: Opt = Opt::place("KIND", Takes::Kind(OR_ALL), text("种类", "Kind"))
    .required()
    .such_as("opinion", "opinion")
    .more("或 all(导出的文件夹)", "or all for the folder of an export");
const FILE: Opt = Opt::place("FILE", Takes::File, text("要导入的文件", "The files"))
    .required()
    .many()
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
        "Import rows again that were imported before",
    ),
)
.excludes(&[NEW_ONLY.id]);
const AS_NEW: Opt = Opt::flag(
    "as-new",
    Takes::Flag,
    text(
        "与已有的记录相近而不同的行，按另一条登记",
        "Log rows as records of their own that are like one which is there and say otherwise",
    ),
)
.excludes(&[UPDATE.id]);
const REVERT: Opt = Opt::flag(
    "revert",
    Takes::Flag,
    text(
        "与 --update 连用：导出以后改正过的，也按表改回",
        "With --update: also put back what was corrected since the export",
    ),
);
const NEW_ONLY: Opt = Opt::flag(
    "new-only",
    Takes::Flag,
    text(
        "跳过以前导入过的行",
        "Leave out rows that were imported before",
    ),
)
.excludes(&[UPDATE.id]);
pub(crate) const SHEET: Opt = Opt::flag(
    "sheet",
    Takes::Name,
    text("工作表名称，或 all(全部)", "Sheet of a workbook, or all"),
)
.many()
.more(
    "缺省为有表头的那一张；可多次使用；all 不含汇总表",
    "by default the one that has the heads; may be repeated; all leaves out those that add up others",
);
const MAP: Opt = Opt::flag(
    "map",
    Takes::Text,
    text("某列按某字段导入", "Take a column as a field"),
)
.many()
.such_as("反映日期=日期", "D=topic")
.more(
    "表头或列的字母=字段，可多次使用",
    "HEAD, or the letters of a column, =FIELD; may be repeated",
);
const IGNORE: Opt = Opt::flag(
    "ignore",
    Takes::Text,
    text("某列不导入", "Leave a column out"),
)
.many()
.more(
    "写表头或列的字母，可多次使用",
    "its head or letters; may be repeated",
);
const READ: Opt = Opt::flag(
    "read",
    Takes::Text,
    text(
        "名册或选项里没有的写法按另一个读",
        "Read a name or a choice that is not known as another",
    ),
)
.many()
.such_as("王方=王芳", "hot line=hotline")
.more(
    "写法=名称、编号或选项，可多次使用；有这个人的照旧",
    "VALUE=NAME, a ref or a choice; may be repeated, and what is known stays as it is",
);
const DATE: Opt = Opt::flag(
    "date",
    Takes::Day,
    text(
        "没有写日期的行都按这一天",
        "The day of all rows that have none",
    ),
)
.excludes(&[UPDATE.id]);
const UPDATE: Opt = Opt::flag(
    "update",
    Takes::Flag,
    text(
        "按改过的导出表更新已有的记录，或采入台账里的答复、结果",
        "Change what is there as an exported sheet was changed, or take replies and results of a ledger",
    ),
)
.more(
    "导出表的空格清空，没有的列不动",
    "of an export an emptied cell clears, an absent column is untouched",
)
.excludes(&["again"]);
const MARK: Opt = Opt::flag(
    "mark",
    Takes::File,
    text(
        "把有误的地方标红，另存为 xlsx",
        "Write the sheet as xlsx with what is wrong in red",
    ),
)
.more(
    "xlsx 保留原来的格式，别的格式另写成新表",
    "of an xlsx all formats are kept, of other files a new one is written",
);
const VISIBLE: Opt = Opt::flag(
    "visible",
    Takes::Flag,
    text(
        "不要隐藏的行和划掉的内容",
        "Leave out hidden rows and what is struck out",
    ),
);
const FORCE: Opt = Opt::flag(
    "force",
    Takes::Flag,
    text(
        "校验位不对的身份证号、导出文件里不合规定的记录也导入",
        "Take ID numbers against their check digit, and exported records that break a rule",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "import",
    called: &["导入"],
    about: text("导入表格", "Import a sheet"),
    options: &[
        KIND, FILE, DRY_RUN, AGAIN, AS_NEW, NEW_ONLY, SHEET, MAP, IGNORE, READ, DATE, UPDATE,
        REVERT, BECAUSE, MARK, VISIBLE, LATE, FUTURE, FORCE,
    ],
    does: Does::Answer(run),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let late = given
        .text(&LATE)
        .map(|reason| input::text(LATE.id, reason))
        .transpose()?;
    let kind = given.kind(&KIND)?;
    let desk = Desk::open(context)?;
    let wanted = Wanted {
        sheets: given.texts(&SHEET).collect(),
        wishes: Wishes {
            known: memory::known(&desk)?,
            ..wishes(given)?
        },
    };
    let paths: Vec<&Path> = given.paths(&FILE).collect();
    let is_standard = paths[..] == [Path::new(STANDARD)];
    let mut wanted_files = Vec::new();
    for path in paths.iter().filter(|_| !is_standard) {
        for path in several(context.path(path), None)? {
            wanted_files.extend(files(kind, &path)?);
        }
    }
    // Before anything is read.
    let marked = given.path(&MARK).map(|place| context.path(place));
    if let Some(place) = &marked {
        mark::check(place, wanted_files.iter().map(|(_, file)| file.as_path()))?;
        replace::check(place, &context.db)?;
        context.written.check(place, sheets::is_changed)?;
    }
    let mut sources = Vec::new();
    if is_standard {
        let Some((kind, format)) = kind.zip(given.text(&FORMAT)) else {
            return Err(Refused::FormatMissing.into());
        };
        let path = Path::new(STANDARD);
        let book = sheets::read_from(std::io::stdin().lock(), format, path)?;
        sources.push(take(kind, book, path, &wanted)?);
    }
    for (kind, path) in wanted_files {
        sources.push(take(kind, sheets::read(&path)?, &path, &wanted)?);
    }
    let mut tables: Vec<SheetTable> = sources
        .iter_mut()
        .flat_map(|one| one.tables.drain(..))
        .collect();
    if given.has(&VISIBLE) {
        tables.iter_mut().for_each(SheetTable::leave_hidden_columns);
    }
    for (head, field) in &wanted.wishes.mapped {
        for kind in tables.iter().map(|table| table.kind) {
            known_field(kind, field, |_| true).map_err(|error| error.about(head.as_str()))?;
        }
    }
    let heads: Vec<_> = tables.iter().map(|table| &table.heads).collect();
    if let Some(head) = unmet(&wanted.wishes, &heads) {
        return Err(Refused::NoSuchHead {
            head,
            words: heads_of(&tables),
        }
        .into());
    }
    let mut readings = wanted.wishes.readings.clone();
    readings.extend(memory::readings(&desk)?);
    let options = Options {
        readings: &readings,
        again: given.has(&AGAIN),
        as_new: given.has(&AS_NEW),
        new_only: given.has(&NEW_ONLY),
        revert: given.has(&REVERT),
        dry_run: given.has(&DRY_RUN),
        force: given.has(&FORCE),
        future: given.has(&FUTURE),
        visible: given.has(&VISIBLE),
        date: given.optional(&DATE, Given::day, &desk)?,
        late: late.as_deref(),
    };
    let (mut answer, flaws) = if given.has(&UPDATE) {
        update(&desk, &tables, options, given)?
    } else {
        let learnt = memory::learnt(&tables, &wanted.wishes);
        let outcome = import(&desk, &tables, &learnt, options)?;
        let mut answer = report::answer(&desk, &sources, &tables, &outcome, options);
        let unused = unused(&wanted.wishes.readings, &outcome);
        if !unused.is_empty() {
            answer.also(notes::Note::Unused(unused));
        }
        // What is only tried, or read from what is read once, is not asked about.
        if !options.dry_run && !is_standard && marked.is_none() {
            answer.doubts = doubts::doubts(&outcome.flaws, context.lang);
        }
        (answer, outcome.flaws)
    };
    let used = tables
        .iter()
        .flat_map(|table| memory::used(table, &wanted.wishes));
    let used: Vec<_> = used.collect();
    if !used.is_empty() {
        answer.also(notes::Note::Remembered(used));
    }
    if let Some(place) = marked
        && flaws.iter().any(|flaws| !flaws.is_empty())
    {
        let (bytes, kept) = mark::mark(&tables, &flaws, context.lang)?;
        let marked = place.clone();
        answer.also(notes::Note::Marked { marked, kept });
        let place = Some(place);
        answer.delivery = Some(Delivery::File {
            place,
            made: bytes.into(),
        });
    }
    Ok(answer)
}

/// Returns what was said of values and not needed.
fn unused(readings: &[Reading], outcome: &Outcome) -> Vec<String> {
    let is_used = |one: &&Reading| {
        let mut used = outcome.readings.keys();
        used.any(|(.., typed)| input::normalised(typed) == one.typed)
    };
    let unused = readings.iter().filter(|one| !is_used(one));
    unused
        .map(|one| format!("{}={}", one.typed, one.means))
        .collect()
}

/// Reads what was asked for of single heads.
fn wishes(given: Given) -> Result<Wishes> {
    let pair = |typed: &str| {
        let pair = typed.rsplit_once(['=', '＝']);
        let pair = pair.map(|(head, field)| (head.trim().to_owned(), field.trim().to_owned()));
        let whole = pair.filter(|(head, field)| !head.is_empty() && !field.is_empty());
        whole.ok_or_else(|| Refused::NoPair(typed.to_owned()))
    };
    let mapped: std::result::Result<_, _> = given.texts(&MAP).map(pair).collect();
    let reading = |typed: &str| {
        let (typed, means) = pair(typed).map_err(|_| Refused::NoReading(typed.to_owned()))?;
        Ok::<_, Refused>(Reading {
            of: None,
            typed: input::normalised(&typed),
            means,
        })
    };
    let readings: std::result::Result<_, _> = given.texts(&READ).map(reading).collect();
    Ok(Wishes {
        mapped: mapped?,
        readings: readings?,
        ignored: given.texts(&IGNORE).map(str::to_owned).collect(),
        known: Vec::new(),
    })
}

fn heads_of(tables: &[SheetTable]) -> Vec<String> {
    let words = tables.iter().flat_map(|table| &table.heads.words);
    words.filter(|word| !word.is_empty()).cloned().collect()
}

/// Returns the files to import, in the order in which the roster comes before what names it.
///
/// # Errors
/// If a folder is given for a file or a file for a folder, or nothing is there to import.
fn files(only: Option<&'static Kind>, path: &Path) -> Result<Vec<(&'static Kind, PathBuf)>> {
    if let Some(kind) = only {
        return if path.is_dir() {
            Err(Refused::IsFolder(path.to_owned()).into())
        } else {
            Ok(vec![(kind, path.to_owned())])
        };
    }
    if !path.is_dir() {
        let path = path.to_owned();
        return Err(match std::fs::metadata(&path) {
            Ok(_) => {
                let kind = fitting(&path)?.into_iter().next();
                Refused::IsFile(path, kind).into()
            }
            Err(source) => Error::Io { path, source },
        });
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

/// Reads every row, and writes the records if nothing is wrong with any.
fn import(
    desk: &Desk,
    tables: &[SheetTable],
    learnt: &[Known],
    options: Options,
) -> Result<Outcome> {
    let rows: usize = tables.iter().map(SheetTable::count).sum();
    let mut tick = desk.context.progress(text("行", "rows")).counting(rows);
    let mut roster = NameBook::new(desk);
    for table in tables {
        table.announce(desk, &mut roster)?;
    }
    let mut outcome = Outcome::default();
    let mut read = Vec::new();
    for table in tables {
        let mut drafts = table.drafts(desk, &mut roster, options, &mut tick)?;
        outcome.flaws.push(std::mem::take(&mut drafts.flaws));
        outcome.balances.push(std::mem::take(&mut drafts.balance));
        outcome.dated |= drafts.dated;
        outcome.elsewhere.append(&mut drafts.elsewhere);
        outcome.tenths.extend(drafts.tenths.take());
        outcome.converted.append(&mut drafts.converted);
        for (field, typed, means) in std::mem::take(&mut drafts.readings) {
            outcome
                .readings
                .insert((table.kind.id, field, typed), means);
        }
        read.push(drafts);
    }
    drop(tick);
    if outcome.is_flawed() {
        return Ok(outcome);
    }
    if options.dry_run {
        let triaged = triage_all(desk, tables, &read, options)?;
        outcome.look(&triaged, options);
        return Ok(outcome);
    }
    let mut tick = desk.context.progress(text("行", "rows")).counting(rows);
    let reads = tables.iter().map(|table| table.path.clone());
    let author = desk.author("import")?.reading(reads.collect());
    desk.store.write(&author, |writing| {
        let triaged = triage_all(desk, tables, &read, options)?;
        outcome.look(&triaged, options);
        if outcome.is_refused() {
            return Ok(());
        }
        for ((table, drafts), triaged) in tables.iter().zip(&read).zip(triaged) {
            let written = triaged.write(desk, table.kind, &drafts.records, writing, &mut tick)?;
            outcome.written.push(written);
        }
        memory::keep(desk, writing, learnt)?;
        memory::keep_readings(desk, writing, &outcome.readings)
    })?;
    Ok(outcome)
}

fn triage_all(
    desk: &Desk,
    tables: &[SheetTable],
    read: &[Drafts],
    options: Options,
) -> Result<Vec<Triaged>> {
    let mut brought = Brought::default();
    let read = tables.iter().zip(read);
    let triaged = read
        .clone()
        .map(|(table, drafts)| triage(desk, table, &drafts.records, &mut brought, options));
    let mut triaged = triaged.collect::<Result<Vec<_>>>()?;
    if options.again || options.as_new {
        return Ok(triaged);
    }
    // Once it is known which records the rows of all sheets are.
    for ((table, drafts), triaged) in read.zip(&mut triaged) {
        know_again(desk, table, &drafts.records, triaged, &mut brought, options)?;
    }
    Ok(triaged)
}

/// Reasons for which nothing is imported.
#[derive(Debug)]
enum Refused {
    /// Standard input without its kind or format.
    FormatMissing,
    /// Not the folder of an export; and the kind that it may be of.
    IsFile(PathBuf, Option<&'static Kind>),
    IsFolder(PathBuf),
    /// Words that are no value and what is meant by it.
    NoReading(String),
    /// Words that are no head and a field.
    NoPair(String),
    /// An option speaks of a head that no sheet has; those that there are.
    NoSuchHead {
        head: String,
        words: Vec<String>,
    },
    NothingThere(PathBuf),
    /// Two files of a folder.
    OneKind(PathBuf, PathBuf),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::IsFile(path, kind) => {
                let file = path.display();
                let kind = kind.map_or("visit", |kind| kind.id);
                let way = format!("huiyin import {kind} {}", quoted(&file.to_string()));
                Said::new(
                    "not-a-folder",
                    lang.pick(
                        (
                            format!("{file} 是文件，“import all”要导出的文件夹"),
                            format!("单个文件请写明种类，例如 {way}"),
                        ),
                        (
                            format!(
                                "{file} is a file, and “import all” takes the folder of an export"
                            ),
                            format!("of a single file name the kind, such as {way}"),
                        ),
                    ),
                )
                .of("FILE")
                .with(file.to_string())
            }
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
            Self::NoReading(typed) => Said::usage(
                "no-pair",
                lang.pick(
                    (
                        format!("--read “{typed}”应写成 写法=名称"),
                        "例如 --read 王方=王芳",
                    ),
                    (
                        format!("--read “{typed}” should read VALUE=NAME"),
                        "such as --read \"hot line=hotline\"",
                    ),
                ),
            )
            .of("read")
            .with(typed),
            Self::NoPair(typed) => Said::usage(
                "no-pair",
                lang.pick(
                    (
                        format!("--map “{typed}”应写成 表头=字段"),
                        "例如 --map 反映日期=日期",
                    ),
                    (
                        format!("--map “{typed}” should read HEAD=FIELD"),
                        "such as --map D=topic",
                    ),
                ),
            )
            .of("map")
            .with(typed),
            Self::NoSuchHead { head, words } => {
                let way = match lang.join(words) {
                    none if none.is_empty() => {
                        lang.pick("表里没有表头", "the sheet has none").to_owned()
                    }
                    known => lang.pick(format!("有：{known}"), format!("there are {known}")),
                };
                let what = lang.pick(
                    format!("没有表头“{head}”"),
                    format!("there is no head “{head}”"),
                );
                Said::new("no-such-head", (what, way)).with(head)
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
        }
    }
}
