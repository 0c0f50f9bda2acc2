//! `calendar`: deadlines, milestones, the ends of phases and days of duty that are still to come; as
//! a file for calendar programs where its name ends in `.ics`. One unit's, or one's own, alone if asked for.

use super::check::{MINE, UNIT};
use super::everywhere::{AS_OF, KNOWN_ON};
use super::record::myself;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk};
use crate::error::{Error, Result};
use crate::model::page::Page;
use crate::options::Given;
use crate::reports::calendar::{Whose, calendar};
use crate::text::text;

pub(crate) static VERB: Verb = Verb {
    id: "calendar",
    called: &["日历"],
    about: text(
        "日历：今后的期限、节点和值日，用 -o 文件.ics 导出",
        "List upcoming days; -o FILE.ics writes a calendar",
    ),
    options: &[UNIT, MINE, AS_OF, KNOWN_ON],
    does: Does::AsOf(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let unit = given.optional(&UNIT, Given::record, desk);
    let unit = unit.map_err(Error::of_search)?;
    let person = given.has(&MINE).then(|| myself(desk)).transpose()?;
    let whose = Whose {
        unit: unit.map(|unit| unit.id),
        person: person.map(|person| person.id),
    };
    let calendar = calendar(&desk.view(), whose)?;
    Ok(Answer::page(Page::Agenda(calendar)))
}
