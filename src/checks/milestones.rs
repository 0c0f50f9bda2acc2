//! Milestones (requirement 10), and the summary for each addressee (44).

use std::collections::HashMap;

use super::activities;
use super::activity::{self, Activity, DeedQuery};
use super::case::Case;
use super::codes;
use super::finding::Finding;
use super::rows;
use super::term::{Deed, Term};
use crate::error::Result;
use crate::kinds;
use crate::model::plan::{Milestone, Wording};
use crate::text::{Lang, quoted};

const SUBMISSIONS: &str = "select record, addressee, submitted_on, logged_on from submission
    where void is null and submitted_on between ?1 and ?2 order by submitted_on, office, number, copy, record";

/// One thing that proves a milestone, under any of its names: a kind of deed, or an addressee.
struct Proof<'a> {
    names: Vec<&'a str>,
    deed: Option<Deed>,
}

/// Checks every milestone of the plan. The first deed that proves it is its day; where `every` kind is
/// needed, the last of the first. A report is handed in when every addressee has it.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let plan = case.plan;
    for (at, milestone) in plan.milestones.iter().enumerate() {
        let activity = milestone.what.as_deref().and_then(activities::find);
        let proofs = activity.map(|activity| proofs(case, milestone, activity));
        let proofs = proofs.transpose()?.unwrap_or_default();
        let missing = proofs.iter().filter(|proof| proof.deed.is_none());
        let missing = missing.filter_map(|proof| proof.names.first()).copied();
        let missing: Vec<&str> = missing.collect();
        let proven: Vec<Deed> = proofs.iter().filter_map(|proof| proof.deed).collect();
        let done = proven.iter().map(|deed| deed.day).max();
        let done = done.filter(|_| missing.is_empty()).or(milestone.done_on);
        let opened = milestone.from.unwrap_or(plan.opens).min(milestone.date);
        let term = Term::new(opened, milestone.date).done_with(done, proven);
        case.add(&codes::MILESTONE, term, |_, finding| {
            let requirement = milestone.requirement.unwrap_or(finding.requirement);
            let finding = Finding {
                requirement,
                ..finding
            };
            finding.saying(|one| {
                one.period = Some(milestone.date.to_string());
                one.about = milestone.key.clone().or_else(|| Some(at.to_string()));
                one.subject = Some(milestone.name.clone());
                one.parameters = vec![("how", how(activity, (at, milestone), &missing))];
            })
        });
    }
    Ok(())
}

/// Returns what is needed for a milestone, each with the first deed that proves it.
fn proofs<'a>(
    case: &Case<'a>,
    milestone: &'a Milestone,
    activity: &'static Activity,
) -> Result<Vec<Proof<'a>>> {
    let wanted = DeedQuery {
        activity,
        kinds: &milestone.kinds,
        words: &milestone.words,
        from: milestone.from.unwrap_or(case.plan.opens),
    };
    let kinds = milestone.kinds.iter().map(String::as_str);
    let every: Vec<Vec<&str>> = match &milestone.kinds[..] {
        [] if activity.id == "submission" => {
            let named = |one: &'a Wording| vec![one.get(Lang::Zh), one.get(Lang::En)];
            case.plan.addressees.iter().map(named).collect()
        }
        _ if milestone.every && kinds.len() > 0 => kinds.map(|kind| vec![kind]).collect(),
        _ => vec![kinds.collect()],
    };
    let proof = |names: Vec<&'a str>| {
        let done = activity::first(case, &wanted, &names)?;
        let deed = done.map(|done| done.deed);
        Ok(Proof { names, deed })
    };
    every.into_iter().map(proof).collect()
}

/// Says by which command a milestone is proven, of the first kind that is `missing`.
fn how(
    activity: Option<&Activity>,
    (at, milestone): (usize, &Milestone),
    missing: &[&str],
) -> Wording {
    let Some(add) = activity.and_then(|activity| activity.add.as_ref()) else {
        let set = format!("huiyin plan set milestones.{at}.done_on");
        return Wording::both(format!("{set} 日期"), format!("{set} DATE"));
    };
    let mut command = format!("huiyin {}", add.command);
    if let (Some(flag), Some(kind)) = (add.flag, missing.first()) {
        command = format!("{command} --{flag} {}", quoted(kind));
    }
    // Only what is called so proves it.
    let noun = add.command.split(' ').next().and_then(kinds::noun);
    if let (Some(title), Some(word)) = (noun.and_then(|kind| kind.title), milestone.words.first()) {
        command = format!("{command} --{} {}", title.flag(), quoted(word));
    }
    Wording::from(command)
}

/// Checks that each addressee of the plan was handed the summary by the last day of the campaign.
/// Anything they were handed before its last phase began, such as the report of an earlier one, is no
/// summary of it.
pub(super) fn submissions(case: &mut Case) -> Result<()> {
    let plan = case.plan;
    let last = plan.phase_due(plan.closes);
    let opened = last.map_or(plan.opens, |phase| phase.opens);
    let days = [opened.to_string(), case.day.to_string()];
    let mut first: HashMap<String, Deed> = HashMap::new();
    case.store.rows(SUBMISSIONS, &[&days[0], &days[1]], |row| {
        if let Some(deed) = rows::deed(row, "submission", "submitted_on")? {
            first.entry(rows::text(row, "addressee")?).or_insert(deed);
        }
        Ok(())
    })?;
    for addressee in &plan.addressees {
        let (zh, en) = (addressee.get(Lang::Zh), addressee.get(Lang::En));
        let deeds = [zh, en].into_iter().filter_map(|name| first.get(name));
        let deed = deeds.min_by_key(|deed| deed.day).copied();
        let term = Term::new(opened, plan.closes).done_by(deed);
        case.add(&codes::SUBMISSION, term, |_, finding| {
            finding.saying(|one| {
                one.period = Some(plan.closes.to_string());
                one.about = Some(zh.to_owned());
                one.subject = Some(addressee.clone());
                let quoted = Wording::both(format!("'{zh}'"), format!("'{en}'"));
                one.parameters = vec![("addressee", quoted)];
            })
        });
    }
    Ok(())
}
