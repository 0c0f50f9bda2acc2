//! Taking a merge back: its rows leave the file as they came, as long as nothing written here rests
//! on them; and bringing it back, from the very files that it read.

use std::path::PathBuf;

use super::foreign::hash;
use super::merge::{Mode, REBUILD_SHARE};
use crate::error::{Error, Result};
use crate::model::value::{RecordId, hex};
use crate::store::fold::project::Projector;
use crate::store::journal::{self, Barrier, Deed, Journal, Logged, Resting};
use crate::store::log::attest;
use crate::store::log::erasure;
use crate::store::log::rows::{find_change, writer_and_last};
use crate::store::{Author, Store, conflict, content, words};

/// Most records that are told to rest on a merge.
const MOST_RESTING: usize = 5;
/// Rows after some others that are of the same records, or that this file wrote right after one of them.
const WRITTEN_SINCE: &str = "select c.kind, c.record, max(c.rowid) as row from change as c
     where c.rowid > ?2 and exists (
         select 1 from change as came where +came.rowid between ?1 and ?2
         and (came.record = c.record or came.id = c.wprev))
     group by c.kind, c.record";
/// Rows after some others that name a record of which those are all.
const NAMING: &str = "select c.kind, c.record, max(c.rowid) as row from link as l
     join change as c on c.record = l.record and c.kind = l.kind and c.rowid > ?2
         and (c.body is null or instr(c.body, lower(hex(l.target))) > 0)
     where exists (select 1 from change as came where came.record = l.target
                   and +came.rowid between ?1 and ?2)
     and not exists (select 1 from change as there where there.record = l.target
                     and there.rowid not between ?1 and ?2)
     group by c.kind, c.record";

impl Store {
    /// Takes the rows that came with a merge out of the log; returns how many.
    ///
    /// # Errors
    /// If something rests on them, or they alone erased something that was here.
    pub(in crate::store) fn take_out(&self, journal: &Journal, merge: &Logged) -> Result<usize> {
        let connection = &self.connection;
        // The rows came with the merge, or with what brought it back last.
        let brought = journal.chain(merge).last().unwrap_or(merge);
        let rows = brought.rows;
        if erasure::erased_by(connection, rows)? {
            return Err(Error::Irrevocable);
        }
        let on = self.resting_on(journal, brought)?;
        if !on.is_empty() {
            let operation = merge.clone();
            return Err(Barrier::Rests { operation, on }.into());
        }
        let mut touched = self.touched(rows)?;
        let filled = || brought.sources.iter().flat_map(|source| &source.filled);
        touched.extend(self.touched_by(filled())?);
        self.step_back(brought)?;
        let sql = "delete from change where rowid between ?1 and ?2";
        let count = connection.execute(sql, rows)?;
        let mut blank = connection.prepare_cached("update change set body = null where id = ?1")?;
        for id in filled() {
            blank.execute([id.0])?;
        }
        attest::forget_gone(connection)?;
        words::forget(connection)?;
        // What came with it and was attached here since stays.
        let used = content::named(connection, self.kinds, rows.1)?;
        let came = brought.sources.iter().flat_map(|source| &source.contents);
        for hash in came.filter(|hash| !used.contains(*hash)) {
            content::remove(connection, hash)?;
        }
        content::sweep(connection, self.kinds)?;
        for source in &brought.sources {
            let sql = "delete from file_merged where hash = ?1";
            connection.execute(sql, [source.hash])?;
        }
        journal::note_emptied(connection, brought.number)?;
        let is_moved = self.erase()?;
        let mut projector = Projector::new(connection, self.kinds)?;
        if is_moved || touched.len() * REBUILD_SHARE > projector.records()? {
            projector.rebuild()?;
        } else {
            projector.refold_all(&touched)?;
        }
        conflict::number_new(connection)?;
        Ok(count)
    }

