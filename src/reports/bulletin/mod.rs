//! 通报: how the units of a bureau stand beside one another in a month. Its figures are lists of
//! records, so that each leads to those behind it; which counts for what is in `counted`, how it is
//! shown in `shown`.
//!
//! - A row is a division, or the unit of an office where something counts to it; what is below a unit
//!   counts to it, and what is below none stands in a row of its own.
//! - Of opinions those of the month count, as they stood on the day; of pledges all, as of that day.

mod counted;
mod shown;

use std::cmp::Ordering;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::View;
use super::explained;
use super::rates::object;
use crate::error::Result;
use crate::model::date::Span;
use crate::model::document::{Cell, Report, Source, Table};
use crate::model::kind::Choice;
use crate::model::plan::RankBy;
use crate::model::value::RecordId;
use crate::text::Text;
use counted::{COUNTS, Counts, Share, rate};

/// What a bulletin is made of.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) month: Span,
    /// The rate by which units are ranked; by default as the plan says.
    pub(crate) rank: Option<RankBy>,
    /// True if the refs behind each figure are listed.
    pub(crate) explain: bool,
    /// The units of which there is neither a file nor a record.
    pub(crate) missing: Vec<RecordId>,
    /// The units whose offices entered nothing in the month, or for long; each with its last entry.
    pub(crate) old: Vec<(RecordId, NaiveDate)>,
}

/// The rates by which units can be ranked.
pub(crate) fn ranks() -> Vec<Choice> {
    let choice = |by: RankBy| Choice {
        id: by.rate(),
        label: rate(by).label,
    };
    Vec::from(RankBy::ALL.map(choice))
}

/// Returns what a figure of a unit is called.
pub(super) fn label(id: &str) -> Option<Text> {
    let found = COUNTS.iter().find(|(known, ..)| *known == id);
    found.map(|(_, label, _)| *label)
}

/// How a unit's file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Missing,
    /// Up to when something was entered.
    Old(NaiveDate),
}

/// A row: a unit, what is under none, or all together.
#[derive(Debug)]
struct Row {
    unit: Option<String>,
    name: String,
    /// Where it stands in the JSON.
    place: String,
    counts: Counts,
    /// The rates, in the order of [`RankBy::ALL`], with those of the month before.
    rates: [(Share, Share); RankBy::ALL.len()],
    rank: Option<usize>,
    standing: Option<Standing>,
}

/// A bulletin before it is put into words.
struct Bulletin<'a> {
    view: &'a View<'a>,
    request: &'a Request,
    by: RankBy,
    floor: Option<i64>,
    rows: Vec<Row>,
    total: Row,
    channels: Vec<Part>,
    kinds: Vec<Part>,
}

/// The opinions that came over one channel, or from one kind of people.
struct Part {
    id: Option<&'static str>,
    label: Text,
    refs: Vec<String>,
}

/// Makes the bulletin of a month as of the day of the view.
pub(crate) fn report(view: &View, request: &Request) -> Result<Report> {
    let bulletin = Bulletin::of(view, request)?;
    let sources = bulletin.sources();
    let mut report = Report {
        blocks: bulletin.blocks(&sources),
        json: bulletin.json(),
        sheet: bulletin.sheet(),
        ..Report::default()
    };
    if request.explain {
        explained::append(&mut report, &sources, view.lang);
    }
    report.sources = sources;
    Ok(report)
}

impl<'a> Bulletin<'a> {
    fn of(view: &'a View<'a>, request: &'a Request) -> Result<Self> {
        let rules = view.plan.on(view.as_of);
        let by = request.rank.unwrap_or(rules.rank_by);
        let (mut rows, total) = counted::rows(view, request)?;
        ranked(&mut rows, by);
        let [channels, kinds] = counted::parts(view, request.month)?;
        Ok(Self {
            view,
            request,
            by,
            floor: rules.floor,
            rows,
            total,
            channels,
            kinds,
        })
    }

    /// The units that are ranked first, second or third.
    fn first(&self) -> Vec<&Row> {
        let mut first: Vec<&Row> = self.rows.iter().collect();
        first.retain(|row| row.rank.is_some_and(|rank| rank <= 3));
        first.sort_by_key(|row| row.rank);
        first
    }

    /// The units below the plan's floor, by the rate that ranks.
    fn below_floor(&self) -> Vec<&Row> {
        let is_below = |row: &&Row| {
            let share = row.share(self.by);
            self.floor.is_some_and(|floor| share.is_below(floor))
        };
        let units = self.rows.iter().filter(|row| row.is_unit());
        units.filter(is_below).collect()
    }

    fn standing(&self, is_such: impl Fn(Standing) -> bool) -> Vec<&Row> {
        let rows = self.rows.iter();
        rows.filter(|row| row.standing.is_some_and(&is_such))
            .collect()
    }

    fn missing(&self) -> Vec<&Row> {
        self.standing(|standing| standing == Standing::Missing)
    }

    fn old(&self) -> Vec<&Row> {
        self.standing(|standing| matches!(standing, Standing::Old(_)))
    }

