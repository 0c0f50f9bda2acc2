//! What a command answers: records, or a document of headings, paragraphs and tables. Every
//! renderer shares it.

use serde_json::{Map, Value as Json};

use super::listing::Listing;

/// An answer, before it is put into a format.
#[derive(Debug)]
pub(crate) enum Page {
    Listing(Box<Listing>),
    Report(Report),
}

/// A document for people, with the same figures for machines.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) blocks: Vec<Block>,
    pub(crate) json: Json,
    /// Rows for CSV; identifiers as heads.
    pub(crate) sheet: Table,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    /// From 1, the title.
    Heading(u8, String),
    Paragraph(String),
    Item(String),
    Table(Table),
}

/// A table of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Report {
    /// Makes a report of one table, whose rows are objects for machines.
    pub(crate) fn of_objects(
        labels: Vec<String>,
        shown: Vec<Vec<String>>,
        objects: Vec<Map<String, Json>>,
    ) -> Self {
        let heads = objects
            .first()
            .map_or_else(Vec::new, |first| first.keys().cloned().collect());
        let rows = objects
            .iter()
            .map(|object| object.values().map(plain).collect())
            .collect();
        Self {
            blocks: vec![Block::Table(Table {
                heads: labels,
                rows: shown,
            })],
            json: objects.into_iter().map(Json::Object).collect(),
            sheet: Table { heads, rows },
        }
    }
}

/// Writes a JSON value as a cell of CSV: nothing for null, texts as they are.
pub(crate) fn plain(json: &Json) -> String {
    match json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
