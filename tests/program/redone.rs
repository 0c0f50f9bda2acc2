//! The quality of answers: a poor reply is sent back to be done again, whoever raised it is called back,
//! and what was raised twice is linked.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// An office with one opinion of 26 May, of which the reply is due on 10 June.
fn office() -> Office {
    let mut office = Office::leading();
    office.on("2011-05-26");
    office.does("person add --name 王芳 --rank staff");
    office.does("opinion add --channel hotline --topic 查档 --first-asked 王芳 --due 6.10");
    office
}

/// Takes a step on a day.
fn does(office: &mut Office, day: &str, line: &str) {
    office.on(day);
    office.does(line);
}

/// An opinion that was answered, sent back, answered again, sent back and answered a third time.
fn twice_returned() -> Office {
    let mut office = office();
    for (day, line) in [
        ("2011-05-30", "opinion reply O1 --text 一答"),
        ("2011-06-01", "opinion call-back O1 --rating dissatisfied"),
        ("2011-06-02", "opinion return O1 --reason 太短"),
        ("2011-06-08", "opinion reply O1 --text 二答"),
        ("2011-06-09", "opinion return O1 --reason 没说办法"),
        ("2011-06-13", "opinion reply O1 --text 三答"),
        ("2011-06-20", "opinion call-back O1 --rating mostly"),
    ] {
        does(&mut office, day, line);
    }
    office
}

const KEYS: [&str; 6] = [
    "replied_on",
    "reply",
    "returned_on",
    "returned",
    "called_back_on",
    "call_back",
];

/// The answer to the opinion as it was on a day.
fn answer(office: &Office, args: &[&str]) -> Vec<Json> {
    let listed = office.json(&[&["opinion", "list"], args].concat());
    KEYS.map(|key| listed[0][key].clone()).to_vec()
}

fn told(values: [&str; 6]) -> Vec<Json> {
    let json = |one: &str| {
        if one.is_empty() {
            Json::Null
        } else {
            json!(one)
        }
    };
    values.map(json).to_vec()
}

