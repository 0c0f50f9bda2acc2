//! What was handed in: kept with its bytes, its hash and its figures, and held against what is known since.

use sha2::{Digest, Sha256};

use crate::harness::Office;

/// Returns the hash of a file.
fn hash(office: &Office, file: &str) -> String {
    let bytes = std::fs::read(office.path().join(file)).unwrap();
    let digits = Sha256::digest(bytes);
    let digits = digits.iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

/// An office in November that has made its summary, and entered something after that.
fn office() -> Office {
    let mut office = Office::leading();
    office.on("2011-11-28");
    for line in [
        "person add --name 王芳 --rank staff",
        "visit add --visitors M1 --place-kind village --brought policy --people-reached 30 --date 5.20",
        "opinion add --channel hotline --topic 查档 --date 5.3",
        "report summary -o 总结.docx",
        "visit add --visitors M1 --place-kind village --brought policy --people-reached 12 --date 5.23",
    ] {
        office.does(line);
    }
    office
}

#[test]
fn what_was_handed_in_is_kept_and_what_has_changed_since_is_told() {
    let office = office();
    let sha256 = hash(&office, "总结.docx");
    let added = office.json(&[
        "submission",
        "add",
        "--report",
        "summary",
        "--file",
        "总结.docx",
    ]);
    // One for each to whom the plan has it sent.
    let added = added.as_array().expect("an array").clone();
    assert_eq!(added.len(), 2);
    for one in &added {
        assert_eq!(one["sha256"], sha256.as_str());
        assert_eq!(one["file_name"], "总结.docx");
        assert_eq!(one["as_of"], "2011-11-28");
        // As the paper says, and not as it would say by now.
        assert_eq!(one["figures"]["figures"]["visits"], 1);
    }
    let since = office.json(&["report", "summary", "--against", "N1"]);
    assert_eq!(since["against"]["submission"], "LY-N1");
    let changes = since["against"]["changes"].as_array().unwrap();
    let of = |figure: &str| changes.iter().find(|one| one["figure"] == figure);
    let visits = of("figures.visits").expect("visits");
    assert_eq!((&visits["before"], &visits["now"]), (&1.into(), &2.into()));
    assert_eq!(visits["refs"][0]["ref"], "LY-V2");
    assert!(of("figures.opinions").is_none());
    // The bytes come back, from a merged file as well.
    office.does("submission save N1 again.docx");
    assert_eq!(hash(&office, "again.docx"), sha256);
    let shown = office.does("submission show N1").out;
    assert!(
        shown.contains(&sha256) && !shown.contains("reception_visitors"),
        "{shown}"
    );
    std::fs::remove_file(office.path().join("总结.docx")).unwrap();
    office.does("submission save N2 总结.docx");
    assert_eq!(hash(&office, "总结.docx"), sha256);
}

#[test]
fn a_file_that_is_no_paper_is_kept_and_one_without_a_file_says_so() {
    let office = office();
    // More than a text of a person may have.
    let scan = [b"%PDF \0 scan".to_vec(), vec![7; 200_000]].concat();
    std::fs::write(office.path().join("scan.pdf"), scan).unwrap();
    let one = office.json(&[
        "submission",
        "add",
        "--report",
        "总结报告",
        "--addressee",
        "市委",
        "--file",
        "scan.pdf",
    ]);
    assert_eq!(one["sha256"], hash(&office, "scan.pdf").as_str());
    assert!(one["figures"].is_null());
    office.does("submission save N1 back.pdf");
    assert_eq!(hash(&office, "back.pdf"), hash(&office, "scan.pdf"));
    office.does("submission add --report summary --addressee 市委");
    for line in [
        &["submission", "save", "N2", "x.docx"][..],
        &["report", "summary", "--against", "N2"],
    ] {
        let refused = office.refused(1, line);
        assert!(refused.contains("--file"), "{refused}");
    }
    std::fs::write(office.path().join("big.bin"), vec![0; 3 << 20]).unwrap();
    office.refused(
        1,
        &[
            "submission",
            "add",
            "--report",
            "x",
            "--addressee",
            "y",
            "--file",
            "big.bin",
        ],
    );
}
