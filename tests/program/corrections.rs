//! What a step has set is corrected with a reason, or the step is said not to have happened; the
//! old value, the new one and the reason stand in the history.

use serde_json::Value as Json;

use crate::harness::Office;

const PLEDGE: &str =
    "pledge add --title 修路 --content c --measures m --deadline 9月底 --responsible 张三";

fn office() -> Office {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("person add --name 李四 --rank staff");
    office.does("household add --name 户 --household-kind rural");
    office
}

fn show(office: &Office, kind: &str, reference: &str) -> Json {
    office.json(&[kind, "show", reference])
}

/// What leads to a state; then the kind, a field that a step has set, another value, and what that is
/// in JSON.
const CORRECTIONS: &[(&[&str], &str, &str, &str, &str)] = &[
    (
        &[PLEDGE_BEFORE, "pledge publish P1"],
        "pledge P1",
        "published_on",
        "5.25",
        "2011-05-25",
    ),
    (
        &[PLEDGE, "pledge publish P1", "pledge finish P1 --result 错"],
        "pledge P1",
        "result",
        "对",
        "对",
    ),
    (
        &[PLEDGE, "pledge withdraw P1 --reason 错"],
        "pledge P1",
        "reason",
        "对",
        "对",
    ),
    (
        &[PLEDGE, "pledge publish P1", GO_ON],
        "pledge P1",
        "new_deadline",
        "11月底",
        "2011-11-30",
    ),
    (
        &[RAISED, "opinion reply O1 --text 错"],
        "opinion O1",
        "reply",
        "对",
        "对",
    ),
    (
        &[RAISED, "opinion reply O1 --text 错"],
        "opinion O1",
        "replied_on",
        "5.21",
        "2011-05-21",
    ),
    (
        &[RAISED, "opinion finish O1 --outcome resolved"],
        "opinion O1",
        "outcome",
        "explained",
        "explained",
    ),
    (
        &[RAISED, "opinion hand-over O1 --to 李四"],
        "opinion O1",
        "handed_to",
        "利用处",
        "LY-U1",
    ),
    (
        &[PROBLEM, "problem fix W1 --result 错"],
        "problem W1",
        "result",
        "对",
        "对",
    ),
    (
        &[PROBLEM, "problem fix W1 --result 错"],
        "problem W1",
        "fixed_on",
        "5.21",
        "2011-05-21",
    ),
    (
        &[INSPECTION, "inspection rectify D1 --result 错"],
        "inspection D1",
        "result",
        "对",
        "对",
    ),
];
const PLEDGE_BEFORE: &str = "pledge add --title 修路 --content c --measures m --deadline 9月底 \
    --responsible 张三 --pledged-on 5.20";
const GO_ON: &str = "pledge continue P1 --reason 难 --new-deadline 10月底";
const RAISED: &str = "opinion add --channel hotline --topic 事 --first-asked 张三 --date 5.20";
const PROBLEM: &str = "problem add --area viewpoint --content 空 --date 5.20";
const INSPECTION: &str =
    "inspection add --inspector 张三 --findings 乱 --requirement 理 --date 5.20";

#[test]
fn what_a_step_has_set_is_corrected_with_a_reason_and_undone() {
    for (path, record, field, typed, json) in CORRECTIONS {
        let office = office();
        path.iter().for_each(|line| drop(office.does(line)));
        let (kind, reference) = record.split_once(' ').unwrap();
        let before = show(&office, kind, reference);
        let set = format!("{field}={typed}");
        let edit = [kind, "edit", reference, "--set", &set];
        let sentence = office.refused(2, &edit);
        assert!(
            sentence.contains("--reason"),
            "{record} {field}: {sentence}"
        );
        let run = office.run(&[&edit[..], &["--reason", "写错了"]].concat());
        assert_eq!(run.code, 0, "{record} {field}: {}", run.err);
        assert!(run.err.contains(" → "), "{}", run.err);
        let after = show(&office, kind, reference);
        assert_eq!(after[field], **json, "{record} {field}");
        let last = after["history"].as_array().unwrap().last().unwrap();
        assert_eq!(last["fields"]["because"], "写错了");
        assert_eq!(last["fields"][field], **json);
        assert!(office.ok(&["history", reference]).contains(" → "));
        office.ok(&["undo"]);
        assert_eq!(
            show(&office, kind, reference)[field],
            before[field],
            "{record} {field}"
        );
    }
}

