//! What only a person can write in a report: kept for its place, printed there whatever else changes,
//! approved as it is worded, and merged as any record.

use crate::harness::Office;

/// An office with whoever acts on its roster.
fn office() -> Office {
    let office = Office::leading();
    office.does("person add --name 王芳 --rank staff");
    office
}

/// Returns the report as Markdown.
fn printed(office: &Office, report: &str) -> String {
    office.does(&format!("report {report} --format md")).out
}

/// Returns what stands below a heading.
fn below<'t>(text: &'t str, heading: &str) -> &'t str {
    let (_, rest) = text.split_once(heading).expect("the heading");
    rest.split("\n#").next().unwrap_or_default()
}

#[test]
fn a_passage_stands_at_its_place_instead_of_what_was_to_be_written() {
    let office = office();
    let before = printed(&office, "summary");
    assert!(below(&before, "## 六、下一步打算").contains("【待补】"));
    let text = "下一步，{{ 抓 }}落实。\n\n1. 建立台账；\n2. <b>按月</b>通报。\n";
    std::fs::write(office.path().join("six.md"), text).unwrap();
    let run = office.does("passage edit summary 六 --file six.md --format json");
    assert!(run.out.contains("\"place\": \"next\"") || run.out.contains("\"place\":\"next\""));
    office.does("passage edit 总结 二（三） --before --text '公开是常态。'");
    let after = printed(&office, "summary");
    let six = below(&after, "## 六、下一步打算");
    for line in [
        "下一步，{{ 抓 }}落实。",
        "1. 建立台账；",
        "2. \\<b\\>按月\\</b\\>通报。",
    ] {
        assert!(six.contains(line), "{line}: {six}");
    }
    assert!(!six.contains("【待补】") && six.find("落实") < six.find("附件："));
    let three = below(&after, "### （三）公开承诺");
    assert!(three.trim_start().starts_with("公开是常态。\n"), "{three}");
    // All else is as it was.
    let without = |text: &str| {
        let lines = text.lines().filter(|line| {
            let is_own = ["落实", "建立台账", "按月", "公开是常态"]
                .iter()
                .any(|own| line.contains(own));
            !is_own && !line.is_empty() && !line.contains("【待补】") && !line.contains("数据摘要")
        });
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let ledgers = |line: &String| !line.starts_with("| 段落") && !line.starts_with("| 合计");
    let [before, after] = [before, after].map(|text| without(&text));
    assert!(
        before
            .iter()
            .filter(|line| ledgers(line))
            .eq(after.iter().filter(|line| ledgers(line)))
    );
    // The marks of lists are kept wherever the report goes.
    for (file, mark) in [("s.html", "<ol start=\"1\">"), ("s.txt", "1. 建立台账")] {
        office.does(&format!(
            "report summary -o {file} --format {}",
            match file {
                "s.txt" => "table",
                _ => "html",
            }
        ));
        let text = std::fs::read_to_string(office.path().join(file)).unwrap();
        assert!(text.contains(mark), "{file}");
    }
    let told = office.json(&["report", "summary"]);
    assert_eq!(told["passages"][0]["ref"], "LY-C1");
    assert_eq!(told["passages"][0]["author"], "LY-M1");
}

#[test]
fn places_are_listed_and_an_unknown_one_is_told_with_those_that_are() {
    let office = office();
    office.does("passage edit summary 四 --text 制度管长远。");
    let places = office.json(&["passage", "list", "summary"]);
    let places = places.as_array().unwrap();
    let of = |key: &str| places.iter().find(|one| one["place"] == key).unwrap();
    assert_eq!(of("mechanisms")["ref"], "LY-C1");
    assert_eq!(of("mechanisms")["number"], "四");
    assert_eq!(of("visits")["number"], "二（二）");
    assert!(of("next")["ref"].is_null());
    let refused = office.refused(1, &["passage", "edit", "summary", "七", "--text", "x"]);
    assert!(refused.contains("六 下一步打算(next)"), "{refused}");
    let refused = office.refused(2, &["passage", "edit", "monthly", "二", "--text", "x"]);
    assert!(refused.contains("--month"), "{refused}");
    let refused = office.refused(1, &["passage", "approve", "summary", "六"]);
    assert!(
        refused.contains("huiyin passage edit summary 六 --file"),
        "{refused}"
    );
    // A month and a phase have words of their own, and so has each language.
    office.does("passage edit monthly 二 --month 5月 --text 五月的话。");
    office.does("passage edit phase 三 --phase 2 --text 阶段的话。");
    assert!(printed(&office, "monthly --month 5月").contains("五月的话。"));
    assert!(!printed(&office, "monthly --month 4月").contains("五月的话。"));
    assert!(printed(&office, "phase 2").contains("阶段的话。"));
    let english = office.does("--lang en report summary --format md").out;
    assert!(!english.contains("制度管长远"));
    office.does("--lang en passage edit summary 4 --text 'Rules last.'");
    let english = office.does("--lang en report summary --format md").out;
    assert!(below(&english, "## 4. Lasting mechanisms").contains("Rules last."));
}

#[test]
fn other_words_are_not_approved_any_more() {
    let office = office();
    office.does("passage edit summary 六 --text 抓落实。");
    let told = |office: &Office| office.does("report summary --format md").err;
    assert!(told(&office).contains("尚未审定：LY-C1"));
    office.does("passage approve summary 六");
    let record = office.json(&["passage", "show", "C1"]);
    assert_eq!(record["approved_by"], "LY-M1");
    assert_eq!(record["approved_on"], "2011-05-26");
    assert!(!told(&office).contains("尚未审定"));
    // A note beside it changes no words.
    office.does("passage edit C1 --note 已送阅");
    assert!(!told(&office).contains("尚未审定"));
    office.does("passage edit summary 六 --text 狠抓落实。");
    let record = office.json(&["passage", "show", "C1"]);
    assert!(record["approved_by"].is_null() && record["approved_on"].is_null());
    assert!(told(&office).contains("尚未审定：LY-C1"));
    office.does("undo");
    assert!(!told(&office).contains("尚未审定"));
    let nobody = office.refused(1, &["--as", "路人", "passage", "approve", "C1"]);
    assert!(nobody.contains("--by"), "{nobody}");
}

#[test]
fn words_approved_here_and_changed_there_are_a_conflict_and_never_approved_unread() {
    let office = office();
    office.does("passage edit summary 六 --text 抓落实。");
    let other = office.copy();
    office.does("passage approve C1");
    other.does("passage edit C1 --text 抓紧落实。");
    let theirs = other.file().display().to_string();
    let merged = office.run(&["merge", &theirs]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    let record = office.json(&["passage", "show", "C1"]);
    let is_new = record["text"] == "抓紧落实。";
    assert_eq!(record["approved_on"].is_null(), is_new, "{record}");
}
