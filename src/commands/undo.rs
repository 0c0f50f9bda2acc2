//! `undo` and `redo`: take back operations of this file one after the other, and bring back what was
//! taken back last.

use std::path::PathBuf;

use super::set;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk, history, input, subject};
use crate::error::{Fault, Refusal, Result, Said};
use crate::kinds;
use crate::model::reference::Ref;
use crate::options::{Given, Opt, Takes};
use crate::store::{Author, Barrier, Deed, Logged, Resting, Turned};
use crate::text::{Lang, Words, plural, quoted, text};

const N: Opt = Opt::place(
    "N",
    Takes::Operation,
    text(
        "log 中的序号，或记录编号（其最后一项操作），缺省为最后一项",
        "Number in the log, or a ref for the last command about it; by default the last",
    ),
);
pub(crate) const FORCE: Opt = Opt::flag(
    "force",
    Takes::Flag,
    text("他人所做的也可以", "Also for another person's operation"),
);

pub(crate) static UNDO: Verb = Verb {
    id: "undo",
    called: &["撤销"],
    about: text(
        "撤销上一项操作，再用再往前",
        "Undo the last operation, then the one before it",
    ),
    options: &[N, FORCE],
    does: Does::AtDesk(undo),
};

pub(crate) static REDO: Verb = Verb {
    id: "redo",
    called: &["重做"],
    about: text("恢复刚撤销的操作", "Redo what was undone last"),
    options: &[FORCE],
    does: Does::AtDesk(redo),
};

/// Tells whether a command is one of these.
pub(crate) fn turns(verb: &Verb) -> bool {
    [UNDO.id, REDO.id].contains(&verb.id)
}

fn undo(given: Given, desk: &Desk) -> Result<Answer> {
    let number = given.optional(&N, number, desk)?;
    let author = desk.author(UNDO.id)?;
    let agree = |operation: &Logged| agree(desk, (&UNDO, &author), operation, given);
    let turned = desk.store.undo(&author, number, agree);
    Ok(Answer::note(Note::Undone(
        turned.map(|turned| said(desk, turned))?,
    )))
}

fn redo(given: Given, desk: &Desk) -> Result<Answer> {
    let author = desk.author(REDO.id)?;
    let agree = |operation: &Logged| agree(desk, (&REDO, &author), operation, given);
    let turned = desk.store.redo(&author, agree);
    Ok(Answer::note(Note::Redone(
        turned.map(|turned| said(desk, turned))?,
    )))
}

/// Reads the number of an operation, or finds the last command that changed the record of a ref.
pub(super) fn number(given: Given, opt: &Opt, desk: &Desk) -> Result<i64> {
    let typed = given.required(opt);
    let plain = input::normalised(typed);
    if Ref::parse(&plain, &desk.office).is_some() {
        return last_of(desk, &plain);
    }
    let number = plain.parse::<i64>().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| input::bad(opt.id, typed, Fault::NotOperation))
}

/// Finds the last command that changed a record and still stands.
fn last_of(desk: &Desk, typed: &str) -> Result<i64> {
    let kinds: Vec<&str> = kinds::nouns().map(|kind| kind.id).collect();
    let record = desk.find_itself(&kinds, typed)?;
    let reference = record.ref_text();
    let journal = desk.store.journal()?;
    let commands = journal.standing().filter(|one| one.deed == Deed::Command);
    for one in commands {
        let mut came = desk.store.came_with(one)?.into_iter();
        if came.any(|(_, refs)| refs.iter().any(|one| one == reference)) {
            return Ok(one.number);
        }
    }
    Err(NothingOf(record.name()).into())
}

/// Lists the operations that could be taken back.
pub(crate) fn standing(desk: &Desk) -> Result<Vec<(String, String)>> {
    let journal = desk.store.journal()?;
    let told = journal
        .standing()
        .map(|one| Ok((one.number.to_string(), desk.deed(one)?)));
    told.collect()
}

