//! `do N`: the command of a line of the home page takes its place on the command line.

use std::ffi::OsString;

use super::environment::{Environment, context};
use super::told;
use super::tree::{located, parse_part};
use crate::commands::agenda::{self, DO, NUMBER};
use crate::desk::Desk;
use crate::error::Result;
use crate::text::Lang;

/// Puts the command of the line that is to be taken up in the place of its number; whatever else was typed
/// stays behind it.
///
/// # Errors
/// If there is no such line.
pub(super) fn taken_up(
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Vec<OsString>>> {
    let Some(at) = args.iter().position(|arg| *arg == *DO) else {
        return Ok(None);
    };
    let matches = parse_part(args, lang);
    let Some((Some(node), given)) = matches.as_ref().map(located) else {
        return Ok(None);
    };
    let Some(number) = agenda::number(node, given) else {
        return Ok(None);
    };
    let place = args[at..].iter().position(|arg| *arg == *number);
    let context = context(given, environment, lang)?;
    let command = || -> Result<Vec<String>> {
        let desk = Desk::open(&context)?;
        agenda::command(&desk, given.count(&NUMBER, &desk)?)
    };
    let command = command().map_err(|error| told(error, &context))?;
    let mut line = args.to_vec();
    line.remove(at + place.unwrap_or_default());
    line.splice(at..=at, command.into_iter().map(OsString::from));
    Ok(Some(line))
}