#[test]
fn the_rules_of_a_step_hold_for_its_correction() {
    let office = office();
    for line in [
        RAISED,
        "opinion reply O1 --text 好 --on 5.22",
        PLEDGE,
        "pledge publish P1",
        GO_ON,
    ] {
        office.does(line);
    }
    let cases: [(&[&str], &str); 7] = [
        (
            &["opinion", "edit", "O1", "--replied-on", "5.19"],
            "2011-05-20",
        ),
        (
            &["opinion", "edit", "O1", "--replied-on", "5.30"],
            "2011-05-26",
        ),
        (&["opinion", "edit", "O1", "--clear", "reply"], "答复内容"),
        (
            &["opinion", "edit", "O1", "--outcome", "resolved"],
            "opinion finish LY-O1",
        ),
        (
            &["pledge", "edit", "P1", "--new-deadline", "9.1"],
            "2011-09-30",
        ),
        (
            &["pledge", "edit", "P1", "--deadline", "10.1"],
            "pledge continue LY-P1",
        ),
        (
            &["pledge", "edit", "P1", "--clear", "continued_on"],
            "pledge reopen LY-P1",
        ),
    ];
    for (args, told) in cases {
        let sentence = office.refused(1, &[args, &["--reason", "错"]].concat());
        assert!(sentence.contains(told), "{args:?}: {sentence}");
    }
    office.does("opinion edit O1 --clear reply --clear replied_on --reason 没有答复过");
    assert_eq!(show(&office, "opinion", "O1")["replied_on"], Json::Null);
}

#[test]
fn an_edit_that_changes_nothing_is_none_and_a_correction_needs_a_step() {
    let office = office();
    for line in [PLEDGE, "pledge publish P1", "pledge finish P1 --result 成"] {
        office.does(line);
    }
    let before = office.known();
    let run = office.does("pledge edit P1 --title 修路 --result 成");
    assert!(run.err.contains("没有变化"), "{}", run.err);
    assert_eq!(office.known(), before);
    office.does(&PLEDGE.replace("修路", "修桥"));
    let sentence = office.refused(
        1,
        &["pledge", "edit", "P2", "--result", "成", "--reason", "错"],
    );
    assert!(sentence.contains("pledge publish LY-P2"), "{sentence}");
}

/// What leads to a state; then the kind, how often its last step is taken back, the field that tells
/// the state, and what it is after each.
type States = &'static [Option<&'static str>];
const REOPENED: &[(&[&str], &str, &str, States)] = &[
    (
        &[
            PLEDGE,
            "pledge publish P1",
            "pledge progress P1 --text 半 --percent 50",
            GO_ON,
            "pledge finish P1 --result 成",
        ],
        "pledge P1",
        "status",
        &[
            Some("continuing"),
            Some("in_progress"),
            Some("published"),
            Some("draft"),
        ],
    ),
    (
        &[
            PLEDGE,
            "pledge publish P1",
            GO_ON,
            "pledge continue P1 --reason 又 --new-deadline 11月底",
        ],
        "pledge P1",
        "new_deadline",
        &[Some("2011-10-31"), None, None],
    ),
    (
        &[
            PLEDGE,
            "pledge publish P1",
            GO_ON,
            "pledge withdraw P1 --reason 又",
        ],
        "pledge P1",
        "reason",
        &[Some("难"), None, None],
    ),
    (
        &[
            RAISED,
            "opinion reply O1 --text 好",
            "opinion finish O1 --outcome resolved",
        ],
        "opinion O1",
        "reply",
        &[Some("好"), None],
    ),
    (
        &[
            RAISED,
            "opinion hand-over O1 --to 李四",
            "opinion hand-over O1 --to 利用处",
        ],
        "opinion O1",
        "owner",
        &[Some("LY-M2"), Some("LY-M1")],
    ),
    (
        &[RAISED, "opinion adopt O1 --title 办"],
        "opinion O1",
        "outcome",
        &[None],
    ),
    (
        &[PROBLEM, "problem fix W1 --result 改"],
        "problem W1",
        "fixed_on",
        &[None],
    ),
    (
        &[INSPECTION, "inspection rectify D1 --result 理"],
        "inspection D1",
        "result",
        &[None],
    ),
    (
        &["pair add --helper 张三 --household 户", "pair end T1"],
        "pair T1",
        "until",
        &[None],
    ),
    (
        &[PLEDGE, "pledge void P1 --reason 重复"],
        "pledge P1",
        "void",
        &[None],
    ),
];

