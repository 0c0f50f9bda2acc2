//! Completes a command line that leaves out what its command requires, as an example.

use std::ffi::OsString;

use serde_json::Value as Json;

use super::form::{self, AddedWords};
use super::tree::{gaps, located, parse_part};
use crate::commands::everywhere::FORMAT;
use crate::commands::import;
use crate::commands::node::Node;
use crate::commands::step::reference;
use crate::desk::input::{self, normalised};
use crate::error::{Refusal, Said};
use crate::model::document::plain;
use crate::model::kind::{Default as Preset, Field, Kind, Rule, Shape};
use crate::model::plan::DEFAULT;
use crate::model::reference::Ref;
use crate::options::{Given, Opt, Takes, example_of, numbered};
use crate::text::Lang;

/// A command line that leaves out what its command requires.
#[derive(Debug)]
pub(super) struct Missing(pub(super) Vec<OsString>);

impl Missing {
    /// Writes the whole command.
    pub(super) fn completed(&self, lang: Lang) -> String {
        self.filled(lang).0
    }

    /// Writes the whole command, and tells what was left out of it.
    fn filled(&self, lang: Lang) -> (String, Vec<Opt>) {
        let args = &self.0;
        let matches = parse_part(args, lang);
        let located = matches.as_ref().map(located);
        let gaps = match located {
            Some((Some(node), given)) => gaps(node, given),
            _ => Vec::new(),
        };
        let given = located.map(|(_, given)| given);
        let expected = located.and_then(|(node, _)| node).map(Node::expects);
        let mut all = gaps.clone();
        all.extend(expected.unwrap_or_default());
        all.retain(|opt| given.is_none_or(|given| !given.has(opt)));
        let mut added = AddedWords::default();
        let known = located.and_then(|(node, given)| Some((node?, given)));
        let mut words = known.map_or_else(Vec::new, |(node, given)| words(node, given));
        let mut known = known.map_or_else(Vec::new, |(node, given)| records(node, given));
        let of_kind = |node: Node| node.options().iter().any(|opt| opt.id == import::KIND.id);
        let asked = located.filter(|(node, _)| node.is_some_and(of_kind));
        let kind = asked.and_then(|(_, given)| given.text(&import::KIND));
        let kind = kind.and_then(|typed| input::kind(typed, &[]).ok());
        let takes_words = |gap: &&Opt| {
            matches!(gap.takes, Takes::Text)
                || matches!(gap.takes, Takes::Value(field) if matches!(field.shape, Shape::Text))
        };
        let spoken = all.iter().find(takes_words).filter(|_| !words.is_empty());
        if spoken.is_none() {
            words.clear();
        }
        for gap in &all {
            let example = match gap.takes {
                Takes::Record(kinds) if gap.example.is_none() => Some(another(kinds, &mut known)),
                // A file is called like the kind that is in it.
                Takes::File if kind.is_some() => kind.map(|kind| format!("{}.xlsx", kind.id)),
                _ if spoken.is_some_and(|opt| opt.id == gap.id) => Some(words.join(" ")),
                _ => example(gap, given, lang),
            };
            if gap.by_place {
                added.positionals.extend(example);
            } else {
                added.options.push(format!("--{}", gap.long()));
                added.options.extend(example);
            }
        }
        // Behind two hyphens nothing is an option any more.
        let args = args.iter().filter(|arg| *arg != "--");
        let args = args.filter(|arg| !words.iter().any(|word| **arg == **word));
        let args: Vec<OsString> = args.cloned().collect();
        let example = form::typed(&added.added_to(&args).unwrap_or(args));
        (example, gaps)
    }
}

impl Refusal for Missing {
    fn said(&self, lang: Lang) -> Said {
        let (example, gaps) = self.filled(lang);
        let names: Vec<String> = gaps.iter().map(|gap| name(gap, lang)).collect();
        let names = lang.join(&names);
        let space = if names.starts_with('-') { " " } else { "" };
        let said = Said::usage(
            "arguments-missing",
            lang.pick(
                (format!("还缺{space}{names}"), format!("例如 {example}")),
                (format!("missing {names}"), format!("for example {example}")),
            ),
        );
        gaps.iter().fold(said, |said, gap| said.of(gap.id))
    }
}

