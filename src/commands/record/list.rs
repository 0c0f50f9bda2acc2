//! `list`: the records of a kind, filtered and sorted.

use clap::{Arg, ArgAction, ArgMatches};
use rusqlite::types::Value as Sql;

use super::args::value_arg;
use super::{Answer, Desk, unknown_field};
use crate::commands::input;
use crate::error::{Error, Fault, Result};
use crate::model::document::Page;
use crate::model::kind::{Kind, LOGGED_ON, REF, UNIT};
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
                    "按字段筛选，可多次",
                    "Only those whose field has a value; repeatable",
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
    let day = kind.day.unwrap_or(&LOGGED_ON);
    for (flag, sign) in [("from", ">="), ("until", "<=")] {
        if let Some(typed) = matches.get_one::<String>(flag) {
            let span = input::span(flag, typed, desk.calendar())?;
            let bound = if flag == "from" {
                span.first
            } else {
                span.last
            };
            let condition = format!("\"{}\" {sign} ?", day.id);
            filter
                .conditions
                .push((condition, vec![Sql::Text(bound.to_string())]));
        }
    }
    for typed in matches.get_many::<String>("where").unwrap_or_default() {
        let Some((id, value)) = typed.split_once('=') else {
            return Err(Error::CommandLine {
                sentence: lang.pick(
                    format!("--where “{typed}” 应写成 字段=值，例如 status=draft"),
                    format!("--where “{typed}” should read FIELD=VALUE, such as status=draft"),
                ),
            });
        };
        let id = id.trim().replace('-', "_");
        let field = kind
            .field(&id)
            .ok_or_else(|| unknown_field(kind, &id, lang))?;
        if let Some(value) = desk.value(field, &[value.to_owned()])? {
            filter.equals(field, &value);
        } else {
            filter
                .conditions
                .push((format!("\"{}\" is null", field.id), Vec::new()));
        }
    }
    if let Some(id) = matches.get_one::<String>("sort") {
        let id = id.replace('-', "_");
        // The default order is by ref, as numbers.
        filter.sort = Some(
            kind.field(&id)
                .ok_or_else(|| unknown_field(kind, &id, lang))?,
        )
        .filter(|field| field.id != REF.id);
    }
    if let Some(limit) = matches.get_one::<String>("limit") {
        let parsed = input::normalised(limit).parse().ok();
        filter.limit = Some(parsed.ok_or_else(|| input::bad("limit", limit, Fault::NotCount))?);
    }
    let records = desk.store.list(kind, &filter)?;
    Ok(Answer {
        page: Some(Page::Listing(Box::new(desk.listing(kind, records)?))),
        notes: Vec::new(),
    })
}
