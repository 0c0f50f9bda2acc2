//! Who says that it is an office, or writes in its name, and is not it: what it writes is told as what it
//! is, and takes nothing of that office's.

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::Office;
use crate::members::{PLEDGE, campaign, merge, on, told};

/// Makes a file that says that it is LY's, and is not.
fn impostor(office: &Office) {
    on(
        office,
        "fake.db",
        "init --office LY --name 利用处 --from zd.db",
    );
    on(office, "fake.db", PLEDGE);
}

/// Returns how `received` tells of a code: writer, standing and file of each line.
fn lines(office: &Office, file: &str, code: &str) -> Vec<[String; 3]> {
    let rows = told(office, file, "received");
    let rows = rows.as_array().unwrap().iter();
    let word = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    rows.filter(|row| row["office"] == code)
        .map(|row| {
            let file = word(&row["file"]);
            let file = file.rsplit('/').next().unwrap_or_default().to_owned();
            [word(&row["writer"]), word(&row["standing"]), file]
        })
        .collect()
}

/// Changes a record in the name of a writer, after the last of its changes, and puts that into a file.
fn in_the_name(office: &Office, of: &str, into: &str, body: &Json) {
    let rows = forge::read(&office.path().join(of));
    let pledge = rows.iter().find(|row| row.kind == "pledge").unwrap();
    let mut liar = forge::Office::going_on("LY", &pledge.writer, &rows);
    liar.write("pledge edit", "pledge", &pledge.record, &[&pledge.id], body);
    forge::put(&office.path().join(into), &liar.rows);
}

#[test]
fn who_calls_itself_an_office_takes_no_line_of_it() {
    let office = campaign();
    impostor(&office);
    let ly = ["LY", "in", "ly.db"].map(str::to_owned);
    let other = ["LY-2", "waits", "fake.db"].map(str::to_owned);
    // Without a word of the leading office, who came first is it.
    merge(&office, "zd.db", "ly.db");
    merge(&office, "zd.db", "fake.db");
    assert_eq!(lines(&office, "zd.db", "LY"), [ly.clone(), other.clone()]);
    // Whoever came first and is not admitted is not.
    merge(&office, "jd.db", "fake.db");
    merge(&office, "jd.db", "ly.db");
    assert_eq!(lines(&office, "jd.db", "LY")[0][2], "fake.db");
    let rows = forge::read(&office.path().join("ly.db"));
    let pledge = rows.iter().rfind(|row| row.kind == "pledge").unwrap();
    let writer = forge::hex(&pledge.writer);
    on(&office, "zd.db", &format!("office admit {}", &writer[..8]));
    assert_eq!(lines(&office, "zd.db", "LY"), [ly, other]);
    merge(&office, "jd.db", "zd.db");
    assert_eq!(lines(&office, "jd.db", "LY")[0], ["LY", "in", "ly.db"]);
    let head = on(&office, "zd.db", "check").out;
    assert_eq!(head.matches("利用处（LY）").count(), 1, "{head}");
    // What is made for the office is for the one that is admitted.
    on(&office, "zd.db", "share --for LY -o part.db");
    let shared = forge::read(&office.path().join("part.db"));
    let admit = shared.iter().rfind(|row| row.kind == "admit").unwrap();
    let of = admit.body.as_ref().unwrap();
    assert!(of.contains(&writer), "{admit:?}");
}

#[test]
fn what_a_stranger_proposes_is_not_told_as_the_offices() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    impostor(&office);
    merge(&office, "fake.db", "ly.db");
    on(&office, "fake.db", "person edit ZD-M1 --name 李四");
    let done = merge(&office, "zd.db", "fake.db").out;
    assert!(done.contains("王芳（LY·2）"), "{done}");
    let listed = told(&office, "zd.db", "proposal list");
    assert_eq!(listed[0]["office"], "LY");
    for line in ["proposal list", "history ZD-M1"] {
        let out = on(&office, "zd.db", line).out;
        assert!(out.contains("王芳（LY·2）"), "{line}: {out}");
    }
}

