//! Values of fields, and their two encodings: JSON in the log, text or integer in SQL.
//!
//! Decoding never fails loudly: a value that does not fit its field is `None`, and the caller
//! records the defect.

use chrono::NaiveDate;
use serde_json::{Number, Value as Json};

use super::kind::{Field, Shape};

/// The longest text of one field, in characters.
pub(crate) const MOST_CHARACTERS: usize = 20_000;
/// Most digits of a number before its decimals.
pub(crate) const MOST_DIGITS: u32 = 12;

/// The identity of a record, the same in every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RecordId(pub(crate) [u8; 16]);

impl RecordId {
    /// That of a record which nobody has begun yet.
    pub(crate) const NONE: Self = Self([0; 16]);
}

impl RecordId {
    /// Writes it as 32 lower-case hexadecimal digits.
    pub(crate) fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// Returns its first digits, such as `3f9a-27c1`, by which people know a writer.
    pub(crate) fn fingerprint(self) -> String {
        let digits = self.to_hex();
        format!("{}-{}", &digits[..4], &digits[4..8])
    }

    /// Reads 32 lower-case hexadecimal digits.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(bytes))
    }
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(HEX[usize::from(half)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Day(NaiveDate),
    /// A number with at most one decimal, in tenths.
    Decimal(i64),
    Flag(bool),
    /// A count, a percentage, or an amount in fen.
    Integer(i64),
    Json(Json),
    List(Vec<Value>),
    Reference(RecordId),
    /// A text, the identifier of a choice, or the key of a category.
    Text(String),
}

impl Value {
    /// Encodes it as it stands in the log.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Day(day) => Json::from(day.to_string()),
            Self::Decimal(tenths) if tenths % 10 == 0 => Json::from(tenths / 10),
            Self::Decimal(tenths) => Json::from(decimal(*tenths)),
            Self::Flag(flag) => Json::from(*flag),
            Self::Integer(number) => Json::from(*number),
            Self::Json(json) => json.clone(),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Reference(id) => Json::from(id.to_hex()),
            Self::Text(text) => Json::from(text.as_str()),
        }
    }

    /// Returns the records that it names.
    pub(crate) fn references(&self) -> impl Iterator<Item = RecordId> {
        let items = match self {
            Self::List(items) => items,
            one => std::slice::from_ref(one),
        };
        items.iter().filter_map(|item| match item {
            Self::Reference(id) => Some(*id),
            _ => None,
        })
    }

    /// Decodes what the log holds for a field; `None` where it does not fit the field.
    pub(crate) fn from_json(field: &Field, json: &Json) -> Option<Self> {
        if !field.many {
            return Self::one_from_json(field.shape, json);
        }
        let items = json.as_array()?.iter();
        items
            .map(|item| Self::one_from_json(field.shape, item))
            .collect::<Option<_>>()
            .map(Self::List)
    }

    fn one_from_json(shape: Shape, json: &Json) -> Option<Self> {
        match shape {
            Shape::Category | Shape::Text => {
                let text = json.as_str()?;
                // As many bytes at most have no more characters, and need not be counted.
                let fits =
                    text.len() <= MOST_CHARACTERS || text.chars().nth(MOST_CHARACTERS).is_none();
                fits.then(|| Self::Text(text.to_owned()))
            }
            Shape::Choice(choices) => {
                let id = json.as_str()?;
                let known = choices.iter().any(|choice| choice.id == id);
                known.then(|| Self::Text(id.to_owned()))
            }
            Shape::Count | Shape::Money | Shape::Percent => {
                let number = json.as_i64().filter(|number| is_bounded(shape, *number));
                number.map(Self::Integer)
            }
            Shape::Day => day(json.as_str()?).map(Self::Day),
            Shape::Decimal => match json.as_str() {
                Some(fraction) => tenths(fraction),
                None => json.as_i64()?.checked_mul(10),
            }
            .filter(|tenths| is_bounded(shape, *tenths))
            .map(Self::Decimal),
            Shape::Flag => json.as_bool().map(Self::Flag),
            Shape::Json => Some(Self::Json(json.clone())),
            Shape::Reference(_) => RecordId::from_hex(json.as_str()?).map(Self::Reference),
        }
    }
}

