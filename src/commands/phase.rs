//! `phase`: list, status, open, close and reopen. Closing freezes the phase's figures.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value as Json, json};

use super::value_arg;
use super::{Answer, Context, Desk, input, json_value, official_id};
use crate::checks::{self, Finding};
use crate::error::{Error, Fault, Result};
use crate::kinds::phase::{
    CLOSED_ON, FIGURES, FORCED, KIND, OPENED_ON, REASON, STATE, STATES, UNMET,
};
use crate::model::document::{Block, Page, Report, plain};
use crate::model::kind::REF;
use crate::model::plan::Phase;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::reports;
use crate::store::Arrival;
use crate::text::{Lang, text};

/// Builds `phase`.
pub(crate) fn cli(lang: Lang) -> Command {
    let number = || Arg::new("N").help(text("阶段序号", "Number of the phase").get(lang));
    let reason = || value_arg("reason", "TEXT").help(text("原因", "Why").get(lang));
    Command::new("phase")
        .about(text("查看、启动、结束阶段", "Show, open and close the phases").get(lang))
        .subcommand(Command::new("list").about(text("列出各阶段", "List the phases").get(lang)))
        .subcommand(
            Command::new("status")
                .about(text("查看阶段进度和未落实事项", "Show how a phase stands").get(lang))
                .arg(number()),
        )
        .subcommand(
            Command::new("open")
                .about(text("启动一个阶段", "Open a phase").get(lang))
                .arg(number().required(true)),
        )
        .subcommand(
            Command::new("close")
                .about(text("结束一个阶段", "Close a phase").get(lang))
                .arg(number().required(true))
                .arg(
                    Arg::new("force")
                        .long("force")
                        .action(ArgAction::SetTrue)
                        .help(
                            text("有未落实事项也结束", "Close it with requirements unmet")
                                .get(lang),
                        ),
                )
                .arg(reason().requires("force")),
        )
        .subcommand(
            Command::new("reopen")
                .about(text("重新启动阶段", "Open a closed phase again").get(lang))
                .arg(number().required(true))
                .arg(reason().required(true)),
        )
}

/// Runs a verb of `phase`.
pub(crate) fn run(verb: &str, matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    match verb {
        "status" => status(&desk, matches),
        "open" => open(&desk, matches),
        "close" => close(&desk, matches),
        "reopen" => reopen(&desk, matches),
        _ => Ok(Answer::page(Page::Report(table(&desk, &desk.plan.phases)?))),
    }
}

/// Tells whether a phase is closed.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn is_closed(desk: &Desk, number: i64) -> Result<bool> {
    Ok(state(&record(desk, number)?) == Some("closed"))
}

/// Each office opens and closes a phase for itself.
fn id(desk: &Desk, number: i64) -> RecordId {
    official_id(KIND.id, &format!("{}-{number}", desk.office))
}

fn record(desk: &Desk, number: i64) -> Result<Record> {
    let known = desk.store.get(&KIND, id(desk, number))?;
    Ok(known.unwrap_or_else(|| Record::empty(&KIND, id(desk, number))))
}

fn state(record: &Record) -> Option<&str> {
    record.text(&STATE)
}

/// Returns the counts that were frozen when a phase was closed; `None` while it is not.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn frozen(desk: &Desk, phase: &Phase) -> Result<Option<Json>> {
    let known = record(desk, phase.number)?;
    let counts = known.json(&FIGURES).cloned();
    Ok(counts.filter(|_| state(&known) == Some("closed")))
}

fn state_words(record: &Record, lang: Lang) -> String {
    let id = state(record).unwrap_or_default();
    let known = STATES.iter().find(|choice| choice.id == id);
    known
        .map_or(text("未启动", "not opened"), |choice| choice.label)
        .get(lang)
        .to_owned()
}

