//! The own verbs of kinds: steps in the life of a record, from their declarations; and the two that
//! write more than one record.

use super::record::entry_options;
use crate::desk::entry::{insert, new_record, typed};
use crate::desk::transition::{check, patch};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::kinds::{opinion, pledge, progress};
use crate::model::kind::{Kind, Step};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, ON, Opt, Takes, of_take};
use crate::text::{Lang, Words, text};

/// Returns what one of a kind's own verbs takes.
pub(crate) fn options(kind: &'static Kind, step: &'static Step) -> Vec<Opt> {
    let reference = reference(kind, step);
    let taken = step.takes.iter().map(of_take);
    let own = std::iter::once(reference).chain(taken);
    let Some((made, linked)) = entered(kind, step.verb) else {
        return own.collect();
    };
    // A step without a day of its own is taken on that of the record which it makes.
    let day = made.day.filter(|_| step.takes.is_empty()).map(|day| day.id);
    let made = entry_options(made).into_iter();
    let made = made.filter(|opt| linked != Some(opt.id));
    own.chain(made.map(|opt| {
        if day == Some(opt.id) {
            opt.also(ON)
        } else {
            opt
        }
    }))
    .collect()
}

/// Returns the option that names the record which a step is taken for.
pub(crate) fn reference(kind: &'static Kind, step: &'static Step) -> Opt {
    let opt = Opt::place("REF", Takes::Step(kind, step), text("编号", "Ref")).required();
    if step.verb == pledge::PUBLISH.verb {
        opt.many()
    } else {
        opt
    }
}

/// Returns the kind of the record that a verb makes, and its field that names the record which the
/// verb is about.
pub(crate) fn entered(
    kind: &'static Kind,
    verb: &str,
) -> Option<(&'static Kind, Option<&'static str>)> {
    match (kind.id, verb) {
        (_, "add") => Some((kind, None)),
        ("pledge", "progress") => Some((&progress::KIND, Some(progress::PLEDGE.id))),
        ("opinion", "adopt") => Some((&pledge::KIND, Some(pledge::OPINION.id))),
        _ => None,
    }
}

pub(crate) fn run(
    desk: &Desk,
    kind: &'static Kind,
    step: &'static Step,
    given: Given,
) -> Result<Answer> {
    let known = given.records(&reference(kind, step), desk)?;
    known
        .iter()
        .try_for_each(|record| check(desk, step, record))?;
    match (kind.id, step.verb) {
        ("pledge", "progress") => log_progress(desk, &known[0], given),
        ("opinion", "adopt") => adopt(desk, step, &known[0], given),
        _ => take(desk, step, &known, given),
    }
}

fn take(desk: &Desk, step: &'static Step, known: &[Record], given: Given) -> Result<Answer> {
    let mut planned = Vec::new();
    for record in known {
        let patch = patch(desk, step, record, given)?;
        planned.push((record, patch));
    }
    let author = desk.author(&format!("{} {}", known[0].kind.id, step.verb))?;
    let mut records = desk.store.write(&author, |writing| {
        planned
            .iter()
            .map(|(record, patch)| writing.change(record.kind, record.id, patch))
            .collect::<Result<Vec<_>>>()
    })?;
    let refs = records.iter().map(|one| one.ref_text().to_owned());
    let refs = refs.collect();
    let note = Note::Done { step, refs };
    if records.len() == 1 {
        return desk.answer(records.remove(0), note);
    }
    let listing = desk.listing(known[0].kind, records)?;
    Ok(Answer::noted(Page::Listing(Box::new(listing)), note))
}

fn log_progress(desk: &Desk, pledge: &Record, given: Given) -> Result<Answer> {
    let mut fields = typed(desk, &progress::KIND, given)?;
    fields.push((&progress::PLEDGE, Some(Value::Reference(pledge.id))));
    let (id, patch) = new_record(desk, &progress::KIND, fields, given)?;
    let author = desk.author("pledge progress")?;
    let (entry, pledge) = desk.store.write(&author, |writing| {
        let entry = insert(desk, writing, &progress::KIND, id, patch)?;
        Ok((entry, desk.store.get(pledge.kind, pledge.id)?))
    })?;
    let note = Note::Progress(entry.ref_text().to_owned());
    desk.answer(pledge.unwrap_or(entry), note)
}

fn adopt(desk: &Desk, step: &'static Step, opinion: &Record, given: Given) -> Result<Answer> {
    let mut settled = patch(desk, step, opinion, given)?;
    let day = settled
        .iter()
        .find(|(field, _)| field.id == opinion::FINISHED_ON.id);
    let day = day.and_then(|(_, day)| day.clone());
    let mut fields = typed(desk, &pledge::KIND, given)?;
    fields.push((&pledge::OPINION, Some(Value::Reference(opinion.id))));
    if !fields
        .iter()
        .any(|(field, _)| field.id == pledge::PLEDGED_ON.id)
    {
        fields.push((&pledge::PLEDGED_ON, day));
    }
    let (id, patch) = new_record(desk, &pledge::KIND, fields, given)?;
    settled.retain(|(field, _)| field.id != opinion::PLEDGE.id);
    settled.push((&opinion::PLEDGE, Some(Value::Reference(id))));
    let author = desk.author("opinion adopt")?;
    let (made, opinion) = desk.store.write(&author, |writing| {
        let made = insert(desk, writing, &pledge::KIND, id, patch)?;
        let opinion = writing.change(opinion.kind, opinion.id, &settled)?;
        Ok((made, opinion))
    })?;
    let [reference, made] = [&opinion, &made].map(|one| one.ref_text().to_owned());
    let note = Note::Adopted {
        opinion: reference,
        made,
    };
    desk.answer(opinion, note)
}

/// Outcomes of a step.
#[derive(Debug)]
enum Note {
    /// An opinion became this pledge.
    Adopted { opinion: String, made: String },
    Done {
        step: &'static Step,
        refs: Vec<String>,
    },
    /// The entry of a pledge's progress.
    Progress(String),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Adopted { opinion, made } => lang.pick(
                format!("{opinion} 已采纳为实事项目 {made}"),
                format!("{opinion} was adopted as {made}"),
            ),
            Self::Done { step, refs } => {
                let refs = lang.join(refs);
                lang.pick(
                    format!("已{}：{refs}", step.about.get(Lang::Zh)),
                    format!("Done: {} {refs}", step.verb),
                )
            }
            Self::Progress(entry) => lang.pick(
                format!("已登记进展 {entry}"),
                format!("Logged progress {entry}"),
            ),
        }
    }
}
