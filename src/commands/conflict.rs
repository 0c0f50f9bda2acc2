//! `conflict`: what two offices set differently, and which of it stands.

mod resolve;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use super::everywhere::{ALL, LIMIT, first_of};
use super::record;
use super::set::DRY_RUN;
use super::verb::{Does, Verb};
use crate::desk::bearing::bearer_of;
use crate::desk::{Answer, Desk, plan, subject};
use crate::error::{Refusal, Result, Said, shortened};
use crate::kinds::setting;
use crate::model::columns::Columns;
use crate::model::document::{Block, Report};
use crate::model::kind::{Field, Kind, Shape, VOID};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes};
use crate::store::{Conflict, Head};
use crate::text::{Lang, Text, plural, text};

const N: Opt = Opt::place(
    "N",
    Takes::Conflict,
    text("冲突序号", "Number of the conflict"),
)
.required();
const NUMBERS: Opt = N.many().excludes(&[record::WHERE.id, record::OR.id]);
const WHERE: Opt = Opt {
    takes: Takes::Condition(&SHOWN),
    ..record::WHERE
};
const OR: Opt = Opt {
    takes: Takes::Alternative(&SHOWN),
    ..record::OR
};
const TAKE: Opt = Opt::flag(
    "take",
    Takes::Verdict(&N),
    text("采用哪一项", "Value to keep"),
)
.required()
.excludes(&[VALUE.id])
.such_as("mine", "mine")
.more(
    "mine 我方，theirs 对方，或处室代码、@序号、所列的内容",
    "theirs, an office's code, @K for the Kth, or a value that is shown",
);
pub(crate) const VALUE: Opt = Opt::flag(
    "value",
    Takes::Text,
    text("都不采用，另写的内容", "Another value than those"),
);
const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text("有冲突时退出码为3", "Exit with 3 if there are conflicts"),
);

static NUMBER: Field = Field::new("number", Shape::Count, text("序号", "Number"));
static OF_KIND: Field = Field::new("kind", Shape::Text, text("种类", "Kind")).many();
static OF_FIELD: Field = Field::new("field", Shape::Text, text("字段", "Field")).many();
static OF_OFFICE: Field = Field::new("office", Shape::Text, text("处室", "Office")).many();
static ACTOR: Field = Field::new("actor", Shape::Text, text("经办人", "By")).many();
/// What `--where` selects conflicts by: what is told of them, and the common fields of their records.
/// Kind, field and office stand there by identifier and by name.
static SHOWN: Kind = Kind {
    id: "conflict",
    name: text("冲突", "conflict"),
    fields: &[&NUMBER, &OF_KIND, &OF_FIELD, &OF_OFFICE, &ACTOR],
    ..Kind::PLAIN
};

pub(crate) static VERB: Verb = Verb {
    id: "conflict",
    called: &["冲突"],
    about: text(
        "处理两个处室的不同填写",
        "Resolve fields that two offices set differently",
    ),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "list",
                called: &["列出"],
                about: text("列出尚未处理的冲突", "List unresolved conflicts"),
                options: &[LIMIT, ALL, EXIT_CODE],
                does: Does::AtDesk(list),
            },
            Verb {
                id: "show",
                called: &["查看"],
                about: text("查看一处冲突", "Show one conflict"),
                options: &[N],
                does: Does::AtDesk(show),
            },
            Verb {
                id: "resolve",
                called: &["处理"],
                about: text("处理冲突", "Decide conflicts"),
                options: &[NUMBERS, WHERE, OR, TAKE, VALUE, DRY_RUN],
                does: Does::AtDesk(resolve::run),
            },
        ],
        None,
    ),
};

fn list(given: Given, desk: &Desk) -> Result<Answer> {
    let conflicts = desk.store.conflicts()?;
    let (shown, left) = first_of(given, desk, &conflicts)?;
    let mut answer = Answer {
        page: Some(Page::Report(report(desk, shown, MOST_SIDES)?)),
        found: given.has(&EXIT_CODE) && !conflicts.is_empty(),
        ..Answer::default()
    };
    if conflicts.is_empty() {
        let none = text("没有冲突", "There are no conflicts");
        answer.also(none);
    }
    if left.left > 0 {
        answer.also(left);
    }
    Ok(answer)
}

