//! 值班表: who receives the public on which days of a month, where and how (requirement 11).

use chrono::{Datelike, Weekday};
use serde_json::Value as Json;

use super::{View, count};
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
