//! Sheets in and out: nothing is lost or mangled on the way, and what is wrong is named by its cell.

use std::io::Write;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value as Json, json};

use crate::forge;
use crate::harness::Office;

fn office() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    office
}

fn write(office: &Office, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(office.path().join(name), bytes).unwrap();
}

fn bad(office: &Office, kind: &str, file: &str) -> Vec<(u64, Json, String)> {
    let run = office.run(&["import", kind, file, "--format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let told: Json = serde_json::from_str(&run.out).unwrap();
    let cells = told["bad"].as_array().unwrap();
    let cell = |one: &Json| {
        (
            one["row"].as_u64().unwrap(),
            one["column"].clone(),
            one["value"].as_str().unwrap().to_owned(),
        )
    };
    cells.iter().map(cell).collect()
}

#[test]
fn sheets_of_offices_are_read_as_they_are() {
    let text = "走访登记表,,,,\r\n,,,,\r\n 日 期 ,走访人（必填）,备用,进,aid\r\n\
                5月20日,张三、李四,x,进基层,\"1,200.5\"\r\n\
                ２０１１－０５－２１,lyM1；李四,,grassroots,\r\n"
        .replace("lyM1", "ly-m1");
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gb18030, ..) = encoding_rs::GB18030.encode(&text);
    let forms: [Vec<u8>; 5] = [
        text.clone().into_bytes(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", &utf_16[..]].concat(),
        gb18030.to_vec(),
        text.replace("\"1,200.5\"", "1200.5")
            .replace(',', "\t")
            .into_bytes(),
    ];
    for bytes in forms {
        let office = office();
        write(&office, "v.csv", bytes);
        let sentence = office.run(&["import", "visit", "v.csv"]);
        assert!(
            sentence.code == 1 && sentence.out.contains("--ignore 备用"),
            "{sentence:?}"
        );
        let told = office.run(&["import", "visit", "v.csv", "--ignore", "备用"]);
        assert_eq!(told.code, 0, "{told:?}");
        assert!(
            told.err.contains("LY-V1 至 LY-V2") && told.err.contains("备用(C)"),
            "{told:?}"
        );
        let list = office.json(&["visit", "list"]);
        assert_eq!(list[0]["visitors"], json!(["LY-M1", "LY-M2"]));
        assert_eq!(
            (&list[0]["aid"], &list[1]["date"]),
            (&json!(1200.5), &json!("2011-05-21"))
        );
    }
}

#[test]
fn every_bad_cell_is_named_and_nothing_is_imported() {
    let office = office();
    write(
        &office,
        "v.csv",
        "日期,走访人,进,慰问金额(元)\n5.36,王五,进基层,x\n5.20,,别处,\n6月1日,张三,进基层,1\n5.20,张三,进基层,\n",
    );
    let expected = [
        (2, json!("A"), "5.36"),
        (2, json!("B"), "王五"),
        (2, json!("D"), "x"),
        (3, json!("B"), ""),
        (3, json!("C"), "别处"),
        (4, json!("A"), "2011-06-01"),
    ];
    let found = bad(&office, "visit", "v.csv");
    let found: Vec<_> = found
        .iter()
        .map(|(row, column, value)| (*row, column.clone(), value.as_str()))
        .collect();
    assert_eq!(found, expected);
    assert_eq!(office.json(&["visit", "list"]), json!([]));
    write(
        &office,
        "p.csv",
        "姓名,职级,电话\n甲,staff,1.38E+10\n乙,staff,370102195001011000\n",
    );
    assert_eq!(bad(&office, "person", "p.csv").len(), 2);
    for (name, content) in [
        ("none.csv", "a,b\n1,2\n"),
        ("twice.csv", "姓名,name\n甲,乙\n"),
        ("x.doc", "x"),
        ("x.xlsx", "x"),
        ("nul.csv", "a\0b"),
    ] {
        write(&office, name, content);
        let sentence = office.refused(1, &["import", "person", name]);
        assert!(
            sentence.contains(name) && sentence.lines().count() == 1,
            "{sentence}"
        );
    }
}

#[test]
fn rows_that_come_again_are_noticed_also_after_a_merge_and_an_undo() {
    let office = office();
    let rows = "主题,渠道,日期\n排队,hotline,5.20\n排队,hotline,5.20\n停车,online,5.21\n";
    write(&office, "o.csv", rows);
    office.ok(&["import", "opinion", "o.csv"]);
    let sentence = office.refused(1, &["import", "opinion", "o.csv"]);
    assert!(
        sentence.contains("LY-O1") && sentence.contains("--again"),
        "{sentence}"
    );
    // In another order and form, with one row more.
    write(
        &office,
        "o.csv",
        "日期,主题,渠道\n2011-05-21,停车,网上互动\n2011-05-22,噪音,online\n",
    );
    let told = office.run(&["import", "opinion", "o.csv", "--new-only"]);
    assert!(told.err.contains("LY-O4"), "{told:?}");
    write(&office, "o.csv", rows);
    office.ok(&["import", "opinion", "o.csv", "--again"]);
    assert_eq!(
        office.json(&["opinion", "list"]).as_array().map(Vec::len),
        Some(7)
    );
    office.ok(&["undo"]);
    office.refused(1, &["import", "opinion", "o.csv"]);
    let other = Office::empty();
    other.ok(&["init", "--practice", "--office", "LY", "--name", "利用处"]);
    std::fs::copy(office.file(), other.path().join("theirs.db")).unwrap();
    other.ok(&["merge", "theirs.db"]);
    write(&other, "o.csv", rows);
    other.refused(1, &["import", "opinion", "o.csv"]);
    assert_eq!(office.run(&["verify"]).code, 0);
}

#[test]
fn a_workbook_of_excel_is_read_and_what_it_spoilt_is_refused() {
    let office = office();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 3, "意见登记表", &Format::new())
        .unwrap();
    for (column, head) in (0..).zip(["日期", "主题", "渠道", "反映人电话"]) {
        sheet.write(2, column, head).unwrap();
    }
    let may = ExcelDateTime::from_ymd(2011, 5, 20).unwrap();
    sheet.write_with_format(3, 0, &may, &day).unwrap();
    sheet.write(4, 0, 40_684.0).unwrap();
    sheet.write(5, 0, 5.22).unwrap();
    for row in 3..6 {
        sheet.write(row, 1, format!("第{row}件")).unwrap();
        sheet.write(row, 2, "服务热线").unwrap();
    }
    sheet.write(3, 3, "13800001234").unwrap();
    book.add_worksheet()
        .set_name("另一张")
        .unwrap()
        .write(0, 0, "x")
        .unwrap();
    book.save(office.path().join("o.xlsx")).unwrap();
    let told = office.run(&["import", "opinion", "o.xlsx"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.err.contains("另一张"), "{told:?}");
    let days = office.json(&["opinion", "list"]);
    let days: Vec<&Json> = days
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["date"])
        .collect();
    assert_eq!(days, ["2011-05-20", "2011-05-21", "2011-05-22"]);
    office.refused(1, &["import", "opinion", "o.xlsx", "--sheet", "没有"]);

    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["日期", "主题", "渠道", "反映人电话"]) {
        sheet.write(0, column, head).unwrap();
    }
    sheet.write(1, 0, 5.1).unwrap();
    sheet.write(1, 1, "x").unwrap();
    sheet.write(1, 2, "服务热线").unwrap();
    sheet.write(1, 3, 53_182_061_234_f64).unwrap();
    book.save(office.path().join("o.xlsx")).unwrap();
    let found = bad(&office, "opinion", "o.xlsx");
    assert_eq!(
        found.iter().map(|one| &one.1).collect::<Vec<_>>(),
        ["A", "D"]
    );
}

