//! What a merge, an admission and a revocation change of what counts is told where it comes: each change
//! with its record, its values, and what became of it.

use serde_json::{Value as Json, json};

use crate::harness::Office;
use crate::members::{campaign, copy, merge, on, run, told};

/// A campaign in which the offices are known, and have each other's records.
fn known() -> Office {
    let office = campaign();
    on(
        &office,
        "ly.db",
        "household add --name 王五 --household-kind rural",
    );
    merge(&office, "zd.db", "ly.db");
    on(&office, "zd.db", "office admit LY");
    merge(&office, "jd.db", "ly.db");
    office
}

/// Merges, and returns what is told of under a key: the refs, and what became of each.
fn became(office: &Office, to: &str, from: &str) -> Vec<[String; 3]> {
    let done = told(office, to, &format!("merge {from} --no-backup"));
    let answers = done["answers"].as_array().unwrap().iter();
    let words = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    answers
        .map(|one| {
            let answers = one["answers"].as_array().unwrap().iter();
            let by: Vec<String> = answers
                .map(|one| format!("{} {}", words(&one["office"]), words(&one["became"])))
                .collect();
            [words(&one["ref"]), words(&one["became"]), by.join(", ")]
        })
        .collect()
}

#[test]
fn a_merge_tells_what_became_of_every_proposal() {
    let office = known();
    on(&office, "jd.db", "pledge edit LY-P1 --measures 电话预约");
    on(&office, "jd.db", "pledge edit LY-P1 --title 乙");
    on(&office, "jd.db", "progress add LY-P1 --text 办好了");
    for file in ["zd.db", "ly.db"] {
        merge(&office, file, "jd.db");
    }
    // Neither has seen what the other says of the first.
    on(&office, "zd.db", "proposal accept 1");
    on(&office, "ly.db", "proposal refuse 1");
    on(&office, "zd.db", "proposal refuse 3");
    let both = "ZD accepted, LY refused";
    let progress = ["JD-G1", "refused", "ZD refused"].map(str::to_owned);
    let first = ["LY-P1", "accepted", both].map(str::to_owned);
    assert_eq!(
        became(&office, "zd.db", "ly.db"),
        std::slice::from_ref(&first)
    );
    let done = merge(&office, "ly.db", "zd.db").out;
    for words in [
        "建议的答复：2处",
        "推进措施=电话预约",
        "王芳（JD）",
        "ZD 采纳，LY 不采纳：以采纳为准",
        "ZD 不采纳",
    ] {
        assert!(done.contains(words), "{words}: {done}");
    }
    // Nothing is told twice, and both came with one file.
    assert_eq!(became(&office, "ly.db", "zd.db"), Vec::<[String; 3]>::new());
    let mut all = became(&office, "jd.db", "zd.db");
    all.sort();
    assert_eq!(all, [progress, first]);
    for file in ["zd.db", "ly.db", "jd.db"] {
        let shown = told(&office, file, "pledge show LY-P1");
        assert_eq!(shown["measures"], "电话预约", "{file}");
        let history = on(&office, file, "history LY-P1").out;
        assert!(
            history.contains("建议修改（已采纳）") && !history.contains("建议修改（未采纳）"),
            "{file}: {history}"
        );
    }
    // What the office that proposed takes back is told too.
    on(&office, "jd.db", "pledge edit LY-P1 --title 丙");
    merge(&office, "ly.db", "jd.db");
    on(&office, "jd.db", "undo");
    let back = became(&office, "ly.db", "jd.db");
    assert_eq!(back[0][..2], ["LY-P1", "withdrawn"], "{back:?}");
}

