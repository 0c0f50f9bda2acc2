//! The command tree: nouns with their verbs, the options of every command, and clap's own words in
//! the language of the program. To run a command only its branch is built.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{complete, manual};
use crate::commands::{self, record};
use crate::kinds;
use crate::model::kind::Kind;
use crate::render::Format;
use crate::text::{Lang, Text, text};

/// Where flags common to all commands stand in help: after the others.
const LAST: usize = 1000;

/// Builds a command in a language.
type Build = fn(Lang) -> Command;

/// The commands that no noun owns, in the order of help.
const OTHERS: &[(&str, Build)] = &[
    ("init", commands::init::cli),
    ("plan", commands::plan::cli),
    ("phase", commands::phase::cli),
    ("check", commands::check::cli),
    ("calendar", commands::calendar::cli),
    ("report", commands::report::cli),
    ("ledger", commands::ledger::cli),
    ("import", commands::import::cli),
    ("export", commands::export::cli),
    ("template", commands::template::cli),
    ("history", commands::history::cli),
    ("undo", commands::undo::cli),
    ("merge", commands::merge::cli),
    ("share", commands::share::cli),
    ("conflict", commands::conflict::cli),
    ("verify", commands::verify::cli),
    ("backup", commands::backup::cli),
    ("archive", commands::archive::cli),
    ("restore", commands::restore::cli),
    ("redact", commands::redact::cli),
    ("demo", commands::demo::cli),
    ("help", manual::help_cli),
    ("completions", complete::cli),
    ("man", manual::man_cli),
];

/// Which commands of the tree are built. Start-up is a part of every keystroke, and each command
/// that is built also takes a copy of every common option.
#[derive(Clone, Copy, Debug)]
pub(super) enum Extent<'a> {
    /// Every one; the verbs of a noun once clap comes to it.
    All,
    /// Those whose names stand among the words of a command line.
    Typed(&'a [OsString]),
}

impl Extent<'_> {
    fn holds(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Typed(words) => words.iter().any(|word| word == name),
        }
    }
}

/// Parses a command line with what it names of the tree; where that refuses, the whole tree tells
/// what there is.
pub(super) fn parse(args: &[OsString], lang: Lang) -> Result<ArgMatches, clap::Error> {
    let parsed = root(lang, Extent::Typed(args)).try_get_matches_from(args);
    match parsed {
        Err(error) if error.kind() != ErrorKind::DisplayVersion => {
            root(lang, Extent::All).try_get_matches_from(args)
        }
        parsed => parsed,
    }
}

/// Builds the program's command with those below it.
pub(super) fn root(lang: Lang, extent: Extent) -> Command {
    let others = OTHERS.iter().filter(|(name, _)| extent.holds(name));
    let nouns = kinds::nouns().filter(|kind| extent.holds(kind.id));
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
        .args(global_args(lang))
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(text("显示版本", "Print the version").get(lang)),
        )
        .subcommands(others.map(|(_, cli)| cli(lang)))
        .subcommands(nouns.map(|kind| noun(kind, lang, extent)));
    localised(command, lang)
}

fn noun(kind: &'static Kind, lang: Lang, extent: Extent) -> Command {
    let name = kind.name.get(lang);
    let command = Command::new(kind.id)
        .about(lang.pick(
            format!("{name}：登记、查看、修改"),
            format!("Add, list and edit: {name}"),
        ))
        .subcommand_required(true);
    let all: fn(Command) -> Command = lang.pick(
        |command| with_verbs(command, Lang::Zh),
        |command| with_verbs(command, Lang::En),
    );
    match extent {
        Extent::All => command.defer(all),
        Extent::Typed(_) => command.subcommands(verbs(kind, lang, extent)),
    }
}

/// Adds all its verbs to a noun.
pub(super) fn with_verbs(command: Command, lang: Lang) -> Command {
    let Some(kind) = kinds::noun(command.get_name()) else {
        return command;
    };
    let verbs = verbs(kind, lang, Extent::All).into_iter();
    command.subcommands(verbs.map(|verb| localised(verb, lang)))
}

fn verbs(kind: &'static Kind, lang: Lang, extent: Extent) -> Vec<Command> {
    let common = record::VERBS
        .iter()
        .filter(|verb| extent.holds(verb) || **verb == "add" && extent.holds(record::LOG))
        .map(|verb| record::cli(kind, verb, lang));
    let own = kind.steps.iter().filter(|step| extent.holds(step.verb));
    let own = own.map(|step| commands::step::cli(kind, step, lang));
    let same = commands::same::is_verb_of(kind) && extent.holds(commands::same::VERB);
    let same = same.then(|| commands::same::cli(kind, lang));
    common.chain(own).chain(same).collect()
}

/// Puts clap's own words into the language of the program.
pub(super) fn localised(command: Command, lang: Lang) -> Command {
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

pub(super) fn global_args(lang: Lang) -> Vec<Arg> {
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
