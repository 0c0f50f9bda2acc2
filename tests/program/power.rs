//! The power goes at every moment of a scene: whatever the disk had not been made to keep is lost,
//! in part or whole, and what is left opens, verifies and has all that was reported as done.
//!
//! `strace` records what a scene does to the folder, byte by byte. It is done again on a disk that
//! loses power after each step ([`Disk`]), with losses by seeds. The suite samples it;
//! `cargo test --release --test program power_lost -- --ignored --nocapture` plays it whole, and
//! `HUIYIN_SCENES` names scenes to play alone. That the loss is real is shown by disks that sync
//! nothing, or nothing of a folder: on these the same scenes must fail.

use std::collections::HashMap;
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
/// Every step, and so many losses that there are thousands of different images.
const WHOLE: Extent = Extent {
    step: 1,
    losses: 1500,
};
/// What the suite has time for.
const SAMPLE: Extent = Extent {
    step: 61,
    losses: 40,
};

/// How much of a scene is played.
#[derive(Clone, Copy)]
struct Extent {
    /// The power is lost after each so many things that are done.
    step: usize,
    /// About how many losses are drawn in all, besides the extremes; as many again at the end, when
    /// all that was done is there to be lost.
    losses: usize,
}

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
    /// What it returned, where that is a number.
    result: Option<usize>,
    folder: &'a str,
}

impl<'a> Line<'a> {
    /// Reads a call that succeeded.
    fn parse(line: &'a str, folder: &'a str) -> Option<Self> {
        let (name, rest) = line.split_once('(')?;
        let (arguments, result) = rest.rsplit_once(") = ")?;
        (!result.starts_with('-')).then(|| Self {
            call: name.split_whitespace().next_back().unwrap_or_default(),
            arguments: arguments.split(", ").collect(),
            result: result.parse().ok(),
            folder,
        })
    }

    /// Tells whether an opened file is made where there is none.
    fn makes(&self) -> bool {
        let flags = self.arguments.iter().find(|one| one.starts_with("O_"));
        let has = |flag| flags.is_some_and(|flags| flags.contains(flag));
        assert!(
            !has("O_TRUNC"),
            "a file is emptied, which is not known here"
        );
        has("O_CREAT")
    }

    /// Returns what a call did to the folder, where it did something to it.
    fn operation(&self) -> Option<Operation> {
        let number = |at: usize| self.arguments[at].parse().expect("a number");
        let bytes = |at: usize| bytes(self.arguments[at]);
        Some(match self.call {
            "open" | "openat" if self.makes() => Operation::File(self.path(0)?),
            "open" | "openat" => return None,
            "write" => Operation::Append(self.path(0)?, bytes(1)),
            "pwrite64" => Operation::Write(self.path(0)?, number(3), bytes(1)),
            "copy_file_range" => Operation::Copy(self.path(0)?, self.path(2)?, self.result?),
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
    let options = ["--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-o"].map(str::to_owned);
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
    let calls = whole_calls(&log);
    let lines = calls.iter().filter_map(|call| Line::parse(call, &folder));
    (lines.filter_map(|line| line.operation()).collect(), run)
}

/// Joins the two parts of a call that one of another process came between, where it ended.
fn whole_calls(log: &str) -> Vec<String> {
    let mut begun = HashMap::new();
    let mut calls = Vec::new();
    for line in log.lines() {
        let process = line.split_whitespace().next().unwrap_or_default();
        if let Some((beginning, _)) = line.split_once(" <unfinished ...>") {
            begun.insert(process, beginning);
        } else if let Some((_, end)) = line.split_once(" resumed>") {
            let beginning = begun.remove(process).expect("what ends has begun");
            calls.push(format!("{beginning}{end}"));
        } else {
            calls.push(line.to_owned());
        }
    }
    calls
}

/// What became of a scene.
struct Played {
    drawn: usize,
    /// How many of the images that were drawn differ.
    images: usize,
    violations: Vec<String>,
}

/// Loses power while a scene is played, and at its end.
fn play(scene: &'static Scene, heeds: Heeds, extent: Extent) -> Played {
    let stage = Stage::set(scene);
    let (operations, whole) = recorded(&stage);
    let broken_off = Run {
        code: -1,
        out: String::new(),
        err: String::new(),
    };
    let mut disk = Disk::with(stage.folder().path());
    let mut played = Played {
        drawn: 0,
        images: 0,
        violations: Vec::new(),
    };
    let each = extent.losses * extent.step / operations.len() + 1;
    for (at, operation) in (1..).zip(&operations) {
        if is_heeded(heeds, operation, &disk) {
            disk.apply(operation);
        }
        let (count, run) = match at {
            _ if at == operations.len() => (extent.losses, &whole),
            _ if at % extent.step == 0 => (each, &broken_off),
            _ => continue,
        };
        for loss in Loss::kinds(at as u64, count) {
            let place = format!(
                "{} after {at} of {}: {loss:?}",
                scene.name,
                operations.len()
            );
            let office = Office::empty();
            disk.write(loss, office.path());
            if let Err(wrong) = stage.judge(&office, run) {
                played.violations.push(format!("{place}: {wrong}"));
            }
            played.drawn += 1;
        }
    }
    played.images = stage.judged();
    played
}

fn is_heeded(heeds: Heeds, operation: &Operation, disk: &Disk) -> bool {
    match operation {
        Operation::Sync(path) if disk.is_folder(path) => heeds == Heeds::All,
        Operation::Sync(_) => heeds != Heeds::Nothing,
        _ => true,
    }
}

/// Plays a scene on a disk that keeps its word.
fn survived(scene: &'static Scene, extent: Extent) -> Played {
    let played = play(scene, Heeds::All, extent);
    assert!(played.violations.is_empty(), "{:#?}", played.violations);
    played
}

#[test]
fn a_loss_of_power_leaves_all_or_nothing() {
    if granted() {
        let sampled = SCENES.iter().step_by(4);
        let images: usize = sampled.map(|scene| survived(scene, SAMPLE).images).sum();
        assert!(images > 20, "{images}");
    }
}

#[test]
fn a_disk_that_does_not_keep_what_it_should_is_found_out() {
    if granted() {
        for heeds in [Heeds::Files, Heeds::Nothing] {
            let played = play(&SCENES[1], heeds, SAMPLE);
            let images = played.images;
            assert!(!played.violations.is_empty(), "{heeds:?}: {images} images");
        }
    }
}

#[test]
#[ignore = "takes half an hour"]
fn power_lost_at_any_moment_leaves_all_or_nothing() {
    if !granted() {
        return;
    }
    let mut drawn = 0;
    count("different images", |scene| {
        let played = survived(scene, WHOLE);
        drawn += played.drawn;
        played.images
    });
    eprintln!("of {drawn} images that were drawn, none of which shows a violation");
}

#[test]
#[ignore = "takes minutes"]
fn power_lost_on_a_disk_that_does_not_keep_its_word_is_found_out() {
    if !granted() {
        return;
    }
    let extent = Extent {
        step: 5,
        losses: 100,
    };
    for heeds in [Heeds::Files, Heeds::Nothing] {
        let what = format!("violations where syncs of {heeds:?} are heeded");
        let violations = count(&what, |scene| play(scene, heeds, extent).violations.len());
        assert!(violations > 0, "{what}: none");
    }
}
