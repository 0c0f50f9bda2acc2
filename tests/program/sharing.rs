//! `share`: an office is given its own records and no others, and what it does with them comes back.

use serde_json::{Value as Json, json};

use crate::harness::Office;

const KINDS: [&str; 7] = [
    "unit",
    "person",
    "household",
    "pledge",
    "progress",
    "opinion",
    "visit",
];

/// Runs a command line, split at spaces, on one of the files.
fn on(office: &Office, file: &str, line: &str) -> String {
    let mut args = vec!["--db", file, "--quiet"];
    args.extend(line.split(' '));
    office.ok(&args)
}

fn lists(office: &Office, file: &str) -> Vec<String> {
    let list = |kind| on(office, file, &format!("{kind} list --voided --format json"));
    KINDS.map(list).to_vec()
}

/// The leading group's file `huiyin.db`, with what two offices, LY and JD, have sent to it.
fn gathered() -> Office {
    let office = Office::empty();
    let db = "huiyin.db";
    on(
        &office,
        db,
        "init --practice --office ZD --name 领导小组办公室",
    );
    on(&office, db, "person add --name 张三 --rank staff");
    on(&office, db, "unit add --name 柳埠村 --unit-kind village");
    for (file, code, name) in [("ly.db", "LY", "利用处"), ("jd.db", "JD", "监督指导处")] {
        let init = format!("init --office {code} --name {name} --from huiyin.db");
        on(&office, file, &init);
    }
    let household = "household add --household-kind rural --phone";
    on(
        &office,
        "jd.db",
        &format!("{household} 13912345678 --name 周兰"),
    );
    on(
        &office,
        "ly.db",
        &format!("{household} 13812345678 --name 李大山"),
    );
    let pledge = "pledge add --title 预约查档 --content 网上预约 --measures 开通网页 --responsible 张三 --deadline 2011-09-30";
    on(&office, "ly.db", pledge);
    on(&office, db, "merge ly.db jd.db --no-backup");
    let visit = "visit add --place-kind household --visit-kind regular --visitors 张三 --date 2011-05-20 --unit 利用处";
    on(&office, db, &format!("{visit} --household JD-H1"));
    office
}

