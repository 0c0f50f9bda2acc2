//! The root command: parsing, dispatch, output. This module and those below it are the only place
//! that reads environment and clock.

mod agenda;
mod chinese;
mod complete;
mod demo;
mod environment;
mod example;
mod form;
mod front;
mod manual;
mod mistaken;
mod output;
mod pager;
mod tree;
mod unnamed;
mod usage;
mod worded;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::ArgMatches;
use environment::{Environment, USUAL, context, format, language, variables};
use serde_json::json;
use tree::{located, parse, parse_part};

use crate::commands::everywhere::{ASCII, FORMAT, NO_PAGER, QUIET, output};
use crate::commands::node::Node;
use crate::commands::set::DRY_RUN;
use crate::commands::verb::Verb;
use crate::desk::{Context, Delivery, Desk, transition};
use crate::error::{Error, Naming, Refusal, Result, Said};
use crate::files::{Made, NotKept, replace, shared_file_system, sweep, system, unkept, unremoved};
use crate::model::kind::Field;
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes};
use crate::render::{self, Format, Screen};
use crate::text::{Lang, Shell, Text, Words, escaped_json, marked, text};
use crate::{commands, sheets};

/// Runs the program on its arguments; returns the exit code.
pub(crate) fn run(args: Vec<OsString>) -> u8 {
    // Not a person's command, but this program again, reading a workbook for itself.
    if let Some(code) = sheets::serve(&args) {
        return code;
    }
    if let Some(parent) = system::parent() {
        Shell::of(&parent).is_used();
    }
    let variables = variables();
    let chosen = output::choose(&variables);
    let checked = chosen.and_then(|()| mistaken::check(&args, &variables));
    let is_typed = args.len() > 1 || !std::io::stdin().is_terminal();
    let was_clicked = !is_typed && std::io::stdout().is_terminal() && system::owns_console();
    let args = chinese::translated(args);
    let lang = language(&args, &variables);
    let reader = ErrorReader::of(&args, lang);
    let asking = variables.get(complete::VARIABLE).cloned();
    let read = checked.and_then(|()| Environment::read(variables));
    let done = read.and_then(|environment| match asking {
        Some(shell) => print(&complete::answer(&shell, &args, &environment, lang)).map(|()| 0),
        None => answer(&args, &environment, reader),
    });
    let code = match done {
        Ok(code) => code,
        Err(error) => reader.complain(&error, &[]),
    };
    for left in unremoved() {
        say(&left.words(lang));
    }
    if was_clicked {
        say(CLICKED.get(lang));
        drop(std::io::stdin().read_line(&mut String::new()));
    }
    // As a shell tells of a program that a signal ended.
    system::held_signal().map_or(code, |signal| 128 + signal)
}

/// Said to whoever opened the program by a double click, before its window closes.
const CLICKED: Text = text(
    "huiyin 要在命令提示符里用：按 Win+R，输入 cmd 后回车，再输入 huiyin help 第一天。按回车键关闭本窗口",
    "huiyin is used at a command prompt: press Win+R, type cmd and Enter, then huiyin help first-day. Press Enter to close this window",
);

/// Says of a command's error which file it is of, and that what was saved before it is saved.
fn told(error: Error, context: &Context) -> Error {
    let error = match error.at(&context.db) {
        Error::NoFile { path, .. } => Error::NoFile {
            usual: path == context.folder.join(USUAL),
            path,
        },
        other => other,
    };
    if context.saved.load(Ordering::Relaxed) && error.is_of(&context.db) {
        return error.after_saving();
    }
    error
}

/// A file that lies where two machines could write to it at once.
#[derive(Debug)]
struct OnSharedDisk {
    file: PathBuf,
    system: &'static str,
}

impl Words for OnSharedDisk {
    fn words(&self, lang: Lang) -> String {
        let Self { file, system } = self;
        let file = file.display();
        lang.pick(
            format!("注意：{file} 在网络、共享磁盘或同步文件夹（{system}）里，多台机器同时写会损坏文件；请放在本机磁盘，用 merge 汇总"),
            format!("Warning: {file} lies on a network or shared disk or in a folder that is copied to a cloud ({system}), where two machines that write at once damage it; keep it on a disk of this machine and gather files with merge"),
        )
    }
}

