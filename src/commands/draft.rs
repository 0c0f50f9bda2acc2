//! `draft take`: reads back a paper that the program wrote and a person changed. Words become passages,
//! figures that were changed are told with the records that say otherwise, and the rest is told too.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::document::made;
use super::set::{self, DRY_RUN};
use super::verb::{Does, Verb};
use crate::desk::entry::{Patch, identity, insert, new_record};
use crate::desk::{Answer, Context, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::files::{NotKept, read_text};
use crate::kinds::{self, passage};
use crate::model::columns::Columns;
use crate::model::document::{Block, Report, Source};
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::printed::{PROPERTY, Piece, printed};
use crate::model::record::Record;
use crate::model::value::{Value, day};
use crate::options::{Given, Opt, Takes};
use crate::render;
use crate::reports::card::CARD;
use crate::reports::drafts::{Change, Differing, Draft, Spot as At, likeness};
use crate::reports::explained;
use crate::reports::passages::{self, Document, Spot};
use crate::reports::{View, templates};
use crate::sheets::{self, Paper};
use crate::text::{Lang, Words, plural, text};

const FILE: Opt = Opt::place(
    "FILE",
    Takes::File,
    text("改过的 .docx 文稿", "The .docx that was changed"),
)
.required()
.such_as("总结.docx", "summary.docx");

pub(super) const TEMPLATE: Opt = Opt::flag(
    "template",
    Takes::File,
    text(
        "生成这份文稿的自备模板",
        "Your own template, if the paper was made with it",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "draft",
    called: &["文稿"],
    about: text(
        "收回在文稿上所作的修改",
        "Read back changes made in a paper",
    ),
    options: &[],
    does: Does::Group(
        &[Verb {
            id: "take",
            called: &["收回"],
            about: text(
                "读回改过的 .docx：文字存为段落，改动的数据与记录对照",
                "Read a changed .docx back: words become passages, changed figures are held against the records",
            ),
            options: &[FILE, TEMPLATE, DRY_RUN],
            does: Does::Answer(take),
        }],
        None,
    ),
};

fn take(given: Given, context: &Context) -> Result<Answer> {
    let path = context.path(given.path(&FILE).unwrap_or(Path::new("")));
    let paper = sheets::paper(&path)?;
    // In the language and as of the day of the paper.
    let then = context.elsewhere(context.db.clone(), language(&paper), None, None);
    let then = of_paper(&then, &paper)?;
    let Compared {
        document,
        report,
        spots,
        changes,
        figures,
    } = compared(&then, &paper, template(given, context, &paper)?.as_deref())?;
    let dry_run = given.has(&DRY_RUN);
    let desk = Desk::open(context)?;
    let refs = write(&desk, (&then, &document), &changes, given)?;
    let rows: Vec<Row> = changes
        .iter()
        .map(|change| row(change, &spots, &refs, &figures, context.lang))
        .collect();
    let digest = property(&paper, "digest");
    let is_other = digest.is_some_and(|of| report.json["digest"].as_str() != Some(of));
    let page = page(&rows, &document, is_other, context.lang);
    if !dry_run && !context.written.keep(&path) {
        let not_kept = || NotKept(path.clone());
        context.remarks.not_kept.get_or_init(not_kept);
    }
    let outcome = |of: &str| rows.iter().filter(|row| row.outcome == of).count();
    Ok(Answer::noted(
        Page::Report(page),
        Done {
            dry_run,
            taken: outcome("taken"),
            contradicted: outcome("contradicted"),
            not_taken: rows.len() - outcome("taken") - outcome("contradicted"),
        },
    ))
}

/// What was changed in a paper, beside what the program would print now.
pub(super) struct Compared {
    document: Document,
    report: Report,
    spots: Vec<Spot>,
    pub(super) changes: Vec<Change>,
    /// What the records say of what was changed.
    pub(super) figures: Vec<Source>,
}

fn property<'p>(paper: &'p Paper, key: &str) -> Option<&'p str> {
    let of = paper.properties.get(&format!("{PROPERTY}{key}"));
    of.map(String::as_str)
}

/// Returns the language in which a paper was written.
pub(super) fn language(paper: &Paper) -> Lang {
    match property(paper, "lang") {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// Opens the file as of the day of a paper.
pub(super) fn of_paper<'c>(context: &'c Context, paper: &Paper) -> Result<Desk<'c>> {
    Desk::open(context)?.back_to(property(paper, "as_of").and_then(day), None)
}

