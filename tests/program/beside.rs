//! What is proposed stands beside the value, and never instead of it: in records, lists, history, checks,
//! exports and reports; and is accepted by the rules of an edit.

use serde_json::json;

use crate::harness::Office;
use crate::proposals::{campaign, on};

/// The campaign in which JD proposed a note and whom LY's pledge is handed over to, and LY knows of it.
fn proposed() -> Office {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "jd.db", "pledge hand-over LY-P1 --to 李四");
    on(&office, "ly.db", "merge jd.db --no-backup");
    office
}

#[test]
fn whoever_proposes_is_told_what_and_to_whom_it_must_go() {
    let office = campaign();
    let jd = |args: &[&str]| office.run(&[&["--db", "jd.db"], args].concat());
    let told = jd(&["pledge", "edit", "LY-P1", "--note", "请督办"]);
    assert!(!told.err.contains("已修改"), "{}", told.err);
    for part in [
        "建议 1：LY-P1 备注=— → 请督办",
        "利用处（LY）或领导小组办公室（ZD）",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    let told = jd(&["person", "edit", "张三", "--rank", "leader"]);
    assert!(
        told.err.contains("请把本文件交领导小组办公室（ZD）合并"),
        "{}",
        told.err
    );
    let told = jd(&["person", "same", "ZD-M1", "ZD-M2"]);
    assert!(
        told.err.contains("认定同一 同一人：其一=ZD-"),
        "{}",
        told.err
    );
    on(&office, "jd.db", "undo");
    on(&office, "jd.db", "undo 3");
    let history = office.ok(&["--db", "jd.db", "history", "LY-P1"]);
    assert!(history.contains("建议修改（已收回）"), "{history}");
    // What counts is said as ever.
    let told = jd(&["household", "add", "--name", "王家", "--village", "新村"]);
    assert!(!told.err.contains("建议"), "{}", told.err);
    let whole = [
        "pledge",
        "progress",
        "LY-P1",
        "--text",
        "t",
        "--percent",
        "40",
    ];
    let told = jd(&whole);
    assert!(told.err.contains("登记进展 JD-G1"), "{}", told.err);
    let sheet = "pledge,date,text,percent\nLY-P1,2011-05-01,一,10\nLY-P1,2011-05-02,二,20\n";
    std::fs::write(office.path().join("p.csv"), sheet).unwrap();
    let told = jd(&["import", "progress", "p.csv"]);
    for part in ["已导入2条", "导入 JD-G2", "请把本文件交"] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    on(&office, "jd.db", "undo");
    let list = jd(&["progress", "list"]);
    assert!(list.err.contains("另有 1 条进展还只是建议"), "{}", list.err);
    let show = jd(&["progress", "show", "JD-G1"]);
    assert!(
        show.code == 1 && show.err.contains("JD-G1 还只是建议 6"),
        "{}",
        show.err
    );
}

#[test]
fn a_record_and_its_list_name_what_is_proposed() {
    let office = proposed();
    let show = office.json(&["--db", "ly.db", "pledge", "show", "P1"]);
    let told = |at: usize, key: &str| show["proposals"][at][key].clone();
    assert_eq!(
        [
            told(0, "field"),
            told(0, "old"),
            told(0, "new"),
            told(0, "office")
        ],
        [json!("note"), json!(null), json!("请督办"), json!("JD")]
    );
    assert_eq!(told(0, "accept"), "huiyin proposal accept 1");
    assert_eq!(show["open_proposals"], 2);
    assert_eq!(show["note"], json!(null));
    let page = office.ok(&["--db", "ly.db", "pledge", "show", "P1"]);
    for part in ["备注=— → 请督办", "王芳（JD）", "huiyin proposal refuse 1"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let list = office.ok(&["--db", "ly.db", "pledge", "list"]);
    assert!(list.contains("LY-P1（2项建议）"), "{list}");
    // JD does not decide: it is told who does.
    let list = office.ok(&["--db", "jd.db", "proposal", "list"]);
    assert!(
        list.contains("由利用处（LY）或领导小组办公室（ZD）答复"),
        "{list}"
    );
    assert!(!list.contains("huiyin proposal accept"), "{list}");
}

#[test]
fn an_offices_own_people_are_marked_until_they_are_accepted() {
    let office = campaign();
    on(&office, "ly.db", "person add --name 王五 --rank staff");
    let is_marked = |file: &str| {
        let list = office.ok(&["--db", file, "person", "list"]);
        let shown = office.run(&["--db", file, "person", "show", "王五"]).out;
        let words = ["--", "huiyin", "--db", file, "person", "show", "王"];
        let mut complete = office.command(&words);
        let offered = complete.env("HUIYIN_COMPLETE", "fish").output().unwrap();
        let offered = String::from_utf8(offered.stdout).unwrap();
        let marks = [
            list.contains("LY-M1（待认可）"),
            shown.contains("待领导小组认可"),
            offered.contains("待认可"),
        ];
        assert!(
            marks == [true; 3] || marks == [false; 3],
            "{marks:?}\n{list}{offered}"
        );
        let one = office.json(&["--db", file, "person", "list", "--where", "name=王五"]);
        assert_eq!(one[0]["accepted"], json!(!marks[0]));
        marks[0]
    };
    assert!(is_marked("ly.db"));
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    // A post names its bearer, though that one waits too.
    assert!(office.ok(&["proposal", "list"]).contains("人员=王五"));
    on(&office, "huiyin.db", "proposal accept 1");
    assert!(!is_marked("huiyin.db"));
    on(&office, "ly.db", "merge huiyin.db --no-backup");
    assert!(!is_marked("ly.db"));
}

#[test]
fn the_history_tells_a_proposal_as_one() {
    let office = proposed();
    on(
        &office,
        "ly.db",
        "pledge edit P1 --note 本处所写 --measures 三种方式",
    );
    on(&office, "jd.db", "merge ly.db --no-backup");
    on(&office, "jd.db", "pledge edit LY-P1 --note 再督办");
    on(&office, "jd.db", "pledge edit LY-P1 --content 另一内容");
    on(&office, "ly.db", "merge jd.db --no-backup");
    on(&office, "ly.db", "proposal accept --where field=content");
    on(&office, "ly.db", "proposal refuse --where field=note");
    let told = office.json(&["--db", "ly.db", "history", "P1"]);
    let told: Vec<String> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["command"].as_str().unwrap(), one["proposal"]))
        .collect();
    let expected = [
        "pledge add null",
        "pledge publish null",
        "pledge edit \"replaced\"",
        "pledge hand-over \"open\"",
        "pledge edit null",
        "pledge edit \"refused\"",
        "pledge edit \"accepted\"",
        "proposal accept null",
        "proposal refuse null",
    ];
    assert_eq!(told, expected);
    let page = office.ok(&["--db", "ly.db", "history", "P1"]);
    let row = |word: &str| {
        page.lines()
            .find(|line| line.contains(word))
            .unwrap_or(&page)
    };
    // The value before is what stood, not what was proposed.
    assert!(row("本处所写").contains("备注=本处所写"), "{page}");
    assert!(
        row("建议移交他人负责（待答复）").contains("责任人=张三 → 李四"),
        "{page}"
    );
    assert!(
        row(" 采纳建议 ").contains("实事内容=网上预约 → 另一内容"),
        "{page}"
    );
    assert!(row(" 不采纳建议 ").contains("备注=再督办"), "{page}");
    // Nobody has it but who had it.
    let trail = office.json(&["--db", "ly.db", "pledge", "show", "P1"])["trail"].clone();
    assert_eq!(trail.as_array().unwrap().len(), 1, "{trail}");
    assert!(office.ok(&["--db", "jd.db"]).contains("建议修改"));
}

