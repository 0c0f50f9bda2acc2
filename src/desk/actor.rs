//! Looks the actor up in the roster: a ref or an employee number stands for the name that the history
//! keeps. A name that was given and is nobody's is remarked on, since it may be mistyped. It is taken
//! all the same: the keeper of an office's file need not be on its roster, nor is a job that runs at
//! night. An actor who goes on where he left off is not told again.

use super::{Desk, input};
use crate::error::Result;
use crate::kinds::person;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::store::{Filter, Found};
use crate::text::{Lang, Words};

/// With how many persons of a long roster a name is compared.
const MOST_COMPARED: u32 = 500;
/// The name of whoever acts on a system that knows none.
pub(crate) const NOBODY: &str = "?";

/// Returns the name under which a command acts, and what is to be said of it.
///
/// # Errors
/// If several persons have the name that was given.
pub(crate) fn acting(desk: &Desk) -> Result<(String, Option<Remark>)> {
    let typed = &desk.context.actor;
    if !desk.context.actor_named {
        let remark = (typed == NOBODY).then_some(Remark::Unknown);
        return Ok((typed.clone(), remark));
    }
    if let Some(person) = meant(desk, typed)? {
        let several = matches!(
            desk.store.by_name(&person::KIND, person.title())?,
            Found::Several(_)
        );
        let (name, reference) = (person.title(), person.ref_text());
        let told = if several {
            format!("{name}({reference})")
        } else {
            name.to_owned()
        };
        return Ok((told, None));
    }
    Ok((typed.clone(), stranger(desk, typed)?))
}

/// Finds the person whose ref, employee number or name was given.
pub(super) fn meant(desk: &Desk, typed: &str) -> Result<Option<Record>> {
    let name = input::normalised(typed);
    let is_ref =
        Ref::parse(&name, &desk.office).is_some_and(|one| Some(one.letter) == person::KIND.letter);
    if is_ref {
        let found = desk.find(&[person::KIND.id], &name);
        return found.map(Some).map_err(|error| error.about("as"));
    }
    Ok(match desk.store.by_name(&person::KIND, &name)? {
        Found::None => None,
        Found::One(person) => Some(person),
        Found::Several(found) => return Err(desk.ambiguous(typed, found)?.about("as")),
    })
}

impl Desk<'_> {
    /// Tells whether two names of actors are of one person: the same, or of what is one on the roster now.
    pub(crate) fn is_same_actor(&self, one: &str, other: &str) -> Result<bool> {
        if one == other {
            return Ok(true);
        }
        let ids = (self.person_called(one)?, self.person_called(other)?);
        Ok(matches!(ids, (Some(one), Some(other)) if one == other))
    }

    /// Finds whom a name of the history means, which may have its ref beside it.
    fn person_called(&self, name: &str) -> Result<Option<RecordId>> {
        let reference = name
            .strip_suffix(')')
            .and_then(|name| name.rsplit_once('('));
        let parsed = reference.and_then(|(_, reference)| Ref::parse(reference, &self.office));
        let found = match parsed {
            Some(parsed) => self.store.by_ref(&person::KIND, &parsed)?,
            None => match self.store.by_name(&person::KIND, name)? {
                Found::One(person) => Some(person),
                Found::None | Found::Several(_) => None,
            },
        };
        found
            .map(|person| self.store.standing(person.id))
            .transpose()
    }
}

/// Remarks on a name where there is a roster, nobody of that name is on it, and another acted last.
fn stranger(desk: &Desk, actor: &str) -> Result<Option<Remark>> {
    if desk.store.last_actor()?.as_deref() == Some(actor) {
        return Ok(None);
    }
    let some = Filter {
        limit: Some(MOST_COMPARED),
        ..Filter::default()
    };
    let persons = desk.store.list(&person::KIND, &some)?;
    let names = persons.iter().filter_map(|one| one.text(&person::NAME));
    let near = input::nearest(actor, names);
    let actor = actor.to_owned();
    Ok((!persons.is_empty()).then_some(Remark::Stranger { actor, near }))
}

/// What is to be said of a name under which a command acts.
#[derive(Clone, Debug)]
pub(crate) enum Remark {
    /// It is nobody's on the roster.
    Stranger { actor: String, near: Option<String> },
    /// Neither was one given, nor does the system tell one.
    Unknown,
}

impl Words for Remark {
    fn words(&self, lang: Lang) -> String {
        let Self::Stranger { actor, near } = self else {
            return lang
                .pick(
                    "注意：不知道经办人是谁，历史中记为“?”；请用 --as 或 HUIYIN_AS 写明姓名",
                    "Warning: nobody knows who is acting, and the history keeps “?”; name yourself with --as or HUIYIN_AS",
                )
                .to_owned();
        };
        let advice = match near {
            Some(near) => lang.pick(
                format!("是不是“{near}”？"),
                format!("did you mean “{near}”?"),
            ),
            None => lang
                .pick(
                    "如有误请改 --as 或 HUIYIN_AS",
                    "if it is wrong, set --as or HUIYIN_AS",
                )
                .to_owned(),
        };
        lang.pick(
            format!("注意：名册中没有经办人“{actor}”，历史按此姓名记载；{advice}"),
            format!("Warning: “{actor}”, who is acting, is not on the roster, and the history keeps that name; {advice}"),
        )
    }
}
