//! What forms ask of a new record and of a step, and when: all follows from the declarations of kinds.

use super::Asking;
use super::ask::{Ask, Reply};
use super::question::{Answer, Question, ask};
use super::sheet::{Item, Of, What};
use crate::commands::node::Node;
use crate::commands::step;
use crate::desk::bearing::refuse_absent;
use crate::desk::entry::{filled_in, typed_each, usual};
use crate::desk::field::enterable;
use crate::desk::requirements::check_so_far;
use crate::desk::{Desk, transition};
use crate::error::Result;
use crate::model::kind::{Default as Preset, Field, Follow, Kind, Need, Rule, Shape, Step};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::{LIKE, Opt, of_field, of_take, quick};

impl Asking<'_> {
    /// Adds what is asked of a new record: where nothing was typed of it all that its first steps will
    /// need, else only what is missing.
    pub(super) fn add_entry(&mut self) -> Result<()> {
        let kind = self.node.kind();
        let entered = kind.and_then(|kind| step::entered(kind, self.node.id()));
        let Some((kind, linked)) = entered else {
            return Ok(());
        };
        let own = |field: &&Field| enterable(field) && linked != Some(field.id);
        let fields: Vec<&'static Field> = kind.all_fields().filter(own).collect();
        let given = |field: &&'static Field| self.given.has(&of_field(kind, field));
        let form =
            !fields.iter().any(given) && !self.given.has(&quick(kind)) && !self.given.has(&LIKE);
        if !form && is_whole(kind, &fields, given) {
            return Ok(());
        }
        self.open()?;
        self.is_form = form;
        if let (true, Some(desk)) = (form, &self.desk) {
            self.usual = usual(desk, kind)?;
        }
        for field in fields {
            let group = exclusive(kind, field);
            let first = group.and_then(|group| Some((group, group.first()?)));
            if let Some((group, _)) = first.filter(|(_, first)| first.id == field.id) {
                self.items.push(Item::new(What::Which(kind, group)));
            }
            self.items
                .push(Item::new(What::Field(field, Of::New(kind), field.flag())));
        }
        Ok(())
    }

    /// Adds what a step takes: what it requires; where nothing of it was typed and it is not complete,
    /// all that it takes, and what it needs of the record.
    pub(super) fn add_step(&mut self) -> Result<()> {
        let Node::Step(kind, own) = self.node else {
            return Ok(());
        };
        let opts = self.node.options();
        let typed = |opt: &&Opt| !opt.by_place && self.given.has(opt);
        let form = !opts.iter().any(|opt| typed(&opt));
        let place = step::reference(kind, own);
        let mut lacking = Vec::new();
        if !own.needs.is_empty() && self.given.has(&place) {
            self.open()?;
            self.record = match &self.desk {
                Some(desk) => self.typed_record(desk)?,
                None => None,
            };
            let lacks = |field: &&&'static Field| {
                let known = self.record.as_ref();
                known.is_some_and(|record| record.value(field).is_none())
                    && !self.given.has(&step::of_need(field))
            };
            lacking = own.needs.iter().filter(lacks).copied().collect();
        }
        if !self.given.has(&place) && !self.given.lacks(&place) {
            // A set that a condition selects is never asked about.
            lacking.clear();
        } else if !self.given.has(&place) {
            lacking = own.needs.to_vec();
        }
        let required = own
            .takes
            .iter()
            .any(|take| self.given.lacks(&of_take(take)));
        let makes = own.makes.is_some();
        let is_open =
            form && (self.given.lacks(&place) || required || !lacking.is_empty() || makes);
        for field in lacking {
            let what = What::Field(field, Of::Needed(kind, own), field.flag());
            self.items.push(Item::new(what));
        }
        for take in own.takes {
            let opt = of_take(take);
            if self.given.lacks(&opt) || is_open && !self.given.has(&opt) {
                let of = Of::Taken(kind, own, take.need);
                self.items
                    .push(Item::new(What::Field(take.field, of, opt.long())));
            }
        }
        self.is_form |= is_open;
        if !self.items.is_empty() && self.given.has(&place) && self.record.is_none() {
            self.open()?;
            if let Some(desk) = &self.desk {
                self.record = self.typed_record(desk)?;
            }
        }
        Ok(())
    }

    /// Asks for one field, where it has its place beside what was answered so far.
    pub(super) fn ask_field(&self, at: usize, back: bool) -> Result<Option<Reply<Answer>>> {
        let item = &self.items[at];
        let (What::Field(field, of, _), Some(desk)) = (&item.what, &self.desk) else {
            return Ok(None);
        };
        let Some(before) = self.so_far(desk, of)? else {
            return Ok(None);
        };
        let Some((required, preset)) = self.wanted(desk, &before, field, of)? else {
            return Ok(None);
        };
        let check = |value: Option<Value>| {
            let mut after = before.clone();
            after.set(field, value);
            self.check(desk, of, &after, field)
        };
        let question = Question {
            field,
            required,
            each: matches!(of, Of::New(kind) if kind.each.is_some_and(|each| each.id == field.id))
                && self.may_be_several(),
            preset: preset.as_ref(),
            before: item
                .answer
                .as_ref()
                .map(|answer| &answer.words[..])
                .filter(|words| !words.is_empty()),
            typing: &item.typing,
            back,
            check: &check,
            keep: &|typed| self.keep_draft(Some((at, typed))),
        };
        ask(desk, &self.prompter, &question)
    }

    /// Tells whether an answer that stands is still one; nothing where its question has no place now.
    pub(super) fn field_stands(&self, at: usize) -> Result<Option<bool>> {
        let item = &self.items[at];
        let (What::Field(field, of, _), Some(answer), Some(desk)) =
            (&item.what, &item.answer, &self.desk)
        else {
            return Ok(None);
        };
        let Some(before) = self.so_far(desk, of)? else {
            return Ok(None);
        };
        let Some((required, preset)) = self.wanted(desk, &before, field, of)? else {
            return Ok(None);
        };
        if answer.words.is_empty() {
            return Ok(Some(!required || preset.is_some()));
        }
        let one = if field.many { answer.words.len() } else { 1 };
        let mut parts = answer.words.chunks(one);
        let stands = parts.all(|part| {
            let value = desk.value(field, part);
            value.is_ok_and(|value| {
                let mut after = before.clone();
                after.set(field, value);
                self.check(desk, of, &after, field).is_ok()
            })
        });
        Ok(Some(stands))
    }

    /// Tells whether the command makes a record of each of several values.
    fn may_be_several(&self) -> bool {
        matches!(self.node, Node::Common(..))
    }

    fn check(&self, desk: &Desk, of: &Of, after: &Record, field: &'static Field) -> Result<()> {
        match of {
            Of::New(kind) => {
                check_so_far(desk, after, self.given)?;
                let day = kind.day.and_then(|day| after.day(day));
                refuse_absent(desk, after, [field], day.unwrap_or(desk.context.today))
            }
            // An edit is checked as a whole.
            Of::Edited => Ok(()),
            Of::Needed(_, step) | Of::Taken(_, step, _) => match &self.record {
                Some(known) => transition::check_taken(desk, step, known, after),
                None => Ok(()),
            },
        }
    }

    /// Returns the record as it is with what was typed and answered so far.
    fn so_far(&self, desk: &Desk, of: &Of) -> Result<Option<Record>> {
        let mut record = match of {
            Of::Edited => return Ok(None),
            Of::New(kind) => {
                let mut new = Record::empty(kind, RecordId([0; 16]));
                // What is missing of one is missing of all.
                let typed = typed_each(desk, kind, self.given)?.into_iter().next();
                for (field, value) in typed.unwrap_or_default() {
                    new.set(field, value);
                }
                new
            }
            Of::Needed(kind, _) | Of::Taken(kind, ..) => match &self.record {
                Some(known) => known.clone(),
                None => Record::empty(kind, RecordId([0; 16])),
            },
        };
        let kind = record.kind;
        let is_of = |own: &Of| match (own, of) {
            (Of::New(_), Of::New(_)) => true,
            (Of::New(_), _) | (_, Of::New(_)) => false,
            _ => true,
        };
        for item in self.items.iter().filter(|item| item.taken) {
            let (What::Field(field, own, _), Some(answer)) = (&item.what, &item.answer) else {
                continue;
            };
            if !is_of(own) || answer.words.is_empty() {
                continue;
            }
            let is_each = kind.each.is_some_and(|each| each.id == field.id);
            let words = if is_each {
                &answer.words[..1]
            } else {
                &answer.words[..]
            };
            record.set(field, desk.value(field, words)?);
        }
        Ok(Some(record))
    }

    /// Tells whether a field is asked for, whether it is needed, and what it is if nothing is answered.
    fn wanted(
        &self,
        desk: &Desk,
        before: &Record,
        field: &'static Field,
        of: &Of,
    ) -> Result<Option<(bool, Option<Value>)>> {
        let today = || Some(Value::Day(desk.context.today));
        let kind = match of {
            Of::Edited => return Ok(None),
            Of::Needed(..) => {
                let has = before.value(field).is_some();
                return Ok((!has).then_some((true, None)));
            }
            Of::Taken(_, _, need) => {
                let is_needed = *need == Need::Required || needed(before, field);
                let is_wanted = is_needed || !out_of_place(before, field);
                let preset = if *need == Need::Today { today() } else { None };
                return Ok(is_wanted.then_some((is_needed, preset)));
            }
            Of::New(kind) => kind,
        };
        if before.value(field).is_some() {
            return Ok(None);
        }
        if let Some(group) = exclusive(kind, field) {
            let chosen = self.items.iter().find_map(|item| match item.what {
                What::Which(..) if item.taken => item.answer.as_ref()?.words.first(),
                _ => None,
            });
            let is_typed = group.iter().any(|one| before.value(one).is_some());
            let is_chosen = chosen.is_some_and(|chosen| chosen == field.id);
            return Ok((!is_typed && is_chosen).then_some((true, None)));
        }
        let filled = filled_in(desk, before)?;
        let preset = filled.value(field).cloned();
        let needed = needed(before, field);
        if !self.is_form {
            return Ok((needed && preset.is_none()).then_some((true, None)));
        }
        let is_main = kind.title.is_some_and(|title| title.id == field.id);
        let is_asked = field.brief || field.asked || is_main || is_needed_next(&filled, field);
        let has_place = !out_of_place(before, field) && !stands_for_other(before, field);
        let wanted = needed || is_asked && has_place;
        let usual = || {
            let usual = self.usual.iter().find(|(own, _)| own.id == field.id);
            usual.and_then(|(_, value)| value.clone())
        };
        Ok(wanted.then(|| (needed, preset.or_else(usual))))
    }

    /// Asks which of several fields is filled in, of which only one may be.
    pub(super) fn ask_which(&self, at: usize, back: bool) -> Result<Option<Reply<Answer>>> {
        let item = &self.items[at];
        let (What::Which(kind, group), Some(desk)) = (&item.what, &self.desk) else {
            return Ok(None);
        };
        let before = self.so_far(desk, &Of::New(kind))?;
        let is_typed = |record: &Record| group.iter().any(|one| record.value(one).is_some());
        if before.as_ref().is_some_and(is_typed) {
            return Ok(None);
        }
        let lang = self.context.lang;
        let labels: Vec<String> = group
            .iter()
            .map(|one| one.label.get(lang).to_owned())
            .collect();
        let before = item.answer.as_ref().and_then(|answer| answer.words.first());
        let start = group
            .iter()
            .position(|one| before.is_some_and(|word| word == one.id));
        let question = labels.join(lang.pick("还是", " or "));
        let ask = Ask {
            back,
            ..Ask::plain(&question)
        };
        Ok(Some(
            match self.prompter.one(&ask, &labels, start.unwrap_or(0))? {
                Reply::Is(place) => Reply::Is(Answer::one(group[place].id, labels[place].clone())),
                Reply::Back => Reply::Back,
            },
        ))
    }

    /// Finds the record that was typed, and refuses before asking where the step is impossible.
    pub(super) fn typed_record(&self, desk: &Desk) -> Result<Option<Record>> {
        let Node::Step(kind, step) = self.node else {
            return Ok(None);
        };
        let records = self.given.records(&step::reference(kind, step), desk)?;
        for record in &records {
            transition::check(desk, step, record)?;
        }
        Ok(records.into_iter().next_back())
    }
}

