//! A sheet, the drafts of records that its rows stand for, and what is wrong with it.

use super::heads::Heads;
use crate::model::kind::Kind;
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::sheets::Sheet;
use crate::store::Body;

/// A sheet, with what its columns hold.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) kind: &'static Kind,
    pub(super) sheet: Sheet,
    pub(super) heads: Heads,
}

/// What reading the rows of one sheet gave.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) records: Vec<Draft>,
    pub(super) flaws: Vec<Flaw>,
    /// Rows that are the example of a template.
    pub(super) examples: usize,
}

/// A record that a row stands for.
#[derive(Debug)]
pub(super) struct Draft {
    /// The row that it is in.
    pub(super) row: usize,
    pub(super) body: Body,
    pub(super) identity: Identity,
}

/// Which record a row is.
#[derive(Debug)]
pub(super) enum Identity {
    /// A new one; of its content, so that the same row is noticed when it comes again.
    Content([u8; 16]),
    /// A new one with an official name.
    Official(RecordId),
    /// One that was exported, under its ref.
    Exported(RecordId, Ref),
}

/// One thing that is wrong with a sheet.
#[derive(Clone, Debug)]
pub(super) struct Flaw {
    /// The row that a spreadsheet shows.
    pub(super) row: usize,
    pub(super) column: Option<usize>,
    pub(super) head: String,
    pub(super) value: String,
    pub(super) reason: String,
}
