//! The bulletin that compares the units of a bureau in a month: its figures by hand, the records behind
//! them, and that it says the same of a day whatever comes later.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// An opinion: the unit, the day, the days of reply and outcome, and the outcome.
type Told<'a> = (&'a str, &'a str, &'a str, &'a str);

fn tell(office: &mut Office, (unit, on, replied, outcome): Told) -> String {
    office.on(on);
    let topic = format!("{unit}{on}{outcome}");
    let add = [
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--from-kind",
        "client",
        "--topic",
        &topic,
        "--unit",
        unit,
        "--first-asked",
        "处长甲",
        "--date",
        on,
    ];
    let one = office.json(&add);
    let reference = one["ref"].as_str().unwrap().to_owned();
    if !replied.is_empty() {
        office.on(replied);
        office.ok(&["opinion", "reply", &reference, "--text", "已答复"]);
    }
    if !outcome.is_empty() {
        let mut finish = vec!["opinion", "finish", &reference, "--outcome", outcome];
        if outcome == "continuing" {
            finish.extend(["--due", "2011-11-25"]);
        }
        office.ok(&finish);
    }
    reference
}

/// Three divisions and a branch below the first; what is due within 15 days is in time.
fn bureau() -> Office {
    let mut office = Office::leading();
    office.on("2011-03-01");
    for name in ["甲处", "乙处", "丙处"] {
        office.does(&format!("unit add --name {name} --unit-kind division"));
    }
    office.does("unit add --name 甲支部 --unit-kind branch --parent 甲处");
    office.does("unit add --name 贾庄村 --unit-kind village");
    office.does("person add --name 处长甲 --rank deputy_division --unit 甲处");
    office
}

fn row<'a>(bulletin: &'a Json, name: &str) -> &'a Json {
    let units = bulletin["units"].as_array().unwrap();
    let found = units.iter().find(|unit| unit["unit_name"] == name);
    found.unwrap_or_else(|| panic!("{name} in {bulletin}"))
}

fn rate(
    numerator: i64,
    denominator: i64,
    rate: Option<f64>,
    before: Option<f64>,
    change: Option<f64>,
) -> Json {
    json!({"numerator": numerator, "denominator": denominator, "rate": rate, "before": before, "change": change})
}

