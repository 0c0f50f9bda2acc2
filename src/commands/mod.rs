//! The verbs. A command reads its arguments, calls domain code, saves in one transaction, and
//! answers with a page; it never prints, and never reads environment or clock.

pub(crate) mod agenda;
pub(crate) mod archive;
pub(crate) mod attach;
pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod campaign;
pub(crate) mod check;
pub(crate) mod choices;
pub(crate) mod conflict;
pub(crate) mod demo;
mod document;
pub(crate) mod draft;
pub(crate) mod everywhere;
mod examine;
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
mod photos;
pub(crate) mod plan;
pub(crate) mod proposal;
pub(crate) mod received;
pub(crate) mod record;
pub(crate) mod redact;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod saved;
pub(crate) mod schema;
pub(crate) mod set;
pub(crate) mod share;
mod sheet;
pub(crate) mod show;
pub(crate) mod step;
pub(crate) mod template;
pub(crate) mod undo;
pub(crate) mod verb;
pub(crate) mod verify;

use crate::text::{Text, text};
use verb::Verb;

/// Commands for one purpose.
pub(crate) struct Group {
    pub(crate) name: Text,
    pub(crate) verbs: &'static [&'static Verb],
}

/// The commands that no noun owns, in the order of help.
pub(crate) static GROUPS: &[Group] = &[
    Group {
        name: text("查看", "Look up"),
        verbs: &[
            &agenda::VERB,
            &check::VERB,
            &show::VERB,
            &find::VERB,
            &history::VERB,
            &saved::VERB,
        ],
    },
    Group {
        name: text("改正", "Put right"),
        verbs: &[&undo::UNDO, &undo::REDO, &log::VERB, &redact::VERB],
    },
    Group {
        name: text("报告", "Report"),
        verbs: &[&report::VERB, &draft::VERB, &ledger::VERB, &calendar::VERB],
    },
    Group {
        name: text("表格", "Sheets"),
        verbs: &[&import::VERB, &export::VERB, &template::VERB, &schema::VERB],
    },
    Group {
        name: text("各处室", "Offices"),
        verbs: &[
            &merge::VERB,
            &received::VERB,
            &conflict::VERB,
            &proposal::VERB,
            &share::VERB,
        ],
    },
    Group {
        name: text("活动", "Campaign"),
        verbs: &[
            &init::VERB,
            &plan::VERB,
            &phase::VERB,
            &office::VERB,
            &campaign::VERB,
            &key::VERB,
        ],
    },
    Group {
        name: text("文件", "File"),
        verbs: &[
            &attach::VERB,
            &backup::VERB,
            &restore::VERB,
            &verify::VERB,
            &archive::VERB,
        ],
    },
];

/// Lists the commands that no noun owns.
pub(crate) fn verbs() -> impl Iterator<Item = &'static Verb> {
    GROUPS.iter().flat_map(|group| group.verbs.iter().copied())
}
