//! Each writer's changes form a chain. A chain that forks tells that a file was copied, or a
//! backup restored, and both went on; one with a gap, that rows are missing. Only reports rest on
//! this, never what the log says.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::attest::{self, Chains};
use super::change::{Change, ChangeId};
use super::rows::writer_and_last;
use crate::error::Result;
use crate::model::value::RecordId;

/// Changes by which another was preceded, each by 8 bytes of its hash; the first of a writer by 8
/// bytes of the writer.
#[derive(Debug, Default)]
pub(crate) struct Forks {
    there: HashSet<u64>,
    /// Numbers that were added and are not yet to stay.
    added: Vec<u64>,
}

impl Forks {
    /// Reads the chains of a whole log.
    pub(crate) fn of(connection: &Connection) -> Result<Self> {
        let mut statement = connection.prepare("select writer, wprev from change")?;
        let mut rows = statement.query([])?;
        let mut forks = Self::default();
        while let Some(row) = rows.next()? {
            let wprev: Option<[u8; 24]> = row.get(1)?;
            forks.there.insert(before(row.get(0)?, wprev.map(ChangeId)));
        }
        Ok(forks)
    }

    /// Adds a change; returns whether it is the first after the one before it.
    pub(crate) fn add(&mut self, change: &Change) -> bool {
        let before = before(change.writer, change.wprev);
        let is_first = self.there.insert(before);
        if is_first {
            self.added.push(before);
        }
        is_first
    }

    /// Keeps what was added.
    pub(crate) fn keep(&mut self) {
        self.added.clear();
    }

    /// Drops what was added and not kept.
    pub(crate) fn forget(&mut self) {
        for before in self.added.drain(..) {
            self.there.remove(&before);
        }
    }
}

/// Names what a change was preceded by.
fn before(writer: [u8; 16], before: Option<ChangeId>) -> u64 {
    before.map_or_else(|| tail(&writer), |id| tail(&id.0))
}

/// The chain of one writer.
#[derive(Debug, Default)]
pub(crate) struct WriterChain {
    there: HashSet<u64>,
    named: HashSet<u64>,
}

impl WriterChain {
    /// Adds a change of the writer.
    pub(crate) fn add(&mut self, change: &Change) {
        self.there.insert(tail(&change.id.0));
        self.named.extend(change.wprev.map(|id| tail(&id.0)));
    }

    /// Returns how many changes are named and not there; `last` is the writer's last.
    pub(crate) fn count(mut self, last: Option<ChangeId>) -> usize {
        self.named.extend(last.map(|id| tail(&id.0)));
        self.named.difference(&self.there).count()
    }
}

/// Continues the file's chain after its own latest change, if later ones have come back to it, so
/// that the chain does not fork without need; if copies forked it, on the file's own branch. A writer
/// that signs has signed what is its own: whatever else bears its name is somebody's who does not, and is
/// not gone on from, lest it were signed with the next change.
pub(crate) fn go_to_end(connection: &Connection) -> Result<()> {
    let (writer, mut last) = writer_and_last(connection)?;
    let mut statement =
        connection.prepare("select wprev, id from change where writer = ?1 order by id")?;
    let rows = statement.query_map([writer], |row| {
        let before: Option<[u8; 24]> = row.get("wprev")?;
        Ok((before.map(ChangeId), ChangeId(row.get("id")?)))
    })?;
    let mut after: HashMap<Option<ChangeId>, ChangeId> = rows.collect::<rusqlite::Result<_>>()?;
    if attest::is_signing(connection, writer)? {
        let signed = Chains::of(connection)?.signed_by(connection, RecordId(writer))?;
        after.retain(|_, next| signed.contains(next));
    }
    // Taken out one by one, so that it ends whatever the rows say.
    while let Some(next) = after.remove(&last) {
        last = Some(next);
    }
    connection.execute("update file set last = ?1", [last.map(|id| id.0)])?;
    Ok(())
}

fn tail(bytes: &[u8]) -> u64 {
    bytes
        .last_chunk()
        .map_or(0, |chunk| u64::from_be_bytes(*chunk))
}
