//! Shows phases: their days and states, what of them is unmet, their figures, and what came in
//! after one was closed.

use serde_json::{Value as Json, json};

use super::N;
use crate::checks::{self, Evidence};
use crate::desk::phase::{no_phase, record, state, state_label, unmet};
use crate::desk::{Answer, Desk, basis, closing, plan};
use crate::error::Result;
use crate::kinds::phase::{CLOSED_ON, FORCED, OPENED_ON, REASON, UNMET};
use crate::model::columns::Columns;
use crate::model::document::{Block, Report, plain};
use crate::model::kind::Field;
use crate::model::page::Page;
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::options::Given;
use crate::reports::count::Coverage;
use crate::reports::rates;
use crate::store::Arrival;
use crate::text::{Lang, text};

pub(super) fn table(desk: &Desk, phases: &[Phase]) -> Result<Report> {
    let mut rows = Vec::new();
    for phase in phases {
        rows.push(PhaseRow {
            record: record(desk, phase.number)?,
            unmet: unmet(desk, phase)?.len(),
            days_left: (phase.closes - desk.context.today).num_days().max(0),
            phase,
        });
    }
    Ok(columns(desk.context.lang).report(&rows))
}

struct PhaseRow<'a> {
    phase: &'a Phase,
    record: Record,
    unmet: usize,
    days_left: i64,
}

impl PhaseRow<'_> {
    fn day(&self, field: &Field) -> Option<String> {
        self.record.day(field).map(|day| day.to_string())
    }

    fn text(&self, field: &Field) -> Option<String> {
        self.record.text(field).map(str::to_owned)
    }
}

fn columns<'a>(lang: Lang) -> Columns<PhaseRow<'a>> {
    let forced = |row: &PhaseRow| row.text(&FORCED).unwrap_or_default();
    Columns::<PhaseRow>::new(lang)
        .column("number", text("序号", "No."), |row| row.phase.number)
        .column("name", text("阶段", "Phase"), move |row| {
            row.phase.name.get(lang).to_owned()
        })
        .column("opens", text("开始", "Opens"), |row| {
            row.phase.opens.to_string()
        })
        .column("closes", text("结束", "Closes"), |row| {
            row.phase.closes.to_string()
        })
        .key("state", |row| {
            state(&row.record).unwrap_or("planned").to_owned()
        })
        .words(text("状态", "State"), move |row| {
            state_label(&row.record).get(lang)
        })
        .key("opened_on", |row| row.day(&OPENED_ON))
        .key("closed_on", |row| row.day(&CLOSED_ON))
        .key("reason", |row| row.text(&REASON))
        .key("forced", |row| row.text(&FORCED))
        .column("days_left", text("剩余天数", "Days left"), |row| {
            row.days_left
        })
        .column("unmet", text("未落实", "Unmet"), |row| row.unmet)
        .words(text("强制结束原因", "Reason for forced closing"), forced)
}

pub(super) fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let phase = match given.optional(&N, Given::phase, desk)? {
        Some(phase) => phase,
        None => desk
            .plan
            .phase_on(desk.context.today)
            .or(desk.plan.phases.last())
            .cloned()
            .ok_or_else(|| no_phase("N", "", desk))?,
    };
    let mut report = table(desk, std::slice::from_ref(&phase))?;
    let findings = unmet(desk, &phase)?;
    let (known, lang) = (record(desk, phase.number)?, desk.context.lang);
    let arrived = arrived(desk, &phase, &known)?;
    let kept_back = match state(&known) {
        Some("closed") => plan::kept_back(&desk.store)?,
        _ => Vec::new(),
    };
    let at_closing = known.json(&UNMET);
    if let Some(Json::Object(mut object)) = report.json.as_array_mut().and_then(Vec::pop) {
        let machine = checks::columns(lang, &Evidence::default()).json(&findings);
        object.insert("findings".to_owned(), machine);
        object.insert("figures".to_owned(), figures(desk, &phase)?);
        let unmet = at_closing.cloned().unwrap_or_default();
        object.insert("unmet_at_closing".to_owned(), unmet);
        let late = arrived.iter().map(arrival_json).collect();
        object.insert("arrived".to_owned(), late);
        let settings = kept_back
            .iter()
            .map(|(place, now)| json!({"setting": place, "value": now}));
        object.insert("kept_back".to_owned(), settings.collect());
        report.json = Json::Object(object);
    }
    report
        .blocks
        .extend(desk.clock_words().map(Block::Paragraph));
    report
        .blocks
        .extend(checks::blocks(&findings, lang).flatten());
    let unmet = at_closing.and_then(Json::as_array);
    let message = |finding: &Json| {
        let both = &finding["message"];
        plain(both.get(lang.pick("zh", "en")).unwrap_or(both))
    };
    report.blocks.extend(listed(
        lang.pick("强制结束时未落实", "Unmet when it was closed by force"),
        unmet.into_iter().flatten().map(message).collect(),
    ));
    report.blocks.extend(listed(
        lang.pick("结束后补录或合并来的", "Arrived after it was closed"),
        arrived.iter().map(|one| arrival_words(one, lang)).collect(),
    ));
    let told = |(place, now): &(String, Json)| format!("{place}={}", plan::words(now, lang));
    report.blocks.extend(listed(
        lang.pick(
            "结束后来的设置，不改变已结束阶段的日期，重新启动后才采用",
            "Settings that came after; they change no day of a closed phase until it is opened again",
        ),
        kept_back.iter().map(told).collect(),
    ));
    report.blocks.push(Block::Paragraph(basis::line(desk)?));
    Ok(Answer::page(Page::Report(report)))
}

/// Lists sentences under a heading that counts them; nothing where there are none.
fn listed(heading: &str, sentences: Vec<String>) -> Vec<Block> {
    if sentences.is_empty() {
        return Vec::new();
    }
    let heading = Block::Heading(2, format!("{heading} ({})", sentences.len()));
    let items = sentences.into_iter().map(Block::Item);
    std::iter::once(heading).chain(items).collect()
}

/// Returns the figures of a phase: once it is closed, those that were frozen.
fn figures(desk: &Desk, phase: &Phase) -> Result<Json> {
    if let Some((tally, _)) = closing::tally(desk, phase)? {
        return Ok(tally.rates_json());
    }
    let scope = Coverage::up_to(phase.closes.min(desk.as_of));
    rates::of(&desk.store, &scope)
}

/// Returns the records of a closed phase that came into the file after it was closed: entered late,
/// or merged.
fn arrived(desk: &Desk, phase: &Phase, known: &Record) -> Result<Vec<Arrival>> {
    if known.day(&CLOSED_ON).is_none() {
        return Ok(Vec::new());
    }
    let row = closing::row(desk, phase)?;
    desk.store.arrived_after(row, (phase.opens, phase.closes))
}

fn arrival_json(arrival: &Arrival) -> Json {
    json!({
        "kind": arrival.kind.id, "ref": arrival.reference, "date": arrival.day, "late": arrival.late,
    })
}

fn arrival_words(arrival: &Arrival, lang: Lang) -> String {
    let (kind, reference, day) = (
        arrival.kind.name.get(lang),
        &arrival.reference,
        &arrival.day,
    );
    match &arrival.late {
        Some(late) => lang.pick(
            format!("{reference} {kind} {day}，迟报：{late}"),
            format!("{reference} {kind} {day}, late because: {late}"),
        ),
        None => format!("{reference} {kind} {day}"),
    }
}
