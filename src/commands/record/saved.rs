//! Lists that are wanted again: `list … --save NAME` keeps the options, `list @NAME` brings them
//! back, with any others behind.
//!
//! A saved list is a record of the office's own file, so that `undo` takes it back and the history
//! shows it. It travels with the file, and is looked up only by the office that made it.

use clap::{ArgMatches, Command};

use super::Note;
use super::args::{KEPT, OR, SAVE, WHERE, list_options};
use super::condition;
use crate::desk::{Desk, input, official_id};
use crate::error::{Error, Fault, Refusal, Result, Said, shortened};
use crate::kinds;
use crate::kinds::saved_list::{KIND, NAME, NOUN, OPTIONS};
use crate::model::document::plain;
use crate::model::kind::{Kind, VOID};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::{Given, Opt, Takes};
use crate::store::Filter;
use crate::text::{Lang, quoted};

/// Dashes of a Chinese keyboard or a word processor.
const WIDE_DASHES: &[char] = &['－', '—', '–', '―'];

/// The longest name of a list, in characters.
const MOST_NAME: usize = 30;

/// Returns the options that were typed behind those of the list that was named; `None` where none
/// was.
pub(super) fn kept(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Option<ArgMatches>> {
    let Some(typed) = given.text(&KEPT) else {
        return Ok(None);
    };
    // Of what has a file, the record to which it is attached may stand there.
    if kind.content.is_some() && !typed.starts_with(['@', '＠']) {
        return Ok(None);
    }
    let name = name(&KEPT, typed)?;
    if !typed.starts_with(['@', '＠']) {
        return Err(Refused::WithoutAt(typed.to_owned()).into());
    }
    let Some(known) = called(desk, kind, &name)? else {
        return Err(unknown(desk, kind, name)?);
    };
    let unknown = |_| Refused::OptionsUnknown(name.clone());
    let kept = parsed(kind, words(&known)).map_err(unknown)?;
    let before = Given::new(&kept);
    let words = [options_of(kind, before), options_of(kind, given)].concat();
    let conditions = crossed(condition::typed(before)?, condition::typed(given)?);
    let all = parsed(kind, [words, conditions].concat());
    Ok(Some(all.map_err(unknown)?))
}

/// Reads the options of a list again.
fn parsed(kind: &'static Kind, words: Vec<String>) -> std::result::Result<ArgMatches, clap::Error> {
    let options = list_options(kind);
    let command = Command::new("list")
        .no_binary_name(true)
        .args_override_self(true)
        .args(options.iter().map(|opt| opt.arg(None)));
    command.try_get_matches_from(words)
}

/// Writes conditions of which both must hold: each group of the one with each of the other.
fn crossed<'t>(one: Vec<Vec<&'t str>>, other: Vec<Vec<&'t str>>) -> Vec<String> {
    let [one, other] = [one, other].map(|groups| {
        if groups.is_empty() {
            vec![Vec::new()]
        } else {
            groups
        }
    });
    let groups = one
        .iter()
        .flat_map(|one| other.iter().map(|other| [&one[..], other].concat()));
    written(groups.collect())
}

/// Writes conditions as words of a command line again.
fn written(groups: Vec<Vec<&str>>) -> Vec<String> {
    let group = |group: Vec<&str>| {
        let conditions = group
            .iter()
            .map(|condition| format!("--{}={condition}", WHERE.id));
        conditions.collect::<Vec<_>>()
    };
    let groups: Vec<Vec<String>> = groups.into_iter().map(group).collect();
    groups.join(&format!("--{}", OR.id))
}

