//! Describes a command: its name, its options and what runs it.

use crate::desk::{Answer, Context, Desk};
use crate::error::Result;
use crate::options::{Given, Opt};
use crate::text::Text;

/// A command: what it is called, takes and does.
#[derive(Debug)]
pub(crate) struct Verb {
    pub(crate) id: &'static str,
    /// What it is also called on a Chinese command line; help names it by the first.
    pub(crate) called: &'static [&'static str],
    pub(crate) about: Text,
    pub(crate) options: &'static [Opt],
    pub(crate) does: Does,
}

/// Ways to run a command.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    /// Answers with what it was asked.
    Answer(fn(Given, &Context) -> Result<Answer>),
    /// Answers from the office's file as of `--as-of` and as known on `--known-on`.
    AsOf(fn(Given, &Desk) -> Result<Answer>),
    /// Answers with a report as of `--as-of` and as known on `--known-on`, beside what was known then.
    Report(fn(Given, &Desk) -> Result<Answer>),
    /// Answers from the office's file, which is opened for it.
    AtDesk(fn(Given, &Desk) -> Result<Answer>),
    /// Makes files, of which the format is theirs; where it must be told which, such as this.
    Files(fn(Given, &Context) -> Result<Answer>, Option<&'static str>),
    /// Runs one of these; if none is named, the obvious one.
    Group(&'static [Verb], Option<&'static Verb>),
    /// Speaks of the program itself, which the command line does.
    Itself,
}
