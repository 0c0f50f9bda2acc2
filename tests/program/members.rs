//! Who writes for an office, and who leads: a writer counts for an office by its own word and by being
//! admitted; nobody gains by a word of its own, and nobody loses by another's.

use std::path::Path;

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::{Office, Run};

/// Runs a command line on one of the files, with the keys of some machine.
pub fn run(office: &Office, machine: &str, file: &str, line: &str) -> Run {
    let words = shlex::split(line).unwrap();
    let mut args = vec!["--db", file];
    args.extend(words.iter().map(String::as_str));
    let mut command = office.command(&args);
    command.env("HUIYIN_KEYS", office.path().join(machine));
    Run::from(&command.output().unwrap())
}

/// Runs a command line that must succeed; the machine is called as the file.
pub fn on(office: &Office, file: &str, line: &str) -> Run {
    let done = run(office, &format!("{file}.keys"), file, line);
    assert_eq!(done.code, 0, "{file}: {line}: {}", done.err);
    done
}

pub fn told(office: &Office, file: &str, line: &str) -> Json {
    let done = on(office, file, &format!("{line} --format json"));
    serde_json::from_str(&done.out).unwrap()
}

/// The leading group's file and those of two offices, each on a machine of its own.
pub fn campaign() -> Office {
    let office = Office::empty();
    on(
        &office,
        "zd.db",
        "init --practice --office ZD --name 领导小组办公室 --leading",
    );
    for line in [
        "person add --name 张三 --rank staff",
        "unit add --name 利用处 --unit-kind division",
        "unit add --name 监督指导处 --unit-kind division",
    ] {
        on(&office, "zd.db", line);
    }
    for (file, code, name) in [("ly.db", "LY", "利用处"), ("jd.db", "JD", "监督指导处")] {
        let init = format!("init --office {code} --name {name} --from zd.db");
        on(&office, file, &init);
    }
    on(&office, "ly.db", PLEDGE);
    office
}

pub const PLEDGE: &str = "pledge add --title 预约 --content 网上预约 --measures 开通网页 \
                      --responsible 张三 --pledged-on 2011-04-20 --deadline 2011-09-30";

pub fn merge(office: &Office, to: &str, from: &str) -> Run {
    on(office, to, &format!("merge {from} --no-backup"))
}

/// Returns the lines of a merge that ask for an admission.
fn asked(done: &Run) -> Vec<&str> {
    let lines = done.out.lines();
    lines.filter(|line| line.contains("office admit")).collect()
}

pub fn open(office: &Office, file: &str) -> usize {
    told(office, file, "proposal list")
        .as_array()
        .unwrap()
        .len()
}

pub fn copy(office: &Office, from: &str, to: &str) {
    std::fs::copy(office.path().join(from), office.path().join(to)).unwrap();
}

#[test]
fn the_leading_office_is_told_once_of_an_office_that_is_new_and_admits_it() {
    let office = campaign();
    let foretold = told(&office, "zd.db", "merge ly.db --dry-run");
    let done = merge(&office, "zd.db", "ly.db");
    let lines = asked(&done);
    assert!(
        lines.len() == 1 && lines[0].contains("LY, 利用处：首次，"),
        "{}",
        done.out
    );
    let first = &foretold["offices"][0];
    assert_eq!(
        (&first["office"], &first["standing"], &first["admit"]),
        (
            &json!("LY"),
            &json!("first"),
            &json!("huiyin office admit LY")
        )
    );
    assert!(lines[0].contains(first["fingerprint"].as_str().unwrap()));
    on(&office, "ly.db", "pledge edit P1 --note 一");
    assert_eq!(asked(&merge(&office, "zd.db", "ly.db")), Vec::<&str>::new());
    // What it says of its own counts without; a household is shared by those who were admitted.
    assert_eq!(
        told(&office, "zd.db", "pledge list")
            .as_array()
            .unwrap()
            .len(),
        1
    );
    on(
        &office,
        "zd.db",
        "household add --name 王五 --household-kind rural",
    );
    merge(&office, "ly.db", "zd.db");
    on(&office, "ly.db", "household edit ZD-H1 --phone 13812345678");
    merge(&office, "zd.db", "ly.db");
    assert_eq!(open(&office, "zd.db"), 1);
    let done = on(&office, "zd.db", "office admit LY");
    assert!(done.err.contains("已认可 LY 利用处"), "{}", done.err);
    assert_eq!(open(&office, "zd.db"), 0);
    merge(&office, "ly.db", "zd.db");
    assert_eq!(open(&office, "ly.db"), 0);
    let again = on(&office, "zd.db", "office admit LY");
    assert!(again.err.contains("没有写入"), "{}", again.err);
    let history = on(&office, "zd.db", "history").out;
    let line = history.lines().find(|line| line.contains("认可"));
    assert!(
        line.is_some_and(|line| line.contains("建档单位 LY") && !line.contains("of=")),
        "{history}"
    );
    // Others have no say in it.
    merge(&office, "jd.db", "zd.db");
    for typed in ["LY", "JD"] {
        let refused = run(
            &office,
            "jd.db.keys",
            "jd.db",
            &format!("office admit {typed}"),
        );
        assert!(
            refused.code == 1 || refused.err.contains("没有写入"),
            "{typed}: {refused:?}"
        );
    }
    let undone = run(&office, "zd.db.keys", "zd.db", "undo");
    assert!(
        undone.code == 1 && undone.err.contains("huiyin office revoke"),
        "{undone:?}"
    );
}

