//! What is sent round from the leading office's desk: reminders, what has changed since a report, and cards
//! for every household.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// A bureau with a division, its head, its leader in charge, a household and an opinion that is due.
fn bureau() -> Office {
    let mut office = Office::leading();
    office.on("2011-03-01");
    office.does("person add --name 周明华 --rank leader");
    office.does("unit add --name 甲处 --unit-kind division --in-charge 周明华");
    office.does("person add --name 张静 --rank deputy_division --unit 甲处 --phone 13800001201");
    office.does("unit add --name 贾庄村 --unit-kind village");
    office.does(
        "household add --name 田秀兰 --household-kind rural --village 贾庄村 --phone 13800009999",
    );
    office
        .does("pair add --helper 甲处 --household 田秀兰 --pair-kind household --since 2011-03-01");
    office
}

fn opinion(office: &mut Office, on: &str) -> String {
    office.on(on);
    let one = office.json(&[
        "opinion",
        "add",
        "--channel",
        "mailbox",
        "--from-name",
        "戴振海",
        "--from-phone",
        "13800001321",
        "--topic",
        "查不到材料",
        "--unit",
        "甲处",
        "--first-asked",
        "张静",
        "--date",
        on,
    ]);
    one["ref"].as_str().unwrap().to_owned()
}

/// The matters of a check that somebody is reminded of in some role.
fn matters<'a>(told: &'a Json, (role, name, code): (&str, &str, &str)) -> Vec<&'a Json> {
    let notices = told["notices"].as_array().unwrap().iter();
    let own = notices.filter(|one| one["role"] == role && one["to_name"] == name);
    let matters = own.flat_map(|one| one["matters"].as_array().unwrap());
    matters.filter(|one| one["code"] == code).collect()
}

/// A reply is due on the 15th day: the Nth day is told, the one before is not; late it stays until it is
/// done, to whoever owes it and to the leader.
#[test]
fn each_is_reminded_of_what_is_due_within_the_days_and_of_what_is_late() {
    let mut office = bureau();
    let reference = opinion(&mut office, "2011-05-02");
    let cases = [
        // The day, the days ahead, whether it is told, and whether as late.
        ("2011-05-09", "7", false, false),
        ("2011-05-10", "7", true, false),
        ("2011-05-17", "1", true, false),
        ("2011-05-18", "1", true, true),
    ];
    for (today, days, is_told, late) in cases {
        office.on(today);
        let told = office.json(&["report", "notices", "--all", "--days", days]);
        for (role, name) in [("responsible", "张静"), ("leader", "周明华")] {
            let matters = matters(&told, (role, name, "opinion-reply"));
            let found: Vec<(&Json, &Json)> = matters
                .iter()
                .map(|one| (&one["ref"], &one["late"]))
                .collect();
            let expected = (json!(reference), json!(late));
            let expected: Vec<(&Json, &Json)> = is_told
                .then_some((&expected.0, &expected.1))
                .into_iter()
                .collect();
            assert_eq!(found, expected, "{role} on {today}");
        }
    }
    // As many days ahead as the plan warns, unless said otherwise.
    office.on("2011-05-10");
    let told = office.json(&["report", "notices"]);
    assert_eq!(
        (&told["days"], &told["until"]),
        (&json!(7), &json!("2011-05-17"))
    );
    assert_eq!(
        matters(&told, ("responsible", "张静", "opinion-reply")).len(),
        1
    );
    // One's own alone, or a person's.
    let mine = office.json(&["report", "notices", "--mine", "--as", "周明华"]);
    let theirs = office.json(&["report", "notices", "--person", "周明华"]);
    assert_eq!(mine, theirs);
    let notices = mine["notices"].as_array().unwrap();
    assert!(
        !notices.is_empty() && notices.iter().all(|one| one["to_name"] == "周明华"),
        "{mine}"
    );
    office.refused(2, &["report", "notices", "--mine", "--all"]);
    // Done, it is told no more.
    office.ok(&["opinion", "reply", &reference, "--text", "已答复"]);
    let told = office.json(&["report", "notices"]);
    assert!(matters(&told, ("responsible", "张静", "opinion-reply")).is_empty());
}

/// No household's and no petitioner's data goes out, in any format; a calendar has each matter once.
#[test]
fn nobody_is_named_in_a_reminder_but_who_is_to_act() {
    let mut office = bureau();
    let reference = opinion(&mut office, "2011-05-02");
    office.on("2011-06-30");
    for format in ["table", "json", "csv", "md", "html", "ics"] {
        let told = office.ok(&["report", "notices", "--format", format]);
        for personal in [
            "田秀兰",
            "戴振海",
            "13800001321",
            "13800009999",
            "贾庄村",
            "查不到材料",
        ] {
            assert!(!told.contains(personal), "{personal} in {format}: {told}");
        }
        assert!(told.contains(&reference), "{format}: {told}");
    }
    let calendar = office.ok(&["report", "notices", "--format", "ics"]);
    let reply = calendar
        .lines()
        .filter(|line| line.starts_with("UID:") && line.contains("opinion-reply"));
    assert!(
        reply.count() <= 1 && calendar.contains("DTSTART;VALUE=DATE:20110630"),
        "{calendar}"
    );
    office.ok(&["report", "notices", "-o", "slips.docx"]);
    let words = office.ok(&["report", "notices", "--person", "张静"]);
    for told in [
        "张静（承办）",
        &format!("【逾期】意见答复 {reference}，5月17日到期，已过44天"),
    ] {
        assert!(words.contains(told), "{told} in {words}");
    }
}

