//! What counts in a bulletin: for each unit the records behind each figure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::{Part, Request, Row, Standing};
use crate::checks::{self, Finding, Light, codes};
use crate::error::Result;
use crate::kinds::{opinion, unit};
use crate::model::date::Span;
use crate::model::kind::Choice;
use crate::model::plan::{Plan, Quota, RankBy};
use crate::model::value::{RecordId, hex};
use crate::reports::View;
use crate::reports::count::{By, Coverage, Rows};
use crate::reports::figures;
use crate::reports::rates::{RATES, Rate};
use crate::reports::tables::TOTAL;
use crate::store::Store;
use crate::text::{Text, text};

/// The figures of a unit in the order of its row: identifier, label, and label of a narrow column.
pub(super) const COUNTS: [(&str, Text, Text); 15] = [
    (
        "received",
        text("收到意见", "Opinions received"),
        text("收到", "In"),
    ),
    (
        "replied_in_time",
        text("按期答复", "Replied in time"),
        text("按期答复", "In time"),
    ),
    (
        "replied_late",
        text("迟答复", "Replied late"),
        text("迟答复", "Late"),
    ),
    (
        "open",
        text("未答复", "Not replied to"),
        text("未答复", "Open"),
    ),
    (
        "settled",
        text("已办结", "Settled"),
        text("办结", "Settled"),
    ),
    (
        "continuing",
        text("继续办理", "Continuing"),
        text("续办", "Goes on"),
    ),
    (
        "dissatisfied",
        text("评价不满意", "Dissatisfied"),
        text("不满意", "Unhappy"),
    ),
    (
        "pledges_due",
        text("到期实事", "Pledges due"),
        text("到期实事", "Due"),
    ),
    (
        "pledges_done",
        text("办结实事", "Pledges done"),
        text("办结实事", "Done"),
    ),
    (
        "pledges_late",
        text("逾期实事", "Pledges late"),
        text("逾期", "Late"),
    ),
    (
        "pledges_behind",
        text("慢序时实事", "Pledges behind schedule"),
        text("慢序时", "Behind"),
    ),
    (
        "receptions",
        text("接待群众", "Receptions"),
        text("接待", "Held"),
    ),
    (
        "receptions_due",
        text("应接待", "Receptions due"),
        text("应接待", "Asked"),
    ),
    ("visits", text("走访", "Visits"), text("走访", "Visits")),
    (
        "studies",
        text("集中学习", "Study sessions"),
        text("学习", "Study"),
    ),
];

/// Stands for what is under no unit of a row.
pub(super) const NO_UNIT: Text = text("其他（不在处室名下）", "Others (under no office)");

const CONTINUING: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
     where void is null and date <= ?1 and outcome = 'continuing'",
);
const DISSATISFIED: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, owner) as unit, date as day, channel from opinion
     where void is null and date <= ?1 and 'dissatisfied' in (rating, call_back)",
);
/// Opinions by who they came from.
const BY_KIND: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, coalesce(from_kind, '') as channel from opinion
     where void is null and date <= ?1",
);
/// The units, each with that above it.
const UNITS: &str =
    "select u.ref, u.name, u.unit_kind, p.ref as parent, lower(hex(u.record)) as record
    from unit as u left join unit as p on p.record = u.parent
    where u.void is null order by u.office, u.number, u.copy";

/// A figure: its value, and the refs of the records behind it.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) value: i64,
    pub(super) refs: Vec<String>,
}

/// The figures of a row by their identifiers.
pub(super) type Counts = BTreeMap<&'static str, Count>;

/// A share: the records in its numerator and in its denominator.
#[derive(Clone, Debug, Default)]
pub(super) struct Share {
    numerator: Vec<String>,
    denominator: Vec<String>,
}

/// Finds the rate by which units can be ranked.
pub(super) fn rate(by: RankBy) -> &'static Rate {
    let found = RATES.iter().find(|rate| rate.id == by.rate());
    found.unwrap_or(&RATES[0])
}

pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Share {
    pub(super) fn counts(&self) -> (i64, i64) {
        (whole(self.numerator.len()), whole(self.denominator.len()))
    }

    /// Tells whether there is nothing to divide by.
    pub(super) const fn is_empty(&self) -> bool {
        self.denominator.is_empty()
    }

    /// Its two counts: identifier, label and refs.
    pub(super) fn parts(&self) -> [(&'static str, Text, &[String]); 2] {
        [
            ("numerator", text("分子", "numerator"), &self.numerator),
            (
                "denominator",
                text("分母", "denominator"),
                &self.denominator,
            ),
        ]
    }

    /// Compares it with another, where both are known: exactly, as fractions.
    pub(super) fn beside(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let ((one, of_one), (two, of_two)) = (self.wide(), other.wide());
        (of_one > 0 && of_two > 0).then(|| (one * of_two).cmp(&(two * of_one)))
    }

    /// Tells whether it is known and below so many per cent.
    pub(super) fn is_below(&self, per_cent: i64) -> bool {
        let (numerator, denominator) = self.wide();
        denominator > 0 && numerator * 100 < i128::from(per_cent) * denominator
    }

    /// Returns by how many percentage points it is above another.
    pub(super) fn points_above(&self, before: &Self) -> Option<f64> {
        let (by, of) = self.above(before)?;
        #[allow(clippy::cast_precision_loss)] // counts of records
        Some((by * 100) as f64 / of as f64)
    }

    /// The same in hundredths of a point, rounded half away from nought.
    pub(super) fn hundredths_above(&self, before: &Self) -> Option<i128> {
        let (by, of) = self.above(before)?;
        let by = by * 10_000;
        Some((2 * by.abs() + of) / (2 * of) * by.signum())
    }

    fn above(&self, before: &Self) -> Option<(i128, i128)> {
        let ((now, of_now), (then, of_then)) = (self.wide(), before.wide());
        let both = of_now * of_then;
        (both > 0).then(|| (now * of_then - then * of_now, both))
    }

    fn wide(&self) -> (i128, i128) {
        let (numerator, denominator) = self.counts();
        (numerator.into(), denominator.into())
    }
}

/// Units of the roster, and to which row each counts.
struct Units {
    /// The units that are rows, if anything counts to those that are no division.
    rows: Vec<(String, String, bool)>,
    parents: HashMap<String, Option<String>>,
    refs: HashMap<String, String>,
}

impl Units {
    fn read(store: &Store) -> Result<Self> {
        let offices = store
            .writers()?
            .into_iter()
            .filter_map(|office| office.unit);
        let offices: BTreeSet<String> = offices.map(|unit| hex(&unit.0)).collect();
        let mut units = Self {
            rows: Vec::new(),
            parents: HashMap::new(),
            refs: HashMap::new(),
        };
        for row in store.texts(UNITS, &[])? {
            let [Some(reference), name, kind, parent, Some(record)] = &row[..] else {
                continue;
            };
            let is_division = kind.as_deref() == Some(unit::DIVISION);
            if is_division || offices.contains(record) {
                let name = name.clone().unwrap_or_default();
                units.rows.push((reference.clone(), name, is_division));
            }
            units.parents.insert(reference.clone(), parent.clone());
            units.refs.insert(record.clone(), reference.clone());
        }
        Ok(units)
    }

    fn reference(&self, id: RecordId) -> Option<&String> {
        self.refs.get(&hex(&id.0))
    }

    /// Returns the row to which what is under a unit counts; an empty one for none.
    fn row_of(&self, unit: &str) -> String {
        let is_row = |unit: &str| self.rows.iter().any(|(reference, ..)| reference == unit);
        let (mut at, mut steps) = (Some(unit), 0);
        while let Some(unit) = at.filter(|_| steps <= self.parents.len()) {
            if is_row(unit) {
                return unit.to_owned();
            }
            at = self.parents.get(unit).and_then(Option::as_deref);
            steps += 1;
        }
        String::new()
    }
}

/// The counts of every row, by the refs of their units.
type Table = BTreeMap<String, Counts>;

/// Gathers what counts for the figures of a month, as of a day.
fn gathered(view: &View, month: Span, units: &Units) -> Result<Table> {
    let View {
        store, plan, as_of, ..
    } = *view;
    let own = Coverage::interval(month.first, month.last, as_of);
    let all = Coverage::up_to(as_of);
    let [reply, resolution, on_time] = RankBy::ALL.map(rate);
    let figure = |id: &str| -> Option<Rows> {
        let found = figures::all().find(|figure| figure.id == id);
        found.map(|figure| figure.rows)
    };
    let mut table = Table::new();
    let counted = [
        ("received", Some(reply.denominator), &own),
        ("replied", Some(reply.numerator), &own),
        ("settled", Some(resolution.numerator), &own),
        ("continuing", Some(CONTINUING), &own),
        ("dissatisfied", Some(DISSATISFIED), &own),
        ("pledges_due", Some(on_time.denominator), &all),
        ("pledges_in_time", Some(on_time.numerator), &all),
        ("pledges_done", Some(figures::DONE), &all),
        ("receptions", figure("receptions"), &own),
        ("visits", figure("visits"), &own),
        ("studies", figure("studies"), &own),
    ];
    for (id, rows, scope) in counted {
        let groups = rows.map(|rows| rows.group_refs(store, scope, By::Unit));
        for (unit, refs) in groups.transpose()?.into_iter().flatten() {
            let counts = table.entry(units.row_of(&unit)).or_default();
            let count = counts.entry(id).or_default();
            count.value += whole(refs.len());
            count.refs.extend(refs);
        }
    }
    let within = own.from.unwrap_or(month.first)..=own.until;
    let mut lights: HashMap<String, Light> = HashMap::new();
    let mut found = Vec::new();
    checks::of_everybody(store, plan, as_of, &mut |one| {
        let is_behind = one.is_of_pace() && one.light == Light::Yellow && !one.is_settled();
        let is_asked = one.light != Light::Notice && (one.is_met() || one.term.ended.is_none());
        let is_of_month = is_asked && within.contains(&one.term.due);
        if let (true, true, Some(reference)) = (
            one.code.id == codes::REPLY.id,
            one.is_met(),
            one.reference(),
        ) {
            lights.insert(reference.to_owned(), one.light);
        } else if is_behind || one.code.id.starts_with("reception-") && is_of_month {
            found.push(one);
        }
    })?;
    for counts in table.values_mut() {
        let refs = |id: &str| counts.get(id).map_or(&[][..], |count| &count.refs);
        let with = |wanted: fn(Option<&Light>) -> bool| {
            let refs = refs("received").iter();
            refs.filter(|one| wanted(lights.get(one.as_str())))
                .cloned()
                .collect::<Vec<_>>()
        };
        let in_time: BTreeSet<&String> = refs("pledges_in_time").iter().collect();
        let late = refs("pledges_due").iter();
        let late = late.filter(|one| !in_time.contains(one)).cloned();
        let parts = [
            (
                "replied_in_time",
                with(|light| light == Some(&Light::Green)),
            ),
            (
                "replied_late",
                with(|light| light.is_some_and(|light| *light != Light::Green)),
            ),
            ("open", with(|light| light.is_none())),
            ("pledges_late", late.collect()),
        ];
        for (id, refs) in parts {
            let value = whole(refs.len());
            counts.insert(id, Count { value, refs });
        }
    }
    let mut known = HashSet::new();
    let mut add = |unit: &Finding, id: &'static str, value: i64, reference: Option<&str>| {
        let own = unit.unit.as_ref();
        let own = own.map_or("", |unit| unit.reference.as_str());
        let row = units.row_of(own);
        let counts = table.entry(row.clone()).or_default();
        let count = counts.entry(id).or_default();
        count.value += value;
        let reference = reference.unwrap_or_default().to_owned();
        if !reference.is_empty() && known.insert((row, id, reference.clone())) {
            count.refs.push(reference);
        }
    };
    for one in &found {
        if one.is_of_pace() {
            add(one, "pledges_behind", 1, one.reference());
        } else {
            let whom = one.whom().map(|named| named.reference.as_str());
            add(one, "receptions_due", wanted(plan, as_of, one), whom);
        }
    }
    Ok(table)
}

