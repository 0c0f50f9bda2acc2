//! Leaders' comments (requirement 43), and reports on promises and their evaluation (33).

use std::collections::HashMap;
use std::rc::Rc;

use super::activity::Activity;
use super::case::Case;
use super::codes::Code;
use super::finding::Finding;
use super::quotas::{self, Count};
use super::roster::Named;
use super::rows;
use super::term::{Deed, Term};
use crate::error::Result;
use crate::kinds::evaluation::STEPS;
use crate::model::plan::{Quota, Wording};
use crate::model::value::RecordId;
use crate::text::Lang;

const EVALUATIONS: &str = "select record, subject, step, \"by\", date, logged_on from evaluation
    where void is null and subject is not null and date between ?1 and ?2
    order by date, office, number, copy, record";
const PLEDGES: &str = "select record, unit, responsible, pledger_kind from pledge
    where void is null and status is not 'withdrawn' and published_on <= ?1
    order by office, number, copy, record";

/// One evaluation, with who made it.
struct Evaluation {
    deed: Deed,
    by: Option<RecordId>,
}

/// The evaluations of each step, by what was evaluated: a pledge, a person or a unit.
type Steps = HashMap<(RecordId, String), Vec<Evaluation>>;

/// A published pledge that stands.
struct PublishedPledge {
    record: RecordId,
    unit: Option<RecordId>,
    responsible: Option<RecordId>,
    /// True if a member promised it, and not an organisation.
    by_member: bool,
}

/// Checks a quota of comments, reports or evaluations.
pub(super) fn check(case: &mut Case, quota: &Quota, activity: &'static Activity) -> Result<()> {
    let Some(code) = activity.code(quota.per) else {
        return Ok(());
    };
    let steps = steps(case, quota)?;
    let pledges = pledges(case)?;
    let wanted: &[&str] = match activity.id {
        "comment" => {
            comments(case, quota, (activity, code), &steps, &pledges);
            return Ok(());
        }
        "report" => &["report"],
        _ => &["by_organisation", "by_masses"],
    };
    promisers(case, quota, (activity, code), wanted, &steps, &pledges);
    Ok(())
}

/// A unit that a leader has in charge has a comment by that leader: on itself, on what is below it, on
/// one of their pledges or of their people. Who had it in charge on the day of the comment counts.
fn comments(
    case: &mut Case,
    quota: &Quota,
    (activity, code): (&'static Activity, &'static Code),
    steps: &Steps,
    pledges: &[PublishedPledge],
) {
    let mut made: HashMap<RecordId, Vec<Deed>> = HashMap::new();
    let of_pledge: HashMap<RecordId, &PublishedPledge> =
        pledges.iter().map(|one| (one.record, one)).collect();
    let comments = steps
        .iter()
        .filter(|((_, step), _)| step == "leader_comment");
    for ((subject, _), comments) in comments {
        for Evaluation { deed, by } in comments {
            let unit = of_pledge.get(subject).map_or_else(
                || case.roster.unit_of(*subject, deed.day),
                |pledge| pledge.unit,
            );
            for unit in unit.into_iter().flat_map(|unit| case.roster.upwards(unit)) {
                let leader = case.roster.leader_of(unit.named.id, deed.day);
                if leader.is_some_and(|leader| Some(leader.named.id) == *by) {
                    made.entry(unit.named.id).or_default().push(*deed);
                }
            }
        }
    }
    for subject in quotas::subjects(case, quota) {
        let leader = subject
            .key()
            .and_then(|unit| case.roster.leader_of(unit, case.day));
        let leader = leader.map(|leader| leader.named.clone());
        let Some(period) = quotas::once(case, quota, &subject).filter(|_| leader.is_some()) else {
            continue;
        };
        let own = subject.key().and_then(|key| made.remove(&key));
        let count = Count::of(quota, activity, code, by_day(own.unwrap_or_default()));
        let term = count.term(period.term(), case.day);
        quotas::add(case, quota, code, term, |case, finding| Finding {
            person: leader,
            ..subject.fill(case, count.tell(finding, &period))
        });
    }
}

