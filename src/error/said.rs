//! An error as one reader is told of it, with the fault and the way out apart.

use serde_json::{Value as Json, json};

use super::Named;
use crate::model::kind::Field;
use crate::text::Lang;

/// An error in the words of one language.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// Code of the error in kebab-case, the same in every language.
    pub(crate) code: &'static str,
    /// The exit code: 2 for wrong usage, 1 for everything else.
    pub(crate) exit: u8,
    /// The identifiers of the fields, options or places of a plan that it is about.
    fields: Vec<String>,
    /// The value as it was typed.
    value: Option<String>,
    /// The fault, without the way out.
    pub(crate) message: String,
    /// The way out.
    pub(crate) hint: Option<String>,
}

/// The fault, and the way out where there is one.
pub(crate) struct Sentence(String, Option<String>);

impl From<&str> for Sentence {
    fn from(message: &str) -> Self {
        Self(message.to_owned(), None)
    }
}

impl From<String> for Sentence {
    fn from(message: String) -> Self {
        Self(message, None)
    }
}

impl From<(&str, &str)> for Sentence {
    fn from((message, hint): (&str, &str)) -> Self {
        Self(message.to_owned(), Some(hint.to_owned()))
    }
}

impl From<(String, String)> for Sentence {
    fn from((message, hint): (String, String)) -> Self {
        Self(message, Some(hint))
    }
}

impl From<(String, &str)> for Sentence {
    fn from((message, hint): (String, &str)) -> Self {
        Self(message, Some(hint.to_owned()))
    }
}

impl From<(String, Option<String>)> for Sentence {
    fn from((message, hint): (String, Option<String>)) -> Self {
        Self(message, hint)
    }
}

impl Said {
    pub(crate) fn new(code: &'static str, sentence: impl Into<Sentence>) -> Self {
        let Sentence(message, hint) = sentence.into();
        Self {
            code,
            exit: 1,
            fields: Vec::new(),
            value: None,
            message,
            hint,
        }
    }

    /// Says what is wrong with the command line.
    pub(crate) fn usage(code: &'static str, sentence: impl Into<Sentence>) -> Self {
        Self::new(code, sentence).of_usage()
    }

    /// Makes it one of wrong usage.
    pub(crate) fn of_usage(self) -> Self {
        Self { exit: 2, ..self }
    }

    /// Returns the identifiers of what it is about.
    pub(crate) fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Names a field that it is about; several where it is about several.
    pub(crate) fn of(mut self, field: impl Into<Named>) -> Self {
        self.fields.push(field.into().key());
        self
    }

    /// Names a place of a plan that it is about.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.fields.push(place.to_owned());
        self
    }

    /// Names all fields that it is about.
    pub(crate) fn of_all(self, fields: &[&'static Field]) -> Self {
        fields.iter().fold(self, |said, field| said.of(*field))
    }

    /// Names the value that was typed.
    pub(crate) fn with(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Puts words before what is wrong.
    pub(crate) fn after(mut self, beginning: &str) -> Self {
        self.message.insert_str(0, beginning);
        self
    }

    /// Puts a further clause behind the way out.
    pub(crate) fn also(mut self, clause: &str, lang: Lang) -> Self {
        self.hint = Some(match self.hint {
            Some(hint) if hint.ends_with(['？', '?']) => {
                format!("{hint}{}{clause}", lang.pick("", " "))
            }
            Some(hint) => format!("{hint}{}{clause}", lang.pick("；", "; ")),
            None => clause.to_owned(),
        });
        self
    }

    /// Joins both parts as people read them.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let parts: Vec<&str> = [Some(self.message.as_str()), self.hint.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        parts.join(lang.pick("；", "; "))
    }

    /// Says it to a program.
    pub(crate) fn json(&self) -> Json {
        let field = match &self.fields[..] {
            [] => Json::Null,
            [one] => one.as_str().into(),
            several => several.into(),
        };
        json!({
            "code": self.code, "field": field, "value": self.value,
            "message": self.message, "hint": self.hint,
        })
    }
}
