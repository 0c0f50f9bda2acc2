//! How many keys the tasks of a day take: `cargo test --test program -- keystrokes --nocapture` prints them.

use crate::forms::{ENTER, fill_in, office};

/// A task of the day: what is typed at the prompt, then in the form, and the most keys that it takes.
struct Task {
    name: &'static str,
    line: &'static str,
    steps: &'static [(&'static str, &'static str)],
    most: usize,
}

/// Those of a day, one after another in one file.
const TASKS: &[Task] = &[
    Task {
        name: "add an opinion",
        line: "意见 登记",
        steps: &[
            ("? 日期", ENTER),
            ("? 渠道", "fw\r"),
            ("? 反映人（", "刘某\r"),
            ("? 反映人电话", ENTER),
            ("? 主题", "等候时间长\r"),
            ("? 首问责任人", "zs\r"),
            ("再登记一条", ENTER),
        ],
        most: 32,
    },
    Task {
        name: "reply to it",
        line: "意见 答复",
        steps: &[
            ("? 选择", ENTER),
            ("? 答复内容", "已加开窗口\r"),
            ("? 答复日期", ENTER),
        ],
        most: 22,
    },
    Task {
        name: "six households on one trip, by the form",
        line: "走访 登记",
        steps: &[
            ("? 日期", "5.3\r"),
            ("? 走访人", " \u{1b}[B \r"),
            ("? 去了哪里", "nh\r"),
            ("> [ ] （不填）", "wn\r"),
            (
                "? 联系户",
                " \u{1b}[B \u{1b}[B \u{1b}[B \u{1b}[B \u{1b}[B \r",
            ),
            ("? 了解情况", "屋顶漏雨\r"),
            ("? 慰问金额", "300\r"),
            ("再登记一条", ENTER),
        ],
        most: 50,
    },
    Task {
        name: "six households on one trip, by quick words",
        line: "走访 登记 5月3日 张三、李四 H1、H2、H3、H4、H5、H6 送温暖 300元 屋顶漏雨",
        steps: &[],
        most: 70,
    },
    Task {
        name: "publish a pledge, with what it lacks",
        line: "实事 公开承诺 P1",
        steps: &[
            ("? 实事内容", "当场查询\r"),
            ("? 办理时限", "9月底\r"),
            ("? 推进措施", "建立索引\r"),
            ("? 责任人", "zs\r"),
            ("? 公开承诺日期", ENTER),
        ],
        most: 38,
    },
    Task {
        name: "progress of it",
        line: "实事 进展",
        steps: &[
            ("? 选择", ENTER),
            ("? 日期", ENTER),
            ("? 进展情况", "已扫描两千卷\r"),
            ("? 进度%", "40\r"),
        ],
        most: 25,
    },
    Task {
        name: "finish it",
        line: "实事 办结",
        steps: &[
            ("? 选择", ENTER),
            ("? 办理结果", "立等可取\r"),
            ("? 办结日期", ENTER),
            ("? 实际受益人数", "120\r"),
        ],
        most: 25,
    },
    Task {
        name: "a reception",
        line: "接待 登记",
        steps: &[
            ("? 日期", ENTER),
            ("? 接待领导", "ls\r"),
            ("? 渠道", ENTER),
            ("? 来访人数", "3\r"),
            ("? 接待内容", "查档流程\r"),
            ("再登记一条", ENTER),
        ],
        most: 27,
    },
    Task {
        name: "a study session",
        line: "学习 登记",
        steps: &[
            ("? 日期", ENTER),
            ("? 学习类别", ENTER),
            ("? 主题", "群众路线\r"),
            ("? 参加人数", "12\r"),
            ("? 缺席人数", ENTER),
            ("再登记一条", ENTER),
        ],
        most: 26,
    },
    Task {
        name: "another date",
        line: "意见 修改 O1",
        steps: &[("> 日期", ENTER), ("? 日期", "5.24\r"), ("> （写入", ENTER)],
        most: 24,
    },
    Task {
        name: "undo it",
        line: "撤销",
        steps: &[],
        most: 10,
    },
];

/// Counts the keys that were pressed: an arrow is one.
fn keys(typed: &str) -> usize {
    typed.replace("\u{1b}[", "").chars().count()
}

#[test]
fn the_tasks_of_a_day_take_few_keys() {
    let office = office();
    office.ok(&["pledge", "add", "查档快捷"]);
    let mut table = String::new();
    for task in TASKS {
        let line = format!("huiyin {}\r", task.line);
        let typed: usize = task.steps.iter().map(|(_, typed)| keys(typed)).sum();
        let count = keys(&line) + typed;
        fill_in(&office, task.line, task.steps);
        table += &format!("{count:>4}  {}\n", task.name);
        assert!(count <= task.most, "{}: {count} keys", task.name);
    }
    eprintln!("{table}");
    assert_eq!(
        office.json(&["visit", "list"]).as_array().unwrap().len(),
        12
    );
    assert_eq!(office.json(&["pledge", "show", "P1"])["status"], "done");
    assert_eq!(
        office.json(&["opinion", "show", "O1"])["date"],
        "2011-05-26"
    );
}
