//! Words the faults that clap finds in a command line.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::example::Missing;
use super::tree::{located, parse_part, top};
use crate::commands::everywhere::EVERYWHERE;
use crate::commands::node::Node;
use crate::desk::field::set_elsewhere;
use crate::desk::input;
use crate::error::{Error, Refusal, Said};
use crate::kinds;
use crate::model::kind::Kind;
use crate::model::reference::Ref;
use crate::options::{Opt, Takes};
use crate::text::Lang;

/// What the home page may be called, which has no name.
const HOME: &[&str] = &["首页", "主页", "home"];

/// Reads an error of clap's about a command line.
pub(super) fn refusal(error: &clap::Error, args: &[OsString]) -> Error {
    let words: Vec<String> = args
        .iter()
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    match error.kind() {
        ErrorKind::UnknownArgument => unknown(error, &words),
        ErrorKind::InvalidSubcommand => no_command(error, &words).into(),
        ErrorKind::MissingRequiredArgument => Missing(args.to_vec()).into(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Refused::NoVerb(args.to_vec()).into()
        }
        ErrorKind::ArgumentConflict => {
            let [argument, prior] =
                [ContextKind::InvalidArg, ContextKind::PriorArg].map(|kind| option(error, kind));
            if argument == prior {
                Refused::GivenTwice(argument).into()
            } else {
                Refused::Conflict { argument, prior }.into()
            }
        }
        ErrorKind::InvalidUtf8 => Refused::NotUtf8.into(),
        _ => {
            let argument = option(error, ContextKind::InvalidArg);
            let value = part(error, ContextKind::InvalidValue);
            Refused::BadValue { argument, value }.into()
        }
    }
}

/// Returns the word that stands where a command should, where there is none of its name.
pub(super) fn no_such_command(error: &clap::Error) -> Option<String> {
    let is_one = error.kind() == ErrorKind::InvalidSubcommand;
    is_one.then(|| part(error, ContextKind::InvalidSubcommand))
}

/// Reads a command that there is not.
fn no_command(error: &clap::Error, words: &[String]) -> Refused {
    let name = part(error, ContextKind::InvalidSubcommand);
    let is_first = words.get(1).is_some_and(|first| *first == name);
    let is_called = |verb: &Node| verb.is_called(&name) || verb.is_called_in_chinese(&name);
    let has_it = |node: Node| node.below().into_iter().find(is_called);
    let of_a_kind = kinds::nouns().find(|kind| has_it(Node::Noun(kind)).is_some());
    if let (Some(kind), true) = (of_a_kind, is_first) {
        let named = words
            .get(2)
            .and_then(|word| kinds::noun(word).or_else(|| input::called(word)));
        let example = ["huiyin", named.unwrap_or(kind).id, &name];
        let example = Missing(example.map(OsString::from).to_vec());
        return Refused::WithoutKind { name, example };
    }
    if let Some(kind) = input::called(&name) {
        return Refused::KindByItsName { name, kind };
    }
    if HOME.contains(&name.as_str()) {
        return Refused::Home(name);
    }
    if is_first {
        let mut groups = top().filter(|node| matches!(node, Node::Verb(_)));
        let below = groups.find_map(|group| Some((group, has_it(group)?)));
        if let Some((group, verb)) = below {
            let example = ["huiyin", group.id(), verb.id()].map(OsString::from);
            let example = Missing(example.to_vec());
            return Refused::Below { name, example };
        }
    }
    if let Some(long) = meant_as_long(&name, words) {
        let argument = name;
        return Refused::WithoutHyphens { argument, long };
    }
    let near = near(error, &name).or_else(|| near_in_chinese(&name, words));
    let at = words.iter().position(|word| *word == name);
    let above = at.map_or(&words[..0], |at| &words[..at]);
    let above = above.iter().map(OsString::from).collect();
    Refused::NoCommand { name, near, above }
}

