//! Who may change what: what an office says of a record about which it does not decide waits beside what
//! the tables say, until an office that decides accepts or refuses it.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// Runs a command line, split at spaces, on one of the files.
pub fn on(office: &Office, file: &str, line: &str) -> String {
    let mut args = vec!["--db", file, "--quiet"];
    args.extend(line.split(' '));
    office.ok(&args)
}

/// The leading group's file and those of two offices, LY and JD, which has LY's records.
pub fn campaign() -> Office {
    let office = Office::empty();
    on(
        &office,
        "huiyin.db",
        "init --practice --office ZD --name 领导小组办公室 --leading",
    );
    for line in [
        "person add --name 张三 --rank staff",
        "person add --name 李四 --rank leader",
        "unit add --name 利用处 --unit-kind division",
        "unit add --name 监督指导处 --unit-kind division",
    ] {
        on(&office, "huiyin.db", line);
    }
    for (file, code, name) in [("ly.db", "LY", "利用处"), ("jd.db", "JD", "监督指导处")] {
        let init = format!("init --office {code} --name {name} --from huiyin.db");
        on(&office, file, &init);
    }
    let pledge = "pledge add --title 预约查档 --content 网上预约 --measures 开通网页 --responsible 张三 --pledged-on 2011-04-20 --deadline 2011-05-10";
    on(&office, "ly.db", pledge);
    on(
        &office,
        "ly.db",
        "pledge publish P1 --published-on 2011-04-25",
    );
    on(&office, "jd.db", "merge ly.db --no-backup");
    office
}

/// Returns what is listed: whose change, of what, which field, and what it was and would be.
fn listed(told: &Json) -> Vec<String> {
    let proposals = told.as_array().unwrap().iter();
    let one = |one: &Json| {
        let value = |key: &str| match &one[key] {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let new = if one["field"].is_null() {
            String::new()
        } else {
            value("new")
        };
        format!(
            "{} {} {} {} → {new}",
            value("office"),
            value("ref"),
            value("field"),
            value("old")
        )
    };
    proposals.map(one).collect()
}

fn waiting(office: &Office, file: &str) -> Vec<String> {
    listed(&office.json(&["--db", file, "proposal", "list"]))
}

#[test]
fn a_change_to_another_offices_record_waits_in_every_file_and_order() {
    for order in [["ly.db", "jd.db"], ["jd.db", "ly.db"]] {
        let office = campaign();
        let told = office.run(&[
            "--db",
            "jd.db",
            "pledge",
            "edit",
            "LY-P1",
            "--note",
            "请督办",
        ]);
        assert!(told.err.contains("不归本处室决定"), "{}", told.err);
        on(&office, "ly.db", "pledge edit P1 --measures 开通网页和电话");
        on(&office, "jd.db", "pledge edit LY-P1 --measures 电话预约");
        let merge = ["merge", order[0], order[1], "--no-backup"];
        let foretold = office.json(&[merge[0], merge[1], merge[2], "--dry-run"]);
        let told = office.json(&merge);
        let expected = [
            "JD LY-P1 note null → 请督办",
            "JD LY-P1 measures 开通网页和电话 → 电话预约",
        ];
        assert_eq!(listed(&told["proposals"]), expected);
        assert_eq!(listed(&foretold["proposals"]), expected);
        assert_eq!(told["proposals"][0]["accept"], "huiyin proposal accept 1");
        assert_eq!(told["proposals"][0]["refuse"], "huiyin proposal refuse 1");
        assert_eq!(told["conflicts"], json!([]));
        on(&office, "ly.db", "merge jd.db --no-backup");
        for file in ["huiyin.db", "ly.db", "jd.db"] {
            let shown = office.json(&["--db", file, "pledge", "show", "LY-P1"]);
            assert_eq!(shown["note"], json!(null), "{file}");
            assert_ne!(shown["measures"], "电话预约", "{file}");
            assert_eq!(waiting(&office, file).len(), 2, "{file}");
        }
        assert_eq!(office.json(&merge)["proposals"], json!([]), "told once");
        assert!(office.ok(&[]).contains("2 项建议待答复"));
        assert!(office.does("verify").out.contains("2 项建议待答复"));
    }
}

#[test]
fn a_proposal_is_accepted_or_refused_by_who_decides_and_that_travels() {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "jd.db", "pledge edit LY-P1 --measures 电话预约");
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    // The one who proposes does not decide.
    let refused = office.run(&["--db", "jd.db", "proposal", "accept", "1"]);
    assert!(
        refused.code == 1 && refused.err.contains("不由本处室决定"),
        "{refused:?}"
    );
    assert_eq!(
        office.json(&["--db", "jd.db", "pledge", "show", "LY-P1"])["note"],
        json!(null)
    );
    on(&office, "ly.db", "proposal accept --where field=note");
    on(&office, "ly.db", "proposal refuse 2");
    assert_eq!(waiting(&office, "ly.db"), Vec::<String>::new());
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    on(&office, "jd.db", "merge ly.db --no-backup");
    for file in ["huiyin.db", "ly.db", "jd.db"] {
        let shown = office.json(&["--db", file, "pledge", "show", "LY-P1"]);
        assert_eq!(
            [&shown["note"], &shown["measures"]],
            ["请督办", "开通网页"],
            "{file}"
        );
        assert_eq!(waiting(&office, file), Vec::<String>::new(), "{file}");
        assert_eq!(
            office.json(&["--db", file, "conflict", "list"]),
            json!([]),
            "{file}"
        );
    }
    let none = office.refused(1, &["proposal", "accept", "7"]);
    assert!(none.contains("没有待答复的建议"), "{none}");
}

