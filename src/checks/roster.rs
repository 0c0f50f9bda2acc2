//! Roster of a day: units with the tree that they form, and persons with their posts. Read once for
//! all checks.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::rows::{day, id, ids, text};
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::{Cells, Store};

/// A record under its ref and its name; every finding about it holds the same one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: RecordId,
    pub(crate) reference: String,
    pub(crate) name: String,
    /// Where it stands in the list of units or of persons.
    pub(super) place: usize,
}

#[derive(Debug)]
pub(super) struct Unit {
    pub(super) named: Rc<Named>,
    pub(super) kind: String,
    parent: Option<RecordId>,
    in_charge: Option<RecordId>,
}

/// Post that somebody holds from one day to another.
#[derive(Clone, Debug)]
pub(super) struct Tenure {
    pub(super) rank: String,
    pub(super) unit: Option<RecordId>,
    /// `None` from the beginning on.
    pub(super) since: Option<NaiveDate>,
    /// `None` for good.
    pub(super) until: Option<NaiveDate>,
    /// The units in its charge.
    charges: Vec<RecordId>,
    /// Where it stands among all posts by their first days.
    at: usize,
}

#[derive(Debug)]
pub(super) struct Person {
    pub(super) named: Rc<Named>,
    /// The posts, in the order of their days.
    posts: Vec<Tenure>,
}

/// The time for which somebody held one of some ranks without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Office {
    pub(super) since: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

impl Tenure {
    fn holds(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| until >= day)
    }
}

impl Person {
    /// Returns the post held on a day; outside all of them the one that ended last before it, or else
    /// the first.
    pub(super) fn post(&self, day: NaiveDate) -> Option<&Tenure> {
        let held = self.posts.iter().find(|post| post.holds(day));
        let ended = |post: &&Tenure| post.until.is_some_and(|until| until < day);
        let last = || self.posts.iter().rev().find(ended);
        held.or_else(last).or(self.posts.first())
    }

    /// Returns the last day in office of whoever has left by a day.
    pub(super) fn left(&self, day: NaiveDate) -> Option<NaiveDate> {
        let ended = |post: &Tenure| post.until.filter(|until| *until < day);
        let ends: Option<Vec<NaiveDate>> = self.posts.iter().map(ended).collect();
        ends?.into_iter().max()
    }

    /// Returns the times for which one of some ranks was held; posts that follow one another without
    /// a break are one.
    pub(super) fn offices(&self, ranks: &[String]) -> Vec<Office> {
        let mut offices: Vec<Office> = Vec::new();
        for post in self.posts.iter().filter(|post| ranks.contains(&post.rank)) {
            let follows = |last: &&mut Office| {
                let next = last.until.and_then(|until| until.succ_opt());
                next.is_some_and(|next| post.since.is_none_or(|since| since <= next))
            };
            match offices.last_mut().filter(follows) {
                Some(last) => last.until = post.until,
                None => offices.push(Office {
                    since: post.since,
                    until: post.until,
                }),
            }
        }
        offices
    }
}

/// Units and persons, in the order in which lists show them.
#[derive(Debug)]
pub(super) struct Roster {
    pub(super) units: Vec<Unit>,
    pub(super) persons: Vec<Person>,
    /// Who has each unit in charge, where posts tell it: the persons and their posts by their places, in
    /// the order of their days.
    charges: HashMap<RecordId, Vec<(usize, usize)>>,
    unit_at: HashMap<RecordId, usize>,
    person_at: HashMap<RecordId, usize>,
}

const UNITS: &str = "select record, ref, name, unit_kind, parent, in_charge from main.unit
    where void is null order by office, number, copy, record";
const PERSONS: &str = "select record, ref, name from person
    where void is null order by seniority is null, seniority, office, number, copy, record";
const POSTS: &str = "select held_by, rank, unit, since, until, listed from held
    order by coalesce(since, ''), created";

/// Ends each of somebody's posts, in the order of their days, before the next begins: where a merge left
/// two at once, the later one stands.
fn one_at_a_time(mut posts: Vec<Tenure>) -> Vec<Tenure> {
    for next in 1..posts.len() {
        let Some(since) = posts[next].since else {
            continue;
        };
        let before = &mut posts[next - 1];
        if before.until.is_none_or(|until| until >= since) {
            before.until = since.pred_opt();
        }
    }
    // Of two that begin on one day the last is left.
    posts.retain(|post| {
        post.until
            .is_none_or(|until| post.since.is_none_or(|since| since <= until))
    });
    posts
}

