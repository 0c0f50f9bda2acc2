//! The documents of the campaign that bear a person's words: the summary, and the reports of months and
//! phases. A document is made, then the passages are put in their places.

use chrono::{Datelike, NaiveDate};

use crate::desk::{Answer, Desk, closing};
use crate::error::{Refusal, Result, Said};
use crate::files::read_text;
use crate::model::date::Span;
use crate::model::document::{Block, GAP, Report};
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes};
use crate::reports::passages::{self, Document, Of, Standing};
use crate::reports::{View, interval, summary};
use crate::text::{Lang, Words, numeral, plural, text};

pub(super) const TEMPLATE: Opt = Opt::flag(
    "template",
    Takes::File,
    text("自备模板", "Your own template"),
);

/// Reads an office's own template, where one was named.
pub(super) fn own(given: Given, desk: &Desk) -> Result<Option<String>> {
    let file = given.path(&TEMPLATE);
    file.map(|file| read_text(&desk.context.path(file)))
        .transpose()
}

/// Makes a document, by an office's own template where there is one, and puts the passages in.
pub(super) fn answer(desk: &Desk, document: &Document, template: Option<&str>) -> Result<Answer> {
    let view = View {
        template,
        ..desk.view()
    };
    answer_with(&view, document, made(desk, &view, document)?)
}

/// Puts the passages into a document that was made, and says what is left to be done of them.
pub(super) fn answer_with(view: &View, document: &Document, mut report: Report) -> Result<Answer> {
    let standing = passages::put(view, document, &mut report)?;
    let gaps = gaps(&report);
    let mut answer = Answer::page(Page::Report(report));
    if let Some(gaps) = gaps {
        answer.also(gaps);
    }
    for (reference, place) in standing.lost.clone() {
        answer.also(Lost { reference, place });
    }
    if !standing.unapproved.is_empty() {
        answer.also(Unapproved(standing.unapproved));
    }
    Ok(answer)
}

/// Makes the report of a month, with its passages.
pub(super) fn monthly(view: &View, month: Span) -> Result<Report> {
    let mut report = of_month(view, month)?;
    let _: Standing = passages::put(view, &Document::month(month), &mut report)?;
    Ok(report)
}

/// Makes a summary, with its passages.
pub(super) fn summary(view: &View, request: &summary::Request) -> Result<Report> {
    let mut report = summary::report(view, request)?;
    let _: Standing = passages::put(view, &Document::summary(), &mut report)?;
    Ok(report)
}

/// Makes a document without its passages, and with the keys of its places.
pub(super) fn unplaced(desk: &Desk, document: &Document) -> Result<Report> {
    made(desk, &desk.view(), document)
}

/// Makes a document without its passages, by the template of the view.
pub(super) fn made(desk: &Desk, view: &View, document: &Document) -> Result<Report> {
    match document.of {
        Of::Campaign => {
            let request = summary::Request {
                addressee: None,
                explain: false,
            };
            summary::report(view, &request)
        }
        Of::Month(month) => of_month(view, month),
        Of::Phase(number) => of_phase(desk, view, number),
    }
}

fn of_month(view: &View, month: Span) -> Result<Report> {
    let (from, until) = (month.first, month.last);
    let View { plan, lang, .. } = *view;
    begun(view, from)?;
    let title = plan.title.get(lang);
    let interval = interval::Interval {
        title: lang.pick(
            format!("{title}{}", from.format("%Y年%-m月月报")),
            format!("{title}: Report of {}", from.format("%Y-%m")),
        ),
        from,
        until,
        before: from.pred_opt().map(|last| interval::Earlier {
            called: lang.pick("上月", "the month before").to_owned(),
            days: Span {
                first: last.with_day(1).unwrap_or(last),
                last,
            },
            frozen: None,
        }),
        frozen: None,
    };
    interval::report(view, &interval)
}

