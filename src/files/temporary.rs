//! Paths of our own files: made, looked at and named without opening it, since closing any second
//! handle of a file would drop the locks that SQLite holds on it.

use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir, TempPath};

use super::system;
use crate::error::{Error, ForeignFault, Result};

/// Beginning of the names of files that are not in their place yet.
pub(super) const PREFIX: &str = ".huiyin-";

/// Beginning of the name of what was in its place until another took it.
pub(super) const ASIDE: &str = "was-";

/// Returns the beginning of a name that tells whose it is, so that what is left of a process that was
/// killed is known as such.
fn prefix() -> String {
    format!("{PREFIX}{}-", std::process::id())
}

/// Makes a file beside a place, which only its owner may read; it is removed unless it is persisted.
pub(crate) fn beside(place: &Path) -> std::io::Result<NamedTempFile> {
    Builder::new().prefix(&prefix()).tempfile_in(folder(place))
}

/// Makes a file where the system keeps what passes, which only its owner may read.
pub(crate) fn passing() -> std::io::Result<NamedTempFile> {
    Builder::new().prefix(&prefix()).tempfile()
}

/// Makes a folder where the system keeps what passes, which only its owner may read.
pub(crate) fn passing_folder() -> std::io::Result<TempDir> {
    Builder::new().prefix(&prefix()).tempdir()
}

/// Makes a folder beside a place; it is removed unless that is turned off.
pub(super) fn folder_beside(place: &Path) -> std::io::Result<TempDir> {
    Builder::new().prefix(&prefix()).tempdir_in(folder(place))
}

/// A file that is made beside its place, under a name of its own, which only its owner may read;
/// it is removed unless it is put into its place.
#[derive(Debug)]
pub(crate) struct Beside {
    made: TempPath,
    journal: Journal,
    place: PathBuf,
}

/// The name of the journal that SQLite keeps beside a file that is being written; removed with it.
#[derive(Debug)]
struct Journal(PathBuf);

impl Drop for Journal {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

impl Beside {
    /// Makes an empty file beside a place.
    pub(crate) fn new(place: &Path) -> Result<Self> {
        let made = beside(place).map_err(|source| io(place, source))?;
        let mut journal = made.path().as_os_str().to_owned();
        journal.push("-journal");
        Ok(Self {
            made: made.into_temp_path(),
            journal: Journal(journal.into()),
            place: place.to_owned(),
        })
    }

    /// Refuses a file whose journal is still there: without it, it may be half of something.
    fn check_whole(&self) -> Result<()> {
        if std::fs::symlink_metadata(&self.journal.0).is_ok() {
            return Err(Error::Damaged {
                path: self.place.clone(),
            });
        }
        Ok(())
    }

    /// Returns where it is until then.
    pub(crate) fn path(&self) -> &Path {
        &self.made
    }

    /// Puts it into its place, where there is nothing yet. SQLite has synced what is in it.
    pub(crate) fn put(self) -> Result<()> {
        self.check_whole()?;
        let place = self.place;
        let put = self.made.persist_noclobber(&place);
        put.map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => Error::AlreadyThere {
                path: place.clone(),
            },
            _ => io(&place, error.error),
        })?;
        sync_folder(&place)
    }

    /// Puts it into its place instead of what is there, in one step.
    pub(crate) fn put_over(self) -> Result<()> {
        self.check_whole()?;
        let place = self.place;
        let put = self.made.persist(&place);
        put.map_err(|error| io(&place, error.error))?;
        sync_folder(&place)
    }

    /// Names the place in an error, instead of where the file is until then; what is not in its
    /// place is not saved.
    pub(crate) fn blame(&self, error: Error) -> Error {
        let place = self.place.clone();
        match error {
            Error::PerhapsSaved { path, source }
            | Error::SavedAllTheSame { path, source }
            | Error::Sqlite { path, source }
                if path == *self.made =>
            {
                Error::Sqlite {
                    path: place,
                    source,
                }
            }
            other => other,
        }
    }
}

/// Refuses a place where there is something already, be it a link to nothing.
pub(crate) fn check_free(path: &Path) -> Result<()> {
    match std::fs::symlink_metadata(path) {
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(io(path, source)),
        Ok(_) => Err(Error::AlreadyThere {
            path: path.to_owned(),
        }),
    }
}

/// Checks that there is a regular file with one name.
pub(crate) fn check_file(path: &Path) -> Result<()> {
    let found = std::fs::symlink_metadata(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::NoFile {
            path: path.to_owned(),
            usual: false,
        },
        _ => io(path, source),
    })?;
    if found.is_symlink() {
        return Err(Error::Foreign {
            path: path.to_owned(),
            fault: ForeignFault::Link,
        });
    }
    if !found.is_file() {
        return Err(Error::NotOurs {
            path: path.to_owned(),
        });
    }
    if system::is_hard_linked(&found) {
        return Err(Error::HardLinked {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// Returns the same name with its folder's links followed, so that SQLite can be told to follow
/// none, and takes no name for a URI.
pub(crate) fn real(path: &Path) -> Result<PathBuf> {
    let folder = folder(path);
    let real = std::fs::canonicalize(folder).map_err(|source| io(folder, source))?;
    Ok(real.join(path.file_name().unwrap_or_default()))
}

/// Returns the folder in which a file lies.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Waits until the disk has what was made, renamed or removed in a file's folder.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = folder(path);
    system::sync_folder(folder).map_err(|source| io(folder, source))
}

/// Names the file system on which a file lies, where its locks may not hold between machines.
pub(crate) fn shared_file_system(path: &Path) -> Option<&'static str> {
    system::shared_file_system(folder(path))
}

fn io(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_last_part_and_loses_the_links_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&inner, &link).unwrap();
        let real_inner = std::fs::canonicalize(&inner).unwrap();
        assert_eq!(real(&link.join("x.db")).unwrap(), real_inner.join("x.db"));
        assert!(real(&folder.path().join("none/x.db")).is_err());
    }
}