fn show(given: Given, desk: &Desk) -> Result<Answer> {
    let conflicts = desk.store.conflicts()?;
    let conflict = numbered(&conflicts, given.required(&N))?;
    let mut report = report(desk, std::slice::from_ref(conflict), usize::MAX)?;
    report.json = report.json[0].take();
    Ok(Answer::page(Page::Report(report)))
}

fn numbered<'a>(conflicts: &'a [Conflict], typed: &str) -> Result<&'a Conflict> {
    let found = record::numbered(conflicts, typed, |one| one.number);
    found.ok_or_else(|| Refused::NoConflict(typed.to_owned()).into())
}

/// Returns what `--where` sees of a conflict, by the codes and names of all offices.
fn shown(desk: &Desk, conflict: &Conflict, called: &[(String, String)]) -> Result<Record> {
    let both = |label: Text| [Lang::Zh, Lang::En].map(|lang| label.get(lang).to_owned());
    let record = desk.store.get(conflict.kind, conflict.key.record)?;
    let mut row = Record::empty(&SHOWN, conflict.key.record);
    if let Some(record) = record {
        for (field, value) in record.kind.all_fields().zip(record.values) {
            let is_common = !record.kind.fields.iter().any(|own| own.id == field.id);
            if let Some(field) = SHOWN.field(field.id).filter(|_| is_common) {
                row.set(field, value);
            }
        }
    }
    let of_kind = [conflict.kind.id.to_owned()].into_iter();
    let of_kind = of_kind.chain(both(conflict.kind.name));
    let fields = decided(conflict).unwrap_or_else(|| vec![&VOID]);
    let of_fields = fields
        .iter()
        .flat_map(|field| [field.id.to_owned()].into_iter().chain(both(field.label)));
    let mut offices = Vec::new();
    for code in conflict.heads.iter().filter_map(|head| head.office.clone()) {
        let office = called.iter().find(|(own, _)| *own == code);
        offices.extend(office.map(|(_, name)| name.clone()));
        offices.push(code);
    }
    let actors = conflict.heads.iter().map(|head| head.actor.clone());
    let list = |items: Vec<String>| Some(Value::List(items.into_iter().map(Value::Text).collect()));
    row.set(&NUMBER, Some(Value::Integer(conflict.number)));
    row.set(&OF_KIND, list(of_kind.collect()));
    row.set(&OF_FIELD, list(of_fields.collect()));
    row.set(&OF_OFFICE, list(offices));
    row.set(&ACTOR, list(actors.collect()));
    Ok(row)
}

/// Finds the conflicts that were named by their numbers or are selected, each once.
fn selected<'c>(desk: &Desk, conflicts: &'c [Conflict], given: Given) -> Result<Vec<&'c Conflict>> {
    let offices = desk.store.offices()?;
    let row = (&SHOWN, |one: &Conflict| shown(desk, one, &offices));
    let find = |typed: &str| numbered(conflicts, typed);
    record::those_of(desk, conflicts, given, &NUMBERS, row, find)
}

/// Most sides of a conflict that are told, those that were written last: another office may have made any
/// number.
pub(crate) const MOST_SIDES: usize = 20;

