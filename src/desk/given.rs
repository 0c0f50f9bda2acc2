//! From what was given to a command to values: a day, a record, a phase, each read as its option
//! says.

use chrono::NaiveDate;

use super::{Desk, input, phase};
use crate::error::{Fault, Refusal, Result, Said};
use crate::kinds;
use crate::model::date::Span;
use crate::model::kind::{Choice, Kind};
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::options::{ALL, Given, Opt, Takes};
use crate::text::Lang;

impl<'a> Given<'a> {
    /// Reads an option if it was given, by one of the readers below.
    pub(crate) fn optional<T>(
        self,
        opt: &Opt,
        read: fn(Self, &Opt, &Desk) -> Result<T>,
        desk: &Desk,
    ) -> Result<Option<T>> {
        self.has(opt).then(|| read(self, opt, desk)).transpose()
    }

    /// Reads a day; of a stretch such as 4月下旬 the last.
    pub(crate) fn day(self, opt: &Opt, desk: &Desk) -> Result<NaiveDate> {
        input::day(opt.id, self.required(opt), desk.calendar(), true)
    }

    /// Reads a stretch of days.
    pub(crate) fn span(self, opt: &Opt, desk: &Desk) -> Result<Span> {
        input::span(opt.id, self.required(opt), desk.calendar())
    }

    /// Reads the first and the last day of a range, each as far as it was given.
    ///
    /// # Errors
    /// If it ends before it begins.
    pub(crate) fn range(
        self,
        [from, until]: [&Opt; 2],
        desk: &Desk,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>)> {
        let span = |opt| self.optional(opt, Given::span, desk);
        let first = span(from)?.map(|span| span.first);
        let last = span(until)?.map(|span| span.last);
        match (first, last) {
            (Some(first), Some(last)) if last < first => {
                let ends = [(from.id, first), (until.id, last)];
                Err(Backwards(ends).into())
            }
            range => Ok(range),
        }
    }

    /// Reads a month, as the stretch of its days.
    pub(crate) fn month(self, opt: &Opt, desk: &Desk) -> Result<Span> {
        input::month(self.required(opt), desk.calendar())
    }

    /// Finds a phase of the plan by its number.
    pub(crate) fn phase(self, opt: &Opt, desk: &Desk) -> Result<Phase> {
        phase::find(desk, opt.id, self.required(opt))
    }

    /// Finds the record that was named, of the kinds that the option takes.
    pub(crate) fn record(self, opt: &Opt, desk: &Desk) -> Result<Record> {
        let found = desk.find(&kinds_of(opt), self.required(opt));
        found.map_err(|error| error.about(opt.id))
    }

