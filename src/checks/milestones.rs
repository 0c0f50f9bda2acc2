//! Milestones (requirement 10), and the summary for each addressee (44).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::case::Case;
use super::codes;
use super::deeds::{self, Wanted};
use super::finding::{Finding, Term};
use super::rows;
use crate::error::Result;
use crate::model::plan::{Milestone, What, Wording};
use crate::text::Lang;

const SUBMISSIONS: &str = "select addressee, submitted_on from submission
    where void is null and submitted_on between ?1 and ?2 order by submitted_on, office, number, copy, record";

/// Checks every milestone of the plan. The first deed that proves it is its day, of `every` kind
/// the last of the first; entered more than `late_entry_days` after the milestone it counts from its
/// entry.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let mut found = Vec::new();
    for (at, milestone) in case.plan.milestones.iter().enumerate() {
        let first = deeds_by_kind(case, milestone)?;
        let missing = |kind: &&String| !milestone.every || !first.contains_key(*kind);
        let missing: Vec<&str> = milestone
            .kinds
            .iter()
            .filter(missing)
            .map(String::as_str)
            .collect();
        let term = Term {
            opened: milestone
                .from
                .unwrap_or(case.plan.opens)
                .min(milestone.date),
            due: milestone.date,
            done: done(milestone, &first),
        };
        if let Some(finding) = case.begin(&codes::MILESTONE, term) {
            found.push(Finding {
                requirement: milestone
                    .requirement
                    .unwrap_or(codes::MILESTONE.requirement),
                period: Some(milestone.date.to_string()),
                subject: milestone.name.clone(),
                parameters: vec![("how", how(milestone, at, &missing))],
                ..finding
            });
        }
    }
    case.found.extend(found);
    Ok(())
}

/// Returns the first day on which each kind of deed that proves a milestone was done.
fn deeds_by_kind(case: &Case, milestone: &Milestone) -> Result<BTreeMap<String, NaiveDate>> {
    let mut first = BTreeMap::new();
    let Some(what) = milestone.what else {
        return Ok(first);
    };
    let wanted = Wanted {
        what,
        kinds: &milestone.kinds,
        words: &milestone.words,
        from: milestone.from.unwrap_or(case.plan.opens),
    };
    for deed in deeds::read(case, &wanted)? {
        let day = case.counted_on((deed.day, deed.logged), milestone.date);
        let known = first.entry(deed.kind).or_insert(day);
        *known = day.min(*known);
    }
    Ok(first)
}

fn done(milestone: &Milestone, first: &BTreeMap<String, NaiveDate>) -> Option<NaiveDate> {
    let proven = if milestone.every {
        let all = milestone.kinds.iter().map(|kind| first.get(kind).copied());
        all.collect::<Option<Vec<_>>>()
            .and_then(|days| days.into_iter().max())
    } else {
        first.values().min().copied()
    };
    proven.or(milestone.done_on)
}

/// Says by which command a milestone is proven, of the kinds that are `missing`.
fn how(milestone: &Milestone, at: usize, missing: &[&str]) -> Wording {
    let kinds = |flag: &str| match missing {
        [] => String::new(),
        kinds => format!(" --{flag} {}", kinds.join("|")),
    };
    let command = match milestone.what {
        Some(What::Meeting) => "study add --study-kind meeting".to_owned(),
        Some(What::Discussion) => "study add --study-kind discussion".to_owned(),
        Some(What::Lecture) => "study add --study-kind lecture".to_owned(),
        Some(What::Visit) => format!("visit add{}", kinds("visit-kind")),
        Some(What::Opinion) => format!("opinion add{}", kinds("channel")),
        Some(What::Reception) => format!("reception add{}", kinds("channel")),
        Some(What::Pledge) => "pledge add".to_owned(),
        Some(What::Publication) => format!("publicity add{}", kinds("channel")),
        Some(What::Research) => "research add".to_owned(),
        Some(What::Mechanism) => "mechanism add --state issued".to_owned(),
        Some(What::Submission) => "submission add".to_owned(),
        Some(What::Survey) => "survey add".to_owned(),
        _ => {
            let set = format!("huiyin plan set milestones.{at}.done_on");
            return Wording::both(format!("{set} 日期"), format!("{set} DATE"));
        }
    };
    Wording::from(format!("huiyin {command}"))
}

/// Checks that each addressee of the plan was handed the summary by the last day of the campaign.
/// What they were handed before its last phase began, such as the report of an earlier one, is no
/// summary of it.
pub(super) fn submissions(case: &mut Case) -> Result<()> {
    let plan = case.plan;
    let last = plan.phase_due(plan.closes);
    let opened = last.map_or(plan.opens, |phase| phase.opens);
    let days = [opened.to_string(), case.day.to_string()];
    let mut first: BTreeMap<String, NaiveDate> = BTreeMap::new();
    case.store.rows(SUBMISSIONS, &[&days[0], &days[1]], |row| {
        if let Some(day) = rows::day(row, "submitted_on")? {
            first.entry(rows::text(row, "addressee")?).or_insert(day);
        }
        Ok(())
    })?;
    for addressee in &plan.addressees {
        let (zh, en) = (addressee.get(Lang::Zh), addressee.get(Lang::En));
        let term = Term {
            opened,
            due: plan.closes,
            done: [zh, en]
                .iter()
                .filter_map(|name| first.get(*name))
                .min()
                .copied(),
        };
        if let Some(finding) = case.begin(&codes::SUBMISSION, term) {
            case.found.push(Finding {
                period: Some(plan.closes.to_string()),
                subject: addressee.clone(),
                parameters: vec![(
                    "addressee",
                    Wording::both(format!("'{zh}'"), format!("'{en}'")),
                )],
                ..finding
            });
        }
    }
    Ok(())
}
