//! Half days and halves of hours: a count with at most one decimal, exact wherever it goes.

use serde_json::{Value as Json, json};

use crate::clerk::{column, office, places, taken, unpacked, write, wrong};

const HEADS: &str = "日期,学习类别,主题,学时\n";

#[test]
fn hours_are_read_as_people_write_them_and_shown_as_what_they_are() {
    let mut office = office();
    let typed = ["2.5", "2.5小时", "半天", "1.5天", "0.5", "3", "3.0", "/"];
    let hours = [
        json!(2.5),
        json!(2.5),
        json!(4),
        json!(12),
        json!(0.5),
        json!(3),
        json!(3),
        Json::Null,
    ];
    let mut rows = HEADS.to_owned();
    for (at, typed) in (1..).zip(typed) {
        rows += &format!("5.{at},党员集中学习日,第{at}次,{typed}\n");
    }
    write(&office, "a.csv", &rows);
    let run = office.does("import study a.csv");
    assert!(run.err.contains("1.5天=12学时、半天=4学时"), "{}", run.err);
    assert_eq!(column(&office, "study", "hours"), hours);
    let shown = office.ok(&["study", "show", "LY-L1"]);
    assert!(shown.contains("2.5") && !shown.contains("25"), "{shown}");

    for (condition, found) in [
        ("hours=2.5", 2),
        ("hours=2.50小时", 2),
        ("hours>=4", 2),
        ("hours=0.5..2.5", 3),
        ("hours=半天", 1),
        ("hours=25", 0),
    ] {
        let list = office.json(&["study", "list", "--where", condition]);
        assert_eq!(list.as_array().unwrap().len(), found, "{condition}");
    }
    let sorted = office.json(&["study", "list", "--sort", "hours"]);
    assert_eq!(sorted[0]["hours"], json!(0.5));

    // A fraction is a text in the log, and a whole number what it was always.
    let script = office.ok(&["export", "--to", "postgresql"]);
    for part in ["\"hours\":\"2.5\"", "\"hours\":3"] {
        assert!(script.contains(part), "{part}: {script}");
    }
    let schema = office.ok(&["export", "--to", "postgresql", "--schema"]);
    assert!(schema.contains("\"hours\" numeric"), "{schema}");

    office.does("export study -o a.xlsx");
    let sheet = &unpacked(&office, "a.xlsx")["xl/worksheets/sheet1.xml"];
    assert!(
        sheet.contains("<v>2.5</v>") && sheet.contains("<v>12</v>"),
        "{sheet}"
    );
    office.does("export all -o out");
    let csv = std::fs::read_to_string(office.path().join("out/study.csv")).unwrap();
    assert!(csv.contains(",2.5,") && csv.contains(",12,"), "{csv}");
    let package = std::fs::read_to_string(office.path().join("out/datapackage.json")).unwrap();
    let package: Json = serde_json::from_str(&package).unwrap();
    let resources = package["resources"].as_array().unwrap().iter();
    let study = resources
        .clone()
        .find(|one| one["name"] == "study")
        .unwrap();
    let fields = study["schema"]["fields"].as_array().unwrap();
    let field = fields.iter().find(|one| one["name"] == "hours").unwrap();
    assert_eq!(field["type"], "number");
    // Every way back says the same.
    for back in [["study", "a.xlsx"], ["all", "out"]] {
        let run = office.run(&["import", back[0], back[1], "--new-only"]);
        assert!(
            run.code == 0 && run.err.contains("已导入0条"),
            "{back:?}: {run:?}"
        );
    }
    office.does("study edit LY-L1 --hours 一天半");
    assert_eq!(office.json(&["study", "show", "LY-L1"])["hours"], 12);
    office.does("undo");
    assert_eq!(office.json(&["study", "show", "LY-L1"])["hours"], 2.5);
    office.does("verify");
    office.on("2011-06-21");
    office.does("verify --rebuild");
    assert_eq!(office.json(&["study", "show", "LY-L1"])["hours"], 2.5);
}

#[test]
fn the_same_hours_are_the_same_however_they_are_written() {
    let office = office();
    write(
        &office,
        "a.csv",
        format!("{HEADS}5.6,党员集中学习日,甲,2.5\n5.13,党员集中学习日,乙,3\n"),
    );
    taken(&office, "study a.csv");
    for (half, whole) in [("2.50", "3.0"), ("2.5小时", "3学时"), ("两个半小时", "03")] {
        write(
            &office,
            "b.csv",
            format!("{HEADS}5.6,党员集中学习日,甲,{half}\n5.13,党员集中学习日,乙,{whole}\n"),
        );
        let run = office.run(&["import", "study", "b.csv"]);
        assert!(
            run.code == 1 && run.err.contains("有2行以前导入过（LY-L1、LY-L2）"),
            "{run:?}"
        );
    }
}

#[test]
fn more_than_one_decimal_is_refused_by_value_and_label() {
    let office = office();
    let run = office.run(&[
        "study",
        "add",
        "--study-kind",
        "friday",
        "--topic",
        "学",
        "--date",
        "5.6",
        "--hours",
        "2.55",
    ]);
    assert!(
        run.code != 0 && run.err.contains("2.55") && run.err.contains("最多一位小数"),
        "{run:?}"
    );
    write(
        &office,
        "a.csv",
        format!("{HEADS}5.6,党员集中学习日,甲,2.55\n5.7,党员集中学习日,乙,-1\n"),
    );
    let told = wrong(&office, "study a.csv");
    assert_eq!(places(&told), [(2, "D"), (3, "D")]);
    assert!(
        told.iter().all(|(.., why)| why.contains("以学时计")),
        "{told:?}"
    );
}
