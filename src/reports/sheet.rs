//! 督办单: what one unit has yet to do, to be handed to it and signed. Its findings are those of the
//! checks; nothing is computed here, and what is done or past mending is left out.

use chrono::{Datelike, Days, NaiveDate};
use serde_json::json;

use super::prose::Pictures;
use super::{View, narrative, public, summary, templates, themes};
use crate::checks::{self, Evidence, Finding, Light};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::document::{Block, Cell, Report};
use crate::model::plan::Plan;
use crate::model::record::Record;
use crate::text::{Lang, text};

/// Makes the sheet of a unit, what is below it and its people, as of a day. Where its number is not
/// given, there is room for it.
pub(crate) fn report(view: &View, unit: &Record, number: Option<u32>) -> Result<Report> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let found = checks::of_unit(store, checks::findings(store, plan, day)?, unit.id)?.0;
    let found: Vec<Finding> = found
        .into_iter()
        .filter(|one| one.light.is_concern())
        .collect();
    let machine = checks::columns(lang, &Evidence::of(store, &found)?).machine(&found);
    let open: Vec<&Finding> = found.iter().filter(|one| !one.is_settled()).collect();
    let name = unit.title();
    let (until, on) = (rectify_by(plan, day), summary::date(day, lang));
    let leader = checks::leader_of(store, unit.id, day)?;
    let issuer = view.own.unwrap_or(plan.leading_group_office.get(lang));
    // What asks for nothing is no sheet: there is nothing to sign.
    let values = json!({
        "unit": name, "issuer": issuer, "year": day.year().to_string(), "number": number,
        "as_of": on, "until": summary::date(until, lang), "leader": leader, "count": open.len(),
    });
    let numbered: Vec<(i64, &Finding)> = (1..).zip(open).collect();
    let mut matters = columns(until, lang).table(&numbered);
    // A sheet lies on desks: who is helped is known to the unit.
    let names = public::names(store)?;
    for cell in matters.rows.iter_mut().flatten() {
        if let Cell::Text(text) = cell {
            *text = names.masked(text);
        }
    }
    let pictures = Pictures::from([("matters", Block::Table(matters))]);
    Ok(Report {
        blocks: templates::SHEET.filled(view, &values, &pictures)?,
        ..machine
    })
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
    let subject = finding.subject.get(lang);
    let reference = finding.reference.as_deref().unwrap_or_default();
    let subject = subject.strip_prefix(reference).map_or(subject, str::trim);
    let fault = match &finding.detail {
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
