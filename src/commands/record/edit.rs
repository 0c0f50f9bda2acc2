//! `edit` and `void`.

use clap::ArgMatches;

use super::args::{enterable, late, typed};
use super::rules::{check_day, check_required, check_rules};
use super::{Answer, Desk, Patch, named, unknown_field};
use crate::error::{Error, Result};
use crate::model::kind::{Field, Kind, LATE, NOTE, Shape, VOID};
use crate::model::record::Record;
use crate::text::Lang;

pub(super) fn edit(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
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

pub(super) fn void(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
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
