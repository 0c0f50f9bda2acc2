//! `show`: everything about one record: its fields, what refers to it, its history.

use serde_json::{Value as Json, json};

use super::REF;
use super::trail::trail;
use crate::desk::{Answer, Desk, history};
use crate::error::Result;
use crate::kinds;
use crate::model::document::{Block, Table};
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::options::Given;

pub(super) fn show(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let lang = desk.context.lang;
    let record = given.record(&REF.of_kind(kind), desk)?;
    let referring = desk.store.referring(record.id)?;
    let entries = desk.store.history(Some(record.id))?;
    let mut listing = desk.listing(kind, vec![record])?;
    listing.single = true;
    let former = desk.store.former_names(&listing.records[0])?;
    if !former.is_empty() {
        let names = lang.join(&former);
        let told = lang.pick(format!("原名：{names}"), format!("Formerly: {names}"));
        listing.more.push(Block::Paragraph(told));
    }
    if kind.official {
        let former = former.into_iter().map(Json::from).collect();
        listing.more_json.insert("former_names".to_owned(), former);
    }
    let mut rows = Vec::new();
    let mut objects = Vec::new();
    for (other, field, id) in referring {
        if kinds::find(other.id).is_none() {
            continue;
        }
        let (reference, title) = desk.store.name(&[other.id], id)?.unwrap_or_default();
        let label = other
            .field(&field)
            .map_or("", |field| field.label.get(lang));
        objects.push(json!({"kind": other.id, "field": field, "ref": reference, "title": title}));
        rows.push(vec![
            other.name.get(lang).to_owned(),
            label.to_owned(),
            reference,
            title,
        ]);
    }
    if !rows.is_empty() {
        listing.more.push(Block::Heading(
            2,
            lang.pick("相关记录", "Referred to by").to_owned(),
        ));
        let heads = lang.pick(
            ["种类", "字段", "编号", "标题"],
            ["Kind", "Field", "Ref", "Title"],
        );
        listing.more.push(Block::Table(Table::new(heads, rows)));
    }
    let told = history::table(desk, &entries, |_| true)?;
    if let Some(passes) = kind.passes() {
        let (blocks, objects) = trail(desk, (kind, passes), &entries)?;
        listing.more.splice(0..0, blocks);
        listing.more_json.insert("trail".to_owned(), objects);
    }
    listing
        .more
        .push(Block::Heading(2, lang.pick("历史", "History").to_owned()));
    listing.more.extend(told.blocks);
    listing.more_json.extend([
        ("referred_by".to_owned(), Json::from(objects)),
        ("history".to_owned(), told.json),
    ]);
    Ok(Answer::page(Page::Listing(Box::new(listing))))
}
