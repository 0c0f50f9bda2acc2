//! The cells of a query's row by the names of their columns, each of which is looked up once for all rows.

use std::cell::RefCell;

use rusqlite::Row;
use rusqlite::types::{FromSql, ValueRef};

/// The places of a query's columns, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Places(RefCell<Vec<(&'static str, usize)>>);

/// A row of a query.
pub(crate) struct Cells<'r> {
    row: &'r Row<'r>,
    places: &'r Places,
}

impl<'r> Cells<'r> {
    pub(super) fn of(row: &'r Row<'r>, places: &'r Places) -> Self {
        Self { row, places }
    }

    /// Returns the row, whatever columns it has.
    pub(crate) const fn whole(&self) -> &'r Row<'r> {
        self.row
    }

    /// Returns a cell as a value.
    ///
    /// # Errors
    /// If there is no such column, or it holds another type.
    pub(crate) fn get<T: FromSql>(&self, column: &'static str) -> rusqlite::Result<T> {
        self.row.get(self.place(column)?)
    }

    /// Returns a cell as it lies in the row.
    ///
    /// # Errors
    /// If there is no such column.
    pub(crate) fn get_ref(&self, column: &'static str) -> rusqlite::Result<ValueRef<'r>> {
        self.row.get_ref(self.place(column)?)
    }

    fn place(&self, column: &'static str) -> rusqlite::Result<usize> {
        let mut places = self.places.0.borrow_mut();
        // One word of the source is at one address, which says the same as its letters and sooner.
        if let Some((_, at)) = places
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, column))
        {
            return Ok(*at);
        }
        let at = self.row.as_ref().column_index(column)?;
        places.push((column, at));
        Ok(at)
    }
}
