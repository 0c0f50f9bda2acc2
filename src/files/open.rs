//! Opening a file that a person named: what is not a regular file, or is far too large, is refused
//! before anything waits for it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::encoding::decode;
use super::names::check_name;
use crate::error::{Error, Result};

/// Opens a regular file of at most so many bytes.
pub(crate) fn open(path: &Path, most: u64) -> Result<File> {
    let open = || -> std::io::Result<File> {
        check_name(path)?;
        // A pipe or a device may never end, and opening one may wait: looked at before.
        let found = std::fs::metadata(path)?;
        if found.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !found.is_file() {
            return Err(ErrorKind::NotSeekable.into());
        }
        if found.len() > most {
            return Err(ErrorKind::FileTooLarge.into());
        }
        File::open(path)
    };
    open().map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })
}

/// Reads a text file that a person named: a regular one, of a sensible size, in any encoding of an
/// office.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    const MOST_BYTES: u64 = 4_000_000;
    let mut bytes = Vec::new();
    let read = open(path, MOST_BYTES)?.read_to_end(&mut bytes);
    let text = read.and_then(|_| decode(&bytes).ok_or(ErrorKind::InvalidData.into()));
    text.map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })
}
