//! `campaign`: which office leads, as this file takes it, and whether what nobody signed counts.

use std::path::PathBuf;

use super::office::members::refuse_unadmitted;
use super::office::unsigned::Unsigned;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::model::office::LEADING;
use crate::options::{Given, Opt, Takes};
use crate::store::Member;
use crate::text::{Lang, Words, quoted, text};

const FILE: Opt = Opt::place(
    "FILE",
    Takes::File,
    text(
        "领导小组办公室的文件",
        "The file of the leading group's office",
    ),
)
.required()
.such_as("ZD.db", "ZD.db");

/// Says that the gate is to be closed.
pub(crate) const FORCE: Opt = Opt::flag("force", Takes::Flag, text("确要如此", "If that is right"));

pub(crate) static VERB: Verb = Verb {
    id: "campaign",
    called: &["活动"],
    about: text(
        "以谁为领导小组办公室，是否只计已签名的改动",
        "Leading office, trust and the gate for unsigned entries",
    ),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "trust",
                called: &["信任"],
                about: text(
                    "本文件以给出的文件为领导小组办公室的文件",
                    "Trust a file as that of the leading group's office",
                ),
                options: &[FILE],
                does: Does::AtDesk(trust),
            },
            CLOSE_GATE,
        ],
        None,
    ),
};

pub(crate) const CLOSE_GATE: Verb = Verb {
    id: "close-gate",
    called: &["只计签名"],
    about: text(
        "今后只计已签名或已认定的改动（领导小组办公室），不能撤销",
        "From now on count only what is signed or adopted (leading office); cannot be undone",
    ),
    options: &[FORCE],
    does: Does::AtDesk(close_gate),
};

fn trust(given: Given, desk: &Desk) -> Result<Answer> {
    let file = given.path(&FILE).map(PathBuf::from).unwrap_or_default();
    let path = desk.context.path(&file);
    let ([writer, office], root) = desk.store.whose(&path)?;
    let told = file.display().to_string();
    let Some(root) = root else {
        return Err(Refused::NoRoot(told).into());
    };
    let known = desk.store.root()?;
    let member = desk.store.members()?;
    let is_known = |one: &Member| one.writer == writer && one.is_admitted;
    if known == Some(root) && (office != root || member.iter().any(is_known)) {
        return Ok(Answer::note(Note::Same(told)));
    }
    if known == Some(desk.store.writer()?) {
        return Err(Refused::LeadsItself(told).into());
    }
    let writer = if office == root { writer } else { root };
    let author = desk.author("campaign trust")?;
    desk.store
        .write(&author, |writing| writing.trust(&path, root, writer))?;
    let named = desk.store.office(root)?.unwrap_or_default();
    Ok(Answer::note(Note::Trusted {
        file: told,
        name: named.1,
        fingerprint: root.fingerprint(),
    }))
}

/// Returns what is asked before the gate is closed; nothing where it cannot be.
pub(crate) fn question(desk: &Desk) -> Result<Option<String>> {
    if may_close(desk).is_err() || desk.store.is_closed()? {
        return Ok(None);
    }
    let lang = desk.context.lang;
    let unsigned = unsigned(desk)?;
    let told = if unsigned.count() == 0 {
        String::new()
    } else {
        let (told, way) = (unsigned.told(lang), unsigned.way(lang));
        lang.pick(
            format!("现有未签名的 {told} 将不计入（{way}），"),
            format!("What is not signed now will not count: {told} ({way}). "),
        )
    };
    Ok(Some(lang.pick(
        format!("{told}以后各处室没有签名的改动一律不计入，不能撤销，关闭吗"),
        format!("{told}Nothing that is not signed will count from now on, and this cannot be undone: close the gate"),
    )))
}

/// Counts what is not signed, by office.
fn unsigned(desk: &Desk) -> Result<Unsigned> {
    Unsigned::of(desk, desk.store.unsigned()?)
}

/// Refuses where the gate is not this file's to close.
fn may_close(desk: &Desk) -> Result<()> {
    let own = desk.store.writer()?;
    if desk.store.root()? != Some(own) {
        let role = desk.store.own_office()?.role;
        let leads = role.as_deref() == Some(LEADING);
        let nobody = desk.store.root()?.is_none();
        return Err(Refused::NotLeading { leads, nobody }.into());
    }
    refuse_unadmitted(desk)?;
    // What a file without a key began can be bound to no key.
    if !desk.store.began_signing(own)? {
        return Err(Refused::BeganUnsigned.into());
    }
    Ok(())
}

fn close_gate(given: Given, desk: &Desk) -> Result<Answer> {
    may_close(desk)?;
    if desk.store.is_closed()? {
        return Ok(Answer::note(text(
            "已经只计已签名的改动，没有写入",
            "The gate is closed already; nothing was written",
        )));
    }
    if !given.has(&FORCE) {
        return Err(Refused::NotSure(unsigned(desk)?).into());
    }
    let own = desk.store.writer()?;
    let author = desk.author("campaign close-gate")?;
    desk.store.write(&author, |writing| writing.close(own))?;
    let cut_off = Unsigned::of(desk, desk.store.unproved()?)?;
    Ok(Answer::note(Note::Closed(cut_off)))
}

