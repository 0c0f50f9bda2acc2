//! Forms, as they are filled in on a terminal: going back, leaving, drafts, paste, presets, edits, and
//! line by line; and how many keys the tasks of a day take.

use serde_json::{Value as Json, json};

use crate::harness::Office;
use crate::terminal::Terminal;

pub const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";
const SHIFT_TAB: &str = "\u{1b}[Z";
const LEAVE: &str = "\u{3}";

/// An office with persons, a village and six households.
pub fn office() -> Office {
    let office = Office::new();
    for name in ["李四", "张三", "张思"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    office.ok(&["unit", "add", "幸福村", "village"]);
    for number in 1..=6 {
        let name = format!("户主{number}");
        office.ok(&["household", "add", &name, "幸福村", "rural", "3人"]);
    }
    office
}

/// Starts a command, shows each text and types the keys after it; returns what was there at the end.
fn play(terminal: &mut Terminal, steps: &[(&str, &str)]) {
    for (shown, keys) in steps {
        terminal.shows(shown);
        terminal.types(keys);
    }
}

fn start(office: &Office, line: &str) -> Terminal {
    Terminal::start(
        &office.command(
            &shlex::split(line)
                .unwrap()
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        ),
    )
}

pub fn fill_in(office: &Office, line: &str, steps: &[(&str, &str)]) -> String {
    let mut terminal = start(office, line);
    play(&mut terminal, steps);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{line}: {screen}");
    screen
}

pub fn drafts(office: &Office) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(office.drafts()).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn one_goes_back_with_what_was_answered_still_there() {
    let office = office();
    fill_in(
        &office,
        "opinion add",
        &[
            ("? 日期（回车即 2011-05-26 周四）", "5.24\r"),
            // Up from a list in which nothing was done goes back, and what is typed replaces a day.
            ("? 渠道", UP),
            ("? 日期（回车即 2011-05-26 周四）：2011-05-24", "5.23\r"),
            ("· 日期：2011-05-23 周一", "fwrx\r"),
            ("? 反映人（可不填）", "刘某\r"),
            ("? 反映人电话（可不填）", UP),
            ("? 反映人（可不填）：刘某", SHIFT_TAB),
            ("> 服务热线", ENTER),
            ("? 反映人（可不填）：刘某", "人\r"),
            ("? 反映人电话", ENTER),
            ("? 主题：", "等候久"),
            // Up in a line that was changed does not go back.
            ("? 主题：等候久", UP),
            ("? 主题：等候久", ENTER),
            ("? 首问责任人", "zs"),
            ("> LY-M2 张三", ENTER),
            ("再登记一条", ENTER),
        ],
    );
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["date"], "2011-05-23");
    assert_eq!(opinion["channel"], "hotline");
    assert_eq!(opinion["from_name"], "刘某人");
    assert_eq!(opinion["topic"], "等候久");
    assert_eq!(opinion["first_asked"], "LY-M2");
    assert!(drafts(&office).is_empty());
}