#[test]
fn what_comes_in_ones_own_name_is_told() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    merge(&office, "jd.db", "ly.db");
    in_the_name(&office, "ly.db", "jd.db", &json!({"title": "冒名"}));
    let done = merge(&office, "ly.db", "jd.db");
    assert!(
        done.err.contains("1 处改动署的是本文件的写入者"),
        "{}",
        done.err
    );
    on(&office, "ly.db", "undo");
    let shown = told(&office, "ly.db", "pledge show P1");
    assert_eq!(shown["title"], "预约");
    // The leading office is told too of what comes in another's name, by way of somebody else.
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    let notes = done["files"][0]["notes"].to_string();
    assert!(notes.contains("1 处改动没有所署处室的签名"), "{notes}");
    // Whatever the office had written itself, and had lost, comes back without a word.
    let office = campaign();
    let [own, before] = ["ly.db", "before.db"].map(|name| office.path().join(name));
    std::fs::copy(&own, &before).unwrap();
    on(&office, "ly.db", "pledge edit P1 --title 电话");
    merge(&office, "zd.db", "ly.db");
    std::fs::rename(&before, &own).unwrap();
    let done = merge(&office, "ly.db", "zd.db");
    assert!(!done.err.contains("署的是"), "{}", done.err);
}

#[test]
fn the_way_to_what_is_not_signed_is_one_that_works() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    merge(&office, "jd.db", "ly.db");
    in_the_name(&office, "ly.db", "jd.db", &json!({"title": "冒名"}));
    let mut old = forge::Office::new("BG", "保管处");
    let plan = old.rows.iter().position(|row| row.kind == "plan").unwrap();
    old.rows.remove(plan);
    old.save(&office.path().join("old.db"));
    merge(&office, "zd.db", "jd.db");
    merge(&office, "zd.db", "old.db");
    let refused = crate::members::run(&office, "zd.db.keys", "zd.db", "campaign close-gate");
    let told = refused.err;
    assert!(told.contains("LY 自己签名，不能认定"), "{told}");
    assert!(told.contains("BG 不签名"), "{told}");
    assert!(
        !told.contains("LY 不签名") && !told.contains("BG 自己"),
        "{told}"
    );
    on(&office, "zd.db", "office adopt BG");
    merge(&office, "zd.db", "ly.db");
    let done = on(&office, "zd.db", "campaign close-gate --force").err;
    assert!(
        done.contains("没有签名、不再计入的：LY 1 处；LY 自己签名"),
        "{done}"
    );
    let shown = crate::members::told(&office, "zd.db", "pledge show LY-P1");
    assert_eq!(shown["title"], "预约");
}

#[test]
fn a_file_without_an_office_is_told_to_be_that() {
    let office = campaign();
    let mut nobody = forge::Office::new("BG", "保管处");
    nobody.rows.retain(|row| row.kind != "office");
    nobody.rows[0].wprev = None;
    nobody.save(&office.path().join("nobody.db"));
    let line = "merge nobody.db --no-backup";
    let refused = crate::members::run(&office, "zd.db.keys", "zd.db", line);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("没有写明是哪个处室的文件"),
        "{}",
        refused.err
    );
}

#[test]
fn what_others_say_of_an_office_makes_its_file_no_other() {
    let office = campaign();
    let ly = forge::read(&office.path().join("ly.db"));
    let ly = ly.iter().rfind(|row| row.kind == "office").unwrap().clone();
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let own = rows.iter().rfind(|row| row.kind == "office").unwrap();
    let mut liar = forge::Office::going_on("JD", &own.writer, &rows);
    let body = json!({"practice": false, "code": "ZD"});
    liar.write("office rename", "office", &ly.record, &[], &body);
    forge::put(&jd, &liar.rows);
    merge(&office, "ly.db", "jd.db");
    merge(&office, "zd.db", "ly.db");
    let added = told(&office, "ly.db", PLEDGE);
    assert_eq!(added["ref"], "LY-P2");
    on(&office, "ly.db", "office rename LY LYC");
    let rows = told(&office, "zd.db", "received");
    let records = rows.as_array().unwrap().iter();
    let ly: Vec<&Json> = records.filter(|row| row["office"] == "LY").collect();
    assert_eq!(ly[0]["records"], 1, "{rows}");
}

