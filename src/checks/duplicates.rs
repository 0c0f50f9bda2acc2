//! Likely doubles among persons and households, which are named by nothing official and may be
//! entered by two offices.
//!
//! Persons are likely one where the name is the same, and the unit, the telephone or the number in
//! the establishment as well, unless one left before the other came. Households where the name is the
//! same, and the village or the telephone as well; or where the ID number is.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::case::Case;
use super::codes;
use super::finding::{Entry, Finding};
use super::rows;
use super::term::{Light, Term};
use crate::error::Result;
use crate::model::plan::Wording;

const PERSONS: &str =
    "select ref, name, unit, phone, employee_no as number, unit as place, since, until, logged_on
    from person where void is null and coalesce(logged_on <= ?1, true)
    order by office, number, copy, record";
const HOUSEHOLDS: &str = "select ref, name, unit, phone, id_no as number, village as place,
    null as since, null as until, logged_on
    from household where void is null and coalesce(logged_on <= ?1, true)
    order by office, number, copy, record";

/// A person or household with what tells it from others.
struct Namesake {
    reference: String,
    name: String,
    unit: Option<crate::model::value::RecordId>,
    logged: Option<NaiveDate>,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

/// Lists each pair of likely doubles once.
pub(super) fn check(case: &mut Case) -> Result<()> {
    likely(case, "person", PERSONS, false)?;
    likely(case, "household", HOUSEHOLDS, true)
}

fn likely(case: &mut Case, kind: &'static str, sql: &str, number_alone: bool) -> Result<()> {
    let mut entries: Vec<Namesake> = Vec::new();
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    let entered_by = case.store.entered_by(case.day).to_string();
    case.store.rows(sql, &[&entered_by], |row| {
        let name = normalised(&rows::text(row, "name")?);
        let number = normalised(&rows::text(row, "number")?);
        let phone = normalised(&rows::text(row, "phone")?);
        let place = rows::id(row, "place")?;
        let mut keys = Vec::new();
        keys.extend(place.map(|place| format!("{name}\0place\0{}", place.to_hex())));
        keys.extend((!phone.is_empty()).then(|| format!("{name}\0phone\0{phone}")));
        let whose = if number_alone { "" } else { &name };
        keys.extend((!number.is_empty()).then(|| format!("{whose}\0number\0{number}")));
        for key in keys {
            alike.entry(key).or_default().push(entries.len());
        }
        entries.push(Namesake {
            reference: rows::text(row, "ref")?,
            name: rows::text(row, "name")?,
            unit: rows::id(row, "unit")?,
            logged: rows::day(row, "logged_on")?,
            since: rows::day(row, "since")?,
            until: rows::day(row, "until")?,
        });
        Ok(())
    })?;
    // A group of n has n - 1 pairs with its first.
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for group in alike.values() {
        let later = group.iter().skip(1).map(|at| (group[0], *at));
        pairs.extend(later.filter(|(one, other)| overlap(&entries[*one], &entries[*other])));
    }
    for (one, other) in pairs {
        add(case, kind, &entries[one], &entries[other]);
    }
    Ok(())
}

fn add(case: &mut Case, kind: &'static str, one: &Namesake, other: &Namesake) {
    // What was entered for the day may bear a later one, that of the clock.
    let day = other.logged.unwrap_or(case.day).min(case.day);
    let term = Term::new(day, day);
    case.add_as(&codes::DUPLICATE, term, Light::Notice, |case, finding| {
        let finding = Finding {
            unit: case.roster.unit_named(other.unit.or(one.unit)),
            entry: Some(Entry::new(&one.reference, &one.name)),
            ..finding
        };
        finding.saying(|said| {
            said.about = Some(other.reference.clone());
            said.detail = Some(Wording::both(
                format!("与{} {}疑似重复登记", other.reference, other.name),
                format!("likely one with {} {}", other.reference, other.name),
            ));
            said.parameters = vec![
                ("kind", Wording::from(kind.to_owned())),
                ("other", Wording::from(other.reference.clone())),
            ];
        })
    });
}

/// Two records of one person that follow one another, such as before and after a promotion, are no
/// doubles.
fn overlap(one: &Namesake, other: &Namesake) -> bool {
    let before = |first: &Namesake, second: &Namesake| {
        first
            .until
            .zip(second.since)
            .is_some_and(|(until, since)| until < since)
    };
    !before(one, other) && !before(other, one)
}

/// Folds spellings together, and leaves out spaces, which clerks put between the two characters of
/// a short name.
fn normalised(text: &str) -> String {
    text.nfkc()
        .filter(|one| !one.is_whitespace())
        .collect::<String>()
        .to_lowercase()
}
