//! Copies of a file, made while others may be using it, and checked before they get their name.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, ffi};

use crate::error::{Error, ForeignFault, Result};
use crate::files::{self, Beside};
use crate::store::{FLAGS, Observer, PATIENCE, Store, Verified, set_up};

/// How long to wait before asking again for a file that another program holds.
const PAUSE: Duration = Duration::from_millis(50);
/// As many pages at a time as there are: else a busy office would make it begin again and again.
const ALL: i32 = -1;

impl Store {
    /// Copies the file to a place where there is none yet, and verifies the copy whole.
    ///
    /// # Errors
    /// Where there is something already, or it cannot be written, or the copy is not sound.
    pub(crate) fn backup(&self, to: &Path, progress: Observer) -> Result<Verified> {
        files::check_free(to)?;
        let (verified, beside) = self.verified_copy(to, progress)?;
        beside.put()?;
        Ok(verified)
    }

    /// Returns the bytes of a copy that was verified whole.
    ///
    /// # Errors
    /// Where the copy cannot be written, or is not sound.
    pub(crate) fn backup_bytes(&self, progress: Observer) -> Result<(Verified, Vec<u8>)> {
        let (verified, beside) = self.verified_copy(&self.path, progress)?;
        let bytes = std::fs::read(beside.path()).map_err(|source| Error::Io {
            path: self.path.clone(),
            source,
        })?;
        Ok((verified, bytes))
    }

    /// Makes a copy beside a place, and verifies it whole.
    fn verified_copy(&self, to: &Path, progress: Observer) -> Result<(Verified, Beside)> {
        let beside = Beside::new(to)?;
        let verified = fill(&self.path, &beside).and_then(|connection| {
            let copy = Self {
                connection,
                kinds: self.kinds,
                path: beside.path().to_owned(),
                saved: Arc::default(),
            };
            copy.verify(progress)
        });
        let verified = verified.map_err(|error| beside.blame(error.at(beside.path())))?;
        if verified.is_damaged() {
            return Err(Error::Damaged {
                path: self.path.clone(),
            });
        }
        Ok((verified, beside))
    }
}

/// Makes a copy to work on, which is removed with what holds it. Should the machine stop, nothing of
/// it is worth keeping.
///
/// # Errors
/// Where it cannot be made.
pub(crate) fn scratch(from: &Path) -> Result<(Connection, Beside)> {
    let beside = Beside::new(from)?;
    let filled = fill(from, &beside).and_then(|copy| {
        copy.execute_batch("pragma synchronous = off")?;
        copy.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(()))?;
        Ok(copy)
    });
    match filled {
        Ok(copy) => Ok((copy, beside)),
        Err(error) => Err(beside.blame(error.at(beside.path()))),
    }
}

/// Copies a file to a place where there is none yet, and checks that the copy can be read.
///
/// # Errors
/// Where there is something already, or it cannot be written, or the copy is not sound.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    files::check_free(to)?;
    let beside = Beside::new(to)?;
    let copied = || -> Result<()> {
        let copy = fill(from, &beside)?;
        let verdict: String = copy.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" {
            return Ok(());
        }
        Err(Error::Foreign {
            path: to.to_owned(),
            fault: ForeignFault::Damaged(verdict),
        })
    };
    copied().map_err(|error| beside.blame(error.at(beside.path())))?;
    beside.put()
}

/// Copies every page; returns the connection to the copy.
fn fill(from: &Path, beside: &Beside) -> Result<Connection> {
    let flags = FLAGS
        .difference(OpenFlags::SQLITE_OPEN_READ_WRITE)
        .union(OpenFlags::SQLITE_OPEN_READ_ONLY);
    let source = Connection::open_with_flags(files::real(from)?, flags)?;
    let mut copy = Connection::open_with_flags(files::real(beside.path())?, FLAGS)?;
    set_up(&copy)?;
    let start = Instant::now();
    let backup = Backup::new(&source, &mut copy)?;
    while backup.step(ALL)? != StepResult::Done {
        if start.elapsed() > PATIENCE {
            let busy = ffi::Error::new(ffi::SQLITE_BUSY);
            return Err(Error::Sqlite {
                path: from.to_owned(),
                source: rusqlite::Error::SqliteFailure(busy, None),
            });
        }
        std::thread::sleep(PAUSE);
    }
    drop(backup);
    Ok(copy)
}

/// Names the copy of a file whose tables another version of the program computed: beside it, and
/// never one that is there.
pub(crate) fn name_before_upgrade(path: &Path, version: i32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    free(&path.with_file_name(format!("{stem}.before-upgrade-{version}.db")))
}

/// Returns a name that no file has: this one, or the next by a number.
pub(crate) fn free(name: &Path) -> PathBuf {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let again = (2..1000).map(|number| name.with_file_name(format!("{stem}-{number}.db")));
    let mut names = std::iter::once(name.to_owned()).chain(again);
    names
        .find(|name| !name.exists())
        .unwrap_or_else(|| name.to_owned())
}
