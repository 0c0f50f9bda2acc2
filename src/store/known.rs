//! The file as it was known at an earlier time: the rows that it had by then, folded anew in memory;
//! and a single record of it.

use chrono::{Days, FixedOffset, NaiveDate, NaiveTime};
use rusqlite::Connection;

use super::fold::entries::read_entry;
use super::fold::project::Projector;
use super::fold::{Entry, Layout};
use super::journal::{Arrivals, COLUMNS, TABLE};
use super::log::remains::{self, Remaining};
use super::log::rows::{CHANGE_COLUMNS, admit_as, read_change};
use super::read::digest_of;
use super::{SCHEMA, Store, conflict, set_up};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};

/// End of the part of the log that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Rows that came before a moment, in milliseconds since 1970 in UTC.
    Moment(i64),
    /// Rows up to this one of the log.
    Row(i64),
}

impl Store {
    /// Makes a file in memory that knows what this one knew at an earlier time. What was erased since
    /// stays erased.
    pub(crate) fn as_known(&self, cut: Cut) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        set_up(&connection)?;
        connection.execute_batch(SCHEMA)?;
        let known = Self::over(connection, self.kinds, &self.path);
        known.fill_as_known(self, cut)?;
        Ok(known)
    }

    /// Returns a record as the log said up to one of its rows.
    pub(crate) fn up_to(
        &self,
        kind: &'static Kind,
        id: RecordId,
        row: i64,
    ) -> Result<Option<Record>> {
        let layout = Layout::of(kind);
        let sql = format!(
            "select {CHANGE_COLUMNS} from change
             where record = ?1 and kind = ?2 and rowid <= ?3 order by id"
        );
        let mut remaining = Remaining::new(&self.connection);
        let entries = self.plain_rows(&sql, (id.0, kind.id, row), |row| {
            read_entry(&mut remaining, &layout, id, row)
        })?;
        let mut entries: Vec<Entry> = entries.into_iter().flatten().collect();
        self.authority()?.until(row)?.judge(&layout, &mut entries)?;
        Ok(layout.fold(&entries).map(|state| {
            let mut record = Record::empty(kind, id);
            for (field, json) in kind.all_fields().zip(&state.values) {
                let json = json.as_ref().filter(|json| !json.is_null());
                record.set(field, json.and_then(|json| Value::from_json(field, json)));
            }
            record
        }))
    }

    /// Finds up to which row of the log the file had a digest: at the end of one of its last operations, or
    /// now. `None` where it never had.
    pub(crate) fn row_of(&self, digest: &str) -> Result<Option<i64>> {
        let rows = self.plain_rows("select id, rowid from change order by id", [], |row| {
            Ok((row.get::<_, [u8; 24]>(0)?, row.get::<_, i64>(1)?))
        })?;
        let sql = format!("select distinct last from {TABLE} order by last desc limit 1000");
        let mut ends = self.plain_rows(&sql, [], |row| row.get::<_, i64>(0))?;
        ends.extend(rows.iter().map(|(_, row)| *row).max());
        let is_it = |end: &i64| {
            let own = rows.iter().filter(|(_, row)| row <= end);
            digest_of(own.map(|(id, _)| *id)) == digest
        };
        Ok(ends.into_iter().find(is_it))
    }

    /// Tells whether it does not know yet whose it is.
    pub(crate) fn is_empty(&self) -> Result<bool> {
        let own = "select count(*) from office where record = ?1";
        Ok(self.count(own, &[&self.writer()?.0])? == 0)
    }

    fn fill_as_known(&self, whole: &Self, cut: Cut) -> Result<()> {
        let transaction = self.begin()?;
        let arrivals = Arrivals::of(&whole.connection)?;
        let sql = format!("select {CHANGE_COLUMNS}, rowid from change order by rowid");
        let mut statement = whole.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (change, number) = (read_change(row)?, row.get("rowid")?);
            let time = arrivals.time(number, change.id);
            if cut.has(number, time) || remains::is_statement(&change.kind) {
                admit_as(&transaction, Some(number), &change)?;
            }
        }
        self.copy_own(whole, cut)?;
        Projector::new(&transaction, self.kinds)?.rebuild()?;
        conflict::number_new(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// Copies what the file knows of itself: whose it is, the files that it had by then, how it numbers
    /// its conflicts, and its operations until then. Rows keep their numbers, by which these tell them.
    fn copy_own(&self, whole: &Self, cut: Cut) -> Result<()> {
        for (columns, table) in [
            ("one, log_format, writer, last", "file"),
            ("hash, writer, records", "file_merged"),
            ("number, record, kind, field", "file_conflict"),
            (COLUMNS, TABLE),
        ] {
            let places = columns.split(", ").enumerate();
            let places: Vec<String> = places.map(|(at, _)| format!("?{}", at + 1)).collect();
            let insert = format!(
                "insert into {table} ({columns}) values ({})",
                places.join(", ")
            );
            let mut insert = self.connection.prepare(&insert)?;
            let mut rows = whole
                .connection
                .prepare(&format!("select {columns} from {table}"))?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let values = (0..places.len()).map(|at| row.get::<_, rusqlite::types::Value>(at));
                let values: Vec<_> = values.collect::<rusqlite::Result<_>>()?;
                insert.execute(rusqlite::params_from_iter(values))?;
            }
        }
        let later = match cut {
            Cut::Moment(moment) => format!("time >= {moment}"),
            Cut::Row(last) => format!("last > {last}"),
        };
        let later = format!("delete from {TABLE} where {later}");
        self.connection.execute_batch(&later)?;
        // What was known before the file went on under another writer, the one before knew.
        let sql = "select f.writer from file as f join change as c on c.writer = f.writer limit 1";
        if self.plain_row(sql, [], |_| Ok(()))?.is_none() {
            let sql = "update file set writer = ?1";
            self.connection.execute(sql, [whole.writer()?.0])?;
        }
        Ok(self.connection.execute_batch(
            "delete from file_merged where writer not in (select writer from change);
             update file set last = (select id from change where change.writer = file.writer
                                     order by rowid desc limit 1)",
        )?)
    }
}

impl Cut {
    /// Takes what had come by the end of a day, by a clock with this offset.
    pub(crate) fn end_of(day: NaiveDate, offset: FixedOffset) -> Self {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        let next = next.and_time(NaiveTime::MIN).and_local_timezone(offset);
        let over = next.single().map(|moment| moment.timestamp_millis());
        Self::Moment(over.unwrap_or(i64::MAX))
    }

    fn has(self, row: i64, time: i64) -> bool {
        match self {
            Self::Moment(moment) => time < moment,
            Self::Row(last) => row <= last,
        }
    }
}
