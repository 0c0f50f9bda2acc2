//! `report check`: examines a paper before it is signed, the program's own or one that was finished by
//! hand: its form, its sums, what contradicts the records, and what may be personal. With `--exit-code` it
//! promises 3 where anything is found. What somebody has looked at and lets stand is recorded.

use std::collections::BTreeSet;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::draft::{
    self, Compared, TEMPLATE, behind, compared, has_template, is_card, is_ours, language, of_paper,
};
use crate::desk::{Answer, Context, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::files::laying;
use crate::kinds::acceptance::{self, CODE, FINDING};
use crate::model::columns::Columns;
use crate::model::document::Source;
use crate::model::laid::Laid;
use crate::model::page::Page;
use crate::model::printed::plain;
use crate::model::value::{Value, hex};
use crate::options::{Given, Opt, Takes};
use crate::reports::drafts::Change;
use crate::reports::examined::{self, Fault, Places};
use crate::reports::explained;
use crate::reports::public;
use crate::sheets::{self, Paper};
use crate::store::Filter;
use crate::text::{Lang, Words, text};

pub(super) const FILE: Opt = Opt::place(
    "FILE",
    Takes::File,
    text("要检查的 .docx", "The .docx to examine"),
)
.required()
.such_as("总结.docx", "summary.docx");
pub(super) const ACCEPT: Opt = Opt::flag(
    "accept",
    Takes::Count,
    text(
        "核对过、可以保留的疑点序号",
        "The numbers of what was looked at and may stand",
    ),
)
.many()
.such_as("1", "1");
pub(super) const REASON: Opt = Opt::flag(
    "reason",
    Takes::Text,
    text("保留的理由", "Why it may stand"),
)
.more(
    "会记入历史，不要写个人信息",
    "it is kept, so write nothing personal in it",
);
pub(super) const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text("有问题时退出码为3", "Exit with 3 where anything is found"),
);

/// A fault with its place.
#[derive(Clone)]
struct Row {
    number: usize,
    page: usize,
    line: usize,
    fault: Fault,
    message: String,
    /// By which it is known again.
    digest: String,
}