#[test]
fn an_owners_edit_answers_what_it_had_seen_and_nothing_else() {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --measures 电话预约");
    on(&office, "ly.db", "pledge edit P1 --measures 开通网页和电话");
    on(&office, "ly.db", "merge jd.db --no-backup");
    assert_eq!(waiting(&office, "ly.db").len(), 1);
    on(&office, "ly.db", "pledge edit P1 --note 另一项");
    assert_eq!(waiting(&office, "ly.db").len(), 1);
    on(&office, "ly.db", "pledge edit P1 --measures 三种方式");
    assert_eq!(waiting(&office, "ly.db"), Vec::<String>::new());
}

#[test]
fn what_is_said_about_anothers_record_counts_only_by_who_decides_about_that() {
    let office = campaign();
    let rates = |file: &str| office.json(&["--db", file, "report", "rates"]);
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    let before = rates("huiyin.db");
    for line in [
        "pledge progress LY-P1 --text 已办成 --percent 100",
        "survey add --subject LY-P1 --issued 10 --returned 10 --valid 10 --satisfied 10 --mostly 0 --dissatisfied 0",
        "survey add --subject 利用处 --issued 10 --returned 10 --valid 10 --satisfied 10 --mostly 0 --dissatisfied 0",
        "evaluation add --subject 利用处 --step leader_comment --by 李四 --text 好",
        "plan set limits.reply_days 90",
        "person edit 张三 --note 借调",
    ] {
        on(&office, "jd.db", line);
    }
    // By others by its nature.
    on(
        &office,
        "jd.db",
        "evaluation add --subject LY-P1 --step by_masses --rating good",
    );
    let told = office.json(&["merge", "jd.db", "--no-backup"]);
    let expected = [
        "JD JD-G1 null null → ",
        "JD JD-Q1 null null → ",
        "JD JD-Q2 null null → ",
        "JD JD-E1 null null → ",
        "JD limits.reply_days null null → ",
        "JD ZD-M1 note null → 借调",
    ];
    assert_eq!(listed(&told["proposals"]), expected);
    for kind in ["progress", "survey"] {
        assert_eq!(office.json(&[kind, "list"]), json!([]), "{kind}");
    }
    assert_eq!(
        office
            .json(&["evaluation", "list"])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(rates("huiyin.db")["on_time_rate"], before["on_time_rate"]);
    assert_eq!(office.json(&["plan", "show"])["limits"]["reply_days"], 15);
    // A number that was given to what waits is not given again.
    let again = "survey add --subject 监督指导处 --issued 1 --returned 1 --valid 1 --satisfied 1 --mostly 0 --dissatisfied 0";
    on(&office, "jd.db", again);
    assert_eq!(
        office.json(&["--db", "jd.db", "survey", "list"])[0]["ref"],
        "JD-Q3"
    );
    // LY decides about its own, the leading group about everything.
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "ly.db", "proposal accept --where ref=JD-G1");
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    assert_eq!(office.json(&["progress", "list"])[0]["percent"], 100);
    on(&office, "huiyin.db", "proposal accept --where kind=setting");
    assert_eq!(office.json(&["plan", "show"])["limits"]["reply_days"], 90);
}

