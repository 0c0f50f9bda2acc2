//! Posts: who was what on a day (DOMAIN.md, section 10.3).

use serde_json::{Value as Json, json};

use crate::harness::Office;

fn bureau() -> Office {
    let mut office = Office::new();
    office.on("2011-03-01");
    person(&office, "甲", "deputy_division");
    person(&office, "乙", "leader");
    office
}

fn person(office: &Office, name: &str, rank: &str) {
    office.ok(&["person", "add", "--name", name, "--rank", rank]);
}

/// Some keys of each of a person's posts.
fn told(office: &Office, person: &str, keys: &[&str]) -> Vec<Json> {
    let listed = office.json(&["post", "list"]);
    let of = |post: &Json| keys.iter().map(|key| post[*key].clone()).collect();
    let posts = listed.as_array().expect("a list").iter();
    let own = posts.filter(|post| post["person_name"] == person);
    own.map(of).collect()
}

/// The ranks of a person's posts, with their days.
fn posts(office: &Office, person: &str) -> Vec<Json> {
    told(office, person, &["rank", "since", "until"])
}

fn as_of(office: &Office, noun: &str, reference: &str, day: &str, key: &str) -> Json {
    let listed = office.json(&[noun, "list", "--as-of", day]);
    let mut records = listed.as_array().expect("a list").iter();
    records
        .find(|one| one["ref"] == reference)
        .expect("it is listed")[key]
        .clone()
}

#[test]
fn a_promotion_in_july_changes_nothing_of_march() {
    let mut office = bureau();
    office.on("2011-07-25");
    let ranks = |office: &Office| {
        ["2011-03-20", "2011-07-03", "2011-07-04"]
            .map(|day| as_of(office, "person", "LY-M1", day, "rank"))
    };
    office.ok(&[
        "person",
        "move",
        "甲",
        "--rank",
        "leader",
        "--since",
        "2011-07-04",
    ]);
    assert_eq!(
        ranks(&office),
        ["deputy_division", "deputy_division", "leader"]
    );
    let first = json!(["deputy_division", null, "2011-07-03"]);
    assert_eq!(
        posts(&office, "甲"),
        [first.clone(), json!(["leader", "2011-07-04", null])]
    );
    // What is corrected is the post in force.
    let told = office.run(&["person", "edit", "甲", "--rank", "principal"]);
    assert!(
        told.err.contains("LY-B3") && told.err.contains("huiyin person move LY-M1"),
        "{told:?}"
    );
    assert_eq!(
        ranks(&office),
        ["deputy_division", "deputy_division", "principal"]
    );
    office.ok(&["undo"]);
    let weeks = office.json(&[
        "check",
        "--all",
        "--code",
        "reception-weekly",
        "--person",
        "甲",
    ]);
    let periods = weeks.as_array().expect("a list").iter();
    let periods: Vec<&str> = periods.filter_map(|one| one["period"].as_str()).collect();
    assert!(
        !periods.is_empty() && periods.iter().all(|week| *week >= "2011-W27"),
        "{periods:?}"
    );
    let sentence = office.refused(
        1,
        &[
            "person",
            "move",
            "甲",
            "--rank",
            "staff",
            "--since",
            "2011-07-04",
        ],
    );
    assert!(sentence.contains("huiyin person edit LY-M1"), "{sentence}");
}

#[test]
fn whoever_has_left_answers_for_nothing_new() {
    let mut office = bureau();
    office.on("2011-06-01");
    office.ok(&["person", "leave", "甲", "--until", "2011-05-31"]);
    assert_eq!(
        posts(&office, "甲"),
        [json!(["deputy_division", null, "2011-05-31"])]
    );
    let pledge = ["pledge", "add", "--title", "一", "--responsible", "甲"];
    let opinion = [
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "t",
        "--first-asked",
        "甲",
    ];
    for new in [&pledge[..], &opinion] {
        let sentence = office.refused(1, new);
        assert!(
            sentence.contains("2011-05-31") && sentence.contains("2011-06-01"),
            "{sentence}"
        );
    }
    // What happened while they were there is theirs.
    office.ok(&[&opinion[..], &["--date", "2011-05-30"]].concat());
    office.refused(1, &["opinion", "hand-over", "O1", "--to", "甲"]);
}

