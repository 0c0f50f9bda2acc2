//! Facts of the world that a command is told.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::actor::Remark;
use super::bearing::Absent;
use super::clock::{AheadRemark, ClockRemark};
use super::kept::ComputedAnew;
use super::phase::ClosedRemark;
use super::plan::Unfit;
use super::same::Same;
use crate::error::{Error, Result};
use crate::files::system;
use crate::store::{Author, Keys};
use crate::text::{Lang, Words};

/// Day, actor, language, file and terminal, passed to a command.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) lang: Lang,
    pub(crate) today: NaiveDate,
    /// How many copies that are kept beside the file are to stay, and where that was typed.
    pub(crate) copies: Option<(String, &'static str)>,
    /// Milliseconds since 1970 in UTC.
    pub(crate) now: i64,
    pub(crate) offset: FixedOffset,
    pub(crate) actor: String,
    /// True if the actor was named, rather than taken from the login.
    pub(crate) actor_named: bool,
    /// Remark on the actor, made once a command has written.
    pub(crate) actor_remark: OnceLock<Remark>,
    /// Remark on somebody whom a new record names, and who held no post on its day.
    pub(crate) absent_remark: OnceLock<Absent>,
    /// Remark on a day that is still to come, of which something is asked.
    pub(crate) ahead_remark: OnceLock<AheadRemark>,
    /// Remark on a new record that agrees with one which is there.
    pub(crate) same_remark: OnceLock<Same>,
    /// Remark on a day that is not the clock's, made once a command has written.
    pub(crate) clock_remark: OnceLock<ClockRemark>,
    /// Remark on a change of what lies in a closed phase.
    pub(crate) phase_remark: OnceLock<ClosedRemark>,
    /// Remark on a file that a newer program uses.
    pub(crate) newer_remark: OnceLock<UsedByNewer>,
    /// Remark on a copy that was kept before the file's tables were computed anew.
    pub(crate) copy_remark: OnceLock<ComputedAnew>,
    /// Remark on a plan that cannot be used as the file holds it.
    pub(crate) plan_remark: OnceLock<Unfit>,
    /// True once the command has saved changes.
    pub(crate) saved: Arc<AtomicBool>,
    /// The folder in which relative paths begin.
    pub(crate) folder: PathBuf,
    pub(crate) db: PathBuf,
    /// The keys by which the changes of whoever uses the machine are signed.
    pub(crate) keys: Keys,
    /// True if standard error is a terminal that can show how far work has come.
    pub(crate) watched: bool,
    /// True if output for people may be coloured.
    pub(crate) colour: bool,
}

impl Context {
    /// Returns the facts as they were where another file was worked with: its day, language and zone.
    pub(crate) fn elsewhere(
        &self,
        db: PathBuf,
        lang: Lang,
        today: Option<NaiveDate>,
        offset: Option<FixedOffset>,
    ) -> Self {
        Self {
            lang,
            today: today.unwrap_or(self.today),
            copies: None,
            now: self.now,
            offset: offset.unwrap_or(self.offset),
            actor: self.actor.clone(),
            actor_named: self.actor_named,
            actor_remark: OnceLock::new(),
            absent_remark: OnceLock::new(),
            ahead_remark: OnceLock::new(),
            same_remark: OnceLock::new(),
            clock_remark: OnceLock::new(),
            phase_remark: OnceLock::new(),
            newer_remark: OnceLock::new(),
            copy_remark: OnceLock::new(),
            plan_remark: OnceLock::new(),
            saved: Arc::default(),
            folder: self.folder.clone(),
            db,
            keys: self.keys.clone(),
            watched: self.watched,
            colour: self.colour,
        }
    }

    /// Returns a path as the command's folder sees it.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// Names a file as it is seen from the command's folder.
    pub(crate) fn relative<'p>(&self, file: &'p Path) -> &'p Path {
        file.strip_prefix(&self.folder).unwrap_or(file)
    }

    /// Returns what is to be said once, whatever the command answers.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = Box<dyn Words>> {
        fn boxed<W: Words + Clone + 'static>(remark: &OnceLock<W>) -> Option<Box<dyn Words>> {
            Some(Box::new(remark.get()?.clone()))
        }
        let remarks = [
            boxed(&self.actor_remark),
            boxed(&self.absent_remark),
            boxed(&self.ahead_remark),
            boxed(&self.same_remark),
            boxed(&self.copy_remark),
            boxed(&self.newer_remark),
            boxed(&self.plan_remark),
            boxed(&self.clock_remark),
            boxed(&self.phase_remark),
        ];
        remarks.into_iter().flatten()
    }

    /// Signs the changes of one command; a practice file takes the day that was chosen for the clock's.
    pub(crate) fn author(&self, verb: &str, practice: bool) -> Result<Author> {
        Ok(Author {
            actor: self.actor.clone(),
            verb: verb.to_owned(),
            now: if practice {
                self.chosen_now()
            } else {
                self.now
            },
            command: random()?,
            because: None,
            reads: Vec::new(),
        })
    }

    /// Returns the day of the clock, for which a practice file takes the one that was chosen.
    pub(crate) fn clock(&self, practice: bool) -> NaiveDate {
        if practice {
            return self.today;
        }
        let clock = DateTime::from_timestamp_millis(self.now).unwrap_or_default();
        clock.with_timezone(&self.offset).date_naive()
    }

    /// Remarks, once, that the day which a real file is computed for is not the clock's.
    pub(crate) fn remark_on_clock(&self) {
        if let Some(remark) = ClockRemark::of(self, false) {
            self.clock_remark.get_or_init(|| remark);
        }
    }

    /// Returns the time of the clock on the day that was chosen.
    fn chosen_now(&self) -> i64 {
        self.now + (self.today - self.clock(false)).num_milliseconds()
    }
}

/// A file that a newer program uses, and this one only reads.
#[derive(Clone, Debug)]
pub(crate) struct UsedByNewer(pub(crate) PathBuf);

impl Words for UsedByNewer {
    fn words(&self, lang: Lang) -> String {
        let file = self.0.display();
        lang.pick(
            format!("注意：{file} 已由新版程序使用，本程序只能查看；登记请用新版程序"),
            format!("Take care: a newer program uses {file}, which this one can only read; enter records with the newer one"),
        )
    }
}

/// Draws 16 bytes at random.
pub(crate) fn random() -> Result<[u8; 16]> {
    system::random().map_err(|source| Error::Io {
        path: PathBuf::from("random"),
        source,
    })
}
