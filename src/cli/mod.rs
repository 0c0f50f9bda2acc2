//! The root command: parsing, dispatch, output. This module and those below it are the only place
//! that reads environment and clock.

mod complete;
mod demo;
mod environment;
mod example;
mod form;
mod manual;
mod paint;
mod tree;
mod usage;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::ArgMatches;
use serde_json::json;

use crate::desk::{Answer, Context, Delivery};
use crate::error::{Error, Naming, Result};
use crate::files::{replace, shared_file_system};
use crate::model::page::Page;
use crate::render::{self, Format, Screen};
use crate::text::{Lang, Words};
use crate::{commands, kinds, sheets};
use environment::{Environment, context, format, language, variables};
use tree::parse;

/// Runs the program on its arguments; returns the exit code.
pub(crate) fn run(args: Vec<OsString>) -> u8 {
    // Not a person's command, but this program again, reading a workbook for itself.
    if let Some(code) = sheets::serve(&args) {
        return code;
    }
    let variables = variables();
    let lang = language(&args, &variables);
    let reader = Reader::of(&args, lang);
    let asking = variables.get(complete::VARIABLE).cloned();
    let done = Environment::read(variables).and_then(|environment| match asking {
        Some(shell) => print(&complete::answer(&shell, args, &environment, lang)).map(|()| 0),
        None => answer(args, &environment, reader),
    });
    match done {
        Ok(code) => code,
        Err(error) => reader.complain(&error, &[]),
    }
}

/// Says of a command's error which file it is of, and that what was saved before it is saved.
fn told(error: Error, context: &Context) -> Error {
    let error = error.at(&context.db);
    if context.saved.load(Ordering::Relaxed) && error.is_of(&context.db) {
        return error.after_saving();
    }
    error
}

/// A file that lies where two machines could write to it at once.
#[derive(Debug)]
struct Shared {
    file: PathBuf,
    system: &'static str,
}

impl Words for Shared {
    fn words(&self, lang: Lang) -> String {
        let Self { file, system } = self;
        let file = file.display();
        lang.pick(
            format!("注意：{file} 在网络或共享磁盘({system})上，多台机器同时写会损坏文件；请放在本机磁盘，用 merge 汇总"),
            format!("Take care: {file} lies on a network or shared disk ({system}), where two machines that write at once damage it; keep it on a disk of this machine and gather files with merge"),
        )
    }
}

/// Warns whoever changed a file that lies so.
fn shared(context: &Context) -> Option<Box<dyn Words>> {
    let system = shared_file_system(&context.db)?;
    let file = context.db.clone();
    Some(Box::new(Shared { file, system }))
}

/// Who reads what goes wrong: a person, or a program that takes JSON.
#[derive(Clone, Copy, Debug)]
struct Reader {
    lang: Lang,
    json: bool,
}

impl Reader {
    /// Finds the reader before anything is parsed, since even errors of parsing are for it.
    fn of(args: &[OsString], lang: Lang) -> Self {
        let json =
            environment::format_name(args).is_some_and(|name| name.eq_ignore_ascii_case("json"));
        Self { lang, json }
    }

    fn note(self, notes: &[Box<dyn Words>]) {
        for note in notes {
            say(&note.words(self.lang));
        }
    }

    /// Tells of an error, and before it what was noted; returns the exit code.
    fn complain(self, error: &Error, notes: &[Box<dyn Words>]) -> u8 {
        if self.json {
            let said = error.said(self.lang, Naming::Keys);
            let mut told = json!({"error": said.json()});
            if !notes.is_empty() {
                told["notes"] = notes.iter().map(|note| note.words(self.lang)).collect();
            }
            say(&told.to_string());
            return said.exit;
        }
        self.note(notes);
        let said = error.said(self.lang, Naming::Flags);
        let intro = match error {
            Error::Left => "",
            _ => self.lang.pick("错误：", "error: "),
        };
        say(&format!("{intro}{}", said.sentence(self.lang)));
        said.exit
    }
}

