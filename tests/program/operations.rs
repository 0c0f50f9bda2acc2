//! What was done to a file, one operation after the other, and taking it back: `log`, `undo`, `redo`,
//! and the history of what came when.

use serde_json::{Value as Json, json};

use crate::harness::Office;
use crate::terminal::Terminal;

const ENTER: &str = "\r";
const DOWN: &str = "\u{1b}[B";

/// An office with a pledge of its own, and beside it the file of another with an opinion.
fn beside() -> (Office, Office) {
    let (office, other) = (Office::leading(), Office::empty());
    other.does("init --practice --office ZD --name 监督指导处");
    other.does("opinion add --channel hotline --topic 一");
    office.does("pledge add --title 我的实事 --deadline 9月底");
    std::fs::copy(other.file(), office.path().join("zd.db")).unwrap();
    (office, other)
}

fn refs(office: &Office, noun: &str) -> Vec<String> {
    let list = office.json(&[noun, "list", "--voided"]);
    let refs = list.as_array().unwrap().iter();
    refs.map(|one| one["ref"].as_str().unwrap().to_owned())
        .collect()
}

fn log(office: &Office) -> Vec<Json> {
    let log = office.json(&["log"]);
    log.as_array().unwrap().clone()
}

#[test]
fn undo_after_a_merge_takes_the_merge_back_and_never_the_entry_before_it() {
    let (office, _) = beside();
    let before = std::fs::read(office.file()).unwrap();
    let pledges = office.ok(&["ledger", "all", "--format", "md"]);
    office.does("merge zd.db --no-backup");
    assert_eq!(refs(&office, "opinion"), ["ZD-O1"]);
    let merge = &log(&office)[0];
    assert_eq!(
        (&merge["kind"], &merge["actor"], &merge["offices"]),
        (&json!("merge"), &json!("王芳"), &json!(["ZD"]))
    );
    assert!(
        merge["sources"][0]["file"]
            .as_str()
            .unwrap()
            .ends_with("zd.db")
    );
    let told = office.does("undo").err;
    assert!(told.contains("合并") && told.contains("zd.db"), "{told}");
    assert_eq!(refs(&office, "opinion"), [""; 0]);
    assert_eq!(refs(&office, "pledge"), ["LY-P1"]);
    assert_eq!(office.ok(&["ledger", "all", "--format", "md"]), pledges);
    assert_eq!(office.run(&["verify", "--exit-code"]).code, 0);
    // Once more, and for good: the same file is read anew.
    office.does("redo");
    assert_eq!(refs(&office, "opinion"), ["ZD-O1"]);
    office.does("undo");
    office.does("merge zd.db --no-backup");
    assert_eq!(refs(&office, "opinion"), ["ZD-O1"]);
    office.does("undo");
    // The one before it is the pledge.
    office.does("undo");
    assert_eq!(refs(&office, "pledge"), [""; 0]);
    assert!(std::fs::read(office.file()).unwrap() != before);
}

#[test]
fn a_merge_on_which_something_rests_stays_and_says_what_and_the_way() {
    let (office, _) = beside();
    office.does("merge zd.db");
    office.does("opinion edit ZD-O1 --topic 二");
    office.does("pledge add --title 别的 --deadline 9月底");
    let number = log(&office)
        .iter()
        .find(|one| one["kind"] == "merge")
        .unwrap()["number"]
        .to_string();
    let sentence = office.refused(1, &["undo", &number]);
    assert!(
        sentence.contains("ZD-O1") && sentence.contains("huiyin undo"),
        "{sentence}"
    );
    // Its way is open.
    let (_, way) = sentence.trim().rsplit_once("huiyin ").unwrap();
    office.does(way);
    assert_eq!(refs(&office, "opinion"), ["ZD-O1"]);
    // What was written is in the log for good: now the copy that was kept is the way back.
    let sentence = office.refused(1, &["undo", &number]);
    let (_, way) = sentence.trim().rsplit_once("huiyin ").unwrap();
    assert!(
        way.starts_with("restore") && way.contains("before-merge"),
        "{sentence}"
    );
    office.does(way);
    assert_eq!(refs(&office, "opinion"), [""; 0]);
    assert_eq!(log(&office)[0]["kind"], "restore");
    let sentence = office.refused(1, &["undo"]);
    assert!(sentence.contains("huiyin restore"), "{sentence}");
}

