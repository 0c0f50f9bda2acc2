//! Merging, as an office meets it: what other files may lawfully hold, and what comes of it.

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::Office;

/// Two forged offices of one roster, with a person in both; each has named that person otherwise.
fn at_odds(office: &Office) -> Vec<String> {
    let mut first = forge::Office::new("ZD", "指导处");
    let person = json!({"name": "张三", "rank": "staff"});
    let (person, added) = first.add("person", 'M', 1, person);
    let mut second = first.clone();
    "BG".clone_into(&mut second.code);
    second.clock += 1000;
    first.write(
        "person edit",
        "person",
        &person,
        &[&added],
        &json!({"name": "甲"}),
    );
    second.write(
        "person edit",
        "person",
        &person,
        &[&added],
        &json!({"name": "乙"}),
    );
    let mut both = first.rows.clone();
    both.extend(
        second
            .rows
            .iter()
            .filter(|row| !first.rows.contains(row))
            .cloned(),
    );
    forge::write_file(&office.path().join("both.db"), &both);
    first.save(&office.path().join("first.db"));
    second.save(&office.path().join("second.db"));
    vec!["first.db".to_owned(), "second.db".to_owned()]
}

#[test]
fn what_init_wrote_is_not_taken_back() {
    let office = Office::new();
    let sentence = office.refused(1, &["undo"]);
    assert!(sentence.contains("没有可撤销的操作"), "{sentence}");
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office.ok(&["undo"]);
    assert_eq!(office.json(&["person", "list"]), json!([]));
}

#[test]
fn a_new_file_numbers_the_conflicts_that_it_took_over() {
    let office = Office::empty();
    at_odds(&office);
    office.ok(&[
        "init",
        "--office",
        "LY",
        "--name",
        "利用处",
        "--from",
        "both.db",
    ]);
    let conflicts = office.json(&["conflict", "list"]);
    assert_eq!(conflicts[0]["number"], 1, "{conflicts}");
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1));
    let shown = office.json(&["conflict", "show", "1"]);
    assert_eq!(shown["field"], "name");
}

#[test]
fn a_ref_that_is_null_is_no_defect() {
    let office = Office::new();
    let mut forged = forge::Office::new("ZD", "指导处");
    let record = [7; 16];
    let body = json!({"logged_on": "2011-05-26", "name": "无号", "rank": "staff", "ref": null});
    forged.write("person add", "person", &record, &[], &body);
    forged.save(&office.path().join("null.db"));
    office.ok(&["merge", "null.db"]);
    let run = office.run(&["verify", "--format", "json"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn files_at_odds_list_alike_in_whatever_order_they_came() {
    let orders = [["first.db", "second.db"], ["second.db", "first.db"]];
    let lists = orders.map(|order| {
        let office = Office::new();
        at_odds(&office);
        for file in order {
            office.ok(&["merge", file, "--no-backup"]);
        }
        let lists = ["unit", "person", "pledge"].map(|kind| office.json(&[kind, "list"]));
        (lists, office.json(&["conflict", "list"]))
    });
    assert_eq!(lists[0], lists[1]);
    assert_eq!(lists[0].1.as_array().map(Vec::len), Some(1));
}

#[test]
fn one_bad_file_among_a_thousand_is_named_and_the_others_are_taken() {
    let office = Office::new();
    let mut args = vec!["merge".to_owned(), "--no-backup".to_owned()];
    for at in 0..1000 {
        let name = format!("o{at}.db");
        let path = office.path().join(&name);
        if at == 500 {
            std::fs::write(&path, "no database").unwrap();
        } else {
            let mut forged = forge::Office::new(&format!("O{at}"), "指导处");
            forged.add("person", 'M', 1, json!({"name": "张三", "rank": "staff"}));
            forged.save(&path);
        }
        args.push(name);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run = office.run(&args);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("o500.db"), "{}", run.err);
    assert_eq!(run.err.matches(".db").count(), 1, "{}", run.err);
    let persons = office.json(&["person", "list"]);
    assert_eq!(persons.as_array().map(Vec::len), Some(999));
}

#[test]
fn one_unit_written_in_two_widths_is_one_unit() {
    let office = Office::new();
    office.ok(&[
        "unit",
        "add",
        "--name",
        "ＡＢ公司",
        "--unit-kind",
        "department",
    ]);
    let other = Office::empty();
    other.ok(&["init", "--office", "ZD", "--name", "指导处"]);
    other.ok(&[
        "unit",
        "add",
        "--name",
        " AB公司 ",
        "--unit-kind",
        "department",
    ]);
    office.ok(&["merge", other.file().to_str().unwrap()]);
    let units = office.json(&["unit", "list"]);
    let named = |unit: &&Json| unit["name"] == "AB公司";
    assert_eq!(
        units.as_array().unwrap().iter().filter(named).count(),
        1,
        "{units}"
    );
}

#[test]
fn a_file_merged_into_itself_changes_nothing() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    let before = office.json(&["person", "list"]);
    office.run(&["merge", "huiyin.db", "--no-backup"]);
    assert_eq!(office.json(&["person", "list"]), before);
}
