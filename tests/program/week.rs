//! The week of an office, Monday to Friday, as it is typed on a terminal, in both languages.

use serde_json::json;

use crate::forms::{self, ENTER, fill_in};
use crate::harness::Office;
use crate::terminal::Terminal;

const ESCAPE: &str = "\u{1b}";
const SHIFT_TAB: &str = "\u{1b}[Z";
const TICK_NEXT: &str = " \u{1b}[B";

/// What is asked, in Chinese and English, and the keys of the answer.
type Step<'a> = ([&'a str; 2], &'a str);

struct Week {
    office: Office,
    /// The place of the language among the words of a step.
    lang: usize,
}

impl Week {
    fn begin(lang: usize) -> Self {
        let office = forms::office();
        let office = if lang == 1 {
            office.in_english()
        } else {
            office
        };
        Self { office, lang }
    }

    /// Types a command and its answers; returns the last screen.
    fn types(&self, line: &str, steps: &[Step]) -> String {
        let steps: Vec<(&str, &str)> = steps
            .iter()
            .map(|(asked, keys)| (asked[self.lang], *keys))
            .collect();
        fill_in(&self.office, line, &steps)
    }

    /// Does the same in a form that is left.
    fn leaves(&self, line: &str, steps: &[Step]) {
        let words: Vec<&str> = line.split(' ').collect();
        self.plays(&self.office.command(&words), steps, 1);
    }

    fn plays(&self, command: &std::process::Command, steps: &[Step], code: u32) {
        let mut terminal = Terminal::start(command);
        for (asked, keys) in steps {
            terminal.shows(asked[self.lang]);
            terminal.types(keys);
        }
        let (ended, screen) = terminal.end();
        assert_eq!(ended, code, "{screen}");
    }
}

const ANOTHER: [&str; 2] = ["再登记一条", "Enter another one"];
const DATE: [&str; 2] = ["? 日期", "? Date"];
const CHANNEL: [&str; 2] = ["? 渠道", "? Channel"];

#[test]
fn a_week_is_typed_in_either_language_and_comes_to_the_same_records() {
    let mut told = Vec::new();
    for lang in [0, 1] {
        let mut week = Week::begin(lang);
        monday(&mut week);
        tuesday(&mut week);
        wednesday(&mut week);
        thursday(&mut week);
        friday(&mut week);
        let list = |kind: &str| week.office.json(&[kind, "list"]);
        told.push(["reception", "opinion", "visit", "pledge", "progress"].map(list));
    }
    assert_eq!(told[0], told[1]);
}

/// A reception: one goes back to the leader, and pastes what was said.
fn monday(week: &mut Week) {
    week.office.on("2011-05-30");
    let leader = ["? 接待领导", "? Leader"];
    let pasted = "\u{1b}[200~查档流程\r等候时间\r\u{1b}[201~";
    week.types(
        "reception add",
        &[
            (DATE, ENTER),
            (leader, "ls\r"),
            (CHANNEL, SHIFT_TAB),
            (["> LY-M1 李四", "> LY-M1 李四"], "zs"),
            (["> LY-M2 张三", "> LY-M2 张三"], ENTER),
            (CHANNEL, ENTER),
            (["? 来访人数", "? Visitors"], "3\r"),
            (["? 接待内容", "? Content"], pasted),
            (["等候时间", "等候时间"], ENTER),
            (ANOTHER, ENTER),
        ],
    );
    let reception = week.office.json(&["reception", "show", "R1"]);
    assert_eq!(reception["date"], "2011-05-30");
    assert_eq!(reception["leader"], "LY-M2");
    assert_eq!(reception["visitors"], 3);
    assert_eq!(reception["content"], "查档流程\n等候时间");
}

/// An opinion whose form is left, and gone on with.
fn tuesday(week: &mut Week) {
    week.office.on("2011-05-31");
    let topic = ["? 主题", "? Topic"];
    week.leaves(
        "opinion add",
        &[
            (DATE, ENTER),
            (CHANNEL, ["rx\r", "hot\r"][week.lang]),
            (["? 反映人（", "? From ("], "刘某\r"),
            (["? 反映人电话", "? Phone"], "138 0000 1111\r"),
            (topic, "等候"),
            (["? 主题：等候", "? Topic: 等候"], ESCAPE),
        ],
    );
    week.types(
        "opinion add",
        &[
            (["> 接着填", "> Go on with it"], ENTER),
            (["? 主题：等候", "? Topic: 等候"], "久\r"),
            (["? 首问责任人", "? First asked"], "zs\r"),
            (ANOTHER, ENTER),
        ],
    );
    let opinion = week.office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["date"], "2011-05-31");
    assert_eq!(opinion["channel"], "hotline");
    assert_eq!(opinion["topic"], "等候久");
    assert_eq!(opinion["from_phone"], "138 0000 1111");
    assert_eq!(opinion["first_asked"], "LY-M2");
}