#[test]
fn two_undos_take_back_two_mistakes_and_two_redos_bring_them_again() {
    let office = Office::new();
    for title in ["对", "错1", "错2"] {
        office.ok(&["pledge", "add", "--title", title, "--deadline", "9月底"]);
    }
    office.does("undo");
    office.does("undo");
    assert_eq!(refs(&office, "pledge"), ["LY-P1"]);
    // What is gone is in no ledger, no figure and no export, and its ref is not given out again.
    assert!(!office.does("ledger all --format csv").out.contains("错"));
    assert!(!office.does("export pledge --format csv").out.contains("错"));
    let shown = office.refused(1, &["pledge", "show", "P3"]);
    assert!(
        shown.contains("已撤销") && shown.contains("huiyin history LY-P3"),
        "{shown}"
    );
    let history = office.does("history LY-P3").out;
    assert!(
        history.contains("撤销") && history.contains("登记已撤销"),
        "{history}"
    );
    office.does("redo");
    assert_eq!(refs(&office, "pledge"), ["LY-P1", "LY-P2"]);
    office.does("redo");
    assert_eq!(refs(&office, "pledge"), ["LY-P1", "LY-P2", "LY-P3"]);
    assert!(office.refused(1, &["redo"]).contains("没有可恢复的操作"));
    office.does("undo");
    office.ok(&["pledge", "add", "--title", "新的", "--deadline", "9月底"]);
    assert_eq!(refs(&office, "pledge"), ["LY-P1", "LY-P2", "LY-P4"]);
    let since = office.refused(1, &["redo"]);
    assert!(since.contains("不能再恢复"), "{since}");
    assert_eq!(office.run(&["verify", "--exit-code"]).code, 0);
}

#[test]
fn an_operation_is_taken_back_by_its_number_unless_something_rests_on_it() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office
        .does("pledge add --title 甲 --deadline 9月底 --content c --measures m --responsible 张三");
    office.does("pledge publish P1");
    office.does("pledge progress P1 --text 过半 --percent 50");
    office.does("pledge edit P1 --note 备注");
    let number = |verb: &str| {
        let log = log(&office);
        let found = log
            .iter()
            .find(|one| one["command"] == verb && one["undone"] == false);
        found.unwrap()["number"].to_string()
    };
    for (verb, on) in [
        ("person add", "LY-P1"),
        ("pledge publish", "LY-G1"),
        ("pledge add", "LY-"),
    ] {
        let sentence = office.refused(1, &["undo", &number(verb)]);
        assert!(sentence.contains(on), "{verb}: {sentence}");
    }
    office.ok(&["undo", &number("pledge progress")]);
    office.ok(&["undo", &number("pledge publish")]);
    let shown = office.json(&["pledge", "show", "P1"]);
    assert_eq!(
        (&shown["status"], &shown["note"]),
        (&json!("draft"), &json!("备注"))
    );
    assert!(office.refused(1, &["undo", "1"]).contains("不能撤销"));
    assert!(
        office
            .refused(1, &["undo", "99"])
            .contains("没有第99号操作")
    );
    assert!(
        office
            .refused(1, &["undo", &number("undo")])
            .contains("huiyin redo")
    );
    office.refused(1, &["undo", "x"]);
}

