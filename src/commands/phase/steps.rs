//! What is done to a phase: it is opened, closed, and opened again. Closing freezes its figures.

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::status;
use crate::checks::Finding;
use crate::desk::phase::{chosen, id, record, state, state_words, unmet};
use crate::desk::{Answer, Desk, input, json_value};
use crate::error::{Error, Result};
use crate::kinds::phase::{CLOSED_ON, FIGURES, FORCED, KIND, OPENED_ON, REASON, STATE, UNMET};
use crate::model::document::Page;
use crate::model::kind::{Field, REF};
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::reports::{self, count::Scope};
use crate::text::Lang;

/// Names a verb of a phase, and in Chinese what it does as well.
fn verb_words(verb: &str, lang: Lang) -> String {
    let about = match verb {
        "open" => "启动",
        "close" => "结束",
        _ => "重新启动",
    };
    lang.pick(format!("{verb}({about})"), verb.to_owned())
}

fn save(
    desk: &Desk,
    phase: &Phase,
    verb: &str,
    fields: &[(&'static Field, Option<Value>)],
    note: String,
) -> Result<Answer> {
    let mut all = vec![(&REF, Some(Value::Text(format!("phase-{}", phase.number))))];
    all.extend_from_slice(fields);
    let author = desk.author(&format!("phase {verb}"))?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, id(desk, phase.number), &all)
    })?;
    let table = status::table(desk, std::slice::from_ref(phase))?;
    Ok(Answer::noted(Page::Report(table), note))
}

fn set_state(id: &str) -> Value {
    Value::Text(id.to_owned())
}

fn impossible(desk: &Desk, phase: &Phase, record: &Record, step: &str, possible: &str) -> Error {
    let lang = desk.context.lang;
    Error::Step {
        reference: lang.pick(
            format!("第{}阶段", phase.number),
            format!("phase {}", phase.number),
        ),
        step: verb_words(step, lang),
        state: lang.pick(
            format!("状态：{}", state_words(record, lang)),
            format!("State: {}", state_words(record, lang)),
        ),
        possible: vec![verb_words(possible, lang)],
    }
}

pub(super) fn open(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let phase = chosen(desk, matches)?;
    let known = record(desk, phase.number)?;
    if let Some(state) = state(&known) {
        let possible = if state == "closed" { "reopen" } else { "close" };
        return Err(impossible(desk, &phase, &known, "open", possible));
    }
    let note = desk.context.lang.pick(
        format!("已启动第{}阶段", phase.number),
        format!("Opened phase {}", phase.number),
    );
    let fields = [
        (&STATE, Some(set_state("open"))),
        (&OPENED_ON, Some(Value::Day(desk.context.today))),
    ];
    save(desk, &phase, "open", &fields, note)
}

pub(super) fn close(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let phase = chosen(desk, matches)?;
    let known = record(desk, phase.number)?;
    let lang = desk.context.lang;
    match state(&known) {
        Some("closed") => return Err(impossible(desk, &phase, &known, "close", "reopen")),
        // One that nobody opened began on its day all the same.
        None if desk.context.today < phase.opens => {
            return Err(impossible(desk, &phase, &known, "close", "open"));
        }
        _ => {}
    }
    let findings = unmet(desk, &phase)?;
    let reason = matches.get_one::<String>("reason");
    let reason = reason
        .map(|reason| input::text("reason", reason))
        .transpose()?;
    if !findings.is_empty() && (!matches.get_flag("force") || reason.is_none()) {
        let sentences: Vec<String> = findings
            .iter()
            .map(|finding| finding.message(lang))
            .collect();
        let list = sentences.join("\n  ");
        return Err(Error::Refused {
            sentence: lang.pick(
                format!("第{}阶段还有{}项未落实，不能结束；确需结束请加 --force --reason 原因：\n  {list}", phase.number, findings.len()),
                format!("phase {} still has {} unmet; to close it all the same add --force --reason REASON:\n  {list}", phase.number, findings.len()),
            ),
        });
    }
    let scope = Scope::up_to(phase.closes.min(desk.context.today));
    let figures = reports::rates::counts(&desk.store, &scope)?;
    let mut fields = vec![
        (&STATE, Some(set_state("closed"))),
        (&CLOSED_ON, Some(Value::Day(desk.context.today))),
        (&REASON, reason.clone().map(Value::Text)),
        (&FIGURES, json_value(figures)),
    ];
    if !findings.is_empty() {
        fields.push((&FORCED, reason.map(Value::Text)));
        fields.push((&UNMET, json_value(findings.iter().map(kept).collect())));
    }
    let note = lang.pick(
        format!("已结束第{}阶段，数据已固定", phase.number),
        format!("Closed phase {}; its figures are frozen", phase.number),
    );
    save(desk, &phase, "close", &fields, note)
}

/// Returns a finding as it is kept for good: for machines, its sentence in both languages.
fn kept(finding: &Finding) -> Json {
    let mut json = finding.json(Lang::Zh);
    json["message"] = json!({"zh": finding.message(Lang::Zh), "en": finding.message(Lang::En)});
    json
}

pub(super) fn reopen(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let phase = chosen(desk, matches)?;
    let known = record(desk, phase.number)?;
    if state(&known) != Some("closed") {
        let possible = if state(&known).is_some() {
            "close"
        } else {
            "open"
        };
        return Err(impossible(desk, &phase, &known, "reopen", possible));
    }
    let reason = input::required_text(matches, "reason")?;
    let fields = [
        (&STATE, Some(set_state("open"))),
        (&REASON, Some(Value::Text(reason))),
    ];
    let note = desk.context.lang.pick(
        format!("已重新启动第{}阶段", phase.number),
        format!("Reopened phase {}", phase.number),
    );
    save(desk, &phase, "reopen", &fields, note)
}