/// Outcomes.
#[derive(Debug)]
enum Note {
    /// The gate is closed; what is cut off by that.
    Closed(Unsigned),
    /// It was so before.
    Same(String),
    Trusted {
        file: String,
        name: String,
        fingerprint: String,
    },
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Closed(cut_off) => {
                let (told, way) = (cut_off.told(lang), cut_off.way(lang));
                let told = match cut_off.count() {
                    0 => String::new(),
                    _ => lang.pick(
                        format!("。没有签名、不再计入的：{told}；{way}"),
                        format!(". Not signed, and cut off: {told}; {way}"),
                    ),
                };
                lang.pick(
                    format!("今后只计已签名或已认定的改动；请把文件发给各处室合并{told}"),
                    format!("From now on what is signed or adopted counts alone; let the offices merge this file{told}"),
                )
            }
            Self::Same(file) => lang.pick(
                format!("本文件已经以 {file} 所认的为领导小组办公室，没有写入"),
                format!("this file takes the office that leads in {file} for the leading one already; nothing was written"),
            ),
            Self::Trusted { file, name, fingerprint } => {
                let file = quoted(file);
                lang.pick(
                    format!("本文件今后以{name} {fingerprint} 为领导小组办公室；它的内容请用 huiyin merge {file} 合并"),
                    format!("{name} {fingerprint} is the leading group's office in this file from now on; merge what it has with huiyin merge {file}"),
                )
            }
        }
    }
}

/// Reasons for which nothing was written.
#[derive(Debug)]
enum Refused {
    /// The leading office's own file was begun without a key.
    BeganUnsigned,
    /// No office leads in a file.
    NoRoot(String),
    /// It is the leading office's own file, which follows no other.
    LeadsItself(String),
    /// This file is not the leading group's, though it says so itself where another leads; or nobody leads.
    NotLeading { leads: bool, nobody: bool },
    /// It was not said to be right; what is not signed now.
    NotSure(Unsigned),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::BeganUnsigned => Said::new(
                "began-unsigned",
                lang.pick(
                    (
                        "本文件由不签名的旧版本建立，无法证明领导小组办公室是谁，不能只计已签名的改动",
                        "请在下一次活动用新版本建立领导小组办公室的文件",
                    ),
                    (
                        "an older version began this file, which signed nothing, so that nothing proves who leads; the gate cannot be closed",
                        "begin the next campaign's leading file with this version",
                    ),
                ),
            ),
            Self::NoRoot(file) => Said::new(
                "no-leading-office",
                lang.pick(
                    (
                        format!("{file} 里没有领导小组办公室"),
                        "请给出领导小组办公室自己的文件",
                    ),
                    (
                        format!("no office leads in {file}"),
                        "name the leading group's own file",
                    ),
                ),
            )
            .of(FILE.id)
            .with(file),
            Self::LeadsItself(file) => Said::new(
                "leads-itself",
                lang.pick(
                    (
                        format!("本文件就是领导小组办公室的，不能改认 {file}"),
                        "如已不再是，请先用 huiyin office lead --not",
                    ),
                    (
                        format!("this file is the leading group's itself and does not follow {file}"),
                        "where it is that no more, use huiyin office lead --not first",
                    ),
                ),
            )
            .of(FILE.id)
            .with(file),
            Self::NotLeading { leads, nobody } => {
                let way = if *nobody {
                    text(
                        "本处室就是的，请先用 huiyin office lead",
                        "where this office is that, use huiyin office lead first",
                    )
                } else if *leads {
                    text(
                        "本文件认定的是另一个领导小组办公室，请在那里操作",
                        "another office leads in this file; do it there",
                    )
                } else {
                    text(
                        "请在领导小组办公室的文件里操作，再合并过来",
                        "do it in the leading group's file and merge it",
                    )
                };
                Said::new(
                    "not-leading",
                    lang.pick(
                        ("只有领导小组办公室能决定只计已签名的改动", way.get(lang)),
                        ("only the leading group's office can close the gate", way.get(lang)),
                    ),
                )
            }
            Self::NotSure(unsigned) => {
                let (told, way) = (unsigned.told(lang), unsigned.way(lang));
                let told = match unsigned.count() {
                    0 => String::new(),
                    _ => lang.pick(
                        format!("；现有未签名的将不计入：{told}（{way}）"),
                        format!("; what is not signed now will not count: {told} ({way})"),
                    ),
                };
                Said::new(
                    "not-sure",
                    lang.pick(
                        (
                            format!("以后没有签名的改动一律不计入，不能撤销{told}"),
                            "确要如此请用 huiyin campaign close-gate --force",
                        ),
                        (
                            format!("nothing that is not signed will count from then on, and this cannot be undone{told}"),
                            "if that is right, use huiyin campaign close-gate --force",
                        ),
                    ),
                )
                .of("force")
            }
        }
    }
}