#[test]
fn a_unit_that_was_taken_back_is_added_again_under_its_name() {
    let office = Office::new();
    office.does("unit add --name 查阅大厅 --unit-kind division --note 一楼");
    let before = refs(&office, "unit");
    office.does("undo");
    assert_eq!(refs(&office, "unit").len() + 1, before.len());
    office.does("unit add --name 查阅大厅 --unit-kind division");
    assert_eq!(refs(&office, "unit"), before);
    let shown = office.json(&["unit", "show", "查阅大厅"]);
    assert_eq!(shown["note"], json!(null));
    office.does("undo");
    std::fs::write(
        office.path().join("unit.csv"),
        "名称,单位类别\n查阅大厅,division\n",
    )
    .unwrap();
    office.does("import unit unit.csv");
    assert_eq!(refs(&office, "unit"), before);
    let import = &log(&office)[0];
    assert!(
        import["sources"][0]["file"]
            .as_str()
            .unwrap()
            .ends_with("unit.csv"),
        "{import}"
    );
    for reserved in ["undo", "="] {
        office.refused(1, &["unit", "void", "查阅大厅", "--reason", reserved]);
    }
}

#[test]
fn what_a_colleague_did_is_named_and_asked_for() {
    let office = Office::new();
    office.does("pledge add --title 王芳的 --deadline 9月底");
    let by = |args: &[&str]| {
        let mut all = vec!["--as", "李明"];
        all.extend(args);
        office.run(&all)
    };
    let run = by(&["undo"]);
    assert_eq!(run.code, 1);
    for part in ["王芳", "登记 LY-P1", "huiyin undo --force"] {
        assert!(run.err.contains(part), "{run:?}");
    }
    assert_eq!(refs(&office, "pledge"), ["LY-P1"]);
    assert_eq!(by(&["undo", "--force"]).code, 0);
    assert_eq!(refs(&office, "pledge"), [""; 0]);
    // Who took it back brings it back.
    assert!(office.refused(1, &["redo"]).contains("李明"));
    assert_eq!(by(&["redo"]).code, 0);
    assert_eq!(refs(&office, "pledge"), ["LY-P1"]);
    let log = office.json(&["log", "--by", "李明"]);
    let kinds: Vec<&Json> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, [&json!("redo"), &json!("undo")]);
}

#[test]
fn at_a_terminal_what_a_colleague_did_is_asked_for() {
    let office = Office::new();
    office.does("pledge add --title 王芳的 --deadline 9月底");
    let ask = |answer: &str| {
        let mut terminal = Terminal::start(&office.command(&["--as", "李明", "undo"]));
        let question = terminal.shows("仍要继续吗");
        assert!(
            question.contains("王芳") && question.contains("LY-P1"),
            "{question}"
        );
        terminal.types(answer);
        terminal.end()
    };
    assert_eq!(ask(ENTER).0, 1);
    assert_eq!(refs(&office, "pledge"), ["LY-P1"]);
    let (code, screen) = ask(&format!("{DOWN}{ENTER}"));
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("undo --force"), "{screen}");
    assert_eq!(refs(&office, "pledge"), [""; 0]);
}

#[test]
fn what_was_written_apart_is_told_apart_with_what_was_there_before() {
    let office = Office::new();
    office.does("person add 张三 --rank staff");
    // Two copies of one office's file.
    std::fs::copy(office.file(), office.path().join("b.db")).unwrap();
    office.does("person edit 张三 --phone 33333");
    office.does("plan set limits.reply_days 20");
    office.does("--db b.db person edit 张三 --phone 44444");
    office.does("--db b.db plan set limits.reply_days 30");
    office.does("merge b.db --no-backup");
    let told = office.ok(&["history", "LY-M1"]);
    assert!(told.contains("电话=44444（当时未见 33333）"), "{told}");
    let listed = office.ok(&["conflict", "list"]);
    for before in ["双方改动之前：（空）", "双方改动之前：15"] {
        assert!(listed.contains(before), "{listed}");
    }
    office.does("person edit 张三 --phone 55555");
    let told = office.ok(&["history", "LY-M1"]);
    assert!(told.contains("电话=44444 → 55555"), "{told}");
}

