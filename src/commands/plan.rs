//! `plan show` and `plan set`: the campaign as data.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value as Json};

use crate::desk::plan::{Refused, checked, json, leaves, mend, unknown, words};
use crate::desk::{Answer, Context, Desk, json_value, official_id};
use crate::error::Result;
use crate::kinds::plan::KIND;
use crate::model::document::{Block, Report, Table, plain};
use crate::model::page::Page;
use crate::model::plan::{Flaw, place};
use crate::text::{Lang, text};

/// Builds `plan`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("plan")
        .about(text("查看或修改活动方案", "Show or change the plan").get(lang))
        .subcommand(Command::new("show").about(text("查看活动方案", "Show the plan").get(lang)))
        .subcommand(
            Command::new("set")
                .about(text("修改方案的一项设置", "Change one setting of the plan").get(lang))
                .arg(
                    Arg::new("KEY").required(true).help(
                        text(
                            "设置项，例如 limits.reply_days",
                            "The setting, such as limits.reply_days",
                        )
                        .get(lang),
                    ),
                )
                .arg(
                    Arg::new("VALUE")
                        .required(true)
                        .allow_hyphen_values(true)
                        .help(text("新值；文字或 JSON", "The new value; text or JSON").get(lang)),
                ),
        )
}

/// Runs `plan show` or `plan set`.
pub(crate) fn run(verb: &str, matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    if verb == "set" {
        return set(&desk, matches);
    }
    let json = json(&desk.store)?;
    Ok(Answer::page(Page::Report(shown(&json, context.lang))))
}

fn shown(json: &Map<String, Json>, lang: Lang) -> Report {
    let mut rows = Vec::new();
    let mut sheet = Vec::new();
    for (key, value) in json {
        let label = KIND
            .field(key)
            .map_or(key.as_str(), |field| field.label.get(lang));
        for (path, value) in leaves(key, value, lang) {
            rows.push(vec![label.to_owned(), path, words(&value, lang)]);
        }
        sheet.push(vec![key.clone(), value.to_string()]);
    }
    let heads = lang.pick(["项目", "设置", "内容"], ["Part", "Setting", "Value"]);
    Report {
        blocks: vec![Block::Table(Table::new(heads, rows))],
        json: Json::Object(json.clone()),
        sheet: Table::new(["key", "value"], sheet),
    }
}

fn set(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let typed = |id: &str| matches.get_one::<String>(id).map_or("", String::as_str);
    let (at, value) = (typed("KEY"), typed("VALUE"));
    let known = json(&desk.store)?;
    let unknown = || unknown(&Json::Object(known.clone()), at);
    let top = place::top(at);
    // What others hold that makes no plan must not keep one from setting this right.
    let mut others = mend::mend(known.clone()).map_or_else(|_| known.clone(), |all| all.json);
    others.extend(
        known
            .get_key_value(top)
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    let mut plan = Json::Object(others);
    let present = place::get(&plan, at).cloned().unwrap_or_default();
    let typed = serde_json::from_str(value).unwrap_or_else(|_| Json::from(value));
    let field = KIND.field(top).filter(|_| place::put(&mut plan, at, typed));
    let field = field.ok_or_else(unknown)?;
    checked(&plan).map_err(|fault| match fault.flaw {
        Flaw::Unknown if place::is_within(at, &fault.place) => unknown(),
        _ => Refused::Setting {
            place: at.to_owned(),
            value: value.to_owned(),
            present: present.clone(),
            fault,
        },
    })?;
    let changed = json_value(plan[top].clone());
    let author = desk.author("plan set")?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, official_id(KIND.id, KIND.id), &[(field, changed)])
    })?;
    Ok(Answer::note(desk.context.lang.pick(
        format!("已设置 {at}：{} → {value}", plain(&present)),
        format!("Set {at}: {} → {value}", plain(&present)),
    )))
}
