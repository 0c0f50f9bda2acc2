//! Other files and engines: reading another office's file, merging and sharing, copies and their
//! restoring, and scripts for PostgreSQL.

mod backup;
pub(super) mod foreign;
mod former;
pub(super) mod merge;
pub(crate) mod postgresql;
pub(super) mod repair;
mod restore;
pub(super) mod share;
mod unmerge;
