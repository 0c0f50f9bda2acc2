//! Playing the example campaign, each command on its own day.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use super::environment::{Environment, KEYS, context};
use super::tree::{located, parse};
use super::{output, print, say, screen, usage};
use crate::commands::demo::{self, Failed, Played, ScriptLine};
use crate::commands::home;
use crate::error::Result;
use crate::model::page::Page;
use crate::options::Given;
use crate::render;
use crate::text::{Lang, Words, text};

/// Plays the example campaign: each command on its own day, in the demo's folder. Only reports
/// are printed.
pub(super) fn play(given: Given, environment: &Environment, lang: Lang) -> Result<()> {
    let folder = demo::folder(given, &environment.folder)?;
    let mut lines = Vec::new();
    for (name, script) in demo::SCRIPTS {
        lines.extend(demo::lines(name, script)?);
    }
    let all = lines.len();
    let unit = text("条命令", "commands");
    let progress = context(given, environment, lang)?.progress(unit);
    for (played, line) in (0..).zip(&lines) {
        progress.reached(played, all);
        let nth = i64::try_from(played).unwrap_or(i64::MAX);
        let page =
            command(line, nth, &folder, environment, lang).map_err(|error| Failed::Refused {
                place: line.place.clone(),
                error: Box::new(error),
            })?;
        if let Some(page) = page {
            progress.aside(|| show(&page, environment, lang))?;
        }
    }
    drop(progress);
    say(&Played { all, folder }.words(lang));
    Ok(())
}

/// Plays one command, the nth; returns its page where it is a report.
fn command(
    line: &ScriptLine,
    nth: i64,
    folder: &Path,
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Page>> {
    let keys = environment.variables.get_key_value(KEYS);
    let keys = keys.map(|(name, keys)| (name.clone(), keys.clone()));
    let variables: HashMap<String, String> = line.variables.iter().cloned().chain(keys).collect();
    let day = variables
        .get("HUIYIN_TODAY")
        .and_then(|day| day.parse::<NaiveDate>().ok())
        .unwrap_or_default();
    // Nine o'clock in China on the day that the script names, and a second for each command.
    let nine = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(3601 + nth);
    let offset = FixedOffset::east_opt(8 * 3600).unwrap_or(*environment.now.offset());
    let then = Environment {
        variables,
        folder: folder.to_owned(),
        now: nine.and_utc().with_timezone(&offset),
    };
    let words: Vec<OsString> = line.words.iter().map(OsString::from).collect();
    let parsed = parse(&words, lang);
    let matches = parsed.map_err(|error| usage::refusal(&error, &words))?;
    let (node, given) = located(&matches);
    let context = context(given, &then, lang)?;
    let answer = match node {
        Some(node) => node.run(given, &context)?,
        None => home::run(&context, false)?,
    };
    let is_report = line.words.get(1).is_some_and(|noun| noun == "report");
    Ok(answer.page.filter(|_| is_report))
}

fn show(page: &Page, environment: &Environment, lang: Lang) -> Result<()> {
    let shown = render::TABLE.render(page, lang, screen(environment))?;
    print(&output::in_format(
        &output::framed(shown, false),
        &render::TABLE,
    ))
}
