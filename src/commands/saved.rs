//! `saved`: the lists that were kept with `list --save`: which there are, another name, gone.

use serde_json::json;

use super::record::saved;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::kinds::saved_list::{KIND, NAME, NOUN, OPTIONS};
use crate::model::document::{Block, Report, Table};
use crate::model::kind::{Field, Kind, VOID};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, Words, quoted, text};

const LIST_NAME: Opt = Opt::place("NAME", Takes::Kept, text("清单的名称", "Name of the list"))
    .required()
    .such_as("@到期", "@due");
const NEW: Opt = Opt::place("NEW", Takes::Name, text("新的名称", "Its new name"))
    .required()
    .such_as("@本月到期", "@soon");
const OF_KIND: Opt = Opt::flag(
    "kind",
    Takes::Kind(&[]),
    text("哪一种类的清单", "The kind that it lists"),
);

pub(crate) static VERB: Verb = Verb {
    id: "saved",
    called: &["清单"],
    about: text(
        "查看、改名、删除存过的清单",
        "Show, rename and remove kept lists",
    ),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "list",
                called: &["列出"],
                about: text("列出存过的清单", "List what was kept"),
                options: &[],
                does: Does::AtDesk(list),
            },
            Verb {
                id: "rename",
                called: &["改名"],
                about: text("给清单改名", "Rename a kept list"),
                options: &[LIST_NAME, NEW, OF_KIND],
                does: Does::AtDesk(rename),
            },
            Verb {
                id: "remove",
                called: &["删除"],
                about: text("删除清单", "Remove a kept list"),
                options: &[LIST_NAME, OF_KIND],
                does: Does::AtDesk(remove),
            },
        ],
        None,
    ),
};

fn list(_: Given, desk: &Desk) -> Result<Answer> {
    let lang = desk.context.lang;
    let lists = saved::own(desk)?;
    let heads = ["name", "kind", "options"];
    let mut report = Report::default();
    report.sheet.heads = heads.map(str::to_owned).to_vec();
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    for (kind, list) in &lists {
        let (words, noun) = (saved::words(list), kind.id);
        let called = format!("@{}", list.title());
        let command = format!("huiyin {noun} list @{}", quoted(list.title()));
        let shown: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        rows.push(vec![called, shown.join(" "), command.clone()]);
        report
            .sheet
            .push(vec![list.title(), noun, &shown.join(" ")]);
        objects.push(
            json!({"name": list.title(), "kind": noun, "options": words, "command": command}),
        );
    }
    let heads = lang.pick(["名称", "选项", "用法"], ["Name", "Options", "Use"]);
    report.blocks.push(Block::Table(Table::new(heads, rows)));
    report.json = objects.into();
    Ok(Answer::list(
        report,
        text(
            "没有存过的清单；例如 huiyin pledge list --where status=draft --save 草稿",
            "No list is kept; for example huiyin pledge list --where status=draft --save drafts",
        ),
    ))
}

fn rename(given: Given, desk: &Desk) -> Result<Answer> {
    let (kind, list) = found(desk, given)?;
    let name = saved::name(&NEW, given.required(&NEW))?;
    if name == list.title() {
        return Err(Refused::CalledSo(name).into());
    }
    if saved::called(desk, kind, &name)?.is_some() {
        return Err(Refused::Taken { name, kind }.into());
    }
    let lang = desk.context.lang;
    let gone = lang.pick(format!("改名为@{name}"), format!("renamed @{name}"));
    let fields: Vec<(&'static Field, Option<Value>)> = vec![
        (&NOUN, list.value(&NOUN).cloned()),
        (&NAME, Some(Value::Text(name.clone()))),
        (&OPTIONS, list.value(&OPTIONS).cloned()),
        (&VOID, None),
    ];
    let author = desk.author("saved rename")?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, list.id, &[(&VOID, Some(Value::Text(gone)))])?;
        writing.change(&KIND, saved::id(desk, kind, &name), &fields)
    })?;
    let old = list.title().to_owned();
    Ok(Answer::note(Note::Renamed { kind, old, name }))
}

fn remove(given: Given, desk: &Desk) -> Result<Answer> {
    let (kind, list) = found(desk, given)?;
    let reason = desk.context.lang.pick("已删除", "removed").to_owned();
    let author = desk.author("saved remove")?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, list.id, &[(&VOID, Some(Value::Text(reason)))])
    })?;
    let name = list.title().to_owned();
    Ok(Answer::note(Note::Removed { kind, name }))
}

