//! From what a person typed to values: dates, numbers, choices, names and refs.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::Desk;
use crate::error::{Error, Fault, Result};
use crate::kinds;
use crate::kinds::survey;
use crate::model::date::{self, Calendar, Span};
use crate::model::kind::{Field, Kind, Shape, YES_NO};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::Value;
use crate::store::{Filter, Found};
use crate::text::{Lang, Text, text};

/// The longest text of one field, in characters.
const MOST_CHARACTERS: usize = 20_000;
/// What separates several values in one.
const SEPARATORS: &[char] = &['、', '，', ',', ';', '；'];
/// How alike two words must be for a “did you mean”, from 0 to 1.
const ALIKE: f64 = 0.6;

/// Folds full-width and half-width spellings together, and trims.
pub(crate) fn normalised(input: &str) -> String {
    input.nfkc().collect::<String>().trim().to_owned()
}

/// Returns the word that is most like another, if any is.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let alike = |other: &'a str| (strsim::jaro_winkler(word, other), other);
    let best = words
        .into_iter()
        .map(alike)
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= ALIKE).then(|| best.1.to_owned())
}

/// Reads a date.
///
/// # Errors
/// Why it is none.
pub(crate) fn span(flag: &str, input: &str, calendar: Calendar) -> Result<Span> {
    date::parse(input, calendar).map_err(|fault| bad(flag, input, Fault::Date(fault)))
}

/// Reads a single day; of a stretch such as 4月下旬 the last, where `last` allows it.
///
/// # Errors
/// Why it is none.
pub(crate) fn day(flag: &str, input: &str, calendar: Calendar, last: bool) -> Result<NaiveDate> {
    let span = span(flag, input, calendar)?;
    if span.first != span.last && !last {
        return Err(bad(flag, input, Fault::NotAStretch));
    }
    Ok(span.last)
}

/// Makes the error of a value that its field does not take.
pub(crate) fn bad(flag: &str, value: &str, fault: Fault) -> Error {
    Error::BadValue {
        flag: flag.to_owned(),
        value: value.to_owned(),
        fault,
    }
}

impl Desk<'_> {
    /// Reads the value of a field from what was typed for it, once or several times.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub(crate) fn value(&self, field: &Field, inputs: &[String]) -> Result<Option<Value>> {
        if !field.many {
            let input = inputs.last().map_or("", String::as_str);
            return self.one(field, input);
        }
        let mut items: Vec<Value> = Vec::new();
        for input in inputs.iter().flat_map(|input| input.split(SEPARATORS)) {
            if let Some(item) = self.one(field, input)?.filter(|item| !items.contains(item)) {
                items.push(item);
            }
        }
        Ok(Some(Value::List(items)))
    }

    fn one(&self, field: &Field, input: &str) -> Result<Option<Value>> {
        let flag = field.flag();
        let trimmed = input.trim();
        if trimmed.is_empty() {
            return Err(bad(&flag, input, Fault::Empty));
        }
        let characters = trimmed.chars().count();
        if characters > MOST_CHARACTERS {
            return Err(bad(
                &flag,
                input,
                Fault::TooLong {
                    characters,
                    most: MOST_CHARACTERS,
                },
            ));
        }
        if trimmed
            .chars()
            .any(|character| character.is_control() && character != '\n')
        {
            return Err(bad(&flag, input, Fault::Control));
        }
        let plain = normalised(trimmed);
        let lang = self.context.lang;
        let value = match field.shape {
            Shape::Text => Value::Text(trimmed.to_owned()),
            Shape::Json => return Ok(None),
            Shape::Count => {
                Value::Integer(count(&plain).ok_or_else(|| bad(&flag, input, Fault::NotCount))?)
            }
            Shape::Percent => {
                let number = count(plain.trim_end_matches('%')).filter(|number| *number <= 100);
                Value::Integer(number.ok_or_else(|| bad(&flag, input, Fault::NotPercent))?)
            }
            Shape::Money => {
                Value::Integer(fen(&plain).ok_or_else(|| bad(&flag, input, Fault::NotMoney))?)
            }
            Shape::Flag => {
                Value::Flag(yes_or_no(&plain).ok_or_else(|| bad(&flag, input, Fault::NotFlag))?)
            }
            Shape::Day => Value::Day(day(&flag, input, self.calendar(), !field.happened)?),
            Shape::Choice(choices) => {
                let known = choices.iter().map(|choice| {
                    (
                        choice.id,
                        choice.label.get(Lang::Zh),
                        choice.label.get(Lang::En),
                    )
                });
                Value::Text(choose(&flag, &plain, known, lang)?)
            }
            Shape::Category => {
                let known = self.plan.categories.iter();
                let known = known.map(|one| {
                    (
                        one.key.as_str(),
                        one.name.get(Lang::Zh),
                        one.name.get(Lang::En),
                    )
                });
                Value::Text(choose(&flag, &plain, known, lang)?)
            }
            Shape::Reference(targets) => {
                if field.id == survey::SUBJECT.id && survey::OVERALL.contains(&plain.as_str()) {
                    return Ok(None);
                }
                Value::Reference(self.find(targets, &plain)?.id)
            }
        };
        Ok(Some(value))
    }

    /// Finds a record of one of these kinds by its ref or its name.
    ///
    /// # Errors
    /// Where there is none, with the one it may have meant, or several.
    pub(crate) fn find(&self, kinds: &[&str], input: &str) -> Result<Record> {
        let kinds: Vec<&'static Kind> = kinds.iter().filter_map(|id| kinds::find(id)).collect();
        let name = normalised(input);
        if let Some(reference) = Ref::parse(&name, &self.office) {
            let lettered = kinds
                .iter()
                .find(|kind| kind.letter == Some(reference.letter));
            if let Some(record) = lettered
                .map(|kind| self.store.by_ref(kind, &reference))
                .transpose()?
                .flatten()
            {
                return Ok(record);
            }
        }
        let mut found: Vec<Record> = Vec::new();
        for kind in kinds.iter().filter(|kind| kind.named) {
            match self.store.by_name(kind, &name)? {
                Found::None => {}
                Found::One(record) => found.push(record),
                Found::Several(records) => found.extend(records),
            }
        }
        if found.len() > 1 {
            let candidates = found
                .iter()
                .map(|record| record.ref_text().to_owned())
                .collect();
            return Err(Error::Ambiguous {
                name: input.to_owned(),
                candidates,
            });
        }
        match found.pop() {
            Some(record) => Ok(record),
            None => Err(self.not_found(&kinds, input)?),
        }
    }

    fn not_found(&self, kinds: &[&'static Kind], input: &str) -> Result<Error> {
        let mut words: Vec<String> = Vec::new();
        for kind in kinds {
            for record in self.store.list(kind, &Filter::default())? {
                words.push(record.ref_text().to_owned());
                if kind.named {
                    words.push(record.title().to_owned());
                }
            }
        }
        let named = kinds.iter().find(|kind| kind.named);
        let looks_like_ref = input.bytes().all(|byte| byte.is_ascii());
        Ok(Error::NotFound {
            what: kinds
                .first()
                .map_or(text("记录", "record"), |kind| kind.name),
            name: input.to_owned(),
            near: nearest(
                &normalised(input).to_uppercase(),
                words.iter().map(String::as_str),
            ),
            add: named
                .filter(|_| !looks_like_ref)
                .map(|kind| format!("huiyin {} add --name {input}", kind.id)),
        })
    }
}

