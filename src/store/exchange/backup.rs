//! Copies of a file, verified whole before they get their name.

use std::path::Path;

use crate::error::{Error, Result};
use crate::files::{self, Beside};
use crate::store::verify::Verified;
use crate::store::{Observer, Store, copy};

impl Store {
    /// Copies the file to a place where there is none yet, and verifies the copy whole.
    pub(crate) fn backup(&self, to: &Path, progress: Observer) -> Result<Verified> {
        files::check_free(to)?;
        let (verified, beside) = self.verified_copy(to, progress)?;
        beside.put()?;
        Ok(verified)
    }

    /// Returns the bytes of a copy that was verified whole.
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
        let verified = copy::fill(&self.path, &beside).and_then(|connection| {
            Self::over(connection, self.kinds, beside.path()).verify(progress)
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
