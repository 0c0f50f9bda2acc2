//! `plan show` and `plan set`: the campaign as data.

use std::ops::RangeInclusive;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value as Json};

use super::{Answer, Context, Desk, input, json_value, official_id, read_text};
use crate::checks::settings;
use crate::error::{Error, Result, shortened};
use crate::kinds::plan::KIND;
use crate::model::document::{Block, Page, Report, Table, plain};
use crate::model::kind::{Field, REF, Shape};
use crate::model::plan::{DEFAULT, LIMITS, MILESTONE, PHASE, Plan, PlanFault, QUOTA, SATISFACTION};
use crate::model::value::Value;
use crate::store::{Store, Writing};
use crate::text::{Lang, text};

mod mended;

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

/// Writes a setting for people.
pub(super) fn words(json: &Json, lang: Lang) -> String {
    match json {
        Json::Array(items) => lang.join(&items.iter().map(plain).collect::<Vec<_>>()),
        other => plain(other),
    }
}

/// Returns the single values below a setting, with their paths; of a text in two languages, one.
pub(super) fn leaves(path: &str, json: &Json, lang: Lang) -> Vec<(String, Json)> {
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
    let known = json(&desk.store)?;
    let top = path.split('.').next().unwrap_or(path);
    // What others hold that makes no plan must not keep one from setting this right.
    let mut others = mended::mend(known.clone()).map_or_else(|_| known.clone(), |all| all.json);
    others.extend(
        known
            .get_key_value(top)
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    let mut plan = Json::Object(others);
    let place = place(&mut plan, path).ok_or_else(|| unknown_key(&known, path, lang))?;
    let present = place.clone();
    *place = serde_json::from_str(value).unwrap_or_else(|_| Json::from(value));
    if let Err(fault) = checked(&plan) {
        return Err(unfit(path, value, &present, &fault, lang));
    }
    let field = KIND
        .field(top)
        .ok_or_else(|| unknown_key(&known, path, lang))?;
    let changed = json_value(plan[top].clone());
    let author = desk.author("plan set")?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, official_id(KIND.id, KIND.id), &[(field, changed)])
    })?;
    Ok(Answer::note(lang.pick(
        format!("已设置 {path}：{} → {value}", plain(&present)),
        format!("Set {path}: {} → {value}", plain(&present)),
    )))
}

/// Finds the place of a setting in a plan; one that the plan leaves out, of those that a part of it
/// may have, is made.
fn place<'a>(plan: &'a mut Json, path: &str) -> Option<&'a mut Json> {
    let pointer = format!("/{}", path.replace('.', "/"));
    let (above, last) = pointer.rsplit_once('/')?;
    let known: &[&str] = match path.split('.').next()? {
        "limits" => &LIMITS,
        "milestones" => MILESTONE,
        "phases" => PHASE,
        "quotas" => QUOTA,
        "satisfaction" => SATISFACTION,
        _ => &[],
    };
    if known.contains(&last) {
        let part = plan.pointer_mut(above)?.as_object_mut()?;
        return Some(part.entry(last).or_insert(Json::Null));
    }
    plan.pointer_mut(&pointer)
}

/// Reads a plan that a person typed: what is not known is refused.
fn checked(json: &Json) -> std::result::Result<Plan, PlanFault> {
    let plan = Plan::from_json(json)?;
    settings::check(&plan, json)?;
    Ok(plan)
}

fn unknown_key(plan: &Map<String, Json>, path: &str, lang: Lang) -> Error {
    let paths: Vec<String> = plan
        .iter()
        .flat_map(|(key, value)| leaves(key, value, lang))
        .map(|(path, _)| path)
        .collect();
    let all = paths.iter().map(String::as_str);
    let near = input::nearest(path, all.chain(plan.keys().map(String::as_str)));
    let near = near.map_or_else(
        || lang.pick("", "see").to_owned(),
        |near| {
            lang.pick(
                format!("是不是“{near}”？"),
                format!("did you mean “{near}”? See"),
            )
        },
    );
    let path = shortened(path);
    Error::Refused {
        sentence: lang.pick(
            format!("方案没有设置“{path}”；{near}全部设置请看 huiyin plan show"),
            format!("the plan has no setting “{path}”; {near} all with huiyin plan show"),
        ),
    }
}

