//! `find` and `show`: a record is found by what its texts say, and by its ref or name alone.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// Rows of `find` as `ref field`.
fn found(office: &Office, words: &str) -> Vec<String> {
    let line = format!("find {words}");
    let rows = office.json(&line.split(' ').collect::<Vec<_>>());
    let word = |row: &Json, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| format!("{} {}", word(row, "ref"), word(row, "field")))
        .collect()
}

fn with_texts() -> Office {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff --phone 13812345678");
    office.does("unit add --name 马家村 --unit-kind village");
    office.does("opinion add --channel hotline --topic 阅览室空调漏水 --content 三楼，下雨天更甚 --date 5.10");
    office.does("opinion add --channel hotline --topic 查档等候太久 --date 5.12");
    office.does(
        "pledge add --title 修好空调 --content 更换三楼空调 --measures 请厂家 --deadline 9月底",
    );
    office
}

#[test]
fn words_are_found_in_every_text_of_every_kind() {
    let office = with_texts();
    let cases = [
        ("空调", vec!["LY-P1 title", "LY-P1 content", "LY-O1 topic"]),
        (
            "空调 三楼",
            vec![
                "LY-P1 title",
                "LY-P1 content",
                "LY-O1 topic",
                "LY-O1 content",
            ],
        ),
        ("空调 下雨", vec!["LY-O1 topic", "LY-O1 content"]),
        ("漏", vec!["LY-O1 topic"]),
        ("138-1234", vec!["LY-M1 phone"]),
        ("zhangsan", vec!["LY-M1 name"]),
        ("zs", vec!["LY-M1 name"]),
        ("mjc", vec!["LY-U2 name"]),
        ("cdddtj", vec![]),
        ("cddhtj", vec!["LY-O2 topic"]),
        ("空调 --kind opinion", vec!["LY-O1 topic"]),
        ("空调 --kind pledge", vec!["LY-P1 title", "LY-P1 content"]),
        ("室 --from 5.11", vec![]),
        ("等候 --from 5.11 --until 5.31", vec!["LY-O2 topic"]),
        ("没有这句话", vec![]),
    ];
    for (words, expected) in cases {
        assert_eq!(found(&office, words), expected, "{words}");
    }
    let rows = office.json(&["find", "下雨"]);
    let expected = json!([{
        "ref": "LY-O1", "kind": "opinion", "field": "content",
        "excerpt": "三楼，【下雨】天更甚", "void": false,
    }]);
    assert_eq!(rows, expected);
    office.does("pledge void P1 --reason 重复");
    let told = office.ok(&["find", "空调"]);
    assert!(
        told.contains("LY-P1（作废）") && told.contains("阅览室【空调】漏水"),
        "{told}"
    );
    let refused = office.refused(1, &["find", "……"]);
    assert!(refused.contains("没有可查找的文字"), "{refused}");
    let some = office.does("find 空调 --limit 1").err;
    assert!(some.trim_end().ends_with("--limit 10"), "{some}");
}

#[test]
fn a_long_log_is_searched_by_its_table_and_says_what_a_short_one_would() {
    let office = with_texts();
    let mut sheet = "date,study_kind,topic\n".to_owned();
    for number in 0..5100 {
        sheet += &format!("2011-05-1{},lecture,第{number}号讲座讲档案\n", number % 9);
    }
    std::fs::write(office.path().join("many.csv"), sheet).unwrap();
    office.does("import study many.csv");
    assert_eq!(
        found(&office, "空调 下雨"),
        ["LY-O1 topic", "LY-O1 content"]
    );
    assert_eq!(found(&office, "4711号"), ["LY-L4712 topic"]);
    assert_eq!(found(&office, "zs"), ["LY-M1 name"]);
    let size = |office: &Office| std::fs::metadata(office.file()).unwrap().len();
    let with = size(&office);
    // What changes later is found at once, by what it says now.
    office.does("study edit L4712 --topic 改为借阅");
    assert_eq!(found(&office, "4711号"), Vec::<String>::new());
    assert_eq!(found(&office, "改为借阅"), ["LY-L4712 topic"]);
    office.ok(&["verify", "--exit-code"]);
    // Erasing empties the table, and what was erased is not found when it is full again.
    office.does("redact M1 --field phone --reason 申请");
    assert!(size(&office) < with, "the table was emptied");
    assert_eq!(found(&office, "13812345678"), Vec::<String>::new());
    assert_eq!(
        found(&office, "空调 下雨"),
        ["LY-O1 topic", "LY-O1 content"]
    );
    office.does("verify --exit-code");
}

#[test]
fn a_ref_or_a_name_alone_shows_its_record() {
    let office = with_texts();
    let shown = office.ok(&["show", "P1"]);
    for words in [&["P1"][..], &["ly-p1"], &["pledge", "show", "P1"]] {
        assert_eq!(office.ok(words), shown, "{words:?}");
    }
    assert_eq!(office.json(&["张三"])["ref"], "LY-M1");
    assert_eq!(office.json(&["show", "马家村"])["ref"], "LY-U2");
    let refused = office.refused(1, &["P9"]);
    assert!(refused.contains("P9"), "{refused}");
    let unknown = office.refused(2, &["张四丰"]);
    assert!(unknown.contains("没有命令“张四丰”"), "{unknown}");
}