#[test]
fn a_copy_that_was_opened_elsewhere_waits_until_its_office_or_the_leading_one_admits_it() {
    for by in ["zd.db", "ly.db"] {
        let office = campaign();
        merge(&office, "zd.db", "ly.db");
        on(&office, "zd.db", "office admit LY");
        copy(&office, "ly.db", "home.db");
        let here = on(&office, "home.db", "pledge edit P1 --measures 电话");
        assert!(
            here.err.contains("LY·2"),
            "told as it goes on: {}",
            here.err
        );
        on(&office, "home.db", "pledge edit P1 --note 一");
        let done = merge(&office, by, "home.db");
        let lines = asked(&done);
        assert!(
            lines.len() == 1
                && lines[0].contains("LY：第二台电脑，2 项等待认可")
                && !lines[0].contains("LY-2"),
            "{by}: {}",
            done.out
        );
        assert_eq!(open(&office, by), 2);
        assert_eq!(asked(&merge(&office, by, "home.db")), Vec::<&str>::new());
        // An office that does not decide who writes for it is told nothing.
        assert_eq!(
            asked(&merge(&office, "jd.db", "home.db")),
            Vec::<&str>::new()
        );
        on(&office, by, "office admit LY·2");
        for file in ["zd.db", "ly.db", "jd.db", "home.db"] {
            if file != by {
                merge(&office, file, by);
            }
            let shown = told(&office, file, "pledge show LY-P1");
            assert_eq!(shown["measures"], "电话", "{by}, {file}");
            assert_eq!(open(&office, file), 0, "{by}, {file}");
        }
        // What it says from then on counts at once.
        on(&office, "home.db", "pledge edit P1 --note 二");
        merge(&office, "zd.db", "home.db");
        assert_eq!(told(&office, "zd.db", "pledge show LY-P1")["note"], "二");
    }
}

#[test]
fn several_who_wait_under_one_code_are_told_apart() {
    let office = campaign();
    for (file, note) in [("one.db", "一"), ("two.db", "二")] {
        copy(&office, "ly.db", file);
        on(&office, file, &format!("pledge edit P1 --note {note}"));
        merge(&office, "ly.db", file);
    }
    let several = run(&office, "ly.db.keys", "ly.db", "office admit LY");
    assert_eq!(several.code, 1);
    for named in ["LY-2", "LY-3"] {
        assert!(several.err.contains(named), "{several:?}");
    }
    let told = several.err.split("LY-3 ").nth(1).unwrap();
    let print: String = told
        .split_whitespace()
        .nth(1)
        .unwrap()
        .chars()
        .take(9)
        .collect();
    let done = on(&office, "ly.db", &format!("office admit {print}"));
    assert!(done.err.contains("LY·3"), "{}", done.err);
    let unknown = run(&office, "ly.db.keys", "ly.db", "office admit XX");
    assert!(
        unknown.code == 1 && unknown.err.contains("“XX”"),
        "{unknown:?}"
    );
    let offers = run(&office, "ly.db.keys", "ly.db", "office admit --help");
    assert!(offers.out.contains("LY-2"), "{offers:?}");
}

#[test]
fn nobody_is_admitted_by_a_word_of_its_own() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    merge(&office, "jd.db", "ly.db");
    // It says in its own file that it writes for another office, and admits itself.
    let spoil = rusqlite::Connection::open(office.path().join("jd.db")).unwrap();
    let jd: Vec<u8> = spoil
        .query_row("select writer from file", [], |row| row.get(0))
        .unwrap();
    let ly: Vec<u8> = spoil
        .query_row("select record from office where code = 'LY'", [], |row| {
            row.get(0)
        })
        .unwrap();
    drop(spoil);
    let forged = office.path().join("jd.db");
    let rows = forge::read(&forged);
    let mut liar = forge::Office::going_on("JD", &jd, &rows);
    for (kind, by) in [("office", &jd), ("admit", &jd)] {
        liar.write("init", kind, by, &[], &json!({"of": forge::hex(&ly)}));
    }
    liar.write("init", "admit", &jd, &[], &json!({"of": forge::hex(&jd)}));
    let pledge: Vec<u8> = rows
        .iter()
        .find(|row| row.kind == "pledge")
        .unwrap()
        .record
        .clone();
    liar.write(
        "pledge edit",
        "pledge",
        &pledge,
        &[],
        &json!({"note": "改"}),
    );
    forge::put(&forged, &liar.rows);
    merge(&office, "zd.db", "jd.db");
    assert_eq!(
        told(&office, "zd.db", "pledge show LY-P1")["note"],
        json!(null)
    );
    assert_eq!(told(&office, "zd.db", "proposal list")[0]["field"], "note");
}

#[test]
fn a_plain_file_is_told_once_which_office_leads_and_refuses_any_other() {
    let office = campaign();
    on(
        &office,
        "bg.db",
        "init --practice --office BG --name 保管处",
    );
    let done = merge(&office, "bg.db", "zd.db");
    let lines = |done: &Run| {
        let lines = done.out.lines();
        lines.filter(|line| line.contains("：首次")).count()
    };
    assert!(
        lines(&done) == 1 && done.out.contains("领导小组办公室 "),
        "{}",
        done.out
    );
    on(&office, "zd.db", "person edit M1 --note x");
    assert_eq!(lines(&merge(&office, "bg.db", "zd.db")), 0);
    // Another that says so is refused, as is whoever follows that one.
    on(
        &office,
        "xx.db",
        "init --practice --office XX --name 另一办公室 --leading",
    );
    on(
        &office,
        "xy.db",
        "init --office XY --name 另一处 --from xx.db",
    );
    for from in ["xx.db", "xy.db"] {
        let refused = run(
            &office,
            "bg.db.keys",
            "bg.db",
            &format!("merge {from} --no-backup"),
        );
        assert_eq!(refused.code, 1, "{refused:?}");
        for named in [
            from,
            "另一办公室",
            "领导小组办公室",
            "huiyin campaign trust",
        ] {
            assert!(refused.err.contains(named), "{named}: {}", refused.err);
        }
    }
    // By hand another is taken, and its plan stands from then on.
    on(&office, "xx.db", "plan set limits.reply_days 77");
    let done = on(&office, "bg.db", "campaign trust xx.db");
    assert!(done.err.contains("另一办公室"), "{}", done.err);
    let undone = run(&office, "bg.db.keys", "bg.db", "undo");
    assert!(
        undone.code == 1 && undone.err.contains("huiyin campaign trust"),
        "{undone:?}"
    );
    merge(&office, "bg.db", "xx.db");
    assert_eq!(
        told(&office, "bg.db", "plan show")["limits"]["reply_days"],
        77
    );
    let again = on(&office, "bg.db", "campaign trust xy.db");
    assert!(again.err.contains("没有写入"), "{}", again.err);
    on(&office, "zd.db", "person edit M1 --note y");
    let refused = run(&office, "bg.db.keys", "bg.db", "merge zd.db --no-backup");
    assert_eq!(refused.code, 1, "{refused:?}");
    on(&office, "bg.db", "verify --exit-code");
}

