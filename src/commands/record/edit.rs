//! `edit` and `void`.

use super::{CLEAR, REASON, REF};
use crate::desk::entry::{Patch, late, typed};
use crate::desk::field::{enterable, known_field, set_elsewhere};
use crate::desk::requirements::{check_day, check_required, refuse_void};
use crate::desk::rules::check_rules;
use crate::desk::{Answer, Desk, input};
use crate::error::{Error, Fault, Result};
use crate::model::kind::{Field, Kind, LATE, VOID};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::text::Lang;

pub(super) fn edit(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let lang = desk.context.lang;
    let known = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(&known)?;
    let mut patch = typed(desk, kind, given).map_err(to_clear)?;
    for id in given.texts(&CLEAR) {
        let field = clearable(kind, id, lang)?;
        if patch
            .iter()
            .any(|(one, value)| one.id == field.id && value.is_some())
        {
            return Err(both(field, lang));
        }
        patch.push((field, None));
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
    if let Some(reason) = late(given)? {
        patch.push((&LATE, Some(reason)));
    }
    let mut after = known.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    check_required(&after)?;
    check_rules(desk, &after)?;
    if kind.day.is_some_and(|day| after.day(day) != known.day(day)) {
        check_day(desk, &after, given)?;
    }
    let author = desk.author(&format!("{} edit", kind.id))?;
    let record = desk
        .store
        .write(&author, |writing| writing.change(kind, known.id, &patch))?;
    let note = lang.pick(
        format!("已修改 {}", record.ref_text()),
        format!("Changed {}", record.ref_text()),
    );
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

fn clearable(kind: &'static Kind, typed: &str, lang: Lang) -> Result<&'static Field> {
    let field = known_field(kind, typed, enterable)?;
    if !enterable(field) {
        return Err(set_elsewhere(kind, field));
    }
    if field.required {
        let (id, label) = (field.id, field.label.get(lang));
        return Err(Error::CommandLine {
            sentence: lang.pick(
                format!("--clear “{id}”：{label}是必填的，不能清空；请改填新的内容"),
                format!("--clear “{id}” empties what is required; give a new value instead"),
            ),
        });
    }
    Ok(field)
}

fn both(field: &Field, lang: Lang) -> Error {
    let (flag, label) = (field.flag(), field.label.get(lang));
    Error::CommandLine {
        sentence: lang.pick(
            format!("--{flag} 和 --clear {flag} 只能写一个；请写明{label}是改还是清空"),
            format!("--{flag} and --clear {flag} cannot go together; either change or empty it"),
        ),
    }
}

/// Refuses to move what was promised in public, or to empty it (requirement 32).
fn refuse_frozen(desk: &Desk, known: &Record, patch: &Patch) -> Result<()> {
    let Some(frozen) = &known.kind.frozen else {
        return Ok(());
    };
    if known.text(frozen.state) == Some(frozen.first) {
        return Ok(());
    }
    let lang = desk.context.lang;
    let among = |fields: &[&Field], field: &Field| fields.iter().any(|one| one.id == field.id);
    let (reference, noun, verb) = (known.ref_text(), known.kind.id, frozen.verb);
    for (field, value) in patch {
        let label = field.label.get(lang);
        let sentence = if among(frozen.fields, field) {
            lang.pick(
                format!("{reference} 已公开承诺，{label}不能再改；请用 huiyin {noun} {verb} {reference}"),
                format!("{reference} was promised in public and its {label} stays; use huiyin {noun} {verb} {reference}"),
            )
        } else if among(frozen.kept, field) && value.is_none() {
            lang.pick(
                format!("{reference} 已公开承诺，{label}不能清空；请改填新的内容"),
                format!("{reference} was promised in public and its {label} cannot be emptied; give a new value instead"),
            )
        } else {
            continue;
        };
        return Err(Error::Refused { sentence });
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
    let note = desk.context.lang.pick(
        format!("已作废 {}，编号不再使用", record.ref_text()),
        format!(
            "{} is void; its number is not given out again",
            record.ref_text()
        ),
    );
    desk.answer(record, note)
}
