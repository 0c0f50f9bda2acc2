//! Completion in shells: commands, options, and what the office's file holds.
//!
//! The script that `completions` prints calls the program with [`VARIABLE`] set. Whoever presses
//! Tab waits for the answer and has asked nothing that could be refused: the file is opened only
//! for a value of it, never waited for and never read whole, and what fails completes to nothing.

mod shell;

use std::ffi::OsString;
use std::path::Path;

use super::chinese;
use super::environment::{Environment, context};
use super::print;
use super::tree::{child, located, parse_part, top};
use crate::commands::choices::{self, Offer};
use crate::commands::everywhere::EVERYWHERE;
use crate::commands::node::Node;
use crate::commands::record;
use crate::commands::verb::{Does, Verb};
use crate::desk::input::SEPARATORS;
use crate::desk::quick::targets;
use crate::desk::{Context, Desk};
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Field, Kind, Shape, Step};
use crate::model::pinyin;
use crate::options::{self, Given, Opt, Takes};
use crate::text::{Lang, is_hidden, marked, text};
use shell::{SHELLS, Shell};

/// Names the shell that asks; set by the script alone.
pub(super) const VARIABLE: &str = "HUIYIN_COMPLETE";
/// Most candidates that a shell is given.
const MOST: usize = 200;

const SHELL: Opt = Opt::place(
    "SHELL",
    Takes::Word(|| options::bare(&SHELLS.map(Shell::name))),
    text("命令行环境", "Shell"),
)
.required();

pub(super) static VERB: Verb = Verb {
    id: "completions",
    called: &["补全"],
    about: text(
        "打印命令补全脚本，按 Tab 可补全命令、编号和姓名",
        "Print the script that lets Tab complete commands, refs and names",
    ),
    options: &[SHELL],
    does: Does::Itself,
};

/// Prints the script for the shell that was named.
pub(super) fn print_script(given: Given, _: &Environment, _: Lang) -> Result<()> {
    let name = given.word(&SHELL)?;
    let script = Shell::find(name).map_or("", Shell::script);
    print(script.as_bytes())
}

/// Candidates for the word at the cursor.
#[derive(Debug, Default)]
struct Candidates {
    found: Vec<Offer>,
    /// True if each of them begins with what was typed, rather than being found by a part of it or
    /// by pinyin.
    begin: bool,
}

/// Returns what the script of a shell reads.
pub(super) fn answer(
    name: &str,
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Vec<u8> {
    let Some(shell) = Shell::find(name) else {
        return Vec::new();
    };
    let mut line = shell.line(args, environment);
    if let Some(typed) = line.words.pop() {
        line.words = chinese::words(line.words);
        line.words.push(typed);
    }
    let mut found = candidates(&line.words, environment, lang);
    // Nothing may be inserted that would end a command or move the cursor.
    let is_sound = |(value, _): &Offer| {
        !value.is_empty() && !value.chars().any(|one| one == '\n' || is_hidden(one))
    };
    found.found.retain(is_sound);
    found.found.truncate(MOST);
    for (_, told) in &mut found.found {
        *told = marked(&told.replace('\n', " ")).into_owned();
    }
    shell.answer(&line, &found).into_bytes()
}

/// The place of the cursor in the grammar of a command line.
struct Cursor<'a> {
    node: Option<Node>,
    options: Vec<Opt>,
    /// The ids of the options that stand before it.
    used: Vec<&'static str>,
    /// The option of which it is to be the value.
    pending: Option<Opt>,
    /// Number of words before it that stand by their place.
    places: usize,
    /// True if two hyphens have ended the options.
    ended: bool,
    typed: &'a str,
}

impl<'a> Cursor<'a> {
    fn find(words: &'a [String]) -> Self {
        let (typed, before) = words
            .split_last()
            .map_or(("", &[][..]), |(last, before)| (last, before));
        let mut cursor = Self {
            node: None,
            options: EVERYWHERE.to_vec(),
            used: Vec::new(),
            pending: None,
            places: 0,
            ended: false,
            typed,
        };
        before.iter().skip(1).for_each(|word| cursor.pass(word));
        cursor
    }

