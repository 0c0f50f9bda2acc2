//! Leaders' comments (requirement 43), and reports on promises and their evaluation (33).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::case::Case;
use super::codes::{self, Code};
use super::finding::{Finding, Named, Term};
use super::quotas;
use super::rows;
use crate::error::Result;
use crate::kinds::evaluation::STEPS;
use crate::model::plan::{Quota, What, Wording};
use crate::model::value::RecordId;
use crate::text::Lang;

const EVALUATIONS: &str = "select subject, step, date from evaluation
    where void is null and subject is not null and date between ?1 and ?2
    order by date, office, number, copy, record";
const PLEDGES: &str = "select record, unit, responsible, pledger_kind from pledge
    where void is null and status is not 'withdrawn' and published_on <= ?1
    order by office, number, copy, record";

/// The first day of each step, by what was evaluated: a pledge, a person or a unit.
type Steps = HashMap<(RecordId, String), NaiveDate>;

/// A published pledge.
struct Pledge {
    record: RecordId,
    unit: Option<RecordId>,
    responsible: Option<RecordId>,
    /// Whether a member promised it, and not an organisation.
    by_member: bool,
}

/// Checks a quota of comments, reports or evaluations.
pub(super) fn check(case: &mut Case, quota: &Quota) -> Result<()> {
    let steps = steps(case, quota)?;
    let pledges = pledges(case)?;
    let found = match quota.what {
        What::Comment => comments(case, quota, &steps, &pledges),
        What::Report => promisers(case, quota, &codes::REPORT, &["report"], &steps, &pledges),
        _ => {
            let both = ["by_organisation", "by_masses"];
            promisers(case, quota, &codes::EVALUATION, &both, &steps, &pledges)
        }
    };
    case.found.extend(found);
    Ok(())
}

/// A unit that a leader is in charge of has a comment on itself, on what is below it, on one of
/// their pledges or of their people; whichever leader made it.
fn comments(case: &Case, quota: &Quota, steps: &Steps, pledges: &[Pledge]) -> Vec<Finding> {
    let mut first: BTreeMap<RecordId, NaiveDate> = BTreeMap::new();
    let of_pledge: HashMap<RecordId, &Pledge> =
        pledges.iter().map(|one| (one.record, one)).collect();
    let comments = steps
        .iter()
        .filter(|((_, step), _)| step == "leader_comment");
    for ((subject, _), day) in comments {
        let pledge = of_pledge.get(subject);
        let unit = pledge.map_or_else(|| case.roster.unit_of(*subject), |pledge| pledge.unit);
        for unit in unit.into_iter().flat_map(|unit| case.roster.upwards(unit)) {
            let known = first.entry(unit.named.id).or_insert(*day);
            *known = (*day).min(*known);
        }
    }
    let mut found = Vec::new();
    for subject in quotas::subjects(case, quota) {
        let unit = subject.key.and_then(|key| case.roster.unit(key));
        let leader = unit.and_then(|unit| case.roster.person_named(unit.in_charge));
        let Some(period) = quotas::once(case, quota, &subject).filter(|_| leader.is_some()) else {
            continue;
        };
        let term = Term {
            opened: period.first,
            due: period.last,
            done: subject.key.and_then(|key| first.get(&key)).copied(),
        };
        if let Some(finding) = quotas::begin(case, quota, &codes::COMMENT, term) {
            found.push(Finding {
                person: leader,
                ..subject.fill(finding)
            });
        }
    }
    found
}

/// Whoever promised something in public, organisation or member, reports on it and is evaluated:
/// once, on themselves or on any of their pledges.
fn promisers(
    case: &Case,
    quota: &Quota,
    code: &'static Code,
    wanted: &[&str],
    steps: &Steps,
    pledges: &[Pledge],
) -> Vec<Finding> {
    let mut found = Vec::new();
    for promiser in promised(case, quota, pledges) {
        for step in wanted {
            let days = promiser
                .subjects
                .iter()
                .filter_map(|subject| steps.get(&(*subject, (*step).to_owned())));
            let term = Term {
                opened: quota.from.unwrap_or(case.plan.opens),
                due: quota.until.unwrap_or(case.plan.closes),
                done: days.min().copied(),
            };
            if let Some(finding) = quotas::begin(case, quota, code, term) {
                found.push(promiser.fill(step, finding));
            }
        }
    }
    found
}