/// Names the operation that a command would turn, where somebody else did it and that was not
/// said to be right.
pub(crate) fn foreign(desk: &Desk, verb: &Verb, given: Given) -> Result<Option<String>> {
    let journal = desk.store.journal()?;
    let found = if verb.id == UNDO.id {
        journal.to_undo(given.optional(&N, number, desk)?)
    } else {
        journal.to_redo()
    };
    let author = desk.author(verb.id)?;
    match found.ok().filter(|_| !given.has(&FORCE)) {
        Some(one) if !desk.is_same_actor(&one.actor, &author.actor)? => {
            desk.operation(one).map(Some)
        }
        _ => Ok(None),
    }
}

/// Refuses to turn what somebody else did, unless that is said to be right.
fn agree(
    desk: &Desk,
    (verb, author): (&'static Verb, &Author),
    operation: &Logged,
    given: Given,
) -> Result<()> {
    if given.has(&FORCE) || desk.is_same_actor(&operation.actor, &author.actor)? {
        return Ok(());
    }
    Err(Foreign {
        verb,
        number: given.has(&N).then_some(operation.number),
        called: desk.operation(operation)?,
        actor: author.actor.clone(),
    }
    .into())
}

/// A record of which no command stands that changed it.
#[derive(Debug)]
struct NothingOf(String);

impl Refusal for NothingOf {
    fn said(&self, lang: Lang) -> Said {
        let reference = &self.0;
        let sentence = lang.pick(
            (
                format!("本文件里没有可以撤销的对 {reference} 的操作"),
                format!("经过请看 huiyin history {reference}"),
            ),
            (
                format!("nothing that was done to {reference} in this file can be undone"),
                format!("see huiyin history {reference}"),
            ),
        );
        Said::new("nothing-to-undo", sentence)
            .of(N.id)
            .with(reference)
    }
}

/// An operation of somebody else than the one who is acting.
#[derive(Debug)]
struct Foreign {
    verb: &'static Verb,
    number: Option<i64>,
    called: String,
    actor: String,
}

impl Refusal for Foreign {
    fn said(&self, lang: Lang) -> Said {
        let Self { called, actor, .. } = self;
        let number = self.number.map(|number| format!(" {number}"));
        let way = format!(
            "huiyin {}{} --force",
            self.verb.id,
            number.unwrap_or_default()
        );
        let sentence = lang.pick(
            (
                format!("{called}不是 {actor} 所做"),
                format!("确要如此请用 {way}"),
            ),
            (
                format!("{called} is not by {actor}"),
                format!("if that is right, use {way}"),
            ),
        );
        Said::new("by-somebody-else", sentence)
            .of("force")
            .with(called)
    }
}

/// Words what was turned.
fn said(desk: &Desk, turned: Turned) -> Told {
    let lang = desk.context.lang;
    let mut refs: Vec<String> = turned
        .records
        .iter()
        .map(|record| subject(record.kind.id, record.ref_text(), lang))
        .collect();
    refs.dedup();
    let files = turned.operation.sources.iter().map(|source| {
        let name = source.name.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    });
    if turned.operation.deed == Deed::Merge {
        refs = files.collect();
    }
    Told { turned, refs }
}

/// An operation that was turned, and what it was about.
#[derive(Debug)]
struct Told {
    turned: Turned,
    refs: Vec<String>,
}

/// Outcomes.
#[derive(Debug)]
enum Note {
    Redone(Told),
    Undone(Told),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        let (Self::Redone(told) | Self::Undone(told)) = self;
        let (number, count) = (told.turned.operation.number, told.turned.taken_out);
        let done = history::done(&told.turned.operation.verb, lang);
        let refs = set::named(&told.refs, lang);
        let is_merge = told.turned.operation.deed == Deed::Merge;
        match self {
            Self::Redone(_) => lang.pick(
                format!("已恢复第{number}号操作“{done}”：{refs}"),
                format!("Brought back operation {number} ({done}): {refs}"),
            ),
            Self::Undone(_) if is_merge => lang.pick(
                format!("已撤销第{number}号操作“{done}”：{refs}，取出 {count} 处改动；恢复请用 huiyin redo"),
                format!("Took back operation {number} ({done}): {refs}, {} taken out; bring it back with huiyin redo", plural(count, "change", "changes")),
            ),
            Self::Undone(_) => lang.pick(
                format!("已撤销第{number}号操作“{done}”：{refs}；恢复请用 huiyin redo"),
                format!("Took back operation {number} ({done}): {refs}; bring it back with huiyin redo"),
            ),
        }
    }
}

