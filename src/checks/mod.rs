//! Checks: what is due, late or missing on a day, computed from records and plan, never stored.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde_json::{Value as Json, json};

use crate::error::Result;
use crate::model::document::Block;
use crate::model::plan::{Counting, Per, Plan, Quota};
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    /// The number of the requirement.
    pub(crate) requirement: i64,
    pub(crate) reference: Option<String>,
    pub(crate) person: Option<String>,
    pub(crate) period: Option<String>,
    /// What it is about: a title or a name.
    pub(crate) subject: String,
    /// The same in English, where it has a name of its own there.
    pub(crate) subject_english: Option<String>,
}

/// A check that one query makes: its rows are the ref and the title of what is wrong.
struct Query {
    code: &'static str,
    requirement: i64,
    /// `?1` is the day, `?2` the plan's days to reply.
    sql: &'static str,
}

const QUERIES: &[Query] = &[
    Query {
        code: "opinion-reply",
        requirement: 35,
        sql: "select ref, topic as title from opinion
              where void is null and date <= ?1 and (replied_on is null or replied_on > ?1)
              and coalesce(due, date(date, '+' || ?2 || ' days')) < ?1
              order by office, number, copy",
    },
    Query {
        code: "opinion-result",
        requirement: 35,
        sql: "select ref, topic as title from opinion
              where void is null and date <= ?1 and (outcome is null or finished_on > ?1)
              and ?2 >= 0 order by office, number, copy",
    },
    Query {
        code: "pledge-overdue",
        requirement: 32,
        sql: "select ref, title from pledge
              where void is null and published_on <= ?1 and status in ('published', 'in_progress', 'continuing')
              and coalesce(new_deadline, deadline) < ?1 and ?2 >= 0 order by office, number, copy",
    },
    Query {
        code: "pledge-unpublished",
        requirement: 32,
        sql: "select ref, title from pledge
              where void is null and status = 'draft' and pledged_on <= ?1 and ?2 >= 0
              order by office, number, copy",
    },
    Query {
        code: "survey-missing",
        requirement: 39,
        sql: "select null as ref, '' as title
              where not exists (select 1 from survey where void is null and date <= ?1) and ?2 >= 0",
    },
];

impl Finding {
    /// Says what is wrong and what to do about it.
    pub(crate) fn message(&self, lang: Lang) -> String {
        let reference = self.reference.as_deref().unwrap_or_default();
        let period = self.period.as_deref().unwrap_or_default();
        let english = self.subject_english.as_ref().unwrap_or(&self.subject);
        let subject = lang.pick(&self.subject, english);
        let what = label(self.code).get(lang);
        match self.code {
            "opinion-reply" => lang.pick(
                format!("{reference} {subject}：{what}；请用 huiyin opinion reply {reference}"),
                format!("{reference} {subject}: {what}; use huiyin opinion reply {reference}"),
            ),
            "opinion-result" => lang.pick(
                format!("{reference} {subject}：{what}；请用 huiyin opinion finish {reference}"),
                format!("{reference} {subject}: {what}; use huiyin opinion finish {reference}"),
            ),
            "pledge-overdue" => lang.pick(
                format!("{reference} {subject}：{what}；请用 huiyin pledge finish 或 continue {reference}"),
                format!("{reference} {subject}: {what}; use huiyin pledge finish or continue {reference}"),
            ),
            "pledge-unpublished" => lang.pick(
                format!("{reference} {subject}：{what}；请用 huiyin pledge publish {reference}"),
                format!("{reference} {subject}: {what}; use huiyin pledge publish {reference}"),
            ),
            "survey-missing" => lang.pick(format!("{what}；请用 huiyin survey add"), format!("{what}; use huiyin survey add")),
            _ => {
                let whom = if period.is_empty() { subject.clone() } else { format!("{subject} {period}") };
                lang.pick(format!("{whom} {what}"), format!("{whom}: {what}"))
            }
        }
    }

    /// Returns the finding for machines.
    pub(crate) fn json(&self, lang: Lang) -> Json {
        json!({
            "code": self.code, "light": "red", "requirement": self.requirement, "unit": null,
            "person": self.person, "ref": self.reference, "period": self.period,
            "message": self.message(lang),
        })
    }
}

/// Returns what a code means.
pub(crate) fn label(code: &str) -> Text {
    match code {
        "opinion-reply" => text("超过答复时限未答复", "no reply within the limit"),
        "opinion-result" => text("没有办理结果", "no outcome"),
        "pairing-missing" => text("没有结对联系户", "no household in care"),
        "pledge-overdue" => text("超过办理时限未办结", "past its deadline and not done"),
        "pledge-unpublished" => text("未公开承诺", "not published"),
        "reception-monthly" => text("本月未接待群众", "no reception in this month"),
        "reception-weekly" => text("本周未接待群众", "no reception in this week"),
        "summary-submission" => text("总结报告未报送", "the summary was not submitted"),
        "survey-missing" => text("未进行满意度测评", "no satisfaction survey was taken"),
        _ => text("未落实", "not met"),
    }
}

/// Writes findings for people.
pub(crate) fn blocks(findings: &[Finding], lang: Lang) -> Vec<Block> {
    findings
        .iter()
        .map(|finding| Block::Item(finding.message(lang)))
        .collect()
}

/// Makes every check for a day.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn findings(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for query in QUERIES {
        for row in store.texts(query.sql, &[&day.to_string(), &plan.limits.reply_days])? {
            found.push(Finding {
                code: query.code,
                requirement: query.requirement,
                reference: row[0].clone(),
                person: None,
                period: None,
                subject: row[1].clone().unwrap_or_default(),
                subject_english: None,
            });
        }
    }
    for quota in &plan.quotas {
        found.extend(quota_findings(store, plan, quota, day)?);
    }
    found.extend(submissions(store, plan, day)?);
    Ok(found)
}

