//! Answers of commands before they are put into a format: records, a document, or days to come.

use std::fmt;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::document::{Block, Report, Table};
use super::listing::Listing;

/// An answer, before it is put into a format.
#[derive(Debug)]
pub(crate) enum Page {
    Agenda(Agenda),
    Deferred(Box<dyn Deferred>),
    Listing(Box<Listing>),
    Report(Report),
    Rows(Box<dyn Rows>),
}

/// A list that may be too long to be held in memory as it is written.
pub(crate) trait Rows: fmt::Debug {
    /// What people read, in parts that can be written one after the other.
    fn blocks(&self) -> Box<dyn Iterator<Item = Vec<Block>> + '_>;
    /// The keys of each object.
    fn keys(&self) -> Vec<String>;
    /// The rows for CSV and JSON.
    fn objects(&self) -> Box<dyn Iterator<Item = Map<String, Json>> + '_>;
}

/// What only programs read, of which nothing is made but what a format shows: all at once would be much.
pub(crate) trait Deferred: fmt::Debug {
    fn json(&self) -> Json;
    /// Makes the rows for CSV; identifiers as heads.
    fn sheet(&self) -> Table;
}

/// Days that are to come, and the same as a list.
#[derive(Debug)]
pub(crate) struct Agenda {
    pub(crate) title: String,
    /// Tells its campaign from any other's, in letters and digits.
    pub(crate) campaign: String,
    pub(crate) made_on: NaiveDate,
    /// Days before each that one is reminded of it.
    pub(crate) warn_days: i64,
    pub(crate) events: Vec<Occasion>,
    pub(crate) report: Report,
}

/// Something that takes place on a day.
#[derive(Debug)]
pub(crate) struct Occasion {
    /// The same for the same thing, whenever the agenda is made.
    pub(crate) key: String,
    pub(crate) day: NaiveDate,
    pub(crate) title: String,
    pub(crate) text: String,
}
