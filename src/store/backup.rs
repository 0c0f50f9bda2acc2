//! Copies of a file, made while others may be using it, and verified.

use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, ForeignFault, Result};

/// How many pages are copied at a time, between which others may go on.
const PAGES: i32 = 1000;

/// Copies a file to a place where there is none yet.
///
/// # Errors
/// Where there is something already, or it cannot be written, or the copy is not sound.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    super::create_file(to)?;
    let copied = || -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = Connection::open_with_flags(from, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut copy = Connection::open_with_flags(to, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        copy.execute_batch("pragma synchronous = extra")?;
        Backup::new(&source, &mut copy)?.run_to_completion(
            PAGES,
            std::time::Duration::ZERO,
            None,
        )?;
        let verdict: String = copy.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if verdict == "ok" {
            Ok(())
        } else {
            Err(Error::Foreign {
                path: to.to_owned(),
                fault: ForeignFault::Damaged(verdict),
            })
        }
    };
    copied().map_err(|error| {
        drop(std::fs::remove_file(to));
        error.at(to)
    })
}