/// Returns the exit code: 1 where part of it was refused, 3 where `--exit-code` was given and
/// there is what it asks for.
fn answer(args: Vec<OsString>, environment: &Environment, reader: Reader) -> Result<u8> {
    let lang = reader.lang;
    let (args, parsed) = completed(args, environment, lang)?;
    let matches = match parsed {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            return print(usage::help(&error, lang).as_bytes()).map(|()| 0);
        }
        Err(error) => {
            let words = args.iter().map(|arg| arg.to_string_lossy().into_owned());
            return Err(usage::refusal(&error, &words.collect::<Vec<_>>(), lang));
        }
    };
    if let Some(done) = of_itself(&matches, environment, lang) {
        return done.map(|()| 0);
    }
    let context = context(&matches, environment, lang)?;
    // Of these the format is that of their files.
    if let Some((noun @ ("export" | "share" | "template"), _)) = matches.subcommand() {
        return deliver(noun, &matches, &context, reader);
    }
    // Before anything is done.
    let wanted = wanted(&matches, &context)?;
    let mut answer = dispatch(&matches, &context).map_err(|error| told(error, &context))?;
    if !answer.notes.is_empty() {
        answer.notes.extend(shared(&context));
    }
    if let Some(Delivery::Folder { place, files }) = &answer.delivery {
        replace::folder(place, files)?;
    }
    let quiet = matches.get_flag("quiet");
    // What was only said of a record that was written; asked for by format or file, it is a result.
    let is_asked_for = wanted.output.is_some() || matches.contains_id("format");
    let aside = quiet && !answer.notes.is_empty() && !is_asked_for;
    answer.notes.extend(context.remarks());
    let shown = match &answer.page {
        Some(page) if !aside => show(page, &wanted, &context, environment),
        _ => Ok(()),
    };
    let failure = shown.err().or(answer.failure);
    // What was saved stays saved, and is said before what failed.
    let notes = if quiet && failure.is_none() {
        Vec::new()
    } else {
        answer.notes
    };
    if let Some(error) = failure {
        return Ok(reader.complain(&error, &notes));
    }
    reader.note(&notes);
    // To a program the result itself tells of them.
    if !reader.json {
        for error in &answer.refused {
            reader.complain(error, &[]);
        }
    }
    Ok(match (answer.refused.is_empty(), answer.found) {
        (false, _) => 1,
        (true, true) => 3,
        (true, false) => 0,
    })
}

/// Parses a command line, and completes it first where somebody can be asked.
fn completed(
    args: Vec<OsString>,
    environment: &Environment,
    lang: Lang,
) -> Result<(Vec<OsString>, std::result::Result<ArgMatches, clap::Error>)> {
    let parsed = parse(&args, lang);
    if form::is_attended(&args, environment)
        && let Some(all) = form::completed(&parsed, &args, environment, lang)?
    {
        let command = form::typed(&all);
        say(&lang.pick(
            format!("等同于：{command}"),
            format!("The same as: {command}"),
        ));
        let parsed = parse(&all, lang);
        return Ok((all, parsed));
    }
    Ok((args, parsed))
}

/// Runs a command that speaks of the program itself, and opens no file; `None` where it is none.
fn of_itself(matches: &ArgMatches, environment: &Environment, lang: Lang) -> Option<Result<()>> {
    let (noun, inner) = matches.subcommand()?;
    Some(match noun {
        "completions" => complete::script(inner).and_then(|script| print(&script)),
        "demo" => demo::play(inner, environment, lang),
        "help" => manual::topic(inner, lang).and_then(|topic| print(&topic)),
        "man" => manual::write(inner, environment, lang).map(|note| say(&note)),
        _ => return None,
    })
}

/// In what form a result is wanted, and in which file, if any.
struct Wanted {
    format: Format,
    output: Option<PathBuf>,
}

