//! The rules between the fields of one record, as its kind declares them.

use std::collections::HashSet;

use super::Desk;
use crate::error::{Broken, Error, Result};
use crate::kinds;
use crate::model::kind::{Field, Rule};
use crate::model::record::Record;
use crate::model::value::Value;

/// Checks the rules between the fields of a record.
pub(crate) fn check_rules(desk: &Desk, record: &Record) -> Result<()> {
    for rule in record.kind.rules {
        if let Some(broken) = broken(desk, rule, record)? {
            return Err(Error::Broken(broken));
        }
    }
    Ok(())
}

/// Checks those rules between the fields of a record that no field still to come can mend.
pub(crate) fn check_decided(desk: &Desk, record: &Record) -> Result<()> {
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
        if let Some(broken) = broken(desk, rule, record)? {
            return Err(Error::Broken(broken));
        }
    }
    Ok(())
}

fn broken(desk: &Desk, rule: &'static Rule, record: &Record) -> Result<Option<Broken>> {
    let holds = |state: &Field, among: &[&str]| {
        let now = record.text(state);
        now.is_some_and(|now| among.contains(&now))
    };
    let value = |field: &Field| record.value(field).cloned();
    let values: Option<Vec<Option<Value>>> = match rule {
        Rule::ExactlyOne(fields) => {
            let filled = fields.iter().filter(|field| value(field).is_some());
            (filled.count() != 1).then(Vec::new)
        }
        Rule::AtMost { less, more } => match (record.integer(less), record.integer(more)) {
            (Some(small), Some(large)) if small > large => Some(vec![value(less), value(more)]),
            _ => None,
        },
        Rule::NamesAbove(field) => leads_back(desk, record, field)?.then(Vec::new),
        Rule::NamesWhen {
            state,
            among,
            field,
            kind,
        } if holds(state, among) => match record.value(field) {
            Some(Value::Reference(id)) if desk.store.name(&[kind], *id)?.is_none() => {
                Some(vec![value(state)])
            }
            _ => None,
        },
        Rule::NeededWhen {
            state,
            among,
            field,
        } if holds(state, among) => value(field).is_none().then(|| vec![value(state)]),
        Rule::OnlyWhen {
            state,
            among,
            field,
        } if !holds(state, among) => value(field).map(|given| vec![Some(given)]),
        Rule::NamesWhen { .. } | Rule::NeededWhen { .. } | Rule::OnlyWhen { .. } => None,
        Rule::NotBefore { earlier, later } => match (record.day(earlier), record.day(later)) {
            (Some(first), Some(last)) if last < first => Some(vec![value(earlier), value(later)]),
            _ => None,
        },
        Rule::Sum { parts, whole } => {
            let sum: i64 = parts.iter().filter_map(|field| record.integer(field)).sum();
            let differs = record.integer(whole).is_some_and(|total| total != sum);
            differs.then(|| vec![Some(Value::Integer(sum)), value(whole)])
        }
    };
    Ok(values.map(|values| Broken {
        rule,
        values: values.into_iter().flatten().collect(),
        wanted: match rule {
            Rule::NamesWhen { kind, .. } => kinds::find(kind),
            _ => None,
        },
    }))
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
