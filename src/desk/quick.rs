//! Quick words: the bare words of `add`, each read by what it is.
//!
//! A date, a name of the roster, a choice, a number with its unit; what is none of these is the main
//! text. A word that fits two fields is refused with both flags, and one that only looks like a date, a
//! number, a name or a choice with what to write: nothing is guessed, and nothing of that kind becomes
//! text unseen.

mod refused;

use super::Desk;
use super::field::enterable;
use super::input::{bad, is_choice, no_date, no_number, normalised, separated};
use super::numbers::{is_bare, is_counted, measures, measures_roughly, number};
use crate::error::{Error, Fault, Result};
use crate::kinds;
use crate::model::date::{self, DateFault};
use crate::model::kind::{DATE, Field, Kind, Shape};
use crate::model::nearest::is_one_slip;
use crate::model::personal::{self, Personal};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::options::{Given, Opt, Takes, of_field, quick};
use refused::Refused;

/// The blank that a Chinese keyboard writes.
const WIDE_BLANK: char = '\u{3000}';
/// The fewest digits of which a word is a date, as 20110526 is.
const DATE_DIGITS: usize = 8;
/// Words of dates that stand more often for something else where a text is typed without quotes.
const ALSO_WORDS: &[&str] = &["may", "march", "sat", "sun", "wed", "now"];
/// The most words of which a date in English consists.
const DATE_WORDS: usize = 4;

/// A field that words may fill, with the option that fills it as well.
#[derive(Clone, Copy, Debug)]
struct Slot {
    field: &'static Field,
    opt: Opt,
}

/// What was typed for the fields of a new record or of a step, word by word.
pub(super) struct Reading<'a> {
    desk: &'a Desk<'a>,
    kind: &'static Kind,
    verb: &'static str,
    /// True if the words are of a new record of the kind.
    is_new: bool,
    slots: Vec<Slot>,
    /// The field of the text that is none of the others.
    main: Option<Slot>,
    given: Given<'a>,
    found: Vec<(&'static Field, String)>,
    /// The words that are the main text, since they are nothing else.
    left: Vec<String>,
}