/// Warns about a file on a network or shared disk.
fn shared(context: &Context) -> Option<Box<dyn Words>> {
    let system = shared_file_system(&context.db)?;
    let file = context.db.clone();
    Some(Box::new(OnSharedDisk { file, system }))
}

/// Reader of errors: a person, or a program that takes JSON.
#[derive(Clone, Copy, Debug)]
struct ErrorReader {
    lang: Lang,
    json: bool,
}

impl ErrorReader {
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
        self.complain_of(error, notes, &[], None)
    }

    /// Does the same for a command, by the names that its options have, with values as typed.
    fn complain_of(
        self,
        error: &Error,
        notes: &[Box<dyn Words>],
        options: &[Opt],
        given: Option<Given>,
    ) -> u8 {
        let option = |field: &str| {
            let is_of = |opt: &&Opt| match opt.takes {
                Takes::Value(own) => own.id == field,
                _ => opt.id == field,
            };
            options.iter().find(is_of)
        };
        if self.json {
            let mut said = error.said(self.lang, Naming::Keys);
            let quick = |opt: &&Opt| matches!(opt.takes, Takes::Quick(_));
            let quick = options.iter().find(quick);
            // Of a condition a part is refused, and a bare word may be of any field.
            if let [field] = said.fields()
                && let Some(opt) = option(field)
                && let Some(given) = given
                && !matches!(opt.takes, Takes::Condition(_) | Takes::Alternative(_))
                && !quick.is_some_and(|quick| given.has(quick))
            {
                let mut typed = given.texts(opt);
                if let (Some(only), None) = (typed.next(), typed.next()) {
                    said = said.with(only);
                }
            }
            let mut told = json!({"error": said.json()});
            if !notes.is_empty() {
                told["notes"] = notes.iter().map(|note| note.words(self.lang)).collect();
            }
            let told = told.to_string();
            drop(writeln!(
                std::io::stderr().lock(),
                "{}",
                escaped_json(&told)
            ));
            return said.exit;
        }
        self.note(notes);
        let intro = match error {
            Error::Left => "",
            _ => self.lang.pick("错误：", "error: "),
        };
        let flag = |field: &Field| option(field.id).map(Opt::long);
        let mut said = error.said(self.lang, Naming::FlagsOf(&flag)).after(intro);
        // The way out is a command as a rule, which is copied as a whole.
        if std::io::stderr().is_terminal() {
            said.message = render::broken(&said.message, width());
        }
        say(&said.sentence(self.lang));
        said.exit
    }
}

/// Returns the exit code: 1 where part of it was refused, 3 where `--exit-code` was given and
/// there is what it asks for.
fn answer(args: &[OsString], environment: &Environment, reader: ErrorReader) -> Result<u8> {
    let mut like = None;
    loop {
        let typed = args.to_vec();
        let is_further = like.is_some();
        let completed = completed(typed, environment, reader.lang, like.take());
        if let (true, Err(Error::Left)) = (is_further, &completed) {
            say(FURTHER_LEFT.get(reader.lang));
            return Ok(0);
        }
        let (whole, parsed, form) = completed?;
        let done = carried_out(&whole, parsed, environment, reader, &mut Vec::new());
        let Some(form) = form else {
            return done;
        };
        if !matches!(done, Ok(0)) {
            form.refused();
            return done;
        }
        like = form.again()?;
        if like.is_none() {
            return done;
        }
    }
}