fn unfit(path: &str, value: &str, present: &Json, fault: &PlanFault, lang: Lang) -> Error {
    let structured = match present {
        Json::Array(items) => items.iter().any(Json::is_object),
        other => other.is_object(),
    };
    let (value, present) = (shortened(value), shortened(&plain(present)));
    let sentence = match fault {
        PlanFault::Order(_) => lang.pick(
            format!("{path} 不能设为“{value}”(现为 {present})；开始日期不能晚于结束日期，各阶段须先后相接"),
            format!("{path} cannot be “{value}” (now {present}); what opens must close later, and phases follow one another"),
        ),
        PlanFault::Number {
            path: at, within, ..
        } if at == path => {
            let what = number_words(within.as_ref(), lang);
            lang.pick(
                format!("{path} 不能设为“{value}”(现为 {present})：{what}"),
                format!("{path} cannot be “{value}” (now {present}); it {what}"),
            )
        }
        PlanFault::Taken { path: at, .. } if at == path => lang.pick(
            format!("{path} 不能设为“{value}”，另一个已用这个序号；请换一个"),
            format!("{path} cannot be “{value}”, which is another's number; choose one of its own"),
        ),
        PlanFault::Number { .. } | PlanFault::Taken { .. } | PlanFault::Value { .. } => {
            let why = why(fault, &Json::Null, lang);
            lang.pick(
                format!("{path} 不能设为“{value}”：{why}；请改正"),
                format!("{path} cannot be “{value}”: {why}; correct it"),
            )
        }
        PlanFault::Form(_) if structured => lang.pick(
            format!("{path} 不能设为“{value}”；格式请看 huiyin plan show --format json"),
            format!("{path} cannot be “{value}”; see its form with huiyin plan show --format json"),
        ),
        PlanFault::Form(_) => lang.pick(
            format!("{path} 不能设为“{value}”；现为 {present}，请照这样的格式写"),
            format!(
                "{path} cannot be “{value}”; it is {present} now, write the new value in that form"
            ),
        ),
    };
    Error::Refused { sentence }
}

/// Says what number there must be.
fn number_words(within: Option<&RangeInclusive<i64>>, lang: Lang) -> String {
    match within.map(|within| (within.start(), within.end())) {
        Some((least, most)) => lang.pick(
            format!("须为{least}到{most}的整数"),
            format!("must be a whole number from {least} to {most}"),
        ),
        None => lang.pick("须为整数", "must be a whole number").to_owned(),
    }
}

/// Says why a plan cannot be used.
fn why(fault: &PlanFault, plan: &Json, lang: Lang) -> String {
    match fault {
        PlanFault::Order(place) => lang.pick(
            format!("{place} 的开始日期晚于结束日期，或各阶段先后重叠"),
            format!("a day of opening comes after its closing, or phases overlap, at {place}"),
        ),
        PlanFault::Number {
            path,
            value,
            within,
        } => {
            let (path, value) = (shortened(path), shortened(value));
            let what = number_words(within.as_ref(), lang);
            lang.pick(
                format!("{path} 不能是“{value}”，{what}"),
                format!("{path} cannot be “{value}”, it {what}"),
            )
        }
        PlanFault::Taken { path, number } => lang.pick(
            format!("{path} 的“{number}”已被另一个使用"),
            format!("{path} is {number}, which is another's number"),
        ),
        PlanFault::Value { path, value, known } => {
            let (path, value) = (shortened(path), shortened(value));
            let known = lang.join(known);
            if value.is_empty() {
                return lang.pick(
                    format!("{path} 不能为空，可填：{known}"),
                    format!("{path} is empty, where there must be one of {known}"),
                );
            }
            lang.pick(
                format!("{path} 中没有“{value}”这一项，可填：{known}"),
                format!("{path} knows no “{value}”, but {known}"),
            )
        }
        PlanFault::Form(words) => {
            let missing = words
                .strip_prefix("missing field `")
                .and_then(|rest| rest.split('`').next());
            if let Some(missing) = missing {
                return lang.pick(
                    format!("缺少设置 {missing}"),
                    format!("the setting {missing} is missing"),
                );
            }
            match culprit(plan) {
                Some(part) => lang.pick(
                    format!("设置 {part} 的格式不对"),
                    format!("the setting {part} is not of its form"),
                ),
                None => lang
                    .pick("有的设置格式不对", "some settings are not of their form")
                    .to_owned(),
            }
        }
    }
}

