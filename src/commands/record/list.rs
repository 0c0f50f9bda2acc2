//! `list`: the records of a kind, filtered and sorted, under a name if they are wanted again.

use std::collections::{HashMap, HashSet};

use super::args::{COLUMNS, FROM, LIMIT, MINE, OVERDUE, SORT, UNIT, UNTIL, VOIDED};
use super::condition::{self, Group};
use super::{Note, contents, order, saved};
use crate::checks::{self, Light};
use crate::commands::everywhere::{AS_OF, KNOWN_ON, asked_about};
use crate::desk::field::known_field;
use crate::desk::{Answer, Desk, input};
use crate::error::{Error, Refusal, Result, Said};
use crate::kinds::person;
use crate::model::kind::{self, Field, Kind, LOGGED_ON};
use crate::model::listing::Listing;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::Given;
use crate::store::{Filter, Sign, sorts_by};
use crate::text::Lang;

/// Records that are looked at together.
const TOGETHER: usize = 2000;

pub(super) fn list(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let kept = saved::kept(desk, kind, given)?;
    let given = kept.as_ref().map_or(given, Given::new);
    let other_day = given.has(&AS_OF) || given.has(&KNOWN_ON);
    let then = other_day
        .then(|| asked_about(given, desk.context))
        .transpose()?;
    let (listing, all) = listed(then.as_ref().unwrap_or(desk), kind, given)?;
    let count = listing.records.len();
    let missing = contents::missing(desk, &listing.records)?;
    let mut answer = Answer::page(Page::Listing(Box::new(listing)));
    if all > count {
        answer.also(Note::Cut { count, all });
    } else if count == 0 {
        answer.also(Note::NoneFits(kind));
    }
    if let Some(missing) = missing {
        answer.also(missing);
    }
    let waits = desk.store.waiting_whole(kind)?;
    if waits > 0 {
        answer.also(Note::Waits(kind, waits));
    }
    if let Some(note) = saved::save(desk, kind, given)? {
        answer.also(note);
    }
    Ok(answer)
}

/// Lists what is asked for, and counts what would be listed without a limit.
fn listed(desk: &Desk, kind: &'static Kind, given: Given) -> Result<(Listing, usize)> {
    let mut filter = Filter {
        voided: given.has(&VOIDED),
        ..Filter::default()
    };
    if let Some(unit) = given
        .optional(&UNIT, Given::record, desk)
        .map_err(Error::of_search)?
    {
        filter.equals(&kind::UNIT, &Value::Reference(unit.id));
    }
    if given.has(&MINE) {
        filter.naming(kind.id, myself(desk)?.id);
    }
    if let Some((field, subject)) = contents::subject(desk, kind, given)? {
        filter.equals(field, &Value::Reference(subject.id));
    }
    within(desk, kind, given, &mut filter)?;
    let groups = condition::groups(desk, kind, given)?;
    let overdue = given.has(&OVERDUE);
    let sorts = sorts(kind, given)?;
    let columns = columns(kind, given)?;
    let limit = given.optional(&LIMIT, Given::count, desk)?;
    let (mut listing, all) = match (limit, &groups[..]) {
        (Some(limit), [only]) if !overdue => {
            let conditions = only.filter.conditions.iter();
            filter.conditions.extend(conditions.cloned());
            first(desk, kind, filter, only, &sorts, limit)?
        }
        _ => {
            let mut listing = condition::list(desk, kind, &filter, groups)?;
            if overdue {
                keep_overdue(desk, &mut listing)?;
            }
            sort(&mut listing.records, &sorts, &listing.names);
            let all = listing.records.len();
            // What is looked at after reading is cut after it as well.
            listing.records.truncate(limit.map_or(all, as_usize));
            (listing, all)
        }
    };
    listing.chosen = columns;
    Ok((listing, all))
}