/// Carries out a command line that is as complete as it will be, and asks somebody at a terminal about
/// what is in doubt, but for what was left open.
fn carried_out(
    args: &[OsString],
    parsed: std::result::Result<ArgMatches, clap::Error>,
    environment: &Environment,
    reader: ErrorReader,
    open: &mut Vec<String>,
) -> Result<u8> {
    let lang = reader.lang;
    let matches = match parsed {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            let is_paged = !args.iter().any(|arg| *arg == *format!("--{}", NO_PAGER.id));
            let help = manual::with_examples(&error.render().to_string(), args, lang);
            return explain(&help, is_paged, environment).map(|()| 0);
        }
        // Whoever sits before it sees what may follow.
        Err(error)
            if error.kind() == clap::error::ErrorKind::MissingSubcommand
                && form::is_attended(args) =>
        {
            let asking = [args, &["--help".into()]].concat();
            let parsed = parse(&asking, lang);
            return carried_out(&asking, parsed, environment, reader, open);
        }
        Err(error) => {
            refuse_step(args, environment, lang)?;
            return Err(usage::refusal(&error, args));
        }
    };
    let (node, given) = located(&matches);
    usage::check_line(args, node)?;
    let own = OWN
        .iter()
        .find(|own| node.is_some_and(|node| node.is(own.verb)));
    if let Some(own) = own {
        return (own.run)(given, environment, lang).map(|()| 0);
    }
    let context = context(given, environment, lang)?;
    sweep(&context.db);
    if let Some(node) = node.filter(|node| node.makes_files()) {
        return deliver(node, given, &context, reader);
    }
    // Before anything is done.
    let wanted = wanted(node, given, &context)?;
    if let Some(node) = node.filter(|node| node.changes_set(given))
        && !given.has(&QUIET)
        && form::is_attended(args)
    {
        confirm(node, args, &context, environment)?;
    }
    let answer = match node {
        Some(node) => node.run(given, &context),
        None => commands::home::run(&context, wanted.format.is_for_programs()),
    };
    let mut answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let options = node.map(Node::options).unwrap_or_default();
            let error = told(error, &context);
            return Ok(reader.complain_of(&error, &[], &options, Some(given)));
        }
    };
    answer.doubts.retain(|one| !open.contains(&one.question));
    if !answer.doubts.is_empty()
        && !reader.json
        && !given.has(&QUIET)
        && form::is_attended(args)
        && let Some(all) = form::settled(&answer.doubts, open, args, &context, environment)?
    {
        say(&SameAs(form::typed(&all)).words(lang));
        let parsed = parse(&all, lang);
        return carried_out(&all, parsed, environment, reader, open);
    }
    if !answer.notes.is_empty() {
        answer.notes.extend(shared(&context));
    }
    put(answer.delivery.take(), &context)?;
    let quiet = given.has(&QUIET);
    // What was only said of a record that was written; asked for by format or file, it is a result.
    let is_asked_for = wanted.output.is_some() || given.has(&FORMAT);
    let aside = quiet && !answer.notes.is_empty() && !is_asked_for;
    answer.notes.extend(context.remarks());
    let shown = match &answer.page {
        Some(page) if !aside => show(page, &wanted, &context, environment),
        _ => Ok(()),
    };
    answer.notes.extend(not_kept(&context));
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
    if let Some(onward) = answer.onward.filter(|_| !quiet && !reader.json) {
        say(&render::broken(&onward.words(lang), width()));
    }
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

/// Shows a set as it would become, where it is several, and asks whether to write it.
fn confirm(
    node: Node,
    args: &[OsString],
    context: &Context,
    environment: &Environment,
) -> Result<()> {
    let flag = OsString::from(format!("--{}", DRY_RUN.id));
    let tried = [args, &[flag]].concat();
    let Ok(matches) = parse(&tried, context.lang) else {
        return Ok(());
    };
    let tried = node.run(located(&matches).1, context);
    let answer = tried.map_err(|error| told(error, context))?;
    let Some(page @ Page::Report(report)) = &answer.page else {
        return Ok(());
    };
    if !report.json.is_array() {
        return Ok(());
    }
    let shown = render::TABLE.render(page, context.lang, screen(environment))?;
    say(String::from_utf8_lossy(&shown).trim_end());
    form::confirm(context, environment)
}

