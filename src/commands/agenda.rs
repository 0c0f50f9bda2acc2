//! What whoever is acting can still do, nearest due first, in numbered lines: those of `huiyin` alone, which
//! `do N` takes up.

use super::node::Node;
use super::verb::{Does, Verb};
use crate::checks::{self, Finding, Light};
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::kind::UNIT;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, quoted, text};

/// The line that is taken up.
pub(crate) const NUMBER: Opt = Opt::place(
    "N",
    Takes::Count,
    text("第几项，见 huiyin", "Which line of huiyin"),
);

/// The name of the command.
pub(crate) const DO: &str = "do";

pub(crate) static VERB: Verb = Verb {
    id: DO,
    called: &["办", "待办"],
    about: text(
        "办今天要办的第几项；不写序号则全部列出",
        "Do a line of the home page; without a number list them all",
    ),
    options: &[NUMBER],
    does: Does::AtDesk(run),
};

/// What is asked of whoever is acting.
#[derive(Debug)]
pub(crate) struct Agenda {
    /// What can still be done: first their own, then their unit's; the nearest due first.
    pub(crate) lines: Vec<Finding>,
    /// What is late and past.
    pub(crate) past: Vec<Finding>,
    /// What can be done by others.
    pub(crate) others: Vec<Finding>,
}

/// Finds out what is asked of whoever is acting; of who is in no roster all that the file is asked about.
pub(crate) fn agenda(desk: &Desk) -> Result<Agenda> {
    let mut found = checks::findings(&desk.store, &desk.plan, desk.context.today)?;
    found.retain(|finding| matches!(finding.light, Light::Red | Light::Blue));
    found.sort_by_key(|finding| finding.term.due);
    let is_past = |finding: &Finding| finding.is_settled() && finding.light == Light::Red;
    let (past, mut open): (Vec<_>, Vec<_>) = found.into_iter().partition(is_past);
    open.retain(|finding| !finding.is_settled());
    let Some(person) = desk.acting()? else {
        return Ok(Agenda {
            lines: open,
            past,
            others: Vec::new(),
        });
    };
    let (mut lines, open): (Vec<_>, Vec<_>) = open.into_iter().partition(is_of(&person));
    let (units, others) = match person.value(&UNIT) {
        Some(Value::Reference(unit)) => checks::of_unit(&desk.store, open, *unit)?,
        _ => (Vec::new(), open),
    };
    lines.extend(units);
    Ok(Agenda {
        lines,
        past,
        others,
    })
}

/// Tells whether a finding is a person's own.
fn is_of(person: &Record) -> impl Fn(&Finding) -> bool {
    move |finding| {
        let named = finding.person.as_ref();
        named.is_some_and(|named| named.id == person.id)
    }
}

/// Says a line of the agenda, with its number; returns its blocks.
pub(crate) fn line(number: usize, finding: &Finding, lang: Lang) -> impl Iterator<Item = Block> {
    finding.numbered(number, lang)
}

/// Returns the number of the line that a command line takes up, as typed.
pub(crate) fn number(node: Node, given: Given<'_>) -> Option<&str> {
    given.text(&NUMBER).filter(|_| node.is(&VERB))
}

/// Returns the words of the command that the line of this number takes up.
///
/// # Errors
/// If there is no such line, or no command for it.
pub(crate) fn command(desk: &Desk, number: u32) -> Result<Vec<String>> {
    let lines = agenda(desk)?.lines;
    let at = usize::try_from(number)
        .unwrap_or(usize::MAX)
        .wrapping_sub(1);
    let Some(finding) = lines.get(at) else {
        let lines = lines.len();
        return Err(Refused::NoLine { number, lines }.into());
    };
    let lang = desk.context.lang;
    let command = finding.command(lang);
    command.ok_or_else(|| {
        let line = finding.message(lang);
        Refused::NoCommand { number, line }.into()
    })
}

/// Lists every line with its command.
fn run(_: Given, desk: &Desk) -> Result<Answer> {
    let lang = desk.context.lang;
    let lines: Vec<(usize, Finding)> = (1..).zip(agenda(desk)?.lines).collect();
    let mut report = columns(lang).machine(&lines);
    report.blocks = match &lines[..] {
        [] => vec![Block::Paragraph(nothing(lang).to_owned())],
        some => some
            .iter()
            .flat_map(|(number, finding)| line(*number, finding, lang))
            .collect(),
    };
    Ok(Answer::page(Page::Report(report)))
}

/// Says that there is nothing to be done.
pub(crate) fn nothing(lang: Lang) -> &'static str {
    lang.pick("没有要办的事项。", "There is nothing to do.")
}

/// Writes a command as one types it.
fn typed(words: &[String]) -> String {
    let words = words.iter().map(|word| quoted(word));
    let words: Vec<String> = std::iter::once("huiyin".to_owned()).chain(words).collect();
    words.join(" ")
}

fn columns(lang: Lang) -> Columns<(usize, Finding)> {
    Columns::<(usize, Finding)>::new(lang)
        .key("number", |(number, _)| *number)
        .key("light", |(_, one)| one.light.id())
        .key("code", |(_, one)| one.code.id)
        .key("ref", |(_, one)| one.reference.clone())
        .key("due", |(_, one)| one.term.due.to_string())
        .key("message", move |(_, one)| one.message(lang))
        .key("command", move |(_, one)| {
            one.command(lang).map(|words| typed(&words))
        })
}

/// Reasons for which a line is not taken up.
#[derive(Debug)]
enum Refused {
    NoLine {
        number: u32,
        lines: usize,
    },
    /// No command alone puts it right.
    NoCommand {
        number: u32,
        line: String,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoLine { number, lines: 0 } => Said::new(
                "no-such-line",
                lang.pick(
                    (
                        format!("没有第 {number} 项，今天没有要办的事项"),
                        "看全部请用 huiyin check",
                    ),
                    (
                        format!("there is no line {number}: nothing is to be done today"),
                        "see huiyin check",
                    ),
                ),
            )
            .of(NUMBER.id)
            .with(number.to_string()),
            Self::NoLine { number, lines } => Said::new(
                "no-such-line",
                lang.pick(
                    (
                        format!("没有第 {number} 项，只有 1 至 {lines}"),
                        "请看 huiyin do",
                    ),
                    (
                        format!("there is no line {number}, only 1 to {lines}"),
                        "see huiyin do",
                    ),
                ),
            )
            .of(NUMBER.id)
            .with(number.to_string()),
            Self::NoCommand { number, line } => Said::new(
                "no-command",
                lang.pick(
                    (
                        format!("第 {number} 项没有单独的命令：{line}"),
                        "请看 huiyin check",
                    ),
                    (
                        format!("no command alone does line {number}: {line}"),
                        "see huiyin check",
                    ),
                ),
            )
            .of(NUMBER.id)
            .with(number.to_string()),
        }
    }
}
