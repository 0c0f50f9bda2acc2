//! The templates of reports: printed with what may stand in them, and an office's own in their place.

use serde_json::Value as Json;

use crate::harness::Office;

/// The leading group's file of the demonstration, on the campaign's last day.
fn demo() -> Office {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    office
}

/// The reports with a template, each as it is asked for.
const REPORTS: [&[&str]; 7] = [
    &["summary"],
    &["monthly", "--month", "2011-05"],
    &["phase", "1"],
    &["public"],
    &["sheet", "--unit", "利用处"],
    &["card", "DZ-H1"],
    &["evaluation"],
];

fn asked(report: &[&str], more: &[&str]) -> Vec<String> {
    let words = [&["--db", "campaign/DZ.db", "report"], report, more].concat();
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_built_in_template_makes_the_same_report() {
    let office = demo();
    for lang in ["zh", "en"] {
        for report in REPORTS {
            office.ok(&[
                "report", "template", report[0], "-o", "t.md", "--lang", lang,
            ]);
            let of = |more: &[&str]| {
                let words = asked(
                    report,
                    &[&["--format", "md", "--lang", lang], more].concat(),
                );
                office.ok(&words.iter().map(String::as_str).collect::<Vec<_>>())
            };
            assert_eq!(of(&["--template", "t.md"]), of(&[]), "{report:?}");
        }
    }
    let told = office.refused(1, &["report", "template", "rates"]);
    assert!(told.contains("summary"), "{told}");
}

#[test]
fn a_template_tells_of_all_that_it_may_name() {
    let office = demo();
    let write = |text: &str| std::fs::write(office.path().join("own.md"), text).expect("written");
    for report in REPORTS {
        let told = office.ok(&["report", "template", report[0]]);
        let (told, _) = told.split_once("#}").expect("a comment");
        let told: Vec<&str> = told
            .lines()
            .filter_map(|line| line.trim().split_once("  "))
            .map(|(name, _)| name)
            .collect();
        for (wrong, intro) in [("{{ nothing }}", ""), ("![](nothing)", "")] {
            write(&format!("{intro}{wrong}"));
            let words = asked(report, &["--template", "own.md", "--format", "json"]);
            let run = office.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(run.code, 1, "{}", run.err);
            let told_wrong: Json = serde_json::from_str(&run.err).expect("JSON");
            let hint = told_wrong["error"]["hint"].as_str().expect("a hint");
            let (_, known) = hint.rsplit_once('：').expect("names");
            let known = known.split([' ', '、']);
            let is_name = |name: &&str| {
                name.bytes()
                    .all(|one| one.is_ascii_lowercase() || one == b'_' || one == b'.')
                    && !name.is_empty()
            };
            let known: Vec<&str> = known.filter(is_name).collect();
            assert!(!known.is_empty(), "{}", run.err);
            for name in known {
                let (root, _) = name.split_once('.').unwrap_or((name, ""));
                assert!(told.contains(&root), "{root} of {report:?}: {told:?}");
            }
        }
    }
}

#[test]
fn an_offices_own_template_words_a_month_and_its_lists_keep_their_marks() {
    let office = demo();
    let own = "# {{ title }}\n\n1. 甲{{ from }}\n2. 乙\n\n- 丙\n- 丁\n\n![](figures)";
    std::fs::write(office.path().join("own.md"), own).expect("written");
    let words = asked(REPORTS[1], &["--template", "own.md", "--format", "md"]);
    let told = office.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    for line in ["1. 甲2011年5月1日", "2. 乙", "- 丙", "- 丁"] {
        assert!(told.lines().any(|one| one == line), "{line}: {told}");
    }
}

#[test]
fn a_month_is_compared_with_the_month_before() {
    let office = demo();
    let words = asked(REPORTS[1], &["--format", "md"]);
    let told = office.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(
        told.contains("与上月相比：集中学习8次，减少4次；走访2次，减少1次"),
        "{told}"
    );
    assert!(told.contains("| 走访 | 次 | 2 | 3 | 8 |"), "{told}");
    let month = |month| {
        let words = [
            "--db",
            "campaign/DZ.db",
            "report",
            "monthly",
            "--month",
            month,
        ];
        office.json(&words)
    };
    let (april, may) = (month("2011-04"), month("2011-05"));
    assert_eq!(
        may["before"]["figures"]["visits"],
        april["own"]["figures"]["visits"]
    );
    assert_eq!(month("2011-03")["before"], Json::Null);
}