/// Writes two examples of a command for its help: all that it needs, and something more; of one that does
/// nothing by itself, what stands below it.
pub(super) fn examples(args: &[OsString], lang: Lang) -> Vec<String> {
    let matches = parse_part(args, lang);
    let Some((Some(node), _)) = matches.as_ref().map(located) else {
        return Vec::new();
    };
    let with = |words: &[String]| -> Vec<OsString> {
        let words = words.iter().map(OsString::from);
        args.iter().cloned().chain(words).collect()
    };
    if node.is_bare_group() {
        let below = node.below().into_iter();
        let below = below.map(|below| examples(&with(&[below.id().to_owned()]), lang));
        let (firsts, others): (Vec<_>, Vec<_>) = below
            .map(|own| {
                let mut own = own.into_iter();
                (own.next(), own)
            })
            .unzip();
        let all = firsts
            .into_iter()
            .flatten()
            .chain(others.into_iter().flatten());
        return all.take(EXAMPLES).collect();
    }
    let needed = match node {
        Node::Common(kind, common) if common.makes(kind) => entry(kind, lang),
        _ => named(node, lang),
    };
    let first = Missing(with(&needed)).completed(lang);
    let more = with(&[needed.clone(), something_more(node, &needed, lang)].concat());
    vec![first, Missing(more).completed(lang)]
}

/// Returns a kind, where a command is about one that may be left out.
fn named(node: Node, lang: Lang) -> Vec<String> {
    let options = node.options();
    let is_kind = |opt: &&Opt| opt.by_place && !opt.required && matches!(opt.takes, Takes::Kind(_));
    let places = options.iter().filter(is_kind);
    let named = places.filter_map(|opt| Some(opt.example?.get(lang).to_owned()));
    named.collect()
}

/// Returns the options and values of a new record that says only what it needs.
fn entry(kind: &'static Kind, lang: Lang) -> Vec<String> {
    let (mut words, mut counts) = (Vec::new(), Vec::new());
    for field in needed(kind) {
        let value = match field.shape {
            Shape::Count => {
                let count = kind.count_beside(field, &counts);
                counts.push((field.id, count));
                count.to_string()
            }
            _ => example_of(field, lang),
        };
        words.extend([format!("--{}", field.flag()), value]);
    }
    words
}

