//! What was known when: the reports of an earlier day, whatever was entered or came since.

use std::process::Command;

use rusqlite::Connection;
use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::{COLUMNS, Office, Run};

/// Runs a command while the clock stands at noon of a day; `None` where `faketime` is not
/// installed.
fn on(office: &Office, day: &str, args: &[&str]) -> Option<Run> {
    let clock = format!("@{day} 12:00:00");
    let mut command = office.command_under("faketime", &["-f", &clock], args);
    command.env_remove("HUIYIN_TODAY").env("TZ", "UTC");
    let Ok(output) = Command::output(&mut command) else {
        eprintln!("skipped: faketime is not installed here");
        return None;
    };
    Some(Run::from(&output))
}

fn ok(office: &Office, day: &str, args: &[&str]) -> Option<String> {
    let run = on(office, day, args)?;
    assert_eq!(run.code, 0, "{day} {args:?}: {}", run.err);
    Some(run.out)
}

fn replies(office: &Office, day: &str, args: &[&str]) -> Option<Json> {
    let args = [&["report", "rates", "--format", "json"], args].concat();
    let rates: Json = serde_json::from_str(&ok(office, day, &args)?).expect("JSON");
    let rate = &rates["reply_rate"];
    Some(json!([rate["numerator"], rate["denominator"]]))
}

#[test]
fn a_report_knows_what_was_entered_or_had_come_by_its_day() {
    let (own, other) = (Office::empty(), Office::empty());
    let opinion = [
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "查档等候",
    ];
    let dated = |day| [&opinion[..], &["--date", day]].concat();
    let history = || -> Option<()> {
        ok(
            &own,
            "2011-04-01",
            &["init", "--office", "DZ", "--name", "办公室"],
        )?;
        ok(
            &other,
            "2011-04-01",
            &["init", "--office", "LY", "--name", "利用处"],
        )?;
        ok(&own, "2011-04-05", &dated("2011-04-05"))?;
        ok(&other, "2011-04-06", &dated("2011-04-06"))?;
        // Entered late, and answered on the next day.
        ok(&own, "2011-04-20", &dated("2011-04-04"))?;
        ok(
            &own,
            "2011-04-21",
            &["opinion", "reply", "DZ-O1", "--text", "已办"],
        )?;
        let file = other.file();
        ok(&own, "2011-05-01", &["merge", file.to_str()?])?;
        Some(())
    };
    if history().is_none() {
        return;
    }
    let asked = |args: &[&str]| replies(&own, "2011-06-01", args);
    assert_eq!(asked(&[]), Some(json!([1, 3])));
    // Written on the 6th of April, it came on the 1st of May.
    for (known_on, counts) in [
        ("2011-04-05", json!([0, 1])),
        ("2011-04-19", json!([0, 1])),
        ("2011-04-20", json!([0, 2])),
        ("2011-04-30", json!([1, 2])),
        ("2011-05-01", json!([1, 3])),
    ] {
        assert_eq!(asked(&["--known-on", known_on]), Some(counts), "{known_on}");
    }
    // What had happened by a day, from what was known then and from what is known now.
    assert_eq!(asked(&["--as-of", "2011-04-10"]), Some(json!([0, 3])));
    let both = ["--as-of", "2011-04-10", "--known-on", "2011-04-10"];
    assert_eq!(asked(&both), Some(json!([0, 1])));
    let summary = |day| {
        let asked = ["report", "summary", "--format", "md"];
        ok(&own, day, &[&asked, &both[..]].concat())
    };
    let told = summary("2011-06-01");
    ok(&own, "2011-06-02", &dated("2011-04-07"));
    assert_eq!(
        summary("2011-06-03"),
        told,
        "the same three days, the same bytes"
    );
    let nothing = on(
        &own,
        "2011-06-03",
        &["report", "rates", "--known-on", "2011-03-31"],
    );
    assert!(nothing.is_some_and(|run| run.code == 1 && run.err.contains("2011-03-31")));
}

