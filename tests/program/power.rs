//! The power goes at every moment of a scene: whatever the disk had not been made to keep is lost,
//! in part or whole, and what is left opens, verifies and has all that was reported as done.
//!
//! `strace` records what a scene does to the folder, byte by byte. It is done again on a disk that
//! loses power after each step ([`Disk`]), with losses by seeds. The suite samples it;
//! `cargo test --release --test program power -- --ignored --nocapture` plays it whole, and
//! `HUIYIN_SCENES` names scenes to play alone. That the loss is real is shown by disks that sync
//! nothing, or nothing of a folder: on these the same scenes must fail.

use std::path::Path;

use crate::disk::{Disk, Loss, Operation};
use crate::harness::{Office, Run};
use crate::scenes::{SCENES, Scene, Stage, count, granted, traced};

/// Calls that change files or make a disk keep them; on those that [`Line::operation`] does not know
/// the test fails.
const CALLS: &str = "openat,open,creat,write,writev,pwrite64,pwritev,pwritev2,fallocate,ftruncate,\
                     truncate,copy_file_range,sendfile,splice,fsync,fdatasync,sync_file_range,\
                     unlink,unlinkat,rmdir,rename,renameat,renameat2,link,linkat,symlink,symlinkat,\
                     mkdir,mkdirat";
/// How many losses are tried at each step, besides the extremes, and how many at the end.
const SEEDS: [u64; 2] = [8, 200];

/// Which syncs a disk heeds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Heeds {
    All,
    Files,
    Nothing,
}

/// A call as `strace` tells it, with every text in hexadecimal.
struct Line<'a> {
    call: &'a str,
    arguments: Vec<&'a str>,
    folder: &'a str,
}

impl<'a> Line<'a> {
    /// Reads a call that succeeded.
    fn parse(line: &'a str, folder: &'a str) -> Option<Self> {
        assert!(
            !line.contains("<unfinished"),
            "{line}: another came between"
        );
        let (name, rest) = line.split_once('(')?;
        let (arguments, result) = rest.rsplit_once(") = ")?;
        (!result.starts_with('-')).then(|| Self {
            call: name.split_whitespace().next_back().unwrap_or_default(),
            arguments: arguments.split(", ").collect(),
            folder,
        })
    }

    /// Returns what a call did to the folder, where it did something to it.
    fn operation(&self) -> Option<Operation> {
        let number = |at: usize| self.arguments[at].parse().expect("a number");
        let bytes = |at: usize| bytes(self.arguments[at]);
        Some(match self.call {
            "openat" if self.arguments[2].contains("O_CREAT") => Operation::File(self.path(0)?),
            "openat" => return None,
            "write" => Operation::Append(self.path(0)?, bytes(1)),
            "pwrite64" => Operation::Write(self.path(0)?, number(3), bytes(1)),
            "ftruncate" => Operation::Length(self.path(0)?, number(1)),
            "fsync" | "fdatasync" => Operation::Sync(self.path(0)?),
            "unlink" | "unlinkat" | "rmdir" => Operation::Remove(self.path(0)?),
            "mkdir" | "mkdirat" => Operation::Folder(self.path(0)?),
            "rename" => Operation::Rename(self.path(0)?, self.path(1)?),
            "renameat2" if self.arguments[4].contains("EXCHANGE") => {
                Operation::Exchange(self.path(0)?, self.path(2)?)
            }
            "renameat" | "renameat2" => Operation::Rename(self.path(0)?, self.path(2)?),
            _ => {
                let touching = (0..self.arguments.len()).find_map(|at| self.path(at));
                return touching.map(|path| panic!("{} of {path} is not known here", self.call));
            }
        })
    }

    /// Reads the path at an argument, or at it and the next, as the folder sees it.
    fn path(&self, at: usize) -> Option<String> {
        let first = self.arguments[at];
        let next = self.arguments.get(at + 1);
        let is_pair = self.call.ends_with("at") || self.call.ends_with("at2");
        let path = if first.starts_with('"') {
            Path::new(self.folder).join(text(first)?)
        } else {
            // Of a file, not of a pipe.
            let open = text(first.split_once('<')?.1).filter(|path| path.starts_with('/'))?;
            let named = next.filter(|next| is_pair && next.starts_with('"'));
            Path::new(&open).join(named.map_or(Some(String::new()), |name| text(name))?)
        };
        let within = path.strip_prefix(self.folder).ok()?;
        Some(within.to_string_lossy().into_owned())
    }
}

