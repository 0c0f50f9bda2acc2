//! `key`: the key by which this file's changes are signed, on paper. It lies in the profile of whoever
//! uses the machine, and is printed to go into a safe: with it the office goes on as the same writer
//! when the machine is lost. It is never in a file of the campaign.

use std::io::Read;

use super::everywhere::output;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::model::document::{Block, Report};
use crate::model::page::Page;
use crate::model::value::{RecordId, hex};
use crate::options::{Given, Opt, Takes};
use crate::store::{Keys, Member};
use crate::text::{Lang, Words, text};

/// Digits of a key that are written without a blank.
const GROUP: usize = 4;

const KEY: Opt = Opt::place(
    "KEY",
    Takes::Text,
    text(
        "纸上的密钥；- 从标准输入读，不留在命令记录里",
        "The key as it is on paper; - reads it from standard input, so that no history of commands has it",
    ),
)
.required()
.many()
.such_as("-", "-");

/// Most bytes that are read of a key.
const MOST_TYPED: u64 = 1_000;

pub(crate) static VERB: Verb = Verb {
    id: "key",
    called: &["密钥"],
    about: text(
        "本处室签名用的密钥，抄在纸上备用",
        "The key by which this office signs, for paper",
    ),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "print",
                called: &["打印"],
                about: text(
                    "显示密钥，抄在纸上锁进保险柜",
                    "Print the key, to be kept on paper in a safe",
                ),
                options: &[],
                does: Does::AtDesk(print),
            },
            Verb {
                id: "enter",
                called: &["输入"],
                about: text(
                    "在新电脑上输入纸上的密钥，以原来的身份继续",
                    "Enter the key from paper on a new machine, to continue as the same writer",
                ),
                options: &[KEY],
                does: Does::AtDesk(enter),
            },
        ],
        None,
    ),
};

fn print(given: Given, desk: &Desk) -> Result<Answer> {
    if output(given).is_some() {
        return Err(Refused::ToFile.into());
    }
    let (writer, _) = desk.store.signer()?;
    let Some(seed) = desk.context.keys.seed(writer.0)? else {
        return Err(Refused::None(called(desk, writer)?).into());
    };
    let digits: Vec<char> = hex(&seed).chars().collect();
    let groups: Vec<String> = digits
        .chunks(GROUP)
        .map(|group| group.iter().collect())
        .collect();
    let lang = desk.context.lang;
    let called = called(desk, writer)?;
    let heading = lang.pick(format!("{called} 的密钥"), format!("The key of {called}"));
    let advice = lang.pick(
        "抄在纸上锁进保险柜，不要存成文件，不要发给别人。电脑损坏后，在新电脑上用 huiyin key enter 输入，即以原来的身份继续。",
        "Write it on paper and put that into a safe; keep it in no file and send it to nobody. When the machine is lost, enter it on another with huiyin key enter to go on as the same writer.",
    );
    let (upper, lower) = groups.split_at(groups.len() / 2);
    let lines = [upper, lower].map(|part| Block::Paragraph(part.join(" ")));
    let mut blocks = vec![Block::Heading(1, heading)];
    blocks.extend(lines);
    blocks.push(Block::Paragraph(advice.to_owned()));
    Ok(Answer::page(Page::Report(Report {
        blocks,
        json: serde_json::json!({"writer": writer.to_hex(), "fingerprint": writer.fingerprint(),
            "key": groups.join(" ")}),
        ..Report::default()
    })))
}

fn enter(given: Given, desk: &Desk) -> Result<Answer> {
    let mut typed: String = given.texts(&KEY).collect();
    if typed == "-" {
        typed.clear();
        let mut input = std::io::stdin().lock().take(MOST_TYPED);
        if input.read_to_string(&mut typed).is_err() {
            return Err(Refused::NoKey.into());
        }
    }
    let digits: String = input::normalised(&typed)
        .chars()
        .filter(|one| !one.is_whitespace() && *one != '-')
        .collect();
    let halves = digits.to_lowercase();
    let halves = halves.split_at_checked(32);
    let seed = halves.and_then(|(upper, lower)| {
        let [upper, lower] = [RecordId::from_hex(upper)?, RecordId::from_hex(lower)?];
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(&upper.0);
        seed[16..].copy_from_slice(&lower.0);
        Some(seed)
    });
    let Some(seed) = seed else {
        return Err(Refused::NoKey.into());
    };
    let writer = RecordId(Keys::writer(&seed));
    let own = desk.store.writer()?;
    let members = desk.store.members()?;
    let is_own = |one: &Member| one.writer == writer && one.office == own;
    if !members.iter().any(is_own) {
        return Err(Refused::Others(desk.office.clone()).into());
    }
    desk.context.keys.put(&seed)?;
    let (before, _) = desk.store.signer()?;
    if before != writer {
        desk.store.go_on_as(writer)?;
    }
    Ok(Answer::note(Entered(called(desk, writer)?)))
}

/// Names a writer of this office.
fn called(desk: &Desk, writer: RecordId) -> Result<String> {
    let members = desk.store.members()?;
    let member = members.iter().find(|one| one.writer == writer);
    let label = member.map_or_else(|| desk.office.clone(), Member::label);
    Ok(format!("{label} {}", writer.fingerprint()))
}

/// A key that is at hand again.
#[derive(Debug)]
struct Entered(String);

impl Words for Entered {
    fn words(&self, lang: Lang) -> String {
        let called = &self.0;
        lang.pick(
            format!("密钥已存入本机，今后以 {called} 登记"),
            format!("The key is on this machine; from now on this file writes as {called}"),
        )
    }
}

/// Reasons for which no key is shown or taken.
#[derive(Debug)]
enum Refused {
    /// What was typed is no key.
    NoKey,
    /// The key of a writer is not on this machine.
    None(String),
    /// It is the key of nobody of this office.
    Others(String),
    /// A key goes into no file.
    ToFile,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoKey => Said::new(
                "no-key",
                lang.pick(
                    (
                        "这不是密钥：应为64个数字和字母 a–f",
                        "请照 huiyin key print 打印的抄录，空格可有可无",
                    ),
                    (
                        "this is no key, which has 64 digits and letters a–f",
                        "type it as huiyin key print showed it, with or without the blanks",
                    ),
                ),
            )
            .of(KEY.id),
            Self::None(called) => Said::new(
                "no-key-here",
                lang.pick(
                    (
                        format!("本机没有 {called} 的密钥"),
                        "请在登记这份文件的电脑上打印；在这台电脑上登记一次以后，才有这台电脑自己的密钥",
                    ),
                    (
                        format!("the key of {called} is not on this machine"),
                        "print it on the machine on which the file is written; this one has a key of its own once something was entered here",
                    ),
                ),
            )
            .with(called),
            Self::Others(office) => Said::new(
                "other-key",
                lang.pick(
                    (
                        format!("这个密钥不是本文件（{office}）的任何写入者的，可能抄错了"),
                        "请逐字核对；是别的处室的，请用 --db 指明那个处室的文件",
                    ),
                    (
                        format!("this is the key of no writer of this file ({office}); it may be mistyped"),
                        "compare it letter by letter; where it is another office's, name its file with --db",
                    ),
                ),
            )
            .of(KEY.id),
            Self::ToFile => Said::usage(
                "key-to-file",
                lang.pick(
                    (
                        "密钥不写入文件，只显示",
                        "请去掉 --output，抄在纸上",
                    ),
                    (
                        "a key goes into no file and is only shown",
                        "leave out --output and write it on paper",
                    ),
                ),
            )
            .of("output"),
        }
    }
}
