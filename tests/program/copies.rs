//! `backup` and `restore`: a copy is whole or not there, and nothing is replaced that is not kept.

use crate::harness::Office;

fn persons(office: &Office, file: &str) -> String {
    office.ok(&["--db", file, "person", "list", "--format", "csv"])
}

/// An office with one person, a backup of that, and a second person since.
fn backed_up() -> Office {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office.ok(&["backup", "old.db"]);
    office.ok(&["person", "add", "--name", "李四", "--rank", "staff"]);
    office
}

fn kept(office: &Office) -> Vec<String> {
    let entries = std::fs::read_dir(office.path()).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
    let names = entries.map(|entry| name(entry).to_string_lossy().into_owned());
    names
        .filter(|name| name.contains("before-restore"))
        .collect()
}

#[test]
fn a_backup_is_a_file_of_its_own_that_only_its_owner_reads() {
    let office = backed_up();
    let before = std::fs::read(office.path().join("old.db")).unwrap();
    let sentence = office.refused(1, &["backup", "old.db"]);
    assert!(
        sentence.contains("old.db") && sentence.contains("已经存在"),
        "{sentence}"
    );
    assert!(std::fs::read(office.path().join("old.db")).unwrap() == before);
    let mode = std::fs::metadata(office.path().join("old.db"))
        .unwrap()
        .permissions();
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777,
        0o600
    );
    assert!(persons(&office, "old.db").contains("张三"));
    office.refused(1, &["backup", "none/x.db"]);
    office.refused(1, &["backup", "."]);
    std::os::unix::fs::symlink("nowhere", office.path().join("link.db")).unwrap();
    office.refused(1, &["backup", "link.db"]);
}

#[test]
fn a_restored_file_is_the_backup_and_what_it_replaced_is_kept() {
    let office = backed_up();
    let (new, old) = (persons(&office, "huiyin.db"), persons(&office, "old.db"));
    assert!(new != old);
    office.ok(&["restore", "old.db"]);
    assert_eq!(persons(&office, "huiyin.db"), old);
    let kept = kept(&office);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(persons(&office, &kept[0]), new);
    office.ok(&["verify", "--exit-code"]);
    // It goes on from there, and what was kept can be merged.
    let added = office.json(&["person", "add", "--name", "王五", "--rank", "staff"]);
    assert_eq!(added["ref"], "LY-M2");
    office.ok(&["merge", &kept[0]]);
    let all = persons(&office, "huiyin.db");
    for name in ["张三", "李四", "王五"] {
        assert!(all.contains(name), "{all}");
    }
}

#[test]
fn the_file_in_use_is_told_from_a_backup_and_the_newest_copy_is_named() {
    let office = Office::new();
    let sentence = office.refused(1, &["restore", "huiyin.db"]);
    assert!(sentence.contains("不是备份"), "{sentence}");
    office.ok(&["backup", "old.db"]);
    let kept = |time: &str| format!("huiyin.before-{time}.db");
    for time in ["restore-20110526-120000", "merge-20110527-080000"] {
        std::fs::copy(office.path().join("old.db"), office.path().join(kept(time))).unwrap();
    }
    let newest = kept("merge-20110527-080000");
    let sentence = office.refused(1, &["restore", "huiyin.db"]);
    assert!(sentence.contains(&newest), "{sentence}");
    office.ok(&["restore", &newest]);
}

#[test]
fn a_lost_or_damaged_file_is_restored() {
    let office = backed_up();
    let old = persons(&office, "old.db");
    std::fs::remove_file(office.file()).unwrap();
    office.ok(&["restore", "old.db"]);
    assert_eq!(persons(&office, "huiyin.db"), old);
    let mut bytes = std::fs::read(office.file()).unwrap();
    bytes[4096..].fill(0x55);
    std::fs::write(office.file(), &bytes).unwrap();
    office.ok(&["restore", "old.db"]);
    assert_eq!(persons(&office, "huiyin.db"), old);
    let kept = kept(&office);
    assert!(
        std::fs::read(office.path().join(&kept[0])).unwrap() == bytes,
        "kept byte by byte"
    );
}

#[test]
fn what_is_not_ours_neither_restores_nor_is_replaced() {
    let office = backed_up();
    std::fs::write(
        office.path().join("letter.txt"),
        "a letter, no file of ours",
    )
    .unwrap();
    let mut bytes = std::fs::read(office.path().join("old.db")).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(office.path().join("half.db"), &bytes).unwrap();
    for name in ["letter.txt", "half.db", "none.db", "huiyin.db", "."] {
        let sentence = office.refused(1, &["restore", name]);
        assert!(sentence.contains(name), "{sentence}");
    }
    let sentence = office.refused(1, &["--db", "letter.txt", "restore", "old.db"]);
    assert!(sentence.contains("letter.txt"), "{sentence}");
    assert_eq!(
        std::fs::read(office.path().join("letter.txt")).unwrap(),
        b"a letter, no file of ours"
    );
}

