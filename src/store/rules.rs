//! The rules that a whole record keeps: its required fields, and what its kind declares between its
//! fields and those of other records. One function, asked before a record is written, and of what
//! came by merge or restore afterwards.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{Filter, Store};
use crate::error::{Broken, Error, Fault, Result};
use crate::model::kind::{Field, Kind, LOGGED_ON, Rule, Shape};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};

/// Returns the required fields that a record leaves empty.
pub(crate) fn missing(record: &Record) -> impl Iterator<Item = &'static Field> {
    let empty = |field: &Field| match record.value(field) {
        None => true,
        Some(Value::List(items)) => items.is_empty(),
        Some(_) => false,
    };
    let fields = record.kind.fields.iter().copied();
    fields.filter(move |field| field.required && empty(field))
}

impl Store {
    /// Returns what is wrong with a whole record, if anything.
    pub(crate) fn fault(&self, record: &Record) -> Result<Option<Error>> {
        let mut fields: Vec<&Field> = missing(record).collect();
        if !fields.is_empty() {
            // What was erased is to stay so, whatever else becomes of the record.
            let history = self.history(record.id)?;
            let is_erased = |field: &Field| history.iter().any(|one| one.erased.contains(field.id));
            fields.retain(|field| !is_erased(field));
        }
        if !fields.is_empty() {
            let kind = record.kind;
            let examples = self.examples(record, &fields)?;
            return Ok(Some(Error::Required {
                kind,
                fields,
                examples,
            }));
        }
        if let Some(broken) = self.broken(record, |_| true)? {
            return Ok(Some(Error::Broken(broken)));
        }
        for field in record.kind.fields.iter().copied() {
            for named in record
                .value(field)
                .iter()
                .flat_map(|value| value.references())
            {
                if let (Some(fault), Shape::Reference(kinds)) =
                    (self.other_sort(field, named)?, field.shape)
                {
                    let (_, value) = self.name(kinds, named)?.unwrap_or_default();
                    let (named, value) = (field.into(), value.into());
                    return Ok(Some(Error::BadValue {
                        named,
                        value,
                        fault,
                    }));
                }
            }
        }
        Ok(None)
    }

    /// Returns fields that a record lacks, and those which these ask for; with values such as may stand
    /// there, where those depend on others.
    fn examples(
        &self,
        record: &Record,
        missing: &[&'static Field],
    ) -> Result<Vec<(&'static Field, Option<String>)>> {
        let known = record.kind.all_fields();
        let counts = known.filter_map(|field| Some((field.id, record.integer(field)?)));
        let mut counts: Vec<(&str, i64)> = counts.collect();
        let mut example = |field: &'static Field| -> Result<Option<String>> {
            Ok(match field.shape {
                Shape::Count => {
                    let count = record.kind.count_beside(field, &counts);
                    counts.push((field.id, count));
                    Some(count.to_string())
                }
                Shape::Reference(targets) => {
                    let mut kinds = self.kinds.iter().filter(|kind| targets.contains(&kind.id));
                    match kinds.find(|kind| kind.letter.is_some()) {
                        Some(kind) => Some(self.example_of(kind, field)?),
                        None => None,
                    }
                }
                _ => None,
            })
        };
        let mut all: Vec<(&'static Field, Option<String>)> = Vec::new();
        for field in missing {
            all.push((*field, example(field)?));
        }
        for rule in record.kind.rules {
            let found = |field: &Field| all.iter().find(|(own, _)| own.id == field.id);
            let has = |field: &Field| record.value(field).is_some() || found(field).is_some();
            let asked = match rule {
                Rule::ExactlyOne(fields) => fields
                    .first()
                    .filter(|_| !fields.iter().any(|one| has(one))),
                Rule::NeededWhen {
                    state,
                    among,
                    field,
                    instead,
                } => {
                    let first = state.choices().first().filter(|_| found(state).is_some());
                    let is = record.text(state).or(first.map(|choice| choice.id));
                    let is_asked = is.is_some_and(|is| among.contains(&is))
                        && !has(field)
                        && !instead.is_some_and(has);
                    is_asked.then_some(field)
                }
                _ => None,
            };
            if let Some(field) = asked {
                all.push((field, example(field)?));
            }
        }
        Ok(all)
    }

    /// Names a record that a field may name: one that is there and has not left, or else the first that
    /// would be.
    fn example_of(&self, kind: &'static Kind, field: &Field) -> Result<String> {
        let mut filter = Filter::staying(kind);
        if let Some((state, among)) = field.having {
            let is = |id: &&str| {
                let mut filter = Filter::default();
                filter.equals(state, &Value::Text((*id).to_owned()));
                filter
            };
            filter.any(among.iter().map(is).collect());
        }
        filter.limit = Some(1);
        let found = self.list(kind, &filter)?.pop();
        let letter = kind.letter.unwrap_or('?');
        Ok(found.map_or_else(|| format!("{letter}1"), |one| one.ref_text().to_owned()))
    }

    /// Says of what sort a record is that a field names, where that is another than it asks for.
    pub(crate) fn other_sort(
        &self,
        field: &'static Field,
        named: RecordId,
    ) -> Result<Option<Fault>> {
        let (Some((state, among)), Shape::Reference(kinds)) = (field.having, field.shape) else {
            return Ok(None);
        };
        for kind in self.kinds.iter().filter(|kind| kinds.contains(&kind.id)) {
            let record = self.get(kind, named)?;
            let Some(is) = record.as_ref().and_then(|record| record.text(state)) else {
                continue;
            };
            if !among.contains(&is) {
                let label = |id: &str| {
                    let known = state.choices().iter().find(|one| one.id == id);
                    known.map(|one| one.label)
                };
                return Ok(Some(Fault::OfAnotherSort {
                    is: label(is),
                    wanted: among.iter().filter_map(|id| label(id)).collect(),
                }));
            }
        }
        Ok(None)
    }

    /// Returns the first of some rules that a record breaks.
    pub(crate) fn broken(
        &self,
        record: &Record,
        is_asked: impl Fn(&Rule) -> bool,
    ) -> Result<Option<Broken>> {
        for rule in record.kind.rules.iter().filter(|rule| is_asked(rule)) {
            if let Some(values) = self.breaking(rule, record)? {
                let wanted = match rule {
                    Rule::NamesWhen { kind, .. } | Rule::WithinOf { kind, .. } => {
                        self.kinds.iter().find(|one| one.id == *kind)
                    }
                    _ => None,
                };
                let values = values.into_iter().flatten();
                return Ok(Some(Broken {
                    rule,
                    values: values
                        .map(|value| self.told(value))
                        .collect::<Result<_>>()?,
                    wanted: wanted.copied(),
                }));
            }
        }
        Ok(None)
    }

    /// Names the record that a value refers to.
    fn told(&self, value: Value) -> Result<Value> {
        let Value::Reference(id) = value else {
            return Ok(value);
        };
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.id).collect();
        let name = self.name(&kinds, id)?;
        Ok(name.map_or(value, |(reference, _)| Value::Text(reference)))
    }

