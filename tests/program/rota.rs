//! The roster of duty: turns are proposed by the quotas, swapped with a trail, and missed without a
//! reception.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// The leading office with two leaders of a division.
fn office() -> Office {
    let mut office = Office::leading();
    office.on("2011-05-31");
    for name in ["甲", "乙"] {
        office.does(&format!(
            "person add --name {name} --rank leader --since 2011-03-01"
        ));
    }
    office
}

#[test]
fn turns_are_proposed_for_who_owes_a_week_and_none_is_entered() {
    let mut office = office();
    let proposed = office.json(&["duty", "propose", "--month", "2011-06"]);
    let proposed = proposed.as_array().unwrap();
    let turn = |one: &Json| {
        ["date", "leader_name", "period"].map(|key| one[key].as_str().unwrap().to_owned())
    };
    let turns: Vec<[String; 3]> = proposed.iter().map(turn).collect();
    // Five weeks of June, in each both leaders; the sixth of June is a holiday, weekends are none.
    for week in ["W22", "W23", "W24", "W25", "W26"] {
        let of_week: Vec<_> = turns.iter().filter(|one| one[2].ends_with(week)).collect();
        let mut names: Vec<&str> = of_week.iter().map(|one| one[1].as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["乙", "甲"], "{week}");
        assert_ne!(of_week[0][0], of_week[1][0], "{week}: on a day each");
    }
    assert!(turns.iter().all(|one| one[0].starts_with("2011-06")));
    for day in ["2011-06-04", "2011-06-05", "2011-06-06", "2011-06-11"] {
        assert!(turns.iter().all(|one| one[0] != day), "{day}");
    }
    assert_eq!(office.json(&["duty", "list"]), json!([]));
    // What was proposed is taken over as a sheet, and then nothing is left.
    office.ok(&["duty", "propose", "--month", "2011-06", "-o", "duty.csv"]);
    office.ok(&["import", "duty", "duty.csv"]);
    let entered = office.json(&["duty", "list"]);
    assert_eq!(entered.as_array().unwrap().len(), turns.len());
    assert_eq!(
        office.json(&["duty", "propose", "--month", "2011-06"]),
        json!([])
    );
    // The command of each is right too, and days that are over are not proposed.
    office.does("undo");
    office.on("2011-06-20");
    let later = office.json(&["duty", "propose", "--month", "2011-06"]);
    let later = later.as_array().unwrap();
    assert!(
        later
            .iter()
            .all(|one| one["date"].as_str().unwrap() >= "2011-06-20")
    );
    assert_eq!(later.len(), 4);
    office.does(
        later[0]["command"]
            .as_str()
            .unwrap()
            .strip_prefix("huiyin ")
            .unwrap(),
    );
}

#[test]
fn two_leaders_swap_their_turns_and_each_names_the_other() {
    let office = office();
    office.does("duty add --date 2011-06-03 --leader 甲 --channel in_person");
    office.does("duty add --date 2011-06-10 --leader 乙 --channel hotline");
    office.does("duty swap A1 A2");
    let turn = |number: usize| {
        let listed = office.json(&["duty", "list"]);
        ["date", "leader_name", "channel", "swapped_with"].map(|key| listed[number][key].clone())
    };
    assert_eq!(
        turn(0),
        ["2011-06-03", "乙", "in_person", "LY-A2"].map(Json::from)
    );
    assert_eq!(
        turn(1),
        ["2011-06-10", "甲", "hotline", "LY-A1"].map(Json::from)
    );
    assert!(office.ok(&["history", "A1"]).contains("调换"));
    let month = office.json(&["report", "duty", "--month", "2011-06"]);
    assert_eq!(month[0]["leader_name"], "乙");
    office.does("undo");
    assert_eq!(turn(0)[1], "甲");
    office.does("值班 调换 A1 A2");
    assert_eq!(turn(0)[1], "乙");
    office.does("duty add --date 2011-06-17 --leader 乙");
    let said = office.refused(1, &["duty", "swap", "A1", "A3"]);
    assert!(said.contains("LY-A1") && said.contains("LY-A3"), "{said}");
    office.refused(1, &["duty", "swap", "A1", "A1"]);
    office.does("duty void A3 --reason 取消");
    office.refused(1, &["duty", "swap", "A2", "A3"]);
    office.refused(1, &["duty", "swap", "A1", "A9"]);
}

#[test]
fn a_turn_without_a_reception_of_that_leader_on_that_day_is_missed() {
    let mut office = office();
    office.does("duty add --date 2011-06-03 --leader 甲 --channel in_person");
    office.does("duty add --date 2011-06-08 --leader 乙");
    office.on("2011-06-20");
    let told = |office: &Office, args: &[&str]| -> Vec<[Json; 5]> {
        let found = office.json(&[&["check", "--all", "--code", "duty-missed"], args].concat());
        let keys = ["ref", "light", "requirement", "due", "settled"];
        let row = |one: &Json| keys.map(|key| one[key].clone());
        found.as_array().unwrap().iter().map(row).collect()
    };
    let row = |reference: &str, light: &str, due: &str, settled: bool| {
        [
            json!(reference),
            json!(light),
            json!(11),
            json!(due),
            json!(settled),
        ]
    };
    let (first, second) = ("2011-06-03", "2011-06-08");
    let missed = [
        row("LY-A1", "red", first, true),
        row("LY-A2", "red", second, true),
    ];
    assert_eq!(told(&office, &[]), missed);
    assert_eq!(
        told(&office, &["--as-of", first]),
        [row("LY-A1", "blue", first, false)]
    );
    // Neither another day, another leader nor another channel fills it.
    office.does("reception add --leader 甲 --date 2011-06-02 --channel in_person --content 一");
    office.does("reception add --leader 甲 --date 2011-06-03 --channel hotline --content 二");
    office.does("reception add --leader 甲 --date 2011-06-08 --channel hotline --content 三");
    assert_eq!(told(&office, &[]), missed);
    office.does("reception add --leader 甲 --date 2011-06-03 --channel in_person --content 四");
    office.does("reception add --leader 乙 --date 2011-06-08 --channel mailbox --content 五");
    let held = [
        row("LY-A1", "green", first, true),
        row("LY-A2", "green", second, true),
    ];
    assert_eq!(told(&office, &[]), held);
    assert_eq!(told(&office, &["--known-on", "2011-06-19"]), missed);
    // Who swapped answers for the other's day.
    office.does("duty swap A1 A2");
    let found = office.json(&["check", "--code", "duty-missed"]);
    assert_eq!(found[0]["ref"], "LY-A1");
    assert_eq!(found[0]["person"], "LY-M2");
    assert_eq!(found[0]["light"], "red");
}
