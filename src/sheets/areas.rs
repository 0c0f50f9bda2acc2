//! Cells that are merged into one: a person reads what stands in the first of them in each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{MOST_COLUMNS, Row, Sheet, SheetCell};

/// Of how many bytes of text one takes as much room as a cell.
const CELL: usize = 32;

/// Cells that are merged, the last row and column included. Rows are numbered as a spreadsheet
/// shows them, columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Area {
    pub(crate) top: usize,
    pub(crate) left: usize,
    pub(crate) bottom: usize,
    pub(crate) right: usize,
}

/// What stands in merged areas and reaches into the rows that follow. Those beside it stay empty:
/// they are other columns.
#[derive(Debug, Default)]
pub(super) struct Falling {
    /// Index of the first area that begins below.
    next: usize,
    /// Per column, the last row that it reaches, and what it writes there.
    columns: BTreeMap<usize, (usize, SheetCell)>,
}

impl Falling {
    /// Writes what reaches into a row, of areas in the order of their first rows; returns how many cells
    /// were filled, and what their texts take, as a number of cells.
    pub(super) fn fill(&mut self, row: &mut Row, areas: &[Area]) -> (usize, usize) {
        let (mut filled, mut room) = (0, 0);
        self.columns.retain(|_, (bottom, _)| *bottom >= row.number);
        for (column, (_, value)) in &self.columns {
            if row.cells.len() <= *column {
                row.cells.resize(column + 1, SheetCell::Empty);
            }
            if row.cells[*column].is_blank() {
                row.cells[*column] = value.clone();
                filled += 1;
                room += value.text().len() / CELL;
            }
        }
        while let Some(area) = areas.get(self.next).filter(|area| area.top <= row.number) {
            self.next += 1;
            let begins = area.top == row.number && area.left < MOST_COLUMNS;
            if begins
                && area.bottom > area.top
                && let Some(value) = row.cells.get(area.left).filter(|value| !value.is_blank())
            {
                self.columns.insert(area.left, (area.bottom, value.clone()));
            }
        }
        (filled, room)
    }
}

impl Sheet {
    /// Returns the cells of a row as they are read as heads: what stands over several columns
    /// stands over each.
    pub(crate) fn spread(&self, at: usize) -> Vec<SheetCell> {
        let Some(row) = self.rows.first().get(at) else {
            return Vec::new();
        };
        let mut cells = row.cells.clone();
        let own = self.layout.areas.iter();
        for area in own.filter(|area| (area.top..=area.bottom).contains(&row.number)) {
            let Some(value) = cells.get(area.left).cloned() else {
                continue;
            };
            let right = area.right.min(MOST_COLUMNS - 1);
            if cells.len() <= right {
                cells.resize(right + 1, SheetCell::Empty);
            }
            for cell in &mut cells[area.left..=right] {
                if cell.is_blank() {
                    cell.clone_from(&value);
                }
            }
        }
        cells
    }
}
