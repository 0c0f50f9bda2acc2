//! Asking about what a command could not read, once for all of a kind.

use std::ffi::OsString;

use super::AddedWords;
use super::ask::{Ask, Reply};
use super::prompt::Prompter;
use super::question;
use crate::cli::environment::Environment;
use crate::desk::{Context, Desk, Doubt};
use crate::error::{Error, Result};

/// Asks about each doubt, and returns the command line with the answers; `None` where there are none.
/// What is left open is added to `open`, all of the rest where the user leaves.
///
/// # Errors
/// If the file or the terminal cannot be read.
pub(in crate::cli) fn settled(
    doubts: &[Doubt],
    open: &mut Vec<String>,
    args: &[OsString],
    context: &Context,
    environment: &Environment,
) -> Result<Option<Vec<OsString>>> {
    let prompter = Prompter::new(context.lang, context.colour, environment.asks_plainly());
    let desk = Desk::open(context)?;
    let mut words = AddedWords::default();
    for (at, doubt) in doubts.iter().enumerate() {
        match answered(&desk, &prompter, doubt) {
            Ok(Some(answer)) => words.options.extend(answer),
            Ok(None) => open.push(doubt.question.clone()),
            Err(Error::Left) => {
                let rest = doubts[at..].iter();
                open.extend(rest.map(|doubt| doubt.question.clone()));
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(words.added_to(args))
}

/// Asks about one; Enter takes what is proposed, and without a proposal leaves it open.
fn answered(desk: &Desk, prompter: &Prompter, doubt: &Doubt) -> Result<Option<[String; 2]>> {
    let lang = prompter.lang;
    let mut items: Vec<String> = doubt
        .answers
        .iter()
        .map(|(words, _)| words.clone())
        .collect();
    if doubt.another.is_some() {
        items.push(lang.pick("另选一个", "choose another").to_owned());
    }
    items.push(lang.pick("先不管", "leave it").to_owned());
    let start = if doubt.proposed { 0 } else { items.len() - 1 };
    let Reply::Is(place) = prompter.one(&Ask::plain(&doubt.question), &items, start)? else {
        return Ok(None);
    };
    let [option, value] = match (doubt.answers.get(place), &doubt.another) {
        (Some((_, words)), _) => words.clone(),
        (None, Some((field, [option, before]))) if place == doubt.answers.len() => {
            let chosen = question::one_of(desk, prompter, field)?;
            [option.clone(), before.clone() + &chosen]
        }
        _ => return Ok(None),
    };
    Ok(Some([format!("--{option}"), value]))
}