    /// Returns the values that break a rule; `None` where it is kept.
    fn breaking(&self, rule: &'static Rule, record: &Record) -> Result<Option<Vec<Option<Value>>>> {
        let holds = |state: &Field, among: &[&str]| {
            let now = record.text(state);
            now.is_some_and(|now| among.contains(&now))
        };
        let value = |field: &Field| record.value(field).cloned();
        Ok(match rule {
            Rule::ExactlyOne(fields) => {
                let filled = fields.iter().filter(|field| value(field).is_some());
                (filled.count() != 1).then(Vec::new)
            }
            Rule::AtMost { less, more } => match (record.integer(less), record.integer(more)) {
                (Some(small), Some(large)) if small > large => Some(vec![value(less), value(more)]),
                _ => None,
            },
            Rule::NamesAbove(field) => self.leads_back(record, field)?.then(Vec::new),
            Rule::NamesWhen {
                state,
                among,
                field,
                kind,
            } if holds(state, among) => match record.value(field) {
                Some(Value::Reference(id)) if self.name(&[kind], *id)?.is_none() => {
                    Some(vec![value(state)])
                }
                _ => None,
            },
            Rule::NeededWhen {
                state,
                among,
                field,
                instead,
            } if holds(state, among) => {
                let is_missing =
                    value(field).is_none() && instead.is_none_or(|one| value(one).is_none());
                is_missing.then(|| vec![value(state)])
            }
            Rule::OnlyWhen {
                state,
                among,
                field,
            } if !holds(state, among) => value(field).map(|given| vec![Some(given)]),
            Rule::NamesWhen { .. } | Rule::NeededWhen { .. } | Rule::OnlyWhen { .. } => None,
            Rule::NotBefore { earlier, later } => match (record.day(earlier), record.day(later)) {
                (Some(first), Some(last)) if last < first => {
                    Some(vec![value(earlier), value(later)])
                }
                _ => None,
            },
            Rule::WithinOf { names, kind, .. } => {
                let mut kinds = self.kinds.iter().copied();
                let kind = kinds.find(|one| one.id == *kind);
                let named = match (kind, record.value(names)) {
                    (Some(kind), Some(Value::Reference(id))) => self.get(kind, *id)?,
                    _ => None,
                };
                let bound = named
                    .as_ref()
                    .and_then(|named| outside(rule, record, named));
                bound.map(|bound| {
                    let reference = named.as_ref().map_or("", Record::ref_text).to_owned();
                    let label = Value::Text(bound.0.id.to_owned());
                    let days = [bound.1, bound.2].map(|day| Some(Value::Day(day)));
                    let [theirs, own] = days;
                    vec![Some(Value::Text(reference)), Some(label), theirs, own]
                })
            }
            Rule::Apart {
                names,
                since,
                until,
            } => self.overlapping(record, names, (since, until))?,
            Rule::Sum { parts, whole } => {
                let sum: i64 = parts.iter().filter_map(|field| record.integer(field)).sum();
                let is_told = parts.iter().any(|part| record.integer(part).is_some());
                let differs = record.integer(whole).map_or(is_told, |total| total != sum);
                differs.then(|| vec![Some(Value::Integer(sum)), value(whole)])
            }
        })
    }

