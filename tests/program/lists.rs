//! `list`: filters that read naturally, the order of names, chosen columns, and lists that are kept.

use crate::harness::Office;

/// An office with three pledges of two persons, one of whom has a rank and a seniority.
fn office() -> Office {
    let office = Office::new();
    let lines = [
        "person add --name 张三 --rank staff",
        "person add --name 曾一 --rank staff",
        "person add --name 陈二 --rank staff",
        "person add --name 赵正 --rank principal --seniority 1",
        "pledge add --title 窗口延时 --deadline 9.30 --responsible 张三 --content c --measures m",
        "pledge add --title 婚姻档案 --deadline 5月底 --responsible 赵正 --content c --measures m",
        "pledge add --title 馆藏数字化",
        "pledge publish P1 P2",
        "pledge progress P1 --text t --percent 10",
        "pledge progress P2 --text t --percent 50",
    ];
    for line in lines {
        office.ok(&line.split(' ').collect::<Vec<_>>());
    }
    office
}

/// Lists records, and returns their refs.
fn refs(office: &Office, line: &str) -> Vec<String> {
    let args: Vec<&str> = line.split(' ').collect();
    let list = office.json(&args);
    let rows = list.as_array().expect("a list").iter();
    rows.map(|row| row["ref"].as_str().unwrap().replace("LY-", ""))
        .collect()
}

#[test]
fn filters_compare_as_they_read() {
    let office = office();
    let cases = [
        ("deadline<2011-06-01", "P2"),
        ("deadline<=5月", "P2"),
        ("deadline>5月", "P1"),
        ("deadline>=5.31", "P1 P2"),
        ("deadline=5月下旬", "P2"),
        ("deadline!=5月", "P1 P3"),
        ("deadline=", "P3"),
        ("deadline!=", "P1 P2"),
        ("办理时限＜6.1", "P2"),
        ("percent>=50", "P2"),
        ("percent<50", "P1"),
        ("status=draft", "P3"),
        ("status!=草稿", "P1 P2"),
        ("responsible=张三", "P1"),
        ("responsible!=张三", "P2 P3"),
        ("responsible~赵", "P2"),
        ("title~档", "P2"),
        ("deadline=5月,9月", "P1 P2"),
        ("deadline=二季度", "P2"),
        ("deadline=5月..9月", "P1 P2"),
        ("deadline=6月..", "P1"),
        ("deadline=..6月", "P2"),
        ("deadline!=6月..", "P2 P3"),
        ("deadline!=5月,9月", "P3"),
        ("percent=10..20,50", "P1 P2"),
        ("percent!=50", "P1 P3"),
        ("responsible=张三,赵正", "P1 P2"),
        ("responsible!=张三、赵正", "P3"),
        ("status=草稿，done", "P3"),
        ("status!=draft,done", "P1 P2"),
        ("title=窗口延时,婚姻档案", "P1 P2"),
        ("title=“窗口延时，婚姻档案”", ""),
        ("title~窗口,数字", "P1 P3"),
        ("title= --or responsible=", "P3"),
        ("percent=10 --or deadline=5月", "P1 P2"),
        (
            "percent=10 --where title~窗口 --or --where deadline=5月 --where percent=50",
            "P1 P2",
        ),
        (
            "percent=10 --where title~婚姻 --or --where deadline=5月 --where percent=10",
            "",
        ),
    ];
    for (condition, expected) in cases {
        let found = refs(&office, &format!("pledge list --where {condition}"));
        assert_eq!(found.join(" "), expected, "{condition}");
    }
    let both = "pledge list --where deadline!= --where percent>10";
    assert_eq!(refs(&office, both), ["P2"]);
    let cut = "pledge list --where title~数字 --limit 1";
    assert_eq!(refs(&office, cut), ["P3"], "cut after the filter");
}

