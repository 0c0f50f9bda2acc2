//! Quick words: the bare words of `add`, each read by what it is.
//!
//! A date, a name of the roster, a choice, a number with its unit; what is none of these is the main
//! text. A word that fits two fields is refused with both flags: nothing is guessed.

use super::Desk;
use super::field::enterable;
use super::input::{bad, is_choice, no_number, normalised, separated};
use super::numbers::{is_bare, measures, measures_roughly, number};
use crate::error::{Error, Fault, Refusal, Result, Said, shortened};
use crate::kinds;
use crate::model::date::{self, DateFault};
use crate::model::kind::{DATE, Field, Kind, Shape};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::options::{Given, of_field, quick};
use crate::text::Lang;

/// The blank that a Chinese keyboard writes.
const WIDE_BLANK: char = '\u{3000}';
/// The fewest digits of which a word is a date, as 20110526 is.
const DATE_DIGITS: usize = 8;

/// What was typed for the fields of a new record, word by word.
pub(super) struct Reading<'a> {
    desk: &'a Desk<'a>,
    kind: &'static Kind,
    given: Given<'a>,
    found: Vec<(&'static Field, String)>,
}

impl<'a> Reading<'a> {
    /// Reads the bare words of a new record.
    ///
    /// # Errors
    /// If a word fits several fields, or none, or one that has its value.
    pub(super) fn of(desk: &'a Desk<'a>, kind: &'static Kind, given: Given<'a>) -> Result<Self> {
        let found = Vec::new();
        let mut reading = Self {
            desk,
            kind,
            given,
            found,
        };
        for word in given.texts(&quick(kind)) {
            reading.word(word)?;
        }
        Ok(reading)
    }

    /// Returns all that was typed for a field, by its flag or without.
    pub(super) fn inputs(&self, field: &'static Field) -> Vec<String> {
        let typed = self
            .given
            .texts(&of_field(self.kind, field))
            .map(str::to_owned);
        let found = self.found.iter().filter(|(own, _)| own.id == field.id);
        typed.chain(found.map(|(_, word)| word.clone())).collect()
    }

    fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.kind.all_fields().filter(|field| enterable(field))
    }

    /// Tells whether a field takes several words.
    fn may_repeat(&self, field: &Field) -> bool {
        field.many || self.kind.each.is_some_and(|each| each.id == field.id)
    }

    fn word(&mut self, word: &str) -> Result<()> {
        let plain = normalised(word);
        if plain.is_empty() {
            return Err(bad(quick(self.kind).id, word, Fault::Empty));
        }
        let mut items: Vec<&str> = Vec::new();
        for item in separated(&plain) {
            // What is named twice is named once.
            if !items.contains(&item) {
                items.push(item);
            }
        }
        let mut word = word.to_owned();
        let mut fits = self.day(&plain);
        let own = self.fields().filter(|field| measures(field, &plain));
        fits.extend(own);
        fits.extend(self.fields().filter(|field| self.chooses(field, &items)));
        match self.names(&items)? {
            Names::None => {}
            Names::Together(fields) => {
                word = items.join("、");
                // Whoever is called 周一 is on the roster.
                fits.retain(|field| !matches!(field.shape, Shape::Day));
                fits.extend(fields);
            }
            Names::Apart => return items.iter().try_for_each(|item| self.word(item)),
        }
        let is_open =
            |field: &&&'static Field| self.may_repeat(field) || self.inputs(field).is_empty();
        let open: Vec<&'static Field> = fits.iter().filter(is_open).copied().collect();
        match (&open[..], fits.first()) {
            ([only], _) => self.found.push((only, word)),
            ([], None) => return self.rest(&word, &plain),
            ([], Some(taken)) => return Err(self.twice(taken, &word)),
            (fields, _) => return Err(several(&word, fields)),
        }
        Ok(())
    }

    /// Returns the days that a date may be.
    fn day(&self, plain: &str) -> Vec<&'static Field> {
        let bare = plain.bytes().all(|byte| byte.is_ascii_digit()) && plain.len() < DATE_DIGITS;
        if bare || date::parse(plain, self.desk.calendar()).is_err() {
            return Vec::new();
        }
        let days = self
            .fields()
            .filter(|field| matches!(field.shape, Shape::Day));
        let days: Vec<&'static Field> = days.collect();
        let own = days.iter().find(|field| field.id == DATE.id);
        own.map_or(days.clone(), |own| vec![own])
    }

    /// Tells whether all items are choices of a field.
    fn chooses(&self, field: &Field, items: &[&str]) -> bool {
        let known = self.desk.choices(field);
        let is_known = |item: &&str| known.iter().any(|one| is_choice(item, one));
        !items.is_empty() && (field.many || items.len() == 1) && items.iter().all(is_known)
    }

    /// Finds the fields that may name the records which the items mean.
    fn names(&self, items: &[&str]) -> Result<Names> {
        let targets = targets(self.kind);
        let is_ref = |item: &str| {
            let letter = Ref::parse(item, &self.desk.office).map(|own| own.letter);
            letter.is_some() && kinds::nouns().any(|kind| kind.letter == letter)
        };
        let (mut found, mut unknown) = (Vec::new(), None);
        for item in items {
            let records = self.desk.called(&targets, item)?;
            if records.is_empty() && (unknown.is_none() || is_ref(item)) {
                unknown = Some(*item);
            }
            found.push(records);
        }
        let named: Vec<&Record> = found.iter().flatten().collect();
        match unknown {
            Some(unknown) if !named.is_empty() || is_ref(unknown) => {
                // What the others are is meant, if there are any.
                let is_meant = |kind: &&&Kind| {
                    named.is_empty() || named.iter().any(|record| record.kind.id == kind.id)
                };
                let meant = targets.iter().filter(is_meant).map(|kind| kind.id);
                let meant: Vec<&str> = meant.collect();
                return self.desk.find(&meant, unknown).map(|_| Names::None);
            }
            Some(_) => return Ok(Names::None),
            None => {}
        }
        let mut fields = found.iter().map(|records| self.naming(records));
        let first = fields.next().unwrap_or_default();
        let together = fields.fold(first, |mut together, own| {
            together.retain(|field| own.iter().any(|one| one.id == field.id));
            together
        });
        Ok(match (items.len(), together.is_empty()) {
            (0, _) | (1, true) => Names::None,
            (_, true) => Names::Apart,
            (_, false) => Names::Together(together),
        })
    }

    /// Returns the fields that may name one of these records; of a village those which ask for one.
    fn naming(&self, found: &[Record]) -> Vec<&'static Field> {
        let fits = |field: &Field| {
            found.iter().any(|record| {
                field.may_name(record.kind)
                    && field.having.is_none_or(|(state, among)| {
                        record.text(state).is_some_and(|is| among.contains(&is))
                    })
            })
        };
        let mut fields: Vec<&'static Field> = self.fields().filter(|field| fits(field)).collect();
        if fields.iter().any(|field| field.having.is_some()) {
            fields.retain(|field| field.having.is_some());
        }
        fields
    }

    /// Reads a word that is none of the others.
    fn rest(&mut self, word: &str, plain: &str) -> Result<()> {
        if word.trim().contains(WIDE_BLANK) {
            let mut parts = word.split(WIDE_BLANK).filter(|part| !part.is_empty());
            return parts.try_for_each(|part| self.word(part));
        }
        let is_digits = plain.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = |field: &&'static Field| {
            let counts = matches!(
                field.shape,
                Shape::Count | Shape::Decimal | Shape::Money | Shape::Percent
            );
            (counts || field.long_number) && self.inputs(field).is_empty()
        };
        let takes = |field: &&'static Field| {
            number(field, plain).is_some() || field.long_number && is_digits
        };
        let numbers: Vec<&'static Field> = self.fields().filter(is_number).collect();
        let no_date = self.no_date(word, plain).filter(|_| !is_digits);
        if (is_digits || is_bare(plain)) && !numbers.is_empty() {
            let day = no_date.map(|(day, _)| day);
            let fits = day.into_iter().chain(numbers.into_iter().filter(takes));
            let fits: Vec<&'static Field> = fits.collect();
            return Err(if fits.is_empty() {
                self.not_understood(word)
            } else {
                several(word, &fits)
            });
        }
        if let Some((_, refused)) = no_date {
            return Err(refused);
        }
        if let Some(field) = self.fields().find(|field| measures_roughly(field, plain)) {
            return Err(no_number(field, word));
        }
        // A number in a unit that is another kind's is no text: nobody would find it again.
        let mut all = kinds::nouns().flat_map(Kind::all_fields);
        let main = match self.main() {
            Some(main) if !all.any(|field| measures(field, plain)) => main,
            _ => return Err(self.not_understood(word)),
        };
        let place = self.found.iter().position(|(field, _)| field.id == main.id);
        match place {
            // Two words are two names.
            Some(place) if !self.kind.named => self.found[place].1 += &format!(" {word}"),
            None if self.inputs(main).is_empty() => self.found.push((main, word.to_owned())),
            _ => return Err(self.twice(main, word)),
        }
        Ok(())
    }

    /// Returns why a word that is written as a date is none, with the day that it is written for.
    fn no_date(&self, word: &str, plain: &str) -> Option<(&'static Field, Error)> {
        let is_day = |field: &&'static Field| matches!(field.shape, Shape::Day);
        let day = self.fields().find(is_day)?;
        let fault = date::parse(plain, self.desk.calendar()).err()?;
        // Texts begin with such words: 经常走访.
        let is_text = matches!(fault, DateFault::Unreadable | DateFault::Endless);
        let is_date = !is_text || date::is_worded(plain);
        is_date.then(|| (day, bad(day, word, Fault::Date { fault, near: None })))
    }

    /// Returns the field of the text that is none of the others.
    fn main(&self) -> Option<&'static Field> {
        let title = self.kind.title?;
        (enterable(title) && matches!(title.shape, Shape::Text)).then_some(title)
    }

    fn not_understood(&self, word: &str) -> Error {
        let (kind, main) = (self.kind, self.main());
        let word = word.to_owned();
        Refused::NotUnderstood { word, kind, main }.into()
    }

    fn twice(&self, field: &'static Field, word: &str) -> Error {
        let first = self.inputs(field).swap_remove(0);
        bad(field, word, Fault::Twice { first })
    }
}

