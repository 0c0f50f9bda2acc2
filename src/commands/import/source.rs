//! Finds the sheets of a file that hold the table of a kind, among covers, charts and notes.

use std::path::{Path, PathBuf};

use super::heads::Heads;
use super::table::SheetTable;
use super::wishes::Wishes;
use crate::error::{Error, FileForm, Refusal, Result, Said, SheetFault};
use crate::model::kind::Kind;
use crate::options::ALL;
use crate::sheets::{Book, Sheet, letters};
use crate::text::Lang;

/// Which sheets are wanted, and how their heads are to be read.
#[derive(Debug, Default)]
pub(super) struct Wanted<'a> {
    pub(super) sheets: Vec<&'a str>,
    pub(super) wishes: Wishes,
}

/// A file, the tables that were found in it, and what was left aside.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) file: String,
    pub(super) tables: Vec<SheetTable>,
    /// What it is, where its ending says otherwise.
    pub(super) is: Option<FileForm>,
    /// Sheets with cells that were not read, hidden ones apart.
    pub(super) others: Vec<String>,
    pub(super) hidden: Vec<String>,
    /// Sheets without cells.
    pub(super) passed: Vec<(String, FileForm)>,
}

/// Takes the sheets of a file that are wanted, or where none is named the one that has the heads.
///
/// # Errors
/// If no sheet has heads of the kind, several have, or a named one is not there.
pub(super) fn take(
    kind: &'static Kind,
    book: Book,
    path: &Path,
    wanted: &Wanted,
) -> Result<Source> {
    let file = path.file_name().unwrap_or(path.as_os_str());
    let mut source = Source {
        file: file.to_string_lossy().into_owned(),
        is: book.is,
        passed: book.passed,
        ..Source::default()
    };
    let mut known = Vec::new();
    let mut found: Vec<(Sheet, Heads)> = Vec::new();
    for sheet in book.sheets {
        known.extend(sheet.name.clone());
        let name = sheet.name.clone().unwrap_or_default();
        let is_wanted = match &wanted.sheets[..] {
            [] => !sheet.hidden,
            [ALL] => !sheet.hidden && !adds_up(&name),
            named => named.contains(&name.as_str()),
        };
        let nothing = sheet.keyed && sheet.rows.len() == 1;
        let heads = Heads::find(kind, &sheet, &wanted.wishes);
        let heads = heads.or_else(|| nothing.then(Heads::default));
        match heads {
            Some(heads) if is_wanted => found.push((sheet, heads)),
            _ if sheet.hidden => source.hidden.push(name),
            _ => source.others.push(name),
        }
    }
    let is_all = wanted.sheets[..] == [ALL];
    let mut named = wanted.sheets.iter().filter(|_| !is_all);
    if let Some(name) = named.find(|name| !known.iter().any(|one| one == *name)) {
        let (path, name) = (path.to_owned(), (*name).to_owned());
        let fault = SheetFault::NoSheet { name, known };
        return Err(Error::Sheet { path, fault });
    }
    if wanted.sheets.is_empty() {
        found = only(kind, found, path, &mut source.others)?;
    } else if is_all && found.iter().any(|(_, heads)| is_whole(kind, heads)) {
        // A cover or a chart may say 日期 as well.
        let (whole, rest): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|(_, heads)| is_whole(kind, heads));
        found = whole;
        source
            .others
            .extend(rest.into_iter().filter_map(|(sheet, _)| sheet.name));
    }
    if found.is_empty() {
        let file = path.to_owned();
        return Err(Refused::NoHeads { file, kind }.into());
    }
    for (sheet, heads) in found {
        if let Some((first, second)) = heads.double(kind) {
            let refused = Refused::TwiceOneHead {
                file: path.to_owned(),
                head: heads.word(second).to_owned(),
                columns: [first, second].map(letters),
            };
            return Err(refused.into());
        }
        source.tables.push(SheetTable {
            kind,
            path: path.to_owned(),
            sheet,
            heads,
        });
    }
    Ok(source)
}

/// Tells whether a sheet has all that the kind requires.
pub(super) fn is_whole(kind: &'static Kind, heads: &Heads) -> bool {
    let fields = kind.all_fields().enumerate();
    let mut required = fields.filter(|(_, field)| field.required);
    heads.known > 1 && required.all(|(at, _)| heads.column(at).is_some())
}

/// Tells whether a sheet adds up the others by its name.
fn adds_up(name: &str) -> bool {
    const WORDS: &[&str] = &["汇总", "合计", "总计", "总表", "统计", "summary", "total"];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Of several sheets with heads keeps the one that has what the kind requires, or where none has it
/// the one that has the most.
fn only(
    kind: &'static Kind,
    mut found: Vec<(Sheet, Heads)>,
    path: &Path,
    others: &mut Vec<String>,
) -> Result<Vec<(Sheet, Heads)>> {
    let is_whole = |heads: &Heads| is_whole(kind, heads);
    let whole = found.iter().filter(|(_, heads)| is_whole(heads));
    let names = whole.filter_map(|(sheet, ..)| sheet.name.clone());
    let names: Vec<String> = names.collect();
    if names.len() > 1 {
        let file = path.to_owned();
        return Err(Refused::SeveralSheets { file, names }.into());
    }
    let rank = |(_, heads): &&(Sheet, Heads)| (is_whole(heads), heads.known);
    let best = found.iter().map(|one| rank(&one)).max();
    let best = found.iter().position(|one| Some(rank(&one)) == best);
    let Some(best) = best else {
        return Ok(found);
    };
    let chosen = found.remove(best);
    others.extend(found.into_iter().filter_map(|(sheet, ..)| sheet.name));
    Ok(vec![chosen])
}

/// Reasons for which a file has no table to take.
#[derive(Debug)]
enum Refused {
    /// No row that is a kind's heads.
    NoHeads { file: PathBuf, kind: &'static Kind },
    /// Sheets that each have all that the kind requires.
    SeveralSheets { file: PathBuf, names: Vec<String> },
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
            Self::NoHeads { file, kind } => {
                let labels = kind.fields.iter().filter(|field| !field.by_step);
                let labels = labels.map(|field| field.label.get(lang));
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
            Self::SeveralSheets { file, names } => {
                let (file, first, names) = (file.display(), &names[0], lang.join(names));
                Said::new(
                    "several-sheets",
                    lang.pick(
                        (
                            format!("{file}：有几张工作表都可以导入（{names}）"),
                            format!("只要一张请加 --sheet {first}，全部都要请加 --sheet all"),
                        ),
                        (
                            format!("{file}: several sheets can be imported ({names})"),
                            format!("take one with --sheet {first}, or all with --sheet all"),
                        ),
                    ),
                )
                .of("sheet")
                .with(file.to_string())
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
                            format!("不要的一列请加 --ignore {second}"),
                        ),
                        (
                            format!("{file}: columns {first} and {second} are both “{head}”"),
                            format!("leave one out with --ignore {second}"),
                        ),
                    ),
                )
                .of("FILE")
                .with(head)
            }
        }
    }
}
