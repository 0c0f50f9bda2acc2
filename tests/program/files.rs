//! Files that cannot be used: not ours, read-only, locked, on a full disk. The sentence names the
//! file, and it is as it was.

use std::process::Stdio;
use std::time::Duration;

use crate::harness::{Office, Pipe};

#[test]
fn another_program_s_file_is_refused_and_left_alone() {
    let office = Office::empty();
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other
        .execute_batch("create table pledge (title text); insert into pledge values ('theirs')")
        .unwrap();
    drop(other);
    for args in [
        &["pledge", "list"][..],
        &["pledge", "add", "--title", "t"],
        &["undo"],
        &["init", "--practice", "--office", "LY", "--name", "x"],
    ] {
        let sentence = office.refused(1, args);
        assert!(sentence.contains("huiyin.db"), "{sentence}");
    }
    let sentence = office.refused(1, &["pledge", "list"]);
    assert!(sentence.contains("不是 huiyin 的文件"), "{sentence}");
    assert!(!office.path().join("huiyin.db-journal").exists());
}

#[test]
fn a_folder_or_a_pipe_in_the_place_of_a_file_is_refused_without_waiting() {
    let office = Office::empty();
    let pipe = Pipe::new(office.path().join("pipe"));
    std::fs::create_dir(office.path().join("folder")).unwrap();
    for name in [
        "pipe",
        "folder",
        "/dev/zero",
        "folder/none.db",
        "pipe/none.db",
    ] {
        for args in [
            &["--db", name, "pledge", "list"][..],
            &["--db", name, "pledge", "add", "--title", "t"],
            &[
                "init",
                "--practice",
                "--office",
                "LY",
                "--name",
                "x",
                "--plan",
                name,
            ],
            &[
                "init",
                "--practice",
                "--office",
                "LY",
                "--name",
                "x",
                "--from",
                name,
            ],
        ] {
            let sentence = office.refused(1, args);
            assert!(sentence.contains(name), "{sentence}");
            assert_eq!(sentence.lines().count(), 1, "{sentence}");
        }
    }
    pipe.check_unopened();
    assert!(!office.file().exists());
}

#[test]
fn a_file_that_another_program_holds_on_to_is_left_alone() {
    let office = Office::new();
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other.execute_batch("begin exclusive").unwrap();
    // Reading the file in this process would drop the lock that it holds.
    let run = office.run(&["person", "add", "--name", "张三", "--rank", "staff"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.err.contains("huiyin.db 正被别的程序使用"), "{run:?}");
    other.execute_batch("rollback").unwrap();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
}

#[test]
fn a_file_that_is_soon_let_go_is_waited_for() {
    let office = Office::new();
    let other = rusqlite::Connection::open(office.file()).unwrap();
    other.execute_batch("begin exclusive").unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(500));
            other.execute_batch("rollback").unwrap();
        });
        office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    });
}

