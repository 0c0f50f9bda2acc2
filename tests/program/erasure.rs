//! `redact`: what is erased is in no byte of the file, travels by merging, and cannot be demanded by
//! leaving something out.

use serde_json::json;

use crate::forge;
use crate::harness::Office;

pub const PHONES: [&str; 2] = ["13812345678", "13987654321"];

/// An office with a household whose phone was set twice.
pub fn with_household() -> Office {
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

pub fn holds(office: &Office, name: &str, text: &str) -> bool {
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

/// The log's bodies of a kind.
fn bodies(office: &Office, name: &str, kind: &str) -> Vec<String> {
    let other = rusqlite::Connection::open(office.path().join(name)).unwrap();
    let sql = "select body from change where kind = ?1 and body is not null order by id";
    let mut statement = other.prepare(sql).unwrap();
    let rows = statement.query_map([kind], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn what_says_something_personal_is_salted_and_the_salt_goes_with_it() {
    let office = with_household();
    std::fs::write(
        office.path().join("h.csv"),
        "name,household_kind,phone,address\n户乙,rural,13700000000,\n户丙,rural,,\n",
    )
    .unwrap();
    office.ok(&["import", "household", "h.csv"]);
    office.does("unit add --name 保管处 --unit-kind division");
    let salt = |body: &String| {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["salt"].as_str().map(str::to_owned)
    };
    let households = bodies(&office, "huiyin.db", "household");
    let salts: Vec<Option<String>> = households.iter().map(salt).collect();
    // A name is personal as well.
    assert!(
        salts
            .iter()
            .all(|salt| salt.as_ref().is_some_and(|salt| salt.len() == 32)),
        "{households:?}"
    );
    let all: std::collections::BTreeSet<_> = salts.iter().collect();
    assert_eq!(all.len(), salts.len(), "each has its own");
    assert!(
        bodies(&office, "huiyin.db", "unit")
            .iter()
            .all(|body| salt(body).is_none())
    );
    for shown in [
        "history H1",
        "household show H1 --format json",
        "history --format json",
    ] {
        assert!(!office.does(shown).out.contains("salt"), "{shown}");
    }
    office.does("redact H1 --field phone --reason 本人申请");
    let bytes = std::fs::read(office.file()).unwrap();
    for salt in salts[..2].iter().flatten() {
        assert!(!bytes.windows(32).any(|window| window == salt.as_bytes()));
    }
    office.does("verify --exit-code");
}

/// An office in which the phone of a household stands in other records as well.
fn with_phone_elsewhere() -> Office {
    let office = with_household();
    let phone = PHONES[1];
    office.does(&format!(
        "opinion add --channel hotline --topic 修路 --from-name 李大山 --from-phone {phone}"
    ));
    office.does(&format!(
        "pledge add --title 修路 --content '联系电话 {} {}-{}，十月完工' --deadline 10月",
        &phone[..3],
        &phone[3..7],
        &phone[7..]
    ));
    office.does(&format!("household list --where phone={phone} --save 找他"));
    office.does(&format!("pledge add --title 打{phone} --content 一"));
    office.does("pledge edit P2 --title 打电话 --reason 写错");
    std::fs::copy(
        office.file(),
        office.path().join("huiyin.before-merge-20110101-000000.db"),
    )
    .unwrap();
    office.does("backup sent.db");
    office
}

#[test]
fn the_same_text_elsewhere_is_told_and_one_command_erases_it_all() {
    let office = with_phone_elsewhere();
    let (phone, told) = (
        PHONES[1],
        office.run(&["redact", "H1", "--field", "phone", "--reason", "本人 申请"]),
    );
    assert_eq!(told.code, 0, "{told:?}");
    for place in [
        "LY-O1",
        "LY-P1",
        "LY-P2",
        "常用清单",
        "sent.db",
        "before-merge",
    ] {
        assert!(told.err.contains(place), "{place}: {told:?}");
    }
    assert!(!told.err.contains(phone), "{told:?}");
    // What it says to do is done as it says it.
    let line = told
        .err
        .split("请用 huiyin ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let done = office.does(line);
    assert!(done.err.contains("before-merge"), "{done:?}");
    assert!(holds(&office, "sent.db", phone), "it is somebody else's");
    assert!(
        !office
            .path()
            .join("huiyin.before-merge-20110101-000000.db")
            .exists()
    );
    let spaced = format!("{} {}-{}", &phone[..3], &phone[3..7], &phone[7..]);
    for text in [phone, &spaced] {
        assert!(!holds(&office, "huiyin.db", text), "{text}");
    }
    let pledges = office.json(&["pledge", "list"]);
    assert_eq!(pledges[0]["title"], "修路");
    let shown = office.json(&["pledge", "show", "P1"]);
    assert_eq!(shown["content"], "联系电话 ***，十月完工");
    assert_eq!(office.json(&["pledge", "show", "P2"])["title"], "打电话");
    assert_eq!(
        office.json(&["opinion", "show", "O1"])["from_phone"],
        serde_json::Value::Null
    );
    assert_eq!(office.json(&["opinion", "show", "O1"])["topic"], "修路");
    office.does("verify --exit-code");
    let again = office.refused(
        1,
        &[
            "redact",
            "H1",
            "--field",
            "phone",
            "--everywhere",
            "--reason",
            "x",
        ],
    );
    assert!(again.contains("没有内容"), "{again}");
}

#[test]
fn everything_is_erased_at_once_where_that_is_asked_for_at_once() {
    let office = with_phone_elsewhere();
    office.does("redact H1 --field phone --everywhere --reason 申请");
    assert!(!holds(&office, "huiyin.db", PHONES[1]) && !holds(&office, "huiyin.db", PHONES[0]));
    assert_eq!(
        office.json(&["pledge", "show", "P1"])["content"],
        "联系电话 ***，十月完工"
    );
}

#[test]
fn only_what_is_personal_is_erased_and_the_way_out_works() {
    let office = with_household();
    office.does("pledge add --title 修路 --content 一");
    for (reference, field) in [
        ("P1", "title"),
        ("P1", "deadline"),
        ("H1", "household_kind"),
        ("P1", "status"),
    ] {
        let sentence = office.refused(1, &["redact", reference, "--field", field, "--reason", "x"]);
        assert!(sentence.contains("不是个人信息"), "{sentence}");
        let way = sentence.split("例如 huiyin ").nth(1).unwrap().trim_end();
        if field == "title" {
            office.does(way);
            assert_eq!(office.json(&["pledge", "show", "P1"])["title"], "项目名称");
        }
    }
}

#[test]
fn each_erasure_that_comes_is_told_with_record_field_and_who() {
    let office = with_household();
    office.does("backup other.db");
    office.does("--db other.db --as 李四 redact H1 --field phone --reason 本人申请");
    let merged = office.json(&["merge", "other.db", "--no-backup"]);
    let erasures = merged["erasures"].as_array().unwrap();
    assert_eq!(erasures.len(), 1, "{merged}");
    assert_eq!(
        (&erasures[0]["ref"], &erasures[0]["actor"]),
        (&"LY-H1".into(), &"李四".into())
    );
    assert_eq!(erasures[0]["fields"]["erased"], "phone");
    let office = with_household();
    office.does("backup other.db");
    office.does("--db other.db --as 李四 redact H1 --field phone --reason 本人申请");
    let told = office.does("merge other.db --no-backup").out;
    assert!(
        told.contains("个人信息删除：1项")
            && told.contains("LY-H1")
            && told.contains("电话已删除")
            && told.contains("李四"),
        "{told}"
    );
}

#[test]
fn what_killed_commands_left_is_removed_by_the_next() {
    let office = with_household();
    let left = |name: &str| office.path().join(name);
    // No process has this number.
    for name in [".huiyin-4194305-abc", ".huiyin-4194305-abc-journal"] {
        std::fs::write(left(name), PHONES[0]).unwrap();
    }
    let own = format!(".huiyin-{}-abc", std::process::id());
    std::fs::write(left(&own), "x").unwrap();
    office.does("household list");
    assert!(!left(".huiyin-4194305-abc").exists() && !left(".huiyin-4194305-abc-journal").exists());
    assert!(left(&own).exists(), "its process lives");
}

#[test]
fn nobody_erases_what_others_decide_about() {
    let office = Office::empty();
    let files = [
        "ly.db --office LY --name 利用处",
        "jd.db --office JD --name 监督处",
    ];
    for file in files {
        office.does(&format!("init --practice --db {file}"));
    }
    office.does("init --practice --db ld.db --office LD --name 办公室 --leading");
    office
        .does("household add --db ly.db --name 李大山 --household-kind rural --phone 13812345678");
    let erase = [
        "redact", "--db", "jd.db", "LY-H1", "--field", "phone", "--reason", "x",
    ];
    let merge = |into: &str, from: &str| {
        office.ok(&["merge", "--db", into, from, "--no-backup"]);
        office.run(&["verify", "--db", into, "--exit-code"]).code
    };
    // A file that knows of no leading office decides about all that is in it, and nowhere else.
    merge("jd.db", "ly.db");
    office.ok(&erase);
    assert!(!holds(&office, "jd.db", "13812345678"));
    assert_eq!(merge("ld.db", "jd.db"), 0);
    assert!(!holds(&office, "ld.db", "13812345678"));
    let told = office.run(&["merge", "--db", "ly.db", "jd.db", "--no-backup"]);
    assert!(
        told.err.contains("有 1 项删除不归提出的处室决定"),
        "{told:?}"
    );
    assert!(holds(&office, "ly.db", "13812345678"));
    // Whoever missed the text has it when it comes, but for those who erased it.
    assert_eq!(merge("ld.db", "ly.db"), 0);
    assert!(holds(&office, "ld.db", "13812345678"));
    assert_eq!(merge("jd.db", "ly.db"), 0);
    assert!(!holds(&office, "jd.db", "13812345678"));
    // Once a leading office is known, only that and the record's own may.
    office.ok(&["undo", "--db", "ld.db"]);
    let mut other = erase;
    other[2] = "other.db";
    office.does("init --db other.db --office QT --name 其他处 --practice --from ld.db");
    merge("other.db", "ly.db");
    let sentence = office.refused(1, &other);
    assert!(sentence.contains("LY-H1 不是本处室的记录"), "{sentence}");
    other[2] = "ld.db";
    merge("ld.db", "ly.db");
    office.ok(&other);
    assert_eq!(merge("ly.db", "ld.db"), 0);
    assert!(!holds(&office, "ly.db", "13812345678"));
}

#[test]
fn what_is_missing_without_right_is_filled_from_a_file_that_is_known() {
    let office = Office::empty();
    for file in [
        "ly.db --office LY --name 利用处",
        "jd.db --office JD --name 监督处",
        "ld.db --office LD --name 办公室 --leading",
    ] {
        office.does(&format!("init --practice --db {file}"));
    }
    office
        .does("household add --db ly.db --name 李大山 --household-kind rural --phone 13812345678");
    office.does("merge --db jd.db ly.db --no-backup");
    office.does("redact --db jd.db LY-H1 --field phone --reason x");
    let shown = || {
        let listed = office.json(&["--db", "jd.db", "household", "list"]);
        (listed[0]["name"].clone(), listed[0]["phone"].clone())
    };
    let is_there = |is_there: bool, told: &str| {
        assert_eq!(holds(&office, "jd.db", "13812345678"), is_there, "{told}");
        let phone = if is_there {
            json!("13812345678")
        } else {
            json!(null)
        };
        assert_eq!(shown().1, phone, "{told}");
        office.does("verify --db jd.db --exit-code");
    };
    is_there(false, "erased");
    assert_eq!(shown().0, "李大山");
    office.does("backup --db jd.db before.db");
    // Now another office leads, and the erasure was not JD's to state, nor what is left.
    office.does("merge --db jd.db ld.db --no-backup");
    is_there(false, "missing");
    assert_eq!(shown().0, json!(null));
    let told = office.does("merge --db jd.db ly.db --no-backup").out;
    assert!(told.contains("补回 1 处"), "{told}");
    is_there(true, "filled");
    office.does("undo --db jd.db");
    is_there(false, "undone");
    office.does("redo --db jd.db");
    is_there(true, "redone");
    // In one command it is the same, in either order.
    for order in ["ly.db ld.db", "ld.db ly.db"] {
        std::fs::copy(office.path().join("before.db"), office.path().join("jd.db")).unwrap();
        office.does(&format!("merge --db jd.db {order} --no-backup"));
        is_there(true, order);
    }
}

#[test]
fn a_forged_kind_or_field_erases_nothing() {
    let office = with_household();
    let file = rusqlite::Connection::open(office.file()).unwrap();
    let sql = "select record, id from change where kind = 'household' order by id limit 1";
    let row = file.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let (household, said): (Vec<u8>, Vec<u8>) = row.unwrap();
    drop(file);
    let listed = || {
        let listed = office.json(&["household", "list"]);
        ["phone", "name", "household_kind", "ref", "logged_on"].map(|key| listed[0][key].clone())
    };
    let before = listed();
    let kinds = [
        "household",
        "study",
        "unit",
        "redaction",
        "remains",
        "nothing",
    ];
    let fields = [
        "phone",
        "name",
        "household_kind",
        "ref",
        "logged_on",
        "nothing",
        "note",
    ];
    for by in ["JD", "LY"] {
        let mut jd = forge::Office::new("JD", "监督处");
        if by == "LY" {
            // Even who decides about everything erases only what is said in words, of the kind that it is.
            jd.writer = own_writer(&office);
        }
        jd.clock -= 86_400_000;
        for kind in kinds {
            if by == "JD" {
                // A row of its own about the same record.
                jd.write("x", kind, &household, &[], &json!({"note": "x"}));
            }
            for field in fields {
                if by == "LY" && kind == "household" && ["phone", "name", "note"].contains(&field) {
                    continue;
                }
                let ids = json!([forge::hex(&said)]);
                let statement =
                    json!({"changes": ids, "field": field, "noun": kind, "reason": "x"});
                jd.write("redact", "redaction", &household, &[], &statement);
                let kept = json!({"fields": {field: "假"}, "salt": "00"});
                jd.write(field, "remains", &household, &[&said], &kept);
            }
        }
        let file = format!("{by}.db");
        jd.save(&office.path().join(&file));
        if by == "LY" {
            forge::sign(&office.path().join(&file), crate::harness::KEYS, &jd.rows);
        }
        let told = office.json(&["merge", &file, "--no-backup"]);
        assert_eq!(told["erasures"], json!([]), "{by}");
        assert_eq!(listed(), before, "{by}");
        assert!(holds(&office, "huiyin.db", PHONES[0]), "{by}");
        office.does("undo");
    }
}

/// Returns the writer of an office's file.
fn own_writer(office: &Office) -> Vec<u8> {
    let file = rusqlite::Connection::open(office.file()).unwrap();
    let sql = "select writer from file";
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}
