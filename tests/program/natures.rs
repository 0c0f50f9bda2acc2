//! `verify` names what was done to a file, by the nature that it harms.

use crate::harness::Office;

/// What is done to the file, and the nature and code under which it must be found.
const HARM: &[(&str, &str, &str)] = &[
    ("", "", ""),
    (
        "create trigger t after insert on change begin delete from change; end",
        "safety",
        "active",
    ),
    (
        "create virtual table v using rtree (a, b, c)",
        "safety",
        "active",
    ),
    (
        "create unique index one on person (name)",
        "safety",
        "active",
    ),
    (
        "create index some on change (verb) where verb <> 'init'",
        "safety",
        "active",
    ),
    (
        "create table extra (record blob references person)",
        "safety",
        "active",
    ),
    (
        "update change set actor = 'x' where kind = 'person'",
        "authenticity",
        "row",
    ),
    (
        "update change set body = replace(body, '张三', '张四')",
        "authenticity",
        "row",
    ),
    (
        "delete from change where kind = 'pledge'",
        "completeness",
        "gaps",
    ),
    (
        "delete from change where rowid = (select min(rowid) from change where kind = 'person');
         delete from person where number = 1",
        "completeness",
        "number",
    ),
    (
        "update person set name = '张四' where number = 1",
        "usability",
        "computed",
    ),
];

