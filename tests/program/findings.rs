//! `check` and `report rates` over two campaigns give exactly what `tests/findings` says. Those files
//! were worked out by `tests/findings/model.py` from the commands that enter the campaigns, and share
//! nothing with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use crate::harness::Office;

#[test]
fn the_example_campaign_has_exactly_the_terms_that_follow_from_its_commands() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    compare("first", &mut office, "campaign/DZ.db", "2011");
}

/// A campaign under another plan: team quotas, counts of two and three, other holidays, terms of office,
/// pairings that end, promises that are continued and withdrawn, rules that change on a day.
#[test]
fn the_second_campaign_has_exactly_the_terms_that_follow_from_its_commands() {
    let mut office = Office::empty();
    std::fs::write(office.path().join("plan.json"), file("second/plan.json")).unwrap();
    for line in file("second/campaign.sh").lines() {
        if let Some(day) = line.strip_prefix("export HUIYIN_TODAY=") {
            office.on(day);
        } else if let Some(command) = line.strip_prefix("huiyin ") {
            office.ok(&command.split(' ').collect::<Vec<_>>());
        }
    }
    compare("second", &mut office, "huiyin.db", "2013");
}

fn file(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// Compares what is said of each day of a campaign with what `model.py` says.
fn compare(name: &str, office: &mut Office, db: &str, year: &str) {
    let expected = file(&format!("{name}/expected.txt"));
    let mut wrong = Vec::new();
    for (head, days) in parts(&expected) {
        for (short, mut lines) in days {
            let day = format!("{year}-{short}");
            office.on(&day);
            let ask = |args: &[&str]| office.json(&[&["--db", db], args].concat());
            let mut told: Vec<String> = match head {
                "report rates" => rates(&ask(&["report", "rates"])),
                "check" => terms(&ask(&["check", "--all"])),
                _ => terms(&ask(&["check", "--all", "--known-on", &day])),
            };
            told.sort_unstable();
            lines.sort_unstable();
            let lines = difference(&lines, &told);
            wrong.extend(lines.map(|line| format!("{head} {short} {line}")));
        }
    }
    assert!(wrong.is_empty(), "{name}\n{}", wrong.join("\n"));
}

/// What is in order is not looked at where nobody asks for it; nothing else is missed by that.
#[test]
fn what_is_told_of_concerns_is_all_that_is_not_in_order() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    let mut told = 0;
    for late in [false, true] {
        if late {
            office.does("phase reopen 3 --reason 试 --db campaign/DZ.db");
            office.does("plan set late_entry late --db campaign/DZ.db");
        }
        for day in ["2011-05-10", "2011-06-30", "2011-09-15", "2011-11-30"] {
            office.on(day);
            let found = |all: &[&str]| {
                let line = ["--db", "campaign/DZ.db", "check", "--limit", "1000"];
                let found = office.json(&[&line[..], all].concat());
                let mut found = found.as_array().unwrap().clone();
                found.retain(|one| one["light"] != "green");
                found
            };
            let concerns = found(&[]);
            assert_eq!(concerns, found(&["--all"]), "{late} {day}");
            told += concerns.len();
        }
    }
    assert!(told > 100, "only {told}");
}

#[test]
fn check_tells_scripts_whether_anything_is_wrong_and_takes_its_filters() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    let check = |args: &[&str]| office.run(&[&["--db", "campaign/DZ.db", "check"], args].concat());
    assert_eq!(check(&[]).code, 0);
    assert_eq!(check(&["--exit-code"]).code, 3);
    assert_eq!(
        check(&["--exit-code", "--code", "duplicate"]).code,
        0,
        "a notice is no violation"
    );
    assert_eq!(check(&["--code", "duplikate"]).code, 1);
    let all = |args: &[&str]| {
        let found = office.json(&[&["--db", "campaign/DZ.db", "check"], args].concat());
        found.as_array().unwrap().clone()
    };
    assert!(
        all(&["--unit", "保管处"])
            .iter()
            .all(|one| one["unit"] == "DZ-U5")
    );
    assert!(all(&["--all"]).iter().any(|one| one["light"] == "green"));
    let phases: usize = ["1", "2", "3"]
        .map(|phase| all(&["--phase", phase]).len())
        .iter()
        .sum();
    assert_eq!(phases, all(&[]).len(), "each finding is of one phase");
    // An office that merged nothing is asked only about itself.
    let own = office.json(&["--db", "campaign/LY.db", "check"]);
    let of_others = |one: &&Json| {
        let unit = one["unit"].as_str().unwrap_or("-");
        let reference = one["ref"].as_str().unwrap_or("-");
        !["DZ-U3", "DZ-U9"].contains(&unit) && !reference.starts_with("LY-")
    };
    assert_eq!(own.as_array().unwrap().iter().find(of_others), None);
}

