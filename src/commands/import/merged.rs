//! Cells that are filled from merged areas above them: a person reads a day or a name in each row, but
//! a number is one, and a row that has nothing else of its own goes on with the one above.

use std::collections::HashMap;

use super::heads::Meaning;
use super::rows::RowReader;
use super::table::{Reason, RowFlaw};
use crate::model::kind::{Field, Shape};
use crate::sheets::{Area, Row};

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
}

impl RowReader<'_> {
    /// Says what is wrong with what a new row has of merged areas.
    pub(super) fn against_merged(&self, row: &Row) -> Vec<RowFlaw> {
        if self.merged.0.is_empty() {
            return Vec::new();
        }
        let kind = self.table.kind;
        let cells = row.cells.iter().enumerate();
        let cells = cells.filter(|(_, cell)| !cell.is_blank());
        let fields: Vec<(usize, &'static Field, bool)> = cells
            .filter_map(|(column, _)| {
                let Meaning::Field(at) = self.table.heads.meanings.get(column)? else {
                    return None;
                };
                let is_filled = self.merged.is_filled(row.number, column);
                Some((column, self.fields[*at], is_filled))
            })
            .collect();
        let is_title = |field: &Field| kind.title.is_some_and(|title| title.id == field.id);
        let tells = |field: &Field| {
            is_title(field) || !matches!(field.shape, Shape::Text) && !is_number(field)
        };
        let told_by = |field: &Field| kind.told_by.iter().any(|one| one.id == field.id);
        let all_filled = |which: &dyn Fn(&Field) -> bool| {
            let mut which = fields
                .iter()
                .filter(|(_, field, _)| which(field))
                .peekable();
            which.peek().is_some() && which.all(|(.., is_filled)| *is_filled)
        };
        if all_filled(&tells) || all_filled(&told_by) {
            let first = fields.iter().find(|(_, field, _)| tells(field));
            let column = first.map(|(column, ..)| *column);
            return vec![self.flaw(row, column, Reason::MergedRow)];
        }
        let numbers = fields
            .iter()
            .filter(|(_, field, is_filled)| *is_filled && is_number(field));
        numbers
            .map(|(column, ..)| self.flaw(row, Some(*column), Reason::MergedNumber))
            .collect()
    }
}

/// Tells whether the values of a field are added up.
fn is_number(field: &Field) -> bool {
    matches!(field.shape, Shape::Count | Shape::Decimal | Shape::Money)
}
