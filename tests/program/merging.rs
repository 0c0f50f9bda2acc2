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
        "--practice",
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
    other.ok(&["init", "--practice", "--office", "ZD", "--name", "指导处"]);
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
    let named = |unit: &&Json| {
        ["AB公司", "ＡＢ公司"]
            .iter()
            .any(|name| unit["name"] == *name)
    };
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

/// Reads the log of a file as text, a row a line.
fn log(path: &std::path::Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection
        .prepare(
            "select hex(id) || kind || hex(writer) || verb || actor || hex(over) || coalesce(body, '')
             from change order by id",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn what_a_newer_program_wrote_is_carried_on_to_a_third_office() {
    let office = Office::new();
    let mut newer = forge::Office::new("XB", "新版处");
    let person = json!({"name": "张三", "rank": "staff", "pronoun": "他"});
    newer.add("person", 'M', 1, person);
    let kind = json!({"ref": "XB-K1", "title": "未来的记录"});
    newer.write("future add", "future", &[7; 16], &[], &kind);
    newer.save(&office.path().join("newer.db"));
    let connection = rusqlite::Connection::open(office.path().join("newer.db")).unwrap();
    connection
        .execute_batch(
            "pragma user_version = 900;
             create table future (record blob primary key, title text) strict, without rowid;
             insert into future values (x'07', 'computed by a newer program')",
        )
        .unwrap();
    drop(connection);
    let first = office.json(&["merge", "newer.db", "--no-backup"]);
    let notes = first["files"][0]["notes"].to_string();
    assert!(notes.contains('1') && notes.contains("新版本"), "{notes}");
    office.ok(&[
        "--db",
        "third.db",
        "init",
        "--practice",
        "--office",
        "SC",
        "--name",
        "三处",
    ]);
    office.ok(&["--db", "third.db", "merge", "huiyin.db", "--no-backup"]);
    let third = log(&office.path().join("third.db"));
    let written = log(&office.path().join("newer.db"));
    assert!(written.iter().all(|row| third.contains(row)));
    assert!(third.iter().any(|row| row.contains("pronoun")));
    assert_eq!(office.json(&["person", "list"])[0]["name"], "张三");
}

#[test]
fn two_merges_at_once_lose_nothing() {
    let office = Office::new();
    for (code, name) in [("JA", "甲处"), ("YI", "乙处")] {
        let mut other = forge::Office::new(code, name);
        for at in 1..=300 {
            let person = json!({"name": format!("{name}{at}"), "rank": "staff"});
            other.add("person", 'M', at, person);
        }
        other.save(&office.path().join(format!("{code}.db")));
    }
    let start = |file| office.command(&["merge", file]).spawn().unwrap();
    let mut both = [start("JA.db"), start("YI.db")];
    for merge in &mut both {
        assert!(merge.wait().unwrap().success());
    }
    assert_eq!(
        office.json(&["person", "list"]).as_array().unwrap().len(),
        600
    );
    office.ok(&["verify", "--exit-code"]);
}

#[test]
fn a_parent_that_never_comes_is_told_and_harms_nothing() {
    let office = Office::new();
    let mut other = forge::Office::new("ZD", "指导处");
    let progress = json!({"date": "2011-05-20", "pledge": "aa".repeat(16), "text": "已扫描"});
    other.add("progress", 'G', 1, progress);
    other.save(&office.path().join("child.db"));
    office.ok(&["merge", "child.db", "--no-backup"]);
    assert_eq!(office.json(&["progress", "list"])[0]["pledge"], Json::Null);
    let verified = office.json(&["verify", "--exit-code"]);
    let flaws = verified[0]["flaws"].to_string();
    assert!(
        flaws.contains("unresolved") && flaws.contains("ZD-G1"),
        "{flaws}"
    );
}

#[test]
fn a_child_that_comes_before_its_parent_names_it_once_that_has_come() {
    let office = Office::new();
    let mut parent = forge::Office::new("BG", "保管处");
    let (household, _) = parent.add("household", 'H', 1, json!({"name": "周兰"}));
    parent.save(&office.path().join("parent.db"));
    let mut child = forge::Office::new("ZD", "指导处");
    let pair = json!({"household": forge::hex(&household), "since": "2011-05-20"});
    child.add("pair", 'T', 1, pair);
    child.save(&office.path().join("child.db"));
    let named = || {
        let pairs = office.json(&["pair", "list"]);
        let [named, title] = ["household", "household_name"].map(|key| pairs[0][key].clone());
        let verified = office.json(&["verify"]).to_string();
        (named, title, verified.contains("unresolved"))
    };
    office.ok(&["merge", "child.db", "--no-backup"]);
    assert_eq!(named(), (Json::Null, Json::Null, true));
    office.ok(&["merge", "parent.db", "--no-backup"]);
    assert_eq!(named(), (json!("BG-H1"), json!("周兰"), false));
}

#[test]
fn one_person_of_two_offices_is_joined_parted_and_joined_crosswise() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    for (code, name) in [("ZD", "指导处"), ("BG", "保管处")] {
        let mut other = forge::Office::new(code, name);
        other.add("person", 'M', 1, json!({"name": "张三", "rank": "staff"}));
        let file = format!("{code}.db");
        other.save(&office.path().join(&file));
        office.ok(&["merge", &file, "--no-backup"]);
    }
    // A copy of the same office's file.
    std::fs::copy(office.file(), office.path().join("third.db")).unwrap();
    let persons = |file: &str| {
        let persons = office.json(&["--db", file, "person", "list"]);
        persons.as_array().unwrap().len()
    };
    office.ok(&["person", "same", "LY-M1", "ZD-M1"]);
    assert_eq!(persons("huiyin.db"), 2);
    office.ok(&["undo"]);
    assert_eq!(persons("huiyin.db"), 3);
    // Each copy joins another two of the three, and the third pair comes of it.
    office.ok(&["person", "same", "LY-M1", "ZD-M1"]);
    office.ok(&["--db", "third.db", "person", "same", "ZD-M1", "BG-M1"]);
    for (into, from) in [("huiyin.db", "third.db"), ("third.db", "huiyin.db")] {
        office.ok(&["--db", into, "merge", from, "--no-backup"]);
        assert_eq!(persons(into), 1, "{into}");
        // Each office had the person in its own unit; in all else they agree.
        let conflicts = office.json(&["--db", into, "conflict", "list"]);
        let fields = conflicts.as_array().unwrap().iter();
        let fields: Vec<&Json> = fields.map(|one| &one["field"]).collect();
        assert_eq!(fields, ["unit"], "{into}");
    }
    office.ok(&["person", "same", "LY-M1", "ZD-M1", "--apart"]);
    assert_eq!(persons("huiyin.db"), 2);
}

