//! Who owns an opinion: whoever was asked first, until it is handed over; always one answer, and a
//! trail (首问负责制). And 双诺、双述、双评: which steps an organisation or a member has taken.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// Runs command lines, in words of a shell, that must all succeed.
fn play(office: &Office, lines: &[&str]) {
    for line in lines {
        let words = shlex::split(line).expect("words of a shell");
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        office.ok(&args);
    }
}

fn office() -> Office {
    let mut office = Office::new();
    office.on("2011-04-25");
    play(
        &office,
        &[
            "unit add --name 保管处 --unit-kind division",
            "person add --name 张三 --rank staff --party-member",
            "person add --name 李四 --rank staff",
            "opinion add --channel hotline --topic 问 --first-asked 张三 --date 4.20",
        ],
    );
    office
}

/// Day, from and to of every step of the trail.
fn trail(shown: &Json) -> Vec<[Json; 3]> {
    let steps = shown["trail"].as_array().expect("a trail").iter();
    steps
        .map(|step| ["day", "from", "to"].map(|key| step[key].clone()))
        .collect()
}

#[test]
fn an_opinion_has_one_owner_and_a_trail() {
    let office = office();
    let asked = office.json(&["opinion", "show", "O1"]);
    assert_eq!(asked["owner"], "LY-M1", "whoever was asked first");
    assert_eq!(asked["owner_name"], "张三");
    play(
        &office,
        &[
            "opinion hand-over O1 --to 李四 --handed-on 4.22",
            "opinion hand-over O1 --to 保管处",
        ],
    );
    let handed = office.json(&["opinion", "show", "O1"]);
    assert_eq!(
        (&handed["first_asked"], &handed["owner"]),
        (&json!("LY-M1"), &json!("LY-U2")),
        "whoever was asked first stays on record"
    );
    let mut expected = vec![
        [json!("2011-04-20"), json!(null), json!("LY-M1")],
        [json!("2011-04-22"), json!("LY-M1"), json!("LY-M2")],
        [json!("2011-04-25"), json!("LY-M2"), json!("LY-U2")],
    ];
    assert_eq!(trail(&handed), expected);
    // What was handed over by mistake comes back, and the trail says so.
    play(&office, &["undo"]);
    let back = office.json(&["opinion", "show", "O1"]);
    assert_eq!(back["owner"], "LY-M2");
    expected.push([trail(&back)[3][0].clone(), json!("LY-U2"), json!("LY-M2")]);
    assert_eq!(trail(&back), expected);
    // It may come back to whoever had it.
    play(&office, &["opinion hand-over O1 --to 张三"]);
    let listed = |whose: &str| office.json(&["opinion", "list", "--where", whose]);
    assert_eq!(listed("owner=张三")[0]["ref"], "LY-O1");
    assert_eq!(listed("owner=李四"), json!([]));
    for (lang, heading) in [("zh", "首问与移交"), ("en", "First asked and handed over")] {
        let shown = office.ok(&["opinion", "show", "O1", "--lang", lang]);
        assert!(shown.contains(heading), "{shown}");
    }
}

#[test]
fn an_opinion_is_not_handed_over_to_its_owner_nor_back_in_time() {
    let office = office();
    let cases = [
        ("--to 张三", "张三"),
        ("--to 李四 --handed-on 4.19", "2011-04-19"),
        ("--to 李四 --handed-on 4.26", "2011-04-26"),
    ];
    let refuse = |(flags, named): (&str, &str)| {
        let words = shlex::split(&format!("opinion hand-over O1 {flags}")).expect("words");
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let sentence = office.refused(1, &args);
        assert!(sentence.contains(named), "{flags}: {sentence}");
    };
    cases.into_iter().for_each(refuse);
    play(
        &office,
        &["opinion hand-over O1 --to 李四 --handed-on 4.22"],
    );
    refuse(("--to 李四", "李四"));
    refuse(("--to 保管处 --handed-on 4.21", "2011-04-22"));
    for args in [
        &["opinion", "edit", "O1", "--owner", "张三"][..],
        &["opinion", "edit", "O1", "--clear", "owner"],
    ] {
        let sentence = office.refused(2, args);
        assert!(sentence.contains("huiyin opinion hand-over"), "{sentence}");
    }
}