/// Returns how many deeds the quota of a finding asks for.
fn wanted(plan: &Plan, day: NaiveDate, finding: &Finding) -> i64 {
    let quotas = checks::quotas_of(plan, day, finding.code);
    let is_its = |quota: &&Quota| {
        let from = quota.from.is_none_or(|from| from <= finding.term.due);
        let until = quota.until.is_none_or(|until| finding.term.opened <= until);
        quota.key.as_deref() == finding.about() && from && until
    };
    quotas.iter().find(is_its).map_or(1, |quota| quota.count)
}

/// Returns the rates of a row's counts.
fn shares(counts: &Counts) -> [Share; RankBy::ALL.len()] {
    let refs = |id: &str| {
        let count = counts.get(id);
        count.map_or_else(Vec::new, |count| count.refs.clone())
    };
    let share = |numerator, denominator| Share {
        numerator: refs(numerator),
        denominator: refs(denominator),
    };
    [
        share("replied", "received"),
        share("settled", "received"),
        share("pledges_in_time", "pledges_due"),
    ]
}

/// Adds up the counts of all rows.
fn summed(table: &Table) -> Counts {
    let mut all = Counts::new();
    for (id, count) in table.values().flatten() {
        let sum = all.entry(id).or_default();
        sum.value += count.value;
        sum.refs.extend_from_slice(&count.refs);
    }
    all
}

