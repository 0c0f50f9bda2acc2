//! Completion, in the shells themselves on a pseudo-terminal, and the other pages in which the
//! program tells of itself.

use std::path::Path;
use std::process::Command;

use crate::harness::{Office, english, is_chinese};
use crate::terminal::Terminal;

/// Starts a shell without settings of its own in an office's folder; `None`, with a printed line,
/// where the machine has no such shell.
fn shell(office: &Office, name: &str, flags: &[&str]) -> Option<Terminal> {
    if Command::new(name).arg("--version").output().is_err() {
        eprintln!("skipped completion in {name}, which this machine has not");
        return None;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_huiyin"));
    let folder = program.parent().unwrap().display();
    let base = office.command(&[]);
    let mut command = Command::new(name);
    command.args(flags).current_dir(office.path());
    for (variable, value) in base.get_envs() {
        command.envs(value.map(|value| (variable, value)));
    }
    command
        .env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin"))
        .env("HOME", office.path())
        .env("LC_ALL", "C.UTF-8")
        .env("PS1", "> ");
    Some(Terminal::start(&command))
}

fn office() -> Office {
    let office = Office::new();
    for name in ["张三", "李四"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    for title in ["窗口延时", "馆藏数字化"] {
        office.ok(&["pledge", "add", "--title", title]);
    }
    office.ok(&["pledge", "list", "--limit", "1", "--save", "一条"]);
    office
}

#[test]
fn bash_completes_commands_refs_names_and_values() {
    let office = office();
    let flags = ["--norc", "--noprofile", "-i"];
    let Some(mut terminal) = shell(&office, "bash", &flags) else {
        return;
    };
    terminal.shows("> ");
    terminal.types("source <(huiyin completions bash); echo re''ady\r");
    terminal.shows("ready");
    // Each line is completed, run by nobody, and cleared.
    let cases = [
        ("huiyin ple\t", "huiyin pledge"),
        ("huiyin pledge fin\t", "huiyin pledge finish"),
        ("huiyin pledge show LY-P\t\t", "LY-P2  馆藏数字化"),
        ("huiyin pledge show LY-P1\t", "show LY-P1"),
        ("huiyin pledge add --resp\t", "--responsible"),
        ("huiyin pledge add --responsible 李\t", "--responsible 李四"),
        ("huiyin pledge add --responsible zs\t", "--responsible 张三"),
        ("huiyin person add --rank pr\t", "--rank principal"),
        ("huiyin pledge list --where dead\t", "--where deadline="),
        ("huiyin pledge list @\t", "list @一条"),
    ];
    for (keys, expected) in cases {
        terminal.types("\u{15}\u{c}").types(keys);
        terminal.shows(expected);
    }
    terminal.types("\u{15}exit\r");
    terminal.end();
}

#[test]
fn zsh_completes_refs_with_their_titles() {
    let office = office();
    let Some(mut terminal) = shell(&office, "zsh", &["-f", "-i"]) else {
        return;
    };
    let set_up = "autoload -U compinit; compinit -D -u; source <(huiyin completions zsh)";
    terminal.types(&format!("{set_up}; echo re''ady\r"));
    terminal.shows("ready");
    terminal.types("\u{c}huiyin pledge show LY-P\t\t");
    let screen = terminal.shows("馆藏数字化");
    assert!(
        screen.contains("LY-P1") && screen.contains("窗口延时"),
        "{screen}"
    );
    terminal.types("\u{15}\u{c}huiyin person add --rank pr\t");
    terminal.shows("--rank principal");
    terminal.types("\u{15}exit\r");
    terminal.end();
}

#[test]
fn fish_completes_refs_with_their_titles() {
    let office = office();
    let Some(mut terminal) = shell(&office, "fish", &["--no-config", "--interactive"]) else {
        return;
    };
    terminal.types("huiyin completions fish | source; echo re''ady\r");
    terminal.shows("ready");
    terminal.types("\u{c}huiyin pledge show LY-P\t");
    let screen = terminal.shows("馆藏数字化");
    assert!(
        screen.contains("LY-P1") && screen.contains("窗口延时"),
        "{screen}"
    );
    terminal.types("\u{1b}\u{15}\u{c}huiyin person add --rank pr\t");
    terminal.shows("--rank principal");
    terminal.types("\u{15}exit\r");
    terminal.end();
}

#[test]
fn every_shell_has_a_script_and_another_is_refused() {
    let office = Office::empty();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            office
                .ok(&["completions", shell])
                .contains("HUIYIN_COMPLETE"),
            "{shell}"
        );
    }
    let refused = office.refused(1, &["completions", "zhs"]);
    assert!(refused.contains("zsh"), "{refused}");
}

#[test]
fn completion_is_silent_where_there_is_no_file() {
    let office = Office::empty();
    let words = ["--", "huiyin", "pledge", "show", "LY"];
    let mut command = office.command(&words);
    command
        .env("HUIYIN_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", "3");
    let output = command.output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
}

#[test]
fn topics_and_manual_pages_are_in_one_language() {
    let chinese = Office::empty();
    let in_english = Office::empty().in_english();
    for topic in ["dates", "refs", "merging", "phases", "formats"] {
        let page = in_english.ok(&["help", topic]);
        assert!(!is_chinese(&page), "{topic}: {page}");
        let page = chinese.ok(&["help", topic]);
        let first = page.lines().next().unwrap();
        assert!(
            is_chinese(first) && english(first, &[]).is_none(),
            "{first}"
        );
        assert!(chinese.ok(&["help"]).contains(topic));
    }
    assert_eq!(
        chinese.ok(&["help", "opinion", "reply"]),
        chinese.ok(&["opinion", "reply", "--help"])
    );
    chinese.ok(&["man", "手册"]);
    let page = chinese.path().join("手册/huiyin-opinion-reply.1");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains(".SH 名称") && page.contains("答复反映人"),
        "{page}"
    );
    assert!(
        !page.contains("SYNOPSIS") && !page.contains("OPTIONS"),
        "{page}"
    );
}
