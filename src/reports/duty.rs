//! 值班表: who receives the public on which days of a month, where and how (requirement 11).

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde_json::{Value as Json, json};

use super::{View, count};
use crate::checks::{self, duties};
use crate::error::Result;
use crate::kinds::reception::CHANNELS;
use crate::model::date::{Span, in_words};
use crate::model::document::{Block, Cell, Report, Role, Table, plain};
use crate::model::value::day;
use crate::text::{Lang, Text, text};

/// The days of duty from one day to another.
const DUTIES: &str = "
    select d.ref, d.date, m.ref as leader, m.name as leader_name, d.channel, d.place
    from duty as d left join person as m on m.record = d.leader
    where d.void is null and d.date between ?1 and ?2
    order by d.date, d.office, d.number, d.copy";
/// The keys of the query, as CSV has them.
const KEYS: [&str; 6] = ["ref", "date", "leader", "leader_name", "channel", "place"];
const HEADS: [Text; 5] = [
    text("日期", "Day"),
    text("星期", "Weekday"),
    text("值班领导", "Leader"),
    text("接待方式", "Channel"),
    text("地点", "Place"),
];

/// Makes the roster of a month.
pub(crate) fn report(view: &View, month: Span, is_for_wall: bool) -> Result<Report> {
    let lang = view.lang;
    let days = [month.first.to_string(), month.last.to_string()];
    let duties = count::objects(view.store, DUTIES, &[&days[0], &days[1]])?;
    let (year, number) = (month.first.year(), month.first.month());
    let title = lang.pick(
        format!("{year}年{number}月领导干部接待群众值班表"),
        format!("Reception Duty, {}", month.first.format("%B %Y")),
    );
    let mut blocks = vec![Block::Heading(1, title.clone())];
    if duties.is_empty() {
        let none = lang.pick("本月没有安排值班。", "No duty is arranged for this month.");
        blocks.push(Block::Paragraph(none.to_owned()));
    } else {
        let rows = duties.iter().map(|one| row(one, lang));
        let table = Table::new::<Cell>(HEADS.map(|head| head.get(lang)), rows);
        let signed_on = in_words(view.as_of, lang);
        blocks.extend([
            Block::Table(table.titled(title)),
            Block::Line(Role::Signature, view.signer().to_owned()),
            Block::Line(Role::Date, signed_on),
        ]);
    }
    let cells = |one: &Json| KEYS.iter().map(|key| plain(&one[*key])).collect::<Vec<_>>();
    Ok(Report {
        blocks,
        sheet: Table::new(KEYS, duties.iter().map(cells)),
        json: Json::Array(duties),
        is_for_wall,
        ..Report::default()
    })
}

/// What a quota asks of a person in a week or month.
struct Owed {
    period: String,
    reference: String,
    name: String,
    channel: String,
    /// Working days of the period that are still to come.
    days: Vec<NaiveDate>,
}

/// Proposes the turns of a month that the quotas ask for: one for each person who owes a reception in a
/// week or the month and has no turn in it yet, on working days still to come, as evenly as they go.
pub(crate) fn proposed(view: &View, month: Span) -> Result<Report> {
    let lang = view.lang;
    let known = [month.first, month.last].map(|day| day.week(Weekday::Mon));
    let around = [
        known[0].first_day().to_string(),
        known[1].last_day().to_string(),
    ];
    let known = count::objects(view.store, DUTIES, &[&around[0], &around[1]])?;
    let mut load: HashMap<NaiveDate, usize> = HashMap::new();
    for turn in &known {
        if let Some(on) = day(&plain(&turn["date"])) {
            *load.entry(on).or_default() += 1;
        }
    }
    let mut turns: Vec<Json> = Vec::new();
    for (at, owed) in owed(view, month)?.iter().enumerate() {
        let has_turn = known.iter().any(|turn| {
            let on = day(&plain(&turn["date"]));
            turn["leader"] == owed.reference.as_str()
                && on.is_some_and(|on| periods(on).contains(&owed.period))
        });
        // Of days with as many turns another one each time.
        let count = owed.days.len().max(1);
        let days = owed
            .days
            .iter()
            .cycle()
            .skip(at % count)
            .take(owed.days.len());
        let least = days.min_by_key(|on| load.get(on).copied().unwrap_or(0));
        let Some(on) = least.filter(|_| !has_turn) else {
            continue;
        };
        *load.entry(*on).or_default() += 1;
        let command = format!(
            "huiyin duty add --date {on} --leader {} --channel {}",
            owed.reference, owed.channel
        );
        turns.push(json!({
            "date": on.to_string(), "leader": owed.reference, "leader_name": owed.name,
            "channel": owed.channel, "place": null, "period": owed.period, "command": command,
        }));
    }
    turns.sort_by_key(|turn| (plain(&turn["date"]), plain(&turn["leader"])));
    let title = lang.pick("拟排值班", "Proposed duty");
    let mut blocks = vec![Block::Heading(1, title.to_owned())];
    if turns.is_empty() {
        let none = lang.pick("没有需要拟排的。", "Nothing is left to be proposed.");
        blocks.push(Block::Paragraph(none.to_owned()));
    } else {
        let rows = turns.iter().map(|one| row(one, lang));
        blocks.push(Block::Table(Table::new::<Cell>(
            HEADS.map(|head| head.get(lang)),
            rows,
        )));
        let commands = turns
            .iter()
            .map(|turn| Block::Item(plain(&turn["command"])));
        blocks.extend(commands);
    }
    let keys = ["date", "leader", "channel"];
    let cells = |one: &Json| keys.map(|key| plain(&one[key])).to_vec();
    Ok(Report {
        blocks,
        sheet: Table::new(keys, turns.iter().map(cells)),
        json: Json::Array(turns),
        ..Report::default()
    })
}

