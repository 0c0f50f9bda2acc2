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
    let cause = json!([{"ref": "LY-R3", "why": "new", "logged_on": "2011-05-20", "late": "补报", "arrived_on": null}]);
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
    // Of a group the refs are those in it.
    for (by, group) in [("month", "2011-04"), ("phase", "1"), ("channel", "hotline")] {
        let changes = against(&["rates", "--by", by])["against"].take();
        let figure = format!("reply_rate.{group}.denominator");
        let rows = changes["changes"].as_array().expect("changes").iter();
        let row = rows.clone().find(|row| row["figure"] == *figure);
        assert_eq!(why(row.expect("a change")), why(received), "{by}");
    }
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
    let real = Office::real();
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

fn pledge(office: &Office, title: &str, deadline: &str) {
    let pledge = [
        "pledge",
        "add",
        "--title",
        title,
        "--content",
        "c",
        "--measures",
        "m",
    ];
    let more = ["--responsible", "赵局", "--deadline", deadline, "--key"];
    office.ok(&[&pledge[..], &more].concat());
}

/// An office with two published pledges due at the end of September, one of them done in time.
fn pledged() -> Office {
    let mut office = Office::empty();
    office.on("2011-04-22");
    office.ok(&["init", "--office", "LY", "--name", "利用处", "--practice"]);
    office.ok(&["person", "add", "--name", "赵局", "--rank", "principal"]);
    pledge(&office, "一", "2011-09-30");
    pledge(&office, "二", "2011-09-30");
    for one in ["P1", "P2"] {
        office.ok(&["pledge", "publish", one]);
    }
    office.on("2011-09-20");
    office.ok(&["pledge", "finish", "P1", "--result", "成"]);
    office
}

fn part(report: &Json, id: &str) -> Json {
    let figure = |part: &str| report[part]["figures"][id].clone();
    json!([figure("own"), figure("cumulative"), figure("stock")])
}

#[test]
fn a_later_step_changes_no_earlier_month_and_stock_is_told_from_flow() {
    let mut office = pledged();
    office.on("2011-11-20");
    let goes_on = ["--reason", "雨", "--new-deadline", "2012-03-31"];
    office.ok(&[&["pledge", "continue", "P2"][..], &goes_on].concat());
    let month = |month: &str| office.json(&["report", "monthly", "--month", month]);
    let told = |month: &Json| {
        ["pledges_under_way", "pledges_continuing", "pledges_done"].map(|id| part(month, id))
    };
    let [april, may] = ["2011-04", "2011-05"].map(month);
    assert_eq!(
        told(&april),
        [json!([2, 2, 2]), json!([0, 0, 0]), json!([0, 0, 0])]
    );
    assert_eq!(
        told(&may),
        [json!([0, 2, 2]), json!([0, 0, 0]), json!([0, 0, 0])]
    );
    let [september, november] = ["2011-09", "2011-11"].map(month);
    assert_eq!(
        told(&september),
        [json!([0, 2, 1]), json!([0, 0, 0]), json!([1, 1, 1])]
    );
    assert_eq!(
        told(&november),
        [json!([0, 2, 0]), json!([1, 1, 1]), json!([0, 1, 1])]
    );
    // Of what is no state there is no stock.
    assert_eq!(part(&may, "visits"), json!([0, 0, null]));
}

