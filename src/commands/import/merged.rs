//! Cells that are filled from merged areas above them: a person reads a day or a name in each row, but
//! a number is one, and a row that has nothing else of its own goes on with the one above.

use std::collections::HashMap;

use super::table::Reason;
use crate::model::kind::{Field, Kind, Shape};
use crate::sheets::Area;

/// Per column, the first and last rows of the areas that reach over several rows.
#[derive(Debug, Default)]
pub(super) struct MergedColumns(HashMap<usize, Vec<(usize, usize)>>);

impl MergedColumns {
    pub(super) fn of(areas: &[Area]) -> Self {
        let mut columns: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
        for area in areas.iter().filter(|area| area.bottom > area.top) {
            let rows = (area.top, area.bottom);
            columns.entry(area.left).or_default().push(rows);
        }
        for rows in columns.values_mut() {
            rows.sort_unstable();
        }
        Self(columns)
    }

    /// Tells whether what stands in a cell is that of an area that begins above it.
    fn is_filled(&self, row: usize, column: usize) -> bool {
        self.0.get(&column).is_some_and(|areas| {
            let before = areas.partition_point(|(top, _)| *top < row);
            let last = before.checked_sub(1).and_then(|at| areas.get(at));
            last.is_some_and(|(_, bottom)| *bottom >= row)
        })
    }

    /// Says what is wrong with what a new row has of merged areas, by its columns that hold something.
    pub(super) fn against(
        &self,
        kind: &Kind,
        row: usize,
        cells: impl Iterator<Item = (usize, &'static Field)>,
    ) -> Vec<(usize, Reason)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let cells: Vec<(usize, &'static Field, bool)> = cells
            .map(|(column, field)| (column, field, self.is_filled(row, column)))
            .collect();
        let is_title = |field: &Field| kind.title.is_some_and(|title| title.id == field.id);
        let tells = |field: &Field| {
            is_title(field) || !matches!(field.shape, Shape::Text) && !is_number(field)
        };
        let told_by = |field: &Field| kind.told_by.iter().any(|one| one.id == field.id);
        let all_filled = |which: &dyn Fn(&Field) -> bool| {
            let mut which = cells.iter().filter(|(_, field, _)| which(field)).peekable();
            which.peek().is_some() && which.all(|(.., is_filled)| *is_filled)
        };
        if all_filled(&tells) || all_filled(&told_by) {
            let first = cells.iter().find(|(_, field, _)| tells(field));
            let first = first.or(cells.first()).into_iter();
            return first
                .map(|(column, ..)| (*column, Reason::MergedRow))
                .collect();
        }
        let numbers = cells
            .iter()
            .filter(|(_, field, is_filled)| *is_filled && is_number(field));
        numbers
            .map(|(column, ..)| (*column, Reason::MergedNumber))
            .collect()
    }
}

/// Tells whether the values of a field are added up.
fn is_number(field: &Field) -> bool {
    matches!(field.shape, Shape::Count | Shape::Decimal | Shape::Money)
}
