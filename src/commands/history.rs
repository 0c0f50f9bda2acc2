//! `history`: who changed what, when, in which office.

use super::verb::{Does, Verb};
use crate::desk::history::{local, table};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes};
use crate::store::HistoryEntry;
use crate::text::text;

const REF: Opt = Opt::place(
    "REF",
    Takes::Record(&[]),
    text("只看一条记录", "Only one record"),
);
const SINCE: Opt = Opt::flag("since", Takes::Day, text("从哪天起", "Since this day"));
const BY: Opt = Opt::flag(
    "by",
    Takes::Actor,
    text("由谁改动", "Changed by this person"),
);

pub(crate) static VERB: Verb = Verb {
    id: "history",
    about: text("查看改动历史", "Show who changed what"),
    options: &[REF, SINCE, BY],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let record = given.optional(&REF, Given::record, desk)?;
    let record = record.map(|record| record.id);
    let since = given.optional(&SINCE, Given::span, desk)?;
    let since = since.map(|span| span.first);
    let by = given.text(&BY);
    let entries = desk.store.history(record)?;
    let wanted = |entry: &HistoryEntry| {
        since.is_none_or(|since| local(entry, context.offset).date_naive() >= since)
            && by.is_none_or(|by| by == entry.actor)
    };
    Ok(Answer::page(Page::Report(table(desk, &entries, wanted)?)))
}
