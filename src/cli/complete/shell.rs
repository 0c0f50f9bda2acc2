//! The shells: the script of each, how it tells what was typed, and how a value is written so that
//! it is a word of a command line, whatever it holds, and never a command.

use std::ffi::OsString;

use super::Candidates;
use crate::cli::environment::Environment;

/// A shell that the program completes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    Bash,
    Zsh,
    Fish,
    /// `PowerShell`.
    Power,
}

pub(super) const SHELLS: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Power];

/// The line that was typed, up to the cursor.
#[derive(Debug, Default)]
pub(super) struct TypedLine {
    /// The words, without quotes; the last is the one that is being completed.
    pub(super) words: Vec<String>,
    /// Length of the part of the last word that the shell leaves as it is, since it takes what
    /// follows for a word of its own.
    kept: usize,
    /// The quotes in which the last stands open.
    quote: Option<char>,
    /// True if the shell only lists the candidates.
    lists: bool,
}

impl Shell {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Power => "powershell",
        }
    }

    pub(super) fn find(name: &str) -> Option<Self> {
        SHELLS.into_iter().find(|shell| shell.name() == name)
    }

    pub(super) fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("huiyin.bash"),
            Self::Zsh => include_str!("huiyin.zsh"),
            Self::Fish => include_str!("huiyin.fish"),
            Self::Power => include_str!("huiyin.ps1"),
        }
    }

    /// Reads what the script handed over: the whole line in Bash, whose own words are cut at `=` and
    /// `:`; a variable in Power, of which older ones lose empty words; words in the others.
    pub(super) fn line(self, args: &[OsString], environment: &Environment) -> TypedLine {
        /// Value by which Bash says that Tab was pressed twice.
        const LISTS: &str = "63";
        let told = |name: &str| environment.variables.get(name).map_or("", String::as_str);
        let mut words = args.iter().map(|arg| arg.to_string_lossy().into_owned());
        let mut words = words.by_ref().skip_while(|arg| arg != "--").skip(1);
        match self {
            Self::Bash => TypedLine {
                lists: told("HUIYIN_KEY") == LISTS,
                ..split(&words.next().unwrap_or_default(), told("HUIYIN_BREAKS"))
            },
            Self::Zsh | Self::Fish => TypedLine {
                words: words.collect(),
                ..TypedLine::default()
            },
            Self::Power => TypedLine {
                words: told("HUIYIN_WORDS")
                    .split('\n')
                    .map(str::to_owned)
                    .collect(),
                ..TypedLine::default()
            },
        }
    }

    /// Writes candidates as the script reads them.
    pub(super) fn answer(self, line: &TypedLine, candidates: &Candidates) -> String {
        let found = candidates.found.iter();
        let lines: Vec<String> = match self {
            Self::Bash => in_bash(line, candidates),
            Self::Zsh => {
                let how = if candidates.begin { "begin" } else { "any" };
                let how = std::iter::once(how.to_owned());
                how.chain(found.map(|(value, told)| format!("{value}\t{told}")))
                    .collect()
            }
            Self::Fish => found
                .map(|(value, told)| format!("{value}\t{told}"))
                .collect(),
            Self::Power => found
                .map(|(value, told)| format!("{}\t{told}", in_powershell(value)))
                .collect(),
        };
        lines.into_iter().map(|line| line + "\n").collect()
    }
}

/// Takes a command line of Bash apart as Bash does; `breaks` are the characters at which it begins
/// what it completes.
fn split(line: &str, breaks: &str) -> TypedLine {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let (mut quote, mut kept) = (None, 0);
    let mut rest = line.chars();
    while let Some(one) = rest.next() {
        if quote.is_none() && one.is_whitespace() {
            words.extend(word.take());
            kept = 0;
            continue;
        }
        let open = word.get_or_insert_default();
        match (quote, one) {
            (Some(own), one) if own == one => {
                quote = None;
                kept = open.len();
            }
            (None, '\'' | '"') => {
                quote = Some(one);
                kept = open.len();
            }
            (None, '\\') => open.extend(rest.next()),
            (Some('"'), '\\') => match rest.next() {
                Some(next @ ('"' | '\\' | '$' | '`')) => open.push(next),
                Some(next) => open.extend(['\\', next]),
                None => open.push('\\'),
            },
            (None, one) if breaks.contains(one) => {
                // These belong to what they begin.
                let begins = ['@', '$'].contains(&one);
                kept = open.len() + if begins { 0 } else { one.len_utf8() };
                open.push(one);
            }
            (_, one) => open.push(one),
        }
    }
    words.push(word.unwrap_or_default());
    let begin = words
        .iter()
        .position(|word| !word.contains('='))
        .unwrap_or(0);
    TypedLine {
        words: words.split_off(begin),
        kept,
        quote,
        lists: false,
    }
}