#[test]
fn each_harm_is_found_under_its_nature() {
    for (harm, nature, code) in HARM {
        let office = Office::new();
        office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
        office.ok(&["person", "add", "--name", "李四", "--rank", "staff"]);
        office.ok(&["pledge", "add", "--title", "t"]);
        let other = rusqlite::Connection::open(office.file()).unwrap();
        other.execute_batch(harm).unwrap();
        drop(other);
        let run = office.run(&["verify", "--exit-code", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        if harm.is_empty() {
            assert_eq!((run.code, &told[0]["result"]), (0, &"sound".into()));
            continue;
        }
        assert_eq!(run.code, 3, "{harm}: {told}");
        assert_eq!(told[0][nature], "damaged", "{harm}: {told}");
        let flaws = told[0]["flaws"].as_array().unwrap();
        let named = |flaw: &&serde_json::Value| flaw["code"] == *code && flaw["nature"] == *nature;
        assert!(flaws.iter().any(|flaw| named(&flaw)), "{harm}: {told}");
    }
}

#[test]
fn tables_that_are_not_what_the_log_gives_are_computed_anew() {
    for harm in [
        "update person set name = '张四' where number = 1",
        "delete from person",
        "drop table person",
        "drop table plan; drop table office; drop table conflict",
    ] {
        let office = Office::new();
        office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
        let whole = office.ok(&["person", "list", "--format", "json"]);
        let other = rusqlite::Connection::open(office.file()).unwrap();
        other.execute_batch(harm).unwrap();
        drop(other);
        let rebuilt = office.run(&["verify", "--rebuild", "--exit-code"]);
        assert_eq!(rebuilt.code, 0, "{harm}: {rebuilt:?}");
        let mut beside = std::fs::read_dir(office.path()).unwrap();
        let kept = |name: &str| name.starts_with("huiyin.before-upgrade-");
        assert!(beside.any(|entry| kept(entry.unwrap().file_name().to_str().unwrap())));
        assert_eq!(office.ok(&["person", "list", "--format", "json"]), whole);
    }
}

#[test]
fn a_table_that_is_gone_is_told() {
    let office = Office::new();
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other.execute_batch("drop table pledge").unwrap();
    drop(other);
    let run = office.run(&["verify", "--exit-code", "--lang", "en"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.out
            .contains("compute it anew with huiyin verify --rebuild"),
        "{run:?}"
    );
}

#[test]
fn a_file_that_others_may_read_is_no_damage_and_is_told() {
    let office = Office::new();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(office.file(), open).unwrap();
    let run = office.run(&["verify", "--exit-code"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("chmod 600"), "{run:?}");
}

#[test]
fn a_file_with_very_much_overdue_is_sound_and_its_summary_stays_short() {
    let office = Office::new();
    let topic = "窗口等候时间长".repeat(20);
    let row = |at: i32| format!("hotline,{topic}{at},2011-03-{:02}\n", 1 + at % 9);
    let rows = (1..=300).map(row).collect::<Vec<_>>().concat();
    std::fs::write(
        office.path().join("o.csv"),
        format!("channel,topic,date\n{rows}"),
    )
    .unwrap();
    office.ok(&["import", "opinion", "o.csv"]);
    office.ok(&["plan", "set", "limits.attachment_rows", "1000"]);
    let told = office.json(&["verify", "--exit-code"]);
    assert_eq!(told[0]["usability"], "sound", "{told}");
    for name in ["s.xlsx", "s.docx", "s.html", "s.md"] {
        office.ok(&["report", "summary", "-o", name]);
    }
    let text = std::fs::read_to_string(office.path().join("s.md")).unwrap();
    let section = text.split("## 五、").nth(1).unwrap();
    let (section, attached) = section.split_once("## 逾期和缺漏事项").unwrap();
    let is_told = |line: &&str| line.contains("300件意见超过期限仍未答复");
    let paragraph = section.lines().find(is_told).unwrap();
    let named = |paragraph: &str| paragraph.matches("（逾期").count();
    // Three of each: without a reply, without an outcome, without who was asked first.
    assert_eq!(named(paragraph), 9, "{paragraph}");
    assert!(paragraph.chars().count() < 600, "{paragraph}");
    assert!(!paragraph.contains("LY-O"), "{paragraph}");
    let label = "| 意见答复 |";
    let rows = attached.lines().filter(|line| line.contains(label));
    assert_eq!(rows.count(), 300, "{label}");
    office.ok(&["plan", "set", "limits.attachment_rows", "20"]);
    office.ok(&["report", "summary", "-o", "cut.md"]);
    let cut = std::fs::read_to_string(office.path().join("cut.md")).unwrap();
    let (_, attached) = cut.split_once("## 逾期和缺漏事项").unwrap();
    let rows = attached.lines().filter(|line| line.contains(label));
    assert!(
        rows.count() <= 20 && attached.contains("行从略，见台账，编号为：LY-O"),
        "{attached}"
    );
    office.ok(&["undo"]);
    // So does the report of a phase, also once its figures are frozen.
    let told = |office: &Office| {
        office.ok(&["report", "phase", "1", "-o", "p.md"]);
        let text = std::fs::read_to_string(office.path().join("p.md")).unwrap();
        let problems = text.split("三、存在问题").nth(1).unwrap();
        let (section, attached) = problems.split_once("## 逾期和缺漏事项").unwrap();
        let paragraph = section.lines().find(is_told).unwrap();
        assert!(named(paragraph) <= 9, "{paragraph}");
        let rows = attached.lines().filter(|line| line.contains(label));
        assert_eq!(rows.count(), 300, "{text}");
        attached.to_owned()
    };
    let open = told(&office);
    office.does("phase close 1 --force --reason 试");
    let rows = |text: &str| {
        text.lines()
            .filter(|line| line.contains(label))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&told(&office)), rows(&open));
    let problems = &office.json(&["report", "phase", "1"])["problems"];
    assert!(
        problems.to_string().matches('；').count() > 290,
        "machines read all"
    );
}

#[test]
fn what_another_program_put_into_a_file_is_told_and_hinders_nothing() {
    let (office, other) = (Office::new(), Office::new());
    let foreign = rusqlite::Connection::open(office.file()).unwrap();
    foreign
        .execute_batch(
            "analyze;
             create table Notes (person blob primary key, text text unique);
             create view names as select name from person;
             create index by_name on person (name);
             insert into Notes values (x'00', '便条')",
        )
        .unwrap();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    let told = office.json(&["verify", "--exit-code"]);
    let flaws = told[0]["flaws"].as_array().unwrap();
    assert!(flaws.iter().all(|flaw| flaw["code"] == "foreign"), "{told}");
    for part in ["Notes", "by_name", "names", "sqlite_stat1"] {
        let names = |flaw: &serde_json::Value| flaw["message"].to_string().contains(part);
        assert!(flaws.iter().any(names), "{part}: {told}");
    }
    office.ok(&["backup", "b.db"]);
    office.ok(&["archive", "kept"]);
    office.ok(&["verify", "kept", "b.db", "--exit-code"]);
    office.ok(&["verify", "--rebuild", "--exit-code"]);
    let text = |path| {
        let note = "select text from Notes";
        let there = rusqlite::Connection::open(path).unwrap();
        there.query_row(note, [], |row| row.get::<_, String>(0))
    };
    assert_eq!(text(office.file()).unwrap(), "便条");
    let file = office.file();
    other.ok(&["merge", file.to_str().unwrap(), "--no-backup"]);
    assert_eq!(other.json(&["person", "list"])[0]["name"], "张三");
    assert!(text(other.file()).is_err(), "it is left behind");
    office.ok(&["--db", "again.db", "restore", "b.db"]);
    assert!(text(office.path().join("again.db")).is_err());
}

#[test]
fn what_was_altered_is_never_counted_and_reports_say_so() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "赵局", "--rank", "principal"]);
    office.does("reception add --leader 赵局 --channel hotline --visitors 2 --date 2011-05-10");
    office.ok(&["backup", "good.db"]);
    let visitors = || {
        let told = office.json(&["report", "summary"]);
        (
            told["figures"]["reception_visitors"].clone(),
            told["altered"].clone(),
        )
    };
    assert_eq!(visitors(), (2.into(), serde_json::Value::Null));
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other
        .execute_batch(
            "update change set body = replace(body, '\"visitors\":2', '\"visitors\":200')
             where kind = 'reception'",
        )
        .unwrap();
    drop(other);
    assert_eq!(visitors(), (2.into(), 1.into()));
    for asked in [&["verify"][..], &["verify", "--rebuild"], &["verify"]] {
        let told = office.ok(asked);
        assert!(
            told.contains("被改动过") && !told.contains("--rebuild"),
            "{told}"
        );
    }
    assert_eq!(visitors(), (0.into(), 1.into()));
    assert!(
        office
            .ok(&["report", "phase", "2"])
            .contains("本文件不真实")
    );
    for line in [
        "ledger reception",
        "ledger all",
        "export reception -o r.csv",
        "export -o all",
    ] {
        let told = office.does(line).err;
        assert!(told.contains("本文件不真实"), "{line}: {told}");
    }
    office.ok(&["restore", "good.db"]);
    assert_eq!(visitors(), (2.into(), serde_json::Value::Null));
    assert!(!office.does("ledger all").err.contains("不真实"));
}

