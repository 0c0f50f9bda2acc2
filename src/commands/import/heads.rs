//! Finds the row of a sheet with the heads, and the meaning of each column: heads in Chinese, in
//! English or as identifiers, in any order.

use crate::desk::input;
use crate::model::kind::{Field, Kind, Shape};
use crate::model::listing::{
    BACKFILLED_LABEL, MOVED, MOVED_LABEL, RECORD, RECORD_LABEL, name_label,
};
use crate::sheets::{Row, Sheet, SheetCell, letters};
use crate::text::Lang;

/// Number of rows among which the heads are looked for.
const SEARCHED: usize = 30;

/// Content of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A field, by its place in the kind.
    Field(usize),
    /// The identity of the record.
    Record,
    /// Follows from the other columns.
    Computed,
    Unknown,
}

/// The columns of a sheet.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// Index of the row of heads.
    pub(super) at: usize,
    /// Per column.
    pub(super) meanings: Vec<Meaning>,
    /// Per column, the head as it is written.
    pub(super) words: Vec<String>,
}

impl Heads {
    /// Finds the heads; `None` where no row has a head that the kind knows.
    pub(super) fn find(kind: &'static Kind, sheet: &Sheet) -> Option<Self> {
        let known = KnownHeads::of(kind);
        let rows = sheet.rows.iter().enumerate().take(SEARCHED);
        let (at, row, _) = rows
            .map(|(at, row)| (at, row, known.score(row)))
            .filter(|(.., score)| *score > 0)
            // The first of the best.
            .min_by_key(|(at, _, score)| (std::cmp::Reverse(*score), *at))?;
        Some(Self {
            at,
            meanings: row.cells.iter().map(|cell| known.meaning(cell)).collect(),
            words: row
                .cells
                .iter()
                .map(|cell| words(cell).trim().to_owned())
                .collect(),
        })
    }

    /// Returns the column of a field.
    pub(super) fn column(&self, field: usize) -> Option<usize> {
        self.meanings
            .iter()
            .position(|one| *one == Meaning::Field(field))
    }

    /// Returns two columns that hold one thing, if there are.
    pub(super) fn double(&self) -> Option<(usize, usize)> {
        let held = |one: &Meaning| matches!(one, Meaning::Field(_) | Meaning::Record);
        let columns = || {
            self.meanings
                .iter()
                .enumerate()
                .filter(|(_, one)| held(one))
        };
        columns().find_map(|(first, meaning)| {
            let second = columns().find(|(at, one)| *at > first && *one == meaning)?;
            Some((first, second.0))
        })
    }

    /// Names the columns that nothing was taken from.
    pub(super) fn ignored(&self) -> Vec<String> {
        let unknown = self.meanings.iter().enumerate();
        let unknown =
            unknown.filter(|(at, one)| **one == Meaning::Unknown && !self.words[*at].is_empty());
        unknown
            .map(|(at, _)| format!("{}({})", self.words[at], letters(at)))
            .collect()
    }

    /// Returns the head of a column.
    pub(super) fn word(&self, column: usize) -> &str {
        self.words.get(column).map_or("", String::as_str)
    }
}

/// Every way to write a head of a kind.
struct KnownHeads {
    heads: Vec<(String, Meaning)>,
}

impl KnownHeads {
    fn of(kind: &'static Kind) -> Self {
        let mut heads = vec![
            (RECORD.to_owned(), Meaning::Record),
            ("backfilled".to_owned(), Meaning::Computed),
            (MOVED.to_owned(), Meaning::Computed),
        ];
        for lang in [Lang::Zh, Lang::En] {
            heads.push((folded(RECORD_LABEL.get(lang)), Meaning::Record));
            heads.push((folded(BACKFILLED_LABEL.get(lang)), Meaning::Computed));
            heads.push((folded(MOVED_LABEL.get(lang)), Meaning::Computed));
        }
        for (at, field) in kind.all_fields().enumerate() {
            let ways = [
                field.id,
                field.label.get(Lang::Zh),
                field.label.get(Lang::En),
            ];
            let meaning = meaning_of(at, field);
            for way in ways {
                heads.push((folded(way), meaning));
                heads.push((bare(&folded(way)).to_owned(), meaning));
            }
            heads.extend(computed_heads(field).map(|head| (folded(&head), Meaning::Computed)));
        }
        Self { heads }
    }

    fn meaning(&self, cell: &SheetCell) -> Meaning {
        let head = folded(&words(cell));
        let find = |head: &str| self.heads.iter().find(|(known, _)| known == head);
        let found = find(&head).or_else(|| find(bare(&head)));
        found.map_or(Meaning::Unknown, |(_, meaning)| *meaning)
    }

    fn score(&self, row: &Row) -> usize {
        let cells = row.cells.iter().map(|cell| self.meaning(cell));
        cells.filter(|meaning| *meaning != Meaning::Unknown).count()
    }
}

/// A field that repeats others says nothing of its own.
fn meaning_of(at: usize, field: &Field) -> Meaning {
    if field.first_of.is_empty() {
        Meaning::Field(at)
    } else {
        Meaning::Computed
    }
}

/// Heads under which `list` and `export` show the title of a record that a field names.
fn computed_heads(field: &Field) -> impl Iterator<Item = String> {
    let named = matches!(field.shape, Shape::Reference(_));
    let heads = [
        format!("{}_name", field.id),
        name_label(field, Lang::Zh),
        name_label(field, Lang::En),
    ];
    heads.into_iter().filter(move |_| named)
}

fn words(cell: &SheetCell) -> String {
    match cell {
        SheetCell::Text(text) => text.clone(),
        _ => String::new(),
    }
}

/// Folds widths and letter case, and drops spaces, signs of what is required, and colons.
fn folded(head: &str) -> String {
    let plain = input::normalised(head).to_lowercase();
    let kept = plain
        .chars()
        .filter(|one| !one.is_whitespace() && !matches!(one, '*' | ':' | '_' | '-'));
    kept.collect()
}

/// Drops a remark in parentheses at the end, such as that of a unit or of what is required.
fn bare(head: &str) -> &str {
    head.split_once('(').map_or(head, |(bare, _)| bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;

    #[test]
    fn heads_of_a_kind_are_told_apart_in_every_language() {
        for kind in KINDS {
            let known = KnownHeads::of(kind);
            for (at, field) in kind.all_fields().enumerate() {
                for way in [
                    field.id,
                    field.label.get(Lang::Zh),
                    field.label.get(Lang::En),
                ] {
                    let meaning = known.meaning(&SheetCell::Text(way.to_owned()));
                    assert_eq!(meaning, meaning_of(at, field), "{} {way}", kind.id);
                }
                for head in computed_heads(field) {
                    let meaning = known.meaning(&SheetCell::Text(head.clone()));
                    assert_eq!(meaning, Meaning::Computed, "{} {head}", kind.id);
                }
            }
        }
    }
}
