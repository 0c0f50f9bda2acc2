//! Copying a file page by page, while other programs may be using it.

use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, ffi};

use super::{FLAGS, PATIENCE, PAUSE, set_up};
use crate::error::{Error, ForeignFault, Result};
use crate::files::{self, Beside};

/// Copies all pages at once: otherwise a busy office would make it begin again and again.
const ALL: i32 = -1;

/// A copy to work on.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) connection: Connection,
    /// It stands after the connection: it is removed once that is closed.
    _file: Option<Beside>,
}

/// Makes a copy to work on, which is removed with what holds it: beside the file, or in memory where
/// nothing can be written there. Should the machine stop, nothing of it is worth keeping.
pub(super) fn scratch(from: &Path) -> Result<Scratch> {
    let Ok(beside) = Beside::new(from) else {
        let mut connection = Connection::open_in_memory()?;
        fill_from(from, &mut connection)?;
        return Ok(Scratch {
            connection,
            _file: None,
        });
    };
    let filled = fill(from, &beside).and_then(|copy| {
        copy.execute_batch("pragma synchronous = off")?;
        copy.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(()))?;
        Ok(copy)
    });
    match filled {
        Ok(connection) => Ok(Scratch {
            connection,
            _file: Some(beside),
        }),
        Err(error) => Err(beside.blame(error.at(beside.path()))),
    }
}

/// Copies a file to a place where there is none yet, and checks that the copy can be read.
///
/// # Errors
/// If there is a file at `to` already, it cannot be written, or the copy is not sound.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    copied(from, to, |copy| {
        let verdict: String = copy.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" {
            return Ok(());
        }
        Err(Error::Foreign {
            path: to.to_owned(),
            fault: ForeignFault::Damaged(verdict),
        })
    })
}

/// Copies a file as [`copy`] does, whatever is wrong with it.
pub(super) fn copy_as_it_is(from: &Path, to: &Path) -> Result<()> {
    copied(from, to, |_| Ok(()))
}

fn copied(from: &Path, to: &Path, check: impl Fn(&Connection) -> Result<()>) -> Result<()> {
    files::check_free(to)?;
    let beside = Beside::new(to)?;
    let copied = fill(from, &beside).and_then(|copy| check(&copy));
    copied.map_err(|error| beside.blame(error.at(beside.path())))?;
    beside.put()
}

/// Copies every page; returns the connection to the copy.
pub(super) fn fill(from: &Path, beside: &Beside) -> Result<Connection> {
    let mut copy = Connection::open_with_flags(files::real(beside.path())?, FLAGS)?;
    fill_from(from, &mut copy)?;
    Ok(copy)
}

fn fill_from(from: &Path, copy: &mut Connection) -> Result<()> {
    let flags = FLAGS
        .difference(OpenFlags::SQLITE_OPEN_READ_WRITE)
        .union(OpenFlags::SQLITE_OPEN_READ_ONLY);
    let source = Connection::open_with_flags(files::real(from)?, flags)?;
    set_up(copy)?;
    let start = Instant::now();
    let backup = Backup::new(&source, copy)?;
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
    Ok(())
}

/// Names the copy of a file whose tables another version of the program computed: beside it, and
/// never one that is there.
pub(super) fn name_before_upgrade(path: &Path, version: i32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    free_name(&path.with_file_name(format!(
        "{stem}.before-upgrade-{}.db",
        version.unsigned_abs()
    )))
}

/// Returns a name that no file has: this one, or the next by a number.
pub(super) fn free_name(name: &Path) -> PathBuf {
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let again = (2..1000).map(|number| name.with_file_name(format!("{stem}-{number}.db")));
    let mut names = std::iter::once(name.to_owned()).chain(again);
    names
        .find(|name| !name.exists())
        .unwrap_or_else(|| name.to_owned())
}