#[test]
fn a_revocation_keeps_what_every_copy_had_written_before() {
    let office = campaign();
    let [own, before] = ["ly.db", "before.db"].map(|name| office.path().join(name));
    std::fs::copy(&own, &before).unwrap();
    on(&office, "ly.db", "pledge edit P1 --title 电话");
    merge(&office, "zd.db", "ly.db");
    std::fs::rename(&before, &own).unwrap();
    on(&office, "ly.db", "pledge edit P1 --content 窗口");
    merge(&office, "zd.db", "ly.db");
    let title = || {
        let shown = told(&office, "zd.db", "pledge show LY-P1");
        [shown["title"].clone(), shown["content"].clone()]
    };
    let known = [json!("电话"), json!("窗口")];
    assert_eq!(title(), known);
    on(&office, "zd.db", "office admit LY");
    on(&office, "zd.db", "office revoke LY");
    assert_eq!(title(), known);
    on(&office, "ly.db", "pledge edit P1 --title 以后");
    merge(&office, "zd.db", "ly.db");
    assert_eq!(title(), known);
}

/// What has its identity of its name, or of what it is about, is not whose who writes of it at an earlier
/// time than whoever began it.
#[test]
fn nobody_becomes_the_owner_of_a_unit_or_the_plan_by_an_early_time() {
    let office = campaign();
    merge(&office, "zd.db", "jd.db");
    on(&office, "zd.db", "office admit JD");
    merge(&office, "ly.db", "zd.db");
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let own = rows.iter().rfind(|row| row.kind == "office").unwrap();
    let unit = rows.iter().find(|row| {
        let body = row.body.as_deref().unwrap_or_default();
        row.kind == "unit" && body.contains("利用处")
    });
    let plan = rows.iter().find(|row| row.kind == "plan");
    let mut liar = forge::Office::going_on("JD", &own.writer, &rows);
    liar.clock = 1_000_000_000_000;
    for (one, noun, field) in [(unit, "unit", "name"), (plan, "plan", "title")] {
        let one = one.unwrap();
        let note = json!({"note": "早"});
        liar.write(&format!("{noun} edit"), noun, &one.record, &[], &note);
        let erased = json!({"changes": [forge::hex(&one.id)], "field": field, "noun": noun,
            "reason": "本人申请"});
        liar.write("redact", "redaction", &one.record, &[], &erased);
    }
    forge::put(&jd, &liar.rows);
    let mut all: Vec<forge::Row> = rows
        .iter()
        .filter(|row| row.writer == own.writer)
        .cloned()
        .collect();
    all.extend(liar.rows[1..].iter().cloned());
    forge::sign(
        &jd,
        office.path().join("jd.db.keys").to_str().unwrap(),
        &all,
    );
    for file in ["zd.db", "ly.db"] {
        let names = || told(&office, file, "unit list")[1]["name"].clone();
        let (before, plan) = (names(), on(&office, file, "plan show").out);
        let done = merge(&office, file, "jd.db");
        assert!(
            done.err.contains("有 2 项删除不归提出的处室决定"),
            "{file}: {}",
            done.err
        );
        assert_eq!(names(), before, "{file}");
        assert_eq!(on(&office, file, "plan show").out, plan, "{file}");
    }
}

#[test]
fn a_second_office_that_says_later_that_it_leads_is_told() {
    let office = campaign();
    merge(&office, "zd.db", "jd.db");
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let own = rows.iter().rfind(|row| row.kind == "office").unwrap();
    let mut liar = forge::Office::going_on("JD", &own.writer, &rows);
    let leading = json!({"role": "leading"});
    liar.write("office lead", "office", &own.record, &[&own.id], &leading);
    forge::put(&jd, &liar.rows);
    let done = merge(&office, "zd.db", "jd.db");
    assert!(
        done.err.contains("都是领导小组办公室的文件"),
        "{}",
        done.err
    );
    let done = merge(&office, "zd.db", "jd.db");
    assert!(
        !done.err.contains("都是领导小组办公室的文件"),
        "{}",
        done.err
    );
}

