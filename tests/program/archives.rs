//! `archive` makes a bag that is whole, the same for the same data and day, and `verify` finds
//! whatever was done to it since.

use std::path::Path;

use crate::harness::Office;

fn office() -> Office {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office.ok(&["unit", "add", "--name", "保管处", "--unit-kind", "division"]);
    office.ok(&["archive", "bag"]);
    office
}

/// What may be done to an archive, the file it is done to and the nature that it harms.
type Harm = (fn(&Path) -> std::io::Result<()>, &'static str, &'static str);

const HARM: &[Harm] = &[
    (
        |bag| std::fs::write(bag.join("data/plan.json"), "{}"),
        "data/plan.json",
        "authenticity",
    ),
    (
        |bag| std::fs::write(bag.join("bag-info.txt"), "x: y\n"),
        "bag-info.txt",
        "authenticity",
    ),
    (
        |bag| std::fs::remove_file(bag.join("data/history.csv")),
        "data/history.csv",
        "completeness",
    ),
    (
        |bag| std::fs::remove_file(bag.join("data/huiyin.db")),
        "data/huiyin.db",
        "completeness",
    ),
    (
        |bag| std::fs::write(bag.join("data/new"), ""),
        "data/new",
        "completeness",
    ),
    (
        |bag| std::fs::write(bag.join("new"), ""),
        "new",
        "completeness",
    ),
    (
        |bag| std::fs::remove_file(bag.join("manifest-sha512.txt")),
        "manifest-sha512.txt",
        "completeness",
    ),
    (
        |bag| std::os::unix::fs::symlink("/dev/zero", bag.join("data/link")),
        "data/link",
        "completeness",
    ),
];

#[test]
fn an_archive_is_whole_and_each_harm_to_it_is_found() {
    for (harm, path, nature) in HARM {
        let office = office();
        let sound = office.json(&["verify", "bag", "--exit-code"]);
        assert_eq!(sound[0]["result"], "sound", "{sound}");
        harm(&office.path().join("bag")).unwrap();
        let run = office.run(&["verify", "bag", "--exit-code", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(
            (run.code, &told[0][nature]),
            (3, &"damaged".into()),
            "{path}: {told}"
        );
        let people = office.run(&["verify", "bag"]).out;
        assert!(people.contains(path), "{path}: {people}");
    }
}

#[test]
fn an_archive_is_checked_where_there_is_no_office() {
    let office = office();
    std::fs::remove_file(office.file()).unwrap();
    office.ok(&["verify", "bag", "--exit-code"]);
}

#[test]
fn the_same_data_and_day_give_the_same_archive_and_nothing_is_replaced() {
    let office = office();
    office.ok(&["archive", "again"]);
    // The digests of everything, digests of the lists among them.
    let lists = |bag: &str| std::fs::read(office.path().join(bag).join("tagmanifest-sha512.txt"));
    assert!(lists("bag").unwrap() == lists("again").unwrap());
    let sentence = office.refused(1, &["archive", "again"]);
    assert!(sentence.contains("again"), "{sentence}");
    office.refused(1, &["archive", "none/bag"]);
    let entries = std::fs::read_dir(office.path()).unwrap();
    assert_eq!(entries.count(), 3, "something was left behind");
}

#[test]
fn only_its_owner_reads_an_archive_and_the_file_in_it_is_a_backup() {
    let office = office();
    let file = office.path().join("bag/data/huiyin.db");
    let mode = std::fs::metadata(file).unwrap().permissions();
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777,
        0o600
    );
    let list = |db| office.ok(&["--db", db, "person", "list", "--format", "csv"]);
    assert_eq!(list("bag/data/huiyin.db"), list("huiyin.db"));
}
