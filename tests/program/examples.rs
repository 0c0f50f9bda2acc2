//! Whatever the program prints as an example is a command that it takes, in either language and in a
//! file where there is what it speaks of.

use std::collections::BTreeSet;

use crate::harness::Office;
use crate::help::walk;

/// Records of every kind, the first of each as examples name it: `P1`, `O1` and so on.
const RECORDS: &[&str] = &[
    "unit add --name 保管处 --unit-kind division",
    "person add --name 张三 --rank staff",
    "person add --name 李四 --rank staff",
    "household add --name 户甲 --household-kind rural --phone 13912345678",
    "household add --name 户乙 --household-kind rural",
    "pair add --helper M2 --household H1",
    "pledge add --title 甲 --content 一 --measures 二 --deadline 9月底 --responsible M2",
    "pledge add --title 乙 --content 一 --measures 二 --deadline 9月底 --responsible M1",
    "pledge publish P2",
    "pledge progress P2 --text 过半",
    "evaluation add --subject P2 --step by_masses --rating good",
    "visit add --visitors M1 --place-kind household --household H1",
    "reception add --leader M1 --channel in_person",
    "opinion add --channel hotline --topic 事",
    "service add --service-kind access --people 12",
    "study add --study-kind friday --topic 学",
    "research add --title 调查 --author M1",
    "problem add --area interests --content 空",
    "survey add --issued 5 --returned 5 --valid 5 --satisfied 5 --mostly 0 --dissatisfied 0",
    "mechanism add --title 首问负责制",
    "publicity add --channel bulletin --title 灯",
    "inspection add --inspector M1 --findings 乱 --requirement 理",
    "submission add --report summary --addressee 市委活动办 --file huiyin.db",
    "passage add --report summary --place next --text 抓落实",
    "person add --name 王芳 --rank staff",
    "duty add --date 今天 --leader M1",
    "duty add --date 今天 --leader M2",
    "notice add --unit U1 --due 11月底 --findings 乱",
];

/// Lines that leave a part of what they need out.
const PARTLY: &[&str] = &[
    "person same M1",
    "person same M2",
    "household same H1",
    "survey add --valid 5 --satisfied 2",
    "survey add --issued 7",
    "survey add --satisfied 2 --mostly 12",
];

/// Makes an office of which the file is further on than that of another.
fn then(office: &Office, lines: &[&str]) -> Office {
    let office = office.copy();
    for line in lines {
        office.does(line);
    }
    office
}

/// Makes files in which records stand as examples need them, with what examples read beside them.
fn practice() -> Vec<Office> {
    let fresh = Office::new();
    let full = then(&fresh, RECORDS);
    full.does("opinion list --save 到期");
    full.does("opinion list --save due");
    full.does("plan show --format json -o plan.json");
    full.does("backup backup.db");
    full.does("export opinion -o opinions.xlsx");
    full.does("report summary -o 总结.docx");
    full.does("report summary --lang en -o summary.docx");
    for photo in ["visit.jpg", "走访.jpg"] {
        std::fs::write(full.path().join(photo), crate::evidence::photo(1, 100)).unwrap();
    }
    for file in [
        "backup.db",
        "opinions.xlsx",
        "plan.json",
        "summary.docx",
        "总结.docx",
        "visit.jpg",
        "走访.jpg",
    ] {
        std::fs::copy(full.path().join(file), fresh.path().join(file)).unwrap();
    }
    let published = then(&full, &["pledge publish P1", "phase open 1"]);
    let closed = then(&published, &["phase close 1 --force --reason 赶"]);
    let nothing_asked = "plan set phases[0].before_closing []";
    let met = then(&fresh, &[nothing_asked, "phase open 1"]);
    let named = |line: &&&str| line.starts_with("person") || line.starts_with("household");
    let roster: Vec<&str> = RECORDS.iter().filter(named).copied().collect();
    let roster = then(&fresh, &roster);
    let undone = then(&full, &["undo"]);
    let attached = then(&full, &["attach V1 走访.jpg"]);
    let replied = ["opinion reply O1 --text 办", "notice reply J1 --text 办"];
    let replied = then(&full, &replied);
    let mut offices = vec![
        full,
        void(&roster),
        roster,
        fresh,
        published,
        closed,
        met,
        undone,
        void(&attached),
        attached,
        replied,
    ];
    offices.push(void(&offices[0]));
    offices.extend(of_two());
    offices.extend(of_a_part());
    offices.extend(of_a_campaign());
    offices.push(Office::empty());
    offices
}

/// Makes a file of which every record is void that can be.
fn void(office: &Office) -> Office {
    let office = office.copy();
    let nouns = RECORDS.iter().map(|line| line.split(' ').next().unwrap());
    // What names others before them.
    for kind in ["attachment", "progress"]
        .into_iter()
        .chain(nouns.rev())
        .chain(["post", "unit"])
    {
        for record in office
            .json(&[kind, "list"])
            .as_array()
            .unwrap()
            .iter()
            .rev()
        {
            let reference = record["ref"].as_str().unwrap();
            office.run(&[kind, "void", reference, "--reason", "误"]);
        }
    }
    office
}