#[test]
fn reopening_goes_back_to_the_state_before_until_there_is_none() {
    for (path, record, field, states) in REOPENED {
        let office = office();
        path.iter().for_each(|line| drop(office.does(line)));
        let (kind, reference) = record.split_once(' ').unwrap();
        for state in *states {
            let run = office.does(&format!("{kind} reopen {reference} --reason 没有的事"));
            assert!(
                run.err.contains(" → ") || run.err.contains("作废"),
                "{}",
                run.err
            );
            let shown = show(&office, kind, reference);
            assert_eq!(shown[field], Json::from(*state), "{record} {field}");
        }
        let sentence = office.refused(1, &[kind, "reopen", reference, "--reason", "又"]);
        assert!(
            sentence.contains("没有可退回的步骤"),
            "{record}: {sentence}"
        );
        office.ok(&["undo"]);
        assert!(
            office
                .run(&[kind, "reopen", reference, "--reason", "又"])
                .code
                == 0
        );
    }
}

#[test]
fn what_was_adopted_by_mistake_is_void_unless_it_was_promised() {
    let office = office();
    office.does(RAISED);
    office.does(
        "opinion adopt O1 --title 办 --content c --measures m --deadline 9月底 --responsible 张三",
    );
    office.does("pledge publish P1");
    let sentence = office.refused(1, &["opinion", "reopen", "O1", "--reason", "错"]);
    assert!(sentence.contains("pledge reopen LY-P1"), "{sentence}");
    office.does("pledge reopen P1 --reason 错");
    office.does("opinion reopen O1 --reason 错");
    assert_eq!(show(&office, "pledge", "P1")["void"], "错");
    assert_eq!(show(&office, "opinion", "O1")["outcome"], Json::Null);
}

#[test]
fn the_past_follows_a_correction_and_what_was_known_does_not() {
    let mut office = Office::empty();
    office.on("2011-05-20");
    office.ok(&["init", "--practice", "--office", "LY", "--name", "利用处"]);
    office.does("person add --name 张三 --rank staff");
    office.does(PLEDGE);
    office.does("pledge publish P1");
    office.on("2011-06-10");
    office.does("pledge finish P1 --result 成");
    office.on("2011-06-20");
    office.does("pledge reopen P1 --reason 没有办成");
    let status = |days: &[&str]| {
        let list = office.json(&[&["pledge", "list"], days].concat());
        list[0]["status"].clone()
    };
    assert_eq!(status(&[]), "published");
    assert_eq!(status(&["--as-of", "2011-06-15"]), "published");
    assert_eq!(
        status(&["--as-of", "2011-06-15", "--known-on", "2011-06-15"]),
        "done"
    );
}

#[test]
fn no_state_is_the_end_of_the_way() {
    let office = office();
    for line in [
        PLEDGE,
        "pledge publish P1",
        "pledge finish P1 --result 错办的是二号",
    ] {
        office.does(line);
    }
    office.does("pledge edit P1 --result 修的是一号路 --reason 写错了");
    let sentence = office.refused(1, &["pledge", "finish", "P1", "--result", "又"]);
    assert!(sentence.contains("已于2011-05-26办结"), "{sentence}");
    for step in [
        "continue P1 --reason 难 --new-deadline 10月底",
        "withdraw P1 --reason 难",
    ] {
        let words = shlex::split(step).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let sentence = office.refused(1, &[&["pledge"], &words[..]].concat());
        assert!(sentence.contains("pledge reopen LY-P1"), "{sentence}");
    }
    office.does("pledge reopen P1 --reason 办的不是这一件");
    office.does("pledge continue P1 --reason 难 --new-deadline 10月底");
    let history = office.ok(&["history", "P1"]);
    for told in [
        "错办的是二号 → 修的是一号路",
        "更正原因=写错了",
        "更正原因=办的不是这一件",
    ] {
        assert!(history.contains(told), "{history}");
    }
}

#[test]
fn reopening_takes_back_the_step_that_was_made_last() {
    let mut office = Office::new();
    office.on("2011-04-01");
    for line in [
        "person add --name 甲 --rank staff",
        "person add --name 乙 --rank staff",
        "opinion add --channel hotline --topic t --first-asked 甲 --date 3.10",
        "opinion hand-over O1 --to 乙 --on 3.30",
        "opinion reply O1 --text a --on 3.20",
        "opinion reopen O1 --reason 没答",
    ] {
        office.does(line);
    }
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["replied_on"], serde_json::Value::Null, "{opinion}");
    assert_eq!(opinion["handed_on"], "2011-03-30");
}

