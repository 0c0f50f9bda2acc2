//! `import --mark`: the sheets handed back as they were, with what is wrong in red.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::flaws;
use super::table::{RowFlaw, SheetTable};
use crate::commands::everywhere::STANDARD;
use crate::error::{Error, Refusal, Result, Said};
use crate::files;
use crate::model::document::Table;
use crate::render::{FAULTS, Marked, MarkedCell, Remarks, handed_back, remarked};
use crate::sheets::{self, SheetCell};
use crate::text::{Lang, Words as _};

/// How often a cell is looked for in a merged area.
const MOST_LOOKED_AT: usize = 50_000_000;

/// Checks the place of the workbook before anything is read.
///
/// # Errors
/// If it is no workbook, or one of the files that are imported.
pub(super) fn check<'f>(place: &Path, mut files: impl Iterator<Item = &'f Path>) -> Result<()> {
    let ending = place.extension().and_then(|ending| ending.to_str());
    let refused = |is_own| Refused {
        place: place.to_owned(),
        is_own,
    };
    if ending != Some("xlsx") {
        return Err(refused(false).into());
    }
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let own = whole(place);
    if own.is_some() && files.any(|file| whole(file) == own) {
        return Err(refused(true).into());
    }
    if own.is_some() && !is_marked(place) {
        return Err(Other(place.to_owned()).into());
    }
    Ok(())
}

/// Tells whether a workbook is one that was marked: its first sheet lists what is wrong.
fn is_marked(place: &Path) -> bool {
    let Ok(book) = sheets::read(place) else {
        return false;
    };
    let Some(first) = book.sheets.first() else {
        return false;
    };
    let name = first.name.as_deref().unwrap_or_default();
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| FAULTS.get(lang));
    let reasons = [Lang::Zh, Lang::En].map(|lang| flaws::REASON.get(lang));
    let is_reason = |cell: &SheetCell| matches!(cell, SheetCell::Text(word) if reasons.contains(&word.as_str()));
    let heads = first.rows.first().first();
    (name.starts_with(zh) || name.starts_with(en))
        && heads.is_some_and(|row| row.cells.iter().any(is_reason))
}

/// Writes the sheets with their marks as a workbook: the one that they are of, where it is one of Excel,
/// or else a new one. Tells which.
pub(super) fn mark(
    tables: &[SheetTable],
    flaws: &[Vec<RowFlaw>],
    lang: Lang,
) -> Result<(Vec<u8>, bool)> {
    let list = flaws::table(tables, flaws, lang);
    if let Some(marked) = in_place(tables, flaws, &list, lang)? {
        return Ok((marked, true));
    }
    let sheets = tables.iter().zip(flaws).map(|(table, flaws)| {
        let name = table.sheet.name.clone().unwrap_or_else(|| {
            let stem = table.path.file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        });
        Ok((name, cells(table, flaws, lang)?))
    });
    let anew = handed_back(&list, &sheets.collect::<Result<Vec<_>>>()?, lang)?;
    Ok((anew, false))
}

/// Marks the workbook that all sheets are of, with all that is in it; `None` where there is none.
fn in_place(
    tables: &[SheetTable],
    flaws: &[Vec<RowFlaw>],
    list: &Table,
    lang: Lang,
) -> Result<Option<Vec<u8>>> {
    let Some(first) = tables.first() else {
        return Ok(None);
    };
    if tables.iter().any(|table| table.path != first.path) || first.path == Path::new(STANDARD) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let read = files::open(&first.path, sheets::MOST_BYTES)?.read_to_end(&mut bytes);
    read.map_err(|source| Error::Io {
        path: first.path.clone(),
        source,
    })?;
    let sheets: Option<Vec<(&str, Remarks)>> = tables
        .iter()
        .zip(flaws)
        .map(|(table, flaws)| Some((table.sheet.name.as_deref()?, placed(table, flaws, lang)?)))
        .collect();
    Ok(sheets.and_then(|sheets| remarked(&bytes, list, &sheets, lang)))
}

