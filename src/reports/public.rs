//! 公示: the lists of pledges that the public reads: those published, completed, continuing and
//! withdrawn (requirements 32, 34 and 38). What is personal is masked, unless it is asked for unmasked.

use chrono::Days;
use serde_json::{Map, Value as Json, json};

use super::prose::Pictures;
use super::{View, count, summary, templates};
use crate::error::{Refusal, Result, Said};
use crate::kinds::{self, pledge};
use crate::model::document::{Block, Cell, Report, Table, plain};
use crate::model::personal::{Known, Personal};
use crate::model::value;
use crate::store::Store;
use crate::text::{Lang, Text, text};

#[derive(Debug)]
pub(crate) struct List {
    pub(crate) id: &'static str,
    pub(crate) title: Text,
    /// The columns that people read, in their order.
    columns: &'static [Column],
    /// Those that are large enough on the wall, where few have room.
    on_wall: &'static [Column],
    /// Condition for the published pledges that are on it; `?1` is the day.
    among: &'static str,
}

/// Column of the query, and its head.
type Column = (&'static str, Text);

const REF: Column = ("ref", text("编号", "Ref"));
const TITLE: Column = ("title", text("项目名称", "Pledge"));
const UNIT_NAME: Column = ("unit_name", text("承诺单位", "Unit"));
const CONTENT: Column = ("content", text("实事内容", "Content"));
const DEADLINE: Column = ("deadline", text("办理时限", "Deadline"));
const MEASURES: Column = ("measures", text("推进措施", "Measures"));
const RESPONSIBLE_NAME: Column = ("responsible_name", text("责任人", "Responsible"));
const STATE: Column = ("state", text("状态", "State"));
const PROGRESS: Column = ("progress", text("进展情况", "Progress"));
const PROGRESS_ON: Column = ("progress_on", text("进展日期", "Progress on"));
const FINISHED_ON: Column = ("finished_on", text("办结日期", "Done on"));
const RESULT: Column = ("result", text("办理结果", "Result"));
const NEW_DEADLINE: Column = ("new_deadline", text("新时限", "New deadline"));
const REASON: Column = ("reason", text("原因", "Reason"));
const WITHDRAWN_ON: Column = ("withdrawn_on", text("撤回日期", "Withdrawn on"));

/// Everything that a list tells of a pledge; machines read all of it. A pledge that was withdrawn
/// stays published, with why and since when. Of its progress only what was published is told.
const TOLD: &str = "
    select p.ref, p.title, u.ref as unit, u.name as unit_name, p.content, p.deadline, p.measures,
        m.ref as responsible, m.name as responsible_name, p.status as state,
        g.text as progress, g.date as progress_on, p.result, p.finished_on, p.reason,
        p.withdrawn_on, p.new_deadline
    from pledge as p left join unit as u on u.record = p.unit left join person as m on m.record = p.responsible
        left join progress as g on g.record = (select one.record from progress as one
            where one.pledge = p.record and one.void is null and one.date <= ?1 and one.published_on <= ?1
            order by one.date desc, one.office desc, one.number desc, one.copy desc limit 1)
    where p.void is null and p.published_on <= ?1";
/// The keys of the query, as CSV has them.
const SHEET: [&str; 17] = [
    "ref",
    "title",
    "unit",
    "unit_name",
    "content",
    "deadline",
    "measures",
    "responsible",
    "responsible_name",
    "state",
    "progress",
    "progress_on",
    "result",
    "finished_on",
    "reason",
    "withdrawn_on",
    "new_deadline",
];

/// Every list, in the order in which they are published.
pub(crate) static LISTS: &[List] = &[
    List {
        id: "published",
        title: text("公开承诺实事项目", "Pledges published"),
        columns: &[
            REF,
            TITLE,
            UNIT_NAME,
            CONTENT,
            DEADLINE,
            MEASURES,
            RESPONSIBLE_NAME,
            STATE,
            PROGRESS,
            PROGRESS_ON,
        ],
        on_wall: &[TITLE, UNIT_NAME, RESPONSIBLE_NAME, DEADLINE, STATE],
        among: "?1 is not null",
    },
    List {
        id: "completed",
        title: text("完成的实事项目", "Pledges completed"),
        columns: &[REF, TITLE, UNIT_NAME, RESPONSIBLE_NAME, FINISHED_ON, RESULT],
        on_wall: &[TITLE, UNIT_NAME, FINISHED_ON, RESULT],
        among: "p.status = 'done'",
    },
    List {
        id: "continuing",
        title: text("继续办理的实事项目", "Pledges continuing"),
        columns: &[
            REF,
            TITLE,
            UNIT_NAME,
            RESPONSIBLE_NAME,
            DEADLINE,
            NEW_DEADLINE,
            REASON,
        ],
        on_wall: &[TITLE, UNIT_NAME, NEW_DEADLINE, REASON],
        among: "p.status = 'continuing'",
    },
    List {
        id: "withdrawn",
        title: text("撤回的实事项目", "Pledges withdrawn"),
        columns: &[
            REF,
            TITLE,
            UNIT_NAME,
            RESPONSIBLE_NAME,
            DEADLINE,
            WITHDRAWN_ON,
            REASON,
        ],
        on_wall: &[TITLE, UNIT_NAME, WITHDRAWN_ON, REASON],
        among: "p.status = 'withdrawn'",
    },
];

/// How the lists are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) is_masked: bool,
    /// True if they are put up where people read them from afar.
    pub(crate) is_for_wall: bool,
}