/// Says where to see what there is.
fn see(lang: Lang) -> &'static str {
    lang.pick("操作请看 huiyin log", "see what was done with huiyin log")
}

impl Refusal for Barrier {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Already(number) => Said::new(
                "already-undone",
                lang.pick(
                    (format!("第{number}号操作已经撤销"), see(lang)),
                    (format!("operation {number} is undone already"), see(lang)),
                ),
            )
            .of("N")
            .with(number.to_string()),
            Self::Entered(since) => {
                let (number, done) = (since.number, history::done(&since.verb, lang));
                Said::new(
                    "entered-since",
                    lang.pick(
                        (format!("撤销之后又有第{number}号操作“{done}”，不能再恢复"), "请重新登记"),
                        (
                            format!("operation {number} ({done}) came after the undo, so that nothing can be brought back"),
                            "enter it anew",
                        ),
                    ),
                )
                .with(number.to_string())
            }
            Self::Fixed(operation) => {
                let (number, done) = (operation.number, history::done(&operation.verb, lang));
                Said::new(
                    "not-to-be-undone",
                    lang.pick(
                        (format!("第{number}号操作“{done}”不能撤销"), see(lang)),
                        (
                            format!("operation {number} ({done}) cannot be undone"),
                            see(lang),
                        ),
                    ),
                )
                .of("N")
                .with(number.to_string())
            }
            Self::Nothing => Said::new(
                "nothing-to-undo",
                lang.pick(
                    ("没有可撤销的操作", see(lang)),
                    ("there is nothing to take back", see(lang)),
                ),
            ),
            Self::NothingUndone => Said::new(
                "nothing-to-redo",
                lang.pick(
                    ("没有可恢复的操作", see(lang)),
                    ("there is nothing to bring back", see(lang)),
                ),
            ),
            Self::NoSuch(number) => Said::new(
                "no-such-operation",
                lang.pick(
                    (format!("没有第{number}号操作"), see(lang)),
                    (format!("there is no operation {number}"), see(lang)),
                ),
            )
            .of("N")
            .with(number.to_string()),
            Self::Rests { operation, on } => rests(operation, on, lang),
            Self::Restored(operation) => {
                let number = operation.number;
                Said::new(
                    "restored",
                    lang.pick(
                        (
                            format!("第{number}号操作是恢复备份，不能撤销"),
                            back(operation, lang),
                        ),
                        (
                            format!("operation {number} restored a backup and cannot be undone"),
                            back(operation, lang),
                        ),
                    ),
                )
                .with(number.to_string())
            }
            Self::SourceGone(file) => {
                let file = file.display();
                Said::new(
                    "source-gone",
                    lang.pick(
                        (
                            format!("{file} 已不在原处或已有变化，不能恢复这次合并"),
                            format!("请重新合并：huiyin merge {}", quoted(&file.to_string())),
                        ),
                        (
                            format!("{file} is not there as it was, so that the merge cannot be brought back"),
                            format!("merge anew with huiyin merge {}", quoted(&file.to_string())),
                        ),
                    ),
                )
                .with(file.to_string())
            }
            Self::Lasting(operation) => {
                let (number, done) = (operation.number, history::done(&operation.verb, lang));
                let way = match operation.verb.as_str() {
                    "office admit" | "office adopt" => text(
                        "要停用该写入者以后的改动，请用 huiyin office revoke",
                        "to let nothing count that it writes from now on, use huiyin office revoke",
                    ),
                    "office revoke" => text(
                        "误停的请由该处室用新的写入者继续，再用 huiyin office admit",
                        "where it was a mistake, let that office go on as another writer and use huiyin office admit",
                    ),
                    "campaign trust" => text(
                        "要改回去，请用 huiyin campaign trust 加上原来领导小组办公室的文件",
                        "to go back, use huiyin campaign trust with the file of the one before",
                    ),
                    _ => text(
                        "没有签名的处室请用 huiyin office adopt 逐一认定",
                        "answer for offices that sign nothing with huiyin office adopt",
                    ),
                };
                Said::new(
                    "not-to-be-undone",
                    lang.pick(
                        (
                            format!("第{number}号操作是“{done}”，各处室的文件都以此为据，不能撤销"),
                            way.get(lang),
                        ),
                        (
                            format!("operation {number} is “{done}”, on which every office's file rests, and cannot be undone"),
                            way.get(lang),
                        ),
                    ),
                )
                .of("N")
                .with(number.to_string())
            }
            Self::Turns(operation) => {
                let (number, done) = (operation.number, history::done(&operation.verb, lang));
                Said::new(
                    "not-to-be-undone",
                    lang.pick(
                        (
                            format!("第{number}号操作是“{done}”"),
                            "恢复刚撤销的请用 huiyin redo",
                        ),
                        (
                            format!("operation {number} is itself “{done}”"),
                            "bring back what was undone last with huiyin redo",
                        ),
                    ),
                )
                .of("N")
                .with(number.to_string())
            }
        }
    }
}

