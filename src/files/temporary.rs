//! Paths of our own files: made, looked at and named without opening it, since closing any second
//! handle of a file would drop the locks that SQLite holds on it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile, TempDir, TempPath};

use super::leftover::{remove, sweep};
use super::names::{PREFIX, check_name, folder, synchronised};
use super::system;
use crate::error::{Error, ForeignFault, Result};
use crate::text::{Lang, Words};

/// Returns the beginning of a name that tells whose it is, so that what is left of a process that was
/// killed is known as such.
fn prefix() -> String {
    format!("{PREFIX}{}-", std::process::id())
}

/// A file or a folder that passes: removed with what holds it, unless it is put into a place.
/// Whatever is in it must have been closed by then, since no system but Unix removes what is open.
#[derive(Debug)]
pub(crate) struct Passing {
    path: PathBuf,
    is_put: bool,
}

/// Those that could not be removed, which whoever called the program is told.
static UNREMOVED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Takes the list of what should be gone and is still there.
pub(crate) fn unremoved() -> Vec<Unremoved> {
    let mut left = UNREMOVED.lock().unwrap_or_else(PoisonError::into_inner);
    left.drain(..).map(Unremoved).collect()
}

/// A file that should be gone and is still there.
#[derive(Debug)]
pub(crate) struct Unremoved(PathBuf);

impl Words for Unremoved {
    fn words(&self, lang: Lang) -> String {
        let file = self.0.display();
        lang.pick(
            format!("注意：临时文件 {file} 没能删除，里面可能有个人信息；请关闭占用它的程序，再手工删除"),
            format!("Warning: the temporary file {file} could not be removed and may hold personal data; close the program that uses it and delete it by hand"),
        )
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if self.is_put {
            return;
        }
        debug_assert!(
            std::thread::panicking() || !system::is_open_here(&self.path),
            "{} is removed before it is closed",
            self.path.display()
        );
        if system::patiently(|| remove(&self.path)).is_err() {
            let mut left = UNREMOVED.lock().unwrap_or_else(PoisonError::into_inner);
            left.push(self.path.clone());
        }
    }
}

impl Passing {
    fn of(path: PathBuf) -> Self {
        let is_put = false;
        Self { path, is_put }
    }

    fn folder(made: TempDir) -> Self {
        Self::of(made.keep())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves it where it is.
    pub(super) fn leave(mut self) {
        self.is_put = true;
    }

    /// Removes it now. A failure that passes leaves nothing behind.
    pub(super) fn remove(mut self) -> std::io::Result<()> {
        self.is_put = true;
        remove(&self.path).or_else(|_| system::patiently(|| remove(&self.path)))
    }

    /// Puts a file into a place, over what is there where that is wanted, in one step.
    pub(crate) fn put(mut self, place: &Path, over: bool) -> std::io::Result<()> {
        system::patiently(|| {
            let made = TempPath::try_from_path(&self.path)?;
            let put = if over {
                made.persist(place)
            } else {
                made.persist_noclobber(place)
            };
            put.map_err(|error| {
                // It is removed with this one.
                drop(error.path.keep());
                error.error
            })
        })?;
        self.is_put = true;
        Ok(())
    }

    /// Puts a folder into a place where there is none.
    pub(super) fn put_folder(mut self, place: &Path) -> std::io::Result<()> {
        system::patiently(|| std::fs::rename(&self.path, place))?;
        self.is_put = true;
        Ok(())
    }
}

/// Removes what others left in a folder, the first time that this process puts anything there.
fn sweep_once(folder: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut swept = SWEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if swept.insert(folder.to_owned()) {
        sweep(&folder.join(PREFIX));
    }
}

/// Makes a file beside a place, which only its owner may read.
pub(crate) fn beside(place: &Path) -> std::io::Result<(File, Passing)> {
    check_name(place)?;
    sweep_once(folder(place));
    opened(Builder::new().prefix(&prefix()).tempfile_in(folder(place)))
}

/// Makes a file where the system keeps what passes, which only its owner may read.
pub(crate) fn passing() -> std::io::Result<(File, Passing)> {
    opened(Builder::new().prefix(&prefix()).tempfile())
}

fn opened(made: std::io::Result<NamedTempFile>) -> std::io::Result<(File, Passing)> {
    let (file, path) = made?.keep().map_err(|error| error.error)?;
    Ok((file, Passing::of(path)))
}

/// Makes a folder where the system keeps what passes, which only its owner may read.
pub(crate) fn passing_folder() -> std::io::Result<Passing> {
    let made = Builder::new().prefix(&prefix()).tempdir();
    made.map(Passing::folder)
}

/// Makes a folder beside a place.
pub(super) fn folder_beside(place: &Path) -> std::io::Result<Passing> {
    check_name(place)?;
    sweep_once(folder(place));
    let made = Builder::new().prefix(&prefix()).tempdir_in(folder(place));
    made.map(Passing::folder)
}

/// A file that is made beside its place, under a name of its own, which only its owner may read;
/// it is removed unless it is put into its place.
#[derive(Debug)]
pub(crate) struct Beside {
    made: Passing,
    /// The journal that SQLite keeps beside a file that is being written; removed with it.
    journal: Passing,
    place: PathBuf,
}

impl Beside {
    /// Makes an empty file beside a place.
    pub(crate) fn new(place: &Path) -> Result<Self> {
        let (_, made) = beside(place).map_err(|source| io(place, source))?;
        let mut journal = made.path().as_os_str().to_owned();
        journal.push("-journal");
        Ok(Self {
            made,
            journal: Passing::of(journal.into()),
            place: place.to_owned(),
        })
    }