/// Somebody who promised something in public, with all on whom or what a report or an evaluation
/// counts for them: themselves and their pledges.
struct Promiser {
    unit: Option<Named>,
    person: Option<Named>,
    subjects: Vec<RecordId>,
}

impl Promiser {
    /// Says in a finding whom it is about, and which step is missing.
    fn fill(&self, step: &str, finding: Finding) -> Finding {
        let named = self.person.as_ref().or(self.unit.as_ref());
        let (name, reference) = named.map_or_else(Default::default, |named| {
            (named.name.clone(), named.reference.clone())
        });
        let choice = STEPS.iter().find(|choice| choice.id == step);
        let label = |lang: Lang| choice.map_or(step, |choice| choice.label.get(lang));
        Finding {
            unit: self.unit.clone(),
            person: self.person.clone(),
            subject: Wording::from(name),
            detail: Some(Wording::both(
                format!("公开承诺后没有{}", label(Lang::Zh)),
                format!("pledged in public, without {}", label(Lang::En)),
            )),
            parameters: vec![
                ("subject", Wording::from(reference)),
                ("step", Wording::from(step.to_owned())),
            ],
            ..finding
        }
    }
}

/// Gathers the pledges of each of those whom the quota asks, in the order of their first ones.
fn promised(case: &Case, quota: &Quota, pledges: &[Pledge]) -> Vec<Promiser> {
    let mut promisers: Vec<Promiser> = Vec::new();
    let mut known: HashMap<RecordId, usize> = HashMap::new();
    for pledge in pledges {
        let Some((key, unit, person)) = promiser(case, quota, pledge) else {
            continue;
        };
        let at = *known.entry(key).or_insert(promisers.len());
        if at == promisers.len() {
            promisers.push(Promiser {
                unit,
                person,
                subjects: vec![key],
            });
        }
        promisers[at].subjects.push(pledge.record);
    }
    promisers
}

/// Returns who made a pledge, of those whom the quota asks.
fn promiser(
    case: &Case,
    quota: &Quota,
    pledge: &Pledge,
) -> Option<(RecordId, Option<Named>, Option<Named>)> {
    let everybody = quota.units.is_empty() && quota.ranks.is_empty();
    if pledge.by_member {
        let person = case.roster.person(pledge.responsible?)?;
        let asked = everybody || quota.ranks.contains(&person.rank);
        let unit = case.roster.unit_named(person.unit);
        return asked.then(|| (person.named.id, unit, Some(person.named.clone())));
    }
    let unit = case.roster.unit(pledge.unit?)?;
    let asked = everybody || quota.units.contains(&unit.kind);
    asked.then(|| (unit.named.id, Some(unit.named.clone()), None))
}

fn steps(case: &Case, quota: &Quota) -> Result<Steps> {
    let from = quota.from.unwrap_or(case.plan.opens).to_string();
    let mut steps = Steps::new();
    case.store
        .rows(EVALUATIONS, &[&from, &case.day.to_string()], |row| {
            if let (Some(subject), Some(day)) = (rows::id(row, "subject")?, rows::day(row, "date")?)
            {
                steps
                    .entry((subject, rows::text(row, "step")?))
                    .or_insert(day);
            }
            Ok(())
        })?;
    Ok(steps)
}

fn pledges(case: &Case) -> Result<Vec<Pledge>> {
    case.store.rows(PLEDGES, &[&case.day.to_string()], |row| {
        Ok(Pledge {
            record: RecordId(row.get("record")?),
            unit: rows::id(row, "unit")?,
            responsible: rows::id(row, "responsible")?,
            by_member: rows::text(row, "pledger_kind")? == "member",
        })
    })
}
