//! The report of a month or of a phase: what came about in those days, what has come about since the
//! beginning, and of states what there was on the last day. Of a closed phase it tells what was frozen
//! when it was closed, and apart from it what came after.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::against::{self, Difference};
use super::figures::{self, FIGURES};
use super::rates::RATES;
use super::tally::Tally;
use super::{View, attachments, readings, summary, tables, withdrawn};
use crate::error::Result;
use crate::model::document::{Block, Cell, Report, Role, Table};
use crate::text::Lang;

/// An interval of days, and what it is called.
#[derive(Debug)]
pub(crate) struct Interval {
    pub(crate) title: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// Figures counted when it was closed.
    pub(crate) frozen: Option<Frozen>,
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
    let tally = &*match &interval.frozen {
        Some(frozen) => Cow::Borrowed(&frozen.tally),
        None => Cow::Owned(Tally::of(view, interval.from, interval.until)?),
    };
    let (from, until) = (
        summary::date(tally.from, lang),
        summary::date(tally.until, lang),
    );
    let digest = &tally.digest;
    let place = |key: &str| Block::Place(key.to_owned());
    let mut blocks = vec![
        place("title"),
        Block::Heading(1, interval.title.clone()),
        Block::Paragraph(lang.pick(
            format!("本期{from}至{until}，累计截至{until}，数据摘要{digest}。"),
            format!("This period: {from} to {until}; in all: up to {until}; data digest {digest}."),
        )),
    ];
    let frozen = interval.frozen.as_ref();
    blocks.extend(frozen.map(|frozen| Block::Paragraph(frozen.words(lang))));
    blocks.extend([
        place("figures"),
        Block::Heading(2, lang.pick("一、各项数据", "1. Figures").to_owned()),
        Block::Table(figure_table(tally, lang)),
        place("rates"),
        Block::Heading(2, lang.pick("二、各项比率", "2. Rates").to_owned()),
        Block::Table(rate_table(tally, lang)),
    ]);
    blocks.extend(withdrawn::blocks(&tally.withdrawn[1], lang));
    blocks.extend([
        Block::Chart(tables::unit_chart(&tally.units, lang)),
        place("problems"),
        Block::Heading(2, lang.pick("三、存在问题", "3. Problems").to_owned()),
    ]);
    let (problems, all) = tally.told(lang);
    let nothing = lang.pick(
        "未发现逾期或缺漏事项。",
        "Nothing was found late or missing.",
    );
    match problems {
        [] => blocks.push(Block::Paragraph(nothing.to_owned())),
        some => blocks.extend(some.iter().cloned().map(Block::Paragraph)),
    }
    blocks.extend(all.is_some().then(|| {
        let words = lang.pick(
            "逾期和缺漏事项逐项见附件1。",
            "Attachment 1 lists all that is late or missing.",
        );
        Block::Paragraph(words.to_owned())
    }));
    blocks.extend(frozen.into_iter().flat_map(|frozen| frozen.blocks(lang)));
    let counted = View {
        as_of: tally.until,
        ..*view
    };
    let before = usize::from(all.is_some());
    if let Some(all) = all {
        let label = lang.pick("附件1", "Attachment 1").to_owned();
        blocks.push(Block::Line(Role::Attachment, label));
        blocks.push(place("findings"));
        blocks.push(Block::Heading(2, all.title.clone()));
        blocks.extend(attachments::attached(all, &counted));
    }
    blocks.extend(readings::attachment(&counted, before));
    let after = frozen.map(|frozen| frozen.after.iter().map(Difference::json).collect::<Json>());
    Ok(Report {
        blocks,
        sheet: sheet(tally),
        json: json!({
            "title": interval.title, "from": tally.from.to_string(), "until": tally.until.to_string(),
            "digest": digest, "own": tally.own(), "cumulative": tally.cumulative(), "stock": tally.stock(),
            "frozen": frozen.map(|frozen| frozen.tally.rates_json()), "after": after, "problems": tally.problems.get(lang),
        }),
    })
}

impl Frozen {
    fn words(&self, lang: Lang) -> String {
        let day = summary::date(self.closed_on, lang);
        lang.pick(
            format!("本阶段已于{day}结束，以下为结束时固定的数据；结束后的变化另列于后，不计入。"),
            format!("This phase was closed on {day}; what follows was frozen then. What came after is listed apart at the end, and not counted."),
        )
    }

    /// Tells what came after, in a table of its own.
    fn blocks(&self, lang: Lang) -> Vec<Block> {
        if self.after.is_empty() {
            return Vec::new();
        }
        let title = lang.pick(
            "四、结束后的变化（不计入以上数据）",
            "4. Changes since the closing (not counted above)",
        );
        vec![
            Block::Place("after".to_owned()),
            Block::Heading(2, title.to_owned()),
            Block::Table(against::table(&self.after, lang).titled(title)),
        ]
    }
}

fn figure_table(tally: &Tally, lang: Lang) -> Table {
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
    let rows = FIGURES.iter().map(|figure| {
        let counted = tally.figure(figure.id);
        vec![
            Cell::from(figure.label.get(lang)),
            Cell::from(figure.measure.get(lang)),
            Cell::Integer(counted.own),
            Cell::Integer(counted.cumulative),
            counted.stock.map_or(Cell::from(""), Cell::Integer),
        ]
    });
    Table::new::<Cell>(heads, rows).titled(lang.pick("各项数据", "Figures"))
}

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

fn sheet(tally: &Tally) -> Table {
    let heads = [
        "figure",
        "own",
        "own_denominator",
        "cumulative",
        "cumulative_denominator",
        "stock",
    ];
    let blank = || Cell::from("");
    let rates = RATES.iter().map(|rate| {
        let [own, all] = tally.rate(rate.id);
        let counts = [own.0, own.1, all.0, all.1].map(Cell::Integer);
        let row = [Cell::from(rate.id)].into_iter().chain(counts);
        row.chain([blank()]).collect::<Vec<_>>()
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
        ]
    });
    Table::new::<Cell>(heads, rates.chain(figures))
}
