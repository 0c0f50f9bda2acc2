//! The summary report that is handed in at the end of November (requirement 44): figures from
//! the records, wording from a template in each language.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json, json};

use super::prose::{self, Pictures};
use super::rates::{self, RATES};
use crate::checks;
use crate::error::Result;
use crate::model::document::{Block, Cell, Chart, Form, Report, Table, plain};
use crate::model::listing::yuan;
use crate::model::plan::Plan;
use crate::store::Store;
use crate::text::Lang;

const TEMPLATE_ZH: &str = include_str!("summary.zh.md");
const TEMPLATE_EN: &str = include_str!("summary.en.md");

/// A plain figure: its identifier and its SQL, with `?1` for the day up to which it counts.
const FIGURES: &[(&str, &str)] = &[
    (
        "units",
        "select count(*) from unit where void is null and unit_kind = 'division'",
    ),
    ("persons", "select count(*) from person where void is null"),
    (
        "party_members",
        "select count(*) from person where void is null and party_member = 1",
    ),
    (
        "visits",
        "select count(*) from visit where void is null and date <= ?1",
    ),
    (
        "visitor_times",
        "select sum(json_array_length(visitors)) from visit where void is null and date <= ?1",
    ),
    (
        "visited_households",
        "select count(distinct household) from visit where void is null and date <= ?1",
    ),
    (
        "household_visits",
        "select count(household) from visit where void is null and date <= ?1",
    ),
    (
        "people_reached",
        "select sum(people_reached) from visit where void is null and date <= ?1",
    ),
    (
        "aid_fen",
        "select sum(aid) from visit where void is null and date <= ?1",
    ),
    (
        "receptions",
        "select count(*) from reception where void is null and date <= ?1",
    ),
    (
        "reception_visitors",
        "select sum(visitors) from reception where void is null and date <= ?1",
    ),
    (
        "opinions",
        "select count(*) from opinion where void is null and date <= ?1",
    ),
    (
        "pairings",
        "select count(*) from pair where void is null and since <= ?1 and (until is null or until > ?1)",
    ),
    (
        "paired_households",
        "select count(distinct household) from pair where void is null and since <= ?1 and (until is null or until > ?1)",
    ),
    (
        "pledges",
        "select count(*) from pledge where void is null and published_on <= ?1",
    ),
    (
        "pledges_done",
        "select count(*) from pledge where void is null and published_on <= ?1 and status = 'done' and finished_on <= ?1",
    ),
    (
        "pledges_continuing",
        "select count(*) from pledge where void is null and published_on <= ?1 and status = 'continuing'",
    ),
    (
        "pledges_withdrawn",
        "select count(*) from pledge where void is null and published_on <= ?1 and status = 'withdrawn'",
    ),
    (
        "beneficiaries",
        "select sum(actual_beneficiaries) from pledge where void is null and status = 'done' and finished_on <= ?1",
    ),
    (
        "ballots",
        "select sum(valid) from survey where void is null and date <= ?1",
    ),
];

const DONE: &str = "select p.ref, p.title, m.name, p.finished_on, p.result from pledge as p
    left join person as m on m.record = p.responsible
    where p.void is null and p.status = 'done' and p.published_on <= ?1 and p.finished_on <= ?1
    order by p.office, p.number, p.copy";
const CONTINUING: &str =
    "select p.ref, p.title, m.name, p.deadline, p.new_deadline, p.reason from pledge as p
    left join person as m on m.record = p.responsible
    where p.void is null and p.status = 'continuing' and p.published_on <= ?1
    order by p.office, p.number, p.copy";
const MATRIX: &str = "select count(*) from visit as v, json_each(v.brought) as b
    where v.void is null and v.date <= ?1 and v.place_kind = ?2 and b.value = ?3";
const BY_CATEGORY: &str =
    "select count(*), count(case when status = 'done' and finished_on <= ?1 then 1 end) from pledge
    where void is null and published_on <= ?1 and category is ?2";
const SURVEYS: &str = "select q.ref, coalesce(p.title, u.name), cast(q.issued as text), cast(q.returned as text), cast(q.valid as text), cast(q.satisfied as text), cast(q.mostly as text), cast(q.dissatisfied as text)
    from survey as q left join pledge as p on p.record = q.subject left join unit as u on u.record = q.subject
    where q.void is null and q.date <= ?1 order by q.office, q.number, q.copy";

/// What the summary is asked for.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) as_of: NaiveDate,
    /// Empty for every addressee of the plan.
    pub(crate) addressee: Option<&'a str>,
    /// An office's own wording in place of ours.
    pub(crate) template: Option<&'a str>,
    pub(crate) lang: Lang,
}

