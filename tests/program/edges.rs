//! Checks and figures at their edges, by records that a clerk entered: the day itself, the day
//! after, a state that came later, and what looks like the thing that is asked but is not.

use serde_json::Value as Json;

use crate::harness::Office;

/// Returns the light under which a check finds something about a record, a unit or a person.
fn lights(office: &Office, code: &str, about: &str) -> Vec<String> {
    let found = office.json(&["check", "--all", "--code", code]);
    let named = |one: &&Json| {
        ["ref", "unit", "person"]
            .iter()
            .any(|key| one[key] == about)
    };
    let found = found.as_array().expect("a list").iter().filter(named);
    found
        .map(|one| one["light"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_pledge_that_went_on_and_was_done_later_went_on_until_then() {
    let mut office = Office::new();
    office.ok(&[
        "person",
        "add",
        "--name",
        "张三",
        "--rank",
        "staff",
        "--unit",
        "利用处",
    ]);
    office.on("2011-04-25");
    office.ok(&[
        "pledge",
        "add",
        "--title",
        "查档不断岗",
        "--content",
        "午间值班",
        "--measures",
        "排班",
        "--responsible",
        "张三",
        "--deadline",
        "2011-06-30",
        "--unit",
        "利用处",
        "--key",
    ]);
    office.ok(&["pledge", "publish", "P1"]);
    office.on("2011-06-29");
    office.ok(&[
        "pledge",
        "continue",
        "P1",
        "--reason",
        "人手不足",
        "--new-deadline",
        "2011-12-20",
    ]);
    office.on("2011-12-10");
    office.ok(&["pledge", "finish", "P1", "--result", "已落实"]);
    for (day, completion, listed) in [
        // Continued in time: that term is over, and another runs.
        ("2011-06-29", ["green", "green"], "green"),
        ("2011-12-09", ["green", "green"], "green"),
        ("2011-12-13", ["green", "green"], "green"),
    ] {
        office.on(day);
        assert_eq!(
            lights(&office, "pledge-overdue", "LY-P1"),
            completion,
            "{day}"
        );
        // On the list of continuing ones since 29 June, whatever came later.
        assert_eq!(lights(&office, "pledge-lists", "LY-P1"), [listed], "{day}");
    }
}

#[test]
fn a_neighbour_is_no_household_in_difficulty() {
    let mut office = Office::new();
    office.ok(&[
        "person",
        "add",
        "--name",
        "张三",
        "--rank",
        "deputy_division",
        "--unit",
        "利用处",
    ]);
    office.ok(&[
        "household",
        "add",
        "--name",
        "田秀兰",
        "--household-kind",
        "neighbour",
    ]);
    let pair = |kind: &str| {
        office.ok(&[
            "pair",
            "add",
            "--helper",
            "张三",
            "--household",
            "田秀兰",
            "--pair-kind",
            kind,
            "--since",
            "2011-03-10",
        ]);
    };
    pair("neighbour");
    assert_eq!(lights(&office, "pairing-missing", "LY-M1"), ["red"]);
    pair("household");
    assert_eq!(lights(&office, "pairing-missing", "LY-M1"), ["green"]);
    // On its last day it is in force, for the check as for the figure.
    office.ok(&["pair", "end", "T1", "--until", "2011-05-25"]);
    office.ok(&["pair", "end", "T2", "--until", "2011-05-26"]);
    let pairings = |office: &Office| {
        let summary = office.json(&["report", "summary"]);
        let figures = &summary["figures"];
        [&figures["pairings"], &figures["paired_households"]].map(Json::as_i64)
    };
    assert_eq!(lights(&office, "pairing-missing", "LY-M1"), ["green"]);
    assert_eq!(pairings(&office), [Some(1), Some(1)]);
    // The first term stays; a new one is due thirty days later.
    for (day, lights_then) in [
        ("2011-05-27", ["green", "green"]),
        ("2011-06-25", ["blue", "green"]),
        ("2011-06-26", ["red", "green"]),
    ] {
        office.on(day);
        assert_eq!(
            lights(&office, "pairing-missing", "LY-M1"),
            lights_then,
            "{day}"
        );
        assert_eq!(pairings(&office), [Some(0), Some(0)]);
    }
}

#[test]
fn what_an_addressee_was_handed_before_the_last_phase_is_no_summary() {
    let mut office = Office::leading();
    let submit = |office: &Office, report: &str, on: &str| {
        let to = "市委创先争优活动领导小组";
        let named = ["--report", report, "--addressee", to, "--submitted-on", on];
        office.ok(&[&["submission", "add", "--late", "补报"], &named[..]].concat());
    };
    let lights = |office: &Office| {
        let found = office.json(&["check", "--all", "--code", "summary-submission"]);
        let found = found.as_array().expect("a list").clone();
        found
            .iter()
            .map(|one| one["light"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    submit(&office, "第一阶段情况报告", "2011-04-22");
    office.on("2011-12-01");
    assert_eq!(lights(&office), ["red", "red"]);
    submit(&office, "总结报告", "2011-12-01");
    assert_eq!(lights(&office), ["red", "yellow"], "a day late");
    office.on("2011-11-30");
    assert_eq!(
        lights(&office),
        ["blue", "blue"],
        "on the day itself, when nobody knew"
    );
}

#[test]
fn a_problem_counts_from_the_day_on_which_it_was_found() {
    let mut office = Office::new();
    office.on("2011-05-26");
    office.ok(&[
        "problem",
        "add",
        "--area",
        "methods",
        "--content",
        "填表太多",
        "--date",
        "2011-04-15",
    ]);
    let figures = |args: &[&str]| {
        let report = office.json(&[&["report"], args].concat());
        report["own"]["figures"]["problems"].as_i64()
    };
    assert_eq!(figures(&["phase", "1"]), Some(1));
    assert_eq!(figures(&["monthly", "--month", "2011-05"]), Some(0));
}

#[test]
fn the_plan_says_which_rate_of_satisfaction_is_told_first() {
    let office = Office::new();
    let told = || {
        let summary = office.ok(&["report", "summary", "--format", "md"]);
        let told = summary.lines().find(|line| {
            line.contains("满意度测评") && !line.contains('#') && !line.contains('件')
        });
        told.unwrap_or_default().to_owned()
    };
    assert_eq!(told(), "满意度测评：【待补】");
    office.ok(&[
        "survey",
        "add",
        "--issued",
        "10",
        "--returned",
        "9",
        "--valid",
        "8",
        "--satisfied",
        "5",
        "--mostly",
        "2",
        "--dissatisfied",
        "1",
    ]);
    assert_eq!(
        told(),
        "总体满意度测评共收回有效票8张（发放10张、收回9张），满意和基本满意的占八成多。"
    );
    office.ok(&["plan", "set", "satisfaction.headline", "satisfied"]);
    assert_eq!(
        told(),
        "总体满意度测评共收回有效票8张（发放10张、收回9张），满意的占六成多。"
    );
    let refused = office.refused(1, &["plan", "set", "satisfaction.headline", "content"]);
    assert!(refused.contains("satisfied_or_mostly"), "{refused}");
}

#[test]
fn what_names_no_unit_is_in_the_rates_of_units_all_the_same() {
    let office = Office::new();
    for unit in ["利用处", ""] {
        office.ok(&[
            "opinion",
            "add",
            "--channel",
            "hotline",
            "--topic",
            "查档",
            "--date",
            "2011-05-20",
        ]);
        if unit.is_empty() {
            office.ok(&["opinion", "edit", "O2", "--clear", "unit"]);
        }
    }
    let rates = office.json(&["report", "rates", "--by", "unit"]);
    let replies = rates["reply_rate"].as_array().expect("a list");
    let told: Vec<_> = replies
        .iter()
        .map(|one| {
            (
                one["unit"].as_str(),
                one["unit_name"].as_str(),
                one["denominator"].as_i64(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("LY-U1"), Some("利用处"), Some(1)),
            (None, None, Some(1))
        ]
    );
    assert!(
        office
            .ok(&["report", "rates", "--by", "unit"])
            .contains("未注明单位")
    );
}