#[test]
fn a_trip_to_several_households_is_one_form_and_one_undo_and_the_next_remembers_it() {
    let office = office();
    let tick = [" ", DOWN].concat();
    let six = [&tick.repeat(5)[..], " \r"].concat();
    fill_in(
        &office,
        "visit add",
        &[
            ("? 日期", "5.3\r"),
            ("? 走访人", &[&tick, " \r"].concat()),
            ("? 去了哪里", "nh\r"),
            // With nothing ticked Enter takes the highlighted line.
            ("> [ ] （不填）", "wn\r"),
            ("· 送了什么（三送，可多选）：送温暖", ""),
            ("? 联系户", &six),
            ("? 了解情况", "屋顶漏雨\r"),
            ("? 慰问金额", "300元\r"),
            ("再登记一条", ENTER),
        ],
    );
    let visits = office.json(&["visit", "list"]);
    let visits = visits.as_array().unwrap();
    assert_eq!(visits.len(), 6);
    for visit in visits {
        assert_eq!(visit["visitors"], json!(["LY-M1", "LY-M2"]));
        assert_eq!(visit["brought"], json!(["warmth"]));
        assert_eq!(
            (&visit["aid"], &visit["findings"]),
            (&json!(300), &json!("屋顶漏雨"))
        );
    }
    // Who went, where and with what stands ready; which household, what was found and given does not.
    let mut terminal = start(&office, "visit add");
    play(
        &mut terminal,
        &[
            ("? 日期（回车即 2011-05-26 周四）", ENTER),
            ("? 走访人（已选 2：LY-M1 李四、LY-M2 张三）", ENTER),
            ("> 进农户", ENTER),
            ("（已选 1：送温暖）", ENTER),
            ("> [ ] LY-H1", ENTER),
            ("? 了解情况（可不填）：", ENTER),
            ("? 慰问金额(元)（可不填）：", ENTER),
            ("再登记一条", "n"),
        ],
    );
    assert_eq!(terminal.end().0, 0);
    let visit = office.json(&["visit", "show", "V7"]);
    assert_eq!(visit["household"], "LY-H1");
    assert_eq!(
        (&visit["findings"], &visit["aid"]),
        (&Json::Null, &Json::Null)
    );
    office.ok(&["undo"]);
    office.ok(&["undo"]);
    assert_eq!(office.json(&["visit", "list"]), json!([]));
}

#[test]
fn another_record_keeps_all_answers_but_the_one_that_is_its_own() {
    let office = office();
    fill_in(
        &office,
        "opinion add --today 2011-05-26",
        &[
            ("? 日期", "5.20\r"),
            ("? 渠道", ENTER),
            ("? 反映人（", "刘某\r"),
            ("? 反映人电话", ENTER),
            ("? 主题", "等候久\r"),
            ("? 首问责任人", "zs\r"),
            ("再登记一条", "y"),
            // Only what it is called is asked for; the rest is told, and can be gone back to.
            ("? 主题：", "电话占线\r"),
            ("再登记一条（y", "y"),
            ("? 主题：", &[SHIFT_TAB, SHIFT_TAB].concat()),
            ("? 反映人（可不填）：刘某", "\u{15}陈某\r"),
            ("? 反映人电话", ENTER),
            ("? 主题：", "无人值守\r"),
            ("再登记一条（y", "n"),
        ],
    );
    let told = |number: &str| {
        let opinion = office.json(&["opinion", "show", number]);
        ["date", "from_name", "topic", "first_asked"]
            .map(|key| opinion[key].as_str().unwrap().to_owned())
    };
    assert_eq!(told("O2"), ["2011-05-20", "刘某", "电话占线", "LY-M2"]);
    assert_eq!(told("O3"), ["2011-05-20", "陈某", "无人值守", "LY-M2"]);
}

