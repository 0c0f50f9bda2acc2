//! The program, as its users run it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod harness;
mod readme;
mod record;
mod refusals;