/// Finds the Chinese name of a command that may be meant: one that is read or written nearly so, or the
/// only one of its length that differs in one character.
fn near_in_chinese(name: &str, words: &[String]) -> Option<String> {
    let typed: Vec<OsString> = words.iter().map(OsString::from).collect();
    let above = words.iter().position(|word| word == name)?;
    let matches = parse_part(&typed[..above], Lang::Zh);
    let node = matches.as_ref().and_then(|matches| located(matches).0);
    let below: Vec<Node> = node.map_or_else(|| top().collect(), Node::below);
    let known: Vec<&str> = below.into_iter().flat_map(Node::chinese).collect();
    input::nearest(name, known.iter().copied()).or_else(|| {
        let slips = |word: &str| {
            let pairs = word.chars().zip(name.chars());
            let is_long = word.chars().count() == name.chars().count();
            is_long.then(|| pairs.filter(|(one, other)| one != other).count())
        };
        let mut near = known.iter().filter(|word| slips(word) == Some(1));
        let only = near.next().filter(|_| near.next().is_none());
        only.map(|word| (*word).to_owned())
    })
}

/// Faults of a command line.
#[derive(Debug)]
enum Refused {
    /// A command that stands below another.
    Below {
        name: String,
        example: Missing,
    },
    /// An option whose value is missing, or none that it takes.
    BadValue {
        argument: String,
        value: String,
    },
    /// Two options that exclude each other.
    Conflict {
        argument: String,
        prior: String,
    },
    GivenTwice(String),
    /// The home page, which is what the program shows without a command.
    Home(String),
    /// The Chinese name of a kind stands where its noun belongs.
    KindByItsName {
        name: String,
        kind: &'static Kind,
    },
    /// A value that begins like an option.
    LikeOption {
        argument: String,
        word: String,
    },
    NoCommand {
        name: String,
        near: Option<String>,
        /// The words before it.
        above: Vec<OsString>,
    },
    NoOption {
        argument: String,
        near: Option<String>,
    },
    /// A command that does nothing without one below it.
    NoVerb(Vec<OsString>),
    NotUtf8,
    TooMany(String),
    /// An option with too few hyphens, or those of a word processor or a Chinese keyboard.
    WithoutHyphens {
        argument: String,
        long: String,
    },
    /// A verb of kinds that stands alone.
    WithoutKind {
        name: String,
        example: Missing,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let hint = |near: &Option<String>| {
            near.as_ref().map_or_else(
                || lang.pick("用 --help 查看用法", "see --help").to_owned(),
                |near| {
                    lang.pick(
                        format!("是不是“{near}”？"),
                        format!("did you mean “{near}”?"),
                    )
                },
            )
        };
        match self {
            Self::Below { name, example } => {
                let example = example.completed(lang);
                Said::usage("no-such-command", unknown_command(name, &example, lang)).with(name)
            }
            Self::BadValue { argument, value } if value.is_empty() => Said::usage(
                "value-missing",
                lang.pick(
                    (format!("{argument} 后面还缺内容"), "请补上，或去掉这个选项"),
                    (
                        format!("{argument} needs a value"),
                        "give one, or leave the option out",
                    ),
                ),
            )
            .of(identifier(argument)),
            Self::BadValue { argument, value } => Said::usage(
                "value-not-taken",
                lang.pick(
                    (format!("{argument} 不能用“{value}”"), "用 --help 查看用法"),
                    (format!("{argument} cannot be “{value}”"), "see --help"),
                ),
            )
            .of(identifier(argument))
            .with(value),
            Self::Conflict { argument, prior } => Said::usage(
                "options-exclude-each-other",
                lang.pick(
                    (format!("{argument} 不能与 {prior} 同时用"), "请去掉一个"),
                    (
                        format!("{argument} cannot be used with {prior}"),
                        "leave one out",
                    ),
                ),
            )
            .of(identifier(argument))
            .of(identifier(prior)),
            Self::GivenTwice(argument) => Said::usage(
                "given-twice",
                lang.pick(
                    (format!("{argument} 只能写一次"), "请去掉一个"),
                    (format!("{argument} is given twice"), "leave one out"),
                ),
            )
            .of(identifier(argument)),
            Self::Home(name) => {
                Said::usage("no-such-command", unknown_command(name, "huiyin", lang)).with(name)
            }
            Self::KindByItsName { name, kind } => {
                Said::usage("no-such-command", unknown_command(name, kind.id, lang)).with(name)
            }
            Self::LikeOption { argument, word } => Said::usage(
                "value-like-an-option",
                lang.pick(
                    (
                        format!("{argument} 后面的“{word}”像是选项"),
                        format!("以 - 开头的内容请写成 {argument}={word}"),
                    ),
                    (
                        format!("“{word}” behind {argument} looks like an option"),
                        format!("write {argument}={word}"),
                    ),
                ),
            )
            .of(identifier(argument))
            .with(word),
            Self::NoCommand { name, near, above } => {
                let message = lang.pick(
                    format!("没有命令“{name}”"),
                    format!("unknown command “{name}”"),
                );
                let known = below(above, lang).filter(|_| near.is_none());
                let hint = known.map_or_else(
                    || hint(near),
                    |known| lang.pick(format!("可用：{known}"), format!("choose among {known}")),
                );
                Said::usage("no-such-command", (message, hint)).with(name)
            }
            Self::NoOption { argument, near } => {
                let message = lang.pick(
                    format!("没有选项“{argument}”"),
                    format!("there is no option “{argument}”"),
                );
                Said::usage("no-such-option", (message, hint(near))).with(argument)
            }
            Self::NoVerb(args) => {
                let known = below(args, lang).unwrap_or_else(|| named(top(), lang));
                Said::usage(
                    "command-missing",
                    lang.pick(
                        (format!("缺少操作，可用：{known}"), "用 --help 查看用法"),
                        (format!("missing command, one of {known}"), "see --help"),
                    ),
                )
            }
            Self::NotUtf8 => Said::usage(
                "not-utf-8",
                lang.pick(
                    ("命令中有不是 UTF-8 的文字", "请检查终端的编码设置"),
                    (
                        "the command holds text that is not UTF-8",
                        "check the terminal's encoding",
                    ),
                ),
            ),
            Self::TooMany(argument) => Said::usage(
                "unexpected-argument",
                lang.pick(
                    (
                        format!("看不懂“{argument}”"),
                        "内容里有空格时请用半角引号括起来（中文引号“”不算）",
                    ),
                    (
                        format!("unexpected argument “{argument}”"),
                        "put text with spaces in quotes",
                    ),
                ),
            )
            .with(argument),
            Self::WithoutHyphens { argument, long } => Said::usage(
                "without-hyphens",
                lang.pick(
                    format!("选项前要用两个半角短横，写作“{long}”"),
                    format!("an option begins with two plain hyphens; write “{long}”"),
                ),
            )
            .with(argument),
            Self::WithoutKind { name, example } => {
                let example = example.completed(lang);
                Said::usage(
                    "kind-missing",
                    lang.pick(
                        (format!("“{name}”前面要写明种类"), format!("例如 {example}")),
                        (
                            format!("“{name}” needs a kind before it"),
                            format!("for example {example}"),
                        ),
                    ),
                )
                .with(name)
            }
        }
    }
}

