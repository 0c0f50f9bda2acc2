//! Units of which the file holds nothing: one finding stands for all that would be asked of them, as
//! nobody knows what they did.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::case::Case;
use super::codes;
use super::finding::Finding;
use super::roster::Named;
use super::scope::Scope;
use super::term::{Light, Term};
use crate::error::Result;
use crate::kinds::{deeds, person};
use crate::model::value::RecordId;
use crate::store::was_there;

/// Tells whether a code is that of the one finding for a unit of which the file holds nothing.
pub(crate) fn is_of_silence(code: &str) -> bool {
    code == codes::NOT_RECEIVED.id
}

/// Puts one finding in the place of all that are open in a unit that has no record, nor those below it
/// and their people. The file's own unit has none because nothing was entered: of that all is told; as
/// it is of people who have moved on from it to where records come from.
pub(super) fn check(case: &mut Case, scope: &Scope) -> Result<()> {
    let mut silence = Silence::default();
    let mut failure = None;
    let mut found = std::mem::take(&mut case.found);
    found.retain(|finding| {
        let left = silence.leaves(case, scope, finding);
        left.unwrap_or_else(|error| failure.replace(error).is_some())
    });
    case.found = found;
    silence.tell(case);
    failure.map_or(Ok(()), Err)
}

/// The units of which the file holds nothing, and what is told in the place of what is open there.
#[derive(Default)]
pub(super) struct Silence {
    silent: HashMap<RecordId, bool>,
    stand_for: BTreeMap<RecordId, (Light, Term)>,
}

impl Silence {
    /// Tells whether a finding is told itself, and not by the one for its unit.
    pub(super) fn leaves(&mut self, case: &Case, scope: &Scope, finding: &Finding) -> Result<bool> {
        let unit = finding.unit.as_ref().map(|unit| unit.id);
        // What was asked of a unit in writing is known, whatever it did.
        let open = finding.light != Light::Green && finding.code.id != codes::NOTICE.id;
        let Some(unit) = unit.filter(|_| open) else {
            return Ok(true);
        };
        let mut is_silent = true;
        for unit in [Some(unit), moved_to(case, finding, unit)]
            .into_iter()
            .flatten()
        {
            let known = match self.silent.get(&unit) {
                Some(known) => *known,
                None => !scope.is_own(unit) && !has_records(case, unit)?,
            };
            self.silent.insert(unit, known);
            is_silent &= known;
        }
        // What is only encouraged is not worth a line of its own.
        if is_silent && finding.light.is_concern() {
            let (light, term) = self.stand_for.entry(unit).or_insert_with(|| {
                (
                    finding.light,
                    Term::new(finding.term.opened, finding.term.due),
                )
            });
            *light = finding.light.min(*light);
            term.opened = finding.term.opened.min(term.opened);
            term.due = finding.term.due.min(term.due);
        }
        Ok(!is_silent)
    }

    /// Adds the finding of each unit.
    pub(super) fn tell(self, case: &mut Case) {
        for (unit, (light, term)) in self.stand_for {
            if let Some(unit) = case.roster.unit_named(Some(unit)) {
                stands_for_all(case, unit, light, term);
            }
        }
    }
}

fn stands_for_all(case: &mut Case, unit: Rc<Named>, light: Light, term: Term) {
    case.add_as(&codes::NOT_RECEIVED, term, light, |_, finding| {
        let name = unit.name.clone().into();
        let finding = Finding {
            unit: Some(unit),
            ..finding
        };
        finding.saying(|one| one.subject = Some(name))
    });
}

/// Returns the unit of today of whoever is asked for something as one of a unit, where that is another.
fn moved_to(case: &Case, finding: &Finding, unit: RecordId) -> Option<RecordId> {
    let person = finding.person.as_ref()?.id;
    let then = case.roster.unit_of(person, finding.term.due.min(case.day));
    let now = case.roster.unit_of(person, case.day);
    now.filter(|now| then == Some(unit) && *now != unit)
}

/// Tells whether any record dated by the day names a unit, one below it or one of their people, or
/// its office has entered people.
fn has_records(case: &Case, unit_id: RecordId) -> Result<bool> {
    let roster = &case.roster;
    let units = roster.units.iter().map(|unit| unit.named.id);
    let units = units.filter(|id| roster.is_within(*id, unit_id));
    let persons = roster.persons.iter().filter(|person| {
        let home = person.post(case.day).and_then(|post| post.unit);
        home.is_some_and(|home| roster.is_within(home, unit_id))
    });
    // People whom its office entered itself are records that it handed in.
    for office in case.store.writers()? {
        let is_its = office
            .unit
            .is_some_and(|unit| roster.is_within(unit, unit_id));
        if !is_its {
            continue;
        }
        // Whose file came has handed in, however little.
        if case.store.has_come(office.id, case.day)? {
            return Ok(true);
        }
        let codes = case.store.codes(office.id)?;
        if case.store.count_of([&person::KIND].into_iter(), &codes)? > 0 {
            return Ok(true);
        }
    }
    let entered_by = case.store.entered_by(case.day).to_string();
    let day = case.day.to_string();
    for id in units.chain(persons.map(|person| person.named.id)) {
        // What is addressed to it is none of its records.
        for kind in deeds().filter(|kind| kind.addressed.is_none()) {
            let sql = format!(
                "select count(*) from (select 1 from link as l join \"{0}\" as k on k.record = l.record
                where l.target = ?3 and l.kind = '{0}' and k.void is null and {1} limit 1)",
                kind.id,
                was_there(kind)
            );
            if case.store.count(&sql, &[&day, &entered_by, &id.0])? > 0 {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
