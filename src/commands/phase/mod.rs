//! `phase`: list, status, open, close and reopen. Closing freezes the phase's figures.

mod status;
mod steps;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::value_arg;
use crate::desk::{Answer, Context, Desk};
use crate::error::Result;
use crate::model::page::Page;
use crate::text::{Lang, text};

/// Builds `phase`.
pub(crate) fn cli(lang: Lang) -> Command {
    let number = || Arg::new("N").help(text("阶段序号", "Number of the phase").get(lang));
    let reason = || value_arg("reason", "TEXT").help(text("原因", "Why").get(lang));
    Command::new("phase")
        .about(text("查看、启动、结束阶段", "Show, open and close the phases").get(lang))
        .subcommand(Command::new("list").about(text("列出各阶段", "List the phases").get(lang)))
        .subcommand(
            Command::new("status")
                .about(text("查看阶段进度和未落实事项", "Show how a phase stands").get(lang))
                .arg(number()),
        )
        .subcommand(
            Command::new("open")
                .about(text("启动一个阶段", "Open a phase").get(lang))
                .arg(number().required(true)),
        )
        .subcommand(
            Command::new("close")
                .about(text("结束一个阶段", "Close a phase").get(lang))
                .arg(number().required(true))
                .arg(
                    Arg::new("force")
                        .long("force")
                        .action(ArgAction::SetTrue)
                        .help(
                            text("有未落实事项也结束", "Close it with requirements unmet")
                                .get(lang),
                        ),
                )
                .arg(reason().requires("force")),
        )
        .subcommand(
            Command::new("reopen")
                .about(text("重新启动阶段", "Open a closed phase again").get(lang))
                .arg(number().required(true))
                .arg(reason().required(true)),
        )
}

/// Runs a verb of `phase`.
pub(crate) fn run(verb: &str, matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    match verb {
        "status" => status::run(&desk, matches),
        "open" => steps::open(&desk, matches),
        "close" => steps::close(&desk, matches),
        "reopen" => steps::reopen(&desk, matches),
        _ => Ok(Answer::page(Page::Report(status::table(
            &desk,
            &desk.plan.phases,
        )?))),
    }
}
