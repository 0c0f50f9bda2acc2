//! Remarks on an import: what it brought, the balance of each sheet, and what is to be looked at.

use std::path::PathBuf;

use super::differs::{Cell, Elsewhere, said_otherwise};
use super::flaws::rows;
use super::lines::{Balance, Left};
use crate::error::FileForm;
use crate::model::kind::Field;
use crate::text::{Lang, Words, plural};

/// The most numbers in other units that are told.
pub(super) const MOST_CONVERTED: usize = 10;

/// Remarks on an import.
#[derive(Debug)]
pub(super) enum Note {
    /// What became of the rows and cells of a sheet.
    Balance {
        /// Its name, where there are several.
        sheet: Option<String>,
        dry_run: bool,
        rows: usize,
        added: usize,
        already: usize,
        left: Vec<(Left, Vec<usize>)>,
        cells: usize,
        unaccounted: usize,
    },
    /// Records that are there and stay as they are, each with what of them only the sheet tells.
    Behind(Vec<(String, Vec<&'static Field>)>),
    /// Rows that say otherwise than the record that they are of, and were left out.
    Corrected(Vec<(usize, Vec<Cell>)>),
    /// New rows that say all that another says, each behind the first.
    Equal(Vec<(usize, usize)>),
    /// Cells that say what was there before the file was corrected, and were left out.
    Newer(Vec<Cell>),
    /// Numbers in another unit and days told from today, each with what it was taken for.
    Converted(Vec<(String, String)>),
    /// No row needs the day that was given for all.
    DateUnused,
    /// Cells that say 同上, of these rows, and were taken for what stands above.
    Ditto(Vec<usize>),
    /// Columns that the program works out or keeps itself, and that were not taken.
    Kept(Vec<String>),
    /// Numbers of records that were imported, or could be.
    Done {
        dry_run: bool,
        new: usize,
        already: usize,
        /// The first and the last ref.
        range: Option<(String, String)>,
    },
    /// Rows that name something with another place than its own, and were taken as they are.
    Elsewhere(Vec<Elsewhere>),
    /// So many cells were filled from merged areas.
    Filled(usize),
    Formulas(usize),
    /// Rows that are hidden, and were taken.
    Hidden(Vec<usize>),
    /// Columns that are hidden, and were taken.
    HiddenColumns(Vec<String>),
    /// Columns that were left out.
    Ignored(Vec<String>),
    /// Rows that are no records, of a sheet in which something is wrong.
    Left(Vec<(Left, Vec<usize>)>),
    /// The workbook in which what is wrong is marked, and whether it is the one that was read.
    Marked {
        marked: PathBuf,
        kept: bool,
    },
    /// Values that are not known, each with what it was read as.
    ReadAs(Vec<(String, String)>),
    /// Heads that stand for a field because that was said at an earlier import.
    Remembered(Vec<(String, &'static str)>),
    /// The sheets that were read, and those that were not.
    Sheets {
        file: String,
        read: Vec<String>,
        others: Vec<String>,
        hidden: Vec<String>,
        passed: Vec<(String, FileForm)>,
    },
    /// Columns that show what fields named before they were given other values.
    Stale(Vec<String>),
    /// Cells that are struck out, and were taken.
    Struck(usize),
    /// Days such as 5.1, read as they stand.
    Tenths {
        first: String,
        cells: usize,
    },
    /// What was said of values that no sheet has, or that are known as they are.
    Unused(Vec<String>),
    /// A file that is something else than its ending says.
    Unlike {
        file: String,
        is: FileForm,
    },
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Balance {
                sheet,
                dry_run,
                rows,
                added,
                already,
                left,
                cells,
                unaccounted,
            } => {
                let sheet = sheet.as_ref().map_or_else(String::new, |sheet| {
                    lang.pick(format!("{sheet}："), format!("{sheet}: "))
                });
                let out: usize = left.iter().map(|(_, rows)| rows.len()).sum();
                let reasons = if left.is_empty() {
                    String::new()
                } else {
                    lang.pick(
                        format!("（{}）", left_words(left, lang)),
                        format!(" ({})", left_words(left, lang)),
                    )
                };
                let added_word = lang.pick(
                    if *dry_run { "可导入" } else { "导入" },
                    if *dry_run { "to import" } else { "imported" },
                );
                lang.pick(
                    format!("{sheet}共{rows}行：{added_word}{added}，已有{already}，未导入{out}{reasons}；单元格{cells}个，没有着落的{unaccounted}个"),
                    format!("{sheet}{}: {added} {added_word}, {already} there already, {out} left out{reasons}; {}, {unaccounted} unaccounted for", plural(rows, "row", "rows"), plural(cells, "cell", "cells")),
                )
            }
            Self::Behind(records) => {
                let told = records.iter().take(MOST_CONVERTED).map(|(reference, fields)| {
                    let labels = fields.iter().map(|field| field.label.get(lang));
                    let labels = lang.join(&labels.collect::<Vec<_>>());
                    lang.pick(
                        format!("{reference}（{labels}）"),
                        format!("{reference} ({labels})"),
                    )
                });
                let (count, told) = (records.len(), lang.join(&told.collect::<Vec<_>>()));
                lang.pick(
                    format!("表里另有 {count} 条已有记录的新内容，没有导入：{told}；采入请再用 --update 导入这张表"),
                    format!("The sheet tells more of {} that are there, which was not imported: {told}; import the sheet once more with --update to take it", plural(count, "record", "records")),
                )
            }
            Self::Corrected(rows) => {
                let told = rows.iter().take(MOST_CONVERTED).map(|(row, cells)| {
                    let there = cells.first().map_or("", |cell| &cell.reference);
                    let cells = said_otherwise(cells, lang);
                    lang.pick(
                        format!("第{row}行与 {there} 不同（{cells}）"),
                        format!("row {row} differs from {there} ({cells})"),
                    )
                });
                let (count, told) = (rows.len(), told.collect::<Vec<_>>().join(lang.pick("；", "; ")));
                lang.pick(
                    format!("有{count}行与已有的记录是同一条而内容不同，没有导入：{told}；以表为准请再用 --update 导入，确是另一条请加 --as-new"),
                    format!("{} left out: {told}; take them over with --update, or add --as-new if they are others", plural(count, "row is a record that is there with other content and was", "rows are records that are there with other content and were")),
                )
            }
            Self::Equal(rows) => {
                let told = rows.iter().take(MOST_CONVERTED);
                let told = told.map(|(first, row)| format!("{first}={row}"));
                let more = (rows.len() > MOST_CONVERTED).then(|| "…".to_owned());
                let (count, told) = (rows.len(), lang.join(&told.chain(more).collect::<Vec<_>>()));
                lang.pick(
                    format!("有{count}行与表中前面的行完全相同（{told}），各算一条；重复的请在导入后作废，或撤销、删去再导入"),
                    format!("{} what a row before says ({told}), and each is a record; if they are the same void one, or undo and delete the row", plural(count, "row says", "rows say")),
                )
            }
            Self::Newer(cells) => {
                let told = cells.iter().take(MOST_CONVERTED).map(|cell| {
                    let cells = said_otherwise(std::slice::from_ref(cell), lang);
                    format!("{} {cells}", cell.reference)
                });
                let (count, told) = (cells.len(), told.collect::<Vec<_>>().join(lang.pick("；", "; ")));
                lang.pick(
                    format!("有{count}格还是本文件改正以前的内容，没有改回：{told}；确要改回请加 --revert"),
                    format!("{} left out: {told}; to put that back add --revert", plural(count, "cell says what was there before the file was corrected, and was", "cells say what was there before the file was corrected, and were")),
                )
            }
            Self::Converted(numbers) => {
                let numbers = told(numbers, lang);
                lang.pick(
                    format!("换算后读入：{numbers}；请核对"),
                    format!("Taken for what they come to: {numbers}; check them"),
                )
            }
            Self::DateUnused => lang
                .pick(
                    "没有用上 --date：各行都写了日期，或这类记录的日期可以空着，不会代填",
                    "--date was not needed: every row has its day, or may be without",
                )
                .to_owned(),
            Self::Ditto(numbers) => {
                let (count, numbers) = (numbers.len(), rows(numbers, lang));
                lang.pick(
                    format!("“同上”按上一行的内容读：{count}格，第{numbers}行"),
                    format!("{} read so ({numbers})", plural(count, "cell says that it is as above, and was", "cells say that they are as above, and were")),
                )
            }
            Self::Kept(heads) => {
                let heads = lang.join(heads);
                lang.pick(
                    format!("这些列由程序算出或保存，表里写的没有导入：{heads}"),
                    format!("The program works out or keeps these columns itself, and what the sheet says there was not imported: {heads}"),
                )
            }
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
            Self::Elsewhere(found) => {
                let told = found.iter().take(MOST_CONVERTED).map(|one| {
                    let Elsewhere { row, name, own, said } = one;
                    lang.pick(
                        format!("第{row}行 {name} 是{own}的，表里写的是{said}"),
                        format!("row {row}: {name} is of {own}, and the sheet says {said}"),
                    )
                });
                let (count, told) = (found.len(), told.collect::<Vec<_>>().join(lang.pick("；", "; ")));
                lang.pick(
                    format!("有{count}行与名册对不上，照表读了：{told}；请核对，是同名的另一个请先登记"),
                    format!("{}: {told}; check them, and where another of that name is meant add it first", plural(count, "row is at odds with the roster and was read as it stands", "rows are at odds with the roster and were read as they stand")),
                )
            }
            Self::Filled(count) => lang.pick(
                format!("合并单元格：{count}格按合并的内容填写"),
                format!("{} filled with what stands in merged cells", plural(count, "cell was", "cells were")),
            ),
            Self::Formulas(count) => lang.pick(
                format!("有{count}个单元格是公式，取其现有的值；请核对"),
                format!("{}, of which the present value was taken; check them", plural(count, "cell is a formula", "cells are formulas")),
            ),
            Self::Hidden(hidden) => {
                let hidden = rows(hidden, lang);
                lang.pick(
                    format!("隐藏的行也读了（第{hidden}行）；不要请加 --visible"),
                    format!("Hidden rows were taken too ({hidden}); to leave them add --visible"),
                )
            }
            Self::HiddenColumns(heads) => {
                let heads = lang.join(heads);
                lang.pick(
                    format!("隐藏的列也读了（{heads}）；不要请加 --visible"),
                    format!("Hidden columns were taken too ({heads}); to leave them add --visible"),
                )
            }
            Self::Ignored(heads) => {
                let heads = lang.join(heads);
                lang.pick(
                    format!("未导入的列：{heads}"),
                    format!("Columns that were left out: {heads}"),
                )
            }
            Self::Left(left) => {
                let left = left_words(left, lang);
                lang.pick(
                    format!("不是记录的行：{left}"),
                    format!("Rows that are no records: {left}"),
                )
            }
            Self::Marked { marked, kept } => {
                let place = marked.display();
                let anew = if *kept {
                    ""
                } else {
                    lang.pick("；是另写的新表，没有原件的格式", "; it was written anew, without the formats of the file")
                };
                lang.pick(
                    format!("有误的地方已标红：{place}{anew}"),
                    format!("What is wrong is marked in {place}{anew}"),
                )
            }
            Self::ReadAs(readings) => {
                let readings = told(readings, lang);
                lang.pick(
                    format!("按说过的写法读：{readings}"),
                    format!("Values were read as was said: {readings}"),
                )
            }
            Self::Remembered(heads) => {
                let heads = heads.iter().map(|(head, field)| format!("{head}={field}"));
                let heads = lang.join(&heads.collect::<Vec<_>>());
                lang.pick(
                    format!("按以前说过的对应读表头：{heads}"),
                    format!("Heads were read as was said before: {heads}"),
                )
            }
            Self::Sheets {
                file,
                read,
                others,
                hidden,
                passed,
            } => {
                let mut rest: Vec<String> = others.clone();
                let hides = |name: &String| lang.pick(format!("{name}（隐藏）"), format!("{name} (hidden)"));
                rest.extend(hidden.iter().map(hides));
                rest.extend(passed.iter().map(|(name, form)| {
                    let is = form.name().get(lang);
                    lang.pick(format!("{name}({is})"), format!("{name} ({is})"))
                }));
                let (read, rest) = (lang.join(read), lang.join(&rest));
                lang.pick(
                    format!("{file}：读了工作表“{read}”；没有读的：{rest}"),
                    format!("{file}: read the sheet “{read}”; not read: {rest}"),
                )
            }
            Self::Stale(heads) => {
                let heads = lang.join(heads);
                lang.pick(
                    format!("这些列还是改动以前的样子，没有理会：{heads}"),
                    format!("These columns still show what was there before a change, and were passed over: {heads}"),
                )
            }
            Self::Struck(count) => lang.pick(
                format!("有{count}格内容划了删除线，照常读了；不要请加 --visible"),
                format!("{} taken; to leave them add --visible", plural(count, "cell is struck out and was", "cells are struck out and were")),
            ),
            Self::Tenths { first, cells } => lang.pick(
                format!("“{first}”这样的日期有{cells}格，按1日、2日、3日读；如原为10日、20日、30日，请改正后再导入"),
                format!("{}: “{first}” and the like were read as the 1st, 2nd or 3rd; if they were the 10th, 20th or 30th, correct them", plural(cells, "day", "days")),
            ),
            Self::Unused(readings) => {
                let readings = lang.join(readings);
                lang.pick(
                    format!("没有用上的 --read：{readings}；表里没有这样写的，或名册里就有"),
                    format!("--read was not needed for {readings}: no cell says so, or it is known as it is"),
                )
            }
            Self::Unlike { file, is } => {
                let is = is.name().get(lang);
                lang.pick(
                    format!("{file} 其实是{is}，已按内容读取"),
                    format!("{file} is in fact {is}, and was read as that"),
                )
            }
        }
    }
}

/// Says which cells were read as what stands above them.
pub(super) fn ditto_note(balance: &Balance) -> Option<Note> {
    let rows = balance.ditto.iter().map(|(row, _)| *row);
    let rows: Vec<usize> = rows.collect();
    (!rows.is_empty()).then_some(Note::Ditto(rows))
}

/// Tells what some values were read as, and of many the first.
fn told(readings: &[(String, String)], lang: Lang) -> String {
    let told = readings.iter().take(MOST_CONVERTED);
    let told = told.map(|(typed, own)| format!("{typed}={own}"));
    let more = (readings.len() > MOST_CONVERTED).then(|| "…".to_owned());
    lang.join(&told.chain(more).collect::<Vec<_>>())
}

fn left_words(left: &[(Left, Vec<usize>)], lang: Lang) -> String {
    let told = left.iter().map(|(why, numbers)| {
        let (why, numbers) = (why.name().get(lang), rows(numbers, lang));
        lang.pick(format!("{why}：第{numbers}行"), format!("{why}: {numbers}"))
    });
    let told: Vec<String> = told.collect();
    told.join(lang.pick("；", "; "))
}
