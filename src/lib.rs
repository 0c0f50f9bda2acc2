//! 回音 (huiyin): keeps the record of a campaign in one local file.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may panic"))]

mod checks;
mod cli;
mod commands;
mod desk;
mod error;
mod files;
#[cfg(test)]
mod fuzz;
mod kinds;
mod model;
mod options;
mod render;
mod reports;
mod sheets;
mod store;
mod text;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program on its arguments, the first of which is its name.
#[must_use]
pub fn run(args: Vec<OsString>) -> ExitCode {
    ExitCode::from(cli::run(args))
}
