//! Fields as people name them on the command line, and which of them people type.

use super::input;
use crate::error::{Error, Refusal, Result, Said};
use crate::model::kind::{Field, Kind, LATE, Shape, Step, VOID};
use crate::text::Lang;

/// Tells whether people type a field, rather than a step or the program setting it.
pub(crate) fn enterable(field: &Field) -> bool {
    !field.by_step && !matches!(field.shape, Shape::Json)
}

/// Finds the field that was typed; suggests among those that `fits`.
pub(crate) fn known_field(
    kind: &'static Kind,
    typed: &str,
    fits: fn(&Field) -> bool,
) -> Result<&'static Field> {
    let id = input::normalised(typed).replace('-', "_").to_lowercase();
    let labelled = |field: &&Field| {
        [Lang::Zh, Lang::En]
            .iter()
            .any(|lang| field.label.get(*lang) == typed)
    };
    let found = kind.field(&id).or_else(|| kind.all_fields().find(labelled));
    found.ok_or_else(|| {
        let ids = kind
            .all_fields()
            .filter(|field| fits(field))
            .map(|field| field.id);
        let (typed, known) = (typed.to_owned(), ids.collect());
        Refused::NoField { kind, typed, known }.into()
    })
}

/// Says how a field is set that nobody types: by which steps, or by the program.
pub(crate) fn set_elsewhere(kind: &'static Kind, field: &'static Field) -> Error {
    let says =
        |own: &Field| own.id == field.id || field.first_of.iter().any(|first| first.id == own.id);
    let is_status = kind.status.is_some_and(|status| status.id == field.id);
    let sets = |step: &&Step| {
        step.sets.iter().any(|(own, _)| says(own))
            || step.takes.iter().any(|take| says(take.field))
            || is_status && kind.states.iter().any(|state| step.begins(state))
    };
    let mut verbs: Vec<&'static str> = kind
        .steps
        .iter()
        .filter(sets)
        .map(|step| step.verb)
        .collect();
    if field.id == VOID.id {
        verbs.push("void");
    }
    if field.id == LATE.id {
        verbs.extend(["add", "edit"]);
    }
    Refused::SetElsewhere { kind, field, verbs }.into()
}

/// Reasons for which a name is no field.
#[derive(Debug)]
enum Refused {
    /// No field of its kind; those that fit.
    NoField {
        kind: &'static Kind,
        typed: String,
        known: Vec<&'static str>,
    },
    /// Set by these verbs, or by the program, and never by hand.
    SetElsewhere {
        kind: &'static Kind,
        field: &'static Field,
        verbs: Vec<&'static str>,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoField { kind, typed, known } => {
                let near = input::nearest(&typed.replace('-', "_"), known.iter().copied());
                let hint = match near {
                    Some(near) => lang.pick(
                        format!("是不是“{near}”？"),
                        format!("did you mean “{near}”?"),
                    ),
                    None => lang.pick(
                        format!("可选：{}", lang.join(known)),
                        format!("choose among {}", lang.join(known)),
                    ),
                };
                let name = kind.name.get(lang);
                let message = lang.pick(
                    format!("{name}没有字段“{typed}”"),
                    format!("there is no field “{typed}” ({name})"),
                );
                Said::usage("no-such-field", (message, hint)).with(typed)
            }
            Self::SetElsewhere { kind, field, verbs } => {
                let (id, label) = (field.id, field.label.get(lang));
                let hint = match verbs.first() {
                    None => lang
                        .pick("它由程序填写", "the program fills it in")
                        .to_owned(),
                    Some(first) => {
                        let (noun, verbs) = (kind.id, lang.join(verbs));
                        lang.pick(
                            format!("它由 {verbs} 填写，用法见 huiyin {noun} {first} --help"),
                            format!("it is set by {verbs}; see huiyin {noun} {first} --help"),
                        )
                    }
                };
                let message = lang.pick(
                    format!("“{id}”（{label}）不能直接填写或清空"),
                    format!("“{id}” is not filled in or emptied by hand"),
                );
                Said::usage("set-elsewhere", (message, hint)).of(*field)
            }
        }
    }
}
