//! People leave, double and are mistyped: what is theirs goes where it belongs, in one step.

use serde_json::{Value as Json, json};

use crate::harness::Office;

/// An office with two persons and a household, and open matters of every kind in the name of one.
fn office() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    for line in [
        "household add --name 王五 --household-kind rural",
        "pair add --helper 张三 --household H1",
        "pledge add --title 甲 --responsible 张三 --deadline 9月底",
        "pledge add --title 乙 --responsible 张三 --deadline 9月底",
        "pledge add --title 丙 --responsible 李四 --deadline 9月底",
        "pledge withdraw P2 --reason 重复",
        "problem add --area viewpoint --content 空 --responsible 张三",
        "opinion add --channel hotline --topic 热线 --first-asked 张三",
        "opinion add --channel hotline --topic 办结 --first-asked 张三",
        "opinion reply O2 --text 好",
        "opinion finish O2 --outcome resolved",
        "visit add --visitors 张三 --place-kind household --household H1",
    ] {
        office.ok(&line.split(' ').collect::<Vec<_>>());
    }
    office
}

fn of(office: &Office, line: &str, key: &str) -> Json {
    office.json(&line.split(' ').collect::<Vec<_>>())[key].clone()
}

#[test]
fn what_is_open_in_a_leavers_name_is_listed_and_handed_over_in_one_step() {
    let office = office();
    let open = json!(["LY-T1", "LY-P1", "LY-O1", "LY-W1"]);
    let told = office
        .copy()
        .run(&["person", "leave", "张三", "--until", "2011-05-10"]);
    let left = office.json(&["person", "leave", "张三", "--until", "2011-05-10"]);
    assert_eq!(left["open"], open);
    assert!(
        told.err
            .contains("huiyin person leave LY-M1 --until 2011-05-10 --to"),
        "{}",
        told.err
    );
    let handed = [
        "person",
        "leave",
        "张三",
        "--until",
        "2011-05-10",
        "--to",
        "李四",
    ];
    assert_eq!(office.json(&handed)["handed_over"], open);
    assert_eq!(of(&office, "pair show T1", "helper"), "LY-M2");
    assert_eq!(of(&office, "pledge show P1", "responsible"), "LY-M2");
    assert_eq!(of(&office, "problem show W1", "responsible"), "LY-M2");
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["owner"], "LY-M2");
    assert_eq!(
        opinion["first_asked"], "LY-M1",
        "the trail begins with whoever was asked first"
    );
    assert_eq!(opinion["trail"].as_array().unwrap().len(), 2);
    // What is done stays as it was done.
    assert_eq!(of(&office, "pledge show P2", "responsible"), "LY-M1");
    assert_eq!(of(&office, "opinion show O2", "owner"), "LY-M1");
    let check = office.json(&["check", "--code", "left-responsible"]);
    assert_eq!(check, json!([]));
    office.ok(&["undo"]);
    assert_eq!(of(&office, "pledge show P1", "responsible"), "LY-M1");
    assert_eq!(of(&office, "opinion show O1", "owner"), "LY-M1");
}

#[test]
fn nobody_takes_over_from_themselves_nor_after_leaving() {
    let office = office();
    let refused = |to: &str| {
        let run = office.run(&[
            "person",
            "leave",
            "张三",
            "--until",
            "2011-05-10",
            "--to",
            to,
        ]);
        assert_eq!(run.code, 1, "{}", run.out);
        run.err
    };
    assert!(refused("张三").contains("就是离任的人"));
    office.ok(&["person", "leave", "李四", "--until", "2011-05-01"]);
    assert!(refused("李四").contains("已离任"));
    assert_eq!(of(&office, "pledge show P1", "responsible"), "LY-M1");
}