/// Finds the fields that a new record needs: those that are required, one of those of which exactly one is
/// filled in, and what the first choice of one needs.
fn needed(kind: &'static Kind) -> Vec<&'static Field> {
    let is_preset =
        |field: &Field| !matches!(field.default, Preset::None | Preset::ByField(_, None));
    let is_open = |field: &&Field| field.required && !is_preset(field);
    let mut needed: Vec<&Field> = kind.fields.iter().copied().filter(is_open).collect();
    for rule in kind.rules {
        match rule {
            Rule::ExactlyOne(group) => needed.extend(group.first()),
            Rule::NeededWhen {
                state,
                among,
                field,
                ..
            } => {
                let choice = state.choices().first().map_or("", |choice| choice.id);
                let is_said = needed.iter().any(|one| one.id == state.id);
                needed.extend((is_said && among.contains(&choice)).then_some(*field));
            }
            _ => {}
        }
    }
    needed
}

/// How many examples stand in help.
const EXAMPLES: usize = 2;

/// Returns words that a command takes beside what it needs: a value of which an example is declared, else
/// one that is taken in every file, else the format.
fn something_more(node: Node, needed: &[String], lang: Lang) -> Vec<String> {
    let options = node.options();
    let expected = node.expects();
    let is_free = |opt: &&Opt| {
        let is_asked = expected.iter().any(|other| other.id == opt.id);
        let is_said = needed.contains(&format!("--{}", opt.long()));
        !opt.required && !is_asked && !is_said && opt.excludes.is_empty()
    };
    let is_declared = |opt: &&Opt| opt.example.is_some() && !opt.by_place && !opt.many;
    let is_plain = |opt: &&Opt| match opt.takes {
        Takes::Value(field) => {
            !field.by_step && matches!(field.shape, Shape::Text) && field.first_of.is_empty()
        }
        Takes::Day => true,
        _ => false,
    };
    let free = || options.iter().filter(is_free);
    let found = free().find(is_declared).or_else(|| free().find(is_plain));
    match found.and_then(|opt| Some((opt, example(opt, None, lang)?))) {
        Some((opt, value)) => vec![format!("--{}", opt.long()), value],
        None => vec![format!("--{}", FORMAT.id), "json".to_owned()],
    }
}

/// Names an option by what it is, and also as one types it.
fn name(opt: &Opt, lang: Lang) -> String {
    let label = match opt.takes {
        Takes::Value(field) => field.question().get(lang),
        _ => opt.label.get(lang),
    };
    if opt.by_place {
        return lang.pick(label.to_owned(), uncapitalised(label));
    }
    let flag = opt.long();
    lang.pick(
        format!("--{flag}（{label}）"),
        format!("--{flag} ({label})"),
    )
}

fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Returns the refs and names of records that were typed for a command.
fn records(node: Node, given: Given) -> Vec<String> {
    let options = node.options();
    let named = options
        .iter()
        .filter(|opt| matches!(opt.takes, Takes::Record(_)));
    let typed = named.flat_map(|opt| given.texts(opt));
    typed.map(str::to_uppercase).collect()
}

/// Returns the bare words behind the refs of a step, which are no refs: what it is to say.
fn words(node: Node, given: Given) -> Vec<String> {
    let Node::Step(kind, step) = node else {
        return Vec::new();
    };
    if kind.named {
        return Vec::new();
    }
    let typed = given.texts(&reference(kind, step));
    let typed = typed.skip_while(|word| is_ref(word));
    let words: Vec<String> = typed.map(str::to_owned).collect();
    if words.iter().any(|word| is_ref(word)) {
        return Vec::new();
    }
    words
}

/// Tells whether a word is written as a ref is, whatever the office.
fn is_ref(word: &str) -> bool {
    Ref::parse(&normalised(word), "X").is_some()
}

/// Returns the ref of a record that stands nowhere yet: what is asked for twice is two records.
fn another(kinds: &[&str], known: &mut Vec<String>) -> String {
    let kind = kinds.first().copied().unwrap_or("household");
    let mut refs = (1..).map(|number| numbered(kind, number));
    let free = refs.find(|one| {
        !known
            .iter()
            .any(|known| known == one || known.ends_with(&format!("-{one}")))
    });
    let free = free.unwrap_or_default();
    known.push(free.clone());
    free
}

/// Returns a value such as may be typed for an option; `None` where it takes none. `given` is what
/// was typed.
fn example(opt: &Opt, given: Option<Given>, lang: Lang) -> Option<String> {
    if let Some(example) = opt.example {
        return Some(example.get(lang).to_owned());
    }
    let example = match opt.takes {
        Takes::Flag => return None,
        Takes::Conflict | Takes::Count | Takes::Operation | Takes::Phase | Takes::Proposal => {
            "1".to_owned()
        }
        Takes::Day => lang.pick("今天", "today").to_owned(),
        Takes::Kind(others) => match others.first() {
            Some(all) => all.id.to_owned(),
            None => "unit".to_owned(),
        },
        Takes::SettingOf(key) => {
            let typed = given.and_then(|given| given.text(key));
            setting(typed.or(key.example.map(|key| key.get(lang))))
        }
        Takes::Step(kind, _) => numbered(kind.id, 1),
        Takes::Value(field) => example_of(field, lang),
        Takes::Verdict(_) => "mine".to_owned(),
        Takes::Word(words) => words().first().map_or("", |word| word.id).to_owned(),
        _ => opt.label.get(lang).to_owned(),
    };
    Some(example)
}

/// Returns what a setting is in the plan that comes with the program, which it takes for sure.
fn setting(path: Option<&str>) -> String {
    let plan: Json = serde_json::from_str(DEFAULT).unwrap_or_default();
    let pointer = format!("/{}", path.unwrap_or_default().replace('.', "/"));
    plan.pointer(&pointer).map(plain).unwrap_or_default()
}
