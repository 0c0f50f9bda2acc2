//! Keeping the record: adding, listing, showing, editing, voiding; steps; undo.

use crate::harness::Office;
use serde_json::json;

fn office_with_pledge() -> Office {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office.ok(&[
        "pledge",
        "add",
        "--title",
        "婚姻档案查询立等可取",
        "--deadline",
        "5月底",
    ]);
    office
}

#[test]
fn a_record_is_added_listed_and_shown_under_the_keys_of_its_fields() {
    let office = office_with_pledge();
    let list = office.json(&["pledge", "list"]);
    let pledge = &list[0];
    assert_eq!(pledge["ref"], "LY-P1");
    assert_eq!(pledge["unit"], "LY-U1");
    assert_eq!(pledge["unit_name"], "利用处");
    assert_eq!(pledge["deadline"], "2011-05-31");
    assert_eq!(pledge["status"], "draft");
    assert_eq!(pledge["key"], false);
    assert_eq!(
        pledge["result"],
        json!(null),
        "absent is null, never missing"
    );
    let shown = office.json(&["pledge", "show", "p1"]);
    assert_eq!(shown["title"], pledge["title"]);
    assert_eq!(shown["history"].as_array().map(Vec::len), Some(1));
    let written = &shown["history"][0]["fields"];
    for field in ["unit", "responsible", "deadline"] {
        assert_eq!(written[field], pledge[field], "as it is listed");
    }
    let csv = office.ok(&["pledge", "list", "--format", "csv"]);
    let heads: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let keys: Vec<&String> = pledge.as_object().unwrap().keys().collect();
    assert_eq!(
        heads, keys,
        "CSV has the keys of JSON as heads, in their order"
    );
}

#[test]
fn a_pledge_is_published_only_when_its_four_fields_are_filled_in() {
    let office = office_with_pledge();
    let sentence = office.refused(1, &["pledge", "publish", "P1"]);
    for missing in ["--content", "--measures", "--responsible"] {
        assert!(sentence.contains(missing), "{sentence}");
    }
    assert!(!sentence.contains("--deadline"), "{sentence}");
    office.ok(&[
        "pledge",
        "edit",
        "P1",
        "--content",
        "减少等待",
        "--measures",
        "数字化",
        "--responsible",
        "张三",
    ]);
    let published = office.json(&["pledge", "publish", "P1"]);
    assert_eq!(
        (&published["status"], &published["published_on"]),
        (&json!("published"), &json!("2011-05-26"))
    );
    let again = office.refused(1, &["pledge", "publish", "P1"]);
    assert!(
        again.contains("已于2011-05-26公开承诺") && again.contains("pledge edit LY-P1"),
        "names the day, and how to correct it: {again}"
    );
}

#[test]
fn pledges_live_by_their_steps() {
    let mut office = office_with_pledge();
    office.refused(1, &["pledge", "finish", "P1", "--result", "好了"]);
    office.ok(&[
        "pledge",
        "edit",
        "P1",
        "--content",
        "减少等待",
        "--measures",
        "数字化",
        "--responsible",
        "张三",
    ]);
    office.ok(&["pledge", "publish", "P1"]);
    let moving = office.json(&[
        "pledge",
        "progress",
        "P1",
        "--text",
        "已扫描两千卷",
        "--percent",
        "40",
    ]);
    assert_eq!(
        (&moving["status"], &moving["percent"]),
        (&json!("in_progress"), &json!(40))
    );
    assert_eq!(office.json(&["progress", "list"])[0]["pledge"], "LY-P1");
    office.refused(2, &["pledge", "continue", "P1", "--reason", "设备未到"]);
    office.refused(2, &["pledge", "continue", "P1", "--new-deadline", "9月底"]);
    office.refused(
        1,
        &[
            "pledge",
            "continue",
            "P1",
            "--reason",
            "设备未到",
            "--new-deadline",
            "5月20日",
        ],
    );
    office.ok(&[
        "pledge",
        "continue",
        "P1",
        "--reason",
        "设备未到",
        "--new-deadline",
        "9月底",
    ]);
    office.refused(2, &["pledge", "finish", "P1"]);
    office.on("2011-08-01");
    let done = office.json(&["pledge", "finish", "P1", "--result", "立等可取"]);
    assert_eq!(
        (&done["status"], &done["percent"], &done["finished_on"]),
        (&json!("done"), &json!(100), &json!("2011-08-01"))
    );
    let sentence = office.refused(1, &["pledge", "withdraw", "P1", "--reason", "x"]);
    assert!(sentence.contains("已办结"), "{sentence}");
}

