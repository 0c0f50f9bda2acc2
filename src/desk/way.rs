//! The way out of a refusal: a command that the program takes as the record is now.

use chrono::Days;

use super::Desk;
use crate::error::Result;
use crate::kinds;
use crate::model::document::plain;
use crate::model::kind::{Field, Kind, Need, Rule, Shape, Since, State, Step, Take};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{example_of, of_take};
use crate::store::Filter;
use crate::text::{Lang, Words, quoted};

/// A command about one record.
#[derive(Debug)]
pub(crate) struct Way {
    kind: &'static Kind,
    verb: &'static str,
    reference: String,
    options: Vec<(String, Example)>,
}

/// Value behind an option.
#[derive(Debug)]
enum Example {
    /// Words such as may be typed for a field.
    Of(&'static Field),
    /// The reason of a correction.
    Reason,
    Typed(String),
}

impl Way {
    fn new(record: &Record, verb: &'static str) -> Self {
        Self {
            kind: record.kind,
            verb,
            reference: record.ref_text().to_owned(),
            options: Vec::new(),
        }
    }

    /// The step of a record is taken; where it needs fields that are empty, they are filled in first.
    pub(crate) fn step(desk: &Desk, record: &Record, step: &'static Step) -> Result<Self> {
        let empty = |field: &&&Field| record.value(field).is_none();
        let missing: Vec<&Field> = step.needs.iter().filter(empty).copied().collect();
        if !missing.is_empty() {
            return Self::fill_in(desk, record, &missing);
        }
        let mut way = Self::new(record, step.verb);
        for take in step.takes.iter().filter(|take| take.need == Need::Required) {
            let example = Example::new(desk, record, take.field)?;
            way.options.push((of_take(take).long(), example));
        }
        Ok(way)
    }

    /// Puts the day that was wanted for what it takes, where it asks for one.
    pub(crate) fn with(mut self, step: &'static Step, wanted: Option<&Value>) -> Self {
        let Some(wanted @ Value::Day(_)) = wanted else {
            return self;
        };
        let takes_day =
            |take: &&Take| take.need == Need::Required && matches!(take.field.shape, Shape::Day);
        let flag = step
            .takes
            .iter()
            .find(takes_day)
            .map(|take| of_take(take).long());
        for (option, example) in &mut self.options {
            if flag.as_deref() == Some(option) {
                *example = Example::Typed(plain(&wanted.to_json()));
            }
        }
        self
    }

    /// Fields are filled in, or given other values; with a reason where a step had set them.
    pub(crate) fn fill_in(desk: &Desk, record: &Record, fields: &[&'static Field]) -> Result<Self> {
        let mut way = Self::new(record, "edit");
        for field in fields {
            let example = Example::new(desk, record, field)?;
            way.options.push((field.flag(), example));
        }
        Ok(way.with_reason(fields))
    }

    /// Fields are emptied.
    pub(crate) fn clear(record: &Record, fields: &[&'static Field]) -> Self {
        let mut way = Self::new(record, "edit");
        let id = |field: &&Field| Example::Typed(field.id.to_owned());
        let clear = fields.iter().map(|field| ("clear".to_owned(), id(field)));
        way.options.extend(clear);
        way.with_reason(fields)
    }

    /// An edit as it was typed, with the reason that was left out.
    pub(crate) fn because(record: &Record, typed: Vec<(String, String)>) -> Self {
        let mut way = Self::new(record, "edit");
        let typed = typed.into_iter();
        way.options
            .extend(typed.map(|(option, value)| (option, Example::Typed(value))));
        way.options.push((REASON.to_owned(), Example::Reason));
        way
    }

    /// The last step did not happen.
    pub(crate) fn reopen(record: &Record) -> Self {
        let mut way = Self::new(record, "reopen");
        way.options.push((REASON.to_owned(), Example::Reason));
        way
    }

    fn with_reason(mut self, fields: &[&'static Field]) -> Self {
        if fields.iter().any(|field| self.kind.is_correctable(field)) {
            self.options.push((REASON.to_owned(), Example::Reason));
        }
        self
    }
}

/// Option for the reason of a correction; a field of this name is set by `--set`.
const REASON: &str = "reason";

impl Example {
    /// Finds a value that the field takes: what it has, a record that is there, or one like it.
    fn new(desk: &Desk, record: &Record, field: &'static Field) -> Result<Self> {
        let now = record.value(field);
        Ok(match (field.shape, now) {
            (Shape::Reference(kinds), _) => {
                let other = |one: &Record| Some(&Value::Reference(one.id)) != now;
                for kind in kinds.iter().filter_map(|id| kinds::find(id)) {
                    let known = desk.store.list(kind, &Filter::staying(kind))?;
                    if let Some(known) = known.iter().find(|one| other(one)) {
                        return Ok(Self::Typed(known.ref_text().to_owned()));
                    }
                }
                Self::Of(field)
            }
            // A correction says something else than what is there.
            (Shape::Choice(choices), Some(Value::Text(now))) => {
                let other = choices.iter().find(|choice| choice.id != now);
                other.map_or(Self::Of(field), |other| Self::Typed(other.id.to_owned()))
            }
            (Shape::Day, Some(now)) => Self::Typed(plain(&now.to_json())),
            (Shape::Day, None) => Self::Typed(not_too_early(desk, record, field)),
            _ => Self::Of(field),
        })
    }
}

/// Returns a day that no rule between the days of a record finds too early.
fn not_too_early(desk: &Desk, record: &Record, field: &Field) -> String {
    let rules = record.kind.rules.iter();
    let earlier = rules.filter_map(|rule| match rule {
        Rule::NotBefore { earlier, later } if later.id == field.id => record.day(earlier),
        _ => None,
    });
    let latest = earlier.max().unwrap_or(desk.context.today);
    let latest = latest.max(desk.context.today);
    let is_state = |state: &State| matches!(state.since, Since::Day(day) if day.id == field.id);
    // A day that is still to come, such as a new deadline, is not the one that it replaces.
    let beyond = if record.kind.states.iter().any(is_state) {
        Days::new(0)
    } else {
        Days::new(30)
    };
    let day = latest.checked_add_days(beyond).unwrap_or(latest);
    day.to_string()
}

impl Words for Way {
    fn words(&self, lang: Lang) -> String {
        let (kind, verb, reference) = (self.kind.id, self.verb, &self.reference);
        let mut words = format!("huiyin {kind} {verb} {reference}");
        for (option, example) in &self.options {
            let value = match example {
                Example::Of(field) => example_of(field, lang),
                Example::Reason => lang.pick("原因", "REASON").to_owned(),
                Example::Typed(value) => value.clone(),
            };
            // The reason of a correction goes by the same word as a field of some kinds.
            let is_field = option == REASON && !matches!(example, Example::Reason);
            words += &if is_field && verb == "edit" {
                format!(" --set {option}={}", quoted(&value))
            } else {
                format!(" --{option} {}", quoted(&value))
            };
        }
        words
    }
}
