//! Quick words, and command lines in Chinese.

use serde_json::Value as Json;

use crate::harness::Office;

/// An office with persons, a village and six households.
fn office() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    office.ok(&["unit", "add", "--name", "幸福村", "--unit-kind", "village"]);
    for number in 1..=6 {
        let name = format!("户主{number}");
        office.ok(&["household", "add", &name, "幸福村", "rural", "3人"]);
    }
    office
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_trip_to_six_households_is_one_line_and_one_undo() {
    let office = office();
    let line = "走访 登记 5月3日 张三、李四 H1、H2、H3、H4、H5、H6 送温暖 300元 屋顶漏雨";
    assert!(format!("huiyin {line}").chars().count() <= 70, "{line}");
    let mut words: Vec<&str> = line.split(' ').collect();
    words.extend(["--format", "json"]);
    let made = json(&office.ok(&words));
    let made = made.as_array().unwrap();
    assert_eq!(made.len(), 6);
    for (at, visit) in made.iter().enumerate() {
        assert_eq!(visit["date"], "2011-05-03");
        assert_eq!(visit["visitors"], serde_json::json!(["LY-M1", "LY-M2"]));
        assert_eq!(visit["household"], format!("LY-H{}", at + 1));
        assert_eq!(visit["place_kind"], "household");
        assert_eq!(visit["brought"], serde_json::json!(["warmth"]));
        assert_eq!(visit["aid"], 300.0);
        assert_eq!(visit["findings"], "屋顶漏雨");
    }
    // One that is named by its ref and its name is one; what stands already is told of each.
    let run = office.run(&[
        "visit",
        "add",
        "5月3日",
        "张三、李四",
        "H1、户主1、H2",
        "屋顶漏雨",
    ]);
    assert!(
        run.out.contains("LY-V8") && !run.out.contains("LY-V9"),
        "{run:?}"
    );
    assert!(run.err.contains("LY-V1、LY-V2"), "{run:?}");
    // Several are shown as they were understood, with all that was typed.
    assert!(run.out.contains("屋顶漏雨"), "{run:?}");
    office.ok(&["undo"]);
    office.ok(&["undo"]);
    assert_eq!(
        office.ok(&["visit", "list", "--format", "json"]).trim(),
        "[]"
    );
}