    /// Returns the first entry that names a record and would lie outside of its days, where the record
    /// has others now than are known.
    pub(crate) fn left_outside(&self, record: &Record) -> Result<Option<Outside>> {
        let mut known = None;
        for kind in self.kinds.iter().copied() {
            for rule in kind.rules {
                let Rule::WithinOf {
                    names,
                    kind: named,
                    since,
                    until,
                    ..
                } = rule
                else {
                    continue;
                };
                if *named != record.kind.id {
                    continue;
                }
                if known.is_none() {
                    known = Some(self.get(record.kind, record.id)?);
                }
                let before = known.as_ref().and_then(Option::as_ref);
                let is_other = |id: &&str| {
                    let field = record.kind.field(id);
                    field.is_some_and(|field| {
                        before.is_some_and(|before| before.day(field) != record.day(field))
                    })
                };
                if !since.iter().chain(*until).any(is_other) {
                    continue;
                }
                let mut filter = Filter::default();
                filter.equals(names, &Value::Reference(record.id));
                for entry in self.list(kind, &filter)? {
                    if let Some((field, day, _)) = outside(rule, &entry, record) {
                        return Ok(Some(Outside { field, day, entry }));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns the other record of the same bearer with which a term overlaps, and when that one begins.
    fn overlapping(
        &self,
        record: &Record,
        names: &'static Field,
        (since, until): (&'static Field, &'static Field),
    ) -> Result<Option<Vec<Option<Value>>>> {
        let Some(bearer) = record.value(names) else {
            return Ok(None);
        };
        let mut filter = Filter::default();
        filter.equals(names, bearer);
        let ends_before = |one: &Record, other: &Record| {
            let days = one.day(until).zip(other.day(since));
            days.is_some_and(|(until, since)| until < since)
        };
        let overlaps = |other: &Record| {
            other.id != record.id && !ends_before(other, record) && !ends_before(record, other)
        };
        let mut others = self.list(record.kind, &filter)?.into_iter();
        Ok(others.find(overlaps).map(|other| {
            let reference = Value::Text(other.ref_text().to_owned());
            vec![Some(reference), other.value(since).cloned()]
        }))
    }

    /// Follows a field from record to record, and tells whether it comes back to the first. What was
    /// merged may turn in a circle that the first does not lie in.
    fn leads_back(&self, record: &Record, field: &Field) -> Result<bool> {
        let mut passed = HashSet::new();
        let mut next = record.value(field).cloned();
        while let Some(Value::Reference(id)) = next {
            if id == record.id {
                return Ok(true);
            }
            if !passed.insert(id) {
                break;
            }
            let above = self.get(record.kind, id)?;
            next = above.and_then(|above| above.value(field).cloned());
        }
        Ok(false)
    }

    /// Lists the records of a kind that break a rule, each with what is wrong; of a day those that were
    /// there on it.
    pub(crate) fn invalid(
        &self,
        kind: &'static Kind,
        day: Option<NaiveDate>,
    ) -> Result<Vec<(Record, Error)>> {
        let rules = kind.rules.iter().map(|rule| suspects(kind, rule));
        let required = kind.fields.iter().filter(|field| field.required);
        let required = required.map(|field| format!("coalesce(\"{}\", '[]') = '[]'", field.id));
        let sorts = kind
            .fields
            .iter()
            .filter_map(|field| of_other_sort(kind, field));
        let suspects: Vec<String> = rules.chain(required).chain(sorts).collect();
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let mut filter = Filter::default();
        let any = format!("({})", suspects.join(" or "));
        filter.conditions.push((any, Vec::new()));
        match (day, kind.day) {
            (Some(day), Some(field)) => filter.at_most_or_empty(field, &Value::Day(day)),
            (Some(day), None) => {
                filter.at_most_or_empty(&LOGGED_ON, &Value::Day(self.entered_by(day)));
            }
            (None, _) => {}
        }
        // What a day shows of a record is not all that was said of it.
        self.in_the_end(|| {
            let mut invalid = Vec::new();
            for record in self.list(kind, &filter)? {
                if let Some(fault) = self.fault(&record)? {
                    invalid.push((record, fault));
                }
            }
            Ok(invalid)
        })
    }
}

/// An entry that lies outside of the days of the record that it names.
#[derive(Debug)]
pub(crate) struct Outside {
    /// The day of that record, as it is now.
    pub(crate) field: &'static Field,
    pub(crate) day: NaiveDate,
    pub(crate) entry: Record,
}

/// Returns the field of what an entry names beyond which its day lies, with the two days.
fn outside(
    rule: &Rule,
    entry: &Record,
    named: &Record,
) -> Option<(&'static Field, NaiveDate, NaiveDate)> {
    let Rule::WithinOf {
        day, since, until, ..
    } = rule
    else {
        return None;
    };
    let own = entry.day(day)?;
    let bound = |id: &&str| {
        let field = named.kind.field(id)?;
        Some((field, named.day(field)?, own))
    };
    let mut first = since.iter().filter_map(bound);
    let mut last = until.iter().filter_map(bound);
    let early = first.find(|(_, first, _)| own < *first);
    early.or_else(|| last.find(|(_, last, _)| own > *last))
}

/// Writes the condition of the records of which a field may name one of another sort than it asks for.
fn of_other_sort(kind: &Kind, field: &Field) -> Option<String> {
    let (state, among) = field.having?;
    let Shape::Reference(targets) = field.shape else {
        return None;
    };
    let among = among.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>();
    let named = |target: &&str| {
        format!(
            "exists (select 1 from main.\"{target}\" as e where e.record = \"{}\".\"{}\" and e.\"{}\" not in ({}))",
            kind.id,
            field.id,
            state.id,
            among.join(", ")
        )
    };
    Some(format!(
        "({})",
        targets.iter().map(named).collect::<Vec<_>>().join(" or ")
    ))
}

/// Writes the condition of the records that may break a rule, of which the rule itself then decides.
fn suspects(kind: &Kind, rule: &Rule) -> String {
    let own = |field: &Field| format!("\"{}\".\"{}\"", kind.id, field.id);
    let among = |state: &Field, among: &[&str]| {
        let ids: Vec<String> = among.iter().map(|id| format!("'{id}'")).collect();
        format!("coalesce({}, '') in ({})", own(state), ids.join(", "))
    };
    match rule {
        Rule::ExactlyOne(fields) => {
            let filled = fields.iter().map(|field| format!("({} is not null)", own(field)));
            format!("{} <> 1", filled.collect::<Vec<_>>().join(" + "))
        }
        Rule::AtMost { less, more } => format!("{} > {}", own(less), own(more)),
        Rule::NotBefore { earlier, later } => format!("{} < {}", own(later), own(earlier)),
        Rule::NeededWhen {
            state,
            among: ids,
            field,
            instead,
        } => {
            let fields = std::iter::once(field).chain(instead);
            let empty = fields.map(|field| format!(" and {} is null", own(field)));
            among(state, ids) + &empty.collect::<String>()
        }
        Rule::OnlyWhen {
            state,
            among: ids,
            field,
        } => format!("not {} and {} is not null", among(state, ids), own(field)),
        Rule::NamesWhen {
            state,
            among: ids,
            field,
            kind,
        } => format!(
            "{} and {1} is not null and not exists (select 1 from main.\"{kind}\" as e where e.record = {1})",
            among(state, ids),
            own(field)
        ),
        Rule::NamesAbove(field) => format!("{} is not null", own(field)),
        Rule::WithinOf {
            names,
            kind,
            day,
            since,
            until,
        } => {
            let day = own(day);
            let first = since.iter().map(|id| format!("e.\"{id}\" > {day}"));
            let last = until.iter().map(|id| format!("e.\"{id}\" < {day}"));
            format!(
                "exists (select 1 from main.\"{kind}\" as e where e.record = {} and ({}))",
                own(names),
                first.chain(last).collect::<Vec<_>>().join(" or ")
            )
        }
        Rule::Apart { names, .. } => format!(
            "exists (select 1 from main.\"{0}\" as e where e.\"{1}\" = \"{0}\".\"{1}\" and e.record <> \"{0}\".record
               and e.void is null)",
            kind.id, names.id
        ),
        Rule::Sum { parts, whole } => {
            let sum = parts.iter().map(|part| format!("coalesce({}, 0)", own(part)));
            let sum = sum.collect::<Vec<_>>().join(" + ");
            let told = parts.iter().map(|part| own(part)).collect::<Vec<_>>();
            let (told, whole) = (told.join(", "), own(whole));
            format!("({sum} <> {whole} or {whole} is null and coalesce({told}) is not null)")
        }
    }
}
