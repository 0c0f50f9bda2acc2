//! `received`: whose files are in, up to when, with how many records and changes, who is late, and
//! which divisions nobody has handed in for (DOMAIN.md, section 12).

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate};

use super::verb::{Does, Verb};
use crate::desk::basis::{Holding, holdings, local, missing};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::kinds::{self, unit};
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::page::Page;
use crate::model::value::RecordId;
use crate::options::Given;
use crate::store::{Member, Reach, Received};
use crate::text::{Lang, Text, plural, text};

pub(crate) static VERB: Verb = Verb {
    id: "received",
    called: &["收到"],
    about: text(
        "哪些处室的文件已收到，登记到哪天，缺哪些",
        "Show which offices' files arrived, up to when, and who is missing",
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
    /// Another computer of an office, which nobody has admitted.
    Waits,
    /// A writer whom the leading office has shut out.
    Revoked,
}

impl Standing {
    fn of(desk: &Desk, one: &Holding) -> Self {
        match &one.received {
            _ if one.own => Self::Own,
            None => Self::ByOthers,
            Some(_) if one.is_silent(desk, desk.context.today) => Self::Late,
            Some(_) => Self::In,
        }
    }

    const fn id_and_label(self) -> (&'static str, Text) {
        match self {
            Self::Own => ("own", text("本文件", "this file")),
            Self::In => ("in", text("已收到", "in")),
            Self::Late => ("late", text("久未登记", "nothing new for long")),
            Self::ByOthers => ("by_others", text("由其他文件转来", "by way of other files")),
            Self::Waits => ("waits", text("等待认可", "waits to be admitted")),
            Self::Revoked => ("revoked", text("已停用", "revoked")),
            Self::Missing => ("missing", text("没有收到", "not received")),
        }
    }
}

/// An office, or a division that has none, as it is told of.
struct Row {
    name: String,
    office: Option<String>,
    /// The writer, where the office or its code has several: as people read it, and as it is typed.
    writer: Option<(String, String)>,
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
    /// Tells when a file came, and how far its writer had come.
    fn arrived(
        desk: &Desk,
        last: Option<&Received>,
        entered: Option<i64>,
        reach: Option<&Reach>,
    ) -> Self {
        let older = reach.and_then(|reach| DateTime::from_timestamp_millis(reach.older_than?));
        Self {
            name: String::new(),
            office: None,
            writer: None,
            standing: Standing::Missing,
            unit: Default::default(),
            entered: entered.map(|at| local(desk, at)),
            arrived: last.map(|last| local(desk, last.arrived)),
            records: 0,
            changes: last.map(|last| last.changes),
            reach: reach.copied(),
            older_than: older.map(|at| at.with_timezone(&desk.context.offset).date_naive()),
            file: last.map(|last| last.file.clone()),
        }
    }

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
    let members = desk.store.members()?;
    let by = desk.store.received_by()?;
    for one in holdings {
        rows.extend(held(desk, one, &members, (&by, &reached))?);
    }
    rows.extend(missing.iter().map(|unit| Row {
        name: unit.title().to_owned(),
        unit: (unit.ref_text().to_owned(), unit.title().to_owned()),
        ..Row::arrived(desk, None, None, None)
    }));
    let mut report = columns(lang).report(&rows);
    if !missing.is_empty() {
        let count = missing.len();
        report.blocks.push(Block::Paragraph(lang.pick(
            format!(
                "{count} 个处室没有收到文件，也没有记录；收到后请用 huiyin merge 文件名 合并。"
            ),
            format!(
                "{} handed in nothing; take their files in with huiyin merge FILE.",
                plural(count, "office has", "offices have")
            ),
        )));
    }
    Ok(Answer::page(Page::Report(report)))
}

fn columns(lang: Lang) -> Columns<Row> {
    Columns::new(lang)
        .column("office_name", text("处室", "Office"), |row: &Row| {
            row.name.clone()
        })
        .key("office", |row| row.office.clone())
        .key("writer", |row| row.writer.clone().map(|(_, typed)| typed))
        .words(text("代码", "Code"), |row| {
            let label = row.writer.as_ref().map(|(label, _)| label.clone());
            label.or_else(|| row.office.clone()).unwrap_or_default()
        })
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

/// What came last of each writer, and how far it had come.
type Came<'a> = (
    &'a HashMap<RecordId, Received>,
    &'a HashMap<RecordId, Reach>,
);

/// Tells of an office, and apart from it of each other computer of the office whose file came, or that
/// waits to be admitted.
fn held(desk: &Desk, one: Holding, members: &[Member], came: Came) -> Result<Vec<Row>> {
    let (by, reached) = came;
    let (own, _) = desk.store.signer()?;
    let mut of_office: Vec<&Member> = members
        .iter()
        .filter(|member| member.office == one.office)
        .collect();
    // A file that was made anew for the office stands beside it until somebody has admitted it.
    of_office.extend(members.iter().filter(|member| {
        let is_its = member.code == one.code && member.unit == one.unit;
        is_its && member.is_first() && member.office != one.office && !member.is_admitted
    }));
    let came = |member: &&&Member| by.contains_key(&member.writer);
    let is_first = |member: &&&Member| member.office == one.office && member.is_first();
    let first = of_office.iter().filter(is_first).find(came);
    let admitted = of_office.iter().filter(|member| member.is_admitted);
    let main = if one.own {
        of_office.iter().find(|member| member.writer == own)
    } else {
        first
            .or_else(|| admitted.clone().find(came))
            .or_else(|| of_office.iter().find(is_first))
    };
    let main = main.map(|main| main.writer);
    let others = of_office.iter().filter(|member| {
        let waits = !member.is_admitted && !member.is_first();
        let is_anew = member.office != one.office;
        let has_come = came(member);
        Some(member.writer) != main && (waits || !one.own && (is_anew || has_come))
    });
    let others: Vec<&Member> = others.copied().collect();
    let label = |writer: Option<RecordId>| {
        let member = of_office.iter().find(|one| Some(one.writer) == writer);
        let number = member.map_or(1, |one| one.number);
        let is_several = !others.is_empty() || number > 1;
        member
            .filter(|_| is_several)
            .map(|one| (one.label(), one.typed()))
    };
    let unit = one.unit.map(|unit| desk.store.name(&[unit::KIND.id], unit));
    let unit = unit.transpose()?.flatten().unwrap_or_default();
    let standing = Standing::of(desk, &one);
    let mut records = desk.store.count_of(kinds::deeds(), &one.codes)?;
    let mut rows = Vec::new();
    for other in &others {
        let begun = desk.store.count_begun(kinds::deeds(), other.writer)?;
        records -= begun;
        let last = by.get(&other.writer);
        let entered = desk.store.newest_by(other.writer)?;
        rows.push(Row {
            standing: match (other.is_admitted, last) {
                _ if other.is_revoked => Standing::Revoked,
                (false, _) => Standing::Waits,
                (true, Some(_)) => Standing::In,
                (true, None) => Standing::ByOthers,
            },
            writer: Some((other.label(), other.typed())),
            name: one.name.clone(),
            office: Some(one.code.clone()),
            unit: unit.clone(),
            records: begun,
            ..Row::arrived(desk, last, entered, reached.get(&other.writer))
        });
    }
    let last = main
        .and_then(|main| by.get(&main))
        .or(one.received.as_ref());
    let reach = last.and_then(|last| reached.get(&last.by?));
    let is_revoked = of_office
        .iter()
        .any(|member| Some(member.writer) == main && member.is_revoked);
    let row = Row {
        standing: if is_revoked && !one.own {
            Standing::Revoked
        } else {
            standing
        },
        writer: label(main),
        unit,
        records: records.max(0),
        name: one.name,
        office: Some(one.code),
        ..Row::arrived(desk, last, one.entered, reach)
    };
    rows.insert(0, row);
    Ok(rows)
}