#[test]
fn a_word_is_read_by_what_it_is_or_refused_with_its_flags() {
    let office = office();
    let read = |words: &[&str]| {
        let mut all = vec!["visit", "add", "张三"];
        all.extend(words);
        all.extend(["--format", "json"]);
        json(&office.ok(&all))
    };
    let visit = read(&["幸福村", "12人次", "1200.5元", "路灯", "不亮"]);
    assert_eq!(visit["village"], "LY-U2");
    assert_eq!(visit["place_kind"], "village");
    assert_eq!(visit["people_reached"], 12);
    assert_eq!(visit["aid"], 1200.5);
    assert_eq!(visit["findings"], "路灯 不亮");
    for (word, yuan) in [("1.2万元", 12000.0), ("300块", 300.0), ("￥50", 50.0)] {
        assert_eq!(read(&["幸福村", word, "经常走访"])["aid"], yuan);
    }
    // A household that is named twice, or with a sign behind it, is one.
    for word in ["H1、H1", "H1、"] {
        assert_eq!(read(&[word])["household"], "LY-H1");
    }
    let pair = office.json(&["pair", "add", "M1", "H1、H1"]);
    assert_eq!(pair["household"], "LY-H1");
    let minutes = office.json(&[
        "service",
        "add",
        "--service-kind",
        "access",
        "--minutes",
        "2小时",
    ]);
    assert_eq!(minutes["minutes"], 120);
    office.refused(
        1,
        &[
            "service",
            "add",
            "--service-kind",
            "access",
            "--minutes",
            "2天",
        ],
    );
    read(&["幸福村", "12人次", "1200.5元", "路灯", "不亮"]);
    let again = json(&office.ok(&[
        "visit",
        "add",
        "--like",
        "last",
        "5.6",
        "H2",
        "--place-kind",
        "household",
        "--format",
        "json",
    ]));
    assert_eq!(again["aid"], 1200.5);
    assert_eq!(again["date"], "2011-05-06");
    let refused = |words: &[&str]| {
        let mut all = words.to_vec();
        all.extend(["--format", "json"]);
        let run = office.run(&all);
        let error = json(&run.err)["error"].clone();
        (run.code, error["code"].clone(), error["field"].clone())
    };
    let fits = "fits-several";
    for (words, expected) in [
        (
            &["visit", "add", "张三", "12"][..],
            (2, fits, serde_json::json!(["aid", "people_reached"])),
        ),
        (
            &["study", "add", "李四", "12人"],
            (2, fits, serde_json::json!(["attended", "absent"])),
        ),
        (
            &["visit", "add", "5.3", "5.4"],
            (1, "given-twice", "date".into()),
        ),
        (&["pair", "add", "屋顶"], (2, "not-understood", Json::Null)),
        // What looks like a date or a number is never filed as text.
        (
            &["visit", "add", "2月30日"],
            (1, "no-such-day", "date".into()),
        ),
        (
            &["visit", "add", "5.32"],
            (2, fits, serde_json::json!(["date", "aid"])),
        ),
        (
            &["research", "add", "5.32"],
            (1, "no-such-day", "submitted_on".into()),
        ),
        (
            &["visit", "add", "上周八"],
            (1, "not-a-date", "date".into()),
        ),
        (
            &["visit", "add", "4月中下旬"],
            (1, "ambiguous-date", "date".into()),
        ),
        (
            &["visit", "add", "三百元"],
            (1, "not-an-amount", "aid".into()),
        ),
        (
            &["visit", "add", "300多元"],
            (1, "not-an-amount", "aid".into()),
        ),
        (
            &["visit", "add", "2小时"],
            (2, "not-understood", Json::Null),
        ),
        (&["visit", "add", ""], (1, "empty", "word".into())),
    ] {
        let (code, told, field) = refused(words);
        assert_eq!((code, told.as_str().unwrap(), field), expected, "{words:?}");
    }
    // A list of which one name is unknown, and a ref of nothing, are refused whole.
    for words in [
        &["visit", "add", "张三、李死", "H1"][..],
        &["visit", "add", "张三", "H1、H9"],
        &["visit", "add", "张三", "H9"],
    ] {
        let run = office.run(words);
        assert_eq!(run.code, 1, "{words:?}: {run:?}");
    }
    let count = json(&office.ok(&["visit", "list", "--format", "json"]));
    assert_eq!(count.as_array().unwrap().len(), 8);
    // What is one person's own is not another's.
    office.ok(&[
        "person",
        "add",
        "王五",
        "--rank",
        "staff",
        "--phone",
        "13800000000",
    ]);
    let like = office.json(&["person", "add", "赵六", "--like", "last"]);
    assert_eq!(
        (&like["rank"], &like["phone"]),
        (&"staff".into(), &Json::Null)
    );
}

#[test]
fn nouns_verbs_flags_and_choices_are_taken_in_chinese() {
    let office = office();
    for words in [
        &[
            "走访",
            "登记",
            "－－走访人",
            "M1",
            "——送＝送温暖",
            "--进",
            "进基层",
        ][..],
        &["走访　列出"],
        &["走访", "列出", "--单位", "利用处", "--条数", "1"],
        &[
            "意见",
            "登记",
            "--渠道",
            "服务热线",
            "--主题",
            "路灯",
            "--首问责任人",
            "张三",
        ],
        &["意见建议", "答复", "O1", "--答复内容", "已修"],
        &[
            "实事",
            "登记",
            "修路",
            "--责任人",
            "张三",
            "--服务类别",
            "access",
            "--办理时限",
            "10月底",
        ],
        &["督导", "--单位", "LY-U1"],
        &["报告", "比率", "--分组", "单位"],
        &["阶段", "列出"],
        &["台账", "走访"],
        &["撤销"],
        &["重做"],
        &["历史", "--条数", "3"],
        &["方案", "查看"],
        &["--格式", "json", "人员", "查看", "张三"],
    ] {
        let run = office.run(words);
        assert_eq!(run.code, 0, "{words:?}: {run:?}");
    }
    let visit = json(&office.ok(&["visit", "show", "V1", "--format", "json"]));
    assert_eq!(visit["brought"], serde_json::json!(["warmth"]));
    // A value is never taken for a command or a flag.
    for (words, note) in [
        (&["--备注", "撤销"][..], "撤销"),
        (&["--note=甲　--乙"], "甲　--乙"),
        (&["--备注　丙　丁"], "丙　丁"),
    ] {
        office.ok(&[&["实事", "修改", "P1"], words].concat());
        let pledge = json(&office.ok(&["pledge", "show", "P1", "--format", "json"]));
        assert_eq!(pledge["note"], note);
    }
}