/// What stands on the days of a part of `expected.txt`: the head of the part, and for each
/// of its days the lines, in order.
fn parts(expected: &str) -> Vec<(&str, BTreeMap<&str, Vec<&str>>)> {
    let mut parts: Vec<(&str, BTreeMap<&str, Vec<&str>>)> = Vec::new();
    for line in expected.lines() {
        if let Some((head, days)) = line
            .strip_prefix("== ")
            .and_then(|head| head.split_once(": "))
        {
            let days = days.split(' ').map(|day| (day, Vec::new()));
            parts.push((head, days.collect()));
        } else if let Some((line, runs)) = line.split_once(" @ ") {
            let (_, days) = parts.last_mut().unwrap();
            for run in runs.split(',') {
                let (first, last) = run.split_once("..").unwrap_or((run, run));
                for (_, lines) in days.range_mut(first..=last) {
                    lines.push(line);
                }
            }
        }
    }
    parts
}

/// Writes a finding as `model.py` does.
fn term(finding: &Json) -> String {
    let keys = [
        "code", "light", "unit", "person", "ref", "period", "due", "done",
    ];
    let word = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
    let is = |key: &str| finding[key].as_bool().unwrap();
    let late = if is("entered_late") { "late" } else { "-" };
    let settled = if is("settled") { "settled" } else { "open" };
    let refs = finding["evidence"].as_array().unwrap().iter();
    // What there is of something that is not done yet is not worked out.
    let refs: BTreeSet<&str> = refs.filter_map(Json::as_str).collect();
    let evidence = match Vec::from_iter(refs).join(",") {
        refs if finding["done"].is_string() && !refs.is_empty() => refs,
        _ => "-".to_owned(),
    };
    let words = keys.map(word).join(" ");
    format!("{words} {late} {} {settled} {evidence}", word("ended"))
}

/// Writes the rates that `model.py` works out.
fn rates(report: &Json) -> Vec<String> {
    let rate = |(name, rate): (&String, &Json)| {
        format!("{name} {} {}", rate["numerator"], rate["denominator"])
    };
    report.as_object().unwrap().iter().map(rate).collect()
}

fn terms(found: &Json) -> Vec<String> {
    found.as_array().unwrap().iter().map(term).collect()
}

/// Returns what is only in one of two lists in order, each that is there twice as two.
fn difference<'a>(expected: &'a [&str], told: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for line in expected {
        *counts.entry(line).or_default() += 1;
    }
    for line in told {
        *counts.entry(line).or_default() -= 1;
    }
    let wrong = counts.into_iter().filter(|(_, count)| *count != 0);
    wrong.map(|(line, count)| format!("{}{line}", if count > 0 { "-" } else { "+" }))
}

/// One line stands for a unit without a record; whoever asks about one of its people, or for one code,
/// is told that line, and no figure hangs on it.
#[test]
fn a_unit_without_a_record_hides_neither_what_is_asked_for_nor_a_figure() {
    let mut office = Office::empty();
    office.on("2011-03-01");
    office.does("init --practice --office LD --name 领导组 --leading");
    for unit in ["A", "B"] {
        office.does(&format!("unit add --name {unit} --unit-kind division"));
    }
    office.does("person add --name 副局 --rank leader --unit B");
    office.does("person add --name 甲 --rank deputy_division --unit A");
    office.on("2011-05-20");
    office.does("person move 甲 --unit 领导组 --since 5.2");
    let codes = |args: &[&str]| -> Vec<String> {
        let found = office.json(&[&["check"], args].concat());
        let found = found.as_array().unwrap().iter();
        found
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(&["--person", "副局"]), ["not-received"]);
    let run = office.run(&["check", "--person", "副局", "--exit-code"]);
    assert!(run.code == 3 && run.out.contains('B'), "{run:?}");
    assert!(codes(&["--code", "reception-weekly"]).contains(&"not-received".to_owned()));
    assert_eq!(
        codes(&["--code", "not-received", "--unit", "B"]),
        ["not-received"]
    );
    // Whoever has moved on is asked for what was due before.
    assert_eq!(codes(&["--person", "甲"]), ["pairing-missing"]);
    let receptions = |office: &Office| -> Vec<String> {
        let summary = office.ok(&["report", "summary", "--format", "md"]);
        let lines = summary.lines().filter(|line| line.starts_with("| 副局"));
        lines.map(str::to_owned).collect()
    };
    let silent = receptions(&office);
    assert_eq!(silent.len(), 1, "{silent:?}");
    office.does("pledge add --title x --unit B");
    assert_eq!(receptions(&office), silent);
    let own = codes(&["--person", "副局"]);
    assert!(own.contains(&"reception-weekly".to_owned()), "{own:?}");
    assert!(!own.contains(&"not-received".to_owned()), "{own:?}");
}
