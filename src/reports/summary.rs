//! The summary report that is handed in at the end of November (requirement 44): figures from
//! the records, wording from a template in each language.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value as Json, json};

use super::count;
use super::figures::{self, AID};
use super::prose::{self, Pictures};
use super::rates::{self, Counted, RATES};
use super::{View, explained, grouped, problems, readings, tables, withdrawn};
use crate::checks::{self, Finding};
use crate::error::Result;
use crate::model::document::{Block, Cell, Chart, Report, Role, Table};
use crate::model::plan::Plan;
use crate::text::Lang;

const TEMPLATE_ZH: &str = include_str!("summary.zh.md");
const TEMPLATE_EN: &str = include_str!("summary.en.md");

const MODEL_CASES: &str = "select title from publicity where void is null and date <= ?1
    and model_case = 1 and title is not null order by date, office, number, copy";
const MECHANISMS: &str = "select title || coalesce('（' || document_no || '）', '') from mechanism
    where void is null and state = 'issued' and issued_on <= ?1 order by issued_on, office, number, copy";

/// Options of the summary.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// Empty for every addressee of the plan.
    pub(crate) addressee: Option<&'a str>,
    /// An office's own wording in place of ours.
    pub(crate) template: Option<&'a str>,
    /// True if the refs behind each figure are listed.
    pub(crate) explain: bool,
}

pub(crate) fn report(view: &View, request: &Request) -> Result<Report> {
    let View {
        store,
        plan,
        as_of,
        lang,
        ..
    } = *view;
    let (scope, day) = (view.scope(), as_of.to_string());
    let figures = Json::Object(figures::json(store, &scope)?);
    let withdrawn = withdrawn::of(store, &scope)?;
    let counted = rates::counted(store, &scope)?;
    let rates = rates::json(&counted, &withdrawn);
    let in_full = checks::in_full(store, plan, as_of, true)?;
    let receptions = tables::receptions(&in_full, lang);
    let everything = checks::folded(store, plan, as_of, in_full)?;
    let [named, problems] =
        [problems::MOST_NAMED, usize::MAX].map(|most| problems::sentences(&everything, most, lang));
    let table = rates::table(&counted, lang);
    let pictures = pictures(view, &everything, (receptions, table), &withdrawn)?;
    let has_single =
        matches!(&pictures["single_surveys"], Block::Table(table) if !table.rows.is_empty());
    let addressees: Vec<&str> = match request.addressee {
        Some(addressee) => vec![addressee],
        None => plan.addressees.iter().map(|one| one.get(lang)).collect(),
    };
    let digest = store.digest()?;
    let rates_told = rate_words(&counted, lang);
    let headline = plan.on(as_of).satisfaction.headline.rate();
    let told = |id: &str| rates_told.iter().find(|rate| rate["id"] == id);
    let (satisfaction, return_rate) = (told(headline), told("return_rate"));
    let values = json!({
        "title": plan.title.get(lang), "host": plan.host.get(lang), "addressees": addressees,
        "leading_group": plan.leading_group.get(lang), "office": plan.leading_group_office.get(lang),
        "basis": basis(plan, lang), "phases": phases(plan, lang),
        "phase": plan.phase_on(as_of).map(|phase| phase.name.get(lang)),
        "opens": date(plan.opens, lang), "closes": date(plan.closes, lang), "as_of": date(as_of, lang),
        "figures": figures, "aid": Cell::Money(AID.rows.total(store, &scope)?).to_string(),
        "rates": rates_told, "problems": named, "digest": digest,
        "model_cases": first_column(store.texts(MODEL_CASES, &[&day])?),
        "mechanisms": first_column(store.texts(MECHANISMS, &[&day])?),
        "continuing": first_column(store.texts(tables::CONTINUING, &[&day])?),
        "overlong": problems::is_overlong(&everything), "withdrawn": withdrawn.len(), "single_surveys": has_single, "known_on": view.known_on.map(|day| date(day, lang)), "settings": readings::settings(view), "readings": readings::readings(lang), "limits": plan.on(as_of).limits, "satisfaction": satisfaction, "return_rate": return_rate,
    });
    let template = request
        .template
        .unwrap_or(lang.pick(TEMPLATE_ZH, TEMPLATE_EN));
    let mut blocks = prose::document(template, &values, &pictures, lang)?;
    let mut json = json!({
        "title": plan.title.get(lang), "as_of": day, "addressees": addressees, "digest": digest,
        "figures": figures, "rates": rates, "problems": problems,
        "tables": {
            "done": count::objects(store, tables::DONE, &[&day])?,
            "continuing": count::objects(store, tables::CONTINUING, &[&day])?,
        },
    });
    if request.explain {
        let (table, refs) = explained::report(view)?;
        let (label, title) = lang.pick(("附：数据来源", "数据来源"), ("Sources", "Sources"));
        blocks.push(Block::Line(Role::Attachment, label.to_owned()));
        blocks.push(Block::Heading(2, title.to_owned()));
        blocks.push(Block::Table(table.titled(title)));
        json["refs"] = Json::Object(refs);
    }
    Ok(Report {
        blocks,
        json,
        sheet: sheet(&figures, &rates),
    })
}