#[test]
fn a_leading_office_whose_key_is_lost_is_trusted_by_hand_or_goes_on_from_paper() {
    let office = campaign();
    let printed = on(&office, "zd.db", "key print").out;
    let words = printed.split_whitespace();
    let is_group = |word: &&str| word.len() == 4 && word.bytes().all(|one| one.is_ascii_hexdigit());
    let key: Vec<&str> = words.filter(is_group).collect();
    assert_eq!(key.len(), 16, "{printed}");
    let to_file = run(&office, "zd.db.keys", "zd.db", "key print -o key.txt");
    assert!(
        to_file.code == 2 && !office.path().join("key.txt").exists(),
        "{to_file:?}"
    );
    let elsewhere = run(&office, "lost.keys", "zd.db", "key print");
    assert!(
        elsewhere.code == 1 && elsewhere.err.contains("本机没有"),
        "{elsewhere:?}"
    );

    copy(&office, "zd.db", "new.db");
    on(&office, "new.db", "plan set limits.reply_days 77");
    merge(&office, "ly.db", "new.db");
    let days = |file: &str| told(&office, file, "plan show")["limits"]["reply_days"].clone();
    assert_ne!(days("ly.db"), 77);
    assert_eq!(open(&office, "ly.db"), 1);
    let early = run(
        &office,
        "new.db.keys",
        "new.db",
        "campaign close-gate --force",
    );
    assert!(
        early.code == 1 && early.err.contains("huiyin key enter"),
        "{early:?}"
    );
    let mistyped = run(
        &office,
        "paper.keys",
        "new.db",
        &format!("key enter {}", "0".repeat(64)),
    );
    assert!(
        mistyped.code == 1 && mistyped.err.contains("逐字核对"),
        "{mistyped:?}"
    );
    // By hand in one file; in the other from paper.
    on(&office, "ly.db", "campaign trust new.db");
    assert_eq!((days("ly.db"), open(&office, "ly.db")), (json!(77), 0));
    copy(&office, "zd.db", "paper.db");
    // It is typed from standard input, so that no history of commands has it.
    let mut command = office.command(&["--db", "paper.db", "key", "enter", "-"]);
    command.env("HUIYIN_KEYS", office.path().join("paper.db.keys"));
    std::fs::write(office.path().join("typed"), key.join(" ")).unwrap();
    command.stdin(std::fs::File::open(office.path().join("typed")).unwrap());
    let entered = Run::from(&command.output().unwrap());
    assert_eq!(entered.code, 0, "{entered:?}");
    let done = on(&office, "paper.db", "plan set limits.reply_days 66");
    assert!(!done.err.contains("ZD·2"), "{}", done.err);
    merge(&office, "jd.db", "paper.db");
    assert_eq!((days("jd.db"), open(&office, "jd.db")), (json!(66), 0));
}

#[test]
fn what_a_revoked_writer_says_decides_nothing_and_what_it_erased_stays_erased() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    on(
        &office,
        "ly.db",
        "household add --name 王五 --household-kind rural --phone 13812345678",
    );
    copy(&office, "ly.db", "home.db");
    on(&office, "home.db", "pledge edit P1 --note 一");
    merge(&office, "ly.db", "home.db");
    on(&office, "ly.db", "office admit LY-2");
    for file in ["zd.db", "home.db"] {
        merge(&office, file, "ly.db");
    }
    on(&office, "zd.db", "office revoke LY-2");
    // Meanwhile whoever has the other computer goes on.
    on(&office, "home.db", "pledge edit P1 --note 二");
    on(&office, "home.db", "redact H1 --field phone --reason x");
    merge(&office, "ly.db", "home.db");
    merge(&office, "ly.db", "zd.db");
    merge(&office, "zd.db", "home.db");
    merge(&office, "jd.db", "home.db");
    merge(&office, "jd.db", "ly.db");
    for file in ["zd.db", "ly.db", "jd.db"] {
        let shown = told(&office, file, "pledge show LY-P1");
        assert_eq!(shown["note"], "一", "{file}");
        assert_eq!(open(&office, file), 1, "{file}");
        let household = told(&office, file, "household show LY-H1");
        assert_eq!(household["phone"], json!(null), "{file}");
    }
    // It is told as what it is, and erases no more once it knows.
    let again = run(&office, "zd.db.keys", "zd.db", "office admit LY-2");
    assert!(
        again.code == 1 && again.err.contains("已由领导小组办公室停用"),
        "{again:?}"
    );
    let received = told(&office, "zd.db", "received");
    let mut lines = received.as_array().unwrap().iter();
    assert!(
        lines.any(|one| one["standing"] == "revoked" && one["writer"] == "LY-2"),
        "{received}"
    );
    merge(&office, "home.db", "zd.db");
    let erases = run(
        &office,
        "home.db.keys",
        "home.db",
        "redact H1 --field name --reason x",
    );
    assert!(
        erases.code == 1 && erases.err.contains("已停用"),
        "{erases:?}"
    );
    // From the day on which it began, what it says of itself is nothing to accept.
    on(&office, "zd.db", "office revoke LY-2 --from 2011-01-01");
    for one in told(&office, "zd.db", "proposal list").as_array().unwrap() {
        assert_eq!(one["kind"], "pledge", "{one}");
    }
    let refused = run(&office, "ly.db.keys", "ly.db", "office revoke LY-2");
    assert!(
        refused.code == 1 && refused.err.contains("领导小组办公室"),
        "{refused:?}"
    );
    let own = run(&office, "zd.db.keys", "zd.db", "office revoke ZD");
    assert!(own.code == 1 && own.err.contains("不能停用自己"), "{own:?}");
}

