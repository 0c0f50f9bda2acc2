//! Reports: figures from the records, and documents made of them.

pub(crate) mod calendar;
pub(crate) mod card;
pub(crate) mod count;
pub(crate) mod evaluation;
mod explained;
pub(crate) mod figures;
pub(crate) mod grouped;
pub(crate) mod prose;
pub(crate) mod public;
pub(crate) mod rates;
pub(crate) mod sheet;
pub(crate) mod stretch;
pub(crate) mod summary;
pub(crate) mod tables;
