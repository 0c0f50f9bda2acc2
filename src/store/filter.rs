//! Selects the records of a kind to list.

use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;
use serde_json::Value as Json;

use super::Store;
use super::read::to_sql;
use crate::error::Result;
use crate::model::kind::{Field, Kind, Shape};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};

/// Selects the records of a kind to list, and how many.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// SQL conditions, joined by `and`, with their parameters in order.
    pub(crate) conditions: Vec<(String, Vec<Sql>)>,
    pub(crate) voided: bool,
    /// What they are sorted by before their refs, the first counting most, each backwards or not.
    pub(crate) sorts: Vec<(&'static Field, bool)>,
    pub(crate) limit: Option<u32>,
}

/// Comparisons of a field's value with another; with an empty one none holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    AtLeast,
    AtMost,
    Equal,
    Less,
    More,
}

/// Tells whether a file can sort by a field as people do: words go by their pinyin, which it does not know.
pub(crate) fn sorts_by(field: &Field) -> bool {
    let is_plain = !matches!(
        field.shape,
        Shape::Category | Shape::Json | Shape::Reference(_) | Shape::Text
    );
    is_plain && !field.many
}

impl Filter {
    /// Writes the order of what is listed: by size, choices as they are declared; what is empty comes last.
    pub(super) fn order(&self) -> String {
        let term = |(field, backwards): &(&Field, bool)| {
            let column = format!("\"{}\"", field.id);
            let size = match field.shape {
                Shape::Choice(choices) => {
                    let choices = choices.iter().enumerate();
                    let places =
                        choices.map(|(at, choice)| format!("when '{}' then {at} ", choice.id));
                    format!(
                        "case {column} {}else {} end",
                        places.collect::<String>(),
                        i64::MAX
                    )
                }
                Shape::Flag => format!("not {column}"),
                _ => column.clone(),
            };
            let direction = if *backwards { "desc" } else { "asc" };
            format!("{column} is null, {size} {direction}, ")
        };
        let terms: String = self.sorts.iter().map(term).collect();
        format!("{terms}office, number, copy, record")
    }

    /// Keeps those whose field has a value, or one of its values is this.
    pub(crate) fn equals(&mut self, field: &Field, value: &Value) {
        self.compares(field, Sign::Equal, value);
    }

    /// Keeps those whose field compares so with a value; a field of several values has it or not.
    pub(crate) fn compares(&mut self, field: &Field, sign: Sign, value: &Value) {
        let id = field.id;
        if field.many {
            let first = match value {
                Value::List(items) => items.first().unwrap_or(value),
                one => one,
            };
            let text = first.to_json().as_str().unwrap_or_default().to_owned();
            let condition = format!("exists (select 1 from json_each(\"{id}\") where value = ?)");
            self.conditions.push((condition, vec![Sql::Text(text)]));
            return;
        }
        let operator = match sign {
            Sign::AtLeast => ">=",
            Sign::AtMost => "<=",
            Sign::Equal => "is",
            Sign::Less => "<",
            Sign::More => ">",
        };
        let condition = format!("\"{id}\" {operator} ?");
        self.conditions.push((condition, vec![to_sql(value)]));
    }

    /// Keeps those of which one of these days lies between two.
    pub(crate) fn any_within(&mut self, fields: &[&Field], first: &Value, last: &Value) {
        let within = fields
            .iter()
            .map(|field| format!("\"{}\" between ? and ?", field.id));
        let condition = format!("({})", within.collect::<Vec<_>>().join(" or "));
        let bounds = fields.iter().flat_map(|_| [to_sql(first), to_sql(last)]);
        self.conditions.push((condition, bounds.collect()));
    }

    /// Keeps those whose field is empty or at most a value.
    pub(crate) fn at_most_or_empty(&mut self, field: &Field, most: &Value) {
        let id = field.id;
        let condition = format!("(\"{id}\" is null or \"{id}\" <= ?)");
        self.conditions.push((condition, vec![to_sql(most)]));
    }