/// Takes the signatures out of a file, as a program leaves it that knows of none.
pub fn unsign(path: &Path) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection
        .execute_batch("drop table attest; pragma user_version = 1")
        .unwrap();
}

#[test]
fn with_the_gate_closed_only_what_is_signed_or_adopted_counts() {
    let office = campaign();
    let refused = run(
        &office,
        "ly.db.keys",
        "ly.db",
        "campaign close-gate --force",
    );
    assert!(
        refused.code == 1 && refused.err.contains("领导小组办公室"),
        "{refused:?}"
    );
    merge(&office, "zd.db", "ly.db");
    // An office whose program signs nothing.
    on(
        &office,
        "jd.db",
        "pledge add --title 旧 --content 旧 --measures 旧 --responsible 张三 --pledged-on 2011-04-20 --deadline 2011-09-30",
    );
    unsign(&office.path().join("jd.db"));
    merge(&office, "zd.db", "jd.db");
    let unsure = run(&office, "zd.db.keys", "zd.db", "campaign close-gate");
    assert!(
        unsure.code == 1 && unsure.err.contains("JD 2 处") && unsure.err.contains("--force"),
        "{unsure:?}"
    );
    let closed = on(&office, "zd.db", "campaign close-gate --force");
    assert!(closed.err.contains("不再计入的：JD 2 处"), "{}", closed.err);
    // Whoever takes that in is told whose rows count no more, and what to do.
    for (file, told) in [
        ("jd.db", "本处室有 2 处没有签名"),
        ("ly.db", "2 处改动没有签名，也没有认定，不计入（JD 2 处）"),
    ] {
        copy(&office, file, "told.db");
        run(
            &office,
            "told.db.keys",
            "told.db",
            "merge jd.db --no-backup",
        );
        let done = merge(&office, "told.db", "zd.db").err;
        assert!(
            done.contains(told) && done.contains("huiyin office adopt"),
            "{done}"
        );
    }
    let pledges = |file: &str| -> Vec<String> {
        let list = told(&office, file, "pledge list");
        let list = list.as_array().unwrap().iter();
        list.map(|one| one["ref"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(pledges("zd.db"), ["LY-P1"]);
    let flaw = told(&office, "zd.db", "verify");
    assert!(
        flaw[0]["flaws"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["code"] == "unproved")
    );
    on(&office, "zd.db", "office adopt JD");
    assert_eq!(pledges("zd.db"), ["JD-P1", "LY-P1"]);
    // Signed rows go on to count, in every file.
    on(&office, "ly.db", "pledge edit P1 --note 一");
    merge(&office, "zd.db", "ly.db");
    assert_eq!(told(&office, "zd.db", "pledge show LY-P1")["note"], "一");
    merge(&office, "ly.db", "zd.db");
    assert_eq!(pledges("ly.db"), ["JD-P1", "LY-P1"]);

    // In LY's name: rows that follow its last one, rows dated back, and a number taken.
    copy(&office, "ly.db", "forged.db");
    let forged = office.path().join("forged.db");
    let rows = forge::read(&forged);
    let ly = rows
        .iter()
        .find(|row| row.kind == "pledge" && row.verb == "pledge add")
        .unwrap()
        .clone();
    let mut liar = forge::Office::going_on("LY", &ly.writer, &rows);
    liar.write(
        "pledge edit",
        "pledge",
        &ly.record,
        &[&ly.id],
        &json!({"note": "伪"}),
    );
    liar.write(
        "pledge edit",
        "pledge",
        &ly.record,
        &[&ly.id],
        &json!({"title": "伪"}),
    );
    let late = liar.rows.pop().unwrap().at(ly.milliseconds() - 60_000);
    let mut other = ly.clone();
    other.record = forge::derived("record", "other");
    liar.rows.push(other.at(ly.milliseconds() - 120_000));
    liar.rows.push(late);
    forge::put(&forged, &liar.rows);
    let before = told(&office, "zd.db", "pledge list");
    let done = merge(&office, "zd.db", "forged.db");
    assert!(done.err.contains("3 处改动没有签名"), "{}", done.err);
    assert_eq!(told(&office, "zd.db", "pledge list"), before);
    assert_eq!(open(&office, "zd.db"), 0);
    let adopted = run(&office, "zd.db.keys", "zd.db", "office adopt LY");
    assert!(
        adopted.code == 1 && adopted.err.contains("冒名"),
        "{adopted:?}"
    );
    on(&office, "zd.db", "verify --exit-code");
    let undone = run(&office, "zd.db.keys", "zd.db", "undo 1");
    assert_eq!(undone.code, 1);
}

#[test]
fn received_tells_how_far_a_file_came_and_what_is_missing_or_old() {
    let office = campaign();
    copy(&office, "ly.db", "old.db");
    on(&office, "ly.db", "pledge edit P1 --note 一");
    merge(&office, "zd.db", "ly.db");
    let row = |file: &str, code: &str| -> Json {
        let rows = told(&office, file, "received");
        let rows = rows.as_array().unwrap().clone();
        let own: Vec<Json> = rows
            .into_iter()
            .filter(|row| row["office"] == code)
            .collect();
        assert_eq!(own.len(), 1, "{own:?}");
        own[0].clone()
    };
    let came = row("zd.db", "LY");
    let up_to = came["up_to"].as_i64().unwrap();
    assert_eq!(
        (&came["missing"], &came["older_than"]),
        (&json!(0), &json!(null))
    );
    let signed = told(&office, "ly.db", "verify");
    assert!(
        signed[0]["unsigned"] == 0 && signed[0]["copies"] == 0,
        "{signed}"
    );
    merge(&office, "zd.db", "old.db");
    let older = row("zd.db", "LY");
    assert_eq!(older["up_to"], up_to - 1);
    assert_eq!(older["older_than"], "2011-05-26");
    let shown = on(&office, "zd.db", "received").out;
    assert!(shown.contains("比 5 月 26 日的旧"), "{shown}");
    // A row that was taken out of the file on its way.
    copy(&office, "ly.db", "less.db");
    let less = rusqlite::Connection::open(office.path().join("less.db")).unwrap();
    let sql = "delete from change where kind = 'pledge' and verb = 'pledge add';
         pragma user_version = 1";
    less.execute_batch(sql).unwrap();
    drop(less);
    merge(&office, "jd.db", "less.db");
    let less = row("jd.db", "LY");
    assert_eq!(
        (&less["up_to"], &less["missing"]),
        (&json!(up_to), &json!(1))
    );
    assert!(on(&office, "jd.db", "received").out.contains("缺 1 项"));
    // By way of another's file there is a last entry all the same.
    merge(&office, "jd.db", "ly.db");
    on(
        &office,
        "bg.db",
        "init --office BG --name 保管处 --from zd.db",
    );
    merge(&office, "bg.db", "jd.db");
    let others = row("bg.db", "LY");
    assert_eq!(others["standing"], "by_others");
    assert!(others["last_entry"].is_string(), "{others}");
}

#[test]
fn another_computer_of_an_office_is_a_line_of_its_own_with_counts_of_its_own() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    copy(&office, "ly.db", "home.db");
    on(
        &office,
        "home.db",
        "opinion add --channel hotline --topic 问",
    );
    on(&office, "ly.db", "pledge edit P1 --note 一");
    let rows = |file: &str| -> Vec<Json> {
        let rows = told(&office, file, "received");
        let rows = rows.as_array().unwrap().iter();
        rows.filter(|row| row["office"] == "LY").cloned().collect()
    };
    let counts = |row: &Json| {
        ["writer", "standing", "records", "up_to", "missing"].map(|key| row[key].clone())
    };
    let written = |file: &str| {
        told(&office, file, "verify")[0]["changes"]
            .as_i64()
            .unwrap()
    };
    let before = written("ly.db");
    for file in ["ly.db", "home.db"] {
        merge(&office, "zd.db", file);
    }
    let given = told(&office, "zd.db", "received");
    let both = rows("zd.db");
    let second = counts(&both[1]);
    assert_eq!(both.len(), 2, "{given}");
    assert_eq!(
        counts(&both[0])[..3],
        [json!("LY"), json!("in"), json!(1)],
        "{given}"
    );
    assert_eq!(
        second,
        [json!("LY-2"), json!("waits"), json!(1), json!(2), json!(0)]
    );
    let shown = on(&office, "zd.db", "received").out;
    assert!(
        shown.contains("LY·2") && shown.contains("等待认可"),
        "{shown}"
    );
    // How far the first had come is told of its own file, whichever came last.
    assert_eq!(both[0]["missing"], 0);
    assert!(both[0]["up_to"].as_i64().unwrap() < before, "{given}");
    merge(&office, "ly.db", "home.db");
    assert_eq!(
        counts(&rows("ly.db")[1])[..2],
        [json!("LY-2"), json!("waits")]
    );
    on(&office, "zd.db", "office admit LY-2");
    assert_eq!(counts(&rows("zd.db")[1])[..2], [json!("LY-2"), json!("in")]);
}

#[test]
fn an_office_with_two_files_is_told_once_and_one_that_entered_nothing_has_come() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    merge(&office, "zd.db", "jd.db");
    on(&office, "zd.db", "share --for LY -o part.db");
    on(&office, "part.db", "pledge edit P1 --note 一");
    merge(&office, "part.db", "ly.db");
    let rows = told(&office, "part.db", "received");
    let own = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["office"] == "LY");
    assert_eq!(own.count(), 1, "{rows}");
    let found = told(&office, "zd.db", "check --code not-received");
    let units = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["message"].to_string());
    let units: Vec<String> = units.collect();
    assert!(
        !units.iter().any(|one| one.contains("监督指导处")),
        "{units:?}"
    );
}

