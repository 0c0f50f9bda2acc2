//! The next campaign: what goes on of last year's, under new refs, and nothing else.

use serde_json::Value as Json;

use crate::harness::Office;

/// An office at the end of its year, and the plan of the next.
fn ended() -> Office {
    let mut office = Office::new();
    office.on("2011-05-20");
    office.does("person add --name 张三 --rank staff");
    office.does("person add --name 李四 --rank staff");
    office.does("household add --name 王大山 --household-kind rural");
    office.does("household add --name 赵小河 --household-kind urban");
    office.does("pair add --helper 张三 --household H1 --since 2011-04-01");
    office.does("pair add --helper 李四 --household H2 --since 2011-04-01");
    let pledge = |title: &str, deadline: &str| {
        let add = format!(
            "pledge add --title {title} --content c --measures m --responsible 李四 --deadline {deadline} --pledged-on 2011-05-01"
        );
        office.does(&add);
    };
    pledge("甲", "9月底");
    pledge("乙", "9月底");
    pledge("丙", "9月底");
    pledge("丁", "9月底");
    for number in 1..=3 {
        office.does(&format!("pledge publish P{number}"));
    }
    office.does("pledge finish P1 --result 好");
    office.does("pledge continue P2 --reason 缺料 --new-deadline 2012-06-30");
    office.does("pledge progress P3 --text 一半 --percent 50");
    office.does("pair end T2 --until 2011-05-20");
    office.does("person leave 李四 --until 2011-11-30");
    office.does("opinion add --channel hotline --topic 旧事");
    office.does("plan shift 2012 -o plan.json");
    office
}

#[test]
fn the_next_campaign_takes_over_the_roster_and_what_is_in_force_or_unfinished() {
    let mut office = ended();
    office.on("2012-03-05");
    let made = "--db next.db init --office LY --name 利用处 --plan plan.json --carry huiyin.db";
    let told = office.does(made).err;
    assert!(
        told.contains("结对1") && told.contains("实事项目3"),
        "{told}"
    );
    // What had no day of this year is due on its last, and is told with the way to correct it.
    assert!(
        told.contains("LY-P2") && told.contains("2012-11-30"),
        "{told}"
    );
    let list = |kind: &str| -> Vec<Json> {
        let listed = office.json(&["--db", "next.db", kind, "list"]);
        listed.as_array().unwrap().clone()
    };
    let pledges = list("pledge");
    let facts = |one: &Json| {
        let keys = [
            "ref",
            "title",
            "status",
            "deadline",
            "new_deadline",
            "carried_from",
            "responsible_name",
        ];
        keys.map(|key| one[key].as_str().unwrap_or("-").to_owned())
            .join(" ")
    };
    assert_eq!(
        pledges.iter().map(facts).collect::<Vec<_>>(),
        [
            "LY-P1 乙 continuing 2011-09-30 2012-06-30 LY-P2(2011) 李四",
            "LY-P2 丙 continuing 2011-09-30 2012-11-30 LY-P3(2011) 李四",
            "LY-P3 丁 draft 2011-09-30 - LY-P4(2011) 李四",
        ]
    );
    assert_eq!(pledges[1]["percent"], 50);
    assert_eq!(list("pair").len(), 1);
    assert_eq!(list("household").len(), 2);
    assert_eq!(list("opinion").len(), 0);
    office.ok(&["--db", "next.db", "verify", "--exit-code"]);
    office.ok(&[
        "--db",
        "next.db",
        "pledge",
        "edit",
        "P2",
        "--new-deadline",
        "2012-08-31",
        "--reason",
        "定了",
    ]);
    // Two offices that take over the same speak of the same.
    office.ok(&[
        "--db",
        "lead.db",
        "init",
        "--office",
        "LD",
        "--name",
        "办公室",
        "--leading",
        "--plan",
        "plan.json",
        "--roster",
        "huiyin.db",
        "--carry",
        "huiyin.db",
    ]);
    office.ok(&["--db", "lead.db", "merge", "next.db", "--no-backup"]);
    let both = office.json(&["--db", "lead.db", "pair", "list"]);
    assert_eq!(both.as_array().unwrap().len(), 1, "{both}");
    // Nothing of the old campaign comes by merging, in either direction.
    for merge in [
        &["--db", "next.db", "merge", "huiyin.db"][..],
        &["merge", "next.db"],
    ] {
        let run = office.run(merge);
        assert!(run.code == 1 && run.err.contains("2012-03-01"), "{run:?}");
    }
    let same = office.refused(
        1,
        &[
            "--db",
            "x.db",
            "init",
            "--office",
            "LY",
            "--name",
            "利用处",
            "--carry",
            "huiyin.db",
        ],
    );
    assert!(same.contains("--plan") && same.contains("--from"), "{same}");
}

#[test]
fn the_roster_alone_brings_persons_in_office_and_units() {
    let mut office = ended();
    office.on("2012-03-05");
    office.ok(&[
        "--db",
        "next.db",
        "init",
        "--office",
        "BG",
        "--name",
        "保管处",
        "--plan",
        "plan.json",
        "--roster",
        "huiyin.db",
    ]);
    let names = |kind: &str| -> Vec<String> {
        let listed = office.json(&["--db", "next.db", kind, "list"]);
        let listed = listed.as_array().unwrap().iter();
        listed
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("person"), ["张三"]);
    assert_eq!(names("unit"), ["利用处", "保管处"]);
    assert_eq!(names("household"), Vec::<String>::new());
}

/// What the earlier campaign asked for is not asked for again: terms open with the carrying, and progress
/// goes on from where it stood.
#[test]
fn what_is_carried_over_is_asked_about_from_then_on() {
    let mut office = ended();
    let made = "--db next.db init --practice --office LY --name 利用处 --plan plan.json";
    office.on("2011-04-22");
    office.does("--db old.db init --practice --office LY --name 利用处");
    office.does("--db old.db person add --name 甲 --rank staff");
    for title in ["一", "二"] {
        office.does(&format!(
            "--db old.db pledge add --title {title} --content c --measures m --responsible 甲 --deadline 10.31"
        ));
    }
    office.does("--db old.db pledge publish P1");
    office.on("2011-10-20");
    office.does("--db old.db pledge progress P1 --text 大半 --percent 70");
    office.on("2012-03-15");
    office.does(&format!("{made} --carry old.db"));
    let red = |office: &Office| -> Vec<String> {
        let found = office.json(&["--db", "next.db", "check", "--all"]);
        let found = found.as_array().unwrap().iter();
        let own = found.filter(|one| !one["ref"].is_null() && one["light"] != "green");
        own.map(|one| format!("{} {} {}", one["code"], one["light"], one["due"]).replace('"', ""))
            .collect()
    };
    assert_eq!(red(&office), Vec::<String>::new());
    // From the carrying on it is asked as any other.
    office.on("2012-05-20");
    let red = red(&office);
    for code in ["pledge-silent red", "pledge-unpublished red 2012-03-30"] {
        assert!(
            red.iter().any(|one| one.starts_with(code)),
            "{code}: {red:?}"
        );
    }
}
