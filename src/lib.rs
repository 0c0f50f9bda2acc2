//! 回音 (huiyin): keeps the record of a campaign in one local file.
//!
//! # The log
//!
//! An office's file is one SQLite file. Its truth is the table `change`: rows that are only ever added,
//! each with who, when, in which office, which fields of which record became what, and which earlier
//! changes it replaces. An id is a time and the hash of the row, so that two files which hold the same
//! rows say the same, in whatever order they came. All other tables are computed from the log and can
//! be thrown away: `store/fold/` writes them, and `verify` holds them against the log.
//!
//! # Rooms
//!
//! From the ground up; a room imports only those that stand before it, and no two modules side by side
//! import each other. The test `layers` reads this list.
//!
//! - `text.rs`: languages, and what can be worded in them
//! - `model/`: the words of the domain: kind, field, record, date, plan, listing, page
//! - `error/`: what was refused and why, as data, worded for its reader
//! - `files/`: the disk: opening, writing whole or not at all, BagIt, what systems differ in
//! - `kinds/`: one file a noun: its fields, labels, states and steps, as data
//! - `options.rs`: what an argument takes, declared once
//! - `store/`: `log/` (rows, their hashes and chains), `fold/` (from rows to tables), `exchange/` (other
//!   files and engines), and reading, writing, history, conflicts, undo, erasing, verification
//! - `render/`: one file a format
//! - `sheets/`: reading what others wrote, behind bounds
//! - `checks/`: rules across records: terms, and one file a subject
//! - `reports/`: figures, rates and documents, one file a report
//! - `desk/`: an office's file, open for one command: finding, typed values, rules, steps, plan, phases
//! - `commands/`: the verbs, one file each
//! - `cli/`: the command line, the form that asks for what is missing, completion, help
//!
//! # The life of `pledge finish P3 --outcome done`
//!
//! 1. `cli/` reads environment and clock into a `Context`, and parses by what `options.rs` declares.
//! 2. `commands/` finds the step: `kinds/pledge.rs` declares `finish`, what it needs, takes and sets.
//! 3. `Desk::open` opens the file; `store/` computes its tables anew where another version made them.
//! 4. `desk/find.rs` finds P3, `desk/transition.rs` asks whether the step is possible now.
//! 5. `desk/input.rs` reads what was typed as values of their fields, or says why they are none.
//! 6. `desk/rules.rs` and `desk/requirements.rs` check the record as it would be.
//! 7. `store.write` begins a transaction; `Writing::change` makes the row, `admit` puts it into the log.
//! 8. `fold/` computes the record's row anew from all its changes; the transaction is committed.
//! 9. The answer is a `Page` and a note, an enum that is worded last.
//! 10. `render/` makes bytes of the page; `cli/` prints them, or writes them by way of a temporary.
//!
//! # The life of a merged row
//!
//! `exchange/foreign.rs` copies the other file and opens the copy as if it were hostile; `Change::check`
//! recomputes the row's hash; `admit` puts it into the log by the same door as our own. What redactions
//! name is blanked, and the records that were touched are folded anew: a change by an office that does
//! not decide about its record (`fold/authority.rs`) is left out and waits as a proposal, as is one that
//! nothing proves once the gate is closed (`fold/gate.rs`). Conflicts get their numbers, and the journal notes which rows came from which file, so that they can leave as they
//! came. Whatever the order of files, the tables are the same.
//!
//! # Where to add
//!
//! | what | where |
//! |---|---|
//! | a field | its kind's file; `schema.sql` is written from it by a test |
//! | a kind | its file, and `KINDS` |
//! | a step | the kind's file |
//! | a check | its file, and `checks/codes.rs` |
//! | an activity of the plan | its row in `checks/activities.rs` |
//! | a report | its file, and the table of reports |
//! | a format | its file, and the table of formats |
//! | a column of a list | the `Columns` beside what lists it |
//! | a command | its file, and `GROUPS` |
//! | a library | `Cargo.toml`, where `.ci/run` checks its licence |
//!
//! # What always holds
//!
//! | invariant | the test that tries it |
//! |---|---|
//! | merging is union: order, grouping and repetition do not matter | `store::testing::laws::union` |
//! | tables are a function of the log | `laws::edits`, `laws::rows` |
//! | work in a shared part is work in the whole | `laws::sharing` |
//! | what was erased stays erased, whoever comes back with it | `laws::redaction` |
//! | nobody but who decides about a record changes or erases what it says | `tests/program/{proposals,erasure}.rs` |
//! | what is proposed stands beside the value, never instead of it | `tests/program/beside.rs` |
//! | who counts follows from the rows, and nobody gains by a word of its own | `laws::members`, `tests/program/members.rs` |
//! | undo and redo leave nothing behind, and never travel as such | `laws::journal` |
//! | what was known on a day does not change | `laws::time` |
//! | hostile bytes are refused in words, within bounds | the modules `fuzz` |
//! | a call that fails, or power that is lost, leaves all or nothing | `tests/program/{faults,power}.rs` |
//! | another engine makes of what offices export what the program makes of their merged files | `.ci/postgresql` |
//! | imports go downward | `layers` |
//!
//! # What is tried by hand
//!
//! The suite samples each of these; whole, they take from a minute to hours.
//!
//! | what | command |
//! |---|---|
//! | every system call that touches a file fails, or the program is killed at it (`strace`) | `cargo test --release --test program every_call -- --ignored --nocapture` |
//! | the power goes after every write, on disks that lose, tear or reorder what they were not made to keep | `cargo test --release --test program power_lost -- --ignored --nocapture` |
//! | dates, refs, plans, sheets and rows are spoilt at random, a million each | `.ci/fuzz` |
//! | eight processes at once add, edit, merge and report for a minute | `cargo test --release --test program a_minute -- --ignored --nocapture` |
//! | the program is built for Windows, and its first day played there | `tests/windows.sh` |
//!
//! # Words
//!
//! A *change* is a row of the log; a *head* is a change that no other replaces; a *conflict* is a field
//! whose heads differ; a *proposal* is a change that waits for whoever decides. A *writer* is a key, and a
//! *member* a writer who was admitted to write for an office that began under another; the *root* is the
//! office that leads. A *kind* declares a noun, a *record* is one of it, a *ref* such as LY-P3 names it to
//! people. A *step* moves a record from state to state. A *term* is what is asked until a day; a *finding*
//! is what a check says of it. An *operation* is what one command, import, merge or restoration did to
//! this copy of the file; the *journal* numbers them. A *desk* is a file, open for one command. A *page* is
//! what a command answers before it has a format.

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