/// Tells whether a paper says of which report with passages it is.
pub(super) fn is_ours(paper: &Paper) -> bool {
    let report = property(paper, "report");
    passage::REPORTS.iter().any(|one| Some(one.id) == report)
}

/// Tells whether a paper is for one household alone, of which it tells.
pub(super) fn is_card(paper: &Paper) -> bool {
    property(paper, "report") == Some(CARD)
}

/// Tells whether a paper was made with an office's own template.
pub(super) fn has_template(paper: &Paper) -> bool {
    property(paper, "template").is_some()
}

/// Reads the template with which a paper was made, where it is an office's own: with another, all of the paper
/// would seem to be changed.
pub(super) fn template(given: Given, context: &Context, paper: &Paper) -> Result<Option<String>> {
    let file = given.path(&TEMPLATE);
    let words = file
        .map(|file| read_text(&context.path(file)))
        .transpose()?;
    let own = property(paper, "template");
    match (own, words) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Untemplated::BuiltIn.into()),
        (Some(_), None) => Err(Untemplated::Needed.into()),
        (Some(own), Some(words)) if own == templates::digest(&words) => Ok(Some(words)),
        (Some(_), Some(_)) => {
            let file = file.map(|file| file.display().to_string());
            Err(Untemplated::Other(file.unwrap_or_default()).into())
        }
    }
}

/// Reasons for which a paper cannot be compared by a template.
#[derive(Debug)]
enum Untemplated {
    /// It was made with the built-in one.
    BuiltIn,
    /// It was made with an office's own, which was not named.
    Needed,
    /// It was made with another than this file.
    Other(String),
}

impl Refusal for Untemplated {
    fn said(&self, lang: Lang) -> Said {
        let said = match self {
            Self::BuiltIn => Said::new(
                "template-built-in",
                lang.pick(
                    ("这份文稿是用内置模板生成的", "去掉 --template"),
                    (
                        "this paper was made with the built-in template",
                        "leave --template out",
                    ),
                ),
            ),
            Self::Needed => Said::new(
                "template-needed",
                lang.pick(
                    (
                        "这份文稿是用自备模板生成的，要与那份模板对照",
                        "加上 --template 模板文件",
                    ),
                    (
                        "this paper was made with a template of your own and is compared by it",
                        "add --template FILE",
                    ),
                ),
            ),
            Self::Other(file) => Said::new(
                "template-other",
                lang.pick(
                    (
                        format!("这份文稿不是用“{file}”现在的内容生成的"),
                        "给出生成它时的那份模板；模板已改的，请重新生成文稿",
                    ),
                    (
                        format!("this paper was not made with “{file}” as it is now"),
                        "name the template with which it was made; if that was changed, make the paper anew",
                    ),
                ),
            )
            .with(file),
        };
        said.of("template")
    }
}

/// Compares a paper with what the program would print now, by the template with which it was made.
pub(super) fn compared(then: &Desk, paper: &Paper, template: Option<&str>) -> Result<Compared> {
    let lang = then.context.lang;
    let document = document(then, paper)?;
    let view = View {
        template,
        ..then.view()
    };
    let mut report = made(then, &view, &document)?;
    let spots = passages::spots(&report.blocks, lang);
    passages::put(&view, &document, &mut report)?;
    let mut now = printed(&report.blocks, lang);
    for one in &mut now {
        if let Piece::Heading(text) | Piece::Paragraph(text) = &mut one.piece {
            *text = render::typeset(text, lang).into_owned();
        }
    }
    let draft = Draft {
        paper: &paper.pieces,
        marks: &paper.marks(),
        now: &now,
        lang,
    };
    let changes = draft.changes();
    let is_contradicted = |change: &Change| matches!(change, Change::Contradicted { .. });
    let figures = if changes.iter().any(is_contradicted) {
        explained::figures(&then.view())?
    } else {
        Vec::new()
    };
    Ok(Compared {
        document,
        report,
        spots,
        changes,
        figures,
    })
}

/// Finds of which report a paper is.
fn document(desk: &Desk, paper: &Paper) -> Result<Document> {
    let found = property(paper, "report").and_then(|report| {
        let period = property(paper, "period");
        Document::named(report, period, &desk.plan, desk.calendar())
    });
    found.ok_or_else(|| NotOurs.into())
}

