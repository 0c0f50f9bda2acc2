//! Wrong clocks: what the clock says has no say in which change stands, nor in what is kept; it
//! gives a change its time and, where `--today` does not, the day.

use std::process::Command;

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::{Office, Run};

/// Runs a command while the clock says something, in a time zone; `None` where `faketime` is not
/// installed.
fn at(office: &Office, clock: &str, zone: &str, args: &[&str]) -> Option<Run> {
    let inner = office.command(args);
    let mut command = Command::new("faketime");
    command
        .args(["-f", &format!("@{clock}")])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(office.path());
    for (name, value) in inner.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    command.env_remove("HUIYIN_TODAY").env("TZ", zone);
    let Ok(output) = command.output() else {
        eprintln!("skipped: faketime is not installed here");
        return None;
    };
    let run = Run::from(&output);
    assert!(!run.err.contains("panicked"), "{clock} {zone}: {}", run.err);
    Some(run)
}

/// Checks that the file is sound, whatever clock wrote it.
fn check_sound(office: &Office) {
    let run = office.run(&["verify", "--exit-code"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

fn logged_on(office: &Office, reference: &str) -> Json {
    office.json(&["person", "show", reference])["logged_on"].clone()
}

#[test]
fn a_record_is_logged_on_the_day_of_the_clock_whatever_it_says() {
    // Clock, zone, and the day that is put down.
    let cases = [
        ("1969-07-20 20:17:40", "UTC", "1969-07-20"),
        ("1970-01-01 00:00:00", "UTC", "1970-01-01"),
        ("1999-12-31 23:59:59", "UTC", "1999-12-31"),
        ("2012-02-29 12:00:00", "UTC", "2012-02-29"),
        // A leap second is the first of the next day to a clock that does not know it.
        ("2016-12-31 23:59:60", "UTC", "2017-01-01"),
        // The last second of 32 bits with a sign, and the first after it.
        ("2038-01-19 03:14:07", "UTC", "2038-01-19"),
        ("2038-01-19 03:14:08", "UTC", "2038-01-19"),
        ("2038-01-20 12:00:00", "CST-8", "2038-01-20"),
        // The same of 32 bits without.
        ("2106-02-07 06:28:16", "UTC", "2106-02-07"),
        ("2200-12-31 23:59:59", "UTC", "2200-12-31"),
        // The same moment as the first, which is the day before or after elsewhere.
        ("2011-05-26 23:30:00", "CST-8", "2011-05-26"),
        ("2011-05-26 23:30:00", "EST5", "2011-05-26"),
        ("2011-05-26 23:30:00", "No/Such_Zone", "2011-05-26"),
    ];
    let office = Office::new();
    for (number, (clock, zone, day)) in (1..).zip(cases) {
        let name = format!("人员{number}");
        let args = ["person", "add", "--name", &name, "--rank", "staff"];
        let Some(run) = at(&office, clock, zone, &args) else {
            return;
        };
        assert_eq!(run.code, 0, "{clock}: {}", run.err);
        assert_eq!(logged_on(&office, &format!("M{number}")), day, "{clock}");
        check_sound(&office);
    }
}

#[test]
fn one_moment_is_two_days_where_the_time_zone_changes_between_commands() {
    let office = Office::new();
    // 16:30 in UTC on the 26th, and an hour later.
    let moments = [
        ("2011-05-27 00:30:00", "CST-8", "2011-05-27"),
        ("2011-05-26 12:30:00", "EST5", "2011-05-26"),
    ];
    for (number, (clock, zone, day)) in (1..).zip(moments) {
        let name = format!("人员{number}");
        let args = ["person", "add", "--name", &name, "--rank", "staff"];
        let Some(run) = at(&office, clock, zone, &args) else {
            return;
        };
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(logged_on(&office, &format!("M{number}")), day);
    }
    let edit = |zone: &str, rank: &str| {
        let run = at(
            &office,
            "2011-05-26 12:00:00",
            zone,
            &["person", "edit", "M1", "--rank", rank],
        );
        assert_eq!(run.map(|run| run.code), Some(0));
        assert_eq!(office.json(&["person", "show", "M1"])["rank"], rank);
    };
    // Half a day apart on the wall, and the later command stands.
    for (zone, rank) in [
        ("EST5", "leader"),
        ("CST-8", "principal"),
        ("EST5", "staff"),
    ] {
        edit(zone, rank);
    }
    check_sound(&office);
}

#[test]
fn the_later_command_stands_although_the_clock_went_back() {
    let office = Office::new();
    let add = ["person", "add", "--name", "张三", "--rank", "staff"];
    if at(&office, "2011-05-26 12:00:00", "UTC", &add).is_none() {
        return;
    }
    let clocks = [
        "2011-05-26 11:59:59",
        "2011-05-25 12:00:00",
        "1970-01-01 00:00:00",
        "2199-12-31 23:59:59",
        "2250-01-01 00:00:00",
        "2011-05-26 12:00:01",
    ];
    for (number, clock) in (1..).zip(clocks) {
        let phone = format!("0531-{number}");
        let run = at(
            &office,
            clock,
            "UTC",
            &["person", "edit", "M1", "--phone", &phone],
        );
        assert_eq!(run.map(|run| run.code), Some(0), "{clock}");
        assert_eq!(
            office.json(&["person", "show", "M1"])["phone"],
            json!(phone),
            "{clock}"
        );
        check_sound(&office);
    }
    let history = office.json(&["history", "M1"]);
    assert_eq!(
        history["rows"]
            .as_array()
            .or(history.as_array())
            .map(Vec::len),
        Some(7)
    );
    office.ok(&["undo"]);
    let left = office.json(&["person", "show", "M1"])["phone"].clone();
    assert_eq!(
        left, "0531-5",
        "the last command is taken back, not the latest time"
    );
}

#[test]
fn the_other_office_s_clock_has_no_say_in_what_stands() {
    // Milliseconds since 1970: a day and a year ahead, and the last that is taken.
    let day = 86_400_000;
    let now = u64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    // A practice file takes 26 May 2011 for its clock's day.
    let now = 15_120 * day + now % day;
    let cases = [
        ("ahead by an hour", now + day / 24, false),
        ("ahead by two days", now + 2 * day, true),
        ("ahead by a year", now + 365 * day, true),
        ("as far ahead as is taken", 7_258_118_399_999, true),
        ("years behind", 946_684_800_000 + day, false),
    ];
    for (name, clock, told) in cases {
        let office = Office::new();
        let mut other = forge::Office::new("ZD", "指导处");
        other.add(
            "person",
            'M',
            1,
            json!({"name": "张三", "rank": "staff", "party_member": true}),
        );
        let last = other.rows.len() - 1;
        other.rows[last] = other.rows[last].clone().at(clock);
        other.save(&office.path().join("other.db"));
        let said = office.run(&["merge", "other.db"]);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        assert_eq!(said.out.contains("时钟"), told, "{name}: {}", said.out);
        office.ok(&["person", "edit", "ZD-M1", "--rank", "leader"]);
        office.ok(&["merge", "other.db"]);
        let shown = office.json(&["person", "show", "ZD-M1"]);
        assert_eq!(
            shown["rank"], "leader",
            "{name}: who saw the other's change stands"
        );
        assert_eq!(shown["logged_on"], "2011-05-26", "{name}: a day is no time");
        assert!(
            office
                .ok(&["conflict", "list", "--format", "csv"])
                .lines()
                .count()
                < 2,
            "{name}"
        );
        check_sound(&office);
    }
}

#[test]
fn the_29th_of_february_is_a_day_in_leap_years_alone() {
    let mut office = Office::new();
    office.on("2012-03-01");
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    // What is typed, and the day, or none.
    let cases = [
        ("2012-02-29", Some("2012-02-29")),
        ("2012年2月底", Some("2012-02-29")),
        ("2012年2月下旬", Some("2012-02-29")),
        ("2000-02-29", Some("2000-02-29")),
        ("2011-02-29", None),
        ("2月29日", None),
        ("1900-02-29", None),
        ("2100-02-29", None),
        ("2012-02-30", None),
        ("2012-02-29 23:59:60", None),
        ("2016-12-31T23:59:60Z", None),
    ];
    for (typed, day) in cases {
        let args = [
            "pledge",
            "add",
            "--title",
            "承诺",
            "--pledged-on",
            "1999-12-31",
            "--deadline",
            typed,
            "--late",
            "补报",
        ];
        let run = office.run(&args);
        assert_eq!(run.code == 0, day.is_some(), "{typed}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{typed}");
        if let Some(day) = day {
            let pledges = office.json(&["pledge", "list"]);
            let last = pledges.as_array().and_then(|all| all.last()).cloned();
            assert_eq!(last.unwrap_or_default()["deadline"], day, "{typed}");
        } else {
            assert!(run.err.contains(typed), "{typed}: {}", run.err);
        }
    }
    check_sound(&office);
}

#[test]
fn a_deadline_is_counted_over_the_29th_of_february() {
    let mut office = Office::new();
    for (name, from, answered_late) in [
        // Fifteen days from the 20th end on March 6 in a leap year, else on the 7th.
        ("2012", "2012-02-20", "2012-03-07"),
        ("2011", "2011-02-20", "2011-03-08"),
    ] {
        let year = |day: &str| format!("{name}-{day}");
        office.does("plan set closes 2012-12-31 phases.2.closes 2012-12-31");
        office.does("plan set opens 2011-01-01 phases.0.opens 2011-01-01");
        office.on(from);
        let text = format!("意见{name}");
        let added = office.json(&[
            "opinion",
            "add",
            "--topic",
            &text,
            "--channel",
            "mailbox",
            "--date",
            from,
            "--late",
            "补报",
        ]);
        let reference = added["ref"].as_str().unwrap().to_owned();
        let overdue = |office: &Office| {
            let found = office.ok(&["check", "--format", "csv"]);
            let mut late = found
                .lines()
                .filter(|line| line.starts_with("opinion-reply,red"));
            late.any(|line| line.contains(&reference))
        };
        let last = if name == "2012" {
            year("03-06")
        } else {
            year("03-07")
        };
        office.on(&last);
        assert!(!overdue(&office), "{last} is the last day");
        office.on(answered_late);
        assert!(overdue(&office), "{answered_late} is late");
    }
}

#[test]
fn a_day_far_away_is_answered_or_refused() {
    let mut office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "leader"]);
    office.ok(&[
        "pledge",
        "add",
        "--title",
        "承诺",
        "--deadline",
        "2011-09-30",
    ]);
    let commands: &[&[&str]] = &[
        &[],
        &["check"],
        &["calendar"],
        &["report", "rates"],
        &["report", "summary"],
        &["report", "evaluation"],
        &["pledge", "list"],
        &["verify"],
        &["person", "add", "--name", "李四", "--rank", "staff"],
    ];
    for (today, answered) in [
        ("1900-01-01", true),
        ("2200-12-31", true),
        ("1899-12-31", false),
        ("2201-01-01", false),
        ("9999-12-31", false),
        ("2011-02-29", false),
        ("23:59:60", false),
    ] {
        office.on(today);
        for args in commands {
            let run = office.run(args);
            assert_eq!(run.code == 0, answered, "{today} {args:?}: {}", run.err);
            assert!(!run.err.contains("panicked"), "{today} {args:?}");
        }
    }
    office.on("2011-05-26");
    check_sound(&office);
}

#[test]
fn what_has_happened_is_not_after_the_clock_s_day() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    let args = [
        "visit",
        "add",
        "--visitors",
        "张三",
        "--place-kind",
        "village",
        "--date",
        "2011-05-26",
    ];
    for (clock, zone, code) in [
        ("2011-05-25 23:59:59", "CST-8", 1),
        ("2011-05-26 00:00:00", "CST-8", 0),
        ("2011-05-26 00:00:00", "EST5", 0),
        // A clock that went back to before it.
        ("2010-01-01 00:00:00", "UTC", 1),
    ] {
        let Some(run) = at(&office, clock, zone, &args) else {
            return;
        };
        assert_eq!(run.code, code, "{clock} {zone}: {}", run.err);
    }
    check_sound(&office);
}

