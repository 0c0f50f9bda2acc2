//! The summary report that is handed in at the end of November (requirement 44): figures from
//! the records, wording from a template in each language.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json, json};

use super::count;
use super::figures::{self, AID};
use super::prose::Pictures;
use super::rates::{self, Counted, RATES};
use super::telling::{self, Reasons};
use super::{
    View, attachments, breakdown, explained, grouped, narrative, problems, readings, share, tables,
    templates, withdrawn,
};
use crate::checks;
use crate::error::Result;
pub(super) use crate::model::date::in_words as date;
use crate::model::document::{Block, Cell, Chart, Report, Table, plain};
use crate::model::plan::Plan;
use crate::text::{Lang, Text, numeral, text};

const MODEL_CASES: &str = "select title from publicity where void is null and date <= ?1
    and model_case = 1 and title is not null order by date, office, number, copy";
const MECHANISMS: &str = "select title || coalesce('（' || document_no || '）', '') from mechanism
    where void is null and state = 'issued' and issued_on <= ?1 order by issued_on, office, number, copy";

/// Options of the summary.
#[derive(Debug, Default)]
pub(crate) struct Request<'a> {
    /// Empty for every addressee of the plan.
    pub(crate) addressee: Option<&'a str>,
    /// True if the refs behind each figure are listed.
    pub(crate) explain: bool,
}

/// The most titles that a sentence names.
const MOST_NAMED: usize = 5;

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
    let told = narrative::values(view, &in_full)?;
    let receptions = tables::receptions(&in_full, lang);
    let everything = checks::folded(store, plan, as_of, in_full)?;
    let reasons = Reasons::of(view, plan.opens)?;
    let problems = problems::table(problems::matters(&everything), view);
    let mut pictures = pictures(view, problems.table, receptions, &counted, &withdrawn)?;
    let (attachments, numbers) = attachments(view, &mut pictures, problems.rest.as_deref());
    let has_rows =
        |name: &str| matches!(&pictures[name], Block::Table(table) if !table.rows.is_empty());
    let addressees: Vec<&str> = match (request.addressee, view.own) {
        (Some(addressee), _) => vec![addressee],
        (None, Some(_)) => vec![plan.leading_group_office.get(lang)],
        (None, None) => plan.addressees.iter().map(|one| one.get(lang)).collect(),
    };
    let digest = store.digest()?;
    let rates_told = rate_words(&counted, lang);
    let headline = plan.on(as_of).satisfaction.headline.rate();
    let rate = |id: &str| rates_told.iter().find(|rate| rate["id"] == id);
    let by_id = rates_told
        .iter()
        .map(|rate| (plain(&rate["id"]), rate.clone()));
    let by_id: Map<String, Json> = by_id.collect();
    let (satisfaction, return_rate) = (rate(headline), rate("return_rate"));
    let named = |sql| -> Result<Vec<String>> {
        let mut titles = first_column(store.texts(sql, &[&day])?);
        titles.truncate(MOST_NAMED);
        Ok(titles)
    };
    let values = json!({
        "title": plan.title.get(lang), "host": plan.host.get(lang), "addressees": addressees,
        "signer": view.signer(), "own": view.own.is_some(),
        "leading_group": plan.leading_group.get(lang), "office": plan.leading_group_office.get(lang),
        "basis": basis(plan, lang), "phases": phases(plan, lang), "phase_count": count_words(plan.phases.len(), lang),
        "phase": plan.phase_on(as_of).map(|phase| narrative::phase_name(phase.number, lang)),
        "opens": date(plan.opens, lang), "closes": date(plan.closes, lang), "closes_short": until(plan.opens, plan.closes, lang), "as_of": date(as_of, lang),
        "figures": figures, "aid": Cell::Money(AID.rows.total(store, &scope)?).to_string(),
        "opening": opening(&figures, lang), "has_rates": counted.iter().any(|(.., of)| *of > 0),
        "parts": breakdown::values(view)?, "pledge_parts": pledge_parts(&figures, lang), "told": told,
        "matrix_differs": tables::matrix_differs(&pictures["matrix"]),
        "rates": rates_told, "rate": by_id,
        "problems": telling::paragraphs(&everything, &reasons, lang), "digest": digest,
        "model_cases": named(MODEL_CASES)?, "mechanisms": named(MECHANISMS)?,
        "continuing": first_column(store.texts(tables::CONTINUING, &[&day])?),
        "withdrawn": withdrawn.len(), "single_surveys": has_rows("single_surveys"),
        "known_on": view.known_on.map(|day| date(day, lang)), "limits": plan.on(as_of).limits,
        "satisfaction": satisfaction, "return_rate": return_rate,
        "attachments": attachments, "number": numbers,
    });
    let blocks = templates::SUMMARY.filled(view, &values, &pictures)?;
    let json = json!({
        "title": plan.title.get(lang), "as_of": day, "addressees": addressees, "digest": digest,
        "figures": figures, "rates": rates, "problems": problems::sentences(&everything, lang),
        "tables": {
            "done": count::objects(store, tables::DONE, &[&day])?,
            "continuing": count::objects(store, tables::CONTINUING, &[&day])?,
        },
    });
    let mut report = Report {
        blocks,
        json,
        sheet: sheet(&figures, &rates),
        ..Report::default()
    };
    if request.explain {
        explained::append(&mut report, &explained::figures(view)?, lang);
    }
    Ok(report)
}