#[test]
fn what_is_no_condition_is_refused_with_its_value() {
    let office = office();
    let cases = [
        ("status=draft,", "status=draft,", "--or status="),
        ("status=draft,drfat", "drfat", "draft"),
        ("deadline=9月..5月", "9月..5月", "5月..9月"),
        ("deadline=5月..某天", "某天", "日期"),
        ("deadline=..", "deadline=..", "A..B"),
        ("percent=10,x", "x", "0到100"),
        ("status=draft --or", "--or", "--where unit=U1 --or"),
        ("responsible=张三,李八", "李八", "请核对写法"),
    ];
    for (condition, value, way) in cases {
        let line = format!("pledge list --where {condition}");
        let run = office.run(&line.split(' ').collect::<Vec<_>>());
        assert_ne!(run.code, 0, "{line}");
        assert!(
            run.err.contains(value) && run.err.contains(way),
            "{line}: {}",
            run.err
        );
        assert_eq!(run.err.trim_end().lines().count(), 1, "{line}: {}", run.err);
    }
}

#[test]
fn a_kept_list_with_alternatives_takes_further_conditions_for_each() {
    let office = office();
    office.does("pledge list --where percent=10 --or --where deadline= --save 两组 -q");
    assert_eq!(refs(&office, "pledge list @两组"), ["P1", "P3"]);
    assert_eq!(
        refs(&office, "pledge list @两组 --where title~窗口"),
        ["P1"]
    );
    let more = "pledge list @两组 --where title~窗口 --or --where title~数字";
    assert_eq!(refs(&office, more), ["P1", "P3"]);
}

#[test]
fn names_sort_by_seniority_and_pinyin_and_values_by_what_they_are() {
    let office = office();
    let cases = [
        ("person list --sort name", "M4 M3 M2 M1"),
        ("person list --sort rank,name", "M4 M3 M2 M1"),
        ("person list --sort=-rank,name", "M3 M2 M1 M4"),
        ("pledge list --sort deadline", "P2 P1 P3"),
        ("pledge list --sort=-percent", "P2 P1 P3"),
        ("pledge list --sort responsible", "P1 P2 P3"),
        ("pledge list --sort title", "P1 P3 P2"),
        ("pledge list --sort title --limit 1", "P1"),
    ];
    for (line, expected) in cases {
        // 窗 chuang, 馆 guan, 婚 hun; 陈 chen, 曾 zeng, 张 zhang.
        assert_eq!(refs(&office, line).join(" "), expected, "{line}");
    }
}

#[test]
fn the_list_of_mine_names_me() {
    let office = office();
    let mine = |name: &str| refs(&office, &format!("pledge list --mine --as {name}"));
    assert_eq!(mine("张三"), ["P1"]);
    assert!(mine("陈二").is_empty());
    let refused = office.refused(1, &["pledge", "list", "--mine", "--as", "章三"]);
    assert!(refused.contains("--as “张三”"), "{refused}");
}

#[test]
fn columns_are_those_that_were_asked_for_in_every_format() {
    let office = office();
    let args = ["pledge", "list", "--columns", "ref,责任人", "--limit", "1"];
    let csv = office.ok(&[&args[..], &["--format", "csv"]].concat());
    assert_eq!(csv, "ref,responsible,responsible_name\nLY-P1,LY-M1,张三\n");
    let table = office.ok(&args);
    assert!(
        table.contains("责任人") && !table.contains("状态"),
        "{table}"
    );
}

#[test]
fn a_list_is_kept_and_comes_back_with_more_options_behind() {
    let office = office();
    let kept = office.run(&[
        "pledge",
        "list",
        "--where",
        "percent>5",
        "--columns",
        "ref,percent",
        "--save",
        "在办",
        "-q",
    ]);
    assert_eq!((kept.code, kept.err.as_str()), (0, ""), "{kept:?}");
    assert_eq!(refs(&office, "pledge list @在办"), ["P1", "P2"]);
    assert_eq!(
        refs(&office, "pledge list ＠在办 --where percent>10"),
        ["P2"]
    );
    assert_eq!(refs(&office, "pledge list @在办 --limit 1"), ["P1"]);
    let csv = office.ok(&["pledge", "list", "@在办", "--format", "csv"]);
    assert!(csv.starts_with("ref,percent\n"), "{csv}");
    // Kept again, it is what was kept last; another kind has lists of its own.
    office.ok(&["pledge", "list", "--limit", "1", "--save", "在办"]);
    assert_eq!(refs(&office, "pledge list @在办"), ["P1"]);
    office.refused(1, &["person", "list", "@在办"]);
    office.ok(&["undo"]);
    assert_eq!(refs(&office, "pledge list @在办"), ["P1", "P2"]);
}

