//! `history`: who changed what, when, in which office.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveTime};

use super::verb::{Does, Verb};
use crate::desk::history::{at, last, table, table_of};
use crate::desk::{Answer, Desk};
use crate::error::{Error, Result};
use crate::kinds;
use crate::options::{Given, Opt, Takes};
use crate::store::{ChangeId, HistoryEntry, Sought};
use crate::text::text;

const REF: Opt = Opt::place(
    "REF",
    Takes::Record(&[]),
    text("只看一条记录", "Only one record"),
);
const SINCE: Opt = Opt::flag("since", Takes::Day, text("从哪天起", "Since this day"));
const UNTIL: Opt = Opt::flag("until", Takes::Day, text("到哪天为止", "Until this day"));
const BY: Opt = Opt::flag(
    "by",
    Takes::Actor,
    text("由谁改动", "Changed by this person"),
);
const OFFICE: Opt = Opt::flag(
    "office",
    Takes::Office,
    text("哪个处室改动的", "Changed in this office"),
);
const KIND: Opt = Opt::flag(
    "kind",
    Takes::Kind(&[]),
    text("只看一类记录", "Only of a kind"),
);
const ARRIVED: Opt = Opt::flag(
    "arrived_since",
    Takes::Day,
    text(
        "从哪天起进入本文件的",
        "Arrived in this file since this day",
    ),
);
const LIMIT: Opt = Opt::flag(
    "limit",
    Takes::Count,
    text("只看最近几项", "Only the last N"),
);

pub(crate) static VERB: Verb = Verb {
    id: "history",
    called: &["历史"],
    about: text("查看改动历史", "Show who changed what"),
    options: &[REF, SINCE, UNTIL, BY, OFFICE, KIND, ARRIVED, LIMIT],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let record = given.text(&REF).map(|typed| {
        let nouns: Vec<&str> = kinds::nouns().map(|kind| kind.id).collect();
        let found = desk.find_ever(&nouns, typed);
        found.map_err(|error: Error| error.about(REF.id))
    });
    let kind = given.has(&KIND).then(|| given.kind(&KIND)).transpose()?;
    let (since, until) = given.range([&SINCE, &UNTIL], desk)?;
    let moment = |day: NaiveDate| {
        let midnight = day.and_time(NaiveTime::MIN) - desk.context.offset;
        midnight.and_utc().timestamp_millis()
    };
    let sought = Sought {
        kind: kind.flatten().map(|kind| kind.id),
        by: given.text(&BY),
        from: since.map(moment),
        until: until.and_then(|until| until.succ_opt()).map(moment),
    };
    let is_chosen = chosen(given, desk, sought)?;
    let most = given.optional(&LIMIT, Given::count, desk)?;
    let most = most.map_or(usize::MAX, |most| most as usize);
    let report = match record.transpose()? {
        Some(record) => {
            let entries = desk.store.history(record.id)?;
            let found = entries.iter().filter(|entry| is_chosen(entry));
            let found: Vec<ChangeId> = found.map(|entry| entry.id).collect();
            let last: HashSet<&ChangeId> = found.iter().rev().take(most).collect();
            table(desk, &entries, |entry| last.contains(&entry.id))?
        }
        None => table_of(desk, &last(desk, most, sought, is_chosen)?)?,
    };
    Ok(Answer::list(
        report,
        text("没有符合条件的改动", "There is no such change"),
    ))
}

/// Tells which entries are asked for, but for their number.
fn chosen<'g>(
    given: Given<'g>,
    desk: &Desk,
    sought: Sought<'g>,
) -> Result<impl Fn(&HistoryEntry) -> bool + use<'g>> {
    let arrived = given.optional(&ARRIVED, Given::span, desk)?;
    let office = given.optional(&OFFICE, Given::office, desk)?;
    let offset = desk.context.offset;
    Ok(move |entry: &HistoryEntry| {
        let moment = entry.id.milliseconds();
        let came = at(entry.arrived, offset).date_naive();
        sought.from.is_none_or(|from| moment >= from)
            && sought.until.is_none_or(|until| moment < until)
            && arrived.is_none_or(|arrived| came >= arrived.first)
            && sought.by.is_none_or(|by| by == entry.actor)
            && sought.kind.is_none_or(|kind| kind == entry.kind)
            && office
                .as_ref()
                .is_none_or(|office| Some(office) == entry.office.as_ref())
    })
}