/// Writes the words that are taken, as one command; returns the refs of their passages, by their place.
fn write(
    desk: &Desk,
    (then, document): (&Desk, &Document),
    changes: &[Change],
    given: Given,
) -> Result<BTreeMap<At, String>> {
    let Some(kind) = kinds::nouns().find(|kind| kind.placed) else {
        return Ok(BTreeMap::new());
    };
    let lang = then.context.lang;
    let mut planned: Vec<(&At, Option<Record>, Patch)> = Vec::new();
    for change in changes {
        if let Change::Taken { spot, text, .. } = change {
            let (key, position) = spot;
            let there = passages::at(&desk.view_in(lang), document, key, position)?;
            let known = there.into_iter().next();
            let patch = patch(desk, kind, text, known.is_none())?;
            let place = document.place(key, position, lang);
            let whole = match &known {
                Some(_) => patch,
                None => place.into_iter().chain(patch).collect(),
            };
            planned.push((spot, known, whole));
        }
    }
    if planned.is_empty() {
        return Ok(BTreeMap::new());
    }
    let entered = planned.into_iter().map(|(spot, known, patch)| {
        let (id, patch) = match &known {
            Some(record) => (record.id, patch),
            None => new_record(desk, kind, patch, given)?,
        };
        Ok((spot, known, id, patch))
    });
    let entered = entered.collect::<Result<Vec<_>>>()?;
    let author = desk.author("draft take")?;
    set::carry_out(desk, &author, given.has(&DRY_RUN), |writing| {
        let written = entered.into_iter().map(|(spot, known, id, patch)| {
            let record = if known.is_some() {
                writing.change(kind, id, &patch)?
            } else {
                let id = identity(writing, kind, id)?;
                insert(desk, writing, kind, id, patch)?
            };
            Ok((spot.clone(), record.name()))
        });
        written.collect()
    })
}

/// Returns what a passage is to say, and of a new one who wrote it.
fn patch(desk: &Desk, kind: &'static Kind, words: &str, is_new: bool) -> Result<Patch> {
    let mut patch = Patch::new();
    if let Some(title) = kind.title {
        patch.push((title, Some(Value::Text(input::text(title, words)?))));
    }
    if let (true, Some(author), Some(person)) = (is_new, kind.field("author"), desk.acting()?) {
        patch.push((author, Some(Value::Reference(person.id))));
    }
    Ok(patch)
}

/// A change as it is told.
struct Row {
    place: Option<String>,
    heading: String,
    outcome: &'static str,
    label: &'static str,
    before: String,
    paper: String,
    /// The passage.
    reference: Option<String>,
    /// What the records say of the figures that were changed.
    refs: Vec<String>,
}

fn row(
    change: &Change,
    spots: &[Spot],
    refs: &BTreeMap<At, String>,
    figures: &[Source],
    lang: Lang,
) -> Row {
    let heading = |place: Option<&String>| {
        let spot = spots.iter().find(|spot| Some(&spot.key) == place);
        spot.map_or_else(String::new, |spot| spot.heading.clone())
    };
    let told =
        |outcome, label: [&'static str; 2], place: Option<&String>, before: &str, paper: &str| {
            Row {
                place: place.cloned(),
                heading: heading(place),
                outcome,
                label: lang.pick(label[0], label[1]),
                before: before.to_owned(),
                paper: paper.to_owned(),
                reference: None,
                refs: Vec::new(),
            }
        };
    match change {
        Change::Taken { spot, text, before } => Row {
            reference: refs.get(spot).cloned(),
            ..told("taken", ["收回", "taken"], Some(&spot.0), before, text)
        },
        Change::Both { spot, text, before } => told(
            "both",
            [
                "两边都改了，没有收回",
                "changed in the file as well: not taken",
            ],
            Some(&spot.0),
            before,
            text,
        ),
        Change::Contradicted {
            place,
            cell,
            printed,
            paper,
            numbers,
        } => {
            let before = match cell {
                Some(cell) => format!("{cell}{}{printed}", lang.pick("：", ": ")),
                None => printed.clone(),
            };
            let found = numbers.iter().flat_map(|number| behind(figures, number));
            let mut refs: Vec<String> = found.collect();
            refs.sort();
            refs.dedup();
            Row {
                refs,
                ..told(
                    "contradicted",
                    ["与记录不符，没有收回", "against the records: not taken"],
                    place.as_ref(),
                    &before,
                    paper,
                )
            }
        }
        Change::Reworded {
            place,
            printed,
            paper,
        } => told(
            "reworded",
            [
                "改写了自动生成的文字，没有收回",
                "generated words were reworded: not taken",
            ],
            place.as_ref(),
            printed,
            paper,
        ),
        Change::Missing { place, text } => told(
            "missing",
            [
                "文稿里删去了，仍会印出",
                "not in the paper: will be printed again",
            ],
            place.as_ref(),
            text,
            "",
        ),
        Change::Elsewhere { paper } => told(
            "elsewhere",
            [
                "不在可写段落的位置，没有收回",
                "where no passage can stand: not taken",
            ],
            None,
            "",
            paper,
        ),
    }
}