#[test]
fn an_option_is_no_value_of_another_and_one_for_all_commands_stands_once() {
    let office = office();
    office.ok(&["pledge", "add", "修路"]);
    for words in [
        &["pledge", "edit", "P1", "--title", "--dry-run"][..],
        &["pledge", "void", "P1", "--reason", "--quiet"],
        &["pledge", "list", "--where", "--or", "title~路"],
        &["--format", "xml", "pledge", "list", "--format", "json"],
        &["--today", "5.20", "check", "--today", "5.21"],
    ] {
        let run = office.run(words);
        assert_eq!(run.code, 2, "{words:?}: {run:?}");
    }
    office.ok(&["pledge", "edit", "P1", "--title=--dry-run"]);
    let pledge = json(&office.ok(&["pledge", "show", "P1", "--format", "json"]));
    assert_eq!(pledge["title"], "--dry-run");
}

#[test]
fn a_mistyped_chinese_command_is_told_what_may_be_meant() {
    let office = Office::new();
    for (line, meant) in [
        ("合拼", "合并"),
        ("走仿 登记", "走访"),
        ("走访 登计", "登记"),
        ("撤消", "撤销"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let said = office.refused(2, &words);
        assert!(said.contains(&format!("是不是“{meant}”？")), "{said}");
    }
}

#[test]
fn a_verb_takes_its_kind_from_the_ref_behind_it() {
    let office = office();
    office.ok(&["opinion", "add", "灯不亮", "网上互动"]);
    let replied = office.ok(&["答复", "O1", "--答复内容", "已修好"]);
    assert!(replied.contains("已修好"), "{replied}");
    office.ok(&["finish", "O1", "已解决"]);
    office.ok(&["reopen", "LY-O1", "--reason", "又坏了"]);
    office.ok(&["void", "o1", "--reason", "重复"]);
    // What stands behind it is no command.
    let said = office.refused(2, &["finish", "O1", "满意"]);
    assert!(
        said.contains("“满意”") && said.contains("resolved（已解决）"),
        "{said}"
    );
    let said = office.refused(2, &["pledge", "reply", "O1"]);
    assert!(said.contains("没有命令“reply”"), "{said}");
    let said = office.refused(2, &["答复", "灯"]);
    assert!(said.contains("前面要写明种类"), "{said}");
}

#[test]
fn words_that_were_taken_for_text_are_told_where_something_is_missing() {
    let office = office();
    let said = office.refused(2, &["visit", "add", "进基层", "张四四"]);
    assert!(
        said.contains("--visitors") && said.contains("“张四四”没有对上别的，算作了解情况"),
        "{said}"
    );
    let said = office.refused(2, &["household", "add", "秦桂花"]);
    assert!(!said.contains("没有对上别的"), "{said}");
    let said = office.refused(2, &["pair", "add", "张三", "秦桂花"]);
    assert!(
        said.contains("没有联系户“秦桂花”") && said.contains("huiyin household add"),
        "{said}"
    );
}

#[test]
fn refs_are_taken_as_the_program_lists_them() {
    let office = office();
    office.ok(&["visit", "add", "5月3日", "张三", "H1、H2", "看望"]);
    office.ok(&["走访", "作废", "V1、V2", "--reason", "重复"]);
    assert_eq!(
        office.ok(&["visit", "list", "--format", "json"]).trim(),
        "[]"
    );
}

#[test]
fn a_kept_list_that_was_taken_back_is_none() {
    let office = office();
    office.ok(&["visit", "list", "--where", "送=送温暖", "--save", "乙"]);
    office.ok(&["undo"]);
    assert_eq!(office.run(&["visit", "list", "@乙"]).code, 1);
}

#[test]
fn what_looks_like_a_day_and_is_none_is_no_text() {
    let office = office();
    office.ok(&["person", "add", "--name", "周一", "--rank", "staff"]);
    for word in ["32日", "5月1,3日", "5月1日和3日", "十五日"] {
        let told = office.refused(1, &["visit", "add", "张三", "H1", word]);
        assert!(told.contains(word) && told.contains("2011-05-26"), "{told}");
    }
    for word in ["第3日", "日常走访", "大家都好", "和谐"] {
        let visit = office.json(&["visit", "add", "张三", "H1", word, "--again"]);
        assert_eq!(visit["findings"], word);
    }
    // Whoever is on the roster is meant.
    let visit = office.json(&["visit", "add", "周一", "H1", "屋顶"]);
    assert_eq!(visit["date"], "2011-05-26");
    assert_eq!(visit["visitors_name"], serde_json::json!(["周一"]));
    // Only what takes the number is offered.
    let told = office.refused(2, &["visit", "add", "张三", "H1", "0.5"]);
    assert!(
        told.contains("--aid") && !told.contains("--people-reached"),
        "{told}"
    );
}

#[test]
fn a_verb_takes_bare_words_behind_its_ref() {
    let office = office();
    for topic in ["等候久", "电话占线", "灯暗"] {
        office.ok(&["opinion", "add", "服务热线", topic]);
    }
    office.does("pledge add 修路 --content 一 --measures 二 --responsible 张三 --deadline 10月底");
    office.does("pledge add 绿化");
    office.does("pair add 李四 H1");
    let said = |line: &str, fields: &[(&str, Json)]| {
        let words: Vec<&str> = line.split(' ').collect();
        let made = office.json(&words);
        for (field, value) in fields {
            assert_eq!(made[*field], *value, "{line}: {made}");
        }
    };
    said(
        "opinion reply O1 已电话答复 并已加窗",
        &[("reply", "已电话答复 并已加窗".into())],
    );
    said(
        "opinion finish O1 已解决",
        &[("outcome", "resolved".into())],
    );
    said("opinion finish O2 解决", &[("outcome", "resolved".into())]);
    said(
        "opinion hand-over O3 李四",
        &[("handed_to_name", "李四".into())],
    );
    said(
        "opinion adopt O3 装路灯 张三",
        &[("outcome", "adopted".into())],
    );
    office.does("pledge publish P1");
    said("pledge progress P1 40% 已铺一半", &[("percent", 40.into())]);
    said(
        "pledge continue P1 资金未到位 --new-deadline 12月底",
        &[
            ("reason", "资金未到位".into()),
            ("new_deadline", "2011-12-31".into()),
        ],
    );
    said(
        "pledge hand-over P1 李四",
        &[("responsible_name", "李四".into())],
    );
    said(
        "pledge finish P1 已完工 120人",
        &[
            ("result", "已完工".into()),
            ("actual_beneficiaries", 120.into()),
        ],
    );
    said("pledge reopen P1 误办", &[("status", "continuing".into())]);
    said("pair end T1 今天", &[("until", "2011-05-26".into())]);
    said("household edit H2 5人", &[("people", 5.into())]);
    said(
        "person leave 李四 5.25 --to 张三",
        &[("until", "2011-05-25".into())],
    );
    said("person move 张三 leader 今天", &[("rank", "leader".into())]);
    said("pledge void P2 重复", &[("void", "重复".into())]);
    for (line, told) in [
        ("pledge continue P1 再等 12月底", "--new-deadline"),
        ("opinion reply O2 五一", "是答复内容的请写 --text 五一"),
        ("opinion reply O2", "--text"),
        ("opinion finish O9 已解决", "O9"),
        ("household edit H2 户住3 --people 4", "是不是“户主3”？"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let run = office.run(&words);
        assert!(run.code != 0 && run.err.contains(told), "{line}: {run:?}");
    }
}

#[test]
fn a_day_without_a_year_is_of_the_campaign_in_today_too() {
    let office = Office::new();
    for (day, year) in [("5.20", "2011-05-20"), ("2012-01-01", "2012-01-01")] {
        let opinion = office.json(&[
            "--today", day, "opinion", "add", "热线", day, "--topic", "路灯", "--late", "试",
        ]);
        assert_eq!(opinion["date"], year);
        office.ok(&["undo"]);
    }
}
