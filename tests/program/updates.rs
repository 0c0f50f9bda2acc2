//! Sheets that change what is there: exports and ledgers of the whole demo, untouched and with single
//! cells changed, and an office's own ledger that tells what became of last month's letters.

use std::sync::OnceLock;

use serde_json::{Value as Json, json};

use crate::clerk::{column, office, places, write, wrong};
use crate::harness::Office;

/// Kinds of which the demo has records.
const KINDS: &[&str] = &[
    "unit",
    "person",
    "household",
    "pair",
    "pledge",
    "progress",
    "evaluation",
    "visit",
    "reception",
    "opinion",
    "service",
    "study",
    "research",
    "problem",
    "survey",
    "mechanism",
    "publicity",
    "post",
];

/// Fields that no sheet changes.
const KEPT: &[&str] = &[
    "ref",
    "record",
    "logged_on",
    "void",
    "late",
    "backfilled",
    "open_proposals",
    "accepted",
    "owner",
    "status",
];

/// The file of the office that leads the demo, at its end.
fn demo() -> Office {
    static MADE: OnceLock<Office> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let mut office = Office::empty();
        office.does("demo .");
        std::fs::rename(office.path().join("DZ.db"), office.file()).unwrap();
        office.on("2011-11-30");
        office
    });
    let copy = Office::empty();
    std::fs::copy(made.file(), copy.file()).unwrap();
    let mut copy = copy;
    copy.on("2011-11-30");
    copy
}

type Rows = Vec<Vec<String>>;

fn read(office: &Office, name: &str) -> Rows {
    let bytes = std::fs::read(office.path().join(name)).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[..]);
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

fn save(office: &Office, name: &str, rows: &Rows) {
    let mut writer = csv::Writer::from_path(office.path().join(name)).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}

/// Updates, and returns the code and what was told.
fn update(office: &Office, line: &str) -> (i32, Json) {
    let words = format!("import {line} --update --format json");
    let words: Vec<&str> = words.split(' ').collect();
    let run = office.run(&words);
    let told = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{line}: {run:?}"));
    (run.code, told)
}

#[test]
fn what_was_exported_and_is_untouched_changes_nothing() {
    let office = demo();
    let before = std::fs::read(office.file()).unwrap();
    for kind in KINDS {
        let forms = [
            format!("export {kind} -o {kind}.csv"),
            format!("export {kind} --excel -o e.{kind}.csv"),
            format!("export {kind} -o {kind}.xlsx"),
            format!("export {kind} -o {kind}.json"),
            format!("ledger {kind} -o l.{kind}.xlsx"),
        ];
        for form in forms {
            office.does(&form);
            let file = form.rsplit(' ').next().unwrap();
            let (code, told) = update(&office, &format!("{kind} {file}"));
            assert_eq!((code, &told["changes"]), (0, &json!([])), "{form}: {told}");
            let [rows, already, left] = ["rows", "already", "left_out"].map(|key| &told[key]);
            let sum = already.as_u64().unwrap() + left.as_u64().unwrap();
            assert_eq!(rows.as_u64().unwrap(), sum, "{form}: {told}");
            assert_eq!(told["unaccounted"], 0, "{form}");
        }
    }
    assert!(std::fs::read(office.file()).unwrap() == before);
}

/// Returns another value that a cell may be given.
fn another(field: &Json, cell: &str) -> Option<String> {
    let name = field["name"].as_str()?;
    let choices = field["constraints"]["enum"].as_array();
    if KEPT.contains(&name) || name.ends_with("_name") || cell.is_empty() {
        return None;
    }
    if let Some(choices) = choices {
        let other = choices
            .iter()
            .filter_map(Json::as_str)
            .find(|one| *one != cell);
        return other.map(str::to_owned);
    }
    match field["type"].as_str()? {
        "boolean" => Some(if cell == "true" { "false" } else { "true" }.to_owned()),
        "integer" => Some((cell.parse::<i64>().ok()? + 1).to_string()),
        "string" if cell.chars().any(|one| one > '\u{3400}') => Some(format!("{cell}改")),
        _ => None,
    }
}

