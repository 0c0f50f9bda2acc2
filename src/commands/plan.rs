//! `plan show` and `plan set`: the campaign as data.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value as Json};

use super::{Answer, Context, Desk, input, json_value, official_id};
use crate::error::{Error, Result};
use crate::kinds::plan::KIND;
use crate::model::document::{Page, Report, plain};
use crate::model::kind::{REF, Shape};
use crate::model::plan::Plan;
use crate::model::value::Value;
use crate::store::{Store, Writing};
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
                        .help(
                            text("新值(JSON 或文字)", "The new value, as JSON or text").get(lang),
                        ),
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
    Ok(Answer {
        page: Some(Page::Report(shown(&json, context.lang))),
        notes: Vec::new(),
    })
}

fn shown(json: &Map<String, Json>, lang: Lang) -> Report {
    let mut rows = Vec::new();
    let mut sheet = Vec::new();
    for (key, value) in json {
        let label = KIND
            .field(key)
            .map_or(key.as_str(), |field| field.label.get(lang));
        for (path, value) in leaves(key, value, lang) {
            rows.push(vec![label.to_owned(), path, plain(&value)]);
        }
        sheet.push(vec![key.clone(), value.to_string()]);
    }
    let heads = lang
        .pick(["项目", "设置", "内容"], ["Part", "Setting", "Value"])
        .map(str::to_owned)
        .to_vec();
    Report {
        blocks: vec![crate::model::document::Block::Table(
            crate::model::document::Table { heads, rows },
        )],
        json: Json::Object(json.clone()),
        sheet: crate::model::document::Table {
            heads: vec!["key".to_owned(), "value".to_owned()],
            rows: sheet,
        },
    }
}

/// Returns the single values below a setting, with their paths; of a text in two languages, one.
fn leaves(path: &str, json: &Json, lang: Lang) -> Vec<(String, Json)> {
    match json {
        Json::Object(fields)
            if fields.len() == 2 && fields.contains_key("zh") && fields.contains_key("en") =>
        {
            vec![(path.to_owned(), fields[lang.pick("zh", "en")].clone())]
        }
        Json::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| leaves(&format!("{path}.{key}"), value, lang))
            .collect(),
        Json::Array(items) if items.iter().any(Json::is_object) => items
            .iter()
            .enumerate()
            .flat_map(|(at, item)| leaves(&format!("{path}.{at}"), item, lang))
            .collect(),
        other => vec![(path.to_owned(), other.clone())],
    }
}

fn set(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let typed = |id: &str| matches.get_one::<String>(id).map_or("", String::as_str);
    let (path, value) = (typed("KEY"), typed("VALUE"));
    let lang = desk.context.lang;
    let mut plan = Json::Object(json(&desk.store)?);
    let pointer = format!("/{}", path.replace('.', "/"));
    let place = plan
        .pointer_mut(&pointer)
        .ok_or_else(|| unknown_key(path, lang))?;
    *place = serde_json::from_str(value).unwrap_or_else(|_| Json::from(value));
    check(&plan, path, value, lang)?;
    let top = path.split('.').next().unwrap_or(path);
    let field = KIND.field(top).ok_or_else(|| unknown_key(path, lang))?;
    let changed = json_value(plan[top].clone());
    let author = desk.context.author("plan set")?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, official_id(KIND.id, KIND.id), &[(field, changed)])
    })?;
    Ok(Answer {
        page: None,
        notes: vec![lang.pick(
            format!("已设置 {path} = {value}"),
            format!("Set {path} = {value}"),
        )],
    })
}

fn unknown_key(path: &str, lang: Lang) -> Error {
    let keys: Vec<&str> = KIND.fields.iter().map(|field| field.id).collect();
    let near = input::nearest(path, keys.iter().copied()).unwrap_or_else(|| keys.join(" "));
    Error::Refused {
        sentence: lang.pick(
            format!("方案没有设置“{path}”；是不是“{near}”？用 plan show 查看全部"),
            format!(
                "the plan has no setting “{path}”; did you mean “{near}”? See all with plan show"
            ),
        ),
    }
}

fn check(plan: &Json, name: &str, value: &str, lang: Lang) -> Result<Plan> {
    Plan::from_json(plan).map_err(|reason| Error::Refused {
        sentence: lang.pick(
            format!("{name} “{value}”不是可用的方案：{reason}；请参照 examples/plan-2011.json"),
            format!("{name} “{value}” does not make a plan: {reason}; see examples/plan-2011.json"),
        ),
    })
}

/// Reads a plan from a file.
///
/// # Errors
/// Where it cannot be read or is no plan.
pub(crate) fn load(path: &Path, lang: Lang) -> Result<Json> {
    let read = std::fs::read_to_string(path);
    let text = read.map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    parse(
        text.trim_start_matches('\u{feff}'),
        &path.display().to_string(),
        lang,
    )
}

/// Reads a plan from its text.
///
/// # Errors
/// Where it is no plan.
pub(crate) fn parse(text: &str, name: &str, lang: Lang) -> Result<Json> {
    let json: Json = serde_json::from_str(text).map_err(|error| Error::Refused {
        sentence: lang.pick(
            format!("{name} 不是 JSON：{error}；请参照 examples/plan-2011.json"),
            format!("{name} is not JSON: {error}; see examples/plan-2011.json"),
        ),
    })?;
    check(&json, name, "", lang)?;
    Ok(json)
}

/// Writes a whole plan into a new file.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn write(writing: &mut Writing, json: &Json) -> Result<()> {
    let mut fields = vec![(&REF, Some(Value::Text(KIND.id.to_owned())))];
    for field in KIND
        .fields
        .iter()
        .filter(|field| matches!(field.shape, Shape::Json))
    {
        if let Some(value) = json.get(field.id) {
            fields.push((field, json_value(value.clone())));
        }
    }
    writing
        .change(&KIND, official_id(KIND.id, KIND.id), &fields)
        .map(drop)
}

fn json(store: &Store) -> Result<Map<String, Json>> {
    let Some(record) = store.get(&KIND, official_id(KIND.id, KIND.id))? else {
        return Ok(Map::new());
    };
    let part = |field: &&'static crate::model::kind::Field| match record.value(field)? {
        Value::Json(json) => Some((field.id.to_owned(), json.clone())),
        _ => None,
    };
    Ok(KIND.fields.iter().filter_map(part).collect())
}

/// Reads the plan of a file.
///
/// # Errors
/// Where the file has none that can be read.
pub(crate) fn read(store: &Store) -> Result<Plan> {
    let json = Json::Object(json(store)?);
    check(&json, "plan", "", Lang::Zh)
}
