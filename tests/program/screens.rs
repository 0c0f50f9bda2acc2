//! What is shown fits the terminal: a row of a list is a line, nothing is broken within a number, a day, a ref
//! or a word, and what is longer than the screen is shown a screen at a time.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use crate::harness::Office;
use crate::terminal::Terminal;

/// An office with pledges of long titles, and more people than lines on a screen.
fn office() -> Office {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    for number in 1..=3 {
        office.does(&format!(
            "pledge add --title 第{number}项：1950至1985年婚姻登记档案数字化并向社会开放查阅 --content 一 \
             --measures 二 --deadline 9月底 --responsible 张三 --category access"
        ));
    }
    office
}

/// Shows a command on a terminal of so many columns; returns the screen.
fn screen(office: &Office, line: &str, columns: u16) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let mut command = office.command(&words);
    command.env("HUIYIN_PAGER", "cat");
    let (code, screen) = Terminal::sized(&command, columns).end();
    assert_eq!(code, 0, "{line}: {screen}");
    screen
}

#[test]
fn a_row_of_a_list_is_a_line_and_what_has_no_room_is_named() {
    let office = office();
    let counted = [
        (200, "3 条\n", ""),
        (80, "3 条；屏幕窄，没有列出服务类别", "张三"),
        (60, "3 条；屏幕窄，没有列出", "2011-09-30"),
        (40, "3 条；屏幕窄，没有列出", "2011-09-30"),
    ];
    for (columns, below, kept) in counted {
        let shown = screen(&office, "pledge list", columns) + "\n";
        assert!(
            shown.contains(below) && shown.contains(kept),
            "{columns}: {shown}"
        );
        for reference in ["LY-P1", "LY-P2", "LY-P3"] {
            let line = shown.lines().find(|line| line.contains(reference));
            let line = line.unwrap_or_else(|| panic!("{reference}: {shown}"));
            assert!(line.width() <= usize::from(columns), "{line}");
        }
        assert_eq!(shown.matches('│').count() % 2, 0, "{shown}");
        assert_eq!(
            shown.lines().filter(|line| line.starts_with('│')).count(),
            4,
            "{shown}"
        );
    }
    // Off a terminal there is no count, and nothing is cut.
    let plain = office.does("pledge list");
    assert!(
        !plain.out.contains(" 条") && !plain.out.contains('…'),
        "{plain:?}"
    );
    let cut = screen(&office, "pledge list --limit 2", 80);
    assert!(
        cut.contains("2 条") && cut.contains("另有 1 条没有列出：--limit 3"),
        "{cut}"
    );
}

#[test]
fn several_new_records_are_a_short_list() {
    let office = office();
    office.does("household add --name 甲户 --household-kind rural");
    office.does("household add --name 乙户 --household-kind rural");
    let add = "visit add --visitors 张三 --place-kind household --household 甲户 --household 乙户 --brought warmth";
    for columns in [60, 80] {
        let shown = screen(&office.copy(), add, columns);
        for reference in ["LY-V1", "LY-V2"] {
            let row = |line: &&str| line.starts_with('│') && line.contains(reference);
            assert_eq!(shown.lines().filter(row).count(), 1, "{shown}");
        }
        assert!(shown.lines().count() < 20, "{shown}");
    }
}

#[test]
fn no_table_breaks_a_number_a_day_or_a_ref() {
    let office = office();
    office.does("pledge publish P1 P2");
    office.does("pledge progress P1 --text 已完成三分之一，正在扫描第二批 --percent 45");
    for line in [
        "history",
        "report rates",
        "show P1",
        "log",
        "pledge progress P2 --text 好",
    ] {
        for columns in [40, 60, 80, 200] {
            let copy = office.copy();
            let wide = copy.copy().does(line);
            let wide = wide.out + &wide.err;
            let shown = screen(&copy, line, columns);
            let whole: BTreeSet<&str> = wide
                .split(|one: char| !one.is_ascii_alphanumeric() && one != '-')
                .collect();
            let parts = shown.split(|one: char| !one.is_ascii_alphanumeric() && one != '-');
            let is_day =
                |part: &&str| part.len() > 3 && part.starts_with("2011") || part.starts_with("LY-");
            for part in parts.filter(is_day) {
                assert!(whole.contains(part), "{line} at {columns}: {part}\n{shown}");
            }
            for line in shown.lines() {
                assert!(!line.trim_end_matches(['│', ' ']).ends_with('-'), "{shown}");
            }
        }
    }
}

#[test]
fn help_breaks_no_word() {
    let office = Office::empty().in_english();
    for line in [
        "check --help",
        "help dates",
        "help merging",
        "help",
        "opinion add --help",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let wide = office.ok(&words);
        let known: BTreeSet<&str> = wide.split_whitespace().collect();
        for columns in [40, 60] {
            let shown = screen(&office, line, columns);
            for word in shown.split_whitespace() {
                assert!(known.contains(word), "{line} at {columns}: {word}\n{shown}");
            }
        }
    }
}

#[test]
fn what_is_longer_than_the_screen_is_paged_on_a_terminal_alone() {
    let office = office();
    let shown = |line: &str, pager: &[(&str, &str)]| {
        let words: Vec<&str> = line.split(' ').collect();
        let mut command = office.command(&words);
        command.envs(pager.iter().copied());
        let (code, screen) = Terminal::start(&command).end();
        assert_eq!(code, 0, "{line}: {screen}");
        screen
    };
    let paged = ("HUIYIN_PAGER", "sed s/^/:/");
    let other = ("PAGER", "sed s/^/=/");
    let is_by = |screen: &str, mark: char| screen.lines().any(|line| line.starts_with(mark));
    assert!(is_by(&shown("help commands", &[paged, other]), ':'));
    assert!(is_by(&shown("check --help", &[other]), '='));
    assert!(is_by(&shown("history", &[other]), '='));
    for line in [
        "help commands --no-pager",
        "history --no-pager",
        "person list",
        "history --format json",
    ] {
        assert!(!is_by(&shown(line, &[paged]), ':'), "{line}");
    }
    // Left at once, and one that is not there: neither is a failure.
    shown("help commands", &[("PAGER", "true")]);
    let whole = shown("help commands", &[("HUIYIN_PAGER", "cat")]);
    assert!(whole.contains("--no-pager"), "{whole}");
    let mut command = office.command(&["history"]);
    command.env("PAGER", "sed s/^/:/");
    let piped = command.output().unwrap().stdout;
    assert!(!String::from_utf8(piped).unwrap().starts_with(':'));
}
