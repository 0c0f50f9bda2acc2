//! All that is wrong with sheets: cell by cell for machines, and for people what is wrong in one way
//! once, with its rows.

use std::collections::HashMap;

use serde_json::{Value as Json, json};

use super::table::{Reason, RowFlaw, SheetTable};
use crate::error::{Refusal, Said};
use crate::model::columns::Columns;
use crate::model::document::{Block, Report, Table};
use crate::sheets::letters;
use crate::text::{Lang, Text, Words as _, plural, text};

/// The most groups that people are shown.
const MOST_SHOWN: usize = 200;
/// The most stretches of rows that are told of one group.
const MOST_STRETCHES: usize = 8;

pub(super) const REASON: Text = text("原因", "Reason");

/// Cell that is wrong, and the sheet that it is in.
type Wrong<'a> = (String, &'a RowFlaw);

/// Cells that are wrong in one way.
struct Group {
    sheet: String,
    column: Option<usize>,
    head: String,
    value: String,
    reason: String,
    rows: Vec<usize>,
}

/// Lists for people all that is wrong, each kind of fault once.
pub(super) fn table(tables: &[SheetTable], flaws: &[Vec<RowFlaw>], lang: Lang) -> Table {
    let groups = groups(&cells(tables, flaws), lang);
    group_columns(tables.len() > 1, lang).table(&groups)
}

fn cells<'f>(tables: &[SheetTable], flaws: &'f [Vec<RowFlaw>]) -> Vec<Wrong<'f>> {
    let tables = tables.iter().zip(flaws);
    tables
        .flat_map(|(table, flaws)| flaws.iter().map(|flaw| (table.name(), flaw)))
        .collect()
}

/// Lists what is wrong, to machines with its groups; which sheet it is in goes without saying where
/// there is one.
pub(super) fn report(tables: &[SheetTable], flaws: &[Vec<RowFlaw>], lang: Lang) -> Report {
    let cells = cells(tables, flaws);
    let mut report = cell_columns(lang).machine(&cells);
    let groups = groups(&cells, lang);
    let shown = &groups[..groups.len().min(MOST_SHOWN)];
    let table = group_columns(tables.len() > 1, lang).table(shown);
    report.blocks.push(Block::Table(table));
    if let Some(more) = groups.get(MOST_SHOWN..).filter(|more| !more.is_empty()) {
        let (more, cells): (usize, usize) =
            (more.len(), more.iter().map(|group| group.rows.len()).sum());
        report.blocks.push(Block::Paragraph(lang.pick(
            format!("另有{more}类，共{cells}处；全部请看 --format json"),
            format!(
                "{more} more kinds in {}; --format json lists all",
                plural(cells, "cell", "cells")
            ),
        )));
    }
    let told = groups.iter().map(|group| {
        json!({"head": group.head, "value": group.value, "reason": group.reason,
            "count": group.rows.len(), "first_row": group.rows.first()})
    });
    let told: Vec<Json> = told.collect();
    report.json = json!({"bad": report.json, "groups": told});
    report
}

fn cell_columns<'a>(lang: Lang) -> Columns<Wrong<'a>> {
    Columns::<Wrong>::new(lang)
        .key("file", |(sheet, _)| sheet.clone())
        .key("row", |(_, flaw)| flaw.row)
        .key("column", |(_, flaw)| flaw.column.map(letters))
        .key("head", |(_, flaw)| flaw.head.clone())
        .key("value", |(_, flaw)| flaw.value.clone())
        .key("reason", move |(_, flaw)| flaw.reason.words(lang))
}

fn group_columns(several: bool, lang: Lang) -> Columns<Group> {
    let columns = Columns::<Group>::new(lang);
    let columns = if several {
        columns.words(text("文件", "File"), |group| group.sheet.clone())
    } else {
        columns
    };
    columns
        .words(text("行", "Row"), move |group| rows(&group.rows, lang))
        .words(text("行数", "Rows"), |group| {
            i64::try_from(group.rows.len()).unwrap_or(i64::MAX)
        })
        .words(text("列", "Column"), |group| {
            group.column.map(letters).unwrap_or_default()
        })
        .words(text("表头", "Head"), |group| group.head.clone())
        .words(text("内容", "Value"), |group| group.value.clone())
        .words(REASON, |group| group.reason.clone())
}

