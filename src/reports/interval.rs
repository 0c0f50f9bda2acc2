//! The report of a month or of a phase: what came about in those days, what has come about since the
//! beginning, and of states what there was on the last day. Of a closed phase it tells what was frozen
//! when it was closed, and apart from it what came after.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::against::{self, Difference};
use super::attachments::{self, Cut};
use super::count::Coverage;
use super::figures::{self, FIGURES};
use super::prose::Pictures;
use super::rates::RATES;
use super::tally::Tally;
use super::{View, readings, summary, tables, templates, withdrawn};
use crate::error::Result;
use crate::model::date::Span;
use crate::model::document::{Block, Cell, Report, Table};
use crate::text::Lang;

/// An interval of days, and what it is called.
#[derive(Debug)]
pub(crate) struct Interval {
    pub(crate) title: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// With what it is compared.
    pub(crate) before: Option<Earlier>,
    /// Figures counted when it was closed.
    pub(crate) frozen: Option<Frozen>,
}

/// The month or the phase before.
#[derive(Debug)]
pub(crate) struct Earlier {
    pub(crate) called: String,
    pub(crate) days: Span,
    /// Figures counted when it was closed.
    pub(crate) frozen: Option<Tally>,
}

/// Figures frozen when a phase was closed, and their changes since.
#[derive(Debug)]
pub(crate) struct Frozen {
    pub(crate) tally: Tally,
    pub(crate) closed_on: NaiveDate,
    /// Reasons for which its figures would differ now.
    pub(crate) after: Vec<Difference>,
}

pub(crate) fn report(view: &View, interval: &Interval) -> Result<Report> {
    let lang = view.lang;
    let frozen = interval.frozen.as_ref();
    let tally = &*match frozen {
        Some(frozen) => Cow::Borrowed(&frozen.tally),
        None => Cow::Owned(Tally::of(view, interval.from, interval.until)?),
    };
    let before = before(view, interval)?;
    let before = before.as_ref();
    let counted = View {
        as_of: tally.until,
        ..*view
    };
    let (problems, all) = tally.told(&counted);
    let mut pictures = pictures(&counted, tally, before);
    let attachments = attachments(&counted, all, frozen, &mut pictures);
    let number = |key| {
        let one = attachments.iter().find(|one| one["key"] == key);
        one.map(|one| one["number"].clone())
    };
    let day = |day| summary::date(day, lang);
    let values = json!({
        "title": interval.title, "from": day(tally.from), "until": day(tally.until),
        "digest": tally.digest, "closed_on": frozen.map(|frozen| day(frozen.closed_on)),
        "compared": before.map(|before| compared(tally, before, lang)).unwrap_or_default(),
        "compared_with": before.map(|before| before.called),
        "withdrawn": tally.withdrawn[1].len(), "problems": problems,
        "after": frozen.map_or(0, |frozen| frozen.after.len()),
        "number": {FINDINGS: number(FINDINGS), AFTER: number(AFTER), READINGS: number(READINGS)},
        "attachments": attachments,
    });
    Ok(Report {
        blocks: templates::INTERVAL.filled(view, &values, &pictures)?,
        sheet: sheet(tally, before),
        json: json!({
            "title": interval.title, "from": tally.from.to_string(), "until": tally.until.to_string(),
            "digest": tally.digest, "own": tally.own(), "cumulative": tally.cumulative(), "stock": tally.stock(),
            "before": before.map(|before| json!({"figures": before.figures})),
            "frozen": frozen.map(|frozen| frozen.tally.rates_json()),
            "after": frozen.map(|frozen| frozen.after.iter().map(Difference::json).collect::<Json>()),
            "problems": tally.problems.get(lang),
        }),
        ..Report::default()
    })
}

/// The key of the attachment that lists what is late or missing.
const FINDINGS: &str = "findings";
/// The key of the one that lists what came after a phase was closed.
const AFTER: &str = "after";
/// The key of the one that says how the figures are to be read.
const READINGS: &str = "readings";

/// What came about in the days before, figure by figure.
struct Before<'i> {
    called: &'i str,
    figures: BTreeMap<&'static str, i64>,
}

impl Before<'_> {
    fn get(&self, figure: &str) -> Option<i64> {
        self.figures.get(figure).copied()
    }
}

/// Counts the month or the phase before one that is told of, as it stood on its last day, or as it was closed;
/// `None` where the campaign had not begun.
fn before<'i>(view: &View, interval: &'i Interval) -> Result<Option<Before<'i>>> {
    let Some(Earlier {
        called,
        days: Span { first, last },
        frozen,
    }) = &interval.before
    else {
        return Ok(None);
    };
    let (first, last) = (*first, *last);
    if last < view.plan.opens {
        return Ok(None);
    }
    if let Some(tally) = frozen {
        let counted = figures::all().map(|figure| (figure.id, tally.figure(figure.id).own));
        let figures = counted.collect();
        return Ok(Some(Before { called, figures }));
    }
    let scope = Coverage::interval(first, last, last);
    let counted =
        figures::all().map(|figure| Ok((figure.id, figure.rows.total(view.store, &scope)?)));
    let figures = counted.collect::<Result<_>>()?;
    Ok(Some(Before { called, figures }))
}

/// The figures that are compared in words.
const COMPARED: [&str; 6] = [
    "studies",
    "visits",
    "receptions",
    "opinions",
    "pledges",
    "pledges_done",
];