/// Whoever promised something in public, organisation or member, reports on it and is evaluated, on
/// themselves or on any of their pledges.
fn promisers(
    case: &mut Case,
    quota: &Quota,
    (activity, code): (&'static Activity, &'static Code),
    wanted: &[&'static str],
    steps: &Steps,
    pledges: &[PublishedPledge],
) {
    for promiser in promised(case, quota, pledges) {
        for step in wanted {
            let own = promiser
                .subjects
                .iter()
                .filter_map(|subject| steps.get(&(*subject, (*step).to_owned())))
                .flatten();
            let own = by_day(own.map(|evaluation| evaluation.deed).collect());
            let count = Count::of(quota, activity, code, own);
            let opened = quota.from.unwrap_or(case.plan.opens);
            let due = quota.until.unwrap_or(case.plan.closes);
            let term = count.term(Term::new(opened, due), case.day);
            let counted = count.is_counted();
            quotas::add(case, quota, code, term, |_, finding| {
                let counted = counted.then(|| count.detail(finding.term.evidence.len()));
                promiser.fill(step, counted, finding)
            });
        }
    }
}

fn by_day(mut deeds: Vec<Deed>) -> Vec<Deed> {
    deeds.sort_unstable_by_key(|deed| (deed.day, deed.record));
    deeds
}

/// Somebody who promised something in public, with all on whom or what a report or an evaluation
/// counts for them: themselves and their pledges.
struct Promiser {
    unit: Option<Rc<Named>>,
    person: Option<Rc<Named>>,
    subjects: Vec<RecordId>,
}

impl Promiser {
    /// Says in a finding whom it is about, and which step is missing, or how many are.
    fn fill(&self, step: &str, counted: Option<Wording>, finding: Finding) -> Finding {
        let named = self.person.as_ref().or(self.unit.as_ref());
        let (name, reference) = named.map_or_else(Default::default, |named| {
            (named.name.clone(), named.reference.clone())
        });
        let choice = STEPS.iter().find(|choice| choice.id == step);
        let label = |lang: Lang| choice.map_or(step, |choice| choice.label.get(lang));
        let none = || {
            Wording::both(
                format!("公开承诺后没有{}", label(Lang::Zh)),
                format!("pledged in public, without {}", label(Lang::En)),
            )
        };
        let about = finding.about().into_iter().chain([step]);
        let about = about.collect::<Vec<_>>().join("/");
        let finding = Finding {
            unit: self.unit.clone(),
            person: self.person.clone(),
            ..finding
        };
        finding.saying(|one| {
            one.about = Some(about);
            one.subject = Some(Wording::from(name));
            one.detail = Some(counted.unwrap_or_else(none));
            one.parameters = vec![
                ("subject", Wording::from(reference)),
                ("step", Wording::from(step.to_owned())),
            ];
        })
    }
}

/// Gathers the pledges of each of those whom the quota asks, in the order of their first ones.
fn promised(case: &Case, quota: &Quota, pledges: &[PublishedPledge]) -> Vec<Promiser> {
    let mut promisers: Vec<Promiser> = Vec::new();
    let mut known: HashMap<RecordId, usize> = HashMap::new();
    for pledge in pledges {
        let Some((key, promiser)) = promiser(case, quota, pledge) else {
            continue;
        };
        let at = *known.entry(key).or_insert(promisers.len());
        if at == promisers.len() {
            promisers.push(promiser);
        }
        promisers[at].subjects.push(pledge.record);
    }
    promisers
}

/// Returns who made a pledge, of those whom the quota asks.
fn promiser(case: &Case, quota: &Quota, pledge: &PublishedPledge) -> Option<(RecordId, Promiser)> {
    let promiser = |key, unit, person| {
        let subjects = vec![key];
        let promiser = Promiser {
            unit,
            person,
            subjects,
        };
        (key, promiser)
    };
    let everybody = quota.units.is_empty() && quota.ranks.is_empty();
    if pledge.by_member {
        let person = case.roster.person(pledge.responsible?)?;
        let post = person.post(case.day)?;
        let asked = everybody || quota.ranks.contains(&post.rank);
        let unit = case.roster.unit_named(post.unit);
        return asked.then(|| promiser(person.named.id, unit, Some(Rc::clone(&person.named))));
    }
    let unit = case.roster.unit(pledge.unit?)?;
    let asked = everybody || quota.units.contains(&unit.kind);
    asked.then(|| promiser(unit.named.id, Some(Rc::clone(&unit.named)), None))
}

fn steps(case: &Case, quota: &Quota) -> Result<Steps> {
    let from = quota.from.unwrap_or(case.plan.opens).to_string();
    let mut steps = Steps::new();
    case.store
        .rows(EVALUATIONS, &[&from, &case.day.to_string()], |row| {
            let deed = rows::deed(row, "evaluation", "date")?;
            if let (Some(subject), Some(deed)) = (rows::id(row, "subject")?, deed) {
                let by = rows::id(row, "by")?;
                let step = rows::text(row, "step")?;
                let known = steps.entry((subject, step)).or_default();
                known.push(Evaluation { deed, by });
            }
            Ok(())
        })?;
    Ok(steps)
}

fn pledges(case: &Case) -> Result<Vec<PublishedPledge>> {
    case.store.rows(PLEDGES, &[&case.day.to_string()], |row| {
        Ok(PublishedPledge {
            record: RecordId(row.get("record")?),
            unit: rows::id(row, "unit")?,
            responsible: rows::id(row, "responsible")?,
            by_member: rows::text(row, "pledger_kind")? == "member",
        })
    })
}