#[test]
fn reopening_after_a_hand_over_takes_back_that_and_then_what_was_before() {
    let mut office = Office::new();
    office.on("2011-05-20");
    for line in [
        "person add --name 甲 --rank staff",
        "person add --name 乙 --rank staff",
        "person add --name 丙 --rank staff",
        "pledge add --title t --content c --measures m --responsible 甲 --pledged-on 4.1 --deadline 6.30",
        "pledge hand-over P1 --to 乙 --on 4.5",
        "pledge publish P1 --published-on 4.10",
        "pledge hand-over P1 --to 丙 --on 4.20",
    ] {
        office.does(line);
    }
    let shown = |keys: [&str; 3]| {
        let pledge = office.json(&["pledge", "show", "P1"]);
        keys.map(|key| pledge[key].as_str().unwrap_or("-").to_owned())
    };
    let keys = ["status", "responsible_name", "handed_on"];
    for expected in [
        ["published", "乙", "2011-04-05"],
        ["draft", "乙", "2011-04-05"],
        ["draft", "甲", "-"],
    ] {
        office.does("pledge reopen P1 --reason 没有的事");
        assert_eq!(shown(keys), expected);
    }
    let told = office.refused(1, &["pledge", "reopen", "P1", "--reason", "又"]);
    assert!(told.contains("没有可退回的步骤"), "{told}");
}

#[test]
fn what_is_finished_is_not_handed_over_and_says_so() {
    let mut office = Office::new();
    office.on("2011-05-20");
    for line in [
        "person add --name 甲 --rank staff",
        "person add --name 乙 --rank staff",
        "pledge add --title t --content c --measures m --responsible 甲 --pledged-on 4.1 --deadline 6.30",
        "pledge publish P1 --published-on 4.10",
        "pledge hand-over P1 --to 乙 --on 4.20",
        "pledge finish P1 --result r --on 5.10",
    ] {
        office.does(line);
    }
    let told = office.refused(1, &["pledge", "hand-over", "P1", "--to", "甲"]);
    assert!(
        told.contains("现在不能移交他人负责（状态：已办结）") && told.contains("pledge reopen"),
        "{told}"
    );
    // What is left of an opinion that has its outcome is the reply, whoever has left.
    for line in [
        "opinion add --channel hotline --topic 停车 --first-asked 甲 --date 4.1",
        "opinion finish O1 --outcome resolved --on 4.5",
        "person leave 甲 --until 5.1",
    ] {
        office.does(line);
    }
    let left = || office.json(&["check", "--code", "left-responsible"]);
    let told = left()[0]["message"].to_string();
    let way = "huiyin opinion reply LY-O1 --text 答复内容";
    assert!(told.contains(way), "{told}");
    office.does(way.strip_prefix("huiyin ").unwrap());
    assert_eq!(left(), serde_json::json!([]));
}

#[test]
fn a_percentage_that_an_entry_of_the_day_tells_is_changed_there() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("pledge add 修路 --content 一 --measures 二 --responsible 张三 --deadline 10月底");
    office.does("pledge publish P1");
    office.does("pledge progress P1 --text 过半 --percent 50");
    let told = office.refused(1, &["pledge", "edit", "P1", "--percent", "60"]);
    assert!(
        told.contains("huiyin progress edit LY-G1 --percent"),
        "{told}"
    );
    office.does("progress edit LY-G1 --percent 60");
    assert_eq!(office.json(&["pledge", "show", "P1"])["percent"], 60);
}

#[test]
fn phones_and_id_numbers_are_checked_wherever_they_come_from() {
    let office = Office::new();
    let told = office.refused(
        1,
        &["household", "add", "李大", "rural", "--phone", "问门卫"],
    );
    assert!(told.contains("3到20位数字"), "{told}");
    let add = ["household", "add", "李大", "rural", "--id-no"];
    for typed in [
        "11010519491231002×",
        "110105 19491231 002x",
        "１１０１０５１９４９１２３１００２Ｘ",
    ] {
        let household = office.json(&[&add[..], &[typed, "--again"]].concat());
        assert_eq!(household["id_no"], "11010519491231002X", "{typed}");
    }
    let run = office.run(&["household", "edit", "H1", "--id-no", "110105194912310021"]);
    assert!(run.err.contains("校验位"), "{run:?}");
    std::fs::write(
        office.path().join("h.csv"),
        "户主,户别,电话,身份证号\n王二,困难农户,021—62751234转8,11010519491231002×\n",
    )
    .unwrap();
    office.ok(&["import", "household", "h.csv"]);
    let household = office.json(&["household", "show", "王二"]);
    assert_eq!(household["id_no"], "11010519491231002X");
    assert_eq!(household["phone"], "021-62751234转8");
    std::fs::write(
        office.path().join("h.csv"),
        "户主,户别,电话\n王三,困难农户,问门卫\n",
    )
    .unwrap();
    let run = office.run(&["import", "household", "h.csv"]);
    assert!(run.code == 1 && run.out.contains("问门卫"), "{run:?}");
}
