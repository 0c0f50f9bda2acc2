//! The tables and charts that a summary places, each made from the records as of a day.

use std::collections::BTreeMap;

use super::count::{By, Rows};
use super::{View, figures, grouped};
use crate::checks::Finding;
use crate::error::Result;
use crate::kinds::{self, visit};
use crate::model::document::{Block, Cell, Chart, Form, Table};
use crate::model::kind::Choice;
use crate::model::plan::Plan;
use crate::model::value::day;
use crate::store::{Store, was_there};
use crate::text::{Lang, Text, text};

/// Pledges done by a day, for the list of them.
pub(crate) const DONE: &str =
    "select p.ref, p.title, m.name as responsible_name, p.finished_on, p.result from pledge as p
    left join person as m on m.record = p.responsible
    where p.void is null and p.status = 'done' and p.published_on <= ?1
    order by p.office, p.number, p.copy";
/// Pledges that go on past their deadline.
pub(crate) const CONTINUING: &str =
    "select p.ref, p.title, m.name as responsible_name, p.deadline, p.new_deadline, p.reason from pledge as p
    left join person as m on m.record = p.responsible
    where p.void is null and p.published_on <= ?1 and p.status = 'continuing'
    order by p.office, p.number, p.copy";
/// Visits by where they went and what they brought.
pub(super) const MATRIX: Rows = Rows(
    "select v.ref, 1 as amount, v.unit, v.date as day, v.place_kind || '.' || b.value as channel
    from visit as v, json_each(v.brought) as b where v.void is null and v.date <= ?1",
);
/// The same visits, each once.
pub(super) const VISITS_BY_PLACE: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, coalesce(place_kind, '') as channel from visit
    where void is null and date <= ?1",
);
/// What the row below is called that sums up a table.
pub(super) const TOTAL: Text = text("合计", "Total");
/// Pledges by the service that they are.
pub(super) const PUBLISHED_BY_CATEGORY: Rows = Rows(
    "select ref, 1 as amount, unit, published_on as day, coalesce(category, '') as channel from pledge
    where void is null and published_on <= ?1",
);
pub(super) const DONE_BY_CATEGORY: Rows = Rows(
    "select ref, 1 as amount, unit, finished_on as day, coalesce(category, '') as channel from pledge
    where void is null and published_on <= ?1 and status = 'done'",
);
/// The states of pledges, which their chart shows by units.
pub(super) const STATES: [(&str, Text, Rows); 4] = [
    ("done", text("已办结", "Done"), figures::DONE),
    (
        "continuing",
        text("继续办理", "Continuing"),
        figures::CONTINUING,
    ),
    ("under_way", text("办理中", "Under way"), figures::UNDER_WAY),
    ("withdrawn", text("已撤回", "Withdrawn"), figures::WITHDRAWN),
];
/// The two columns of the ledgers' totals, each with what voids a record or does not.
pub(super) const LEDGERS: [(&str, Text, &str); 2] = [
    ("valid", text("在册", "Records"), "void is null"),
    ("void", text("作废", "Void"), "void <> 'undo'"),
];
const SURVEYS: &str = "select q.ref, coalesce(p.title, u.name), q.issued, q.returned, q.valid, q.satisfied, q.mostly, q.dissatisfied
    from survey as q left join pledge as p on p.record = q.subject left join unit as u on u.record = q.subject
    where q.void is null and q.date <= ?1 and (q.subject is null) = ?2 order by q.office, q.number, q.copy";
/// Receptions of the public by each leader.
pub(super) const RECEPTIONS: Rows = Rows(
    "select r.ref, 1 as amount, r.unit, r.date as day, m.ref || ' ' || m.name as channel
    from reception as r join person as m on m.record = r.leader where r.void is null and r.date <= ?1",
);