/// Keeps the options under a name, where that is asked for.
pub(super) fn save(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Option<Note>> {
    let Some(typed) = given.text(&SAVE) else {
        return Ok(None);
    };
    let name = name(&SAVE, typed)?;
    let options = Value::Json(words_of(kind, given)?.into());
    let author = desk.author(&format!("{} list", kind.id))?;
    desk.store.write(&author, |writing| {
        let fields = [
            (&NOUN, Some(Value::Text(kind.id.to_owned()))),
            (&NAME, Some(Value::Text(name.clone()))),
            (&OPTIONS, Some(options)),
            // One that was removed may be kept anew.
            (&VOID, None),
        ];
        writing.change(&KIND, id(desk, kind, &name), &fields)
    })?;
    let noun = kind.id;
    Ok(Some(Note::Kept { noun, name }))
}

/// Returns the names of the lists that this office has kept for a kind.
pub(crate) fn names(desk: &Desk, kind: &'static Kind) -> Result<Vec<String>> {
    let lists = own(desk)?.into_iter();
    let lists = lists.filter(|(own, _)| own.id == kind.id);
    Ok(lists.map(|(_, list)| list.title().to_owned()).collect())
}

/// Returns the lists that this office has kept, each with its kind.
pub(crate) fn own(desk: &Desk) -> Result<Vec<(&'static Kind, Record)>> {
    let lists = desk.store.list(&KIND, &Filter::default())?.into_iter();
    let lists = lists.filter_map(|list| Some((kinds::noun(list.text(&NOUN)?)?, list)));
    Ok(lists
        .filter(|(kind, list)| list.id == id(desk, kind, list.title()))
        .collect())
}

/// Finds the list of a kind that is called so.
pub(in crate::commands) fn called(
    desk: &Desk,
    kind: &'static Kind,
    name: &str,
) -> Result<Option<Record>> {
    let known = desk.store.get(&KIND, id(desk, kind, name))?;
    // One whose keeping was taken back says nothing.
    Ok(known.filter(|known| !known.is_void() && known.value(&NOUN).is_some()))
}

/// Returns the options of a list as words of a command line.
pub(in crate::commands) fn words(list: &Record) -> Vec<String> {
    let Some(Value::Json(options)) = list.value(&OPTIONS) else {
        return Vec::new();
    };
    let options = options.as_array().into_iter().flatten();
    options.map(plain).collect()
}

/// Writes the options of `list` as words of a command line again.
fn words_of(kind: &'static Kind, given: Given) -> Result<Vec<String>> {
    let conditions = written(condition::typed(given)?);
    Ok([options_of(kind, given), conditions].concat())
}

/// Writes those that are no conditions.
fn options_of(kind: &'static Kind, given: Given) -> Vec<String> {
    let mut words = Vec::new();
    for opt in list_options(kind) {
        if opt.by_place || [SAVE.id, WHERE.id, OR.id].contains(&opt.id) {
            continue;
        }
        let flag = opt.long();
        if matches!(opt.takes, Takes::Flag) {
            words.extend(given.has(&opt).then(|| format!("--{flag}")));
        } else {
            words.extend(given.texts(&opt).map(|value| format!("--{flag}={value}")));
        }
    }
    words
}

/// Returns the identity of a list by what it is called.
pub(in crate::commands) fn id(desk: &Desk, kind: &Kind, name: &str) -> RecordId {
    official_id(
        KIND.id,
        &format!("{}-{}-{name}", desk.first_office, kind.id),
    )
}

/// Reads the name of a list, which an option gives.
pub(in crate::commands) fn name(opt: &Opt, typed: &str) -> Result<String> {
    let typed = input::normalised(typed);
    let name = input::text(opt.id, typed.trim_start_matches('@'))?;
    let characters = name.chars().count();
    if characters > MOST_NAME {
        let most = MOST_NAME;
        let fault = Fault::TooLong { characters, most };
        return Err(input::bad(opt.id, &name, fault));
    }
    Ok(name)
}

fn unknown(desk: &Desk, kind: &'static Kind, name: String) -> Result<Error> {
    let known = names(desk, kind)?;
    Ok(Refused::NoList { kind, name, known }.into())
}

/// A kept list that is not there.
#[derive(Debug)]
enum Refused {
    /// None of this name; those that there are.
    NoList {
        kind: &'static Kind,
        name: String,
        known: Vec<String>,
    },
    /// It has options that this program does not know.
    OptionsUnknown(String),
    WithoutAt(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoList { kind, name, known } => {
                let near = input::nearest(name, known.iter().map(String::as_str));
                let (noun, typed) = (kind.id, quoted(name));
                let hint = match near {
                    Some(near) => lang.pick(
                        format!("是不是“@{near}”？"),
                        format!("did you mean “@{near}”?"),
                    ),
                    None if known.is_empty() => lang.pick(
                        format!("要保存一个请用 huiyin {noun} list --save {typed}"),
                        format!("keep one with huiyin {noun} list --save {typed}"),
                    ),
                    None => {
                        let known: Vec<String> =
                            known.iter().map(|name| format!("@{name}")).collect();
                        lang.pick(
                            format!("已有：{}", lang.join(&known)),
                            format!("there are {}", lang.join(&known)),
                        )
                    }
                };
                let message = lang.pick(
                    format!("没有清单“@{name}”"),
                    format!("there is no list “@{name}”"),
                );
                Said::new("no-such-list", (message, hint))
                    .of(KEPT.id)
                    .with(name)
            }
            Self::OptionsUnknown(name) => Said::new(
                "list-unknown-options",
                lang.pick(
                    (
                        format!("清单“{name}”里的选项本程序不认识"),
                        format!("请重新用 --save {name} 保存"),
                    ),
                    (
                        format!("the list “{name}” has options that this program does not know"),
                        format!("keep it anew with --save {name}"),
                    ),
                ),
            )
            .of(KEPT.id)
            .with(name),
            Self::WithoutAt(typed) if typed.starts_with(WIDE_DASHES) => {
                let meant = format!("--{}", shortened(typed.trim_start_matches(WIDE_DASHES)));
                Said::usage(
                    "without-hyphens",
                    lang.pick(
                        format!("选项前要用两个半角短横，写作“{meant}”"),
                        format!("an option begins with two plain hyphens; write “{meant}”"),
                    ),
                )
                .with(typed)
            }
            Self::WithoutAt(typed) => {
                let shown = shortened(typed);
                Said::usage(
                    "unexpected-argument",
                    lang.pick(
                        (
                            format!("多出了“{shown}”"),
                            format!("存过的清单写作 @{shown}，筛选请用 --where 字段=值"),
                        ),
                        (
                            format!("unexpected argument “{shown}”"),
                            format!(
                                "a kept list is written @{shown}, and --where FIELD=VALUE filters"
                            ),
                        ),
                    ),
                )
                .of(KEPT.id)
                .with(typed)
            }
        }
    }
}