/// Makes the files of an office that is about to merge that of another, and that has merged it, with a
/// conflict between the two.
fn of_two() -> [Office; 2] {
    let before = Office::empty();
    before.does("init --office BG --name 办公室");
    before.does("person add --name 张三 --rank staff");
    let from = before.copy();
    from.does("init --db LY.db --office LY --name 利用处 --from huiyin.db");
    // A household is everybody's; a person of another is not, and its change waits.
    let household = before.copy();
    household.does("household add --name 周兰 --household-kind rural");
    std::fs::copy(household.file(), before.file()).unwrap();
    std::fs::copy(household.file(), from.path().join("BG.db")).unwrap();
    from.does("merge BG.db --no-backup --db LY.db");
    from.does("household edit 周兰 --phone 13800001111 --db LY.db");
    from.does("person edit 张三 --phone 8101 --db LY.db");
    before.does("household edit 周兰 --phone 13800001222");
    std::fs::copy(from.path().join("LY.db"), before.path().join("LY.db")).unwrap();
    let merged = then(&before, &["merge LY.db"]);
    std::fs::remove_file(merged.path().join("LY.db")).unwrap();
    [before, merged]
}

/// Makes the file of an office whose unit is in the roster that it was made from, with a unit of its own
/// numbering, and with that void.
fn of_a_part() -> [Office; 2] {
    let office = Office::empty();
    office.does("init --db BG.db --office BG --name 办公室");
    office.does("--db BG.db unit add --name 利用处 --unit-kind division");
    office.does("init --office LY --name 利用处 --from BG.db");
    office.does("unit add --name 窗口 --unit-kind window");
    let voided = then(&office, &["unit void U1 --reason 误"]);
    [office, voided]
}

/// Makes the leading group's file, which has merged that of an office that signs nothing; and a file
/// beside which that of a leading group lies.
fn of_a_campaign() -> [Office; 2] {
    let leading = Office::leading();
    leading.does("office rename LY ZD");
    leading.does("init --practice --db LY.db --office LY --name 查阅处 --from huiyin.db");
    let unsigned = rusqlite::Connection::open(leading.path().join("LY.db")).unwrap();
    unsigned
        .execute_batch("drop table attest; pragma user_version = 1")
        .unwrap();
    leading.does("merge LY.db --no-backup");
    let plain = Office::new();
    plain.does("init --practice --db ZD.db --office ZD --name 办公室 --leading");
    [leading, plain]
}

/// Returns the examples at the end of a page of help.
fn shown(page: &str) -> impl Iterator<Item = &str> {
    let lines = page.lines();
    let lines = lines.skip_while(|line| !["例如:", "Examples:"].contains(line));
    lines.filter_map(|line| line.strip_prefix("  huiyin "))
}

/// Every command's help has two examples, each of which some file takes.
#[test]
fn every_example_of_help_is_taken() {
    let offices = practice();
    let (mut tried, mut refused) = (BTreeSet::new(), Vec::new());
    for (in_english, heading) in [(false, "命令:"), (true, "Commands:")] {
        let speaking = |office: &Office| {
            if in_english {
                office.copy().in_english()
            } else {
                office.copy()
            }
        };
        for (path, page) in walk(&speaking(&Office::empty()), heading) {
            let examples: Vec<&str> = shown(&page).collect();
            let least = if path.is_empty() { 0 } else { 2 };
            assert!(examples.len() >= least, "{path:?}: {page}");
            for example in examples {
                // Nobody has that key, and the gate is closed for good only where that is said to be right.
                let is_apart = ["key enter", "campaign close-gate"]
                    .iter()
                    .any(|begin| example.starts_with(begin));
                if is_apart || !tried.insert(example.to_owned()) {
                    continue;
                }
                let words = shlex::split(example).unwrap();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let mut told = Vec::new();
                let is_taken = offices.iter().any(|office| {
                    let run = speaking(office).run(&words);
                    told.push(run.err);
                    run.code == 0
                });
                if !is_taken {
                    told.dedup();
                    refused.push((example.to_owned(), told));
                }
            }
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(tried.len() > 300, "only {} examples", tried.len());
}

#[test]
fn every_example_is_taken() {
    let offices = practice();
    let (mut tried, mut refused_by_all) = (0, Vec::new());
    for (in_english, heading, word) in [
        (false, "命令:", "例如 "),
        (true, "Commands:", "for example "),
    ] {
        let speaking = |office: &Office| {
            if in_english {
                office.copy().in_english()
            } else {
                office.copy()
            }
        };
        let empty = speaking(&Office::empty());
        let mut lines: Vec<Vec<String>> = PARTLY
            .iter()
            .map(|line| shlex::split(line).unwrap())
            .collect();
        lines.extend(walk(&empty, heading).into_iter().map(|(path, _)| path));
        for path in &lines {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let mut refused = empty.run(&path).err;
            if !refused.contains(word) && path.contains(&"add") {
                refused = speaking(&offices[3]).run(&path).err;
            }
            let Some((_, example)) = refused.split_once(word) else {
                continue;
            };
            let words = shlex::split(example.trim()).unwrap();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let words = match &words[..] {
                // Nobody has that key.
                ["huiyin", "key", "enter", ..] => continue,
                ["huiyin", words @ ..] => words.to_vec(),
                // What is added to what was typed.
                [first, ..] if first.starts_with("--") => [&path[..], &words[..]].concat(),
                _ => continue,
            };
            let mut told = Vec::new();
            let is_taken = offices.iter().any(|office| {
                let run = speaking(office).run(&words);
                told.push(run.err);
                run.code == 0
            });
            if !is_taken {
                told.dedup();
                refused_by_all.push((example.trim().to_owned(), told));
            }
            tried += 1;
        }
    }
    for line in [
        "opinion list --or",
        "conflict resolve --or --take mine --dry-run",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let said = offices[3].run(&words).err;
        let example = &said[said.find("--where").unwrap()..];
        let line = line.replace("--or", example.trim());
        let taken = offices.iter().any(|office| {
            let words = shlex::split(&line).unwrap();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            office.copy().run(&words).code == 0
        });
        assert!(taken, "{line}");
    }
    assert!(refused_by_all.is_empty(), "{refused_by_all:#?}");
    assert!(tried > 200, "only {tried} examples");
}