#[test]
fn whom_a_unit_names_has_it_in_the_post_in_force() {
    let mut office = bureau();
    person(&office, "丙", "leader");
    office.ok(&[
        "unit",
        "add",
        "--name",
        "保管处",
        "--unit-kind",
        "division",
        "--in-charge",
        "乙",
    ]);
    let in_charge = |office: &Office, day: &str| as_of(office, "unit", "LY-U2", day, "in_charge");
    assert_eq!(in_charge(&office, "2011-03-01"), "LY-M2");
    let listed = |office: &Office, person: &str| told(office, person, &["in_charge"]);
    assert_eq!(listed(&office, "乙"), [json!([["LY-U2"]])]);
    // From a day on by a move; what was before stays.
    office.on("2011-06-15");
    office.ok(&[
        "person",
        "move",
        "丙",
        "--in-charge",
        "保管处",
        "--since",
        "2011-06-01",
    ]);
    office.ok(&["person", "leave", "乙", "--until", "2011-05-31"]);
    assert_eq!(in_charge(&office, "2011-05-31"), "LY-M2");
    assert_eq!(in_charge(&office, "2011-06-01"), "LY-M3");
    // An edit corrects who has it now, whatever lists it.
    let told = office.run(&["unit", "edit", "保管处", "--in-charge", "甲"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.err.contains("huiyin person move"), "{told:?}");
    assert_eq!(in_charge(&office, "2011-06-15"), "LY-M1");
    office.ok(&["unit", "edit", "保管处", "--clear", "in_charge"]);
    assert_eq!(in_charge(&office, "2011-06-15"), Json::Null);
    assert_eq!(listed(&office, "甲"), [json!([null])]);
}

#[test]
fn a_roster_that_is_imported_has_posts_and_one_that_was_exported_keeps_its_own() {
    let office = Office::new();
    let sheet = "姓名,职级,任职起\n甲,班子成员,2011-03-01\n乙,其他干部职工,\n";
    std::fs::write(office.path().join("m.csv"), sheet).unwrap();
    office.ok(&["import", "person", "m.csv"]);
    assert_eq!(
        posts(&office, "甲"),
        [json!(["leader", "2011-03-01", null])]
    );
    assert_eq!(posts(&office, "乙"), [json!(["staff", null, null])]);
    office.ok(&[
        "person",
        "move",
        "乙",
        "--rank",
        "leader",
        "--since",
        "2011-04-01",
    ]);
    office.ok(&["export", "all", "-o", "all"]);
    let other = ["--db", "other.db"];
    office.ok(&[
        &other[..],
        &["init", "--practice", "--office", "LY", "--name", "利用处"],
    ]
    .concat());
    office.ok(&[&other[..], &["import", "all", "all"]].concat());
    let listed = |db: &[&str]| office.json(&[db, &["post", "list"]].concat());
    assert_eq!(listed(&other), listed(&[]));
}

#[test]
fn a_file_that_takes_the_roster_takes_its_posts() {
    let mut office = bureau();
    office.on("2011-07-25");
    office.ok(&[
        "person",
        "move",
        "甲",
        "--rank",
        "leader",
        "--since",
        "2011-07-04",
    ]);
    let made = [
        "--db",
        "made.db",
        "init",
        "--practice",
        "--office",
        "ZD",
        "--name",
        "指导处",
    ];
    office.ok(&[&made[..], &["--from", "huiyin.db"]].concat());
    office.ok(&["merge", "made.db", "--no-backup"]);
    office.ok(&["share", "--for", "ZD", "-o", "shared.db"]);
    for db in ["made.db", "shared.db"] {
        let rank = |day: &str| {
            let listed = office.json(&["--db", db, "person", "list", "--as-of", day]);
            listed[0]["rank"].clone()
        };
        assert_eq!(
            [rank("2011-07-03"), rank("2011-07-04")],
            ["deputy_division", "leader"],
            "{db}"
        );
    }
}

#[test]
fn who_has_left_does_not_leave_again_and_no_two_posts_overlap() {
    let mut office = bureau();
    office.on("2011-06-10");
    office.does("person leave 甲 --until 2011-05-31");
    let again = office.refused(1, &["person", "leave", "甲", "--until", "2011-06-05"]);
    assert!(
        again.contains("huiyin person edit LY-M1 --until"),
        "{again}"
    );
    office.does("person edit M1 --until 2011-06-05");
    assert_eq!(
        as_of(&office, "person", "LY-M1", "2011-06-10", "until"),
        "2011-06-05"
    );
    // Beside the post that ended on the 5th.
    let add = |since: &str, unit: &str| {
        let post = ["post", "add", "--person", "甲", "--rank", "leader"];
        [&post[..], &["--since", since, "--unit", unit]]
            .concat()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let run = |args: Vec<String>| office.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let refused = run(add("2011-06-05", "利用处"));
    assert_eq!(refused.code, 1, "{refused:?}");
    for way in ["重叠", "huiyin person move", "huiyin post edit LY-B1"] {
        assert!(refused.err.contains(way), "{}", refused.err);
    }
    office.does("unit add --name 保管处 --unit-kind division");
    assert_eq!(run(add("2011-06-05", "保管处")).code, 1);
    assert_eq!(run(add("2011-06-06", "保管处")).code, 0);
    let edit = office.refused(1, &["post", "edit", "LY-B3", "--since", "2011-06-01"]);
    assert!(edit.contains("重叠"), "{edit}");
}

#[test]
fn a_correction_of_the_post_is_told_of_those_alone_of_whom_one_was() {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.does(&format!("person add --name {name} --rank staff"));
    }
    let told = |line: &str| office.does(line).err;
    assert!(!told("person edit 张三 李四 --phone 55555").contains("的任职"));
    let both = told("person edit 张三 李四 --rank leader");
    assert!(
        both.contains("已更正 LY-M1、LY-M2 的任职 LY-B1、LY-B2"),
        "{both}"
    );
    let second = told("person edit 张三 李四 --rank leader --note 甲");
    assert!(!second.contains("的任职"), "{second}");
    office.does("person edit 张三 --rank staff");
    let first = told("person edit 张三 李四 --rank leader");
    assert!(first.contains("已更正 LY-M1 的任职 LY-B1；"), "{first}");
    for name in ["一处", "二处"] {
        office.does(&format!("unit add --name {name} --unit-kind division"));
    }
    office.does("unit edit 一处 --in-charge 张三");
    let charged = told("unit edit 一处 二处 --in-charge 张三");
    assert!(
        charged.contains("二处") || charged.contains("LY-U3 的分管"),
        "{charged}"
    );
    assert!(
        !charged.contains("LY-U2 的分管") && !charged.contains("LY-U2、LY-U3 的分管"),
        "{charged}"
    );
}

#[test]
fn a_post_lies_within_the_campaign_and_its_days_are_days() {
    let mut office = bureau();
    office.on("2011-06-20");
    office.does("person add --name 新人 --rank staff");
    for (line, part) in [
        ("person leave 新人 --until 2.1", "2011-02-01"),
        ("person leave 甲 --until ２月", "请写明是哪一天"),
        ("person move 甲 --rank leader --since 6月", "请写明是哪一天"),
        (
            "person add --name 丁 --rank staff --since 2011-12-20",
            "2011-12-20",
        ),
        (
            "person add --name 丁 --rank staff --until 2011-02-20",
            "2011-02-20",
        ),
        ("post add --person 甲 --rank leader --since 6.1", "重叠"),
    ] {
        let run = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(run.code == 1 && run.err.contains(part), "{line}: {run:?}");
    }
    // A post that is added is one of the person's own unit.
    office.does("unit add --name 保管处 --unit-kind division");
    office.does("person add --name 赵处 --rank deputy_division --unit 保管处 --until 5.31");
    office.does("post add --person 赵处 --rank staff --since 6.1");
    let units = told(&office, "赵处", &["unit_name"]);
    assert_eq!(units, vec![json!(["保管处"]); 2]);
    // Whoever comes back is told to have left.
    office.does("person leave 甲 --until 5.15");
    let back = office.does("person move 甲 --rank leader --since 6.5");
    assert!(
        back.err.contains("2011-05-15") && back.err.contains("重新任职"),
        "{}",
        back.err
    );
    // What happened after the last day is told.
    office.does("visit add --visitors 乙 --place-kind grassroots --date 6.10");
    let left = office.does("person leave 乙 --until 6.1");
    assert!(left.err.contains("LY-V1"), "{}", left.err);
}

#[test]
fn a_correction_of_a_person_keeps_the_rules_of_the_posts_and_names_them() {
    let mut office = bureau();
    office.on("2011-06-20");
    for line in [
        "person move 甲 --rank leader --since 5.1",
        "person leave 甲 --until 5.15",
        "person move 甲 --rank leader --since 6.5",
        "person move 甲 --rank staff --since 6.12",
    ] {
        office.does(line);
    }
    let before = posts(&office, "甲");
    let refused = office.refused(1, &["person", "edit", "甲", "--until", "6.1"]);
    assert!(refused.contains("2011-06-12"), "{refused}");
    assert_eq!(posts(&office, "甲"), before);
    let edited = office.does("person edit 甲 --since 3.5 --until 6.30");
    for post in ["LY-B1", "LY-B5"] {
        assert!(edited.err.contains(post), "{}", edited.err);
    }
    office.does("verify --exit-code");
}

#[test]
fn who_is_not_in_office_answers_for_nothing_by_whatever_way_it_comes() {
    let mut office = bureau();
    office.on("2011-06-15");
    office.does("person leave 乙 --until 6.1");
    office.does("person add --name 丙 --rank staff --since 6.10");
    let pledge = |who: &str, day: &str| {
        format!("pledge add --title x --responsible {who} --pledged-on {day}")
    };
    for (line, part) in [
        (pledge("乙", "6.10"), "已离任"),
        (pledge("丙", "5.1"), "2011-06-10"),
    ] {
        let run = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(run.code == 1 && run.err.contains(part), "{run:?}");
    }
    let sheets = [
        ("pledge", "项目名称,责任人,承诺日期\n修路,乙,6.10\n"),
        (
            "opinion",
            "日期,渠道,主题,首问责任人\n5.2,服务热线,路灯,丙\n",
        ),
    ];
    for (kind, text) in sheets {
        std::fs::write(office.path().join("s.csv"), text).unwrap();
        let run = office.run(&["import", kind, "s.csv"]);
        assert!(run.code == 1 && run.out.contains("任职"), "{run:?}");
    }
    // What somebody lent a hand with is taken, and told.
    let visit = office.does("visit add --visitors 乙 --place-kind grassroots");
    assert!(visit.err.contains("已离任"), "{}", visit.err);
    let reception = office.does("reception add --leader 乙 --channel hotline --date 5.30");
    assert!(!reception.err.contains("离任"), "{}", reception.err);
}

/// A merge may leave two posts at once: the later one stands, and nothing is asked twice.
#[test]
fn of_two_posts_at_once_the_later_one_stands() {
    let mut office = bureau();
    office.does("--db b.db init --practice --office BG --name 保管处 --from huiyin.db");
    office.does("person move 甲 --rank leader --since 5.1");
    office.does("--db b.db person move 甲 --unit 保管处 --since 5.10");
    office.does("merge b.db --no-backup");
    office.on("2011-06-20");
    let found = office.json(&["check", "--person", "甲", "--code", "pairing-missing"]);
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    // So of what the posts have in charge.
    office.does("unit add --name 编研处 --unit-kind division");
    office.does("unit add --name 技术处 --unit-kind division");
    std::fs::copy(office.file(), office.path().join("b.db")).unwrap();
    office.does("person move 乙 --in-charge 编研处 --since 6.1");
    office.does("--db b.db person move 乙 --in-charge 技术处 --since 6.10");
    office.does("merge b.db --no-backup");
    let charge = |unit: &str, day: &str| as_of(&office, "unit", unit, day, "in_charge_name");
    let units = office.json(&["unit", "list"]);
    let unit = |name: &str| {
        let mut units = units.as_array().unwrap().iter();
        let found = units.find(|one| one["name"] == name).unwrap();
        found["ref"].as_str().unwrap().to_owned()
    };
    assert_eq!(charge(&unit("编研处"), "2011-06-05"), "乙");
    assert_eq!(charge(&unit("编研处"), "2011-06-20"), Json::Null);
    assert_eq!(charge(&unit("技术处"), "2011-06-20"), "乙");
    let asked = |unit: &str| {
        let code = "comment-missing";
        let found = office.json(&["check", "--all", "--code", code, "--unit", unit]);
        found
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["person"] != Json::Null)
    };
    assert!(asked("技术处") && !asked("编研处"));
}

