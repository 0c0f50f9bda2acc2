//! What the program does while calls fail or the power is lost, and the judgement of what is left:
//! it is as before or as after, never half, and what was reported as done is there.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::{Command, Output};

use crate::harness::{Office, Run};

/// What a look found, or what is wrong with it.
type Told = Result<String, String>;

/// What is done.
pub struct Scene {
    pub name: &'static str,
    /// Makes the folder as it is before.
    prepare: fn(&Office),
    pub args: &'static [&'static str],
    /// Tells what there is afterwards, whatever the names and times of this run.
    look: fn(&Office) -> Told,
}

const ADD: &[&str] = &["person", "add", "--name", "李四", "--rank", "staff"];

pub const SCENES: &[Scene] = &[
    Scene {
        name: "init",
        prepare: |_| (),
        args: &["init", "--practice", "--office", "LY", "--name", "利用处"],
        look: |office| names_if_any(office, "unit"),
    },
    Scene {
        name: "add",
        prepare: two_persons,
        args: ADD,
        look: |office| names(office, "person"),
    },
    Scene {
        name: "undo",
        prepare: two_persons,
        args: &["undo"],
        look: |office| names(office, "person"),
    },
    Scene {
        name: "merge",
        prepare: |office| {
            two_persons(office);
            another(office);
        },
        args: &["merge", "other.db"],
        look: |office| names_and_kept(office, "before-merge"),
    },
    Scene {
        name: "rebuild",
        prepare: |office| {
            two_persons(office);
            let connection = rusqlite::Connection::open(office.file()).unwrap();
            connection
                .execute_batch("pragma user_version = 0; drop table person")
                .unwrap();
        },
        args: &["person", "list"],
        look: |office| names(office, "person"),
    },
    Scene {
        name: "recovery",
        prepare: |office| {
            two_persons(office);
            // The journal is on the disk, and what it is to take back is written.
            let options = ["-e", "trace=fsync", "-e", "inject=fsync:signal=KILL:when=4"];
            assert_eq!(Run::from(&traced(office, ADD, &options)).code, -1);
        },
        args: &["person", "list"],
        look: |office| names(office, "person"),
    },
    Scene {
        name: "backup",
        prepare: two_persons,
        args: &["backup", "backup.db"],
        look: |office| names_and_kept(office, "backup.db"),
    },
    Scene {
        name: "share",
        prepare: |office| {
            two_persons(office);
            another(office);
            office.ok(&["merge", "other.db", "--no-backup"]);
        },
        args: &["share", "--for", "ZD", "-o", "part.db"],
        look: |office| names_and_kept(office, "part.db"),
    },
    Scene {
        name: "verify",
        prepare: two_persons,
        args: &["verify"],
        look: |office| names(office, "person"),
    },
    Scene {
        name: "restore",
        prepare: |office| {
            two_persons(office);
            office.ok(&["backup", "old.db"]);
            office.ok(ADD);
        },
        args: &["restore", "old.db"],
        look: |office| names_and_kept(office, "before-restore"),
    },
    Scene {
        name: "restore what is damaged",
        prepare: |office| {
            two_persons(office);
            office.ok(&["backup", "old.db"]);
            spoil(&office.file());
        },
        args: &["restore", "old.db"],
        look: |office| {
            let run = office.run(&["person", "list", "--format", "csv"]);
            Ok(format!("{} {}", run.code, run.out))
        },
    },
    Scene {
        name: "restore what is lost",
        prepare: |office| {
            two_persons(office);
            office.ok(&["backup", "old.db"]);
            std::fs::remove_file(office.file()).unwrap();
        },
        args: &["restore", "old.db"],
        look: |office| names_if_any(office, "person"),
    },
    Scene {
        name: "report",
        prepare: |office| {
            two_persons(office);
            std::fs::write(office.path().join("rates.csv"), "before").unwrap();
        },
        args: &["report", "rates", "-o", "rates.csv"],
        look: |office| text(&office.path().join("rates.csv")),
    },
    Scene {
        name: "import",
        prepare: |office| {
            two_persons(office);
            let rows = "姓名,职级\n赵六,其他干部职工\n钱七,其他干部职工\n";
            std::fs::write(office.path().join("persons.csv"), rows).unwrap();
        },
        args: &["import", "person", "persons.csv"],
        look: |office| names(office, "person"),
    },
    Scene {
        name: "import of a workbook",
        prepare: |office| {
            two_persons(office);
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            for (row, cells) in (0..).zip([["姓名", "职级"], ["赵六", "其他干部职工"]])
            {
                sheet.write_row(row, 0, cells).unwrap();
            }
            book.save(office.path().join("persons.xlsx")).unwrap();
        },
        args: &["import", "person", "persons.xlsx"],
        look: |office| names(office, "person"),
    },
    Scene {
        name: "redact",
        prepare: |office| {
            two_persons(office);
            office.ok(&["person", "edit", "张三", "--phone", PHONE]);
        },
        args: &["redact", "张三", "--field", "phone", "--reason", "本人要求"],
        look: |office| {
            // Listing first takes back what was half done.
            let told = names(office, "person")?;
            let bytes = std::fs::read(office.file()).map_err(|error| error.to_string())?;
            let listed = told.contains(PHONE);
            let kept = bytes
                .windows(PHONE.len())
                .any(|part| part == PHONE.as_bytes());
            if kept != listed {
                return Err("what is erased is in the file".to_owned());
            }
            Ok(told)
        },
    },
    Scene {
        name: "archive",
        prepare: two_persons,
        args: &["archive", "bag"],
        look: |office| {
            let mut told = names(office, "person")?;
            if office.path().join("bag").exists() {
                tried(office, &["verify", "bag", "--exit-code"])?;
                told += "bag";
            }
            Ok(told)
        },
    },
    Scene {
        name: "export",
        prepare: |office| {
            two_persons(office);
            office.ok(&["export", "-o", "ledgers"]);
            office.ok(ADD);
        },
        args: &["export", "-o", "ledgers"],
        look: |office| {
            let folder = office.path().join("ledgers");
            let mut told = names(office, "person")?;
            for name in listed(&folder) {
                told += &format!("{name}\n{}", text(&folder.join(&name))?);
            }
            Ok(told)
        },
    },
];

