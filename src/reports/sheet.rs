//! 督办单: what one unit has yet to do or did too late, to be handed to it and signed. Its findings are
//! those of the checks; nothing is computed here.

use chrono::{Days, NaiveDate};

use super::{View, summary};
use crate::checks::{self, Evidence, Finding, Light};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::document::{Block, Cell, Report, Role};
use crate::model::plan::Plan;
use crate::model::record::Record;
use crate::text::{Lang, text};

/// Makes the sheet of a unit, what is below it and its people, as of a day.
pub(crate) fn report(view: &View, unit: &Record) -> Result<Report> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let found = checks::of_unit(store, checks::findings(store, plan, day)?, unit.id)?;
    let found: Vec<Finding> = found
        .into_iter()
        .filter(|one| one.light.is_concern())
        .collect();
    let name = unit.title();
    let (until, on) = (rectify_by(plan, day), summary::date(day, lang));
    let title = lang.pick(
        format!("督办单（{name}）"),
        format!("Supervision sheet: {name}"),
    );
    let mut blocks = vec![Block::Heading(1, title)];
    if found.is_empty() {
        let nothing = lang.pick(
            format!("截至{on}，没有临期、逾期或迟办事项。"),
            format!("As of {on} nothing is due, overdue or late."),
        );
        blocks.push(Block::Paragraph(nothing));
    } else {
        let late = found.iter().filter(|one| one.is_settled()).count();
        let open = found.len() - late;
        let intro = lang.pick(
            format!("{name}：经督导检查，截至{on}，你单位有待办事项{open}项、已过、已办的迟误事项{late}项，列于下表。请于整改期限前落实，并在本单上填写落实情况后交回。"),
            format!("To {name}: as of {on} the matters to be done number {open}, those missed or done late {late}, all listed below. Please see to each by its day, fill in what was done and return this sheet."),
        );
        blocks.push(Block::Paragraph(intro));
        let numbered: Vec<(i64, &Finding)> = (1..).zip(&found).collect();
        blocks.push(Block::Table(columns(until, lang).table(&numbered)));
    }
    blocks.extend(signing(plan, on, lang));
    Ok(Report {
        blocks,
        ..checks::columns(lang, &Evidence::of(store, &found)?).machine(&found)
    })
}

/// Names the issuer and the day, and leaves places for the receiver to fill in.
fn signing(plan: &Plan, on: String, lang: Lang) -> Vec<Block> {
    let office = plan.leading_group_office.get(lang);
    let issued = lang.pick(
        format!("督办单位：{office}（盖章）"),
        format!("Issued by: {office} (seal)"),
    );
    let lines = [
        text(
            "签收人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
            "Received by: ____________    Date: ____________",
        ),
        text("落实情况：", "What was done:"),
        text(
            "单位负责人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
            "Head of the unit: ____________    Date: ____________",
        ),
    ];
    let lines = lines.map(|line| Block::Paragraph(line.get(lang).to_owned()));
    let signed = [
        Block::Line(Role::Signature, issued),
        Block::Line(Role::Date, on),
    ];
    signed.into_iter().chain(lines).collect()
}

/// Returns the day by which overdue things are put right; what is not overdue has its own day.
fn rectify_by(plan: &Plan, day: NaiveDate) -> NaiveDate {
    let days = u64::try_from(plan.on(day).limits.warn_ahead_days).unwrap_or(0);
    day + Days::new(days)
}

/// Returns the columns of the sheet; `overdue_until` is the day by which what is overdue is put right.
fn columns<'a>(overdue_until: NaiveDate, lang: Lang) -> Columns<(i64, &'a Finding)> {
    let until = move |finding: &Finding| match finding.light {
        _ if finding.is_settled() => None,
        Light::Red => Some(overdue_until),
        Light::Blue => Some(finding.term.due),
        _ => None,
    };
    let what = text("问题和办法", "What is wrong and what to do");
    Columns::<(i64, &Finding)>::new(lang)
        .words(text("序号", "No."), |(number, _)| number.to_string())
        .words(text("类别", "Light"), move |(_, finding)| {
            let standing = finding.light_words(lang);
            let tone = finding.light.tone();
            tone.map_or_else(|| standing.into(), |tone| Cell::Toned(tone, standing))
        })
        .words(text("要求", "Requirement"), move |(_, finding)| {
            let (label, number) = (finding.code.label.get(lang), finding.requirement);
            lang.pick(
                format!("{label}（第{number}项）"),
                format!("{label} (no. {number})"),
            )
        })
        .words(what, move |(_, finding)| finding.message(lang))
        .words(
            text("整改期限", "To be done by"),
            move |(_, finding)| until(finding).map_or_else(String::new, |day| day.to_string()),
        )
        .words(text("落实情况", "Done"), |_| "")
}
