//! Supervision sheets that are issued: numbered, received, replied to, sent back, and chased.

use serde_json::{Value as Json, json};

use crate::harness::Office;
use crate::proposals::on;

/// The leading office's file on 10 June with two divisions, LY's beside it, and JD's.
fn campaign() -> Office {
    let mut office = Office::empty();
    office.on("2011-05-03");
    office.does("init --practice --office ZD --name 领导小组办公室 --leading");
    for line in [
        "unit add --name 利用处 --unit-kind division",
        "unit add --name 监督指导处 --unit-kind division",
        "person add --name 张三 --rank staff --unit 利用处",
    ] {
        office.does(line);
    }
    for (file, code, name) in [("ly.db", "LY", "利用处"), ("jd.db", "JD", "监督指导处")] {
        let init = format!("init --office {code} --name {name} --from huiyin.db");
        on(&office, file, &init);
        let opinion =
            "opinion add --channel hotline --topic 查档 --first-asked 张三 --date 2011-05-03";
        on(&office, file, opinion);
        on(&office, "huiyin.db", &format!("merge {file} --no-backup"));
    }
    office.on("2011-06-10");
    office
}

fn issue(office: &Office, unit: &str, due: &str) -> Json {
    office.json(&["report", "sheet", "--unit", unit, "--issue", "--due", due])
}

fn merge(office: &Office, into: &str, from: &str) {
    on(office, into, &format!("merge {from} --no-backup"));
}

fn field(office: &Office, file: &str, reference: &str, key: &str) -> Json {
    office.json(&["--db", file, "notice", "show", reference])[key].clone()
}

#[test]
fn a_sheet_is_issued_under_the_next_number_of_its_year_with_what_was_found() {
    let office = campaign();
    let first = issue(&office, "利用处", "6.15");
    assert_eq!(first["ref"], "ZD-J1");
    assert_eq!(first["number"], "督办〔2011〕1号");
    assert_eq!(first["unit_name"], "利用处");
    assert_eq!(first["issued_on"], "2011-06-10");
    assert_eq!(first["due"], "2011-06-15");
    let findings = first["findings"].as_str().unwrap();
    assert!(
        findings.contains("没有答复") && findings.contains("查档"),
        "{findings}"
    );
    let second = issue(&office, "监督指导处", "6.16");
    assert_eq!(second["number"], "督办〔2011〕2号");
    // A number that was given is not given again.
    office.does("notice void J2 --reason 发错");
    assert_eq!(
        issue(&office, "监督指导处", "6.16")["number"],
        "督办〔2011〕3号"
    );
    // What was found stays as it was, and the sheet asks for no sheet.
    office.does("opinion reply LY-O1 --text 答");
    assert_eq!(field(&office, "huiyin.db", "J1", "findings"), findings);
    let paper = office.ok(&["report", "sheet", "--unit", "利用处"]);
    assert!(!paper.contains("督办〔2011〕1号"), "{paper}");
    let ledger = office.ok(&["ledger", "notice"]);
    assert!(
        ledger.contains("督办〔2011〕1号") && ledger.contains("作废"),
        "{ledger}"
    );
}

#[test]
fn every_unit_with_something_to_do_has_its_own_in_one_command() {
    let office = campaign();
    let all = [
        "report", "sheet", "--all", "--issue", "--due", "6.15", "-o", "all.docx",
    ];
    office.ok(&all);
    let listed = office.json(&["notice", "list"]);
    let listed = listed.as_array().unwrap();
    let units: Vec<&str> = listed
        .iter()
        .map(|one| one["unit_name"].as_str().unwrap())
        .collect();
    assert_eq!(units, ["领导小组办公室", "利用处", "监督指导处"]);
    let numbers: Vec<&str> = listed
        .iter()
        .map(|one| one["number"].as_str().unwrap())
        .collect();
    assert_eq!(
        numbers,
        ["督办〔2011〕1号", "督办〔2011〕2号", "督办〔2011〕3号"]
    );
    office.does("undo");
    assert_eq!(office.json(&["notice", "list"]), json!([]));
}