/// Packs parts as a workbook.
fn packed(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn hostile_workbooks_are_refused_with_a_sentence() {
    let office = office();
    let sheet = |inside: &str| -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        packed(&[
            ("[Content_Types].xml", b"<Types/>".to_vec()),
            ("xl/workbook.xml", format!("<workbook xmlns='{main}' xmlns:r='{office}'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>").into_bytes()),
            ("xl/_rels/workbook.xml.rels", format!("<Relationships><Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>").into_bytes()),
            ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns='{main}'>{inside}</worksheet>").into_bytes()),
        ])
    };
    let cell =
        |place: &str| format!("<sheetData><row><c r='{place}'><v>1</v></c></row></sheetData>");
    let strings = b"<sst count=\"4000000000\" uniqueCount=\"4000000000\"></sst>".to_vec();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        (
            "bomb",
            packed(&[("xl/workbook.xml", vec![b' '; 600 << 20])]),
        ),
        ("strings", packed(&[("xl/sharedStrings.xml", strings)])),
        ("cut", sheet("<sheetData/>")[..200].to_vec()),
        ("far", sheet(&cell("XFD1048576"))),
        ("no heads", sheet(&cell("A1"))),
        ("wrong place", sheet(&cell("A99999999999999"))),
        (
            "locked",
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &[0; 600][..]].concat(),
        ),
        ("empty", Vec::new()),
    ];
    for (name, bytes) in cases {
        for file in ["x.xlsx", "x.ods", "x.xls"] {
            write(&office, file, &bytes);
            let sentence = office.refused(1, &["import", "opinion", file]);
            assert_eq!(sentence.lines().count(), 1, "{name} {file}: {sentence}");
        }
    }
}

