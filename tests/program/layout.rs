//! How papers are laid out: nothing broken within, wide attachments on their side, lists for the wall; and what
//! is compared in them.

use std::io::Read as _;

use serde_json::Value as Json;

use crate::harness::Office;

/// The leading group's file of the demonstration, on the campaign's last day.
fn demo() -> Office {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    office
}

fn of(office: &Office, args: &[&str]) -> String {
    office.ok(&[&["--db", "campaign/DZ.db"], args].concat())
}

/// Reads a part of a document.
fn part(office: &Office, file: &str, name: &str) -> String {
    let bytes = std::fs::read(office.path().join(file)).expect("the file");
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    let mut part = package.by_name(name).expect("a part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

const BODY: &str = "word/document.xml";

#[test]
fn no_day_and_no_ref_is_broken_and_a_paper_reads_as_without_joins() {
    let office = demo();
    for (lang, joined) in [
        ("zh", "2011\u{2060}年\u{2060}3\u{2060}月\u{2060}1\u{2060}日"),
        ("en", "1\u{a0}March\u{a0}2011"),
    ] {
        of(
            &office,
            &["report", "summary", "-o", "s.docx", "--lang", lang],
        );
        let body = part(&office, "s.docx", BODY);
        assert!(body.contains(joined), "{lang}");
        assert!(body.contains("DZ\u{2060}-\u{2060}P1"), "{lang}");
        let changes = of(
            &office,
            &["draft", "take", "s.docx", "--dry-run", "--format", "json"],
        );
        let changes: Json = serde_json::from_str(&changes).expect("JSON");
        assert_eq!(changes["changes"], Json::Array(Vec::new()), "{lang}");
    }
}

#[test]
fn a_wide_attachment_alone_lies_on_its_side() {
    let office = demo();
    of(
        &office,
        &["report", "summary", "-o", "s.docx", "--lang", "en"],
    );
    let body = part(&office, "s.docx", BODY);
    let sheets: Vec<&str> = body.split("<w:pgSz ").skip(1).collect();
    let lies = |sheet: &&&str| sheet.split('>').next().unwrap_or("").contains("landscape");
    assert_eq!(sheets.iter().filter(lies).count(), 1, "one attachment");
    assert_eq!(sheets.len(), 3, "what is before it, and after");
    assert!(!lies(&&sheets[0]) && !lies(&&sheets[2]));
}

#[test]
fn a_list_for_the_wall_is_large_and_has_few_columns() {
    let office = demo();
    of(&office, &["report", "public", "--wall", "-o", "w.docx"]);
    let body = part(&office, "w.docx", BODY);
    assert!(body.contains("w:w=\"23811\" w:h=\"16838\" w:orient=\"landscape\""));
    assert!(!body.contains("推进措施") && body.contains("责任人"));
    // 28 points are 10 mm: what can be read from two metres.
    let styles = part(&office, "w.docx", "word/styles.xml");
    let cells = styles
        .split("w:styleId=\"TableText\"")
        .nth(1)
        .expect("a style");
    let cells = cells.split("</w:style>").next().expect("its end");
    assert!(cells.contains("<w:sz w:val=\"56\"/>"), "{cells}");
    // The columns fill the page, and no more.
    for table in body.split("<w:tblGrid>").skip(1) {
        let columns = table.split("</w:tblGrid>").next().expect("columns");
        let widths = columns.split("w:w=\"").skip(1);
        let widths = widths.map(|width| width.split('"').next().unwrap_or("").parse::<usize>());
        let sum: usize = widths.map(|width| width.expect("a width")).sum();
        assert!((21_000..=21_543).contains(&sum), "{sum}");
    }
    of(&office, &["report", "public", "--wall", "-o", "w.html"]);
    let page = std::fs::read_to_string(office.path().join("w.html")).expect("a page");
    assert!(page.contains("<body class=\"wall\">") && page.contains("size: A3 landscape"));
    // Without it nothing is large, and machines read the same.
    of(&office, &["report", "public", "-o", "p.docx"]);
    assert!(!part(&office, "p.docx", BODY).contains("23811"));
    let json = |flags: &[&str]| {
        of(
            &office,
            &[&["report", "public", "--format", "json"], flags].concat(),
        )
    };
    assert_eq!(json(&["--wall"]), json(&[]));
}

#[test]
fn the_roster_of_duty_is_a_paper_for_the_wall() {
    let mut office = Office::leading();
    office.on("2011-05-26");
    office.does("person add --name 王芳 --rank principal");
    office.does(
        "duty add --leader 王芳 --date 2011-05-12 --place 一楼大厅 --channel in_person --future",
    );
    office
        .does("duty add --leader 王芳 --date 2011-05-05 --place 信访室 --channel hotline --future");
    let told = office.ok(&["report", "duty", "--month", "5月", "--format", "md"]);
    let first = told.find("信访室").expect("the first");
    assert!(first < told.find("一楼大厅").expect("the second"), "{told}");
    assert!(
        told.contains("星期四") && told.contains("服务热线"),
        "{told}"
    );
    let rows = office.json(&["report", "duty", "--month", "2011-05"]);
    assert_eq!(rows[0]["date"], "2011-05-05");
    assert_eq!(rows[0]["leader_name"], "王芳");
    let none = office.ok(&["report", "duty", "--month", "2011-06", "--format", "md"]);
    assert!(none.contains("本月没有安排值班"), "{none}");
    office.ok(&["report", "duty", "--month", "5月", "--wall", "-o", "d.docx"]);
    assert!(part(&office, "d.docx", BODY).contains("23811"));
}

#[test]
fn a_calendar_of_one_unit_or_ones_own_tells_nothing_else() {
    let mut office = demo();
    office.on("2011-05-01");
    let told = |flags: &[&str]| -> Vec<Json> {
        let told = of(
            &office,
            &[&["calendar", "--format", "json"], flags].concat(),
        );
        serde_json::from_str(&told).expect("JSON")
    };
    let keys = |rows: &[Json]| -> Vec<String> {
        let keys = rows.iter().map(|one| one["key"].as_str().expect("a key"));
        keys.map(str::to_owned).collect()
    };
    let (all, unit) = (keys(&told(&[])), keys(&told(&["--unit", "利用处"])));
    assert!(!unit.is_empty() && unit.len() < all.len());
    assert!(unit.iter().all(|key| all.contains(key)));
    assert!(unit.iter().any(|key| key.contains("LY-")), "{unit:?}");
    assert!(!unit.iter().any(|key| key.contains("JD-P")), "{unit:?}");
    assert!(
        !unit.iter().any(|key| key.starts_with("phase-")),
        "{unit:?}"
    );
    let own = told(&["--mine", "--as", "周明华"]);
    assert!(!own.is_empty());
    for one in &own {
        let title = one["title"].as_str().expect("a title");
        assert!(!title.contains("陈国栋"), "{title}");
    }
    let nobody = office.refused(
        1,
        &["--db", "campaign/DZ.db", "calendar", "--unit", "没有的处"],
    );
    assert!(nobody.contains("没有的处"), "{nobody}");
}

#[test]
fn a_phase_is_compared_with_the_one_before_as_it_was_closed() {
    let office = demo();
    let json = |number: &str| -> Json {
        let told = of(&office, &["report", "phase", number, "--format", "json"]);
        serde_json::from_str(&told).expect("JSON")
    };
    let (first, second) = (json("1"), json("2"));
    assert_eq!(first["before"], Json::Null);
    let own = &first["own"]["figures"];
    for figure in ["studies", "visits", "opinions"] {
        assert_eq!(second["before"]["figures"][figure], own[figure], "{figure}");
    }
    let told = of(&office, &["report", "phase", "2", "--format", "md"]);
    let visits = second["own"]["figures"]["visits"].as_i64().expect("visits");
    let more = visits - own["visits"].as_i64().expect("visits");
    assert!(told.contains("与第一阶段相比："), "{told}");
    assert!(
        told.contains(&format!("走访{visits}次，增加{more}次")),
        "{told}"
    );
    // What came after the closing grows with the figures and not with the records.
    let after = told
        .split("阶段结束后的变化")
        .nth(1)
        .expect("an attachment");
    let rows = after.lines().skip_while(|line| !line.starts_with('|'));
    let rows = rows.take_while(|line| line.starts_with('|')).count();
    let figures = second["after"].as_array().expect("changes").len();
    assert!(rows <= 3 * figures + 2, "{rows} rows of {figures} figures");
}

const TAKE: [&str; 6] = [
    "--db",
    "campaign/DZ.db",
    "draft",
    "take",
    "s.docx",
    "--dry-run",
];
const CHECK: [&str; 5] = ["--db", "campaign/DZ.db", "report", "check", "s.docx"];
const BY: [&str; 2] = ["--template", "own.md"];

#[test]
fn a_paper_of_ones_own_template_is_compared_by_it() {
    let office = demo();
    let own = office.path().join("own.md");
    std::fs::write(&own, "# 自拟标题 { #title }\n\n共走访{{ figures.visits }}次。\n\n## 一、打算 { #next }\n\n【待补】\n").expect("written");
    of(
        &office,
        &["report", "summary", "--template", "own.md", "-o", "s.docx"],
    );
    let take = [&TAKE[..], &BY].concat();
    let refused = office.refused(1, &TAKE);
    assert!(refused.contains("--template"), "{refused}");
    let changes = office.json(&take);
    assert_eq!(changes["changes"], Json::Array(Vec::new()));
    let told = office.run(&CHECK).err;
    assert!(told.contains("只按名称核对"), "{told}");
    let told = office.run(&[&CHECK[..], &BY].concat()).err;
    assert!(!told.contains("只按名称核对"), "{told}");
    std::fs::write(&own, "# 另一份 { #title }\n").expect("written");
    let other = office.refused(1, &take);
    assert!(other.contains("own.md"), "{other}");
    // One of the built-in template has none.
    of(&office, &["report", "summary", "-o", "t.docx"]);
    let words = [
        "--db",
        "campaign/DZ.db",
        "draft",
        "take",
        "t.docx",
        "--template",
        "own.md",
    ];
    let refused = office.refused(1, &words);
    assert!(refused.contains("内置模板"), "{refused}");
}

#[test]
fn no_sentence_of_a_paper_names_an_option_or_a_setting() {
    let office = demo();
    for report in [
        &["summary"][..],
        &["monthly", "--month", "2011-05"],
        &["phase", "2"],
        &["public"],
        &["sheet", "--unit", "利用处"],
        &["evaluation"],
        &["rates"],
    ] {
        for lang in ["zh", "en"] {
            let more = ["--format", "md", "--lang", lang];
            let told = of(&office, &[&["report"], report, &more].concat());
            for no in ["--", "huiyin ", "limits.", "quotas.", "behind_by"] {
                let lines = told.lines().filter(|line| !line.starts_with('|'));
                let found = lines.filter(|line| line.contains(no)).count();
                assert_eq!(found, 0, "{no} in {report:?} in {lang}: {told}");
            }
            let words = if lang == "zh" {
                "由练习文件生成"
            } else {
                "Made from a practice file"
            };
            assert!(told.contains(words), "{report:?}: {told}");
        }
    }
}

#[test]
fn names_of_sheets_are_whole() {
    let office = demo();
    for report in [
        &["summary"][..],
        &["phase", "2"],
        &["rates", "--by", "month"],
    ] {
        let more = ["--lang", "en", "-o", "b.xlsx"];
        of(&office, &[&["report"], report, &more].concat());
        let book = part(&office, "b.xlsx", "xl/workbook.xml");
        let names = book.split("<sheet name=\"").skip(1);
        for name in names.map(|name| name.split('"').next().expect("a name")) {
            assert!(name.chars().count() < 31, "{name} in {report:?}");
        }
    }
}
