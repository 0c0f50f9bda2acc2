//! A merge that is killed at any of its writes leaves the file as it was or as it should be, and
//! run again ends as if nothing had happened.

use std::process::Command;

use serde_json::json;

use crate::forge;
use crate::harness::Office;

#[test]
fn a_merge_killed_at_any_write_is_whole_when_it_is_run_again() {
    let traced = Command::new("strace").args(["-qq", "true"]).output();
    if !traced.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system has no strace");
        return;
    }
    let office = Office::new();
    let mut other = forge::Office::new("ZD", "指导处");
    for at in 1..=20 {
        other.add("pledge", 'P', at, json!({"title": format!("第{at}号实事")}));
    }
    other.save(&office.path().join("other.db"));
    let before = std::fs::read(office.file()).unwrap();
    let merge = ["merge", "--no-backup", "other.db"];
    let state = || (office.ok(&["pledge", "list"]), office.ok(&["verify"]));
    let untouched = state();
    office.ok(&merge);
    let merged = state();
    assert_ne!(untouched, merged);
    let mut killed = 0;
    for write in (1..).step_by(5) {
        std::fs::write(office.file(), &before).unwrap();
        let inner = office.command(&merge);
        let mut command = Command::new("strace");
        command
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64"])
            .args(["-e", &format!("inject=pwrite64:signal=KILL:when={write}")])
            .arg(inner.get_program())
            .args(inner.get_args())
            .current_dir(office.path());
        for (name, value) in inner.get_envs() {
            command.envs(value.map(|value| (name, value)));
        }
        if command.output().unwrap().status.success() {
            break;
        }
        killed += 1;
        let left = state();
        assert!(
            left == untouched || left == merged,
            "killed at write {write}"
        );
        office.ok(&merge);
        assert!(state() == merged, "killed at write {write}, and run again");
    }
    assert!(killed > 3, "it was killed {killed} times");
}
