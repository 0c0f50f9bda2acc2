//! `plan`: the campaign as data, shown, set, loaded, compared, and made for another year.

use serde_json::{Map, Value as Json};

use super::everywhere::OUTPUT;
use super::verb::{Does, Verb};
use crate::desk::plan::{self, Changed, Leaf, all_leaves, json, leaves, words};
use crate::desk::{Answer, Context, Delivery, Desk};
use crate::error::{Refusal, Result, Said, shortened};
use crate::kinds::plan::KIND;
use crate::model::columns::Columns;
use crate::model::document::{Block, Report, Table, plain};
use crate::model::page::Page;
use crate::model::plan::place;
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
.more("文字、日期或 JSON", "a text, a day or JSON");
const MORE: Opt = Opt::place(
    "MORE",
    Takes::Setting,
    text("其他设置和新值", "More settings and values"),
)
.many();
const FROM: Opt = Opt::flag("from", Takes::Day, text("从哪一天起", "From which day on")).more(
    "不写则用于所有未结束的阶段",
    "else for all phases that are not closed",
);
const FILE: Opt = Opt::place("FILE", Takes::File, text("方案文件", "A plan's file"))
    .such_as("plan.json", "plan.json");
const YEAR: Opt = Opt::place("YEAR", Takes::Count, text("年份", "The year"))
    .required()
    .such_as("2012", "2012");

const SHOW: Verb = Verb {
    id: "show",
    called: &["查看"],
    about: text("查看活动方案", "Show the plan"),
    options: &[],
    does: Does::AtDesk(show),
};
const SET: Verb = Verb {
    id: "set",
    called: &["设置"],
    about: text("修改方案的设置", "Change settings of the plan"),
    options: &[KEY, VALUE, MORE, FROM],
    does: Does::AtDesk(set),
};
const LOAD: Verb = Verb {
    id: "load",
    called: &["载入"],
    about: text("换成一份方案文件", "Replace the plan with one from a file"),
    options: &[FILE.required()],
    does: Does::AtDesk(load),
};
const SHIFT: Verb = Verb {
    id: "shift",
    called: &["平移"],
    about: text(
        "照本方案做另一年的方案",
        "Make a plan for another year from this one",
    ),
    options: &[YEAR],
    does: Does::Files(shift, None),
};
const DIFF: Verb = Verb {
    id: "diff",
    called: &["比较"],
    about: text("与另一份方案比较", "Compare with another plan"),
    options: &[FILE.more(
        "不写则为建档时的方案",
        "else the plan that this file was made with",
    )],
    does: Does::AtDesk(diff),
};

pub(crate) static VERB: Verb = Verb {
    id: "plan",
    called: &["方案"],
    about: text("查看或修改活动方案", "Show or change the plan"),
    options: &[],
    does: Does::Group(&[SHOW, SET, LOAD, DIFF, SHIFT], Some(&SHOW)),
};

fn show(_: Given, desk: &Desk) -> Result<Answer> {
    let json = json(&desk.store)?;
    Ok(Answer::page(Page::Report(shown(&json, desk.context.lang))))
}

/// Returns every setting of the file's plan, by its path, with what it is.
pub(crate) fn settings(desk: &Desk) -> Result<Vec<(String, String)>> {
    let lang = desk.context.lang;
    let all = all_leaves(&json(&desk.store)?, lang).into_iter();
    let first = all.filter(|(_, from, _)| from.is_none());
    Ok(first
        .map(|(place, _, value)| (place, words(&value, lang)))
        .collect())
}

fn shown(json: &Map<String, Json>, lang: Lang) -> Report {
    let rows = all_leaves(json, lang).into_iter().map(|leaf| {
        let label = KIND.field(place::top(&leaf.0));
        let label = label.map_or("", |field| field.label.get(lang));
        vec![label.to_owned(), name(&leaf, lang), words(&leaf.2, lang)]
    });
    let heads = lang.pick(["项目", "设置", "内容"], ["Part", "Setting", "Value"]);
    let sheet = json
        .iter()
        .map(|(key, value)| vec![key.clone(), value.to_string()]);
    Report {
        blocks: vec![Block::Table(Table::new(heads, rows))],
        sheet: Table::new(["key", "value"], sheet),
        json: Json::Object(json.clone()),
        ..Report::default()
    }
}

/// Names a setting, with the day from which it holds.
fn name((place, from, _): &Leaf, lang: Lang) -> String {
    match from {
        Some(from) => lang.pick(
            format!("{place}（自{from}起）"),
            format!("{place} (from {from})"),
        ),
        None => place.clone(),
    }
}

fn set(given: Given, desk: &Desk) -> Result<Answer> {
    let typed: Vec<&str> = [given.required(&KEY), given.required(&VALUE)]
        .into_iter()
        .chain(given.texts(&MORE))
        .collect();
    if let [.., alone] = typed[..]
        && typed.len() % 2 == 1
    {
        return Err(Alone(alone.to_owned()).into());
    }
    let pairs: Vec<(&str, &str)> = typed.chunks(2).map(|pair| (pair[0], pair[1])).collect();
    let mut answer = Answer::default();
    let changed = plan::set(desk, &pairs, given.text(&FROM))?;
    if changed.is_empty() {
        answer.also(text(
            "设置没有变化，没有写入",
            "The settings are as they were; nothing was written",
        ));
    }
    for changed in changed {
        answer.also(changed);
    }
    Ok(answer)
}

