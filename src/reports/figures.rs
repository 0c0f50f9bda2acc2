//! The figures of a month beside those from the beginning until its end.

use chrono::NaiveDate;
use serde_json::{Map, json};

use super::rates::RATES;
use crate::error::Result;
use crate::model::document::{Cell, Report, Table};
use crate::model::kind::{Kind, LOGGED_ON};
use crate::store::Store;

/// Counts the records of each kind in the month and until its end, and computes the rates as they
/// stood on its last day and on the day before its first.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn report(
    store: &Store,
    kinds: impl Iterator<Item = &'static Kind>,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Report> {
    let heads = ["figure", "scope", "numerator", "denominator", "rate"];
    let mut sheet: Table = Table::new(heads, Vec::<Vec<Cell>>::new());
    let mut records = Map::new();
    for kind in kinds {
        let day = kind.day.unwrap_or(&LOGGED_ON).id;
        let sql = format!(
            "select count(*) from {} where void is null and \"{day}\" between ?1 and ?2",
            kind.id
        );
        let count = |from: &str| store.count(&sql, &[&from, &last.to_string()]);
        let (month, cumulative) = (count(&first.to_string())?, count("")?);
        for (scope, count) in [("month", month), ("cumulative", cumulative)] {
            let empty = String::new;
            sheet.push(vec![
                Cell::from(kind.id.to_owned()),
                Cell::from(scope.to_owned()),
                Cell::from(count.to_string()),
                Cell::from(empty()),
                Cell::from(empty()),
            ]);
        }
        records.insert(
            kind.id.to_owned(),
            json!({"month": month, "cumulative": cumulative}),
        );
    }
    let before = first.pred_opt().unwrap_or(first);
    let mut rates = Map::new();
    for rate in RATES {
        let mut scopes = Map::new();
        for (scope, day) in [("cumulative", last), ("before", before)] {
            let (numerator, denominator) = rate.of(store, day)?;
            let object = super::rates::object(numerator, denominator);
            sheet.push(vec![
                Cell::from(rate.id.to_owned()),
                Cell::from(scope.to_owned()),
                Cell::from(numerator.to_string()),
                Cell::from(denominator.to_string()),
                Cell::from(
                    object["rate"]
                        .as_f64()
                        .map_or_else(String::new, |rate| rate.to_string()),
                ),
            ]);
            scopes.insert(scope.to_owned(), object);
        }
        rates.insert(rate.id.to_owned(), scopes.into());
    }
    Ok(Report {
        json: json!({
            "month": first.format("%Y-%m").to_string(),
            "as_of": last,
            "records": records,
            "rates": rates,
        }),
        sheet,
        ..Report::default()
    })
}