#[test]
fn withdrawing_what_is_overdue_takes_nothing_away() {
    let mut office = pledged();
    let rate = |office: &Office, id: &str| {
        let rate = &office.json(&["report", "rates"])[id];
        json!([rate["numerator"], rate["denominator"]])
    };
    office.on("2011-11-20");
    assert_eq!(rate(&office, "on_time_rate"), json!([1, 2]));
    assert_eq!(rate(&office, "completion_rate"), json!([1, 2]));
    office.on("2011-11-25");
    office.ok(&["pledge", "withdraw", "P2", "--reason", "条件不具备"]);
    assert_eq!(rate(&office, "on_time_rate"), json!([1, 2]));
    assert_eq!(rate(&office, "completion_rate"), json!([1, 1]));
    let lists = office.json(&["report", "public", "--list", "all"]);
    assert_eq!(lists["published"][1]["state"], "withdrawn");
    let withdrawn = &lists["withdrawn"][0];
    assert_eq!(withdrawn["ref"], "LY-P2");
    assert_eq!(withdrawn["reason"], "条件不具备");
    assert_eq!(withdrawn["withdrawn_on"], "2011-11-25");
    for key in [
        "progress",
        "progress_on",
        "result",
        "finished_on",
        "new_deadline",
    ] {
        assert_eq!(withdrawn[key], Json::Null, "{key}");
    }
    assert!(
        office
            .ok(&["report", "public", "--list", "withdrawn"])
            .contains("条件不具备")
    );
    // The completion rate says which it leaves out, and why; a month of which those it published.
    let left_out = json!({"count": 1, "reasons": [
        {"ref": "LY-P2", "title": "二", "withdrawn_on": "2011-11-25", "reason": "条件不具备"},
    ]});
    let rates = office.json(&["report", "rates"]);
    assert_eq!(rates["completion_rate"]["withdrawn"], left_out);
    let month = office.json(&["report", "monthly", "--month", "2011-11"]);
    let of = |part: &str| month[part]["rates"]["completion_rate"]["withdrawn"].clone();
    assert_eq!(of("cumulative"), left_out);
    assert_eq!(of("own"), json!({"count": 0, "reasons": []}));
    for report in [
        &["rates"][..],
        &["summary"],
        &["phase", "3"],
        &["monthly", "--month", "2011-11"],
    ] {
        let told = office.ok(&[&["report"], report].concat());
        assert!(
            told.contains("撤回的实事1项") && told.contains("条件不具备"),
            "{told}"
        );
    }
    // The day before it stood.
    let before = office.json(&["report", "public", "--as-of", "2011-11-24"]);
    let rates = office.json(&["report", "rates", "--as-of", "2011-11-24"]);
    assert_eq!(rates["completion_rate"]["withdrawn"]["count"], 0);
    assert_eq!(before["published"][1]["state"], "published");
    assert_eq!(before["withdrawn"], json!([]));
}

#[test]
fn an_opinion_counts_as_adopted_while_its_pledge_stands() {
    let mut office = pledged();
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "一",
        "--first-asked",
        "赵局",
    ]);
    let adopted = [
        "--title",
        "三",
        "--content",
        "c",
        "--measures",
        "m",
        "--deadline",
        "2011-12-31",
    ];
    let adopt = ["opinion", "adopt", "O1", "--responsible", "赵局"];
    office.ok(&[&adopt[..], &adopted].concat());
    let rates = |office: &Office, day: &str| {
        let rates = office.json(&["report", "rates", "--as-of", day]);
        ["resolution_rate", "adoption_rate"].map(|id| rates[id]["numerator"].clone())
    };
    assert_eq!(rates(&office, "2011-09-20"), [1, 1]);
    office.on("2011-10-10");
    office.ok(&["pledge", "withdraw", "P3", "--reason", "撤"]);
    assert_eq!(rates(&office, "2011-10-10"), [0, 0]);
    assert_eq!(rates(&office, "2011-10-09"), [1, 1]);
}

#[test]
fn ballots_of_two_kinds_of_survey_are_never_added_up() {
    let office = pledged();
    let survey = |more: &[&str]| {
        let counts = [
            "--issued",
            "10",
            "--returned",
            "8",
            "--valid",
            "8",
            "--satisfied",
            "6",
        ];
        let all = [
            &["survey", "add"],
            &counts[..],
            &["--mostly", "1", "--dissatisfied", "1"],
            more,
        ];
        office.ok(&all.concat());
    };
    survey(&["--subject", "P1"]);
    let counts = |id: &str| {
        let rate = &office.json(&["report", "rates"])[id];
        json!([rate["numerator"], rate["denominator"]])
    };
    assert_eq!(counts("satisfaction_rate"), json!([0, 0]));
    survey(&[]);
    assert_eq!(counts("satisfaction_rate"), json!([6, 8]));
    assert_eq!(counts("satisfied_or_mostly_rate"), json!([7, 8]));
    assert_eq!(counts("return_rate"), json!([8, 10]));
    let summary = office.ok(&["report", "summary"]);
    assert!(
        summary.contains("总体满意度测评共收回有效票8张"),
        "{summary}"
    );
    assert!(summary.contains("单项满意度测评"), "{summary}");
    let figures = &office.json(&["report", "summary"])["figures"];
    assert_eq!(figures["ballots"], 8);
}

