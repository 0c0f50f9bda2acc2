//! Languages and fixed texts.
//!
//! Every fixed text that a person reads is written in both languages where it is named, so that a
//! missing translation does not compile. Identifiers, refs and JSON are never translated.

use std::fmt::Debug;

/// A language in which people read help, messages, labels and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    /// Chooses the Chinese or the English one of two values.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// Joins items as a sentence in this language lists them.
    pub(crate) fn join<S: AsRef<str>>(self, items: &[S]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(self.pick("、", ", "))
    }
}

/// A sentence as data, worded only when somebody reads it: this is the one place where it becomes
/// prose.
pub(crate) trait Words: Debug {
    fn words(&self, lang: Lang) -> String;
}

/// A fixed text in both languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    zh: &'static str,
    en: &'static str,
}

/// Pairs a Chinese text with its English counterpart.
pub(crate) const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

impl Text {
    /// Returns the text in one language.
    pub(crate) const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

impl Words for Text {
    fn words(&self, lang: Lang) -> String {
        self.get(lang).to_owned()
    }
}

/// Quotes a word for a shell, where it holds anything that shells read.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |one: char| one.is_alphanumeric() || "-_./:,%，、。；：".contains(one);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
