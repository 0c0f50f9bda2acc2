//! `check`: what is due, late or missing, as of a day. With `--exit-code` it promises 3 where
//! anything is red, yellow or blue. `--explain` says what a check counts.

use serde_json::{Map, Value as Json, json};

use super::everywhere::{AS_OF, KNOWN_ON};
use super::record::myself;
use super::verb::{Does, Verb};
use crate::checks::codes::{self, Code};
use crate::checks::{self, Evidence, Finding};
use crate::desk::{Answer, Desk, basis, plan};
use crate::error::{Error, Result};
use crate::model::document::{Block, Report, Table};
use crate::model::page::{Page, Rows};
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, text};

pub(super) const UNIT: Opt = Opt::flag(
    "unit",
    Takes::Record(&["unit"]),
    text("只看某单位（含下级）", "Only a unit and what is below it"),
);
const PERSON: Opt = Opt::flag(
    "person",
    Takes::Record(&["person"]),
    text("只看某人的", "Only what a person must do"),
);
pub(super) const MINE: Opt = Opt::flag(
    "mine",
    Takes::Flag,
    text("只看本人的", "Only what you must do (--as)"),
);
const UNTIL: Opt = Opt::flag(
    "until",
    Takes::Day,
    text("只看到这一天到期的", "Only what is due by this day"),
);
const LIMIT: Opt = Opt::flag("limit", Takes::Count, text("最多几条", "Show at most N"));
const EXPLAIN: Opt = Opt::flag(
    "explain",
    Takes::Word(codes::choices),
    text(
        "说明某项检查：算什么、对谁、按哪些设置",
        "Say what a check counts, of whom and by which settings",
    ),
)
.such_as("pairing-visit", "pairing-visit");
const PHASE: Opt = Opt::flag(
    "phase",
    Takes::Phase,
    text("只看某阶段的", "Only what falls in a phase"),
);
const CODE: Opt = Opt::flag(
    "code",
    Takes::Word(codes::choices),
    text("只看某项检查", "Only one check"),
)
.such_as("opinion-reply", "opinion-reply");
const ALL: Opt = Opt::flag(
    "all",
    Takes::Flag,
    text("也列出正常的", "Include what is in order"),
);
const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text(
        "有红、黄、蓝灯时退出码为3；提示不算",
        "Exit with 3 if anything is red, yellow or blue; notices do not count",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "check",
    called: &["督导", "检查"],
    about: text(
        "督导：临期、逾期和缺漏",
        "List what is due, late or missing",
    ),
    options: &[
        UNIT, PERSON, MINE, PHASE, CODE, UNTIL, ALL, LIMIT, EXPLAIN, EXIT_CODE, AS_OF, KNOWN_ON,
    ],
    does: Does::AsOf(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let lang = desk.context.lang;
    let explain = given.has(&EXPLAIN).then(|| given.word(&EXPLAIN));
    if let Some(code) = explain.transpose()?.and_then(codes::find) {
        return Ok(Answer::page(Page::Report(explained(desk, code)?)));
    }
    let (found, left) = chosen(given, desk)?;
    let concerns = found.iter().any(|finding| finding.light.is_concern());
    Ok(Answer {
        found: given.has(&EXIT_CODE) && concerns,
        ..Answer::page(Page::Rows(Box::new(Told {
            clock: desk.clock_words(),
            evidence: Evidence::of(&desk.store, &found)?,
            found,
            left,
            scope: basis::line(desk)?,
            lang,
        })))
    })
}

/// Returns the findings that are asked for, and how many more there are.
fn chosen(given: Given, desk: &Desk) -> Result<(Vec<Finding>, usize)> {
    let code = given.has(&CODE).then(|| given.word(&CODE)).transpose()?;
    let day = desk.as_of;
    let mut found = checks::in_full(&desk.store, &desk.plan, day, given.has(&ALL))?;
    // One finding for a unit that is silent may stand for some of any code.
    let is_silent = code.is_some_and(checks::is_of_silence);
    if let Some(code) = code.filter(|_| !is_silent) {
        found.retain(|finding| finding.code.id == code);
    }
    if let Some(unit) = given
        .optional(&UNIT, Given::record, desk)
        .map_err(Error::of_search)?
    {
        let is_of_unit = checks::of_unit(&desk.store, unit.id)?;
        found.retain(is_of_unit);
    }
    let mine = given.has(&MINE).then(|| myself(desk)).transpose()?;
    let person = given
        .optional(&PERSON, Given::record, desk)
        .map_err(Error::of_search)?;
    for person in mine.iter().chain(&person) {
        let is_theirs = |named: &checks::Named| named.id == person.id;
        found.retain(|finding| finding.person.as_deref().is_some_and(is_theirs));
    }
    if let Some(phase) = given.optional(&PHASE, Given::phase, desk)? {
        found = checks::of_phase(&desk.plan, found, phase.number);
    }
    if let Some(until) = given.optional(&UNTIL, Given::span, desk)? {
        found.retain(|finding| finding.term.due <= until.last);
    }
    let mut found = checks::folded(&desk.store, &desk.plan, day, found)?;
    if is_silent {
        found.retain(|finding| checks::is_of_silence(finding.code.id));
    }
    let all = found.len();
    if let Some(limit) = given.optional(&LIMIT, Given::count, desk)? {
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    let left = all - found.len();
    Ok((found, left))
}

/// What was found, and the language in which it is told.
#[derive(Debug)]
struct Told {
    /// What is to be known about the day.
    clock: Option<String>,
    found: Vec<Finding>,
    evidence: Evidence,
    /// How many are not listed.
    left: usize,
    /// What the file is asked about, and whose records it holds.
    scope: String,
    lang: Lang,
}

impl Rows for Told {
    fn blocks(&self) -> Box<dyn Iterator<Item = Vec<Block>> + '_> {
        let nothing = text(
            "没有临期、逾期或缺漏事项。",
            "Nothing is due, late or missing.",
        );
        let clock = self.clock.clone().map(Block::Paragraph).into_iter();
        let mut blocks = Vec::new();
        if self.found.is_empty() {
            blocks.push(Block::Paragraph(nothing.get(self.lang).to_owned()));
        }
        if self.left > 0 {
            let (left, all) = (self.left, self.found.len() + self.left);
            blocks.push(Block::Paragraph(self.lang.pick(
                format!("另有 {left} 项没有列出：--limit {all}"),
                format!("{left} more are not listed: --limit {all}"),
            )));
        }
        blocks.push(Block::Paragraph(self.scope.clone()));
        let found = checks::blocks(&self.found, self.lang);
        Box::new(clock.map(|clock| vec![clock]).chain(found).chain([blocks]))
    }

    fn keys(&self) -> Vec<String> {
        checks::columns(self.lang, &self.evidence).keys()
    }

    fn objects(&self) -> Box<dyn Iterator<Item = Map<String, Json>> + '_> {
        let columns = checks::columns(self.lang, &self.evidence);
        Box::new(self.found.iter().map(move |one| columns.object(one)))
    }
}

