//! Changes of the log as people read them: who did what, when, in which office.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, FixedOffset};
use serde_json::{Value as Json, json};

use super::{Desk, plan, subject};
use crate::error::{Result, shortened};
use crate::kinds;
use crate::model::columns::Columns;
use crate::model::document::{Report, plain};
use crate::model::kind::{BECAUSE, BECAUSE_KEY, Field, REF, SALT_KEY, Shape};
use crate::model::value::RecordId;
use crate::store::{Became, ChangeId, HistoryEntry, Redaction, Sought};
use crate::text::{Lang, text};

/// Changes of which the records are looked at together.
const TOGETHER: usize = 1000;

/// Makes a table of changes: those of `entries`, which are all of their records, that are `wanted`.
pub(crate) fn table(
    desk: &Desk,
    entries: &[HistoryEntry],
    wanted: impl Fn(&HistoryEntry) -> bool,
) -> Result<Report> {
    Ok(columns(desk.context.lang).report(&rows(desk, entries, wanted)?))
}

/// Makes a table of changes of any records, of which no more is held than it shows.
pub(crate) fn table_of(desk: &Desk, wanted: &[(ChangeId, RecordId)]) -> Result<Report> {
    let mut all = Vec::new();
    for some in wanted.chunks(TOGETHER) {
        let records: BTreeSet<RecordId> = some.iter().map(|(_, record)| *record).collect();
        let records: Vec<RecordId> = records.into_iter().collect();
        let ids: HashSet<ChangeId> = some.iter().map(|(id, _)| *id).collect();
        let entries = desk.store.histories(&records)?;
        all.extend(rows(desk, &entries, |entry| ids.contains(&entry.id))?);
    }
    all.sort_by_key(|row| row.place);
    Ok(columns(desk.context.lang).report(&all))
}

/// Finds changes, the oldest first: the last ones that are `wanted`, as many as `most`.
pub(crate) fn last(
    desk: &Desk,
    most: usize,
    sought: Sought,
    wanted: impl Fn(&HistoryEntry) -> bool,
) -> Result<Vec<(ChangeId, RecordId)>> {
    let mut found = Vec::new();
    let mut before = None;
    while found.len() < most {
        let page = desk.store.changes_before(before, sought, TOGETHER)?;
        before = page.last().map(|entry| entry.id);
        if before.is_none() {
            break;
        }
        let chosen = page.iter().filter(|entry| wanted(entry));
        found.extend(chosen.map(|entry| (entry.id, entry.record)));
    }
    found.truncate(most);
    found.reverse();
    Ok(found)
}

fn rows(
    desk: &Desk,
    entries: &[HistoryEntry],
    wanted: impl Fn(&HistoryEntry) -> bool,
) -> Result<Vec<ChangeRow>> {
    let lang = desk.context.lang;
    let mut states: HashMap<RecordId, State> = HashMap::new();
    let mut rows = Vec::new();
    let known: HashMap<ChangeId, &HistoryEntry> =
        entries.iter().map(|entry| (entry.id, entry)).collect();
    let mut entries: Vec<&HistoryEntry> = entries.iter().collect();
    entries.sort_by_key(|entry| place(entry));
    for entry in entries {
        let before = states.entry(entry.record).or_default();
        let is_wanted = wanted(entry);
        let mut told = if is_wanted {
            values(desk, entry, before)?
        } else {
            String::new()
        };
        if is_wanted && told.is_empty() {
            // What was refused or taken back is said once more.
            let answered = entry.answers.iter().filter_map(|id| known.get(id));
            let answered = answered.map(|one| values(desk, one, &State::new()));
            let answered = answered.collect::<Result<Vec<_>>>()?;
            told = answered.join(lang.pick("；", "; "));
        }
        for (id, value) in &entry.body {
            if entry.said(id).is_some() {
                before.insert(id.clone(), (entry.id, value.clone()));
            }
        }
        if !is_wanted {
            continue;
        }
        let name = desk.store.name(&[&entry.kind], entry.record)?;
        rows.push(ChangeRow {
            place: place(entry),
            time: local(entry, desk.context.offset),
            arrived: at(entry.arrived, desk.context.offset),
            actor: entry.actor.clone(),
            writer: entry.writer_label.clone(),
            kind: entry.kind.clone(),
            reference: name.map_or_else(String::new, |(reference, _)| reference),
            command: entry.verb.clone(),
            deed: deed(entry, lang),
            proposal: entry.proposal,
            told,
            fields: fields(desk, entry)?,
            office: entry.office.clone().unwrap_or_default(),
        });
    }
    Ok(rows)
}

/// The order of changes: by time, and within one command by the kinds in the order of ledgers.
fn place(entry: &HistoryEntry) -> (i64, Option<usize>) {
    let place = kinds::KINDS.iter().position(|kind| kind.id == entry.kind);
    (entry.id.milliseconds(), place)
}

