//! States hold from their days: what a later step or correction says changes nothing of a day before
//! it (DOMAIN.md, section 10.1).

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::Office;

/// An office with two persons and a published pledge, on 22 April.
fn promised() -> Office {
    let mut office = Office::new();
    office.on("2011-04-22");
    for name in ["甲", "乙", "丙"] {
        office.ok(&["person", "add", "--name", name, "--rank", "deputy_division"]);
    }
    let named = ["--title", "一", "--content", "c", "--measures", "m"];
    let due = ["--responsible", "甲", "--deadline", "2011-06-30"];
    office.ok(&[&["pledge", "add"], &named[..], &due[..]].concat());
    office.ok(&["pledge", "publish", "P1"]);
    office
}

fn asked(office: &Office) {
    let opinion = ["opinion", "add", "--channel", "hotline", "--topic", "t"];
    office.ok(&[&opinion[..], &["--first-asked", "甲"]].concat());
}

/// Some keys of the first record of a kind, as a list on a day tells them.
fn as_of(office: &Office, noun: &str, day: &str, keys: &[&str]) -> Json {
    let listed = office.json(&[noun, "list", "--as-of", day]);
    keys.iter().map(|key| listed[0][*key].clone()).collect()
}

fn go_on(office: &Office, reason: &str, until: &str) {
    let told = ["--reason", reason, "--new-deadline", until];
    office.ok(&[&["pledge", "continue", "P1"], &told[..]].concat());
}

#[test]
fn a_pledge_that_goes_on_twice_has_each_deadline_from_its_day() {
    let mut office = promised();
    office.on("2011-06-20");
    go_on(&office, "一次", "2011-08-31");
    office.on("2011-08-20");
    go_on(&office, "二次", "2011-10-31");
    office.on("2011-11-10");
    office.ok(&["pledge", "finish", "P1", "--result", "r"]);
    let keys = ["status", "reason", "new_deadline", "result"];
    for (day, expected) in [
        ("2011-06-19", json!(["published", null, null, null])),
        (
            "2011-06-20",
            json!(["continuing", "一次", "2011-08-31", null]),
        ),
        (
            "2011-08-19",
            json!(["continuing", "一次", "2011-08-31", null]),
        ),
        (
            "2011-08-20",
            json!(["continuing", "二次", "2011-10-31", null]),
        ),
        ("2011-11-10", json!(["done", "二次", "2011-10-31", "r"])),
    ] {
        assert_eq!(as_of(&office, "pledge", day, &keys), expected, "{day}");
    }
}

#[test]
fn an_opinion_handed_over_twice_has_its_owner_of_each_day() {
    let mut office = promised();
    asked(&office);
    office.on("2011-05-10");
    office.ok(&["opinion", "hand-over", "O1", "--to", "乙"]);
    office.on("2011-05-20");
    office.ok(&["opinion", "hand-over", "O1", "--to", "丙"]);
    for (day, owner) in [
        ("2011-05-09", "甲"),
        ("2011-05-10", "乙"),
        ("2011-05-19", "乙"),
        ("2011-05-20", "丙"),
    ] {
        let owned = ["first_asked_name", "owner_name"];
        assert_eq!(
            as_of(&office, "opinion", day, &owned),
            json!(["甲", owner]),
            "{day}"
        );
    }
    // What is overdue is asked of whoever had it on the day.
    office.on("2011-06-30");
    for (day, person) in [("2011-05-15", "LY-M2"), ("2011-06-30", "LY-M3")] {
        let found = office.json(&["check", "--all", "--code", "opinion-reply", "--as-of", day]);
        assert_eq!(found[0]["person"], person, "{day}");
    }
}

#[test]
fn an_outcome_that_goes_on_holds_until_the_next() {
    let mut office = promised();
    asked(&office);
    office.on("2011-05-10");
    let finish = |office: &Office, more: &[&str]| {
        office.ok(&[&["opinion", "finish", "O1", "--outcome"], more].concat());
    };
    finish(&office, &["continuing", "--due", "2011-06-01"]);
    office.on("2011-05-30");
    office.ok(&["opinion", "reply", "O1", "--text", "答复"]);
    finish(&office, &["resolved"]);
    let keys = ["outcome", "finished_on", "next_due", "replied_on"];
    for (day, expected) in [
        ("2011-05-09", json!([null, null, null, null])),
        (
            "2011-05-29",
            json!(["continuing", "2011-05-10", "2011-06-01", null]),
        ),
        (
            "2011-05-30",
            json!(["resolved", "2011-05-30", null, "2011-05-30"]),
        ),
    ] {
        assert_eq!(as_of(&office, "opinion", day, &keys), expected, "{day}");
    }
    // The rates share it.
    for (day, settled) in [("2011-05-29", 0), ("2011-05-30", 1)] {
        let rates = office.json(&["report", "rates", "--as-of", day]);
        assert_eq!(rates["resolution_rate"]["numerator"], settled, "{day}");
    }
}

