//! 督办单: what one unit has yet to do or did too late, to be handed to it and signed. Its findings are
//! those of the checks; nothing is computed here.

use chrono::{Days, NaiveDate};

use super::{View, summary};
use crate::checks::{self, Finding, Light};
use crate::error::Result;
use crate::model::document::{Block, Cell, Report, Role, Table};
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
        blocks.push(Block::Table(table(&found, until, lang)));
    }
    blocks.extend(signing(plan, on, lang));
    let objects = found
        .iter()
        .filter_map(|one| one.json(lang).as_object().cloned());
    let machine = Report::of_objects(Vec::new(), Vec::<Vec<String>>::new(), objects.collect());
    Ok(Report { blocks, ..machine })
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

fn table(found: &[Finding], overdue_until: NaiveDate, lang: Lang) -> Table {
    let heads = [
        text("序号", "No."),
        text("类别", "Light"),
        text("要求", "Requirement"),
        text("问题和办法", "What is wrong and what to do"),
        text("整改期限", "To be done by"),
        text("落实情况", "Done"),
    ];
    let rows = (1..).zip(found).map(|(number, finding): (i64, _)| {
        let until = match finding.light {
            _ if finding.is_settled() => String::new(),
            Light::Red => overdue_until.to_string(),
            Light::Blue => finding.term.due.to_string(),
            _ => String::new(),
        };
        let requirement = finding.code.label.get(lang);
        vec![
            Cell::from(number.to_string()),
            finding.light.tone().map_or_else(
                || finding.standing(lang).into(),
                |tone| Cell::Toned(tone, finding.standing(lang)),
            ),
            Cell::from(lang.pick(
                format!("{requirement}（第{}项）", finding.requirement),
                format!("{requirement} (no. {})", finding.requirement),
            )),
            Cell::from(finding.message(lang)),
            Cell::from(until),
            Cell::from(""),
        ]
    });
    Table::new(
        heads.map(|head| head.get(lang).to_owned()),
        rows.collect::<Vec<_>>(),
    )
}
