//! The tree of commands as data: those of [`super::GROUPS`], and below every kind's noun those that follow
//! from the kind. The parser, dispatch, completion and help walk it.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use super::everywhere::asked_about;
use super::record::{self, Common};
use super::set::DRY_RUN;
use super::verb::{Does, Verb};
use super::{calendar, report, step, undo};
use crate::commands::everywhere::OUTPUT;
use crate::desk::onward::{self, Onward};
use crate::desk::{Answer, Context, Desk, proposals};
use crate::error::Result;
use crate::model::kind::{Default as Preset, Kind, Step};
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes, of_field};
use crate::text::Lang;

/// A place in the tree of commands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    Verb(&'static Verb),
    Noun(&'static Kind),
    /// A verb that every kind has, or some have alike.
    Common(&'static Kind, &'static Common),
    /// A kind's own verb.
    Step(&'static Kind, &'static Step),
}

impl Node {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Verb(verb) => verb.id,
            Self::Noun(kind) => kind.id,
            Self::Common(_, common) => common.id,
            Self::Step(_, step) => step.verb,
        }
    }

    /// Returns what it is also called.
    pub(crate) fn alias(self) -> Option<&'static str> {
        match self {
            Self::Common(_, common) => common.alias,
            _ => None,
        }
    }

    /// Says what it does.
    pub(crate) fn about(self, lang: Lang) -> Cow<'static, str> {
        let name = |kind: &Kind| kind.name.get(lang);
        match self {
            Self::Verb(verb) => verb.about.get(lang).into(),
            Self::Noun(kind) => lang
                .pick(
                    format!("{}：登记、查看、修改", name(kind)),
                    format!("Add, list and edit: {}", name(kind)),
                )
                .into(),
            Self::Common(kind, common) => {
                common.about.get(lang).replace("{kind}", name(kind)).into()
            }
            Self::Step(_, step) => step.about.get(lang).into(),
        }
    }

    /// Returns what stands below it.
    pub(crate) fn below(self) -> Vec<Self> {
        match self {
            Self::Verb(verb) => match verb.does {
                Does::Group(verbs, _) => verbs.iter().map(Self::Verb).collect(),
                _ => Vec::new(),
            },
            Self::Noun(kind) => {
                let common = record::VERBS.iter().filter(|one| (one.is_of)(kind));
                let common = common.map(|one| Self::Common(kind, one));
                let own = kind.steps.iter().map(|step| Self::Step(kind, step));
                common.chain(own).collect()
            }
            Self::Common(..) | Self::Step(..) => Vec::new(),
        }
    }

    /// Tells whether it does nothing without a command below it.
    pub(crate) fn is_bare_group(self) -> bool {
        match self {
            Self::Verb(verb) => matches!(verb.does, Does::Group(_, None)),
            Self::Noun(_) => true,
            _ => false,
        }
    }

    pub(crate) fn options(self) -> Cow<'static, [Opt]> {
        match self {
            Self::Verb(verb) => verb.options.into(),
            Self::Noun(_) => (&[]).into(),
            Self::Common(kind, common) => (common.options)(kind).into(),
            Self::Step(kind, step) => step::options(kind, step).into(),
        }
    }

    /// Tells whether it changes several records as one, as it was called.
    pub(crate) fn changes_set(self, given: Given) -> bool {
        let options = self.options();
        let has = |own: &Opt| options.iter().any(|opt| opt.id == own.id);
        let place = options.iter().find(|opt| opt.by_place && opt.many);
        let Some(place) = place.filter(|opt| !matches!(opt.takes, Takes::File)) else {
            return false;
        };
        has(&DRY_RUN) && !given.has(&DRY_RUN) && given.texts(place).count() != 1
    }

    /// Tells whether it is this one of the tables.
    pub(crate) fn is(self, verb: &Verb) -> bool {
        matches!(self, Self::Verb(own) if std::ptr::eq(own, verb))
    }

    /// Tells whether it answers with days that a calendar can hold.
    pub(crate) fn makes_calendars(self) -> bool {
        self.is(&calendar::VERB) || self.is(report::notices())
    }

    /// Tells whether it makes files, of which the format is theirs.
    pub(crate) fn makes_files(self) -> bool {
        match self {
            Self::Verb(verb) => matches!(verb.does, Does::Files(..)),
            Self::Common(_, common) => common.makes_file,
            Self::Noun(_) | Self::Step(..) => false,
        }
    }

    /// Returns what it would be refused without, though the parser asks for none of it: the fields
    /// that a record needs which it makes, something to change, or the file that it is to make.
    pub(crate) fn expects(self) -> Vec<Opt> {
        let entered = self.kind().and_then(|kind| step::entered(kind, self.id()));
        match (self, entered) {
            (Self::Verb(verb), _) => match verb.does {
                Does::Files(_, Some(file)) => vec![OUTPUT.such_as(file, file)],
                _ => Vec::new(),
            },
            (Self::Common(kind, common), _) => (common.expects)(kind).into_iter().collect(),
            (Self::Step(..), Some((made, linked))) => {
                let needed = made.all_fields().filter(|field| {
                    let is_open = field.required && matches!(field.default, Preset::None);
                    is_open && linked != Some(field.id)
                });
                needed.map(|field| of_field(made, field)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Tells whether a word names it.
    pub(crate) fn is_called(self, word: &str) -> bool {
        self.id() == word || self.alias() == Some(word)
    }

    /// Tells whether a Chinese word names it; of a noun the beginning does.
    pub(crate) fn is_called_in_chinese(self, word: &str) -> bool {
        match self {
            Self::Noun(kind) => {
                word.chars().nth(1).is_some() && kind.name.get(Lang::Zh).starts_with(word)
            }
            other => other.chinese().contains(&word),
        }
    }

    /// Returns the Chinese words that name it.
    pub(crate) fn chinese(self) -> Vec<&'static str> {
        match self {
            Self::Verb(verb) => verb.called.to_vec(),
            Self::Noun(kind) => vec![kind.name.get(Lang::Zh)],
            Self::Common(_, common) => vec![common.called],
            Self::Step(_, step) => vec![step.called, step.about.get(Lang::Zh)],
        }
    }

    /// Returns the kind that it is about.
    pub(crate) fn kind(self) -> Option<&'static Kind> {
        match self {
            Self::Verb(_) => None,
            Self::Noun(kind) | Self::Common(kind, _) | Self::Step(kind, _) => Some(kind),
        }
    }

    pub(crate) fn run(self, given: Given, context: &Context) -> Result<Answer> {
        match self {
            Self::Verb(verb) => match verb.does {
                Does::Answer(run) | Does::Files(run, _) => {
                    let mut answer = run(given, context)?;
                    if !context.made.borrow().proposals.is_empty() {
                        proposals::announce(&Desk::open(context)?, &mut answer)?;
                    }
                    if has_saved(context) && context.db.exists() {
                        answer.onward = self.onward(&Desk::open(context)?, &answer)?;
                    }
                    Ok(answer)
                }
                Does::AsOf(run) => run(given, &asked_about(given, context)?),
                Does::Report(make) => report::run(make, given, &asked_about(given, context)?),
                Does::AtDesk(run) => self.at_desk(context, |desk| run(given, desk)),
                Does::Group(_, Some(obvious)) => Self::Verb(obvious).run(given, context),
                Does::Group(_, None) | Does::Itself => Ok(Answer::default()),
            },
            Self::Noun(_) => Ok(Answer::default()),
            Self::Common(kind, common) => {
                self.at_desk(context, |desk| (common.run)(desk, kind, given))
            }
            Self::Step(kind, step) => {
                self.at_desk(context, |desk| step::run(desk, kind, step, given))
            }
        }
    }

    /// Does something at the desk, and says which of what it wrote are proposals, else what comes next.
    fn at_desk(
        self,
        context: &Context,
        run: impl FnOnce(&Desk) -> Result<Answer>,
    ) -> Result<Answer> {
        let desk = Desk::open(context)?;
        let mut answer = run(&desk)?;
        let only_proposes = {
            let made = context.made.borrow();
            !made.counts && !made.proposals.is_empty()
        };
        if only_proposes {
            // Nothing of what it says is done.
            answer.notes.clear();
        } else if has_saved(context) {
            answer.onward = self.onward(&desk, &answer)?;
        }
        proposals::announce(&desk, &mut answer)?;
        Ok(answer)
    }

    /// Finds out what comes after a command that wrote.
    fn onward(self, desk: &Desk, answer: &Answer) -> Result<Option<Onward>> {
        let written = match &answer.page {
            Some(Page::Listing(listing)) if self.kind().is_some() => &listing.records[..],
            _ => &[],
        };
        let next = match written {
            [record] => onward::next(desk, record)?,
            _ => None,
        };
        let may_undo = match self {
            // The journal has what they wrote last.
            Self::Common(_, common) => common.is_undoable,
            Self::Step(..) => true,
            Self::Verb(verb) => !undo::turns(verb) && desk.store.journal()?.ends_undoable(),
            Self::Noun(_) => false,
        };
        Ok((next.is_some() || may_undo).then_some(Onward { next, may_undo }))
    }
}

/// Tells whether a command has changed the file.
fn has_saved(context: &Context) -> bool {
    context.saved.load(Ordering::Relaxed)
}
