//! The one way to write a body: JSON whose keys are in ascending order at every level, with no
//! spaces and no needless escapes, and no numbers but 64-bit integers. One way, so that a body's
//! hash is a function of what it says.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

/// The most bytes that a body may have.
const MAX_BODY: usize = 4 << 20;
/// The most bytes that the name of a field may have.
const MAX_FIELD: usize = 200;
/// Names that a body may not use: the columns of the log.
const RESERVED: &[&str] = &[
    "id",
    "record",
    "kind",
    "writer",
    "wprev",
    "command",
    "verb",
    "actor",
    "over",
    "body",
    "body_hash",
];

/// Writes fields as canonical JSON.
pub(crate) fn canonical(fields: impl IntoIterator<Item = (String, Json)>) -> String {
    sorted(Json::Object(fields.into_iter().collect())).to_string()
}

fn sorted(json: Json) -> Json {
    match json {
        Json::Array(items) => items.into_iter().map(sorted).collect(),
        Json::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(
                fields
                    .into_iter()
                    .map(|(key, value)| (key, sorted(value)))
                    .collect(),
            )
        }
        other => other,
    }
}

/// Tells whether a text is what [`canonical`] writes of some fields with acceptable names.
pub(crate) fn is_canonical(body: &str) -> bool {
    if body.len() > MAX_BODY || !body.starts_with('{') {
        return false;
    }
    let mut rest = Rest(body.as_bytes());
    let mut reader = serde_json::Deserializer::from_str(body);
    let part = Rewritten {
        rest: &mut rest,
        mark: "",
        is_body: true,
    };
    part.deserialize(&mut reader).is_ok() && reader.end().is_ok() && rest.0.is_empty()
}

/// Rest of the text that has not been written again yet: whatever is written must stand there next.
struct Rest<'b>(&'b [u8]);

impl Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .strip_prefix(bytes)
            .ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A value that is read and at once written again.
struct Rewritten<'r, 'b> {
    rest: &'r mut Rest<'b>,
    /// Sign before it.
    mark: &'static str,
    /// True if it is the whole body, whose keys are names of fields.
    is_body: bool,
}

/// A key, which needs no copy where nothing in it is escaped.
#[derive(Deserialize)]
pub(crate) struct JsonKey<'k>(#[serde(borrow)] pub(crate) Cow<'k, str>);

impl<'b> Rewritten<'_, 'b> {
    fn again<E: Error>(&mut self, text: fmt::Arguments) -> Result<(), E> {
        self.rest.write_fmt(text).map_err(E::custom)
    }

    fn text<E: Error>(&mut self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(E::custom("NUL"));
        }
        serde_json::to_writer(&mut *self.rest, text).map_err(E::custom)
    }

    fn inner(&mut self, mark: &'static str) -> Rewritten<'_, 'b> {
        Rewritten {
            rest: &mut *self.rest,
            mark,
            is_body: false,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Rewritten<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(mut self, reader: D) -> Result<(), D::Error> {
        let mark = self.mark;
        self.again(format_args!("{mark}"))?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rewritten<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("canonical JSON")
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.again(format_args!("null"))
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        self.again(format_args!("{value}"))
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<(), E> {
        self.again(format_args!("{value}"))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_i64(i64::try_from(value).map_err(E::custom)?)
    }

    fn visit_str<E: Error>(mut self, value: &str) -> Result<(), E> {
        self.text(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let mut mark = "[";
        while items.next_element_seed(self.inner(mark))?.is_some() {
            mark = ",";
        }
        self.again(format_args!("{}]", if mark == "[" { mark } else { "" }))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        let mut before: Option<Cow<str>> = None;
        self.again(format_args!("{{"))?;
        while let Some(JsonKey(key)) = fields.next_key()? {
            let named = !key.is_empty() && key.len() <= MAX_FIELD && !RESERVED.contains(&&*key);
            if self.is_body && !named || before.as_ref().is_some_and(|before| *before >= key) {
                return Err(A::Error::custom("key"));
            }
            if before.is_some() {
                self.again(format_args!(","))?;
            }
            self.text(&key)?;
            fields.next_value_seed(self.inner(":"))?;
            before = Some(key);
        }
        self.again(format_args!("}}"))
    }
}
