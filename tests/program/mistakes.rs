//! Every mistake is answered by one sentence that names the value and the way out, in the
//! language of whoever made it, and leaves the file as it was.
//!
//! `mistakes.txt` holds the sentences, `codes.txt` what a program is told instead: scripts lean on
//! it, so that a code changes as little as a flag. With `HUIYIN_UPDATE` set they are written anew.
//! Read the sentences as the clerk who made the mistake.

use serde_json::{Value as Json, json};

use crate::harness::{Office, english, golden, is_chinese};

/// A day in phase 2, with phase 1 closed, a draft, a published pledge and two persons of one name.
const BEFORE: &[&[&str]] = &[
    &["person", "add", "--name", "Zhang", "--rank", "staff"],
    &["person", "add", "--name", "Wang Wei", "--rank", "staff"],
    &["person", "add", "--name", "Wang Wei", "--rank", "staff"],
    &["pledge", "add", "--title", "Draft"],
    &[
        "pledge",
        "add",
        "--title",
        "Public",
        "--content",
        "c",
        "--measures",
        "m",
        "--responsible",
        "Zhang",
        "--deadline",
        "9.30",
    ],
    &["pledge", "publish", "P2"],
    &["pledge", "add", "--title", "Void"],
    &["pledge", "void", "P3", "--reason", "double"],
    &[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "Waiting",
    ],
    &["opinion", "reply", "O1", "--text", "Soon"],
    &[
        "household",
        "add",
        "--name",
        "Li",
        "--household-kind",
        "rural",
    ],
    &["person", "add", "--name", "张三", "--rank", "staff"],
    &["phase", "open", "1"],
    &["phase", "close", "1", "--force", "--reason", "away"],
    &["pledge", "list", "--save", "kept"],
];