#[test]
fn a_draft_survives_whatever_ends_the_form_and_goes_with_the_record() {
    let office = office();
    let begun: &[(&str, &str)] = &[
        ("? 日期", "5.20\r"),
        ("? 渠道", ENTER),
        ("? 反映人（", "刘某\r"),
        ("? 反映人电话", ENTER),
        ("? 主题", "等候"),
        ("? 主题：等候", ""),
    ];
    for keys in [ESCAPE, LEAVE] {
        let mut terminal = start(&office, "opinion add");
        play(&mut terminal, begun);
        terminal.types(keys);
        let (code, screen) = terminal.end();
        assert_eq!(code, 1);
        assert!(screen.contains("存为草稿"), "{screen}");
        let kept = drafts(&office);
        assert_eq!(kept.len(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&kept[0]).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let mut terminal = start(&office, "opinion add");
        let screen = terminal.shows("没填完的草稿");
        assert!(
            screen.contains("刘某") && screen.contains("> 接着填"),
            "{screen}"
        );
        play(
            &mut terminal,
            &[
                ("> 接着填", &[DOWN, ENTER].concat()),
                ("? 日期（回车", ESCAPE),
            ],
        );
        assert_eq!(terminal.end().0, 1);
        assert!(drafts(&office).is_empty(), "it was not wanted any more");
    }
    // The terminal goes, or the program is killed.
    let mut terminal = start(&office, "opinion add");
    play(&mut terminal, &begun[..5]);
    terminal.shows("? 主题：等候");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    terminal.kill();
    fill_in(
        &office,
        "opinion add",
        &[
            ("> 接着填", ENTER),
            ("? 主题：等候", "久\r"),
            ("? 首问责任人", ENTER),
            ("再登记一条", ENTER),
        ],
    );
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(
        (&opinion["topic"], &opinion["from_name"]),
        (&json!("等候久"), &json!("刘某"))
    );
    assert!(drafts(&office).is_empty());
}

#[test]
fn who_cannot_be_named_is_refused_where_one_is_chosen() {
    let office = office();
    office.does("person add --name 王五 --rank staff");
    office.does("person leave 王五 --until 5.10");
    let mut terminal = start(&office, "pledge add");
    play(
        &mut terminal,
        &[
            ("? 项目名称", "快查\r"),
            ("? 实事内容", "当场查\r"),
            ("? 服务类别", ENTER),
            ("? 责任人", "ww\r"),
        ],
    );
    let screen = terminal.shows("# ");
    assert!(
        screen.contains("王五") && screen.contains("? 责任人"),
        "{screen}"
    );
    play(
        &mut terminal,
        &[("# ", "\u{15}zs\r"), ("? 推进措施", ESCAPE)],
    );
    assert_eq!(terminal.end().0, 1);
}

#[test]
fn each_record_has_its_own_draft_of_a_step() {
    let office = office();
    for topic in ["等候久", "电话占线"] {
        office.ok(&["opinion", "add", "服务热线", topic]);
    }
    for number in ["O1", "O2"] {
        let mut terminal = start(&office, &format!("opinion reply {number}"));
        let text = format!("答复{number}");
        play(
            &mut terminal,
            &[("? 答复内容", &text), (&text, "\r"), ("? 答复日期", ESCAPE)],
        );
        assert_eq!(terminal.end().0, 1);
    }
    assert_eq!(drafts(&office).len(), 2);
    let steps = [
        ("LY-O1、答复O1", ENTER),
        ("· 答复内容：答复O1", ""),
        ("? 答复日期", ENTER),
    ];
    fill_in(&office, "opinion reply LY-O1", &steps);
    // Without a ref the newest is offered.
    let steps = [
        ("LY-O2", ENTER),
        ("· 答复内容：答复O2", ""),
        ("? 答复日期", ENTER),
    ];
    fill_in(&office, "opinion reply", &steps);
    for number in ["O1", "O2"] {
        let reply = &office.json(&["opinion", "show", number])["reply"];
        assert_eq!(*reply, format!("答复{number}"));
    }
    assert!(drafts(&office).is_empty());
}

#[test]
fn the_form_is_asked_in_english_too() {
    let office = office().in_english();
    let mut terminal = Terminal::sized(&office.command(&["opinion", "add"]), 60);
    play(
        &mut terminal,
        &[
            ("? Date (Enter for 2011-05-26 Thu):", "5.32\r"),
            ("# Date", "\u{15}5.24\r"),
            ("? Channel:", "hot\r"),
            ("? From (may stay empty):", ENTER),
            ("? Phone (may stay empty):", SHIFT_TAB),
            ("? From (may stay empty):", "Mr Wang\r"),
            ("? Phone", ENTER),
            ("? Topic:", "queue"),
            ("? Topic: queue", ESCAPE),
        ],
    );
    let (code, screen) = terminal.end();
    assert!(code == 1 && screen.contains("kept as a draft"), "{screen}");
    fill_in(
        &office,
        "opinion add",
        &[
            ("> Go on with it", ENTER),
            ("? Topic: queue", "s\r"),
            ("? First asked:", "(l\r"),
            ("Enter another one", ENTER),
        ],
    );
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["topic"], "queues");
    assert_eq!(opinion["from_name"], "Mr Wang");
}

