//! From what a person typed to values: dates, numbers, choices, names and refs.

use chrono::NaiveDate;

use super::Desk;
use super::numbers::number;
pub(crate) use super::numbers::{converted, has_unit, is_bare, other_unit, told_unit};
use crate::error::{Error, Fault, Named, Result};
use crate::kinds;
use crate::model::date::{self, Calendar, DateFault, Span};
use crate::model::document::plain;
use crate::model::kind::{Field, Kind, Shape, YES_NO};
pub(crate) use crate::model::nearest::nearest;
use crate::model::personal::{self, Personal};
use crate::model::record::Record;
use crate::model::value::{MOST_CHARACTERS, RecordId, Value};
use crate::options::{Given, Opt};
use crate::text::{Lang, Text, folded, is_hidden};

/// Signs that separate several values in one text.
pub(crate) const SEPARATORS: &[char] = &['、', '，', ',', ';', '；'];

/// Spaces of no width, which come along where text is pasted and which nobody sees.
const UNSEEN: &[char] = &['\u{200b}', '\u{2060}', '\u{feff}'];

/// Folds full-width and half-width spellings together, and trims.
pub(crate) fn normalised(input: &str) -> String {
    trimmed(&folded(input)).to_owned()
}

/// Takes the blanks out that pad a Chinese name: 王　芳 is 王芳, and John Smith stays as he is.
pub(crate) fn closed_up(name: &str) -> String {
    let is_han = |one: char| ('\u{3400}'..='\u{9fff}').contains(&one) || one == '·';
    let mut closed = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    while let Some(one) = rest.next() {
        if !one.is_whitespace() {
            closed.push(one);
            continue;
        }
        while rest.next_if(|one| one.is_whitespace()).is_some() {}
        let between = closed.chars().next_back().is_some_and(is_han)
            && rest.peek().copied().is_some_and(is_han);
        if !between {
            closed.push(' ');
        }
    }
    closed
}

/// Takes spaces off both ends, those of no width too.
fn trimmed(input: &str) -> &str {
    input.trim_matches(|one: char| one.is_whitespace() || UNSEEN.contains(&one))
}

pub(crate) fn span(named: impl Into<Named>, input: &str, calendar: Calendar) -> Result<Span> {
    read_span(named, input, date::parse(input, calendar), calendar)
}

fn read_span(
    named: impl Into<Named>,
    input: &str,
    read: std::result::Result<Span, DateFault>,
    calendar: Calendar,
) -> Result<Span> {
    read.map_err(|fault| bad(named, input, no_date(input, fault, calendar)))
}

/// Says why a text is no date, with the one that it may mean.
pub(super) fn no_date(input: &str, fault: DateFault, calendar: Calendar) -> Fault {
    let near = match fault {
        DateFault::Unreadable => {
            date::meant(input, calendar).or_else(|| nearest(&normalised(input), date::words()))
        }
        _ => None,
    };
    Fault::Date { fault, near }
}

/// Reads a month, as the stretch of its days.
pub(crate) fn month(input: &str, calendar: Calendar) -> Result<Span> {
    date::month(input, calendar).ok_or_else(|| bad("month", input, Fault::NotAMonth))
}

/// Reads a single day; of a stretch such as 4月下旬 the last, where `last` allows it.
pub(crate) fn day(
    named: impl Into<Named>,
    input: &str,
    calendar: Calendar,
    last: bool,
) -> Result<NaiveDate> {
    let named = named.into();
    let span = if last {
        read_span(
            named.clone(),
            input,
            date::last_day(input, calendar),
            calendar,
        )?
    } else {
        span(named.clone(), input, calendar)?
    };
    if span.first != span.last && !last {
        return Err(bad(named, input, Fault::NotAStretch));
    }
    Ok(span.last)
}

/// Makes the error of a value that its field does not take.
pub(crate) fn bad(named: impl Into<Named>, value: &str, fault: Fault) -> Error {
    Error::BadValue {
        named: named.into(),
        value: value.into(),
        fault,
    }
}

/// Makes the error of what is not the number for which its field asks.
pub(super) fn no_number(field: &'static Field, value: &str) -> Error {
    let fault = match field.shape {
        Shape::Decimal => Fault::NotDecimal(field.measures.first().copied()),
        Shape::Money => Fault::NotMoney,
        Shape::Percent => Fault::NotPercent,
        _ => Fault::NotCount(field.measures.first().copied()),
    };
    bad(field, value, fault)
}