/// Six households on one trip, and one too many, which is taken back.
fn wednesday(week: &mut Week) {
    week.office.on("2011-06-01");
    let six = [&TICK_NEXT.repeat(5)[..], " \r"].concat();
    week.types(
        "visit add",
        &[
            (DATE, ENTER),
            (["? 走访人", "? Visitors"], &[TICK_NEXT, " \r"].concat()),
            (["? 去了哪里", "? Where to"], ["nh\r", "house\r"][week.lang]),
            (
                ["? 送了什么", "? What was brought"],
                ["wn\r", "warm\r"][week.lang],
            ),
            (["? 联系户", "? Household"], &six),
            (["? 了解情况", "? Findings"], "屋顶漏雨\r"),
            (["? 慰问金额", "? Aid"], "300\r"),
            (ANOTHER, ENTER),
        ],
    );
    let seventh = "visit add 昨天 张三 H1 送政策";
    week.types(seventh, &[]);
    week.types("undo", &[]);
    let visits = week.office.json(&["visit", "list"]);
    let visits = visits.as_array().unwrap();
    assert_eq!(visits.len(), 6);
    for (at, visit) in visits.iter().enumerate() {
        assert_eq!(visit["household"], format!("LY-H{}", at + 1));
        assert_eq!(visit["visitors"], json!(["LY-M1", "LY-M2"]));
        assert_eq!(visit["brought"], json!(["warmth"]));
        assert_eq!(
            (&visit["aid"], &visit["findings"]),
            (&json!(300), &json!("屋顶漏雨"))
        );
    }
}

/// A reply, line by line, and what came of it.
fn thursday(week: &mut Week) {
    week.office.on("2011-06-02");
    let mut command = week.office.command(&["opinion", "reply", "O1"]);
    command.env("TERM", "dumb");
    week.plays(
        &command,
        &[
            (["答复内容", "Reply"], "已加开窗口\n"),
            (["答复日期", "Replied on"], "昨天\n"),
        ],
        0,
    );
    week.types("opinion finish O1 已解决", &[]);
    let opinion = week.office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["reply"], "已加开窗口");
    assert_eq!(opinion["replied_on"], "2011-06-01");
    assert_eq!(opinion["outcome"], "resolved");
    assert_eq!(opinion["finished_on"], "2011-06-02");
}

/// A pledge: entered, published with what it lacks, and its progress; the list, and the export.
fn friday(week: &mut Week) {
    week.office.on("2011-06-03");
    week.types("pledge add 查档快捷", &[]);
    week.types(
        "pledge publish P1",
        &[
            (["? 实事内容", "? Content"], "当场查询\r"),
            (["? 办理时限", "? Deadline"], "9月底\r"),
            (["? 推进措施", "? Measures"], "建立索引\r"),
            (["? 责任人", "? Responsible"], "zs\r"),
            (["? 公开承诺日期", "? Published on"], ENTER),
        ],
    );
    week.types("pledge progress P1 40% 已扫描两千卷", &[]);
    let pledge = week.office.json(&["pledge", "show", "P1"]);
    assert_eq!(pledge["status"], "in_progress");
    assert_eq!(pledge["percent"], 40);
    assert_eq!(pledge["deadline"], "2011-09-30");
    let screen = week.types("visit list --limit 3", &[]);
    assert!(
        screen.contains("LY-V1") && !screen.contains("LY-V4"),
        "{screen}"
    );
    week.types("export all -o week", &[]);
    let visits = std::fs::read_to_string(week.office.path().join("week/visit.csv")).unwrap();
    assert_eq!(visits.lines().count(), 7, "{visits}");
    assert!(!week.office.drafts().exists() || forms::drafts(&week.office).is_empty());
}