#[test]
fn templates_of_every_kind_can_be_imported_as_they_are() {
    let office = Office::new();
    let kinds = [
        "unit",
        "person",
        "household",
        "pledge",
        "visit",
        "reception",
        "opinion",
        "survey",
        "study",
    ];
    for kind in kinds {
        for lang in ["zh", "en"] {
            for file in ["t.xlsx", "t.csv"] {
                office.ok(&["template", kind, "-o", file, "--lang", lang]);
                let told = office.run(&["import", kind, file]);
                assert_eq!(told.code, 0, "{kind} {file}: {told:?}");
                assert!(told.err.contains("示例"), "{told:?}");
            }
        }
    }
    office.refused(2, &["template", "visit"]);
}

#[test]
fn a_template_offers_what_the_file_knows_and_keeps_a_day_as_it_is_typed() {
    let office = office();
    office.does("person add --name 李四 --rank staff --again");
    office.does("household add --name 周奶奶 --household-kind urban");
    office.does("template visit -o t.xlsx");
    let parts = crate::clerk::unpacked(&office, "t.xlsx");
    let texts = &parts["xl/sharedStrings.xml"];
    for name in ["张三", "LY-M2", "LY-M3", "周奶奶", "利用处"] {
        assert!(texts.contains(&format!("<t>{name}</t>")), "{name}: {texts}");
    }
    let book = &parts["xl/workbook.xml"];
    assert!(
        book.contains("name=\"名单\"") && book.contains("state=\"hidden\""),
        "{book}"
    );
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    for rule in [
        "'名单'!$A$1:$A$",
        "type=\"whole\"",
        "type=\"decimal\"",
        "prompt=\"日期",
    ] {
        assert!(sheet.contains(rule), "{rule}: {sheet}");
    }
    assert!(!parts["xl/styles.xml"].contains("yyyy"), "a day is text");
    // Without a file there is no roster, and a template all the same.
    office.does("template visit -o n.xlsx --db none.db");
    let parts = crate::clerk::unpacked(&office, "n.xlsx");
    assert!(!parts["xl/workbook.xml"].contains("名单"));
}

#[test]
fn a_month_is_exported_whole_again_and_again() {
    let office = office();
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "四月的",
        "--date",
        "4.20",
    ]);
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "五月的",
    ]);
    let month = [
        "export",
        "all",
        "--month",
        "2011-05",
        "-o",
        "out-{month}",
        "-q",
    ];
    let run = office.run(&month);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let folder = office.path().join("out-2011-05");
    let read = || -> Vec<_> {
        let mut names: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|one| one.unwrap().path())
            .collect();
        names.sort();
        names
            .into_iter()
            .map(|name| (std::fs::read(&name).unwrap(), name))
            .collect()
    };
    let first = read();
    let opinions = std::fs::read_to_string(folder.join("opinion.csv")).unwrap();
    assert!(opinions.contains("五月的") && !opinions.contains("四月的"));
    let figures: Json =
        serde_json::from_slice(&std::fs::read(folder.join("figures.json")).unwrap()).unwrap();
    assert_eq!(figures["own"]["figures"]["opinions"], 1);
    assert_eq!(figures["cumulative"]["figures"]["opinions"], 2);
    office.ok(&month);
    assert!(read() == first);
    assert_eq!(
        std::fs::read_dir(office.path()).unwrap().count(),
        2,
        "nothing is left beside"
    );
    std::fs::write(folder.join("own.txt"), "mine").unwrap();
    let sentence = office.refused(1, &month);
    assert!(sentence.contains("own.txt"), "{sentence}");
    assert!(folder.join("own.txt").exists());
}

