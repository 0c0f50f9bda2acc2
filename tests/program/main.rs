//! The program, as its users run it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod files;
mod harness;
mod help;
mod mistakes;
mod readme;
mod record;
mod refusals;
mod session;