/// Returns the kinds of records that the fields of a new record may name.
pub(crate) fn targets(kind: &'static Kind) -> Vec<&'static Kind> {
    let fields = kind.all_fields().filter(|field| enterable(field));
    let ids = fields.filter_map(|field| match field.shape {
        Shape::Reference(kinds) => Some(kinds),
        _ => None,
    });
    let mut targets: Vec<&'static Kind> = Vec::new();
    for kind in ids.flatten().filter_map(|id| kinds::noun(id)) {
        if !targets.iter().any(|known| known.id == kind.id) {
            targets.push(kind);
        }
    }
    targets
}

/// Fields for what several items name.
enum Names {
    /// They name nothing.
    None,
    /// Each of these can name them all.
    Together(Vec<&'static Field>),
    /// Each is of a field of its own.
    Apart,
}

/// Says that a word may be of several fields.
fn several(word: &str, fields: &[&'static Field]) -> Error {
    let (word, fields) = (word.to_owned(), fields.to_vec());
    Refused::FitsSeveral { word, fields }.into()
}

/// Reasons for which a bare word is refused.
#[derive(Debug)]
enum Refused {
    FitsSeveral {
        word: String,
        fields: Vec<&'static Field>,
    },
    NotUnderstood {
        word: String,
        kind: &'static Kind,
        /// The field of its text, if it has one.
        main: Option<&'static Field>,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::FitsSeveral { word, fields } => {
                let flags = fields.iter().map(|field| {
                    let label = field.label.get(lang);
                    format!("--{}({label})", field.flag())
                });
                let flags: Vec<String> = flags.collect();
                let (flags, shown) = (flags.join(lang.pick("、", ", ")), shortened(word));
                Said::usage(
                    "fits-several",
                    lang.pick(
                        (
                            format!("“{shown}”可以是 {flags}"),
                            "请在它前面写明是哪一项".to_owned(),
                        ),
                        (
                            format!("“{shown}” may be {flags}"),
                            "put the flag before it".to_owned(),
                        ),
                    ),
                )
                .of_all(fields)
                .with(word)
            }
            Self::NotUnderstood { word, kind, main } => {
                let (shown, name, noun) = (shortened(word), kind.name.get(lang), kind.id);
                let see = format!("huiyin {noun} add --help");
                let main = main.map_or_else(String::new, |main| {
                    let (flag, label) = (main.flag(), main.label.get(lang));
                    lang.pick(
                        format!("是{label}的请写在 --{flag} 后；"),
                        format!("if it is its {label} put it after --{flag}; "),
                    )
                });
                Said::usage(
                    "not-understood",
                    lang.pick(
                        (
                            format!("看不懂“{shown}”：{name}没有一项是这样的"),
                            format!("{main}各项请看 {see}"),
                        ),
                        (
                            format!("“{shown}” is no value of any field ({name})"),
                            format!("{main}see the fields with {see}"),
                        ),
                    ),
                )
                .with(word)
            }
        }
    }
}
