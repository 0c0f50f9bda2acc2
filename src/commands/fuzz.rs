//! Hostile plans, and what they do to the checks.

use std::sync::LazyLock;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::desk::plan::parse;
use crate::fuzz::{check_sentence, edited, edits, on, slipped, slips};
use crate::model::plan::{DEFAULT, Limits, Plan};

/// Values of a plan, or the like, and the names of its parts.
const WORDS: &[&str] = &[
    "2011-03-01",
    "2011-02-29",
    "2012-02-29",
    "1900-01-01",
    "2200-12-31",
    "2011-3-1",
    "week",
    "month",
    "once",
    "each",
    "team",
    "visit",
    "study-friday",
    "telepathy",
    "leader",
    "zh",
    "en",
    "opens",
    "closes",
    "phases",
    "quotas",
    "limits",
    "milestones",
    "holidays",
    "workdays",
    "count",
    "per",
    "what",
    "kinds",
    "channels",
    "words",
    "from",
    "until",
    "every",
    "number",
    "name",
];

static SOUND: LazyLock<Json> = LazyLock::new(|| serde_json::from_str(DEFAULT).unwrap());

/// Checks that what was taken for a plan can be asked about any day.
fn ask(plan: &Plan, days: &[NaiveDate]) {
    for day in days.iter().chain([&plan.opens, &plan.closes]) {
        let due = plan.phase_due(*day).map(|phase| phase.number);
        let on = plan.phase_on(*day).map(|phase| phase.number);
        assert!(on.is_none() || on == due);
        plan.is_workday(*day);
    }
    assert!(plan.opens <= plan.closes);
}

proptest! {
    #![proptest_config(on(300))]

    #[test]
    fn a_plan_is_refused_with_a_sentence_or_can_be_used(
        edits in edits(WORDS, 3), number: i64, limit in 0..Limits::default().all().len(), day in -100_000..100_000_i32,
    ) {
        let mut json = edited(&SOUND, &edits);
        if number % 4 == 0 && json.is_object() && json["limits"].is_object() {
            let limits = Limits::default().all();
            let name = limits.keys().nth(limit).unwrap();
            json["limits"][name] = json!(number / 4);
        }
        let day = NaiveDate::from_num_days_from_ce_opt(734_000 + day).unwrap();
        match Plan::from_json(&json) {
            Ok(plan) => ask(&plan, &[NaiveDate::MIN, day, NaiveDate::MAX]),
            Err(_) => prop_assert!(!edits.is_empty() || number % 4 == 0),
        }
    }

    #[test]
    fn the_text_of_a_plan_is_refused_with_a_sentence_or_reads_back(
        edits in edits(WORDS, 2), slips in slips(2),
    ) {
        let text = slipped(&edited(&SOUND, &edits).to_string(), &slips);
        match parse(&text, "plan.json", NaiveDate::default()) {
            Ok((json, _)) => prop_assert!(parse(&json.to_string(), "plan.json", NaiveDate::default()).unwrap().0 == json),
            Err(error) => check_sentence(&error),
        }
    }
}
