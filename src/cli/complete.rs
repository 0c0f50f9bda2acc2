//! Completion in shells: commands, options, and what the office's file holds.
//!
//! The script that `completions` prints calls the program with [`VARIABLE`] set. Whoever presses
//! Tab waits for the answer and has asked nothing that could be refused: only the branch that is
//! typed is built, the file is opened only for a value of it, and what fails completes to nothing.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};
use clap_complete::env::{EnvCompleter, Shells};

use super::environment::{COLOURS, Environment, LANGUAGES, context};
use super::form::lines;
use super::tree::{Extent, global_args, localised, root, with_verbs};
use crate::commands::{record, step};
use crate::desk::transition::is_possible;
use crate::desk::{Context, Desk, input};
use crate::error::{Error, Result};
use crate::kinds;
use crate::model::kind::{Field, Kind, Shape, Step};
use crate::model::pinyin;
use crate::text::{Lang, text};

/// Names the shell that asks; set by the script alone.
pub(super) const VARIABLE: &str = "HUIYIN_COMPLETE";
/// The shells that a script is printed for.
const SHELLS: &[&str] = &["bash", "zsh", "fish", "powershell"];

/// A value that completes a word, with what tells people which it is.
type Suggestion = (String, String);

/// What completes the value of an argument.
#[derive(Clone, Copy, Debug)]
enum Source {
    Field(&'static Field),
    /// The fields of a kind, each followed by this.
    Fields(&'static Kind, &'static str),
    /// The records of a kind for which a step, if it is one, is possible.
    Records(&'static Kind, Option<&'static Step>),
    /// The lists that were kept for a kind.
    Saved(&'static Kind),
    Words(&'static [&'static str]),
}

/// Builds `completions`.
pub(super) fn cli(lang: Lang) -> Command {
    Command::new("completions")
        .about(
            text(
                "打印命令补全脚本，按 Tab 可补全命令、编号和姓名",
                "Print the script that lets Tab complete commands, refs and names",
            )
            .get(lang),
        )
        .arg(Arg::new("SHELL").required(true).help(format!(
            "{}{}",
            lang.pick("命令行环境：", "Shell: "),
            lang.join(SHELLS)
        )))
}

/// Returns the script for the shell that was named.
///
/// # Errors
/// Where it is none of those that are known.
pub(super) fn script(matches: &ArgMatches) -> Result<Vec<u8>> {
    let typed = matches
        .get_one::<String>("SHELL")
        .map_or("", String::as_str);
    let unknown = || input::not_among("SHELL", typed, SHELLS);
    let shell = shell(&typed.to_lowercase()).ok_or_else(unknown)?;
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, "huiyin", "huiyin", "huiyin", &mut script)
        .map_err(|source| Error::Io {
            path: PathBuf::from("completions"),
            source,
        })?;
    Ok(script)
}

fn shell(name: &str) -> Option<&'static dyn EnvCompleter> {
    const ALL: Shells<'static> = Shells::builtins();
    ALL.0.iter().copied().find(|shell| shell.is(name))
}

/// Returns what the script of a shell reads: the words that may stand where the cursor is.
pub(super) fn answer(
    name: &str,
    args: Vec<OsString>,
    environment: &Environment,
    lang: Lang,
) -> Vec<u8> {
    let mut answer = Vec::new();
    let words: Vec<OsString> = args
        .into_iter()
        .skip_while(|arg| arg != "--")
        .skip(1)
        .collect();
    if let Some(shell) = shell(name) {
        let mut tree = branch(&words, environment, lang);
        match described(&mut tree, &words, environment).filter(|_| name == "bash") {
            Some(lines) => answer.extend(lines.into_bytes()),
            None => {
                drop(shell.write_complete(
                    &mut tree,
                    words,
                    Some(&environment.folder),
                    &mut answer,
                ));
            }
        }
    }
    answer
}

