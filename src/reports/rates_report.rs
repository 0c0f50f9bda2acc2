//! The report of rates.

use super::rates::{RATES, json, table};
use super::{View, readings, withdrawn};
use crate::error::Result;
use crate::model::document::{Block, Cell, Report, Table};

/// Makes the report of rates up to a day.
pub(crate) fn report(view: &View) -> Result<Report> {
    let (store, scope) = (view.store, view.scope());
    let mut rows = Vec::new();
    for rate in RATES {
        let (numerator, denominator) = rate.of(store, &scope)?;
        rows.push(vec![
            Cell::from(rate.id),
            Cell::Integer(numerator),
            Cell::Integer(denominator),
            Cell::Rate(numerator, denominator),
        ]);
    }
    let heads = ["figure", "numerator", "denominator", "rate"];
    let mut blocks = vec![
        Block::Paragraph(view.until()),
        Block::Table(table(store, &scope, view.lang)?),
    ];
    let withdrawn = withdrawn::of(store, &scope)?;
    rows.push(withdrawn::row(&withdrawn));
    blocks.extend(withdrawn::blocks(&withdrawn, view.lang));
    blocks.push(readings::note(view));
    Ok(Report {
        blocks,
        json: json(store, &scope)?,
        sheet: Table::new(heads, rows),
    })
}