    fn pass(&mut self, word: &str) {
        self.pending = self.awaiting(word);
        if self.pending.take().is_some() {
            return;
        }
        let is_option = !self.ended && word.len() > 1 && word.starts_with('-');
        if is_option {
            self.pass_option(word);
        } else if let Some(node) = child(self.node, word).filter(|_| self.places == 0) {
            self.node = Some(node);
            self.options = node.options().iter().chain(EVERYWHERE).copied().collect();
        } else {
            self.places += 1;
        }
    }

    /// Returns the option of which a word is the value; one that can do without ends where another
    /// begins.
    fn awaiting(&self, word: &str) -> Option<Opt> {
        let may_end = |opt: &Opt| matches!(opt.takes, Takes::Alternative(_));
        let ends = |opt: &Opt| may_end(opt) && word.starts_with('-');
        self.pending.filter(|opt| !ends(opt))
    }

    fn pass_option(&mut self, word: &str) {
        if word == "--" {
            self.ended = true;
            return;
        }
        let (name, value) = word
            .split_once('=')
            .map_or((word, None), |(name, value)| (name, Some(value)));
        if let Some(opt) = self.option(name) {
            self.used.push(opt.id);
            let is_flag = matches!(opt.takes, Takes::Flag);
            self.pending = Some(opt).filter(|_| !is_flag && value.is_none());
        }
    }

    fn option(&self, name: &str) -> Option<Opt> {
        let is_called = |opt: &&Opt| match name.strip_prefix("--") {
            Some(long) => !opt.by_place && (opt.long() == long || opt.alias == Some(long)),
            None => opt.short.is_some_and(|short| name == format!("-{short}")),
        };
        self.options.iter().find(is_called).copied()
    }
}

fn candidates(words: &[String], environment: &Environment, lang: Lang) -> Candidates {
    let cursor = Cursor::find(words);
    let typed = cursor.typed;
    let before: Vec<OsString> = words.iter().map(OsString::from).collect();
    let before = &before[..before.len().saturating_sub(1)];
    let ask = |opt: &Opt, head: &str, typed: &str| {
        let matches = parse_part(before, lang);
        let given = matches.as_ref().map(|matches| located(matches).1);
        let context = given.and_then(|given| context(given, environment, lang).ok());
        let Some((context, given)) = context.zip(given) else {
            return Candidates::default();
        };
        Completing {
            context: &context,
            given,
        }
        .value(opt, head, typed)
    };
    if let Some(opt) = &cursor.awaiting(typed) {
        let mut found = ask(opt, "", typed);
        if typed.is_empty() && matches!(opt.takes, Takes::Alternative(_)) {
            let flags = flags(&cursor, lang).into_iter();
            let is_condition = |(flag, _): &Offer| *flag == format!("--{}", record::WHERE.id);
            found.found.extend(flags.filter(is_condition));
        }
        return found;
    }
    if !cursor.ended && typed.starts_with('-') {
        let (name, value) = typed.split_once('=').unwrap_or((typed, ""));
        return match cursor.option(name) {
            Some(opt) if typed.contains('=') => ask(&opt, &typed[..=name.len()], value),
            _ => fitting(flags(&cursor, lang), typed),
        };
    }
    let mut found = if cursor.places == 0 {
        fitting(commands(&cursor, lang), typed)
    } else {
        Candidates::default()
    };
    let places: Vec<&Opt> = cursor.options.iter().filter(|opt| opt.by_place).collect();
    let last = places.last().filter(|opt| opt.many);
    if let Some(opt) = places.get(cursor.places).or(last) {
        let values = ask(opt, "", typed);
        found.begin = values.begin || !found.found.is_empty();
        found.found.extend(values.found);
    } else if found.found.is_empty() && typed.is_empty() {
        return fitting(flags(&cursor, lang), typed);
    }
    found
}