#[test]
fn what_others_change_by_right_is_told_where_it_comes() {
    let office = known();
    on(&office, "jd.db", "household edit LY-H1 --phone 13812345678");
    merge(&office, "zd.db", "jd.db");
    // Until it counts it is a proposal, and not told as a change.
    let early = told(&office, "ly.db", "merge jd.db --no-backup");
    assert_eq!(early["by_others"], json!([]));
    let admitted = on(&office, "zd.db", "office admit JD");
    assert!(
        admitted.out.contains("现在计入的改动：1处") && admitted.out.contains("LY-H1"),
        "{}",
        admitted.out
    );
    on(&office, "zd.db", "pledge edit LY-P1 --measures 改过");
    on(&office, "zd.db", "person edit M1 --note x");
    let done = told(&office, "ly.db", "merge zd.db --no-backup");
    let changed = |done: &Json| -> Vec<String> {
        let rows = done["by_others"].as_array().unwrap().iter();
        rows.map(|one| format!("{} {}", one["office"], one["ref"]))
            .collect()
    };
    assert_eq!(changed(&done), [r#""ZD" "LY-P1""#]);
    assert_eq!(done["answers"][0]["became"], "counts");
    // The leading office is told of what one office changes of another's.
    on(&office, "jd.db", "household edit LY-H1 --people 3");
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    assert_eq!(changed(&done), [r#""JD" "LY-H1""#]);
    // What an office writes of its own is no news.
    on(&office, "ly.db", "pledge edit P1 --note 一");
    let done = told(&office, "zd.db", "merge ly.db --no-backup");
    assert_eq!((changed(&done), &done["answers"]), (Vec::new(), &json!([])));
}

#[test]
fn who_is_revoked_is_told_once_and_wherever_it_matters() {
    let office = known();
    merge(&office, "zd.db", "jd.db");
    on(&office, "zd.db", "office revoke JD");
    let first = merge(&office, "jd.db", "zd.db").err;
    assert_eq!(first.matches("已停用").count(), 1, "{first}");
    on(&office, "zd.db", "person edit M1 --note x");
    let again = merge(&office, "jd.db", "zd.db").err;
    assert!(!again.contains("已停用"), "{again}");
    assert!(!merge(&office, "ly.db", "zd.db").err.contains("已停用"));
    for line in ["", "household add --name 赵六 --household-kind rural"] {
        let done = run(&office, "jd.db.keys", "jd.db", line);
        let both = format!("{}{}", done.out, done.err);
        assert_eq!(both.matches("已停用").count(), 1, "{line}: {both}");
    }
}

#[test]
fn what_is_erased_everywhere_takes_only_the_words_where_they_stand() {
    let office = known();
    on(&office, "ly.db", "household edit H1 --phone 13812345678");
    merge(&office, "jd.db", "ly.db");
    on(
        &office,
        "jd.db",
        "pledge edit LY-P1 --title 打13812345678预约",
    );
    merge(&office, "ly.db", "jd.db");
    copy(&office, "ly.db", "before.db");
    let redact = "redact H1 --field phone --reason 本人申请 --everywhere";
    on(&office, "ly.db", redact);
    let log = crate::forge::read(&office.path().join("ly.db"));
    let bodies = log.iter().filter_map(|row| row.body.as_deref());
    assert!(bodies.clone().all(|body| !body.contains("13812345678")));
    // The title that stands was never that, and is in the history as it was.
    assert!(
        bodies
            .clone()
            .any(|body| body.contains("\"title\":\"预约\""))
    );
    assert_eq!(told(&office, "ly.db", "pledge show P1")["title"], "预约");
    let history = on(&office, "ly.db", "history P1").out;
    assert!(history.contains("项目名称=预约"), "{history}");
    on(&office, "ly.db", "verify --exit-code");
}

#[test]
fn an_answer_that_was_taken_back_is_not_told_as_what_became_of_a_proposal() {
    let office = known();
    on(&office, "jd.db", "pledge edit LY-P1 --title 乙");
    merge(&office, "zd.db", "jd.db");
    on(&office, "zd.db", "proposal accept 1");
    on(&office, "zd.db", "undo");
    let became_in = |file: &str| {
        let all = told(&office, file, "history LY-P1");
        let all = all.as_array().unwrap().iter();
        let edit = all.clone().find(|one| one["fields"]["title"] == "乙");
        edit.unwrap()["proposal"].clone()
    };
    assert_eq!(became_in("zd.db"), "open");
    for (at, (line, expected)) in [
        ("proposal refuse 1", "refused"),
        ("pledge edit LY-P1 --title 丙", "replaced"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = format!("copy{at}.db");
        crate::members::copy(&office, "zd.db", &file);
        on(&office, &file, line);
        assert_eq!(became_in(&file), expected, "{line}");
    }
    // Overtaken by another word of who proposed it, and then taken back by it.
    on(&office, "jd.db", "pledge edit LY-P1 --title 丁");
    let first = ["LY-P1", "replaced", "JD replaced"].map(str::to_owned);
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    assert_eq!(done["answers"][0]["became"], first[1], "{done}");
    let answers = done["answers"][0]["answers"].to_string();
    assert!(!answers.contains("accepted"), "{answers}");
    on(&office, "jd.db", "undo");
    on(&office, "jd.db", "undo");
    merge(&office, "zd.db", "jd.db");
    assert_eq!(became_in("zd.db"), "withdrawn");
}

#[test]
fn what_is_imported_again_from_an_export_is_no_proposal_and_no_change() {
    let office = campaign();
    let all = |file: &str, line: &str| on(&office, file, line);
    all("ly.db", "pledge publish P1 --published-on 2011-05-01");
    all("ly.db", "progress add P1 --text 办了 --percent 40");
    all("ly.db", "export all -o all");
    // The others have it from the sheets before they have it from the office.
    for file in ["zd.db", "jd.db"] {
        all(file, "import all all");
    }
    let done = told(&office, "ly.db", "merge zd.db --no-backup");
    assert_eq!(done["by_others"], json!([]), "{done}");
    merge(&office, "zd.db", "ly.db");
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    assert_eq!(done["proposals"], json!([]), "{done}");
    assert_eq!(told(&office, "zd.db", "proposal list"), json!([]));
}

#[test]
fn a_proposal_of_what_its_owner_says_since_waits_no_more() {
    let office = known();
    on(&office, "jd.db", "pledge edit LY-P1 --title 乙");
    let done = told(&office, "zd.db", "merge jd.db --no-backup");
    assert_eq!(done["proposals"][0]["new"], "乙");
    // Without having seen it.
    on(&office, "ly.db", "pledge edit P1 --title 乙");
    let done = told(&office, "zd.db", "merge ly.db --no-backup");
    assert_eq!(done["answers"][0]["became"], "moot", "{done}");
    assert_eq!(told(&office, "zd.db", "proposal list"), json!([]));
    // It does not say so of anything else.
    on(&office, "ly.db", "pledge edit P1 --title 丙");
    merge(&office, "zd.db", "ly.db");
    let listed = told(&office, "zd.db", "proposal list");
    assert_eq!(listed[0]["old"], "丙", "{listed}");
}

/// Many proposals of one record are answered by one change, as one after the other would be.
#[test]
fn proposals_of_one_record_are_answered_together_as_one_by_one() {
    let office = campaign();
    merge(&office, "zd.db", "ly.db");
    merge(&office, "jd.db", "ly.db");
    for (field, value) in [("title", "丙"), ("content", "乙"), ("measures", "丁")] {
        on(
            &office,
            "jd.db",
            &format!("pledge edit LY-P1 --{field} {value} --reason 写错"),
        );
    }
    merge(&office, "ly.db", "jd.db");
    crate::members::copy(&office, "ly.db", "one.db");
    std::fs::create_dir_all(office.path().join("one.db.keys")).unwrap();
    for key in std::fs::read_dir(office.path().join("ly.db.keys")).unwrap() {
        let key = key.unwrap().path();
        let to = office
            .path()
            .join("one.db.keys")
            .join(key.file_name().unwrap());
        std::fs::copy(key, to).unwrap();
    }
    on(&office, "ly.db", "proposal accept 1 2 3");
    for number in 1..=3 {
        on(&office, "one.db", &format!("proposal accept {number}"));
    }
    let [together, one] = ["ly.db", "one.db"].map(|file| told(&office, file, "pledge show P1"));
    for field in ["title", "content", "measures"] {
        assert_eq!(together[field], one[field], "{field}");
    }
    assert_eq!(
        (&together["title"], &together["content"]),
        (&json!("丙"), &json!("乙"))
    );
    let accepted = told(&office, "ly.db", "history P1");
    let accepted = accepted.as_array().unwrap().iter();
    assert_eq!(
        accepted
            .filter(|row| row["command"] == "proposal accept")
            .count(),
        1
    );
    for file in ["ly.db", "one.db"] {
        assert_eq!(crate::members::open(&office, file), 0, "{file}");
    }
    let became = became(&office, "jd.db", "ly.db");
    assert!(
        became.iter().all(|[_, became, _]| became == "accepted"),
        "{became:?}"
    );
    assert_eq!(became.len(), 3, "{became:?}");
    on(&office, "ly.db", "undo");
    assert_eq!(crate::members::open(&office, "ly.db"), 3);
    on(&office, "ly.db", "proposal refuse 1 2 3");
    assert_eq!(told(&office, "ly.db", "pledge show P1")["title"], "预约");
    assert_eq!(crate::members::open(&office, "ly.db"), 0);
}

/// Of proposals that are accepted together, the one is named by which the record would break its rules.
#[test]
fn the_proposal_is_named_that_breaks_a_rule() {
    let office = campaign();
    merge(&office, "jd.db", "ly.db");
    let jd = office.path().join("jd.db");
    let rows = crate::forge::read(&jd);
    let is_own = |row: &&crate::forge::Row| {
        let body = row.body.as_deref().unwrap_or_default();
        row.kind == "office" && body.contains("\"JD\"")
    };
    let own = rows.iter().find(is_own).unwrap();
    let pledge = rows.iter().find(|row| row.kind == "pledge").unwrap();
    let mut liar = crate::forge::Office::going_on("JD", &own.writer, &rows);
    for body in [
        json!({"title": "甲"}),
        json!({"deadline": "2010-01-01"}),
        json!({"title": "乙"}),
    ] {
        liar.write("pledge set", "pledge", &pledge.record, &[&pledge.id], &body);
    }
    crate::forge::put(&jd, &liar.rows);
    merge(&office, "ly.db", "jd.db");
    let refused = crate::members::run(&office, "ly.db.keys", "ly.db", "proposal accept 1 2 3");
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("建议 2（"), "{}", refused.err);
    on(&office, "ly.db", "proposal accept 1 3");
    assert_eq!(told(&office, "ly.db", "pledge show P1")["title"], "乙");
}