    /// Returns the refs and names that were typed, of which several may stand in one word, as the
    /// program lists them.
    pub(crate) fn names(self, opt: &Opt, desk: &Desk) -> Result<Vec<&'a str>> {
        let kinds: Vec<&'static Kind> = kinds_of(opt)
            .iter()
            .filter_map(|id| kinds::find(id))
            .collect();
        let mut names = Vec::new();
        for typed in self.texts(opt) {
            if typed.contains(input::SEPARATORS) && desk.called(&kinds, typed)?.is_empty() {
                names.extend(input::separated(typed));
            } else {
                names.push(typed);
            }
        }
        Ok(names)
    }

    /// Finds all records that were named.
    pub(crate) fn records(self, opt: &Opt, desk: &Desk) -> Result<Vec<Record>> {
        let kinds = kinds_of(opt);
        let named = self.names(opt, desk)?.into_iter();
        named
            .map(|name| desk.find(&kinds, name).map_err(|error| error.about(opt.id)))
            .collect()
    }

    /// Reads a text that a field could hold.
    pub(crate) fn sentence(self, opt: &Opt, _: &Desk) -> Result<String> {
        input::text(opt.id, self.required(opt))
    }

    pub(crate) fn count(self, opt: &Opt, _: &Desk) -> Result<u32> {
        self.number(opt)
    }

    /// Reads a whole number from 1, for which no file is needed.
    pub(crate) fn number(self, opt: &Opt) -> Result<u32> {
        let typed = self.required(opt);
        let parsed: Option<u64> = input::normalised(typed).parse().ok();
        let number = parsed.ok_or_else(|| input::bad(opt.id, typed, Fault::NotCount(None)))?;
        if number == 0 {
            return Err(input::bad(opt.id, typed, Fault::NoneAtMost));
        }
        Ok(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Reads a kind; `None` where all are meant.
    pub(crate) fn kind(self, opt: &Opt) -> Result<Option<&'static Kind>> {
        let others = match opt.takes {
            Takes::Kind(others) => others,
            _ => &[],
        };
        let typed = self.required(opt);
        if others.iter().any(|one| one.id == ALL && means(one, typed)) {
            return Ok(None);
        }
        let others: Vec<&str> = others.iter().map(|one| one.id).collect();
        input::kind(typed, &others).map(Some)
    }

    /// Finds the code of an office that this file knows, by that or another that it had, or by its name.
    pub(crate) fn office(self, opt: &Opt, desk: &Desk) -> Result<String> {
        let typed = self.required(opt);
        if let Some((code, _)) = desk.office_called(typed)? {
            return Ok(code);
        }
        let offices = desk.store.offices()?;
        let codes: Vec<&str> = offices.iter().map(|(code, _)| code.as_str()).collect();
        Err(input::not_among(opt.id, typed, &codes))
    }

    /// Reads one of the words that an option takes, in any case and width.
    pub(crate) fn word(self, opt: &Opt) -> Result<&'static str> {
        let known = match opt.takes {
            Takes::Word(words) => words(),
            _ => Vec::new(),
        };
        let ids: Vec<&'static str> = known.iter().map(|one| one.id).collect();
        let typed = self.required(opt);
        // A part of the label of one alone is enough: 总结 of 总结报告.
        let mut parts = known.iter().filter(|one| is_part(typed, one));
        let part = parts.next().filter(|_| parts.next().is_none());
        let found = known.iter().find(|one| means(one, typed)).or(part);
        let found = found.map(|one| one.id);
        found.ok_or_else(|| input::not_among(opt.id, typed, &ids))
    }
}

/// A range that ends before it begins: its two options, each with its day.
#[derive(Debug)]
struct Backwards([(&'static str, NaiveDate); 2]);

impl Refusal for Backwards {
    fn said(&self, lang: Lang) -> Said {
        let [(from, first), (until, last)] = &self.0;
        Said::new(
            "day-before",
            lang.pick(
                (format!("--{until} {last} 早于 --{from} {first}"), "请核对"),
                (
                    format!("--{until} {last} is before --{from} {first}"),
                    "check both",
                ),
            ),
        )
        .of(*until)
        .of(*from)
        .with(last.to_string())
    }
}

/// Tells whether a Chinese word that was typed is a part of the label of a choice.
fn is_part(typed: &str, choice: &Choice) -> bool {
    let word = input::normalised(typed);
    let is_long = word.chars().count() > 1 && !word.is_ascii();
    is_long && choice.label.get(Lang::Zh).contains(&word)
}

/// Tells whether a word that was typed is one of an option's.
fn means(choice: &Choice, typed: &str) -> bool {
    let word = input::normalised(typed).to_lowercase();
    let labels = [Lang::Zh, Lang::En].map(|lang| choice.label.get(lang).to_lowercase());
    choice.id.to_lowercase() == word || !word.is_empty() && labels.contains(&word)
}

/// Returns the kinds of the records that an option takes.
fn kinds_of(opt: &Opt) -> Vec<&'static str> {
    match opt.takes {
        Takes::Record([]) => kinds::nouns().map(|kind| kind.id).collect(),
        Takes::Record(kinds) => kinds.to_vec(),
        Takes::Step(kind, _) => vec![kind.id],
        _ => Vec::new(),
    }
}
