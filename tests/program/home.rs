//! `huiyin` alone, and colour.

use crate::harness::Office;
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
        "利用处(LY)，2011-05-26：第2阶段",
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