impl Row {
    fn of(
        (unit, name, place): (Option<&str>, &str, String),
        mut counts: Counts,
        before: &Counts,
    ) -> Self {
        let mut pairs = shares(&counts).into_iter().zip(shares(before));
        let rates = std::array::from_fn(|_| pairs.next().unwrap_or_default());
        for (id, ..) in COUNTS {
            counts.entry(id).or_default();
        }
        Self {
            unit: unit.map(str::to_owned),
            name: name.to_owned(),
            place,
            counts,
            rates,
            rank: None,
            standing: None,
        }
    }
}

/// Counts the rows of a bulletin, and all of them together.
pub(super) fn rows(view: &View, request: &Request) -> Result<(Vec<Row>, Row)> {
    let units = Units::read(view.store)?;
    let month = request.month;
    let mut now = gathered(view, month, &units)?;
    let mut before = match month.first.pred_opt() {
        None => Table::new(),
        Some(last) => {
            let view = View {
                as_of: last,
                ..*view
            };
            gathered(&view, Span::month_of(last), &units)?
        }
    };
    let name = TOTAL.get(view.lang);
    let total = Row::of(
        (None, name, "total".to_owned()),
        summed(&now),
        &summed(&before),
    );
    let mut standing: HashMap<&String, Standing> = HashMap::new();
    for (id, day) in &request.old {
        let unit = units.reference(*id);
        standing.extend(unit.map(|unit| (unit, Standing::Old(*day))));
    }
    for id in &request.missing {
        let unit = units.reference(*id);
        standing.extend(unit.map(|unit| (unit, Standing::Missing)));
    }
    let mut rows = Vec::new();
    for (unit, name, is_division) in &units.rows {
        let own = now.remove(unit);
        let earlier = before.remove(unit).unwrap_or_default();
        let standing = standing.get(unit).copied();
        if own.is_some() || *is_division || standing.is_some() {
            let place = format!("units.{unit}");
            let own = own.unwrap_or_default();
            rows.push(Row {
                standing,
                ..Row::of((Some(unit), name, place), own, &earlier)
            });
        }
    }
    if let Some(own) = now.remove("") {
        let earlier = before.remove("").unwrap_or_default();
        let (name, place) = (NO_UNIT.get(view.lang), "units.".to_owned());
        rows.push(Row::of((None, name, place), own, &earlier));
    }
    Ok((rows, total))
}

/// Counts the opinions of the month by channel, and by who they came from; those of which that is not
/// said stand last.
pub(super) fn parts(view: &View, month: Span) -> Result<[Vec<Part>; 2]> {
    let scope = Coverage::interval(month.first, month.last, view.as_of);
    let of = |rows: Rows, choices: &'static [Choice]| -> Result<Vec<Part>> {
        let mut groups = rows.group_refs(view.store, &scope, By::Channel)?;
        let parts = choices.iter().map(|choice| Part {
            id: Some(choice.id),
            label: choice.label,
            refs: groups.remove(choice.id).unwrap_or_default(),
        });
        let mut parts: Vec<Part> = parts.collect();
        let rest: Vec<String> = groups.into_values().flatten().collect();
        if !rest.is_empty() {
            parts.push(Part {
                id: None,
                label: text("未注明", "Not said"),
                refs: rest,
            });
        }
        Ok(parts)
    };
    Ok([
        of(rate(RankBy::Reply).denominator, opinion::CHANNELS)?,
        of(BY_KIND, opinion::FROM_KINDS)?,
    ])
}