/// Makes the lists as of a day.
pub(crate) fn report(view: &View, lists: &[&List], manner: Manner) -> Result<Report> {
    let Manner {
        is_masked,
        is_for_wall,
    } = manner;
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let known = is_masked.then(|| known(store)).transpose()?;
    let mut pictures = Pictures::new();
    let mut shown = Vec::new();
    let mut json = Map::new();
    let heads = ["list"].into_iter().chain(SHEET);
    let mut sheet = Table::new::<Cell>(heads, []);
    for list in lists {
        let sql = format!(
            "{TOLD} and {} order by p.office, p.number, p.copy",
            list.among
        );
        let mut objects = count::objects(store, &sql, &[&day.to_string()])?;
        if let Some(known) = &known {
            for object in &mut objects {
                hide(object, known);
            }
        }
        for object in &objects {
            let cells = SHEET.iter().map(|key| plain(&object[*key]));
            sheet.push([list.id.to_owned()].into_iter().chain(cells).collect());
        }
        // Of a list without any, machines alone read.
        if !objects.is_empty() || lists.len() == 1 {
            shown.push(json!({"id": list.id, "title": list.title.get(lang)}));
        }
        pictures.insert(
            list.id,
            Block::Table(list.table(&objects, is_for_wall, lang)),
        );
        json.insert(list.id.to_owned(), Json::from(objects));
    }
    let publication = &plan.publication;
    let telephone = publication.telephone.as_ref();
    let values = json!({
        "title": plan.title.get(lang), "signer": view.signer(), "as_of": summary::date(day, lang),
        "lists": shown, "display": display(view),
        "telephone": telephone.filter(|telephone| !telephone.is_empty()),
        "objection": publication.objection.as_ref().map(|objection| objection.get(lang)),
    });
    Ok(Report {
        blocks: templates::PUBLIC.filled(view, &values, &pictures)?,
        json: Json::Object(json),
        sheet,
        is_for_wall,
        ..Report::default()
    })
}

impl List {
    /// Writes its rows for people.
    fn table(&self, objects: &[Json], is_for_wall: bool, lang: Lang) -> Table {
        let columns = if is_for_wall {
            self.on_wall
        } else {
            self.columns
        };
        let cell = |object: &Json, key: &str| {
            let text = plain(&object[told_by(object, key)]);
            if key == STATE.0 {
                let known = pledge::STATUSES.iter().find(|choice| choice.id == text);
                return Cell::from(known.map_or("", |choice| choice.label.get(lang)));
            }
            value::day(&text).map_or(Cell::Text(text), Cell::Day)
        };
        let row = |object: &Json| {
            let cells = columns.iter().map(|(key, _)| cell(object, key));
            cells.collect()
        };
        let title = self.title.get(lang);
        let heads = columns.iter().map(|(_, head)| head.get(lang));
        Table::new::<Cell>(heads, objects.iter().map(row)).titled(title)
    }
}

/// Returns what stands in a column: where a pledge has come to an end, that says more than how far it
/// had come.
fn told_by<'k>(object: &Json, key: &'k str) -> &'k str {
    let ends = [
        ("done", RESULT.0, FINISHED_ON.0),
        ("withdrawn", REASON.0, WITHDRAWN_ON.0),
    ];
    let state = plain(&object[STATE.0]);
    match ends.into_iter().find(|(end, ..)| *end == state) {
        Some((_, what, _)) if key == PROGRESS.0 => what,
        Some((_, _, on)) if key == PROGRESS_ON.0 => on,
        _ => key,
    }
}

/// Returns from when until when a list is on display, as far as the plan says.
fn display(view: &View) -> Option<Json> {
    let days = u64::try_from(view.plan.publication.days?).ok()?;
    let last = view
        .as_of
        .checked_add_days(Days::new(days.checked_sub(1)?))?;
    let [from, until] = [view.as_of, last].map(|day| summary::date(day, view.lang));
    Some(json!({"from": from, "until": until, "days": days}))
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
    let (values, officials) = personal(store)?;
    Known::new(values, officials).ok_or_else(|| TooManyToMask.into())
}

/// Finds the names of households and of whoever raised something; those of officials are open.
pub(crate) fn names(store: &Store) -> Result<Known> {
    let (mut values, officials) = personal(store)?;
    values.retain(|(personal, _)| *personal == Personal::Name);
    Known::new(values, officials).ok_or_else(|| TooManyToMask.into())
}

/// Personal values, each with what it is.
type Values = Vec<(Personal, String)>;

/// Lists every personal value of the file, and the names of officials.
fn personal(store: &Store) -> Result<(Values, Vec<String>)> {
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
    Ok((values, officials))
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