/// Tells of conflicts: each with its record, its field, and what was set by whom and when; programs
/// of so many sides of each.
pub(crate) fn report(desk: &Desk, conflicts: &[Conflict], sides: usize) -> Result<Report> {
    let lang = desk.context.lang;
    let (mut blocks, mut objects, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for conflict in conflicts {
        let (reference, title, about) = about(desk, conflict)?;
        let number = conflict.number;
        blocks.push(Block::Heading(
            2,
            lang.pick(
                format!("冲突{number}：{about}"),
                format!("Conflict {number}: {about}"),
            ),
        ));
        let base = base(desk, conflict)?;
        blocks.extend(base.as_ref().map(|(words, _)| {
            let words = shortened(words);
            Block::Paragraph(lang.pick(
                format!("双方改动之前：{words}"),
                format!("Before both: {words}"),
            ))
        }));
        let base = base.map_or(Json::Null, |(_, value)| value);
        let count = conflict.heads.len();
        let last = |most: usize| count.saturating_sub(most);
        let mut rows = set(desk, conflict, &reference, &base, last(sides))?;
        let left = last(MOST_SIDES);
        let shown = &rows[rows.len() - (count - left).min(rows.len())..];
        blocks.extend(columns(lang).report(shown).blocks);
        if left > 0 {
            blocks.push(Block::Item(lang.pick(
                format!("另有{left}个较早写入的值没有列出；可任取一个，也可用 --value 另定"),
                format!(
                    "{} not listed; take any, or set another with --value",
                    plural(
                        left,
                        "value that was written before these is",
                        "values that were written before these are"
                    )
                ),
            )));
        }
        let fields: Vec<&str> = conflict.fields().iter().map(|field| field.id).collect();
        objects.push(json!({
            "number": number, "kind": conflict.kind.id, "ref": reference, "title": title,
            "field": conflict.key.field, "fields": fields, "base": base,
            "values": columns(lang).report(&rows).json, "values_left": last(sides),
        }));
        all.append(&mut rows);
    }
    Ok(Report {
        blocks,
        json: objects.into(),
        ..columns(lang).machine(&all)
    })
}

/// Value that one side of a conflict set.
struct Set<'a> {
    conflict: &'a Conflict,
    reference: String,
    head: &'a Head,
    office: String,
    time: String,
    words: String,
    value: Json,
    take: String,
    is_shown: bool,
    base: Json,
}

impl Set<'_> {
    fn command(&self) -> String {
        let (number, take) = (self.conflict.number, &self.take);
        format!("huiyin conflict resolve {number} --take {take}")
    }

    fn shown(&self, lang: Lang) -> String {
        let mark = lang.pick("（现显示）", " (shown now)");
        shortened(&self.words) + if self.is_shown { mark } else { "" }
    }
}

fn columns<'a>(lang: Lang) -> Columns<Set<'a>> {
    let (content, by) = (text("内容", "Value"), text("经办人", "By"));
    Columns::<Set>::new(lang)
        .key("number", |set| set.conflict.number)
        .key("ref", |set| set.reference.clone())
        .key("field", |set| set.conflict.key.field.clone())
        .key("office", |set| set.office.clone())
        .key("actor", |set| set.head.actor.clone())
        .words(content, move |set| set.shown(lang))
        .words(by, move |set| lang.remarked(&set.head.actor, &set.office))
        .column("time", text("时间", "Time"), |set| set.time.clone())
        .key("value", |set| set.value.clone())
        .key("take", |set| set.take.clone())
        .column("command", text("采用此项", "To take it"), Set::command)
        .key("shown", |set| set.is_shown)
        .key("base", |set| set.base.clone())
}

/// Says what was there before the sides of a conflict parted, for people and for machines; `None` where
/// the record was new to both.
fn base(desk: &Desk, conflict: &Conflict) -> Result<Option<(String, Json)>> {
    let (fields, apart) = (conflict.fields(), apart(conflict));
    let beneath = match (&conflict.base, conflict.kind.id) {
        (None, id) if id == setting::KIND.id => {
            // What was set first stands over the plan itself.
            let record = desk.store.get(conflict.kind, conflict.key.record)?;
            let place = record
                .as_ref()
                .and_then(|record| record.text(&setting::PLACE));
            let beneath = place
                .map(|place| plan::beneath(&desk.store, place))
                .transpose()?;
            let value = |value| Map::from_iter([(setting::VALUE.id.to_owned(), value)]);
            beneath.flatten().map(value)
        }
        (base, _) => base.clone(),
    };
    let base = beneath.as_ref();
    base.map(|base| value(desk, conflict, (&fields, &apart), base))
        .transpose()
}