/// Finds the choice that was typed, by its identifier or by its label in either language.
fn choose<'a>(
    flag: &str,
    input: &str,
    known: impl Iterator<Item = (&'a str, &'a str, &'a str)> + Clone,
    lang: Lang,
) -> Result<String> {
    let lower = input.to_lowercase();
    let fits = |one: &(&str, &str, &str)| one.0 == lower || one.1 == input || one.2 == lower;
    if let Some((id, ..)) = known.clone().find(fits) {
        return Ok(id.to_owned());
    }
    let near = nearest(&lower, known.clone().flat_map(|(id, zh, _)| [id, zh]));
    let choices = known
        .map(|(id, zh, _)| lang.pick(format!("{id}({zh})"), id.to_owned()))
        .collect();
    Err(bad(flag, input, Fault::NotChoice { choices, near }))
}

fn count(input: &str) -> Option<i64> {
    const MOST_DIGITS: usize = 12;
    let plain = !input.is_empty()
        && input.len() <= MOST_DIGITS
        && input.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| input.parse().ok()).flatten()
}

/// Reads an amount in yuan, with two decimals at most, as fen.
fn fen(input: &str) -> Option<i64> {
    let input = input.trim_end_matches('元').trim();
    let (yuan, cents) = input.split_once('.').unwrap_or((input, "0"));
    let scale = match cents.len() {
        1 => 10,
        2 => 1,
        _ => return None,
    };
    Some(count(yuan)? * 100 + count(cents)? * scale)
}

fn yes_or_no(input: &str) -> Option<bool> {
    let [yes, no] = YES_NO;
    let is = |word: Text| {
        [Lang::Zh, Lang::En]
            .iter()
            .any(|lang| word.get(*lang) == input)
    };
    match input {
        "true" => Some(true),
        "false" => Some(false),
        _ if is(yes) => Some(true),
        _ if is(no) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_amounts_in_yuan() {
        let cases = [
            ("200", Some(20_000)),
            ("200.5", Some(20_050)),
            ("200.05", Some(20_005)),
            ("0", Some(0)),
            ("500元", Some(50_000)),
            ("-1", None),
            ("1.234", None),
            ("1e5", None),
            ("", None),
            ("99999999999999", None),
        ];
        for (input, expected) in cases {
            assert_eq!(fen(input), expected, "{input}");
        }
    }
}
