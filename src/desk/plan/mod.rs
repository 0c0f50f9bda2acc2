//! The plan of a file: reading it, from a file or a text, and saying why one cannot be used.

mod days;
mod late;
pub(crate) mod mend;
mod refused;
mod setting;
mod settings;
mod whole;

use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::{Desk, json_value, official_id};
use crate::checks;
use crate::error::Result;
use crate::files::read_text;
use crate::kinds::plan::{KIND, SOURCE};
use crate::model::document::plain;
use crate::model::kind::{Field, REF, Shape};
use crate::model::nearest::nearest;
use crate::model::plan::{CHANGES, DEFAULT, Plan, PlanFault, PlanFlaw, place};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::store::{Cut, INIT, Store, Writing};
use crate::text::{Lang, Words};
use late::KeptBack;
pub(crate) use refused::{Refused, named, spoken};
use setting::Setting;
pub(crate) use settings::{Changed, set};
pub(crate) use whole::{built_in_of, replace, shifted, year_for};

/// Writes a setting for people.
pub(crate) fn words(json: &Json, lang: Lang) -> String {
    match json {
        Json::Array(items) => lang.join(&items.iter().map(plain).collect::<Vec<_>>()),
        other => plain(other),
    }
}

/// A single setting of a plan: where, from which day on, and what it says.
pub(crate) type Leaf = (String, Option<String>, Json);

/// Returns every single setting of a plan, what is set anew later last.
pub(crate) fn all_leaves(plan: &Map<String, Json>, lang: Lang) -> Vec<Leaf> {
    let mut all = Vec::new();
    for (key, value) in plan.iter().filter(|(key, _)| *key != CHANGES) {
        let leaves = leaves(key, value, lang).into_iter();
        all.extend(leaves.map(|(place, value)| (place, None, value)));
    }
    let changes = plan.get(CHANGES).and_then(Json::as_array);
    for change in changes.into_iter().flatten() {
        let (place, from) = (plain(&change["place"]), plain(&change["from"]));
        let leaves = leaves(&place, &change["value"], lang).into_iter();
        all.extend(leaves.map(|(place, value)| (place, Some(from.clone()), value)));
    }
    all
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
    checks::settings::check(&plan, json)?;
    for dated in plan.dated(json)? {
        let then = Plan::from_json(&dated.json)?;
        let checked = checks::settings::check(&then, &dated.json);
        checked.map_err(|fault| dated.blame(fault))?;
    }
    Ok(plan)
}

/// Refuses a setting that no plan has, and names one of this plan or the built-in one that it may
/// have been meant for.
pub(crate) fn unknown(plan: &Json, place: &str) -> Refused {
    let default: Option<Json> = serde_json::from_str(DEFAULT).ok();
    let mut known: Vec<String> = Vec::new();
    for plan in [Some(plan), default.as_ref()].into_iter().flatten() {
        for (key, value) in plan.as_object().into_iter().flatten() {
            let below = leaves(key, value, Lang::Zh).into_iter();
            known.extend(below.map(|(place, _)| place));
            known.push(key.clone());
        }
    }
    let typed = place::parts(place).collect::<Vec<_>>().join(".");
    // In a file that key stands there itself.
    known.retain(|one| *one != typed || !place::is_written(place));
    let begins = |one: &&String| {
        let last = one.rsplit('.').next().unwrap_or_default();
        !typed.is_empty() && last.starts_with(&typed)
    };
    let near = nearest(&typed, known.iter().map(String::as_str));
    Refused::Unknown {
        place: place.to_owned(),
        near: near.or_else(|| known.iter().find(begins).cloned()),
    }
}

/// Says that a plan cannot be used; `name` says where it comes from.
fn refused(plan: &Json, fault: PlanFault, name: &str) -> Refused {
    let name = name.to_owned();
    match (&fault.flaw, unknown(plan, &fault.place)) {
        (PlanFlaw::Unknown, Refused::Unknown { near, .. }) => {
            let near = near.map(|near| place::joined(place::parts(&near)));
            Refused::Plan { name, fault, near }
        }
        _ => Refused::Plan {
            name,
            fault,
            near: None,
        },
    }
}

/// Reads a plan from a file; `today` is what its days are read by.
pub(crate) fn load(path: &Path, today: NaiveDate) -> Result<(Json, Plan)> {
    parse(&read_text(path)?, &path.display().to_string(), today)
}

/// Reads the built-in plan.
pub(crate) fn built_in() -> Result<(Json, Plan)> {
    parse(DEFAULT, "plan-2011.json", NaiveDate::default())
}