/// Returns the commands below the one that was typed.
fn commands(cursor: &Cursor, lang: Lang) -> Vec<Offer> {
    let below = match cursor.node {
        None => top().collect(),
        Some(node) => node.below(),
    };
    let offer = |node: &Node| (node.id().to_owned(), node.about(lang).into_owned());
    below.iter().map(offer).collect()
}

/// Returns the options that may still be given.
fn flags(cursor: &Cursor, lang: Lang) -> Vec<Offer> {
    let is_open = |opt: &&Opt| !opt.by_place && (opt.many || !cursor.used.contains(&opt.id));
    let open = cursor.options.iter().filter(is_open);
    let offers = open.map(|opt| (format!("--{}", opt.long()), opt.label.get(lang).to_owned()));
    let help = lang.pick("显示帮助", "Print help");
    offers
        .chain([("--help".to_owned(), help.to_owned())])
        .collect()
}

/// Keeps what begins with what was typed; where nothing does, what has it in any part or by pinyin,
/// as a list on a terminal finds it.
fn fitting(offers: Vec<Offer>, typed: &str) -> Candidates {
    let lower = typed.to_lowercase();
    let begins = |(value, _): &Offer| value.to_lowercase().starts_with(&lower);
    let begin = offers.iter().any(begins);
    let holds = |(value, told): &Offer| pinyin::fits(value, typed) || pinyin::fits(told, typed);
    let fits = |offer: &Offer| if begin { begins(offer) } else { holds(offer) };
    Candidates {
        found: offers.into_iter().filter(fits).collect(),
        begin,
    }
}

/// One value that is being completed.
struct Completing<'a> {
    context: &'a Context,
    given: Given<'a>,
}

impl Completing<'_> {
    /// Returns what may stand as the value of an option, of which `head` stands before it in the
    /// same word.
    fn value(&self, opt: &Opt, head: &str, typed: &str) -> Candidates {
        let lang = self.context.lang;
        let (takes, kept) = part(opt.takes, typed);
        let typed_part = &typed[kept..];
        let mut found = match takes {
            Takes::File | Takes::Folder => self.files(typed, matches!(takes, Takes::Folder)),
            takes => match choices::fixed(takes, lang) {
                Some(offers) => fitting(offers, typed_part),
                None => self.held(takes, typed_part).unwrap_or_default(),
            },
        };
        for (value, _) in &mut found.found {
            value.insert_str(0, &typed[..kept]);
            value.insert_str(0, head);
        }
        found
    }

    /// Returns what of the office's file may stand there.
    fn held(&self, takes: Takes, typed: &str) -> Result<Candidates> {
        let desk = Desk::glance(self.context)?;
        let find = |ids: &[&str]| {
            ids.iter()
                .filter_map(|id| kinds::find(id))
                .collect::<Vec<_>>()
        };
        match takes {
            Takes::Record([]) => records(&desk, &kinds::nouns().collect::<Vec<_>>(), None, typed),
            Takes::Saved(kind) if !typed.starts_with('@') && kind.content.is_some() => {
                let subject = kind.content.iter().map(|content| content.subject);
                let kinds = kinds::nouns().filter(|one| subject.clone().any(|of| of.may_name(one)));
                records(&desk, &kinds.collect::<Vec<_>>(), None, typed)
            }
            Takes::Quick(kind) => records(&desk, &targets(kind), None, typed),
            Takes::Record(ids) => records(&desk, &find(ids), None, typed),
            Takes::Step(kind, step) => records(&desk, &[kind], Some(step), typed),
            Takes::Value(Field {
                shape: Shape::Reference(ids),
                ..
            }) => records(&desk, &find(ids), None, typed),
            Takes::Actor => {
                let known = fitting(choices::held(&desk, takes, self.given)?, typed);
                if known.begin && !typed.is_empty() {
                    return Ok(known);
                }
                let persons = records(&desk, &find(&["person"]), None, typed)?;
                let is_new = |offer: &Offer| known.found.iter().all(|(actor, _)| *actor != offer.0);
                let others: Vec<Offer> = persons.found.into_iter().filter(is_new).collect();
                Ok(Candidates {
                    begin: known.begin || persons.begin,
                    found: known.found.into_iter().chain(others).collect(),
                })
            }
            _ => Ok(fitting(choices::held(&desk, takes, self.given)?, typed)),
        }
    }

    /// Lists the files whose names begin as what was typed, or only folders.
    fn files(&self, typed: &str, folders: bool) -> Candidates {
        let (above, name) = typed
            .rfind(['/', std::path::MAIN_SEPARATOR])
            .map_or(("", typed), |at| typed.split_at(at + 1));
        let home = std::env::home_dir().unwrap_or_default();
        let folder = match above.strip_prefix("~/") {
            Some(below) => home.join(below),
            None => self.context.path(Path::new(above)),
        };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(own) = entry.file_name().into_string() else {
                continue;
            };
            let is_hidden = own.starts_with('.') && !name.starts_with('.');
            let is_folder = entry.path().is_dir();
            if own.starts_with(name) && !is_hidden && (is_folder || !folders) {
                let end = if is_folder { "/" } else { "" };
                found.push((format!("{above}{own}{end}"), String::new()));
            }
        }
        found.sort();
        Candidates { found, begin: true }
    }
}