fn table(desk: &Desk, phases: &[Phase]) -> Result<Report> {
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
            state_words(&record, lang),
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

/// Returns what must still be met before a phase is closed.
fn unmet(desk: &Desk, phase: &Phase) -> Result<Vec<Finding>> {
    checks::unmet(&desk.store, &desk.plan, phase, desk.context.today)
}

fn status(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let phase = match matches.get_one::<String>("N") {
        Some(_) => chosen(desk, matches)?,
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
    let figures = figures(desk, &phase)?;
    let arrived = arrived(desk, &phase, &known)?;
    if let Some(first) = report.json.as_array_mut().and_then(std::vec::Vec::pop) {
        let mut object = first.as_object().cloned().unwrap_or_default();
        let machine = findings.iter().map(|finding| finding.json(lang)).collect();
        object.insert("findings".to_owned(), machine);
        object.insert("figures".to_owned(), figures);
        let at_closing = known.json(&UNMET).cloned().unwrap_or_default();
        object.insert("unmet_at_closing".to_owned(), at_closing);
        object.insert(
            "arrived".to_owned(),
            arrived.iter().map(arrival_json).collect(),
        );
        report.json = Json::Object(object);
    }
    report.blocks.extend(checks::blocks(&findings, lang));
    if let Some(unmet) = known.json(&UNMET).and_then(Json::as_array) {
        let heading = lang.pick("强制结束时未落实", "Unmet when it was closed by force");
        report
            .blocks
            .push(Block::Heading(2, format!("{heading} ({})", unmet.len())));
        let message = |finding: &Json| {
            let both = &finding["message"];
            let one = both.get(lang.pick("zh", "en")).unwrap_or(both);
            Block::Item(plain(one))
        };
        report.blocks.extend(unmet.iter().map(message));
    }
    if !arrived.is_empty() {
        let heading = lang.pick("结束后补录或合并来的", "Arrived after it was closed");
        report
            .blocks
            .push(Block::Heading(2, format!("{heading} ({})", arrived.len())));
        report.blocks.extend(
            arrived
                .iter()
                .map(|one| Block::Item(arrival_words(one, lang))),
        );
    }
    Ok(Answer::page(Page::Report(report)))
}

/// Returns the figures of a phase: once it is closed, those that were frozen.
fn figures(desk: &Desk, phase: &Phase) -> Result<Json> {
    match frozen(desk, phase)? {
        Some(frozen) => Ok(reports::rates::thawed(&frozen)),
        None => reports::rates::json(&desk.store, phase.closes.min(desk.context.today)),
    }
}

/// Returns the records of a closed phase that came into the file after it was closed: entered late,
/// or merged.
fn arrived(desk: &Desk, phase: &Phase, known: &Record) -> Result<Vec<Arrival>> {
    if known.day(&CLOSED_ON).is_none() {
        return Ok(Vec::new());
    }
    let closing = (id(desk, phase.number), "phase close");
    desk.store
        .arrived_after(closing, (phase.opens, phase.closes))
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

pub(super) fn chosen(desk: &Desk, matches: &ArgMatches) -> Result<Phase> {
    named(
        desk,
        "N",
        matches.get_one::<String>("N").map_or("", String::as_str),
    )
}

/// Finds a phase of the plan by the number that was typed.
///
/// # Errors
/// Where the plan has none of that number.
pub(crate) fn named(desk: &Desk, flag: &str, typed: &str) -> Result<Phase> {
    let number = input::normalised(typed).parse().ok();
    let phase = number.and_then(|number| desk.plan.phase(number));
    phase.cloned().ok_or_else(|| no_phase(flag, typed, desk))
}

fn no_phase(flag: &str, typed: &str, desk: &Desk) -> Error {
    let lang = desk.context.lang;
    let named = |phase: &Phase| {
        lang.pick(
            format!("{}({})", phase.number, phase.name.get(lang)),
            phase.number.to_string(),
        )
    };
    let choices = desk.plan.phases.iter().map(named).collect();
    input::bad(
        flag,
        typed,
        Fault::NotChoice {
            choices,
            near: None,
        },
    )
}

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
    fields: &[(&'static crate::model::kind::Field, Option<Value>)],
    note: String,
) -> Result<Answer> {
    let mut all = vec![(&REF, Some(Value::Text(format!("phase-{}", phase.number))))];
    all.extend_from_slice(fields);
    let author = desk.author(&format!("phase {verb}"))?;
    desk.store.write(&author, |writing| {
        writing.change(&KIND, id(desk, phase.number), &all)
    })?;
    let table = table(desk, std::slice::from_ref(phase))?;
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

fn open(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
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

fn close(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
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
    let figures = reports::rates::counts(&desk.store, phase.closes.min(desk.context.today))?;
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

fn reopen(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
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
