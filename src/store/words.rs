//! The table `word`: which rows of the log bear which marks, for `find`. It is filled when somebody
//! looks for something, from where it reaches to the end of the log; nothing else waits for it.
//!
//! A row stands for its record, with all the marks that this had when the table reached the row. The
//! marks of a record that was changed since stand with a later row, or are not in the table yet, so
//! that whoever looks here also looks at the record itself, and at the rows after the table's end.

use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension};

use super::log::change::ChangeId;
use crate::error::Result;
use crate::model::search::Mark;

pub(super) const TABLE: &str = "word";
/// Pairs of mark and row that are gathered before they are written, 16 bytes each.
const GATHERED: usize = 4 << 20;
/// Bytes from which on a list of rows is not lengthened any more.
const LIST: usize = 2 << 10;
/// The bits of a distance in one byte, and that which says that more come.
const DIGIT: u32 = 7;
const MORE: u8 = 1 << DIGIT;

/// Returns the last row of the log that the table reaches; 0 where it has none, or the log is not the
/// one which it was filled from.
pub(super) fn reach(connection: &Connection) -> Result<i64> {
    let sql =
        "select w.first from word as w join change as c on c.rowid = w.first and c.id = w.others
         where w.mark = 0";
    let mut statement = connection.prepare_cached(sql)?;
    let reach = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(reach.unwrap_or_default())
}

/// Empties the table, so that nothing stands in it that was erased.
pub(super) fn forget(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch("delete from word")?)
}

/// Fills the table with the marks of rows, given in ascending order.
pub(super) struct Filling<'c> {
    connection: &'c Connection,
    pairs: Vec<(Mark, i64)>,
    /// True if the table may have lists that can be lengthened.
    lengthens: bool,
}

impl<'c> Filling<'c> {
    /// Begins after the row that the table reaches.
    pub(super) fn after(connection: &'c Connection, reach: i64) -> Result<Self> {
        if reach == 0 {
            forget(connection)?;
        }
        Ok(Self {
            connection,
            pairs: Vec::new(),
            lengthens: reach > 0,
        })
    }

    pub(super) fn add(&mut self, row: i64, marks: &[Mark]) -> Result<()> {
        self.pairs.extend(marks.iter().map(|mark| (*mark, row)));
        if self.pairs.len() > GATHERED {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends with the row that the table now reaches.
    pub(super) fn end(mut self, row: i64, id: ChangeId) -> Result<()> {
        self.flush()?;
        self.connection
            .execute("delete from word where mark = 0", [])?;
        self.connection.execute(
            "insert into word (mark, first, others) values (0, ?1, ?2)",
            (row, id.0),
        )?;
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let mut insert = self
            .connection
            .prepare_cached("insert into word (mark, first, others) values (?1, ?2, ?3)")?;
        for of_mark in self.pairs.chunk_by(|one, next| one.0 == next.0) {
            let (mark, first) = of_mark[0];
            let rows = of_mark.iter().map(|(_, row)| *row);
            if !self.lengthens || !lengthened(self.connection, mark, rows.clone())? {
                insert.execute((mark, first, list(first, rows.skip(1))))?;
            }
        }
        self.pairs.clear();
        Ok(())
    }
}

/// Adds rows to the last list of a mark; tells whether there is one that is short enough.
fn lengthened(
    connection: &Connection,
    mark: Mark,
    rows: impl Iterator<Item = i64>,
) -> Result<bool> {
    let mut last = connection.prepare_cached(
        "select first, others from word where mark = ?1 order by first desc limit 1",
    )?;
    let last = last.query_row([mark], |row| Ok((row.get(0)?, row.get(1)?)));
    let Some((first, mut others)) = last
        .optional()?
        .filter(|(_, others): &(i64, Vec<u8>)| others.len() < LIST)
    else {
        return Ok(false);
    };
    let end = each(first, &others).last().unwrap_or(first);
    others.extend(list(end, rows));
    connection
        .prepare_cached("update word set others = ?3 where mark = ?1 and first = ?2")?
        .execute((mark, first, others))?;
    Ok(true)
}

/// Writes rows by their distances, the first from `before`.
fn list(mut before: i64, rows: impl Iterator<Item = i64>) -> Vec<u8> {
    let mut list = Vec::new();
    for row in rows {
        let mut distance = (row - before).unsigned_abs();
        before = row;
        while distance >= 1 << DIGIT {
            list.push(distance.to_le_bytes()[0] | MORE);
            distance >>= DIGIT;
        }
        list.push(distance.to_le_bytes()[0]);
    }
    list
}

/// Reads back the rows of a list, without the one before it.
fn each(mut before: i64, list: &[u8]) -> impl Iterator<Item = i64> + '_ {
    list.split_inclusive(|byte| byte & MORE == 0)
        .map(move |digits| {
            let digits = digits.iter().rev();
            before += digits.fold(0, |distance, digit| {
                distance << DIGIT | i64::from(digit & !MORE)
            });
            before
        })
}

/// Returns the rows that bear one of some marks, in ascending order.
pub(super) fn rows_with(connection: &Connection, marks: &RangeInclusive<Mark>) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "select first, others from word where mark between ?1 and ?2 order by mark, first",
    )?;
    let mut found = statement.query([marks.start(), marks.end()])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let first = row.get(0)?;
        rows.push(first);
        rows.extend(each(first, row.get_ref(1)?.as_blob().unwrap_or_default()));
    }
    if marks.start() != marks.end() {
        rows.sort_unstable();
        rows.dedup();
    }
    Ok(rows)
}

/// Returns the rows that are in both lists.
pub(super) fn both(one: &[i64], other: &[i64]) -> Vec<i64> {
    let (few, many) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let mut rest = many;
    let mut both = Vec::new();
    for row in few {
        rest = &rest[rest.partition_point(|other| other < row)..];
        if rest.first() == Some(row) {
            both.push(*row);
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn rows_are_read_back_as_they_were_listed(
            mut rows in proptest::collection::vec(1_i64..1 << 40, 1..50),
            others in proptest::collection::vec(1_i64..60, 1..50),
        ) {
            rows.sort_unstable();
            rows.dedup();
            let listed = list(rows[0], rows.iter().skip(1).copied());
            let read: Vec<i64> = each(rows[0], &listed).collect();
            assert_eq!(read, rows[1..]);
            let few: Vec<i64> = (1..60).filter(|row| others.contains(row)).collect();
            let even: Vec<i64> = (1..60).filter(|row| row % 2 == 0).collect();
            let expected: Vec<i64> = few.iter().filter(|row| *row % 2 == 0).copied().collect();
            assert_eq!(both(&few, &even), expected);
            assert_eq!(both(&even, &few), expected);
        }
    }
}
