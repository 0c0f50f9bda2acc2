//! Papers are examined before they are signed: nothing is found on our own, and whatever was planted is.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use serde_json::Value as Json;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::Office;

const BODY: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";
const FOOT: &str = "word/footer1.xml";
const SETTINGS: &str = "word/settings.xml";
/// What a person wrote in the paper.
const OWN: &str = "抓好各项制度的落实。";

/// The leading group's file of the demonstration, on the campaign's last day, with what is to be written.
fn demo() -> Office {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    let edit = ["--db", "campaign/DZ.db", "passage", "edit", "summary"];
    office.ok(&[&edit[..], &["六", "--text", OWN]].concat());
    office.ok(&[
        &edit[..],
        &["6", "--text", "Keep the promises.", "--lang", "en"],
    ]
    .concat());
    office
}

/// Changes parts of a paper.
fn edited(from: &Path, to: &Path, changes: &[(&str, &str, &str)]) {
    let bytes = std::fs::read(from).unwrap();
    let mut old = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        // As whoever types it would: nothing is joined.
        text = text.replace('\u{2060}', "");
        text = text.replace("<w:rPr><w:lang w:eastAsia=\"en-US\"/></w:rPr>", "");
        for (_, from, to) in changes.iter().filter(|(part, ..)| *part == name) {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        new.start_file(name, SimpleFileOptions::default()).unwrap();
        new.write_all(text.as_bytes()).unwrap();
    }
    std::fs::write(to, new.finish().unwrap().into_inner()).unwrap();
}

fn examine(office: &Office, file: &str) -> Vec<Json> {
    let told = office.json(&["--db", "campaign/DZ.db", "report", "check", file]);
    told.as_array().expect("a list").clone()
}

fn codes(found: &[Json]) -> BTreeSet<String> {
    let code = |one: &Json| one["code"].as_str().expect("a code").to_owned();
    found.iter().map(code).collect()
}

#[test]
fn nothing_is_found_on_the_papers_of_the_demo() {
    let office = demo();
    let reports: [&[&str]; 8] = [
        &["summary"],
        &["monthly", "--month", "2011-05"],
        &["phase", "1"],
        &["public"],
        &["evaluation"],
        &["rates"],
        &["sheet", "--unit", "利用处"],
        &["card", "DZ-H1"],
    ];
    for lang in ["zh", "en"] {
        for report in reports {
            let more = ["-o", "p.docx", "--lang", lang];
            office.ok(&[&["--db", "campaign/DZ.db", "report"], report, &more].concat());
            let found = examine(&office, "p.docx");
            assert!(found.is_empty(), "{report:?} in {lang}: {found:?}");
        }
    }
    let exit = [
        "--db",
        "campaign/DZ.db",
        "report",
        "check",
        "p.docx",
        "--exit-code",
    ];
    assert_eq!(office.run(&exit).code, 0);
}

