//! `--where`: a field, a sign and a value, read as a person would say it.

use crate::desk::field::known_field;
use crate::desk::{Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::model::kind::{Field, Kind, Shape};
use crate::model::value::Value;
use crate::store::{Filter, Sign};
use crate::text::Lang;

/// Fields whose words, as people read them, hold a text.
#[derive(Debug)]
pub(super) struct Holding {
    pub(super) field: &'static Field,
    pub(super) text: String,
}

/// The sign for “holds this text”, which is compared after reading.
const HOLDS: &str = "~";

/// Spellings of signs; a longer one stands before its own beginning.
const SIGNS: &[(&str, Option<Sign>)] = &[
    ("!=", Some(Sign::Unequal)),
    ("！=", Some(Sign::Unequal)),
    ("<>", Some(Sign::Unequal)),
    ("≠", Some(Sign::Unequal)),
    ("<=", Some(Sign::AtMost)),
    ("≤", Some(Sign::AtMost)),
    (">=", Some(Sign::AtLeast)),
    ("≥", Some(Sign::AtLeast)),
    ("=", Some(Sign::Equal)),
    ("＝", Some(Sign::Equal)),
    ("<", Some(Sign::Less)),
    ("＜", Some(Sign::Less)),
    (">", Some(Sign::More)),
    ("＞", Some(Sign::More)),
    (HOLDS, None),
    ("～", None),
];

/// Adds a condition to a filter, or returns it where it is made after reading.
pub(super) fn add(
    desk: &Desk,
    kind: &'static Kind,
    typed: &str,
    filter: &mut Filter,
) -> Result<Option<Holding>> {
    let (id, sign, value) = split(typed).ok_or_else(|| Refused::Unreadable(typed.to_owned()))?;
    let field = known_field(kind, id.trim(), |_| true)?;
    let Some(sign) = sign else {
        let text = input::text(field, value)?.to_lowercase();
        return Ok(Some(Holding { field, text }));
    };
    let even = matches!(sign, Sign::Equal | Sign::Unequal);
    if !even && !is_ordered(field) {
        let typed = typed.to_owned();
        return Err(Refused::Unordered { typed, field }.into());
    }
    if value.trim().is_empty() && even {
        filter.filled(field, sign == Sign::Unequal);
    } else if matches!(field.shape, Shape::Day) {
        day(desk, field, sign, value, filter)?;
    } else {
        match desk.value(field, &[value.to_owned()])? {
            Some(value) => filter.compares(field, sign, &value),
            None => filter.filled(field, sign == Sign::Unequal),
        }
    }
    Ok(None)
}

/// Takes a condition apart at its first sign.
fn split(typed: &str) -> Option<(&str, Option<Sign>, &str)> {
    let (at, (spelled, sign)) = typed.char_indices().find_map(|(at, _)| {
        let rest = &typed[at..];
        let found = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        Some((at, found))
    })?;
    let (id, value) = (&typed[..at], &typed[at + spelled.len()..]);
    // A second sign, as in ==, is no value.
    let doubled = SIGNS.iter().any(|(sign, _)| value.starts_with(sign));
    (!id.trim().is_empty() && !doubled).then_some((id, *sign, value))
}

/// Returns the field of a condition whose sign stands already, and where its value begins.
pub(crate) fn begun(kind: &'static Kind, typed: &str) -> Option<(&'static Field, usize)> {
    let (id, _, value) = split(typed)?;
    Some((kind.field(id.trim())?, typed.len() - value.len()))
}

fn is_ordered(field: &Field) -> bool {
    !field.many
        && matches!(
            field.shape,
            Shape::Count | Shape::Day | Shape::Money | Shape::Percent
        )
}

/// Compares a day; a stretch such as 5月 is equal to each of its days, and a day before it lies
/// before them all.
fn day(
    desk: &Desk,
    field: &'static Field,
    sign: Sign,
    value: &str,
    filter: &mut Filter,
) -> Result<()> {
    let span = input::span(field, value, desk.calendar())?;
    let (first, last) = (Value::Day(span.first), Value::Day(span.last));
    match sign {
        Sign::Less | Sign::AtLeast => filter.compares(field, sign, &first),
        Sign::More | Sign::AtMost => filter.compares(field, sign, &last),
        Sign::Equal => {
            filter.compares(field, Sign::AtLeast, &first);
            filter.compares(field, Sign::AtMost, &last);
        }
        Sign::Unequal => filter.outside(field, &first, &last),
    }
    Ok(())
}

/// Reasons for which a text is no condition.
#[derive(Debug)]
enum Refused {
    /// No field, sign and value.
    Unreadable(String),
    /// A field without an order is compared as if it had one.
    Unordered {
        typed: String,
        field: &'static Field,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Unreadable(typed) => Said::usage("not-a-condition", lang.pick(
                format!("--where “{typed}”应写成 字段=值，也可用 !=、<、<=、>、>= 和 ~(包含)，例如 status=draft、'deadline<10.1'"),
                format!("--where “{typed}” should read FIELD=VALUE, or with !=, <, <=, >, >= or ~ (holds), such as status=draft or 'deadline<10.1'"),
            )).of("where").with(typed),
            Self::Unordered { typed, field } => {
                let (id, label) = (field.id, field.label.get(lang));
                Said::usage("no-order", lang.pick(
                    (
                        format!("--where “{typed}”：{label}不分先后大小"),
                        format!("请用 {id}=值、{id}!=值 或 {id}~文字"),
                    ),
                    (
                        format!("--where “{typed}”: {id} has no order"),
                        format!("use {id}=VALUE, {id}!=VALUE or {id}~TEXT"),
                    ),
                )).of("where").with(typed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_taken_apart_at_the_first_sign() {
        let cases = [
            ("status=draft", Some(("status", Some(Sign::Equal), "draft"))),
            ("a!=b", Some(("a", Some(Sign::Unequal), "b"))),
            (
                "deadline<=10.1",
                Some(("deadline", Some(Sign::AtMost), "10.1")),
            ),
            (
                "deadline<10.1",
                Some(("deadline", Some(Sign::Less), "10.1")),
            ),
            ("件数≥3", Some(("件数", Some(Sign::AtLeast), "3"))),
            ("title~a=b", Some(("title", None, "a=b"))),
            ("status=", Some(("status", Some(Sign::Equal), ""))),
            ("a==b", None),
            ("=b", None),
            ("status", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(split(typed), expected, "{typed}");
        }
    }
}
