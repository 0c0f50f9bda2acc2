//! `edit` and `void`.

use super::{CLEAR, Note, REASON, REF};
use crate::desk::bearing::{bearing, refuse_leavers};
use crate::desk::entry::{Patch, entered_days, late, typed};
use crate::desk::field::{enterable, known_field, set_elsewhere};
use crate::desk::posts::recharged;
use crate::desk::requirements::{check_day, check_follows, check_required, refuse_void};
use crate::desk::rules::check_rules;
use crate::desk::{Answer, Desk, input};
use crate::error::{Error, Fault, Refusal, Result, Said};
use crate::model::kind::{Field, Kind, LATE, VOID};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::text::Lang;

pub(super) fn edit(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let known = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(&known)?;
    let mut patch = typed(desk, kind, given).map_err(to_clear)?;
    for id in given.texts(&CLEAR) {
        let field = clearable(kind, id)?;
        if patch
            .iter()
            .any(|(one, value)| one.id == field.id && value.is_some())
        {
            return Err(Refused::ChangedAndCleared(field).into());
        }
        patch.push((field, None));
    }
    if patch.is_empty() {
        return Err(Refused::NothingToChange.into());
    }
    refuse_frozen(&known, &patch)?;
    if let Some(reason) = late(given)? {
        patch.push((&LATE, Some(reason)));
    }
    let typed = |field: &Field| patch.iter().any(|(one, _)| one.id == field.id);
    for day in entered_days(kind, typed) {
        patch.push((day, Some(Value::Day(desk.context.today))));
    }
    let mut after = known.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    check_required(&after)?;
    check_rules(desk, &after)?;
    let changed = patch.iter().map(|(field, _)| *field);
    refuse_leavers(desk, &after, changed, desk.context.today)?;
    if kind.day.is_some_and(|day| after.day(day) != known.day(day)) {
        check_day(desk, &after, given)?;
        check_follows(desk, &after)?;
    }
    let mut posts = match bearing(kind) {
        Some(bearing) => bearing.corrected(desk, &known, &patch)?,
        None => Vec::new(),
    };
    let charges = recharged(desk, &after, &patch)?;
    let is_charged = !charges.is_empty();
    posts.extend(charges);
    let author = desk.author(&format!("{} edit", kind.id))?;
    let record = desk.store.write(&author, |writing| {
        for post in &posts {
            post.write(desk, writing)?;
        }
        writing.change(kind, known.id, &patch)
    })?;
    let reference = record.ref_text().to_owned();
    let corrects = bearing(kind).is_some_and(|one| {
        let of_post = |field: &Field| one.fields.iter().any(|own| own.id == field.id);
        patch.iter().any(|(field, _)| of_post(field))
    });
    let note = if corrects {
        Note::Corrected(reference)
    } else if is_charged {
        Note::Charged(reference)
    } else {
        Note::Changed(reference)
    };
    desk.answer(record, note)
}

/// Tells whoever typed nothing for a field how to empty it.
fn to_clear(error: Error) -> Error {
    match error {
        Error::BadValue {
            named,
            value,
            fault: Fault::Empty,
        } => input::bad(named, &value, Fault::EmptyEdit),
        other => other,
    }
}

fn clearable(kind: &'static Kind, typed: &str) -> Result<&'static Field> {
    let field = known_field(kind, typed, enterable)?;
    if !enterable(field) {
        return Err(set_elsewhere(kind, field));
    }
    if field.required {
        return Err(Refused::Required(field).into());
    }
    Ok(field)
}

/// Refuses to move what was promised in public, or to empty it (requirement 32).
fn refuse_frozen(known: &Record, patch: &Patch) -> Result<()> {
    let Some(frozen) = &known.kind.frozen else {
        return Ok(());
    };
    if known.text(frozen.state) == Some(frozen.first) {
        return Ok(());
    }
    let among = |fields: &[&Field], field: &Field| fields.iter().any(|one| one.id == field.id);
    let (kind, reference, verb) = (known.kind, known.ref_text().to_owned(), frozen.verb);
    for (field, value) in patch {
        if among(frozen.fields, field) {
            return Err(Refused::Frozen {
                kind,
                reference,
                field,
                verb,
            }
            .into());
        }
        if among(frozen.kept, field) && value.is_none() {
            return Err(Refused::Kept { reference, field }.into());
        }
    }
    Ok(())
}

pub(super) fn void(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let known = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(&known)?;
    let reason = given.sentence(&REASON, desk)?;
    let author = desk.author(&format!("{} void", kind.id))?;
    let record = desk.store.write(&author, |writing| {
        writing.change(kind, known.id, &[(&VOID, Some(Value::Text(reason)))])
    })?;
    let note = Note::Voided(record.ref_text().to_owned());
    desk.answer(record, note)
}

/// Reasons for which nothing is edited.
#[derive(Debug)]
enum Refused {
    /// A field is to be changed and emptied at once.
    ChangedAndCleared(&'static Field),
    /// A public promise stays; the step that moves it.
    Frozen {
        kind: &'static Kind,
        reference: String,
        field: &'static Field,
        verb: &'static str,
    },
    /// A public promise is not emptied.
    Kept {
        reference: String,
        field: &'static Field,
    },
    NothingToChange,
    Required(&'static Field),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::ChangedAndCleared(field) => {
                let (flag, label) = (field.flag(), field.label.get(lang));
                Said::usage(
                    "changed-and-cleared",
                    lang.pick(
                        (
                            format!("--{flag} 和 --clear {flag} 只能写一个"),
                            format!("请写明{label}是改还是清空"),
                        ),
                        (
                            format!("--{flag} and --clear {flag} cannot go together"),
                            "either change or empty it".to_owned(),
                        ),
                    ),
                )
                .of(*field)
            }
            Self::Frozen {
                kind,
                reference,
                field,
                verb,
            } => {
                let (noun, label) = (kind.id, field.label.get(lang));
                Said::new(
                    "promised",
                    lang.pick(
                        (
                            format!("{reference} 已公开承诺，{label}不能再改"),
                            format!("请用 huiyin {noun} {verb} {reference}"),
                        ),
                        (
                            format!("{reference} was promised in public and its {label} stays"),
                            format!("use huiyin {noun} {verb} {reference}"),
                        ),
                    ),
                )
                .of(*field)
            }
            Self::Kept { reference, field } => {
                let label = field.label.get(lang);
                Said::new("promised", lang.pick(
                    (format!("{reference} 已公开承诺，{label}不能清空"), "请改填新的内容"),
                    (
                        format!("{reference} was promised in public and its {label} cannot be emptied"),
                        "give a new value instead",
                    ),
                )).of(*field)
            }
            Self::NothingToChange => Said::usage(
                "nothing-to-change",
                lang.pick(
                    ("没有要修改的内容", "请写明字段，例如 --note"),
                    ("nothing to change", "name a field, such as --note"),
                ),
            ),
            Self::Required(field) => {
                let (id, label) = (field.id, field.label.get(lang));
                Said::usage(
                    "required",
                    lang.pick(
                        (
                            format!("--clear “{id}”：{label}是必填的，不能清空"),
                            "请改填新的内容",
                        ),
                        (
                            format!("--clear “{id}” empties what is required"),
                            "give a new value instead",
                        ),
                    ),
                )
                .of("clear")
                .with(id)
            }
        }
    }
}