#[test]
fn one_cell_of_an_export_changes_that_and_nothing_else_once() {
    let office = demo();
    office.does("export all -o out -q");
    let package = std::fs::read(office.path().join("out/datapackage.json")).unwrap();
    let package: Json = serde_json::from_slice(&package).unwrap();
    let (mut taken, mut refused) = (0, Vec::new());
    for kind in KINDS {
        let resources = package["resources"].as_array().unwrap().iter();
        let resource = resources.clone().find(|one| one["name"] == *kind).unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let rows = read(&office, &format!("out/{kind}.csv"));
        for (at, field) in fields.iter().enumerate() {
            // The last record with something in it, so that little rests on it.
            let row = (1..rows.len()).rev().find(|row| !rows[*row][at].is_empty());
            let Some((row, other)) =
                row.and_then(|row| Some((row, another(field, &rows[row][at])?)))
            else {
                continue;
            };
            let mut edited = rows.clone();
            edited[row][at].clone_from(&other);
            save(&office, "one.csv", &edited);
            // Also where the record said so once.
            let line = format!("{kind} one.csv --reason 核实 --revert");
            let (code, told) = update(&office, &line);
            let name = field["name"].as_str().unwrap();
            if code != 0 {
                assert!(
                    !told["bad"].as_array().unwrap().is_empty(),
                    "{kind} {name}: {told}"
                );
                refused.push(format!("{kind} {name}: {}", told["bad"][0]["reason"]));
                continue;
            }
            let changes = told["changes"].as_array().unwrap();
            let is_that = changes.len() == 1
                && changes[0]["field"] == *name
                && changes[0]["ref"] == *rows[row][0];
            assert!(is_that, "{kind} {name}={other}: {changes:?}");
            let (code, told) = update(&office, &line);
            assert_eq!(
                (code, &told["changes"]),
                (0, &json!([])),
                "{kind} {name}: {told}"
            );
            office.does("undo");
            taken += 1;
        }
    }
    assert!(taken > 50, "{taken} taken, refused: {refused:#?}");
    let told = |word: &str| refused.iter().filter(|one| one.contains(word)).count();
    assert_eq!(told("改回原样"), 0, "{refused:#?}");
}

#[test]
fn what_names_somebody_else_is_taken_and_its_old_name_passed_over() {
    let office = office();
    for day in ["5.3", "5.4"] {
        office.does(&format!(
            "visit add --visitors M1 --place-kind grassroots --date {day}"
        ));
    }
    office.does("export visit -o v.csv");
    let mut rows = read(&office, "v.csv");
    let at = |head: &str| rows[0].iter().position(|one| one == head).unwrap();
    let (visitors, names, backfilled) = (at("visitors"), at("visitors_name"), at("backfilled"));
    let proposals = at("open_proposals");
    rows[1][visitors] = "LY-M2、LY-M3".to_owned();
    save(&office, "w.csv", &rows);
    for changes in [1, 0] {
        let (code, told) = update(&office, "visit w.csv");
        let count = told["changes"].as_array().unwrap().len();
        assert_eq!((code, count), (0, changes), "{told}");
    }
    let run = office.does("import visit w.csv --update");
    assert!(run.err.contains("visitors_name"), "{run:?}");
    // What the program works out is nobody's to change.
    for (column, value) in [(names, "王五"), (backfilled, "false"), (proposals, "7")] {
        let mut edited = rows.clone();
        value.clone_into(&mut edited[2][column]);
        save(&office, "x.csv", &edited);
        let found = wrong(&office, "visit x.csv --update");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, 3);
        assert!(found[0].2.contains("改回"), "{found:?}");
    }
}