/// Command lines as they are typed, in words of a shell.
pub const MISTAKES: &[&str] = &[
    // Sets, lists that were kept, copies, and days before the file.
    "huiyin conflict resolve --where number=1 --take mine",
    "huiyin conflict resolve --where colour=red --take mine",
    "huiyin conflict resolve 1 --where number=1 --take mine",
    "huiyin pledge list @",
    "huiyin saved rename @x y",
    "huiyin saved rename @kept @kept",
    "huiyin plan set title ''",
    "huiyin plan set phases.0.name ''",
    "huiyin plan set limits..reply_days 5",
    "huiyin plan set title a title b",
    "huiyin plan set phases.1.name a 'phases[1].name' b",
    "huiyin history --since 5.20 --until 5.10",
    "huiyin find 修路 --from 5.20 --until 5.10",
    "huiyin --db new.db init --office XF --name 'A\nB'",
    "huiyin merge x.db --copies 0",
    "huiyin report rates --against 2001-01-01",
    "huiyin export --to postgresql --month 2011-05 -o x.sql",
    "huiyin export pledge --to postgresql",
    "huiyin export --to postgresql --format json",
    "huiyin export --to postgresql --schema --since 1",
    "huiyin export --to postgresql --schema --psql",
    "huiyin export --to postgresql --since 99",
    "huiyin export --to postgresql --since x",
    "huiyin export pledge --psql",
    "huiyin history --office ZZ",
    // Commands and options.
    "huiyin pledeg list",
    "huiyin pledge",
    "huiyin pledge lits",
    "huiyin edit P1",
    "huiyin report bogus",
    "huiyin show",
    "huiyin frobnicate",
    "huiyin reprot summary",
    "huiyin 实 list",
    "huiyin pledge frobnicate",
    "huiyin phase 2",
    "huiyin 首页",
    "huiyin 总结",
    "huiyin 月报",
    "huiyin household add 秦桂英 城镇",
    "huiyin attachment frobnicate",
    "huiyin pledge --from 5.1",
    "huiyin pledge list --vioded",
    "huiyin pledge list --colour always",
    "huiyin pledge list --zzz",
    "huiyin pledge list -limit 3",
    "huiyin pledge list ——limt 3",
    "huiyin pledge list –limt 3",
    "huiyin pledge show P1 -x",
    "huiyin --verison",
    "huiyin pledge add --titel x",
    "huiyin pledge edit P1 --status done",
    "huiyin pledge show P1 P2",
    "huiyin pledge show",
    "huiyin help daets",
    "huiyin help nothing",
    "huiyin completions zhs",
    "huiyin completions",
    "huiyin man",
    "huiyin man huiyin.db",
    "huiyin pledge list --unit",
    "huiyin pledge list --voided --voided",
    "huiyin opinion reply O1",
    "huiyin pledge continue P2",
    "huiyin opinion add --channel hotline",
    "huiyin pledge add --title a --title b",
    "huiyin pledge list --format xml",
    "huiyin pledge list --color sometimes",
    "huiyin pledge list -o list.pdf",
    "huiyin pledge list -o none/list.csv",
    "huiyin pledge list -o .",
    "huiyin pledge list --format json -o huiyin.db",
    "huiyin pledge list -o /dev/null",
    "huiyin pledge add --title x -o none/x.json",
    "huiyin --db '' pledge list",
    "huiyin --db :memory: pledge list",
    "huiyin --db 'file:x?mode=memory' init --office LY --name x",
    "huiyin --db none.db pledge list",
    "huiyin --db . pledge list",
    "huiyin --as '' pledge list",
    "huiyin --today 2011-02-29 pledge list",
    // Names.
    "huiyin pledge add --title t --responsible Zhagn",
    "huiyin pledge add --title t --responsible 章三",
    "huiyin pledge add --title t --responsible Zhao",
    "huiyin pledge add --title t --responsible 'Wang Wei'",
    "huiyin pledge add --title t --responsible LY-M99",
    "huiyin pledge add --title t --responsible LY-U1",
    "huiyin pledge show P77",
    "huiyin pledge show LY_P1",
    "huiyin history Q5",
    "huiyin pair add --helper nobody --household Li",
    "huiyin pledge list --where staus=draft",
    "huiyin pledge list --where status=drfat",
    "huiyin pledge list --where 'status>draft'",
    "huiyin pledge list --where 'deadline<soon'",
    "huiyin pledge list --where status",
    "huiyin pledge list --where status==draft",
    "huiyin pledge list --where 'percent>many'",
    "huiyin pledge list --where 'title~'",
    "huiyin pledge list --columns ref,titel",
    "huiyin pledge list --mine --as Zhagn",
    "huiyin pledge list --save ''",
    "huiyin pledge list @due",
    "huiyin pledge list due",
    "huiyin pledge list --sort size",
    "huiyin pledge list --sort dead",
    "huiyin pledge list --where statsu=draft --where deadlin<2011-10-01",
    "huiyin pledge list --from 6.1 --until 5.1",
    "huiyin pledge list --limit -1",
    "huiyin pledge edit P1 --clear bogus",
    "huiyin pledge edit P1 --clear title",
    "huiyin pledge edit P1 --clear ref",
    "huiyin pledge edit P1 --clear measures --measures x",
    "huiyin pledge edit P1",
    "huiyin pledge edit P1 --note ''",
    "huiyin ledger pldege",
    "huiyin ledger 意",
    "huiyin 意件 add",
    "huiyin household add --name X --household-kind rural --village Dongpo",
    "huiyin import opinion .",
    "huiyin export pledge -o x.pdf",
    "huiyin restore huiyin.db",
    "huiyin ledger pledge --month 2011-13",
    "huiyin report monthly --month 5.26",
    "huiyin export pledge --month 上旬",
    // Values.
    "huiyin pledge add --title t --deadline 2011-02-30",
    "huiyin pledge add --title t --deadline soon",
    "huiyin pledge add --title t --deadline tomorow",
    "huiyin pledge add --title t --deadline 名天",
    "huiyin pledge add --title t --deadline 4月中下旬",
    "huiyin pledge add --title t --pledged-on 4月下旬",
    "huiyin pledge add --title t --deadline 5.1",
    "huiyin pledge add --title t --pledged-on 2011-06-30",
    "huiyin pledge add --title t --pledged-on 2011-02-01",
    "huiyin pledge add --title t --pledged-on 2011-04-01",
    "huiyin pledge add --title t --percent 101",
    "huiyin pledge add --title t --percent -1",
    "huiyin pledge add --title t --beneficiaries -5",
    "huiyin pledge add --title t --beneficiaries 2.5",
    "huiyin pledge add --title t --beneficiaries many",
    "huiyin pledge add --title t --category acess",
    "huiyin pledge add --title t --category zzz",
    "huiyin pledge add --title t --key maybe",
    "huiyin pledge add --title ''",
    "huiyin pledge add --title '   '",
    "huiyin pledge add --title t --late ''",
    "huiyin pledge add --title \u{7}bell",
    "huiyin visit add --visitors Zhang --place-kind village --aid 1.234",
    "huiyin pair add --helper Zhang",
    "huiyin pair add --helper Zhang --household Li --since 5.2 --until 5.1",
    "huiyin survey add --issued 5 --returned 6 --valid 5 --satisfied 5 --mostly 0 --dissatisfied 0",
    "huiyin survey add --issued 5 --returned 5 --valid 5 --satisfied 5 --mostly 0 --dissatisfied 1",
    "huiyin unit add --name Office --unit-kind division",
    // Steps.
    "huiyin pledge reopen P2",
    "huiyin pledge reopen P1 --reason x",
    "huiyin pledge edit P1 --published-on 5.1 --reason x",
    "huiyin pledge edit P2 --published-on 5.25",
    "huiyin pledge edit P2 --clear published_on --reason x",
    "huiyin pledge edit P2 --set result",
    "huiyin pledge edit P2 --set status=done",
    "huiyin opinion edit O1 --clear reply --reason x",
    "huiyin opinion edit O1 --outcome adopted --reason x",
    "huiyin pledge publish P1",
    "huiyin pledge publish P2",
    "huiyin pledge publish P1 P2",
    "huiyin pledge finish P1 --result done",
    "huiyin pledge continue P2 --reason late --new-deadline 9.1",
    "huiyin pledge finish P2 --result x --finished-on 2012-01-01",
    "huiyin pledge edit P2 --deadline 10.31",
    "huiyin pledge edit P2 --clear content",
    "huiyin pledge edit P3 --note x",
    "huiyin pledge void P1 --reason ''",
    "huiyin opinion reply O1 --text again",
    "huiyin opinion finish O1 --outcome adopted",
    "huiyin opinion hand-over O1 --to nobody",
    "huiyin opinion add --channel 热线",
    "huiyin phase open 9",
    "huiyin phase open 1",
    "huiyin phase close 3",
    "huiyin phase close 1 --reason x",
    "huiyin phase reopen 1 --reason ''",
    "huiyin plan set limits.reply_dais 10",
    "huiyin plan set limits.reply_days soon",
    "huiyin plan set limits.reply_days -3",
    "huiyin plan set limits.reply_days 1.5",
    "huiyin plan set limits '{\"reply_days\":9999}'",
    "huiyin plan set phases.1.number 1",
    "huiyin plan set opens 2012-01-01",
    "huiyin plan set closes 9999-12-31",
    "huiyin plan set categories '[]x'",
    "huiyin report rates --as-of yesterdya",
    "huiyin report summary --template none.md",
    "huiyin report summary --template broken.md",
    "huiyin init --office LY --name x",
    "huiyin --db new.db init --office 1A --name x",
    "huiyin --db new.db init --office LY --name ''",
    "huiyin --db new.db init --office LY --name x --plan none.json",
    "huiyin --db new.db init --office LY --name x --plan broken.json",
    "huiyin --db new.db init --office LY --name x --plan short.json",
    "huiyin --db new.db init --office LY --name x --plan wrong.json",
    "huiyin --db new.db init --office LY --name x --from none.db",
    "huiyin --db new.db init --office LY --name x --from broken.json",
];