#[test]
fn percent_follows_the_entries_that_stand() {
    let mut office = promised();
    let told = |office: &Office, day: &str, percent: &str| {
        let entry = ["--text", "t", "--percent", percent, "--date", day];
        office.ok(&[&["pledge", "progress", "P1"], &entry[..]].concat());
    };
    office.on("2011-05-20");
    told(&office, "2011-05-01", "30");
    told(&office, "2011-05-10", "60");
    let percent = |office: &Office, day: &str| as_of(office, "pledge", day, &["status", "percent"]);
    assert_eq!(percent(&office, "2011-05-09"), json!(["in_progress", 30]));
    assert_eq!(percent(&office, "2011-05-20"), json!(["in_progress", 60]));
    office.ok(&["progress", "edit", "G2", "--percent", "50"]);
    assert_eq!(percent(&office, "2011-05-20"), json!(["in_progress", 50]));
    office.ok(&["progress", "void", "G2", "--reason", "误登"]);
    assert_eq!(percent(&office, "2011-05-20"), json!(["in_progress", 30]));
    office.ok(&["progress", "void", "G1", "--reason", "误登"]);
    assert_eq!(percent(&office, "2011-05-20"), json!(["published", null]));
    office.ok(&["pledge", "finish", "P1", "--result", "r"]);
    assert_eq!(percent(&office, "2011-05-19"), json!(["published", null]));
    assert_eq!(percent(&office, "2011-05-20"), json!(["done", 100]));
}

#[test]
fn what_goes_on_by_a_decision_between_offices_is_not_whole() {
    let mut office = promised();
    office.on("2011-06-20");
    std::fs::copy(office.file(), office.path().join("other.db")).unwrap();
    office.ok(&["pledge", "finish", "P1", "--result", "r"]);
    let other = ["--db", "other.db", "pledge", "continue", "P1"];
    let told = ["--reason", "r", "--new-deadline", "2011-08-31"];
    office.ok(&[&other[..], &told].concat());
    office.ok(&["merge", "other.db", "--no-backup"]);
    let keys = ["status", "percent", "finished_on"];
    for (side, expected) in [
        ("continuing", json!(["continuing", null, null])),
        ("done", json!(["done", 100, "2011-06-20"])),
    ] {
        let db = office.path().join(format!("{side}.db"));
        std::fs::copy(office.file(), &db).unwrap();
        let db = db.to_str().unwrap();
        let conflict = office.json(&["--db", db, "conflict", "show", "1"]);
        let mut sides = conflict["values"].as_array().expect("sides").iter();
        let goes_on = side == "continuing";
        let taken = sides.find(|one| one.to_string().contains("2011-08-31") == goes_on);
        let take = taken.expect("a side")["take"]
            .as_str()
            .expect("its place")
            .to_owned();
        office.ok(&["--db", db, "conflict", "resolve", "1", "--take", &take]);
        let listed = office.json(&["--db", db, "pledge", "list"]);
        let told: Json = keys.iter().map(|key| listed[0][*key].clone()).collect();
        assert_eq!(told, expected, "{side}");
    }
}

#[test]
fn what_was_adopted_into_a_pledge_that_falls_is_open_again_from_that_day() {
    let mut office = promised();
    asked(&office);
    let pledge = ["opinion", "adopt", "O1", "--title", "二", "--content", "c"];
    let due = ["--measures", "m", "--responsible", "甲"];
    office.ok(&[&pledge[..], &due, &["--deadline", "2011-09-30"]].concat());
    let outcome =
        |office: &Office, day: &str| as_of(office, "opinion", day, &["outcome", "finished_on"]);
    let adopted = json!(["adopted", "2011-04-22"]);
    office.on("2011-05-20");
    assert_eq!(outcome(&office, "2011-05-20"), adopted);
    office.ok(&["pledge", "withdraw", "P2", "--reason", "r"]);
    assert_eq!(outcome(&office, "2011-05-19"), adopted, "it stood then");
    assert_eq!(outcome(&office, "2011-05-20"), json!([null, null]));
    // A pledge that is void was never made.
    office.ok(&["undo"]);
    assert_eq!(outcome(&office, "2011-05-20"), adopted);
    office.ok(&["pledge", "void", "P2", "--reason", "误登"]);
    assert_eq!(outcome(&office, "2011-05-19"), json!([null, null]));
}

