//! The advice in a refusal is a command that the program then takes: whoever follows it is one step
//! further, and never goes round in a circle.

use serde_json::Value as Json;

use crate::harness::Office;
use crate::mistakes::{self, MISTAKES};

/// Returns the command that a refusal advises.
fn advised(error: &str) -> Option<Vec<String>> {
    let error: Json = serde_json::from_str(error).ok()?;
    let hint = error["error"]["hint"].as_str()?;
    let command = &hint[hint.find("huiyin ")?..];
    let ends = ["；", "，", "。", "; ", ", ", "\n"];
    let end = ends.iter().filter_map(|end| command.find(end)).min();
    let command = &command[..end.unwrap_or(command.len())];
    Some(shlex::split(command).expect("words of a shell")[1..].to_vec())
}

/// Types a command line; where it is refused with advice, follows that in a copy of the folder.
/// Returns whether there was advice.
fn follow(office: &Office, line: &str) -> bool {
    let copy = office.copy();
    let words = shlex::split(line).expect("words of a shell");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let run = copy.run(&[&["--format", "json"], &words[..]].concat());
    if run.code == 0 {
        return false;
    }
    let Some(advised) = advised(&run.err) else {
        return false;
    };
    let next: Vec<&str> = advised.iter().map(String::as_str).collect();
    let run = copy.run(&next);
    assert_eq!(run.code, 0, "{line}\nthen {}\n{}", next.join(" "), run.err);
    true
}

#[test]
fn whoever_made_a_mistake_can_do_what_is_advised() {
    for in_english in [false, true] {
        let office = mistakes::office(in_english);
        let follows = |line: &&&str| follow(&office, line.trim_start_matches("huiyin "));
        let followed = MISTAKES.iter().filter(follows).count();
        assert!(followed > 20, "only {followed} give advice");
    }
}

/// A record of each kind with steps in every state: what leads to it, and its ref.
const STATES: &[(&str, &[&str])] = &[
    ("P1", &["pledge add --title 缺"]),
    (
        "P1",
        &["pledge add --title 缺", "pledge withdraw P1 --reason 误"],
    ),
    ("P1", &[WHOLE]),
    ("P1", &[WHOLE, "pledge void P1 --reason 重复"]),
    ("P1", &[WHOLE, "pledge publish P1"]),
    (
        "P1",
        &[WHOLE, "pledge publish P1", "pledge progress P1 --text 过半"],
    ),
    ("P1", &[WHOLE, "pledge publish P1", GO_ON]),
    ("P1", &[WHOLE, "pledge publish P1", GO_ON, GO_ON]),
    (
        "P1",
        &[
            WHOLE,
            "pledge publish P1",
            GO_ON,
            "pledge withdraw P1 --reason 难",
        ],
    ),
    (
        "P1",
        &[WHOLE, "pledge publish P1", "pledge finish P1 --result 成"],
    ),
    ("O1", &[RAISED]),
    ("O1", &[RAISED, "opinion reply O1 --text 好"]),
    (
        "O1",
        &[
            RAISED,
            "opinion reply O1 --text 好",
            "opinion finish O1 --outcome resolved",
        ],
    ),
    (
        "O1",
        &[RAISED, "opinion finish O1 --outcome continuing --due 9月底"],
    ),
    (
        "O1",
        &[
            RAISED,
            "opinion hand-over O1 --to M2",
            "opinion finish O1 --outcome referred",
        ],
    ),
    ("O1", &[RAISED, "opinion adopt O1 --title 办"]),
    (
        "O1",
        &[
            RAISED,
            "opinion adopt O1 --title 办 --content c --measures m --deadline 9月底 --responsible M1",
            "pledge publish P1",
        ],
    ),
    ("W1", &["problem add --area viewpoint --content 空"]),
    (
        "W1",
        &[
            "problem add --area viewpoint --content 空",
            "problem fix W1 --result 改",
        ],
    ),
    ("D1", &["inspection add --inspector M1 --findings 好"]),
    (
        "D1",
        &[
            "inspection add --inspector M1 --findings 乱 --requirement 理",
            "inspection rectify D1 --result 理好",
        ],
    ),
    ("T1", &[PAIR]),
    ("T1", &[PAIR, "pair end T1"]),
    (
        "V1",
        &["visit add --visitors M1 --place-kind household --household H1"],
    ),
];
const WHOLE: &str =
    "pledge add --title 全 --content c --measures m --deadline 9月底 --responsible M1";
const GO_ON: &str = "pledge continue P1 --reason 难 --new-deadline 10月底";
const RAISED: &str = "opinion add --channel hotline --topic 事 --first-asked M1";
const PAIR: &str = "pair add --helper M1 --household H1";

