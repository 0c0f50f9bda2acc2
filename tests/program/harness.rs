//! Runs the program in a folder of its own, with a clean environment and a fixed day.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::Value as Json;

use crate::forge;

/// The columns of the log.
pub const COLUMNS: &str =
    "id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash";

/// The most seconds of processor time that anything refused may take: not of the clock, since the
/// machine may be busy.
const PATIENCE: u32 = 10;

/// The folder of the keys of everybody in the tests, who share one machine.
pub const KEYS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/keys");

/// A folder with an office in it.
pub struct Office {
    folder: tempfile::TempDir,
    /// The user's own data.
    data: tempfile::TempDir,
    today: String,
    lang: &'static str,
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Office {
    /// Makes an empty folder.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            data: tempfile::tempdir().expect("a temporary folder"),
            today: "2011-05-26".to_owned(),
            lang: "zh",
        }
    }

    /// Makes a folder with a new file that is not for practice, so that its clock is the machine's.
    pub fn real() -> Self {
        let office = Self::empty();
        office.does("init --office LY --name 利用处");
        office
    }

    /// Makes a folder with the new file of a leading office, whose clock stands on the day of the tests.
    pub fn leading() -> Self {
        let office = Self::empty();
        office.does("init --practice --office LY --name 利用处 --leading");
        office
    }

    /// Makes a folder with a new file `huiyin.db`, whose clock stands on the day of the tests.
    pub fn new() -> Self {
        let office = Self::empty();
        office.ok(&["init", "--practice", "--office", "LY", "--name", "利用处"]);
        office
    }

    /// Makes another folder with the same files in it.
    pub fn copy(&self) -> Self {
        let copy = Self {
            today: self.today.clone(),
            ..Self::empty()
        };
        for entry in std::fs::read_dir(self.path()).expect("the folder") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).expect("a copy");
        }
        Self {
            lang: self.lang,
            ..copy
        }
    }

    /// Runs a command line that must succeed, in words of a shell.
    pub fn does(&self, line: &str) -> Run {
        let words = shlex::split(line).expect("words of a shell");
        let run = self.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{line}: {}", run.err);
        run
    }

    pub fn in_english(mut self) -> Self {
        self.lang = "en";
        self
    }

    pub fn on(&mut self, today: &str) {
        today.clone_into(&mut self.today);
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the folder of the forms that were not finished.
    pub fn drafts(&self) -> PathBuf {
        self.data.path().join("huiyin/drafts")
    }

    pub fn file(&self) -> PathBuf {
        self.path().join("huiyin.db")
    }

    /// Runs a command after a shell script, in a place where the script may mount what it likes;
    /// `None`, with a printed line, where the system grants no such place.
    ///
    /// The script does `"$@"` where the command is to run.
    pub fn mounting(&self, script: &str, args: &[&str]) -> Option<Run> {
        let granted = Command::new("unshare").args(["-rm", "true"]).output();
        if !granted.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped {args:?}: this system has no unshare -rm");
            return None;
        }
        let own = ["-rm", "sh", "-eu", "-c", script, "sh"];
        let mut command = self.command_under("unshare", &own, args);
        Some(Run::from(&command.output().expect("unshare starts")))
    }

    /// Makes a command that another program starts, which is given it after its own arguments.
    pub fn command_under(&self, program: &str, own: &[&str], args: &[&str]) -> Command {
        let inner = self.command(args);
        let mut command = Command::new(program);
        command
            .args(own)
            .arg(inner.get_program())
            .args(inner.get_args())
            .current_dir(self.path());
        for (name, value) in inner.get_envs() {
            command.envs(value.map(|value| (name, value)));
        }
        command
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huiyin"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("HUIYIN_TODAY", &self.today)
            .env("HUIYIN_AS", "王芳")
            .env("HUIYIN_LANG", self.lang)
            .env("XDG_DATA_HOME", self.data.path())
            .env("HUIYIN_KEYS", KEYS);
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run::from(&self.command(args).output().expect("the program starts"))
    }

    /// Runs a command that has to make do with [`PATIENCE`], and is killed if it does not.
    pub fn run_bounded(&self, args: &[&str]) -> Run {
        let limit = format!("ulimit -t {PATIENCE}; exec \"$@\"");
        let mut command = self.command_under("sh", &["-c", &limit, "sh"], args);
        let run = Run::from(&command.output().expect("a shell starts"));
        assert!(run.code >= 0, "{args:?} was killed: {run:?}");
        run
    }

    /// Runs a command that must succeed; returns what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.err);
        run.out
    }

    /// Runs a command that must succeed, and reads its JSON.
    pub fn json(&self, args: &[&str]) -> Json {
        let mut args = args.to_vec();
        args.extend(["--format", "json"]);
        serde_json::from_str(&self.ok(&args)).expect("JSON")
    }

    /// Runs a command that must be refused with this code, and leave the file as it was; returns
    /// the sentence.
    pub fn refused(&self, code: i32, args: &[&str]) -> String {
        let before = std::fs::read(self.file()).unwrap_or_default();
        let run = self.run_bounded(args);
        assert_eq!(run.code, code, "{args:?}: {}{}", run.out, run.err);
        assert_eq!(
            std::fs::read(self.file()).unwrap_or_default(),
            before,
            "{args:?} changed the file"
        );
        assert!(!run.err.contains("panicked"), "{}", run.err);
        assert_eq!(run.out, "");
        run.err
    }

    /// Returns every row of the log and of the computed tables.
    pub fn known(&self) -> Vec<Vec<Sql>> {
        let connection = Connection::open(self.file()).expect("the file opens");
        let tables = forge::SCHEMA
            .lines()
            .filter_map(|line| line.strip_prefix("create table "))
            .filter_map(|line| line.split_once(" ("))
            .map(|(table, _)| table)
            // What this copy alone keeps of itself, with the times of its own operations.
            .filter(|table| !["file", "file_operation"].contains(table));
        let mut known = Vec::new();
        for table in tables {
            let columns = match table {
                "change" => COLUMNS,
                "conflict" | "defect" | "link" => "*",
                _ => "'computed', *",
            };
            let mut statement = connection
                .prepare(&format!("select {columns} from {table}"))
                .expect("a table of the schema");
            let width = statement.column_count();
            let rows = statement
                .query_map([], |row| (0..width).map(|at| row.get(at)).collect())
                .expect("its rows");
            known.extend(rows.map(|row| row.expect("a row")));
        }
        // In any order that is the same both times.
        known.sort_by_cached_key(|row| format!("{row:?}"));
        known
    }
}

