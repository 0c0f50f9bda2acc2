//! Keys of writers, which lie in the profile of whoever uses the machine and never in a file of the
//! campaign: a file each, named by the writer. Whoever has a copy of a file and not its key writes as
//! another writer of the same office.

use std::io::{Error as IoError, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;

use super::log::attest::writer_of;
use crate::error::{Error, Result};
use crate::files::system;
use crate::model::value::hex;

/// The folder of the keys; `None` where nobody knows whose profile it is.
#[derive(Clone, Debug)]
pub(crate) struct Keys(pub(crate) Option<PathBuf>);

impl Keys {
    /// Finds the key of a writer; one that is not whole is none.
    pub(super) fn of(&self, writer: [u8; 16]) -> Result<Option<SigningKey>> {
        let folder = self.folder()?;
        let mut seed = Vec::new();
        match system::open_plainly(&folder.join(hex(&writer))) {
            Ok(file) => {
                let read = file.take(64).read_to_end(&mut seed);
                read.map_err(|source| refused(folder, source))?;
            }
            Err(source) if source.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(refused(folder, source)),
        }
        let key = <[u8; 32]>::try_from(&seed[..]).map(|seed| SigningKey::from_bytes(&seed));
        let own = key
            .ok()
            .filter(|key| writer_of(&key.verifying_key().to_bytes()) == writer);
        Ok(own)
    }

    /// Returns what the key of a writer is made of, where it is on this machine.
    pub(crate) fn seed(&self, writer: [u8; 16]) -> Result<Option<[u8; 32]>> {
        Ok(self.of(writer)?.map(|key| key.to_bytes()))
    }

    /// Returns the writer of a key.
    pub(crate) fn writer(seed: &[u8; 32]) -> [u8; 16] {
        writer_of(&SigningKey::from_bytes(seed).verifying_key().to_bytes())
    }

    /// Makes the key of a new writer, and keeps it before anything is written under it.
    ///
    /// # Errors
    /// If the folder cannot be made or written.
    pub(crate) fn make(&self) -> Result<[u8; 16]> {
        let mut seed = [0; 32];
        let drawn = getrandom::fill(&mut seed).map_err(|source| IoError::other(source.to_string()));
        let folder = self.folder()?;
        drawn.map_err(|source| refused(folder, source))?;
        self.put(&seed)
    }

    /// Keeps a key; returns its writer.
    ///
    /// # Errors
    /// If the folder cannot be made or written.
    pub(crate) fn put(&self, seed: &[u8; 32]) -> Result<[u8; 16]> {
        let folder = self.folder()?;
        let writer = Self::writer(seed);
        let kept = || -> std::io::Result<[u8; 16]> {
            system::create_private_folder(folder)?;
            match system::create_private(&folder.join(hex(&writer))) {
                Ok(mut file) => {
                    file.write_all(seed)?;
                    file.sync_all()?;
                    system::sync_folder(folder)?;
                }
                Err(there) if there.kind() == ErrorKind::AlreadyExists => {}
                Err(failed) => return Err(failed),
            }
            Ok(writer)
        };
        kept().map_err(|source| refused(folder, source))
    }

    fn folder(&self) -> Result<&Path> {
        let unknown = || IoError::from(ErrorKind::NotFound);
        let folder = self.0.as_deref();
        folder.ok_or_else(|| refused(Path::new("huiyin/keys"), unknown()))
    }
}

fn refused(folder: &Path, source: IoError) -> Error {
    Error::NoKeys {
        folder: folder.to_owned(),
        source,
    }
}