/// Refuses a step that is impossible, whatever else is wrong with its command line.
fn refuse_step(args: &[OsString], environment: &Environment, lang: Lang) -> Result<()> {
    let matches = parse_part(args, lang);
    let Some((Some(Node::Step(kind, step)), given)) = matches.as_ref().map(located) else {
        return Ok(());
    };
    let context = context(given, environment, lang)?;
    let reference = commands::step::reference(kind, step);
    // Without a file or a record there is nothing to look at.
    if let Ok(desk) = Desk::open(&context)
        && let Ok(records) = given.records(&reference, &desk)
    {
        for record in records {
            transition::check(&desk, step, &record)?;
        }
    }
    Ok(())
}

/// Puts `show` before a ref or a name that stands where a command does.
fn with_show(
    args: &[OsString],
    error: &clap::Error,
    environment: &Environment,
    lang: Lang,
) -> Option<Vec<OsString>> {
    let matches = parse_part(args, lang)?;
    let (None | Some(Node::Noun(_)), given) = located(&matches) else {
        return None;
    };
    let word = usage::no_such_command(error)?;
    let is_called =
        || -> Result<bool> { Desk::open(&context(given, environment, lang)?)?.knows(&word) };
    let is_meant = usage::kind_of_ref(&word).is_some() || is_called().unwrap_or_default();
    let at = args.iter().position(|arg| *arg == *word);
    let at = at.filter(|_| is_meant)?;
    let mut shown = args.to_vec();
    shown.insert(at, "show".into());
    Some(shown)
}

/// Puts the kind of a ref before a verb of its that stands where a command does, as in `reply O1`.
fn with_kind(args: &[OsString], error: &clap::Error, lang: Lang) -> Option<Vec<OsString>> {
    let matches = parse_part(args, lang)?;
    let (None, _) = located(&matches) else {
        return None;
    };
    let word = usage::no_such_command(error)?;
    let at = args.iter().position(|arg| *arg == *word)?;
    let kind = usage::kind_of_ref(args.get(at + 1)?.to_str()?)?;
    let mut verbs = Node::Noun(kind).below().into_iter();
    let verb = verbs.find(|verb| verb.is_called(&word) || verb.is_called_in_chinese(&word))?;
    let mut whole = args.to_vec();
    whole.splice(at..=at, [kind.id.into(), verb.id().into()]);
    Some(chinese::translated(whole))
}

/// A command line, what it says, and the form by which it was completed, if any.
type Line = (
    Vec<OsString>,
    std::result::Result<ArgMatches, clap::Error>,
    Option<form::Finished>,
);

/// Parses a command line, and completes it first where somebody can be asked.
fn completed(
    args: Vec<OsString>,
    environment: &Environment,
    lang: Lang,
    like: Option<form::Before>,
) -> Result<Line> {
    let mut args = args;
    let mut is_taken_up = false;
    if let Some(line) = agenda::taken_up(&args, environment, lang)? {
        is_taken_up = form::is_attended(&line);
        args = line;
    }
    let mut parsed = parse(&args, lang);
    if let Err(error) = &parsed
        && let Some(shown) =
            with_kind(&args, error, lang).or_else(|| with_show(&args, error, environment, lang))
    {
        parsed = parse(&shown, lang);
        args = shown;
    }
    if let Some(all) = worded::worded(&args, environment, lang)? {
        (parsed, args) = (parse(&all, lang), all);
    }
    if let Some(all) = unnamed::named(&args, environment, lang)? {
        say(&SameAs(form::typed(&all)).words(lang));
        (parsed, args) = (parse(&all, lang), all);
    }
    let mut form = None;
    if form::is_attended(&args)
        && let Some(all) = form::completed(&parsed, &args, environment, lang, like)?
    {
        say(&SameAs(form::typed(&all.args)).words(lang));
        (parsed, args, form) = (parse(&all.args, lang), all.args, all.form);
    } else if let (true, Ok(matches)) = (is_taken_up, &parsed) {
        // Nothing was asked, and nobody has seen what is to be done.
        say(&SameAs(form::typed(&args)).words(lang));
        let context = context(located(matches).1, environment, lang)?;
        form::confirm(&context, environment)?;
    }
    if let Some(all) = form::written(&parsed, &args, environment, lang)? {
        say(&SameAs(form::typed(&all.args)).words(lang));
        (parsed, args, form) = (parse(&all.args, lang), all.args, all.form);
    }
    if let Some(all) = form::passage(&parsed, &args, environment, lang)? {
        (parsed, args) = (parse(&all, lang), all);
    }
    Ok((args, parsed, form))
}