fn wanted(matches: &ArgMatches, context: &Context) -> Result<Wanted> {
    let lang = context.lang;
    let output = matches
        .get_one::<PathBuf>("output")
        .map(|file| context.path(file));
    let format = format(matches, output.as_deref(), lang)?;
    if format == Format::Ics && matches.subcommand_name() != Some("calendar") {
        return Err(render::Refused::NoCalendar.into());
    }
    if format.is_binary() && output.is_none() && std::io::stdout().is_terminal() {
        return Err(Error::CommandLine {
            sentence: lang
                .pick(
                    "这种格式不能显示在终端上；请用 -o 写入文件",
                    "this format cannot be shown on a terminal; write it to a file with -o",
                )
                .to_owned(),
        });
    }
    if let Some(path) = &output {
        replace::check(path, &context.db)?;
    }
    Ok(Wanted { format, output })
}

/// Writes a page as it is wanted.
fn show(page: &Page, wanted: &Wanted, context: &Context, environment: &Environment) -> Result<()> {
    let lang = context.lang;
    let screen = match wanted.output {
        Some(_) => Screen::Elsewhere,
        None => screen(environment),
    };
    let bytes = render::render(page, wanted.format, lang, screen)?;
    match &wanted.output {
        Some(path) => replace::file(path, &bytes),
        None if context.colour && wanted.format == Format::Table => paint::print(&bytes, lang),
        None => print(&bytes),
    }
}

/// Runs a command that makes files.
fn deliver(noun: &str, matches: &ArgMatches, context: &Context, reader: Reader) -> Result<u8> {
    let below = matches.subcommand_matches(noun).unwrap_or(matches);
    let run = match noun {
        "export" => commands::export::run,
        "share" => commands::share::run,
        _ => commands::template::run,
    };
    let mut answer = run(below, context).map_err(|error| told(error, context))?;
    answer.notes.extend(context.remarks());
    match answer.delivery {
        Some(Delivery::File {
            place: Some(place),
            bytes,
        }) => {
            replace::check(&place, &context.db)?;
            replace::file(&place, &bytes)?;
        }
        Some(Delivery::File { place: None, bytes }) => print(&bytes)?,
        Some(Delivery::Folder { place, files }) => replace::folder(&place, &files)?,
        None => {}
    }
    if !matches.get_flag("quiet") {
        reader.note(&answer.notes);
    }
    Ok(0)
}

fn dispatch(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let (noun, below) = matches.subcommand().unwrap_or(("", matches));
    let (verb, inner) = below.subcommand().unwrap_or(("", below));
    match noun {
        "archive" => commands::archive::run(below, context),
        "backup" => commands::backup::run(below, context),
        "" => commands::home::run(context),
        "history" => commands::history::run(below, context),
        "calendar" => commands::calendar::run(context),
        "check" => commands::check::run(below, context),
        "conflict" => commands::conflict::run(verb, inner, context),
        "import" => commands::import::run(below, context),
        "init" => commands::init::run(below, context),
        "ledger" => commands::ledger::run(below, context),
        "merge" => commands::merge::run(below, context),
        "phase" => commands::phase::run(verb, inner, context),
        "plan" => commands::plan::run(verb, inner, context),
        "report" => commands::report::run(verb, inner, context),
        "redact" => commands::redact::run(below, context),
        "restore" => commands::restore::run(below, context),
        "undo" => commands::undo::run(context),
        "verify" => commands::verify::run(below, context),
        _ => {
            let kind = kinds::noun(noun).ok_or_else(|| Error::CommandLine {
                sentence: noun.to_owned(),
            })?;
            match kind.step(verb) {
                Some(step) => commands::step::run(kind, step, inner, context),
                None if verb == commands::same::VERB => commands::same::run(kind, inner, context),
                None => commands::record::run(kind, verb, inner, context),
            }
        }
    }
}

/// Tells where standard output is read.
fn screen(environment: &Environment) -> Screen {
    match comfy_table::Table::new().width() {
        Some(_) if environment.has_dumb_terminal() => Screen::Aloud,
        Some(width) => Screen::Terminal(width),
        None => Screen::Elsewhere,
    }
}

/// Writes a result to standard output; a reader that went away is no failure.
fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    done(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Takes a reader that went away for no failure.
fn done(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::Io {
            path: PathBuf::from("stdout"),
            source,
        }),
        _ => Ok(()),
    }
}

/// Writes a message to standard error, where there is anybody to read it.
fn say(message: &str) {
    drop(writeln!(std::io::stderr().lock(), "{message}"));
}