/// Makes the error of a value that is none of those that are known, with the one that it may mean.
pub(crate) fn not_among(flag: &str, value: &str, known: &[&str]) -> Error {
    let near = nearest(value, known.iter().copied());
    let choices = known.iter().map(|one| (*one).to_owned()).collect();
    bad(flag, value, Fault::NotChoice { choices, near })
}

/// Finds the kind whose Chinese name was typed, or the beginning of it.
pub(crate) fn called(name: &str) -> Option<&'static Kind> {
    let name = normalised(name);
    let begins = |kind: &&Kind| !name.is_empty() && kind.name.get(Lang::Zh).starts_with(&name);
    kinds::nouns().find(begins)
}

/// Finds the kind that was typed.
pub(crate) fn kind(value: &str, others: &[&str]) -> Result<&'static Kind> {
    let is_told = normalised(value).chars().nth(1).is_some();
    let meant = kinds::noun(value).or_else(|| called(value).filter(|_| is_told));
    meant.ok_or_else(|| {
        let ids = others
            .iter()
            .copied()
            .chain(kinds::nouns().map(|kind| kind.id));
        let choices: Vec<String> = ids.map(str::to_owned).collect();
        let near = called(value).map(|kind| kind.id.to_owned());
        let near = near.or_else(|| nearest(value, choices.iter().map(String::as_str)));
        bad("KIND", value, Fault::NotChoice { choices, near })
    })
}

/// Reads a text, and trims it.
pub(crate) fn text(named: impl Into<Named>, input: &str) -> Result<String> {
    let trimmed = trimmed(input);
    if trimmed.is_empty() {
        return Err(bad(named, input, Fault::Empty));
    }
    let characters = trimmed.chars().count();
    if characters > MOST_CHARACTERS {
        let most = MOST_CHARACTERS;
        return Err(bad(named, input, Fault::TooLong { characters, most }));
    }
    if let Some((at, one)) = (1..).zip(trimmed.chars()).find(|(_, one)| is_hidden(*one)) {
        return Err(bad(named, trimmed, Fault::Hidden { at, one }));
    }
    Ok(trimmed.to_owned())
}

/// Returns the items of one value that holds several.
pub(crate) fn separated(value: &str) -> impl Iterator<Item = &str> {
    let items = value.split(SEPARATORS).map(trimmed);
    items.filter(|item| !item.is_empty())
}

/// Returns the items of a flag that was typed several times, or once with several items.
pub(crate) fn items<'a>(given: Given<'a>, opt: &Opt) -> impl Iterator<Item = &'a str> {
    let items = given.texts(opt).flat_map(|typed| typed.split(SEPARATORS));
    items.map(str::trim).filter(|item| !item.is_empty())
}

