//! Text as it leaves the program and arrives, in the encodings of an office; and the names of files.

use encoding_rs::{GB18030, GBK};

use crate::harness::Office;

/// Runs a command with one variable more; returns the code and the bytes of both streams.
fn run(office: &Office, variable: (&str, &str), args: &[&str]) -> (i32, Vec<u8>, Vec<u8>) {
    let mut command = office.command(args);
    command.env(variable.0, variable.1);
    let output = command.output().expect("the program starts");
    (
        output.status.code().unwrap_or(-1),
        output.stdout,
        output.stderr,
    )
}

#[test]
fn people_are_answered_in_the_encoding_that_they_read() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    let wanted = |way: &str, args: &[&str]| run(&office, ("HUIYIN_OUTPUT", way), args).1;
    let plain = wanted("utf-8", &["person", "list"]);
    assert!(String::from_utf8_lossy(&plain).contains("张三"));
    let chinese = wanted("gb18030", &["person", "list"]);
    let (text, _, failed) = GB18030.decode(&chinese);
    assert!(!failed && text.as_bytes() == plain, "{text}");
    // As `findstr` seeks it.
    let sought = [0xD5, 0xC5, 0xC8, 0xFD];
    assert!(chinese.windows(4).any(|bytes| bytes == sought));
    for way in ["gb18030", "console"] {
        let json = wanted(way, &["person", "list", "--format", "json"]);
        assert!(String::from_utf8(json).unwrap().contains("张三"), "{way}");
    }
    let (code, _, err) = run(
        &office,
        ("HUIYIN_OUTPUT", "gb18030"),
        &["pledge", "show", "P9"],
    );
    let (text, _, failed) = GB18030.decode(&err);
    assert!(code == 1 && !failed && text.starts_with("错误："), "{text}");
    let (code, _, err) = run(&office, ("HUIYIN_OUTPUT", "936"), &["person", "list"]);
    let err = String::from_utf8_lossy(&err);
    assert!(
        code > 0 && err.contains("936") && err.contains("gb18030"),
        "{err}"
    );
}

#[test]
fn utf_8_that_was_read_as_936_is_not_written() {
    let office = Office::new();
    let (garbled, ..) = GBK.decode_without_bom_handling("张三".as_bytes());
    let sentence = office.refused(2, &["person", "add", "--name", &garbled, "--rank", "staff"]);
    assert!(
        sentence.contains("张三") && sentence.contains("chcp 65001"),
        "{sentence}"
    );
    let (code, ..) = run(&office, ("HUIYIN_AS", &garbled), &["person", "list"]);
    assert_eq!(code, 2);
}

#[test]
fn the_blank_behind_a_value_that_was_set_is_none_of_it() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    for variable in [
        ("HUIYIN_LANG", "zh "),
        ("HUIYIN_TODAY", "2011-05-26 "),
        ("HUIYIN_AS", "王芳 "),
        ("HUIYIN_DB", "huiyin.db "),
        ("HUIYIN_OUTPUT", "utf-8 "),
        ("HUIYIN_COPIES", "3 "),
        ("HUIYIN_PROMPT", "plain "),
    ] {
        let (code, out, err) = run(&office, variable, &["person", "list"]);
        let all = String::from_utf8_lossy(&out).into_owned() + &String::from_utf8_lossy(&err);
        assert!(code == 0 && all.contains("张三"), "{variable:?}: {all}");
    }
}

#[test]
fn files_are_named_by_their_folder_or_by_a_pattern() {
    let office = Office::empty();
    office.does("demo demo");
    let folder = office.path().join("demo");
    std::fs::create_dir(folder.join("in")).unwrap();
    for name in ["LY.db", "JD.db"] {
        std::fs::copy(folder.join(name), folder.join("in").join(name)).unwrap();
    }
    std::fs::write(folder.join("in/readme.txt"), "x").unwrap();
    let files = |named: &str| {
        let args = ["merge", named, "--db", "demo/DZ.db", "--dry-run"];
        office.json(&args)["files"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(files("demo/in"), 2);
    assert_eq!(files("demo/in/*.db"), 2);
    assert_eq!(files("demo/in/l?.DB"), 1);
    std::fs::create_dir(folder.join("empty")).unwrap();
    for named in ["demo/empty", "demo/in/*.xlsx"] {
        // As a file that cannot be taken is refused, and the others are merged.
        let run = office.run(&["merge", named, "demo/in/LY.db", "--db", "demo/DZ.db"]);
        let (sentence, is_told) = (&run.err, run.err.contains(named));
        assert!(
            run.code == 1 && is_told && run.out.contains("LY.db"),
            "{sentence}"
        );
    }
}

#[test]
fn no_command_leaves_a_copy_behind() {
    let office = Office::empty();
    office.does("demo demo");
    let left = || {
        let names = std::fs::read_dir(office.path().join("demo")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".huiyin-")).count()
    };
    for line in [
        "verify --db demo/LY.db",
        "verify demo/JD.db --db demo/LY.db",
        "backup demo/kept.db --db demo/LY.db",
        "merge demo/JD.db --db demo/LY.db",
        "restore demo/kept.db --db demo/LY.db",
        "archive demo/archive --db demo/LY.db",
        "verify demo/archive --db demo/LY.db",
        "export all -o demo/all --db demo/LY.db",
        "report summary -o demo/a.docx --db demo/LY.db",
    ] {
        let words = shlex::split(line).unwrap();
        let run = office.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(
            run.code == 0 && !run.err.contains("panicked"),
            "{line}: {}",
            run.err
        );
        assert_eq!(left(), 0, "{line}");
    }
}