/// Returns what each side of a conflict set, but for so many that were written first.
fn set<'a>(
    desk: &Desk,
    conflict: &'a Conflict,
    reference: &str,
    base: &Json,
    left: usize,
) -> Result<Vec<Set<'a>>> {
    let (fields, apart) = (conflict.fields(), apart(conflict));
    let mut rows = Vec::new();
    for (head, take) in conflict.heads.iter().zip(takes(conflict)).skip(left) {
        let (words, value) = value(desk, conflict, (&fields, &apart), &head.body)?;
        rows.push(Set {
            conflict,
            reference: reference.to_owned(),
            head,
            office: head.office.clone().unwrap_or_default(),
            time: local_time(desk, head),
            words,
            value,
            take,
            is_shown: conflict.heads.last().is_some_and(|last| last.id == head.id),
            base: base.clone(),
        });
    }
    Ok(rows)
}

/// Returns for each conflict its number, and what it is about.
pub(crate) fn undecided(desk: &Desk) -> Result<Vec<(String, String)>> {
    let conflicts = desk.store.conflicts()?;
    let told = conflicts.iter().map(|conflict| {
        let (_, _, words) = about(desk, conflict)?;
        Ok((conflict.number.to_string(), words))
    });
    told.collect()
}

/// Returns for each value of a conflict that is told what is typed to take it, and the value with who set
/// it; and whether another one may stand instead.
pub(crate) fn values(desk: &Desk, number: &str) -> Result<(Vec<(String, String)>, bool)> {
    let conflicts = desk.store.conflicts()?;
    let conflict = numbered(&conflicts, number)?;
    let fields = conflict.fields();
    let apart = apart(conflict);
    let left = conflict.heads.len().saturating_sub(MOST_SIDES);
    let told = takes(conflict)
        .into_iter()
        .zip(&conflict.heads)
        .skip(left)
        .map(|(take, head)| {
            let (words, _) = value(desk, conflict, (&fields, &apart), &head.body)?;
            let (words, office) = (shortened(&words), head.office.as_deref().unwrap_or("?"));
            Ok((take, format!("{words} · {}({office})", head.actor)))
        });
    let stands_alone = fields.len() == 1 && conflict.key.field != VOID.id;
    Ok((told.collect::<Result<_>>()?, stands_alone))
}

/// Returns the ref and the title of the record that a conflict is about, and the two in a sentence.
fn about(desk: &Desk, conflict: &Conflict) -> Result<(String, String, String)> {
    let lang = desk.context.lang;
    let named = desk.store.name(&[conflict.kind.id], conflict.key.record)?;
    let (reference, title) = named.unwrap_or_default();
    let called = subject(conflict.kind.id, &reference, lang);
    let label = label(decided(conflict).as_deref(), lang);
    let titled = conflict.kind.titled(&shortened(&title), lang);
    let record = desk.store.get(conflict.kind, conflict.key.record)?;
    let bearer = record.map(|record| bearer_of(desk, &record)).transpose()?;
    if let Some(bearer) = bearer.flatten() {
        // A post is known by who holds it.
        let (bearer, name) = (bearer.ref_text(), shortened(bearer.title()));
        let words = lang.pick(
            format!("{bearer} {name} 的{label}（任职 {called}）"),
            format!("{label} of {bearer} {name} (post {called})"),
        );
        return Ok((reference, title, words));
    }
    let named = format!("{called} {titled}");
    let named = named.trim_end();
    let words = lang.pick(format!("{named} 的{label}"), format!("{label} of {named}"));
    Ok((reference, title, words))
}

/// Returns the fields that are decided together; `None` where it is whether the record is void.
fn decided(conflict: &Conflict) -> Option<Vec<&'static Field>> {
    (conflict.key.field != VOID.id).then(|| conflict.fields())
}

/// Names what is decided together.
fn label(decided: Option<&[&'static Field]>, lang: Lang) -> String {
    let Some(fields) = decided else {
        return lang.pick("作废", "voiding").to_owned();
    };
    let labels: Vec<&str> = fields.iter().map(|field| field.label.get(lang)).collect();
    lang.join(&labels)
}

fn local_time(desk: &Desk, head: &Head) -> String {
    let utc: DateTime<Utc> =
        DateTime::from_timestamp_millis(head.stated.milliseconds()).unwrap_or_default();
    let local = utc.with_timezone(&desk.context.offset);
    local.format("%Y-%m-%d %H:%M").to_string()
}

/// Returns the fields that heads set differently, of those that are decided together.
fn apart(conflict: &Conflict) -> Vec<&'static Field> {
    let are_apart = |field: &&'static Field| {
        let mut set = conflict.heads.iter().map(|head| head.body.get(field.id));
        let first = set.next().flatten();
        set.any(|other| other != first)
    };
    conflict.fields().into_iter().filter(are_apart).collect()
}