#[test]
fn last_months_ledger_with_replies_is_known_and_its_news_are_taken_in_one_command() {
    let office = office();
    let sheet = |reply: bool| -> String {
        let head = "日期,渠道,主题,首问责任人,答复日期,答复内容\n".to_owned();
        let rows = (0..400).map(|at| {
            let reply = if reply {
                format!("5.{},已答{at}", 5 + at % 20)
            } else {
                ",".to_owned()
            };
            format!("5.3,服务热线,第{}件,张三,{reply}\n", at % 200)
        });
        head + &rows.collect::<String>()
    };
    write(&office, "a.csv", sheet(false));
    office.does("import opinion a.csv");
    let later = sheet(true);
    write(
        &office,
        "b.csv",
        format!("{later}6.3,服务热线,新的,张三,,\n"),
    );
    let run = office.run(&["import", "opinion", "b.csv", "--format", "json"]);
    let told: Json = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (run.code, &told["added"], &told["already"]),
        (1, &json!(0), &json!(400))
    );
    assert_eq!(
        told["files"][0]["left_out"],
        json!([{"reason": "refused", "rows": [402]}])
    );
    assert!(run.err.contains("--update"), "{}", run.err);
    // A row that is new is no news of one that is there.
    let found = wrong(&office, "opinion b.csv --update");
    assert_eq!(places(&found), [(402, "")]);
    assert!(found[0].2.contains("--new-only"), "{found:?}");
    office.does("import opinion b.csv --new-only");
    let run = office.does("import opinion b.csv --update --dry-run");
    assert!(
        run.err.contains("400条有改动（800处），1条相同"),
        "{}",
        run.err
    );
    let (_, told) = update(&office, "opinion b.csv");
    assert_eq!(told["changes"].as_array().unwrap().len(), 800);
    let replies = column(&office, "opinion", "reply");
    assert_eq!(
        (&replies[0], &replies[399], &replies[400]),
        (&json!("已答0"), &json!("已答399"), &Json::Null)
    );
    let (_, told) = update(&office, "opinion b.csv");
    assert_eq!(told["changes"], json!([]));
    office.does("undo");
    assert_eq!(
        column(&office, "opinion", "reply")[0],
        Json::Null,
        "one undo"
    );
    // What a step needs, and what is corrected, is asked for.
    write(&office, "c.csv", sheet(true).replace("5.5,已答0", ",已答0"));
    let found = wrong(&office, "opinion c.csv --update");
    assert_eq!(places(&found), [(2, "F")]);
    update(&office, "opinion b.csv");
    write(&office, "d.csv", sheet(true).replace("已答399", "另有答复"));
    let found = wrong(&office, "opinion d.csv --update");
    assert!(found[0].2.contains("请加 --reason"), "{found:?}");
    let (_, told) = update(&office, "opinion d.csv --reason 核实");
    assert_eq!(told["changes"].as_array().unwrap().len(), 1);
    // An empty cell of an office's own sheet says nothing.
    let (code, told) = update(&office, "opinion a.csv");
    assert_eq!((code, &told["changes"]), (0, &json!([])));
    assert_eq!(office.run(&["verify", "--exit-code"]).code, 0);
}

#[test]
fn an_exported_sheet_brings_steps_with_their_days_and_how_far_a_pledge_has_come() {
    let office = office();
    office.does("pledge add --title 修路 --content 硬化 --measures 分段 --responsible 张三 --deadline 9.30 --pledged-on 4.1");
    office.does("pledge publish P1 --on 4.10");
    office.does("export pledge -o p.csv");
    let rows = read(&office, "p.csv");
    let at = |head: &str| rows[0].iter().position(|one| one == head).unwrap();
    let with = |cells: &[(&str, &str)]| {
        let mut rows = rows.clone();
        for (head, cell) in cells {
            (*cell).clone_into(&mut rows[1][at(head)]);
        }
        save(&office, "q.csv", &rows);
    };
    with(&[("percent", "40")]);
    let found = wrong(&office, "pledge q.csv --update");
    assert!(found[0].2.contains("没有日期"), "{found:?}");
    with(&[("finished_on", "2011-06-01")]);
    assert!(
        !wrong(&office, "pledge q.csv --update").is_empty(),
        "a result is needed"
    );
    with(&[("status", "done")]);
    let found = wrong(&office, "pledge q.csv --update");
    assert!(found[0].2.contains("还缺办结日期"), "{found:?}");
    with(&[("percent", "40"), ("percent_on", "2011-06-01")]);
    let (code, told) = update(&office, "pledge q.csv");
    assert_eq!(
        (code, told["changes"].as_array().unwrap().len()),
        (0, 2),
        "{told}"
    );
    with(&[
        ("percent", "40"),
        ("percent_on", "2011-06-01"),
        ("status", "done"),
        ("finished_on", "2011-06-02"),
        ("result", "完工"),
    ]);
    let (code, told) = update(&office, "pledge q.csv");
    assert_eq!(code, 0, "{told}");
    assert_eq!(column(&office, "pledge", "status"), ["done"]);
    // A cell that is emptied clears.
    with(&[("measures", "")]);
    let found = wrong(&office, "pledge q.csv --update");
    assert!(!found.is_empty(), "what was promised is kept");
    office.does("opinion add --channel hotline --topic 甲 --date 5.3 --note 删");
    office.does("export opinion -o o.csv");
    let opinions = read(&office, "o.csv");
    let note = opinions[0].iter().position(|one| one == "note").unwrap();
    let mut cleared = opinions.clone();
    cleared[1][note].clear();
    save(&office, "c.csv", &cleared);
    let (_, told) = update(&office, "opinion c.csv");
    assert_eq!(told["changes"][0]["new"], Json::Null);
    // A row without its identity was not exported.
    let record = opinions[0].iter().position(|one| one == "record").unwrap();
    let mut lost = opinions.clone();
    lost[1][record].clear();
    save(&office, "l.csv", &lost);
    let found = wrong(&office, "opinion l.csv --update");
    assert!(found[0].2.contains("没有记录标识"), "{found:?}");
}

