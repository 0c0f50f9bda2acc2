//! The own verbs of kinds: steps in the life of a record, from their declarations.

use super::record::{ADD, entry_options, selected, set_options, several};
use super::set::{self, DRY_RUN, each};
use crate::desk::entry::{insert, new_record, typed};
use crate::desk::transition::{check, patch};
use crate::desk::{Answer, Desk, phase};
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Field, Kind, Makes, ON, Step};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes, of_take};
use crate::text::{Lang, Text, Words, text};

/// Returns what one of a kind's own verbs takes.
pub(crate) fn options(kind: &'static Kind, step: &'static Step) -> Vec<Opt> {
    let place = reference(kind, step);
    let named = if place.many {
        set_options(kind, place)
    } else {
        vec![place]
    };
    let needs = step.needs.iter().map(|field| of_need(field));
    let own = named.into_iter().chain(needs);
    let own = own.chain(step.takes.iter().map(of_take));
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

/// Returns the option that fills in what a step needs.
pub(crate) fn of_need(field: &'static Field) -> Opt {
    Opt::flag(field.id, Takes::Value(field), field.label)
}

/// Returns the option that names the records which a step is taken for; a step that makes a record
/// is taken for one alone.
pub(crate) fn reference(kind: &'static Kind, step: &'static Step) -> Opt {
    let opt = Opt::place("REF", Takes::Step(kind, step), text("编号", "Ref")).required();
    if step.makes.is_none() {
        several(opt)
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
    if verb == ADD.id {
        return Some((kind, None));
    }
    let makes = kind.step(verb)?.makes.as_ref()?;
    Some((kinds::find(makes.kind)?, Some(makes.names)))
}

pub(crate) fn run(
    desk: &Desk,
    kind: &'static Kind,
    step: &'static Step,
    given: Given,
) -> Result<Answer> {
    let known = selected(desk, kind, &reference(kind, step), given)?;
    each(&known, Record::name, |record| check(desk, step, record))?;
    match (&step.makes, entered(kind, step.verb)) {
        (Some(makes), Some((made, _))) => make(desk, (step, makes), made, &known[0], given),
        _ => take(desk, step, &known, given),
    }
}

fn take(desk: &Desk, step: &'static Step, known: &[Record], given: Given) -> Result<Answer> {
    let patches = each(known, Record::name, |record| {
        let patch = patch(desk, step, record, given)?;
        phase::remark_on(desk, phase::turned(record, &patch))?;
        Ok(patch)
    })?;
    let dry_run = given.has(&DRY_RUN);
    let refs = known.iter().map(Record::name).collect();
    let mut planned = known.iter().zip(&patches);
    let is_same = |(field, value): &(&Field, Option<Value>), record: &Record| {
        record.value(field) == value.as_ref()
    };
    if planned.all(|(record, patch)| patch.iter().all(|one| is_same(one, record))) {
        return set::answer(desk, known, known.to_vec(), dry_run, Note::Unchanged(refs));
    }
    let author = desk.author(&format!("{} {}", known[0].kind.id, step.verb))?;
    let after = set::carry_out(desk, &author, dry_run, |writing| {
        let planned = known.iter().zip(&patches);
        let changed = planned.map(|(one, patch)| writing.change(one.kind, one.id, patch));
        changed.collect::<Result<Vec<_>>>()
    })?;
    set::answer(desk, known, after, dry_run, Note::Done { step, refs })
}

/// Takes a step that makes a record, which is of the step's own day unless another was typed.
fn make(
    desk: &Desk,
    (step, makes): (&'static Step, &Makes),
    kind: &'static Kind,
    record: &Record,
    given: Given,
) -> Result<Answer> {
    let mut own = patch(desk, step, record, given)?;
    let mut fields = typed(desk, kind, given)?;
    let names = kind.field(makes.names);
    fields.extend(names.map(|names| (names, Some(Value::Reference(record.id)))));
    let taken = own
        .iter()
        .find(|(_, value)| matches!(value, Some(Value::Day(_))));
    if let (Some(day), Some((_, on))) = (kind.day, taken)
        && !fields.iter().any(|(field, _)| field.id == day.id)
    {
        fields.push((day, on.clone()));
    }
    let (id, patch) = new_record(desk, kind, fields, given)?;
    let author = desk.author(&format!("{} {}", record.kind.id, step.verb))?;
    let (made, changed) = desk.store.write(&author, |writing| {
        let made = insert(desk, writing, kind, id, patch)?;
        if let Some(named_by) = makes.named_by {
            own.retain(|(field, _)| field.id != named_by.id);
            own.push((named_by, Some(Value::Reference(made.id))));
        }
        if !own.is_empty() {
            writing.change(record.kind, record.id, &own)?;
        }
        Ok((made, desk.store.get(record.kind, record.id)?))
    })?;
    let note = Note::Made {
        says: makes.says,
        of: record.ref_text().to_owned(),
        made: made.ref_text().to_owned(),
    };
    desk.answer(changed.unwrap_or(made), note)
}

/// Outcomes of a step.
#[derive(Debug)]
enum Note {
    Done {
        step: &'static Step,
        refs: Vec<String>,
    },
    /// A step that was taken with the same words before.
    Unchanged(Vec<String>),
    /// A record was made of another.
    Made {
        says: Text,
        of: String,
        made: String,
    },
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Done { step, refs } => {
                let refs = set::named(refs, lang);
                lang.pick(
                    format!("已{}：{refs}", step.about.get(Lang::Zh)),
                    format!("{refs}: {}", step.done),
                )
            }
            Self::Unchanged(refs) => {
                let refs = lang.join(refs);
                lang.pick(
                    format!("{refs} 内容没有变化，没有写入"),
                    format!("{refs}: everything is as it was; nothing was written"),
                )
            }
            Self::Made { says, of, made } => {
                says.get(lang).replace("{of}", of).replace("{made}", made)
            }
        }
    }
}