#[test]
fn what_changes_nothing_is_no_operation() {
    let office = Office::leading();
    office.does("person add --name 张三 --rank staff");
    office.does("pledge add --title 甲 --deadline 9月底 --content c --measures m");
    office.does("pledge edit P1 --responsible 张三");
    office.does("pledge publish P1");
    office.does("pledge continue P1 --reason 等 --new-deadline 12月底");
    office.does("plan set limits.reply_days 9");
    let before = log(&office);
    for line in [
        "pledge edit P1 --title 甲",
        "pledge continue P1 --reason 等 --new-deadline 12月底",
        "plan set limits.reply_days 9",
    ] {
        let told = office.does(line).err;
        assert!(told.contains("没有变化"), "{line}: {told}");
    }
    assert_eq!(log(&office), before);
}

#[test]
fn the_history_is_asked_by_office_kind_day_and_arrival() {
    let (mut office, other) = beside();
    other.does("opinion add --channel hotline --topic 二");
    office.does("merge zd.db --no-backup");
    let count = |office: &Office, args: &[&str]| {
        let mut all = vec!["history"];
        all.extend(args);
        office.json(&all).as_array().unwrap().len()
    };
    let of_other = count(&office, &["--office", "ZD"]);
    assert!(of_other > 0 && of_other < count(&office, &[]));
    assert_eq!(count(&office, &["--kind", "opinion"]), 1);
    assert_eq!(
        count(&office, &["--kind", "opinion", "--office", "监督指导处"]),
        1
    );
    assert_eq!(count(&office, &["--limit", "1"]), 1);
    assert_eq!(count(&office, &["--until", "2000-01-01"]), 0);
    assert_eq!(
        count(&office, &["--arrived-since", "2011-01-01"]),
        count(&office, &[])
    );
    office.on("2199-01-01");
    assert_eq!(count(&office, &["--arrived-since", "2198-01-01"]), 0);
    office.refused(1, &["history", "--office", "没有"]);
    let newest = &office.json(&["history", "--limit", "1"])[0];
    assert!(newest["arrived"].is_string(), "{newest}");
}

#[test]
fn a_conflict_tells_what_was_there_before_and_keeps_its_true_sides() {
    let (office, other) = (Office::new(), Office::empty());
    other.does("init --practice --office ZD --name 监督指导处");
    office.does("household add --name 张三 --household-kind rural --note 科员");
    let place = |office: &Office| office.file().display().to_string();
    other.does(&format!("merge {} --no-backup", place(&office)));
    office.does("household edit H1 --note 科长");
    let edited = other.run(&[
        "--as",
        "李明",
        "household",
        "edit",
        "LY-H1",
        "--note",
        "处长",
    ]);
    assert_eq!(edited.code, 0, "{}", edited.err);
    office.does(&format!("merge {} --no-backup", place(&other)));
    let sides = |office: &Office| {
        let conflict = office.json(&["conflict", "show", "1"]);
        let values = conflict["values"].as_array().unwrap().clone();
        let side = |one: &Json| {
            [
                one["value"].clone(),
                one["actor"].clone(),
                one["office"].clone(),
            ]
        };
        let mut sides: Vec<String> = values
            .iter()
            .map(|one| format!("{:?}", side(one)))
            .collect();
        sides.sort();
        (sides, conflict["base"].clone())
    };
    let before = sides(&office);
    assert_eq!(before.1, "科员");
    assert!(
        office
            .does("conflict list")
            .out
            .contains("双方改动之前：科员")
    );
    office.does("conflict resolve 1 --take theirs");
    office.does("undo");
    assert_eq!(sides(&office), before);
    office.does("conflict resolve 1 --take mine");
    assert_eq!(office.json(&["household", "show", "H1"])["note"], "科长");
}

#[test]
fn of_the_copies_before_a_merge_the_last_three_stay() {
    let (office, other) = beside();
    let kept = || {
        let names = std::fs::read_dir(office.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains("before-merge")).count()
    };
    let mut told = String::new();
    for at in 0..5 {
        other.does(&format!("opinion add --channel hotline --topic 第{at}条"));
        std::fs::copy(other.file(), office.path().join("zd.db")).unwrap();
        told = office.does("merge zd.db").err;
    }
    assert_eq!(kept(), 3);
    assert!(
        told.contains("更早的备份已删除：huiyin.before-merge-"),
        "{told}"
    );
    other.does("opinion add --channel hotline --topic 再一条");
    std::fs::copy(other.file(), office.path().join("zd.db")).unwrap();
    office.does("merge zd.db --copies 1");
    assert_eq!(kept(), 1);
    office.refused(1, &["merge", "zd.db", "--copies", "0"]);
}

