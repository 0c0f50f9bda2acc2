//! The laws of the log (DESIGN.md section 3), held to random histories of several files.
//!
//! What the tables must say is foretold by [`oracle`], which knows what every author's file held
//! when he wrote and shares no code with folding. Every run of the tests draws the same histories;
//! `PROPTEST_CASES` sets how many histories each law is tried on, and then they are new ones.

mod cases;
mod contents;
mod days;
mod dump;
mod edits;
mod journal;
mod members;
mod mirror;
mod offices;
mod oracle;
mod presets;
mod redaction;
mod rows;
mod searching;
mod sharing;
mod step;
mod time;
mod union;
mod world;

use crate::fuzz::on;
