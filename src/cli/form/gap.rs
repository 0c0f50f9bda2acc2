//! Asking for an argument that a command requires, by what it takes.

use super::Asking;
use super::ask::{Ask, Reply};
use super::question::{Answer, Question, ask, pick, wrong};
use super::sheet::Item;
use crate::commands::choices::{self, Offer};
use crate::commands::conflict;
use crate::commands::proposal::NoProposals;
use crate::desk::input;
use crate::error::{Error, Fault, Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::{Field, Kind, Step};
use crate::model::record::Record;
use crate::model::reference::is_code;
use crate::options::{Opt, Takes};
use crate::text::Lang;

impl Asking<'_> {
    pub(super) fn fill(
        &mut self,
        gap: &Opt,
        at: usize,
        back: bool,
    ) -> Result<Option<Reply<Answer>>> {
        let lang = self.lang();
        let reply = match gap.takes {
            // What it means cannot be guessed for anybody.
            Takes::Flag => return Ok(None),
            Takes::Value(field) => return self.value(field, at, back),
            Takes::Record([kind, ..]) => match kinds::find(kind) {
                Some(kind) => self.reference(kind, None, at, back)?,
                None => self.text(gap, at, back)?,
            },
            Takes::Step(kind, step) => self.reference(kind, Some(step), at, back)?,
            Takes::Conflict => {
                let known = conflict::undecided(self.open()?)?;
                if known.is_empty() {
                    return Err(NoConflict.into());
                }
                self.offered(&gap.help(lang), &known, numbered, back)?
            }
            Takes::Phase | Takes::Proposal => {
                let given = self.given;
                let known = choices::held(self.open()?, gap.takes, given)?;
                if known.is_empty() && matches!(gap.takes, Takes::Proposal) {
                    return Err(NoProposals.into());
                }
                self.offered(&gap.help(lang), &known, numbered, back)?
            }
            Takes::Verdict(number) => self.verdict(gap, number, at, back)?,
            Takes::Kind(_) | Takes::Word(_) => {
                let known = choices::fixed(gap.takes, lang).unwrap_or_default();
                self.offered(gap.label.get(lang), &known, labelled, back)?
            }
            _ => self.text(gap, at, back)?,
        };
        Ok(Some(reply))
    }

    /// Asks for one of what is told apart by its words or numbers.
    fn offered(
        &self,
        question: &str,
        known: &[Offer],
        line: fn(&Offer) -> String,
        back: bool,
    ) -> Result<Reply<Answer>> {
        let items: Vec<String> = known.iter().map(line).collect();
        let named = |typed: &str| {
            let typed = input::normalised(typed).to_lowercase();
            let is_it = |(id, label): &Offer| *id == typed || *label == typed;
            known.iter().position(is_it).ok_or_else(String::new)
        };
        let ask = Ask {
            back,
            named: &named,
            ..Ask::plain(question)
        };
        Ok(match self.prompter.one(&ask, &items, 0)? {
            Reply::Is(place) => {
                Reply::Is(Answer::one(known[place].0.clone(), items[place].clone()))
            }
            Reply::Back => Reply::Back,
        })
    }

    /// Asks which record is meant, among those for which the step is possible now.
    fn reference(
        &mut self,
        kind: &'static Kind,
        step: Option<&'static Step>,
        at: usize,
        back: bool,
    ) -> Result<Reply<Answer>> {
        self.open()?;
        let Some(desk) = &self.desk else {
            return Ok(Reply::Back);
        };
        let lang = self.context.lang;
        let fits = |record: &Record| step.is_none_or(|step| record.allows(step));
        let name = kind.name.get(lang);
        let question = lang.pick(format!("选择{name}"), format!("Which {name}"));
        let before = self.items[at].answer.as_ref();
        let picked = pick(
            desk,
            &self.prompter,
            &[kind],
            (&question, back),
            before,
            fits,
        )?;
        Ok(match picked {
            Reply::Is((record, answer)) => {
                self.record = Some(record);
                Reply::Is(answer)
            }
            Reply::Back => Reply::Back,
        })
    }

    /// Asks for the value of a field that an option takes.
    fn value(
        &mut self,
        field: &'static Field,
        at: usize,
        back: bool,
    ) -> Result<Option<Reply<Answer>>> {
        self.open()?;
        let Some(desk) = &self.desk else {
            return Ok(None);
        };
        let Item { answer, typing, .. } = &self.items[at];
        let question = Question {
            field,
            required: true,
            each: false,
            preset: None,
            before: answer.as_ref().map(|answer| &answer.words[..]),
            typing,
            back,
            check: &|_| Ok(()),
            keep: &|_| {},
        };
        ask(desk, &self.prompter, &question)
    }

    /// Asks which value of a conflict is to stand.
    fn verdict(&mut self, gap: &Opt, number: &Opt, at: usize, back: bool) -> Result<Reply<Answer>> {
        let lang = self.lang();
        let typed = self.given.text(number).map(str::to_owned);
        let number = typed
            .or_else(|| self.answered(number.id))
            .unwrap_or_default();
        let (known, may_differ) = conflict::values(self.open()?, &number)?;
        let mut items: Vec<String> = known.iter().map(|(_, words)| words.clone()).collect();
        if may_differ {
            items.push(lang.pick("（另写）", "(another value)").to_owned());
        }
        let ask = Ask {
            back,
            ..Ask::plain(gap.label.get(lang))
        };
        let place = match self.prompter.one(&ask, &items, 0)? {
            Reply::Is(place) => place,
            Reply::Back => return Ok(Reply::Back),
        };
        if let Some((take, words)) = known.get(place) {
            return Ok(Reply::Is(Answer {
                flag: Some(gap.long()),
                ..Answer::one(take.clone(), words.clone())
            }));
        }
        self.prompter.forget();
        Ok(match self.text(&conflict::VALUE, at, true)? {
            Reply::Is(answer) => Reply::Is(Answer {
                flag: Some(conflict::VALUE.long()),
                ..answer
            }),
            Reply::Back => Reply::Back,
        })
    }

    fn text(&self, gap: &Opt, at: usize, back: bool) -> Result<Reply<Answer>> {
        let lang = self.lang();
        let check = |typed: &str| {
            let words = |error: Error| wrong(&error, lang);
            let text = input::text(gap.id, typed).map_err(words)?;
            let is_code = is_code(&input::normalised(typed).to_uppercase());
            if matches!(gap.takes, Takes::Code) && !is_code {
                return Err(words(input::bad(gap.id, typed, Fault::NotACode)));
            }
            Ok(text)
        };
        let help = gap.help(lang);
        let ask = Ask {
            back,
            ..Ask::plain(&help)
        };
        let before = self.items[at].answer.as_ref();
        let before = before
            .map(|answer| answer.words.concat())
            .unwrap_or_default();
        Ok(match self.prompter.text(&ask, (&before, false), &check)? {
            Reply::Is(typed) => Reply::Is(Answer::one(typed.clone(), typed)),
            Reply::Back => Reply::Back,
        })
    }
}

fn numbered((number, about): &Offer) -> String {
    format!("{number} {about}")
}

fn labelled((id, label): &Offer) -> String {
    match label {
        label if label.is_empty() || label == id => id.clone(),
        label => format!("{label} {id}"),
    }
}

/// No conflict that is undecided.
#[derive(Debug)]
struct NoConflict;

impl Refusal for NoConflict {
    fn said(&self, lang: Lang) -> Said {
        let sentence = lang.pick("没有待处理的冲突", "there is no conflict that is undecided");
        Said::new("no-such-conflict", sentence).of("N")
    }
}