/// Lists the first records for which a group of conditions holds, and counts all; of no others is more
/// held than of these.
fn first(
    desk: &Desk,
    kind: &'static Kind,
    mut filter: Filter,
    group: &Group,
    sorts: &[(&'static Field, bool)],
    limit: u32,
) -> Result<(Listing, usize)> {
    let most = as_usize(limit);
    if group.holding.is_empty() && sorts.iter().all(|(field, _)| sorts_by(field)) {
        let uncut = filter.clone();
        filter.sorts = sorts.to_vec();
        filter.limit = Some(limit.saturating_add(1));
        let mut records = desk.list(kind, filter)?;
        let all = match records.len() {
            count if count > most => desk.list_count(kind, uncut)?,
            count => count,
        };
        records.truncate(most);
        return Ok((desk.marked(kind, records)?, all));
    }
    let lang = desk.context.lang;
    let (mut first, mut all) = (Vec::new(), 0);
    desk.list_in_parts(kind, filter, TOGETHER, |part| {
        let mut part = desk.listing(kind, part)?;
        let mut records = std::mem::take(&mut part.records);
        records.retain(|record| group.is_held_by(&part, record, lang));
        all += records.len();
        first.append(&mut records);
        if !sorts.is_empty() {
            let names = desk.store.names(&first)?;
            sort(&mut first, sorts, &names);
        }
        first.truncate(most);
        Ok(())
    })?;
    Ok((desk.marked(kind, first)?, all))
}

/// Sorts records by fields, of which the first counts most.
fn sort(
    records: &mut [Record],
    sorts: &[(&'static Field, bool)],
    names: &HashMap<RecordId, (String, String)>,
) {
    for (field, backwards) in sorts.iter().rev() {
        order::sort_by_field(records, field, names, *backwards);
    }
}

fn as_usize(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Finds whoever is acting among the persons.
pub(crate) fn myself(desk: &Desk) -> Result<Record> {
    let actor = &desk.context.actor;
    if let Some(person) = desk.acting()? {
        return Ok(person);
    }
    let found = desk.find(&[person::KIND.id], actor);
    found.map_err(|error| match error {
        Error::NotFound { near, .. } => {
            let actor = actor.clone();
            Refused::Nobody { actor, near }.into()
        }
        other => other,
    })
}

/// Reads what to sort by, and whether backwards.
fn sorts(kind: &'static Kind, given: Given) -> Result<Vec<(&'static Field, bool)>> {
    let mut sorts = Vec::new();
    for typed in input::items(given, &SORT) {
        let (id, backwards) = match typed.strip_prefix('-') {
            Some(id) => (id, true),
            None => (typed, false),
        };
        let field = known_field(kind, id, |_| true)?;
        // The default order is by ref, as numbers.
        if field.id != kind::REF.id || backwards {
            sorts.push((field, backwards));
        }
    }
    Ok(sorts)
}

fn columns(kind: &'static Kind, given: Given) -> Result<Vec<&'static Field>> {
    input::items(given, &COLUMNS)
        .map(|typed| known_field(kind, typed, |_| true))
        .collect()
}

/// Keeps the records of which a check says today that they are late or missing something.
fn keep_overdue(desk: &Desk, listing: &mut Listing) -> Result<()> {
    let found = checks::findings(&desk.store, &desk.plan, desk.as_of)?;
    let refs: HashSet<&str> = found
        .iter()
        .filter(|finding| finding.light == Light::Red)
        .filter_map(|finding| finding.reference())
        .collect();
    listing
        .records
        .retain(|record| refs.contains(record.ref_text()));
    Ok(())
}

/// Keeps the records of the days from `--from` to `--until`.
fn within(desk: &Desk, kind: &'static Kind, given: Given, filter: &mut Filter) -> Result<()> {
    let (first, last) = given.range([&FROM, &UNTIL], desk)?;
    let day = kind.day.unwrap_or(&LOGGED_ON);
    for (bound, sign) in [(first, Sign::AtLeast), (last, Sign::AtMost)] {
        if let Some(bound) = bound {
            filter.compares(day, sign, &Value::Day(bound));
        }
    }
    Ok(())
}

/// Reasons for which nothing is listed.
#[derive(Debug)]
enum Refused {
    /// Whoever is acting is not on the roster; who may be meant.
    Nobody { actor: String, near: Option<String> },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Nobody { actor, near } => {
                let meant = near.as_ref().map_or_else(
                    || lang.pick("姓名", "NAME").to_owned(),
                    |near| format!("“{near}”"),
                );
                Said::new(
                    "not-on-the-roster",
                    lang.pick(
                        (
                            format!("--mine 按本人姓名查找，名册中没有“{actor}”"),
                            format!("请用 --as {meant}"),
                        ),
                        (
                            format!(
                                "--mine looks for who is acting, and there is no person “{actor}”"
                            ),
                            format!("use --as {meant}"),
                        ),
                    ),
                )
                .of("as")
                .with(actor)
            }
        }
    }
}
