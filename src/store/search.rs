//! Finding records by words in their texts. Where the log is long, the table `word` tells at which
//! records to look; what these say now decides.

use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};

use chrono::NaiveDate;
use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::log::change::ChangeId;
use super::log::rows::last_row;
use super::texts::{Readers, Texts, is_name};
use super::words::{Filling, both, reach, rows_with};
use super::{Observer, Store};
use crate::error::{Error, Result};
use crate::model::kind::{Field, Kind};
use crate::model::search::{Mark, Plain, Word, kind_mark, month_marks};
use crate::model::value::RecordId;

/// Rows of the log that are looked at one by one, rather than brought into the table; and of those
/// which it has already one in so many.
const FEW: (i64, i64) = (5000, 100);
/// Rows of the log that are brought into the table at once.
const AT_ONCE: i64 = 100_000;

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Search {
    /// All of them, each in any text of a record.
    pub(crate) words: Vec<Word>,
    pub(crate) kind: Option<&'static Kind>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
    /// The most records that are wanted.
    pub(crate) limit: usize,
}

/// A record that was found.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) kind: &'static Kind,
    pub(crate) reference: String,
    pub(crate) is_void: bool,
    pub(crate) passages: Vec<Passage>,
}

/// A text with words that were looked for.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) field: &'static Field,
    pub(crate) text: String,
    /// Where they stand, in bytes and in order.
    pub(crate) places: Vec<Range<usize>>,
}

impl Store {
    /// Finds records, those that were changed last first, and tells whether there are more.
    pub(crate) fn search(&self, search: &Search, progress: Observer) -> Result<(Vec<Hit>, bool)> {
        let reach = self.reach_words(progress)?;
        self.search_after(reach, search)
    }

    /// Searches by the table up to a row of the log, and looks at all that comes after it.
    pub(super) fn search_after(&self, reach: i64, search: &Search) -> Result<(Vec<Hit>, bool)> {
        let rows = (reach + 1..=last_row(&self.connection)?).rev();
        let marked = self.marked(search, reach)?;
        let mut readers = Readers::new(&self.connection, self.kinds);
        let mut row = self.connection.prepare(
            "select coalesce(s.stands, c.record), c.kind from change as c
             left join standing as s on s.record = c.record where c.rowid = ?1",
        )?;
        let (mut seen, mut hits) = (HashSet::new(), Vec::new());
        for number in rows.chain(marked.into_iter().rev()) {
            let found = row.query_row([number], |row| {
                Ok((RecordId(row.get(0)?), row.get::<_, String>(1)?))
            });
            let Some((id, kind)) = found.optional()? else {
                continue;
            };
            if search.kind.is_some_and(|wanted| wanted.id != kind) {
                continue;
            }
            let Some(reader) = readers.of(&kind)? else {
                continue;
            };
            if seen.insert((reader.kind.id, id))
                && let Some(texts) = reader.read(id)?
                && let Some(passages) = search.passages(reader.kind, &texts)
            {
                if hits.len() == search.limit {
                    return Ok((hits, true));
                }
                hits.push(Hit {
                    kind: reader.kind,
                    reference: texts.reference,
                    is_void: texts.is_void,
                    passages,
                });
            }
        }
        Ok((hits, false))
    }

    /// Returns the rows that the table has for a search, in ascending order.
    fn marked(&self, search: &Search, reach: i64) -> Result<Vec<i64>> {
        if reach == 0 {
            return Ok(Vec::new());
        }
        let mut needed = Vec::new();
        for word in &search.words {
            let mut found = Vec::new();
            for way in word.ways() {
                found.extend(self.all_of(way)?);
            }
            found.sort_unstable();
            found.dedup();
            needed.push(found);
        }
        if let Some(letter) = search.kind.and_then(|kind| kind.letter) {
            let mark = kind_mark(letter);
            needed.push(rows_with(&self.connection, &(mark..=mark))?);
        }
        if search.from.is_some() || search.until.is_some() {
            let months = month_marks(search.from, search.until);
            needed.push(rows_with(&self.connection, &months)?);
        }
        let all = needed.into_iter().reduce(|one, other| both(&one, &other));
        Ok(all.unwrap_or_default())
    }

    /// Returns the rows that bear a mark of each of these ranges.
    fn all_of(&self, way: Vec<RangeInclusive<Mark>>) -> Result<Vec<i64>> {
        let mut all: Option<Vec<i64>> = None;
        for range in way {
            let rows = rows_with(&self.connection, &range)?;
            let rows = all.map_or_else(|| rows.clone(), |all| both(&all, &rows));
            if rows.is_empty() {
                return Ok(rows);
            }
            all = Some(rows);
        }
        Ok(all.unwrap_or_default())
    }

