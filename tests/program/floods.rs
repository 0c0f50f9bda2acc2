//! Whatever another office's file holds much of, taking it and looking at it is work of the order of its
//! size: each command here has so much of the processor and no more, and prints no more than people read.

use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::{Office, Run};

/// Most bytes that a command prints of anything that another office may have made much of.
const MOST_PRINTED: usize = 200_000;

/// Does what a clerk does with a file that came, within bounds.
fn taken(office: &Office, others: &[&str]) -> Vec<Run> {
    let mut runs = vec![bounded(office, &["merge", "flood.db", "--no-backup"])];
    runs.extend(others.iter().map(|line| {
        let words = shlex::split(line).unwrap();
        bounded(
            office,
            &words.iter().map(String::as_str).collect::<Vec<_>>(),
        )
    }));
    runs
}

fn bounded(office: &Office, args: &[&str]) -> Run {
    let run = office.run_bounded(args);
    assert_eq!(run.code, 0, "{args:?}: {}", run.err);
    run
}

fn forged() -> forge::Office {
    forge::Office::new("ZD", "指导处")
}

#[test]
fn thousands_of_redactions_of_one_record_are_taken_at_once() {
    let office = Office::new();
    let mut other = forged();
    let (record, _) = other.add(
        "household",
        'H',
        1,
        json!({"name": "户甲", "household_kind": "rural", "phone": "13812345678"}),
    );
    let mut blank = Vec::new();
    for at in 0..3_020 {
        let body = json!({"phone": format!("138{at:08}"), "address": "x".repeat(500)});
        blank.push(other.write("household edit", "household", &record, &[], &body));
        let row = other.rows.last_mut().unwrap();
        row.body = None;
    }
    for id in &blank {
        let erased = json!({"changes": [forge::hex(id)], "field": "phone", "noun": "household",
            "reason": "本人申请".repeat(20)});
        other.write("redact", "redaction", &record, &[], &erased);
        let kept = json!({"fields": {"address": "柳埠镇"}, "salt": forge::hex(&id[..16])});
        other.write("address", "remains", &record, &[id], &kept);
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(
        &office,
        &[
            "household show ZD-H1 --format json",
            "household edit ZD-H1 --note x",
            "history ZD-H1 --limit 5",
            "share --for ZD -o part.db",
            "verify",
        ],
    );
    let shown: Json = serde_json::from_str(&runs[1].out).unwrap();
    assert_eq!(shown["address"], "柳埠镇");
}

#[test]
fn as_many_unknown_kinds_as_rows_are_carried() {
    let office = Office::new();
    let mut other = forged();
    for at in 0..60_000 {
        let record = forge::derived("flood", &at.to_string());
        other.write("x", &format!("kind_{at}"), &record, &[], &json!({"a": 1}));
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(&office, &["share --for ZD -o part.db", "verify", "log"]);
    assert!(runs.iter().all(|run| run.out.len() < MOST_PRINTED));
}

#[test]
fn a_field_with_more_heads_than_one_change_can_replace_is_settled() {
    let office = Office::new();
    let mut other = forged();
    let (pledge, head) = other.add("pledge", 'P', 1, json!({"title": "t"}));
    for at in 0..10_300 {
        let title = json!({"title": format!("第{at}种")});
        other.write("pledge edit", "pledge", &pledge, &[&head], &title);
    }
    let (voided, head) = other.add("pledge", 'P', 2, json!({"title": "t"}));
    for at in 0..10_300 {
        let note = json!({"note": format!("第{at}种")});
        other.write("pledge edit", "pledge", &voided, &[&head], &note);
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(
        &office,
        &[
            "conflict list",
            "pledge show ZD-P1",
            "pledge edit ZD-P1 --title 定了",
            "pledge void ZD-P2 --reason 重复",
            "verify --exit-code",
        ],
    );
    for run in &runs {
        assert!(run.out.len() < MOST_PRINTED, "{}", run.out.len());
    }
    let left = office.json(&["conflict", "list"]);
    // Voiding decides nothing between the notes, and is no conflict itself.
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(left[0]["field"], "note");
    office.does("conflict resolve 2 --take LY");
    assert_eq!(office.json(&["conflict", "list"]), json!([]));
    assert_eq!(office.json(&["pledge", "show", "ZD-P1"])["title"], "定了");
    let other = office.json(&["verify"]);
    assert_eq!(other[0]["usability"], "sound", "{other}");
}

#[test]
fn conflicts_without_end_are_counted_and_not_all_printed() {
    let office = Office::new();
    let mut other = forged();
    for number in 1..=300 {
        let long = "长".repeat(10_000);
        let (pledge, head) = other.add("pledge", 'P', number, json!({"title": "t"}));
        for at in 0..3 {
            let title = json!({"title": format!("{at}{long}")});
            other.write("pledge edit", "pledge", &pledge, &[&head], &title);
        }
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(&office, &[]);
    let out = &runs[0].out;
    assert!(
        out.len() < MOST_PRINTED && out.contains("另有250处冲突"),
        "{}",
        out.len()
    );
}

#[test]
fn long_texts_full_of_numbers_and_spaces_are_masked_at_once() {
    let office = Office::new();
    let mut other = forged();
    let texts = ["1甲", "1 ", " ", "电话1", "1234567890 ", "1.)"];
    for number in 1..=38 {
        let text = texts[number % texts.len()].chars().cycle();
        let text: String = text.take(20_000).collect();
        other.add(
            "pledge",
            'P',
            number,
            json!({"title": "t", "content": text, "published_on": "2011-04-20", "pledged_on": "2011-04-20"}),
        );
    }
    other.save(&office.path().join("flood.db"));
    taken(&office, &["report public -o public.json"]);
}

#[test]
fn what_entry_would_not_take_is_no_value_and_stops_no_command() {
    let office = Office::new();
    let mut other = forged();
    let date = "2011-04-20";
    for number in 1..=2 {
        let survey = json!({"date": date, "ballots": i64::MAX, "very_satisfied": i64::MAX, "satisfied": i64::MAX, "dissatisfied": i64::MAX});
        other.add("survey", 'S', number, survey);
        let visit =
            json!({"date": date, "place_kind": "household", "findings": "x", "aid": i64::MAX});
        other.add("visit", 'V', number, visit);
        let pledge = json!({"title": "长".repeat(300_000), "content": "x", "published_on": date, "pledged_on": date});
        other.add("pledge", 'P', number, pledge);
        let household =
            json!({"name": "户甲", "household_kind": "rural", "phone": "1".repeat(100_000)});
        other.add("household", 'H', number, household);
    }
    other.save(&office.path().join("flood.db"));
    let looks = [
        "",
        "check",
        "verify",
        "report summary",
        "report public -o public.json",
        "survey list",
        "visit list",
        "pledge list",
    ];
    for run in taken(&office, &looks) {
        assert!(run.out.len() < MOST_PRINTED, "{}", run.out.len());
    }
    let verified = office.ok(&["verify"]);
    for label in ["慰问金额", "9223372036854775807", "长长…"] {
        assert!(verified.contains(label), "{label}: {verified}");
    }
    let aid = office.json(&["visit", "show", "ZD-V1"]);
    assert_eq!(aid["aid"], Json::Null, "{aid}");
}

#[test]
fn proposals_without_end_are_counted_and_not_all_printed() {
    let office = Office::leading();
    office.does("unit add --name 指导处 --unit-kind division");
    office.does("person add --name 张三 --rank staff");
    let pledge = "pledge add --title 预约 --content 网上预约 --measures 开通网页 --responsible 张三 --pledged-on 2011-04-20 --deadline 2011-09-30";
    office.does(pledge);
    let own = forge::read(&office.file());
    let own = own.iter().find(|row| row.kind == "pledge").unwrap().clone();
    let mut other = forged();
    let long = "长".repeat(10_000);
    for at in 0..3_000 {
        let text = if at % 100 == 0 { &long } else { "短" };
        let title = json!({"title": format!("{at}{text}")});
        other.write("pledge edit", "pledge", &own.record, &[&own.id], &title);
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(&office, &["", "pledge list", "check", "verify"]);
    for run in &runs {
        assert!(run.out.len() < MOST_PRINTED, "{}", run.out.len());
    }
    assert!(
        runs[0].out.contains("另有2950处没有列出"),
        "{}",
        &runs[0].out[..2_000]
    );
    assert_eq!(office.json(&["pledge", "show", "LY-P1"])["title"], "预约");
    // One answer of whoever decides is one line for each that it answers, and no more than are read.
    office.does("pledge edit LY-P1 --title 定了");
    let left = office.json(&["proposal", "list"]);
    let left = left.as_array().map_or(0, Vec::len);
    assert!(left < 3_000, "{left}");
}

#[test]
fn thousands_of_proposals_about_one_record_are_taken_at_once() {
    let office = Office::leading();
    office.does("unit add --name 指导处 --unit-kind division");
    office.does("person add --name 张三 --rank staff");
    let own = forge::read(&office.file());
    let own = own.iter().find(|row| row.kind == "person").unwrap().clone();
    let mut other = forged();
    for at in 0..20_000 {
        let name = json!({"name": format!("第{at}人")});
        other.write("person edit", "person", &own.record, &[&own.id], &name);
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(
        &office,
        &["proposal list", "check", "history LY-M1 --limit 5"],
    );
    assert!(runs.iter().all(|run| run.out.len() < MOST_PRINTED));
    let told = "另有19950处没有列出";
    assert!(runs[0].out.contains(told), "{}", runs[0].out);
}

#[test]
fn a_program_is_told_no_more_of_a_merge_than_there_is_room_for() {
    let office = Office::leading();
    office.does("unit add --name 指导处 --unit-kind division");
    office.does("person add --name 张三 --rank staff");
    let own = forge::read(&office.file());
    let own = own.iter().find(|row| row.kind == "person").unwrap().clone();
    let mut other = forged();
    let long = "长".repeat(10_000);
    for number in 1..=300 {
        let (pledge, head) = other.add("pledge", 'P', number, json!({"title": "t"}));
        for at in 0..30 {
            let title = json!({"title": format!("{at}{}", &long[..300])});
            other.write("pledge edit", "pledge", &pledge, &[&head], &title);
        }
        let name = json!({"name": format!("{number}{long}")});
        other.write("person edit", "person", &own.record, &[&own.id], &name);
    }
    other.save(&office.path().join("flood.db"));
    let run = bounded(
        &office,
        &["merge", "flood.db", "--no-backup", "--format", "json"],
    );
    assert!(run.out.len() < 2 * MOST_PRINTED, "{}", run.out.len());
    let told: Json = serde_json::from_str(&run.out).unwrap();
    for key in ["conflicts", "proposals"] {
        let shown = told[key].as_array().unwrap().len();
        let left = told[format!("{key}_left")].as_u64().unwrap();
        assert!(shown > 0 && left > 0, "{key}: {shown}, {left}");
    }
    let values = &told["conflicts"][0];
    assert_eq!(values["values"].as_array().unwrap().len(), 20);
    assert_eq!(values["values_left"], 10);
    let all = office.json(&["conflict", "show", "1"]);
    assert_eq!(all["values"].as_array().unwrap().len(), 30);
}

#[test]
fn of_thousands_of_values_the_last_are_offered_and_the_rest_counted() {
    let office = Office::new();
    let mut other = forged();
    let (pledge, head) = other.add("pledge", 'P', 1, json!({"title": "t"}));
    for at in 0..8_000 {
        let title = json!({"title": format!("第{at}种")});
        other.write("pledge edit", "pledge", &pledge, &[&head], &title);
    }
    other.save(&office.path().join("flood.db"));
    taken(&office, &[]);
    let refused = office.refused(1, &["conflict", "resolve", "1", "--take", "theirs"]);
    assert!(refused.len() < 4_000, "{}", refused.len());
    assert!(refused.contains("另有7980个较早写入的值"), "{refused}");
    assert!(refused.contains("@8000(第7999种)"), "{refused}");
    office.does("conflict resolve 1 --take @17");
    assert_eq!(office.json(&["pledge", "show", "ZD-P1"])["title"], "第16种");
}

#[test]
fn each_of_thousands_of_opinions_that_wait_is_told_of() {
    let office = Office::new();
    let mut other = forged();
    for number in 1..=20_000 {
        let topic = format!("第{number}件");
        let body = json!({"date": "2011-04-01", "channel": "hotline", "topic": topic});
        other.add("opinion", 'O', number, body);
    }
    other.save(&office.path().join("flood.db"));
    let runs = taken(
        &office,
        &[
            "check --as-of 2011-06-30",
            "check --as-of 2011-06-30 --code opinion-reply --limit 3",
        ],
    );
    assert_eq!(runs[1].out.matches("没有答复").count(), 20_000);
    assert!(
        runs[2].out.contains("另有 19997 项没有列出"),
        "{}",
        runs[2].out
    );
}