pub fn office(in_english: bool) -> Office {
    let office = if in_english {
        Office::empty().in_english()
    } else {
        Office::empty()
    };
    office.ok(&["init", "--practice", "--office", "LY", "--name", "Office"]);
    for args in BEFORE {
        office.ok(args);
    }
    let write = |name: &str, text: &str| std::fs::write(office.path().join(name), text).unwrap();
    write("broken.json", "{\n  \"title\": \"x\",\n}");
    write("broken.md", "# {{ title }\n{% for x in %}");
    write("short.json", "{\"title\": \"x\"}");
    let plan = include_str!("../../examples/plan-2011.json");
    write(
        "wrong.json",
        &plan.replace("\"reply_days\": ", "\"reply_days\": -0.5e"),
    );
    office
}

/// Drops what stands in quotation marks: the words of the user and those suggested.
fn unquoted(sentence: &str) -> String {
    let outside = |(at, piece): (usize, &str)| match (at, piece.split_once('”')) {
        (0, _) | (_, None) => piece.to_owned(),
        (_, Some((_, after))) => after.to_owned(),
    };
    sentence.split('“').enumerate().map(outside).collect()
}

#[test]
fn every_mistake_is_answered_in_one_sentence_of_the_language() {
    let offices = [office(false), office(true)];
    let mut told = String::new();
    for line in MISTAKES {
        let words = shlex::split(line).expect("words of a shell");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        told += &format!(
            "$ {}\n",
            line.escape_debug().to_string().replace("\\'", "'")
        );
        let mut codes = Vec::new();
        for (office, lang) in offices.iter().zip(["zh", "en"]) {
            let before = std::fs::read(office.file()).unwrap();
            let run = office.run(&args);
            assert!(
                std::fs::read(office.file()).unwrap() == before,
                "{line} changed the file"
            );
            assert!(!office.path().join("new.db").exists(), "{line} left a file");
            assert!([1, 2].contains(&run.code), "{line}: {run:?}");
            assert_eq!(run.out, "", "{line}");
            let here = format!("{}/", office.path().canonicalize().unwrap().display());
            let sentence = run.err.replace(&here, "");
            assert_eq!(sentence.lines().count(), 1, "{line}: {sentence}");
            let plain = unquoted(&sentence);
            let known: Vec<String> = Vec::new();
            match lang {
                "zh" => assert_eq!(english(&plain, &known), None, "{line}: {sentence}"),
                _ => assert!(!is_chinese(&plain), "{line}: {sentence}"),
            }
            codes.push(run.code);
            told += &format!("{} {sentence}", run.code);
        }
        assert_eq!(codes[0], codes[1], "{line}");
        told.push('\n');
    }
    golden("mistakes.txt", &told);
}