impl Desk<'_> {
    /// Returns what a field chooses among: identifiers, each with its label in Chinese and English.
    pub(super) fn choices(&self, field: &Field) -> Vec<[&str; 3]> {
        let (zh, en) = (Lang::Zh, Lang::En);
        if let Shape::Category = field.shape {
            let known = self.plan.categories.iter();
            let known = known.map(|one| [&*one.key, one.name.get(zh), one.name.get(en)]);
            return known.collect();
        }
        let known = field.choices().iter();
        known
            .map(|one| [one.id, one.label.get(zh), one.label.get(en)])
            .collect()
    }

    /// Returns what one would type for what a record says in a field, value by value.
    pub(crate) fn typed(&self, record: &Record, field: &'static Field) -> Result<Vec<String>> {
        let Some(value) = record.value(field) else {
            return Ok(Vec::new());
        };
        let items = match value {
            Value::List(items) => &items[..],
            other => std::slice::from_ref(other),
        };
        let words = items.iter().map(|item| match (item, field.shape) {
            (Value::Reference(id), Shape::Reference(targets)) => Ok(self
                .store
                .name(targets, *id)?
                .map_or_else(String::new, |(name, _)| name)),
            (Value::Integer(fen), Shape::Money) => Ok(format!("{}.{:02}", fen / 100, fen % 100)),
            (other, _) => Ok(plain(&other.to_json())),
        });
        words.collect()
    }

    /// Reads the value of a field from what was typed for it, once or several times.
    pub(crate) fn value(&self, field: &'static Field, inputs: &[String]) -> Result<Option<Value>> {
        self.value_by(field, inputs, &mut |kinds, name| {
            Ok(self.find(kinds, name)?.id)
        })
    }

    /// Does what [`Self::value`] does, with another way of finding the records that are named.
    pub(crate) fn value_by(
        &self,
        field: &'static Field,
        inputs: &[String],
        find: &mut dyn FnMut(&'static [&'static str], &str) -> Result<RecordId>,
    ) -> Result<Option<Value>> {
        if !field.many {
            let [first, rest @ ..] = inputs else {
                return Ok(None);
            };
            if let Some(second) = rest.first() {
                let first = first.clone();
                return Err(bad(field, second, Fault::Twice { first }));
            }
            return self.one(field, first, find);
        }
        let mut items: Vec<Value> = Vec::new();
        let parts = inputs.iter().flat_map(|input| input.split(SEPARATORS));
        // A sign too many says nothing, but something has to be said.
        let is_said = parts.clone().any(|part| !trimmed(part).is_empty());
        for input in parts.filter(|part| !is_said || !trimmed(part).is_empty()) {
            for item in self.some(field, input, find)? {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
        }
        Ok(Some(Value::List(items)))
    }

    /// Reads one of several values, or several that stand with blanks, slashes or ends of lines
    /// between them where they are none together.
    fn some(
        &self,
        field: &'static Field,
        input: &str,
        find: &mut dyn FnMut(&'static [&'static str], &str) -> Result<RecordId>,
    ) -> Result<Vec<Value>> {
        let whole = self.one(field, input, find);
        let Err(error) = whole else {
            return Ok(whole?.into_iter().collect());
        };
        // A blank may also pad a name.
        let ways: [fn(char) -> bool; 3] = [
            |_| false,
            |one| matches!(one, '/' | '\\' | '\n'),
            |one| one.is_whitespace() || matches!(one, '/' | '\\'),
        ];
        for apart in ways {
            let parts = input.split(apart).filter(|part| !part.trim().is_empty());
            let items = parts.map(|part| self.joined(field, part, find));
            if let Some(items) = items.collect::<Option<Vec<_>>>() {
                return Ok(items.into_iter().flatten().collect());
            }
        }
        match self.padded(field, input, find).as_deref() {
            Some([only]) => Ok(only.clone()),
            _ => Err(error),
        }
    }

    /// Reads one value, or several with a word for and between them, which may also be part of a name:
    /// 王和平和张三.
    fn joined(
        &self,
        field: &'static Field,
        input: &str,
        find: &mut dyn FnMut(&'static [&'static str], &str) -> Result<RecordId>,
    ) -> Option<Vec<Value>> {
        if let Ok(whole) = self.one(field, input, find) {
            return Some(whole.into_iter().collect());
        }
        let ands = input.match_indices(['和', '及', '与']);
        ands.into_iter().find_map(|(at, and)| {
            let (one, rest) = (&input[..at], &input[at + and.len()..]);
            let is_said = |part: &str| !trimmed(part).is_empty();
            if !is_said(one) || !is_said(rest) {
                return None;
            }
            let one = self.one(field, one, find).ok()??;
            let rest = self.joined(field, rest, find)?;
            Some(std::iter::once(one).chain(rest).collect())
        })
    }

    /// Reads names that are padded and stand with blanks between them, in every way in which each is
    /// known: 王 芳 张 三.
    fn padded(
        &self,
        field: &'static Field,
        input: &str,
        find: &mut dyn FnMut(&'static [&'static str], &str) -> Result<RecordId>,
    ) -> Option<Vec<Vec<Value>>> {
        const MOST_PARTS: usize = 12;
        const MOST_OF_A_NAME: usize = 4;
        let parts: Vec<&str> = input.split_whitespace().collect();
        let is_named = matches!(field.shape, Shape::Reference(_));
        if !is_named || !(3..=MOST_PARTS).contains(&parts.len()) {
            return None;
        }
        // The ways to read what stands before each part.
        let mut ways: Vec<Vec<Vec<Value>>> = vec![vec![Vec::new()]];
        for end in 1..=parts.len() {
            let mut here = Vec::new();
            for start in end.saturating_sub(MOST_OF_A_NAME)..end {
                if ways[start].is_empty() {
                    continue;
                }
                let name = parts[start..end].concat();
                let Ok(Some(value)) = self.one(field, &name, find) else {
                    continue;
                };
                here.extend(ways[start].iter().map(|before| {
                    let mut way = before.clone();
                    way.push(value.clone());
                    way
                }));
            }
            ways.push(here);
        }
        ways.pop()
    }

    fn one(
        &self,
        field: &'static Field,
        input: &str,
        find: &mut dyn FnMut(&'static [&'static str], &str) -> Result<RecordId>,
    ) -> Result<Option<Value>> {
        let trimmed = text(field, input)?;
        let plain = || normalised(&trimmed);
        let lang = self.context.lang;
        let value = match field.shape {
            Shape::Text if field.is_name => Value::Text(closed_up(&trimmed)),
            Shape::Text if field.personal == Some(Personal::Phone) => {
                let number = personal::phone(&trimmed);
                Value::Text(number.ok_or_else(|| bad(field, input, Fault::NotPhone))?)
            }
            Shape::Text if field.personal == Some(Personal::IdNumber) => {
                Value::Text(personal::tidied_id_number(&trimmed))
            }
            Shape::Text => Value::Text(trimmed),
            Shape::Json => return Ok(None),
            Shape::Count | Shape::Percent | Shape::Money => {
                let number = number(field, &plain());
                Value::Integer(number.ok_or_else(|| no_number(field, input))?)
            }
            Shape::Decimal => {
                let tenths = number(field, &plain());
                Value::Decimal(tenths.ok_or_else(|| no_number(field, input))?)
            }
            Shape::Flag => {
                Value::Flag(yes_or_no(&plain()).ok_or_else(|| bad(field, input, Fault::NotFlag))?)
            }
            Shape::Day => Value::Day(day(field, input, self.calendar(), field.deadline)?),
            Shape::Choice(_) | Shape::Category => {
                let plain = closed_up(&plain());
                Value::Text(choose(field, &plain, &self.choices(field), lang)?)
            }
            Shape::Reference(targets) => {
                if field.empties.contains(&plain().as_str()) {
                    return Ok(None);
                }
                let found = find(targets, &plain());
                let found = found.map_err(|error| adding(field, error).about(field))?;
                if let Some(fault) = self.store.other_sort(field, found)? {
                    return Err(bad(field, input, fault));
                }
                Value::Reference(found)
            }
        };
        Ok(Some(value))
    }
}

