//! 公示: the lists of pledges that the public reads: those published, completed and continuing
//! (requirements 32, 34 and 38). What is personal is masked, unless it is asked for unmasked.

use serde_json::{Map, Value as Json};

use super::{View, summary, tables};
use crate::error::{Refusal, Result, Said};
use crate::kinds;
use crate::model::document::{Block, Cell, Report, Role, Table, plain};
use crate::model::personal::Known;
use crate::model::value;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// One of the lists.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) id: &'static str,
    pub(crate) title: Text,
    /// Its columns, as the query names them, in the order in which people read them.
    columns: &'static [Column],
    sql: &'static str,
}

/// What a query gives, and its head; those without one are for machines alone.
type Column = (&'static str, Option<Text>);

const REF: Column = ("ref", Some(text("编号", "Ref")));
const TITLE: Column = ("title", Some(text("项目名称", "Pledge")));
const UNIT: Column = ("unit", None);
const UNIT_NAME: Column = ("unit_name", Some(text("承诺单位", "Unit")));
const CONTENT: Column = ("content", Some(text("实事内容", "Content")));
const DEADLINE: Column = ("deadline", Some(text("办理时限", "Deadline")));
const MEASURES: Column = ("measures", Some(text("推进措施", "Measures")));
const RESPONSIBLE: Column = ("responsible", None);
const RESPONSIBLE_NAME: Column = ("responsible_name", Some(text("责任人", "Responsible")));
const PROGRESS: Column = ("progress", Some(text("进展情况", "Progress")));
const FINISHED_ON: Column = ("finished_on", Some(text("办结日期", "Done on")));
const RESULT: Column = ("result", Some(text("办理结果", "Result")));
const NEW_DEADLINE: Column = ("new_deadline", Some(text("新时限", "New deadline")));
const REASON: Column = ("reason", Some(text("原因", "Reason")));

/// The columns of all lists in one table.
const SHEET: [Column; 14] = [
    REF,
    TITLE,
    UNIT,
    UNIT_NAME,
    CONTENT,
    DEADLINE,
    MEASURES,
    RESPONSIBLE,
    RESPONSIBLE_NAME,
    PROGRESS,
    FINISHED_ON,
    RESULT,
    NEW_DEADLINE,
    REASON,
];

/// Every list, in the order in which they are published.
pub(crate) static LISTS: &[List] = &[
    List {
        id: "published",
        title: text("公开承诺实事项目", "Pledges published"),
        columns: &[
            REF, TITLE, UNIT, UNIT_NAME, CONTENT, DEADLINE, MEASURES, RESPONSIBLE,
            RESPONSIBLE_NAME, PROGRESS,
        ],
        sql: "select p.ref, p.title, u.ref as unit, u.name as unit_name, p.content, p.deadline, p.measures,
              m.ref as responsible, m.name as responsible_name,
              (select g.text from progress as g where g.pledge = p.record and g.void is null and g.date <= ?1
               order by g.date desc, g.office desc, g.number desc, g.copy desc limit 1) as progress
              from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
              where p.void is null and p.published_on <= ?1 and p.status <> 'withdrawn'
              order by p.office, p.number, p.copy",
    },
    List {
        id: "completed",
        title: text("完成的实事项目", "Pledges completed"),
        columns: &[
            REF, TITLE, UNIT, UNIT_NAME, RESPONSIBLE, RESPONSIBLE_NAME, FINISHED_ON, RESULT,
        ],
        sql: "select p.ref, p.title, u.ref as unit, u.name as unit_name,
              m.ref as responsible, m.name as responsible_name, p.finished_on, p.result
              from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
              where p.void is null and p.published_on <= ?1 and p.status = 'done' and p.finished_on <= ?1
              order by p.office, p.number, p.copy",
    },
    List {
        id: "continuing",
        title: text("继续办理的实事项目", "Pledges continuing"),
        columns: &[
            REF, TITLE, UNIT, UNIT_NAME, RESPONSIBLE, RESPONSIBLE_NAME, DEADLINE, NEW_DEADLINE,
            REASON,
        ],
        sql: "select p.ref, p.title, u.ref as unit, u.name as unit_name,
              m.ref as responsible, m.name as responsible_name, p.deadline, p.new_deadline, p.reason
              from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
              where p.void is null and p.published_on <= ?1 and p.new_deadline is not null
              and (p.status = 'continuing' or p.status = 'done' and p.finished_on > ?1)
              order by p.office, p.number, p.copy",
    },
];

/// Makes the lists as of a day.
pub(crate) fn report(view: &View, lists: &[&List], masked: bool) -> Result<Report> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let known = masked.then(|| known(store)).transpose()?;
    let title = lang.pick(
        format!("{}实事项目公示", plan.title.get(lang)),
        format!("{}: pledges to the public", plan.title.get(lang)),
    );
    let until = summary::date(day, lang);
    let mut blocks = vec![
        Block::Heading(1, title),
        Block::Paragraph(lang.pick(format!("截至{until}。"), format!("As of {until}."))),
    ];
    let mut json = Map::new();
    let heads = ["list"].into_iter().chain(SHEET.map(|(key, _)| key));
    let mut sheet = Table::new::<Cell>(heads, []);
    for list in lists {
        let mut objects = tables::objects(store, list.sql, &[&day.to_string()])?;
        if let Some(known) = &known {
            for object in &mut objects {
                hide(object, known);
            }
        }
        for object in &objects {
            let cells = SHEET.iter().map(|(key, _)| plain(&object[*key]));
            sheet.push([list.id.to_owned()].into_iter().chain(cells).collect());
        }
        blocks.extend(list.blocks(&objects, lang));
        json.insert(list.id.to_owned(), Json::from(objects));
    }
    blocks.push(Block::Line(Role::Signature, plan.host.get(lang).to_owned()));
    blocks.push(Block::Line(Role::Date, until));
    Ok(Report {
        blocks,
        json: Json::Object(json),
        sheet,
    })
}