/// Finds the list that was named, and the kind that it is of.
fn found(desk: &Desk, given: Given) -> Result<(&'static Kind, Record)> {
    let name = saved::name(&LIST_NAME, given.required(&LIST_NAME))?;
    let kind = given
        .has(&OF_KIND)
        .then(|| given.kind(&OF_KIND))
        .transpose()?
        .flatten();
    let mut lists = saved::own(desk)?;
    lists.retain(|(own, _)| kind.is_none_or(|kind| kind.id == own.id));
    let is_called = |list: &&(&'static Kind, Record)| list.1.title() == name;
    let named: Vec<_> = lists.iter().filter(is_called).collect();
    match &named[..] {
        [(kind, list)] => Ok((kind, list.clone())),
        [] => {
            let near = input::nearest(&name, lists.iter().map(|(_, list)| list.title()));
            Err(Refused::NoList { name, near }.into())
        }
        several => {
            let nouns = several.iter().map(|(kind, _)| kind.id).collect();
            Err(Refused::OfSeveral { name, nouns }.into())
        }
    }
}

/// Outcomes of a verb on a kept list.
#[derive(Debug)]
enum Note {
    Removed {
        kind: &'static Kind,
        name: String,
    },
    Renamed {
        kind: &'static Kind,
        old: String,
        name: String,
    },
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Removed { kind, name } => {
                let label = kind.name.get(lang);
                lang.pick(
                    format!("已删除{label}清单 @{name}"),
                    format!("Removed the list @{name} ({label})"),
                )
            }
            Self::Renamed { kind, old, name } => {
                let noun = kind.id;
                lang.pick(
                    format!("清单 @{old} 已改名，以后用 huiyin {noun} list @{name}"),
                    format!("Renamed @{old}; list it with huiyin {noun} list @{name}"),
                )
            }
        }
    }
}

/// Reasons for which a list is not found, or not called otherwise.
#[derive(Debug)]
enum Refused {
    /// It has that name already.
    CalledSo(String),
    NoList {
        name: String,
        near: Option<String>,
    },
    /// Several kinds have a list of this name.
    OfSeveral {
        name: String,
        nouns: Vec<&'static str>,
    },
    /// Another list is called so.
    Taken {
        name: String,
        kind: &'static Kind,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::CalledSo(name) => Said::new(
                "nothing-to-change",
                lang.pick(
                    (format!("清单“@{name}”就叫这个名称"), "请写另一个名称"),
                    (
                        format!("the list “@{name}” is called so already"),
                        "give it another name",
                    ),
                ),
            )
            .of("NEW")
            .with(name),
            Self::NoList { name, near } => {
                let hint = near.as_ref().map_or_else(
                    || {
                        lang.pick("已有的请看 huiyin saved list", "see huiyin saved list")
                            .to_owned()
                    },
                    |near| {
                        lang.pick(
                            format!("是不是“@{near}”？"),
                            format!("did you mean “@{near}”?"),
                        )
                    },
                );
                let message = lang.pick(
                    format!("没有清单“@{name}”"),
                    format!("there is no list “@{name}”"),
                );
                Said::new("no-such-list", (message, hint))
                    .of("NAME")
                    .with(name)
            }
            Self::OfSeveral { name, nouns } => {
                let (all, first) = (lang.join(nouns), nouns[0]);
                Said::new(
                    "ambiguous",
                    lang.pick(
                        (
                            format!("{all} 都有清单“@{name}”"),
                            format!("请写明是哪一种，例如 --kind {first}"),
                        ),
                        (
                            format!("{all} each have a list “@{name}”"),
                            format!("say which, such as --kind {first}"),
                        ),
                    ),
                )
                .of("kind")
                .with(name)
            }
            Self::Taken { name, kind } => {
                let (noun, typed) = (kind.id, quoted(name));
                Said::new(
                    "there-already",
                    lang.pick(
                        (
                            format!("已经有清单“@{name}”"),
                            format!("请换一个名称，或先用 huiyin saved remove @{typed} --kind {noun}"),
                        ),
                        (
                            format!("there is a list “@{name}” already"),
                            format!("choose another name, or first use huiyin saved remove @{typed} --kind {noun}"),
                        ),
                    ),
                )
                .of("NEW")
                .with(name)
            }
        }
    }
}
