//! Whose files came in, and when: read off the journal, and off the rows that came with each file.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::Store;
use super::journal::TABLE;
use super::log::attest::Chains;
use super::log::change::ChangeId;
use super::log::remains::id_from_hex;
use crate::error::Result;
use crate::model::kind::{Field, Kind};
use crate::model::value::RecordId;

/// Last arrival of an office's file.
#[derive(Debug)]
pub(crate) struct Received {
    /// The file's office, by the writer under whom it began.
    pub(crate) writer: RecordId,
    /// Who wrote in the file, as far as it is known.
    pub(crate) by: Option<RecordId>,
    /// Name of the file.
    pub(crate) file: String,
    /// Milliseconds since 1970 in UTC, as are all times here.
    pub(crate) arrived: i64,
    /// Time of its newest row that came.
    pub(crate) entered: Option<i64>,
    /// Number of rows that came this last time.
    pub(crate) changes: i64,
}

/// How far a file's own writer had come, by its signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    /// How many changes it had written.
    pub(crate) up_to: i64,
    /// How many of these are not here.
    pub(crate) missing: i64,
    /// When a newer file of the office came before this one.
    pub(crate) older_than: Option<i64>,
}

/// An arrival, the first and the last of its rows, and the last change of the file's own writer.
type Arrived = (Received, (i64, i64), Option<ChangeId>);

impl Store {
    /// Returns the last arrival of every office's file that was taken in, the first that came first.
    pub(crate) fn received(&self) -> Result<Vec<Received>> {
        let mut all: Vec<Received> = Vec::new();
        for (mut one, rows, _) in self.arrivals()? {
            one.entered = self.newest_of(one.writer, rows)?;
            match all.iter_mut().find(|known| known.writer == one.writer) {
                Some(known) => {
                    one.entered = one.entered.max(known.entered);
                    *known = one;
                }
                None => all.push(one),
            }
        }
        Ok(all)
    }

    /// Tells whether what an office says of itself, which every file of it does, was written by the end of
    /// a day: then a file of it came, whichever way.
    pub(crate) fn has_come(&self, office: RecordId, day: NaiveDate) -> Result<bool> {
        let sql =
            "select min(id) from change where record = ?1 and kind = 'office' and writer = ?1";
        let first = self.plain_row(sql, [office.0], |row| row.get::<_, Option<[u8; 24]>>(0))?;
        let first = first.flatten().map(ChangeId);
        let written = |first: ChangeId| self.day_at(first.milliseconds());
        Ok(first.is_some_and(|first| written(first) <= self.entered_by(day)))
    }

    /// Tells whether something was said of a field of an office after a row of the log.
    pub(crate) fn says_since(&self, office: RecordId, field: &Field, row: i64) -> Result<bool> {
        let sql = "select count(*) from change where record = ?1 and kind = 'office' and rowid > ?2
             and iif(json_valid(body), json_type(body, '$.' || ?3) is not null, 0)";
        Ok(self.count(sql, &[&office.0, &row, &field.id])? > 0)
    }

    /// Returns the last arrival of the file of every writer that was taken in.
    pub(crate) fn received_by(&self) -> Result<HashMap<RecordId, Received>> {
        let mut all = HashMap::new();
        for (mut one, ..) in self.arrivals()? {
            if let Some(by) = one.by {
                one.entered = self.newest_by(by)?;
                all.insert(by, one);
            }
        }
        Ok(all)
    }

    /// Returns when the newest row of a writer was written.
    pub(crate) fn newest_by(&self, writer: RecordId) -> Result<Option<i64>> {
        let sql = "select max(id) from change where writer = ?1";
        let newest = self.plain_row(sql, [writer.0], |row| row.get::<_, Option<[u8; 24]>>(0))?;
        Ok(newest.flatten().map(|id| ChangeId(id).milliseconds()))
    }

    /// Counts the records of some kinds that a writer began, void ones aside.
    pub(crate) fn count_begun(
        &self,
        kinds: impl Iterator<Item = &'static Kind>,
        writer: RecordId,
    ) -> Result<i64> {
        let mut count = 0;
        for kind in kinds {
            let sql = format!(
                "select count(*) from (select record, writer, min(id) from change
                     where kind = ?1 group by record) as one
                 where writer = ?2
                 and record in (select record from main.\"{}\" where void is null)",
                kind.id
            );
            count += self.count(&sql, &[&kind.id, &writer.0])?;
        }
        Ok(count)
    }

