//! Drafts of forms: offered when a form is opened, kept with every answer.

use chrono::DateTime;

use super::Asking;
use super::ask::{Ask, Reply};
use super::question::Answer;
use crate::cli::{say, width};
use crate::commands::node::Node;
use crate::desk::Desk;
use crate::desk::drafts::{self, Draft, Kept};
use crate::error::Result;
use crate::render;
use crate::text::{Lang, Text, text};

/// By what a draft knows the record that a form is about.
const REF: &str = "REF";
/// Stands before the number of a process in the name of a form that was open beside another of its verb.
const BESIDE: &str = " #";
/// Said to whoever leaves a form.
const DRAFT_KEPT: Text = text(
    "已填的存为草稿，下次打开这张表时可以接着填",
    "What was filled in is kept as a draft, to go on with when this form is opened again",
);

impl Asking<'_> {
    /// Names the form by its noun and verb, and by the ref of the record that it is about.
    pub(super) fn form(&self) -> Option<String> {
        let verb = self.verb()?;
        let form = match &self.record {
            Some(record) => format!("{verb} {}", record.ref_text()),
            None => verb,
        };
        Some(form + &self.beside.borrow())
    }

    fn verb(&self) -> Option<String> {
        let kind = self.node.kind()?;
        Some(format!("{} {}", kind.id, self.node.id()))
    }

    pub(super) fn draft(&self) -> Option<Draft> {
        let form = self.form().filter(|_| self.is_form)?;
        self.context.drafts.find(&self.context.db, &form)
    }

    /// Offers the draft of the form, where there is one, and takes its answers.
    pub(super) fn take_up_draft(&mut self) -> Result<()> {
        if !self.is_form {
            return Ok(());
        }
        self.open()?;
        self.context.drafts.remove_old(self.context.now);
        let about = |draft: &Draft| {
            let kept = draft.answers.iter().find(|one| one.of == REF);
            kept.and_then(|one| one.words.first().cloned())
        };
        let fits = |draft: &Draft| match (&self.record, about(draft)) {
            (Some(record), kept) => kept.is_some_and(|kept| kept == record.ref_text()),
            (None, Some(kept)) => self.can_go_on_with(&kept),
            (None, None) => true,
        };
        let verb = self.verb().unwrap_or_default();
        let begun = self.context.drafts.begun(&self.context.db, &verb);
        let is_free = |draft: &Draft| !draft.is_open_elsewhere() && fits(draft);
        let Some(draft) = begun.into_iter().find(is_free) else {
            return Ok(());
        };
        let reference = about(&draft);
        let lang = self.lang();
        let answers = draft.answers.iter().filter(|one| !one.shown.is_empty());
        let typing = draft.typing.iter().map(|(_, text)| text.clone());
        let told: Vec<String> = answers.map(|one| one.shown.clone()).chain(typing).collect();
        let told = lang.join(&told);
        let at = DateTime::from_timestamp_millis(draft.at).unwrap_or_default();
        let at = at.with_timezone(&self.context.offset);
        let at = match &draft.shown_on {
            Some(day) => format!("{day} {}", at.format("%H:%M")),
            None => at.format("%m-%d %H:%M").to_string(),
        };
        let question = lang.pick(
            format!("{at} 没填完的草稿（{told}）"),
            format!("A draft of {at} ({told})"),
        );
        let ways = lang.pick(
            ["接着填", "不要了，重新填"],
            ["Go on with it", "Start anew"],
        );
        let ways = ways.map(str::to_owned);
        let chosen = self.prompter.one(&Ask::plain(&question), &ways, 0)?;
        self.prompter.unsay()?;
        if !matches!(chosen, Reply::Is(0)) {
            self.context.drafts.remove(&self.context.db, &draft.form);
            return Ok(());
        }
        // It goes on under its own name.
        let beside = draft
            .form
            .find(BESIDE)
            .map(|at| draft.form[at..].to_owned());
        self.beside.replace(beside.unwrap_or_default());
        self.kept.replace(Some(draft.form.clone()));
        for item in &mut self.items {
            let key = item.key();
            if let Some(kept) = draft.answers.iter().find(|one| one.of == key) {
                item.answer = Some(Answer::of(kept.words.clone(), kept.shown.clone()));
                item.settled = true;
            }
            if let Some((_, text)) = draft.typing.as_ref().filter(|(of, _)| *of == key) {
                item.typing.clone_from(text);
                item.settled = false;
            }
        }
        if let (None, Some(kept), Some(kind), Some(desk)) =
            (&self.record, &reference, self.node.kind(), &self.desk)
        {
            self.record = Some(desk.find(&[kind.id], kept)?);
        }
        Ok(())
    }

    /// Tells whether the step of the form is still possible for a record.
    fn can_go_on_with(&self, reference: &str) -> bool {
        let (Node::Step(kind, step), Some(desk)) = (self.node, &self.desk) else {
            return false;
        };
        let found = desk.find(&[kind.id], reference);
        found.is_ok_and(|record| record.allows(step))
    }

    /// Keeps what was answered so far, and what is being typed.
    pub(super) fn keep_draft(&self, typing: Option<(usize, &str)>) {
        if self.is_form && self.kept.borrow().is_none() {
            self.stand_beside();
        }
        let Some(form) = self.form().filter(|_| self.is_form) else {
            return;
        };
        // Another record was chosen than before.
        let before = self.kept.replace(Some(form.clone()));
        if let Some(before) = before.filter(|before| *before != form) {
            self.context.drafts.remove(&self.context.db, &before);
        }
        let kept = self.items.iter().filter(|item| item.taken);
        let mut answers: Vec<Kept> = kept
            .filter_map(|item| {
                let answer = item.answer.clone()?;
                let (words, shown) = (answer.words, answer.shown);
                let of = item.key();
                Some(Kept { of, words, shown })
            })
            .collect();
        let typing = typing.filter(|(_, text)| !text.trim().is_empty());
        let typing = typing.map(|(at, text)| (self.items[at].key(), text.to_owned()));
        if answers.is_empty() && typing.is_none() {
            return self.context.drafts.remove(&self.context.db, &form);
        }
        if let Some(record) = &self.record
            && !answers.iter().any(|one| one.of == REF)
        {
            let reference = record.ref_text().to_owned();
            let (of, words) = (REF.to_owned(), vec![reference.clone()]);
            let shown = reference;
            answers.insert(0, Kept { of, words, shown });
        }
        let file = drafts::whole(&self.context.db);
        let at = self.context.now;
        let day = self.desk.as_ref().map(Desk::logged_on);
        self.context.drafts.keep(&Draft {
            file,
            form,
            at,
            answers,
            typing,
            shown_on: day.map(|day| day.format("%m-%d").to_string()),
            process: drafts::own_process(),
        });
    }

    /// Takes a name of its own for the draft, where there is one of the same form that this one does not go
    /// on with.
    fn stand_beside(&self) {
        let other = self.draft();
        if let Some(process) = drafts::own_process()
            && other.is_some()
        {
            self.beside.replace(format!("{BESIDE}{process}"));
        }
    }
}

/// Says that what was filled in is kept.
pub(super) fn note_draft(lang: Lang) {
    say(&render::broken(DRAFT_KEPT.get(lang), width()));
}
