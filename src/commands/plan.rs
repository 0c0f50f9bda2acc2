//! `plan show` and `plan set`: the campaign as data.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value as Json};

use crate::desk::plan::{checked, json, leaves, mend, number_words, why, words};
use crate::desk::{Answer, Context, Desk, input, json_value, official_id};
use crate::error::{Error, Result, shortened};
use crate::kinds::plan::KIND;
use crate::model::document::{Block, Page, Report, Table, plain};
use crate::model::plan::{LIMITS, MILESTONE, PHASE, PlanFault, QUOTA, SATISFACTION};
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
    let (path, value) = (typed("KEY"), typed("VALUE"));
    let lang = desk.context.lang;
    let known = json(&desk.store)?;
    let top = path.split('.').next().unwrap_or(path);
    // What others hold that makes no plan must not keep one from setting this right.
    let mut others = mend::mend(known.clone()).map_or_else(|_| known.clone(), |all| all.json);
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
