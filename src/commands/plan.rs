//! `plan show` and `plan set`: the campaign as data.

use serde_json::{Map, Value as Json};

use super::verb::{Does, Verb};
use crate::desk::plan::{Refused, checked, json, leaves, mend, unknown, words};
use crate::desk::{Answer, Desk, json_value, official_id};
use crate::error::Result;
use crate::kinds::plan::KIND;
use crate::model::document::{Block, Report, Table, plain};
use crate::model::page::Page;
use crate::model::plan::{Flaw, place};
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, Words, text};

const KEY: Opt = Opt::place("KEY", Takes::Setting, text("设置项", "The setting"))
    .required()
    .such_as("limits.reply_days", "limits.reply_days");
const VALUE: Opt = Opt::place(
    "VALUE",
    Takes::SettingOf(&KEY),
    text("新值", "The new value"),
)
.required()
.more("文字或 JSON", "text or JSON");

const SHOW: Verb = Verb {
    id: "show",
    about: text("查看活动方案", "Show the plan"),
    options: &[],
    does: Does::AtDesk(show),
};
const SET: Verb = Verb {
    id: "set",
    about: text("修改方案的一项设置", "Change one setting of the plan"),
    options: &[KEY, VALUE],
    does: Does::AtDesk(set),
};

pub(crate) static VERB: Verb = Verb {
    id: "plan",
    about: text("查看或修改活动方案", "Show or change the plan"),
    options: &[],
    does: Does::Group(&[SHOW, SET], Some(&SHOW)),
};

fn show(_: Given, desk: &Desk) -> Result<Answer> {
    let json = json(&desk.store)?;
    Ok(Answer::page(Page::Report(shown(&json, desk.context.lang))))
}

/// Returns every setting of the file's plan, by its path, with what it is.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn settings(desk: &Desk) -> Result<Vec<(String, String)>> {
    let lang = desk.context.lang;
    let known = json(&desk.store)?;
    let all = known
        .iter()
        .flat_map(|(key, value)| leaves(key, value, lang));
    Ok(all
        .map(|(path, value)| (path, words(&value, lang)))
        .collect())
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

fn set(given: Given, desk: &Desk) -> Result<Answer> {
    let (at, value) = (given.required(&KEY), given.required(&VALUE));
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
    Ok(Answer::note(Set {
        place: at.to_owned(),
        before: plain(&present),
        after: value.to_owned(),
    }))
}

/// A setting that was changed.
#[derive(Debug)]
struct Set {
    place: String,
    before: String,
    after: String,
}

impl Words for Set {
    fn words(&self, lang: Lang) -> String {
        let Self {
            place,
            before,
            after,
        } = self;
        lang.pick(
            format!("已设置 {place}：{before} → {after}"),
            format!("Set {place}: {before} → {after}"),
        )
    }
}
