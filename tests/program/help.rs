//! Help, of every command that help itself lists, is in one language.

use crate::harness::{Office, english, is_chinese};

/// Returns the names below the heading of commands.
fn listed(help: &str, heading: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// Walks the tree of commands; returns the path of each with its help.
pub(crate) fn walk(office: &Office, heading: &str) -> Vec<(Vec<String>, String)> {
    let mut pages = Vec::new();
    let mut paths: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(path) = paths.pop() {
        let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
        // The first page names the commands; what each does is told at length.
        args.extend(if path.is_empty() {
            &["help", "commands"][..]
        } else {
            &["--help"]
        });
        let run = office.run(&args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        for name in listed(&run.out, heading) {
            paths.push([path.clone(), vec![name]].concat());
        }
        pages.push((path, run.out));
    }
    pages.sort();
    pages
}

#[test]
fn help_is_in_one_language() {
    let chinese = walk(&Office::empty(), "命令:");
    let english_pages = walk(&Office::empty().in_english(), "Commands:");
    let paths = |pages: &[(Vec<String>, String)]| -> Vec<Vec<String>> {
        pages.iter().map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(paths(&chinese), paths(&english_pages));
    assert!(chinese.len() > 80, "the whole tree: {}", chinese.len());
    let known: Vec<String> = chinese.iter().flat_map(|(path, _)| path.clone()).collect();
    for (path, page) in &chinese {
        let found = english(page, &known);
        assert_eq!(found, None, "{path:?} in Chinese: {page}");
        for word in ["Usage", "Options", "Arguments", "Commands", "alias"] {
            assert!(!page.contains(word), "{path:?} in Chinese: {page}");
        }
        let first = page.lines().next().unwrap_or_default();
        assert!(is_chinese(first), "{path:?} says what it does: {page}");
    }
    for (path, page) in &english_pages {
        assert!(!is_chinese(page), "{path:?} in English: {page}");
        let wide = page.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "{path:?}");
    }
}

#[test]
fn the_first_page_names_every_command_on_one_screen() {
    for office in [Office::empty(), Office::empty().in_english()] {
        let page = office.ok(&["--help"]);
        assert_eq!(page, office.ok(&["-h"]));
        assert!(page.lines().count() < 24, "{page}");
        let words: Vec<&str> = page.split_whitespace().collect();
        let heading = if is_chinese(&page) {
            "命令:"
        } else {
            "Commands:"
        };
        let known = listed(&office.ok(&["help", "commands"]), heading);
        assert!(known.len() > 50, "{known:?}");
        for name in known {
            assert!(words.contains(&name.as_str()), "{name}: {page}");
        }
        for line in page.lines() {
            let width: usize = line
                .chars()
                .map(|one| if one.is_ascii() { 1 } else { 2 })
                .sum();
            assert!(width <= 80, "{line}");
        }
    }
}

#[test]
fn help_tells_own_options_from_those_of_every_command() {
    let help = Office::empty()
        .in_english()
        .ok(&["opinion", "add", "--help"]);
    let at = |text: &str| help.find(text).expect(text);
    assert!(at("\nOptions:") < at("--topic") && at("--topic") < at("\nGlobal options:"));
    assert!(at("\nGlobal options:") < at("--db"), "{help}");
}