/// Says what is more or less than in the days before; of what there is none of, nothing.
fn compared(tally: &Tally, before: &Before, lang: Lang) -> Vec<String> {
    let told = FIGURES
        .iter()
        .filter(|figure| COMPARED.contains(&figure.id));
    let told = told.filter_map(|figure| {
        let (now, then) = (tally.figure(figure.id).own, before.get(figure.id)?);
        let (label, measure) = (figure.label.get(lang), figure.measure.get(lang));
        let more = now - then;
        let difference = lang.pick(
            match more {
                0 => "持平".to_owned(),
                1.. => format!("增加{more}{measure}"),
                _ => format!("减少{}{measure}", -more),
            },
            match more {
                0 => "as many as before".to_owned(),
                1.. => format!("{more} more"),
                _ => format!("{} fewer", -more),
            },
        );
        (now, then).ne(&(0, 0)).then(|| {
            lang.pick(
                format!("{label}{now}{measure}，{difference}"),
                format!("{label}: {now}, {difference}"),
            )
        })
    });
    told.collect()
}

fn pictures(view: &View, tally: &Tally, before: Option<&Before>) -> Pictures {
    let lang = view.lang;
    let [formulas, always, settings] = readings::tables(view);
    let tables = [
        ("always", always),
        ("figures", figure_table(tally, before, lang)),
        ("formulas", formulas),
        ("rates", rate_table(tally, lang)),
        ("settings", settings),
        ("withdrawn", withdrawn::table(&tally.withdrawn[1], lang)),
    ];
    let units = Block::Chart(tables::unit_chart(&tally.units, lang));
    let tables = tables.map(|(name, table)| (name, Block::Table(table)));
    tables.into_iter().chain([("units", units)]).collect()
}

/// Numbers the attachments: what is late or missing, and what came after the closing, if anything did, and how
/// the figures are to be read.
fn attachments(
    view: &View,
    all: Option<Cut>,
    frozen: Option<&Frozen>,
    pictures: &mut Pictures,
) -> Vec<Json> {
    let title = view
        .lang
        .pick("阶段结束后的变化", "Changes since the closing");
    let after = frozen.map_or(&[][..], |frozen| &frozen.after);
    let after = against::by_figure(after, view.lang).titled(title);
    let mut listed = Vec::new();
    let after = attachments::cut(after, view);
    for (key, Cut { table, rest }) in [(FINDINGS, all.unwrap_or_default()), (AFTER, after)] {
        if !table.rows.is_empty() {
            listed.push(json!({
                "key": key, "title": table.title, "pictures": [{"name": key, "rest": rest}],
            }));
        }
        pictures.insert(key, Block::Table(table));
    }
    let names = ["formulas", "always", "settings"];
    let shown = names.map(|name| json!({"name": name, "rest": null}));
    listed.push(json!({
        "key": READINGS, "title": readings::TITLE.get(view.lang), "pictures": shown,
    }));
    for (number, one) in (1..).zip(&mut listed) {
        one["number"] = json!(number);
    }
    listed
}

fn figure_table(tally: &Tally, before: Option<&Before>, lang: Lang) -> Table {
    let heads = lang.pick(
        ["指标", "计量", "本期", "累计", "期末"],
        [
            "Figure",
            "Measure",
            "This period",
            "In all",
            "On the last day",
        ],
    );
    let mut heads = heads.to_vec();
    if let Some(before) = before {
        heads.insert(OWN + 1, lang.pick(before.called, "Before"));
    }
    let rows = FIGURES.iter().map(|figure| {
        let counted = tally.figure(figure.id);
        let mut row = vec![
            Cell::from(figure.label.get(lang)),
            Cell::from(figure.measure.get(lang)),
            Cell::Integer(counted.own),
            Cell::Integer(counted.cumulative),
            counted.stock.map_or(Cell::from(""), Cell::Integer),
        ];
        if let Some(before) = before {
            let then = before.get(figure.id);
            row.insert(OWN + 1, then.map_or(Cell::from(""), Cell::Integer));
        }
        row
    });
    Table::new::<Cell>(heads, rows).titled(lang.pick("各项数据", "Figures"))
}

/// The column of what came about in the period.
const OWN: usize = 2;

fn rate_table(tally: &Tally, lang: Lang) -> Table {
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
            "This period",
            "Numerator in all",
            "Denominator in all",
            "In all",
        ],
    );
    let rows = RATES.iter().map(|rate| {
        let counts = tally.rate(rate.id).into_iter().flat_map(|counts| {
            let (numerator, denominator) = counts;
            [
                Cell::Integer(numerator),
                Cell::Integer(denominator),
                Cell::Rate(numerator, denominator),
            ]
        });
        [Cell::from(rate.label.get(lang))]
            .into_iter()
            .chain(counts)
            .collect()
    });
    Table::new::<Cell>(heads, rows).titled(lang.pick("各项比率", "Rates"))
}

fn sheet(tally: &Tally, before: Option<&Before>) -> Table {
    let heads = [
        "figure",
        "own",
        "own_denominator",
        "cumulative",
        "cumulative_denominator",
        "stock",
        "before",
    ];
    let blank = || Cell::from("");
    let then = |id| before.and_then(|before| before.get(id));
    let rates = RATES.iter().map(|rate| {
        let [own, all] = tally.rate(rate.id);
        let counts = [own.0, own.1, all.0, all.1].map(Cell::Integer);
        let row = [Cell::from(rate.id)].into_iter().chain(counts);
        row.chain([blank(), blank()]).collect::<Vec<_>>()
    });
    let figures = figures::ids().map(|id| {
        let counted = tally.figure(id);
        vec![
            Cell::from(id),
            Cell::Integer(counted.own),
            blank(),
            Cell::Integer(counted.cumulative),
            blank(),
            counted.stock.map_or(blank(), Cell::Integer),
            then(id).map_or(blank(), Cell::Integer),
        ]
    });
    Table::new::<Cell>(heads, rates.chain(figures))
}