#[test]
fn a_restored_file_knows_when_its_rows_came() {
    let office = Office::empty();
    let opinion = [
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "查档等候",
    ];
    let history = || -> Option<()> {
        ok(
            &office,
            "2011-04-01",
            &["init", "--office", "DZ", "--name", "办公室"],
        )?;
        ok(&office, "2011-04-05", &opinion)?;
        ok(&office, "2011-04-10", &opinion)?;
        ok(&office, "2011-04-11", &["backup", "kept.db"])?;
        ok(&office, "2011-04-12", &opinion)?;
        ok(&office, "2011-04-13", &["restore", "kept.db"])?;
        ok(&office, "2011-04-14", &opinion)?;
        Some(())
    };
    if history().is_none() {
        return;
    }
    for (known_on, received) in [("2011-04-09", 1), ("2011-04-13", 2), ("2011-04-14", 3)] {
        let counts = replies(&office, "2011-05-01", &["--known-on", known_on]);
        assert_eq!(counts, Some(json!([0, received])), "{known_on}");
    }
    let file = Connection::open(office.file()).expect("the file opens");
    let sql =
        "select group_concat(kind, ' ') from (select kind from file_operation order by number)";
    let kinds: String = file
        .query_row(sql, [], |row| row.get(0))
        .expect("a journal");
    assert_eq!(kinds, "command command command restore command");
}

fn receive(office: &mut Office, day: &str, visitors: &str) {
    office.on(day);
    let reception = [
        "reception",
        "add",
        "--leader",
        "赵局",
        "--channel",
        "hotline",
    ];
    office.ok(&[&reception[..], &["--date", day, "--visitors", visitors]].concat());
}

/// An office that closed its first phase.
fn closed() -> Office {
    let mut office = Office::new();
    office.ok(&["person", "add", "--name", "赵局", "--rank", "principal"]);
    receive(&mut office, "2011-03-10", "2");
    receive(&mut office, "2011-04-25", "5");
    office.on("2011-04-26");
    office.ok(&["phase", "close", "1", "--force", "--reason", "先结"]);
    office.on("2011-05-20");
    office
}

fn late(office: &Office) {
    let reception = [
        "reception",
        "add",
        "--leader",
        "赵局",
        "--channel",
        "hotline",
    ];
    let late = ["--date", "2011-03-20", "--visitors", "7", "--late", "补报"];
    office.ok(&[&reception[..], &late].concat());
}

/// Of the report of the first phase: receptions and visitors, its own and in all.
fn received(report: &Json) -> Json {
    let figure = |part: &str, id: &str| report[part]["figures"][id].clone();
    json!([
        [
            figure("own", "receptions"),
            figure("own", "reception_visitors")
        ],
        [
            figure("cumulative", "receptions"),
            figure("cumulative", "reception_visitors")
        ],
    ])
}

#[test]
fn the_report_of_a_closed_phase_stands_and_what_came_after_is_apart() {
    let office = closed();
    let report = || office.json(&["report", "phase", "1"]);
    let told = report();
    assert_eq!(received(&told), json!([[1, 2], [1, 2]]));
    assert_eq!(told["after"], json!([]));
    late(&office);
    let mut after = report();
    let changed = after["after"].take();
    let rows = changed.as_array().expect("changes");
    let of = |figure: &str| rows.iter().find(|row| row["figure"] == figure);
    let visitors = of("own.figures.reception_visitors").expect("it has changed");
    assert_eq!([&visitors["before"], &visitors["now"]], [2, 9]);
    let cause = json!([{"ref": "LY-R3", "why": "new", "logged_on": "2011-05-20", "late": "补报"}]);
    assert_eq!(visitors["refs"], cause);
    assert!(of("own.figures.visits").is_none(), "{changed}");
    // All else is word for word what it was.
    after["after"] = json!([]);
    assert_eq!(after, told);
    // Before it was closed its report was one of that day, with what is known of it now.
    let before = office.json(&["report", "phase", "1", "--as-of", "2011-04-20"]);
    assert_eq!(received(&before), json!([[2, 9], [2, 9]]));
    assert_eq!(before["frozen"], Json::Null);
    office.ok(&["phase", "reopen", "1", "--reason", "补报"]);
    assert_eq!(received(&report()), json!([[2, 9], [2, 9]]));
}