/// Returns what Bash lists when Tab is pressed twice, each value with what it means, which this
/// shell has no other way to show; `None` where it completes, or the list would fill the screen.
fn described(tree: &mut Command, words: &[OsString], environment: &Environment) -> Option<String> {
    const LISTS: &str = "63";
    const MOST: std::ops::RangeInclusive<usize> = 2..=20;
    let told = |name: &str| environment.variables.get(name).map(String::as_str);
    if told("_CLAP_COMPLETE_COMP_TYPE") != Some(LISTS) {
        return None;
    }
    let index = told("_CLAP_COMPLETE_INDEX")?.parse().ok()?;
    let mut found = complete(tree, words.to_vec(), index, Some(&environment.folder)).ok()?;
    let is_option = |word: &OsStr| word.to_string_lossy().starts_with('-');
    // Before anything is typed the options of every command would crowd out the rest.
    if !words.get(index).is_some_and(|typed| is_option(typed)) {
        found.retain(|candidate| !is_option(candidate.get_value()));
    }
    let lines = found.iter().map(|candidate| {
        let value = candidate.get_value().to_string_lossy();
        let help = candidate.get_help().map(ToString::to_string);
        let line = format!("{value}  {}", help.unwrap_or_default());
        line.trim_end().to_owned()
    });
    let lines: Vec<String> = lines.collect();
    MOST.contains(&lines.len())
        .then(|| lines.join(told("_CLAP_IFS").unwrap_or("\n")))
}

/// Builds the branch of the tree that is typed, or the names of all while none is.
fn branch(words: &[OsString], environment: &Environment, lang: Lang) -> Command {
    let tree = root(lang, Extent::Typed(words));
    let known = |word: &OsString| tree.find_subcommand(word);
    let empty = Command::new("huiyin").disable_help_subcommand(true);
    let found = words.iter().skip(1).find_map(known);
    let Some(found) = found else {
        let all = root(lang, Extent::All);
        let names = all.get_subcommands().map(|inner| {
            let name = inner.get_name().to_owned();
            Command::new(name).about(inner.get_about().cloned().unwrap_or_default())
        });
        let names: Vec<Command> = names.collect();
        return empty.args(global_args(lang)).subcommands(names);
    };
    let noun = kinds::noun(found.get_name());
    let command = match noun {
        Some(kind) => localised(with_verbs(Command::new(kind.id), lang), lang),
        None => found.clone(),
    };
    let context = tree
        .clone()
        .ignore_errors(true)
        .try_get_matches_from(words)
        .ok()
        .and_then(|matches| context(&matches, environment, lang).ok())
        .map(Arc::new);
    let command = with_values(command, noun, "", context.as_ref());
    let global = global_args(lang)
        .into_iter()
        .map(|arg| with_value(arg, noun, "", context.as_ref()));
    empty.args(global).subcommand(command)
}

/// Adds to every argument of a command what completes it.
fn with_values(
    command: Command,
    noun: Option<&'static Kind>,
    verb: &str,
    context: Option<&Arc<Context>>,
) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_owned())
        .collect();
    let command = command.mut_args(|arg| with_value(arg, noun, verb, context));
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name.clone(), |inner| {
            with_values(inner, noun, &name, context)
        })
    })
}

fn with_value(
    arg: Arg,
    noun: Option<&'static Kind>,
    verb: &str,
    context: Option<&Arc<Context>>,
) -> Arg {
    let (Some(source), Some(context)) = (source(&arg, noun, verb), context) else {
        return arg;
    };
    let context = Arc::clone(context);
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        candidates(&context, source, &typed.to_string_lossy())
    }))
}

/// Tells what completes an argument: by the field that it sets, the kind that it names, or its own
/// name.
fn source(arg: &Arg, noun: Option<&'static Kind>, verb: &str) -> Option<Source> {
    const FORMATS: &[&str] = &["table", "csv", "json", "md", "html", "docx", "xlsx"];
    let id = arg.get_id().as_str();
    let step = noun.and_then(|noun| noun.step(verb));
    let taken = step.and_then(|step| step.takes.iter().find(|take| take.flag == id));
    let entered = noun.and_then(|noun| step::entered(noun, verb));
    let kind = entered.map(|(kind, _)| kind).or(noun);
    let sets = verb != "list";
    let field = taken
        .map(|take| take.field)
        .or_else(|| kind.filter(|_| sets)?.field(id));
    match (id, noun) {
        _ if field.is_some() => field.map(Source::Field),
        ("REF" | "A" | "B", Some(noun)) => Some(Source::Records(noun, step)),
        ("where", Some(noun)) => Some(Source::Fields(noun, "=")),
        ("sort" | "columns" | "clear", Some(noun)) => Some(Source::Fields(noun, "")),
        ("@NAME", Some(noun)) => Some(Source::Saved(noun)),
        ("as", _) => kinds::find("person").map(|kind| Source::Records(kind, None)),
        ("format", _) => Some(Source::Words(FORMATS)),
        ("lang", _) => Some(Source::Words(LANGUAGES)),
        ("color", _) => Some(Source::Words(COLOURS)),
        ("SHELL", _) => Some(Source::Words(SHELLS)),
        _ => kinds::noun(&id.to_lowercase()).map(|kind| Source::Records(kind, None)),
    }
}

