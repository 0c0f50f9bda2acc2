//! The plan from a day on: periods keep the rule that they had, closed phases all of theirs, and
//! offices that set different things agree.

use serde_json::json;

use super::harness::Office;

/// Returns what differs from the plan that the file was made with.
fn changed(office: &Office) -> Vec<String> {
    let rows = office.json(&["plan", "diff"]);
    let row = |row: &serde_json::Value| {
        let from = row["from"].as_str().unwrap_or("-");
        format!("{} {from} {} {}", row["setting"], row["before"], row["now"]).replace('"', "")
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn what_is_set_from_a_day_on_leaves_what_was_before_alone() {
    let mut office = Office::new();
    office.on("2011-05-20");
    let opinion = |topic: &str, date: &str| {
        office.ok(&[
            "opinion",
            "add",
            "--topic",
            topic,
            "--channel",
            "hotline",
            "--date",
            date,
        ]);
    };
    opinion("旧", "2011-05-01");
    opinion("新", "2011-05-10");
    let red = |day: &str| -> Vec<String> {
        let found = office.json(&["--today", day, "check", "--code", "opinion-reply"]);
        let red = found
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["light"] == "red");
        red.map(|one| one["ref"].as_str().unwrap().to_owned())
            .collect()
    };
    // Fifteen days from the 1st, and as many from the 10th.
    assert_eq!(red("2011-05-20"), ["LY-O1"]);
    office.ok(&["plan", "set", "limits.reply_days", "5", "--from", "5月10日"]);
    assert_eq!(red("2011-05-15"), Vec::<String>::new());
    assert_eq!(
        red("2011-05-16"),
        ["LY-O2"],
        "five days from the 10th, fifteen from the 1st"
    );
    assert_eq!(changed(&office), ["limits.reply_days 2011-05-10 15 5"]);
    // Set without a day, it holds for all phases, and no later day says otherwise.
    office.ok(&["plan", "set", "limits.reply_days", "20"]);
    assert_eq!(changed(&office), ["limits.reply_days - 15 20"]);
    assert_eq!(red("2011-05-22"), ["LY-O1"]);
    office.ok(&["undo"]);
    assert_eq!(changed(&office), ["limits.reply_days 2011-05-10 15 5"]);
}

#[test]
fn a_closed_phase_keeps_its_rules_and_days() {
    let mut office = Office::new();
    office.on("2011-04-25");
    office.ok(&["phase", "close", "1", "--force", "--reason", "试"]);
    let told = office.ok(&["plan", "set", "limits.reply_days", "10"]);
    assert!(told.is_empty(), "{told}");
    assert_eq!(changed(&office), ["limits.reply_days 2011-04-21 15 10"]);
    for refused in [
        &["limits.reply_days", "9", "--from", "3月10日"][..],
        &["phases.0.closes", "4月19日", "phases.1.opens", "4月20日"],
        &["workdays", "[]"],
        &["holidays", "[]"],
    ] {
        let told = office.refused(1, &[&["plan", "set"], refused].concat());
        assert!(told.contains("phase reopen 1"), "{refused:?}: {told}");
    }
    office.ok(&["phase", "reopen", "1", "--reason", "改日期"]);
    office.ok(&[
        "plan",
        "set",
        "phases.0.closes",
        "4月19日",
        "phases.1.opens",
        "4月20日",
    ]);
    office.ok(&["phase", "close", "2", "--force", "--reason", "试"]);
    // What is open before a closed phase changes, and what comes after; the closed one does not.
    office.ok(&[
        "plan",
        "set",
        "limits.silence_days",
        "30",
        "quotas.friday-study.count",
        "3",
    ]);
    let set: Vec<String> = changed(&office)
        .into_iter()
        .filter(|row| row.contains("silence") || row.contains("friday"))
        .collect();
    assert_eq!(
        set,
        [
            "limits.silence_days - 45 30",
            "limits.silence_days 2011-11-01 45 30",
            "quotas.friday-study.count 2011-11-01 null 3",
        ]
    );
    let held = office.json(&["plan", "show"]);
    let held = held["changes"].as_array().unwrap();
    let again =
        serde_json::json!({"place": "limits.silence_days", "from": "2011-04-20", "value": 45});
    assert!(held.contains(&again), "{held:?}");
}

#[test]
fn phases_follow_one_another_whatever_is_set_together() {
    let office = Office::new();
    for refused in [
        &["phases.0.closes", "4月15日"][..],
        &["phases.0.closes", "4月25日"],
        &["phases.0.closes", "4月15日", "phases.1.opens", "4月17日"],
        &["phases.0.closes", "昨天前"],
        &["limits.reply_days"],
        &["limits.reply_days", "5", "limits.result_days"],
        &["limits.reply_days", "5", "limits.no_days", "5"],
        &["title", "改名", "--from", "5月1日"],
        &["limits.reply_days", "5", "--from", "2012-01-01"],
    ] {
        office.run(&[&["plan", "set"], refused].concat());
        assert!(
            changed(&office).is_empty(),
            "{refused:?}: {:?}",
            changed(&office)
        );
    }
    let moved = [
        "phases.0.closes",
        "4月15日",
        "phases.1.opens",
        "２０１１年4月16日",
    ];
    office.ok(&[&["plan", "set"], &moved[..]].concat());
    office.ok(&[
        "plan",
        "set",
        "workdays",
        "4月2日、10月8日",
        "limits.reply_days",
        "5",
    ]);
    assert_eq!(
        changed(&office),
        [
            "phases.0.closes - 2011-04-20 2011-04-15",
            "phases.1.opens - 2011-04-21 2011-04-16",
            "limits.reply_days - 15 5",
            "workdays - [2011-04-02,2011-10-08,2011-10-09] [2011-04-02,2011-10-08]",
        ]
    );
}

#[test]
fn settings_of_two_offices_conflict_one_by_one() {
    let (one, two) = (Office::new(), Office::empty());
    // Two copies of one office's file.
    std::fs::copy(one.file(), two.file()).unwrap();
    one.ok(&[
        "plan",
        "set",
        "limits.reply_days",
        "10",
        "quotas.0.count",
        "2",
    ]);
    one.ok(&[
        "plan",
        "set",
        "limits.silence_days",
        "30",
        "--from",
        "2011-06-01",
    ]);
    two.ok(&["plan", "set", "limits.result_days", "40"]);
    two.ok(&[
        "plan",
        "set",
        "limits.silence_days",
        "20",
        "--from",
        "2011-06-01",
    ]);
    two.ok(&[
        "plan",
        "set",
        "limits.silence_days",
        "25",
        "--from",
        "2011-07-01",
    ]);
    let merged = |into: &Office, other: &Office| {
        into.ok(&["merge", other.file().to_str().unwrap(), "--no-backup"]);
        let listed = into.json(&["conflict", "list"]);
        let listed = listed.as_array().unwrap().iter();
        let fields: Vec<String> = listed
            .map(|one| format!("{} {}", one["ref"], one["field"]).replace('"', ""))
            .collect();
        (fields, changed(into))
    };
    let (there, plan) = merged(&one, &two);
    assert_eq!(there, ["limits.silence_days 2011-06-01 value"]);
    assert_eq!(merged(&two, &one), (there, plan.clone()));
    for set in ["limits.reply_days - 15 10", "limits.result_days - 60 40"] {
        assert!(plan.iter().any(|row| row == set), "{set}: {plan:?}");
    }
    assert_eq!(plan.len(), 5, "{plan:?}");
}

#[test]
fn a_plan_is_loaded_from_a_file_in_any_encoding_setting_by_setting() {
    let mut office = Office::leading();
    office.on("2011-05-20");
    let mut plan = office.json(&["plan", "show"]);
    plan["limits"]["reply_days"] = 7.into();
    plan["phases"][1]["closes"] = "10月中旬".into();
    plan["phases"][2]["opens"] = "2011年10月21日".into();
    plan["title"]["zh"] = "深入基层".into();
    let path = office.path().join("june.json");
    let text: Vec<u16> = std::iter::once(0xfeff)
        .chain(plan.to_string().encode_utf16().collect::<Vec<_>>())
        .collect();
    std::fs::write(
        &path,
        text.iter()
            .flat_map(|unit| unit.to_le_bytes())
            .collect::<Vec<_>>(),
    )
    .unwrap();
    let told = office.does("plan load june.json").err;
    assert!(told.contains("limits.reply_days：15 → 7"), "{told}");
    let expected = [
        "title - “深入基层、服务群众”主题活动 深入基层",
        "phases.1.closes - 2011-10-31 2011-10-20",
        "phases.2.opens - 2011-11-01 2011-10-21",
        "limits.reply_days - 15 7",
    ];
    let changed = changed(&office);
    assert_eq!(changed.len(), expected.len(), "{changed:?}");
    assert!(
        expected
            .iter()
            .all(|one| changed.contains(&(*one).to_owned())),
        "{changed:?}"
    );
    let again = office.does("plan load june.json").err;
    assert!(again.contains("没有改动"), "{again}");
    assert_eq!(
        office.json(&["plan", "diff", "june.json"]),
        serde_json::json!([])
    );
    // Saved by an office's editor, and then of another year.
    let text = plan.to_string();
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    std::fs::write(&path, bytes).unwrap();
    office.ok(&["plan", "diff", "june.json"]);
    std::fs::write(
        &path,
        plan.to_string()
            .replace("2011", "2012")
            .replace("10月中旬", "2012-10-20"),
    )
    .unwrap();
    let refused = office.refused(1, &["plan", "load", "june.json"]);
    assert!(refused.contains("另一次活动"), "{refused}");
    office.does("--db part.db init --office BG --name 保管处 --from huiyin.db");
    let refused = office.refused(1, &["--db", "part.db", "plan", "load", "june.json"]);
    assert!(refused.contains("领导小组办公室"), "{refused}");
}

#[test]
fn phases_follow_one_another_or_are_refused_with_the_days_and_the_way_out() {
    let mut office = Office::new();
    office.on("2011-05-20");
    let gap = office.refused(1, &["plan", "set", "phases.1.opens", "2011-05-01"]);
    assert!(gap.contains("2011-04-21 至 2011-04-30"), "{gap}");
    let both = office.refused(1, &["plan", "set", "phases.0.closes", "4月25日"]);
    assert!(both.contains("2011-04-21 至 2011-04-25"), "{both}");
    for refused in [gap, both] {
        let command = refused.split("huiyin ").nth(1).unwrap().trim();
        office.ok(&command.split(' ').collect::<Vec<_>>());
    }
    assert_eq!(
        changed(&office),
        [
            "phases.0.closes - 2011-04-20 2011-04-25",
            "phases.1.opens - 2011-04-21 2011-04-26"
        ]
    );
}

#[test]
fn a_plan_for_another_year_is_this_one_with_its_days_moved() {
    let mut office = Office::new();
    office.on("2011-05-20");
    let told = office.does("plan shift 2012 -o plan-2012.json").err;
    assert!(told.contains("2012年") && told.contains("节假日"), "{told}");
    office.on("2012-05-20");
    office.ok(&[
        "--db",
        "next.db",
        "init",
        "--practice",
        "--office",
        "LY",
        "--name",
        "利用处",
        "--plan",
        "plan-2012.json",
    ]);
    let next = office.json(&["--db", "next.db", "plan", "show"]);
    assert_eq!(next["opens"], "2012-03-01");
    assert_eq!(next["phases"][2]["closes"], "2012-11-30");
    let run = office.run(&["merge", "next.db"]);
    assert!(
        run.code == 1 && run.err.contains("2012-03-01") && run.err.contains("2011-03-01"),
        "{run:?}"
    );
    office.refused(1, &["plan", "shift", "2011"]);
}

#[test]
fn what_two_offices_set_of_a_whole_list_is_told_part_by_part() {
    let (one, two) = (Office::leading(), Office::empty());
    std::fs::copy(one.file(), two.file()).unwrap();
    let quotas = |office: &Office, count: i64| {
        let mut quotas = office.json(&["plan", "show"])["quotas"].clone();
        quotas[1]["count"] = count.into();
        office.ok(&["plan", "set", "quotas", &quotas.to_string()]);
    };
    quotas(&one, 3);
    quotas(&two, 4);
    one.ok(&["merge", two.file().to_str().unwrap(), "--no-backup"]);
    let told = one.ok(&["conflict", "list"]);
    assert!(
        told.contains("1.count=3") && told.contains("1.count=4"),
        "{told}"
    );
    assert!(!told.contains('{') && !told.contains("0.count"), "{told}");
}

#[test]
fn a_closed_phase_keeps_its_rules_whatever_comes_later_and_says_what_was_corrected() {
    let mut office = Office::empty();
    office.on("2011-03-01");
    office.does("init --practice --office DZ --name 办公室 --leading");
    office.on("2011-03-10");
    office.does("opinion add --channel hotline --topic 问");
    office.does("init --office LY --name 利用处 --from huiyin.db --db LY.db");
    office.does("opinion add --channel hotline --topic 问 --db LY.db");
    office.on("2011-04-25");
    for db in ["huiyin.db", "LY.db"] {
        office.does(&format!("phase close 1 --force --reason 试 --db {db}"));
    }
    // The leading group opens it again and sets another limit for the whole of the campaign.
    office.on("2011-04-26");
    office.does("phase reopen 1 --reason 改");
    office.does("plan set limits.reply_days 3");
    office.does("merge huiyin.db --no-backup --db LY.db");
    let due = |db: &str| {
        let found = office.json(&["check", "--all", "--code", "opinion-reply", "--db", db]);
        found[0]["due"].clone()
    };
    assert_eq!(
        [due("huiyin.db"), due("LY.db")],
        ["2011-03-13", "2011-03-25"]
    );
    office.does("opinion add --channel hotline --topic 新 --date 2011-04-21 --db LY.db");
    let found = office.json(&["check", "--all", "--code", "opinion-reply", "--db", "LY.db"]);
    assert_eq!(
        found[1]["due"], "2011-04-24",
        "from the day after the phase: {found}"
    );
    office.does("phase reopen 1 --reason 改 --db LY.db");
    assert_eq!(due("LY.db"), "2011-03-13");
    // A correction of what lies in a closed phase is taken, and told.
    office.does("phase close 1 --force --reason 试");
    let told = |line: &str| office.does(line).err.contains("第1阶段已结束");
    assert!(told("opinion edit O1 --topic 问一"));
    assert!(told("opinion reply O1 --text 答 --on 2011-03-20"));
    assert!(!told("opinion finish O1 --outcome resolved"));
    assert!(told("opinion void O1 --reason 重复"));
    assert!(office.does("report phase 1").out.contains("结束后的变化"));
}

#[test]
fn the_plan_of_the_leading_group_is_replaced_whole_by_itself_alone() {
    let (leading, bureau) = (Office::empty(), Office::new());
    leading.does("init --practice --office DZ --name 办公室 --leading");
    let mut plan = bureau.json(&["plan", "show"]);
    plan["limits"]["reply_days"] = 7.into();
    let path = bureau.path().join("plan.json");
    std::fs::write(&path, plan.to_string()).unwrap();
    // A bureau with one file has its own plan.
    bureau.does("plan load plan.json");
    bureau.does("undo");
    let file = leading.file();
    bureau.ok(&["merge", file.to_str().unwrap(), "--no-backup"]);
    let said = bureau.refused(1, &["plan", "load", "plan.json"]);
    assert!(said.contains("huiyin plan set"), "{said}");
    std::fs::write(leading.path().join("plan.json"), plan.to_string()).unwrap();
    leading.does("plan load plan.json");
}

/// A repair may have left nothing of the plan with which a file was made.
#[test]
fn a_plan_that_was_lost_after_a_phase_was_closed_is_set_anew() {
    let office = Office::new();
    office.does("phase close 1 --force --reason 试");
    let file = rusqlite::Connection::open(office.file()).unwrap();
    let lost = file.execute("delete from change where kind = 'plan'", []);
    assert_eq!(lost, Ok(1));
    drop(file);
    office.does("verify --rebuild");
    let phases = r#"[{"number":1,"name":"一","opens":"2011-03-01","closes":"2011-04-20"},
                     {"number":2,"name":"二","opens":"2011-04-21","closes":"2011-11-30"}]"#;
    let days = ["opens", "2011-03-01", "closes", "2011-11-30"];
    let set = ["plan", "set", "phases", phases].into_iter().chain(days);
    office.ok(&set.collect::<Vec<_>>());
    let listed = office.json(&["phase", "list"]);
    assert_eq!(listed[1]["name"], "二", "{listed}");
}