#[test]
fn how_far_a_pledge_has_come_is_no_part_of_what_it_is() {
    let office = office();
    write(
        &office,
        "a.csv",
        "项目名称,实事内容,推进措施,责任人,办理时限,公示日期,进度(%),进度日期\n修路,硬化,分段,张三,9.30,5.2,40,5.3\n架桥,便民,招标,李四,9.30,5.2,,\n",
    );
    office.does("import pledge a.csv");
    write(
        &office,
        "b.csv",
        "项目名称,实事内容,推进措施,责任人,办理时限,公示日期,进度(%),进度日期\n修路,硬化,分段,张三,9.30,5.2,60,6.3\n架桥,便民,招标,李四,9.30,5.2,10,6.3\n",
    );
    let run = office.run(&["import", "pledge", "b.csv"]);
    assert!(run.code == 1 && run.err.contains("--update"), "{run:?}");
    let (_, told) = update(&office, "pledge b.csv");
    assert_eq!(told["changes"].as_array().unwrap().len(), 4);
    assert_eq!(column(&office, "pledge", "percent"), [json!(60), json!(10)]);
}

#[test]
fn what_was_restored_and_merged_with_its_original_proposes_nothing() {
    let office = office();
    office.does("pledge add --title 修路 --content 硬化 --measures 分段 --responsible 张三 --deadline 9.30 --pledged-on 4.1");
    office.does("pledge publish P1 --on 4.10");
    office.does("pledge progress P1 --text 开工 --percent 40 --on 5.3");
    office.does("pledge add --title 架桥 --content 便民 --measures 招标 --responsible 李四 --deadline 6.30 --pledged-on 4.1");
    office.does("pledge publish P2 --on 4.10");
    office.does("pledge finish P2 --result 完工 --on 6.1");
    office.does("opinion add --channel hotline --topic 甲 --date 5.3");
    office.does("opinion reply O1 --text 已答复 --on 5.6");
    office.does("export all -o out -q");
    office.does("--db new.db init --practice --office LY --name 利用处 -q");
    office.does("--db new.db import all out -q");
    let kinds = ["person", "pledge", "progress", "opinion"];
    let list = |kind: &str| office.json(&["--db", "new.db", kind, "list"]);
    let before = kinds.map(list);
    office.does("--db new.db merge huiyin.db --no-backup");
    assert_eq!(kinds.map(list), before);
    for what in ["proposal", "conflict"] {
        let told = office.json(&["--db", "new.db", what, "list"]);
        assert_eq!(told, json!([]), "{what}");
    }
    let run = office.run(&["--db", "new.db", "verify", "--exit-code"]);
    assert_eq!(run.code, 0, "{run:?}");
}
