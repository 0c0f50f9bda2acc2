//! Several records changed by one command: conflicts, edits, voids and steps.

use serde_json::json;

use crate::harness::Office;

/// Makes two offices that set the telephones of two persons differently, and merges them.
fn at_odds() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.does(&format!("person add --name {name} --rank staff"));
    }
    office.does("--db bg.db init --office BG --name 保管处 --from huiyin.db");
    for (name, [ours, theirs]) in [("张三", ["111", "222"]), ("李四", ["333", "444"])] {
        office.does(&format!("person edit {name} --phone {ours}"));
        office.does(&format!("--db bg.db person edit {name} --phone {theirs}"));
    }
    office.does("merge bg.db");
    office
}

fn phones(office: &Office) -> Vec<String> {
    let people = office.json(&["person", "list", "--sort", "ref"]);
    let people = people.as_array().unwrap().iter();
    people
        .map(|one| one["phone"].as_str().unwrap_or("").to_owned())
        .collect()
}

#[test]
fn an_answer_that_no_choice_is_decides_no_conflict() {
    let office = at_odds();
    for answer in ["ours", "我的", "DA", "@3", "@0", "555", "11"] {
        let said = office.refused(1, &["conflict", "resolve", "1", "--take", answer]);
        assert!(
            said.contains(answer) && said.contains("LY(111)、BG(222)"),
            "{said}"
        );
        assert!(said.contains("--value"), "{said}");
    }
    office.refused(1, &["conflict", "resolve", "1", "9", "--take", "mine"]);
    office.refused(2, &["conflict", "resolve", "1"]);
    office.refused(
        2,
        &["conflict", "resolve", "1", "--take", "mine", "--value", "5"],
    );
    assert_eq!(
        office.json(&["conflict", "list"]).as_array().unwrap().len(),
        2
    );
}

#[test]
fn conflicts_are_decided_together_by_side_office_place_value_or_anew() {
    let all = ["111", "222", "333", "444"];
    for (take, expected) in [
        ("--take mine", [all[0], all[2]]),
        ("--take 我方", [all[0], all[2]]),
        ("--take theirs", [all[1], all[3]]),
        ("--take 对方", [all[1], all[3]]),
        ("--take bg", [all[1], all[3]]),
        ("--take @1", [all[0], all[2]]),
        ("--value 555", ["555", "555"]),
    ] {
        let office = at_odds();
        office.does(&format!("conflict resolve 1 2 {take}"));
        assert_eq!(phones(&office), expected, "{take}");
        assert_eq!(office.json(&["conflict", "list"]), json!([]), "{take}");
        office.does("undo");
        assert_eq!(
            office.json(&["conflict", "list"]).as_array().unwrap().len(),
            2
        );
    }
    let office = at_odds();
    let dry = office.json(&[
        "conflict",
        "resolve",
        "1",
        "2",
        "--take",
        "mine",
        "--dry-run",
    ]);
    let told = json!([{"field": "phone", "old": "222", "new": "111"}]);
    assert_eq!(dry[0]["changes"], told);
    assert_eq!(phones(&office), ["222", "444"]);
    office.does("conflict resolve 2 --take 333");
    assert_eq!(phones(&office), ["222", "333"]);
}
