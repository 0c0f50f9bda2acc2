//! Long results, shown a screen at a time: by whatever pages on this machine, and only on a terminal.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::environment::Environment;
use super::output;

/// The variables that name what pages, the first before the second.
const NAMED: [&str; 2] = ["HUIYIN_PAGER", "PAGER"];
/// What pages where nothing is named: it ends by itself where all is seen, lets colours through, and leaves
/// on the screen what was seen.
const USUAL: &str = "less";
const OPTIONS: &str = "-FRX";
/// Words for showing everything at once.
const NONE: [&str; 2] = ["cat", "none"];

/// Shows a text with what pages, if it is longer than the screen; tells whether it did.
pub(super) fn shown(text: &[u8], environment: &Environment) -> bool {
    if !std::io::stdout().is_terminal() || environment.has_dumb_terminal() || fits(text) {
        return false;
    }
    let named = NAMED
        .iter()
        .find_map(|name| environment.variables.get(*name));
    match named.map(|named| named.trim()) {
        Some(named) if NONE.contains(&named) => false,
        Some(named) => paged(&mut by_shell(named), text),
        None => is_there(USUAL, environment) && paged(Command::new(USUAL).arg(OPTIONS), text),
    }
}

/// Tells whether a text leaves a line of the screen for what is typed next.
fn fits(text: &[u8]) -> bool {
    let lines = text.split(|byte| *byte == b'\n').count() - 1;
    crossterm::terminal::size().map_or(true, |(_, rows)| lines < usize::from(rows))
}

/// Runs a command with its options as the user's shell does.
fn by_shell(line: &str) -> Command {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let mut command = Command::new(shell);
    command
        .args([flag, line])
        .env("LESS", OPTIONS.trim_start_matches('-'));
    command
}

/// Tells whether a program is on the path.
fn is_there(program: &str, environment: &Environment) -> bool {
    let path = environment.variables.get("PATH");
    let folders = path.into_iter().flat_map(std::env::split_paths);
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    folders
        .map(|folder| folder.join(&file))
        .any(|file| Path::is_file(&file))
}

/// Gives a text to what pages, and waits until it is left, at whatever place; tells whether it ran.
fn paged(command: &mut Command, text: &[u8]) -> bool {
    let Ok(mut pager) = command.stdin(Stdio::piped()).spawn() else {
        return false;
    };
    if let Some(mut pages) = pager.stdin.take() {
        // Whoever leaves early has seen enough.
        drop(pages.write_all(&output::for_people(text, false)));
    }
    drop(pager.wait());
    true
}
