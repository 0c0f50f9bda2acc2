//! `report sheet`: the supervision sheets of units, to be printed, or issued as records that are
//! numbered, chased and answered.

use chrono::NaiveDate;

use super::document::{TEMPLATE, own};
use super::everywhere::{AGAINST, AS_OF, KNOWN_ON};
use crate::desk::entry::{insert, new_record};
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::kinds::{notice, unit};
use crate::model::document::{Block, Report};
use crate::model::kind::UNIT as OF_UNIT;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes};
use crate::reports::View;
use crate::reports::sheet::{self, ISSUED, Sheet};
use crate::store::Filter;
use crate::text::{Lang, Words, text};

const UNIT: Opt = Opt::flag("unit", Takes::Record(&["unit"]), text("单位", "The unit"))
    .required()
    .excludes(&[ALL.id]);
const ALL: Opt = Opt::flag(
    "all",
    Takes::Flag,
    text(
        "所有有待办事项的单位，各起一页",
        "Every unit with something to do, each on pages of its own",
    ),
);
const NUMBER: Opt = Opt::flag(
    "number",
    Takes::Count,
    text(
        "督办单编号，不写则留空",
        "Number of the sheet; blank by default",
    ),
)
.excludes(&[ALL.id, ISSUE.id]);
const ISSUE: Opt = Opt::flag(
    "issue",
    Takes::Flag,
    text(
        "下发：编号、登记，到期催办；须同时写 --due",
        "Issue it: numbered, recorded and chased; with --due",
    ),
)
.excludes(&[AS_OF.id, KNOWN_ON.id, AGAINST.id]);
const DUE: Opt = Opt::flag(
    notice::DUE.id,
    Takes::Value(&notice::DUE),
    text("下发时的回复时限", "Day by which the unit is to reply"),
);

pub(super) const OPTIONS: &[Opt] = &[
    AS_OF, KNOWN_ON, AGAINST, UNIT, ALL, NUMBER, ISSUE, DUE, TEMPLATE,
];

pub(super) fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let template = own(given, desk)?;
    let view = View {
        template: template.as_deref(),
        ..desk.view()
    };
    let units = units(&view, given, desk)?;
    if given.has(&ISSUE) {
        return issue(&view, given, desk, &units);
    }
    if given.has(&DUE) {
        return Err(Refused::NotIssued.into());
    }
    let number = given.optional(&NUMBER, Given::count, desk)?;
    let alone = !given.has(&ALL);
    let sheets = units.iter().map(|unit| {
        let sheet = Sheet {
            number,
            ..Sheet::of(unit, alone)
        };
        sheet::report(&view, &sheet)
    });
    let sheets: Vec<Report> = sheets.collect::<Result<_>>()?;
    Ok(Answer::page(Page::Report(bound(sheets))))
}

/// Returns the units that sheets are for: that which was named, or all that have something to do.
fn units(view: &View, given: Given, desk: &Desk) -> Result<Vec<Record>> {
    if !given.has(&ALL) {
        return Ok(vec![given.record(&UNIT, desk)?]);
    }
    let mut found = Vec::new();
    for unit in desk.list(&unit::KIND, Filter::default())? {
        if !unit.is_void() && !sheet::frozen(view, &Sheet::of(&unit, false))?.is_empty() {
            found.push(unit);
        }
    }
    if found.is_empty() {
        return Err(Refused::NothingOpen(None).into());
    }
    Ok(found)
}

/// Binds sheets into one document, each from a page of its own on.
fn bound(sheets: Vec<Report>) -> Report {
    let mut sheets = sheets.into_iter();
    let mut whole = sheets.next().unwrap_or_default();
    for sheet in sheets {
        whole.blocks.push(Block::PageBreak);
        whole.blocks.extend(sheet.blocks);
        whole.sheet.rows.extend(sheet.sheet.rows);
        if let (Some(all), Some(own)) = (whole.json.as_array_mut(), sheet.json.as_array()) {
            all.extend(own.iter().cloned());
        }
    }
    whole
}

