//! Papers that people finish by hand: never written over, and read back.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use serde_json::Value as Json;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::harness::Office;

/// An office in November, with visits, an opinion and a passage.
fn office() -> Office {
    let mut office = Office::leading();
    office.on("2011-11-28");
    for line in [
        "person add --name 王芳 --rank staff",
        "visit add --visitors M1 --place-kind village --brought policy --people-reached 30 --date 5.20",
        "visit add --visitors M1 --place-kind village --brought policy --people-reached 12 --date 5.23",
        "opinion add --channel hotline --topic 查档 --date 5.3",
        "passage edit summary 四 --text 制度管长远。",
        "report summary -o 总结.docx",
    ] {
        office.does(line);
    }
    office
}

/// Changes the text of a paper as a word processor would save it.
fn edit(path: &Path, changes: &[(&str, &str)]) {
    let bytes = std::fs::read(path).unwrap();
    let mut old = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name == "word/document.xml" {
            for (from, to) in changes {
                assert!(text.contains(from), "{from}");
                text = text.replace(from, to);
            }
        }
        new.start_file(name, SimpleFileOptions::default()).unwrap();
        new.write_all(text.as_bytes()).unwrap();
    }
    std::fs::write(path, new.finish().unwrap().into_inner()).unwrap();
}

/// Returns the changes of an outcome.
fn of<'j>(told: &'j Json, outcome: &str) -> Vec<&'j Json> {
    let changes = told["changes"].as_array().unwrap().iter();
    changes.filter(|one| one["outcome"] == outcome).collect()
}

