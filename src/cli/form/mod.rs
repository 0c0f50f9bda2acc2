//! Asking on a terminal for what a command line leaves out.
//!
//! Its questions follow from the declarations of kinds and of options. The answers
//! become further words of the command line, which is then read like any other: no command knows
//! that it was asked for, and whoever leaves has run none. What was answered before somebody left, or
//! the terminal went, is kept as a draft until the record is entered.

mod ask;
mod doubt;
mod draft;
mod editing;
mod editor;
mod entry;
mod gap;
mod line;
mod measure;
mod passage;
mod picking;
mod plain;
mod prompt;
mod question;
mod screen;
mod sheet;

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::ErrorKind;

use super::environment::{Environment, context};
use super::tree::{gaps, located, parse_part};
use crate::commands::everywhere::{NO_INPUT, QUIET};
use crate::commands::node::Node;
use crate::commands::record::CLEAR;
use crate::commands::{campaign, init, undo};
use crate::desk::drafts::Drafts;
use crate::desk::entry::Patch;
use crate::desk::{Context, Desk};
use crate::error::{Error, Result};
use crate::kinds;
use crate::model::kind::{Kind, YES_NO};
use crate::model::record::Record;
use crate::options::{EDITOR, Given, Opt, Takes};
use crate::text::{Lang, Words, quoted};
use ask::{Ask, Reply};
use draft::note_draft;
use prompt::Prompter;
use question::Answer;
use sheet::{Item, Of, What};

pub(super) use doubt::settled;
pub(super) use editor::written;
pub(super) use passage::written as passage;
pub(super) use question::lines_of;

/// Words to add to a command line.
#[derive(Debug, Default)]
pub(super) struct AddedWords {
    pub(super) options: Vec<String>,
    pub(super) positionals: Vec<String>,
}

/// Tells whether somebody sits at a terminal and can be asked.
pub(super) fn is_attended(args: &[OsString]) -> bool {
    std::io::stdin().is_terminal()
        && std::io::stderr().is_terminal()
        && std::io::stdout().is_terminal()
        && !asks_nothing(args)
}

/// Tells whether a command line says that nothing is to be asked.
fn asks_nothing(args: &[OsString]) -> bool {
    let no_input = format!("--{}", NO_INPUT.id);
    args.iter().any(|arg| arg == "--" || *arg == *no_input)
}

/// Asks whether what was shown of a set is to be written.
///
/// # Errors
/// If it is not.
pub(super) fn confirm(context: &Context, environment: &Environment) -> Result<()> {
    let lang = context.lang;
    let question = lang.pick("写入以上改动", "Write these changes");
    let prompter = Prompter::new(lang, context.colour, environment.asks_plainly());
    let is_wanted = prompter.yes(question)?;
    is_wanted.then_some(()).ok_or(Error::Left)
}

/// Asks for one of the items, the first of which Enter takes; returns its place.
///
/// # Errors
/// If the user leaves.
pub(super) fn chosen(
    question: &str,
    items: &[String],
    context: &Context,
    environment: &Environment,
) -> Result<usize> {
    let prompter = Prompter::new(context.lang, context.colour, environment.asks_plainly());
    match prompter.one(&Ask::plain(question), items, 0)? {
        Reply::Is(place) => Ok(place),
        Reply::Back => Err(Error::Left),
    }
}

/// A command line that was completed.
#[derive(Debug)]
pub(super) struct Completed {
    pub(super) args: Vec<OsString>,
    /// The form that was filled in, where it was one.
    pub(super) form: Option<Finished>,
}

/// The answers of a form that was filled in before.
#[derive(Debug)]
pub(super) struct Before(Vec<Item>);

/// A form that was filled in.
#[derive(Debug)]
pub(super) struct Finished {
    db: PathBuf,
    drafts: Drafts,
    form: String,
    prompter: Prompter,
    /// Its answers, for another record like it.
    items: Vec<Item>,
    /// True if another record may follow.
    may_repeat: bool,
}

impl Finished {
    /// Forgets the draft, now that the record is entered; asks whether another one is to follow, and
    /// returns the answers that it begins with.
    pub(super) fn again(self) -> Result<Option<Before>> {
        self.drafts.remove(&self.db, &self.form);
        if !self.may_repeat {
            return Ok(None);
        }
        let question = self.prompter.lang.pick("再登记一条", "Enter another one");
        let items = self.items;
        Ok(self.prompter.yes(question)?.then_some(Before(items)))
    }

    /// Says that what was filled in is kept, where its command was refused.
    pub(super) fn refused(&self) {
        if self.drafts.find(&self.db, &self.form).is_some() {
            note_draft(self.prompter.lang);
        }
    }
}

