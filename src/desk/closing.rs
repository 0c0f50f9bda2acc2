//! Figures that were frozen when a phase was closed, and their changes since.

use chrono::NaiveDate;

use super::Desk;
use super::phase::{CLOSING, id, record, state};
use crate::error::Result;
use crate::kinds::phase::{CLOSED_ON, FIGURES};
use crate::model::plan::Phase;
use crate::reports::View;
use crate::reports::against::Comparison;
use crate::reports::count::Coverage;
use crate::reports::interval::Frozen;
use crate::reports::tally::Tally;
use crate::store::{Cut, Store};

/// Returns what was counted when a phase was closed, and when that was; `None` while it is not. Of one
/// that the first version closed, which kept rates alone, the rest is counted from what was known then.
pub(crate) fn tally(desk: &Desk, phase: &Phase) -> Result<Option<(Tally, NaiveDate)>> {
    let known = record(desk, phase.number)?;
    let closed = known.day(&CLOSED_ON);
    let closed = closed.filter(|_| state(&known) == Some("closed"));
    let Some((closed_on, kept)) = closed.zip(known.json(&FIGURES)) else {
        return Ok(None);
    };
    if let Some(tally) = Tally::from_json(kept) {
        return Ok(Some((tally, closed_on)));
    }
    let store = known_then(desk, phase)?;
    let view = View {
        store: &store,
        as_of: closed_on,
        ..desk.view()
    };
    let tally = Tally::of(&view, phase.opens, phase.closes)?;
    Ok(Some((tally.with_rates(kept), closed_on)))
}

/// Returns the row of the log with which a phase was closed last.
pub(crate) fn row(desk: &Desk, phase: &Phase) -> Result<i64> {
    desk.store.last_row_of(id(desk, phase.number), CLOSING)
}

/// Makes a file in memory of what was known when a phase was closed.
fn known_then(desk: &Desk, phase: &Phase) -> Result<Store> {
    desk.store.as_known(Cut::Row(row(desk, phase)?))
}

/// Returns what is frozen of a phase that was closed by the day that is told of, and what came after.
pub(crate) fn frozen(desk: &Desk, phase: &Phase) -> Result<Option<Frozen>> {
    let Some((tally, closed_on)) = tally(desk, phase)? else {
        return Ok(None);
    };
    if desk.as_of < closed_on {
        return Ok(None);
    }
    let now = View {
        as_of: tally.until,
        ..desk.view()
    };
    let live = Tally::of(&now, tally.from, tally.until)?;
    let [then, live] = [&tally, &live].map(Tally::counts_json);
    let mut after = Vec::new();
    if then != live {
        let store = known_then(desk, phase)?;
        let before = View {
            store: &store,
            ..now
        };
        let comparison = Comparison {
            before: &before,
            now: &now,
            sources: [&[], &[]],
            own: Some(Coverage::interval(tally.from, tally.until, tally.until)),
        };
        after = comparison.changes(&then, &live)?;
    }
    Ok(Some(Frozen {
        tally,
        closed_on,
        after,
    }))
}