/// What may be typed about a record, whatever its state; `{}` stands for its ref.
const TYPED: &[(&str, &[&str])] = &[
    (
        "pledge",
        &[
            "publish {}",
            "progress {} --text 又",
            "finish {} --result 又",
            "continue {} --reason 又 --new-deadline 11月底",
            "withdraw {} --reason 又",
            "edit {} --deadline 11月底",
            "edit {} --clear content",
            "edit {} --published-on 5.1",
            "edit {} --result 又",
            "edit {} --set reason=又",
            "edit {} --new-deadline 11月底",
            "edit {} --withdrawn-on 5.26 --reason 错",
            "edit {} --clear published_on --reason 错",
            "edit {} --clear result --reason 错",
            "edit {} --clear reason --reason 错",
            "edit {} --status done",
        ],
    ),
    (
        "opinion",
        &[
            "reply {} --text 又",
            "finish {} --outcome explained",
            "finish {} --outcome adopted",
            "adopt {} --title 又",
            "hand-over {} --to M1",
            "edit {} --reply 又",
            "edit {} --outcome explained",
            "edit {} --outcome adopted --reason 错",
            "edit {} --handed-to M2 --reason 错",
            "edit {} --clear reply --reason 错",
            "edit {} --clear outcome --reason 错",
            "edit {} --clear handed_on --reason 错",
            "edit {} --owner M2",
        ],
    ),
    (
        "problem",
        &[
            "fix {} --result 又",
            "edit {} --result 又",
            "edit {} --clear result --reason 错",
        ],
    ),
    (
        "inspection",
        &[
            "rectify {} --result 又",
            "edit {} --result 又",
            "edit {} --clear rectified_on --reason 错",
        ],
    ),
    ("pair", &["end {}", "edit {} --clear until"]),
    ("visit", &["edit {}"]),
];

#[test]
fn whatever_the_state_of_a_record_the_advice_is_taken() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    office.does("person add --name 李四 --rank staff");
    office.does("household add --name 户 --household-kind rural");
    for (reference, path) in STATES {
        let office = office.copy();
        path.iter().for_each(|line| drop(office.does(line)));
        let kind = path[0].split(' ').next().expect("a noun");
        let typed = TYPED.iter().find(|(own, _)| *own == kind);
        let typed = typed.expect("what is typed about the kind").1.iter();
        let common = [
            "reopen {} --reason 错",
            "void {} --reason 错",
            "edit {} --note 注",
        ];
        for line in typed.chain(&common) {
            let line = format!("{kind} {}", line.replace("{}", reference));
            follow(&office, &line);
        }
    }
}

#[test]
fn every_step_is_refused_with_advice_where_it_is_impossible() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    for line in [WHOLE, "pledge publish P1", "pledge finish P1 --result 成"] {
        office.does(line);
    }
    for step in &TYPED[0].1[..5] {
        let line = format!("pledge {}", step.replace("{}", "P1"));
        assert!(follow(&office, &line), "{line}");
    }
}

#[test]
fn what_is_advised_says_what_was_meant() {
    let mut office = Office::new();
    office.on("2011-05-20");
    for line in [
        "person add --name 甲 --rank leader",
        "person add --name 乙 --rank leader",
        "person leave 甲 --until 5.1",
        "opinion add --channel hotline --topic 停车",
        "opinion finish O1 --outcome resolved",
    ] {
        office.does(line);
    }
    for (line, told) in [
        // What was said behind a step is what its text was to be.
        (
            "pledge finish P1 P2",
            "huiyin pledge finish P1 P2 --result 办理结果",
        ),
        // A word in the place of another is where it belongs.
        ("add opinion", "huiyin opinion add"),
        ("登记 意见", "huiyin opinion 登记"),
        ("import visit", "huiyin import visit visit.xlsx"),
        // What is looked for is not to be added, nor what is something else.
        (
            "pledge list --where responsible=丙",
            "没有人员“丙”；请核对写法",
        ),
        (
            "opinion add --channel hotline --topic t --first-asked 利用处",
            "“利用处”是单位（LY-U1），这里须填人员",
        ),
        (
            "opinion add --channel hotline --topic t --first-asked 丙",
            "可先登记：huiyin person add --name 丙",
        ),
        // Nobody is named who has left.
        ("reception add", "--leader LY-M2"),
        // A correction says something else than what is there.
        (
            "opinion finish O1 --outcome explained",
            "huiyin opinion edit LY-O1 --outcome explained --reason 原因",
        ),
        ("opinion list --limit 0", "须为1以上的整数"),
        ("history --limit 0", "须为1以上的整数"),
        (
            "--db sub/huiyin.db pledge list",
            "sub/huiyin.db，已有的请用 --db 指明",
        ),
    ] {
        let words = shlex::split(line).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = office.run(&words);
        assert!(
            run.code > 0 && run.err.contains(told),
            "{line}: {}",
            run.err
        );
    }
    let empty = Office::empty();
    let told = empty.run(&["pledge", "list"]).err;
    assert!(
        told.contains("新建请用 huiyin init --office LY --name 利用处，"),
        "{told}"
    );
    for topic in ["日期", "编号", "阶段", "合并", "格式"] {
        assert!(office.ok(&["help", topic]).lines().count() > 3, "{topic}");
        assert!(office.ok(&["help"]).contains(topic), "{topic}");
    }
    // Choices are told by their labels on the home page too.
    let home = office.ok(&[]);
    assert!(!home.contains("leader"), "{home}");
}