#[test]
fn figures_rates_and_ranks_are_those_that_one_counts_by_hand() {
    let mut office = bureau();
    // September: 甲 one of two replied to by its end, 乙 none of one.
    tell(
        &mut office,
        ("甲处", "2011-09-05", "2011-09-10", "resolved"),
    );
    tell(&mut office, ("甲处", "2011-09-06", "", ""));
    tell(
        &mut office,
        ("乙处", "2011-09-08", "2011-10-02", "resolved"),
    );
    // October: 甲 in time, late on the 21st day, and never; one for the branch below, in time.
    tell(
        &mut office,
        ("甲处", "2011-10-05", "2011-10-20", "resolved"),
    );
    tell(
        &mut office,
        ("甲处", "2011-10-06", "2011-10-27", "continuing"),
    );
    tell(&mut office, ("甲处", "2011-10-07", "", ""));
    tell(&mut office, ("甲支部", "2011-10-08", "2011-10-09", ""));
    // 乙: in time, and after the month, which is not known on its last day.
    tell(
        &mut office,
        ("乙处", "2011-10-10", "2011-10-11", "explained"),
    );
    tell(
        &mut office,
        ("乙处", "2011-10-12", "2011-11-02", "resolved"),
    );
    office.on("2011-11-05");
    let october = ["report", "bulletin", "--month", "2011-10"];
    let told = office.json(&october);
    assert_eq!(
        (&told["month"], &told["as_of"]),
        (&json!("2011-10"), &json!("2011-10-31"))
    );

    let one = row(&told, "甲处");
    let counts = [
        "received",
        "replied_in_time",
        "replied_late",
        "open",
        "settled",
        "continuing",
        "dissatisfied",
    ];
    let of = |one: &Json| counts.map(|key| one[key].as_i64().unwrap());
    assert_eq!(of(one), [4, 2, 1, 1, 1, 1, 0]);
    assert_eq!(
        one["reply_rate"],
        rate(3, 4, Some(0.75), Some(0.5), Some(25.0))
    );
    assert_eq!(
        one["resolution_rate"],
        rate(1, 4, Some(0.25), Some(0.5), Some(-25.0))
    );
    assert_eq!(one["on_time_rate"], rate(0, 0, None, None, None));
    let other = row(&told, "乙处");
    assert_eq!(of(other), [2, 1, 0, 1, 1, 0, 0]);
    assert_eq!(
        other["reply_rate"],
        rate(1, 2, Some(0.5), Some(0.0), Some(50.0))
    );
    let none = row(&told, "丙处");
    assert_eq!((of(none), &none["rank"]), ([0; 7], &Json::Null));
    assert_eq!([&one["rank"], &other["rank"]], [&json!(1), &json!(2)]);
    assert_eq!(of(&told["total"]), [6, 3, 1, 2, 2, 1, 0]);
    assert!(!told.to_string().contains("贾庄村") && !told.to_string().contains("甲支部"));
    let missing: Vec<&Json> = told["missing"].as_array().unwrap().iter().collect();
    assert!(
        missing.iter().any(|unit| unit["unit_name"] == "丙处"),
        "{missing:?}"
    );
    assert_eq!(
        told["channels"][1],
        json!({"channel": "hotline", "received": 6})
    );
    assert_eq!(told["kinds"][0], json!({"kind": "client", "received": 6}));

    // By the rate of outcomes 乙 leads: one of two beside one of four. On a later day its late reply counts.
    let ranked = office.json(&[&october[..], &["--rank", "resolution_rate"]].concat());
    let ranks = ["甲处", "乙处"].map(|name| row(&ranked, name)["rank"].as_i64());
    assert_eq!(ranks, [Some(2), Some(1)]);
    let later = office.json(&[&october[..], &["--as-of", "2011-11-04"]].concat());
    assert_eq!(of(row(&later, "乙处")), [2, 1, 1, 0, 2, 0, 0]);

    // Nobody is below a floor that the plan does not set; 50 per cent is below 51, not below 50.
    assert_eq!(told["below_floor"], json!([]));
    for (floor, below) in [("50", 0), ("51", 1)] {
        office.does(&format!("plan set floor {floor}"));
        let told = office.json(&october);
        assert_eq!(
            told["below_floor"].as_array().unwrap().len(),
            below,
            "{floor}"
        );
    }
    let words = office.ok(&october);
    for sentence in [
        "↑ 升 25.00 个百分点",
        "↓ 降 25.00 个百分点",
        "低于通报线51%的：乙处（50.00%）",
        "第1名甲处（75.00%）",
    ] {
        assert!(words.contains(sentence), "{sentence} in {words}");
    }
    let refused = office.refused(1, &["report", "bulletin", "--month", "2011-12"]);
    assert!(refused.contains("2011-12-01"), "{refused}");
}

/// Pledges count from their first deadline on, those withdrawn before it aside; equal rates are of equal
/// rank.
#[test]
fn pledges_are_those_of_the_day_and_equals_are_of_one_rank() {
    let mut office = bureau();
    let mut pledge = |unit: &str, deadline: &str, then: &str| {
        office.on("2011-05-01");
        let title = format!("{unit}{deadline}{then}");
        let add = [
            "pledge",
            "add",
            "--title",
            &title,
            "--content",
            "内容",
            "--measures",
            "措施",
            "--deadline",
            deadline,
            "--responsible",
            "处长甲",
            "--unit",
            unit,
        ];
        let reference = office.json(&add)["ref"].as_str().unwrap().to_owned();
        office.ok(&["pledge", "publish", &reference]);
        if let Some((day, verb)) = then.split_once(' ') {
            office.on(day);
            let said = if verb == "finish" {
                "--result"
            } else {
                "--reason"
            };
            office.ok(&["pledge", verb, &reference, said, "如此"]);
        }
    };
    pledge("甲处", "2011-06-10", "2011-06-10 finish");
    pledge("甲处", "2011-06-20", "2011-06-21 finish");
    pledge("甲处", "2011-06-25", "2011-06-20 withdraw");
    pledge("乙处", "2011-06-10", "2011-06-09 finish");
    pledge("乙处", "2011-06-15", "2011-06-16 withdraw");
    pledge("乙处", "2011-09-30", "");
    office.on("2011-07-01");
    let told = office.json(&[
        "report",
        "bulletin",
        "--month",
        "6月",
        "--rank",
        "on_time_rate",
    ]);
    let keys = ["pledges_due", "pledges_done", "pledges_late", "rank"];
    let of = |name: &str| keys.map(|key| row(&told, name)[key].as_i64());
    assert_eq!(of("甲处"), [Some(2), Some(2), Some(1), Some(1)]);
    assert_eq!(of("乙处"), [Some(2), Some(1), Some(1), Some(1)]);
    assert_eq!(row(&told, "甲处")["on_time_rate"]["rate"], json!(0.5));
    let first = told["first"].as_array().unwrap();
    assert_eq!(first.len(), 2, "{first:?}");
}