/// The same rows are the same findings and figures, whichever files brought them.
#[test]
fn what_came_by_way_of_another_office_says_the_same() {
    let office = campaign();
    on(
        &office,
        "ly.db",
        "pledge publish P1 --published-on 2011-04-21",
    );
    on(
        &office,
        "bg.db",
        "init --office BG --name 保管处 --from zd.db",
    );
    // One that entered something, and one that entered nothing.
    on(&office, "bg.db", PLEDGE);
    copy(&office, "zd.db", "other.db");
    copy(&office, "ly.db", "both.db");
    for (to, from) in [
        ("zd.db", "ly.db"),
        ("zd.db", "jd.db"),
        ("zd.db", "bg.db"),
        ("both.db", "jd.db"),
        ("both.db", "bg.db"),
        ("other.db", "both.db"),
    ] {
        merge(&office, to, from);
    }
    for line in [
        "check",
        "check --as-of 2011-04-30",
        "report rates",
        "report summary",
        "report monthly --month 4",
        "pledge list",
        "proposal list",
    ] {
        assert_eq!(
            told(&office, "zd.db", line),
            told(&office, "other.db", line),
            "{line}"
        );
    }
}

#[test]
fn of_two_offices_that_name_one_unit_the_first_admitted_decides_about_it() {
    let office = campaign();
    on(
        &office,
        "xx.db",
        "init --office XX --name 利用处 --from zd.db",
    );
    let survey = "survey add --subject 利用处 --issued 9 --returned 9 --valid 9 --satisfied 9 --mostly 0 --dissatisfied 0";
    on(&office, "ly.db", survey);
    on(&office, "xx.db", survey);
    for order in [["ly.db", "xx.db"], ["xx.db", "ly.db"]] {
        let to = format!("{}-first.db", &order[0][..2]);
        copy(&office, "jd.db", &to);
        std::fs::create_dir_all(office.path().join(format!("{to}.keys"))).unwrap();
        for from in order {
            merge(&office, &to, from);
        }
        let count = |file: &str| {
            let list = told(&office, file, "survey list");
            let list = list.as_array().unwrap().iter();
            list.map(|one| one["ref"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(count(&to), ["LY-Q1"], "the first whose file was made");
    }
    merge(&office, "zd.db", "xx.db");
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit XX");
    merge(&office, "xx-first.db", "zd.db");
    let list = told(&office, "xx-first.db", "survey list");
    assert_eq!(list[0]["ref"], "XX-Q1", "{list}");
}

#[test]
fn behind_the_gate_a_file_that_was_made_from_another_counts_what_it_was_given() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    on(&office, "zd.db", "campaign close-gate --force");
    on(
        &office,
        "bg.db",
        "init --office BG --name 保管处 --from zd.db",
    );
    on(&office, "zd.db", "share --for LY -o part.db");
    for file in ["bg.db", "part.db"] {
        assert_eq!(
            told(&office, file, "person list")[0]["name"],
            "张三",
            "{file}"
        );
        on(&office, file, "verify --exit-code");
    }
    assert_eq!(told(&office, "part.db", "pledge list")[0]["ref"], "LY-P1");
    on(
        &office,
        "bg.db",
        "opinion add --channel hotline --topic 问 --date 2011-05-20",
    );
    merge(&office, "zd.db", "bg.db");
    assert_eq!(told(&office, "zd.db", "opinion list")[0]["ref"], "BG-O1");
    // Whoever goes on with the part waits to be admitted as any other writer of the office.
    on(&office, "part.db", "pledge edit P1 --note 一");
    merge(&office, "zd.db", "part.db");
    on(&office, "zd.db", "office admit LY");
    assert_eq!(told(&office, "zd.db", "pledge show LY-P1")["note"], "一");
}

#[test]
fn a_file_whose_office_does_not_count_any_more_is_read_all_the_same() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    on(&office, "zd.db", "office revoke LY --from 2011-01-01");
    merge(&office, "ly.db", "zd.db");
    // It says what it says, as proposals, and its tables are what the log gives.
    assert_eq!(told(&office, "ly.db", "pledge list"), json!([]));
    on(
        &office,
        "ly.db",
        "household add --name 王五 --household-kind rural",
    );
    assert_eq!(told(&office, "ly.db", "household list"), json!([]));
    let sound = told(&office, "ly.db", "verify");
    let flaws = sound[0]["flaws"].as_array().unwrap().iter();
    let codes: Vec<&str> = flaws.map(|one| one["code"].as_str().unwrap()).collect();
    assert!(!codes.contains(&"computed"), "{codes:?}");
    on(&office, "ly.db", "verify --rebuild");
    assert_eq!(told(&office, "ly.db", "household list"), json!([]));
}

#[test]
fn behind_the_gate_an_office_keeps_its_own_units_and_people_in_its_own_file() {
    let office = campaign();
    on(
        &office,
        "ly.db",
        "unit add --name 查阅科 --unit-kind window",
    );
    on(&office, "ly.db", "person add --name 丁 --rank staff");
    let own = |file: &str| {
        let mut told_of = Vec::new();
        for noun in ["unit", "person"] {
            let list = told(&office, file, &format!("{noun} list"));
            let list = list.as_array().unwrap().iter();
            let own = list.filter(|one| one["ref"].as_str().unwrap().starts_with("LY-"));
            told_of.extend(own.map(|one| one["ref"].as_str().unwrap().to_owned()));
        }
        told_of
    };
    assert_eq!(own("ly.db"), ["LY-U1", "LY-M1"]);
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "campaign close-gate --force");
    merge(&office, "ly.db", "zd.db");
    assert_eq!(own("ly.db"), ["LY-U1", "LY-M1"]);
    let marked = on(&office, "ly.db", "unit list").out;
    assert!(marked.contains("LY-U1（待认可）"), "{marked}");
    // Nor does another office take it away by a word of its own.
    merge(&office, "jd.db", "ly.db");
    on(
        &office,
        "jd.db",
        "unit add --name 查阅科 --unit-kind window",
    );
    merge(&office, "ly.db", "jd.db");
    assert_eq!(own("ly.db"), ["LY-U1", "LY-M1"]);
    assert_eq!(own("jd.db"), Vec::<String>::new());
    assert_eq!(own("zd.db"), Vec::<String>::new());
    on(&office, "ly.db", "verify --exit-code");
}

