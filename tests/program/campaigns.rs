//! Another campaign than the built-in one: other year, phases, quotas, categories and addressees, by
//! the same commands. Nothing of the built-in plan may show.

use std::path::Path;

use serde_json::Value as Json;

use crate::harness::Office;

/// The findings of `check` as `code period light`.
fn found(office: &Office) -> Vec<String> {
    let found = office.json(&["check"]);
    let word = |one: &Json, key: &str| one[key].as_str().unwrap_or("-").to_owned();
    let line = |one: &Json| {
        ["code", "period", "light"]
            .map(|key| word(one, key))
            .join(" ")
    };
    found.as_array().unwrap().iter().map(line).collect()
}

#[test]
fn another_campaign_runs_by_the_same_commands() {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/plan-2024-library.json");
    let mut office = Office::empty();
    office.on("2024-09-09");
    office.ok(&[
        "init",
        "--practice",
        "--office",
        "YL",
        "--name",
        "阅览部",
        "--leading",
        "--plan",
        plan.to_str().unwrap(),
    ]);
    office.ok(&["person", "add", "--name", "钱一", "--rank", "principal"]);
    office.ok(&["person", "add", "--name", "孙二", "--rank", "leader"]);
    office.ok(&["phase", "open", "1"]);

    // Two a week of the team together. W37 is 9 to 15 September: two by two persons on one day. W38
    // has 18 to 20 September after the festival, three working days of the four that are asked.
    office.on("2024-09-11");
    office.ok(&[
        "reception",
        "add",
        "--leader",
        "钱一",
        "--channel",
        "mailbox",
    ]);
    office.ok(&[
        "reception",
        "add",
        "--leader",
        "孙二",
        "--channel",
        "in_person",
    ]);
    // A dd/mm without its year is the campaign's; the category is the plan's.
    let pledge = office.json(&[
        "pledge",
        "add",
        "--title",
        "送书",
        "--category",
        "送书上门",
        "--deadline",
        "11.30",
    ]);
    assert_eq!(pledge["deadline"], "2024-11-30");
    office.refused(
        1,
        &["pledge", "add", "--title", "x", "--category", "filing"],
    );
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "还书不便",
        "--first-asked",
        "孙二",
    ]);

    // On Monday 30 September W39 is over, in which only one of two took place: W40 has one working
    // day before the holiday, too few. The opening was on the 13th, set by nobody. The pledge of the
    // 11th is a draft past its ten days, of which all but the deadline is missing; the opinion's five
    // days ended on the 16th, its twenty end on 1 October.
    office.on("2024-09-25");
    office.ok(&[
        "reception",
        "add",
        "--leader",
        "钱一",
        "--channel",
        "in_person",
    ]);
    office.on("2024-09-30");
    assert_eq!(
        found(&office),
        // What can still be done first: of the whole, then of the unit by day; the week is over.
        [
            "milestone 2024-09-13 red",
            "pledge-incomplete - red",
            "pledge-unpublished - red",
            "opinion-reply - red",
            "opinion-result - blue",
            "reception-weekly 2024-W39 red",
        ]
    );
    let refused = office.refused(1, &["phase", "close", "1"]);
    assert!(
        refused.contains("启动仪式") && refused.contains("2024-W39"),
        "{refused}"
    );
    office.ok(&["plan", "set", "milestones.0.done_on", "2024-09-13"]);
    let refused = office.refused(1, &["phase", "close", "1"]);
    assert!(!refused.contains("启动仪式"), "{refused}");
    office.ok(&["phase", "close", "1", "--force", "--reason", "领导外出"]);
    office.refused(1, &["phase", "open", "3"]);

    for args in [
        &["report", "summary"][..],
        &["calendar"],
        &["plan", "show"],
        &["phase", "list"],
    ] {
        for lang in ["zh", "en"] {
            let told = office.ok(&[args, &["--lang", lang]].concat());
            for of_2011 in ["2011", "济南", "档案", "Jinan", "rchives"] {
                assert!(!told.contains(of_2011), "{args:?} speaks of {of_2011}");
            }
        }
    }
}

#[test]
fn a_setting_that_no_check_knows_is_refused_by_name() {
    let office = Office::new();
    for (key, value, word) in [
        ("quotas.0.what", "receptions", "reception"),
        ("quotas.0.ranks", "[\"king\"]", "principal"),
        ("quotas.0.chanels", "[]", "quotas.0.chanels"),
        ("phases.0.before_closing", "[\"milestones\"]", "milestone"),
        ("limits.reply_days", "-1", "0到3660"),
        ("milestones.0.date", "1066-10-14", "milestones.0.date"),
    ] {
        let told = office.refused(1, &["plan", "set", key, value]);
        assert!(told.contains(word), "{key}: {told}");
    }
    office.ok(&["plan", "set", "quotas.1.counting", "team"]);
    office.ok(&["plan", "set", "quotas.1.permissive", "true"]);
    office.ok(&["plan", "set", "limits.result_days", "30"]);
}
