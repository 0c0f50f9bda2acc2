//! `history`: who changed what, when, in which office.

use clap::{Arg, ArgMatches, Command};

use super::value_arg;
use crate::desk::history::{local, table};
use crate::desk::{Answer, Context, Desk, input};
use crate::error::Result;
use crate::kinds;
use crate::model::page::Page;
use crate::store::HistoryEntry;
use crate::text::{Lang, text};

/// Builds `history`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("history")
        .about(text("查看改动历史", "Show who changed what").get(lang))
        .arg(Arg::new("REF").help(text("只看一条记录", "Only one record").get(lang)))
        .arg(value_arg("since", "DATE").help(text("从哪天起", "Since this day").get(lang)))
        .arg(value_arg("by", "NAME").help(text("由谁改动", "Changed by this person").get(lang)))
}

/// Runs `history`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let record = match matches.get_one::<String>("REF") {
        Some(name) => {
            let all: Vec<&str> = kinds::nouns().map(|kind| kind.id).collect();
            Some(desk.find(&all, name)?.id)
        }
        None => None,
    };
    let since = match matches.get_one::<String>("since") {
        Some(typed) => Some(input::span("since", typed, desk.calendar())?.first),
        None => None,
    };
    let by = matches.get_one::<String>("by");
    let entries = desk.store.history(record)?;
    let wanted = |entry: &HistoryEntry| {
        since.is_none_or(|since| local(entry, context.offset).date_naive() >= since)
            && by.is_none_or(|by| *by == entry.actor)
    };
    Ok(Answer::page(Page::Report(table(&desk, &entries, wanted)?)))
}