/// Puts in place of what a closing froze what the first version froze: rates alone.
fn freeze_rates_alone(office: &Office) {
    let file = Connection::open(office.file()).expect("the file opens");
    let sql = format!("select {COLUMNS} from change where verb = 'phase close'");
    let closing = file.query_row(&sql, [], |row| {
        Ok(forge::Row {
            id: row.get(0)?,
            record: row.get(1)?,
            kind: row.get(2)?,
            writer: row.get(3)?,
            wprev: row.get(4)?,
            command: row.get(5)?,
            verb: row.get(6)?,
            actor: row.get(7)?,
            over: row.get(8)?,
            body: row.get(9)?,
            body_hash: row.get(10)?,
        })
    });
    let closing = closing.expect("a closing");
    let mut body: Json =
        serde_json::from_str(closing.body.as_deref().expect("a body")).expect("JSON");
    body["figures"] = json!({"reply_rate": [3, 4]});
    let before = closing.id.clone();
    let closing = closing.with_body(&forge::canonical(&body));
    let put = "update change set id = ?1, body = ?2, body_hash = ?3 where id = ?4";
    let changed = (&closing.id, &closing.body, &closing.body_hash, &before);
    file.execute(put, changed).expect("the log is written");
    file.execute("update file set last = ?1", [&closing.id])
        .expect("the file is written");
    file.execute_batch("drop table file_operation; pragma user_version = 10")
        .expect("an older file");
}

#[test]
fn a_phase_that_froze_its_rates_alone_tells_the_rest_from_what_was_known_then() {
    let office = closed();
    freeze_rates_alone(&office);
    late(&office);
    let report = office.json(&["report", "phase", "1"]);
    assert_eq!(received(&report), json!([[1, 2], [1, 2]]));
    let rate = &report["frozen"]["reply_rate"];
    assert_eq!([&rate["numerator"], &rate["denominator"]], [3, 4]);
    let rows = report["after"].as_array().expect("changes");
    assert!(
        rows.iter()
            .any(|row| row["figure"] == "own.figures.receptions")
    );
}