#[test]
fn a_closed_phase_keeps_its_days_whatever_is_merged_and_says_what_is_kept_back() {
    let mut office = Office::empty();
    office.on("2011-03-01");
    office.does("init --practice --office DZ --name 办公室 --leading");
    office.does("plan set phases.0.closes 4月18日 phases.1.opens 4月19日");
    office.does("init --office LY --name 利用处 --from huiyin.db --db LY.db");
    office.on("2011-04-25");
    office.does("phase close 1 --force --reason 试 --db LY.db");
    office.does("plan set phases.0.closes 4月15日 phases.1.opens 4月16日 phases.1.closes 10月20日 phases.2.opens 10月21日");
    office.does("plan set workdays 2011-03-05,2011-10-08,2011-10-15 title.zh 深入基层");
    let merged = office.does("merge huiyin.db --no-backup --db LY.db").err;
    let kept_back = "第1阶段的结束日期、第2阶段的开始日期、调休工作日 对它不生效";
    assert!(merged.contains(kept_back), "{merged}");
    let again = office.does("merge huiyin.db --no-backup --db LY.db").err;
    assert!(!again.contains("不生效"), "{again}");
    let plan = |db: &str| office.json(&["plan", "show", "--db", db]);
    let days = |plan: &serde_json::Value| {
        let phase = |at: usize| {
            [&plan["phases"][at]["opens"], &plan["phases"][at]["closes"]].map(ToString::to_string)
        };
        [phase(0), phase(1), phase(2)]
            .concat()
            .join(" ")
            .replace('"', "")
    };
    let (led, own) = (plan("huiyin.db"), plan("LY.db"));
    assert_eq!(
        days(&led),
        "2011-03-01 2011-04-15 2011-04-16 2011-10-20 2011-10-21 2011-11-30"
    );
    assert_eq!(
        days(&own),
        "2011-03-01 2011-04-18 2011-04-19 2011-10-20 2011-10-21 2011-11-30"
    );
    assert_eq!(
        own["workdays"],
        json!(["2011-04-02", "2011-10-08", "2011-10-15"])
    );
    assert_eq!(own["title"]["zh"], "深入基层");
    let status = |db: &str| office.json(&["phase", "status", "1", "--db", db]);
    let kept = status("LY.db")["kept_back"].clone();
    let places: Vec<&str> = kept
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["setting"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["phases[0].closes", "phases[1].opens", "workdays"]);
    let shown = office.ok(&["phase", "status", "1", "--db", "LY.db"]);
    assert!(shown.contains("phases[0].closes=2011-04-15"), "{shown}");
    assert_eq!(
        office.json(&["phase", "status", "2", "--db", "LY.db"])["kept_back"],
        json!([])
    );
    office.does("phase reopen 1 --reason 改日期 --db LY.db");
    assert_eq!(days(&plan("LY.db")), days(&led));
    assert_eq!(plan("LY.db")["workdays"], led["workdays"]);
}

