//! What each bare word of `add` becomes: `words.txt` lists it for four kinds. Nothing that looks like a
//! date, a time, a number with a unit, a name or a choice becomes text unseen.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::harness::{Office, golden};

/// What a record needs beside the word that is tried: words, and options of which one may be its own.
type Rest = (
    &'static str,
    &'static [&'static str],
    &'static [[&'static str; 2]],
);
const KINDS: &[Rest] = &[
    ("visit", &["张三"], &[["--place-kind", "grassroots"]]),
    (
        "opinion",
        &[],
        &[["--channel", "other"], ["--topic", "主题"]],
    ),
    ("pledge", &[], &[["--title", "名称"]]),
    (
        "reception",
        &[],
        &[["--channel", "hotline"], ["--leader", "M1"]],
    ),
];

/// Days, some of them none.
const DAYS: &str = "今天 昨天 前天 大前天 三天前 3天前 两天前 昨晚 昨夜 今早 今晚 昨天下午 昨晚8点 昨天15点 周一 周五 周一上午 \
    上周三 上周三下午3点 礼拜一 星期二 去年5月18日 今年5月18日 5月18日 5月18 5.18 5/18 5-18 2011.5.18 20110518 \
    2011年5月18日 五月十八日 5月3日上午9:30 5月上旬 5月 本月 上周 五一 五一节 国庆 春节 清明节 周末 月初 前几天 两周前 一个月前 \
    当天 刚才 11.5.18 11-5-18 11年5月18日 110518 5/18/2011 1.2.3 32日 5.32 上周八 4月中下旬 5月1日和3日 长期";
/// Times, days in English.
const TIMES: &str = "下午 上午9点半 15:30 下午3点 3pm|May 3|3 May|May 3rd|3-May-2011|may|May 2011|monday|Mon|last friday|\
    yesterday|last night|3 days ago|a week ago|2 weeks ago|weekend|noon|sun";
/// Numbers, with units and without.
const NUMBERS: &str = "300元 300块 ￥50 1.2万元 300yuan 300rmb $300 三百元 约300元 300元左右 每户300元 300-500元 12人次 12人 \
    12people 12persons 12ppl 十二人 3户 两次 5公里 5km 2小时 半天 40% 40 12 3.5 13800001111 62751234 021-62751234 \
    110105194912310021 11010519491231002X";
/// Names and choices, whole, in part and mistyped.
const NAMES: &str = "李四 李死 章三 M2 M9 利用处 利用初 幸福村 幸福 户主1 户主9 王建国 王建民 服务热线 热线 服务热县 信箱 面对面 网上 \
    送温暖 温暖 送温曖 政策 政策、温暖 走访 慰问 困难农户 hotline hotlin online mailbox policy 进农户 基层";
/// Text, which it stays.
const TEXTS: &str = "屋顶漏雨 昨天下午停电 今晚报停送 五一慰问 第3日 三天前停电 一户漏雨 5楼漏水 3号楼漏水 下午停电 热线占线 日常走访 大家都好 \
    建馆50周年 300元红包 二十四小时开放 A4纸 maybe";

fn words() -> Vec<&'static str> {
    let blocks = [DAYS, TIMES, NUMBERS, NAMES, TEXTS].into_iter();
    // English dates have blanks within, and stand between bars.
    let words = blocks.flat_map(|block| match block.split_once('|') {
        Some((first, rest)) => {
            let first = first.split_whitespace();
            first.chain(rest.split('|')).collect::<Vec<_>>()
        }
        None => block.split_whitespace().collect(),
    });
    words.collect()
}

fn office() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    office.ok(&["unit", "add", "--name", "幸福村", "--unit-kind", "village"]);
    for name in ["户主1", "王建国"] {
        office.ok(&["household", "add", name, "幸福村", "rural", "3人"]);
    }
    office
}

/// Says what a word becomes of a new record: the fields that it fills, or the code of its refusal.
fn becomes(office: &Office, (kind, words, rest): &Rest, word: &str) -> String {
    let mut refused = String::new();
    for left_out in (0..=rest.len()).rev() {
        let more = rest.iter().enumerate().filter(|(at, _)| *at != left_out);
        let more: Vec<&str> = more.flat_map(|(_, own)| *own).collect();
        let line = [
            &[*kind, "add"],
            *words,
            &more,
            &[word, "--again", "--format", "json"],
        ];
        let run = office.run(&line.concat());
        assert!(!run.err.contains("panicked"), "{line:?}: {run:?}");
        if run.code == 0 {
            return filled(&run.out, &more);
        }
        let said: Json = serde_json::from_str(&run.err).expect("an error");
        let error = &said["error"];
        let field = match &error["field"] {
            Json::Null => String::new(),
            Json::String(one) => format!(" {one}"),
            several => format!(" {several}").replace('"', ""),
        };
        let code = error["code"].as_str().expect("a code");
        refused = format!("! {code}{field}");
        // What the word is itself stands in the place of what it needs.
        if !["given-twice", "field-out-of-place"].contains(&code) {
            break;
        }
    }
    refused
}