impl List {
    /// Writes its rows for people.
    fn blocks(&self, objects: &[Json], lang: Lang) -> [Block; 2] {
        let shown = || {
            let columns = self.columns.iter();
            columns.filter_map(|(key, head)| head.map(|head| (*key, head.get(lang))))
        };
        let cell = |json: &Json| {
            let text = plain(json);
            value::day(&text).map_or(Cell::Text(text), Cell::Day)
        };
        let rows = objects
            .iter()
            .map(|object| shown().map(|(key, _)| cell(&object[key])).collect());
        let title = self.title.get(lang);
        let table = Table::new::<Cell>(shown().map(|(_, head)| head), rows).titled(title);
        [Block::Heading(2, title.to_owned()), Block::Table(table)]
    }
}

fn hide(object: &mut Json, known: &Known) {
    let fields = object.as_object_mut().into_iter().flatten();
    for (_, value) in fields {
        if let Json::String(text) = value {
            *text = known.hidden(text);
        }
    }
}

/// Gathers every personal value of the file; the names of officials are open.
fn known(store: &Store) -> Result<Known> {
    let texts = |sql: &str| -> Result<Vec<String>> {
        let rows = store.texts(sql, &[])?;
        Ok(rows.into_iter().flatten().flatten().collect())
    };
    let mut values = Vec::new();
    for kind in kinds::KINDS {
        for field in kind.fields {
            let Some(personal) = field.personal else {
                continue;
            };
            let sql = format!(
                "select distinct \"{0}\" from \"{1}\" where \"{0}\" is not null order by 1",
                field.id, kind.id
            );
            values.extend(texts(&sql)?.into_iter().map(|value| (personal, value)));
        }
    }
    let officials = texts("select name from person where name is not null order by name")?;
    Known::new(values, officials).ok_or_else(|| TooManyToMask.into())
}

/// More personal values than can be masked at once.
#[derive(Debug)]
struct TooManyToMask;

impl Refusal for TooManyToMask {
    fn said(&self, lang: Lang) -> Said {
        Said::new(
            "too-many-to-mask",
            lang.pick(
                (
                    "个人信息太多，无法一次脱敏，没有生成公示清单",
                    "请按处室分别公示",
                ),
                (
                    "there are too many personal values to mask at once, so no list was made",
                    "publish each office’s own",
                ),
            ),
        )
    }
}