    /// Refuses a file whose journal is still there: without it, it may be half of something.
    fn check_whole(&self) -> Result<()> {
        if std::fs::symlink_metadata(self.journal.path()).is_ok() {
            return Err(Error::Damaged {
                path: self.place.clone(),
            });
        }
        Ok(())
    }

    /// Returns where it is until then.
    pub(crate) fn path(&self) -> &Path {
        self.made.path()
    }

    /// Puts it into its place, where there is nothing yet. SQLite has synced what is in it.
    pub(crate) fn put(self) -> Result<()> {
        self.check_whole()?;
        let place = self.place;
        let put = self.made.put(&place, false);
        put.map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => Error::AlreadyThere {
                path: place.clone(),
            },
            _ => io(&place, source),
        })?;
        sync_folder(&place)
    }

    /// Puts it into its place instead of what is there, in one step.
    pub(crate) fn put_over(self) -> Result<()> {
        self.check_whole()?;
        let place = self.place;
        let put = self.made.put(&place, true);
        put.map_err(|source| io(&place, source))?;
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
                if path == *self.path() =>
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
    check_name(path).map_err(|source| io(path, source))?;
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
    check_name(path).map_err(|source| io(path, source))?;
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
    if system::is_hard_linked(path, &found) {
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

/// Waits until the disk has what was made, renamed or removed in a file's folder.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = folder(path);
    system::sync_folder(folder).map_err(|source| io(folder, source))
}

/// Names the file system on which a file lies, where its locks may not hold between machines, or the program
/// that copies its folder to a cloud.
pub(crate) fn shared_file_system(path: &Path) -> Option<&'static str> {
    let folder = folder(path);
    let real = std::fs::canonicalize(folder);
    let real = real.as_deref().unwrap_or(folder);
    system::shared_file_system(folder).or_else(|| synchronised(real))
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
    fn what_passes_is_gone_with_its_holder_and_what_stays_is_told() {
        let place = tempfile::tempdir().unwrap();
        let (file, made) = beside(&place.path().join("x.db")).unwrap();
        let path = made.path().to_owned();
        drop((file, made));
        assert!(!path.exists() && unremoved().is_empty());
        let (file, made) = beside(&path).unwrap();
        drop(file);
        made.put(&path, false).unwrap();
        assert!(path.exists());
        // A folder in which nothing can be removed.
        if let Ok(kept) = std::fs::read_dir("/proc/self/task") {
            let kept = kept.flatten().next().unwrap().path();
            drop(Passing::of(kept.clone()));
            let told: Vec<String> = unremoved().iter().map(|one| one.words(Lang::Zh)).collect();
            assert!(told.len() == 1 && told[0].contains(kept.to_str().unwrap()));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    #[should_panic(expected = "is removed before it is closed")]
    fn nothing_is_removed_that_is_open() {
        let place = tempfile::tempdir().unwrap();
        let (_file, made) = beside(&place.path().join("x.db")).unwrap();
        drop(made);
    }

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
