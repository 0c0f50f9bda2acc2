//! What was asked for of single heads, now or before.

/// What was asked for of single heads.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    /// Heads, or letters of columns, and the names of their fields.
    pub(super) mapped: Vec<(String, String)>,
    /// Heads, or letters of columns, that are left out.
    pub(super) ignored: Vec<String>,
    /// What is meant by values that are written otherwise.
    pub(super) readings: Vec<Reading>,
    /// What was asked for earlier, and holds until something else is.
    pub(super) known: Vec<Known>,
}

/// What is meant by a value that is no name and no choice of the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The kind and the field in which that was said; of one that is asked for now any.
    pub(super) of: Option<(String, String)>,
    pub(super) typed: String,
    pub(super) means: String,
}

/// A head that stands for a field of a kind, by its identifier.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) noun: String,
    pub(super) head: String,
    pub(super) field: String,
}
