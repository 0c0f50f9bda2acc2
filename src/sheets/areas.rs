//! Cells that are merged into one: a person reads what stands in the first of them in each.

use serde::{Deserialize, Serialize};

use super::{MOST_CELLS, MOST_COLUMNS, Sheet, SheetCell};
use crate::error::SheetFault;

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

impl Sheet {
    /// Writes what stands in the first cell of each merged area into the cells below it; returns how
    /// many were filled. Those beside it stay empty: they are other columns.
    ///
    /// # Errors
    /// If that takes more room, or with areas upon areas more time, than the most cells of a sheet.
    pub(crate) fn fill_down(&mut self) -> Result<usize, SheetFault> {
        let (mut filled, mut spent) = (0, self.cells);
        let areas = self.layout.areas.iter();
        for area in areas.filter(|area| area.bottom > area.top && area.left < MOST_COLUMNS) {
            let first = self.rows.partition_point(|row| row.number < area.top);
            let Some(row) = self.rows.get(first).filter(|row| row.number == area.top) else {
                continue;
            };
            let Some(value) = row.cells.get(area.left).cloned() else {
                continue;
            };
            if value.is_blank() {
                continue;
            }
            let below = self.rows[first + 1..].iter_mut();
            let weight = match &value {
                SheetCell::Text(text) => text.len() / CELL,
                _ => 0,
            };
            for row in below.take_while(|row| row.number <= area.bottom) {
                let wider = (area.left + 1).saturating_sub(row.cells.len());
                spent += 1 + wider;
                if wider > 0 {
                    row.cells.resize(area.left + 1, SheetCell::Empty);
                }
                if row.cells[area.left].is_blank() {
                    row.cells[area.left] = value.clone();
                    filled += 1;
                    spent += weight;
                }
                if spent > MOST_CELLS {
                    return Err(SheetFault::TooManyCells { most: MOST_CELLS });
                }
            }
        }
        Ok(filled)
    }

    /// Returns the cells of a row as they are read as heads: what stands over several columns
    /// stands over each.
    pub(crate) fn spread(&self, at: usize) -> Vec<SheetCell> {
        let Some(row) = self.rows.get(at) else {
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
