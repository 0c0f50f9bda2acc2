//! A field in the text of a form: what may stand there, and what a record says.

use crate::cli::form::entry::needed;
use crate::desk::Desk;
use crate::desk::input::SEPARATORS;
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Field, Kind, Shape, YES_NO};
use crate::model::record::Record;

/// Says what may stand in a field.
pub(super) fn note(
    desk: &Desk,
    kind: &'static Kind,
    record: &Record,
    field: &'static Field,
) -> String {
    let lang = desk.context.lang;
    let is_each = kind.each.is_some_and(|each| each.id == field.id);
    let mut notes = Vec::new();
    if needed(record, field) {
        notes.push(lang.pick("必填", "required").to_owned());
    }
    notes.push(match field.shape {
        Shape::Text | Shape::Json => lang.pick("文字，可写几行", "text").to_owned(),
        Shape::Count => lang.pick("整数", "a whole number").to_owned(),
        Shape::Decimal => lang.pick("数，可有一位小数", "a number").to_owned(),
        Shape::Percent => lang.pick("0到100", "0 to 100").to_owned(),
        Shape::Money => lang.pick("金额，元", "yuan").to_owned(),
        Shape::Day => lang
            .pick(
                "日期，如 5月26日、昨天",
                "a date, such as 5.26 or yesterday",
            )
            .to_owned(),
        Shape::Flag => YES_NO
            .map(|word| word.get(lang))
            .join(lang.pick("或", " or ")),
        Shape::Choice(choices) => {
            let labels: Vec<&str> = choices.iter().map(|one| one.label.get(lang)).collect();
            lang.join(&labels)
        }
        Shape::Category => {
            let labels = desk.plan.categories.iter().map(|one| one.name.get(lang));
            lang.join(&labels.collect::<Vec<_>>())
        }
        Shape::Reference(targets) => {
            let names = targets.iter().filter_map(|id| kinds::find(id));
            let names: Vec<&str> = names.map(|kind| kind.name.get(lang)).collect();
            let names = names.join(lang.pick("或", " or "));
            lang.pick(
                format!("{names}的名称或编号"),
                format!("name or ref of a {names}"),
            )
        }
    });
    if field.many || is_each {
        notes.push(
            lang.pick("几个用、隔开", "several with commas between")
                .to_owned(),
        );
    }
    notes.join(lang.pick("；", "; "))
}

/// Writes what a record says in a field as one would: a choice by its label, a record by its name where
/// that is its own.
pub(super) fn value(desk: &Desk, record: &Record, field: &'static Field) -> Result<String> {
    let lang = desk.context.lang;
    let typed = desk.typed(record, field)?;
    let words = typed.into_iter().map(|word| match field.shape {
        Shape::Choice(choices) => {
            let choice = choices.iter().find(|one| one.id == word);
            choice.map_or(word, |one| one.label.get(lang).to_owned())
        }
        Shape::Category => {
            let category = desk.plan.categories.iter().find(|one| one.key == word);
            category.map_or(word, |one| one.name.get(lang).to_owned())
        }
        Shape::Flag => {
            let [yes, no] = YES_NO.map(|word| word.get(lang));
            if word == "true" { yes } else { no }.to_owned()
        }
        Shape::Reference(targets) => {
            let named = desk
                .find(targets, &word)
                .ok()
                .filter(|found| found.kind.named);
            let name = named.map(|found| (found.id, found.title().to_owned()));
            let own = name.filter(|(id, name)| {
                desk.find(targets, name).is_ok_and(|found| found.id == *id)
                    && !name.contains(SEPARATORS)
            });
            own.map_or(word, |(_, name)| name)
        }
        _ => word,
    });
    Ok(lang.join(&words.collect::<Vec<_>>()))
}