fn pictures(
    view: &View,
    problems: Table,
    receptions: Chart,
    counted: &[Counted],
    withdrawn: &[Json],
) -> Result<Pictures> {
    let lang = view.lang;
    let [surveys, single] = [tables::surveys(view, true)?, tables::surveys(view, false)?];
    let rates = rates::table(counted, lang).titled(lang.pick("各项比率", "Rates"));
    let [formulas, always, settings] = readings::tables(view);
    let units = tables::unit_chart(&tables::unit_rows(view)?, lang);
    let satisfaction = tables::satisfaction([&surveys, &single], lang);
    let tables = [
        ("always", always),
        ("continuing", tables::continuing(view)?),
        ("done", tables::done(view)?),
        ("formulas", formulas),
        ("ledgers", tables::ledgers(view)?),
        ("matrix", tables::matrix(view)?),
        ("phases", narrative::phases(view)?),
        (PROBLEMS, problems),
        ("rates", rates),
        ("settings", settings),
        ("single_surveys", single),
        ("surveys", surveys),
        ("withdrawn", withdrawn::table(withdrawn, lang)),
    ];
    let charts = [
        ("categories", tables::categories(view)?),
        ("months", grouped::by_month(view)?),
        ("receptions", receptions),
        ("satisfaction", satisfaction),
        ("units", units),
    ];
    let tables = tables.map(|(name, table)| (name, Block::Table(table)));
    let charts = charts.map(|(name, chart)| (name, Block::Chart(chart)));
    Ok(tables.into_iter().chain(charts).collect())
}

/// The table of what is late or missing.
const PROBLEMS: &str = "problems";

/// The attachments: what the prose calls each, its title, and the tables in it.
const ATTACHMENTS: [(&str, Text, &[&str]); 7] = [
    ("done", text("完成的实事项目", "Pledges done"), &["done"]),
    (
        "continuing",
        text("继续办理的实事项目", "Pledges continuing"),
        &["continuing"],
    ),
    (
        "withdrawn",
        text("撤回的实事项目", "Pledges withdrawn"),
        &["withdrawn"],
    ),
    (
        "surveys",
        text("满意度测评", "Satisfaction surveys"),
        &["surveys", "single_surveys"],
    ),
    (
        "ledgers",
        text("台账统计", "Totals of the ledgers"),
        &["ledgers"],
    ),
    ("findings", problems::TITLE, &[PROBLEMS]),
    (
        "readings",
        readings::TITLE,
        &["formulas", "always", "settings"],
    ),
];

/// Numbers the attachments in which there is something, and cuts what is longer than the plan allows.
fn attachments(
    view: &View,
    pictures: &mut Pictures,
    problems: Option<&str>,
) -> (Vec<Json>, Map<String, Json>) {
    let (mut listed, mut numbers) = (Vec::new(), Map::new());
    for (key, title, names) in ATTACHMENTS {
        let mut shown = Vec::new();
        for name in names {
            if let Some(Block::Table(table)) = pictures.get_mut(name)
                && !table.rows.is_empty()
            {
                let rest = attachments::rest(table, view);
                let known = problems.filter(|_| *name == PROBLEMS);
                let rest = rest.as_deref().or(known);
                shown.push(json!({"name": name, "rest": rest}));
            }
        }
        let number = (!shown.is_empty()).then(|| listed.len() + 1);
        numbers.insert(key.to_owned(), json!(number));
        if number.is_some() {
            let title = title.get(view.lang);
            listed.push(json!({"key": key, "number": number, "title": title, "pictures": shown}));
        }
    }
    (listed, numbers)
}

/// Says where the published pledges stand: the parts add up to all of them.
fn pledge_parts(figures: &Json, lang: Lang) -> String {
    let parts = tables::STATES.iter().filter_map(|(id, label, _)| {
        let count = figures[format!("pledges_{id}")]
            .as_i64()
            .filter(|count| *count > 0)?;
        let label = label.get(lang);
        Some(lang.pick(
            format!("{label}{count}项"),
            format!("{} {count}", label.to_lowercase()),
        ))
    });
    let parts: Vec<String> = parts.collect();
    lang.join(&parts)
}

/// Sums up what there is in half a sentence; what there is none of is left out.
fn opening(figures: &Json, lang: Lang) -> String {
    let told = [
        ("visits", text("走访{}次", "visits: {}")),
        ("receptions", text("接待群众{}次", "receptions: {}")),
        (
            "opinions",
            text("收到意见建议{}条", "opinions received: {}"),
        ),
        ("pledges", text("公开承诺实事{}项", "pledges published: {}")),
        ("pledges_done", text("办结{}项", "pledges done: {}")),
    ];
    let told = told.iter().filter_map(|(id, words)| {
        let count = figures[*id].as_i64().filter(|count| *count > 0)?;
        Some(words.get(lang).replace("{}", &count.to_string()))
    });
    told.collect::<Vec<_>>().join(lang.pick("，", ", "))
}

fn count_words(count: usize, lang: Lang) -> String {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match (lang, count) {
        (Lang::Zh, 2) => "两".to_owned(),
        (Lang::Zh, count) => numeral(count),
        (Lang::En, count) => count.to_string(),
    }
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
        let number = narrative::phase_name(phase.number, lang);
        let (opens, closes) = (
            date(phase.opens, lang),
            until(phase.opens, phase.closes, lang),
        );
        let name = phase.name.get(lang);
        lang.pick(
            format!("{number}“{name}”（{opens}至{closes}）"),
            format!("{number}, {name} ({opens} to {closes})"),
        )
    };
    plan.phases.iter().map(told).collect()
}

/// Writes the last day of a stretch, in Chinese without the year that was just named.
fn until(opens: NaiveDate, closes: NaiveDate, lang: Lang) -> String {
    if lang == Lang::Zh && opens.year() == closes.year() {
        narrative::short(closes, lang)
    } else {
        date(closes, lang)
    }
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
            "share": share::said(*numerator, *denominator, lang),
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
