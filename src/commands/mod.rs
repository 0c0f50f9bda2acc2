//! The verbs. A command reads its arguments, calls domain code, saves in one transaction, and
//! answers with a page; it never prints, and never reads environment or clock.

mod actor;
mod alike;
pub(crate) mod archive;
pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod check;
pub(crate) mod conflict;
pub(crate) mod demo;
pub(crate) mod export;
mod find;
#[cfg(test)]
mod fuzz;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod input;
pub(crate) mod ledger;
pub(crate) mod merge;
pub(crate) mod phase;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod record;
pub(crate) mod redact;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod same;
pub(crate) mod share;
pub(crate) mod step;
pub(crate) mod template;
pub(crate) mod undo;
pub(crate) mod verify;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use chrono::{FixedOffset, NaiveDate};
use clap::Arg;
use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::files;
use crate::kinds::{self, KINDS};
use crate::model::date::Calendar;
use crate::model::document::{Page, plain};
use crate::model::kind::{Field, Kind};
use crate::model::listing::Listing;
use crate::model::plan::Plan;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::reports::View;
use crate::store::{Author, Cut, Store};
use crate::text::{Lang, Words};

/// What a command is told of the world.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) lang: Lang,
    pub(crate) today: NaiveDate,
    /// Milliseconds since 1970 in UTC.
    pub(crate) now: i64,
    pub(crate) offset: FixedOffset,
    pub(crate) actor: String,
    /// Whether the actor was named, and is not whoever is logged in.
    pub(crate) actor_named: bool,
    /// What is to be said of the actor once a command has written.
    pub(crate) actor_remark: OnceLock<String>,
    /// What is to be said of a plan that cannot be used as the file holds it.
    pub(crate) plan_remark: OnceLock<String>,
    /// Whether the command has saved changes.
    pub(crate) saved: Arc<AtomicBool>,
    /// The folder in which relative paths begin.
    pub(crate) folder: PathBuf,
    pub(crate) db: PathBuf,
    /// Whether somebody watches standard error, on a terminal that can show how far work has come.
    pub(crate) watched: bool,
    /// Whether what people read may be coloured.
    pub(crate) colour: bool,
}

/// What a command answers.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) page: Option<Page>,
    /// What it made for a file or a folder that it was told of.
    pub(crate) delivery: Option<Delivery>,
    /// Sentences for standard error.
    pub(crate) notes: Vec<Box<dyn Words>>,
    /// What was refused while the rest was done; the page's JSON tells of each too.
    pub(crate) refused: Vec<Error>,
    /// Why nothing was done, where a page tells the details.
    pub(crate) failure: Option<Error>,
    /// Whether there is what `--exit-code` asks for.
    pub(crate) found: bool,
}

/// Bytes for a file, or for standard output where no place is named; or for every file of a folder.
#[derive(Debug)]
pub(crate) enum Delivery {
    File {
        place: Option<PathBuf>,
        bytes: Vec<u8>,
    },
    Folder {
        place: PathBuf,
        files: Vec<(String, Vec<u8>)>,
    },
}

impl Answer {
    /// Answers with a page alone.
    pub(crate) fn page(page: Page) -> Self {
        Self {
            page: Some(page),
            ..Self::default()
        }
    }

    /// Answers with a page and a sentence.
    pub(crate) fn noted(page: Page, note: impl Words + 'static) -> Self {
        Self {
            notes: vec![Box::new(note)],
            ..Self::page(page)
        }
    }

    /// Answers with a sentence alone.
    pub(crate) fn note(note: impl Words + 'static) -> Self {
        Self {
            notes: vec![Box::new(note)],
            ..Self::default()
        }
    }

    /// Adds a sentence.
    pub(crate) fn also(&mut self, note: impl Words + 'static) {
        self.notes.push(Box::new(note));
    }
}

