//! 明白卡: what a household is told of the help it has: who helps, under which phone, by which
//! measures, and when they came. It goes to that household alone.

use serde_json::{Value as Json, json};

use super::count::objects;
use super::prose::Pictures;
use super::tables::cells;
use super::{View, summary, templates};
use crate::error::Result;
use crate::kinds::household;
use crate::model::document::{Block, Cell, DOCUMENT, Report, Role, Table};
use crate::model::record::Record;
use crate::store::Filter;
use crate::text::{Lang, Text, text};

/// Who helps. Of a unit one asks whoever has it in charge, or else who heads it by the roster.
const HELPERS: &str = "select coalesce(m.name, u.name) as name, c.name as contact, coalesce(m.phone, c.phone) as phone,
    t.since, t.until, t.measures
    from pair as t left join person as m on m.record = t.helper left join unit as u on u.record = t.helper
    left join person as c on c.record = coalesce(
        (select b.person from post as b, json_each(b.in_charge) as one
         where b.void is null and one.value = lower(hex(u.record))
         and (b.since is null or b.since <= ?2) and (b.until is null or b.until >= ?2)
         order by b.since desc, b.office, b.number, b.copy limit 1),
        u.in_charge,
        (select p.record from person as p where p.void is null and p.unit = u.record
         and p.rank in ('principal', 'leader', 'deputy_division') and (p.until is null or p.until >= ?2)
         order by p.rank <> 'principal', p.rank <> 'leader', p.office, p.number, p.copy limit 1))
    where t.void is null and t.household = ?1 and (t.since is null or t.since <= ?2)
    order by t.since, t.office, t.number, t.copy";
const VISITS: &str = "select v.date,
    (select group_concat(m.name, '、') from json_each(v.visitors) as one join person as m on lower(hex(m.record)) = one.value) as visitors,
    v.findings, v.solved from visit as v
    where v.void is null and v.household = ?1 and v.date <= ?2 order by v.date, v.office, v.number, v.copy";

/// Columns shared by helpers and visits.
const SHEET: [&str; 11] = [
    "part", "name", "contact", "phone", "since", "until", "measures", "date", "visitors",
    "findings", "solved",
];

/// Names the card in a paper that is made of it.
pub(crate) const CARD: &str = "card";

/// The two copies of a card: for whom each is.
const COPIES: [Text; 2] = [
    text("第一联：交联系户", "First copy: for the household"),
    text("第二联：联系单位留存", "Second copy: kept by who helps"),
];

/// Tells whether a report is a card, or several of them.
pub(crate) fn is_card(json: &Json) -> bool {
    let mut parts = [json, &json[0]].into_iter();
    parts.any(|part| part[DOCUMENT]["report"] == CARD)
}

/// Makes the card of a household as of a day.
pub(crate) fn report(view: &View, household: &Record) -> Result<Report> {
    let View { store, lang, .. } = *view;
    let as_of = view.as_of.to_string();
    let key: [&dyn rusqlite::ToSql; 2] = [&household.id.0, &as_of];
    let (helpers, visits) = (cells(store, HELPERS, &key)?, cells(store, VISITS, &key)?);
    let json = json!({
        "ref": household.ref_text(), "name": household.title(), "as_of": as_of,
        DOCUMENT: {"report": CARD},
        "helpers": objects(store, HELPERS, &key)?, "visits": objects(store, VISITS, &key)?,
    });
    let blank = |columns: usize| vec![Cell::from(""); columns];
    let helper = |row: &Vec<Cell>| [vec![Cell::from("helper")], row.clone(), blank(4)].concat();
    let visit = |row: &Vec<Cell>| [vec![Cell::from("visit")], blank(6), row.clone()].concat();
    let rows = helpers.iter().map(helper).chain(visits.iter().map(visit));
    let sheet = Table::new(SHEET, rows.collect::<Vec<_>>());
    let telephone = view.plan.publication.telephone.as_ref();
    let values = json!({
        "signer": view.signer(), "as_of": summary::date(view.as_of, lang),
        "helpers": !helpers.is_empty(), "visits": !visits.is_empty(),
        "telephone": telephone.filter(|telephone| !telephone.is_empty()),
    });
    let tables = [
        ("household", facts(household, lang)),
        ("helpers", of_helpers(helpers, lang)),
        ("visits", of_visits(visits, lang)),
    ];
    let tables = tables.map(|(name, table)| (name, Block::Table(table)));
    Ok(Report {
        blocks: templates::CARD.filled(view, &values, &Pictures::from(tables))?,
        json,
        sheet,
        ..Report::default()
    })
}

/// Makes the cards of all households, two copies of each: a pair of pages.
pub(crate) fn all(view: &View) -> Result<Report> {
    let lang = view.lang;
    let mut blocks: Vec<Block> = Vec::new();
    let (mut cards, mut rows) = (Vec::new(), Vec::new());
    for household in view.store.list(&household::KIND, &Filter::default())? {
        let card = report(view, &household)?;
        for copy in COPIES {
            if !blocks.is_empty() {
                blocks.push(Block::PageBreak);
            }
            blocks.extend(card.blocks.iter().cloned());
            blocks.push(Block::Line(Role::Footnote, copy.get(lang).to_owned()));
        }
        let reference = Cell::from(household.ref_text());
        let own = card.sheet.rows.into_iter();
        rows.extend(own.map(|row| [vec![reference.clone()], row].concat()));
        cards.push(card.json);
    }
    if blocks.is_empty() {
        let none = lang.pick("名册里没有联系户。", "There is no household in the roster.");
        blocks.push(Block::Paragraph(none.to_owned()));
    }
    Ok(Report {
        blocks,
        json: Json::Array(cards),
        sheet: Table::new(["ref"].into_iter().chain(SHEET), rows),
        ..Report::default()
    })
}

fn facts(household: &Record, lang: Lang) -> Table {
    let told = |field| household.text(field).unwrap_or_default().to_owned();
    let facts = [
        (text("户主", "Householder"), household.title().to_owned()),
        (text("编号", "Ref"), household.ref_text().to_owned()),
        (text("主要困难", "Difficulty"), told(&household::DIFFICULTY)),
        (text("需求", "Need"), told(&household::NEED)),
    ];
    let heads = lang.pick(["项目", "内容"], ["Item", "Content"]);
    let rows = facts.map(|(item, content)| vec![item.get(lang).to_owned(), content]);
    Table::new(heads, rows).titled(lang.pick("基本情况", "Household"))
}

/// Lists who helps; of a unit with whom to speak.
fn of_helpers(helpers: Vec<Vec<Cell>>, lang: Lang) -> Table {
    let heads = lang.pick(
        ["联系人", "联系电话", "起", "止", "帮扶措施"],
        ["Helper", "Phone", "Since", "Until", "Measures"],
    );
    let row = |mut row: Vec<Cell>| {
        let contact = row.remove(1).to_string();
        if !contact.is_empty() {
            let contact = lang.pick(format!("联系人{contact}"), format!("ask for {contact}"));
            row[0] = Cell::from(lang.remarked(&row[0], contact));
        }
        row
    };
    let title = lang.pick("联系人和帮扶措施", "Helpers and measures");
    Table::new(heads, helpers.into_iter().map(row)).titled(title)
}

fn of_visits(visits: Vec<Vec<Cell>>, lang: Lang) -> Table {
    let heads = lang.pick(
        ["走访日期", "走访人", "了解情况", "解决问题"],
        ["Visited on", "Visitors", "Findings", "Solved"],
    );
    Table::new(heads, visits).titled(lang.pick("走访情况", "Visits"))
}
