//! Several records changed by one command: conflicts, edits, voids and steps.

use serde_json::json;

use crate::harness::Office;

/// Makes two offices that set the telephones of two households differently, which are everybody's, and
/// merges them.
fn at_odds() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.does(&format!(
            "household add --name {name} --household-kind rural"
        ));
    }
    office.does("--db bg.db init --office BG --name 保管处 --from huiyin.db");
    office.does("--db bg.db merge huiyin.db --no-backup");
    for (name, [ours, theirs]) in [("张三", ["111", "222"]), ("李四", ["333", "444"])] {
        office.does(&format!("household edit {name} --phone {ours}"));
        office.does(&format!(
            "--db bg.db household edit {name} --phone {theirs}"
        ));
    }
    office.does("merge bg.db");
    office
}

fn phones(office: &Office) -> Vec<String> {
    let people = office.json(&["household", "list", "--sort", "ref"]);
    let people = people.as_array().unwrap().iter();
    people
        .map(|one| one["phone"].as_str().unwrap_or("").to_owned())
        .collect()
}

#[test]
fn an_answer_that_no_choice_is_decides_no_conflict() {
    let office = at_odds();
    for answer in ["ours", "我的", "DA", "@3", "@0", "555", "11"] {
        let said = office.refused(1, &["conflict", "resolve", "1", "--take", answer]);
        assert!(
            said.contains(answer) && said.contains("LY(111)、BG(222)"),
            "{said}"
        );
        assert!(said.contains("--value"), "{said}");
    }
    office.refused(1, &["conflict", "resolve", "1", "9", "--take", "mine"]);
    office.refused(2, &["conflict", "resolve", "1"]);
    office.refused(
        2,
        &["conflict", "resolve", "1", "--take", "mine", "--value", "5"],
    );
    assert_eq!(
        office.json(&["conflict", "list"]).as_array().unwrap().len(),
        2
    );
}

#[test]
fn conflicts_are_decided_together_by_side_office_place_value_or_anew() {
    let all = ["111", "222", "333", "444"];
    for (take, expected) in [
        ("--take mine", [all[0], all[2]]),
        ("--take 我方", [all[0], all[2]]),
        ("--take theirs", [all[1], all[3]]),
        ("--take 对方", [all[1], all[3]]),
        ("--take bg", [all[1], all[3]]),
        ("--take @1", [all[0], all[2]]),
        ("--value 555", ["555", "555"]),
    ] {
        let office = at_odds();
        office.does(&format!("conflict resolve 1 2 {take}"));
        assert_eq!(phones(&office), expected, "{take}");
        assert_eq!(office.json(&["conflict", "list"]), json!([]), "{take}");
        office.does("undo");
        assert_eq!(
            office.json(&["conflict", "list"]).as_array().unwrap().len(),
            2
        );
    }
    let office = at_odds();
    let dry = office.json(&[
        "conflict",
        "resolve",
        "1",
        "2",
        "--take",
        "mine",
        "--dry-run",
    ]);
    let told = json!([{"field": "phone", "old": "222", "new": "111"}]);
    assert_eq!(dry[0]["changes"], told);
    assert_eq!(phones(&office), ["222", "444"]);
    office.does("conflict resolve 2 --take 333");
    assert_eq!(phones(&office), ["222", "333"]);
}

/// Makes an office with three pledges of which the last may not be published yet.
fn with_pledges() -> Office {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("person add --name 李四 --rank staff");
    let whole = "--content 内容 --measures 措施 --deadline 9.30";
    office.does(&format!("pledge add --title 甲 --responsible 张三 {whole}"));
    office.does(&format!("pledge add --title 乙 --responsible 张三 {whole}"));
    office.does("pledge add --title 丙");
    office
}

fn column(office: &Office, key: &str) -> Vec<String> {
    let pledges = office.json(&["pledge", "list"]);
    let pledges = pledges.as_array().unwrap().iter();
    pledges
        .map(|one| one[key].as_str().unwrap_or("").to_owned())
        .collect()
}

#[test]
fn a_set_is_tried_written_and_undone_as_one() {
    let office = with_pledges();
    let edit = [
        "pledge",
        "edit",
        "--where",
        "responsible=张三",
        "--responsible",
        "李四",
    ];
    let dry = office.json(&[&edit[..], &["--dry-run"]].concat());
    let changed = json!([{"field": "responsible", "old": "LY-M1", "new": "LY-M2"}]);
    assert_eq!(
        [&dry[0]["changes"], &dry[1]["changes"]],
        [&changed, &changed]
    );
    assert_eq!(dry.as_array().unwrap().len(), 2);
    assert_eq!(column(&office, "responsible_name"), ["张三", "张三", ""]);
    let run = office.run(&edit);
    assert!(
        run.out.contains("张三") && run.out.contains("李四"),
        "{}",
        run.out
    );
    assert!(run.err.contains("LY-P1、LY-P2"), "{}", run.err);
    assert_eq!(column(&office, "responsible_name"), ["李四", "李四", ""]);
    office.does("undo");
    assert_eq!(column(&office, "responsible_name"), ["张三", "张三", ""]);
    // One alone is an object, as it always was; several are an array.
    let one = office.json(&["pledge", "edit", "P1", "--note", "一", "--dry-run"]);
    assert_eq!(one["changes"][0]["new"], "一");
    let both = office.json(&["pledge", "edit", "P1", "P2", "P1", "--note", "一"]);
    assert_eq!([&both[0]["note"], &both[1]["note"]], ["一", "一"]);
    assert_eq!(
        both.as_array().unwrap().len(),
        2,
        "a ref named twice is one"
    );
    let again = office.run(&["pledge", "edit", "P1", "P2", "P3", "--note", "一"]);
    assert!(again.err.contains("已修改 LY-P3"), "{}", again.err);
    assert!(
        again.err.contains("LY-P1、LY-P2 内容没有变化"),
        "{}",
        again.err
    );
}