/// Texts that some format or spreadsheet is apt to change.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "=",
        "+1",
        "-",
        "@",
        "＝",
        "，",
        ",",
        ";",
        "\n",
        "\n\n",
        "、",
        "𠮷😀",
        "1.38E+10",
        "2011-05-26",
        "370102195001011000",
        "_x0041_",
        "<b>&amp;",
        "\\",
        "\\N",
        "是",
        "null",
        "示例：",
        "  ",
        "长",
    ]);
    let whole = prop::collection::vec(pieces, 1..6).prop_map(|pieces| pieces.concat());
    prop_oneof![9 => whole, 1 => "\\PC{1,40}", 1 => Just("很长".repeat(9000))]
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a text is not empty", |text| !text.is_empty())
}

#[test]
fn a_text_longer_than_entry_takes_is_no_value_and_stops_no_workbook() {
    let mut theirs = forge::Office::new("LY", "利用处");
    let fields = json!({"name": "长".repeat(32_768), "rank": "staff"});
    theirs.add("person", 'M', 1, fields);
    let office = Office::empty();
    theirs.save(&office.file());
    office.ok(&["export", "person", "-o", "p.csv"]);
    office.ok(&["export", "person", "-o", "p.xlsx"]);
    assert!(office.path().join("p.xlsx").exists());
    let told = office.json(&["person", "list"]);
    assert!(told[0]["name"].is_null(), "{told}");
}

#[test]
fn a_formula_is_read_by_its_value_and_said() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["日期", "主题", "渠道"]) {
        sheet.write(0, column, head).unwrap();
    }
    sheet.write(1, 0, "5.20").unwrap();
    let topic = rust_xlsxwriter::Formula::new("=\"排\"&\"队\"").set_result("排队");
    sheet.write_formula(1, 1, topic).unwrap();
    sheet.write(1, 2, "服务热线").unwrap();
    book.save(office.path().join("o.xlsx")).unwrap();
    let told = office.run(&["import", "opinion", "o.xlsx"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.err.contains("公式"), "{told:?}");
    assert_eq!(office.json(&["opinion", "list"])[0]["topic"], "排队");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        rng_seed: RngSeed::Fixed(2011),
        ..ProptestConfig::default()
    })]
    #[test]
    fn what_export_writes_import_reads_back(texts in prop::collection::vec(hostile(), 12)) {
        let mut theirs = forge::Office::new("LY", "利用处");
        let mut persons = Vec::new();
        for at in 1..=2 {
            let fields = json!({"name": texts[at], "rank": "staff", "party_member": at == 1, "phone": format!("电话{}", texts[0])});
            persons.push(forge::hex(&theirs.add("person", 'M', at, fields).0));
        }
        for at in 1..=5 {
            let fields = json!({"title": texts[at + 3], "content": texts[at + 4], "note": texts[at + 6],
                "responsible": persons[at % 2], "key": at == 2, "percent": at, "beneficiaries": at * 1000,
                "status": (["draft", "done", "withdrawn"][at % 3]), "result": texts[at], "finished_on": "2011-05-20",
                "reason": null, "new_deadline": null, "void": (if at == 4 { json!(texts[9]) } else { json!(null) })});
            // The third and the fourth bear one ref.
            theirs.add("pledge", 'P', if at == 4 { 3 } else { at }, fields);
        }
        for at in 1..=2 {
            let fields = json!({"date": "2011-05-20", "visitors": persons, "place_kind": "grassroots",
                "brought": ["policy", "warmth"], "aid": 5 * at, "findings": texts[at + 7]});
            theirs.add("visit", 'V', at, fields);
        }
        let office = Office::empty();
        theirs.save(&office.file());
        office.ok(&["export", "all", "-o", "out", "-q"]);
        let long = texts.iter().any(|text| text.encode_utf16().count() > 32_767);
        let forms = [&["--excel"][..], &["--format", "json"], &["--format", "jsonl"], &["--format", "xlsx"], &[]];
        for (at, form) in forms.iter().enumerate() {
            if long && form.contains(&"xlsx") {
                continue;
            }
            let db = format!("new{at}.db");
            let folder = format!("{db}.out");
            office.ok(&[&["export", "all", "-o", &folder, "-q"], *form].concat());
            office.ok(&["--db", &db, "init", "--practice", "--office", "LY", "--name", "利用处", "-q"]);
            office.ok(&["--db", &db, "import", "all", &folder, "-q"]);
            let again = format!("{db}.again");
            office.ok(&["--db", &db, "export", "all", "-o", &again, "-q"]);
            for kind in ["unit", "person", "pledge", "visit"] {
                let read = |folder: &str| std::fs::read_to_string(office.path().join(folder).join(format!("{kind}.csv"))).unwrap();
                prop_assert_eq!(read("out"), read(&again), "{} {:?}", kind, form);
            }
        }
    }
}

