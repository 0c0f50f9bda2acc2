//! Whose file it is, of which campaign, and what it is asked about: known by identity, never by name,
//! nor by who came first.

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::Office;

/// Makes a file in a folder of its own.
fn made(args: &str) -> Office {
    let office = Office::empty();
    let args: Vec<&str> = args.split(' ').collect();
    office.ok(&[&["init", "--practice"], &args[..]].concat());
    office
}

fn merge(into: &Office, other: &Office) -> String {
    into.ok(&["merge", other.file().to_str().unwrap(), "--no-backup"])
}

/// A setting of the plan.
fn setting(office: &Office, key: &str, part: &str) -> String {
    let plan = office.json(&["plan", "show"]);
    plan[key][part].to_string()
}

#[test]
fn no_plan_that_init_wrote_competes_with_one_that_was_issued() {
    for early in [false, true] {
        let before = early.then(|| made("--office JD --name 监督处"));
        let leading = made("--office LD --name 办公室 --leading");
        leading.ok(&["plan", "set", "limits.reply_days", "7"]);
        leading.ok(&["plan", "set", "title", "“走基层”活动"]);
        let other = before.unwrap_or_else(|| made("--office JD --name 监督处"));
        let third = made("--office BY --name 保管处");
        merge(&leading, &other);
        merge(&leading, &third);
        merge(&other, &leading);
        for office in [&leading, &other] {
            assert_eq!(setting(office, "limits", "reply_days"), "7");
            assert_eq!(office.json(&["plan", "show"])["title"], "“走基层”活动");
            assert_eq!(office.json(&["conflict", "list"]), json!([]));
        }
    }
}

#[test]
fn a_plan_that_an_older_program_set_stands_against_later_files() {
    let mut forged = forge::Office::new("LD", "办公室");
    let plan = forge::derived("plan", "plan");
    let init = forged.rows[0].id.clone();
    let limits = forged.rows[0].body.as_ref().unwrap();
    let limits: Json = serde_json::from_str(limits).unwrap();
    let mut limits = limits["limits"].clone();
    limits["reply_days"] = json!(7);
    let set = json!({"limits": limits});
    forged.write("plan set", "plan", &plan, &[&init], &set);
    let writer = forged.writer.clone();
    let own = forged.rows[1].id.clone();
    let leading = json!({"role": "leading"});
    forged.write("office lead", "office", &writer, &[&own], &leading);
    let office = made("--office JD --name 监督处");
    let path = office.path().join("old.db");
    forged.save(&path);
    office.ok(&["merge", path.to_str().unwrap(), "--no-backup"]);
    assert_eq!(setting(&office, "limits", "reply_days"), "7");
    assert_eq!(office.json(&["conflict", "list"]), json!([]));
}

#[test]
fn the_plan_of_the_leading_file_stands_before_that_of_a_chosen_and_of_the_built_in_one() {
    let source = Office::new();
    source.ok(&["plan", "set", "limits.reply_days", "9"]);
    let plan = source.path().join("plan.json");
    std::fs::write(&plan, source.json(&["plan", "show"]).to_string()).unwrap();
    let plan = plan.to_str().unwrap();
    let other = made("--office JD --name 监督处");
    let leading = made(&format!(
        "--office LD --name 办公室 --leading --plan {plan}"
    ));
    let chosen = made(&format!("--office BY --name 保管处 --plan {plan}"));
    merge(&other, &chosen);
    assert_eq!(setting(&other, "limits", "reply_days"), "9");
    merge(&leading, &other);
    assert_eq!(setting(&leading, "limits", "reply_days"), "9");
    assert_eq!(leading.json(&["conflict", "list"]), json!([]));
}

#[test]
fn a_file_of_another_campaign_is_refused_by_name_of_both_and_changes_nothing() {
    let office = Office::new();
    let plan = office.json(&["plan", "show"]).to_string();
    let plan = plan
        .replace("2011-", "2010-")
        .replace("深入基层、服务群众", "学习实践科学发展观");
    let file = office.path().join("p.json");
    std::fs::write(&file, plan).unwrap();
    let other = made(&format!(
        "--office LY --name 民政办 --plan {}",
        file.to_str().unwrap()
    ));
    let path = other.file();
    for args in [
        ["merge", path.to_str().unwrap()],
        ["restore", path.to_str().unwrap()],
    ] {
        let before = std::fs::read(office.file()).unwrap();
        let run = office.run(&args);
        assert_eq!(run.code, 1, "{}", run.err);
        let told = run.out + &run.err;
        for part in [
            "学习实践科学发展观",
            "深入基层、服务群众",
            "2010-03-01",
            "2011-03-01",
        ] {
            assert!(told.contains(part), "{args:?}: {told}");
        }
        assert_eq!(std::fs::read(office.file()).unwrap(), before);
    }
    // What the leading group calls it later makes it no other campaign.
    let (one, two) = (
        made("--office LD --name 办公室"),
        made("--office JD --name 监督处"),
    );
    one.ok(&["plan", "set", "title", "新名"]);
    merge(&two, &one);
}