#[test]
fn what_was_answered_on_a_day_stays_whatever_is_sent_back_later() {
    let office = twice_returned();
    let days = [
        ("2011-05-29", ["", "", "", "", "", ""]),
        ("2011-05-31", ["2011-05-30", "一答", "", "", "", ""]),
        (
            "2011-06-01",
            ["2011-05-30", "一答", "", "", "2011-06-01", "dissatisfied"],
        ),
        ("2011-06-02", ["", "", "2011-06-02", "太短", "", ""]),
        ("2011-06-07", ["", "", "2011-06-02", "太短", "", ""]),
        ("2011-06-08", ["2011-06-08", "二答", "", "", "", ""]),
        ("2011-06-12", ["", "", "2011-06-09", "没说办法", "", ""]),
        ("2011-06-13", ["2011-06-13", "三答", "", "", "", ""]),
        (
            "2011-06-20",
            ["2011-06-13", "三答", "", "", "2011-06-20", "mostly"],
        ),
    ];
    for (day, values) in days {
        assert_eq!(answer(&office, &["--as-of", day]), told(values), "{day}");
    }
    // The replies that were sent back are in the history and with the record.
    let shown = office.ok(&["opinion", "show", "O1"]);
    for words in ["一答", "太短", "二答", "没说办法", "三答"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    office.ok(&["verify", "--exit-code"]);
    office.ok(&["verify", "--rebuild"]);
    assert_eq!(answer(&office, &["--as-of", "2011-06-07"])[2], "2011-06-02");
}

#[test]
fn the_clock_runs_on_from_the_first_day_due() {
    let office = twice_returned();
    let term = |day: &str| {
        let found = office.json(&["check", "--all", "--code", "opinion-reply", "--as-of", day]);
        ["light", "due", "done"].map(|key| found[0][key].clone())
    };
    let due = "2011-06-10";
    assert_eq!(
        term("2011-06-01"),
        [json!("green"), json!(due), json!("2011-05-30")]
    );
    assert_eq!(term("2011-06-05"), [json!("blue"), json!(due), Json::Null]);
    assert_eq!(term("2011-06-12"), [json!("red"), json!(due), Json::Null]);
    assert_eq!(
        term("2011-06-20"),
        [json!("yellow"), json!(due), json!("2011-06-13")]
    );
    let found = office.ok(&["check", "--code", "opinion-reply", "--as-of", "2011-06-12"]);
    assert!(found.contains("2011-06-09退回重办"), "{found}");
    // The promise of the day was broken, and nothing is asked of who keeps one.
    let found = office.json(&["check", "--code", "promise-limit", "--as-of", "2011-06-12"]);
    assert_eq!(found[0]["ref"], "LY-O1");
}

#[test]
fn the_rates_of_call_back_divide_by_replies_and_by_calls() {
    let office = twice_returned();
    office.does("opinion add --channel online --topic 二 --first-asked 王芳 --date 2011-06-01");
    office.does("opinion add --channel online --topic 三 --first-asked 王芳 --date 2011-06-01");
    office.does("opinion reply O2 O3 --text 答 --on 2011-06-03");
    office.does("opinion call-back O2 --rating dissatisfied --on 2011-06-20");
    let rates = |args: &[&str]| office.json(&[&["report", "rates"], args].concat());
    let pair = |rate: &Json| (rate["numerator"].clone(), rate["denominator"].clone());
    let now = rates(&[]);
    assert_eq!(pair(&now["call_back_rate"]), (json!(2), json!(3)));
    assert_eq!(pair(&now["call_back_satisfaction"]), (json!(1), json!(2)));
    let before = rates(&["--as-of", "2011-06-12"]);
    assert_eq!(pair(&before["reply_rate"]), (json!(2), json!(3)));
    assert_eq!(pair(&before["call_back_rate"]), (json!(0), json!(2)));
    assert_eq!(before["call_back_satisfaction"]["rate"], Json::Null);
    let first = rates(&["--as-of", "2011-06-01"]);
    assert_eq!(pair(&first["call_back_rate"]), (json!(1), json!(1)));
    assert_eq!(pair(&first["call_back_satisfaction"]), (json!(0), json!(1)));
    let units = rates(&["--by", "unit"]);
    assert_eq!(pair(&units["call_back_rate"][0]), (json!(2), json!(3)));
}

#[test]
fn a_step_that_was_no_step_is_taken_back_to_what_stood_before_it() {
    let mut office = twice_returned();
    does(
        &mut office,
        "2011-06-21",
        "opinion reopen O1 --reason 没打电话",
    );
    assert_eq!(
        answer(&office, &[]),
        told(["2011-06-13", "三答", "", "", "", ""])
    );
    does(&mut office, "2011-06-22", "opinion reopen O1 --reason 没答");
    let sent_back = told(["", "", "2011-06-09", "没说办法", "", ""]);
    assert_eq!(answer(&office, &[]), sent_back);
    does(&mut office, "2011-06-22", "opinion reopen O1 --reason 没退");
    assert_eq!(
        answer(&office, &[]),
        told(["2011-06-08", "二答", "", "", "", ""])
    );
    assert_eq!(
        answer(&office, &["--as-of", "2011-06-05"]),
        told(["", "", "2011-06-02", "太短", "", ""])
    );
    office.ok(&["undo"]);
    assert_eq!(answer(&office, &[]), sent_back);
    // What had been entered by a day does not change by it.
    let known = ["--as-of", "2011-06-20", "--known-on", "2011-06-20"];
    assert_eq!(answer(&office, &known)[1], "三答");
}

#[test]
fn corrections_keep_a_reply_and_what_sent_it_back_apart() {
    let mut office = twice_returned();
    office.on("2011-06-21");
    // The last reply is corrected, and nothing that was sent back is said beside it.
    office.does("opinion edit O1 --reply 三答改 --reason 错字");
    assert_eq!(answer(&office, &[])[1], "三答改");
    assert_eq!(answer(&office, &["--as-of", "2011-06-08"])[1], "二答");
    let said = office.refused(
        1,
        &["opinion", "edit", "O1", "--returned", "长", "--reason", "x"],
    );
    assert!(said.contains("opinion return LY-O1"), "{said}");
    let said = office.refused(
        1,
        &[
            "opinion",
            "edit",
            "O1",
            "--replied-on",
            "2011-06-08",
            "--reason",
            "x",
        ],
    );
    assert!(said.contains("2011-06-09"), "{said}");
}

#[test]
fn what_cannot_be_sent_back_or_asked_is_told_with_the_way() {
    let mut office = office();
    let said = office.refused(1, &["opinion", "return", "O1", "--reason", "太短"]);
    assert!(said.contains("huiyin opinion reply LY-O1"), "{said}");
    let said = office.refused(1, &["opinion", "call-back", "O1", "--rating", "mostly"]);
    assert!(said.contains("huiyin opinion reply LY-O1"), "{said}");
    does(&mut office, "2011-06-02", "opinion reply O1 --text 答");
    let said = office.refused(2, &["opinion", "return", "O1"]);
    assert!(said.contains("--reason"), "{said}");
    let early = [
        "opinion",
        "return",
        "O1",
        "--reason",
        "短",
        "--on",
        "2011-06-01",
    ];
    let said = office.refused(1, &early);
    assert!(
        said.contains("2011-06-01") && said.contains("2011-06-02"),
        "{said}"
    );
    let early = [
        "opinion",
        "call-back",
        "O1",
        "--rating",
        "mostly",
        "--on",
        "2011-06-01",
    ];
    assert!(office.refused(1, &early).contains("2011-06-02"));
    let future = [
        "opinion",
        "return",
        "O1",
        "--reason",
        "短",
        "--on",
        "2011-06-03",
    ];
    assert!(office.refused(1, &future).contains("2011-06-03"));
    let said = office.refused(1, &["opinion", "call-back", "O1", "--rating", "好"]);
    assert!(
        said.contains("好") && said.contains("dissatisfied"),
        "{said}"
    );
    does(&mut office, "2011-06-05", "opinion return O1 --reason 短");
    let early = [
        "opinion",
        "reply",
        "O1",
        "--text",
        "再答",
        "--on",
        "2011-06-04",
    ];
    assert!(office.refused(1, &early).contains("2011-06-05"));
    // In Chinese too, and undone as any other command.
    office.does("意见建议 答复 O1 --答复内容 再答");
    office.does("意见建议 退回重办 O1 --退回重办原因 还短");
    office.does("undo");
    assert_eq!(answer(&office, &[])[1], "再答");
}

#[test]
fn what_goes_on_is_chased_again_by_its_new_day() {
    let mut office = office();
    does(&mut office, "2011-06-05", "opinion reply O1 --text 正在办");
    office.does("opinion finish O1 --outcome continuing --due 2011-07-10");
    let term = |office: &Office, day: &str| {
        let found = office.json(&["check", "--code", "opinion-result", "--as-of", day]);
        let open = found
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["settled"] == false);
        open.map(|one| (one["light"].clone(), one["due"].clone()))
    };
    assert_eq!(term(&office, "2011-06-20"), None);
    assert_eq!(
        term(&office, "2011-07-09"),
        Some((json!("blue"), json!("2011-07-10")))
    );
    assert_eq!(
        term(&office, "2011-07-11"),
        Some((json!("red"), json!("2011-07-10")))
    );
    does(
        &mut office,
        "2011-07-12",
        "opinion finish O1 --outcome continuing --due 2011-08-10",
    );
    assert_eq!(term(&office, "2011-07-20"), None);
    assert_eq!(
        term(&office, "2011-08-11"),
        Some((json!("red"), json!("2011-08-10")))
    );
}