#[test]
fn a_draft_goes_with_what_is_erased_of_it() {
    let office = office();
    office.ok(&["household", "edit", "H1", "--phone", "13800001111"]);
    let mut terminal = start(&office, "opinion add");
    play(
        &mut terminal,
        &[
            ("? 日期", ENTER),
            ("? 渠道", ENTER),
            ("? 反映人（", ENTER),
            ("? 反映人电话", "13800001111\r"),
            ("? 主题", ESCAPE),
        ],
    );
    terminal.end();
    let mut terminal = start(&office, "person add");
    play(&mut terminal, &[("? 姓名", "赵六\r"), ("? 职级", ESCAPE)]);
    terminal.end();
    assert_eq!(drafts(&office).len(), 2);
    let run = office.run(&["redact", "H1", "--field", "phone", "--reason", "本人要求"]);
    assert!(run.code == 0 && run.err.contains("草稿"), "{run:?}");
    let left = drafts(&office);
    assert_eq!(left.len(), 1);
    assert!(
        !std::fs::read_to_string(&left[0])
            .unwrap()
            .contains("1380000")
    );
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_nothing_answered_is_lost() {
    let office = office();
    let mut terminal = start(&office, "pledge add");
    play(
        &mut terminal,
        &[
            ("? 项目名称", "快查\r"),
            ("? 实事内容", "当场查\r"),
            ("? 服务类别", ENTER),
        ],
    );
    play(
        &mut terminal,
        &[("? 责任人", "张五"), ("? 责任人：张五", ENTER)],
    );
    let screen = terminal.shows("# ");
    assert!(
        screen.contains("张五") && screen.contains("· 实事内容：当场查"),
        "{screen}"
    );
    play(
        &mut terminal,
        &[("# ", "\u{15}zs\r"), ("? 推进措施", "建索引\r")],
    );
    play(&mut terminal, &[("? 办理时限", "13月\r")]);
    let screen = terminal.shows("# 办理时限");
    assert!(!screen.contains("--deadline"), "{screen}");
    play(
        &mut terminal,
        &[("# 办理时限", "\u{15}9月底\r"), ("再登记一条", ENTER)],
    );
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    // All that its publishing needs was asked for.
    office.ok(&["pledge", "publish", "P1"]);
    let pledge = office.json(&["pledge", "show", "P1"]);
    assert_eq!(pledge["deadline"], "2011-09-30");
    assert_eq!(pledge["measures"], "建索引");
}

#[test]
fn several_lines_that_are_pasted_are_one_text_and_keys_do_as_in_readline() {
    let office = office();
    fill_in(
        &office,
        "opinion add",
        &[
            ("? 日期", ENTER),
            ("? 渠道", ENTER),
            ("? 反映人（", "刘某x\u{17}刘\u{1}老\u{5}某\r"),
            ("? 反映人电话", ENTER),
            ("? 主题", "\u{1b}[200~第一行\r第二行\r\n第三行\r\u{1b}[201~"),
            ("第三行", ENTER),
            ("? 首问责任人", ENTER),
            ("再登记一条", ENTER),
        ],
    );
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["topic"], "第一行\n第二行\n第三行");
    assert_eq!(opinion["from_name"], "老刘某");
}

#[test]
fn publishing_asks_for_what_the_pledge_still_needs() {
    let office = office();
    office.ok(&["pledge", "add", "快查", "--content", "当场查"]);
    let screen = fill_in(
        &office,
        "pledge publish P1",
        &[
            ("? 办理时限", "9月底\r"),
            ("? 推进措施", "建索引\r"),
            ("? 责任人", "zs\r"),
            ("? 公开承诺日期（回车即 2011-05-26", ENTER),
        ],
    );
    assert!(screen.contains("已公开承诺：LY-P1"), "{screen}");
    let pledge = office.json(&["pledge", "show", "P1"]);
    assert_eq!(pledge["status"], "published");
    assert_eq!(pledge["responsible"], "LY-M2");
    // What is complete is done at once.
    office.ok(&[
        "pledge",
        "add",
        "代办",
        "--content",
        "一",
        "--measures",
        "二",
        "--responsible",
        "张三",
        "--deadline",
        "9月底",
    ]);
    let (code, screen) = start(&office, "pledge publish P2").end();
    assert!(code == 0 && !screen.contains('?'), "{screen}");
    // It takes them as options too.
    office.ok(&["pledge", "add", "上门"]);
    office.ok(&[
        "pledge",
        "publish",
        "P3",
        "--content",
        "一",
        "--measures",
        "二",
        "--responsible",
        "张三",
        "--deadline",
        "9月底",
    ]);
}

