//! What stands already, what a field may name, and who is meant by a name that several have.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;

use crate::harness::Office;

fn office() -> Office {
    let office = Office::new();
    for line in [
        "unit add --name 东河村 --unit-kind village",
        "unit add --name 二处 --unit-kind division",
        "household add --name 李大 --household-kind rural --village 东河村",
        "person add --name 张三 --rank staff --employee-no 1001",
        "person add --name 王五 --rank staff --employee-no 1002",
        "person add --name 王五 --rank leader --unit 二处 --employee-no 1003",
    ] {
        office.does(line);
    }
    office
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn what_stands_already_is_told_with_its_ref_and_not_where_it_is_another() {
    let office = office();
    let adds = [
        (
            "visit add --visitors M1,M2 --place-kind household --household H1 --findings 漏雨",
            "LY-V1",
        ),
        ("pledge add --title 窗口延时 --deadline 9.30", "LY-P1"),
        ("person add --name 张三 --rank leader", "LY-M1"),
        (
            "household add --name 李大 --household-kind urban --village 东河村",
            "LY-H1",
        ),
        ("opinion add --channel hotline --topic 排队", "LY-O1"),
        ("pair add --helper M1 --household H1", "LY-T1"),
    ];
    let told = |line: &str| office.does(line).err;
    for (line, reference) in adds {
        if !["LY-M1", "LY-H1"].contains(&reference) {
            assert!(!told(line).contains("同样"), "{line}");
        }
        let remark = told(line);
        assert!(
            remark.contains(reference) && remark.contains("undo") && remark.contains("--again"),
            "{line}: {remark}"
        );
        office.does("undo");
        assert!(!told(&format!("{line} --again")).contains("同样"), "{line}");
    }
    // The order of several makes no difference; another household, day or title does.
    let turned = adds[0].0.replace("M1,M2", "M2,M1");
    assert!(told(&turned).contains("LY-V1"));
    assert!(!told(&format!("{} --date 5.20", adds[0].0)).contains("同样"));
    assert!(!told("pledge add --title 窗口延时二 --deadline 9.30").contains("同样"));
    // What is void stands no more.
    office.does("opinion void --where topic=排队 --reason 重");
    assert!(!told(adds[4].0).contains("同样"));
}

#[test]
fn a_village_is_no_division_and_a_household_belongs_to_a_visit_of_one() {
    let office = office();
    for line in [
        "visit add --visitors 张三 --place-kind village --village 二处",
        "pair add --helper 张三 --village 二处",
        "household add --name 赵六 --household-kind rural --village 利用处",
    ] {
        let refused = office.refused(1, &words(line));
        assert!(
            refused.contains("处室") && refused.contains("村或社区"),
            "{refused}"
        );
    }
    let alone = office.refused(
        1,
        &words("visit add --visitors 张三 --place-kind household"),
    );
    assert!(alone.contains("--household"), "{alone}");
    let beside = "visit add --visitors 张三 --place-kind grassroots --household 李大";
    assert!(office.refused(1, &words(beside)).contains("household"));
    office.does("visit add --visitors 张三 --place-kind village --village 东河村 --household 李大");
    let unknown = office.refused(1, &words("pair add --helper 张三 --village 南山街道"));
    assert!(unknown.contains("--unit-kind village"), "{unknown}");
}

#[test]
fn several_of_one_name_are_told_apart() {
    let office = office();
    let refused = office.refused(1, &words("pledge add --title 甲 --responsible 王五"));
    assert!(
        refused.contains("LY-M2（利用处、其他干部职工）"),
        "{refused}"
    );
    assert!(refused.contains("LY-M3（二处、班子成员）"), "{refused}");
    let responsible = |line: &str| office.json(&words(line))["responsible"].clone();
    assert_eq!(
        responsible("pledge add --title 甲 --responsible 王五 --unit 二处"),
        "LY-M3"
    );
    assert_eq!(
        responsible("pledge add --title 乙 --responsible 1002"),
        "LY-M2"
    );
    office.refused(1, &words("pledge add --title 丙 --responsible 1009"));
}

#[test]
fn a_hyphen_stands_for_standard_input_and_output() {
    let office = office();
    assert_eq!(
        office.ok(&words("person list --format csv -o -")),
        office.ok(&words("person list --format csv"))
    );
    let exported = office.ok(&words("export person --format csv -o -"));
    assert!(exported.starts_with("ref,"), "{exported}");
    assert!(!office.path().join("-").exists());
    let mut command = office.command(&words("import pledge - --format csv --date 5.20"));
    let streams = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = streams.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all("项目名称\n修路\n架桥\n".as_bytes())
        .unwrap();
    drop(input);
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let titles = office.json(&words("pledge list --columns title"));
    assert_eq!(titles, json!([{"title": "修路"}, {"title": "架桥"}]));
    let refused = office.refused(2, &words("import pledge -"));
    assert!(refused.contains("--format csv"), "{refused}");
}

#[test]
fn a_value_that_looks_like_an_option_is_told_how_to_be_written() {
    let office = office();
    let refused = office.refused(2, &words("pledge list --db -x.db"));
    assert!(refused.contains("--db=-x.db"), "{refused}");
    office.does("--db=-x.db init --office BG --name 保管处");
    assert!(office.path().join("-x.db").is_file());
}

#[test]
fn the_home_page_tells_of_conflicts() {
    let office = office();
    assert!(!office.ok(&[]).contains("冲突"));
    office.does("--db bg.db init --office BG --name 保管处 --from huiyin.db");
    office.does("household add --name 周兰 --household-kind rural");
    office.does("--db bg.db merge huiyin.db --no-backup");
    office.does("household edit 周兰 --phone 13800001111");
    office.does("--db bg.db household edit 周兰 --phone 13800001222");
    office.does("merge bg.db");
    let home = office.ok(&[]);
    assert!(
        home.contains("1 处冲突") && home.contains("huiyin conflict list"),
        "{home}"
    );
    assert_eq!(office.json(&[])["conflicts"], 1);
}

#[test]
fn a_phase_is_closed_before_its_last_day_by_force_alone_and_its_reason_ends_with_it() {
    let mut office = Office::new();
    office.on("2011-04-10");
    office.does("phase open 1");
    let refused = office.refused(1, &words("phase close 1"));
    assert!(refused.contains("还有10天，不能结束"), "{refused}");
    let status = || office.json(&["phase", "list"])[0].clone();
    office.does("phase close 1 --force --reason 提前");
    assert_eq!(status()["forced"], "提前", "{}", status());
    office.does("phase reopen 1 --reason 再办");
    assert_eq!(status()["forced"], json!(null), "{}", status());
    // What is unmet besides is told in the same sentence.
    office.on("2011-05-26");
    let unmet = office.json(&["phase", "status", "2"])["unmet"].clone();
    let refused = office.refused(1, &words("phase close 2"));
    let expected = format!("还有158天，且还有{unmet}项未落实");
    assert!(
        unmet != json!(0) && refused.contains(&expected),
        "{refused}"
    );
}