fn pictures(
    view: &View,
    found: &[Finding],
    (receptions, rates): (Chart, Table),
    withdrawn: &[Json],
) -> Result<Pictures> {
    let lang = view.lang;
    let [surveys, single] = [tables::surveys(view, true)?, tables::surveys(view, false)?];
    Ok(Pictures::from([
        ("categories", Block::Chart(tables::categories(view)?)),
        ("continuing", Block::Table(tables::continuing(view)?)),
        ("done", Block::Table(tables::done(view)?)),
        ("ledgers", Block::Table(tables::ledgers(view)?)),
        ("matrix", Block::Table(tables::matrix(view)?)),
        ("months", Block::Chart(grouped::by_month(view)?)),
        (
            "rates",
            Block::Table(rates.titled(lang.pick("各项比率", "Rates"))),
        ),
        ("receptions", Block::Chart(receptions)),
        (
            "satisfaction",
            Block::Chart(tables::satisfaction([&surveys, &single], lang)),
        ),
        ("single_surveys", Block::Table(single)),
        ("surveys", Block::Table(surveys)),
        ("problems", Block::Table(problems::table_of(found, lang))),
        (
            "units",
            Block::Chart(tables::unit_chart(&tables::unit_rows(view)?, lang)),
        ),
        ("withdrawn", Block::Table(withdrawn::table(withdrawn, lang))),
    ]))
}

fn basis(plan: &Plan, lang: Lang) -> Vec<String> {
    let told = |basis: &crate::model::plan::Basis| {
        let title = basis.title.get(lang);
        lang.pick(
            format!("《{title}》（{}）", basis.number),
            format!("{title} ({})", basis.number),
        )
    };
    plan.basis.iter().map(told).collect()
}

fn phases(plan: &Plan, lang: Lang) -> Vec<String> {
    let told = |phase: &crate::model::plan::Phase| {
        let (opens, closes) = (date(phase.opens, lang), date(phase.closes, lang));
        let name = phase.name.get(lang);
        lang.pick(
            format!("{name}（{opens}至{closes}）"),
            format!("{name} ({opens} to {closes})"),
        )
    };
    plan.phases.iter().map(told).collect()
}

fn first_column(rows: Vec<Vec<Option<String>>>) -> Vec<String> {
    let first = |row: Vec<Option<String>>| row.into_iter().next().flatten();
    rows.into_iter().filter_map(first).collect()
}

fn rate_words(counted: &[Counted], lang: Lang) -> Vec<Json> {
    let words = |(rate, numerator, denominator): &Counted| {
        json!({
            "id": rate.id, "label": rate.label.get(lang), "numerator": numerator, "denominator": denominator,
            "percent": Cell::Rate(*numerator, *denominator).to_string(), "formula": rate.formula.get(lang),
        })
    };
    counted.iter().map(words).collect()
}

fn sheet(figures: &Json, rates: &Json) -> Table {
    let mut sheet = Table::new::<Cell>(["figure", "numerator", "denominator", "rate"], []);
    for rate in RATES {
        let part = |name: &str| rates[rate.id][name].as_i64().unwrap_or(0);
        let (numerator, denominator) = (part("numerator"), part("denominator"));
        sheet.push(vec![
            Cell::from(rate.id),
            Cell::Integer(numerator),
            Cell::Integer(denominator),
            Cell::Rate(numerator, denominator),
        ]);
    }
    for (id, value) in figures.as_object().into_iter().flatten() {
        let value = value.as_i64().unwrap_or(0);
        sheet.push(vec![
            Cell::from(id.as_str()),
            Cell::Integer(value),
            Cell::from(""),
            Cell::from(""),
        ]);
    }
    sheet
}

/// Writes a day as an official document does: Arabic numerals, no leading zeros.
pub(super) fn date(day: NaiveDate, lang: Lang) -> String {
    lang.pick(
        format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        day.format("%-d %B %Y").to_string(),
    )
}
