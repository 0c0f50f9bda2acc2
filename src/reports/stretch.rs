//! The report of a month or of a phase: what came about in those days, beside what has come about
//! since the beginning.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::count::Scope;
use super::figures::{self, FIGURES};
use super::rates::{self, RATES};
use super::{View, summary, tables};
use crate::checks;
use crate::error::Result;
use crate::model::document::{Block, Cell, Report, Table};
use crate::store::Store;
use crate::text::Lang;

/// A stretch of days, and what it is called.
#[derive(Debug)]
pub(crate) struct Stretch<'a> {
    pub(crate) title: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// The rates that were frozen when it was closed.
    pub(crate) frozen: Option<&'a Json>,
}

/// Makes the report.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn report(view: &View, stretch: &Stretch) -> Result<Report> {
    let as_of = view.as_of.min(stretch.until);
    let view = &View { as_of, ..*view };
    let View { store, lang, .. } = *view;
    let own = Scope::stretch(stretch.from, stretch.until, as_of);
    let all = view.scope();
    let digest = store.digest()?;
    let days = (stretch.from, as_of);
    let (from, until) = (summary::date(days.0, lang), summary::date(days.1, lang));
    let problems = problems(view, stretch.from)?;
    let mut blocks = vec![
        Block::Heading(1, stretch.title.clone()),
        Block::Paragraph(lang.pick(
            format!("本期{from}至{until}，累计截至{until}，数据摘要{digest}。"),
            format!(
                "This stretch: {from} to {until}; in all: up to {until}; data digest {digest}."
            ),
        )),
        Block::Heading(2, lang.pick("一、各项数据", "1. Figures").to_owned()),
        Block::Table(figure_table(store, (&own, &all), lang)?),
        Block::Heading(2, lang.pick("二、各项比率", "2. Rates").to_owned()),
        Block::Table(rate_table(store, (&own, &all), lang)?),
    ];
    if let Some(frozen) = stretch.frozen {
        blocks.push(Block::Table(frozen_table(frozen, lang)));
    }
    blocks.push(Block::Chart(tables::units(view)?));
    blocks.push(Block::Heading(
        2,
        lang.pick("三、存在问题", "3. Problems").to_owned(),
    ));
    let nothing = lang.pick(
        "未发现逾期或缺漏事项。",
        "Nothing was found late or missing.",
    );
    match &problems[..] {
        [] => blocks.push(Block::Paragraph(nothing.to_owned())),
        some => blocks.extend(some.iter().cloned().map(Block::Item)),
    }
    let machine = |scope: &Scope| -> Result<Json> {
        Ok(json!({"figures": figures::json(store, scope)?, "rates": rates::json(store, scope)?}))
    };
    let (own_json, all_json) = (machine(&own)?, machine(&all)?);
    Ok(Report {
        blocks,
        sheet: sheet(&own_json, &all_json),
        json: json!({
            "title": stretch.title, "from": days.0.to_string(), "until": days.1.to_string(), "digest": digest,
            "own": own_json, "cumulative": all_json,
            "frozen": stretch.frozen.map(rates::thawed), "problems": problems,
        }),
    })
}

/// Returns what was due in the stretch and is late or missing.
fn problems(view: &View, from: NaiveDate) -> Result<Vec<String>> {
    let until = view.as_of;
    let mut found = checks::findings(view.store, view.plan, until)?;
    found.retain(|one| (from..=until).contains(&one.term.due));
    Ok(summary::problems(&found, view.lang))
}

fn figure_table(store: &Store, (own, all): (&Scope, &Scope), lang: Lang) -> Result<Table> {
    let heads = lang.pick(
        ["指标", "计量", "本期", "累计"],
        ["Figure", "Measure", "This stretch", "In all"],
    );
    let mut table = Table::new::<Cell>(heads, []).titled(lang.pick("各项数据", "Figures"));
    for figure in FIGURES {
        table.push(vec![
            Cell::from(figure.label.get(lang)),
            Cell::from(figure.measure.get(lang)),
            Cell::Integer(figure.rows.total(store, own)?),
            Cell::Integer(figure.rows.total(store, all)?),
        ]);
    }
    Ok(table)
}

fn rate_table(store: &Store, (own, all): (&Scope, &Scope), lang: Lang) -> Result<Table> {
    let heads = lang.pick(
        [
            "指标",
            "本期分子",
            "本期分母",
            "本期",
            "累计分子",
            "累计分母",
            "累计",
        ],
        [
            "Rate",
            "Numerator",
            "Denominator",
            "This stretch",
            "Numerator in all",
            "Denominator in all",
            "In all",
        ],
    );
    let mut table = Table::new::<Cell>(heads, []).titled(lang.pick("各项比率", "Rates"));
    for rate in RATES {
        let mut row = vec![Cell::from(rate.label.get(lang))];
        for scope in [own, all] {
            let (numerator, denominator) = rate.of(store, scope)?;
            row.extend([
                Cell::Integer(numerator),
                Cell::Integer(denominator),
                Cell::Rate(numerator, denominator),
            ]);
        }
        table.push(row);
    }
    Ok(table)
}

fn frozen_table(frozen: &Json, lang: Lang) -> Table {
    let heads = lang.pick(
        ["指标", "分子", "分母", "比率"],
        ["Rate", "Numerator", "Denominator", "Per cent"],
    );
    let row = |rate: &rates::Rate| {
        let part = |at: usize| frozen[rate.id][at].as_i64().unwrap_or(0);
        vec![
            Cell::from(rate.label.get(lang)),
            Cell::Integer(part(0)),
            Cell::Integer(part(1)),
            Cell::Rate(part(0), part(1)),
        ]
    };
    let title = lang.pick(
        "结束本阶段时固定的累计比率",
        "Rates in all, as frozen when the phase was closed",
    );
    Table::new(heads, RATES.iter().map(row)).titled(title)
}

fn sheet(own: &Json, all: &Json) -> Table {
    let mut sheet = Table::new::<Cell>(
        [
            "figure",
            "own",
            "own_denominator",
            "cumulative",
            "cumulative_denominator",
        ],
        [],
    );
    let number = |json: &Json| json.as_i64().map_or(Cell::from(""), Cell::Integer);
    for rate in RATES {
        let part = |json: &Json, name: &str| number(&json["rates"][rate.id][name]);
        sheet.push(vec![
            Cell::from(rate.id),
            part(own, "numerator"),
            part(own, "denominator"),
            part(all, "numerator"),
            part(all, "denominator"),
        ]);
    }
    let none = Map::new();
    for (id, value) in own["figures"].as_object().unwrap_or(&none) {
        let cumulative = number(&all["figures"][id]);
        sheet.push(vec![
            Cell::from(id.as_str()),
            number(value),
            Cell::from(""),
            cumulative,
            Cell::from(""),
        ]);
    }
    sheet
}