/// Says that there is no such command, and what to write.
fn unknown_command(name: &str, meant: &str, lang: Lang) -> (String, String) {
    lang.pick(
        (format!("没有命令“{name}”"), format!("请写 {meant}")),
        (
            format!("unknown command “{name}”"),
            format!("write {meant}"),
        ),
    )
}

/// Names the commands below the one that is typed, if one is.
fn below(args: &[OsString], lang: Lang) -> Option<String> {
    let matches = parse_part(args, lang)?;
    Some(named(located(&matches).0?.below().into_iter(), lang))
}

/// Names commands, in Chinese each by both its names.
fn named(nodes: impl Iterator<Item = Node>, lang: Lang) -> String {
    let both = |node: Node| {
        let (id, called) = (node.id(), node.chinese());
        let called = called.first().copied().unwrap_or_default();
        lang.pick(format!("{id} {called}"), id.to_owned())
    };
    let names: Vec<String> = nodes.map(both).collect();
    lang.join(&names)
}

/// Returns the identifier of an argument, as clap shows it.
fn identifier(argument: &str) -> &str {
    argument.trim_matches(['-', '<', '>', '[', ']', '.'])
}

/// Returns an option as one types it, without the placeholder of its value.
fn option(error: &clap::Error, kind: ContextKind) -> String {
    let shown = part(error, kind);
    let typed = shown.split(" <").next().unwrap_or_default();
    let typed = typed.trim_end_matches('.').trim_matches(['[', ']']);
    typed.to_owned()
}

/// Finds the kind whose refs are written so.
pub(super) fn kind_of_ref(word: &str) -> Option<&'static Kind> {
    // Whose office it is makes no difference.
    let reference = Ref::parse(word, "X")?;
    kinds::nouns().find(|kind| kind.letter == Some(reference.letter))
}

