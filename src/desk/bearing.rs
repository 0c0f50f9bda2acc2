//! Kinds whose records bear posts, and who holds none on a day, so that nothing is asked of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::Desk;
use crate::error::{Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::{Field, Follow, Kind, Shape, TermKind};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::text::{Lang, Words};

/// Describes how the records of a kind bear posts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bearing {
    pub(crate) post: &'static Kind,
    pub(crate) term: &'static TermKind,
    /// The fields that a post and its bearer both have, but for the days.
    pub(crate) fields: &'static [&'static Field],
}

/// Returns how a kind bears posts, if it does.
pub(crate) fn bearing(kind: &Kind) -> Option<Bearing> {
    kind.follows.iter().find_map(|follow| match follow {
        Follow::Term { term, fields } => Some(Bearing {
            post: kinds::find(term.kind)?,
            term,
            fields,
        }),
        _ => None,
    })
}

/// Returns all kinds that bear posts, with how they do.
fn bearings() -> impl Iterator<Item = (&'static Kind, Bearing)> {
    kinds::nouns().filter_map(|kind| Some((kind, bearing(kind)?)))
}

/// Returns whose post a record is, if it is one.
pub(crate) fn bearer_of(desk: &Desk, post: &Record) -> Result<Option<Record>> {
    for (kind, bearing) in bearings().filter(|(_, one)| one.post.id == post.kind.id) {
        if let Some(Value::Reference(id)) = post.value(bearing.term.names) {
            return desk.store.get(kind, *id);
        }
    }
    Ok(None)
}

/// Refuses days of a post, or of who bears it, of which the campaign sees nothing: it ended before the
/// campaign began, or is to begin after it ends.
///
/// # Errors
/// If they are such.
pub(crate) fn check_days(desk: &Desk, record: &Record) -> Result<()> {
    let is_own =
        |(kind, one): &(&Kind, Bearing)| kind.id == record.kind.id || one.post.id == record.kind.id;
    for (_, bearing) in bearings().filter(is_own) {
        let (opens, closes) = (desk.plan.opens, desk.plan.closes);
        let refused = |field: &'static Field, day| Beside {
            field: record.kind.field(field.id).unwrap_or(field),
            day,
            opens,
            closes,
        };
        let until = record.day(bearing.term.until).filter(|day| *day < opens);
        let since = record.day(bearing.term.since);
        let since = since.filter(|day| *day > closes.max(desk.context.today));
        if let Some(day) = until {
            return Err(refused(bearing.term.until, day).into());
        }
        if let Some(day) = since {
            return Err(refused(bearing.term.since, day).into());
        }
    }
    Ok(())
}

/// The times for which somebody holds a post.
#[derive(Debug)]
struct Offices {
    name: String,
    /// The first and the last days, where they are known.
    terms: Vec<(Option<NaiveDate>, Option<NaiveDate>)>,
}

/// Why somebody holds none.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// The last one begins on this day.
    Coming(NaiveDate),
    /// The one before ended on this day.
    Left(NaiveDate),
}

impl Offices {
    fn read(desk: &Desk, id: RecordId) -> Result<Option<Self>> {
        for (kind, bearing) in bearings() {
            let Some(bearer) = desk.store.get(kind, id)? else {
                continue;
            };
            let posts = bearing.posts(desk, &bearer)?;
            let days = |field| move |record: &Record| record.day(field);
            let (since, until) = (days(bearing.term.since), days(bearing.term.until));
            let terms = posts
                .iter()
                .map(|post| (since(&post.record), until(&post.record)));
            return Ok(Some(Self {
                name: bearer.title().to_owned(),
                terms: terms.collect(),
            }));
        }
        Ok(None)
    }

    /// Says why none is held on a day; `None` where one is.
    fn none_on(&self, day: NaiveDate) -> Option<Why> {
        let begun = |since: &Option<NaiveDate>| since.is_none_or(|since| since <= day);
        let runs = |until: &Option<NaiveDate>| until.is_none_or(|until| until >= day);
        if self
            .terms
            .iter()
            .any(|(since, until)| begun(since) && runs(until))
        {
            return None;
        }
        let ends = self.terms.iter().filter_map(|(_, until)| *until);
        let begins = self.terms.iter().filter_map(|(since, _)| *since);
        let left = ends.filter(|until| *until < day).max();
        left.map(Why::Left).or(begins.min().map(Why::Coming))
    }
}

/// Who holds a post from when to when, each looked up once.
#[derive(Debug, Default)]
pub(crate) struct InOffice(HashMap<RecordId, Option<Offices>>);

