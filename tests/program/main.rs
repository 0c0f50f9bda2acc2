//! The program, as its users run it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stderr, reason = "a test says what it skips")]

mod actors;
mod advice;
mod answered;
mod archives;
mod asking;
mod beside;
mod brought;
mod campaigns;
mod clerk;
mod clocks;
mod completion;
mod copies;
mod corrections;
mod crowd;
mod days;
mod demo;
#[cfg(unix)]
mod disk;
mod doubts;
mod drafts;
mod edges;
mod editor;
mod erasure;
mod examples;
mod faults;
mod files;
mod findings;
mod floods;
mod following;
#[path = "../forge/mod.rs"]
mod forge;
mod forged;
mod forms;
mod gate;
mod harness;
mod help;
mod home;
mod hostile;
mod hours;
mod identity;
mod kept;
mod keys;
mod keystrokes;
mod killed;
mod kinds;
mod laws;
mod lists;
mod marked;
mod members;
mod merging;
mod mistakes;
mod month;
mod natures;
mod operations;
mod owner;
mod papers;
mod passages;
mod people;
mod plans;
mod posts;
#[cfg(unix)]
mod power;
mod proposals;
mod quick;
mod readme;
mod record;
mod recount;
mod refusals;
mod reports;
mod samples;
mod scenes;
mod screens;
mod seeking;
mod session;
mod sets;
mod sharing;
mod sheets;
mod signed;
mod states;
mod terminal;
mod terms;
mod twice;
mod updates;
