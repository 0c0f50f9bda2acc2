//! An office's file, open for one command: finding what a person named, reading what was typed,
//! checking a record before it is written. It neither prints nor prompts, and never reads
//! environment or clock.

mod actor;
mod answer;
pub(crate) mod answered;
pub(crate) mod basis;
pub(crate) mod bearing;
pub(crate) mod carry;
mod clock;
pub(crate) mod closing;
mod context;
pub(crate) mod correction;
pub(crate) mod drafts;
pub(crate) mod entry;
pub(crate) mod erasing;
pub(crate) mod field;
mod find;
mod given;
mod glimpse;
pub(crate) mod history;
pub(crate) mod id_number;
pub(crate) mod input;
pub(crate) mod kept;
mod namesakes;
mod numbers;
pub(crate) mod onward;
pub(crate) mod operations;
pub(crate) mod phase;
pub(crate) mod plan;
pub(crate) mod posts;
mod progress;
pub(crate) mod proposals;
pub(crate) mod quick;
pub(crate) mod requirements;
pub(crate) mod resting;
pub(crate) mod rules;
pub(crate) mod same;
mod spelling;
pub(crate) mod transition;
pub(crate) mod way;

use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use crate::checks;
use crate::error::{Refusal, Result, Said};
use crate::kinds::{self, KINDS};
use crate::model::date::Calendar;
use crate::model::document::plain;
use crate::model::kind::{Field, Kind};
use crate::model::listing::Listing;
use crate::model::office;
use crate::model::page::Page;
use crate::model::plan::Plan;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::Opt;
use crate::reports::View;
use crate::store::{Author, Cut, Entering, Filter, Store};
use crate::text::{Lang, Words};
pub(crate) use actor::NOBODY;
pub(crate) use answer::{Answer, Delivery, Doubt};
use clock::AheadRemark;
pub(crate) use clock::ClockRemark;
use context::UsedByNewer;
pub(crate) use context::{Context, Remarks, random};

/// Returns the year of the campaign of a file, where there is one that can be read.
pub(crate) fn campaign_year(db: &std::path::Path) -> Option<i32> {
    let store = Store::glance(db, KINDS).ok()?;
    let (plan, _) = plan::read(&store).ok()?;
    Some(chrono::Datelike::year(&plan.opens))
}

/// An open file with its plan, for one command.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub(crate) context: &'a Context,
    /// The file, or in memory what it knew on an earlier day.
    pub(crate) store: Store,
    pub(crate) plan: Rc<Plan>,
    /// The code of its office.
    pub(crate) office: String,
    /// The code that the office had when the file was made, by which its own records without a number
    /// are known.
    pub(crate) first_office: String,
    /// Every code that it had, under which `P3` alone is looked for too.
    pub(crate) codes: Vec<String>,
    /// Name of the office now.
    pub(crate) office_name: String,
    /// The unit of its office.
    pub(crate) own_unit: RecordId,
    /// True if it is the leading group's file, which speaks for the whole campaign.
    leads: bool,
    /// True if the file is for practice.
    pub(crate) practice: bool,
    /// The day that is told of: today, unless another is asked for.
    pub(crate) as_of: NaiveDate,
    /// The last day of what is listed, where one is asked for.
    until: Option<NaiveDate>,
    /// The last day of what is known, where an earlier one is asked for.
    pub(crate) known_on: Option<NaiveDate>,
}

impl<'a> Desk<'a> {
    pub(crate) fn open(context: &'a Context) -> Result<Self> {
        let store = context.reading(|told| Store::open_telling(&context.db, KINDS, told))?;
        kept::remark_on_copy(context, &store)?;
        Self::at(
            context,
            store
                .noting(&context.saved, &context.made, &context.went_on)
                .signing(&context.keys),
        )
    }

    /// Opens the office's file for a look at it, as completion takes.
    pub(crate) fn glance(context: &'a Context) -> Result<Self> {
        Self::at(context, Store::glance(&context.db, KINDS)?)
    }