    /// Keeps those for which one of several filters holds.
    pub(crate) fn any(&mut self, mut filters: Vec<Self>) {
        if let [only] = &mut filters[..] {
            return self.conditions.append(&mut only.conditions);
        }
        self.conditions.push(either(filters));
    }

    /// Keeps those for which none of several filters holds.
    pub(crate) fn none(&mut self, filters: Vec<Self>) {
        let (sql, parameters) = either(filters);
        self.conditions
            .push((format!("{sql} is not true"), parameters));
    }

    /// Keeps of a kind those who have not left.
    pub(crate) fn staying(kind: &'static Kind) -> Self {
        let mut filter = Self::default();
        if let Some(until) = kind.field("until") {
            filter.filled(until, false);
        }
        filter
    }

    /// Keeps those whose field is filled in, or those whose is not.
    pub(crate) fn filled(&mut self, field: &Field, filled: bool) {
        let sign = if filled { "<>" } else { "=" };
        let condition = format!("coalesce(\"{}\", '[]') {sign} '[]'", field.id);
        self.conditions.push((condition, Vec::new()));
    }

    /// Keeps those of a kind that name a record in any of their fields.
    pub(crate) fn naming(&mut self, kind: &str, target: RecordId) {
        let condition = "record in (select record from link where kind = ?
                         and (target = ? or target in (select record from standing where stands = ?)))";
        let id = Sql::Blob(target.0.to_vec());
        let parameters = vec![Sql::Text(kind.to_owned()), id.clone(), id];
        self.conditions.push((condition.to_owned(), parameters));
    }
}

impl Store {
    /// Tells which of some rows that are in no table fit a filter, by their places.
    pub(crate) fn fitting(&self, rows: &[Record], filter: &Filter) -> Result<Vec<usize>> {
        let Some(first) = rows.first() else {
            return Ok(Vec::new());
        };
        let columns = first.kind.all_fields().enumerate();
        let columns = columns.map(|(at, field)| match field.shape {
            Shape::Reference(_) if !field.many => {
                format!("unhex(value ->> {at}) as \"{}\"", field.id)
            }
            _ => format!("value ->> {at} as \"{}\"", field.id),
        });
        let conditions = filter.conditions.iter().map(|(sql, _)| sql.as_str());
        let conditions: Vec<&str> = std::iter::once("true").chain(conditions).collect();
        let sql = format!(
            "select place from (select key as place, {} from json_each(?)) where {} order by place",
            columns.collect::<Vec<_>>().join(", "),
            conditions.join(" and ")
        );
        let json = |row: &Record| -> Json {
            let values = row.values.iter();
            // As a column holds it.
            let stored = |value: &Value| match value {
                Value::Decimal(tenths) => Json::from(*tenths),
                value => value.to_json(),
            };
            let values = values.map(|value| value.as_ref().map_or(Json::Null, stored));
            values.collect()
        };
        let rows: Json = rows.iter().map(json).collect();
        let parameters = filter.conditions.iter().flat_map(|(_, own)| own.iter());
        let parameters = std::iter::once(Sql::Text(rows.to_string())).chain(parameters.cloned());
        self.plain_rows(&sql, params_from_iter(parameters), |row| {
            let place: i64 = row.get("place")?;
            Ok(usize::try_from(place).unwrap_or_default())
        })
    }
}

/// Joins filters to the condition that one of them holds.
fn either(filters: Vec<Filter>) -> (String, Vec<Sql>) {
    let (mut each, mut parameters) = (Vec::new(), Vec::new());
    for filter in filters {
        let (conditions, own): (Vec<String>, Vec<Vec<Sql>>) = filter.conditions.into_iter().unzip();
        each.push(format!("({})", conditions.join(" and ")));
        parameters.extend(own.into_iter().flatten());
    }
    (format!("({})", each.join(" or ")), parameters)
}