/// Compares a text with a file in `tests/program`, or with `HUIYIN_UPDATE` set writes it there.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/program")
        .join(name);
    if std::env::var_os("HUIYIN_UPDATE").is_some() {
        std::fs::write(&path, text).expect("the golden file is written");
        return;
    }
    let known = std::fs::read_to_string(&path).expect("the golden file");
    for (number, (line, expected)) in text.lines().zip(known.lines()).enumerate() {
        assert_eq!(line, expected, "{name} line {}", number + 1);
    }
    assert_eq!(text.len(), known.len(), "{name} is longer or shorter");
}

/// A pipe at which somebody waits for a reader, so that a program which opens it is found out and
/// waits for nothing.
#[cfg(unix)]
pub struct Pipe {
    path: PathBuf,
    writer: std::thread::JoinHandle<std::io::Result<()>>,
}

#[cfg(unix)]
impl Pipe {
    pub fn new(path: PathBuf) -> Self {
        let made = Command::new("mkfifo").arg(&path).status();
        assert!(made.is_ok_and(|made| made.success()));
        let to = path.clone();
        let writer = std::thread::spawn(move || std::fs::write(to, "x"));
        Self { path, writer }
    }

    /// Checks that nobody has opened it.
    pub fn check_unopened(self) {
        assert!(!self.writer.is_finished(), "the pipe was opened");
        assert_eq!(std::fs::read(self.path).expect("the pipe"), b"x");
        self.writer.join().expect("the writer").expect("written");
    }
}

/// Tells whether a text holds a Chinese character.
pub fn is_chinese(text: &str) -> bool {
    text.chars()
        .any(|one| ('\u{3400}'..='\u{9fff}').contains(&one))
}

/// Returns the first stretch of English in a text: two lower-case words in a row that are no
/// identifier, nor `known`.
pub fn english(text: &str, known: &[String]) -> Option<String> {
    let inside = |one: char| one.is_ascii_alphanumeric() || " '-_./".contains(one);
    text.split(|one| !inside(one)).find_map(|piece| {
        // What follows is a command to type.
        let (piece, _) = piece.split_once("huiyin ").unwrap_or((piece, ""));
        let is_word = |word: &&str| {
            word.len() > 1
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
                && !known.iter().any(|known| known == word)
        };
        let words = piece.split_whitespace().filter(is_word);
        (words.count() > 1).then(|| piece.to_owned())
    })
}

impl From<&Output> for Run {
    fn from(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
