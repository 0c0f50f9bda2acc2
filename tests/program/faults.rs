//! Every system call that touches the office's folder fails, or the program is killed at it: after
//! each, the file opens and verifies, what was reported as done is there, and nothing is half there.
//!
//! `strace` makes the calls fail. The suite samples them; `cargo test --release every_call -- --ignored
//! --nocapture` does them all and prints how many there were. `HUIYIN_SCENES=archive,redact` plays
//! these alone, and `TMPDIR=/dev/shm` spares the disk.

use std::collections::BTreeMap;

use crate::harness::{Office, Run};
use crate::scenes::{SCENES, Scene, Stage, count, granted, listed, said, traced};

/// Calls that may touch a file.
const CALLS: &str = "openat,read,write,pread64,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,\
                     rename,renameat,renameat2,link,linkat,mkdir,rmdir,fchmod,fcntl,close,newfstatat,\
                     fstat,copy_file_range";
/// Calls that need room on the disk.
const WRITES: &[&str] = &[
    "openat",
    "write",
    "pwrite64",
    "ftruncate",
    "fsync",
    "fdatasync",
];

/// One call to spoil, and how.
#[derive(Clone, Debug)]
struct Point {
    call: String,
    /// Which of the calls of that name, from 1.
    nth: usize,
    fault: &'static str,
    /// Whether every later one fails as well.
    and_on: bool,
}

impl Point {
    fn rule(&self) -> String {
        let on = if self.and_on { "+" } else { "" };
        format!("{}:{}:when={}{on}", self.call, self.fault, self.nth)
    }

    fn kills(&self) -> bool {
        self.fault.starts_with("signal")
    }
}

/// Lists the calls that touch the folder: for each name, which of them do.
fn calls(office: &Office, args: &[&str]) -> BTreeMap<String, Vec<usize>> {
    let folder = std::fs::canonicalize(office.path()).unwrap();
    let folder = folder.to_string_lossy().into_owned();
    // Of a path that is no relative one it does not matter where the program was started.
    let started = format!("AT_FDCWD<{folder}>, \"/");
    let output = traced(
        office,
        args,
        &[
            "--seccomp-bpf",
            "-y",
            "-s",
            "4096",
            "-o",
            "/dev/stderr",
            "-e",
            &format!("trace={CALLS}"),
        ],
    );
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    let mut touching: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for line in log.lines() {
        let Some((name, rest)) = line.split_once('(') else {
            continue;
        };
        let name = name.split_whitespace().next_back().unwrap_or_default();
        if !CALLS.split(',').any(|call| call == name) {
            continue;
        }
        let count = counted.entry(name.to_owned()).or_default();
        *count += 1;
        if rest.replace(&started, "/").contains(&folder) {
            touching.entry(name.to_owned()).or_default().push(*count);
        }
    }
    touching
}

fn points(calls: &BTreeMap<String, Vec<usize>>) -> Vec<Point> {
    let mut points = Vec::new();
    for (call, places) in calls {
        for nth in places {
            let mut add = |fault, and_on| {
                points.push(Point {
                    call: call.clone(),
                    nth: *nth,
                    fault,
                    and_on,
                });
            };
            add("error=EIO", false);
            add("error=EIO", true);
            add("signal=KILL", false);
            if WRITES.contains(&call.as_str()) {
                add("error=ENOSPC", false);
                add("error=ENOSPC", true);
            }
        }
    }
    points
}

/// Spoils every `step`th call of a scene; returns how many.
fn play(scene: &'static Scene, step: usize) -> usize {
    let stage = Stage::set(scene);
    let points = points(&calls(&stage.folder(), scene.args));
    assert!(points.len() > 20, "{}: {points:?}", scene.name);
    let spoilt = points.iter().step_by(step);
    spoilt.filter(|point| is_spoilt(&stage, point)).count()
}

/// Spoils one call, and checks what is left; tells whether the run came to that call.
fn is_spoilt(stage: &Stage, point: &Point) -> bool {
    let office = stage.folder();
    let only = format!("trace={}", point.call);
    let inject = format!("inject={}", point.rule());
    let mut options = vec!["-s", "0", "-o", "/dev/stderr", "-e", &only, "-e", &inject];
    if !point.kills() {
        options.push("--seccomp-bpf");
    }
    let run = Run::from(&traced(&office, stage.scene.args, &options));
    let is_hit = if point.kills() {
        run.err.contains("+++ killed by SIGKILL")
    } else {
        run.err.contains("(INJECTED)")
    };
    if !is_hit {
        return false;
    }
    let place = format!("{} at {}: {}", stage.scene.name, point.rule(), said(&run));
    // The standard library panics where a folder cannot be closed, which no file system does.
    let impossible = run.err.contains("during closedir");
    assert!(impossible || !run.err.contains("panicked"), "{place}");
    let left = listed(office.path());
    if let Err(wrong) = stage.judge(&office, &run) {
        panic!("{place}: {wrong}");
    }
    let tidy = !impossible && !point.kills() && !point.and_on && !point.call.starts_with("unlink");
    let journal = left.iter().any(|name| name.starts_with(".huiyin-"));
    assert!(
        !tidy || !journal && left.len() <= stage.files,
        "{place}: {left:?} is left"
    );
    true
}

#[test]
fn calls_that_fail_leave_all_or_nothing() {
    if granted() {
        let injected: usize = SCENES.iter().map(|scene| play(scene, 97)).sum();
        assert!(injected > 20, "{injected}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn every_call_that_fails_leaves_all_or_nothing() {
    if granted() {
        count("faults injected", |scene| play(scene, 1));
    }
}