/// Offers to add what is not there as what its field asks for: a village is no division.
fn adding(field: &'static Field, mut error: Error) -> Error {
    if let Error::NotFound { add: Some(add), .. } = &mut error
        && let Some((state, [first, ..])) = field.having
    {
        // The example of a choice is its first.
        let example = state.choices().first().map_or("", |one| one.id);
        let flag = state.flag();
        *add = add.replace(&format!("--{flag} {example}"), &format!("--{flag} {first}"));
    }
    error
}

/// Tells whether a choice is meant: by its identifier or its label, in any case.
pub(super) fn is_choice(input: &str, choice: &[&str; 3]) -> bool {
    choice.iter().any(|word| word.eq_ignore_ascii_case(input))
}

/// Finds the choice that was typed, by its identifier or by its label in either language.
fn choose(field: &'static Field, input: &str, known: &[[&str; 3]], lang: Lang) -> Result<String> {
    if let Some([id, ..]) = known.iter().find(|one| is_choice(input, one)) {
        return Ok((*id).to_owned());
    }
    let mut parts = known.iter().filter(|[_, zh, _]| zh.contains(input));
    let near = match (parts.next(), parts.next()) {
        (Some([_, zh, _]), None) if !input.is_empty() => Some((*zh).to_owned()),
        _ => {
            let words = known.iter().flat_map(|[id, zh, _]| [*id, *zh]);
            nearest(&input.to_lowercase(), words)
        }
    };
    let choices = known.iter();
    let choices = choices
        .map(|[id, zh, _]| lang.pick(format!("{id}（{zh}）"), (*id).to_owned()))
        .collect();
    Err(bad(field, input, Fault::NotChoice { choices, near }))
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
    fn a_text_that_nobody_sees_is_empty() {
        for unseen in ["", " ", "\u{3000}", "\u{feff}", "\u{200b} \u{2060}"] {
            assert!(text("name", unseen).is_err(), "{unseen:?}");
        }
        let pasted = ["\u{feff}张三", "张三\u{200b}", " \u{200b}张三\n"];
        for pasted in pasted {
            assert_eq!(text("name", pasted).unwrap(), "张三", "{pasted:?}");
            assert_eq!(normalised(pasted), "张三", "{pasted:?}");
        }
        // Within a text nobody sees that they are there.
        for hidden in [
            "张\u{200b}三",
            "👩\u{200d}👧",
            "张\u{202e}三",
            "张\u{1b}[2J三",
        ] {
            assert!(text("name", hidden).is_err(), "{hidden:?}");
        }
        assert_eq!(
            text("name", "张三\n葛\u{e0100}").unwrap(),
            "张三\n葛\u{e0100}"
        );
    }
}