/// Lists who has each unit in charge, in the order of the days of their posts.
fn charges(persons: &[Person]) -> HashMap<RecordId, Vec<(usize, usize)>> {
    let mut charges: HashMap<RecordId, Vec<(usize, usize)>> = HashMap::new();
    for (who, person) in persons.iter().enumerate() {
        for (at, post) in person.posts.iter().enumerate() {
            for unit in &post.charges {
                charges.entry(*unit).or_default().push((who, at));
            }
        }
    }
    for held in charges.values_mut() {
        held.sort_by_key(|(who, at)| persons[*who].posts[*at].at);
    }
    charges
}

impl Roster {
    pub(super) fn read(store: &Store) -> Result<Self> {
        let named = |row: &Cells, place: &mut usize| -> rusqlite::Result<Rc<Named>> {
            *place += 1;
            Ok(Rc::new(Named {
                place: *place,
                id: RecordId(row.get("record")?),
                reference: text(row, "ref")?,
                name: text(row, "name")?,
            }))
        };
        let mut place = 0;
        let units = store.rows(UNITS, &[], |row| {
            Ok(Unit {
                named: named(row, &mut place)?,
                kind: text(row, "unit_kind")?,
                parent: id(row, "parent")?,
                in_charge: id(row, "in_charge")?,
            })
        })?;
        let mut posts: HashMap<RecordId, Vec<Tenure>> = HashMap::new();
        let mut at = 0;
        store.rows(POSTS, &[], |row| {
            let Some(person) = id(row, "held_by")? else {
                return Ok(());
            };
            at += 1;
            posts.entry(person).or_default().push(Tenure {
                rank: text(row, "rank")?,
                unit: id(row, "unit")?,
                since: day(row, "since")?,
                until: day(row, "until")?,
                charges: ids(row, "listed")?,
                at,
            });
            Ok(())
        })?;
        let persons = store.rows(PERSONS, &[], |row| {
            let named = named(row, &mut place)?;
            let posts = one_at_a_time(posts.remove(&named.id).unwrap_or_default());
            Ok(Person { named, posts })
        })?;
        let unit_at = (0..)
            .zip(&units)
            .map(|(at, unit)| (unit.named.id, at))
            .collect();
        let person_at = (0..)
            .zip(&persons)
            .map(|(at, person)| (person.named.id, at))
            .collect();
        let charges = charges(&persons);
        Ok(Self {
            units,
            persons,
            charges,
            unit_at,
            person_at,
        })
    }

    pub(super) fn unit(&self, id: RecordId) -> Option<&Unit> {
        self.unit_at.get(&id).map(|at| &self.units[*at])
    }

    pub(super) fn person(&self, id: RecordId) -> Option<&Person> {
        self.person_at.get(&id).map(|at| &self.persons[*at])
    }

    /// Returns a unit under its ref and name.
    pub(super) fn unit_named(&self, id: Option<RecordId>) -> Option<Rc<Named>> {
        Some(Rc::clone(&self.unit(id?)?.named))
    }

    /// Returns a person under ref and name.
    pub(super) fn person_named(&self, id: Option<RecordId>) -> Option<Rc<Named>> {
        Some(Rc::clone(&self.person(id?)?.named))
    }

    /// Returns the unit that a record names on a day, itself a unit or a person in one.
    pub(super) fn unit_of(&self, id: RecordId, day: NaiveDate) -> Option<RecordId> {
        if self.unit_at.contains_key(&id) {
            return Some(id);
        }
        self.person(id)?.post(day)?.unit
    }

    /// Returns the leader who has a unit in charge on a day: whoever holds a post that says so, or where
    /// no post does, whom the unit names.
    pub(super) fn leader_of(&self, unit: RecordId, day: NaiveDate) -> Option<&Person> {
        match self.charges.get(&unit) {
            Some(charges) => {
                let mut charges = charges.iter().rev();
                let holds =
                    |(who, post): &&(usize, usize)| self.persons[*who].posts[*post].holds(day);
                Some(&self.persons[charges.find(holds)?.0])
            }
            None => self.person(self.unit(unit)?.in_charge?),
        }
    }

    /// Returns a unit and those above it, the nearest first. Parents that run in a circle, as a
    /// merge may leave them, end it.
    pub(super) fn upwards(&self, id: RecordId) -> impl Iterator<Item = &Unit> {
        let above = |unit: &&Unit| self.unit(unit.parent?);
        std::iter::successors(self.unit(id), above).take(self.units.len())
    }

    /// Tells whether a unit is another or below it.
    pub(super) fn is_within(&self, id: RecordId, above: RecordId) -> bool {
        id == above || self.upwards(id).any(|unit| unit.named.id == above)
    }
}