    /// Merges the files of a merge that was taken back again.
    ///
    /// # Errors
    /// If one of them is not there as it was.
    pub(in crate::store) fn bring_again(&self, author: &Author, merge: &Logged) -> Result<()> {
        for source in &merge.sources {
            if hash(&source.name).ok() != Some(source.hash) {
                return Err(Barrier::SourceGone(source.name.clone()).into());
            }
        }
        let paths = merge.sources.iter().map(|source| source.name.clone());
        let mode = Mode {
            strict: true,
            dry_run: false,
            // What it did not bring is asked for by merging again.
            contents: merge
                .sources
                .iter()
                .any(|source| !source.contents.is_empty()),
            backup: None,
            deed: Deed::Redo,
            actor: &author.actor,
            now: author.now,
            progress: &|_, _| (),
        };
        self.merge_within(&paths.collect::<Vec<PathBuf>>(), mode)?;
        Ok(())
    }

    /// Returns what was written since of records of which rows came, or names records that came; and
    /// the files that came later, since they may have had the same rows.
    fn resting_on(&self, journal: &Journal, brought: &Logged) -> Result<Vec<Resting>> {
        let mut on = Vec::new();
        for one in journal
            .operations
            .iter()
            .filter(|one| !journal.is_undone(one))
        {
            let last = journal.chain(one).last().unwrap_or(one);
            let reads = matches!(one.deed, Deed::Merge | Deed::Restore);
            if reads && last.number > brought.number {
                on.push(Resting {
                    kind: String::new(),
                    reference: String::new(),
                    by: Some(one.clone()),
                });
            }
        }
        for sql in [WRITTEN_SINCE, NAMING] {
            let sql = format!("{sql} order by c.kind, c.record limit {MOST_RESTING}");
            let rows = self.plain_rows(&sql, brought.rows, |row| {
                let (kind, record): (String, _) = (row.get("kind")?, RecordId(row.get("record")?));
                Ok((kind, record, row.get::<_, i64>("row")?))
            })?;
            for (kind, record, row) in rows {
                let name = self.name(&[&kind], record)?;
                on.push(Resting {
                    reference: name.map_or_else(|| hex(&record.0), |(reference, _)| reference),
                    kind,
                    by: journal.bringing(row).cloned(),
                });
            }
        }
        on.extend(self.counted_since(journal, brought)?);
        Ok(on)
    }

    /// Returns what was written since of what was counted of all records, and still stands.
    fn counted_since(&self, journal: &Journal, brought: &Logged) -> Result<Vec<Resting>> {
        let mut on = Vec::new();
        for kind in self.kinds {
            let Some(sums) = kind.sums else {
                continue;
            };
            let sql = format!(
                "select record, max(rowid) as row from change
                 where kind = ?1 and rowid > ?2 and json_valid(body) and body ->> '$.{}' is not null
                 group by record order by row",
                sums.id
            );
            let rows = self.plain_rows(&sql, (kind.id, brought.rows.1), |row| {
                Ok((RecordId(row.get("record")?), row.get::<_, i64>("row")?))
            })?;
            for (record, row) in rows {
                let name = self.name(&[kind.id], record)?;
                on.extend(journal.bringing(row).map(|by| Resting {
                    kind: kind.id.to_owned(),
                    reference: name.unwrap_or_default().0,
                    by: Some(by.clone()),
                }));
            }
        }
        Ok(on)
    }

    /// Goes back to the last change of this file's own that did not come with a merge.
    fn step_back(&self, brought: &Logged) -> Result<()> {
        let (_, mut last) = writer_and_last(&self.connection)?;
        while let Some(id) = last {
            let sql = "select rowid from change where id = ?1";
            let row = self.plain_row(sql, [id.0], |row| row.get("rowid"))?;
            if !row.is_some_and(|row| brought.brought(row)) {
                break;
            }
            last = find_change(&self.connection, id)?.and_then(|change| change.wprev);
        }
        let last = last.map(|last| last.0);
        self.connection
            .execute("update file set last = ?1", [last])?;
        Ok(())
    }
}
