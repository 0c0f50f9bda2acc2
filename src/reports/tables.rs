//! The tables and charts that a summary places, each made from the records as of a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;

use crate::checks::Finding;
use crate::error::Result;
use crate::kinds::{self, visit};
use crate::model::document::{Cell, Chart, Form, Table};
use crate::model::plan::Plan;
use crate::model::value::day;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// Pledges done by a day, for the list of them.
pub(crate) const DONE: &str =
    "select p.ref, p.title, m.name as responsible_name, p.finished_on, p.result from pledge as p
    left join person as m on m.record = p.responsible
    where p.void is null and p.status = 'done' and p.published_on <= ?1 and p.finished_on <= ?1
    order by p.office, p.number, p.copy";
/// Pledges that go on past their deadline; the day on which that was said is not kept.
pub(crate) const CONTINUING: &str =
    "select p.ref, p.title, m.name as responsible_name, p.deadline, p.new_deadline, p.reason from pledge as p
    left join person as m on m.record = p.responsible
    where p.void is null and p.published_on <= ?1 and p.new_deadline is not null
    and (p.status = 'continuing' or p.status = 'done' and p.finished_on > ?1)
    order by p.office, p.number, p.copy";
const MATRIX: &str = "select count(*) from visit as v, json_each(v.brought) as b
    where v.void is null and v.date <= ?1 and v.place_kind = ?2 and b.value = ?3";
const BY_CATEGORY: &str = "select count(*) from pledge where void is null and published_on <= ?1
    and category is ?2 and (?3 = 0 or status = 'done' and finished_on <= ?1)";
const SURVEYS: &str = "select q.ref, coalesce(p.title, u.name), q.issued, q.returned, q.valid, q.satisfied, q.mostly, q.dissatisfied
    from survey as q left join pledge as p on p.record = q.subject left join unit as u on u.record = q.subject
    where q.void is null and q.date <= ?1 order by q.office, q.number, q.copy";
/// Where pledges stood on a day, by the days that they bear.
const BY_UNIT: &str = "select u.name,
    sum(p.status = 'done' and p.finished_on <= ?1),
    sum(p.new_deadline is not null and (p.status = 'continuing' or p.status = 'done' and p.finished_on > ?1)),
    sum(p.status = 'withdrawn'),
    count(*)
    from pledge as p left join unit as u on u.record = p.unit
    where p.void is null and p.published_on <= ?1 group by u.name order by count(*) desc, u.name";