/// Reads a plan from its text.
pub(crate) fn parse(text: &str, name: &str, today: NaiveDate) -> Result<(Json, Plan)> {
    let mut json: Json = serde_json::from_str(text).map_err(|error| Refused::NotJson {
        name: name.to_owned(),
        line: error.line(),
        column: error.column(),
    })?;
    days::read(&mut json, today);
    let whole = |plan: Plan| plan.check_whole().map(|()| plan);
    let plan = checked(&json).and_then(whole);
    let plan = plan.map_err(|fault| refused(&json, fault, name))?;
    Ok((json, plan))
}

/// Returns the fields that are settings.
fn parts() -> impl Iterator<Item = &'static Field> {
    let fields = KIND.fields.iter().copied();
    fields.filter(|field| matches!(field.shape, Shape::Json))
}

/// Writes a whole plan into a new file, and where it was taken from, unless it is the built-in one.
pub(crate) fn write(writing: &mut Writing, json: &Json, source: Option<&str>) -> Result<()> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let mut fields = vec![(&REF, text(KIND.id))];
    fields.extend(source.map(|source| (&SOURCE, text(source))));
    for field in parts() {
        if let Some(value) = json.get(field.id) {
            fields.push((field, json_value(value.clone())));
        }
    }
    writing.change(&KIND, official_id(KIND.id, KIND.id), &fields)?;
    let changes = json.get(CHANGES).and_then(Json::as_array);
    let changes = changes.into_iter().flatten();
    let mut changes = changes.filter_map(Setting::of_change);
    changes.try_for_each(|setting| settings::write(writing, &setting, source))
}

/// Reads every setting of the plan of a file; under [`CHANGES`] what is set anew later.
pub(crate) fn json(store: &Store) -> Result<Map<String, Json>> {
    Ok(late::in_force(store)?.0)
}

/// Returns the settings that others made after this office had closed the phase of which they are, each
/// with what it would be: the phase keeps its days.
pub(crate) fn kept_back(store: &Store) -> Result<KeptBack> {
    Ok(late::in_force(store)?.1)
}

/// Reads the plan of a file without the settings that lie over it, up to a row of the log or in the end.
fn below_settings(store: &Store, row: Option<i64>) -> Result<Map<String, Json>> {
    let id = official_id(KIND.id, KIND.id);
    let record = match row {
        Some(row) => store.up_to(&KIND, id, row)?,
        None => store.get(&KIND, id)?,
    };
    let Some(record) = record else {
        return Ok(Map::new());
    };
    let values = KIND.all_fields().zip(record.values);
    let part = |(field, value): (&'static Field, Option<Value>)| match value? {
        Value::Json(json) => Some((field.id.to_owned(), json)),
        _ => None,
    };
    Ok(values.filter_map(part).collect())
}

/// Returns what the plan without single settings has at a place.
pub(crate) fn beneath(store: &Store, place: &str) -> Result<Option<Json>> {
    let plan = Json::Object(below_settings(store, None)?);
    Ok(place::get(&plan, place).cloned())
}

/// Reads the plan that a file was made with.
pub(crate) fn as_made(desk: &Desk) -> Result<Map<String, Json>> {
    let row = desk.store.last_row_of(desk.store.writer()?, INIT)?;
    json(&desk.store.as_known(Cut::Row(row))?)
}

/// Reads the plan of a file, and which of its settings had to be left out.
pub(crate) fn read(store: &Store) -> Result<(Plan, Vec<String>)> {
    let json = json(store)?;
    let mended = mend::mend(json).map_err(|fault| refused(&Json::Null, fault, KIND.id))?;
    Ok((mended.plan, mended.unfit))
}

/// Settings that were left out, so that somebody sets them right.
#[derive(Clone, Debug)]
pub(crate) struct Unfit(pub(super) Vec<String>);

impl Words for Unfit {
    fn words(&self, lang: Lang) -> String {
        let paths = self.0.iter().map(|path| named(path, lang));
        let paths = lang.join(&paths.collect::<Vec<_>>());
        lang.pick(
            format!("活动方案的设置 {paths} 不能用，暂未采用；请看 huiyin plan show，并用 huiyin plan set 改正"),
            format!("the plan's settings {paths} cannot be used and are left out; see huiyin plan show, and put them right with huiyin plan set"),
        )
    }
}

/// Returns the plan as offices issued it, where none leads: then another's may take the place of what stood.
pub(crate) fn unled(store: &Store) -> Result<Option<Record>> {
    if store.root()?.is_some() {
        return Ok(None);
    }
    store.get(&KIND, official_id(KIND.id, KIND.id))
}

/// Lists what differs between two plans.
pub(crate) fn differing(one: &Record, other: &Record) -> Vec<&'static Field> {
    let differs = |field: &&'static Field| one.value(field) != other.value(field);
    KIND.fields
        .iter()
        .copied()
        .filter(|field| field.id != SOURCE.id && differs(field))
        .collect()
}
