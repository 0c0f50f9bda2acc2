//! Asking on a terminal for what a command line leaves out.
//!
//! What is asked follows from the kinds' declarations and from what clap requires. The answers
//! become further words of the command line, which is then read like any other: no command knows
//! that it was asked for, and whoever leaves has run none.

mod entry;
mod prompt;
mod question;

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command};

use super::environment::{Environment, context};
use super::tree::{Extent, root};
use crate::commands::conflict;
use crate::desk::transition::is_possible;
use crate::desk::{Context, Desk, input};
use crate::error::{Error, Fault, Result};
use crate::kinds;
use crate::model::kind::{Field, Kind};
use crate::model::record::Record;
use crate::model::reference::is_code;
use crate::text::Lang;
use prompt::Prompter;
pub(super) use question::lines;

/// Words to add to a command line.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) options: Vec<String>,
    pub(super) positionals: Vec<String>,
}

/// Tells whether somebody sits at a terminal and can be asked.
pub(super) fn is_attended(args: &[OsString], environment: &Environment) -> bool {
    std::io::stdin().is_terminal()
        && std::io::stderr().is_terminal()
        && !environment.has_dumb_terminal()
        && !args.iter().any(|arg| arg == "--")
}

/// Asks for what is missing, and returns the completed command line; `None` where nothing is
/// missing, or something else is wrong.
///
/// # Errors
/// Where the user leaves, or what was typed is refused already.
pub(super) fn completed(
    parsed: &std::result::Result<ArgMatches, clap::Error>,
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Vec<OsString>>> {
    let mut tree = root(lang, Extent::Typed(args)).ignore_errors(true);
    let partial;
    let matches = match parsed {
        Ok(matches) => matches,
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
            let Ok(found) = tree.try_get_matches_from_mut(args) else {
                return Ok(None);
            };
            partial = found;
            &partial
        }
        Err(_) => return Ok(None),
    };
    if matches.get_flag("quiet") {
        return Ok(None);
    }
    let (noun, below) = matches.subcommand().unwrap_or(("", matches));
    let (verb, inner) = below.subcommand().unwrap_or(("", below));
    let context = context(matches, environment, lang)?;
    let mut asking = Asking {
        command: noun,
        noun: kinds::noun(noun),
        verb,
        matches: inner,
        prompter: Prompter {
            lang,
            colour: context.colour,
        },
        context: &context,
        desk: None,
        record: None,
        words: Words::default(),
    };
    if parsed.is_err() {
        let command = tree.find_subcommand(noun);
        let command = command.map(|found| found.find_subcommand(verb).unwrap_or(found));
        let gaps = command.map_or_else(Vec::new, |command| gaps(command, inner));
        gaps.iter().try_for_each(|gap| asking.fill(gap))?;
    }
    asking.entry()?;
    Ok(asking.words.added_to(args))
}

/// Returns what a command requires and was not given, positionals first.
fn gaps(command: &Command, matches: &ArgMatches) -> Vec<Arg> {
    let missing = |arg: &&Arg| arg.is_required_set() && !matches.contains_id(arg.get_id().as_str());
    let mut gaps: Vec<Arg> = command.get_arguments().filter(missing).cloned().collect();
    gaps.sort_by_key(|arg| !arg.is_positional());
    gaps
}

