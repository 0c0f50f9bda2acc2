//! `phase`: list, status, open, close and reopen. Closing freezes the phase's figures.

mod status;
mod steps;

use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes};
use crate::text::text;

const N: Opt = Opt::place("N", Takes::Phase, text("阶段序号", "Phase"));
const FORCE: Opt = Opt::flag(
    "force",
    Takes::Flag,
    text(
        "有未落实事项或未到最后一天也结束",
        "Close with unmet requirements, or before its last day",
    ),
);
const REASON: Opt = Opt::flag("reason", Takes::Text, text("原因", "Why"));

const LIST: Verb = Verb {
    id: "list",
    called: &["列出"],
    about: text("列出各阶段", "List the phases"),
    options: &[],
    does: Does::AtDesk(list),
};

pub(crate) static VERB: Verb = Verb {
    id: "phase",
    called: &["阶段"],
    about: text("查看、启动、结束阶段", "Show, open and close the phases"),
    options: &[],
    does: Does::Group(
        &[
            LIST,
            Verb {
                id: "status",
                called: &["进度"],
                about: text("查看阶段进度和未落实事项", "Show how a phase stands"),
                options: &[N],
                does: Does::AtDesk(status::run),
            },
            Verb {
                id: "open",
                called: &["启动"],
                about: text("启动一个阶段", "Open a phase"),
                options: &[N.required()],
                does: Does::AtDesk(steps::open),
            },
            Verb {
                id: "close",
                called: &["结束"],
                about: text("结束一个阶段", "Close a phase"),
                options: &[N.required(), FORCE, REASON],
                does: Does::AtDesk(steps::close),
            },
            Verb {
                id: "reopen",
                called: &["重新启动"],
                about: text("重新启动阶段", "Open a closed phase again"),
                options: &[N.required(), REASON.required()],
                does: Does::AtDesk(steps::reopen),
            },
        ],
        Some(&LIST),
    ),
};

fn list(_: Given, desk: &Desk) -> Result<Answer> {
    let table = status::table(desk, &desk.plan.phases)?;
    Ok(Answer::page(Page::Report(table)))
}
