//! The root command: global flags and environment become a [`Context`]; dispatch; output. The
//! only place that reads environment and clock.

mod output;
mod usage;

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveTime, TimeDelta};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::commands::{self, Answer, Context, demo, kind_of};
use crate::error::{Error, Fault, Result};
use crate::kinds;
use crate::model::date::Calendar;
use crate::model::kind::Kind;
use crate::render::{self, Format};
use crate::text::{Lang, Text, text};

/// Where flags common to all commands stand in help: after the others.
const LAST: usize = 1000;
/// The longest name of who is acting, in characters.
const MOST_ACTOR: usize = 60;
const LANGUAGES: &[&str] = &["zh", "en"];

/// What the program is told by the machine that it runs on.
#[derive(Clone, Debug)]
struct World {
    variables: HashMap<String, String>,
    /// The folder in which relative paths begin.
    folder: PathBuf,
    now: DateTime<FixedOffset>,
    login: String,
}

/// Runs the program on its arguments; returns the exit code.
pub(crate) fn run(args: Vec<OsString>) -> u8 {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let variables: HashMap<String, String> =
        variables.filter(|(_, value)| !value.is_empty()).collect();
    let lang = language(&args, &variables);
    let world = std::env::current_dir().map(|folder| World {
        variables,
        folder,
        now: Local::now().fixed_offset(),
        login: whoami::username().unwrap_or_else(|_| "?".to_owned()),
    });
    let world = world.map_err(|source| Error::Io {
        path: PathBuf::from("."),
        source,
    });
    match world.and_then(|world| answer(args, &world, lang)) {
        Ok(code) => code,
        Err(error) => {
            complain(&error, lang);
            error.code()
        }
    }
}

fn complain(error: &Error, lang: Lang) {
    let intro = lang.pick("错误：", "error: ");
    say(&format!("{intro}{}", error.message(lang)));
}

/// Returns the exit code: 1 where part of it was refused, 3 where `--exit-code` was given and
/// there is what it asks for.
fn answer(args: Vec<OsString>, world: &World, lang: Lang) -> Result<u8> {
    let words: Vec<String> = args
        .iter()
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    let matches = match root(lang).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            return print(&usage::help(&error, lang)).map(|()| 0);
        }
        Err(error) => return Err(usage::refusal(&error, &words, lang)),
    };
    if let Some(("demo", inner)) = matches.subcommand() {
        return play(inner, world, lang).map(|()| 0);
    }
    let context = context(&matches, world, lang)?;
    let output = matches
        .get_one::<PathBuf>("output")
        .map(|file| context.path(file));
    let format = format(&matches, output.as_deref(), lang)?;
    if let Some(path) = &output {
        output::check(path, &context)?;
    }
    let answer = dispatch(&matches, &context).map_err(|error| error.at(&context.db))?;
    let quiet = matches.get_flag("quiet");
    // What was only said of a record that was written; asked for by format or file, it is a result.
    let aside =
        quiet && !answer.notes.is_empty() && output.is_none() && !matches.contains_id("format");
    if let (Some(page), false) = (&answer.page, aside) {
        let width = std::io::stdout()
            .is_terminal()
            .then(terminal_width)
            .flatten();
        let bytes = render::render(page, format, lang, width.filter(|_| output.is_none()));
        let written = match output {
            Some(path) => output::replace(&path, bytes.as_bytes()),
            None => print(&bytes),
        };
        if let Err(error) = written {
            // What was saved stays saved, and is said before what failed.
            answer.notes.iter().for_each(|note| say(note));
            return Err(error);
        }
    }
    if !quiet {
        answer.notes.iter().for_each(|note| say(note));
    }
    answer
        .refused
        .iter()
        .for_each(|error| complain(error, lang));
    Ok(match (answer.refused.is_empty(), answer.found) {
        (false, _) => 1,
        (true, true) => 3,
        (true, false) => 0,
    })
}