#[test]
fn what_others_rest_on_is_void_only_by_force_or_with_where_they_go() {
    let office = office();
    let void = ["person", "void", "张三", "--reason", "误登"];
    let run = office.run(&void);
    assert_eq!(run.code, 1);
    for part in [
        "还有 7 条记录",
        "LY-P1 甲（责任人）",
        "LY-V1",
        "--force",
        "--to",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    let moved = office.run(&[&void[..], &["--to", "李四"]].concat());
    assert!(
        moved.code == 0 && moved.err.contains("已移到 LY-M2"),
        "{}",
        moved.err
    );
    assert_eq!(of(&office, "visit show V1", "visitors"), json!(["LY-M2"]));
    assert_eq!(of(&office, "opinion show O2", "first_asked"), "LY-M2");
    office.ok(&["undo"]);
    assert_eq!(of(&office, "visit show V1", "visitors"), json!(["LY-M1"]));
    office.ok(&[&void[..], &["--force"]].concat());
    assert_eq!(of(&office, "visit show V1", "visitors"), json!(["LY-M1"]));
    // Where nothing rests on it, nothing is asked.
    office.ok(&["visit", "void", "V1", "--reason", "误登"]);
}

#[test]
fn an_opinion_that_a_pledge_adopted_follows_it_by_itself() {
    let office = office();
    office.ok(&["opinion", "adopt", "O1", "--title", "戊"]);
    office.ok(&["pledge", "void", "P4", "--reason", "误登"]);
    assert_eq!(of(&office, "opinion show O1", "outcome"), Json::Null);
    // The pledge of an opinion rests on that.
    office.ok(&["undo"]);
    let run = office.run(&["opinion", "void", "O1", "--reason", "误登"]);
    assert!(run.code == 1 && run.err.contains("LY-P4"), "{}", run.err);
    let itself = office.run(&["opinion", "void", "O1", "--reason", "误登", "--to", "O1"]);
    assert!(
        itself.code == 1 && itself.err.contains("就是要作废的"),
        "{}",
        itself.err
    );
}

/// Two offices that both entered one person, merged into the first.
fn doubled() -> Office {
    let office = Office::new();
    office.does("unit add --name 指导处 --unit-kind division");
    office.does("person add --name 张三 --rank staff --unit 指导处");
    let other = Office::empty();
    let from = office.file();
    other.does(&format!(
        "init --office ZD --name 指导处 --from {}",
        from.display()
    ));
    other.does(
        "person add --name 张三 --rank deputy_division --party-member --phone 13900000001 \
         --employee-no 77 --since 2011-03-01",
    );
    other.does("opinion add --channel hotline --topic 甲");
    office.does(&format!("merge {} --no-backup", other.file().display()));
    office
}

/// The fields in conflict, sorted.
fn conflicts(office: &Office) -> Vec<String> {
    let listed = office.json(&["conflict", "list"]);
    let listed = listed.as_array().expect("a list").iter();
    let mut fields: Vec<String> = listed
        .map(|one| {
            format!(
                "{} {}",
                one["ref"].as_str().unwrap(),
                one["field"].as_str().unwrap()
            )
        })
        .collect();
    fields.sort_unstable();
    fields
}

/// What is asked of a person on a day, without the wording.
fn duties(office: &Office) -> Vec<Json> {
    let found = office.json(&[
        "check",
        "--today",
        "2011-06-20",
        "--code",
        "pairing-missing",
    ]);
    let found = found.as_array().expect("a list").iter();
    let of_persons = found.filter(|one| !one["person"].is_null());
    of_persons.map(|one| one["light"].clone()).collect()
}

#[test]
fn who_is_one_says_what_either_said_and_keeps_the_duty() {
    let office = doubled();
    assert_eq!(duties(&office).len(), 1);
    let run = office.run(&["person", "same", "LY-M1", "ZD-M1"]);
    assert!(run.code == 0 && run.err.contains("不一致"), "{}", run.err);
    let person = office.json(&["person", "show", "ZD-M1"]);
    assert_eq!(person["phone"], "13900000001");
    assert_eq!(person["employee_no"], "77");
    assert_eq!(person["since"], "2011-03-01");
    assert_eq!(
        office.json(&["person", "show", "LY-M1"]),
        person,
        "either ref finds the one"
    );
    assert_eq!(duties(&office).len(), 1);
    let undecided = conflicts(&office);
    for field in ["rank", "party_member"] {
        assert!(
            undecided.iter().any(|one| one.ends_with(field)),
            "{field}: {undecided:?}"
        );
    }
    assert_eq!(office.json(&["post", "list"]).as_array().unwrap().len(), 1);
    // A post is called by who holds it, in the words of people.
    let listed = office.ok(&["conflict", "list"]);
    assert!(
        listed.contains("张三 的职级（任职 ") && !listed.contains("deputy_division"),
        "{listed}"
    );
    office.ok(&["undo"]);
    assert_eq!(conflicts(&office), Vec::<String>::new());
    assert_eq!(of(&office, "person show LY-M1", "phone"), Json::Null);
    assert_eq!(of(&office, "person show ZD-M1", "rank"), "deputy_division");
    assert_eq!(office.json(&["post", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn whose_values_are_kept_where_two_differ_can_be_said_at_once_or_later() {
    for later in [false, true] {
        for (kept, rank, duty) in [("LY-M1", "staff", 0), ("ZD-M1", "deputy_division", 1)] {
            let office = doubled();
            if later {
                office.ok(&["person", "same", "LY-M1", "ZD-M1"]);
            }
            office.ok(&["person", "same", "LY-M1", "ZD-M1", "--keep", kept]);
            let person = office.json(&["person", "show", "LY-M1"]);
            assert_eq!(
                (&person["rank"], &person["phone"]),
                (&json!(rank), &json!("13900000001"))
            );
            assert_eq!(conflicts(&office), Vec::<String>::new());
            assert_eq!(duties(&office).len(), duty, "{kept}");
            if !later {
                office.ok(&["undo"]);
                assert_eq!(of(&office, "person show LY-M1", "rank"), "staff");
                assert_eq!(of(&office, "person show ZD-M1", "rank"), "deputy_division");
                assert_eq!(conflicts(&office), Vec::<String>::new());
            }
        }
    }
    let office = doubled();
    office.ok(&["person", "add", "--name", "李四", "--rank", "staff"]);
    let run = office.run(&["person", "same", "LY-M1", "ZD-M1", "--keep", "LY-M2"]);
    assert!(
        run.code == 1 && run.err.contains("LY-M1 或 ZD-M1"),
        "{}",
        run.err
    );
}

#[test]
fn those_who_are_parted_again_are_as_they_were() {
    let office = doubled();
    let before = [
        office.json(&["person", "list"]),
        office.json(&["post", "list"]),
    ];
    office.ok(&["person", "same", "LY-M1", "ZD-M1"]);
    office.ok(&["person", "same", "ZD-M1", "LY-M1", "--apart"]);
    let after = [
        office.json(&["person", "list"]),
        office.json(&["post", "list"]),
    ];
    assert_eq!(after, before);
    assert_eq!(conflicts(&office), Vec::<String>::new());
}

#[test]
fn a_unit_of_two_names_is_found_by_both() {
    let office = Office::new();
    office.ok(&["unit", "add", "--name", "收集处", "--unit-kind", "division"]);
    office.ok(&["unit", "add", "--name", "接收处", "--unit-kind", "division"]);
    office.ok(&[
        "person",
        "add",
        "--name",
        "张三",
        "--rank",
        "staff",
        "--unit",
        "接收处",
    ]);
    office.ok(&["unit", "same", "U2", "U3", "--keep", "U2"]);
    assert_eq!(of(&office, "unit show 接收处", "name"), "收集处");
    assert_eq!(
        of(&office, "unit show 接收处", "former_names"),
        json!(["接收处"])
    );
    assert_eq!(of(&office, "person show 张三", "unit_name"), "收集处");
    let listed = office.json(&["person", "list", "--unit", "接收处"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    // Persons keep their former names, too.
    office.ok(&["person", "edit", "张三", "--name", "张山"]);
    assert_eq!(of(&office, "person show 张三", "name"), "张山");
}

#[test]
fn a_code_is_changed_and_old_refs_still_find_their_records() {
    let office = Office::new();
    for title in ["甲", "乙"] {
        office.ok(&["pledge", "add", "--title", title, "--deadline", "9月底"]);
    }
    office.ok(&["office", "rename", "ly", "LYC"]);
    office.ok(&["pledge", "add", "--title", "丙", "--deadline", "9月底"]);
    for (typed, title) in [
        ("LY-P1", "甲"),
        ("P2", "乙"),
        ("P3", "丙"),
        ("LYC-P3", "丙"),
    ] {
        assert_eq!(
            office.json(&["pledge", "show", typed])["title"],
            title,
            "{typed}"
        );
    }
    let wrong = office.run(&["office", "rename", "LY", "BG"]);
    assert!(
        wrong.code == 1 && wrong.err.contains("huiyin office rename LYC BG"),
        "{}",
        wrong.err
    );
    office.ok(&["office", "rename", "LYC", "LY"]);
    let added = office.json(&["pledge", "add", "--title", "丁", "--deadline", "9月底"]);
    assert_eq!(added["ref"], "LY-P4", "no number is given out twice");
}

#[test]
fn one_code_of_two_offices_and_two_that_lead_are_told_at_merge_with_the_way_out() {
    let made = |code: &str, name: &str, more: &[&str]| {
        let office = Office::empty();
        office.ok(&[
            &["init", "--practice", "--office", code, "--name", name],
            more,
        ]
        .concat());
        office
    };
    let leading = made("LD", "办公室", &["--leading"]);
    let (one, two) = (
        made("BG", "保管处", &["--leading"]),
        made("BG", "编研处", &[]),
    );
    let merge = |from: &Office| {
        let run = leading.run(&["merge", from.file().to_str().unwrap(), "--no-backup"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out + &run.err
    };
    let refused = leading.run(&["merge", one.file().to_str().unwrap(), "--no-backup"]);
    assert!(
        refused.code == 1 && refused.err.contains("huiyin office lead --not"),
        "{refused:?}"
    );
    one.ok(&["office", "lead", "--not"]);
    merge(&one);
    let told = merge(&two);
    assert!(
        told.contains("BG") && told.contains("huiyin office rename BG"),
        "{told}"
    );
    let refused = two.run(&["merge", leading.file().to_str().unwrap(), "--no-backup"]);
    assert_eq!(refused.code, 0);
    let leads = two.run(&["office", "lead"]);
    assert!(
        leads.code == 1 && leads.err.contains("已经是领导小组办公室"),
        "{}",
        leads.err
    );
    two.ok(&["office", "rename", "BG", "BY"]);
    let told = merge(&two);
    assert!(!told.contains("huiyin office"), "all is well: {told}");
}

#[test]
fn whose_files_are_in_is_told_and_who_is_missing() {
    let office = Office::new();
    office.ok(&["unit", "add", "--name", "指导处", "--unit-kind", "division"]);
    office.ok(&["unit", "add", "--name", "保管处", "--unit-kind", "division"]);
    let other = Office::empty();
    other.ok(&[
        "init",
        "--office",
        "ZD",
        "--name",
        "指导处",
        "--from",
        office.file().to_str().unwrap(),
    ]);
    other.ok(&["opinion", "add", "--channel", "hotline", "--topic", "甲"]);
    let merge = || office.ok(&["merge", other.file().to_str().unwrap(), "--no-backup"]);
    merge();
    other.ok(&["opinion", "add", "--channel", "hotline", "--topic", "乙"]);
    merge();
    let told = office.json(&["received"]);
    let told: Vec<Json> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            json!([
                one["office"],
                one["unit_name"],
                one["standing"],
                one["records"],
                one["changes"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!(["LY", "利用处", "own", 0, null]),
            json!(["ZD", "指导处", "in", 2, 1]),
            json!([null, "保管处", "missing", 0, null]),
        ]
    );
    let table = office.ok(&["received"]);
    assert!(table.contains("1 个处室没有收到文件"), "{table}");
    for page in [&["check"][..], &["report", "rates"], &["phase", "status"]] {
        let shown = office.ok(page);
        let line = shown
            .lines()
            .find(|line| line.contains("范围："))
            .expect(&shown);
        assert!(
            line.contains("指导处（ZD）登记至") && line.contains("，收到"),
            "{line}"
        );
    }
    assert!(office.json(&["check"]).is_array());
}

#[test]
fn what_is_decided_of_a_person_is_decided_of_the_post() {
    let office = doubled();
    office.ok(&["person", "same", "LY-M1", "ZD-M1"]);
    let listed = office.json(&["conflict", "list"]);
    let mut listed = listed.as_array().unwrap().iter();
    let of_rank = listed.find(|one| one["field"] == "rank").unwrap();
    let number = of_rank["number"].to_string();
    office.ok(&["conflict", "resolve", &number, "--take", "staff"]);
    assert_eq!(of(&office, "person show LY-M1", "rank"), "staff");
    assert!(
        conflicts(&office)
            .iter()
            .all(|one| one.ends_with("party_member"))
    );
    assert_eq!(duties(&office), Vec::<Json>::new());
}

#[test]
fn an_office_is_named_by_the_code_and_the_unit_s_name_that_it_had_or_has() {
    let (office, other) = (Office::new(), Office::empty());
    let place = |office: &Office| office.file().display().to_string();
    other.does(&format!(
        "init --office ZD --name 指导处 --from {}",
        place(&office)
    ));
    other.ok(&["opinion", "add", "--channel", "hotline", "--topic", "甲"]);
    other.ok(&["office", "rename", "ZD", "JD"]);
    other.ok(&["unit", "edit", "指导处", "--name", "监督处"]);
    office.ok(&["merge", &place(&other), "--no-backup"]);
    let count = |verb: &str, called: &str| {
        let rows = office.json(&[verb, "--office", called]);
        rows.as_array().unwrap().len()
    };
    for verb in ["history", "log"] {
        assert!(count(verb, "JD") > 0, "{verb}");
        for called in ["ZD", "zd", "指导处", "监督处"] {
            assert_eq!(count(verb, called), count(verb, "JD"), "{verb} {called}");
        }
    }
    for (called, file) in [("ZD", "a.db"), ("监督处", "b.db")] {
        let made = office.does(&format!("share --for {called} -o {file}"));
        assert!(made.err.contains("（JD）"), "{called}: {}", made.err);
    }
    // Who has the code now is meant before who had it.
    let third = Office::empty();
    third.does(&format!(
        "init --office ZD --name 整改处 --from {}",
        place(&office)
    ));
    third.ok(&["opinion", "add", "--channel", "hotline", "--topic", "乙"]);
    office.ok(&["merge", &place(&third), "--no-backup"]);
    let made = office.does("share --for ZD -o c.db");
    assert!(made.err.contains("整改处"), "{}", made.err);
}

#[test]
fn whose_files_are_in_is_known_after_a_restore_and_of_an_earlier_day() {
    let (mut office, other) = (Office::new(), Office::empty());
    let place = |office: &Office| office.file().display().to_string();
    other.does(&format!(
        "init --office ZD --name 指导处 --from {}",
        place(&office)
    ));
    other.ok(&["opinion", "add", "--channel", "hotline", "--topic", "甲"]);
    office.ok(&["merge", &place(&other), "--no-backup"]);
    // Rows that are gone again leave the numbers of others as they were.
    std::fs::copy(office.file(), office.path().join("third.db")).unwrap();
    let third = Office::empty();
    third.does(&format!(
        "init --office BG --name 保管处 --from {}",
        place(&office)
    ));
    third.ok(&["opinion", "add", "--channel", "hotline", "--topic", "乙"]);
    office.ok(&["merge", &place(&third), "--no-backup"]);
    office.ok(&["undo"]);
    other.ok(&["opinion", "add", "--channel", "hotline", "--topic", "丙"]);
    office.on("2011-05-28");
    office.ok(&["merge", &place(&other), "--no-backup"]);
    let told = |args: &[&str]| {
        let rows = office.json(&[&["received"], args].concat());
        let of_other = rows
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["office"] == "ZD");
        let of_other = of_other.unwrap();
        let keys = ["last_entry", "last_arrival", "records", "changes"];
        keys.map(|key| of_other[key].clone())
    };
    let before = told(&[]);
    assert!(before.iter().all(|one| !one.is_null()), "{before:?}");
    office.ok(&["backup", "kept.db"]);
    office.ok(&["restore", "kept.db"]);
    assert_eq!(told(&[]), before);
    let line = |args: &[&str]| {
        let report = office.ok(&[&["report", "rates"], args].concat());
        let scope = report.lines().find(|line| line.contains("范围："));
        scope.expect(&report).to_owned()
    };
    assert!(line(&[]).contains("，收到2011年5月28日"), "{}", line(&[]));
    let then = line(&["--known-on", "2011-05-27"]);
    assert!(
        then.contains("指导处（ZD）登记至2011年5月26日") && then.contains("，收到2011年5月26日"),
        "{then}"
    );
}

/// Whatever was said of two and taken back, they say what they said, and may be joined anew.
#[test]
fn two_that_were_joined_and_taken_back_are_as_they_were_and_may_be_joined_anew() {
    let says = |office: &Office| -> Vec<Json> {
        let listed = office.json(&["person", "list"]);
        let listed = listed.as_array().unwrap().iter();
        listed
            .map(|one| json!([one["ref"], one["name"], one["phone"]]))
            .collect()
    };
    for noun_by_noun in [
        &["same 甲 乙 --keep 乙", "undo"][..],
        &["same 甲 乙 --keep 乙", "undo", "redo", "undo"],
        &["same 甲 乙", "resolve", "undo", "undo"],
        &["same 甲 乙", "resolve", "undo", "redo", "undo", "undo"],
    ] {
        let office = Office::new();
        for (name, phone) in [("甲", "10001"), ("乙", "10002")] {
            office.does(&format!(
                "person add --name {name} --rank staff --phone {phone}"
            ));
        }
        let before = says(&office);
        for step in noun_by_noun {
            match *step {
                "resolve" => {
                    office.does("conflict resolve 1 2 --take @1");
                }
                step if step.starts_with("same") => {
                    office.does(&format!("person {step}"));
                }
                step => {
                    office.does(step);
                }
            }
        }
        assert_eq!(says(&office), before, "{noun_by_noun:?}");
        assert_eq!(conflicts(&office), Vec::<String>::new(), "{noun_by_noun:?}");
        let joined = office.copy();
        joined.does("person same 甲 乙");
        assert_eq!(conflicts(&joined).len(), 2, "{noun_by_noun:?}");
        office.does("person same 甲 乙 --keep 甲");
        let shown = office.json(&["person", "show", "M1"]);
        assert_eq!(
            json!([shown["name"], shown["phone"]]),
            json!(["甲", "10001"]),
            "{noun_by_noun:?}"
        );
    }
}

#[test]
fn what_two_joined_say_of_their_posts_is_asked_once_and_with_answers_that_are_taken() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("unit add --name 保管处 --unit-kind division");
    office.does("person add --name 张山 --rank leader --unit 保管处");
    office.does("person same M1 M2");
    let listed = office.json(&["conflict", "list"]);
    let mut about: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["kind"], one["field"]).replace('"', ""))
        .collect();
    about.sort();
    assert_eq!(about, ["person name", "post rank", "post unit"], "{listed}");
    let number = listed[0]["number"].to_string();
    let refused = office.refused(1, &["conflict", "resolve", &number, "--take", "mine"]);
    assert!(
        !refused.contains("mine、") && refused.contains("@1"),
        "{refused}"
    );
    // Whoever acted as one of both did it.
    office.does("undo");
    office.ok(&["person", "same", "M1", "M2", "--as", "M1"]);
    office.ok(&["undo", "--as", "M1"]);
}
