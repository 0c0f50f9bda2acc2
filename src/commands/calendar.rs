//! `calendar`: deadlines, milestones, the ends of phases and days of duty that are still to come; as
//! a file for calendar programs where its name ends in `.ics`.

use super::everywhere::{AS_OF, KNOWN_ON};
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::page::Page;
use crate::options::Given;
use crate::reports::calendar::calendar;
use crate::text::text;

pub(crate) static VERB: Verb = Verb {
    id: "calendar",
    called: "日历",
    about: text(
        "日历：今后的期限、节点和值日，用 -o 文件.ics 导出",
        "List upcoming days; -o FILE.ics writes a calendar",
    ),
    options: &[AS_OF, KNOWN_ON],
    does: Does::AsOf(run),
};

fn run(_: Given, desk: &Desk) -> Result<Answer> {
    let calendar = calendar(&desk.view())?;
    Ok(Answer::page(Page::Agenda(calendar)))
}
