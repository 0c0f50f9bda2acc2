//! What other people's files can do to `merge`: nothing. A broken or hostile file is named with
//! what is wrong and contributes nothing; an odd but lawful one is taken whole and does no harm.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::{Value as Json, json};

use crate::forge::{self, Row};
use crate::harness::{COLUMNS, Office, Pipe, Run};

/// Before 2000, within the bounds of acceptance, and after 2200: milliseconds since 1970.
const TOO_EARLY: u64 = 946_684_799_999;
const FAR_AHEAD: u64 = 7_000_000_000_000;
const TOO_LATE: u64 = 7_258_118_400_000;

/// An office with a few records of its own.
fn target() -> Office {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office.ok(&["pledge", "add", "--title", "婚姻档案查询立等可取"]);
    office
}

/// Another office: persons, pledges and an edit.
fn source() -> forge::Office {
    let mut office = forge::Office::new("ZD", "指导处");
    for (at, name) in ["李四", "王五", "赵六"].into_iter().enumerate() {
        let fields = json!({"name": name, "rank": "staff", "party_member": true});
        office.add("person", 'M', at + 1, fields);
    }
    for at in 1..=3 {
        let fields = json!({"title": format!("第{at}号实事"), "status": "draft", "result": null,
            "finished_on": null, "reason": null, "new_deadline": null});
        let (record, added) = office.add("pledge", 'P', at, fields);
        let edit = json!({"title": format!("第{at}号实事：午间不休息")});
        office.write("pledge edit", "pledge", &record, &[&added], &edit);
    }
    office
}

/// Spoils the last row of the source, an edit of a pledge, and writes the file.
fn spoilt(path: &Path, spoil: impl FnOnce(Row) -> Row) {
    let mut rows = source().rows;
    let last = rows.pop().unwrap();
    rows.push(spoil(last));
    forge::write_file(path, &rows);
}

