//! Quotas of the plan: so many deeds in a week, a month or once, by each person of some ranks, by
//! each unit of some kinds, or by the campaign as a whole; and each for itself or all together.
//!
//! - Days are counted where the activity is one of days: two receptions on one day are one. Things,
//!   such as pledges and reports, are counted one by one.
//! - What is voided, came over a channel that does not count, or is dated after the day for which
//!   it is computed, does not count.
//! - A deed counts for the period in which its day lies, for no other, whenever it was entered.
//! - What is asked once and done after its last day is late.
//! - What a unit below does counts for the units above it.
//! - Whoever holds office for only some of a period is asked if enough working days are left of it
//!   (see `periods`). What is asked once is asked of those who are in office when it is due; whoever
//!   joined late has `joining_days` for it.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use chrono::NaiveDate;

use super::activity::{self, Activity, DeedQuery, Done, Measure};
use super::case::Case;
use super::codes::Code;
use super::days::after;
use super::finding::Finding;
use super::periods::{self, Period};
use super::roster::{Named, Office};
use super::term::{Deed, Light, Term, Why};
use crate::error::Result;
use crate::model::plan::{Counting, Per, Plan, Quota, Wording};
use crate::model::value::RecordId;
use crate::text::Lang;

/// Somebody of whom a quota asks something; neither unit nor person for the campaign as a whole.
#[derive(Clone)]
pub(super) struct Subject {
    unit: Option<RecordId>,
    person: Option<RecordId>,
    /// The time in office, if it is a person.
    office: Office,
}

impl Subject {
    const WHOLE: Self = Self {
        unit: None,
        person: None,
        office: Office {
            since: None,
            until: None,
        },
    };

    /// Returns under whom deeds are counted.
    pub(super) fn key(&self) -> Option<RecordId> {
        self.person.or(self.unit)
    }

    /// Returns the person or unit under its ref and name.
    pub(super) fn named(&self, case: &Case) -> Option<Rc<Named>> {
        let person = case.roster.person_named(self.person);
        person.or_else(|| case.roster.unit_named(self.unit))
    }

    /// Returns the unit on a day: itself, or that of the person.
    pub(super) fn unit_on(&self, case: &Case, day: NaiveDate) -> Option<Rc<Named>> {
        let of_person = |id| case.roster.unit_of(id, day);
        let unit = self.unit.or_else(|| self.person.and_then(of_person));
        case.roster.unit_named(unit)
    }

    /// Tells whether anything is asked of them in a period.
    pub(super) fn asked_in(&self, plan: &Plan, per: Per, period: &Period) -> bool {
        periods::asked(plan, per, period, self.office).is_some()
    }

    /// Says in a finding whom it is about; of a finding that has no subject yet, the name as well. A
    /// person is of the unit of the term's last day, or of today.
    pub(super) fn fill(&self, case: &Case, finding: Finding) -> Finding {
        let finding = Finding {
            unit: self.unit_on(case, finding.term.due.min(case.day)),
            person: case.roster.person_named(self.person),
            ..finding
        };
        let Some(named) = self.named(case) else {
            return finding;
        };
        let subject = match finding.period() {
            Some(period) => format!("{} {period}", named.name),
            None => named.name.clone(),
        };
        finding.saying(|one| one.subject = Some(Wording::from(subject)))
    }
}

/// Checks every quota that counts deeds.
pub(super) fn check(case: &mut Case, quota: &Quota, activity: &'static Activity) -> Result<()> {
    let Some(code) = activity.code(quota.per) else {
        return Ok(());
    };
    let done = done(case, quota, activity)?;
    let subjects = subjects(case, quota);
    let is_joint = quota.counting == Counting::Team;
    for period in periods::begun(case.plan, quota, case.day) {
        let mut members = Vec::new();
        for subject in &subjects {
            let Some(asked) = asked(case, quota, subject, &period) else {
                continue;
            };
            if is_joint {
                members.push((subject, asked));
                continue;
            }
            let deeds = of_period(done.get(&subject.key()), quota, &asked);
            let count = Count::of(quota, activity, code, one_a_day(activity, deeds));
            let term = count.term(asked.term(), case.day);
            add(case, quota, code, term, |case, finding| {
                subject.fill(case, count.tell(finding, &asked))
            });
        }
        if !members.is_empty() {
            together(case, quota, (activity, code), &period, &members, &done);
        }
    }
    Ok(())
}

