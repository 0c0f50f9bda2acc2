//! A new record: what was typed for it, what is filled in of itself, and the next number of its
//! office.

use chrono::Datelike;

use super::bearing::{bearer_of, refuse_absent, remark_on_absent};
use super::field::enterable;
use super::id_number::remark_on_id_number;
use super::input::normalised;
use super::quick::{Reading, explained};
use super::requirements::{check_day, refuse_untold};
use super::rules::check_whole;
use super::same::remark_on_same;
use super::way::Way;
use super::{Desk, input, official_id};
use crate::error::{Error, Fault, Refusal, Result, Said};
use crate::model::kind::{
    Default as Preset, Field, Kind, LATE, LOGGED_ON, NOTE, REF, Shape, Since, UNIT,
};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::{self, Given, LAST, LIKE};
use crate::store::{Filter, Found, Writing};
use crate::text::{Lang, Words};

/// Fields with what they are to be.
pub(crate) type Patch = Vec<(&'static Field, Option<Value>)>;

/// Reads the fields that were typed.
pub(crate) fn typed(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Patch> {
    let reading = Reading::of(desk, kind, given)?;
    read(desk, kind, |field| reading.inputs(field))
}

/// Reads the fields of new records: of one, or where it was typed for several households, of one each;
/// what was not typed from the record that they are like.
pub(crate) fn typed_each(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Vec<Patch>> {
    let reading = Reading::of(desk, kind, given)?;
    let alike = like(desk, kind, given)?;
    let patch = |inputs: &dyn Fn(&'static Field) -> Vec<String>| -> Result<Patch> {
        let mut patch = read(desk, kind, inputs)?;
        let is_typed = |field: &&Field| patch.iter().any(|(own, _)| own.id == field.id);
        let left = alike.iter().flat_map(copied);
        let left: Patch = left.filter(|(field, _)| !is_typed(field)).collect();
        patch.extend(left);
        Ok(patch)
    };
    let typed = |field: &'static Field| reading.inputs(field);
    let Some(one) = kind.each else {
        return Ok(vec![patch(&typed)?]);
    };
    let inputs = typed(one);
    let names = inputs.iter().flat_map(|input| input::separated(input));
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Ok(vec![patch(&typed)?]);
    }
    let of = |name: &&str| {
        patch(&|field| {
            if field.id == one.id {
                vec![(*name).to_owned()]
            } else {
                typed(field)
            }
        })
    };
    let mut patches: Vec<Patch> = Vec::new();
    for name in &names {
        let patch = of(name)?;
        let value = |patch: &Patch| {
            let own = patch.iter().find(|(field, _)| field.id == one.id);
            own.and_then(|(_, value)| value.clone())
        };
        // One that was named twice, by its ref and its name, is one.
        if !patches.iter().any(|known| value(known) == value(&patch)) {
            patches.push(patch);
        }
    }
    Ok(patches)
}

/// Finds the record whose values a new one takes.
fn like(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Option<Record>> {
    let like = LIKE.of_kind(kind);
    match given.text(&like) {
        None => Ok(None),
        Some(LAST) => match desk.store.last(kind, &desk.office)? {
            Some(record) => Ok(Some(record)),
            None => given.record(&like, desk).map(Some),
        },
        Some(_) => given.record(&like, desk).map(Some),
    }
}

/// Returns what a record hands on to one that is like it: all that people type, but for its days, what
/// it is called, and numbers that no two have, such as a phone.
fn copied(like: &Record) -> impl Iterator<Item = (&'static Field, Option<Value>)> {
    let kind = like.kind;
    let is_name = |field: &Field| kind.named && kind.title.is_some_and(|own| own.id == field.id);
    let fields = kind.all_fields().zip(&like.values);
    fields
        .filter(move |(field, value)| {
            let is_day = matches!(field.shape, Shape::Day);
            value.is_some() && enterable(field) && !is_day && !field.long_number && !is_name(field)
        })
        .map(|(field, value)| (field, value.clone()))
}

/// Returns what an office is likely to say again in a new record, as its last one of the kind says it:
/// choices, and who is named; never what the record is about, nor that of which each makes its own.
pub(crate) fn usual(desk: &Desk, kind: &'static Kind) -> Result<Patch> {
    let last = desk.store.last(kind, &desk.office)?;
    let about = kind.about.iter().flat_map(|about| about.fields);
    let own: Vec<&Field> = about.copied().chain(kind.each).collect();
    let recurs = |field: &Field| {
        let is_chosen = matches!(
            field.shape,
            Shape::Category | Shape::Choice(_) | Shape::Flag | Shape::Reference(_)
        );
        is_chosen && !own.iter().any(|one| one.id == field.id)
    };
    let said = last.iter().flat_map(copied);
    Ok(said.filter(|(field, _)| recurs(field)).collect())
}

/// Reads the values of a record. Of several persons of one name that is meant which is of the unit
/// that was typed.
fn read(
    desk: &Desk,
    kind: &'static Kind,
    inputs: impl Fn(&'static Field) -> Vec<String>,
) -> Result<Patch> {
    let unit = match &inputs(&UNIT)[..] {
        [] => None,
        typed => desk.value(&UNIT, typed)?,
    };
    let find = &mut |kinds: &'static [&'static str], name: &str| {
        let found = match unit {
            Some(Value::Reference(unit)) => desk.find_of_unit(kinds, name, unit),
            _ => desk.find(kinds, name),
        };
        found.map(|record| record.id)
    };
    let mut patch = Vec::new();
    for field in kind.all_fields().filter(|field| enterable(field)) {
        let typed = inputs(field);
        if !typed.is_empty() {
            patch.push((field, desk.value_by(field, &typed, find)?));
        }
    }
    Ok(patch)
}

/// Reads why a record is late, where that was said.
pub(crate) fn late(given: Given) -> Result<Option<Value>> {
    let typed = given.text(&options::LATE);
    typed
        .map(|typed| input::text(options::LATE.id, typed).map(Value::Text))
        .transpose()
}

/// Completes and checks the fields of a new record, whose identity is none unless it follows from its
/// name: what it is else follows from the change that begins it.
pub(crate) fn new_record(
    desk: &Desk,
    kind: &'static Kind,
    typed: Patch,
    given: Given,
) -> Result<(RecordId, Patch)> {
    let mut record = Record::empty(kind, RecordId::NONE);
    for (field, value) in typed {
        record.set(field, value);
    }
    fill_in(desk, &mut record)?;
    record.set(&LATE, late(given)?);
    check_ahead(desk, &record)?;
    check_whole(desk, &record).map_err(|error| explained(desk, kind, given, error))?;
    check_day(desk, &record, given)?;
    refuse_untold(&record, |_| true)?;
    let day = kind.day.and_then(|day| record.day(day));
    let day = day.unwrap_or(desk.context.today);
    refuse_absent(desk, &record, kind.fields.iter().copied(), day)?;
    remark_on_absent(desk, &record, day)?;
    remark_on_id_number(desk, &record, given);
    if kind.official {
        record.id = official_id(kind.id, record.title());
        let known = desk.store.get(kind, record.id)?;
        if let Some(known) = known.filter(|known| !known.is_undone()) {
            return Err(already(desk, &known, known.title())?);
        }
        refuse_taken_name(desk, &record)?;
    }
    if !kind.official && !given.has(&options::AGAIN) {
        remark_on_same(desk, &record)?;
    }
    let fields = kind.all_fields().zip(record.values);
    Ok((
        record.id,
        fields.filter(|(_, value)| value.is_some()).collect(),
    ))
}

/// Returns the identity of a record that the next change begins.
pub(crate) fn identity(
    writing: &mut Writing,
    kind: &'static Kind,
    id: RecordId,
) -> Result<RecordId> {
    match id {
        RecordId::NONE => writing.new_id(kind),
        known => Ok(known),
    }
}

/// Writes a new record under the next number of its office.
pub(crate) fn insert(
    desk: &Desk,
    writing: &mut Writing,
    kind: &'static Kind,
    id: RecordId,
    mut patch: Patch,
) -> Result<Record> {
    let id = identity(writing, kind, id)?;
    if let Some(undone) = desk.store.get(kind, id)? {
        // What has an official name was there before, and was taken back.
        let given = |field: &Field| patch.iter().any(|(own, _)| own.id == field.id);
        let left = kind
            .all_fields()
            .filter(|field| field.id != REF.id && undone.value(field).is_some() && !given(field));
        let left: Patch = left.map(|field| (field, None)).collect();
        patch.extend(left);
    } else {
        let reference = writing.next_ref(&desk.office, kind)?;
        patch.push((&REF, Some(Value::Text(reference))));
    }
    writing.change(kind, id, &patch)
}

/// Returns a record with everything filled in that nobody needs to type.
pub(crate) fn filled_in(desk: &Desk, record: &Record) -> Result<Record> {
    let mut filled = record.clone();
    fill_in(desk, &mut filled)?;
    Ok(filled)
}

/// Puts the presets of a new record into the fields that were left out.
pub(crate) fn fill_in(desk: &Desk, record: &mut Record) -> Result<()> {
    for (at, field) in record.kind.all_fields().enumerate() {
        if record.values[at].is_some() {
            continue;
        }
        let value = match field.default {
            Preset::None => continue,
            // A unit stands below none of itself.
            Preset::OwnUnit if field.may_name(record.kind) => continue,
            // A post is one of the unit in which its bearer is.
            Preset::OwnUnit => match bearer_of(desk, record)? {
                Some(bearer) => match bearer.value(&UNIT) {
                    Some(unit) => unit.clone(),
                    None => continue,
                },
                None => Value::Reference(desk.own_unit),
            },
            Preset::Today => Value::Day(desk.context.today),
            Preset::Id(id) if matches!(field.shape, Shape::Flag) => Value::Flag(id == "true"),
            Preset::Id(id) => Value::Text(id.to_owned()),
            Preset::ByField(known, otherwise) => {
                let mut known = known.iter();
                let filled = known.find(|(other, _)| record.value(other).is_some());
                let Some(id) = filled.map(|(_, id)| *id).or(otherwise) else {
                    continue;
                };
                Value::Text(id.to_owned())
            }
            Preset::Limit(name) => {
                let limits = desk.plan.on(desk.context.today).limits.all();
                let Some(limit) = limits.get(name).and_then(serde_json::Value::as_i64) else {
                    continue;
                };
                Value::Integer(limit)
            }
            Preset::Serial(words) => Value::Text(next_serial(desk, record, field, words)?),
        };
        record.values[at] = Some(value);
    }
    record.set(&LOGGED_ON, Some(Value::Day(desk.logged_on())));
    for day in entered_days(record.kind, |field| record.value(field).is_some()) {
        record.set(day, Some(Value::Day(desk.context.today)));
    }
    Ok(())
}

/// Returns the next number of the year; one that was given is not given again, though it be void.
fn next_serial(
    desk: &Desk,
    record: &Record,
    field: &'static Field,
    [before, between, after]: [&str; 3],
) -> Result<String> {
    let day = record.kind.day.and_then(|day| record.day(day));
    let year = day.unwrap_or(desk.context.today).year();
    let head = format!("{before}{year}{between}");
    let filter = Filter {
        voided: true,
        ..Filter::default()
    };
    let given = desk.store.list(record.kind, &filter)?;
    let given = given.iter().filter_map(|one| one.text(field));
    let given = given.filter_map(|text| {
        let number = text.strip_prefix(&head)?.strip_suffix(after)?;
        number.parse::<u32>().ok()
    });
    let next = given.max().unwrap_or(0) + 1;
    Ok(format!("{head}{next}{after}"))
}

/// Refuses a day that a new record needs ahead of it, and that is over or after the campaign.
fn check_ahead(desk: &Desk, record: &Record) -> Result<()> {
    let (today, closes) = (desk.context.today, desk.plan.closes);
    for field in record.kind.fields.iter().filter(|field| field.ahead) {
        if let Some(day) = record
            .day(field)
            .filter(|day| *day <= today || *day > closes)
        {
            let fault = Fault::NotAhead { today, closes };
            return Err(input::bad(*field, &day.to_string(), fault));
        }
    }
    Ok(())
}

/// Returns the days from which fields hold that are entered by hand, where one of them is.
pub(crate) fn entered_days(
    kind: &'static Kind,
    is_entered: impl Fn(&Field) -> bool,
) -> Vec<&'static Field> {
    let entered = kind.states.iter().filter_map(|state| match state.since {
        Since::Entered(day) if state.fields.iter().any(|field| is_entered(field)) => Some(day),
        _ => None,
    });
    entered.collect()
}

/// Refuses the official name that another record has.
///
/// # Errors
/// If one has it: which.
pub(crate) fn refuse_taken_name(desk: &Desk, record: &Record) -> Result<()> {
    let found = desk
        .store
        .by_name(record.kind, &normalised(record.title()))?;
    let others = match found {
        Found::None => Vec::new(),
        Found::One(other) => vec![other],
        Found::Several(others) => others,
    };
    let is_called = |other: &&Record| {
        other.id != record.id && normalised(other.title()) == normalised(record.title())
    };
    match others.iter().find(is_called) {
        Some(other) => Err(already(desk, other, record.title())?),
        None => Ok(()),
    }
}

fn already(desk: &Desk, known: &Record, name: &str) -> Result<Error> {
    Ok(Already {
        title: known.kind.title.unwrap_or(&REF),
        name: name.to_owned(),
        reference: known.ref_text().to_owned(),
        way: Way::fill_in(desk, known, &[&NOTE])?,
    }
    .into())
}

/// A record whose official name is there already.
#[derive(Debug)]
struct Already {
    title: &'static Field,
    name: String,
    reference: String,
    way: Way,
}

impl Refusal for Already {
    fn said(&self, lang: Lang) -> Said {
        let Self {
            name, reference, ..
        } = self;
        let way = self.way.words(lang);
        let sentence = lang.pick(
            (
                format!("“{name}”已经登记为 {reference}"),
                format!("要修改请用 {way}"),
            ),
            (
                format!("“{name}” is already there as {reference}"),
                format!("change it with {way}"),
            ),
        );
        Said::new("there-already", sentence)
            .of(self.title)
            .with(name)
    }
}
