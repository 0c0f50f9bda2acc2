//! Windows. It has no modes of files, and what guards them is the folder that they lie in; where
//! it has no limits for a process, the checks before it must do.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Result};
use std::path::Path;
use std::time::Duration;

/// Makes a new file, which whoever may read its folder may read.
pub(crate) fn create_private(path: &Path) -> Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Makes a folder, with all above it, where it is not there.
pub(crate) fn create_private_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path)
}

/// Opens a file for reading.
pub(crate) fn open_plainly(path: &Path) -> Result<File> {
    File::open(path)
}

/// Tells whether a file has a second name, which cannot be seen here.
pub(crate) fn is_hard_linked(_: &Metadata) -> bool {
    false
}

/// Tells whether two names are of one file, without opening either.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (std::fs::canonicalize(one), std::fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Tells whether others on this machine may read or write a file, which cannot be seen here.
pub(crate) fn is_open_to_others(_: &Path) -> bool {
    false
}

/// Tells whether a file is of the user who runs the program: who may write to a folder is no other here.
pub(crate) fn is_own(_: &Metadata) -> bool {
    true
}

/// Tells whether a process is running, which cannot be seen here.
pub(crate) fn is_running(_: i32) -> Option<bool> {
    None
}

/// Does nothing: the system keeps folders itself.
#[allow(clippy::unnecessary_wraps, reason = "the other half can fail")]
pub(crate) fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

/// Cannot put two folders in each other's place in one step.
pub(crate) fn exchange(_: &Path, _: &Path) -> Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Names the file system of a folder, where its locks may not hold between machines; it is not
/// known here.
pub(crate) fn shared_file_system(_: &Path) -> Option<&'static str> {
    None
}

/// Does nothing: there are no such limits.
pub(crate) fn limit_process(_: u64, _: u64) {}

/// Ends a program as it is wont to: the console gives itself back.
pub(crate) fn hold_signals(_: bool) {}

pub(crate) fn held_signal() -> Option<u8> {
    None
}

/// Returns how long may still be waited for something to be typed: a console that goes ends the program.
#[allow(clippy::unnecessary_wraps, reason = "the other half knows more")]
pub(crate) fn await_typing(most: Duration) -> Option<Duration> {
    Some(most)
}