fn columns(lang: Lang) -> Columns<ChangeRow> {
    Columns::<ChangeRow>::new(lang)
        .key("time", |row| {
            row.time.format("%Y-%m-%d %H:%M:%S").to_string()
        })
        .key("arrived", |row| {
            row.arrived.format("%Y-%m-%d %H:%M:%S").to_string()
        })
        .words(text("时间", "Time"), |row| {
            row.time.format("%Y-%m-%d %H:%M").to_string()
        })
        .key("office", |row| row.office.clone())
        .key("actor", |row| row.actor.clone())
        .words(text("经办人", "By"), move |row| {
            lang.remarked(&row.actor, &row.writer)
        })
        .key("ref", |row| match row.reference.as_str() {
            "" => row.kind.clone(),
            known => known.to_owned(),
        })
        .words(text("编号", "Ref"), move |row| {
            subject(&row.kind, &row.reference, lang)
        })
        .key("command", |row| row.command.clone())
        .key("proposal", |row| row.proposal.map(Became::id))
        .words(text("操作", "What"), |row| row.deed.clone())
        .key("fields", |row| row.fields.clone())
        .words(text("内容", "Values"), |row| row.told.clone())
}

/// Change as a row of a table.
struct ChangeRow {
    place: (i64, Option<usize>),
    time: DateTime<FixedOffset>,
    arrived: DateTime<FixedOffset>,
    actor: String,
    /// Names who wrote it to people.
    writer: String,
    kind: String,
    /// Empty where the record has none.
    reference: String,
    command: String,
    deed: String,
    proposal: Option<Became>,
    told: String,
    fields: Json,
    office: String,
}

/// Names what an entry did, and what became of it where that was only proposed.
pub(crate) fn deed(entry: &HistoryEntry, lang: Lang) -> String {
    let done = done(&entry.verb, lang);
    let Some(became) = entry.proposal else {
        let counts = entry.redaction.as_ref().is_none_or(|one| one.counts);
        return done
            + if counts {
                ""
            } else {
                lang.pick("（不计入）", " (does not count)")
            };
    };
    if became == Became::Unproved {
        return lang.pick(
            format!("{done}（未证实，不计入）"),
            format!("{done} (unproved, does not count)"),
        );
    }
    let became = match became {
        Became::Open => lang.pick("待答复", "waits"),
        Became::Accepted => lang.pick("已采纳", "accepted"),
        Became::Refused => lang.pick("未采纳", "refused"),
        Became::Replaced | Became::Unproved => lang.pick("已另改", "replaced"),
        Became::Withdrawn => lang.pick("已收回", "withdrawn"),
    };
    lang.pick(
        format!("建议{done}（{became}）"),
        format!("proposed {done} ({became})"),
    )
}

/// Names what was done: in English the command, in Chinese what it does.
pub(crate) fn done(command: &str, lang: Lang) -> String {
    let verb = command.rsplit(' ').next().unwrap_or_default();
    let step = kinds::KINDS
        .iter()
        .find(|kind| command.starts_with(kind.id))
        .and_then(|kind| kind.step(verb));
    let chinese = match verb {
        _ if step.is_some() => step.map_or("", |step| step.about.get(Lang::Zh)),
        "accept" => "采纳建议",
        "add" => "登记",
        "admit" => "认可",
        "adopt" => "认定",
        "attach" => "附上",
        "close" => "结束",
        "close-gate" => "只计已签名的改动",
        "edit" | "set" => "修改",
        "import" => "导入",
        "init" => "建档",
        "issue" => "下发",
        "repair" => "修复",
        "lead" => "改领导小组办公室",
        "leave" => "离任",
        "list" => "保存清单",
        "load" => "载入方案",
        "merge" => "合并",
        "move" => "任职变动",
        "open" => "启动",
        "public" => "不遮盖公示",
        "redact" => "删除内容",
        "redo" => "恢复",
        "reopen" if command == "phase reopen" => "重新启动",
        "reopen" => "退回上一步",
        "remove" if command == "saved remove" => "删除清单",
        "rename" if command == "office rename" => "改代码",
        "rename" => "改清单名称",
        "resolve" => "处理冲突",
        "refuse" => "不采纳建议",
        "revoke" => "停用",
        "trust" => "认定领导小组办公室",
        "restore" => "用备份恢复",
        "same" => "认定同一",
        "share" => "分发",
        "swap" => "调换",
        "undo" => "撤销",
        "void" => "作废",
        _ => command,
    };
    lang.pick(chinese, command).to_owned()
}

/// The fields of a record as its changes so far leave them, each with the change that set it.
type State = HashMap<String, (ChangeId, Json)>;