/// What changes a record of this office, under whichever verb, is told where it comes.
#[test]
fn a_change_of_ones_own_record_is_told_whatever_it_calls_itself() {
    let office = campaign();
    on(
        &office,
        "ly.db",
        "household add --name 王五 --household-kind rural",
    );
    for file in ["ly.db", "jd.db"] {
        merge(&office, "zd.db", file);
    }
    on(&office, "zd.db", "office admit LY");
    on(&office, "zd.db", "office admit JD");
    merge(&office, "ly.db", "zd.db");
    let rows = forge::read(&office.path().join("jd.db"));
    let own = rows.iter().rfind(|row| row.kind == "office").unwrap();
    let all = forge::read(&office.path().join("ly.db"));
    let household = all.iter().find(|row| row.kind == "household").unwrap();
    for verb in [
        "proposal accept",
        "proposal refuse",
        "init",
        "undo",
        "import",
    ] {
        let mut liar = forge::Office::going_on("JD", &own.writer, &rows);
        let body = json!({"note": verb});
        liar.write(
            verb,
            "household",
            &household.record,
            &[&household.id],
            &body,
        );
        for (file, name) in [("zd.db", "zd-copy.db"), ("ly.db", "ly-copy.db")] {
            crate::members::copy(&office, file, name);
            crate::members::copy(&office, "jd.db", "forged.db");
            forge::put(&office.path().join("forged.db"), &liar.rows);
            let done = told(&office, name, "merge forged.db --no-backup");
            let shown = told(&office, name, "household show LY-H1");
            assert_eq!(shown["note"], verb, "{file}");
            assert_eq!(
                done["by_others"][0]["fields"]["note"], verb,
                "{file}: {done}"
            );
        }
    }
}

/// Where no office leads, what others make of the unit and the plan of this one is told.
#[test]
fn where_nobody_leads_a_change_of_the_plan_or_a_shared_unit_is_told() {
    let office = Office::empty();
    for (file, code, name) in [("ly.db", "LY", "利用处"), ("jd.db", "JD", "监督指导处")] {
        let init = format!("init --practice --office {code} --name {name}");
        on(&office, file, &init);
    }
    let all = forge::read(&office.path().join("ly.db"));
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let own = rows.iter().rfind(|row| row.kind == "office").unwrap();
    let mut liar = forge::Office::going_on("JD", &own.writer, &rows);
    liar.clock = 1_000_000_000_000;
    let unit = all.iter().find(|row| row.kind == "unit").unwrap();
    let name = json!({"name": "假处"});
    liar.write("unit edit", "unit", &unit.record, &[&unit.id], &name);
    let plan = all.iter().find(|row| row.kind == "plan").unwrap();
    let mut body: Json = serde_json::from_str(plan.body.as_ref().unwrap()).unwrap();
    body["limits"]["reply_days"] = json!(90);
    body["ref"] = json!("plan");
    liar.write("init", "plan", &plan.record, &[], &body);
    forge::put(&jd, &liar.rows);
    let done = merge(&office, "ly.db", "jd.db");
    assert!(done.out.contains("假处"), "{}", done.out);
    assert!(
        done.err.contains("本文件没有领导小组办公室，合并后方案的"),
        "{}",
        done.err
    );
    let done = merge(&office, "ly.db", "jd.db");
    assert!(!done.err.contains("合并后方案"), "{}", done.err);
}

#[test]
fn that_nobody_leads_any_more_is_told() {
    let office = campaign();
    let zd = forge::read(&office.path().join("zd.db"));
    let own = zd.iter().rfind(|row| row.kind == "office").unwrap();
    let mut liar = forge::Office::going_on("ZD", &own.writer, &zd);
    let whole = json!({"role": "whole"});
    liar.write("office lead", "office", &own.record, &[&own.id], &whole);
    forge::put(&office.path().join("jd.db"), &liar.rows);
    let done = merge(&office, "ly.db", "jd.db");
    assert!(done.err.contains("不再是领导小组办公室"), "{}", done.err);
}

/// An office that merges another's file is told of what that one's own words are not, and where it could
/// not be known then, once the true one comes.
#[test]
fn what_comes_in_anothers_name_is_told_where_nobody_leads_too() {
    let office = campaign();
    merge(&office, "jd.db", "ly.db");
    crate::members::copy(&office, "jd.db", "plain.db");
    let before = crate::members::run(&office, "p.keys", "plain.db", "merge zd.db --no-backup");
    assert!(!before.out.contains("没有所署处室的签名"), "{}", before.out);
    // A third file, of whom nobody knows better, brings what somebody wrote in LY's name.
    on(
        &office,
        "bg.db",
        "init --office BG --name 保管处 --from zd.db",
    );
    merge(&office, "bg.db", "ly.db");
    in_the_name(&office, "ly.db", "bg.db", &json!({"title": "冒名"}));
    let done = merge(&office, "jd.db", "bg.db");
    assert!(
        done.out.contains("1 处改动没有所署处室的签名"),
        "{}",
        done.out
    );
    let again = merge(&office, "jd.db", "bg.db");
    assert!(!again.out.contains("没有所署处室的签名"), "{}", again.out);
    // The true one that came after the same change is no copy's.
    on(&office, "ly.db", "pledge edit P1 --content 窗口");
    let done = merge(&office, "jd.db", "ly.db");
    assert!(
        done.out.contains("1 处改动没有所署处室的签名") && !done.out.contains("被复制后"),
        "{}",
        done.out
    );
}