/// The settings by which the light of every term goes.
const COMMON: [&str; 3] = [
    "limits.warn_ahead_days",
    "limits.late_entry_days",
    "late_entry",
];

/// Says what a check counts, of whom, and by which settings: the readings that the source leaves open.
fn explained(desk: &Desk, code: &'static Code) -> Result<Report> {
    let lang = desk.context.lang;
    let rules = desk.plan.on(desk.as_of);
    let mut json = Json::Object(plan::json(&desk.store)?);
    json["limits"] = json!(rules.limits);
    json["behind_by"] = rules.behind_by.into();
    json["late_entry"] = json!(rules.late_entry);
    let mut settings: Vec<(String, Json)> = Vec::new();
    for path in code.settings.iter().chain(&COMMON) {
        let value = json.pointer(&format!("/{}", path.replace('.', "/")));
        settings.extend(plan::leaves(path, value.unwrap_or(&Json::Null), lang));
    }
    for quota in checks::quotas_of(&desk.plan, desk.as_of, code) {
        let name = quota.key.as_deref().unwrap_or(&quota.what);
        settings.extend(plan::leaves(&format!("quotas.{name}"), &json!(quota), lang));
    }
    let is_set = |value: &Json| {
        !matches!(value, Json::Null) && *value != json!([]) && *value != json!(false)
    };
    settings.retain(|(_, value)| is_set(value));
    let told = [
        (text("要求", "Requirement"), code.requirement.to_string()),
        (
            text("算什么", "What counts"),
            code.counts.get(lang).to_owned(),
        ),
        (text("对谁", "Of whom"), code.whom.get(lang).to_owned()),
    ];
    let heads = lang.pick(["设置", "值"], ["Setting", "Value"]);
    let mut table = Table::new::<String>(heads, []);
    for (path, value) in &settings {
        table.push(vec![path.clone(), plan::words(value, lang)]);
    }
    let heading = format!("{} {}", code.id, code.label.get(lang));
    let mut blocks = vec![Block::Heading(2, heading)];
    blocks.extend(told.map(|(name, words)| {
        let colon = lang.pick("：", ": ");
        Block::Item(format!("{}{colon}{words}", name.get(lang)))
    }));
    blocks.push(Block::Table(table.clone()));
    Ok(Report {
        blocks,
        sheet: table,
        json: json!({
            "code": code.id, "label": code.label.get(lang), "requirement": code.requirement,
            "counts": code.counts.get(lang), "whom": code.whom.get(lang),
            "settings": Map::from_iter(settings),
        }),
        ..Report::default()
    })
}
