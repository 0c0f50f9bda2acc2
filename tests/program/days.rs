//! What was known when: the reports of an earlier day, whatever was entered or came since.

use std::process::Command;

use serde_json::{Value as Json, json};

use crate::harness::{Office, Run};

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
    let file = rusqlite::Connection::open(office.file()).expect("the file opens");
    let sql =
        "select group_concat(kind, ' ') from (select kind from file_operation order by number)";
    let kinds: String = file
        .query_row(sql, [], |row| row.get(0))
        .expect("a journal");
    assert_eq!(kinds, "command command command restore command");
}
