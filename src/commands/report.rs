//! `report`: the summary that is handed in, the rates, and who has promised, reported and been
//! evaluated.

use clap::{ArgMatches, Command};

use super::record::value_arg;
use super::{Answer, Context, Desk, input, read_text};
use crate::error::Result;
use crate::model::document::Page;
use crate::reports::{evaluation, rates, sheet, summary};
use crate::text::{Lang, text};

/// Builds `report`.
pub(crate) fn cli(lang: Lang) -> Command {
    let as_of = || {
        value_arg("as-of", "DATE")
            .help(text("截止日期，缺省为今天", "Cut-off day; today by default").get(lang))
    };
    Command::new("report")
        .about(text("报告", "Make reports").get(lang))
        .subcommand(
            Command::new("summary")
                .about(text("总结报告", "Write the summary report").get(lang))
                .arg(as_of())
                .arg(value_arg("addressee", "NAME").help(text("报送对象", "Addressee").get(lang)))
                .arg(
                    value_arg("template", "FILE")
                        .help(text("自备模板", "A template of your own").get(lang)),
                ),
        )
        .subcommand(
            Command::new("rates")
                .about(text("各项比率", "Print the rates").get(lang))
                .arg(as_of()),
        )
        .subcommand(
            Command::new("sheet")
                .about(text("督办单", "Write the supervision sheet of a unit").get(lang))
                .arg(
                    value_arg("unit", "UNIT")
                        .required(true)
                        .help(text("单位", "The unit").get(lang)),
                )
                .arg(as_of()),
        )
        .subcommand(
            Command::new("evaluation")
                .about(
                    text(
                        "双诺、双述、双评落实情况",
                        "Print who has promised, reported and been evaluated",
                    )
                    .get(lang),
                )
                .arg(as_of()),
        )
}

/// Runs one of the reports.
pub(crate) fn run(verb: &str, matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let as_of = match matches.get_one::<String>("as-of") {
        Some(typed) => input::day("as-of", typed, desk.calendar(), true)?,
        None => context.today,
    };
    let report = if verb == "rates" {
        rates::report(&desk.store, as_of, context.lang)?
    } else if verb == "sheet" {
        let unit = matches.get_one::<String>("unit").map_or("", String::as_str);
        let unit = desk.find(&["unit"], unit)?;
        sheet::report(&desk.store, &desk.plan, &unit, as_of, context.lang)?
    } else if verb == "evaluation" {
        evaluation::report(&desk.store, as_of, context.lang)?
    } else {
        let template = matches
            .get_one::<String>("template")
            .map(|file| read_text(&context.path(file)));
        let template = template.transpose()?;
        let request = summary::Request {
            as_of,
            addressee: matches.get_one::<String>("addressee").map(String::as_str),
            template: template.as_deref(),
            lang: context.lang,
        };
        summary::report(&desk.store, &desk.plan, &request)?
    };
    Ok(Answer::page(Page::Report(report)))
}