#[test]
fn an_edit_shows_the_record_and_writes_what_was_changed() {
    let office = office();
    office.ok(&[
        "opinion",
        "add",
        "5月20日",
        "服务热线",
        "等候久",
        "--from-phone",
        "13800001111",
    ]);
    office.ok(&["opinion", "reply", "O1", "--text", "已加窗口"]);
    let screen = fill_in(
        &office,
        "opinion edit O1",
        &[
            ("> 日期：2011-05-20", ENTER),
            ("? 日期（可不填）：2011-05-20", "5.19\r"),
            ("> （写入这处改动）", "fyrdh\r"),
            ("? 反映人电话（可不填）：13800001111", "\u{15}\r"),
            ("> （写入这2处改动）", "dfnr\r"),
            ("? 答复内容（可不填）：已加窗口", "，已培训\r"),
            ("> （写入这3处改动）", ENTER),
            ("? 更正原因", "补充\r"),
        ],
    );
    assert!(screen.contains("--clear from_phone"), "{screen}");
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["date"], "2011-05-19");
    assert_eq!(opinion["from_phone"], Json::Null);
    assert_eq!(opinion["reply"], "已加窗口，已培训");
    let history = office.json(&["history", "O1", "--limit", "1"]);
    let changed = history.to_string();
    assert!(
        !changed.contains("topic") && !changed.contains("主题"),
        "{changed}"
    );
    // Nothing changed is nothing written, and a draft of an edit is of that record.
    let mut terminal = start(&office, "opinion edit O1");
    play(
        &mut terminal,
        &[
            ("> 日期", ENTER),
            ("? 日期", "5.18\r"),
            ("> （写入", ESCAPE),
        ],
    );
    assert_eq!(terminal.end().0, 1);
    office.ok(&["opinion", "add", "网上互动", "另一条"]);
    let mut terminal = start(&office, "opinion edit");
    play(
        &mut terminal,
        &[("? 修改哪一条", "另一条\r"), ("> 日期：2011-05-26", ESCAPE)],
    );
    assert_eq!(terminal.end().0, 1);
    fill_in(
        &office,
        "opinion edit O1",
        &[("> 接着填", ENTER), ("日期：2011-05-18 周三 *", ENTER)],
    );
    assert_eq!(
        office.json(&["opinion", "show", "O1"])["date"],
        "2011-05-18"
    );
}

#[test]
fn the_same_forms_are_asked_line_by_line_where_nothing_can_be_drawn() {
    for (lang, asked) in [
        ("zh", ["日期（", "渠道（", "上一项", "错误：", "再登记一条"]),
        (
            "en",
            [
                "Date (",
                "Channel (",
                "< to go back",
                "error: ",
                "Enter another one",
            ],
        ),
    ] {
        let office = office();
        let office = if lang == "en" {
            office.in_english()
        } else {
            office
        };
        for (variable, value) in [("TERM", "dumb"), ("HUIYIN_PROMPT", "plain")] {
            let mut command = office.command(&["opinion", "add"]);
            command.env(variable, value).env("NO_COLOR", "1");
            let mut terminal = Terminal::start(&command);
            terminal.shows(asked[0]);
            terminal.types("13月\n");
            terminal.shows(asked[3]);
            terminal.types("5.20\n");
            terminal.shows(asked[1]);
            let screen = terminal.shows("  7 ");
            assert!(
                screen.contains("  2 ") && screen.contains(asked[2]),
                "{screen}"
            );
            terminal.types("<\n");
            terminal.shows("2011-05-20");
            terminal.types("5.19\n2\n刘某\n\n一\\\n二\n李四\n");
            terminal.shows(asked[4]);
            let raw = terminal.raw();
            assert!(!raw.contains(&0x1b), "nothing moves and nothing is drawn");
            terminal.types("\n");
            assert_eq!(terminal.end().0, 0);
        }
        for number in ["O1", "O2"] {
            let opinion = office.json(&["opinion", "show", number]);
            let told = ["date", "channel", "from_name", "topic", "first_asked"]
                .map(|key| opinion[key].clone());
            assert_eq!(
                told,
                ["2011-05-19", "hotline", "刘某", "一\n二", "LY-M1"].map(Json::from)
            );
        }
    }
}