#[test]
fn nobody_joins_two_persons_of_others() {
    let office = campaign();
    on(&office, "jd.db", "person same ZD-M1 ZD-M2");
    let persons = |file: &str| {
        office
            .json(&["--db", file, "person", "list"])
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(persons("jd.db"), 2);
    on(&office, "huiyin.db", "merge jd.db --no-backup");
    assert_eq!(persons("huiyin.db"), 2);
    assert!(!waiting(&office, "huiyin.db").is_empty());
}

#[test]
fn an_office_sees_its_own_people_at_once_and_others_once_they_are_accepted() {
    let office = campaign();
    on(&office, "ly.db", "person add --name 王五 --rank staff");
    let persons = |file: &str| {
        office
            .json(&["--db", file, "person", "list"])
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(persons("ly.db"), 3);
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    on(&office, "jd.db", "merge ly.db --no-backup");
    assert_eq!([persons("huiyin.db"), persons("jd.db")], [2, 2]);
    on(&office, "huiyin.db", "proposal accept --where office=LY");
    assert_eq!(persons("huiyin.db"), 3);
    assert_eq!(office.json(&["person", "show", "LY-M1"])["name"], "王五");
    on(&office, "jd.db", "merge huiyin.db --no-backup");
    on(&office, "ly.db", "merge huiyin.db --no-backup");
    for file in ["huiyin.db", "ly.db", "jd.db"] {
        assert_eq!(persons(file), 3, "{file}");
        assert_eq!(waiting(&office, file), Vec::<String>::new(), "{file}");
        on(&office, file, "verify --exit-code");
    }
}

#[test]
fn a_move_of_anothers_person_is_proposed_as_a_whole() {
    let office = campaign();
    on(
        &office,
        "jd.db",
        "person move 张三 --rank leader --since 2011-05-01",
    );
    let proposed = waiting(&office, "jd.db");
    assert!(proposed.len() >= 2, "{proposed:?}");
    on(&office, "huiyin.db", "merge jd.db --no-backup");
    for _ in &proposed {
        let open = on(&office, "huiyin.db", "proposal list --format json");
        let open: Json = serde_json::from_str(&open).unwrap();
        if let Some(first) = open.as_array().unwrap().first() {
            on(
                &office,
                "huiyin.db",
                &format!("proposal accept {}", first["number"]),
            );
        }
    }
    let posts = on(&office, "huiyin.db", "post list --format json");
    let posts: Json = serde_json::from_str(&posts).unwrap();
    let posts_of = posts.as_array().unwrap().iter();
    let ranks = posts_of
        .filter(|one| one["person_name"] == "张三")
        .map(|one| &one["rank"]);
    assert_eq!(ranks.collect::<Vec<_>>(), ["leader", "staff"], "{posts}");
}

#[test]
fn what_an_office_writes_in_its_second_file_is_its_own() {
    let office = campaign();
    on(&office, "huiyin.db", "merge ly.db jd.db --no-backup");
    office.ok(&["share", "--for", "LY", "-o", "part.db"]);
    // It knows who leads, in whatever order anything came there.
    let leads = |file: &str| -> Vec<u8> {
        let file = rusqlite::Connection::open(office.path().join(file)).unwrap();
        file.query_row("select writer from file_root", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(leads("part.db"), leads("huiyin.db"));
    on(&office, "part.db", "pledge edit P1 --note 已报");
    on(&office, "part.db", "person edit 张三 --rank leader");
    let told = office.json(&["merge", "part.db", "--no-backup"]);
    // A rank is corrected in the post that is in force.
    let expected = [
        "LY ZD-B1 rank staff → leader",
        "LY ZD-M1 rank staff → leader",
    ];
    let mut listed = listed(&told["proposals"]);
    listed.sort();
    assert_eq!(listed, expected, "{told}");
    assert_eq!(office.json(&["pledge", "show", "LY-P1"])["note"], "已报");
}

#[test]
fn where_no_office_leads_each_decides_in_its_own_file() {
    let office = Office::empty();
    for (file, code, name) in [("huiyin.db", "LY", "利用处"), ("bg.db", "BG", "保管处")] {
        on(
            &office,
            file,
            &format!("init --practice --office {code} --name {name}"),
        );
    }
    on(&office, "huiyin.db", "pledge add --title 预约查档");
    on(&office, "bg.db", "merge huiyin.db --no-backup");
    on(&office, "bg.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "bg.db", "plan set limits.reply_days 90");
    let note = |file: &str| office.json(&["--db", file, "pledge", "show", "LY-P1"])["note"].clone();
    assert_eq!(note("bg.db"), "请督办");
    on(&office, "huiyin.db", "merge bg.db --no-backup");
    assert_eq!(note("huiyin.db"), json!(null));
    assert_eq!(waiting(&office, "huiyin.db").len(), 2);
    assert_eq!(office.json(&["plan", "show"])["limits"]["reply_days"], 15);
}

#[test]
fn what_waits_is_not_missing_and_is_there_once_it_is_accepted() {
    let office = Office::empty();
    office.does("init --practice --db ld.db --office LD --name 办公室 --leading");
    office.does("init --practice --db ly.db --office LY --name 利用处");
    office.does("person add --db ly.db --name 张三 --rank staff");
    office.does("pledge add --db ly.db --title 修路 --responsible 张三");
    office.does("merge --db ld.db ly.db --no-backup");
    let who = || office.json(&["pledge", "list", "--db", "ld.db"])[0]["responsible_name"].clone();
    let told = office.run(&["verify", "--db", "ld.db", "--exit-code"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.out.contains("3 项建议待答复"), "{told:?}");
    assert!(who().is_null(), "{}", who());
    office.does("proposal accept 1 2 3 --db ld.db");
    assert_eq!(who(), "张三");
    let told = office.run(&["verify", "--db", "ld.db", "--exit-code"]);
    assert!(told.code == 0 && !told.out.contains("建议"), "{told:?}");
}

#[test]
fn a_file_of_before_there_were_proposals_goes_on() {
    let office = Office::new();
    office.does("pledge add --title 修路");
    let file = rusqlite::Connection::open(office.file()).unwrap();
    file.execute_batch(
        "drop table proposal; drop table file_proposal; drop table file_root;
         alter table member drop column admitted; pragma user_version = 1",
    )
    .unwrap();
    drop(file);
    assert_eq!(office.json(&["pledge", "list"])[0]["title"], "修路");
    office.does("pledge edit P1 --title 修桥");
    office.does("verify --exit-code");
}

/// Checks that each of the three files, once it has what the others have, in either order, lists this and
/// shows this note of LY's pledge. The files stay as they are.
fn agree(office: &Office, listed: &[&str], note: &Json) {
    for (file, others) in [
        ("huiyin.db", "ly.db jd.db"),
        ("huiyin.db", "jd.db ly.db"),
        ("ly.db", "jd.db"),
        ("jd.db", "ly.db"),
    ] {
        std::fs::copy(office.path().join(file), office.path().join("all.db")).unwrap();
        on(office, "all.db", &format!("merge {others} --no-backup"));
        assert_eq!(waiting(office, "all.db"), listed, "{file} {others}");
        let shown = office.json(&["--db", "all.db", "pledge", "show", "LY-P1"]);
        assert_eq!(&shown["note"], note, "{file} {others}");
    }
    on(office, "all.db", "verify --exit-code");
    let conflicts = office.json(&["--db", "all.db", "conflict", "list"]);
    assert_eq!(conflicts, json!([]));
}

#[test]
fn an_answer_that_is_taken_back_is_none() {
    let both = [
        "JD LY-P1 note null → 请督办",
        "JD LY-P1 measures 开通网页 → 电话预约",
    ];
    for (answer, left, note) in [
        ("proposal refuse 1", &both[1..], json!(null)),
        ("proposal accept 1", &both[1..], json!("请督办")),
        ("proposal accept 1 2", &[], json!("请督办")),
        ("pledge edit P1 --note 已办", &both[1..], json!("已办")),
    ] {
        let office = campaign();
        on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
        on(&office, "jd.db", "pledge edit LY-P1 --measures 电话预约");
        on(&office, "ly.db", "merge jd.db --no-backup");
        on(&office, "ly.db", answer);
        for _ in 0..2 {
            agree(&office, left, &note);
            on(&office, "ly.db", "undo");
            agree(&office, &both, &json!(null));
            on(&office, "ly.db", "redo");
        }
        agree(&office, left, &note);
    }
}

#[test]
fn what_is_taken_back_one_after_the_other_is_brought_back_so() {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "ly.db", "pledge edit P1 --note 已办");
    on(&office, "jd.db", "pledge edit LY-P1 --note 再督办");
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "ly.db", "pledge edit P1 --note 办结");
    // The later stands for the earlier.
    let [first, second] = ["JD LY-P1 note null → 再督办", "JD LY-P1 note 已办 → 再督办"];
    assert_eq!(waiting(&office, "ly.db"), Vec::<String>::new());
    let steps: [(&str, &[&str], Json); 4] = [
        ("undo", &[second], json!("已办")),
        ("undo 5", &[first], json!(null)),
        ("redo", &[second], json!("已办")),
        ("redo", &[], json!("办结")),
    ];
    for (step, expected, note) in steps {
        on(&office, "ly.db", step);
        assert_eq!(waiting(&office, "ly.db"), expected, "{step}");
        let shown = office.json(&["--db", "ly.db", "pledge", "show", "P1"]);
        assert_eq!(shown["note"], note, "{step}");
    }
    agree(&office, &[], &json!("办结"));
}

#[test]
fn what_was_taken_back_in_a_file_that_decides_it_waits_nowhere() {
    let office = Office::empty();
    office.does("init --practice --office LY --name 利用处");
    office.does("init --practice --db bg.db --office BG --name 保管处");
    office.does("pledge add --title 预约查档");
    office.does("merge --db bg.db huiyin.db --no-backup");
    let one = ["BG LY-P1 note null → 请督办"];
    on(&office, "bg.db", "pledge edit LY-P1 --note 请督办");
    for expected in [&one[..], &[], &one, &[]] {
        if expected.is_empty() {
            on(&office, "bg.db", "undo");
        }
        office.does("merge bg.db --no-backup");
        assert_eq!(waiting(&office, "huiyin.db"), expected);
        if expected.is_empty() {
            on(&office, "bg.db", "redo");
        }
    }
}

#[test]
fn a_voiding_that_is_taken_back_leaves_answers_and_proposals_as_they_were() {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "jd.db", "pledge edit LY-P1 --measures 电话预约");
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "ly.db", "proposal accept 1");
    let one = ["JD LY-P1 measures 开通网页 → 电话预约"];
    on(&office, "ly.db", "pledge void P1 --reason 误登 --force");
    assert_eq!(waiting(&office, "ly.db"), one);
    on(&office, "ly.db", "undo");
    agree(&office, &one, &json!("请督办"));
}

#[test]
fn what_was_only_proposed_is_taken_back() {
    let office = campaign();
    let one = ["JD LY-P1 note null → 请督办"];
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "jd.db", "pledge edit LY-P1 --note 请再督办");
    let again = ["JD LY-P1 note null → 请再督办"];
    let took_back = |expected: &[&str]| {
        on(&office, "jd.db", "undo");
        assert_eq!(waiting(&office, "jd.db"), expected);
    };
    assert_eq!(waiting(&office, "jd.db"), again);
    took_back(&one);
    took_back(&[]);
    agree(&office, &[], &json!(null));
    for expected in [&one[..], &again] {
        on(&office, "jd.db", "redo");
        assert_eq!(waiting(&office, "jd.db"), expected);
    }
    agree(&office, &again, &json!(null));
    took_back(&one);
    agree(&office, &one, &json!(null));
    on(&office, "jd.db", "redo");
    agree(&office, &again, &json!(null));
}

#[test]
fn what_was_proposed_and_answered_rests_under_the_answer() {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "ly.db", "proposal accept 1");
    on(&office, "jd.db", "merge ly.db --no-backup");
    let undo = office.run(&["--db", "jd.db", "undo", "3"]);
    assert!(
        undo.code == 1 && undo.err.contains("huiyin undo 4"),
        "{undo:?}"
    );
    on(&office, "jd.db", "undo 4");
    on(&office, "jd.db", "undo 3");
    assert_eq!(waiting(&office, "jd.db"), Vec::<String>::new());
    // LY has accepted it, and that stands.
    agree(&office, &[], &json!("请督办"));
}