/// Makes the summary.
///
/// # Errors
/// Where the file cannot be read, or the template asks for what is not there.
pub(crate) fn report(store: &Store, plan: &Plan, request: &Request) -> Result<Report> {
    let Request { as_of, lang, .. } = *request;
    let figures = figures(store, as_of)?;
    let rates = rates::json(store, as_of)?;
    let problems = checks::in_short(&checks::findings(store, plan, as_of)?, lang);
    let day = as_of.to_string();
    let texts = |sql: &str| store.texts(sql, &[&day]);
    let tables = json!({
        "done": texts(DONE)?, "continuing": texts(CONTINUING)?, "surveys": survey_rows(texts(SURVEYS)?, lang),
        "matrix": matrix(store, &day)?, "categories": categories(store, plan, &day, lang)?,
    });
    let addressees: Vec<&str> = match request.addressee {
        Some(addressee) => vec![addressee],
        None => plan.addressees.iter().map(|one| one.get(lang)).collect(),
    };
    let digest = store.digest()?;
    let names = |texts: &[&crate::model::plan::Wording]| -> Vec<String> {
        texts.iter().map(|text| text.get(lang).to_owned()).collect()
    };
    let basis: Vec<String> = plan
        .basis
        .iter()
        .map(|basis| {
            lang.pick(
                format!("{}（{}）", basis.title.get(lang), basis.number),
                format!("{} ({})", basis.title.get(lang), basis.number),
            )
        })
        .collect();
    let values = json!({
        "title": plan.title.get(lang), "host": plan.host.get(lang), "addressees": addressees,
        "leading_group": plan.leading_group.get(lang), "office": plan.leading_group_office.get(lang),
        "basis": basis, "phases": names(&plan.phases.iter().map(|phase| &phase.name).collect::<Vec<_>>()),
        "opens": date(plan.opens, lang), "closes": date(plan.closes, lang), "as_of": date(as_of, lang),
        "figures": figures, "aid": plain(&yuan(figures["aid_fen"].as_i64().unwrap_or(0))),
        "rates": rate_words(store, as_of, lang)?, "problems": problems, "tables": tables, "digest": digest,
        "reply_days": plan.limits.reply_days, "partial_week_workdays": plan.limits.partial_week_workdays,
    });
    let template = request
        .template
        .unwrap_or(lang.pick(TEMPLATE_ZH, TEMPLATE_EN));
    let mut pictures = Pictures::new();
    pictures.insert("categories", by_category(&tables["categories"], lang));
    let mut rows: Vec<Vec<String>> = RATES.iter().map(|rate| rate_row(rate.id, &rates)).collect();
    rows.extend(
        figures
            .as_object()
            .into_iter()
            .flatten()
            .map(|(id, value)| vec![id.clone(), value.to_string(), String::new(), String::new()]),
    );
    Ok(Report {
        blocks: prose::document(template, &values, &pictures, lang)?,
        json: json!({
            "title": plan.title.get(lang), "as_of": day, "addressees": addressees, "digest": digest,
            "figures": figures, "rates": rates, "tables": tables, "problems": problems,
        }),
        sheet: Table::new(["figure", "numerator", "denominator", "rate"], rows),
    })
}

fn rate_row(id: &str, rates: &Json) -> Vec<String> {
    let part = |name: &str| rates[id][name].as_i64().unwrap_or(0);
    let (numerator, denominator) = (part("numerator"), part("denominator"));
    vec![
        id.to_owned(),
        numerator.to_string(),
        denominator.to_string(),
        Cell::Rate(numerator, denominator).to_string(),
    ]
}

fn figures(store: &Store, day: NaiveDate) -> Result<Json> {
    let day = day.to_string();
    let mut figures = Map::new();
    for (id, sql) in FIGURES {
        let parameters: &[&dyn rusqlite::ToSql] = if sql.contains("?1") { &[&day] } else { &[] };
        figures.insert((*id).to_owned(), Json::from(store.count(sql, parameters)?));
    }
    Ok(Json::Object(figures))
}

fn rate_words(store: &Store, day: NaiveDate, lang: Lang) -> Result<Vec<Json>> {
    let table = rates::table(store, day, lang)?;
    let row = |row: &Vec<Cell>| {
        let row: Vec<String> = row.iter().map(Cell::to_string).collect();
        json!({"label": row[0], "numerator": row[1], "denominator": row[2], "percent": row[3], "formula": row[4]})
    };
    Ok(table.rows.iter().map(row).collect())
}

fn survey_rows(rows: Vec<Vec<Option<String>>>, lang: Lang) -> Vec<Vec<Option<String>>> {
    let named = |mut row: Vec<Option<String>>| {
        row[1].get_or_insert_with(|| lang.pick("总体", "overall").to_owned());
        row
    };
    rows.into_iter().map(named).collect()
}

fn matrix(store: &Store, day: &str) -> Result<Json> {
    let mut rows = Vec::new();
    for place in crate::kinds::visit::PLACE_KINDS {
        let mut cells = Vec::new();
        for service in crate::kinds::visit::SERVICES {
            cells.push(store.count(MATRIX, &[&day, &place.id, &service.id])?);
        }
        rows.push(json!({"place": place.id, "cells": cells}));
    }
    Ok(Json::from(rows))
}

fn categories(store: &Store, plan: &Plan, day: &str, lang: Lang) -> Result<Vec<Json>> {
    let mut rows = Vec::new();
    for category in &plan.categories {
        let sql = BY_CATEGORY.replacen("count(*), ", "", 1);
        let done = store.count(&sql, &[&day, &category.key])?;
        let all = store.count("select count(*) from pledge where void is null and published_on <= ?1 and category is ?2", &[&day, &category.key])?;
        rows.push(json!({"key": category.key, "name": category.name.get(lang), "published": all, "done": done}));
    }
    Ok(rows)
}

/// Draws the pledges of each service (requirement 5).
fn by_category(categories: &Json, lang: Lang) -> Block {
    let heads = lang.pick(["类别", "公示", "办结"], ["Category", "Published", "Done"]);
    let title = lang.pick("实事项目按服务类别（项）", "Pledges by service");
    let rows = categories.as_array().into_iter().flatten().map(|row| {
        let count = |key: &str| Cell::Integer(row[key].as_i64().unwrap_or(0));
        vec![
            Cell::Text(plain(&row["name"])),
            count("published"),
            count("done"),
        ]
    });
    Block::Chart(Chart {
        form: Form::Bars,
        table: Table::new(heads, rows).titled(title),
    })
}

/// Writes a day as an official document does: Arabic numerals, no leading zeros.
fn date(day: NaiveDate, lang: Lang) -> String {
    lang.pick(
        format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        day.format("%-d %B %Y").to_string(),
    )
}
