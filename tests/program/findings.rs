//! `check` over the merged example campaign at five dates gives exactly what `tests/findings` says,
//! where each line has its reason above it. Those files were worked out from the records by
//! `tests/findings/expect.py`, which shares nothing with the program, and were read beside the gaps
//! that the campaign's scripts name.

use std::path::Path;

use serde_json::Value as Json;

use crate::harness::Office;

const DAYS: [&str; 5] = [
    "2011-04-20",
    "2011-06-15",
    "2011-08-31",
    "2011-10-31",
    "2011-11-30",
];
const KEYS: [&str; 6] = ["code", "light", "unit", "person", "ref", "period"];

#[test]
fn the_example_campaign_has_exactly_the_findings_that_follow_from_its_records() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    for day in DAYS {
        let path = format!("{}/tests/findings/{day}.txt", env!("CARGO_MANIFEST_DIR"));
        let known = std::fs::read_to_string(Path::new(&path)).unwrap();
        let mut expected: Vec<&str> = known
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        expected.sort_unstable();
        office.on(day);
        let found = office.json(&["--db", "campaign/DZ.db", "check"]);
        let word = |one: &Json, key: &str| one[key].as_str().unwrap_or("-").to_owned();
        let line = |one: &Json| KEYS.map(|key| word(one, key)).join(" ");
        let mut told: Vec<String> = found.as_array().unwrap().iter().map(line).collect();
        told.sort_unstable();
        assert_eq!(told, expected, "{day}");
    }
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