const PHONE: &str = "0531-82061234";

fn two_persons(office: &Office) {
    office.ok(&["init", "--practice", "--office", "LY", "--name", "利用处"]);
    office.ok(&["person", "add", "--name", "张三", "--rank", "staff"]);
    office.ok(&["person", "add", "--name", "王五", "--rank", "leader"]);
}

fn another(office: &Office) {
    for args in [
        &["init", "--practice", "--office", "ZD", "--name", "指导处"][..],
        &["person", "add", "--name", "赵六", "--rank", "staff"],
        &["person", "add", "--name", "钱七", "--rank", "staff"],
    ] {
        office.ok(&[&["--db", "other.db"], args].concat());
    }
}

/// Overwrites the pages after the first.
fn spoil(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[4096..].fill(0x55);
    std::fs::write(path, bytes).unwrap();
}

/// Runs a command that should succeed; returns what it printed.
fn tried(office: &Office, args: &[&str]) -> Told {
    let run = office.run(args);
    match run.code {
        0 => Ok(run.out),
        code => Err(format!("{args:?}: exit {code}: {}{}", run.out, run.err)),
    }
}

fn names(office: &Office, noun: &str) -> Told {
    tried(office, &[noun, "list", "--format", "csv"])
}

fn names_if_any(office: &Office, noun: &str) -> Told {
    if office.file().exists() {
        names(office, noun)
    } else {
        Ok(String::new())
    }
}