/// What is planted in form: the part, what is there, what is put there, and the code.
const FORM: [(&str, &str, &str, &str); 39] = [
    (
        BODY,
        "w:w=\"11906\" w:h=\"16838\"",
        "w:w=\"12240\" w:h=\"15840\"",
        "page-size",
    ),
    (BODY, "w:left=\"1587\"", "w:left=\"1134\"", "page-margins"),
    (
        BODY,
        "<w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"even\" r:id=\"rId5\"/>",
        "",
        "page-number-missing",
    ),
    (FOOT, "— </w:t>", "第 </w:t>", "page-number-dashes"),
    (SETTINGS, "<w:evenAndOddHeaders/>", "", "page-number-side"),
    (
        STYLES,
        "<w:sz w:val=\"28\"/>",
        "<w:sz w:val=\"21\"/>",
        "page-number-size",
    ),
    (
        STYLES,
        "<w:sz w:val=\"44\"/>",
        "<w:sz w:val=\"36\"/>",
        "title-size",
    ),
    (
        STYLES,
        "w:eastAsia=\"方正小标宋简体\"",
        "w:eastAsia=\"黑体\"",
        "title-font",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Title\"/>",
        "<w:pStyle w:val=\"Title\"/><w:jc w:val=\"left\"/>",
        "title-align",
    ),
    (
        BODY,
        "主题活动的总结报告</w:t>",
        "主题活动的总结报告。</w:t>",
        "title-end",
    ),
    (
        BODY,
        "主题活动领导小组：</w:t>",
        "主题活动领导小组:</w:t>",
        "addressee-colon",
    ),
    (
        STYLES,
        "w:eastAsia=\"仿宋_GB2312\"",
        "w:eastAsia=\"宋体\"",
        "body-font",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Normal\"/></w:pPr><w:r>",
        "<w:pStyle w:val=\"Normal\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr>",
        "body-size",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Normal\"/>",
        "<w:pStyle w:val=\"Normal\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>",
        "body-indent",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Normal\"/>",
        "<w:pStyle w:val=\"Normal\"/><w:spacing w:line=\"360\" w:lineRule=\"auto\"/>",
        "body-pitch",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Heading1\"/>",
        "<w:pStyle w:val=\"Normal\"/>",
        "heading-font",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r>",
        "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"36\"/></w:rPr>",
        "heading-size",
    ),
    (BODY, "三、主要成效", "四、主要成效", "heading-order"),
    (BODY, "（二）走访接待", "（三）走访接待", "heading-order"),
    (BODY, "二、主要做法", "二．主要做法", "heading-mark"),
    (BODY, "（一）学习教育", "（一）、学习教育", "heading-mark"),
    (BODY, "附件：1．", "附件：1、", "enclosure-mark"),
    (
        BODY,
        "2．继续办理的实事项目</w:t>",
        "2．《继续办理的实事项目》</w:t>",
        "enclosure-end",
    ),
    (
        BODY,
        "　　　7．指标说明</w:t>",
        "</w:t>",
        "attachment-missing",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"Attachment\"/>",
        "<w:pStyle w:val=\"Addressee\"/>",
        "attachment-page",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"AttachmentTitle\"/>",
        "<w:pStyle w:val=\"AttachmentTitle\"/><w:jc w:val=\"left\"/>",
        "attachment-title",
    ),
    (
        BODY,
        ">2011年11月30日</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Footnote\"",
        ">二〇一一年十一月三十日</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Footnote\"",
        "date-form",
    ),
    (
        BODY,
        ">2011年11月30日</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Footnote\"",
        "></w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Footnote\"",
        "date-missing",
    ),
    (
        BODY,
        "<w:pStyle w:val=\"SignatureDate\"/>",
        "<w:pStyle w:val=\"SignatureDate\"/><w:jc w:val=\"left\"/>",
        "date-place",
    ),
    (
        BODY,
        ">济南市档案局（馆）</w:t>",
        "></w:t>",
        "signature-missing",
    ),
    (
        BODY,
        "<w:r><w:t xml:space=\"preserve\">抓好",
        "<w:ins w:id=\"1\" w:author=\"x\"><w:r><w:t>要</w:t></w:r></w:ins><w:r><w:t xml:space=\"preserve\">抓好",
        "changes",
    ),
    (
        BODY,
        "<w:r><w:t xml:space=\"preserve\">抓好",
        "<w:r><w:commentReference w:id=\"1\"/></w:r><w:r><w:t xml:space=\"preserve\">抓好",
        "comments",
    ),
    (
        BODY,
        "<w:r><w:t xml:space=\"preserve\">抓好",
        "<w:r><w:rPr><w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">抓好",
        "highlight",
    ),
    (
        BODY,
        ">16</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:tcW w:w=\"1992\"",
        ">17</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:tcW w:w=\"1992\"",
        "sum-column",
    ),
    (
        BODY,
        ">87</w:t></w:r></w:p></w:tc></w:tr>",
        ">88</w:t></w:r></w:p></w:tc></w:tr>",
        "sum-row",
    ),
    (BODY, "92.31%", "93.21%", "rate"),
    (BODY, "三进三送11次", "三进三送12次", "sum-parts"),
    (
        BODY,
        "送去慰问金（物）折合3900元",
        "送去慰问金（物）折合4900元",
        "figure",
    ),
    (BODY, "收到意见建议26条：", "收到意见建议62条：", "figure"),
];

