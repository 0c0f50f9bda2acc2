//! The rules between the fields of one record, as its kind declares them, and what is said where
//! one is broken.

use std::collections::HashSet;

use super::Desk;
use crate::error::{Error, Result};
use crate::kinds;
use crate::model::kind::{Field, Rule};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::text::Lang;

/// Checks the rules between the fields of a record.
///
/// # Errors
/// The first rule that is broken, with the fields and their values.
pub(crate) fn check_rules(desk: &Desk, record: &Record) -> Result<()> {
    for rule in record.kind.rules {
        if let Some(sentence) = broken(desk, rule, record)? {
            return Err(Error::Refused { sentence });
        }
    }
    Ok(())
}

/// Checks those rules between the fields of a record that no field still to come can mend.
///
/// # Errors
/// The first rule that is broken, with the fields and their values.
pub(super) fn check_decided(desk: &Desk, record: &Record) -> Result<()> {
    let filled = |field: &Field| record.value(field).is_some();
    for rule in record.kind.rules {
        let open = match rule {
            Rule::ExactlyOne(_) | Rule::NeededWhen { .. } => true,
            Rule::OnlyWhen { state, .. } => !filled(state),
            Rule::Sum { parts, .. } => !parts.iter().all(|part| filled(part)),
            Rule::AtMost { .. }
            | Rule::NamesAbove(_)
            | Rule::NamesWhen { .. }
            | Rule::NotBefore { .. } => false,
        };
        if open {
            continue;
        }
        if let Some(sentence) = broken(desk, rule, record)? {
            return Err(Error::Refused { sentence });
        }
    }
    Ok(())
}

fn broken(desk: &Desk, rule: &Rule, record: &Record) -> Result<Option<String>> {
    let lang = desk.context.lang;
    let holds = |state: &Field, among: &[&str]| {
        let now = record.text(state);
        now.is_some_and(|now| among.contains(&now))
    };
    Ok(match rule {
        Rule::ExactlyOne(fields) => {
            let filled = fields.iter().filter(|field| record.value(field).is_some());
            (filled.count() != 1).then(|| exactly_one(fields, lang))
        }
        Rule::AtMost { less, more } => match (record.integer(less), record.integer(more)) {
            (Some(small), Some(large)) if small > large => {
                Some(above((less, small), (more, large), lang))
            }
            _ => None,
        },
        Rule::NamesAbove(field) => {
            leads_back(desk, record, field)?.then(|| back_to_itself(&flag(field, lang), lang))
        }
        Rule::NamesWhen {
            state,
            among,
            field,
            kind,
        } if holds(state, among) => match record.value(field) {
            Some(Value::Reference(id)) if desk.store.name(&[kind], *id)?.is_none() => {
                Some(of_another_kind(record, state, field, kind, lang))
            }
            _ => None,
        },
        Rule::NeededWhen {
            state,
            among,
            field,
        } if holds(state, among) => record
            .value(field)
            .is_none()
            .then(|| needed(record, state, field, lang)),
        Rule::OnlyWhen {
            state,
            among,
            field,
        } if !holds(state, among) => record
            .value(field)
            .map(|value| out_of_place(state, among, (field, value), lang)),
        Rule::NamesWhen { .. } | Rule::NeededWhen { .. } | Rule::OnlyWhen { .. } => None,
        Rule::NotBefore { earlier, later } => match (record.day(earlier), record.day(later)) {
            (Some(first), Some(last)) if last < first => Some(lang.pick(
                format!(
                    "{} {last} 不能早于 {} {first}；请核对",
                    flag(later, lang),
                    flag(earlier, lang)
                ),
                format!(
                    "{} {last} cannot be before {} {first}; check both",
                    flag(later, lang),
                    flag(earlier, lang)
                ),
            )),
            _ => None,
        },
        Rule::Sum { parts, whole } => {
            let sum: i64 = parts.iter().filter_map(|field| record.integer(field)).sum();
            let total = record.integer(whole).filter(|total| *total != sum);
            total.map(|total| sums_to(parts, sum, (whole, total), lang))
        }
    })
}

