//! `calendar`: deadlines, milestones, the ends of phases and days of duty that are still to come; as
//! a file for calendar programs where its name ends in `.ics`.

use clap::Command;

use crate::desk::{Answer, Context, Desk};
use crate::error::Result;
use crate::model::page::Page;
use crate::reports::calendar::calendar;
use crate::text::{Lang, text};

/// Builds `calendar`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("calendar").about(
        text(
            "日历：今后的期限、节点和值日，用 -o 文件.ics 导出",
            "List the days to come; -o FILE.ics writes them for a calendar program",
        )
        .get(lang),
    )
}

/// Runs `calendar`.
pub(crate) fn run(context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let calendar = calendar(&desk.view())?;
    Ok(Answer::page(Page::Agenda(calendar)))
}