#[test]
fn a_set_with_one_that_is_refused_is_refused_whole_naming_each() {
    let office = with_pledges();
    let said = office.refused(1, &["pledge", "publish", "P1", "P2", "P3"]);
    assert!(
        said.contains("3 条中有 1 条") && said.contains("LY-P3"),
        "{said}"
    );
    assert!(!said.contains("LY-P1："), "{said}");
    let said = office.refused(1, &["pledge", "void", "P1", "P8", "P9", "--reason", "重"]);
    assert!(said.contains("P8") && said.contains("P9"), "{said}");
    // What is wrong with all alike is said once.
    let said = office.refused(1, &["pledge", "edit", "P1", "P2", "--deadline", "某天"]);
    assert_eq!(said.matches("某天").count(), 1, "{said}");
    let none = office.refused(
        1,
        &["pledge", "void", "--where", "title=丁", "--reason", "重"],
    );
    assert!(none.contains("--where 'title=丁'"), "{none}");
    office.refused(2, &["pledge", "void", "--reason", "重"]);
    office.refused(
        2,
        &[
            "pledge",
            "void",
            "P1",
            "--where",
            "title=丁",
            "--reason",
            "重",
        ],
    );
}

#[test]
fn steps_and_voids_take_sets() {
    let office = with_pledges();
    office.does("pledge publish --where title=甲,乙");
    assert_eq!(
        column(&office, "status"),
        ["published", "published", "draft"]
    );
    office.does("pledge finish P1 P2 --result 已开通");
    assert_eq!(column(&office, "status"), ["done", "done", "draft"]);
    office.does("undo");
    assert_eq!(
        column(&office, "status"),
        ["published", "published", "draft"]
    );
    let dry = "pledge withdraw --where status=published --reason 无法办 --dry-run";
    let tried = office.does(dry);
    assert!(
        tried.out.contains("已撤回") && tried.err.contains("会改动 2 条"),
        "{tried:?}"
    );
    office.does("pledge void --where status=draft --or --where title=甲 --reason 重");
    assert_eq!(column(&office, "title"), ["乙"]);
    // One that makes another record is taken for one.
    office.refused(2, &["pledge", "progress", "P2", "P3", "--text", "开工"]);
}

#[test]
fn a_leader_who_is_put_in_charge_of_several_units_has_them_all() {
    let office = Office::new();
    office.does("person add --name 张三 --rank leader");
    for name in ["一处", "二处"] {
        office.does(&format!("unit add --name {name} --unit-kind division"));
    }
    office.does("unit edit 一处 二处 --in-charge 张三");
    let units = office.json(&["unit", "list", "--where", "in_charge=张三"]);
    assert_eq!(units.as_array().unwrap().len(), 2, "{units}");
}

#[test]
fn conflicts_are_selected_by_what_is_told_of_them() {
    let office = at_odds();
    office.does("unit add --name 二处 --unit-kind division");
    office.does("--db bg.db household edit 李四 --note 外出");
    for (conditions, expected) in [
        (&["office=BG"][..], [true, true]),
        (&["office=保管处", "ref=LY-H2"], [false, true]),
        (&["field=电话"], [true, true]),
        (&["field=phone", "kind=联系户", "number=1"], [true, false]),
        (&["number=1..2", "ref!=LY-H1"], [false, true]),
        (&["unit=利用处", "field~话", "actor=王芳"], [true, true]),
    ] {
        let mut line = vec!["conflict", "resolve", "--take", "mine", "--dry-run"];
        line.extend(conditions.iter().flat_map(|one| ["--where", one]));
        let run = office.run(&line);
        assert_eq!(run.code, 0, "{conditions:?}: {}", run.err);
        let told = [1, 2].map(|number| run.err.contains(&format!("冲突{number}（")));
        assert_eq!(told, expected, "{conditions:?}: {}", run.err);
        let shown = ["111", "333"].map(|phone| run.out.contains(phone));
        assert_eq!(shown, expected, "{conditions:?}: {}", run.out);
    }
    assert_eq!(phones(&office), ["222", "444"]);
    for none in ["ref=LY-H9", "unit=二处", "office=ZD"] {
        let line = ["conflict", "resolve", "--take", "mine", "--where", none];
        let said = office.refused(1, &line);
        assert!(said.contains("huiyin conflict list"), "{none}: {said}");
    }
    let line = "conflict resolve --where ref=LY-H1 --or --where number=2 --take mine";
    office.does(line);
    assert_eq!(phones(&office), ["111", "333"]);
    assert_eq!(office.json(&["conflict", "list"]), json!([]));
    office.does("undo");
    assert_eq!(
        office.json(&["conflict", "list"]).as_array().unwrap().len(),
        2
    );
    // What is shown already is only confirmed, and that is said.
    let line = "conflict resolve --where office=BG --take theirs --dry-run";
    let told = office.does(line).err;
    assert!(
        told.contains("冲突1（") && told.contains("只是确认"),
        "{told}"
    );
    office.refused(
        2,
        &[
            "conflict", "resolve", "1", "--where", "number=1", "--take", "mine",
        ],
    );
}