#[test]
fn an_opinion_nobody_was_asked_has_no_owner_until_it_is_handed_over() {
    let office = office();
    play(&office, &["opinion add --channel mailbox --topic 信"]);
    let nobody = office.json(&["opinion", "show", "O2"]);
    assert_eq!(
        (&nobody["owner"], &nobody["trail"]),
        (&json!(null), &json!([]))
    );
    assert_eq!(
        office.json(&["opinion", "list", "--where", "owner="])[0]["ref"],
        "LY-O2"
    );
    play(&office, &["opinion hand-over O2 --to 保管处"]);
    let owned = office.json(&["opinion", "show", "O2"]);
    assert_eq!(owned["owner"], "LY-U2");
    assert_eq!(
        trail(&owned),
        [[json!("2011-04-25"), json!(null), json!("LY-U2")]]
    );
}

#[test]
fn promises_reports_and_evaluations_are_told_per_organisation_and_per_member() {
    let mut office = office();
    play(
        &office,
        &[
            "unit edit 利用处 --unit-kind division",
            "pledge add --title 甲 --content c --measures m --responsible 李四 --deadline 9.30",
            "pledge add --title 乙 --content c --measures m --responsible 张三 --deadline 9.30 --pledger-kind member",
            "pledge add --title 草稿 --unit 保管处",
            "pledge publish P1 P2",
            // Of the organisation itself, and of a pledge of one of its members.
            "evaluation add --subject 利用处 --step report --text 述职",
            "evaluation add --subject P2 --step by_masses --rating good",
            "evaluation add --subject 保管处 --step by_organisation --rating fair --by 张三",
            "evaluation add --subject 保管处 --step leader_comment --text 点评 --by 张三",
            "evaluation add --subject 保管处 --step report --text 误记",
            "evaluation void E5 --reason 误记",
        ],
    );
    let steps = |report: &Json, kind: &str, at: usize| {
        let row = &report[kind][at];
        let refs = ["promise", "report", "by_organisation", "by_masses"]
            .map(|step| row[step][0]["ref"].as_str().unwrap_or("-").to_owned());
        format!(
            "{} {}",
            row["name"].as_str().unwrap_or_default(),
            refs.join(" ")
        )
    };
    let report = office.json(&["report", "evaluation"]);
    assert_eq!(steps(&report, "organisations", 0), "利用处 LY-P1 LY-E1 - -");
    assert_eq!(steps(&report, "organisations", 1), "保管处 - - LY-E3 -");
    assert_eq!(steps(&report, "members", 0), "张三 LY-P2 - - LY-E2");
    assert_eq!(
        report["members"].as_array().map(Vec::len),
        Some(1),
        "李四 is no party member and has promised nothing"
    );
    assert_eq!(
        report["organisation_rates"]["promise"],
        json!({"numerator": 1, "denominator": 2, "rate": 0.5})
    );
    let csv = office.ok(&["report", "evaluation", "--format", "csv"]);
    assert!(
        csv.contains("organisation,LY-U1,利用处,LY-P1,2011-04-25,LY-E1,2011-04-25,,,,\n"),
        "{csv}"
    );
    let before = office.json(&["report", "evaluation", "--as-of", "4.24"]);
    assert_eq!(steps(&before, "organisations", 0), "利用处 - - - -");
    // A withdrawn promise is none.
    office.on("2011-05-03");
    play(&office, &["pledge withdraw P2 --reason 不再需要"]);
    let withdrawn = office.json(&["report", "evaluation"]);
    assert_eq!(steps(&withdrawn, "members", 0), "张三 - - - LY-E2");
    let told = office.ok(&["report", "evaluation", "--lang", "en", "--format", "md"]);
    assert!(
        told.contains("| LY-U1 | 利用处 | LY-P1 25 April 2011 |"),
        "{told}"
    );
}
