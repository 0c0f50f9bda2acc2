//! Answers of commands before they are put into a format: records, a document, or days to come.

use chrono::NaiveDate;

use super::document::Report;
use super::listing::Listing;

/// An answer, before it is put into a format.
#[derive(Debug)]
pub(crate) enum Page {
    Agenda(Agenda),
    Listing(Box<Listing>),
    Report(Report),
}

/// Days that are to come, and the same as a list.
#[derive(Debug)]
pub(crate) struct Agenda {
    pub(crate) title: String,
    pub(crate) made_on: NaiveDate,
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
