//! From an answer to bytes, one file per format. Never sees the database.

mod csv;
mod json;
mod markdown;
mod table;

use crate::model::document::{Block, Page, Table};
use crate::model::listing::Listing;
use crate::text::{Lang, text};

/// A format of lists and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Json,
    Md,
    Table,
}

impl Format {
    /// Every format, with the name it has on the command line.
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("table", Self::Table),
        ("csv", Self::Csv),
        ("json", Self::Json),
        ("md", Self::Md),
    ];

    /// Finds a format by its name or a file's ending.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }
}

/// Renders an answer; `width` is that of the terminal, where there is one.
pub(crate) fn render(page: &Page, format: Format, lang: Lang, width: Option<u16>) -> String {
    match format {
        Format::Csv => csv::render(page),
        Format::Json => json::render(page),
        Format::Md => markdown::render(&blocks(page, lang)),
        Format::Table => table::render(&blocks(page, lang), width),
    }
}

/// Returns what people see of an answer.
fn blocks(page: &Page, lang: Lang) -> Vec<Block> {
    match page {
        Page::Report(report) => report.blocks.clone(),
        Page::Listing(listing) if listing.single => single(listing, lang),
        Page::Listing(listing) => vec![Block::Table(listed(listing, lang))],
    }
}

fn listed(listing: &Listing, lang: Lang) -> Table {
    let columns = listing.columns();
    let row = |record| {
        columns
            .iter()
            .map(|field| listing.people(record, field, lang))
            .collect()
    };
    Table {
        heads: columns
            .iter()
            .map(|field| field.label.get(lang).to_owned())
            .collect(),
        rows: listing.records.iter().map(row).collect(),
    }
}

fn single(listing: &Listing, lang: Lang) -> Vec<Block> {
    let mut rows = Vec::new();
    for record in &listing.records {
        for field in listing
            .kind
            .all_fields()
            .filter(|field| record.value(field).is_some())
        {
            rows.push(vec![
                field.label.get(lang).to_owned(),
                listing.people(record, field, lang),
            ]);
        }
    }
    let heads = [text("字段", "Field"), text("内容", "Value")]
        .map(|head| head.get(lang).to_owned())
        .to_vec();
    let mut blocks = vec![Block::Table(Table { heads, rows })];
    blocks.extend(listing.more.iter().cloned());
    blocks
}
