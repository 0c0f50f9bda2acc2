//! 明白卡: what a household is told of the help it has: who helps, under which phone, by which
//! measures, and when they came. It goes to that household alone.

use serde_json::json;

use super::count::objects;
use super::prose::Pictures;
use super::tables::cells;
use super::{View, summary, templates};
use crate::error::Result;
use crate::kinds::household;
use crate::model::document::{Block, Cell, DOCUMENT, Report, Table};
use crate::model::record::Record;

const HELPERS: &str = "select coalesce(m.name, u.name) as name, m.phone, t.since, t.until, t.measures
    from pair as t left join person as m on m.record = t.helper left join unit as u on u.record = t.helper
    where t.void is null and t.household = ?1 and (t.since is null or t.since <= ?2)
    order by t.since, t.office, t.number, t.copy";
const VISITS: &str = "select v.date,
    (select group_concat(m.name, '、') from json_each(v.visitors) as one join person as m on lower(hex(m.record)) = one.value) as visitors,
    v.findings, v.solved from visit as v
    where v.void is null and v.household = ?1 and v.date <= ?2 order by v.date, v.office, v.number, v.copy";

/// Columns shared by helpers and visits.
const SHEET: [&str; 10] = [
    "part", "name", "phone", "since", "until", "measures", "date", "visitors", "findings", "solved",
];

/// Names the card in a paper that is made of it.
pub(crate) const CARD: &str = "card";

/// Makes the card of a household as of a day.
pub(crate) fn report(view: &View, household: &Record) -> Result<Report> {
    let View { store, lang, .. } = *view;
    let as_of = view.as_of.to_string();
    let key: [&dyn rusqlite::ToSql; 2] = [&household.id.0, &as_of];
    let (helpers, visits) = (cells(store, HELPERS, &key)?, cells(store, VISITS, &key)?);
    let name = household.title().to_owned();
    let told = |field| household.text(field).unwrap_or_default().to_owned();
    let facts = vec![
        vec![lang.pick("户主", "Householder").to_owned(), name.clone()],
        vec![
            lang.pick("编号", "Ref").to_owned(),
            household.ref_text().to_owned(),
        ],
        vec![
            lang.pick("主要困难", "Difficulty").to_owned(),
            told(&household::DIFFICULTY),
        ],
        vec![lang.pick("需求", "Need").to_owned(), told(&household::NEED)],
    ];
    let helper_heads = lang.pick(
        ["联系人", "联系电话", "起", "止", "帮扶措施"],
        ["Helper", "Phone", "Since", "Until", "Measures"],
    );
    let visit_heads = lang.pick(
        ["走访日期", "走访人", "了解情况", "解决问题"],
        ["Visited on", "Visitors", "Findings", "Solved"],
    );
    let json = json!({
        "ref": household.ref_text(), "name": name, "as_of": as_of,
        DOCUMENT: {"report": CARD},
        "helpers": objects(store, HELPERS, &key)?, "visits": objects(store, VISITS, &key)?,
    });
    let blank = |columns: usize| vec![Cell::from(""); columns];
    let helper = |row: &Vec<Cell>| [vec![Cell::from("helper")], row.clone(), blank(4)].concat();
    let visit = |row: &Vec<Cell>| [vec![Cell::from("visit")], blank(5), row.clone()].concat();
    let rows = helpers.iter().map(helper).chain(visits.iter().map(visit));
    let sheet = Table::new(SHEET, rows.collect::<Vec<_>>());
    let heads = lang.pick(["项目", "内容"], ["Item", "Content"]);
    let title = lang.pick("基本情况", "Household");
    let values = json!({
        "signer": view.signer(), "as_of": summary::date(view.as_of, lang),
        "helpers": !helpers.is_empty(), "visits": !visits.is_empty(),
    });
    let tables = [
        ("household", Table::new(heads, facts).titled(title)),
        (
            "helpers",
            Table::new(helper_heads, helpers)
                .titled(lang.pick("联系人和帮扶措施", "Helpers and measures")),
        ),
        (
            "visits",
            Table::new(visit_heads, visits).titled(lang.pick("走访情况", "Visits")),
        ),
    ];
    let tables = tables.map(|(name, table)| (name, Block::Table(table)));
    Ok(Report {
        blocks: templates::CARD.filled(view, &values, &Pictures::from(tables))?,
        json,
        sheet,
        ..Report::default()
    })
}
