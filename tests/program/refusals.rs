//! Bad input: one clear sentence that names the value, and the file as it was.

use crate::harness::Office;

#[test]
fn values_that_do_not_fit_are_refused_by_name() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三丰", "--rank", "staff"]);
    office.ok(&["person", "add", "--name", "李四", "--rank", "staff"]);
    office.ok(&["person", "add", "--name", "李四", "--rank", "staff"]);
    let long = "长".repeat(30_000);
    let pledge = ["pledge", "add", "--title", "t"];
    let survey = [
        "survey",
        "add",
        "--issued",
        "5",
        "--returned",
        "5",
        "--valid",
        "5",
        "--satisfied",
        "5",
        "--mostly",
        "0",
        "--dissatisfied",
    ];
    let cases: Vec<(i32, Vec<&str>, &str)> = vec![
        (
            1,
            [&pledge[..], &["--responsible", "张三"]].concat(),
            "张三丰",
        ),
        (
            1,
            [&pledge[..], &["--responsible", "李四"]].concat(),
            "LY-M2（利用处、其他干部职工）、LY-M3（",
        ),
        (
            1,
            [&pledge[..], &["--responsible", "LY-M99"]].concat(),
            "LY-M99",
        ),
        (
            1,
            [&pledge[..], &["--deadline", "2011-02-30"]].concat(),
            "2011-02-30",
        ),
        (
            1,
            [&pledge[..], &["--deadline", "4月中下旬"]].concat(),
            "4月中旬",
        ),
        (
            1,
            [&pledge[..], &["--deadline", "5.1"]].concat(),
            "2011-05-01",
        ),
        (1, [&pledge[..], &["--percent", "101"]].concat(), "101"),
        (1, [&pledge[..], &["--percent", "-1"]].concat(), "-1"),
        (1, [&pledge[..], &["--beneficiaries", "-5"]].concat(), "-5"),
        (
            1,
            [&pledge[..], &["--beneficiaries", "2.5"]].concat(),
            "2.5",
        ),
        (
            1,
            [&pledge[..], &["--category", "acess"]].concat(),
            "access",
        ),
        (
            1,
            [&pledge[..], &["--pledged-on", "2011-06-30"]].concat(),
            "--future",
        ),
        (
            1,
            [&pledge[..], &["--pledged-on", "2011-02-01"]].concat(),
            "--late",
        ),
        (1, vec!["pledge", "add", "--title", ""], "--title"),
        (1, vec!["pledge", "add", "--title", "a\u{7}b"], "看不见"),
        (
            1,
            vec!["pledge", "add", "--note", &long, "--title", "t"],
            "30000",
        ),
        (2, vec!["pledge", "add"], "--title"),
        (2, vec!["pledge", "add", "--titel", "x"], "--title"),
        (2, vec!["pledge", "lits"], "list"),
        (
            2,
            vec!["pledge", "list", "--where", "staus=draft"],
            "status",
        ),
        (
            1,
            vec!["pledge", "list", "--where", "status=drfat"],
            "draft",
        ),
        (1, vec!["pledge", "show", "P7"], "P7"),
        (1, vec!["pair", "add", "--helper", "张三丰"], "--household"),
        (1, [&survey[..], &["1"]].concat(), "6"),
        (
            1,
            vec![
                "unit",
                "add",
                "--name",
                " 利用处 ",
                "--unit-kind",
                "division",
            ],
            "LY-U1",
        ),
        (1, vec!["plan", "set", "limits.reply_dais", "10"], "limits"),
        (1, vec!["plan", "set", "limits.reply_days", "soon"], "soon"),
        (1, vec!["phase", "open", "9"], "9"),
        (1, vec!["ledger", "pldege"], "pledge"),
        (2, vec!["pledge", "list", "--format", "xml"], "xml"),
    ];
    for (code, args, named) in cases {
        let sentence = office.refused(code, &args);
        assert!(
            sentence.contains(named),
            "{args:?} should name {named}: {sentence}"
        );
        assert_eq!(
            sentence.trim_end().lines().count(),
            1,
            "one sentence: {sentence}"
        );
    }
}