fn holds(office: &Office, file: &str, text: &str) -> bool {
    let bytes = std::fs::read(office.path().join(file)).unwrap();
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn an_office_is_given_its_own_records_and_no_byte_of_others() {
    let office = gathered();
    let at = |name: &str| office.path().join(name);
    std::fs::copy(at("ly.db"), at("before.db")).unwrap();
    on(
        &office,
        "ly.db",
        "redact LY-H1 --field phone --reason 本人申请",
    );
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    let run = office.run(&["share", "--for", "利用处", "-o", "part.db"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.contains("利用处（LY）"), "{}", run.err);
    assert!(holds(&office, "huiyin.db", "13912345678"));
    assert!(holds(&office, "part.db", "李大山"));
    for text in ["周兰", "13912345678", "13812345678"] {
        assert!(!holds(&office, "part.db", text), "{text}");
    }
    // What was erased is erased wherever the part comes.
    on(&office, "part.db", "verify --exit-code");
    assert!(holds(&office, "before.db", "13812345678"));
    on(&office, "before.db", "merge part.db --no-backup");
    assert!(!holds(&office, "before.db", "13812345678"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let found = std::fs::metadata(office.path().join("part.db")).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o600);
    }
    let visits: Json =
        serde_json::from_str(&on(&office, "part.db", "visit list --format json")).unwrap();
    assert_eq!(
        (&visits[0]["ref"], &visits[0]["household"]),
        (&json!("ZD-V1"), &Json::Null)
    );
    // Whom a file was given to stands in the history of both.
    for file in ["huiyin.db", "part.db"] {
        let told = on(&office, file, "history --format json");
        let told: Json = serde_json::from_str(&told).unwrap();
        let share = |one: &&Json| one["command"] == "share";
        let told = told.as_array().unwrap().iter().find(share).unwrap();
        assert_eq!(told["fields"], json!({"recipient": "LY", "name": "利用处"}));
        assert_eq!(
            (&told["office"], &told["actor"]),
            (&json!("ZD"), &json!("王芳"))
        );
    }
}

#[test]
fn what_a_part_leaves_out_is_no_damage_and_comes_with_the_whole() {
    let office = gathered();
    office.ok(&["share", "--for", "LY", "-o", "part.db"]);
    let verified = |codes: Json| {
        let told = on(&office, "part.db", "verify --exit-code --format json");
        let told: Json = serde_json::from_str(&told).unwrap();
        let flaws = told[0]["flaws"].as_array().unwrap().iter();
        let found: Vec<&Json> = flaws.map(|flaw| &flaw["code"]).collect();
        assert_eq!(json!(found), codes, "{told}");
    };
    verified(json!(["left-out"]));
    on(&office, "part.db", "check");
    on(&office, "part.db", "report summary");
    on(&office, "part.db", "merge huiyin.db --no-backup");
    verified(json!([]));
    assert_eq!(lists(&office, "part.db"), lists(&office, "huiyin.db"));
}

#[test]
fn work_in_a_part_comes_back_like_work_in_a_whole_copy() {
    let office = gathered();
    office.ok(&["share", "--for", "LY", "-o", "part.db"]);
    on(&office, "ly.db", "merge huiyin.db --no-backup");
    for file in ["part.db", "ly.db"] {
        for line in [
            "pledge publish P1",
            "pledge progress P1 --text 已开通 --percent 40",
            "household edit H1 --need 就医",
            "opinion add --channel hotline --topic 等候时间长 --first-asked 张三",
            "household add --name 孙桂香 --household-kind urban",
        ] {
            on(&office, file, line);
        }
    }
    // Meanwhile the whole goes on, also in what was shared.
    office.ok(&["household", "edit", "LY-H1", "--need", "就学"]);
    for whole in ["from-part.db", "from-copy.db", "backwards.db"] {
        office.ok(&["backup", whole]);
    }
    let part = on(
        &office,
        "from-part.db",
        "merge part.db --no-backup --format json",
    );
    let copy = on(
        &office,
        "from-copy.db",
        "merge ly.db --no-backup --format json",
    );
    let conflicts = |told: &str| {
        let told: Json = serde_json::from_str(told).unwrap();
        let conflicts = told["conflicts"].as_array().unwrap().iter();
        let fields = conflicts.map(|one| (one["ref"].clone(), one["field"].clone()));
        fields.collect::<Vec<_>>()
    };
    assert_eq!(conflicts(&part), [(json!("LY-H1"), json!("need"))]);
    assert_eq!(conflicts(&part), conflicts(&copy));
    let expected = lists(&office, "from-part.db");
    assert_eq!(expected, lists(&office, "from-copy.db"));
    let again = on(
        &office,
        "from-part.db",
        "merge part.db --no-backup --format json",
    );
    assert!(again.contains("\"new_changes\": 0"), "{again}");
    on(&office, "part.db", "merge backwards.db jd.db --no-backup");
    assert_eq!(lists(&office, "part.db"), expected);
    // What the office itself wrote is its own, in whichever of its files.
    on(&office, "from-part.db", "conflict resolve 1 --take LY");
    on(&office, "part.db", "conflict resolve 1 --take mine");
    assert_eq!(lists(&office, "part.db"), lists(&office, "from-part.db"));
}

#[test]
fn undo_takes_back_no_file_that_was_given_away() {
    let office = gathered();
    office.ok(&["household", "edit", "LY-H1", "--need", "就学"]);
    office.ok(&["share", "--for", "LY", "-o", "part.db"]);
    office.ok(&["undo"]);
    let shown = office.json(&["household", "show", "LY-H1"]);
    assert_eq!(shown["need"], Json::Null);
    let refused = office.run(&["--db", "part.db", "undo"]);
    assert!(refused.err.contains("没有可撤销的操作"), "{}", refused.err);
}

#[test]
fn an_office_that_merges_what_it_was_given_is_asked_about_its_own_part_still() {
    let office = gathered();
    office.ok(&["share", "--for", "LY", "-o", "part.db"]);
    let before = on(&office, "ly.db", "check");
    on(&office, "ly.db", "merge part.db --no-backup");
    let after = on(&office, "ly.db", "check");
    let others = |text: &str| text.matches("监督指导处").count();
    assert_eq!((others(&before), others(&after)), (0, 0), "{after}");
}

#[test]
fn a_share_that_is_refused_says_why_and_leaves_both_places_alone() {
    let office = gathered();
    std::fs::write(office.path().join("there.db"), "letters").unwrap();
    let cases: [(i32, &[&str], &str); 5] = [
        (1, &["--for", "利用科", "-o", "x.db"], "是不是“利用处”"),
        (1, &["--for", "ZD", "-o", "x.db"], "backup"),
        (1, &["--for", "LY", "-o", "there.db"], "已经存在"),
        (1, &["--for", "LY", "-o", "none/x.db"], "none"),
        (2, &["--for", "LY"], "-o LY.db"),
    ];
    for (code, args, words) in cases {
        let args: Vec<&str> = std::iter::once("share")
            .chain(args.iter().copied())
            .collect();
        let sentence = office.refused(code, &args);
        assert!(sentence.contains(words), "{args:?}: {sentence}");
    }
    assert!(!office.path().join("x.db").exists());
    let there = std::fs::read_to_string(office.path().join("there.db")).unwrap();
    assert_eq!(there, "letters");
    let left = std::fs::read_dir(office.path()).unwrap();
    let left = left.filter(|one| {
        one.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with('.')
    });
    assert_eq!(left.count(), 0);
}
