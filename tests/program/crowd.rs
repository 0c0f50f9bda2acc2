//! Eight processes at one file at once: nothing is lost, and no error is seen but that it is busy.

use std::time::{Duration, Instant};

use crate::harness::Office;

/// What one of the eight has done.
#[derive(Default)]
struct Done {
    added: Vec<String>,
    edits: usize,
    merges: usize,
    reports: usize,
    busy: usize,
}

/// Runs a command; tells whether it was done, or the file was busy.
fn tries(office: &Office, args: &[&str], done: &mut Done) -> bool {
    let run = office.run(args);
    let busy = run.code == 1 && run.err.contains("稍后");
    assert!(run.code == 0 || busy, "{args:?}: {run:?}");
    done.busy += usize::from(busy);
    run.code == 0
}

fn work(office: &Office, worker: usize, until: Instant) -> Done {
    let mut done = Done::default();
    for round in 0.. {
        if Instant::now() >= until && round > 0 {
            break;
        }
        let name = format!("人{worker}之{round}");
        if tries(
            office,
            &["person", "add", "--name", &name, "--rank", "staff"],
            &mut done,
        ) {
            let phone = (10_000 + round).to_string();
            if tries(
                office,
                &["person", "edit", &name, "--phone", &phone],
                &mut done,
            ) {
                done.edits += 1;
            }
            done.added.push(name);
        }
        if worker == 0 && tries(office, &["merge", "--no-backup", "other.db"], &mut done) {
            done.merges += 1;
        }
        if worker % 2 == 1 && tries(office, &["report", "rates"], &mut done) {
            done.reports += 1;
        }
    }
    done
}

fn crowd(seconds: u64) {
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
    office.ok(&[
        "--db",
        "other.db",
        "person",
        "add",
        "--name",
        "外处人",
        "--rank",
        "staff",
    ]);
    let until = Instant::now() + Duration::from_secs(seconds);
    let all: Vec<Done> = std::thread::scope(|scope| {
        let workers = (0..8).map(|worker| {
            let office = &office;
            scope.spawn(move || work(office, worker, until))
        });
        let workers: Vec<_> = workers.collect();
        let ended = workers.into_iter().map(|worker| worker.join().unwrap());
        ended.collect()
    });
    let sum = |of: fn(&Done) -> usize| all.iter().map(of).sum::<usize>();
    let (added, merges) = (sum(|one| one.added.len()), sum(|one| one.merges));
    eprintln!(
        "{seconds} s: {added} added, {} edited, {merges} merged, {} reported, {} times busy",
        sum(|one| one.edits),
        sum(|one| one.reports),
        sum(|one| one.busy)
    );
    let listed = office.json(&["person", "list"]);
    let listed = listed.as_array().unwrap();
    for name in all.iter().flat_map(|one| &one.added) {
        let found = listed.iter().filter(|person| person["name"] == **name);
        assert_eq!(found.count(), 1, "{name} was lost or came twice");
    }
    assert_eq!(listed.len(), added + usize::from(merges > 0));
    assert!(added > 0);
    office.ok(&["verify", "--exit-code"]);
}

#[test]
fn eight_processes_lose_nothing() {
    crowd(3);
}

/// As long as it takes to be sure: `cargo test --release --test program a_minute -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute"]
fn eight_processes_lose_nothing_in_a_minute() {
    crowd(60);
}