/// Finds the refs behind a number, by its value and by how the words around it are like the name of a figure.
pub(super) fn behind(figures: &[Source], number: &Differing) -> Vec<String> {
    let value: Option<i64> = number.printed.parse().ok();
    let is_it = |figure: &&Source| value.is_none_or(|value| figure.value == value);
    let scored = figures.iter().filter(is_it);
    let scored: Vec<(f64, &Source)> = scored
        .map(|figure| (likeness(&figure.words, &number.around), figure))
        .filter(|(score, _)| *score > 0.0)
        .collect();
    let best = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
    let best = scored.into_iter().filter(|(score, _)| *score >= best);
    best.flat_map(|(_, figure)| figure.refs.clone()).collect()
}

fn page(rows: &[Row], document: &Document, is_other: bool, lang: Lang) -> Report {
    let columns = Columns::<Row>::new(lang)
        .key("place", |row| row.place.clone())
        .column("heading", text("标题", "Heading"), |row| {
            row.heading.clone()
        })
        .key("outcome", |row| row.outcome)
        .words(text("结果", "Outcome"), |row| row.label)
        .column("before", text("原文", "Before"), |row| row.before.clone())
        .column("paper", text("文稿", "Paper"), |row| row.paper.clone())
        .key("ref", |row| row.reference.clone())
        .key("refs", |row| row.refs.clone())
        .words(text("编号", "Refs"), |row| {
            let refs: Vec<&str> = row
                .reference
                .iter()
                .chain(&row.refs)
                .map(String::as_str)
                .collect();
            refs.join("、")
        });
    let mut page = columns.report(rows);
    if rows.is_empty() {
        page.blocks.clear();
    }
    if is_other {
        let words = lang.pick(
            "文稿写出后本文件又有改动：所列原文按现在的数据。",
            "This file has changed since the paper was written; what is told as before is by the data of now.",
        );
        page.blocks.insert(0, Block::Paragraph(words.to_owned()));
    }
    page.json = json!({
        "report": document.report, "period": document.period(), "data_changed": is_other,
        "changes": page.json.take(),
    });
    page
}

/// A paper that the program did not write, or that has lost what it knew.
#[derive(Debug)]
struct NotOurs;

impl Refusal for NotOurs {
    fn said(&self, lang: Lang) -> Said {
        Said::new(
            "not-our-paper",
            lang.pick(
                (
                    "这份文稿不是 huiyin 写出的，或者已看不出是哪份报告",
                    "文字可用 huiyin passage edit summary 六 --file 文件 写入",
                ),
                (
                    "this paper was not written by huiyin, or does not say any more which report it is",
                    "put its words in with huiyin passage edit summary 6 --file FILE",
                ),
            ),
        )
        .of("FILE")
    }
}

/// What was taken back.
#[derive(Debug)]
struct Done {
    dry_run: bool,
    taken: usize,
    contradicted: usize,
    not_taken: usize,
}

impl Words for Done {
    fn words(&self, lang: Lang) -> String {
        let Self {
            dry_run,
            taken,
            contradicted,
            not_taken,
        } = self;
        if taken + contradicted + not_taken == 0 {
            let nothing = lang.pick("文稿没有改动", "nothing was changed in the paper");
            return nothing.to_owned();
        }
        let trial = if *dry_run {
            lang.pick("试运行，没有写入：", "Dry run, nothing was written: ")
        } else {
            ""
        };
        lang.pick(
            format!(
                "{trial}收回文字{taken}段，与记录不符{contradicted}处，其他没有收回的{not_taken}处"
            ),
            format!(
                "{trial}{} taken, {contradicted} places against the records, {} not taken",
                plural(taken, "passage", "passages"),
                plural(not_taken, "other", "others")
            ),
        )
    }
}
