//! A merge that is killed at any of its writes leaves the file as it was or as it should be, and
//! run again ends as if nothing had happened.
//!
//! A merge that computes only what it touched is killed at every write there is. One that computes
//! everything anew has several hundred writes: the gate kills it at every seventh, and
//! `cargo test --release --test program killed -- --ignored --nocapture` at each.

use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::json;

use crate::forge;
use crate::harness::Office;

const MERGE: [&str; 3] = ["merge", "--no-backup", "other.db"];

/// Another office, which has changed a pledge of `common` and added one.
fn other(common: &forge::Office, path: &std::path::Path) {
    let mut other = forge::Office::new("ZD", "指导处");
    other.rows.extend(common.rows.iter().skip(3).cloned());
    let pledge = common.rows.last().unwrap();
    let edited = json!({"title": "午间不休息"});
    other.write(
        "pledge edit",
        "pledge",
        &pledge.record,
        &[&pledge.id],
        &edited,
    );
    other.add("pledge", 'P', 1, json!({"title": "婚姻档案查询立等可取"}));
    other.save(path);
}

/// An office that has as many pledges which the other office knows; the other's file is beside it.
fn office_with(pledges: usize) -> Office {
    let office = Office::new();
    let mut common = forge::Office::new("BG", "保管处");
    for at in 1..=pledges {
        common.add("pledge", 'P', at, json!({"title": format!("第{at}号实事")}));
    }
    common.save(&office.path().join("common.db"));
    office.ok(&["merge", "--no-backup", "common.db"]);
    other(&common, &office.path().join("other.db"));
    office
}

/// Merges, and is killed at this write; tells whether it came so far.
fn is_killed(office: &Office, write: usize) -> bool {
    let inject = format!("inject=pwrite64:signal=KILL:when={write}");
    let own = [
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64",
        "-e",
        &inject,
    ];
    let mut command = office.command_under("strace", &own, &MERGE);
    command.stdout(Stdio::null());
    !command.status().unwrap().success()
}

fn is_sound(office: &Office) -> bool {
    let connection = Connection::open(office.file()).unwrap();
    let verdict = connection.query_row("pragma integrity_check", [], |row| row.get(0));
    verdict == Ok("ok".to_owned())
}

/// Kills the merge at its first write and at every so many after it; returns how often.
fn kill(office: &Office, step: usize) -> usize {
    let traced = Command::new("strace").args(["-qq", "true"]).output();
    if !traced.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system has no strace");
        return usize::MAX;
    }
    let before = std::fs::read(office.file()).unwrap();
    let state = || (office.ok(&["pledge", "list"]), office.known());
    let untouched = state();
    office.ok(&MERGE);
    office.ok(&["verify", "--exit-code"]);
    let merged = state();
    assert_ne!(untouched, merged);
    for (killed, write) in (1..).step_by(step).enumerate() {
        std::fs::write(office.file(), &before).unwrap();
        if !is_killed(office, write) {
            return killed;
        }
        let left = state();
        assert!(
            left == untouched || left == merged,
            "killed at write {write}"
        );
        office.ok(&MERGE);
        assert!(state() == merged, "killed at write {write}, and run again");
        assert!(is_sound(office), "killed at write {write}, and run again");
    }
    unreachable!("there is a last write")
}

#[test]
fn a_merge_killed_at_any_write_is_whole_when_it_is_run_again() {
    let killed = kill(&office_with(30), 1);
    assert!(killed > 30, "it was killed {killed} times");
}

#[test]
fn a_merge_that_computes_everything_killed_at_many_writes_is_whole_when_it_is_run_again() {
    let killed = kill(&office_with(2), 7);
    assert!(killed > 30, "it was killed {killed} times");
}

#[test]
#[ignore = "takes a minute"]
fn a_merge_that_computes_everything_killed_at_any_write_is_whole_when_it_is_run_again() {
    let killed = kill(&office_with(2), 1);
    eprintln!("killed {killed} times");
    assert!(killed > 200, "it was killed {killed} times");
}