/// What is done to rows of the log, and how many of them a repair puts right and adds.
const ALTERED: &[(&str, [usize; 2])] = &[
    (
        "update change set body = replace(body, '\"visitors\":2', '\"visitors\":200')",
        [1, 0],
    ),
    (
        "update change set actor = '某人' where kind = 'reception'",
        [1, 0],
    ),
    (
        "update change set over = zeroblob(23 + 1), writer = zeroblob(16) where kind = 'reception'",
        [1, 0],
    ),
    (
        "update change set id = zeroblob(24) where kind = 'reception'",
        [1, 0],
    ),
    (
        "update change set body = null where kind = 'reception'",
        [1, 0],
    ),
    (
        "delete from change where kind in ('reception', 'post', 'person')",
        [0, 3],
    ),
    (
        "update change set body = '{' where kind = 'person'; delete from change where kind = 'reception'",
        [1, 1],
    ),
];

#[test]
fn right_rows_of_another_file_take_the_places_of_altered_and_missing_ones() {
    let office = Office::new();
    office.does("person add --name 赵局 --rank principal");
    office.does("reception add --leader 赵局 --channel hotline --visitors 2 --date 2011-05-10");
    // It is last in no chain, so that what is missing is named by what comes after.
    office.does("opinion add --channel hotline --topic 事");
    office.does("backup good.db");
    let whole = office.json(&["reception", "list"]);
    let known = office.known();
    for (harm, [replaced, added]) in ALTERED {
        let office = office.copy();
        let other = rusqlite::Connection::open(office.file()).unwrap();
        other.execute_batch(harm).unwrap();
        drop(other);
        assert_eq!(office.run(&["verify", "--exit-code"]).code, 3, "{harm}");
        let told = office.run(&["verify", "--repair", "good.db", "--exit-code"]);
        assert_eq!(told.code, 0, "{harm}: {told:?}");
        let counts = [format!("换回{replaced}处"), format!("补上{added}处")];
        assert!(
            counts.iter().all(|count| told.err.contains(count)),
            "{harm}: {told:?}"
        );
        assert!(
            told.err.contains("good.db") && told.err.contains("LY-"),
            "{told:?}"
        );
        assert_eq!(office.json(&["reception", "list"]), whole, "{harm}");
        assert!(office.known() == known, "{harm}");
        let kept = |name: &str| name.starts_with("huiyin.before-repair-");
        let mut beside = std::fs::read_dir(office.path()).unwrap();
        assert!(beside.any(|entry| kept(entry.unwrap().file_name().to_str().unwrap())));
        assert!(office.does("log").out.contains("修复"));
        let again = office.run(&["verify", "--repair", "good.db"]);
        assert!(again.err.contains("没有需要修复"), "{again:?}");
        // The file that was good is merged as any other.
        office.ok(&["merge", "good.db", "--no-backup"]);
        office.does("opinion add --channel hotline --topic 又");
        office.does("verify --exit-code");
    }
}

