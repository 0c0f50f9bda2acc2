//! Evaluations as counted ballots: beside a single rating, or in its place.

use serde_json::{Value as Json, json};

use crate::harness::Office;

fn office() -> Office {
    let mut office = Office::leading();
    office.on("2011-11-10");
    office.does("person add --name 王芳 --rank staff --party-member");
    office.does("person add --name 李四 --rank leader");
    office
}

const PILE: &str = "--issued 40 --returned 38 --valid 37 --good 30 --fair 5 --poor 2";

#[test]
fn a_pile_of_ballots_is_entered_in_one_command_without_a_single_rating() {
    let office = office();
    office.does(&format!(
        "evaluation add --subject 王芳 --step by_organisation {PILE}"
    ));
    office.does("述评 登记 --述评对象 王芳 --环节 群众评价 --发出 20 --收回 10 --有效 10 --好 4 --一般 3 --差 3");
    let report = office.json(&["report", "evaluation"]);
    let piles = report["ballots"].as_array().unwrap();
    let told = |pile: &Json| {
        [
            "step", "issued", "returned", "valid", "good", "fair", "poor",
        ]
        .map(|key| pile[key].clone())
    };
    assert_eq!(
        told(&piles[1]),
        [
            json!("by_organisation"),
            json!(40),
            json!(38),
            json!(37),
            json!(30),
            json!(5),
            json!(2)
        ]
    );
    assert_eq!(
        piles[1]["return_rate"],
        json!({"numerator": 38, "denominator": 40, "rate": 0.95})
    );
    assert_eq!(piles[0]["step"], "by_masses");
    assert_eq!(piles[0]["return_rate"]["rate"], 0.5);
    assert_eq!(
        piles[0]["good_rate"],
        json!({"numerator": 4, "denominator": 10, "rate": 0.4})
    );
    let paper = office.ok(&["report", "evaluation"]);
    assert!(
        paper.contains("95.00%") && paper.contains("50.00%"),
        "{paper}"
    );
    // A pile is an evaluation, which the check finds.
    let taken = report["members"][0]["by_organisation"].as_array().unwrap();
    assert_eq!(taken.len(), 1);
    // The overall survey's rate is none of theirs.
    assert_eq!(
        office.json(&["report", "rates"])["return_rate"]["denominator"],
        0
    );
    let before = office.json(&["report", "evaluation", "--as-of", "2011-11-09"]);
    assert_eq!(before["ballots"], json!([]));
}

#[test]
fn counts_that_do_not_fit_are_told_with_their_values() {
    let office = office();
    let add = |counts: &str| {
        let line = format!("evaluation add --subject 王芳 --step by_masses {counts}");
        let words: Vec<&str> = line.split(' ').collect();
        office.refused(1, &words)
    };
    let said = add("--issued 40 --returned 38 --valid 37 --good 30 --fair 5 --poor 3");
    assert!(said.contains("38") && said.contains("37"), "{said}");
    let said = add("--issued 40 --returned 41 --valid 37 --good 30 --fair 5 --poor 2");
    assert!(said.contains("41") && said.contains("40"), "{said}");
    let said = add("--issued 40 --returned 36 --valid 37 --good 30 --fair 5 --poor 2");
    assert!(said.contains("37") && said.contains("36"), "{said}");
    let said = add("--rating good --good 30");
    assert!(said.contains("30") && said.contains("--valid"), "{said}");
    // Neither a rating nor ballots; and ballots of what is no vote.
    let line = "evaluation add --subject 王芳 --step by_masses";
    let said = office.refused(1, &line.split(' ').collect::<Vec<_>>());
    assert!(said.contains("--rating"), "{said}");
    let line = format!("evaluation add --subject 王芳 --step report --text 述 {PILE}");
    office.refused(1, &line.split(' ').collect::<Vec<_>>());
    // A single rating stands alone as before, and beside ballots.
    office.does("evaluation add --subject 王芳 --step by_masses --rating good");
    office.does(&format!(
        "evaluation add --subject 王芳 --step by_organisation --rating good {PILE}"
    ));
    let said = office.refused(1, &["evaluation", "edit", "E2", "--good", "31"]);
    assert!(said.contains("38") && said.contains("37"), "{said}");
    assert_eq!(
        office.json(&["check", "--code", "record-invalid"]),
        json!([])
    );
}