/// Reads the bare words behind the refs of a verb other than `add`; returns each with the option that says
/// the same. `title` is the field of its main text, where it has one.
///
/// # Errors
/// If a word fits several options, or none, or one that has its value.
pub(crate) fn of_options(
    desk: &Desk,
    (kind, verb): (&'static Kind, &'static str),
    (options, title): (&[Opt], Option<&'static Field>),
    given: Given,
    words: &[&str],
) -> Result<Vec<(Opt, String)>> {
    let slot = |opt: &Opt| match opt.takes {
        Takes::Value(field) if !opt.by_place => Some(Slot { field, opt: *opt }),
        _ => None,
    };
    let slots: Vec<Slot> = options.iter().filter_map(slot).collect();
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let is_main = |slot: &&Slot| title.is_some_and(|title| title.id == slot.field.id);
    let mut reading = Reading {
        desk,
        kind,
        verb,
        is_new: false,
        main: slots.iter().find(is_main).copied(),
        slots,
        given,
        found: Vec::new(),
        left: Vec::new(),
    };
    reading.words(words)?;
    let Reading { slots, found, .. } = reading;
    let opt = |field: &Field| slots.iter().find(|slot| slot.field.id == field.id);
    let found = found.into_iter();
    Ok(found
        .filter_map(|(field, word)| Some((opt(field)?.opt, word)))
        .collect())
}

/// Tells whether a word names records of a kind, or is written as a ref or a list of them.
pub(crate) fn is_named(desk: &Desk, kind: &'static Kind, word: &str) -> Result<bool> {
    if !desk.called(&[kind], word)?.is_empty() {
        return Ok(true);
    }
    let mut items = separated(word).peekable();
    let is_ref = |item: &str| Ref::parse(&normalised(item), &desk.office).is_some();
    Ok(items.peek().is_some() && items.all(is_ref))
}

/// Says of what a new record lacks also which of the words for it were taken for its main text.
pub(super) fn explained(desk: &Desk, kind: &'static Kind, given: Given, error: Error) -> Error {
    // What has a name is called by a word that is nothing else.
    if kind.named || !matches!(error, Error::Required { .. }) {
        return error;
    }
    match Reading::of(desk, kind, given) {
        Ok(Reading {
            main: Some(Slot { opt: main, .. }),
            left: words,
            ..
        }) if !words.is_empty() => Refused::Missing { error, main, words }.into(),
        _ => error,
    }
}

/// Returns what words may fill of a new record.
fn slots_of(kind: &'static Kind) -> Vec<Slot> {
    let fields = kind.all_fields().filter(|field| enterable(field));
    let slots = fields.map(|field| Slot {
        field,
        opt: of_field(kind, field),
    });
    slots.collect()
}

fn is_title(kind: &Kind, field: &Field) -> bool {
    kind.title.is_some_and(|title| title.id == field.id)
}

impl<'a> Reading<'a> {
    /// Reads the bare words of a new record.
    ///
    /// # Errors
    /// If a word fits several fields, or none, or one that has its value.
    pub(super) fn of(desk: &'a Desk<'a>, kind: &'static Kind, given: Given<'a>) -> Result<Self> {
        let slots = slots_of(kind);
        let is_main =
            |slot: &&Slot| is_title(kind, slot.field) && matches!(slot.field.shape, Shape::Text);
        let mut reading = Self {
            desk,
            kind,
            verb: "add",
            is_new: true,
            main: slots.iter().find(is_main).copied(),
            slots,
            given,
            found: Vec::new(),
            left: Vec::new(),
        };
        let words: Vec<&str> = given.texts(&quick(kind)).collect();
        reading.words(&words)?;
        Ok(reading)
    }

    /// Reads words one by one, but for a date in English, of which they are several.
    fn words(&mut self, words: &[&str]) -> Result<()> {
        let mut rest = words;
        while let [first, others @ ..] = rest {
            let lengths = (2..=DATE_WORDS.min(rest.len())).rev();
            let joined = lengths.map(|count| (rest[..count].join(" "), count));
            let is_date = |text: &String| {
                let is_english = text.is_ascii() && text.contains(|one: char| one.is_alphabetic());
                is_english && date::parse(text, self.desk.calendar()).is_ok()
            };
            if let Some((date, count)) = joined.into_iter().find(|(text, _)| is_date(text)) {
                self.word(&date)?;
                rest = &rest[count..];
            } else {
                self.word(first)?;
                rest = others;
            }
        }
        Ok(())
    }

    /// Returns all that was typed for a field, by its flag or without.
    pub(super) fn inputs(&self, field: &'static Field) -> Vec<String> {
        let mut slots = self.slots.iter();
        let slot = slots.find(|slot| slot.field.id == field.id);
        let typed = slot
            .into_iter()
            .flat_map(|slot| self.given.texts(&slot.opt));
        let typed = typed.map(str::to_owned);
        let found = self.found.iter().filter(|(own, _)| own.id == field.id);
        typed.chain(found.map(|(_, word)| word.clone())).collect()
    }

    fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.slots.iter().map(|slot| slot.field)
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
            (fields, _) => return Err(self.several(&word, fields)),
        }
        Ok(())
    }

    /// Returns the days that a date may be.
    fn day(&self, plain: &str) -> Vec<&'static Field> {
        let bare = plain.bytes().all(|byte| byte.is_ascii_digit()) && plain.len() < DATE_DIGITS;
        if bare || is_also_a_word(plain) || date::parse(plain, self.desk.calendar()).is_err() {
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
        let targets = self.targets();
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
        if let Some((field, label)) = self.part_of_choice(word, plain)? {
            self.found.push((field, label));
            return Ok(());
        }
        self.refuse_number(word, plain)?;
        if let Some((_, refused)) = self.no_date(word, plain) {
            return Err(self.or_text(refused, word));
        }
        if let Some(field) = self.fields().find(|field| measures_roughly(field, plain)) {
            return Err(self.or_text(no_number(field, word), word));
        }
        let near = self.one_slip_away(plain)?;
        if !near.is_empty() {
            let (word, main) = (word.to_owned(), self.main_flag());
            return Err(Refused::NearlyCalled { word, near, main }.into());
        }
        // A number in a unit that is another kind's is no text: nobody would find it again.
        let mut all = kinds::nouns().flat_map(Kind::all_fields);
        let counts = all.any(|field| measures(field, plain)) || is_counted(plain);
        let Some(main) = self.main.filter(|_| !counts) else {
            return Err(if counts || self.main.is_some() {
                self.not_understood(word)
            } else {
                self.nor_wanted(self.not_understood(word), word)
            });
        };
        let main = main.field;
        let place = self.found.iter().position(|(field, _)| field.id == main.id);
        match place {
            // Two words are two names.
            Some(place) if !(self.is_new && self.kind.named) => {
                self.found[place].1 += &format!(" {word}");
            }
            None if self.inputs(main).is_empty() => self.found.push((main, word.to_owned())),
            _ => return Err(self.nor_wanted(self.twice(main, word), word)),
        }
        self.left.push(word.to_owned());
        Ok(())
    }

    /// Refuses a number without a unit, of which nothing tells the field, and the number of a telephone
    /// or an identity card.
    fn refuse_number(&self, word: &str, plain: &str) -> Result<()> {
        let is_digits = plain.bytes().all(|byte| byte.is_ascii_digit());
        let is_long = personal::phone(plain).is_some() || personal::has_shape_of_id_number(plain);
        let is_dotted = plain.contains('.') && self.no_date(word, plain).is_some();
        let is_long = is_long && plain.len() >= 7 && self.no_date(word, plain).is_none();
        if !is_digits && !is_long && !is_bare(plain) {
            return Ok(());
        }
        let takes = |field: &&'static Field| {
            let is_of_people = match field.personal {
                Some(Personal::IdNumber) => personal::has_shape_of_id_number(plain),
                Some(Personal::Phone) => {
                    is_long
                        && personal::phone(plain).is_some()
                        && !personal::has_shape_of_id_number(plain)
                }
                _ => is_digits && field.long_number,
            };
            let is_number = number(field, plain).is_some() && self.inputs(field).is_empty();
            is_number || is_of_people
        };
        let day = self.no_date(word, plain).filter(|_| !is_digits);
        let fits = self.fields().filter(takes);
        let fits: Vec<&'static Field> = day.into_iter().map(|(day, _)| day).chain(fits).collect();
        Err(match &fits[..] {
            [_] if is_dotted => match self.no_date(word, plain) {
                Some((_, refused)) => self.or_text(refused, word),
                None => self.not_understood(word),
            },
            [] => self.not_understood(word),
            fits => self.several(word, fits),
        })
    }

    /// Finds the choice of which a word is a part, as 热线 is of 服务热线, where it is of one alone.
    fn part_of_choice(&self, word: &str, plain: &str) -> Result<Option<(&'static Field, String)>> {
        const SHORTEST: usize = 2;
        let is_short = |item: &&str| item.chars().count() < SHORTEST || item.is_ascii();
        let items: Vec<&str> = separated(plain).collect();
        if items.is_empty() || items.iter().any(is_short) {
            return Ok(None);
        }
        let is_open = |field: &&'static Field| {
            self.inputs(field).is_empty() && (field.many || items.len() == 1)
        };
        let mut found: Vec<(&'static Field, Vec<String>)> = Vec::new();
        for field in self.fields().filter(is_open) {
            let known = self.desk.choices(field);
            let labels = |item: &&str| {
                let labels = known.iter().map(|[_, zh, _]| *zh);
                let of = labels.filter(|label| label.contains(*item));
                of.map(str::to_owned).collect::<Vec<_>>()
            };
            let parts: Vec<Vec<String>> = items.iter().map(labels).collect();
            if parts.iter().all(|labels| !labels.is_empty()) {
                found.push((field, parts.concat()));
            }
        }
        Ok(match &found[..] {
            [] => None,
            [(field, labels)] if labels.len() == items.len() => Some((field, labels.join("、"))),
            [(field, labels)] => {
                let (choices, near) = (labels.clone(), None);
                let refused = bad(*field, word, Fault::NotChoice { choices, near });
                return Err(self.or_text(refused, word));
            }
            several => {
                let fields: Vec<&'static Field> = several.iter().map(|(field, _)| *field).collect();
                return Err(self.several(word, &fields));
            }
        })
    }

    /// Returns the names and choices from which a word differs by one slip of the keyboard: it is hardly
    /// meant as text.
    fn one_slip_away(&self, plain: &str) -> Result<Vec<String>> {
        const MOST: usize = 4;
        const LONGEST: usize = 16;
        const SHORTEST_CHOICE: usize = 3;
        let count = plain.chars().count();
        if !(2..=LONGEST).contains(&count) {
            return Ok(Vec::new());
        }
        let mut near = Vec::new();
        let own = (!self.is_new).then_some(self.kind);
        let targets = self.targets().into_iter().chain(own);
        for kind in targets.filter(|kind| kind.named) {
            // What is added is called what nothing is called yet.
            if self.is_new && self.kind.named && self.kind.id == kind.id {
                continue;
            }
            let names = self.desk.store.titles(kind, count - 1, count + 1)?;
            near.extend(names.into_iter().filter(|name| is_one_slip(plain, name)));
        }
        for field in self.fields() {
            for [id, zh, en] in self.desk.choices(field) {
                let least = SHORTEST_CHOICE + usize::from(plain.is_ascii());
                let is_meant =
                    |word: &str| word.chars().count() >= least && is_one_slip(plain, word);
                let words = [zh, id, en].into_iter().filter(|word| is_meant(word));
                near.extend(words.take(1).map(str::to_owned));
            }
        }
        near.dedup();
        near.truncate(MOST);
        Ok(near)
    }

    /// Returns why a word that is written as a date is none, with the day that it is written for.
    fn no_date(&self, word: &str, plain: &str) -> Option<(&'static Field, Error)> {
        let is_day = |field: &&'static Field| matches!(field.shape, Shape::Day);
        let (day, calendar) = (self.fields().find(is_day)?, self.desk.calendar());
        let fault = date::parse(plain, calendar).err()?;
        // Texts begin with such words: 经常走访.
        let is_text = matches!(fault, DateFault::Unreadable | DateFault::Endless);
        let is_date = !is_text || date::is_worded(plain, calendar);
        is_date.then(|| (day, bad(day, word, no_date(word, fault, calendar))))
    }

    /// Returns the kinds of records that the fields may name.
    fn targets(&self) -> Vec<&'static Kind> {
        targets_of(self.fields())
    }

    /// Returns the option of the main text, if there is one, with its label.
    fn main_flag(&self) -> Option<Opt> {
        self.main.map(|main| main.opt)
    }

    /// Says of what is refused how it is forced to be the main text.
    fn or_text(&self, error: Error, word: &str) -> Error {
        let word = word.to_owned();
        match self.main_flag() {
            Some(main) => Refused::Unless { error, main, word }.into(),
            None => error,
        }
    }

    /// Says of a word that is refused also why it is no value of what is still to be chosen or named.
    fn nor_wanted(&self, error: Error, word: &str) -> Error {
        let may_be = |slot: &&Slot| {
            let shape = slot.field.shape;
            let is_of_few = matches!(
                shape,
                Shape::Category | Shape::Choice(_) | Shape::Reference(_)
            );
            is_of_few && self.inputs(slot.field).is_empty()
        };
        let is_needed = |slot: &&Slot| slot.opt.required || slot.field.required;
        let is_each = |slot: &&Slot| self.kind.each.is_some_and(|each| each.id == slot.field.id);
        let open = || self.slots.iter().filter(may_be);
        let wanted = open().find(is_each).or_else(|| open().find(is_needed));
        let refused = wanted.and_then(|slot| self.desk.value(slot.field, &[word.to_owned()]).err());
        match refused {
            Some(value) => Refused::NoValue { error, value }.into(),
            None => error,
        }
    }

    fn not_understood(&self, word: &str) -> Error {
        let (verb, main) = ((self.kind, self.verb), self.main_flag());
        let word = word.to_owned();
        Refused::NotUnderstood { word, verb, main }.into()
    }

    /// Says that a word may be of several fields.
    fn several(&self, word: &str, fields: &[&'static Field]) -> Error {
        let slot =
            |field: &&'static Field| self.slots.iter().find(|slot| slot.field.id == field.id);
        let fields = fields
            .iter()
            .filter_map(slot)
            .map(|slot| (slot.field, slot.opt));
        let (word, fields) = (word.to_owned(), fields.collect());
        Refused::FitsSeveral { word, fields }.into()
    }

    fn twice(&self, field: &'static Field, word: &str) -> Error {
        let first = self.inputs(field).swap_remove(0);
        bad(field, word, Fault::Twice { first })
    }
}

fn is_also_a_word(plain: &str) -> bool {
    let plain = plain.to_lowercase();
    ALSO_WORDS.contains(&&*plain)
}

/// Returns the kinds of records that the fields of a new record may name.
pub(crate) fn targets(kind: &'static Kind) -> Vec<&'static Kind> {
    targets_of(kind.all_fields().filter(|field| enterable(field)))
}

fn targets_of(fields: impl Iterator<Item = &'static Field>) -> Vec<&'static Kind> {
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
