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
        .env("PS1", "> ")
        .env("PAGER", "cat");
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

/// What a person types to have the script of a shell in use.
const SHELLS: [(&str, &[&str], &str); 3] = [
    (
        "bash",
        &["--norc", "--noprofile", "-i"],
        "source <(huiyin completions bash); echo re''ady\r",
    ),
    (
        "zsh",
        &["-f", "-i"],
        "autoload -U compinit; compinit -D -u; source <(huiyin completions zsh); echo re''ady\r",
    ),
    (
        "fish",
        &["--no-config", "--interactive"],
        "huiyin completions fish | source; echo re''ady\r",
    ),
];

/// Types keys in every shell there is, each line on a screen of its own, and waits for what it must
/// show; lines are run by nobody unless they end so.
fn in_every_shell(office: &Office, cases: &[(&str, &str)]) {
    for (name, flags, set_up) in SHELLS {
        let Some(mut terminal) = shell(office, name, flags) else {
            continue;
        };
        terminal.types(set_up);
        terminal.shows("ready");
        for (keys, expected) in cases {
            terminal.types("\u{15}\u{c}").types(keys);
            terminal.shows(expected);
        }
        terminal.types("\u{15}exit\r");
        terminal.end();
    }
}

#[test]
fn shells_complete_commands_refs_names_and_values() {
    let cases = [
        ("huiyin ple\t", "huiyin pledge"),
        ("huiyin pledge fin\t", "huiyin pledge finish"),
        ("huiyin pledge show LY-P1\t", "show LY-P1"),
        ("huiyin pledge add --resp\t", "--responsible"),
        ("huiyin pledge add --responsible 李\t", "--responsible 李四"),
        ("huiyin pledge add --responsible zs\t", "--responsible 张三"),
        ("huiyin person add --rank pr\t", "--rank principal"),
        ("huiyin pledge list --where dead\t", "--where deadline="),
        ("huiyin pledge list --where status=dr\t", "status=draft"),
        (
            "huiyin pledge list --where status=draft,don\t",
            "status=draft,done",
        ),
        (
            "huiyin pledge list --where=status=dr\t",
            "--where=status=draft",
        ),
        (
            "huiyin pledge list --where note= --or --where status=dr\t",
            "--or --where status=draft",
        ),
        ("huiyin conflict resolve --where kin\t", "--where kind="),
        ("huiyin pledge list --columns title,dea\t", "title,deadline"),
        ("huiyin pledge list @\t", "list @一条"),
        ("huiyin import opi\t", "import opinion"),
        ("huiyin --format jsonl\t", "jsonl"),
        ("huiyin --db huiy\t", "--db huiyin.db"),
    ];
    in_every_shell(&office(), &cases);
}

/// Names that would be commands, patterns or quotes, if they were typed as they are.
const HOSTILE: [&str; 6] = [
    "W;touch X;#",
    "Q$(touch X)",
    "E`touch X`",
    "R a[b]'c\"d\\",
    "T!e&|<>{1,2}*?",
    "Y~u ’touch X’",
];