#[test]
fn opinions_are_replied_to_finished_and_adopted() {
    let office = office_with_pledge();
    for topic in ["查档时间长", "缺少指示牌"] {
        office.ok(&[
            "opinion",
            "add",
            "--channel",
            "hotline",
            "--topic",
            topic,
            "--first-asked",
            "张三",
        ]);
    }
    office.ok(&["opinion", "reply", "O1", "--text", "已加开窗口"]);
    office.refused(1, &["opinion", "reply", "O1", "--text", "再次"]);
    office.refused(1, &["opinion", "finish", "O1", "--outcome", "adopted"]);
    office.refused(1, &["opinion", "finish", "O1", "--outcome", "resovled"]);
    office.ok(&["opinion", "finish", "O1", "--outcome", "resolved"]);
    let adopted = office.json(&[
        "opinion",
        "adopt",
        "O2",
        "--title",
        "增设指示牌",
        "--deadline",
        "6月底",
    ]);
    assert_eq!(
        (&adopted["outcome"], &adopted["pledge"]),
        (&json!("adopted"), &json!("LY-P2"))
    );
    assert_eq!(office.json(&["pledge", "show", "P2"])["opinion"], "LY-O2");
    let rates = office.json(&["report", "rates"]);
    assert_eq!(
        rates["reply_rate"],
        json!({"numerator": 1, "denominator": 2, "rate": 0.5})
    );
    assert_eq!(
        rates["satisfaction_rate"],
        json!({"numerator": 0, "denominator": 0, "rate": null})
    );
}

#[test]
fn a_voided_number_is_never_given_out_again() {
    let office = office_with_pledge();
    office.ok(&["pledge", "void", "P1", "--reason", "重复"]);
    office.ok(&["pledge", "add", "--title", "新的"]);
    let list = office.json(&["pledge", "list"]);
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    assert_eq!(list[0]["ref"], "LY-P2");
    assert_eq!(
        office
            .json(&["pledge", "list", "--voided"])
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    office.refused(1, &["pledge", "edit", "P1", "--title", "x"]);
    office.ok(&["undo"]);
    office.ok(&["pledge", "add", "--title", "再来"]);
    assert_eq!(office.json(&["pledge", "list"])[0]["ref"], "LY-P3");
}

#[test]
fn undo_restores_what_the_command_found_and_redo_brings_it_back() {
    let office = office_with_pledge();
    let before = office.json(&["pledge", "list"]);
    office.ok(&[
        "pledge",
        "edit",
        "P1",
        "--title",
        "别的",
        "--deadline",
        "6月底",
    ]);
    let after = office.json(&["pledge", "list"]);
    office.ok(&["undo"]);
    assert_eq!(office.json(&["pledge", "list"]), before);
    office.ok(&["redo"]);
    assert_eq!(office.json(&["pledge", "list"]), after);
    office.ok(&["opinion", "add", "--channel", "visit", "--topic", "t"]);
    office.ok(&["opinion", "adopt", "O1", "--title", "实事"]);
    office.ok(&["undo"]);
    assert_eq!(
        office.json(&["opinion", "show", "O1"])["outcome"],
        json!(null)
    );
    assert_eq!(
        office.json(&["pledge", "list"]).as_array().map(Vec::len),
        Some(1),
        "the pledge is gone again"
    );
}

#[test]
fn two_terminals_lose_nothing() {
    let office = Office::new();
    let add = |name: String| {
        for number in 0..200 {
            let name = format!("{name}{number}");
            let run = office.run(&["person", "add", "--name", &name, "--rank", "staff", "-q"]);
            assert_eq!(run.code, 0, "{}", run.err);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| add("甲".to_owned()));
        scope.spawn(|| add("乙".to_owned()));
    });
    let list = office.json(&["person", "list"]);
    let refs: std::collections::BTreeSet<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["ref"].to_string())
        .collect();
    assert_eq!(refs.len(), 400);
}

