//! What a command line leaves out of what its command requires: in the words of help, with the
//! whole command as an example.

use std::ffi::OsString;

use clap::{Arg, Command};

use super::form::{self, Words};
use super::tree::{Extent, root};
use crate::kinds;
use crate::model::kind::{Field, Kind, Shape};
use crate::text::Lang;

/// What ends the first words of a help text, which say what a thing is.
const ENDS: &[char] = &['，', '；', '：', '(', ',', ';', ':', '['];
/// What ends the first word among several.
const BREAKS: &[char] = &['、', '，', '；', '：', '(', ',', ';', ':', ' '];

/// Says what is missing; `missing` is what the parser calls it.
pub(super) fn words(missing: &[String], typed: &[String], lang: Lang) -> String {
    let args: Vec<OsString> = typed.iter().map(OsString::from).collect();
    let mut tree = root(lang, Extent::Typed(&args));
    // Until then an argument does not know how it is written.
    tree.build();
    let path = path(&tree, typed);
    let command = path.last().copied().unwrap_or(&tree);
    let known = |name: &String| command.get_arguments().find(|arg| arg.to_string() == *name);
    let mut gaps: Vec<&Arg> = missing.iter().filter_map(known).collect();
    gaps.sort_by_key(|gap| !gap.is_positional());
    if gaps.len() < missing.len() {
        return lang.pick(
            format!("还缺 {}；用 --help 查看用法", lang.join(missing)),
            format!("still missing {}; see --help", lang.join(missing)),
        );
    }
    let verb = command.get_name();
    let kind = path
        .iter()
        .find_map(|command| kinds::noun(command.get_name()));
    let mut added = Words::default();
    for gap in &gaps {
        let example = example(gap, kind, verb, lang);
        match gap.get_long() {
            Some(flag) => {
                added.options.push(format!("--{flag}"));
                added.options.extend(example);
            }
            None => added.positionals.extend(example),
        }
    }
    // Behind two hyphens nothing is an option any more.
    let args: Vec<OsString> = args.into_iter().filter(|arg| arg != "--").collect();
    let example = form::typed(&added.added_to(&args).unwrap_or(args));
    let names: Vec<String> = gaps.iter().map(|gap| name(gap, lang)).collect();
    let names = lang.join(&names);
    let space = if names.starts_with('-') { " " } else { "" };
    lang.pick(
        format!("还缺{space}{names}；例如 {example}"),
        format!("still missing {names}; for example {example}"),
    )
}

/// Finds the commands that a command line names, one below the other.
fn path<'a>(tree: &'a Command, typed: &[String]) -> Vec<&'a Command> {
    let mut path = Vec::new();
    for word in typed.iter().skip(1) {
        let above = path.last().copied().unwrap_or(tree);
        path.extend(above.find_subcommand(word));
    }
    path
}

/// Names an argument by what it is, and an option also as one types it.
fn name(arg: &Arg, lang: Lang) -> String {
    let what = label(arg);
    match arg.get_long() {
        Some(flag) => lang.pick(format!("--{flag}({what})"), format!("--{flag} ({what})")),
        None => lang.pick(what.clone(), uncapitalised(&what)),
    }
}

/// Returns what help says first of an argument.
fn label(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let end = help.find(ENDS).unwrap_or(help.len());
    help[..end].trim().to_owned()
}

fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Returns a value such as may be typed for an argument: by the field that it sets, the kind of
/// record that it names, the example or the first choice in its help, or else what it is called.
/// `None` where it takes none.
fn example(arg: &Arg, kind: Option<&'static Kind>, verb: &str, lang: Lang) -> Option<String> {
    if !arg.get_action().takes_values() {
        return None;
    }
    let step = kind.and_then(|kind| kind.step(verb));
    let set = step.and_then(|step| {
        let mut takes = step.takes.iter();
        takes.find(|take| Some(take.flag) == arg.get_long())
    });
    if let Some(take) = set {
        return Some(of_field(take.field, lang));
    }
    let placeholder = arg.get_value_names().and_then(|names| names.first());
    let placeholder = placeholder.map_or_else(|| arg.get_id().to_string(), ToString::to_string);
    let named = match (arg.is_positional(), kind) {
        (true, Some(kind)) => Some(kind),
        _ => kinds::noun(&placeholder.to_lowercase()),
    };
    if let Some(letter) = named.and_then(|kind| kind.letter) {
        // What is asked for twice is two records.
        let number = if placeholder == "B" { 2 } else { 1 };
        return Some(format!("{letter}{number}"));
    }
    if placeholder == "REF" {
        return Some("H1".to_owned());
    }
    if placeholder == "N" {
        return Some("1".to_owned());
    }
    Some(in_help(arg).unwrap_or_else(|| label(arg)))
}

/// Returns the example that help gives, or the first of what it lists.
fn in_help(arg: &Arg) -> Option<String> {
    let help = arg.get_help()?.to_string();
    let begins = ["例如 ", "such as ", "：", ": "];
    let rest = begins
        .iter()
        .find_map(|begin| Some(help.split_once(begin)?.1))?;
    let end = rest.find(BREAKS).unwrap_or(rest.len());
    Some(rest[..end].to_owned()).filter(|word| !word.is_empty())
}

fn of_field(field: &Field, lang: Lang) -> String {
    match field.shape {
        Shape::Choice(choices) => choices.first().map_or("", |choice| choice.id).to_owned(),
        Shape::Count | Shape::Money | Shape::Percent => "10".to_owned(),
        Shape::Day => lang.pick("本周五", "today").to_owned(),
        Shape::Flag => "true".to_owned(),
        Shape::Reference(targets) => {
            let letter = targets.iter().find_map(|id| kinds::noun(id)?.letter);
            letter.map_or_else(String::new, |letter| format!("{letter}1"))
        }
        Shape::Category | Shape::Json | Shape::Text => field.label.get(lang).to_owned(),
    }
}