#[test]
fn a_dry_run_tells_what_the_real_one_does() {
    let office = Office::new();
    let files = at_odds(&office);
    let mut args = vec!["merge", "--no-backup"];
    args.extend(files.iter().map(String::as_str));
    let before = log(&office.file());
    let dry = office.json(&[args.clone(), vec!["--dry-run"]].concat());
    assert_eq!(log(&office.file()), before);
    let real = office.json(&args);
    assert_eq!(dry, real);
    assert_eq!(real["conflicts"].as_array().unwrap().len(), 1);
}

#[test]
fn a_record_of_a_hundred_thousand_changes_is_merged() {
    let office = Office::new();
    let mut other = forge::Office::new("ZD", "指导处");
    let (person, added) = other.add("person", 'M', 1, json!({"name": "张三", "rank": "staff"}));
    let mut last = added;
    for at in 1..=100_000 {
        let name = json!({"name": format!("张{at}")});
        other.clock = 1_305_000_000_000; // all within one millisecond
        last = other.write("person edit", "person", &person, &[&last], &name);
    }
    other.save(&office.path().join("long.db"));
    office.ok(&["merge", "long.db", "--no-backup"]);
    assert_eq!(office.json(&["conflict", "list"]), json!([]));
    assert_eq!(office.json(&["person", "list"])[0]["name"], "张100000");
}