#[test]
fn a_name_is_a_word_in_every_shell_whatever_it_holds() {
    let office = Office::new();
    for name in HOSTILE {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    for quote in ["", "\"", "'"] {
        let keys = HOSTILE.map(|name| format!("huiyin person show {quote}{}\t\r", &name[..1]));
        let shown = HOSTILE.map(|name| format!("姓名     ┆ {name}"));
        let cases: Vec<(&str, &str)> = keys
            .iter()
            .zip(&shown)
            .map(|(keys, shown)| (keys.as_str(), shown.as_str()))
            .collect();
        in_every_shell(&office, &cases);
        assert!(!office.path().join("X").exists(), "a name was a command");
    }
}

/// Returns the words that complete a command line, as the script of Fish reads them.
fn candidates(office: &Office, words: &[&str]) -> Vec<String> {
    let mut command = office.command(&[&["--", "huiyin"], words].concat());
    let output = command.env("HUIYIN_COMPLETE", "fish").output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    let word = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    lines.lines().map(word).collect()
}

#[test]
fn every_value_that_is_known_completes() {
    let office = office();
    office.ok(&["phase", "open", "1"]);
    let cases: [(&[&str], &str); 18] = [
        (
            &["pledge", "list", "--where", "note=", "--or", ""],
            "--where",
        ),
        (
            &["pledge", "list", "--where", "note=", "--or", "--wh"],
            "--where",
        ),
        (&["import", "opi"], "opinion"),
        (&["export", "al"], "all"),
        (&["ledger", "pled"], "pledge"),
        (&["template", "serv"], "service"),
        (&["report", "rates", "--by", ""], "month"),
        (&["report", "public", "--list", "comp"], "completed"),
        (&["check", "--code", "opinion-"], "opinion-reply"),
        (&["history", "--by", ""], "张三"),
        (&["history", "LY-P"], "LY-P2"),
        (&["phase", "close", ""], "2"),
        (&["plan", "set", "limits.rep"], "limits.reply_days"),
        (&["plan", "set", "limits.reply_days", ""], "15"),
        (
            &["redact", "张三", "--reason", "x", "--field", "ph"],
            "phone",
        ),
        (&["--format", "ic"], "ics"),
        (&["completions", "po"], "powershell"),
        (&["help", "da"], "dates"),
    ];
    for (words, expected) in cases {
        let found = candidates(&office, words);
        assert!(
            found.iter().any(|one| one == expected),
            "{words:?}: {found:?}"
        );
    }
}

#[test]
fn conflicts_and_offices_complete() {
    let ours = office();
    let theirs = Office::empty();
    let mine = ours.path().join("LY.db").display().to_string();
    std::fs::copy(ours.file(), &mine).unwrap();
    theirs.ok(&[
        "init",
        "--practice",
        "--office",
        "BG",
        "--name",
        "办公室",
        "--from",
        &mine,
    ]);
    ours.ok(&["merge", theirs.file().to_str().unwrap()]);
    // Households are everybody's.
    ours.does("household add --name 周兰 --household-kind rural");
    theirs.ok(&["merge", ours.file().to_str().unwrap()]);
    theirs.does("household edit LY-H1 --phone 13800001111");
    ours.does("household edit LY-H1 --phone 13800001222");
    ours.ok(&["merge", theirs.file().to_str().unwrap()]);
    assert_eq!(candidates(&ours, &["share", "--for", ""]), ["BG", "LY"]);
    assert_eq!(candidates(&ours, &["conflict", "resolve", ""]), ["1"]);
    let verdicts = candidates(&ours, &["conflict", "resolve", "1", "--take", ""]);
    assert_eq!(verdicts, ["BG", "LY"]);
}

#[test]
fn a_busy_file_is_not_waited_for_and_a_large_one_not_listed() {
    let office = Office::new();
    let rows: Vec<String> = (0..300).map(|row| format!("实事{row}")).collect();
    let rows = rows.join("\n");
    std::fs::write(office.path().join("p.csv"), format!("title\n{rows}")).unwrap();
    office.ok(&["import", "pledge", "p.csv", "--date", "5.20"]);
    assert_eq!(candidates(&office, &["pledge", "show", ""]).len(), 200);
    assert_eq!(candidates(&office, &["pledge", "show", "LY-P29"]).len(), 11);
    assert_eq!(
        candidates(&office, &["pledge", "show", "p300"]),
        ["LY-P300"]
    );
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other.execute_batch("begin exclusive").unwrap();
    let begun = std::time::Instant::now();
    assert!(candidates(&office, &["pledge", "show", "LY-P29"]).is_empty());
    assert_eq!(
        candidates(&office, &["pledge", "list", "--sort", "titl"]),
        ["title"]
    );
    // Two runs of 0.3 s, of which the machine may make more while it is busy.
    assert!(begun.elapsed() < std::time::Duration::from_secs(8));
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
    assert!(candidates(&office, &["pledge", "show", "LY"]).is_empty());
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
    in_english.ok(&["man", "man"]);
    let page = in_english.path().join("man/huiyin-opinion-hand-over.1");
    let page = std::fs::read_to_string(page).unwrap();
    for part in [
        "opinion hand\\-over",
        ".SH EXAMPLES",
        ".SH ENVIRONMENT",
        ".SH FILES",
        ".SH \"EXIT STATUS\"",
        ".SH \"SEE ALSO\"",
        "huiyin\\-opinion(1)",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

/// Tells whether help lists commands below one.
fn is_group(office: &Office, first: &str) -> bool {
    office.ok(&[first, "--help"]).contains("\n命令:")
}

#[test]
fn a_group_alone_says_what_stands_below_it() {
    let in_a_folder = Office::new();
    let without = Office::empty();
    let flags: [&[&str]; 9] = [
        &[],
        &["--db", "huiyin.db"],
        &["--lang", "en"],
        &["--format", "json"],
        &["-o", "out.csv"],
        &["--today", "2011-05-20"],
        &["--as", "张三"],
        &["--color", "never"],
        &["--quiet"],
    ];
    let mut groups = candidates(&in_a_folder, &[""]);
    groups.retain(|first| is_group(&in_a_folder, first));
    assert!(groups.len() > 20, "{groups:?}");
    for first in groups {
        let below = candidates(&in_a_folder, &[&first, ""]);
        for flags in flags {
            for args in [
                [flags, &[&first]].concat(),
                [&[first.as_str()], flags].concat(),
            ] {
                for office in [&in_a_folder, &without] {
                    let run = office.run(&args);
                    // A plan and its phases are shown.
                    let is_shown = ["plan", "phase"].contains(&first.as_str());
                    let known: &[i32] = if is_shown { &[0, 1] } else { &[2] };
                    assert!(known.contains(&run.code), "{args:?}: {run:?}");
                    let told = below.iter().all(|verb| run.err.contains(verb.as_str()));
                    assert!(is_shown || told, "{args:?}: {run:?}");
                }
            }
        }
    }
}

#[test]
fn a_former_name_leads_to_the_one_of_today() {
    let office = Office::new();
    office.does("unit add --name 收集处 --unit-kind division");
    office.does("unit edit 收集处 --name 接收处");
    let words = candidates(&office, &["unit", "show", "收"]);
    assert_eq!(words, ["接收处"]);
}
