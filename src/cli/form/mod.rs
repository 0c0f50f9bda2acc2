//! Asking on a terminal for what a command line leaves out.
//!
//! Its questions follow from the declarations of kinds and of options. The answers
//! become further words of the command line, which is then read like any other: no command knows
//! that it was asked for, and whoever leaves has run none.

mod doubt;
mod entry;
mod prompt;
mod question;

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::ArgMatches;
use clap::error::ErrorKind;

use super::environment::{Environment, context};
use super::tree::{gaps, located, parse_part};
use crate::commands::choices::{self, Offer};
use crate::commands::everywhere::{NO_INPUT, QUIET};
use crate::commands::node::Node;
use crate::commands::proposal::NoProposals;
use crate::commands::{campaign, conflict, init, undo};
use crate::desk::{Context, Desk, input};
use crate::error::{Error, Fault, Naming, Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::{Kind, Step, YES_NO};
use crate::model::record::Record;
use crate::model::reference::is_code;
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, quoted};
pub(super) use doubt::settled;
use prompt::Prompter;
pub(super) use question::lines_of;

/// Words to add to a command line.
#[derive(Debug, Default)]
pub(super) struct AddedWords {
    pub(super) options: Vec<String>,
    pub(super) positionals: Vec<String>,
}

/// Tells whether somebody sits at a terminal and can be asked.
pub(super) fn is_attended(args: &[OsString], environment: &Environment) -> bool {
    std::io::stdin().is_terminal()
        && std::io::stderr().is_terminal()
        && !environment.has_dumb_terminal()
        && !args
            .iter()
            .any(|arg| arg == "--" || *arg == *format!("--{}", NO_INPUT.id))
}

/// Asks whether what was shown of a set is to be written.
///
/// # Errors
/// If it is not.
pub(super) fn confirm(context: &Context) -> Result<()> {
    let (lang, colour) = (context.lang, context.colour);
    let question = lang.pick("写入以上改动", "Write these changes");
    let is_wanted = Prompter { lang, colour }.yes(question)?;
    is_wanted.then_some(()).ok_or(Error::Left)
}

/// Asks for what is missing, and returns the completed command line; `None` where nothing is
/// missing, or something else is wrong.
///
/// # Errors
/// If the user leaves, or what was typed before is refused.
pub(super) fn completed(
    parsed: &std::result::Result<ArgMatches, clap::Error>,
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Vec<OsString>>> {
    let partial;
    let matches = match parsed {
        Ok(matches) => matches,
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
            let Some(found) = parse_part(args, lang) else {
                return Ok(None);
            };
            partial = found;
            &partial
        }
        Err(_) => return Ok(None),
    };
    let (Some(node), given) = located(matches) else {
        return Ok(None);
    };
    if given.has(&QUIET) {
        return Ok(None);
    }
    let context = context(given, environment, lang)?;
    let mut asking = Asking {
        node,
        given,
        prompter: Prompter {
            lang,
            colour: context.colour,
        },
        context: &context,
        desk: None,
        record: None,
        words: AddedWords::default(),
    };
    if parsed.is_err() {
        let gaps = gaps(node, given);
        gaps.iter().try_for_each(|gap| asking.fill(gap))?;
    }
    let takes_role = |opt: &Opt| opt.id == init::LEADING.id;
    if node.options().iter().any(takes_role) {
        asking.leading()?;
    }
    asking.entry()?;
    asking.consent()?;
    Ok(asking.words.added_to(args))
}

/// One command line that is being completed.
struct Asking<'a> {
    node: Node,
    given: Given<'a>,
    prompter: Prompter,
    context: &'a Context,
    /// The file, once something of it was needed.
    desk: Option<Desk<'a>>,
    /// The record that the command is about, once it is known.
    record: Option<Record>,
    words: AddedWords,
}

impl<'a> Asking<'a> {
    fn lang(&self) -> Lang {
        self.context.lang
    }