/// One command line that is being completed.
struct Asking<'a> {
    command: &'a str,
    /// The kind that the command is a noun for.
    noun: Option<&'static Kind>,
    verb: &'a str,
    matches: &'a ArgMatches,
    prompter: Prompter,
    context: &'a Context,
    /// The file, once something of it was needed.
    desk: Option<Desk<'a>>,
    /// The record that the command is about, once it is known.
    record: Option<Record>,
    words: Words,
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

    /// Asks for one argument that clap requires: by the step's field, by the kind that its
    /// placeholder names, or as a text.
    fn fill(&mut self, gap: &Arg) -> Result<()> {
        let placeholder = gap.get_value_names().and_then(|names| names.first());
        let placeholder = placeholder.map_or_else(|| gap.get_id().to_string(), ToString::to_string);
        let flag = gap.get_long().unwrap_or_default().to_owned();
        if let Some(field) = self.taken(&flag) {
            return self.take(field, &flag);
        }
        let named = match (placeholder.as_str(), self.noun) {
            ("REF", Some(noun)) => Some(noun),
            (other, _) => kinds::noun(&other.to_lowercase()),
        };
        let help = gap.get_help().map(ToString::to_string).unwrap_or_default();
        let answer = match named {
            Some(kind) => self.reference(kind)?,
            None if self.command == "conflict" => self.of_conflict(gap, &help)?,
            None if placeholder == "N" => self.phase(&help)?,
            None if placeholder == "KIND" => self.kind()?,
            None => self.plain(&help, &flag, &placeholder)?,
        };
        if gap.is_positional() {
            self.words.positionals.push(answer);
        } else {
            self.words.options.extend([format!("--{flag}"), answer]);
        }
        Ok(())
    }

    /// Returns the field that a flag of the step sets.
    fn taken(&self, flag: &str) -> Option<&'static Field> {
        let step = self.noun?.step(self.verb)?;
        step.takes
            .iter()
            .find(|take| take.flag == flag)
            .map(|take| take.field)
    }

    /// Asks which record is meant, among those for which the step is possible now.
    fn reference(&mut self, kind: &'static Kind) -> Result<String> {
        let step = self.noun.and_then(|noun| noun.step(self.verb));
        let prompter = self.prompter;
        let desk = self.open()?;
        let fits = |record: &Record| step.is_none_or(|step| is_possible(step, record));
        let name = kind.name.get(prompter.lang);
        let question = prompter
            .lang
            .pick(format!("选择{name}"), format!("Which {name}"));
        let (record, answer) = question::pick(desk, prompter, &[kind], &question, fits)?;
        self.record = Some(record);
        Ok(answer)
    }

    fn phase(&mut self, help: &str) -> Result<String> {
        let prompter = self.prompter;
        let phases = self.open()?.plan.phases.clone();
        let items = phases
            .iter()
            .map(|phase| format!("{} {}", phase.number, phase.name.get(prompter.lang)));
        let chosen = prompter.one(help, items.collect(), 0)?;
        Ok(phases[chosen].number.to_string())
    }

    fn kind(&self) -> Result<String> {
        let lang = self.lang();
        let kinds = kinds::nouns().map(|kind| (kind.id, kind.name.get(lang)));
        let all = ("all", lang.pick("全部", "all"));
        // Only an empty sheet is of one kind.
        let all = (self.command != "template").then_some(all);
        let known: Vec<(&str, &str)> = all.into_iter().chain(kinds).collect();
        let items = known.iter().map(|(id, name)| {
            if name == id {
                (*id).to_owned()
            } else {
                format!("{name} {id}")
            }
        });
        let question = lang.pick("种类", "Kind");
        let place = self.prompter.one(question, items.collect(), 0)?;
        Ok(known[place].0.to_owned())
    }

    /// Asks which conflict is meant, or which of its values is to stand.
    fn of_conflict(&mut self, gap: &Arg, help: &str) -> Result<String> {
        let (lang, prompter) = (self.lang(), self.prompter);
        if gap.is_positional() {
            let known = conflict::undecided(self.open()?)?;
            if known.is_empty() {
                return Err(Error::Refused {
                    sentence: lang
                        .pick("没有待处理的冲突", "there is no conflict that is undecided")
                        .to_owned(),
                });
            }
            let items = known
                .iter()
                .map(|(number, about)| format!("{number} {about}"));
            let place = prompter.one(help, items.collect(), 0)?;
            return Ok(known[place].0.clone());
        }
        let typed = self.matches.try_get_one::<String>("N").ok().flatten();
        let number = typed.or(self.words.positionals.first()).cloned();
        let (known, may_differ) = conflict::values(self.open()?, &number.unwrap_or_default())?;
        let mut items: Vec<String> = known.iter().map(|(_, words)| words.clone()).collect();
        if may_differ {
            items.push(lang.pick("(另写)", "(another value)").to_owned());
        }
        let place = prompter.one(lang.pick("采用哪一项", "Which stands"), items, 0)?;
        match known.get(place) {
            Some((take, _)) => Ok(take.clone()),
            None => self.plain(lang.pick("新的内容", "The new value"), "take", ""),
        }
    }

    fn plain(&self, help: &str, flag: &str, placeholder: &str) -> Result<String> {
        let lang = self.lang();
        let check = |typed: &str| {
            let text = input::text(flag, typed).map_err(|error| error.message(lang))?;
            if placeholder == "CODE" && !is_code(&input::normalised(typed).to_uppercase()) {
                return Err(input::bad(flag, typed, Fault::NotACode).message(lang));
            }
            Ok(text)
        };
        self.prompter.text(help, &check)
    }
}

impl Words {
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

/// Quotes a word for a shell, where it holds anything that shells read.
fn quoted(word: &str) -> String {
    let plain = |one: char| one.is_alphanumeric() || "-_./:,%，、。；：".contains(one);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Finds the kinds that a reference may be of.
fn kinds_of(targets: &[&str]) -> Vec<&'static Kind> {
    targets.iter().filter_map(|id| kinds::find(id)).collect()
}