    fn json(&self) -> Json {
        let named = |rows: Vec<&Row>| rows.into_iter().map(Row::named).collect::<Json>();
        let old = self.old().into_iter().map(|row| {
            let mut named = row.named();
            if let Some(Standing::Old(day)) = row.standing {
                named["last_entry"] = day.to_string().into();
            }
            named
        });
        let of_rank = |row: &Row| {
            let mut named = row.named();
            named["rank"] = row.rank.into();
            named["rate"] = row.share(self.by).json()["rate"].clone();
            named
        };
        let with_rate = |rows: Vec<&Row>| rows.into_iter().map(of_rank).collect::<Json>();
        let parts = |key: &str, parts: &[Part]| {
            let part = |part: &Part| json!({key: part.id, "received": part.refs.len()});
            parts.iter().map(part).collect::<Json>()
        };
        json!({
            "month": self.request.month.first.format("%Y-%m").to_string(),
            "as_of": self.view.as_of.to_string(),
            "rank_by": self.by.rate(), "floor": self.floor,
            "units": self.rows.iter().map(Row::json).collect::<Json>(),
            "total": self.total.json(),
            "first": with_rate(self.first()), "below_floor": with_rate(self.below_floor()),
            "missing": named(self.missing()), "old": old.collect::<Json>(),
            "channels": parts("channel", &self.channels), "kinds": parts("kind", &self.kinds),
        })
    }

    /// The same for CSV, a row a unit.
    fn sheet(&self) -> Table {
        let mut heads = vec!["unit".to_owned(), "unit_name".to_owned()];
        heads.extend(COUNTS.iter().map(|(id, ..)| (*id).to_owned()));
        for by in RankBy::ALL {
            let id = by.rate();
            let parts = ["_numerator", "_denominator", "", "_change"];
            heads.extend(parts.map(|part| format!("{id}{part}")));
        }
        heads.extend(["rank", "standing"].map(str::to_owned));
        let rows = self.rows.iter().chain([&self.total]);
        Table::new(heads, rows.map(Row::cells))
    }

    /// Lists the records behind every figure that is not nought.
    fn sources(&self) -> Vec<Source> {
        let lang = self.view.lang;
        let mut sources = Vec::new();
        let mut add = |key: String, words: String, value: i64, refs: &[String]| {
            if value != 0 {
                sources.push(Source {
                    key,
                    words,
                    value,
                    refs: refs.to_vec(),
                });
            }
        };
        for row in self.rows.iter().chain([&self.total]) {
            let place = &row.place;
            for (id, label, _) in COUNTS {
                let count = &row.counts[id];
                let words = format!("{} {}", row.name, label.get(lang));
                add(format!("{place}.{id}"), words, count.value, &count.refs);
            }
            for (by, (share, _)) in RankBy::ALL.into_iter().zip(&row.rates) {
                let rate = rate(by);
                for (part, words, refs) in share.parts() {
                    let key = format!("{place}.{}.{part}", rate.id);
                    let words = [&row.name, rate.label.get(lang), words.get(lang)].join(" ");
                    add(key, words, counted::whole(refs.len()), refs);
                }
            }
        }
        for (list, parts) in [("channels", &self.channels), ("kinds", &self.kinds)] {
            for part in parts {
                let key = format!("{list}.{}.received", part.id.unwrap_or_default());
                let words = part.label.get(lang).to_owned();
                add(key, words, counted::whole(part.refs.len()), &part.refs);
            }
        }
        sources
    }
}

/// Ranks units by a rate: equal rates are of equal rank, and what has none has no rank.
fn ranked(rows: &mut [Row], by: RankBy) {
    let shares: Vec<Share> = rows
        .iter()
        .filter(|row| row.is_unit())
        .map(|row| row.share(by).clone())
        .collect();
    for row in rows.iter_mut().filter(|row| row.is_unit()) {
        let own = row.share(by);
        let better = shares
            .iter()
            .filter(|other| other.beside(own) == Some(Ordering::Greater));
        row.rank = (!own.is_empty()).then(|| better.count() + 1);
    }
}

impl Row {
    const fn is_unit(&self) -> bool {
        self.unit.is_some()
    }

    fn share(&self, by: RankBy) -> &Share {
        let at = RankBy::ALL.iter().position(|one| *one == by);
        &self.rates[at.unwrap_or_default()].0
    }

    fn named(&self) -> Json {
        json!({"unit": self.unit, "unit_name": self.name})
    }

    fn json(&self) -> Json {
        let mut json = self.named();
        for (id, ..) in COUNTS {
            json[id] = self.counts[id].value.into();
        }
        for (by, (share, before)) in RankBy::ALL.into_iter().zip(&self.rates) {
            let mut rate = share.json();
            rate["before"] = before.json()["rate"].clone();
            rate["change"] = share.points_above(before).into();
            json[by.rate()] = rate;
        }
        json["rank"] = self.rank.into();
        json["standing"] = self.standing.map(Standing::id).into();
        json
    }

    fn cells(&self) -> Vec<Cell> {
        let json = self.json();
        let mut cells = vec![
            Cell::from(self.unit.as_deref().unwrap_or_default()),
            Cell::from(self.name.as_str()),
        ];
        cells.extend(COUNTS.iter().map(|(id, ..)| Cell::from(json[id].clone())));
        for by in RankBy::ALL {
            let rate = &json[by.rate()];
            let (numerator, denominator) = self.share(by).counts();
            cells.extend([
                Cell::Integer(numerator),
                Cell::Integer(denominator),
                Cell::Rate(numerator, denominator),
                Cell::from(rate["change"].clone()),
            ]);
        }
        cells.extend(["rank", "standing"].map(|key| Cell::from(json[key].clone())));
        cells
    }
}

impl Standing {
    const fn id(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Old(_) => "old",
        }
    }
}

impl Share {
    fn json(&self) -> Json {
        let (numerator, denominator) = self.counts();
        object(numerator, denominator)
    }
}
