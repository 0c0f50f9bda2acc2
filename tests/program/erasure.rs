//! `redact`: what is erased is in no byte of the file, travels by merging, and cannot be demanded by
//! leaving something out.

use crate::harness::Office;

const PHONES: [&str; 2] = ["13812345678", "13987654321"];

/// An office with a household whose phone was set twice.
fn with_household() -> Office {
    let office = Office::new();
    office.ok(&[
        "household",
        "add",
        "--name",
        "李大山",
        "--household-kind",
        "rural",
        "--phone",
        PHONES[0],
        "--address",
        "柳埠镇",
    ]);
    office.ok(&["household", "edit", "H1", "--phone", PHONES[1]]);
    office
}

fn holds(office: &Office, name: &str, text: &str) -> bool {
    let bytes = std::fs::read(office.path().join(name)).unwrap();
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn what_is_erased_is_in_no_byte_of_the_file_and_the_rest_stays() {
    let office = with_household();
    office.ok(&["backup", "before.db"]);
    assert!(holds(&office, "huiyin.db", PHONES[0]));
    let erased = office.json(&["redact", "H1", "--field", "phone", "--reason", "本人申请"]);
    assert_eq!(erased["phone"], serde_json::Value::Null);
    assert_eq!(erased["address"], "柳埠镇");
    assert_eq!(erased["name"], "李大山");
    // Where it was set, the history says that something was.
    let history = office.ok(&["history", "H1"]);
    assert_eq!(history.matches("电话=已删除").count(), 2, "{history}");
    office.ok(&["merge", "before.db", "--no-backup"]);
    for phone in PHONES {
        assert!(!holds(&office, "huiyin.db", phone), "{phone}");
    }
    office.ok(&["verify", "--exit-code"]);
    // It travels: whoever merges the file erases it too.
    office.ok(&["--db", "before.db", "merge", "huiyin.db", "--no-backup"]);
    for phone in PHONES {
        assert!(!holds(&office, "before.db", phone), "{phone}");
    }
    office.ok(&["--db", "before.db", "verify", "--exit-code"]);
    // The merge goes, which brought nothing; what was erased does not come back.
    office.ok(&["undo"]);
    let undo = office.refused(1, &["undo"]);
    assert!(undo.contains("不能撤销"), "{undo}");
    let again = ["redact", "H1", "--field", "phone", "--reason", "x"];
    assert!(office.refused(1, &again).contains("没有内容"));
    let fixed = ["redact", "H1", "--field", "ref", "--reason", "x"];
    assert!(office.refused(1, &fixed).contains("不能删除"));
}

#[test]
fn nobody_erases_by_leaving_a_body_out() {
    let office = with_household();
    office.ok(&["backup", "hostile.db"]);
    let other = rusqlite::Connection::open(office.path().join("hostile.db")).unwrap();
    let blanked = other.execute("update change set body = null where kind = 'household'", []);
    assert_eq!(blanked.unwrap(), 2);
    drop(other);
    let sentence = office.refused(1, &["--quiet", "merge", "hostile.db", "--strict"]);
    assert!(
        sentence.contains("hostile.db") && sentence.contains("缺少内容"),
        "{sentence}"
    );
    assert!(
        office
            .refused(1, &["restore", "hostile.db"])
            .contains("损坏")
    );
    let shown = office.json(&["household", "show", "H1"]);
    assert_eq!(shown["phone"], PHONES[1]);
}

#[test]
fn what_two_offices_erase_of_one_entry_is_left_in_neither() {
    let office = with_household();
    office.ok(&["backup", "other.db"]);
    let told = ["--reason", "本人申请"];
    office.ok(&[&["redact", "H1", "--field", "phone"], &told[..]].concat());
    let redact = ["--db", "other.db", "redact", "H1", "--field", "address"];
    office.ok(&[&redact, &told[..]].concat());
    office.ok(&["merge", "other.db", "--no-backup"]);
    office.ok(&["--db", "other.db", "merge", "huiyin.db", "--no-backup"]);
    for file in ["huiyin.db", "other.db"] {
        for text in [PHONES[0], PHONES[1], "柳埠镇"] {
            assert!(!holds(&office, file, text), "{text} in {file}");
        }
        let shown = office.json(&["--db", file, "household", "show", "H1"]);
        assert_eq!(shown["name"], "李大山");
        office.ok(&["--db", file, "verify", "--exit-code"]);
        office.ok(&["--db", file, "backup", &format!("copy-of-{file}")]);
    }
}
