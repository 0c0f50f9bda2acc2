//! The kinds of records, one file each. Declarations only: what follows from them is elsewhere.

pub(crate) mod acceptance;
pub(crate) mod attachment;
pub(crate) mod deposit;
pub(crate) mod disclosure;
pub(crate) mod duty;
pub(crate) mod evaluation;
pub(crate) mod heading;
pub(crate) mod household;
pub(crate) mod inspection;
pub(crate) mod mechanism;
pub(crate) mod notice;
pub(crate) mod opinion;
pub(crate) mod pair;
pub(crate) mod passage;
pub(crate) mod person;
pub(crate) mod phase;
pub(crate) mod plan;
pub(crate) mod pledge;
pub(crate) mod post;
pub(crate) mod problem;
pub(crate) mod progress;
pub(crate) mod publicity;
pub(crate) mod reception;
pub(crate) mod research;
pub(crate) mod saved_list;
pub(crate) mod service;
pub(crate) mod setting;
pub(crate) mod spelling;
pub(crate) mod study;
pub(crate) mod submission;
pub(crate) mod survey;
pub(crate) mod unit;
pub(crate) mod visit;

use crate::model::identity::IDENTITY;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::{office, share};

/// Every kind that a file can hold, those with refs in the order in which ledgers list them.
pub(crate) static KINDS: &[&Kind] = &[
    &unit::KIND,
    &person::KIND,
    &household::KIND,
    &pair::KIND,
    &pledge::KIND,
    &progress::KIND,
    &evaluation::KIND,
    &visit::KIND,
    &reception::KIND,
    &opinion::KIND,
    &service::KIND,
    &study::KIND,
    &research::KIND,
    &problem::KIND,
    &survey::KIND,
    &mechanism::KIND,
    &publicity::KIND,
    &inspection::KIND,
    &submission::KIND,
    &passage::KIND,
    &post::KIND,
    &duty::KIND,
    &attachment::KIND,
    &notice::KIND,
    &plan::KIND,
    &setting::KIND,
    &phase::KIND,
    &disclosure::KIND,
    &acceptance::KIND,
    &deposit::KIND,
    &share::KIND,
    &office::KIND,
    &saved_list::KIND,
    &heading::KIND,
    &spelling::KIND,
    &IDENTITY,
];

/// Kinds that are a noun of the command line, with numbered records.
pub(crate) fn nouns() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied().filter(|kind| kind.letter.is_some())
}

/// Kinds with numbered records other than those of the roster, which every office has.
pub(crate) fn deeds() -> impl Iterator<Item = &'static Kind> {
    let roster = [unit::KIND.id, person::KIND.id, post::KIND.id];
    nouns().filter(move |kind| !roster.contains(&kind.id))
}

/// Returns the kind of the files that are attached to records.
pub(crate) fn attached() -> &'static Kind {
    &attachment::KIND
}

/// Returns by what records are sorted as ledgers list them: the place of the kind, then the ref.
pub(crate) fn place(record: &Record) -> (Option<usize>, Option<Ref>) {
    let place = KINDS.iter().position(|kind| kind.id == record.kind.id);
    (place, Ref::parse(record.ref_text(), ""))
}

/// Finds a kind by its identifier.
pub(crate) fn find(id: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.id == id)
}

/// Finds the kind of a noun that is typed.
pub(crate) fn noun(id: &str) -> Option<&'static Kind> {
    nouns().find(|kind| kind.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::kind::{BECAUSE_KEY, Default, FILLED, Rule, SALT_KEY, Shape, Since, State};

    #[test]
    fn letters_and_identifiers_are_used_once() {
        let ids: BTreeSet<_> = KINDS.iter().map(|kind| kind.id).collect();
        let letters: BTreeSet<_> = nouns().filter_map(|kind| kind.letter).collect();
        assert_eq!(ids.len(), KINDS.len());
        assert_eq!(letters.len(), nouns().count());
    }

    #[test]
    fn what_somebody_answers_for_says_until_when() {
        for kind in KINDS {
            let answers = kind.all_fields().any(|field| field.answers);
            assert_eq!(answers, !kind.open.is_empty(), "{}", kind.id);
        }
    }

    #[test]
    fn declarations_fit_together() {
        for kind in KINDS {
            let fields: BTreeSet<_> = kind.all_fields().map(|field| field.id).collect();
            assert_eq!(
                fields.len(),
                kind.all_fields().count(),
                "{}: doubles",
                kind.id
            );
            for key in [BECAUSE_KEY, SALT_KEY] {
                assert!(!fields.contains(key), "{}", kind.id);
            }
            assert!(
                fields.len() <= 64,
                "{}: the fold keeps a bit a field",
                kind.id
            );
            for field in kind.all_fields() {
                if let Shape::Reference(targets) = field.shape {
                    assert!(targets.iter().all(|id| find(id).is_some()), "{}", field.id);
                }
                if let (Default::Id(id), Shape::Choice(choices)) = (field.default, field.shape) {
                    assert!(choices.iter().any(|choice| choice.id == id), "{}", field.id);
                }
            }
            for rule in kind.rules {
                if let Rule::NamesWhen { state, among, .. }
                | Rule::NeededWhen { state, among, .. }
                | Rule::OnlyWhen { state, among, .. } = rule
                {
                    let known = |id: &&str| state.choices().iter().any(|choice| choice.id == *id);
                    assert!(among.iter().all(known), "{} {}", kind.id, state.id);
                }
            }
            // What has no name is not one of the states that follow one another.
            let is_one = |state: &&State| !state.id.is_empty() || kind.status.is_none();
            let states = kind.states.iter().filter(is_one);
            let days = states.filter_map(|state| match state.since {
                Since::Day(day) => Some(day),
                _ => None,
            });
            let mut before: Vec<_> = kind.day.into_iter().collect();
            for day in days {
                for first in &before {
                    let is_told = kind.rules.iter().any(|rule| {
                        matches!(rule, Rule::NotBefore { earlier, later }
                            if earlier.id == first.id && later.id == day.id)
                    });
                    let is_other = [first.id, day.id] == ["finished_on", "withdrawn_on"];
                    assert!(
                        is_told || is_other,
                        "{}: {} after {}",
                        kind.id,
                        day.id,
                        first.id
                    );
                }
                if kind.status.is_some() {
                    before.push(day);
                }
            }
            for step in kind.steps {
                let choices_of = |field: &crate::model::kind::Field| -> Vec<&str> {
                    field.choices().iter().map(|choice| choice.id).collect()
                };
                for guard in step.guards {
                    let known = choices_of(guard.field);
                    let fits = |id: &&str| id.is_empty() || *id == FILLED || known.contains(id);
                    assert!(guard.among.iter().all(fits), "{} {}", kind.id, step.verb);
                }
                if let Some(makes) = &step.makes {
                    let names = find(makes.kind).and_then(|made| made.field(makes.names));
                    assert!(
                        names.is_some_and(|names| names.may_name(kind)),
                        "{}",
                        step.verb
                    );
                }
                for take in step.takes {
                    assert!(fields.contains(take.field.id), "{} {}", kind.id, step.verb);
                }
            }
        }
    }
}
