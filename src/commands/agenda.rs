//! What whoever is acting can still do, nearest due first, in numbered lines: those of `huiyin` alone, which
//! `do N` takes up.

use std::collections::BTreeMap;

use super::node::Node;
use super::verb::{Does, Verb};
use crate::checks::{self, Finding, Light};
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::kind::UNIT;
use crate::model::page::Page;
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

/// Who is asked for something of which a light tells today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    /// Whoever is acting, or where they are in no roster anybody.
    Own,
    TheirUnits,
    Others,
    /// It is late and past.
    Past,
}

/// What is asked of whoever is acting, counted, with the first lines.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(crate) first: Vec<Finding>,
    pub(crate) red: usize,
    pub(crate) blue: usize,
    pub(crate) past: usize,
    pub(crate) others: usize,
}

impl Counted {
    /// Returns how many lines there are.
    pub(crate) const fn lines(&self) -> usize {
        self.red + self.blue
    }
}

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
    let whose = whose(desk)?;
    let mut found = checks::findings(&desk.store, &desk.plan, desk.context.today)?;
    found.sort_by_key(|finding| finding.term.due);
    let mut parts: BTreeMap<Whose, Vec<Finding>> = BTreeMap::new();
    for finding in found {
        if let Some(whose) = whose(&finding) {
            parts.entry(whose).or_default().push(finding);
        }
    }
    let mut part = |whose| parts.remove(&whose).unwrap_or_default();
    let mut lines = part(Whose::Own);
    lines.extend(part(Whose::TheirUnits));
    Ok(Agenda {
        lines,
        past: part(Whose::Past),
        others: part(Whose::Others),
    })
}

/// Counts what [`agenda`] finds, and keeps no more than so many lines, the first.
pub(crate) fn counted(desk: &Desk, most: usize) -> Result<Counted> {
    let whose = whose(desk)?;
    let mut counted = Counted::default();
    let mut first = BTreeMap::new();
    let mut found = 0;
    let mut take = |finding: Finding| {
        let Some(whose) = whose(&finding) else {
            return;
        };
        let count = match (whose, finding.light) {
            (Whose::Past, _) => &mut counted.past,
            (Whose::Others, _) => &mut counted.others,
            (_, Light::Red) => &mut counted.red,
            _ => &mut counted.blue,
        };
        *count += 1;
        found += 1;
        if whose < Whose::Others {
            let place = (whose, finding.term.due, finding.rank(), found);
            first.insert(place, finding);
            if first.len() > most {
                first.pop_last();
            }
        }
    };
    checks::each(&desk.store, &desk.plan, desk.context.today, &mut take)?;
    counted.first = first.into_values().collect();
    Ok(counted)
}

/// Returns what tells who is asked for what a finding is about; `None` where nobody is.
fn whose(desk: &Desk) -> Result<impl Fn(&Finding) -> Option<Whose>> {
    let person = desk.acting()?;
    let unit = match person.as_ref().and_then(|person| person.value(&UNIT)) {
        Some(Value::Reference(unit)) => Some(checks::of_unit(&desk.store, *unit)?),
        _ => None,
    };
    let person = person.map(|person| person.id);
    Ok(move |finding: &Finding| {
        let is_own = || {
            let named = finding.person.as_ref();
            person.is_none_or(|person| named.is_some_and(|named| named.id == person))
        };
        match (finding.light, finding.is_settled()) {
            (Light::Red, true) => Some(Whose::Past),
            (Light::Red | Light::Blue, false) if is_own() => Some(Whose::Own),
            (Light::Red | Light::Blue, false) => {
                let is_theirs = unit.as_ref().is_some_and(|is_of_unit| is_of_unit(finding));
                Some(if is_theirs {
                    Whose::TheirUnits
                } else {
                    Whose::Others
                })
            }
            _ => None,
        }
    })
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
        .key("ref", |(_, one)| one.reference().map(str::to_owned))
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
