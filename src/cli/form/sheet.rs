//! The questions of a form in their order, with the answers so far.

use super::question::Answer;
use crate::model::kind::{Field, Kind, Need, Step};
use crate::options::Opt;
use crate::text::Lang;

/// A question of a form.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) what: What,
    /// What was answered, also before it was gone back from.
    pub(super) answer: Option<Answer>,
    /// What was being typed when the form was left.
    pub(super) typing: String,
    /// True if the answer stands without being asked for again.
    pub(super) settled: bool,
    /// True if the answer counts now.
    pub(super) taken: bool,
}

/// What a question asks for.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// The value of a field, behind this flag.
    Field(&'static Field, Of, String),
    /// An argument that the command requires.
    Gap(Opt),
    /// Which of these fields is filled in.
    Which(&'static Kind, &'static [&'static Field]),
}

/// The record whose field is asked for.
#[derive(Clone, Debug)]
pub(super) enum Of {
    /// The one that is edited.
    Edited,
    New(&'static Kind),
    /// The one that a step is taken for, which needs the field before.
    Needed(&'static Kind, &'static Step),
    /// The same, where the step takes the value.
    Taken(&'static Kind, &'static Step, Need),
}

impl Item {
    pub(super) fn new(what: What) -> Self {
        Self {
            what,
            answer: None,
            typing: String::new(),
            settled: false,
            taken: false,
        }
    }

    /// Returns by what a draft knows it.
    pub(super) fn key(&self) -> String {
        match &self.what {
            What::Field(_, _, flag) => flag.clone(),
            What::Gap(opt) => opt.id.to_owned(),
            What::Which(_, group) => {
                let ids: Vec<&str> = group.iter().map(|one| one.id).collect();
                ids.join("|")
            }
        }
    }

    pub(super) fn label(&self, lang: Lang) -> &'static str {
        match &self.what {
            What::Field(field, ..) => field.label.get(lang),
            What::Gap(opt) => opt.label.get(lang),
            What::Which(..) => lang.pick("其中一项", "One of these"),
        }
    }

    pub(super) fn is_of(&self, field: &Field) -> bool {
        matches!(self.what, What::Field(own, ..) if own.id == field.id)
    }
}