/// Returns what a word filled of a new record, beside the options that were given.
fn filled(record: &str, given: &[&str]) -> String {
    const TOLD: &[&str] = &[
        "date",
        "deadline",
        "pledged_on",
        "visitors",
        "place_kind",
        "household",
        "village",
        "brought",
        "visit_kind",
        "aid",
        "people_reached",
        "channel",
        "from_kind",
        "first_asked",
        "leader",
        "percent",
        "responsible",
        "category",
        "findings",
        "topic",
        "title",
        "content",
        "from_phone",
        "beneficiaries",
    ];
    let record: BTreeMap<String, Json> = serde_json::from_str(record).expect("a record");
    let is_given = |key: &str| given.contains(&&*format!("--{key}").replace('_', "-"));
    let told = TOLD.iter().filter(|key| !is_given(key)).filter_map(|key| {
        let value = match record.get(*key).unwrap_or(&Json::Null) {
            Json::Null => return None,
            Json::String(text) => text.clone(),
            Json::Array(items) => {
                let items = items.iter().filter_map(Json::as_str);
                items.collect::<Vec<_>>().join("+")
            }
            other => other.to_string(),
        };
        let is_usual = value.is_empty() || value == "2011-05-26" || value == "LY-M1";
        (!is_usual).then(|| format!("{key}={value}"))
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_word_becomes_what_it_is_or_is_refused() {
    let words = words();
    assert!(words.len() >= 80);
    let columns: Vec<Vec<String>> = std::thread::scope(|scope| {
        let tried = KINDS.iter().map(|kind| {
            let words = &words;
            scope.spawn(move || {
                let office = office();
                words
                    .iter()
                    .map(|word| becomes(&office, kind, word))
                    .collect()
            })
        });
        let tried: Vec<_> = tried.collect();
        tried
            .into_iter()
            .map(|one| one.join().expect("a column"))
            .collect()
    });
    let mut table = String::new();
    for (at, word) in words.iter().enumerate() {
        table += &format!("{word}\n");
        for ((kind, ..), column) in KINDS.iter().zip(&columns) {
            table += &format!("    {kind}: {}\n", column[at]);
        }
    }
    golden("words.txt", &table);
    // What is a choice of one kind is text for another, and some words of English are two things.
    let texts = [NAMES, TEXTS, "sun may"].map(|block| block.split_whitespace().collect::<Vec<_>>());
    for (at, word) in words.iter().enumerate() {
        let main = ["findings", "topic", "title", "content"].map(|main| format!("{main}={word}"));
        for column in &columns {
            let is_text = main.iter().any(|main| column[at].contains(main));
            assert!(
                !is_text || texts.concat().contains(word),
                "{word}: {}",
                column[at]
            );
        }
    }
}

#[test]
fn a_refusal_says_what_to_write_and_its_flag_forces_the_text() {
    let office = office();
    for (word, told) in [
        ("五一", "是不是“5月1日”？是了解情况的请写 --findings 五一"),
        ("11.5.18", "是不是“2011-05-18”？"),
        ("李死", "是不是“李四”？是了解情况的请写 --findings 李死"),
        ("三百元", "是了解情况的请写 --findings 三百元"),
        ("下午3点", "只是钟点"),
        ("3户", "是了解情况的请写 --findings 3户"),
    ] {
        let run = office.run(&["visit", "add", "张三", "H1", word]);
        assert!(run.code != 0 && run.err.contains(told), "{word}: {run:?}");
        let visit = office.json(&["visit", "add", "张三", "H1", "--findings", word, "--again"]);
        assert_eq!(visit["findings"], word);
    }
    // A date in English is typed without quotes as well.
    for words in [
        &["May", "3"][..],
        &["3", "May", "2011"],
        &["May 3,", "2011"],
    ] {
        let all = [&["visit", "add", "张三", "H1", "--again"], words].concat();
        assert_eq!(office.json(&all)["date"], "2011-05-03", "{words:?}");
    }
    let english = Office::new().in_english();
    let told = english.refused(2, &["opinion", "add", "hotlin", "queues"]);
    assert!(told.contains("did you mean “hotline”?"), "{told}");
    assert!(told.contains("--topic hotlin"), "{told}");
}