#[test]
fn what_is_handed_over_was_the_former_ones_until_that_day() {
    let mut office = bureau();
    person(&office, "丙", "leader");
    office.does("household add --name 张三 --household-kind rural");
    office.does("pledge add --title 一 --responsible 甲 --pledged-on 3-1");
    office.does("pair add --helper 甲 --household 张三 --since 3-1");
    office.does("problem add --area viewpoint --content 二 --responsible 甲 --date 3-1");
    office.does("opinion add --channel hotline --topic t --first-asked 甲 --date 3-1");
    office.on("2011-06-15");
    for noun in ["pledge", "pair", "problem"] {
        let first = noun[..1].to_uppercase();
        let letter = match noun {
            "pair" => "T",
            "problem" => "W",
            _ => &first,
        };
        let (reference, field) = (
            format!("LY-{letter}1"),
            if noun == "pair" {
                "helper"
            } else {
                "responsible"
            },
        );
        let who = |office: &Office| {
            [
                "2011-03-01",
                "2011-04-30",
                "2011-05-02",
                "2011-05-31",
                "2011-06-02",
            ]
            .map(|day| as_of(office, noun, &reference, day, field))
        };
        office.does(&format!(
            "{noun} hand-over {reference} --to 乙 --handed-on 5-1"
        ));
        let sentence = office.refused(1, &[noun, "hand-over", &reference, "--to", "乙"]);
        assert!(sentence.contains("乙"), "{sentence}");
        let by_hand = json!(["LY-M1", "LY-M1", "LY-M2", "LY-M2", "LY-M2"]);
        assert_eq!(json!(who(&office)), by_hand);
        // Who leaves passes on what is open; what was before stays, the hand-over too.
        office.does("person leave 乙 --until 6-1 --to 丙");
        let left = json!(["LY-M1", "LY-M1", "LY-M2", "LY-M2", "LY-M3"]);
        assert_eq!(json!(who(&office)), left);
        let trail = office.json(&["show", &reference]);
        let days = trail["trail"].as_array().expect("a list").iter();
        let days: Vec<&Json> = days.map(|one| &one["day"]).collect();
        assert_eq!(days, ["2011-03-01", "2011-05-01", "2011-06-01"]);
        // A correction is one of who has it now.
        office.ok(&[
            noun,
            "edit",
            &reference,
            &format!("--{field}"),
            "甲",
            "--reason",
            "更正",
        ]);
        let corrected = json!(["LY-M1", "LY-M1", "LY-M2", "LY-M2", "LY-M1"]);
        assert_eq!(json!(who(&office)), corrected);
        office.ok(&["undo"]);
        assert_eq!(json!(who(&office)), left);
        office.ok(&["undo"]);
        assert_eq!(json!(who(&office)), by_hand);
        office.ok(&["undo"]);
        assert_eq!(json!(who(&office)), json!(vec!["LY-M1"; 5]));
    }
    office.does("opinion hand-over O1 --to 乙 --handed-on 5-1");
    office.does("person leave 乙 --until 6-1 --to 丙");
    let owner = |day: &str| as_of(&office, "opinion", "LY-O1", day, "owner");
    assert_eq!(
        ["2011-04-30", "2011-05-31", "2011-06-02"].map(owner),
        ["LY-M1", "LY-M2", "LY-M3"]
    );
}
