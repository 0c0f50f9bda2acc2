//! Facts of the world that a command is told.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::actor::Remark;
use super::bearing::Absent;
use super::clock::{AheadRemark, ClockRemark};
use super::drafts::Drafts;
use super::id_number::AgainstCheckDigit;
use super::kept::ComputedAnew;
use super::phase::ClosedRemark;
use super::plan::Unfit;
use super::same::Same;
use crate::error::{Error, Result};
use crate::files::{NotKept, Written, system};
use crate::store::{Author, Keys, Made, Member};
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
    pub(crate) remarks: Remarks,
    /// True once the command has saved changes.
    pub(crate) saved: Arc<AtomicBool>,
    /// Which changes of the command wait for whoever decides about their records.
    pub(crate) made: Rc<RefCell<Made>>,
    /// The writer as whom a copy of a file went on.
    pub(crate) went_on: Arc<OnceLock<Member>>,
    /// The folder in which relative paths begin.
    pub(crate) folder: PathBuf,
    pub(crate) db: PathBuf,
    /// The keys by which the changes of whoever uses the machine are signed.
    pub(crate) keys: Keys,
    /// The forms that were not finished.
    pub(crate) drafts: Drafts,
    /// The files that were written with `-o`.
    pub(crate) written: Written,
    /// The folders in which other programs are looked for.
    pub(crate) programs: Vec<PathBuf>,
    /// True if standard error is a terminal that can show how far work has come.
    pub(crate) watched: bool,
    /// True if output for people may be coloured.
    pub(crate) colour: bool,
}

/// Remarks, each said once, whatever the command answers.
#[derive(Debug, Default)]
pub(crate) struct Remarks {
    /// On the actor, made once a command has written.
    pub(crate) actor: OnceLock<Remark>,
    /// On somebody whom a new record names, and who held no post on its day.
    pub(crate) absent: OnceLock<Absent>,
    /// On a day that is still to come, of which something is asked.
    pub(crate) ahead: OnceLock<AheadRemark>,
    /// On a new record that agrees with one which is there.
    pub(crate) same: RefCell<Option<Same>>,
    /// On a day that is not the clock's, made once a command has written.
    pub(crate) clock: OnceLock<ClockRemark>,
    /// On a change of what lies in a closed phase.
    pub(crate) phase: OnceLock<ClosedRemark>,
    /// On an ID number against its own check digit.
    pub(crate) id_number: OnceLock<AgainstCheckDigit>,
    /// On a file that a newer program uses.
    pub(crate) newer: OnceLock<UsedByNewer>,
    /// On a copy that was kept before the file's tables were computed anew.
    pub(crate) copy: OnceLock<ComputedAnew>,
    /// On a file of which it could not be kept that it was written.
    pub(crate) not_kept: OnceLock<NotKept>,
    /// On a plan that cannot be used as the file holds it.
    pub(crate) plan: OnceLock<Unfit>,
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
            remarks: Remarks::default(),
            saved: Arc::default(),
            made: Rc::default(),
            went_on: Arc::default(),
            folder: self.folder.clone(),
            db,
            keys: self.keys.clone(),
            drafts: self.drafts.clone(),
            written: self.written.clone(),
            programs: self.programs.clone(),
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
        let own = &self.remarks;
        let went_on = self.went_on.get().map(|member| WentOn(member.clone()));
        let remarks = [
            went_on.map(|went_on| Box::new(went_on) as Box<dyn Words>),
            boxed(&own.actor),
            boxed(&own.absent),
            boxed(&own.ahead),
            boxed(&own.id_number),
            own.same
                .borrow()
                .clone()
                .map(|same| Box::new(same) as Box<dyn Words>),
            boxed(&own.copy),
            boxed(&own.newer),
            boxed(&own.plan),
            boxed(&own.clock),
            boxed(&own.phase),
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
            self.remarks.clock.get_or_init(|| remark);
        }
    }

    /// Returns the time of the clock on the day that was chosen.
    fn chosen_now(&self) -> i64 {
        self.now + (self.today - self.clock(false)).num_milliseconds()
    }
}

/// A copy of an office's file that goes on as another writer.
#[derive(Debug)]
struct WentOn(Member);

impl Words for WentOn {
    fn words(&self, lang: Lang) -> String {
        let (label, print) = (self.0.label(), self.0.fingerprint());
        lang.pick(
            format!("本机没有这份文件原来的密钥，今后以 {label}（{print}）登记，等待认可：请在原来的电脑或领导小组办公室合并本文件，再用 huiyin office admit {print}"),
            format!("The key of this file is not on this machine: from now on it writes as {label} ({print}), which waits to be admitted; merge it on the machine of before, or in the leading group's file, and use huiyin office admit {print} there"),
        )
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
            format!("Warning: a newer program uses {file}, which this one can only read; enter records with the newer one"),
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
