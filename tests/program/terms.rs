//! Terms at the command line: one obligation has as many as there are periods, each with a light, an
//! end and evidence of its own (DOMAIN.md, section 11).

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::{Office, is_chinese};

/// An office of the leading group with a division and a leader who has it in charge.
fn bureau() -> Office {
    let mut office = Office::new();
    office.on("2011-04-22");
    person(&office, "甲", "deputy_division");
    person(&office, "乙", "leader");
    office
}

fn person(office: &Office, name: &str, rank: &str) {
    let unit = ["--unit", "利用处"];
    office.ok(&[
        &["person", "add", "--name", name, "--rank", rank],
        &unit[..],
    ]
    .concat());
}

fn pledge(office: &Office, title: &str, deadline: &str) {
    let named = ["--title", title, "--content", "c", "--measures", "m"];
    let due = ["--responsible", "甲", "--deadline", deadline, "--key"];
    office.ok(&[&["pledge", "add"], &named[..], &due[..]].concat());
}

/// Every term of a check, those in order too.
fn terms(office: &Office, code: &str) -> Vec<Json> {
    let found = office.json(&["check", "--all", "--code", code]);
    found.as_array().expect("a list").clone()
}

/// Some keys of each term.
fn told(office: &Office, code: &str, keys: &[&str]) -> Vec<Json> {
    let row = |one: &Json| keys.iter().map(|key| one[*key].clone()).collect();
    terms(office, code).iter().map(row).collect()
}

#[test]
fn what_was_done_late_once_is_warned_of_again() {
    let mut office = bureau();
    office.ok(&[
        "household",
        "add",
        "--name",
        "户",
        "--household-kind",
        "rural",
    ]);
    let since = ["--since", "2011-04-22"];
    let pair = ["pair", "add", "--helper", "甲", "--household", "户"];
    office.ok(&[&pair[..], &["--pair-kind", "household"], &since].concat());
    // Due on 21 June, done on the 30th; the next is due on 29 August.
    office.on("2011-06-30");
    let visit = ["visit", "add", "--visitors", "甲", "--household", "户"];
    let kinds = ["--place-kind", "household", "--visit-kind", "regular"];
    office.ok(&[&visit[..], &kinds].concat());
    let keys = ["light", "due", "done", "settled", "evidence"];
    let late = json!(["yellow", "2011-06-21", "2011-06-30", true, ["LY-V1"]]);
    for (day, light) in [
        ("2011-08-21", "green"),
        ("2011-08-22", "blue"),
        ("2011-08-29", "blue"),
        ("2011-08-30", "red"),
    ] {
        office.on(day);
        let next = json!([light, "2011-08-29", null, false, []]);
        let expected = [next, late.clone()];
        assert_eq!(told(&office, "pairing-visit", &keys), expected, "{day}");
    }
    office.on("2011-08-01");
    let calendar = office.json(&["calendar"]);
    let days = calendar.as_array().expect("a list").iter();
    let next = days.filter(|one| one["key"].as_str().unwrap().starts_with("pairing-visit"));
    assert_eq!(
        next.map(|one| &one["day"]).collect::<Vec<_>>(),
        ["2011-08-29"]
    );
    // The pairing ends before the next visit is due: that is over, and blocks nothing.
    office.ok(&["pair", "end", "T1", "--until", "2011-08-10"]);
    office.on("2011-11-01");
    let ended = json!(["green", "2011-08-29", null, true, []]);
    assert_eq!(told(&office, "pairing-visit", &keys), [late, ended]);
    let unmet = office.json(&["phase", "status", "2"])["findings"].clone();
    let visits = unmet.as_array().expect("a list").iter();
    assert_eq!(
        visits.filter(|one| one["code"] == "pairing-visit").count(),
        0
    );
}

#[test]
fn what_is_due_on_the_last_day_is_red_the_day_after() {
    let mut office = bureau();
    pledge(&office, "一", "2011-12-31");
    pledge(&office, "二", "2011-12-31");
    // Forty-five days of silence end on 30 November, or a day after the campaign.
    office.on("2011-10-16");
    office.ok(&["pledge", "publish", "P1"]);
    office.on("2011-10-17");
    office.ok(&["pledge", "publish", "P2"]);
    let keys = ["ref", "light", "ended", "settled"];
    for (day, one, other) in [
        (
            "2011-11-30",
            json!(["LY-P1", "blue", null, false]),
            json!(["LY-P2", "blue", null, false]),
        ),
        (
            "2011-12-01",
            json!(["LY-P1", "red", "campaign-over", true]),
            json!(["LY-P2", "green", "campaign-over", true]),
        ),
    ] {
        office.on(day);
        assert_eq!(told(&office, "pledge-silent", &keys), [one, other], "{day}");
    }
}