    /// Brings the table to the end of the log where it is far behind, and where the file can be
    /// written to; returns the last row that it reaches.
    fn reach_words(&self, progress: Observer) -> Result<i64> {
        let (reach, end) = (reach(&self.connection)?, last_row(&self.connection)?);
        if end - reach <= FEW.0.max(reach / FEW.1) {
            return Ok(reach);
        }
        match self.fill_words(progress) {
            Err(error) if is_of_writing(&error) => Ok(reach),
            filled => filled,
        }
    }

    /// Brings the table to the end of the log; returns the last row.
    pub(super) fn fill_words(&self, progress: Observer) -> Result<i64> {
        self.make_room()?;
        let transaction = self.begin()?;
        // Another program may have filled it meanwhile.
        let (mut reach, end) = (reach(&transaction)?, last_row(&transaction)?);
        let (first, all) = (reach, usize::try_from(end - reach).unwrap_or_default());
        let mut filling = Filling::after(&transaction, reach)?;
        let mut readers = Readers::new(&self.connection, self.kinds);
        let mut marks = Vec::new();
        while reach < end {
            let until = end.min(reach + AT_ONCE);
            for (row, id, kind) in newest_rows(&transaction, reach, until)? {
                let Some(reader) = readers.of(&kind)? else {
                    continue;
                };
                if let Some(texts) = reader.read(id)? {
                    marks.clear();
                    texts.mark(reader.kind, &mut marks);
                    filling.add(row, &marks)?;
                }
                progress(usize::try_from(row - first).unwrap_or_default(), all);
            }
            reach = until;
        }
        let id: [u8; 24] =
            transaction.query_row("select id from change where rowid = ?1", [end], |row| {
                row.get(0)
            })?;
        filling.end(end, ChangeId(id))?;
        drop(readers);
        self.commit(transaction, None)?;
        Ok(end)
    }
}

/// Tells whether a file only could not be written to.
fn is_of_writing(error: &Error) -> bool {
    let codes = [
        ErrorCode::CannotOpen,
        ErrorCode::DatabaseBusy,
        ErrorCode::DiskFull,
        ErrorCode::PermissionDenied,
        ErrorCode::ReadOnly,
    ];
    error
        .sqlite_code()
        .is_some_and(|code| codes.contains(&code))
}

/// Returns the last of some rows of each record, in ascending order.
fn newest_rows(
    connection: &Connection,
    after: i64,
    until: i64,
) -> Result<Vec<(i64, RecordId, String)>> {
    let mut statement = connection.prepare_cached(
        "select c.rowid, coalesce(s.stands, c.record), c.kind from change as c
         left join standing as s on s.record = c.record
         where c.rowid > ?1 and c.rowid <= ?2 order by c.rowid desc",
    )?;
    let rows = statement.query_map([after, until], |row| {
        Ok((row.get(0)?, RecordId(row.get(1)?), row.get(2)?))
    })?;
    let mut seen = HashSet::new();
    let mut newest = Vec::new();
    for row in rows {
        let row: (i64, RecordId, String) = row?;
        if seen.insert((row.1, row.2.clone())) {
            newest.push(row);
        }
    }
    newest.reverse();
    Ok(newest)
}

impl Search {
    /// Returns the texts of a record that hold the words; `None` where one of these is in none, or the
    /// record is of another day.
    fn passages(&self, kind: &Kind, said: &Texts) -> Option<Vec<Passage>> {
        let is_before = |first: NaiveDate| said.day.is_none_or(|day| day < first);
        let is_after = |last: NaiveDate| said.day.is_none_or(|day| day > last);
        if self.from.is_some_and(is_before) || self.until.is_some_and(is_after) {
            return None;
        }
        let mut found = vec![false; self.words.len()];
        let mut passages = Vec::new();
        for (field, text) in &said.fields {
            let plain = Plain::of(text);
            let mut places = Vec::new();
            for (word, found) in self.words.iter().zip(&mut found) {
                let place = word.find(text, &plain, is_name(kind, field));
                *found |= place.is_some();
                places.extend(place);
            }
            if !places.is_empty() {
                places.sort_by_key(|place| (place.start, place.end));
                passages.push(Passage {
                    field,
                    text: text.clone(),
                    places,
                });
            }
        }
        found.iter().all(|found| *found).then_some(passages)
    }
}
