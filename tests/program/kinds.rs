//! The kinds of the whole activity: services, studies, research, problems, evaluations,
//! mechanisms, publicity and inspections; their verbs, their rules at the edges, and what is
//! refused, in both languages.

use serde_json::{Value as Json, json};

use crate::harness::{Office, english, is_chinese};

/// Splits a command line as a shell does.
fn words(line: &str) -> Vec<String> {
    shlex::split(line).expect("words of a shell")
}

/// Runs a command line that must succeed, and reads its JSON.
fn json_of(office: &Office, line: &str) -> Json {
    let words = words(line);
    office.json(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Runs command lines that must all succeed.
fn play(office: &Office, lines: &[&str]) {
    for line in lines {
        let words = words(line);
        office.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

/// An office on 26 May 2011, with what the records below name.
fn office() -> Office {
    let office = Office::new();
    play(
        &office,
        &[
            "unit add --name 第一党支部 --unit-kind branch",
            "unit add --name 民政局 --unit-kind department",
            "person add --name 张三 --rank staff --party-member",
            "person add --name 韩立新 --rank principal --party-member",
            "pledge add --title 午间不断岗",
        ],
    );
    office
}

/// A kind: its noun and letter, how one is added with as little as it takes, an edit, and what
/// the edit sets.
const LIVES: &[(&str, char, &str, &str, &str)] = &[
    (
        "service",
        'S',
        "--service-kind access --people 12",
        "--minutes 20",
        "minutes=20",
    ),
    (
        "study",
        'L',
        "--study-kind friday --topic 群众路线 --attended 9 --unit 第一党支部",
        "--absent 2",
        "absent=2",
    ),
    (
        "research",
        'Y',
        "--title 窗口服务调查 --author 韩立新",
        "--topic 窗口服务",
        "topic=窗口服务",
    ),
    (
        "problem",
        'W',
        "--area interests --content 收费依据没有公开",
        "--deadline 6月底",
        "deadline=2011-06-30",
    ),
    (
        "mechanism",
        'Z',
        "--title 首问负责制",
        "--state issued --issued-on 5.20",
        "issued_on=2011-05-20",
    ),
    (
        "publicity",
        'X',
        "--channel bulletin --title 午间的一盏灯",
        "--model-case",
        "model_case=true",
    ),
    (
        "inspection",
        'D',
        "--inspector 韩立新 --findings 进展没有记录",
        "--requirement 补上进展",
        "requirement=补上进展",
    ),
    (
        "evaluation",
        'E',
        "--subject P1 --step by_masses --rating good",
        "--by 民政局",
        "by=LY-U3",
    ),
    (
        "passage",
        'C',
        "--report summary --place next --text 抓落实",
        "--position before",
        "position=before",
    ),
];

#[test]
fn every_kind_is_added_listed_shown_edited_and_voided() {
    let office = office();
    for (noun, letter, add, edit, set) in LIVES {
        let (field, value) = set.split_once('=').expect("a field and its value");
        let reference = format!("LY-{letter}1");
        let added = json_of(&office, &format!("{noun} add {add} --note 初记"));
        assert_eq!(added["ref"], reference, "{noun}");
        let happened = ["date", "submitted_on"]
            .iter()
            .find(|id| added.get(**id).is_some());
        if let Some(id) = happened {
            assert_eq!(
                added[*id], "2011-05-26",
                "{noun}: today, where no day is given"
            );
        }
        let listed = json_of(&office, &format!("{noun} list --where note=初记"));
        assert_eq!(listed[0], added, "{noun}");
        let edited = json_of(&office, &format!("{noun} edit {letter}1 {edit}"));
        let told = match &edited[field] {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert_eq!(told, value, "{noun}");
        play(&office, &[&format!("{noun} void {letter}1 --reason 重复")]);
        assert_eq!(
            json_of(&office, &format!("{noun} list")),
            json!([]),
            "{noun}"
        );
        let shown = json_of(&office, &format!("{noun} show {letter}1"));
        assert_eq!(shown["void"], "重复", "{noun}");
        assert_eq!(shown["history"].as_array().map(Vec::len), Some(3), "{noun}");
        let next = json_of(&office, &format!("{noun} log {add}"));
        assert_eq!(
            next["ref"],
            format!("LY-{letter}2"),
            "{noun}: a number is given once"
        );
    }
}

/// What is refused, in words of a shell, with what its sentence names.
const REFUSALS: &[(&str, &[&str])] = &[
    // What a choice asks for.
    (
        "service add --service-kind desk --people 1",
        &["desk", "access", "spot_check"],
    ),
    (
        "service add --service-kind access --people 半数",
        &["半数", "--people"],
    ),
    (
        "service add --service-kind access --people 1 --rating great",
        &["great", "good", "poor"],
    ),
    (
        "evaluation add --subject 张三 --step report",
        &["--step report", "--text"],
    ),
    (
        "evaluation add --subject 张三 --step by_masses --text 好",
        &["by_masses", "--rating"],
    ),
    (
        "evaluation add --subject 张三 --step by_organisation",
        &["by_organisation", "--rating"],
    ),
    (
        "evaluation add --subject 张三 --step leader_comment --text 好",
        &["leader_comment", "--by"],
    ),
    (
        "evaluation add --subject 张三 --step leader_comment --text 好 --by 第一党支部",
        &["leader_comment", "--by"],
    ),
    (
        "evaluation add --subject 总体 --step report --text 好",
        &["总体"],
    ),
    (
        "mechanism add --title 制度 --state issued",
        &["--state issued", "--issued-on"],
    ),
    (
        "mechanism add --title 制度 --issued-on 5.20",
        &["2011-05-20", "--state issued"],
    ),
    // A record that stands.
    (
        "evaluation edit E1 --step leader_comment --text 好",
        &["leader_comment", "--by"],
    ),
    (
        "mechanism edit Z1 --state draft",
        &["2011-05-20", "--state issued"],
    ),
    // Days.
    (
        "problem add --area methods --content 填表多 --deadline 5.25",
        &["2011-05-25", "2011-05-26"],
    ),
    (
        "problem fix W1 --result 好 --fixed-on 5.19",
        &["2011-05-19", "2011-05-20"],
    ),
    (
        "problem fix W1 --result 好 --fixed-on 5.27",
        &["2011-05-27", "2011-05-26"],
    ),
    (
        "inspection add --inspector 张三 --findings 无 --due 5.25",
        &["2011-05-25", "2011-05-26"],
    ),
    (
        "inspection rectify D1 --result 好 --rectified-on 5.19",
        &["2011-05-19", "2011-05-20"],
    ),
    (
        "mechanism add --title 制度 --state issued --issued-on 5.27",
        &["2011-05-27", "--future"],
    ),
    (
        "research add --title 报告 --author 张三 --submitted-on 5.27",
        &["2011-05-27", "--future"],
    ),
    (
        "study add --study-kind friday --topic 学 --attended 1 --date 2.25",
        &["2011-02-25", "--late"],
    ),
    // Verbs.
    (
        "inspection rectify D2 --result 好",
        &["LY-D2", "inspection edit", "--requirement"],
    ),
    (
        "problem fix W2 --result 好",
        &["LY-W2", "problem edit", "2011-05-26"],
    ),
    (
        "inspection rectify D3 --result 好",
        &["LY-D3", "inspection edit", "2011-05-26"],
    ),
    ("problem fix W9 --result 好", &["W9"]),
];

const STANDING: &[&str] = &[
    "service add --service-kind access --people 1",
    "evaluation add --subject P1 --step by_masses --rating good",
    "mechanism add --title 首问负责制 --state issued --issued-on 5.20",
    "problem add --date 5.20 --area methods --content 填表多",
    "problem add --area methods --content 排队久",
    "problem fix W2 --result 加开窗口",
    "inspection add --date 5.20 --inspector 张三 --findings 无记录 --requirement 补记录",
    "inspection add --inspector 第一党支部 --findings 都好",
    "inspection add --inspector 张三 --findings 无公示 --requirement 公示",
    "inspection rectify D3 --result 已公示",
];

#[test]
fn what_breaks_a_rule_is_refused_in_the_language_of_whoever_typed_it() {
    for office in [office(), office().in_english()] {
        play(&office, STANDING);
        for (line, named) in REFUSALS {
            let words = words(line);
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            let sentence = office.refused(1, &args);
            for name in *named {
                assert!(
                    sentence.contains(name),
                    "{line}: {name} is not in {sentence}"
                );
            }
            assert_eq!(sentence.lines().count(), 1, "{line}: {sentence}");
        }
    }
}

#[test]
fn a_refusal_has_no_word_of_the_other_language() {
    let known: Vec<String> = ["access", "issued", "draft"].map(str::to_owned).to_vec();
    let lines = [
        "evaluation add --subject P1 --step report",
        "mechanism add --title t --issued-on 5.20",
        "evaluation add --subject P1 --step leader_comment --text t --by U1",
    ];
    let (chinese, foreign) = (office(), office().in_english());
    for line in lines {
        let words = words(line);
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let sentence = chinese.refused(1, &args);
        assert_eq!(english(&sentence, &known), None, "{sentence}");
        assert!(is_chinese(&sentence), "{sentence}");
        let sentence = foreign.refused(1, &args);
        assert!(!is_chinese(&sentence), "{sentence}");
    }
}

#[test]
fn rules_hold_up_to_their_edges_and_no_further() {
    let office = office();
    play(&office, STANDING);
    play(
        &office,
        &[
            // On the day itself.
            "problem add --area methods --content 填表多 --deadline 5.26",
            "problem fix W1 --result 好 --fixed-on 5.20",
            "inspection add --inspector 张三 --findings 无 --requirement 补 --due 5.26",
            "inspection rectify D1 --result 好 --rectified-on 5.20",
            // The first and the last day of the campaign so far.
            "study add --study-kind friday --topic 学 --attended 0 --date 3.1",
            "study add --study-kind friday --topic 学 --attended 1 --date 2.25 --late 活动前已学",
            // A promise may be broken: that is for the checks, not for entry.
            "service add --service-kind access --people 1 --minutes 45 --promised-minutes 30",
            "service add --service-kind spot_check --rating 差 --department 民政局",
            // Who evaluates is a person or a unit; only a leader's comment asks for a person.
            "evaluation add --subject 第一党支部 --step by_organisation --rating fair --by 民政局",
            "evaluation add --subject 张三 --step by_masses --rating good",
            "evaluation add --subject P1 --step leader_comment --text 抓紧 --by 韩立新",
            // From issued back to a draft, and on again.
            "mechanism edit Z1 --state draft --clear issued-on",
            "mechanism edit Z1 --state issued --issued-on 5.26",
            // The day of a kind that has another name for it.
            "research add --title 报告 --author 张三 --date 5.20",
        ],
    );
    assert_eq!(
        json_of(&office, "research show Y1")["submitted_on"],
        "2011-05-20"
    );
    assert_eq!(
        json_of(&office, "research show Y1")["backfilled"],
        true,
        "six days later"
    );
    assert_eq!(
        json_of(&office, "mechanism list --from 5.26 --until 5.26")[0]["ref"],
        "LY-Z1"
    );
    assert_eq!(
        json_of(
            &office,
            "survey add --subject 总体 --issued 1 --returned 1 --valid 1 --satisfied 1 --mostly 0 --dissatisfied 0"
        )["subject"],
        json!(null),
        "only a survey is of everything"
    );
}

#[test]
fn a_problem_is_fixed_and_an_inspection_rectified_once() {
    let office = office();
    play(&office, STANDING);
    let fixed = json_of(&office, "problem fix W1 --result 两页并一页");
    assert_eq!(
        (&fixed["fixed_on"], &fixed["result"]),
        (&json!("2011-05-26"), &json!("两页并一页"))
    );
    let rectified = json_of(&office, "inspection rectify D1 --result 已补");
    assert_eq!(rectified["rectified_on"], "2011-05-26");
    for (field, noun, reference) in [
        ("fixed-on", "problem", "W1"),
        ("rectified-on", "inspection", "D1"),
    ] {
        for cleared in [field, "result"] {
            let sentence = office.refused(1, &[noun, "edit", reference, "--clear", cleared]);
            let way = format!("huiyin {noun} edit LY-{reference} --clear");
            assert!(sentence.contains(&way), "{sentence}");
        }
    }
    // What was fixed by mistake is open again.
    play(&office, &["undo", "inspection rectify D1 --result 再补"]);
    assert_eq!(json_of(&office, "inspection show D1")["result"], "再补");
}

#[test]
fn two_offices_that_fix_one_problem_have_one_conflict_for_day_and_result() {
    let (here, there) = (office(), Office::empty());
    play(
        &here,
        &["problem add --area methods --content 填表多 --date 5.20"],
    );
    // A copy of the same office's file.
    std::fs::copy(here.file(), there.file()).unwrap();
    play(&there, &["problem fix LY-W1 --result 甲法 --fixed-on 5.25"]);
    play(&here, &["problem fix W1 --result 乙法"]);
    play(
        &here,
        &[&format!("merge {} --no-backup", there.file().display())],
    );
    let conflicts = json_of(&here, "conflict list");
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1), "{conflicts}");
}

#[test]
fn the_example_campaign_has_records_of_every_kind_and_the_gaps_that_it_tells_of() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    let of = |line: &str| json_of(&office, &format!("--db campaign/DZ.db {line}"));
    for (noun, least) in [
        ("unit", 13),
        ("person", 14),
        ("household", 8),
        ("pair", 10),
        ("pledge", 17),
        ("progress", 10),
        ("evaluation", 15),
        ("visit", 27),
        ("reception", 76),
        ("opinion", 26),
        ("service", 15),
        ("study", 80),
        ("research", 3),
        ("problem", 6),
        ("survey", 5),
        ("mechanism", 4),
        ("publicity", 6),
        ("inspection", 4),
        ("submission", 2),
    ] {
        let count = of(&format!("{noun} list")).as_array().map_or(0, Vec::len);
        assert!(count >= least, "{noun}: {count}");
    }
    let refs = |line: &str| -> Vec<String> {
        let list = of(line);
        let refs = list.as_array().expect("a list").iter();
        refs.map(|one| one["ref"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(refs("opinion list --where first_asked="), ["DZ-O11"]);
    assert_eq!(refs("opinion list --where owner=林涛"), ["DZ-O7", "LY-O5"]);
    assert_eq!(
        refs("problem list --where fixed_on="),
        ["JD-W2", "JD-W3", "LY-W3"]
    );
    assert_eq!(
        refs("inspection list --where rectified_on="),
        ["DZ-D2", "DZ-D3"]
    );
    assert_eq!(refs("mechanism list --where state=draft"), ["DZ-Z2"]);
    assert_eq!(
        refs("study list --where study_kind=discussion"),
        ["JD-L21", "LY-L8"]
    );
    for file in ["DZ", "LY", "JD"] {
        office.ok(&["--db", &format!("campaign/{file}.db"), "verify"]);
    }
}
