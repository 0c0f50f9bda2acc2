//! The text of a place in a report, in the user's own editor: where a place was named at a terminal, and
//! not what is to stand there.

use std::ffi::OsString;

use clap::ArgMatches;

use super::editor::{edited, program};
use super::is_attended;
use crate::cli::environment::{Environment, context};
use crate::cli::tree::located;
use crate::commands::node::Node;
use crate::commands::record::{EDIT, begun_text, text_option};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::options::EDITOR;
use crate::text::Lang;

/// Lets the text be written; returns the command line with it.
///
/// # Errors
/// If there is no editor, or nothing was changed.
pub(in crate::cli) fn written(
    parsed: &std::result::Result<ArgMatches, clap::Error>,
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Vec<OsString>>> {
    let Ok(matches) = parsed else {
        return Ok(None);
    };
    let (Some(Node::Common(kind, common)), given) = located(matches) else {
        return Ok(None);
    };
    let is_meant = kind.placed && common.id == EDIT && !given.has(&EDITOR);
    if !is_meant || !is_attended(args) {
        return Ok(None);
    }
    let context = context(given, environment, lang)?;
    let desk = Desk::open(&context)?;
    let (Some(before), Some(opt)) = (begun_text(&desk, kind, given)?, text_option(kind)) else {
        return Ok(None);
    };
    let after = edited(
        &program(environment)?,
        &format!("{before}\n"),
        ".md",
        &context,
    )?;
    if after.trim() == before.trim() || after.trim().is_empty() {
        return Err(Error::Left);
    }
    let mut args = args.to_vec();
    args.push(format!("--{}={}", opt.long(), after.trim()).into());
    Ok(Some(args))
}