#[test]
fn files_that_cannot_be_used_are_named_and_left_alone() {
    let office = Office::empty();
    let missing = office.refused(1, &["pledge", "list"]);
    assert!(
        missing.contains("huiyin.db") && missing.contains("init"),
        "{missing}"
    );
    let contents: [&[u8]; 3] = [
        b"",
        b"not a database, only some text that is long enough to be read",
        b"SQLite format 3\0",
    ];
    for content in contents {
        std::fs::write(office.file(), content).unwrap();
        let sentence = office.refused(1, &["pledge", "add", "--title", "t"]);
        assert!(sentence.contains("huiyin.db"), "{sentence}");
        office.refused(1, &["init", "--office", "LY", "--name", "利用处"]);
    }
    std::fs::remove_file(office.file()).unwrap();
    for code in ["1A", "", "利用", "ABCDEFGHI", "L-Y"] {
        office.refused(1, &["init", "--office", code, "--name", "利用处"]);
    }
    office.refused(1, &["init", "--office", "LY", "--name", " "]);
    office.refused(
        1,
        &[
            "init",
            "--office",
            "LY",
            "--name",
            "x",
            "--plan",
            "none.json",
        ],
    );
    assert!(!office.file().exists(), "a refused init leaves no file");
}

#[test]
fn a_unit_does_not_stand_below_itself() {
    let office = Office::new();
    for (name, parent) in [
        ("业务部门", None),
        ("利用一组", Some("业务部门")),
        ("利用二组", Some("利用一组")),
    ] {
        let mut args = vec!["unit", "add", "--name", name, "--unit-kind", "division"];
        args.extend(parent.into_iter().flat_map(|parent| ["--parent", parent]));
        office.ok(&args);
    }
    for parent in ["业务部门", "利用一组", "利用二组"] {
        let edit = ["unit", "edit", "业务部门", "--parent", parent];
        let sentence = office.refused(1, &edit);
        assert!(
            sentence.contains("--parent（上级单位） 不能是它自己"),
            "{sentence}"
        );
    }
    office.ok(&["unit", "edit", "利用二组", "--parent", "业务部门"]);
}

#[test]
fn a_name_is_not_taken_twice_and_what_cannot_be_one_is_not_joined() {
    let office = Office::new();
    for unit in ["保管处 --unit-kind division", "红旗村 --unit-kind village"] {
        office.does(&format!("unit add --name {unit}"));
    }
    let taken = office.refused(1, &["unit", "edit", "利用处", "--name", "保管处"]);
    assert!(taken.contains("LY-U2"), "{taken}");
    let sorts = office.refused(1, &["unit", "same", "保管处", "红旗村"]);
    assert!(sorts.contains("--unit-kind"), "{sorts}");
    // A second person of one name, and a second pledge of one title, wherever they are.
    office.does("person add --name 张三 --rank staff");
    let second = office.does("person add --name 张三 --rank staff --unit 保管处");
    assert!(second.err.contains("LY-M1"), "{}", second.err);
    office.does("pledge add --title 修路");
    let second = office.does("pledge add --title 修路 --unit 保管处");
    assert!(second.err.contains("LY-P1"), "{}", second.err);
}

#[test]
fn the_unit_of_an_office_is_never_void_and_one_below_takes_the_place_of_the_one_above() {
    let office = Office::new();
    for force in [&[][..], &["--force"]] {
        let args = ["unit", "void", "利用处", "--reason", "x"];
        let refused = office.refused(1, &[&args[..], force].concat());
        assert!(
            refused.contains("huiyin unit edit LY-U1 --name"),
            "{refused}"
        );
    }
    for (unit, parent) in [
        ("上", ""),
        ("中", " --parent 上"),
        ("下", " --parent 中"),
        ("旁", " --parent 上"),
    ] {
        office.does(&format!(
            "unit add --name {unit} --unit-kind division{parent}"
        ));
    }
    office.does("unit void 上 --reason 并 --to 下");
    let parent = |unit: &str| office.json(&["unit", "show", unit])["parent_name"].clone();
    assert_eq!(parent("下"), serde_json::Value::Null);
    assert_eq!([parent("中"), parent("旁")], ["下", "下"]);
    office.does("verify --exit-code");
}