fn of_phase(desk: &Desk, view: &View, number: i64) -> Result<Report> {
    let View { plan, lang, .. } = *view;
    let Some(phase) = plan.phase(number) else {
        return Ok(Report::default());
    };
    begun(view, phase.opens)?;
    let frozen = closing::frozen(desk, phase)?;
    let (title, name) = (plan.title.get(lang), phase.name.get(lang));
    let interval = interval::Interval {
        title: lang.pick(
            format!("{title}第{}阶段（{name}）报告", numeral(phase.number)),
            format!("{title}: Report of Phase {} ({name})", phase.number),
        ),
        from: phase.opens,
        until: phase.closes,
        before: phase_before(desk, view, number)?,
        frozen,
    };
    interval::report(view, &interval)
}

/// Returns the phase before one, with its figures as they were frozen.
fn phase_before(desk: &Desk, view: &View, number: i64) -> Result<Option<interval::Earlier>> {
    let Some(phase) = view.plan.phase(number - 1) else {
        return Ok(None);
    };
    let number = phase.number;
    Ok(Some(interval::Earlier {
        called: view.lang.pick(
            format!("第{}阶段", numeral(number)),
            format!("phase {number}"),
        ),
        days: Span {
            first: phase.opens,
            last: phase.closes,
        },
        frozen: closing::frozen(desk, phase)?.map(|frozen| frozen.tally),
    }))
}

/// Refuses days that have not begun.
pub(super) fn begun(view: &View, from: NaiveDate) -> Result<()> {
    let as_of = view.as_of;
    if as_of < from {
        return Err(Refused::NotBegun { from, as_of }.into());
    }
    Ok(())
}

/// Reasons for which a document is not made.
#[derive(Debug)]
enum Refused {
    NotBegun { from: NaiveDate, as_of: NaiveDate },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NotBegun { from, as_of } => Said::new(
                "not-begun",
                lang.pick(
                    (
                        format!("截至 {as_of}，这一期还没有开始，{from} 才开始"),
                        "请换一个已经开始的月份或阶段，或用 --as-of 给出较晚的日期",
                    ),
                    (
                        format!("as of {as_of} these days have not begun; they begin on {from}"),
                        "ask for a month or phase that has begun, or for a later --as-of",
                    ),
                ),
            ),
        }
    }
}

/// Finds under which headings a person has still to write.
fn gaps(report: &Report) -> Option<Gaps> {
    let (mut heading, mut found) = ("", Vec::new());
    for block in &report.blocks {
        match block {
            Block::Heading(_, text) => heading = text,
            Block::Gap(_) => found.push(heading.to_owned()),
            _ => {}
        }
    }
    found.dedup();
    (!found.is_empty()).then_some(Gaps(found))
}

/// The headings under which a person has still to write.
#[derive(Debug)]
struct Gaps(Vec<String>);

impl Words for Gaps {
    fn words(&self, lang: Lang) -> String {
        let (count, gap, list) = (self.0.len(), GAP.get(lang), lang.join(&self.0));
        lang.pick(
            format!("有{count}处{gap}须由人补写：{list}"),
            format!(
                "{} still {gap}: {list}",
                plural(count, "passage is", "passages are")
            ),
        )
    }
}

/// The refs of passages that nobody has approved.
#[derive(Debug)]
struct Unapproved(Vec<String>);

impl Words for Unapproved {
    fn words(&self, lang: Lang) -> String {
        let (count, refs) = (self.0.len(), lang.join(&self.0));
        let way = format!("huiyin passage approve {}", self.0.join(" "));
        lang.pick(
            format!("有{count}段文字尚未审定：{refs}；审定用 {way}"),
            format!(
                "{} not approved yet: {refs}; approve them with {way}",
                plural(count, "passage is", "passages are")
            ),
        )
    }
}

/// A passage for which the document has no place.
#[derive(Debug)]
struct Lost {
    reference: String,
    place: String,
}

impl Words for Lost {
    fn words(&self, lang: Lang) -> String {
        let Self { reference, place } = self;
        lang.pick(
            format!("报告里没有“{place}”这个位置，{reference} 没有印出"),
            format!("the report has no place “{place}”, so {reference} is not printed"),
        )
    }
}
