//! The activities of a plan: one row each, with the query that finds the deeds, the kinds of them that
//! count, how they are counted and checked, and by which command one is entered. Nothing else in the
//! program names an activity.

use super::activity::{Activity, Add, Asks, Check, Kinds, Measure};
use super::case::Case;
use super::codes::{self, Code};
use super::{entries, evaluations, pairings, quotas, study};
use crate::error::Result;
use crate::kinds::{opinion, publicity, reception, study as session, visit};
use crate::model::plan::Quota;
use crate::text::text;

const STUDY: &str = "select record, unit, null as person, date as day, logged_on, study_kind as kind, topic as title
    from study where void is null and date between ?1 and ?2 order by date, office, number, copy, record";
const ITEMS: Measure = Measure::Items(text("项", "items"));

/// Defaults for what is checked by going through other records than deeds of one kind.
const OTHER: Activity = Activity {
    id: "",
    kind: "",
    sql: "",
    until: None,
    own: &[],
    kinds: Kinds::Any,
    measure: ITEMS,
    quota: None,
    add: None,
};
const SESSION: Activity = Activity {
    kind: "study",
    sql: STUDY,
    kinds: Kinds::Of(&[&session::STUDY_KIND]),
    measure: Measure::Days,
    ..OTHER
};

pub(crate) static ACTIVITIES: &[Activity] = &[
    Activity {
        id: "comment",
        quota: Some(quota(evaluations::check, &codes::COMMENT, Asks::Units)),
        ..OTHER
    },
    Activity {
        id: "discussion",
        own: &["discussion"],
        quota: Some(quota(quotas::check, &codes::DISCUSSION, Asks::Units)),
        add: Some(add("study add --study-kind discussion", None)),
        ..SESSION
    },
    Activity {
        id: "evaluation",
        quota: Some(quota(evaluations::check, &codes::EVALUATION, Asks::Anybody)),
        ..OTHER
    },
    Activity {
        id: "lecture",
        own: &["lecture", "forum"],
        quota: Some(quota(quotas::check, &codes::LECTURE, Asks::Anybody)),
        add: Some(add("study add --study-kind lecture", None)),
        ..SESSION
    },
    Activity {
        id: "mechanism",
        kind: "mechanism",
        sql: "select record, unit, null as person, issued_on as day, logged_on, state as kind, title
            from mechanism where void is null and state = 'issued' and issued_on between ?1 and ?2
            order by issued_on, office, number, copy, record",
        quota: Some(quota(quotas::check, &codes::MECHANISM, Asks::Anybody)),
        add: Some(add("mechanism add --state issued", None)),
        ..OTHER
    },
    Activity {
        id: "meeting",
        own: &["meeting"],
        add: Some(add("study add --study-kind meeting", None)),
        ..SESSION
    },
    Activity {
        id: "opinion",
        kind: "opinion",
        sql: "select record, unit, first_asked as person, date as day, logged_on, channel as kind, topic as title
            from opinion where void is null and date between ?1 and ?2
            order by date, office, number, copy, record",
        kinds: Kinds::Of(&[&opinion::CHANNEL]),
        add: Some(add("opinion add", Some("channel"))),
        ..OTHER
    },
    Activity {
        id: "pairing",
        quota: Some(quota(pairings::quota, &codes::PAIRING, Asks::Anybody)),
        ..OTHER
    },
    Activity {
        id: "pledge",
        kind: "pledge",
        sql: "select record, unit, responsible as person, pledged_on as day, logged_on, category as kind, title, withdrawn_on
            from pledge where void is null and pledged_on between ?1 and ?2
            order by pledged_on, office, number, copy, record",
        until: Some("withdrawn_on"),
        quota: Some(quota(quotas::check, &codes::PLEDGE_NONE, Asks::Anybody)),
        add: Some(add("pledge add", None)),
        ..OTHER
    },
    Activity {
        id: "publication",
        kind: "publicity",
        sql: "select record, unit, null as person, date as day, logged_on,
            channel || char(10) || coalesce(list, '') as kind, title
            from publicity where void is null and date between ?1 and ?2
            order by date, office, number, copy, record",
        kinds: Kinds::Of(&[&publicity::CHANNEL, &publicity::LIST]),
        quota: Some(quota(quotas::check, &codes::PUBLICATION, Asks::Anybody)),
        add: Some(add("publicity add", Some("list"))),
        ..OTHER
    },
    Activity {
        id: "reception",
        kind: "reception",
        sql: "select record, unit, leader as person, date as day, logged_on, channel as kind, content as title
            from reception where void is null and date between ?1 and ?2
            order by date, office, number, copy, record",
        kinds: Kinds::Of(&[&reception::CHANNEL]),
        measure: Measure::Days,
        quota: Some(Check {
            run: quotas::check,
            code: &codes::RECEPTION_WEEKLY,
            monthly: Some(&codes::RECEPTION_MONTHLY),
            asks: Asks::Persons,
        }),
        add: Some(add("reception add", Some("channel"))),
        ..OTHER
    },
    Activity {
        id: "report",
        quota: Some(quota(evaluations::check, &codes::REPORT, Asks::Anybody)),
        ..OTHER
    },
    Activity {
        id: "research",
        kind: "research",
        sql: "select record, unit, author as person, submitted_on as day, logged_on, topic as kind, title
            from research where void is null and submitted_on between ?1 and ?2
            order by submitted_on, office, number, copy, record",
        measure: Measure::Items(text("篇", "reports")),
        quota: Some(quota(quotas::check, &codes::RESEARCH, Asks::Persons)),
        add: Some(add("research add", None)),
        ..OTHER
    },
    Activity {
        id: "study-friday",
        own: &["friday"],
        quota: Some(quota(study::fridays, &codes::STUDY_FRIDAY, Asks::Units)),
        add: Some(add("study add --study-kind friday", None)),
        ..SESSION
    },
    Activity {
        id: "study-week",
        own: &["study_week", "friday", "meeting"],
        quota: Some(quota(study::week, &codes::STUDY_WEEK, Asks::Units)),
        add: Some(add("study add --study-kind study_week", None)),
        ..SESSION
    },
    Activity {
        id: "submission",
        kind: "submission",
        sql: "select record, unit, null as person, submitted_on as day, logged_on, addressee as kind, report as title
            from submission where void is null and submitted_on between ?1 and ?2
            order by submitted_on, office, number, copy, record",
        add: Some(add("submission add", Some("addressee"))),
        ..OTHER
    },
    Activity {
        id: "survey",
        kind: "survey",
        sql: "select record, unit, null as person, date as day, logged_on,
            case when subject is null then 'overall' else 'subject' end as kind, comment as title
            from survey where void is null and date between ?1 and ?2
            order by date, office, number, copy, record",
        kinds: Kinds::Among(&["overall", "subject"]),
        quota: Some(quota(quotas::check, &codes::SURVEY, Asks::Anybody)),
        add: Some(add("survey add", None)),
        ..OTHER
    },
    Activity {
        id: "three-entries",
        quota: Some(quota(entries::check, &codes::THREE_ENTRIES, Asks::Units)),
        ..OTHER
    },
    Activity {
        id: "visit",
        kind: "visit",
        sql: "select record, unit, null as person, date as day, logged_on, visit_kind as kind, findings as title
            from visit where void is null and date between ?1 and ?2
            order by date, office, number, copy, record",
        kinds: Kinds::Of(&[&visit::VISIT_KIND]),
        add: Some(add("visit add", Some("visit-kind"))),
        ..OTHER
    },
];

const fn quota(
    run: fn(&mut Case, &Quota, &'static Activity) -> Result<()>,
    code: &'static Code,
    asks: Asks,
) -> Check {
    Check {
        run,
        code,
        monthly: None,
        asks,
    }
}

const fn add(command: &'static str, flag: Option<&'static str>) -> Add {
    Add { command, flag }
}

/// Finds an activity by the name that the plan gives it; `None` for what a newer plan asks for.
pub(crate) fn find(id: &str) -> Option<&'static Activity> {
    ACTIVITIES.iter().find(|activity| activity.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_activity_stands_once_and_somebody_counts_it() {
        let ids: BTreeSet<_> = ACTIVITIES.iter().map(|activity| activity.id).collect();
        assert_eq!(ids.len(), ACTIVITIES.len());
        for activity in ACTIVITIES {
            let id = activity.id;
            assert!(
                activity.asks().is_some() || activity.is_for_milestones(),
                "{id}"
            );
            assert!(activity.add.is_none() || !activity.sql.is_empty(), "{id}");
            // Its own kinds are among those that a plan may name.
            if let Some(known) = activity.kinds.known() {
                assert!(activity.own.iter().all(|kind| known.contains(kind)), "{id}");
            }
        }
    }
}
