//! The report of rates.

use super::rates::{Counted, counted, json, table};
use super::{View, readings, withdrawn};
use crate::error::Result;
use crate::model::document::{Block, Cell, Report, Table};

/// Makes the report of rates up to a day.
pub(crate) fn report(view: &View) -> Result<Report> {
    let (store, scope) = (view.store, view.scope());
    let counted = counted(store, &scope)?;
    let row = |(rate, numerator, denominator): &Counted| {
        vec![
            Cell::from(rate.id),
            Cell::Integer(*numerator),
            Cell::Integer(*denominator),
            Cell::Rate(*numerator, *denominator),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = counted.iter().map(row).collect();
    let heads = ["figure", "numerator", "denominator", "rate"];
    let mut blocks = vec![
        Block::Heading(1, view.lang.pick("各项比率", "Rates").to_owned()),
        Block::Paragraph(view.until()),
        Block::Table(table(&counted, view.lang)),
    ];
    let withdrawn = withdrawn::of(store, &scope)?;
    rows.push(withdrawn::row(&withdrawn));
    blocks.extend(withdrawn::blocks(&withdrawn, view.lang));
    blocks.extend(readings::attachment(view, 0));
    Ok(Report {
        blocks,
        json: json(&counted, &withdrawn),
        sheet: Table::new(heads, rows),
        ..Report::default()
    })
}
