//! `huiyin` alone, and colour.

use crate::harness::{Office, Run};
use crate::terminal::Terminal;

/// An office with an opinion that waits since March and one of today.
fn office() -> Office {
    let mut office = Office::new();
    office.on("2011-03-05");
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "等候时间长",
    ]);
    office.on("2011-05-26");
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office
}

#[test]
fn the_home_page_tells_office_phase_duties_entries_and_what_is_next() {
    let office = office();
    let page = office.ok(&[]);
    for part in [
        "利用处（LY），2011-05-26：第2阶段",
        "还有158天",
        "红·逾期",
        "LY-O1 等候时间长",
        "登记 LY-M1 张三",
        "huiyin help",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains('\u{1b}'), "no colour off a terminal: {page}");
    let home = office.json(&[]);
    assert_eq!(home["office"], "LY");
    assert_eq!(home["phase"]["days_left"], 158);
    let lights: Vec<_> = home["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["light"].clone())
        .collect();
    assert!(!lights.is_empty() && lights.iter().all(|light| light == "red" || light == "blue"));
    assert_eq!(home["last"][0]["ref"], "LY-M1");
    assert!(home["last"].as_array().unwrap().len() <= 5);
}

#[test]
fn a_folder_without_a_file_is_told_how_to_begin() {
    for (office, begin) in [
        (Office::empty(), "可以这样开始"),
        (Office::empty().in_english(), "To begin"),
    ] {
        let page = office.ok(&[]);
        assert!(
            page.contains(begin) && page.contains("huiyin init"),
            "{page}"
        );
        assert!(!office.file().exists());
    }
}

#[test]
fn where_nothing_can_be_drawn_a_table_is_told_line_by_line() {
    let office = office();
    let mut command = office.command(&["unit", "list"]);
    command.env("TERM", "dumb");
    let terminal = Terminal::start(&command);
    terminal.shows("编号：LY-U1；名称：利用处；单位类别：");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains(['│', '─', '┆']), "{screen}");
}

#[test]
fn colour_is_for_terminals_unless_it_is_turned_off_or_on() {
    let office = office();
    let red = "\u{1b}[1m\u{1b}[38;5;160m红·逾期";
    assert!(office.ok(&["check", "--color", "always"]).contains(red));
    let cases = [
        ("auto", None, true),
        ("auto", Some("1"), false),
        ("never", None, false),
        ("always", Some("1"), true),
    ];
    for (asked, no_color, coloured) in cases {
        let mut command = office.command(&["check", "--color", asked]);
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        let terminal = Terminal::start(&command);
        terminal.shows("红·逾期");
        assert_eq!(terminal.has_colour(), coloured, "{asked} {no_color:?}");
        assert_eq!(terminal.end().0, 0);
    }
    let json = office.ok(&["check", "--color", "always", "--format", "json"]);
    assert!(!json.contains('\u{1b}'));
    office.ok(&["pledge", "add", "--title", "清理红·逾期台账"]);
    let list = office.ok(&["pledge", "list", "--color", "always"]);
    assert!(
        list.contains("清理红·逾期台账"),
        "a title is no light: {list}"
    );
}

#[test]
fn the_overdue_are_those_that_are_red() {
    let office = office();
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "今天的",
    ]);
    let refs: Vec<String> = office
        .json(&["opinion", "list", "--overdue"])
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["ref"].to_string())
        .collect();
    assert_eq!(refs, ["\"LY-O1\""]);
}

/// The lines of the home page, each as its number and what follows.
fn numbered(page: &str) -> Vec<(usize, String)> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("· "));
    let numbered = lines.filter_map(|line| {
        let (number, rest) = line.split_once(' ')?;
        Some((number.parse().ok()?, rest.to_owned()))
    });
    numbered.collect()
}

#[test]
fn a_line_of_the_home_page_is_taken_up_by_its_number() {
    let mut office = office();
    office.on("2011-03-22");
    office.does(
        "pledge add --title 查档 --content 一 --measures 二 --deadline 9月底 --responsible 张三",
    );
    office.on("2011-05-26");
    let lines = numbered(&office.does("do").out);
    let listed = office.json(&["do"]);
    assert_eq!(lines.len(), listed.as_array().unwrap().len());
    let home = office.does("").out;
    let shown = numbered(&home);
    assert!(shown.len() > 2 && lines.starts_with(&shown), "{home}");
    let english = office.copy().in_english();
    let in_english = numbered(&english.does("do").out);
    let of = |lines: &[(usize, String)], part: &str| -> usize {
        lines
            .iter()
            .find(|(_, line)| line.contains(part))
            .unwrap()
            .0
    };
    let reply = of(&lines, "没有答复");
    assert_eq!(reply, of(&in_english, "no reply"));
    // Off a terminal it says which command it is, and what is missing.
    let bare = office.run(&["do", &reply.to_string()]);
    assert_eq!(bare.code, 2, "{bare:?}");
    let way = "huiyin opinion reply LY-O1 --text 答复内容";
    assert!(
        bare.err.contains("--text") && bare.err.contains(way),
        "{bare:?}"
    );
    let done = office.does(&format!("do {reply} --text 已加开窗口"));
    assert!(done.err.contains("已答复反映人：LY-O1"), "{done:?}");
    let lines = numbered(&office.does("办").out);
    let publish = of(&lines, "没有公开承诺");
    office.does(&format!("办 {publish} --on 昨天"));
    assert_eq!(office.json(&["show", "P1"])["published_on"], "2011-05-25");
    for (typed, said) in [("0", "“0”"), ("99", "没有第 99 项"), ("x", "“x”")] {
        let refused = office.run(&["do", typed]);
        assert!(
            refused.code != 0 && refused.err.contains(said),
            "{refused:?}"
        );
    }
}