/// Returns rows of SQL as cells; days are days, and null is nothing.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn cells(
    store: &Store,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Vec<Cell>>> {
    use rusqlite::types::Value as Sql;
    store.rows(sql, parameters, |row| {
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

/// Returns rows of SQL for machines, under the names of its columns.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn objects(
    store: &Store,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Json>> {
    use rusqlite::types::ValueRef;
    store.rows(sql, parameters, |row| {
        let columns = row.as_ref().column_names();
        let pair = |(at, column): (usize, &str)| {
            let value = match row.get_ref(at)? {
                ValueRef::Integer(number) => Json::from(number),
                ValueRef::Text(_) => Json::from(row.get::<_, String>(at)?),
                _ => Json::Null,
            };
            Ok((column.to_owned(), value))
        };
        let object = columns.into_iter().enumerate().map(pair);
        Ok(Json::Object(object.collect::<rusqlite::Result<_>>()?))
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
pub(crate) fn done(store: &Store, as_of: &str, lang: Lang) -> Result<Table> {
    let heads = [
        text("编号", "Ref"),
        text("项目", "Pledge"),
        text("责任人", "Responsible"),
        text("办结日期", "Done on"),
        text("结果", "Result"),
    ];
    let rows = cells(store, DONE, &[&as_of])?;
    Ok(titled(
        heads,
        text("完成的实事项目", "Pledges done"),
        rows,
        lang,
    ))
}

/// Lists the pledges that go on, with reason and new deadline.
pub(crate) fn continuing(store: &Store, as_of: &str, lang: Lang) -> Result<Table> {
    let heads = [
        text("编号", "Ref"),
        text("项目", "Pledge"),
        text("责任人", "Responsible"),
        text("原时限", "Deadline"),
        text("新时限", "New deadline"),
        text("原因", "Reason"),
    ];
    let rows = cells(store, CONTINUING, &[&as_of])?;
    let title = text("继续办理的实事项目", "Pledges continuing");
    Ok(titled(heads, title, rows, lang))
}

/// Lists the surveys.
pub(crate) fn surveys(store: &Store, as_of: &str, lang: Lang) -> Result<Table> {
    let heads = [
        text("编号", "Ref"),
        text("对象", "Subject"),
        text("发放", "Issued"),
        text("收回", "Returned"),
        text("有效", "Valid"),
        text("满意", "Satisfied"),
        text("基本满意", "Mostly"),
        text("不满意", "Dissatisfied"),
    ];
    let mut rows = cells(store, SURVEYS, &[&as_of])?;
    for row in &mut rows {
        if row[1] == Cell::from("") {
            row[1] = Cell::from(lang.pick("总体", "Overall"));
        }
    }
    Ok(titled(
        heads,
        text("满意度测评", "Satisfaction surveys"),
        rows,
        lang,
    ))
}

/// Draws what the ballots of each survey said.
pub(crate) fn satisfaction(surveys: &Table) -> Chart {
    let keep = [1, 5, 6, 7];
    let heads = keep.map(|at| surveys.heads[at].as_str());
    let rows = surveys
        .rows
        .iter()
        .map(|row| keep.map(|at| row[at].clone()).to_vec());
    Chart {
        form: Form::Stacked,
        table: Table::new::<Cell>(heads, rows).titled(surveys.title.as_str()),
    }
}

/// Counts visits by where they went and what they brought (requirement 16).
pub(crate) fn matrix(store: &Store, as_of: &str, lang: Lang) -> Result<Table> {
    let mut rows = Vec::new();
    for place in visit::PLACE_KINDS {
        let mut row = vec![Cell::from(place.label.get(lang))];
        for service in visit::SERVICES {
            let count = store.count(MATRIX, &[&as_of, &place.id, &service.id])?;
            row.push(Cell::Integer(count));
        }
        rows.push(row);
    }
    let services = visit::SERVICES.iter().map(|service| service.label);
    let heads = std::iter::once(text("进＼送", "Place")).chain(services);
    let title = text(
        "“三进三送”情况（次）",
        "Three entries, three services (visits)",
    );
    Ok(titled(heads, title, rows, lang))
}

/// Draws the pledges of each service (requirement 5).
pub(crate) fn categories(store: &Store, plan: &Plan, as_of: &str, lang: Lang) -> Result<Chart> {
    let mut rows = Vec::new();
    for category in &plan.categories {
        let count = |done: i64| store.count(BY_CATEGORY, &[&as_of, &category.key, &done]);
        rows.push(vec![
            Cell::from(category.name.get(lang)),
            Cell::Integer(count(0)?),
            Cell::Integer(count(1)?),
        ]);
    }
    let heads = [
        text("类别", "Category"),
        text("公示", "Published"),
        text("办结", "Done"),
    ];
    let title = text("实事项目按服务类别（项）", "Pledges by service");
    Ok(Chart {
        form: Form::Bars,
        table: titled(heads, title, rows, lang),
    })
}

/// Draws where the pledges of each unit stand.
pub(crate) fn units(store: &Store, as_of: &str, lang: Lang) -> Result<Chart> {
    let mut rows = cells(store, BY_UNIT, &[&as_of])?;
    for row in &mut rows {
        let count = |at: usize| match row[at] {
            Cell::Integer(count) => count,
            _ => 0,
        };
        let under_way = count(4) - count(1) - count(2) - count(3);
        row[4] = Cell::Integer(under_way.max(0));
        row.swap(3, 4);
    }
    let heads = [
        text("单位", "Unit"),
        text("已办结", "Done"),
        text("继续办理", "Continuing"),
        text("办理中", "Under way"),
        text("已撤回", "Withdrawn"),
    ];
    let title = text("实事项目按单位和状态（项）", "Pledges by unit and status");
    Ok(Chart {
        form: Form::Stacked,
        table: titled(heads, title, rows, lang),
    })
}

/// Draws how many of the receptions due each leader held, by the checks of the quotas.
pub(crate) fn receptions(found: &[Finding], lang: Lang) -> Chart {
    let mut leaders: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let of_quota =
        |one: &&Finding| one.code.id.starts_with("reception-") && one.term.due <= one.day;
    for finding in found.iter().filter(of_quota) {
        let name = finding.person.as_ref().map_or_else(
            || finding.subject.get(lang).to_owned(),
            |person| person.name.clone(),
        );
        let (due, held) = leaders.entry(name).or_default();
        *due += 1;
        *held += i64::from(finding.is_met());
    }
    let row = |(name, (due, held)): (String, (i64, i64))| {
        vec![Cell::from(name), Cell::Integer(due), Cell::Integer(held)]
    };
    let heads = [
        text("领导", "Leader"),
        text("应接待（周或月）", "Due (weeks or months)"),
        text("已接待", "Held"),
    ];
    let title = text("领导接待与定额对照", "Receptions against quotas");
    Chart {
        form: Form::Bars,
        table: titled(heads, title, leaders.into_iter().map(row).collect(), lang),
    }
}

/// Counts the records of every kind.
pub(crate) fn ledgers(store: &Store, as_of: NaiveDate, lang: Lang) -> Result<Table> {
    let mut rows = Vec::new();
    for kind in kinds::nouns() {
        let count = |voided: bool| {
            let not = if voided { "not " } else { "" };
            let sql = format!(
                "select count(*) from \"{}\" where void is {not}null and logged_on <= ?1",
                kind.id
            );
            store.count(&sql, &[&as_of.to_string()])
        };
        rows.push(vec![
            Cell::from(kind.name.get(lang)),
            Cell::Integer(count(false)?),
            Cell::Integer(count(true)?),
        ]);
    }
    let heads = [
        text("台账", "Ledger"),
        text("在册", "Records"),
        text("作废", "Void"),
    ];
    Ok(titled(
        heads,
        text("台账统计", "Totals of the ledgers"),
        rows,
        lang,
    ))
}