/// An open file with its plan, for one command.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub(crate) context: &'a Context,
    /// The file, or in memory what it knew on an earlier day.
    pub(crate) store: Store,
    pub(crate) plan: Rc<Plan>,
    pub(crate) office: String,
    pub(crate) office_name: String,
    /// The day that is told of: today, unless another is asked for.
    pub(crate) as_of: NaiveDate,
    /// The last day of what is known, where an earlier one is asked for.
    pub(crate) known_on: Option<NaiveDate>,
}

impl Context {
    /// Returns a path as the command's folder sees it.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// Returns what is to be said once, whatever the command answers.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = Box<dyn Words>> {
        [&self.actor_remark, &self.plan_remark]
            .into_iter()
            .filter_map(|remark| Some(Box::new(remark.get()?.clone()) as Box<dyn Words>))
    }

    /// Signs the changes of one command.
    pub(crate) fn author(&self, verb: &str) -> Result<Author> {
        Ok(Author {
            actor: self.actor.clone(),
            verb: verb.to_owned(),
            now: self.now,
            command: random()?,
        })
    }
}

impl<'a> Desk<'a> {
    /// Opens the office's file.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub(crate) fn open(context: &'a Context) -> Result<Self> {
        let store = context
            .reading(|told| Store::open_telling(&context.db, KINDS, told))?
            .noting(&context.saved);
        Self::at(context, store)
    }

    /// Reads what every command needs of a file.
    fn at(context: &'a Context, store: Store) -> Result<Self> {
        let read = || -> Result<_> { Ok((plan::read(&store, context.lang)?, store.own_office()?)) };
        let ((plan, unfit), (office, office_name)) =
            read().map_err(|error| error.at(&context.db))?;
        if !unfit.is_empty() {
            let remark = || plan::unfit_words(&unfit, context.lang);
            context.plan_remark.get_or_init(remark);
        }
        Ok(Self {
            context,
            store,
            plan: Rc::new(plan),
            office,
            office_name,
            as_of: context.today,
            known_on: None,
        })
    }

    /// Turns to another day, and to what was known at the end of another; nothing can be written then.
    ///
    /// # Errors
    /// Where the file did not know anything yet.
    pub(crate) fn back_to(
        self,
        as_of: Option<NaiveDate>,
        known_on: Option<NaiveDate>,
    ) -> Result<Self> {
        let as_of = as_of.unwrap_or(self.as_of);
        let Some(day) = known_on else {
            return Ok(Self { as_of, ..self });
        };
        let known = self.store.as_known(Cut::end_of(day, self.context.offset));
        let known = known.map_err(|error| error.at(&self.context.db))?;
        if known.is_empty()? {
            return Err(Error::Refused {
                sentence: self.context.lang.pick(
                    format!("--known-on {day}：那天本文件还没有任何记录；请换一个较晚的日期"),
                    format!(
                        "--known-on {day}: this file knew nothing on that day; name a later one"
                    ),
                ),
            });
        }
        let desk = Self::at(self.context, known)?;
        Ok(Self {
            as_of,
            known_on,
            ..desk
        })
    }

    /// Returns what a report is made from.
    pub(crate) fn view(&self) -> View<'_> {
        View {
            store: &self.store,
            plan: &self.plan,
            as_of: self.as_of,
            known_on: self.known_on,
            lang: self.context.lang,
        }
    }

    /// Signs the changes of one command, and looks whether the actor is on the roster.
    ///
    /// # Errors
    /// Where the file cannot be read, or the system has nothing random to give.
    pub(crate) fn author(&self, verb: &str) -> Result<Author> {
        if self.context.actor_named
            && let Some(remark) = actor::stranger(self)?
        {
            // Said once, however many the changes.
            self.context.actor_remark.get_or_init(|| remark);
        }
        self.context.author(verb)
    }

    /// Returns what completes dates.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar {
            today: self.context.today,
            year: chrono::Datelike::year(&self.plan.opens),
        }
    }

    /// Returns the unit of this file's office, which bears its name.
    pub(crate) fn own_unit(&self) -> RecordId {
        official_id("unit", &self.office_name)
    }

    /// Lists records for people and machines.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn listing(&self, kind: &'static Kind, records: Vec<Record>) -> Result<Listing> {
        Ok(Listing {
            kind,
            names: self.store.names(&records)?,
            records,
            plan: Rc::clone(&self.plan),
            single: false,
            wide: false,
            chosen: Vec::new(),
            more: Vec::new(),
            more_json: Map::new(),
        })
    }

    /// Says what a field's value in the log means, for people and for machines; of what does not
    /// fit the field, the value itself.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn told(
        &self,
        kind: &'static Kind,
        field: &'static Field,
        json: Option<&Json>,
    ) -> Result<(String, Json)> {
        let Some(json) = json.filter(|json| !json.is_null()) else {
            return Ok((String::new(), Json::Null));
        };
        let Some(value) = Value::from_json(field, json) else {
            return Ok((plain(json), json.clone()));
        };
        let mut record = Record::empty(kind, RecordId([0; 16]));
        record.set(field, Some(value));
        let listing = self.listing(kind, vec![record])?;
        let [record] = &listing.records[..] else {
            return Ok((plain(json), json.clone()));
        };
        let words = listing.people(record, field, self.context.lang);
        let mut machine: Map<_, _> = listing
            .keys()
            .into_iter()
            .zip(listing.values(record))
            .collect();
        Ok((words, machine.remove(field.id).unwrap_or_default()))
    }

    /// Answers with one record.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn answer(&self, record: Record, note: impl Words + 'static) -> Result<Answer> {
        let mut listing = self.listing(record.kind, vec![record])?;
        listing.single = true;
        Ok(Answer::noted(Page::Listing(Box::new(listing)), note))
    }
}