#[test]
fn a_repair_takes_nothing_that_its_hashes_deny_and_says_what_is_left() {
    let office = Office::new();
    office.does("person add --name 赵局 --rank principal");
    office.does("reception add --leader 赵局 --channel hotline --visitors 2 --date 2011-05-10");
    office.does("reception add --leader 赵局 --channel hotline --visitors 3 --date 2011-05-11");
    office.does("backup good.db");
    let alter = |name: &str, sql: &str| {
        let other = rusqlite::Connection::open(office.path().join(name)).unwrap();
        assert_eq!(other.execute(sql, []).unwrap(), 1, "{name}");
    };
    alter(
        "good.db",
        "update change set body = replace(body, ':3', ':4') where body like '%visitors\":3%'",
    );
    alter(
        "huiyin.db",
        "update change set body = replace(body, ':2', ':7') where body like '%visitors\":2%'",
    );
    alter(
        "huiyin.db",
        "update change set body = replace(body, ':3', ':7') where body like '%visitors\":3%'",
    );
    let told = office.run(&["verify", "--repair", "good.db", "--exit-code"]);
    assert!(told.code == 3 && told.err.contains("还有1处"), "{told:?}");
    let told = office.run(&["verify", "--repair", "good.db", "--exit-code"]);
    assert!(told.code == 3 && told.err.contains("没有修复"), "{told:?}");
    let refused = office.run(&["verify", "--repair", "huiyin.db"]);
    assert!(
        refused.code == 1 && refused.err.contains("就是本文件自己"),
        "{refused:?}"
    );
}

#[test]
fn what_was_erased_does_not_come_back_by_a_repair() {
    let office = Office::new();
    office.does("household add --name 户甲 --household-kind rural --phone 13812345678");
    office.does("backup good.db");
    office.does("redact H1 --field phone --reason 本人申请");
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other
        .execute("update change set actor = 'x' where body is null", [])
        .unwrap();
    other
        .execute(
            "delete from change where verb = 'init' and kind = 'unit'",
            [],
        )
        .unwrap();
    drop(other);
    office.does("verify --repair good.db");
    let bytes = std::fs::read(office.file()).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"13812345678"));
}

#[test]
fn records_of_a_real_file_that_say_another_day_are_counted() {
    let real = Office::real();
    real.does("person add --name 张三 --rank staff");
    assert!(!real.does("verify").out.contains("登记日期不是写入的那一天"));
    let mut forged = crate::forge::Office::new("ZD", "指导处");
    forged.rows.clear();
    let own =
        serde_json::json!({"code": "ZD", "logged_on": "2011-04-01", "name": "指导处", "ref": "ZD"});
    let writer = forged.writer.clone();
    forged.write("init", "office", &writer, &[], &own);
    // In April it says that it is May.
    forged.add(
        "opinion",
        'O',
        1,
        serde_json::json!({"topic": "事", "channel": "hotline"}),
    );
    forged.save(&real.path().join("zd.db"));
    let told = real.json(&["verify", "zd.db", "--exit-code"]);
    let flaws = told[0]["flaws"].as_array().unwrap();
    let flaw = flaws
        .iter()
        .find(|flaw| flaw["code"] == "other-day")
        .unwrap();
    assert!(
        flaw["message"].as_str().unwrap().contains("有 1 处"),
        "{flaw}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_can_only_be_read_is_verified() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("backup other.db");
    let script = "mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" && \"$@\"";
    for args in [
        &["verify", "--exit-code"][..],
        &["verify", "other.db", "--exit-code"],
    ] {
        let Some(run) = office.mounting(script, args) else {
            return;
        };
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
    }
}

/// What people and other programs put beside our tables, to look into a file or to keep notes of their own.
const BESIDE: &[&str] = &[
    "create table notes (a); insert into notes values ('mine')",
    "create view open_opinions as select * from opinion where replied_on is null",
    "create virtual table notes using fts5 (a); insert into notes values ('mine')",
    "create virtual table notes using fts4 (a); insert into notes values ('mine')",
    "create index by_name on person (name)",
    "analyze",
];

#[test]
fn what_others_put_beside_our_tables_is_told_and_left_there() {
    for beside in BESIDE {
        let office = Office::leading();
        office.does("person add --name 张三 --rank staff");
        office.does("--db JD.db init --practice --office JD --name 监督指导处");
        for file in ["huiyin.db", "JD.db"] {
            let connection = rusqlite::Connection::open(office.path().join(file)).unwrap();
            connection.execute_batch(beside).unwrap();
        }
        let there = |file: &str| -> i64 {
            let connection = rusqlite::Connection::open(office.path().join(file)).unwrap();
            let sql = "select count(*) from sqlite_schema where name in
                ('notes', 'open_opinions', 'by_name', 'sqlite_stat1')";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let told = office.does("verify --exit-code").out;
        assert!(told.contains("别的软件"), "{beside}: {told}");
        office.does("backup copy.db");
        office.does("archive kept");
        office.does("merge JD.db");
        office.does("person add --name 李四 --rank staff");
        // An index of a table that is computed goes with the table.
        let is_of_ours = beside.contains("on person");
        assert!(is_of_ours || there("huiyin.db") == 1, "{beside}");
    }
}
