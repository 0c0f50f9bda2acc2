//! 回音 (huiyin): keeps the record of a campaign in one local file.
//!
//! # Rooms
//!
//! From the ground up; a room imports only those that stand before it.
//!
//! - `text.rs`: languages, and what can be worded in them
//! - `model/`: the words of the domain
//! - `error/`: what was refused and why, as data
//! - `files/`: the disk
//! - `kinds/`: one file a noun
//! - `options.rs`: what an argument takes, declared once
//! - `store/`: the log and what is folded from it
//! - `render/`: one file a format
//! - `sheets/`: reading what others wrote, behind bounds
//! - `checks/`: rules across records
//! - `reports/`: figures, rates and documents
//! - `desk/`: an office's file, open for one command
//! - `commands/`: the verbs
//! - `cli/`: the command line, and what the machine tells

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
#[cfg(test)]
mod layers;
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