/// Writes a sound file, then does something to it.
fn after(path: &Path, sql: &str) {
    source().save(path);
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// Writes a file whose schema reads as it should, and whose last row does not keep to it.
fn unlawful(path: &Path, sql: &str) {
    source().save(path);
    let change = "type = 'table' and name = 'change'";
    let connection = Connection::open(path).unwrap();
    let lawful: String = connection
        .query_row(
            &format!("select sql from sqlite_schema where {change}"),
            [],
            |row| row.get(0),
        )
        .unwrap();
    let rewrite = |text: &str| {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch("pragma writable_schema = on")
            .unwrap();
        let update = format!("update sqlite_schema set sql = ?1 where {change}");
        connection.execute(&update, [text]).unwrap();
        let version: i64 = connection
            .pragma_query_value(None, "schema_version", |row| row.get(0))
            .unwrap();
        connection
            .pragma_update(None, "schema_version", version + 1)
            .unwrap();
    };
    drop(connection);
    let loose = COLUMNS.replacen("id", "id unique", 1);
    rewrite(&format!("create table change ({loose})"));
    let changed = Connection::open(path)
        .unwrap()
        .execute(
            &format!("update change set {sql} where rowid = (select max(rowid) from change)"),
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
    rewrite(&lawful);
}

/// Writes a file with another table in the place of the log's.
fn reshaped(path: &Path, change: &str) {
    let (before, rest) = forge::SCHEMA.split_once("create table change (").unwrap();
    let (_, rest) = rest.split_once(") strict;").unwrap();
    let connection = Connection::open(path).unwrap();
    let mark = forge::APPLICATION_ID;
    connection
        .execute_batch(&format!(
            "pragma application_id = {mark}; {before} {change};
             {}",
            rest.replacen(
                "create index change_of_record on change (record, kind, id);",
                "",
                1
            )
        ))
        .unwrap();
    connection
        .execute(
            "insert into file (one, log_format, writer) values (1, 1, zeroblob(16))",
            [],
        )
        .unwrap();
}

/// Runs a command that must end in time and without a panic.
fn run(office: &Office, args: &[&str]) -> Run {
    let run = office.run_bounded(args);
    assert!(!run.err.contains("panicked"), "{args:?}: {}", run.err);
    assert!((0..=1).contains(&run.code), "{args:?}: {run:?}");
    run
}

/// Merges; returns the run and what it says of each file.
fn merge(office: &Office, files: &[&str]) -> (Run, Vec<Json>) {
    let mut args = vec!["merge", "--no-backup", "--format", "json"];
    args.extend(files);
    let run = run(office, &args);
    let json: Json = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let said = json["files"].as_array().cloned().unwrap_or_default();
    assert_eq!(said.len(), files.len(), "one entry a file: {run:?}");
    (run, said)
}

/// Merges one file that must be taken; returns what is said of it.
fn taken(office: &Office, file: &str) -> Json {
    let bytes = std::fs::read(office.path().join(file)).unwrap();
    let (run, mut said) = merge(office, &[file]);
    assert_eq!(run.code, 0, "{file}: {run:?}");
    assert_eq!(said[0]["refused"], json!(null), "{file}");
    assert!(
        bytes == std::fs::read(office.path().join(file)).unwrap(),
        "{file} is only read"
    );
    said.remove(0)
}

/// Returns the rows of the log alone.
fn log(office: &Office) -> Vec<Vec<Sql>> {
    let mut known = office.known();
    known.retain(|row| row.len() == 11 && matches!(&row[0], Sql::Blob(id) if id.len() == 24));
    known
}

fn check_refused(office: &Office, name: &str, file: &str) {
    let state = || (office.known(), office.json(&["log"]));
    let before = state();
    let (run, said) = merge(office, &[file]);
    assert_eq!(run.code, 1, "{name}: {run:?}");
    let refused = said[0]["refused"]["message"].as_str().unwrap_or_default();
    assert!(
        run.err.is_empty() && refused.lines().count() == 1 && refused.contains(file),
        "{name}: one sentence that names the file: {run:?}"
    );
    for count in ["new_records", "changed_records", "known", "conflicts"] {
        assert_eq!(said[0][count], 0, "{name}: {count}: {run:?}");
    }
    assert!(state() == before, "{name}: something was taken");
}

/// A case: its name, and what writes its file.
type Case = (&'static str, fn(&Path));

/// Checks that each of these files is refused; names all that are not.
fn all_refused(cases: &[Case]) {
    let office = target();
    let mut wrong = Vec::new();
    for (name, write) in cases {
        let file = office.path().join("bad.db");
        write(&file);
        let check = || check_refused(&office, name, "bad.db");
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).is_err() {
            wrong.push(*name);
        }
        if file.is_dir() {
            std::fs::remove_dir(&file).unwrap();
        } else {
            drop(std::fs::remove_file(&file));
        }
        for tail in ["-journal", "-wal", "-shm"] {
            drop(std::fs::remove_file(
                office.path().join(format!("bad.db{tail}")),
            ));
        }
    }
    assert!(wrong.is_empty(), "not as they should be: {wrong:#?}");
    assert_eq!(
        office.json(&["person", "list"]).as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn what_is_no_file_of_ours_is_refused() {
    all_refused(&[
        ("text", |path| {
            std::fs::write(path, "只是一段文字，".repeat(500)).unwrap();
        }),
        ("empty", |path| std::fs::write(path, "").unwrap()),
        ("a header alone", |path| {
            source().save(path);
            File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_len(100)
                .unwrap();
        }),
        ("missing", |_| {}),
        ("a folder", |path| std::fs::create_dir(path).unwrap()),
        ("bytes after its end", |path| {
            source().save(path);
            let mut bytes = std::fs::read(path).unwrap();
            bytes.extend([0; 4096]);
            std::fs::write(path, bytes).unwrap();
        }),
        ("another program's", |path| {
            Connection::open(path)
                .unwrap()
                .execute_batch("create table note (text); insert into note values ('x')")
                .unwrap();
        }),
        ("without our mark", |path| {
            after(path, "pragma application_id = 0");
        }),
        ("UTF-16", |path| {
            let connection = Connection::open(path).unwrap();
            connection
                .execute_batch(&format!(
                    "pragma encoding = 'UTF-16le'; pragma application_id = {}; {}",
                    forge::APPLICATION_ID,
                    forge::SCHEMA
                ))
                .unwrap();
            forge::fill(&connection, &source().rows);
        }),
        ("a newer log", |path| {
            after(path, "update file set log_format = 2");
        }),
        ("a log without number", |path| {
            after(path, "delete from file");
        }),
    ]);
}

#[test]
fn what_runs_or_hides_something_is_refused() {
    all_refused(&[
        ("a trigger", |path| {
            after(
                path,
                "create trigger t after insert on change begin delete from file; end",
            );
        }),
        ("a trigger on a view", |path| {
            after(
                path,
                "create view v as select 1 as x;
                 create trigger t instead of insert on v begin delete from change; end",
            );
        }),
        ("a generated column", |path| {
            after(
                path,
                "alter table change add column g text generated always as (hex(id)) virtual",
            );
        }),
        ("another column", |path| {
            after(path, "alter table change add column g text");
        }),
        ("an index on an expression", |path| {
            after(path, "create index extra on change (hex(id))");
        }),
        ("an r-tree", |path| {
            after(path, "create virtual table extra using rtree (a, b, c)");
        }),
        ("full-text search as the log", |path| {
            reshaped(
                path,
                &format!("create virtual table change using fts5 ({COLUMNS})"),
            );
        }),
        ("a view as the log", |path| {
            reshaped(
                path,
                &format!(
                    "create table hidden ({COLUMNS}); create view change as select {COLUMNS} from hidden"
                ),
            );
        }),
        ("endless recursion as the log", |path| {
            reshaped(
                path,
                "create view change as with recursive n (id) as
                 (select zeroblob(24) union all select id from n)
                 select id, zeroblob(16) as record, 'x' as kind, zeroblob(16) as writer,
                 null as wprev, zeroblob(16) as command, 'x' as verb, 'x' as actor, x'' as over,
                 '{}' as body, zeroblob(32) as body_hash from n",
            );
        }),
        ("no log", |path| {
            reshaped(path, "");
        }),
        ("a loose log", |path| {
            reshaped(path, &format!("create table change ({COLUMNS})"));
        }),
    ]);
}

#[test]
fn columns_that_are_not_what_they_say_are_refused() {
    all_refused(&[
        ("a text as id", |path| {
            unlawful(path, "id = 'abcdefghijklmnopqrstuvwx'");
        }),
        ("a number as id", |path| unlawful(path, "id = 7")),
        ("no id", |path| unlawful(path, "id = null")),
        ("a short id", |path| {
            unlawful(path, "id = substr(id, 1, 23)");
        }),
        ("a long record", |path| {
            unlawful(path, "record = zeroblob(17)");
        }),
        ("a huge record", |path| {
            unlawful(path, "record = zeroblob(20000000)");
        }),
        ("no record", |path| unlawful(path, "record = null")),
        ("a number as kind", |path| unlawful(path, "kind = 1.5")),
        ("a blob as kind", |path| unlawful(path, "kind = x'ff'")),
        ("bytes that are no text", |path| {
            unlawful(path, "actor = cast(x'e4bd' as text)");
        }),
        ("an empty writer", |path| unlawful(path, "writer = x''")),
        ("a short change before", |path| {
            unlawful(path, "wprev = x'00'");
        }),
        ("a text as command", |path| unlawful(path, "command = '1'")),
        ("half an id replaced", |path| {
            unlawful(path, "over = zeroblob(25)");
        }),
        ("nothing as replaced", |path| unlawful(path, "over = null")),
        ("a blob as body", |path| {
            unlawful(path, "body = cast(body as blob)");
        }),
        ("a number as body", |path| unlawful(path, "body = 1")),
        ("a short hash", |path| {
            unlawful(path, "body_hash = substr(body_hash, 1, 31)");
        }),
        ("an empty kind", |path| {
            spoilt(path, |mut row| {
                row.kind.clear();
                row.seal()
            });
        }),
        ("a control character in the verb", |path| {
            spoilt(path, |mut row| {
                row.verb.push('\u{1b}');
                row.seal()
            });
        }),
        ("a NUL in the actor", |path| {
            spoilt(path, |mut row| {
                row.actor.push('\0');
                row.seal()
            });
        }),
        ("an endless actor", |path| {
            spoilt(path, |mut row| {
                row.actor = "王".repeat(1000);
                row.seal()
            });
        }),
    ]);
}

#[test]
fn bodies_that_are_not_canonical_are_refused() {
    all_refused(&[
        ("not JSON", |path| {
            spoilt(path, |row| row.with_body("实事"));
        }),
        ("empty", |path| spoilt(path, |row| row.with_body(""))),
        ("a list", |path| spoilt(path, |row| row.with_body("[]"))),
        ("half", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":"x""#));
        }),
        ("two", |path| {
            spoilt(path, |row| row.with_body("{}{}"));
        }),
        ("100 MB", |path| {
            spoilt(path, |row| {
                row.with_body(&format!(r#"{{"title":"{}"}}"#, "x".repeat(100_000_000)))
            });
        }),
        ("a little more than allowed", |path| {
            spoilt(path, |row| {
                row.with_body(&format!(r#"{{"title":"{}"}}"#, "x".repeat(4 << 20)))
            });
        }),
        ("10,000 lists deep", |path| {
            let (open, close) = ("[".repeat(10_000), "]".repeat(10_000));
            spoilt(path, |row| {
                row.with_body(&format!(r#"{{"title":{open}1{close}}}"#))
            });
        }),
        ("10,000 objects deep", |path| {
            let (open, close) = (r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
            spoilt(path, |row| row.with_body(&format!("{open}1{close}")));
        }),
        ("a column of the log", |path| {
            spoilt(path, |row| row.with_body(r#"{"over":"x","title":"x"}"#));
        }),
        ("an id of its own", |path| {
            spoilt(path, |row| row.with_body(r#"{"id":1}"#));
        }),
        ("a field without name", |path| {
            spoilt(path, |row| row.with_body(r#"{"":"x"}"#));
        }),
        ("a field twice", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":"x","title":"y"}"#));
        }),
        ("a field twice, once escaped", |path| {
            spoilt(path, |row| {
                row.with_body("{\"title\":\"x\",\"titl\\u0065\":\"y\"}")
            });
        }),
        ("unsorted", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":"x","note":"y"}"#));
        }),
        ("unsorted within", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":{"b":1,"a":2}}"#));
        }),
        ("spaced", |path| {
            spoilt(path, |row| row.with_body(r#"{"title": "x"}"#));
        }),
        ("escaped without need", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":"\u5b9e"}"#));
        }),
        ("NaN", |path| {
            spoilt(path, |row| row.with_body(r#"{"percent":NaN}"#));
        }),
        ("1e400", |path| {
            spoilt(path, |row| row.with_body(r#"{"percent":1e400}"#));
        }),
        ("a fraction", |path| {
            spoilt(path, |row| row.with_body(r#"{"percent":0.5}"#));
        }),
        ("minus nought", |path| {
            spoilt(path, |row| row.with_body(r#"{"percent":-0}"#));
        }),
        ("a number beyond 64 bits", |path| {
            spoilt(path, |row| {
                row.with_body(r#"{"percent":9223372036854775808}"#)
            });
        }),
        ("a lone surrogate", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":"\ud800"}"#));
        }),
        ("an escaped NUL", |path| {
            spoilt(path, |row| row.with_body(r#"{"title":"\u0000"}"#));
        }),
        ("a NUL", |path| {
            spoilt(path, |row| row.with_body("{\"title\":\"\0\"}"));
        }),
        ("a NUL behind", |path| {
            spoilt(path, |row| row.with_body("{\"title\":\"x\"}\0"));
        }),
        ("a byte-order mark", |path| {
            spoilt(path, |row| row.with_body("\u{feff}{\"title\":\"x\"}"));
        }),
    ]);
}

#[test]
fn rows_that_lie_are_refused() {
    fn ids(count: u32) -> Vec<u8> {
        let id = |at: u32| [&[0; 20][..], &at.to_be_bytes()].concat();
        (0..count).flat_map(id).collect()
    }
    all_refused(&[
        ("replaces itself", |path| {
            spoilt(path, |mut row| {
                row.over = row.id.clone();
                row
            });
        }),
        ("replaces 10,001", |path| {
            spoilt(path, |row| row.with_over(ids(10_001)));
        }),
        ("replaces a million", |path| {
            spoilt(path, |row| row.with_over(ids(1_000_000)));
        }),
        ("replaces in disorder", |path| {
            spoilt(path, |row| row.with_over([&[2; 24][..], &[1; 24]].concat()));
        }),
        ("replaces one twice", |path| {
            spoilt(path, |row| row.with_over([&[1; 24][..], &[1; 24]].concat()));
        }),
        ("before 2000", |path| {
            spoilt(path, |row| row.at(TOO_EARLY));
        }),
        ("after 2200", |path| spoilt(path, |row| row.at(TOO_LATE))),
        ("a wrong id", |path| {
            spoilt(path, |mut row| {
                row.id[23] ^= 1;
                row
            });
        }),
        ("another time", |path| {
            spoilt(path, |mut row| {
                row.id[5] ^= 1;
                row
            });
        }),
        ("a wrong hash", |path| {
            spoilt(path, |mut row| {
                row.body_hash[0] ^= 1;
                row
            });
        }),
        ("another body", |path| {
            spoilt(path, |mut row| {
                row.body = Some(r#"{"title":"别的"}"#.to_owned());
                row
            });
        }),
        ("another actor", |path| {
            spoilt(path, |mut row| {
                row.actor = "别人".to_owned();
                row
            });
        }),
    ]);
}

#[test]
fn a_known_change_that_reads_otherwise_is_refused() {
    type Spoil = (&'static str, fn(&mut Row));
    let spoils: [Spoil; 5] = [
        ("body", |row| {
            row.body = Some(r#"{"title":"别的"}"#.to_owned());
        }),
        ("body and its hash", |row| {
            let id = row.id.clone();
            *row = row.clone().with_body(r#"{"title":"别的"}"#);
            row.id = id;
        }),
        ("hash", |row| row.body_hash[0] ^= 1),
        ("actor", |row| row.actor = "别人".to_owned()),
        ("what it replaces", |row| row.over = vec![7; 24]),
    ];
    let office = target();
    source().save(&office.path().join("good.db"));
    taken(&office, "good.db");
    for (name, spoil) in spoils {
        let path = office.path().join("bad.db");
        spoilt(&path, |mut row| {
            spoil(&mut row);
            row
        });
        check_refused(&office, name, "bad.db");
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn what_cannot_be_read_through_is_refused() {
    let office = target();
    let in_folder = |name: &str| office.path().join(name);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("loop.db", in_folder("loop.db")).unwrap();
        check_refused(&office, "a link to itself", "loop.db");
        let pipe = Pipe::new(in_folder("pipe.db"));
        check_refused(&office, "a pipe", "pipe.db");
        pipe.check_unopened();
        check_refused(&office, "a device without end", "/dev/zero");
    }
    for name in ["huiyin.db", "./huiyin.db"] {
        check_refused(&office, "the target itself", name);
    }
    for tail in ["-journal", "-wal"] {
        let (file, beside) = (in_folder("busy.db"), in_folder(&format!("busy.db{tail}")));
        source().save(&file);
        std::fs::write(&beside, [7; 600]).unwrap();
        check_refused(&office, tail, "busy.db");
        std::fs::remove_file(beside).unwrap();
        std::fs::remove_file(file).unwrap();
    }
    for (name, mode) in [("journal.db", "delete"), ("wal.db", "wal")] {
        source().save(&in_folder(name));
        let elsewhere = Connection::open(in_folder(name)).unwrap();
        elsewhere
            .execute_batch(&format!(
                "pragma cache_size = 1; pragma journal_mode = {mode}; begin immediate;
                 update change set actor = 'x'; update change set verb = 'y';"
            ))
            .unwrap();
        if mode == "wal" {
            elsewhere.execute_batch("commit").unwrap();
        }
        check_refused(&office, mode, name);
    }
}

#[test]
fn no_part_of_a_truncated_file_is_taken() {
    let office = target();
    let whole = office.path().join("whole.db");
    source().save(&whole);
    let bytes = std::fs::read(&whole).unwrap();
    let names: Vec<String> = (0..bytes.len())
        .step_by(512)
        .map(|length| {
            let name = format!("cut-{length}.db");
            std::fs::write(office.path().join(&name), &bytes[..length]).unwrap();
            name
        })
        .collect();
    let before = office.known();
    for names in names.chunks(100) {
        let files: Vec<&str> = names.iter().map(String::as_str).collect();
        let (run, said) = merge(&office, &files);
        assert_eq!(run.code, 1);
        for (name, said) in files.iter().zip(&said) {
            assert!(
                said["refused"].is_object() && said["file"] == **name,
                "{name}: {said}"
            );
        }
        assert!(office.known() == before, "something was taken of {names:?}");
    }
    taken(&office, "whole.db");
}

#[test]
fn a_file_with_a_flipped_bit_is_taken_whole_or_not_at_all() {
    let office = target();
    let whole = office.path().join("whole.db");
    source().save(&whole);
    let sound = std::fs::read(&whole).unwrap();
    let empty = std::fs::read(office.file()).unwrap();
    let before = log(&office);
    taken(&office, "whole.db");
    let merged = log(&office);
    assert!(merged.len() > before.len());
    for (page, start) in (0..sound.len()).step_by(4096).enumerate() {
        // One place near the head of the page, where cells are pointed to, and one anywhere.
        let anywhere = usize::from(forge::derived("flip", &page.to_string())[0]) * 16 + 7;
        for offset in [page % 24, anywhere] {
            let mut bytes = sound.clone();
            bytes[start + offset] ^= 1 << (page % 8);
            std::fs::write(office.path().join("flipped.db"), bytes).unwrap();
            std::fs::write(office.file(), &empty).unwrap();
            let (run, said) = merge(&office, &["flipped.db"]);
            let place = format!("page {page}, byte {offset}: {run:?}");
            let expected = if said[0]["refused"].is_null() {
                assert_eq!(run.code, 0, "{place}");
                &merged
            } else {
                assert_eq!(run.code, 1, "{place}");
                &before
            };
            assert!(log(&office) == *expected, "half taken: {place}");
        }
    }
}

#[test]
fn odd_but_lawful_changes_are_taken_and_do_no_harm() {
    let office = target();
    let mut other = source();
    let pledge = other.rows.last().unwrap().record.clone();
    let strangers = other.rows[0].id.clone();
    let head = other.rows.last().unwrap().id.clone();
    let absent = [9; 24];
    let title = json!({"title": "替换了别处的修改"});
    let over: [&[u8]; 3] = [&strangers, &head, &absent];
    other.write("pledge edit", "pledge", &pledge, &over, &title);
    let head = other.rows.last().unwrap().clone();
    let many: Vec<Vec<u8>> = (0..9999_u32)
        .map(|at| [&[0; 20][..], &at.to_be_bytes()].concat())
        .collect();
    let mut over: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    over.push(&head.id);
    let title = json!({"title": "替换了一万处"});
    other.write("pledge edit", "pledge", &pledge, &over, &title);
    let record = |name: &str| forge::derived("odd", name);
    let dangling = json!({"ref": "ZD-P50", "title": "责任人不在此处",
        "responsible": forge::hex(&record("nobody")), "deadline": "不是日期", "percent": 500});
    other.write("pledge add", "pledge", &record("dangling"), &[], &dangling);
    let unknown = json!({"title": "x", "field_of_2031": {"a": [1, null, true]}});
    other.write("pledge add", "pledge", &record("field"), &[], &unknown);
    other.write("x", "kind_of_2031", &record("kind"), &[], &json!({"a": 1}));
    other.write("pledge edit", "pledge", &pledge, &[], &json!({}));
    other.write(
        "pledge edit",
        "pledge",
        &pledge,
        &[],
        &json!({"note": "将被抹去"}),
    );
    let mut redacted = other.rows.pop().unwrap();
    redacted.body = None;
    let erased = json!({"changes": [forge::hex(&redacted.id)], "field": "note",
        "noun": "pledge", "reason": "本人申请"});
    other.rows.push(redacted);
    other.write("redact", "redaction", &pledge, &[], &erased);
    // The same record under two kinds.
    let twice = json!({"name": "又是人员", "rank": "staff", "ref": "ZD-M77"});
    other.write("person add", "person", &pledge, &[], &twice);
    other.save(&office.path().join("odd.db"));
    taken(&office, "odd.db");
    assert_eq!(
        office.json(&["pledge", "show", "ZD-P3"])["title"],
        "替换了一万处"
    );
    assert_eq!(
        office.json(&["pledge", "show", "ZD-P2"])["title"],
        "第2号实事：午间不休息"
    );
    let dangling = office.json(&["pledge", "show", "ZD-P50"]);
    assert_eq!(
        (&dangling["deadline"], &dangling["percent"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(
        office.json(&["pledge", "show", "LY-P1"])["title"],
        "婚姻档案查询立等可取"
    );
    let rows = log(&office);
    for row in &other.rows {
        let kept = rows.iter().any(|held| {
            held[0] == Sql::Blob(row.id.clone())
                && held[9] == row.body.clone().map_or(Sql::Null, Sql::Text)
        });
        assert!(kept, "a change is lost: {row:?}");
    }
}

#[test]
fn gaps_and_clocks_ahead_are_taken_and_told() {
    let office = target();
    let mut gap = source();
    gap.rows.remove(4);
    gap.save(&office.path().join("gap.db"));
    let said = taken(&office, "gap.db");
    assert!(
        said["notes"]
            .as_array()
            .is_some_and(|notes| !notes.is_empty()),
        "a gap is told: {said}"
    );
    let mut ahead = forge::Office::new("YL", "以后处");
    ahead.clock = FAR_AHEAD;
    let fields = json!({"title": "来自将来", "status": "draft"});
    ahead.add("pledge", 'P', 1, fields);
    ahead.save(&office.path().join("ahead.db"));
    let said = taken(&office, "ahead.db");
    assert!(
        said["notes"]
            .as_array()
            .is_some_and(|notes| !notes.is_empty()),
        "a clock ahead is told: {said}"
    );
    assert_eq!(
        office.json(&["pledge", "show", "YL-P1"])["title"],
        "来自将来"
    );
    office.ok(&["pledge", "edit", "YL-P1", "--title", "现在改了"]);
    assert_eq!(
        office.json(&["pledge", "show", "YL-P1"])["title"],
        "现在改了"
    );
}

#[test]
fn a_file_given_twice_counts_once() {
    let office = target();
    source().save(&office.path().join("one.db"));
    std::fs::copy(office.path().join("one.db"), office.path().join("two.db")).unwrap();
    let (run, said) = merge(&office, &["one.db", "two.db", "one.db"]);
    assert_eq!(run.code, 0, "{run:?}");
    let count = |at: usize, key: &str| said[at][key].as_u64().unwrap_or_default();
    assert!(count(0, "new_records") > 0);
    for at in [1, 2] {
        assert_eq!(
            (count(at, "new_records"), count(at, "changed_records")),
            (0, 0),
            "{run:?}"
        );
    }
    let before = office.known();
    taken(&office, "two.db");
    assert!(office.known() == before);
}

#[cfg(unix)]
#[test]
fn a_file_under_two_names_counts_once_or_is_refused() {
    let office = target();
    source().save(&office.path().join("one.db"));
    let (run, said) = merge(&office, &["one.db", "./one.db"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        (&said[1]["new_records"], &said[1]["changed_records"]),
        (&json!(0), &json!(0))
    );
    let named = |name: &str| office.path().join(name);
    std::os::unix::fs::symlink("one.db", named("link.db")).unwrap();
    check_refused(&office, "a link to a sound file", "link.db");
    std::os::unix::fs::symlink("huiyin.db", named("own.db")).unwrap();
    check_refused(&office, "a link to the target", "own.db");
    std::fs::hard_link(named("one.db"), named("two.db")).unwrap();
    for name in ["one.db", "two.db"] {
        check_refused(&office, "a second name", name);
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let files = ["good.db", "bad.db", "fine.db"];
    let write = |office: &Office| {
        source().save(&office.path().join("good.db"));
        let spoil = |mut row: Row| {
            row.body_hash[0] ^= 1;
            row
        };
        let mut bad = forge::Office::new("BD", "坏处");
        bad.add("pledge", 'P', 1, json!({"title": "好的"}));
        bad.add("pledge", 'P', 2, json!({"title": "坏的"}));
        let last = bad.rows.pop().unwrap();
        bad.rows.push(spoil(last));
        bad.save(&office.path().join("bad.db"));
        let mut fine = forge::Office::new("FN", "妥处");
        fine.add("pledge", 'P', 1, json!({"title": "妥当"}));
        fine.save(&office.path().join("fine.db"));
    };
    let office = target();
    write(&office);
    let (run, said) = merge(&office, &files);
    assert_eq!(run.code, 1, "{run:?}");
    let refused: Vec<bool> = said
        .iter()
        .map(|said| said["refused"].is_object())
        .collect();
    assert_eq!(refused, [false, true, false], "{run:?}");
    let list = office.json(&["pledge", "list"]);
    let refs: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["ref"].as_str())
        .collect();
    assert_eq!(refs, ["FN-P1", "LY-P1", "ZD-P1", "ZD-P2", "ZD-P3"]);

    let office = target();
    write(&office);
    let before = office.known();
    let strict: Vec<&str> = ["merge", "--strict"].into_iter().chain(files).collect();
    let run = self::run(&office, &strict);
    assert!(run.code == 1 && run.err.contains("bad.db"), "{run:?}");
    assert!(office.known() == before, "all or none");
}
