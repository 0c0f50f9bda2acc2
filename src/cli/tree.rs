//! The parser, built from the tree of commands, and clap's own words in the language of the
//! program. To run a command only its branch is built, and without help.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{OWN, front};
use crate::commands::everywhere::EVERYWHERE;
use crate::commands::node::Node;
use crate::commands::verbs;
use crate::kinds;
use crate::options::{Given, Opt};
use crate::text::{Lang, Text, text};

pub(super) const PROGRAM: &str = "huiyin";

pub(super) const ABOUT: Text = text(
    "回音：活动台账，事事有回音、件件有结果",
    "Keep the record of a campaign: every matter an answer, every item a result",
);

/// Position in help of the flags common to all commands: after the others.
const LAST: usize = 1000;

/// Selects the commands that are built. Start-up is a part of every keystroke, and each command
/// that is built also takes a copy of every common option.
#[derive(Clone, Copy, Debug)]
pub(super) enum Extent<'a> {
    /// Every one, with its help; the verbs of a noun once clap comes to it.
    All,
    /// Those whose names stand among the words of a command line, without help.
    Typed(&'a [OsString]),
}

/// Returns the commands that a command line may begin with, in the order of help.
pub(super) fn top() -> impl Iterator<Item = Node> {
    let own = OWN.iter().map(|own| own.verb);
    let verbs = verbs().chain(own).map(Node::Verb);
    kinds::nouns().map(Node::Noun).chain(verbs)
}

/// Finds the command that was parsed, and what was given to it.
pub(super) fn located(matches: &ArgMatches) -> (Option<Node>, Given<'_>) {
    let (mut node, mut matches) = (None, matches);
    while let Some((name, below)) = matches.subcommand() {
        node = child(node, name);
        matches = below;
    }
    (node, Given::new(matches))
}

/// Finds the command of a name below another, or among the first.
pub(super) fn child(node: Option<Node>, name: &str) -> Option<Node> {
    let is_called = |one: &Node| one.is_called(name);
    match node {
        None => top().find(is_called),
        Some(node) => node.below().into_iter().find(is_called),
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

/// Parses as much of a command line as can be.
pub(super) fn parse_part(args: &[OsString], lang: Lang) -> Option<ArgMatches> {
    let tree = root(lang, Extent::Typed(args)).ignore_errors(true);
    tree.try_get_matches_from(args).ok()
}

/// Returns what a command requires and was not given; those that stand by their place first.
pub(super) fn gaps(node: Node, given: Given) -> Vec<Opt> {
    let options = node.options();
    let mut gaps: Vec<Opt> = options.iter().copied().collect();
    gaps.retain(|opt| given.lacks(opt));
    gaps.sort_by_key(|opt| !opt.by_place);
    gaps
}

/// Builds the program's command with those below it.
pub(super) fn root(lang: Lang, extent: Extent) -> Command {
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version)
        .help_heading(words(lang).common_head)
        .help(text("显示版本", "Print the version").get(lang));
    let below = top().filter(|node| extent.holds(*node));
    let command = Command::new(PROGRAM)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        // Help is as wide as there is room where it is shown.
        .term_width(usize::MAX)
        .args(EVERYWHERE.iter().map(|opt| arg(opt, lang, extent)))
        .arg(version)
        .subcommands(below.map(|node| build(node, PROGRAM, lang, extent)));
    if let Extent::Typed(_) = extent {
        return dressed(command, lang, extent);
    }
    let usage = format!("{PROGRAM} {}", usage(None, lang));
    let (about, head) = (ABOUT.get(lang), words(lang).usage_head);
    let page = front::page(lang, &format!("{about}\n{head}{usage}"));
    let command = command.about(about).override_usage(usage);
    dressed(command.override_help(page), lang, extent)
}

impl Extent<'_> {
    fn holds(self, node: Node) -> bool {
        match self {
            Self::All => true,
            Self::Typed(words) => words
                .iter()
                .any(|word| word.to_str().is_some_and(|word| node.is_called(word))),
        }
    }
}