#[test]
fn who_left_before_the_cut_off_took_part_and_volumes_are_not_added_up() {
    let office = pledged();
    let left = [
        "--rank",
        "staff",
        "--since",
        "2011-03-01",
        "--until",
        "2011-06-30",
    ];
    office.ok(&[&["person", "add", "--name", "钱某"], &left[..]].concat());
    for (kind, volumes) in [("access", "5"), ("filing", "7")] {
        office.ok(&[
            "service",
            "add",
            "--service-kind",
            kind,
            "--volumes",
            volumes,
        ]);
    }
    let figures = &office.json(&["report", "summary"])["figures"];
    assert_eq!(figures["persons"], 2);
    assert_eq!(
        [&figures["volumes_fetched"], &figures["volumes_filed"]],
        [5, 7]
    );
    assert_eq!(figures.get("volumes"), None);
}

#[test]
fn a_months_folder_holds_what_moved_in_it_so_that_its_figures_can_be_counted() {
    let mut office = pledged();
    office.on("2011-10-20");
    let goes_on = ["--reason", "雨", "--new-deadline", "2011-12-31"];
    office.ok(&[&["pledge", "continue", "P2"][..], &goes_on].concat());
    office.on("2011-11-25");
    office.ok(&["pledge", "finish", "P2", "--result", "成"]);
    let rows = |month: &str| {
        office.ok(&["export", "all", "--month", month, "-o", month]);
        let text = std::fs::read_to_string(office.path().join(month).join("pledge.csv"));
        let text = text.expect("a ledger");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let heads = reader.headers().expect("heads").clone();
        let at = |head: &str| heads.iter().position(|one| one == head).expect("a column");
        let [reference, status, moved] = ["ref", "status", "moved"].map(at);
        let rows = reader.records().map(|row| row.expect("a row"));
        let told = rows.map(|row| {
            [reference, status, moved]
                .map(|at| row[at].to_owned())
                .join(" ")
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        rows("2011-09"),
        [
            "LY-P1 done finished_on、deadline",
            "LY-P2 published deadline"
        ]
    );
    assert_eq!(rows("2011-10"), ["LY-P2 continuing continued_on"]);
    assert_eq!(rows("2011-11"), ["LY-P2 done finished_on"]);
    assert_eq!(
        rows("2011-04"),
        [
            "LY-P1 published pledged_on、published_on",
            "LY-P2 published pledged_on、published_on"
        ]
    );
}

#[test]
fn a_pairing_counts_until_it_ends() {
    let mut office = pledged();
    let household = ["--name", "户", "--household-kind", "rural"];
    office.ok(&[&["household", "add"], &household[..]].concat());
    let pair = ["pair", "add", "--helper", "赵局", "--household", "户"];
    let since = ["--pair-kind", "household", "--since", "2011-04-22"];
    office.ok(&[&pair[..], &since].concat());
    office.on("2011-11-05");
    office.ok(&["pair", "end", "T1", "--until", "2011-10-15"]);
    for (month, counts) in [
        ("2011-04", json!([1, 1, 1])),
        ("2011-09", json!([0, 1, 1])),
        ("2011-10", json!([0, 1, 0])),
        ("2011-11", json!([0, 1, 0])),
    ] {
        let report = office.json(&["report", "monthly", "--month", month]);
        for id in ["pairings", "paired_households"] {
            assert_eq!(part(&report, id), counts, "{month} {id}");
        }
    }
    let ledger = ["export", "pair", "--month", "2011-10", "--format", "json"];
    let ended: Json = serde_json::from_str(&office.ok(&ledger)).expect("JSON");
    assert_eq!(ended[0]["moved"], json!(["until"]));
}

/// The unit under which the only opinion counts among the rates, and the one that is asked for it.
fn units_of_the_opinion(office: &Office, day: &str) -> [Json; 2] {
    let rates = office.json(&["report", "rates", "--by", "unit", "--as-of", day]);
    let asked = ["--code", "opinion-reply", "--as-of", day];
    let found = office.json(&[&["check", "--all"], &asked[..]].concat());
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(rates["reply_rate"].as_array().map(Vec::len), Some(1));
    [&rates["reply_rate"], &found].map(|rows| rows[0]["unit"].clone())
}

#[test]
fn an_opinion_counts_under_the_unit_that_is_asked_for_it() {
    let mut office = Office::new();
    for (name, person) in [("保管处", "甲"), ("编研处", "乙")] {
        office.ok(&["unit", "add", "--name", name, "--unit-kind", "division"]);
        let staff = ["--rank", "staff", "--unit", name];
        office.ok(&[&["person", "add", "--name", person], &staff[..]].concat());
    }
    let opinion = [
        "--channel",
        "hotline",
        "--topic",
        "一",
        "--first-asked",
        "甲",
    ];
    office.ok(&[&["opinion", "add"], &opinion[..]].concat());
    let day = "2011-05-26";
    assert_eq!(units_of_the_opinion(&office, day), ["LY-U1", "LY-U1"]);
    // Where it names none it is that of whoever owns it on the day.
    office.ok(&["opinion", "edit", "O1", "--clear", "unit"]);
    office.on("2011-06-01");
    office.ok(&["opinion", "hand-over", "O1", "--to", "乙"]);
    assert_eq!(units_of_the_opinion(&office, day), ["LY-U2", "LY-U2"]);
    assert_eq!(
        units_of_the_opinion(&office, "2011-06-01"),
        ["LY-U3", "LY-U3"]
    );
}

#[test]
fn who_took_part_and_as_what_follows_from_the_posts() {
    let office = pledged();
    let joined = ["--name", "钱某", "--rank", "staff", "--since", "2011-05-03"];
    office.ok(&[&["person", "add"], &joined[..]].concat());
    let moved = ["--rank", "staff", "--party-member", "--since", "2011-07-01"];
    office.ok(&[&["person", "move", "钱某"], &moved[..]].concat());
    let month = |month: &str| {
        let report = office.json(&["report", "monthly", "--month", month]);
        ["persons", "party_members"].map(|id| {
            let figure = |part: &str| report[part]["figures"][id].clone();
            json!([figure("own"), figure("cumulative")])
        })
    };
    assert_eq!(month("2011-04"), [json!([0, 1]), json!([0, 0])]);
    assert_eq!(month("2011-05"), [json!([1, 2]), json!([0, 0])]);
    assert_eq!(month("2011-07"), [json!([0, 2]), json!([1, 1])]);
    let ledger = ["export", "post", "--month", "2011-06", "--format", "json"];
    let ended: Json = serde_json::from_str(&office.ok(&ledger)).expect("JSON");
    assert_eq!(ended[0]["moved"], json!(["until"]));
}

#[test]
fn what_the_source_leaves_open_stands_in_the_note() {
    let office = pledged();
    let note = office.ok(&["report", "rates"]);
    for told in [
        "多出20以上",
        "补录的按发生的日期算",
        "集中学习一周为5天",
        "limits.study_week_days",
    ] {
        assert!(note.contains(told), "{told}: {note}");
    }
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/plan-2011.json");
    let plan = std::fs::read_to_string(example).expect("the example plan");
    let mut plan: Json = serde_json::from_str(&plan).expect("JSON");
    (plan["behind_by"], plan["late_entry"]) = (json!(30), json!("late"));
    let office = Office::empty();
    std::fs::write(office.path().join("plan.json"), plan.to_string()).expect("a plan");
    let named = ["init", "--office", "LY", "--name", "利用处"];
    office.ok(&[&named[..], &["--plan", "plan.json"]].concat());
    let note = office.ok(&["report", "rates"]);
    for told in ["多出30以上", "补录的算迟办"] {
        assert!(note.contains(told), "{told}: {note}");
    }
}

#[test]
fn a_day_that_has_not_come_is_told() {
    let office = Office::new();
    for line in [
        "check --as-of 2011-12-01",
        "report rates --as-of 12.1",
        "pledge list --as-of 下周五",
    ] {
        let run = office.does(line);
        assert!(run.err.contains("还没有到"), "{line}: {}", run.err);
    }
    assert!(
        !office
            .does("check --as-of 2011-05-26")
            .err
            .contains("还没有到")
    );
}

#[test]
fn what_a_merge_brings_into_a_closed_phase_is_told_with_the_day_on_which_it_came() {
    let mut office = Office::leading();
    office.on("2011-03-20");
    office.does("--db bg.db init --practice --office BG --name 保管处 --from huiyin.db");
    office.does("--db bg.db opinion add --channel hotline --topic t");
    office.does("phase open 1");
    office.on("2011-04-21");
    office.does("phase close 1 --force --reason 到期");
    office.on("2011-04-26");
    let merged = office.does("merge bg.db --no-backup");
    assert!(
        merged.err.contains("第1阶段") && merged.err.contains("BG-O1"),
        "{}",
        merged.err
    );
    let report = office.ok(&["report", "phase", "1"]);
    assert!(
        report.contains("2011年3月20日登记，2011年4月26日并入"),
        "{report}"
    );
}