/// Says that a plan cannot be used; `name` says where it comes from.
pub(crate) fn refused(plan: &Json, fault: &PlanFault, name: &str, lang: Lang) -> Error {
    let why = why(fault, plan, lang);
    Error::Refused {
        sentence: lang.pick(
            format!("{name} 不是可用的活动方案：{why}；样子请看 huiyin plan show --format json"),
            format!(
                "{name} does not make a plan: {why}; see one with huiyin plan show --format json"
            ),
        ),
    }
}

/// Finds the one part that keeps a plan from being read: with the default's in its place it is.
fn culprit(plan: &Json) -> Option<&'static str> {
    let default: Json = serde_json::from_str(DEFAULT).ok()?;
    let mends = |field: &&&Field| {
        let mut mended = plan.clone();
        mended[field.id] = default[field.id].clone();
        Plan::from_json(&mended).is_ok()
    };
    plan.as_object()?;
    KIND.fields.iter().find(mends).map(|field| field.id)
}

/// Reads a plan from a file.
///
/// # Errors
/// Where it cannot be read or is no plan.
pub(crate) fn load(path: &Path, lang: Lang) -> Result<Json> {
    let text = read_text(path)?;
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
    let json: Json = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::Refused {
            sentence: lang.pick(
                format!("{name} 第{line}行第{column}列起不是 JSON；请改正，样子请看 huiyin plan show --format json"),
                format!("{name} is not JSON from line {line}, column {column} on; correct it, or see a plan with huiyin plan show --format json"),
            ),
        }
    })?;
    checked(&json).map_err(|fault| refused(&json, &fault, name, lang))?;
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

/// Reads every setting of the plan of a file.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn json(store: &Store) -> Result<Map<String, Json>> {
    let Some(record) = store.get(&KIND, official_id(KIND.id, KIND.id))? else {
        return Ok(Map::new());
    };
    let values = KIND.all_fields().zip(record.values);
    let part = |(field, value): (&'static Field, Option<Value>)| match value? {
        Value::Json(json) => Some((field.id.to_owned(), json)),
        _ => None,
    };
    Ok(values.filter_map(part).collect())
}

/// Reads the plan of a file, and which of its settings had to be left out.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn read(store: &Store, lang: Lang) -> Result<(Plan, Vec<String>)> {
    let json = json(store)?;
    let mended = mended::mend(json).map_err(|fault| refused(&Json::Null, &fault, "plan", lang))?;
    Ok((mended.plan, mended.unfit))
}

/// Says which settings were left out, so that somebody sets them right.
pub(super) fn unfit_words(unfit: &[String], lang: Lang) -> String {
    let paths = lang.join(unfit);
    lang.pick(
        format!("活动方案的设置 {paths} 不能用，暂未采用；请看 huiyin plan show，并用 huiyin plan set 改正"),
        format!("the plan's settings {paths} cannot be used and are left out; see huiyin plan show, and put them right with huiyin plan set"),
    )
}
