//! Writing a result to a file that was named with `-o`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::made::Made;
use super::names::{ASIDE, check_name, folder as folder_of};
use super::system::{create_private, exchange, patiently, sync_folder};
use super::temporary::{Passing, beside, folder_beside};
use crate::error::{Error, Refusal, Result, Said};
use crate::text::Lang;

/// First bytes of every SQLite file.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Refuses, before anything is done, a place where no result can or should be written: a folder,
/// a device, a folder that is not there, an office's file.
pub(crate) fn check(path: &Path, db: &Path) -> Result<()> {
    let io = |source: std::io::Error| Error::Io {
        path: path.to_owned(),
        source,
    };
    check_name(path).map_err(io)?;
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(Error::Io {
            path: folder.to_owned(),
            source: ErrorKind::NotFound.into(),
        });
    }
    match std::fs::metadata(path) {
        Err(source) if source.kind() == ErrorKind::NotFound && path != db => Ok(()),
        Err(source) if source.kind() != ErrorKind::NotFound => Err(io(source)),
        Ok(found) if found.is_dir() => Err(io(ErrorKind::IsADirectory.into())),
        Ok(found) if !found.is_file() => Err(io(ErrorKind::NotSeekable.into())),
        Ok(_) if !is_database(path).map_err(io)? => Ok(()),
        _ => Err(Refused::Database(path.to_owned()).into()),
    }
}

/// Reads only the first bytes; no connection to the file is open yet.
fn is_database(path: &Path) -> std::io::Result<bool> {
    let mut beginning = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(MAGIC.len() as u64).read_to_end(&mut beginning)?;
    Ok(beginning == MAGIC)
}

/// Writes a file beside its place and renames it there.
pub(crate) fn file(path: &Path, made: Made) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let (mut file, passing) = beside(path)?;
        let written = made.write_to(&mut file).and_then(|()| file.sync_all());
        drop(file);
        written?;
        passing.put(path, true)?;
        sync_folder(folder_of(path))
    };
    write().map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })
}

/// Writes a folder beside its place and puts it there whole, so that nobody sees half of one.
///
/// # Errors
/// If the folder holds anything but such files, or cannot be written.
pub(crate) fn folder(place: &Path, files: Vec<(String, Made)>) -> Result<()> {
    refuse_others(place, &files)?;
    let write = || -> std::io::Result<()> {
        let new = folder_beside(place)?;
        fill(new.path(), files)?;
        put(new, place)
    };
    write().map_err(|source| Error::Io {
        path: place.to_owned(),
        source,
    })
}

/// Puts a folder into its place. Nothing of what was there is removed before the disk has the new
/// one, and what is not put there is.
fn put(new: Passing, place: &Path) -> std::io::Result<()> {
    let above = folder_of(place);
    if !place.exists() {
        new.put_folder(place)?;
        return sync_folder(above);
    }
    let old = if exchange(new.path(), place).is_ok() {
        new
    } else {
        let old = folder_beside(place)?;
        let mut name = OsString::from(ASIDE);
        name.push(place.file_name().unwrap_or_default());
        let kept = old.path().join(name);
        patiently(|| std::fs::rename(place, &kept))?;
        if let Err(error) = new.put_folder(place) {
            if patiently(|| std::fs::rename(&kept, place)).is_err() {
                old.leave();
            }
            return Err(error);
        }
        old
    };
    if let Err(error) = sync_folder(above) {
        old.leave();
        return Err(error);
    }
    old.remove()?;
    sync_folder(above)
}

/// Fills a folder with files, and waits until the disk has them and their names.
fn fill(folder: &Path, files: Vec<(String, Made)>) -> std::io::Result<()> {
    let mut folders = BTreeSet::from([folder.to_owned()]);
    for (name, made) in files {
        let path = folder.join(name);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        let mut file = create_private(&path)?;
        made.write_to(&mut file)?;
        file.sync_all()?;
        let within = path.ancestors().skip(1);
        folders.extend(
            within
                .take_while(|above| *above != folder)
                .map(Path::to_owned),
        );
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

/// Refuses to put a folder in the place of what a person keeps there.
fn refuse_others(place: &Path, files: &[(String, Made)]) -> Result<()> {
    let io = |source: std::io::Error| Error::Io {
        path: place.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(place) {
        Err(source) if source.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(io(source)),
        Ok(entries) => entries,
    };
    for entry in entries {
        let name = entry.map_err(io)?.file_name();
        if !files.iter().any(|(own, _)| name == own.as_str()) {
            let (folder, other) = (place.to_owned(), name.to_string_lossy().into_owned());
            return Err(Refused::Folder { folder, other }.into());
        }
    }
    Ok(())
}

/// Reasons for which nothing is written.
#[derive(Debug)]
enum Refused {
    /// A file of `SQLite`.
    Database(PathBuf),
    /// A folder with a file that is none of those that are written.
    Folder { folder: PathBuf, other: String },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Database(path) => {
                let file = path.display();
                Said::new(
                    "is-a-database",
                    lang.pick(
                        (format!("-o {file} 是数据文件，不能覆盖"), "请换一个文件名"),
                        (
                            format!("-o {file} is a database and is not overwritten"),
                            "choose another name",
                        ),
                    ),
                )
                .of("output")
                .with(file.to_string())
            }
            Self::Folder { folder, other } => {
                let folder = folder.display();
                Said::new("folder-not-empty", lang.pick(
                    (format!("文件夹 {folder} 里有别的文件“{other}”，没有覆盖"), "请换一个文件夹"),
                    (format!("the folder {folder} holds another file, “{other}”, and was left alone"), "name another folder"),
                )).of("output").with(folder.to_string())
            }
        }
    }
}
