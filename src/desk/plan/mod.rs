//! The plan of a file: reading it, from a file or a text, and saying why one cannot be used.

pub(crate) mod mend;

use std::ops::RangeInclusive;
use std::path::Path;

use serde_json::{Map, Value as Json};

use super::{json_value, official_id};
use crate::checks::settings;
use crate::error::{Error, Result, shortened};
use crate::files::read_text;
use crate::kinds::plan::KIND;
use crate::model::document::plain;
use crate::model::kind::{Field, REF, Shape};
use crate::model::plan::{DEFAULT, Plan, PlanFault};
use crate::model::value::Value;
use crate::store::{Store, Writing};
use crate::text::Lang;

/// Writes a setting for people.
pub(crate) fn words(json: &Json, lang: Lang) -> String {
    match json {
        Json::Array(items) => lang.join(&items.iter().map(plain).collect::<Vec<_>>()),
        other => plain(other),
    }
}

/// Returns the single values below a setting, with their paths; of a text in two languages, one.
pub(crate) fn leaves(path: &str, json: &Json, lang: Lang) -> Vec<(String, Json)> {
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

/// Reads a plan that a person typed: what is not known is refused.
pub(crate) fn checked(json: &Json) -> std::result::Result<Plan, PlanFault> {
    let plan = Plan::from_json(json)?;
    settings::check(&plan, json)?;
    Ok(plan)
}

/// Says what number there must be.
pub(crate) fn number_words(within: Option<&RangeInclusive<i64>>, lang: Lang) -> String {
    match within.map(|within| (within.start(), within.end())) {
        Some((least, most)) => lang.pick(
            format!("须为{least}到{most}的整数"),
            format!("must be a whole number from {least} to {most}"),
        ),
        None => lang.pick("须为整数", "must be a whole number").to_owned(),
    }
}

/// Says why a plan cannot be used.
pub(crate) fn why(fault: &PlanFault, plan: &Json, lang: Lang) -> String {
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
pub(crate) fn json(store: &Store) -> Result<Map<String, Json>> {
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
    let mended = mend::mend(json).map_err(|fault| refused(&Json::Null, &fault, "plan", lang))?;
    Ok((mended.plan, mended.unfit))
}

/// Says which settings were left out, so that somebody sets them right.
pub(crate) fn unfit_words(unfit: &[String], lang: Lang) -> String {
    let paths = lang.join(unfit);
    lang.pick(
        format!("活动方案的设置 {paths} 不能用，暂未采用；请看 huiyin plan show，并用 huiyin plan set 改正"),
        format!("the plan's settings {paths} cannot be used and are left out; see huiyin plan show, and put them right with huiyin plan set"),
    )
}