/// Puts together what is wrong in one way, in the order in which it is first met.
fn groups(cells: &[Wrong], lang: Lang) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places = HashMap::new();
    for (sheet, flaw) in cells {
        let reason = flaw.reason.words(lang);
        // An office's own numbers are as many as its rows.
        let value = Some(&flaw.value).filter(|_| !matches!(flaw.reason, Reason::NoRef { .. }));
        let key = (sheet, flaw.column, &flaw.head, value, reason.clone());
        let at = *places.entry(key).or_insert_with(|| {
            groups.push(Group {
                sheet: sheet.clone(),
                column: flaw.column,
                head: flaw.head.clone(),
                value: flaw.value.clone(),
                reason,
                rows: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].rows.push(flaw.row);
    }
    groups
}

/// Writes numbers of rows, those that follow one another as a stretch, and how many they are where
/// they are many.
pub(super) fn rows(rows: &[usize], lang: Lang) -> String {
    let mut sorted = rows.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let stretches = sorted.chunk_by(|one, next| *next == one + 1);
    let told = stretches.map(|run| match run {
        [first, _, .., last] => format!("{first}–{last}"),
        few => {
            let few: Vec<String> = few.iter().map(usize::to_string).collect();
            lang.join(&few)
        }
    });
    let told: Vec<String> = told.collect();
    let count = sorted.len();
    let shown = lang.join(&told[..told.len().min(MOST_STRETCHES)]);
    if told.len() > MOST_STRETCHES {
        lang.pick(
            format!("{shown}…共{count}行"),
            format!("{shown}… {}", plural(count, "row", "rows")),
        )
    } else {
        shown
    }
}

/// So many cells are wrong, for which nothing is imported; or only other than what is there.
#[derive(Debug)]
pub(super) struct Flawed {
    cells: usize,
    corrects: bool,
}

impl Flawed {
    pub(super) fn of(flaws: &[Vec<RowFlaw>]) -> Self {
        let corrects = |flaw: &RowFlaw| matches!(flaw.reason, Reason::Corrects(_));
        Self {
            cells: flaws.iter().map(Vec::len).sum(),
            corrects: flaws.iter().flatten().all(corrects),
        }
    }
}

impl Refusal for Flawed {
    fn said(&self, lang: Lang) -> Said {
        let count = self.cells;
        if self.corrects {
            let sentence = lang.pick(
                (
                    format!("有{count}行与已有的记录内容不同，没有导入任何一行"),
                    "以表为准请加 --update，只要新的行请加 --new-only，确是另一条请加 --as-new",
                ),
                (
                    format!("{} there with other content, and nothing was imported", plural(count, "row is a record that is", "rows are records that are")),
                    "take them over with --update, add --new-only for the new rows alone, or --as-new if they are others",
                ),
            );
            return Said::new("rows-differ", sentence);
        }
        Said::new(
            "rows-wrong",
            lang.pick(
                (
                    format!("有{count}处有误，没有导入任何一行"),
                    "请改正后重新导入",
                ),
                (
                    format!(
                        "{} wrong and nothing was imported",
                        plural(count, "cell is", "cells are")
                    ),
                    "put them right and import again",
                ),
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_as_stretches() {
        let cases: [(&[usize], &str); 4] = [
            (&[2], "2"),
            (&[3, 2], "2、3"),
            (&[2, 3, 4, 7], "2–4、7"),
            (
                &[1, 3, 5, 7, 9, 11, 13, 15, 17],
                "1、3、5、7、9、11、13、15…共9行",
            ),
        ];
        for (numbers, expected) in cases {
            assert_eq!(rows(numbers, Lang::Zh), expected);
        }
    }
}
