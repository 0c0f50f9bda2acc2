//! Sentences as their readers write them: what was found unidiomatic once stays mended.

use crate::harness::Office;

/// A command line, and what is said to it: words that stand there, and words that do not.
struct Said {
    english: bool,
    line: &'static str,
    says: &'static str,
    never: &'static str,
}

const fn zh(line: &'static str, says: &'static str, never: &'static str) -> Said {
    Said {
        english: false,
        line,
        says,
        never,
    }
}

const fn en(line: &'static str, says: &'static str, never: &'static str) -> Said {
    Said {
        english: true,
        ..zh(line, says, never)
    }
}

const SAID: &[Said] = &[
    zh("pledge", "登记", "还缺命令"),
    zh("unit show U1 延时", "看不懂“延时”", "多出了"),
    zh("unit show U1 延时", "半角引号", "one too many"),
    zh(
        "pledge publish P2",
        "缺实事内容、办理时限",
        "还缺 --content",
    ),
    zh(
        "pledge publish P2",
        "补齐请用 huiyin pledge edit LY-P2",
        "请先用 edit",
    ),
    zh(
        "opinion reply O1 --text 好",
        "已于2011-05-26答复反映人",
        "没有后续步骤",
    ),
    zh("opinion reply O1 --text 好", "要更正请用", "现在不能 reply"),
    zh(
        "phase close 3",
        "先用 huiyin phase open 3",
        "现在可以：open",
    ),
    zh("pledge edit P1 --percent 9月底", "请填0到100的整数", "须为"),
    zh(
        "import pledge 没有.csv",
        "请核对文件名和所在文件夹",
        "磁盘空间",
    ),
    zh("pledge list －－help", "", "@"),
    zh(
        "reception add 面对面 --leader 赵六",
        "名册里没有人员“赵六”",
        "请核对",
    ),
    zh(
        "pledge continue P1",
        "--new-deadline",
        "--new-deadline 本周五",
    ),
    zh(
        "pledge list --where title=无",
        "没有符合条件的实事项目",
        "┌",
    ),
    zh("help 阶段", "补录", "补报"),
    zh("pledge add --help", "补录", "补报"),
    zh("check --today 2011-08-20", "红·逾期", "(逾期)"),
    zh(
        "opinion add --topic t --channel 热",
        "是不是“服务热线”",
        "一个",
    ),
    zh(
        "opinion add 热线 t --date 明天",
        "晚于今天（2011-05-26）",
        "天(2011",
    ),
    en("pledge", "add", "still missing"),
    en(
        "unit show U1 tardy",
        "unexpected argument “tardy”",
        "too many",
    ),
    en("pledeg list", "did you mean “pledge”?", "write “"),
    en("pledge add", "missing required --title", "still missing"),
    en("show P1 --format x", "", "comes after a kind"),
    en(
        "merge --help",
        "Merge other offices' files into this one",
        "know into",
    ),
    en("restore --help", "Restore from a backup", "in the place of"),
    en("pledge list --help", "Filter by field", "compares so"),
    en("pledge list --help", "Show at most N", "At most so many"),
    en(
        "pledge list --help",
        "Only records that mention you",
        "Only those",
    ),
    en("conflict resolve --help", "Value to keep", "Which stands"),
    en("phase list", "Reason for forced closing", "Closed by force"),
    en("pledge void --help", "Reason for voiding", "Why it is void"),
    en("pledge list --help", "Global options", "Options of every"),
    en("check", "no paired household", "in care"),
    en("check --today 2011-08-20", "RED overdue", "red, overdue"),
    en(
        "check --today 2011-08-20",
        "publish the progress",
        "tell the progress",
    ),
    en(
        "pledge edit P1 --deadline 12.1",
        "huiyin pledge continue LY-P1",
        "promised in public",
    ),
    en(
        "visit add Zhang --place-kind grassroots --date 2011-05-20",
        "",
        "Take care",
    ),
];

#[test]
fn sentences_are_as_their_readers_write_them() {
    for english in [false, true] {
        let office = Office::new();
        let office = if english { office.in_english() } else { office };
        for line in [
            "person add --name 张三 --rank staff",
            "opinion add --channel hotline --topic 等候久",
            "opinion reply O1 --text 好",
            "pledge add --title 修路 --content 一 --measures 二 --responsible 张三 --deadline 10月底",
            "pledge publish P1",
            "pledge add --title 绿化",
        ] {
            office.does(line);
        }
        for said in SAID.iter().filter(|said| said.english == english) {
            let words: Vec<&str> = said.line.split(' ').collect();
            let run = office.run(&words);
            let told = run.out + &run.err;
            assert!(told.contains(said.says), "{}: {told}", said.line);
            let is_absent = said.never.is_empty() || !told.contains(said.never);
            assert!(is_absent, "{} says {}: {told}", said.line, said.never);
        }
    }
}

#[test]
fn what_was_done_is_said_of_its_record() {
    let office = Office::new().in_english();
    for (line, says) in [
        ("opinion add hotline queues", "Added LY-O1"),
        ("opinion reply O1 done", "LY-O1: reply recorded"),
        ("opinion finish O1 resolved", "LY-O1: outcome recorded"),
        ("undo", "opinion finish"),
        ("redo", "opinion finish"),
        ("pledge list --save due", "Saved as @due; show it with"),
    ] {
        let run = office.does(line);
        assert!(run.err.contains(says), "{line}: {run:?}");
    }
}

#[test]
fn of_nothing_there_is_a_sentence_and_no_frame() {
    let office = Office::new();
    for (line, said) in [
        ("find 灯", "没有找到"),
        ("history --by 谁", "没有符合条件的改动"),
        ("log --by 谁", "没有符合条件的操作"),
        ("plan diff", "没有不同"),
        ("saved list", "没有存过的清单"),
        ("ledger pledge", "台账里还没有记录"),
        ("pledge list", "没有符合条件的实事项目"),
        ("conflict list", "没有冲突"),
        ("proposal list", "没有待答复的建议"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let run = office.run(&words);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{line}");
        assert!(run.err.contains(said), "{line}: {}", run.err);
    }
}

/// Words behind a number that only several things have.
const SEVERAL: &[&str] = &[
    "are",
    "changes",
    "cells",
    "conflicts",
    "days",
    "fields",
    "files",
    "have",
    "offices",
    "operations",
    "opinions",
    "passages",
    "people",
    "pledges",
    "proposals",
    "records",
    "rows",
    "values",
    "visits",
    "were",
];

/// In English one thing is told of otherwise than several.
#[test]
fn of_one_thing_is_told_as_of_one() {
    let played = include_str!("session.en.txt");
    let office = Office::new().in_english();
    office.does("person add --name 张三 --rank staff");
    std::fs::write(
        office.path().join("one.csv"),
        "date,topic,channel,content\n2011-05-20,a,hotline,b\n",
    )
    .unwrap();
    let lines = [
        "import opinion one.csv",
        "import opinion one.csv",
        "backup one.db",
        "export opinion -o out.csv",
        "person edit M1 --name 李四",
        "undo",
        "verify",
    ];
    let told = lines.map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let run = office.run(&words);
        format!("{}{}\n", run.out, run.err)
    });
    let told = told.concat();
    assert!(told.contains("1 row:"), "{told}");
    for text in [played, &told] {
        let words: Vec<&str> = text.split_whitespace().collect();
        let wrong = words.windows(2).find(|pair| {
            pair[0] == "1" && SEVERAL.contains(&pair[1].trim_end_matches([',', '.', ';', ')', ':']))
        });
        assert!(wrong.is_none(), "{wrong:?} in {text}");
    }
}
