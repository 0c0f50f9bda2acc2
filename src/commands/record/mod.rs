//! `add`, `list`, `show`, `edit` and `void`, for every kind alike.

mod add;
mod args;
mod condition;
mod edit;
mod list;
mod order;
mod saved;
mod show;
mod trail;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::value_arg;
use crate::desk::{Answer, Context, Desk};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::text::{Lang, text};

pub(crate) use args::entry_args;
pub(crate) use order::sort_by_name;
pub(crate) use saved::names as saved_names;

/// The verbs that every kind has.
pub(crate) const VERBS: &[&str] = &["add", "list", "show", "edit", "void"];

/// What `add` is also called.
pub(crate) const LOG: &str = "log";

/// Builds one of the five verbs of a kind.
pub(crate) fn cli(kind: &'static Kind, verb: &'static str, lang: Lang) -> Command {
    let name = kind.name.get(lang);
    let reference = || {
        Arg::new("REF")
            .required(true)
            .help(text("编号或名称", "Ref or name").get(lang))
    };
    let command = Command::new(verb);
    match verb {
        "list" => command
            .about(lang.pick(format!("列出{name}"), format!("List every {name}")))
            .args(args::list_args(lang)),
        "show" => command
            .about(lang.pick(
                format!("查看一条{name}的全部情况"),
                format!("Show all about one {name}"),
            ))
            .arg(reference()),
        "edit" => command
            .about(lang.pick(format!("修改{name}"), format!("Edit one {name}")))
            .arg(reference())
            .args(entry_args(kind, lang))
            .arg(
                value_arg("clear", "FIELD")
                    .action(ArgAction::Append)
                    .help(text("清空一个字段", "Clear a field").get(lang)),
            ),
        "void" => command
            .about(lang.pick(
                format!("作废{name}(编号保留)"),
                format!("Void one {name}; its number stays"),
            ))
            .arg(reference())
            .arg(
                value_arg("reason", "TEXT")
                    .required(true)
                    .help(text("作废原因", "Why it is void").get(lang)),
            ),
        _ => command
            .visible_alias(LOG)
            .about(lang.pick(format!("登记{name}"), format!("Add one {name}")))
            .args(entry_args(kind, lang)),
    }
}

/// Runs one of the five verbs.
pub(crate) fn run(
    kind: &'static Kind,
    verb: &str,
    matches: &ArgMatches,
    context: &Context,
) -> Result<Answer> {
    let desk = Desk::open(context)?;
    match verb {
        "list" => list::list(&desk, kind, matches),
        "show" => show::show(&desk, kind, matches),
        "edit" => edit::edit(&desk, kind, matches),
        "void" => edit::void(&desk, kind, matches),
        _ => add::add(&desk, kind, matches),
    }
}

/// Returns the record that a command names.
///
/// # Errors
/// Where there is none, or several.
pub(crate) fn named(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Record> {
    let name = matches.get_one::<String>("REF").map_or("", String::as_str);
    desk.find(&[kind.id], name)
}