/// Writes the sheets into the file, all or none, and makes their pages under their numbers.
fn issue(view: &View, given: Given, desk: &Desk, units: &[Record]) -> Result<Answer> {
    let due = given.texts(&DUE).map(str::to_owned).collect::<Vec<_>>();
    if due.is_empty() {
        return Err(Refused::WithoutDue.into());
    }
    let due = desk.value(&notice::DUE, &due)?;
    let alone = !given.has(&ALL);
    let mut found = Vec::new();
    for unit in units {
        let findings = sheet::frozen(view, &Sheet::of(unit, alone))?;
        if findings.is_empty() {
            return Err(Refused::NothingOpen(Some(unit.title().to_owned())).into());
        }
        refuse_twice(desk, unit, &findings)?;
        found.push((unit, findings));
    }
    let author = desk.author(&format!("{} issue", ISSUED.id))?;
    let (issued, sheets) = desk.store.write(&author, |writing| {
        let (mut issued, mut sheets) = (Vec::new(), Vec::new());
        for (unit, findings) in &found {
            let typed = vec![
                (&OF_UNIT, Some(Value::Reference(unit.id))),
                (&notice::DUE, due.clone()),
                (&notice::FINDINGS, Some(Value::Text(findings.clone()))),
            ];
            let (id, patch) = new_record(desk, ISSUED, typed, given)?;
            let record = insert(desk, writing, ISSUED, id, patch)?;
            let sheet = Sheet {
                number: record.text(&notice::NUMBER).and_then(serial),
                due: record.day(&notice::DUE),
                ..Sheet::of(unit, alone)
            };
            sheets.push(sheet::report(view, &sheet)?);
            issued.push(record);
        }
        Ok((issued, sheets))
    })?;
    let mut whole = bound(sheets);
    let listing = desk.listing(ISSUED, issued.clone())?;
    let keys = listing.keys();
    let object = |record| keys.iter().cloned().zip(listing.values(record)).collect();
    let objects: Vec<serde_json::Map<_, _>> = issued.iter().map(object).collect();
    whole.json = match &objects[..] {
        [only] if alone => only.clone().into(),
        _ => objects.into(),
    };
    let numbers = issued.iter().map(|record| {
        let number = record.text(&notice::NUMBER).unwrap_or_default();
        (record.ref_text().to_owned(), number.to_owned())
    });
    let note = Issued(
        numbers.collect(),
        issued.first().and_then(|one| one.day(&notice::DUE)),
    );
    Ok(Answer::noted(Page::Report(whole), note))
}

/// Reads the number of the year out of that of an official document.
fn serial(number: &str) -> Option<u32> {
    let digits = number.rsplit('〕').next()?;
    digits.trim_end_matches('号').parse().ok()
}

/// Refuses a sheet that was issued on the same day with the same findings.
fn refuse_twice(desk: &Desk, unit: &Record, findings: &str) -> Result<()> {
    let mut filter = Filter::default();
    filter.equals(&notice::ISSUED_ON, &Value::Day(desk.context.today));
    let known = desk.list(ISSUED, filter)?;
    let same = known.iter().find(|one| {
        !one.is_void()
            && one.value(&OF_UNIT) == Some(&Value::Reference(unit.id))
            && one.text(&notice::FINDINGS) == Some(findings)
    });
    match same {
        Some(known) => Err(Refused::IssuedAlready {
            unit: unit.title().to_owned(),
            reference: known.ref_text().to_owned(),
        }
        .into()),
        None => Ok(()),
    }
}

/// Refs and numbers of the sheets that were issued, and the day by which replies are due.
#[derive(Debug)]
struct Issued(Vec<(String, String)>, Option<NaiveDate>);

impl Words for Issued {
    fn words(&self, lang: Lang) -> String {
        let told = self.0.iter();
        let told: Vec<String> = told
            .map(|(reference, number)| lang.remarked(number, reference))
            .collect();
        let (told, due) = (lang.join(&told), self.1.unwrap_or_default());
        lang.pick(
            format!("已下发：{told}，{due}前回复"),
            format!("Issued: {told}; replies are due by {due}"),
        )
    }
}

#[derive(Debug)]
enum Refused {
    IssuedAlready {
        unit: String,
        reference: String,
    },
    /// A day by which to reply, for a sheet that is only printed.
    NotIssued,
    /// Nothing is to be done: by a unit, or by any.
    NothingOpen(Option<String>),
    WithoutDue,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::IssuedAlready { unit, reference } => Said::new(
                "issued-already",
                lang.pick(
                    (
                        format!("今天已向“{unit}”下发过同样事项的督办单 {reference}"),
                        format!("要重发请先用 huiyin notice void {reference} --reason 原因"),
                    ),
                    (
                        format!("the same was issued to “{unit}” today, as {reference}"),
                        format!("to issue it anew first use huiyin notice void {reference} --reason REASON"),
                    ),
                ),
            )
            .of(UNIT.id)
            .with(unit),
            Self::NotIssued => Said::new(
                "not-issued",
                lang.pick(
                    ("--due 是下发时的回复时限", "下发请加 --issue，只打印请去掉 --due"),
                    (
                        "--due is the day by which an issued sheet is replied to",
                        "add --issue to issue it, or leave --due out to print it",
                    ),
                ),
            )
            .of(DUE.id),
            Self::NothingOpen(unit) => {
                let whom = match unit {
                    Some(unit) => lang.pick(format!("“{unit}”"), format!("“{unit}” has")),
                    None => lang.pick("各单位", "no unit has").to_owned(),
                };
                let none = if unit.is_some() { "nothing" } else { "anything" };
                Said::new(
                    "nothing-open",
                    lang.pick(
                        (
                            format!("{whom}没有待办的临期、逾期事项，不出督办单"),
                            "查看请用 huiyin check --all",
                        ),
                        (
                            format!("{whom} {none} due or overdue, so that there is no sheet"),
                            "look with huiyin check --all",
                        ),
                    ),
                )
                .of(UNIT.id)
                .with(unit.as_deref().unwrap_or_default())
            }
            Self::WithoutDue => Said::new(
                "due-missing",
                lang.pick(
                    ("下发督办单须写明回复时限", "请加 --due 日期"),
                    ("an issued sheet needs a day for the reply", "add --due DATE"),
                ),
            )
            .of(DUE.id),
        }
    }
}
