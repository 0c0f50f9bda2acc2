//! `log`: the operations of this copy of the file, numbered, the newest first: every command, import,
//! merge and restoration, and what took them back.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};
use serde_json::{Value as Json, json};

use super::verb::{Does, Verb};
use crate::desk::history::at;
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::value::RecordId;
use crate::options::{Given, Opt, Takes};
use crate::store::{FileRead, Journal, Logged};
use crate::text::{Lang, Words, text};

/// How many operations are told unless another number is asked for.
const MOST: usize = 50;

const LIMIT: Opt = Opt::flag(
    "limit",
    Takes::Count,
    text("最多列出几项，缺省50", "Show at most N; 50 by default"),
);
const BY: Opt = Opt::flag("by", Takes::Actor, text("由谁所做", "Done by this person"));
const OFFICE: Opt = Opt::flag(
    "office",
    Takes::Office,
    text("哪个处室的内容", "What an office wrote"),
);

pub(crate) static VERB: Verb = Verb {
    id: "log",
    called: &["操作"],
    about: text(
        "按序号列出本文件的操作，供撤销",
        "List operations on this file, for undo",
    ),
    options: &[LIMIT, BY, OFFICE],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let most = given.optional(&LIMIT, Given::count, desk)?;
    let most = most.map_or(MOST, |most| most as usize);
    let by = given.text(&BY);
    let office = given.optional(&OFFICE, Given::office, desk)?;
    let journal = desk.store.journal()?;
    let writers = desk.store.writers()?.into_iter();
    let codes: Codes = writers.map(|one| (one.id, one.code)).collect();
    let mut wanted: Vec<(&Logged, Vec<String>)> = Vec::new();
    for operation in journal.operations.iter().rev() {
        let offices = offices(desk, &codes, operation);
        let is_wanted = by.is_none_or(|by| by == operation.actor)
            && office
                .as_ref()
                .is_none_or(|office| offices.contains(office));
        if is_wanted {
            wanted.push((operation, offices));
        }
    }
    let left = wanted.len().saturating_sub(most);
    wanted.truncate(most);
    let rows = wanted.iter().map(|one| row(desk, &journal, &codes, one));
    let rows: Vec<Row> = rows.collect::<Result<_>>()?;
    let report = columns(desk.context.lang).report(&rows);
    let nothing = text("没有符合条件的操作", "There is no such operation");
    let mut answer = Answer::list(report, nothing);
    if left > 0 {
        answer.also(Left(left));
    }
    Ok(answer)
}

/// The codes of offices, by their writers.
type Codes = HashMap<RecordId, String>;

/// Returns the codes of the offices of which rows came with an operation.
fn offices(desk: &Desk, codes: &Codes, operation: &Logged) -> Vec<String> {
    let writers = operation.sources.iter().filter_map(|source| source.writer);
    let mut writers = writers.peekable();
    if writers.peek().is_none() {
        return vec![desk.office.clone()];
    }
    let mut offices = Vec::new();
    for code in writers.filter_map(|writer| codes.get(&writer)) {
        if !offices.contains(code) {
            offices.push(code.clone());
        }
    }
    offices
}

/// An operation as a row of the table.
struct Row<'a> {
    operation: &'a Logged,
    time: DateTime<FixedOffset>,
    offices: &'a [String],
    refs: Vec<String>,
    deed: String,
    sources: Json,
    /// The number of the operation that it took back or brought back.
    of: Option<i64>,
    undone: bool,
}

impl Row<'_> {
    fn notes(&self, lang: Lang) -> String {
        match self.of {
            Some(of) => lang.pick(format!("第{of}号"), format!("of {of}")),
            None if self.undone => lang.pick("已撤销", "undone").to_owned(),
            None => String::new(),
        }
    }
}

fn columns<'a>(lang: Lang) -> Columns<Row<'a>> {
    Columns::<Row>::new(lang)
        .column("number", text("序号", "No."), |row| row.operation.number)
        .key("time", |row| {
            row.time.format("%Y-%m-%d %H:%M:%S").to_string()
        })
        .words(text("时间", "Time"), |row| {
            row.time.format("%Y-%m-%d %H:%M").to_string()
        })
        .column("actor", text("经办人", "By"), |row| {
            row.operation.actor.clone()
        })
        .key("offices", |row| row.offices.to_vec())
        .key("kind", |row| row.operation.deed.id())
        .key("command", |row| row.operation.verb.clone())
        .words(text("操作", "What"), |row| row.deed.clone())
        .words(text("说明", "Notes"), move |row| row.notes(lang))
        .key("refs", |row| row.refs.clone())
        .key("sources", |row| row.sources.clone())
        .key("of", |row| row.of)
        .key("undone", |row| row.undone)
}

/// Makes the row of an operation.
fn row<'a>(
    desk: &Desk,
    journal: &Journal,
    codes: &Codes,
    (operation, offices): &'a (&'a Logged, Vec<String>),
) -> Result<Row<'a>> {
    let about = journal.subject(operation).number;
    let refs = desk.refs_of(operation)?;
    let sources = operation.sources.iter().map(|one| source(codes, one));
    Ok(Row {
        operation,
        time: at(operation.time, desk.context.offset),
        offices,
        deed: desk.deed_to(operation, &refs),
        refs,
        sources: sources.collect(),
        of: (about != operation.number).then_some(about),
        undone: !operation.deed.turns() && journal.is_undone(operation),
    })
}

/// Tells a program of a file that was read.
fn source(codes: &Codes, source: &FileRead) -> Json {
    let office = source.writer.and_then(|writer| codes.get(&writer));
    json!({
        "file": source.name.to_string_lossy(), "sha256": source.sha256(), "office": office,
        "new_changes": source.changes(),
    })
}

/// Operations that are not told.
#[derive(Debug)]
struct Left(usize);

impl Words for Left {
    fn words(&self, lang: Lang) -> String {
        let left = self.0;
        lang.pick(
            format!("更早的还有 {left} 项，用 --limit 列出"),
            format!("{left} earlier ones are not listed; ask for more with --limit"),
        )
    }
}
