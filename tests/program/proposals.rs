//! What one office changes in another's records arrives by `merge` as a proposal, conflict or not.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// Runs a command line, split at spaces, on one of the files.
fn on(office: &Office, file: &str, line: &str) -> String {
    let mut args = vec!["--db", file, "--quiet"];
    args.extend(line.split(' '));
    office.ok(&args)
}

/// The leading group's file and those of two offices, LY and JD; JD has changed records of LY.
fn proposing() -> Office {
    let office = Office::empty();
    on(
        &office,
        "huiyin.db",
        "init --practice --office ZD --name 领导小组办公室",
    );
    on(&office, "huiyin.db", "person add --name 张三 --rank staff");
    on(
        &office,
        "ly.db",
        "init --office LY --name 利用处 --from huiyin.db",
    );
    // Without the plan and the roster of the others: it begins them itself.
    on(
        &office,
        "jd.db",
        "init --practice --office JD --name 监督指导处",
    );
    on(
        &office,
        "jd.db",
        "unit add --name 利用处 --unit-kind division",
    );
    let pledge = "pledge add --title 预约查档 --content 网上预约 --measures 开通网页 --responsible 张三 --deadline 2011-09-30";
    on(&office, "ly.db", pledge);
    on(&office, "jd.db", "merge ly.db --no-backup");
    on(&office, "ly.db", "pledge edit P1 --content 网上和电话预约");
    on(&office, "jd.db", "pledge edit LY-P1 --note 请督办");
    on(&office, "jd.db", "pledge edit LY-P1 --content 电话预约");
    on(
        &office,
        "jd.db",
        "household add --name 周兰 --household-kind rural",
    );
    on(&office, "jd.db", "household edit H1 --need 就医");
    office
}

/// Returns what a merge lists: whose change, of what, and which fields.
fn listed(told: &Json) -> Vec<(String, String, String)> {
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    let proposals = told["proposals"].as_array().unwrap().iter();
    let one = |one: &Json| {
        (
            text(&one["office"]),
            text(&one["ref"]),
            one["fields"].to_string(),
        )
    };
    proposals.map(one).collect()
}

#[test]
fn a_change_to_another_offices_record_is_listed_conflict_or_not() {
    let expected = [
        ("JD", "LY-P1", r#"{"note":"请督办"}"#),
        ("JD", "LY-P1", r#"{"content":"电话预约"}"#),
    ]
    .map(|(office, reference, fields)| {
        (office.to_owned(), reference.to_owned(), fields.to_owned())
    });
    for order in [["ly.db", "jd.db"], ["jd.db", "ly.db"]] {
        let office = proposing();
        let merge = ["merge", order[0], order[1], "--no-backup"];
        let foretold = office.json(&[merge[0], merge[1], merge[2], "--dry-run"]);
        let told = office.json(&merge);
        assert_eq!(listed(&told), expected);
        assert_eq!(listed(&foretold), expected);
        assert_eq!(
            told["conflicts"].as_array().map(Vec::len),
            Some(1),
            "{told}"
        );
        // It stands as the fold says, and is told once.
        let shown = office.json(&["pledge", "show", "LY-P1"]);
        assert_eq!(shown["note"], "请督办");
        assert_eq!(office.json(&merge)["proposals"], json!([]));
    }
}

#[test]
fn an_office_sees_what_others_did_to_its_records() {
    let office = proposing();
    let run = office.run(&["--db", "ly.db", "merge", "jd.db", "--no-backup"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("其他处室提出的改动：2处"), "{}", run.out);
    assert!(
        run.out.contains("王芳(JD)") && run.out.contains("备注=请督办"),
        "{}",
        run.out
    );
    // What it answers is no proposal to itself, nor in the file that all of it comes to.
    on(&office, "ly.db", "pledge edit P1 --clear note");
    let told = office.json(&["merge", "jd.db", "--no-backup"]);
    assert_eq!(listed(&told).len(), 2, "{told}");
    let told = office.json(&["merge", "ly.db", "--no-backup"]);
    assert_eq!(told["proposals"], json!([]));
}

#[test]
fn what_an_office_writes_in_its_second_file_is_its_own() {
    let office = proposing();
    on(&office, "huiyin.db", "merge ly.db jd.db --no-backup");
    office.ok(&["share", "--for", "LY", "-o", "part.db"]);
    on(&office, "part.db", "pledge edit P1 --title 网上预约查档");
    on(&office, "part.db", "person edit 张三 --rank leader");
    let told = office.json(&["merge", "part.db", "--no-backup"]);
    // A rank is corrected in the post that is in force.
    let expected = ["ZD-M1", "ZD-B1"].map(|reference| {
        let rank = r#"{"rank":"leader"}"#.to_owned();
        ("LY".to_owned(), reference.to_owned(), rank)
    });
    assert_eq!(listed(&told), expected, "{told}");
}