/// Tells, before the file is opened, that nothing of a new record can be missing.
fn is_whole(
    kind: &'static Kind,
    fields: &[&'static Field],
    given: impl Fn(&&'static Field) -> bool,
) -> bool {
    let alone = |field: &&&Field| field.required && matches!(field.default, Preset::None);
    let may_lack = |rule: &Rule| match rule {
        Rule::ExactlyOne(group) => !group.iter().any(&given),
        Rule::NeededWhen { .. } => true,
        _ => false,
    };
    fields.iter().filter(|field| alone(field)).all(&given) && !kind.rules.iter().any(may_lack)
}

/// Returns the fields of which one is to be filled in, where this is one of them.
fn exclusive(kind: &'static Kind, field: &Field) -> Option<&'static [&'static Field]> {
    kind.rules.iter().find_map(|rule| match rule {
        Rule::ExactlyOne(fields) if fields.iter().any(|one| one.id == field.id) => Some(*fields),
        _ => None,
    })
}

/// Tells whether a record needs a field: always, or since another has a certain value.
pub(super) fn needed(record: &Record, field: &Field) -> bool {
    let by_rule = |rule: &Rule| match rule {
        Rule::NeededWhen {
            state,
            among,
            field: needed,
            instead,
        } => {
            let is_replaced = instead.is_some_and(|other| record.value(other).is_some());
            needed.id == field.id && is_among(record, state, among) && !is_replaced
        }
        _ => false,
    };
    field.required || record.kind.rules.iter().any(by_rule)
}

/// Tells whether a step that is possible from the beginning needs a field.
fn is_needed_next(new: &Record, field: &Field) -> bool {
    let mut begun = new.clone();
    if let Some(status) = new.kind.status {
        let state = new.kind.state_by(|field| new.value(field).is_some());
        begun.set(status, state.map(|state| Value::Text(state.to_owned())));
    }
    let needs = |step: &Step| step.needs.iter().any(|need| need.id == field.id);
    let mut steps = new.kind.steps.iter();
    steps.any(|step| needs(step) && begun.allows(step))
}

/// Tells whether a field has no place in a record: another has not a certain value, or entries tell it
/// that are still to come.
fn out_of_place(record: &Record, field: &Field) -> bool {
    let is_told =
        |follow: &Follow| matches!(follow, Follow::Latest { value, .. } if value.id == field.id);
    record.kind.follows.iter().any(is_told)
        || record.kind.rules.iter().any(|rule| match rule {
            Rule::OnlyWhen {
                state,
                among,
                field: only,
            } => only.id == field.id && !is_among(record, state, among),
            _ => false,
        })
}

/// Tells whether a field, if it were filled in, would mean another choice than was made: a village that
/// the visit was not to one, but to a household.
fn stands_for_other(record: &Record, field: &Field) -> bool {
    record.kind.all_fields().any(|state| match state.default {
        Preset::ByField(known, _) => {
            let means = known.iter().find(|(own, _)| own.id == field.id);
            let is_text = matches!(state.shape, Shape::Choice(_));
            let now = record.text(state);
            is_text && means.is_some_and(|(_, id)| now.is_some_and(|now| now != *id))
        }
        _ => false,
    })
}

fn is_among(record: &Record, state: &Field, among: &[&str]) -> bool {
    record.text(state).is_some_and(|now| among.contains(&now))
}

/// Returns what a form keeps out of the next one: that of which each record has its own, else what it is
/// called.
pub(super) fn changes_each_time(kind: &'static Kind) -> Option<&'static Field> {
    kind.each.or(kind.title)
}
