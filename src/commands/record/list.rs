//! `list`: the records of a kind, filtered and sorted, under a name if they are wanted again.

use std::collections::HashSet;

use clap::ArgMatches;

use super::condition::{self, Holding};
use super::{order, saved};
use crate::checks::{self, Light};
use crate::desk::field::known_field;
use crate::desk::{Answer, Desk, input};
use crate::error::{Error, Fault, Result};
use crate::kinds::person;
use crate::model::kind::{Field, Kind, LOGGED_ON, REF, UNIT};
use crate::model::listing::Listing;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::store::{Filter, Sign};
use crate::text::Lang;

pub(super) fn list(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let matches = &saved::with_saved(desk, kind, matches)?;
    let listing = listed(desk, kind, matches)?;
    let page = Page::Listing(Box::new(listing));
    Ok(match saved::save(desk, kind, matches)? {
        Some(note) => Answer::noted(page, note),
        None => Answer::page(page),
    })
}

fn listed(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Listing> {
    let lang = desk.context.lang;
    let mut filter = Filter {
        voided: matches.get_flag("voided"),
        ..Filter::default()
    };
    if let Some(unit) = matches.get_one::<String>("unit") {
        let unit = desk.find(&["unit"], unit)?;
        filter.equals(&UNIT, &Value::Reference(unit.id));
    }
    if matches.get_flag("mine") {
        filter.naming(kind.id, myself(desk)?.id);
    }
    within(desk, kind, matches, &mut filter)?;
    let mut holding = Vec::new();
    for typed in matches.get_many::<String>("where").unwrap_or_default() {
        holding.extend(condition::add(desk, kind, typed, &mut filter)?);
    }
    let overdue = matches.get_flag("overdue");
    let sorts = sorts(kind, matches)?;
    let limit = limit(matches)?;
    // What is looked at after reading is cut after it as well.
    if sorts.is_empty() && holding.is_empty() && !overdue {
        filter.limit = limit;
    }
    let columns = columns(kind, matches)?;
    let records = desk.store.list(kind, &filter)?;
    let mut listing = desk.listing(kind, records)?;
    listing.chosen = columns;
    keep_holding(&mut listing, &holding, lang);
    if overdue {
        keep_overdue(desk, &mut listing)?;
    }
    // The first is the one that counts most.
    for (field, backwards) in sorts.iter().rev() {
        order::sort_by_field(&mut listing.records, field, &listing.names, *backwards);
    }
    if let Some(limit) = limit {
        listing
            .records
            .truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(listing)
}

/// Finds whoever is acting among the persons.
fn myself(desk: &Desk) -> Result<Record> {
    let actor = &desk.context.actor;
    let found = desk.find(&[person::KIND.id], actor);
    found.map_err(|error| match error {
        Error::NotFound { near, .. } => {
            let lang = desk.context.lang;
            let meant = near.map_or_else(
                || lang.pick("姓名".to_owned(), "NAME".to_owned()),
                |near| format!("“{near}”"),
            );
            Error::Refused {
                sentence: lang.pick(
                    format!("--mine 按本人姓名查找，名册中没有“{actor}”；请用 --as {meant}"),
                    format!("--mine looks for who is acting, and there is no person “{actor}”; use --as {meant}"),
                ),
            }
        }
        other => other,
    })
}

fn limit(matches: &ArgMatches) -> Result<Option<u32>> {
    let Some(typed) = matches.get_one::<String>("limit") else {
        return Ok(None);
    };
    let parsed: Option<u64> = input::normalised(typed).parse().ok();
    let number = parsed.ok_or_else(|| input::bad("limit", typed, Fault::NotCount))?;
    Ok(Some(u32::try_from(number).unwrap_or(u32::MAX)))
}

/// Reads what to sort by, and whether backwards.
fn sorts(kind: &'static Kind, matches: &ArgMatches) -> Result<Vec<(&'static Field, bool)>> {
    let mut sorts = Vec::new();
    for typed in input::items(matches, "sort") {
        let (id, backwards) = match typed.strip_prefix('-') {
            Some(id) => (id, true),
            None => (typed, false),
        };
        let field = known_field(kind, id, |_| true)?;
        // The default order is by ref, as numbers.
        if field.id != REF.id || backwards {
            sorts.push((field, backwards));
        }
    }
    Ok(sorts)
}

fn columns(kind: &'static Kind, matches: &ArgMatches) -> Result<Vec<&'static Field>> {
    input::items(matches, "columns")
        .map(|typed| known_field(kind, typed, |_| true))
        .collect()
}

fn keep_holding(listing: &mut Listing, holding: &[Holding], lang: Lang) {
    let mut records = std::mem::take(&mut listing.records);
    records.retain(|record| {
        holding.iter().all(|one| {
            let words = listing.people(record, one.field, lang);
            words.to_lowercase().contains(&one.text)
        })
    });
    listing.records = records;
}

/// Keeps the records of which a check says today that they are late or missing something.
fn keep_overdue(desk: &Desk, listing: &mut Listing) -> Result<()> {
    let found = checks::findings(&desk.store, &desk.plan, desk.context.today)?;
    let refs: HashSet<&str> = found
        .iter()
        .filter(|finding| finding.light == Light::Red)
        .filter_map(|finding| finding.reference.as_deref())
        .collect();
    listing
        .records
        .retain(|record| refs.contains(record.ref_text()));
    Ok(())
}

/// Keeps the records of the days from `--from` to `--until`.
fn within(
    desk: &Desk,
    kind: &'static Kind,
    matches: &ArgMatches,
    filter: &mut Filter,
) -> Result<()> {
    let span = |flag: &str| {
        let typed = matches.get_one::<String>(flag);
        typed
            .map(|typed| input::span(flag, typed, desk.calendar()))
            .transpose()
    };
    let first = span("from")?.map(|span| span.first);
    let last = span("until")?.map(|span| span.last);
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        return Err(Error::Refused {
            sentence: desk.context.lang.pick(
                format!("--until {last} 早于 --from {first}；请核对"),
                format!("--until {last} is before --from {first}; check both"),
            ),
        });
    }
    let day = kind.day.unwrap_or(&LOGGED_ON);
    for (bound, sign) in [(first, Sign::AtLeast), (last, Sign::AtMost)] {
        if let Some(bound) = bound {
            filter.compares(day, sign, &Value::Day(bound));
        }
    }
    Ok(())
}