/// Says of a value of many parts, such as all quotas of the plan, those in which the heads differ.
fn differing_parts(
    conflict: &Conflict,
    field: &Field,
    said: &Map<String, Json>,
    lang: Lang,
) -> Option<String> {
    let parts = |said: &Map<String, Json>| {
        let json = said.get(field.id);
        json.map_or_else(Vec::new, |json| plan::leaves("", json, lang))
    };
    // Of very many sides each is told whole: to hold each against each is long work.
    if conflict.heads.len() > MOST_SIDES {
        return None;
    }
    let own = parts(said);
    let others: Vec<_> = conflict
        .heads
        .iter()
        .map(|head| parts(&head.body))
        .collect();
    let is_one =
        |parts: &Vec<(String, Json)>| matches!(&parts[..], [(place, _)] if place.is_empty());
    if others.iter().all(is_one) {
        return None;
    }
    let is_apart = |part: &&(String, Json)| !others.iter().all(|parts| parts.contains(part));
    let said = own.iter().filter(is_apart).map(|(place, value)| {
        format!(
            "{}={}",
            place.trim_start_matches('.'),
            plan::words(value, lang)
        )
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() {
        return Some(lang.pick("（空）", "(empty)").to_owned());
    }
    Some(said.join(lang.pick("；", "; ")))
}

/// Says what was set, for people and for machines; `fields` are those that are decided, and
/// those of them that differ.
fn value(
    desk: &Desk,
    conflict: &Conflict,
    (fields, apart): (&[&'static Field], &[&'static Field]),
    said: &Map<String, Json>,
) -> Result<(String, Json)> {
    let lang = desk.context.lang;
    if let [only] = fields[..]
        && conflict.key.field != VOID.id
    {
        let (words, value) = desk.told(conflict.kind, only, said.get(only.id))?;
        if let Some(words) = differing_parts(conflict, only, said, lang) {
            return Ok((words, value));
        }
        let empty = || lang.pick("（空）", "(empty)").to_owned();
        return Ok((
            Some(words)
                .filter(|words| !words.is_empty())
                .unwrap_or_else(empty),
            value,
        ));
    }
    let mut words = Vec::new();
    let mut values = Map::new();
    for field in fields {
        let own = said.get(field.id);
        let (text, value) = desk.told(conflict.kind, field, own)?;
        values.insert(field.id.to_owned(), value);
        if own.is_some() && !text.is_empty() && apart.iter().any(|one| one.id == field.id) {
            words.push(format!("{}={text}", field.label.get(lang)));
        }
    }
    if words.is_empty() {
        words.push(lang.pick("（空）", "(empty)").to_owned());
    }
    Ok((words.join(lang.pick("；", "; ")), Json::Object(values)))
}

/// Returns what is typed to take each head: its office, or its place where the office set several.
fn takes(conflict: &Conflict) -> Vec<String> {
    let mut of_office: HashMap<Option<&str>, usize> = HashMap::new();
    for head in &conflict.heads {
        *of_office.entry(head.office.as_deref()).or_default() += 1;
    }
    let take = |(at, head): (usize, &Head)| match head.office.as_deref() {
        Some(code) if of_office[&Some(code)] == 1 => code.to_owned(),
        _ => format!("@{}", at + 1),
    };
    conflict.heads.iter().enumerate().map(take).collect()
}

/// Reasons for which a conflict is not decided.
#[derive(Debug)]
enum Refused {
    NoConflict(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoConflict(typed) => {
                let shown = shortened(typed);
                Said::new(
                    "no-such-conflict",
                    lang.pick(
                        (
                            format!("没有待处理的冲突“{shown}”"),
                            "请看 huiyin conflict list",
                        ),
                        (
                            format!("there is no undecided conflict “{shown}”"),
                            "see huiyin conflict list",
                        ),
                    ),
                )
                .of("N")
                .with(typed)
            }
        }
    }
}
