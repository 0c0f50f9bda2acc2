//! What a page of findings or a report rests on: what the file is asked about, and whose records it
//! holds, up to when (DOMAIN.md, section 12).

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::Desk;
use crate::checks;
use crate::error::Result;
use crate::kinds::{self, unit};
use crate::model::date::in_words;
use crate::model::office;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::{Filter, Received};
use crate::text::{Lang, Words, plural};

/// Most offices that are named in one line.
const MOST_NAMED: usize = 3;

/// An office whose records the file holds.
#[derive(Debug)]
pub(crate) struct Holding {
    /// The writer under whom it began.
    pub(crate) office: RecordId,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) unit: Option<RecordId>,
    /// The codes under which it numbers, or numbered, its records.
    pub(crate) codes: Vec<String>,
    /// Time of its newest entry, in milliseconds since 1970 in UTC, where that is known.
    pub(crate) entered: Option<i64>,
    /// Last arrival of its file; of the file itself, and of what came by way of others, none.
    pub(crate) received: Option<Received>,
    pub(crate) own: bool,
}

impl Holding {
    /// Returns the day of its newest entry.
    pub(crate) fn entered_on(&self, desk: &Desk) -> Option<NaiveDate> {
        Some(at(desk, self.entered?).date())
    }

    /// Tells whether nothing was entered for as long as the plan lets a pledge be silent, up to a day.
    pub(crate) fn is_silent(&self, desk: &Desk, day: NaiveDate) -> bool {
        let silence = desk.plan.on(desk.as_of).limits.silence_days;
        let entered = self.entered_on(desk);
        entered.is_some_and(|entered| (day - entered).num_days() > silence)
    }
}

/// Lists the offices whose records the file holds: its own first, then by code.
pub(crate) fn holdings(desk: &Desk) -> Result<Vec<Holding>> {
    let writer = desk.store.writer()?;
    let received = desk.store.received()?.into_iter();
    let mut received: HashMap<RecordId, Received> = received.map(|one| (one.writer, one)).collect();
    let mut holdings: Vec<Holding> = Vec::new();
    let mut newest: Option<HashMap<RecordId, i64>> = None;
    for office in desk.store.writers()? {
        let own = office.id == writer;
        let received = received.remove(&office.id);
        let codes = desk.store.codes(office.id)?;
        let has_any = || desk.store.has_any_of(kinds::deeds(), &codes);
        if !own && received.is_none() && !has_any()? {
            continue;
        }
        let entered = if own {
            desk.store.last_entered()?
        } else if let Some(received) = &received {
            received.entered
        } else {
            // What came by way of other files.
            let newest = match &mut newest {
                Some(newest) => newest,
                none => none.insert(desk.store.newest_entries()?),
            };
            newest.get(&office.id).copied()
        };
        holdings.push(Holding {
            office: office.id,
            code: office.code,
            name: office.name,
            unit: office.unit,
            codes,
            entered,
            received,
            own,
        });
    }
    holdings.sort_by_key(|one| (!one.own, one.code.clone()));
    one_of_each(desk, holdings)
}

/// Keeps of several files of one office that which is the office's: the one that was admitted, or else
/// that came first. Of what goes on for it the newest tells; what only says that it does tells nothing.
fn one_of_each(desk: &Desk, holdings: Vec<Holding>) -> Result<Vec<Holding>> {
    let members = desk.store.members()?;
    let place = |one: &Holding| {
        members
            .iter()
            .position(|member| member.writer == one.office)
    };
    let goes_on = |one: &Holding, for_one: &Holding| {
        let of = place(one).map(|place| members[place].office);
        of == place(for_one).map(|place| members[place].office)
    };
    let mut told: Vec<Holding> = Vec::new();
    for mut one in holdings {
        let is_its = |kept: &&mut Holding| kept.code == one.code && kept.unit == one.unit;
        let Some(kept) = told.iter_mut().find(is_its) else {
            told.push(one);
            continue;
        };
        let is_before = !kept.own && place(&one) < place(kept);
        let goes_on = goes_on(&one, kept);
        if is_before {
            std::mem::swap(kept, &mut one);
        }
        if goes_on && !kept.own {
            kept.entered = kept.entered.max(one.entered);
            kept.received = kept.received.take().or(one.received);
        }
    }
    Ok(told)
}

/// Lists the divisions whose files are not in, and of which there is no record.
pub(crate) fn missing(desk: &Desk, holdings: &[Holding]) -> Result<Vec<Record>> {
    let mut filter = Filter::default();
    filter.equals(&unit::UNIT_KIND, &Value::Text(unit::DIVISION.to_owned()));
    let mut units = Vec::new();
    for unit in desk.store.list(&unit::KIND, &filter)? {
        let is_in = holdings.iter().any(|one| one.unit == Some(unit.id));
        let is_told = |kind: &str| kinds::deeds().any(|deed| deed.id == kind);
        if !is_in
            && !desk
                .store
                .referring(unit.id)?
                .iter()
                .any(|(kind, ..)| is_told(kind.id))
        {
            units.push(unit);
        }
    }
    Ok(units)
}

