//! Asking for the fields of a new record, and for those that a step takes.

use super::Asking;
use super::question::{Question, ask};
use crate::commands::node::Node;
use crate::commands::step;
use crate::desk::entry::{filled_in, typed_each};
use crate::desk::field::enterable;
use crate::desk::requirements::check_so_far;
use crate::desk::rules::check_rules;
use crate::desk::{Desk, transition};
use crate::error::Result;
use crate::model::kind::{Default as Preset, Field, Follow, Kind, Rule};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::{LIKE, of_field, quick};

impl Asking<'_> {
    /// Asks for the fields of a new record: of one of which nothing was typed its main fields, of
    /// any other those that are required.
    pub(super) fn entry(&mut self) -> Result<()> {
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
        let Some(desk) = &self.desk else {
            return Ok(());
        };
        let mut new = Record::empty(kind, RecordId([0; 16]));
        // What is missing of one is missing of all.
        let typed = typed_each(desk, kind, self.given)?.into_iter().next();
        for (field, value) in typed.unwrap_or_default() {
            new.set(field, value);
        }
        let mut options = Vec::new();
        for field in fields {
            if let Some((field, needed)) = self.wanted(desk, &new, field, form)? {
                options.extend(self.ask_new(desk, &mut new, field, needed)?);
            }
        }
        self.words.options.extend(options);
        Ok(())
    }

    /// Returns which field to ask for at the place of this one, if any, and whether it is needed.
    fn wanted(
        &self,
        desk: &Desk,
        new: &Record,
        field: &'static Field,
        form: bool,
    ) -> Result<Option<(&'static Field, bool)>> {
        if let Some(group) = exclusive(new.kind, field) {
            let first = group.first().is_some_and(|first| first.id == field.id);
            if !first || group.iter().any(|one| new.value(one).is_some()) {
                return Ok(None);
            }
            let lang = self.context.lang;
            let labels = group.iter().map(|one| one.label.get(lang).to_owned());
            let question = lang.pick("填哪一项", "Which of these");
            let place = self.prompter.one(question, labels.collect(), 0)?;
            return Ok(Some((group[place], true)));
        }
        let needed = needed(new, field);
        let wanted = if form {
            needed || (field.brief && !out_of_place(new, field))
        } else {
            needed && filled_in(desk, new)?.value(field).is_none()
        };
        let open = wanted && new.value(field).is_none();
        Ok(open.then_some((field, needed)))
    }

    /// Asks for one field of a new record, and sets it there.
    fn ask_new(
        &self,
        desk: &Desk,
        new: &mut Record,
        field: &'static Field,
        required: bool,
    ) -> Result<Vec<String>> {
        let filled = filled_in(desk, new)?;
        let preset = filled.value(field);
        let check = |value: Option<Value>| {
            let mut after = new.clone();
            after.set(field, value);
            check_so_far(desk, &after, self.given)
        };
        let question = Question {
            field,
            required: required && preset.is_none(),
            preset,
            check: &check,
        };
        let answers = ask(desk, self.prompter, &question)?;
        if !answers.is_empty() {
            new.set(field, desk.value(field, &answers)?);
        }
        Ok(flags(&field.flag(), answers))
    }

    /// Asks for a value that a step takes.
    pub(super) fn take(&mut self, field: &'static Field, flag: &str) -> Result<()> {
        self.open()?;
        let Some(desk) = &self.desk else {
            return Ok(());
        };
        let known = match &self.record {
            Some(known) => Some(known.clone()),
            None => self.typed_record(desk)?,
        };
        let check = |value: Option<Value>| {
            let Some(mut after) = known.clone() else {
                return Ok(());
            };
            after.set(field, value);
            check_rules(desk, &after)
        };
        let question = Question {
            field,
            required: true,
            preset: None,
            check: &check,
        };
        let answers = ask(desk, self.prompter, &question)?;
        self.words.options.extend(flags(flag, answers));
        Ok(())
    }

    /// Finds the record that was typed, and refuses before asking where the step is impossible.
    fn typed_record(&self, desk: &Desk) -> Result<Option<Record>> {
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
fn needed(record: &Record, field: &Field) -> bool {
    let by_rule = |rule: &Rule| match rule {
        Rule::NeededWhen {
            state,
            among,
            field: needed,
        } => needed.id == field.id && is_among(record, state, among),
        _ => false,
    };
    field.required || record.kind.rules.iter().any(by_rule)
}

/// Tells whether a field has no place in a new record: another has not a certain value, or entries tell it
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

fn is_among(record: &Record, state: &Field, among: &[&str]) -> bool {
    record.text(state).is_some_and(|now| among.contains(&now))
}

fn flags(flag: &str, answers: Vec<String>) -> Vec<String> {
    let words = |answer| [format!("--{flag}"), answer];
    answers.into_iter().flat_map(words).collect()
}