/// Returns rows of SQL as cells; days are days, and null is nothing.
pub(crate) fn cells(
    store: &Store,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Vec<Cell>>> {
    use rusqlite::types::Value as Sql;
    store.rows(sql, parameters, |row| {
        let row = row.whole();
        let columns = row.as_ref().column_count();
        let cell = |at| {
            Ok(match row.get::<_, Sql>(at)? {
                Sql::Integer(number) => Cell::Integer(number),
                Sql::Text(text) => day(&text).map_or(Cell::Text(text), Cell::Day),
                _ => Cell::from(""),
            })
        };
        (0..columns).map(cell).collect()
    })
}

fn titled(
    heads: impl IntoIterator<Item = Text>,
    title: Text,
    rows: Vec<Vec<Cell>>,
    lang: Lang,
) -> Table {
    let heads = heads.into_iter().map(|head| head.get(lang));
    Table::new(heads, rows).titled(title.get(lang))
}

/// Lists the pledges that were done.
pub(crate) fn done(view: &View) -> Result<Table> {
    let lang = view.lang;
    let heads = [
        text("编号", "Ref"),
        text("项目", "Pledge"),
        text("责任人", "Responsible"),
        text("办结日期", "Done on"),
        text("结果", "Result"),
    ];
    let rows = cells(view.store, DONE, &[&view.as_of.to_string()])?;
    Ok(titled(
        heads,
        text("完成的实事项目", "Pledges done"),
        rows,
        lang,
    ))
}

/// Lists the pledges that go on, with reason and new deadline.
pub(crate) fn continuing(view: &View) -> Result<Table> {
    let lang = view.lang;
    let heads = [
        text("编号", "Ref"),
        text("项目", "Pledge"),
        text("责任人", "Responsible"),
        text("原时限", "Deadline"),
        text("新时限", "New deadline"),
        text("原因", "Reason"),
    ];
    let rows = cells(view.store, CONTINUING, &[&view.as_of.to_string()])?;
    let title = text("继续办理的实事项目", "Pledges continuing");
    Ok(titled(heads, title, rows, lang))
}

/// Lists the surveys of the campaign as a whole, or apart from them those of single pledges and
/// units: they are never added up.
pub(crate) fn surveys(view: &View, overall: bool) -> Result<Table> {
    let lang = view.lang;
    let heads = [
        text("编号", "Ref"),
        text("对象", "Subject"),
        text("发放", "Issued"),
        text("收回", "Returned"),
        text("有效", "Valid"),
        text("满意", "Satisfied"),
        text("基本满意", "Mostly"),
        text("不满意", "Dissatisfied"),
        text("回收率", "Return rate"),
        text("满意率", "Satisfaction rate"),
    ];
    let title = if overall {
        text("总体满意度测评", "Overall satisfaction surveys")
    } else {
        text("单项满意度测评", "Surveys of single matters")
    };
    let mut rows = cells(view.store, SURVEYS, &[&view.as_of.to_string(), &overall])?;
    for row in &mut rows {
        if overall {
            row[1] = Cell::from(lang.pick("总体", "Overall"));
        }
        let count = |at: usize| match row[at] {
            Cell::Integer(count) => count,
            _ => 0,
        };
        let rates = [
            Cell::Rate(count(3), count(2)),
            Cell::Rate(count(5), count(4)),
        ];
        row.extend(rates);
    }
    Ok(titled(heads, title, rows, lang))
}

/// Draws what the ballots of each survey said.
pub(crate) fn satisfaction(surveys: [&Table; 2], lang: Lang) -> Chart {
    let keep = [1, 5, 6, 7];
    let heads = keep.map(|at| surveys[0].heads[at].as_str());
    let rows = surveys.into_iter().flat_map(|table| &table.rows);
    let rows = rows.map(|row| keep.map(|at| row[at].clone()).to_vec());
    let title = lang.pick("满意度测评", "Satisfaction surveys");
    Chart {
        form: Form::Stacked,
        table: Table::new::<Cell>(heads, rows).titled(title),
    }
}

/// Counts visits by where they went and what they brought (requirement 16). A visit that brought two
/// services stands in two places of its row, and once behind them.
pub(crate) fn matrix(view: &View) -> Result<Table> {
    let lang = view.lang;
    let counts = MATRIX.groups(view.store, &view.scope(), By::Channel)?;
    let visits = VISITS_BY_PLACE.groups(view.store, &view.scope(), By::Channel)?;
    let of = |counts: &BTreeMap<String, i64>, key: &str| counts.get(key).copied().unwrap_or(0);
    let row = |place: &Choice| {
        let services = visit::SERVICES.iter();
        let services = services.map(|service| of(&counts, &format!("{}.{}", place.id, service.id)));
        let numbers = services.chain([of(&visits, place.id)]);
        std::iter::once(Cell::from(place.label.get(lang)))
            .chain(numbers.map(Cell::Integer))
            .collect()
    };
    let rows = visit::PLACE_KINDS.iter().map(row).collect();
    let services = visit::SERVICES.iter().map(|service| service.label);
    let heads = std::iter::once(text("进＼送", "Place"))
        .chain(services)
        .chain([text("走访次数", "Visits")]);
    let title = text("“三进三送”情况（次）", "Visits by place and service");
    Ok(titled(heads, title, rows, lang).summed(TOTAL.get(lang)))
}

/// Tells whether services of the matrix add up to more than the visits.
pub(super) fn matrix_differs(matrix: &Block) -> bool {
    let Block::Table(table) = matrix else {
        return false;
    };
    let differs = |row: &Vec<Cell>| {
        let numbers = row.iter().filter_map(|cell| match cell {
            Cell::Integer(number) => Some(*number),
            _ => None,
        });
        let numbers: Vec<i64> = numbers.collect();
        numbers
            .split_last()
            .is_some_and(|(visits, services)| services.iter().sum::<i64>() > *visits)
    };
    table.rows.iter().any(differs)
}

/// Names a category; also where a pledge names none.
pub(super) fn category_name<'a>(plan: &'a Plan, key: &'a str, lang: Lang) -> &'a str {
    match key {
        "" => lang.pick("未注明类别", "No category"),
        key => plan.category(key, lang),
    }
}

/// Draws the pledges of each service (requirement 5).
pub(crate) fn categories(view: &View) -> Result<Chart> {
    let (
        View {
            store, plan, lang, ..
        },
        scope,
    ) = (*view, &view.scope());
    let published = PUBLISHED_BY_CATEGORY.groups(store, scope, By::Channel)?;
    let done = DONE_BY_CATEGORY.groups(store, scope, By::Channel)?;
    let known = plan.categories.iter().map(|category| category.key.as_str());
    let known: Vec<&str> = known.collect();
    let others = published.keys().map(String::as_str);
    let others = others.filter(|key| !known.contains(key));
    let row = |key: &str| {
        let count = |counts: &BTreeMap<String, i64>| counts.get(key).copied().unwrap_or(0);
        let counts = [count(&published), count(&done)].map(Cell::Integer);
        std::iter::once(Cell::from(category_name(plan, key, lang)))
            .chain(counts)
            .collect()
    };
    let rows = known.iter().copied().chain(others).map(row).collect();
    let heads = [
        text("类别", "Category"),
        text("公示", "Published"),
        text("办结", "Done"),
    ];
    let title = text("实事项目按服务类别（项）", "Pledges by service");
    Ok(Chart {
        form: Form::Bars,
        table: titled(heads, title, rows, lang).summed(TOTAL.get(lang)),
    })
}

/// States of a unit's pledges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitRow {
    /// Empty for what names no unit.
    pub(crate) name: String,
    /// In the order of [`STATES`].
    pub(crate) counts: [i64; STATES.len()],
}

