//! The rows of a sheet: the first of them in memory, and those beyond where they take no room.

use std::io::Result;

use super::Row;
use crate::files::{Spool, SpoolReader};

/// The rows that are always in memory, among which the heads are.
pub(crate) const AT_HAND: usize = 64;
/// Number of bytes of the rows that are kept in memory beyond those.
const IN_MEMORY: usize = 16 << 20;
/// Number of bytes that a cell takes beside its text.
const CELL: usize = 32;
/// Number of bytes that are read at once.
const AHEAD: usize = 1 << 16;

/// The rows of a sheet, in their order.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    first: Vec<Row>,
    /// Number of bytes that they take.
    taken: usize,
    rest: Spool,
    count: usize,
}

impl Rows {
    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the rows at the beginning that are in memory: of a small sheet all.
    pub(crate) fn first(&self) -> &[Row] {
        &self.first
    }

    pub(super) fn push(&mut self, row: Row) -> Result<()> {
        let texts = row.cells.iter().map(|cell| cell.text().len());
        let bytes = row.cells.len() * CELL + texts.sum::<usize>();
        // None goes to memory behind one that did not.
        let is_whole = self.first.len() == self.count;
        if is_whole && (self.count < AT_HAND || self.taken + bytes < IN_MEMORY) {
            self.taken += bytes;
            self.first.push(row);
        } else {
            self.rest.push(&serde_json::to_vec(&row)?)?;
        }
        self.count += 1;
        Ok(())
    }

    /// Goes through the rows from the one of this index on.
    pub(crate) fn from(&self, index: usize) -> RowsReader<'_> {
        let rest = index.saturating_sub(self.first.len());
        RowsReader {
            first: self.first.get(index..).unwrap_or_default().iter(),
            rest: self.rest.reader(AHEAD),
            skip: rest,
            row: None,
        }
    }
}

/// Goes through the rows of a sheet.
#[derive(Debug)]
pub(crate) struct RowsReader<'r> {
    first: std::slice::Iter<'r, Row>,
    rest: SpoolReader<'r>,
    skip: usize,
    row: Option<Row>,
}

impl RowsReader<'_> {
    /// Returns the next row.
    pub(crate) fn next(&mut self) -> Result<Option<&Row>> {
        if let Some(row) = self.first.next() {
            return Ok(Some(row));
        }
        while self.skip > 0 {
            self.skip -= 1;
            self.rest.next()?;
        }
        let Some((_, bytes)) = self.rest.next()? else {
            return Ok(None);
        };
        Ok(Some(self.row.insert(serde_json::from_slice(bytes)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::SheetCell;

    #[test]
    fn rows_beyond_memory_are_read_as_they_were() {
        let row = |number: usize| Row {
            number,
            cells: vec![
                SheetCell::Text(format!("第{number}行").repeat(number % 300)),
                SheetCell::Number(0.1),
            ],
        };
        let mut rows = Rows::default();
        for number in 0..20_000 {
            rows.push(row(number)).unwrap();
        }
        let at_hand = rows.first().len();
        assert!((AT_HAND..20_000).contains(&at_hand), "{at_hand}");
        assert_eq!(rows.len(), 20_000);
        for from in [0, 3, at_hand, at_hand + 1, 19_999, 20_000] {
            let mut reader = rows.from(from);
            let mut number = from;
            while let Some(read) = reader.next().unwrap() {
                assert_eq!(*read, row(number));
                number += 1;
            }
            assert_eq!(number, 20_000);
        }
    }
}