/// Asks for what is missing, and returns the completed command line; `None` where nothing is
/// missing, or something else is wrong. `like` are the answers of the form before, where it is filled in
/// once more.
///
/// # Errors
/// If the user leaves, or what was typed before is refused.
pub(super) fn completed(
    parsed: &std::result::Result<ArgMatches, clap::Error>,
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
    like: Option<Before>,
) -> Result<Option<Completed>> {
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
        prompter: Prompter::new(lang, context.colour, environment.asks_plainly()),
        context: &context,
        desk: None,
        record: None,
        items: Vec::new(),
        usual: Patch::new(),
        is_form: false,
        kept: RefCell::default(),
        beside: RefCell::default(),
        more: Vec::new(),
    };
    let asked = asking.all(parsed.is_err(), like);
    asking.prompter.close();
    if let Err(error) = asked {
        if matches!(error, Error::Left) && asking.draft().is_some() {
            note_draft(lang);
        }
        return Err(error);
    }
    Ok(asking.completed(args))
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
    items: Vec<Item>,
    /// What a new record is likely to say again.
    usual: Patch,
    /// True if all of a record or step is asked for, and not only what was left out.
    is_form: bool,
    /// The form under which its draft was kept last.
    kept: RefCell<Option<String>>,
    /// What its draft is called by beside another of the same form that is open elsewhere.
    beside: RefCell<String>,
    /// Further words.
    more: Vec<String>,
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

    /// Asks for all that is missing.
    fn all(&mut self, is_incomplete: bool, like: Option<Before>) -> Result<()> {
        if let Some((kind, place)) = self.edited() {
            return self.edit(kind, &place);
        }
        if is_incomplete {
            let is_step = matches!(self.node, Node::Step(..));
            // What a step takes is asked for with what it needs.
            let own = |gap: &Opt| !(is_step && matches!(gap.takes, Takes::Value(_)));
            let gaps = gaps(self.node, self.given).into_iter();
            let gaps = gaps.filter(own).map(|gap| Item::new(What::Gap(gap)));
            self.items.extend(gaps);
        }
        if !self.given.has(&EDITOR) {
            self.add_step()?;
            self.add_entry()?;
        }
        match like {
            Some(Before(like)) => self.take_over(&like),
            None => self.take_up_draft()?,
        }
        self.ask_all()?;
        let takes_role = |opt: &Opt| opt.id == init::LEADING.id;
        if self.node.options().iter().any(takes_role) {
            self.plan()?;
            self.leading()?;
        }
        self.consent()
    }

    /// Asks one question after another, and goes back where that is wished.
    fn ask_all(&mut self) -> Result<()> {
        let mut trail: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            match self.ask(at, !trail.is_empty())? {
                None => at += 1,
                Some(Reply::Is(answer)) => {
                    let item = &mut self.items[at];
                    item.answer = Some(answer);
                    item.typing.clear();
                    item.taken = true;
                    self.keep_draft(None);
                    trail.push(at);
                    at += 1;
                }
                Some(Reply::Back) => {
                    at = trail.pop().unwrap_or(0);
                    for item in &mut self.items[at..] {
                        item.taken = false;
                    }
                    self.items[at].settled = false;
                }
            }
        }
        Ok(())
    }

    /// Asks a question, or takes an answer that stands; nothing where there is nothing to ask.
    fn ask(&mut self, at: usize, back: bool) -> Result<Option<Reply<Answer>>> {
        let item = &self.items[at];
        if let (true, Some(answer)) = (item.settled, item.answer.clone()) {
            if let Some(stands) = self.stands(at)? {
                if stands {
                    self.prompter
                        .settle(item.label(self.lang()), &answer.shown)?;
                    return Ok(Some(Reply::Is(answer)));
                }
            } else {
                return Ok(None);
            }
        }
        match &self.items[at].what {
            What::Field(..) => self.ask_field(at, back),
            What::Which(..) => self.ask_which(at, back),
            What::Gap(opt) => {
                let opt = *opt;
                self.fill(&opt, at, back)
            }
        }
    }

    /// Tells whether an answer can stand as it is; nothing where its question has no place.
    fn stands(&self, at: usize) -> Result<Option<bool>> {
        match &self.items[at].what {
            What::Field(..) => self.field_stands(at),
            _ => Ok(Some(true)),
        }
    }

    /// Takes over the answers of a form that was filled in before, but for the one in which each record
    /// has its own.
    fn take_over(&mut self, like: &[Item]) {
        let kind = self.node.kind();
        let own = kind.and_then(entry::changes_each_time);
        for item in &mut self.items {
            let key = item.key();
            let before = like.iter().find(|one| one.taken && one.key() == key);
            let is_own = own.is_some_and(|own| item.is_of(own));
            item.answer = before
                .filter(|_| !is_own)
                .and_then(|one| one.answer.clone());
            // What was not asked for before is asked for now.
            item.settled = item.answer.is_some();
        }
    }

    /// Asks whether a new file is the leading group's, where its name does not say.
    fn leading(&mut self) -> Result<()> {
        let lang = self.lang();
        let name = self.answered(init::NAME.id);
        let name = name.or(self.given.text(&init::NAME).map(str::to_owned));
        if let Some(opt) = init::asked(self.given, self.context, &name.unwrap_or_default())? {
            let [yes, no] = YES_NO.map(|word| word.get(lang).to_owned());
            let ask = Ask::plain(opt.label.get(lang));
            let reply = self.prompter.one(&ask, &[no, yes], 0)?;
            let flag = matches!(reply, Reply::Is(1)).then(|| format!("--{}", opt.long()));
            self.more.extend(flag);
        }
        Ok(())
    }

    /// Asks which plan a new file is to have, where today is no day of the built-in one.
    fn plan(&mut self) -> Result<()> {
        let lang = self.lang();
        let choices = init::Choice::open(self.given, self.context)?;
        if choices.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = choices.iter().map(|choice| choice.words(lang)).collect();
        let ask = Ask::plain(lang.pick("哪一年的活动", "Which campaign"));
        let Reply::Is(chosen) = self.prompter.one(&ask, &lines, 0)? else {
            return Ok(());
        };
        let Some((opt, value)) = choices[chosen].option() else {
            return Ok(());
        };
        let value = match (value, opt.takes) {
            (None, Takes::File) => {
                let ask = Ask::plain(opt.label.get(lang));
                match self
                    .prompter
                    .text(&ask, ("", false), &|text| Ok(text.to_owned()))?
                {
                    Reply::Is(typed) => Some(typed),
                    Reply::Back => return Ok(()),
                }
            }
            (value, _) => value,
        };
        self.more.push(format!("--{}", opt.long()));
        self.more.extend(value);
        Ok(())
    }

    /// Returns what was answered for an argument.
    fn answered(&self, id: &str) -> Option<String> {
        let is_of = |item: &&Item| matches!(item.what, What::Gap(opt) if opt.id == id);
        let answer = self.items.iter().find(is_of)?.answer.as_ref()?;
        answer.words.first().cloned()
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
        let (lang, given) = (self.lang(), self.given);
        let Some(called) = undo::foreign(self.open()?, verb, given)? else {
            return Ok(());
        };
        let question = lang.pick(
            format!("{called}是他人所做，仍要继续吗"),
            format!("somebody else did {called}: go on all the same"),
        );
        let answers = lang.pick(["不，放弃", "是，继续"], ["no", "yes"]);
        self.force(&question, answers, &undo::FORCE)
    }

    /// Asks whether the gate is to be closed, unless that was said.
    fn consent_to_closing(&mut self) -> Result<()> {
        if self.given.has(&campaign::FORCE) {
            return Ok(());
        }
        let Some(question) = campaign::question(self.open()?)? else {
            return Ok(());
        };
        let answers = self.lang().pick(["不，放弃", "是，关闭"], ["no", "yes"]);
        self.force(&question, answers, &campaign::FORCE)
    }

    /// Asks a question to which the second answer stands for an option.
    fn force(&mut self, question: &str, answers: [&str; 2], opt: &Opt) -> Result<()> {
        let answers = answers.map(str::to_owned);
        let reply = self.prompter.one(&Ask::plain(question), &answers, 0)?;
        if !matches!(reply, Reply::Is(1)) {
            return Err(Error::Left);
        }
        self.more.push(format!("--{}", opt.long()));
        Ok(())
    }

    /// Returns the command line with the answers.
    fn completed(self, args: &[OsString]) -> Option<Completed> {
        let mut words = AddedWords::default();
        for item in self.items.iter().filter(|item| item.taken) {
            let Some(answer) = &item.answer else { continue };
            match &item.what {
                What::Which(..) => {}
                What::Field(field, Of::Edited, _) if answer.words.is_empty() => {
                    let clear = [format!("--{}", CLEAR.long()), field.id.to_owned()];
                    words.options.extend(clear);
                }
                What::Field(_, _, flag) => words.add(flag, &answer.words),
                What::Gap(opt) if opt.by_place && answer.flag.is_none() => {
                    words.positionals.extend(answer.words.clone());
                }
                What::Gap(opt) => {
                    let flag = answer.flag.clone().unwrap_or_else(|| opt.long());
                    words.add(&flag, &answer.words);
                }
            }
        }
        words.options.extend(self.more.iter().cloned());
        let args = words.added_to(args)?;
        let form = self.form().filter(|_| self.is_form).map(|form| Finished {
            db: self.context.db.clone(),
            drafts: self.context.drafts.clone(),
            form,
            may_repeat: matches!(self.node, Node::Common(kind, common) if common.makes(kind)),
            prompter: self.prompter,
            items: self.items,
        });
        Some(Completed { args, form })
    }
}

impl AddedWords {
    fn add(&mut self, flag: &str, words: &[String]) {
        let words = words
            .iter()
            .flat_map(|word| [format!("--{flag}"), word.clone()]);
        self.options.extend(words);
    }

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
