//! Reports: figures from the records, and documents made of them.

pub(crate) mod calendar;
pub(crate) mod evaluation;
pub(crate) mod figures;
pub(crate) mod prose;
pub(crate) mod rates;
pub(crate) mod sheet;
pub(crate) mod summary;
