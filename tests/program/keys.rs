//! Who wrote a change is proved by a key that lies in the profile of whoever uses the machine, and
//! never in a file.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value as Json;

use crate::harness::{Office, Run};

/// Runs a command line with the keys of some machine.
fn with(office: &Office, keys: &Path, line: &str) -> Run {
    let words = shlex::split(line).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = office.command(&words);
    Run::from(&command.env("HUIYIN_KEYS", keys).output().unwrap())
}

/// Runs a command line that must succeed, with the keys of some machine.
fn does(office: &Office, keys: &Path, line: &str) -> Run {
    let run = with(office, keys, line);
    assert_eq!(run.code, 0, "{line}: {}", run.err);
    run
}

/// Returns how many changes of the file are signed, and how many are not.
fn signed(office: &Office) -> (i64, i64) {
    let told = office.json(&["verify"]);
    let count = |key: &str| told[0][key].as_i64().unwrap();
    (count("signed"), count("unsigned"))
}

fn writers(office: &Office) -> i64 {
    let connection = Connection::open(office.file()).unwrap();
    let sql = "select count(distinct writer) from change";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Makes the file as a program wrote it that signed nothing.
fn unsign(office: &Office) {
    let connection = Connection::open(office.file()).unwrap();
    let sql = "drop table attest; pragma user_version = 1";
    connection.execute_batch(sql).unwrap();
}

fn machine(office: &Office, name: &str) -> PathBuf {
    office.path().join(name)
}

const ADD: &str = "person add --name 张三 --rank staff";
const PLEDGE: &str = "pledge add --title 预约 --content 网上预约 --measures 开通网页 \
                      --responsible 张三 --deadline 2011-09-30";

#[test]
fn all_that_is_written_is_signed_and_the_key_is_in_no_file() {
    let office = Office::new();
    office.does(ADD);
    office.does(PLEDGE);
    office.does("undo");
    office.does("redo");
    let (all, none) = signed(&office);
    assert!(all > 5 && none == 0, "{all} {none}");
}

#[test]
fn a_copy_that_is_opened_elsewhere_goes_on_as_another_writer_of_the_same_office() {
    let office = Office::new();
    office.does(ADD);
    let copy = office.copy();
    let elsewhere = machine(&office, "elsewhere");
    does(&copy, &elsewhere, PLEDGE);
    assert_eq!((writers(&office), writers(&copy)), (1, 2));
    assert_eq!(signed(&copy).1, 0);
    // It is the same office all the same, and its own chain does not fork the other's.
    assert_eq!(copy.json(&["pledge", "show", "P1"])["ref"], "LY-P1");
    office.does("person edit M1 --note x");
    let from = copy.file();
    let merged = office.json(&["merge", from.to_str().unwrap(), "--no-backup"]);
    assert_eq!(
        merged["files"][0]["notes"],
        Json::Array(Vec::new()),
        "{merged}"
    );
    assert_eq!(signed(&office).1, 0, "signatures travel");
    let key = std::fs::read_dir(&elsewhere)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let key = std::fs::read(key.path()).unwrap();
    for file in [&from, &office.file()] {
        let bytes = std::fs::read(file).unwrap();
        assert!(
            !bytes.windows(key.len()).any(|part| part == key),
            "{file:?}"
        );
    }
}

#[test]
fn without_a_folder_for_keys_all_is_read_and_nothing_written() {
    let office = Office::new();
    office.does(ADD);
    let taken = machine(&office, "taken");
    std::fs::write(&taken, "a file").unwrap();
    let before = std::fs::read(office.file()).unwrap();
    does(&office, &taken, "person list");
    does(&office, &taken, "check");
    let refused = with(&office, &taken, PLEDGE);
    assert_eq!(refused.code, 1, "{refused:?}");
    for named in ["HUIYIN_KEYS", "taken"] {
        assert!(refused.err.contains(named), "{refused:?}");
    }
    assert_eq!(std::fs::read(office.file()).unwrap(), before);
}

#[test]
fn a_file_of_the_first_versions_goes_on_under_a_key() {
    let office = Office::new();
    office.does(ADD);
    let before = signed(&office).0;
    unsign(&office);
    let elsewhere = machine(&office, "elsewhere");
    assert_eq!(signed(&office), (0, before), "it is read without a key");
    does(&office, &elsewhere, PLEDGE);
    let (now, then) = signed(&office);
    assert!(now > 0 && then > 0, "{now} {then}");
    assert_eq!(office.json(&["pledge", "show", "P1"])["ref"], "LY-P1");
    let undone = does(&office, &elsewhere, "undo");
    assert!(
        undone.err.contains("LY-P1") || undone.out.contains("LY-P1"),
        "{undone:?}"
    );
    assert!(office.ok(&["history", "M1"]).contains("LY"));
}

#[test]
fn a_file_that_signs_nothing_is_merged_and_a_false_signature_is_not_taken() {
    let office = Office::leading();
    office.does("init --db jd.db --office JD --name 监督指导处 --from huiyin.db");
    office.does("--db jd.db study add --topic x --date 2011-05-20 --study-kind centre_group");
    let other = office.path().join("jd.db");
    let spoil = Connection::open(&other).unwrap();
    let sql = "update attest set count = count + 1, head = (select last from file)";
    spoil.execute_batch(sql).unwrap();
    let whole = signed(&office);
    office.does("merge jd.db --no-backup");
    let (now, unproved) = signed(&office);
    assert_eq!(now, whole.0);
    assert!(unproved > 0);
    spoil
        .execute_batch("drop table attest; pragma user_version = 1")
        .unwrap();
    drop(spoil);
    office.does("merge jd.db --no-backup");
}

#[test]
fn only_its_owner_may_read_a_key() {
    use std::os::unix::fs::MetadataExt;
    let office = Office::empty();
    let keys = machine(&office, "a/b");
    does(&office, &keys, "init --office LY --name 利用处");
    let key = std::fs::read_dir(&keys).unwrap().next().unwrap().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!((mode(&keys), mode(&key.path())), (0o700, 0o600));
}