#[test]
fn a_report_says_ref_by_ref_what_differs_from_what_was_known() {
    let office = Office::empty();
    let opinion = [
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "查档等候",
    ];
    let dated = |day| [&opinion[..], &["--date", day]].concat();
    let history = || -> Option<()> {
        ok(
            &office,
            "2011-04-01",
            &["init", "--office", "DZ", "--name", "办公室"],
        )?;
        ok(&office, "2011-04-05", &dated("2011-04-05"))?;
        ok(&office, "2011-04-06", &dated("2011-04-06"))?;
        ok(&office, "2011-04-20", &dated("2011-04-04"))?;
        ok(&office, "2011-04-20", &dated("2011-04-03"))?;
        ok(
            &office,
            "2011-04-21",
            &["opinion", "reply", "O1", "--text", "已办"],
        )?;
        ok(
            &office,
            "2011-04-22",
            &["opinion", "void", "O2", "--reason", "重复"],
        )?;
        Some(())
    };
    if history().is_none() {
        return;
    }
    let against = |args: &[&str]| -> Json {
        let args = [
            &["report"],
            args,
            &["--against", "2011-04-10", "--format", "json"],
        ]
        .concat();
        let told = ok(&office, "2011-05-20", &args).expect("faketime");
        serde_json::from_str(&told).expect("JSON")
    };
    let changes = against(&["rates"])["against"].take();
    assert_eq!(changes["known_on"], "2011-04-10");
    let rows = changes["changes"].as_array().expect("changes");
    let of = |figure: &str| {
        rows.iter()
            .find(|row| row["figure"] == figure)
            .expect("a change")
    };
    let received = of("reply_rate.denominator");
    assert_eq!([&received["before"], &received["now"]], [2, 3]);
    let why = |row: &Json| -> Vec<String> {
        let refs = row["refs"].as_array().expect("refs").iter();
        refs.map(|one| format!("{} {}", one["ref"], one["why"]))
            .collect()
    };
    assert_eq!(
        why(received),
        [
            "\"DZ-O2\" \"void\"",
            "\"DZ-O3\" \"new\"",
            "\"DZ-O4\" \"new\""
        ]
    );
    let replied = of("reply_rate.numerator");
    assert_eq!([&replied["before"], &replied["now"]], [0, 1]);
    assert_eq!(why(replied), ["\"DZ-O1\" \"changed\""]);
    let fields: Vec<&Json> = replied["refs"][0]["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|one| &one["field"])
        .collect();
    assert!(fields.contains(&&json!("replied_on")), "{fields:?}");
    // Every report takes it, and says that nothing differs where nothing does.
    for report in [
        &["summary"][..],
        &["monthly", "--month", "2011-04"],
        &["phase", "1"],
        &["public"],
        &["evaluation"],
        &["sheet", "--unit", "办公室"],
        &["rates", "--by", "unit"],
    ] {
        assert!(
            against(report)["against"]["changes"].is_array(),
            "{report:?}"
        );
    }
    let args = ["report", "summary", "--against", "2011-05-19"];
    let told = ok(&office, "2011-05-20", &args).expect("faketime");
    assert!(told.contains("没有差别"), "{told}");
}

#[test]
fn days_that_have_not_begun_make_no_report() {
    let office = Office::new();
    for args in [
        &["report", "phase", "3"][..],
        &["report", "monthly", "--month", "2011-07"],
        &["report", "phase", "2", "--as-of", "2011-04-01"],
        &["export", "all", "--month", "2011-07", "-o", "out"],
    ] {
        let refused = office.refused(1, args);
        assert!(refused.contains("没有开始"), "{refused}");
    }
}

#[test]
fn a_practice_file_takes_the_day_that_is_chosen_for_the_clocks() {
    let mut office = Office::empty();
    office.on("2011-04-01");
    office.ok(&["init", "--office", "DZ", "--name", "办公室", "--practice"]);
    let opinion = [
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "查档等候",
    ];
    for day in ["2011-04-05", "2011-04-20"] {
        office.on(day);
        office.ok(&opinion);
    }
    office.on("2011-05-01");
    let rates = |day: &str| office.json(&["report", "rates", "--known-on", day]);
    assert_eq!(rates("2011-04-05")["reply_rate"]["denominator"], 1);
    assert_eq!(rates("2011-04-20")["reply_rate"]["denominator"], 2);
    assert!(office.ok(&[]).contains("练习文件"));
    assert!(office.ok(&["report", "rates"]).contains("练习文件"));
    assert!(office.ok(&["history"]).contains("2011-04-20"));
    // A file that is made from it is one too, and a real one is never put together with it.
    let db = office.path().to_owned();
    let path = |name: &str| db.join(name).display().to_string();
    let (from, own) = (path("huiyin.db"), path("LY.db"));
    office.ok(&[
        "init",
        "--office",
        "LY",
        "--name",
        "利用处",
        "--from",
        &from,
        "--db",
        &own,
    ]);
    assert!(office.ok(&["--db", &own]).contains("练习文件"));
    office.ok(&["merge", &own]);
    let real = Office::new();
    let refused = real.run(&["merge", &from]);
    assert_eq!(refused.code, 1, "{}", refused.out);
    assert!(refused.err.contains("是练习文件"), "{}", refused.err);
    let other = real.file().display().to_string();
    let refused = office.run(&["merge", &other]);
    assert!(
        refused.code == 1 && refused.err.contains("是正式文件"),
        "{}",
        refused.err
    );
    let refused = real.run(&["restore", &from]);
    assert!(
        refused.code == 1 && refused.err.contains("是练习文件"),
        "{}",
        refused.err
    );
}
