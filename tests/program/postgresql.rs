//! Scripts for PostgreSQL: what a file adds to what the database has. What the database makes of it, a real
//! server is asked by `.ci/postgresql`.

use crate::harness::Office;

fn office() -> Office {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("opinion add --channel hotline --topic '午间\\值班' --first-asked 张三");
    office
}

fn rows(office: &Office) -> usize {
    office.json(&["history"]).as_array().unwrap().len()
}

/// Counts the rows that a script of statements adds.
fn added(script: &str) -> usize {
    let is_row = |line: &&str| line.starts_with("('\\x");
    script.lines().filter(is_row).count()
}

#[test]
fn a_script_adds_every_row_or_those_after_an_operation() {
    let office = office();
    let all = office.ok(&["export", "--to", "postgresql"]);
    assert_eq!(all, office.ok(&["export", "--to", "postgresql", "--all"]));
    let first = all.lines().next().unwrap();
    assert!(first.starts_with("-- huiyin huiyin.db (LY "), "{first}");
    let operations = office.json(&["log"]);
    let last = operations[0]["number"].as_i64().unwrap().to_string();
    assert!(
        first.ends_with(&format!("up to operation {last}")),
        "{first}"
    );
    office.does("opinion edit O1 --note later");
    let later = office.ok(&["export", "--to", "postgresql", "--since", &last]);
    assert_eq!(added(&later), 1, "{later}");
    assert!(
        later.contains("later") && !later.contains("午间"),
        "{later}"
    );
    let every = office.ok(&["export", "--to", "postgresql"]);
    assert_eq!(added(&every), added(&all) + 1);
    assert!(added(&all) >= rows(&office) - 1, "{all}");
}

#[test]
fn both_ways_write_the_same_rows_and_only_one_is_for_psql() {
    let office = office();
    let statements = office.ok(&["export", "--to", "postgresql"]);
    let copy = office.ok(&["export", "--to", "postgresql", "--psql"]);
    let (_, rows) = copy.split_once(" from stdin;\n").unwrap();
    let (rows, _) = rows.split_once("\\.\n").unwrap();
    assert_eq!(rows.lines().count(), added(&statements));
    // A backslash is doubled for one of them, and one of JSON is in the body already.
    assert!(statements.contains("午间\\\\值班"), "{statements}");
    assert!(rows.contains("午间\\\\\\\\值班"), "{rows}");
    let is_meta = |line: &str| line.starts_with('\\') || line.starts_with("copy ");
    assert!(!statements.lines().any(is_meta), "{statements}");
}

#[test]
fn the_schema_needs_no_file_and_has_every_kind() {
    let office = Office::empty();
    let schema = office.ok(&["export", "--to", "postgresql", "--schema"]);
    for part in [
        "create view \"opinion\"",
        "create view \"pledge\"",
        "create table \"household_row\"",
        "\"aid\" numeric",
        "\"visitors\" bytea[]",
        "huiyin_public.\"household\"",
        "function huiyin.rates(",
    ] {
        assert!(schema.contains(part), "{part}");
    }
    assert!(!schema.lines().any(|line| line.starts_with('\\')));
}
