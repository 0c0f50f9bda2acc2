//! Playing the example campaign, each command on its own day.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::IsTerminal;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use clap::ArgMatches;

use super::world::{World, context};
use super::{dispatch, parse, print, say, terminal_width, usage};
use crate::commands::demo;
use crate::error::{Error, Result};
use crate::render::{self, Format};
use crate::text::Lang;

/// Plays the example campaign: each command on its own day, in the demo's folder. Only reports
/// are printed.
pub(super) fn play(matches: &ArgMatches, world: &World, lang: Lang) -> Result<()> {
    let folder = demo::folder(matches, &world.folder)?;
    let mut played = 0_i64;
    for (name, script) in demo::SCRIPTS {
        for line in demo::lines(name, script)? {
            let variables: HashMap<String, String> = line.variables.into_iter().collect();
            let day = variables
                .get("HUIYIN_TODAY")
                .and_then(|day| day.parse::<NaiveDate>().ok())
                .unwrap_or_default();
            played += 1;
            // Nine o'clock in China on the day that the script names, and a second for each command.
            let nine = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(3600 + played);
            let offset = FixedOffset::east_opt(8 * 3600).unwrap_or(*world.now.offset());
            let then = World {
                variables,
                folder: folder.clone(),
                now: nine.and_utc().with_timezone(&offset),
            };
            let located = |error: Error| Error::Refused {
                sentence: format!("{}: {}", line.place, error.message(lang)),
            };
            let words: Vec<OsString> = line.words.iter().map(OsString::from).collect();
            let parsed = parse(&words, lang);
            let matches =
                parsed.map_err(|error| located(usage::refusal(&error, &line.words, lang)))?;
            let context = context(&matches, &then, lang)?;
            let answer = dispatch(&matches, &context).map_err(located)?;
            if let (Some(page), true) = (
                &answer.page,
                line.words.get(1).is_some_and(|noun| noun == "report"),
            ) {
                let width = std::io::stdout()
                    .is_terminal()
                    .then(terminal_width)
                    .flatten();
                print(&render::render(page, Format::Table, lang, width)?)?;
            }
        }
    }
    say(&lang.pick(
        format!("已执行 {played} 条命令；文件在 {}", folder.display()),
        format!(
            "Played {played} commands; the files are in {}",
            folder.display()
        ),
    ));
    Ok(())
}