#[test]
fn a_record_that_waits_as_a_whole_is_taken_back_refused_and_brought_back() {
    let progress = "pledge progress LY-P1 --text 已办成 --percent 100";
    let one = ["JD JD-G1 null null → "];
    let none = json!(null);
    let office = campaign();
    let count = |file: &str| {
        let listed = office.json(&["--db", file, "progress", "list"]);
        listed.as_array().unwrap().len()
    };
    on(&office, "jd.db", progress);
    agree(&office, &one, &none);
    on(&office, "jd.db", "undo");
    agree(&office, &[], &none);
    on(&office, "jd.db", "redo");
    agree(&office, &one, &none);
    on(&office, "jd.db", "undo");
    // Its number is not given again.
    on(&office, "jd.db", progress);
    let other = ["JD JD-G2 null null → "];
    agree(&office, &other, &none);
    on(&office, "ly.db", "merge jd.db --no-backup");
    for (answer, expected) in [("refuse", 0), ("accept", 1)] {
        let answer = format!("proposal {answer} --where ref=JD-G2");
        on(&office, "ly.db", &answer);
        for _ in 0..2 {
            assert_eq!(count("ly.db"), expected, "{answer}");
            agree(&office, &[], &none);
            on(&office, "ly.db", "undo");
            assert_eq!(count("ly.db"), 0, "{answer}");
            agree(&office, &other, &none);
            on(&office, "ly.db", "redo");
        }
        on(&office, "ly.db", "undo");
        on(&office, "ly.db", &answer);
        assert_eq!(count("ly.db"), expected, "{answer}");
        on(&office, "ly.db", "undo");
        agree(&office, &other, &none);
    }
}

#[test]
fn what_an_office_takes_back_of_its_own_people_is_proposed_no_more() {
    let office = campaign();
    on(&office, "ly.db", "person add --name 王五 --rank staff");
    on(&office, "jd.db", "merge ly.db --no-backup");
    assert_eq!(
        waiting(&office, "jd.db").len(),
        2,
        "the person and the post"
    );
    on(&office, "ly.db", "undo");
    agree(&office, &[], &json!(null));
    on(&office, "ly.db", "person add --name 王五 --rank staff");
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    assert_eq!(waiting(&office, "huiyin.db").len(), 2);
    on(&office, "huiyin.db", "proposal accept --where office=LY");
    let persons = || office.json(&["person", "list"]).as_array().unwrap().len();
    assert_eq!(persons(), 3);
    on(&office, "huiyin.db", "undo");
    assert_eq!((persons(), waiting(&office, "huiyin.db").len()), (2, 2));
    on(&office, "huiyin.db", "proposal accept --where office=LY");
    assert_eq!((persons(), waiting(&office, "huiyin.db").len()), (3, 0));
    assert_eq!(office.json(&["person", "show", "LY-M2"])["name"], "王五");
}