fn load(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let file = given.path(&FILE).map(|file| context.path(file));
    let loaded = plan::load(&file.unwrap_or_default(), context.today)?;
    let mut answer = Answer::default();
    for changed in plan::replace(desk, &loaded)? {
        answer.also(changed);
    }
    if answer.notes.is_empty() {
        answer.also(text(
            "与现行方案相同，没有改动",
            "It is the plan in force, and nothing was changed",
        ));
    }
    Ok(answer)
}

fn shift(given: Given, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let year = given.count(&YEAR, &desk)?;
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    let shifted = plan::shifted(&desk, year)?;
    let place = given.path(&OUTPUT).map(|file| context.path(file));
    let mut bytes = serde_json::to_vec_pretty(&shifted).unwrap_or_default();
    bytes.push(b'\n');
    let mut answer = Answer {
        delivery: Some(Delivery::File {
            place,
            made: bytes.into(),
        }),
        ..Answer::default()
    };
    answer.also(Shifted(year));
    Ok(answer)
}

/// A plan was moved to a year.
#[derive(Debug)]
pub(super) struct Shifted(pub(super) i32);

impl Words for Shifted {
    fn words(&self, lang: Lang) -> String {
        let year = self.0;
        lang.pick(
            format!("日期已平移到{year}年；节假日和调休也照原日期平移，请按当年通知核对，名称和文号请自行改写"),
            format!("Its days are those of {year}; so are holidays and make-up days: check them by the year's notice, and the title and documents"),
        )
    }
}

/// A setting without a value.
#[derive(Debug)]
struct Alone(String);

impl Refusal for Alone {
    fn said(&self, lang: Lang) -> Said {
        let place = shortened(&self.0);
        Said::usage(
            "value-missing",
            lang.pick(
                (format!("“{place}”后面没有新值"), "请每项设置后写一个新值"),
                (
                    format!("“{place}” has no value after it"),
                    "write a value after each setting",
                ),
            ),
        )
        .at(&self.0)
    }
}

impl Words for Changed {
    fn words(&self, lang: Lang) -> String {
        let (before, now) = (plain(&self.before), plain(&self.now));
        let place = plan::named(&self.place, lang);
        let since = self.since.map_or_else(String::new, |since| {
            lang.pick(format!("，自{since}起"), format!(", from {since}"))
        });
        lang.pick(
            format!("已设置 {place}：{before} → {now}{since}"),
            format!("Set {place}: {before} → {now}{since}"),
        )
    }
}

/// Compares the plan with one of a file, or with the one that this file was made with.
fn diff(given: Given, desk: &Desk) -> Result<Answer> {
    let lang = desk.context.lang;
    let before = match given.path(&FILE) {
        Some(file) => match plan::load(&desk.context.path(file), desk.context.today)?.0 {
            Json::Object(plan) => plan,
            _ => Map::new(),
        },
        None => plan::as_made(desk)?,
    };
    let now = json(&desk.store)?;
    let of_before = all_leaves(&before, lang);
    let of_now = all_leaves(&now, lang);
    let (before, now) = (Json::Object(before), Json::Object(now));
    let gone = of_before
        .iter()
        .filter(|leaf| value(&of_now, leaf).is_none());
    let mut rows = Vec::new();
    for leaf in of_now.iter().chain(gone) {
        // What one plan alone sets anew is compared with what held in the other before.
        let then = |leaves: &[Leaf], plan: &Json| match value(leaves, leaf) {
            None if leaf.1.is_some() => text_at(plan, &leaf.0, lang),
            found => found.cloned().unwrap_or_default(),
        };
        let (was, is) = (then(&of_before, &before), then(&of_now, &now));
        if was != is {
            rows.push((leaf, was, is));
        }
    }
    Ok(Answer::list(
        differences(lang).report(&rows),
        text("没有不同", "Nothing differs"),
    ))
}

/// The columns of two plans' differences: a setting, what it was, and what it is.
fn differences<'a>(lang: Lang) -> Columns<(&'a Leaf, Json, Json)> {
    Columns::<(&Leaf, Json, Json)>::new(lang)
        .key("setting", |(leaf, ..)| leaf.0.clone())
        .words(text("设置", "Setting"), move |(leaf, ..)| {
            name(leaf, lang)
        })
        .key("from", |(leaf, ..)| leaf.1.clone())
        .key("before", |(_, was, _)| was.clone())
        .words(text("原来", "Before"), move |(_, was, _)| {
            words(was, lang)
        })
        .key("now", |(.., is)| is.clone())
        .words(text("现在", "Now"), move |(.., is)| words(is, lang))
}

/// Finds what a plan says where another has a setting of its own.
fn value<'a>(leaves: &'a [Leaf], leaf: &Leaf) -> Option<&'a Json> {
    let same = |one: &&Leaf| (&one.0, &one.1) == (&leaf.0, &leaf.1);
    leaves.iter().find(same).map(|one| &one.2)
}

/// Returns what stands at a place of a plan; of a text in two languages, one.
fn text_at(plan: &Json, at: &str, lang: Lang) -> Json {
    let found = place::get(plan, at).map(|found| leaves(at, found, lang));
    let first = found.and_then(|leaves| leaves.into_iter().next());
    first.map_or(Json::Null, |(_, value)| value)
}