/// Plays the example campaign: each command on its own day, in the demo's folder. Only reports
/// are printed.
fn play(matches: &ArgMatches, world: &World, lang: Lang) -> Result<()> {
    let folder = demo::folder(matches, &world.folder)?;
    let mut played = 0_i64;
    for (name, script) in demo::SCRIPTS {
        for line in demo::lines(name, script)? {
            let variables: HashMap<String, String> = line.variables.into_iter().collect();
            let day = variables
                .get("HUIYIN_TODAY")
                .and_then(|day| day.parse::<NaiveDate>().ok())
                .unwrap_or_default();
            played += 1;
            // Nine o'clock in China on the day that the script names, and a second for each command.
            let nine = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(3600 + played);
            let offset = FixedOffset::east_opt(8 * 3600).unwrap_or(*world.now.offset());
            let then = World {
                variables,
                folder: folder.clone(),
                now: nine.and_utc().with_timezone(&offset),
                login: world.login.clone(),
            };
            let located = |error: Error| Error::Refused {
                sentence: format!("{}: {}", line.place, error.message(lang)),
            };
            let parsed = root(lang).try_get_matches_from(&line.words);
            let matches =
                parsed.map_err(|error| located(usage::refusal(&error, &line.words, lang)))?;
            let context = context(&matches, &then, lang)?;
            let answer = dispatch(&matches, &context).map_err(located)?;
            if let (Some(page), true) = (
                &answer.page,
                line.words.get(1).is_some_and(|noun| noun == "report"),
            ) {
                print(&render::render(
                    page,
                    Format::Table,
                    lang,
                    std::io::stdout()
                        .is_terminal()
                        .then(terminal_width)
                        .flatten(),
                ))?;
            }
        }
    }
    say(&lang.pick(
        format!("已执行 {played} 条命令；文件在 {}", folder.display()),
        format!(
            "Played {played} commands; the files are in {}",
            folder.display()
        ),
    ));
    Ok(())
}