/// Returns what the last part of a value is, where it has several, and how much stands before
/// it.
fn part(takes: Takes, typed: &str) -> (Takes, usize) {
    let last = || {
        let after = |(at, one): (usize, char)| at + one.len_utf8();
        let separators = |(_, one): &(usize, char)| SEPARATORS.contains(one);
        typed.char_indices().rfind(separators).map_or(0, after)
    };
    match takes {
        Takes::Columns(_) => (takes, last()),
        Takes::Sort(_) => {
            let last = last();
            (takes, last + usize::from(typed[last..].starts_with('-')))
        }
        Takes::Value(field) if field.many => (takes, last()),
        Takes::Alternative(kind) | Takes::Condition(kind) => match record::begun(kind, typed) {
            Some((field, kept)) => (Takes::Value(field), kept),
            None => (takes, 0),
        },
        _ => (takes, 0),
    }
}

/// Suggests records: by name where people name them so and it is the only one of that name, by
/// ref otherwise.
fn records(
    desk: &Desk,
    kinds: &[&'static Kind],
    step: Option<&'static Step>,
    typed: &str,
) -> Result<Candidates> {
    let lower = typed.to_lowercase();
    let begins = |value: &str| value.to_lowercase().starts_with(&lower);
    let mut found = Vec::new();
    for loose in [false, true] {
        for kind in kinds {
            let mut records = desk.glimpse(kind, step, typed, loose, MOST - found.len())?;
            if kind.named && (loose || typed.is_empty()) {
                record::sort_by_name(&mut records);
            }
            found.extend(super::form::lines_of(desk, kind, records)?);
        }
        if !found.is_empty() || typed.is_empty() {
            break;
        }
    }
    if found.is_empty() && !typed.is_empty() {
        for kind in kinds {
            let mut records = Vec::new();
            for (name, id) in desk.store.every_former_name(kind)? {
                if name.starts_with(typed) {
                    records.extend(desk.store.get(kind, id)?.filter(|one| !one.is_void()));
                }
            }
            found.extend(super::form::lines_of(desk, kind, records)?);
        }
    }
    let mut offers = Vec::new();
    for (record, line) in found {
        let title = record.title();
        let by_ref = !typed.is_empty() && begins(record.ref_text());
        let is_name =
            record.kind.named && !by_ref && !title.chars().any(|one| one == '\n' || is_hidden(one));
        let is_name = is_name && desk.is_only_one(record.kind, title)?;
        let value = if is_name { title } else { record.ref_text() };
        // What completes the word need not be told again beside it.
        let told = line.strip_prefix(value).unwrap_or(&line).trim_start();
        offers.push((value.to_owned(), told.to_owned()));
    }
    Ok(Candidates {
        begin: offers.iter().all(|(value, _)| begins(value)),
        found: offers,
    })
}