/// Looks whether the file is what its writers wrote.
pub(crate) fn altered(desk: &Desk) -> Result<Option<Altered>> {
    let count = desk.store.altered()?;
    Ok((count > 0).then_some(Altered(count)))
}

/// So many changes are not what their hashes say.
#[derive(Debug)]
pub(crate) struct Altered(pub(crate) usize);

impl Words for Altered {
    fn words(&self, lang: Lang) -> String {
        let count = self.0;
        lang.pick(
            format!("本文件不真实：有{count}处改动与摘要不符，被改动过，改后的内容不计入；请看 huiyin verify。"),
            format!("This file is not authentic: {count} of its changes are not what their hashes say, and what they now say is not counted; see huiyin verify."),
        )
    }
}

/// How a line is written for its readers.
struct Style {
    time: fn(&Desk, i64) -> String,
    /// Stands between Chinese words and a time: nothing where that is in Chinese too.
    gap: &'static str,
    /// True if commands are named.
    commands: bool,
}

/// Says in one line what the file is asked about and whose records it holds.
pub(crate) fn line(desk: &Desk) -> Result<String> {
    let style = Style {
        time: local,
        gap: " ",
        commands: true,
    };
    said(desk, &style)
}

/// Says the same for a paper, in which days are written out and no command is named.
pub(crate) fn paper(desk: &Desk) -> Result<String> {
    let style = Style {
        time: |desk, milliseconds| in_words(at(desk, milliseconds).date(), desk.context.lang),
        gap: "",
        commands: false,
    };
    said(desk, &style)
}

fn said(desk: &Desk, style: &Style) -> Result<String> {
    let lang = desk.context.lang;
    let role = checks::role(&desk.store, Some(&desk.store.own_office()?))?;
    let name = &desk.office_name;
    let scope = match role {
        office::LEADING => lang
            .pick(
                "全部处室和活动整体",
                "all offices and the campaign as a whole",
            )
            .to_owned(),
        office::WHOLE => lang
            .pick("本文件的全部记录", "all records of this file")
            .to_owned(),
        _ => lang.pick(
            format!("{name}及其下级"),
            format!("{name} and what is below it"),
        ),
    };
    let holdings = holdings(desk)?;
    let told = holdings
        .iter()
        .take(MOST_NAMED)
        .map(|one| told(desk, one, style));
    let told = told.collect::<Vec<_>>().join(lang.pick("；", "; "));
    let more = match holdings.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => {
            let see = if style.commands {
                lang.pick("，见 huiyin received", ", see huiyin received")
            } else {
                ""
            };
            lang.pick(
                format!("；另有 {more} 个处室{see}"),
                format!("; and {more} more offices{see}"),
            )
        }
    };
    let open = match desk.store.proposal_count()? {
        0 => String::new(),
        open => lang.pick(
            format!("另有 {open} 项建议待答复，未计入。"),
            format!(
                " {} not count.",
                plural(open, "proposal waits and does", "proposals wait and do")
            ),
        ),
    };
    Ok(lang.pick(
        format!("范围：{scope}。数据：{told}{more}。{open}"),
        format!("Scope: {scope}. Records: {told}{more}.{open}"),
    ))
}

/// Names an office with its last entry and arrival.
fn told(desk: &Desk, one: &Holding, style: &Style) -> String {
    let lang = desk.context.lang;
    let Style { gap, .. } = style;
    let time = |at: i64| (style.time)(desk, at);
    let (name, code) = (&one.name, &one.code);
    let entered = one.entered.map(time);
    let entered =
        entered.map(|at| lang.pick(format!("登记至{gap}{at}"), format!(" entered until {at}")));
    let arrived = one.received.as_ref().map(|one| time(one.arrived));
    let arrived =
        arrived.map(|at| lang.pick(format!("，收到{gap}{at}"), format!(", arrived {at}")));
    let named = lang.remarked(name, code);
    let times = [entered, arrived].into_iter().flatten();
    std::iter::once(named).chain(times).collect()
}

/// Writes a time by the clock of this machine, to the minute.
pub(crate) fn local(desk: &Desk, milliseconds: i64) -> String {
    at(desk, milliseconds).format("%Y-%m-%d %H:%M").to_string()
}

fn at(desk: &Desk, milliseconds: i64) -> NaiveDateTime {
    let utc = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    utc.with_timezone(&desk.context.offset).naive_local()
}