/// Checks what all those of whom a quota asks something did in a period, as a whole.
fn together(
    case: &mut Case,
    quota: &Quota,
    (activity, code): (&'static Activity, &'static Code),
    period: &Period,
    members: &[(&Subject, Period)],
    done: &HashMap<Option<RecordId>, Vec<Deed>>,
) {
    let mut all: BTreeMap<(NaiveDate, RecordId), Deed> = BTreeMap::new();
    for (subject, own) in members {
        let deeds = of_period(done.get(&subject.key()), quota, own);
        let deeds = one_a_day(activity, deeds).into_iter();
        all.extend(deeds.map(|deed| ((deed.day, deed.record), deed)));
    }
    let count = Count::of(quota, activity, code, all.into_values().collect());
    let period = match quota.per {
        // Whoever of them has the most time has it for all.
        Per::Once => members
            .iter()
            .map(|(_, own)| own)
            .max_by_key(|own| own.last)
            .unwrap_or(period),
        _ => period,
    };
    let term = count.term(period.term(), case.day);
    let names: Vec<String> = members
        .iter()
        .filter_map(|(subject, _)| subject.named(case))
        .map(|named| named.name.clone())
        .collect();
    add(case, quota, code, term, |_, finding| {
        let when = period.name.iter().map(|name| format!(" {name}"));
        let when: String = when.collect();
        count.tell(finding, period).saying(|one| {
            one.subject = Some(Wording::both(
                format!("{}（合计）{when}", Lang::Zh.join(&names)),
                format!("{} (together){when}", Lang::En.join(&names)),
            ));
        })
    });
}

/// Returns what each did, by day.
fn done(
    case: &Case,
    quota: &Quota,
    activity: &'static Activity,
) -> Result<HashMap<Option<RecordId>, Vec<Deed>>> {
    let mut done: HashMap<Option<RecordId>, Vec<Deed>> = HashMap::new();
    for one in activity::read(case, &wanted(case, quota, activity))? {
        for key in keys(case, quota, &one) {
            done.entry(key).or_default().push(one.deed);
        }
    }
    Ok(done)
}

/// Returns which deeds a quota counts.
pub(super) fn wanted<'a>(
    case: &Case,
    quota: &'a Quota,
    activity: &'static Activity,
) -> DeedQuery<'a> {
    DeedQuery {
        activity,
        kinds: &quota.channels,
        words: &quota.words,
        from: quota.from.unwrap_or(case.plan.opens),
    }
}

/// Returns under whom a deed counts.
fn keys(case: &Case, quota: &Quota, done: &Done) -> Vec<Option<RecordId>> {
    if !quota.ranks.is_empty() {
        return vec![done.person];
    }
    if quota.units.is_empty() {
        return vec![None];
    }
    let units = done
        .unit
        .into_iter()
        .flat_map(|unit| case.roster.upwards(unit));
    units.map(|unit| Some(unit.named.id)).collect()
}

/// Returns those of whom a quota asks something, a person once for each time in office.
pub(super) fn subjects(case: &Case, quota: &Quota) -> Vec<Subject> {
    if quota.ranks.is_empty() && quota.units.is_empty() {
        return vec![Subject::WHOLE];
    }
    let persons = case.roster.persons.iter().flat_map(|person| {
        let offices = person.offices(&quota.ranks).into_iter();
        offices.map(|office| Subject {
            person: Some(person.named.id),
            office,
            ..Subject::WHOLE
        })
    });
    let units = case.roster.units.iter();
    let units = units.filter(|unit| quota.units.contains(&unit.kind));
    let units = units.map(|unit| Subject {
        unit: Some(unit.named.id),
        ..Subject::WHOLE
    });
    persons.chain(units).collect()
}

fn asked(case: &Case, quota: &Quota, subject: &Subject, period: &Period) -> Option<Period> {
    match quota.per {
        Per::Once => once(case, quota, subject),
        per => periods::asked(case.plan, per, period, subject.office),
    }
}

/// Returns the time that somebody has for what is asked once; `None` while it is not asked.
pub(super) fn once(case: &Case, quota: &Quota, subject: &Subject) -> Option<Period> {
    let plan = case.plan;
    let first = quota.from.unwrap_or(plan.opens);
    let until = quota.until.unwrap_or(plan.closes);
    let Office { since, until: left } = subject.office;
    let joined = since.filter(|since| *since > first);
    let last = joined.map_or(until, |since| {
        until.max(after(since, plan.on(since).limits.joining_days))
    });
    let first = joined.unwrap_or(first);
    (first <= case.day && left.is_none_or(|left| left >= first)).then_some(Period {
        name: None,
        first,
        last,
        left,
        closes: plan.closes.max(until),
    })
}

/// Returns the deeds that count for a period: what is asked once counts later too.
fn of_period<'a>(
    deeds: Option<&'a Vec<Deed>>,
    quota: &Quota,
    period: &Period,
) -> impl Iterator<Item = Deed> + 'a {
    let last = if quota.per == Per::Once {
        NaiveDate::MAX
    } else {
        period.last
    };
    let deeds = deeds.map_or(&[][..], Vec::as_slice);
    let from = deeds.partition_point(|deed| deed.day < period.first);
    let deeds = deeds[from..].iter().copied();
    deeds.take_while(move |deed| deed.day <= last)
}