#[test]
fn whoever_is_on_the_roster_sees_their_own_first_and_then_their_units() {
    let mut office = office();
    office.on("2011-05-26");
    office.does("unit add --name 保管处 --unit-kind division");
    office.does("person add --name 李四 --rank staff --unit 保管处");
    office.on("2011-03-10");
    office.does("opinion add --channel hotline --topic 库房 --first-asked 李四 --unit 保管处");
    office.does("opinion add --channel hotline --topic 张三的 --first-asked 张三");
    office.on("2011-05-26");
    let all = office.json(&["do"]).as_array().unwrap().len();
    let of = |name: &str| -> Vec<String> {
        let lines = office.json(&["do", "--as", name]);
        let lines = lines.as_array().unwrap().iter();
        lines.map(|line| line["ref"].to_string()).collect()
    };
    assert_eq!(of("李四")[..2], ["\"LY-O2\"", "\"LY-O2\""]);
    assert!(!of("李四").contains(&"\"LY-O1\"".to_owned()));
    let own = of("张三");
    assert_eq!(own[0], "\"LY-O3\"", "{own:?}");
    assert!(own.len() > 1 && own.len() < all, "{own:?} of {all}");
    let home = office.does("--as 李四").out;
    assert!(home.contains("其他人的"), "{home}");
}

#[test]
fn who_is_on_duty_today_stands_on_the_home_page() {
    let office = office();
    assert!(!office.does("").out.contains("值班"));
    office.does("duty add --date 今天 --leader 张三 --channel in_person --place 一楼窗口");
    office.does("值班 登记 明天 张三");
    let home = office.does("").out;
    assert!(
        home.contains("今日值班：张三（面对面，一楼窗口）"),
        "{home}"
    );
    let english = office.copy().in_english().does("").out;
    assert!(
        english.contains("On duty today: 张三 (in person, 一楼窗口)"),
        "{english}"
    );
    assert_eq!(office.json(&["duty", "list"])[1]["leader_name"], "张三");
}

/// What comes next, and how it is taken back, is said on standard error as the last line; each command in
/// it is taken as it stands.
#[test]
fn after_a_command_comes_what_is_next_and_how_it_is_taken_back() {
    let office = office();
    let last = |run: &Run| run.err.lines().last().unwrap_or_default().to_owned();
    let cases = [
        (
            "opinion add --channel hotline --topic 事",
            "15日内答复：huiyin opinion reply LY-O2 --text 答复内容；撤销：huiyin undo",
        ),
        (
            "opinion reply O2 --text 好",
            "60日内办结：huiyin opinion finish LY-O2 --outcome resolved；撤销：huiyin undo",
        ),
        ("opinion finish O2 --outcome resolved", "撤销：huiyin undo"),
        (
            "opinion add --channel hotline --topic 三 --due 5月30日",
            "4日内答复：huiyin opinion reply LY-O3 --text 答复内容；撤销：huiyin undo",
        ),
        (
            "pledge add --title 甲 --content 一",
            "还缺办理时限、推进措施、责任人，才能公开承诺：huiyin pledge edit LY-P1 --deadline 2011-06-25 --measures 推进措施 --responsible LY-M1；撤销：huiyin undo",
        ),
        (
            "pledge edit P1 --deadline 9月底 --measures 二 --responsible M1",
            "15日内公开承诺：huiyin pledge publish LY-P1；撤销：huiyin undo",
        ),
        (
            "pledge publish P1",
            "127日内办结：huiyin pledge finish LY-P1 --result 办理结果；撤销：huiyin undo",
        ),
        ("person add --name 王五 --rank staff", "撤销：huiyin undo"),
    ];
    for (line, expected) in cases {
        let run = office.does(line);
        assert_eq!(last(&run), expected, "{line}: {run:?}");
        for shown in expected
            .split(['：', '；'])
            .filter(|part| part.starts_with("huiyin "))
        {
            office.copy().does(shown.strip_prefix("huiyin ").unwrap());
        }
    }
    let english = office.copy().in_english();
    let run = english.does("opinion add --channel hotline --topic x");
    let next = "reply within 15 days: huiyin opinion reply LY-O4 --text Reply; undo: huiyin undo";
    assert_eq!(last(&run), next);
    for line in [
        "opinion list",
        "opinion add --channel hotline --topic 六 -q",
        "check",
    ] {
        assert!(!office.does(line).err.contains("undo"), "{line}");
    }
    let json = office.does("opinion add --channel hotline --topic 七 --format json");
    assert!(
        !json.err.contains("undo") && !json.out.contains("undo"),
        "{json:?}"
    );
    let undone = office.does("undo");
    assert!(
        undone.err.contains("huiyin redo") && !undone.err.contains("huiyin undo"),
        "{undone:?}"
    );
}