/// Makes an optional flag with a value.
pub(crate) fn value_arg(id: &'static str, placeholder: &'static str) -> Arg {
    Arg::new(id)
        .long(id)
        .value_name(placeholder)
        .allow_hyphen_values(true)
}

/// Draws 16 bytes at random.
///
/// # Errors
/// Where the system has none to give.
pub(crate) fn random() -> Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|source| Error::Io {
        path: PathBuf::from("random"),
        source: std::io::Error::other(source.to_string()),
    })?;
    Ok(bytes)
}

/// Reads a text file that a person named: a regular one, of a sensible size.
///
/// # Errors
/// Where it cannot be read as UTF-8 text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    const MOST_BYTES: u64 = 4_000_000;
    let mut text = String::new();
    let read = files::open(path, MOST_BYTES)?.read_to_string(&mut text);
    read.map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    Ok(text)
}

/// Names a record as people do: by its ref, or what has none by its kind.
pub(crate) fn subject(kind: &str, reference: &str, lang: Lang) -> String {
    let Some(known) = kinds::find(kind) else {
        return kind.to_owned();
    };
    let name = known.name.get(lang);
    if let Some(number) = reference.strip_prefix("phase-") {
        return lang.pick(format!("第{number}{name}"), format!("{name} {number}"));
    }
    match known.letter {
        Some(_) if !reference.is_empty() => reference.to_owned(),
        None if !reference.is_empty() && reference != kind => format!("{name} {reference}"),
        _ => name.to_owned(),
    }
}

/// Returns the identity that follows from an official name, so that two offices which enter it
/// speak of one record.
pub(crate) fn official_id(kind: &str, name: &str) -> RecordId {
    use sha2::Digest;
    let name = input::normalised(name);
    let digest = sha2::Sha256::digest(format!("{kind}\0{name}"));
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    RecordId(id)
}

/// Returns JSON as the value of a field that holds JSON.
pub(crate) fn json_value(json: Json) -> Option<Value> {
    (!json.is_null()).then_some(Value::Json(json))
}

/// Finds a noun's kind.
pub(crate) fn kind_of(noun: &str) -> Option<&'static Kind> {
    kinds::nouns().find(|kind| kind.id == noun)
}
