//! Runs the program in a folder of its own, with a clean environment and a fixed day.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

/// A folder with an office in it.
pub struct Office {
    folder: tempfile::TempDir,
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
            today: "2011-05-26".to_owned(),
            lang: "zh",
        }
    }

    /// Makes a folder with a new file `huiyin.db`.
    pub fn new() -> Self {
        let office = Self::empty();
        office.ok(&["init", "--office", "LY", "--name", "利用处"]);
        office
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

    pub fn file(&self) -> PathBuf {
        self.path().join("huiyin.db")
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huiyin"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("HUIYIN_TODAY", &self.today)
            .env("HUIYIN_AS", "王芳")
            .env("HUIYIN_LANG", self.lang);
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run::from(&self.command(args).output().expect("the program starts"))
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
        let run = self.run(args);
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