pub(super) fn run(given: Given, context: &Context) -> Result<Answer> {
    let path = context.path(given.path(&FILE).unwrap_or(Path::new("")));
    let (paper, laid) = (sheets::paper(&path)?, sheets::laid(&path)?);
    let desk = Desk::open(context)?;
    let open: Vec<String> = desk.plan.publication.telephone.iter().cloned().collect();
    let mut faults = examined::faults(&laid, &public::names(&desk.store)?, &open);
    if is_card(&paper) {
        faults.retain(|fault| !examined::is_doubt(fault));
    }
    // Without its template a paper cannot be compared word by word.
    let is_by_words = has_template(&paper) && !given.has(&TEMPLATE);
    let found = if is_by_words {
        contradicted_by_words(context, &paper, &laid)?
    } else {
        let template = draft::template(given, context, &paper)?;
        contradicted(context, &paper, &laid, template.as_deref())?
    };
    faults.extend(found);
    let set = laying::pages(&path, &context.programs);
    let places = match &set {
        Some(pages) => Places::read(&laid, pages),
        None => Places::measured(&laid),
    };
    faults.extend(places.faults(&laid));
    let known = accepted(&desk)?;
    let mut rows: Vec<Row> = faults
        .into_iter()
        .map(|fault| row(fault, &laid, &places, context.lang))
        .collect();
    rows.sort_by_key(|row| (row.page, row.line, row.fault.at));
    rows.dedup_by(|one, other| one.digest == other.digest && one.fault.at == other.fault.at);
    let all = rows.len();
    rows.retain(|row| !known.contains(&row.digest));
    for (number, row) in (1..).zip(&mut rows) {
        row.number = number;
    }
    let before = all - rows.len();
    let ticked = ticked(given, &rows)?;
    if !ticked.is_empty() {
        record(given, &desk, &ticked)?;
        rows.retain(|row| ticked.iter().all(|one| one.number != row.number));
    }
    let note = Examined {
        found: rows.len(),
        accepted: before + ticked.len(),
        measured: set.is_none(),
        is_by_words,
    };
    let columns = Columns::<Row>::new(context.lang)
        .column("number", text("序号", "No."), |row| count(row.number))
        .column("page", text("页", "Page"), |row| count(row.page))
        .column("line", text("行", "Line"), |row| count(row.line))
        .key("code", |row| row.fault.code)
        .column("text", text("原文", "Text"), |row| row.fault.text.clone())
        .column("message", text("问题", "What is wrong"), |row| {
            row.message.clone()
        });
    let mut page = columns.report(&rows);
    if rows.is_empty() {
        page.blocks.clear();
    }
    Ok(Answer {
        found: given.has(&EXIT_CODE) && !rows.is_empty(),
        ..Answer::noted(Page::Report(page), note)
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn row(fault: Fault, laid: &Laid, places: &Places, lang: Lang) -> Row {
    let (page, line) = places.of(laid, &fault);
    let words = laid.paragraphs.get(fault.at).map(|one| plain(&one.text));
    let known = format!(
        "{}\n{}\n{}",
        fault.code,
        fault.text,
        words.unwrap_or_default()
    );
    Row {
        number: 0,
        page,
        line,
        message: examined::message(fault.code, &fault.detail, lang),
        digest: hex(&Sha256::digest(known)[..16]),
        fault,
    }
}

/// Finds the figures of a paper that the records contradict by their names, as far as the paper names them.
fn contradicted_by_words(context: &Context, paper: &Paper, laid: &Laid) -> Result<Vec<Fault>> {
    let then = context.elsewhere(context.db.clone(), language(paper), None, None);
    let then = of_paper(&then, paper)?;
    Ok(told_otherwise(&explained::figures(&then.view())?, laid))
}

/// Finds the figures of a paper that the records contradict, by what the program would print with its template.
fn contradicted(
    context: &Context,
    paper: &Paper,
    laid: &Laid,
    template: Option<&str>,
) -> Result<Vec<Fault>> {
    if !is_ours(paper) {
        return contradicted_by_words(context, paper, laid);
    }
    let then = context.elsewhere(context.db.clone(), language(paper), None, None);
    let then = of_paper(&then, paper)?;
    let Compared {
        changes, figures, ..
    } = compared(&then, paper, template)?;
    let found = changes.iter().filter_map(|change| match change {
        Change::Contradicted { paper, numbers, .. } => Some((paper, numbers)),
        _ => None,
    });
    let found = found.flat_map(|(paper, numbers)| {
        let words = plain(paper);
        let at = laid
            .paragraphs
            .iter()
            .position(|one| plain(&one.text) == words);
        let figures = &figures;
        numbers.iter().map(move |number| {
            let refs: BTreeSet<String> = behind(figures, number).into_iter().collect();
            let refs: Vec<String> = refs.into_iter().collect();
            let told = told(&number.printed, &refs);
            Fault::new(at.unwrap_or(0), "figure", number.paper.clone(), told)
        })
    });
    Ok(found.collect())
}

/// The most refs that are named of a figure.
const MOST_REFS: usize = 12;

fn told(value: &str, refs: &[String]) -> String {
    let more = if refs.len() > MOST_REFS { "…" } else { "" };
    let refs = refs[..refs.len().min(MOST_REFS)].join("、");
    if refs.is_empty() {
        return value.to_owned();
    }
    format!("{value} [{refs}{more}]")
}

/// The last characters of what may stand before the name of a figure, which else is a part of another name.
const VERBS: &str = "共成展已计有";

/// Finds figures in prose that was not written by the program: behind what a figure is called, a number that
/// is another, and its measure.
fn told_otherwise(figures: &[Source], laid: &Laid) -> Vec<Fault> {
    let mut found = Vec::new();
    for (at, one) in laid
        .paragraphs
        .iter()
        .enumerate()
        .filter(|(_, one)| one.cell.is_none())
    {
        let text = plain(&one.text);
        for figure in figures {
            let words = plain(&figure.words);
            let Some((label, measure)) = words
                .strip_suffix(')')
                .and_then(|words| words.split_once('('))
            else {
                continue;
            };
            let begins = |(place, _): &(usize, &str)| {
                let before = text[..*place].chars().next_back();
                before.is_none_or(|one| !one.is_alphabetic() || VERBS.contains(one))
            };
            for (place, _) in text.match_indices(label).filter(begins) {
                let rest = &text[place + label.len()..];
                let rest = rest.trim_start_matches(['共', '了', '达', '计', '总', ':', '累']);
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let Ok(value) = digits.parse::<i64>() else {
                    continue;
                };
                if rest[digits.len()..].starts_with(measure) && value != figure.value {
                    let wanted = told(&figure.value.to_string(), &figure.refs);
                    let told = format!("{label}{digits}{measure}");
                    found.push(Fault::new(at, "figure", told, wanted));
                }
            }
        }
    }
    found
}

/// Returns the digests of what was accepted.
fn accepted(desk: &Desk) -> Result<BTreeSet<String>> {
    let known = desk.store.list(&acceptance::KIND, &Filter::default())?;
    let known = known.iter().filter_map(|one| one.text(&FINDING));
    Ok(known.map(str::to_owned).collect())
}

/// Returns what is accepted now.
fn ticked(given: Given, rows: &[Row]) -> Result<Vec<Row>> {
    if !given.has(&ACCEPT) {
        return Ok(Vec::new());
    }
    if !given.has(&REASON) {
        return Err(NoReason.into());
    }
    let typed = given
        .texts(&ACCEPT)
        .flat_map(|typed| typed.split(['、', ',', '，']));
    let find = |typed: &str| {
        let number: Option<usize> = input::normalised(typed).parse().ok();
        let row = rows.iter().find(|row| Some(row.number) == number);
        let none = || NoSuch {
            typed: typed.to_owned(),
            most: rows.len(),
        };
        row.cloned().ok_or_else(|| none().into())
    };
    typed.map(find).collect()
}

fn record(given: Given, desk: &Desk, ticked: &[Row]) -> Result<()> {
    let author = desk.author("report check")?;
    let reason = input::text(&acceptance::REASON, given.text(&REASON).unwrap_or_default())?;
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    desk.store.write(&author, |writing| {
        for row in ticked {
            let record = writing.new_id(&acceptance::KIND)?;
            let fields = [
                (&CODE, text(row.fault.code)),
                (&FINDING, text(&row.digest)),
                (&acceptance::REASON, text(&reason)),
            ];
            writing.change(&acceptance::KIND, record, &fields)?;
        }
        Ok(())
    })
}

/// What was found.
#[derive(Debug)]
struct Examined {
    found: usize,
    accepted: usize,
    /// True if no word processor was at hand.
    measured: bool,
    /// True if the paper was made with a template that was not named.
    is_by_words: bool,
}

impl Words for Examined {
    fn words(&self, lang: Lang) -> String {
        let Self {
            found,
            accepted,
            measured,
            is_by_words,
        } = self;
        let words = match is_by_words {
            true => lang.pick(
                "；文稿用自备模板生成，数据只按名称核对，加上 --template 模板文件 可逐段对照",
                "; it was made with a template of your own, so figures were looked up by their names alone; add --template FILE to compare every paragraph",
            ),
            false => "",
        };
        let by = match measured {
            true => lang.pick(
                "；没有找到 LibreOffice（soffice、pdftotext），页、行按每行28字、每页22行估算",
                "; LibreOffice (soffice, pdftotext) was not found, so pages and lines are by a measure of 28 characters and 22 lines",
            ),
            false => "",
        };
        let ticked = match accepted {
            0 => String::new(),
            some => lang.pick(
                format!("，另有{some}处已核对"),
                format!(", and {some} accepted"),
            ),
        };
        lang.pick(
            format!("查出{found}处{ticked}{by}{words}"),
            format!("{found} found{ticked}{by}{words}"),
        )
    }
}

/// A number of no fault.
#[derive(Debug)]
struct NoSuch {
    typed: String,
    most: usize,
}

impl Refusal for NoSuch {
    fn said(&self, lang: Lang) -> Said {
        let Self { typed, most } = self;
        Said::new(
            "no-such-finding",
            lang.pick(
                (
                    format!("没有第“{typed}”处，共{most}处"),
                    "序号见不带 --accept 时列出的第一栏",
                ),
                (
                    format!("there is no finding “{typed}”; there are {most}"),
                    "their numbers stand in the first column without --accept",
                ),
            ),
        )
        .of("accept")
        .with(typed)
    }
}

/// Nobody said why something may stand.
#[derive(Debug)]
struct NoReason;

impl Refusal for NoReason {
    fn said(&self, lang: Lang) -> Said {
        Said::new(
            "reason-missing",
            lang.pick(
                ("保留疑点要写明理由", "加上 --reason 理由"),
                ("say why what was found may stand", "add --reason TEXT"),
            ),
        )
        .of("reason")
    }
}