/// Counts where the pledges of each unit stand, the units with the most of them first.
pub(crate) fn unit_rows(view: &View) -> Result<Vec<UnitRow>> {
    let (store, scope) = (view.store, &view.scope());
    let mut counts: BTreeMap<String, [i64; STATES.len()]> = BTreeMap::new();
    for (at, (_, _, rows)) in STATES.iter().enumerate() {
        for (unit, count) in rows.groups(store, scope, By::Unit)? {
            counts.entry(unit).or_default()[at] = count;
        }
    }
    let mut units = grouped::units(store)?;
    let mut counts = Vec::from_iter(counts);
    counts.sort_by_key(|(unit, counts)| {
        let place = units.get(unit).map(|(place, _)| *place);
        (-counts.iter().sum::<i64>(), place)
    });
    let row = |(unit, counts)| UnitRow {
        name: units.remove(&unit).unwrap_or_default().1,
        counts,
    };
    Ok(counts.into_iter().map(row).collect())
}

/// Draws where the pledges of each unit stand.
pub(crate) fn unit_chart(units: &[UnitRow], lang: Lang) -> Chart {
    let row = |row: &UnitRow| {
        let name = match row.name.as_str() {
            "" => grouped::NO_UNIT.get(lang),
            name => name,
        };
        std::iter::once(Cell::from(name))
            .chain(row.counts.map(Cell::Integer))
            .collect()
    };
    let rows = units.iter().map(row).collect();
    let heads = std::iter::once(text("单位", "Unit")).chain(STATES.map(|(_, head, _)| head));
    let title = text("实事项目按单位和状态（项）", "Pledges by unit and status");
    Chart {
        form: Form::Stacked,
        table: titled(heads, title, rows, lang).summed(TOTAL.get(lang)),
    }
}

