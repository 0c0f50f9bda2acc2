//! Cells of a row as values: days, references and deeds.

use chrono::NaiveDate;

use super::term::Deed;
use crate::model::value::{self, RecordId};
use crate::store::{Cells, ChangeId, Store};

/// Reads a day; the projection wrote it, so that what does not fit is no day.
pub(super) fn day(row: &Cells, column: &'static str) -> rusqlite::Result<Option<NaiveDate>> {
    let cell = row.get_ref(column)?;
    Ok(cell.as_str_or_null()?.and_then(value::day))
}

/// Reads a row of a kind as something that was done on the day in a column; `None` without one.
pub(super) fn deed(
    row: &Cells,
    kind: &'static str,
    column: &'static str,
) -> rusqlite::Result<Option<Deed>> {
    let record = RecordId(row.get("record")?);
    let entered = day(row, "logged_on")?;
    Ok(day(row, column)?.map(|day| Deed {
        kind,
        record,
        day,
        entered,
        until: None,
    }))
}

/// Reads a step of a row's record as something that was done on the day in a column; another column has
/// the change that first said so, where that was not made on the same day.
pub(super) fn step(
    store: &Store,
    row: &Cells,
    kind: &'static str,
    (column, said): (&'static str, &'static str),
) -> rusqlite::Result<Option<Deed>> {
    let record = RecordId(row.get("record")?);
    let said: Option<[u8; 24]> = row.get(said)?;
    let said = said.map(|id| store.day_of(ChangeId(id)));
    Ok(day(row, column)?.map(|day| Deed {
        kind,
        record,
        day,
        entered: Some(said.unwrap_or(day)),
        until: None,
    }))
}

/// Reads which record is named.
pub(super) fn id(row: &Cells, column: &'static str) -> rusqlite::Result<Option<RecordId>> {
    Ok(row.get::<Option<[u8; 16]>>(column)?.map(RecordId))
}

/// Reads a text; empty where there is none.
pub(super) fn text(row: &Cells, column: &'static str) -> rusqlite::Result<String> {
    str(row, column).map(str::to_owned)
}

/// Reads a text as it lies in the row; empty where there is none.
pub(super) fn str<'r>(row: &Cells<'r>, column: &'static str) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(column)?.as_str_or_null()?.unwrap_or_default())
}

/// Reads the records in a list, which is JSON of their identities.
pub(super) fn ids(row: &Cells, column: &'static str) -> rusqlite::Result<Vec<RecordId>> {
    let list: Vec<String> = serde_json::from_str(&text(row, column)?).unwrap_or_default();
    Ok(list
        .iter()
        .filter_map(|id| RecordId::from_hex(id))
        .collect())
}

/// Reads the texts in a list, which is JSON.
pub(super) fn texts(row: &Cells, column: &'static str) -> rusqlite::Result<Vec<String>> {
    Ok(serde_json::from_str(&text(row, column)?).unwrap_or_default())
}