/// Said to whoever leaves the form of a further record.
const FURTHER_LEFT: Text = text(
    "这一条没有登记；前面的都已写入",
    "This one was not entered; those before it are saved",
);

/// A command that speaks of the program itself, and opens no file.
struct Own {
    verb: &'static Verb,
    run: fn(Given, &Environment, Lang) -> Result<()>,
}

/// All of them, in the order of help, after the others.
static OWN: &[Own] = &[
    Own {
        verb: &commands::demo::VERB,
        run: demo::play,
    },
    Own {
        verb: &manual::HELP,
        run: manual::help,
    },
    Own {
        verb: &complete::VERB,
        run: complete::print_script,
    },
    Own {
        verb: &manual::MAN,
        run: manual::man,
    },
];

/// Format of the result, and the file for it, if any.
struct Wanted {
    format: &'static Format,
    output: Option<PathBuf>,
    /// True if what is longer than a screen is shown a screen at a time.
    paged: bool,
    /// True if frames are to be drawn in ASCII.
    ascii: bool,
}

fn wanted(node: Option<Node>, given: Given, context: &Context) -> Result<Wanted> {
    let output = output(given).map(|file| context.path(file));
    let format = format(given, output.as_deref())?;
    if format.is_of_calendars && !node.is_some_and(Node::makes_calendars) {
        return Err(render::Refused::NoCalendar.into());
    }
    if format.is_binary && output.is_none() && std::io::stdout().is_terminal() {
        return Err(NotForATerminal(format).into());
    }
    if let Some(path) = &output {
        replace::check(path, &context.db)?;
        context.written.check(path, sheets::is_changed)?;
    }
    let paged = !given.has(&NO_PAGER) && format.id == render::TABLE.id;
    Ok(Wanted {
        format,
        output,
        paged,
        ascii: given.has(&ASCII),
    })
}

/// Writes a page as it is wanted.
fn show(page: &Page, wanted: &Wanted, context: &Context, environment: &Environment) -> Result<()> {
    let lang = context.lang;
    let screen = match wanted.output {
        Some(_) => Screen::Elsewhere,
        None => screen(environment),
    };
    if context.colour && wanted.output.is_none() && wanted.format.id == render::TABLE.id {
        let painted = output::framed(render::painted(page, lang, screen), wanted.ascii);
        if wanted.paged && pager::shown(&painted, environment) {
            return Ok(());
        }
        // In whatever way the terminal has colour.
        let painted = output::for_people(&painted, std::io::stdout().is_terminal());
        let mut stream = anstream::AutoStream::always(std::io::stdout().lock());
        return done(stream.write_all(&painted).and_then(|()| stream.flush()));
    }
    let mut made = wanted.format.made(page, lang, screen)?;
    let is_terminal = std::io::stdout().is_terminal();
    if wanted.format.id == render::TABLE.id && (wanted.ascii || is_terminal) {
        let table = made.into_bytes().map_err(unkept)?;
        made = output::framed(table, wanted.ascii).into();
    }
    if let Some(path) = &wanted.output {
        replace::file(path, made)?;
        keep(path, context);
        return Ok(());
    }
    if !is_terminal && output::leaves(wanted.format) {
        let mut stdout = std::io::stdout().lock();
        return done(made.write_to(&mut stdout).and_then(|()| stdout.flush()));
    }
    let bytes = made.into_bytes().map_err(unkept)?;
    if wanted.paged && pager::shown(&bytes, environment) {
        return Ok(());
    }
    print(&output::in_format(&bytes, wanted.format))
}

/// Runs a command that makes files.
fn deliver(node: Node, given: Given, context: &Context, reader: ErrorReader) -> Result<u8> {
    let answer = node.run(given, context);
    let mut answer = answer.map_err(|error| told(error, context))?;
    answer.notes.extend(context.remarks());
    put(answer.delivery.take(), context)?;
    answer.notes.extend(not_kept(context));
    if !given.has(&QUIET) {
        reader.note(&answer.notes);
    }
    Ok(0)
}