#[test]
fn what_a_person_wrote_in_a_paper_comes_back_and_stays_when_it_is_made_anew() {
    let office = office();
    let paper = office.path().join("总结.docx");
    assert_eq!(
        office.json(&["draft", "take", "总结.docx", "--dry-run"])["changes"],
        Json::Array(Vec::new())
    );
    edit(
        &paper,
        &[
            ("制度管长远。", "制度管长远、管根本。"),
            ("走访2次，参加", "走访20次，参加"),
            ("共走访2次", "共走访21次"),
        ],
    );
    let gap = "<w:r><w:rPr><w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">【待补】</w:t></w:r>";
    let begins = "</w:pPr>";
    let satisfaction = "<w:r><w:t xml:space=\"preserve\">满意度测评：</w:t></w:r>";
    edit(
        &paper,
        &[
            (
                &format!("{begins}{gap}"),
                &format!("{begins}<w:r><w:t>下一步抓落实。</w:t></w:r>"),
            ),
            (
                &format!("{satisfaction}{gap}"),
                "<w:r><w:t>满意度测评：群众满意。</w:t></w:r>",
            ),
        ],
    );
    let before = std::fs::read(&paper).unwrap();
    let refused = office.refused(1, &["report", "summary", "-o", "总结.docx"]);
    assert!(
        refused.contains("draft take") && refused.contains("文件名"),
        "{refused}"
    );
    assert!(std::fs::read(&paper).unwrap() == before);
    let tried = office.json(&["draft", "take", "总结.docx", "--dry-run"]);
    assert_eq!(
        office.json(&["passage", "list"]).as_array().unwrap().len(),
        1
    );
    let told = office.json(&["draft", "take", "总结.docx"]);
    assert_eq!(of(&tried, "taken").len(), of(&told, "taken").len());
    let words: Vec<(&str, &str)> = of(&told, "taken")
        .iter()
        .map(|one| {
            (
                one["place"].as_str().unwrap(),
                one["paper"].as_str().unwrap(),
            )
        })
        .collect();
    for one in [
        ("mechanisms", "制度管长远、管根本。"),
        ("next", "下一步抓落实。"),
    ] {
        assert!(words.contains(&one), "{words:?}");
    }
    let [whole, visits] = of(&told, "contradicted")[..] else {
        panic!("{told}");
    };
    assert_eq!(visits["refs"], serde_json::json!(["LY-V1", "LY-V2"]));
    assert_eq!(visits["place"], "visits");
    assert_eq!(whole["refs"], visits["refs"]);
    // Made anew, it has the words of the person and the figures of the records.
    office.does("report summary -o 总结.docx");
    office.does("report summary -o 总结.md");
    let text = std::fs::read_to_string(office.path().join("总结.md")).unwrap();
    for words in [
        "制度管长远、管根本。",
        "下一步抓落实。",
        "走访2次",
        "满意度测评：群众满意。",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(
        office.json(&["draft", "take", "总结.docx"])["changes"],
        Json::Array(Vec::new())
    );
    office.does("undo");
    assert_eq!(
        office.json(&["passage", "list"]).as_array().unwrap().len(),
        1
    );
}

#[test]
fn words_that_were_changed_here_as_well_are_not_written_over() {
    let office = office();
    let paper = office.path().join("总结.docx");
    edit(&paper, &[("制度管长远。", "制度管长远、管根本。")]);
    office.does("passage edit summary 四 --text 制度要落实。");
    let told = office.json(&["draft", "take", "总结.docx"]);
    assert_eq!(of(&told, "both").len(), 1, "{told}");
    assert_eq!(
        office.json(&["passage", "show", "C1"])["text"],
        "制度要落实。"
    );
}

#[test]
fn no_format_is_written_over_once_a_person_has_changed_it() {
    let office = office();
    let files = ["s.docx", "s.xlsx", "s.html", "s.md", "s.csv", "s.json"];
    let make = |file: &str| office.run(&["report", "summary", "-o", file]);
    for file in files {
        assert_eq!(make(file).code, 0);
    }
    // Not after the data have changed alone.
    office.does("visit add --visitors M1 --place-kind village --brought policy --date 5.24");
    for file in files {
        assert_eq!(make(file).code, 0, "{file}");
        let path = office.path().join(file);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.push(b' ');
        std::fs::write(&path, &bytes).unwrap();
        let run = make(file);
        assert_eq!(run.code, 1, "{file}");
        assert!(
            run.err.contains("改过") && run.err.contains("文件名"),
            "{}",
            run.err
        );
        assert!(std::fs::read(&path).unwrap() == bytes, "{file}");
        assert_eq!(
            office
                .run(&["report", "summary", "-o", &format!("other-{file}")])
                .code,
            0
        );
        std::fs::remove_file(&path).unwrap();
        assert_eq!(make(file).code, 0, "{file}");
    }
    let export = ["export", "all", "--month", "5月", "-o", "五月"];
    for _ in 0..2 {
        office.ok(&export);
    }
    let changed = office.path().join("五月/visit.csv");
    std::fs::write(&changed, "changed").unwrap();
    assert!(office.refused(1, &export).contains("visit.csv"));
}

#[test]
fn a_paper_that_comes_from_elsewhere_tells_itself_that_it_was_changed() {
    let office = office();
    let elsewhere = office.copy();
    let make = ["report", "summary", "-o", "总结.docx"];
    elsewhere.ok(&make);
    let again = elsewhere.copy();
    edit(
        &again.path().join("总结.docx"),
        &[("制度管长远。", "制度好。")],
    );
    assert!(again.refused(1, &make).contains("draft take"));
    again.ok(&["draft", "take", "总结.docx"]);
    again.ok(&make);
}

#[test]
fn what_is_no_paper_of_ours_is_refused_in_words() {
    let office = office();
    let write = |name: &str, bytes: &[u8]| std::fs::write(office.path().join(name), bytes).unwrap();
    write("empty.docx", b"");
    write("text.docx", "只是文字".as_bytes());
    let paper = std::fs::read(office.path().join("总结.docx")).unwrap();
    write("cut.docx", &paper[..paper.len() / 2]);
    office.ok(&["person", "list", "-o", "list.docx"]);
    for file in [
        "empty.docx",
        "text.docx",
        "cut.docx",
        "list.docx",
        "none.docx",
    ] {
        office.refused(1, &["draft", "take", file]);
    }
}
