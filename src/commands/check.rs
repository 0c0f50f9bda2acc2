//! `check`: what is due, late or missing, as of today. With `--exit-code` it promises 3 where
//! anything is red, yellow or blue.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value as Json;

use super::value_arg;
use crate::checks::{self, Finding, codes};
use crate::desk::{Answer, Context, Desk, input, phase};
use crate::error::Result;
use crate::model::document::{Block, Report};
use crate::model::page::Page;
use crate::text::{Lang, text};

/// Builds `check`.
pub(crate) fn cli(lang: Lang) -> Command {
    let flag = |id: &'static str| Arg::new(id).long(id).action(ArgAction::SetTrue);
    Command::new("check")
        .about(
            text(
                "督导：临期、逾期和缺漏",
                "List what is due, late or missing",
            )
            .get(lang),
        )
        .arg(
            value_arg("unit", "UNIT")
                .help(text("只看某单位(含下级)", "Only a unit and what is below it").get(lang)),
        )
        .arg(
            value_arg("phase", "N")
                .help(text("只看某阶段的", "Only what falls into a phase").get(lang)),
        )
        .arg(value_arg("code", "CODE").help(text("只看某项检查", "Only one check").get(lang)))
        .arg(flag("all").help(text("也列出正常的", "Also what is in order").get(lang)))
        .arg(
            flag("exit-code").help(
                text(
                    "有红、黄、蓝灯时退出码为3；提示不算",
                    "Exit with 3 where anything is red, yellow or blue; notices do not count",
                )
                .get(lang),
            ),
        )
}

/// Runs `check`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let code = matches
        .get_one::<String>("code")
        .map(|typed| known_code(typed));
    let code = code.transpose()?;
    let make = if matches.get_flag("all") {
        checks::everything
    } else {
        checks::findings
    };
    let mut found = make(&desk.store, &desk.plan, context.today)?;
    found.retain(|finding| code.is_none_or(|code| code == finding.code.id));
    if let Some(unit) = matches.get_one::<String>("unit") {
        found = checks::of_unit(&desk.store, found, desk.find(&["unit"], unit)?.id)?;
    }
    if let Some(number) = matches.get_one::<String>("phase") {
        let phase = phase::named(&desk, "phase", number)?;
        found = checks::of_phase(&desk.plan, found, phase.number);
    }
    let concerns = found.iter().any(|finding| finding.light.is_concern());
    Ok(Answer {
        found: matches.get_flag("exit-code") && concerns,
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

fn known_code(typed: &str) -> Result<&'static str> {
    let wanted = input::normalised(typed).to_lowercase();
    if let Some(code) = codes::find(&wanted) {
        return Ok(code.id);
    }
    let known: Vec<&str> = codes::CODES.iter().map(|code| code.id).collect();
    Err(input::not_among("code", typed, &known))
}
