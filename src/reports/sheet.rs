//! 督办单: what one unit has yet to do, to be handed to it and signed. Its findings are those of the
//! checks; nothing is computed here, and what is done or past mending is left out.

use chrono::{Datelike, Days, NaiveDate};
use serde_json::json;

use super::prose::Pictures;
use super::{View, narrative, public, summary, templates, themes};
use crate::checks::{self, Evidence, Finding, Light};
use crate::error::Result;
use crate::kinds::notice;
use crate::model::columns::Columns;
use crate::model::document::{Block, Cell, Report, Table};
use crate::model::kind::Kind;
use crate::model::plan::Plan;
use crate::model::record::Record;
use crate::text::{Lang, text};

/// The kind of record that an issued sheet is.
pub(crate) static ISSUED: &Kind = &notice::KIND;

/// What is printed on a sheet beside what was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet<'u> {
    pub(crate) unit: &'u Record,
    /// True if it also has what is below the unit.
    pub(crate) below: bool,
    /// Where it is not given, there is room for it.
    pub(crate) number: Option<u32>,
    /// The day by which all is to be done, where that was said.
    pub(crate) due: Option<NaiveDate>,
}

impl<'u> Sheet<'u> {
    pub(crate) const fn of(unit: &'u Record, below: bool) -> Self {
        Self {
            unit,
            below,
            number: None,
            due: None,
        }
    }

    /// Returns what is found at the unit and its people, and where asked for below it.
    fn found(&self, view: &View) -> Result<Vec<Finding>> {
        let View {
            store,
            plan,
            as_of: day,
            ..
        } = *view;
        let mut found = checks::findings(store, plan, day)?;
        found.retain(checks::of_unit(store, self.unit.id)?);
        let is_own = |one: &Finding| {
            one.unit
                .as_ref()
                .is_some_and(|unit| unit.id == self.unit.id)
        };
        // That a sheet has no reply is not asked on another sheet.
        found.retain(|one| {
            one.light.is_concern()
                && one.code.id != checks::codes::NOTICE.id
                && (self.below || is_own(one))
        });
        Ok(found)
    }
}

/// Makes the sheet of a unit and its people as of a day.
pub(crate) fn report(view: &View, sheet: &Sheet) -> Result<Report> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let unit = sheet.unit;
    let found = sheet.found(view)?;
    let machine = checks::columns(lang, &Evidence::of(store, &found)?).machine(&found);
    let open: Vec<&Finding> = found.iter().filter(|one| !one.is_settled()).collect();
    let name = unit.title();
    let until = sheet.due.unwrap_or_else(|| rectify_by(plan, day));
    let on = summary::date(day, lang);
    let leader = checks::leader_of(store, unit.id, day)?;
    let issuer = view.own.unwrap_or(plan.leading_group_office.get(lang));
    // What asks for nothing is no sheet: there is nothing to sign.
    let values = json!({
        "unit": name, "issuer": issuer, "year": day.year().to_string(), "number": sheet.number,
        "as_of": on, "until": summary::date(until, lang), "leader": leader, "count": open.len(),
    });
    let matters = matters(view, &open, until)?;
    let pictures = Pictures::from([("matters", Block::Table(matters))]);
    Ok(Report {
        blocks: templates::SHEET.filled(view, &values, &pictures)?,
        ..machine
    })
}

/// Makes the table of what is to be done. A sheet lies on desks: who is helped is known to the unit.
fn matters(view: &View, open: &[&Finding], until: NaiveDate) -> Result<Table> {
    let numbered: Vec<(i64, &Finding)> = (1..).zip(open.iter().copied()).collect();
    let mut matters = columns(until, view.lang).table(&numbered);
    let names = public::names(view.store)?;
    for cell in matters.rows.iter_mut().flatten() {
        if let Cell::Text(text) = cell {
            *text = names.masked(text);
        }
    }
    Ok(matters)
}

/// Writes what is to be done as it is kept with an issued sheet, a line each: what the paper says, but for
/// the day by which it is to be done.
pub(crate) fn frozen(view: &View, sheet: &Sheet) -> Result<String> {
    let found = sheet.found(view)?;
    let open: Vec<&Finding> = found.iter().filter(|one| !one.is_settled()).collect();
    let matters = matters(view, &open, view.as_of)?;
    let line = |row: &Vec<Cell>| {
        let cells: Vec<String> = row.iter().map(Cell::to_string).collect();
        let [number, what, who, light, due, ..] = &cells[..] else {
            return String::new();
        };
        let told = [who, light, due].into_iter().filter(|one| !one.is_empty());
        let told: Vec<&str> = told.map(String::as_str).collect();
        let told = told.join(view.lang.pick("，", ", "));
        view.lang.remarked(format!("{number}. {what}"), &told)
    };
    let lines: Vec<String> = matters.rows.iter().map(line).collect();
    Ok(lines.join("\n"))
}

/// Returns the day by which what is overdue is put right: within the campaign, while it lasts.
fn rectify_by(plan: &Plan, day: NaiveDate) -> NaiveDate {
    let days = u64::try_from(plan.on(day).limits.warn_ahead_days).unwrap_or(0);
    let until = day + Days::new(days);
    if day <= plan.closes {
        until.min(plan.closes)
    } else {
        until
    }
}

/// Says what is wrong, without a word of how it is entered.
fn wrong(finding: &Finding, lang: Lang) -> String {
    let subject = finding.subject(lang);
    let reference = finding.reference().unwrap_or_default();
    let subject = subject.strip_prefix(reference).map_or(subject, str::trim);
    let fault = match finding.detail() {
        Some(detail) => detail.get(lang),
        None => finding.code.missing.get(lang),
    };
    let whom = finding.whom().map(|whom| whom.name.as_str());
    if subject.is_empty() || whom == Some(subject) {
        return fault.to_owned();
    }
    if themes::title_of(finding, lang).is_empty() {
        return lang.pick(format!("{subject}：{fault}"), format!("{subject}: {fault}"));
    }
    lang.pick(
        format!("“{subject}”{fault}"),
        format!("“{subject}”: {fault}"),
    )
}

/// Returns the columns of the sheet; `until` is the day by which what is overdue is put right.
fn columns<'a>(until: NaiveDate, lang: Lang) -> Columns<(i64, &'a Finding)> {
    let by = move |finding: &Finding| match finding.light {
        Light::Blue => finding.term.due,
        _ => until,
    };
    let person = |finding: &Finding| {
        let person = finding.person.as_ref();
        person.map_or_else(String::new, |person| person.name.clone())
    };
    let short = move |due: NaiveDate| narrative::short(due, lang);
    Columns::<(i64, &Finding)>::new(lang)
        .words(text("序号", "No."), |(number, _)| number.to_string())
        .words(text("问题", "What is wrong"), move |(_, finding)| {
            wrong(finding, lang)
        })
        .words(text("承办人", "Whose"), move |(_, finding)| {
            person(finding)
        })
        .words(text("情况", "How it stands"), move |(_, finding)| {
            let standing = finding.light_words(lang);
            let tone = finding.light.tone();
            tone.map_or_else(|| standing.into(), |tone| Cell::Toned(tone, standing))
        })
        .words(text("原期限", "Was due"), move |(_, finding)| {
            short(finding.term.due)
        })
        .words(
            text("整改期限", "To be done by"),
            move |(_, finding)| short(by(finding)),
        )
        .words(text("落实情况", "Done"), |_| "")
}