#[test]
fn a_state_without_a_day_holds_from_the_day_of_its_change() {
    // As an older program wrote them: a status, and no day of its own.
    let mut forged = forge::Office::new("ZD", "指导处");
    let promise = json!({"title": "一", "status": "draft", "pledged_on": "2011-03-10",
        "deadline": "2011-04-30"});
    let (pledge, added) = forged.add("pledge", 'P', 1, promise);
    let published = json!({"status": "published", "published_on": "2011-04-01"});
    let published = forged.write("pledge publish", "pledge", &pledge, &[&added], &published);
    forged.clock = 1_304_478_000_000; // 2011-05-04 11:00 in China
    let goes_on = json!({"status": "continuing", "reason": "r", "new_deadline": "2011-06-30",
        "result": null, "finished_on": null});
    let goes_on = forged.write(
        "pledge continue",
        "pledge",
        &pledge,
        &[&published],
        &goes_on,
    );
    forged.clock = 1_306_861_200_000; // 2011-06-01 01:00 in China, the day before in Greenwich
    let withdrawn = json!({"status": "withdrawn", "reason": "不具备", "new_deadline": "2011-06-30",
        "result": null, "finished_on": null});
    forged.write(
        "pledge withdraw",
        "pledge",
        &pledge,
        &[&goes_on],
        &withdrawn,
    );
    let mut office = Office::empty();
    office.on("2011-07-01");
    forged.save(&office.file());
    let keys = ["status", "reason", "continued_on", "withdrawn_on"];
    for (day, expected) in [
        ("2011-05-03", json!(["published", null, null, null])),
        ("2011-05-04", json!(["continuing", "r", "2011-05-04", null])),
        ("2011-05-31", json!(["continuing", "r", "2011-05-04", null])),
        (
            "2011-06-01",
            json!(["withdrawn", "不具备", "2011-05-04", "2011-06-01"]),
        ),
    ] {
        assert_eq!(as_of(&office, "pledge", day, &keys), expected, "{day}");
    }
}

#[test]
fn a_step_is_taken_neither_before_what_it_follows_nor_in_the_future() {
    let mut office = promised();
    asked(&office);
    office.on("2011-05-20");
    let result = ["pledge", "finish", "P1", "--result", "r", "--on"];
    let goes_on = ["--reason", "r", "--new-deadline", "2011-09-30", "--on"];
    let goes_on = [&["pledge", "continue", "P1"], &goes_on[..]].concat();
    let withdrawn = ["pledge", "withdraw", "P1", "--reason", "r", "--on"];
    let reply = ["opinion", "reply", "O1", "--text", "r", "--on"];
    let outcome = ["opinion", "finish", "O1", "--outcome", "resolved", "--on"];
    let handed = ["opinion", "hand-over", "O1", "--to", "乙", "--on"];
    let progress = ["pledge", "progress", "P1", "--text", "t", "--on"];
    let steps: [&[&str]; 7] = [
        &result, &goes_on, &withdrawn, &reply, &outcome, &handed, &progress,
    ];
    for step in steps {
        for (day, follows) in [("2011-04-21", "2011-04-22"), ("2011-05-21", "2011-05-20")] {
            let sentence = office.refused(1, &[step, &[day]].concat());
            assert!(
                sentence.contains(day) && sentence.contains(follows),
                "{sentence}"
            );
        }
    }
    // Nor before the time before.
    office.ok(&[&goes_on[..], &["2011-05-10"]].concat());
    let again = [
        "--reason",
        "r",
        "--new-deadline",
        "2011-10-31",
        "--on",
        "2011-05-09",
    ];
    let sentence = office.refused(1, &[&["pledge", "continue", "P1"], &again[..]].concat());
    assert!(
        sentence.contains("2011-05-09") && sentence.contains("2011-05-10"),
        "{sentence}"
    );
    let sentence = office.refused(1, &[&result[..], &["2011-05-09"]].concat());
    assert!(
        sentence.contains("2011-05-09") && sentence.contains("2011-05-10"),
        "{sentence}"
    );
    // An entry typed as a record of its own is no exception.
    let entry = ["progress", "add", "--pledge", "P1", "--text", "t", "--date"];
    office.refused(1, &[&entry[..], &["2011-04-21"]].concat());
}

