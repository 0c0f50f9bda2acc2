//! 公示: the lists of pledges that the public reads: those published, completed and continuing
//! (requirements 32, 34 and 38). What is personal is masked, unless it is asked for unmasked.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::tables::cells;
use crate::error::Result;
use crate::kinds;
use crate::model::document::{Block, Cell, Report, Table, plain};
use crate::model::personal::{Personal, scanned};
use crate::model::plan::Plan;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// One of the lists.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) id: &'static str,
    title: Text,
    heads: &'static [(&'static str, Text)],
    sql: &'static str,
}

const REF: (&str, Text) = ("ref", text("编号", "Ref"));
const TITLE: (&str, Text) = ("title", text("项目名称", "Pledge"));
const UNIT: (&str, Text) = ("unit", text("承诺单位", "Unit"));
const RESPONSIBLE: (&str, Text) = ("responsible", text("责任人", "Responsible"));

/// Every list, in the order in which they are published.
pub(crate) static LISTS: &[List] = &[
    List {
        id: "published",
        title: text("公开承诺实事项目", "Pledges published"),
        heads: &[
            REF,
            TITLE,
            UNIT,
            ("content", text("实事内容", "Content")),
            ("deadline", text("办理时限", "Deadline")),
            ("measures", text("推进措施", "Measures")),
            RESPONSIBLE,
            ("progress", text("进展情况", "Progress")),
        ],
        sql: "select p.ref, p.title, u.name, p.content, p.deadline, p.measures, m.name,
              (select g.text from progress as g where g.pledge = p.record and g.void is null and g.date <= ?1
               order by g.date desc, g.number desc limit 1)
              from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
              where p.void is null and p.published_on <= ?1 and p.status <> 'withdrawn'
              order by p.office, p.number, p.copy",
    },
    List {
        id: "completed",
        title: text("完成的实事项目", "Pledges completed"),
        heads: &[
            REF,
            TITLE,
            UNIT,
            RESPONSIBLE,
            ("finished_on", text("办结日期", "Done on")),
            ("result", text("办理结果", "Result")),
        ],
        sql: "select p.ref, p.title, u.name, m.name, p.finished_on, p.result
              from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
              where p.void is null and p.published_on <= ?1 and p.status = 'done' and p.finished_on <= ?1
              order by p.office, p.number, p.copy",
    },
    List {
        id: "continuing",
        title: text("继续办理的实事项目", "Pledges continuing"),
        heads: &[
            REF,
            TITLE,
            UNIT,
            RESPONSIBLE,
            ("deadline", text("原时限", "Deadline")),
            ("new_deadline", text("新时限", "New deadline")),
            ("reason", text("原因", "Reason")),
        ],
        sql: "select p.ref, p.title, u.name, m.name, p.deadline, p.new_deadline, p.reason
              from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
              where p.void is null and p.published_on <= ?1 and p.new_deadline is not null
              and (p.status = 'continuing' or p.status = 'done' and p.finished_on > ?1)
              order by p.office, p.number, p.copy",
    },
];

/// Makes the lists as of a day.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn report(
    store: &Store,
    plan: &Plan,
    lists: &[&List],
    day: NaiveDate,
    masked: bool,
    lang: Lang,
) -> Result<Report> {
    let secrets = if masked { secrets(store)? } else { Vec::new() };
    let title = lang.pick(
        format!("{}实事项目公示", plan.title.get(lang)),
        format!("{}: pledges to the public", plan.title.get(lang)),
    );
    let until = super::summary::date(day, lang);
    let mut blocks = vec![
        Block::Heading(1, title),
        Block::Paragraph(lang.pick(format!("截至{until}。"), format!("As of {until}."))),
    ];
    let mut json = Map::new();
    let mut sheet = Table::new::<Cell>(["list", "ref", "title", "detail"], []);
    for list in lists {
        let mut rows = cells(store, list.sql, &[&day.to_string()])?;
        if masked {
            rows.iter_mut()
                .flatten()
                .for_each(|cell| hide(cell, &secrets));
        }
        let mut objects = Vec::new();
        for row in &rows {
            let keys = list.heads.iter().map(|(key, _)| (*key).to_owned());
            let object: Map<String, Json> = keys.zip(row.iter().map(machine)).collect();
            let detail: Vec<String> = object
                .iter()
                .skip(2)
                .map(|(key, value)| format!("{key}={}", plain(value)))
                .collect();
            sheet.push(vec![
                Cell::from(list.id),
                row[0].clone(),
                row[1].clone(),
                Cell::from(detail.join("; ")),
            ]);
            objects.push(Json::Object(object));
        }
        json.insert(list.id.to_owned(), Json::from(objects));
        let heads = list.heads.iter().map(|(_, head)| head.get(lang));
        let title = list.title.get(lang);
        blocks.push(Block::Heading(2, title.to_owned()));
        blocks.push(Block::Table(Table::new(heads, rows).titled(title)));
    }
    blocks.push(Block::Line(
        crate::model::document::Role::Signature,
        plan.host.get(lang).to_owned(),
    ));
    blocks.push(Block::Line(crate::model::document::Role::Date, until));
    Ok(Report {
        blocks,
        json: Json::Object(json),
        sheet,
    })
}

fn machine(cell: &Cell) -> Json {
    match cell {
        Cell::Integer(number) => Json::from(*number),
        Cell::Text(text) if text.is_empty() => Json::Null,
        other => Json::from(other.to_string()),
    }
}

fn hide(cell: &mut Cell, secrets: &[(String, String)]) {
    if let Cell::Text(text) = cell {
        for (secret, mask) in secrets {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), mask);
            }
        }
        *text = scanned(text);
    }
}

/// Collects every personal value of the file with its mask, the longest first; the names of
/// officials are open.
fn secrets(store: &Store) -> Result<Vec<(String, String)>> {
    let officials = store.texts("select name from person where name is not null", &[])?;
    let officials: Vec<String> = officials.into_iter().flatten().flatten().collect();
    let mut secrets = Vec::new();
    for kind in kinds::KINDS {
        for field in kind.fields {
            let Some(personal) = field.personal else {
                continue;
            };
            let sql = format!(
                "select distinct \"{0}\" from \"{1}\" where \"{0}\" is not null order by 1",
                field.id, kind.id
            );
            for value in store.texts(&sql, &[])?.into_iter().flatten().flatten() {
                let open = personal == Personal::Name && officials.contains(&value);
                // A single character would be found in every other word.
                if value.chars().count() > 1 && !open {
                    let mask = personal.masked(&value);
                    secrets.push((value, mask));
                }
            }
        }
    }
    secrets
        .sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    Ok(secrets)
}
