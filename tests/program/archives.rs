//! `archive` makes a bag that is whole, the same for the same data and day, and `verify` finds
//! whatever was done to it since.

use std::path::Path;

use sha2::{Digest, Sha256, Sha512};

use crate::forge;
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

/// Makes the lists of a bag anew, over whatever lies in it.
fn list_anew(bag: &Path) {
    fn walk(folder: &Path, above: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{above}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
    }
    let mut all = Vec::new();
    walk(bag, "", &mut all);
    let lists = |name: &str, files: &[&String]| {
        for (algorithm, digest) in [
            (
                "sha256",
                (|bytes| forge::hex(&Sha256::digest(bytes))) as fn(&[u8]) -> String,
            ),
            ("sha512", |bytes| forge::hex(&Sha512::digest(bytes))),
        ] {
            let line = |path: &&String| {
                format!(
                    "{}  {path}\n",
                    digest(&std::fs::read(bag.join(path)).unwrap())
                )
            };
            let list: String = files.iter().map(line).collect();
            std::fs::write(bag.join(format!("{name}-{algorithm}.txt")), list).unwrap();
        }
    };
    let (data, tags): (Vec<&String>, Vec<&String>) =
        all.iter().partition(|path| path.starts_with("data/"));
    lists("manifest", &data);
    let tags: Vec<&String> = tags
        .into_iter()
        .filter(|path| !path.starts_with("tagmanifest-"))
        .collect();
    lists("tagmanifest", &tags);
}

/// What is done to what lies in a bag, and where it is found.
type Forged = (fn(&Path), &'static str);

const FORGED: &[Forged] = &[
    (
        |bag| {
            let path = bag.join("data/ledgers/person.csv");
            let csv = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, csv.replace("张三", "张四")).unwrap();
        },
        "data/ledgers/person.csv",
    ),
    (
        |bag| {
            let path = bag.join("data/reports/rates.json");
            let json = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, json + " ").unwrap();
        },
        "data/reports/rates.json",
    ),
    (
        |bag| std::fs::remove_file(bag.join("data/ledgers/unit.xlsx")).unwrap(),
        "data/ledgers/unit.xlsx",
    ),
    (
        |bag| std::fs::write(bag.join("data/ledgers/new.csv"), "x").unwrap(),
        "data/ledgers/new.csv",
    ),
    (
        |bag| {
            let path = bag.join("data/history.csv");
            let csv = std::fs::read_to_string(&path).unwrap();
            let rows = csv.lines().count();
            let fewer: Vec<&str> = csv.lines().take(rows - 1).collect();
            std::fs::write(path, fewer.join("\n") + "\n").unwrap();
        },
        "data/history.csv",
    ),
];

#[test]
fn lists_made_anew_over_what_was_changed_prove_nothing() {
    let mut office = office();
    // Another day, another language: it is held against what was made then.
    office.on("2011-09-01");
    let sound = office.json(&["verify", "bag", "--lang", "en", "--exit-code"]);
    assert_eq!(sound[0]["result"], "sound", "{sound}");
    list_anew(&office.path().join("bag"));
    office.ok(&["verify", "bag", "--exit-code"]);
    for (at, (forge, path)) in FORGED.iter().enumerate() {
        let name = format!("forged-{at}");
        office.ok(&["--today", "2011-05-26", "archive", &name]);
        let bag = office.path().join(&name);
        forge(&bag);
        list_anew(&bag);
        let run = office.run(&["verify", &name, "--exit-code", "--format", "json"]);
        assert_eq!(run.code, 3, "{path}: {run:?}");
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let flaws = told[0]["flaws"].as_array().unwrap();
        assert_eq!(flaws.len(), 1, "{told}");
        assert!(
            flaws[0]["message"].as_str().unwrap().contains(path),
            "{path}: {told}"
        );
    }
}

#[test]
fn an_archive_of_another_version_is_told_as_such() {
    let office = office();
    let bag = office.path().join("bag");
    let path = bag.join("bag-info.txt");
    let info = std::fs::read_to_string(&path).unwrap();
    let agent = concat!("huiyin ", env!("CARGO_PKG_VERSION"));
    std::fs::write(&path, info.replace(agent, "huiyin 0.0.9")).unwrap();
    list_anew(&bag);
    let told = office.json(&["verify", "bag", "--exit-code"]);
    assert_eq!(told[0]["flaws"][0]["code"], "bag-of-version", "{told}");
    assert_eq!(told[0]["result"], "to-settle");
}