/// Writes candidates for Bash; where it only lists them, each with what it means, which this shell
/// has no other way to show, unless the list would fill the screen.
fn in_bash(line: &TypedLine, candidates: &Candidates) -> Vec<String> {
    const MOST: std::ops::RangeInclusive<usize> = 2..=20;
    let found = &candidates.found;
    let is_told = line.lists && MOST.contains(&found.len());
    let typed = line.words.last().map_or("", String::as_str);
    let kept = typed.get(..line.kept).unwrap_or_default();
    let lines = found.iter().filter_map(|(value, told)| {
        // What stands before it in the word stays.
        let rest = value.strip_prefix(kept)?;
        Some(match line.quote {
            _ if is_told => format!("{value}  {told}").trim_end().to_owned(),
            None => {
                let end = if is_open(value) { "" } else { " " };
                escaped(rest, kept.is_empty()) + end
            }
            Some(quote) => within(rest, quote),
        })
    });
    lines.collect()
}

/// Tells whether a word goes on behind a value.
fn is_open(value: &str) -> bool {
    value.ends_with(['=', '/', ','])
}

/// Writes a value outside of quotes.
fn escaped(value: &str, begins: bool) -> String {
    let mut escaped = String::new();
    for (at, one) in value.char_indices() {
        // The home folder is meant as such.
        let is_home = begins && at == 0 && value.starts_with("~/");
        let is_plain = one.is_alphanumeric() || "-_./:,%@+=".contains(one) || !one.is_ascii();
        if !is_plain && !is_home {
            escaped.push('\\');
        }
        escaped.push(one);
    }
    escaped
}

/// Writes a value within quotes that are open.
fn within(value: &str, quote: char) -> String {
    let mut within = String::new();
    for one in value.chars() {
        match (quote, one) {
            ('\'', '\'') => within.push_str(r"'\''"),
            // Within double quotes nothing else keeps it from standing for an earlier command.
            ('"', '!') => within.push_str("\"\\!\""),
            ('"', '"' | '\\' | '$' | '`') => within.extend(['\\', one]),
            _ => within.push(one),
        }
    }
    within
}

/// Writes a value for Power, to which the quotes of a word processor are quotes as well.
fn in_powershell(value: &str) -> String {
    const QUOTES: &[char] = &['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
    let is_plain = |one: char| one.is_alphanumeric() || "-_./\\:".contains(one);
    if value.chars().all(is_plain) {
        return value.to_owned();
    }
    let doubled = |one: char| std::iter::repeat_n(one, if QUOTES.contains(&one) { 2 } else { 1 });
    format!("'{}'", value.chars().flat_map(doubled).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BREAKS: &str = " \t\n\"'@><=;|&(:";

    #[test]
    fn a_line_of_bash_is_taken_apart_as_bash_does() {
        let cases: [(&str, &[&str], usize, Option<char>); 8] = [
            ("huiyin ple", &["huiyin", "ple"], 0, None),
            ("huiyin pledge ", &["huiyin", "pledge", ""], 0, None),
            (
                "huiyin --where status=dr",
                &["huiyin", "--where", "status=dr"],
                7,
                None,
            ),
            ("huiyin 'a b", &["huiyin", "a b"], 0, Some('\'')),
            ("huiyin a\\ b\\;c", &["huiyin", "a b;c"], 0, None),
            ("huiyin \"a\\$b", &["huiyin", "a$b"], 0, Some('"')),
            ("huiyin list @到", &["huiyin", "list", "@到"], 0, None),
            ("A=1 huiyin x", &["huiyin", "x"], 0, None),
        ];
        for (typed, words, kept, quote) in cases {
            let line = split(typed, BREAKS);
            assert_eq!(line.words, words, "{typed}");
            assert_eq!((line.kept, line.quote), (kept, quote), "{typed}");
        }
    }

    #[test]
    fn hostile_names_are_words_and_never_commands() {
        let hostile = "W;touch X;#`$(x)'\"\\ !*[a]{b,c}&|<>";
        assert_eq!(
            escaped(hostile, true),
            "W\\;touch\\ X\\;\\#\\`\\$\\(x\\)\\'\\\"\\\\\\ \\!\\*\\[a\\]\\{b,c\\}\\&\\|\\<\\>"
        );
        assert_eq!(within("a'b", '\''), "a'\\''b");
        assert_eq!(within("a\"$`\\!", '"'), "a\\\"\\$\\`\\\\\"\\!\"");
        assert_eq!(in_powershell("a’b; c"), "'a’’b; c'");
        assert_eq!(in_powershell("LY-P1"), "LY-P1");
        assert_eq!(in_powershell("@到期"), "'@到期'");
    }
}