/// Follows a field from record to record, and tells whether it comes back to the first. What was
/// merged may turn in a circle that the first does not lie in.
fn leads_back(desk: &Desk, record: &Record, field: &Field) -> Result<bool> {
    let mut passed = HashSet::new();
    let mut next = record.value(field).cloned();
    while let Some(Value::Reference(id)) = next {
        if id == record.id {
            return Ok(true);
        }
        if !passed.insert(id) {
            break;
        }
        let above = desk.store.get(record.kind, id)?;
        next = above.and_then(|above| above.value(field).cloned());
    }
    Ok(false)
}

fn back_to_itself(flag: &str, lang: Lang) -> String {
    lang.pick(
        format!("{flag} 不能是它自己，也不能在它之下；请另选一个"),
        format!("{flag} cannot be the record itself or stand below it; choose another"),
    )
}

/// Names a field by its flag and its label.
fn flag(field: &Field, lang: Lang) -> String {
    format!("--{}({})", field.flag(), field.label.get(lang))
}

/// Names one of the choices of a field as it is typed, and in Chinese as people read it as well.
fn choice(field: &Field, id: &str, lang: Lang) -> String {
    let known = field.choices().iter().find(|choice| choice.id == id);
    let label = known.map_or(id, |choice| choice.label.get(lang));
    let typed = format!("--{} {id}", field.flag());
    lang.pick(format!("{typed}({label})"), typed)
}

fn exactly_one(fields: &[&Field], lang: Lang) -> String {
    let flags: Vec<String> = fields.iter().map(|field| flag(field, lang)).collect();
    let flags = lang.join(&flags);
    lang.pick(
        format!("{flags} 须填且只填一项"),
        format!("give exactly one of {flags}"),
    )
}

fn above(less: (&Field, i64), more: (&Field, i64), lang: Lang) -> String {
    let (small, large) = (flag(less.0, lang), flag(more.0, lang));
    lang.pick(
        format!("{small} {} 不能大于 {large} {}；请核对", less.1, more.1),
        format!(
            "{small} {} cannot exceed {large} {}; check both",
            less.1, more.1
        ),
    )
}

fn of_another_kind(
    record: &Record,
    state: &Field,
    field: &Field,
    kind: &str,
    lang: Lang,
) -> String {
    let state = choice(state, record.text(state).unwrap_or_default(), lang);
    let kind = kinds::find(kind).map_or(kind, |kind| kind.name.get(lang));
    let flag = flag(field, lang);
    lang.pick(
        format!("{state} 的 {flag} 须是{kind}；请核对"),
        format!("with {state}, {flag} must be a {kind}; check it"),
    )
}

fn needed(record: &Record, state: &Field, field: &Field, lang: Lang) -> String {
    let state = choice(state, record.text(state).unwrap_or_default(), lang);
    let flag = flag(field, lang);
    lang.pick(
        format!("{state} 还缺 {flag}"),
        format!("{state} needs {flag} as well"),
    )
}

fn out_of_place(state: &Field, among: &[&str], given: (&Field, &Value), lang: Lang) -> String {
    let among: Vec<String> = among.iter().map(|id| choice(state, id, lang)).collect();
    let among = among.join(lang.pick("或 ", " or "));
    let (flag, value) = (flag(given.0, lang), given.1.to_json());
    let value = crate::model::document::plain(&value);
    lang.pick(
        format!("{flag} {value} 只与 {among} 同填；请核对"),
        format!("{flag} {value} goes only with {among}; check both"),
    )
}

fn sums_to(parts: &[&Field], sum: i64, whole: (&Field, i64), lang: Lang) -> String {
    let parts: Vec<String> = parts.iter().map(|field| flag(field, lang)).collect();
    let (parts, total) = (lang.join(&parts), whole.1);
    let whole = flag(whole.0, lang);
    lang.pick(
        format!("{parts} 合计 {sum}，应等于 {whole} {total}；请核对"),
        format!("{parts} add up to {sum}, not to {whole} {total}; check them"),
    )
}