#[test]
fn what_a_newer_program_uses_is_read_and_left_as_it_is() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    let file = rusqlite::Connection::open(office.file()).unwrap();
    let number: i32 = file
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    // The next version.
    file.pragma_update(None, "user_version", number + (1 << 16))
        .unwrap();
    drop(file);
    let before = std::fs::read(office.file()).unwrap();
    let run = office.does("person list --format csv");
    assert!(
        run.out.contains("张三") && run.err.contains("新版程序"),
        "{run:?}"
    );
    assert_eq!(log(&office).len(), 2);
    for line in [
        &["person", "edit", "M1", "--note", "x"][..],
        &["undo"],
        &["plan", "set", "limits.reply_days", "3"],
    ] {
        let sentence = office.refused(1, line);
        assert!(sentence.contains("没有写入"), "{line:?}: {sentence}");
    }
    assert!(std::fs::read(office.file()).unwrap() == before);
    let names = std::fs::read_dir(office.path()).unwrap();
    assert_eq!(names.count(), 1, "no copy was kept");
}

#[test]
fn figures_that_were_frozen_rest_on_what_was_merged_before() {
    let (mut office, other) = beside();
    other.does("opinion add --channel hotline --topic 二 --date 2011-04-01");
    std::fs::copy(other.file(), office.path().join("zd.db")).unwrap();
    office.does("merge zd.db --no-backup");
    let merge = log(&office)[0]["number"].to_string();
    office.on("2011-06-01");
    office.does("phase close 1 --force --reason 试");
    let close = log(&office)[0]["number"].to_string();
    let said = office.refused(1, &["undo", &merge]);
    assert!(said.contains(&format!("huiyin undo {close}")), "{said}");
    office.does("undo");
    office.does(&format!("undo {merge}"));
    // What was closed before the merge counted nothing of it.
    office.does("phase close 1 --force --reason 试");
    office.does("merge zd.db --no-backup");
    office.does("undo");
}

#[test]
fn what_is_taken_back_is_named_however_much_it_is() {
    let office = Office::new();
    let rows = (0..20).map(|at| format!("2011-05-10,hotline,第{at}条\n"));
    let rows = rows.collect::<Vec<_>>().concat();
    std::fs::write(
        office.path().join("o.csv"),
        format!("date,channel,topic\n{rows}"),
    )
    .unwrap();
    office.does("import opinion o.csv");
    let told = office.does("undo").err;
    assert!(told.contains("20 条"), "{told}");
    assert_eq!(told.matches("LY-O").count(), 8, "{told}");
}

#[test]
fn what_was_done_last_to_a_record_is_taken_back_by_its_ref() {
    let office = Office::new();
    for line in [
        "person add --name 张三 --rank staff",
        "opinion add --channel hotline --topic 灯",
        "person edit M1 --phone 8101",
        "opinion reply O1 --text 修好了",
    ] {
        office.does(line);
    }
    let undone = office.does("undo M1").err;
    assert!(
        undone.contains("修改") && undone.contains("LY-M1"),
        "{undone}"
    );
    assert!(office.json(&["person", "show", "M1"])["phone"].is_null());
    assert_eq!(office.json(&["opinion", "show", "O1"])["reply"], "修好了");
    // Then what was done before that.
    let undone = office.does("undo LY-M1").err;
    assert!(undone.contains("登记"), "{undone}");
    let refused = office.refused(1, &["undo", "M1"]);
    assert!(refused.contains("huiyin history LY-M1"), "{refused}");
    let refused = office.refused(1, &["undo", "昨天"]);
    assert!(refused.contains("huiyin log"), "{refused}");
}