    /// Reads what every command needs of a file.
    fn at(context: &'a Context, store: Store) -> Result<Self> {
        let read = || -> Result<_> {
            let (plan, practice) = (plan::read(&store)?, store.is_practice()?);
            let own = store.own_office()?;
            let leads = checks::role(&store, Some(&own))? == office::LEADING;
            Ok((plan, own, leads, practice))
        };
        let ((plan, unfit), own, leads, practice) =
            read().map_err(|error| error.at(&context.db))?;
        if !unfit.is_empty() {
            context.remarks.plan.get_or_init(|| plan::Unfit(unfit));
        }
        store.stand_on(Some(context.today))?;
        store.enter_on(Entering {
            today: context.today,
            logged_on: context.clock(practice),
            offset: context.offset,
        });
        let codes = store.codes(store.writer()?)?;
        if store.is_used_by_newer() {
            let newer = || UsedByNewer(context.db.clone());
            context.remarks.newer.get_or_init(newer);
        }
        Ok(Self {
            context,
            store,
            plan: Rc::new(plan),
            codes,
            office: own.code,
            first_office: own.first_code,
            own_unit: own.unit.unwrap_or_else(|| official_id("unit", &own.called)),
            office_name: own.called,
            leads,
            practice,
            as_of: context.today,
            until: None,
            known_on: None,
        })
    }

    /// Turns to another day, and to what was known at the end of another, for which an option asks;
    /// nothing can be written then.
    ///
    /// # Errors
    /// If the file knew nothing yet.
    pub(crate) fn back_to(
        self,
        until: Option<NaiveDate>,
        known_on: Option<(&Opt, NaiveDate)>,
    ) -> Result<Self> {
        let as_of = until.unwrap_or(self.as_of);
        let today = self.context.today;
        if as_of > today {
            let ahead = || AheadRemark { as_of, today };
            self.context.remarks.ahead.get_or_init(ahead);
        }
        let Some((opt, day)) = known_on else {
            self.store.stand_on(Some(as_of))?;
            return Ok(Self {
                as_of,
                until,
                ..self
            });
        };
        let known = self.store.as_known(Cut::end_of(day, self.context.offset));
        let known = known.map_err(|error| error.at(&self.context.db))?;
        if known.is_empty()? {
            let flag = opt.id;
            return Err(NothingKnown { flag, day }.into());
        }
        let desk = Self::at(self.context, known)?;
        desk.store.stand_on(Some(as_of))?;
        Ok(Self {
            as_of,
            until,
            known_on: Some(day),
            ..desk
        })
    }

    /// Turns to what was known up to a part of the log, and to a day; nothing can be written then.
    pub(crate) fn known_at(self, cut: Cut, as_of: NaiveDate) -> Result<Self> {
        let desk = Self::at(self.context, self.store.as_known(cut)?)?;
        desk.store.stand_on(Some(as_of))?;
        Ok(Self {
            as_of,
            until: Some(as_of),
            ..desk
        })
    }

    /// Lists the records of a kind; of those that happen on a day what had happened by the day that
    /// is asked about.
    pub(crate) fn list(&self, kind: &'static Kind, filter: Filter) -> Result<Vec<Record>> {
        self.store.list(kind, &self.so_far(kind, filter))
    }

    /// Lists records of a kind that there are so far, and looks at so many of them at a time.
    pub(crate) fn list_in_parts(
        &self,
        kind: &'static Kind,
        filter: Filter,
        together: usize,
        look: impl FnMut(Vec<Record>) -> Result<()>,
    ) -> Result<()> {
        let filter = self.so_far(kind, filter);
        self.store.list_in_parts(kind, &filter, together, look)
    }

    /// Counts the records that a list would have without its limit.
    pub(crate) fn list_count(&self, kind: &'static Kind, filter: Filter) -> Result<usize> {
        self.store.list_count(kind, &self.so_far(kind, filter))
    }

    fn so_far(&self, kind: &'static Kind, mut filter: Filter) -> Filter {
        if let (Some(field), Some(until)) = (kind.day, self.until) {
            filter.at_most_or_empty(field, &Value::Day(until));
        }
        filter
    }

