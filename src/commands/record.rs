//! `add`, `list`, `show`, `edit` and `void`, for every kind alike.

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches, Command};
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value as Json, json};

use super::{Answer, Context, Desk, history, input, official_id, phase, random};
use crate::error::{Error, Fault, Result};
use crate::kinds;
use crate::kinds::pair;
use crate::model::document::{Block, Page, Table};
use crate::model::kind::{
    Default as Preset, Field, Kind, LATE, LOGGED_ON, NOTE, REF, Rule, Shape, UNIT, VOID,
};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::{Filter, Writing};
use crate::text::{Lang, text};

/// Fields with what they are to be.
pub(crate) type Patch = Vec<(&'static Field, Option<Value>)>;

/// Builds the five verbs of a kind.
pub(crate) fn cli(kind: &'static Kind, lang: Lang) -> Vec<Command> {
    let name = kind.name.get(lang);
    let reference = || {
        Arg::new("REF")
            .required(true)
            .help(text("编号或名称", "Ref or name").get(lang))
    };
    let add = Command::new("add")
        .visible_alias("log")
        .about(lang.pick(format!("登记{name}"), format!("Add a {name}")))
        .args(entry_args(kind, lang));
    let list = Command::new("list")
        .about(lang.pick(format!("列出{name}"), format!("List every {name}")))
        .args(list_args(lang));
    let show = Command::new("show")
        .about(lang.pick(
            format!("查看一条{name}的全部情况"),
            format!("Show all about one {name}"),
        ))
        .arg(reference());
    let edit = Command::new("edit")
        .about(lang.pick(format!("修改{name}"), format!("Edit a {name}")))
        .arg(reference())
        .args(entry_args(kind, lang))
        .arg(
            value_arg("clear", "FIELD")
                .action(ArgAction::Append)
                .help(text("清空一个字段", "Clear a field").get(lang)),
        );
    let void = Command::new("void")
        .about(lang.pick(
            format!("作废{name}(编号保留)"),
            format!("Void a {name}; its number stays"),
        ))
        .arg(reference())
        .arg(
            value_arg("reason", "TEXT")
                .required(true)
                .help(text("作废原因", "Why it is void").get(lang)),
        );
    vec![add, list, show, edit, void]
}

/// Builds the flags that set a kind's fields.
pub(crate) fn entry_args(kind: &'static Kind, lang: Lang) -> Vec<Arg> {
    let mut args: Vec<Arg> = kind
        .all_fields()
        .filter(|field| enterable(field))
        .map(|field| field_arg(kind, field, lang))
        .collect();
    args.push(
        value_arg("late", "REASON").help(
            text(
                "补报活动期外或已结束阶段的事项的原因",
                "Why it is logged outside the campaign or in a closed phase",
            )
            .get(lang),
        ),
    );
    args.push(
        Arg::new("future")
            .long("future")
            .action(ArgAction::SetTrue)
            .help(text("确认日期在今天以后", "Confirm a day after today").get(lang)),
    );
    args
}

fn enterable(field: &Field) -> bool {
    !field.by_step && !matches!(field.shape, Shape::Json)
}

fn field_arg(kind: &'static Kind, field: &'static Field, lang: Lang) -> Arg {
    let mut help = field.label.get(lang).to_owned();
    if field.required {
        help += lang.pick("(必填)", " (required)");
    }
    let choices: Vec<String> = field
        .choices()
        .iter()
        .map(|choice| {
            lang.pick(
                format!("{}={}", choice.id, choice.label.get(lang)),
                choice.id.to_owned(),
            )
        })
        .collect();
    if !choices.is_empty() {
        help += &format!(" [{}]", lang.join(&choices));
    }
    let placeholder = match field.shape {
        Shape::Day => "DATE",
        Shape::Count | Shape::Percent => "N",
        Shape::Money => "YUAN",
        Shape::Reference(_) => "REF",
        _ => "VALUE",
    };
    let arg = Arg::new(field.id)
        .long(field.flag())
        .value_name(placeholder)
        .action(ArgAction::Append)
        .allow_hyphen_values(true)
        .help(help);
    let arg = if matches!(field.shape, Shape::Flag) {
        arg.num_args(0..=1)
            .default_missing_value("true")
            .allow_hyphen_values(false)
    } else {
        arg
    };
    if kind
        .day
        .is_some_and(|day| day.id == field.id && day.id != "date")
    {
        return arg.alias("date");
    }
    arg
}

/// Makes an optional flag with a value.
pub(crate) fn value_arg(id: &'static str, placeholder: &'static str) -> Arg {
    Arg::new(id)
        .long(id)
        .value_name(placeholder)
        .allow_hyphen_values(true)
}

fn list_args(lang: Lang) -> Vec<Arg> {
    vec![
        value_arg("unit", "UNIT").help(text("只列某单位的", "Only those of a unit").get(lang)),
        value_arg("from", "DATE").help(text("起始日期", "From this day").get(lang)),
        value_arg("until", "DATE").help(text("截止日期", "Until this day").get(lang)),
        value_arg("where", "FIELD=VALUE")
            .action(ArgAction::Append)
            .help(
                text(
                    "按字段筛选，可多次",
                    "Only those whose field has a value; repeatable",
                )
                .get(lang),
            ),
        Arg::new("voided")
            .long("voided")
            .action(ArgAction::SetTrue)
            .help(text("包括作废的", "Also the voided ones").get(lang)),
        value_arg("sort", "FIELD").help(text("排序字段", "Sort by a field").get(lang)),
        value_arg("limit", "N").help(text("最多几条", "At most so many").get(lang)),
    ]
}

/// Runs one of the five verbs.
pub(crate) fn run(
    kind: &'static Kind,
    verb: &str,
    matches: &ArgMatches,
    context: &Context,
) -> Result<Answer> {
    let desk = Desk::open(context)?;
    match verb {
        "list" => list(&desk, kind, matches),
        "show" => show(&desk, kind, matches),
        "edit" => edit(&desk, kind, matches),
        "void" => void(&desk, kind, matches),
        _ => add(&desk, kind, matches),
    }
}

fn add(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let typed = typed(desk, kind, matches)?;
    let (id, patch) = new_record(desk, kind, typed, matches)?;
    let author = desk.context.author(&format!("{} add", kind.id))?;
    let record = desk
        .store
        .write(&author, |writing| insert(desk, writing, kind, id, patch))?;
    let note = desk.context.lang.pick(
        format!("已登记 {}", record.ref_text()),
        format!("Added {}", record.ref_text()),
    );
    desk.answer(record, note)
}

/// Completes and checks the fields of a new record.
///
/// # Errors
/// What is missing, or breaks a rule.
pub(crate) fn new_record(
    desk: &Desk,
    kind: &'static Kind,
    typed: Patch,
    matches: &ArgMatches,
) -> Result<(RecordId, Patch)> {
    let mut record = Record::empty(kind, RecordId(random()?));
    for (field, value) in typed {
        record.set(field, value);
    }
    fill_in(desk, &mut record);
    record.set(&LATE, late(matches));
    check_required(desk, &record)?;
    check_rules(desk, &record)?;
    check_day(desk, &record, matches)?;
    if kind.official {
        record.id = official_id(kind.id, record.title());
        if let Some(known) = desk.store.get(kind, record.id)? {
            return Err(already(desk, &known));
        }
    }
    let fields = kind.all_fields().zip(record.values);
    Ok((
        record.id,
        fields.filter(|(_, value)| value.is_some()).collect(),
    ))
}

/// Writes a new record under the next number of its office.
///
/// # Errors
/// Where the file cannot be written.
pub(crate) fn insert(
    desk: &Desk,
    writing: &mut Writing,
    kind: &'static Kind,
    id: RecordId,
    mut patch: Patch,
) -> Result<Record> {
    let reference = writing.next_ref(&desk.office, kind)?;
    patch.push((&REF, Some(Value::Text(reference))));
    writing.change(kind, id, &patch)
}

fn fill_in(desk: &Desk, record: &mut Record) {
    for field in record.kind.all_fields() {
        if record.value(field).is_some() {
            continue;
        }
        let value = match field.default {
            Preset::None => continue,
            Preset::OwnUnit if matches!(record.kind.id, "unit") => continue,
            Preset::OwnUnit => Value::Reference(desk.own_unit()),
            Preset::Today => Value::Day(desk.context.today),
            Preset::Id(id) if matches!(field.shape, Shape::Flag) => Value::Flag(id == "true"),
            Preset::Id(id) => Value::Text(id.to_owned()),
        };
        record.set(field, Some(value));
    }
    record.set(&LOGGED_ON, Some(Value::Day(desk.context.today)));
    if record.kind.id == pair::KIND.id && record.value(&pair::PAIR_KIND).is_none() {
        let kind = if record.value(&pair::VILLAGE).is_some() {
            "village"
        } else {
            "household"
        };
        record.set(&pair::PAIR_KIND, Some(Value::Text(kind.to_owned())));
    }
}

fn already(desk: &Desk, known: &Record) -> Error {
    let (name, reference) = (known.title(), known.ref_text());
    Error::Refused {
        sentence: desk.context.lang.pick(
            format!("“{name}”已经登记为 {reference}；要修改请用 edit"),
            format!("“{name}” is already there as {reference}; change it with edit"),
        ),
    }
}

/// Reads the fields that were typed.
///
/// # Errors
/// The first value that its field does not take.
pub(crate) fn typed(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Patch> {
    let mut patch = Vec::new();
    for field in kind.all_fields().filter(|field| enterable(field)) {
        if let Ok(Some(inputs)) = matches.try_get_many::<String>(field.id) {
            let inputs: Vec<String> = inputs.cloned().collect();
            patch.push((field, desk.value(field, &inputs)?));
        }
    }
    Ok(patch)
}

fn late(matches: &ArgMatches) -> Option<Value> {
    let late = matches.try_get_one::<String>("late").ok().flatten();
    late.map(|late| Value::Text(late.clone()))
}

fn check_required(desk: &Desk, record: &Record) -> Result<()> {
    let empty = |field: &&Field| match record.value(field) {
        None => true,
        Some(Value::List(items)) => items.is_empty(),
        Some(_) => false,
    };
    let missing: Vec<String> = record
        .kind
        .fields
        .iter()
        .filter(|field| field.required && empty(field))
        .map(|field| format!("--{}({})", field.flag(), field.label.get(desk.context.lang)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let lang = desk.context.lang;
    let missing = lang.join(&missing);
    Err(Error::CommandLine {
        sentence: lang.pick(
            format!("登记{}还缺 {missing}", record.kind.name.get(lang)),
            format!("a {} still needs {missing}", record.kind.name.get(lang)),
        ),
    })
}

/// Checks the rules between the fields of a record.
///
/// # Errors
/// The first rule that is broken, with the fields and their values.
pub(crate) fn check_rules(desk: &Desk, record: &Record) -> Result<()> {
    record
        .kind
        .rules
        .iter()
        .try_for_each(|rule| check_rule(rule, record, desk.context.lang))
}

fn check_rule(rule: &Rule, record: &Record, lang: Lang) -> Result<()> {
    let flag = |field: &Field| format!("--{}({})", field.flag(), field.label.get(lang));
    let broken = match rule {
        Rule::ExactlyOne(fields) => {
            let filled = fields
                .iter()
                .filter(|field| record.value(field).is_some())
                .count();
            let flags: Vec<String> = fields.iter().map(|field| flag(field)).collect();
            (filled != 1).then(|| {
                let flags = lang.join(&flags);
                lang.pick(
                    format!("{flags} 须填且只填一项"),
                    format!("give exactly one of {flags}"),
                )
            })
        }
        Rule::AtMost { less, more } => match (record.integer(less), record.integer(more)) {
            (Some(small), Some(large)) if small > large => Some(lang.pick(
                format!(
                    "{} {small} 不能大于 {} {large}；请核对",
                    flag(less),
                    flag(more)
                ),
                format!(
                    "{} {small} cannot exceed {} {large}; check both",
                    flag(less),
                    flag(more)
                ),
            )),
            _ => None,
        },
        Rule::NotBefore { earlier, later } => match (record.day(earlier), record.day(later)) {
            (Some(first), Some(last)) if last < first => Some(lang.pick(
                format!(
                    "{} {last} 不能早于 {} {first}；请核对",
                    flag(later),
                    flag(earlier)
                ),
                format!(
                    "{} {last} cannot be before {} {first}; check both",
                    flag(later),
                    flag(earlier)
                ),
            )),
            _ => None,
        },
        Rule::Sum { parts, whole } => {
            let sum: i64 = parts.iter().filter_map(|field| record.integer(field)).sum();
            record
                .integer(whole)
                .filter(|total| *total != sum)
                .map(|total| {
                    let flags: Vec<String> = parts.iter().map(|field| flag(field)).collect();
                    let flags = lang.join(&flags);
                    lang.pick(
                        format!("{flags} 合计 {sum}，应等于 {} {total}；请核对", flag(whole)),
                        format!(
                            "{flags} add up to {sum}, not to {} {total}; check them",
                            flag(whole)
                        ),
                    )
                })
        }
    };
    broken.map_or(Ok(()), |sentence| Err(Error::Refused { sentence }))
}

/// Checks that what happened is not in the future, lies within the campaign, and not in a closed
/// phase.
fn check_day(desk: &Desk, record: &Record, matches: &ArgMatches) -> Result<()> {
    let today = desk.context.today;
    let confirmed = matches.try_get_one::<bool>("future").ok().flatten() == Some(&true);
    for field in record.kind.all_fields().filter(|field| field.happened) {
        let Some(day) = record.day(field) else {
            continue;
        };
        let refuse = |fault: Fault| Err(input::bad(&field.flag(), &day.to_string(), fault));
        if day > today && !confirmed {
            return refuse(Fault::Future { today });
        }
        if record.value(&LATE).is_some() {
            continue;
        }
        if !desk.plan.covers(day) {
            return refuse(Fault::Outside {
                opens: desk.plan.opens,
                closes: desk.plan.closes,
            });
        }
        if let Some(phase) = closed_phase(desk, day)? {
            return refuse(Fault::Closed { phase });
        }
    }
    Ok(())
}

fn closed_phase(desk: &Desk, day: NaiveDate) -> Result<Option<i64>> {
    let Some(phase) = desk.plan.phase_on(day) else {
        return Ok(None);
    };
    Ok(phase::is_closed(desk, phase.number)?.then_some(phase.number))
}

fn edit(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let lang = desk.context.lang;
    let known = named(desk, kind, matches)?;
    refuse_void(desk, &known)?;
    let mut patch = typed(desk, kind, matches)?;
    for id in matches.get_many::<String>("clear").unwrap_or_default() {
        patch.push((clearable(kind, id, lang)?, None));
    }
    if patch.is_empty() {
        return Err(Error::CommandLine {
            sentence: lang
                .pick(
                    "没有要修改的内容；请写明字段，例如 --note",
                    "nothing to change; name a field, such as --note",
                )
                .to_owned(),
        });
    }
    refuse_frozen(desk, &known, &patch)?;
    if let Some(reason) = late(matches) {
        patch.push((&LATE, Some(reason)));
    }
    let mut after = known.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    check_required(desk, &after)?;
    check_rules(desk, &after)?;
    if kind.day.is_some_and(|day| after.day(day) != known.day(day)) {
        check_day(desk, &after, matches)?;
    }
    let author = desk.context.author(&format!("{} edit", kind.id))?;
    let record = desk
        .store
        .write(&author, |writing| writing.change(kind, known.id, &patch))?;
    let note = lang.pick(
        format!("已修改 {}", record.ref_text()),
        format!("Changed {}", record.ref_text()),
    );
    desk.answer(record, note)
}

fn clearable(kind: &'static Kind, id: &str, lang: Lang) -> Result<&'static Field> {
    let id = id.replace('-', "_");
    let field = kind.field(&id).filter(|field| enterable(field));
    field.ok_or_else(|| unknown_field(kind, &id, lang))
}

fn unknown_field(kind: &'static Kind, id: &str, lang: Lang) -> Error {
    let near = input::nearest(id, kind.all_fields().map(|field| field.id));
    let near = near.unwrap_or_else(|| {
        kind.all_fields()
            .map(|field| field.id)
            .collect::<Vec<_>>()
            .join(" ")
    });
    Error::CommandLine {
        sentence: lang.pick(
            format!("{}没有字段“{id}”；是不是“{near}”？", kind.name.get(lang)),
            format!(
                "a {} has no field “{id}”; did you mean “{near}”?",
                kind.name.get(lang)
            ),
        ),
    }
}

fn refuse_frozen(desk: &Desk, known: &Record, patch: &Patch) -> Result<()> {
    let Some(frozen) = &known.kind.frozen else {
        return Ok(());
    };
    if known.text(frozen.state) == Some(frozen.first) {
        return Ok(());
    }
    let lang = desk.context.lang;
    let promised = patch.iter().find(|(field, _)| {
        frozen
            .fields
            .iter()
            .any(|one| one.id == field.id && one.id == "deadline")
    });
    let Some((field, _)) = promised else {
        return Ok(());
    };
    let (label, reference, verb) = (field.label.get(lang), known.ref_text(), frozen.verb);
    Err(Error::Refused {
        sentence: lang.pick(
            format!("{reference} 已公开承诺，{label}不能再改；请用 huiyin {} {verb} {reference}", known.kind.id),
            format!("{reference} was promised in public and its {label} stays; use huiyin {} {verb} {reference}", known.kind.id),
        ),
    })
}

/// Refuses to change a record that is void.
///
/// # Errors
/// With why it is void, and that `undo` may bring it back.
pub(crate) fn refuse_void(desk: &Desk, record: &Record) -> Result<()> {
    let Some(reason) = record.text(&VOID) else {
        return Ok(());
    };
    let reference = record.ref_text();
    Err(Error::Refused {
        sentence: desk.context.lang.pick(
            format!("{reference} 已作废({reason})，不能再改；请另行登记"),
            format!("{reference} is void ({reason}) and cannot be changed; add a new one"),
        ),
    })
}

/// Returns the record that a command names.
///
/// # Errors
/// Where there is none, or several.
pub(crate) fn named(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Record> {
    let name = matches.get_one::<String>("REF").map_or("", String::as_str);
    desk.find(&[kind.id], name)
}

fn void(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let known = named(desk, kind, matches)?;
    refuse_void(desk, &known)?;
    let reason: Vec<String> = matches
        .get_one::<String>("reason")
        .cloned()
        .into_iter()
        .collect();
    let reason = desk.value(
        &Field {
            id: "reason",
            ..Field::new("reason", Shape::Text, NOTE.label)
        },
        &reason,
    )?;
    let author = desk.context.author(&format!("{} void", kind.id))?;
    let record = desk.store.write(&author, |writing| {
        writing.change(kind, known.id, &[(&VOID, reason)])
    })?;
    let note = desk.context.lang.pick(
        format!("已作废 {}，编号不再使用", record.ref_text()),
        format!(
            "{} is void; its number is not given out again",
            record.ref_text()
        ),
    );
    desk.answer(record, note)
}

fn list(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let lang = desk.context.lang;
    let mut filter = Filter {
        voided: matches.get_flag("voided"),
        ..Filter::default()
    };
    if let Some(unit) = matches.get_one::<String>("unit") {
        let unit = desk.find(&["unit"], unit)?;
        filter.equals(&UNIT, &Value::Reference(unit.id));
    }
    let day = kind.day.unwrap_or(&LOGGED_ON);
    for (flag, sign) in [("from", ">="), ("until", "<=")] {
        if let Some(typed) = matches.get_one::<String>(flag) {
            let span = input::span(flag, typed, desk.calendar())?;
            let bound = if flag == "from" {
                span.first
            } else {
                span.last
            };
            let condition = format!("\"{}\" {sign} ?", day.id);
            filter
                .conditions
                .push((condition, vec![Sql::Text(bound.to_string())]));
        }
    }
    for typed in matches.get_many::<String>("where").unwrap_or_default() {
        let Some((id, value)) = typed.split_once('=') else {
            return Err(Error::CommandLine {
                sentence: lang.pick(
                    format!("--where “{typed}” 应写成 字段=值，例如 status=draft"),
                    format!("--where “{typed}” should read FIELD=VALUE, such as status=draft"),
                ),
            });
        };
        let id = id.trim().replace('-', "_");
        let field = kind
            .field(&id)
            .ok_or_else(|| unknown_field(kind, &id, lang))?;
        if let Some(value) = desk.value(field, &[value.to_owned()])? {
            filter.equals(field, &value);
        } else {
            filter
                .conditions
                .push((format!("\"{}\" is null", field.id), Vec::new()));
        }
    }
    if let Some(id) = matches.get_one::<String>("sort") {
        let id = id.replace('-', "_");
        // The default order is by ref, as numbers.
        filter.sort = Some(
            kind.field(&id)
                .ok_or_else(|| unknown_field(kind, &id, lang))?,
        )
        .filter(|field| field.id != REF.id);
    }
    if let Some(limit) = matches.get_one::<String>("limit") {
        let parsed = input::normalised(limit).parse().ok();
        filter.limit = Some(parsed.ok_or_else(|| input::bad("limit", limit, Fault::NotCount))?);
    }
    let records = desk.store.list(kind, &filter)?;
    Ok(Answer {
        page: Some(Page::Listing(Box::new(desk.listing(kind, records)?))),
        notes: Vec::new(),
    })
}

fn show(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let lang = desk.context.lang;
    let record = named(desk, kind, matches)?;
    let referring = desk.store.referring(record.id)?;
    let entries = desk.store.history(Some(record.id))?;
    let mut listing = desk.listing(kind, vec![record])?;
    listing.single = true;
    let mut rows = Vec::new();
    let mut objects = Vec::new();
    for (other, field, id) in referring {
        if kinds::find(other.id).is_none() {
            continue;
        }
        let (reference, title) = desk.store.name(&[other.id], id)?.unwrap_or_default();
        let label = other
            .field(&field)
            .map_or("", |field| field.label.get(lang));
        objects.push(json!({"kind": other.id, "field": field, "ref": reference, "title": title}));
        rows.push(vec![
            other.name.get(lang).to_owned(),
            label.to_owned(),
            reference,
            title,
        ]);
    }
    if !rows.is_empty() {
        listing.more.push(Block::Heading(
            2,
            lang.pick("相关记录", "Referred to by").to_owned(),
        ));
        let heads = lang.pick(
            ["种类", "字段", "编号", "标题"],
            ["Kind", "Field", "Ref", "Title"],
        );
        listing.more.push(Block::Table(Table {
            heads: heads.map(str::to_owned).to_vec(),
            rows,
        }));
    }
    let told = history::table(desk, &entries)?;
    listing
        .more
        .push(Block::Heading(2, lang.pick("历史", "History").to_owned()));
    listing.more.extend(told.blocks);
    listing.more_json = Map::from_iter([
        ("referred_by".to_owned(), Json::from(objects)),
        ("history".to_owned(), told.json),
    ]);
    Ok(Answer {
        page: Some(Page::Listing(Box::new(listing))),
        notes: Vec::new(),
    })
}