/// What is said of the plan in the leading office's name comes unsigned with every part; once its own next
/// change comes, the two cannot both be.
#[test]
fn what_was_said_of_the_plan_in_the_leading_offices_name_is_told_with_its_next_word() {
    let office = campaign();
    merge(&office, "jd.db", "zd.db");
    merge(&office, "ly.db", "zd.db");
    let rows = forge::read(&office.path().join("zd.db"));
    let plan = rows.iter().rfind(|row| row.kind == "plan").unwrap();
    let mut liar = forge::Office::going_on("ZD", &plan.writer, &rows);
    let limit = json!({"place": "limits.reply_days", "since": null, "value": 90, "ref": "limits.reply_days"});
    liar.write("plan set", "setting", &[7; 16], &[], &limit);
    forge::put(&office.path().join("ly.db"), &liar.rows);
    merge(&office, "jd.db", "ly.db");
    on(&office, "zd.db", "person add --name 李四 --rank staff");
    let done = merge(&office, "jd.db", "zd.db");
    assert!(
        done.out.contains("1 处改动没有所署处室的签名") && !done.out.contains("被复制后"),
        "{}",
        done.out
    );
}

/// Whoever was known and says later that it writes for another office is told where it says so.
#[test]
fn a_claim_that_comes_later_is_told_with_the_merge_that_brings_it() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    merge(&office, "jd.db", "ly.db");
    merge(&office, "zd.db", "jd.db");
    let ly = forge::read(&office.path().join("ly.db"));
    let ly = ly.iter().rfind(|row| row.kind == "office").unwrap().clone();
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let is_own = |row: &&forge::Row| {
        let body = row.body.as_deref().unwrap_or_default();
        row.kind == "office" && body.contains("\"JD\"")
    };
    let own = rows.iter().find(is_own).unwrap();
    let mut liar = forge::Office::going_on("JD", &own.writer, &rows);
    let of = json!({"of": forge::hex(&ly.record)});
    liar.write("office of", "office", &own.record, &[&own.id], &of);
    forge::put(&jd, &liar.rows);
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    let offices = &done["offices"];
    assert_eq!(offices[0]["standing"], "copy", "{done}");
    assert_eq!(offices[0]["office"], "LY", "{done}");
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    assert_eq!(done["offices"], json!([]));
}

/// Where no office leads, what another says of a person is told as a proposal, or where it says what stands
/// not at all: it changes nothing.
#[test]
fn where_nobody_leads_what_changes_nothing_is_not_told_as_a_change() {
    let office = Office::empty();
    on(
        &office,
        "ly.db",
        "init --practice --office LY --name 利用处",
    );
    on(&office, "ly.db", "person add --name 张三 --rank staff");
    on(
        &office,
        "jd.db",
        "init --office JD --name 监督指导处 --from ly.db",
    );
    let jd = office.path().join("jd.db");
    let rows = forge::read(&jd);
    let own = rows.iter().rfind(|row| row.kind == "office").unwrap();
    let person = rows.iter().find(|row| row.kind == "person").unwrap();
    let mut other = forge::Office::going_on("JD", &own.writer, &rows);
    for name in ["张三", "李四"] {
        let body = json!({"name": name});
        other.write(
            "person edit",
            "person",
            &person.record,
            &[&person.id],
            &body,
        );
        crate::members::copy(&office, "ly.db", "copy.db");
        crate::members::copy(&office, "jd.db", "other.db");
        forge::put(&office.path().join("other.db"), &other.rows[..2]);
        let done = told(&office, "copy.db", "merge other.db --no-backup");
        let proposals = done["proposals"].as_array().unwrap().len();
        assert_eq!(proposals, usize::from(name == "李四"), "{done}");
        assert_eq!(done["by_others"], json!([]), "{name}");
        other.rows.truncate(1);
    }
}
