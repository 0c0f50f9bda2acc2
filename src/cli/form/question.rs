//! Asking for the values of one field: a text, some of a list, or records that are there.

use super::ask::{Ask, Reply, brief};
use super::kinds_of;
use super::prompt::Prompter;
use crate::commands::record;
use crate::desk::Desk;
use crate::error::{Error, Fault, Naming, Refusal, Result, Said};
use crate::model::document::plain;
use crate::model::kind::{Field, Kind, Shape, YES_NO};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{FUTURE, LATE};
use crate::store::Filter;
use crate::text::Lang;

/// A field to ask for.
pub(super) struct Question<'a> {
    pub(super) field: &'static Field,
    pub(super) required: bool,
    /// True if several values may be answered, though a record has one of them.
    pub(super) each: bool,
    /// Value if nothing is answered.
    pub(super) preset: Option<&'a Value>,
    /// What was answered before, as it is typed.
    pub(super) before: Option<&'a [String]>,
    /// What was being typed when the form was left.
    pub(super) typing: &'a str,
    /// True if there is a question before.
    pub(super) back: bool,
    /// Says what is wrong with a value, among the others of its record.
    pub(super) check: &'a dyn Fn(Option<Value>) -> Result<()>,
    /// Keeps what was typed so far.
    pub(super) keep: &'a dyn Fn(&str),
}

/// The answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// As one would type it; nothing where it was left empty.
    pub(super) words: Vec<String>,
    /// As people read it.
    pub(super) shown: String,
    /// The flag of another option than was asked for.
    pub(super) flag: Option<String>,
}

impl Answer {
    pub(super) fn of(words: Vec<String>, shown: impl Into<String>) -> Self {
        let (shown, flag) = (shown.into(), None);
        Self { words, shown, flag }
    }

    pub(super) fn one(word: impl Into<String>, shown: impl Into<String>) -> Self {
        Self::of(vec![word.into()], shown)
    }
}

/// One of the lines of a list: what is typed for it, and what is read.
type Line = (String, String);

/// Words what is wrong with an answer, by the labels of fields.
pub(super) fn wrong(error: &Error, lang: Lang) -> String {
    let mut said = error.said(lang, Naming::Labels);
    // An option is no answer: the form is opened anew with it, where its draft is offered.
    let option = match error.innermost() {
        Error::BadValue { fault, .. } => match fault {
            Fault::Closed { .. } | Fault::Outside { .. } => {
                let flag = LATE.long();
                lang.pick(format!("--{flag} 原因"), format!("--{flag} REASON"))
            }
            Fault::Future { .. } => format!("--{}", FUTURE.long()),
            _ => return said.sentence(lang),
        },
        _ => return said.sentence(lang),
    };
    said.hint = Some(lang.pick(
        format!("请改日期；确实如此的先按 Esc（已填的会留着），再在原命令后加 {option} 打开"),
        format!("change the day; if it is right press Esc (what was filled in is kept) and open the form again with {option}"),
    ));
    said.sentence(lang)
}

/// Asks for the values of a field; nothing where there is nothing to ask.
pub(super) fn ask(
    desk: &Desk,
    prompter: &Prompter,
    question: &Question,
) -> Result<Option<Reply<Answer>>> {
    let lang = prompter.lang;
    let field = question.field;
    match field.shape {
        Shape::Json => return Ok(None),
        Shape::Reference(targets) => return references(desk, prompter, question, targets),
        _ => {}
    }
    let choices = choices(desk, field, lang);
    if choices.is_empty() {
        return text(desk, prompter, question).map(Some);
    }
    let preset = question.preset.map(ids).unwrap_or_default();
    let named = |typed: &str| {
        let value = desk.value(field, &[typed.to_owned()]);
        let value = value.map_err(|error| wrong(&error, lang))?;
        let found = value.iter().flat_map(ids).next();
        Ok(found.unwrap_or_default())
    };
    chosen(desk, prompter, question, &choices, &preset, &named).map(Some)
}

