//! The verbs. A command reads its arguments, calls domain code, saves in one transaction, and
//! answers with a page; it never prints, and never reads environment or clock.

pub(crate) mod archive;
pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod campaign;
pub(crate) mod check;
pub(crate) mod choices;
pub(crate) mod conflict;
pub(crate) mod demo;
pub(crate) mod everywhere;
pub(crate) mod export;
pub(crate) mod find;
#[cfg(test)]
mod fuzz;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod init;
mod key;
pub(crate) mod ledger;
pub(crate) mod log;
pub(crate) mod merge;
pub(crate) mod node;
pub(crate) mod office;
pub(crate) mod phase;
pub(crate) mod plan;
pub(crate) mod proposal;
pub(crate) mod received;
pub(crate) mod record;
pub(crate) mod redact;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod saved;
pub(crate) mod set;
pub(crate) mod share;
pub(crate) mod show;
pub(crate) mod step;
pub(crate) mod template;
pub(crate) mod undo;
pub(crate) mod verb;
pub(crate) mod verify;

use verb::Verb;

/// The commands that no noun owns, in the order of help.
pub(crate) static VERBS: &[&Verb] = &[
    &init::VERB,
    &plan::VERB,
    &phase::VERB,
    &check::VERB,
    &calendar::VERB,
    &report::VERB,
    &ledger::VERB,
    &import::VERB,
    &export::VERB,
    &template::VERB,
    &show::VERB,
    &find::VERB,
    &history::VERB,
    &log::VERB,
    &undo::UNDO,
    &undo::REDO,
    &merge::VERB,
    &received::VERB,
    &office::VERB,
    &campaign::VERB,
    &key::VERB,
    &share::VERB,
    &conflict::VERB,
    &proposal::VERB,
    &saved::VERB,
    &verify::VERB,
    &backup::VERB,
    &archive::VERB,
    &restore::VERB,
    &redact::VERB,
];