/// Builds a command; `above` is the line of commands that it stands below.
fn build(node: Node, above: &str, lang: Lang, extent: Extent) -> Command {
    let mut command = Command::new(node.id());
    if let Some(alias) = node.alias() {
        command = command.alias(alias);
    }
    let path = format!("{above} {}", node.id());
    command = if let (Extent::All, Node::Noun(_)) = (extent, node) {
        command.defer(lang.pick(
            |command| with_verbs(command, Lang::Zh),
            |command| with_verbs(command, Lang::En),
        ))
    } else {
        let below = node.below().into_iter().filter(|node| extent.holds(*node));
        command.subcommands(below.map(|node| build(node, &path, lang, extent)))
    };
    let options = node.options();
    let command = command
        .args(options.iter().map(|opt| arg(opt, lang, extent)))
        .subcommand_required(node.is_bare_group());
    match extent {
        Extent::All => {
            let about = node.about(lang);
            let about = match node.alias() {
                Some(alias) => lang.pick(
                    format!("{about}（也可写作 {alias}）"),
                    format!("{about} (also {alias})"),
                ),
                None => about.into_owned(),
            };
            let usage = format!("{path} {}", usage(Some(node), lang));
            dressed(command.about(about).override_usage(usage), lang, extent)
        }
        Extent::Typed(_) => dressed(command, lang, extent),
    }
}

/// Adds all its verbs to a noun.
fn with_verbs(command: Command, lang: Lang) -> Command {
    let path = format!("{PROGRAM} {}", command.get_name());
    let verbs = kinds::noun(command.get_name()).map(|kind| Node::Noun(kind).below());
    let verbs = verbs.unwrap_or_default().into_iter();
    command.subcommands(verbs.map(|verb| build(verb, &path, lang, Extent::All)))
}

/// Writes what follows a command on its line, or the program's name where there is none: what must
/// be there, and what may.
pub(super) fn usage(node: Option<Node>, lang: Lang) -> String {
    let options = node.map(Node::options).unwrap_or_default();
    let words = words(lang);
    let mut usage = vec![words.options.to_owned()];
    let (places, flags): (Vec<&Opt>, Vec<&Opt>) = options.iter().partition(|opt| opt.by_place);
    let required = flags.into_iter().filter(|opt| opt.required);
    usage.extend(required.chain(places).map(Opt::usage));
    let command = words.command;
    match node {
        Some(node) if node.is_bare_group() => usage.push(format!("<{command}>")),
        Some(node) if node.below().is_empty() => {}
        _ => usage.push(format!("[{command}]")),
    }
    usage.join(" ")
}

fn arg(opt: &Opt, lang: Lang, extent: Extent) -> Arg {
    if let Extent::Typed(_) = extent {
        return opt.arg(None);
    }
    let words = words(lang);
    let heading = match (opt.by_place, opt.common) {
        (true, _) => words.places_head,
        (false, true) => words.common_head,
        (false, false) => words.options_head,
    };
    opt.arg(Some(lang)).help_heading(heading)
}

/// Words of help: what stands in the line of usage, and the headings of the parts of a page.
struct HelpWords {
    usage_head: &'static str,
    options: &'static str,
    command: &'static str,
    places_head: &'static str,
    options_head: &'static str,
    common_head: &'static str,
}

const fn words(lang: Lang) -> HelpWords {
    match lang {
        Lang::Zh => HelpWords {
            usage_head: "用法：",
            options: "[选项]",
            command: "命令",
            places_head: "参数",
            options_head: "选项",
            common_head: "通用选项",
        },
        Lang::En => HelpWords {
            usage_head: "Usage: ",
            options: "[OPTIONS]",
            command: "COMMAND",
            places_head: "Arguments",
            options_head: "Options",
            common_head: "Global options",
        },
    }
}

/// Puts clap's own words into the language of the program.
fn dressed(command: Command, lang: Lang, extent: Extent) -> Command {
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help);
    let command = command
        .disable_help_subcommand(true)
        .disable_help_flag(true);
    if let Extent::Typed(_) = extent {
        return command.arg(help);
    }
    let usage = words(lang).usage_head;
    command
        .help_template(format!(
            "{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}"
        ))
        .subcommand_help_heading(lang.pick("命令", "Commands"))
        .arg(
            help.help_heading(words(lang).common_head)
                .display_order(LAST)
                .help(text("显示帮助", "Print help").get(lang)),
        )
}