#[test]
fn repeated_opinions_are_linked_both_ways_and_each_is_received() {
    let mut office = office();
    does(
        &mut office,
        "2011-06-02",
        "opinion add --channel hotline --topic 查档难 --first-asked 王芳 --same-as O1",
    );
    let second = office.json(&["opinion", "show", "O2"]);
    assert_eq!(second["same_as"], "LY-O1");
    assert!(office.ok(&["opinion", "show", "O2"]).contains("与哪件重复"));
    let first = office.ok(&["opinion", "show", "O1"]);
    assert!(first.contains("LY-O2"), "{first}");
    let rates = office.json(&["report", "rates"]);
    assert_eq!(rates["reply_rate"]["denominator"], 2);
    // Neither itself nor round in a circle.
    let said = office.refused(1, &["opinion", "edit", "O1", "--same-as", "O1"]);
    assert!(said.contains("--same-as"), "{said}");
    office.refused(1, &["opinion", "edit", "O1", "--same-as", "O2"]);
    office.does("opinion edit O2 --clear same-as");
    office.does("opinion edit O2 --same-as O1");
    assert_eq!(office.json(&["check", "--code", "duplicate"]), json!([]));
}

#[test]
fn a_return_travels_by_merge_and_is_proposed_where_it_is_anothers() {
    use crate::proposals::{campaign, on};
    let office = campaign();
    let opinion = "opinion add --channel hotline --topic 查档 --first-asked 张三 --date 2011-05-03";
    on(&office, "ly.db", opinion);
    on(
        &office,
        "ly.db",
        "opinion reply O1 --text 一答 --on 2011-05-05",
    );
    for (to, from) in [("huiyin.db", "ly.db"), ("jd.db", "ly.db")] {
        on(&office, to, &format!("merge {from} --no-backup"));
    }
    // Another office only proposes it; the leading one decides.
    on(
        &office,
        "jd.db",
        "opinion return LY-O1 --reason 短 --on 2011-05-08",
    );
    on(&office, "huiyin.db", "merge jd.db --no-backup");
    let shown =
        |file: &str| office.json(&["--db", file, "opinion", "list"])[0]["replied_on"].clone();
    assert_eq!(shown("huiyin.db"), "2011-05-05");
    on(&office, "huiyin.db", "proposal accept 1");
    assert_eq!(shown("huiyin.db"), Json::Null);
    let before = [
        "--db",
        "huiyin.db",
        "opinion",
        "list",
        "--as-of",
        "2011-05-07",
    ];
    assert_eq!(office.json(&before)[0]["reply"], "一答");
    for (to, from) in [("ly.db", "huiyin.db"), ("jd.db", "huiyin.db")] {
        on(&office, to, &format!("merge {from} --no-backup"));
        assert_eq!(shown(to), Json::Null);
    }
    on(
        &office,
        "ly.db",
        "opinion reply O1 --text 二答 --on 2011-05-10",
    );
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    assert_eq!(shown("huiyin.db"), "2011-05-10");
    assert_eq!(
        office.json(&["--db", "huiyin.db", "conflict", "list"]),
        json!([])
    );
}