#[test]
fn a_record_of_ten_thousand_edits_and_as_many_voids_unseen_by_each_other_ends() {
    let office = Office::new();
    let mut forged = forge::Office::new("ZD", "指导处");
    let (person, added) = forged.add("person", 'M', 1, json!({"name": "张三", "rank": "staff"}));
    for at in 0..10_000 {
        let name = json!({"name": format!("张{at}")});
        forged.write("person edit", "person", &person, &[&added], &name);
        forged.write(
            "person void",
            "person",
            &person,
            &[&added],
            &json!({"void": "重复"}),
        );
    }
    forged.save(&office.path().join("heads.db"));
    office.ok(&["merge", "heads.db", "--no-backup"]);
    let conflicts = office.json(&["conflict", "list"]);
    let heads = |field: &str| {
        let conflicts = conflicts.as_array().unwrap().iter();
        let mut of_field = conflicts.filter(|one| one["field"] == field);
        let found = of_field.next().unwrap();
        let left = usize::try_from(found["values_left"].as_u64().unwrap()).unwrap();
        found["values"].as_array().unwrap().len() + left
    };
    assert_eq!((heads("name"), heads("void")), (10_000, 20_000));
}

#[test]
fn one_ref_of_twenty_thousand_records_is_numbered_and_ends() {
    let office = Office::new();
    let mut forged = forge::Office::new("ZD", "指导处");
    for at in 0..20_000_u32 {
        let mut record = [9; 16];
        record[..4].copy_from_slice(&at.to_be_bytes());
        let body =
            json!({"logged_on": "2011-05-26", "name": "张三", "rank": "staff", "ref": "ZD-M1"});
        forged.write("person add", "person", &record, &[], &body);
    }
    forged.save(&office.path().join("many.db"));
    office.ok(&["merge", "many.db", "--no-backup"]);
    let persons = office.json(&["person", "list"]);
    let refs: std::collections::HashSet<&str> = persons
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|person| person["ref"].as_str())
        .collect();
    assert_eq!(refs.len(), 20_000);
}

#[test]
fn what_two_offices_enter_under_one_official_name_was_entered_when_the_first_did() {
    let mut office = Office::empty();
    for (code, day) in [("ZD", "2011-04-02"), ("BG", "2011-04-01")] {
        office.on(day);
        office.does(&format!(
            "init --practice --office {code} --name {code}处 --db {code}.db"
        ));
        office.does(&format!(
            "unit add --name 利民村 --unit-kind village --db {code}.db"
        ));
    }
    office.on("2011-05-26");
    for (own, other) in [("ZD", "BG"), ("BG", "ZD")] {
        let (db, from) = (format!("{own}.db"), format!("{other}.db"));
        let db = ["--db", &db];
        office.ok(&[&["merge", &from], &db[..]].concat());
        assert_eq!(
            office.json(&[&["conflict", "list"], &db[..]].concat()),
            json!([]),
            "{own}"
        );
        let units = office.json(&[&["unit", "list", "--where", "name=利民村"], &db[..]].concat());
        assert_eq!(units[0]["logged_on"], "2011-04-01", "{own}: {units}");
    }
}

#[test]
fn the_own_file_among_others_is_skipped_and_alone_is_refused() {
    let office = Office::new();
    office.does("--db b.db init --practice --office BG --name 保管处 --from huiyin.db");
    office.does("--db b.db pledge add 修路");
    let run = office.does("merge b.db huiyin.db --no-backup");
    assert!(run.err.contains("huiyin.db 就是本文件"), "{run:?}");
    assert_eq!(
        office.json(&["pledge", "list"]).as_array().unwrap().len(),
        1
    );
    assert_eq!(office.run(&["merge", "huiyin.db"]).code, 1);
}