#[test]
fn another_offices_file_is_no_backup() {
    let office = Office::new();
    let other = made("--office JD --name 监督处");
    let told = office.refused(1, &["restore", other.file().to_str().unwrap()]);
    assert!(
        told.contains("JD") && told.contains("huiyin merge"),
        "{told}"
    );
    office.ok(&["backup", "b.db"]);
    office.ok(&["restore", "b.db"]);
}

/// The findings, without the unit's name.
fn findings(office: &Office, day: &str) -> Vec<Json> {
    let found = office.json(&["check", "--as-of", day]);
    let mut found = found.as_array().unwrap().clone();
    for finding in &mut found {
        for key in ["message", "unit_name", "subject"] {
            finding.as_object_mut().unwrap().remove(key);
        }
    }
    found
}

#[test]
fn a_renamed_unit_keeps_its_checks_its_scope_and_its_former_name() {
    let mut office = made("--office LD --name 办公室");
    office.on("2011-11-20");
    let file = office.file();
    let part = Office::empty();
    part.ok(&[
        "init",
        "--practice",
        "--office",
        "LY",
        "--name",
        "利用处",
        "--from",
        file.to_str().unwrap(),
    ]);
    part.ok(&[
        "person",
        "add",
        "--name",
        "王处",
        "--rank",
        "deputy_division",
    ]);
    let before = findings(&part, "2011-11-20");
    assert!(before.iter().any(|one| one["light"] == "red"), "{before:?}");
    part.ok(&["unit", "edit", "利用处", "--name", "档案利用处"]);
    assert_eq!(findings(&part, "2011-11-20"), before);
    assert_eq!(part.run(&["phase", "close", "2"]).code, 1);
    assert!(
        part.ok(&[]).starts_with("档案利用处（LY）"),
        "{}",
        part.ok(&[])
    );
    let shown = part.json(&["unit", "show", "利用处"]);
    assert_eq!(shown["name"], "档案利用处");
    assert_eq!(shown["former_names"], json!(["利用处"]));
    assert!(
        part.ok(&["unit", "show", "档案利用处"])
            .contains("原名：利用处")
    );
    part.ok(&["check", "--unit", "利用处"]);
    // Another file for the same office takes the unit that bears the name now.
    let again = Office::empty();
    let file = part.file();
    again.ok(&[
        "init",
        "--practice",
        "--office",
        "LY",
        "--name",
        "档案利用处",
        "--from",
        file.to_str().unwrap(),
    ]);
    assert_eq!(again.json(&["unit", "list"]), part.json(&["unit", "list"]));
}

#[test]
fn what_a_file_is_asked_about_is_said_when_it_is_made() {
    let day = "2011-11-30";
    let overall = |office: &Office| {
        let found = findings(office, day);
        found
            .iter()
            .any(|one| one["unit"].is_null() && one["person"].is_null() && one["ref"].is_null())
    };
    let plain = made("--office LY --name 利用处");
    assert!(!overall(&plain));
    let leading = made("--office LD --name 办公室 --leading");
    assert!(overall(&leading));
    let named = made("--office ZB --name 局（馆）创先争优活动领导小组办公室");
    assert!(overall(&named), "it bears the name that the plan gives");
    // Neither who was first nor what is taken in changes it.
    merge(&plain, &leading);
    merge(&leading, &plain);
    assert!(!overall(&plain) && overall(&leading));
}

#[test]
fn a_day_outside_the_plan_is_told_with_what_to_do() {
    let mut office = Office::empty();
    office.on("2026-11-26");
    let run = office.run(&["init", "--office", "LY", "--name", "利用处"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for way in ["2026-11-26", "--plan", "--practice", "--date"] {
        assert!(run.err.contains(way), "{}", run.err);
    }
    let mut practice = Office::empty();
    practice.on("2026-11-26");
    let run = practice.run(&["init", "--practice", "--office", "LY", "--name", "利用处"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("--plan"), "{}", run.err);
    assert!(!run.err.contains("--practice"), "{}", run.err);
    assert!(
        !made("--office LY --name 利用处")
            .run(&[])
            .err
            .contains("--plan")
    );
}
