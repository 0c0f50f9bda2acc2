//! What the program wrote where, so that it never writes over what a person has changed since.
//!
//! A digest of each file that was written is kept in the user's own data: one way for every format, also
//! for those that have no room for a mark of their own, outside the office's file, so that nothing of it is
//! ever merged and a report can be made from a file that is only read. A file that nothing is known of is
//! written over, as scripts need that have run for years.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::names::folder as folder_of;
use super::system;
use crate::error::{Refusal, Result, Said};
use crate::model::value::hex;
use crate::text::{Lang, Words, quoted};

/// The ending of the files of which an edited one can be taken back.
const TAKEN: &str = "docx";

/// The folder of the digests; `None` where nobody knows whose profile it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(pub(crate) Option<PathBuf>);

impl Written {
    /// Refuses to write over a file that was changed since the program wrote it; `is_changed` tells it of
    /// one that is not known here, but may say so itself.
    pub(crate) fn check(&self, path: &Path, is_changed: impl Fn(&Path) -> bool) -> Result<()> {
        let known = self.place(path);
        let known = known.and_then(|place| std::fs::read_to_string(place).ok());
        let is_edited = match (known, digest(path)) {
            (_, Err(_)) => false,
            (Some(known), Ok(now)) => known != now,
            (None, Ok(_)) => is_changed(path),
        };
        if is_edited {
            return Err(Edited(path.to_owned()).into());
        }
        Ok(())
    }

    /// Keeps a file as it is now for one that the program wrote; tells whether that was possible.
    pub(crate) fn keep(&self, path: &Path) -> bool {
        let keep = || -> io::Result<()> {
            let unknown = || io::Error::from(io::ErrorKind::NotFound);
            let place = self.place(path).ok_or_else(unknown)?;
            let now = digest(path)?;
            if std::fs::read_to_string(&place).is_ok_and(|known| known == now) {
                return Ok(());
            }
            system::create_private_folder(place.parent().ok_or_else(unknown)?)?;
            let aside = place.with_extension(format!("{}.new", std::process::id()));
            drop(std::fs::remove_file(&aside));
            system::create_private(&aside)?.write_all(now.as_bytes())?;
            std::fs::rename(&aside, &place)
        };
        keep().is_ok()
    }

    /// Finds where the digest of a file is kept, whichever way its path is written.
    fn place(&self, path: &Path) -> Option<PathBuf> {
        let folder = std::fs::canonicalize(folder_of(path)).ok()?;
        let whole = folder.join(path.file_name()?);
        let name = Sha256::digest(whole.as_os_str().as_encoded_bytes());
        Some(self.0.as_ref()?.join(hex(&name[..16])))
    }
}

/// Hashes what is in a file; none that waits for somebody is opened.
fn digest(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let (mut file, mut hash, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

/// A file that was changed since the program wrote it.
#[derive(Debug)]
struct Edited(PathBuf);

impl Refusal for Edited {
    fn said(&self, lang: Lang) -> Said {
        let file = self.0.display();
        let name = quoted(&file.to_string());
        let is_taken = self.0.extension().is_some_and(|ending| ending == TAKEN);
        let ways = if is_taken {
            lang.pick(
                format!("收回改动用 huiyin draft take {name}，或换一个文件名"),
                format!(
                    "take the changes back with huiyin draft take {name}, or choose another name"
                ),
            )
        } else {
            lang.pick(
                "请换一个文件名；改动不要了，就先删除这个文件".to_owned(),
                "choose another name, or delete it first if its changes are not wanted".to_owned(),
            )
        };
        let what = lang.pick(
            format!("{file} 写出后有人改过，没有覆盖"),
            format!("{file} was changed since it was written, and is not written over"),
        );
        Said::new("edited-since", (what, ways))
            .of("output")
            .with(file.to_string())
    }
}

/// A file of which it could not be kept that the program wrote it.
#[derive(Clone, Debug)]
pub(crate) struct NotKept(pub(crate) PathBuf);

impl Words for NotKept {
    fn words(&self, lang: Lang) -> String {
        let file = self.0.display();
        lang.pick(
            format!("注意：没能记下 {file} 的摘要，以后有人改过它也会被覆盖"),
            format!("Warning: the digest of {file} could not be kept, so that it will be written over even when it was changed"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_since_is_not_written_over_and_what_is_not_known_is() {
        let folder = tempfile::tempdir().unwrap();
        let written = Written(Some(folder.path().join("written")));
        let file = folder.path().join("总结.docx");
        std::fs::write(&file, "of somebody").unwrap();
        let check = |path: &Path| written.check(path, |_| false);
        assert!(check(&file).is_ok());
        assert!(written.check(&file, |_| true).is_err());
        assert!(written.keep(&file) && written.check(&file, |_| true).is_ok());
        std::fs::write(&file, "changed").unwrap();
        let by_detour = folder.path().join("written/../总结.docx");
        for path in [&file, &by_detour] {
            let refused = check(path).unwrap_err().message(Lang::Zh);
            assert!(refused.contains("huiyin draft take "), "{refused}");
        }
        assert!(written.keep(&file) && check(&file).is_ok());
        std::fs::remove_file(&file).unwrap();
        assert!(check(&file).is_ok() && !written.keep(&file));
        assert!(!Written::default().keep(folder.path()));
    }
}
