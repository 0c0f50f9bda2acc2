//! `redact --everywhere`: where a text may stand besides the field that said it, and who may erase it there.

use serde_json::json;

use crate::erasure::{PHONES, holds, with_household};
use crate::members::{campaign, merge, on, run};

/// What stays whatever is erased may not say what is.
#[test]
fn a_reason_that_says_what_is_erased_is_refused() {
    let office = with_household();
    let spaced = format!("{} {}", &PHONES[1][..3], &PHONES[1][3..]);
    for text in [PHONES[1], &spaced] {
        let reason = format!("号码{text}不对");
        let redact = ["redact", "H1", "--field", "phone", "--reason", &reason];
        let refused = office.refused(1, &redact);
        assert!(refused.contains("--reason"), "{refused}");
        assert!(!refused.contains(text), "{refused}");
    }
    assert_eq!(
        office.json(&["household", "show", "H1"])["phone"],
        PHONES[1]
    );
}

/// What is void stays so without the words in which somebody said why, then as now.
#[test]
fn why_a_record_is_void_is_erased_and_it_stays_void() {
    let office = with_household();
    let phone = PHONES[1];
    office.does("pledge add --title 修路 --content 一");
    office.does(&format!("pledge void P1 --reason 打{phone}，重复"));
    office.does("redact H1 --field phone --everywhere --reason 申请");
    assert!(!holds(&office, "huiyin.db", phone));
    assert_eq!(office.json(&["pledge", "list"]), json!([]));
    let shown = office.json(&["pledge", "show", "P1"]);
    assert_eq!(shown["void"], "打***，重复");
    let history = office.ok(&["history", "P1"]);
    assert!(history.contains("作废原因=已删除"), "{history}");
    assert!(!history.contains("作废原因=***；"), "{history}");
    office.does("verify --exit-code");
}

/// A file that was handed in is kept as it is, and says what it says in its own form.
#[test]
fn what_a_kept_file_says_is_told_and_erased_with_it() {
    let office = with_household();
    let phone = PHONES[1];
    std::fs::write(office.path().join("稿.txt"), format!("电话{phone}")).unwrap();
    office.does("submission add --report summary --addressee 市局 --file 稿.txt");
    std::fs::write(office.path().join("他.txt"), "无").unwrap();
    office.does("submission add --report summary --addressee 省局 --file 他.txt");
    let told = office.does("redact H1 --field phone --reason 申请").err;
    assert!(
        told.contains("存件 稿.txt") && !told.contains("他.txt"),
        "{told}"
    );
    office.does("submission save N1 又.txt");
    office.does("household edit H1 --phone 13987654321");
    let told = office
        .does("redact H1 --field phone --everywhere --reason 申请")
        .err;
    assert!(told.contains("只留摘要：稿.txt"), "{told}");
    let refused = office.refused(1, &["submission", "save", "N1", "再.txt"]);
    assert!(refused.contains("没有存"), "{refused}");
    office.does("submission save N2 他又.txt");
    office.does("verify --exit-code");
}

/// The names of files that were merged are kept for whoever takes the merge back.
#[test]
fn the_name_of_a_file_that_was_merged_is_erased_from_the_journal() {
    let office = with_household();
    let phone = PHONES[1];
    office.does(&format!("backup {phone}.db"));
    office.does(&format!(
        "--db {phone}.db pledge add --title 修路 --content 一"
    ));
    office.does(&format!("merge {phone}.db --no-backup"));
    assert!(office.ok(&["log"]).contains(phone));
    office.does("redact H1 --field phone --everywhere --reason 申请");
    assert!(!holds(&office, "huiyin.db", phone));
    assert!(!office.ok(&["log"]).contains(phone));
}

/// What this office may not erase is not told as erased, and whoever may finds it.
#[test]
fn what_others_decide_about_is_told_and_erased_by_them() {
    let office = campaign();
    let phone = PHONES[0];
    let add = format!("household add --name 李大山 --household-kind rural --phone {phone}");
    on(&office, "ly.db", &add);
    on(
        &office,
        "ly.db",
        &format!("unit edit 利用处 --note 值班{phone}"),
    );
    let told = on(
        &office,
        "ly.db",
        "redact H1 --field phone --everywhere --reason 申请",
    )
    .err;
    assert!(told.contains("ZD-U2 的备注，不由本处室决定"), "{told}");
    assert!(!told.contains("也已从 ZD-U2"), "{told}");
    assert!(holds(&office, "ly.db", phone));
    let again = "redact H1 --field phone --everywhere --reason 申请";
    let refused = run(&office, "ly.db.keys", "ly.db", again);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("只剩 ZD-U2 的备注"), "{}", refused.err);
    merge(&office, "zd.db", "ly.db");
    assert!(holds(&office, "zd.db", phone));
    on(
        &office,
        "zd.db",
        "redact LY-H1 --field phone --everywhere --reason 申请",
    );
    merge(&office, "ly.db", "zd.db");
    for file in ["zd.db", "ly.db"] {
        assert!(!holds(&office, file, phone), "{file}");
    }
}