impl InOffice {
    fn of(&mut self, desk: &Desk, id: RecordId) -> Result<Option<&Offices>> {
        let known = match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Offices::read(desk, id)?),
        };
        Ok(known.as_ref())
    }

    /// Returns who of those that a record names, in the fields that are looked at, holds none on a day.
    pub(crate) fn absent<'f>(
        &mut self,
        desk: &Desk,
        record: &Record,
        fields: impl IntoIterator<Item = &'f Field>,
        day: NaiveDate,
    ) -> Result<Option<Absent>> {
        for field in fields {
            let (Some(field), Some(value)) = (record.kind.field(field.id), record.value(field))
            else {
                continue;
            };
            for id in value.references() {
                let Some(offices) = self.of(desk, id)? else {
                    continue;
                };
                if let Some(why) = offices.none_on(day) {
                    let name = offices.name.clone();
                    return Ok(Some(Absent {
                        field,
                        name,
                        why,
                        day,
                    }));
                }
            }
        }
        Ok(None)
    }
}

/// Refuses to have somebody answer for a record who holds no post on a day; `fields` are those that are
/// looked at.
///
/// # Errors
/// If somebody holds none: who, and since or until when.
pub(crate) fn refuse_absent<'f>(
    desk: &Desk,
    record: &Record,
    fields: impl IntoIterator<Item = &'f Field>,
    day: NaiveDate,
) -> Result<()> {
    let answers = fields.into_iter().filter(|field| field.answers);
    let absent = InOffice::default().absent(desk, record, answers, day)?;
    absent.map_or(Ok(()), |absent| Err(absent.into()))
}

/// Remarks, once, that a new record names somebody who held no post on its day. Nobody is refused for
/// having lent a hand.
pub(crate) fn remark_on_absent(desk: &Desk, record: &Record, day: NaiveDate) -> Result<()> {
    let names = |field: &&&Field| matches!(field.shape, Shape::Reference(_)) && !field.answers;
    let is_post = bearings().any(|(_, one)| one.post.id == record.kind.id);
    let fields = record.kind.fields.iter().filter(names).copied();
    if let (false, Some(absent)) = (
        is_post,
        InOffice::default().absent(desk, record, fields, day)?,
    ) {
        desk.context.remarks.absent.get_or_init(|| absent);
    }
    Ok(())
}

/// Somebody whom a record names, and who holds no post on a day.
#[derive(Clone, Debug)]
pub(crate) struct Absent {
    pub(crate) field: &'static Field,
    name: String,
    why: Why,
    day: NaiveDate,
}

impl Absent {
    /// Says who it is, and since or until when a post is held.
    fn told(&self, lang: Lang) -> String {
        let Self { name, day, .. } = self;
        match self.why {
            Why::Coming(since) => lang.pick(
                format!("“{name}”自 {since} 起任职，{day} 还没有到任"),
                format!("“{name}” is in office from {since} on, and was not on {day}"),
            ),
            Why::Left(until) => lang.pick(
                format!("“{name}”任职到 {until}，{day} 已离任"),
                format!("“{name}” was in office until {until}, and not on {day}"),
            ),
        }
    }
}

impl Words for Absent {
    fn words(&self, lang: Lang) -> String {
        let (told, label) = (self.told(lang), self.field.label.get(lang));
        lang.pick(
            format!("注意：{told}（{label}），请核对"),
            format!("Warning: {told} ({label}); check it"),
        )
    }
}

impl Refusal for Absent {
    fn said(&self, lang: Lang) -> Said {
        let (told, label) = (self.told(lang), self.field.label.get(lang));
        let sentence = lang.pick(
            (format!("{told}，不能填作{label}"), "请另写一位在任的人"),
            (
                format!("{told}: cannot answer for this ({label})"),
                "name somebody who is in office",
            ),
        );
        let code = match self.why {
            Why::Coming(_) => "not-yet-in-office",
            Why::Left(_) => "has-left",
        };
        Said::new(code, sentence).of(self.field).with(&self.name)
    }
}

/// A day of a post of which the campaign sees nothing.
#[derive(Debug)]
struct Beside {
    field: &'static Field,
    day: NaiveDate,
    opens: NaiveDate,
    closes: NaiveDate,
}

impl Refusal for Beside {
    fn said(&self, lang: Lang) -> Said {
        let Self {
            field,
            day,
            opens,
            closes,
        } = self;
        let (flag, label) = (field.flag(), field.label.get(lang));
        let sentence = lang.pick(
            (
                format!("--{flag}（{label}） {day} 不在活动期内（{opens} 至 {closes}）"),
                "请核对日期",
            ),
            (
                format!("--{flag} ({label}) {day} is outside the campaign ({opens} to {closes})"),
                "check the day",
            ),
        );
        Said::new("outside-campaign", sentence)
            .of(*field)
            .with(day.to_string())
    }
}