#[test]
fn what_cannot_be_issued_is_told_with_the_way() {
    let mut office = campaign();
    let sheet = |more: &[&'static str]| [&["report", "sheet", "--unit", "利用处"], more].concat();
    assert!(office.refused(1, &sheet(&["--issue"])).contains("--due"));
    assert!(
        office
            .refused(1, &sheet(&["--due", "6.15"]))
            .contains("--issue")
    );
    for due in ["6.10", "6.1", "2011-12-01"] {
        let said = office.refused(1, &sheet(&["--issue", "--due", due]));
        assert!(
            said.contains("2011-06-11") && said.contains("2011-11-30"),
            "{said}"
        );
    }
    office.refused(2, &["report", "sheet", "--issue", "--due", "6.15"]);
    office.refused(
        2,
        &sheet(&["--issue", "--due", "6.15", "--as-of", "2011-06-01"]),
    );
    office.ok(&sheet(&["--issue", "--due", "11.30"]));
    let said = office.refused(1, &sheet(&["--issue", "--due", "6.20"]));
    assert!(
        said.contains("ZD-J1") && said.contains("notice void"),
        "{said}"
    );
    office.on("2011-06-11");
    office.ok(&sheet(&["--issue", "--due", "6.20"]));
    let add = [
        "notice",
        "add",
        "--unit",
        "利用处",
        "--findings",
        "事",
        "--due",
        "6.11",
    ];
    assert!(office.refused(1, &add).contains("2011-06-12"));
    let early = ["notice", "return", "J1", "--reason", "差"];
    assert!(
        office
            .refused(1, &early)
            .contains("huiyin notice reply ZD-J1")
    );
}

#[test]
fn the_level_follows_from_the_days_until_there_is_a_reply() {
    let mut office = campaign();
    issue(&office, "利用处", "6.15");
    let level = |office: &Office, day: &str| {
        office.json(&["notice", "list", "--as-of", day])[0]["level"].clone()
    };
    let days = |office: &Office| {
        ["06-10", "06-15", "06-16", "06-18", "06-19", "06-30"]
            .map(|day| level(office, &format!("2011-{day}")))
    };
    let unanswered = ["blue", "blue", "yellow", "yellow", "red", "red"];
    assert_eq!(days(&office), unanswered.map(Json::from));
    office.on("2011-06-18");
    office.does("notice reply J1 --text 办了");
    let answered = ["blue", "blue", "yellow", "yellow", "yellow", "yellow"];
    assert_eq!(days(&office), answered.map(Json::from));
    let found = office.json(&["notice", "list", "--where", "level=yellow"]);
    assert_eq!(found[0]["ref"], "ZD-J1");
    // What is sent back runs on from the first day.
    office.does("notice return J1 --reason 没写办法");
    assert_eq!(days(&office), unanswered.map(Json::from));
    // The rule is that of the day of issue.
    office.does("plan set limits.notice_red_days 10 --from 2011-06-18");
    office.does("plan set limits.notice_yellow_days 2 --from 2011-06-18");
    assert_eq!(days(&office), unanswered.map(Json::from));
    office.does("notice add --unit 监督指导处 --due 6.20 --findings 事");
    let second = |day: &str| office.json(&["notice", "list", "--as-of", day])[1]["level"].clone();
    let levels = ["06-21", "06-22", "07-01", "07-02"].map(|day| second(&format!("2011-{day}")));
    assert_eq!(levels, ["blue", "yellow", "yellow", "red"].map(Json::from));
}

#[test]
fn a_sheet_without_a_reply_is_chased_of_the_unit_that_it_was_issued_to() {
    let mut office = campaign();
    issue(&office, "利用处", "6.15");
    merge(&office, "ly.db", "huiyin.db");
    merge(&office, "jd.db", "huiyin.db");
    let terms = |office: &Office, file: &str, day: &str| -> Vec<Vec<Json>> {
        let args = [
            "--db",
            file,
            "check",
            "--all",
            "--code",
            "notice-open",
            "--as-of",
            day,
        ];
        let found = office.json(&args);
        let keys = [
            "ref",
            "unit",
            "light",
            "requirement",
            "due",
            "done",
            "settled",
        ];
        let row = |one: &Json| keys.iter().map(|key| one[*key].clone()).collect();
        found.as_array().unwrap().iter().map(row).collect()
    };
    let told = |light: &str, done: Json, settled: bool| {
        vec![vec![
            json!("ZD-J1"),
            json!("ZD-U2"),
            json!(light),
            json!(31),
            json!("2011-06-15"),
            done,
            json!(settled),
        ]]
    };
    for file in ["huiyin.db", "ly.db"] {
        assert_eq!(
            terms(&office, file, "2011-06-15"),
            told("blue", Json::Null, false)
        );
        assert_eq!(
            terms(&office, file, "2011-06-16"),
            told("red", Json::Null, false)
        );
    }
    // It is none of the matters of another office.
    assert_eq!(
        terms(&office, "jd.db", "2011-06-16"),
        Vec::<Vec<Json>>::new()
    );
    office.on("2011-06-17");
    on(&office, "ly.db", "notice reply ZD-J1 --text 办了");
    assert_eq!(
        terms(&office, "ly.db", "2011-06-17"),
        told("yellow", json!("2011-06-17"), true)
    );
    assert_eq!(
        terms(&office, "ly.db", "2011-06-16"),
        told("red", Json::Null, false)
    );
}

#[test]
fn the_unit_s_office_says_what_it_received_and_replied_and_nothing_else() {
    let mut office = campaign();
    issue(&office, "利用处", "6.15");
    merge(&office, "ly.db", "huiyin.db");
    merge(&office, "jd.db", "huiyin.db");
    office.on("2011-06-14");
    on(&office, "ly.db", "notice receive ZD-J1 --by 张三 --on 6.12");
    on(&office, "ly.db", "notice reply ZD-J1 --text 办了");
    on(&office, "ly.db", "notice edit ZD-J1 --due 2011-06-30");
    // Another office only proposes.
    on(&office, "jd.db", "notice receive ZD-J1");
    on(&office, "jd.db", "notice reply ZD-J1 --text 代办");
    assert_eq!(field(&office, "jd.db", "ZD-J1", "reply"), Json::Null);
    merge(&office, "huiyin.db", "ly.db");
    merge(&office, "huiyin.db", "jd.db");
    let keys = [
        "received_on",
        "received_by_name",
        "replied_on",
        "reply",
        "due",
    ];
    let shown = |office: &Office, file: &str| keys.map(|key| field(office, file, "ZD-J1", key));
    let answered = ["2011-06-12", "张三", "2011-06-14", "办了", "2011-06-15"].map(Json::from);
    assert_eq!(shown(&office, "huiyin.db"), answered);
    let proposed = office.json(&["proposal", "list"]);
    let fields: Vec<&str> = proposed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap_or_default())
        .collect();
    assert!(fields.contains(&"due") && !fields.is_empty(), "{fields:?}");
    assert_eq!(office.json(&["conflict", "list"]), json!([]));
    merge(&office, "jd.db", "huiyin.db");
    assert_eq!(shown(&office, "jd.db"), answered);
    // Sent back by the leading office, and done again: also what the office takes back and says anew.
    office.on("2011-06-16");
    office.does("notice return J1 --reason 没写办法");
    merge(&office, "ly.db", "huiyin.db");
    assert_eq!(field(&office, "ly.db", "ZD-J1", "reason"), "没写办法");
    on(&office, "ly.db", "notice reply ZD-J1 --text 又办了");
    on(&office, "ly.db", "undo");
    assert_eq!(field(&office, "ly.db", "ZD-J1", "reason"), "没写办法");
    on(&office, "ly.db", "notice reply ZD-J1 --text 办法附后");
    merge(&office, "huiyin.db", "ly.db");
    merge(&office, "jd.db", "ly.db");
    for file in ["huiyin.db", "jd.db", "ly.db"] {
        assert_eq!(field(&office, file, "ZD-J1", "reply"), "办法附后", "{file}");
        assert_eq!(
            field(&office, file, "ZD-J1", "reason"),
            Json::Null,
            "{file}"
        );
        let before = ["--db", file, "notice", "list", "--as-of", "2011-06-15"];
        assert_eq!(office.json(&before)[0]["reply"], "办了", "{file}");
        office.ok(&["--db", file, "verify", "--exit-code"]);
    }
    // In whatever order the files come together, they say the same.
    on(
        &office,
        "other.db",
        "init --office ZD --name 领导小组办公室 --from huiyin.db",
    );
    for from in ["jd.db", "ly.db", "huiyin.db"] {
        merge(&office, "other.db", from);
    }
    assert_eq!(field(&office, "other.db", "ZD-J1", "reply"), "办法附后");
}

#[test]
fn a_unit_of_which_nothing_came_is_chased_for_its_sheet_all_the_same() {
    let office = campaign();
    office.does("unit add --name 保管处 --unit-kind division");
    let found = office.json(&["check", "--unit", "保管处"]);
    assert_eq!(found[0]["code"], "not-received");
    issue(&office, "保管处", "6.15");
    let found = office.json(&["check", "--unit", "保管处"]);
    let codes: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["not-received", "notice-open"]);
}
