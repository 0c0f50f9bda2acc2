//! `check`: what is due, late or missing, as of today. With `--exit-code` it promises 3 where
//! anything is red, yellow or blue.

use serde_json::Value as Json;

use super::everywhere::{AS_OF, KNOWN_ON};
use super::verb::{Does, Verb};
use crate::checks::{self, Finding, codes};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::document::{Block, Report};
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, text};

const UNIT: Opt = Opt::flag(
    "unit",
    Takes::Record(&["unit"]),
    text("只看某单位(含下级)", "Only a unit and what is below it"),
);
const PHASE: Opt = Opt::flag(
    "phase",
    Takes::Phase,
    text("只看某阶段的", "Only what falls into a phase"),
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
    text("也列出正常的", "Also what is in order"),
);
const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text(
        "有红、黄、蓝灯时退出码为3；提示不算",
        "Exit with 3 where anything is red, yellow or blue; notices do not count",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "check",
    about: text(
        "督导：临期、逾期和缺漏",
        "List what is due, late or missing",
    ),
    options: &[UNIT, PHASE, CODE, ALL, EXIT_CODE, AS_OF, KNOWN_ON],
    does: Does::AsOf(run),
};

/// Runs `check`.
fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let code = given.has(&CODE).then(|| given.word(&CODE)).transpose()?;
    let make = if given.has(&ALL) {
        checks::everything
    } else {
        checks::findings
    };
    let mut found = make(&desk.store, &desk.plan, desk.as_of)?;
    found.retain(|finding| code.is_none_or(|code| code == finding.code.id));
    if let Some(unit) = given.optional(&UNIT, Given::record, desk)? {
        found = checks::of_unit(&desk.store, found, unit.id)?;
    }
    if let Some(phase) = given.optional(&PHASE, Given::phase, desk)? {
        found = checks::of_phase(&desk.plan, found, phase.number);
    }
    let concerns = found.iter().any(|finding| finding.light.is_concern());
    Ok(Answer {
        found: given.has(&EXIT_CODE) && concerns,
        ..Answer::page(Page::Report(report(&found, context.lang)))
    })
}

fn report(found: &[Finding], lang: Lang) -> Report {
    let objects = found.iter().map(|finding| match finding.json(lang) {
        Json::Object(object) => object,
        _ => serde_json::Map::new(),
    });
    let mut report = Report::of_objects(Vec::new(), Vec::<Vec<String>>::new(), objects.collect());
    report.blocks = if found.is_empty() {
        let nothing = text(
            "没有临期、逾期或缺漏事项。",
            "Nothing is due, late or missing.",
        );
        vec![Block::Paragraph(nothing.get(lang).to_owned())]
    } else {
        checks::blocks(found, lang)
    };
    if found.is_empty() {
        report.sheet.heads = checks::finding::KEYS.map(str::to_owned).to_vec();
    }
    report
}