/// Tells whether a number is one of a shape, in the decimals in which that is kept: what is greater would
/// not add up.
pub(crate) fn is_bounded(shape: Shape, number: i64) -> bool {
    let decimals = match shape {
        Shape::Percent => return (0..=100).contains(&number),
        Shape::Money => 2,
        Shape::Decimal => 1,
        _ => 0,
    };
    (0..10_i64.pow(MOST_DIGITS + decimals)).contains(&number)
}

/// Reads a day in the one form in which days are stored, `YYYY-MM-DD`. Every day that is read from
/// a table passes here, so that it is done without a pattern.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let number = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let ["-", "-"] = [text.get(4..5)?, text.get(7..8)?] else {
        return None;
    };
    let [year, month, day] = [text.get(..4)?, text.get(5..7)?, text.get(8..)?];
    let day = (day.len() == 2).then(|| number(day)).flatten()?;
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, day)
}

/// Writes a number of tenths with its decimal, where it has one.
pub(crate) fn decimal(tenths: i64) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}

/// Reads a fraction in the one form in which the log keeps it.
fn tenths(fraction: &str) -> Option<i64> {
    let (whole, tenth) = fraction.split_once('.')?;
    let whole: i64 = whole.parse().ok()?;
    let tenths = whole.checked_mul(10)?.checked_add(tenth.parse().ok()?)?;
    (decimal(tenths) == fraction).then_some(tenths)
}

/// Writes a number of tenths as the number that it is.
pub(crate) fn number(tenths: i64) -> Json {
    let number = decimal(tenths).parse::<Number>();
    number.map_or(Json::Null, Json::Number)
}

/// Writes an amount in fen as yuan.
pub(crate) fn yuan(fen: i64) -> Json {
    if fen % 100 == 0 {
        return Json::from(fen / 100);
    }
    #[allow(clippy::cast_precision_loss)] // far below 2^53 fen
    Json::from(fen as f64 / 100.0)
}

/// Writes a number of bytes as people read it.
pub(crate) fn sized(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1 << 20, "MB"), (1 << 10, "KB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        // In tenths, rounded up: what is over a limit is never written as the limit.
        Some((unit, name)) => {
            let tenths = (bytes * 10).div_ceil(*unit);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::text;

    #[test]
    fn what_entry_does_not_take_fits_no_field() {
        let most = 999_999_999_999_i64;
        for (shape, most) in [
            (Shape::Count, json!(most)),
            (Shape::Money, json!(most * 100 + 99)),
            (Shape::Decimal, json!(most)),
        ] {
            let field = Field::new("number", shape, text("数", "Number"));
            assert!(Value::from_json(&field, &most).is_some(), "{most}");
            for other in [
                json!(most.as_i64().unwrap() + 1),
                json!(i64::MAX),
                json!(-1),
            ] {
                assert_eq!(Value::from_json(&field, &other), None, "{other}");
            }
        }
        let note = Field::new("note", Shape::Text, text("备注", "Note"));
        assert!(Value::from_json(&note, &json!("长".repeat(MOST_CHARACTERS))).is_some());
        let longer = json!("长".repeat(MOST_CHARACTERS + 1));
        assert_eq!(Value::from_json(&note, &longer), None);
    }

    #[test]
    fn a_decimal_stands_in_the_log_in_one_form() {
        let hours = Field::new("hours", Shape::Decimal, text("学时", "Hours"));
        for (tenths, kept) in [
            (0, json!(0)),
            (5, json!("0.5")),
            (30, json!(3)),
            (25, json!("2.5")),
        ] {
            let value = Value::Decimal(tenths);
            assert_eq!(value.to_json(), kept);
            assert_eq!(Value::from_json(&hours, &kept), Some(value));
        }
        for other in [
            json!(2.5),
            json!("3"),
            json!("3.0"),
            json!("02.5"),
            json!("+2.5"),
            json!("2.50"),
            json!("-2.5"),
            json!(-1),
            json!(i64::MAX),
            json!("9223372036854775807.5"),
        ] {
            assert_eq!(Value::from_json(&hours, &other), None, "{other}");
        }
    }
}
