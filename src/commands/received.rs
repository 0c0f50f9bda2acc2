//! `received`: whose files are in, up to when, with how many records and changes, who is late, and
//! which divisions nobody has handed in for (DOMAIN.md, section 12).

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate};

use super::verb::{Does, Verb};
use crate::desk::basis::{Holding, holdings, local};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::kinds::{self, unit};
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::Given;
use crate::store::{Filter, Reach};
use crate::text::{Lang, Text, text};

pub(crate) static VERB: Verb = Verb {
    id: "received",
    called: "收到",
    about: text(
        "哪些处室的文件已收到，登记到哪天，缺哪些",
        "Whose files are in, up to when, and who is missing",
    ),
    options: &[],
    does: Does::AtDesk(run),
};

/// How an office stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Own,
    In,
    /// Nothing was entered for as long as the plan lets a pledge be silent.
    Late,
    /// Its records came by way of other files.
    ByOthers,
    Missing,
}

impl Standing {
    fn of(desk: &Desk, one: &Holding) -> Self {
        let silent = desk.plan.on(desk.as_of).limits.silence_days;
        let entered = one
            .entered
            .and_then(chrono::DateTime::from_timestamp_millis);
        let day = entered.map(|at| at.with_timezone(&desk.context.offset).date_naive());
        match (one.own, &one.received, day) {
            (true, ..) => Self::Own,
            (_, None, _) => Self::ByOthers,
            (_, _, Some(day)) if (desk.context.today - day).num_days() > silent => Self::Late,
            _ => Self::In,
        }
    }

    const fn id_and_label(self) -> (&'static str, Text) {
        match self {
            Self::Own => ("own", text("本文件", "this file")),
            Self::In => ("in", text("已收到", "in")),
            Self::Late => ("late", text("久未登记", "nothing new for long")),
            Self::ByOthers => ("by_others", text("由其他文件转来", "by way of other files")),
            Self::Missing => ("missing", text("没有收到", "not received")),
        }
    }
}

/// An office, or a division that has none, as it is told of.
struct Row {
    name: String,
    office: Option<String>,
    standing: Standing,
    /// Ref and name of its unit.
    unit: (String, String),
    entered: Option<String>,
    arrived: Option<String>,
    records: i64,
    changes: Option<i64>,
    reach: Option<Reach>,
    /// The day on which a newer file came.
    older_than: Option<NaiveDate>,
    file: Option<String>,
}

impl Row {
    /// Says how far the office had come, and what is missing of that.
    fn reached(&self, lang: Lang) -> String {
        let Some(reach) = self.reach else {
            return String::new();
        };
        let (up_to, missing) = (reach.up_to, reach.missing);
        let up_to = lang.pick(format!("至第 {up_to} 项"), format!("up to change {up_to}"));
        let missing = (missing > 0)
            .then(|| lang.pick(format!("缺 {missing} 项"), format!("{missing} missing")));
        let older = self.older_than.map(|day| {
            let (month, date) = (day.month(), day.day());
            lang.pick(
                format!("比 {month} 月 {date} 日的旧"),
                format!("older than on {day}"),
            )
        });
        let told = std::iter::once(up_to).chain(missing).chain(older);
        told.collect::<Vec<_>>().join(lang.pick("，", ", "))
    }
}

fn run(_: Given, desk: &Desk) -> Result<Answer> {
    let lang = desk.context.lang;
    let holdings = holdings(desk)?;
    let missing = missing(desk, &holdings)?;
    let reached = desk.store.reached()?;
    let mut rows = Vec::new();
    for one in holdings {
        rows.push(held(desk, one, &reached)?);
    }
    rows.extend(missing.iter().map(|unit| Row {
        name: unit.title().to_owned(),
        office: None,
        standing: Standing::Missing,
        unit: (unit.ref_text().to_owned(), unit.title().to_owned()),
        entered: None,
        arrived: None,
        records: 0,
        changes: None,
        reach: None,
        older_than: None,
        file: None,
    }));
    let mut report = columns(lang).report(&rows);
    if !missing.is_empty() {
        let count = missing.len();
        report.blocks.push(Block::Paragraph(lang.pick(
            format!("{count} 个处室没有收到文件，也没有记录；收到后请用 huiyin merge 文件名 合并。"),
            format!("{count} offices have handed in nothing; take their files in with huiyin merge FILE."),
        )));
    }
    Ok(Answer::page(Page::Report(report)))
}

fn columns(lang: Lang) -> Columns<Row> {
    Columns::new(lang)
        .column("office_name", text("处室", "Office"), |row: &Row| {
            row.name.clone()
        })
        .column("office", text("代码", "Code"), |row| row.office.clone())
        .key("standing", |row| row.standing.id_and_label().0)
        .words(text("情况", "Standing"), move |row| {
            row.standing.id_and_label().1.get(lang)
        })
        .key("unit", |row| row.unit.0.clone())
        .key("unit_name", |row| row.unit.1.clone())
        .column("last_entry", text("登记至", "Entered until"), |row| {
            row.entered.clone()
        })
        .column("last_arrival", text("收到", "Arrived"), |row| {
            row.arrived.clone()
        })
        .column("records", text("记录", "Records"), |row| row.records)
        .column(
            "changes",
            text("上次带来的改动", "Changes last time"),
            |row| row.changes,
        )
        .key("up_to", |row| row.reach.map(|reach| reach.up_to))
        .key("missing", |row| row.reach.map(|reach| reach.missing))
        .key("older_than", |row| {
            row.older_than.map(|day| day.to_string())
        })
        .words(text("核对", "Checked"), move |row| row.reached(lang))
        .key("file", |row| row.file.clone())
}

fn held(desk: &Desk, one: Holding, reached: &HashMap<RecordId, Reach>) -> Result<Row> {
    let unit = one.unit.map(|unit| desk.store.name(&[unit::KIND.id], unit));
    let last = one.received.as_ref();
    let reach = last.and_then(|last| reached.get(&last.writer)).copied();
    let older = reach.and_then(|reach| DateTime::from_timestamp_millis(reach.older_than?));
    Ok(Row {
        reach,
        older_than: older.map(|at| at.with_timezone(&desk.context.offset).date_naive()),
        standing: Standing::of(desk, &one),
        unit: unit.transpose()?.flatten().unwrap_or_default(),
        entered: one.entered.map(|at| local(desk, at)),
        arrived: one.received.as_ref().map(|last| local(desk, last.arrived)),
        changes: one.received.as_ref().map(|last| last.changes),
        file: one.received.map(|last| last.file),
        name: one.name,
        office: Some(one.code),
        records: desk.store.count_of(kinds::deeds(), &one.codes)?,
    })
}

/// Lists the divisions whose files are not in, and of which there is no record.
fn missing(desk: &Desk, holdings: &[Holding]) -> Result<Vec<Record>> {
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
