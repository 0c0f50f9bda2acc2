//! `demo`: plays the example campaign, which is compiled in, and prints its summary.
//!
//! The scripts are those in `examples/campaign-2011`, which a person can also run with `sh`. Only
//! comments, `set -e`, `export NAME=VALUE` and `huiyin …`, which may go on over several lines, stand
//! in them.

use std::path::{Path, PathBuf};

use super::verb::{Does, Verb};
use crate::error::{Error, Naming, Refusal, Result, Said};
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, Words, text};

/// The scripts, in the order in which they are played.
pub(crate) const SCRIPTS: &[(&str, &str)] = &[
    (
        "1-roster.sh",
        include_str!("../../examples/campaign-2011/1-roster.sh"),
    ),
    (
        "2-access.sh",
        include_str!("../../examples/campaign-2011/2-access.sh"),
    ),
    (
        "3-guidance.sh",
        include_str!("../../examples/campaign-2011/3-guidance.sh"),
    ),
    (
        "4-weekly.sh",
        include_str!("../../examples/campaign-2011/4-weekly.sh"),
    ),
    (
        "5-november.sh",
        include_str!("../../examples/campaign-2011/5-november.sh"),
    ),
];

/// One command of a script, with the variables that were set when it was reached.
#[derive(Debug)]
pub(crate) struct ScriptLine {
    /// Place of the line: the script and its number.
    pub(crate) place: String,
    pub(crate) variables: Vec<(String, String)>,
    /// Its words, the program's name first.
    pub(crate) words: Vec<String>,
}

const DIR: Opt = Opt::place(
    "DIR",
    Takes::Folder,
    text(
        "放文件的空文件夹，缺省为 huiyin-demo",
        "An empty folder for the files; huiyin-demo by default",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "demo",
    called: &["演示"],
    about: text(
        "演示：2011年活动的缩影",
        "Play the campaign of 2011 in miniature",
    ),
    options: &[DIR],
    does: Does::Itself,
};

/// Returns the folder in which to play, made if need be.
pub(crate) fn folder(given: Given, within: &std::path::Path) -> Result<PathBuf> {
    let folder = within.join(given.path(&DIR).unwrap_or(Path::new("huiyin-demo")));
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
pub(crate) fn lines(name: &str, script: &str) -> Result<Vec<ScriptLine>> {
    let mut lines = Vec::new();
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut rest = (1..).zip(script.lines());
    while let Some((number, line)) = rest.next() {
        let mut line = line.trim_start().to_owned();
        if line.is_empty() || line.starts_with('#') || line == "set -e" {
            continue;
        }
        // As in a shell, a command goes on after a backslash at the end of a line; a comment does not.
        while line.ends_with('\\') {
            line.pop();
            line += rest.next().map_or("", |(_, next)| next);
        }
        let place = format!("{name}:{number}");
        let words = shlex::split(&line).unwrap_or_default();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match (
            words.as_slice(),
            words.get(1).and_then(|word| word.split_once('=')),
        ) {
            (["huiyin", ..], _) => lines.push(ScriptLine {
                place,
                variables: variables.clone(),
                words: words.iter().map(|&word| word.to_owned()).collect(),
            }),
            (["export", _], Some((name, value))) => {
                variables.push((name.to_owned(), value.to_owned()));
            }
            _ => {
                return Err(Failed::NotACommand { place, line }.into());
            }
        }
    }
    Ok(lines)
}

/// A line of a script that failed.
#[derive(Debug)]
pub(crate) enum Failed {
    NotACommand { place: String, line: String },
    Refused { place: String, error: Box<Error> },
}

impl Refusal for Failed {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NotACommand { place, line } => {
                Said::new("not-a-command", format!("{place}: {line}"))
            }
            Self::Refused { place, error } => {
                error.said(lang, Naming::Flags).after(&format!("{place}: "))
            }
        }
    }
}

/// The campaign that was played.
#[derive(Debug)]
pub(crate) struct Played {
    /// Number of commands.
    pub(crate) all: usize,
    pub(crate) folder: PathBuf,
}

impl Words for Played {
    fn words(&self, lang: Lang) -> String {
        let (all, folder) = (self.all, self.folder.display());
        lang.pick(
            format!("已执行 {all} 条命令；文件在 {folder}"),
            format!("Played {all} commands; the files are in {folder}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_line_by_line() {
        let script = "#!/bin/sh\nset -e\nexport A=1\n# a comment ends here \\\nhuiyin x \\\n  --y 'z w'\nexport A=2\nhuiyin v\n";
        let lines = lines("s", script).unwrap();
        assert_eq!(lines[0].words, ["huiyin", "x", "--y", "z w"]);
        assert_eq!(lines[0].place, "s:5");
        assert_eq!(lines[1].variables.last().unwrap().1, "2");
        assert_eq!(lines[1].place, "s:8");
        for bad in ["rm -rf /", "export A", "export A=1 B=2", "huiyin 'x"] {
            assert!(super::lines("s", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_script_goes_back_in_time() {
        for (name, script) in SCRIPTS {
            let days: Vec<String> = lines(name, script)
                .unwrap()
                .into_iter()
                .map(|line| {
                    let day = line
                        .variables
                        .into_iter()
                        .rfind(|one| one.0 == "HUIYIN_TODAY");
                    day.expect("a day").1
                })
                .collect();
            assert!(days.is_sorted(), "{name}");
        }
    }
}
