//! A campaign under way: an amended plan, a renamed unit, somebody who leaves with open matters,
//! mistakes that are found a week later, a wrong merge that is taken back, and next year's file with
//! this year's roster. Nothing is voided and entered anew, and each takes at most two commands.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// Makes a leading office with eight published pledges and four opinions of one person.
fn june() -> Office {
    let mut office = Office::leading();
    office.on("2011-06-01");
    for line in [
        "unit add --name 保管处 --unit-kind division",
        "person add --name 张三 --rank staff --since 3.1 --unit 保管处",
        "person add --name 李四 --rank staff --since 3.1 --unit 保管处",
    ] {
        office.does(line);
    }
    for number in 1..=8 {
        office.does(&format!(
            "pledge add --title 实事{number} --content 内容{number} --measures 措施 --responsible 张三
             --deadline 9.30 --pledged-on 4.25"
        ));
    }
    office.does("pledge publish --where status=draft --on 4.26");
    for number in 1..=4 {
        office.does(&format!(
            "opinion add --channel hotline --topic 意见{number} --first-asked 张三 --date 5.2{number}"
        ));
    }
    office
}

/// Returns the value of a key in every row of a list.
fn column(office: &Office, noun: &str, key: &str) -> Vec<Json> {
    let rows = office.json(&[noun, "list"]);
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row[key].clone()).collect()
}

#[test]
fn a_month_of_changes_takes_no_voiding_and_no_third_command() {
    let mut office = june();
    office.does("opinion reply O1 --text 已回复 --on 5.23");
    office.does("pledge finish P1 --result 办成 --on 5.30");

    office.on("2011-06-08");
    office.does("opinion edit O1 --reply 已电话回复 --replied-on 5.24 --reason 日期看错");
    office.does("pledge reopen P1 --reason 还没有验收");
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["replied_on"], "2011-05-24");
    assert_eq!(
        office.json(&["pledge", "show", "P1"])["status"],
        "published"
    );

    office.does("plan set limits.reply_days 10 --from 6.10");
    let due = |day: &str| {
        let day = [
            "check",
            "--code",
            "opinion-reply",
            "--format",
            "json",
            "--as-of",
            day,
        ];
        let found: Json = serde_json::from_str(&office.ok(&day)).expect("JSON");
        let found = found.as_array().expect("findings").clone();
        found
            .iter()
            .map(|one| one["due"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        due("2011-06-07"),
        ["2011-06-06", "2011-06-07", "2011-06-08"],
        "what was asked before the amendment keeps its limit"
    );

    office.does("unit edit 保管处 --name 保护处");
    let mut office = office;
    office.on("2011-06-20");
    office.does("person leave 张三 --until 6.20 --to 李四");
    let everyone = office.json(&["person", "list", "--unit", "保管处"]);
    assert_eq!(
        everyone.as_array().map(Vec::len),
        Some(2),
        "by its former name"
    );
    let others = [
        ("pledge", "responsible_name", 8),
        ("opinion", "owner_name", 4),
    ];
    for (noun, whose, count) in others {
        assert_eq!(column(&office, noun, whose), vec![json!("李四"); count]);
    }

    let other = Office::empty();
    other.does("init --office DZ --name 电子处 --practice");
    other.does("opinion add --channel hotline --topic 错");
    let before = column(&office, "opinion", "topic");
    office.ok(&["merge", other.file().to_str().expect("a path")]);
    assert_ne!(column(&office, "opinion", "topic"), before);
    office.does("undo");
    assert_eq!(column(&office, "opinion", "topic"), before);
    office.does("verify --exit-code");

    office.does("plan shift 2012 -o 2012.json");
    office.on("2012-03-02");
    office.does(
        "init --db next.db --office LY --name 利用处 --practice --plan 2012.json
         --roster huiyin.db --carry huiyin.db",
    );
    let next = |noun: &str| office.json(&[noun, "list", "--db", "next.db"]);
    let carried = next("pledge");
    let carried = carried.as_array().expect("pledges");
    assert_eq!(carried.len(), 8);
    for pledge in carried {
        assert_eq!(pledge["status"], "continuing");
        assert_eq!(pledge["deadline"], "2011-09-30", "as it was first promised");
    }
    let names: Vec<Json> = next("person")
        .as_array()
        .expect("persons")
        .iter()
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(names, ["李四"], "who has left does not come along");
}