#[test]
fn where_nobody_leads_the_way_to_lead_is_told() {
    let office = campaign();
    on(
        &office,
        "bg.db",
        "init --practice --office BG --name 保管处",
    );
    copy(&office, "bg.db", "two.db");
    on(
        &office,
        "two.db",
        "opinion add --channel hotline --topic 问",
    );
    for line in [
        "office admit BG",
        "office revoke BG",
        "office adopt BG",
        "campaign close-gate --force",
    ] {
        let refused = run(&office, "bg.db.keys", "bg.db", line);
        let is_done = refused.code == 0 && refused.err.contains("没有写入");
        assert!(
            is_done || refused.err.contains("huiyin office lead"),
            "{line}: {refused:?}"
        );
    }
}

#[test]
fn behind_the_gate_others_units_and_people_are_spoken_of_by_who_decides_alone() {
    let office = campaign();
    on(&office, "zd.db", "person add --name 李四 --rank staff");
    for file in ["ly.db", "jd.db"] {
        merge(&office, file, "zd.db");
        merge(&office, "zd.db", file);
    }
    on(&office, "zd.db", "campaign close-gate --force");
    merge(&office, "jd.db", "zd.db");
    on(
        &office,
        "jd.db",
        "survey add --subject 利用处 --issued 10 --returned 10 --valid 10 --satisfied 0 --mostly 0 --dissatisfied 10 --date 2011-04-20",
    );
    on(&office, "jd.db", "person same 张三 李四");
    merge(&office, "zd.db", "jd.db");
    assert_eq!(told(&office, "zd.db", "survey list"), json!([]));
    let people = told(&office, "zd.db", "person list");
    let names = people.as_array().unwrap().iter().map(|one| &one["name"]);
    assert_eq!(names.collect::<Vec<_>>(), [&json!("张三"), &json!("李四")]);
    assert!(open(&office, "zd.db") >= 2);
    // So it is with tables made anew.
    on(&office, "zd.db", "verify --rebuild");
    assert_eq!(told(&office, "zd.db", "survey list"), json!([]));
}