/// Leaves one deed of a day, that which was entered first, where days are counted.
pub(super) fn one_a_day(activity: &Activity, deeds: impl Iterator<Item = Deed>) -> Vec<Deed> {
    let mut kept: Vec<Deed> = Vec::new();
    for deed in deeds {
        match kept.last_mut() {
            Some(last) if last.day == deed.day && matches!(activity.measure, Measure::Days) => {
                if deed.entered < last.entered {
                    *last = deed;
                }
            }
            _ => kept.push(deed),
        }
    }
    kept
}

/// Counts the deeds that a quota asks for.
pub(super) struct Count {
    measure: Measure,
    code: &'static Code,
    name: Option<Wording>,
    wanted: usize,
    /// In the order of their days.
    deeds: Vec<Deed>,
}

impl Count {
    pub(super) fn of(
        quota: &Quota,
        activity: &Activity,
        code: &'static Code,
        deeds: Vec<Deed>,
    ) -> Self {
        Self {
            measure: activity.measure,
            code,
            name: quota.name.clone(),
            wanted: usize::try_from(quota.count).unwrap_or(1).max(1),
            deeds,
        }
    }

    /// Says in a term on which day there were as many as are wanted for the first time.
    pub(super) fn term(&self, term: Term, day: NaiveDate) -> Term {
        let standing = self.in_force(day);
        let last = standing.last().filter(|_| standing.len() >= self.wanted);
        term.done_with(last.map(|deed| deed.day), standing)
    }

    /// Returns the deeds that stood on the first day on which there were enough, or else on a day.
    fn in_force(&self, day: NaiveDate) -> Vec<Deed> {
        let mut standing: Vec<Deed> = Vec::new();
        let holds = |deed: &Deed, day| deed.until.is_none_or(|until| until > day);
        for deed in &self.deeds {
            standing.retain(|one| holds(one, deed.day));
            standing.push(*deed);
            if standing.len() >= self.wanted {
                return standing;
            }
        }
        standing.retain(|one| holds(one, day));
        standing
    }

    /// Says in a finding how it is called and how many there are.
    pub(super) fn tell(&self, finding: Finding, period: &Period) -> Finding {
        let label = self.code.label;
        let name = || Wording::both(label.get(Lang::Zh), label.get(Lang::En));
        let so_far = finding.term.evidence.len();
        finding.saying(|one| {
            one.period.clone_from(&period.name);
            one.subject = Some(self.name.clone().unwrap_or_else(name));
            one.detail = self.is_counted().then(|| self.detail(so_far));
        })
    }

    /// Tells whether more than one is wanted, so that it is said how many there are.
    pub(super) const fn is_counted(&self) -> bool {
        self.wanted > 1
    }

    pub(super) fn detail(&self, so_far: usize) -> Wording {
        let (wanted, label) = (self.wanted, self.code.label);
        let (zh, en) = match self.measure {
            Measure::Days => ("天", "days"),
            Measure::Items(name) => (name.get(Lang::Zh), name.get(Lang::En)),
        };
        Wording::both(
            format!(
                "{}不够，已有{so_far}{zh}，应{wanted}{zh}",
                label.get(Lang::Zh)
            ),
            format!("{}: {so_far} of {wanted} {en}", label.get(Lang::En)),
        )
    }
}

/// Adds the finding of a quota: one that is only encouraged is a notice as long as it is not met,
/// whatever its day.
pub(super) fn add(
    case: &mut Case,
    quota: &Quota,
    code: &'static Code,
    term: Term,
    tell: impl FnOnce(&Case, Finding) -> Finding,
) {
    let term = term.told_on(case.day);
    let light = match case.light(&term) {
        _ if quota.permissive && term.done.is_some() => Light::Green,
        _ if quota.permissive && term.ended.is_none() => Light::Notice,
        light => light,
    };
    let about = quota.key.clone();
    case.add_as(code, term, light, |case, finding| {
        let finding = Finding {
            requirement: quota.requirement.unwrap_or(code.requirement),
            ..finding
        };
        tell(case, finding.saying(|one| one.about = about))
    });
}

impl Period {
    /// Returns the term of whoever is asked in it: a week or a month that is over is over; what is
    /// asked once is not asked of those who left before it was due, nor after the campaign.
    pub(super) fn term(&self) -> Term {
        let term = Term::new(self.first, self.last);
        if self.name.is_some() {
            return Term {
                lapses: Some(self.last),
                ..term
            };
        }
        let left = self.left.map(|left| after(left, 1));
        term.ended(left, Why::LeftOffice).within(self.closes)
    }
}
