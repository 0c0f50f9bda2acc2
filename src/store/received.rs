//! Whose files came in, and when: read off the journal, and off the rows that came with each file.

use serde_json::Value as Json;

use super::Store;
use super::journal::TABLE;
use super::log::change::ChangeId;
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::value::RecordId;

/// Last arrival of an office's file.
#[derive(Debug)]
pub(crate) struct Received {
    /// The file's writer, whose record is that of the office.
    pub(crate) writer: RecordId,
    /// Name of the file.
    pub(crate) file: String,
    /// Milliseconds since 1970 in UTC, as are all times here.
    pub(crate) arrived: i64,
    /// Time of its newest row that came.
    pub(crate) entered: Option<i64>,
    /// Number of rows that came this last time.
    pub(crate) changes: i64,
}

impl Store {
    /// Returns the last arrival of every office's file that was taken in, the first that came first.
    pub(crate) fn received(&self) -> Result<Vec<Received>> {
        let sql = format!(
            "select o.time, s.value ->> '$.name' as name, unhex(s.value ->> '$.writer') as writer,
                    s.value ->> '$.first' as first, s.value ->> '$.last' as last
             from {TABLE} as o join json_each(o.sources) as s
             where o.undone_by is null and o.kind in ('merge', 'redo') and s.value ->> '$.writer' is not null
             order by o.number, s.key"
        );
        let came = self.rows(&sql, &[], |row| {
            let (first, last): (i64, i64) = (row.get("first")?, row.get("last")?);
            let received = Received {
                writer: RecordId(row.get("writer")?),
                file: row.get("name")?,
                arrived: row.get("time")?,
                entered: None,
                changes: last - first + 1,
            };
            Ok((received, (first, last)))
        })?;
        let mut all: Vec<Received> = Vec::new();
        for (mut one, rows) in came {
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