#[test]
fn a_read_only_file_or_folder_can_be_read_and_is_not_written() {
    let read_only_file = "mount --bind huiyin.db huiyin.db
        mount -o remount,bind,ro huiyin.db
        exec \"$@\"";
    let read_only_folder = "mount --bind . .
        mount -o remount,bind,ro .
        cd \"$PWD\"
        exec \"$@\"";
    for script in [read_only_file, read_only_folder] {
        let office = Office::new();
        let before = std::fs::read(office.file()).unwrap();
        let add = ["person", "add", "--name", "张三", "--rank", "staff"];
        let Some(run) = office.mounting(script, &add) else {
            return;
        };
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{run:?}");
        assert!(
            run.err.contains("huiyin.db") && run.err.contains("只读"),
            "{run:?}"
        );
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
        assert!(std::fs::read(office.file()).unwrap() == before);
        let list = office.mounting(script, &["unit", "list"]).unwrap();
        assert_eq!(list.code, 0, "{list:?}");
        assert!(list.out.contains("利用处"), "{list:?}");
    }
    let office = Office::empty();
    let init = ["init", "--practice", "--office", "LY", "--name", "利用处"];
    let run = office.mounting(read_only_folder, &init).unwrap();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("只读"), "{run:?}");
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let office = Office::new();
    let script = "here=$PWD; mkdir small; mount -t tmpfs -o size=2m tmpfs small; cd small
        cp ../huiyin.db .; cat /dev/zero >filling 2>/dev/null || true
        code=0; \"$@\" || code=$?
        cmp huiyin.db ../huiyin.db >&2
        ls >&2; exit $code";
    let note = "长".repeat(20_000);
    let add = ["pledge", "add", "--title", "t", "--note", &note];
    let Some(run) = office.mounting(script, &add) else {
        return;
    };
    assert_eq!((run.code, run.out.as_str()), (1, ""), "{run:?}");
    let mut lines = run.err.lines();
    let sentence = lines.next().unwrap_or_default();
    assert!(
        sentence.contains("磁盘已满") && sentence.contains("huiyin.db"),
        "{sentence}"
    );
    assert_eq!(
        lines.collect::<Vec<_>>(),
        ["filling", "huiyin.db"],
        "nothing else is left"
    );
    let init = [
        "--db",
        "new.db",
        "init",
        "--practice",
        "--office",
        "XX",
        "--name",
        "x",
    ];
    let run = office
        .mounting(&script.replace("mkdir small;", ""), &init)
        .unwrap();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains("磁盘已满") && !run.err.contains("new.db\n"),
        "{run:?}"
    );
    let list = ["unit", "list", "-o", "list.csv"];
    let run = office
        .mounting(&script.replace("mkdir small;", ""), &list)
        .unwrap();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains("磁盘已满") && !run.err.contains("list.csv."),
        "{run:?}"
    );
}

#[test]
fn what_was_saved_is_said_when_it_cannot_be_printed() {
    let office = Office::new();
    let mut command = office.command(&["person", "add", "--name", "张三", "--rank", "staff"]);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command.stdout(Stdio::from(full)).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("已登记 LY-M1"), "{told}");
    assert_eq!(office.json(&["person", "list"])[0]["ref"], "LY-M1");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let office = Office::new();
    let mut command = office.command(&["plan", "show"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_file_of_another_version_is_kept_before_its_tables_are_computed_anew() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    let age = || {
        let connection = rusqlite::Connection::open(office.file()).unwrap();
        connection
            .execute_batch("pragma user_version = 1; drop table person")
            .unwrap();
    };
    for copy in ["huiyin.before-upgrade-1.db", "huiyin.before-upgrade-1-2.db"] {
        age();
        let before = std::fs::read(office.file()).unwrap();
        assert_eq!(office.json(&["person", "list"])[0]["name"], "张三");
        let kept = rusqlite::Connection::open(office.path().join(copy)).unwrap();
        let log = "select count(*), max(id) from change";
        let row = |connection: &rusqlite::Connection| {
            let of_row = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?));
            connection.query_row::<(i64, Vec<u8>), _, _>(log, [], of_row)
        };
        let now = rusqlite::Connection::open(office.file()).unwrap();
        assert_eq!(row(&kept).unwrap(), row(&now).unwrap());
        assert!(std::fs::read(office.path().join(copy)).unwrap().len() == before.len());
    }
    office.ok(&["person", "list"]);
    assert!(!office.path().join("huiyin.before-upgrade-1-3.db").exists());
}

#[test]
fn a_file_that_another_program_left_with_a_write_ahead_log_gets_its_journal_again() {
    let office = Office::new();
    let versions = || std::fs::read(office.file()).unwrap()[18..20].to_vec();
    let connection = rusqlite::Connection::open(office.file()).unwrap();
    let mode = |row: &rusqlite::Row| row.get::<_, String>(0);
    let set = connection.pragma_update_and_check(None, "journal_mode", "wal", mode);
    assert_eq!(set.unwrap(), "wal");
    drop(connection);
    assert_eq!(versions(), [2, 2]);
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    assert_eq!(versions(), [1, 1]);
    assert!(
        office
            .ok(&["person", "list", "--format", "csv"])
            .contains("张三")
    );
}

