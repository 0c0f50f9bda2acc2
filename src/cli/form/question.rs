//! Asking for the values of one field: a text, some of a list, or records that are there.

use super::kinds_of;
use super::prompt::Prompter;
use crate::commands::record;
use crate::desk::Desk;
use crate::error::{Naming, Refusal, Result, Said};
use crate::model::document::plain;
use crate::model::kind::{Field, Kind, Shape, YES_NO};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::store::Filter;
use crate::text::Lang;

/// A field to ask for.
pub(super) struct Question<'a> {
    pub(super) field: &'static Field,
    pub(super) required: bool,
    /// Value if nothing is answered.
    pub(super) preset: Option<&'a Value>,
    /// Says what is wrong with a value, among the others of its record.
    pub(super) check: &'a dyn Fn(Option<Value>) -> Result<()>,
}

/// Asks for the values of a field, as one would type them; none where it is left empty.
pub(super) fn ask(desk: &Desk, prompter: Prompter, question: &Question) -> Result<Vec<String>> {
    let lang = prompter.lang;
    let label = question.field.label.get(lang);
    let field = question.field;
    let choices = match field.shape {
        Shape::Json => return Ok(Vec::new()),
        Shape::Reference(targets) => {
            return references(desk, prompter, question, &kinds_of(targets));
        }
        _ => choices(desk, field, lang),
    };
    if choices.is_empty() {
        return text(desk, prompter, question);
    }
    let preset = question.preset.map(Value::to_json);
    let preset = preset.map(|json| plain(&json));
    let is_preset = |(id, _): &(String, String)| Some(id) == preset.as_ref();
    let start = choices.iter().position(is_preset);
    let (ids, words): (Vec<String>, Vec<String>) = choices.into_iter().unzip();
    chosen(prompter, question, label, &ids, words, start)
}

/// Asks for one value of a field that names records or chooses, as one would type it.
pub(super) fn one_of(desk: &Desk, prompter: Prompter, field: &'static Field) -> Result<String> {
    let label = field.label.get(prompter.lang);
    if let Shape::Reference(targets) = field.shape {
        return Ok(pick(desk, prompter, &kinds_of(targets), label, |_| true)?.1);
    }
    let known = choices(desk, field, prompter.lang);
    let (ids, words): (Vec<String>, Vec<String>) = known.into_iter().unzip();
    Ok(ids[prompter.one(label, words, 0)?].clone())
}

/// Returns what a field chooses among, each with its words; nothing where it is free.
fn choices(desk: &Desk, field: &Field, lang: Lang) -> Vec<(String, String)> {
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

/// Asks for one or several of a list, and adds a way to leave out what is not required.
fn chosen(
    prompter: Prompter,
    question: &Question,
    label: &str,
    ids: &[String],
    words: Vec<String>,
    start: Option<usize>,
) -> Result<Vec<String>> {
    if question.field.many {
        let places = prompter.several(label, words, question.required)?;
        return Ok(places.into_iter().map(|place| ids[place].clone()).collect());
    }
    let none = usize::from(!question.required && start.is_none());
    let mut items = words;
    if none == 1 {
        items.insert(0, prompter.lang.pick("(不填)", "(leave empty)").to_owned());
    }
    let place = prompter.one(label, items, start.unwrap_or(0))?;
    Ok(place
        .checked_sub(none)
        .map(|place| ids[place].clone())
        .into_iter()
        .collect())
}

fn text(desk: &Desk, prompter: Prompter, question: &Question) -> Result<Vec<String>> {
    let lang = prompter.lang;
    let field = question.field;
    let label = field.label.get(lang);
    let preset = question.preset.map(|value| understood(value, lang));
    let asked = match &preset {
        Some(preset) => lang.pick(
            format!("{label}(回车即 {preset})"),
            format!("{label} (Enter for {preset})"),
        ),
        None if question.required => label.to_owned(),
        None => lang.pick(
            format!("{label}(可不填)"),
            format!("{label} (may stay empty)"),
        ),
    };
    let check = |typed: &str| {
        if typed.trim().is_empty() && !question.required {
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
            Err(error) => Err(error.said(lang, Naming::Labels).sentence(lang)),
        }
    };
    let typed = prompter.text(&asked, &check)?;
    let typed = typed.trim().to_owned();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    // The command line is shown to be used again, when 昨天 will be another day.
    Ok(match desk.value(field, std::slice::from_ref(&typed))? {
        Some(Value::Day(day)) => vec![day.to_string()],
        _ => vec![typed],
    })
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
    prompter: Prompter,
    question: &Question,
    kinds: &[&'static Kind],
) -> Result<Vec<String>> {
    let lang = prompter.lang;
    let label = question.field.label.get(lang);
    // A village is asked for among the villages.
    let fits = |record: &Record| {
        question.field.having.is_none_or(|(state, among)| {
            let is = record.text(state);
            is.is_some_and(|is| among.contains(&is))
        })
    };
    let records = lines(desk, kinds, fits)?;
    if records.is_empty() {
        return if question.required {
            Err(NoneYet(kinds.to_vec()).into())
        } else {
            Ok(Vec::new())
        };
    }
    let ids = records
        .iter()
        .map(|(record, _)| record.ref_text().to_owned());
    let ids: Vec<String> = ids.collect();
    let words = records.into_iter().map(|(_, line)| line).collect();
    chosen(prompter, question, label, &ids, words, None)
}

/// Asks for one record of these kinds; returns it, and its ref.
pub(super) fn pick(
    desk: &Desk,
    prompter: Prompter,
    kinds: &[&'static Kind],
    question: &str,
    fits: impl Fn(&Record) -> bool,
) -> Result<(Record, String)> {
    let mut records = lines(desk, kinds, fits)?;
    if records.is_empty() {
        return Err(NoneYet(kinds.to_vec()).into());
    }
    let words = records.iter().map(|(_, line)| line.clone()).collect();
    let (record, _) = records.swap_remove(prompter.one(question, words, 0)?);
    let reference = record.ref_text().to_owned();
    Ok((record, reference))
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
