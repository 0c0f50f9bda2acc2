//! The order of records in a list: names by pinyin, those with a rank by seniority before.

use std::collections::HashMap;

use crate::model::kind::{Field, Shape};
use crate::model::pinyin;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};

/// The field that puts persons before others.
const SENIORITY: &str = "seniority";

/// Key by which a value is sorted; empty ones come last.
type SortKey = (bool, i64, (Vec<String>, String));

/// Sorts records by their names: by seniority where they have one, then by pinyin.
pub(crate) fn sort_by_name(records: &mut [Record]) {
    records.sort_by_cached_key(|record| {
        let seniority = record.kind.field(SENIORITY);
        let seniority = seniority.and_then(|field| record.integer(field));
        (
            seniority.unwrap_or(i64::MAX),
            pinyin::sort_key(record.title()),
        )
    });
}

/// Sorts records by a field: days and numbers by size, choices in the order in which they are
/// declared, texts and the names of other records by pinyin. Those that are equal stay as they
/// were.
pub(super) fn sort_by_field(
    records: &mut [Record],
    field: &Field,
    names: &HashMap<RecordId, (String, String)>,
    backwards: bool,
) {
    if backwards {
        records.reverse();
    }
    if let Some(first) = records.first()
        && first.kind.named
        && first.kind.title.is_some_and(|title| title.id == field.id)
    {
        sort_by_name(records);
    } else {
        records.sort_by_cached_key(|record| key(record.value(field), field, names));
    }
    if backwards {
        records.reverse();
        records.sort_by_key(|record| record.value(field).is_none());
    }
}

fn key(
    value: Option<&Value>,
    field: &Field,
    names: &HashMap<RecordId, (String, String)>,
) -> SortKey {
    let number = |number: i64| (false, number, Default::default());
    let words = |words: &str| (false, 0, pinyin::sort_key(words));
    match value {
        None => (true, 0, Default::default()),
        Some(Value::Day(day)) => number(i64::from(chrono::Datelike::num_days_from_ce(day))),
        Some(Value::Flag(flag)) => number(i64::from(!flag)),
        Some(Value::Decimal(integer) | Value::Integer(integer)) => number(*integer),
        Some(Value::List(items)) => key(items.first(), field, names),
        Some(Value::Reference(id)) => match names.get(id) {
            Some((reference, title)) if title.is_empty() => words(reference),
            Some((_, title)) => words(title),
            None => (true, 0, Default::default()),
        },
        Some(Value::Text(id)) => match field.shape {
            Shape::Choice(choices) => {
                let place = choices.iter().position(|choice| choice.id == id);
                number(place.map_or(i64::MAX, |place| i64::try_from(place).unwrap_or(i64::MAX)))
            }
            _ => words(id),
        },
        Some(Value::Json(json)) => words(&json.to_string()),
    }
}
