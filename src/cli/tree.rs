//! The command tree: nouns with their verbs, the options of every command, and clap's own words in
//! the language of the program. Only the branch that is typed is built.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command};

use crate::commands::{self, kind_of};
use crate::model::kind::Kind;
use crate::render::Format;
use crate::text::{Lang, Text, text};

/// Where flags common to all commands stand in help: after the others.
const LAST: usize = 1000;

pub(super) fn noun(kind: &'static Kind, lang: Lang) -> Command {
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

pub(super) fn verbs(command: Command, lang: Lang) -> Command {
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