/// Puts files where they belong; one without a place goes to standard output.
fn put(delivery: Option<Delivery>, context: &Context) -> Result<()> {
    match delivery {
        Some(Delivery::File {
            place: Some(place),
            made,
        }) => {
            replace::check(&place, &context.db)?;
            context.written.check(&place, sheets::is_changed)?;
            replace::file(&place, made)?;
            keep(&place, context);
            Ok(())
        }
        Some(Delivery::File { place: None, made }) => hand_out(made),
        Some(Delivery::Folder { place, files }) => {
            let paths = files.iter().map(|(name, _)| place.join(name));
            let paths: Vec<PathBuf> = paths.collect();
            for path in &paths {
                context.written.check(path, sheets::is_changed)?;
            }
            replace::folder(&place, files)?;
            for path in &paths {
                keep(path, context);
            }
            Ok(())
        }
        None => Ok(()),
    }
}

fn not_kept(context: &Context) -> Option<Box<dyn Words>> {
    Some(Box::new(context.remarks.not_kept.get()?.clone()))
}

/// Keeps in mind that a file was written, so that it is known if somebody changes it.
fn keep(path: &Path, context: &Context) {
    if !context.written.keep(path) {
        let not_kept = || NotKept(path.to_owned());
        context.remarks.not_kept.get_or_init(not_kept);
    }
}

/// Writes a file to standard output, and what it says as a terminal shows it where it goes to one.
fn hand_out(made: Made) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    if !stdout.is_terminal() {
        return done(made.write_to(&mut stdout).and_then(|()| stdout.flush()));
    }
    let bytes = made.into_bytes().map_err(unkept)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => done(stdout.write_all(marked(text).as_bytes())),
        Err(_) => done(stdout.write_all(&bytes)),
    }
}

/// Tells where standard output is read.
fn screen(environment: &Environment) -> Screen {
    match width() {
        Screen::Terminal(_) if environment.has_dumb_terminal() => Screen::Aloud,
        screen => screen,
    }
}

/// Returns how wide the terminal is, where standard output is one.
fn width() -> Screen {
    let width = comfy_table::Table::new().width();
    width.map_or(Screen::Elsewhere, Screen::Terminal)
}

/// Writes a result to standard output; a broken pipe is success.
fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    done(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// The width of help where it goes to no terminal.
const HELP: u16 = 100;

/// Shows help, as wide as there is room.
fn explain(text: &str, is_paged: bool, environment: &Environment) -> Result<()> {
    let width = match width() {
        Screen::Terminal(width) => width.min(HELP),
        Screen::Aloud | Screen::Elsewhere => HELP,
    };
    let text = render::narrowed(text, usize::from(width));
    if is_paged && pager::shown(text.as_bytes(), environment) {
        return Ok(());
    }
    print(&output::for_people(
        text.as_bytes(),
        std::io::stdout().is_terminal(),
    ))
}

/// Treats a broken pipe as success.
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
    let line = format!("{}\n", marked(message));
    let mut stderr = std::io::stderr().lock();
    drop(stderr.write_all(&output::for_people(line.as_bytes(), stderr.is_terminal())));
}

/// A format that cannot be shown on a terminal.
#[derive(Debug)]
struct NotForATerminal(&'static Format);

impl Refusal for NotForATerminal {
    fn said(&self, lang: Lang) -> Said {
        let sentence = lang.pick(
            ("这种格式不能显示在终端上", "请用 -o 写入文件"),
            (
                "this format cannot be shown on a terminal",
                "write it to a file with -o",
            ),
        );
        Said::usage("not-for-a-terminal", sentence)
            .of("format")
            .with(self.0.id)
    }
}

/// The command line that a form stands for.
#[derive(Debug)]
struct SameAs(String);

impl Words for SameAs {
    fn words(&self, lang: Lang) -> String {
        let command = &self.0;
        lang.pick(
            format!("等同于：{command}"),
            format!("Equivalent command: {command}"),
        )
    }
}
