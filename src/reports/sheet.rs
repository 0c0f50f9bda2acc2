//! 督办单: what one unit has yet to do, to be handed to it and signed. Its findings are those of the
//! checks; nothing is computed here, and what is done or past mending is left out.

use chrono::{Datelike, Days, NaiveDate};

use super::{View, narrative, summary, themes};
use crate::checks::{self, Evidence, Finding, Light};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::document::{Block, Cell, Report, Role};
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
    let title = lang.pick(
        format!("督办单（{name}）"),
        format!("Supervision sheet: {name}"),
    );
    let mut blocks = vec![Block::Heading(1, title)];
    // What asks for nothing is no sheet: there is nothing to sign.
    if open.is_empty() {
        let nothing = lang.pick(
            format!("截至{on}，没有待办的临期、逾期事项，不出督办单。"),
            format!(
                "As of {on} nothing is due or overdue, so that there is nothing to be handed out."
            ),
        );
        blocks.push(Block::Paragraph(nothing));
        return Ok(Report { blocks, ..machine });
    }
    let number = number.map_or_else(|| "　　".to_owned(), |number| number.to_string());
    let year = day.year();
    blocks.push(Block::Paragraph(lang.pick(
        format!("督办〔{year}〕{number}号"),
        format!("No. {number} of {year}"),
    )));
    let count = open.len();
    let last = summary::date(until, lang);
    let leader = checks::leader_of(store, unit.id, day)?;
    let leader = leader.map(|leader| {
        lang.pick(
            format!("分管领导：{leader}。"),
            format!(" In charge: {leader}."),
        )
    });
    let leader = leader.unwrap_or_default();
    let intro = lang.pick(
        format!("{name}：经督导检查，截至{on}，你单位有{count}项待办事项，列于下表，请于{last}前落实，填写落实情况后交回。{leader}"),
        format!("To {name}: as of {on} the matters to be done number {count}, all listed below. Please see to each by {last}, fill in what was done and return this sheet.{leader}"),
    );
    blocks.push(Block::Paragraph(intro));
    let numbered: Vec<(i64, &Finding)> = (1..).zip(open).collect();
    blocks.push(Block::Table(columns(until, lang).table(&numbered)));
    blocks.extend(signing(view, on));
    Ok(Report { blocks, ..machine })
}

/// Names the issuer and the day, and leaves places for the receiver to fill in.
fn signing(view: &View, on: String) -> Vec<Block> {
    let lang = view.lang;
    let office = view.own.unwrap_or(view.plan.leading_group_office.get(lang));
    let lines = [
        text(
            "签收人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
            "Received by: ____________    Date: ____________",
        ),
        text(
            "单位负责人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
            "Head of the unit: ____________    Date: ____________",
        ),
    ];
    let lines = lines.map(|line| Block::Paragraph(line.get(lang).to_owned()));
    let signed = [
        Block::Line(Role::Signature, office.to_owned()),
        Block::Line(Role::Date, on),
    ];
    signed.into_iter().chain(lines).collect()
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
