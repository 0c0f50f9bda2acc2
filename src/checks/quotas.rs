//! Quotas of the plan: so many deeds in a week, a month or once, by each person of some ranks, by
//! each unit of some kinds, or by the campaign as a whole; and each for itself or all together.
//!
//! - What counts is the days on which something was done: two receptions on one day are one.
//! - What is voided, came over a channel that does not count, or is dated after the day for which
//!   it is computed, does not count.
//! - A deed counts for the period in which its day lies, for no other. Entered later than
//!   `late_entry_days` after the period, it counts as done on the day of its entry: late.
//! - What is asked once and done after its last day is late.
//! - What a unit below does counts for the units above it.
//! - Whoever holds office for only some of a period is asked if enough working days are left of it
//!   (see `periods`). What is asked once is asked of those who are in office when it is due; whoever
//!   joined late has `joining_days` for it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::case::{Case, after};
use super::codes::Code;
use super::deeds::{self, Days, Wanted};
use super::finding::{Finding, Light, Named, Term};
use super::periods::{self, Period};
use crate::error::Result;
use crate::model::plan::{Counting, Per, Plan, Quota, What, Wording};
use crate::model::value::RecordId;
use crate::text::Lang;

/// Somebody of whom a quota asks something; neither unit nor person for the campaign as a whole.
#[derive(Clone)]
pub(super) struct Subject {
    /// Under whom deeds are counted.
    pub(super) key: Option<RecordId>,
    pub(super) unit: Option<Named>,
    pub(super) person: Option<Named>,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Subject {
    fn named(&self) -> Option<&Named> {
        self.person.as_ref().or(self.unit.as_ref())
    }

    /// Returns the ref under which a command names it.
    pub(super) fn reference(&self) -> String {
        let named = self.named();
        named.map_or_else(String::new, |named| named.reference.clone())
    }

    fn name(&self) -> &str {
        self.named().map_or("", |named| &named.name)
    }

    /// Tells whether anything is asked of them in a period.
    pub(super) fn asked_in(&self, plan: &Plan, per: Per, period: &Period) -> bool {
        periods::asked(plan, per, period, self.since, self.until).is_some()
    }

    /// Says in a finding whom it is about; of a finding that has no subject yet, the name as well.
    pub(super) fn fill(&self, finding: Finding) -> Finding {
        let subject = self.named().map_or(finding.subject, |named| {
            let period = finding.period.iter().map(|period| format!(" {period}"));
            Wording::from(period.fold(named.name.clone(), |name, period| name + &period))
        });
        Finding {
            unit: self.unit.clone(),
            person: self.person.clone(),
            subject,
            ..finding
        }
    }
}

/// Checks every quota that counts deeds.
pub(super) fn check(case: &mut Case, quota: &Quota, code: &'static Code) -> Result<()> {
    let from = quota.from.unwrap_or(case.plan.opens);
    let wanted = Wanted {
        what: quota.what,
        kinds: &quota.channels,
        words: &quota.words,
        from,
    };
    let subjects = subjects(case, quota);
    let mut done: HashMap<Option<RecordId>, Days> = HashMap::new();
    for deed in deeds::read(case, &wanted)? {
        for key in keys(case, quota, &deed) {
            deeds::add(done.entry(key).or_default(), &deed);
        }
    }
    let none = Days::new();
    let of = |subject: &Subject| done.get(&subject.key).unwrap_or(&none);
    let mut found = Vec::new();
    for period in periods::begun(case.plan, quota, case.day) {
        let mut together = Vec::new();
        let mut members: Vec<&str> = Vec::new();
        for subject in &subjects {
            let Some(period) = asked(case, quota, subject, &period) else {
                continue;
            };
            let days = effective(case, quota, of(subject), &period);
            if quota.counting == Counting::Team {
                together.extend(days);
                members.push(subject.name());
            } else if let Some(finding) = finding(case, quota, code, &period, days) {
                found.push(subject.fill(finding));
            }
        }
        if !members.is_empty() {
            let finding = finding(case, quota, code, &period, together);
            found.extend(finding.map(|finding| team(finding, &members)));
        }
    }
    case.found.extend(found);
    Ok(())
}

/// Returns under whom a deed counts.
fn keys(case: &Case, quota: &Quota, deed: &deeds::Deed) -> Vec<Option<RecordId>> {
    if !quota.ranks.is_empty() {
        return vec![deed.person];
    }
    if quota.units.is_empty() {
        return vec![None];
    }
    let units = deed
        .unit
        .into_iter()
        .flat_map(|unit| case.roster.upwards(unit));
    units.map(|unit| Some(unit.named.id)).collect()
}

/// Returns those of whom a quota asks something.
pub(super) fn subjects(case: &Case, quota: &Quota) -> Vec<Subject> {
    let persons = case
        .roster
        .persons
        .iter()
        .filter(|person| quota.ranks.contains(&person.rank));
    let persons = persons.map(|person| Subject {
        key: Some(person.named.id),
        unit: case.roster.unit_named(person.unit),
        person: Some(person.named.clone()),
        since: person.since,
        until: person.until,
    });
    let whole = Subject {
        key: None,
        unit: None,
        person: None,
        since: None,
        until: None,
    };
    let units = case
        .roster
        .units
        .iter()
        .filter(|unit| quota.units.contains(&unit.kind));
    let units = units.map(|unit| Subject {
        key: Some(unit.named.id),
        unit: Some(unit.named.clone()),
        ..whole.clone()
    });
    let all: Vec<Subject> = persons.chain(units).collect();
    if quota.ranks.is_empty() && quota.units.is_empty() {
        vec![whole]
    } else {
        all
    }
}

fn asked(case: &Case, quota: &Quota, subject: &Subject, period: &Period) -> Option<Period> {
    match quota.per {
        Per::Once => once(case, quota, subject),
        _ => periods::asked(case.plan, quota.per, period, subject.since, subject.until),
    }
}

/// Returns the time that somebody has for what is asked once; `None` for whoever is not asked.
pub(super) fn once(case: &Case, quota: &Quota, subject: &Subject) -> Option<Period> {
    let plan = case.plan;
    let first = quota.from.unwrap_or(plan.opens);
    let until = quota.until.unwrap_or(plan.closes);
    let joined = subject.since.filter(|since| *since > first);
    let last = joined.map_or(until, |since| {
        until.max(after(since, plan.on(since).limits.joining_days))
    });
    let first = joined.unwrap_or(first);
    let left = subject.until.is_some_and(|left| left < last.min(case.day));
    let asked = first <= case.day && !left && (last <= plan.closes || last == until);
    asked.then_some(Period {
        name: None,
        first,
        last,
    })
}

/// Returns the days on which deeds of a period count as done, in order.
fn effective(case: &Case, quota: &Quota, days: &Days, period: &Period) -> Vec<NaiveDate> {
    let last = if quota.per == Per::Once {
        NaiveDate::MAX
    } else {
        period.last
    };
    let days = days.range(period.first..=last);
    let mut days: Vec<NaiveDate> = days
        .map(|(day, logged)| case.counted_on((*day, *logged), period.last))
        .collect();
    days.sort_unstable();
    days
}

fn finding(
    case: &Case,
    quota: &Quota,
    code: &'static Code,
    period: &Period,
    mut days: Vec<NaiveDate>,
) -> Option<Finding> {
    days.sort_unstable();
    let wanted = match quota.what {
        What::StudyWeek if quota.count == 1 => case.plan.on(period.first).limits.study_week_days,
        _ => quota.count,
    };
    let wanted = usize::try_from(wanted).unwrap_or(1);
    let done = wanted.checked_sub(1).and_then(|at| days.get(at));
    let term = Term {
        opened: period.first,
        due: period.last,
        done: done.copied(),
    };
    let so_far = days.len();
    let detail = (wanted > 1).then(|| {
        let (zh, en) = (code.missing.get(Lang::Zh), code.missing.get(Lang::En));
        Wording::both(
            format!("{zh}，应{wanted}次(天)，已有{so_far}"),
            format!("{en} ({so_far} of {wanted})"),
        )
    });
    begin(case, quota, code, term).map(|finding| Finding {
        period: period.name.clone(),
        subject: quota.name.clone().unwrap_or(Wording::both(
            code.label.get(Lang::Zh),
            code.label.get(Lang::En),
        )),
        detail,
        ..finding
    })
}

/// Begins the finding of a quota: one that is only encouraged is a notice as long as it is not met,
/// whatever its day.
pub(super) fn begin(
    case: &Case,
    quota: &Quota,
    code: &'static Code,
    term: Term,
) -> Option<Finding> {
    let light = term.light(case.day, case.plan.on(case.day).limits.warn_ahead_days);
    let met = term.done.is_some_and(|done| done <= case.day);
    let light = match (quota.permissive, met) {
        (true, true) => Light::Green,
        (true, false) => Light::Notice,
        (false, _) => light,
    };
    case.begin_as(code, term, light).map(|finding| Finding {
        requirement: quota.requirement.unwrap_or(code.requirement),
        ..finding
    })
}

/// Says that a finding is about all of them together.
fn team(finding: Finding, members: &[&str]) -> Finding {
    let period = finding.period.iter().map(|period| format!(" {period}"));
    let period: String = period.collect();
    let names = |lang: Lang| lang.join(members);
    Finding {
        subject: Wording::both(
            format!("{}(合计){period}", names(Lang::Zh)),
            format!("{} (together){period}", names(Lang::En)),
        ),
        ..finding
    }
}