/// Returns the values that begin with what was typed; where none does, those that it finds as a
/// list on a terminal would, by any part and by pinyin.
fn candidates(context: &Context, source: Source, typed: &str) -> Vec<CompletionCandidate> {
    let found = suggestions(context, source).unwrap_or_default();
    let lower = typed.to_lowercase();
    let begins = |(value, _): &&Suggestion| value.to_lowercase().starts_with(&lower);
    let holds =
        |(value, told): &&Suggestion| pinyin::fits(value, typed) || pinyin::fits(told, typed);
    let mut fitting: Vec<&Suggestion> = found.iter().filter(begins).collect();
    if fitting.is_empty() {
        fitting = found.iter().filter(holds).collect();
    }
    fitting
        .into_iter()
        .map(|(value, told)| CompletionCandidate::new(value).help(Some(told.into())))
        .collect()
}

/// Returns every value that may stand for an argument.
fn suggestions(context: &Context, source: Source) -> Result<Vec<Suggestion>> {
    let lang = context.lang;
    let labelled = |field: &Field| (field.id.to_owned(), field.label.get(lang).to_owned());
    Ok(match source {
        Source::Words(words) => {
            let words = words.iter();
            words
                .map(|word| ((*word).to_owned(), String::new()))
                .collect()
        }
        Source::Fields(kind, sign) => kind
            .all_fields()
            .map(labelled)
            .map(|(id, label)| (id + sign, label))
            .collect(),
        Source::Saved(kind) => record::saved_names(&Desk::open(context)?, kind)?
            .into_iter()
            .map(|name| (format!("@{name}"), String::new()))
            .collect(),
        Source::Records(kind, step) => records(context, &[kind], step)?,
        Source::Field(field) => match field.shape {
            Shape::Choice(choices) => choices
                .iter()
                .map(|one| (one.id.to_owned(), one.label.get(lang).to_owned()))
                .collect(),
            Shape::Category => {
                let desk = Desk::open(context)?;
                let categories = desk.plan.categories.iter();
                categories
                    .map(|one| (one.key.clone(), one.name.get(lang).to_owned()))
                    .collect()
            }
            Shape::Flag => vec![
                ("true".to_owned(), lang.pick("是", "yes").to_owned()),
                ("false".to_owned(), lang.pick("否", "no").to_owned()),
            ],
            Shape::Reference(targets) => {
                let kinds: Vec<&'static Kind> =
                    targets.iter().filter_map(|id| kinds::find(id)).collect();
                records(context, &kinds, None)?
            }
            _ => Vec::new(),
        },
    })
}

/// Suggests records: by name where people name them so and it is the only one of that name, by ref
/// otherwise.
fn records(
    context: &Context,
    kinds: &[&'static Kind],
    step: Option<&'static Step>,
) -> Result<Vec<Suggestion>> {
    let desk = Desk::open(context)?;
    let fits = |record: &_| step.is_none_or(|step| is_possible(step, record));
    let found = lines(&desk, kinds, fits)?;
    let alone = |name: &str| found.iter().filter(|(one, _)| one.title() == name).count() == 1;
    let value = |record: &crate::model::record::Record| {
        let by_name = record.kind.named && alone(record.title());
        let value = if by_name {
            record.title()
        } else {
            record.ref_text()
        };
        value.to_owned()
    };
    let suggestions = found.iter().map(|(record, line)| {
        let value = value(record);
        // What completes the word need not be told again beside it.
        let told = line.strip_prefix(&value).unwrap_or(line).trim_start();
        (value, told.to_owned())
    });
    Ok(suggestions.collect())
}