/// What is planted in the words of a person, each with its code.
const WORDS: [(&str, &str); 39] = [
    ("【待补】", "gap"),
    ("由××负责。", "placeholder"),
    ("按{{ title }}要求办。", "placeholder"),
    ("见LY-P3。", "internal-code"),
    ("2011-W19没有落实。", "internal-code"),
    ("抓好制度(试行)落实。", "bracket-width"),
    ("抓好制度,抓好落实。", "punctuation-width"),
    ("抓好制度，，抓好落实。", "punctuation-twice"),
    ("抓好\"三进三送\"。", "quotes-straight"),
    ("抓好制度--抓好落实。", "dash"),
    ("抓好制度等...", "ellipsis"),
    ("抓好“三进三送。", "unbalanced"),
    ("抓好 制度。", "space-inside"),
    ("抓好３项制度。", "digits-wide"),
    ("2011-11-30前完成。", "date-prose"),
    ("2011.12.5前完成。", "date-prose"),
    ("2011年05月完成。", "date-zero"),
    ("2011年11月31日完成。", "date-impossible"),
    ("第2阶段做得好。", "phase-numeral"),
    ("印发（济档发[2011]6号）。", "document-number"),
    (
        "各处室要把制度落实到人、落实到每一个岗位，坚持不懈地抓下去直到见效",
        "sentence-end",
    ),
    ("信箱dangan@example.com。", "email"),
    ("微信号：dangan_2011。", "wechat"),
    ("QQ：12345678。", "qq"),
    ("车辆鲁A·12345。", "plate"),
    ("座机0531-66601234。", "landline"),
    ("电话：66601234。", "landline"),
    ("手机13812341234。", "mobile"),
    ("手机１３８１２３４１２３４。", "mobile"),
    ("138/1234/1234。", "split-number"),
    ("138_1234_1234。", "split-number"),
    ("138,1234,1234。", "split-number"),
    ("一三八一二三四一二三四。", "chinese-digits"),
    ("证号370102195001011234。", "id-number"),
    ("卡号6222021602001234567。", "bank-card"),
    ("为贾长福修了房。", "household-name"),
    ("看望王大娘。", "family-name"),
    ("贾庄村3组修路。", "address"),
    ("贾庄村三组修路。", "address"),
];

#[test]
fn whatever_was_planted_is_found_with_its_page_and_line() {
    let office = demo();
    office.ok(&[
        "--db",
        "campaign/DZ.db",
        "report",
        "summary",
        "-o",
        "p.docx",
    ]);
    let path = |name: &str| office.path().join(name);
    for (part, from, to, code) in FORM {
        edited(&path("p.docx"), &path("f.docx"), &[(part, from, to)]);
        let found = examine(&office, "f.docx");
        assert!(codes(&found).contains(code), "{code}: {found:?}");
    }
    for (words, code) in WORDS {
        edited(&path("p.docx"), &path("f.docx"), &[(BODY, OWN, words)]);
        let found = examine(&office, "f.docx");
        let one = found.iter().find(|one| one["code"] == code);
        let one = one.unwrap_or_else(|| panic!("{code} in {words}: {found:?}"));
        assert!(
            one["page"].as_u64() > Some(5) && one["line"].as_u64() > Some(0),
            "{one}"
        );
        assert!(!one["message"].as_str().unwrap().is_empty(), "{one}");
    }
    let exit = [
        "--db",
        "campaign/DZ.db",
        "report",
        "check",
        "f.docx",
        "--exit-code",
    ];
    assert_eq!(office.run(&exit).code, 3);
}

