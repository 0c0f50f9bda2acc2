//! The rates of the campaign, each with its numerator and denominator.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::count::{By, Rows, Scope};
use crate::error::Result;
use crate::kinds::opinion::CHANNELS;
use crate::model::document::{Block, Cell, Chart, Form, Report, Table};
use crate::model::plan::Plan;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// Fewer than this make a rate that says little; lists mark it.
const FEW: i64 = 5;

/// A rate: its name, and what its two counts count.
pub(crate) struct Rate {
    pub(crate) id: &'static str,
    pub(crate) label: Text,
    pub(crate) formula: Text,
    pub(crate) numerator: Rows,
    pub(crate) denominator: Rows,
}

const OPINIONS: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, channel from opinion where void is null and date <= ?1",
);
const VALID: Rows = Rows(
    "select ref, valid as amount, unit, date as day, null as channel from survey where void is null and date <= ?1",
);

/// Every rate, in the order in which reports list them.
pub(crate) static RATES: &[Rate] = &[
    Rate {
        id: "reply_rate",
        label: text("回音率", "Reply rate"),
        formula: text("已答复意见÷收到意见", "opinions with a dated reply ÷ opinions received"),
        numerator: Rows("select ref, 1 as amount, unit, date as day, channel from opinion
            where void is null and date <= ?1 and replied_on <= ?1"),
        denominator: OPINIONS,
    },
    Rate {
        id: "resolution_rate",
        label: text("办结率", "Resolution rate"),
        formula: text("有办理结果(继续办理除外)的意见÷收到意见", "opinions with a dated outcome other than continuing ÷ opinions received"),
        numerator: Rows("select ref, 1 as amount, unit, date as day, channel from opinion
            where void is null and date <= ?1 and finished_on <= ?1 and outcome <> 'continuing'"),
        denominator: OPINIONS,
    },
    Rate {
        id: "adoption_rate",
        label: text("采纳率", "Adoption rate"),
        formula: text("采纳为实事的意见÷收到意见", "opinions adopted into a pledge ÷ opinions received"),
        numerator: Rows("select ref, 1 as amount, unit, date as day, channel from opinion
            where void is null and date <= ?1 and finished_on <= ?1 and outcome = 'adopted'"),
        denominator: OPINIONS,
    },
    Rate {
        id: "on_time_rate",
        label: text("按期率", "On-time rate"),
        formula: text("按最初时限办结的实事÷已到期的实事", "pledges done on or before their first deadline ÷ pledges due by that day"),
        numerator: Rows("select ref, 1 as amount, unit, deadline as day, null as channel from pledge
            where void is null and published_on <= ?1 and status = 'done'
            and deadline <= ?1 and finished_on <= deadline"),
        denominator: Rows("select ref, 1 as amount, unit, deadline as day, null as channel from pledge
            where void is null and published_on <= ?1 and status <> 'withdrawn' and deadline <= ?1"),
    },
    Rate {
        id: "completion_rate",
        label: text("完成率", "Completion rate"),
        formula: text("已办结实事÷已公示且未撤回的实事", "pledges done ÷ pledges published and not withdrawn"),
        numerator: Rows("select ref, 1 as amount, unit, published_on as day, null as channel from pledge
            where void is null and published_on <= ?1 and status = 'done' and finished_on <= ?1"),
        denominator: Rows("select ref, 1 as amount, unit, published_on as day, null as channel from pledge
            where void is null and published_on <= ?1 and status <> 'withdrawn'"),
    },
    Rate {
        id: "satisfaction_rate",
        label: text("满意率", "Satisfaction rate"),
        formula: text("满意÷有效票", "satisfied ÷ valid"),
        numerator: Rows("select ref, satisfied as amount, unit, date as day, null as channel from survey
            where void is null and date <= ?1"),
        denominator: VALID,
    },
    Rate {
        id: "satisfied_or_mostly_rate",
        label: text("满意和基本满意率", "Satisfied or mostly satisfied"),
        formula: text("(满意+基本满意)÷有效票", "(satisfied + mostly) ÷ valid"),
        numerator: Rows("select ref, satisfied + mostly as amount, unit, date as day, null as channel from survey
            where void is null and date <= ?1"),
        denominator: VALID,
    },
];

impl Rate {
    /// Returns numerator and denominator.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn of(&self, store: &Store, scope: &Scope) -> Result<(i64, i64)> {
        Ok((
            self.numerator.total(store, scope)?,
            self.denominator.total(store, scope)?,
        ))
    }
}

/// Writes a rate for machines.
pub(super) fn object(numerator: i64, denominator: i64) -> Json {
    #[allow(clippy::cast_precision_loss)] // counts of records
    let rate = (denominator != 0).then(|| numerator as f64 / denominator as f64);
    json!({"numerator": numerator, "denominator": denominator, "rate": rate})
}

/// Returns every rate for machines.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn json(store: &Store, day: NaiveDate) -> Result<Json> {
    within(store, &Scope::up_to(day))
}

/// Returns every rate of some days for machines.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn within(store: &Store, scope: &Scope) -> Result<Json> {
    let mut rates = Map::new();
    for rate in RATES {
        let (numerator, denominator) = rate.of(store, scope)?;
        rates.insert(rate.id.to_owned(), object(numerator, denominator));
    }
    Ok(Json::Object(rates))
}

/// Returns numerators and denominators, in whole numbers, as the log keeps them.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn counts(store: &Store, day: NaiveDate) -> Result<Json> {
    let mut rates = Map::new();
    for rate in RATES {
        let (numerator, denominator) = rate.of(store, &Scope::up_to(day))?;
        rates.insert(rate.id.to_owned(), json!([numerator, denominator]));
    }
    Ok(Json::Object(rates))
}

/// Returns for machines what [`counts`] gave, whenever that was.
pub(crate) fn thawed(counts: &Json) -> Json {
    let fields = counts.as_object().into_iter().flatten();
    let rate = |(id, pair): (&String, &Json)| {
        let part = |at: usize| pair[at].as_i64().unwrap_or(0);
        (id.clone(), object(part(0), part(1)))
    };
    Json::Object(fields.map(rate).collect())
}

/// Makes the table of rates.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn table(store: &Store, scope: &Scope, lang: Lang) -> Result<Table> {
    let heads = lang.pick(
        ["指标", "分子", "分母", "比率", "算法"],
        ["Rate", "Numerator", "Denominator", "Per cent", "Formula"],
    );
    let mut rows = Vec::new();
    for rate in RATES {
        let (numerator, denominator) = rate.of(store, scope)?;
        rows.push(vec![
            Cell::from(rate.label.get(lang)),
            Cell::Integer(numerator),
            Cell::Integer(denominator),
            Cell::Rate(numerator, denominator),
            Cell::from(rate.formula.get(lang)),
        ]);
    }
    Ok(Table::new(heads, rows))
}

/// Makes the report of rates up to a day.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn report(store: &Store, day: NaiveDate, lang: Lang) -> Result<Report> {
    let mut rows = Vec::new();
    for rate in RATES {
        let (numerator, denominator) = rate.of(store, &Scope::up_to(day))?;
        rows.push(vec![
            Cell::from(rate.id),
            Cell::Integer(numerator),
            Cell::Integer(denominator),
            Cell::Rate(numerator, denominator),
        ]);
    }
    let heads = ["figure", "numerator", "denominator", "rate"];
    let until = lang.pick(format!("截至 {day}"), format!("As of {day}"));
    Ok(Report {
        blocks: vec![
            Block::Paragraph(until),
            Block::Table(table(store, &Scope::up_to(day), lang)?),
        ],
        json: json(store, day)?,
        sheet: Table::new(heads, rows),
    })
}

/// What rates are grouped by: months, units and channels, or the phases of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    By(By),
    Phase,
}

impl Grouping {
    /// Every grouping, with its name on the command line and the head of its column.
    pub(crate) const ALL: [(&'static str, Text, Self); 4] = [
        ("unit", text("单位", "Unit"), Self::By(By::Unit)),
        ("month", text("月份", "Month"), Self::By(By::Month)),
        ("phase", text("阶段", "Phase"), Self::Phase),
        ("channel", text("渠道", "Channel"), Self::By(By::Channel)),
    ];
}

/// The counts of one rate, by group.
type Groups = BTreeMap<String, (i64, i64)>;

fn groups(
    rate: &Rate,
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    grouping: Grouping,
) -> Result<Groups> {
    let mut groups = Groups::new();
    match grouping {
        Grouping::By(by) => {
            let scope = Scope::up_to(day);
            let numerators = rate.numerator.groups(store, &scope, by)?;
            for (group, denominator) in rate.denominator.groups(store, &scope, by)? {
                let numerator = numerators.get(&group).copied().unwrap_or(0);
                groups.insert(group, (numerator, denominator));
            }
        }
        Grouping::Phase => {
            for phase in plan.phases.iter().filter(|phase| phase.opens <= day) {
                let scope = Scope::stretch(phase.opens, phase.closes, day);
                groups.insert(phase.number.to_string(), rate.of(store, &scope)?);
            }
        }
    }
    Ok(groups)
}

/// Returns the units by their refs, each with its place in the roster and its name.
fn units(store: &Store) -> Result<BTreeMap<String, (usize, String)>> {
    let rows = store.texts(
        "select ref, name from unit order by office, number, copy",
        &[],
    )?;
    let unit = |(place, row): (usize, Vec<Option<String>>)| {
        let mut cells = row.into_iter();
        Some((cells.next()??, (place, cells.next()?.unwrap_or_default())))
    };
    Ok(rows.into_iter().enumerate().filter_map(unit).collect())
}

/// Names a group other than a unit as people do.
fn group_words(group: &str, plan: &Plan, grouping: Grouping, lang: Lang) -> String {
    match grouping {
        Grouping::Phase => {
            let phase = group.parse().ok().and_then(|number| plan.phase(number));
            let name = phase.map_or("", |phase| phase.name.get(lang));
            format!("{group} {name}")
        }
        Grouping::By(By::Channel) => CHANNELS
            .iter()
            .find(|choice| choice.id == group)
            .map_or_else(
                || group.to_owned(),
                |choice| choice.label.get(lang).to_owned(),
            ),
        Grouping::By(_) => group.to_owned(),
    }
}

/// Draws the rates of opinions and pledges from month to month.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn by_month(store: &Store, plan: &Plan, day: NaiveDate, lang: Lang) -> Result<Chart> {
    let by = Grouping::By(By::Month);
    let chosen: Vec<&Rate> = RATES
        .iter()
        .filter(|rate| ["reply_rate", "resolution_rate", "completion_rate"].contains(&rate.id))
        .collect();
    let counts = chosen
        .iter()
        .map(|rate| groups(rate, store, plan, day, by))
        .collect::<Result<Vec<_>>>()?;
    let months: BTreeSet<&String> = counts.iter().flat_map(BTreeMap::keys).collect();
    let heads = [lang.pick("月份", "Month")]
        .into_iter()
        .chain(chosen.iter().map(|rate| rate.label.get(lang)));
    let rows = months.into_iter().map(|month| {
        let rate = |groups: &Groups| {
            let (numerator, denominator) = groups.get(month).copied().unwrap_or_default();
            Cell::Rate(numerator, denominator)
        };
        [Cell::from(month.as_str())]
            .into_iter()
            .chain(counts.iter().map(rate))
            .collect()
    });
    let title = lang.pick(
        "各月收到的意见、公示的实事的办理情况",
        "How far the opinions and pledges of each month have come",
    );
    Ok(Chart {
        form: Form::Lines,
        table: Table::new::<Cell>(heads, rows).titled(title),
    })
}

fn note(few: bool, lang: Lang) -> &'static str {
    if few {
        lang.pick("基数小，仅供参考", "few: for reference only")
    } else {
        ""
    }
}

/// Makes the report of the rates of each group, as of a day. A rate of few is shown as such.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn grouped(
    store: &Store,
    plan: &Plan,
    day: NaiveDate,
    (name, head, grouping): (&str, Text, Grouping),
    lang: Lang,
) -> Result<Report> {
    let labels = lang.pick(
        ["指标", head.get(lang), "分子", "分母", "比率", "说明"],
        [
            "Rate",
            head.get(lang),
            "Numerator",
            "Denominator",
            "Per cent",
            "Note",
        ],
    );
    let units = match grouping {
        Grouping::By(By::Unit) => units(store)?,
        _ => BTreeMap::new(),
    };
    let (mut shown, mut sheet, mut json) = (Vec::new(), Vec::new(), Map::new());
    for rate in RATES {
        let mut groups = Vec::from_iter(groups(rate, store, plan, day, grouping)?);
        groups.sort_by_key(|(group, _)| units.get(group).map(|(place, _)| *place));
        let mut objects = Vec::new();
        for (group, (numerator, denominator)) in groups {
            let figures = [
                Cell::Integer(numerator),
                Cell::Integer(denominator),
                Cell::Rate(numerator, denominator),
            ];
            let few = denominator > 0 && denominator < FEW;
            let unit = units.get(&group).map(|(_, name)| name.as_str());
            let words = match unit {
                Some(unit) => unit.to_owned(),
                None => group_words(&group, plan, grouping, lang),
            };
            let mut row = vec![Cell::from(rate.label.get(lang)), Cell::from(words)];
            row.extend(figures.clone());
            row.push(Cell::from(note(few, lang)));
            shown.push(row);
            let mut object = object(numerator, denominator);
            object["few"] = Json::from(few);
            object[name] = Json::from(group.as_str());
            let mut row = vec![Cell::from(rate.id), Cell::from(group)];
            if let Some(unit) = unit {
                object["unit_name"] = Json::from(unit);
                row.push(Cell::from(unit));
            }
            row.extend(figures);
            sheet.push(row);
            objects.push(object);
        }
        json.insert(rate.id.to_owned(), Json::from(objects));
    }
    let until = lang.pick(format!("截至 {day}"), format!("As of {day}"));
    let title = lang.pick("各项比率", "Rates");
    let mut heads = vec!["figure", name, "numerator", "denominator", "rate"];
    if grouping == Grouping::By(By::Unit) {
        heads.insert(2, "unit_name");
    }
    Ok(Report {
        blocks: vec![
            Block::Heading(1, title.to_owned()),
            Block::Paragraph(until),
            Block::Table(Table::new(labels, shown).titled(title)),
            Block::Chart(by_month(store, plan, day, lang)?),
        ],
        json: Json::Object(json),
        sheet: Table::new(heads, sheet),
    })
}