#[test]
fn a_file_that_an_import_filled_has_every_index_and_is_merged_as_any_other() {
    let office = office();
    let indexes = || -> Vec<(String, String)> {
        let file = rusqlite::Connection::open(office.file()).unwrap();
        let mut statement = file
            .prepare("select name, sql from sqlite_schema where type = 'index' and sql is not null order by name")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
    };
    let before = indexes();
    let rows = (0..200).map(|at| format!("排队{at},hotline,5.20,张三\n"));
    let sheet = format!("主题,渠道,日期,首问责任人\n{}", rows.collect::<String>());
    write(&office, "o.csv", sheet);
    office.ok(&["import", "opinion", "o.csv"]);
    assert_eq!(indexes(), before);
    office.ok(&["verify", "--exit-code"]);
    let other = Office::empty();
    other.ok(&["init", "--practice", "--office", "ZX", "--name", "中心"]);
    std::fs::copy(office.file(), other.path().join("theirs.db")).unwrap();
    other.ok(&["merge", "theirs.db"]);
    let shown = |office: &Office| office.json(&["opinion", "list", "--where", "topic=排队199"]);
    assert_eq!(shown(&other), shown(&office));
    assert_eq!(shown(&office)[0]["first_asked_name"], "张三");
}

/// What LibreOffice saved of two sheets made by hand: title rows in merged cells, days in four
/// forms, full-width digits, a tick, a formula of text, TRUE as a cell, and a second sheet.
#[test]
fn every_form_of_workbook_says_the_same() {
    let mut said: Vec<Json> = Vec::new();
    for ending in ["xlsx", "xls", "ods"] {
        let office = office();
        let sheets = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets");
        let opinions = format!("{sheets}/opinion.{ending}");
        let told = office.run(&["import", "opinion", &opinions]);
        assert_eq!(told.code, 0, "{ending}: {told:?}");
        for word in ["序号(A)", "说明", "1个单元格是公式"] {
            assert!(told.err.contains(word), "{ending}: {told:?}");
        }
        office.ok(&["import", "pledge", &format!("{sheets}/pledge.{ending}")]);
        let lists = [
            office.json(&["opinion", "list"]),
            office.json(&["pledge", "list"]),
        ];
        let column = |list: &Json, field: &str| -> Vec<Json> {
            let list = list.as_array().unwrap().iter();
            list.map(|one| one[field].clone()).collect()
        };
        let days = ["2011-05-18", "2011-05-19", "2011-05-20", "2011-05-21"];
        assert_eq!(column(&lists[0], "date"), days.map(Json::from), "{ending}");
        assert_eq!(lists[0][2]["topic"], "查档收费");
        assert_eq!(
            column(&lists[1], "key"),
            [true, true, false].map(Json::from)
        );
        assert_eq!(
            column(&lists[1], "beneficiaries"),
            [1200, 300, 150].map(Json::from)
        );
        let sentence = office.refused(1, &["import", "opinion", &opinions]);
        assert!(sentence.contains("--again"), "{sentence}");
        said.push(lists.into_iter().collect());
    }
    assert!(said.iter().all(|one| *one == said[0]));
}