#[test]
fn a_thousand_persons_narrow_as_one_types() {
    let office = Office::new();
    let rows: Vec<String> = (0..1000)
        .map(|number| format!("干部{number},staff"))
        .collect();
    let rows = rows.join(
        "
",
    );
    std::fs::write(
        office.path().join("p.csv"),
        format!("name,rank\n{rows}\n张三,staff\n"),
    )
    .unwrap();
    office.ok(&["import", "person", "p.csv"]);
    let mut terminal = start(&office, "opinion add --channel hotline");
    play(&mut terminal, &[("? 主题", "等候久\r")]);
    terminal.end();
    let mut terminal = start(&office, "reception add");
    play(
        &mut terminal,
        &[
            ("? 日期", ENTER),
            ("/1001", "zhangs"),
            ("1/1001", ENTER),
            ("· 接待领导：LY-M1001 张三", ESCAPE),
        ],
    );
    assert_eq!(terminal.end().0, 1);
}

#[test]
fn no_line_is_wider_than_a_narrow_terminal() {
    for columns in [40, 60] {
        let office = office();
        let mut terminal = Terminal::sized(&office.command(&["visit", "add"]), columns);
        play(
            &mut terminal,
            &[
                ("? 日期", ENTER),
                ("? 走访人", "  "),
                ("? 走访人", ENTER),
                ("? 去了哪里", "nh\r"),
                ("? 送了什么", ENTER),
                ("? 联系户", "     "),
            ],
        );
        let screen = terminal.shows("? 联系户");
        // Each question and choice is one line: none was wrapped.
        let begins = |line: &str| {
            ["? ", "· ", "> ", "  ", "等同于"]
                .iter()
                .any(|sign| line.starts_with(sign))
        };
        assert!(
            screen.lines().filter(|line| !line.is_empty()).all(begins),
            "{screen}"
        );
        let long = "这一户的屋顶漏雨需要尽快修缮，请村里帮助联系施工队，费用从帮扶资金中列支";
        play(
            &mut terminal,
            &[
                ("? 联系户", ENTER),
                ("? 了解情况", long),
                ("支", ENTER),
                ("? 慰问金额", ENTER),
                ("再登记一条", ENTER),
            ],
        );
        let (code, screen) = terminal.end();
        assert_eq!(code, 0, "{screen}");
        assert_eq!(office.json(&["visit", "show", "V1"])["findings"], long);
    }
}