fn submissions(store: &Store, plan: &Plan, day: NaiveDate) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for addressee in &plan.addressees {
        let sql = "select count(*) from submission where void is null and submitted_on <= ?1 and addressee in (?2, ?3)";
        let (name, english) = (addressee.get(Lang::Zh), addressee.get(Lang::En));
        if store.count(sql, &[&day.to_string(), &name, &english])? == 0 {
            found.push(Finding {
                code: "summary-submission",
                requirement: 44,
                reference: None,
                person: None,
                period: Some(plan.closes.to_string()),
                subject: name.to_owned(),
                subject_english: Some(english.to_owned()),
            });
        }
    }
    Ok(found)
}

fn quota_findings(
    store: &Store,
    plan: &Plan,
    quota: &Quota,
    day: NaiveDate,
) -> Result<Vec<Finding>> {
    let (code, done) = match (quota.what.as_str(), quota.per) {
        ("reception", Per::Month) => ("reception-monthly", RECEPTIONS),
        ("reception", _) => ("reception-weekly", RECEPTIONS),
        ("pairing", _) => ("pairing-missing", PAIRINGS),
        _ => return Ok(Vec::new()),
    };
    let channels = serde_json::to_string(&quota.channels).unwrap_or_default();
    let mut found = Vec::new();
    for (period, first, last) in periods(plan, quota, day) {
        let ranks = serde_json::to_string(&quota.ranks).unwrap_or_default();
        let mut short = Vec::new();
        let mut team = 0;
        for person in store.texts(MEMBERS, &[&ranks, &first.to_string(), &last.to_string()])? {
            let own = store.count(
                done,
                &[&person[0], &first.to_string(), &last.to_string(), &channels],
            )?;
            team += own;
            if own < quota.count {
                short.push(person);
            }
        }
        if quota.counting == Counting::Team && team >= quota.count {
            continue;
        }
        found.extend(short.into_iter().map(|person| Finding {
            code,
            requirement: quota.requirement,
            reference: None,
            person: person[0].clone(),
            period: Some(period.clone()),
            subject: person[1].clone().unwrap_or_default(),
            subject_english: None,
        }));
    }
    Ok(found)
}

/// Who had one of the ranks `?1` throughout the days `?2` to `?3`.
const MEMBERS: &str = "select ref, name from person
    where void is null and rank in (select value from json_each(?1))
    and (since is null or since <= ?2) and (until is null or until >= ?3)
    order by seniority, office, number, copy";

const RECEPTIONS: &str =
    "select count(*) from reception as r join person as p on p.record = r.leader
    where r.void is null and p.ref = ?1 and r.date between ?2 and ?3
    and (?4 = '[]' or r.channel in (select value from json_each(?4)))";

const PAIRINGS: &str = "select count(*) from pair as t join person as p on p.record = t.helper
    where t.void is null and p.ref = ?1 and t.household is not null
    and (t.since is null or t.since <= ?3) and (t.until is null or t.until >= ?3)
    and (?2 <= ?3) and (?4 is not null)";

/// Returns the stretches within which a quota is to be met and that have ended by a day, with
/// their names: months and ISO weeks, cut by the quota's days. A week that is cut, or has
/// holidays, counts if enough working days are left.
pub(crate) fn periods(
    plan: &Plan,
    quota: &Quota,
    day: NaiveDate,
) -> Vec<(String, NaiveDate, NaiveDate)> {
    let from = quota.from.unwrap_or(plan.opens).max(plan.opens);
    let until = quota.until.unwrap_or(plan.closes).min(plan.closes);
    if quota.per == Per::Once {
        return vec![(String::new(), from, until.min(day))];
    }
    let mut periods = Vec::new();
    let mut start = from;
    while start <= until {
        let end = match quota.per {
            Per::Month => month_end(start),
            _ => start + Days::new(6 - u64::from(start.weekday().num_days_from_monday())),
        };
        let last = end.min(until);
        if last > day {
            break;
        }
        let workdays = start
            .iter_days()
            .take_while(|one| *one <= last)
            .filter(|one| plan.is_workday(*one))
            .count();
        let enough = quota.per == Per::Month
            || i64::try_from(workdays).unwrap_or(0) >= plan.limits.partial_week_workdays;
        if enough {
            let name = match quota.per {
                Per::Month => start.format("%Y-%m").to_string(),
                _ => start.format("%G-W%V").to_string(),
            };
            periods.push((name, start, last));
        }
        start = end + Days::new(1);
    }
    periods
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first + Months::new(1) - Days::new(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::DEFAULT;

    #[test]
    fn periods_are_cut_by_the_campaign_and_by_holidays() {
        let plan = Plan::from_json(&serde_json::from_str(DEFAULT).unwrap()).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let monthly = periods(&plan, &plan.quotas[0], day("2011-11-30"));
        assert_eq!(monthly.len(), 9, "March to November");
        let weekly = periods(&plan, &plan.quotas[1], day("2011-11-30"));
        let has = |name: &str| weekly.iter().any(|(period, ..)| period == name);
        assert!(has("2011-W09"), "1 March was a Tuesday: four working days");
        assert!(
            !has("2011-W40"),
            "3 to 9 October: only the two make-up days were worked"
        );
        assert!(has("2011-W14"), "4 to 8 April: three days after Qingming");
        assert!(has("2011-W48"), "28 to 30 November: three working days");
        assert_eq!(
            periods(&plan, &plan.quotas[0], day("2011-03-30")).len(),
            0,
            "March had not ended"
        );
    }
}