#[test]
fn kept_lists_are_listed_renamed_and_removed() {
    let office = office();
    office.does("pledge list --where percent>5 --or --where deadline= --save 在办 -q");
    office.does("person list --limit 1 --save 在办 -q");
    let lists = office.json(&["saved", "list"]);
    assert_eq!(lists.as_array().unwrap().len(), 2, "{lists}");
    let kept = office.run(&["saved", "list"]).out;
    assert!(
        kept.contains("@在办") && kept.contains("huiyin pledge list @在办"),
        "{kept}"
    );
    let both = office.refused(1, &["saved", "remove", "@在办"]);
    assert!(both.contains("--kind"), "{both}");
    let near = office.refused(1, &["saved", "remove", "在力"]);
    assert!(near.contains("在力"), "{near}");
    let long = "长".repeat(31);
    for (args, wrong) in [
        (["@在办", ""], "不能为空"),
        (["@在办", &*long], "最多30个"),
        (["@", "新"], "不能为空"),
    ] {
        let said = office.refused(
            1,
            &["saved", "rename", args[0], args[1], "--kind", "pledge"],
        );
        assert!(said.contains(wrong) && !said.contains("--"), "{said}");
    }
    office.does("saved rename @在办 @手上 --kind pledge");
    assert_eq!(refs(&office, "pledge list @手上"), ["P1", "P2", "P3"]);
    office.refused(1, &["pledge", "list", "@在办"]);
    office.does("undo");
    assert_eq!(refs(&office, "pledge list @在办"), ["P1", "P2", "P3"]);
    office.does("pledge list --save 另一个 -q");
    office.refused(
        1,
        &["saved", "rename", "在办", "另一个", "--kind", "pledge"],
    );
    office.does("saved remove 在办 --kind person");
    office.refused(1, &["person", "list", "@在办"]);
    // What was removed may be kept anew.
    office.does("person list --limit 2 --save 在办 -q");
    assert_eq!(refs(&office, "person list @在办").len(), 2);
}

#[test]
fn an_empty_list_is_a_sentence_and_a_cut_one_says_so() {
    let office = Office::new();
    let none = office.does("survey list");
    assert_eq!(
        (
            none.out.as_str(),
            none.err.contains("没有符合条件的满意度测评")
        ),
        ("", true)
    );
    assert_eq!(office.does("survey list --format json").out.trim(), "[]");
    for name in ["甲", "乙"] {
        office.ok(&["person", "add", name, "--rank", "staff"]);
    }
    for sort in ["", " --sort name"] {
        let cut = office.does(&format!("person list --limit 1{sort}"));
        assert!(cut.err.contains("另有 1 条没有列出：--limit 2"), "{cut:?}");
        let whole = office.does(&format!("person list --limit 2{sort}"));
        assert!(!whole.err.contains("没有列出"), "{whole:?}");
    }
}

/// A list that is cut begins as the whole one does, by whatever it is sorted and however it is read.
#[test]
fn a_list_that_is_cut_is_the_beginning_of_the_whole() {
    let office = Office::empty();
    office.ok(&["demo", "."]);
    let mut compared = 0;
    for kind in ["person", "pledge", "opinion", "visit", "study"] {
        let all = office.json(&["--db", "DZ.db", kind, "list"]);
        let all = all.as_array().expect("a list");
        let fields = all[0].as_object().expect("a record").keys();
        let fields = fields.filter(|id| !id.ends_with("_name"));
        let computed = ["backfilled", "open_proposals", "accepted", "unit_kind"];
        for field in fields.filter(|id| !computed.contains(&id.as_str())) {
            for sort in [field.clone(), format!("-{field},-logged_on")] {
                let sort = format!("--sort={sort}");
                let line = ["--db", "DZ.db", kind, "list", "--columns", "ref", &sort];
                let whole = office.json(&line);
                let whole = whole.as_array().expect("a list");
                let most = whole.len() / 2;
                let limit = most.to_string();
                let cut = office.json(&[&line[..], &["--limit", &limit]].concat());
                assert_eq!(
                    cut.as_array().expect("a list"),
                    &whole[..most],
                    "{kind} {sort}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 120, "{compared}");
}
