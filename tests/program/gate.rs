//! What others wrote is only data: nothing in it acts on a terminal, hides, or runs (DOMAIN.md,
//! section 8).

use serde_json::json;

use crate::forge;
use crate::harness::Office;

/// What does something to a terminal or to the text around it, or is not seen.
const HIDDEN: &[(char, &str)] = &[
    ('\u{1b}', "␛"),
    ('\u{7}', "␇"),
    ('\u{9b}', "⟨U+009B⟩"),
    ('\u{202e}', "⟨U+202E⟩"),
    ('\u{200d}', "⟨U+200D⟩"),
    ('\u{200b}', "⟨U+200B⟩"),
    ('\u{2066}', "⟨U+2066⟩"),
    ('\u{e0041}', "⟨U+E0041⟩"),
];

/// A text with all of it.
fn nasty() -> String {
    let hidden = HIDDEN.iter().map(|(one, _)| format!("甲{one}乙"));
    hidden.collect()
}

/// A file of another office whose rows hold such texts wherever there is a text, its own name included.
fn forged(path: &std::path::Path) {
    let mut other = forge::Office::new("ZD", &format!("指导处{}", nasty()));
    let name = nasty();
    let (person, _) = other.add("person", 'M', 1, json!({"name": name, "rank": "staff"}));
    let (pledge, head) = other.add(
        "pledge",
        'P',
        1,
        json!({"title": name, "content": name, "deadline": "2011-05-01", "note": name,
            "responsible": forge::hex(&person), "pledged_on": "2011-04-02",
            "published_on": "2011-04-03", "deadline_was": name}),
    );
    // Two that neither had seen, which is a conflict.
    for at in 0..2 {
        let title = json!({"title": format!("{name}{at}")});
        other.write("pledge edit", "pledge", &pledge, &[&head], &title);
    }
    other.add(
        "opinion",
        'O',
        1,
        json!({"topic": name, "channel": "hotline", "date": "2011-03-02"}),
    );
    other.add(
        "service",
        'F',
        1,
        json!({"service_kind": name, "date": name}),
    );
    other.save(path);
}

fn hides(text: &str) -> bool {
    text.chars()
        .any(|one| HIDDEN.iter().any(|(hidden, _)| *hidden == one))
}

#[test]
fn what_acts_or_hides_in_anothers_rows_is_shown_by_marks_wherever_people_read_it() {
    let office = Office::new();
    forged(&office.path().join("other.db"));
    let mut marked = 0;
    for asked in [
        "merge other.db --no-backup",
        "",
        "person list",
        "person show ZD-M1",
        "pledge list",
        "pledge show ZD-P1",
        "opinion list",
        "history ZD-P1",
        "conflict list",
        "conflict show 1",
        "log",
        "check",
        "verify",
        "verify other.db",
        "received",
        "find 甲",
        "report summary",
        "report ledger pledge",
        "ledger pledge",
        "ledger opinion",
        "calendar",
        "pledge finish ZD-P1",
        "pledge edit ZD-P1 --title 甲",
        "person show 甲",
        "redact ZD-M1 --field nothing --reason x",
    ] {
        for lang in ["zh", "en"] {
            let words = shlex::split(asked).unwrap();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let run = office.run(&[&["--lang", lang], &words[..]].concat());
            let said = format!("{}{}", run.out, run.err);
            assert!(!hides(&said), "{asked}: {said:?}");
            marked += usize::from(said.contains('␛'));
        }
    }
    assert!(marked > 20, "{marked} of them told of it");
    for format in ["md", "html"] {
        let run = office.run(&["pledge", "show", "ZD-P1", "--format", format]);
        assert!(run.out.contains("⟨U+202E⟩") && !hides(&run.out), "{run:?}");
    }
}