fn text(path: &Path) -> Told {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Tells of the persons, and of the files that were kept under a name with this in it: each must be
/// whole.
fn names_and_kept(office: &Office, named: &str) -> Told {
    let mut told = names(office, "person")?;
    for name in listed(office.path()) {
        if name.contains(named) && !name.contains("journal") {
            tried(office, &["--db", &name, "verify", "--exit-code"])?;
            told += &tried(
                office,
                &["--db", &name, "person", "list", "--format", "csv"],
            )?;
        }
    }
    Ok(told)
}

pub fn listed(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

/// A scene, and how it goes where nothing fails.
pub struct Stage {
    pub scene: &'static Scene,
    /// The folder as it is before; to be copied, never used.
    folder: Office,
    before: String,
    after: String,
    /// How many files are in the folder at most, before or afterwards.
    pub files: usize,
    /// What was found in folders of these contents: most that is left is left often.
    known: RefCell<HashMap<u64, Told>>,
}

impl Stage {
    pub fn set(scene: &'static Scene) -> Self {
        let folder = Office::empty();
        (scene.prepare)(&folder);
        let told = |office: &Office| (scene.look)(office).unwrap_or_else(|wrong| panic!("{wrong}"));
        let before = told(&copy(&folder));
        let clean = copy(&folder);
        clean.ok(scene.args);
        let files = |office: &Office| listed(office.path()).len();
        Self {
            scene,
            before,
            after: told(&clean),
            files: files(&folder).max(files(&clean)),
            folder,
            known: RefCell::default(),
        }
    }

    /// Makes a folder in which the scene can be played.
    pub fn folder(&self) -> Office {
        copy(&self.folder)
    }

    /// Returns how many different folders were judged.
    pub fn judged(&self) -> usize {
        self.known.borrow().len()
    }

    /// Says what is wrong with a folder that a run left, which may not have come to its end.
    ///
    /// # Errors
    /// What is wrong.
    pub fn judge(&self, office: &Office, run: &Run) -> Result<(), String> {
        let contents = digest(office.path());
        let known = self.known.borrow().get(&contents).cloned();
        let told = known.unwrap_or_else(|| {
            let told = self.look(office);
            self.known.borrow_mut().insert(contents, told.clone());
            told
        })?;
        let (is_before, is_after) = (self.is_before(&told), told == self.after);
        let said = said(run);
        let is_said = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let wrong = if !is_before && !is_after {
            "neither before nor after"
        } else if run.code == 0 && !is_after {
            "reported as done"
        } else if is_said(&["没有改动"]) && !is_before {
            "said not to be done"
        } else if is_said(&["已登记", "已撤销", "已保存，"]) && !is_after {
            "said to be saved"
        } else {
            return Ok(());
        };
        Err(format!("{wrong}: {told}"))
    }

    /// Tells what there is, and verifies it.
    fn look(&self, office: &Office) -> Told {
        let told = (self.scene.look)(office)?;
        // Until it is restored it is the damaged file.
        let is_damaged = self.scene.name.contains("damaged") && self.is_before(&told);
        if office.file().exists() && !is_damaged {
            tried(office, &["verify", "--exit-code"])?;
        }
        Ok(told)
    }

    /// A copy that was kept may be there although what followed it was not done.
    fn is_before(&self, told: &str) -> bool {
        told == self.before || told.starts_with(&self.before) && told != self.after
    }
}

/// Tells folders apart by the names and bytes of what is in them, but not of what never got the name
/// by which it is asked for.
fn digest(folder: &Path) -> u64 {
    fn take(folder: &Path, hasher: &mut DefaultHasher) {
        let is_named = |name: &String| !name.starts_with(".huiyin-");
        for name in listed(folder).into_iter().filter(is_named) {
            let path = folder.join(&name);
            name.hash(hasher);
            if path.is_dir() {
                take(&path, hasher);
                "end".hash(hasher);
            } else {
                std::fs::read(path).unwrap().hash(hasher);
            }
        }
    }
    let mut hasher = DefaultHasher::new();
    take(folder, &mut hasher);
    hasher.finish()
}

/// What the program said, without the lines of `strace`.
pub fn said(run: &Run) -> String {
    let own = run
        .err
        .lines()
        .filter(|line| !line.contains('(') || line.starts_with("错误"));
    format!("exit {} {}", run.code, own.collect::<Vec<_>>().join(" | "))
}

/// Copies a folder with all that is in it.
fn copy(office: &Office) -> Office {
    let copied = Office::empty();
    copy_into(office.path(), copied.path());
    copied
}

fn copy_into(from: &Path, to: &Path) {
    for name in listed(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy_into(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// Runs the program under `strace`; with `--seccomp-bpf` it is faster, and its signals are lost.
pub fn traced(office: &Office, args: &[&str], options: &[&str]) -> Output {
    let own = ["-f", "-q"];
    let mut command = office.command_under("strace", &[&own, options].concat(), args);
    command.env_clear();
    for (name, value) in office.command(args).get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    command.output().expect("strace starts")
}

/// Tells whether `strace` is there and may trace, or prints why not.
pub fn granted() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true"])
        .output();
    let granted = tried.is_ok_and(|output| output.status.success());
    if !granted {
        eprintln!("skipped: no strace here, or it may not trace");
    }
    granted
}

/// Plays every scene, or those that `HUIYIN_SCENES` names, and counts; prints how many of what there
/// were in each and in all.
pub fn count(what: &str, mut play: impl FnMut(&'static Scene) -> usize) -> usize {
    let wanted = std::env::var("HUIYIN_SCENES");
    let is_wanted = |scene: &&Scene| {
        let named = |wanted: &String| wanted.split(',').any(|name| name == scene.name);
        wanted.as_ref().map_or(true, named)
    };
    let mut all = 0;
    for scene in SCENES.iter().filter(is_wanted) {
        let start = std::time::Instant::now();
        let here = play(scene);
        let (name, took) = (scene.name, start.elapsed());
        eprintln!("{name}: {here} {what} in {took:.0?}");
        all += here;
    }
    eprintln!("{all} {what}");
    all
}
