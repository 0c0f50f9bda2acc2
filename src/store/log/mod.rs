//! The log: rows as bytes and hashes, what makes one acceptable, whose chain it continues, and what
//! remains of one that was redacted. Its form is frozen: whatever is written here is read forever.

pub(super) mod attest;
pub(super) mod blanks;
pub(super) mod canonical;
pub(super) mod chain;
pub(super) mod change;
pub(super) mod claim;
pub(super) mod erasure;
pub(super) mod remains;
pub(super) mod root;
pub(super) mod rows;