/// Names the copy that was kept before an operation, as the way back to it.
fn back(operation: &Logged, lang: Lang) -> String {
    let mut kept = operation
        .sources
        .iter()
        .filter_map(|source| source.kept.as_ref());
    let there: Option<&PathBuf> = kept.find(|kept| kept.exists());
    match there {
        Some(kept) => {
            let way = format!("huiyin restore {}", quoted(&kept.to_string_lossy()));
            lang.pick(
                format!("要回到那以前请用 {way}"),
                format!("go back to what was before with {way}"),
            )
        }
        None => lang
            .pick("请用 edit 或 void 更正", "set it right with edit or void")
            .to_owned(),
    }
}

/// Says what rests on an operation, and what comes first.
fn rests(operation: &Logged, on: &[Resting], lang: Lang) -> Said {
    let number = operation.number;
    let told = |one: &Resting| {
        let by = one.by.as_ref().map(|by| {
            let (number, done) = (by.number, history::done(&by.verb, lang));
            lang.pick(format!("第{number}号“{done}”"), format!("{number} {done}"))
        });
        let called = if one.kind.is_empty() {
            String::new()
        } else {
            subject(&one.kind, &one.reference, lang)
        };
        [by.unwrap_or_default(), called].join(" ").trim().to_owned()
    };
    let mut told: Vec<String> = on.iter().map(told).collect();
    told.dedup();
    let newest = on
        .iter()
        .filter_map(|one| one.by.as_ref())
        .max_by_key(|by| by.number);
    let way = match newest {
        Some(by) if by.number > number => {
            let by = by.number;
            lang.pick(
                format!("请先用 huiyin undo {by}"),
                format!("first use huiyin undo {by}"),
            )
        }
        _ => back(operation, lang),
    };
    let told = lang.join(&told);
    Said::new(
        "changed-since",
        lang.pick(
            (
                format!("第{number}号操作之后有 {told}，不能先撤销它"),
                way.clone(),
            ),
            (
                format!("{told} rests on operation {number}, which cannot be undone before"),
                way,
            ),
        ),
    )
    .with(number.to_string())
}