/// A newer signature goes with the rows that it came with, and the older one proves what stays.
#[test]
fn a_merge_that_is_taken_back_takes_no_proof_of_what_came_before() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "campaign close-gate --force");
    on(&office, "ly.db", "pledge edit P1 --note 一");
    merge(&office, "zd.db", "ly.db");
    on(&office, "ly.db", "pledge edit P1 --note 二");
    merge(&office, "zd.db", "ly.db");
    for note in [json!("一"), json!(null)] {
        on(&office, "zd.db", "undo");
        assert_eq!(told(&office, "zd.db", "pledge show LY-P1")["note"], note);
        on(&office, "zd.db", "verify --exit-code");
    }
    let sound = told(&office, "zd.db", "verify");
    assert_eq!(sound[0]["unsigned"], 0, "{sound}");
}

/// A number is that of the office whose code it bears, whenever another says that it began.
#[test]
fn nobody_takes_a_number_from_the_office_whose_code_it_has() {
    let office = campaign();
    for (file, code) in [("ly.db", "LY"), ("jd.db", "JD")] {
        merge(&office, "zd.db", file);
        on(&office, "zd.db", &format!("office admit {code}"));
    }
    merge(&office, "jd.db", "zd.db");
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let own = rows
        .iter()
        .rfind(|row| row.verb == "init" && row.kind == "office");
    let writer = rusqlite::Connection::open(&jd)
        .and_then(|file| file.query_row("select writer from file", [], |row| row.get(0)));
    let writer: Vec<u8> = writer.unwrap();
    let mut thief = forge::Office::going_on("JD", &writer, &rows);
    thief.clock = own.unwrap().milliseconds() - 86_400_000;
    let stolen = forge::derived("record", "stolen");
    let body = json!({"ref": "LY-P1", "title": "伪", "logged_on": "2011-04-01"});
    thief.write("pledge add", "pledge", &stolen, &[], &body);
    forge::put(&jd, &thief.rows);
    for order in [["jd.db", "ly.db"], ["ly.db", "jd.db"]] {
        on(
            &office,
            "bg.db",
            "init --office BG --name 保管处 --from zd.db",
        );
        for from in order {
            merge(&office, "bg.db", from);
        }
        for file in ["bg.db", "zd.db"] {
            merge(&office, file, "jd.db");
            let shown = told(&office, file, "pledge show LY-P1");
            assert_eq!(shown["title"], "预约", "{file}");
            on(&office, file, "verify --exit-code");
        }
        std::fs::remove_file(office.path().join("bg.db")).unwrap();
    }
}

#[test]
fn what_is_in_anothers_name_is_told_as_what_it_is() {
    let office = campaign();
    copy(&office, "ly.db", "forged.db");
    let forged = office.path().join("forged.db");
    let rows = forge::read(&forged);
    let ly = rows
        .iter()
        .find(|row| row.kind == "pledge")
        .unwrap()
        .clone();
    let mut liar = forge::Office::going_on("LY", &ly.writer, &rows);
    for note in ["伪", "造"] {
        let body = json!({"note": note});
        liar.write("pledge edit", "pledge", &ly.record, &[&ly.id], &body);
    }
    // One after a change that others came after, and one after nothing.
    liar.rows[1].wprev = Some(rows[rows.len() - 2].id.clone());
    liar.rows[1] = liar.rows[1].clone().seal();
    liar.rows[2].wprev = Some(forge::derived("no", "change").repeat(2)[..24].to_vec());
    liar.rows[2] = liar.rows[2].clone().seal();
    forge::put(&forged, &liar.rows);
    for file in ["forged.db", "zd.db"] {
        if file == "zd.db" {
            merge(&office, file, "ly.db");
            let done = told(&office, file, "merge forged.db --no-backup");
            let notes = done["files"][0]["notes"].to_string();
            assert!(
                notes.contains("没有所署处室的签名") && !notes.contains("复制后"),
                "{notes}"
            );
        }
        let sound = told(&office, file, "verify");
        let flaws = sound[0]["flaws"].as_array().unwrap().iter();
        let codes: Vec<&str> = flaws.map(|one| one["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"unsigned-in-name"), "{file}: {sound}");
        for other in ["forks", "gaps", "row"] {
            assert!(!codes.contains(&other), "{file}: {sound}");
        }
        assert!(on(&office, file, "verify").out.contains("2 处改动署名 LY"));
    }
}

#[test]
fn nobody_signs_what_another_wrote_in_its_name() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "person add --name 李四 --rank staff");
    copy(&office, "zd.db", "forged.db");
    let forged = office.path().join("forged.db");
    let rows = forge::read(&forged);
    let own = rows
        .iter()
        .find(|row| row.kind == "person")
        .unwrap()
        .clone();
    let mut liar = forge::Office::going_on("ZD", &own.writer, &rows);
    liar.write(
        "person edit",
        "person",
        &own.record,
        &[&own.id],
        &json!({"name": "伪造"}),
    );
    forge::put(&forged, &liar.rows);
    // Nor does the leading office follow another.
    on(
        &office,
        "other.db",
        "init --practice --office QT --name 另一办公室 --leading",
    );
    let trusted = run(&office, "zd.db.keys", "zd.db", "campaign trust other.db");
    assert!(
        trusted.code == 1 && trusted.err.contains("office lead --not"),
        "{trusted:?}"
    );
    // One row in its name does not keep the leading office from closing the gate.
    merge(&office, "zd.db", "forged.db");
    on(&office, "zd.db", "person edit 李四 --note 一");
    on(&office, "zd.db", "campaign close-gate --force");
    on(&office, "zd.db", "plan set limits.reply_days 12");
    let names = |file: &str| {
        let people = told(&office, file, "person list");
        people[0]["name"].clone()
    };
    assert_eq!(names("zd.db"), "张三");
    merge(&office, "ly.db", "zd.db");
    assert_eq!(names("ly.db"), "张三");
}