#[test]
fn who_decides_is_reminded_and_nothing_that_waits_is_exported_as_if_it_counted() {
    let office = proposed();
    on(
        &office,
        "jd.db",
        "pledge progress LY-P1 --text 快成了 --percent 90",
    );
    on(&office, "ly.db", "merge jd.db --no-backup");
    let notices = |file: &str| {
        let found = office.json(&["--db", file, "check", "--code", "proposal-open"]);
        let messages = found.as_array().unwrap().iter();
        messages
            .map(|one| one["message"].to_string())
            .collect::<Vec<_>>()
    };
    assert!(notices("ly.db")[0].contains("3 项建议待本处室答复"));
    assert_eq!(notices("jd.db"), Vec::<String>::new());
    for report in ["check", "report rates"] {
        let mut args = vec!["--db", "ly.db"];
        args.extend(report.split(' '));
        let told = office.run(&args);
        let all = told.out + &told.err;
        assert!(
            all.contains("另有 3 项建议待答复，未计入"),
            "{report}: {all}"
        );
    }
    let file = |name: &str| std::fs::read_to_string(office.path().join(name)).unwrap();
    on(&office, "ly.db", "export -o out");
    assert_eq!(
        file("out/proposal.csv").lines().count(),
        5,
        "{}",
        file("out/proposal.csv")
    );
    assert!(file("out/proposal.csv").contains("note,,请督办"));
    assert_eq!(file("out/progress.csv").lines().count(), 1);
    let columns = file("out/pledge.csv");
    assert!(
        columns
            .lines()
            .next()
            .unwrap()
            .contains("backfilled,open_proposals,record")
    );
    assert!(columns.contains(",true,2,"), "{columns}");
    let ledgers = office.json(&["--db", "ly.db", "ledger", "all"]);
    assert_eq!(ledgers["proposal"].as_array().unwrap().len(), 4);
}