#[test]
fn a_real_file_logs_by_the_clock_and_says_so_where_another_day_is_chosen() {
    let mut office = Office::real();
    let clock = office.json(&[])["clock"].as_str().unwrap().to_owned();
    assert_ne!(clock, "2011-05-26");
    let said = format!("按 2011-05-26 计算，今天实为 {clock}");
    for write in [
        "person add --name 张三 --rank staff",
        "household add --name 李四 --household-kind rural --phone 13800000000",
        "household add --name 李四 --household-kind rural --phone 13800000000 --note 二",
        "opinion add --channel hotline --topic 查档 --first-asked 张三",
        "opinion reply O1 --text 已办",
        "phase open 2",
        "undo",
    ] {
        let run = office.does(write);
        assert!(run.err.contains(&said), "{write}: {}", run.err);
    }
    for page in [
        "",
        "check",
        "phase status",
        "report sheet --unit 利用处",
        "report rates",
    ] {
        let run = office.does(page);
        assert!(run.out.contains(&said), "{page}: {}", run.out);
    }
    assert!(!office.does("opinion list").out.contains("今天实为"));
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(
        [&opinion["date"], &opinion["replied_on"]],
        ["2011-05-26"; 2]
    );
    assert_eq!(opinion["logged_on"], clock.as_str());
    // What is computed for the day is there for it, whenever it was entered.
    let found = office.json(&["check", "--all"]);
    let of = |code: &str| {
        let mut found = found.as_array().unwrap().iter();
        found.find(|one| one["code"] == code).unwrap().clone()
    };
    let reply = of("opinion-reply");
    assert_eq!([&reply["done"], &reply["entered"]], ["2011-05-26", &clock]);
    assert_eq!(
        (&reply["light"], &reply["entered_late"]),
        (&json!("green"), &json!(true))
    );
    assert!(
        reply["message"].as_str().unwrap().contains("补录"),
        "{reply}"
    );
    assert!(of("duplicate")["ref"].as_str().unwrap().starts_with("LY-H"));
    let ledgers = office.ok(&["report", "summary", "--format", "md"]);
    assert!(ledgers.contains("| 联系户 | 2 | 0 |"), "{ledgers}");
    // On the clock's own day there is nothing to say.
    office.on(&clock);
    for quiet in ["", "check", "unit add --name 保管处 --unit-kind division"] {
        let run = office.does(quiet);
        assert!(!(run.out + &run.err).contains("今天实为"), "{quiet}");
    }
}
