//! Changes that begin records which the tables have not: of many most is not in memory.

use crate::error::Result;
use crate::files::{Spool, unkept};
use crate::model::value::RecordId;
use crate::store::log::change::ChangeId;

/// Number of bytes that are read at once, where places follow in no order.
const AHEAD: usize = 1 << 9;

/// Changes with what they say.
#[derive(Debug)]
pub(crate) struct Entered {
    changes: Vec<(RecordId, ChangeId, u64)>,
    bodies: Spool,
}

impl Entered {
    pub(crate) fn with_room(count: usize) -> Self {
        Self {
            changes: Vec::with_capacity(count),
            bodies: Spool::default(),
        }
    }

    pub(crate) fn push(&mut self, record: RecordId, change: ChangeId, body: &str) -> Result<()> {
        let place = self.bodies.push(body.as_bytes()).map_err(unkept)?;
        self.changes.push((record, change, place));
        Ok(())
    }

    /// Puts them in the order of their records.
    pub(crate) fn sorted(mut self) -> Self {
        self.changes.sort_unstable_by_key(|(record, ..)| *record);
        self
    }

    /// Goes through them.
    pub(super) fn each(
        &self,
        mut work: impl FnMut(RecordId, ChangeId, &str) -> Result<()>,
    ) -> Result<()> {
        let mut bodies = self.bodies.reader(AHEAD);
        for (record, change, place) in &self.changes {
            let body = bodies.at(*place).map_err(unkept)?;
            work(*record, *change, str::from_utf8(body).unwrap_or_default())?;
        }
        Ok(())
    }
}
