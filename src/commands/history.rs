//! `history`: who changed what, when, in which office.

use chrono::{DateTime, FixedOffset};
use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value as Json};

use super::record::value_arg;
use super::{Answer, Context, Desk, input};
use crate::error::Result;
use crate::kinds::{self};
use crate::model::document::{Page, Report, plain};
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
    let mut entries = desk.store.history(record)?;
    entries.retain(|entry| {
        since.is_none_or(|since| local(entry, context.offset).date_naive() >= since)
            && by.is_none_or(|by| *by == entry.actor)
    });
    Ok(Answer {
        page: Some(Page::Report(table(&desk, &entries)?)),
        notes: Vec::new(),
    })
}

/// Makes a table of changes.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn table(desk: &Desk, entries: &[HistoryEntry]) -> Result<Report> {
    let lang = desk.context.lang;
    let labels = lang.pick(
        ["时间", "单位", "经办人", "编号", "操作", "内容"],
        ["Time", "Office", "By", "Ref", "What", "Values"],
    );
    let mut shown = Vec::new();
    let mut objects = Vec::new();
    for entry in entries {
        let time = local(entry, desk.context.offset)
            .format("%Y-%m-%d %H:%M:%S")
            .to_string();
        let name = desk.store.name(&[&entry.kind], entry.record)?;
        let reference = name.map_or_else(|| entry.kind.clone(), |(reference, _)| reference);
        let reference = if reference.is_empty() {
            entry.kind.clone()
        } else {
            reference
        };
        let office = entry.office.clone().unwrap_or_default();
        shown.push(vec![
            time.clone(),
            office.clone(),
            entry.actor.clone(),
            reference.clone(),
            entry.verb.clone(),
            values(desk, entry, lang)?,
        ]);
        objects.push(Map::from_iter([
            ("time".to_owned(), Json::from(time)),
            ("office".to_owned(), Json::from(office)),
            ("actor".to_owned(), Json::from(entry.actor.as_str())),
            ("ref".to_owned(), Json::from(reference)),
            ("command".to_owned(), Json::from(entry.verb.as_str())),
            ("fields".to_owned(), Json::Object(entry.body.clone())),
        ]));
    }
    Ok(Report::of_objects(
        labels.map(str::to_owned).to_vec(),
        shown,
        objects,
    ))
}

fn values(desk: &Desk, entry: &HistoryEntry, lang: Lang) -> Result<String> {
    const MOST: usize = 60;
    let mut told = Vec::new();
    let kind = kinds::find(&entry.kind);
    for (id, json) in &entry.body {
        let field = kind.and_then(|kind| kind.field(id));
        let label = field.map_or(id.as_str(), |field| field.label.get(lang));
        let value = match field.and_then(|field| {
            crate::model::value::Value::from_json(field, json).map(|value| (field, value))
        }) {
            Some((field, value)) => desk.words(field, value)?,
            None => plain(json),
        };
        let value = if value.is_empty() {
            "—".to_owned()
        } else {
            value
        };
        told.push(format!(
            "{label}={}",
            value.chars().take(MOST).collect::<String>()
        ));
    }
    Ok(told.join("；"))
}

fn local(entry: &HistoryEntry, offset: FixedOffset) -> DateTime<FixedOffset> {
    let utc = DateTime::from_timestamp_millis(entry.id.milliseconds()).unwrap_or_default();
    utc.with_timezone(&offset)
}

impl Desk<'_> {
    /// Writes a value for people.
    ///
    /// # Errors
    /// Where the file cannot be read.
    fn words(
        &self,
        field: &'static crate::model::kind::Field,
        value: crate::model::value::Value,
    ) -> Result<String> {
        let kind = kinds::KINDS.iter().copied().find(|kind| {
            kind.field(field.id)
                .is_some_and(|own| std::ptr::eq(own, field))
        });
        let Some(kind) = kind else {
            return Ok(String::new());
        };
        let mut record =
            crate::model::record::Record::empty(kind, crate::model::value::RecordId([0; 16]));
        record.set(field, Some(value));
        let listing = self.listing(kind, vec![record])?;
        Ok(listing.people(&listing.records[0], field, self.context.lang))
    }
}