#[test]
fn programs_are_given_what_was_written_and_nothing_that_acts() {
    let office = Office::new();
    forged(&office.path().join("other.db"));
    office.ok(&["merge", "other.db", "--no-backup"]);
    let shown = office.ok(&["person", "show", "ZD-M1", "--format", "json"]);
    assert!(!hides(&shown), "{shown}");
    let told: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(told["name"], nasty());
    let csv = office.ok(&["person", "list", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let at = rows
        .headers()
        .unwrap()
        .iter()
        .position(|head| head == "name")
        .unwrap();
    let names: Vec<String> = rows
        .records()
        .map(|row| row.unwrap()[at].to_owned())
        .collect();
    assert!(names.contains(&nasty()), "{names:?}");
    let refused = office.run(&[
        "--format",
        "json",
        "person",
        "show",
        &format!("没有{}", nasty()),
    ]);
    assert!(refused.code == 1 && !hides(&refused.err), "{refused:?}");
}

#[test]
fn completion_offers_nothing_that_acts() {
    let office = Office::new();
    forged(&office.path().join("other.db"));
    office.ok(&["merge", "other.db", "--no-backup"]);
    for words in [
        &["pledge", "show", ""][..],
        &["person", "show", ""],
        &["person", "show", "甲"],
    ] {
        let mut line = vec!["--", "huiyin"];
        line.extend(words);
        let mut command = office.command(&line);
        command.env("HUIYIN_COMPLETE", "fish");
        let out = command.output().unwrap();
        let out = String::from_utf8(out.stdout).unwrap();
        assert!(!hides(&out), "{words:?}: {out:?}");
    }
}

#[test]
fn what_is_hidden_is_refused_at_entry_with_its_place() {
    let office = Office::new();
    office.does("person add --name 张三 --rank staff");
    for (one, _) in HIDDEN {
        let name = format!("张{one}四");
        let number = format!("U+{:04X}", u32::from(*one));
        let mut told = vec![
            office.refused(1, &["person", "add", "--name", &name, "--rank", "staff"]),
            office.refused(1, &["person", "edit", "M1", "--name", &name]),
            office.refused(
                1,
                &["--as", &name, "person", "edit", "M1", "--name", "张四"],
            ),
            office.refused(1, &["plan", "set", "title", &name]),
        ];
        std::fs::write(
            office.path().join("p.csv"),
            format!("姓名,职级\n张六,staff\n\"{name}\",staff\n"),
        )
        .unwrap();
        let import = office.run(&["import", "person", "p.csv"]);
        assert_ne!(import.code, 0, "{import:?}");
        let import = format!("{}{}", import.out, import.err);
        assert!(import.contains('3'), "its row: {import}");
        assert!(!told[3].contains(*one));
        told.truncate(3);
        told.push(import);
        for sentence in told {
            assert!(
                sentence.contains(&number) && sentence.contains("第2个字符"),
                "{sentence}"
            );
            assert!(!hides(&sentence), "{sentence}");
        }
    }
}

/// What is done to a file that lies ready for whoever comes into its folder.
const PREPARED: &[&str] = &[
    "drop table person; create view person as with recursive n(x) as (select 1 union all select x + 1 from n)
     select cast(x as blob) as record, 'LY' as office, x as number, 1 as copy, 'x' as name, 'x' as ref from n",
    "drop table office; create view office as with recursive n(x) as (select 1 union all select x + 1 from n)
     select x as record from n",
    "alter table person add column more text as (hex(zeroblob(400000000)))",
    "create index slow on person (hex(zeroblob(400000000)))",
    "create index slow on change (verb) where length(hex(zeroblob(400000000))) > 0",
];

#[test]
fn a_prepared_file_holds_nobody_up() {
    for prepared in PREPARED {
        let office = Office::new();
        office.does("person add --name 张三 --rank staff");
        office.does("backup good.db");
        let other = rusqlite::Connection::open(office.file()).unwrap();
        other.execute_batch(prepared).unwrap();
        drop(other);
        for args in [
            &[][..],
            &["person", "list"],
            &["check"],
            &["verify"],
            &["person", "add", "--name", "李四", "--rank", "staff"],
        ] {
            let run = office.run_bounded(args);
            assert!(
                run.code == 1 && run.err.contains("结构"),
                "{prepared}: {run:?}"
            );
        }
        let limit = ["-c", "ulimit -t 10; exec \"$@\"", "sh"];
        let line = ["--", "huiyin", "person", "show", ""];
        let mut command = office.command_under("sh", &limit, &line);
        command.env("HUIYIN_COMPLETE", "bash");
        assert!(command.output().unwrap().status.success());
        office.does("restore good.db");
        office.does("verify --exit-code");
    }
}