/// Asks for one value of a field that names records or chooses, as one would type it.
pub(super) fn one_of(desk: &Desk, prompter: &Prompter, field: &'static Field) -> Result<String> {
    let lang = prompter.lang;
    let label = field.label.get(lang);
    if let Shape::Reference(targets) = field.shape {
        let kinds = kinds_of(targets);
        return match pick(desk, prompter, &kinds, (label, false), None, |_| true)? {
            Reply::Is((record, _)) => Ok(record.ref_text().to_owned()),
            Reply::Back => Err(Error::Left),
        };
    }
    let known = choices(desk, field, lang);
    let words: Vec<String> = known.iter().map(|(_, words)| words.clone()).collect();
    match prompter.one(&Ask::plain(label), &words, 0)? {
        Reply::Is(place) => Ok(known[place].0.clone()),
        Reply::Back => Err(Error::Left),
    }
}

/// Returns what a field chooses among, each with its words; nothing where it is free.
fn choices(desk: &Desk, field: &Field, lang: Lang) -> Vec<Line> {
    match field.shape {
        Shape::Choice(choices) => choices
            .iter()
            .map(|one| (one.id.to_owned(), one.label.get(lang).to_owned()))
            .collect(),
        Shape::Category => desk
            .plan
            .categories
            .iter()
            .map(|one| (one.key.clone(), one.name.get(lang).to_owned()))
            .collect(),
        Shape::Flag => ["true", "false"]
            .into_iter()
            .zip(YES_NO.map(|word| word.get(lang)))
            .map(|(id, word)| (id.to_owned(), word.to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns what is typed for a value, piece by piece.
fn ids(value: &Value) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().flat_map(ids).collect(),
        other => vec![plain(&other.to_json())],
    }
}

/// Asks for one or several of a list, and adds a way to leave out what is not required.
fn chosen(
    desk: &Desk,
    prompter: &Prompter,
    question: &Question,
    lines: &[Line],
    preset: &[String],
    named: &dyn Fn(&str) -> std::result::Result<String, String>,
) -> Result<Reply<Answer>> {
    let (lang, field) = (prompter.lang, question.field);
    let none = usize::from(!question.required);
    let mut items: Vec<String> = lines.iter().map(|(_, words)| words.clone()).collect();
    if none == 1 {
        items.insert(0, lang.pick("（不填）", "(leave empty)").to_owned());
    }
    let place = |id: &String| lines.iter().position(|(own, _)| own == id);
    let wanted = question.before.unwrap_or(preset);
    let start = wanted.iter().filter_map(place).map(|at| at + none);
    let start: Vec<usize> = start.collect();
    let words = |places: &[usize]| -> Vec<String> {
        let places = places.iter().filter_map(|place| place.checked_sub(none));
        places.map(|place| lines[place].0.clone()).collect()
    };
    let check = |places: &[usize]| {
        let words = words(places);
        let one = if field.many { words.len() } else { 1 };
        let mut parts = words.chunks(one.max(1));
        let checked = parts.try_for_each(|part| (question.check)(desk.value(field, part)?));
        checked.map_err(|error| wrong(&error, lang))
    };
    let found = |typed: &str| {
        let id = named(typed)?;
        let at = place(&id).map(|at| at + none);
        at.ok_or_else(|| {
            lang.pick(
                format!("“{typed}”不在可选之列"),
                format!("“{typed}” is not among the choices"),
            )
        })
    };
    let ask = Ask {
        back: question.back,
        named: &found,
        check: &check,
        ..Ask::plain(field.question().get(lang))
    };
    let several = field.many || question.each;
    let reply = if several {
        prompter.several(&ask, &items, &start)?
    } else {
        let start = start.first().copied().unwrap_or(0);
        match prompter.one(&ask, &items, start)? {
            Reply::Is(place) => Reply::Is(vec![place]),
            Reply::Back => Reply::Back,
        }
    };
    Ok(match reply {
        Reply::Back => Reply::Back,
        Reply::Is(places) => {
            let shown: Vec<&str> = places.iter().map(|place| brief(&items[*place])).collect();
            Reply::Is(Answer::of(words(&places), lang.join(&shown)))
        }
    })
}

fn text(desk: &Desk, prompter: &Prompter, question: &Question) -> Result<Reply<Answer>> {
    let lang = prompter.lang;
    let field = question.field;
    let preset = question.preset.map(|value| understood(value, lang));
    let note = match &preset {
        Some(preset) => Some(lang.pick(format!("回车即 {preset}"), format!("Enter for {preset}"))),
        None if question.required => None,
        None => Some(lang.pick("可不填", "may stay empty").to_owned()),
    };
    let check = |typed: &str| {
        if typed.trim().is_empty() && !(question.required && preset.is_none()) {
            (question.check)(question.preset.cloned()).map_err(|error| wrong(&error, lang))?;
            return Ok(preset.clone().unwrap_or_default());
        }
        let value = desk.value(field, &[typed.to_owned()]);
        let checked = value.and_then(|value| {
            (question.check)(value.clone())?;
            Ok(value)
        });
        match checked {
            Ok(Some(value @ Value::Day(_))) => Ok(understood(&value, lang)),
            Ok(_) => Ok(typed.trim().to_owned()),
            Err(error) => Err(wrong(&error, lang)),
        }
    };
    let lines = matches!(field.shape, Shape::Text) && !field.long_number && !field.is_name;
    let ask = Ask {
        note,
        back: question.back,
        long: lines,
        keep: question.keep,
        ..Ask::plain(field.question().get(lang))
    };
    let before = question.before.map(<[String]>::concat);
    let initial = match question.typing {
        "" => before.unwrap_or_default(),
        typing => typing.to_owned(),
    };
    let replaced = !matches!(field.shape, Shape::Text) && question.typing.is_empty();
    let Reply::Is(typed) = prompter.text(&ask, (&initial, replaced), &check)? else {
        return Ok(Reply::Back);
    };
    let typed = typed.trim().to_owned();
    if typed.is_empty() {
        // A draft may be gone on with when today is another day.
        let day = question
            .preset
            .filter(|value| matches!(value, Value::Day(_)));
        let words = day.map(ids).unwrap_or_default();
        return Ok(Reply::Is(Answer::of(words, preset.unwrap_or_default())));
    }
    // The command line is shown to be used again, when 昨天 will be another day.
    Ok(Reply::Is(
        match desk.value(field, std::slice::from_ref(&typed))? {
            Some(value @ Value::Day(_)) => Answer::of(ids(&value), understood(&value, lang)),
            _ => Answer::one(typed.clone(), typed),
        },
    ))
}

/// Writes a value as it was understood: a day with its weekday.
fn understood(value: &Value, lang: Lang) -> String {
    match value {
        Value::Day(day) => {
            let at = chrono::Datelike::weekday(day).num_days_from_monday() as usize;
            let name = lang.pick(
                ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
                ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            )[at];
            format!("{day} {name}")
        }
        other => plain(&other.to_json()),
    }
}

fn references(
    desk: &Desk,
    prompter: &Prompter,
    question: &Question,
    targets: &'static [&'static str],
) -> Result<Option<Reply<Answer>>> {
    let lang = prompter.lang;
    // A village is asked for among the villages.
    let fits = |record: &Record| {
        question.field.having.is_none_or(|(state, among)| {
            let is = record.text(state);
            is.is_some_and(|is| among.contains(&is))
        })
    };
    let kinds = kinds_of(targets);
    let records = lines(desk, &kinds, fits)?;
    if records.is_empty() {
        return if question.required {
            Err(NoneYet(kinds).into())
        } else {
            Ok(None)
        };
    }
    let is_preset = |record: &Record, value: &Value| match value {
        Value::Reference(id) => *id == record.id,
        Value::List(items) => items.contains(&Value::Reference(record.id)),
        _ => false,
    };
    let presets = records.iter().filter(|(record, _)| {
        let mut preset = question.preset.iter();
        preset.any(|value| is_preset(record, value))
    });
    let presets = presets.map(|(record, _)| record.ref_text().to_owned());
    let presets: Vec<String> = presets.collect();
    let named = |typed: &str| {
        let found = desk.find(targets, typed);
        let found = found.map_err(|error| wrong(&error, lang))?;
        Ok(found.ref_text().to_owned())
    };
    let lines = records.into_iter();
    let lines: Vec<Line> = lines
        .map(|(record, line)| (record.ref_text().to_owned(), line))
        .collect();
    chosen(desk, prompter, question, &lines, &presets, &named).map(Some)
}

/// Asks for one record of these kinds; returns it, with its ref.
pub(super) fn pick(
    desk: &Desk,
    prompter: &Prompter,
    kinds: &[&'static Kind],
    (question, back): (&str, bool),
    before: Option<&Answer>,
    fits: impl Fn(&Record) -> bool,
) -> Result<Reply<(Record, Answer)>> {
    let lang = prompter.lang;
    let mut records = lines(desk, kinds, fits)?;
    if records.is_empty() {
        return Err(NoneYet(kinds.to_vec()).into());
    }
    let ids: Vec<&'static str> = kinds.iter().map(|kind| kind.id).collect();
    let named = |typed: &str| {
        let found = desk
            .find(&ids, typed)
            .map_err(|error| wrong(&error, lang))?;
        let place = records.iter().position(|(record, _)| record.id == found.id);
        place.ok_or_else(|| {
            let called = found.name();
            lang.pick(
                format!("{called} 现在不在可选之列"),
                format!("{called} cannot be chosen now"),
            )
        })
    };
    let words: Vec<String> = records.iter().map(|(_, line)| line.clone()).collect();
    let start = before.and_then(|answer| {
        let is_it = |record: &Record| {
            answer
                .words
                .first()
                .is_some_and(|word| word == record.ref_text())
        };
        records.iter().position(|(record, _)| is_it(record))
    });
    let ask = Ask {
        back,
        named: &named,
        ..Ask::plain(question)
    };
    let Reply::Is(place) = prompter.one(&ask, &words, start.unwrap_or(0))? else {
        return Ok(Reply::Back);
    };
    let (record, line) = records.swap_remove(place);
    let answer = Answer::one(record.ref_text().to_owned(), brief(&line));
    Ok(Reply::Is((record, answer)))
}

/// Lists records of these kinds, with a line about each.
fn lines(
    desk: &Desk,
    kinds: &[&'static Kind],
    fits: impl Fn(&Record) -> bool,
) -> Result<Vec<(Record, String)>> {
    let mut all = Vec::new();
    for kind in kinds {
        let mut records = desk.store.list(kind, &Filter::default())?;
        records.retain(&fits);
        if kind.named {
            record::sort_by_name(&mut records);
        }
        all.extend(lines_of(desk, kind, records)?);
    }
    Ok(all)
}

/// Returns records of one kind with a line about each: its ref and the first of its main fields.
pub(in crate::cli) fn lines_of(
    desk: &Desk,
    kind: &'static Kind,
    records: Vec<Record>,
) -> Result<Vec<(Record, String)>> {
    const MOST_FIELDS: usize = 2;
    let lang = desk.context.lang;
    let listing = desk.marked(kind, records)?;
    let brief = |field: &&Field| {
        let called = kind.title.is_some_and(|title| title.id == field.id);
        field.brief && !called && !matches!(field.shape, Shape::Flag)
    };
    let former = desk.store.every_former_name(kind)?;
    let line = |record: &Record| {
        // What it is called comes first.
        let fields = kind.fields.iter().copied().filter(brief);
        let told = kind
            .title
            .into_iter()
            .chain(fields)
            .map(|field| listing.people(record, field, lang))
            .filter(|words| !words.is_empty())
            .take(MOST_FIELDS);
        let former = former.iter().filter(|(_, id)| *id == record.id);
        let former: Vec<&str> = former.map(|(name, _)| name.as_str()).collect();
        let former = (!former.is_empty()).then(|| {
            let former = lang.join(&former);
            lang.pick(format!("原名{former}"), format!("formerly {former}"))
        });
        let pending = listing.pending.get(&record.id);
        let unaccepted = pending.filter(|pending| pending.unaccepted);
        let unaccepted = unaccepted.map(|_| lang.pick("待认可", "not yet accepted").to_owned());
        let words: Vec<String> = told.chain(former).chain(unaccepted).collect();
        format!("{} {}", record.ref_text(), words.join(" · "))
    };
    let lines: Vec<String> = listing.records.iter().map(line).collect();
    Ok(listing.records.into_iter().zip(lines).collect())
}

/// Refusal of a question to which there is no answer yet.
#[derive(Debug)]
struct NoneYet(Vec<&'static Kind>);

impl Refusal for NoneYet {
    fn said(&self, lang: Lang) -> Said {
        let names: Vec<&str> = self.0.iter().map(|kind| kind.name.get(lang)).collect();
        let names = names.join(lang.pick("或", " or "));
        let noun = self.0.first().map_or("", |kind| kind.id);
        Said::new(
            "nothing-to-choose",
            lang.pick(
                (
                    format!("没有可选的{names}"),
                    format!("先登记请用 huiyin {noun} add，已有的请看 huiyin {noun} list"),
                ),
                (
                    format!("there is no {names} to choose"),
                    format!("add one with huiyin {noun} add, or see huiyin {noun} list"),
                ),
            ),
        )
    }
}