/// What is in the place of a signature, and is none, is no fault of the file that takes it.
#[test]
fn what_is_no_signature_is_taken_for_none() {
    let office = campaign();
    for spoil in [
        "writer = x'00'",
        "head = x'00'",
        "key = x''",
        "signature = x''",
        "count = -5",
        "count = 9223372036854775807",
    ] {
        copy(&office, "ly.db", "spoilt.db");
        let spoilt = rusqlite::Connection::open(office.path().join("spoilt.db")).unwrap();
        let sql = format!("pragma ignore_check_constraints = on; update attest set {spoil}");
        spoilt.execute_batch(&sql).unwrap();
        drop(spoilt);
        copy(&office, "zd.db", "taken.db");
        merge(&office, "taken.db", "spoilt.db");
        assert_eq!(
            told(&office, "taken.db", "pledge list")[0]["ref"],
            "LY-P1",
            "{spoil}"
        );
        on(&office, "taken.db", "received");
        on(&office, "taken.db", "verify --exit-code");
        on(&office, "spoilt.db", "pledge list");
        on(&office, "spoilt.db", "verify");
    }
}

/// Signatures that prove nothing are damage, and keep no true one out that comes again.
#[test]
fn a_false_signature_is_told_and_the_true_one_comes_back() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    let spoilt = rusqlite::Connection::open(office.path().join("zd.db")).unwrap();
    let count: usize = spoilt
        .query_row("select count(*) from attest", [], |row| row.get(0))
        .unwrap();
    spoilt
        .execute("update attest set signature = zeroblob(64)", [])
        .unwrap();
    drop(spoilt);
    copy(&office, "zd.db", "other.db");
    for line in ["verify --exit-code", "verify other.db --exit-code"] {
        let done = run(&office, "zd.db.keys", "zd.db", line);
        assert_eq!(done.code, 3, "{line}: {done:?}");
        let said = format!("有 {count} 处签名与内容不符");
        assert!(done.out.contains(&said), "{line}: {}", done.out);
    }
    on(&office, "ly.db", "pledge edit LY-P1 --note 再");
    merge(&office, "zd.db", "ly.db");
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "person edit 张三 --note 再");
    let flaws = told(&office, "zd.db", "verify --exit-code")[0]["flaws"].to_string();
    assert!(!flaws.contains("false-signatures"), "{flaws}");
}

/// A file that was shared is its office's: what is written in it says the same in every file.
#[test]
fn what_is_written_in_a_shared_file_is_the_offices_own_everywhere() {
    for is_admitted in [false, true] {
        let office = campaign();
        merge(&office, "zd.db", "ly.db");
        if is_admitted {
            on(&office, "zd.db", "office admit LY");
        }
        on(&office, "zd.db", "share --for LY -o part.db");
        on(&office, "part.db", "pledge edit LY-P1 --content 新内容");
        assert_eq!(open(&office, "part.db"), 0);
        merge(&office, "zd.db", "part.db");
        merge(&office, "part.db", "zd.db");
        on(&office, "part.db", "verify --rebuild");
        for file in ["zd.db", "part.db"] {
            let shown = told(&office, file, "pledge show LY-P1");
            assert_eq!(shown["content"], "新内容", "{file}: {is_admitted}");
            assert_eq!(open(&office, file), 0, "{file}: {is_admitted}");
        }
        on(
            &office,
            "part.db",
            "pledge add --title 再 --content 内容 --measures 措施 --responsible 张三 --pledged-on 2011-04-20 --deadline 2011-09-30",
        );
        assert_eq!(open(&office, "part.db"), 0);
    }
}

/// What is erased is told where it is carried out: where its writer is admitted, and where others merge
/// that admission.
#[test]
fn an_erasure_that_an_admission_lets_count_is_told() {
    let office = campaign();
    on(
        &office,
        "ly.db",
        "household add --name 王五 --household-kind rural --phone 13812345678",
    );
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    copy(&office, "ly.db", "home.db");
    on(&office, "home.db", "redact H1 --field phone --reason x");
    for file in ["zd.db", "jd.db"] {
        merge(&office, file, "ly.db");
        let done = merge(&office, file, "home.db");
        assert!(!done.out.contains("个人信息删除："), "{}", done.out);
    }
    let admitted = on(&office, "zd.db", "office admit LY-2");
    let merged = merge(&office, "jd.db", "zd.db");
    for done in [admitted, merged] {
        let has = |words: &str| done.out.contains(words);
        assert!(has("个人信息删除：1项") && has("LY-H1"), "{}", done.out);
    }
    let shown = told(&office, "zd.db", "household show LY-H1");
    assert_eq!(shown["phone"], json!(null));
}