#[test]
fn a_closed_phase_keeps_its_rules_and_days_when_another_plan_comes_or_a_setting_is_taken_back() {
    let mut bureau = Office::empty();
    bureau.on("2011-03-10");
    bureau.does("init --practice --office BG --name 保管处");
    bureau.does("opinion add --channel hotline --topic 问");
    bureau.does("plan set limits.result_days 50");
    bureau.on("2011-04-25");
    bureau.does("phase close 1 --force --reason 试");
    let due = |code: &str| {
        let found = bureau.json(&["check", "--all", "--code", code]);
        let found = found.as_array().unwrap().iter();
        let mut due: Vec<String> = found
            .map(|one| one["due"].as_str().unwrap().to_owned())
            .collect();
        due.sort();
        due
    };
    assert_eq!(due("opinion-reply"), ["2011-03-25"]);
    assert_eq!(due("opinion-result"), ["2011-04-29"]);
    // A setting that held when it was closed holds in it, though it is taken back.
    let log = bureau.json(&["log"]);
    let mut log = log.as_array().unwrap().iter();
    let set = log.find(|one| one["command"] == "plan set").unwrap()["number"].to_string();
    bureau.does(&format!("undo {set}"));
    assert_eq!(due("opinion-result"), ["2011-04-29"]);
    // The plan that the leading group issues comes later.
    let mut plan = bureau.json(&["plan", "show"]);
    plan.as_object_mut().unwrap().remove("changes");
    plan["limits"]["result_days"] = 60.into();
    plan["limits"]["reply_days"] = 3.into();
    plan["phases"][0]["closes"] = "2011-04-10".into();
    plan["phases"][1]["opens"] = "2011-04-11".into();
    std::fs::write(bureau.path().join("plan.json"), plan.to_string()).unwrap();
    bureau.does("--db DZ.db init --practice --office DZ --name 办公室 --leading --plan plan.json");
    bureau.does("merge DZ.db --no-backup");
    assert_eq!(due("opinion-reply"), ["2011-03-25"]);
    let now = bureau.json(&["plan", "show"]);
    assert_eq!(now["phases"][0]["closes"], "2011-04-20");
    assert_eq!(now["phases"][1]["opens"], "2011-04-21");
    bureau.does("opinion add --channel hotline --topic 新 --date 2011-04-21");
    assert_eq!(due("opinion-reply"), ["2011-03-25", "2011-04-24"]);
    assert_eq!(due("opinion-result"), ["2011-04-29", "2011-06-20"]);
    // A second phase is closed by the rules that hold in it.
    bureau.on("2011-11-05");
    bureau.does("phase close 2 --force --reason 试");
    let found = |db: &str| bureau.json(&["check", "--all", "--code", "opinion-reply", "--db", db]);
    bureau.does("--db DZ.db plan set limits.reply_days 2");
    bureau.does("merge DZ.db --no-backup");
    bureau.does("opinion add --channel hotline --topic 末 --date 2011-11-02");
    let mut due: Vec<String> = found("huiyin.db")
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["due"].as_str().unwrap().to_owned())
        .collect();
    due.sort();
    assert_eq!(due, ["2011-03-25", "2011-04-24", "2011-11-04"]);
    bureau.does("verify --exit-code");
}

