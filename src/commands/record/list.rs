//! `list`: the records of a kind, filtered and sorted.

use clap::{Arg, ArgAction, ArgMatches};
use rusqlite::types::Value as Sql;

use super::args::value_arg;
use super::fields::known_field;
use super::{Answer, Desk};
use crate::commands::input;
use crate::error::{Error, Fault, Result};
use crate::model::document::Page;
use crate::model::kind::{Kind, LOGGED_ON, REF, Shape, UNIT};
use crate::model::value::Value;
use crate::store::Filter;
use crate::text::{Lang, text};

pub(super) fn list_args(lang: Lang) -> Vec<Arg> {
    vec![
        value_arg("unit", "UNIT").help(text("只列某单位的", "Only those of a unit").get(lang)),
        value_arg("from", "DATE").help(text("起始日期", "From this day").get(lang)),
        value_arg("until", "DATE").help(text("截止日期", "Until this day").get(lang)),
        value_arg("where", "FIELD=VALUE")
            .action(ArgAction::Append)
            .help(
                text(
                    "按字段筛选，可多次；值留空则列未填的",
                    "Only those whose field has a value, or with no value none; repeatable",
                )
                .get(lang),
            ),
        Arg::new("voided")
            .long("voided")
            .action(ArgAction::SetTrue)
            .help(text("包括作废的", "Also the voided ones").get(lang)),
        value_arg("sort", "FIELD").help(text("排序字段", "Sort by a field").get(lang)),
        value_arg("limit", "N").help(text("最多几条", "At most so many").get(lang)),
    ]
}

pub(super) fn list(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let lang = desk.context.lang;
    let mut filter = Filter {
        voided: matches.get_flag("voided"),
        ..Filter::default()
    };
    if let Some(unit) = matches.get_one::<String>("unit") {
        let unit = desk.find(&["unit"], unit)?;
        filter.equals(&UNIT, &Value::Reference(unit.id));
    }
    within(desk, kind, matches, &mut filter)?;
    for typed in matches.get_many::<String>("where").unwrap_or_default() {
        condition(desk, kind, typed, &mut filter)?;
    }
    if let Some(typed) = matches.get_one::<String>("sort") {
        // The default order is by ref, as numbers.
        filter.sort =
            Some(known_field(kind, typed, lang, |_| true)?).filter(|field| field.id != REF.id);
    }
    if let Some(limit) = matches.get_one::<String>("limit") {
        let parsed: Option<u64> = input::normalised(limit).parse().ok();
        let number = parsed.ok_or_else(|| input::bad("limit", limit, Fault::NotCount))?;
        filter.limit = Some(u32::try_from(number).unwrap_or(u32::MAX));
    }
    let records = desk.store.list(kind, &filter)?;
    Ok(Answer::page(Page::Listing(Box::new(
        desk.listing(kind, records)?,
    ))))
}

/// Keeps the records of the days from `--from` to `--until`.
fn within(
    desk: &Desk,
    kind: &'static Kind,
    matches: &ArgMatches,
    filter: &mut Filter,
) -> Result<()> {
    let span = |flag: &str| {
        let typed = matches.get_one::<String>(flag);
        typed
            .map(|typed| input::span(flag, typed, desk.calendar()))
            .transpose()
    };
    let first = span("from")?.map(|span| span.first);
    let last = span("until")?.map(|span| span.last);
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        return Err(Error::Refused {
            sentence: desk.context.lang.pick(
                format!("--until {last} 早于 --from {first}；请核对"),
                format!("--until {last} is before --from {first}; check both"),
            ),
        });
    }
    let day = kind.day.unwrap_or(&LOGGED_ON);
    for (bound, sign) in [(first, ">="), (last, "<=")] {
        if let Some(bound) = bound {
            let bound = Sql::Text(bound.to_string());
            filter
                .conditions
                .push((format!("\"{}\" {sign} ?", day.id), vec![bound]));
        }
    }
    Ok(())
}

/// Keeps the records whose field has a value, or with no value after the `=`, none.
fn condition(desk: &Desk, kind: &'static Kind, typed: &str, filter: &mut Filter) -> Result<()> {
    let lang = desk.context.lang;
    let parts = typed
        .split_once('=')
        .filter(|(id, value)| !id.contains(['!', '<', '>', '~']) && !value.starts_with('='));
    let Some((id, value)) = parts else {
        return Err(Error::CommandLine {
            sentence: lang.pick(
                format!("--where “{typed}”应写成 字段=值，只能用等号，例如 status=draft"),
                format!("--where “{typed}” should read FIELD=VALUE with no other sign than =, such as status=draft"),
            ),
        });
    };
    let field = known_field(kind, id.trim(), lang, |_| true)?;
    if value.trim().is_empty() {
        filter.conditions.push((
            format!("coalesce(\"{}\", '[]') = '[]'", field.id),
            Vec::new(),
        ));
        return Ok(());
    }
    if matches!(field.shape, Shape::Day) {
        let span = input::span(&field.flag(), value, desk.calendar())?;
        let days = [span.first, span.last].map(|day| Sql::Text(day.to_string()));
        filter
            .conditions
            .push((format!("\"{}\" between ? and ?", field.id), days.to_vec()));
        return Ok(());
    }
    match desk.value(field, &[value.to_owned()])? {
        Some(value) => filter.equals(field, &value),
        None => filter
            .conditions
            .push((format!("\"{}\" is null", field.id), Vec::new())),
    }
    Ok(())
}