/// What LibreOffice saved of a workbook that counts days from 1904, where a day is the bare number
/// 39227.
#[test]
fn an_old_workbook_that_counts_from_1904_says_its_own_days() {
    let office = office();
    let sheets = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets");
    office.ok(&["import", "visit", &format!("{sheets}/visit-1904.xls")]);
    let visits = office.json(&["visit", "list"]);
    assert_eq!(visits[0]["date"], "2011-05-26");
}

#[test]
fn what_was_voided_or_renamed_and_then_restored_is_not_in_conflict_with_its_original() {
    let office = office();
    let topic = |words: &'static str| ["opinion", "add", "--channel", "hotline", "--topic", words];
    office.ok(&topic("排队"));
    office.ok(&topic("停车"));
    office.ok(&["opinion", "edit", "O1", "--note", "改过"]);
    office.ok(&["opinion", "edit", "O1", "--clear", "note"]);
    office.ok(&["opinion", "void", "O1", "--reason", "重复"]);
    office.ok(&["export", "all", "-o", "out", "-q"]);
    let init = [
        "init",
        "--practice",
        "--office",
        "LY",
        "--name",
        "利用处",
        "-q",
    ];
    office.ok(&[&["--db", "new.db"][..], &init].concat());
    // Another copy of the same file.
    std::fs::copy(office.path().join("new.db"), office.path().join("other.db")).unwrap();
    office.ok(&["--db", "new.db", "import", "all", "out", "-q"]);
    let original = office.file();
    let original = original.to_str().unwrap();
    office.ok(&["--db", "new.db", "merge", original, "--no-backup", "-q"]);
    let of_void = |office: &Office| {
        let list = office.json(&["--db", "new.db", "conflict", "list"]);
        let list = list.as_array().unwrap().clone();
        list.into_iter()
            .filter(|one| one["field"] == "void")
            .count()
    };
    assert_eq!(of_void(&office), 0);
    // An edit that the one who restored it knew nothing of is one.
    office.ok(&["opinion", "void", "O2", "--reason", "重复"]);
    let later = ["export", "opinion", "-o", "later.csv", "-q"];
    office.ok(&later);
    office.ok(&["--db", "other.db", "import", "opinion", "later.csv", "-q"]);
    office.ok(&["undo"]);
    office.ok(&["opinion", "edit", "O2", "--note", "核实过"]);
    office.ok(&["--db", "new.db", "merge", original, "--no-backup", "-q"]);
    office.ok(&["--db", "new.db", "merge", "other.db", "--no-backup", "-q"]);
    assert!(of_void(&office) > 0);
}

#[test]
fn a_broken_rule_is_told_by_the_heads_of_the_sheet() {
    let office = office();
    std::fs::write(
        office.path().join("rules.csv"),
        "制度名称,状态,印发日期\n接访制度,已印发,\n走访制度,拟定,2011-05-20\n",
    )
    .unwrap();
    let run = office.run(&["import", "mechanism", "rules.csv", "--format", "json"]);
    let told: Json = serde_json::from_str(&run.out).expect(&run.err);
    let reasons: Vec<&str> = told["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|flaw| flaw["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        reasons,
        [
            "状态“已印发” 还缺 印发日期",
            "印发日期 2011-05-20 只与 状态“已印发” 同填；请核对",
        ]
    );
    let error: Json = serde_json::from_str(&run.err).expect(&run.err);
    assert_eq!(
        (run.code, &error["error"]["code"]),
        (1, &json!("rows-wrong"))
    );
}

#[test]
fn progress_of_a_sheet_is_not_before_its_pledge_was_published() {
    let office = Office::new();
    office.does("person add --name 甲 --rank staff");
    office.does("pledge add --title 一 --content c --measures m --responsible 甲 --deadline 9.30 --pledged-on 2011-05-10");
    office.does("pledge publish P1 --on 2011-05-20");
    let write = |day: &str| {
        let sheet = format!("日期,实事项目,进展情况\n{day},LY-P1,开工\n");
        std::fs::write(office.path().join("g.csv"), sheet).unwrap();
    };
    write("2011-05-19");
    let told = office.run(&["import", "progress", "g.csv"]);
    assert_eq!(told.code, 1, "{}", told.err);
    let words = "早于 LY-P1 的公开承诺日期 2011-05-20";
    assert!(told.out.contains(words), "{}", told.out);
    write("2011-05-20");
    office.does("import progress g.csv");
}