/// Returns the names of the week and the month of a day.
fn periods(on: NaiveDate) -> [String; 2] {
    let week = on.iso_week();
    [
        format!("{}-W{:02}", week.year(), week.week()),
        on.format("%Y-%m").to_string(),
    ]
}

/// Returns what persons owe by the quotas in the weeks of a month and in the month, as the checks tell at
/// the end of each.
fn owed(view: &View, month: Span) -> Result<Vec<Owed>> {
    let mut ends: Vec<NaiveDate> = month
        .first
        .iter_days()
        .take_while(|on| *on <= month.last)
        .map(|on| on.week(Weekday::Mon).last_day())
        .collect();
    ends.push(month.last);
    ends.sort_unstable();
    ends.dedup();
    let mut all: Vec<Owed> = Vec::new();
    for end in ends {
        for finding in checks::in_full(view.store, view.plan, end, true)? {
            let is_asked = duties::RECEPTIONS
                .iter()
                .any(|code| code.id == finding.code.id);
            let (Some(person), Some(period)) = (&finding.person, finding.period()) else {
                continue;
            };
            let is_known = |one: &Owed| one.reference == person.reference && one.period == period;
            if !is_asked || finding.is_met() || all.iter().any(is_known) {
                continue;
            }
            let days = month.first.iter_days().take_while(|on| *on <= month.last);
            let days: Vec<NaiveDate> = days
                .filter(|on| {
                    *on >= view.as_of
                        && view.plan.is_workday(*on)
                        && periods(*on).iter().any(|one| one == period)
                })
                .collect();
            let quotas = checks::quotas_of(view.plan, end, finding.code);
            let mut channels = quotas.iter().flat_map(|quota| &quota.channels);
            let usual = CHANNELS.first().map_or("", |choice| choice.id);
            let channel = channels.next().map_or(usual, String::as_str);
            all.push(Owed {
                period: period.to_owned(),
                reference: person.reference.clone(),
                name: person.name.clone(),
                channel: channel.to_owned(),
                days,
            });
        }
    }
    Ok(all)
}

fn row(one: &Json, lang: Lang) -> Vec<Cell> {
    let on = day(&plain(&one["date"]));
    let channel = CHANNELS.iter().find(|choice| one["channel"] == choice.id);
    vec![
        on.map_or(Cell::from(""), Cell::Day),
        Cell::from(on.map_or("", |on| weekday(on.weekday()).get(lang))),
        Cell::from(plain(&one["leader_name"])),
        Cell::from(channel.map_or("", |choice| choice.label.get(lang))),
        Cell::from(plain(&one["place"])),
    ]
}

const fn weekday(day: Weekday) -> Text {
    match day {
        Weekday::Mon => text("星期一", "Monday"),
        Weekday::Tue => text("星期二", "Tuesday"),
        Weekday::Wed => text("星期三", "Wednesday"),
        Weekday::Thu => text("星期四", "Thursday"),
        Weekday::Fri => text("星期五", "Friday"),
        Weekday::Sat => text("星期六", "Saturday"),
        Weekday::Sun => text("星期日", "Sunday"),
    }
}
