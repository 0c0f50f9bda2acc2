//! Bare words behind the ref of a verb that is no `add`: each becomes the option that says the same, and
//! the command line is then read like any other.

use std::ffi::OsString;

use super::environment::{Environment, context};
use super::tree::{located, parse_part};
use crate::commands::everywhere::EVERYWHERE;
use crate::commands::node::Node;
use crate::commands::record::WHERE;
use crate::commands::step;
use crate::desk::{Desk, quick};
use crate::error::Result;
use crate::model::kind::{Field, Shape};
use crate::options::{Given, Opt, Takes};
use crate::text::Lang;

/// Returns the command line in which the bare words of a verb stand behind their options; `None` where
/// it has none.
///
/// # Errors
/// If a word fits several options, or none, or one that has its value.
pub(super) fn worded(
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Vec<OsString>>> {
    // A noun, a verb, a ref and a word are the least.
    if args.len() < 5 {
        return Ok(None);
    }
    let Some(matches) = parse_part(args, lang) else {
        return Ok(None);
    };
    let (Some(node @ (Node::Step(kind, _) | Node::Common(kind, _))), given) = located(&matches)
    else {
        return Ok(None);
    };
    let options = node.options();
    if given.has(&WHERE)
        || options
            .iter()
            .any(|opt| matches!(opt.takes, Takes::Quick(_)))
    {
        return Ok(None);
    }
    let Some(places) = places(args, &options) else {
        return Ok(None);
    };
    // Whatever is wrong with the file is told by the command itself.
    let context = context(given, environment, lang)?;
    let [_, _, named, ..] = places[..] else {
        return Ok(None);
    };
    let Ok(desk) = Desk::open(&context) else {
        return Ok(None);
    };
    let (mut words, mut at) = (Vec::new(), Vec::new());
    for place in places
        .iter()
        .skip(2)
        .copied()
        .filter(|place| *place != named)
    {
        let Some(word) = args[place].to_str() else {
            return Ok(None);
        };
        if !quick::is_named(&desk, kind, word)? {
            words.push(word);
            at.push(place);
        }
    }
    let is_one = args[named]
        .to_str()
        .map(|word| quick::is_named(&desk, kind, word));
    if words.is_empty() || !is_one.transpose()?.unwrap_or_default() {
        return Ok(None);
    }
    let found = if let Some(found) = of_verb(&options, given, &words) {
        found
    } else {
        let of = (&options[..], title(node, &options));
        quick::of_options(&desk, (kind, node.id()), of, given, &words)?
    };
    if found.is_empty() {
        return Ok(None);
    }
    let flags = found
        .into_iter()
        .map(|(opt, word)| format!("--{}={word}", opt.long()));
    let rest = args
        .iter()
        .enumerate()
        .filter(|(place, _)| !at.contains(place));
    let mut all: Vec<OsString> = rest.map(|(_, arg)| arg.clone()).collect();
    let end = all.iter().position(|arg| arg == "--").unwrap_or(all.len());
    all.splice(end..end, flags.map(OsString::from));
    Ok(Some(all))
}

/// Takes words as the one text that a verb requires beside what its fields say: why something is void.
fn of_verb(options: &[Opt], given: Given, words: &[&str]) -> Option<Vec<(Opt, String)>> {
    let is_text = |opt: &&Opt| opt.required && matches!(opt.takes, Takes::Text);
    let reason = options.iter().find(is_text)?;
    given
        .lacks(reason)
        .then(|| vec![(*reason, words.join(" "))])
}

/// Returns the field of the main text of a step: that of the record which it makes, or the one that it
/// requires.
fn title(node: Node, options: &[Opt]) -> Option<&'static Field> {
    let Node::Step(kind, step) = node else {
        return None;
    };
    if let Some((made, _)) = step::entered(kind, step.verb) {
        return made.title;
    }
    let mut required = options.iter().filter(|opt| opt.required);
    required.find_map(|opt| match opt.takes {
        Takes::Value(field) if matches!(field.shape, Shape::Text) => Some(field),
        _ => None,
    })
}

/// Returns where the words stand that are neither options nor their values; `None` where an option is
/// unknown, behind which nothing is.
fn places(args: &[OsString], options: &[Opt]) -> Option<Vec<usize>> {
    let find = |word: &str| {
        let name = word.split_once('=').map_or(word, |(name, _)| name);
        let mut known = options.iter().chain(EVERYWHERE).filter(|opt| !opt.by_place);
        known.find(|opt| opt.is_written(name))
    };
    let (mut places, mut at, mut is_rest) = (Vec::new(), 1, false);
    while at < args.len() {
        let word = args[at].to_str().unwrap_or_default();
        if is_rest || !word.starts_with('-') || word == "-" {
            places.push(at);
        } else if word == "--" {
            is_rest = true;
        } else {
            let opt = find(word)?;
            let next = args.get(at + 1).and_then(|next| next.to_str());
            // A yes-or-no field takes the word behind it, where there is one.
            let may_take_next = next.is_some_and(|next| !next.starts_with('-'));
            let takes_next = !opt.may_stand_bare() || may_take_next;
            let is_flag = matches!(opt.takes, Takes::Flag);
            at += usize::from(!is_flag && takes_next && !word.contains('='));
        }
        at += 1;
    }
    Some(places)
}