/// Draws how many of the receptions due each leader held, by the checks of the quotas; weeks and months
/// are never added up.
pub(crate) fn receptions(found: &[Finding], lang: Lang) -> Chart {
    let mut leaders: BTreeMap<(&str, String), (i64, i64)> = BTreeMap::new();
    let of_quota =
        |one: &&Finding| one.code.id.starts_with("reception-") && one.term.due <= one.day;
    for finding in found.iter().filter(of_quota) {
        let name = finding.person.as_ref().map_or_else(
            || {
                // Of a team: its names, without the week.
                let subject = finding.subject(lang);
                let period = finding.period().unwrap_or_default();
                subject
                    .strip_suffix(period)
                    .unwrap_or(subject)
                    .trim_end()
                    .to_owned()
            },
            |person| person.name.clone(),
        );
        let (due, held) = leaders.entry((finding.code.id, name)).or_default();
        *due += 1;
        *held += i64::from(finding.is_met());
    }
    let often = |code: &str| {
        let (month, week) = (text("每月", "each month"), text("每周", "each week"));
        if code.ends_with("monthly") {
            month
        } else {
            week
        }
    };
    let row = |label: String, (due, held): (i64, i64)| {
        vec![Cell::from(label), Cell::Integer(due), Cell::Integer(held)]
    };
    let rows = leaders.iter().map(|((code, name), counts)| {
        let often = often(code).get(lang);
        let label = lang.pick(format!("{name}（{often}）"), format!("{name} ({often})"));
        row(label, *counts)
    });
    let rows = rows.collect();
    let mut sums: BTreeMap<&str, (usize, i64, i64)> = BTreeMap::new();
    for ((code, _), (due, held)) in &leaders {
        let (of, all, met) = sums.entry(code).or_default();
        (*of, *all, *met) = (*of + 1, *all + due, *met + held);
    }
    let sums = sums.into_iter().filter(|(_, (of, ..))| *of > 1);
    let totals = sums.map(|(code, (_, due, held))| {
        let often = often(code).get(lang);
        let label = lang.pick(format!("{often}合计"), format!("Total, {often}"));
        row(label, (due, held))
    });
    let heads = [
        text("领导", "Leader"),
        text("应接待", "Due"),
        text("已接待", "Held"),
    ];
    let title = text("领导接待与制度要求对照", "Receptions due and held");
    let mut table = titled(heads, title, rows, lang);
    table.totals = totals.collect();
    Chart {
        form: Form::Bars,
        table,
    }
}

/// Counts the records of every kind.
pub(crate) fn ledgers(view: &View) -> Result<Table> {
    let View {
        store, as_of, lang, ..
    } = *view;
    let [as_of, entered_by] = [as_of, store.entered_by(as_of)].map(|day| day.to_string());
    let mut rows = Vec::new();
    for kind in kinds::nouns() {
        let mut row = vec![Cell::from(kind.name.get(lang))];
        for (_, _, voided) in LEDGERS {
            let sql = format!(
                "select count(*) from \"{}\" where {voided} and {}",
                kind.id,
                was_there(kind)
            );
            row.push(Cell::Integer(store.count(&sql, &[&as_of, &entered_by])?));
        }
        rows.push(row);
    }
    let heads = std::iter::once(text("台账", "Ledger")).chain(LEDGERS.map(|(_, head, _)| head));
    let title = text("台账统计", "Totals of the ledgers");
    Ok(titled(heads, title, rows, lang).summed(TOTAL.get(lang)))
}
