//! The program, as its users run it.

mod harness;
mod readme;
mod record;
mod refusals;