/// Tells the fields that an entry changed against the state before it.
fn values(desk: &Desk, entry: &HistoryEntry, before: &State) -> Result<String> {
    let lang = desk.context.lang;
    let kind = kinds::find(&entry.kind);
    if let Some(redaction) = &entry.redaction {
        return Ok(erased(redaction, lang));
    }
    let mut told = Vec::new();
    let mut body: Vec<(&String, &Json)> = entry.body.iter().collect();
    let place = |id: &str| kind.and_then(|kind| kind.all_fields().position(|field| field.id == id));
    body.sort_by_key(|(id, _)| (*id == BECAUSE_KEY, place(id)));
    for (id, json) in body {
        let (by, was) = match before.get(id) {
            Some((by, was)) => (Some(by), was),
            None => (None, &Json::Null),
        };
        if id == BECAUSE_KEY {
            let (because, reason) = (BECAUSE.get(lang), brief(&plain(json)));
            told.push(format!("{because}={reason}"));
            continue;
        }
        if was == json || id == REF.id || id == SALT_KEY {
            continue;
        }
        let field = kind.and_then(|kind| kind.field(id));
        let label = field.map_or(id.as_str(), |field| field.label.get(lang));
        if field.is_some_and(|field| matches!(field.shape, Shape::Json)) {
            told.extend(parts(id, label, was, json, lang));
            continue;
        }
        let words = |json: &Json| -> Result<String> {
            let value = match kind.zip(field) {
                Some((kind, field)) => desk.told(kind, field, Some(json))?.0,
                None => plain(json),
            };
            Ok(match value {
                empty if empty.is_empty() => "—".to_owned(),
                value => brief(&value),
            })
        };
        let now = words(json)?;
        // Who wrote it did not know what is told before it.
        let is_unseen = by.is_some_and(|by| !entry.over.contains(by));
        told.push(if was.is_null() {
            format!("{label}={now}")
        } else if is_unseen {
            let was = words(was)?;
            lang.pick(
                format!("{label}={now}（当时未见 {was}）"),
                format!("{label}={now} (not having seen {was})"),
            )
        } else {
            format!("{label}={} → {now}", words(was)?)
        });
    }
    told.extend(entry.erased.iter().map(|id| {
        let field = kind.and_then(|kind| kind.field(id));
        let label = field.map_or(id.as_str(), |field| field.label.get(lang));
        format!("{label}={}", lang.pick("已删除", "erased"))
    }));
    Ok(told.join(lang.pick("；", "; ")))
}

/// Returns what a machine reads of an entry: the fields that it set as `show` gives them, or what was
/// erased and why.
fn fields(desk: &Desk, entry: &HistoryEntry) -> Result<Json> {
    if let Some(redaction) = &entry.redaction {
        return Ok(json!({"erased": redaction.field, "reason": redaction.reason}));
    }
    let mut fields = entry.body.clone();
    fields.remove(SALT_KEY);
    let Some(kind) = kinds::find(&entry.kind) else {
        return Ok(Json::Object(fields));
    };
    for (id, json) in &mut fields {
        let differs = |field: &&Field| matches!(field.shape, Shape::Reference(_) | Shape::Money);
        if let Some(field) = kind.field(id).filter(differs) {
            *json = desk.told(kind, field, Some(json))?.1;
        }
    }
    Ok(Json::Object(fields))
}

/// Shortens a value to a part of a line.
fn brief(value: &str) -> String {
    shortened(&value.replace('\n', " "))
}

/// Says which field was erased, and why.
fn erased(redaction: &Redaction, lang: Lang) -> String {
    let (id, reason) = (redaction.field.as_str(), &redaction.reason);
    let field = kinds::find(&redaction.kind).and_then(|kind| kind.field(id));
    let label = field.map_or(id, |field| field.label.get(lang));
    if !redaction.counts {
        return lang.pick(
            format!("要求删除{label}，没有删除；原因：{reason}"),
            format!("asks to erase {label}, and erased nothing; reason: {reason}"),
        );
    }
    lang.pick(
        format!("{label}已删除；原因：{reason}"),
        format!("{label} was erased; reason: {reason}"),
    )
}

/// Tells which settings changed within a field of JSON; of several that are new, only their label.
fn parts(id: &str, label: &str, was: &Json, json: &Json, lang: Lang) -> Vec<String> {
    if !json.is_null() && !json.is_object() && !json.is_array() {
        return vec![format!("{label}={}", brief(&plain(json)))];
    }
    if was.is_null() || json.is_null() {
        return vec![label.to_owned()];
    }
    let old = plan::leaves(id, was, lang);
    plan::leaves(id, json, lang)
        .into_iter()
        .filter(|leaf| !old.contains(leaf))
        .map(|(path, value)| format!("{path}={}", brief(&plan::words(&value, lang))))
        .collect()
}

/// Returns the time of a change on this machine's clock.
pub(crate) fn local(entry: &HistoryEntry, offset: FixedOffset) -> DateTime<FixedOffset> {
    at(entry.id.milliseconds(), offset)
}

/// Returns a moment, in milliseconds since 1970 in UTC, on this machine's clock.
pub(crate) fn at(milliseconds: i64, offset: FixedOffset) -> DateTime<FixedOffset> {
    let utc = DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    utc.with_timezone(&offset)
}
