//! README.md is true: its commands run, and what it shows is what they print.
//!
//! With `HUIYIN_UPDATE` set the outputs in README.md are written anew.

use std::process::Command;

use crate::harness::{KEYS, Office, Run};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// Plays one block: returns it with the output under each command.
fn play(block: &str) -> String {
    let office = Office::empty();
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut played = String::new();
    for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
        played += &format!("$ {line}\n");
        let words = shlex::split(line).expect("words of a shell");
        if words[0] == "export" {
            let (name, value) = words[1].split_once('=').expect("NAME=VALUE");
            variables.push((name.to_owned(), value.to_owned()));
            continue;
        }
        assert_eq!(words[0], "huiyin", "{line}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_huiyin"));
        command
            .args(&words[1..])
            .current_dir(office.path())
            .env_clear()
            .env("HUIYIN_KEYS", KEYS);
        command.envs(variables.iter().cloned());
        let run = Run::from(&command.output().expect("the program starts"));
        assert_eq!(run.code, 0, "{line}: {}", run.err);
        let shown = format!("{}{}", run.out, run.err);
        let here = format!("{}/", office.path().display());
        played += &shown.replace(&here, "");
    }
    played
}

/// Puts one time in the place of each that the clock told.
fn timeless(text: &str) -> String {
    const FORM: &str = "04-25 09:30";
    let is_time = |part: &str| {
        let mut pairs = part.chars().zip(FORM.chars());
        pairs.all(|(one, form)| one == form || one.is_ascii_digit() && form.is_ascii_digit())
    };
    let mut told = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.get(..FORM.len()).is_some_and(is_time) {
            told += FORM;
            rest = &rest[FORM.len()..];
        } else {
            told.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    told
}

#[test]
fn the_commands_of_the_readme_print_what_it_shows() {
    let readme = std::fs::read_to_string(README).expect("README.md");
    let mut written = String::new();
    let mut rest = readme.as_str();
    let mut blocks = 0;
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (block, after) = after.split_once("```").expect("the end of the block");
        written += &format!("{before}```console\n{}```", timeless(&play(block)));
        rest = after;
        blocks += 1;
    }
    written += rest;
    assert_eq!(blocks, 2);
    if std::env::var_os("HUIYIN_UPDATE").is_some() {
        std::fs::write(README, &written).expect("README.md is written");
    } else {
        assert_eq!(written, readme);
    }
}

#[test]
fn the_monthly_line_of_the_readme_runs() {
    let office = Office::new();
    let readme = std::fs::read_to_string(README).expect("README.md");
    let line = readme
        .lines()
        .find(|line| line.starts_with("0 6 1 * *"))
        .expect("the cron line");
    let (_, commands) = line.split_once("&& ").expect("commands after cd");
    for command in commands.split(" && ") {
        let words = shlex::split(command).expect("words of a shell");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let run = office.run(&args);
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (0, "", ""),
            "{command}"
        );
    }
    let scheduled = readme
        .lines()
        .find(|line| line.starts_with("schtasks"))
        .expect("the line for Windows");
    assert!(
        scheduled.contains(commands),
        "it does the same: {scheduled}"
    );
    let folder = office.path().join("monthly-2011-04");
    assert!(folder.join("pledge.csv").exists() && folder.join("figures.json").exists());
}

#[test]
fn the_leading_group_s_commands_of_the_readme_run_in_the_demo_s_folder() {
    let office = Office::empty();
    office.ok(&["demo"]);
    let mut folder = office.path().to_owned();
    let mut variables: Vec<(String, String)> = Vec::new();
    let readme = std::fs::read_to_string(README).expect("README.md");
    let (_, after) = readme
        .split_once("```sh\ncd huiyin-demo\n")
        .expect("the block");
    let (block, _) = after.split_once("```").expect("the end of the block");
    let mut files = Vec::new();
    folder.push("huiyin-demo");
    for line in block.lines() {
        let (command, _) = line.split_once("  #").unwrap_or((line, ""));
        let words = shlex::split(command).expect("words of a shell");
        if words[0] == "export" {
            let set = words[1..].iter().map(|set| set.split_once('=').unwrap());
            variables.extend(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
            continue;
        }
        let mut run = Command::new(env!("CARGO_BIN_EXE_huiyin"));
        run.args(&words[1..]).current_dir(&folder).env_clear();
        run.env("HUIYIN_KEYS", KEYS).envs(variables.iter().cloned());
        let run = Run::from(&run.output().expect("the program starts"));
        assert_eq!(run.code, 0, "{command}: {}", run.err);
        let mut named = words.iter().skip_while(|word| *word != "-o");
        files.extend(named.nth(1).cloned());
    }
    files.push("备份.db".to_owned());
    assert_eq!(files.len(), 6);
    for name in files {
        assert!(folder.join(&name).exists(), "{name}");
    }
}
