//! `demo`: plays the example campaign, which is compiled in, and prints its summary.
//!
//! The scripts are those in `examples/campaign-2011`, which a person can also run with `sh`. Only
//! comments, `set -e`, `export NAME=VALUE` and `huiyin …` stand in them.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use crate::error::{Error, Result};
use crate::text::{Lang, text};

/// The scripts, in the order in which they are played.
pub(crate) const SCRIPTS: &[(&str, &str)] = &[
    (
        "1-leading-group.sh",
        include_str!("../../examples/campaign-2011/1-leading-group.sh"),
    ),
    (
        "2-access.sh",
        include_str!("../../examples/campaign-2011/2-access.sh"),
    ),
    (
        "3-guidance.sh",
        include_str!("../../examples/campaign-2011/3-guidance.sh"),
    ),
];

/// One command of a script, with the variables that were set when it was reached.
#[derive(Debug)]
pub(crate) struct Line {
    /// Where it stands: the script and the number of the line.
    pub(crate) place: String,
    pub(crate) variables: Vec<(String, String)>,
    /// Its words, the program's name first.
    pub(crate) words: Vec<String>,
}

/// Builds `demo`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("demo")
        .about(
            text(
                "演示：2011年活动的缩影",
                "Play the campaign of 2011 in miniature",
            )
            .get(lang),
        )
        .arg(
            Arg::new("DIR")
                .value_parser(clap::value_parser!(PathBuf))
                .help(
                    text(
                        "放文件的空文件夹，缺省为 huiyin-demo",
                        "An empty folder for the files; huiyin-demo by default",
                    )
                    .get(lang),
                ),
        )
}

/// Returns the folder in which to play, made if need be.
///
/// # Errors
/// Where it has something in it, or cannot be made.
pub(crate) fn folder(matches: &ArgMatches, within: &std::path::Path) -> Result<PathBuf> {
    let named = matches.get_one::<PathBuf>("DIR").cloned();
    let folder = within.join(named.unwrap_or_else(|| PathBuf::from("huiyin-demo")));
    let made = std::fs::create_dir_all(&folder).and_then(|()| std::fs::read_dir(&folder));
    let mut inside = made.map_err(|source| Error::Io {
        path: folder.clone(),
        source,
    })?;
    match inside.next() {
        None => Ok(folder),
        Some(_) => Err(Error::AlreadyThere { path: folder }),
    }
}

/// Reads the commands of a script.
///
/// # Errors
/// A line that is none of those a script may have.
pub(crate) fn lines(name: &str, script: &str) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut variables: Vec<(String, String)> = Vec::new();
    let joined = script.replace("\\\n", " ");
    for (number, line) in (1..).zip(joined.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line == "set -e" {
            continue;
        }
        let place = format!("{name}:{number}");
        let words = shlex::split(line).unwrap_or_default();
        match words.first().map(String::as_str) {
            Some("huiyin") => lines.push(Line {
                place,
                variables: variables.clone(),
                words,
            }),
            Some("export") => variables.extend(
                words
                    .get(1)
                    .and_then(|word| word.split_once('='))
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            ),
            _ => {
                return Err(Error::Refused {
                    sentence: format!("{place}: {line}"),
                });
            }
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_line_by_line() {
        let script =
            "#!/bin/sh\nset -e\nexport A=1\nhuiyin x \\\n  --y 'z w'\nexport A=2\nhuiyin v\n";
        let lines = lines("s", script).unwrap();
        assert_eq!(lines[0].words, ["huiyin", "x", "--y", "z w"]);
        assert_eq!(lines[1].variables.last().unwrap().1, "2");
        assert!(super::lines("s", "rm -rf /").is_err());
    }
}