/// Every figure that is another now is told with what moved it, and none that is not.
#[test]
fn what_changed_since_is_told_with_the_records_that_moved_it() {
    let mut office = bureau();
    opinion(&mut office, "2011-05-02");
    office.on("2011-05-28");
    office.ok(&["report", "summary", "-o", "summary.docx"]);
    office.ok(&[
        "submission",
        "add",
        "--report",
        "summary",
        "--addressee",
        "市委",
        "--file",
        "summary.docx",
    ]);
    let since =
        |office: &Office, more: &[&str]| office.json(&[&["report", "changes"], more].concat());
    assert_eq!(since(&office, &["--since", "2011-05-28"]), json!([]));
    assert_eq!(since(&office, &["--since", "N1"]), json!([]));
    // Entered later for a day before: one more opinion; later for a later day: nothing.
    office.on("2011-06-02");
    let one = office.json(&[
        "opinion",
        "add",
        "--channel",
        "mailbox",
        "--topic",
        "补",
        "--unit",
        "甲处",
        "--first-asked",
        "张静",
        "--date",
        "2011-05-27",
    ]);
    let reference = one["ref"].as_str().unwrap();
    opinion(&mut office, "2011-05-31");
    office.on("2011-06-04");
    for word in ["2011-05-28", "N1"] {
        let changes = since(&office, &["--since", word]);
        let figures: Vec<&str> = changes
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["figure"].as_str().unwrap())
            .collect();
        assert!(
            figures.contains(&"figures.opinions")
                && figures.contains(&"rates.reply_rate.denominator"),
            "{figures:?}"
        );
        let opinions = changes
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["figure"] == "figures.opinions")
            .unwrap();
        assert_eq!(
            (&opinions["before"], &opinions["now"]),
            (&json!(1), &json!(2))
        );
        let refs: Vec<&Json> = opinions["refs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["ref"])
            .collect();
        assert_eq!(refs, [reference], "{word}");
    }
    // As of a later day both are told.
    let later = since(&office, &["--since", "2011-05-28", "--as-of", "2011-06-03"]);
    let opinions = later
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["figure"] == "figures.opinions")
        .unwrap();
    assert_eq!(
        (&opinions["before"], &opinions["now"]),
        (&json!(1), &json!(3))
    );
    let refused = office.refused(1, &["report", "changes", "--since", "N7"]);
    assert!(refused.contains("N7"), "{refused}");
}

/// All households at once, two copies of each; of a unit that helps whom to ask, and the telephone for
/// complaints.
#[test]
fn cards_of_all_households_come_as_pairs() {
    let mut office = bureau();
    office.does("household add --name 邹立功 --household-kind urban");
    office
        .does("pair add --helper 张静 --household 邹立功 --pair-kind household --since 2011-03-01");
    office.does("plan set publication.telephone 0531-12345678");
    office.on("2011-05-20");
    let page = office.ok(&["report", "card", "--all", "--format", "md"]);
    for (words, times) in [
        ("# 联系群众明白卡", 4),
        ("第一联", 2),
        ("第二联", 2),
        ("监督电话：0531-12345678", 4),
        ("甲处（联系人周明华）", 2),
        ("范围：", 0),
    ] {
        assert_eq!(page.matches(words).count(), times, "{words} in {page}");
    }
    let cards = office.json(&["report", "card", "--all"]);
    let names: Vec<&Json> = cards
        .as_array()
        .unwrap()
        .iter()
        .map(|card| &card["name"])
        .collect();
    assert_eq!(names, ["田秀兰", "邹立功"]);
    assert_eq!(cards[0]["helpers"][0]["contact"], "周明华");
    assert_eq!(cards[1]["helpers"][0]["contact"], Json::Null);
    // Where nobody has it in charge, whoever heads it.
    let unit = office.json(&["unit", "list"]);
    let unit = unit
        .as_array()
        .unwrap()
        .iter()
        .find(|unit| unit["name"] == "甲处")
        .unwrap();
    office.ok(&[
        "unit",
        "edit",
        unit["ref"].as_str().unwrap(),
        "--clear",
        "in_charge",
    ]);
    let cards = office.json(&["report", "card", "--all"]);
    assert_eq!(cards[0]["helpers"][0]["contact"], "张静");
    assert_eq!(cards[0]["helpers"][0]["phone"], "13800001201");
    office.refused(2, &["report", "card"]);
    office.refused(2, &["report", "card", "田秀兰", "--all"]);
}

/// What an option does where it is left out is not promised to be everything.
#[test]
fn no_days_are_refused_with_a_way_out_that_is_true() {
    let told = Office::new().refused(1, &["report", "notices", "--days", "0"]);
    assert!(
        told.contains("“0”") && told.contains("1以上的整数"),
        "{told}"
    );
    assert!(told.contains("缺省") && !told.contains("全部"), "{told}");
}