/// Every figure leads to as many records as it says, on a page by links, in a workbook by a sheet.
#[test]
fn every_figure_leads_to_its_records() {
    let mut office = bureau();
    let reference = tell(
        &mut office,
        ("乙处", "2011-10-10", "2011-10-11", "explained"),
    );
    office.on("2011-11-05");
    let explained = office.json(&["report", "bulletin", "--month", "2011-10", "--explain"]);
    let unit = row(&explained, "乙处")["unit"].as_str().unwrap();
    for key in [
        "received",
        "replied_in_time",
        "settled",
        "reply_rate.numerator",
    ] {
        let key = format!("units.{unit}.{key}");
        assert_eq!(explained["refs"][&key], json!([reference]), "{key}");
    }
    let page = office.ok(&[
        "report", "bulletin", "--month", "2011-10", "--format", "html",
    ]);
    let parts = |before: &str| -> BTreeSet<&str> {
        let parts = page.split(before).skip(1);
        parts.filter_map(|part| part.split('"').next()).collect()
    };
    let (links, anchors) = (parts("href=\"#"), parts("<tr id=\""));
    assert!(
        !links.is_empty() && links.is_subset(&anchors),
        "{links:?} {anchors:?}"
    );
    assert!(anchors.contains(format!("units.{unit}.received").as_str()));
}

/// The bulletin that was sent on a day: the same bytes from a file that has gone on, as known on that day.
#[test]
fn a_bulletin_is_what_it_was_whatever_comes_later() {
    let mut office = bureau();
    tell(
        &mut office,
        ("甲处", "2011-10-05", "2011-10-20", "resolved"),
    );
    let open = tell(&mut office, ("乙处", "2011-10-10", "", ""));
    office.on("2011-11-03");
    let bulletin = |office: &Office, format: &str, known_on: &[&str]| {
        let line = [
            "report", "bulletin", "--month", "2011-10", "--format", format,
        ];
        office.ok(&[&line, known_on].concat())
    };
    let formats = ["table", "json", "csv", "md", "html"];
    let then = formats.map(|format| bulletin(&office, format, &[]));
    office.on("2011-11-20");
    office.ok(&[
        "opinion",
        "reply",
        &open,
        "--text",
        "迟了",
        "--on",
        "2011-10-30",
    ]);
    office.does("unit add --name 丁处 --unit-kind division");
    office.does("plan set floor 90");
    tell(&mut office, ("丙处", "2011-11-21", "", ""));
    for (format, then) in formats.into_iter().zip(then) {
        let again = bulletin(&office, format, &["--known-on", "2011-11-03"]);
        assert_eq!(again, then, "{format}");
    }
    // Without it the late entry counts, and the difference is told with its record.
    let now = office.json(&[
        "report",
        "bulletin",
        "--month",
        "2011-10",
        "--against",
        "2011-11-03",
    ]);
    assert_eq!(row(&now, "乙处")["replied_late"], 1);
    let changes = now["against"]["changes"].as_array().unwrap();
    let unit = row(&now, "乙处")["unit"].as_str().unwrap();
    let figure = format!("units.{unit}.replied_late");
    let change = changes.iter().find(|one| one["figure"] == figure.as_str());
    let change = change.unwrap_or_else(|| panic!("{figure} in {changes:?}"));
    assert_eq!((&change["before"], &change["now"]), (&json!(0), &json!(1)));
    assert_eq!(change["refs"][0]["ref"], open.as_str());
}

/// What ranks and the floor are settings of the plan; only such as can be meant are taken.
#[test]
fn the_plan_says_what_ranks_and_where_the_floor_is() {
    let office = bureau();
    for (key, value) in [("rank_by", "luck"), ("floor", "101"), ("floor", "-1")] {
        let refused = office.refused(1, &["plan", "set", key, value]);
        assert!(refused.contains(value), "{refused}");
    }
    office.does("plan set rank_by on_time_rate floor 80");
    let told = office.json(&["report", "bulletin"]);
    let set = [&told["rank_by"], &told["floor"]];
    assert_eq!(set, [&json!("on_time_rate"), &json!(80)]);
}
