//! Shows phases: their days and states, what of them is unmet, their figures, and what came in
//! after one was closed.

use serde_json::{Map, Value as Json, json};

use super::N;
use crate::checks;
use crate::desk::phase::{no_phase, record, state, state_label, unmet};
use crate::desk::{Answer, Desk, closing};
use crate::error::Result;
use crate::kinds::phase::{CLOSED_ON, FORCED, OPENED_ON, REASON, UNMET};
use crate::model::document::{Block, Report, plain};
use crate::model::page::Page;
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::options::Given;
use crate::reports::count::Coverage;
use crate::reports::rates;
use crate::store::Arrival;
use crate::text::Lang;

pub(super) fn table(desk: &Desk, phases: &[Phase]) -> Result<Report> {
    let lang = desk.context.lang;
    let heads = lang.pick(
        [
            "序号",
            "阶段",
            "开始",
            "结束",
            "状态",
            "剩余天数",
            "未落实",
            "强制结束原因",
        ],
        [
            "No.",
            "Phase",
            "Opens",
            "Closes",
            "State",
            "Days left",
            "Unmet",
            "Closed by force because",
        ],
    );
    let mut rows = Vec::new();
    let mut objects = Vec::new();
    for phase in phases {
        let record = record(desk, phase.number)?;
        let unmet = unmet(desk, phase)?.len();
        let left = (phase.closes - desk.context.today).num_days().max(0);
        let day = |field| {
            record
                .day(field)
                .map_or(Json::Null, |day| Json::from(day.to_string()))
        };
        let name = phase.name.get(lang);
        rows.push(vec![
            phase.number.to_string(),
            name.to_owned(),
            phase.opens.to_string(),
            phase.closes.to_string(),
            state_label(&record).get(lang).to_owned(),
            left.to_string(),
            unmet.to_string(),
            record.text(&FORCED).unwrap_or_default().to_owned(),
        ]);
        objects.push(Map::from_iter([
            ("number".to_owned(), Json::from(phase.number)),
            ("name".to_owned(), Json::from(name)),
            ("opens".to_owned(), Json::from(phase.opens.to_string())),
            ("closes".to_owned(), Json::from(phase.closes.to_string())),
            (
                "state".to_owned(),
                Json::from(state(&record).unwrap_or("planned")),
            ),
            ("opened_on".to_owned(), day(&OPENED_ON)),
            ("closed_on".to_owned(), day(&CLOSED_ON)),
            (
                "reason".to_owned(),
                record.text(&REASON).map_or(Json::Null, Json::from),
            ),
            (
                "forced".to_owned(),
                record.text(&FORCED).map_or(Json::Null, Json::from),
            ),
            ("days_left".to_owned(), Json::from(left)),
            ("unmet".to_owned(), Json::from(unmet)),
        ]));
    }
    Ok(Report::of_objects(
        heads.map(str::to_owned).to_vec(),
        rows,
        objects,
    ))
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
    let at_closing = known.json(&UNMET);
    if let Some(Json::Object(mut object)) = report.json.as_array_mut().and_then(Vec::pop) {
        let machine = findings.iter().map(|finding| finding.json(lang)).collect();
        object.insert("findings".to_owned(), machine);
        object.insert("figures".to_owned(), figures(desk, &phase)?);
        let unmet = at_closing.cloned().unwrap_or_default();
        object.insert("unmet_at_closing".to_owned(), unmet);
        let late = arrived.iter().map(arrival_json).collect();
        object.insert("arrived".to_owned(), late);
        report.json = Json::Object(object);
    }
    report.blocks.extend(checks::blocks(&findings, lang));
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
    rates::json(&desk.store, &scope)
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