#[test]
fn things_are_counted_as_things_and_a_finding_says_how_many() {
    let mut office = Office::new();
    office.on("2011-04-25");
    office.ok(&["plan", "set", "quotas.10.count", "2"]);
    person(&office, "甲", "deputy_division");
    let message = |office: &Office| terms(office, "pledge-none")[0]["message"].clone();
    pledge(&office, "一", "2011-10-31");
    let one = message(&office);
    let one = one.as_str().expect("a sentence");
    assert!(one.contains("已有1项，应2项"), "{one}");
    // The second on the same day is a second one.
    pledge(&office, "二", "2011-10-31");
    let keys = ["light", "done", "evidence"];
    let met = json!(["green", "2011-04-25", ["LY-P1", "LY-P2"]]);
    assert_eq!(told(&office, "pledge-none", &keys), [met]);
}

#[test]
fn a_week_of_study_is_working_days_one_after_another() {
    let mut office = Office::new();
    office.ok(&["unit", "add", "--name", "支部", "--unit-kind", "branch"]);
    let session = |office: &Office, kind: &str, day: &str| {
        let study = [
            "study",
            "add",
            "--unit",
            "支部",
            "--topic",
            "学习",
            "--study-kind",
            kind,
        ];
        office.ok(&[&study[..], &["--date", day]].concat());
    };
    // Five scattered days are no week.
    office.on("2011-03-31");
    for day in [
        "2011-03-02",
        "2011-03-04",
        "2011-03-08",
        "2011-03-10",
        "2011-03-14",
    ] {
        session(&office, "study_week", day);
    }
    let told = |office: &Office| told(office, "study-week", &["light", "done"]);
    assert_eq!(told(&office), [json!(["green", null])]);
    // From Monday to Friday it is one; the Friday session and the meeting count in it.
    session(&office, "study_week", "2011-03-15");
    session(&office, "meeting", "2011-03-16");
    session(&office, "study_week", "2011-03-17");
    session(&office, "friday", "2011-03-18");
    assert_eq!(told(&office), [json!(["green", "2011-03-18"])]);
}

#[test]
fn a_list_is_published_by_a_record_that_says_which() {
    let mut office = Office::leading();
    office.on("2011-11-20");
    let publish = |office: &Office, args: &[&str]| {
        let told = [
            "publicity",
            "add",
            "--channel",
            "website",
            "--title",
            "完成情况",
        ];
        office.ok(&[&told[..], args].concat());
    };
    let keys = ["light", "done"];
    publish(&office, &[]);
    let open = json!(["green", null]);
    assert_eq!(
        told(&office, "publication-missing", &keys),
        [open.clone(), open]
    );
    publish(&office, &["--list", "completed"]);
    let done = json!(["green", "2011-11-20"]);
    let open = json!(["green", null]);
    assert_eq!(told(&office, "publication-missing", &keys), [open, done]);
}

#[test]
fn a_comment_is_made_by_the_leader_in_charge() {
    let office = bureau();
    person(&office, "丙", "staff");
    office.ok(&["unit", "edit", "利用处", "--in-charge", "乙"]);
    let comment = |by: &str| {
        let step = ["--step", "leader_comment", "--by", by, "--text", "好"];
        office.ok(&[&["evaluation", "add", "--subject", "利用处"], &step[..]].concat());
    };
    let keys = ["person", "done"];
    comment("丙");
    assert_eq!(
        told(&office, "comment-missing", &keys),
        [json!(["LY-M2", null])]
    );
    comment("乙");
    assert_eq!(
        told(&office, "comment-missing", &keys),
        [json!(["LY-M2", "2011-04-22"])]
    );
}

#[test]
fn a_report_is_handed_in_when_every_addressee_has_it() {
    let mut office = Office::leading();
    office.on("2011-11-20");
    let addressees = office.json(&["plan", "show"])["addressees"].clone();
    let done = |office: &Office| {
        let milestones = terms(office, "milestone");
        let summary = milestones
            .iter()
            .find(|one| one["key"] == "milestone/summary/2011-11-30");
        summary.expect("the summary")["done"].clone()
    };
    for (at, expected) in [(0, Json::Null), (1, json!("2011-11-20"))] {
        let to = addressees[at]["zh"].as_str().expect("a name");
        office.ok(&[
            "submission",
            "add",
            "--report",
            "总结报告",
            "--addressee",
            to,
        ]);
        assert_eq!(done(&office), expected);
    }
}