#[test]
fn a_proposal_is_accepted_by_the_rules_of_an_edit() {
    let office = campaign();
    for line in [
        "pledge edit LY-P1 --note 请督办",
        "pledge finish LY-P1 --result 办成",
        "pledge hand-over LY-P1 --to 李四 --on 2011-04-21",
        "pledge edit LY-P1 --pledged-on 2011-04-23 --reason 写错",
    ] {
        on(&office, "jd.db", line);
    }
    on(&office, "ly.db", "merge jd.db --no-backup");
    let accept = |number: &str| office.run(&["--db", "ly.db", "proposal", "accept", number]);
    let tried = office.run(&["--db", "ly.db", "proposal", "accept", "1", "--dry-run"]);
    assert!(tried.code == 0 && tried.err.contains("试运行"), "{tried:?}");
    assert!(tried.out.contains("请督办"), "{tried:?}");
    let count = || {
        office
            .json(&["--db", "ly.db", "proposal", "list"])
            .as_array()
            .unwrap()
            .len()
    };
    let before = count();
    // The day of the pledge is moved behind that on which it would be handed over.
    on(&office, "ly.db", "proposal accept 4");
    let told = accept("3");
    assert!(
        told.code == 1 && told.err.contains("建议 3（LY-P1）不能采纳"),
        "{told:?}"
    );
    assert!(told.err.contains("huiyin proposal refuse 3"), "{told:?}");
    // A step that is not possible any more.
    on(&office, "ly.db", "pledge withdraw P1 --reason 不办了");
    let told = accept("3");
    assert!(
        told.code == 1 && told.err.contains("现在不能移交他人负责（状态：已撤回）"),
        "{told:?}"
    );
    assert!(count() < before);
    on(&office, "ly.db", "proposal refuse 1 3");
    let none = office.run(&["--db", "ly.db", "proposal", "accept", "1"]);
    assert!(
        none.code == 1 && none.err.contains("没有待答复的建议"),
        "{none:?}"
    );
}

#[test]
fn nothing_is_accepted_of_a_record_that_is_void() {
    let office = campaign();
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    on(&office, "huiyin.db", "pledge void LY-P1 --reason 重复");
    on(&office, "ly.db", "merge huiyin.db jd.db --no-backup");
    let told = office.run(&["--db", "ly.db", "proposal", "accept", "1"]);
    assert!(
        told.code == 1
            && told
                .err
                .contains("建议 1（LY-P1）不能采纳：LY-P1 已作废（重复）"),
        "{told:?}"
    );
    on(&office, "ly.db", "proposal refuse 1");
}

#[test]
fn what_one_command_says_of_a_person_is_accepted_together() {
    let office = campaign();
    on(&office, "ly.db", "person edit 张三 --rank leader");
    on(&office, "ly.db", "person edit 李四 --note 借调");
    on(&office, "ly.db", "person add --name 王五 --rank staff");
    on(&office, "huiyin.db", "merge ly.db --no-backup");
    let told = office.run(&["proposal", "accept", "2"]);
    assert!(
        told.err.contains("(ZD-B1)") && told.err.contains("(ZD-M1)，还有 3 项")
            || told.err.contains("(ZD-B1)，还有 3 项"),
        "{told:?}"
    );
    assert_eq!(office.json(&["person", "show", "张三"])["rank"], "leader");
    let told = office.run(&["proposal", "accept", "--where", "ref=LY-M1"]);
    assert!(told.err.contains("(LY-B1)"), "{told:?}");
    assert_eq!(
        office.json(&["proposal", "list"]).as_array().unwrap().len(),
        1
    );
}