#[test]
fn a_backup_whose_rows_were_altered_is_refused() {
    let office = backed_up();
    let other = rusqlite::Connection::open(office.path().join("old.db")).unwrap();
    let changed = other
        .execute(
            "update change set actor = '某人' where verb = 'person add'",
            [],
        )
        .unwrap();
    assert_eq!(changed, 2, "the person and the first post");
    drop(other);
    let sentence = office.refused(1, &["restore", "old.db"]);
    assert!(
        sentence.contains("old.db") && sentence.contains("损坏"),
        "{sentence}"
    );
}

#[test]
fn of_the_copies_before_tables_are_computed_anew_the_last_three_stay_and_are_told_of() {
    let office = Office::new();
    // What somebody called so is no copy of the program's.
    let own = [
        "merge-20110501-120000旧",
        "merge-20110501-120000-乙",
        "merge-spring",
        "upgrade-before-spring",
        "spring",
    ];
    for own in own {
        let own = office.path().join(format!("huiyin.before-{own}.db"));
        std::fs::write(own, "of somebody").unwrap();
    }
    let kept = || {
        let entries = std::fs::read_dir(office.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let is_kept = |name: &String| name.contains("before-upgrade") && !name.contains("spring");
        names.filter(is_kept).count()
    };
    for at in 1..=5 {
        let told = office.does("verify --rebuild").err;
        assert!(
            told.contains("原文件保存在 huiyin.before-upgrade-"),
            "{told}"
        );
        assert_eq!(told.contains("更早的备份已删除"), at > 3, "{told}");
        assert_eq!(kept(), at.min(3));
    }
    office.does("init --db other.db --practice --office XF --name 宣发处");
    for _ in 1..=5 {
        office.does("merge other.db --copies 1");
    }
    office.does("household add --name 李四 --household-kind rural --id-no 370102195001011233");
    office.does("redact LY-H1 --field id_no --reason 误录 --everywhere");
    for own in own {
        let own = office.path().join(format!("huiyin.before-{own}.db"));
        assert!(own.exists(), "{own:?}");
    }
    // Where another version computed them, whatever is asked says so, once.
    let age = rusqlite::Connection::open(office.file()).unwrap();
    age.execute_batch("pragma user_version = 1").unwrap();
    drop(age);
    let told = office.does("person list").err;
    assert!(told.contains("统计表已由本程序重新计算"), "{told}");
    let told = office.does("person list").err;
    assert!(!told.contains("统计表"), "{told}");
    // A number that nobody can read hinders only what keeps copies.
    let with = |copies: &str, args: &[&str]| {
        let mut command = office.command(args);
        let run = command.env("HUIYIN_COPIES", copies).output().unwrap();
        (run.status.code(), String::from_utf8(run.stderr).unwrap())
    };
    assert_eq!(with("x", &["person", "list"]).0, Some(0));
    office.ok(&["backup", "old.db"]);
    for (copies, args) in [
        ("x", &["restore", "old.db"][..]),
        ("0", &["merge", "old.db"]),
    ] {
        let (code, said) = with(copies, args);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains(&format!("HUIYIN_COPIES “{copies}”")) && said.contains("至少1份"),
            "{said}"
        );
    }
    let said = office.refused(1, &["merge", "old.db", "--copies", "0"]);
    assert!(said.contains("--copies “0”"), "{said}");
}

#[test]
fn a_copy_that_was_used_on_its_own_changes_refs_by_name() {
    let mut office = Office::new();
    std::fs::copy(office.file(), office.path().join("copy.db")).unwrap();
    office.on("2011-05-27");
    office.does("pledge add --title 一");
    office.on("2011-05-26");
    office.does("--db copy.db pledge add --title 二");
    let merged = office.ok(&["merge", "copy.db", "--no-backup"]);
    for part in ["编号有变", "LY-P1.2", "一"] {
        assert!(merged.contains(part), "{part}: {merged}");
    }
    assert_eq!(office.json(&["pledge", "show", "P1"])["title"], "二");
    office.ok(&["undo"]);
    let told = office.json(&["merge", "copy.db", "--no-backup"]);
    let expected = serde_json::json!([{"before": "LY-P1", "ref": "LY-P1.2", "title": "一"}]);
    assert_eq!(told["renumbered"], expected);
    // A second time nothing changes.
    let again = office.json(&["merge", "copy.db", "--no-backup"]);
    assert_eq!(again["renumbered"], serde_json::json!([]));
}

#[test]
fn a_practice_file_is_restored_on_its_own_day() {
    let office = Office::new();
    office.does("backup old.db");
    office.does("restore old.db");
    let log = office.json(&["log"]);
    let time = log[0]["time"].as_str().unwrap_or_default();
    assert!(time.starts_with("2011-05-26"), "{log}");
}