#[cfg(unix)]
#[test]
fn a_signal_gives_the_terminal_back_and_keeps_what_was_typed() {
    let office = office();
    for (signal, expected) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let mut terminal = start(&office, "person add");
        play(&mut terminal, &[("? 姓名", "赵六"), ("? 姓名：赵六", "")]);
        terminal.signals(signal);
        terminal.shows("存为草稿");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        // Pasting is as it was before.
        assert!(raw.contains("\u{1b}[?2004l"), "{raw:?}");
        let (code, screen) = terminal.end();
        assert_eq!(code, expected, "{screen}");
        let kept = std::fs::read_to_string(&drafts(&office)[0]).unwrap();
        assert!(kept.contains("赵六"), "{kept}");
        let mut terminal = start(&office, "person add");
        play(
            &mut terminal,
            &[("> 接着填", &[DOWN, ENTER].concat()), ("? 姓名：", ESCAPE)],
        );
        terminal.end();
    }
    // Where nothing is drawn it ends as any program does.
    let mut command = office.command(&["person", "add"]);
    command.env("HUIYIN_PROMPT", "plain");
    let terminal = Terminal::start(&command);
    terminal.shows("姓名");
    terminal.signals("TERM");
    assert_ne!(terminal.end().0, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_form_ends_when_its_window_is_closed() {
    let office = office();
    let fill = |mut terminal: Terminal, name: &str| {
        terminal.shows("? ");
        terminal.types(name);
        terminal.shows(name);
        terminal.closed_at("子")
    };
    assert_eq!(fill(start(&office, "person add"), "赵六"), 129);
    // In a session of its own it gets no signal, and still nobody will type any more.
    let own = office.command(&["unit", "add"]);
    let mut apart = std::process::Command::new("/bin/sh");
    let script = "trap '' HUP; setsid \"$0\" \"$@\"; echo $? >ended; exit 3";
    apart
        .args(["-c", script])
        .arg(own.get_program())
        .args(own.get_args());
    apart
        .current_dir(office.path())
        .env("PATH", "/usr/bin:/bin");
    apart.envs(
        own.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    assert_eq!(fill(Terminal::start(&apart), "钱七"), 3);
    let ended = std::fs::read_to_string(office.path().join("ended")).unwrap();
    assert_eq!(ended.trim(), "1");
    let kept: String = drafts(&office)
        .iter()
        .map(|draft| std::fs::read_to_string(draft).unwrap())
        .collect();
    assert!(kept.contains("赵六") && kept.contains("钱七"), "{kept}");
}

#[test]
fn two_forms_of_a_verb_have_a_draft_each_and_tell_of_the_files_own_day() {
    let office = office();
    let mut one = start(&office, "person add");
    play(&mut one, &[("? 姓名", "赵六\r"), ("? 职级", "")]);
    // What another form is being filled in with is not offered.
    let mut other = start(&office, "person add");
    play(&mut other, &[("? 姓名", "钱七\r"), ("? 职级", ESCAPE)]);
    assert_eq!(other.end().0, 1);
    assert_eq!(drafts(&office).len(), 2);
    one.types(ESCAPE);
    assert_eq!(one.end().0, 1);
    let mut terminal = start(&office, "person add");
    // The file is for practice, and its clock stands on its own day.
    play(
        &mut terminal,
        &[
            ("05-26 ", ENTER),
            ("? 职级", ENTER),
            ("? 党员", ENTER),
            ("再登记一条", "y"),
            ("? 姓名", ESCAPE),
        ],
    );
    let (code, screen) = terminal.end();
    // What was entered before the last is entered.
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("前面的都已写入"), "{screen}");
    let names = office.json(&["person", "list"]);
    assert_eq!(names.as_array().unwrap().len(), 4);
    assert_eq!(drafts(&office).len(), 1);
}

#[test]
fn what_a_form_refuses_it_refuses_in_its_own_words() {
    let office = office();
    let mut terminal = start(&office, "opinion add");
    play(&mut terminal, &[("? 日期", "去年5月18日\r")]);
    let screen = terminal.shows("# 日期");
    assert!(
        screen.contains("按 Esc") && screen.contains("--late 原因"),
        "{screen}"
    );
    play(
        &mut terminal,
        &[
            ("# 日期", "\u{15}5.26\r"),
            ("? 渠道", ENTER),
            ("? 反映人（", ENTER),
            ("? 反映人电话", "问门卫\r"),
        ],
    );
    let screen = terminal.shows("# 反映人电话");
    assert!(screen.contains("3到20位数字"), "{screen}");
    terminal.types("\u{15}138 0000 1111\r");
    terminal.shows("? 主题");
    terminal.types(ESCAPE);
    terminal.end();
    // Line by line a name that is mistyped gets what may be meant.
    let mut command = office.command(&["opinion", "add", "服务热线", "--first-asked", "张三"]);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::start(&command);
    terminal.shows("主题");
    terminal.types("停电\n");
    assert_eq!(terminal.end().0, 0);
    let mut command = office.command(&["reception", "add"]);
    command.env("TERM", "dumb");
    let mut terminal = Terminal::start(&command);
    terminal.shows("日期（");
    terminal.types("\n");
    terminal.shows("接待领导");
    terminal.types("张山\n");
    terminal.shows("是不是“张三”？");
    terminal.types("张三\n");
    terminal.shows("渠道");
    terminal.types("服务热县\n");
    terminal.shows("是不是“服务热线”？");
    terminal.types("\u{4}");
    terminal.end();
}