/// Reads an option that there is not, or an argument too many.
fn unknown(error: &clap::Error, words: &[String]) -> Error {
    let argument = part(error, ContextKind::InvalidArg);
    let kind = words.iter().skip(1).find_map(|word| kinds::noun(word));
    let id = argument.trim_start_matches('-').replace('-', "_");
    if let Some((kind, field)) = kind.and_then(|kind| Some((kind, kind.field(&id)?))) {
        return set_elsewhere(kind, field);
    }
    if let Some((argument, word)) = behind_option(&argument, words) {
        return Refused::LikeOption { argument, word }.into();
    }
    if let Some(long) = meant_as_long(&argument, words) {
        return Refused::WithoutHyphens { argument, long }.into();
    }
    if argument.starts_with('-') {
        let near = near(error, &argument);
        return Refused::NoOption { argument, near }.into();
    }
    Refused::TooMany(argument).into()
}

/// Refuses what the parser takes for granted: an option that stands where the value of another was
/// left out, and one that stands before the command and again behind it, of which only one is read.
pub(super) fn check_line(args: &[OsString], node: Option<Node>) -> Result<(), Error> {
    let own = node.map(Node::options).unwrap_or_default();
    let find = |word: &str| {
        let (name, joined) = match word.split_once('=') {
            Some((name, _)) => (name, true),
            None => (word, false),
        };
        let mut known = own.iter().chain(EVERYWHERE).filter(|opt| !opt.by_place);
        let opt = known.find(|opt| opt.is_written(name))?;
        Some((*opt, joined))
    };
    let words = args
        .iter()
        .skip(1)
        .map(|word| word.to_str().unwrap_or_default());
    let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
    let mut seen: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        at += 1;
        let Some((opt, joined)) = find(word) else {
            continue;
        };
        if opt.common && !matches!(opt.takes, Takes::Flag) {
            if seen.contains(&opt.id) {
                return Err(Refused::GivenTwice(format!("--{}", opt.long())).into());
            }
            seen.push(opt.id);
        }
        if joined || opt.may_stand_bare() {
            continue;
        }
        if let Some(value) = words.get(at)
            && find(value).is_some()
        {
            let (argument, word) = (word.to_owned(), (*value).to_owned());
            return Err(Refused::LikeOption { argument, word }.into());
        }
        at += 1;
    }
    Ok(())
}

/// Returns an option of every command that takes a value, and the word behind it that begins like
/// an option, where that is what was not understood.
fn behind_option(argument: &str, words: &[String]) -> Option<(String, String)> {
    let takes_value = |word: &str| {
        let takes = |opt: &&Opt| !matches!(opt.takes, Takes::Flag);
        let is_it = |opt: &Opt| word.strip_prefix("--") == Some(&opt.long());
        EVERYWHERE.iter().filter(takes).any(is_it)
    };
    let pairs = words.windows(2);
    let mut like = pairs.filter(|pair| pair[1].starts_with(argument) && takes_value(&pair[0]));
    let pair = like.next().filter(|_| argument.starts_with('-'))?;
    Some((pair[0].clone(), pair[1].clone()))
}

/// Returns the option that was meant where its hyphens are too few, or those of a word processor
/// or a Chinese keyboard.
fn meant_as_long(argument: &str, words: &[String]) -> Option<String> {
    const FOREIGN: &[char] = &['–', '—', '―', '－'];
    let dash = |one: char| one == '-' || FOREIGN.contains(&one);
    // Of a bundle of short options only one is named in the error, and what is no option to clap
    // is not named at all.
    let named = |word: &&String| word.starts_with(FOREIGN) || word.starts_with(argument);
    let typed = words.iter().find(named)?;
    let name = typed.trim_start_matches(dash);
    // An amount below nothing is no option.
    let is_number = name.starts_with(|one: char| one.is_ascii_digit());
    let is_long = !typed.starts_with("--") && name.chars().count() > 1 && !is_number;
    (typed.starts_with(dash) && is_long).then(|| format!("--{name}"))
}

/// Finds what may be meant.
fn near(error: &clap::Error, typed: &str) -> Option<String> {
    let known = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .map(|kind| parts(error, kind))
        .concat();
    input::nearest(typed, known.iter().map(String::as_str))
}

/// Returns what clap tells of an error.
fn parts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn part(error: &clap::Error, kind: ContextKind) -> String {
    parts(error, kind).join(" ")
}