    /// Returns how far each writer's file had come that was taken in last, where that is signed: one pass
    /// over the log.
    pub(crate) fn reached(&self) -> Result<HashMap<RecordId, Reach>> {
        let chains = Chains::of(&self.connection)?;
        let mut reached = HashMap::new();
        // Of each writer, how far its files had come, and when.
        let mut before: HashMap<RecordId, (i64, i64)> = HashMap::new();
        for (one, _, head) in self.arrivals()? {
            one.by.and_then(|by| reached.remove(&by));
            let found = head.map(|head| chains.reach(&self.connection, head));
            let Some((writer, up_to, missing)) = found.transpose()?.flatten() else {
                continue;
            };
            let newer = before.get(&writer).filter(|(most, _)| *most > up_to);
            let reach = Reach {
                up_to,
                missing,
                older_than: newer.map(|(_, arrived)| *arrived),
            };
            reached.insert(writer, reach);
            let most = before.entry(writer).or_insert((up_to, one.arrived));
            *most = (*most).max((up_to, one.arrived));
        }
        Ok(reached)
    }

    /// Returns every arrival of an office's file, with the rows that came and the last change of its
    /// writer, in their order.
    fn arrivals(&self) -> Result<Vec<Arrived>> {
        let sql = format!(
            "select o.time, s.value ->> '$.name' as name, unhex(s.value ->> '$.writer') as writer,
                    s.value ->> '$.first' as first, s.value ->> '$.last' as last,
                    s.value ->> '$.head' as head,
                    (select c.writer from change as c where c.id = unhex(s.value ->> '$.head')) as by
             from {TABLE} as o join json_each(o.sources) as s
             where o.undone_by is null and o.kind in ('merge', 'redo') and s.value ->> '$.writer' is not null
             order by o.number, s.key"
        );
        self.rows(&sql, &[], |row| {
            let (first, last): (i64, i64) = (row.get("first")?, row.get("last")?);
            let head: Option<String> = row.get("head")?;
            let received = Received {
                writer: RecordId(row.get("writer")?),
                by: row.get::<Option<[u8; 16]>>("by")?.map(RecordId),
                file: row.get("name")?,
                arrived: row.get("time")?,
                entered: None,
                changes: last - first + 1,
            };
            Ok((
                received,
                (first, last),
                head.as_deref().and_then(id_from_hex),
            ))
        })
    }

    /// Returns when each office's newest row was written, whichever files brought it.
    pub(crate) fn newest_entries(&self) -> Result<HashMap<RecordId, i64>> {
        let sql = "select coalesce(m.office, c.writer) as office, max(c.id) as id from change as c
             left join member as m on m.writer = c.writer group by 1";
        let rows = self.plain_rows(sql, [], |row| {
            let id = ChangeId(row.get("id")?);
            Ok((RecordId(row.get("office")?), id.milliseconds()))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Returns when a writer's newest among some rows was written: what came from a file came in the
    /// order of its ids.
    fn newest_of(&self, writer: RecordId, (first, last): (i64, i64)) -> Result<Option<i64>> {
        let sql = "select id from change where rowid between ?1 and ?2
             and (writer = ?3 or writer in (select writer from member where office = ?3))
             order by rowid desc limit 1";
        let newest = self.plain_row(sql, (first, last, writer.0), |row| row.get("id"))?;
        Ok(newest.map(|id| ChangeId(id).milliseconds()))
    }

    /// Returns when this file itself wrote last, in what it knows.
    pub(crate) fn last_entered(&self) -> Result<Option<i64>> {
        let sql = "select c.id from file as f join change as c on c.id = f.last";
        let last = self.plain_row(sql, [], |row| row.get("id"))?;
        Ok(last.map(|id| ChangeId(id).milliseconds()))
    }

    /// Tells whether there is a record of some kinds that was numbered under any of some codes, void ones
    /// aside.
    pub(crate) fn has_any_of(
        &self,
        mut kinds: impl Iterator<Item = &'static Kind>,
        codes: &[String],
    ) -> Result<bool> {
        let codes = Json::from(codes).to_string();
        kinds.try_fold(false, |found, kind| {
            let sql = format!(
                "select exists (select 1 from main.\"{}\" where void is null
                 and office in (select value from json_each(?1)))",
                kind.id
            );
            Ok(found || self.count(&sql, &[&codes])? > 0)
        })
    }

    /// Counts the records of some kinds that were numbered under any of some codes, void ones aside.
    pub(crate) fn count_of(
        &self,
        kinds: impl Iterator<Item = &'static Kind>,
        codes: &[String],
    ) -> Result<i64> {
        let codes = Json::from(codes).to_string();
        let mut count = 0;
        for kind in kinds {
            let sql = format!(
                "select count(*) from main.\"{}\" where void is null
                 and office in (select value from json_each(?1))",
                kind.id
            );
            count += self.count(&sql, &[&codes])?;
        }
        Ok(count)
    }
}