    /// Says that the file is for practice, or that it is not the clock's day that is computed for.
    pub(crate) fn clock_words(&self) -> Option<String> {
        let remark = ClockRemark::of(self.context, self.practice);
        remark.map(|remark| remark.words(self.context.lang))
    }

    /// Says the same on a paper.
    pub(crate) fn clock_on_paper(&self) -> Option<String> {
        let remark = ClockRemark::of(self.context, self.practice);
        remark.map(|remark| remark.on_paper(self.context.lang))
    }

    /// Returns the day on which something that is entered now is logged.
    pub(crate) fn logged_on(&self) -> NaiveDate {
        self.context.clock(self.practice)
    }

    /// Returns what a report is made from.
    pub(crate) fn view(&self) -> View<'_> {
        View {
            store: &self.store,
            plan: &self.plan,
            as_of: self.as_of,
            known_on: self.known_on,
            lang: self.context.lang,
            own: (!self.leads).then_some(self.office_name.as_str()),
            template: None,
        }
    }

    /// Returns what a report in a language is made from.
    pub(crate) fn view_in(&self, lang: Lang) -> View<'_> {
        View {
            lang,
            ..self.view()
        }
    }

    /// Finds whoever is acting on the roster, by ref, employee number or name.
    pub(crate) fn acting(&self) -> Result<Option<Record>> {
        actor::meant(self, &self.context.actor)
    }

    /// Signs the changes of one command, looks whether the actor is on the roster, and remarks on a day
    /// that is not the clock's.
    pub(crate) fn author(&self, verb: &str) -> Result<Author> {
        let (actor, remark) = actor::acting(self)?;
        if let Some(remark) = remark {
            // Said once, however many the changes.
            self.context.remarks.actor.get_or_init(|| remark);
        }
        if !self.practice {
            self.context.remark_on_clock();
        }
        let author = self.context.author(verb, self.practice)?;
        Ok(Author { actor, ..author })
    }

    /// Returns what completes dates.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar {
            today: self.context.today,
            year: chrono::Datelike::year(&self.plan.opens),
        }
    }

    /// Lists records for people and machines.
    pub(crate) fn listing(&self, kind: &'static Kind, records: Vec<Record>) -> Result<Listing> {
        Ok(Listing {
            kind,
            names: self.store.names(&records)?,
            records,
            plan: Rc::clone(&self.plan),
            single: false,
            wide: false,
            chosen: Vec::new(),
            moved: None,
            pending: HashMap::new(),
            more: Vec::new(),
            more_json: Map::new(),
        })
    }

    /// Lists records with marks on those of which something waits.
    pub(crate) fn marked(&self, kind: &'static Kind, records: Vec<Record>) -> Result<Listing> {
        let mut listing = self.listing(kind, records)?;
        let records = listing.records.iter().map(|record| &record.id);
        listing.pending = self.store.pending(kind, records)?;
        Ok(listing)
    }

    /// Says what a field's value in the log means, for people and for machines; of what does not
    /// fit the field, the value itself.
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
    pub(crate) fn answer(&self, record: Record, note: impl Words + 'static) -> Result<Answer> {
        let mut listing = self.marked(record.kind, vec![record])?;
        listing.single = true;
        Ok(Answer::noted(Page::Listing(Box::new(listing)), note))
    }
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

/// The day on which a file is asked what it knew, before it knew anything, and the option that asks.
#[derive(Debug)]
struct NothingKnown {
    flag: &'static str,
    day: NaiveDate,
}

impl Refusal for NothingKnown {
    fn said(&self, lang: Lang) -> Said {
        let Self { flag, day } = self;
        let sentence = lang.pick(
            (
                format!("--{flag} {day}：那天本文件还没有任何记录"),
                "请换一个较晚的日期",
            ),
            (
                format!("--{flag} {day}: this file knew nothing on that day"),
                "name a later one",
            ),
        );
        Said::new("nothing-known", sentence)
            .of(*flag)
            .with(day.to_string())
    }
}
