//! The rates of the campaign, each with its numerator and denominator.

use std::collections::HashMap;

use serde_json::{Map, Value as Json, json};

use super::count::{Coverage, Rows};
use super::withdrawn;
use crate::error::Result;
use crate::model::document::{Cell, Table};
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// A rate: its name, and what its two counts count.
pub(crate) struct Rate {
    pub(crate) id: &'static str,
    pub(crate) label: Text,
    pub(crate) formula: Text,
    pub(crate) numerator: Rows,
    pub(crate) denominator: Rows,
}

const OPINIONS: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion where void is null and date <= ?1",
);

const REPLIED: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
        where void is null and date <= ?1 and replied_on is not null",
);
const CALLED_BACK: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
        where void is null and date <= ?1 and called_back_on is not null",
);

/// Of the surveys of the campaign as a whole: those of single pledges and units are never added to them.
const VALID: Rows = Rows(
    "select ref, valid as amount, unit, date as day, null as channel from survey
        where void is null and date <= ?1 and subject is null",
);

/// Every rate, in the order in which reports list them.
pub(crate) static RATES: &[Rate] = &[
    Rate {
        id: "reply_rate",
        label: text("回音率", "Reply rate"),
        formula: text("已答复意见÷收到意见", "opinions with a dated reply ÷ opinions received"),
        numerator: REPLIED,
        denominator: OPINIONS,
    },
    Rate {
        id: "resolution_rate",
        label: text("办结率", "Resolution rate"),
        formula: text("有办理结果（继续办理除外）的意见÷收到意见", "opinions with a dated outcome other than continuing ÷ opinions received"),
        numerator: Rows("select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
            where void is null and date <= ?1 and outcome <> 'continuing'"),
        denominator: OPINIONS,
    },
    Rate {
        id: "adoption_rate",
        label: text("采纳率", "Adoption rate"),
        formula: text("采纳为实事且该实事未撤回、未作废的意见÷收到意见", "opinions adopted into a pledge that stands ÷ opinions received"),
        numerator: Rows("select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
            where void is null and date <= ?1 and outcome = 'adopted'"),
        denominator: OPINIONS,
    },
    Rate {
        id: "call_back_rate",
        label: text("回访率", "Call-back rate"),
        formula: text("已回访意见÷已答复意见", "opinions called back ÷ opinions with a dated reply"),
        numerator: CALLED_BACK,
        denominator: REPLIED,
    },
    Rate {
        id: "call_back_satisfaction",
        label: text("回访满意率", "Call-back satisfaction"),
        formula: text("回访满意和基本满意的意见÷已回访意见", "opinions whose call-back says satisfied or mostly ÷ opinions called back"),
        numerator: Rows("select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
            where void is null and date <= ?1 and call_back in ('satisfied', 'mostly')"),
        denominator: CALLED_BACK,
    },
    Rate {
        id: "on_time_rate",
        label: text("按期率", "On-time rate"),
        formula: text("按最初时限办结的实事÷最初时限已到的公示实事（到期后撤回的照计）", "pledges done on or before their first deadline ÷ published pledges whose first deadline has come, those withdrawn after it included"),
        numerator: Rows("select ref, 1 as amount, coalesce(unit, responsible) as unit, deadline as day, null as channel from pledge
            where void is null and published_on <= ?1 and deadline <= ?1
            and status = 'done' and finished_on <= deadline"),
        denominator: Rows("select ref, 1 as amount, coalesce(unit, responsible) as unit, deadline as day, null as channel from pledge
            where void is null and published_on <= ?1 and deadline <= ?1
            and (status <> 'withdrawn' or withdrawn_on > deadline)"),
    },
    Rate {
        id: "completion_rate",
        label: text("完成率", "Completion rate"),
        formula: text("已办结实事÷已公示且未撤回的实事", "pledges done ÷ pledges published and not withdrawn"),
        numerator: Rows("select ref, 1 as amount, coalesce(unit, responsible) as unit, published_on as day, null as channel from pledge
            where void is null and published_on <= ?1 and status = 'done'"),
        denominator: Rows("select ref, 1 as amount, coalesce(unit, responsible) as unit, published_on as day, null as channel from pledge
            where void is null and published_on <= ?1 and status <> 'withdrawn'"),
    },
    Rate {
        id: "satisfaction_rate",
        label: text("满意率", "Satisfaction rate"),
        formula: text("满意÷有效票（总体测评）", "satisfied ÷ valid, of overall surveys"),
        numerator: Rows("select ref, satisfied as amount, unit, date as day, null as channel from survey
            where void is null and date <= ?1 and subject is null"),
        denominator: VALID,
    },
    Rate {
        id: "satisfied_or_mostly_rate",
        label: text("满意和基本满意率", "Satisfied or mostly satisfied"),
        formula: text("（满意+基本满意）÷有效票（总体测评）", "(satisfied + mostly) ÷ valid, of overall surveys"),
        numerator: Rows("select ref, satisfied + mostly as amount, unit, date as day, null as channel from survey
            where void is null and date <= ?1 and subject is null"),
        denominator: VALID,
    },
    Rate {
        id: "return_rate",
        label: text("回收率", "Return rate"),
        formula: text("收回÷发放（总体测评）", "ballots returned ÷ ballots issued, of overall surveys"),
        numerator: Rows("select ref, returned as amount, unit, date as day, null as channel from survey
            where void is null and date <= ?1 and subject is null"),
        denominator: Rows("select ref, issued as amount, unit, date as day, null as channel from survey
            where void is null and date <= ?1 and subject is null"),
    },
];

impl Rate {
    /// Returns numerator and denominator.
    pub(crate) fn of(&self, store: &Store, scope: &Coverage) -> Result<(i64, i64)> {
        Ok((
            self.numerator.total(store, scope)?,
            self.denominator.total(store, scope)?,
        ))
    }
}

/// Returns the rates, each with the queries of which another engine adds up the amounts.
pub(crate) fn queries() -> Vec<(&'static str, &'static str, &'static str)> {
    let rates = RATES.iter();
    rates
        .map(|rate| (rate.id, rate.numerator.0, rate.denominator.0))
        .collect()
}

/// Writes a rate for machines.
pub(super) fn object(numerator: i64, denominator: i64) -> Json {
    #[allow(clippy::cast_precision_loss)] // counts of records
    let rate = (denominator != 0).then(|| numerator as f64 / denominator as f64);
    json!({"numerator": numerator, "denominator": denominator, "rate": rate})
}

/// A rate with its numerator and denominator.
pub(crate) type Counted = (&'static Rate, i64, i64);

/// Counts every rate of some days; what several divide by is counted once.
pub(crate) fn counted(store: &Store, scope: &Coverage) -> Result<Vec<Counted>> {
    let mut totals: HashMap<&str, i64> = HashMap::new();
    let mut total = |rows: &Rows| -> Result<i64> {
        if let Some(known) = totals.get(rows.0) {
            return Ok(*known);
        }
        let total = rows.total(store, scope)?;
        totals.insert(rows.0, total);
        Ok(total)
    };
    let counted = RATES
        .iter()
        .map(|rate| Ok((rate, total(&rate.numerator)?, total(&rate.denominator)?)));
    counted.collect()
}

/// Returns rates for machines, beside what was withdrawn.
pub(crate) fn json(counted: &[Counted], withdrawn: &[Json]) -> Json {
    let rate = |(rate, numerator, denominator): &Counted| {
        (rate.id.to_owned(), object(*numerator, *denominator))
    };
    let mut rates: Map<String, Json> = counted.iter().map(rate).collect();
    withdrawn::beside(&mut rates, withdrawn);
    Json::Object(rates)
}

/// Counts rates of some days for machines.
pub(crate) fn of(store: &Store, scope: &Coverage) -> Result<Json> {
    let withdrawn = withdrawn::of(store, scope)?;
    Ok(json(&counted(store, scope)?, &withdrawn))
}

/// Makes the table of rates.
pub(crate) fn table(counted: &[Counted], lang: Lang) -> Table {
    let heads = lang.pick(
        ["指标", "分子", "分母", "比率"],
        ["Rate", "Numerator", "Denominator", "Per cent"],
    );
    let row = |(rate, numerator, denominator): &Counted| {
        vec![
            Cell::from(rate.label.get(lang)),
            Cell::Integer(*numerator),
            Cell::Integer(*denominator),
            Cell::Rate(*numerator, *denominator),
        ]
    };
    Table::new(heads, counted.iter().map(row))
}