#[test]
fn phases_are_closed_only_when_met_or_by_force_and_take_late_records_only_with_a_reason() {
    let mut office = Office::new();
    office.ok(&["person", "add", "--name", "王建国", "--rank", "principal"]);
    office.on("2011-04-21");
    let sentence = office.refused(1, &["phase", "close", "2"]);
    assert!(sentence.contains("王建国"), "it began today: {sentence}");
    let sentence = office.refused(1, &["phase", "close", "3"]);
    assert!(sentence.contains("open"), "it has not begun: {sentence}");
    office.ok(&["phase", "open", "1"]);
    let sentence = office.refused(1, &["phase", "close", "1"]);
    assert!(
        sentence.contains("王建国"),
        "names what is unmet: {sentence}"
    );
    office.ok(&["phase", "close", "1", "--force", "--reason", "领导出差"]);
    let closed = office.json(&["phase", "list"]);
    assert_eq!(closed[0]["state"], "closed");
    office.refused(
        1,
        &[
            "opinion",
            "add",
            "--date",
            "4月10日",
            "--channel",
            "visit",
            "--topic",
            "t",
        ],
    );
    let late = office.json(&[
        "opinion",
        "add",
        "--date",
        "4月10日",
        "--channel",
        "visit",
        "--topic",
        "t",
        "--late",
        "漏报",
    ]);
    assert_eq!(
        (&late["late"], &late["backfilled"]),
        (&json!("漏报"), &json!(true))
    );
    office.ok(&["phase", "reopen", "1", "--reason", "补课"]);
    office.ok(&[
        "opinion",
        "add",
        "--date",
        "4月10日",
        "--channel",
        "visit",
        "--topic",
        "t",
    ]);
}

#[test]
fn what_was_erased_does_not_keep_a_record_from_being_edited() {
    let office = Office::new();
    office.ok(&["unit", "add", "--name", "幸福村", "--unit-kind", "village"]);
    office.ok(&["household", "add", "王家", "幸福村", "rural", "3人"]);
    office.does("redact H1 --field name --reason 本人要求");
    let edited = office.json(&["household", "edit", "H1", "--people", "4"]);
    assert_eq!(
        (&edited["people"], &edited["name"]),
        (&4.into(), &serde_json::Value::Null)
    );
    assert_eq!(
        office.json(&["check", "--code", "record-invalid"]),
        json!([])
    );
    // What was never said is asked for as ever.
    let told = office.refused(2, &["household", "add", "--household-kind", "rural"]);
    assert!(told.contains("--name"), "{told}");
}

#[test]
fn nothing_is_told_of_a_pledge_that_is_a_draft() {
    let office = Office::new();
    office.does("pledge add --title t");
    for line in [
        "pledge add --title u --percent 40",
        "pledge edit P1 --percent 40",
    ] {
        let told = office.refused(1, &line.split(' ').collect::<Vec<_>>());
        assert!(
            told.contains("还没有公开承诺") && told.contains("pledge progress"),
            "{told}"
        );
    }
}

#[test]
fn an_id_number_against_its_check_digit_is_taken_with_a_remark() {
    let office = Office::new();
    let add = "household add --name 甲 --household-kind rural --id-no";
    for (line, is_told) in [
        (format!("{add} 110105194912310021"), true),
        (format!("{add} 11010519491231002X --again"), false),
        (format!("{add} 110105194912310021 --again --force"), false),
        (
            "household edit H2 --id-no 110105194912310022".to_owned(),
            true,
        ),
        ("household edit H2 --people 3".to_owned(), false),
    ] {
        let told = office.does(&line);
        assert_eq!(
            told.err.contains("校验位不对"),
            is_told,
            "{line}: {}",
            told.err
        );
    }
}

#[test]
fn of_several_that_are_the_same_all_are_told() {
    let office = Office::new();
    let add = "opinion add --channel hotline --topic 停车";
    let told = [add; 3].map(|line| office.does(line).err);
    assert!(!told[0].contains("同样"), "{}", told[0]);
    assert!(
        told[1].contains("LY-O1（") && told[1].contains("现在有2条"),
        "{}",
        told[1]
    );
    assert!(
        told[2].contains("LY-O1、LY-O2（") && told[2].contains("现在有3条"),
        "{}",
        told[2]
    );
    // It is entered: nothing is to be entered once more.
    assert!(told[1].contains("以后登记时加 --again"), "{}", told[1]);
}
