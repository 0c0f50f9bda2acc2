//! 回音 (huiyin): keeps the record of a campaign in one local file.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may panic"))]

mod bag;
mod checks;
mod cli;
mod commands;
mod error;
#[cfg(test)]
mod fuzz;
mod kinds;
mod model;
mod named;
mod platform;
mod render;
mod reports;
mod sheets;
mod store;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os().collect()))
}
