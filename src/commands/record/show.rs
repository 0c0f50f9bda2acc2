//! `show`: everything about one record: its fields, what refers to it, its history.

use serde_json::Value as Json;

use super::trail::trail;
use super::{REF, contents};
use crate::desk::{Answer, Desk, history, proposals};
use crate::error::Result;
use crate::kinds;
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::identity::IDENTITY;
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::options::Given;
use crate::text::{Lang, text};

/// Most changes, and most records that refer to one, that people are shown with it.
const MOST_ROWS: usize = 100;

pub(super) fn show(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    shown(desk, given.record(&REF.of_kind(kind), desk)?)
}

/// Tells everything about a record.
pub(crate) fn shown(desk: &Desk, record: Record) -> Result<Answer> {
    let (lang, kind) = (desk.context.lang, record.kind);
    let referring = desk.store.referring(record.id)?;
    let entries = desk.store.history(record.id)?;
    let proposals = desk.store.proposals_about(record.id)?;
    let mut listing = desk.marked(kind, vec![record])?;
    listing.single = true;
    if let Some(pending) = listing.pending.get(&listing.records[0].id)
        && pending.unaccepted
    {
        let told = text(
            "待领导小组认可：在本文件里已经生效，在其他处室的文件里还不算",
            "Not yet accepted by the leading group: it counts in this file, and in no other",
        );
        listing
            .more
            .push(Block::Paragraph(told.get(lang).to_owned()));
    }
    let proposed = proposals::report(desk, &proposals)?;
    if !proposals.is_empty() {
        let heading = lang.pick(
            "待答复的建议，尚未计入",
            "Proposals, which do not count yet",
        );
        listing.more.push(Block::Heading(2, heading.to_owned()));
        listing.more.extend(last_of(proposed.blocks, |left| {
            lang.pick(
                format!("另有{left}项没有列出；全部请看 huiyin proposal list"),
                format!("{left} more are not listed; see huiyin proposal list"),
            )
        }));
    }
    let former = desk.store.former_names(&listing.records[0])?;
    if !former.is_empty() {
        let names = lang.join(&former);
        let told = lang.pick(format!("原名：{names}"), format!("Formerly: {names}"));
        listing.more.push(Block::Paragraph(told));
    }
    let mut joined = Vec::new();
    for other in &desk.store.one_with(listing.records[0].id)?[1..] {
        let known = desk.store.known(kind, *other)?;
        joined.extend(known.map(|(reference, _)| reference));
    }
    if !joined.is_empty() {
        let refs = lang.join(&joined);
        let told = lang.pick(format!("与 {refs} 是同一条"), format!("One with {refs}"));
        listing.more.push(Block::Paragraph(told));
    }
    if kind.named {
        let former = former.into_iter().map(Json::from).collect();
        listing.more_json.insert("former_names".to_owned(), former);
    }
    let mut rows = Vec::new();
    for (kind, field, id) in referring {
        // What is attached is told of in a list of its own.
        if kinds::find(kind.id).is_some() && kind.id != IDENTITY.id && kind.content.is_none() {
            let named = desk.store.name(&[kind.id], id)?.unwrap_or_default();
            rows.push(Referring { kind, field, named });
        }
    }
    let referring = columns(lang).report(&rows);
    if !rows.is_empty() {
        let heading = lang.pick("相关记录", "Referred to by").to_owned();
        listing.more.push(Block::Heading(2, heading));
        listing.more.extend(last_of(referring.blocks, |left| {
            lang.pick(
                format!("另有{left}条没有列出；全部可用 --format json 取得"),
                format!("{left} more are not listed; --format json has them all"),
            )
        }));
    }
    contents::show(desk, &mut listing)?;
    let told = history::table(desk, &entries, |_| true)?;
    if let Some(passes) = kind.passes() {
        let (blocks, objects) = trail(desk, (kind, passes), &entries)?;
        listing.more.splice(0..0, blocks);
        listing.more_json.insert("trail".to_owned(), objects);
    }
    listing
        .more
        .push(Block::Heading(2, lang.pick("历史", "History").to_owned()));
    let reference = listing.records[0].ref_text().to_owned();
    listing.more.extend(last_of(told.blocks, |left| {
        lang.pick(
            format!("更早的{left}处改动没有列出；请看 huiyin history {reference}"),
            format!("{left} earlier changes are not listed; see huiyin history {reference}"),
        )
    }));
    listing.more_json.extend([
        ("proposals".to_owned(), proposed.json),
        ("referred_by".to_owned(), referring.json),
        ("history".to_owned(), told.json),
    ]);
    Ok(Answer::page(Page::Listing(Box::new(listing))))
}

/// Keeps of tables their last rows, and says how many are left out.
fn last_of(mut blocks: Vec<Block>, left_out: impl Fn(usize) -> String) -> Vec<Block> {
    let mut left = 0;
    for block in &mut blocks {
        if let Block::Table(table) = block {
            let more = table.rows.len().saturating_sub(MOST_ROWS);
            table.rows.drain(..more);
            left += more;
        }
    }
    blocks.extend((left > 0).then(|| Block::Item(left_out(left))));
    blocks
}

/// Record that refers to the one that is shown: its kind, the key of the field, its ref and title.
struct Referring {
    kind: &'static Kind,
    field: String,
    named: (String, String),
}

fn columns(lang: Lang) -> Columns<Referring> {
    Columns::<Referring>::new(lang)
        .key("kind", |row| row.kind.id)
        .words(text("种类", "Kind"), move |row| row.kind.name.get(lang))
        .key("field", |row| row.field.clone())
        .words(text("字段", "Field"), move |row| {
            let field = row.kind.field(&row.field);
            field.map_or("", |field| field.label.get(lang))
        })
        .column("ref", text("编号", "Ref"), |row| row.named.0.clone())
        .key("title", |row| row.named.1.clone())
        .words(text("标题", "Title"), move |row| {
            row.kind.titled(&row.named.1, lang)
        })
}