/// The keys, due days and lights of one code, as every term of a record is told.
fn terms(office: &Office, code: &str) -> Vec<[String; 3]> {
    let found = office.json(&["check", "--all", "--code", code]);
    let word = |one: &Json, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let found = found.as_array().unwrap().iter();
    found
        .map(|one| ["key", "due", "light"].map(|key| word(one, key)))
        .collect()
}

#[test]
fn what_is_continued_twice_on_a_day_goes_on_to_the_second_day_alone() {
    let mut office = promised();
    asked(&office);
    let continuing = ["opinion", "finish", "O1", "--outcome", "continuing"];
    office.ok(&continuing);
    office.ok(&[&continuing[..], &["--due", "2011-05-01"]].concat());
    office.on("2011-05-10");
    let due = |terms: &[[String; 3]]| -> Vec<String> {
        terms
            .iter()
            .map(|[_, due, light]| format!("{due} {light}"))
            .collect()
    };
    assert_eq!(due(&terms(&office, "opinion-result")), ["2011-05-01 red"]);
    let mut office = promised();
    for until in ["2011-08-31", "2011-09-30"] {
        go_on(&office, "难", until);
    }
    office.ok(&["pledge", "progress", "P1", "--text", "上午"]);
    office.ok(&["pledge", "progress", "P1", "--text", "下午"]);
    office.on("2011-04-25");
    assert_eq!(due(&terms(&office, "pledge-overdue")), ["2011-09-30 green"]);
    let found = office.json(&["check", "--all"]);
    let keys: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["key"].as_str())
        .collect();
    let apart: std::collections::BTreeSet<&&str> = keys.iter().collect();
    assert_eq!(apart.len(), keys.len(), "{keys:?}");
}

#[test]
fn a_new_deadline_is_not_before_the_day_on_which_it_is_set() {
    let mut office = Office::new();
    office.on("2011-04-22");
    office.does("person add --name 甲 --rank staff");
    office.does("pledge add --title 一 --content c --measures m --responsible 甲 --deadline 5.1");
    office.does("pledge publish P1");
    office.on("2011-06-21");
    let args = [
        "pledge",
        "continue",
        "P1",
        "--reason",
        "难",
        "--new-deadline",
    ];
    let refused = office.refused(1, &[&args[..], &["6.1"]].concat());
    assert!(refused.contains("2011-06-21"), "{refused}");
    office.ok(&[&args[..], &["6.30"]].concat());
}

/// By whatever door a day comes, progress lies within the days of its pledge.
#[test]
fn progress_lies_within_the_days_of_its_pledge() {
    let mut office = Office::new();
    office.on("2011-07-26");
    office.does("person add 张三 --rank staff");
    office.does("pledge add 修路 --content 一 --measures 二 --deadline 9月底 --responsible M1 --pledged-on 5.1");
    office.does("pledge publish P1 --on 5.2");
    office.does("pledge progress P1 --text 过半 --percent 50 --on 6.1");
    let copy = office.copy();
    let refused = |line: &str| {
        let words = shlex::split(line).unwrap();
        let said = office.refused(1, &words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(said.contains("请核对"), "{said}");
        said
    };
    let later = refused("pledge edit P1 --published-on 6.10 --reason 误");
    assert!(
        later.contains("晚于进展 LY-G1") && later.contains("huiyin progress edit LY-G1"),
        "{later}"
    );
    refused("pledge finish P1 --result 好 --on 5.20");
    refused("pledge withdraw P1 --reason 重复 --on 5.20");
    refused("progress edit G1 --date 5.1");
    office.does("pledge finish P1 --result 好 --on 7.1");
    refused("pledge edit P1 --finished-on 5.20 --reason 误");
    refused("progress add --pledge P1 --text 后来 --date 7.10");
    office.does("progress add --pledge P1 --text 补记 --date 6.20");
    // What is merged is told of.
    copy.does("pledge progress P1 --text 后来 --on 7.10");
    std::fs::copy(copy.file(), office.path().join("other.db")).unwrap();
    office.does("merge other.db --no-backup");
    let found = office.json(&["check", "--code", "record-invalid"]);
    let told = found[0]["message"].as_str().unwrap_or_default();
    assert!(told.contains("晚于 LY-P1 的办结日期"), "{found}");
}