#[test]
fn a_unit_of_which_nothing_is_known_is_one_line() {
    let mut office = bureau();
    office.ok(&["unit", "add", "--name", "保管处", "--unit-kind", "division"]);
    office.on("2011-06-20");
    let of_unit = |office: &Office| {
        let found = office.json(&["check", "--unit", "保管处"]);
        let codes = found.as_array().expect("a list").iter();
        codes.map(|one| one["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of_unit(&office), ["not-received"]);
    // Yet none of it is met: the phase is not closed over it.
    office.on("2011-11-01");
    let unmet = office.json(&["phase", "status", "2"])["findings"].clone();
    let pledges = unmet.as_array().expect("a list").iter();
    let of_unit_2 = |one: &&Json| one["code"] == "pledge-none" && one["unit"] == "LY-U2";
    assert_eq!(pledges.filter(of_unit_2).count(), 1);
    // Once anything is entered for it, it is asked for the rest.
    let study = ["study", "add", "--unit", "保管处", "--topic", "学习"];
    office.ok(&[&study[..], &["--study-kind", "discussion"]].concat());
    assert!(!of_unit(&office).contains(&json!("not-received")));
    assert!(of_unit(&office).contains(&json!("pledge-none")));
}

#[test]
fn check_is_narrowed_and_explained() {
    let mut office = bureau();
    office.on("2011-05-20");
    let count = |args: &[&str]| {
        let found = office.json(&[&["check"], args].concat());
        found.as_array().expect("a list").clone()
    };
    let all = count(&[]);
    assert!(all.len() > 3);
    assert_eq!(count(&["--limit", "2"]), all[..2]);
    let due = count(&["--until", "2011-04-20"]);
    assert!(
        due.iter()
            .all(|one| one["due"].as_str() <= Some("2011-04-20"))
    );
    assert!(!due.is_empty() && due.len() < all.len());
    let own = count(&["--person", "甲"]);
    assert!(!own.is_empty() && own.iter().all(|one| one["person"] == "LY-M1"));
    assert_eq!(count(&["--mine", "--as", "甲"]), own);
    // The first part of the list can still be done, the second cannot.
    assert!(all.is_sorted_by_key(|one| one["settled"].as_bool()));
    office.ok(&["plan", "set", "limits.visit_interval_days", "40"]);
    let told = office.json(&["check", "--explain", "pairing-visit"]);
    assert_eq!(told["requirement"], 22);
    assert_eq!(told["settings"]["limits.visit_interval_days"], 40);
    assert_eq!(
        office.run(&["check", "--explain", "pairing-visits"]).code,
        1
    );
}

#[test]
fn an_opinion_that_goes_on_is_chased_again() {
    let mut office = bureau();
    let opinion = ["opinion", "add", "--channel", "hotline", "--topic", "t"];
    office.ok(&[&opinion[..], &["--first-asked", "甲"]].concat());
    let finish = |office: &Office, more: &[&str]| {
        office.ok(&[&["opinion", "finish", "O1", "--outcome"], more].concat());
    };
    // Due on 21 June; continued in time until 1 September, then late until 1 November.
    office.on("2011-05-10");
    finish(&office, &["continuing", "--due", "2011-09-01"]);
    office.on("2011-09-05");
    finish(&office, &["continuing", "--due", "2011-11-01"]);
    let keys = ["light", "due", "done", "ended"];
    let first = json!(["green", "2011-06-21", null, "continued"]);
    let late = json!(["yellow", "2011-09-01", null, "continued"]);
    let last = |light: &str, done: Json| json!([light, "2011-11-01", done, null]);
    let expected = [last("red", Json::Null), first.clone(), late.clone()];
    office.on("2011-11-02");
    assert_eq!(told(&office, "opinion-result", &keys), expected);
    finish(&office, &["resolved"]);
    let expected = [first.clone(), late, last("yellow", json!("2011-11-02"))];
    assert_eq!(told(&office, "opinion-result", &keys), expected);
    // In between nothing of it was known.
    office.on("2011-09-02");
    let then = json!(["red", "2011-09-01", null, null]);
    assert_eq!(told(&office, "opinion-result", &keys), [then, first]);
}

#[test]
fn an_opinion_adopted_into_a_pledge_that_is_withdrawn_is_open_again() {
    let mut office = bureau();
    let opinion = ["opinion", "add", "--channel", "hotline", "--topic", "t"];
    office.ok(&[&opinion[..], &["--first-asked", "甲"]].concat());
    let pledge = ["opinion", "adopt", "O1", "--title", "一", "--content", "c"];
    let due = [
        "--measures",
        "m",
        "--responsible",
        "甲",
        "--deadline",
        "2011-09-30",
    ];
    office.ok(&[&pledge[..], &due].concat());
    office.ok(&["pledge", "publish", "P1"]);
    let keys = ["light", "due", "done"];
    let adopted = json!(["green", "2011-06-21", "2011-04-22"]);
    office.on("2011-10-10");
    assert_eq!(told(&office, "opinion-result", &keys)[0], adopted);
    office.ok(&["pledge", "withdraw", "P1", "--reason", "条件不具备"]);
    let again = json!(["green", "2011-12-09", null]);
    assert_eq!(told(&office, "opinion-result", &keys), [again, adopted]);
    // It was overdue, and stays so: withdrawing takes nothing away.
    let keys = ["light", "ended", "settled"];
    let overdue = json!(["red", "withdrawn", true]);
    assert_eq!(told(&office, "pledge-overdue", &keys), [overdue]);
}

#[test]
fn a_pledge_continued_late_is_red_until_then_and_listed_since() {
    let mut office = bureau();
    pledge(&office, "一", "2011-09-30");
    office.ok(&["pledge", "publish", "P1"]);
    office.on("2011-10-20");
    let goes_on = ["--reason", "r", "--new-deadline", "2011-12-31"];
    office.ok(&[&["pledge", "continue", "P1"], &goes_on[..]].concat());
    let keys = ["light", "due", "ended"];
    office.on("2011-10-19");
    assert_eq!(
        told(&office, "pledge-overdue", &keys),
        [json!(["red", "2011-09-30", null])]
    );
    // Promised days run on after the campaign.
    for (day, light) in [
        ("2011-10-20", "green"),
        ("2011-12-24", "blue"),
        ("2012-01-01", "red"),
    ] {
        office.on(day);
        let first = json!(["yellow", "2011-09-30", "continued"]);
        let next = json!([light, "2011-12-31", null]);
        assert_eq!(
            told(&office, "pledge-overdue", &keys),
            [next, first],
            "{day}"
        );
    }
    office.ok(&["pledge", "finish", "P1", "--result", "r"]);
    let keys = ["light", "done"];
    let listed = json!(["green", "2011-10-20"]);
    assert_eq!(told(&office, "pledge-lists", &keys), [listed]);
}

#[test]
fn a_pledge_is_behind_while_more_of_its_time_is_gone_than_of_its_work() {
    let mut office = bureau();
    pledge(&office, "一", "2011-05-02");
    office.ok(&["pledge", "publish", "P1"]);
    let light = |office: &Office| told(office, "pledge-behind", &["light"])[0][0].clone();
    // Ten days in all; twenty points are allowed.
    for (day, expected) in [("2011-04-24", "green"), ("2011-04-25", "yellow")] {
        office.on(day);
        assert_eq!(light(&office), expected, "{day}");
    }
    let told = ["pledge", "progress", "P1", "--text", "t", "--percent", "10"];
    office.ok(&told);
    assert_eq!(light(&office), "green");
    office.ok(&["progress", "void", "G1", "--reason", "误登"]);
    assert_eq!(
        light(&office),
        "yellow",
        "what is voided counts for nothing"
    );
}

#[test]
fn a_promotion_asks_nothing_of_the_past_and_who_has_left_hands_over() {
    let mut office = Office::new();
    office.on("2011-03-01");
    person(&office, "甲", "deputy_division");
    let moved = ["person", "move", "甲", "--rank", "leader"];
    office.ok(&[&moved[..], &["--since", "2011-07-04"]].concat());
    office.ok(&["person", "leave", "甲", "--until", "2011-09-30"]);
    pledge(&office, "一", "2011-11-20");
    office.on("2011-07-25");
    let weeks = |office: &Office| {
        let found = terms(office, "reception-weekly");
        found
            .iter()
            .map(|one| one["period"].clone())
            .collect::<Vec<_>>()
    };
    let asked = ["2011-W30", "2011-W27", "2011-W28", "2011-W29"];
    assert_eq!(weeks(&office), asked);
    assert_eq!(terms(&office, "left-responsible"), [Json::Null; 0]);
    office.on("2011-10-01");
    let left = told(
        &office,
        "left-responsible",
        &["light", "ref", "person", "due"],
    );
    assert_eq!(left, [json!(["red", "LY-P1", "LY-M1", "2011-09-30"])]);
    person(&office, "乙", "deputy_division");
    office.ok(&["pledge", "edit", "P1", "--responsible", "乙"]);
    assert_eq!(terms(&office, "left-responsible"), [Json::Null; 0]);
}

#[test]
fn a_step_entered_late_is_told_so_and_counts_for_its_day_unless_the_plan_says_otherwise() {
    let mut office = bureau();
    office.does("opinion add --channel hotline --topic 问 --first-asked 甲");
    office.does("problem add --area methods --content 短 --deadline 2011-05-10");
    pledge(&office, "一", "2011-05-31");
    let said = ["light", "done", "entered", "entered_late"];
    office.on("2011-05-10");
    // Three days later is in time, four are late.
    office.does("opinion reply O1 --text 答 --on 2011-05-07");
    office.does("problem fix W1 --result 改 --on 2011-05-06");
    office.does("pledge publish P1 --on 2011-04-25");
    office.on("2011-06-20");
    office.does("pledge continue P1 --reason 雨 --new-deadline 2011-06-10 --on 2011-05-30");
    office.does("pledge finish P1 --result 成 --on 2011-06-09");
    let late = |light: &str, done: &str, entered: &str| vec![json!([light, done, entered, true])];
    let told = |office: &Office, code: &str| self::told(office, code, &said);
    let reply = [json!(["green", "2011-05-07", "2011-05-10", false])];
    assert_eq!(told(&office, "opinion-reply"), reply);
    assert_eq!(
        told(&office, "problem-open"),
        late("green", "2011-05-06", "2011-05-10")
    );
    assert_eq!(
        told(&office, "pledge-unpublished"),
        late("green", "2011-04-25", "2011-05-10")
    );
    assert_eq!(
        told(&office, "pledge-overdue"),
        [
            json!(["green", null, null, false]),
            json!(["green", "2011-06-09", "2011-06-20", true]),
        ]
    );
    assert_eq!(
        told(&office, "pledge-lists"),
        late("green", "2011-05-30", "2011-06-20")
    );
    let message = terms(&office, "problem-open")[0]["message"].to_string();
    assert!(message.contains("2011-05-10补录"), "{message}");
    // What a correction says again was entered when it was said first; another day when that was said.
    office.does("problem edit W1 --result 改好 --reason 补充");
    assert_eq!(
        told(&office, "problem-open"),
        late("green", "2011-05-06", "2011-05-10")
    );
    office.does("problem edit W1 --set fixed_on=2011-05-08 --reason 记错");
    assert_eq!(
        told(&office, "problem-open"),
        late("green", "2011-05-08", "2011-06-20")
    );
    office.does("plan set late_entry late");
    assert_eq!(
        told(&office, "problem-open"),
        late("yellow", "2011-05-08", "2011-06-20")
    );
    assert_eq!(told(&office, "opinion-reply"), reply);
}

#[test]
fn a_record_that_came_by_merge_and_breaks_a_rule_is_told_with_its_ref() {
    let mut office = bureau();
    let mut other = forge::Office::new("ZD", "指导处");
    let on = "2011-04-10";
    let (pledge, _) = other.add(
        "pledge",
        'P',
        1,
        json!({"title": "一", "pledged_on": on, "published_on": "2011-04-15"}),
    );
    let (person, _) = other.add("person", 'M', 1, json!({"name": "丙", "rank": "staff"}));
    let named = [forge::hex(&pledge), forge::hex(&person)];
    let broken = [
        (
            "survey",
            'Q',
            json!({"date": on, "subject": named[0], "issued": 5, "returned": 9, "valid": 0, "satisfied": 0, "mostly": 0, "dissatisfied": 0}),
        ),
        (
            "opinion",
            'O',
            json!({"channel": "hotline", "date": on, "topic": "问", "replied_on": "2011-04-09", "reply": "答"}),
        ),
        ("reception", 'R', json!({"date": on, "leader": named[1]})),
        (
            "progress",
            'G',
            json!({"date": "2011-04-12", "pledge": named[0], "text": "进"}),
        ),
        (
            "post",
            'B',
            json!({"person": named[1], "rank": "staff", "since": "2011-03-01"}),
        ),
        (
            "post",
            'B',
            json!({"person": named[1], "rank": "leader", "since": "2011-04-01", "until": "2011-04-30"}),
        ),
    ];
    for (at, (kind, letter, fields)) in broken.into_iter().enumerate() {
        other.add(kind, letter, at + 1, fields);
    }
    let (unit, _) = other.add(
        "unit",
        'U',
        9,
        json!({"name": "某处", "unit_kind": "division"}),
    );
    let village = json!({"household_kind": "rural", "name": "某户", "village": forge::hex(&unit)});
    other.add("household", 'H', 1, village);
    // What breaks none, or is void, is not told of.
    other.add(
        "reception",
        'R',
        9,
        json!({"date": on, "leader": named[1], "channel": "hotline"}),
    );
    other.add("reception", 'R', 8, json!({"date": on, "void": "重复"}));
    other.save(&office.path().join("ZD.db"));
    office.on("2011-05-26");
    office.does("merge ZD.db --no-backup");
    let found = told(&office, "record-invalid", &["ref", "light"]);
    let refs = [
        "ZD-Q1", "ZD-O2", "ZD-R3", "ZD-G4", "ZD-B5", "ZD-B6", "ZD-H1",
    ];
    let mut expected = refs.map(|one| json!([one, "notice"])).to_vec();
    expected.sort_by_key(ToString::to_string);
    let mut listed = found.clone();
    listed.sort_by_key(ToString::to_string);
    assert_eq!(listed, expected);
    let told: String = terms(&office, "record-invalid")
        .iter()
        .map(|one| one["message"].to_string())
        .collect();
    for words in [
        "不能早于",
        "早于 ZD-P1",
        "ZD-B5 其他干部职工：与 ZD-B6（2011-04-01 起）的起止日期重叠",
        "不能大于",
        "所在村居 “某处”：是处室",
        "huiyin survey edit ZD-Q1",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let verified = office.json(&["verify"]);
    let flaws = verified[0]["flaws"].as_array().unwrap().iter();
    let invalid: Vec<_> = flaws
        .filter(|flaw| flaw["code"] == "record-invalid")
        .collect();
    assert_eq!(invalid.len(), refs.len(), "{invalid:?}");
    assert!(invalid.iter().all(|flaw| flaw["damage"] == false));
    office.does("survey edit ZD-Q1 --returned 5");
    assert_eq!(terms(&office, "record-invalid").len(), refs.len() - 1);
}

/// For every check: what counts, of whom, by which settings of the plan in force, and the number of the
/// requirement.
#[test]
fn every_check_says_what_counts_by_which_settings_and_of_whom() {
    let office = Office::leading();
    let refused = office.refused(1, &["check", "--code", "?"]);
    let codes = refused.split("可选：").nth(1).expect(&refused).trim();
    let codes: Vec<&str> = codes.split('、').collect();
    assert!(codes.len() >= 35, "{codes:?}");
    let plan = office.json(&["plan", "show"]);
    for code in codes {
        let of = |lang: &str| {
            let told = office.json(&["check", "--explain", code, "--lang", lang]);
            for key in ["label", "counts", "whom"] {
                let words = told[key].as_str().unwrap();
                assert!(!words.is_empty() && !words.contains('{'), "{code}: {told}");
                assert_eq!(is_chinese(words), lang == "zh", "{code}: {words}");
            }
            let number = told["requirement"].as_i64().unwrap();
            assert!((1..=44).contains(&number), "{code}: {told}");
            let page = office.ok(&["check", "--explain", code, "--lang", lang]);
            assert!(page.contains(&number.to_string()), "{code}: {page}");
            told["settings"].as_object().unwrap().clone()
        };
        let settings = of("en");
        assert_eq!(settings.len(), of("zh").len(), "{code}");
        assert_eq!(
            settings["limits.warn_ahead_days"],
            plan["limits"]["warn_ahead_days"]
        );
        for (place, value) in settings {
            let mut parts = place.split('.');
            let top = parts.next().unwrap();
            assert!(plan.get(top).is_some(), "{code}: the plan has no {place}");
            if top == "limits" {
                assert_eq!(
                    value,
                    plan["limits"][parts.next().unwrap()],
                    "{code}: {place}"
                );
            }
        }
    }
}