/// Puts what is wrong where it is seen: of merged cells at the first.
fn placed(table: &SheetTable, flaws: &[RowFlaw], lang: Lang) -> Option<Remarks> {
    let areas = &table.sheet.layout.areas;
    let (remarks, mut placed) = (remarks(flaws, lang), Remarks::new());
    if areas.len().saturating_mul(remarks.len()) > MOST_LOOKED_AT {
        return None;
    }
    for ((row, column), remarks) in remarks {
        let area = areas.iter().find(|area| {
            (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column)
        });
        let (row, column) = area.map_or((row, column), |area| (area.top, area.left));
        let row = u32::try_from(row.checked_sub(1)?).ok()?;
        let words = placed
            .entry((row, u16::try_from(column).ok()?))
            .or_default();
        for remark in remarks {
            if !words.lines().any(|line| line == remark) {
                if !words.is_empty() {
                    words.push('\n');
                }
                *words += &remark;
            }
        }
    }
    Some(placed)
}

/// Returns what is wrong with each cell, by its row from 1 and its column from 0.
fn remarks(flaws: &[RowFlaw], lang: Lang) -> BTreeMap<(usize, usize), Vec<String>> {
    let mut remarks: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for flaw in flaws {
        // What is wrong with a whole row is said at its first cell.
        let place = (flaw.row, flaw.column.unwrap_or(0));
        let mut remark = flaw.reason.words(lang);
        if flaw.column.is_none() && !flaw.head.is_empty() {
            remark = format!("{}{}{remark}", flaw.head, lang.pick("：", ": "));
        }
        remarks.entry(place).or_default().push(remark);
    }
    remarks
}

fn cells(table: &SheetTable, flaws: &[RowFlaw], lang: Lang) -> Result<Vec<MarkedCell>> {
    let remarks = remarks(flaws, lang);
    let mut cells = Vec::new();
    table.each_from(0, |row| {
        let marked = remarks.range((row.number, 0)..(row.number + 1, 0));
        let last = marked.map(|((_, column), _)| column + 1).max();
        let width = row.cells.len().max(last.unwrap_or_default());
        for column in 0..width {
            let value = row.cells.get(column).map(value);
            let value = value.unwrap_or(Marked::Text(String::new()));
            let remark = remarks.get(&(row.number, column));
            let is_empty = matches!(&value, Marked::Text(text) if text.is_empty());
            if is_empty && remark.is_none() {
                continue;
            }
            let place = (u32::try_from(row.number - 1), u16::try_from(column));
            if let (Ok(row), Ok(column)) = place {
                cells.push(MarkedCell {
                    row,
                    column,
                    value,
                    remark: remark.map(|remarks| remarks.join("\n")),
                });
            }
        }
        Ok(())
    })?;
    Ok(cells)
}

fn value(cell: &SheetCell) -> Marked {
    match cell {
        SheetCell::Day(day) => Marked::Day(*day),
        SheetCell::Flag(flag) => Marked::Flag(*flag),
        SheetCell::Number(number) => Marked::Number(*number),
        SheetCell::Share(share) => Marked::Share(*share),
        SheetCell::Text(text) | SheetCell::Time(text) | SheetCell::Broken(text) => {
            Marked::Text(text.clone())
        }
        SheetCell::Many(items) => Marked::Text(items.join("、")),
        SheetCell::Empty | SheetCell::Unsaved => Marked::Text(String::new()),
    }
}

/// A place where the marked workbook cannot be written.
#[derive(Debug)]
struct Refused {
    place: PathBuf,
    is_own: bool,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let place = self.place.display();
        let sentence = if self.is_own {
            lang.pick(
                (
                    format!("{place} 就是要导入的文件，不会改动它"),
                    "请给标注后的表另起一个名称",
                ),
                (
                    format!("{place} is the file that is imported, which is left alone"),
                    "give the marked sheet another name",
                ),
            )
        } else {
            lang.pick(
                (
                    format!("--mark “{place}”须是 .xlsx 文件"),
                    "例如 --mark 标注.xlsx",
                ),
                (
                    format!("--mark “{place}” must be a .xlsx file"),
                    "such as --mark marked.xlsx",
                ),
            )
        };
        Said::usage("mark-place", sentence)
            .of("mark")
            .with(place.to_string())
    }
}

/// A file that is no marked sheet, and is not written over.
#[derive(Debug)]
struct Other(PathBuf);

impl Refusal for Other {
    fn said(&self, lang: Lang) -> Said {
        let place = self.0.display();
        let sentence = lang.pick(
            (
                format!("{place} 已有，不是以前标注的表，不会覆盖"),
                "请给标注后的表另起一个名称",
            ),
            (
                format!(
                    "{place} is there and is no sheet that was marked, and is not written over"
                ),
                "give the marked sheet another name",
            ),
        );
        Said::new("mark-place", sentence)
            .of("mark")
            .with(place.to_string())
    }
}
