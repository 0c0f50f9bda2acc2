//! The records that a command is about: those that were named, or those that `--where` selects.

use std::collections::HashSet;

use super::args::{OR, WHERE};
use super::condition::{self, NothingSelected};
use super::place;
use crate::commands::set::{DRY_RUN, each};
use crate::desk::{Desk, input};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::options::{Given, Opt, Takes};
use crate::store::Filter;

/// Returns the options by which a set of records is named: `place` for their refs.
pub(crate) fn set_options(kind: &'static Kind, place: Opt) -> Vec<Opt> {
    let takes = |takes, opt| Opt { takes, ..opt };
    let mut options = vec![
        several(place),
        takes(Takes::Condition(kind), WHERE),
        takes(Takes::Alternative(kind), OR),
        DRY_RUN,
    ];
    options.extend(place::options(kind));
    options
}

/// Makes the place of a ref one of several, which `--where` and `--or` may stand for.
pub(crate) fn several(place: Opt) -> Opt {
    place.many().excludes(&[WHERE.id, OR.id])
}

/// Finds the records of a set, each once.
///
/// # Errors
/// Each name that fits none or several, or that nothing is selected.
pub(crate) fn selected(
    desk: &Desk,
    kind: &'static Kind,
    place: &Opt,
    given: Given,
) -> Result<Vec<Record>> {
    let typed = condition::typed(given)?;
    if typed.is_empty() {
        let names = given.names(place, desk)?;
        if let Some(record) = place::named(desk, kind, &names, given)? {
            return Ok(vec![record]);
        }
        let name = |name: &&str| (*name).to_owned();
        let mut records = each(&names, name, |name| {
            desk.find(&[kind.id], name)
                .map_err(|error| error.about(place.id))
        })?;
        let mut seen = HashSet::new();
        records.retain(|record| seen.insert(record.id));
        return Ok(records);
    }
    let groups = condition::groups(desk, kind, given)?;
    let found = condition::list(desk, kind, &Filter::default(), groups)?;
    if found.records.is_empty() {
        return Err(NothingSelected::of(kind, &typed).into());
    }
    Ok(found.records)
}

/// Finds what was named by its number in a list that is in their order.
pub(crate) fn numbered<'a, T>(
    all: &'a [T],
    typed: &str,
    number: impl Fn(&T) -> i64,
) -> Option<&'a T> {
    let typed: i64 = input::normalised(typed).parse().ok()?;
    let place = all.binary_search_by_key(&typed, number).ok()?;
    all.get(place)
}

/// Finds those that were named one by one, or that are selected by what `shown` tells of each, each once.
pub(crate) fn those_of<'a, T>(
    desk: &Desk,
    all: &'a [T],
    given: Given,
    names: &Opt,
    (kind, shown): (&'static Kind, impl Fn(&T) -> Result<Record>),
    find: impl Fn(&str) -> Result<&'a T>,
) -> Result<Vec<&'a T>> {
    if !condition::typed(given)?.is_empty() {
        let rows: Vec<Record> = all.iter().map(shown).collect::<Result<_>>()?;
        let places = condition::places(desk, kind, &rows, given)?;
        return Ok(places.into_iter().map(|at| &all[at]).collect());
    }
    let typed: Vec<&str> = given.texts(names).collect();
    let name = |typed: &&str| input::normalised(typed);
    let mut selected = each(&typed, name, |typed| find(typed))?;
    let mut seen = HashSet::new();
    selected.retain(|one| seen.insert(std::ptr::from_ref::<T>(*one)));
    Ok(selected)
}
