//! The words of the domain: kinds and their fields, values, records, refs, dates, the plan, and
//! the document that reports are made of. Nothing here reads a file or a clock.

pub(crate) mod campaign;
pub(crate) mod columns;
pub(crate) mod date;
pub(crate) mod document;
#[cfg(test)]
mod fuzz;
pub(crate) mod identity;
pub(crate) mod kind;
pub(crate) mod laid;
pub(crate) mod listing;
pub(crate) mod nearest;
pub(crate) mod office;
pub(crate) mod page;
pub(crate) mod personal;
pub(crate) mod pinyin;
pub(crate) mod plan;
pub(crate) mod printed;
pub(crate) mod record;
pub(crate) mod reference;
pub(crate) mod search;
pub(crate) mod share;
pub(crate) mod value;