fn dispatch(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let (noun, below) = matches.subcommand().unwrap_or(("", matches));
    let (verb, inner) = below.subcommand().unwrap_or(("", below));
    match noun {
        "history" => commands::history::run(below, context),
        "conflict" => commands::conflict::run(verb, inner, context),
        "init" => commands::init::run(below, context),
        "ledger" => commands::ledger::run(below, context),
        "merge" => commands::merge::run(below, context),
        "phase" => commands::phase::run(verb, inner, context),
        "plan" => commands::plan::run(verb, inner, context),
        "report" => commands::report::run(verb, inner, context),
        "undo" => commands::undo::run(context),
        "verify" => commands::verify::run(below, context),
        _ => {
            let kind = kind_of(noun).ok_or_else(|| Error::CommandLine {
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

fn root(lang: Lang) -> Command {
    let nouns = kinds::nouns().map(|kind| localised(noun(kind, lang), lang));
    let others = [
        commands::init::cli(lang),
        commands::plan::cli(lang),
        commands::phase::cli(lang),
        commands::report::cli(lang),
        commands::ledger::cli(lang),
        commands::history::cli(lang),
        commands::undo::cli(lang),
        commands::merge::cli(lang),
        commands::conflict::cli(lang),
        commands::verify::cli(lang),
        demo::cli(lang),
    ];
    let command = Command::new("huiyin")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .about(
            text(
                "回音：活动台账，事事有回音、件件有结果",
                "Keep the record of a campaign: every matter an answer, every item a result",
            )
            .get(lang),
        )
        .subcommand_required(true)
        .args(global_args(lang))
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(text("显示版本", "Print the version").get(lang)),
        )
        .subcommands(others)
        .subcommands(nouns);
    localised(command, lang)
}

fn noun(kind: &'static Kind, lang: Lang) -> Command {
    let name = kind.name.get(lang);
    // Built only when it is the noun that was typed.
    let verbs: fn(Command) -> Command = lang.pick(
        |command| verbs(command, Lang::Zh),
        |command| verbs(command, Lang::En),
    );
    Command::new(kind.id)
        .about(lang.pick(
            format!("{name}：登记、查看、修改"),
            format!("Add, list and edit: {name}"),
        ))
        .subcommand_required(true)
        .defer(verbs)
}

fn verbs(command: Command, lang: Lang) -> Command {
    let Some(kind) = kind_of(command.get_name()) else {
        return command;
    };
    let verbs = commands::record::cli(kind, lang)
        .into_iter()
        .chain(commands::step::cli(kind, lang))
        .chain(commands::same::cli(kind, lang));
    command.subcommands(verbs.map(|verb| localised(verb, lang)))
}

/// Puts clap's own words into the language of the program.
fn localised(command: Command, lang: Lang) -> Command {
    let inner: Vec<String> = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_owned())
        .collect();
    let mut command = command;
    for name in inner {
        command = command.mut_subcommand(name, |inner| {
            if inner.get_arguments().any(|arg| arg.get_id() == "help") {
                inner
            } else {
                localised(inner, lang)
            }
        });
    }
    let options = lang.pick("选项", "Options");
    let general = lang.pick("通用选项", "Options of every command");
    let usage = lang.pick("用法：", "Usage: ");
    let template = format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}");
    let arguments: Vec<String> = command
        .get_arguments()
        .map(|arg| arg.get_id().to_string())
        .collect();
    for id in arguments {
        command = command.mut_arg(id, |arg| {
            let common = arg.is_global_set();
            let heading = if arg.is_positional() {
                lang.pick("参数", "Arguments")
            } else if common || arg.get_id() == "version" {
                general
            } else {
                options
            };
            arg.help_heading(heading)
        });
    }
    command
        .help_template(template)
        .subcommand_help_heading(lang.pick("命令", "Commands"))
        .subcommand_value_name(lang.pick("命令", "COMMAND"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .action(ArgAction::Help)
                .help_heading(general)
                .display_order(LAST)
                .help(text("显示帮助", "Print help").get(lang)),
        )
}

fn global_args(lang: Lang) -> Vec<Arg> {
    let global = |id: &'static str, placeholder: &'static str, help: Text| {
        Arg::new(id)
            .long(id)
            .value_name(placeholder)
            .global(true)
            .help(help.get(lang))
    };
    let formats: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
    vec![
        global(
            "db",
            "FILE",
            text(
                "本处室的文件 [环境变量 HUIYIN_DB，缺省 huiyin.db]",
                "The office's file [HUIYIN_DB, default huiyin.db]",
            ),
        )
        .value_parser(clap::value_parser!(PathBuf)),
        global(
            "lang",
            "LANG",
            text(
                "语言 zh 或 en [HUIYIN_LANG]",
                "Language, zh or en [HUIYIN_LANG]",
            ),
        ),
        global("format", "FORMAT", text("输出格式", "Output format")).help(format!(
            "{}{}",
            text("输出格式：", "Output format: ").get(lang),
            lang.join(&formats)
        )),
        global("output", "FILE", text("写入文件", "Write to a file"))
            .short('o')
            .value_parser(clap::value_parser!(PathBuf)),
        global(
            "today",
            "DATE",
            text(
                "按这一天计算 [HUIYIN_TODAY]",
                "The day to compute from [HUIYIN_TODAY]",
            ),
        ),
        global(
            "as",
            "NAME",
            text("经办人 [HUIYIN_AS]", "Who is acting [HUIYIN_AS]"),
        ),
        global(
            "color",
            "WHEN",
            text(
                "颜色：auto、always 或 never [NO_COLOR]",
                "Colour: auto, always or never [NO_COLOR]",
            ),
        ),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .global(true)
            .action(ArgAction::SetTrue)
            .help(text("只显示错误", "Only errors").get(lang)),
    ]
}

/// Finds the language before anything is parsed, since even errors of parsing are in it.
fn language(args: &[OsString], variables: &HashMap<String, String>) -> Lang {
    let args: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let after = args
        .windows(2)
        .find(|pair| pair[0] == "--lang")
        .map(|pair| pair[1].to_owned());
    let joined = args
        .iter()
        .find_map(|arg| arg.strip_prefix("--lang="))
        .map(str::to_owned);
    let from_environment = || {
        ["HUIYIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| variables.get(*name).cloned())
    };
    match after.or(joined).or_else(from_environment).as_deref() {
        None | Some("C" | "POSIX" | "C.UTF-8") => Lang::Zh,
        Some(name) if name.to_lowercase().starts_with("zh") => Lang::Zh,
        Some(_) => Lang::En,
    }
}

fn context(matches: &ArgMatches, world: &World, lang: Lang) -> Result<Context> {
    let named = |id: &str, variable: &str| {
        matches
            .get_one::<String>(id)
            .or_else(|| world.variables.get(variable))
            .cloned()
    };
    let now = world.now;
    let today = match named("today", "HUIYIN_TODAY") {
        None => now.date_naive(),
        Some(typed) => {
            let calendar = Calendar {
                today: now.date_naive(),
                year: chrono::Datelike::year(&now),
            };
            commands::input::day("today", &typed, calendar, true)?
        }
    };
    let actor = named("as", "HUIYIN_AS").unwrap_or_else(|| world.login.clone());
    let actor = commands::input::text("as", &actor)?;
    let characters = actor.chars().count();
    if characters > MOST_ACTOR {
        let most = MOST_ACTOR;
        let fault = Fault::TooLong { characters, most };
        return Err(commands::input::bad("as", &actor, fault));
    }
    if actor.contains('\n') {
        return Err(commands::input::bad("as", &actor, Fault::Control));
    }
    chosen(
        "color",
        named("color", ""),
        &["auto", "always", "never"],
        lang,
    )?;
    chosen("lang", named("lang", "HUIYIN_LANG"), LANGUAGES, lang)?;
    let db = matches.get_one::<PathBuf>("db").cloned();
    let db = db.or_else(|| world.variables.get("HUIYIN_DB").map(PathBuf::from));
    if let Some(name) = db.as_deref().and_then(Path::to_str)
        && (name == ":memory:" || name.starts_with("file:"))
    {
        return Err(Error::CommandLine {
            sentence: lang.pick(
                format!("--db “{name}”不是文件名；请写普通的文件名，例如 huiyin.db"),
                format!("--db “{name}” is not a file's name; give a plain one, such as huiyin.db"),
            ),
        });
    }
    Ok(Context {
        lang,
        today,
        now: now.timestamp_millis(),
        offset: *now.offset(),
        actor,
        db: world
            .folder
            .join(db.unwrap_or_else(|| PathBuf::from("huiyin.db"))),
        folder: world.folder.clone(),
    })
}

/// Checks an option that takes one of a few words.
fn chosen(flag: &str, typed: Option<String>, known: &[&str], lang: Lang) -> Result<()> {
    let Some(typed) = typed else {
        return Ok(());
    };
    // A locale such as zh_CN.UTF-8 counts as its language.
    let word = typed.split(['_', '-', '.']).next().unwrap_or_default();
    if known.contains(&word.to_lowercase().as_str()) {
        return Ok(());
    }
    let near = commands::input::nearest(&typed, known.iter().copied());
    let choices = known.iter().map(|word| (*word).to_owned()).collect();
    let fault = Fault::NotChoice { choices, near };
    let sentence = commands::input::bad(flag, &typed, fault).message(lang);
    Err(Error::CommandLine { sentence })
}

fn format(matches: &ArgMatches, output: Option<&Path>, lang: Lang) -> Result<Format> {
    let ending = output
        .and_then(Path::extension)
        .and_then(|ending| ending.to_str());
    let typed = matches.get_one::<String>("format").map(String::as_str);
    let Some(name) = typed.or(ending) else {
        return Ok(Format::Table);
    };
    Format::named(&name.to_lowercase()).map_or_else(
        || {
            let choices = Format::ALL
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect();
            let near = commands::input::nearest(name, Format::ALL.iter().map(|(name, _)| *name));
            if let (None, Some(path)) = (typed, output) {
                return Err(Error::CommandLine {
                    sentence: ending_words(path, name, lang),
                });
            }
            Err(Error::CommandLine {
                sentence: commands::input::bad("format", name, Fault::NotChoice { choices, near })
                    .message(lang),
            })
        },
        Ok,
    )
}

fn ending_words(path: &Path, ending: &str, lang: Lang) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    lang.pick(
        format!("-o “{file}”：不能写成 .{ending} 文件；可用 .csv、.json、.md，或用 --format 指明格式"),
        format!("-o “{file}” asks for a .{ending} file, which is not made; use .csv, .json or .md, or give --format"),
    )
}

fn terminal_width() -> Option<u16> {
    comfy_table::Table::new().width()
}

/// Writes a result to standard output; a reader that went away is no failure.
fn print(text: &str) -> Result<()> {
    let written = std::io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .and_then(|()| std::io::stdout().flush());
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