/// Reads the bytes of a text: every one is told by its number.
fn bytes(told: &str) -> Vec<u8> {
    assert!(!told.ends_with("..."), "a text is cut off");
    let (told, _) = told.split_once('>').unwrap_or((told, ""));
    let numbers = told.trim_matches('"').split("\\x").skip(1);
    let byte = |number| u8::from_str_radix(number, 16).expect("the number of a byte");
    numbers.map(byte).collect()
}

fn text(told: &str) -> Option<String> {
    String::from_utf8(bytes(told)).ok()
}

/// Plays a scene, and records what it does to its folder.
fn recorded(stage: &Stage) -> (Vec<Operation>, Run) {
    let office = stage.folder();
    let folder = std::fs::canonicalize(office.path()).unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    let options = ["-y", "-xx", "-s", "100000000", "-o"].map(str::to_owned);
    let wanted = [
        log.path().to_string_lossy().into_owned(),
        "-e".to_owned(),
        format!("trace={CALLS}"),
    ];
    let options: Vec<&str> = options.iter().chain(&wanted).map(String::as_str).collect();
    let run = Run::from(&traced(&office, stage.scene.args, &options));
    assert_eq!(run.code, 0, "{run:?}");
    let log = std::fs::read_to_string(log.path()).unwrap();
    let folder = folder.to_string_lossy();
    let lines = log.lines().filter_map(|line| Line::parse(line, &folder));
    (lines.filter_map(|line| line.operation()).collect(), run)
}

/// What became of the images of a scene.
struct Played {
    images: usize,
    violations: Vec<String>,
}

/// Loses power after every `step`th thing that a scene does, and at its end.
fn play(scene: &'static Scene, heeds: Heeds, step: usize, seeds: [u64; 2]) -> Played {
    let stage = Stage::set(scene);
    let (operations, whole) = recorded(&stage);
    let mut disk = Disk::with(stage.folder().path());
    let mut violations = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        if is_heeded(heeds, operation, &disk) {
            disk.apply(operation);
        }
        let is_end = at + 1 == operations.len();
        if !is_end && at % step != 0 {
            continue;
        }
        let run = if is_end {
            &whole
        } else {
            &Run {
                code: -1,
                out: String::new(),
                err: String::new(),
            }
        };
        for loss in Loss::kinds(seeds[usize::from(is_end)]) {
            let place = format!(
                "{} after {at} of {}, {loss:?}",
                scene.name,
                operations.len()
            );
            let office = Office::empty();
            disk.write(loss, office.path());
            if let Err(wrong) = stage.judge(&office, run) {
                violations.push(format!("{place}: {wrong}"));
            }
        }
    }
    Played {
        images: stage.judged(),
        violations,
    }
}

fn is_heeded(heeds: Heeds, operation: &Operation, disk: &Disk) -> bool {
    match operation {
        Operation::Sync(path) if disk.is_folder(path) => heeds == Heeds::All,
        Operation::Sync(_) => heeds != Heeds::Nothing,
        _ => true,
    }
}

/// Plays a scene on a disk that keeps its word; returns how many images there were.
fn survived(scene: &'static Scene, step: usize, seeds: [u64; 2]) -> usize {
    let played = play(scene, Heeds::All, step, seeds);
    assert!(played.violations.is_empty(), "{:#?}", played.violations);
    played.images
}

#[test]
fn a_loss_of_power_leaves_all_or_nothing() {
    if !granted() {
        return;
    }
    let images: usize = SCENES
        .iter()
        .step_by(4)
        .map(|scene| survived(scene, 61, [1, 2]))
        .sum();
    assert!(images > 20, "{images}");
}

#[test]
fn a_disk_that_keeps_nothing_it_was_told_to_keep_is_found_out() {
    if !granted() {
        return;
    }
    for heeds in [Heeds::Files, Heeds::Nothing] {
        let played = play(&SCENES[1], heeds, 50, [1, 4]);
        assert!(
            !played.violations.is_empty(),
            "{heeds:?}: {} images",
            played.images
        );
    }
}

#[test]
#[ignore = "takes half an hour"]
fn power_that_is_lost_at_any_moment_leaves_all_or_nothing() {
    if !granted() {
        return;
    }
    count("images judged", |scene| survived(scene, 1, SEEDS));
    for heeds in [Heeds::Files, Heeds::Nothing] {
        let mut violations = 0;
        count(
            &format!("images of the control that heeds {heeds:?}"),
            |scene| {
                let played = play(scene, heeds, 5, [2, 8]);
                violations += played.violations.len();
                played.images
            },
        );
        eprintln!("{violations} violations");
        assert!(violations > 0, "{heeds:?} leaves nothing to be desired");
    }
}