/// Runs a command line as a program would, and returns its exit code with the error.
fn error_json(office: &Office, args: &[&str]) -> (i32, Json) {
    let run = office.run(&[&["--format", "json"], args].concat());
    assert_eq!(run.out, "", "{args:?}");
    let here = format!("{}/", office.path().canonicalize().unwrap().display());
    let mut told: Json = serde_json::from_str(&run.err.replace(&here, "")).expect(&run.err);
    let error = told["error"].take();
    assert_eq!(told, json!({"error": null}), "{args:?}");
    (run.code, error)
}

#[test]
fn every_mistake_is_one_object_to_a_program() {
    let offices = [office(false), office(true)];
    let is_identifier = |field: &Json| {
        let field = field.as_str().expect("a name");
        assert!(!field.starts_with('-') && !field.is_empty(), "{field}");
    };
    // Of these the format is given already, or is none.
    let says = |line: &str| {
        ["--format", "--forma ", "-o"]
            .iter()
            .any(|way| line.contains(way))
    };
    let mut codes = String::new();
    for line in MISTAKES.iter().filter(|line| !says(line)) {
        let words = shlex::split(line).expect("words of a shell");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let told = offices.each_ref().map(|office| {
            let (code, error) = error_json(office, &args);
            assert_eq!(code, office.run(&args).code, "{line}");
            (code, error)
        });
        for (_, error) in &told {
            let keys: Vec<&String> = error.as_object().expect("an object").keys().collect();
            assert_eq!(
                keys,
                ["code", "field", "value", "message", "hint"],
                "{line}"
            );
            let code = error["code"].as_str().expect("a code");
            let kebab = |one: char| one.is_ascii_lowercase() || one == '-';
            assert!(
                !code.is_empty() && code.chars().all(kebab),
                "{line}: {code}"
            );
            match &error["field"] {
                Json::Null => {}
                Json::Array(fields) => fields.iter().for_each(is_identifier),
                field => is_identifier(field),
            }
            assert!(
                error["message"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
            assert!(error["hint"].as_str().is_none_or(|text| !text.is_empty()));
        }
        let [(_, zh), (_, en)] = &told;
        for key in ["code", "field", "value"] {
            assert_eq!(zh[key], en[key], "{line}: {key}");
        }
        let line = line.escape_debug().to_string().replace("\\'", "'");
        codes += &format!(
            "$ {line}\n{} {}\n",
            en["code"].as_str().unwrap(),
            en["field"]
        );
    }
    golden("codes.txt", &codes);
}

#[test]
fn an_error_names_identifiers_and_what_was_typed() {
    let office = office(true);
    let cases: &[(&[&str], &str, Json, Json)] = &[
        (
            &["pledge", "add", "--title", "t", "--deadline", "31.x"],
            "not-a-date",
            json!("deadline"),
            json!("31.x"),
        ),
        (
            &["pledge", "finish"],
            "arguments-missing",
            json!(["ref", "result"]),
            Json::Null,
        ),
        (
            &["pledge", "finish", "P2", "--result", ""],
            "empty",
            json!("result"),
            json!(""),
        ),
        (
            &["pledge", "add", "--title", "t", "--responsible", "Nobody"],
            "not-found",
            json!("responsible"),
            json!("Nobody"),
        ),
        (
            &["pledge", "show", "P9"],
            "not-found",
            json!("ref"),
            json!("P9"),
        ),
        (
            &["pledge", "add", "--tittle", "t"],
            "no-such-option",
            Json::Null,
            json!("--tittle"),
        ),
        (
            &["opinion", "list", "--until", "5.1", "--from", "5.2"],
            "day-before",
            json!(["until", "from"]),
            json!("2011-05-01"),
        ),
        (
            &["redo", "x", "y"],
            "unexpected-argument",
            Json::Null,
            json!("x"),
        ),
    ];
    for (args, code, field, value) in cases {
        let (_, error) = error_json(&office, args);
        assert_eq!(error["code"], *code, "{args:?} {error}");
        assert_eq!(error["field"], *field, "{args:?} {error}");
        assert_eq!(error["value"], *value, "{args:?} {error}");
    }
    // What is wrong and the way out are apart, and for people joined.
    let (_, error) = error_json(&office, &["pledge", "show", "P9"]);
    let sentence = office.refused(1, &["pledge", "show", "P9"]);
    let parts = ["message", "hint"].map(|key| error[key].as_str().unwrap());
    assert_eq!(sentence, format!("error: {}\n", parts.join("; ")));
    // The ending of a file asks for JSON as the flag does, also where nothing can be parsed.
    for args in [
        &["pledge", "list", "--nonsense", "-o", "x.json"][..],
        &["pledge", "list", "--nonsense", "--output=x.JSON"],
        &[
            "pledge",
            "list",
            "--format=json",
            "--nonsense",
            "-o",
            "x.csv",
        ],
    ] {
        let run = office.run(args);
        let told: Json = serde_json::from_str(&run.err).expect(&run.err);
        assert_eq!(
            (run.code, &told["error"]["code"]),
            (2, &json!("no-such-option"))
        );
    }
    let plain = office.refused(
        2,
        &[
            "pledge",
            "list",
            "--nonsense",
            "--format",
            "csv",
            "-o",
            "x.json",
        ],
    );
    assert!(plain.starts_with("error: "), "{plain}");
}

#[test]
fn a_merge_tells_a_program_of_each_file_that_it_refuses() {
    let office = office(true);
    std::fs::write(office.path().join("bad.db"), "no file of ours").unwrap();
    for verb in ["merge", "verify"] {
        let run = office.run(&[verb, "bad.db", "none.db", "--format", "json"]);
        assert_eq!((run.code, run.err.as_str()), (1, ""), "{verb}");
        let told: Json = serde_json::from_str(&run.out).unwrap();
        let refused = if verb == "merge" {
            told["refused"].as_array().unwrap().clone()
        } else {
            let files = told.as_array().unwrap().iter();
            files.map(|file| file["refused"].clone()).collect()
        };
        let said =
            |key: &str| -> Vec<Json> { refused.iter().map(|one| one[key].clone()).collect() };
        assert_eq!(said("file"), ["bad.db", "none.db"], "{verb}");
        assert_eq!(
            said("code"),
            ["not-a-huiyin-file", "file-missing"],
            "{verb}"
        );
    }
}

#[test]
fn text_is_taken_up_to_its_limit_and_not_beyond() {
    let office = Office::new();
    // The most that the system passes in one argument is 128 KiB.
    let huge = "长".repeat(40_000);
    let sentence = office.refused(1, &["pledge", "add", "--title", "t", "--note", &huge]);
    assert!(
        sentence.contains("40000") && sentence.contains("20000"),
        "{sentence}"
    );
    assert!(sentence.len() < 1000, "the value is shown by its beginning");
    let most = "长".repeat(20_000);
    let added = office.json(&["pledge", "add", "--title", "t", "--note", &most]);
    assert_eq!(added["note"], most.as_str());
    for control in ["\u{1b}[2J", "a\rb", "a\u{85}b", "\u{7f}x", "a\tb"] {
        let sentence = office.refused(1, &["pledge", "add", "--title", control]);
        assert!(
            !sentence.trim_end().chars().any(char::is_control),
            "{sentence:?}"
        );
    }
    let nul = std::panic::catch_unwind(|| {
        office
            .command(&["pledge", "add", "--title", "a\0b"])
            .output()
    });
    assert!(
        nul.is_ok_and(|output| output.is_err()),
        "the system passes no NUL"
    );
}