#[test]
fn another_offices_file_with_a_write_ahead_log_is_taken_once_it_has_its_journal_again() {
    let (office, other) = (Office::new(), Office::new());
    let connection = rusqlite::Connection::open(other.file()).unwrap();
    let mode = |row: &rusqlite::Row| row.get::<_, String>(0);
    let set = connection.pragma_update_and_check(None, "journal_mode", "wal", mode);
    assert_eq!(set.unwrap(), "wal");
    drop(connection);
    let file = other.file();
    let merge = ["merge", file.to_str().unwrap(), "--no-backup"];
    let run = office.run(&merge);
    assert!(run.code == 1 && run.err.contains("WAL"), "{run:?}");
    other.ok(&["person", "list"]);
    office.ok(&merge);
}

#[test]
fn a_full_disk_is_no_fault_of_another_file() {
    let office = Office::new();
    office.ok(&[
        "--db",
        "other.db",
        "init",
        "--practice",
        "--office",
        "BG",
        "--name",
        "保管处",
    ]);
    let script = "mkdir small; mount -t tmpfs -o size=2m tmpfs small; cd small
        cp ../huiyin.db .; cat /dev/zero >filling 2>/dev/null || true
        exec \"$@\"";
    let merge = ["merge", "../other.db", "--no-backup"];
    let Some(run) = office.mounting(script, &merge) else {
        return;
    };
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains("磁盘已满") && !run.err.contains("other.db"),
        "{run:?}"
    );
    assert_eq!(run.out, "");
}

#[test]
fn what_cannot_be_read_is_told_without_the_words_of_a_library() {
    for lang in ["zh", "en"] {
        let office = Office::new();
        office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
        office.ok(&["backup", "backup.db"]);
        let other = rusqlite::Connection::open(office.file()).unwrap();
        other
            .execute_batch(
                "pragma ignore_check_constraints = on;
                 update change set over = x'00' where kind = 'person'",
            )
            .unwrap();
        drop(other);
        let edit = ["--lang", lang, "person", "edit", "M1", "--name", "李四"];
        for args in [
            &edit[..],
            &["--lang", lang, "history"],
            &["--lang", lang, "report", "summary"],
        ] {
            let run = office.run(args);
            let said = format!("{}{}", run.out, run.err);
            assert!(
                !said.contains("Invalid") && !said.contains("column type"),
                "{run:?}"
            );
        }
        let told = office.refused(1, &edit);
        assert!(
            told.contains("huiyin.db") && told.contains("huiyin verify"),
            "{told}"
        );
        office.does("verify --repair backup.db");
        office.does("verify --exit-code");
        office.ok(&edit);
        let other = rusqlite::Connection::open(office.path().join("backup.db")).unwrap();
        other.execute_batch("drop table link").unwrap();
        drop(other);
        let run = office.run(&["--db", "backup.db", "--lang", lang, "person", "show", "M1"]);
        assert!(
            !run.err.contains("no such table") && run.code == 1,
            "{run:?}"
        );
    }
}

/// What of its structure a file lacks is named, and never advised to be looked at with the command that
/// said so; a backup takes its place.
#[test]
fn what_a_file_lacks_is_named() {
    let parts = [
        "table change",
        "table attest",
        "table file_root",
        "index change_of_record",
    ];
    for part in parts {
        let office = Office::new();
        office.does("person add --name 张三 --rank staff");
        office.does("backup good.db");
        let other = rusqlite::Connection::open(office.file()).unwrap();
        other.execute_batch(&format!("drop {part}")).unwrap();
        drop(other);
        let (_, name) = part.split_once(' ').unwrap();
        for args in ["person list", "verify", "merge huiyin.db --db good.db"] {
            let args: Vec<&str> = args.split(' ').collect();
            let run = office.run(&args);
            let told = &run.err;
            assert!(
                told.contains(&format!("缺少“{name}”")) && told.contains("huiyin restore"),
                "{part}: {run:?}"
            );
            assert_eq!(run.code, 1, "{run:?}");
        }
        office.does("restore good.db");
        office.does("verify --exit-code");
    }
}