#[test]
fn a_figure_that_the_records_contradict_names_them() {
    let office = demo();
    office.ok(&[
        "--db",
        "campaign/DZ.db",
        "report",
        "summary",
        "-o",
        "p.docx",
    ]);
    let path = |name: &str| office.path().join(name);
    let change = (BODY, "形成调研报告3篇", "形成调研报告4篇");
    edited(&path("p.docx"), &path("f.docx"), &[change]);
    let found = examine(&office, "f.docx");
    let one = found
        .iter()
        .find(|one| one["code"] == "figure")
        .expect("found");
    assert_eq!(one["text"], "4");
    assert!(one["message"].as_str().unwrap().contains("3 ["), "{one}");
    // The same paper without what the program knows it by, as one that was written by hand.
    let bytes = std::fs::read(path("f.docx")).unwrap();
    let mut old = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "docProps/custom.xml" {
            text = b"<Properties/>".to_vec();
        }
        new.start_file(name, SimpleFileOptions::default()).unwrap();
        new.write_all(&text).unwrap();
    }
    std::fs::write(path("h.docx"), new.finish().unwrap().into_inner()).unwrap();
    let found = examine(&office, "h.docx");
    let texts: Vec<&str> = found
        .iter()
        .filter(|one| one["code"] == "figure")
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["调研报告4篇"], "{found:?}");
}

#[test]
fn what_was_looked_at_is_ticked_off_and_recorded() {
    let office = demo();
    office.ok(&[
        "--db",
        "campaign/DZ.db",
        "report",
        "summary",
        "-o",
        "p.docx",
    ]);
    let path = |name: &str| office.path().join(name);
    let words = "看望王大娘，电话：66601234。";
    edited(&path("p.docx"), &path("f.docx"), &[(BODY, OWN, words)]);
    assert_eq!(examine(&office, "f.docx").len(), 2);
    let check = ["--db", "campaign/DZ.db", "report", "check", "f.docx"];
    for (wrong, told) in [
        (&["--accept", "1"][..], "--reason"),
        (&["--accept", "7", "--reason", "x"], "7"),
    ] {
        let run = office.run(&[&check[..], wrong].concat());
        assert!(run.code == 1 && run.err.contains(told), "{}", run.err);
    }
    let found = examine(&office, "f.docx");
    let dialled = found
        .iter()
        .find(|one| one["code"] == "landline")
        .expect("found");
    let number = dialled["number"].to_string();
    office.ok(&[
        &check[..],
        &["--accept", &number, "--reason", "公开的监督电话"],
    ]
    .concat());
    let left = examine(&office, "f.docx");
    assert_eq!(codes(&left), BTreeSet::from(["family-name".to_owned()]));
    let log = office.ok(&["--db", "campaign/DZ.db", "history"]);
    assert!(
        log.contains("report check") || log.contains("核对"),
        "{log}"
    );
}

#[test]
fn a_word_processor_that_is_at_hand_tells_pages_and_lines() {
    let office = demo();
    office.ok(&[
        "--db",
        "campaign/DZ.db",
        "report",
        "summary",
        "-o",
        "p.docx",
    ]);
    let mut command = office.command(&[
        "--db",
        "campaign/DZ.db",
        "report",
        "check",
        "p.docx",
        "--format",
        "json",
    ]);
    let output = command
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    if told.contains("LibreOffice") {
        eprintln!("skipped: no soffice or pdftotext");
    }
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        "[]",
        "{told}"
    );
}

#[test]
fn what_is_no_paper_is_told_to_be_none() {
    let office = Office::new();
    std::fs::write(office.path().join("a.csv"), "日期,主题\n").unwrap();
    office.ok(&["ledger", "opinion", "-o", "b.xlsx"]);
    for file in ["a.csv", "b.xlsx"] {
        for command in [["report", "check"], ["draft", "take"]] {
            let refused = office.refused(1, &[&command[..], &[file]].concat());
            assert!(refused.contains("不是 .docx 文稿"), "{refused}");
        }
    }
}