    fn open(&mut self) -> Result<&Desk<'a>> {
        let desk = match self.desk.take() {
            Some(desk) => desk,
            None => Desk::open(self.context)?,
        };
        Ok(self.desk.insert(desk))
    }

    /// Asks for one argument that the command requires, by what it takes.
    fn fill(&mut self, gap: &Opt) -> Result<()> {
        let lang = self.lang();
        let answer = match gap.takes {
            // What it means cannot be guessed for anybody.
            Takes::Flag => return Ok(()),
            Takes::Value(field) => return self.take(field, &gap.long()),
            Takes::Record([kind, ..]) => match kinds::find(kind) {
                Some(kind) => self.reference(kind, None)?,
                None => self.plain(gap)?,
            },
            Takes::Step(kind, step) => self.reference(kind, Some(step))?,
            Takes::Conflict => {
                let known = conflict::undecided(self.open()?)?;
                if known.is_empty() {
                    return Err(NoConflict.into());
                }
                self.numbered(&gap.help(lang), &known)?
            }
            Takes::Phase | Takes::Proposal => {
                let given = self.given;
                let known = choices::held(self.open()?, gap.takes, given)?;
                if known.is_empty() && matches!(gap.takes, Takes::Proposal) {
                    return Err(NoProposals.into());
                }
                self.numbered(&gap.help(lang), &known)?
            }
            Takes::Verdict(number) => return self.verdict(gap, number),
            Takes::Kind(_) | Takes::Word(_) => {
                let known = choices::fixed(gap.takes, lang).unwrap_or_default();
                let named = |(id, label): &Offer| match label {
                    label if label.is_empty() || label == id => id.clone(),
                    label => format!("{label} {id}"),
                };
                let items = known.iter().map(named).collect();
                let place = self.prompter.one(gap.label.get(lang), items, 0)?;
                known[place].0.clone()
            }
            _ => self.plain(gap)?,
        };
        if gap.by_place {
            self.words.positionals.push(answer);
        } else {
            self.words
                .options
                .extend([format!("--{}", gap.long()), answer]);
        }
        Ok(())
    }

    /// Asks whether a new file is the leading group's, where its name does not say.
    fn leading(&mut self) -> Result<()> {
        let flag = format!("--{}", init::NAME.long());
        let answered = self
            .words
            .options
            .iter()
            .skip_while(|word| **word != flag)
            .nth(1);
        let name = answered
            .map(String::as_str)
            .or(self.given.text(&init::NAME));
        if let Some(opt) = init::asked(self.given, self.context, name.unwrap_or_default())? {
            let [yes, no] = YES_NO.map(|word| word.get(self.lang()).to_owned());
            let place = self
                .prompter
                .one(opt.label.get(self.lang()), vec![no, yes], 0)?;
            let flag = (place == 1).then(|| format!("--{}", opt.long()));
            self.words.options.extend(flag);
        }
        Ok(())
    }

    /// Asks for one of what is told apart by numbers.
    fn numbered(&self, question: &str, known: &[Offer]) -> Result<String> {
        let items = known
            .iter()
            .map(|(number, about)| format!("{number} {about}"));
        let place = self.prompter.one(question, items.collect(), 0)?;
        Ok(known[place].0.clone())
    }

    /// Asks which record is meant, among those for which the step is possible now.
    fn reference(&mut self, kind: &'static Kind, step: Option<&'static Step>) -> Result<String> {
        let prompter = self.prompter;
        let desk = self.open()?;
        let fits = |record: &Record| step.is_none_or(|step| record.allows(step));
        let name = kind.name.get(prompter.lang);
        let question = prompter
            .lang
            .pick(format!("选择{name}"), format!("Which {name}"));
        let (record, answer) = question::pick(desk, prompter, &[kind], &question, fits)?;
        self.record = Some(record);
        Ok(answer)
    }

    /// Asks which value of a conflict is to stand.
    fn verdict(&mut self, gap: &Opt, number: &Opt) -> Result<()> {
        let (lang, prompter) = (self.lang(), self.prompter);
        let typed = self.given.text(number).map(str::to_owned);
        let number = typed.or(self.words.positionals.first().cloned());
        let (known, may_differ) = conflict::values(self.open()?, &number.unwrap_or_default())?;
        let mut items: Vec<String> = known.iter().map(|(_, words)| words.clone()).collect();
        if may_differ {
            items.push(lang.pick("(另写)", "(another value)").to_owned());
        }
        let place = prompter.one(gap.label.get(lang), items, 0)?;
        let (flag, answer) = match known.get(place) {
            Some((take, _)) => (&gap.long(), take.clone()),
            None => (&conflict::VALUE.long(), self.plain(&conflict::VALUE)?),
        };
        self.words.options.extend([format!("--{flag}"), answer]);
        Ok(())
    }

    /// Asks before what somebody else did is taken back or brought back.
    fn consent(&mut self) -> Result<()> {
        if self.node.id() == campaign::CLOSE_GATE.id {
            return self.consent_to_closing();
        }
        let turns = [&undo::UNDO, &undo::REDO].into_iter();
        let Some(verb) = turns.into_iter().find(|verb| self.node.is(verb)) else {
            return Ok(());
        };
        let (lang, given, prompter) = (self.lang(), self.given, self.prompter);
        let Some(called) = undo::foreign(self.open()?, verb, given)? else {
            return Ok(());
        };
        let question = lang.pick(
            format!("{called}是他人所做，仍要继续吗"),
            format!("somebody else did {called}: go on all the same"),
        );
        let answers = lang.pick(["不，放弃", "是，继续"], ["no", "yes"]);
        if prompter.one(&question, answers.map(str::to_owned).to_vec(), 0)? == 0 {
            return Err(Error::Left);
        }
        self.words.options.push(format!("--{}", undo::FORCE.long()));
        Ok(())
    }

    /// Asks whether the gate is to be closed, unless that was said.
    fn consent_to_closing(&mut self) -> Result<()> {
        let (lang, given, prompter) = (self.lang(), self.given, self.prompter);
        if given.has(&campaign::FORCE) {
            return Ok(());
        }
        let Some(question) = campaign::question(self.open()?)? else {
            return Ok(());
        };
        let answers = lang.pick(["不，放弃", "是，关闭"], ["no", "yes"]);
        if prompter.one(&question, answers.map(str::to_owned).to_vec(), 0)? == 0 {
            return Err(Error::Left);
        }
        let flag = format!("--{}", campaign::FORCE.long());
        self.words.options.push(flag);
        Ok(())
    }

    fn plain(&self, gap: &Opt) -> Result<String> {
        self.text(&gap.help(self.lang()), gap)
    }

    fn text(&self, question: &str, gap: &Opt) -> Result<String> {
        let lang = self.lang();
        let check = |typed: &str| {
            let words = |error: Error| error.said(lang, Naming::Labels).sentence(lang);
            let text = input::text(gap.id, typed).map_err(words)?;
            let is_code = is_code(&input::normalised(typed).to_uppercase());
            if matches!(gap.takes, Takes::Code) && !is_code {
                return Err(words(input::bad(gap.id, typed, Fault::NotACode)));
            }
            Ok(text)
        };
        self.prompter.text(question, &check)
    }
}

impl AddedWords {
    /// Puts the words behind those that were typed; where the last of these is a bare flag, a
    /// positional must not be taken for its value.
    pub(super) fn added_to(self, args: &[OsString]) -> Option<Vec<OsString>> {
        if self.options.is_empty() && self.positionals.is_empty() {
            return None;
        }
        let bare = args
            .last()
            .and_then(|last| last.to_str())
            .is_some_and(|last| last.starts_with('-'));
        let words = match (bare, self.options.is_empty()) {
            (false, _) => [self.positionals, self.options],
            (true, false) => [self.options, self.positionals],
            (true, true) => [vec!["--".to_owned()], self.positionals],
        };
        let words = words.into_iter().flatten().map(OsString::from);
        Some(args.iter().cloned().chain(words).collect())
    }
}

/// Writes a command line as one would type it.
pub(super) fn typed(args: &[OsString]) -> String {
    let words = args
        .iter()
        .skip(1)
        .map(|arg| quoted(&arg.to_string_lossy()));
    std::iter::once("huiyin".to_owned())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Finds the kinds that a reference may be of.
fn kinds_of(targets: &[&str]) -> Vec<&'static Kind> {
    targets.iter().filter_map(|id| kinds::find(id)).collect()
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