#[test]
fn the_campaign_opens_and_closes_with_its_phases() {
    let office = Office::new();
    for (key, day) in [
        ("opens", "2011-02-28"),
        ("closes", "2011-12-10"),
        ("phases.0.opens", "2011-03-02"),
        ("phases.2.closes", "2011-11-20"),
    ] {
        let refused = office.refused(1, &["plan", "set", key, day]);
        let (_, way) = refused.split_once("huiyin plan set ").expect("a way out");
        let words: Vec<&str> = way.split_whitespace().take(4).collect();
        assert!(
            words.iter().filter(|word| **word == day).count() == 2,
            "{refused}"
        );
        office.copy().ok(&[&["plan", "set"], &words[..]].concat());
    }
}

#[test]
fn a_new_file_takes_the_built_in_plan_in_the_year_that_it_is_for() {
    let mut office = Office::empty();
    office.on("2026-05-26");
    let told = office
        .does("init --office LY --name 利用处 --year 2026 --practice")
        .err;
    assert!(told.contains("已平移到2026年"), "{told}");
    let plan = office.json(&["plan", "show"]);
    assert_eq!(
        [&plan["opens"], &plan["closes"]],
        ["2026-03-01", "2026-11-30"]
    );
    // Its days are entered without a word, and it is the campaign of whoever else begins so.
    office.does("opinion add 服务热线 等候时间长");
    office.does("--db other.db init --office JD --name 监督指导处 --year 2026 --practice");
    office.does("merge other.db");
    for (line, said) in [
        (
            "--db x.db init --office LY --name 利用处 --year 2500",
            "“2500”",
        ),
        (
            "--db x.db init --office LY --name 利用处 --year 明年",
            "明年",
        ),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let refused = office.refused(1, &words);
        assert!(refused.contains(said), "{refused}");
    }
    assert!(!office.path().join("x.db").exists());
}

#[test]
fn on_a_day_outside_the_built_in_plan_the_ways_on_are_told() {
    let mut office = Office::empty();
    // The campaign of this year is over, so that the next is meant.
    office.on("2026-12-15");
    let told = office.does("init --office LY --name 利用处").err;
    let command = "huiyin --db 2027.db init --office LY --name 利用处 --year 2027";
    assert!(told.contains(command) && told.contains("--plan"), "{told}");
    office.does(command.strip_prefix("huiyin ").unwrap());
    // Who chose the year is not told of it again.
    let told = office
        .does("--db a.db init --office LY --name 利用处 --year 2026")
        .err;
    assert!(!told.contains("--year"), "{told}");
}
